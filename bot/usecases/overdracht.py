"""How does the work of a makelaar go to a colleague for a while, and come back?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.bericht import Baan, Bericht
from bot.domain.errors import DomainError, OudeKnop, UnknownPersoon
from bot.domain.overdracht import Overdracht, objection
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.rechten import Daad, may
from bot.domain.toegang import to_persoon
from bot.usecases.invoer import MOST_CHOICES
from bot.usecases.ports import Transaction
from bot.usecases.vervanging import can_look_after, handings_over


class GeenAndereMakelaar(DomainError):
    """Nobody else can take over; the person hears whom to ask."""


class OverdrachtKanNiet(DomainError):
    """It could be so when the card was shown, and cannot any more; ``reden`` as ``why_not`` gives it."""


@dataclass(frozen=True)
class Overgedragen:
    """A hand-over as a message shows it. ``loopt``: now; ``kan`` is False while ``aan`` can take no messages."""

    van: Persoon
    aan: Persoon
    vanaf: date
    tot: date
    loopt: bool
    kan: bool


def whose_work(tx: Transaction, door: Persoon) -> list[Persoon]:
    """The makelaars whose work this person may hand over, in the order of joining."""
    makelaars = tx.personen.with_rol(Rol.MAKELAAR)
    return [makelaar for makelaar in makelaars if may(door, Daad.OVERDRAGEN, to_persoon(door, makelaar))]


def makelaar_to_hand_over(tx: Transaction, id: PersoonId, door: Persoon) -> Persoon:
    """Raises ``OudeKnop`` for whose work ``door`` may not hand over, or not any more."""
    for makelaar in whose_work(tx, door):
        if makelaar.id == id:
            return makelaar
    raise OudeKnop


def overdracht_of(tx: Transaction, makelaar: PersoonId) -> Overdracht | None:
    """The one in force or to come; None when there is none."""
    return next((found for found in handings_over(tx) if found.van == makelaar), None)


def shown(tx: Transaction, overdracht: Overdracht | None) -> Overgedragen | None:
    """With the people in it; None for none."""
    if overdracht is None:
        return None
    van, aan = tx.personen.get(overdracht.van), tx.personen.get(overdracht.aan)
    kan, loopt = can_look_after(aan), overdracht.holds(tx.today)
    return Overgedragen(van, aan, overdracht.vanaf, overdracht.tot, loopt=loopt and kan, kan=kan)


def around(tx: Transaction, persoon: Persoon) -> dict[str, Any]:
    """To whom the work of this makelaar goes, and whose work comes to them, now or later."""
    found = [shown(tx, overdracht) for overdracht in handings_over(tx)]
    return {
        "overgedragen": next((each for each in found if each and each.van.id == persoon.id), None),
        "neemt_over": [each for each in found if each and each.aan.id == persoon.id],
    }


def likely_colleagues(tx: Transaction, makelaar: Persoon) -> tuple[str, ...]:
    """Who can take over, to offer as choices. Raises ``GeenAndereMakelaar`` when there is nobody."""
    others = [other for other in tx.personen.with_rol(Rol.MAKELAAR) if other.id != makelaar.id]
    found = tuple(str(other.id) for other in others if can_look_after(other))
    if not found:
        raise GeenAndereMakelaar
    return found[:MOST_CHOICES]


def why_not(tx: Transaction, new: Overdracht) -> str | None:
    """Why this cannot be, as a template knows it; None when it can."""
    try:
        colleague = tx.personen.get(new.aan)
    except UnknownPersoon:
        return "niet_bereikbaar"
    return objection(new, handings_over(tx), tx.today) or (None if can_look_after(colleague) else "niet_bereikbaar")


def hand_over(tx: Transaction, new: Overdracht, door: Persoon) -> None:
    """From its first through its last day a colleague looks after the work, in place of an earlier one; all hear so.

    Raises ``OverdrachtKanNiet``, or ``OudeKnop`` for whose work ``door`` may not hand over.
    """
    makelaar_to_hand_over(tx, new.van, door)
    tx.overdrachten.hold()
    reden = why_not(tx, new)
    if reden is not None:
        raise OverdrachtKanNiet(reden=reden)
    earlier = overdracht_of(tx, new.van)
    tx.overdrachten.put(new)
    tx.audit.record("werk_overgedragen", f"persoon {new.van}", door)
    tx.audit.record("werk_gekregen", f"persoon {new.aan}", door)
    _tell(tx, new.van, {new.van, new.aan, *([earlier.aan] if earlier else [])} - {door.id}, door, "begin")


def take_back(tx: Transaction, makelaar: Persoon, door: Persoon | None) -> None:
    """It ends at once, and both hear so. Nothing happens when there is none. ``door`` is None on the command line."""
    earlier = overdracht_of(tx, makelaar.id)
    if earlier is not None:
        tx.overdrachten.end(makelaar.id)
        tx.audit.record("werk_teruggenomen", f"persoon {makelaar.id}", door)
        _tell(tx, makelaar.id, {earlier.van, earlier.aan} - ({door.id} if door else set()), door, "einde")


def end_overdrachten(tx: Transaction, persoon: Persoon, door: Persoon | None) -> None:
    """Who goes looks after nobody's work any more, and nobody after theirs."""
    for found in handings_over(tx):
        if persoon.id in (found.van, found.aan):
            take_back(tx, tx.personen.get(found.van), door)


def _tell(tx: Transaction, van: PersoonId, whom: set[PersoonId], door: Persoon | None, wat: str) -> None:
    """What it says is what holds when it is sent. ``wat`` makes two changes at one moment two messages."""
    for naar in sorted(whom):
        tx.outbox.put(
            Bericht(
                key=f"overdracht:{wat}:{van}:{naar}:{tx.now.isoformat()}",
                bericht="melding_overdracht",
                baan=Baan.NIEUWS,
                gegevens={"van": van, "door": door.id if door is not None else None},
                naar=naar,
                waarom="werk is overgedragen of komt terug",
            )
        )
