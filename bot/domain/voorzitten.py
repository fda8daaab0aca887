"""At which tables do people sit now, so that nobody interrupts who chairs them?"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from bot.domain.regio import Casustafel
from bot.domain.werkdagen import Werkkalender


def in_session(tafels: Iterable[Casustafel], moment: datetime, kalender: Werkkalender) -> frozenset[str]:
    """The keys of the tables that meet at that moment, by their rhythm; on a day off none does."""
    return frozenset(tafel.sleutel for tafel in tafels if _meets(tafel, moment, kalender))


def _meets(tafel: Casustafel, moment: datetime, kalender: Werkkalender) -> bool:
    if tafel.tijd is None:
        return False
    day = kalender.today(moment)
    # In UTC: two moments with the same zone object would be compared by their clock faces.
    begins = kalender.at(day, tafel.tijd).astimezone(UTC)
    during = begins <= moment < begins + timedelta(minutes=tafel.duur)
    return during and kalender.is_werkdag(day) and _on(tafel, day)


@lru_cache(maxsize=64)
def _on(tafel: Casustafel, day: date) -> bool:
    """Asked for every message that leaves while the hour is right."""
    return tafel.meeting_days(day, day) == [day]
