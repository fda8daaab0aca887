"""/status: how a casus goes, in one line or step by step."""

from bot.domain.casus import Voortgang
from bot.domain.errors import UnknownCasus
from bot.domain.gebeurtenis import LONGEST_REGEL
from bot.domain.gesprek import Gesprek, Over
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.handlers.beurt import Beurt
from bot.handlers.keuze import ZONDER, answered, line_of, line_typed
from bot.usecases.casussen import casus_to_change, recent_casussen
from bot.usecases.invoer import typed_referentie
from bot.usecases.status import log_status, read_status, read_voortgang

_ASKS = {"casus": "vraag_welke_casus", "voortgang": "status_voortgang", "tekst": "status_regel"}
_CHOICES: dict[str, tuple[str, ...]] = {"voortgang": tuple(Voortgang), "tekst": (ZONDER,)}


def begin(beurt: Beurt) -> None:
    """``/status``, alone or with a line that tells some or all of it."""
    line = read_status(beurt.tx, beurt.tekst, beurt.persoon)
    tekst = str(beurt.safe(line.tekst, LONGEST_REGEL)) if line.tekst else None
    gesprek = Gesprek.begin(beurt.persoon.id, Over.STATUS).ask(
        "", casus=line.casus, voortgang=line.voortgang, tekst=tekst
    )
    _next(beurt, gesprek, "onbekend" if line.onbekend else None, nieuw=True)


def begin_for(beurt: Beurt, referentie: str) -> None:
    """The button «Status»."""
    _next(beurt, Gesprek.begin(beurt.persoon.id, Over.STATUS, casus=referentie), nieuw=True)


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    _next(beurt, answered(gesprek, keuze))


def typed(beurt: Beurt, gesprek: Gesprek) -> bool:
    """A reference, a word like a button's, or the line. False when it is none of these."""
    if gesprek.vraag == "casus":
        return _typed_casus(beurt, gesprek)
    if gesprek.vraag == "voortgang":
        voortgang, rest = read_voortgang(beurt.tekst)
        if voortgang is None:
            return False
        tekst = str(beurt.safe(rest, LONGEST_REGEL)) if rest else None
        _next(beurt, gesprek.ask("", voortgang=voortgang, tekst=tekst))
        return True
    _next(beurt, gesprek.ask("", tekst=line_typed(beurt)))
    return True


def _typed_casus(beurt: Beurt, gesprek: Gesprek) -> bool:
    try:
        referentie = typed_referentie(beurt.tekst)
        _next(beurt, gesprek.ask("", casus=referentie))
    except UnknownCasus:
        _next(beurt, gesprek, "onbekend")
    return True


def _next(beurt: Beurt, gesprek: Gesprek, reden: str | None = None, *, nieuw: bool = False) -> None:
    """The first question that has no answer yet; logged when all have."""
    known = gesprek.gegevens
    if "casus" in known:
        casus_to_change(beurt.tx, Referentie(known["casus"]), beurt.persoon, Daad.CASUS_BEHEREN)
    vraag = next((vraag for vraag in _ASKS if vraag not in known), None)
    if vraag == "casus":
        opties = tuple(casus.referentie for casus in recent_casussen(beurt.tx, beurt.persoon))
        about = {"reden": reden, "gemeenten": True, "waarvoor": "status"}
        return beurt.ask(gesprek.ask(vraag, opties), _ASKS[vraag], nieuw=nieuw, **about)
    if vraag is not None:
        return beurt.ask(gesprek.ask(vraag, _CHOICES[vraag]), _ASKS[vraag], nieuw=nieuw)
    voortgang, tekst = Voortgang(known["voortgang"]), line_of(gesprek)
    log_status(beurt.tx, Referentie(known["casus"]), voortgang, tekst, beurt.persoon)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    return beurt.rewrite("status_vastgelegd", referentie=known["casus"], voortgang=voortgang)
