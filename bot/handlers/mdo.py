"""«MDO plannen» on a casus: the day, the time, the place and which partners; then its agenda, as any other."""

from bot.domain.casus import Casus
from bot.domain.gesprek import Gesprek, Over
from bot.domain.namen import fold
from bot.domain.persoon import PersoonId
from bot.domain.referentie import Referentie
from bot.handlers import wanneer
from bot.handlers.beurt import Beurt
from bot.handlers.keuze import meant
from bot.usecases.bijeenkomsten import LONGEST_PLAATS, house_places
from bot.usecases.invoer import Onduidelijk
from bot.usecases.mdo import MOST_PARTNERS, casus_for_mdo, find_partner, likely_partners, plan_mdo

_CARD = ("vastleggen", "aanpassen", "annuleren")
_KLAAR = "klaar"
_LATER = "later"
"""The place is not known yet."""


def begin(beurt: Beurt, referentie: str) -> None:
    """The button «MDO plannen»."""
    gesprek = Gesprek.begin(beurt.persoon.id, Over.MDO, casus=referentie)
    _next(beurt, gesprek, None, nieuw=True)


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """An answer by a button, or what to do with the card."""
    if gesprek.vraag in wanneer.ASKS:
        return _next(beurt, wanneer.chosen(gesprek, keuze), None)
    match gesprek.vraag:
        case "waar":
            return _next(beurt, gesprek.ask("", waar="" if keuze == _LATER else keuze), None)
        case "wie" if keuze == _KLAAR:
            return _next(beurt, gesprek.ask("", klaar=True), None)
        case "wie":
            return _next(beurt, _toggled(gesprek, PersoonId(int(keuze))), None)
    if keuze == "aanpassen":
        return _next(beurt, gesprek.ask("", (), **wanneer.NO_MOMENT, waar=None, klaar=None), None)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    if keuze == "annuleren":
        return beurt.rewrite("geannuleerd")
    return _plan(beurt, gesprek)


def typed(beurt: Beurt, gesprek: Gesprek) -> bool:
    """A day, a time, a place, a name, or a word like a button's. False when it is none of these."""
    if gesprek.vraag in wanneer.ASKS:
        _next(beurt, *wanneer.typed(beurt, gesprek))
        return True
    if gesprek.vraag == "waar":
        own = meant(beurt.tekst, gesprek.opties)
        if own is not None:
            chosen(beurt, gesprek, own)
        else:
            _next(beurt, gesprek.ask("", waar=str(beurt.safe(beurt.tekst, LONGEST_PLAATS))), None)
        return True
    if gesprek.vraag == "wie":
        found = find_partner(beurt.tx, beurt.tekst)
        named = gesprek if isinstance(found, Onduidelijk) else _with(gesprek, found.id)
        _next(beurt, named, found if isinstance(found, Onduidelijk) else None)
        return True
    word = {"ja": "vastleggen", "nee": "annuleren"}.get(fold(beurt.tekst), fold(beurt.tekst))
    if word in gesprek.opties:
        chosen(beurt, gesprek, word)
    return word in gesprek.opties


def _next(beurt: Beurt, gesprek: Gesprek, unclear: Onduidelijk | None, *, nieuw: bool = False) -> None:
    """The first question that has no answer yet; the card when all have."""
    known = gesprek.gegevens
    casus = casus_for_mdo(beurt.tx, Referentie(known["casus"]), beurt.persoon)
    if wanneer.ask(beurt, gesprek, unclear, None, nieuw=nieuw):
        return None
    if "waar" not in known:
        places = (*house_places(beurt.tx), _LATER)
        return beurt.ask(gesprek.ask("waar", places), "vraag_waar")
    if "klaar" not in known or not known.get("partners"):
        return _ask_who(beurt, gesprek.ask("", klaar=None), casus, unclear or Onduidelijk(""))
    return beurt.ask(gesprek.ask("kaart", _CARD), "mdo_kaart")


def _ask_who(beurt: Beurt, gesprek: Gesprek, casus: Casus, why: Onduidelijk) -> None:
    """Who was named stays there to be taken off again; «Klaar» once there is somebody."""
    asked = [str(id) for id in gesprek.gegevens.get("partners", ())]
    offered = why.opties or tuple(str(id) for id in likely_partners(beurt.tx, casus))
    people = tuple(dict.fromkeys((*asked, *offered)))
    opties = (*people, _KLAAR) if asked else people
    beurt.ask(gesprek.ask("wie", opties), "vraag_partners", **{**why.gegevens, "reden": why.reden or None})


def _toggled(gesprek: Gesprek, id: PersoonId) -> Gesprek:
    asked = list(gesprek.gegevens.get("partners", ()))
    if id not in asked:
        return _with(gesprek, id)
    return gesprek.ask("", partners=[one for one in asked if one != id])


def _with(gesprek: Gesprek, id: PersoonId) -> Gesprek:
    asked = list(dict.fromkeys((*gesprek.gegevens.get("partners", ()), id)))
    return gesprek.ask("", partners=asked[:MOST_PARTNERS])


def _plan(beurt: Beurt, gesprek: Gesprek) -> None:
    known = gesprek.gegevens
    partners = [PersoonId(id) for id in known["partners"]]
    begint = wanneer.begint_of(beurt, gesprek)
    planned = plan_mdo(beurt.tx, Referentie(known["casus"]), begint, known["waar"] or None, partners, beurt.persoon)
    beurt.rewrite("agenda", bijeenkomst=planned.id)
