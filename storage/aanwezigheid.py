"""How is kept who comes to a bijeenkomst?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_
from sqlmodel import col, select

from bot.domain.bijeenkomst import BijeenkomstId
from bot.domain.deelnemer import Aanwezigheid, Antwoord
from bot.domain.persoon import PersoonId
from storage.dialects import insert_by
from storage.tables import AanwezigheidRow, BijeenkomstRow


def _put_presence(insert: Any) -> Any:
    new = insert(AanwezigheidRow)
    fields = ("antwoord", "vervanger_id", "mandaat", "was_er", "at")
    return new.on_conflict_do_update(
        index_elements=["bijeenkomst_id", "persoon_id"], set_={name: new.excluded[name] for name in fields}
    )


_PUT_PRESENCE = insert_by(_put_presence)
_PRESENCE = (
    select(AanwezigheidRow)
    .where(col(AanwezigheidRow.bijeenkomst_id) == bindparam("bijeenkomst"))
    .order_by(col(AanwezigheidRow.persoon_id))
)
_INSTEAD = select(col(AanwezigheidRow.bijeenkomst_id)).where(
    col(AanwezigheidRow.vervanger_id) == bindparam("persoon"), col(AanwezigheidRow.antwoord) == Antwoord.VERVANGER
)
_NAMED = (
    select(col(AanwezigheidRow.bijeenkomst_id))
    .distinct()
    .where(
        or_(
            col(AanwezigheidRow.persoon_id) == bindparam("persoon"),
            col(AanwezigheidRow.vervanger_id) == bindparam("persoon"),
        )
    )
)
_ANSWERED = (
    select(col(AanwezigheidRow.bijeenkomst_id))
    .distinct()
    .join(BijeenkomstRow, col(BijeenkomstRow.id) == col(AanwezigheidRow.bijeenkomst_id))
    .where(col(AanwezigheidRow.antwoord).is_not(None), col(BijeenkomstRow.begint) >= bindparam("since"))
)


class SqlAanwezigheid:
    """Who comes, and who was there."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def of(self, bijeenkomst: BijeenkomstId) -> Mapping[PersoonId, Aanwezigheid]:
        rows = self._connection.execute(_PRESENCE, {"bijeenkomst": bijeenkomst})
        return {PersoonId(row.persoon_id): _aanwezigheid(row) for row in rows}

    def put(self, aanwezigheid: Aanwezigheid) -> None:
        values = {
            "bijeenkomst_id": aanwezigheid.bijeenkomst,
            "persoon_id": aanwezigheid.persoon,
            "antwoord": aanwezigheid.antwoord,
            "vervanger_id": aanwezigheid.vervanger,
            "mandaat": aanwezigheid.mandaat,
            "was_er": aanwezigheid.was_er,
            "at": aanwezigheid.at or self._now,
        }
        self._connection.execute(_PUT_PRESENCE(self._connection), values)

    def instead_of_others(self, persoon: PersoonId) -> set[BijeenkomstId]:
        """To which this person goes in somebody's place."""
        return {BijeenkomstId(id) for id in self._connection.scalars(_INSTEAD, {"persoon": persoon})}

    def named(self, persoon: PersoonId) -> set[BijeenkomstId]:
        """Of which an answer is theirs, or about them."""
        return {BijeenkomstId(id) for id in self._connection.scalars(_NAMED, {"persoon": persoon})}

    def answered(self, since: datetime) -> set[BijeenkomstId]:
        """Of those that begin at ``since`` or later: to which somebody said whether they come."""
        return {BijeenkomstId(id) for id in self._connection.scalars(_ANSWERED, {"since": since})}


def _aanwezigheid(row: Any) -> Aanwezigheid:
    return Aanwezigheid(
        bijeenkomst=BijeenkomstId(row.bijeenkomst_id),
        persoon=PersoonId(row.persoon_id),
        antwoord=Antwoord(row.antwoord) if row.antwoord is not None else None,
        vervanger=PersoonId(row.vervanger_id) if row.vervanger_id is not None else None,
        mandaat=row.mandaat,
        was_er=row.was_er,
        at=row.at,
    )
