"""How are casussen and their afspraken kept?"""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session, col, or_, select, update

from bot.domain.afspraak import Afspraak, AfspraakId, Staat
from bot.domain.casus import Casus
from bot.domain.errors import Conflict, UnknownAfspraak, UnknownCasus
from bot.domain.persoon import PersoonId
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from storage.tables import AfspraakRow, CasusRow


class SqlCasussen:
    """Cases by their reference."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, referentie: Referentie) -> Casus:
        """Raises ``UnknownCasus``."""
        row = self._session.get(CasusRow, referentie)
        if row is None:
            raise UnknownCasus
        return _casus(row)

    def exists(self, referentie: Referentie) -> bool:
        return self._session.get(CasusRow, referentie) is not None

    def add(self, casus: Casus) -> None:
        self._session.add(
            CasusRow(
                referentie=casus.referentie,
                gemeente=casus.gemeente,
                tafel=casus.tafel,
                made_by=casus.made_by,
                made_at=casus.made_at,
            )
        )
        self._session.flush()

    def recent(self, made_by: PersoonId, gemeenten: Collection[str], limit: int) -> list[Casus]:
        """The newest casussen of these gemeenten or made by this person, newest first."""
        query = (
            select(CasusRow)
            .where(or_(col(CasusRow.gemeente).in_(gemeenten), col(CasusRow.made_by) == made_by))
            .order_by(col(CasusRow.made_at).desc(), col(CasusRow.referentie))
            .limit(limit)
        )
        return [_casus(row) for row in self._session.exec(query)]

    def uses(self) -> tuple[set[str], set[str]]:
        """The gemeenten and the casustafels that a casus refers to."""
        gemeenten = set(self._session.exec(select(CasusRow.gemeente).distinct()))
        tafels = set(self._session.exec(select(CasusRow.tafel).distinct()))
        return gemeenten, tafels | set(self._session.exec(select(AfspraakRow.tafel).distinct()))


class SqlAfspraken:
    """Afspraken, and the day on which something about them falls due."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, id: AfspraakId) -> Afspraak:
        """Raises ``UnknownAfspraak``."""
        row = self._session.get(AfspraakRow, id)
        if row is None:
            raise UnknownAfspraak
        return _afspraak(row)

    def add(self, afspraak: Afspraak, bron: str, next_due_on: date | None) -> Afspraak:
        """``bron`` is unique to what it came from, so that the same card cannot be logged twice."""
        row = AfspraakRow(
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
        )
        self._session.add(row)
        self._session.flush()
        return _afspraak(row)

    def save(self, afspraak: Afspraak, next_due_on: date | None) -> None:
        """Raises ``Conflict`` when somebody else changed it since it was read."""
        changed = self._session.exec(
            update(AfspraakRow)
            .where(col(AfspraakRow.id) == afspraak.id, col(AfspraakRow.version) == afspraak.version)
            .values(
                staat=afspraak.staat,
                deadline=afspraak.deadline,
                actiehouder_id=afspraak.actiehouder,
                bezig_at=afspraak.bezig_at,
                gedaan_at=afspraak.gedaan_at,
                next_due_on=next_due_on,
                version=afspraak.version + 1,
            )
        )
        if changed.rowcount != 1:
            raise Conflict
        self._session.expire_all()

    def next_due_on(self, id: AfspraakId) -> date | None:
        row = self._session.get(AfspraakRow, id)
        return row.next_due_on if row is not None else None

    def due_again(self, id: AfspraakId, on: date | None) -> None:
        """Plans the next day on which something falls due; changes nothing else."""
        self._session.exec(update(AfspraakRow).where(col(AfspraakRow.id) == id).values(next_due_on=on))

    def due(self, today: date, after: AfspraakId, limit: int) -> list[Afspraak]:
        """Afspraken about which something falls due by ``today``, with an id above ``after``, in order of id.

        Locked where the database can, so that two processes do not plan the same ones.
        """
        query = (
            select(AfspraakRow)
            .where(col(AfspraakRow.next_due_on) <= today, col(AfspraakRow.id) > after)
            .order_by(col(AfspraakRow.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [_afspraak(row) for row in self._session.exec(query)]

    def open_of(self, actiehouder: PersoonId) -> list[Afspraak]:
        """Not done yet, the nearest deadline first."""
        query = (
            select(AfspraakRow)
            .where(AfspraakRow.actiehouder_id == actiehouder, AfspraakRow.staat == Staat.OPEN)
            .order_by(col(AfspraakRow.deadline), col(AfspraakRow.id))
        )
        return [_afspraak(row) for row in self._session.exec(query)]

    def answered_since(self, actiehouder: PersoonId, since: datetime) -> list[Afspraak]:
        """What this actiehouder answered (Gedaan or Bezig) at ``since`` or later."""
        query = select(AfspraakRow).where(
            AfspraakRow.actiehouder_id == actiehouder,
            or_(col(AfspraakRow.gedaan_at) >= since, col(AfspraakRow.bezig_at) >= since),
        )
        return [_afspraak(row) for row in self._session.exec(query)]

    def open_in(self, gemeenten: Collection[str], made_by: PersoonId) -> list[tuple[Afspraak, Casus]]:
        """Open afspraken on casussen of these gemeenten or made by this person, the nearest deadline first."""
        query = (
            select(AfspraakRow, CasusRow)
            .join(CasusRow, col(AfspraakRow.casus) == col(CasusRow.referentie))
            .where(
                AfspraakRow.staat == Staat.OPEN,
                or_(col(CasusRow.gemeente).in_(gemeenten), col(CasusRow.made_by) == made_by),
            )
            .order_by(col(AfspraakRow.deadline), col(AfspraakRow.id))
        )
        return [(_afspraak(row), _casus(casus)) for row, casus in self._session.exec(query)]

    def all_open(self) -> list[Afspraak]:
        """Every open afspraak, in order of id."""
        query = select(AfspraakRow).where(AfspraakRow.staat == Staat.OPEN).order_by(col(AfspraakRow.id))
        return [_afspraak(row) for row in self._session.exec(query)]


def _casus(row: CasusRow) -> Casus:
    return Casus(Referentie(row.referentie), row.gemeente, row.tafel, PersoonId(row.made_by), row.made_at)


def _afspraak(row: AfspraakRow) -> Afspraak:
    assert row.id is not None
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
