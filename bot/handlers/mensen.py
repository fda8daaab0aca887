"""/toegang: who it is, and Toegang stoppen in two steps."""

from bot.domain.gesprek import Gesprek, Over
from bot.domain.namen import fold
from bot.domain.persoon import Persoon, PersoonId
from bot.handlers.beurt import Beurt
from bot.usecases.invoer import MOST_CHOICES, Onduidelijk
from bot.usecases.toegang import find_to_stop, people_to_stop, person_to_stop, stop_toegang


def begin(beurt: Beurt) -> None:
    """``/toegang``, or ``/toegang Tineke``."""
    gesprek = Gesprek.begin(beurt.persoon.id, Over.TOEGANG)
    if beurt.tekst.strip():
        return _look_for(beurt, gesprek, nieuw=True)
    return _ask(beurt, gesprek, Onduidelijk(""), nieuw=True)


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """A person among those offered, «Toegang stoppen», or the answer to «Weet u het zeker?»."""
    if gesprek.vraag == "wie":
        return _show(beurt, gesprek, person_to_stop(beurt.tx, PersoonId(int(keuze)), beurt.persoon))
    persoon = person_to_stop(beurt.tx, PersoonId(gesprek.gegevens["wie"]), beurt.persoon)
    if keuze == "stoppen":
        return beurt.ask(gesprek.ask("zeker", ("ja", "nee")), "toegang_zeker")
    beurt.tx.gesprekken.end(beurt.persoon.id)
    if keuze == "nee":
        return beurt.rewrite("toegang_niet_gestopt", persoon=persoon.id)
    stop_toegang(beurt.tx, persoon.id, beurt.persoon)
    return beurt.rewrite("toegang_gestopt", persoon=persoon.id)


def typed(beurt: Beurt, gesprek: Gesprek) -> None:
    """A name, or a word like a button's."""
    if gesprek.vraag == "wie":
        return _look_for(beurt, gesprek)
    said = fold(beurt.tekst)
    word = {"toegang stoppen": "stoppen", "ja, stoppen": "ja"}.get(said, said)
    if word in gesprek.opties:
        return chosen(beurt, gesprek, word)
    return _look_for(beurt, gesprek)


def _look_for(beurt: Beurt, gesprek: Gesprek, *, nieuw: bool = False) -> None:
    found = find_to_stop(beurt.tx, beurt.tekst, beurt.persoon)
    if isinstance(found, Persoon):
        return _show(beurt, gesprek, found, nieuw=nieuw)
    return _ask(beurt, gesprek, found, nieuw=nieuw)


def _ask(beurt: Beurt, gesprek: Gesprek, why: Onduidelijk, *, nieuw: bool = False) -> None:
    people = people_to_stop(beurt.tx, beurt.persoon)
    opties = why.opties or tuple(str(persoon.id) for persoon in people[:MOST_CHOICES])
    beurt.ask(gesprek.ask("wie", opties, wie=None), "vraag_toegang", nieuw=nieuw, reden=why.reden or None)


def _show(beurt: Beurt, gesprek: Gesprek, persoon: Persoon, *, nieuw: bool = False) -> None:
    beurt.ask(gesprek.ask("toegang", ("stoppen",), wie=persoon.id), "toegang", nieuw=nieuw)
