"""What does the clock cause, and is it owed once, whatever happens?"""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import select

from bot.domain.afspraak import Afspraak
from bot.domain.bericht import Uitkomst
from bot.domain.persoon import Rol
from bot.domain.privacy import SafeText
from bot.domain.regio import Herinneringen as Ladder
from bot.domain.regio import Regio, Sluitingsdag, Verzending
from bot.services import HOME, Services
from bot.usecases.afspraken import confirm_afspraak, log_afspraak, start_afspraak, undo_answer
from bot.usecases.casussen import new_casus
from bot.usecases.herinneringen import BATCH, Gepland, due_now, plan_due
from bot.usecases.klok import dry_run
from bot.usecases.ochtend import mornings_due, plan_morning
from bot.usecases.outbox import next_to_send, record_sending
from bot.usecases.regios import load_regio, replan_all
from storage.store import SqlTransaction, Store
from storage.tables import AfspraakRow
from tests.builders import agree, in_threads, join, local, owed, put_rows
from tests.conftest import MovableClock
from tests.usecases.conftest import People, on_sqlite

TUESDAY = date(2027, 2, 9)
CLOCK_MADE = ("herinnering", "ochtend")
LOOKED_AT = (0, 4, *range(7, 19), 21)
"""At these hours a week is looked at: all that are in or beside the window, and some of the night."""


def plan(services: Services) -> tuple[int, int]:
    """All that is due, as the tick does."""
    planned = [services.run_now(plan_due, batch).herinneringen for batch in services.run_now(due_now)]
    mornings = [services.run_now(plan_morning, makelaar) for makelaar in services.run_now(mornings_due)]
    return sum(planned), sum(mornings)


def plan_at(services: Services, clock: MovableClock, moment: str) -> tuple[int, int]:
    clock.moment = local(moment)
    return plan(services)


def waiting(services: Services) -> list[tuple[str, str]]:
    """What the clock made owed and is not withdrawn: the message and why."""
    rows = [row for row in owed(services) if row.bericht in CLOCK_MADE and row.staat == "wacht"]
    return [(row.bericht, row.waarom) for row in rows]


def send_all(services: Services) -> list[str]:
    """Hands out and marks as sent all that can go now."""
    sent = []
    while (owed_ := services.run_now(next_to_send, ())) is not None:
        services.run_now(record_sending, owed_, Uitkomst.VERZONDEN, message_id=1)
        sent.append(owed_.bericht.bericht)
    return sent


@pytest.fixture
def afspraak(services: Services, people: People) -> Afspraak:
    """Due on Tuesday 9 February; the first message about it has gone."""
    made = agree(services, people.marijke, people.tineke, TUESDAY)
    send_all(services)
    return made


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        ("2027-02-02 08:00", "5 werkdagen voor de deadline"),
        ("2027-02-08 08:00", "1 werkdag voor de deadline"),
        ("2027-02-09 08:00", "dag van de deadline"),
        ("2027-02-10 08:00", "1 werkdag na de deadline"),
    ],
)
def test_each_rung_is_owed_at_the_opening_of_its_day(
    services: Services, afspraak: Afspraak, clock: MovableClock, moment: str, why: str
) -> None:
    assert plan_at(services, clock, moment) == (1, 0)
    assert waiting(services) == [("herinnering", why)]


def test_a_day_without_a_rung_owes_nothing(services: Services, afspraak: Afspraak, clock: MovableClock) -> None:
    for moment in ("2027-02-01 17:00", "2027-02-03 10:00", "2027-02-05 17:59"):
        if moment != "2027-02-01 17:00":
            plan_at(services, clock, "2027-02-02 08:00")
            send_all(services)
        assert plan_at(services, clock, moment) == (0, 0)


@on_sqlite
def test_through_all_its_days_each_message_goes_once(
    services: Services, afspraak: Afspraak, clock: MovableClock, people: People
) -> None:
    went: list[tuple[str, str]] = []
    for dag in range(1, 13):
        for hour in ("07:30", "08:00", "08:29", "08:30", "12:00", "17:59", "18:00", "23:00"):
            clock.moment = local(f"2027-02-{dag:02} {hour}")
            plan(services)
            plan(services)
            went += [(f"{dag:02} {hour}", name) for name in send_all(services)]
    assert went == [
        ("02 08:00", "herinnering"),
        ("08 08:00", "herinnering"),
        ("09 08:00", "herinnering"),
        ("09 08:30", "ochtend"),
        ("10 08:00", "herinnering"),
        ("10 08:30", "ochtend"),
        ("11 08:30", "ochtend"),
        ("12 08:30", "ochtend"),
    ]


def test_planning_twice_owes_nothing_more(services: Services, afspraak: Afspraak, clock: MovableClock) -> None:
    assert plan_at(services, clock, "2027-02-10 08:30") == (1, 1)
    assert [plan(services) for _ in range(3)] == [(0, 0)] * 3
    assert Counter(name for name, _ in waiting(services)) == {"herinnering": 1, "ochtend": 1}


@pytest.mark.parametrize(
    "moment",
    [
        "2027-02-09 07:59",
        "2027-02-09 18:00",
        "2027-02-09 03:00",
        "2027-02-13 10:00",
        "2027-02-14 12:00",
        "2027-03-29 10:00",
    ],
)
def test_outside_the_window_nothing_is_planned(
    services: Services, afspraak: Afspraak, clock: MovableClock, moment: str
) -> None:
    assert plan_at(services, clock, moment) == (0, 0)
    assert waiting(services) == []


def test_in_the_last_minute_of_the_window_it_is_still_planned(
    services: Services, afspraak: Afspraak, clock: MovableClock
) -> None:
    assert plan_at(services, clock, "2027-02-09 17:59") == (1, 1)


def test_what_fell_due_in_the_weekend_is_planned_on_monday(
    services: Services, people: People, clock: MovableClock
) -> None:
    agree(services, people.marijke, people.tineke, date(2027, 2, 5))  # a Friday
    assert plan_at(services, clock, "2027-02-06 10:00") == (0, 0)
    assert plan_at(services, clock, "2027-02-08 08:30") == (1, 1)


def test_before_half_past_eight_the_makelaar_is_not_called_and_then_is(
    services: Services, afspraak: Afspraak, clock: MovableClock
) -> None:
    assert plan_at(services, clock, "2027-02-10 08:00") == (1, 0)
    assert plan_at(services, clock, "2027-02-10 08:29") == (0, 0)
    assert plan_at(services, clock, "2027-02-10 08:30") == (0, 1)


def test_the_region_says_at_what_hour_the_morning_message_comes(
    services: Services, afspraak: Afspraak, clock: MovableClock, ijsselland: Regio
) -> None:
    services.run_now(load_regio, ijsselland.model_copy(update={"verzending": Verzending(ochtendbericht=time(9, 15))}))
    assert plan_at(services, clock, "2027-02-10 09:14") == (1, 0)
    assert plan_at(services, clock, "2027-02-10 09:15") == (0, 1)


def test_the_window_opens_at_eight_local_time_in_summer_too(
    services: Services, people: People, clock: MovableClock
) -> None:
    agree(services, people.marijke, people.tineke, date(2027, 3, 30))
    assert plan_at(services, clock, "2027-03-30 07:59") == (0, 0)
    assert plan_at(services, clock, "2027-03-30 08:00") == (1, 0)
    assert clock.moment.hour == 6


def test_two_weeks_of_downtime_give_one_herinnering_and_one_morning_message_each(
    services: Services, people: People, clock: MovableClock
) -> None:
    for deadline in (4, 5, 8, 9, 10):
        agree(services, people.marijke, people.tineke, date(2027, 2, deadline))
    casus = services.run_now(new_casus, "Deventer", "topx-deventer", people.dirk)
    services.run_now(log_afspraak, casus.referentie, SafeText("x"), people.tineke.id, TUESDAY, people.dirk, "d")
    send_all(services)

    assert plan_at(services, clock, "2027-02-24 11:00") == (6, 2)

    assert sorted(row.persoon_id for row in owed(services) if row.bericht == "ochtend") == sorted(
        [people.marijke.id, people.dirk.id]
    )
    per_afspraak = Counter(row.afspraak_id for row in owed(services) if row.bericht == "herinnering")
    assert set(per_afspraak.values()) == {1}
    assert plan_at(services, clock, "2027-02-25 08:30") == (0, 2), "every morning, as long as something waits"


def test_an_earlier_herinnering_that_still_waits_is_overtaken(
    services: Services, afspraak: Afspraak, clock: MovableClock
) -> None:
    plan_at(services, clock, "2027-02-08 08:00")
    plan_at(services, clock, "2027-02-09 08:00")
    assert waiting(services) == [("herinnering", "dag van de deadline")]


def test_gedaan_before_it_leaves_withdraws_what_waits(
    services: Services, afspraak: Afspraak, clock: MovableClock, people: People
) -> None:
    plan_at(services, clock, "2027-02-09 08:00")
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    assert waiting(services) == []
    assert send_all(services) == ["melding_gedaan"]
    assert plan_at(services, clock, "2027-02-10 08:30") == (0, 0)


def test_taken_back_it_is_owed_again_exactly_once(
    services: Services, afspraak: Afspraak, clock: MovableClock, people: People
) -> None:
    plan_at(services, clock, "2027-02-09 08:00")
    for _ in range(3):
        services.run_now(confirm_afspraak, afspraak.id, people.tineke)
        services.run_now(undo_answer, afspraak.id, people.tineke)
        plan(services)
    assert waiting(services) == [("herinnering", "dag van de deadline")]
    assert send_all(services).count("herinnering") == 1
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    services.run_now(undo_answer, afspraak.id, people.tineke)
    assert plan(services) == (0, 0), "it has gone; taking back does not send it again"
    assert plan_at(services, clock, "2027-02-10 08:30") == (1, 1), "the next rungs do come"


def test_bezig_leaves_the_plan_as_it_is(
    services: Services, afspraak: Afspraak, clock: MovableClock, people: People
) -> None:
    clock.moment = local("2027-02-02 07:00")
    services.run_now(start_afspraak, afspraak.id, people.tineke)
    services.run_now(undo_answer, afspraak.id, people.tineke)
    services.run_now(start_afspraak, afspraak.id, people.tineke)
    assert plan_at(services, clock, "2027-02-02 08:00") == (1, 0)
    assert plan_at(services, clock, "2027-02-10 08:30") == (1, 1)


def test_both_makelaars_of_a_gemeente_get_their_morning_message(
    services: Services, afspraak: Afspraak, clock: MovableClock, people: People
) -> None:
    join(services, "Mo", Rol.MAKELAAR, organisatie="Veiligheidshuis IJsselland", gemeenten=frozenset({"Zwolle"}))
    assert plan_at(services, clock, "2027-02-10 08:30") == (1, 2)


def many(services: Services, people: People, count: int) -> None:
    """So many afspraken on one casus, due on Tuesday: one that was logged, and copies of it."""
    first = agree(services, people.marijke, people.tineke, TUESDAY)

    def copy(tx: SqlTransaction) -> None:
        row = tx.connection.execute(select(AfspraakRow).where(AfspraakRow.id == first.id)).one()
        same = {name: value for name, value in row._mapping.items() if name not in ("id", "bron")}
        put_rows(tx, *(AfspraakRow(**same, bron=f"kopie{number}") for number in range(1, count)))

    services.run_now(copy)  # type: ignore[arg-type]
    send_all(services)


@on_sqlite
def test_many_afspraken_are_planned_in_batches_each_once(
    services: Services, people: People, clock: MovableClock
) -> None:
    many(services, people, 2 * BATCH + 7)
    clock.moment = local("2027-02-10 08:30")
    came = [services.run_now(plan_due, batch) for batch in services.run_now(due_now)]
    assert [gepland.herinneringen for gepland in came] == [BATCH, BATCH, 7]
    assert plan(services) == (0, 1)


@on_sqlite
def test_what_another_process_planned_meanwhile_is_not_planned_again(
    services: Services, people: People, clock: MovableClock
) -> None:
    many(services, people, 3)
    clock.moment = local("2027-02-10 08:30")
    (batch,) = services.run_now(due_now)
    assert plan(services) == (3, 1)
    assert services.run_now(plan_due, batch) == Gepland()


@on_sqlite
def test_before_half_past_eight_overdue_ones_do_not_hold_up_the_others(
    services: Services, people: People, clock: MovableClock
) -> None:
    many(services, people, BATCH + 20)
    plan_at(services, clock, "2027-02-10 08:05")
    agree(services, people.marijke, people.tineke, date(2027, 2, 11))
    clock.moment = local("2027-02-11 08:05")
    assert plan(services)[0] == 1


def test_planned_by_several_threads_at_once_nothing_is_doubled_nor_lost(
    services: Services, people: People, clock: MovableClock, store: Store
) -> None:
    many(services, people, 220)
    clock.moment = local("2027-02-10 08:30")
    others = [Services(Store(store.url), clock) for _ in range(3)]
    try:
        in_threads(3, lambda number: plan(others[number]))
        plan(services)
    finally:
        for other in others:
            other.close()
            other.store.close()  # type: ignore[attr-defined]
    rows = owed(services)
    assert Counter(row.bericht for row in rows) == {"nieuwe_actie": 1, "herinnering": 220, "ochtend": 1}
    assert plan(services) == (0, 0)


# A clock that jumps, and the two nights on which every clock does


def hours(first: str, last: str) -> list[datetime]:
    """Every half hour between two moments of the region's clock."""
    count = (local(last) - local(first)) // timedelta(minutes=30)
    return [local(first) + n * timedelta(minutes=30) for n in range(count + 1)]


def went(services: Services, clock: MovableClock, moments: list[datetime]) -> list[tuple[str, str]]:
    """What the clock caused left when, on the region's clock."""
    sent = []
    for clock.moment in moments:
        plan(services)
        sent += [(f"{clock.moment.astimezone(HOME):%d %H:%M}", name) for name in send_all(services)]
    return [(at, name) for at, name in sent if name in CLOCK_MADE]


@on_sqlite
@pytest.mark.parametrize("moved", [timedelta(hours=2), timedelta(days=1)], ids=["two hours", "a day"])
@pytest.mark.parametrize("moment", ["2027-02-08 07:30", "2027-02-08 09:00", "2027-02-09 07:00", "2027-02-09 10:00"])
@pytest.mark.parametrize("back", [True, False], ids=["back", "forward"])
def test_whatever_the_clock_does_each_message_goes_once_for_its_day(
    services: Services, afspraak: Afspraak, clock: MovableClock, moved: timedelta, moment: str, back: bool
) -> None:
    jump = local(moment)
    landed = jump - moved if back else jump + moved
    week = [at for at in hours("2027-02-05 07:00", "2027-02-12 12:00") if at.astimezone(HOME).hour in LOOKED_AT]
    moments = [*(at for at in week if at <= jump), landed, *(at for at in week if at > landed)]
    went(services, clock, moments)
    sent = [row for row in owed(services) if row.staat == "verzonden"]
    rungs = Counter(row.key.rsplit(":", 1)[1] for row in sent if row.bericht == "herinnering")
    mornings = Counter(row.key[-2:] for row in sent if row.bericht == "ochtend")
    seen = {f"{at.astimezone(HOME):%d}" for at in moments if 9 <= at.astimezone(HOME).hour < 18}
    days = {"-1": "08", "0": "09", "1": "10"}
    assert rungs == Counter(["-5", *(rung for rung, day in days.items() if day in seen)]), "a day skipped is skipped"
    assert mornings == Counter(seen & {"09", "10", "11", "12"})


@on_sqlite
def test_a_clock_that_was_a_day_ahead_for_a_while_costs_no_message(
    services: Services, afspraak: Afspraak, clock: MovableClock
) -> None:
    ahead = hours("2027-02-09 12:00", "2027-02-09 13:00")
    around = hours("2027-02-08 07:00", "2027-02-08 12:00") + ahead + hours("2027-02-08 13:00", "2027-02-10 12:00")
    assert Counter(name for _, name in went(services, clock, around)) == {"herinnering": 3, "ochtend": 2}


@on_sqlite
@pytest.mark.parametrize(
    ("deadline", "first", "last", "expected"),
    [
        # The night to Sunday 28 March has no hour after two; Monday is Easter.
        (
            date(2027, 3, 30),
            "2027-03-26 18:00",
            "2027-03-30 12:00",
            [("30 08:00", "herinnering"), ("30 08:30", "ochtend")],
        ),
        # The night to Sunday 31 October has that hour twice.
        (
            date(2027, 11, 1),
            "2027-10-29 18:00",
            "2027-11-01 12:00",
            [("01 08:00", "herinnering"), ("01 08:30", "ochtend")],
        ),
    ],
)
def test_after_the_night_on_which_the_clocks_change_everything_comes_once_and_at_its_hour(
    services: Services,
    people: People,
    clock: MovableClock,
    deadline: date,
    first: str,
    last: str,
    expected: list[tuple[str, str]],
) -> None:
    clock.moment = local(first) - timedelta(days=3)
    agree(services, people.marijke, people.tineke, deadline)
    send_all(services)
    went(services, clock, hours(f"{first[:10]} 08:00", first))
    assert went(services, clock, hours(first, last)) == expected


# Another ladder


def with_ladder(ijsselland: Regio, *ladder: int) -> Regio:
    return ijsselland.model_copy(update={"herinneringen": Ladder(ladder=ladder)})


def load(services: Services, regio: Regio) -> tuple[list[str], int]:
    return services.run_now(load_regio, regio), services.run_now(replan_all)


def test_another_ladder_counts_for_what_is_open(
    services: Services, afspraak: Afspraak, clock: MovableClock, ijsselland: Regio
) -> None:
    lines, replanned = load(services, with_ladder(ijsselland, -3, 2))
    assert lines and replanned == 1
    assert plan_at(services, clock, "2027-02-02 08:00") == (0, 0)
    assert plan_at(services, clock, "2027-02-04 08:00") == (1, 0)
    assert plan_at(services, clock, "2027-02-10 08:30") == (0, 1)
    assert plan_at(services, clock, "2027-02-11 08:00")[0] == 1


def test_another_ladder_does_not_make_a_missed_day_go_away(
    services: Services, afspraak: Afspraak, clock: MovableClock, ijsselland: Regio
) -> None:
    clock.moment = local("2027-02-10 12:00")  # nothing was planned all this time
    load(services, with_ladder(ijsselland, -5, -1, 0, 1, 20))
    assert plan(services) == (1, 1)


def test_loading_the_region_again_changes_and_sends_nothing(
    services: Services, afspraak: Afspraak, clock: MovableClock, ijsselland: Regio
) -> None:
    plan_at(services, clock, "2027-02-10 08:30")
    send_all(services)
    assert load(services, ijsselland)[0] == []
    assert plan(services) == (0, 0)
    load(services, with_ladder(ijsselland, -4, -1, 0, 1))
    assert plan(services) == (0, 0)


def test_a_new_closing_day_moves_what_is_planned(
    services: Services, afspraak: Afspraak, clock: MovableClock, ijsselland: Regio
) -> None:
    load(services, ijsselland.model_copy(update={"sluitingsdagen": (Sluitingsdag.parse("2027-02-09"),)}))
    assert plan_at(services, clock, "2027-02-09 10:00") == (0, 0)
    # The deadline fell away as a working day: its last day was Monday, the makelaar hears on Wednesday.
    assert plan_at(services, clock, "2027-02-08 10:00") == (1, 0)
    assert plan_at(services, clock, "2027-02-10 08:30") == (1, 1)


# Trying out


def test_a_dry_run_says_what_would_go_and_leaves_nothing(
    services: Services, afspraak: Afspraak, clock: MovableClock, people: People
) -> None:
    clock.moment = local("2027-02-10 08:30")
    before = owed(services)
    counts, rows = services.try_out(dry_run)
    assert (counts.herinneringen, counts.signalen) == (1, 1)
    assert [(row["naar"], row["kanaal"], row["bericht"]) for row in rows] == [
        ("Tineke", "telegram", "herinnering"),
        ("Marijke", "telegram", "ochtend"),
    ]
    assert [row["op"].isoformat() for row in rows] == ["2027-02-10T08:00:00+01:00", "2027-02-10T08:30:00+01:00"]
    assert owed(services) == before
    assert plan(services) == (1, 1), "it still has to happen"


@on_sqlite
def test_a_dry_run_counts_all_batches(services: Services, people: People, clock: MovableClock) -> None:
    many(services, people, BATCH + 30)
    clock.moment = local("2027-02-09 08:00")
    assert services.try_out(dry_run)[0] == Gepland(BATCH + 30, 0)


def test_a_dry_run_in_the_evening_does_not_promise_what_waits_for_the_morning(
    services: Services, afspraak: Afspraak, clock: MovableClock
) -> None:
    plan_at(services, clock, "2027-02-09 17:59")
    clock.moment = local("2027-02-09 20:00")
    _, rows = services.try_out(dry_run)
    assert [row["bericht"] for row in rows] == []


def test_who_has_no_telegram_stands_in_the_dry_run_without_a_channel(
    services: Services, people: People, clock: MovableClock
) -> None:
    unlinked = join(services, "Piet", Rol.ACTIEHOUDER, organisatie="Politie")
    agree(services, people.marijke, unlinked, TUESDAY)
    _, rows = services.try_out(dry_run)
    assert [(row["naar"], row["kanaal"]) for row in rows] == [("Piet", "geen")]


def test_trying_out_leaves_nothing(services: Services, people: People) -> None:
    tried = services.try_out(new_casus, "Zwolle", "topx-zwolle", people.marijke)
    assert not services.run_now(lambda tx: tx.casussen.exists(tried.referentie))


def test_without_a_region_the_clock_causes_nothing(store: Store, clock: MovableClock) -> None:
    services = Services(store, clock)
    assert services.run_now(due_now) == []
    assert services.run_now(next_to_send, ()) is None
    services.close()
