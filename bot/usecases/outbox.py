"""How does what is owed get handed out, and what follows from how sending went?"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.domain.afspraak import AfspraakId
from bot.domain.bericht import Baan, Bericht, Methode, TeVerzenden, Toont, Uitkomst
from bot.domain.errors import DomainError, GeenRegio
from bot.domain.persoon import PersoonId
from bot.usecases.berichten import DELETION, compose
from bot.usecases.getoond import note_shown, note_untouchable
from bot.usecases.ports import Transaction
from bot.usecases.toewijzing import watchers
from bot.usecases.vervanging import addressed, is_for_deputy, sharing_a_chat

DRAINER = "bezorgen"
# Faults of ours in the words of one message. Not what a database raises: after that nothing of the transaction stays.
_FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)


def something_to_send(tx: Transaction) -> bool:
    """Is anything owed that could go now?"""
    return tx.outbox.has_due(klok=_klok(tx))


def still_owed(tx: Transaction) -> list[Bericht]:
    """All that could go now, also what waits for a retry or is in flight."""
    return tx.outbox.waiting(klok=_klok(tx))


def silence(tx: Transaction) -> float:
    """Seconds for which Telegram asked all of us to be silent; 0 when it did not."""
    return tx.leases.paused_for(DRAINER)


def next_to_send(tx: Transaction, busy: Collection[PersoonId]) -> TeVerzenden | None:
    """The next owed message, ours for 30 s. What the clock causes only inside the sending window.

    For an actiehouder who is away it goes to the deputy, with what it says now: who that is may change meanwhile.
    """
    owed = tx.outbox.claim(sharing_a_chat(tx, busy), klok=_klok(tx))
    bericht = addressed(tx, owed.bericht) if owed is not None else None
    if owed is None or bericht is None or bericht.naar is None or bericht is owed.bericht:
        return owed
    return _with_words(tx, replace(owed, bericht=bericht, chat_id=tx.personen.get(bericht.naar).chat_id))


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
    except (DomainError, *_FAULTS):
        return owed


def _klok(tx: Transaction) -> bool:
    try:
        return tx.kalender.in_window(tx.now)
    except GeenRegio:
        return False


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
    """Writes down how it went, and which casus is to be seen there now (``toont``).

    When an actiehouder cannot be reached, the makelaar is told, once a day. When a deputy cannot, it goes again, and to
    the actiehouder then.
    """
    if uitkomst is Uitkomst.GEBLOKKEERD and sent.bericht.naar is not None and is_for_deputy(tx, sent.bericht):
        tx.personen.close_channel(sent.bericht.naar, closed=True)
        uitkomst = Uitkomst.LATER
    tx.outbox.record(sent, uitkomst, message_id=message_id, again_after=again_after, fout=fout)
    bericht = sent.bericht
    if uitkomst is Uitkomst.VERZONDEN and message_id is not None:
        note_shown(tx, sent, message_id, toont)
    elif bericht.methode is Methode.RETIRE and uitkomst in (Uitkomst.GEWEIGERD, Uitkomst.GEBLOKKEERD):
        note_untouchable(tx, sent)
    if uitkomst is Uitkomst.GEBLOKKEERD and bericht.naar is not None and sent.chat_id is not None:
        tx.personen.close_channel(bericht.naar, closed=True)
    if uitkomst is not Uitkomst.GEBLOKKEERD or bericht.afspraak is None or bericht.methode is not Methode.SEND:
        return
    afspraak = tx.afspraken.find(AfspraakId(bericht.afspraak))
    if afspraak is None or bericht.naar != afspraak.actiehouder or not afspraak.is_open:
        return
    for makelaar in watchers(tx, tx.casussen.get(afspraak.casus)):
        if makelaar.id != afspraak.actiehouder:
            tx.outbox.put(
                Bericht(
                    key=f"onbereikbaar:{afspraak.actiehouder}:{makelaar.id}:{tx.today}",
                    bericht="onbereikbaar",
                    baan=Baan.NIEUWS,
                    gegevens={"persoon": afspraak.actiehouder, "afspraak": afspraak.id},
                    naar=makelaar.id,
                    afspraak=afspraak.id,
                    waarom="actiehouder is niet te bereiken",
                )
            )
