"""Does an agenda propose what belongs on it, and do two makelaars who change it lose nothing?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.agenda import (
    AgendaGewijzigd,
    Agendapunt,
    CasusNietVanTafel,
    Herkomst,
    StaatAlOpAgenda,
    Uitkomst,
    UnknownPunt,
)
from bot.domain.bijeenkomst import (
    Bijeenkomst,
    BijeenkomstAfgezegd,
    BijeenkomstBegonnen,
    BijeenkomstId,
    PuntId,
    UnknownBijeenkomst,
)
from bot.domain.casus import CasusGesloten, Fase
from bot.domain.errors import UnknownCasus
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from bot.domain.regio import Regio, from_document, to_document
from bot.domain.verzending import Soort
from bot.sandbox.entities import read_text
from bot.services import Services
from bot.usecases import agendas
from bot.usecases.afspraken import confirm_afspraak, log_afspraak
from bot.usecases.agendas import MOST_PUNTEN, AgendaVol, GeenBijeenkomst, VraagGewijzigd, open_agenda, put_forward
from bot.usecases.beeld_agenda import likely_people
from bot.usecases.berichten import compose
from bot.usecases.bijeenkomsten import cancel_bijeenkomst
from bot.usecases.casussen import move_casus, new_casus
from bot.usecases.circulatie import send_agenda
from bot.usecases.looporde import go_on, start
from bot.usecases.mdo import plan_mdo
from bot.usecases.regios import load_regio
from bot.usecases.tafels import on_the_table
from bot.usecases.verzoeken import put_on_agenda
from tests.builders import a_bericht, close, in_processes, join, local, plan
from tests.conftest import MovableClock
from tests.usecases.aan_tafel import HUIS, TOP_X
from tests.usecases.conftest import on_sqlite
from tests.usecases.test_afwezigheid import audited
from tests.usecases.test_privacy_van_mij import said

UNKNOWN = Referentie("9TB-2WD-3")
EDITS: dict[str, Callable[..., Any]] = {
    "shift": lambda tx, id, version, punt, _, door: agendas.shift(tx, id, version, punt, 1, door),
    "lengthen": lambda tx, id, version, punt, _, door: agendas.lengthen(tx, id, version, punt, 5, door),
    "take_off": lambda tx, id, version, punt, _, door: agendas.take_off(tx, id, version, punt, door),
    "put_off": lambda tx, id, version, _, __, door: agendas.put_off(tx, id, version, door),
    "set_minuten": lambda tx, id, _, punt, __, door: agendas.set_minuten(tx, id, punt, 30, door, 20),
    "add_casus": lambda tx, id, _, __, casus, door: agendas.add_casus(tx, id, casus, door),
    "open_agenda": lambda tx, id, _, __, ___, door: open_agenda(tx, id, door),
}


@dataclass
class Agenda:
    """That of Top-X Zwolle on Tuesday 2 February, made a week before: Monday 25 January 09:00."""

    services: Services
    clock: MovableClock
    id: BijeenkomstId
    sanne: Persoon
    """Chairs it, as Ruud does."""
    ruud: Persoon
    bert: Persoon
    """Politie, in a fixed seat."""
    tineke: Persoon
    """Tactus (FACT), not in a fixed seat there."""

    def casus(self, gemeente: str = "Zwolle", tafel: str = "topx-zwolle", fase: Fase = Fase.AANGEMELD) -> Referentie:
        self.clock.moment += timedelta(seconds=1)
        made = self.services.run_now(new_casus, gemeente, tafel, self.sanne)
        if fase is not Fase.AANGEMELD:
            self.services.run_now(move_casus, made.referentie, fase, self.sanne)
        return made.referentie

    def agree(self, casus: Referentie, wie: Persoon, deadline: date) -> Any:
        bron = f"{casus}:{wie.id}"
        return self.services.run_now(
            lambda tx: log_afspraak(tx, casus, SafeText("bellen"), wie.id, deadline, self.sanne, bron=bron)
        )

    def at(self, moment: str) -> None:
        self.clock.moment = local(moment)

    def next(self) -> "Agenda":
        """That of two weeks later."""
        since = self.now.begint
        coming = self.services.run_now(lambda tx: tx.bijeenkomsten.of_tafel("topx-zwolle", since))
        return replace(self, id=coming[1].id)

    @property
    def now(self) -> Bijeenkomst:
        return self.services.run_now(lambda tx: tx.bijeenkomsten.get(self.id))

    def open(self, door: Persoon | None = None) -> list[Referentie | None]:
        """Who leads opens it, and sees these."""
        self.services.run_now(open_agenda, self.id, door or self.sanne)
        return self.shown

    @property
    def shown(self) -> list[Referentie | None]:
        slots = self.services.run_now(lambda tx: on_the_table(tx, tx.bijeenkomsten.get(self.id)))
        return [slot.punt.casus for slot in slots]

    def punt(self, casus: Referentie) -> Agendapunt:
        punten = self.services.run_now(lambda tx: tx.agendas.of(self.id))
        return next(punt for punt in punten if punt.casus == casus)

    def why(self, *casussen: Referentie) -> list[Herkomst]:
        return [self.punt(casus).herkomst for casus in casussen]

    def edit(self, what: str, casus: Referentie = UNKNOWN, door: Persoon | None = None) -> Any:
        """By somebody who sees it as it is now."""
        punten = self.services.run_now(lambda tx: tx.agendas.of(self.id))
        punt = next((punt.id for punt in punten if punt.casus == casus), PuntId(0))
        return self.services.run_now(EDITS[what], self.id, self.now.version, punt, casus, door or self.sanne)

    def goes(self, casus: Referentie, uitkomst: Uitkomst = Uitkomst.BESPROKEN) -> None:
        self.services.run_now(go_on, self.id, self.punt(casus).id, uitkomst, self.sanne)

    def text(self) -> str:
        return read_text(said(self.services, self.sanne, "agenda", bijeenkomst=self.id), "HTML").text


@pytest.fixture
def agenda(services: Services, clock: MovableClock) -> Agenda:
    clock.moment = local("2027-01-25 09:00")
    plan(services)
    (sanne, ruud) = (
        join(services, naam, Rol.MAKELAAR, organisatie=HUIS, tafels=TOP_X, chat_id=5_000_000_200 + number)
        for number, naam in enumerate(("Sanne", "Ruud"))
    )
    bert = join(services, "Bert", Rol.ACTIEHOUDER, organisatie="Politie", tafels=TOP_X, chat_id=5_000_000_210)
    tineke = join(services, "Tineke", Rol.ACTIEHOUDER, zetel="FACT", chat_id=5_000_000_211)
    coming = services.run_now(lambda tx: tx.bijeenkomsten.of_tafel("topx-zwolle", tx.now))
    return Agenda(services, clock, coming[0].id, sanne, ruud, bert, tineke)


# What it proposes


def test_it_proposes_what_belongs_there_by_gemeente_and_opening_it_again_changes_nothing(agenda: Agenda) -> None:
    first, second = agenda.casus("Zwolle"), agenda.casus("Zwolle")
    kampen = agenda.casus("Kampen", fase=Fase.GEAGENDEERD)
    late = agenda.casus("Dalfsen", fase=Fase.IN_MONITORING)
    agenda.agree(late, agenda.tineke, date(2027, 2, 2))
    agenda.agree(late, agenda.bert, date(2027, 2, 12))
    later = agenda.casus("Zwolle", fase=Fase.IN_MONITORING)
    agenda.agree(later, agenda.tineke, date(2027, 2, 3))
    done = agenda.casus("Zwolle", fase=Fase.IN_MONITORING)
    over = agenda.agree(done, agenda.tineke, date(2027, 2, 1))
    agenda.services.run_now(confirm_afspraak, over.id, agenda.tineke)
    elsewhere, closed = agenda.casus("Zwolle", "ggz-zwolle"), agenda.casus()
    agenda.services.run_now(close, closed)

    assert agenda.open() == [late, kampen, first, second]
    assert agenda.why(late, kampen, first) == [Herkomst.OPVOLGEN, Herkomst.AANGEMELD, Herkomst.AANGEMELD]
    assert not {later, done, elsewhere, closed} & set(agenda.shown)
    assert {agenda.punt(first).minuten, agenda.punt(late).minuten} == {20}
    assert agenda.punt(late).partners == {agenda.tineke.id}, "who sits there sees it anyway"
    assert not agenda.punt(first).partners

    before = (agenda.now, agenda.services.run_now(lambda tx: tx.agendas.of(agenda.id)))
    assert agenda.open(agenda.ruud) == [late, kampen, first, second]
    assert (agenda.now, agenda.services.run_now(lambda tx: tx.agendas.of(agenda.id))) == before
    assert not agenda.now.eigen, "who only looks prepares nothing"
    told = agenda.text()
    assert told.startswith("Casusoverleg Zwolle, dinsdag 2 februari 09:30-12:00\nZeven Alleetjes 1, Zwolle\n\n")
    assert (
        f"\nDalfsen 09:30\n1  {late} (20, opvolgen)\nKampen 09:50\n2  {kampen} (20)\nZwolle 10:10\n3  {first} (20)\n"
        in told
    )
    assert "Indienen kan tot en met donderdag 28 januari." in told


def test_two_makelaars_who_open_it_together_find_each_casus_once(agenda: Agenda) -> None:
    casussen = {agenda.casus(gemeente) for gemeente in ("Zwolle", "Kampen", "Zwolle")}

    opened = in_processes(
        agenda.services, 2, lambda one, n: one.run_now(open_agenda, agenda.id, (agenda.sanne, agenda.ruud)[n])
    )

    assert [one.id for one in opened] == [agenda.id] * 2
    assert len(agenda.shown) == 3
    assert set(agenda.shown) == casussen


def test_what_was_put_off_or_not_reached_comes_back_at_the_next_one(agenda: Agenda) -> None:
    spoken, put_off, dropped, third, unreached = (agenda.casus() for _ in range(5))
    agenda.agree(put_off, agenda.tineke, date(2027, 1, 29))
    agenda.open()
    agenda.edit("take_off", dropped)
    agenda.at("2027-02-02 09:30")
    agenda.services.run_now(start, agenda.id)
    agenda.goes(spoken)
    agenda.goes(put_off, Uitkomst.DOORGESCHOVEN)
    agenda.goes(third)
    following = agenda.next()
    assert following.open() == [put_off, dropped], "what can still have its turn waits for that"
    new = agenda.casus("Kampen")
    assert following.open() == [new, put_off, dropped]
    agenda.at("2027-02-02 12:30")
    assert unreached not in following.open(), "it takes longer than was planned"

    agenda.at("2027-02-02 17:30")

    assert set(following.open()) == {new, put_off, dropped, unreached}
    assert following.why(put_off, unreached) == [Herkomst.DOORGESCHOVEN] * 2
    assert following.why(dropped, new) == [Herkomst.AANGEMELD] * 2, "it was taken off that one only"
    assert not following.punt(unreached).na_sluiting


@on_sqlite
def test_a_bijeenkomst_after_the_next_one_takes_only_what_was_put_off(agenda: Agenda) -> None:
    casussen = [agenda.casus() for _ in range(9)]
    following = agenda.next()
    assert following.open() == []
    agenda.open()

    gone = [punt.casus for punt in agenda.edit("put_off")]

    assert gone == [casussen[-1], casussen[-2]]
    assert following.open() == gone[::-1]


def test_what_is_put_off_from_a_full_agenda_stays_off_it_and_comes_back_next_time(agenda: Agenda) -> None:
    casussen = [agenda.casus("Zwolle" if n % 2 else "Kampen") for n in range(9)]
    agenda.at("2027-01-29 09:00")
    late = agenda.casus("Dalfsen")
    agenda.open()
    assert "Dit duurt 50 minuten te lang." in agenda.text()
    assert f"Doorschuiven naar de volgende keer: {late}, {casussen[7]}, {casussen[5]}?" in agenda.text()

    agenda.edit("put_off")

    assert "te lang" not in agenda.text()
    assert set(agenda.open(agenda.ruud)) == {*casussen} - {casussen[7], casussen[5]}
    agenda.at("2027-02-03 09:00")  # nobody led it with us: what was on it was not reached either
    following = agenda.next()
    assert set(following.open()) == {*casussen, late}
    assert set(following.why(late, *casussen)) == {Herkomst.DOORGESCHOVEN}


@on_sqlite
def test_what_was_put_off_is_not_lost_when_nobody_made_an_agenda_the_next_time(agenda: Agenda) -> None:
    agenda.casus()
    spoken = agenda.casus(fase=Fase.IN_MONITORING)
    agenda.open()
    agenda.edit("add_casus", spoken)
    agenda.at("2027-02-02 09:30")
    agenda.services.run_now(start, agenda.id)
    agenda.goes(spoken, Uitkomst.DOORGESCHOVEN)
    second, third = agenda.next(), agenda.next().next()
    agenda.at("2027-02-16 09:00")
    assert spoken not in third.open(), "the one before can still take it"

    agenda.at("2027-02-17 09:00")

    assert spoken in third.open()
    assert third.why(spoken) == [Herkomst.DOORGESCHOVEN]
    assert second.shown == []


@on_sqlite
def test_what_is_to_be_talked_about_on_the_day_is_on_that_agenda(agenda: Agenda) -> None:
    casus = agenda.casus(fase=Fase.IN_MONITORING)
    afspraak = agenda.agree(casus, agenda.tineke, date(2027, 3, 1))
    assert agenda.open() == []

    agenda.services.run_now(put_on_agenda, afspraak.id, agenda.sanne)

    assert agenda.open() == [casus]
    assert agenda.why(casus) == [Herkomst.OPVOLGEN]


@on_sqlite
def test_what_was_put_off_can_be_put_back_and_says_so_only_once_it_was_told(agenda: Agenda) -> None:
    casussen = [agenda.casus() for _ in range(8)]
    agenda.open()
    (going,) = agenda.edit("put_off")

    def timeline() -> list[Wat]:
        return [line.wat for line in agenda.services.run_now(lambda tx: tx.tijdlijn.of_casus(casussen[-1]))]

    assert going.casus == casussen[-1]
    assert Wat.DOORGESCHOVEN not in timeline()
    agenda.edit("add_casus", casussen[-1])
    assert agenda.shown == casussen
    assert agenda.punt(casussen[-1]).uitkomst is None

    sending = agenda.services.run_now(lambda tx: tx.verzendingen.add(agenda.id, Soort.AGENDA, agenda.sanne.id, tx.now))
    agenda.services.run_now(send_agenda, sending)
    agenda.edit("put_off")
    assert timeline().count(Wat.DOORGESCHOVEN) == 1


@on_sqlite
def test_what_is_put_forward_after_submission_closed_says_so(agenda: Agenda) -> None:
    again, before = agenda.casus(fase=Fase.IN_MONITORING), agenda.casus()
    agenda.at("2027-01-28 17:59")
    agenda.services.run_now(move_casus, before, Fase.GEAGENDEERD, agenda.sanne)
    on_time = agenda.casus()
    agenda.at("2027-01-29 09:00")
    late, spoken = agenda.casus(), agenda.casus(fase=Fase.IN_MONITORING)
    agenda.services.run_now(move_casus, again, Fase.AANGEMELD, agenda.sanne)
    agenda.services.run_now(move_casus, on_time, Fase.GEAGENDEERD, agenda.sanne)

    agenda.open()
    agenda.edit("add_casus", spoken)

    marked = {casus: agenda.punt(casus).na_sluiting for casus in (again, before, on_time, late, spoken)}
    assert marked == {again: True, before: False, on_time: False, late: True, spoken: True}
    assert f"{late} (20, na sluiting ingediend)" in agenda.text()
    assert "Indienen kan" not in agenda.text()


@on_sqlite
def test_a_closed_casus_is_on_it_no_more_and_is_in_nobodys_way(agenda: Agenda) -> None:
    first, closed, last = (agenda.casus() for _ in range(3))
    agenda.open()
    agenda.services.run_now(close, closed)

    agenda.edit("shift", first)

    assert agenda.open() == [last, first]
    assert closed not in agenda.text()
    with pytest.raises(UnknownPunt):
        agenda.edit("lengthen", closed)


@on_sqlite
def test_who_promised_something_is_offered_as_partner_and_contacts_of_the_table_too(agenda: Agenda) -> None:
    casus, open_later = agenda.casus(), agenda.casus()
    agenda.agree(casus, agenda.tineke, date(2027, 2, 12))
    agenda.agree(casus, agenda.bert, date(2027, 2, 12))
    lars = join(agenda.services, "Lars", Rol.PARTNER, organisatie="Trajectum", chat_id=5_000_000_220)
    agenda.open()

    def likely(of: Referentie) -> list[PersoonId]:
        punt = agenda.punt(of).id
        return agenda.services.run_now(lambda tx: likely_people(tx, tx.bijeenkomsten.get(agenda.id), punt))

    assert likely(casus) == [agenda.tineke.id, lars.id]
    assert likely(open_later) == [lars.id]
    punt = agenda.punt(casus).id
    for _ in range(2):
        agenda.services.run_now(lambda tx: agendas.set_partner(tx, agenda.id, punt, lars, agenda.sanne, joins=True))
    assert agenda.punt(casus).partners == {agenda.tineke.id, lars.id}
    outside = join(agenda.services, "Gijs", Rol.PARTNER, organisatie="Onbekend Huis", chat_id=5_000_000_221)
    agenda.services.run_now(lambda tx: agendas.set_partner(tx, agenda.id, punt, outside, agenda.sanne, joins=True))
    assert outside.id not in agenda.punt(casus).partners, "without convenant"


# Changing it


def test_of_two_makelaars_who_change_it_together_the_second_sees_so_and_nothing_is_lost(agenda: Agenda) -> None:
    first, second = agenda.casus(), agenda.casus()
    agenda.open()
    version, punten = agenda.now.version, [agenda.punt(casus).id for casus in (first, second)]

    def change(one: Services, n: int) -> Any:
        if n:
            return one.run_now(agendas.take_off, agenda.id, version, punten[1], agenda.ruud)
        return one.run_now(agendas.shift, agenda.id, version, punten[1], -1, agenda.sanne)

    results = in_processes(agenda.services, 2, change)

    assert [isinstance(one, AgendaGewijzigd) for one in results].count(True) == 1
    assert agenda.now.version == version + 1
    assert agenda.shown == ([first] if isinstance(results[0], AgendaGewijzigd) else [second, first])


def test_a_double_tap_does_it_once(agenda: Agenda) -> None:
    casus = agenda.casus()
    agenda.open()
    version, punt = agenda.now.version, agenda.punt(casus).id

    tapped = in_processes(
        agenda.services, 2, lambda one, _: one.run_now(agendas.lengthen, agenda.id, version, punt, 5, agenda.sanne)
    )

    assert [isinstance(one, AgendaGewijzigd) for one in tapped].count(True) == 1
    assert agenda.punt(casus).minuten == 25
    assert agenda.now.eigen
    assert len(audited(agenda.services, "agenda_gewijzigd")) == 1


def test_what_two_makelaars_type_for_two_casussen_is_kept_both(agenda: Agenda) -> None:
    first, second = agenda.casus(), agenda.casus()
    agenda.open()
    punten = [agenda.punt(casus).id for casus in (first, second)]

    def type_it(one: Services, n: int) -> Any:
        vraag = SafeText(f"Wat is plan {n}?")
        return one.run_now(agendas.set_vraag, agenda.id, punten[n], vraag, (agenda.sanne, agenda.ruud)[n], None)

    assert in_processes(agenda.services, 2, type_it) == [None, None]
    assert [agenda.punt(casus).vraag for casus in (first, second)] == ["Wat is plan 0?", "Wat is plan 1?"]


def test_a_question_that_a_colleague_changed_meanwhile_is_not_written_over(agenda: Agenda) -> None:
    casus = agenda.casus()
    agenda.open()
    punt = agenda.punt(casus).id

    def type_it(vraag: str | None, gezien: str | None, door: Persoon) -> None:
        text = SafeText(vraag) if vraag else None
        agenda.services.run_now(agendas.set_vraag, agenda.id, punt, text, door, gezien)

    type_it("Wie gaat erheen?", None, agenda.ruud)
    version = agenda.now.version
    for vraag in ("Is er een plek?", None):
        with pytest.raises(VraagGewijzigd):
            type_it(vraag, None, agenda.sanne) if vraag else type_it(None, "iets anders", agenda.sanne)
    type_it("Wie gaat erheen?", None, agenda.sanne)  # the same is no conflict
    assert agenda.now.version == version
    type_it("Is er een plek?", "Wie gaat erheen?", agenda.sanne)
    assert agenda.punt(casus).vraag == "Is er een plek?"
    type_it(None, "Is er een plek?", agenda.sanne)
    assert agenda.punt(casus).vraag is None


@on_sqlite
def test_what_a_colleague_has_not_seen_is_not_put_off_by_them(agenda: Agenda) -> None:
    for _ in range(9):
        agenda.casus()
    agenda.open()
    seen = agenda.now.version
    new = agenda.casus("Kampen")
    agenda.open(agenda.ruud)

    with pytest.raises(AgendaGewijzigd):
        agenda.services.run_now(agendas.put_off, agenda.id, seen, agenda.sanne)
    assert new in agenda.shown


@on_sqlite
def test_minutes_that_a_colleague_typed_meanwhile_are_seen_first(agenda: Agenda) -> None:
    casus = agenda.casus()
    agenda.open()
    punt = agenda.punt(casus)
    agenda.services.run_now(agendas.set_minuten, agenda.id, punt.id, 40, agenda.sanne, punt.minuten)

    with pytest.raises(agendas.MinutenGewijzigd):
        agenda.services.run_now(agendas.set_minuten, agenda.id, punt.id, 30, agenda.sanne, punt.minuten)
    assert agenda.punt(casus).minuten == 40
    agenda.services.run_now(agendas.set_minuten, agenda.id, punt.id, 40, agenda.sanne, punt.minuten)


@on_sqlite
def test_what_was_put_off_is_kept_when_the_bijeenkomst_is_cancelled(agenda: Agenda) -> None:
    casussen = [agenda.casus(fase=Fase.IN_MONITORING) for _ in range(9)]
    agenda.open()
    for casus in casussen:
        agenda.edit("add_casus", casus)
    put_off = [punt.casus for punt in agenda.edit("put_off")]
    assert put_off

    agenda.services.run_now(cancel_bijeenkomst, agenda.id, agenda.sanne, agenda.now.volgnummer)

    assert set(agenda.next().shown) == set(casussen)


@on_sqlite
def test_what_is_put_off_is_not_lost_when_the_next_agenda_was_made_before(agenda: Agenda) -> None:
    put_off, taken_off, early = (agenda.casus(fase=Fase.IN_MONITORING) for _ in range(3))
    agenda.open()
    agenda.edit("add_casus", put_off)
    agenda.edit("add_casus", taken_off)
    following = agenda.next()
    following.edit("add_casus", early)
    following.edit("add_casus", taken_off)
    following.edit("take_off", taken_off)
    agenda.at("2027-02-02 09:30")
    agenda.services.run_now(start, agenda.id)
    for casus in agenda.shown:
        agenda.goes(casus, Uitkomst.DOORGESCHOVEN)

    following.clock.moment = following.now.begint
    following.services.run_now(start, following.id)
    assert following.shown == [early], "nobody opened it again"
    following.goes(early)
    third = following.next()
    third.clock.moment = third.now.begint - timedelta(days=7)

    assert third.open() == [put_off]


@on_sqlite
def test_what_was_in_time_is_so_too_when_it_is_put_back_after_the_submission_closed(agenda: Agenda) -> None:
    casus = agenda.casus()
    agenda.open()
    agenda.edit("take_off", casus)
    agenda.at("2027-02-01 09:00")

    agenda.edit("add_casus", casus)

    assert not agenda.punt(casus).na_sluiting


@on_sqlite
def test_minutes_stay_within_what_an_agenda_can_hold(agenda: Agenda) -> None:
    casus = agenda.casus()
    agenda.open()
    punt = agenda.punt(casus).id
    for minuten, kept in ((1, 5), (999, 240), (45, 45)):
        seen = agenda.punt(casus).minuten
        agenda.services.run_now(agendas.set_minuten, agenda.id, punt, minuten, agenda.sanne, seen)
        assert agenda.punt(casus).minuten == kept


@on_sqlite
def test_what_was_taken_off_stays_off_until_somebody_puts_it_back(agenda: Agenda) -> None:
    first, second = agenda.casus(), agenda.casus()
    agenda.open()
    agenda.edit("take_off", first)
    assert agenda.open() == [second]
    with pytest.raises(UnknownPunt):
        agenda.edit("lengthen", first)

    agenda.edit("add_casus", first)

    assert set(agenda.open()) == {first, second}


@on_sqlite
def test_only_an_open_casus_of_this_table_can_be_put_on_it_and_once(agenda: Agenda) -> None:
    there, closed, elsewhere = agenda.casus(), agenda.casus(), agenda.casus("Zwolle", "ggz-zwolle")
    deventer = agenda.casus("Deventer", "topx-deventer")
    spoken = agenda.casus(fase=Fase.IN_MONITORING)
    agenda.open()
    agenda.services.run_now(close, closed)

    for casus, refusal in (
        (there, StaatAlOpAgenda),
        (closed, CasusGesloten),
        (elsewhere, CasusNietVanTafel),
        (deventer, CasusNietVanTafel),
        (UNKNOWN, UnknownCasus),
    ):
        with pytest.raises(refusal):
            agenda.edit("add_casus", casus)
    agenda.edit("add_casus", spoken)
    assert agenda.why(spoken) == [Herkomst.TOEGEVOEGD]
    offered = agenda.services.run_now(lambda tx: agendas.addable(tx, tx.bijeenkomsten.get(agenda.id)))
    assert offered == []


@on_sqlite
def test_who_does_not_lead_it_changes_nothing_and_once_it_has_begun_nobody_does(agenda: Agenda) -> None:
    casus = agenda.casus()
    elsewhere = {"organisatie": HUIS, "gemeenten": frozenset({"Deventer"}), "chat_id": 5_000_000_230}
    dirk = join(agenda.services, "Dirk", Rol.MAKELAAR, **elsewhere)
    agenda.open()
    for what in EDITS:
        for door in (dirk, agenda.bert, agenda.tineke):
            with pytest.raises(UnknownBijeenkomst):
                agenda.edit(what, casus, door)
    other = agenda.next()
    other.edit("add_casus", casus)
    with pytest.raises(UnknownPunt):
        agenda.services.run_now(agendas.set_minuten, agenda.id, other.punt(casus).id, 30, agenda.sanne, 20)

    agenda.at("2027-02-02 09:30")
    before = agenda.services.run_now(lambda tx: tx.agendas.of(agenda.id))
    for what in EDITS:
        if what != "open_agenda":
            with pytest.raises(BijeenkomstBegonnen):
                agenda.edit(what, casus)
    agenda.casus()
    agenda.open()
    assert agenda.services.run_now(lambda tx: tx.agendas.of(agenda.id)) == before

    other.services.run_now(cancel_bijeenkomst, other.id, agenda.sanne, other.now.volgnummer)
    for what in EDITS:
        if what != "open_agenda":
            with pytest.raises(BijeenkomstAfgezegd):
                other.edit(what, casus)


# Tables of another kind


@on_sqlite
def test_a_table_of_subjects_has_no_casussen_and_is_made_by_hand(agenda: Agenda, ijsselland: Regio) -> None:
    netwerk = replace(agenda, id=other_table(agenda, "netwerktafel"))
    casus = agenda.casus()
    assert netwerk.open() == []
    for n in range(MOST_PUNTEN):
        agenda.services.run_now(agendas.add_onderwerp, netwerk.id, SafeText(f"Onderwerp {n}"), agenda.sanne)
    assert "\n1  14:00  Onderwerp 0 (20)\n2  14:20  Onderwerp 1 (20)\n" in netwerk.text()
    with pytest.raises(AgendaVol):
        agenda.services.run_now(agendas.add_onderwerp, netwerk.id, SafeText("Nog een"), agenda.sanne)
    with pytest.raises(CasusNietVanTafel):
        netwerk.edit("add_casus", casus)
    with pytest.raises(UnknownBijeenkomst):
        agenda.services.run_now(agendas.add_onderwerp, agenda.id, SafeText("Nieuws"), agenda.sanne)

    document = to_document(ijsselland)
    next(tafel for tafel in document["casustafels"] if tafel["sleutel"] == "netwerktafel")["onderwerpen"] = False
    agenda.services.run_now(load_regio, from_document(document))
    with pytest.raises(UnknownBijeenkomst):
        netwerk.open()


@on_sqlite
def test_an_mdo_keeps_its_one_casus_and_no_other_joins_it(agenda: Agenda) -> None:
    casus, other = agenda.casus(), agenda.casus()
    begint = local("2027-02-01 10:00")
    planned = agenda.services.run_now(plan_mdo, casus, begint, None, [agenda.tineke.id], agenda.sanne)
    mdo = replace(agenda, id=planned.id)
    assert mdo.open() == [casus]
    with pytest.raises(UnknownPunt):
        mdo.edit("take_off", casus)
    with pytest.raises(CasusNietVanTafel):
        mdo.edit("add_casus", other)
    seen = mdo.punt(casus)
    agenda.services.run_now(agendas.set_minuten, mdo.id, seen.id, 30, agenda.sanne, seen.minuten)
    assert mdo.punt(casus).minuten == 30
    shown = a_bericht(bericht="agenda", gegevens={"bijeenkomst": planned.id}, naar=agenda.sanne.id)
    told = agenda.services.run_now(compose, shown)
    assert told is not None
    assert not told.inhoud["werklijst"], "the house has no list of work for an MDO"


def other_table(agenda: Agenda, tafel: str) -> BijeenkomstId:
    """One of this table, on Monday 1 February at 14:00."""
    made = Bijeenkomst(BijeenkomstId(0), tafel, local("2027-02-01 14:00"), 120, None)
    return agenda.services.run_now(lambda tx: tx.bijeenkomsten.add(made)).id


# «Naar de tafel»


def test_the_makelaar_of_a_casus_puts_it_forward_for_the_next_bijeenkomst_of_its_table_once(agenda: Agenda) -> None:
    own = {"organisatie": HUIS, "gemeenten": frozenset({"Kampen"}), "chat_id": 5_000_000_240}
    marijke = join(agenda.services, "Marijke", Rol.MAKELAAR, **own)
    casus = agenda.services.run_now(new_casus, "Kampen", "topx-zwolle", marijke).referentie
    agenda.services.run_now(move_casus, casus, Fase.IN_MONITORING, marijke)
    agenda.at("2027-01-29 09:00")

    found = in_processes(agenda.services, 2, lambda one, _: one.run_now(put_forward, casus, marijke))

    assert [one.id for one in found] == [agenda.id] * 2
    assert agenda.shown == [casus]
    punt = agenda.punt(casus)
    assert (punt.herkomst, punt.na_sluiting, agenda.now.eigen) == (Herkomst.TOEGEVOEGD, True, True)
    sending = agenda.services.run_now(lambda tx: tx.verzendingen.add(agenda.id, Soort.AGENDA, agenda.sanne.id, tx.now))
    agenda.services.run_now(send_agenda, sending)
    lines = agenda.services.run_now(lambda tx: tx.tijdlijn.of_casus(casus))
    assert [(line.dag, line.door) for line in lines if line.wat is Wat.AGENDA] == [(date(2027, 2, 2), marijke.id)]
    with pytest.raises(UnknownBijeenkomst):
        agenda.open(marijke)


@on_sqlite
def test_a_casus_that_is_new_gets_the_phase_of_the_agenda_when_that_goes_out(agenda: Agenda) -> None:
    casus = agenda.casus()
    agenda.services.run_now(put_forward, casus, agenda.sanne)
    assert agenda.why(casus) == [Herkomst.AANGEMELD]
    sending = agenda.services.run_now(lambda tx: tx.verzendingen.add(agenda.id, Soort.AGENDA, agenda.sanne.id, tx.now))
    agenda.services.run_now(send_agenda, sending)
    assert agenda.services.run_now(lambda tx: tx.casussen.get(casus).fase) is Fase.GEAGENDEERD


@on_sqlite
def test_of_a_casus_of_another_a_closed_one_or_a_table_that_does_not_meet_nothing_is_put_forward(
    agenda: Agenda,
) -> None:
    casus, without = agenda.casus(), agenda.casus("Zwolle", "extremisme")
    elsewhere = {"organisatie": HUIS, "gemeenten": frozenset({"Deventer"}), "chat_id": 5_000_000_250}
    dirk = join(agenda.services, "Dirk", Rol.MAKELAAR, **elsewhere)
    for one, door, refusal in (
        (casus, dirk, UnknownCasus),
        (casus, agenda.bert, UnknownCasus),
        (without, agenda.sanne, GeenBijeenkomst),
    ):
        with pytest.raises(refusal):
            agenda.services.run_now(put_forward, one, door)
    agenda.services.run_now(close, casus)
    with pytest.raises(CasusGesloten):
        agenda.services.run_now(put_forward, casus, agenda.sanne)


@on_sqlite
def test_an_agenda_of_forty_casussen_fits_in_one_message(agenda: Agenda) -> None:
    gemeenten = ("Zwolle", "Kampen", "Dalfsen", "Ommen")
    for n in range(40):
        casus = agenda.casus(gemeenten[n % 4])
        agenda.agree(casus, (agenda.tineke, agenda.bert)[n % 2], date(2027, 2, 1 + n % 5))
    agenda.at("2027-01-29 09:00")  # after submission closed it is looked up when each was put forward

    assert len(agenda.open()) == 40
    assert len(agenda.text()) < 4096
