"""Who may look at an afspraak, a casus or a bijeenkomst on our page, what is there to see, and what can be done there?

The page is another door to the same house: rights, answers and undo are those of the chat.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from bot.domain.abonnement import AbonnementId
from bot.domain.afspraak import Afspraak, AfspraakId
from bot.domain.bericht import Baan, Bericht, Methode
from bot.domain.bijeenkomst import UnknownBijeenkomst
from bot.domain.casus import Casus
from bot.domain.errors import DomainError, UnknownAfspraak, UnknownCasus, UnknownPersoon
from bot.domain.gebeurtenis import Gebeurtenis, Wat
from bot.domain.pas import KALENDER, LONGEST_ID, Pas, Tafelblad, read_tafelblad
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.domain.verzoek import Soort
from bot.usecases.abonnementen import choice_of, renew, subscribe, unsubscribe
from bot.usecases.afspraken import (
    confirm_afspraak,
    held_afspraak,
    note_seen,
    seen_afspraak,
    start_afspraak,
    undo_answer,
    watched_afspraak,
)
from bot.usecases.beeld_casus import Gebeurd, gebeurd
from bot.usecases.beeld_kalender import subscriptions_of
from bot.usecases.beheer import remind
from bot.usecases.bekijk_tafel import Tafelpagina, tafel_shown_to
from bot.usecases.feiten import Feit, facts
from bot.usecases.ports import Transaction
from bot.usecases.regels import Regel, agendanaam, regel
from bot.usecases.toewijzing import casus_for, holder_of

T = TypeVar("T")

_DOES: dict[str, Callable[[Transaction, AfspraakId, Persoon], object]] = {
    "gedaan": confirm_afspraak,
    "bezig": start_afspraak,
    "ongedaan": undo_answer,
    "herinner": remind,
}
_GIVEN = frozenset({Wat.TOEGEWEZEN, Wat.OPGEPAKT, Wat.OVERGENOMEN, Wat.NIET_VOOR_MIJ})
_ANSWERS = {"gedaan": "gedaan", "bezig": "bezig", "ongedaan": "weer_open"}


class LinkWerktNiet(DomainError):
    """Whatever is wrong with it: made up, altered, too old, of somebody who stopped, or not theirs any more."""


@dataclass(frozen=True)
class Bekeken:
    """What the page shows to this reader, and which of ``_DOES`` it offers."""

    naar: Persoon
    regel: Regel
    is_actiehouder: bool
    vervangt: bool
    """Does this reader answer in place of the actiehouder?"""
    feiten: list[Feit]
    daden: tuple[str, ...]
    herinnerd: bool
    """Has the makelaar asked for a herinnering today?"""
    reden_vervallen: str | None


@dataclass(frozen=True)
class Casuspagina:
    """What the page of a casus shows: all that happened on it, the last first, with what was typed."""

    naar: Persoon
    casus: Casus
    tafel: str
    regels: list[Gebeurd]


def bekijk_casus(tx: Transaction, pas: Pas) -> Casuspagina:
    """The page of a casus for whom ``pas`` lets in; that they looked is written down. Raises ``LinkWerktNiet``."""
    persoon, casus = _let_in_to_casus(tx, pas)
    tx.audit.record("tijdlijn_bekeken", f"casus {casus.referentie}", persoon)
    return casus_shown_to(tx, persoon, casus)


def peek_casus(tx: Transaction, pas: Pas) -> Casuspagina:
    """``bekijk_casus`` for who asks for no more than the headers."""
    return casus_shown_to(tx, *_let_in_to_casus(tx, pas))


def casus_shown_to(tx: Transaction, naar: Persoon, casus: Casus) -> Casuspagina:
    lines = [gebeurd(tx, line) for line in tx.tijdlijn.of_casus(casus.referentie)]
    return Casuspagina(naar, casus, agendanaam(tx, casus.tafel), lines)


def bekijk_tafel(tx: Transaction, pas: Pas) -> Tafelpagina:
    """A page of a bijeenkomst for whom ``pas`` lets in; that they looked is written down. Raises ``LinkWerktNiet``."""
    persoon, over, pagina = _let_in_to_tafel(tx, pas)
    tx.audit.record(f"{over.blad}_bekeken", f"bijeenkomst {over.bijeenkomst}", persoon)
    return pagina


def peek_tafel(tx: Transaction, pas: Pas) -> Tafelpagina:
    """``bekijk_tafel`` for who asks for no more than the headers."""
    return _let_in_to_tafel(tx, pas)[-1]


def bekijk_kalender(tx: Transaction, pas: Pas) -> dict[str, Any]:
    """The page with one's own subscriptions. Raises ``LinkWerktNiet``."""
    return subscriptions_of(tx, _reader(tx, pas, lambda _: None)[0])


def answer_kalender(tx: Transaction, pas: Pas, daad: str, wat: str) -> str | None:
    """A button of that page. Returns the secret of a link that was made by it. Raises ``LinkWerktNiet``, or what the
    act raises.
    """
    persoon = _reader(tx, pas, lambda _: None)[0]
    if daad == "maak":
        return subscribe(tx, choice_of(tx, wat, persoon), persoon).geheim
    if daad not in ("nieuw", "stop") or not wat.isdecimal() or len(wat) > LONGEST_ID:
        raise LinkWerktNiet
    id = AbonnementId(int(wat))
    if daad == "nieuw":
        return renew(tx, id, persoon).geheim
    unsubscribe(tx, id, persoon)
    return None


def bekijk(tx: Transaction, pas: Pas) -> Bekeken:
    """The page for whom ``pas`` lets in; that they looked is written down. Raises ``LinkWerktNiet``."""
    persoon, afspraak = _let_in(tx, pas)
    tx.audit.record("afspraak_bekeken", f"afspraak {afspraak.id}", persoon)
    return shown_to(tx, persoon, note_seen(tx, afspraak, persoon))


def peek(tx: Transaction, pas: Pas) -> Bekeken:
    """``bekijk`` for who has just looked, and whose answer was refused."""
    return shown_to(tx, *_let_in(tx, pas))


def answer(tx: Transaction, pas: Pas, daad: str) -> None:
    """A button of the page: what the same button in the chat does. Raises ``LinkWerktNiet``, or what the act raises."""
    persoon, afspraak = _let_in(tx, pas)
    if daad not in _DOES:
        raise LinkWerktNiet
    _DOES[daad](tx, afspraak.id, persoon)
    if daad in _ANSWERS:
        _answer_in_chat(tx, persoon, afspraak.id, _ANSWERS[daad])


def pas_for(tx: Transaction, over: int | str, persoon: int, chat_id: int) -> Pas:
    """Lets in who opened the page inside Telegram, in chat ``chat_id``. Raises ``LinkWerktNiet``."""
    linked_at = _linked_at(tx, persoon)
    pas = Pas(over, persoon, int(linked_at.timestamp()) if linked_at is not None else 0)
    if _let_in_anywhere(tx, pas).chat_id != chat_id:
        raise LinkWerktNiet
    return pas


def shown_to(tx: Transaction, naar: Persoon, afspraak: Afspraak) -> Bekeken:
    """The afspraak as it stands, with what this reader can do about it now."""
    holds = _may(tx, held_afspraak, afspraak, naar)
    own = holder_of(afspraak) == naar.id
    watches = _may(tx, watched_afspraak, afspraak, naar)
    lines = tx.tijdlijn.of_afspraak(afspraak.id)
    herinnerd = _reminded(tx, lines)
    daden: list[str] = []
    if holds and afspraak.is_open and afspraak.actiehouder is not None:
        begun = afspraak.bezig_at is not None and not afspraak.asks(Soort.LUKT_NIET)
        daden += ["gedaan"] if begun else ["gedaan", "bezig"]
    if holds and afspraak.undo_until is not None and tx.now <= afspraak.undo_until:
        daden.append("ongedaan")
    if watches and not herinnerd and not afspraak.asks(Soort.LUKT_NIET):
        daden.append("herinner")
    dropped = [line.reden for line in lines if line.wat is Wat.VERVALLEN]
    return Bekeken(
        naar=naar,
        regel=regel(tx, afspraak),
        is_actiehouder=holds and own,
        vervangt=holds and not own,
        feiten=facts(tx, afspraak, naar),
        daden=tuple(daden),
        herinnerd=herinnerd and watches,
        reden_vervallen=dropped[-1] if dropped else None,
    )


def _reminded(tx: Transaction, lines: list[Gebeurtenis]) -> bool:
    """Did the makelaar ask for it today, of whose it is now?"""
    asked = False
    for line in lines:
        asked |= line.wat is Wat.HERINNERD and tx.kalender.today(line.at) == tx.today
        asked &= line.wat not in _GIVEN
    return asked


def _let_in(tx: Transaction, pas: Pas) -> tuple[Persoon, Afspraak]:
    """To an afspraak. Asked at every request: still here, still in that chat, still theirs to see."""
    if not isinstance(pas.over, int):
        raise LinkWerktNiet
    return _reader(tx, pas, partial(seen_afspraak, tx, AfspraakId(pas.over)))


def _let_in_to_casus(tx: Transaction, pas: Pas) -> tuple[Persoon, Casus]:
    """To a casus, for who sees all of it."""
    referentie = Referentie(str(pas.over))
    return _reader(tx, pas, lambda persoon: casus_for(tx, referentie, persoon, Daad.CASUS_OVERZIEN))


def _let_in_to_tafel(tx: Transaction, pas: Pas) -> tuple[Persoon, Tafelblad, Tafelpagina]:
    """To a page of a bijeenkomst."""
    over = read_tafelblad(pas.over)
    if over is None:
        raise LinkWerktNiet
    persoon, pagina = _reader(tx, pas, partial(tafel_shown_to, tx, over))
    return persoon, over, pagina


def _let_in_anywhere(tx: Transaction, pas: Pas) -> Persoon:
    if isinstance(pas.over, int):
        return _let_in(tx, pas)[0]
    if pas.over == KALENDER:
        return _reader(tx, pas, lambda _: None)[0]
    if read_tafelblad(pas.over) is not None:
        return _let_in_to_tafel(tx, pas)[0]
    return _let_in_to_casus(tx, pas)[0]


def _reader(tx: Transaction, pas: Pas, look: Callable[[Persoon], T]) -> tuple[Persoon, T]:
    linked_at = _linked_at(tx, pas.persoon)
    try:
        persoon = tx.personen.get(PersoonId(pas.persoon))
        seen = look(persoon)
    except (UnknownPersoon, UnknownAfspraak, UnknownCasus, UnknownBijeenkomst) as refused:
        raise LinkWerktNiet from refused
    if not persoon.actief or linked_at is None or int(linked_at.timestamp()) != pas.sinds:
        raise LinkWerktNiet
    return persoon, seen


def _linked_at(tx: Transaction, persoon: int) -> datetime | None:
    try:
        return tx.personen.linked_at(PersoonId(persoon))
    except UnknownPersoon:
        return None


def _may(
    tx: Transaction, look: Callable[[Transaction, AfspraakId, Persoon], Afspraak], afspraak: Afspraak, naar: Persoon
) -> bool:
    try:
        look(tx, afspraak.id, naar)
    except DomainError:
        return False
    return True


def _answer_in_chat(tx: Transaction, naar: Persoon, id: AfspraakId, bericht: str) -> None:
    """The last message about it in this person's chat becomes the answer, as after a button there."""
    alone = [
        message_id
        for chat_id, message_id in tx.getoond.messages(id, None)
        if chat_id == naar.chat_id and tx.getoond.lines(chat_id, message_id)[0].vorm is None
    ]
    if alone:
        tx.outbox.put(
            Bericht(
                key=f"pagina:{id}:{tx.afspraken.get(id).version}",
                bericht=bericht,
                baan=Baan.NIEUWS,
                gegevens={"afspraak": id},
                naar=naar.id,
                chat_id=naar.chat_id,
                methode=Methode.EDIT,
                message_id=alone[-1],
                afspraak=id,
                waarom="antwoord op de pagina",
            )
        )
