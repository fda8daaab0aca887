"""What do we know of a case? Its reference, where it belongs, and who watches it: nothing else."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.persoon import PersoonId
from bot.domain.referentie import Referentie


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
