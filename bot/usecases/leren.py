"""What is there to learn from a casus?"""

from dataclasses import dataclass

from bot.domain.casus import THEMAS
from bot.domain.gebeurtenis import LESSEN, Wat
from bot.domain.persoon import Persoon
from bot.domain.privacy import SafeText
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.usecases.casussen import casus_to_change
from bot.usecases.ports import Transaction
from bot.usecases.tijdlijn import note


@dataclass(frozen=True)
class Les:
    """A knelpunt or a leerpunt, by its theme; with or without a line about it."""

    soort: Wat
    thema: str
    tekst: SafeText | None = None

    def __post_init__(self) -> None:
        assert self.soort in LESSEN
        assert self.thema in THEMAS


def log_les(tx: Transaction, referentie: Referentie, les: Les, door: Persoon) -> None:
    """While the casus is open. What is counted of it stays when the casus goes: its kind and theme."""
    casus_to_change(tx, referentie, door, Daad.CASUS_BEHEREN)
    note_les(tx, referentie, les, door)


def note_les(tx: Transaction, referentie: Referentie, les: Les, door: Persoon) -> None:
    note(tx, referentie, les.soort, door, waarde=les.thema, tekst=les.tekst)
    tx.audit.record(f"{les.soort}_vastgelegd", f"casus {referentie}", door)
