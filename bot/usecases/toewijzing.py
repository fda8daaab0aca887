"""Which makelaar watches which afspraken?"""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.afspraak import Afspraak
from bot.domain.casus import Casus
from bot.domain.errors import UnknownCasus
from bot.domain.persoon import Persoon, Rol
from bot.domain.referentie import Referentie
from bot.domain.toegang import may_run_casus
from bot.usecases.ports import Transaction


def makelaars_of(casus: Casus, makelaars: Sequence[Persoon]) -> list[Persoon]:
    """Who watches this casus: the makelaar of its gemeente; where nobody has that gemeente, who made it; else all.

    Never nobody while the house has a makelaar: an afspraak that no one watches slips.
    """
    of_gemeente = [makelaar for makelaar in makelaars if casus.gemeente in makelaar.gemeenten]
    maker = [makelaar for makelaar in makelaars if makelaar.id == casus.made_by]
    return of_gemeente or maker or list(makelaars)


def watchers(tx: Transaction, casus: Casus) -> list[Persoon]:
    """``makelaars_of`` with the makelaars there are now."""
    return makelaars_of(casus, tx.personen.with_rol(Rol.MAKELAAR))


def watched_by(tx: Transaction, makelaar: Persoon) -> list[Afspraak]:
    """The open afspraken of which this makelaar is one of ``makelaars_of`` and that may need attention, the nearest
    deadline first.
    """
    makelaars = {persoon.id: persoon.gemeenten for persoon in tx.personen.with_rol(Rol.MAKELAAR)}
    earliest = min((*tx.regio.herinneringen.ladder, 0))
    # A few days more than the ladder says: which rungs have passed is worked out per afspraak.
    soon = tx.kalender.shift(tx.today, -earliest) + timedelta(days=7)
    return tx.afspraken.needing_attention(makelaar.id, makelaar.gemeenten, makelaars, tx.today, soon)


def casus_to_run(tx: Transaction, referentie: Referentie, door: Persoon) -> Casus:
    """The casus when this makelaar may run it. Raises ``UnknownCasus`` alike for no and for not yours."""
    casus = tx.casussen.get(referentie)
    if not may_run_casus(door, casus):
        raise UnknownCasus
    return casus
