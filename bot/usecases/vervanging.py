"""Who stands in for whom now, and who gets a message that is for an actiehouder or a makelaar?

Decided when it is asked: nothing is planned anew when somebody goes, comes back, or loses the right to stand in. A
deputy who is away too is not followed to another one: the messages then go to the actiehouder as if there were none.
So does a makelaar's work that was handed over: it goes one step, and comes back by itself.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.afwezigheid import Afwezigheid, can_stand_in
from bot.domain.bericht import Bericht, Methode
from bot.domain.errors import GeenRegio
from bot.domain.overdracht import Overdracht, taken_over
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.usecases.ports import Transaction

TO_ACTIEHOUDER = frozenset(
    {
        "nieuwe_actie",
        "herinnering",
        "besluit",
        "collega_antwoord",
        "actie_aangepast",
        "actie_heropend",
        "actie_niet_meer",
        "actie_vervallen",
    }
)
TO_MAKELAAR = frozenset(
    {
        "melding_gedaan",
        "melding_weer_open",
        "melding_geen_actiehouder",
        "melding_uitstel",
        "melding_lukt_niet",
        "melding_niet_voor_mij",
        "melding_overgenomen",
        "melding_toelichting",
        "melding_opgepakt",
        "melding_geen_contact",
        "onbereikbaar",
    }
)
"""For who watches a casus, whoever that is when it leaves."""

TO_VOORZITTER = frozenset(
    {
        "looporde",
        "melding_bijeenkomst",
        "melding_aanwezigheid",
        "melding_vervanger_komt_niet",
        "lijst_vragen",
        "lijst_vanzelf",
        "verzonden",
    }
)
"""For who leads a bijeenkomst, likewise."""


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


def works_for(tx: Transaction, makelaar: Persoon) -> list[Persoon]:
    """Whose work this makelaar looks after now, their own aside, in the order of joining."""
    return [tx.personen.get(van) for van, aan in handed_over(tx).items() if aan == makelaar.id]


def sharing_a_chat(tx: Transaction, busy: Collection[PersoonId]) -> set[PersoonId]:
    """``busy``, and everybody whose messages may go to one of them now."""
    if not busy:
        return set()
    away = (id for id, found in in_force(tx).items() if found.vervanger in busy)
    return {*busy, *away, *(van for van, aan in handed_over(tx).items() if aan in busy)}


def addressed(tx: Transaction, bericht: Bericht) -> Bericht:
    """To who takes the place of an actiehouder who is away, or of a makelaar; as it is otherwise."""
    if bericht.methode is not Methode.SEND or bericht.naar is None:
        return bericht
    naar = _instead(tx, bericht.naar, bericht.bericht)
    return bericht if naar == bericht.naar else replace(bericht, naar=naar)


def sending_to(tx: Transaction, naar: PersoonId, bericht: str) -> set[PersoonId]:
    """Whose messages like ``bericht`` go to ``naar`` now."""
    away = (id for id, found in in_force(tx).items() if found.vervanger == naar)
    candidates = {naar, *away, *(van for van, aan in handed_over(tx).items() if aan == naar)}
    return {id for id in candidates if _instead(tx, id, bericht) == naar}


def _instead(tx: Transaction, naar: PersoonId, bericht: str) -> PersoonId:
    if bericht in TO_MAKELAAR or bericht in TO_VOORZITTER:
        return effective(tx, naar)
    if bericht not in TO_ACTIEHOUDER or naar not in in_force(tx):
        return naar
    away = afwezig(tx, tx.personen.get(naar))
    return away.vervanger.id if away is not None and away.vervanger is not None else naar


def effective(tx: Transaction, makelaar: PersoonId, op: date | None = None) -> PersoonId:
    """Who looks after the work of this makelaar now, or will on ``op``."""
    return handed_over(tx, op).get(makelaar, makelaar)


def handed_over(tx: Transaction, op: date | None = None) -> Mapping[PersoonId, PersoonId]:
    """The work of which makelaar is whose now, or on ``op``. Of whom can take no messages it is not."""
    found = handings_over(tx)
    then = taken_over(found, op or tx.today) if found else {}
    return {van: aan for van, aan in then.items() if can_look_after(tx.personen.get(aan))}


def handings_over(tx: Transaction) -> list[Overdracht]:
    """Every one that is in force or to come."""
    try:
        return tx.overdrachten.not_over(tx.today)
    except GeenRegio:
        return []


def can_look_after(persoon: Persoon) -> bool:
    """Can the work of a makelaar go to this person now?"""
    return persoon.is_(Rol.MAKELAAR) and persoon.bereikbaar


def in_force(tx: Transaction) -> Mapping[PersoonId, Afwezigheid]:
    """Every absence that is not over, by who is away."""
    try:
        return tx.afwezigheden.in_force(tx.today)
    except GeenRegio:
        return {}
