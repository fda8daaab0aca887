"""What do messages show in which several things reach one person together?"""

from dataclasses import dataclass
from typing import Any

from bot.domain.afspraak import AfspraakId
from bot.domain.errors import DomainError
from bot.domain.persoon import Persoon, PersoonId
from bot.usecases.afspraken import held_afspraak, seen_afspraak
from bot.usecases.beeld import View
from bot.usecases.lijsten import numbered
from bot.usecases.ports import Transaction
from bot.usecases.regels import Afgerond, Regel, regel

GONE = frozenset({"actie_niet_meer", "actie_vervallen", "overgenomen"})
"""What became of an action that is nothing of theirs any more."""


@dataclass(frozen=True)
class Nieuwtje:
    """One thing that happened: ``bericht`` is the message it would have been, ``wie`` who did it or to whom it is."""

    bericht: str
    wie: Persoon | None
    regel: Regel | Afgerond


def news(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any], after: int = 0) -> dict[str, Any]:
    """What happened, numbered on ``after`` what stands before it in the same message."""
    found = enumerate(gegevens.get("nieuws", []), after + 1)
    nieuws = [_happened(tx, naar, nummer, bericht, about) for nummer, (bericht, about) in found]
    return {"nieuws": nieuws, "nieuws_meer": gegevens.get("nieuws_meer", 0)}


def _happened(tx: Transaction, naar: Persoon | None, nummer: int, bericht: str, gegevens: dict[str, Any]) -> Nieuwtje:
    who = gegevens.get("door", gegevens.get("persoon"))
    wie = tx.personen.get(PersoonId(who)) if who is not None else None
    return Nieuwtje(bericht, wie, _seen(tx, naar, gegevens.get("afspraak"), nummer))


def _seen(tx: Transaction, naar: Persoon | None, id: int | None, nummer: int) -> Regel | Afgerond:
    try:
        return regel(tx, seen_afspraak(tx, AfspraakId(id), naar), nummer) if id and naar else Afgerond(nummer)
    except DomainError:
        return Afgerond(nummer)


def _news(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    told = news(tx, naar, gegevens)
    return {**told, "regels": [one.regel for one in told["nieuws"]]}


def _together(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Until something in it has been answered it asks for answers or tells news, so there has to be some still."""
    anders = gegevens.get("anders", {})
    listed = numbered(tx, gegevens["afspraken"])
    weg = [id for id in gegevens["afspraken"] if anders.get(str(id)) in GONE]
    theirs = [line if _is_theirs(tx, naar, line) else Afgerond(line.nummer) for line in listed]
    regels = [
        _gone(tx, id, line) if id in weg else line for id, line in zip(gegevens["afspraken"], theirs, strict=True)
    ]
    if "daad" not in gegevens and not any(line.is_open or str(line.id) in anders for line in regels):
        return None
    return {"meer": 0, "nieuw": [], **gegevens, "regels": regels, "anders": anders, "weg": weg}


def _gone(tx: Transaction, id: int, line: Regel | Afgerond) -> Regel | Afgerond:
    """What they are told that they need not do any more, though it is over or somebody else's."""
    try:
        return regel(tx, tx.afspraken.get(AfspraakId(id)), line.nummer)
    except DomainError:
        return line


def _is_theirs(tx: Transaction, naar: Persoon | None, line: Regel | Afgerond) -> bool:
    if naar is None or line.id is None:
        return False
    try:
        held_afspraak(tx, AfspraakId(line.id), naar)
    except DomainError:
        return False
    return True


VIEWS: dict[str, View] = {"samen": _together, "nieuws": _news}
