"""How is what we owe kept until it is sent, exactly once where Telegram lets us know?"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Connection, bindparam, insert, text
from sqlmodel import and_, col, not_, or_, select, update

from bot.domain.bericht import AT_THE_TABLE, Baan, Bericht, Melding, Methode, Opening, TeVerzenden, Uitkomst
from bot.domain.persoon import PersoonId
from storage.dialects import insert_by
from storage.tables import OWED, OutboxRow, PersoonRow
from storage.types import UtcDateTime

LEASE = timedelta(seconds=30)
MOST_DEATHS = 10
"""Processes that may die over one message before it is given up: it may be what they die of."""
_WAITS, _CLAIMED, _WITHDRAWN, _UNSURE = "wacht", "bezig", "ingetrokken", "onzeker"
# What stays of ``gegevens`` once a message is out: the ids that tell what it was about, and how a list was cut.
_KEPT = ("afspraak", "afspraken", "bijeenkomst", "nieuw", "vanaf", "meer", "daad", "verzending")


def _put(insert: Any) -> Any:
    new = insert(OutboxRow)
    return new.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "staat": _WAITS,
            "made_at": new.excluded.made_at,
            "due_at": new.excluded.due_at,
            "gegevens": new.excluded.gegevens,
            "ended_at": None,
        },
        where=col(OutboxRow.staat).in_([_WITHDRAWN, Uitkomst.VERVALLEN]),
    ).returning(col(OutboxRow.id))


# Run at every update: built once, because building a statement takes longer than running it.
_PUT = insert_by(_put)
_CHAT = select(PersoonRow.chat_id).where(
    col(PersoonRow.id) == bindparam("persoon"), col(PersoonRow.actief), col(PersoonRow.closed_at).is_(None)
)
# What is due. What was due as soon as it was made stays so when the clock is set back, unless it is the clock's own.
_DUE = or_(
    col(OutboxRow.due_at) <= bindparam("now"),
    and_(col(OutboxRow.baan) != Baan.KLOK, col(OutboxRow.due_at) <= col(OutboxRow.made_at)),
)
_OPEN_NOW = and_(
    or_(
        col(OutboxRow.methode) != Methode.SEND,
        col(OutboxRow.baan) == Baan.ANTWOORD,
        col(OutboxRow.bericht).in_(sorted(AT_THE_TABLE)),
        col(OutboxRow.persoon_id).is_(None),
        col(OutboxRow.persoon_id).not_in(bindparam("held", expanding=True)),
    ),
    or_(bindparam("klok", type_=Boolean), col(OutboxRow.baan) != Baan.KLOK),
    not_(
        and_(
            col(OutboxRow.bericht).in_(bindparam("later", expanding=True)),
            col(OutboxRow.due_at) < bindparam("sinds", type_=UtcDateTime),
        )
    ),
)
_LAPSED = and_(col(OutboxRow.staat) == _CLAIMED, col(OutboxRow.claimed_until) <= bindparam("real_now"))
# Said in the words of the partial index, so that either database uses it.
_CAN_GO = and_(
    text(OWED),
    or_(
        and_(
            col(OutboxRow.staat) == _WAITS,
            _DUE,
            or_(col(OutboxRow.retry_at).is_(None), col(OutboxRow.retry_at) <= bindparam("real_now")),
        ),
        _LAPSED,
    ),
    _OPEN_NOW,
)
_ORDER = (col(OutboxRow.due_at), col(OutboxRow.id))
# To whom something has to be tried again later, or another process, which may be dead, is just sending something:
# until that is over nothing else overtakes it.
_NOT_YET = select(col(OutboxRow.persoon_id)).where(
    text(OWED),
    or_(
        and_(col(OutboxRow.staat) == _WAITS, col(OutboxRow.retry_at) > bindparam("real_now")),
        and_(
            col(OutboxRow.staat) == _CLAIMED,
            col(OutboxRow.claimed_until) > bindparam("real_now"),
            col(OutboxRow.claimed_by) != bindparam("of_owner"),
        ),
    ),
    col(OutboxRow.persoon_id).is_not(None),
)
_NEXT = (
    select(OutboxRow)
    .where(
        _CAN_GO,
        or_(
            col(OutboxRow.persoon_id).is_(None),
            and_(
                col(OutboxRow.persoon_id).not_in(bindparam("busy", expanding=True)),
                col(OutboxRow.persoon_id).not_in(_NOT_YET),
            ),
        ),
    )
    .order_by(*_ORDER)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_COMPANY = (
    select(OutboxRow)
    .where(
        text(OWED),
        or_(and_(col(OutboxRow.staat) == _WAITS, _DUE), _LAPSED),
        _OPEN_NOW,
        col(OutboxRow.methode) == Methode.SEND,
        col(OutboxRow.baan) != Baan.ANTWOORD,
        col(OutboxRow.persoon_id).in_(bindparam("whose", expanding=True)),
        col(OutboxRow.bericht).in_(bindparam("berichten", expanding=True)),
        or_(col(OutboxRow.baan) == Baan.KLOK, col(OutboxRow.due_at) <= bindparam("since")),
    )
    .order_by(*_ORDER)
    .with_for_update(skip_locked=True)
)
_HAS_DUE = select(col(OutboxRow.id)).where(_CAN_GO).limit(1)
_WAITING = (
    select(OutboxRow).where(text(OWED), col(OutboxRow.staat).in_([_WAITS, _CLAIMED]), _DUE, _OPEN_NOW).order_by(*_ORDER)
)
_ADD = insert(OutboxRow)
_CHANGE = update(OutboxRow).where(col(OutboxRow.id) == bindparam("of_id"))
_RECORD = _CHANGE.where(col(OutboxRow.staat) == _CLAIMED, col(OutboxRow.claimed_by) == bindparam("of_owner"))
_WITHDRAW = (
    update(OutboxRow)
    .where(
        col(OutboxRow.afspraak_id) == bindparam("of_afspraak"),
        col(OutboxRow.baan) == Baan.KLOK,
        col(OutboxRow.staat) == _WAITS,
        col(OutboxRow.key) != bindparam("keep"),
    )
    .values(staat=_WITHDRAWN)
)
_RELEASE = (
    update(OutboxRow)
    .where(
        col(OutboxRow.afspraak_id).in_(bindparam("afspraken", expanding=True)),
        col(OutboxRow.staat) == _WAITS,
        col(OutboxRow.baan) == Baan.NIEUWS,
        col(OutboxRow.methode) == Methode.SEND,
        col(OutboxRow.due_at) > bindparam("now"),
    )
    .values(due_at=bindparam("from_now"))
)
_WITHDRAW_FOR = (
    update(OutboxRow)
    .where(col(OutboxRow.persoon_id) == bindparam("of_persoon"), col(OutboxRow.staat) == _WAITS)
    .values(staat=_WITHDRAWN)
)
_OUTCOME = select(col(OutboxRow.staat)).where(col(OutboxRow.key) == bindparam("key"))
_ABOUT = (
    select(OutboxRow)
    .where(
        col(OutboxRow.afspraak_id) == bindparam("afspraak"),
        col(OutboxRow.bericht).in_(bindparam("berichten", expanding=True)),
        col(OutboxRow.methode) == Methode.SEND,
        col(OutboxRow.staat).in_([_WAITS, _CLAIMED, Uitkomst.VERZONDEN]),
    )
    .order_by(col(OutboxRow.id))
)
_LAST_OF = (
    select(OutboxRow)
    .where(
        col(OutboxRow.persoon_id) == bindparam("persoon"),
        col(OutboxRow.bericht).in_(bindparam("berichten", expanding=True)),
        col(OutboxRow.staat) == Uitkomst.VERZONDEN,
    )
    .order_by(col(OutboxRow.id).desc())
    .limit(1)
)
_BY_MESSAGE = (
    select(OutboxRow)
    .where(
        col(OutboxRow.chat_id) == bindparam("chat_id"),
        col(OutboxRow.message_id) == bindparam("message_id"),
        col(OutboxRow.staat) == Uitkomst.VERZONDEN,
        col(OutboxRow.methode).in_([Methode.SEND, Methode.EDIT]),
    )
    .order_by(col(OutboxRow.id).desc())
    .limit(1)
)


class SqlOutbox:
    """What is owed. ``real_now`` is the machine's clock: leases and pauses have nothing to do with the domain's."""

    def __init__(self, connection: Connection, now: datetime, real_now: datetime, owner: str) -> None:
        self._connection = connection
        self._now = now
        self._real_now = real_now
        self._owner = owner
        self.answers: list[TeVerzenden] = []
        """The answers put in this transaction, which this process sends as soon as it has committed."""
        self.others = False
        """Was anything put in this transaction that is no answer, so that the drainer has work?"""

    def put(self, bericht: Bericht) -> bool:
        """Owes it, once: False when its key is known already. What was withdrawn is owed again."""
        answer = bericht.baan is Baan.ANTWOORD
        values: dict[str, Any] = {
            "key": bericht.key,
            "bericht": bericht.bericht,
            "baan": bericht.baan,
            "methode": bericht.methode,
            "gegevens": bericht.gegevens,
            "persoon_id": bericht.naar,
            "chat_id": bericht.chat_id,
            "message_id": bericht.message_id,
            "afspraak_id": bericht.afspraak,
            "waarom": bericht.waarom,
            "made_at": self._now,
            "due_at": bericht.due_at or self._now,
            "staat": _CLAIMED if answer else _WAITS,
            "claimed_by": self._owner if answer else None,
            "claimed_until": self._real_now + LEASE if answer else None,
            "attempts": 0,
            "onzeker": 0,
        }
        id = self._connection.execute(_PUT(self._connection), values).scalar()
        if id is None:
            return False
        if answer:
            self.answers.append(TeVerzenden(id, bericht, self._chat(bericht), 0, misschien_dubbel=False))
        else:
            self.others = True
        return True

    def withdraw(self, afspraak: int, keep: str = "") -> None:
        """Reminders of this afspraak that wait are no longer true, the one with the key ``keep`` aside."""
        self._connection.execute(_WITHDRAW, {"of_afspraak": afspraak, "keep": keep})

    def release(self, afspraken: Collection[int], due_at: datetime) -> None:
        """News about these that was to wait is due now, as if since ``due_at``."""
        values = {"afspraken": list(afspraken), "now": self._now, "from_now": due_at}
        self._connection.execute(_RELEASE, values)
        self.others = True

    def withdraw_for(self, persoon: PersoonId) -> None:
        """What waits for this person goes out no more."""
        self._connection.execute(_WITHDRAW_FOR, {"of_persoon": persoon})

    def claim(self, busy: Collection[PersoonId], opening: Opening) -> TeVerzenden | None:
        """The next message to send, ours for 30 s; None when there is none.

        ``busy`` are people who just got one. A message whose sender died is handed out again, marked as perhaps double:
        nobody knows whether it had left. Only after ``MOST_DEATHS`` no more.
        """
        values = {**self._when(opening), "busy": list(busy), "of_owner": self._owner}
        while (row := self._connection.execute(_NEXT, values).first()) is not None:
            if (owed := self._take(row)) is not None:
                return owed
        return None

    def claim_with(
        self, whose: Collection[PersoonId], berichten: Collection[str], since: datetime, opening: Opening
    ) -> list[TeVerzenden]:
        """All else of ``berichten`` that is owed to ``whose`` and may go now, in order; ours as ``claim`` says.

        What the clock caused, and of the rest what was due by ``since``. What is to be tried again later comes along.
        """
        values = {**self._when(opening), "whose": list(whose), "berichten": list(berichten), "since": since}
        taken = [self._take(row) for row in self._connection.execute(_COMPANY, values).all()]
        return [owed for owed in taken if owed is not None]

    def record(
        self,
        sent: TeVerzenden,
        uitkomst: Uitkomst,
        *,
        message_id: int | None = None,
        again_after: float = 0,
        fout: str = "",
    ) -> bool:
        """How sending went. ``again_after`` is in seconds of real time. It went to whom ``sent`` says.

        False, and nothing happens, when the lease lapsed and another process has taken over: what that one does counts.
        """
        unsure = uitkomst is Uitkomst.ONZEKER
        values: dict[str, Any] = {"fout": fout[:120] or None}
        if message_id is not None:
            values["message_id"] = message_id
        if unsure:
            values["onzeker"] = sent.misschien_dubbel + 1
        if uitkomst is Uitkomst.LATER or (unsure and not sent.misschien_dubbel):
            values |= {"staat": _WAITS, "attempts": sent.attempts + 1, "claimed_by": None, "claimed_until": None}
            values["retry_at"] = self._real_now + timedelta(seconds=again_after)
        else:
            whom = {"persoon_id": sent.bericht.naar, "chat_id": sent.chat_id}
            values |= {"staat": uitkomst, **whom, **self._ended(sent.bericht.gegevens)}
        return self._connection.execute(_RECORD, {"of_id": sent.id, "of_owner": self._owner, **values}).rowcount == 1

    def add_sent(self, sent: TeVerzenden, message_id: int) -> None:
        """The one message in which others left: it answers for all of them when somebody replies to it or presses."""
        bericht = sent.bericht
        values: dict[str, Any] = {
            "key": f"samen:{sent.id}",
            "bericht": bericht.bericht,
            "baan": bericht.baan,
            "methode": bericht.methode,
            "persoon_id": bericht.naar,
            "chat_id": sent.chat_id,
            "message_id": message_id,
            "waarom": bericht.waarom,
            "made_at": self._now,
            "due_at": self._now,
            "staat": Uitkomst.VERZONDEN,
            "attempts": 0,
            "onzeker": 0,
            **self._ended(bericht.gegevens),
        }
        self._connection.execute(_ADD, values)

    def knows(self, key: str) -> bool:
        """Is what has this key owed, or was it?"""
        return self._connection.execute(_OUTCOME, {"key": key}).scalar() is not None

    def was_sent(self, key: str) -> bool:
        """Did what has this key go out?"""
        return self._connection.execute(_OUTCOME, {"key": key}).scalar() == Uitkomst.VERZONDEN

    def by_message(self, chat_id: int, message_id: int) -> Bericht | None:
        """What the message in this chat was last made of; None when it is not one of ours."""
        row = self._connection.execute(_BY_MESSAGE, {"chat_id": chat_id, "message_id": message_id}).first()
        return _bericht(row) if row is not None else None

    def about(self, afspraak: int, berichten: Collection[str]) -> list[Melding]:
        """What of these has been told or is owed about this afspraak, in order."""
        rows = self._connection.execute(_ABOUT, {"afspraak": afspraak, "berichten": list(berichten)})
        return [_melding(row) for row in rows]

    def last_of(self, persoon: PersoonId, berichten: Collection[str]) -> Bericht | None:
        """The last of these that was sent to this person."""
        row = self._connection.execute(_LAST_OF, {"persoon": persoon, "berichten": list(berichten)}).first()
        return _bericht(row) if row is not None else None

    def waiting(self, opening: Opening) -> list[Bericht]:
        """All that may go now and is not sent, in the order in which it will go."""
        return [_bericht(row) for row in self._connection.execute(_WAITING, self._when(opening))]

    def has_due(self, opening: Opening) -> bool:
        """Could ``claim`` hand something out, now or soon?"""
        return self._connection.execute(_HAS_DUE, self._when(opening)).first() is not None

    def _when(self, opening: Opening) -> dict[str, Any]:
        return {
            "now": self._now,
            "real_now": self._real_now,
            "klok": opening.klok,
            "held": list(opening.held),
            "later": list(opening.later),
            "sinds": opening.sinds,
        }

    def _take(self, row: Any) -> TeVerzenden | None:
        """None when it is given up."""
        lapsed = row.staat == _CLAIMED and row.methode == Methode.SEND
        if lapsed and row.onzeker >= MOST_DEATHS:
            values = {"onzeker": row.onzeker + 1, "staat": _UNSURE, **self._ended(row.gegevens)}
            self._connection.execute(_CHANGE, {"of_id": row.id, **values})
            return None
        onzeker = row.onzeker + lapsed
        mine = {"staat": _CLAIMED, "claimed_by": self._owner, "claimed_until": self._real_now + LEASE}
        self._connection.execute(_CHANGE, {"of_id": row.id, "onzeker": onzeker, **mine})
        bericht = _bericht(row)
        return TeVerzenden(row.id, bericht, self._chat(bericht), row.attempts, misschien_dubbel=onzeker > 0)

    def _chat(self, bericht: Bericht) -> int | None:
        if bericht.chat_id is not None or bericht.naar is None:
            return bericht.chat_id
        return self._connection.execute(_CHAT, {"persoon": bericht.naar}).scalar()

    def _ended(self, gegevens: dict[str, Any]) -> dict[str, Any]:
        """What is written down when there is nothing left to do."""
        kept = {key: value for key, value in gegevens.items() if key in _KEPT}
        return {"ended_at": self._now, "claimed_by": None, "claimed_until": None, "gegevens": kept}


def _melding(row: Any) -> Melding:
    sent_at = row.ended_at if row.staat == Uitkomst.VERZONDEN else None
    return Melding(row.bericht, PersoonId(row.persoon_id), Baan(row.baan), row.made_at, sent_at)


def _bericht(row: Any) -> Bericht:
    return Bericht(
        key=row.key,
        bericht=row.bericht,
        baan=Baan(row.baan),
        gegevens=dict(row.gegevens),
        naar=PersoonId(row.persoon_id) if row.persoon_id is not None else None,
        chat_id=row.chat_id,
        methode=Methode(row.methode),
        message_id=row.message_id,
        due_at=row.due_at,
        afspraak=row.afspraak_id,
        waarom=row.waarom,
    )
