"""How are casussen and their afspraken kept?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, text
from sqlmodel import and_, col, or_, select, union, update

from bot.domain.afspraak import Afspraak, AfspraakId, Staat
from bot.domain.casus import Casus
from bot.domain.errors import Conflict, UnknownAfspraak, UnknownCasus
from bot.domain.persoon import PersoonId
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from storage.tables import OPEN, SILENT, AfspraakRow, CasusRow

BATCH = 500

# Asked at most updates: built once, because building a statement takes longer than running it.
_CASUS = select(CasusRow).where(col(CasusRow.referentie) == bindparam("referentie"))
_HELD = _CASUS.with_for_update()
_CASUS_OF = select(CasusRow).join(AfspraakRow).where(col(AfspraakRow.id) == bindparam("id"))
_AFSPRAAK = select(AfspraakRow).where(col(AfspraakRow.id) == bindparam("id"))
_OPEN_OF = (
    select(AfspraakRow)
    .where(col(AfspraakRow.actiehouder_id) == bindparam("actiehouder"), col(AfspraakRow.staat) == Staat.OPEN)
    .order_by(col(AfspraakRow.deadline), col(AfspraakRow.id))
)
_OF_CASUS = (
    select(AfspraakRow)
    .where(col(AfspraakRow.casus) == bindparam("casus"))
    .order_by(col(AfspraakRow.deadline), col(AfspraakRow.id))
)
_CLOSE = update(CasusRow).where(
    col(CasusRow.referentie) == bindparam("of_referentie"), col(CasusRow.closed_at).is_(None)
)
_SAVE = update(AfspraakRow).where(
    col(AfspraakRow.id) == bindparam("of_id"), col(AfspraakRow.version) == bindparam("of_version")
)
_DUE_AGAIN = update(AfspraakRow).where(col(AfspraakRow.id) == bindparam("of_id"))


class SqlCasussen:
    """Cases by their reference. What was asked once in a transaction is not asked again, unless it is changed here:
    not what does not exist either, so that this takes no other time than what is somebody else's.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[Referentie, Casus | None] = {}

    def get(self, referentie: Referentie) -> Casus:
        """Raises ``UnknownCasus``."""
        casus = self.find(referentie)
        if casus is None:
            raise UnknownCasus
        return casus

    def find(self, referentie: Referentie) -> Casus | None:
        if referentie not in self._known:
            row = self._connection.execute(_CASUS, {"referentie": referentie}).first()
            self._known[referentie] = _casus(row) if row is not None else None
        return self._known[referentie]

    def of_afspraak(self, id: AfspraakId) -> Casus | None:
        row = self._connection.execute(_CASUS_OF, {"id": id}).first()
        if row is None:
            return None
        return self._known.setdefault(Referentie(row.referentie), _casus(row))

    def hold(self, referentie: Referentie) -> Casus:
        """As it is now, and nobody else closes it before this transaction ends. Raises ``UnknownCasus``."""
        self._known.pop(referentie, None)
        row = self._connection.execute(_HELD, {"referentie": referentie}).first()
        if row is None:
            raise UnknownCasus
        return _casus(row)

    def exists(self, referentie: Referentie) -> bool:
        return self._connection.execute(_CASUS, {"referentie": referentie}).first() is not None

    def add(self, casus: Casus) -> None:
        self._connection.execute(
            insert(CasusRow).values(
                referentie=casus.referentie,
                gemeente=casus.gemeente,
                tafel=casus.tafel,
                made_by=casus.made_by,
                made_at=casus.made_at,
            )
        )
        self._known.pop(casus.referentie, None)

    def close(self, referentie: Referentie, at: datetime) -> None:
        """From ``at`` nothing new is logged on it, and its term begins. A casus that is closed stays as it was."""
        self._connection.execute(_CLOSE, {"of_referentie": referentie, "closed_at": at})
        self._known.pop(referentie, None)

    def recent(self, made_by: PersoonId, gemeenten: Collection[str], limit: int) -> list[Casus]:
        """The newest open casussen of these gemeenten or made by this person, newest first."""
        query = (
            select(CasusRow)
            .where(or_(col(CasusRow.gemeente).in_(gemeenten), col(CasusRow.made_by) == made_by))
            .where(col(CasusRow.closed_at).is_(None))
            .order_by(col(CasusRow.made_at).desc(), col(CasusRow.referentie))
            .limit(limit)
        )
        return [_casus(row) for row in self._connection.execute(query)]

    def uses(self) -> tuple[set[str], set[str]]:
        """The gemeenten and the casustafels that a casus refers to."""
        gemeenten = self._connection.scalars(select(CasusRow.gemeente).distinct())
        tafels = self._connection.scalars(select(CasusRow.tafel).distinct())
        return set(gemeenten), {*tafels, *self._connection.scalars(select(AfspraakRow.tafel).distinct())}


class SqlAfspraken:
    """Afspraken, and the day on which something about them falls due."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[AfspraakId, Any] = {}
        """Rows as this transaction knows them; None for what does not exist."""

    def get(self, id: AfspraakId) -> Afspraak:
        """Raises ``UnknownAfspraak``."""
        return _afspraak(self._row(id))

    def find(self, id: AfspraakId) -> Afspraak | None:
        row = self._find(id)
        return _afspraak(row) if row is not None else None

    def add(self, afspraak: Afspraak, bron: str, next_due_on: date | None) -> Afspraak:
        """``bron`` is unique to what it came from, so that the same card cannot be logged twice."""
        added = insert(AfspraakRow).values(
            casus=afspraak.casus,
            tafel=afspraak.tafel,
            actie=str(afspraak.actie),
            actiehouder_id=afspraak.actiehouder,
            made_by=afspraak.made_by,
            made_at=afspraak.made_at,
            made_on=afspraak.made_on,
            deadline=afspraak.deadline,
            staat=afspraak.staat,
            bron=bron,
            next_due_on=next_due_on,
            version=1,
        )
        id = self._connection.execute(added.returning(col(AfspraakRow.id))).scalar_one()
        assert id is not None
        self._known.pop(AfspraakId(id), None)
        return self.get(AfspraakId(id))

    def save(self, afspraak: Afspraak, next_due_on: date | None) -> None:
        """Raises ``Conflict`` when somebody else changed it since it was read."""
        values = {
            "staat": afspraak.staat,
            "deadline": afspraak.deadline,
            "actiehouder_id": afspraak.actiehouder,
            "bezig_at": afspraak.bezig_at,
            "gedaan_at": afspraak.gedaan_at,
            "next_due_on": next_due_on,
            "version": afspraak.version + 1,
        }
        which = {"of_id": afspraak.id, "of_version": afspraak.version}
        if self._connection.execute(_SAVE, {**which, **values}).rowcount != 1:
            raise Conflict
        self._known.pop(afspraak.id, None)

    def next_due_on(self, id: AfspraakId) -> date | None:
        """Raises ``UnknownAfspraak``."""
        on: date | None = self._row(id).next_due_on
        return on

    def due_again(self, id: AfspraakId, on: date | None) -> None:
        """Plans the next day on which something falls due; changes nothing else."""
        self._connection.execute(_DUE_AGAIN, {"of_id": id, "next_due_on": on})
        self._known.pop(id, None)

    def due(self, today: date) -> list[AfspraakId]:
        """About which something falls due by ``today``, in order of id."""
        query = select(AfspraakRow.id).where(col(AfspraakRow.next_due_on) <= today)
        return sorted(AfspraakId(id) for id in self._connection.scalars(query))

    def take_due(self, ids: Sequence[AfspraakId], today: date) -> list[Afspraak]:
        """Those of ``ids`` that are still due, in order of id.

        Locked where the database can, so that two processes do not plan the same ones.
        """
        query = (
            select(AfspraakRow)
            .where(col(AfspraakRow.id).in_(ids), col(AfspraakRow.next_due_on) <= today)
            .order_by(col(AfspraakRow.id))
            .with_for_update(skip_locked=True)
        )
        return self._read(query)

    def open_of(self, actiehouder: PersoonId) -> list[Afspraak]:
        """Not done yet, the nearest deadline first."""
        return self._read(_OPEN_OF, {"actiehouder": actiehouder})

    def of_casus(self, casus: Referentie) -> list[Afspraak]:
        """All of this casus, the nearest deadline first."""
        return self._read(_OF_CASUS, {"casus": casus})

    def answered_since(self, actiehouder: PersoonId, since: datetime) -> list[Afspraak]:
        """What this actiehouder answered (Gedaan or Bezig) at ``since`` or later."""
        query = select(AfspraakRow).where(
            AfspraakRow.actiehouder_id == actiehouder,
            or_(col(AfspraakRow.gedaan_at) >= since, col(AfspraakRow.bezig_at) >= since),
        )
        return [_afspraak(row) for row in self._connection.execute(query)]

    def needing_attention(
        self,
        makelaar: PersoonId,
        gemeenten: Collection[str],
        makelaars: Mapping[PersoonId, Collection[str]],
        today: date,
        soon: date,
    ) -> list[Afspraak]:
        """What of this makelaar is open and due by ``today``, or without any sign from the actiehouder when it was
        made before today or is due by ``soon``; the nearest deadline first.

        ``makelaars`` are all makelaars with their gemeenten. A makelaar watches the own gemeenten; and of a gemeente
        that nobody has what was made by this makelaar, or by nobody who is one still.
        """
        assigned = {gemeente for theirs in makelaars.values() for gemeente in theirs}
        maker = col(CasusRow.made_by)
        watched = or_(
            col(CasusRow.gemeente).in_(gemeenten),
            and_(
                col(CasusRow.gemeente).not_in(assigned),
                or_(maker == makelaar, maker.not_in(makelaars)),
            ),
        )
        candidates = union(
            _matching(OPEN, col(AfspraakRow.deadline) <= today),
            _matching(SILENT, col(AfspraakRow.made_on) < today),
            _matching(f"{OPEN} AND bezig_at IS NULL", col(AfspraakRow.deadline) <= soon),
        )
        # Their ids first: PostgreSQL takes the few that they are for a quarter of the table, and would read all of it.
        ids = list(self._connection.scalars(candidates))
        found = []
        for start in range(0, len(ids), BATCH):
            batch = col(AfspraakRow.id).in_(ids[start : start + BATCH])
            query = select(AfspraakRow).join(CasusRow, col(AfspraakRow.casus) == col(CasusRow.referentie))
            found += self._read(query.where(batch, watched))
        return sorted(found, key=lambda afspraak: (afspraak.deadline, afspraak.id))

    def all_open(self) -> list[Afspraak]:
        """Every open afspraak, in order of id."""
        query = select(AfspraakRow).where(AfspraakRow.staat == Staat.OPEN).order_by(col(AfspraakRow.id))
        return self._read(query)

    def _read(self, query: Any, values: dict[str, Any] | None = None) -> list[Afspraak]:
        rows = self._connection.execute(query, values).all()
        self._known.update((AfspraakId(row.id), row) for row in rows)
        return [_afspraak(row) for row in rows]

    def _row(self, id: AfspraakId) -> Any:
        row = self._find(id)
        if row is None:
            raise UnknownAfspraak
        return row

    def _find(self, id: AfspraakId) -> Any:
        if id not in self._known:
            self._known[id] = self._connection.execute(_AFSPRAAK, {"id": id}).first()
        return self._known[id]


def _matching(where: str, condition: ColumnElement[bool]) -> Any:
    """Ids by a partial index: said in its words, so that either database uses it."""
    return select(AfspraakRow.id).where(text(where), condition)


def _casus(row: Any) -> Casus:
    made_by = PersoonId(row.made_by)
    return Casus(Referentie(row.referentie), row.gemeente, row.tafel, made_by, row.made_at, row.closed_at)


def _afspraak(row: Any) -> Afspraak:
    return Afspraak(
        id=AfspraakId(row.id),
        casus=Referentie(row.casus),
        tafel=row.tafel,
        actie=SafeText(row.actie),
        actiehouder=PersoonId(row.actiehouder_id),
        made_by=PersoonId(row.made_by),
        made_at=row.made_at,
        made_on=row.made_on,
        deadline=row.deadline,
        staat=Staat(row.staat),
        bezig_at=row.bezig_at,
        gedaan_at=row.gedaan_at,
        version=row.version,
    )
