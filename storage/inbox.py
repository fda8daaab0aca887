"""How is an update kept from its arrival until it is handled, once and in order?"""

from datetime import datetime, timedelta

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, func, or_, select, update

from bot.domain.binnenkomst import Binnenkomst, Soort
from storage.tables import InboxRow

LEASE = timedelta(seconds=30)


class SqlInbox:
    """Updates that are ours. ``real_now`` is the machine's clock: a lease has nothing to do with the domain's."""

    def __init__(self, session: Session, now: datetime, real_now: datetime, owner: str) -> None:
        self._session = session
        self._now = now
        self._real_now = real_now
        self._owner = owner

    def add(self, binnenkomst: Binnenkomst) -> bool:
        """Stores it; False when this update was stored before."""
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
        }
        dialect = postgresql if self._session.get_bind().dialect.name == "postgresql" else sqlite
        insert = (
            dialect.insert(InboxRow)
            .values(**values)
            .on_conflict_do_nothing(index_elements=["update_id"])
            .returning(col(InboxRow.seq))
        )
        return self._session.exec(insert).first() is not None

    def claim_next(self, chat_id: int) -> Binnenkomst | None:
        """The oldest unhandled update of this chat, for this process for 30 s.

        None when there is none, or when another process has it: one person's updates go in order.
        """
        row = self._session.exec(
            select(InboxRow)
            .where(InboxRow.chat_id == chat_id, col(InboxRow.handled_at).is_(None))
            .order_by(col(InboxRow.seq))
            .limit(1)
            .with_for_update()
        ).first()
        if row is None or row.handled_at is not None:
            return None
        leased = row.lease_until is not None and row.lease_until > self._real_now
        if leased and row.lease_owner != self._owner:
            return None
        row.lease_owner, row.lease_until = self._owner, self._real_now + LEASE
        self._session.flush()
        return _binnenkomst(row)

    def done(self, update_id: int) -> bool:
        """Handled: the text goes. False when it was handled before, so nothing may be done twice."""
        changed = self._session.exec(
            update(InboxRow)
            .where(col(InboxRow.update_id) == update_id, col(InboxRow.handled_at).is_(None))
            .values(handled_at=self._now, tekst=None, lease_owner=None, lease_until=None)
        )
        return changed.rowcount == 1

    def waiting_chats(self) -> list[int]:
        """Chats with an unhandled update that no process holds, the longest waiting first."""
        free = or_(col(InboxRow.lease_until).is_(None), col(InboxRow.lease_until) <= self._real_now)
        query = (
            select(InboxRow.chat_id)
            .where(col(InboxRow.handled_at).is_(None), free)
            .group_by(col(InboxRow.chat_id))
            .order_by(func.min(InboxRow.seq))
        )
        return list(self._session.exec(query))

    def purge(self, before: datetime) -> int:
        """Forgets what was handled before then; returns how many."""
        gone = self._session.exec(delete(InboxRow).where(col(InboxRow.handled_at) < before))
        return gone.rowcount


def _binnenkomst(row: InboxRow) -> Binnenkomst:
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
