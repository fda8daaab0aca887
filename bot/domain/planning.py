"""On which days does a table meet in the year to come, and what changes when its rhythm does?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, Staat
from bot.domain.regio import Casustafel
from bot.domain.werkdagen import Werkkalender

AHEAD = timedelta(days=366)
"""How far bijeenkomsten are planned: twelve months."""
LOOKS_BACK = timedelta(days=14)
"""So much later at most a bijeenkomst is held than on the day off that its rhythm gave it."""
VOLGENDE_WERKDAG = "volgende_werkdag"


@dataclass(frozen=True)
class Verandering:
    """What planning changes about one bijeenkomst: ``oud`` is None when it is new, ``nieuw`` when it is dropped."""

    oud: Bijeenkomst | None
    nieuw: Bijeenkomst | None


def planned_days(
    tafel: Casustafel, vrije_dag: str, kalender: Werkkalender, first: date, last: date
) -> dict[date, date]:
    """The days of its rhythm from ``first`` through ``last``, each with the working day on which the table then meets.

    What falls on a day off is left out, or comes on the next working day when ``vrije_dag`` says so: unless that is
    later than ``LOOKS_BACK``, or the table meets then already. So what comes on a day from ``first + LOOKS_BACK`` on is
    the same from wherever one looks.
    """
    days = tafel.meeting_days(first, last + LOOKS_BACK)
    found = {day: day for day in days if kalender.is_werkdag(day)}
    if vrije_dag == VOLGENDE_WERKDAG:
        for day in days:
            instead = kalender.next_werkdag(day)
            if day not in found and instead not in found.values() and instead - day <= LOOKS_BACK:
                found[day] = instead
    return {day: found[day] for day in sorted(found) if day <= last}


def replan(
    tafel: Casustafel,
    kept: Iterable[Bijeenkomst],
    vrije_dag: str,
    kalender: Werkkalender,
    now: datetime,
) -> Iterator[Verandering]:
    """What has to change, so that the year after ``now`` is as the region says it.

    ``kept`` are all bijeenkomsten of this table that its rhythm gave for a day since ``LOOKS_BACK``, and those that
    somebody put on a day to come. What somebody moved, cancelled or prepared stays as it is, and what has begun does
    too; on a day that somebody chose comes no other one by itself.
    """
    kept, today = list(kept), kalender.today(now)
    known = {one.volgens: one for one in kept if one.volgens is not None}
    chosen = {kalender.today(one.begint) for one in kept if one.eigen}
    # What fell on a day off before today may come after it.
    wanted = planned_days(tafel, vrije_dag, kalender, today - LOOKS_BACK, today + AHEAD) if tafel.tijd else {}
    for volgens, day in list(wanted.items()):
        was = known.get(volgens)
        stays = was is not None and was.staat is not Staat.AFGEZEGD and kalender.today(was.begint) == day
        if day in chosen and not stays:
            del wanted[volgens]
    for volgens, day in wanted.items():
        assert tafel.tijd is not None
        begint = kalender.at(day, tafel.tijd).astimezone(UTC)
        if begint <= now:
            continue
        was = known.get(volgens)
        if was is None:
            new = Bijeenkomst(BijeenkomstId(0), tafel.sleutel, begint, tafel.duur, tafel.waar, volgens, changed_at=now)
            yield Verandering(None, new)
        elif was.is_untouched(now) and (becomes := was.follow(begint, tafel.duur, tafel.waar, now)) != was:
            yield Verandering(was, becomes)
    for volgens, was in known.items():
        if volgens not in wanted and was.is_untouched(now) and was.staat is Staat.GEPLAND:
            yield Verandering(was, None)
