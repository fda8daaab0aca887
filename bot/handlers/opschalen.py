"""Opschalen: the step of the ladder, why, and a card that shows who is told."""

from bot.domain.casus import OPSCHAAL_REDENEN
from bot.domain.gesprek import Gesprek, Over
from bot.domain.persoon import PersoonId
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.handlers.beurt import Beurt
from bot.handlers.keuze import answered, meant
from bot.usecases.casussen import casus_to_change
from bot.usecases.opschalen import may_be_told, scale_up

_CARD = ("opschalen", "annuleren")


def begin(beurt: Beurt, referentie: str) -> None:
    """The button «Opschalen»."""
    _next(beurt, Gesprek.begin(beurt.persoon.id, Over.OPSCHALEN, casus=referentie), nieuw=True)


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """An answer; on the card a person to tell or not, «Opschalen» or «Annuleren»."""
    if gesprek.vraag != "kaart":
        return _next(beurt, answered(gesprek, keuze))
    if keuze == "annuleren":
        beurt.tx.gesprekken.end(beurt.persoon.id)
        return beurt.rewrite("geannuleerd")
    if keuze == "opschalen":
        return _scale_up(beurt, gesprek)
    aan = set(gesprek.gegevens.get("aan", ())) ^ {int(keuze)}
    return _next(beurt, gesprek.ask("", aan=sorted(aan)))


def typed(beurt: Beurt, gesprek: Gesprek) -> bool:
    """A word like a button's. False when it is none."""
    words = _CARD if gesprek.vraag == "kaart" else gesprek.opties
    keuze = meant(beurt.tekst, words)
    if keuze is not None:
        chosen(beurt, gesprek, keuze)
    return keuze is not None


def _next(beurt: Beurt, gesprek: Gesprek, *, nieuw: bool = False) -> None:
    """The first question that has no answer yet; the card when both have."""
    referentie = Referentie(gesprek.gegevens["casus"])
    casus_to_change(beurt.tx, referentie, beurt.persoon, Daad.CASUS_OPSCHALEN)
    if "trede" not in gesprek.gegevens:
        steps = tuple(trede.sleutel for trede in beurt.tx.regio.opschalen)
        return beurt.ask(gesprek.ask("trede", steps), "opschalen_trede", nieuw=nieuw)
    beurt.tx.regio.trede(gesprek.gegevens["trede"])
    if "opschaalreden" not in gesprek.gegevens:
        return beurt.ask(gesprek.ask("opschaalreden", OPSCHAAL_REDENEN), "opschalen_reden")
    people = tuple(str(persoon.id) for persoon in may_be_told(beurt.tx, referentie))
    return beurt.ask(gesprek.ask("kaart", (*people, *_CARD)), "opschalen_kaart")


def _scale_up(beurt: Beurt, gesprek: Gesprek) -> None:
    known = gesprek.gegevens
    wie = {PersoonId(id) for id in known.get("aan", ())}
    told = scale_up(beurt.tx, Referentie(known["casus"]), known["trede"], known["opschaalreden"], wie, beurt.persoon)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    beurt.rewrite(
        "opgeschaald", referentie=known["casus"], trede=known["trede"], mensen=[persoon.id for persoon in told]
    )
