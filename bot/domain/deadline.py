"""Which day does somebody mean by "vrijdag", "over twee weken" or "volgende tafel", and may it be a deadline?

The words are in ``deadline_words``, the ways of saying it in ``deadline_phrases`` and ``deadline_meanings``, the
arithmetic in ``deadline_days``.
What is settled, where Dutch is not: a weekday is the next one after today, so on a Friday "vrijdag" is next week's, and
"volgende dinsdag" is the Tuesday of next week. A day and month already past is next year's. "uiterlijk", "voor", "tot"
and "op" a day all mean that day; "voor" what takes longer (a weekend, a month, Christmas, the next meeting) is the last
working day before it. "begin", "half" and "eind" are the first working day, the last one up to the middle, and the last
one; "volgende week" alone is the last one of next week. "over 10 dagen" is that day; "binnen 10 dagen" the last working
day of them. Everything that a person reads shows the full date.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.deadline_days import (
    DeadlineMeerdere,
    DeadlineOnleesbaar,
    DeadlineTegenspraak,
    DeadlineZonderTafel,
    Moment,
    later,
    periode,
)
from bot.domain.deadline_meanings import at_tafel
from bot.domain.deadline_phrases import find_phrases, says_nothing
from bot.domain.deadline_words import named, read_words
from bot.domain.errors import DomainError
from bot.domain.werkdagen import Werkkalender

__all__ = [
    "CLOCK",
    "DeadlineGeenWerkdag",
    "DeadlineMeerdere",
    "DeadlineOnleesbaar",
    "DeadlineTeVer",
    "DeadlineTegenspraak",
    "DeadlineVoorbij",
    "DeadlineZonderTafel",
    "Gevonden",
    "Moment",
    "check_dag",
    "check_deadline",
    "deadline_at_tafel",
    "find_deadline",
    "likely_deadlines",
    "read_deadline",
    "that_will_do",
]

# An hour is no part of a deadline, and "om" before it no Openbaar Ministerie.
CLOCK = re.compile(
    r"(?:\bom\s+)?\b\d{1,2}(?:[:.]\d{2})?(?:\s*[-–]\s*\d{1,2}(?:[:.]\d{2})?)?\s*u(?:ur)?\b"
    r"|(?:\bom\s+)?\b\d{1,2}[:.]\d{2}(?:\s*[-–]\s*\d{1,2}[:.]\d{2})?\b|\bom\s+\d{1,2}\b(?![-/])",
    re.IGNORECASE,
)


class DeadlineVoorbij(DomainError):
    """The day lies in the past."""


class DeadlineGeenWerkdag(DomainError):
    """The day is a weekend, a holiday or a closing day; carries the working days around it."""


class DeadlineTeVer(DomainError):
    """More than a year ahead."""


@dataclass(frozen=True)
class Gevonden:
    """What in a text says by when: where it stands, and which day it is or why that is unclear."""

    plaatsen: tuple[tuple[int, int], ...]
    uitkomst: date | DomainError

    @property
    def dag(self) -> date:
        """Raises why it cannot be read."""
        if isinstance(self.uitkomst, DomainError):
            raise self.uitkomst
        return self.uitkomst

    def overlaps(self, start: int, end: int) -> bool:
        return any(start < last and first < end for first, last in self.plaatsen)

    def without(self, text: str) -> str:
        """``text`` with a space where the deadline stood."""
        for first, last in reversed(self.plaatsen):
            text = f"{text[:first]} {text[last:]}"
        return text


def find_deadline(text: str, moment: Moment, names: Iterable[str] = ()) -> Gevonden | None:
    """What in ``text`` says by when, wherever it stands; None when nothing does.

    ``names`` are those of people and organisations that may stand there too: what is part of one is no day.
    """
    return _find(text, moment, names, whole=False)


def read_deadline(text: str, moment: Moment) -> date:
    """The day that ``text`` as a whole means. Raises why it names none, or several."""
    found = _find(text, moment, (), whole=True)
    if found is None:
        raise DeadlineOnleesbaar
    if isinstance(found.uitkomst, DeadlineMeerdere) or says_nothing(read_words(CLOCK.sub(" ", found.without(text)))):
        return found.dag
    raise DeadlineOnleesbaar


def deadline_at_tafel(bij: str, moment: Moment) -> date:
    """The day of the next meeting ("op"), or the working day "voor" or "na" it. Raises ``DeadlineZonderTafel``."""
    return Gevonden((), at_tafel(bij, moment) or DeadlineZonderTafel(bij=bij)).dag


def check_deadline(dag: date, today: date, kalender: Werkkalender) -> date:
    """``dag`` when an afspraak can be due then; else the refusal that says why, with the days that would do."""
    check_dag(dag, today, kalender)
    if not kalender.is_werkdag(dag):
        around = [kalender.previous_werkdag(dag), kalender.next_werkdag(dag)]
        raise DeadlineGeenWerkdag(dag=dag, opties=[near for near in around if near >= today])
    return dag


def check_dag(dag: date, today: date, kalender: Werkkalender) -> date:
    """``dag``, working day or not, from today to a year ahead. Raises ``DeadlineVoorbij`` or ``DeadlineTeVer``."""
    if dag < today:
        raise DeadlineVoorbij(dag=dag)
    if dag > later(today, 1, "jaar", kalender):
        raise DeadlineTeVer(dag=dag)
    return dag


def that_will_do(days: Iterable[date], moment: Moment) -> list[date]:
    """Of ``days`` those that can be a deadline; for a day off the working days around it."""
    found: set[date] = set()
    for day in days:
        near = (
            [day]
            if moment.kalender.is_werkdag(day)
            else [
                moment.kalender.previous_werkdag(day),
                moment.kalender.next_werkdag(day),
            ]
        )
        found.update(each for each in near if moment.today <= each <= later(moment.today, 1, "jaar", moment.kalender))
    return sorted(found)


def likely_deadlines(moment: Moment) -> list[date]:
    """Days to offer as buttons: tomorrow, Friday, in one and two weeks, the next meeting, the end of the month."""
    today, kalender = moment.today, moment.kalender
    friday = today + timedelta(days=(4 - today.weekday()) % 7 or 7)
    ends = (periode("maand", today, ahead).point("eind", kalender) for ahead in (0, 1))
    days = [
        kalender.next_werkdag(today),
        *(kalender.shift(day, 0) for day in (friday, today + timedelta(days=7), today + timedelta(days=14))),
        next(end for end in ends if end > today),
        *(day for day in (moment.tafeldagen or ())[:1] if kalender.is_werkdag(day)),
    ]
    return [day for day in that_will_do(days, moment) if day > today]


def _find(text: str, moment: Moment, names: Iterable[str], *, whole: bool) -> Gevonden | None:
    words = read_words(text)
    found = find_phrases(words, moment, named(words, names), whole=whole)
    if not found:
        return None
    places = tuple((words[phrase.first].start, words[phrase.last - 1].end) for phrase in found)
    outcomes = list(dict.fromkeys(phrase.outcome for phrase in found if phrase.outcome is not None))
    refused = next((outcome for outcome in outcomes if isinstance(outcome, DomainError)), None)
    days = [outcome for outcome in outcomes if isinstance(outcome, date)]
    if len(days) == 1 and not refused:
        return Gevonden(places, days[0])
    return Gevonden(places, refused or DeadlineMeerdere(opties=sorted(days)))
