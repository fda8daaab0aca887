"""How are agendas kept, with who is asked to join for single cases?"""

from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert
from sqlmodel import col, select, update

from bot.domain.agenda import Agendapunt, Herkomst, Uitkomst, UnknownPunt
from bot.domain.bijeenkomst import BijeenkomstId, PuntId
from bot.domain.persoon import PersoonId
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from storage.tables import AgendapartnerRow, AgendapuntRow, CasusRow

_PUNT = select(AgendapuntRow, col(CasusRow.gemeente), col(CasusRow.closed_at)).join(
    CasusRow, col(CasusRow.referentie) == col(AgendapuntRow.casus), isouter=True
)
_PUNTEN = _PUNT.where(col(AgendapuntRow.bijeenkomst_id) == bindparam("bijeenkomst")).order_by(
    col(AgendapuntRow.volgorde), col(AgendapuntRow.id)
)
_ONE = _PUNT.where(col(AgendapuntRow.id) == bindparam("id"))
_SAVE = update(AgendapuntRow).where(col(AgendapuntRow.id) == bindparam("of_id"))
_PARTNERS = (
    select(AgendapartnerRow)
    .join(AgendapuntRow, col(AgendapuntRow.id) == col(AgendapartnerRow.punt_id))
    .where(col(AgendapuntRow.bijeenkomst_id) == bindparam("bijeenkomst"))
)
_PARTNERS_OF = select(col(AgendapartnerRow.persoon_id)).where(col(AgendapartnerRow.punt_id) == bindparam("punt"))
_NO_PARTNERS = delete(AgendapartnerRow).where(col(AgendapartnerRow.punt_id) == bindparam("of_punt"))
_ADD_PARTNER = insert(AgendapartnerRow)


class SqlAgendas:
    """What stands on which agenda. Whoever changes it holds the bijeenkomst first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, bijeenkomst: BijeenkomstId) -> list[Agendapunt]:
        """In order, what was taken off too."""
        partners: dict[int, set[PersoonId]] = {}
        for row in self._connection.execute(_PARTNERS, {"bijeenkomst": bijeenkomst}):
            partners.setdefault(row.punt_id, set()).add(PersoonId(row.persoon_id))
        rows = self._connection.execute(_PUNTEN, {"bijeenkomst": bijeenkomst})
        return [_punt(row, frozenset(partners.get(row.id, ()))) for row in rows]

    def get(self, id: PuntId) -> Agendapunt:
        """Raises ``UnknownPunt``."""
        row = self._connection.execute(_ONE, {"id": id}).first()
        if row is None:
            raise UnknownPunt
        return _punt(row, frozenset(PersoonId(who) for who in self._connection.scalars(_PARTNERS_OF, {"punt": id})))

    def add(self, punt: Agendapunt) -> Agendapunt:
        values = {"bijeenkomst_id": punt.bijeenkomst, "casus": punt.casus, **_changing(punt)}
        added = insert(AgendapuntRow).values(**values).returning(col(AgendapuntRow.id))
        id = PuntId(self._connection.execute(added).scalar_one() or 0)
        self._join(id, punt.partners)
        return self.get(id)

    def save(self, punt: Agendapunt) -> None:
        self._connection.execute(_SAVE, {"of_id": punt.id, **_changing(punt)})
        self._connection.execute(_NO_PARTNERS, {"of_punt": punt.id})
        self._join(punt.id, punt.partners)

    def _join(self, punt: PuntId, partners: frozenset[PersoonId]) -> None:
        if partners:
            rows = [{"punt_id": punt, "persoon_id": persoon} for persoon in sorted(partners)]
            self._connection.execute(_ADD_PARTNER, rows)


def _changing(punt: Agendapunt) -> dict[str, Any]:
    return {
        "onderwerp": str(punt.onderwerp) if punt.onderwerp is not None else None,
        "volgorde": punt.volgorde,
        "minuten": punt.minuten,
        "herkomst": punt.herkomst,
        "vraag": str(punt.vraag) if punt.vraag is not None else None,
        "na_sluiting": punt.na_sluiting,
        "uitkomst": punt.uitkomst,
        "weg": punt.weg,
    }


def _punt(row: Any, partners: frozenset[PersoonId]) -> Agendapunt:
    return Agendapunt(
        id=PuntId(row.id),
        bijeenkomst=BijeenkomstId(row.bijeenkomst_id),
        volgorde=row.volgorde,
        minuten=row.minuten,
        herkomst=Herkomst(row.herkomst),
        casus=Referentie(row.casus) if row.casus is not None else None,
        gemeente=row.gemeente,
        gesloten=row.closed_at is not None,
        onderwerp=SafeText(row.onderwerp) if row.onderwerp is not None else None,
        vraag=SafeText(row.vraag) if row.vraag is not None else None,
        na_sluiting=row.na_sluiting,
        partners=partners,
        uitkomst=Uitkomst(row.uitkomst) if row.uitkomst is not None else None,
        weg=row.weg,
    )
