"""What the actiehouder asks or says back: Uitstel vragen, Lukt niet, Niet voor mij, a colleague, a line about Gedaan.

And the buttons with which a colleague and the makelaar answer that.
"""

from datetime import date

from bot.domain.afspraak import Afspraak, AfspraakId
from bot.domain.bericht import Bericht
from bot.domain.deadline import check_deadline
from bot.domain.errors import DomainError, OudeKnop
from bot.domain.gebeurtenis import LONGEST_REGEL
from bot.domain.gesprek import Gesprek, Over
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.privacy import TekstTeLang
from bot.domain.verzoek import REDENEN, Soort
from bot.handlers.beurt import Beurt, read_id
from bot.handlers.keuze import meant
from bot.usecases.aannemen import colleagues_for
from bot.usecases.afwezigheid import find_colleague
from bot.usecases.audit import note_refusal
from bot.usecases.invoer import Onduidelijk, unclear_deadline
from bot.usecases.verzoeken import (
    CollegaKanNiet,
    allow_uitstel,
    ask_colleague,
    ask_uitstel,
    begin_answer,
    explain,
    explainable,
    fail,
    give_back,
    leave,
    likely_uitstel,
    put_on_agenda,
    read_uitstel,
    refuse_uitstel,
    take_over,
)

# What a button or a typed word begins.
BEGINS = {
    "uitstel": Over.UITSTEL,
    "luktniet": Over.LUKT_NIET,
    "nietvoormij": Over.NIET_VOOR_MIJ,
    "overdragen": Over.OVERNAME,
}
OVERS = frozenset({*BEGINS.values(), Over.TOELICHTING})
_NEAR = frozenset({"geen_werkdag", "meerdere", "tegenspraak"})
"""Why a day was unclear, when there are days beside it that may be meant."""


def begin(beurt: Beurt, daad: str, id: AfspraakId) -> None:
    """The first question: a new message, but in place of the question under which its button was pressed."""
    begin_answer(beurt.tx, id, beurt.persoon)
    gesprek = Gesprek.begin(beurt.persoon.id, BEGINS[daad], afspraak=id)
    _next(beurt, gesprek, nieuw=_pressed_on(beurt) != "vraag_reden")


def ask_more_time(beurt: Beurt, id: str) -> None:
    begin(beurt, "uitstel", read_id(id))


def does_not_work(beurt: Beurt, id: str) -> None:
    begin(beurt, "luktniet", read_id(id))


def not_for_me(beurt: Beurt, id: str) -> None:
    begin(beurt, "nietvoormij", read_id(id))


def hand_over(beurt: Beurt, id: str) -> None:
    begin(beurt, "overdragen", read_id(id))


def explain_done(beurt: Beurt, id: str) -> None:
    """The button «Toelichting geven»."""
    afspraak = explainable(beurt.tx, read_id(id), beurt.persoon)
    gesprek = Gesprek.begin(beurt.persoon.id, Over.TOELICHTING, afspraak=afspraak.id)
    beurt.ask(gesprek.ask("toelichting"), "vraag_toelichting", nieuw=True)


def explained(beurt: Beurt, replied: Bericht | None) -> bool:
    """A line typed in reply to «Gedaan». False when it is a reply to something else."""
    if replied is None or replied.bericht != "gedaan":
        return False
    id = AfspraakId(replied.gegevens["afspraak"])
    explain(beurt.tx, id, beurt.safe(beurt.tekst, LONGEST_REGEL), beurt.persoon)
    gesprek = beurt.tx.gesprekken.get(beurt.persoon.id)
    if gesprek is not None and gesprek.over is Over.TOELICHTING:
        beurt.tx.gesprekken.end(beurt.persoon.id)  # that was the answer
    beurt.answer("toelichting_bewaard", afspraak=id)
    return True


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """A day, a reason or a colleague among those offered."""
    afspraak = _still(beurt, gesprek)
    if afspraak is None:
        return None
    match gesprek.vraag:
        case "tot":
            return _until(beurt, gesprek, afspraak, date.fromisoformat(keuze))
        case "reden":
            return _because(beurt, gesprek, afspraak, keuze)
        case "collega":
            return _to_colleague(beurt, gesprek, afspraak, PersoonId(int(keuze)))
    raise OudeKnop


def typed(beurt: Beurt, gesprek: Gesprek) -> None:
    """The answer in words to the open question."""
    if gesprek.over is Over.TOELICHTING:
        return _typed_line(beurt, gesprek)
    afspraak = _still(beurt, gesprek)
    if afspraak is None:
        return None
    match gesprek.vraag:
        case "tot":
            tot = read_uitstel(beurt.tx, beurt.tekst, afspraak)
            return _next(beurt, gesprek, tot) if isinstance(tot, Onduidelijk) else _until(beurt, gesprek, afspraak, tot)
        case "collega":
            found = find_colleague(beurt.tx, beurt.tekst, beurt.persoon)
            if isinstance(found, Persoon):
                return _to_colleague(beurt, gesprek, afspraak, found.id)
            return _next(beurt, gesprek, found)
    reden = meant(beurt.tekst, gesprek.opties)
    return _because(beurt, gesprek, afspraak, reden) if reden else _next(beurt, gesprek, Onduidelijk("onbekend"))


def _typed_line(beurt: Beurt, gesprek: Gesprek) -> None:
    id = AfspraakId(gesprek.gegevens["afspraak"])
    try:
        regel = beurt.safe(beurt.tekst, LONGEST_REGEL)
    except TekstTeLang:
        asked = gesprek.ask("toelichting")
        return beurt.ask(asked, "vraag_toelichting", reden="te_lang", hoogstens=LONGEST_REGEL)
    try:
        explain(beurt.tx, id, regel, beurt.persoon)
    except DomainError as refused:
        return _over(beurt, refused)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    return beurt.answer("toelichting_bewaard", afspraak=id)


def _still(beurt: Beurt, gesprek: Gesprek) -> Afspraak | None:
    """What the dialogue is about; None when it cannot be answered any more: then the dialogue is over too."""
    try:
        return begin_answer(beurt.tx, AfspraakId(gesprek.gegevens["afspraak"]), beurt.persoon)
    except DomainError as refused:
        _over(beurt, refused)
        return None


def _over(beurt: Beurt, refused: DomainError) -> None:
    note_refusal(beurt.tx, refused, beurt.persoon)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    beurt.answer_error(refused)


def _until(beurt: Beurt, gesprek: Gesprek, afspraak: Afspraak, tot: date) -> None:
    """A day was said; one that was offered may have passed since."""
    try:
        check_deadline(tot, beurt.tx.today, beurt.tx.kalender)
    except DomainError as refused:
        return _next(beurt, gesprek, unclear_deadline(beurt.tx, refused, afspraak.casus))
    if tot <= afspraak.deadline:
        return _next(beurt, gesprek, Onduidelijk("te_vroeg", gegevens={"dag": tot.isoformat()}))
    return _next(beurt, gesprek.ask("", (), tot=tot.isoformat()))


def _because(beurt: Beurt, gesprek: Gesprek, afspraak: Afspraak, reden: str) -> None:
    tx, id, door = beurt.tx, afspraak.id, beurt.persoon
    match gesprek.over:
        case Over.UITSTEL:
            try:
                ask_uitstel(tx, id, date.fromisoformat(gesprek.gegevens["tot"]), reden, door)
            except DomainError:  # the day passed, or the deadline moved, while the question stood there
                return _next(beurt, gesprek.ask("", (), tot=None), Onduidelijk("kan_niet_meer"))
            done = "uitstel_gevraagd"
        case Over.LUKT_NIET:
            fail(tx, id, reden, door)
            done = "lukt_niet"
        case _:
            give_back(tx, id, reden, door)
            done = "niet_voor_mij"
    tx.gesprekken.end(door.id)
    return beurt.rewrite(done, afspraak=id)


def _to_colleague(beurt: Beurt, gesprek: Gesprek, afspraak: Afspraak, aan: PersoonId) -> None:
    try:
        ask_colleague(beurt.tx, afspraak.id, aan, beurt.persoon)
    except CollegaKanNiet:
        return _next(beurt, gesprek, Onduidelijk("kan_niet"))
    beurt.tx.gesprekken.end(beurt.persoon.id)
    return beurt.rewrite("collega_gevraagd", afspraak=afspraak.id)


def _next(beurt: Beurt, gesprek: Gesprek, why: Onduidelijk | None = None, *, nieuw: bool = False) -> None:
    """The first question that has no answer yet."""
    why = why or Onduidelijk("")
    told = {**why.gegevens, "reden": why.reden or None}
    if gesprek.over is Over.OVERNAME:
        opties = why.opties or colleagues_for(beurt.tx, beurt.persoon)
        return beurt.ask(gesprek.ask("collega", opties), "vraag_overname", nieuw=nieuw, **told)
    if gesprek.over is Over.UITSTEL and "tot" not in gesprek.gegevens:
        return beurt.ask(gesprek.ask("tot", _days(beurt, gesprek, why)), "vraag_uitstel", nieuw=nieuw, **told)
    opties = REDENEN[Soort(gesprek.over)]
    return beurt.ask(gesprek.ask("reden", opties), "vraag_reden", nieuw=nieuw, over=gesprek.over, **told)


def _days(beurt: Beurt, gesprek: Gesprek, why: Onduidelijk) -> tuple[str, ...]:
    """The days that were meant perhaps, else those that are likely: only what is later than the deadline."""
    afspraak = beurt.tx.afspraken.get(AfspraakId(gesprek.gegevens["afspraak"]))
    near = sorted(day for day in why.opties if why.reden in _NEAR and date.fromisoformat(day) > afspraak.deadline)
    likely = {day.isoformat() for day in likely_uitstel(beurt.tx, afspraak) if day is not None}
    return tuple(near or sorted(likely))


# A colleague and the makelaar


def take(beurt: Beurt, rest: str) -> None:
    """«Ik neem het over»."""
    beurt.rewrite("overgenomen", afspraak=take_over(beurt.tx, *_asked(rest), beurt.persoon).id)


def leave_it(beurt: Beurt, rest: str) -> None:
    """«Nee»."""
    beurt.rewrite("niet_overgenomen", afspraak=leave(beurt.tx, *_asked(rest), beurt.persoon).id)


def allow(beurt: Beurt, rest: str) -> None:
    """«Akkoord»."""
    _decided(beurt, allow_uitstel(beurt.tx, *_asked(rest), beurt.persoon), "akkoord")


def refuse(beurt: Beurt, rest: str) -> None:
    """«Afwijzen»."""
    _decided(beurt, refuse_uitstel(beurt.tx, *_asked(rest), beurt.persoon), "afgewezen")


def on_agenda(beurt: Beurt, id: str) -> None:
    """«Op de agenda»."""
    _decided(beurt, put_on_agenda(beurt.tx, read_id(id), beurt.persoon), "agenda")


def _asked(rest: str) -> tuple[AfspraakId, int]:
    """Which afspraak, and the number of what was asked."""
    id, _, nummer = rest.partition(":")
    if not nummer.isdecimal() or len(nummer) > 9:
        raise OudeKnop
    return read_id(id), int(nummer)


def _decided(beurt: Beurt, afspraak: Afspraak, besluit: str) -> None:
    """In place of the request alone; below a list, which stays."""
    put = beurt.rewrite if _pressed_on(beurt).startswith("melding_") else beurt.answer
    put("beslist", afspraak=afspraak.id, besluit=besluit)


def _pressed_on(beurt: Beurt) -> str:
    """The name of the message whose button this is; of a typed word there is none."""
    message = beurt.binnen.message_id
    shown = beurt.tx.outbox.by_message(beurt.binnen.chat_id, message) if message is not None else None
    return shown.bericht if shown is not None else ""
