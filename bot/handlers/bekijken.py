"""Bekijk, where Telegram cannot open our page itself: the answer is a link for a quarter of an hour."""

from bot.handlers.beurt import Beurt, read_id
from bot.usecases.afspraken import note_seen, seen_afspraak


def bekijk(beurt: Beurt, id: str) -> None:
    """The link itself is made when the answer is sent: it is written down nowhere."""
    afspraak = seen_afspraak(beurt.tx, read_id(id), beurt.persoon)
    note_seen(beurt.tx, afspraak, beurt.persoon)
    beurt.answer("bekijken", afspraak=afspraak.id)
