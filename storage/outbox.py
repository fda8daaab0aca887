"""How is what we owe kept until it is sent, exactly once where Telegram lets us know?"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, and_, col, or_, select, update

from bot.domain.bericht import Baan, Bericht, Methode, TeVerzenden, Uitkomst
from bot.domain.persoon import PersoonId
from storage.tables import OutboxRow, PersoonRow

LEASE = timedelta(seconds=30)
_WAITS, _CLAIMED, _WITHDRAWN, _UNSURE = "wacht", "bezig", "ingetrokken", "onzeker"
# What stays of ``gegevens`` once a message is out: the ids that tell what it was about, and how a list was cut.
_KEPT = ("afspraak", "afspraken", "vanaf", "meer", "daad")


class SqlOutbox:
    """What is owed. ``real_now`` is the machine's clock: leases and pauses have nothing to do with the domain's."""

    def __init__(self, session: Session, now: datetime, real_now: datetime, owner: str) -> None:
        self._session = session
        self._now = now
        self._real_now = real_now
        self._owner = owner
        self.answers: list[TeVerzenden] = []
        """The answers put in this transaction, which this process sends as soon as it has committed."""

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
        dialect = postgresql if self._session.get_bind().dialect.name == "postgresql" else sqlite
        insert = dialect.insert(OutboxRow).values(**values)
        insert = insert.on_conflict_do_update(
            index_elements=["key"],
            set_={"staat": _WAITS, "due_at": insert.excluded.due_at, "gegevens": insert.excluded.gegevens},
            where=col(OutboxRow.staat) == _WITHDRAWN,
        ).returning(col(OutboxRow.id))
        id = self._session.scalar(insert)
        if id is None:
            return False
        if answer:
            self.answers.append(TeVerzenden(id, bericht, self._chat(bericht), 0, misschien_dubbel=False))
        return True

    def withdraw(self, afspraak: int, keep: str = "") -> None:
        """Reminders of this afspraak that wait are no longer true, the one with the key ``keep`` aside."""
        self._session.exec(
            update(OutboxRow)
            .where(
                col(OutboxRow.afspraak_id) == afspraak,
                col(OutboxRow.baan) == Baan.KLOK,
                col(OutboxRow.staat) == _WAITS,
                col(OutboxRow.key) != keep,
            )
            .values(staat=_WITHDRAWN)
        )

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
        while (row := self._session.exec(query).first()) is not None:
            if row.staat == _CLAIMED and row.methode == Methode.SEND:
                row.onzeker += 1
                if row.onzeker > 1:
                    self._end(row, _UNSURE)
                    continue
            row.staat, row.claimed_by, row.claimed_until = _CLAIMED, self._owner, self._real_now + LEASE
            self._session.flush()
            return self._claimed(row)
        return None

    def record(
        self, id: int, uitkomst: Uitkomst, *, message_id: int | None = None, again_after: float = 0, fout: str = ""
    ) -> None:
        """How sending went. ``again_after`` is in seconds of real time."""
        row = self._session.get(OutboxRow, id)
        if row is None or row.staat != _CLAIMED or row.claimed_by != self._owner:
            return  # the lease lapsed and another process has taken over: what it does counts
        row.fout = fout[:120] or None
        row.message_id = message_id if message_id is not None else row.message_id
        again = uitkomst is Uitkomst.LATER
        if uitkomst is Uitkomst.ONZEKER:
            row.onzeker += 1
            again = row.onzeker < 2
        if again:
            row.staat, row.attempts = _WAITS, row.attempts + 1
            row.retry_at = self._real_now + timedelta(seconds=again_after)
            row.claimed_by = row.claimed_until = None
        else:
            self._end(row, uitkomst)
        self._session.flush()

    def by_message(self, chat_id: int, message_id: int) -> Bericht | None:
        """What the message in this chat was last made of; None when it is not one of ours."""
        query = (
            select(OutboxRow)
            .where(
                OutboxRow.chat_id == chat_id,
                OutboxRow.message_id == message_id,
                OutboxRow.staat == Uitkomst.VERZONDEN,
                col(OutboxRow.methode).in_([Methode.SEND, Methode.EDIT]),
            )
            .order_by(col(OutboxRow.id).desc())
        )
        row = self._session.exec(query).first()
        return _bericht(row) if row is not None else None

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
        )
        row = self._session.exec(query).first()
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
        return [_bericht(row) for row in self._session.exec(query)]

    def has_due(self, *, klok: bool) -> bool:
        """Could ``claim`` hand something out?"""
        return self._session.exec(select(OutboxRow.id).where(*self._can_go(klok)).limit(1)).first() is not None

    def _can_go(self, klok: bool) -> list[ColumnElement[bool]]:
        ready = and_(
            col(OutboxRow.staat) == _WAITS,
            col(OutboxRow.due_at) <= self._now,
            or_(col(OutboxRow.retry_at).is_(None), col(OutboxRow.retry_at) <= self._real_now),
        )
        lapsed = and_(col(OutboxRow.staat) == _CLAIMED, col(OutboxRow.claimed_until) <= self._real_now)
        # Said in the words of the partial index, so that either database uses it.
        conditions = [literal_column("staat IN ('wacht', 'bezig')", Boolean), or_(ready, lapsed)]
        return conditions if klok else [*conditions, col(OutboxRow.baan) != Baan.KLOK]

    def _chat(self, bericht: Bericht) -> int | None:
        if bericht.chat_id is not None or bericht.naar is None:
            return bericht.chat_id
        row = self._session.get(PersoonRow, bericht.naar)
        reached = row is not None and row.actief and row.closed_at is None
        return row.chat_id if row is not None and reached else None

    def _claimed(self, row: OutboxRow) -> TeVerzenden:
        assert row.id is not None
        bericht = _bericht(row)
        chat_id = self._chat(bericht)
        row.chat_id = chat_id
        return TeVerzenden(row.id, bericht, chat_id, row.attempts, misschien_dubbel=row.onzeker > 0)

    def _end(self, row: OutboxRow, staat: str) -> None:
        row.staat, row.ended_at = staat, self._now
        row.claimed_by = row.claimed_until = None
        row.gegevens = {key: value for key, value in row.gegevens.items() if key in _KEPT}
        self._session.flush()


def _bericht(row: OutboxRow) -> Bericht:
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
