"""How does a casus end, and what ends with it?"""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.afspraak import Afspraak
from bot.domain.bericht import Baan, Bericht
from bot.domain.bewaren import last_day
from bot.domain.bijeenkomst import BijeenkomstId
from bot.domain.casus import Casus, Fase, Oordeel
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.usecases.aan_tafel import after_the_hour
from bot.usecases.casussen import casus_to_change
from bot.usecases.getoond import retire
from bot.usecases.leren import Les, note_les
from bot.usecases.mdo import mdo_to_come
from bot.usecases.ports import Transaction
from bot.usecases.tijdlijn import note
from bot.usecases.toewijzing import is_held

REDEN = "casus_afgesloten"
"""Why what was open lapses: a key, as the reasons that people choose from."""


@dataclass(frozen=True)
class Einde:
    """How it ends, and how people worked together; with what there is to learn when that could be better."""

    hoe: Fase
    oordeel: Oordeel
    les: Les | None = None


@dataclass(frozen=True)
class Afgesloten:
    """What ended with a casus: so many afspraken, and the sight of so many people. All of it goes after ``tot``."""

    vervallen: int
    gehoord: int
    """How many people a message reaches that says so."""
    inzage: int
    tot: date
    mdo: list[BijeenkomstId]
    """What is still planned about it alone: who leads it cancels that."""


def casus_to_close(tx: Transaction, referentie: Referentie, door: Persoon) -> Casus:
    """The casus when its makelaar may close it now. Raises ``UnknownCasus`` or ``CasusGesloten``."""
    return casus_to_change(tx, referentie, door, Daad.CASUS_AFSLUITEN)


def open_on(tx: Transaction, referentie: Referentie) -> list[Afspraak]:
    """What is still open on it, the nearest deadline first."""
    return [afspraak for afspraak in tx.afspraken.of_casus(referentie) if afspraak.is_open]


def close_casus(tx: Transaction, referentie: Referentie, einde: Einde, door: Persoon) -> Afgesloten:
    """Nothing changes on it from now on: what was open lapses, grants end, messages show it no more, its term begins.

    Whoever directed it loses sight of it by itself.
    """
    casus = casus_to_close(tx, referentie, door)
    open_ = open_on(tx, referentie)
    held = [afspraak for afspraak in open_ if is_held(tx, afspraak)]
    for afspraak in open_:
        tx.afspraken.save(afspraak.drop(tx.now), next_due_on=None)
        tx.outbox.withdraw(afspraak.id)  # a waiting herinnering is no longer true
        note(tx, afspraak, Wat.VERVALLEN, door, reden=REDEN)
        tx.audit.record("afspraak_vervallen", f"afspraak {afspraak.id}", door)
    holders = [
        tx.personen.get(id) for id in sorted({afspraak.actiehouder for afspraak in held if afspraak.actiehouder})
    ]
    due_at = after_the_hour(tx, referentie)
    for wie in holders:
        _tell(tx, referentie, wie.id, [afspraak for afspraak in held if afspraak.actiehouder == wie.id], due_at)
    note(tx, referentie, Wat.SAMENWERKING, door, waarde=einde.oordeel)
    if einde.les is not None:
        note_les(tx, referentie, einde.les, door)
    tx.casussen.save(casus.close(einde.hoe, tx.now))
    note(tx, referentie, Wat.FASE, door, waarde=einde.hoe)
    retire(tx, casus=referentie)
    tx.audit.record("casus_gesloten", f"casus {referentie}", door)
    tot = last_day(tx.today, tx.regio.bewaartermijnen.casus_dagen)
    told, mdo = sum(wie.bereikbaar for wie in holders), [one.id for one in mdo_to_come(tx, referentie)]
    return Afgesloten(len(open_), told, tx.inzage.end_all(referentie), tot, mdo)


def _tell(
    tx: Transaction, referentie: Referentie, actiehouder: PersoonId, afspraken: list[Afspraak], due_at: datetime | None
) -> None:
    """One message, however many acties it is about."""
    tx.outbox.put(
        Bericht(
            key=f"casus_gesloten:{referentie}:{actiehouder}",
            bericht="melding_casus_gesloten",
            baan=Baan.NIEUWS,
            gegevens={"referentie": referentie, "afspraken": [afspraak.id for afspraak in afspraken]},
            naar=actiehouder,
            due_at=due_at,
            waarom="de casus is afgesloten",
        )
    )
