"""What has passed its term, and what is counted of it before it goes?

A term is in whole days of the region. What ended on a day is kept for all of its days after it, and goes in the night
that follows.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.afspraak import Afspraak
from bot.domain.casus import Casus, Fase
from bot.domain.gebeurtenis import LESSEN, Gebeurtenis
from bot.domain.persoon import PersoonId
from bot.domain.regio import Bewaartermijnen

NIGHT = time(4)
"""When a night's round begins: after any hour that summer time skips or repeats."""
LAST_ROUND = "opgeschoond"
"""The small fact under which the day of the last round is kept."""
OUD_MEDEWERKER = "oud-medewerker"
"""What somebody is called whose name is gone while a casus still refers to them."""

# Short, technical, and no reason for a house to choose otherwise.
GESPREK_DAGEN = 7
BERICHT_DAGEN = 30
BINNENKOMST_DAGEN = 7


class BackupFault(Exception):
    """This backup cannot be made or put back; the text says why, in Dutch."""


class Bewaard(StrEnum):
    """What goes, in the order in which it goes: people last, when nothing refers to them any more."""

    CASUS = "casussen"
    AFSPRAAK = "afspraken"
    BIJEENKOMST = "bijeenkomsten"
    INZAGE = "inzages"
    AFWEZIGHEID = "afwezigheden"
    OVERDRACHT = "overdrachten"
    GESPREK = "gesprekken"
    UITNODIGING = "uitnodigingen"
    BERICHT = "berichten"
    BEWERKING = "bewerkingen"
    """Edits, menus and the like: nobody can answer them, so nothing needs them once they are out."""
    BINNENKOMST = "binnengekomen"
    GEWIST = "gewist"
    """People whose name goes, while the casus they worked on stays."""
    PERSOON = "personen"
    AUDIT = "audit"


class Uitkomst(StrEnum):
    """How a casus or an afspraak ended, or what was learnt of it, as the monthly figures count it."""

    GESLOTEN = "gesloten"
    AFGESCHAALD = "afgeschaald"
    OVERGEDRAGEN = "overgedragen"
    VERWIJDERD = "verwijderd"
    OP_TIJD = "op tijd"
    TE_LAAT = "te laat"
    OPEN = "open"
    VERVALLEN = "vervallen"
    KNELPUNT = "knelpunt"
    LEERPUNT = "leerpunt"


_ENDED = {Fase.AFGESCHAALD: Uitkomst.AFGESCHAALD, Fase.OVERGEDRAGEN: Uitkomst.OVERGEDRAGEN}


@dataclass(frozen=True)
class Telling:
    """How many, and the days on which the terms of the oldest and the newest of them began."""

    aantal: int = 0
    oudste: date | None = None
    nieuwste: date | None = None

    def __bool__(self) -> bool:
        return self.aantal > 0

    def __add__(self, other: "Telling") -> "Telling":
        days = [day for day in (self.oudste, other.oudste, self.nieuwste, other.nieuwste) if day is not None]
        return Telling(self.aantal + other.aantal, min(days, default=None), max(days, default=None))


@dataclass(frozen=True)
class Gezien:
    """Somebody looked at what is stored about a person: ``door`` is None on the command line of the server."""

    at: datetime
    door: PersoonId | None


@dataclass(frozen=True)
class Maandcijfer:
    """What is counted of what goes: never a reference or a person.

    A count of one or two in a basisteam can still point at somebody who knows the case: what leaves the house names
    no figure below five.
    """

    maand: date
    """The first day of the month in which it ended, or was logged."""
    basisteam: str
    tafel: str
    uitkomst: Uitkomst
    thema: str = ""
    """Of what was learnt only."""


def dagen(soort: Bewaard, termijnen: Bewaartermijnen) -> int:
    """How many days after its end this is kept; 0 when it goes in the night that follows."""
    match soort:
        case Bewaard.CASUS | Bewaard.AFSPRAAK:
            return termijnen.casus_dagen
        case Bewaard.BIJEENKOMST:
            return termijnen.bijeenkomst_dagen
        case Bewaard.PERSOON | Bewaard.GEWIST:
            return termijnen.persoon_dagen
        case Bewaard.AUDIT:
            return termijnen.audit_dagen
        case Bewaard.GESPREK:
            return GESPREK_DAGEN
        case Bewaard.BERICHT:
            return BERICHT_DAGEN
        case Bewaard.BINNENKOMST:
            return BINNENKOMST_DAGEN
        case Bewaard.UITNODIGING | Bewaard.INZAGE | Bewaard.AFWEZIGHEID | Bewaard.OVERDRACHT | Bewaard.BEWERKING:
            return 0


def kept_from(soort: Bewaard, termijnen: Bewaartermijnen, today: date) -> date:
    """What ended before this day has passed its term."""
    return today - timedelta(days=dagen(soort, termijnen))


def last_day(ended: date, days: int) -> date:
    """The last day on which something that ended then is still there."""
    return ended + timedelta(days=days)


def night_of(local: datetime) -> date:
    """The day of the round that began last, at this moment on the region's clock."""
    return local.date() if local.time() >= NIGHT else local.date() - timedelta(days=1)


def maandcijfers(
    casus: Casus,
    afspraken: Iterable[Afspraak],
    gebeurtenissen: Iterable[Gebeurtenis],
    basisteam: str,
    now: datetime,
    day: Callable[[datetime], date],
) -> Counter[Maandcijfer]:
    """What is counted of a casus that goes at ``now``. ``day`` tells on which day of the region a moment falls."""
    ended = casus.closed_at or now

    def counted(on: date, tafel: str, uitkomst: Uitkomst, thema: str = "") -> Maandcijfer:
        return Maandcijfer(on.replace(day=1), basisteam, tafel, uitkomst, thema)

    how = Uitkomst.VERWIJDERD if casus.is_open else _ENDED.get(casus.fase, Uitkomst.GESLOTEN)
    counts = Counter([counted(day(ended), casus.tafel, how)])
    for afspraak in afspraken:
        if afspraak.gedaan_at is None:
            uitkomst = Uitkomst.VERVALLEN if afspraak.vervallen_at is not None else Uitkomst.OPEN
            counts[counted(day(afspraak.vervallen_at or ended), afspraak.tafel, uitkomst)] += 1
        else:
            on = day(afspraak.gedaan_at)
            counts[counted(on, afspraak.tafel, Uitkomst.TE_LAAT if on > afspraak.deadline else Uitkomst.OP_TIJD)] += 1
    for les in gebeurtenissen:
        if les.wat in LESSEN:
            counts[counted(day(les.at), casus.tafel, Uitkomst(les.wat), les.waarde or "")] += 1
    return counts
