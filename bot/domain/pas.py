"""Whom does a link let in, to what, and for how long?"""

from dataclasses import dataclass
from datetime import timedelta

LINK_LIVES = timedelta(minutes=15)


@dataclass(frozen=True)
class Pas:
    """One person, to the page of an afspraak, by its id, or of a casus, by its reference.

    ``sinds`` is the second in which that person linked the chat they had then.
    """

    over: int | str
    persoon: int
    sinds: int


NOBODY = Pas(0, 0, 0)
"""Lets nobody in: what cannot be read is looked up like what can."""
