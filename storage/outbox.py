"""How is what we owe kept until it is sent, exactly once where Telegram lets us know?"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, text
from sqlmodel import and_, col, or_, select, update

from bot.domain.bericht import Baan, Bericht, Melding, Methode, TeVerzenden, Uitkomst
from bot.domain.persoon import PersoonId
from storage.dialects import insert_by
from storage.tables import OWED, OutboxRow, PersoonRow

LEASE = timedelta(seconds=30)
_WAITS, _CLAIMED, _WITHDRAWN, _UNSURE = "wacht", "bezig", "ingetrokken", "onzeker"
# What stays of ``gegevens`` once a message is out: the ids that tell what it was about, and how a list was cut.
_KEPT = ("afspraak", "afspraken", "vanaf", "meer", "daad")


def _put(insert: Any) -> Any:
    new = insert(OutboxRow)
    return new.on_conflict_do_update(
        index_elements=["key"],
        set_={"staat": _WAITS, "due_at": new.excluded.due_at, "gegevens": new.excluded.gegevens},
        where=col(OutboxRow.staat) == _WITHDRAWN,
    ).returning(col(OutboxRow.id))


# Run at every update: built once, because building a statement takes longer than running it.
_PUT = insert_by(_put)
_CHAT = select(PersoonRow.chat_id).where(
    col(PersoonRow.id) == bindparam("persoon"), col(PersoonRow.actief), col(PersoonRow.closed_at).is_(None)
)
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

    def withdraw_for(self, persoon: PersoonId) -> None:
        """What waits for this person goes out no more."""
        self._connection.execute(_WITHDRAW_FOR, {"of_persoon": persoon})

    def claim(self, busy: Collection[PersoonId], *, klok: bool) -> TeVerzenden | None:
        """The next message to send, ours for 30 s; None when there is none.

        ``busy`` are people who just got one; ``klok`` says whether what the clock causes may go now. A message whose
        earlier sender died is handed out once more, marked as perhaps double, and after that no more.
        """
        query = (
            select(OutboxRow)
            .where(*self._can_go(klok))
            .order_by(col(OutboxRow.due_at), col(OutboxRow.id))
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if busy:
            query = query.where(or_(col(OutboxRow.persoon_id).is_(None), col(OutboxRow.persoon_id).not_in(busy)))
        while (row := self._connection.execute(query).first()) is not None:
            lapsed = row.staat == _CLAIMED and row.methode == Methode.SEND
            if lapsed and row.onzeker > 0:
                values = {"onzeker": row.onzeker + 1, "staat": _UNSURE, **self._ended(row.gegevens)}
                self._connection.execute(_CHANGE, {"of_id": row.id, **values})
                continue
            bericht = _bericht(row)
            chat_id, onzeker = self._chat(bericht), row.onzeker + lapsed
            mine = {"staat": _CLAIMED, "claimed_by": self._owner, "claimed_until": self._real_now + LEASE}
            self._connection.execute(_CHANGE, {"of_id": row.id, "onzeker": onzeker, "chat_id": chat_id, **mine})
            return TeVerzenden(row.id, bericht, chat_id, row.attempts, misschien_dubbel=onzeker > 0)
        return None

    def record(
        self,
        sent: TeVerzenden,
        uitkomst: Uitkomst,
        *,
        message_id: int | None = None,
        again_after: float = 0,
        fout: str = "",
    ) -> None:
        """How sending went. ``again_after`` is in seconds of real time. It went to whom ``sent`` says.

        Nothing happens when the lease lapsed and another process has taken over: what that one does counts.
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
        self._connection.execute(_RECORD, {"of_id": sent.id, "of_owner": self._owner, **values})

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
        query = (
            select(OutboxRow)
            .where(
                OutboxRow.persoon_id == persoon,
                col(OutboxRow.bericht).in_(berichten),
                OutboxRow.staat == Uitkomst.VERZONDEN,
            )
            .order_by(col(OutboxRow.id).desc())
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return _bericht(row) if row is not None else None

    def waiting(self, *, klok: bool) -> list[Bericht]:
        """All that is due and not sent, in the order in which it will go; with ``klok`` also what the clock causes."""
        query = (
            select(OutboxRow)
            .where(col(OutboxRow.staat).in_([_WAITS, _CLAIMED]), col(OutboxRow.due_at) <= self._now)
            .order_by(col(OutboxRow.due_at), col(OutboxRow.id))
        )
        if not klok:
            query = query.where(col(OutboxRow.baan) != Baan.KLOK)
        return [_bericht(row) for row in self._connection.execute(query)]

    def has_due(self, *, klok: bool) -> bool:
        """Could ``claim`` hand something out?"""
        return self._connection.execute(select(OutboxRow.id).where(*self._can_go(klok)).limit(1)).first() is not None

    def _can_go(self, klok: bool) -> list[Any]:
        ready = and_(
            col(OutboxRow.staat) == _WAITS,
            col(OutboxRow.due_at) <= self._now,
            or_(col(OutboxRow.retry_at).is_(None), col(OutboxRow.retry_at) <= self._real_now),
        )
        lapsed = and_(col(OutboxRow.staat) == _CLAIMED, col(OutboxRow.claimed_until) <= self._real_now)
        # Said in the words of the partial index, so that either database uses it.
        conditions = [text(OWED), or_(ready, lapsed)]
        return conditions if klok else [*conditions, col(OutboxRow.baan) != Baan.KLOK]

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
