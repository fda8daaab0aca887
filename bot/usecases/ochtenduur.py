"""At what hour does a makelaar get the message of the morning?"""

import re
from datetime import time

from bot.domain.errors import DomainError
from bot.domain.persoon import Persoon
from bot.domain.woorden import TELWOORDEN
from bot.usecases.ports import Transaction

_CLOCK = re.compile(r"^\W*(?:om\s+)?(\d{1,2})(?:\s*[:.u]\s*([0-5]\d))?\s*(?:u|uur)?\W*$", re.IGNORECASE)
_SPOKEN = re.compile(r"^\W*(?:om\s+)?(?:(half|kwart\s+over|kwart\s+voor)\s+)?(\w+)(?:\s+uur)?\W*$", re.IGNORECASE)
_MINUTES = {"half": -30, "kwart over": 15, "kwart voor": -15}
_HOURS = {name: hour for hour, word in enumerate(TELWOORDEN[:13]) for name in (word, str(hour)) if hour}
_LIKELY = (time(8), time(8, 30), time(9), time(9, 30), time(10))


class OchtendBuitenVenster(DomainError):
    """At that hour of the day the clock causes nothing to leave."""


def own_hour(tx: Transaction, makelaar: Persoon) -> time | None:
    """The hour they chose; None when that is up to the house."""
    om, _ = tx.ochtenden.wishes([makelaar.id]).get(makelaar.id, (None, None))
    return om


def wished_hour(tx: Transaction, makelaar: Persoon) -> time:
    """The own hour, else that of the house."""
    return hour_of(tx, own_hour(tx, makelaar))


def hour_of(tx: Transaction, om: time | None) -> time:
    """This hour, as long as it lies in the region's window: at any other the message would never come."""
    return om if om is not None and _in_window(tx, om) else tx.regio.verzending.ochtendbericht


def likely_hours(tx: Transaction) -> tuple[str, ...]:
    """Hours to offer as choices, that of the house among them, like 08:30."""
    hours = {*(om for om in _LIKELY if _in_window(tx, om)), tx.regio.verzending.ochtendbericht}
    return tuple(f"{om:%H:%M}" for om in sorted(hours))


def read_hour(typed: str) -> time | None:
    """The time of day in "9 uur", "09:15" or "kwart over negen"; None when it is none."""
    if found := _CLOCK.match(typed):
        return time(int(found[1]), int(found[2] or 0)) if int(found[1]) <= 23 else None
    spoken = _SPOKEN.match(typed)
    if spoken is None or (hour := _HOURS.get(spoken[2].lower())) is None:
        return None
    minutes = 60 * hour + _MINUTES.get(" ".join((spoken[1] or "").lower().split()), 0)
    return time(minutes // 60 % 24, minutes % 60)


def wish_hour(tx: Transaction, makelaar: Persoon, om: time) -> None:
    """From now on at this hour; who chooses that of the house follows it. Raises ``OchtendBuitenVenster``."""
    verzending = tx.regio.verzending
    if not _in_window(tx, om):
        raise OchtendBuitenVenster(eerste=f"{verzending.van:%H:%M}", einde=f"{verzending.tot:%H:%M}")
    tx.ochtenden.wish(makelaar.id, om if om != verzending.ochtendbericht else None)
    tx.audit.record("ochtendbericht_gekozen", f"persoon {makelaar.id}", makelaar)


def _in_window(tx: Transaction, om: time) -> bool:
    return tx.regio.verzending.van <= om < tx.regio.verzending.tot
