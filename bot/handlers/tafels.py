"""/tafels: which bijeenkomsten are coming."""

from bot.handlers.beurt import Beurt


def tafels(beurt: Beurt) -> None:
    beurt.answer("tafels")
