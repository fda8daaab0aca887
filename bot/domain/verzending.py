"""An agenda or an afsprakenlijst on its way out: how long can it be called back, and what has changed since?"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NewType

from bot.domain.agenda import Slot
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, PuntId
from bot.domain.errors import DomainError
from bot.domain.persoon import PersoonId

VerzendingId = NewType("VerzendingId", int)

HELD_FOR = timedelta(minutes=5)
"""For so long everything is held, and can be called back whole."""
SHIFT_TOLD = timedelta(minutes=10)
"""A slot that shifted by this or less is not worth a message."""


class Soort(StrEnum):
    """What is sent."""

    AGENDA = "agenda"
    LIJST = "lijst"


class Stand(StrEnum):
    """Where it is."""

    WACHT = "wacht"
    WEG = "weg"
    TERUGGEHAALD = "teruggehaald"


class TerughalenTeLaat(DomainError):
    """It is out already."""


@dataclass(frozen=True)
class Verzending:
    """One press of «Versturen»."""

    id: VerzendingId
    bijeenkomst: BijeenkomstId
    soort: Soort
    door: PersoonId
    due_at: datetime
    stand: Stand


@dataclass(frozen=True)
class Wijziging:
    """What is different from what somebody was told before. False when nothing is worth a message."""

    nieuw: tuple[PuntId, ...] = ()
    vervallen: tuple[PuntId, ...] = ()
    verschoven: tuple[PuntId, ...] = ()
    """At another time, or for longer or shorter: of these alone what was said before is known, too."""
    vraag: tuple[PuntId, ...] = ()
    """With another question to prepare."""
    was: Mapping[PuntId, tuple[datetime, datetime]] = field(default_factory=dict)
    """From when until when the punten that shifted had their turn before."""

    def __bool__(self) -> bool:
        return any((self.nieuw, self.vervallen, self.verschoven, self.vraag))


@dataclass(frozen=True)
class Verteld:
    """What somebody was told of one punt. ``vraag`` stands for its question, "" for none."""

    van: datetime
    minuten: int
    vraag: str

    @property
    def tot(self) -> datetime:
        return self.van + timedelta(minutes=self.minuten)


def told(bijeenkomst: Bijeenkomst, seen: Iterable[Slot], digest: Mapping[PuntId, str]) -> dict[str, Any]:
    """What somebody is told with these slots, as a row can hold it: ids and moments.

    ``digest`` stands for the question of each punt, so that a changed one is known without keeping its words.
    """
    punten = {slot.punt.id: Verteld(slot.van, slot.punt.minuten, digest.get(slot.punt.id, "")) for slot in seen}
    return _inhoud(bijeenkomst.begint, punten)


def known_of(inhoud: Mapping[str, Any], begint: datetime) -> dict[PuntId, Verteld]:
    """What somebody knows who was told ``inhoud``; when the bijeenkomst moved to ``begint`` its slots moved along."""
    moved = begint - datetime.fromisoformat(inhoud["begint"])
    return {
        PuntId(int(id)): Verteld(datetime.fromisoformat(van) + moved, minuten, vraag)
        for id, (van, minuten, vraag) in inhoud["punten"].items()
    }


def told_alike(begint: datetime, known: Iterable[Mapping[str, Any]], punten: Collection[PuntId]) -> dict[str, Any]:
    """What somebody is told who hears what these know, of ``punten`` alone."""
    together = {id: verteld for inhoud in known for id, verteld in known_of(inhoud, begint).items() if id in punten}
    return _inhoud(begint, together)


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Wijziging:
    """From one ``told`` to the next. When the bijeenkomst itself moved, its slots moved along: that was told then."""
    begint = datetime.fromisoformat(after["begint"])
    old, new = known_of(before, begint), known_of(after, begint)
    stay = [id for id in new if id in old]
    shifted = tuple(id for id in stay if _shift(old[id], new[id]) > SHIFT_TOLD)
    return Wijziging(
        nieuw=tuple(id for id in new if id not in old),
        vervallen=tuple(id for id in old if id not in new),
        verschoven=shifted,
        vraag=tuple(id for id in stay if new[id].vraag != old[id].vraag),
        was={id: (old[id].van, old[id].tot) for id in shifted},
    )


def heard(before: Mapping[str, Any], after: Mapping[str, Any], change: Wijziging) -> dict[str, Any]:
    """What somebody knows who was told ``before`` and then heard ``change``.

    Of what shifted too little to be told that is the old time: so small shifts add up until they are worth a message.
    """
    begint = datetime.fromisoformat(after["begint"])
    old, new = known_of(before, begint), known_of(after, begint)
    punten = {
        id: now if id in change.verschoven or id not in old else replace(old[id], vraag=now.vraag)
        for id, now in new.items()
    }
    return _inhoud(begint, punten)


def _shift(old: Verteld, new: Verteld) -> timedelta:
    """By how much it begins or ends at another time, the larger of these."""
    return max(abs(new.van - old.van), abs(new.tot - old.tot))


def _inhoud(begint: datetime, punten: Mapping[PuntId, Verteld]) -> dict[str, Any]:
    rows = {str(id): [one.van.isoformat(), one.minuten, one.vraag] for id, one in punten.items()}
    return {"begint": begint.isoformat(), "punten": rows}
