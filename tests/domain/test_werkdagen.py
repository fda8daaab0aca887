"""On which days does a house work, and when may a message leave?"""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.regio import FEESTDAGEN, Sluitingsdag, parse_regio
from bot.domain.werkdagen import Werkkalender

REGIOS = Path(__file__).parents[2] / "regios"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
KALENDER = Werkkalender("Europe/Amsterdam", time(8), time(18))

days = st.dates(date(2025, 1, 1), date(2035, 12, 31))
small = st.integers(-40, 40)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def closed_on(*dagen: str, **changes: object) -> Werkkalender:
    closed = frozenset(map(Sluitingsdag.parse, dagen))
    return Werkkalender("Europe/Amsterdam", time(8), time(18), sluitingsdagen=closed, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "feestdag",
    [
        date(2027, 1, 1),
        date(2027, 3, 26),  # Goede Vrijdag
        date(2027, 3, 29),  # Tweede Paasdag
        date(2027, 4, 27),  # Koningsdag
        date(2027, 5, 6),  # Hemelvaart
        date(2027, 5, 17),  # Tweede Pinksterdag
        date(2028, 12, 25),
        date(2028, 12, 26),
        date(2025, 5, 5),  # Bevrijdingsdag in a lustrum year
    ],
)
def test_nobody_hears_from_us_on_a_holiday(feestdag: date) -> None:
    assert not KALENDER.is_werkdag(feestdag)


def test_in_most_years_bevrijdingsdag_is_an_ordinary_day() -> None:
    assert KALENDER.is_werkdag(date(2027, 5, 5))


def test_when_koningsdag_would_be_a_sunday_it_is_the_saturday_before() -> None:
    assert KALENDER.is_werkdag(date(2031, 4, 28))
    assert not KALENDER.is_werkdag(date(2031, 4, 26))


def test_weekends_are_free() -> None:
    monday = date(2027, 2, 1)

    assert [KALENDER.is_werkdag(monday + timedelta(days=n)) for n in range(7)] == [True] * 5 + [False] * 2


def test_a_house_may_work_on_goede_vrijdag() -> None:
    kalender = closed_on(doorwerken=frozenset({"Goede vrijdag"}))

    assert kalender.is_werkdag(date(2027, 3, 26))
    assert not kalender.is_werkdag(date(2027, 3, 29))


def test_a_house_may_keep_no_holidays_at_all() -> None:
    assert closed_on(feestdagen=False).is_werkdag(date(2027, 4, 27))


def test_a_closing_day_counts_once_or_every_year() -> None:
    kalender = closed_on("2027-05-07", "12-24")

    assert not kalender.is_werkdag(date(2027, 5, 7))
    assert kalender.is_werkdag(date(2026, 5, 7))
    assert not any(kalender.is_werkdag(date(year, 12, 24)) for year in (2026, 2027, 2029))


def test_the_names_of_holidays_are_those_of_the_library() -> None:
    from holidays import country_holidays  # noqa: PLC0415 - heavy

    names = set(country_holidays("NL", years=range(2020, 2036), language="nl").values())

    assert names == set(FEESTDAGEN)


@pytest.mark.parametrize(
    ("day", "n", "shifted"),
    [
        (date(2027, 2, 5), 0, date(2027, 2, 5)),
        (date(2027, 2, 5), 1, date(2027, 2, 8)),
        (date(2027, 2, 5), -1, date(2027, 2, 4)),
        (date(2027, 2, 5), -5, date(2027, 1, 29)),
        (date(2027, 2, 6), 0, date(2027, 2, 5)),  # Saturday counts as Friday
        (date(2027, 2, 6), -1, date(2027, 2, 4)),
        (date(2027, 2, 6), 1, date(2027, 2, 8)),
        (date(2027, 3, 25), 1, date(2027, 3, 30)),  # over Goede Vrijdag and Pasen
        (date(2027, 3, 30), -1, date(2027, 3, 25)),
        (date(2027, 12, 31), 1, date(2028, 1, 3)),
    ],
)
def test_working_days_are_counted_from_a_deadline(day: date, n: int, shifted: date) -> None:
    assert KALENDER.shift(day, n) == shifted


@pytest.mark.parametrize(
    ("a", "b", "count"),
    [
        (date(2027, 2, 5), date(2027, 2, 5), 0),
        (date(2027, 2, 5), date(2027, 2, 6), 0),
        (date(2027, 2, 5), date(2027, 2, 8), 1),
        (date(2027, 2, 8), date(2027, 2, 5), -1),
        (date(2027, 3, 25), date(2027, 3, 30), 1),
        (date(2027, 2, 1), date(2027, 2, 15), 10),
    ],
)
def test_how_many_working_days_are_left(a: date, b: date, count: int) -> None:
    assert KALENDER.werkdagen_between(a, b) == count


@given(days, small)
def test_a_shift_there_and_back_ends_where_it_began(day: date, n: int) -> None:
    assert KALENDER.shift(KALENDER.shift(day, n), -n) == KALENDER.shift(day, 0)


@given(days, small)
def test_a_shift_ends_on_a_working_day_and_counts_as_many(day: date, n: int) -> None:
    shifted = KALENDER.shift(day, n)

    assert KALENDER.is_werkdag(shifted)
    assert KALENDER.werkdagen_between(KALENDER.shift(day, 0), shifted) == n


@given(days, small, small)
def test_each_step_of_a_ladder_has_a_day_of_its_own(day: date, n: int, m: int) -> None:
    assert (n < m) == (KALENDER.shift(day, n) < KALENDER.shift(day, m))


@given(days, days, small)
def test_a_later_deadline_is_never_reminded_of_earlier(a: date, b: date, n: int) -> None:
    first, last = sorted((a, b))

    assert KALENDER.shift(first, n) <= KALENDER.shift(last, n)


@given(days, days, days)
def test_working_days_add_up(a: date, b: date, c: date) -> None:
    between = KALENDER.werkdagen_between

    assert between(a, b) + between(b, c) == between(a, c)


@given(days)
def test_the_next_and_the_previous_working_day_are_the_nearest(day: date) -> None:
    after, before = KALENDER.next_werkdag(day), KALENDER.previous_werkdag(day)

    assert KALENDER.is_werkdag(after)
    assert KALENDER.is_werkdag(before)
    assert KALENDER.werkdagen_between(day, after) == 1
    assert not any(KALENDER.is_werkdag(before + timedelta(days=n)) for n in range(1, (day - before).days))


def test_the_window_opens_at_eight_in_winter_and_in_summer() -> None:
    assert KALENDER.window_opens(date(2027, 2, 1)) == datetime(2027, 2, 1, 7, tzinfo=UTC)
    assert KALENDER.window_opens(date(2027, 7, 1)) == datetime(2027, 7, 1, 6, tzinfo=UTC)


def test_the_monday_after_the_clock_changes_the_window_opens_at_eight() -> None:
    friday_evening = datetime(2027, 10, 29, 20, tzinfo=AMSTERDAM)

    assert KALENDER.next_opening(friday_evening) == datetime(2027, 11, 1, 7, tzinfo=UTC)


def test_a_time_that_the_clock_skips_is_an_hour_later() -> None:
    moment = KALENDER.at(date(2027, 3, 28), time(2, 30))

    assert moment.astimezone(UTC) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert moment.time() == time(3, 30)


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    moment = KALENDER.at(date(2027, 10, 31), time(2, 30))

    assert moment.astimezone(UTC) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert (moment.time(), moment.fold) == (time(2, 30), 0)


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (datetime(2027, 2, 1, 7, 59, 59, tzinfo=AMSTERDAM), False),
        (datetime(2027, 2, 1, 8, 0, tzinfo=AMSTERDAM), True),
        (datetime(2027, 2, 1, 17, 59, 59, tzinfo=AMSTERDAM), True),
        (datetime(2027, 2, 1, 18, 0, tzinfo=AMSTERDAM), False),
        (datetime(2027, 2, 1, 7, 0, tzinfo=UTC), True),
        (datetime(2027, 7, 1, 16, 0, tzinfo=UTC), False),
        (datetime(2027, 2, 6, 12, 0, tzinfo=AMSTERDAM), False),  # Saturday
        (datetime(2027, 4, 27, 12, 0, tzinfo=AMSTERDAM), False),  # Koningsdag
    ],
)
def test_the_window_is_open_from_eight_until_six(moment: datetime, inside: bool) -> None:
    assert KALENDER.in_window(moment) is inside


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (datetime(2027, 2, 1, 12, 0), datetime(2027, 2, 1, 12, 0)),  # noqa: DTZ001
        (datetime(2027, 2, 1, 6, 0), datetime(2027, 2, 1, 8, 0)),  # noqa: DTZ001
        (datetime(2027, 2, 1, 18, 0), datetime(2027, 2, 2, 8, 0)),  # noqa: DTZ001
        (datetime(2027, 2, 5, 19, 0), datetime(2027, 2, 8, 8, 0)),  # noqa: DTZ001
        (datetime(2027, 3, 25, 18, 0), datetime(2027, 3, 30, 8, 0)),  # noqa: DTZ001
        (datetime(2027, 4, 27, 9, 0), datetime(2027, 4, 28, 8, 0)),  # noqa: DTZ001
    ],
)
def test_what_waits_leaves_at_the_next_opening(moment: datetime, opens: datetime) -> None:
    assert KALENDER.next_opening(moment.replace(tzinfo=AMSTERDAM)) == opens.replace(tzinfo=AMSTERDAM)


@given(moments)
def test_the_next_opening_is_in_the_window_and_never_before_now(moment: datetime) -> None:
    opening = KALENDER.next_opening(moment)

    assert KALENDER.in_window(opening)
    assert opening >= moment
    assert KALENDER.next_opening(opening) == opening
    assert opening == moment or not KALENDER.in_window(moment)


@given(moments)
def test_the_same_moment_on_the_clock_of_the_region(moment: datetime) -> None:
    assert KALENDER.local(moment) == moment
    assert KALENDER.today(moment) == moment.astimezone(AMSTERDAM).date()


def test_today_begins_at_midnight_in_the_region() -> None:
    assert KALENDER.today(datetime(2027, 2, 1, 22, 59, tzinfo=UTC)) == date(2027, 2, 1)
    assert KALENDER.today(datetime(2027, 2, 1, 23, 0, tzinfo=UTC)) == date(2027, 2, 2)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        KALENDER.local(datetime(2027, 2, 1))  # noqa: DTZ001


def test_two_calendars_of_the_same_region_are_equal() -> None:
    ijsselland_toml = (REGIOS / "ijsselland.toml").read_text("utf-8")
    one, other = (Werkkalender.of(parse_regio(ijsselland_toml)) for _ in range(2))
    later = Werkkalender.of(parse_regio(ijsselland_toml.replace('van = "08:00"', 'van = "08:15"')))

    assert one == other
    assert hash(one) == hash(other)
    assert one != later
    assert one.window_opens(date(2027, 2, 1)) == datetime(2027, 2, 1, 8, tzinfo=AMSTERDAM)
