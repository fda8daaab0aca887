"""One database, SQLite or PostgreSQL: how is a transaction opened, and with what in it?"""

import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select, update
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from bot.domain.errors import GeenRegio
from bot.domain.regio import Regio, from_document
from bot.domain.werkdagen import Werkkalender
from storage.aanwezigheid import SqlAanwezigheid
from storage.abonnementen import SqlAbonnementen, renew_revision, watch
from storage.afspraken import SqlAfspraken
from storage.afwezigheid import SqlAfwezigheden
from storage.agendas import SqlAgendas
from storage.audit import SqlAudit
from storage.bijeenkomsten import SqlBijeenkomsten
from storage.casussen import SqlCasussen
from storage.getoond import SqlGetoond
from storage.inbox import SqlInbox
from storage.inzage import SqlInzage
from storage.inzageverzoek import SqlInzageverzoeken
from storage.opschonen import SqlOpschonen
from storage.outbox import SqlOutbox
from storage.overdracht import SqlOchtenden, SqlOverdrachten
from storage.overig import SqlGesprekken, SqlInstellingen, SqlLeases, SqlRegios
from storage.personen import SqlPersonen, SqlUitnodigingen
from storage.tables import InboxRow, LeaseRow, OutboxRow
from storage.tijdlijn import SqlTijdlijn
from storage.verzendingen import SqlVerzendingen

BUSY_SECONDS = 10


class Store:
    """The database at ``url`` (SQLAlchemy-style, or plain ``postgres://``).

    ``owner`` names this process in leases: host, process and something random.
    """

    def __init__(self, url: str) -> None:
        self.url = plain_url(url)
        self.is_sqlite = self.url.startswith("sqlite")
        self.owner = f"{socket.gethostname()[:32]}/{os.getpid()}/{uuid.uuid4().hex[:8]}"
        self._write = _engine(self.url, writes=True)
        self._read = _engine(self.url, writes=False) if self.is_sqlite else self._write
        watch(self._write)
        self._houses = _HouseCache()

    @property
    def writers(self) -> int:
        """How many transactions can write side by side."""
        return 1 if self.is_sqlite else 4

    @property
    def engine(self) -> Engine:
        return self._write

    @contextmanager
    def write(self, now: datetime) -> Iterator["SqlTransaction"]:
        """A transaction that commits at the end, or leaves nothing behind on an exception."""
        with self._write.begin() as connection:
            yield SqlTransaction(connection, now, self)
            renew_revision(connection, now)

    @contextmanager
    def read(self, now: datetime) -> Iterator["SqlTransaction"]:
        """A transaction that can only look."""
        with self._read.connect() as connection:
            yield SqlTransaction(connection, now, self)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that sees everything as it is at one moment, however long it looks."""
        with self._read.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection

    def forget_dead_processes(self) -> None:
        """Frees at once what a process that died on this machine still held, instead of after 30 s.

        Only for SQLite: its file is on this machine, so a process id tells whether the holder lives.
        """
        if not self.is_sqlite:
            return
        with self._write.begin() as connection:
            for row, owner, until in (
                (LeaseRow, LeaseRow.owner, LeaseRow.until),
                (InboxRow, InboxRow.lease_owner, InboxRow.lease_until),
                (OutboxRow, OutboxRow.claimed_by, OutboxRow.claimed_until),
            ):
                holders = {held for held in connection.scalars(select(col(owner)).distinct()) if held}
                dead = [held for held in holders if _is_dead(held)]
                if dead:
                    lapsed = datetime.fromtimestamp(0, UTC)
                    connection.execute(update(row).where(col(owner).in_(dead)).values({col(until): lapsed}))

    def scrub(self) -> None:
        """What was deleted leaves SQLite's write-ahead log too, unless somebody is just reading: then the next time.

        PostgreSQL does so by itself, some time later.
        """
        if self.is_sqlite:
            with closing(self._write.raw_connection()) as connection:
                cursor = connection.cursor()
                cursor.execute("PRAGMA busy_timeout=500")  # who writes waits for as long
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")

    def close(self) -> None:
        self._write.dispose()
        self._read.dispose()

    def house(self, regios: SqlRegios) -> tuple[Regio, Werkkalender]:
        """The region in force, and its calendar. Raises ``GeenRegio``."""
        return self._houses.get(regios)


class SqlTransaction:
    """What a use case is handed. ``now`` is the moment of the transaction; nothing else reads a clock."""

    def __init__(self, connection: Connection, now: datetime, store: Store) -> None:
        self.connection = connection
        self.now = now
        self.real_now = datetime.now(UTC)
        self._store = store
        self._house: tuple[Regio, Werkkalender] | None = None
        self.personen = SqlPersonen(connection, now)
        self.uitnodigingen = SqlUitnodigingen(connection, now)
        self.casussen = SqlCasussen(connection)
        self.afspraken = SqlAfspraken(connection)
        self.tijdlijn = SqlTijdlijn(connection)
        self.inzage = SqlInzage(connection, now)
        self.afwezigheden = SqlAfwezigheden(connection, now)
        self.overdrachten = SqlOverdrachten(connection, now)
        self.ochtenden = SqlOchtenden(connection)
        self.bijeenkomsten = SqlBijeenkomsten(connection, now)
        self.agendas = SqlAgendas(connection)
        self.aanwezigheid = SqlAanwezigheid(connection, now)
        self.verzendingen = SqlVerzendingen(connection, now)
        self.abonnementen = SqlAbonnementen(connection, now)
        self.gesprekken = SqlGesprekken(connection, now)
        self.inbox = SqlInbox(connection, now, self.real_now, store.owner)
        self.outbox = SqlOutbox(connection, now, self.real_now, store.owner)
        self.getoond = SqlGetoond(connection)
        self.regios = SqlRegios(connection, now)
        self.instellingen = SqlInstellingen(connection)
        self.leases = SqlLeases(connection, self.real_now, store.owner)
        self.audit = SqlAudit(connection, now)
        self.opschonen = SqlOpschonen(connection, now)
        self.inzageverzoeken = SqlInzageverzoeken(connection, now)

    def anew(self) -> "SqlTransaction":
        """This transaction for another use case: it commits with this one, and remembers nothing of it."""
        return SqlTransaction(self.connection, self.now, self._store)

    @property
    def regio(self) -> Regio:
        """Raises ``GeenRegio`` until a region file has been loaded."""
        return self._of_house()[0]

    @property
    def kalender(self) -> Werkkalender:
        return self._of_house()[1]

    @property
    def today(self) -> date:
        """The date of ``now`` in the region's zone."""
        return self.kalender.today(self.now)

    def _of_house(self) -> tuple[Regio, Werkkalender]:
        # Not a cached_property: before Python 3.12 all of them share one lock, across threads and transactions.
        if self._house is None:
            self._house = self._store.house(self.regios)
        return self._house


class _HouseCache:
    """The parsed region, kept per revision: parsing takes longer than all the rest of a transaction."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version: tuple[int, datetime] | None = None
        self._house: tuple[Regio, Werkkalender] | None = None

    def get(self, regios: SqlRegios) -> tuple[Regio, Werkkalender]:
        version = regios.version()
        with self._lock:
            if self._house is None or version != self._version:
                document = regios.document()
                if document is None:
                    raise GeenRegio
                regio = from_document(document)
                self._house, self._version = (regio, Werkkalender.of(regio)), version
            return self._house


def plain_url(url: str) -> str:
    """The URL with the driver we use: psycopg 3 for PostgreSQL."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _engine(url: str, *, writes: bool) -> Engine:
    if not url.startswith("sqlite"):
        # Parameters hold people's texts, and an error prints them.
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=8)
        event.listen(engine, "handle_error", _without_values)
        return engine
    if make_url(url).database in (None, "", ":memory:"):
        raise ValueError("SQLite needs a file: every process and thread must see the same data")
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, see below
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # an acknowledged update survives a power cut
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # what goes is overwritten; costs nothing that can be measured
        connection.execute("PRAGMA cache_size=-512")  # KiB a connection: the system keeps the file in memory anyway
        if not writes:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # A deferred transaction that turns to writing fails at once when another one writes.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _without_values(context: ExceptionContext) -> None:
    """A server that refuses a row quotes it: of what it says about data only the kind is kept.

    What it says about a connection or a definition (SQLSTATE 42) holds no data and tells what to do.
    """
    error = context.sqlalchemy_exception
    if context.statement is None or not isinstance(error, DBAPIError) or error.orig is None:
        return
    state = getattr(error.orig, "sqlstate", None) or ""
    if not state.startswith("42"):
        error.orig.args = error.args = (f"{type(error.orig).__name__} {state}".strip(),)


def _is_dead(owner: str) -> bool:
    host, pid, _ = owner.split("/")
    if host != socket.gethostname()[:32]:
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
