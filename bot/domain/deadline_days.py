"""Which day is the end of the month, the Tuesday of next week, or the last working day before Christmas?

Plain arithmetic with days. What names a stretch of time ("eind van de maand", "volgende week", "voor de kerst") always
gives a working day; what names one day gives that day, working or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from bot.domain.errors import DomainError
from bot.domain.werkdagen import Werkkalender
from bot.domain.woorden import DAGEN

DAY = timedelta(days=1)
_SATURDAY = 5
_MOST_WERKDAGEN = 300
_FAR = 12
"""How many years, or weeks or months of one year, are looked through: what lies farther is too far anyhow."""


class DeadlineOnleesbaar(DomainError):
    """No day can be read in what was typed."""


class DeadlineTegenspraak(DomainError):
    """The weekday and the date do not belong together; carries days that may be meant."""


class DeadlineMeerdere(DomainError):
    """Several days stand there; carries those that would do."""


class DeadlineZonderTafel(DomainError):
    """The next meeting is meant, and it is not known when that is; ``bij`` says: then, before it or after it."""


Outcome = date | DomainError | None
"""A day, why it cannot be read, or None: this is no deadline at all."""


@dataclass(frozen=True)
class Moment:
    """From where somebody looks ahead.

    ``tafeldagen`` are the coming days of the casus's table, the nearest first: empty when it has no rhythm, None when
    the casus is not known yet.
    """

    today: date
    kalender: Werkkalender
    tafeldagen: tuple[date, ...] | None = None


@dataclass(frozen=True)
class Periode:
    """A stretch of days, both ends included."""

    first: date
    last: date
    middle: date

    def point(self, which: str, kalender: Werkkalender) -> date:
        """A working day: the first one (begin), the last one (eind), by the middle (half), or the last before it."""
        match which:
            case "begin":
                return kalender.next_werkdag(self.first - DAY)
            case "half":
                return max(kalender.previous_werkdag(self.middle + DAY), kalender.next_werkdag(self.first - DAY))
            case "voor":
                return kalender.previous_werkdag(self.first)
            case _:
                return kalender.previous_werkdag(self.last + DAY)


def week_of(day: date, ahead: int = 0) -> Periode:
    monday = day + timedelta(weeks=ahead, days=-day.weekday())
    return Periode(monday, monday + 6 * DAY, monday + 2 * DAY)


def months(year: int, month: int, count: int = 1) -> Periode:
    """``count`` whole months from ``month``, which may lie past December."""
    first = _first(year, month)
    middle = first.replace(day=15) if count == 1 else _first(year, month + count // 2)
    return Periode(first, _first(year, month + count) - DAY, middle)


def periode(unit: str, day: date, ahead: int = 0) -> Periode:
    """The week, month, quarter or year in which ``day`` lies, or so many of them later."""
    match unit:
        case "week":
            return week_of(day, ahead)
        case "maand":
            return months(day.year, day.month + ahead)
        case "kwartaal":
            return months(day.year, (day.month - 1) // 3 * 3 + 1 + 3 * ahead, 3)
        case _:
            return months(day.year + ahead, 1, 12)


def iso_week(year: int, number: int) -> Periode | None:
    """A numbered week; None when that year has no such week."""
    try:
        return week_of(date.fromisocalendar(year, number, 1))
    except ValueError:
        return None


def coming(perioden: Iterable[Periode | None], which: str, moment: Moment) -> Outcome:
    """That point of the first of ``perioden`` in which it is not past."""
    points = (each.point(which, moment.kalender) for each in islice(perioden, _FAR) if each)
    return next((day for day in points if day >= moment.today), None)


def real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def coming_date(today: date, month: int, day: int) -> date | None:
    """A day and month: this year's or, when that is past, the next there is; 29 February may be years away."""
    dates = (real(year, month, day) for year in range(today.year, today.year + 9))
    return next((found for found in dates if found and found >= today), None)


def next_weekday(after: date, weekday: int) -> date:
    """The first such day after ``after``."""
    return after + timedelta(days=(weekday - after.weekday()) % 7 or 7)


def checked(day: date, weekday: int | None) -> date | DomainError:
    """``day`` when it is that weekday; else both that can be meant: it, and the nearest such weekday."""
    if weekday is None or weekday == day.weekday():
        return day
    near = day + timedelta(days=(weekday - day.weekday() + 3) % 7 - 3)
    return DeadlineTegenspraak(dag=day, weekdag=DAGEN[weekday], opties=sorted([day, near]))


def later(day: date, count: int, unit: str, kalender: Werkkalender) -> date:
    """So many days, weeks, months and so on after ``day``; a month later has the same number, or is its last day."""
    match unit:
        case "dag":
            return day + timedelta(days=count)
        case "werkdag" if count > _MOST_WERKDAGEN:
            return day + timedelta(days=count * 7 // 5)  # too far anyhow, so not counted one by one
        case "werkdag":
            return kalender.shift(day, count)
        case "week":
            return day + timedelta(weeks=count)
    month = months(day.year, day.month + count * {"maand": 1, "kwartaal": 3, "jaar": 12}[unit])
    return min(month.first + timedelta(days=day.day - 1), month.last)


def within(day: date, kalender: Werkkalender, today: date) -> date:
    """The last working day up to ``day``; the next one when that is past."""
    last = kalender.previous_werkdag(day + DAY)
    return last if last >= today else kalender.next_werkdag(day)


def weekday_in(month: Periode, weekday: int, number: int) -> date | None:
    """The nth such weekday of a month (-1: the last); None when it has not so many."""
    if number < 0:
        return month.last - timedelta(days=(month.last.weekday() - weekday) % 7)
    day = next_weekday(month.first - DAY, weekday) + timedelta(weeks=number - 1)
    return day if day <= month.last else None


# What is not a day by itself, but has days before and after it


def weekend(today: date) -> Periode:
    """The coming weekend, or the one that it is."""
    saturday = week_of(today).first + _SATURDAY * DAY
    return Periode(saturday, saturday + DAY, saturday)


def feest(name: str, year: int) -> Periode:
    """A holiday of that year, from its first day to its last."""
    from dateutil.easter import easter  # noqa: PLC0415

    pasen: date = easter(year)
    koningsdag = date(year, 4, 27)
    days = {
        "kerst": (date(year, 12, 25), 2),
        "kerst2": (date(year, 12, 26), 1),
        "kerstavond": (date(year, 12, 24), 1),
        "oudjaar": (date(year, 12, 31), 1),
        "oud en nieuw": (date(year, 12, 31), 2),
        "nieuwjaar": (date(year, 1, 1), 1),
        "goede vrijdag": (pasen - 2 * DAY, 1),
        "pasen": (pasen, 2),
        "pasen2": (pasen + DAY, 1),
        "paasmaandag": (pasen + DAY, 1),
        "koningsdag": (koningsdag - DAY if koningsdag.weekday() == 6 else koningsdag, 1),
        "bevrijdingsdag": (date(year, 5, 5), 1),
        "hemelvaart": (pasen + 39 * DAY, 1),
        "pinksteren": (pasen + 49 * DAY, 2),
        "pinksteren2": (pasen + 50 * DAY, 1),
        "pinkstermaandag": (pasen + 50 * DAY, 1),
        "sinterklaas": (date(year, 12, 5), 1),
    }
    first, length = days[name]
    return Periode(first, first + (length - 1) * DAY, first)


def around(event: Periode, bij: str | None, kalender: Werkkalender) -> date:
    """The last working day before it, the first one after it, or its own first day."""
    if bij == "voor":
        return kalender.previous_werkdag(event.first)
    return kalender.next_werkdag(event.last) if bij == "na" else event.first


def _first(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
