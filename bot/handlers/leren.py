"""What there is to learn from a casus: knelpunt or leerpunt, a theme, and a line or none."""

from bot.domain.casus import THEMAS
from bot.domain.gebeurtenis import LESSEN, Wat
from bot.domain.gesprek import Gesprek, Over
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.handlers.beurt import Beurt
from bot.handlers.keuze import ZONDER, answered, line_of, line_typed, meant
from bot.usecases.casussen import casus_to_change
from bot.usecases.leren import Les, log_les

ASKS = {"soort": "leren_soort", "thema": "leren_thema", "tekst": "leren_regel"}
CHOICES: dict[str, tuple[str, ...]] = {"soort": LESSEN, "thema": THEMAS, "tekst": (ZONDER,)}


def begin(beurt: Beurt, referentie: str) -> None:
    """The button «Knelpunt of leerpunt»."""
    _next(beurt, Gesprek.begin(beurt.persoon.id, Over.LEREN, casus=referentie), nieuw=True)


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    _next(beurt, answered(gesprek, keuze))


def typed(beurt: Beurt, gesprek: Gesprek) -> bool:
    """A word like a button's, or the line. False when it is neither."""
    if gesprek.vraag == "tekst":
        _next(beurt, gesprek.ask("", tekst=line_typed(beurt)))
        return True
    keuze = meant(beurt.tekst, gesprek.opties)
    if keuze is not None:
        chosen(beurt, gesprek, keuze)
    return keuze is not None


def lesson_of(gesprek: Gesprek) -> Les:
    """What the three answers say."""
    return Les(Wat(gesprek.gegevens["soort"]), gesprek.gegevens["thema"], line_of(gesprek))


def _next(beurt: Beurt, gesprek: Gesprek, *, nieuw: bool = False) -> None:
    """The first question that has no answer yet; logged when all have."""
    known = gesprek.gegevens
    casus_to_change(beurt.tx, Referentie(known["casus"]), beurt.persoon, Daad.CASUS_BEHEREN)
    vraag = next((vraag for vraag in ASKS if vraag not in known), None)
    if vraag is not None:
        return beurt.ask(gesprek.ask(vraag, CHOICES[vraag]), ASKS[vraag], nieuw=nieuw)
    les = lesson_of(gesprek)
    log_les(beurt.tx, Referentie(known["casus"]), les, beurt.persoon)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    return beurt.rewrite("leren_vastgelegd", referentie=known["casus"], soort=les.soort, thema=les.thema)
