"""Is a makelaar who chairs a table left alone, and does nothing get lost by it?"""

from contextlib import closing
from datetime import date, time
from typing import Any

import pytest

from bot.domain.afspraak import Afspraak
from bot.domain.bericht import Baan, Methode
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId
from bot.domain.overdracht import Overdracht
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.services import Services
from bot.usecases.afspraken import confirm_afspraak
from bot.usecases.klok import dry_run
from bot.usecases.ochtend import mornings_due, plan_morning
from bot.usecases.outbox import something_to_send, still_owed
from bot.usecases.overdracht import hand_over
from bot.usecases.voorzitten import chairing
from storage.store import Store
from tests.builders import a_bericht, agree, join, local
from tests.conftest import MovableClock
from tests.usecases.conftest import People, on_sqlite
from tests.usecases.test_afwezigheid import sent_to

pytestmark = pytest.mark.usefixtures("bijeenkomsten")

BEFORE, DURING, LAST, AFTER = (f"2027-02-02 {clock}" for clock in ("09:29", "09:30", "11:59", "12:00"))


@pytest.fixture
def ruud(services: Services) -> Persoon:
    """Makelaar of Zwolle who chairs its Top-X: every other Tuesday from 09:30 to 12:00."""
    return join(
        services,
        "Ruud",
        Rol.MAKELAAR,
        organisatie="Veiligheidshuis IJsselland",
        gemeenten=frozenset({"Zwolle"}),
        tafels=frozenset({"topx-zwolle", "extremisme"}),
        chat_id=5_000_000_020,
    )


@pytest.fixture
def afspraak(services: Services, people: People, ruud: Persoon) -> Afspraak:
    """Ruud and Marijke watch it; Tineke has heard of it."""
    made = agree(services, ruud, people.tineke, date(2027, 2, 2))
    sent_to(services)
    return made


def chairs(services: Services, clock: MovableClock, moment: str) -> set[PersoonId]:
    clock.moment = local(moment)
    return services.run_now(chairing)


def news(services: Services, naar: Persoon, **changes: Any) -> None:
    key = f"nieuws:{naar.id}:{len(changes)}"
    services.run_now(lambda tx: tx.outbox.put(a_bericht(key, naar=naar.id, **changes)))


def test_a_makelaar_chairs_the_own_tables_while_they_meet(
    services: Services, people: People, ruud: Persoon, clock: MovableClock
) -> None:
    moments = (BEFORE, DURING, LAST, AFTER, "2027-02-09 10:00")
    assert [chairs(services, clock, moment) for moment in moments] == [set(), {ruud.id}, {ruud.id}, set(), set()]


def the_first(services: Services) -> Bijeenkomst:
    """The Top-X of Tuesday 2 February."""
    return services.run_now(lambda tx: tx.bijeenkomsten.of_tafel("topx-zwolle", tx.now))[0]


@on_sqlite
def test_after_the_last_casus_it_is_over_whatever_the_clock_says(
    services: Services, ruud: Persoon, clock: MovableClock
) -> None:
    first = the_first(services)
    bezig = services.run_now(lambda tx: tx.bijeenkomsten.save(first.begin(None)))
    assert chairs(services, clock, DURING) == {ruud.id}
    services.run_now(lambda tx: tx.bijeenkomsten.save(bezig.end()))
    assert chairs(services, clock, DURING) == set()


@on_sqlite
def test_nobody_chairs_what_is_cancelled_and_what_moved_is_chaired_on_its_new_day(
    services: Services, ruud: Persoon, clock: MovableClock
) -> None:
    moved = the_first(services).move(local("2027-02-03 14:00"), 60, None, clock.moment)
    moved = services.run_now(lambda tx: tx.bijeenkomsten.save(moved))
    moments = (DURING, "2027-02-03 14:00", "2027-02-03 15:00")
    assert [chairs(services, clock, moment) for moment in moments] == [set(), {ruud.id}, set()]

    clock.moment = local(DURING)
    services.run_now(lambda tx: tx.bijeenkomsten.save(moved.cancel(tx.now)))
    assert chairs(services, clock, "2027-02-03 14:00") == set()


@on_sqlite
def test_a_table_without_casussen_and_without_rhythm_is_chaired_too(
    services: Services, ruud: Persoon, clock: MovableClock
) -> None:
    extra = Bijeenkomst(BijeenkomstId(0), "netwerktafel", local("2027-02-04 13:00"), 90, None, eigen=True)
    services.run_now(lambda tx: tx.bijeenkomsten.add(extra))
    makelaars = {"organisatie": "Veiligheidshuis IJsselland", "tafels": frozenset({"netwerktafel"})}
    iris = join(services, "Iris", Rol.MAKELAAR, **makelaars)
    assert chairs(services, clock, "2027-02-04 13:30") == {iris.id}


def test_who_sits_at_that_table_for_a_partner_chairs_nothing(
    services: Services, people: People, clock: MovableClock
) -> None:
    join(services, "Wim", Rol.ACTIEHOUDER, Rol.PARTNER, tafels=frozenset({"topx-zwolle"}))
    assert chairs(services, clock, DURING) == set()


def test_without_a_region_nobody_chairs(store: Store, clock: MovableClock) -> None:
    with closing(Services(store, clock)) as services:
        assert services.run_now(chairing) == set()


def test_nothing_leaves_to_who_chairs_and_it_comes_right_after(
    services: Services, people: People, ruud: Persoon, afspraak: Afspraak, clock: MovableClock
) -> None:
    clock.moment = local(DURING)
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    assert sent_to(services) == [people.marijke.id], "the other makelaar hears at once"
    assert not services.run_now(something_to_send), "the drainer has nothing to do meanwhile"
    assert services.run_now(still_owed) == []
    clock.moment = local(AFTER)
    assert services.run_now(something_to_send)
    assert sent_to(services) == [ruud.id]


def test_an_answer_leaves_at_any_time_and_so_does_what_interrupts_nobody(
    services: Services, ruud: Persoon, clock: MovableClock
) -> None:
    clock.moment = local(DURING)
    news(services, ruud, baan=Baan.ANTWOORD)
    (answer,) = services.run_now(still_owed)
    assert answer.baan is Baan.ANTWOORD
    news(services, ruud, methode=Methode.EDIT, chat_id=ruud.chat_id, message_id=7)
    assert sent_to(services) == [ruud.id]


def test_the_morning_message_comes_after_the_meeting_it_would_fall_in(
    services: Services, people: People, ruud: Persoon, afspraak: Afspraak, clock: MovableClock
) -> None:
    services.run_now(lambda tx: tx.ochtenden.wish(ruud.id, time(10)))
    heard = []
    for moment in ("2027-02-02 08:30", "2027-02-02 10:00", LAST, AFTER, "2027-02-02 15:00"):
        clock.moment = local(moment)
        for makelaar in services.run_now(mornings_due):
            services.run_now(plan_morning, makelaar)
        heard.append([who for who in sent_to(services) if who != people.tineke.id])
    assert heard == [[people.marijke.id], [], [], [ruud.id], []]


def test_what_is_held_back_is_not_listed_as_going_now(
    services: Services, people: People, ruud: Persoon, afspraak: Afspraak, clock: MovableClock
) -> None:
    listed = {}
    for moment in (BEFORE, DURING, AFTER):
        clock.moment = local(moment)
        counted, berichten = services.try_out(dry_run)
        listed[moment] = sorted(row["naar"] for row in berichten if row["bericht"] == "ochtend")
        assert counted.signalen == 2, "it is owed all the same"
    assert list(listed.values()) == [["Marijke", "Ruud"], ["Marijke"], ["Marijke", "Ruud"]]


def test_who_took_over_the_work_chairs_the_table_in_that_place(
    services: Services, people: People, ruud: Persoon, afspraak: Afspraak, clock: MovableClock
) -> None:
    services.run_now(hand_over, Overdracht(ruud.id, people.dirk.id, date(2027, 2, 2), date(2027, 2, 2)), ruud)
    assert sent_to(services) == [people.dirk.id]
    assert chairs(services, clock, DURING) == {people.dirk.id}
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    news(services, people.dirk)
    assert sent_to(services) == [people.marijke.id]
    clock.moment = local(AFTER)
    assert sent_to(services) == [people.dirk.id, people.dirk.id]
    clock.moment = local("2027-02-16 10:00")
    assert services.run_now(chairing) == {ruud.id}
