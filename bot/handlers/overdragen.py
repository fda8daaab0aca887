"""/overdragen: whose work, to whom, from and through which day, a card; and «Terugnemen»."""

from datetime import date

from bot.domain.errors import OudeKnop
from bot.domain.gesprek import Gesprek, Over
from bot.domain.namen import fold
from bot.domain.overdracht import Overdracht
from bot.domain.persoon import Persoon, PersoonId
from bot.handlers.beurt import Beurt
from bot.handlers.keuze import heard
from bot.usecases.invoer import Onduidelijk
from bot.usecases.overdracht import (
    hand_over,
    likely_colleagues,
    makelaar_to_hand_over,
    overdracht_of,
    take_back,
    whose_work,
    why_not,
)
from bot.usecases.overdracht_invoer import day_choices, find_colleague, find_day, find_makelaar, read_line

_ASKS = {
    "wie": "vraag_overdragen_wie",
    "collega": "vraag_overdragen_aan",
    "vanaf": "vraag_overdragen_vanaf",
    "tot": "vraag_overdragen_tot",
}
# Which questions are asked again when what was answered cannot be.
_AGAIN = {
    "zichzelf": ("collega",),
    "niet_bereikbaar": ("collega",),
    "draagt_over": ("collega",),
    "heeft_werk": ("vanaf", "tot"),
    "voorbij": ("vanaf",),
    "voor_begin": ("tot",),
    "te_ver": ("tot",),
}


def begin(beurt: Beurt) -> None:
    """``/overdragen``, or ``/overdragen Dirk tot 12 februari``. Alone it shows one that is not over."""
    gesprek = Gesprek.begin(beurt.persoon.id, Over.OVERDRAGEN)
    if not beurt.tekst.strip():
        theirs = whose_work(beurt.tx, beurt.persoon)
        return _of(beurt, gesprek, theirs[0], nieuw=True) if len(theirs) == 1 else _next(beurt, gesprek, {}, nieuw=True)
    read = read_line(beurt.tx, beurt.tekst, beurt.persoon)
    unclear: dict[str, Onduidelijk] = {}
    for vraag in _ASKS:
        gesprek, also = heard(gesprek, vraag, getattr(read, vraag))
        unclear |= also
    return _next(beurt, gesprek, unclear, nieuw=True)


def anew(beurt: Beurt, id: str) -> None:
    """The button «Aanpassen»: the questions from the start. Until the card an earlier one holds."""
    wie = _whose(beurt, id)
    _next(beurt, Gesprek.begin(beurt.persoon.id, Over.OVERDRAGEN, wie=wie.id), {}, nieuw=True)


def back(beurt: Beurt, id: str) -> None:
    """The button «Terugnemen»."""
    wie = _whose(beurt, id)
    take_back(beurt.tx, wie, beurt.persoon)
    beurt.rewrite("werk_terug", persoon=wie.id)


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """A button of the open question, or of the card."""
    match gesprek.vraag:
        case "wie":
            wie = makelaar_to_hand_over(beurt.tx, PersoonId(int(keuze)), beurt.persoon)
            return _of(beurt, gesprek, wie)
        case "collega":
            return _next(beurt, gesprek.ask("", (), collega=int(keuze)), {})
        case "vanaf" | "tot" as vraag:
            return _next(beurt, gesprek.ask("", (), **{vraag: keuze}), {})
    beurt.tx.gesprekken.end(beurt.persoon.id)
    if keuze == "annuleren":
        return beurt.rewrite("geannuleerd")
    hand_over(beurt.tx, _known(gesprek), beurt.persoon)
    return beurt.rewrite("overdragen", persoon=gesprek.gegevens["wie"])


def typed(beurt: Beurt, gesprek: Gesprek) -> None:
    """A name, a day, or a word like a button's."""
    tx, text = beurt.tx, beurt.tekst
    match gesprek.vraag:
        case "wie":
            found = find_makelaar(tx, text, beurt.persoon)
            if isinstance(found, Persoon):
                return _of(beurt, gesprek, found)
            return _next(beurt, gesprek, {"wie": found})
        case "collega":
            van = tx.personen.get(PersoonId(gesprek.gegevens["wie"]))
            return _next(beurt, *heard(gesprek, "collega", find_colleague(tx, text, van)))
        case "vanaf" | "tot" as vraag:
            return _next(beurt, *heard(gesprek, vraag, find_day(tx, text)))
    word = {"ja": "overdragen", "nee": "annuleren"}.get(fold(text), fold(text))
    return chosen(beurt, gesprek, word) if word in gesprek.opties else _next(beurt, gesprek, {})


def _of(beurt: Beurt, gesprek: Gesprek, wie: Persoon, *, nieuw: bool = False) -> None:
    """What holds for this makelaar's work already; else the next question."""
    if overdracht_of(beurt.tx, wie.id) is None:
        return _next(beurt, gesprek.ask("", (), wie=wie.id), {}, nieuw=nieuw)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    return (beurt.answer if nieuw else beurt.rewrite)("overdragen", persoon=wie.id)


def _next(beurt: Beurt, gesprek: Gesprek, unclear: dict[str, Onduidelijk], *, nieuw: bool = False) -> None:
    """The first question that has no answer yet, or one that cannot be; the card when all have."""
    if {"wie", "collega", "vanaf"} <= gesprek.gegevens.keys():
        reden = why_not(beurt.tx, _known(gesprek))
        if reden is not None:
            again = _AGAIN[reden]
            gesprek = gesprek.ask("", (), **dict.fromkeys(again))
            unclear = {again[0]: Onduidelijk(reden)}
    vraag = next((vraag for vraag in _ASKS if vraag not in gesprek.gegevens), None)
    if vraag is None:
        return beurt.ask(gesprek.ask("overdragen", ("overdragen", "annuleren")), "overdragen_kaart", nieuw=nieuw)
    why = unclear.get(vraag, Onduidelijk(""))
    opties = _choices(beurt, gesprek, vraag)  # before it is asked: there may be nobody
    return beurt.ask(gesprek.ask(vraag, why.opties or opties), _ASKS[vraag], nieuw=nieuw, reden=why.reden or None)


def _choices(beurt: Beurt, gesprek: Gesprek, vraag: str) -> tuple[str, ...]:
    known = gesprek.gegevens
    if vraag == "wie":
        return tuple(str(persoon.id) for persoon in whose_work(beurt.tx, beurt.persoon))
    if vraag == "collega":
        return likely_colleagues(beurt.tx, beurt.tx.personen.get(PersoonId(known["wie"])))
    return day_choices(beurt.tx, date.fromisoformat(known["vanaf"]) if vraag == "tot" else None)


def _known(gesprek: Gesprek) -> Overdracht:
    """As far as it is known: for a day while the last one is not."""
    known = gesprek.gegevens
    vanaf = date.fromisoformat(known["vanaf"])
    tot = date.fromisoformat(known["tot"]) if "tot" in known else vanaf
    return Overdracht(PersoonId(known["wie"]), PersoonId(known["collega"]), vanaf, tot)


def _whose(beurt: Beurt, id: str) -> Persoon:
    if not id.isdecimal() or len(id) > 18:
        raise OudeKnop
    return makelaar_to_hand_over(beurt.tx, PersoonId(int(id)), beurt.persoon)
