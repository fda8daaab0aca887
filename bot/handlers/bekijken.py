"""Bekijk, where Telegram cannot open our page itself: the answer is a link for a quarter of an hour."""

from bot.domain.afspraak import AfspraakId
from bot.domain.errors import UnknownAfspraak
from bot.handlers.beurt import Beurt
from bot.usecases.afspraken import seen_afspraak


def bekijk(beurt: Beurt, id: str) -> None:
    """The link itself is made when the answer is sent: it is written down nowhere."""
    if not id.isdecimal() or len(id) > 18:
        raise UnknownAfspraak
    beurt.answer("bekijken", afspraak=seen_afspraak(beurt.tx, AfspraakId(int(id)), beurt.persoon).id)
