"""Who may stop whose access, and how is that person found?"""

from bot.domain.errors import DomainError, OudeKnop, UnknownPersoon
from bot.domain.namen import match
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.rechten import Daad, may
from bot.domain.toegang import to_persoon
from bot.usecases.invoer import MOST_CHOICES, Onduidelijk, names_of
from bot.usecases.personen import revoke_persoon
from bot.usecases.ports import Transaction


class EigenToegang(DomainError):
    """Who wants to go uses /stop: that can be undone."""


class LaatsteBeheerder(DomainError):
    """Then nobody would be left to invite people."""


def people_to_stop(tx: Transaction, door: Persoon) -> list[Persoon]:
    """Whose access this person may stop, in the order of joining."""
    active = [persoon for persoon in tx.personen.all() if persoon.actief]
    return [persoon for persoon in active if may(door, Daad.TOEGANG_STOPPEN, to_persoon(door, persoon))]


def find_to_stop(tx: Transaction, typed: str, door: Persoon) -> Persoon | Onduidelijk:
    """Who is meant by a name, an organisation or both. Whom ``door`` may not stop does not exist.

    Raises ``EigenToegang`` or ``LaatsteBeheerder`` for the own name.
    """
    people = people_to_stop(tx, door)
    found = match(typed, [(naam, persoon) for persoon in people for naam in names_of(tx, persoon)])
    if len(found) == 1:
        return found[0]
    if found:
        return Onduidelijk("meer", tuple(str(persoon.id) for persoon in found[:MOST_CHOICES]))
    if match(typed, [(door.naam, door)]):
        check_may_go(tx, door, door)
    return Onduidelijk("onbekend")


def check_may_go(tx: Transaction, persoon: Persoon, door: Persoon) -> None:
    """Raises ``LaatsteBeheerder`` or ``EigenToegang``; ``OudeKnop`` for whom ``door`` may not stop, or not any more."""
    if [beheerder.id for beheerder in tx.personen.with_rol(Rol.BEHEERDER)] == [persoon.id] and door.is_(Rol.BEHEERDER):
        raise LaatsteBeheerder
    if persoon.id == door.id:
        raise EigenToegang
    if not persoon.actief or not may(door, Daad.TOEGANG_STOPPEN, to_persoon(door, persoon)):
        raise OudeKnop


def person_to_stop(tx: Transaction, id: PersoonId, door: Persoon) -> Persoon:
    """Raises as ``check_may_go`` does."""
    try:
        persoon = tx.personen.get(id)
    except UnknownPersoon as gone:
        raise OudeKnop from gone
    check_may_go(tx, persoon, door)
    return persoon


def stop_toegang(tx: Transaction, id: PersoonId, door: Persoon) -> Persoon:
    """This person has no access any more. Raises as ``check_may_go`` does."""
    return revoke_persoon(tx, person_to_stop(tx, id, door), door)
