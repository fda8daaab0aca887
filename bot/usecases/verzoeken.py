"""What does an actiehouder ask or say back about an afspraak, and what is decided about it?"""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.domain.afspraak import Afspraak, AfspraakId, NietAfgehandeld, Staat
from bot.domain.bericht import Baan, Bericht
from bot.domain.deadline import DeadlineVoorbij, check_deadline, read_deadline
from bot.domain.errors import DomainError, UnknownPersoon
from bot.domain.gebeurtenis import Wat
from bot.domain.herinnering import a_week_later
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.privacy import SafeText
from bot.domain.rechten import Daad
from bot.domain.verzoek import Soort
from bot.usecases.aan_tafel import told_from
from bot.usecases.afspraken import (
    answerable,
    note_seen,
    release_colleague,
    replanned,
    sight_until,
    tell_makelaars,
    tell_taken_back,
)
from bot.usecases.afwezigheid import why_not
from bot.usecases.beheer import managed_afspraak
from bot.usecases.invoer import Onduidelijk, moment, unclear_deadline
from bot.usecases.ports import Transaction
from bot.usecases.tijdlijn import note
from bot.usecases.toewijzing import afspraak_for, grant

_A_WEEK = re.compile(r"^\W*(?:1|een|één)\s+week(?:\s+later)?\W*$", re.IGNORECASE)


class UitstelKanNiet(DomainError):
    """The wished day will not do any more: it has passed, or became a day off. The request stays."""


class GeenTafeldag(DomainError):
    """The table has no rhythm, so nobody knows its next day."""


class CollegaKanNiet(DomainError):
    """This colleague cannot take it over, or not any more."""


# What the actiehouder says back


def begin_answer(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """The afspraak to which this person is about to answer something; it has been seen now."""
    afspraak, holder = answerable(tx, id, door)
    afspraak.check_open()
    afspraak.see(holder, tx.now)  # refuses who gave it back
    tx.casussen.hold(afspraak.casus).check_open()
    return note_seen(tx, afspraak, door)


def likely_uitstel(tx: Transaction, afspraak: Afspraak) -> tuple[date, date | None]:
    """Until when extension may be asked: a week later, and the next table when that has a day after the deadline."""
    tafel = next_tafeldag(tx, afspraak, after=max(afspraak.deadline, tx.today))
    return a_week_later(afspraak.deadline, tx.kalender, tx.today), tafel


def read_uitstel(tx: Transaction, typed: str, afspraak: Afspraak) -> date | Onduidelijk:
    """The working day until which extension is asked, or why it has to be asked again.

    "volgende tafel" is the first one after the deadline.
    """
    here = moment(tx, afspraak.casus)
    later = replace(here, tafeldagen=tuple(day for day in here.tafeldagen or () if day > afspraak.deadline))
    try:
        week = _A_WEEK.match(typed) is not None
        tot = likely_uitstel(tx, afspraak)[0] if week else read_deadline(typed, later)
        check_deadline(tot, tx.today, tx.kalender)
    except DomainError as refused:
        return unclear_deadline(tx, refused, afspraak.casus)
    return tot if tot > afspraak.deadline else Onduidelijk("te_vroeg", gegevens={"dag": tot.isoformat()})


def ask_uitstel(tx: Transaction, id: AfspraakId, tot: date, reden: str, door: Persoon) -> Afspraak:
    """«Uitstel vragen»: the makelaar decides, and until then nothing changes.

    Raises what ``check_deadline`` raises, or ``UitstelTeVroeg``.
    """
    check_deadline(tot, tx.today, tx.kalender)
    before, holder = answerable(tx, id, door)
    asked = before.ask_uitstel(holder, tx.now, tot, reden)
    kept = _keep(tx, before, asked, Wat.UITSTEL_GEVRAAGD, door, reden=reden, dag=tot)
    _tell_request(tx, before, kept, "melding_uitstel", door, "de actiehouder vraagt uitstel")
    return kept


def fail(tx: Transaction, id: AfspraakId, reden: str, door: Persoon) -> Afspraak:
    """«Lukt niet»: reminders stop, and the makelaar hears it at once."""
    before, holder = answerable(tx, id, door)
    kept = _keep(tx, before, before.fail(holder, tx.now, reden), Wat.LUKT_NIET, door, reden=reden)
    tx.outbox.withdraw(id)
    _tell_request(tx, before, kept, "melding_lukt_niet", door, "het lukt de actiehouder niet")
    return kept


def give_back(tx: Transaction, id: AfspraakId, reden: str, door: Persoon) -> Afspraak:
    """«Niet voor mij»: it is nobody's, and the makelaar hears it at once."""
    before, holder = answerable(tx, id, door)
    given = before.give_back(holder, tx.now, reden, tx.today)
    kept = _keep(tx, before, given, Wat.NIET_VOOR_MIJ, door, reden=reden)
    tx.outbox.withdraw(id)
    _tell_request(tx, before, kept, "melding_niet_voor_mij", door, "de actie is niet voor de actiehouder")
    return kept


def explainable(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """What this person did, to say something about. Raises ``NietAfgehandeld``."""
    afspraak, _ = answerable(tx, id, door)
    if afspraak.staat is not Staat.GEDAAN:
        raise NietAfgehandeld(referentie=afspraak.casus)
    tx.casussen.hold(afspraak.casus).check_open()
    return afspraak


def explain(tx: Transaction, id: AfspraakId, tekst: SafeText, door: Persoon) -> Afspraak:
    """A line about what was done, in the timeline; the makelaar hears that there is one."""
    afspraak = explainable(tx, id, door)
    note(tx, afspraak, Wat.TOELICHTING, door, tekst=tekst)
    tell_makelaars(tx, afspraak, "melding_toelichting", tx.now.isoformat(), door, "de actiehouder lichtte iets toe")
    tx.audit.record("afspraak_toelichting", f"afspraak {id}", door)
    return afspraak


# A colleague takes over


def ask_colleague(tx: Transaction, id: AfspraakId, aan: PersoonId, door: Persoon) -> Afspraak:
    """A colleague is asked to take it over; until they do nothing changes. Raises ``CollegaKanNiet``."""
    before, holder = answerable(tx, id, door)
    try:
        colleague = tx.personen.get(aan)
    except UnknownPersoon as gone:
        raise CollegaKanNiet from gone
    if colleague.organisatie != before.organisatie or why_not(tx, colleague, door) is not None:
        raise CollegaKanNiet
    asked = before.ask_colleague(holder, tx.now, aan)
    kept = _keep(tx, before, asked, Wat.OVERNAME_GEVRAAGD, door, waarde=str(aan))
    if before.verzoek is not None and before.asks(Soort.UITSTEL, Soort.LUKT_NIET):
        tell_taken_back(tx, kept, before, before.verzoek.soort, door)
    _owe(tx, kept, "neem_over", aan, "een collega vraagt om over te nemen", nummer=_nummer(kept))
    return kept


def take_over(tx: Transaction, id: AfspraakId, nummer: int, door: Persoon) -> Afspraak:
    """«Ik neem het over»: who asked and the makelaars hear it. Raises ``VerzoekAfgehandeld``."""
    before = afspraak_for(tx, id, door, Daad.ACTIE_OVERNEMEN)
    kept = _keep(tx, before, before.take_over(door.id, nummer, tx.now, tx.today), Wat.OVERGENOMEN, door)
    tx.outbox.withdraw(id)
    grant(tx, kept.casus, door, sight_until(tx, max(kept.deadline, tx.today)), door)
    _owe(tx, kept, "collega_antwoord", before.actiehouder, "de collega antwoordde", door=door.id, ja=True)
    why = "een collega nam over"
    tell_makelaars(tx, kept, "melding_overgenomen", before.version, door, why, van=before.actiehouder)
    return kept


def leave(tx: Transaction, id: AfspraakId, nummer: int, door: Persoon) -> Afspraak:
    """«Nee»: who asked hears it, and keeps it."""
    return _leave(tx, afspraak_for(tx, id, door, Daad.ACTIE_OVERNEMEN), nummer, door)


def leave_all(tx: Transaction, door: Persoon) -> None:
    """Who goes cannot take over what colleagues asked: those hear it as a no."""
    for before in tx.afspraken.asked_of(door.id):
        assert before.verzoek is not None
        _leave(tx, before, before.verzoek.nummer, door)


def _leave(tx: Transaction, before: Afspraak, nummer: int, door: Persoon) -> Afspraak:
    kept = _keep(tx, before, before.leave(door.id, nummer), Wat.OVERNAME_GEWEIGERD, door)
    _owe(tx, kept, "collega_antwoord", before.actiehouder, "de collega antwoordde", door=door.id, ja=False)
    return kept


# What the makelaar decides


def allow_uitstel(tx: Transaction, id: AfspraakId, nummer: int, door: Persoon) -> Afspraak:
    """«Akkoord»: the wished day is the deadline. Raises ``UitstelKanNiet`` when that day will not do any more."""
    before = managed_afspraak(tx, id, door)
    tot = before.decided(Soort.UITSTEL, nummer).tot
    assert tot is not None
    try:
        check_deadline(tot, tx.today, tx.kalender)
    except DomainError as refused:
        past = isinstance(refused, DeadlineVoorbij)
        raise UitstelKanNiet(afspraak=id, referentie=before.casus, dag=tot, voorbij=past) from refused
    kept = _keep(tx, before, before.grant(nummer, tx.today), Wat.UITSTEL_AKKOORD, door, dag=tot)
    tx.outbox.withdraw(id)
    assert kept.actiehouder is not None
    grant(tx, kept.casus, tx.personen.get(kept.actiehouder), sight_until(tx, tot), door)
    _tell_decision(tx, kept, "akkoord", door)
    return kept


def refuse_uitstel(tx: Transaction, id: AfspraakId, nummer: int, door: Persoon) -> Afspraak:
    """«Afwijzen»: the deadline stays."""
    before = managed_afspraak(tx, id, door)
    kept = _keep(tx, before, before.refuse(Soort.UITSTEL, nummer), Wat.UITSTEL_AFGEWEZEN, door)
    _tell_decision(tx, kept, "afgewezen", door)
    return kept


def put_on_agenda(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """«Op de agenda»: it is talked about at the next table; who asked something hears so. Raises ``GeenTafeldag``."""
    before = managed_afspraak(tx, id, door)
    before.check_open()
    op = next_tafeldag(tx, before, after=tx.today)
    if op is None:
        raise GeenTafeldag(referentie=before.casus)
    if op == before.agenda_op:
        return before
    kept = _keep(tx, before, before.put_on_agenda(op), Wat.OP_AGENDA, door, dag=op)
    if kept.asks(Soort.UITSTEL, Soort.LUKT_NIET):
        _tell_decision(tx, kept, "agenda", door)
    return kept


def next_tafeldag(tx: Transaction, afspraak: Afspraak, after: date) -> date | None:
    """The first day after ``after``, and after today, on which the table of the casus meets."""
    days = moment(tx, afspraak.casus).tafeldagen or ()
    return next((day for day in days if day > after), None)


def _keep(tx: Transaction, before: Afspraak, after: Afspraak, wat: Wat, door: Persoon, **more: Any) -> Afspraak:
    """Stored, planned anew and written down. A colleague who had been asked is asked no more: who said no knows."""
    tx.casussen.hold(before.casus).check_open()
    tx.afspraken.save(after, next_due_on=replanned(tx, after))
    if wat is not Wat.OVERNAME_GEWEIGERD:
        release_colleague(tx, before, after)
    note(tx, after, wat, door, **more)
    tx.audit.record(f"afspraak_{wat}", f"afspraak {before.id}", door)
    return tx.afspraken.get(before.id)


def _nummer(afspraak: Afspraak) -> int:
    assert afspraak.verzoek is not None
    return afspraak.verzoek.nummer


def _tell_request(tx: Transaction, before: Afspraak, kept: Afspraak, bericht: str, door: Persoon, waarom: str) -> None:
    tell_makelaars(tx, kept, bericht, before.version, door, waarom, nummer=_nummer(kept))


def _tell_decision(tx: Transaction, afspraak: Afspraak, besluit: str, door: Persoon) -> None:
    why = "de makelaar besliste over een verzoek"
    later = told_from(tx, afspraak.casus)  # what is decided at the table goes with its list
    _owe(tx, afspraak, "besluit", afspraak.actiehouder, why, later, door=door.id, besluit=besluit)


def _owe(
    tx: Transaction,
    afspraak: Afspraak,
    bericht: str,
    naar: PersoonId | None,
    waarom: str,
    due_at: datetime | None = None,
    **gegevens: Any,
) -> None:
    """News to one person about the afspraak as it is since this change."""
    tx.outbox.put(
        Bericht(
            key=f"{bericht}:{afspraak.id}:{afspraak.version}",
            bericht=bericht,
            baan=Baan.NIEUWS,
            gegevens={"afspraak": afspraak.id, **gegevens},
            naar=naar,
            afspraak=afspraak.id,
            due_at=due_at,
            waarom=waarom,
        )
    )
