"""The running order of a bijeenkomst: «Volgende casus», «Doorschuiven» and «Vorige casus»."""

from bot.domain.agenda import Uitkomst
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, PuntId, Staat
from bot.domain.errors import OudeKnop
from bot.handlers.beurt import Beurt, read_bijeenkomst
from bot.usecases.looporde import go_back, go_on


def next_casus(beurt: Beurt, rest: str) -> None:
    """The button «Volgende casus»."""
    _went_on(beurt, rest, Uitkomst.BESPROKEN)


def put_off(beurt: Beurt, rest: str) -> None:
    """The button «Doorschuiven»: it comes back on the next agenda."""
    _went_on(beurt, rest, Uitkomst.DOORGESCHOVEN)


def previous_casus(beurt: Beurt, rest: str) -> None:
    """The button «Vorige casus»."""
    id, punt = _read(rest)
    _show(beurt, go_back(beurt.tx, id, PuntId(punt) if punt else None, beurt.persoon))


def _went_on(beurt: Beurt, rest: str, uitkomst: Uitkomst) -> None:
    """With the last one it is over, and the afsprakenlijst is there."""
    id, punt = _read(rest)
    before = beurt.tx.bijeenkomsten.find(id)
    bijeenkomst = go_on(beurt.tx, id, PuntId(punt), uitkomst, beurt.persoon)
    _show(beurt, bijeenkomst)
    if before is not None and before.staat is Staat.BEZIG and bijeenkomst.staat is Staat.AFGELOPEN:
        beurt.answer("lijst_klaar", bijeenkomst=id)


def _show(beurt: Beurt, bijeenkomst: Bijeenkomst) -> None:
    if bijeenkomst.staat not in (Staat.BEZIG, Staat.AFGELOPEN):
        raise OudeKnop
    beurt.rewrite("looporde", bijeenkomst=bijeenkomst.id)


def _read(rest: str) -> tuple[BijeenkomstId, int]:
    id, _, punt = rest.partition(":")
    if not punt.isdecimal() or len(punt) > 18:
        raise OudeKnop
    return read_bijeenkomst(id), int(punt)
