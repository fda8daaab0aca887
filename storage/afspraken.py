"""How are afspraken kept, and found when something about them is due?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, text
from sqlmodel import and_, col, func, or_, select, true, union, update

from bot.domain.afspraak import Afspraak, AfspraakId, Staat
from bot.domain.bijeenkomst import BijeenkomstId
from bot.domain.errors import Conflict, UnknownAfspraak
from bot.domain.persoon import PersoonId
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from bot.domain.verzoek import AlsNiet, Soort, Verzoek
from storage.casussen import watched
from storage.tables import ASKED, OPEN, SILENT, VACANT, AfspraakRow, CasusRow

BATCH = 500

# Asked at most updates: built once, because building a statement takes longer than running it.
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
_OF_BIJEENKOMST = (
    select(AfspraakRow)
    .where(col(AfspraakRow.bijeenkomst_id) == bindparam("bijeenkomst"))
    .order_by(col(AfspraakRow.punt), col(AfspraakRow.id))
)
_ON_AGENDA = (
    select(AfspraakRow)
    .where(
        col(AfspraakRow.tafel) == bindparam("tafel"),
        col(AfspraakRow.agenda_op) == bindparam("day"),
        col(AfspraakRow.staat) == Staat.OPEN,
    )
    .order_by(col(AfspraakRow.id))
)
_DUE_AT = (
    select(col(AfspraakRow.casus))
    .distinct()
    .join(CasusRow, col(CasusRow.referentie) == col(AfspraakRow.casus))
    .where(
        text("afspraak.staat = 'open'"),
        col(CasusRow.tafel) == bindparam("tafel"),
        or_(col(AfspraakRow.deadline) <= bindparam("day"), col(AfspraakRow.agenda_op) == bindparam("day")),
    )
)
_ASKED_OF = (
    select(AfspraakRow)
    .where(
        col(AfspraakRow.vraag_aan) == bindparam("persoon"),
        col(AfspraakRow.vraag_soort) == Soort.OVERNAME,
        col(AfspraakRow.staat) == Staat.OPEN,
    )
    .order_by(col(AfspraakRow.deadline), col(AfspraakRow.id))
)
_VACANT_AT = (
    select(AfspraakRow)
    .where(text(VACANT), col(AfspraakRow.organisatie) == bindparam("organisatie"))
    .order_by(col(AfspraakRow.deadline), col(AfspraakRow.id))
)
_LAST_PUNT = select(func.max(AfspraakRow.punt)).where(
    col(AfspraakRow.tafel) == bindparam("tafel"), col(AfspraakRow.made_on) == bindparam("on")
)
_DUE_OF = (
    select(col(AfspraakRow.id))
    .where(
        col(AfspraakRow.actiehouder_id).in_(bindparam("actiehouders", expanding=True)),
        col(AfspraakRow.next_due_on) <= bindparam("today"),
    )
    .order_by(col(AfspraakRow.id))
)
_SAVE = update(AfspraakRow).where(
    col(AfspraakRow.id) == bindparam("of_id"), col(AfspraakRow.version) == bindparam("of_version")
)
_DUE_AGAIN = update(AfspraakRow).where(col(AfspraakRow.id) == bindparam("of_id"))


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
            made_by=afspraak.made_by,
            made_at=afspraak.made_at,
            made_on=afspraak.made_on,
            eerste_deadline=afspraak.eerste_deadline,
            punt=afspraak.punt,
            als_niet=afspraak.als_niet,
            bijeenkomst_id=afspraak.bijeenkomst,
            bron=bron,
            next_due_on=next_due_on,
            version=1,
            **_changing(afspraak),
        )
        id = self._connection.execute(added.returning(col(AfspraakRow.id))).scalar_one()
        assert id is not None
        self._known.pop(AfspraakId(id), None)
        return self.get(AfspraakId(id))

    def save(self, afspraak: Afspraak, next_due_on: date | None) -> None:
        """Raises ``Conflict`` when somebody else changed it since it was read."""
        values = {**_changing(afspraak), "next_due_on": next_due_on, "version": afspraak.version + 1}
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

    def due_of(self, actiehouders: Collection[PersoonId], today: date) -> list[AfspraakId]:
        """The same, of what these people have to do."""
        found = self._connection.scalars(_DUE_OF, {"actiehouders": list(actiehouders), "today": today})
        return [AfspraakId(id) for id in found if id is not None]

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

    def of_bijeenkomst(self, bijeenkomst: BijeenkomstId) -> list[Afspraak]:
        """What was agreed there, in the order in which it was logged."""
        return [_afspraak(row) for row in self._connection.execute(_OF_BIJEENKOMST, {"bijeenkomst": bijeenkomst})]

    def on_agenda(self, tafel: str, day: date) -> list[Afspraak]:
        """What is open and waits for that day at this table."""
        return [_afspraak(row) for row in self._connection.execute(_ON_AGENDA, {"tafel": tafel, "day": day})]

    def casussen_due(self, tafel: str, day: date) -> set[Referentie]:
        """The casussen of this table with an open afspraak that is due by ``day``, or to be talked about on it."""
        found = self._connection.scalars(_DUE_AT, {"tafel": tafel, "day": day})
        return {Referentie(casus) for casus in found}

    def answered_since(self, persoon: PersoonId, since: datetime) -> list[Afspraak]:
        """What this person answered, or asked about, at ``since`` or later."""
        held = and_(
            col(AfspraakRow.actiehouder_id) == persoon,
            or_(col(AfspraakRow.gedaan_at) >= since, col(AfspraakRow.bezig_at) >= since),
        )
        asked = and_(col(AfspraakRow.vraag_door) == persoon, col(AfspraakRow.vraag_at) >= since)
        return self._read(select(AfspraakRow).where(or_(held, asked)))

    def asked_of(self, persoon: PersoonId) -> list[Afspraak]:
        """Which this person was asked to take over and has not answered, the nearest deadline first."""
        return self._read(_ASKED_OF, {"persoon": persoon})

    def vacant_at(self, organisatie: str) -> list[Afspraak]:
        """Which wait for somebody of this organisation to take them up, the nearest deadline first."""
        return self._read(_VACANT_AT, {"organisatie": organisatie})

    def number_at(self, tafel: str, on: date) -> int:
        """The number of the next afspraak that is made at this table on this day."""
        last = self._connection.execute(_LAST_PUNT, {"tafel": tafel, "on": on}).scalar()
        return (last or 0) + 1

    def needing_attention(
        self,
        makelaar: PersoonId,
        gemeenten: Collection[str],
        makelaars: Mapping[PersoonId, Collection[str]],
        unable: Collection[PersoonId],
        today: date,
        soon: date,
    ) -> list[Afspraak]:
        """What of this makelaar is open and due by ``today``, waits for a decision or for an actiehouder, stands on the
        name of somebody who is ``unable``, or is without a sign from the actiehouder when they heard of it before
        today or it is due by ``soon``; the nearest deadline first.

        Which casussen are theirs, ``watched`` says.
        """
        candidates = union(
            _matching(OPEN, col(AfspraakRow.deadline) <= today),
            _matching(SILENT, col(AfspraakRow.gehoord_on) < today),
            _matching(VACANT, col(AfspraakRow.gehoord_on) < today),
            _matching(ASKED, true()),
            _matching(OPEN, col(AfspraakRow.actiehouder_id).in_(unable)),
            _matching(f"{OPEN} AND bezig_at IS NULL", col(AfspraakRow.deadline) <= soon),
        )
        # Their ids first: PostgreSQL takes the few that they are for a quarter of the table, and would read all of it.
        ids = list(self._connection.scalars(candidates))
        found = []
        for start in range(0, len(ids), BATCH):
            batch = col(AfspraakRow.id).in_(ids[start : start + BATCH])
            query = select(AfspraakRow).join(CasusRow, col(AfspraakRow.casus) == col(CasusRow.referentie))
            found += self._read(query.where(batch, watched(makelaar, gemeenten, makelaars)))
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


def _changing(afspraak: Afspraak) -> dict[str, Any]:
    """What of an afspraak can be another value later."""
    verzoek = afspraak.verzoek
    return {
        "actie": str(afspraak.actie),
        "organisatie": afspraak.organisatie,
        "actiehouder_id": afspraak.actiehouder,
        "deadline": afspraak.deadline,
        "gehoord_on": afspraak.gehoord_on,
        "aan_tafel": afspraak.aan_tafel,
        "staat": afspraak.staat,
        "gezien_at": afspraak.gezien_at,
        "bezig_at": afspraak.bezig_at,
        "gedaan_at": afspraak.gedaan_at,
        "vervallen_at": afspraak.vervallen_at,
        "vraag_soort": verzoek.soort if verzoek else None,
        "vraag_nummer": verzoek.nummer if verzoek else None,
        "vraag_door": verzoek.door if verzoek else None,
        "vraag_at": verzoek.at if verzoek else None,
        "vraag_reden": verzoek.reden or None if verzoek else None,
        "vraag_tot": verzoek.tot if verzoek else None,
        "vraag_aan": verzoek.aan if verzoek else None,
        "uitgesteld": afspraak.uitgesteld,
        "agenda_op": afspraak.agenda_op,
        "aangesproken": afspraak.aangesproken,
        "aanspreken_na": afspraak.aanspreken_na,
        "wacht": afspraak.wacht,
    }


def _persoon(id: int | None) -> PersoonId | None:
    return PersoonId(id) if id is not None else None


def _verzoek(row: Any) -> Verzoek | None:
    if row.vraag_soort is None:
        return None
    return Verzoek(
        soort=Soort(row.vraag_soort),
        nummer=row.vraag_nummer,
        door=PersoonId(row.vraag_door),
        at=row.vraag_at,
        reden=row.vraag_reden or "",
        tot=row.vraag_tot,
        aan=_persoon(row.vraag_aan),
    )


def _afspraak(row: Any) -> Afspraak:
    return Afspraak(
        id=AfspraakId(row.id),
        casus=Referentie(row.casus),
        tafel=row.tafel,
        actie=SafeText(row.actie),
        organisatie=row.organisatie,
        actiehouder=_persoon(row.actiehouder_id),
        made_by=PersoonId(row.made_by),
        made_at=row.made_at,
        made_on=row.made_on,
        deadline=row.deadline,
        eerste_deadline=row.eerste_deadline,
        gehoord_on=row.gehoord_on,
        punt=row.punt,
        aan_tafel=row.aan_tafel,
        als_niet=AlsNiet(row.als_niet),
        staat=Staat(row.staat),
        gezien_at=row.gezien_at,
        bezig_at=row.bezig_at,
        gedaan_at=row.gedaan_at,
        vervallen_at=row.vervallen_at,
        verzoek=_verzoek(row),
        uitgesteld=row.uitgesteld,
        agenda_op=row.agenda_op,
        aangesproken=row.aangesproken,
        aanspreken_na=row.aanspreken_na,
        bijeenkomst=BijeenkomstId(row.bijeenkomst_id) if row.bijeenkomst_id is not None else None,
        wacht=row.wacht,
        version=row.version,
    )
