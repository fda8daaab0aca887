"""Who directs a casus?

Usually somebody of the gemeente; several people may. Whoever does may see their part of the casus while it is open.
"""

from bot.domain.bericht import Baan, Bericht
from bot.domain.casus import Casus
from bot.domain.errors import DomainError
from bot.domain.gebeurtenis import Wat
from bot.domain.namen import match
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.rechten import Daad, Relatie, counts
from bot.domain.referentie import Referentie
from bot.domain.regio_values import gemeente_organisatie
from bot.domain.toegang import signed
from bot.usecases.aan_tafel import after_the_hour
from bot.usecases.casussen import casus_to_change
from bot.usecases.invoer import MOST_CHOICES, Onduidelijk, names_of
from bot.usecases.ports import Transaction
from bot.usecases.tijdlijn import note


class RegievoerderKanNiet(DomainError):
    """This person cannot direct a casus (any more)."""


def likely_regievoerders(tx: Transaction, casus: Casus) -> tuple[str, ...]:
    """Who directs it now, and then who may be asked to: people of its gemeente before those of its table."""
    now = tx.casussen.regievoerders(casus.referentie)
    gemeente = gemeente_organisatie(casus.gemeente)
    kern = {zetel.organisatie for zetel in tx.regio.tafel(casus.tafel).kern_for(casus.gemeente)}
    others = [persoon for persoon in _able(tx) if persoon.id not in now]
    at_table = [p for p in others if p.organisatie in kern or casus.tafel in p.tafels]
    found = [p.id for part in ((p for p in others if p.organisatie == gemeente), at_table, others) for p in part]
    return tuple(str(id) for id in dict.fromkeys([*now, *found]))[:MOST_CHOICES]


def find_regievoerder(tx: Transaction, typed: str) -> Persoon | Onduidelijk:
    """Who is meant by a name, an organisation or both: one person, or why not."""
    found = match(typed, [(naam, persoon) for persoon in _able(tx) for naam in names_of(tx, persoon)])
    if len(found) == 1:
        return found[0]
    if found:
        return Onduidelijk("meer", tuple(str(persoon.id) for persoon in found[:MOST_CHOICES]))
    return Onduidelijk("onbekend")


def appoint(tx: Transaction, referentie: Referentie, wie: PersoonId, door: Persoon) -> None:
    """From now on this person directs the casus too, and hears so. Raises ``RegievoerderKanNiet``."""
    casus_to_change(tx, referentie, door, Daad.CASUS_BEHEREN)
    if wie in tx.casussen.regievoerders(referentie):
        return
    if wie not in {persoon.id for persoon in _able(tx)}:
        raise RegievoerderKanNiet
    tx.casussen.add_regievoerder(referentie, wie)
    note(tx, referentie, Wat.REGIEVOERDER, door, waarde=str(wie))
    tx.audit.record("regievoerder_aangewezen", f"persoon {wie}", door)
    _tell(tx, referentie, wie)


def dismiss(tx: Transaction, referentie: Referentie, wie: PersoonId, door: Persoon) -> None:
    """This person directs the casus no more, and hears so."""
    casus_to_change(tx, referentie, door, Daad.CASUS_BEHEREN)
    if wie not in tx.casussen.regievoerders(referentie):
        return
    tx.casussen.end_regievoerder(referentie, wie)
    note(tx, referentie, Wat.REGIEVOERDER_AF, door, waarde=str(wie))
    tx.audit.record("regievoerder_af", f"persoon {wie}", door)
    _tell(tx, referentie, wie)


def directors(tx: Transaction, referentie: Referentie) -> list[Persoon]:
    return [tx.personen.get(id) for id in tx.casussen.regievoerders(referentie)]


def _able(tx: Transaction) -> list[Persoon]:
    """Everybody who may see a casus for directing it."""
    directs = (p for p in tx.personen.all() if Relatie.REGIE in counts(p, Daad.CASUS_ZIEN))
    return [persoon for persoon in directs if signed(persoon, tx.regio)]


def _tell(tx: Transaction, referentie: Referentie, wie: PersoonId) -> None:
    """What it says is what holds when it is sent."""
    tx.outbox.put(
        Bericht(
            key=f"regie:{referentie}:{wie}:{tx.now.isoformat()}",
            bericht="melding_regievoerder",
            baan=Baan.NIEUWS,
            gegevens={"referentie": referentie},
            naar=wie,
            due_at=after_the_hour(tx, referentie),
            waarom="de regievoerder is gewijzigd",
        )
    )
