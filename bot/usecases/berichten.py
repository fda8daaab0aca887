"""What does an owed message say at the moment of sending?

A ``View`` turns the ids that were kept into what is true now, or into None when there is nothing left to say. A message
without a view of its own is filled with its ``gegevens`` as they are.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from bot.domain.afspraak import AfspraakId
from bot.domain.bericht import Bericht, Samengesteld
from bot.domain.errors import GeenRegio
from bot.domain.gesprek import Gesprek, Over
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.referentie import Referentie
from bot.domain.toegang import commandos
from bot.usecases.personen import invited
from bot.usecases.ports import Transaction
from bot.usecases.regels import overzicht, regel
from bot.usecases.toewijzing import watched_by

LINES = 10
MORE_LINES = 15
"""As many as fit in one message of 4,096 characters."""


# What a message about a casus is filled with.
_CARRIES = frozenset({"regel", "regels", "overzicht", "casus", "referentie"})
_MOMENTS = frozenset({"op", "tot"})


View = Callable[[Transaction, Persoon | None, dict[str, Any]], dict[str, Any] | None]


def compose(tx: Transaction, bericht: Bericht) -> Samengesteld | None:
    """What ``bericht`` says now; None when it is no longer true."""
    naar = _reader(tx, bericht)
    inhoud = _VIEWS.get(bericht.bericht, _as_it_is)(tx, naar, bericht.gegevens)
    if inhoud is None:
        return None
    try:
        house = {"huis": tx.regio.naam, "volledig": tx.regio.berichten.inhoud == "volledig", "zone": tx.regio.zone}
        house["vandaag"] = tx.today
    except GeenRegio:
        house = {}
    draagt_casus = bool(_CARRIES & inhoud.keys()) or bericht.bericht == "vraag_casus"
    return Samengesteld(bericht.bericht, {"naar": naar, "nu": tx.now, **house, **inhoud}, draagt_casus)


def menu(tx: Transaction, bericht: Bericht) -> tuple[str, ...]:
    """The commands that the menu of this chat is to show; none for a stranger."""
    persoon = bericht.gegevens.get("persoon")
    return commandos(tx.personen.get(PersoonId(persoon))) if persoon is not None else ()


def _reader(tx: Transaction, bericht: Bericht) -> Persoon | None:
    if bericht.naar is not None:
        return tx.personen.get(bericht.naar)
    return tx.personen.by_chat(bericht.chat_id) if bericht.chat_id is not None else None


def _as_it_is(_: Transaction, __: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    moments = {name: datetime.fromisoformat(gegevens[name]) for name in _MOMENTS & gegevens.keys()}
    days = {"dag": date.fromisoformat(gegevens["dag"])} if "dag" in gegevens else {}
    return {**gegevens, **moments, **days}


def _one(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """A message about one afspraak, whatever its state."""
    return {**gegevens, "regel": regel(tx, tx.afspraken.get(AfspraakId(gegevens["afspraak"])))}


def _one_open(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """A message that asks for an answer: only while the afspraak is open and still this person's."""
    afspraak = tx.afspraken.get(AfspraakId(gegevens["afspraak"]))
    if not afspraak.is_open or naar is None or afspraak.actiehouder != naar.id:
        return None
    return _one(tx, naar, gegevens)


def _list(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """A numbered list of afspraken: the numbers stay as they were when it was first shown."""
    ids = [AfspraakId(id) for id in gegevens["afspraken"]]
    return {**gegevens, "regels": [regel(tx, tx.afspraken.get(id), nummer) for nummer, id in enumerate(ids, 1)]}


def _overview(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    if naar is None:
        return None
    vanaf, lines = gegevens.get("vanaf"), LINES if gegevens.get("vanaf") is None else MORE_LINES
    return {"vanaf": vanaf, "overzicht": overzicht(tx, watched_by(tx, naar), vanaf or 0, lines)}


def _morning(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Only when there is still something overdue: that is what it was owed for."""
    inhoud = _overview(tx, naar, gegevens)
    return inhoud if inhoud is not None and inhoud["overzicht"].te_laat else None


def _person(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    return {**gegevens, "persoon": tx.personen.get(PersoonId(gegevens["persoon"]))}


def _unreachable(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    return {**_person(tx, naar, gegevens), **_one(tx, naar, {"afspraak": gegevens["afspraak"]})}


def _welcome(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """Who is invited, for a chat that is not linked yet."""
    del naar
    _, persoon = invited(tx, gegevens["hash"], gegevens["chat"])
    return {**gegevens, "persoon": persoon}


def _help(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    if naar is None:
        return dict(gegevens)
    return {**gegevens, "commandos": commandos(naar), "open_acties": len(tx.afspraken.open_of(naar.id))}


def _privacy(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    inhoud = _help(tx, naar, gegevens)
    if naar is not None:
        inhoud["gekoppeld_at"] = tx.personen.linked_at(naar.id)
    return inhoud


def _question(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """The open question of a dialogue, with a label for each choice."""
    gesprek = tx.gesprekken.get(naar.id) if naar is not None else None
    if gesprek is None:
        return None
    inhoud = {**gegevens, "knop_id": gesprek.knop, "opties": [_label(tx, gesprek, optie) for optie in gesprek.opties]}
    if "dag" in gegevens:
        inhoud["dag"] = date.fromisoformat(gegevens["dag"])
    if gesprek.over is Over.STOP and naar is not None:
        inhoud["open_acties"] = len(tx.afspraken.open_of(naar.id))
    return {**inhoud, **_known(tx, gesprek)}


def _known(tx: Transaction, gesprek: Gesprek) -> dict[str, Any]:
    """What the dialogue knows so far."""
    known: dict[str, Any] = dict(gesprek.gegevens)
    if "casus" in known:
        known["casus"] = tx.casussen.get(Referentie(known["casus"]))
        known["tafel"] = tx.regio.tafel(known["casus"].tafel).naam
    if "wie" in known:
        known["wie"] = tx.personen.get(PersoonId(known["wie"]))
    if "deadline" in known:
        known["deadline"] = date.fromisoformat(known["deadline"])
    return known


def _card(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    inhoud = _question(tx, naar, gegevens)
    if inhoud is None or not {"casus", "wie", "actie", "deadline"} <= inhoud.keys():
        return None
    return inhoud


def _label(tx: Transaction, gesprek: Gesprek, optie: str) -> Any:
    """What stands on the button of one choice."""
    match gesprek.vraag:
        case "wie":
            return tx.personen.get(PersoonId(int(optie)))
        case "deadline":
            return date.fromisoformat(optie)
        case "tafel":
            return tx.regio.tafel(optie).naam
        case "casus":
            return tx.casussen.get(Referentie(optie))
        case _:
            return optie


def _refused(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """Why a text was refused, and what the person was doing: that goes on."""
    gesprek = tx.gesprekken.get(naar.id) if naar is not None else None
    return {**gegevens, "bezig_met": gesprek.over if gesprek is not None else None}


def _new_casus(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    casus = tx.casussen.get(Referentie(gegevens["referentie"]))
    return {"casus": casus, "tafel": tx.regio.tafel(casus.tafel).naam}


_VIEWS: dict[str, View] = {
    "welkom": _welcome,
    "wat_bewaart": _welcome,
    "gekoppeld": _help,
    "help": _help,
    "privacy": _privacy,
    "melding_gekoppeld": _person,
    "stop_vraag": _question,
    "vraag_gemeente": _question,
    "vraag_tafel": _question,
    "nieuwe_casus": _new_casus,
    "vraag_casus": _question,
    "vraag_wie": _question,
    "vraag_actie": _question,
    "vraag_deadline": _question,
    "vraag_aanpassen": _question,
    "kaart": _card,
    "vastgelegd": _one,
    "nieuwe_actie": _one_open,
    "herinnering": _one_open,
    "actie": _one,
    "gedaan": _one,
    "bezig": _one,
    "weer_open": _one,
    "mijn": _list,
    "welke": _list,
    "melding_gedaan": _one,
    "melding_weer_open": _one,
    "onbereikbaar": _unreachable,
    "vandaag": _overview,
    "ochtend": _morning,
    "herinnering_gestuurd": _one,
    "fout_persoonsgegevens_found": _refused,
}
