"""How is the audit trail kept? Only ever added to; sealed once, and dropped from its beginning."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, text
from sqlmodel import col, delete, select, update

from bot.domain.audit import Merk, Regel, Soort, check_record
from bot.domain.persoon import Persoon, PersoonId
from storage.dialects import insert_by
from storage.tables import AuditMerkRow, AuditRow


def _put_merk(insert: Any) -> Any:
    new = insert(AuditMerkRow)
    fields = ("nummer", "zegel", "at", "handtekening")
    return new.on_conflict_do_update(index_elements=["soort"], set_={field: new.excluded[field] for field in fields})


_NUMMER = col(AuditRow.nummer)
_ADD = insert(AuditRow)
_UNSEALED = select(AuditRow).where(_NUMMER.is_(None)).order_by(col(AuditRow.id)).limit(bindparam("most"))
_SEAL = (
    update(AuditRow)
    .where(col(AuditRow.id) == bindparam("of_id"))
    .values(nummer=bindparam("als_nummer"), zegel=bindparam("met_zegel"))
)
_FIRST_SEALED = select(AuditRow).where(_NUMMER.is_not(None)).order_by(_NUMMER).limit(bindparam("most"))
_SEALED = _FIRST_SEALED.where(bindparam("after") < _NUMMER)
_COUNT_SEALED = select(func.count()).select_from(AuditRow).where(_NUMMER.is_not(None))
_COUNT_UNSEALED = select(func.count()).select_from(AuditRow).where(_NUMMER.is_(None))
_DROP = delete(AuditRow).where(bindparam("upto") >= _NUMMER)
_LINES = select(AuditRow).where(col(AuditRow.id) > bindparam("after")).order_by(col(AuditRow.id))
_MERK = select(AuditMerkRow).where(col(AuditMerkRow.soort) == bindparam("of_soort"))
_HOLD = _MERK.with_for_update()
_PUT_MERK = insert_by(_put_merk)
_ADD_MERK = insert_by(
    lambda insert: (
        insert(AuditMerkRow).on_conflict_do_nothing(index_elements=["soort"]).returning(col(AuditMerkRow.soort))
    )
)


class SqlAudit:
    """Who did or saw what when, and the chain that keeps it whole."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def record(self, daad: str, object: str, door: Persoon | None = None, uitkomst: str = "gedaan") -> None:
        """``object`` names a thing by its id, reference or key. Raises ``ValueError`` for what could be a text."""
        check_record(daad, object, uitkomst)
        self._connection.execute(
            _ADD,
            {
                "at": self._now,
                "persoon_id": door.id if door else None,
                "rollen": ",".join(sorted(door.rollen)) if door else "",
                "daad": daad,
                "object": object,
                "uitkomst": uitkomst,
            },
        )

    def unsealed(self, most: int) -> list[Regel]:
        return [_regel(row) for row in self._connection.execute(_UNSEALED, {"most": most})]

    def seal(self, regels: Sequence[Regel]) -> None:
        """Each of these has its number and seal."""
        values = [{"of_id": regel.id, "als_nummer": regel.nummer, "met_zegel": regel.zegel} for regel in regels]
        self._connection.execute(_SEAL, values)

    def sealed(self, after: int | None, most: int) -> list[Regel]:
        """By number; from the lowest one there is when ``after`` is None."""
        if after is None:
            return [_regel(row) for row in self._connection.execute(_FIRST_SEALED, {"most": most})]
        return [_regel(row) for row in self._connection.execute(_SEALED, {"after": after, "most": most})]

    def count(self, *, sealed: bool) -> int:
        return self._connection.execute(_COUNT_SEALED if sealed else _COUNT_UNSEALED).scalar_one()

    def lines(self, after: int, since: datetime | None, until: datetime | None, most: int) -> list[Regel]:
        """Sealed or not, by id: from ``since``, and before ``until``."""
        query = _LINES
        if since is not None:
            query = query.where(col(AuditRow.at) >= since)
        if until is not None:
            query = query.where(col(AuditRow.at) < until)
        return [_regel(row) for row in self._connection.execute(query.limit(most), {"after": after})]

    def drop(self, upto: int) -> int:
        return self._connection.execute(_DROP, {"upto": upto}).rowcount

    def merk(self, soort: Soort) -> Merk | None:
        return _merk(self._connection.execute(_MERK, {"of_soort": soort}).first())

    def hold_head(self) -> Merk | None:
        """The head, which nobody else can move until this transaction ends."""
        return _merk(self._connection.execute(_HOLD, {"of_soort": Soort.KOP}).first())

    def mark(self, merk: Merk) -> None:
        self._connection.execute(_PUT_MERK(self._connection), _values(merk))

    def mark_first(self, merk: Merk) -> bool:
        """False when another process was first."""
        return self._connection.execute(_ADD_MERK(self._connection), _values(merk)).first() is not None

    def hold_still(self) -> None:
        """From here on this transaction sees one moment of the trail, however long it looks. Its first statement.

        A read of SQLite does so by itself.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def _regel(row: Row[Any]) -> Regel:
    return Regel(
        row.id,
        row.at,
        PersoonId(row.persoon_id) if row.persoon_id is not None else None,
        row.rollen,
        row.daad,
        row.object,
        row.uitkomst,
        row.nummer,
        row.zegel,
    )


def _merk(row: Row[Any] | None) -> Merk | None:
    return Merk(Soort(row.soort), row.nummer, row.zegel, row.at, row.handtekening) if row is not None else None


def _values(merk: Merk) -> dict[str, Any]:
    return {
        "soort": merk.soort,
        "nummer": merk.nummer,
        "zegel": merk.zegel,
        "at": merk.at,
        "handtekening": merk.handtekening,
    }
