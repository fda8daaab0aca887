"""Who stands in for whom now, and who gets a message that is for an actiehouder?

Decided when it is asked: nothing is planned anew when somebody goes, comes back, or loses the right to stand in. A
deputy who is away too is not followed to another one: the messages then go to the actiehouder as if there were none.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.afspraak import AfspraakId
from bot.domain.afwezigheid import Afwezigheid, can_stand_in
from bot.domain.bericht import Bericht, Methode
from bot.domain.errors import GeenRegio
from bot.domain.persoon import Persoon, PersoonId
from bot.usecases.ports import Transaction

_TO_ACTIEHOUDER = frozenset({"nieuwe_actie", "herinnering"})


@dataclass(frozen=True)
class Afwezig:
    """Through which day somebody is away. ``vervanger`` is None when who was named cannot take messages now."""

    tot: date
    vervanger: Persoon | None


def afwezig(tx: Transaction, persoon: Persoon) -> Afwezig | None:
    """None for who is there."""
    found = in_force(tx).get(persoon.id)
    if found is None:
        return None
    vervanger = tx.personen.get(found.vervanger)
    takes = vervanger.bereikbaar and vervanger.id not in in_force(tx) and can_stand_in(vervanger, persoon, tx.regio)
    return Afwezig(found.tot, vervanger if takes else None)


def replaced_by(tx: Transaction, door: Persoon) -> list[Persoon]:
    """For whom ``door`` may answer, in the order of joining."""
    away = [tx.personen.get(id) for id, found in in_force(tx).items() if found.vervanger == door.id]
    return [persoon for persoon in away if can_stand_in(door, persoon, tx.regio)]


def sharing_a_chat(tx: Transaction, busy: Collection[PersoonId]) -> set[PersoonId]:
    """``busy``, and everybody whose messages may go to one of them now."""
    if not busy:
        return set()
    return {*busy, *(id for id, found in in_force(tx).items() if found.vervanger in busy)}


def addressed(tx: Transaction, bericht: Bericht) -> Bericht:
    """To the deputy when it is for an actiehouder who is away, and as it is otherwise."""
    if bericht.bericht not in _TO_ACTIEHOUDER or bericht.methode is not Methode.SEND or bericht.naar is None:
        return bericht
    away = afwezig(tx, tx.personen.get(bericht.naar)) if bericht.naar in in_force(tx) else None
    return replace(bericht, naar=away.vervanger.id) if away is not None and away.vervanger is not None else bericht


def is_for_deputy(tx: Transaction, bericht: Bericht) -> bool:
    """Did ``addressed`` send it to somebody else than the actiehouder?"""
    if bericht.bericht not in _TO_ACTIEHOUDER or bericht.afspraak is None:
        return False
    afspraak = tx.afspraken.find(AfspraakId(bericht.afspraak))
    away = in_force(tx).get(afspraak.actiehouder) if afspraak is not None else None
    return away is not None and away.vervanger == bericht.naar


def in_force(tx: Transaction) -> Mapping[PersoonId, Afwezigheid]:
    """Every absence that is not over, by who is away."""
    try:
        return tx.afwezigheden.in_force(tx.today)
    except GeenRegio:
        return {}
