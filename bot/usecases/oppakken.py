"""Whom of an organisation do we ask who takes up what it promised?"""

from datetime import datetime

from bot.domain.afspraak import Afspraak
from bot.domain.bericht import Baan, Bericht
from bot.domain.errors import DomainError
from bot.domain.persoon import Persoon, Rol
from bot.domain.toegang import signed
from bot.usecases.ports import Transaction
from bot.usecases.toewijzing import tell_watchers

QUESTION = "wie_pakt_op"


class GeenContact(DomainError):
    """Nobody of the organisation can be reached, so it is up to the makelaar."""


def contacts_of(tx: Transaction, organisatie: str) -> list[Persoon]:
    """Who speaks for an organisation that signed: its contacts, else its actiehouders, in the order of joining."""
    people = [p for p in tx.personen.all() if p.organisatie == organisatie and p.bereikbaar and signed(p, tx.regio)]
    return [p for p in people if p.is_(Rol.PARTNER)] or [p for p in people if p.is_(Rol.ACTIEHOUDER)]


def ask_contacts(
    tx: Transaction, afspraak: Afspraak, door: Persoon | None, *, due_at: datetime | None = None
) -> list[Persoon]:
    """«Wie pakt dit op?», once a day to each contact, now or from ``due_at`` on. Returns who is asked.

    When nobody can be asked, each makelaar who watches it hears so at once. ``door`` is None on the command line.
    """
    if not contacts_of(tx, afspraak.organisatie):
        told = Bericht(
            key="",
            bericht="melding_geen_contact",
            baan=Baan.NIEUWS,
            gegevens={"afspraak": afspraak.id},
            afspraak=afspraak.id,
            waarom="bij de organisatie is niemand te bereiken",
        )
        tell_watchers(tx, tx.casussen.get(afspraak.casus), told, _today(tx, afspraak))
    return ask_each(tx, afspraak, door, due_at=due_at)


def ask_each(
    tx: Transaction, afspraak: Afspraak, door: Persoon | None, *, due_at: datetime | None = None
) -> list[Persoon]:
    """As ``ask_contacts``, for who tells the makelaars in another way. Nobody before the afsprakenlijst tells of it."""
    if afspraak.wacht:
        return []
    asked = [contact for contact in contacts_of(tx, afspraak.organisatie) if _ask(tx, afspraak, contact, due_at)]
    if asked:
        tx.audit.record("contactpersonen_gevraagd", f"afspraak {afspraak.id}", door)
    return asked


def ask_about_all(tx: Transaction, contact: Persoon) -> None:
    """Who can be asked from now on hears what waits for somebody of their organisation."""
    if contact in contacts_of(tx, contact.organisatie):
        for afspraak in tx.afspraken.vacant_at(contact.organisatie):
            if not afspraak.wacht:
                _ask(tx, afspraak, contact)


def was_asked(tx: Transaction, afspraak: Afspraak, persoon: Persoon) -> bool:
    """Did this person get the question, so that they may hear what came of it?"""
    return any(asked.naar == persoon.id for asked in tx.outbox.about(afspraak.id, {QUESTION}))


def _ask(tx: Transaction, afspraak: Afspraak, contact: Persoon, due_at: datetime | None = None) -> bool:
    return tx.outbox.put(
        Bericht(
            key=f"{QUESTION}:{_today(tx, afspraak)}:{contact.id}",
            bericht=QUESTION,
            baan=Baan.NIEUWS,
            gegevens={"afspraak": afspraak.id},
            naar=contact.id,
            afspraak=afspraak.id,
            due_at=due_at,
            waarom="nog geen actiehouder",
        )
    )


def _today(tx: Transaction, afspraak: Afspraak) -> str:
    """Unique to this day and to this state: what was taken up and comes back the same day is asked again."""
    return f"{afspraak.id}:{tx.afspraken.get(afspraak.id).version}:{tx.today}"
