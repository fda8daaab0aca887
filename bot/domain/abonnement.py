"""To which bijeenkomsten can somebody subscribe, by which secret address, and what stands in their calendar then?

Nothing of what is kept here could hold a casus: a ``Vermelding`` knows when and where, and no more.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NewType

from dateutil.relativedelta import relativedelta

from bot.domain.bijeenkomst import Bijeenkomst, Staat
from bot.domain.errors import DomainError
from bot.domain.persoon import PersoonId
from bot.domain.werkdagen import Werkkalender

AbonnementId = NewType("AbonnementId", int)

BACK, AHEAD = relativedelta(months=3), relativedelta(months=12)
"""Which part of the past and of the future a calendar shows."""
CANCELLED_SHOWN = timedelta(days=30)
"""For so long a cancelled bijeenkomst still says so: who looks once a day, or was away, sees it too."""
SLOW = timedelta(days=2)
"""A change this near may reach a calendar too late: those ask once a day at worst."""


class UnknownAbonnement(DomainError):
    """No such subscription, or not this person's, or nothing that they can subscribe to: deliberately the same."""


class LinkIsErAl(DomainError):
    """This person has a link to that already: a new one would end it."""


class Soort(StrEnum):
    """What a calendar is about."""

    MIJN = "mijn"
    """The bijeenkomsten to which its owner is invited, with their own times."""
    LOCATIE = "locatie"
    """Those of all tables in one city of which its owner may know."""
    TAFEL = "tafel"


@dataclass(frozen=True)
class Keuze:
    """What somebody subscribes to. ``sleutel`` is the name of a location or the key of a table, "" for one's own."""

    soort: Soort
    sleutel: str = ""

    @property
    def code(self) -> str:
        """Stands for it on a button, which has no room for every name."""
        if self.soort is Soort.LOCATIE:
            return f"{self.soort}.{hashlib.sha256(self.sleutel.encode()).hexdigest()[:8]}"
        return f"{self.soort}.{self.sleutel}"


MIJN = Keuze(Soort.MIJN)


@dataclass(frozen=True)
class Abonnement:
    """One subscription of one person: at most one to each ``keuze``. Its secret is kept nowhere, only a hash."""

    id: AbonnementId
    persoon: PersoonId
    keuze: Keuze
    made_at: datetime
    opgehaald_at: datetime | None = None
    """When a calendar last asked for it; None before the first time."""


@dataclass(frozen=True)
class Vermelding:
    """One bijeenkomst as a calendar shows it."""

    uid: str
    naam: str
    """Neutral: the agendanaam of the table."""
    begint: datetime
    eindigt: datetime
    waar: str | None
    afgezegd: bool
    volgnummer: int
    """SEQUENCE: higher after every change that can be seen (RFC 5545, 3.8.7.4)."""
    changed_at: datetime
    """When that last was, in UTC to the second: DTSTAMP and LAST-MODIFIED."""
    tijden: tuple[tuple[datetime, datetime], ...] = ()
    """From when until when its reader is expected; empty for all of it."""


@dataclass(frozen=True)
class EigenTijd:
    """When somebody is expected at a bijeenkomst, as they were told: how often by now, and when last.

    ``tijden`` is empty for who is expected all the time.
    """

    tijden: tuple[tuple[datetime, datetime], ...]
    keer: int
    since: datetime


@dataclass(frozen=True)
class Feed:
    """A whole calendar. Who sees the same gets the same."""

    keuze: Keuze
    naam: str
    tijdzone: str
    vermeldingen: tuple[Vermelding, ...]


def new_geheim() -> str:
    """256 random bits, as text."""
    return secrets.token_urlsafe(32)


def window(kalender: Werkkalender, today: date) -> tuple[datetime, datetime]:
    """From when until before when bijeenkomsten stand in a calendar: whole days of the region."""
    return kalender.at(today - BACK, time()).astimezone(UTC), kalender.at(today + AHEAD, time()).astimezone(UTC)


def is_shown(bijeenkomst: Bijeenkomst, kalender: Werkkalender, today: date) -> bool:
    """One that was cancelled is shown, as cancelled, through the thirtieth day after that."""
    if bijeenkomst.staat is not Staat.AFGEZEGD or bijeenkomst.changed_at is None:
        return True
    return today <= kalender.today(bijeenkomst.changed_at) + CANCELLED_SHOWN


def vermelding(
    bijeenkomst: Bijeenkomst,
    naam: str,
    naam_sinds: tuple[int, datetime | None] = (0, None),
    eigen: EigenTijd | None = None,
) -> Vermelding:
    """The bijeenkomst as a calendar shows it; to who joins for a part of it with ``eigen`` as its times.

    ``naam_sinds`` is how often the table got another name, and when that last was.
    """
    assert bijeenkomst.changed_at is not None
    keer, since = naam_sinds
    moments = [bijeenkomst.changed_at, *([since] if since else []), *([eigen.since] if eigen else [])]
    tijden = eigen.tijden if eigen is not None else ()
    return Vermelding(
        uid=bijeenkomst.uid,
        naam=naam,
        begint=min((van for van, _ in tijden), default=bijeenkomst.begint),
        eindigt=max((tot for _, tot in tijden), default=bijeenkomst.eindigt),
        waar=bijeenkomst.waar,
        afgezegd=bijeenkomst.staat is Staat.AFGEZEGD,
        volgnummer=bijeenkomst.volgnummer + keer + (eigen.keer if eigen is not None else 0),
        changed_at=max(moments).replace(microsecond=0),
        tijden=tijden,
    )


def joined(times: list[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    """In order, with what follows at once taken together."""
    found: list[tuple[datetime, datetime]] = []
    for van, tot in sorted(times):
        if found and van <= found[-1][1]:
            found[-1] = (found[-1][0], max(tot, found[-1][1]))
        else:
            found.append((van, tot))
    return tuple(found)


def is_near(now: datetime, *moments: datetime) -> bool:
    """Is one of these within two days, and still to come?"""
    return any(now < moment <= now + SLOW for moment in moments)
