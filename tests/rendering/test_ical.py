"""Is what calendar clients get as the standards have it, to the byte, and does it say no more than it may?"""

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from bot.domain.abonnement import MIJN, Feed, Keuze, Soort, Vermelding
from bot.rendering.ical import render_feed
from tests.builders import local
from tests.lacking import ROOT

HUIS = "Veiligheidshuis IJsselland"
BOT = "voorbeeld_bot"
UID = "3f0d2c1a-7d1c-4b52-9a43-5f1f6c1f3c11"
LINK = f"https://t.me/{BOT}?start=b{UID.replace('-', '')}"
CHANGED = datetime(2027, 1, 20, 14, 5, 9, tzinfo=UTC)

LITERALLY = f"""\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//afsprakenbot//bijeenkomsten//NL
CALSCALE:GREGORIAN
NAME:Bijeenkomsten Zwolle · {HUIS}
X-WR-CALNAME:Bijeenkomsten Zwolle · {HUIS}
REFRESH-INTERVAL;VALUE=DURATION:PT6H
X-PUBLISHED-TTL:PT6H
BEGIN:VEVENT
SUMMARY:Casusoverleg Zwolle\\, Zeven Alleetjes 1\\, Zwolle
DTSTART;TZID=Europe/Amsterdam:20270706T093000
DTEND;TZID=Europe/Amsterdam:20270706T120000
DTSTAMP:20270120T140509Z
UID:{UID}
SEQUENCE:3
CLASS:PRIVATE
DESCRIPTION:Meer in Telegram: {LINK}
LAST-MODIFIED:20270120T140509Z
LOCATION:Zeven Alleetjes 1\\, Zwolle
STATUS:CONFIRMED
TRANSP:OPAQUE
URL:{LINK}
END:VEVENT
END:VCALENDAR
"""

# Every sign that may stand in a text, and those with a meaning of their own in the file more often than others.
SIGNS = st.one_of(
    st.sampled_from("\\,;:\"'^· é€\U0001f3db‍️"),
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\x85\u2028\u2029"),
)
TEXTS = st.text(SIGNS, min_size=1, max_size=300).map(str.strip).filter(bool)


def a_vermelding(**changes: Any) -> Vermelding:
    """Tuesday 6 July 2027, half past nine until noon."""
    values: dict[str, Any] = {
        "uid": UID,
        "naam": "Casusoverleg Zwolle",
        "begint": local("2027-07-06 09:30"),
        "eindigt": local("2027-07-06 12:00"),
        "waar": "Zeven Alleetjes 1, Zwolle",
        "afgezegd": False,
        "volgnummer": 3,
        "changed_at": CHANGED,
    }
    return Vermelding(**{**values, **changes})


def a_feed(*een: Vermelding, **changes: Any) -> Feed:
    values: dict[str, Any] = {
        "keuze": Keuze(Soort.LOCATIE, "Zwolle"),
        "naam": "Zwolle",
        "tijdzone": "Europe/Amsterdam",
        "vermeldingen": een,
    }
    return Feed(**{**values, **changes})


def written(*een: Vermelding, bot: str | None = BOT, **changes: Any) -> bytes:
    return render_feed(a_feed(*een, **changes), HUIS, bot)


def read(*een: Vermelding, **changes: Any) -> Event:
    (found,) = Calendar.from_ical(written(*een, **changes)).events
    return found


def names(content: bytes) -> set[str]:
    """The properties and components in it."""
    return {re.split("[;:]", line, maxsplit=1)[0] for line in unfolded(content)} | set(
        re.findall(r"BEGIN:(\w+)", content.decode())
    )


def unfolded(content: bytes) -> list[str]:
    return content.replace(b"\r\n ", b"").decode().splitlines()


def test_a_calendar_with_one_bijeenkomst_is_this_but_for_its_zone() -> None:
    content = "\r\n".join(unfolded(written(a_vermelding()))) + "\r\n"

    assert re.sub("BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", "", content, flags=re.DOTALL) == LITERALLY.replace("\n", "\r\n")


def test_every_line_ends_in_crlf_and_only_there() -> None:
    content = written(a_vermelding(naam="Eerste\nregel\r\ntweede", waar="a\rb"), a_vermelding())

    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r")
    assert b"\r\n\r\n" not in content


@pytest.mark.parametrize("sign", ["x", "é", "€", "\U0001f3db", "é,", "\\", "e\u0301", "👩‍👩‍👧"])
@pytest.mark.parametrize("before", range(5))
def test_a_long_line_is_folded_at_75_octets_between_two_signs(sign: str, before: int) -> None:
    titel = "x" * before + sign * 200

    content = written(a_vermelding(naam=titel, waar=titel), naam=titel)

    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert max(map(len, lines)) > 65  # and not much sooner
    assert [line.decode() for line in lines]  # raises where a sign is cut in two
    assert read(a_vermelding(naam=titel, waar=None))["SUMMARY"] == titel


@pytest.mark.parametrize(
    ("text", "as_written"),
    [
        ("a, b", r"a\, b"),
        ("a; b", r"a\; b"),
        ("a: b", "a: b"),
        (r"a\b", r"a\\b"),
        (r"a\nb", r"a\\nb"),
        (r"a\, b", r"a\\\, b"),
        ("a\nb", r"a\nb"),
        ('"a"', '"a"'),
        ("a^nb", "a^nb"),
    ],
)
def test_a_sign_with_a_meaning_is_escaped(text: str, as_written: str) -> None:
    een = a_vermelding(naam="Overleg", waar=text)

    assert f"LOCATION:{as_written}" in unfolded(written(een))
    assert read(een)["LOCATION"] == text


def test_what_the_calendar_is_called_is_text_too() -> None:
    lines = unfolded(written(naam="Zwolle, Kampen; b\\c"))

    titel = f"Bijeenkomsten Zwolle\\, Kampen\\; b\\\\c · {HUIS}"
    assert [line for line in lines if "NAME:" in line and "TZ" not in line] == [
        f"NAME:{titel}",
        f"X-WR-CALNAME:{titel}",
    ]


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_whatever_it_is_called_it_comes_back_as_it_was(naam: str, waar: str) -> None:
    content = written(a_vermelding(naam=naam, waar=waar), naam=naam)

    calendar = Calendar.from_ical(content)
    (event,) = calendar.events
    assert (event["SUMMARY"], event["LOCATION"]) == (f"{naam}, {waar}", waar)
    assert event.errors == calendar.errors == []
    assert max(map(len, content.split(b"\r\n"))) <= 75


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=80))
def test_no_text_can_add_a_line_to_the_file(text: str) -> None:
    content = written(a_vermelding(naam=f"Overleg{text}", waar=f"Zaal{text}"))

    lines = content.replace(b"\r\n ", b"").split(b"\r\n")
    assert len(lines) == written(a_vermelding()).replace(b"\r\n ", b"").count(b"\r\n") + 1
    assert Calendar.from_ical(content).events[0]["UID"] == UID


def test_the_calendar_says_who_made_it_what_it_is_called_and_when_to_look_again() -> None:
    calendar = Calendar.from_ical(written(a_vermelding()))

    assert calendar["PRODID"] == "-//afsprakenbot//bijeenkomsten//NL"
    assert calendar["VERSION"] == "2.0"
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == f"Bijeenkomsten Zwolle · {HUIS}"
    assert calendar["REFRESH-INTERVAL"].params == {"VALUE": "DURATION"}
    assert calendar["REFRESH-INTERVAL"].to_ical().decode() == calendar["X-PUBLISHED-TTL"] == "PT6H"


@pytest.mark.parametrize(
    ("keuze", "naam", "titel"),
    [
        (MIJN, "IJsselland", f"Mijn bijeenkomsten · {HUIS}"),
        (Keuze(Soort.LOCATIE, "Zwolle"), "Zwolle", f"Bijeenkomsten Zwolle · {HUIS}"),
        (Keuze(Soort.TAFEL, "topx-zwolle"), "Casusoverleg Zwolle", f"Casusoverleg Zwolle · {HUIS}"),
    ],
)
def test_each_kind_of_calendar_has_its_name(keuze: Keuze, naam: str, titel: str) -> None:
    assert Calendar.from_ical(written(keuze=keuze, naam=naam))["NAME"] == titel


def test_a_bijeenkomst_has_what_clients_go_by() -> None:
    event = read(a_vermelding())

    assert event["UID"] == UID
    assert event["SEQUENCE"] == 3
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == CHANGED
    assert event["DTSTART"].params["TZID"] == event["DTEND"].params["TZID"] == "Europe/Amsterdam"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (local("2027-07-06 09:30"), local("2027-07-06 12:00"))
    assert event["CLASS"] == "PRIVATE"
    assert (event["STATUS"], event["TRANSP"]) == ("CONFIRMED", "OPAQUE")
    assert event["LOCATION"] == "Zeven Alleetjes 1, Zwolle"
    assert event["URL"] == LINK


def test_nothing_is_in_it_that_clients_refuse_or_that_is_about_people() -> None:
    tijden = ((local("2027-07-06 10:00"), local("2027-07-06 10:15")),)
    content = written(a_vermelding(), a_vermelding(afgezegd=True), a_vermelding(tijden=tijden), a_vermelding(waar=None))

    assert names(content) == {
        *("BEGIN", "END", "VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT"),
        *("VERSION", "PRODID", "CALSCALE", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"),
        *("TZID", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "RRULE"),
        *("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION"),
        *("LOCATION", "URL", "CLASS", "STATUS", "TRANSP"),
    }  # so no METHOD, VALARM, ATTENDEE, ORGANIZER, RDATE, COMMENT, CONTACT


def test_one_that_is_off_says_so_in_every_way() -> None:
    event = read(a_vermelding(afgezegd=True))

    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert event["SUMMARY"] == "Gaat niet door: Casusoverleg Zwolle, Zeven Alleetjes 1, Zwolle"
    assert event["DESCRIPTION"].startswith("Deze bijeenkomst gaat niet door. U hoeft niets te doen.")


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (["10:00-10:15"], "Uw tijd: 10:00-10:15."),
        (["10:00-10:15", "11:30-11:45"], "Uw tijd: 10:00-10:15 en 11:30-11:45."),
        (["10:00-10:15", "11:00-11:15", "11:30-11:45"], "Uw tijd: 10:00-10:15, 11:00-11:15 en 11:30-11:45."),
    ],
)
@pytest.mark.parametrize("day", ["2027-02-16", "2027-07-06"])
def test_who_joins_for_a_part_reads_when_on_the_regions_clock(day: str, times: list[str], said: str) -> None:
    tijden = tuple((local(f"{day} {one[:5]}"), local(f"{day} {one[6:]}")) for one in times)

    assert read(a_vermelding(tijden=tijden))["DESCRIPTION"] == f"{said}\nMeer in Telegram: {LINK}"


def test_without_a_place_or_a_bot_there_is_nothing_to_say_about_them() -> None:
    event = read(a_vermelding(waar=None), bot=None)

    assert event["SUMMARY"] == "Casusoverleg Zwolle"
    assert {"LOCATION", "URL", "DESCRIPTION"}.isdisjoint(event)


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/Santiago"])
def test_a_calendar_without_bijeenkomsten_is_valid_too(zone: str) -> None:
    """RFC 5545, 3.6: at least one component. In a zone that has no block there is none."""
    calendar = Calendar.from_ical(written(tijdzone=zone))

    assert calendar.events == calendar.errors == []
    assert len(calendar.timezones) == (1 if zone == "Europe/Amsterdam" else 0)


def test_it_stands_in_the_file_in_the_order_it_was_given_and_with_each_uid_once() -> None:
    een = [a_vermelding(uid=f"{UID[:-4]}{n:04}", begint=local(f"2027-07-{30 - n} 09:30")) for n in range(20)]

    found = [str(event["UID"]) for event in Calendar.from_ical(written(*een)).events]

    assert found == [one.uid for one in een]
    assert len(set(found)) == 20


def test_only_what_changed_is_written_otherwise() -> None:
    een = [a_vermelding(uid=f"{UID[:-4]}{n:04}") for n in range(5)]
    later = replace(een[2], begint=local("2027-07-06 10:00"), volgnummer=4, changed_at=CHANGED + timedelta(days=1))

    before, after = (written(*all_).splitlines() for all_ in (een, [*een[:2], later, *een[3:]]))

    changed = [now.partition(b":")[0].partition(b";")[0] for was, now in zip(before, after, strict=True) if was != now]
    assert changed == [b"DTSTART", b"DTSTAMP", b"SEQUENCE", b"LAST-MODIFIED"]


WRITE = """
import sys
from tests.rendering.test_ical import a_feed_of_every_kind, HUIS, BOT
from bot.rendering.ical import render_feed
sys.stdout.buffer.write(render_feed(a_feed_of_every_kind(), HUIS, BOT))
"""


def a_feed_of_every_kind() -> Feed:
    tijden = ((local("2027-07-06 10:00"), local("2027-07-06 10:15")),)
    changed = ({}, {"afgezegd": True}, {"tijden": tijden}, {"waar": None}, {"waar": "Zaal «Ørsted», 2e; rechts"})
    return a_feed(*(a_vermelding(uid=f"{UID[:-1]}{n}", **one) for n, one in enumerate(changed)))


def test_the_same_gives_the_same_bytes_whenever_and_wherever() -> None:
    here = [render_feed(a_feed_of_every_kind(), HUIS, BOT) for _ in range(2)]
    elsewhere = [
        subprocess.run(
            [sys.executable, "-c", WRITE],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            stdout=subprocess.PIPE,
            check=True,
            timeout=60,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Pacific/Kiritimati"))
    ]

    assert here[0].count(b"BEGIN:VEVENT") == 5
    assert all(one == other for one, other in pairwise([*here, *elsewhere]))
