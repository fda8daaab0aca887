"""How does a calendar client learn when the clock changes? A VTIMEZONE whose rules hold for every year.

What `icalendar` makes of a zone by itself are lists of moments, of which some clients read only the first (measured:
they then show a summer's 09:30 as 10:30). The yearly rule stands at the end of every zone's file (RFC 8536, 3.3), as
POSIX writes it: ``CET-1CEST,M3.5.0,M10.5.0/3``.
"""

import re
import zoneinfo
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path

from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta
from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_NAME = r"(<[^>]+>|[A-Za-z]+)"
_OFFSET = r"([+-]?\d{1,2}(?::\d{2}){0,2})"
_CHANGE = r"M(\d{1,2})\.([1-5])\.([0-6])(?:/(-?\d{1,3}(?::\d{2}){0,2}))?"
_RULE = re.compile(f"{_NAME}{_OFFSET}(?:{_NAME}{_OFFSET}?,{_CHANGE},{_CHANGE})?")
_DAYS = (SU, MO, TU, WE, TH, FR, SA)
_LAST = 5
"""The week that POSIX calls the fifth is the last one of the month."""
_BEGIN = datetime(1970, 1, 1)  # noqa: DTZ001 - RFC 5545, 3.6.5: these moments are on the clock of the zone itself


@cache
def vtimezone(key: str) -> Timezone | None:
    """The zone as calendars want it; None when its rule is not one that they can repeat every year.

    Then moments have to be given in UTC: right too, but shown on the clock of the reader alone.
    """
    rule = _RULE.fullmatch(_footer(key))
    if rule is None:
        return None
    name, offset, summer, ahead, *changes = rule.groups()
    standard = -_time(offset)
    zone = Timezone()
    zone.add("tzid", key)
    if summer is None:
        zone.add_component(_observance(TimezoneStandard(), name, standard, standard, None))
        return zone
    daylight = -_time(ahead) if ahead else standard + timedelta(hours=1)
    begins, ends = changes[:4], changes[4:]
    if not (_is_of_day(begins) and _is_of_day(ends)):
        return None
    zone.add_component(_observance(TimezoneDaylight(), summer, standard, daylight, begins))
    zone.add_component(_observance(TimezoneStandard(), name, daylight, standard, ends))
    return zone


def _observance(
    part: TimezoneDaylight | TimezoneStandard,
    name: str,
    before: timedelta,
    after: timedelta,
    change: list[str | None] | None,
) -> TimezoneDaylight | TimezoneStandard:
    first = _BEGIN
    if change is not None:
        month, week, day = (int(number or 0) for number in change[:3])
        nth = -1 if week == _LAST else week
        # The first of these days: from the first or the last of the month, on the clock as it was until then.
        begin = relativedelta(month=month, day=31 if nth < 0 else 1, weekday=_DAYS[day](nth))
        first = _BEGIN + begin + _time(change[3] or "2")
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": f"{nth}{_DAYS[day]!r}"})
    part.add("dtstart", first)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("tzname", name.strip("<>"))
    return part


def _is_of_day(change: list[str | None]) -> bool:
    """Does the clock change on the day itself? Some zones count on into the next one, or back."""
    return timedelta() <= _time(change[3] or "2") < timedelta(days=1)


def _time(text: str) -> timedelta:
    """Hours, with minutes and seconds when given: "-1", "5:30"."""
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds = (*map(int, text.lstrip("+-").split(":")), 0, 0)[:3]
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _footer(key: str) -> str:
    """The last line of the zone's file: of the one by which Python itself reckons, the machine's own before ours."""
    files = (Path(folder, key) for folder in zoneinfo.TZPATH)
    own = next((file for file in files if file.is_file()), None)
    found = own or resources.files("tzdata").joinpath("zoneinfo", *key.split("/"))
    content = found.read_bytes()
    return content.rstrip(b"\n").rpartition(b"\n")[2].decode()
