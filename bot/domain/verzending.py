"""An agenda or an afsprakenlijst on its way out: how long can it be called back, and what has changed since?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
    """At another time: of these alone what was said before is known, too."""
    vraag: tuple[PuntId, ...] = ()
    """With another question to prepare."""
    was: Mapping[PuntId, datetime] = field(default_factory=dict)
    """When the punten that shifted had their turn before."""

    def __bool__(self) -> bool:
        return any((self.nieuw, self.vervallen, self.verschoven, self.vraag))


def told(bijeenkomst: Bijeenkomst, seen: Iterable[Slot], digest: Mapping[PuntId, str]) -> dict[str, Any]:
    """What somebody is told with these slots, as a row can hold it: ids and moments.

    ``digest`` stands for the question of each punt, so that a changed one is known without keeping its words.
    """
    punten = {str(slot.punt.id): [slot.van.isoformat(), digest.get(slot.punt.id, "")] for slot in seen}
    return {"begint": bijeenkomst.begint.isoformat(), "punten": punten}


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Wijziging:
    """From one ``told`` to the next. When the bijeenkomst itself moved, its slots moved along: that was told then."""
    old, new = _punten(before), _punten(after)
    moved = datetime.fromisoformat(after["begint"]) - datetime.fromisoformat(before["begint"])
    stay = [id for id in new if id in old]
    shifted = tuple(id for id in stay if abs(new[id][0] - old[id][0] - moved) > SHIFT_TOLD)
    return Wijziging(
        nieuw=tuple(id for id in new if id not in old),
        vervallen=tuple(id for id in old if id not in new),
        verschoven=shifted,
        vraag=tuple(id for id in stay if new[id][1] != old[id][1]),
        was={id: old[id][0] + moved for id in shifted},
    )


def heard(before: Mapping[str, Any], after: Mapping[str, Any], change: Wijziging) -> dict[str, Any]:
    """What somebody knows who was told ``before`` and then heard ``change``.

    Of what shifted too little to be told that is the old time: so small shifts add up until they are worth a message.
    """
    old, begint = _punten(before), datetime.fromisoformat(after["begint"])
    moved = begint - datetime.fromisoformat(before["begint"])
    punten = {
        str(id): [(van if id in change.verschoven or id not in old else old[id][0] + moved).isoformat(), vraag]
        for id, (van, vraag) in _punten(after).items()
    }
    return {"begint": after["begint"], "punten": punten}


def _punten(inhoud: Mapping[str, Any]) -> dict[PuntId, tuple[datetime, str]]:
    return {PuntId(int(id)): (datetime.fromisoformat(van), vraag) for id, (van, vraag) in inhoud["punten"].items()}
