"""Who is away until when, and who takes over meanwhile?"""

from dataclasses import dataclass
from datetime import date

from bot.domain.persoon import Persoon, PersoonId
from bot.domain.regio import Regio
from bot.domain.toegang import may_hold_actie


@dataclass(frozen=True)
class Afwezigheid:
    """``tot`` is the last day of it. Why somebody is away is nobody's business here."""

    persoon: PersoonId
    vervanger: PersoonId
    tot: date


def can_stand_in(vervanger: Persoon, afwezige: Persoon, regio: Regio) -> bool:
    """Can this person take over what stands on the other's name? Only a colleague who could have promised it too."""
    return (
        afwezige.actief
        and vervanger.id != afwezige.id
        and vervanger.organisatie == afwezige.organisatie
        and may_hold_actie(vervanger, regio)
    )
