"""Does what shares a commit stay apart in all else? Only SQLite, with its one writer, shares them."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.errors import Conflict
from bot.domain.persoon import PersoonId
from bot.services import MOST_TOGETHER, RealClock, Services, TemporarilyUnavailable
from bot.usecases.ports import Transaction
from storage.store import Store


@pytest.fixture
def database_url(new_database: Callable[[str], str]) -> str:
    return new_database("sqlite")


class Halted(Exception):
    """A refusal of some use case."""


def count(tx: Transaction) -> int:
    return int(tx.instellingen.get("teller") or 0)


def add_one(tx: Transaction) -> int:
    number = count(tx) + 1
    tx.instellingen.set("teller", str(number))
    return number


def add_one_and_refuse(tx: Transaction) -> int:
    add_one(tx)
    raise Halted


async def held_up(services: Services, *usecases: Callable[[Transaction], Any]) -> list[Any]:
    """All of them at once, behind one that keeps the writers busy until all have come."""
    come = asyncio.Event()
    loop = asyncio.get_running_loop()

    def wait(_: Transaction) -> None:
        asyncio.run_coroutine_threadsafe(come.wait(), loop).result(10)

    first = [asyncio.ensure_future(services.run(wait)) for _ in range(services.store.writers)]
    await asyncio.sleep(0.1)
    rest = [asyncio.ensure_future(services.run(usecase)) for usecase in usecases]
    await asyncio.sleep(0)
    come.set()
    await asyncio.gather(*first)
    return await asyncio.gather(*rest, return_exceptions=True)


async def test_each_sees_what_those_before_it_did(services: Services) -> None:
    came = await held_up(services, *[add_one] * 40)
    assert came == list(range(1, 41))
    assert await services.read(count) == 40


async def test_who_is_refused_takes_nobody_along(services: Services) -> None:
    came = await held_up(services, add_one, add_one_and_refuse, add_one, add_one_and_refuse, add_one)
    assert [type(outcome) for outcome in came] == [int, Halted, int, Halted, int]
    assert await services.read(count) == 3


async def test_together_they_cost_one_commit(services: Services, store: Store) -> None:
    commits = _count_commits(store)
    await held_up(services, *[add_one] * MOST_TOGETHER)
    assert len(commits) == 2, "the one that held them up, and all the others"


async def test_nothing_is_remembered_from_one_to_the_next(services: Services) -> None:
    def who(tx: Transaction) -> Any:
        return tx.outbox

    boxes = await held_up(services, who, who, who)
    assert len({id(box) for box in boxes}) == 3


async def test_one_that_was_too_late_runs_again_with_what_is_true_now(services: Services) -> None:
    tries = []

    def too_late_once(tx: Transaction) -> int:
        tries.append(count(tx))
        if len(tries) < 2:
            raise Conflict
        return add_one(tx)

    came = await held_up(services, add_one, too_late_once, add_one)
    assert sorted(came) == [1, 2, 3]


async def test_a_writer_that_is_never_out_of_work_leaves_nothing_waiting_behind_it(services: Services) -> None:
    behind = []

    async def one_after_another() -> None:
        for _ in range(20):
            await services.run(add_one)
            behind.append(services._writers._work_queue.qsize())

    await asyncio.gather(*(one_after_another() for _ in range(30)))
    assert max(behind) <= services.store.writers
    assert await services.run(count) == 600


async def test_who_no_longer_waits_hinders_nobody(services: Services) -> None:
    gone = asyncio.ensure_future(services.run(add_one))
    await asyncio.sleep(0)
    gone.cancel()
    assert await services.run(count) in (0, 1)
    assert await services.run(add_one) >= 1


async def test_a_database_that_is_busy_is_said_to_each_after_one_wait(
    new_database: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.store.BUSY_SECONDS", 0.2)
    url = new_database("sqlite")
    store = Store(url)
    services = Services(store, RealClock())
    await services.run(count)
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    came = await asyncio.gather(*(services.run(add_one) for _ in range(10)), return_exceptions=True)
    other.execute("ROLLBACK")
    other.close()
    assert [type(outcome) for outcome in came] == [TemporarilyUnavailable] * 10
    assert await services.run(add_one) == 1
    services.close()
    store.close()


async def test_two_that_wait_for_each_other_both_get_done(new_database: Callable[[str], str]) -> None:
    store = Store(new_database("postgresql"))
    services = Services(store, RealClock())
    met = threading.Barrier(2)
    meets = [True, True]

    def both(number: int, keys: tuple[str, str]) -> Callable[[Transaction], None]:
        def usecase(tx: Transaction) -> None:
            tx.instellingen.set(keys[0], str(number))
            if meets[number]:
                meets[number] = False
                met.wait(10)
            tx.instellingen.set(keys[1], str(number))

        return usecase

    await asyncio.gather(services.run(both(0, ("een", "twee"))), services.run(both(1, ("twee", "een"))))
    one, two = await services.read(lambda tx: (tx.instellingen.get("een"), tx.instellingen.get("twee")))
    assert one == two
    services.close()
    store.close()


async def test_a_connection_that_is_lost_halfway_is_a_database_that_is_away(new_database: Callable[[str], str]) -> None:
    """Whatever was written by then, also what calendars are made of."""
    store = Store(new_database("postgresql"))
    services = Services(store, RealClock())

    def lose_it(tx: Transaction) -> None:
        tx.abonnementen.remove_all(PersoonId(1))
        tx.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(TemporarilyUnavailable):
        await services.run(lose_it)
    assert await services.run(add_one) == 1
    services.close()
    store.close()


def _count_commits(store: Store) -> list[None]:
    commits: list[None] = []
    event.listen(store.engine, "commit", lambda _: commits.append(None))
    return commits
