"""What does who leads a bijeenkomst see of the casus that has its turn?"""

from dataclasses import dataclass, field
from typing import Any

from bot.domain.afspraak import Afspraak
from bot.domain.agenda import Slot
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, Staat
from bot.domain.deelnemer import Antwoord
from bot.domain.persoon import Persoon
from bot.usecases.aanwezigheid import chairs
from bot.usecases.beeld import View
from bot.usecases.lijsten import AGAIN
from bot.usecases.looporde import at_turn, can_resume, casussen_of
from bot.usecases.ports import Transaction
from bot.usecases.regels import Regel, regel
from bot.usecases.tafelbeeld import Puntregel, blokken
from bot.usecases.tafels import kop, leads, taking_part, vervanger_of

LINES = 6
"""As many as leave room for who is expected, in one message of 4,096 characters."""
MOST_NAMED = 12


@dataclass(frozen=True)
class Aanbeurt:
    """The casus that has its turn, for who leads."""

    punt: Puntregel
    plaats: int
    aantal: int
    regels: list[Regel]
    """What was open before, the nearest deadline first."""
    meer: int
    nieuw: int
    """How much was logged about it here."""
    verwacht: list[Persoon] = field(default_factory=list)
    verwacht_meer: int = 0
    afwezig: list[Persoon] = field(default_factory=list)


def _running_order(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Where the table is now; ``beurt`` is None when nothing is left to talk about."""
    bijeenkomst = tx.bijeenkomsten.find(BijeenkomstId(gegevens["bijeenkomst"]))
    begun = bijeenkomst is not None and bijeenkomst.staat in (Staat.BEZIG, Staat.AFGELOPEN)
    if naar is None or bijeenkomst is None or not begun or not leads(tx, bijeenkomst, naar):
        return None
    now = at_turn(tx, bijeenkomst)
    beurt = _at_turn(tx, bijeenkomst, now.slot, now.plaats, now.aantal) if now.slot is not None else None
    return {
        "kop": kop(tx, bijeenkomst),
        "beurt": beurt,
        "zonder_beurt": sum(slot.punt.uitkomst is None for slot in casussen_of(tx, bijeenkomst)),
        "lijst_weg": bijeenkomst.lijst_at is not None,
        "hier": now.slot.punt.id if now.slot is not None else bijeenkomst.aan_de_beurt or 0,
        "bezig": bijeenkomst.staat is Staat.BEZIG,
        "terug": now.plaats > 1 if now.slot is not None else now.aantal > 0 and _can_go_back(tx, bijeenkomst),
        AGAIN: {"bijeenkomst": bijeenkomst.id},
        # All of them, so that it is written anew, and not taken back, when the one that it shows is closed.
        "referenties": [slot.punt.casus for slot in casussen_of(tx, bijeenkomst)] if beurt is not None else [],
    }


def _can_go_back(tx: Transaction, bijeenkomst: Bijeenkomst) -> bool:
    return bijeenkomst.staat is Staat.BEZIG or can_resume(tx, bijeenkomst)


def _at_turn(tx: Transaction, bijeenkomst: Bijeenkomst, slot: Slot, plaats: int, aantal: int) -> Aanbeurt:
    assert slot.punt.casus is not None
    open_ = [afspraak for afspraak in tx.afspraken.of_casus(slot.punt.casus) if afspraak.is_open]
    before = [afspraak for afspraak in open_ if not _is_new(afspraak, bijeenkomst)]
    expected, away = _expected(tx, bijeenkomst, slot)
    ((_, (punt,)),) = blokken(tx, [slot])
    return Aanbeurt(
        punt=punt,
        plaats=plaats,
        aantal=aantal,
        regels=[regel(tx, afspraak, nummer) for nummer, afspraak in enumerate(before[:LINES], 1)],
        meer=max(0, len(before) - LINES),
        nieuw=len(open_) - len(before),
        verwacht=expected[:MOST_NAMED],
        verwacht_meer=max(0, len(expected) - MOST_NAMED),
        afwezig=away[:MOST_NAMED],
    )


def _is_new(afspraak: Afspraak, bijeenkomst: Bijeenkomst) -> bool:
    return afspraak.bijeenkomst == bijeenkomst.id


def _expected(tx: Transaction, bijeenkomst: Bijeenkomst, slot: Slot) -> tuple[list[Persoon], list[Persoon]]:
    """Of those who join for this casus: who comes, or did not say; and who does not, nor anybody in their place."""
    answers = tx.aanwezigheid.of(bijeenkomst.id)
    expected: list[Persoon] = []
    away: list[Persoon] = []
    for part in taking_part(tx, bijeenkomst).values():
        if not part.sees(slot.punt) or chairs(tx, bijeenkomst, part.persoon):
            continue
        answer = answers.get(part.persoon.id)
        if answer is None or answer.antwoord in (None, Antwoord.KOMT):
            expected.append(part.persoon)
        elif vervanger_of(tx, part.persoon, answer) is None:
            away.append(part.persoon)
    return expected, away


VIEWS: dict[str, View] = {"looporde": _running_order}
