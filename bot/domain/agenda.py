"""What stands on the agenda of a bijeenkomst, in which order, from when until when, and does it fit?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from bot.domain.bijeenkomst import BijeenkomstId, PuntId
from bot.domain.errors import DomainError
from bot.domain.persoon import PersoonId
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from bot.domain.werkdagen import Werkkalender

LONGEST_VRAAG = 300
LEAST_MINUTEN, MOST_MINUTEN = 5, 240


class Herkomst(StrEnum):
    """Why a casus is on the agenda, the most pressing first."""

    DOORGESCHOVEN = "doorgeschoven"
    """Not reached the last time, or put off."""
    OPVOLGEN = "opvolgen"
    """It has afspraken that are overdue, or due before the bijeenkomst."""
    AANGEMELD = "aangemeld"
    """Put forward for this table."""
    TOEGEVOEGD = "toegevoegd"
    """By hand."""


class Uitkomst(StrEnum):
    """What became of it at the table."""

    BESPROKEN = "besproken"
    DOORGESCHOVEN = "doorgeschoven"


class UnknownPunt(DomainError):
    """Not on this agenda, or not any more."""


class CasusNietVanTafel(DomainError):
    """Its gemeente is discussed at other tables, or this table discusses no casussen."""


class StaatAlOpAgenda(DomainError):
    """It is on this agenda already."""


class AgendaGewijzigd(DomainError):
    """Somebody else changed the agenda since this person saw it: they see it as it is now, and nothing is lost."""


@dataclass(frozen=True)
class Agendapunt:
    """One casus, or at a table of subjects one subject, on one agenda.

    ``gemeente`` is that of the casus, ``gesloten`` whether it is closed by now. Without ``partners`` only the fixed
    seats and its gemeente join. ``weg``: taken off by hand; kept so that it is not proposed again, and so that who had
    it can be told.
    """

    id: PuntId
    bijeenkomst: BijeenkomstId
    volgorde: int
    minuten: int
    herkomst: Herkomst
    casus: Referentie | None = None
    gemeente: str | None = None
    gesloten: bool = False
    onderwerp: SafeText | None = None
    vraag: SafeText | None = None
    """What to prepare."""
    na_sluiting: bool = False
    """Put forward after the submission had closed."""
    partners: frozenset[PersoonId] = frozenset()
    uitkomst: Uitkomst | None = None
    weg: bool = False


@dataclass(frozen=True)
class Slot:
    """From when until when a punt has its turn."""

    punt: Agendapunt
    van: datetime
    tot: datetime


@dataclass(frozen=True)
class Voorstel:
    """A casus that belongs on the agenda by itself."""

    casus: Referentie
    gemeente: str
    herkomst: Herkomst
    na_sluiting: bool = False


def in_order(punten: Iterable[Agendapunt]) -> list[Agendapunt]:
    """Those that are on the agenda, as it goes."""
    return sorted((punt for punt in punten if not punt.weg), key=lambda punt: (punt.volgorde, punt.id))


def slots(begint: datetime, punten: Iterable[Agendapunt]) -> list[Slot]:
    """When each has its turn, one after the other."""
    found, van = [], begint
    for punt in in_order(punten):
        tot = van + timedelta(minutes=punt.minuten)
        found.append(Slot(punt, van, tot))
        van = tot
    return found


def by_gemeente(found: Sequence[Slot]) -> list[tuple[str | None, list[Slot]]]:
    """The slots in blocks of one gemeente; a gemeente whose turn comes twice has two."""
    return [(gemeente, list(block)) for gemeente, block in groupby(found, key=lambda slot: slot.punt.gemeente)]


def put_in(ordered: Sequence[Agendapunt], new: Agendapunt, gemeenten: Sequence[str]) -> list[Agendapunt]:
    """The agenda with one more: after the last of its own gemeente, else where the region's order has that one."""
    own = [place for place, punt in enumerate(ordered, 1) if punt.gemeente == new.gemeente]
    later = gemeenten[gemeenten.index(new.gemeente) + 1 :] if new.gemeente in gemeenten else ()
    before = [place for place, punt in enumerate(ordered) if punt.gemeente in later]
    place = own[-1] if own else before[0] if before else len(ordered)
    return [*ordered[:place], new, *ordered[place:]]


def shifted(ordered: Sequence[Agendapunt], id: PuntId, steps: int) -> list[Agendapunt]:
    """The agenda with this one so many places later, or earlier; at either end it stays there."""
    place = next(place for place, punt in enumerate(ordered) if punt.id == id)
    rest = [punt for punt in ordered if punt.id != id]
    rest.insert(max(0, min(len(rest), place + steps)), ordered[place])
    return rest


def too_long(duur: int, punten: Iterable[Agendapunt]) -> int:
    """By how many minutes the agenda is longer than the bijeenkomst; 0 when it fits."""
    return max(0, sum(punt.minuten for punt in in_order(punten)) - duur)


def to_put_off(duur: int, punten: Iterable[Agendapunt]) -> list[Agendapunt]:
    """What to put off to the next time, so that the rest fits: what can wait best first, the last of these first.

    What came in after the submission had closed can wait best; what was put off before waits last of all. Never all.
    """
    ordered = in_order(punten)
    over = too_long(duur, ordered)
    patience = (Herkomst.AANGEMELD, Herkomst.TOEGEVOEGD, Herkomst.OPVOLGEN, Herkomst.DOORGESCHOVEN)
    last = {punt.id: -place for place, punt in enumerate(ordered)}
    waits = sorted(ordered, key=lambda punt: (not punt.na_sluiting, patience.index(punt.herkomst), last[punt.id]))
    found: list[Agendapunt] = []
    for punt in waits[: max(0, len(ordered) - 1)]:
        if over <= 0:
            break
        found.append(punt)
        over -= punt.minuten
    return found


def closes_on(day: date, werkdagen: int, kalender: Werkkalender) -> date:
    """The last day on which a casus can be put forward for a bijeenkomst on ``day``."""
    return kalender.shift(day, -werkdagen)
