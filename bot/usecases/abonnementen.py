"""Who subscribes to what: making a link, renewing it, ending it, and handing one to everybody at a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.abonnement import (
    MIJN,
    Abonnement,
    AbonnementId,
    Keuze,
    LinkIsErAl,
    Soort,
    UnknownAbonnement,
    new_geheim,
)
from bot.domain.bericht import Baan, Bericht
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, UnknownBijeenkomst
from bot.domain.deelnemer import has_seat
from bot.domain.persoon import Persoon, Rol
from bot.domain.rechten import Daad
from bot.domain.regio import Casustafel
from bot.domain.uitnodiging import hash_token
from bot.usecases.feeds import known_locaties, known_tafels, may_be_asked, shows
from bot.usecases.ports import Transaction
from bot.usecases.tafels import bijeenkomst_for, leads, tafel_of


@dataclass(frozen=True)
class Nieuw:
    """A subscription that was just made. ``geheim`` is to be seen this once: only its hash is kept."""

    abonnement: Abonnement
    geheim: str


@dataclass(frozen=True)
class Rondgang:
    """Who gets a link for their own calendar, who has one already, and who cannot be sent one."""

    keuze: Keuze
    krijgen: list[Persoon]
    hebben: list[Persoon]
    niet: list[Persoon]


def choices(tx: Transaction, persoon: Persoon) -> list[Keuze]:
    """All that this person can subscribe to: their own, cities, tables, in the region's order."""
    locaties = [Keuze(Soort.LOCATIE, naam) for naam in known_locaties(tx, persoon)]
    return [MIJN, *locaties, *(Keuze(Soort.TAFEL, tafel.sleutel) for tafel in known_tafels(tx, persoon))]


def choice_of(tx: Transaction, code: str, persoon: Persoon) -> Keuze:
    """What stands behind a button. Raises ``UnknownAbonnement``."""
    found = next((keuze for keuze in choices(tx, persoon) if keuze.code == code), None)
    if found is None:
        raise UnknownAbonnement
    return found


def subscribe(tx: Transaction, keuze: Keuze, persoon: Persoon) -> Nieuw:
    """A link of their own. Raises ``UnknownAbonnement``; ``LinkIsErAl`` when they have one to the same: it goes on
    working.
    """
    if keuze not in choices(tx, persoon):
        raise UnknownAbonnement
    if any(one.keuze == keuze for one in tx.abonnementen.of(persoon.id)):
        raise LinkIsErAl
    return _make(tx, keuze, persoon, persoon)


def abonnement_of(tx: Transaction, id: AbonnementId, persoon: Persoon) -> Abonnement:
    """Raises ``UnknownAbonnement``."""
    found = next((one for one in tx.abonnementen.of(persoon.id) if one.id == id), None)
    if found is None:
        raise UnknownAbonnement
    return found


def renew(tx: Transaction, id: AbonnementId, persoon: Persoon) -> Nieuw:
    """Another link in its place: the old one opens nothing any more. Raises ``UnknownAbonnement``."""
    return _make(tx, abonnement_of(tx, id, persoon).keuze, persoon, persoon)


def unsubscribe(tx: Transaction, id: AbonnementId, persoon: Persoon) -> Abonnement:
    """The link opens nothing any more. Raises ``UnknownAbonnement``."""
    gone = abonnement_of(tx, id, persoon)
    tx.abonnementen.remove(gone.id)
    tx.audit.record("kalenderlink_gestopt", f"persoon {persoon.id}", persoon)
    return gone


def note_fetched(tx: Transaction, fetched: Mapping[AbonnementId, datetime]) -> None:
    """When calendars last asked for these."""
    tx.abonnementen.note_fetched(fetched)


# Everybody at a table


def look_round(tx: Transaction, id: BijeenkomstId, door: Persoon) -> Rondgang:
    """To whom ``hand_round`` would give a link. Raises ``UnknownBijeenkomst`` when they do not lead that table."""
    bijeenkomst = bijeenkomst_for(tx, id, door, Daad.TAFEL_LEIDEN)
    tafel = tafel_of(tx, bijeenkomst)
    if tafel is None:
        raise UnknownBijeenkomst
    keuze = Keuze(Soort.LOCATIE, tafel.locatie) if tafel.locatie else Keuze(Soort.TAFEL, tafel.sleutel)
    found = Rondgang(keuze, [], [], [])
    for persoon in _partners(tx, tafel, bijeenkomst):
        has = _has_all_of_it(tx, persoon, keuze, bijeenkomst)
        (found.hebben if has else found.krijgen if persoon.bereikbaar else found.niet).append(persoon)
    return found


def hand_round(tx: Transaction, id: BijeenkomstId, door: Persoon) -> Rondgang:
    """Every partner of the table whose calendar does not show it yet gets a link of their own: to its city, or to the
    table when it has none.
    """
    rondgang = look_round(tx, id, door)
    for persoon in rondgang.krijgen:
        nieuw = _make(tx, rondgang.keuze, persoon, door)
        tx.outbox.put(
            Bericht(
                key=f"kalender_link:{nieuw.abonnement.id}",
                bericht="kalender_link",
                baan=Baan.NIEUWS,
                gegevens={**shown_once(nieuw), "door": door.id},
                naar=persoon.id,
                waarom="de makelaar stuurde kalenderlinks rond",
            )
        )
    return rondgang


def shown_once(nieuw: Nieuw) -> dict[str, Any]:
    """What a message that shows the link is made of. It is forgotten as soon as that message is out."""
    return {"abonnement": nieuw.abonnement.id, "geheim": nieuw.geheim}


def _partners(tx: Transaction, tafel: Casustafel, bijeenkomst: Bijeenkomst) -> list[Persoon]:
    """Who sits there, and the contacts of who joins for single casussen; who leads it not."""
    return [
        persoon
        for persoon in tx.personen.all()
        if (has_seat(persoon, tafel, tx.regio) or (persoon.is_(Rol.PARTNER) and may_be_asked(persoon, tafel, tx.regio)))
        and not leads(tx, bijeenkomst, persoon)
    ]


def _has_all_of_it(tx: Transaction, persoon: Persoon, keuze: Keuze, bijeenkomst: Bijeenkomst) -> bool:
    """Would a link to ``keuze`` show them only what stands in their calendar already?"""
    theirs = [one.keuze for one in tx.abonnementen.of(persoon.id)]
    if keuze in theirs or any(shows(tx, persoon, one, bijeenkomst) for one in theirs):
        return True
    # Who has no seat sees in a city what they are invited to, and nothing else.
    return MIJN in theirs and not has_seat(persoon, tafel_of(tx, bijeenkomst), tx.regio)


def _make(tx: Transaction, keuze: Keuze, persoon: Persoon, door: Persoon) -> Nieuw:
    geheim = new_geheim()
    abonnement = tx.abonnementen.put(persoon.id, keuze, hash_token(geheim))
    tx.audit.record("kalenderlink_gemaakt", f"persoon {persoon.id}", door)
    return Nieuw(abonnement, geheim)
