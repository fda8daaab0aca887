"""Whose work as a makelaar goes to whom, and when does who want the morning message?"""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, bindparam
from sqlmodel import col, delete, select

from bot.domain.overdracht import Overdracht
from bot.domain.persoon import PersoonId
from storage.dialects import hold_table, insert_by
from storage.tables import OchtendRow, OverdrachtRow


def _put(insert: Any) -> Any:
    new = insert(OverdrachtRow)
    fields = ("vervanger_id", "vanaf", "tot", "made_at")
    return new.on_conflict_do_update(index_elements=["persoon_id"], set_={name: new.excluded[name] for name in fields})


def _put_om(insert: Any) -> Any:
    new = insert(OchtendRow)
    return new.on_conflict_do_update(index_elements=["persoon_id"], set_={"om": new.excluded.om})


def _put_gepland(insert: Any) -> Any:
    new = insert(OchtendRow)
    return new.on_conflict_do_update(index_elements=["persoon_id"], set_={"gepland_on": new.excluded.gepland_on})


# Asked at most updates: built once, because building a statement takes longer than running it.
_PUT, _PUT_OM, _PUT_GEPLAND = insert_by(_put), insert_by(_put_om), insert_by(_put_gepland)
_NOT_OVER = (
    select(OverdrachtRow).where(col(OverdrachtRow.tot) >= bindparam("today")).order_by(col(OverdrachtRow.persoon_id))
)
_END = delete(OverdrachtRow).where(col(OverdrachtRow.persoon_id) == bindparam("of_persoon"))
_OM = select(OchtendRow)


class SqlOverdrachten:
    """At most one of each makelaar. There are few, so all that are not over are read, once in a transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._not_over: list[Overdracht] | None = None

    def hold(self) -> None:
        """What is read from here on stays so until this transaction ends: two at once could form a chain."""
        hold_table(self._connection, OverdrachtRow)
        self._not_over = None

    def not_over(self, today: date) -> list[Overdracht]:
        """Those in force and those to come."""
        if self._not_over is None:
            rows = self._connection.execute(_NOT_OVER, {"today": today})
            self._not_over = [_overdracht(row) for row in rows]
        return self._not_over

    def put(self, overdracht: Overdracht) -> None:
        """In place of any earlier one of this makelaar."""
        values = {
            "persoon_id": overdracht.van,
            "vervanger_id": overdracht.aan,
            "vanaf": overdracht.vanaf,
            "tot": overdracht.tot,
            "made_at": self._now,
        }
        self._connection.execute(_PUT(self._connection), values)
        self._not_over = None

    def end(self, van: PersoonId) -> None:
        self._connection.execute(_END, {"of_persoon": van})
        self._not_over = None


class SqlOchtenden:
    """The morning message of each makelaar. There are few, so all are read, once in a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._wishes: dict[PersoonId, tuple[time | None, date | None]] | None = None

    def wishes(self, personen: Collection[PersoonId]) -> dict[PersoonId, tuple[time | None, date | None]]:
        """The own hour, and the day for which it was last thought about; of who has neither nothing."""
        if self._wishes is None:
            rows = self._connection.execute(_OM)
            self._wishes = {PersoonId(row.persoon_id): (row.om, row.gepland_on) for row in rows}
        return {persoon: self._wishes[persoon] for persoon in personen if persoon in self._wishes}

    def wish(self, persoon: PersoonId, om: time | None) -> None:
        """From now on at this hour; None for that of the house."""
        self._connection.execute(_PUT_OM(self._connection), {"persoon_id": persoon, "om": om})
        self._wishes = None

    def planned(self, persoon: PersoonId, on: date) -> None:
        """This morning has been thought about."""
        self._connection.execute(_PUT_GEPLAND(self._connection), {"persoon_id": persoon, "gepland_on": on})
        self._wishes = None


def _overdracht(row: Any) -> Overdracht:
    return Overdracht(PersoonId(row.persoon_id), PersoonId(row.vervanger_id), row.vanaf, row.tot)
