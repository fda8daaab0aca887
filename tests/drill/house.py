"""A house whose product runs as processes of their own, that can be killed, stopped and started again."""

import asyncio
import os
import resource
import secrets
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlmodel import SQLModel, col, func, select, update

from bot.demo import MONDAY, add_and_invite
from bot.domain.bericht import Bericht
from bot.domain.persoon import Persoon, Rol
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from bot.domain.regio import Regio
from bot.sandbox import Message, Phone, Sandbox
from bot.services import HOME, FileClock, Services
from bot.usecases.afspraken import log_afspraak
from bot.usecases.casussen import new_casus
from bot.usecases.personen import add_persoon
from bot.usecases.ports import Transaction
from bot.usecases.regios import load_regio
from storage.store import Store
from storage.tables import InboxRow, LeaseRow, OutboxRow
from tests.builders import a_bericht, new_person
from tests.flows.conftest import PEOPLE
from tests.logs import LOGGED

DRILL = bool(os.environ.get("DRILL"))
"""The full form: ``make drill``."""
MAYBE_TWICE = "(U kunt dit bericht dubbel ontvangen.)"
NEWS = "Geannuleerd. Er is niets vastgelegd."
LEASE_SECONDS = 30.0


@dataclass
class Running:
    """``afsprakenbot run``, or another command that goes on."""

    environment: dict[str, str]
    command: tuple[str, ...] = (sys.executable, "-m", "bot", "run")
    process: asyncio.subprocess.Process | None = None
    log: list[bytes] = field(default_factory=list)

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            *self.command, env=self.environment, stderr=asyncio.subprocess.PIPE
        )
        assert self.process.stderr is not None
        while line := await self.process.stderr.readline():
            self.log.append(line)
            LOGGED.add(line.decode())
            if b"gestart" in line:
                self._rest = asyncio.create_task(self._read(self.process.stderr))
                return
        raise AssertionError(b"".join(self.log).decode())

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.returncode is None

    def says(self, words: str) -> int:
        """How many lines of its log have these words."""
        return sum(words.encode() in line for line in self.log)

    def freeze(self) -> None:
        os.kill(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    async def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        await self.process.wait()
        await self._rest

    async def terminate(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(self.process.wait(), 10)
        await self._rest
        return code

    def fill_its_disk(self) -> None:
        """From now on the system refuses whatever it writes to a file."""
        _, hard = resource.prlimit(self.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (1, hard))

    def empty_its_disk(self) -> None:
        _, hard = resource.prlimit(self.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (hard, hard))

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while line := await stream.readline():
            self.log.append(line)
            LOGGED.add(line.decode())


@dataclass
class Drill:
    """Telegram, the database, the clock, and the processes that were started."""

    telegram: Sandbox
    services: Services
    url: str
    clock_file: Path
    environment: dict[str, str]
    processes: list[Running] = field(default_factory=list)

    async def start(self, command: str = "run", *, program: Iterable[str] = ("-m", "bot"), **env: str) -> Running:
        running = Running({**self.environment, **env}, (sys.executable, *program, command))
        self.processes.append(running)
        await running.start()
        return running

    @property
    def is_sqlite(self) -> bool:
        return self.services.store.is_sqlite

    async def polls(self) -> None:
        """Until the product asks for updates, and all that its start owed is out."""
        await self.telegram.wait_call("getMe")
        await self.until_all_is_sent()
        await self.until(lambda: self.count_calls("getUpdates", 0), "it polls")

    def count_calls(self, method: str, status: int) -> int:
        """So many calls were answered like this; with 0 those that wait for an answer, or never got one."""
        return sum(call.method == method and call.status == status for call in self.telegram.calls)

    # People

    async def person(self, naam: str, *rollen: Rol, **more: Any) -> tuple[Persoon, Phone]:
        """Somebody who is linked."""
        phone = self.telegram.phone(naam)
        await phone.send("/start")
        self.telegram.updates.clear()
        persoon = await self.services.run(
            lambda tx: join_in(tx, naam, *(rollen or (Rol.ACTIEHOUDER,)), chat_id=phone.id, **more)
        )
        return persoon, phone

    async def invited(self, name: str) -> Phone:
        """Somebody of the demo, who links the way everybody does."""
        token = await self.services.run(add_and_invite, PEOPLE[name])
        phone = self.telegram.phone(name)
        await phone.open_link(f"https://t.me/{self.telegram.username}?start={token}")
        await phone.wait_for("Welkom bij de afsprakenbot")
        await phone.press("Koppelen")
        await phone.wait_for("U bent gekoppeld")
        return phone

    # What is owed

    async def owe(self, *berichten: Bericht) -> None:
        await self.services.run(lambda tx: [tx.outbox.put(bericht) for bericht in berichten] and None)

    async def agree(self, makelaar: Persoon, actiehouder: Persoon, *deadlines: str) -> list[Referentie]:
        """An afspraak for each deadline, on a casus of its own."""
        return await self.services.run(_agree, makelaar, actiehouder, deadlines)

    async def owe_news(self, persoon: Persoon, *keys: str) -> None:
        await self.owe(*(a_bericht(key, naar=persoon.id) for key in keys))

    async def states(self) -> Counter[str]:
        """How many messages are in which state."""
        return Counter(await self.column(OutboxRow.staat))

    async def owed(self) -> list[str]:
        """What is not out, for who reads why a drill failed."""
        query = select(OutboxRow).where(col(OutboxRow.staat).in_(["wacht", "bezig"]))
        return await self.services.read(lambda tx: [str(row) for row in tx.connection.execute(query)])  # type: ignore[attr-defined]

    async def column(self, column: Any, *conditions: Any) -> list[Any]:
        return await self.services.read(_column, column, conditions)

    async def count(self, *conditions: Any) -> int:
        """So many rows are so."""
        return (await self.column(func.count(), *conditions))[0]

    async def until(self, reached: Callable[[], Any], what: str, seconds: float = 20.0) -> None:
        """Until ``reached`` (it may look in the database) is true."""
        end = time.monotonic() + seconds
        while True:
            outcome = reached()
            if await outcome if asyncio.iscoroutine(outcome) else outcome:
                return
            log = b"".join(line for process in self.processes for line in process.log[-8:]).decode()
            if time.monotonic() >= end:
                raise AssertionError(f"{what}, not within {seconds:g} s; {await self.owed()}\n{log}")
            await asyncio.sleep(0.05)

    async def until_all_is_sent(self, seconds: float = 30.0) -> None:
        async def nothing_left() -> bool:
            due = col(OutboxRow.due_at) <= self.services.clock.now()
            return not await self.count(col(OutboxRow.staat).in_(["wacht", "bezig"]), due)

        await self.until(nothing_left, "everything sent", seconds)

    async def until_all_is_handled(self, seconds: float = 30.0) -> None:
        async def nothing_left() -> bool:
            return not await self.count(col(InboxRow.handled_at).is_(None))

        await self.until(nothing_left, "everything handled", seconds)

    # Time

    def at(self, moment: str | datetime) -> None:
        """The clock jumps to a local moment, like 2027-02-08 08:30."""
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment).replace(tzinfo=HOME)
        beside = self.clock_file.with_suffix(".new")
        beside.write_text(moment.isoformat())
        beside.replace(self.clock_file)

    async def leases_lapse(self) -> None:
        """What processes held that were killed becomes free: after 30 s, and on SQLite when a process starts.

        The short form does not wait for that.
        """
        if DRILL:
            await asyncio.sleep(LEASE_SECONDS)
        else:
            dead = [f"/{running.pid}/" for running in self.processes if not running.runs]
            await self.services.run(_lapse, dead)

    # The database

    @asynccontextmanager
    async def nobody_can_write(self) -> AsyncIterator[None]:
        """For as long as the block another connection holds what each transaction that writes needs."""
        connection = await asyncio.to_thread(self._hold)
        try:
            yield
        finally:
            await asyncio.to_thread(_let_go, connection)

    def _hold(self) -> Any:
        if self.is_sqlite:
            file = sqlite3.connect(self.url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
            file.execute("BEGIN IMMEDIATE")
            return file
        connection = psycopg.connect(self.services.store.url.replace("+psycopg", ""))
        connection.execute("LOCK TABLE inbox, outbox, lease IN EXCLUSIVE MODE")
        return connection


@asynccontextmanager
async def a_house(url: str, folder: Path, ijsselland: Regio) -> AsyncIterator[Drill]:
    clock_file = folder / "klok.txt"
    clock_file.write_text(MONDAY.isoformat())
    clock = FileClock(clock_file)
    store = Store(url)
    services = Services(store, clock)
    await services.run(load_regio, ijsselland)
    async with Sandbox(clock=clock.now) as telegram:
        environment = {
            **os.environ,
            "TELEGRAM_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "DATABASE_URL": url,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "CLOCK_FILE": str(clock_file),
            "PORT": "0",
        }
        drill = Drill(telegram, services, url, clock_file, environment)
        try:
            yield drill
        finally:
            for running in drill.processes:
                if running.runs:
                    with suppress(ProcessLookupError):
                        running.go_on()
                    await running.kill()
            services.close()
            store.close()


def join_in(tx: Transaction, naam: str, *rollen: Rol, chat_id: int, **more: Any) -> Persoon:
    persoon = add_persoon(tx, new_person(naam, *rollen, **more))
    return tx.personen.link(persoon.id, chat_id)


def _agree(tx: Transaction, makelaar: Persoon, actiehouder: Persoon, deadlines: Iterable[str]) -> list[Referentie]:
    made = []
    for deadline in deadlines:
        referentie = new_casus(tx, "Zwolle", "topx-zwolle", makelaar).referentie
        text, day = SafeText("intake plannen"), date.fromisoformat(deadline)
        log_afspraak(tx, referentie, text, actiehouder.id, day, makelaar, bron=referentie)
        made.append(referentie)
    return made


def texts(phone: Phone, text: str) -> list[Message]:
    """What the bot said here with ``text`` in it."""
    return [message for message in phone.received if text in message.text]


def labelled(messages: Iterable[Message]) -> list[bool]:
    """Which of these say that they may have come before."""
    return [MAYBE_TWICE in message.text for message in messages]


def _column(tx: Any, column: Any, conditions: Iterable[Any]) -> list[Any]:
    return list(tx.connection.scalars(select(column).where(*conditions)))


def _lapse(tx: Any, dead: list[str]) -> None:
    rows: list[tuple[type[SQLModel], Any, Any]] = [
        (LeaseRow, LeaseRow.owner, LeaseRow.until),
        (InboxRow, InboxRow.lease_owner, InboxRow.lease_until),
        (OutboxRow, OutboxRow.claimed_by, OutboxRow.claimed_until),
    ]
    for row, owner, until in rows:
        for pid in dead:
            tx.connection.execute(
                update(row).where(col(owner).contains(pid)).values({col(until): datetime.fromtimestamp(0, UTC)})
            )


def _let_go(connection: Any) -> None:
    connection.rollback()
    connection.close()
