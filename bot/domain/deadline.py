"""Which day does somebody mean by "vrijdag" or "over twee weken"?"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.errors import DomainError
from bot.domain.werkdagen import Werkkalender
from bot.domain.woorden import DAGEN, MAANDEN, TELWOORDEN

FARTHEST = timedelta(days=366)


class DeadlineOnleesbaar(DomainError):
    """No day can be read in what was typed."""


class DeadlineVoorbij(DomainError):
    """The day lies in the past."""


class DeadlineGeenWerkdag(DomainError):
    """The day is a weekend, a holiday or a closing day; carries the working days around it."""


class DeadlineTeVer(DomainError):
    """More than a year ahead."""


@dataclass(frozen=True)
class Gelezen:
    """A day, and where in the text it stood."""

    dag: date
    start: int
    end: int


_NUMBER = rf"(?P<getal>\d{{1,3}}|{'|'.join(TELWOORDEN[1:])}|één)"
_MONTH = rf"(?P<maand>{'|'.join(f'{m}|{m[:3]}' for m in MAANDEN)}|mrt|sept)"
_SHORT_DAY = r"(?:ma|di|wo|do|vr|za|zo)\.?"
_WORDS = {"vandaag": 0, "overmorgen": 2, "morgen": 1, "eergisteren": -2, "gisteren": -1}
_WEEKDAY = rf"(?P<dag>{'|'.join(DAGEN)})"


def find_deadline(text: str, today: date) -> Gelezen | None:
    """The first day that ``text`` names, wherever it stands; None when it names none.

    A weekday is the next one after ``today`` ("vrijdag" on a Friday is next week's); a day and month already past is
    next year's.
    """
    for pattern, meaning in _FORMS:
        for found in pattern.finditer(text):
            dag = meaning(found, today)
            if dag is not None:
                return Gelezen(dag, found.start(), found.end())
    return None


def read_deadline(text: str, today: date) -> date:
    """The day that ``text`` as a whole means. Raises ``DeadlineOnleesbaar``."""
    found = find_deadline(text, today)
    rest = text[: found.start] + text[found.end :] if found else text
    if found is None or re.sub(r"\b(?:uiterlijk|voor|vóór|op|tot|deadline)\b|[\s.,:]", "", rest, flags=re.IGNORECASE):
        raise DeadlineOnleesbaar
    return found.dag


def check_deadline(dag: date, today: date, kalender: Werkkalender) -> date:
    """``dag`` when an afspraak can be due then; else the refusal that says why, with the days that would do."""
    if dag < today:
        raise DeadlineVoorbij(dag=dag)
    if dag - today > FARTHEST:
        raise DeadlineTeVer(dag=dag)
    if not kalender.is_werkdag(dag):
        around = [kalender.previous_werkdag(dag), kalender.next_werkdag(dag)]
        raise DeadlineGeenWerkdag(dag=dag, opties=[near for near in around if near >= today])
    return dag


def likely_deadlines(today: date, kalender: Werkkalender) -> list[date]:
    """Days to offer as buttons: the end of this week or the next, and one and two weeks from now."""
    friday = today + timedelta(days=(4 - today.weekday()) % 7 or 7)
    days = {kalender.shift(day, 0) for day in (friday, today + timedelta(days=7), today + timedelta(days=14))} | {
        kalender.next_werkdag(today)
    }
    return sorted(day for day in days if day > today)


def _full_date(found: re.Match[str], _: date) -> date | None:
    return _real(2000 + int(found["jaar"]) % 1000, int(found["m"]), int(found["d"]))


def _day_and_month(found: re.Match[str], today: date) -> date | None:
    return _coming(today, int(found["m"]), int(found["d"]))


def _named_month(found: re.Match[str], today: date) -> date | None:
    short = {"mrt": "maa", "mei": "mei"}.get(found["maand"].lower(), found["maand"].lower()[:3])
    month = next(i for i, name in enumerate(MAANDEN, 1) if name.startswith(short))
    if found["jaar"]:
        return _real(int(found["jaar"]), month, int(found["d"]))
    return _coming(today, month, int(found["d"]))


def _from_now(found: re.Match[str], today: date) -> date | None:
    count = _count(found)
    unit = found["eenheid"].lower()
    if unit.startswith("da"):
        return today + timedelta(days=count)
    if unit.startswith("we"):
        return today + timedelta(weeks=count)
    month = today.month - 1 + count
    year, month = today.year + month // 12, month % 12 + 1
    return next(day for last in range(today.day, 0, -1) if (day := _real(year, month, last)))


def _weekday_of_week(found: re.Match[str], today: date) -> date | None:
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(weeks=_count(found), days=DAGEN.index(found["dag"].lower()))


def _count(found: re.Match[str]) -> int:
    word = found["getal"].lower().replace("één", "een")
    return int(word) if word.isdigit() else TELWOORDEN.index(word)


def _word(found: re.Match[str], today: date) -> date | None:
    return today + timedelta(days=_WORDS[found.group().lower()])


def _weekday(found: re.Match[str], today: date) -> date | None:
    if re.search(r"(?:afgelopen|vorige(?:\s+week)?|laatste)\s*$", found.string[: found.start()], re.IGNORECASE):
        return None  # a day gone by, so no deadline
    number = DAGEN.index(found["dag"].lower())
    if found["week"] or found["week2"]:
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
        return monday + timedelta(days=number)
    return today + timedelta(days=(number - today.weekday()) % 7 or 7)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _coming(today: date, month: int, day: int) -> date | None:
    this_year = _real(today.year, month, day)
    if this_year is not None and this_year >= today:
        return this_year
    # 29 February may be several years off; check_deadline says that it is too far.
    return next((day_ for year in range(today.year + 1, today.year + 9) if (day_ := _real(year, month, day))), None)


def _form(pattern: str) -> re.Pattern[str]:
    # Not inside a longer number: 2027/02/05 is no 2 May.
    return re.compile(rf"(?<![\w/-])(?<!\d\.){pattern}(?![\w-]|[/.]\d)", re.IGNORECASE)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    (_form(r"(?P<jaar>20\d\d)[-/](?P<m>\d\d?)[-/](?P<d>\d\d?)"), _full_date),
    (_form(r"(?P<d>\d\d?)[-/. ](?P<m>\d\d?)[-/. ](?P<jaar>(?:20)?\d\d)"), _full_date),
    (_form(rf"(?:(?:{_WEEKDAY}|{_SHORT_DAY}),?\s+)?(?P<d>\d\d?)\s+{_MONTH}\.?(?:\s+(?P<jaar>20\d\d))?"), _named_month),
    (_form(r"(?P<d>\d\d?)[-/](?P<m>\d\d?)"), _day_and_month),
    (_form(rf"{_WEEKDAY}\s+over\s+{_NUMBER}\s+we(?:ek|ken)"), _weekday_of_week),
    (_form(rf"over\s+{_NUMBER}\s+we(?:ek|ken)\s+(?:op\s+)?{_WEEKDAY}"), _weekday_of_week),
    (_form(rf"(?:over|binnen)\s+{_NUMBER}\s+(?P<eenheid>dag(?:en)?|we(?:ek|ken)|maand(?:en)?)"), _from_now),
    (
        _form(
            rf"(?:(?P<week>volgende\s+week)\s+|(?:a\.?s\.?|aanstaande|komende|deze)\s+)?{_WEEKDAY}"
            r"(?P<week2>\s+volgende\s+week)?(?:\s+(?:a\.?s\.?|aanstaande))?"
        ),
        _weekday,
    ),
    (_form("|".join(_WORDS).join(("(?:", ")"))), _word),
)
