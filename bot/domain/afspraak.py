"""What was promised, and what became of it?"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.domain.errors import DomainError, UnknownAfspraak
from bot.domain.persoon import PersoonId
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie

AfspraakId = NewType("AfspraakId", int)

UNDO_WITHIN = timedelta(minutes=10)
LONGEST_ACTIE = 300


class Staat(StrEnum):
    """Where an afspraak stands."""

    OPEN = "open"
    GEDAAN = "gedaan"


class AlAfgehandeld(DomainError):
    """The afspraak has been done before; the person hears when."""


class TerugdraaienTeLaat(DomainError):
    """More than ten minutes ago."""


class NietsTerugTeDraaien(DomainError):
    """There is no answer to take back."""


@dataclass(frozen=True)
class Afspraak:
    """An agreed action with one actiehouder and a deadline; changes give a new value."""

    id: AfspraakId
    casus: Referentie
    tafel: str
    actie: SafeText
    actiehouder: PersoonId
    made_by: PersoonId
    made_at: datetime
    made_on: date
    deadline: date
    staat: Staat = Staat.OPEN
    bezig_at: datetime | None = None
    gedaan_at: datetime | None = None
    version: int = 0
    """Counts the changes that were stored; a change of an older value is refused."""

    @property
    def is_open(self) -> bool:
        return self.staat is Staat.OPEN

    @property
    def undo_until(self) -> datetime | None:
        """Until when the last answer can be taken back; None when there is none."""
        answered_at = self.gedaan_at or self.bezig_at
        return answered_at + UNDO_WITHIN if answered_at else None

    def confirm(self, by: PersoonId, now: datetime) -> "Afspraak":
        """The actiehouder says it is done."""
        self._open_for(by)
        return replace(self, staat=Staat.GEDAAN, gedaan_at=now)

    def start(self, by: PersoonId, now: datetime) -> "Afspraak":
        """The actiehouder has heard and works on it: the ladder goes on, overdue stays overdue."""
        self._open_for(by)
        return replace(self, bezig_at=now)

    def undo(self, by: PersoonId, now: datetime) -> "Afspraak":
        """The actiehouder takes the last answer back, Gedaan before Bezig, within ten minutes."""
        self._held_by(by)
        if self.undo_until is None:
            raise NietsTerugTeDraaien(referentie=self.casus)
        if now > self.undo_until:
            raise TerugdraaienTeLaat(referentie=self.casus, tot=self.undo_until)
        if self.gedaan_at is not None:
            return replace(self, staat=Staat.OPEN, gedaan_at=None)
        return replace(self, bezig_at=None)

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.deadline < today

    def _held_by(self, by: PersoonId) -> None:
        if by != self.actiehouder:
            raise UnknownAfspraak

    def _open_for(self, by: PersoonId) -> None:
        self._held_by(by)
        if not self.is_open:
            raise AlAfgehandeld(referentie=self.casus, op=self.gedaan_at)
