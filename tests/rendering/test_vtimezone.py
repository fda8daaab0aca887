"""Does a calendar client learn from our VTIMEZONE what the clock does, for years?"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from importlib import resources
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from bot.domain.abonnement import MIJN, Feed, Vermelding
from bot.domain.werkdagen import Werkkalender
from bot.rendering.ical import render_feed
from bot.rendering.vtimezone import vtimezone
from tests.kalender.readers import renamed
from tests.lacking import ROOT

CHANGED = datetime(2027, 2, 1, 8, tzinfo=UTC)
AMSTERDAM = """\
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
REPEATED = (
    "Europe/Amsterdam",
    "Europe/Dublin",
    "Europe/London",
    "Europe/Lisbon",
    "Atlantic/Azores",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "America/Asuncion",
    "America/Curacao",
    "America/Paramaribo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "UTC",
)
NOT_REPEATED = ("America/Santiago", "Africa/Cairo", "Asia/Jerusalem", "America/Nuuk")
"""Where the clock changes at 24:00, or counted from a day that need not lie in the same month."""


def block(key: str) -> str:
    zone = vtimezone(key)
    assert zone is not None
    return zone.to_ical().decode()


def read_by_dateutil(key: str) -> tzinfo:
    (name,) = (zones := tzical(StringIO(block(key)))).keys()
    return zones.get(name)


def read_by_icalendar(key: str) -> tzinfo:
    """With another name: of the zones of the world it does not look in the block."""
    zone = Calendar.from_ical("BEGIN:VCALENDAR\r\n" + block(key).replace(key, f"Hier/{key}") + "END:VCALENDAR\r\n")
    return zone.timezones[0].to_tz(lookup_tzid=False)


def test_the_block_of_amsterdam_is_this() -> None:
    assert block("Europe/Amsterdam") == AMSTERDAM.replace("\n", "\r\n")


def test_a_zone_without_summer_time_is_one_block_without_a_rule() -> None:
    assert block("America/Curacao").splitlines() == [
        "BEGIN:VTIMEZONE",
        "TZID:America/Curacao",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZNAME:AST",
        "TZOFFSETFROM:-0400",
        "TZOFFSETTO:-0400",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


@pytest.mark.parametrize("key", REPEATED)
def test_every_zone_has_open_yearly_rules_and_no_list_of_moments(key: str) -> None:
    lines = block(key).splitlines()
    kinds = [line.removeprefix("BEGIN:") for line in lines if line.startswith("BEGIN:")]
    rules = [line for line in lines if line.startswith("RRULE")]

    assert kinds in (["VTIMEZONE", "STANDARD"], ["VTIMEZONE", "DAYLIGHT", "STANDARD"])
    assert len(rules) == (2 if "DAYLIGHT" in kinds else 0)
    assert all(rule.startswith("RRULE:FREQ=YEARLY;") for rule in rules)
    assert not [line for line in lines if "RDATE" in line or "UNTIL" in line or "COUNT" in line]
    assert not [line for line in lines if line.startswith("DTSTART") and line.endswith("Z")]


@pytest.mark.parametrize("read", [read_by_dateutil, read_by_icalendar])
@pytest.mark.parametrize("key", REPEATED)
def test_for_ten_years_the_clock_of_the_block_is_that_of_the_zone(key: str, read: Callable[[str], tzinfo]) -> None:
    """At noon of every day, and every half hour of the days on which the clock changes."""
    said, meant = read(key), ZoneInfo(key)

    wrong = [moment for moment in moments(meant) if utcoffset(moment, said) != utcoffset(moment, meant)]

    assert wrong == []


def moments(zone: ZoneInfo) -> Iterator[datetime]:
    """On the clock of the zone; not in the hours that it skips or shows twice, which say nothing by themselves."""
    half_hour = timedelta(minutes=30)
    for n in range(10 * 365 + 3):
        noon = datetime.combine(date(2026, 11, 1) + timedelta(days=n), time(12))
        yield noon
        if utcoffset(noon, zone) != utcoffset(noon + timedelta(days=1), zone):
            halves = (noon + half_hour * step for step in range(1, 48))
            yield from (half for half in halves if utcoffset(half, zone) == utcoffset(half.replace(fold=1), zone))


def utcoffset(local: datetime, zone: tzinfo) -> timedelta | None:
    return local.replace(tzinfo=zone).utcoffset()


@pytest.mark.parametrize("key", NOT_REPEATED)
def test_where_no_rule_can_be_repeated_moments_are_in_utc(key: str) -> None:
    days = [date(2027, 1, 1) + timedelta(days=n) for n in range(0, 730, 10)]
    kalender = Werkkalender(key, time(8), time(18))
    begins = [kalender.at(day, time(9, 30)).astimezone(UTC) for day in days]
    een = [
        Vermelding(str(n), "Casusoverleg", begint, begint + timedelta(hours=2), None, False, 0, CHANGED)
        for n, begint in enumerate(begins)
    ]

    content = render_feed(Feed(MIJN, "", key, tuple(een)), "Huis", None)

    assert vtimezone(key) is None
    assert b"VTIMEZONE" not in content
    assert b"TZID" not in content
    assert [event["DTSTART"].dt for event in Calendar.from_ical(content).events] == begins
    assert [line[-1:] for line in content.splitlines() if line.startswith((b"DTSTART", b"DTEND"))] == [b"Z"] * 146


def test_whatever_zone_a_region_names_its_block_can_be_read() -> None:
    with_block = [key for key in sorted(available_timezones() - {"localtime"}) if vtimezone(key) is not None]

    assert len(with_block) > 500
    for key in with_block:
        read_by_dateutil(key)
        read_by_icalendar(key)


WRITE = """
import sys
from datetime import UTC, datetime, timedelta
from bot.domain.abonnement import MIJN, Feed, Vermelding
from bot.rendering.ical import render_feed
begins = [datetime(2027, month, 14, 8, tzinfo=UTC) for month in (1, 7)]
een = [Vermelding(f"{at}", "Overleg", at, at + timedelta(hours=1), None, False, 0, at) for at in begins]
sys.stdout.buffer.write(render_feed(Feed(MIJN, "", "Europe/Amsterdam", tuple(een)), "Huis", None))
"""


def test_what_the_machine_knows_of_the_zone_is_what_the_block_says(tmp_path: Path) -> None:
    """The machine has zones of its own, older or newer than the package: the clock goes by those. Say, it has always
    summer time here.
    """
    zones = tmp_path / "Europe"
    zones.mkdir()
    always = resources.files("tzdata").joinpath("zoneinfo", "Africa", "Johannesburg").read_bytes()
    (zones / "Amsterdam").write_bytes(always)

    env = {**os.environ, "PYTHONTZPATH": str(tmp_path)}
    content = subprocess.run(
        [sys.executable, "-c", WRITE], cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True
    ).stdout

    found = [event["DTSTART"].dt.astimezone(UTC) for event in Calendar.from_ical(renamed(content)).events]
    assert found == [datetime(2027, month, 14, 8, tzinfo=UTC) for month in (1, 7)]
