"""Who directs a casus: chosen among likely people, or typed."""

from bot.domain.gesprek import Gesprek, Over
from bot.domain.persoon import PersoonId
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.handlers.beurt import Beurt
from bot.usecases.casussen import casus_to_change
from bot.usecases.invoer import Onduidelijk
from bot.usecases.regie import appoint, dismiss, find_regievoerder, likely_regievoerders


def begin(beurt: Beurt, referentie: str) -> None:
    """The button «Regievoerder»."""
    casus = casus_to_change(beurt.tx, Referentie(referentie), beurt.persoon, Daad.CASUS_BEHEREN)
    _ask(beurt, Gesprek.begin(beurt.persoon.id, Over.REGIE, casus=casus.referentie), nieuw=True)


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """Somebody new; or who directs it now, and then does no more."""
    referentie, wie = Referentie(gesprek.gegevens["casus"]), PersoonId(int(keuze))
    change = dismiss if wie in beurt.tx.casussen.regievoerders(referentie) else appoint
    change(beurt.tx, referentie, wie, beurt.persoon)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    beurt.rewrite("regie_vastgelegd", referentie=referentie, persoon=wie)


def typed(beurt: Beurt, gesprek: Gesprek) -> None:
    """A name: of somebody new, for nobody is dismissed by a word."""
    found = find_regievoerder(beurt.tx, beurt.tekst)
    if isinstance(found, Onduidelijk):
        return _ask(beurt, gesprek, found)
    if found.id in beurt.tx.casussen.regievoerders(Referentie(gesprek.gegevens["casus"])):
        return _ask(beurt, gesprek, Onduidelijk("al"))
    return chosen(beurt, gesprek, str(found.id))


def _ask(beurt: Beurt, gesprek: Gesprek, why: Onduidelijk | None = None, *, nieuw: bool = False) -> None:
    casus = casus_to_change(beurt.tx, Referentie(gesprek.gegevens["casus"]), beurt.persoon, Daad.CASUS_BEHEREN)
    opties = (why.opties if why else ()) or likely_regievoerders(beurt.tx, casus)
    beurt.ask(gesprek.ask("wie", opties), "regie_kiezen", nieuw=nieuw, reden=why.reden if why else None)
