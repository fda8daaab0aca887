"""«Instellingen» under /help: at what hour the morning message comes."""

from datetime import time

from bot.domain.gesprek import Gesprek, Over
from bot.handlers.beurt import Beurt
from bot.usecases.ochtenduur import likely_hours, read_hour, wish_hour


def begin(beurt: Beurt, _: str) -> None:
    """The button «Instellingen»."""
    _ask(beurt, Gesprek.begin(beurt.persoon.id, Over.INSTELLINGEN), None, nieuw=True)


def chosen(beurt: Beurt, _: Gesprek, keuze: str) -> None:
    """One of the hours shown."""
    _keep(beurt, time.fromisoformat(keuze))


def typed(beurt: Beurt, gesprek: Gesprek) -> None:
    """An hour, like "9 uur" or "09:15"."""
    om = read_hour(beurt.tekst)
    if om is None:
        return _ask(beurt, gesprek, "onleesbaar")
    return _keep(beurt, om)


def _keep(beurt: Beurt, om: time) -> None:
    wish_hour(beurt.tx, beurt.persoon, om)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    beurt.rewrite("ochtend_gekozen")


def _ask(beurt: Beurt, gesprek: Gesprek, reden: str | None, *, nieuw: bool = False) -> None:
    beurt.ask(gesprek.ask("uur", likely_hours(beurt.tx)), "instellingen", nieuw=nieuw, reden=reden)
