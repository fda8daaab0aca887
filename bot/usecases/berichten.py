"""What does an owed message say at the moment of sending?

A message without a view of its own is filled with its ``gegevens`` as they are.
"""

from typing import Any

from bot.domain.bericht import Bericht, Methode, Samengesteld
from bot.domain.errors import DomainError, GeenRegio
from bot.domain.pas import KALENDER, read_tafelblad
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.domain.toegang import commandos
from bot.domain.verzoek import AlsNiet
from bot.usecases import (
    beeld_aanwezigheid,
    beeld_agenda,
    beeld_beheer,
    beeld_casus,
    beeld_circulatie,
    beeld_kalender,
    beeld_lijst,
    beeld_looporde,
    beeld_oppakken,
    beeld_overdracht,
    beeld_samen,
    beeld_tafels,
    beeld_verzoek,
    beeld_werklijst,
)
from bot.usecases.beeld import View, answered, as_it_is, listed, one, one_open, person, question
from bot.usecases.beeld_samen import news
from bot.usecases.beeld_tafels import AHEAD
from bot.usecases.bekijk_tafel import link_to
from bot.usecases.inzageverzoek import shown_to
from bot.usecases.lijsten import AGAIN, retired, shows
from bot.usecases.ochtend import LINES, morning
from bot.usecases.overdracht import around
from bot.usecases.personen import invited
from bot.usecases.ports import Transaction
from bot.usecases.regels import Regel, makelaar_of, overzicht
from bot.usecases.tafels import coming
from bot.usecases.toewijzing import casus_for, held_by, undirected, watched_by
from bot.usecases.vervanging import afwezig, replaced_by
from bot.usecases.werklijst import to_do

MORE_LINES = 12
"""As many as fit in one message of 4,096 characters."""


DELETION = "verwijdering"
"""What an answer calls the key of the deletion of the person's own message, when it has to tell whether that worked."""

# What a message about a casus is filled with.
_CARRIES = frozenset({"regel", "regels", "overzicht", "casus", "referentie", AGAIN})
# News that can wait until somebody looks. What cannot: that it does not work out, or that nobody has it.
_QUIET = frozenset(
    {
        "melding_gedaan",
        "melding_weer_open",
        "melding_uitstel",
        "melding_overgenomen",
        "melding_toelichting",
        "melding_opgepakt",
        "verzonden",
    }
)


def compose(tx: Transaction, bericht: Bericht) -> Samengesteld | None:
    """What ``bericht`` says now; None when it is no longer true."""
    naar = _reader(tx, bericht)
    said = _taken_back(tx, naar, bericht) if bericht.methode is Methode.RETIRE else _said(tx, naar, bericht)
    if said is None:
        return None
    naam, inhoud = said
    try:
        house = {"huis": tx.regio.naam, "volledig": tx.regio.berichten.inhoud == "volledig", "zone": tx.regio.zone}
        house |= {"vandaag": tx.today, "termijnen": tx.regio.bewaartermijnen}
    except GeenRegio:
        house = {}
    known = {"naar": naar, "nu": tx.now, **house, **inhoud}
    stil = _news_in(bericht) <= _QUIET
    return Samengesteld(naam, known, carries_casus(naam, inhoud), shows(naam, inhoud), stil)


def _news_in(bericht: Bericht) -> set[str]:
    """Of which messages it brings the news: its own, or what left together in it."""
    together = {naam for naam, _ in bericht.gegevens.get("nieuws", [])}
    return together if bericht.bericht == "nieuws" else together | {bericht.bericht}


def carries_casus(bericht: str, inhoud: dict[str, Any]) -> bool:
    """Is this message about a casus, so that it must not be forwarded?

    A question too: its message may become the one that names the casus, and then it is too late to protect it.
    """
    return bool(_CARRIES & inhoud.keys()) or bericht.startswith("vraag_")


def _said(tx: Transaction, naar: Persoon | None, bericht: Bericht) -> tuple[str, dict[str, Any]] | None:
    inhoud = _VIEWS.get(bericht.bericht, as_it_is)(tx, naar, bericht.gegevens)
    return (bericht.bericht, inhoud) if inhoud is not None else None


def _taken_back(tx: Transaction, naar: Persoon | None, bericht: Bericht) -> tuple[str, dict[str, Any]] | None:
    def anew(naam: str, gegevens: dict[str, Any]) -> dict[str, Any] | None:
        try:
            return _VIEWS.get(naam, as_it_is)(tx, naar, gegevens)
        except DomainError:
            return None  # gone, or no longer theirs to read

    return retired(tx, naar, bericht, anew)


def menu(tx: Transaction, bericht: Bericht) -> tuple[str, ...]:
    """The commands that the menu of this chat is to show; none for a stranger."""
    persoon = bericht.gegevens.get("persoon")
    return commandos(tx.personen.get(PersoonId(persoon))) if persoon is not None else ()


def _reader(tx: Transaction, bericht: Bericht) -> Persoon | None:
    if bericht.naar is not None:
        return tx.personen.get(bericht.naar)
    return tx.personen.by_chat(bericht.chat_id) if bericht.chat_id is not None else None


def _overview(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    if naar is None:
        return None
    vanaf, lines = gegevens.get("vanaf"), LINES if gegevens.get("vanaf") is None else MORE_LINES
    shown = overzicht(tx, watched_by(tx, naar), undirected(tx, naar), vanaf or 0, lines, werk=to_do(tx, naar))
    return {"vanaf": vanaf, "overzicht": shown, **around(tx, naar)}


def _morning(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Only on its own day, and when there is something: a later day has a message of its own."""
    today = tx.today.isoformat()
    if naar is None or gegevens.get("dag", today) != today:  # one that was owed before an upgrade names no day
        return None
    shown = morning(tx, naar)
    told = news(tx, naar, gegevens, shown.aantal)
    return {"vanaf": None, "overzicht": shown, **around(tx, naar), **told} if shown.aantal or told["nieuws"] else None


def _unreachable(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    return {**person(tx, naar, gegevens), **one(tx, naar, {"afspraak": gegevens["afspraak"]})}


def _welcome(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """Who is invited, for a chat that is not linked yet."""
    del naar
    _, persoon = invited(tx, gegevens["hash"], gegevens["chat"])
    return {**gegevens, "persoon": persoon}


def _help(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    if naar is None:
        return dict(gegevens)
    return {**gegevens, "commandos": commandos(naar), "open_acties": len(held_by(tx, naar))}


def _linked(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """What went out before they linked reached them not, so it says where to find it."""
    return {**_help(tx, naar, gegevens), "bijeenkomsten": bool(coming(tx, naar, AHEAD))} if naar is not None else None


def _privacy(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    return {**gegevens, **(shown_to(tx, naar) if naar is not None else {})}


def _card(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """What is about to be logged: of a person, or of an organisation while it is not known who."""
    inhoud = question(tx, naar, gegevens)
    if inhoud is None or not {"casus", "actie", "deadline"} <= inhoud.keys():
        return None
    if not {"wie", "organisatie"} & inhoud.keys():
        return None
    unsaid = {"als_niet": AlsNiet.BESPREKEN, "aan_tafel": True}
    return {"wie": None, "afwezig": None, "organisatie": None, **unsaid, **inhoud}


def _refused(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """Why a text was refused, and what the person was doing: that goes on."""
    gesprek = tx.gesprekken.get(naar.id) if naar is not None else None
    casus = gesprek.gegevens.get("casus") if gesprek is not None else None
    return {**_doing(tx, naar, _deleted(tx, naar, gegevens)), **({"referentie": casus} if casus else {})}


def _doing(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """What the person is in the middle of: that goes on."""
    gesprek = tx.gesprekken.get(naar.id) if naar is not None else None
    return {**gegevens, "bezig_met": gesprek.over if gesprek is not None else None}


def _deleted(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """An answer to a message that had to go: Telegram does not always allow that."""
    key = gegevens.get(DELETION)
    return {**gegevens, "verwijderd": key is not None and tx.outbox.was_sent(key)}


def _look(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """A way in for who asks; it holds no longer than the chat stays this person's."""
    linked_at = tx.personen.linked_at(naar.id) if naar is not None else None
    if naar is None or linked_at is None:
        return None
    sinds = int(linked_at.timestamp())
    if gegevens.get("over") == KALENDER:
        return {
            "blad": KALENDER,
            "kop": None,
            "makelaar": tx.regio.naam,
            "over": KALENDER,
            "referentie": None,
            "sinds": sinds,
        }
    if (tafelblad := read_tafelblad(gegevens.get("over", ""))) is not None:
        return {**link_to(tx, tafelblad, naar), "sinds": sinds}
    if "afspraak" not in gegevens:
        casus = casus_for(tx, Referentie(gegevens["referentie"]), naar, Daad.CASUS_OVERZIEN)
        about = {"over": casus.referentie, "referentie": casus.referentie, "makelaar": makelaar_of(tx, casus)}
        return {**about, "sinds": sinds}
    inhoud = one(tx, naar, gegevens)
    regel: Regel = inhoud["regel"]
    return {**inhoud, "over": regel.id, "referentie": regel.referentie, "makelaar": regel.makelaar, "sinds": sinds}


def _new_casus(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    casus = tx.casussen.get(Referentie(gegevens["referentie"]))
    return {"casus": casus, "tafel": tx.regio.tafel(casus.tafel).naam}


def _somebody(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """A question about a person's access, and since when they are linked."""
    inhoud = question(tx, naar, gegevens)
    if inhoud is None or "wie" not in inhoud:
        return None
    return {**inhoud, "gekoppeld_at": tx.personen.linked_at(inhoud["wie"].id)}


def _stopped(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    door = gegevens.get("door")
    return {**person(tx, naar, gegevens), "door": tx.personen.get(PersoonId(door)) if door is not None else None}


def _away(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Until when this person is away, and who takes over."""
    away = afwezig(tx, naar) if naar is not None else None
    return {**gegevens, "afwezig": away} if away is not None else None


def _away_card(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    inhoud = question(tx, naar, gegevens)
    if naar is None or inhoud is None or not {"wie", "laatste_dag"} <= inhoud.keys():
        return None
    return {**inhoud, "vervangt": replaced_by(tx, naar)}


def _deputy(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """For whom this person takes over now; ``afwezig`` is None when that is over."""
    inhoud = person(tx, naar, gegevens)
    takes_over = naar is not None and inhoud["persoon"] in replaced_by(tx, naar)
    aantal = len(held_by(tx, inhoud["persoon"])) if takes_over else 0
    return {**inhoud, "afwezig": afwezig(tx, inhoud["persoon"]) if takes_over else None, "aantal": aantal}


_VIEWS: dict[str, View] = {
    **beeld_aanwezigheid.VIEWS,
    **beeld_oppakken.VIEWS,
    **beeld_agenda.VIEWS,
    **beeld_casus.VIEWS,
    **beeld_circulatie.VIEWS,
    **beeld_kalender.VIEWS,
    **beeld_lijst.VIEWS,
    **beeld_looporde.VIEWS,
    **beeld_overdracht.VIEWS,
    **beeld_samen.VIEWS,
    **beeld_tafels.VIEWS,
    "vraag_toegang": question,
    "toegang": _somebody,
    "toegang_zeker": _somebody,
    "toegang_gestopt": person,
    "toegang_niet_gestopt": person,
    "melding_toegang_gestopt": _stopped,
    "welkom": _welcome,
    "wat_bewaart": _welcome,
    "gekoppeld": _linked,
    "help": _help,
    "privacy": _privacy,
    "melding_gekoppeld": person,
    "melding_vervanger": _deputy,
    "vraag_afwezig_tot": question,
    "vraag_vervanger": question,
    "afwezig_kaart": _away_card,
    "afwezig": _away,
    "weer_aanwezig": _help,
    "stop_vraag": question,
    "vraag_gemeente": question,
    "vraag_tafel": question,
    "nieuwe_casus": _new_casus,
    "vraag_casus": question,
    "vraag_wie": question,
    "vraag_actie": question,
    "vraag_deadline": question,
    "vraag_aanpassen": question,
    "kaart": _card,
    "nieuwe_actie": one_open,
    "herinnering": one_open,
    "actie": one,
    "bekijken": _look,
    "gedaan": one,
    "bezig": one,
    "weer_open": one,
    "mijn": listed,
    "welke": listed,
    "melding_gedaan": answered,
    "onbereikbaar": _unreachable,
    "vandaag": _overview,
    "ochtend": _morning,
    "herinnering_gestuurd": one,
    "fout_persoonsgegevens_found": _refused,
    "fout_onbegrepen": _doing,
    "alleen_tekst": _deleted,
    **beeld_werklijst.VIEWS,
    **beeld_beheer.VIEWS,
    **beeld_verzoek.VIEWS,
}
