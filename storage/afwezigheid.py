"""Who is away, until when, and who takes over?"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam
from sqlmodel import col, delete, select

from bot.domain.afwezigheid import Afwezigheid
from bot.domain.persoon import PersoonId
from storage.dialects import hold_table, insert_by
from storage.tables import AfwezigheidRow


def _put(insert: Any) -> Any:
    new = insert(AfwezigheidRow)
    return new.on_conflict_do_update(
        index_elements=["persoon_id"],
        set_={name: new.excluded[name] for name in ("vervanger_id", "tot", "made_at")},
    )


# Asked at most updates: built once, because building a statement takes longer than running it.
_PUT = insert_by(_put)
_IN_FORCE = (
    select(AfwezigheidRow).where(col(AfwezigheidRow.tot) >= bindparam("today")).order_by(col(AfwezigheidRow.persoon_id))
)
_END = delete(AfwezigheidRow).where(col(AfwezigheidRow.persoon_id) == bindparam("of_persoon"))


class SqlAfwezigheden:
    """At most one of each person. Few people are away at once, so all are read, once in a transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._in_force: dict[PersoonId, Afwezigheid] | None = None

    def hold(self) -> None:
        """What is read from here on stays so until this transaction ends: two at once could name each other."""
        hold_table(self._connection, AfwezigheidRow)
        self._in_force = None

    def in_force(self, today: date) -> Mapping[PersoonId, Afwezigheid]:
        """By who is away."""
        if self._in_force is None:
            rows = self._connection.execute(_IN_FORCE, {"today": today})
            self._in_force = {PersoonId(row.persoon_id): _afwezigheid(row) for row in rows}
        return self._in_force

    def put(self, afwezigheid: Afwezigheid) -> None:
        """In place of any earlier one of this person."""
        values = {
            "persoon_id": afwezigheid.persoon,
            "vervanger_id": afwezigheid.vervanger,
            "tot": afwezigheid.tot,
            "made_at": self._now,
        }
        self._connection.execute(_PUT(self._connection), values)
        self._in_force = None

    def end(self, persoon: PersoonId) -> None:
        self._connection.execute(_END, {"of_persoon": persoon})
        self._in_force = None


def _afwezigheid(row: Any) -> Afwezigheid:
    return Afwezigheid(PersoonId(row.persoon_id), PersoonId(row.vervanger_id), row.tot)
