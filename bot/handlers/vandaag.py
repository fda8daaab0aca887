"""/vandaag: what needs the makelaar today, and a reminder by hand."""

from bot.domain.afspraak import AfspraakId
from bot.domain.errors import OudeKnop, UnknownAfspraak
from bot.handlers.beurt import Beurt
from bot.usecases.afspraken import remind_by_hand


def vandaag(beurt: Beurt) -> None:
    beurt.answer("vandaag")


def show_all(beurt: Beurt, vanaf: str) -> None:
    """The buttons «Toon alles» and, when that does not fit in one message, «Toon meer»."""
    if vanaf in ("", "0"):
        beurt.rewrite("vandaag", vanaf=0)
    elif vanaf.isdecimal() and len(vanaf) < 6:
        beurt.answer("vandaag", vanaf=int(vanaf))
    else:
        raise OudeKnop


def remind(beurt: Beurt, id: str) -> None:
    """The button «Stuur herinnering»."""
    if not id.isdecimal() or len(id) > 18:
        raise UnknownAfspraak
    remind_by_hand(beurt.tx, AfspraakId(int(id)), beurt.persoon)
    beurt.answer("herinnering_gestuurd", afspraak=int(id))
