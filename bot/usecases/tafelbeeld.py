"""What do a message and a page show of an agenda and of an afsprakenlijst?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.afspraak import Stand
from bot.domain.agenda import Herkomst, Slot, Uitkomst, by_gemeente
from bot.domain.persoon import Persoon
from bot.domain.referentie import Referentie
from bot.usecases.ports import Transaction
from bot.usecases.tafels import Kop


@dataclass(frozen=True)
class Puntregel:
    """One casus or subject of an agenda, with its time."""

    id: int
    nummer: int
    referentie: Referentie | None
    """None for a subject, which then stands in ``onderwerp``."""
    onderwerp: str | None
    gemeente: str | None
    van: datetime
    tot: datetime
    minuten: int
    herkomst: Herkomst
    na_sluiting: bool
    vraag: str | None
    uitkomst: Uitkomst | None
    partners: list[Persoon] = field(default_factory=list)
    """Who is asked for this casus alone; only who leads the bijeenkomst is told."""


Blokken = list[tuple[str | None, list[Puntregel]]]
"""The lines in blocks of one gemeente."""


@dataclass(frozen=True)
class Agendadeel:
    """An agenda as far as its reader sees it. ``hele``: all of it; ``kern``: from a fixed seat."""

    kop: Kop
    blokken: Blokken
    hele: bool
    kern: bool = False

    @property
    def regels(self) -> list[Puntregel]:
        return [regel for _, block in self.blokken for regel in block]

    @property
    def referenties(self) -> list[Referentie]:
        return [regel.referentie for regel in self.regels if regel.referentie is not None]


@dataclass(frozen=True)
class Lijstregel:
    """One afspraak on an afsprakenlijst. ``namens`` is the organisation, with the seat of who holds it."""

    id: int
    punt: int
    actie: str
    namens: str
    wie: Persoon | None
    deadline: date
    stand: Stand


@dataclass(frozen=True)
class Lijstcasus:
    """A casus on an afsprakenlijst, with what was agreed about it."""

    referentie: Referentie
    gemeente: str
    uitkomst: Uitkomst | None
    """None for one that was not reached."""
    regels: list[Lijstregel]


@dataclass(frozen=True)
class Lijstdeel:
    """An afsprakenlijst as far as its reader sees it. ``hele``: all of it, and then also who was there."""

    kop: Kop
    blokken: list[tuple[str, list[Lijstcasus]]]
    hele: bool
    aanwezig: list[str] = field(default_factory=list)
    """The organisations, each with who was there: "Tineke, Tactus (FACT)"."""
    afwezig: list[str] = field(default_factory=list)

    @property
    def casussen(self) -> list[Lijstcasus]:
        return [casus for _, block in self.blokken for casus in block]

    @property
    def doorgeschoven(self) -> list[Referentie]:
        return [casus.referentie for casus in self.casussen if casus.uitkomst is not Uitkomst.BESPROKEN]

    @property
    def referenties(self) -> list[Referentie]:
        return [casus.referentie for casus in self.casussen]


def blokken(tx: Transaction, slots: Iterable[Slot], *, partners: bool = False) -> Blokken:
    """These slots as lines, numbered through, in blocks of one gemeente."""
    ordered = list(slots)
    numbers = {slot.punt.id: nummer for nummer, slot in enumerate(ordered, 1)}
    return [
        (gemeente, [_line(tx, slot, numbers[slot.punt.id], partners=partners) for slot in block])
        for gemeente, block in by_gemeente(ordered)
    ]


def _line(tx: Transaction, slot: Slot, nummer: int, *, partners: bool) -> Puntregel:
    punt = slot.punt
    return Puntregel(
        id=punt.id,
        nummer=nummer,
        referentie=punt.casus,
        onderwerp=str(punt.onderwerp) if punt.onderwerp is not None else None,
        gemeente=punt.gemeente,
        van=slot.van,
        tot=slot.tot,
        minuten=punt.minuten,
        herkomst=punt.herkomst,
        na_sluiting=punt.na_sluiting,
        vraag=str(punt.vraag) if punt.vraag is not None else None,
        uitkomst=punt.uitkomst,
        partners=[tx.personen.get(id) for id in sorted(punt.partners)] if partners else [],
    )
