"""How do people come in, and how do they leave?"""

import hashlib
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from bot.domain.afspraak import AfspraakId
from bot.domain.bericht import Baan, Bericht, Methode
from bot.domain.errors import DomainError, UnknownPersoon
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import NieuwPersoon, Persoon, PersoonId, Rol
from bot.domain.rechten import RECHTEN
from bot.domain.toegang import COMMANDOS
from bot.domain.uitnodiging import (
    AccountBezet,
    Uitnodiging,
    UitnodigingOngeldig,
    hash_token,
    new_token,
)
from bot.usecases.afwezigheid import come_back
from bot.usecases.getoond import retire_lost
from bot.usecases.komst import give_up_places
from bot.usecases.oppakken import ask_about_all, ask_each
from bot.usecases.overdracht import end_overdrachten
from bot.usecases.ports import Transaction
from bot.usecases.tijdlijn import note
from bot.usecases.toewijzing import watchers
from bot.usecases.verzoeken import leave_all

BUTTON_HASH = 32
"""How many characters of the token's hash the button Koppelen carries: 128 bits, which only who had the token has."""

LONGEST_NUMBER = 9
MENUS = "menu's"
"""The setting that says which commands the menus show."""


class EmailBestaatAl(DomainError):
    """Somebody else has this address."""


class PersoonGestopt(DomainError):
    """This person has no access any more."""


def add_persoon(tx: Transaction, nieuw: NieuwPersoon) -> Persoon:
    """Raises ``EmailBestaatAl``; an address is how the command line finds one person."""
    if nieuw.email and tx.personen.by_email(nieuw.email):
        raise EmailBestaatAl
    persoon = tx.personen.add(nieuw)
    tx.audit.record("persoon_toegevoegd", f"persoon {persoon.id}")
    return persoon


def find_persoon(tx: Transaction, who: str) -> Persoon:
    """By id or e-mail. Raises ``UnknownPersoon``."""
    if who.isdecimal() and len(who) <= LONGEST_NUMBER:
        return tx.personen.get(PersoonId(int(who)))
    persoon = tx.personen.by_email(who)
    if persoon is None:
        raise UnknownPersoon
    return persoon


def invite(tx: Transaction, persoon: Persoon) -> tuple[str, datetime]:
    """A one-time token and when it expires. An earlier invitation of this person that is still open stops working."""
    if not persoon.actief:
        raise PersoonGestopt
    tx.uitnodigingen.revoke_for(persoon.id)
    token = new_token()
    expires_at = tx.now + timedelta(days=tx.regio.bewaartermijnen.uitnodiging_dagen)
    tx.uitnodigingen.add(persoon.id, hash_token(token), expires_at)
    tx.audit.record("uitnodiging_gemaakt", f"persoon {persoon.id}")
    return token, expires_at


def invited(tx: Transaction, beginning: str, chat_id: int) -> tuple[Uitnodiging, Persoon]:
    """Who is invited by the token whose hash begins so. Raises ``UitnodigingOngeldig``, whatever is wrong with it."""
    uitnodiging = tx.uitnodigingen.by_hash(beginning) if len(beginning) >= BUTTON_HASH else None
    if uitnodiging is None or not uitnodiging.is_valid(tx.now):
        raise UitnodigingOngeldig
    persoon = tx.personen.get(uitnodiging.persoon)
    if not persoon.actief:
        raise UitnodigingOngeldig
    holder = tx.personen.by_chat(chat_id)
    if holder is not None and holder.id != persoon.id:
        raise AccountBezet
    return uitnodiging, persoon


def koppel(tx: Transaction, beginning: str, chat_id: int, update_id: int) -> Persoon:
    """The invited person links this chat: it becomes theirs alone, in place of any earlier one."""
    uitnodiging, persoon = invited(tx, beginning, chat_id)
    if not tx.uitnodigingen.use(uitnodiging.id):
        raise UitnodigingOngeldig
    earlier = persoon.chat_id
    persoon = tx.personen.link(persoon.id, chat_id)
    tx.audit.record("gekoppeld", f"persoon {persoon.id}", persoon)
    ask_about_all(tx, persoon)
    owe_menu(tx, chat_id, f"{update_id}", persoon)
    if earlier is not None and earlier != chat_id:
        owe_menu(tx, earlier, f"{update_id}:oud", None)
    for beheerder in tx.personen.with_rol(Rol.BEHEERDER):
        if beheerder.id != persoon.id:
            tx.outbox.put(
                Bericht(
                    key=f"gekoppeld:{uitnodiging.id}:{beheerder.id}",
                    bericht="melding_gekoppeld",
                    baan=Baan.NIEUWS,
                    gegevens={"persoon": persoon.id},
                    naar=beheerder.id,
                    waarom="iemand heeft zich gekoppeld",
                )
            )
    return persoon


def unlink(tx: Transaction, persoon: Persoon, update_id: int) -> None:
    """The person stops: no chat any more, and no calendar. The makelaar's list stays as it is."""
    if persoon.chat_id is not None:
        owe_menu(tx, persoon.chat_id, f"{update_id}:stop", None)
    tx.gesprekken.end(persoon.id)
    come_back(tx, persoon, persoon)
    end_overdrachten(tx, persoon, persoon)
    tx.abonnementen.remove_all(persoon.id)
    tx.personen.link(persoon.id, None)
    tx.audit.record("ontkoppeld", f"persoon {persoon.id}", persoon)


def revoke_persoon(tx: Transaction, persoon: Persoon, door: Persoon | None = None) -> Persoon:
    """No access from now on: chat unlinked, invitations, calendars, dialogue and waiting messages gone.

    What stood on this name goes back to the organisation, and their places at tables are open again. Told to the
    beheerders, and to each makelaar who watches some of that. ``door`` is None on the command line.
    """
    leave_all(tx, persoon)
    end_overdrachten(tx, persoon, door)
    tx.outbox.withdraw_for(persoon.id)
    if persoon.chat_id is not None:
        owe_menu(tx, persoon.chat_id, f"stop:{persoon.id}:{tx.now.isoformat()}", None)
    tx.uitnodigingen.revoke_for(persoon.id)
    tx.abonnementen.remove_all(persoon.id)
    tx.gesprekken.end(persoon.id)
    come_back(tx, persoon, door)
    tx.audit.record("toegang_gestopt", f"persoon {persoon.id}", door)
    gone = tx.personen.revoke(persoon.id)
    give_up_places(tx, gone, door or gone)
    gegevens = {"persoon": persoon.id, "door": door.id if door else None}
    for beheerder in tx.personen.with_rol(Rol.BEHEERDER):
        if door is None or beheerder.id != door.id:
            _tell(tx, beheerder, "melding_toegang_gestopt", gegevens, "iemands toegang is gestopt")
    for makelaar, acties in _hand_back(tx, gone, door).items():
        told = {**gegevens, "acties": acties}
        _tell(tx, tx.personen.get(makelaar), "melding_geen_actiehouder", told, "de actiehouder is gestopt")
    return gone


def _hand_back(tx: Transaction, gone: Persoon, door: Persoon | None) -> dict[PersoonId, list[AfspraakId]]:
    """What stood on this name waits for somebody else of the organisation, whose contacts are asked.

    Returns what of it each makelaar watches.
    """
    watched: dict[PersoonId, list[AfspraakId]] = defaultdict(list)
    for before in tx.afspraken.open_of(gone.id):
        tx.afspraken.save(before.assign(None, before.organisatie, tx.today), next_due_on=None)
        tx.outbox.withdraw(before.id)
        afspraak = tx.afspraken.get(before.id)
        retire_lost(tx, afspraak)
        note(tx, afspraak, Wat.TOEGEWEZEN, door, waarde=afspraak.organisatie)
        tx.audit.record(f"afspraak_{Wat.TOEGEWEZEN}", f"afspraak {afspraak.id}", door)
        ask_each(tx, afspraak, door)
        for makelaar in watchers(tx, tx.casussen.get(afspraak.casus)):
            watched[makelaar.id].append(afspraak.id)
    return watched


def _tell(tx: Transaction, naar: Persoon, bericht: str, gegevens: dict[str, Any], waarom: str) -> None:
    """Who is stopped is so for good, so everybody hears it once."""
    key = f"{bericht}:{gegevens['persoon']}:{naar.id}"
    tx.outbox.put(Bericht(key, bericht, Baan.NIEUWS, gegevens=gegevens, naar=naar.id, waarom=waarom))


def renew_menus(tx: Transaction) -> int:
    """Owes everybody a new command menu when the commands changed since they got theirs; returns to how many."""
    who_has = [(naam, sorted(recht.rol or "" for recht in RECHTEN if recht.daad is daad)) for naam, daad in COMMANDOS]
    now, before = hashlib.sha256(repr(who_has).encode()).hexdigest()[:8], tx.instellingen.get(MENUS)
    if now == before:
        return 0
    tx.instellingen.set(MENUS, now)
    if before is None:
        return 0  # a new house: each gets the menu with the link
    linked = [persoon for persoon in tx.personen.all() if persoon.chat_id is not None]
    for persoon in linked:
        assert persoon.chat_id is not None
        owe_menu(tx, persoon.chat_id, f"{now}:{tx.now.isoformat()}", persoon)
    return len(linked)


def owe_menu(tx: Transaction, chat_id: int, unique: str, persoon: Persoon | None) -> None:
    """The command menu of this chat is to show this person's commands, or a stranger's."""
    tx.outbox.put(
        Bericht(
            key=f"menu:{chat_id}:{unique}",
            bericht="menu",
            baan=Baan.NIEUWS,
            methode=Methode.MENU,
            gegevens={"persoon": persoon.id if persoon else None},
            chat_id=chat_id,
            waarom="commando's in het menu",
        )
    )
