"""What does the house do around a bijeenkomst, on which day, and what of it is still to be done?

The steps are those of the region's work process. Nothing waits for them: they only come back every morning.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstAfgezegd, BijeenkomstId, Staat
from bot.domain.errors import DomainError, OudeKnop
from bot.domain.persoon import Persoon
from bot.domain.rechten import Daad
from bot.domain.regio import Werkstap
from bot.usecases.ports import Transaction
from bot.usecases.regels import Afgerond, Werkregel, agendanaam
from bot.usecases.tafels import bijeenkomst_for, day_of, tafel_of, to_lead, voorzitters
from bot.usecases.vervanging import effective

STAYS = 5
"""So many working days after its day, and that of the bijeenkomst, a step is no longer brought up."""


@dataclass(frozen=True)
class Stap:
    """One step around one bijeenkomst. ``gedaan_at`` is None while it is to be done."""

    nummer: int
    sleutel: str
    naam: str
    dag: date
    gedaan_at: datetime | None


def steps(tx: Transaction, bijeenkomst: Bijeenkomst) -> list[Stap]:
    """In the order of the region's list; none where no casussen are talked about, and for an MDO."""
    tafel = tafel_of(tx, bijeenkomst)
    if tafel is None or not tafel.casussen:
        return []
    done = tx.verzendingen.ticked(bijeenkomst.id)
    return [
        Stap(nummer, stap.sleutel, stap.naam, _day(tx, bijeenkomst, stap), done.get(stap.sleutel))
        for nummer, stap in enumerate(tx.regio.werkproces, 1)
    ]


def steps_for(tx: Transaction, id: BijeenkomstId, door: Persoon) -> tuple[Bijeenkomst, list[Stap]]:
    """For who leads it. Raises ``UnknownBijeenkomst``, ``BijeenkomstAfgezegd``, or ``OudeKnop`` when it has none."""
    bijeenkomst = bijeenkomst_for(tx, id, door, Daad.TAFEL_LEIDEN)
    return bijeenkomst, _still(tx, bijeenkomst)


def tick(tx: Transaction, id: BijeenkomstId, sleutel: str, door: Persoon, *, gedaan: bool) -> None:
    """The step is done, or is not after all; the same twice is the same once. Raises as ``steps_for`` does."""
    bijeenkomst = to_lead(tx, id, door)
    found = next((stap for stap in _still(tx, bijeenkomst) if stap.sleutel == sleutel), None)
    if found is None:
        raise OudeKnop
    if (found.gedaan_at is not None) is gedaan:
        return
    if gedaan:
        tx.verzendingen.tick(id, sleutel, door.id)
    else:
        tx.verzendingen.untick(id, sleutel)
    tx.audit.record("werkstap_gedaan" if gedaan else "werkstap_teruggezet", f"bijeenkomst {id}", door)


def to_do(tx: Transaction, makelaar: Persoon) -> list[Werkregel]:
    """What waits for this makelaar now: a line for each bijeenkomst that they lead, also in place of others.

    Not numbered yet.
    """
    days = [0, *(stap.werkdagen for stap in tx.regio.werkproces)]
    if len(days) == 1:
        return []
    kalender, today = tx.kalender, tx.today
    first = kalender.shift(today, -STAYS - max(days))
    last = kalender.next_werkdag(kalender.shift(today, -min(days)))
    leading: dict[str | None, bool] = {}
    found: list[Werkregel] = []
    for one in tx.bijeenkomsten.between(kalender.at(first, time()), kalender.at(last, time())):
        if one.staat is Staat.AFGEZEGD or one.is_mdo:
            continue
        if one.tafel not in leading:
            leading[one.tafel] = makelaar.id in {effective(tx, voorzitter.id) for voorzitter in voorzitters(tx, one)}
        if leading[one.tafel] and (line := _line(tx, one, 0)) is not None:
            found.append(line)
    return found


def line_for(tx: Transaction, naar: Persoon, nummer: int, id: int) -> Werkregel | Afgerond:
    """The line of a list that was shown before, as it stands now."""
    try:
        bijeenkomst, _ = steps_for(tx, BijeenkomstId(id), naar)
    except DomainError:
        return Afgerond(nummer)
    return _line(tx, bijeenkomst, nummer) or Afgerond(nummer)


def _still(tx: Transaction, bijeenkomst: Bijeenkomst) -> list[Stap]:
    if bijeenkomst.staat is Staat.AFGEZEGD:
        raise BijeenkomstAfgezegd
    found = steps(tx, bijeenkomst)
    if not found:
        raise OudeKnop
    return found


def _day(tx: Transaction, bijeenkomst: Bijeenkomst, stap: Werkstap) -> date:
    return tx.kalender.shift(day_of(tx, bijeenkomst), stap.werkdagen)


def _waits(tx: Transaction, bijeenkomst: Bijeenkomst, stap: Stap) -> bool:
    last = tx.kalender.shift(max(stap.dag, day_of(tx, bijeenkomst)), STAYS)
    return stap.gedaan_at is None and stap.dag <= tx.today <= last


def _line(tx: Transaction, bijeenkomst: Bijeenkomst, nummer: int) -> Werkregel | None:
    """None when nothing waits."""
    waiting = tuple(stap.naam for stap in steps(tx, bijeenkomst) if _waits(tx, bijeenkomst, stap))
    if not waiting or bijeenkomst.tafel is None:
        return None
    tafel = agendanaam(tx, bijeenkomst.tafel)
    return Werkregel(nummer, bijeenkomst.id, waiting, tafel, day_of(tx, bijeenkomst))
