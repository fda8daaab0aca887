"""/vandaag: what needs the makelaar today, and a reminder by hand."""

from bot.domain.afspraak import AfspraakId
from bot.domain.errors import UnknownAfspraak
from bot.handlers.beurt import Beurt
from bot.usecases.afspraken import remind_by_hand


def vandaag(beurt: Beurt) -> None:
    beurt.answer("vandaag", alles=False)


def show_all(beurt: Beurt) -> None:
    """The button «Toon alles»."""
    beurt.rewrite("vandaag", alles=True)


def remind(beurt: Beurt, id: str) -> None:
    """The button «Stuur herinnering»."""
    if not id.isdecimal() or len(id) > 18:
        raise UnknownAfspraak
    remind_by_hand(beurt.tx, AfspraakId(int(id)), beurt.persoon)
    beurt.answer("herinnering_gestuurd", afspraak=int(id))
