"""A bijeenkomst changed: what is each told of old and new, and who has it in a calendar that may learn too late?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.abonnement import Keuze, is_near
from bot.domain.bericht import Baan, Bericht, Opening
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId
from bot.domain.persoon import Persoon, PersoonId
from bot.usecases.feeds import shows
from bot.usecases.ports import Transaction

LED, IN_KALENDER = "melding_bijeenkomst", "bijeenkomst_in_kalender"
TOLD = ("bijeenkomst_verplaatst", "bijeenkomst_afgezegd", LED, IN_KALENDER)
"""The messages that say old and new."""


@dataclass(frozen=True)
class Was:
    """When and where it was to be."""

    dag: date
    begint: datetime
    eindigt: datetime
    waar: str | None


def abonnees(tx: Transaction, bijeenkomst: Bijeenkomst, *eerder: datetime) -> list[Persoon]:
    """Whose calendar shows it, when that may learn of a change too late: it begins within two days, or was to
    (``eerder``). And who was told of an earlier change here for that reason: they go by that now.
    """
    near = is_near(tx.now, bijeenkomst.begint, *eerder)
    if not near and bijeenkomst.volgnummer <= 1:
        return []  # there was no earlier change; a rhythm may change a great many at once
    keuzes: dict[PersoonId, list[Keuze]] = {}
    for one in tx.abonnementen.all():
        if near or _heard_here(tx, bijeenkomst, one.persoon):
            keuzes.setdefault(one.persoon, []).append(one.keuze)
    people = [(tx.personen.get(id), theirs) for id, theirs in keuzes.items()]
    return [one for one, theirs in people if any(shows(tx, one, keuze, bijeenkomst) for keuze in theirs)]


def _heard_here(tx: Transaction, bijeenkomst: Bijeenkomst, persoon: PersoonId) -> bool:
    earlier = range(bijeenkomst.volgnummer)
    return any(tx.outbox.knows(_key(IN_KALENDER, bijeenkomst.id, number, persoon)) for number in earlier)


def owe_change(
    tx: Transaction,
    bijeenkomst: Bijeenkomst,
    bericht: str,
    people: Iterable[Persoon],
    gegevens: dict[str, Any],
    waarom: str,
) -> None:
    """Owes each of these what they are told of the bijeenkomst as it is now."""
    for persoon in people:
        tx.outbox.put(
            Bericht(
                key=_key(bericht, bijeenkomst.id, bijeenkomst.volgnummer, persoon.id),
                bericht=bericht,
                baan=Baan.NIEUWS,
                gegevens={"bijeenkomst": bijeenkomst.id, "volgnummer": bijeenkomst.volgnummer, **gegevens},
                naar=persoon.id,
                waarom=waarom,
            )
        )


def tell_abonnees(tx: Transaction, was: Bijeenkomst, now: Bijeenkomst, wat: str) -> None:
    """Nobody moved it: the rhythm of the table did. Who is invited was not told of it yet, but for their calendar."""
    people = abonnees(tx, now, was.begint)
    waiting = unsaid(tx, now.id) if people else []
    for persoon in people:
        told = {"gang": gang(waiting, was, persoon.id), "voor": persoon.id, "wat": wat, "vervanger": False}
        owe_change(tx, now, IN_KALENDER, [persoon], told, "een bijeenkomst is veranderd")


def unsaid(tx: Transaction, id: BijeenkomstId) -> list[Bericht]:
    """What says old and new of it, and has not gone out: it says nothing any more once there is a newer one."""
    waiting = tx.outbox.waiting(Opening(klok=True))
    return [owed for owed in waiting if owed.bericht in TOLD and _is_of(owed, id)]


def gang(unsaid: Iterable[Bericht], was: Bijeenkomst, voor: PersoonId) -> list[Any]:
    """The states that somebody has not heard the end of, this one last, as a message that waits can hold them."""
    earlier = [owed.gegevens["gang"] for owed in unsaid if owed.gegevens["voor"] == voor]
    state = [was.volgnummer, was.begint.isoformat(), was.duur, was.waar]
    return [*max(earlier, key=len, default=[]), state]


def last_known(tx: Transaction, gegevens: dict[str, Any]) -> Was:
    """What somebody last knew of it before this message: of what was told meanwhile only what did go out counts."""
    (_, *known), *later = gegevens["gang"]
    for volgnummer, *then in later:
        if any(tx.outbox.was_sent(_key(name, gegevens["bijeenkomst"], volgnummer, gegevens["voor"])) for name in TOLD):
            known = then
    begint, duur, waar = datetime.fromisoformat(known[0]), known[1], known[2]
    return Was(tx.kalender.today(begint), begint, begint + timedelta(minutes=duur), waar)


def _is_of(owed: Bericht, id: BijeenkomstId) -> bool:
    return owed.gegevens["bijeenkomst"] == id and "gang" in owed.gegevens


def _key(bericht: str, id: int, volgnummer: int, persoon: int) -> str:
    return f"{bericht}:{id}:{volgnummer}:{persoon}"
