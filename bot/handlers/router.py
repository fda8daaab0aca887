"""Which handler answers this update?

Rights come first: a stranger gets one sentence whatever they send, and a command that is not this person's does not
exist for them.
"""

import re
from collections.abc import Callable

from bot.domain.binnenkomst import Binnenkomst, Soort
from bot.domain.errors import DomainError, OudeKnop, UnknownCommando
from bot.domain.gesprek import Gesprek, Over
from bot.domain.namen import fold
from bot.domain.persoon import Rol
from bot.domain.privacy import Guard, PersoonsgegevensFound, TekstTeLang
from bot.domain.toegang import commandos
from bot.domain.uitnodiging import UitnodigingOngeldig
from bot.handlers import acties, afspraak, casus, toegang, vandaag
from bot.handlers.beurt import Beurt
from bot.handlers.incoming import MOST_TEXT
from bot.usecases.ports import Transaction

_COMMANDS: dict[str, Callable[[Beurt], None]] = {
    "mijn": acties.mijn,
    "nieuw": casus.begin,
    "afspraak": afspraak.begin,
    "vandaag": vandaag.vandaag,
    "help": toegang.help_,
    "privacy": toegang.privacy,
    "stop": toegang.stop,
    "annuleer": toegang.cancel,
}
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
    _route(Beurt(tx, guard, binnen, persoon))
    return True


def refuse(tx: Transaction, binnen: Binnenkomst, guard: Guard, error: DomainError) -> bool:
    """Answers with the reason why ``error`` stopped the update; what it had changed has been undone already."""
    if not tx.inbox.done(binnen.update_id):
        return False
    beurt = Beurt(tx, guard, binnen, tx.personen.by_chat(binnen.chat_id))
    if isinstance(error, PersoonsgegevensFound):
        beurt.delete_message()
    beurt.answer_error(error)
    return True


def apologise(tx: Transaction, binnen: Binnenkomst, guard: Guard) -> bool:
    """Answers that something broke here."""
    if not tx.inbox.done(binnen.update_id):
        return False
    Beurt(tx, guard, binnen, tx.personen.by_chat(binnen.chat_id)).answer("storing")
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
    _guard(beurt)
    if binnen.soort in _UNREAD:
        if binnen.soort is Soort.MEDIA:
            beurt.delete_message()  # unread: nobody can know what is on a picture
        return beurt.answer(_UNREAD[binnen.soort])
    if binnen.soort is Soort.COMMANDO:
        return _command(beurt, binnen.commando or "")
    return _text(beurt)


def _guard(beurt: Beurt) -> None:
    """Nothing with a finding goes any further, wherever it was typed."""
    if len(beurt.tekst) > MOST_TEXT:
        raise TekstTeLang(hoogstens=MOST_TEXT)
    bevindingen = beurt.guard.find(beurt.tekst)
    if bevindingen:
        raise PersoonsgegevensFound(bevindingen)


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
        case "mijn":
            return acties.mijn(beurt, rest)
        case "c":
            return _command(beurt, rest)
        case "d":
            return _chosen(beurt, rest)
        case "x":
            return _cancelled(beurt, rest)
        case "a" if beurt.has(Rol.MAKELAAR):
            return afspraak.begin_for(beurt, rest)
        case "alles" if beurt.has(Rol.MAKELAAR):
            return vandaag.show_all(beurt, rest)
        case "herinner" if beurt.has(Rol.MAKELAAR):
            return vandaag.remind(beurt, rest)
    raise OudeKnop


def _chosen(beurt: Beurt, rest: str) -> None:
    """A choice in a dialogue: only of its open question."""
    gesprek = beurt.gesprek()
    knop, _, index = rest.partition(":")
    keuze = gesprek.chosen(knop, index)
    match gesprek.over:
        case Over.CASUS:
            return casus.chosen(beurt, gesprek, keuze)
        case Over.AFSPRAAK:
            return afspraak.chosen(beurt, gesprek, keuze)
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
            casus.typed(beurt, gesprek)
        case Over.AFSPRAAK:
            afspraak.typed(beurt, gesprek)
        case Over.WELKE:
            return acties.numbered(beurt, gesprek)
        case Over.STOP:
            word = fold(beurt.tekst)
            if word not in gesprek.opties:
                return False
            toegang.stop_answered(beurt, word)
    return True
