"""What do messages show of an afsprakenlijst: to who leads, and to who took part?"""

from dataclasses import dataclass
from typing import Any

from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, Staat, UnknownBijeenkomst
from bot.domain.persoon import Persoon
from bot.domain.verzending import Soort
from bot.usecases.aan_tafel import goes_by_itself_at
from bot.usecases.afsprakenlijst import lijst_for, presence, ready
from bot.usecases.beeld import View
from bot.usecases.lijsten import AGAIN
from bot.usecases.looporde import at_turn
from bot.usecases.ports import Transaction
from bot.usecases.tafelbeeld import Lijstcasus, Lijstdeel, Lijstregel
from bot.usecases.tafels import kop, leads

LINES = 16
"""As many as fit in one message of 4,096 characters with everything around them."""
MOST_TO_TICK = 80


@dataclass(frozen=True)
class Getoond:
    """A list as one message has room for it: so many casussen and afspraken ``meer`` stand on its page."""

    blokken: list[tuple[str, list[Lijstcasus]]]
    casussen_meer: int
    regels_meer: int


def cut(deel: Lijstdeel, lines: int = LINES) -> Getoond:
    """The beginning of it: a casus is a line, and each afspraak is one."""
    left, found, afspraken = lines, list[tuple[str, list[Lijstcasus]]](), 0
    for gemeente, block in deel.blokken:
        shown: list[Lijstcasus] = []
        for casus in block:
            if left <= 0:
                break
            regels: list[Lijstregel] = casus.regels[: left - 1]
            shown.append(Lijstcasus(casus.referentie, casus.gemeente, casus.uitkomst, regels))
            left -= 1 + len(regels)
            afspraken += len(regels)
        if shown:
            found.append((gemeente, shown))
    casussen = sum(len(block) for _, block in found)
    return Getoond(found, len(deel.casussen) - casussen, sum(len(casus.regels) for casus in deel.casussen) - afspraken)


def _list(tx: Transaction, bijeenkomst: Bijeenkomst, naar: Persoon) -> dict[str, Any]:
    deel = lijst_for(tx, bijeenkomst, naar)
    return {
        "kop": deel.kop,
        "deel": deel,
        "lijst": cut(deel),
        AGAIN: {"bijeenkomst": bijeenkomst.id},
        "referenties": deel.referenties,
    }


def _told(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """To who took part; nothing when none of it is theirs any more."""
    bijeenkomst = tx.bijeenkomsten.get(BijeenkomstId(gegevens["bijeenkomst"]))
    try:
        return _list(tx, bijeenkomst, naar) if naar is not None else None
    except UnknownBijeenkomst:
        return None


def _preview(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """To who leads, before it goes and after."""
    bijeenkomst = _led(tx, naar, gegevens)
    if naar is None or bijeenkomst is None:
        return None
    there, away = presence(tx, bijeenkomst)
    now = at_turn(tx, bijeenkomst)
    return {
        **_list(tx, bijeenkomst, naar),
        **_sending(tx, bijeenkomst),
        "aanwezig": len(there),
        "afwezig": away,
        "nog": now.aantal - now.plaats + 1 if now.slot is not None else 0,
    }


def _sending(tx: Transaction, bijeenkomst: Bijeenkomst) -> dict[str, Any]:
    """What sending it would do, and whether that is done or on its way."""
    waiting = tx.verzendingen.waiting(bijeenkomst.id, Soort.LIJST)
    return {
        "klaar": ready(tx, bijeenkomst),
        "version": bijeenkomst.version,
        "verstuurd_at": bijeenkomst.lijst_at,
        "onderweg": waiting,
    }


def _asked(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """To who leads, on the day after; nothing once it is sent, or on its way."""
    bijeenkomst = _led(tx, naar, gegevens)
    if bijeenkomst is None:
        return None
    sending = _sending(tx, bijeenkomst)
    if sending["verstuurd_at"] is not None or sending["onderweg"] is not None:
        return None
    by_itself = goes_by_itself_at(tx, bijeenkomst)
    return {**gegevens, **sending, "kop": kop(tx, bijeenkomst), "vanzelf_at": by_itself}


def _presence(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Who was there, to be corrected."""
    bijeenkomst = _led(tx, naar, gegevens)
    if bijeenkomst is None:
        return None
    there, away = presence(tx, bijeenkomst)
    people = sorted([*((one, True) for one in there), *((one, False) for one in away)], key=lambda who: who[0].id)
    shown = people[:MOST_TO_TICK]
    return {"kop": kop(tx, bijeenkomst), "mensen": shown, "meer": len(people) - len(shown)}


def _choices(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """Bijeenkomsten of which there is a list to see."""
    del naar
    found = (tx.bijeenkomsten.find(BijeenkomstId(id)) for id in gegevens["bijeenkomsten"])
    return {"koppen": [kop(tx, one, nummer) for nummer, one in enumerate(found, 1) if one is not None]}


def _led(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> Bijeenkomst | None:
    bijeenkomst = tx.bijeenkomsten.find(BijeenkomstId(gegevens["bijeenkomst"]))
    if naar is None or bijeenkomst is None or bijeenkomst.staat is Staat.AFGEZEGD:
        return None
    return bijeenkomst if leads(tx, bijeenkomst, naar) else None


VIEWS: dict[str, View] = {
    "afsprakenlijst": _told,
    "lijst_klaar": _preview,
    "lijst_vragen": _asked,
    "lijst_vanzelf": _asked,
    "lijst_wie": _presence,
    "lijst_kiezen": _choices,
}
