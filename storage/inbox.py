"""How is an update kept from its arrival until it is handled, once and in order?"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam
from sqlmodel import col, func, or_, select, update

from bot.domain.binnenkomst import Binnenkomst, Soort
from storage.dialects import insert_by
from storage.tables import InboxRow

LEASE = timedelta(seconds=30)

# Run at every update: built once, because building a statement takes longer than running it.
_ADD = insert_by(
    lambda insert: insert(InboxRow).on_conflict_do_nothing(index_elements=["update_id"]).returning(col(InboxRow.seq))
)
_OLDEST = (
    select(InboxRow)
    .where(col(InboxRow.chat_id) == bindparam("chat_id"), col(InboxRow.handled_at).is_(None))
    .order_by(col(InboxRow.seq))
    .limit(1)
    .with_for_update()
)
_DONE = (
    update(InboxRow)
    .where(col(InboxRow.update_id) == bindparam("of_update"), col(InboxRow.handled_at).is_(None))
    .values(handled_at=bindparam("now"), tekst=None, data=None, lease_owner=None, lease_until=None)
)


class SqlInbox:
    """Updates that are ours. ``real_now`` is the machine's clock: a lease has nothing to do with the domain's."""

    def __init__(self, connection: Connection, now: datetime, real_now: datetime, owner: str) -> None:
        self._connection = connection
        self._now = now
        self._real_now = real_now
        self._owner = owner

    def add(self, binnenkomst: Binnenkomst) -> bool:
        """Stores it, for this process to handle within 30 s; False when this update was stored before."""
        values = {
            "update_id": binnenkomst.update_id,
            "chat_id": binnenkomst.chat_id,
            "user_id": binnenkomst.user_id,
            "soort": binnenkomst.soort,
            "message_id": binnenkomst.message_id,
            "reply_to": binnenkomst.reply_to,
            "commando": binnenkomst.commando,
            "tekst": binnenkomst.tekst,
            "data": binnenkomst.data,
            "callback_id": binnenkomst.callback_id,
            "tekst_verloren": binnenkomst.tekst_verloren,
            "received_at": self._now,
            "lease_owner": self._owner,
            "lease_until": self._real_now + LEASE,
        }
        return self._connection.execute(_ADD(self._connection), values).first() is not None

    def oldest(self, chat_id: int) -> Binnenkomst | None:
        """The oldest unhandled update of this chat, held until this transaction ends.

        None when there is none, or when it is for another process to handle: one person's updates go in order.
        """
        row = self._connection.execute(_OLDEST, {"chat_id": chat_id}).first()
        if row is None or row.handled_at is not None:
            return None
        leased = row.lease_until is not None and row.lease_until > self._real_now
        return _binnenkomst(row) if row.lease_owner == self._owner or not leased else None

    def done(self, update_id: int) -> bool:
        """Handled: the text goes, and what a button said. False when it was before, so nothing may be done twice."""
        return self._connection.execute(_DONE, {"of_update": update_id, "now": self._now}).rowcount == 1

    def waiting_chats(self) -> list[int]:
        """Chats with an unhandled update that is ours or of no living process, the longest waiting first."""
        free = or_(
            col(InboxRow.lease_owner) == self._owner,
            col(InboxRow.lease_until).is_(None),
            col(InboxRow.lease_until) <= self._real_now,
        )
        query = (
            select(InboxRow.chat_id)
            .where(col(InboxRow.handled_at).is_(None), free)
            .group_by(col(InboxRow.chat_id))
            .order_by(func.min(InboxRow.seq))
        )
        return list(self._connection.scalars(query))


def _binnenkomst(row: Any) -> Binnenkomst:
    return Binnenkomst(
        update_id=row.update_id,
        chat_id=row.chat_id,
        user_id=row.user_id,
        soort=Soort(row.soort),
        message_id=row.message_id,
        reply_to=row.reply_to,
        commando=row.commando,
        tekst=row.tekst,
        data=row.data,
        callback_id=row.callback_id,
        tekst_verloren=row.tekst_verloren,
    )
