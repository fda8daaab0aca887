"""How are people and their invitations kept?"""

from datetime import datetime

from sqlmodel import Session, col, func, select, update

from bot.domain.errors import UnknownPersoon
from bot.domain.persoon import NieuwPersoon, Persoon, PersoonId, Rol
from bot.domain.uitnodiging import Uitnodiging
from storage.tables import PersoonRow, UitnodigingRow


class SqlPersonen:
    """Staff, found by id, chat, e-mail or name."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def get(self, id: PersoonId) -> Persoon:
        """Raises ``UnknownPersoon``."""
        return _persoon(self._row(id))

    def by_chat(self, chat_id: int) -> Persoon | None:
        row = self._session.exec(select(PersoonRow).where(PersoonRow.chat_id == chat_id)).first()
        return _persoon(row) if row is not None and row.actief else None

    def by_email(self, email: str) -> Persoon | None:
        row = self._session.exec(select(PersoonRow).where(func.lower(col(PersoonRow.email)) == email.lower())).first()
        return _persoon(row) if row is not None else None

    def all(self) -> list[Persoon]:
        """Everybody, those who left included, in the order of joining."""
        return [_persoon(row) for row in self._session.exec(select(PersoonRow).order_by(col(PersoonRow.id)))]

    def with_rol(self, rol: Rol) -> list[Persoon]:
        """The active people who have this role."""
        return [persoon for persoon in self.all() if persoon.actief and persoon.is_(rol)]

    def add(self, nieuw: NieuwPersoon) -> Persoon:
        row = PersoonRow(
            naam=nieuw.naam,
            email=nieuw.email,
            rollen=sorted(nieuw.rollen),
            organisatie=nieuw.organisatie,
            zetel=nieuw.zetel,
            gemeenten=sorted(nieuw.gemeenten),
            tafels=sorted(nieuw.tafels),
            made_at=self._now,
        )
        self._session.add(row)
        self._session.flush()
        return _persoon(row)

    def link(self, id: PersoonId, chat_id: int | None) -> Persoon:
        """From now on reached in ``chat_id``; None unlinks."""
        row = self._row(id)
        row.chat_id = chat_id
        row.linked_at = self._now if chat_id is not None else None
        row.closed_at = None
        self._session.flush()
        return _persoon(row)

    def close_channel(self, id: PersoonId, *, closed: bool) -> None:
        """Telegram does not reach this person, or does again."""
        row = self._row(id)
        row.closed_at = self._now if closed else None
        self._session.flush()

    def revoke(self, id: PersoonId) -> Persoon:
        """No access any more; what this person did stays. The address goes: nothing is sent any more, and who comes
        back starts anew.
        """
        row = self._row(id)
        row.email = None
        row.actief, row.chat_id, row.linked_at, row.revoked_at = False, None, None, self._now
        self._session.flush()
        return _persoon(row)

    def linked_at(self, id: PersoonId) -> datetime | None:
        return self._row(id).linked_at

    def _row(self, id: PersoonId) -> PersoonRow:
        row = self._session.get(PersoonRow, id)
        if row is None:
            raise UnknownPersoon
        return row


class SqlUitnodigingen:
    """One-time ways in."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add(self, persoon: PersoonId, token_hash: str, expires_at: datetime) -> Uitnodiging:
        row = UitnodigingRow(persoon_id=persoon, token_hash=token_hash, made_at=self._now, expires_at=expires_at)
        self._session.add(row)
        self._session.flush()
        return _uitnodiging(row)

    def by_hash(self, beginning: str) -> Uitnodiging | None:
        """The invitation whose hash begins so: a button carries no more than half of it."""
        row = self._session.exec(
            select(UitnodigingRow).where(col(UitnodigingRow.token_hash).startswith(beginning, autoescape=True))
        ).first()
        return _uitnodiging(row) if row is not None else None

    def use(self, id: int) -> bool:
        """Takes it; False when somebody was first."""
        done = self._session.exec(
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
        self._session.exec(
            update(UitnodigingRow)
            .where(
                col(UitnodigingRow.persoon_id) == persoon,
                col(UitnodigingRow.used_at).is_(None),
                col(UitnodigingRow.revoked_at).is_(None),
            )
            .values(revoked_at=self._now)
        )


def _persoon(row: PersoonRow) -> Persoon:
    assert row.id is not None
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


def _uitnodiging(row: UitnodigingRow) -> Uitnodiging:
    assert row.id is not None
    return Uitnodiging(row.id, PersoonId(row.persoon_id), row.token_hash, row.expires_at, row.used_at, row.revoked_at)
