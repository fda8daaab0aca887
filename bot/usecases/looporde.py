"""How does a bijeenkomst go from casus to casus, and what became of each?

Who leads it gets one message that is written anew for the next casus. Whatever it says was true when it was pressed or
the press changes nothing and shows where the table is: two makelaars can lead together.
"""

from dataclasses import dataclass, replace
from datetime import time, timedelta

from bot.domain.agenda import Agendapunt, Slot, Uitkomst
from bot.domain.bericht import Baan, Bericht
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, PuntId, Staat
from bot.domain.casus import BEFORE_THE_TABLE, Fase
from bot.domain.errors import GeenRegio, UnknownCasus
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.domain.verzending import Soort
from bot.usecases.casussen import move_casus
from bot.usecases.ports import Transaction
from bot.usecases.tafels import LONGEST, day_of, leads, on_the_table, tell_voorzitters, to_lead
from bot.usecases.tijdlijn import note
from bot.usecases.toewijzing import casus_for

_OUTCOME = {Uitkomst.BESPROKEN: Wat.BESPROKEN, Uitkomst.DOORGESCHOVEN: Wat.DOORGESCHOVEN}


@dataclass(frozen=True)
class Beurt:
    """Which casus is talked about now: the ``plaats``-th of ``aantal``. ``slot`` is None before and after."""

    slot: Slot | None
    plaats: int
    aantal: int


def starting(tx: Transaction) -> list[BijeenkomstId]:
    """Those that begin now and have a casus on the agenda."""
    try:
        begun = tx.bijeenkomsten.under_way(tx.now, LONGEST)
        return [one.id for one in begun if one.staat is Staat.GEPLAND and casussen_of(tx, one)]
    except GeenRegio:
        return []


def start(tx: Transaction, id: BijeenkomstId) -> int:
    """The first casus has its turn, and who leads gets the running order. Returns how many people that are."""
    bijeenkomst = tx.bijeenkomsten.hold(id)
    agenda = casussen_of(tx, bijeenkomst)
    if bijeenkomst.staat is not Staat.GEPLAND or not agenda or not bijeenkomst.begint <= tx.now < bijeenkomst.eindigt:
        return 0
    tx.bijeenkomsten.save(bijeenkomst.begin(agenda[0].punt.id))
    tx.audit.record("bijeenkomst_begonnen", f"bijeenkomst {id}")
    told = Bericht(
        key="",
        bericht="looporde",
        baan=Baan.NIEUWS,
        gegevens={"bijeenkomst": id},
        waarom="de bijeenkomst begint",
    )
    return tell_voorzitters(tx, bijeenkomst, told, str(id))


def casussen_of(tx: Transaction, bijeenkomst: Bijeenkomst) -> list[Slot]:
    """The casussen on its agenda that are still open, in order."""
    return [slot for slot in on_the_table(tx, bijeenkomst) if slot.punt.casus is not None]


def at_turn(tx: Transaction, bijeenkomst: Bijeenkomst) -> Beurt:
    """A casus that was closed meanwhile is passed over; when one is gone, the first that had no turn yet has it."""
    agenda = casussen_of(tx, bijeenkomst)
    if bijeenkomst.aan_de_beurt is None:
        return Beurt(None, len(agenda), len(agenda))
    since = next((_place(p) for p in tx.agendas.of(bijeenkomst.id) if p.id == bijeenkomst.aan_de_beurt), None)
    for plaats, slot in enumerate(agenda, 1):
        if _place(slot.punt) >= since if since is not None else slot.punt.uitkomst is None:
            return Beurt(slot, plaats, len(agenda))
    return Beurt(None, len(agenda), len(agenda))


def turn_of(tx: Transaction, door: Persoon) -> Referentie | None:
    """The casus that is talked about now at the table that this person leads; only one on which they may log."""
    # By its staat and not by the clock: it may take longer than was planned.
    today = tx.bijeenkomsten.between(tx.kalender.at(tx.today, time()), tx.now + timedelta(seconds=1))
    for bijeenkomst in reversed([one for one in today if one.staat is Staat.BEZIG]):
        slot = at_turn(tx, bijeenkomst).slot
        if slot is None or slot.punt.casus is None or not leads(tx, bijeenkomst, door):
            continue
        try:
            return casus_for(tx, slot.punt.casus, door, Daad.AFSPRAAK_VASTLEGGEN).referentie
        except UnknownCasus:
            continue
    return None


def go_on(tx: Transaction, id: BijeenkomstId, punt: PuntId, uitkomst: Uitkomst, door: Persoon) -> Bijeenkomst:
    """«Volgende casus» or «Doorschuiven»: what became of the one that had its turn, and the next has it.

    After the last one the bijeenkomst is over. Of another punt than has its turn nothing changes.
    """
    bijeenkomst = to_lead(tx, id, door)
    now = at_turn(tx, bijeenkomst)
    if bijeenkomst.staat is not Staat.BEZIG or punt != (now.slot.punt.id if now.slot else bijeenkomst.aan_de_beurt):
        return bijeenkomst
    if now.slot is not None:
        _keep_outcome(tx, bijeenkomst, now.slot.punt, uitkomst, door)
        rest = casussen_of(tx, bijeenkomst)[now.plaats :]
        if rest:
            return tx.bijeenkomsten.save(bijeenkomst.turn_to(rest[0].punt.id))
    tx.audit.record("bijeenkomst_afgelopen", f"bijeenkomst {id}", door)
    return tx.bijeenkomsten.save(bijeenkomst.end())


def go_back(tx: Transaction, id: BijeenkomstId, punt: PuntId | None, door: Persoon) -> Bijeenkomst:
    """«Vorige casus»; without ``punt`` after the last one, as long as that day lasts and no list goes out."""
    bijeenkomst = to_lead(tx, id, door)
    now = at_turn(tx, bijeenkomst)
    here = now.slot.punt.id if now.slot is not None else bijeenkomst.aan_de_beurt
    if punt != here or not (bijeenkomst.staat is Staat.BEZIG or can_resume(tx, bijeenkomst)):
        return bijeenkomst
    before = casussen_of(tx, bijeenkomst)[: now.plaats - 1 if now.slot is not None else now.aantal]
    if not before:
        return bijeenkomst
    return tx.bijeenkomsten.save(bijeenkomst.begin(before[-1].punt.id))


def can_resume(tx: Transaction, bijeenkomst: Bijeenkomst) -> bool:
    """Is it over by one press too many, so that it can be gone back?"""
    over_today = bijeenkomst.staat is Staat.AFGELOPEN and day_of(tx, bijeenkomst) == tx.today
    return over_today and bijeenkomst.lijst_at is None and tx.verzendingen.waiting(bijeenkomst.id, Soort.LIJST) is None


def _keep_outcome(
    tx: Transaction, bijeenkomst: Bijeenkomst, punt: Agendapunt, uitkomst: Uitkomst, door: Persoon
) -> None:
    assert punt.casus is not None
    if punt.uitkomst is not uitkomst:  # who went back and on again says nothing new
        tx.agendas.save(replace(punt, uitkomst=uitkomst))
        note(tx, punt.casus, _OUTCOME[uitkomst], door, dag=day_of(tx, bijeenkomst))
        tx.audit.record(f"casus_{uitkomst}", f"casus {punt.casus}", door)
    if uitkomst is Uitkomst.BESPROKEN and tx.casussen.get(punt.casus).fase in BEFORE_THE_TABLE:
        move_casus(tx, punt.casus, Fase.IN_MONITORING, door)


def _place(punt: Agendapunt) -> tuple[int, int]:
    return punt.volgorde, punt.id
