"""What does each way of saying by when come to?

A meaning is handed what was ``said``, word by word, and the moment; it gives a day, why there is none, or None when it
is no deadline after all. Its docstring shows an example.
"""

from collections.abc import Iterator
from datetime import timedelta

from bot.domain.deadline_days import (
    DAY,
    DeadlineOnleesbaar,
    DeadlineZonderTafel,
    Moment,
    Outcome,
    Periode,
    around,
    checked,
    coming,
    coming_date,
    feest,
    iso_week,
    later,
    months,
    next_weekday,
    periode,
    real,
    week_of,
    weekday_in,
    weekend,
    within,
)
from bot.domain.deadline_words import Value

Said = dict[str, Value]
_FRIDAY = 4


def full_date(said: Said, moment: Moment) -> Outcome:
    """5-2-2027, 2027-02-05, vrijdag 5 februari '27"""
    year, weekday = said["jaar"], said.get("weekdag", said.get("erna"))
    assert isinstance(year, int)
    if year < 10:
        return None  # 2-1-1 is no date
    day = real(year if year > 99 else 2000 + year, _int(said, "maand"), _int(said, "dag"))
    return checked(day, _maybe(weekday)) if day else _no_day(said)


def short_year(said: Said, moment: Moment) -> Outcome:
    """5 februari 27: a year only when it cannot be an hour"""
    return full_date(said, moment) if _int(said, "jaar") > 24 else None


def day_and_month(said: Said, moment: Moment) -> Outcome:
    """5-2, 5 februari, vrijdag 5 februari: this year's, or when it is past next year's"""
    month, number = _int(said, "maand"), _int(said, "dag")
    weekday = _maybe(said.get("weekdag", said.get("erna")))
    day = coming_date(moment.today, month, number)
    if day is None:
        return _no_day(said)
    this_year = real(moment.today.year, month, number)
    if this_year and weekday is not None and day.weekday() != weekday == this_year.weekday():
        return this_year  # the day of the week says that the day gone by is meant
    return checked(day, weekday)


def _no_day(said: Said) -> Outcome:
    """31 februari was meant as a day; 45-13 was not."""
    shaped = _int(said, "dag") <= 31 and 1 <= _int(said, "maand") <= 12
    return DeadlineOnleesbaar() if shaped or "weekdag" in said else None


def day_of_month(said: Said, moment: Moment) -> Outcome:
    """de 5e, vrijdag de 5e: the next such day, and such a weekday"""
    weekday = _maybe(said.get("weekdag"))
    for ahead in range(12):
        month = periode("maand", moment.today, ahead)
        day = real(month.first.year, month.first.month, _int(said, "dag"))
        if day and day >= moment.today:
            return checked(day, weekday)
    return None


def weekday_and_number(said: Said, moment: Moment) -> Outcome:
    """vrijdag 5: only when the 5th is a Friday, for it may be an hour"""
    found = day_of_month(said, moment)
    return None if isinstance(found, Exception) else found


def day_of_this_month(said: Said, moment: Moment) -> Outcome:
    """de 5e van volgende maand"""
    month = periode("maand", moment.today, 1 if said.get("welke") in ("volgend", "komend") else 0)
    return real(month.first.year, month.first.month, _int(said, "dag")) or DeadlineOnleesbaar()


def weekday(said: Said, moment: Moment) -> Outcome:
    """vrijdag: the next one; on a Friday that of next week"""
    return next_weekday(moment.today, _int(said, "weekdag"))


def working_weekday(said: Said, moment: Moment) -> Outcome:
    """vr; za and zo are other words as well"""
    return weekday(said, moment) if _int(said, "weekdag") <= _FRIDAY else None


def weekday_of_week(said: Said, moment: Moment) -> Outcome:
    """volgende week dinsdag, dinsdag deze week, and volgende dinsdag: next week's, not tomorrow"""
    ahead = 0 if said.get("welke") == "dit" else 1
    return week_of(moment.today, ahead).first + _int(said, "weekdag") * DAY


def weekday_after(said: Said, moment: Moment) -> Outcome:
    """dinsdag over twee weken: the first Tuesday that is at least two weeks away; komende dinsdag: counted from it"""
    if "welke" in said:
        return next_weekday(moment.today, _int(said, "weekdag")) + timedelta(weeks=_int(said, "aantal"))
    return next_weekday(moment.today + timedelta(weeks=_int(said, "aantal")) - DAY, _int(said, "weekdag"))


def weekday_of_month(said: Said, moment: Moment) -> Outcome:
    """laatste vrijdag van de maand, eerste maandag van maart"""
    choices = _months(said, moment) if "maand" in said else _periods(said, moment)
    number, weekday = _int(said, "hoeveelste"), _int(said, "weekdag")
    days = (weekday_in(month, weekday, number) for month in choices if month)
    return next((day for day in days if day and day >= moment.today), None)


def day_word(said: Said, moment: Moment) -> Outcome:
    """morgen, vanmiddag"""
    return moment.today + _int(said, "woord") * DAY


def day_word_later(said: Said, moment: Moment) -> Outcome:
    """vandaag over een week"""
    day = moment.today + _int(said, "woord") * DAY
    return later(day, _int(said, "aantal"), str(said["eenheid"]), moment.kalender)


def so_much_later(said: Said, moment: Moment) -> Outcome:
    """over twee weken: that day; binnen twee weken: the last working day of them"""
    day = later(moment.today, _int(said, "aantal"), str(said["eenheid"]), moment.kalender)
    return within(day, moment.kalender, moment.today) if said.get("hoe", "binnen") != "over" else day


def half_year(said: Said, moment: Moment) -> Outcome:
    """over een half jaar"""
    if said["eenheid"] != "jaar":
        return DeadlineOnleesbaar()  # half a month is anybody's guess
    return so_much_later({**said, "aantal": 6, "eenheid": "maand"}, moment)


def next_working_day(said: Said, moment: Moment) -> Outcome:
    """volgende werkdag, volgende dag"""
    if said["eenheid"] == "werkdag":
        return moment.kalender.next_werkdag(moment.today)
    return moment.today + DAY


def week_number(said: Said, moment: Moment) -> Outcome:
    """week 7: its last working day; begin week 7, voor week 7"""
    return coming(_weeks(said, moment), str(said.get("punt", "eind")), moment)


def weekday_of_number(said: Said, moment: Moment) -> Outcome:
    """dinsdag week 7"""
    days = (week.first + _int(said, "weekdag") * DAY for week in _weeks(said, moment) if week)
    return next((day for day in days if day >= moment.today), None)


def of_period(said: Said, moment: Moment) -> Outcome:
    """eind van de maand, begin volgende week; volgende week alone: its last working day; voor volgende week"""
    which = str(said.get("punt", "eind"))
    if said["eenheid"] in ("dag", "werkdag"):
        return moment.today if which == "eind" and said.get("welke") in (None, "dit") else None
    if "welke" in said:
        return next(_periods(said, moment)).point(which, moment.kalender)
    return coming(_periods(said, moment), which, moment)


def of_month(said: Said, moment: Moment) -> Outcome:
    """eind februari, half maart 2028; in maart: its last working day; voor maart"""
    which = str(said.get("punt", "eind"))
    if "jaar" in said:
        return next(_months(said, moment)).point(which, moment.kalender)
    return coming(_months(said, moment), which, moment)


def of_quarter(said: Said, moment: Moment) -> Outcome:
    """eind Q2"""
    quarters = (months(moment.today.year + ahead, 3 * _int(said, "kwartaal") - 2, 3) for ahead in range(3))
    return coming(quarters, str(said["punt"]), moment)


def of_year(said: Said, moment: Moment) -> Outcome:
    """begin 2028"""
    return months(_int(said, "jaar"), 1, 12).point(str(said["punt"]), moment.kalender)


def of_weekend(said: Said, moment: Moment) -> Outcome:
    """voor het weekend, na het weekend; dit weekend: Saturday, and so a question"""
    bij = said.get("bij")
    days = (around(weekend(moment.today + 7 * n * DAY), _text(bij), moment.kalender) for n in (0, 1, 2))
    return next((day for day in days if day >= moment.today), None)


def of_feest(said: Said, moment: Moment) -> Outcome:
    """voor de kerst: the last working day before it; na pasen: the first after it; koningsdag: that day"""
    name = str(said["feest"]) + ("2" if said.get("hoeveelste") == 2 else "")
    years = [_int(said, "jaar")] if "jaar" in said else range(moment.today.year, moment.today.year + 3)
    days = [around(feest(name, year), _text(said.get("bij")), moment.kalender) for year in years]
    return days[0] if "jaar" in said else next((day for day in days if day >= moment.today), None)


def good_friday(said: Said, moment: Moment) -> Outcome:
    """goede vrijdag"""
    return of_feest({**said, "feest": "goede vrijdag"}, moment) if said["weekdag"] == 4 else None


def old_and_new(said: Said, moment: Moment) -> Outcome:
    """voor oud en nieuw"""
    return of_feest({**said, "feest": "oud en nieuw"}, moment)


def of_tafel(said: Said, moment: Moment) -> Outcome:
    """volgende tafel: the day on which it meets; voor de volgende tafel: the last working day before"""
    return at_tafel(str(said.get("bij", "op")), moment)


def at_tafel(bij: str, moment: Moment) -> Outcome:
    """The next meeting of the table: that day (op), or the working day before (voor) or after (na) it."""
    days = moment.tafeldagen or ()
    found = (around(Periode(day, day, day), bij, moment.kalender) for day in days)
    return next((day for day in found if day >= moment.today), DeadlineZonderTafel(bij=bij))


# Which stretches of time the words may mean, the nearest first


def _months(said: Said, moment: Moment) -> Iterator[Periode]:
    year = _maybe(said.get("jaar"))
    return (months(y, _int(said, "maand")) for y in ([year] if year else range(moment.today.year, 9999)))


def _weeks(said: Said, moment: Moment) -> Iterator[Periode | None]:
    this_year = moment.today.isocalendar().year
    return (iso_week(this_year + ahead, _int(said, "nummer")) for ahead in range(9))


def _periods(said: Said, moment: Moment) -> Iterator[Periode]:
    ahead = 1 if said.get("welke") in ("volgend", "komend") else 0
    return (periode(str(said["eenheid"]), moment.today, n) for n in range(ahead, ahead + 9))


def _int(said: Said, name: str) -> int:
    value = said[name]
    assert isinstance(value, int)
    return value


def _maybe(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None
