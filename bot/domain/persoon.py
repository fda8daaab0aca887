"""Who takes part, and as what?"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

PersoonId = NewType("PersoonId", int)


class Rol(StrEnum):
    """What somebody does here. One person can have several."""

    BEHEERDER = "beheerder"
    MANAGER = "manager"
    MAKELAAR = "makelaar"
    ACTIEHOUDER = "actiehouder"
    PARTNER = "partner"


@dataclass(frozen=True)
class NieuwPersoon:
    """Somebody as the command line or a CSV names them; every name in it is one of the region file."""

    naam: str
    rollen: frozenset[Rol]
    organisatie: str
    zetel: str | None = None
    email: str | None = None
    gemeenten: frozenset[str] = frozenset()
    tafels: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Persoon:
    """Staff of a partner: name, organisation and how to reach them, nothing else."""

    id: PersoonId
    naam: str
    rollen: frozenset[Rol]
    organisatie: str
    zetel: str | None = None
    email: str | None = None
    gemeenten: frozenset[str] = frozenset()
    tafels: frozenset[str] = frozenset()
    chat_id: int | None = None
    actief: bool = True
    kanaal_dicht: bool = False
    """Telegram says that this person does not receive us: the bot is blocked, or the account is gone."""

    def is_(self, rol: Rol) -> bool:
        return rol in self.rollen

    @property
    def namens(self) -> str:
        """The organisation, with the seat when it has several: "Tactus (FACT)"."""
        return f"{self.organisatie} ({self.zetel})" if self.zetel else self.organisatie

    @property
    def bereikbaar(self) -> bool:
        """Can a message reach this person by Telegram now?"""
        return self.actief and self.chat_id is not None and not self.kanaal_dicht
