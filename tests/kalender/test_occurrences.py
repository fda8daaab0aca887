"""Do programs that nobody here wrote find every bijeenkomst where it is, whatever the clock does that day?

Each reads a zone its own way: icalendar knows the zones of the world, with another name it has the block in the file;
ical.js has nothing but that block.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle

import pytest

from bot.domain.abonnement import MIJN, Feed, Vermelding
from bot.domain.werkdagen import Werkkalender
from bot.rendering.ical import render_feed
from tests.kalender.readers import READERS, Occurrence, ask_ical_js, by_icalendar, by_recurring_ical_events

AMSTERDAM = "Europe/Amsterdam"
CHANGED = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
NIGHTS = (date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26), date(2028, 10, 29))
"""In these the clock changes."""
DAYS = [date(2027, 1, 1) + timedelta(days=n) for n in range(366 + 365)]

reading = pytest.mark.parametrize("read", READERS)
Read = Callable[[bytes], list[Occurrence]]

pytestmark = pytest.mark.usefixtures("ical_js")


def at(day: date, clock: time, zone: str = AMSTERDAM) -> datetime:
    return Werkkalender(zone, time(8), time(18)).at(day, clock).astimezone(UTC)


def vermeldingen(moments: Iterable[tuple[datetime, timedelta]]) -> tuple[Vermelding, ...]:
    """At these moments, for so long; here and there one that was moved or cancelled."""
    numbered = zip(sorted(moments), cycle((False, False, False, True)), cycle(range(5)), strict=False)
    return tuple(
        Vermelding(
            uid=f"{number:08}-7d1c-4b52-9a43-5f1f6c1f3c11",
            naam="Casusoverleg Zwolle",
            begint=begint,
            eindigt=begint + duur,
            waar="Zeven Alleetjes 1, Zwolle",
            afgezegd=afgezegd,
            volgnummer=volgnummer,
            changed_at=CHANGED,
        )
        for number, ((begint, duur), afgezegd, volgnummer) in enumerate(numbered)
    )


def a_file(een: Iterable[Vermelding], zone: str = AMSTERDAM) -> bytes:
    return render_feed(Feed(MIJN, "IJsselland", zone, tuple(een)), "Veiligheidshuis IJsselland", "voorbeeld_bot")


def meant(een: Iterable[Vermelding]) -> list[Occurrence]:
    return sorted(map(Occurrence.meant, een))


@reading
def test_every_day_of_two_years_in_the_morning_and_at_night(read: Read) -> None:
    clocks = ((time(9, 30), timedelta(minutes=150)), (time(23, 30), timedelta(minutes=90)))
    said = vermeldingen((at(day, clock), duur) for day in DAYS for clock, duur in clocks)

    assert read(a_file(said)) == meant(said)


def test_half_past_nine_is_so_in_winter_and_in_summer() -> None:
    """Said once without our own arithmetic: an hour earlier in UTC as soon as it is summer."""
    around = [night + timedelta(days=n) for night in NIGHTS[:2] for n in (-1, 0, 1)]
    content = a_file(vermeldingen((at(day, time(9, 30)), timedelta(hours=2)) for day in around))

    for read in READERS:
        assert [f"{one.begins:%m-%d %H:%M}" for one in read(content)] == [
            "03-27 08:30",
            "03-28 07:30",
            "03-29 07:30",
            "10-30 07:30",
            "10-31 08:30",
            "11-01 08:30",
        ]


@reading
@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("minutes", [30, 60, 180])
def test_around_the_change_itself(read: Read, night: date, minutes: int) -> None:
    """Every quarter of an hour from the evening before until the morning. In the hour that comes twice the clock alone
    does not say which is meant, and readers take it differently.
    """
    first = at(night - timedelta(days=1), time(22))
    quarters = [first + timedelta(minutes=15 * n) for n in range(40)]
    said = vermeldingen((quarter, timedelta(minutes=minutes)) for quarter in quarters)

    assert read(a_file(said)) == meant(said)


@reading
def test_what_the_clock_skips_is_an_hour_later(read: Read) -> None:
    said = vermeldingen([(at(NIGHTS[0], time(2, 30)), timedelta(hours=1))])

    (found,) = read(a_file(said))

    assert (found.begins, found.ends) == (
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 2, 30, tzinfo=UTC),
    )


@reading
@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Dublin",
        "Europe/Lisbon",
        "America/New_York",
        "America/Curacao",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "UTC",
        "America/Santiago",
        "Africa/Cairo",
        "Asia/Jerusalem",
    ],
)
def test_so_do_they_in_other_zones(read: Read, zone: str) -> None:
    """Also where the clock follows a rule that cannot be repeated every year."""
    said = vermeldingen((at(day, time(9, 30), zone), timedelta(minutes=90)) for day in DAYS[::5])

    assert read(a_file(said, zone)) == meant(said)


@pytest.mark.parametrize("zone", [AMSTERDAM, "America/Santiago"])
def test_an_empty_calendar_is_one_too(zone: str) -> None:
    content = a_file([], zone)

    assert ask_ical_js(content) == {"name": "Mijn bijeenkomsten · Veiligheidshuis IJsselland", "occurrences": []}
    assert by_icalendar(content) == by_recurring_ical_events(content) == []


def test_a_text_comes_over_as_it_is() -> None:
    """Also where a sign of four bytes stands where the line is folded."""
    for shift in range(4):
        waar = "x" * shift + "Zaal «\U0001f3db️ Ørsted»; 2e, \\links\\, ’s-Hertogenbosch " * 3
        een = Vermelding("u", "Overleg; Zwolle, \\n", CHANGED, CHANGED + timedelta(hours=1), waar, False, 0, CHANGED)

        for read in READERS:
            assert [one.summary for one in read(a_file([een]))] == [f"{een.naam}, {waar}".strip()]
        assert ask_ical_js(a_file([een]))["occurrences"][0]["location"] == waar
