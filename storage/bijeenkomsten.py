"""How are bijeenkomsten kept, and found by their moment?"""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, exists, insert
from sqlmodel import col, or_, select, update

from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, PuntId, Staat, UnknownBijeenkomst
from bot.domain.errors import Conflict
from bot.domain.referentie import Referentie
from storage.tables import AanwezigheidRow, AgendapuntRow, BijeenkomstRow

_ORDER = (col(BijeenkomstRow.begint), col(BijeenkomstRow.id))
_ONE = select(BijeenkomstRow).where(col(BijeenkomstRow.id) == bindparam("id"))
_HELD = _ONE.with_for_update()
_AFTER = (
    select(BijeenkomstRow)
    .where(col(BijeenkomstRow.tafel) == bindparam("tafel"), col(BijeenkomstRow.begint) >= bindparam("since"))
    .order_by(*_ORDER)
)
_BETWEEN = (
    select(BijeenkomstRow)
    .where(col(BijeenkomstRow.begint) >= bindparam("first"), col(BijeenkomstRow.begint) < bindparam("last"))
    .order_by(*_ORDER)
)
_BEGUN = (
    select(BijeenkomstRow)
    .where(
        col(BijeenkomstRow.begint) > bindparam("first"),
        col(BijeenkomstRow.begint) <= bindparam("last"),
        col(BijeenkomstRow.staat).in_([Staat.GEPLAND, Staat.BEZIG]),
    )
    .order_by(*_ORDER)
)
_PLANNED = (
    select(BijeenkomstRow)
    .where(col(BijeenkomstRow.volgens) >= bindparam("first"), col(BijeenkomstRow.volgens) <= bindparam("last"))
    .order_by(col(BijeenkomstRow.volgens), col(BijeenkomstRow.id))
)
_LAST = (
    select(BijeenkomstRow)
    .where(
        col(BijeenkomstRow.tafel) == bindparam("tafel"),
        col(BijeenkomstRow.begint) < bindparam("before"),
        col(BijeenkomstRow.staat) != Staat.AFGEZEGD,
    )
    .order_by(col(BijeenkomstRow.begint).desc(), col(BijeenkomstRow.id).desc())
    .limit(1)
)
_OF_CASUS = (
    select(BijeenkomstRow)
    .join(AgendapuntRow, col(AgendapuntRow.bijeenkomst_id) == col(BijeenkomstRow.id))
    .where(
        col(AgendapuntRow.casus) == bindparam("casus"),
        col(AgendapuntRow.weg).is_(False),
        col(BijeenkomstRow.begint) >= bindparam("since"),
    )
    .order_by(*_ORDER)
)
_WITH_UID = select(BijeenkomstRow).where(col(BijeenkomstRow.uid) == bindparam("uid"))
_OF_TAFELS = (
    select(BijeenkomstRow)
    .where(
        col(BijeenkomstRow.tafel).in_(bindparam("tafels", expanding=True)),
        col(BijeenkomstRow.begint) >= bindparam("first"),
        col(BijeenkomstRow.begint) < bindparam("last"),
    )
    .order_by(*_ORDER)
)
_ADD = insert(BijeenkomstRow)
_SAVE = update(BijeenkomstRow).where(
    col(BijeenkomstRow.id) == bindparam("of_id"), col(BijeenkomstRow.version) == bindparam("of_version")
)
_TAFELS = select(col(BijeenkomstRow.tafel)).where(
    col(BijeenkomstRow.begint) >= bindparam("since"),
    or_(
        col(BijeenkomstRow.eigen),
        col(BijeenkomstRow.agenda_at).is_not(None),
        exists().where(
            col(AanwezigheidRow.bijeenkomst_id) == col(BijeenkomstRow.id), col(AanwezigheidRow.antwoord).is_not(None)
        ),
    ),
    col(BijeenkomstRow.staat) != Staat.AFGEZEGD,
)


class SqlBijeenkomsten:
    """Each meeting is a row of its own, whatever its rhythm says later."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def get(self, id: BijeenkomstId) -> Bijeenkomst:
        """Raises ``UnknownBijeenkomst``."""
        found = self.find(id)
        if found is None:
            raise UnknownBijeenkomst
        return found

    def find(self, id: BijeenkomstId) -> Bijeenkomst | None:
        row = self._connection.execute(_ONE, {"id": id}).first()
        return _bijeenkomst(row) if row is not None else None

    def with_uid(self, uid: str) -> Bijeenkomst | None:
        row = self._connection.execute(_WITH_UID, {"uid": uid}).first()
        return _bijeenkomst(row) if row is not None else None

    def hold(self, id: BijeenkomstId) -> Bijeenkomst:
        """As it is now, and nobody else changes it or its agenda before this transaction ends. Raises
        ``UnknownBijeenkomst``.
        """
        row = self._connection.execute(_HELD, {"id": id}).first()
        if row is None:
            raise UnknownBijeenkomst
        return _bijeenkomst(row)

    def add(self, bijeenkomst: Bijeenkomst) -> Bijeenkomst:
        added = insert(BijeenkomstRow).values(**self._new(bijeenkomst)).returning(col(BijeenkomstRow.id))
        id = self._connection.execute(added).scalar_one()
        return self.get(BijeenkomstId(id or 0))

    def add_all(self, bijeenkomsten: Sequence[Bijeenkomst]) -> None:
        self._connection.execute(_ADD, [self._new(bijeenkomst) for bijeenkomst in bijeenkomsten])

    def _new(self, bijeenkomst: Bijeenkomst) -> dict[str, Any]:
        values = {"tafel": bijeenkomst.tafel, "volgens": bijeenkomst.volgens, "version": 1, **_changing(bijeenkomst)}
        return {**values, "uid": str(uuid.uuid4()), "changed_at": bijeenkomst.changed_at or self._now}

    def save(self, bijeenkomst: Bijeenkomst) -> Bijeenkomst:
        """Its next version. Raises ``Conflict`` when somebody else changed it since it was read."""
        which = {"of_id": bijeenkomst.id, "of_version": bijeenkomst.version}
        values = {**_changing(bijeenkomst), "version": bijeenkomst.version + 1}
        if self._connection.execute(_SAVE, {**which, **values}).rowcount != 1:
            raise Conflict
        return self.get(bijeenkomst.id)

    def of_tafel(self, tafel: str, since: datetime) -> list[Bijeenkomst]:
        """Those that begin at ``since`` or later, the cancelled ones too, in order."""
        rows = self._connection.execute(_AFTER, {"tafel": tafel, "since": since})
        return [_bijeenkomst(row) for row in rows]

    def between(self, first: datetime, last: datetime) -> list[Bijeenkomst]:
        """Those that begin from ``first`` until before ``last``, the cancelled ones too, in order."""
        rows = self._connection.execute(_BETWEEN, {"first": first, "last": last})
        return [_bijeenkomst(row) for row in rows]

    def of_tafels(self, tafels: Collection[str], first: datetime, last: datetime) -> list[Bijeenkomst]:
        """``between``, of these tables alone."""
        rows = self._connection.execute(_OF_TAFELS, {"tafels": list(tafels), "first": first, "last": last})
        return [_bijeenkomst(row) for row in rows]

    def planned(self, first: date, last: date) -> list[Bijeenkomst]:
        """Those that a rhythm gave for a day from ``first`` through ``last``, whenever they are now."""
        rows = self._connection.execute(_PLANNED, {"first": first, "last": last})
        return [_bijeenkomst(row) for row in rows]

    def last_before(self, tafel: str, before: datetime) -> Bijeenkomst | None:
        """The one of this table before that moment; what was cancelled does not count."""
        row = self._connection.execute(_LAST, {"tafel": tafel, "before": before}).first()
        return _bijeenkomst(row) if row is not None else None

    def of_casus(self, casus: Referentie, since: datetime) -> list[Bijeenkomst]:
        """On whose agenda this casus stands, from ``since`` on, in order."""
        rows = self._connection.execute(_OF_CASUS, {"casus": casus, "since": since})
        return [_bijeenkomst(row) for row in rows]

    def uses(self, since: datetime) -> set[str]:
        """The tables of which one to come was prepared, sent or answered."""
        return {tafel for tafel in self._connection.scalars(_TAFELS, {"since": since}) if tafel is not None}

    def under_way(self, now: datetime, longest: timedelta) -> list[Bijeenkomst]:
        """Those that have begun and are not over, by the clock or by who leads; none takes longer than ``longest``."""
        rows = self._connection.execute(_BEGUN, {"first": now - longest, "last": now})
        return [found for row in rows if now < (found := _bijeenkomst(row)).eindigt]


def _changing(bijeenkomst: Bijeenkomst) -> dict[str, Any]:
    return {
        "begint": bijeenkomst.begint,
        "duur": bijeenkomst.duur,
        "waar": bijeenkomst.waar,
        "eigen": bijeenkomst.eigen,
        "staat": bijeenkomst.staat,
        "aan_de_beurt": bijeenkomst.aan_de_beurt,
        "agenda_at": bijeenkomst.agenda_at,
        "lijst_at": bijeenkomst.lijst_at,
        "volgnummer": bijeenkomst.volgnummer,
        "changed_at": bijeenkomst.changed_at,
    }


def _bijeenkomst(row: Any) -> Bijeenkomst:
    return Bijeenkomst(
        id=BijeenkomstId(row.id),
        tafel=row.tafel,
        begint=row.begint,
        duur=row.duur,
        waar=row.waar,
        volgens=row.volgens,
        eigen=row.eigen,
        staat=Staat(row.staat),
        aan_de_beurt=PuntId(row.aan_de_beurt) if row.aan_de_beurt is not None else None,
        agenda_at=row.agenda_at,
        lijst_at=row.lijst_at,
        volgnummer=row.volgnummer,
        changed_at=row.changed_at,
        uid=row.uid,
        version=row.version,
    )
