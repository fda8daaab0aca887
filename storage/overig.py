"""How are dialogues, the region, leases and small settings kept?"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert
from sqlmodel import col, delete, select, update

from bot.domain.gesprek import Gesprek, Over
from bot.domain.persoon import PersoonId
from storage.dialects import insert_by
from storage.tables import GesprekRow, InstellingRow, LeaseRow, RegioRow


def _put_gesprek(insert: Any) -> Any:
    new = insert(GesprekRow)
    fields = ("over", "vraag", "nonce", "nummer", "opties", "gegevens", "changed_at")
    return new.on_conflict_do_update(
        index_elements=["persoon_id"], set_={field: new.excluded[field] for field in fields}
    )


def _put_instelling(insert: Any) -> Any:
    new = insert(InstellingRow)
    return new.on_conflict_do_update(index_elements=["sleutel"], set_={"waarde": new.excluded.waarde})


# Run at most updates: built once, because building a statement takes longer than running it.
_GESPREK = select(GesprekRow).where(col(GesprekRow.persoon_id) == bindparam("persoon"))
_PUT_GESPREK = insert_by(_put_gesprek)
_PUT_INSTELLING = insert_by(_put_instelling)
_REVISION = select(col(RegioRow.revision), col(RegioRow.loaded_at))
_PAUSED = select(col(LeaseRow.paused_until)).where(col(LeaseRow.naam) == bindparam("naam"))
_LEASE = select(LeaseRow).where(col(LeaseRow.naam) == bindparam("naam")).with_for_update()
_ADD_LEASE = insert_by(lambda insert: insert(LeaseRow).on_conflict_do_nothing(index_elements=["naam"]))
_SET_LEASE = update(LeaseRow).where(col(LeaseRow.naam) == bindparam("of_naam"))


class SqlGesprekken:
    """The dialogue of each person: at most one."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def get(self, persoon: PersoonId) -> Gesprek | None:
        row = self._connection.execute(_GESPREK, {"persoon": persoon}).first()
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
        values: dict[str, Any] = {
            "persoon_id": gesprek.persoon,
            "over": gesprek.over,
            "vraag": gesprek.vraag,
            "nonce": gesprek.nonce,
            "nummer": gesprek.nummer,
            "opties": list(gesprek.opties),
            "gegevens": gesprek.gegevens,
            "changed_at": self._now,
        }
        self._connection.execute(_PUT_GESPREK(self._connection), values)

    def end(self, persoon: PersoonId) -> bool:
        """False when there was none."""
        gone = self._connection.execute(delete(GesprekRow).where(col(GesprekRow.persoon_id) == persoon))
        return gone.rowcount == 1


class SqlRegios:
    """The region document in force."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def revision(self) -> int:
        """0 when none has been loaded."""
        return self._connection.execute(_REVISION).scalar() or 0

    def version(self) -> tuple[int, datetime] | None:
        """Another one for each document, also when loading it was undone; None when none has been loaded."""
        row = self._connection.execute(_REVISION).first()
        return (row.revision, row.loaded_at) if row is not None else None

    def document(self) -> dict[str, Any] | None:
        return self._connection.execute(select(col(RegioRow.document))).scalar()

    def save(self, document: dict[str, Any]) -> None:
        values = {"document": document, "loaded_at": self._now}
        revision = self.revision()
        if revision:
            self._connection.execute(update(RegioRow).values(**values, revision=revision + 1))
        else:
            self._connection.execute(insert(RegioRow).values(**values, id=1, revision=1))


class SqlInstellingen:
    """Small facts of this deployment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, sleutel: str) -> str | None:
        query = select(col(InstellingRow.waarde)).where(col(InstellingRow.sleutel) == sleutel)
        return self._connection.execute(query).scalar()

    def hold(self, sleutel: str) -> None:
        """Who else holds it waits until this transaction ends. Nobody does while it was never set."""
        query = select(col(InstellingRow.sleutel)).where(col(InstellingRow.sleutel) == sleutel)
        self._connection.execute(query.with_for_update())

    def set(self, sleutel: str, waarde: str) -> None:
        self._connection.execute(_PUT_INSTELLING(self._connection), {"sleutel": sleutel, "waarde": waarde})


class SqlLeases:
    """Which process may do what alone. All in real time."""

    def __init__(self, connection: Connection, real_now: datetime, owner: str) -> None:
        self._connection = connection
        self._real_now = real_now
        self._owner = owner

    def take(self, naam: str, seconds: float) -> bool:
        """Ours for so many seconds from now; False while another process holds it.

        A lease much longer than that dates from before the machine's clock was put back: nobody holds it.
        """
        row = self._row(naam)
        left = (row.until - self._real_now).total_seconds() if row.until is not None else 0
        held = 0 < left <= 2 * seconds and row.owner != self._owner
        if not held:
            self._set(naam, owner=self._owner, until=self._real_now + timedelta(seconds=seconds))
        return not held

    def release(self, naam: str) -> None:
        if self._row(naam).owner == self._owner:
            self._set(naam, owner=None, until=None)

    def pause(self, naam: str, seconds: float) -> None:
        """Telegram asked for silence: nobody sends until then."""
        until = self._real_now + timedelta(seconds=seconds)
        before = self._row(naam).paused_until
        self._set(naam, paused_until=max(before, until) if before else until)

    def paused_for(self, naam: str) -> float:
        """Seconds of silence that are left; 0 when none."""
        until = self._connection.execute(_PAUSED, {"naam": naam}).scalar()
        return max(0.0, (until - self._real_now).total_seconds()) if until else 0.0

    def _row(self, naam: str) -> Row[Any]:
        """Held until this transaction ends."""
        row = self._connection.execute(_LEASE, {"naam": naam}).first()
        if row is None:
            self._connection.execute(_ADD_LEASE(self._connection), {"naam": naam})
            row = self._connection.execute(_LEASE, {"naam": naam}).one()
        return row

    def _set(self, naam: str, **values: Any) -> None:
        self._connection.execute(_SET_LEASE, {"of_naam": naam, **values})
