"""How are subscriptions kept, and how is known that what calendars show may have changed?"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Update, bindparam, delete, event, insert
from sqlalchemy.engine import Engine
from sqlmodel import col, select, update

from bot.domain.abonnement import Abonnement, AbonnementId, Keuze, Soort
from bot.domain.persoon import PersoonId
from storage.opschonen import table_of
from storage.overig import SqlInstellingen
from storage.tables import (
    AanwezigheidRow,
    AbonnementRow,
    AgendapartnerRow,
    AgendapuntRow,
    BijeenkomstRow,
    CasusRow,
    InstellingRow,
    OntvangenRow,
    OverdrachtRow,
    PersoonRow,
    RegioRow,
)
from storage.types import UtcDateTime

REVISION = "kalenders"
"""The small fact that is another one after each change of anything a calendar is made of."""
_MADE_OF = frozenset(
    table_of(row).name
    for row in (
        AanwezigheidRow,
        AbonnementRow,
        AgendapartnerRow,
        AgendapuntRow,
        BijeenkomstRow,
        CasusRow,
        OntvangenRow,
        OverdrachtRow,
        PersoonRow,
        RegioRow,
    )
)
_ABONNEMENT = table_of(AbonnementRow)
_TOUCHED = "afsprakenbot.kalenders"

_REVISION = select(col(InstellingRow.waarde)).where(col(InstellingRow.sleutel) == REVISION)
_BY_HASH = select(AbonnementRow).where(col(AbonnementRow.token_hash) == bindparam("hash"))
_OF = (
    select(AbonnementRow)
    .where(col(AbonnementRow.persoon_id) == bindparam("persoon"))
    .order_by(col(AbonnementRow.made_at), col(AbonnementRow.id))
)
_ALL = select(AbonnementRow).order_by(col(AbonnementRow.id))
_ADD = insert(AbonnementRow)
_REMOVE = delete(AbonnementRow).where(col(AbonnementRow.id) == bindparam("of_id"))
_REMOVE_LIKE = delete(AbonnementRow).where(
    col(AbonnementRow.persoon_id) == bindparam("of_persoon"),
    col(AbonnementRow.soort) == bindparam("of_soort"),
    col(AbonnementRow.sleutel) == bindparam("of_sleutel"),
)
_REMOVE_ALL = delete(AbonnementRow).where(col(AbonnementRow.persoon_id) == bindparam("of_persoon"))
_FETCHED = (
    update(AbonnementRow)
    .where(col(AbonnementRow.id) == bindparam("of_id"))
    .values(opgehaald_at=bindparam("at", type_=UtcDateTime))
)


class SqlAbonnementen:
    """Who subscribes to what."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def revision(self) -> str:
        """The same as long as no calendar can have changed, the passing of days aside. Read it before the rest.

        Begins with the moment of that change, in ISO form; empty when there was none.
        """
        return self._connection.scalar(_REVISION) or ""

    def by_hash(self, token_hash: str) -> Abonnement | None:
        row = self._connection.execute(_BY_HASH, {"hash": token_hash}).first()
        return _abonnement(row) if row is not None else None

    def of(self, persoon: PersoonId) -> list[Abonnement]:
        """In the order of making."""
        return [_abonnement(row) for row in self._connection.execute(_OF, {"persoon": persoon})]

    def all(self) -> list[Abonnement]:
        return [_abonnement(row) for row in self._connection.execute(_ALL)]

    def put(self, persoon: PersoonId, keuze: Keuze, token_hash: str) -> Abonnement:
        """In place of an earlier one of this person to the same, which then works no more."""
        like = {"of_persoon": persoon, "of_soort": keuze.soort, "of_sleutel": keuze.sleutel}
        self._connection.execute(_REMOVE_LIKE, like)
        values = {"persoon_id": persoon, "soort": keuze.soort, "sleutel": keuze.sleutel, "token_hash": token_hash}
        added = _ADD.values(**values, made_at=self._now).returning(*_ABONNEMENT.c)
        return _abonnement(self._connection.execute(added).one())

    def remove(self, id: AbonnementId) -> None:
        self._connection.execute(_REMOVE, {"of_id": id})

    def remove_all(self, persoon: PersoonId) -> int:
        """Returns how many there were."""
        return self._connection.execute(_REMOVE_ALL, {"of_persoon": persoon}).rowcount

    def note_fetched(self, fetched: Mapping[AbonnementId, datetime]) -> None:
        """When calendars last asked for these; what is gone meanwhile is left out."""
        if fetched:
            self._connection.execute(_FETCHED, [{"of_id": id, "at": at} for id, at in sorted(fetched.items())])


def watch(engine: Engine) -> None:
    """From now on it is noticed when something that a calendar is made of is written through this engine."""

    @event.listens_for(engine, "before_execute")
    def before_execute(connection: Connection, statement: Any, *_: Any) -> None:
        if not isinstance(statement, Insert | Update | Delete):
            return
        written = getattr(statement.table, "name", "")
        # That a calendar was fetched changes none.
        fetched = isinstance(statement, Update) and written == _ABONNEMENT.name
        if written in _MADE_OF and not fetched:
            connection.info[_TOUCHED] = True

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # What an earlier transaction left, that was rolled back. Not then: a lost connection has no info any more.
        connection.info.pop(_TOUCHED, None)


def renew_revision(connection: Connection, now: datetime) -> None:
    """At the very end of a transaction: who changes another calendar now waits until this one has committed."""
    if connection.info.pop(_TOUCHED, False):
        SqlInstellingen(connection).set(REVISION, f"{now.isoformat()} {uuid.uuid4()}")


def _abonnement(row: Any) -> Abonnement:
    return Abonnement(
        id=AbonnementId(row.id),
        persoon=PersoonId(row.persoon_id),
        keuze=Keuze(Soort(row.soort), row.sleutel),
        made_at=row.made_at,
        opgehaald_at=row.opgehaald_at,
    )
