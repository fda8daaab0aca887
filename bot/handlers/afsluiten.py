"""Casus afsluiten: what is open, how it ends, how people worked together, and what there is to learn from that."""

from bot.domain.casus import ENDS, Fase, Oordeel
from bot.domain.gesprek import Gesprek, Over
from bot.domain.namen import fold
from bot.domain.referentie import Referentie
from bot.handlers import leren
from bot.handlers.beurt import Beurt
from bot.handlers.keuze import answered, line_typed, meant
from bot.usecases.afsluiten import Einde, casus_to_close, close_casus, open_on

_ASKS = {"sluiten": "casus_sluiten", "hoe": "casus_hoe", "oordeel": "casus_oordeel", **leren.ASKS}
_CHOICES: dict[str, tuple[str, ...]] = {
    "sluiten": ("ja", "nee"),
    "hoe": ENDS,
    "oordeel": tuple(Oordeel),
    **leren.CHOICES,
}
_YES = frozenset({"ja, afsluiten", "laten vervallen en afsluiten"})


def begin(beurt: Beurt, referentie: str) -> None:
    """The button «Casus afsluiten»: asks first."""
    _next(beurt, Gesprek.begin(beurt.persoon.id, Over.CASUS_SLUITEN, casus=referentie), nieuw=True)


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """An answer to the open question."""
    if gesprek.vraag == "sluiten" and keuze == "nee":
        beurt.tx.gesprekken.end(beurt.persoon.id)
        return beurt.rewrite("casus_niet_gesloten", referentie=gesprek.gegevens["casus"])
    return _next(beurt, answered(gesprek, keuze))


def typed(beurt: Beurt, gesprek: Gesprek) -> bool:
    """A word like a button's, or the line. False when it is neither."""
    if gesprek.vraag == "tekst":
        _next(beurt, gesprek.ask("", tekst=line_typed(beurt)))
        return True
    keuze = "ja" if fold(beurt.tekst) in _YES else meant(beurt.tekst, gesprek.opties)
    if keuze is not None:
        chosen(beurt, gesprek, keuze)
    return keuze is not None


def _next(beurt: Beurt, gesprek: Gesprek, *, nieuw: bool = False) -> None:
    """The first question that has no answer yet; closed when all have."""
    casus = casus_to_close(beurt.tx, Referentie(gesprek.gegevens["casus"]), beurt.persoon)
    open_ = [afspraak.id for afspraak in open_on(beurt.tx, casus.referentie)]
    if not set(open_) <= set(gesprek.gegevens.get("open", ())):
        gesprek = gesprek.ask("", sluiten=None)  # nothing lapses that was not shown
    known = gesprek.gegevens
    good = known.get("oordeel") == Oordeel.GOED
    vraag = next((vraag for vraag in _ASKS if vraag not in known and not (good and vraag in leren.ASKS)), None)
    if vraag is None:
        return _close(beurt, gesprek, casus.referentie)
    shown = {"open": open_} if vraag == "sluiten" else {}
    return beurt.ask(gesprek.ask(vraag, _CHOICES[vraag], **shown), _ASKS[vraag], nieuw=nieuw)


def _close(beurt: Beurt, gesprek: Gesprek, referentie: Referentie) -> None:
    hoe, oordeel = Fase(gesprek.gegevens["hoe"]), Oordeel(gesprek.gegevens["oordeel"])
    les = leren.lesson_of(gesprek) if oordeel is not Oordeel.GOED else None
    ended = close_casus(beurt.tx, referentie, Einde(hoe, oordeel, les), beurt.persoon)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    beurt.rewrite(
        "casus_gesloten",
        referentie=referentie,
        hoe=hoe,
        vervallen=ended.vervallen,
        gehoord=ended.gehoord,
        inzage=ended.inzage,
        dag=ended.tot.isoformat(),
        mdo=ended.mdo,
    )
