"""How does a case get a reference?"""

from bot.domain.casus import Casus
from bot.domain.errors import UnknownCasus
from bot.domain.persoon import Persoon
from bot.domain.referentie import new_referentie
from bot.domain.toegang import serves
from bot.usecases.ports import Transaction

RECENT = 8


def gemeenten_for(tx: Transaction, makelaar: Persoon) -> list[str]:
    """The gemeenten whose cases this makelaar may start, in the region's order."""
    return [gemeente.naam for gemeente in tx.regio.gemeenten if serves(makelaar, gemeente.naam)]


def new_casus(tx: Transaction, gemeente: str, tafel: str, door: Persoon) -> Casus:
    """A casus with a reference that nobody has. ``gemeente`` and ``tafel`` are keys of the region."""
    if not serves(door, gemeente) or tafel not in {t.sleutel for t in tx.regio.tafels_for(gemeente)}:
        raise UnknownCasus
    referentie = new_referentie()
    while tx.casussen.exists(referentie):
        referentie = new_referentie()
    casus = Casus(referentie, gemeente, tafel, door.id, tx.now)
    tx.casussen.add(casus)
    tx.audit.record("casus_nieuw", referentie, door)
    return casus


def recent_casussen(tx: Transaction, makelaar: Persoon) -> list[Casus]:
    """The casussen to offer first when this makelaar logs an afspraak."""
    return tx.casussen.recent(makelaar.id, gemeenten_for(tx, makelaar), RECENT)
