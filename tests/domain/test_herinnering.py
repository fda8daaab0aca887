"""When does an actiehouder hear from us, when the makelaar, and never twice?"""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.afspraak import Afspraak, Staat
from bot.domain.herinnering import (
    a_week_later,
    due_herinnering,
    is_to_be_spoken_to,
    is_unanswered,
    is_unseen,
    is_vacant,
    ladder_dates,
    next_due,
    signaal_on,
)
from bot.domain.persoon import PersoonId
from bot.domain.regio import Sluitingsdag
from bot.domain.werkdagen import Werkkalender
from tests.builders import NOON, an_afspraak

LADDER = (-5, -1, 0, 1)
KALENDER = Werkkalender("Europe/Amsterdam", time(8), time(18))
DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def made(on: str, deadline: str, **changes: object) -> Afspraak:
    return an_afspraak(made_on=day(on), deadline=day(deadline), **changes)


def rung(afspraak: Afspraak, on: str, ladder: tuple[int, ...] = LADDER) -> int | None:
    herinnering = due_herinnering(afspraak, ladder, KALENDER, day(on))
    return herinnering.dag if herinnering else None


def test_the_default_ladder_of_an_ordinary_tuesday() -> None:
    dates = [(stap.dag, stap.op) for stap in ladder_dates(day("2027-02-16"), LADDER, KALENDER)]
    assert dates == [
        (-5, day("2027-02-09")),
        (-1, day("2027-02-15")),
        (0, day("2027-02-16")),
        (1, day("2027-02-17")),
    ]


def test_a_ladder_in_any_order_is_climbed_from_the_bottom() -> None:
    assert [stap.dag for stap in ladder_dates(day("2027-02-16"), (1, -5, 0, -1), KALENDER)] == [-5, -1, 0, 1]


@pytest.mark.parametrize(
    ("deadline", "five_before", "one_before", "one_after"),
    [
        ("2027-02-15", "2027-02-08", "2027-02-12", "2027-02-16"),  # a Monday: over the weekend
        ("2027-02-12", "2027-02-05", "2027-02-11", "2027-02-15"),  # a Friday
        ("2027-03-30", "2027-03-19", "2027-03-25", "2027-03-31"),  # after Good Friday and Easter Monday
        ("2027-03-25", "2027-03-18", "2027-03-24", "2027-03-30"),  # before Easter
        ("2027-04-28", "2027-04-20", "2027-04-26", "2027-04-29"),  # after King's Day
        ("2027-12-24", "2027-12-17", "2027-12-23", "2027-12-27"),
        ("2028-01-03", "2027-12-27", "2027-12-31", "2028-01-04"),  # over the year's end, New Year on a Saturday
    ],
)
def test_weekends_and_holidays_do_not_count(deadline: str, five_before: str, one_before: str, one_after: str) -> None:
    dates = {stap.dag: stap.op for stap in ladder_dates(day(deadline), LADDER, KALENDER)}
    assert dates == {-5: day(five_before), -1: day(one_before), 0: day(deadline), 1: day(one_after)}


def test_a_closing_day_of_the_house_moves_the_ladder() -> None:
    closed = Werkkalender("Europe/Amsterdam", time(8), time(18), sluitingsdagen=frozenset({Sluitingsdag(2, 15, 2027)}))
    dates = {stap.dag: stap.op for stap in ladder_dates(day("2027-02-16"), LADDER, closed)}
    assert dates[-1] == day("2027-02-12")


def test_nothing_is_due_before_the_first_rung() -> None:
    assert rung(made("2027-02-01", "2027-02-16"), "2027-02-08") is None


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2027-02-09", -5),
        ("2027-02-14", -5),
        ("2027-02-15", -1),
        ("2027-02-16", 0),
        ("2027-02-17", 1),
        ("2027-03-30", 1),
    ],
)
def test_each_rung_falls_due_on_its_day(on: str, expected: int) -> None:
    assert rung(made("2027-02-01", "2027-02-16"), on) == expected


def test_after_downtime_one_herinnering_goes_out_not_three() -> None:
    assert rung(made("2027-02-01", "2027-02-16"), "2027-02-22") == 1


def test_a_rung_on_the_day_it_was_made_is_no_reminder() -> None:
    afspraak = made("2027-02-09", "2027-02-16")
    assert rung(afspraak, "2027-02-09") is None
    assert rung(afspraak, "2027-02-15") == -1


def test_made_on_the_day_of_the_deadline_only_the_day_after_reminds() -> None:
    afspraak = made("2027-02-16", "2027-02-16")
    assert rung(afspraak, "2027-02-16") is None
    assert rung(afspraak, "2027-02-17") == 1


def test_made_after_all_rungs_nobody_is_reminded() -> None:
    afspraak = made("2027-02-16", "2027-02-16")
    assert rung(afspraak, "2027-02-17", (-5, 0)) is None
    assert next_due(afspraak, (-5, 0), KALENDER, day("2027-02-16")) is None


def test_what_is_done_falls_due_no_more() -> None:
    done = made("2027-02-01", "2027-02-16", staat=Staat.GEDAAN, gedaan_at=NOON)
    assert rung(done, "2027-02-17") is None
    assert next_due(done, LADDER, KALENDER, day("2027-02-01")) is None
    assert not is_unanswered(done, LADDER, KALENDER, day("2027-02-15"))


def test_bezig_changes_nothing_about_the_ladder() -> None:
    started = made("2027-02-01", "2027-02-16", bezig_at=NOON)
    assert [rung(started, on) for on in ("2027-02-09", "2027-02-16", "2027-02-17")] == [-5, 0, 1]


@pytest.mark.parametrize(
    ("deadline", "morning"),
    [
        ("2027-02-12", "2027-02-15"),
        ("2027-02-16", "2027-02-17"),
        ("2027-03-25", "2027-03-30"),
        ("2027-12-31", "2028-01-03"),
    ],
)
def test_the_makelaar_hears_on_the_working_morning_after(deadline: str, morning: str) -> None:
    assert signaal_on(made("2027-02-01", deadline), KALENDER) == day(morning)


def test_the_key_of_a_herinnering_is_the_same_however_often_it_is_worked_out() -> None:
    afspraak = made("2027-02-01", "2027-02-16")
    keys = {due_herinnering(afspraak, LADDER, KALENDER, day("2027-02-15") + n * DAY).key for n in (0, 0)}  # type: ignore[union-attr]
    assert len(keys) == 1


def test_another_deadline_or_rung_is_another_herinnering() -> None:
    keys = {
        due_herinnering(made("2027-02-01", deadline), LADDER, KALENDER, day(on)).key  # type: ignore[union-attr]
        for deadline, on in [("2027-02-16", "2027-02-15"), ("2027-02-16", "2027-02-16"), ("2027-02-17", "2027-02-17")]
    }
    assert len(keys) == 3


def test_the_actiehouder_is_told_when_we_come_back() -> None:
    afspraak = made("2027-02-01", "2027-02-16")
    came = [next_due(afspraak, LADDER, KALENDER, day(on)) for on in ("2027-02-01", "2027-02-09", "2027-02-16")]
    assert came == [day("2027-02-09"), day("2027-02-15"), day("2027-02-17")]
    assert next_due(afspraak, LADDER, KALENDER, day("2027-02-17")) is None


def test_unanswered_is_after_a_reminder() -> None:
    afspraak = made("2027-02-04", "2027-02-16")
    assert not is_unanswered(afspraak, LADDER, KALENDER, day("2027-02-08"))
    assert is_unanswered(afspraak, LADDER, KALENDER, day("2027-02-09"))


def test_who_was_not_at_the_table_is_unseen_after_two_working_days_without_a_sign() -> None:
    absent = made("2027-02-04", "2027-03-16", aan_tafel=False)
    assert not is_unseen(absent, KALENDER, day("2027-02-07"))  # Thursday to Sunday is one working day
    assert is_unseen(absent, KALENDER, day("2027-02-08"))
    assert not is_unseen(replace(absent, gezien_at=NOON), KALENDER, day("2027-02-08"))
    assert not is_unseen(made("2027-02-04", "2027-03-16"), KALENDER, day("2027-02-08")), "who was there agreed there"


def test_without_actiehouder_it_is_vacant_after_a_working_day() -> None:
    vacant = made("2027-02-05", "2027-03-16", actiehouder=None)
    assert not is_vacant(vacant, KALENDER, day("2027-02-07"))  # Friday to Sunday is none
    assert is_vacant(vacant, KALENDER, day("2027-02-08"))
    assert next_due(vacant, LADDER, KALENDER, day("2027-02-05")) is None, "there is nobody to remind"


def test_an_organisation_is_spoken_to_when_it_is_five_working_days_overdue_and_later_the_next_step() -> None:
    late = made("2027-02-01", "2027-02-05")
    assert not is_to_be_spoken_to(late, 2, KALENDER, day("2027-02-11"))
    assert is_to_be_spoken_to(late, 2, KALENDER, day("2027-02-12"))
    assert not is_to_be_spoken_to(late.speak_later(day("2027-02-15")), 2, KALENDER, day("2027-02-12"))
    assert is_to_be_spoken_to(late.speak_later(day("2027-02-15")), 2, KALENDER, day("2027-02-15"))
    spoken = late.speak_to(3, day("2027-02-19"))
    assert not is_to_be_spoken_to(spoken, 3, KALENDER, day("2027-02-18"))
    assert is_to_be_spoken_to(spoken, 3, KALENDER, day("2027-02-19"))
    assert not is_to_be_spoken_to(spoken, 2, KALENDER, day("2027-02-19")), "the ladder has no next step"


def test_nobody_is_reminded_of_what_does_not_work_out() -> None:
    failed = made("2027-02-01", "2027-02-16").fail(PersoonId(2), NOON, "geen_mandaat")
    assert next_due(failed, LADDER, KALENDER, day("2027-02-01")) is None
    assert rung(failed, "2027-02-16") is None


@given(st.dates(date(2026, 11, 1), date(2028, 3, 1)), st.integers(-30, 30))
def test_a_week_later_is_a_working_day_after_the_deadline_and_after_today(deadline: date, late: int) -> None:
    today = deadline + timedelta(days=late)
    later = a_week_later(deadline, KALENDER, today)
    assert KALENDER.is_werkdag(later)
    assert later >= max(deadline, today) + timedelta(days=7)


def test_who_said_bezig_or_is_due_today_is_not_unanswered() -> None:
    assert not is_unanswered(made("2027-02-01", "2027-03-16", bezig_at=NOON), LADDER, KALENDER, day("2027-02-10"))
    assert not is_unanswered(made("2027-02-01", "2027-02-10"), LADDER, KALENDER, day("2027-02-10"))


ladders = st.lists(st.integers(-12, 8), min_size=1, max_size=6, unique=True).map(tuple)
starts = st.dates(date(2026, 11, 1), date(2028, 3, 1))


@given(starts, st.integers(0, 45), ladders, st.sets(st.integers(0, 75), max_size=40))
def test_day_by_day_each_rung_comes_once_and_never_early_whatever_days_we_were_down(
    start: date, length: int, ladder: tuple[int, ...], down: set[int]
) -> None:
    """Walks through every day as the tick does: only when ``next_due`` says so does anybody look."""
    afspraak = an_afspraak(made_on=start, deadline=start + timedelta(days=length))
    rungs = {stap.dag: stap.op for stap in ladder_dates(afspraak.deadline, ladder, KALENDER)}
    due = next_due(afspraak, ladder, KALENDER, after=start)
    sent: list[tuple[int, date]] = []
    for number in range(76):
        today = start + timedelta(days=number)
        if number in down or due is None or due > today:
            continue
        herinnering = due_herinnering(afspraak, ladder, KALENDER, today)
        if herinnering is not None and herinnering.dag not in [dag for dag, _ in sent]:
            sent.append((herinnering.dag, today))
        due = next_due(afspraak, ladder, KALENDER, after=today)

    up = [start + timedelta(days=n) for n in range(76) if n not in down]
    dags = [dag for dag, _ in sent]
    assert len(dags) == len(set(dags))
    assert dags == sorted(dags)
    assert len({on for _, on in sent}) == len(sent), "two on one day"
    assert all(start < rungs[dag] <= on for dag, on in sent)
    # A day on which we were up and a rung fell is a day on which that rung went out.
    fallen = {op: dag for dag, op in rungs.items() if op > start}
    assert all((fallen[today], today) in sent for today in up if today in fallen)
    # Whatever we missed, the latest of it goes out on the first day that we are up again.
    late = [on for on in up if any(op <= on for op in fallen)]
    assert bool(sent) == bool(late)


@given(starts, st.integers(0, 60), ladders)
def test_without_downtime_rungs_come_on_their_working_days(start: date, length: int, ladder: tuple[int, ...]) -> None:
    afspraak = an_afspraak(made_on=start, deadline=start + timedelta(days=length))
    due = next_due(afspraak, ladder, KALENDER, after=start)
    while due is not None:
        assert KALENDER.is_werkdag(due)
        assert due > start
        after, due = due, next_due(afspraak, ladder, KALENDER, after=due)
        assert due is None or due > after
