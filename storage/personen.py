"""How are people and their invitations kept?"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, bindparam, cast, insert
from sqlmodel import col, func, select, update

from bot.domain.errors import UnknownPersoon
from bot.domain.persoon import NieuwPersoon, Persoon, PersoonId, Rol
from bot.domain.uitnodiging import Uitnodiging
from storage.tables import PersoonRow, UitnodigingRow

# Asked at every update: built once, because building a statement takes longer than running it.
_BY_ID = select(PersoonRow).where(col(PersoonRow.id) == bindparam("id"))
_BY_CHAT = select(PersoonRow).where(col(PersoonRow.chat_id) == bindparam("chat_id"))
_WITH_ROL = (
    select(PersoonRow)
    .where(col(PersoonRow.actief), cast(col(PersoonRow.rollen), String).like(bindparam("rol")))
    .order_by(col(PersoonRow.id))
)


class SqlPersonen:
    """Staff, found by id, chat, e-mail or name. What was read once in a transaction is not read again."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._known: dict[PersoonId, Persoon] = {}
        self._rollen: dict[Rol, list[Persoon]] = {}

    def get(self, id: PersoonId) -> Persoon:
        """Raises ``UnknownPersoon``."""
        if id not in self._known:
            self._keep(self._row(id))
        return self._known[id]

    def by_chat(self, chat_id: int) -> Persoon | None:
        row = self._connection.execute(_BY_CHAT, {"chat_id": chat_id}).first()
        return self._keep(row) if row is not None and row.actief else None

    def by_email(self, email: str) -> Persoon | None:
        query = select(PersoonRow).where(func.lower(col(PersoonRow.email)) == email.lower())
        row = self._connection.execute(query).first()
        return _persoon(row) if row is not None else None

    def all(self) -> list[Persoon]:
        """Everybody, those who left included, in the order of joining."""
        return [_persoon(row) for row in self._connection.execute(select(PersoonRow).order_by(col(PersoonRow.id)))]

    def with_rol(self, rol: Rol) -> list[Persoon]:
        """The active people who have this role, in the order of joining."""
        if rol not in self._rollen:
            rows = self._connection.execute(_WITH_ROL, {"rol": f'%"{rol}"%'})
            self._rollen[rol] = [self._keep(row) for row in rows]
        return self._rollen[rol]

    def add(self, nieuw: NieuwPersoon) -> Persoon:
        added = insert(PersoonRow).values(
            naam=nieuw.naam,
            email=nieuw.email,
            rollen=sorted(nieuw.rollen),
            organisatie=nieuw.organisatie,
            zetel=nieuw.zetel,
            gemeenten=sorted(nieuw.gemeenten),
            tafels=sorted(nieuw.tafels),
            actief=True,
            made_at=self._now,
        )
        id = self._connection.execute(added.returning(col(PersoonRow.id))).scalar_one()
        assert id is not None
        self._rollen.clear()
        return self.get(PersoonId(id))

    def link(self, id: PersoonId, chat_id: int | None) -> Persoon:
        """From now on reached in ``chat_id``; None unlinks."""
        linked_at = self._now if chat_id is not None else None
        return self._change(id, chat_id=chat_id, linked_at=linked_at, closed_at=None)

    def close_channel(self, id: PersoonId, *, closed: bool) -> None:
        """Telegram does not reach this person, or does again."""
        self._change(id, closed_at=self._now if closed else None)

    def move_chat(self, old: int, new: int) -> None:
        """Telegram gave the chat another number: whoever it is stays linked since when they were."""
        found = self.by_chat(old)
        if found is not None:
            self._change(found.id, chat_id=new)

    def put_at(self, id: PersoonId, tafels: Collection[str]) -> Persoon:
        """At these tables, and no other."""
        return self._change(id, tafels=sorted(tafels))

    def revoke(self, id: PersoonId) -> Persoon:
        """No access any more; what this person did stays. The address goes: nothing is sent any more, and who comes
        back starts anew.
        """
        return self._change(id, email=None, actief=False, chat_id=None, linked_at=None, revoked_at=self._now)

    def linked_at(self, id: PersoonId) -> datetime | None:
        linked_at: datetime | None = self._row(id).linked_at
        return linked_at

    def _row(self, id: PersoonId) -> Any:
        row = self._connection.execute(_BY_ID, {"id": id}).first()
        if row is None:
            raise UnknownPersoon
        return row

    def _change(self, id: PersoonId, **values: Any) -> Persoon:
        self._connection.execute(update(PersoonRow).where(col(PersoonRow.id) == id).values(**values))
        self._known.pop(id, None)
        self._rollen.clear()
        return self.get(id)

    def _keep(self, row: Any) -> Persoon:
        persoon = _persoon(row)
        self._known[persoon.id] = persoon
        return persoon


class SqlUitnodigingen:
    """One-time ways in."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, persoon: PersoonId, token_hash: str, expires_at: datetime) -> Uitnodiging:
        added = insert(UitnodigingRow).values(
            persoon_id=persoon, token_hash=token_hash, made_at=self._now, expires_at=expires_at
        )
        return _uitnodiging(self._connection.execute(added.returning(*UitnodigingRow.__table__.c)).one())  # type: ignore[attr-defined]

    def by_hash(self, beginning: str) -> Uitnodiging | None:
        """The invitation whose hash begins so: a button carries no more than half of it."""
        row = self._connection.execute(
            select(UitnodigingRow).where(col(UitnodigingRow.token_hash).startswith(beginning, autoescape=True))
        ).first()
        return _uitnodiging(row) if row is not None else None

    def use(self, id: int) -> bool:
        """Takes it; False when somebody was first."""
        done = self._connection.execute(
            update(UitnodigingRow)
            .where(
                col(UitnodigingRow.id) == id,
                col(UitnodigingRow.used_at).is_(None),
                col(UitnodigingRow.revoked_at).is_(None),
            )
            .values(used_at=self._now)
        )
        return done.rowcount == 1

    def revoke_for(self, persoon: PersoonId) -> None:
        """Every invitation of this person that is still open stops working."""
        self._connection.execute(
            update(UitnodigingRow)
            .where(
                col(UitnodigingRow.persoon_id) == persoon,
                col(UitnodigingRow.used_at).is_(None),
                col(UitnodigingRow.revoked_at).is_(None),
            )
            .values(revoked_at=self._now)
        )


def _persoon(row: Any) -> Persoon:
    return Persoon(
        id=PersoonId(row.id),
        naam=row.naam,
        rollen=frozenset(Rol(rol) for rol in row.rollen),
        organisatie=row.organisatie,
        zetel=row.zetel,
        email=row.email,
        gemeenten=frozenset(row.gemeenten),
        tafels=frozenset(row.tafels),
        chat_id=row.chat_id,
        actief=row.actief,
        kanaal_dicht=row.closed_at is not None,
    )


def _uitnodiging(row: Any) -> Uitnodiging:
    return Uitnodiging(row.id, PersoonId(row.persoon_id), row.token_hash, row.expires_at, row.used_at, row.revoked_at)
