"""What does our page show of a bijeenkomst: its agenda, its afsprakenlijst, the form for GCOS; and to whom?

Of an agenda who takes part sees what they were told, and who leads what it is by now.
"""

from dataclasses import dataclass
from typing import Any

from bot.domain.bijeenkomst import Bijeenkomst
from bot.domain.pas import Blad, Tafelblad
from bot.domain.persoon import Persoon
from bot.domain.rechten import Daad
from bot.usecases.afsprakenlijst import gcos_form, lijst_for
from bot.usecases.circulatie import agenda_for
from bot.usecases.ports import Transaction
from bot.usecases.tafelbeeld import Agendadeel, Lijstdeel
from bot.usecases.tafels import Kop, bijeenkomst_for, kop, leads, voorzitters
from bot.usecases.vervanging import effective


@dataclass(frozen=True)
class Formulier:
    """What is to be copied into GCOS: one text per casus, of which the first line names it."""

    kop: Kop
    delen: list[str]


@dataclass(frozen=True)
class Tafelpagina:
    """A page of a bijeenkomst as its reader sees it. ``leidt``: does this reader lead it?"""

    naar: Persoon
    blad: Blad
    deel: Agendadeel | Lijstdeel | Formulier
    leidt: bool
    makelaar: str
    """Whom to call about it."""


def tafel_shown_to(tx: Transaction, over: Tafelblad, naar: Persoon) -> Tafelpagina:
    """Raises ``UnknownBijeenkomst`` for what this person may not see, as for what there is not."""
    bijeenkomst = tx.bijeenkomsten.get(over.bijeenkomst)
    leidt = leads(tx, bijeenkomst, naar)
    if not leidt:
        bijeenkomst_for(tx, bijeenkomst.id, naar, Daad.AGENDA_ZIEN)
    deel = _part(tx, over.blad, bijeenkomst, naar)
    return Tafelpagina(naar, over.blad, deel, leidt, voorzitter_of(tx, bijeenkomst))


def link_to(tx: Transaction, over: Tafelblad, naar: Persoon) -> dict[str, Any]:
    """What the message with the way in says. It names no casus, but is for this person alone all the same."""
    pagina = tafel_shown_to(tx, over, naar)
    about = {"blad": pagina.blad, "kop": pagina.deel.kop, "makelaar": pagina.makelaar}
    return {**about, "over": str(over), "referentie": None}


def voorzitter_of(tx: Transaction, bijeenkomst: Bijeenkomst) -> str:
    """Whom people are to call about it: who leads it now; the house when nobody does."""
    makelaars = [tx.personen.get(effective(tx, one.id)) for one in voorzitters(tx, bijeenkomst)]
    return makelaars[0].naam if makelaars else tx.regio.naam


def _part(tx: Transaction, blad: Blad, bijeenkomst: Bijeenkomst, naar: Persoon) -> Agendadeel | Lijstdeel | Formulier:
    match blad:
        case Blad.AGENDA:
            return agenda_for(tx, bijeenkomst, naar)
        case Blad.LIJST:
            return lijst_for(tx, bijeenkomst, naar)
        case Blad.GCOS:
            texts = gcos_form(tx, bijeenkomst, naar).split("\n\n")
            return Formulier(kop(tx, bijeenkomst), [text for text in texts if text])
