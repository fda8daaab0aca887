"""What do we know of a case? Its reference, where it belongs, and who watches it: nothing else."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import DomainError
from bot.domain.persoon import PersoonId
from bot.domain.referentie import Referentie


class CasusGesloten(DomainError):
    """Nothing changes any more about a casus that is closed."""


class AfsprakenOpen(DomainError):
    """A casus is closed once nothing is open on it; the makelaar hears how much still is."""


@dataclass(frozen=True)
class Casus:
    """A case as far as this product knows it. ``gemeente`` and ``tafel`` are keys of the region file."""

    referentie: Referentie
    gemeente: str
    tafel: str
    made_by: PersoonId
    made_at: datetime
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def check_open(self) -> None:
        """Raises ``CasusGesloten``."""
        if not self.is_open:
            raise CasusGesloten(referentie=self.referentie)
