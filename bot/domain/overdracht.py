"""Who looks after a makelaar's work for a while, and until when?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.persoon import PersoonId

AHEAD = timedelta(days=366)
"""How far ahead the last day may lie."""


@dataclass(frozen=True)
class Overdracht:
    """From ``vanaf`` through ``tot`` all that is for ``van`` is for ``aan``. Why is nobody's business here."""

    van: PersoonId
    aan: PersoonId
    vanaf: date
    tot: date

    def holds(self, today: date) -> bool:
        return self.vanaf <= today <= self.tot

    def overlaps(self, other: "Overdracht") -> bool:
        return self.vanaf <= other.tot and other.vanaf <= self.tot


def objection(new: Overdracht, others: Iterable[Overdracht], today: date) -> str | None:
    """Why this cannot be, as a template knows it; None when it can.

    Work goes one step, for all to see: not back, and not on to a third.
    """
    at_once = [other for other in others if other.van != new.van and other.overlaps(new)]
    found = {
        "zichzelf": new.van == new.aan,
        "voorbij": new.vanaf < today,
        "voor_begin": new.tot < new.vanaf,
        "te_ver": new.tot > today + AHEAD,
        "draagt_over": any(other.van == new.aan for other in at_once),
        "heeft_werk": any(other.aan == new.van for other in at_once),
    }
    return next((reden for reden, holds in found.items() if holds), None)


def taken_over(overdrachten: Iterable[Overdracht], today: date) -> Mapping[PersoonId, PersoonId]:
    """To whom the work of whom goes on that day."""
    return {overdracht.van: overdracht.aan for overdracht in overdrachten if overdracht.holds(today)}
