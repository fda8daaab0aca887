"""What does an owed message say at the moment of sending?

A ``View`` turns the ids that were kept into what is true now, or into None when there is nothing left to say. A message
without a view of its own is filled with its ``gegevens`` as they are.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from bot.domain.afspraak import AfspraakId
from bot.domain.bericht import Bericht, Methode, Samengesteld
from bot.domain.errors import GeenRegio
from bot.domain.gesprek import Gesprek, Over
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.referentie import Referentie
from bot.domain.toegang import commandos
from bot.usecases.casussen import casusbeeld
from bot.usecases.inzageverzoek import shown_to
from bot.usecases.lijsten import numbered, retired, shows
from bot.usecases.personen import invited
from bot.usecases.ports import Transaction
from bot.usecases.regels import overzicht, regel
from bot.usecases.toewijzing import held_by, is_held, may_answer, watched_by, watchers
from bot.usecases.vervanging import afwezig, replaced_by

LINES = 10
MORE_LINES = 15
"""As many as fit in one message of 4,096 characters."""


DELETION = "verwijdering"
"""What an answer calls the key of the deletion of the person's own message, when it has to tell whether that worked."""

# What a message about a casus is filled with.
_CARRIES = frozenset({"regel", "regels", "overzicht", "casus", "referentie"})
_MOMENTS = frozenset({"op", "tot"})


View = Callable[[Transaction, Persoon | None, dict[str, Any]], dict[str, Any] | None]


def compose(tx: Transaction, bericht: Bericht) -> Samengesteld | None:
    """What ``bericht`` says now; None when it is no longer true."""
    naar = _reader(tx, bericht)
    said = retired(tx, naar, bericht) if bericht.methode is Methode.RETIRE else _said(tx, naar, bericht)
    if said is None:
        return None
    naam, inhoud = said
    try:
        house = {"huis": tx.regio.naam, "volledig": tx.regio.berichten.inhoud == "volledig", "zone": tx.regio.zone}
        house |= {"vandaag": tx.today, "termijnen": tx.regio.bewaartermijnen}
    except GeenRegio:
        house = {}
    known = {"naar": naar, "nu": tx.now, **house, **inhoud}
    return Samengesteld(naam, known, carries_casus(naam, inhoud), shows(naam, inhoud))


def carries_casus(bericht: str, inhoud: dict[str, Any]) -> bool:
    """Is this message about a casus, so that it must not be forwarded?

    A question too: its message may become the one that names the casus, and then it is too late to protect it.
    """
    return bool(_CARRIES & inhoud.keys()) or bericht.startswith("vraag_")


def _said(tx: Transaction, naar: Persoon | None, bericht: Bericht) -> tuple[str, dict[str, Any]] | None:
    inhoud = _VIEWS.get(bericht.bericht, _as_it_is)(tx, naar, bericht.gegevens)
    return (bericht.bericht, inhoud) if inhoud is not None else None


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
    """A message that asks for an answer: only while the afspraak is open and still this person's to answer."""
    afspraak = tx.afspraken.get(AfspraakId(gegevens["afspraak"]))
    if not afspraak.is_open or naar is None or not is_held(tx, afspraak) or not may_answer(tx, afspraak, naar):
        return None
    return _one(tx, naar, gegevens)


def _answered(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """What somebody answered; ``door`` is who did so in place of the actiehouder."""
    inhoud = _one(tx, naar, gegevens)
    door = gegevens.get("door", inhoud["regel"].wie.id)
    return {**inhoud, "door": tx.personen.get(PersoonId(door)) if door != inhoud["regel"].wie.id else None}


def _list(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    return {**gegevens, "regels": numbered(tx, gegevens["afspraken"])}


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
    return {**gegevens, "commandos": commandos(naar), "open_acties": len(held_by(tx, naar))}


def _privacy(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    return {**gegevens, **(shown_to(tx, naar) if naar is not None else {})}


def _question(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
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
    if "wie" in known:
        known["wie"] = tx.personen.get(PersoonId(known["wie"]))
        known["afwezig"] = afwezig(tx, known["wie"])
    if "deadline" in known:
        known["deadline"] = date.fromisoformat(known["deadline"])
    if "laatste_dag" in known:
        known["laatste_dag"] = date.fromisoformat(known["laatste_dag"])
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
        case "deadline" | "laatste_dag":
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
    casus = gesprek.gegevens.get("casus") if gesprek is not None else None
    doing = {"bezig_met": gesprek.over if gesprek is not None else None, **({"referentie": casus} if casus else {})}
    return {**_deleted(tx, naar, gegevens), **doing}


def _deleted(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """An answer to a message that had to go: Telegram does not always allow that."""
    key = gegevens.get(DELETION)
    return {**gegevens, "verwijderd": key is not None and tx.outbox.was_sent(key)}


def _look(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """A way in for who asks; it holds no longer than the chat stays this person's."""
    linked_at = tx.personen.linked_at(naar.id) if naar is not None else None
    if linked_at is None:
        return None
    return {**_one(tx, naar, gegevens), "sinds": int(linked_at.timestamp())}


def _new_casus(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    casus = tx.casussen.get(Referentie(gegevens["referentie"]))
    return {"casus": casus, "tafel": tx.regio.tafel(casus.tafel).naam}


def _casus(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """A casus as this reader may see it."""
    if naar is None:
        return None
    beeld = casusbeeld(tx, Referentie(gegevens["referentie"]), naar)
    return {"casus": beeld.casus, "beeld": beeld, "regels": beeld.regels}


def _somebody(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """A question about a person's access, and since when they are linked."""
    inhoud = _question(tx, naar, gegevens)
    if inhoud is None or "wie" not in inhoud:
        return None
    return {**inhoud, "gekoppeld_at": tx.personen.linked_at(inhoud["wie"].id)}


def _stopped(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    door = gegevens.get("door")
    return {**_person(tx, naar, gegevens), "door": tx.personen.get(PersoonId(door)) if door is not None else None}


def _orphaned(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """How many actions of somebody who was stopped still wait under this makelaar's eyes."""
    open_ = tx.afspraken.open_of(PersoonId(gegevens["persoon"]))
    aantal = sum(naar in watchers(tx, tx.casussen.get(afspraak.casus)) for afspraak in open_)
    return {**_person(tx, naar, gegevens), "aantal": aantal} if aantal else None


def _away(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Until when this person is away, and who takes over."""
    away = afwezig(tx, naar) if naar is not None else None
    return {**gegevens, "afwezig": away} if away is not None else None


def _away_card(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    inhoud = _question(tx, naar, gegevens)
    if naar is None or inhoud is None or not {"wie", "laatste_dag"} <= inhoud.keys():
        return None
    return {**inhoud, "vervangt": replaced_by(tx, naar)}


def _deputy(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """For whom this person takes over now; ``afwezig`` is None when that is over."""
    inhoud = _person(tx, naar, gegevens)
    takes_over = naar is not None and inhoud["persoon"] in replaced_by(tx, naar)
    aantal = len(held_by(tx, inhoud["persoon"])) if takes_over else 0
    return {**inhoud, "afwezig": afwezig(tx, inhoud["persoon"]) if takes_over else None, "aantal": aantal}


_VIEWS: dict[str, View] = {
    "casus": _casus,
    "casus_sluiten": _question,
    "vraag_welke_casus": _question,
    "vraag_toegang": _question,
    "toegang": _somebody,
    "toegang_zeker": _somebody,
    "toegang_gestopt": _person,
    "toegang_niet_gestopt": _person,
    "melding_toegang_gestopt": _stopped,
    "melding_geen_actiehouder": _orphaned,
    "welkom": _welcome,
    "wat_bewaart": _welcome,
    "gekoppeld": _help,
    "help": _help,
    "privacy": _privacy,
    "melding_gekoppeld": _person,
    "melding_vervanger": _deputy,
    "vraag_afwezig_tot": _question,
    "vraag_vervanger": _question,
    "afwezig_kaart": _away_card,
    "afwezig": _away,
    "weer_aanwezig": _help,
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
    "bekijken": _look,
    "gedaan": _one,
    "bezig": _one,
    "weer_open": _one,
    "mijn": _list,
    "welke": _list,
    "melding_gedaan": _answered,
    "melding_weer_open": _answered,
    "onbereikbaar": _unreachable,
    "vandaag": _overview,
    "ochtend": _morning,
    "herinnering_gestuurd": _one,
    "fout_persoonsgegevens_found": _refused,
    "alleen_tekst": _deleted,
}
