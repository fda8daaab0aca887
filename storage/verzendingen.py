"""How is kept what is to go out together, and what each was last told of an agenda?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, text
from sqlmodel import col, select, update

from bot.domain.bijeenkomst import BijeenkomstId
from bot.domain.persoon import PersoonId
from bot.domain.verzending import Soort, Stand, Verzending, VerzendingId
from storage.dialects import insert_by
from storage.tables import WAITS, OntvangenRow, VerzendingRow, WerkpuntRow


def _put_received(insert: Any) -> Any:
    new = insert(OntvangenRow)
    return new.on_conflict_do_update(
        index_elements=["bijeenkomst_id", "persoon_id"],
        set_={
            **{name: new.excluded[name] for name in ("inhoud", "at")},
            "keer": col(OntvangenRow.keer) + 1,
        },
    )


_PUT_RECEIVED = insert_by(_put_received)
_RECEIVED = (
    select(OntvangenRow)
    .where(col(OntvangenRow.bijeenkomst_id) == bindparam("bijeenkomst"))
    .order_by(col(OntvangenRow.persoon_id))
)
_TOLD_TO = select(col(OntvangenRow.inhoud)).where(
    col(OntvangenRow.bijeenkomst_id) == bindparam("bijeenkomst"), col(OntvangenRow.persoon_id) == bindparam("persoon")
)
_WHEN_TOLD = select(col(OntvangenRow.keer), col(OntvangenRow.at)).where(
    col(OntvangenRow.bijeenkomst_id) == bindparam("bijeenkomst"), col(OntvangenRow.persoon_id) == bindparam("persoon")
)
_RECEIVED_BY = select(col(OntvangenRow.bijeenkomst_id)).where(col(OntvangenRow.persoon_id) == bindparam("persoon"))
_FORGET = delete(OntvangenRow).where(
    col(OntvangenRow.bijeenkomst_id) == bindparam("of_bijeenkomst"), col(OntvangenRow.persoon_id) == bindparam("of")
)
_ADD_SENDING = insert(VerzendingRow)
_SENDING = select(VerzendingRow).where(col(VerzendingRow.id) == bindparam("id"))
_SENDING_HELD = _SENDING.with_for_update()
_WAITING = (
    select(VerzendingRow)
    .where(
        text(WAITS),
        col(VerzendingRow.bijeenkomst_id) == bindparam("bijeenkomst"),
        col(VerzendingRow.soort) == bindparam("soort"),
    )
    .order_by(col(VerzendingRow.id))
)
_LAST = (
    select(VerzendingRow)
    .where(
        col(VerzendingRow.bijeenkomst_id) == bindparam("bijeenkomst"), col(VerzendingRow.soort) == bindparam("soort")
    )
    .order_by(col(VerzendingRow.id).desc())
    .limit(1)
)
_DUE = (
    select(col(VerzendingRow.id)).where(text(WAITS), col(VerzendingRow.due_at) <= bindparam("now")).order_by("due_at")
)
_SET_SENDING = update(VerzendingRow).where(
    col(VerzendingRow.id) == bindparam("of_id"), col(VerzendingRow.staat) == Stand.WACHT
)
_DONE = select(WerkpuntRow).where(col(WerkpuntRow.bijeenkomst_id) == bindparam("bijeenkomst"))
_TICK = insert_by(lambda insert: insert(WerkpuntRow).on_conflict_do_nothing())
_UNTICK = delete(WerkpuntRow).where(
    col(WerkpuntRow.bijeenkomst_id) == bindparam("of_bijeenkomst"), col(WerkpuntRow.sleutel) == bindparam("of_sleutel")
)


class SqlVerzendingen:
    """What is to go out together, and what each was last told of an agenda."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, bijeenkomst: BijeenkomstId, soort: Soort, door: PersoonId, due_at: datetime) -> Verzending:
        values = {
            "bijeenkomst_id": bijeenkomst,
            "soort": soort,
            "made_by": door,
            "made_at": self._now,
            "due_at": due_at,
            "staat": Stand.WACHT,
        }
        added = _ADD_SENDING.values(**values).returning(col(VerzendingRow.id))
        return self._get(self._connection.execute(added).scalar_one() or 0)

    def find(self, id: VerzendingId) -> Verzending | None:
        row = self._connection.execute(_SENDING, {"id": id}).first()
        return _verzending(row) if row is not None else None

    def hold(self, id: VerzendingId) -> Verzending | None:
        """As it is now, and nobody else sends or stops it before this transaction ends."""
        row = self._connection.execute(_SENDING_HELD, {"id": id}).first()
        return _verzending(row) if row is not None else None

    def waiting(self, bijeenkomst: BijeenkomstId, soort: Soort) -> Verzending | None:
        row = self._connection.execute(_WAITING, {"bijeenkomst": bijeenkomst, "soort": soort}).first()
        return _verzending(row) if row is not None else None

    def last(self, bijeenkomst: BijeenkomstId, soort: Soort) -> Verzending | None:
        """The newest, whatever became of it."""
        row = self._connection.execute(_LAST, {"bijeenkomst": bijeenkomst, "soort": soort}).first()
        return _verzending(row) if row is not None else None

    def due(self, now: datetime) -> list[VerzendingId]:
        return [VerzendingId(id or 0) for id in self._connection.scalars(_DUE, {"now": now})]

    def end(self, id: VerzendingId, stand: Stand) -> bool:
        """False when it no longer waits: it is out, or was stopped."""
        return self._connection.execute(_SET_SENDING, {"of_id": id, "staat": stand}).rowcount == 1

    def received(self, bijeenkomst: BijeenkomstId) -> Mapping[PersoonId, dict[str, Any]]:
        """What each was last told."""
        rows = self._connection.execute(_RECEIVED, {"bijeenkomst": bijeenkomst})
        return {PersoonId(row.persoon_id): dict(row.inhoud) for row in rows}

    def told_to(self, bijeenkomst: BijeenkomstId, persoon: PersoonId) -> dict[str, Any] | None:
        """What this person was last told; None for nothing."""
        found = self._connection.scalar(_TOLD_TO, {"bijeenkomst": bijeenkomst, "persoon": persoon})
        return dict(found) if found is not None else None

    def when_told(self, bijeenkomst: BijeenkomstId, persoon: PersoonId) -> tuple[int, datetime] | None:
        """How often this person was told something of it, and when last."""
        row = self._connection.execute(_WHEN_TOLD, {"bijeenkomst": bijeenkomst, "persoon": persoon}).first()
        return (row.keer, row.at) if row is not None else None

    def received_by(self, persoon: PersoonId) -> set[BijeenkomstId]:
        """Of which bijeenkomsten this person was told anything."""
        return {BijeenkomstId(id) for id in self._connection.scalars(_RECEIVED_BY, {"persoon": persoon})}

    def note_received(self, bijeenkomst: BijeenkomstId, persoon: PersoonId, inhoud: dict[str, Any]) -> None:
        values = {"bijeenkomst_id": bijeenkomst, "persoon_id": persoon, "inhoud": inhoud, "at": self._now, "keer": 1}
        self._connection.execute(_PUT_RECEIVED(self._connection), values)

    def forget_received(self, bijeenkomst: BijeenkomstId, persoon: PersoonId) -> None:
        self._connection.execute(_FORGET, {"of_bijeenkomst": bijeenkomst, "of": persoon})

    def ticked(self, bijeenkomst: BijeenkomstId) -> Mapping[str, datetime]:
        """Which steps of the house's list were done, and when."""
        rows = self._connection.execute(_DONE, {"bijeenkomst": bijeenkomst})
        return {row.sleutel: row.gedaan_at for row in rows}

    def tick(self, bijeenkomst: BijeenkomstId, sleutel: str, door: PersoonId) -> None:
        values = {"bijeenkomst_id": bijeenkomst, "sleutel": sleutel, "gedaan_at": self._now, "made_by": door}
        self._connection.execute(_TICK(self._connection), values)

    def untick(self, bijeenkomst: BijeenkomstId, sleutel: str) -> None:
        self._connection.execute(_UNTICK, {"of_bijeenkomst": bijeenkomst, "of_sleutel": sleutel})

    def _get(self, id: int) -> Verzending:
        return _verzending(self._connection.execute(_SENDING, {"id": id}).one())


def _verzending(row: Any) -> Verzending:
    return Verzending(
        id=VerzendingId(row.id),
        bijeenkomst=BijeenkomstId(row.bijeenkomst_id),
        soort=Soort(row.soort),
        door=PersoonId(row.made_by),
        due_at=row.due_at,
        stand=Stand(row.staat),
    )
