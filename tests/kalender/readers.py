"""What do programs that nobody here wrote read in a calendar? Each gives the same list, moments in UTC."""

import hashlib
import json
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import recurring_ical_events
from icalendar import Calendar

from bot.domain.abonnement import Vermelding

SCRIPT = Path(__file__).parent / "js" / "occurrences.mjs"
INSTALL = "the tests with ical.js need Node.js and npm. On Debian: apt install nodejs npm; then make test"
_EVER = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, order=True)
class Occurrence:
    """One entry as somebody finds it in their calendar."""

    begins: datetime
    ends: datetime
    uid: str
    summary: str
    status: str
    sequence: int

    @classmethod
    def meant(cls, een: Vermelding) -> "Occurrence":
        """What we wanted to say."""
        titel = f"{'Gaat niet door: ' if een.afgezegd else ''}{een.naam}{f', {een.waar}' if een.waar else ''}"
        status = "CANCELLED" if een.afgezegd else "CONFIRMED"
        return cls(een.begint.astimezone(UTC), een.eindigt.astimezone(UTC), een.uid, titel, status, een.volgnummer)

    @classmethod
    def of(cls, event: Any) -> "Occurrence":
        return cls(
            begins=event["DTSTART"].dt.astimezone(UTC),
            ends=event["DTEND"].dt.astimezone(UTC),
            uid=str(event["UID"]),
            summary=str(event["SUMMARY"]),
            status=str(event["STATUS"]),
            sequence=event["SEQUENCE"],
        )


def by_icalendar(content: bytes) -> list[Occurrence]:
    return sorted(Occurrence.of(event) for event in Calendar.from_ical(content).events)


def by_icalendar_and_the_block(content: bytes) -> list[Occurrence]:
    """icalendar knows the zones of the world; of one with another name it knows only what the file says."""
    return by_icalendar(renamed(content))


def by_recurring_ical_events(content: bytes) -> list[Occurrence]:
    found = recurring_ical_events.of(Calendar.from_ical(content)).between(*_EVER)
    return sorted(Occurrence.of(event) for event in found)


def by_ical_js(content: bytes) -> list[Occurrence]:
    """By the zones in the file: it has no others."""
    return sorted(
        Occurrence(
            begins=datetime.fromisoformat(one["begins"]),
            ends=datetime.fromisoformat(one["ends"]),
            uid=one["uid"],
            summary=one["summary"],
            status=one["status"],
            sequence=one["sequence"],
        )
        for one in ask_ical_js(content)["occurrences"]
    )


READERS = (by_icalendar, by_icalendar_and_the_block, by_recurring_ical_events, by_ical_js)


def find_node() -> str | None:
    """Node.js, when this machine has it and ical.js is installed."""
    return shutil.which("node") if (SCRIPT.parent / "node_modules" / "ical.js").is_dir() else None


def ask_ical_js(content: bytes) -> Any:
    node = find_node()
    if node is None:
        raise FileNotFoundError(INSTALL)
    # The machine's own zone is one that nobody here means.
    env = {"TZ": "Pacific/Kiritimati"}
    done = subprocess.run([node, SCRIPT], input=content, env=env, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    return json.loads(done.stdout)


def renamed(content: bytes) -> bytes:
    """The same calendar in a zone that nobody has heard of. The name differs by content: icalendar remembers it."""
    found = Calendar.from_ical(content).timezones
    if not found:
        return content
    name = f"Bestand/{hashlib.sha256(content).hexdigest()}".encode()
    old = str(found[0]["TZID"]).encode()
    return (
        unfolded(content)
        .replace(b"X-WR-TIMEZONE:" + old + b"\r\n", b"")
        .replace(b"TZID:" + old + b"\r\n", b"TZID:" + name + b"\r\n")
        .replace(b";TZID=" + old + b":", b";TZID=" + name + b":")
    )


def unfolded(content: bytes) -> bytes:
    return content.replace(b"\r\n ", b"")
