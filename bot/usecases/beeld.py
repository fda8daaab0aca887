"""What can a message show: of one afspraak, of a person, of the open question of a dialogue?

A ``View`` turns the ids that were kept into what is true now, or into None when there is nothing left to say. What each
part of the product shows beyond these stands in a module of its own beside this one.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from bot.domain.afspraak import AfspraakId
from bot.domain.gesprek import Gesprek, Over
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.referentie import Referentie
from bot.usecases.lijsten import numbered
from bot.usecases.ports import Transaction
from bot.usecases.regels import regel
from bot.usecases.toewijzing import held_by, is_held, may_answer
from bot.usecases.vervanging import afwezig

View = Callable[[Transaction, Persoon | None, dict[str, Any]], dict[str, Any] | None]

_MOMENTS = frozenset({"op", "tot"})


def as_it_is(_: Transaction, __: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    moments = {name: datetime.fromisoformat(gegevens[name]) for name in _MOMENTS & gegevens.keys()}
    days = {"dag": date.fromisoformat(gegevens["dag"])} if "dag" in gegevens else {}
    return {**gegevens, **moments, **days}


def one(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """A message about one afspraak, whatever its state."""
    return {**gegevens, "regel": regel(tx, tx.afspraken.get(AfspraakId(gegevens["afspraak"])))}


def one_open(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """A message that asks for an answer: only while the afspraak is open and still this person's to answer."""
    afspraak = tx.afspraken.get(AfspraakId(gegevens["afspraak"]))
    if not afspraak.is_open or naar is None or not is_held(tx, afspraak) or not may_answer(tx, afspraak, naar):
        return None
    return one(tx, naar, gegevens)


def answered(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """What somebody answered; ``door`` is who did so in place of the actiehouder."""
    inhoud = one(tx, naar, gegevens)
    wie = inhoud["regel"].wie
    door = gegevens.get("door")
    if door is None or (wie is not None and door == wie.id):
        return {**inhoud, "door": None}
    return {**inhoud, "door": tx.personen.get(PersoonId(door))}


def listed(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    return {**gegevens, "regels": numbered(tx, gegevens["afspraken"])}


def person(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    return {**gegevens, "persoon": tx.personen.get(PersoonId(gegevens["persoon"]))}


def question(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """The open question of a dialogue, with a label for each choice."""
    gesprek = tx.gesprekken.get(naar.id) if naar is not None else None
    if gesprek is None:
        return None
    inhoud = {**gegevens, "knop_id": gesprek.knop, "opties": [_label(tx, gesprek, optie) for optie in gesprek.opties]}
    if "dag" in gegevens:
        inhoud["dag"] = date.fromisoformat(gegevens["dag"])
    if gesprek.over is Over.STOP and naar is not None:
        inhoud["open_acties"] = len(held_by(tx, naar))
    return {**inhoud, **_known(tx, gesprek)}


def _known(tx: Transaction, gesprek: Gesprek) -> dict[str, Any]:
    """What the dialogue knows so far."""
    known: dict[str, Any] = dict(gesprek.gegevens)
    if "casus" in known:
        known["casus"] = tx.casussen.get(Referentie(known["casus"]))
        known["tafel"] = tx.regio.tafel(known["casus"].tafel).naam
    if "afspraak" in known:
        known["regel"] = regel(tx, tx.afspraken.get(AfspraakId(known["afspraak"])))
    if "wie" in known:
        known["wie"] = tx.personen.get(PersoonId(known["wie"]))
        known["afwezig"] = afwezig(tx, known["wie"])
    for day in {"deadline", "laatste_dag", "tot", "vanaf"} & known.keys():
        known[day] = date.fromisoformat(known[day])
    return known


def _label(tx: Transaction, gesprek: Gesprek, optie: str) -> Any:
    """What stands on the button of one choice."""
    match gesprek.vraag:
        case "wie" | "collega":
            return tx.personen.get(PersoonId(int(optie))) if optie.isdecimal() else optie  # an organisation
        case "deadline" | "laatste_dag" | "tot" | "vanaf":
            return date.fromisoformat(optie)
        case "tafel":
            return tx.regio.tafel(optie).naam
        case "casus":
            return tx.casussen.get(Referentie(optie))
        case _:
            return optie
