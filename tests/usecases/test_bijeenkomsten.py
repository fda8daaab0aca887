"""Who moves a bijeenkomst, cancels it or adds one: what becomes of it, and who hears old and new?"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from bot.domain.agenda import Agendapunt, Herkomst, in_order
from bot.domain.bericht import Uitkomst
from bot.domain.bijeenkomst import (
    Bijeenkomst,
    BijeenkomstAfgezegd,
    BijeenkomstBegonnen,
    BijeenkomstId,
    MomentVoorbij,
    PuntId,
    Staat,
    UnknownBijeenkomst,
)
from bot.domain.deelnemer import Aanwezigheid, Antwoord
from bot.domain.overdracht import Overdracht
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.verzending import Soort, Stand
from bot.rendering.berichten import render
from bot.services import Services
from bot.usecases.bijeenkomsten import (
    BijeenkomstGewijzigd,
    NietsVerplaatst,
    StaatErAl,
    add_bijeenkomst,
    cancel_bijeenkomst,
    hearers,
    led_by,
    move_bijeenkomst,
)
from bot.usecases.casussen import new_casus
from bot.usecases.circulatie import send_agenda
from bot.usecases.invoer import Onduidelijk
from bot.usecases.moment import find_dag, find_tijd, moment_of, tijd_within
from bot.usecases.outbox import last_words, next_to_send, record_sending
from bot.usecases.overdracht import hand_over
from bot.usecases.planning import PLANNED
from tests.builders import close, in_processes, join, local
from tests.conftest import MovableClock
from tests.usecases.conftest import People, on_sqlite
from tests.usecases.test_afwezigheid import audited
from tests.usecases.test_privacy_van_mij import said

TOPX = "topx-zwolle"
ADRES = "Zeven Alleetjes 1, Zwolle"
TUESDAY = local("2027-02-16 09:30")
WEDNESDAY = local("2027-02-17 14:00")
HUIS = "Veiligheidshuis IJsselland"


@dataclass(frozen=True)
class Table:
    """Top-X Zwolle, which Marijke and Ruud chair, and its meeting of 16 February."""

    id: BijeenkomstId
    marijke: Persoon
    ruud: Persoon
    rein: Persoon
    """Politie, in a fixed seat; he comes."""
    bea: Persoon
    """Openbaar Ministerie, likewise; Otto comes in her place."""
    otto: Persoon
    lena: Persoon
    """Limor, for one casus: she was told of it."""


@pytest.fixture
def table(services: Services, people: People) -> Table:
    services.run_now(lambda tx: tx.personen.put_at(people.marijke.id, [TOPX]))
    zwolle = {"tafels": frozenset({TOPX})}
    makers = {"organisatie": HUIS, "gemeenten": frozenset({"Ommen"}), **zwolle}
    ruud = join(services, "Ruud", Rol.MAKELAAR, chat_id=5_000_000_020, **makers)
    rein = join(services, "Rein", Rol.ACTIEHOUDER, organisatie="Politie", chat_id=5_000_000_021, **zwolle)
    bea = join(services, "Bea", Rol.ACTIEHOUDER, organisatie="Openbaar Ministerie", chat_id=5_000_000_022, **zwolle)
    otto = join(services, "Otto", Rol.ACTIEHOUDER, organisatie="Openbaar Ministerie", chat_id=5_000_000_023)
    lena = join(services, "Lena", Rol.PARTNER, organisatie="Limor", chat_id=5_000_000_024)

    def plan(tx: Any) -> BijeenkomstId:
        one = tx.bijeenkomsten.add(Bijeenkomst(BijeenkomstId(0), TOPX, TUESDAY, 150, ADRES, volgens=date(2027, 2, 16)))
        tx.aanwezigheid.put(Aanwezigheid(one.id, rein.id, Antwoord.KOMT))
        tx.aanwezigheid.put(Aanwezigheid(one.id, bea.id, Antwoord.VERVANGER, otto.id, mandaat=True))
        return one.id

    id = services.run_now(plan)
    return Table(id, services.run_now(lambda tx: tx.personen.get(people.marijke.id)), ruud, rein, bea, otto, lena)


def move(services: Services, table: Table, begint: datetime = WEDNESDAY, **more: Any) -> Bijeenkomst:
    values = {"waar": ADRES, "door": table.marijke, "gezien": 0, **more}
    return services.run_now(move_bijeenkomst, table.id, begint, values["waar"], values["door"], values["gezien"])


def heard(services: Services) -> dict[str, str]:
    """What each is told by all that is owed now: the words, the buttons below; what lapses is told to nobody."""
    found: dict[str, str] = {}

    def take(tx: Any) -> bool:
        sent = next_to_send(tx, set())
        if sent is None:
            return False
        words = last_words(tx, sent)
        if words is None:
            record_sending(tx, sent, Uitkomst.VERVALLEN)
            return True
        shown = render(words.bericht, {"pagina_open": True, **words.inhoud})
        buttons = " ".join(f"[{knop.label}]" for row in shown.knoppen for knop in row)
        naam = tx.personen.get(sent.bericht.naar).naam
        assert naam not in found, "one message each"
        found[naam] = f"{shown.tekst}\n{buttons}".strip()
        record_sending(tx, sent, Uitkomst.VERZONDEN, message_id=1000 + sent.id)
        return True

    while services.run_now(take):
        pass
    return found


def answers(services: Services, table: Table) -> dict[PersoonId, Antwoord | None]:
    found = services.run_now(lambda tx: tx.aanwezigheid.of(table.id))
    return {id: answer.antwoord for id, answer in found.items()}


def now_is(services: Services, table: Table) -> Bijeenkomst:
    return services.run_now(lambda tx: tx.bijeenkomsten.get(table.id))


# Moving


def test_everybody_who_is_invited_hears_old_and_new_and_the_other_makelaar_too(
    services: Services, people: People, table: Table
) -> None:
    moved = move(services, table)

    assert (moved.begint, moved.duur, moved.eigen, moved.volgnummer) == (WEDNESDAY, 150, True, 1)
    told = heard(services)
    assert told.keys() == {"Rein", "Bea", "Otto", "Ruud"}
    assert told["Rein"] == (
        "<b>Casusoverleg Zwolle</b> is verplaatst\n"
        "Was: dinsdag 16 februari 09:30-12:00, Zeven Alleetjes 1, Zwolle\n"
        "Wordt: <b>woensdag 17 februari 14:00-16:30</b>, Zeven Alleetjes 1, Zwolle\n"
        "Kunt u dan ook?\n"
        "[Ik kom] [Ik kom niet] [Vervanger]"
    )
    assert told["Bea"] == told["Rein"]
    assert told["Otto"].endswith("U zou komen voor een collega. Die kiest opnieuw. U hoeft niets te doen.")
    assert told["Ruud"].startswith(
        "Marijke heeft <b>Casusoverleg Zwolle</b> verplaatst.\nWas: dinsdag 16 februari 09:30"
    )
    assert set(answers(services, table).values()) == {None}
    assert audited(services, "bijeenkomst_verplaatst") == [
        (table.marijke.id, "bijeenkomst_verplaatst", f"bijeenkomst {table.id}")
    ]


def test_who_joins_for_one_casus_hears_it_only_when_they_were_told_of_it(services: Services, table: Table) -> None:
    casus = services.run_now(new_casus, "Ommen", TOPX, table.ruud).referentie
    punt = Agendapunt(PuntId(0), table.id, 1, 20, Herkomst.TOEGEVOEGD, casus=casus, partners=frozenset({table.lena.id}))
    services.run_now(lambda tx: tx.agendas.add(punt))
    move(services, table)
    assert "Lena" not in heard(services)

    told = {"begint": WEDNESDAY.isoformat(), "punten": {}}
    services.run_now(lambda tx: tx.verzendingen.note_received(table.id, table.lena.id, told))
    move(services, table, TUESDAY, gezien=1)
    assert "Wordt: <b>dinsdag 16 februari 09:30-12:00</b>" in heard(services)["Lena"]

    move(services, table, gezien=2)
    services.run_now(close, casus)
    assert "Lena" not in heard(services), "it is about nothing of hers any more"


def test_at_another_place_everybody_still_comes_as_they_said(services: Services, table: Table) -> None:
    move(services, table, TUESDAY, waar="Stadhuis Kampen, kamer 3")

    told = heard(services)
    assert "Casusoverleg Zwolle</b> is op een andere plaats\n" in told["Rein"]
    assert told["Rein"].endswith("Wordt: <b>dinsdag 16 februari 09:30-12:00</b>, Stadhuis Kampen, kamer 3")
    assert told["Otto"] == told["Rein"]
    assert answers(services, table)[table.rein.id] is Antwoord.KOMT


def test_moved_twice_in_a_row_one_message_tells_from_what_they_knew_to_what_holds(
    services: Services, table: Table
) -> None:
    move(services, table)
    move(services, table, local("2027-02-18 10:00"), gezien=1)

    told = heard(services)
    assert told.keys() == {"Rein", "Bea", "Otto", "Ruud"}
    for naam in told:
        assert "Was: dinsdag 16 februari 09:30-12:00" in told[naam]
        assert "Wordt: <b>donderdag 18 februari 10:00-12:30</b>" in told[naam]
    move(services, table, TUESDAY, gezien=2)
    assert "Was: donderdag 18 februari 10:00-12:30" in heard(services)["Rein"], "what they heard is what they know"


def test_what_was_heard_between_two_moves_counts(services: Services, table: Table) -> None:
    """Rein's first message is out before the second leaves, the others' are not."""
    move(services, table)

    def first_to_rein(tx: Any) -> bool:
        sent = next_to_send(tx, {table.bea.id, table.otto.id, table.ruud.id})
        record_sending(tx, sent, Uitkomst.VERZONDEN, message_id=1)
        return sent.bericht.naar == table.rein.id

    assert services.run_now(first_to_rein)
    move(services, table, local("2027-02-18 10:00"), gezien=1)
    told = heard(services)
    assert "Was: woensdag 17 februari 14:00-16:30" in told["Rein"]
    assert "Was: dinsdag 16 februari 09:30-12:00" in told["Bea"]


def test_moved_there_and_back_they_are_only_asked_again(services: Services, table: Table) -> None:
    move(services, table)
    move(services, table, TUESDAY, gezien=1)

    told = heard(services)["Rein"]
    assert told.startswith("<b>Casusoverleg Zwolle</b> gaat toch door zoals het was\ndinsdag 16 februari 09:30-12:00")
    assert told.endswith("Kunt u dan?\n[Ik kom] [Ik kom niet] [Vervanger]")


def test_who_may_look_at_a_casus_for_it_may_do_so_longer_when_it_is_later(services: Services, table: Table) -> None:
    """And who was to come for another no longer may."""
    casus = services.run_now(new_casus, "Ommen", TOPX, table.ruud).referentie
    asked = frozenset({table.lena.id, table.bea.id})
    punt = Agendapunt(PuntId(0), table.id, 1, 20, Herkomst.TOEGEVOEGD, casus=casus, partners=asked)
    services.run_now(lambda tx: tx.agendas.add(punt))
    sending = services.run_now(lambda tx: tx.verzendingen.add(table.id, Soort.AGENDA, table.marijke.id, tx.now))
    services.run_now(send_agenda, sending)

    def may_look(who: Persoon, day: date) -> bool:
        return services.run_now(lambda tx: tx.inzage.holds(casus, who.id, day))

    assert may_look(table.lena, date(2027, 3, 2))
    assert not may_look(table.lena, date(2027, 3, 3))
    told = services.run_now(lambda tx: tx.verzendingen.received(table.id))
    assert table.otto.id in told
    move(services, table, local("2027-02-23 09:30"))
    assert may_look(table.lena, date(2027, 3, 9))
    assert not may_look(table.lena, date(2027, 3, 10))
    assert not may_look(table.otto, date(2027, 2, 16))
    assert table.otto.id not in services.run_now(lambda tx: tx.verzendingen.received(table.id))


def test_where_the_table_meets_already_it_cannot_go(services: Services, table: Table) -> None:
    services.run_now(add_bijeenkomst, TOPX, WEDNESDAY, table.marijke)
    heard(services)

    with pytest.raises(StaatErAl):
        move(services, table)
    assert now_is(services, table).begint == TUESDAY
    assert heard(services) == {}


def test_two_makelaars_who_add_the_same_one_at_once_add_one(services: Services, table: Table) -> None:
    services.run_now(lambda tx: tx.instellingen.set(PLANNED, "vandaag"))
    chairs = (table.marijke, table.ruud)

    outcomes = in_processes(services, 2, lambda one, n: one.run_now(add_bijeenkomst, TOPX, WEDNESDAY, chairs[n]))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Bijeenkomst", "StaatErAl"]
    coming = services.run_now(lambda tx: tx.bijeenkomsten.of_tafel(TOPX, tx.now))
    assert [one.begint for one in coming].count(WEDNESDAY) == 1


def test_four_who_add_the_first_one_of_a_table_at_once_add_one(services: Services, table: Table) -> None:
    services.run_now(lambda tx: tx.personen.put_at(table.marijke.id, [TOPX, "ggz-zwolle"]))
    services.run_now(lambda tx: tx.instellingen.set(PLANNED, "vandaag"))
    marijke = services.run_now(lambda tx: tx.personen.get(table.marijke.id))

    outcomes = in_processes(services, 4, lambda one, _: one.run_now(add_bijeenkomst, "ggz-zwolle", WEDNESDAY, marijke))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Bijeenkomst", *["StaatErAl"] * 3]


def test_to_where_it_is_nothing_happens(services: Services, table: Table) -> None:
    with pytest.raises(NietsVerplaatst):
        move(services, table, TUESDAY)
    assert heard(services) == {}


def test_two_makelaars_move_the_same_one_at_once_and_the_second_sees_that(services: Services, table: Table) -> None:
    moments, chairs = (WEDNESDAY, local("2027-02-18 10:00")), (table.marijke, table.ruud)

    def one(other: Services, n: int) -> Any:
        return other.run_now(move_bijeenkomst, table.id, moments[n], ADRES, chairs[n], 0)

    outcomes = in_processes(services, 2, one)

    won = [outcome for outcome in outcomes if isinstance(outcome, Bijeenkomst)]
    assert len(won) == 1
    assert [type(outcome) for outcome in outcomes if not isinstance(outcome, Bijeenkomst)] == [BijeenkomstGewijzigd]
    assert now_is(services, table).begint == won[0].begint
    assert len(audited(services, "bijeenkomst_verplaatst")) == 1
    assert heard(services).keys() & {"Rein", "Bea"} == {"Rein", "Bea"}


def test_only_who_leads_that_table_moves_it(services: Services, people: People, table: Table) -> None:
    for who in (people.dirk, people.noor, table.rein, table.lena):
        with pytest.raises(UnknownBijeenkomst):
            move(services, table, door=who)
    assert now_is(services, table).begint == TUESDAY
    services.run_now(
        hand_over, Overdracht(table.marijke.id, people.dirk.id, date(2027, 2, 1), date(2027, 2, 5)), table.marijke
    )
    heard(services)
    move(services, table, door=people.dirk)
    assert "Dirk" not in heard(services), "who did it need not hear it"


def test_the_past_what_has_begun_and_what_is_off_are_refused(
    services: Services, table: Table, clock: MovableClock
) -> None:
    with pytest.raises(MomentVoorbij):
        move(services, table, local("2027-01-29 09:30"))
    clock.moment = TUESDAY
    with pytest.raises(BijeenkomstBegonnen):
        move(services, table)
    clock.moment = local("2027-02-01 09:00")
    services.run_now(cancel_bijeenkomst, table.id, table.marijke, 0)
    with pytest.raises(BijeenkomstAfgezegd):
        move(services, table)


# Cancelling


def test_cancelled_everybody_hears_so_and_nothing_of_it_goes_out_any_more(services: Services, table: Table) -> None:
    waiting = services.run_now(
        lambda tx: tx.verzendingen.add(table.id, Soort.AGENDA, table.marijke.id, tx.now + timedelta(minutes=5))
    )
    off = services.run_now(cancel_bijeenkomst, table.id, table.ruud, 0)

    assert (off.staat, off.volgnummer) == (Staat.AFGEZEGD, 1)
    assert services.run_now(lambda tx: tx.verzendingen.find(waiting.id)).stand is Stand.TERUGGEHAALD
    told = heard(services)
    assert told.keys() == {"Rein", "Bea", "Otto", "Marijke"}
    assert told["Rein"] == (
        "<b>Casusoverleg Zwolle</b> gaat niet door: dinsdag 16 februari 09:30-12:00, Zeven Alleetjes 1, Zwolle\n"
        "U hoeft niets te doen."
    )
    assert told["Marijke"].startswith("Ruud heeft <b>Casusoverleg Zwolle</b> afgezegd: dinsdag 16 februari 09:30-12:00")
    with pytest.raises(BijeenkomstAfgezegd):
        services.run_now(cancel_bijeenkomst, table.id, table.marijke, 1)


def test_what_was_to_be_talked_about_goes_to_the_next_one(services: Services, table: Table) -> None:
    """One casus is on the next agenda already, one was taken off it, one was closed meanwhile."""
    casussen = [services.run_now(new_casus, "Ommen", TOPX, table.ruud).referentie for _ in range(4)]

    def prepare(tx: Any) -> BijeenkomstId:
        later = tx.bijeenkomsten.add(Bijeenkomst(BijeenkomstId(0), TOPX, local("2027-03-02 09:30"), 150, ADRES))
        for place, casus in enumerate(casussen, 1):
            tx.agendas.add(Agendapunt(PuntId(0), table.id, place, 20, Herkomst.AANGEMELD, casus=casus))
        tx.agendas.add(Agendapunt(PuntId(0), later.id, 1, 35, Herkomst.TOEGEVOEGD, casus=casussen[1]))
        tx.agendas.add(Agendapunt(PuntId(0), later.id, 2, 20, Herkomst.AANGEMELD, casus=casussen[2], weg=True))
        close(tx, casussen[3])
        return later.id

    later = services.run_now(prepare)
    services.run_now(cancel_bijeenkomst, table.id, table.marijke, 0)
    agenda = in_order(services.run_now(lambda tx: tx.agendas.of(later)))
    assert [(punt.casus, punt.herkomst, punt.minuten) for punt in agenda] == [
        (casussen[1], Herkomst.TOEGEVOEGD, 35),
        (casussen[0], Herkomst.DOORGESCHOVEN, 20),
    ]
    assert services.run_now(lambda tx: tx.bijeenkomsten.get(later)).eigen


def test_moved_and_then_cancelled_they_hear_that_what_they_knew_is_off(services: Services, table: Table) -> None:
    move(services, table)
    services.run_now(cancel_bijeenkomst, table.id, table.marijke, 1)
    told = heard(services)
    assert told.keys() == {"Rein", "Bea", "Otto", "Ruud"}, "Otto too, who was to come and never heard of the move"
    assert {"gaat niet door: dinsdag 16 februari 09:30" in told[naam] for naam in ("Rein", "Bea", "Otto")} == {True}


# One more


def test_one_more_is_told_to_the_fixed_seats_with_a_moment_and_a_place(services: Services, table: Table) -> None:
    added = services.run_now(add_bijeenkomst, TOPX, WEDNESDAY, table.marijke)

    assert (added.volgens, added.eigen, added.duur, added.waar) == (None, True, 150, ADRES)
    told = heard(services)
    assert told.keys() == {"Rein", "Bea", "Ruud"}
    assert told["Rein"] == (
        "Er is een bijeenkomst bij.\n"
        "<b>Casusoverleg Zwolle</b>, woensdag 17 februari 14:00-16:30\n"
        "Zeven Alleetjes 1, Zwolle\n\n"
        "Komt u? De agenda volgt.\n"
        "[Ik kom] [Ik kom niet] [Vervanger]"
    )
    for who, tafel in ((people_of(services, "Dirk"), TOPX), (table.marijke, "topx-deventer"), (table.marijke, "geen")):
        with pytest.raises(UnknownBijeenkomst):
            services.run_now(add_bijeenkomst, tafel, WEDNESDAY, who)
    with pytest.raises(StaatErAl):
        services.run_now(add_bijeenkomst, TOPX, WEDNESDAY, table.ruud)
    with pytest.raises(MomentVoorbij):
        services.run_now(add_bijeenkomst, TOPX, local("2027-02-01 08:59"), table.marijke)


def people_of(services: Services, naam: str) -> Persoon:
    return next(persoon for persoon in services.run_now(lambda tx: tx.personen.all()) if persoon.naam == naam)


def test_who_cannot_be_told_is_named_beforehand(services: Services, table: Table) -> None:
    services.run_now(lambda tx: tx.personen.link(table.rein.id, None))
    hearing = services.run_now(lambda tx: hearers(tx, tx.bijeenkomsten.get(table.id), table.marijke))
    assert (hearing.bereikbaar, [persoon.naam for persoon in hearing.niet]) == (3, ["Rein"])


# /tafels


def test_the_list_says_what_each_has_to_do_with_it(services: Services, people: People, table: Table) -> None:
    line = "1  <b>Casusoverleg Zwolle</b>, dinsdag 16 februari 09:30-12:00\nZeven Alleetjes 1, Zwolle"
    assert line in said(services, table.marijke, "tafels")
    assert said(services, table.rein, "tafels").endswith(f"{line} · u komt")
    assert said(services, table.bea, "tafels").endswith(f"{line} · Otto komt voor u")
    assert said(services, table.otto, "tafels").endswith(f"{line} · gevraagd voor Bea")
    empty = "U heeft de komende twee maanden geen bijeenkomsten."
    assert said(services, table.lena, "tafels") == empty
    assert said(services, people.dirk, "tafels").startswith(f"{empty}\n\nU zit geen tafel voor.")
    assert [tafel.sleutel for tafel in services.run_now(led_by, table.ruud)] == [TOPX]


def test_only_ten_are_named_and_what_is_off_is_not_among_them(services: Services, table: Table) -> None:
    def plan(tx: Any) -> None:
        for day in range(14):
            tx.bijeenkomsten.add(
                Bijeenkomst(BijeenkomstId(0), TOPX, TUESDAY + timedelta(days=day + 1), 60, None, eigen=True)
            )

    services.run_now(plan)
    services.run_now(cancel_bijeenkomst, table.id, table.marijke, 0)
    shown = said(services, table.rein, "tafels")
    assert "16 februari" not in shown
    assert "\n10  " in shown
    assert shown.endswith("En nog 4.")


# What people type


@on_sqlite
def test_a_day_off_is_asked_and_the_past_is_refused(services: Services) -> None:
    def day(typed: str) -> Any:
        found = services.run_now(find_dag, typed)
        return (found.reden, found.opties[0]) if isinstance(found, Onduidelijk) else found

    assert day("vrijdag") == date(2027, 2, 5)
    assert day("donderdag 18 februari 14:00") == date(2027, 2, 18)
    assert day("tweede paasdag") == ("geen_werkdag", "toch:2027-03-29")
    assert day("zaterdag") == ("geen_werkdag", "toch:2027-02-06")
    assert day("29 januari 2027")[0] == "voorbij"
    assert day("over twee jaar")[0] == "te_ver"
    assert day("bla")[0] == "onleesbaar"


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("14:00", time(14)),
        ("kwart over twee", time(14, 15)),
        ("half een", time(12, 30)),
        ("2 uur", time(14)),
        ("9 uur", time(9)),
        ("om 9.30", time(9, 30)),
        ("02:30", time(2, 30)),
        ("25:00", None),
        ("straks", None),
    ],
)
def test_a_time_is_read_as_people_say_it(typed: str, means: time | None) -> None:
    assert find_tijd(typed) == means


def test_a_day_and_a_time_in_one_line_are_both_read() -> None:
    assert tijd_within("donderdag 18 februari 14:00") == time(14)
    assert tijd_within("donderdag 18 februari") is None


@on_sqlite
def test_a_time_that_the_clock_skips_is_the_one_it_shows(services: Services) -> None:
    begint = services.run_now(moment_of, date(2027, 3, 28), time(2, 30))
    assert services.run_now(lambda tx: tx.kalender.local(begint).time()) == time(3, 30)
    assert services.run_now(moment_of, date(2027, 3, 29), time(9, 30)) == local("2027-03-29 09:30")


def test_across_the_change_of_the_clock_it_keeps_its_hour(services: Services, table: Table) -> None:
    move(services, table, services.run_now(moment_of, date(2027, 3, 30), time(9, 30)))
    assert "Wordt: <b>dinsdag 30 maart 09:30-12:00</b>" in heard(services)["Rein"]
