"""One meeting of a table, or an MDO about one casus: when is it, where, and how far is it?"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.domain.errors import DomainError

BijeenkomstId = NewType("BijeenkomstId", int)
PuntId = NewType("PuntId", int)


class Staat(StrEnum):
    """How far a bijeenkomst is."""

    GEPLAND = "gepland"
    AFGEZEGD = "afgezegd"
    BEZIG = "bezig"
    """From the running order until after the last casus."""
    AFGELOPEN = "afgelopen"


class UnknownBijeenkomst(DomainError):
    """No such bijeenkomst, or none that this person may see: deliberately the same."""


class BijeenkomstAfgezegd(DomainError):
    """It was cancelled."""


class BijeenkomstBegonnen(DomainError):
    """It has begun or is over: the agenda, the moment and who comes no longer change."""


class MomentVoorbij(DomainError):
    """The moment that was asked for has passed."""


@dataclass(frozen=True)
class Bijeenkomst:
    """A meeting with a moment of its own; changes give a new value.

    ``tafel`` is a key of the region; None is an MDO, whose one casus stands on its agenda. ``begint`` is in UTC,
    ``duur`` in minutes.
    """

    id: BijeenkomstId
    tafel: str | None
    begint: datetime
    duur: int
    waar: str | None
    volgens: date | None = None
    """The day that the rhythm of the table gave it; None when somebody added it."""
    eigen: bool = False
    """Somebody moved, cancelled or prepared it: a changed rhythm leaves it as it is."""
    staat: Staat = Staat.GEPLAND
    aan_de_beurt: PuntId | None = None
    """The casus that is talked about now; None before, after, and when there is none."""
    agenda_at: datetime | None = None
    """Since when people have its agenda or invitation; None before that."""
    lijst_at: datetime | None = None
    """When the afsprakenlijst went out."""
    volgnummer: int = 0
    """How often its moment, place or staat changed: a calendar's SEQUENCE (RFC 5545, 3.8.7.4)."""
    changed_at: datetime | None = None
    """When that last was; None of one that is not kept yet."""
    uid: str = ""
    """Names it in every calendar, for ever (RFC 7986, 5.3): random, and given once it is kept."""
    version: int = 1

    @property
    def eindigt(self) -> datetime:
        return self.begint + timedelta(minutes=self.duur)

    @property
    def is_mdo(self) -> bool:
        return self.tafel is None

    def is_untouched(self, now: datetime) -> bool:
        """Is it to come, as its rhythm gave it: has nobody changed or prepared it, or been told of it?"""
        to_come = self.begint > now and self.staat in (Staat.GEPLAND, Staat.AFGEZEGD)
        return to_come and not self.eigen and self.agenda_at is None

    def check_to_come(self, now: datetime) -> None:
        """Raises ``BijeenkomstAfgezegd`` or ``BijeenkomstBegonnen``."""
        if self.staat is Staat.AFGEZEGD:
            raise BijeenkomstAfgezegd
        if self.staat is not Staat.GEPLAND or now >= self.begint:
            raise BijeenkomstBegonnen

    def move(self, begint: datetime, duur: int, waar: str | None, now: datetime) -> "Bijeenkomst":
        """To another moment, length or place, by somebody. Raises ``MomentVoorbij`` as well as ``check_to_come``."""
        self.check_to_come(now)
        if begint <= now:
            raise MomentVoorbij
        return self._changed(now, begint=begint, duur=duur, waar=waar, eigen=True)

    def cancel(self, now: datetime) -> "Bijeenkomst":
        self.check_to_come(now)
        return self._changed(now, staat=Staat.AFGEZEGD, eigen=True)

    def follow(self, begint: datetime, duur: int, waar: str | None, now: datetime) -> "Bijeenkomst":
        """As its rhythm says it now, also when that had dropped it before. The same when nothing is different."""
        return self._changed(now, begint=begint, duur=duur, waar=waar, staat=Staat.GEPLAND)

    def dropped(self, now: datetime) -> "Bijeenkomst":
        """Its rhythm no longer has this day."""
        return self._changed(now, staat=Staat.AFGEZEGD)

    def prepare(self) -> "Bijeenkomst":
        """Somebody works on its agenda."""
        return replace(self, eigen=True)

    def begin(self, eerste: PuntId | None) -> "Bijeenkomst":
        return replace(self, staat=Staat.BEZIG, aan_de_beurt=eerste)

    def turn_to(self, punt: PuntId) -> "Bijeenkomst":
        return replace(self, aan_de_beurt=punt)

    def end(self) -> "Bijeenkomst":
        return replace(self, staat=Staat.AFGELOPEN, aan_de_beurt=None)

    def _changed(self, now: datetime, **values: object) -> "Bijeenkomst":
        changed = replace(self, **values)  # type: ignore[arg-type]
        if changed == self:
            return self
        told = (changed.begint, changed.duur, changed.waar, changed.staat)
        if told == (self.begint, self.duur, self.waar, self.staat):
            return changed
        return replace(changed, volgnummer=self.volgnummer + 1, changed_at=now)
