"""Sending an agenda or an afsprakenlijst: who gets what, «Versturen» and «Terughalen»."""

from bot.domain.agenda import AgendaGewijzigd
from bot.domain.errors import OudeKnop
from bot.domain.rechten import Daad
from bot.domain.verzending import Soort, Stand, VerzendingId
from bot.handlers.beurt import Beurt, read_bijeenkomst
from bot.usecases.tafels import bijeenkomst_for
from bot.usecases.verzenden import begin, call_back


def who_gets_what(beurt: Beurt, rest: str) -> None:
    """The button «Wie krijgt wat»."""
    bijeenkomst = bijeenkomst_for(beurt.tx, read_bijeenkomst(rest), beurt.persoon, Daad.TAFEL_LEIDEN)
    beurt.rewrite("wie_krijgt_wat", bijeenkomst=bijeenkomst.id)


def send(beurt: Beurt, rest: str) -> None:
    """The button «Versturen». When somebody changed it since: what it is now, to look at first."""
    id, _, more = rest.partition(":")
    soort, _, version = more.partition(":")
    if soort not in tuple(Soort) or not version.isdecimal() or len(version) > 9:
        raise OudeKnop
    bijeenkomst = read_bijeenkomst(id)
    try:
        verzending = begin(beurt.tx, bijeenkomst, Soort(soort), beurt.persoon, int(version))
    except AgendaGewijzigd:
        if soort == Soort.AGENDA:
            return beurt.rewrite("wie_krijgt_wat", bijeenkomst=bijeenkomst, gewijzigd=True)
        return beurt.rewrite("lijst_klaar", bijeenkomst=bijeenkomst)
    return beurt.rewrite("verstuurd", verzending=verzending.id)


def take_back(beurt: Beurt, rest: str) -> None:
    """The button «Terughalen»."""
    if not rest.isdecimal() or len(rest) > 18:
        raise OudeKnop
    verzending = call_back(beurt.tx, VerzendingId(int(rest)), beurt.persoon)
    beurt.rewrite("verstuurd" if verzending.stand is Stand.WACHT else "teruggehaald", verzending=verzending.id)
