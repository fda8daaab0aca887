"""On which days does a table meet in the year to come, and what does a changed rhythm change?"""

from dataclasses import replace
from datetime import UTC, date, time, timedelta
from typing import Any

import pytest

from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, Staat
from bot.domain.planning import VOLGENDE_WERKDAG, Verandering, planned_days, replan
from bot.domain.regio import Casustafel, Regio
from bot.domain.regio_values import Sluitingsdag
from bot.domain.werkdagen import Werkkalender
from tests.builders import local

NOW = local("2027-02-01 09:00")
OVERSLAAN = "overslaan"


def table(ritme: str | None, **changes: Any) -> Casustafel:
    known = {"sleutel": "t", "soort": "s", "naam": "T", "agendanaam": "Overleg", "tijd": time(9, 30), "duur": 120}
    return Casustafel.model_construct(**{**known, "locatie": None, "adres": "Grote Markt 1", "ritme": ritme, **changes})


@pytest.fixture
def kalender(ijsselland: Regio) -> Werkkalender:
    return Werkkalender.of(ijsselland)


def days(tafel: Casustafel, vrije_dag: str, kalender: Werkkalender, first: str, last: str) -> dict[str, str]:
    found = planned_days(tafel, vrije_dag, kalender, date.fromisoformat(first), date.fromisoformat(last))
    return {str(volgens): str(day) for volgens, day in found.items()}


def year(tafel: Casustafel, kalender: Werkkalender, kept: list[Bijeenkomst], **more: Any) -> list[Verandering]:
    return list(replan(tafel, kept, more.get("vrije_dag", OVERSLAAN), kalender, more.get("now", NOW)))


def planned(tafel: Casustafel, kalender: Werkkalender) -> list[Bijeenkomst]:
    """All that the first planning gives, as it is kept."""
    new = [change.nieuw for change in year(tafel, kalender, [])]
    return [replace(one, id=BijeenkomstId(nr)) for nr, one in enumerate(new, 1) if one is not None]


def test_a_day_off_is_skipped_or_held_on_the_next_working_day(kalender: Werkkalender) -> None:
    mondays = table("FREQ=WEEKLY;BYDAY=MO")
    easter = ("2027-03-22", "2027-04-05")  # Easter Monday is 29 March

    assert days(mondays, OVERSLAAN, kalender, *easter) == {"2027-03-22": "2027-03-22", "2027-04-05": "2027-04-05"}
    assert days(mondays, VOLGENDE_WERKDAG, kalender, *easter)["2027-03-29"] == "2027-03-30"


def test_it_does_not_go_to_a_day_on_which_the_table_meets_already(kalender: Werkkalender) -> None:
    both = table("FREQ=WEEKLY;BYDAY=MO,TU")

    assert "2027-03-29" not in days(both, VOLGENDE_WERKDAG, kalender, "2027-03-29", "2027-03-30")


def test_two_days_off_in_a_row_give_one_bijeenkomst(ijsselland: Regio) -> None:
    closed = tuple(Sluitingsdag.parse(day) for day in ("2027-03-30", "2027-03-31"))
    kalender = Werkkalender.of(ijsselland.model_copy(update={"sluitingsdagen": closed}))

    found = days(table("FREQ=WEEKLY;BYDAY=TU,WE"), VOLGENDE_WERKDAG, kalender, "2027-03-29", "2027-04-02")
    assert found == {"2027-03-30": "2027-04-01"}


def test_a_year_is_planned_at_the_same_local_hour_in_summer_and_winter(kalender: Werkkalender) -> None:
    found = planned(table("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", vanaf=date(2027, 2, 2)), kalender)

    assert {f"{kalender.local(one.begint):%H:%M}" for one in found} == {"09:30"}
    assert {one.begint.astimezone(UTC).hour for one in found} == {7, 8}
    assert found[0].volgens == date(2027, 2, 2)
    assert found[-1].begint <= NOW + timedelta(days=367)
    assert len(found) in (25, 26, 27)


def test_what_is_planned_is_not_planned_again(kalender: Werkkalender) -> None:
    tafel = table("FREQ=MONTHLY;BYDAY=2WE")

    assert year(tafel, kalender, planned(tafel, kalender)) == []


def test_what_began_today_is_not_planned_anew(kalender: Werkkalender) -> None:
    tafel = table("FREQ=WEEKLY;BYDAY=MO", tijd=time(8, 30))

    assert min(one.begint for one in planned(tafel, kalender)) > NOW


def test_another_hour_moves_what_nobody_has_touched(kalender: Werkkalender) -> None:
    tafel = table("FREQ=WEEKLY;BYDAY=TU")
    kept = planned(tafel, kalender)
    kept[0], kept[1] = replace(kept[0], eigen=True), replace(kept[1], agenda_at=NOW)

    changes = year(table("FREQ=WEEKLY;BYDAY=TU", tijd=time(13, 0)), kalender, kept)
    assert [change.oud for change in changes] == kept[2:]
    assert {f"{kalender.local(change.nieuw.begint):%H:%M}" for change in changes if change.nieuw} == {"13:00"}
    assert {change.nieuw.volgnummer for change in changes if change.nieuw} == {1}


def test_another_rhythm_drops_the_old_days_and_adds_the_new_ones(kalender: Werkkalender) -> None:
    kept = planned(table("FREQ=WEEKLY;BYDAY=TU"), kalender)
    kept[0] = replace(kept[0], eigen=True)

    changes = year(table("FREQ=WEEKLY;BYDAY=WE"), kalender, kept)
    assert [change.oud for change in changes if change.nieuw is None] == kept[1:]
    new = [change.nieuw for change in changes if change.oud is None and change.nieuw is not None]
    assert {one.volgens.weekday() for one in new if one.volgens} == {2}


def test_a_rhythm_that_comes_back_takes_its_own_days_back_but_not_what_somebody_cancelled(
    kalender: Werkkalender,
) -> None:
    tafel = table("FREQ=MONTHLY;BYDAY=2WE")
    kept = planned(tafel, kalender)
    without = year(table(None), kalender, kept)
    assert [change.oud for change in without] == kept

    dropped = [one.dropped(NOW) for one in kept]
    dropped[0] = replace(kept[0].cancel(NOW), version=2)
    back = year(tafel, kalender, dropped)
    assert [change.oud for change in back] == dropped[1:]
    assert {change.nieuw.staat for change in back if change.nieuw} == {Staat.GEPLAND}


def test_a_moved_one_keeps_the_place_of_the_day_that_its_rhythm_gave(kalender: Werkkalender) -> None:
    tafel = table("FREQ=WEEKLY;BYDAY=TU")
    kept = planned(tafel, kalender)
    kept[0] = kept[0].move(kept[0].begint + timedelta(days=400), 60, None, NOW)

    assert year(tafel, kalender, kept) == []


def test_a_closing_day_that_comes_later_drops_or_shifts_the_bijeenkomst(ijsselland: Regio) -> None:
    tafel, before = table("FREQ=WEEKLY;BYDAY=TU"), Werkkalender.of(ijsselland)
    kept = planned(tafel, before)
    closed = ijsselland.model_copy(update={"sluitingsdagen": (Sluitingsdag.parse("2027-02-09"),)})

    (skipped,) = year(tafel, Werkkalender.of(closed), kept)
    assert (skipped.oud, skipped.nieuw) == (kept[1], None)
    changes = year(tafel, Werkkalender.of(closed), kept, vrije_dag=VOLGENDE_WERKDAG)
    (shifted,) = [change for change in changes if change.oud is not None]
    assert shifted.nieuw is not None
    assert before.today(shifted.nieuw.begint) == date(2027, 2, 10)


def test_another_anchor_takes_the_other_week(kalender: Werkkalender) -> None:
    every_other = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"
    kept = planned(table(every_other, vanaf=date(2027, 2, 2)), kalender)
    kept[0] = replace(kept[0], agenda_at=NOW)

    changes = year(table(every_other, vanaf=date(2027, 2, 9)), kalender, kept)
    assert [change.oud for change in changes if change.nieuw is None] == kept[1:]
    came = [change.nieuw.volgens for change in changes if change.oud is None and change.nieuw is not None]
    assert came[:2] == [date(2027, 2, 9), date(2027, 2, 23)]


def test_what_was_moved_forward_and_has_been_is_not_planned_again(kalender: Werkkalender) -> None:
    tafel = table("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", vanaf=date(2027, 2, 2))
    kept = planned(tafel, kalender)
    assert kept[1].volgens == date(2027, 2, 16)
    kept[1] = kept[1].move(local("2027-02-03 09:30"), 120, None, NOW)

    assert date(2027, 2, 16) not in {
        change.nieuw.volgens for change in year(tafel, kalender, kept, now=local("2027-02-04 09:00")) if change.nieuw
    }


@pytest.mark.parametrize("moment", ["2027-03-29 09:00", "2027-03-30 09:00"])
def test_what_falls_on_a_day_off_before_today_may_still_come_after_it(kalender: Werkkalender, moment: str) -> None:
    found = year(table("FREQ=WEEKLY;BYDAY=MO"), kalender, [], vrije_dag=VOLGENDE_WERKDAG, now=local(moment))
    first = found[0].nieuw
    assert first is not None
    assert (first.volgens, first.begint) == (date(2027, 3, 29), local("2027-03-30 09:30"))


def shut(regio: Regio, first: str, count: int) -> Werkkalender:
    """The house is closed on so many days in a row."""
    since = date.fromisoformat(first)
    closed = tuple(Sluitingsdag.parse(str(since + timedelta(days=n))) for n in range(count))
    return Werkkalender.of(regio.model_copy(update={"sluitingsdagen": closed}))


@pytest.mark.parametrize("count", [2, 9, 16, 23])
def test_a_long_closing_is_planned_the_same_on_each_day_of_it(ijsselland: Regio, count: int) -> None:
    kalender, tafel = shut(ijsselland, "2027-07-19", count), table("FREQ=WEEKLY;BYDAY=MO,TH")
    now = local("2027-07-12 20:00")
    found = year(tafel, kalender, [], vrije_dag=VOLGENDE_WERKDAG, now=now)
    kept = [replace(one.nieuw, id=BijeenkomstId(nr)) for nr, one in enumerate(found, 1) if one.nieuw is not None]
    assert len({one.begint for one in kept}) == len(kept), "never two at one moment"

    for days_later in range(1, 42):
        later = now + timedelta(days=days_later)
        known = [one for one in kept if one.volgens and one.volgens >= later.date() - timedelta(days=14)]
        for change in year(tafel, kalender, known, vrije_dag=VOLGENDE_WERKDAG, now=later):
            assert change.oud is None
            assert change.nieuw is not None
            assert change.nieuw.begint > now + timedelta(days=366), "only the end of the year moves on"


def test_more_than_two_weeks_after_its_day_a_table_does_not_meet(ijsselland: Regio) -> None:
    kalender, third = shut(ijsselland, "2027-07-21", 15), table("FREQ=MONTHLY;BYDAY=3WE")
    assert days(third, VOLGENDE_WERKDAG, kalender, "2027-07-01", "2027-08-01") == {}
    kalender = shut(ijsselland, "2027-07-21", 12)
    assert days(third, VOLGENDE_WERKDAG, kalender, "2027-07-01", "2027-08-01") == {"2027-07-21": "2027-08-02"}


def test_the_last_day_of_the_year_does_not_go_to_a_day_on_which_the_table_meets(kalender: Werkkalender) -> None:
    both = table("FREQ=WEEKLY;BYDAY=MO,TU")
    assert days(both, VOLGENDE_WERKDAG, kalender, "2027-03-01", "2027-03-29").get("2027-03-29") is None


def extra(begint: str, **changes: Any) -> Bijeenkomst:
    """One that somebody added."""
    return Bijeenkomst(BijeenkomstId(900), "t", local(begint), 60, None, eigen=True, **changes)


def test_on_a_day_that_somebody_chose_none_comes_by_itself(kalender: Werkkalender) -> None:
    mondays, tuesdays, wednesdays = (table(f"FREQ=WEEKLY;BYDAY={day}") for day in ("MO", "TU", "WE"))
    kept = planned(mondays, kalender)

    changes = year(mondays, kalender, [*kept, extra("2027-03-30 13:00")], vrije_dag=VOLGENDE_WERKDAG)
    assert all(change.nieuw and change.nieuw.volgens != date(2027, 3, 29) for change in changes)

    moved = planned(tuesdays, kalender)
    moved[0] = moved[0].move(local("2027-02-03 09:30"), 120, None, NOW)
    came = {change.nieuw.volgens for change in year(wednesdays, kalender, moved) if change.nieuw}
    assert date(2027, 2, 3) not in came
    assert date(2027, 2, 10) in came


def test_what_would_go_to_a_day_that_somebody_chose_is_dropped(ijsselland: Regio, kalender: Werkkalender) -> None:
    tafel = table("FREQ=WEEKLY;BYDAY=TU")
    kept, shorter = planned(tafel, kalender), shut(ijsselland, "2027-02-09", 1)

    changes = year(tafel, shorter, [*kept, extra("2027-02-10 13:00")], vrije_dag=VOLGENDE_WERKDAG)
    assert [(change.oud, change.nieuw) for change in changes if change.oud is not None] == [(kept[1], None)]


def test_one_more_on_a_day_of_the_rhythm_leaves_the_first_there(kalender: Werkkalender) -> None:
    tafel = table("FREQ=WEEKLY;BYDAY=TU")
    kept = planned(tafel, kalender)
    assert year(tafel, kalender, [*kept, extra("2027-02-09 14:00")]) == []


def test_a_table_without_hour_plans_nothing(kalender: Werkkalender) -> None:
    assert year(table(None, tijd=None), kalender, []) == []
