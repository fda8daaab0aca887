"""Whose work, to whom and when: what does somebody mean by one typed line, or by an answer to one question?"""

import re
from dataclasses import dataclass
from datetime import date

from bot.domain.deadline import Gevonden, Moment, find_deadline, likely_deadlines, read_deadline
from bot.domain.errors import DomainError
from bot.domain.namen import match
from bot.domain.persoon import Persoon, Rol
from bot.usecases.invoer import MOST_CHOICES, Onduidelijk, moment, names_of, unclear_deadline
from bot.usecases.overdracht import whose_work
from bot.usecases.ports import Transaction
from bot.usecases.vervanging import can_look_after

_UNTIL = re.compile(r"\b(?:tot(?:\s+en\s+met)?|tm)\b|\bt\.?\s?/?\s?m\b\.?", re.IGNORECASE)
_FROM = re.compile(r"\b(?:vanaf|van|per|met\s+ingang\s+van)\b", re.IGNORECASE)
_TO = re.compile(r"\b(?:aan|naar)\b", re.IGNORECASE)
_FILLERS = re.compile(r"^(?:\W*\b(?:nu|mijn|het|werk|van)\b)+", re.IGNORECASE)


@dataclass(frozen=True)
class Gelezen:
    """What a line tells of whose work, to whom, from and through which day: each, or why it has to be asked."""

    wie: Persoon | Onduidelijk
    collega: Persoon | Onduidelijk
    vanaf: date | Onduidelijk
    tot: date | Onduidelijk


def find_makelaar(tx: Transaction, typed: str, door: Persoon) -> Persoon | Onduidelijk:
    """Whose work is meant by a name. Whose work ``door`` may not hand over does not exist."""
    return _one_of(tx, typed, whose_work(tx, door))


def find_colleague(tx: Transaction, typed: str, makelaar: Persoon) -> Persoon | Onduidelijk:
    """Which colleague is meant by a name: one person, or why not."""
    found = _one_of(tx, typed, tx.personen.with_rol(Rol.MAKELAAR))
    if isinstance(found, Onduidelijk):
        return found
    if found.id == makelaar.id:
        return Onduidelijk("zichzelf")
    return found if can_look_after(found) else Onduidelijk("niet_bereikbaar")


def find_day(tx: Transaction, typed: str) -> date | Onduidelijk:
    """The day that was typed; a day off is fine."""
    try:
        return read_deadline(typed, moment(tx))
    except DomainError as refused:
        return Onduidelijk(unclear_deadline(tx, refused).reden)


def day_choices(tx: Transaction, vanaf: date | None) -> tuple[str, ...]:
    """Days to offer: to begin with, today first; to end with once it is known when it begins."""
    days = likely_deadlines(Moment(vanaf or tx.today, tx.kalender))
    return tuple(day.isoformat() for day in (days if vanaf else [tx.today, *days]))


def read_line(tx: Transaction, text: str, door: Persoon) -> Gelezen:
    """``Dirk tot 12 februari``; of a manager ``Marijke aan Dirk vanaf maandag tot 12 februari``.

    Without a first day it begins today. One day alone is the last one.
    """
    until = _UNTIL.search(text)
    before, after = (text[: until.start()], text[until.end() :]) if until else (text, "")
    vanaf, before = _take_first_day(tx, before)
    if until is not None:
        tot, after = _take_day(tx, after)
        vanaf, before = (vanaf, before) if vanaf else _take_day(tx, before)
    else:
        tot, before = (None, before) if vanaf else _take_day(tx, before)
    parts = [_bare(part) for part in _TO.split(f"{before} {after}", maxsplit=1)]
    theirs = whose_work(tx, door)
    own = theirs[0] if len(theirs) == 1 else None
    wie = own or (_one_of(tx, parts[0], theirs) if parts[0] else Onduidelijk(""))
    name = parts[-1] if own or len(parts) > 1 else ""
    collega = find_colleague(tx, name, wie) if name and isinstance(wie, Persoon) else Onduidelijk("")
    return Gelezen(wie, collega, vanaf or tx.today, tot or Onduidelijk(""))


def _one_of(tx: Transaction, typed: str, people: list[Persoon]) -> Persoon | Onduidelijk:
    found = match(typed, [(naam, persoon) for persoon in people for naam in names_of(tx, persoon)])
    if len(found) == 1:
        return found[0]
    if found:
        return Onduidelijk("meer", tuple(str(each.id) for each in found[:MOST_CHOICES]))
    return Onduidelijk("onbekend")


def _take_first_day(tx: Transaction, text: str) -> tuple[date | Onduidelijk | None, str]:
    """The day right after a word like "vanaf", which a name can hold too; and what is left."""
    for said in reversed([*_FROM.finditer(text)]):
        found = _find(tx, text[said.end() :])
        if found is not None and not text[said.end() :][: found.plaatsen[0][0]].strip():
            day, rest = _take_day(tx, text[said.end() :])
            return day, f"{text[: said.start()]} {rest}"
    return None, text


def _take_day(tx: Transaction, text: str) -> tuple[date | Onduidelijk | None, str]:
    """The day in a part of a line, and what is left of that part."""
    found = _find(tx, text)
    if found is None:
        return None, text
    try:
        return found.dag, found.without(text)
    except DomainError as refused:
        return Onduidelijk(unclear_deadline(tx, refused).reden), found.without(text)


def _find(tx: Transaction, text: str) -> Gevonden | None:
    return find_deadline(text, moment(tx), [persoon.naam for persoon in tx.personen.with_rol(Rol.MAKELAAR)])


def _bare(name: str) -> str:
    return " ".join(_FILLERS.sub(" ", name).split()).strip(" ,.;:")
