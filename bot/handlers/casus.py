"""/casus: what its reader may see of one casus, and what has happened on it."""

from bot.domain.errors import OudeKnop, UnknownCasus
from bot.domain.gesprek import Gesprek, Over
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.handlers.beurt import Beurt
from bot.usecases.casussen import casussen_to_see, see_casus, see_tijdlijn
from bot.usecases.invoer import typed_referentie


def begin(beurt: Beurt) -> None:
    """``/casus K7M-3QX-K``, or alone: then it asks which."""
    if beurt.tekst.strip():
        return _show(beurt, typed_referentie(beurt.tekst))
    gesprek = Gesprek.begin(beurt.persoon.id, Over.CASUS_ZIEN)
    return _ask(beurt, gesprek, None, nieuw=True)


def chosen(beurt: Beurt, _: Gesprek, keuze: str) -> None:
    """A casus among those offered."""
    beurt.tx.gesprekken.end(beurt.persoon.id)
    return _show(beurt, Referentie(keuze))


def typed(beurt: Beurt, gesprek: Gesprek) -> None:
    """A reference."""
    try:
        _show(beurt, typed_referentie(beurt.tekst))
    except UnknownCasus:
        _ask(beurt, gesprek, "onbekend")
    else:
        beurt.tx.gesprekken.end(beurt.persoon.id)


def tijdlijn(beurt: Beurt, rest: str) -> None:
    """The button «Tijdlijn», and «Nieuwer» and «Ouder» under it: those turn the page in place."""
    referentie, _, vanaf = rest.partition(":")
    if not vanaf.isdecimal() or len(vanaf) > 6:
        raise OudeKnop
    see_tijdlijn(beurt.tx, Referentie(referentie), beurt.persoon)
    message = beurt.binnen.message_id
    shown = beurt.tx.outbox.by_message(beurt.binnen.chat_id, message) if message is not None else None
    put = beurt.rewrite if shown is not None and shown.bericht == "tijdlijn" else beurt.answer
    put("tijdlijn", referentie=referentie, vanaf=int(vanaf))


def _show(beurt: Beurt, referentie: Referentie) -> None:
    see_casus(beurt.tx, referentie, beurt.persoon)
    beurt.rewrite("casus", referentie=referentie)


def _ask(beurt: Beurt, gesprek: Gesprek, reden: str | None, *, nieuw: bool = False) -> None:
    vraag = gesprek.ask("casus", tuple(casussen_to_see(beurt.tx, beurt.persoon)))
    gemeenten = beurt.can(Daad.CASUS_OVERZIEN)
    beurt.ask(vraag, "vraag_welke_casus", nieuw=nieuw, reden=reden, gemeenten=gemeenten, waarvoor="zien")
