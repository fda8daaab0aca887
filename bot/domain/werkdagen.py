"""Which days count, and when may a message leave?

Civil time of one region: its zone, its weekends, its holidays, its own closing days. Every local moment is
worked out for its own date, so summer time changes nothing about 08:00.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.namen import fold
from bot.domain.regio import Regio, Sluitingsdag

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Werkkalender:
    """On which days a house works and in which hours it sends. Equal when the region says the same."""

    tijdzone: str
    van: time
    tot: time
    feestdagen: bool = True
    doorwerken: frozenset[str] = frozenset()
    sluitingsdagen: frozenset[Sluitingsdag] = frozenset()
    _werkdagen: dict[date, bool] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was worked out before: the same few hundred days are asked for again and again."""

    @classmethod
    def of(cls, regio: Regio) -> "Werkkalender":
        return cls(
            tijdzone=regio.tijdzone,
            van=regio.verzending.van,
            tot=regio.verzending.tot,
            feestdagen=regio.feestdagen,
            doorwerken=frozenset(regio.doorwerken),
            sluitingsdagen=frozenset(regio.sluitingsdagen),
        )

    def is_werkdag(self, day: date) -> bool:
        """No weekend, no holiday, no closing day of the house."""
        known = self._werkdagen.get(day)
        if known is None:
            known = self._werkdagen[day] = self._works(day)
        return known

    def _works(self, day: date) -> bool:
        if day.weekday() >= _SATURDAY or any(dag.covers(day) for dag in self.sluitingsdagen):
            return False
        return not (self.feestdagen and day in _feestdagen(day.year, self.doorwerken))

    def next_werkdag(self, day: date) -> date:
        """The first working day strictly after ``day``."""
        day += _DAY
        while not self.is_werkdag(day):
            day += _DAY
        return day

    def previous_werkdag(self, day: date) -> date:
        """The last working day strictly before ``day``."""
        day -= _DAY
        while not self.is_werkdag(day):
            day -= _DAY
        return day

    def shift(self, day: date, n: int) -> date:
        """``n`` working days after (or before) ``day``.

        A day off counts as the last working day before it: for a deadline on Saturday 0 is Friday, -1
        Thursday and 1 Monday. So each step of a ladder has a date of its own, in the order of the steps.
        """
        if not self.is_werkdag(day):
            day = self.previous_werkdag(day)
        for _ in range(abs(n)):
            day = self.next_werkdag(day) if n > 0 else self.previous_werkdag(day)
        return day

    def werkdagen_between(self, a: date, b: date) -> int:
        """How many working days lie after ``a`` up to and including ``b``; negative when ``b < a``."""
        if b < a:
            return -self.werkdagen_between(b, a)
        return sum(self.is_werkdag(a + timedelta(days=n)) for n in range(1, (b - a).days + 1))

    def at(self, day: date, clock: time) -> datetime:
        """That local time on that date.

        In spring 02:30 does not exist and becomes 03:30; in autumn it comes twice and the first is meant.
        """
        zone = ZoneInfo(self.tijdzone)
        # Through UTC and back: that is what turns a time the clock skips into the one it shows instead.
        return datetime.combine(day, clock, zone).astimezone(UTC).astimezone(zone)

    def local(self, moment: datetime) -> datetime:
        """The same moment on the region's clock."""
        if moment.tzinfo is None:
            raise ValueError("a moment without a zone is no moment")
        return moment.astimezone(ZoneInfo(self.tijdzone))

    def today(self, moment: datetime) -> date:
        """The date in the region at that moment."""
        return self.local(moment).date()

    def window_opens(self, day: date) -> datetime:
        """When sending starts on ``day``, if it is a working day."""
        return self.at(day, self.van)

    def in_window(self, moment: datetime) -> bool:
        """May what the clock causes leave at that moment? From the opening until just before the closing."""
        day = self.today(moment)
        # In UTC: two moments with the same zone object would be compared by their clock faces.
        opens, closes = (self.at(day, clock).astimezone(UTC) for clock in (self.van, self.tot))
        return self.is_werkdag(day) and opens <= moment.astimezone(UTC) < closes

    def next_opening(self, moment: datetime) -> datetime:
        """``moment`` itself when it is in the window, else the next time the window opens."""
        if self.in_window(moment):
            return moment
        day = self.today(moment)
        opens = self.window_opens(day)
        if self.is_werkdag(day) and moment.astimezone(UTC) < opens.astimezone(UTC):
            return opens
        return self.window_opens(self.next_werkdag(day))


@lru_cache(maxsize=64)
def _feestdagen(year: int, doorwerken: frozenset[str]) -> frozenset[date]:
    """The public holidays of the Netherlands in ``year``, without those on which the house works."""
    from holidays import country_holidays  # noqa: PLC0415 - heavy, and only needed once a year is asked for

    worked = {fold(name) for name in doorwerken}
    days = country_holidays("NL", years=year, language="nl")
    return frozenset(day for day in days if not worked.intersection(map(fold, days.get_list(day))))
