"""When does somebody hear from us about an afspraak?

The ladder counts working days from the deadline (-5 is five before, 1 the first after). What a makelaar has to see
(overdue, unseen, without actiehouder) is looked up each working morning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.afspraak import Afspraak
from bot.domain.verzoek import Soort
from bot.domain.werkdagen import Werkkalender

UNSEEN_AFTER = 2
"""Working days in which somebody who was not at the table may be expected to have looked."""
VACANT_AFTER = 1
"""Working days in which somebody of an organisation may be expected to take an afspraak up."""
SPEAK_AFTER = 5
"""Working days overdue after which it is proposed to speak to the organisation."""


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
        """The same however often we work it out, so it is sent once to each actiehouder."""
        afspraak = self.afspraak
        return f"herinnering:{afspraak.id}:{afspraak.actiehouder}:{afspraak.deadline}:{self.dag}"


def ladder_dates(deadline: date, ladder: Sequence[int], kalender: Werkkalender) -> list[Stap]:
    """The rungs with their dates, earliest first; on a deadline that is no working day, 0 is the last one before."""
    return [Stap(dag, kalender.shift(deadline, dag)) for dag in sorted(ladder)]


def is_reminded(afspraak: Afspraak) -> bool:
    """Is there somebody to remind? Not before they heard of it, nor once it does not work out: then the makelaar
    decides.
    """
    held = afspraak.actiehouder is not None and not afspraak.wacht
    return afspraak.is_open and held and not afspraak.asks(Soort.LUKT_NIET)


def due_herinnering(
    afspraak: Afspraak, ladder: Sequence[int], kalender: Werkkalender, today: date
) -> Herinnering | None:
    """The latest herinnering that should have gone out by ``today``.

    Only the latest: after a weekend of downtime an actiehouder gets one message, not three. A rung on or before the
    day on which the actiehouder heard of it is no reminder: the person has just been told.
    """
    passed = [s for s in ladder_dates(afspraak.deadline, ladder, kalender) if afspraak.gehoord_on < s.op <= today]
    return Herinnering(afspraak, passed[-1].dag) if is_reminded(afspraak) and passed else None


def signaal_on(afspraak: Afspraak, kalender: Werkkalender) -> date:
    """The working morning after a missed deadline, on which the makelaar sees it."""
    return kalender.next_werkdag(afspraak.deadline)


def next_due(afspraak: Afspraak, ladder: Sequence[int], kalender: Werkkalender, after: date) -> date | None:
    """The first day after ``after`` on which the actiehouder hears from us; None when that is never."""
    if not is_reminded(afspraak):
        return None
    days = [stap.op for stap in ladder_dates(afspraak.deadline, ladder, kalender)]
    return min((day for day in days if day > max(after, afspraak.gehoord_on)), default=None)


def is_unseen(afspraak: Afspraak, kalender: Werkkalender, today: date) -> bool:
    """Not a sign in two working days of somebody who was not there when it was agreed."""
    unseen = afspraak.actiehouder is not None and not afspraak.aan_tafel and afspraak.gezien_at is None
    return afspraak.is_open and unseen and kalender.werkdagen_between(afspraak.gehoord_on, today) >= UNSEEN_AFTER


def is_vacant(afspraak: Afspraak, kalender: Werkkalender, today: date) -> bool:
    """Nobody has taken it up in a working day."""
    vacant = afspraak.is_open and afspraak.actiehouder is None
    return vacant and kalender.werkdagen_between(afspraak.gehoord_on, today) >= VACANT_AFTER


def is_unanswered(afspraak: Afspraak, ladder: Sequence[int], kalender: Werkkalender, today: date) -> bool:
    """Not due yet, and no answer from the actiehouder after a reminder."""
    silent = is_reminded(afspraak) and afspraak.bezig_at is None and afspraak.verzoek is None
    return silent and afspraak.deadline > today and due_herinnering(afspraak, ladder, kalender, today) is not None


def is_to_be_spoken_to(afspraak: Afspraak, tredes: int, kalender: Werkkalender, today: date) -> bool:
    """Is a next of so many steps of the region's ladder to be proposed to the makelaar?

    The first step is the actiehouder, whom our own ladder reminds.
    """
    if afspraak.aanspreken_na is not None and today < afspraak.aanspreken_na:
        return False
    return can_be_spoken_to(afspraak, tredes, kalender, today)


def can_be_spoken_to(afspraak: Afspraak, tredes: int, kalender: Werkkalender, today: date) -> bool:
    """Is there a next of so many steps, and has it been overdue long enough? For who heard of it later, from then."""
    if not afspraak.is_overdue(today) or afspraak.aangesproken + 1 >= tredes:
        return False
    return kalender.werkdagen_between(max(afspraak.deadline, afspraak.gehoord_on), today) >= SPEAK_AFTER


def is_on_agenda(afspraak: Afspraak, today: date) -> bool:
    """Does it wait for a table that is still to come?"""
    return afspraak.agenda_op is not None and today <= afspraak.agenda_op


def a_week_later(deadline: date, kalender: Werkkalender, today: date) -> date:
    """A week after the deadline, or after today once that has passed; a day off becomes the next working day."""
    day = max(deadline, today) + timedelta(days=7)
    return day if kalender.is_werkdag(day) else kalender.next_werkdag(day)
