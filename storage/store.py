"""One database, SQLite or PostgreSQL: how is a transaction opened, and with what in it?"""

import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, update

from bot.domain.errors import GeenRegio
from bot.domain.regio import Regio, from_document
from bot.domain.werkdagen import Werkkalender
from storage.afspraken import SqlAfspraken, SqlCasussen
from storage.inbox import SqlInbox
from storage.outbox import SqlOutbox
from storage.overig import SqlAudit, SqlGesprekken, SqlInstellingen, SqlLeases, SqlRegios
from storage.personen import SqlPersonen, SqlUitnodigingen
from storage.tables import InboxRow, LeaseRow, OutboxRow

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
        self._regios = _RegioCache()

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
        with Session(self._write, expire_on_commit=False) as session:
            yield SqlTransaction(session, now, self)
            session.commit()

    @contextmanager
    def read(self, now: datetime) -> Iterator["SqlTransaction"]:
        """A transaction that can only look."""
        with Session(self._read, expire_on_commit=False) as session:
            yield SqlTransaction(session, now, self)
            session.rollback()

    def forget_dead_processes(self) -> None:
        """Frees at once what a process that died on this machine still held, instead of after 30 s.

        Only for SQLite: its file is on this machine, so a process id tells whether the holder lives.
        """
        if not self.is_sqlite:
            return
        with Session(self._write) as session:
            for row, owner, until in (
                (LeaseRow, LeaseRow.owner, LeaseRow.until),
                (InboxRow, InboxRow.lease_owner, InboxRow.lease_until),
                (OutboxRow, OutboxRow.claimed_by, OutboxRow.claimed_until),
            ):
                holders = {held for held in session.scalars(_distinct(owner)) if held}
                dead = [held for held in holders if _is_dead(held)]
                if dead:
                    lapsed = datetime.fromtimestamp(0, UTC)
                    session.exec(update(row).where(col(owner).in_(dead)).values({col(until): lapsed}))
            session.commit()

    def close(self) -> None:
        self._write.dispose()
        self._read.dispose()

    def regio(self, regios: SqlRegios) -> Regio:
        return self._regios.get(regios)


class SqlTransaction:
    """What a use case is handed. ``now`` is the moment of the transaction; nothing else reads a clock."""

    def __init__(self, session: Session, now: datetime, store: Store) -> None:
        self.session = session
        self.now = now
        self.real_now = datetime.now(UTC)
        self._store = store
        self.personen = SqlPersonen(session, now)
        self.uitnodigingen = SqlUitnodigingen(session, now)
        self.casussen = SqlCasussen(session)
        self.afspraken = SqlAfspraken(session)
        self.gesprekken = SqlGesprekken(session, now)
        self.inbox = SqlInbox(session, now, self.real_now, store.owner)
        self.outbox = SqlOutbox(session, now, self.real_now, store.owner)
        self.regios = SqlRegios(session, now)
        self.instellingen = SqlInstellingen(session)
        self.leases = SqlLeases(session, self.real_now, store.owner)
        self.audit = SqlAudit(session, now)

    @cached_property
    def regio(self) -> Regio:
        """Raises ``GeenRegio`` until a region file has been loaded."""
        return self._store.regio(self.regios)

    @cached_property
    def kalender(self) -> Werkkalender:
        return Werkkalender.of(self.regio)

    @cached_property
    def today(self) -> date:
        """The date of ``now`` in the region's zone."""
        return self.kalender.today(self.now)


class _RegioCache:
    """The parsed region, kept per revision: parsing takes longer than all the rest of a transaction."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._revision = 0
        self._regio: Regio | None = None

    def get(self, regios: SqlRegios) -> Regio:
        revision = regios.revision()
        with self._lock:
            if self._regio is None or revision != self._revision:
                document = regios.document()
                if document is None:
                    raise GeenRegio
                self._regio, self._revision = from_document(document), revision
            return self._regio


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


def _distinct(column: Any) -> Any:
    from sqlmodel import select  # noqa: PLC0415 - the name would hide behind sqlmodel's typed select above

    return select(column).distinct()


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
