"""How are casussen kept, and who directs them?"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert
from sqlmodel import and_, col, or_, select, update

from bot.domain.afspraak import AfspraakId
from bot.domain.casus import Casus, Fase, Voortgang
from bot.domain.errors import UnknownCasus
from bot.domain.persoon import PersoonId
from bot.domain.referentie import Referentie
from storage.dialects import insert_by
from storage.tables import AfspraakRow, CasusRow, PersoonRow, RegievoerderRow

# Asked at most updates: built once, because building a statement takes longer than running it.
_CASUS = select(CasusRow).where(col(CasusRow.referentie) == bindparam("referentie"))
_HELD = _CASUS.with_for_update()
_ALL_HELD = (
    select(CasusRow)
    .where(col(CasusRow.referentie).in_(bindparam("referenties", expanding=True)))
    .order_by(col(CasusRow.referentie))
    .with_for_update()
)
_CASUS_OF = select(CasusRow).join(AfspraakRow).where(col(AfspraakRow.id) == bindparam("id"))
_OPEN_AT = (
    select(CasusRow)
    .where(col(CasusRow.tafel) == bindparam("tafel"), col(CasusRow.closed_at).is_(None))
    .order_by(col(CasusRow.made_at), col(CasusRow.referentie))
)
_SAVE = update(CasusRow).where(col(CasusRow.referentie) == bindparam("of_referentie"))
# Whose access was stopped directs nothing any more.
_DIRECTING = select(RegievoerderRow).join(PersoonRow).where(col(PersoonRow.actief))
_REGIE = (
    _DIRECTING.with_only_columns(col(RegievoerderRow.persoon_id))
    .where(col(RegievoerderRow.casus) == bindparam("casus"))
    .order_by(col(RegievoerderRow.persoon_id))
)
_DIRECTED = (
    select(col(CasusRow.referentie))
    .join(RegievoerderRow, col(RegievoerderRow.casus) == col(CasusRow.referentie))
    .where(col(RegievoerderRow.persoon_id) == bindparam("persoon"), col(CasusRow.closed_at).is_(None))
    .order_by(col(CasusRow.made_at).desc(), col(CasusRow.referentie))
)
_ADD_REGIE = insert_by(lambda insert: insert(RegievoerderRow).on_conflict_do_nothing())
_END_REGIE = delete(RegievoerderRow).where(
    col(RegievoerderRow.casus) == bindparam("of_casus"), col(RegievoerderRow.persoon_id) == bindparam("of_persoon")
)


def watched(makelaar: PersoonId, gemeenten: Collection[str], makelaars: Mapping[PersoonId, Collection[str]]) -> Any:
    """Which casussen this makelaar watches: those of the own gemeenten; and of a gemeente that nobody has what was
    made by this makelaar, or by nobody who is one still.

    ``makelaars`` are all makelaars with their gemeenten.
    """
    assigned = {gemeente for theirs in makelaars.values() for gemeente in theirs}
    maker = col(CasusRow.made_by)
    return or_(
        col(CasusRow.gemeente).in_(gemeenten),
        and_(col(CasusRow.gemeente).not_in(assigned), or_(maker == makelaar, maker.not_in(makelaars))),
    )


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

    def hold_all(self, referenties: Collection[Referentie]) -> list[Casus]:
        """``hold`` for each of these, at once and always in the same order; who is gone is left out."""
        held = [_casus(row) for row in self._connection.execute(_ALL_HELD, {"referenties": list(referenties)})]
        self._known.update({casus.referentie: casus for casus in held})
        return held

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
                fase=casus.fase,
            )
        )
        self._known.pop(casus.referentie, None)

    def save(self, casus: Casus) -> None:
        """Phase, category, progress and end. Whoever changes them holds the casus first."""
        values = {
            "fase": casus.fase,
            "categorie": casus.categorie,
            "voortgang": casus.voortgang,
            "closed_at": casus.closed_at,
        }
        self._connection.execute(_SAVE, {"of_referentie": casus.referentie, **values})
        self._known.pop(casus.referentie, None)

    def regievoerders(self, referentie: Referentie) -> list[PersoonId]:
        return [PersoonId(id) for id in self._connection.scalars(_REGIE, {"casus": referentie})]

    def add_regievoerder(self, referentie: Referentie, persoon: PersoonId) -> None:
        self._connection.execute(_ADD_REGIE(self._connection), {"casus": referentie, "persoon_id": persoon})

    def end_regievoerder(self, referentie: Referentie, persoon: PersoonId) -> None:
        self._connection.execute(_END_REGIE, {"of_casus": referentie, "of_persoon": persoon})

    def directed_by(self, persoon: PersoonId) -> list[Referentie]:
        """The open casussen that this person directs, the newest first."""
        return [Referentie(found) for found in self._connection.scalars(_DIRECTED, {"persoon": persoon})]

    def without_regievoerder(
        self, makelaar: PersoonId, gemeenten: Collection[str], makelaars: Mapping[PersoonId, Collection[str]]
    ) -> list[Casus]:
        """The open casussen of this makelaar that nobody directs, the oldest first."""
        directed = _DIRECTING.with_only_columns(col(RegievoerderRow.casus))
        query = (
            select(CasusRow)
            .where(col(CasusRow.closed_at).is_(None), col(CasusRow.referentie).not_in(directed))
            .where(watched(makelaar, gemeenten, makelaars))
            .order_by(col(CasusRow.made_at), col(CasusRow.referentie))
        )
        return [_casus(row) for row in self._connection.execute(query)]

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

    def open_at(self, tafel: str) -> list[Casus]:
        """The open casussen of this table, the oldest first."""
        return [_casus(row) for row in self._connection.execute(_OPEN_AT, {"tafel": tafel})]

    def uses(self) -> tuple[set[str], set[str]]:
        """The gemeenten and the casustafels that a casus refers to."""
        gemeenten = self._connection.scalars(select(CasusRow.gemeente).distinct())
        tafels = self._connection.scalars(select(CasusRow.tafel).distinct())
        return set(gemeenten), {*tafels, *self._connection.scalars(select(AfspraakRow.tafel).distinct())}


def _casus(row: Any) -> Casus:
    return Casus(
        referentie=Referentie(row.referentie),
        gemeente=row.gemeente,
        tafel=row.tafel,
        made_by=PersoonId(row.made_by),
        made_at=row.made_at,
        closed_at=row.closed_at,
        fase=Fase(row.fase),
        categorie=row.categorie,
        voortgang=Voortgang(row.voortgang) if row.voortgang else None,
    )
