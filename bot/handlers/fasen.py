"""The phase of a casus, moved by its makelaar."""

from bot.domain.casus import UNDERWAY, Fase
from bot.domain.errors import OudeKnop
from bot.domain.gesprek import Gesprek, Over
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.handlers.beurt import Beurt
from bot.handlers.keuze import meant
from bot.usecases.casussen import casus_to_change, move_casus


def begin(beurt: Beurt, rest: str) -> None:
    """The button «Fase»; and «In monitoring zetten», which says which one."""
    referentie, _, fase = rest.partition(":")
    casus = casus_to_change(beurt.tx, Referentie(referentie), beurt.persoon, Daad.CASUS_BEHEREN)
    if fase:
        if fase != Fase.IN_MONITORING:
            raise OudeKnop
        move_casus(beurt.tx, casus.referentie, Fase.IN_MONITORING, beurt.persoon)
        return beurt.answer("fase_vastgelegd", referentie=casus.referentie)
    # Where it is, it may get another category.
    opties = tuple(one for one in UNDERWAY if one is not casus.fase or one is Fase.BEOORDEELD)
    gesprek = Gesprek.begin(beurt.persoon.id, Over.FASE, casus=casus.referentie)
    return beurt.ask(gesprek.ask("fase", opties), "fase_kiezen", nieuw=True)


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """A phase, or the category with which it is judged."""
    referentie = Referentie(gesprek.gegevens["casus"])
    if gesprek.vraag == "categorie":
        return _move(beurt, referentie, Fase.BEOORDEELD, keuze)
    if keuze != Fase.BEOORDEELD:
        return _move(beurt, referentie, Fase(keuze))
    casus_to_change(beurt.tx, referentie, beurt.persoon, Daad.CASUS_BEHEREN)
    return beurt.ask(gesprek.ask("categorie", beurt.tx.regio.alle_categorieen), "categorie_kiezen")


def typed(beurt: Beurt, gesprek: Gesprek) -> bool:
    """A word like a button's. False when it is none."""
    keuze = meant(beurt.tekst, gesprek.opties)
    if keuze is not None:
        chosen(beurt, gesprek, keuze)
    return keuze is not None


def _move(beurt: Beurt, referentie: Referentie, fase: Fase, categorie: str | None = None) -> None:
    move_casus(beurt.tx, referentie, fase, beurt.persoon, categorie)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    beurt.rewrite("fase_vastgelegd", referentie=referentie)
