"""Who is invited to a bijeenkomst, what of its agenda do they see, and do they come?"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.agenda import Agendapunt, in_order
from bot.domain.bijeenkomst import BijeenkomstId, PuntId
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.rechten import Daad, could
from bot.domain.regio import Casustafel, Regio
from bot.domain.regio_values import Zetel, gemeente_organisatie
from bot.domain.toegang import signed


class Antwoord(StrEnum):
    """Does somebody come?"""

    KOMT = "komt"
    KOMT_NIET = "komt_niet"
    VERVANGER = "vervanger"
    """Somebody else comes in their place."""


@dataclass(frozen=True)
class Aanwezigheid:
    """What one person answered to one invitation.

    ``mandaat``: may the vervanger decide for the organisation? None while it has not been said. ``was_er`` is what the
    makelaar says afterwards, None while that is what was answered.
    """

    bijeenkomst: BijeenkomstId
    persoon: PersoonId
    antwoord: Antwoord | None = None
    vervanger: PersoonId | None = None
    mandaat: bool | None = None
    was_er: bool | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Deelnemer:
    """Somebody who is invited. ``hele``: to all of it; else only for ``punten``."""

    persoon: Persoon
    hele: bool
    punten: tuple[PuntId, ...]
    kern: bool = False
    """In a fixed seat at this table, that of a gemeente included."""

    def sees(self, punt: Agendapunt) -> bool:
        return not punt.weg and (self.hele or punt.id in self.punten)


def deelnemers(
    tafel: Casustafel | None, punten: Iterable[Agendapunt], people: Collection[Persoon], regio: Regio
) -> list[Deelnemer]:
    """Who gets what: the fixed seats the whole agenda; a gemeente and who is asked for single cases only these.

    ``tafel`` is None for an MDO. Of ``people`` who cannot sit there nobody gets anything. A gemeente without a casus on
    the agenda is not invited, nor is anybody else who has no part in it.
    """
    agenda = in_order(punten)
    found = []
    for persoon in people:
        if not can_sit(persoon, tafel, regio):
            continue
        hele, kern = _seat(tafel, persoon, regio)
        own = tuple(p.id for p in agenda if hele or persoon.id in p.partners or _is_of(persoon, p, kern=kern))
        if hele or own:
            found.append(Deelnemer(persoon, hele, own, kern))
    return found


def can_sit(persoon: Persoon, tafel: Casustafel | None, regio: Regio) -> bool:
    """Can this person take part? Not who was stopped, nor without convenant; where casussen are talked about only who
    may see any, so no beheerder and no manager.
    """
    casussen = tafel is None or tafel.casussen
    return persoon.actief and signed(persoon, regio) and (not casussen or could(persoon, Daad.CASUS_ZIEN))


def has_seat(persoon: Persoon, tafel: Casustafel | None, regio: Regio) -> bool:
    """Does this person sit at this table at all, if only for the casussen of their own gemeente?"""
    return can_sit(persoon, tafel, regio) and any(_seat(tafel, persoon, regio))


def _seat(tafel: Casustafel | None, persoon: Persoon, regio: Regio) -> tuple[bool, bool]:
    """Does this person sit there for all of it, and in a fixed seat?

    It takes both: the table stands with the person, and their organisation has a seat there. At a table without cases
    that names no seats the first is enough.
    """
    if tafel is None or tafel.sleutel not in persoon.tafels:
        return False, False
    own = {Zetel(persoon.organisatie), Zetel(persoon.organisatie, persoon.zetel)}
    if own.intersection(tafel.vaste_kern) or (not tafel.casussen and not tafel.vaste_kern):
        return True, True
    ours = {gemeente_organisatie(gemeente.naam) for gemeente in regio.gemeenten_of(tafel.sleutel)}
    as_gemeente = persoon.organisatie in ours and any(zetel.is_gemeente for zetel in tafel.vaste_kern)
    return as_gemeente and not tafel.casussen, as_gemeente


def _is_of(persoon: Persoon, punt: Agendapunt, *, kern: bool) -> bool:
    """A gemeente joins for its own cases."""
    return kern and punt.gemeente is not None and persoon.organisatie == gemeente_organisatie(punt.gemeente)
