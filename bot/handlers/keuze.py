"""What did somebody choose, or type instead of choosing?"""

from collections.abc import Iterable
from datetime import date

from bot.domain.bericht import Baan, Bericht
from bot.domain.errors import DomainError
from bot.domain.gebeurtenis import LONGEST_REGEL
from bot.domain.gesprek import Gesprek
from bot.domain.namen import fold, match
from bot.domain.persoon import Persoon
from bot.domain.privacy import SafeText
from bot.handlers.beurt import Beurt
from bot.rendering.berichten import render
from bot.usecases.berichten import compose
from bot.usecases.invoer import Onduidelijk

ZONDER = "zonder"
"""The choice not to write a line."""


def meant(typed: str, opties: Iterable[str]) -> str | None:
    """Which choice, by its key or the beginning of it; None when it is none, or more than one."""
    found = match(typed, [(optie.replace("_", " "), optie) for optie in opties])
    return found[0] if len(found) == 1 else None


def button_typed(beurt: Beurt, gesprek: Gesprek) -> str | None:
    """What is behind the button of the open question whose words were typed; None when those were other words."""
    if gesprek.gesteld is None:
        return None
    bericht, gegevens = gesprek.gesteld
    put = Bericht(key="", bericht=bericht, baan=Baan.ANTWOORD, gegevens=gegevens, naar=beurt.persoon.id)
    try:
        shown = compose(beurt.tx, put)
    except DomainError:
        return None  # what it is about is gone: the dialogue knows what to say then
    if shown is None:
        return None
    knoppen = [knop for row in render(shown.bericht, shown.inhoud).knoppen for knop in row]
    return next((knop.data for knop in knoppen if fold(knop.label) == fold(beurt.tekst)), None)


def heard(gesprek: Gesprek, vraag: str, found: date | Persoon | Onduidelijk) -> tuple[Gesprek, dict[str, Onduidelijk]]:
    """The dialogue with this answer, or why it has to be asked."""
    match found:
        case Onduidelijk():
            return gesprek, {vraag: found}
        case Persoon():
            return gesprek.ask("", (), **{vraag: found.id}), {}
    return gesprek.ask("", (), **{vraag: found.isoformat()}), {}


def answered(gesprek: Gesprek, keuze: str) -> Gesprek:
    """The dialogue with this choice; no line is an empty one."""
    return gesprek.ask("", (), **{gesprek.vraag: "" if keuze == ZONDER else keuze})


def line_typed(beurt: Beurt) -> str:
    """The line that was typed, when it may be kept; empty for the words of its button."""
    return "" if fold(beurt.tekst) in (ZONDER, "zonder toelichting") else str(beurt.safe(beurt.tekst, LONGEST_REGEL))


def line_of(gesprek: Gesprek) -> SafeText | None:
    """The line of this dialogue: it passed the guard when it was typed."""
    return SafeText(gesprek.gegevens["tekst"]) if gesprek.gegevens["tekst"] else None
