"""Do the tables get their bijeenkomsten once, and does what waits for one go along when it moves?"""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.domain.afspraak import Afspraak
from bot.domain.bijeenkomst import Bijeenkomst, Staat
from bot.domain.deelnemer import Aanwezigheid, Antwoord
from bot.domain.regio import Regio, Sluitingsdag
from bot.services import Services
from bot.usecases.planning import days_of, is_to_plan, moved, plan_year
from bot.usecases.regios import InGebruik, load_regio
from bot.usecases.verzoeken import put_on_agenda
from tests.builders import agree, in_processes, local, plan
from tests.conftest import MovableClock
from tests.usecases.conftest import People, on_sqlite

TAFEL = "topx-zwolle"


def of_tafel(services: Services, tafel: str = TAFEL) -> list[Bijeenkomst]:
    return services.run_now(lambda tx: tx.bijeenkomsten.of_tafel(tafel, tx.now))


def with_table(regio: Regio, tafel: str = TAFEL, **changes: object) -> Regio:
    tafels = (t.model_copy(update=changes) if t.sleutel == tafel else t for t in regio.casustafels)
    return regio.model_copy(update={"casustafels": tuple(tafels)})


def test_two_processes_plan_the_year_once(services: Services) -> None:
    in_processes(services, 2, lambda one, _: one.run_now(plan_year))

    found = of_tafel(services)
    assert len({one.volgens for one in found}) == len(found) == 26
    assert found[0].begint == local("2027-02-02 09:30")
    assert plan(services) == []


def test_two_processes_plan_a_changed_rule_once(services: Services, ijsselland: Regio) -> None:
    plan(services)
    prepared, *others = of_tafel(services)
    services.run_now(lambda tx: tx.bijeenkomsten.save(prepared.prepare()))
    services.run_now(load_regio, with_table(ijsselland, tijd=time(13, 0)))

    said = in_processes(services, 2, lambda one, _: one.run_now(plan_year))

    assert sorted(said) == [[], [f"bijeenkomsten {TAFEL}: 25 anders gepland"]]
    now = of_tafel(services)
    assert now[0].begint == prepared.begint
    assert [one.begint - before.begint for one, before in zip(now[1:], others, strict=True)] == [
        timedelta(hours=3.5)
    ] * 25
    assert {one.volgnummer for one in now[1:]} == {1}


@on_sqlite
def test_it_is_planned_once_a_day_and_after_each_change_of_the_region(
    services: Services, ijsselland: Regio, clock: MovableClock
) -> None:
    assert services.run_now(is_to_plan)
    plan(services)
    assert not services.run_now(is_to_plan)
    services.run_now(load_regio, with_table(ijsselland, duur=120))
    assert services.run_now(is_to_plan)
    assert plan(services) == [f"bijeenkomsten {TAFEL}: 26 anders gepland"]
    clock.moment += timedelta(days=1)
    assert services.run_now(is_to_plan)


@on_sqlite
def test_a_load_says_which_bijeenkomsten_change(services: Services, ijsselland: Regio) -> None:
    plan(services)
    first, second, *_ = of_tafel(services)
    services.run_now(lambda tx: tx.bijeenkomsten.save(second.prepare()))
    closed = ijsselland.model_copy(update={"sluitingsdagen": (first.volgens, second.volgens)})
    services.run_now(load_regio, closed)
    assert f"bijeenkomst {TAFEL} dinsdag 2 februari 2027 09:30: vervalt" in plan(services)
    assert [one.staat for one in of_tafel(services)[:2]] == [Staat.AFGEZEGD, Staat.GEPLAND]

    services.run_now(load_regio, ijsselland)
    assert f"bijeenkomst {TAFEL} dinsdag 2 februari 2027 09:30: gaat weer door" in plan(services)

    services.run_now(load_regio, with_table(ijsselland, tijd=time(10, 0), ritme=None, vanaf=None))
    assert f"bijeenkomsten {TAFEL}: 25 vervallen" in plan(services)
    assert [one.volgens for one in of_tafel(services) if one.staat is Staat.GEPLAND] == [second.volgens]


@on_sqlite
def test_a_table_goes_with_what_was_only_planned_and_not_while_somebody_prepares_one(
    services: Services, ijsselland: Regio
) -> None:
    plan(services)
    without = ijsselland.model_copy(
        update={"casustafels": tuple(t for t in ijsselland.casustafels if t.sleutel != "ggz-deventer")}
    )
    first = of_tafel(services, "ggz-deventer")[0]
    prepared = services.run_now(lambda tx: tx.bijeenkomsten.save(first.prepare()))
    with pytest.raises(InGebruik):
        services.run_now(load_regio, without)
    services.run_now(lambda tx: tx.bijeenkomsten.save(prepared.cancel(tx.now)))
    services.run_now(load_regio, without)
    plan(services)
    assert {one.staat for one in of_tafel(services, "ggz-deventer")} == {Staat.AFGEZEGD}


@on_sqlite
def test_what_somebody_said_to_come_to_stays_as_it_is(services: Services, people: People, ijsselland: Regio) -> None:
    plan(services)
    first, second, *_ = of_tafel(services)
    services.run_now(lambda tx: tx.aanwezigheid.put(Aanwezigheid(first.id, people.tineke.id, Antwoord.KOMT)))
    services.run_now(lambda tx: tx.aanwezigheid.put(Aanwezigheid(second.id, people.tineke.id)))
    services.run_now(load_regio, with_table(ijsselland, tijd=time(13, 0)))
    assert plan(services) == [f"bijeenkomsten {TAFEL}: 25 anders gepland"]
    assert of_tafel(services)[0] == first

    gone = ijsselland.model_copy(update={"casustafels": tuple(t for t in ijsselland.casustafels if t.sleutel != TAFEL)})
    with pytest.raises(InGebruik):
        services.run_now(load_regio, gone)


@pytest.fixture
def afspraak(services: Services, people: People) -> Afspraak:
    """On the agenda of Tuesday 16 February."""
    plan(services)
    made = agree(services, people.marijke, people.tineke, date(2027, 2, 12))
    cancelled, *_ = of_tafel(services)
    services.run_now(lambda tx: tx.bijeenkomsten.save(cancelled.cancel(tx.now)))
    return services.run_now(put_on_agenda, made.id, people.marijke)


@on_sqlite
def test_what_is_cancelled_is_no_next_table_and_what_moved_is_on_its_new_day(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    assert afspraak.agenda_op == date(2027, 2, 16)

    found = of_tafel(services)[1]
    after = services.run_now(lambda tx: tx.bijeenkomsten.save(found.move(local("2027-02-18 14:00"), 60, None, tx.now)))
    services.run_now(moved, found, after)
    assert services.run_now(lambda tx: tx.afspraken.get(afspraak.id)).agenda_op == date(2027, 2, 18)
    days = services.run_now(days_of, TAFEL, date(2027, 2, 1), date(2027, 3, 3))
    assert days == [date(2027, 2, 18), date(2027, 3, 2)]


@on_sqlite
def test_what_waits_for_a_table_goes_along_when_its_rhythm_changes(
    services: Services, ijsselland: Regio, afspraak: Afspraak
) -> None:
    def waits_for() -> date | None:
        return services.run_now(lambda tx: tx.afspraken.get(afspraak.id)).agenda_op

    thursdays = with_table(ijsselland, ritme="FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", vanaf=date(2027, 2, 11))
    services.run_now(load_regio, thursdays)
    plan(services)
    assert waits_for() == date(2027, 2, 25)

    closed = thursdays.model_copy(update={"sluitingsdagen": (Sluitingsdag.parse("2027-02-25"),)})
    next_day = closed.bijeenkomsten.model_copy(update={"vrije_dag": "volgende_werkdag"})
    services.run_now(load_regio, closed.model_copy(update={"bijeenkomsten": next_day}))
    plan(services)
    assert waits_for() == date(2027, 2, 26)

    services.run_now(load_regio, with_table(ijsselland, ritme=None, vanaf=None))
    plan(services)
    assert waits_for() is None


@on_sqlite
def test_what_waits_stays_when_the_table_meets_twice_that_day(services: Services, afspraak: Afspraak) -> None:
    one = next(one for one in of_tafel(services) if one.volgens == afspraak.agenda_op)
    another = replace(one, volgens=None, begint=one.begint + timedelta(hours=4), eigen=True)
    services.run_now(lambda tx: tx.bijeenkomsten.add(another))
    gone = services.run_now(lambda tx: tx.bijeenkomsten.save(one.cancel(tx.now)))
    services.run_now(moved, one, gone)
    assert services.run_now(lambda tx: tx.afspraken.get(afspraak.id)).agenda_op == afspraak.agenda_op


@on_sqlite
def test_what_waited_for_a_cancelled_table_waits_for_the_next_one_or_for_none(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    def cancel(one: Bijeenkomst) -> date | None:
        gone = services.run_now(lambda tx: tx.bijeenkomsten.save(one.cancel(tx.now)))
        services.run_now(moved, one, gone)
        return services.run_now(lambda tx: tx.afspraken.get(afspraak.id)).agenda_op

    coming = [one for one in of_tafel(services) if one.staat is Staat.GEPLAND]
    for one in reversed(coming[2:]):
        assert cancel(one) == date(2027, 2, 16)
    assert cancel(coming[0]) == date(2027, 3, 2)
    assert cancel(coming[1]) is None
