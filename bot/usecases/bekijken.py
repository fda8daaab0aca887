"""Who may look at an afspraak on our page, what is there to see, and what can be done there?

The page is another door to the same house: rights, answers and undo are those of the chat.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.afspraak import Afspraak, AfspraakId
from bot.domain.bericht import Baan, Bericht, Methode
from bot.domain.errors import DomainError, UnknownAfspraak, UnknownPersoon
from bot.domain.pas import Pas
from bot.domain.persoon import Persoon, PersoonId
from bot.usecases.afspraken import (
    confirm_afspraak,
    held_afspraak,
    remind_by_hand,
    seen_afspraak,
    start_afspraak,
    undo_answer,
    watched_afspraak,
)
from bot.usecases.ports import Transaction
from bot.usecases.regels import Regel, regel

_DOES: dict[str, Callable[[Transaction, AfspraakId, Persoon], object]] = {
    "gedaan": confirm_afspraak,
    "bezig": start_afspraak,
    "ongedaan": undo_answer,
    "herinner": remind_by_hand,
}
_ANSWERS = {"gedaan": "gedaan", "bezig": "bezig", "ongedaan": "weer_open"}
_TOLD = ("nieuwe_actie", "herinnering")


class LinkWerktNiet(DomainError):
    """Whatever is wrong with it: made up, altered, too old, of somebody who stopped, or not theirs any more."""


@dataclass(frozen=True)
class Feit:
    """Something that happened, as we have it written down."""

    wat: str
    op: datetime
    met_de_hand: bool = False
    aan: str = ""
    """To whom it was sent."""


@dataclass(frozen=True)
class Bekeken:
    """What the page shows to this reader, and which of ``_DOES`` it offers."""

    naar: Persoon
    regel: Regel
    gemaakt_door: str
    is_actiehouder: bool
    vervangt: bool
    """Does this reader answer in place of the actiehouder?"""
    feiten: list[Feit]
    daden: tuple[str, ...]
    herinnerd: bool
    """Has the makelaar asked for a herinnering today?"""


def bekijk(tx: Transaction, pas: Pas) -> Bekeken:
    """The page for whom ``pas`` lets in; that they looked is written down. Raises ``LinkWerktNiet``."""
    persoon, afspraak = _let_in(tx, pas)
    tx.audit.record("afspraak_bekeken", f"afspraak {afspraak.id}", persoon)
    return shown_to(tx, persoon, afspraak)


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


def pas_for(tx: Transaction, afspraak: int, persoon: int, chat_id: int) -> Pas:
    """Lets in who opened the page inside Telegram, in chat ``chat_id``. Raises ``LinkWerktNiet``."""
    linked_at = _linked_at(tx, persoon)
    pas = Pas(afspraak, persoon, int(linked_at.timestamp()) if linked_at is not None else 0)
    reader, _ = _let_in(tx, pas)
    if reader.chat_id != chat_id:
        raise LinkWerktNiet
    return pas


def shown_to(tx: Transaction, naar: Persoon, afspraak: Afspraak) -> Bekeken:
    """The afspraak as it stands, with what this reader can do about it now."""
    holds = _may(tx, held_afspraak, afspraak, naar)
    own = afspraak.actiehouder == naar.id
    watches = _may(tx, watched_afspraak, afspraak, naar)
    told = tx.outbox.about(afspraak.id, _TOLD)
    by_hand = [one for one in told if one.bericht == "herinnering" and one.baan is Baan.NIEUWS]
    herinnerd = any(tx.kalender.today(one.made_at) == tx.today for one in by_hand)
    daden: list[str] = []
    if holds and afspraak.is_open:
        daden += ["gedaan"] if afspraak.bezig_at else ["gedaan", "bezig"]
    if holds and afspraak.undo_until is not None and tx.now <= afspraak.undo_until:
        daden.append("ongedaan")
    if watches and not herinnerd:
        daden.append("herinner")
    feiten = [Feit("vastgelegd", afspraak.made_at)]
    feiten += [
        Feit(one.bericht, one.sent_at, one in by_hand, tx.personen.get(one.naar).naam) for one in told if one.sent_at
    ]
    feiten += [Feit(wat, op) for wat, op in (("bezig", afspraak.bezig_at), ("gedaan", afspraak.gedaan_at)) if op]
    return Bekeken(
        naar=naar,
        regel=regel(tx, afspraak),
        gemaakt_door=tx.personen.get(afspraak.made_by).naam,
        is_actiehouder=holds and own,
        vervangt=holds and not own,
        feiten=sorted(feiten, key=lambda feit: feit.op),
        daden=tuple(daden),
        herinnerd=herinnerd and watches,
    )


def _let_in(tx: Transaction, pas: Pas) -> tuple[Persoon, Afspraak]:
    """Asked at every request: still here, still in that chat, still theirs to see."""
    linked_at = _linked_at(tx, pas.persoon)
    try:
        persoon = tx.personen.get(PersoonId(pas.persoon))
        afspraak = seen_afspraak(tx, AfspraakId(pas.afspraak), persoon)
    except (UnknownPersoon, UnknownAfspraak) as refused:
        raise LinkWerktNiet from refused
    if not persoon.actief or linked_at is None or int(linked_at.timestamp()) != pas.sinds:
        raise LinkWerktNiet
    return persoon, afspraak


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
