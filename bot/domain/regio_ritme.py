"""When does a casustafel meet by its rhythm?

A rhythm is the part of an RRULE (RFC 5545) that a table can have: every so many weeks on some weekdays, or
every so many months on the nth weekday or day. It has no end (no COUNT, no UNTIL): it runs until the house
changes it.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time

from bot.domain.namen import suggest

_DAGEN = {
    "MO": "maandag",
    "TU": "dinsdag",
    "WE": "woensdag",
    "TH": "donderdag",
    "FR": "vrijdag",
    "SA": "zaterdag",
    "SU": "zondag",
}
_PARTS = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS")
_ENDS = ("COUNT", "UNTIL")
_FREQS = {"WEEKLY": 52, "MONTHLY": 12}  # with the largest interval that still is a rhythm
_MONTHLY_ONLY = ("BYMONTHDAY", "BYSETPOS")
_NUMBERS = {
    "BYMONTHDAY": (28, True),
    "BYMONTH": (12, False),
    "BYSETPOS": (28, True),
}  # largest, may be negative
_WEEKDAY = re.compile(r"(?P<nth>[+-]?[1-5])?(?P<day>MO|TU|WE|TH|FR|SA|SU)")


def interval(ritme: str) -> int:
    """Every how many weeks or months; 1 when the rhythm does not say, or says it wrongly."""
    found = re.search(r"(?:^|;)INTERVAL=(\d{1,3})(?:;|$)", ritme)
    return int(found[1]) if found else 1


def dates(ritme: str, vanaf: date, last: date) -> Iterator[date]:
    """The days of a faultless ``ritme`` from its anchor ``vanaf`` up to and including ``last``."""
    from dateutil.rrule import rrulestr  # noqa: PLC0415

    rule = rrulestr(ritme, dtstart=datetime.combine(vanaf, time.min))
    for moment in rule.xafter(datetime.combine(vanaf, time.min), inc=True):
        if moment.date() > last:
            return
        yield moment.date()


def ritme_faults(ritme: str) -> list[str]:
    """What is wrong with a rhythm, in Dutch; empty when nothing is."""
    parts, faults = _split(ritme)
    freq = parts.get("FREQ")
    if freq is None:
        faults.append("FREQ ontbreekt")
    elif freq not in _FREQS:
        faults.append(f"FREQ={freq} kan niet, kies WEEKLY of MONTHLY")
    else:
        faults += _interval_faults(parts.get("INTERVAL", "1"), freq)
        faults += _day_faults(parts, freq)
    for name, (largest, negative) in _NUMBERS.items():
        if name in parts and not _numbers(parts[name], largest, negative):
            faults.append(f"{name}={parts[name]} kan niet, kies {_span(largest, negative)}")
    if not faults and _never(ritme):
        faults.append("dit ritme komt nooit voor")
    return faults


def _split(ritme: str) -> tuple[dict[str, str], list[str]]:
    parts: dict[str, str] = {}
    faults = []
    for part in ritme.split(";"):
        name, equals, value = part.partition("=")
        if not (name and equals and value):
            faults.append(f"'{part}' is geen deel van een RRULE")
        elif name in _ENDS:
            faults.append(f"{name} kan hier niet, een ritme loopt door tot het huis het wijzigt")
        elif name not in _PARTS:
            close = suggest(name, _PARTS)
            faults.append(f"onbekend deel '{name}'" + (f", bedoelde u '{close}'?" if close else ""))
        elif name in parts:
            faults.append(f"{name} staat er twee keer")
        else:
            parts[name] = value
    return parts, faults


def _interval_faults(value: str, freq: str) -> Iterator[str]:
    largest = _FREQS[freq]
    if not _numbers(value, largest, negative=False) or "," in value:
        yield f"INTERVAL={value} kan niet, kies {_span(largest, negative=False)}"


def _day_faults(parts: dict[str, str], freq: str) -> Iterator[str]:
    days = [_WEEKDAY.fullmatch(day) for day in parts["BYDAY"].split(",")] if "BYDAY" in parts else []
    if not all(days):
        yield f"BYDAY={parts['BYDAY']} kan niet, kies uit {', '.join(_DAGEN)}"
    elif freq == "WEEKLY":
        if not days:
            yield "BYDAY ontbreekt, bijvoorbeeld BYDAY=TU"
        if any(day and day["nth"] for day in days):
            yield "een rangnummer bij BYDAY kan alleen met FREQ=MONTHLY"
        yield from (f"{name} kan alleen met FREQ=MONTHLY" for name in _MONTHLY_ONLY if name in parts)
    elif not days and "BYMONTHDAY" not in parts:
        yield "BYDAY of BYMONTHDAY ontbreekt, bijvoorbeeld BYDAY=2TU"
    elif not any(name in parts for name in _MONTHLY_ONLY):
        bare = [day["day"] for day in days if day and not day["nth"]]
        yield from (f"BYDAY={day} is elke {_DAGEN[day]}, kies er een, bijvoorbeeld BYDAY=2{day}" for day in bare)


def _numbers(value: str, largest: int, negative: bool) -> bool:
    """Only whole numbers from 1 (or counted from the end) to ``largest``?"""
    sign = "-?" if negative else ""
    return all(re.fullmatch(rf"{sign}[0-9]{{1,3}}", n) and 1 <= abs(int(n)) <= largest for n in value.split(","))


def _span(largest: int, negative: bool) -> str:
    return f"1 tot en met {largest}" + (f", of -1 tot en met -{largest}" if negative else "")


def _never(ritme: str) -> bool:
    """Days that exclude each other. Without the interval: with it, the answer depends on where one starts."""
    every = ";".join(part for part in ritme.split(";") if not part.startswith("INTERVAL="))
    return next(dates(every, date(2027, 1, 1), date.max), None) is None
