"""When does somebody hear from us about an afspraak?

The ladder counts working days from the deadline (-5 is five before, 1 the first after). The overdue alert to the
makelaar is due on the first working day after the deadline.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.afspraak import Afspraak
from bot.domain.werkdagen import Werkkalender

UNANSWERED_AFTER = 2  # working days in which somebody may be expected to have looked


@dataclass(frozen=True)
class Stap:
    """One rung of the ladder for one deadline."""

    dag: int
    op: date


@dataclass(frozen=True)
class Herinnering:
    """A reminder that is owed to the actiehouder of ``afspraak``."""

    afspraak: Afspraak
    dag: int

    @property
    def key(self) -> str:
        """The same however often we work it out, so it is sent once."""
        return f"herinnering:{self.afspraak.id}:{self.afspraak.deadline}:{self.dag}"


def ladder_dates(deadline: date, ladder: Sequence[int], kalender: Werkkalender) -> list[Stap]:
    """The rungs with their dates, earliest first; on a deadline that is no working day, 0 is the last one before."""
    return [Stap(dag, kalender.shift(deadline, dag)) for dag in sorted(ladder)]


def due_herinnering(
    afspraak: Afspraak, ladder: Sequence[int], kalender: Werkkalender, today: date
) -> Herinnering | None:
    """The latest herinnering that should have gone out by ``today``.

    Only the latest: after a weekend of downtime an actiehouder gets one message, not three. A rung on or before the
    day the afspraak was made is no reminder: the person has just been told.
    """
    passed = [s for s in ladder_dates(afspraak.deadline, ladder, kalender) if afspraak.made_on < s.op <= today]
    return Herinnering(afspraak, passed[-1].dag) if afspraak.is_open and passed else None


def signaal_on(afspraak: Afspraak, kalender: Werkkalender) -> date:
    """The working morning after a missed deadline, on which the makelaar hears of it."""
    return kalender.next_werkdag(afspraak.deadline)


def next_due(afspraak: Afspraak, ladder: Sequence[int], kalender: Werkkalender, after: date) -> date | None:
    """The first day after ``after`` on which something about ``afspraak`` falls due; None when nothing will."""
    if not afspraak.is_open:
        return None
    days = [stap.op for stap in ladder_dates(afspraak.deadline, ladder, kalender) if stap.op > afspraak.made_on]
    return min((day for day in [*days, signaal_on(afspraak, kalender)] if day > after), default=None)


def next_reminder(afspraak: Afspraak, ladder: Sequence[int], kalender: Werkkalender, today: date) -> date | None:
    """On which day after ``today`` the actiehouder hears from us again; None when never."""
    days = [stap.op for stap in ladder_dates(afspraak.deadline, ladder, kalender)]
    return min((day for day in days if day > max(today, afspraak.made_on)), default=None)


def is_unanswered(afspraak: Afspraak, ladder: Sequence[int], kalender: Werkkalender, today: date) -> bool:
    """Open, not due yet, and no sign from the actiehouder after a reminder or two working days."""
    if not afspraak.is_open or afspraak.bezig_at is not None or afspraak.deadline <= today:
        return False
    waited = kalender.werkdagen_between(afspraak.made_on, today) >= UNANSWERED_AFTER
    return waited or due_herinnering(afspraak, ladder, kalender, today) is not None
