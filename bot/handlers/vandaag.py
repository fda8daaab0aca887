"""/vandaag: what needs the makelaar today, and a reminder by hand."""

from bot.domain.errors import OudeKnop
from bot.handlers.beurt import Beurt, read_id
from bot.usecases.beheer import remind


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


def send_reminder(beurt: Beurt, rest: str) -> None:
    """The button «Stuur herinnering»."""
    id = read_id(rest)
    remind(beurt.tx, id, beurt.persoon)
    beurt.answer("herinnering_gestuurd", afspraak=id)
