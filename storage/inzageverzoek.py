"""What is stored about one person, or about one casus, in every table there is?

Found by the foreign keys and by the few column names that mean the same everywhere, so a table that comes later is
searched by itself.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, func, or_, select
from sqlmodel import col

from bot.domain.bewaren import Gezien
from bot.domain.persoon import PersoonId
from bot.domain.referentie import Referentie
from storage.opschonen import mentions, on_agenda_of, referring, table_of, under
from storage.tables import (
    AfspraakRow,
    AuditRow,
    BijeenkomstRow,
    CasusRow,
    GesprekRow,
    GetoondRow,
    OutboxRow,
    PersoonRow,
    Row,
    UitnodigingRow,
)

Rows = dict[str, list[dict[str, Any]]]

LOOKED = ("persoon_geexporteerd", "personen_bekeken")
"""The deeds that are looking at what is stored about somebody."""

# A way in or a seal is no data about anybody, and must not travel.
_SECRET = frozenset({"token_hash", "zegel", "lease_owner", "claimed_by"})
_WHO = frozenset({"persoon_id", "made_by"})
_PEOPLE = frozenset(column.name for column in referring(table_of(PersoonRow)))
_CHAT = frozenset({"chat_id", "message_id", "user_id", "callback_id"})
_PERSOON_KNOWN = ("id", "naam", "organisatie", "zetel")
_LOOKERS = (
    select(col(AuditRow.at), col(AuditRow.persoon_id))
    .where(col(AuditRow.object).in_([bindparam("object"), "personen"]), col(AuditRow.daad).in_(LOOKED))
    .order_by(col(AuditRow.id).desc())
    .limit(bindparam("most"))
)
_DONE_BY = (
    select(func.count())
    .select_from(AfspraakRow)
    .where(col(AfspraakRow.actiehouder_id) == bindparam("persoon"), col(AfspraakRow.gedaan_at).is_not(None))
)
_INVITED = select(func.max(UitnodigingRow.expires_at)).where(
    col(UitnodigingRow.persoon_id) == bindparam("persoon"),
    col(UitnodigingRow.used_at).is_(None),
    col(UitnodigingRow.revoked_at).is_(None),
    col(UitnodigingRow.expires_at) > bindparam("now"),
)


class SqlInzageverzoeken:
    """For a request under the AVG."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def of_persoon(self, id: PersoonId) -> Rows:
        """Every row that is theirs, that they made, that is about them, or that is of a chat of theirs; by table."""
        sent_to = select(col(OutboxRow.chat_id)).where(col(OutboxRow.persoon_id) == id)
        linked = select(col(PersoonRow.chat_id)).where(col(PersoonRow.id) == id)
        chats = {*self._connection.scalars(sent_to), *self._connection.scalars(linked)} - {None}
        persoon = table_of(PersoonRow)
        found: Rows = {persoon.name: self._rows(persoon, persoon.c.id == id)}
        people = set(referring(persoon))
        for table in Row.metadata.sorted_tables:
            theirs: list[ColumnElement[bool]] = [
                column == id for column in table.c if column in people or column.name in _WHO
            ]
            if "chat_id" in table.c and table is not persoon:
                theirs.append(table.c.chat_id.in_(chats))
            if table is table_of(AuditRow):
                theirs.append(or_(table.c.object == f"persoon {id}", table.c.object.like(f"% persoon {id}")))
            if theirs:
                found[table.name] = self._rows(table, or_(*theirs))
        return {name: rows for name, rows in found.items() if rows}

    def of_casus(self, referentie: Referentie) -> Rows:
        """The casus with everything under it, what mentions it, and the names of the people in it; by table."""
        found: Rows = {}
        for table, where in under(table_of(CasusRow), col(CasusRow.referentie) == referentie):
            found[table.name] = self._rows(table, where, without=_CHAT)
        of_it = on_agenda_of([referentie])
        for table, where in under(table_of(BijeenkomstRow), and_(col(BijeenkomstRow.tafel).is_(None), of_it)):
            if table.name not in found:  # an MDO is about this casus alone
                found[table.name] = self._rows(table, where, without=_CHAT)
        found["bijeenkomst"] = self._rows(table_of(BijeenkomstRow), of_it)
        afspraken = [row["id"] for row in found.get("afspraak", ())]
        found["gesprek"] = [
            row for row in self._rows(table_of(GesprekRow)) if mentions(list(row.values()), {referentie}, afspraken)
        ]
        found["getoond"] = self._rows(table_of(GetoondRow), col(GetoondRow.casus) == referentie, without=_CHAT)
        objects = [f"casus {referentie}", *(f"afspraak {id}" for id in afspraken)]
        about = or_(col(AuditRow.object).in_(objects), col(AuditRow.object).startswith(f"casus {referentie} "))
        found["audit"] = self._rows(table_of(AuditRow), about)
        people = {row[name] for rows in found.values() for row in rows for name in row if _is_person(name)}
        who = self._rows(table_of(PersoonRow), col(PersoonRow.id).in_(people - {None}))
        found["persoon"] = [{name: row[name] for name in _PERSOON_KNOWN} for row in who]
        return {name: rows for name, rows in found.items() if rows}

    def lookers(self, id: PersoonId, limit: int) -> list[Gezien]:
        """Who looked at what is stored about this person, the last one first."""
        rows = self._connection.execute(_LOOKERS, {"object": f"persoon {id}", "most": limit})
        return [Gezien(row.at, PersoonId(row.persoon_id) if row.persoon_id is not None else None) for row in rows]

    def done_by(self, id: PersoonId) -> int:
        """How many afspraken this person has done that are still kept."""
        return self._connection.execute(_DONE_BY, {"persoon": id}).scalar_one()

    def invited_until(self, id: PersoonId) -> datetime | None:
        """Until when an open invitation of theirs works; None when there is none."""
        return self._connection.execute(_INVITED, {"persoon": id, "now": self._now}).scalar()

    def _rows(
        self, table: Table, where: ColumnElement[bool] | None = None, without: frozenset[str] = frozenset()
    ) -> list[dict[str, Any]]:
        columns = [column for column in table.c if column.name not in _SECRET | without]
        query = select(*columns).order_by(*table.primary_key)
        rows = self._connection.execute(query if where is None else query.where(where))
        return [{name: plain(value) for name, value in row._mapping.items()} for row in rows]


def _is_person(name: str) -> bool:
    return name in _WHO or name in _PEOPLE


def plain(value: Any) -> Any:
    """As JSON holds it: days and moments in ISO form."""
    return value.isoformat() if isinstance(value, date) else value
