"""/afwezig: until which day, which colleague takes over, a card; and «Ik ben er weer»."""

from datetime import date

from bot.domain.gesprek import Gesprek, Over
from bot.domain.namen import fold
from bot.domain.persoon import PersoonId
from bot.handlers.beurt import Beurt
from bot.handlers.keuze import heard
from bot.usecases.afwezigheid import come_back, find_colleague, find_last_day, go_away, likely_colleagues, read_line
from bot.usecases.invoer import Onduidelijk, deadline_choices
from bot.usecases.vervanging import in_force

_ASKS = {"laatste_dag": "vraag_afwezig_tot", "wie": "vraag_vervanger"}


def begin(beurt: Beurt) -> None:
    """``/afwezig``, or ``/afwezig tot 12 december Joost``. Alone it shows an absence that is not over."""
    if not beurt.tekst.strip():
        return beurt.answer("afwezig") if beurt.persoon.id in in_force(beurt.tx) else anew(beurt)
    likely_colleagues(beurt.tx, beurt.persoon)
    tot, wie = read_line(beurt.tx, beurt.tekst, beurt.persoon)
    gesprek, unclear = heard(Gesprek.begin(beurt.persoon.id, Over.AFWEZIG), "laatste_dag", tot)
    gesprek, also = heard(gesprek, "wie", wie)
    return _next(beurt, gesprek, {**unclear, **also}, nieuw=True)


def anew(beurt: Beurt, _: str = "") -> None:
    """The questions from the start, as the button «Aanpassen» asks them: until the card an earlier absence holds."""
    likely_colleagues(beurt.tx, beurt.persoon)
    _next(beurt, Gesprek.begin(beurt.persoon.id, Over.AFWEZIG), {}, nieuw=True)


def back(beurt: Beurt, _: str) -> None:
    """The button «Ik ben er weer»."""
    come_back(beurt.tx, beurt.persoon, beurt.persoon)
    beurt.rewrite("weer_aanwezig")


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """A button of the open question, or of the card."""
    if gesprek.vraag in _ASKS:
        value = int(keuze) if gesprek.vraag == "wie" else keuze
        return _next(beurt, gesprek.ask("", (), **{gesprek.vraag: value}), {})
    beurt.tx.gesprekken.end(beurt.persoon.id)
    if keuze == "annuleren":
        return beurt.rewrite("geannuleerd")
    known = gesprek.gegevens
    go_away(beurt.tx, beurt.persoon, PersoonId(known["wie"]), date.fromisoformat(known["laatste_dag"]))
    return beurt.rewrite("afwezig")


def typed(beurt: Beurt, gesprek: Gesprek) -> None:
    """A day, a name, or a word like a button's."""
    if gesprek.vraag not in _ASKS:
        word = {"ja": "vastleggen", "nee": "annuleren"}.get(fold(beurt.tekst), fold(beurt.tekst))
        return chosen(beurt, gesprek, word) if word in gesprek.opties else _next(beurt, gesprek, {})
    if gesprek.vraag == "wie":
        return _next(beurt, *heard(gesprek, "wie", find_colleague(beurt.tx, beurt.tekst, beurt.persoon)))
    return _next(beurt, *heard(gesprek, "laatste_dag", find_last_day(beurt.tx, beurt.tekst)))


def _next(beurt: Beurt, gesprek: Gesprek, unclear: dict[str, Onduidelijk], *, nieuw: bool = False) -> None:
    """The first question that has no answer yet; the card when both have."""
    vraag = next((vraag for vraag in _ASKS if vraag not in gesprek.gegevens), None)
    if vraag is None:
        return beurt.ask(gesprek.ask("afwezig", ("vastleggen", "annuleren")), "afwezig_kaart", nieuw=nieuw)
    why = unclear.get(vraag, Onduidelijk(""))
    likely = likely_colleagues(beurt.tx, beurt.persoon) if vraag == "wie" else deadline_choices(beurt.tx)
    asked = gesprek.ask(vraag, why.opties or likely)
    return beurt.ask(asked, _ASKS[vraag], nieuw=nieuw, **{**why.gegevens, "reden": why.reden or None})
