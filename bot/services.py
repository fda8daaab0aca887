"""What is each edge handed?

A store, a clock and the guard; and ``run``, which opens a transaction, runs one use case in it on a thread of the
database, and commits, or leaves nothing behind.

What waits for the same thread shares a commit: writing to disk costs more than most use cases do.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Semaphore
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from bot import woordenlijst
from bot.alarm import Alarm
from bot.domain.errors import Conflict
from bot.domain.privacy import Guard
from bot.usecases.ports import Store, Transaction

P = ParamSpec("P")
T = TypeVar("T")

READERS = 2
TRIES = 3
DEADLOCK = "40P01"
# Few enough that the last one does not wait long for the first.
MOST_TOGETHER = 16
# A CLOCK_FILE without a zone is meant as people here read a clock.
HOME = ZoneInfo("Europe/Amsterdam")


class Clock(Protocol):
    """The domain's clock."""

    def now(self) -> datetime: ...


class RealClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FileClock:
    """The moment that a file holds, plus the real time since it was last written: for tests, drills and the demo."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[float, datetime] | None = None
        self.now()

    def now(self) -> datetime:
        """Raises ``ValueError`` or ``OSError`` while the file has never held a moment."""
        try:
            written = self._path.stat().st_mtime
            if self._seen is None or self._seen[0] != written:
                moment = datetime.fromisoformat(self._path.read_text().strip())
                self._seen = (written, moment if moment.tzinfo else moment.replace(tzinfo=HOME))
        except (ValueError, OSError):
            if self._seen is None:
                raise
            # Somebody is writing it just now: go on from what it held before.
        since = timedelta(seconds=time.time() - self._seen[0])
        return self._seen[1].astimezone(UTC) + since


class TemporarilyUnavailable(Exception):
    """The database cannot be reached or is busy: nothing happened, try again later."""


class _NothingStays(Exception):
    """Rolls a transaction back on purpose."""


@dataclass(frozen=True)
class _Job:
    """A use case that waits for its transaction, and who waits for what comes of it."""

    usecase: Callable[[Transaction], Any]
    future: asyncio.Future[Any]

    def end(self, outcome: Any, error: BaseException | None) -> None:
        if self.future.done():
            return  # nobody waits any more
        if error is None:
            self.future.set_result(outcome)
        else:
            self.future.set_exception(error)


class Services:
    """The parts every edge shares."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.guard = Guard(woordenlijst.load, lambda: self.clock.now().astimezone(HOME).date())
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._writers = ThreadPoolExecutor(store.writers, thread_name_prefix="write")
        self._idle = Semaphore(store.writers)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
        self._alarm = Alarm("database_niet_bereikbaar", "database_weer_bereikbaar")

    async def run(self, usecase: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The use case in a transaction of its own.

        Runs again, up to three times, when somebody else changed a row first, or waited for what this one holds. Raises
        ``TemporarilyUnavailable`` when the database is not there; the log says once when that begins, and when it is
        over.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put(_Job(lambda tx: usecase(tx, *args, **kwargs), future))
        # Who is at work takes it along: a call for each job would wait behind the others for as long as it is busy.
        if self._idle.acquire(blocking=False):
            self._writers.submit(self._write)
        return await future

    async def read(self, usecase: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same, for looking only."""

        def look() -> T:
            try:
                with self.store.read(self.clock.now()) as tx:
                    seen = usecase(tx, *args, **kwargs)
            except DBAPIError as error:
                if not _is_away(error):
                    raise
                self._alarm.fails("lezen", type(error.orig).__name__)
                raise TemporarilyUnavailable(type(error.orig).__name__) from error
            self._alarm.works("lezen")
            return seen

        return await asyncio.get_running_loop().run_in_executor(self._readers, look)

    def run_now(self, usecase: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """``run`` in this thread: for the command line."""
        for left in range(TRIES - 1, -1, -1):
            try:
                with self.store.write(self.clock.now()) as tx:
                    return usecase(tx, *args, **kwargs)
            except (IntegrityError, Conflict):
                if not left:
                    raise
            except DBAPIError as error:
                if _is_deadlock(error) and left:
                    continue
                if not _is_away(error):
                    raise
                raise TemporarilyUnavailable(type(error.orig).__name__) from error
        raise AssertionError("unreachable")

    def _write(self) -> None:
        """On a writer's thread: does what waits until nothing does."""
        busy = True
        while busy:
            try:
                while jobs := self._take():
                    self._do(jobs)
            finally:
                self._idle.release()
            # A job that came in between found nobody idle.
            busy = not self._jobs.empty() and self._idle.acquire(blocking=False)

    def _take(self) -> list[_Job]:
        jobs: list[_Job] = []
        with suppress(Empty):
            while len(jobs) < (MOST_TOGETHER if self.store.writers == 1 else 1):
                jobs.append(self._jobs.get_nowait())
        return jobs

    def _do(self, jobs: list[_Job]) -> None:
        """Does these, and tells the loop once."""
        ended = self._together(jobs) or [self._alone(job) for job in jobs]
        away = next((error for _, error in ended if isinstance(error, TemporarilyUnavailable)), None)
        if away is not None:
            self._alarm.fails("schrijven", str(away))
        else:
            self._alarm.works("schrijven")

        def tell() -> None:
            for job, (outcome, error) in zip(jobs, ended, strict=True):
                job.end(outcome, error)

        jobs[0].future.get_loop().call_soon_threadsafe(tell)

    def _together(self, jobs: list[_Job]) -> list[tuple[Any, BaseException | None]] | None:
        """All of them in one commit; None when one refused, so that nothing stays and each has to run alone."""
        if len(jobs) == 1:
            return None
        try:
            with self.store.write(self.clock.now()) as tx:
                return [(job.usecase(tx.anew()), None) for job in jobs]
        except OperationalError as error:
            unavailable = TemporarilyUnavailable(type(error.orig).__name__)
            unavailable.__cause__ = error
            return [(None, unavailable) for _ in jobs]
        except Exception:
            return None  # whose it is, and what follows from it, shows when each runs alone

    def _alone(self, job: _Job) -> tuple[Any, BaseException | None]:
        try:
            return self.run_now(job.usecase), None
        except BaseException as error:
            return None, error

    def try_out(self, usecase: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """``run_now`` of which nothing stays: to see what would happen."""
        with suppress(_NothingStays), self.store.write(self.clock.now()) as tx:
            outcome = usecase(tx, *args, **kwargs)
            raise _NothingStays
        return outcome

    def close(self) -> None:
        self._writers.shutdown()
        self._readers.shutdown()


def _is_deadlock(error: DBAPIError) -> bool:
    """Did PostgreSQL end it because another transaction and this one waited for each other?"""
    return getattr(error.orig, "sqlstate", None) == DEADLOCK


def _is_away(error: DBAPIError) -> bool:
    """Could the database not do it now, whatever was asked of it?"""
    return isinstance(error, OperationalError) or error.connection_invalidated
