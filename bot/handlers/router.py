"""Which handler answers this update?

Rights come first: a stranger gets one sentence whatever they send, and a command that is not this person's does not
exist for them.
"""

import re
from collections.abc import Callable
from typing import Any

from bot.domain.binnenkomst import Binnenkomst, Soort
from bot.domain.errors import DomainError, OudeKnop, UnknownCommando
from bot.domain.gesprek import Gesprek, Over
from bot.domain.privacy import Guard, PersoonsgegevensFound
from bot.domain.rechten import Daad
from bot.domain.toegang import commandos
from bot.domain.uitnodiging import UitnodigingOngeldig
from bot.handlers import (
    aanspreken,
    aanwezigheid,
    acties,
    afsluiten,
    afspraak,
    afsprakenlijst,
    afwezig,
    agenda,
    beheer,
    bekijken,
    bijeenkomst,
    casus,
    fasen,
    instellingen,
    kalender,
    leren,
    looporde,
    mdo,
    mensen,
    nieuw,
    oppakken,
    opschalen,
    overdragen,
    regie,
    status,
    tafels,
    toegang,
    vandaag,
    versturen,
    verzoeken,
    werklijst,
)
from bot.handlers.beurt import Beurt
from bot.handlers.bewaking import check_text
from bot.handlers.incoming import UNKNOWN
from bot.handlers.keuze import button_typed
from bot.usecases.audit import note_refusal
from bot.usecases.berichten import DELETION
from bot.usecases.inbox import of_house
from bot.usecases.ports import Transaction

_COMMANDS: dict[str, Callable[[Beurt], None]] = {
    "mijn": acties.mijn,
    "nieuw": nieuw.begin,
    "afspraak": afspraak.begin,
    "afsprakenlijst": afsprakenlijst.begin,
    "vandaag": vandaag.vandaag,
    "tafels": tafels.tafels,
    "agenda": agenda.begin,
    "kalender": kalender.kalender,
    "casus": casus.begin,
    "status": status.begin,
    "afwezig": afwezig.begin,
    "overdragen": overdragen.begin,
    "toegang": mensen.begin,
    "help": toegang.help_,
    "privacy": toegang.privacy,
    "stop": toegang.stop,
    "annuleer": toegang.cancel,
}
# What a button does for who might do it to something; what it is about comes after the colon.
_BUTTONS: dict[str, tuple[Daad, Callable[[Beurt, str], None]]] = {
    "bekijk": (Daad.AGENDA_ZIEN, bekijken.bekijk),
    "mijn": (Daad.MIJN, acties.mijn),
    "a": (Daad.AFSPRAAK_VASTLEGGEN, afspraak.begin_for),
    "sluit": (Daad.CASUS_AFSLUITEN, afsluiten.begin),
    "status": (Daad.CASUS_BEHEREN, status.begin_for),
    "fase": (Daad.CASUS_BEHEREN, fasen.begin),
    "regie": (Daad.CASUS_BEHEREN, regie.begin),
    "leren": (Daad.CASUS_BEHEREN, leren.begin),
    "opschalen": (Daad.CASUS_OPSCHALEN, opschalen.begin),
    "tijdlijn": (Daad.CASUS_OVERZIEN, casus.tijdlijn),
    "ik": (Daad.ACTIE_OPPAKKEN, oppakken.mine),
    "collega": (Daad.ACTIE_OPPAKKEN, oppakken.ask_whose),
    "afwezig": (Daad.AFWEZIG, afwezig.anew),
    "aanwezig": (Daad.AFWEZIG, afwezig.back),
    "overdracht": (Daad.OVERDRAGEN, overdragen.anew),
    "terugnemen": (Daad.OVERDRAGEN, overdragen.back),
    "instellingen": (Daad.OCHTENDBERICHT, instellingen.begin),
    "alles": (Daad.VANDAAG, vandaag.show_all),
    "herinner": (Daad.HERINNERING_STUREN, vandaag.send_reminder),
    "uitstel": (Daad.ACTIE_BEANTWOORDEN, verzoeken.ask_more_time),
    "luktniet": (Daad.ACTIE_BEANTWOORDEN, verzoeken.does_not_work),
    "nietvoormij": (Daad.ACTIE_BEANTWOORDEN, verzoeken.not_for_me),
    "overdragen": (Daad.ACTIE_BEANTWOORDEN, verzoeken.hand_over),
    "toelichting": (Daad.ACTIE_BEANTWOORDEN, verzoeken.explain_done),
    "neemover": (Daad.ACTIE_OVERNEMEN, verzoeken.take),
    "neemniet": (Daad.ACTIE_OVERNEMEN, verzoeken.leave_it),
    "akkoord": (Daad.AFSPRAAK_BEHEREN, verzoeken.allow),
    "afwijzen": (Daad.AFSPRAAK_BEHEREN, verzoeken.refuse),
    "agenda": (Daad.AFSPRAAK_BEHEREN, verzoeken.on_agenda),
    "beheer": (Daad.AFSPRAAK_BEHEREN, beheer.manage),
    "vervallen": (Daad.AFSPRAAK_BEHEREN, beheer.ask_reason),
    "heropen": (Daad.AFSPRAAK_BEHEREN, beheer.reopen),
    "ag": (Daad.AGENDA_ZIEN, agenda.open_),
    "agd": (Daad.TAFEL_LEIDEN, agenda.edit),
    "opagenda": (Daad.CASUS_BEHEREN, agenda.forward),
    "wiekrijgtwat": (Daad.TAFEL_LEIDEN, versturen.who_gets_what),
    "verstuur": (Daad.TAFEL_LEIDEN, versturen.send),
    "terughalen": (Daad.TAFEL_LEIDEN, versturen.take_back),
    "aanspreken": (Daad.AFSPRAAK_BEHEREN, aanspreken.speak),
    "nogniet": (Daad.AFSPRAAK_BEHEREN, aanspreken.not_yet),
    "werklijst": (Daad.TAFEL_LEIDEN, werklijst.show),
    "werk": (Daad.TAFEL_LEIDEN, werklijst.press),
    "kom": (Daad.AANWEZIGHEID, aanwezigheid.kom),
    "komniet": (Daad.AANWEZIGHEID, aanwezigheid.kom_niet),
    "vervanger": (Daad.AANWEZIGHEID, aanwezigheid.vervanger),
    "komik": (Daad.AANWEZIGHEID, aanwezigheid.ik_kom_namens),
    "komcollega": (Daad.AANWEZIGHEID, aanwezigheid.collega_komt),
    "komniemand": (Daad.AANWEZIGHEID, aanwezigheid.niemand),
    "wiekomt": (Daad.TAFEL_LEIDEN, aanwezigheid.wie_komt),
    "herinnerkomst": (Daad.TAFEL_LEIDEN, aanwezigheid.herinner),
    "volgende": (Daad.TAFEL_LEIDEN, looporde.next_casus),
    "schuif": (Daad.TAFEL_LEIDEN, looporde.put_off),
    "vorige": (Daad.TAFEL_LEIDEN, looporde.previous_casus),
    "lijst": (Daad.AGENDA_ZIEN, afsprakenlijst.show),
    "lijstwie": (Daad.TAFEL_LEIDEN, afsprakenlijst.who_was_there),
    "waser": (Daad.TAFEL_LEIDEN, afsprakenlijst.was_there),
    "bij": (Daad.TAFEL_LEIDEN, bijeenkomst.manage),
    "verplaats": (Daad.TAFEL_LEIDEN, bijeenkomst.move),
    "plaats": (Daad.TAFEL_LEIDEN, bijeenkomst.place),
    "afzeggen": (Daad.TAFEL_LEIDEN, bijeenkomst.cancel),
    "extra": (Daad.TAFEL_LEIDEN, bijeenkomst.extra),
    "mdo": (Daad.MDO_PLANNEN, mdo.begin),
    "kal": (Daad.KALENDER, kalender.press),
    "rondsturen": (Daad.TAFEL_LEIDEN, kalender.ask_round),
}
# An answer to the open question of a dialogue: a choice among those shown, or a text, which may be no answer (False).
_CHOSEN: dict[Over, Callable[[Beurt, Gesprek, str], None]] = {
    Over.CASUS: nieuw.chosen,
    Over.CASUS_ZIEN: casus.chosen,
    Over.CASUS_SLUITEN: afsluiten.chosen,
    Over.STATUS: status.chosen,
    Over.FASE: fasen.chosen,
    Over.REGIE: regie.chosen,
    Over.LEREN: leren.chosen,
    Over.OPSCHALEN: opschalen.chosen,
    Over.TOEGANG: mensen.chosen,
    Over.AFSPRAAK: afspraak.chosen,
    Over.OPPAKKEN: oppakken.chosen,
    Over.AFWEZIG: afwezig.chosen,
    Over.OVERDRAGEN: overdragen.chosen,
    Over.INSTELLINGEN: instellingen.chosen,
    Over.BIJEENKOMST: bijeenkomst.chosen,
    Over.MDO: mdo.chosen,
    Over.AANWEZIGHEID: aanwezigheid.chosen,
    Over.AGENDA: agenda.chosen,
    Over.KALENDER: kalender.chosen,
    Over.STOP: toegang.stop_chosen,
    Over.BEHEER: beheer.chosen,
    Over.VERVALLEN: beheer.reason_chosen,
    **dict.fromkeys(verzoeken.OVERS, verzoeken.chosen),
}
_TYPED: dict[Over, Callable[[Beurt, Gesprek], bool | None]] = {
    Over.CASUS: nieuw.typed,
    Over.CASUS_ZIEN: casus.typed,
    Over.CASUS_SLUITEN: afsluiten.typed,
    Over.STATUS: status.typed,
    Over.FASE: fasen.typed,
    Over.REGIE: regie.typed,
    Over.LEREN: leren.typed,
    Over.OPSCHALEN: opschalen.typed,
    Over.TOEGANG: mensen.typed,
    Over.AFSPRAAK: afspraak.typed,
    Over.OPPAKKEN: oppakken.typed,
    Over.AFWEZIG: afwezig.typed,
    Over.OVERDRAGEN: overdragen.typed,
    Over.INSTELLINGEN: instellingen.typed,
    Over.AGENDA: agenda.typed,
    Over.WELKE: acties.numbered,
    Over.BIJEENKOMST: bijeenkomst.typed,
    Over.MDO: mdo.typed,
    Over.AANWEZIGHEID: aanwezigheid.typed,
    Over.KALENDER: kalender.typed,
    Over.STOP: toegang.stop_typed,
    Over.BEHEER: beheer.typed,
    Over.VERVALLEN: beheer.reason_typed,
    **dict.fromkeys(verzoeken.OVERS, acties.typed),
}
MOST_NAMED = 3
"""How many kinds a refusal names at most."""

_WELKE_CASUS = re.compile(r"^\W*(?:welke casus|om wie gaat|wie is dit|over wie gaat)", re.IGNORECASE)
_UNREAD = {
    Soort.MEDIA: "alleen_tekst",
    Soort.GEWIJZIGD: "gewijzigd",
    Soort.DOORGESTUURD: "doorgestuurd",
    Soort.TE_VEEL: "te_veel",
}


class Onbegrepen(DomainError):
    """A text outside any dialogue that is no word we know."""


def handle(tx: Transaction, binnen: Binnenkomst, guard: Guard) -> bool:
    """Answers one update. False when it was answered before: then nothing happens."""
    if not tx.inbox.done(binnen.update_id):
        return False
    persoon = tx.personen.by_chat(binnen.chat_id)
    if persoon is not None and persoon.kanaal_dicht:
        tx.personen.close_channel(persoon.id, closed=False)  # who writes to us receives us
    _route(Beurt(tx, of_house(tx, guard), binnen, persoon))
    return True


def refuse(tx: Transaction, binnen: Binnenkomst, guard: Guard, error: DomainError) -> bool:
    """Answers with the reason why ``error`` stopped the update; what it had changed has been undone already."""
    if not tx.inbox.done(binnen.update_id):
        return False
    beurt = Beurt(tx, of_house(tx, guard), binnen, tx.personen.by_chat(binnen.chat_id))
    note_refusal(tx, error, beurt.wie)
    if isinstance(error, PersoonsgegevensFound):
        _refuse_text(beurt, error)
    else:
        beurt.answer_error(error)
    return True


def _refuse_text(beurt: Beurt, error: PersoonsgegevensFound) -> None:
    """The person's message goes; the answer says what kind of thing was in it, and whether it is gone."""
    seen = {bevinding.kind: bevinding for bevinding in reversed(error.bevindingen)}
    shown = [{"soort": b.kind, "fragment": b.fragment} for b in error.bevindingen if seen[b.kind] is b][:MOST_NAMED]
    told = {"bevindingen": shown, DELETION: beurt.delete_message()}
    beurt.answer_error(error, **told)


def apologise(tx: Transaction, binnen: Binnenkomst, guard: Guard) -> bool:
    """Answers that something broke here."""
    if not tx.inbox.done(binnen.update_id):
        return False
    Beurt(tx, of_house(tx, guard), binnen, tx.personen.by_chat(binnen.chat_id)).answer("storing")
    return True


def _route(beurt: Beurt) -> None:
    binnen = beurt.binnen
    if binnen.soort is Soort.GROEP:
        beurt.wie = None
        beurt.answer("groep")
        return beurt.leave()
    if binnen.soort is Soort.KNOP:
        return _pressed(beurt)
    if binnen.soort is Soort.COMMANDO and binnen.commando == "start":
        return toegang.start(beurt)
    if beurt.wie is None:
        raise UitnodigingOngeldig
    if binnen.tekst_verloren and binnen.tekst is None:
        return beurt.answer("stuur_opnieuw")
    if binnen.commando == UNKNOWN:
        return _unknown_command(beurt)
    check_text(beurt)
    if binnen.soort in _UNREAD:
        # Unread: nobody can know what is on a picture.
        weg: dict[str, Any] = {DELETION: beurt.delete_message()} if binnen.soort is Soort.MEDIA else {}
        return beurt.answer(_UNREAD[binnen.soort], **weg)
    if binnen.soort is Soort.COMMANDO:
        return _command(beurt, binnen.commando or "")
    return _text(beurt)


def _unknown_command(beurt: Beurt) -> None:
    """What was typed after the slash is a text like any other, and nobody knows what it is."""
    if beurt.guard.find(beurt.tekst):
        beurt.delete_message()
    beurt.answer_error(UnknownCommando())


def _command(beurt: Beurt, name: str) -> None:
    if name not in commandos(beurt.persoon) or name not in _COMMANDS:
        raise UnknownCommando
    return _COMMANDS[name](beurt)


def _pressed(beurt: Beurt) -> None:
    daad, _, rest = (beurt.binnen.data or "").partition(":")
    if daad in ("koppel", "wat"):
        return (toegang.link if daad == "koppel" else toegang.what_is_kept)(beurt, rest)
    if beurt.wie is None:
        raise UitnodigingOngeldig
    return _press(beurt, daad, rest)


def _press(beurt: Beurt, daad: str, rest: str) -> None:
    """What the button does, pressed or typed."""
    match daad:
        case "gedaan" | "bezig" | "ongedaan":
            return acties.act(beurt, daad, rest)
        case "c":
            return _command(beurt, rest)
        case "d":
            return _chosen(beurt, rest)
        case "x":
            return _cancelled(beurt, rest)
    needed, does = _BUTTONS.get(daad, (None, None))
    if needed is None or does is None or not beurt.can(needed):
        raise OudeKnop
    return does(beurt, rest)


def _chosen(beurt: Beurt, rest: str) -> None:
    """A choice in a dialogue: only of its open question."""
    gesprek = beurt.gesprek()
    knop, _, index = rest.partition(":")
    keuze = gesprek.chosen(knop, index)
    if gesprek.over not in _CHOSEN:
        raise OudeKnop
    _CHOSEN[gesprek.over](beurt, gesprek, keuze)


def _cancelled(beurt: Beurt, knop: str) -> None:
    """The button «Annuleren» under a question."""
    if beurt.gesprek().knop != knop:
        raise OudeKnop
    return toegang.cancel(beurt)


def _text(beurt: Beurt) -> None:
    """Plain text: a word in reply to a message, an answer in a dialogue, or a word of its own."""
    gesprek = beurt.tx.gesprekken.get(beurt.persoon.id)
    asks_who = _WELKE_CASUS.match(beurt.tekst) is not None
    replied = beurt.binnen.reply_to is not None and not asks_who
    if replied and (acties.said(beurt) or oppakken.said(beurt) or aanwezigheid.said(beurt) or acties.explained(beurt)):
        return None
    if gesprek is not None and (data := button_typed(beurt, gesprek)) is not None:
        daad, _, rest = data.partition(":")
        return _press(beurt, daad, rest)
    if gesprek is not None and _in_dialogue(beurt, gesprek):
        return None
    if acties.said(beurt):
        return None
    if asks_who:
        return beurt.answer("welke_casus")
    raise Onbegrepen


def _in_dialogue(beurt: Beurt, gesprek: Gesprek) -> bool:
    """False when the text is no answer to what was asked."""
    return _TYPED[gesprek.over](beurt, gesprek) is not False
