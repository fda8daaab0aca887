"""What do the messages about one's own calendar show?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.abonnement import Abonnement, AbonnementId, Keuze, Soort, UnknownAbonnement
from bot.domain.bijeenkomst import BijeenkomstId
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.uitnodiging import hash_token
from bot.usecases.abonnementen import abonnement_of, choices, look_round
from bot.usecases.beeld import View, question
from bot.usecases.feeds import naam_of
from bot.usecases.ports import Transaction
from bot.usecases.tafels import kop


@dataclass(frozen=True)
class Kalenderkeuze:
    """What one can subscribe to. ``naam`` is the city or the table; empty for one's own."""

    soort: Soort
    naam: str
    code: str


@dataclass(frozen=True)
class Kalenderregel:
    """One subscription in a list."""

    nummer: int
    id: AbonnementId
    keuze: Kalenderkeuze
    opgehaald_at: datetime | None


def shown_keuze(tx: Transaction, keuze: Keuze) -> Kalenderkeuze:
    return Kalenderkeuze(keuze.soort, naam_of(tx, keuze), keuze.code)


def subscriptions_of(tx: Transaction, naar: Persoon) -> dict[str, Any]:
    """``regels`` are the links that somebody has, ``keuzes`` to what they can have one more."""
    have = tx.abonnementen.of(naar.id)
    regels = [
        Kalenderregel(nummer, one.id, shown_keuze(tx, one.keuze), one.opgehaald_at)
        for nummer, one in enumerate(have, 1)
    ]
    known = {one.keuze for one in have}
    return {"regels": regels, "keuzes": [shown_keuze(tx, keuze) for keuze in choices(tx, naar) if keuze not in known]}


def _list(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    return {**gegevens, **subscriptions_of(tx, naar)} if naar is not None else None


def _link(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Nothing once this link has been renewed or ended. The secret itself is forgotten when the message is out."""
    if naar is None or "geheim" not in gegevens:
        return None
    abonnement = _theirs(tx, naar, gegevens)
    known = tx.abonnementen.by_hash(hash_token(gegevens["geheim"]))
    if abonnement is None or known is None or known.id != abonnement.id:
        return None
    door = tx.personen.get(PersoonId(gegevens["door"])) if "door" in gegevens else None
    return {**gegevens, "keuze": shown_keuze(tx, abonnement.keuze), "door": door}


def _sure(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    inhoud = question(tx, naar, gegevens)
    abonnement = _theirs(tx, naar, inhoud) if inhoud is not None and naar is not None else None
    if inhoud is None or abonnement is None:
        return None
    gesprek = tx.gesprekken.get(naar.id) if naar is not None else None
    stopt = gesprek is not None and gesprek.vraag == "stop"
    return {**inhoud, "keuze": shown_keuze(tx, abonnement.keuze), "stopt": stopt}


def _stopped(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    return {"keuze": shown_keuze(tx, Keuze(Soort(gegevens["soort"]), gegevens["sleutel"]))}


def _round(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    inhoud = question(tx, naar, gegevens)
    if inhoud is None or naar is None or "bijeenkomst" not in inhoud:
        return None
    rond = look_round(tx, BijeenkomstId(inhoud["bijeenkomst"]), naar)
    return {**inhoud, "rond": rond, "keuze": shown_keuze(tx, rond.keuze)}


def _bijeenkomst(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    return {"kop": kop(tx, tx.bijeenkomsten.get(BijeenkomstId(gegevens["bijeenkomst"])))}


def _theirs(tx: Transaction, naar: Persoon, gegevens: dict[str, Any]) -> Abonnement | None:
    try:
        return abonnement_of(tx, AbonnementId(gegevens["abonnement"]), naar)
    except (KeyError, UnknownAbonnement):
        return None


VIEWS: dict[str, View] = {
    "kalender": _list,
    "kalender_link": _link,
    "kalender_zeker": _sure,
    "kalender_gestopt": _stopped,
    "kalender_rondsturen": _round,
    "kalender_bijeenkomst": _bijeenkomst,
}
