"""Which messages have to be taken back, and what do they say then?

Every message that showed a casus is noted line by line once it has been sent. When what a line is about is over, an
edit of its message is owed; what the message says then is worked out when that edit is sent.
"""

from collections import Counter
from datetime import datetime, timedelta

from bot.domain.afspraak import UNDO_WITHIN, Afspraak, AfspraakId
from bot.domain.bericht import Baan, Bericht, Methode, TeVerzenden, Toont
from bot.domain.persoon import Persoon
from bot.domain.rechten import Relatie
from bot.domain.referentie import Referentie
from bot.domain.toegang import to_afspraak
from bot.usecases.ports import Transaction
from bot.usecases.toewijzing import may_answer, oversees
from bot.usecases.vervanging import replaced_by

APART = timedelta(seconds=1)
"""Edits in one chat leave so far from each other: Telegram takes no more."""


def retire(
    tx: Transaction,
    *,
    afspraak: AfspraakId | None = None,
    casus: Referentie | None = None,
    after: timedelta = timedelta(0),
) -> int:
    """Owes the edits that take this afspraak, or all of this casus, out of the messages that show it.

    At once, and then nothing is kept of which messages those were; or ``after`` a while, when it may yet be reopened:
    an edit then says nothing unless it is over by that time. Returns how many messages it concerns.
    """
    messages = tx.getoond.messages(afspraak, casus)
    gone = not after
    if gone:
        tx.getoond.forget(afspraak, casus)
    places: Counter[int] = Counter()
    for chat_id, message_id in messages:
        _owe(tx, chat_id, message_id, tx.now + after, gone=gone, wait=places[chat_id] * APART)
        places[chat_id] += 1
    return len(messages)


def retire_lost(tx: Transaction, afspraak: Afspraak) -> None:
    """Owes the edits that take this afspraak, as it is now, out of the messages of those to whom it was given or put
    before: they cannot answer it any more. Who watches it keeps theirs, and who was spoken to about it.
    """
    places: Counter[int] = Counter()
    for chat_id, message_id in tx.getoond.messages(afspraak.id, None):
        reader = tx.personen.by_chat(chat_id)
        if reader is not None and _keeps(tx, afspraak, reader):
            continue
        if tx.getoond.lines(chat_id, message_id)[0].vorm is None:  # of a list the other lines stay
            tx.getoond.hide(chat_id, message_id)
        wait = places[chat_id] * APART
        _owe(tx, chat_id, message_id, tx.now, gone=True, wait=wait, instead="niet_meer_voor_u")
        places[chat_id] += 1


def _keeps(tx: Transaction, afspraak: Afspraak, reader: Persoon) -> bool:
    if may_answer(tx, afspraak, reader) or Relatie.AANGESPROKEN in to_afspraak(reader, afspraak, tx.regio):
        return True
    return oversees(tx, tx.casussen.get(afspraak.casus), reader)


def retire_chat(tx: Transaction, chat_id: int) -> None:
    """Owes the edits that take every casus out of this chat: whoever had it is forgotten."""
    for place, message_id in enumerate(tx.getoond.of_chat(chat_id)):
        tx.getoond.hide(chat_id, message_id)
        _owe(tx, chat_id, message_id, tx.now, gone=True, wait=place * APART)


def note_shown(tx: Transaction, sent: TeVerzenden, message_id: int, toont: tuple[Toont, ...]) -> None:
    """The message is there and shows ``toont``. What in it is over already is taken back later."""
    assert sent.chat_id is not None
    tx.getoond.show(sent.chat_id, message_id, toont, replaces=message_id == sent.bericht.message_id)
    for casus in {line.casus for line in toont}:
        if tx.casussen.find(casus) is None:  # deleted while the message was on its way
            retire(tx, casus=casus)
    afspraken = [line.afspraak for line in toont if line.afspraak is not None]
    if not afspraken or sent.bericht.methode is Methode.RETIRE:
        return
    naar = tx.personen.get(sent.bericht.naar) if sent.bericht.naar is not None else None
    answer_for = {naar.id, *(persoon.id for persoon in replaced_by(tx, naar))} if naar is not None else set()
    for actiehouder, gedaan_at in tx.getoond.hold(afspraken):
        _owe(tx, sent.chat_id, message_id, _ends_at(tx, gedaan_at, own=actiehouder in answer_for))


def note_untouchable(tx: Transaction, sent: TeVerzenden) -> None:
    """The message that was to be taken back is gone, or can no longer be changed: there is nothing left to do."""
    if sent.chat_id is not None and sent.bericht.message_id is not None:
        tx.getoond.hide(sent.chat_id, sent.bericht.message_id)


def _ends_at(tx: Transaction, gedaan_at: datetime | None, *, own: bool) -> datetime:
    """The answer of the actiehouder, or of who stood in, goes once it can no longer be taken back.

    News has to be read first: it stays until the end of the next working day.
    """
    if own and gedaan_at is not None:
        return max(gedaan_at + UNDO_WITHIN, tx.now)
    return tx.kalender.at(tx.kalender.next_werkdag(tx.today), tx.regio.verzending.tot)


def _owe(
    tx: Transaction,
    chat_id: int,
    message_id: int,
    due_at: datetime,
    *,
    gone: bool = False,
    wait: timedelta = timedelta(0),
    instead: str | None = None,
) -> None:
    tx.outbox.put(
        Bericht(
            key=f"afgerond:{chat_id}:{message_id}:{due_at.isoformat()}",
            bericht="afgerond",
            baan=Baan.NIEUWS,
            gegevens={"weg": gone, **({"dan": instead} if instead else {})},
            chat_id=chat_id,
            methode=Methode.RETIRE,
            message_id=message_id,
            due_at=due_at + wait,
            waarom="afgerond",
        )
    )
