"""Bekijk, where Telegram cannot open our page itself: the answer is a link for a quarter of an hour."""

from bot.domain.bijeenkomst import UnknownBijeenkomst
from bot.domain.errors import OudeKnop
from bot.domain.pas import KALENDER, read_tafelblad
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.handlers.beurt import Beurt, read_id
from bot.usecases.afspraken import note_seen, seen_afspraak
from bot.usecases.bekijk_tafel import tafel_shown_to
from bot.usecases.casussen import see_tijdlijn


def bekijk(beurt: Beurt, over: str) -> None:
    """The link itself is made when the answer is sent: it is written down nowhere."""
    if over == KALENDER:
        return beurt.answer("bekijken", over=KALENDER)
    if ":" in over:
        return _bekijk_tafel(beurt, over)
    if "-" in over:
        if not beurt.can(Daad.CASUS_OVERZIEN):
            raise OudeKnop
        see_tijdlijn(beurt.tx, Referentie(over), beurt.persoon)
        return beurt.answer("bekijken", referentie=over)
    if not beurt.can(Daad.ACTIE_ZIEN):
        raise OudeKnop
    afspraak = seen_afspraak(beurt.tx, read_id(over), beurt.persoon)
    note_seen(beurt.tx, afspraak, beurt.persoon)
    return beurt.answer("bekijken", afspraak=afspraak.id)


def _bekijk_tafel(beurt: Beurt, over: str) -> None:
    tafelblad = read_tafelblad(over)
    if tafelblad is None:
        raise UnknownBijeenkomst
    tafel_shown_to(beurt.tx, tafelblad, beurt.persoon)
    return beurt.answer("bekijken", over=str(tafelblad))
