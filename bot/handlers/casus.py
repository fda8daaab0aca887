"""/casus: what its reader may see of one casus, and closing it."""

from bot.domain.errors import UnknownCasus
from bot.domain.gesprek import Gesprek, Over
from bot.domain.namen import fold
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.handlers.beurt import Beurt
from bot.usecases.casussen import casus_to_close, casussen_to_see, close_casus, see_casus
from bot.usecases.invoer import typed_referentie


def begin(beurt: Beurt) -> None:
    """``/casus K7M-3QX-K``, or alone: then it asks which."""
    if beurt.tekst.strip():
        return _show(beurt, typed_referentie(beurt.tekst))
    gesprek = Gesprek.begin(beurt.persoon.id, Over.CASUS_ZIEN)
    return _ask(beurt, gesprek, None, nieuw=True)


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """A casus among those offered, or the answer to «Weet u het zeker?»."""
    if gesprek.over is Over.CASUS_SLUITEN:
        return _close(beurt, Referentie(gesprek.gegevens["casus"]), keuze)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    return _show(beurt, Referentie(keuze))


def typed(beurt: Beurt, gesprek: Gesprek) -> bool:
    """A reference; or «ja» and «nee», and False when it is neither of these."""
    if gesprek.over is Over.CASUS_SLUITEN:
        said = fold(beurt.tekst)
        word = {"ja, afsluiten": "ja"}.get(said, said)
        if word in gesprek.opties:
            _close(beurt, Referentie(gesprek.gegevens["casus"]), word)
        return word in gesprek.opties
    try:
        _show(beurt, typed_referentie(beurt.tekst))
    except UnknownCasus:
        _ask(beurt, gesprek, "onbekend")
    else:
        beurt.tx.gesprekken.end(beurt.persoon.id)
    return True


def ask_to_close(beurt: Beurt, referentie: str) -> None:
    """The button «Casus afsluiten»: asks first."""
    casus = casus_to_close(beurt.tx, Referentie(referentie), beurt.persoon)
    gesprek = Gesprek.begin(beurt.persoon.id, Over.CASUS_SLUITEN, casus=casus.referentie)
    beurt.ask(gesprek.ask("sluiten", ("ja", "nee")), "casus_sluiten", nieuw=True)


def _show(beurt: Beurt, referentie: Referentie) -> None:
    see_casus(beurt.tx, referentie, beurt.persoon)
    beurt.rewrite("casus", referentie=referentie)


def _ask(beurt: Beurt, gesprek: Gesprek, reden: str | None, *, nieuw: bool = False) -> None:
    vraag = gesprek.ask("casus", tuple(casussen_to_see(beurt.tx, beurt.persoon)))
    beurt.ask(vraag, "vraag_welke_casus", nieuw=nieuw, reden=reden, gemeenten=beurt.can(Daad.CASUS_OVERZIEN))


def _close(beurt: Beurt, referentie: Referentie, keuze: str) -> None:
    beurt.tx.gesprekken.end(beurt.persoon.id)
    if keuze == "ja":
        close_casus(beurt.tx, referentie, beurt.persoon)
        return beurt.rewrite("casus_gesloten", referentie=referentie)
    return beurt.rewrite("casus_niet_gesloten", referentie=referentie)
