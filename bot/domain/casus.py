"""What do we know of a case? Its reference, where it belongs, how far it is, and who watches it: nothing else."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.errors import DomainError
from bot.domain.persoon import PersoonId
from bot.domain.referentie import Referentie


class Fase(StrEnum):
    """How far a casus is, in the order of the work process [004]; the last three end it."""

    AANGEMELD = "aangemeld"
    BEOORDEELD = "beoordeeld"
    GEAGENDEERD = "geagendeerd"
    IN_MONITORING = "in_monitoring"
    AFGESLOTEN = "afgesloten"
    AFGESCHAALD = "afgeschaald"
    OVERGEDRAGEN = "overgedragen"


ENDS = (Fase.AFGESLOTEN, Fase.AFGESCHAALD, Fase.OVERGEDRAGEN)
BEFORE_THE_TABLE = (Fase.AANGEMELD, Fase.BEOORDEELD, Fase.GEAGENDEERD)
"""It has not been talked about yet."""
UNDERWAY = tuple(fase for fase in Fase if fase not in ENDS)


class Voortgang(StrEnum):
    """How it goes, as the makelaar logs it."""

    LOOPT = "loopt"
    LOOPT_VAST = "loopt_vast"
    OPGESCHAALD = "opgeschaald"


class Oordeel(StrEnum):
    """Did people work together well? Asked when a casus ends."""

    GOED = "goed"
    KON_BETER = "kon_beter"
    NIET = "niet"


# Where the chain falters [000, 001]: keys, whose words stand in the templates.
THEMAS = ("bereikbaarheid", "wisselingen", "mandaat", "belangen", "informatie", "capaciteit", "rollen")
OPSCHAAL_REDENEN = ("geen_mandaat", "niet_eens", "niet_nagekomen", "geen_capaciteit", "kan_niet_wachten")


class CasusGesloten(DomainError):
    """Nothing changes any more about a casus that is closed."""


@dataclass(frozen=True)
class Casus:
    """A case as far as this product knows it. ``gemeente`` and ``tafel`` are keys of the region file."""

    referentie: Referentie
    gemeente: str
    tafel: str
    made_by: PersoonId
    made_at: datetime
    closed_at: datetime | None = None
    fase: Fase = Fase.AANGEMELD
    categorie: str | None = None
    voortgang: Voortgang | None = None
    """As the makelaar logged it last."""

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def check_open(self) -> None:
        """Raises ``CasusGesloten``."""
        if not self.is_open:
            raise CasusGesloten(referentie=self.referentie)

    def move(self, fase: Fase, categorie: str | None = None) -> "Casus":
        """To another phase that does not end it, back too. It is judged with a category, and has none before that."""
        self.check_open()
        assert fase in UNDERWAY
        assert (fase is Fase.BEOORDEELD) == (categorie is not None)
        return replace(self, fase=fase, categorie=None if fase is Fase.AANGEMELD else categorie or self.categorie)

    def log(self, voortgang: Voortgang) -> "Casus":
        """How it goes from now on."""
        self.check_open()
        return replace(self, voortgang=voortgang)

    def close(self, hoe: Fase, now: datetime) -> "Casus":
        self.check_open()
        assert hoe in ENDS
        return replace(self, fase=hoe, closed_at=now)
