"""What does the checklist around a bijeenkomst show?"""

from typing import Any

from bot.domain.bijeenkomst import BijeenkomstId
from bot.domain.persoon import Persoon
from bot.usecases.beeld import View
from bot.usecases.ports import Transaction
from bot.usecases.tafels import kop
from bot.usecases.werklijst import steps_for


def _werklijst(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    if naar is None:
        return None
    bijeenkomst, stappen = steps_for(tx, BijeenkomstId(gegevens["bijeenkomst"]), naar)
    return {**gegevens, "kop": kop(tx, bijeenkomst), "stappen": stappen}


VIEWS: dict[str, View] = {"werklijst": _werklijst}
