"""The command line as an operator uses it: in this process where that is enough, as a real process where it counts."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, text
from typer.testing import CliRunner

from bot.cli import cli
from bot.data import data_folder
from bot.sandbox import Sandbox
from bot.services import FileClock, RealClock, Services
from bot.settings import Settings
from storage.store import Store, plain_url
from tests.flows.conftest import free_port
from tests.logs import LOGGED, logging_restored

ROOT = Path(__file__).parents[2]
IJSSELLAND = data_folder("regios") / "ijsselland.toml"
SECRET = "a-key-for-tests-that-is-long-enough-0123456789"
NOBODY = "http://127.0.0.1:1"
"""A Bot API where nobody listens."""


@dataclass(frozen=True)
class Result:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def faults(self) -> list[str]:
        return self.err.splitlines()


@dataclass
class Cli:
    """Runs commands with these settings and no others."""

    env: dict[str, str]

    def __call__(self, *args: str, **env: str) -> Result:
        """In this process. What nobody caught fails the test, as a traceback would an operator."""
        unset = dict.fromkeys(Settings.model_fields)
        with logging_restored():
            result = CliRunner().invoke(cli, args, env={**unset, **self.env, **env}, prog_name="afsprakenbot")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Result(result.exit_code, result.stdout, result.stderr)

    def ok(self, *args: str, **env: str) -> Any:
        """One that must succeed; the JSON it prints, or its text."""
        result = self(*args, **env)
        assert result.code == 0, result.err
        return result.json if "--json" in args else result.out

    def add(self, naam: str, *more: str, rol: str = "actiehouder", organisatie: str = "Politie") -> int:
        """Adds somebody; returns the id."""
        args = ("--naam", naam, "--rol", rol, "--organisatie", organisatie, *more, "--json")
        return int(self.ok("gebruiker", "add", *args)["id"])

    def people(self) -> list[dict[str, Any]]:
        return list(self.ok("gebruiker", "list", "--json"))

    def moment(self, moment: str, folder: Path) -> None:
        """From now on it is that moment, for every command."""
        file = folder / "klok"
        file.write_text(moment)
        self.env["CLOCK_FILE"] = str(file)

    @contextmanager
    def services(self) -> Iterator[Services]:
        """The same database and clock, for what has no command."""
        store = Store(self.env["DATABASE_URL"])
        clock = FileClock(Path(self.env["CLOCK_FILE"])) if "CLOCK_FILE" in self.env else RealClock()
        services = Services(store, clock)
        yield services
        services.close()
        store.close()

    def process(self, *args: str, **env: str) -> Result:
        """As a process of its own."""
        command = [sys.executable, "-m", "bot", *args]
        done = subprocess.run(command, capture_output=True, cwd=ROOT, env=self.whole(**env), timeout=60, check=False)
        return Result(done.returncode, done.stdout.decode(), LOGGED.add(done.stderr.decode()))

    @asynccontextmanager
    async def running(self, command: str = "run", **env: str) -> AsyncIterator["Running"]:
        """One of the commands that go on, as a process of its own; killed at the end if it still runs."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", command),
            cwd=ROOT,
            env=self.whole(**env),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        running = Running(process)
        try:
            yield running
        finally:
            await running.kill()

    def whole(self, **env: str) -> dict[str, str]:
        outside = {name: value for name, value in os.environ.items() if name not in Settings.model_fields}
        return {**outside, **self.env, **env}

    def dump(self) -> dict[str, list[Any]]:
        """Every row of every table."""
        return dump(self.env["DATABASE_URL"])


class Running:
    """A process that goes on; reads along with what it logs."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.err = ""
        self._arrived = asyncio.Event()
        self._reading = asyncio.ensure_future(self._read())

    async def says(self, words: str, timeout: float = 20.0) -> None:  # noqa: ASYNC109
        """Waits until it logged these words."""
        deadline = time.monotonic() + timeout
        while words not in self.err:
            if self._reading.done() or time.monotonic() > deadline:
                raise AssertionError(f"it did not say {words!r}, but:\n{self.err}")
            self._arrived.clear()
            waiting = asyncio.ensure_future(self._arrived.wait())
            await asyncio.wait({waiting, self._reading}, timeout=0.5, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()

    async def ends(self, timeout: float = 20.0) -> int:  # noqa: ASYNC109
        """Waits until it ends; its exit code."""
        code = await asyncio.wait_for(self.process.wait(), timeout)
        await self._reading
        return code

    async def terminate(self) -> int:
        self.process.terminate()
        return await self.ends()

    async def kill(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.ends()

    async def _read(self) -> None:
        assert self.process.stderr is not None
        while line := await self.process.stderr.readline():
            self.err += LOGGED.add(line.decode())
            self._arrived.set()


def dump(url: str) -> dict[str, list[Any]]:
    """Every row of every table of a database."""
    engine = create_engine(plain_url(url))
    with closing(engine.connect()) as connection:
        names = sorted(inspect(connection).get_table_names())
        rows = {name: sorted(map(str, connection.execute(text(f"SELECT * FROM {name}")))) for name in names}
    engine.dispose()
    return rows


def settings(url: str, api: str = NOBODY, token: str = "123456:SANDBOX-this_is_no_real_token_at_all") -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "TELEGRAM_TOKEN": token,
        "TELEGRAM_API_URL": api,
        "SECRET_KEY": SECRET,
        "PORT": str(free_port()),
    }


@pytest.fixture(scope="session")
def loaded(sqlite_template: Path) -> Path:
    """A SQLite file with the region loaded."""
    file = sqlite_template.with_name("geladen.db")
    shutil.copy(sqlite_template, file)
    Cli(settings(f"sqlite:///{file}")).ok("regio", "load", str(IJSSELLAND))
    return file


@pytest.fixture
def cli_on(new_database: Callable[[str], str], loaded: Path, tmp_path: Path) -> Callable[[str], Cli]:
    """A command line on a fresh database of the given kind, with the region loaded."""

    def make(kind: str) -> Cli:
        if kind == "sqlite":
            return Cli(settings(f"sqlite:///{shutil.copy(loaded, tmp_path / 'huis.db')}"))
        made = Cli(settings(new_database(kind)))
        made.ok("regio", "load", str(IJSSELLAND))
        return made

    return make


@pytest.fixture
def bare(tmp_path: Path) -> Cli:
    """A command line without a database: it would make itself."""
    return Cli(settings(f"sqlite:///{tmp_path}/nieuw.db"))


@pytest.fixture
def one(cli_on: Callable[[str], Cli]) -> Cli:
    """A command line on SQLite: for what does not depend on the database."""
    return cli_on("sqlite")


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, cli_on: Callable[[str], Cli]) -> Cli:
    """A command line on either database."""
    return cli_on(request.param)


@pytest.fixture
async def telegram() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox
