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
from bot.domain.namen import fold
from bot.domain.privacy import Guard, PersoonsgegevensFound
from bot.domain.rechten import Daad
from bot.domain.toegang import commandos
from bot.domain.uitnodiging import UitnodigingOngeldig
from bot.handlers import acties, afspraak, afwezig, bekijken, casus, mensen, nieuw, toegang, vandaag
from bot.handlers.beurt import Beurt
from bot.handlers.bewaking import check_text
from bot.handlers.incoming import UNKNOWN
from bot.usecases.audit import note_refusal
from bot.usecases.berichten import DELETION
from bot.usecases.inbox import of_house
from bot.usecases.ports import Transaction

_COMMANDS: dict[str, Callable[[Beurt], None]] = {
    "mijn": acties.mijn,
    "nieuw": nieuw.begin,
    "afspraak": afspraak.begin,
    "vandaag": vandaag.vandaag,
    "casus": casus.begin,
    "afwezig": afwezig.begin,
    "toegang": mensen.begin,
    "help": toegang.help_,
    "privacy": toegang.privacy,
    "stop": toegang.stop,
    "annuleer": toegang.cancel,
}
# What a button does for who might do it to something; what it is about comes after the colon.
_BUTTONS: dict[str, tuple[Daad, Callable[[Beurt, str], None]]] = {
    "bekijk": (Daad.ACTIE_ZIEN, bekijken.bekijk),
    "mijn": (Daad.MIJN, acties.mijn),
    "a": (Daad.AFSPRAAK_VASTLEGGEN, afspraak.begin_for),
    "sluit": (Daad.CASUS_AFSLUITEN, casus.ask_to_close),
    "afwezig": (Daad.AFWEZIG, afwezig.anew),
    "aanwezig": (Daad.AFWEZIG, afwezig.back),
    "alles": (Daad.VANDAAG, vandaag.show_all),
    "herinner": (Daad.HERINNERING_STUREN, vandaag.remind),
}
MOST_NAMED = 3
"""How many kinds a refusal names at most."""

_WELKE_CASUS = re.compile(r"^\W*(?:welke casus|om wie gaat|wie is dit|over wie gaat)", re.IGNORECASE)
_UNREAD = {Soort.MEDIA: "alleen_tekst", Soort.GEWIJZIGD: "gewijzigd", Soort.DOORGESTUURD: "doorgestuurd"}


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
    match gesprek.over:
        case Over.CASUS:
            return nieuw.chosen(beurt, gesprek, keuze)
        case Over.CASUS_ZIEN | Over.CASUS_SLUITEN:
            return casus.chosen(beurt, gesprek, keuze)
        case Over.TOEGANG:
            return mensen.chosen(beurt, gesprek, keuze)
        case Over.AFSPRAAK:
            return afspraak.chosen(beurt, gesprek, keuze)
        case Over.AFWEZIG:
            return afwezig.chosen(beurt, gesprek, keuze)
        case Over.STOP:
            return toegang.stop_answered(beurt, keuze)
    raise OudeKnop


def _cancelled(beurt: Beurt, knop: str) -> None:
    """The button «Annuleren» under a question."""
    if beurt.gesprek().knop != knop:
        raise OudeKnop
    return toegang.cancel(beurt)


def _text(beurt: Beurt) -> None:
    """Plain text: a word in reply to a message, an answer in a dialogue, or a word of its own."""
    gesprek = beurt.tx.gesprekken.get(beurt.persoon.id)
    if beurt.binnen.reply_to is not None and acties.said(beurt):
        return None
    if gesprek is not None and _in_dialogue(beurt, gesprek):
        return None
    if acties.said(beurt):
        return None
    if _WELKE_CASUS.match(beurt.tekst):
        return beurt.answer("welke_casus")
    raise Onbegrepen


def _in_dialogue(beurt: Beurt, gesprek: Gesprek) -> bool:
    match gesprek.over:
        case Over.CASUS:
            nieuw.typed(beurt, gesprek)
        case Over.CASUS_ZIEN | Over.CASUS_SLUITEN:
            return casus.typed(beurt, gesprek)
        case Over.TOEGANG:
            mensen.typed(beurt, gesprek)
        case Over.AFSPRAAK:
            afspraak.typed(beurt, gesprek)
        case Over.AFWEZIG:
            afwezig.typed(beurt, gesprek)
        case Over.WELKE:
            return acties.numbered(beurt, gesprek)
        case Over.STOP:
            word = fold(beurt.tekst)
            if word not in gesprek.opties:
                return False
            toegang.stop_answered(beurt, word)
    return True
