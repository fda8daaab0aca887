"""How are dialogues, the region, leases, small settings and the audit trail kept?"""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from bot.domain.gesprek import Gesprek, Over
from bot.domain.persoon import Persoon, PersoonId
from storage.tables import AuditRow, GesprekRow, InstellingRow, LeaseRow, RegioRow


class SqlGesprekken:
    """The dialogue of each person: at most one."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def get(self, persoon: PersoonId) -> Gesprek | None:
        row = self._session.get(GesprekRow, persoon)
        if row is None:
            return None
        return Gesprek(
            PersoonId(row.persoon_id),
            Over(row.over),
            row.vraag,
            row.nonce,
            row.nummer,
            tuple(row.opties),
            dict(row.gegevens),
        )

    def save(self, gesprek: Gesprek) -> None:
        """In place of any earlier dialogue of this person."""
        row = self._session.get(GesprekRow, gesprek.persoon)
        values: dict[str, Any] = {
            "over": gesprek.over,
            "vraag": gesprek.vraag,
            "nonce": gesprek.nonce,
            "nummer": gesprek.nummer,
            "opties": list(gesprek.opties),
            "gegevens": gesprek.gegevens,
            "changed_at": self._now,
        }
        if row is None:
            self._session.add(GesprekRow(persoon_id=gesprek.persoon, **values))
        else:
            for name, value in values.items():
                setattr(row, name, value)
        self._session.flush()

    def end(self, persoon: PersoonId) -> bool:
        """False when there was none."""
        row = self._session.get(GesprekRow, persoon)
        if row is not None:
            self._session.delete(row)
            self._session.flush()
        return row is not None


class SqlRegios:
    """The region document in force."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def revision(self) -> int:
        """0 when none has been loaded."""
        return self._session.exec(select(RegioRow.revision)).first() or 0

    def document(self) -> dict[str, Any] | None:
        row = self._session.exec(select(RegioRow)).first()
        return row.document if row is not None else None

    def save(self, document: dict[str, Any]) -> None:
        row = self._session.exec(select(RegioRow)).first()
        if row is None:
            self._session.add(RegioRow(id=1, revision=1, document=document, loaded_at=self._now))
        else:
            row.document, row.revision, row.loaded_at = document, row.revision + 1, self._now
        self._session.flush()


class SqlInstellingen:
    """Small facts of this deployment."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, sleutel: str) -> str | None:
        row = self._session.get(InstellingRow, sleutel)
        return row.waarde if row is not None else None

    def set(self, sleutel: str, waarde: str) -> None:
        self._session.merge(InstellingRow(sleutel=sleutel, waarde=waarde))
        self._session.flush()


class SqlLeases:
    """Which process may do what alone. All in real time."""

    def __init__(self, session: Session, real_now: datetime, owner: str) -> None:
        self._session = session
        self._real_now = real_now
        self._owner = owner

    def take(self, naam: str, seconds: float) -> bool:
        """Ours for so many seconds from now; False while another process holds it."""
        row = self._row(naam)
        held = row.until is not None and row.until > self._real_now and row.owner != self._owner
        if not held:
            row.owner, row.until = self._owner, self._real_now + timedelta(seconds=seconds)
            self._session.flush()
        return not held

    def release(self, naam: str) -> None:
        row = self._row(naam)
        if row.owner == self._owner:
            row.owner = row.until = None
            self._session.flush()

    def pause(self, naam: str, seconds: float) -> None:
        """Telegram asked for silence: nobody sends until then."""
        row = self._row(naam)
        until = self._real_now + timedelta(seconds=seconds)
        row.paused_until = max(row.paused_until, until) if row.paused_until else until
        self._session.flush()

    def paused_for(self, naam: str) -> float:
        """Seconds of silence that are left; 0 when none."""
        until = self._session.exec(select(LeaseRow.paused_until).where(LeaseRow.naam == naam)).first()
        return max(0.0, (until - self._real_now).total_seconds()) if until else 0.0

    def _row(self, naam: str) -> LeaseRow:
        row = self._session.exec(select(LeaseRow).where(LeaseRow.naam == naam).with_for_update()).first()
        if row is None:
            row = LeaseRow(naam=naam)
            self._session.add(row)
            self._session.flush()
        return row


class SqlAudit:
    """Who did what when; only ever added to."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def record(self, daad: str, object: str, door: Persoon | None = None, uitkomst: str = "gedaan") -> None:
        """``object`` is an id or a reference, never a text."""
        self._session.add(
            AuditRow(
                at=self._now,
                persoon_id=door.id if door else None,
                rollen=",".join(sorted(door.rollen)) if door else "",
                daad=daad,
                object=object,
                uitkomst=uitkomst,
            )
        )
