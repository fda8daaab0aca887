"""Who asks again and again for what is not there: what do they get, and what do others notice of it?

A hundred thousand guesses with ``DRILL=1``; otherwise a twentieth of that.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.services import Services
from bot.web import feeds as feeds_module
from bot.web import traag
from bot.web.server import make_server
from bot.web.traag import Traag
from tests.conftest import MovableClock
from tests.flows.conftest import free_port
from tests.usecases.conftest import bijeenkomsten, database_url, on_sqlite, people, shared_postgres
from tests.usecases.test_feeds import Table, table
from tests.web.kalenders import Kalenders, inside, serving
from tests.web.rauw import DRILL, MOST_SECONDS, Reply, ask

__all__ = ["bijeenkomsten", "database_url", "people", "shared_postgres", "table"]

GUESSES = 100_000 if DRILL else 5_000
ROOT = Path(__file__).parents[2]
GROWTH = 32 * 1024 * 1024


class Seconds:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


Door = Callable[..., Awaitable[Reply]]


@asynccontextmanager
async def door(clock: Seconds, *trusted: str) -> AsyncIterator[tuple[Door, Traag]]:
    """Behind it there is one thing, at /er."""

    async def there(_: Request) -> Response:
        return PlainTextResponse("er")

    app = Starlette(routes=[Route("/er", there)], middleware=[Middleware(Traag, clock=clock)])
    port = free_port()
    server = make_server(app, "127.0.0.1", port, trusted)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)

    async def knock(path: str = "/niet", method: str = "GET", voor: str = "") -> Reply:
        return await ask(port, path, method, {"X-Forwarded-For": voor} if voor else {})

    try:
        await knock("/er")
        yield knock, inside(server, Traag)
    finally:
        server.should_exit = True
        await running


async def waited(answer: Awaitable[Reply]) -> float:
    began = monotonic()
    assert (await answer).status == 404
    return monotonic() - began


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two for nothing, and then a wait that a test can see and sit out."""
    monkeypatch.setattr(traag, "FREE", 2)
    monkeypatch.setattr(traag, "STEP", 0.3)
    monkeypatch.setattr(traag, "LONGEST", 0.6)


async def test_after_some_for_nothing_each_answer_comes_later_up_to_a_bound(quick: None) -> None:
    async with door(Seconds()) as (knock, traag_):
        await knock()
        await knock()
        assert traag_._missed == {"127.0.0.1": (2, 1000.0)}
        for least in (0.3, 0.6, 0.6):
            assert least <= await waited(knock()) < least + 5
        assert traag_._waiting == {}


async def test_what_is_there_is_answered_at_once_whoever_asks(quick: None) -> None:
    async with door(Seconds()) as (knock, traag_):
        for _ in range(2):
            await knock()
        waiting = [asyncio.create_task(knock()) for _ in range(5)]
        while sum(traag_._waiting.values()) < 5:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

        assert (await knock("/er")).status == 200
        assert traag_._waiting == {"127.0.0.1": 5}, "those still wait"
        assert {(await one).status for one in waiting} == {404}


async def test_after_a_minute_it_is_forgotten(quick: None) -> None:
    seconds = Seconds()
    async with door(seconds) as (knock, traag_):
        for _ in range(3):
            await knock()
        seconds.now += traag.FORGET + 1
        await knock()
        assert traag_._missed == {"127.0.0.1": (1, seconds.now)}


async def test_while_too_many_of_one_wait_the_next_is_turned_away(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traag, "MOST_EACH", 3)
    monkeypatch.setattr(traag, "LONGEST", 2.0)
    monkeypatch.setattr(traag, "STEP", 2.0)
    async with door(Seconds(), "127.0.0.1") as (knock, traag_):
        for _ in range(2):
            await knock(voor="192.0.2.1")
        waiting = [asyncio.create_task(knock(voor="192.0.2.1")) for _ in range(3)]
        while traag_._waiting.get("192.0.2.1") != 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

        refused, head = await knock(voor="192.0.2.1"), await knock("/niet", "HEAD", "192.0.2.1")
        assert (refused.status, refused.body, refused.headers["Retry-After"]) == (429, b"Too Many Requests", "60")
        assert (head.status, head.body) == (429, b"")
        assert (await knock(voor="192.0.2.2")).status == 404, "another is not turned away"
        assert {(await one).status for one in waiting} == {404}
        assert traag_._waiting == {}


async def test_while_too_many_of_all_wait_everybody_who_would_have_to_is_turned_away(
    quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traag, "FREE", 0)
    monkeypatch.setattr(traag, "MOST_WAITING", 2)
    monkeypatch.setattr(traag, "STEP", 2.0)
    monkeypatch.setattr(traag, "LONGEST", 2.0)
    async with door(Seconds(), "127.0.0.1") as (knock, traag_):
        waiting = [asyncio.create_task(knock(voor=f"192.0.2.{number}")) for number in range(2)]
        while len(traag_._waiting) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert (await knock(voor="192.0.2.9")).status == 429
        assert (await knock("/er", voor="192.0.2.9")).status == 200
        assert {(await one).status for one in waiting} == {404}


async def test_who_goes_away_while_waiting_leaves_nothing_behind(quick: None) -> None:
    async with door(Seconds()) as (knock, traag_):
        for _ in range(2):
            await knock()
        gone = [asyncio.create_task(knock()) for _ in range(3)]
        while traag_._waiting.get("127.0.0.1") != 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        for one in gone:
            one.cancel()
        await asyncio.gather(*gone, return_exceptions=True)
        async with asyncio.timeout(10):
            while traag_._waiting:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


async def test_for_whom_is_asked_counts_only_from_a_proxy_we_trust() -> None:
    async with door(Seconds()) as (knock, traag_):
        await knock(voor="192.0.2.1")
        assert [*traag_._missed] == ["127.0.0.1"]
    async with door(Seconds(), "10.0.0.0/8") as (knock, traag_):
        await knock(voor="192.0.2.1")
        assert [*traag_._missed] == ["127.0.0.1"]
    async with door(Seconds(), "127.0.0.1", "10.0.0.0/8") as (knock, traag_):
        for voor in ("192.0.2.1", "198.51.100.7, 192.0.2.2", "198.51.100.7, 192.0.2.3, 10.1.2.3", "192.0.2.4:5678"):
            await knock(voor=voor)
        assert [*traag_._missed] == ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"]


async def test_a_network_of_ipv6_counts_as_one_and_an_ipv4_address_in_its_clothes_as_itself() -> None:
    for voor, who in {
        "2001:db8:1:2::1": "2001:db8:1:2::/64",
        "2001:db8:1:2:ffff::9": "2001:db8:1:2::/64",
        "2001:db8:1:3::1": "2001:db8:1:3::/64",
        "[2001:db8:1:4::1]:443": "2001:db8:1:4::/64",
        "::ffff:192.0.2.1": "192.0.2.1",
        "::1": "::/64",
        "fe80::1%eth0": "fe80::/64",
        "x" * 200: "x" * 64,
        "\xff": "\xff",
    }.items():
        async with door(Seconds(), "127.0.0.1") as (knock, traag_):
            assert (await knock(voor=voor)).status == 404
            assert [*traag_._missed] == [who]


async def test_of_however_many_only_the_latest_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traag, "MOST_KNOWN", 5)
    async with door(Seconds(), "127.0.0.1") as (knock, traag_):
        for number in range(12):
            await knock(voor=f"192.0.2.{number}")
            await knock(voor="198.51.100.1")
        assert len(traag_._missed) == 5
        assert traag_._missed["198.51.100.1"][0] == 12, "who goes on is not forgotten"


# A hundred thousand


def memory() -> int:
    """What this process holds, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def attacked(kalenders: Kalenders, path: str, count: int, connections: int, naming: str) -> dict[str, int]:
    """What the guessing came to. Meanwhile the calendar at ``path`` and /health are asked for, again and again."""
    guesser = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.web.rader", str(kalenders.port), str(count), str(connections), naming),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    output = asyncio.create_task(guesser.communicate())
    try:
        while not output.done():
            for asked in ("/health", path):
                began = monotonic()
                assert (await kalenders.get(asked)).status == 200, asked
                assert monotonic() - began < MOST_SECONDS, asked
            await asyncio.sleep(0.02)
        written, _ = await output
    finally:
        if guesser.returncode is None:
            guesser.kill()
            await guesser.wait()
    assert guesser.returncode == 0
    found: dict[str, int] = json.loads(written)
    return found


@on_sqlite
@pytest.mark.parametrize("naming", ["-", "X-Forwarded-For"])
async def test_a_crowd_of_guesses_finds_nothing_takes_no_room_and_is_in_nobodys_way(
    services: Services, clock: MovableClock, table: Table, naming: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From one address, and each from another."""
    if not DRILL:
        monkeypatch.setattr(traag, "LONGEST", 0.2)  # the same, with less waiting
    async with serving(services, clock, trusted_proxies=["127.0.0.1"]) as kalenders:
        path = kalenders.subscribe(table.rein)
        first = await kalenders.get(path)
        # What is made once is made before we measure.
        await attacked(kalenders, path, 1_000, 40, naming)
        before, began = memory(), monotonic()
        statuses = await attacked(kalenders, path, GUESSES, 40, naming)
        took, grown = monotonic() - began, memory() - before
        layer = inside(kalenders.server, Traag)

        assert set(statuses) <= {"404", "429"}
        assert sum(statuses.values()) == GUESSES
        assert (statuses.get("429", 0) > 0) is (naming == "-"), "who guesses is turned away, each from another is not"
        assert grown < GROWTH
        assert len(layer._missed) <= traag.MOST_KNOWN
        assert sum(layer._waiting.values()) <= traag.MOST_WAITING
        assert len(kalenders.feeds._known) == 1 <= feeds_module.MOST_KNOWN
        assert (await kalenders.get(path)).body == first.body
        if DRILL:
            print(f"\n{GUESSES} guesses: {statuses}, {took:.0f} s, {grown / 2**20:+.1f} MiB")  # noqa: T201
