"""Whom does a link let in, to what, and for how long?"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.bijeenkomst import BijeenkomstId

LINK_LIVES = timedelta(minutes=15)
LONGEST_ID = 18
"""So many digits fit in any database."""


class Blad(StrEnum):
    """A page about a bijeenkomst. "agenda:12" says which page of which one."""

    AGENDA = "agenda"
    LIJST = "lijst"
    GCOS = "gcos"


@dataclass(frozen=True)
class Tafelblad:
    """One page of one bijeenkomst."""

    blad: Blad
    bijeenkomst: BijeenkomstId

    def __str__(self) -> str:
        return f"{self.blad}:{self.bijeenkomst}"


@dataclass(frozen=True)
class Pas:
    """One person, to one page: of an afspraak, by its id, of a casus, by its reference, a ``Tafelblad`` as a text, or
    ``KALENDER``.

    ``sinds`` is the second in which that person linked the chat they had then.
    """

    over: int | str
    persoon: int
    sinds: int


KALENDER = "kalender"
"""The page with one's own subscriptions."""
NOBODY = Pas(0, 0, 0)
"""Lets nobody in: what cannot be read is looked up like what can."""


def read_tafelblad(over: int | str) -> Tafelblad | None:
    """The page of a bijeenkomst that is meant; None when it is about something else, or about nothing we know."""
    blad, parted, id = str(over).partition(":")
    if not parted or blad not in tuple(Blad) or not id.isdecimal() or len(id) > LONGEST_ID:
        return None
    return Tafelblad(Blad(blad), BijeenkomstId(int(id)))
