"""Does each get their own part of the agenda, once, and later only what changed for them, and can it be called back?"""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from bot.domain.agenda import AgendaGewijzigd, Agendapunt, Herkomst
from bot.domain.bericht import Uitkomst
from bot.domain.bijeenkomst import (
    Bijeenkomst,
    BijeenkomstAfgezegd,
    BijeenkomstBegonnen,
    BijeenkomstId,
    PuntId,
    UnknownBijeenkomst,
)
from bot.domain.casus import Fase, Oordeel
from bot.domain.deelnemer import Antwoord
from bot.domain.gebeurtenis import Wat
from bot.domain.overdracht import Overdracht
from bot.domain.persoon import Persoon, Rol
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from bot.domain.regio import Regio
from bot.domain.verzending import Soort, Stand, TerughalenTeLaat, Verzending
from bot.rendering.berichten import render
from bot.sandbox.entities import read_text
from bot.services import HOME, Services
from bot.usecases.afsluiten import Einde, close_casus
from bot.usecases.afsprakenlijst import lijst_for
from bot.usecases.agendas import add_casus, add_onderwerp, lengthen, set_partner, set_vraag, take_off
from bot.usecases.bijeenkomsten import cancel_bijeenkomst, move_bijeenkomst
from bot.usecases.casussen import new_casus
from bot.usecases.circulatie import agenda_for, send_to
from bot.usecases.komst import send_colleague
from bot.usecases.mdo import plan_mdo
from bot.usecases.outbox import last_words, next_to_send, record_sending
from bot.usecases.overdracht import hand_over
from bot.usecases.personen import revoke_persoon
from bot.usecases.planning import plan_year
from bot.usecases.regios import load_regio
from bot.usecases.tafelbeeld import Agendadeel
from bot.usecases.verzenden import NietsTeVersturen, begin, call_back, due, send
from tests.builders import a_bericht, close, in_processes, join, local, owed
from tests.conftest import MovableClock
from tests.usecases.aan_tafel import HUIS, TOP_X, Tafel, say, set_up
from tests.usecases.conftest import on_sqlite
from tests.usecases.test_afwezigheid import audited
from tests.usecases.test_planning import with_table
from tests.usecases.test_privacy_van_mij import said

WHEN = "Casusoverleg Zwolle, dinsdag 2 februari 09:30-12:00\nZeven Alleetjes 1, Zwolle"
SHORT = "Casusoverleg Zwolle, dinsdag 2 februari 09:30"
ANSWERS = "[Ik kom] [Ik kom niet] [Vervanger]"
NEWS = ("agenda_deel", "agenda_gewijzigd", "niet_meer_verwacht")


@dataclass
class Table(Tafel):
    """Top-X Zwolle of Tuesday, on Monday 09:00, with a second makelaar who chairs it."""

    ruud: Persoon

    def press(self, door: Persoon | None = None, version: int | None = None) -> Verzending:
        """«Versturen» under the agenda as it is now."""
        seen = self.now.version if version is None else version
        return self.services.run_now(begin, self.id, Soort.AGENDA, door or self.sanne, seen)

    def wait(self) -> None:
        """Five minutes go by, and the tick does what is due."""
        self.clock.moment += timedelta(minutes=5)
        for verzending in self.services.run_now(due):
            self.services.run_now(send, verzending)

    def circulate(self) -> None:
        self.press()
        self.wait()

    def longer(self, casus: Referentie, minuten: int) -> None:
        self.services.run_now(lengthen, self.id, self.now.version, self.punt(casus).id, minuten, self.sanne)

    def off(self, casus: Referentie) -> None:
        self.services.run_now(take_off, self.id, self.now.version, self.punt(casus).id, self.sanne)

    def ask(self, casus: Referentie, persoon: Persoon, *, joins: bool) -> None:
        punt = self.punt(casus).id
        self.services.run_now(lambda tx: set_partner(tx, self.id, punt, persoon, self.sanne, joins=joins))

    def question(self, casus: Referentie, vraag: str) -> None:
        was = self.punt(casus).vraag
        self.services.run_now(
            set_vraag, self.id, self.punt(casus).id, SafeText(vraag), self.sanne, str(was) if was else None
        )

    def sees(self, casus: Referentie, persoon: Persoon, op: date | None = None) -> bool:
        """Was this person given a look at the casus?"""
        return self.services.run_now(lambda tx: tx.inzage.holds(casus, persoon.id, op or tx.today))


@pytest.fixture
def table(services: Services, clock: MovableClock) -> Table:
    made = set_up(services, clock)
    ruud = join(services, "Ruud", Rol.MAKELAAR, organisatie=HUIS, chat_id=5_000_000_110, tafels=TOP_X)
    return Table(**vars(made), ruud=ruud)


def news(tafel: Tafel) -> dict[str, list[str]]:
    """What really leaves now, in words with the buttons below, by whom it reaches."""
    found: dict[str, list[str]] = {}

    def take(tx: Any) -> bool:
        sent = next_to_send(tx, set())
        if sent is None:
            return False
        try:
            words = last_words(tx, sent)
        except UnknownBijeenkomst:
            words = None
        if words is None or sent.chat_id is None:
            record_sending(tx, sent, Uitkomst.VERVALLEN)
            return True
        shown = render(words.bericht, words.inhoud)
        buttons = "\n".join(" ".join(f"[{knop.label}]" for knop in row) for row in shown.knoppen)
        text = f"{read_text(shown.tekst, 'HTML').text}\n{buttons}".strip()
        if sent.bericht.naar is not None:
            found.setdefault(tx.personen.get(sent.bericht.naar).naam, []).append(text)
        record_sending(tx, sent, Uitkomst.VERZONDEN, message_id=1000 + sent.id, toont=words.toont)
        return True

    while tafel.services.run_now(take):
        pass
    return found


def told(tafel: Tafel) -> dict[str, list[str]]:
    """``news``, that to the makelaars aside."""
    return {naam: texts for naam, texts in news(tafel).items() if naam not in ("Sanne", "Ruud")}


def deel(tafel: Tafel, persoon: Persoon) -> Agendadeel:
    return tafel.services.run_now(lambda tx: agenda_for(tx, tx.bijeenkomsten.get(tafel.id), persoon))


def shown(tafel: Tafel, persoon: Persoon) -> list[tuple[Referentie | None, str]]:
    """The lines that this person sees of the agenda, each with its time in the region."""
    return [(regel.referentie, f"{regel.van.astimezone(HOME):%H:%M}") for regel in deel(tafel, persoon).regels]


def preview(tafel: Tafel, door: Persoon) -> str:
    return read_text(said(tafel.services, door, "wie_krijgt_wat", bijeenkomst=tafel.id), "HTML").text


# Holding it


def test_it_is_held_for_five_minutes_and_then_each_gets_their_own_part(table: Table) -> None:
    held = table.press()
    assert held.due_at == table.clock.moment + timedelta(minutes=5)
    table.clock.moment += timedelta(minutes=4, seconds=59)
    assert table.services.run_now(due) == []
    assert table.services.run_now(send, held.id) == 0
    assert news(table) == {}

    table.clock.moment += timedelta(seconds=1)
    assert table.services.run_now(due) == [held.id]
    assert table.services.run_now(send, held.id) == 3

    assert news(table) == {
        "Bert": [
            f"{WHEN}\nKampen 09:30   {table.kampen} (20)\n"
            f"Zwolle 09:50   {table.eerste} (20) · {table.tweede} (20)\n{ANSWERS}\n[Bekijk]"
        ],
        "Kim": [f"{WHEN}\nKampen 09:30   {table.kampen} (20)\n{ANSWERS}\n[Bekijk]"],
        "Lars": [
            f"{WHEN}\nU bent gevraagd bij één casus: 09:50-10:10. Voorbereiding: Bekijk.\n{ANSWERS}\n[Bekijk]",
        ],
        "Sanne": [f"De agenda van {SHORT} is om 09:05 verstuurd aan drie mensen."],
    }
    assert table.now.agenda_at == table.clock.moment
    assert audited(table.services, "agenda_klaargezet", "agenda_verstuurd") == [
        (table.sanne.id, "agenda_klaargezet", f"bijeenkomst {table.id}"),
        (table.sanne.id, "agenda_verstuurd", f"bijeenkomst {table.id}"),
    ]


def test_of_a_double_tap_and_of_two_makelaars_at_once_there_is_one(table: Table) -> None:
    version = table.now.version

    def press(one: Services, number: int) -> Verzending:
        return one.run_now(begin, table.id, Soort.AGENDA, (table.sanne, table.ruud)[number % 2], version)

    pressed = in_processes(table.services, 4, press)

    assert len({one.id for one in pressed}) == 1
    assert table.press(table.ruud) == pressed[0]
    table.wait()
    assert sorted(told(table)) == ["Bert", "Kim", "Lars"]


def test_with_several_processes_it_goes_once(table: Table) -> None:
    held = table.press()
    table.clock.moment += timedelta(minutes=7)

    counts = in_processes(table.services, 4, lambda one, _: one.run_now(send, held.id))

    assert sorted(counts) == [0, 0, 0, 3]
    assert sorted(table.owed(*NEWS)) == sorted(("agenda_deel", who.id) for who in (table.bert, table.kim, table.lars))
    assert table.services.run_now(due) == []
    timeline = table.services.run_now(lambda tx: tx.tijdlijn.of_casus(table.kampen))
    assert [one.dag for one in timeline if one.wat is Wat.AGENDA] == [date(2027, 2, 2)]


def test_what_is_called_back_goes_to_nobody_whoever_leads_calls_it_back_and_however_often(table: Table) -> None:
    held = table.press()
    table.clock.moment += timedelta(minutes=4, seconds=59)

    stands = in_processes(
        table.services, 2, lambda one, number: one.run_now(call_back, held.id, (table.sanne, table.ruud)[number])
    )

    assert [type(one) for one in stands] == [Verzending] * 2
    table.wait()
    assert news(table) == {}
    assert table.services.run_now(lambda tx: tx.verzendingen.find(held.id)).stand is Stand.TERUGGEHAALD
    assert table.now.agenda_at is None
    assert not table.sees(table.eerste, table.lars)
    assert len(audited(table.services, "agenda_teruggehaald")) == 1

    again = table.press()
    assert again.id != held.id
    table.wait()
    assert sorted(told(table)) == ["Bert", "Kim", "Lars"]


@on_sqlite
def test_the_button_of_what_was_called_back_says_what_waits_since_and_stops_it_not(table: Table) -> None:
    first = table.press()
    table.services.run_now(call_back, first.id, table.sanne)
    again = table.press()

    assert table.services.run_now(call_back, first.id, table.ruud) == again
    assert again.stand is Stand.WACHT
    table.wait()
    assert sorted(told(table)) == ["Bert", "Kim", "Lars"]
    with pytest.raises(TerughalenTeLaat):
        table.services.run_now(call_back, first.id, table.ruud)


@on_sqlite
def test_once_its_moment_has_come_it_cannot_be_called_back_also_when_it_has_not_left_yet(table: Table) -> None:
    held = table.press()
    table.clock.moment = held.due_at
    with pytest.raises(TerughalenTeLaat):
        table.services.run_now(call_back, held.id, table.sanne)
    table.services.run_now(send, held.id)
    with pytest.raises(TerughalenTeLaat):
        table.services.run_now(call_back, held.id, table.ruud)
    assert sorted(told(table)) == ["Bert", "Kim", "Lars"]


def test_who_does_not_lead_neither_sends_nor_calls_back(table: Table) -> None:
    other = join(table.services, "Dirk", Rol.MAKELAAR, organisatie=HUIS, gemeenten=frozenset({"Raalte"}))
    for who in (table.bert, table.lars, other):
        with pytest.raises(UnknownBijeenkomst):
            table.press(who)
    held = table.press()
    for who in (table.bert, other):
        with pytest.raises(UnknownBijeenkomst):
            table.services.run_now(call_back, held.id, who)
    with pytest.raises(UnknownBijeenkomst):
        table.services.run_now(call_back, held.id + 1, table.sanne)


@on_sqlite
def test_an_agenda_that_a_colleague_changed_is_looked_at_again_first(table: Table) -> None:
    seen = table.now.version
    table.longer(table.kampen, 5)
    with pytest.raises(AgendaGewijzigd):
        table.press(version=seen)
    assert table.services.run_now(lambda tx: tx.verzendingen.waiting(table.id, Soort.AGENDA)) is None


@on_sqlite
def test_what_is_cancelled_while_it_is_held_goes_to_nobody(table: Table) -> None:
    table.press()
    table.services.run_now(cancel_bijeenkomst, table.id, table.sanne, 0)
    news(table)
    table.wait()
    assert told(table) == {}
    with pytest.raises(BijeenkomstAfgezegd):
        table.press()


@on_sqlite
def test_it_still_goes_when_the_bijeenkomst_has_just_begun_and_no_more_once_it_is_over(table: Table) -> None:
    table.clock.moment = local("2027-02-02 09:28")
    table.press()
    table.wait()
    assert told(table)["Lars"] == [
        f"{WHEN}\nU bent gevraagd bij één casus: 09:50-10:10. Voorbereiding: Bekijk.\n[Bekijk]"
    ]
    with pytest.raises(BijeenkomstBegonnen):
        table.press()


@on_sqlite
def test_after_a_day_without_us_nothing_goes_and_who_sent_it_hears_so(table: Table) -> None:
    table.clock.moment = local("2027-02-02 09:28")
    table.press()
    table.clock.moment = local("2027-02-03 09:00")
    table.wait()
    assert news(table) == {
        "Sanne": [
            f"De agenda van {SHORT} is aan niemand verstuurd. Er was niemand meer voor wie het nieuws was.",
        ]
    }
    assert table.now.agenda_at is None


@on_sqlite
def test_the_message_with_terughalen_becomes_that_it_is_out_without_a_sound(table: Table) -> None:
    held = table.press()

    def show(tx: Any) -> None:
        tx.outbox.put(a_bericht(bericht="verstuurd", gegevens={"verzending": held.id}, naar=table.sanne.id))

    table.services.run_now(show)
    assert news(table)["Sanne"] == [
        f"De agenda van {SHORT} wordt om 09:05 verstuurd aan drie mensen.\n"
        "Tot dan kunt u alles terughalen. Daarna niet meer.\n[Terughalen]"
    ]
    table.wait()

    (row,) = [row for row in owed(table.services) if row.bericht == "verzonden"]
    assert (row.methode, row.message_id is not None, row.chat_id) == ("edit", True, table.sanne.chat_id)


@on_sqlite
def test_who_took_over_from_the_makelaar_hears_that_it_is_out(table: Table) -> None:
    table.press()
    today = date(2027, 2, 1)
    table.services.run_now(hand_over, Overdracht(table.sanne.id, table.ruud.id, today, today), table.sanne)
    news(table)
    table.wait()

    assert [text for text in news(table)["Ruud"] if "is om 09:05 verstuurd aan drie mensen" in text]


# Who gets what


@on_sqlite
def test_in_volledig_the_fixed_seats_read_the_question_too(table: Table, ijsselland: Regio) -> None:
    spoken = ijsselland.berichten.model_copy(update={"inhoud": "volledig"})
    table.services.run_now(load_regio, ijsselland.model_copy(update={"berichten": spoken}))
    table.question(table.kampen, "Wat is er bekend over wonen?")
    table.circulate()

    found = told(table)

    assert f"{table.kampen}: Wat is er bekend over wonen?" in found["Bert"][0]
    assert f"{table.kampen}: Wat is er bekend over wonen?" in found["Kim"][0]
    assert "wonen" not in found["Lars"][0]


@on_sqlite
def test_in_kort_no_question_is_in_a_message_and_it_is_on_the_page(table: Table) -> None:
    table.question(table.eerste, "Wat is er bekend over wonen?")
    table.circulate()

    assert "wonen" not in str(told(table))
    assert deel(table, table.lars).regels[0].vraag == "Wat is er bekend over wonen?"


def test_who_is_asked_for_single_casussen_may_look_at_these_until_their_end_date(table: Table) -> None:
    table.circulate()

    for casus, who in ((table.kampen, table.kim), (table.eerste, table.lars)):
        assert table.sees(casus, who, date(2027, 2, 16))
        assert not table.sees(casus, who, date(2027, 2, 17))
    assert not any(table.sees(casus, table.bert) for casus in (table.kampen, table.eerste)), "his seat gives it"
    assert not any(table.sees(casus, table.kim) for casus in (table.eerste, table.tweede))
    assert not any(table.sees(casus, table.lars) for casus in (table.kampen, table.tweede))


@on_sqlite
def test_the_casussen_are_on_the_agenda_from_then_on_and_their_timeline_says_so_once(table: Table) -> None:
    further = replace(table.services.run_now(lambda tx: tx.casussen.get(table.tweede)), fase=Fase.IN_MONITORING)
    table.services.run_now(lambda tx: tx.casussen.save(further))
    table.circulate()
    table.off(table.eerste)
    table.circulate()
    back = replace(table.punt(table.eerste), weg=False)
    table.services.run_now(lambda tx: tx.agendas.save(back))
    table.circulate()

    phases = [table.services.run_now(lambda tx, c=c: tx.casussen.get(c).fase) for c in (table.kampen, table.tweede)]
    assert phases == [Fase.GEAGENDEERD, Fase.IN_MONITORING]
    for casus in (table.kampen, table.eerste, table.tweede):
        timeline = table.services.run_now(lambda tx, c=casus: tx.tijdlijn.of_casus(c))
        assert [(one.wat, one.dag) for one in timeline if one.wat is Wat.AGENDA] == [(Wat.AGENDA, date(2027, 2, 2))]


@on_sqlite
def test_each_sees_what_they_were_told_and_who_leads_what_it_is_now(table: Table) -> None:
    assert shown(table, table.bert) == []
    for who in (table.kim, table.lars, table.tineke):
        with pytest.raises(UnknownBijeenkomst):
            deel(table, who)
    table.ask(table.tweede, table.lars, joins=True)
    table.circulate()
    assert shown(table, table.lars) == [(table.eerste, "09:50"), (table.tweede, "10:10")]
    table.ask(table.tweede, table.lars, joins=False)
    assert shown(table, table.lars) == [(table.eerste, "09:50")], "at once, also before it is sent"
    everything = [(table.kampen, "09:30"), (table.eerste, "09:50"), (table.tweede, "10:10")]
    table.longer(table.kampen, 30)
    table.off(table.tweede)

    assert shown(table, table.bert) == everything[:2], "at the times that were told, and nothing that is off"
    assert shown(table, table.kim) == everything[:1]
    assert shown(table, table.lars) == everything[1:2]
    assert shown(table, table.ruud) == [(table.kampen, "09:30"), (table.eerste, "10:20")]
    assert [p.naam for p in deel(table, table.sanne).regels[1].partners] == ["Lars"]
    assert all(not regel.partners for who in (table.bert, table.lars) for regel in deel(table, who).regels)
    table.services.run_now(close, table.eerste)
    assert shown(table, table.bert) == everything[:1]
    with pytest.raises(UnknownBijeenkomst):
        deel(table, table.lars)


@on_sqlite
def test_before_it_was_sent_a_fixed_seat_hears_that_the_agenda_comes(table: Table) -> None:
    before = said(table.services, table.bert, "agenda_deel", bijeenkomst=table.id)
    assert read_text(before, "HTML").text == f"{WHEN}\nDe agenda volgt."
    table.circulate()
    later = join(table.services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie", tafels=TOP_X, chat_id=5_000_000_130)
    assert "De agenda volgt." in said(table.services, later, "agenda_deel", bijeenkomst=table.id)


@on_sqlite
def test_to_a_table_without_an_agenda_goes_the_invitation(table: Table, ijsselland: Regio) -> None:
    own = next(tafel for tafel in ijsselland.casustafels if tafel.sleutel == "netwerktafel")
    names = {"sleutel": "kerngroep", "naam": "Kerngroep", "agendanaam": "Kerngroep"}
    bare = own.model_copy(update={**names, "onderwerpen": False})
    table.services.run_now(load_regio, ijsselland.model_copy(update={"casustafels": (*ijsselland.casustafels, bare)}))
    for who in (table.sanne, table.bert):
        table.services.run_now(lambda tx, w=who: tx.personen.put_at(w.id, ["kerngroep"]))
    begins = local("2027-02-09 13:30")
    made = table.services.run_now(
        lambda tx: tx.bijeenkomsten.add(Bijeenkomst(BijeenkomstId(0), "kerngroep", begins, 60, "Zwolle"))
    )
    sanne = table.services.run_now(lambda tx: tx.personen.get(table.sanne.id))
    table.services.run_now(begin, made.id, Soort.AGENDA, sanne, made.version)
    table.wait()

    assert news(table) == {
        "Bert": [f"Kerngroep, dinsdag 9 februari 13:30-14:30\nZwolle\nU bent uitgenodigd.\n{ANSWERS}"],
        "Sanne": ["De uitnodiging van Kerngroep, dinsdag 9 februari 13:30 is om 09:05 verstuurd aan één persoon."],
    }


# Between the preview and the sending, and after it


def test_a_partner_who_is_removed_between_preview_and_sending_gets_nothing(table: Table) -> None:
    assert "Lars, Trajectum" in preview(table, table.sanne)
    table.press()
    table.ask(table.eerste, table.lars, joins=False)
    table.wait()

    assert sorted(told(table)) == ["Bert", "Kim"]
    assert not table.sees(table.eerste, table.lars)
    with pytest.raises(UnknownBijeenkomst):
        deel(table, table.lars)


@on_sqlite
def test_a_partner_who_is_removed_before_the_message_left_gets_nothing(table: Table) -> None:
    table.circulate()
    table.ask(table.eerste, table.lars, joins=False)
    assert "Lars" not in told(table)


@on_sqlite
def test_whose_access_is_stopped_gets_nothing_and_neither_does_the_only_casus_that_is_closed(table: Table) -> None:
    table.press()
    table.services.run_now(revoke_persoon, table.kim)
    table.wait()
    table.services.run_now(close, table.eerste)

    found = told(table)

    assert sorted(found) == ["Bert"]
    assert table.eerste not in found["Bert"][0]
    assert f"Zwolle 10:10   {table.tweede} (20)" in found["Bert"][0], "at the time that was told"


@on_sqlite
def test_a_message_about_a_casus_that_is_closed_since_is_written_anew(table: Table) -> None:
    table.circulate()
    news(table)
    lines = [
        line.casus
        for row in owed(table.services)
        if row.bericht == "agenda_deel" and row.persoon_id == table.bert.id
        for line in table.services.run_now(lambda tx, r=row: tx.getoond.lines(table.bert.chat_id, r.message_id))
    ]
    assert sorted(lines) == sorted([table.kampen, table.eerste, table.tweede])


# What changed


@pytest.mark.parametrize(("minuten", "who"), [(10, []), (11, ["Bert", "Kim", "Lars"])])
def test_a_slot_that_shifted_is_told_above_ten_minutes_to_whom_it_touches(
    table: Table, minuten: int, who: list[str]
) -> None:
    table.circulate()
    news(table)
    table.longer(table.kampen, minuten)
    if not who:
        with pytest.raises(NietsTeVersturen):
            table.press()
        assert "Iedereen weet alles al. Er gaat niets weg." in preview(table, table.sanne)
        return
    asked = preview(table, table.sanne)
    longer = f"{table.kampen} van 09:30-09:50 naar 09:30-10:01"
    later = f"{table.eerste} van 09:50-10:10 naar 10:01-10:21"
    assert f"Drie mensen krijgen een wijziging:\nBert, Politie: {longer}; {later}; " in asked
    assert f"Lars, Trajectum: {later}\n" in asked
    assert f"Kim, Gemeente Kampen: {longer}\n" in asked
    table.circulate()

    found = told(table)

    assert sorted(found) == who
    assert found["Bert"] == [
        f"De agenda is gewijzigd.\n{WHEN}\nAndere tijd: {table.kampen}, 09:30-09:50 wordt 09:30-10:01\n"
        f"Andere tijd: {table.eerste}, 09:50-10:10 wordt 10:01-10:21\n"
        f"Andere tijd: {table.tweede}, 10:10-10:30 wordt 10:21-10:41\n{ANSWERS}\n[Bekijk]"
    ]
    assert found["Lars"] == [
        f"De agenda is gewijzigd.\n{WHEN}\nAndere tijd: een casus, 09:50-10:10 wordt 10:01-10:21\n{ANSWERS}\n[Bekijk]"
    ]


@on_sqlite
def test_small_shifts_add_up_until_they_are_told(table: Table) -> None:
    table.circulate()
    table.longer(table.kampen, 6)
    table.question(table.kampen, "Wonen")
    table.circulate()
    assert "Andere tijd" not in news(table)["Bert"][-1]
    table.longer(table.kampen, 6)
    table.circulate()

    found = told(table)

    assert "Andere tijd: een casus, 09:50-10:10 wordt 10:02-10:22" in found["Lars"][0]
    assert f"Andere tijd: {table.eerste}, 09:50-10:10 wordt 10:02-10:22" in found["Bert"][0], "who heard the question"


@on_sqlite
def test_what_comes_and_what_goes_is_told_to_whose_it_is_and_sight_follows(table: Table) -> None:
    table.circulate()
    news(table)
    table.ask(table.eerste, table.lars, joins=False)
    table.ask(table.tweede, table.lars, joins=True)
    table.off(table.kampen)
    asked = preview(table, table.sanne)
    assert "Niet meer verwacht: Kim, Gemeente Kampen" in asked
    assert f"{table.kampen} vervalt" in asked
    table.circulate()

    found = told(table)

    assert found["Kim"] == [f"U wordt niet meer verwacht bij {SHORT}. U hoeft niets te doen."]
    assert f"Vervalt: {table.kampen}" in found["Bert"][0]
    assert f"{WHEN}\nErbij: een casus, 09:50-10:10\nEén casus vervalt.\n" in found["Lars"][0]
    assert [table.sees(*one) for one in ((table.kampen, table.kim), (table.eerste, table.lars))] == [False, False]
    assert table.sees(table.tweede, table.lars)
    with pytest.raises(UnknownBijeenkomst):
        deel(table, table.kim)
    assert told(table) == {}
    with pytest.raises(NietsTeVersturen):
        table.press()


@on_sqlite
def test_who_is_asked_again_before_it_leaves_does_not_hear_that_they_are_not_expected(table: Table) -> None:
    table.circulate()
    news(table)
    table.ask(table.eerste, table.lars, joins=False)
    table.circulate()
    table.ask(table.eerste, table.lars, joins=True)
    assert "Lars" not in told(table)
    table.circulate()
    assert "U bent gevraagd bij één casus: 09:50-10:10." in told(table)["Lars"][0]


@on_sqlite
def test_who_was_stopped_after_they_were_told_is_nobody_any_more(table: Table) -> None:
    table.circulate()
    table.services.run_now(revoke_persoon, table.kim)
    assert "Iedereen weet alles al." in preview(table, table.sanne)
    with pytest.raises(NietsTeVersturen):
        table.press()


@on_sqlite
def test_of_a_casus_that_is_off_and_closed_the_reference_is_not_said(table: Table) -> None:
    table.circulate()
    news(table)
    table.off(table.tweede)
    table.services.run_now(close, table.tweede)
    assert "Bert, Politie: een casus vervalt" in preview(table, table.sanne)
    table.circulate()

    (changed,) = told(table)["Bert"]

    assert changed == f"De agenda is gewijzigd.\n{WHEN}\nEén casus vervalt.\n{ANSWERS}\n[Bekijk]"


@on_sqlite
def test_who_promised_something_keeps_their_sight_when_they_are_no_longer_expected(table: Table) -> None:
    table.circulate()
    table.agree(table.eerste, table.lars)
    table.ask(table.eerste, table.lars, joins=False)
    table.circulate()
    assert "niet meer verwacht" in "\n".join(told(table)["Lars"])
    assert table.sees(table.eerste, table.lars)


@on_sqlite
def test_who_was_asked_for_a_casus_and_chairs_the_table_since_is_expected_all_the_same(table: Table) -> None:
    ola = join(table.services, "Ola", Rol.MAKELAAR, organisatie=HUIS, gemeenten=frozenset({"Ommen"}), chat_id=5_000_132)
    table.ask(table.eerste, ola, joins=True)
    table.circulate()
    assert "Ola" in told(table)
    table.services.run_now(lambda tx: tx.personen.put_at(ola.id, [*TOP_X]))
    assert "Iedereen weet alles al." in preview(table, table.sanne)


@on_sqlite
def test_another_question_is_told_without_its_words(table: Table) -> None:
    table.circulate()
    news(table)
    table.question(table.eerste, "Wat is er bekend over wonen?")
    table.circulate()

    found = told(table)

    assert sorted(found) == ["Bert", "Lars"]
    assert f"Andere voorbereiding: {table.eerste}, 09:50-10:10" in found["Bert"][0]
    assert "Andere voorbereiding: een casus, 09:50-10:10" in found["Lars"][0]
    assert "wonen" not in str(found)


@on_sqlite
def test_a_change_about_a_casus_that_is_closed_before_it_leaves_is_no_message(table: Table) -> None:
    table.circulate()
    news(table)
    table.question(table.tweede, "Wonen")
    table.circulate()
    table.services.run_now(close, table.tweede)
    assert told(table) == {}


@on_sqlite
def test_when_the_bijeenkomst_moved_the_slots_are_told_along_with_that_and_not_again(table: Table) -> None:
    table.circulate()
    news(table)
    where = table.now.waar
    table.services.run_now(move_bijeenkomst, table.id, local("2027-02-04 13:00"), where, table.sanne, 0)
    assert sorted(told(table)) == ["Bert", "Kim", "Lars"]
    assert shown(table, table.lars) == [(table.eerste, "13:20")]
    with pytest.raises(NietsTeVersturen):
        table.press()
    assert table.sees(table.eerste, table.lars, date(2027, 2, 18))
    table.longer(table.kampen, 15)
    table.circulate()
    assert "Andere tijd: een casus, 13:20-13:40 wordt 13:35-13:55" in told(table)["Lars"][0]


@on_sqlite
def test_the_last_one_that_takes_longer_is_told_and_until_then_the_page_says_what_was_told(table: Table) -> None:
    table.ask(table.tweede, table.lars, joins=True)
    table.circulate()
    news(table)
    table.longer(table.tweede, 60)

    def ends() -> list[str]:
        return [f"{regel.tot.astimezone(HOME):%H:%M}" for regel in deel(table, table.lars).regels]

    assert ends() == ["10:10", "10:30"]
    table.circulate()

    assert "Andere tijd: een casus, 10:10-10:30 wordt 10:10-11:30" in told(table)["Lars"][0]
    assert ends() == ["10:10", "11:30"]


@on_sqlite
def test_a_question_is_seen_by_nobody_before_it_is_sent_also_when_that_is_called_back(table: Table) -> None:
    table.circulate()
    table.question(table.eerste, "Hoe loopt de intake?")

    def asked() -> str | None:
        return deel(table, table.lars).regels[0].vraag

    assert asked() is None
    held = table.press()
    table.services.run_now(call_back, held.id, table.sanne)
    assert asked() is None
    table.circulate()
    assert asked() == "Hoe loopt de intake?"


# When the rhythm changes


@on_sqlite
def test_what_is_on_its_way_stays_as_it_was_seen_when_the_rhythm_changes(table: Table, ijsselland: Regio) -> None:
    table.press()

    table.services.run_now(load_regio, with_table(ijsselland, tijd=time(13)))
    table.services.run_now(plan_year)
    table.wait()

    assert table.now.begint == local("2027-02-02 09:30")
    assert sorted(told(table)) == ["Bert", "Kim", "Lars"]


# When it is over, or off


@on_sqlite
def test_who_came_once_for_a_fixed_seat_sees_all_of_it_until_the_end_date(table: Table) -> None:
    joris = join(table.services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie", chat_id=5_000_000_130)
    table.circulate()
    table.services.run_now(send_colleague, table.id, joris.id, table.bert)

    table.clock.moment = local("2027-02-16 23:59")
    assert len(shown(table, joris)) == 3
    table.clock.moment = local("2027-02-17 00:01")
    with pytest.raises(UnknownBijeenkomst):
        shown(table, joris)
    assert len(shown(table, table.bert)) == 3


@on_sqlite
def test_who_was_told_and_has_nothing_there_any_more_hears_all_the_same_that_it_is_off(table: Table) -> None:
    table.circulate()
    news(table)
    table.off(table.eerste)  # and that is not sent

    table.services.run_now(cancel_bijeenkomst, table.id, table.sanne, table.now.volgnummer)

    heard = told(table)
    assert sorted(heard) == ["Bert", "Kim", "Lars"]
    assert "gaat niet door" in heard["Lars"][0]


@on_sqlite
def test_after_the_end_date_who_joined_for_one_casus_finds_nothing_any_more(table: Table) -> None:
    table.circulate()
    table.begin()
    table.agree(table.eerste, table.tineke)
    table.finish()
    sent = table.services.run_now(begin, table.id, Soort.LIJST, table.sanne, table.now.version)
    table.wait()
    assert sent.soort is Soort.LIJST

    def looks(persoon: Persoon) -> list[Any]:
        one = table.services.run_now(lambda tx: tx.bijeenkomsten.get(table.id))
        return [table.services.run_now(what, one, persoon).referenties for what in (agenda_for, lijst_for)]

    table.clock.moment = local("2027-02-16 23:59")
    assert looks(table.lars) == [[table.eerste], [table.eerste]]
    table.clock.moment = local("2027-02-17 00:01")
    for persoon in (table.lars, table.kim):
        for what in (agenda_for, lijst_for):
            with pytest.raises(UnknownBijeenkomst):
                table.services.run_now(lambda tx, w=what, p=persoon: w(tx, tx.bijeenkomsten.get(table.id), p))
    assert len(looks(table.bert)[1]) == 3, "a fixed seat for all of it"


@on_sqlite
def test_of_what_is_off_nobody_sees_the_casussen_any_more(table: Table) -> None:
    table.circulate()
    news(table)

    table.services.run_now(cancel_bijeenkomst, table.id, table.sanne, table.now.volgnummer)

    assert not table.sees(table.eerste, table.lars)
    assert not table.sees(table.kampen, table.kim)
    assert (shown(table, table.lars), shown(table, table.bert)) == ([], [])
    heard = told(table)
    assert sorted(heard) == ["Bert", "Kim", "Lars"]
    assert all("gaat niet door" in text for (text,) in heard.values())


@on_sqlite
def test_what_could_not_leave_before_it_was_over_is_no_news(table: Table) -> None:
    table.circulate()
    table.clock.moment = local("2027-02-02 12:00")

    assert told(table) == {}


def test_a_casus_that_is_closed_while_it_goes_out_is_seen_by_nobody(table: Table) -> None:
    held = table.press()
    table.clock.moment += timedelta(minutes=5)

    def both(one: Services, number: int) -> Any:
        if number == 0:
            return one.run_now(send, held.id)
        return one.run_now(close_casus, table.eerste, Einde(Fase.AFGESLOTEN, Oordeel.GOED), table.sanne)

    in_processes(table.services, 2, both)

    assert not table.sees(table.eerste, table.lars)


# Who comes in somebody's place


@on_sqlite
def test_who_comes_in_somebodys_place_hears_what_was_sent_and_not_what_was_added_since(table: Table) -> None:
    joris = join(table.services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie", chat_id=5_000_000_130)
    table.circulate()
    news(table)
    new = table.services.run_now(new_casus, "Zwolle", "topx-zwolle", table.sanne).referentie
    table.services.run_now(add_casus, table.id, new, table.sanne)

    table.services.run_now(send_colleague, table.id, joris.id, table.bert)

    assert all(new not in text for text in told(table)["Joris"])
    assert not table.sees(new, joris)
    table.circulate()
    assert any(f"Erbij: {new}" in text for text in told(table)["Joris"])
    assert table.services.run_now(lambda tx: tx.casussen.get(new)).fase is Fase.GEAGENDEERD


def test_who_comes_in_somebodys_place_gets_that_part_at_once(table: Table) -> None:
    eva = join(table.services, "Eva", Rol.ACTIEHOUDER, organisatie="Trajectum", chat_id=5_000_000_131)
    table.circulate()
    news(table)

    def instead(tx: Any) -> None:
        send_to(tx, tx.bijeenkomsten.get(table.id), eva, [table.lars.id], table.lars)

    table.services.run_now(instead)
    assert told(table) == {}, "she does not come yet"
    say(table, table.lars, antwoord=Antwoord.VERVANGER, vervanger=eva.id)
    table.services.run_now(instead)

    assert "U bent gevraagd bij één casus: 09:50-10:10." in told(table)["Eva"][0]
    assert table.sees(table.eerste, eva)
    assert shown(table, eva) == [(table.eerste, "09:50")]


# The preview


@on_sqlite
def test_the_preview_says_who_gets_what_who_cannot_be_reached_and_which_seat_is_empty(table: Table) -> None:
    join(table.services, "Joris", Rol.ACTIEHOUDER, organisatie="Openbaar Ministerie", tafels=TOP_X)

    asked = preview(table, table.sanne)

    assert asked == (
        f"Wie krijgt wat {SHORT}\n\n"
        "De hele agenda: Bert, Politie; Joris, Openbaar Ministerie\n\n"
        "Alleen de eigen casussen:\n"
        f"Kim, Gemeente Kampen: {table.kampen} 09:30-09:50\n"
        f"Lars, Trajectum: {table.eerste} 09:50-10:10\n\n"
        "Nog niemand uitgenodigd voor: Leger des Heils (reclassering); Tactus (reclassering); "
        "Reclassering Nederland; DJI\n\n"
        "Niet te bereiken via Telegram: Joris, Openbaar Ministerie\n\n"
        "Na Versturen heeft u 5 minuten voor Terughalen."
    )
    table.press()
    assert "Onderweg: dit gaat om 09:05 weg." in preview(table, table.ruud)
    table.wait()
    assert news(table)["Sanne"] == [
        f"De agenda van {SHORT} is om 09:05 verstuurd aan drie mensen.\nNiet te bereiken via Telegram: één persoon."
    ]


@on_sqlite
def test_an_agenda_of_casussen_that_nobody_joins_for_cannot_be_sent(table: Table) -> None:
    casus = table.services.run_now(new_casus, "Raalte", "topx-deventer", table.ruud).referentie
    made = table.services.run_now(
        lambda tx: tx.bijeenkomsten.add(
            Bijeenkomst(BijeenkomstId(0), "topx-deventer", local("2027-02-04 09:30"), 150, None)
        )
    )
    punt = Agendapunt(PuntId(0), made.id, 1, 20, Herkomst.AANGEMELD, casus)
    table.services.run_now(lambda tx: tx.agendas.add(punt))
    with pytest.raises(NietsTeVersturen):
        table.services.run_now(begin, made.id, Soort.AGENDA, table.ruud, made.version)


# At other bijeenkomsten, and by who took over


@on_sqlite
def test_who_is_asked_for_the_same_casus_at_an_mdo_keeps_sight_of_it_until_the_end_date_of_that(table: Table) -> None:
    """Off the agenda of Tuesday, on that of an MDO on Friday; and off the one of Friday, too."""
    mdo = table.services.run_now(
        plan_mdo, table.eerste, local("2027-02-05 10:00"), None, [table.lars.id, table.tineke.id], table.sanne
    )
    friday = replace(table, id=mdo.id)
    table.circulate()
    table.ask(table.tweede, table.lars, joins=True)
    table.circulate()
    friday.circulate()
    news(table)
    table.ask(table.eerste, table.lars, joins=False)
    table.ask(table.tweede, table.lars, joins=False)
    table.circulate()

    assert table.sees(table.eerste, table.lars, date(2027, 2, 19))
    assert not table.sees(table.eerste, table.lars, date(2027, 2, 20))
    assert not table.sees(table.tweede, table.lars), "it is not on the agenda of the MDO"
    friday.ask(table.eerste, table.lars, joins=False)
    friday.circulate()
    assert not table.sees(table.eerste, table.lars)


@on_sqlite
def test_what_they_were_not_told_of_or_is_off_at_another_bijeenkomst_gives_no_sight(table: Table) -> None:
    """Neither one of which the agenda is not out, nor one that was cancelled, nor one of which they lost it first."""
    plan = (plan_mdo, table.eerste, local("2027-02-19 10:00"), None, [table.lars.id, table.tineke.id], table.sanne)
    never_sent, cancelled, lost = (replace(table, id=table.services.run_now(*plan).id) for _ in range(3))
    for one in (table, cancelled, lost):
        one.circulate()
    table.services.run_now(cancel_bijeenkomst, cancelled.id, table.sanne, 0)
    lost.ask(table.eerste, table.lars, joins=False)
    assert never_sent.punt(table.eerste).partners >= {table.lars.id}

    table.ask(table.eerste, table.lars, joins=False)
    table.circulate()

    assert not table.sees(table.eerste, table.lars)


@on_sqlite
def test_what_was_added_to_another_agenda_and_not_sent_yet_gives_no_sight(table: Table) -> None:
    later = Bijeenkomst(BijeenkomstId(0), "topx-zwolle", local("2027-03-30 09:30"), 150, "Zwolle")
    march = replace(table, id=table.services.run_now(lambda tx: tx.bijeenkomsten.add(later)).id)
    asked = frozenset({table.lars.id})
    for volgorde, casus in enumerate((table.tweede, table.eerste), 1):
        punt = Agendapunt(PuntId(0), march.id, volgorde, 20, Herkomst.TOEGEVOEGD, casus, partners=asked)
        table.services.run_now(lambda tx, punt=punt: tx.agendas.add(punt))
        if casus == table.tweede:
            march.circulate()
    table.circulate()
    table.ask(table.eerste, table.lars, joins=False)
    table.circulate()

    assert not table.sees(table.eerste, table.lars)
    assert table.sees(table.tweede, table.lars, date(2027, 4, 13))


@on_sqlite
@pytest.mark.parametrize(("day", "keeps"), [("2027-02-15", True), ("2027-02-16", False)])
def test_another_bijeenkomst_gives_sight_through_its_end_date_and_none_after(
    table: Table, day: str, keeps: bool
) -> None:
    """Its end date is 15 February, and that of the one of which they lost it 16 March."""
    mdo = table.services.run_now(
        plan_mdo, table.eerste, local("2027-02-01 12:00"), None, [table.lars.id, table.tineke.id], table.sanne
    )
    replace(table, id=mdo.id).circulate()
    table.services.run_now(move_bijeenkomst, table.id, local("2027-03-02 09:30"), None, table.sanne, 0)
    table.circulate()
    table.clock.moment = local(f"{day} 09:00")
    table.ask(table.eerste, table.lars, joins=False)
    table.circulate()

    assert table.sees(table.eerste, table.lars, date(2027, 2, 15)) is keeps, "nothing is given for days that are over"


def test_an_mdo_goes_to_who_was_chosen_alone_each_time_of_that_casus(table: Table) -> None:
    mdo = table.services.run_now(
        plan_mdo, table.eerste, local("2027-02-05 10:00"), "Stadhuis Zwolle", [table.lars.id], table.sanne
    )
    friday = replace(table, id=mdo.id)
    friday.circulate()

    assert told(friday) == {
        "Lars": [
            "MDO, vrijdag 5 februari 10:00-11:00\nStadhuis Zwolle\n"
            f"U bent gevraagd bij één casus: 10:00-11:00. Voorbereiding: Bekijk.\n{ANSWERS}\n[Bekijk]"
        ]
    }
    assert table.sees(table.eerste, table.lars, date(2027, 2, 19))
    friday.ask(table.eerste, table.tineke, joins=True)
    friday.ask(table.eerste, table.lars, joins=False)
    friday.circulate()
    found = told(friday)
    assert sorted(found) == ["Lars", "Tineke"]
    assert found["Lars"] == ["U wordt niet meer verwacht bij MDO, vrijdag 5 februari 10:00. U hoeft niets te doen."]


@on_sqlite
def test_the_netwerktafel_gets_its_subjects_and_later_only_the_new_one(table: Table) -> None:
    sits = {"tafels": frozenset({"netwerktafel"}), "organisatie": "Limor"}
    ida = join(table.services, "Ida", Rol.ACTIEHOUDER, chat_id=5_000_000_133, **sits)
    table.services.run_now(lambda tx: tx.personen.put_at(table.sanne.id, [*TOP_X, "netwerktafel"]))
    sanne = table.services.run_now(lambda tx: tx.personen.get(table.sanne.id))
    made = table.services.run_now(
        lambda tx: tx.bijeenkomsten.add(
            Bijeenkomst(BijeenkomstId(0), "netwerktafel", local("2027-02-09 14:00"), 120, "Zwolle")
        )
    )
    netwerk = replace(table, id=made.id, sanne=sanne)
    table.services.run_now(add_onderwerp, made.id, SafeText("Nieuwe werkwijze"), sanne)
    netwerk.circulate()
    table.services.run_now(add_onderwerp, made.id, SafeText("Jaarplan"), sanne)
    first, (seen,) = told(netwerk), [regel.onderwerp for regel in deel(netwerk, ida).regels]
    netwerk.circulate()

    assert list(first) == ["Ida"]
    assert "14:00   Nieuwe werkwijze (20)\n" in first["Ida"][0]
    assert seen == "Nieuwe werkwijze", "what she was told, until the rest is sent"
    (changed,) = told(netwerk)["Ida"]
    assert "De agenda is gewijzigd." in changed
    assert "Erbij: Jaarplan, 14:20-14:40" in changed


@on_sqlite
def test_who_took_over_sends_and_calls_back_for_as_long_as_that_lasts(table: Table) -> None:
    dirk = join(
        table.services, "Dirk", Rol.MAKELAAR, organisatie=HUIS, gemeenten=frozenset({"Raalte"}), chat_id=5_000_000_134
    )
    with pytest.raises(UnknownBijeenkomst):
        table.press(dirk)
    today = date(2027, 2, 1)
    table.services.run_now(hand_over, Overdracht(table.sanne.id, dirk.id, today, today), table.sanne)

    held = table.press(dirk)
    table.services.run_now(call_back, held.id, dirk)
    held = table.press(dirk)
    table.services.run_now(call_back, held.id, table.sanne)
    assert table.press(dirk).id != held.id
    table.wait()
    assert sorted(told(table)) == ["Bert", "Dirk", "Kim", "Lars"]

    table.longer(table.kampen, 15)
    table.clock.moment += timedelta(days=1) - timedelta(hours=3)
    with pytest.raises(UnknownBijeenkomst):
        table.press(dirk)
