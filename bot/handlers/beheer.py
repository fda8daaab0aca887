"""«Aanpassen»: an afspraak as its makelaar manages it: other words, another day, somebody else, dropped, open again."""

from collections.abc import Callable
from datetime import date

from bot.domain.afspraak import LONGEST_ACTIE, AfspraakId
from bot.domain.deadline import check_deadline
from bot.domain.errors import DomainError, OudeKnop
from bot.domain.gesprek import Gesprek, Over
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.privacy import TekstTeLang
from bot.domain.referentie import Referentie
from bot.domain.verzoek import VERVALLEN_REDENEN
from bot.handlers.beurt import Beurt, read_id
from bot.handlers.keuze import meant
from bot.usecases.beheer import (
    drop_afspraak,
    managed_afspraak,
    move_afspraak,
    reassign_afspraak,
    reopen_afspraak,
    rewrite_afspraak,
)
from bot.usecases.invoer import (
    MOST_CHOICES,
    Onduidelijk,
    deadline_choices,
    find_actiehouder,
    good_deadline,
    likely_actiehouders,
    unclear_deadline,
)

# What is changed, and the question that asks for it.
_ASKS = {"tekst": "actie", "datum": "deadline", "wie": "wie", "heropen": "deadline"}


def manage(beurt: Beurt, rest: str) -> None:
    """The button «Aanpassen» shows the afspraak; ``ID:tekst``, ``ID:datum`` and ``ID:wie`` ask what it is to be."""
    id, _, wat = rest.partition(":")
    afspraak = managed_afspraak(beurt.tx, read_id(id), beurt.persoon)
    if not wat:
        return beurt.answer("beheer", afspraak=afspraak.id)
    if wat not in _ASKS or wat == "heropen":
        raise OudeKnop
    afspraak.check_open()
    return _begin(beurt, afspraak.id, wat, Onduidelijk(""))


def reopen(beurt: Beurt, id: str) -> None:
    """The button «Weer openzetten»; with a deadline that has passed it first asks for a new one."""
    afspraak = managed_afspraak(beurt.tx, read_id(id), beurt.persoon)
    again = afspraak.reopen(beurt.tx.today)
    if again.is_overdue(beurt.tx.today):
        past = Onduidelijk("voorbij", gegevens={"dag": again.deadline.isoformat()})
        return _begin(beurt, afspraak.id, "heropen", past)
    reopen_afspraak(beurt.tx, afspraak.id, beurt.persoon)
    return beurt.rewrite("beheer", afspraak=afspraak.id, wijziging="heropen")


def ask_reason(beurt: Beurt, id: str) -> None:
    """The button «Laten vervallen»."""
    afspraak = managed_afspraak(beurt.tx, read_id(id), beurt.persoon)
    afspraak.check_open()
    gesprek = Gesprek.begin(beurt.persoon.id, Over.VERVALLEN, afspraak=afspraak.id)
    beurt.ask(gesprek.ask("vervallen", VERVALLEN_REDENEN), "vraag_vervallen", nieuw=True)


def reason_chosen(beurt: Beurt, gesprek: Gesprek, reden: str) -> None:
    beurt.tx.gesprekken.end(beurt.persoon.id)
    id = AfspraakId(gesprek.gegevens["afspraak"])
    drop_afspraak(beurt.tx, id, reden, beurt.persoon)
    beurt.rewrite("beheer", afspraak=id, wijziging="vervallen")


def reason_typed(beurt: Beurt, gesprek: Gesprek) -> bool:
    """The words of a reason; False when it is none."""
    reden = meant(beurt.tekst, gesprek.opties)
    if reden is not None:
        reason_chosen(beurt, gesprek, reden)
    return reden is not None


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """A day or a person among those offered."""
    if gesprek.vraag == "deadline":
        day = date.fromisoformat(keuze)
        return _move(beurt, gesprek, lambda _: check_deadline(day, beurt.tx.today, beurt.tx.kalender))
    if keuze.isdecimal():
        return _given(beurt, gesprek, beurt.tx.personen.get(PersoonId(int(keuze))))
    return _given(beurt, gesprek, keuze)


def typed(beurt: Beurt, gesprek: Gesprek) -> None:
    """The answer in words: the new text, a day, or a name."""
    if gesprek.vraag == "actie":
        try:
            actie = beurt.safe(beurt.tekst, LONGEST_ACTIE)
        except TekstTeLang:
            return _ask(beurt, gesprek, Onduidelijk("te_lang", gegevens={"hoogstens": LONGEST_ACTIE}))
        rewrite_afspraak(beurt.tx, AfspraakId(gesprek.gegevens["afspraak"]), actie, beurt.persoon)
        return _changed(beurt, gesprek)
    if gesprek.vraag == "wie":
        found = find_actiehouder(beurt.tx, beurt.tekst)
        return _ask(beurt, gesprek, found) if isinstance(found, Onduidelijk) else _given(beurt, gesprek, found)
    return _move(beurt, gesprek, lambda casus: good_deadline(beurt.tx, beurt.tekst, casus))


def _move(beurt: Beurt, gesprek: Gesprek, read: Callable[[Referentie], date]) -> None:
    """The day that ``read`` gives for the casus; asked again with the reason when it will not do."""
    afspraak = beurt.tx.afspraken.get(AfspraakId(gesprek.gegevens["afspraak"]))
    try:
        deadline = read(afspraak.casus)
    except DomainError as refused:
        return _ask(beurt, gesprek, unclear_deadline(beurt.tx, refused, afspraak.casus))
    if gesprek.gegevens["wat"] == "heropen":
        reopen_afspraak(beurt.tx, afspraak.id, beurt.persoon, deadline)
    else:
        move_afspraak(beurt.tx, afspraak.id, deadline, beurt.persoon)
    return _changed(beurt, gesprek)


def _given(beurt: Beurt, gesprek: Gesprek, wie: Persoon | str) -> None:
    """To this person, or to the organisation of that name."""
    id = AfspraakId(gesprek.gegevens["afspraak"])
    if isinstance(wie, Persoon):
        reassign_afspraak(beurt.tx, id, wie.id, wie.organisatie, beurt.persoon)
    else:
        reassign_afspraak(beurt.tx, id, None, wie, beurt.persoon)
    _changed(beurt, gesprek)


def _changed(beurt: Beurt, gesprek: Gesprek) -> None:
    beurt.tx.gesprekken.end(beurt.persoon.id)
    beurt.rewrite("beheer", afspraak=gesprek.gegevens["afspraak"], wijziging=gesprek.gegevens["wat"])


def _begin(beurt: Beurt, id: AfspraakId, wat: str, why: Onduidelijk) -> None:
    _ask(beurt, Gesprek.begin(beurt.persoon.id, Over.BEHEER, afspraak=id, wat=wat), why, nieuw=True)


def _ask(beurt: Beurt, gesprek: Gesprek, why: Onduidelijk, *, nieuw: bool = False) -> None:
    vraag = _ASKS[gesprek.gegevens["wat"]]
    asked = gesprek.ask(vraag, why.opties or _choices(beurt, gesprek, vraag))
    beurt.ask(asked, f"vraag_{vraag}", nieuw=nieuw, **{**why.gegevens, "reden": why.reden or None})


def _choices(beurt: Beurt, gesprek: Gesprek, vraag: str) -> tuple[str, ...]:
    afspraak = beurt.tx.afspraken.get(AfspraakId(gesprek.gegevens["afspraak"]))
    match vraag:
        case "wie":
            people = likely_actiehouders(beurt.tx, beurt.tx.casussen.get(afspraak.casus))
            others = [id for id in people if id != str(afspraak.actiehouder)]
            return (*others[: MOST_CHOICES - 1], afspraak.organisatie)  # the organisation says who
        case "deadline":
            return deadline_choices(beurt.tx, afspraak.casus)
        case _:
            return ()
