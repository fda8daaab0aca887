"""Which day and which time does somebody mean who plans a bijeenkomst?"""

import re
from datetime import UTC, date, datetime, time

from bot.domain.bijeenkomst import Bijeenkomst
from bot.domain.deadline import CLOCK, check_dag, read_deadline
from bot.domain.errors import DomainError
from bot.usecases.invoer import Onduidelijk, deadline_choices, moment, unclear_deadline
from bot.usecases.ochtenduur import read_hour
from bot.usecases.ports import Transaction
from bot.usecases.tafels import tafel_of

TOCH = "toch:"
"""Before a day off: it is meant all the same."""
_LIKELY = (time(9), time(9, 30), time(10), time(13), time(13, 30), time(14), time(15))
_EARLIEST = 7
"""What is said of an hour before this one, without a nought in front, is of the afternoon: "kwart over twee"."""


def find_dag(tx: Transaction, typed: str) -> date | Onduidelijk:
    """The day that was typed, or why it has to be asked; a day off is asked, and fine."""
    try:
        dag = check_dag(read_deadline(typed, moment(tx)), tx.today, tx.kalender)
    except DomainError as refused:
        return unclear_deadline(tx, refused)
    return dag if tx.kalender.is_werkdag(dag) else _day_off(tx, dag)


def _day_off(tx: Transaction, dag: date) -> Onduidelijk:
    around = (tx.kalender.previous_werkdag(dag), tx.kalender.next_werkdag(dag))
    near = tuple(day.isoformat() for day in around if day >= tx.today)
    return Onduidelijk("geen_werkdag", (f"{TOCH}{dag.isoformat()}", *near), {"dag": dag.isoformat()})


def likely_days(tx: Transaction) -> tuple[str, ...]:
    """Days to offer, as ISO dates."""
    return deadline_choices(tx)


def find_tijd(typed: str) -> time | None:
    """The time in "14:00", "9 uur" or "kwart over twee", which is in the afternoon; None when it is none."""
    om = read_hour(typed)
    if om is None or om.hour >= _EARLIEST or re.search(r"\b0\d", typed):
        return om
    return om.replace(hour=om.hour + 12)


def tijd_within(typed: str) -> time | None:
    """The time in what also names a day: "vrijdag 14:00"."""
    found = CLOCK.search(typed)
    return find_tijd(found[0]) if found is not None else None


def likely_times(tx: Transaction, bijeenkomst: Bijeenkomst | None) -> tuple[str, ...]:
    """Times to offer, like 09:30: when it is now and when its table meets among them."""
    own = set[time]()
    if bijeenkomst is not None:
        own.add(tx.kalender.local(bijeenkomst.begint).time())
        tafel = tafel_of(tx, bijeenkomst)
        own |= {tafel.tijd} if tafel is not None and tafel.tijd is not None else set()
    return tuple(f"{om:%H:%M}" for om in sorted({*_LIKELY, *own}))


def moment_of(tx: Transaction, dag: date, om: time) -> datetime:
    """That moment in UTC; a time that the clock skips that night becomes the one it shows instead."""
    return tx.kalender.at(dag, om).astimezone(UTC)
