"""How does what is owed get handed out, and what follows from how sending went?"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.domain.afspraak import AfspraakId
from bot.domain.bericht import Baan, Bericht, Methode, Samengesteld, TeVerzenden, Toont, Uitkomst
from bot.domain.errors import DomainError
from bot.domain.persoon import PersoonId
from bot.usecases.berichten import DELETION, compose
from bot.usecases.getoond import note_shown, note_untouchable
from bot.usecases.opening import opening
from bot.usecases.ports import Transaction
from bot.usecases.samen import FAULTS, redirected, together
from bot.usecases.toewijzing import tell_watchers
from bot.usecases.vervanging import addressed, sharing_a_chat
from bot.usecases.verzoeken import leave_all

_TO_CONTACT = frozenset({"aanspreken", "wie_pakt_op"})
"""On which the makelaar counts, though it is not for an actiehouder."""
DRAINER = "bezorgen"


class Elsewhere(Exception):
    """Since it was handed out, this message has to go to another chat: it is to be handed out again."""


def something_to_send(tx: Transaction) -> bool:
    """Is anything owed that could go now?"""
    return tx.outbox.has_due(opening(tx))


def still_owed(tx: Transaction) -> list[Bericht]:
    """All that could go now, also what waits for a retry or is in flight."""
    return tx.outbox.waiting(opening(tx))


def silence(tx: Transaction) -> float:
    """Seconds for which Telegram asked all of us to be silent; 0 when it did not."""
    return tx.leases.paused_for(DRAINER)


def next_to_send(tx: Transaction, busy: Collection[PersoonId]) -> TeVerzenden | None:
    """The next owed message, ours for 30 s, and in it all else that is due for the same person.

    For an actiehouder who is away it goes to the deputy, for a makelaar to who looks after their work.
    """
    now = opening(tx)
    owed = tx.outbox.claim(sharing_a_chat(tx, busy), now)
    return together(tx, redirected(tx, owed), now) if owed is not None else None


def last_words(tx: Transaction, owed: TeVerzenden) -> Samengesteld | None:
    """What it says at the very moment of leaving; None when it is no longer true, or no longer theirs to read.

    Raises ``Elsewhere``.
    """
    bericht = owed.bericht
    if bericht.naar is not None and bericht.baan is not Baan.ANTWOORD:
        naar = tx.personen.get(bericht.naar)
        if not naar.actief:
            return None
        if bericht.chat_id is not None and bericht.chat_id != naar.chat_id:
            return None
        if naar.kanaal_dicht or naar.chat_id != owed.chat_id or any(_goes_elsewhere(tx, one) for one in _parts(owed)):
            raise Elsewhere
    return compose(tx, bericht)


def _goes_elsewhere(tx: Transaction, owed: TeVerzenden) -> bool:
    """Does somebody else take the place of whom it was owed to, since it was handed out?"""
    was = replace(owed.bericht, naar=owed.voor) if owed.voor is not None else owed.bericht
    return addressed(tx, was).naar != owed.bericht.naar


def _parts(owed: TeVerzenden) -> tuple[TeVerzenden, ...]:
    return owed.delen or (owed,)


def moved_chat(tx: Transaction, old: int, new: int) -> None:
    """Telegram gave a chat another number: who is in it is reached there from now on."""
    tx.personen.move_chat(old, new)


def with_words(tx: Transaction, owed: Sequence[TeVerzenden]) -> list[TeVerzenden]:
    """These answers with what they say now, so that nothing needs to be read again before they leave.

    One that cannot be worded stays without: what was done does not depend on it, and sending says what is wrong. So
    does one that tells whether a message could be deleted: that is only known once it has been tried.
    """
    return [_with_words(tx, answer) for answer in owed]


def _with_words(tx: Transaction, owed: TeVerzenden) -> TeVerzenden:
    if owed.bericht.methode not in (Methode.SEND, Methode.EDIT) or DELETION in owed.bericht.gegevens:
        return owed
    try:
        return replace(owed, samengesteld=compose(tx, owed.bericht))
    except (DomainError, *FAULTS):
        return owed


def record_sending(
    tx: Transaction,
    sent: TeVerzenden,
    uitkomst: Uitkomst,
    *,
    message_id: int | None = None,
    again_after: float = 0,
    fout: str = "",
    toont: tuple[Toont, ...] = (),
) -> None:
    """Writes down how it went, of each that left in it, and which casus is to be seen there now (``toont``).

    When an actiehouder cannot be reached, the makelaar is told, once a day. When who takes somebody's place cannot, it
    goes again, and to that somebody then.
    """
    counts = False
    for one in _parts(sent):
        own = message_id if one is sent else None
        counts |= _record(tx, one, uitkomst, message_id=own, again_after=again_after, fout=fout)
    if uitkomst is Uitkomst.VERZONDEN and message_id is not None:
        if sent.delen and counts:
            tx.outbox.add_sent(sent, message_id)
        note_shown(tx, sent, message_id, toont)
    elif sent.bericht.methode is Methode.RETIRE and uitkomst in (Uitkomst.GEWEIGERD, Uitkomst.GEBLOKKEERD):
        note_untouchable(tx, sent)


def _record(
    tx: Transaction, sent: TeVerzenden, uitkomst: Uitkomst, *, message_id: int | None, again_after: float, fout: str
) -> bool:
    """False when another process has taken over, and what that one does counts."""
    bericht = sent.bericht
    if uitkomst is Uitkomst.GEBLOKKEERD and bericht.naar is not None and sent.chat_id is not None:
        tx.personen.close_channel(bericht.naar, closed=True)
        if sent.voor is not None:
            uitkomst, again_after = Uitkomst.LATER, 0
    counts = tx.outbox.record(sent, uitkomst, message_id=message_id, again_after=again_after, fout=fout)
    if uitkomst is Uitkomst.GEBLOKKEERD and bericht.methode is Methode.SEND:
        _tell_unreachable(tx, bericht)
        if bericht.bericht == "neem_over" and bericht.naar is not None:
            leave_all(tx, tx.personen.get(bericht.naar))  # who asked must not wait for an answer that cannot come
    return counts


def _tell_unreachable(tx: Transaction, bericht: Bericht) -> None:
    afspraak = tx.afspraken.find(AfspraakId(bericht.afspraak)) if bericht.afspraak is not None else None
    if afspraak is None or bericht.naar is None or not afspraak.is_open:
        return
    if bericht.naar != afspraak.actiehouder and bericht.bericht not in _TO_CONTACT:
        return
    actiehouder = tx.personen.get(bericht.naar)
    told = Bericht(
        key="",
        bericht="onbereikbaar",
        baan=Baan.NIEUWS,
        gegevens={"persoon": actiehouder.id, "afspraak": afspraak.id},
        afspraak=afspraak.id,
        waarom="actiehouder is niet te bereiken",
    )
    tell_watchers(tx, tx.casussen.get(afspraak.casus), told, f"{actiehouder.id}:{tx.today}", but=actiehouder)
