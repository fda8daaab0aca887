"""How is the timeline of a casus kept?"""

from typing import Any

from sqlalchemy import Connection, bindparam, insert
from sqlmodel import col, func, select

from bot.domain.afspraak import AfspraakId
from bot.domain.gebeurtenis import Gebeurtenis, Wat
from bot.domain.persoon import PersoonId
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from storage.tables import GebeurtenisRow

_ADD = insert(GebeurtenisRow)
_OF = (
    select(GebeurtenisRow)
    .where(col(GebeurtenisRow.casus) == bindparam("casus"))
    .order_by(col(GebeurtenisRow.at).desc(), col(GebeurtenisRow.id).desc())
)
_PAGE = _OF.limit(bindparam("limit")).offset(bindparam("offset"))
_COUNT = select(func.count()).select_from(GebeurtenisRow).where(col(GebeurtenisRow.casus) == bindparam("casus"))
_OF_AFSPRAAK = (
    select(GebeurtenisRow)
    .where(col(GebeurtenisRow.afspraak_id) == bindparam("afspraak"))
    .order_by(col(GebeurtenisRow.at), col(GebeurtenisRow.id))
)


class SqlTijdlijn:
    """What happened, line by line. A line is never changed; it goes with its casus."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, gebeurtenis: Gebeurtenis) -> None:
        values: dict[str, Any] = {
            "casus": gebeurtenis.casus,
            "at": gebeurtenis.at,
            "door": gebeurtenis.door,
            "wat": gebeurtenis.wat,
            "afspraak_id": gebeurtenis.afspraak,
            "waarde": gebeurtenis.waarde,
            "reden": gebeurtenis.reden,
            "dag": gebeurtenis.dag,
            "tekst": str(gebeurtenis.tekst) if gebeurtenis.tekst is not None else None,
        }
        self._connection.execute(_ADD, values)

    def page(self, casus: Referentie, limit: int, offset: int = 0) -> list[Gebeurtenis]:
        """The last ones of this casus, the last first, after passing over ``offset``."""
        values = {"casus": casus, "limit": limit, "offset": offset}
        return [_gebeurtenis(row) for row in self._connection.execute(_PAGE, values)]

    def count(self, casus: Referentie) -> int:
        return self._connection.execute(_COUNT, {"casus": casus}).scalar_one()

    def of_casus(self, casus: Referentie) -> list[Gebeurtenis]:
        """All of this casus, the last first."""
        return [_gebeurtenis(row) for row in self._connection.execute(_OF, {"casus": casus})]

    def of_afspraak(self, afspraak: AfspraakId) -> list[Gebeurtenis]:
        """All about one afspraak, the first first."""
        return [_gebeurtenis(row) for row in self._connection.execute(_OF_AFSPRAAK, {"afspraak": afspraak})]


def _gebeurtenis(row: Any) -> Gebeurtenis:
    return Gebeurtenis(
        casus=Referentie(row.casus),
        wat=Wat(row.wat),
        at=row.at,
        door=PersoonId(row.door) if row.door is not None else None,
        afspraak=AfspraakId(row.afspraak_id) if row.afspraak_id is not None else None,
        waarde=row.waarde,
        reden=row.reden,
        dag=row.dag,
        tekst=SafeText(row.tekst) if row.tekst is not None else None,
        id=row.id,
    )
