"""How many calendars a second can be asked for, how soon does a change show, and do people in the chat notice?

The product on both databases, and Radicale with the very same bijeenkomsten, each as a process, asked by wrk by turns:
in full, compressed, and by who has it already.
"""

import asyncio
import shutil
import statistics
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp

from bench.bench import Bench
from bench.crowds import StandingClock
from bench.databases import Sqlite, postgres
from bench.kalenders import FEW, MANY, Kalenders, get, make_kalenders, moments, radicale, until_open
from bench.loads import settle
from bench.processes import MeasurementFailed, Running
from bench.report import Row
from bench.server import BotApi
from bench.tafels import house
from bench.wrk import CONNECTIONS, Load, check_wrk, wrk
from bot.logs import set_up_logging

RUNS, SECONDS = 3, 5
STARTS, CHANGES = 5, 9
REQUESTS = 100_000
PER_SECOND, IN_CHAT, WARM_UP = 24, 30, 5
LEAST = {FEW: 10, MANY: 50}
"""Times as many answers as the peer."""
MOST_P99 = 0.025
MOST_AFTER_CHANGE = 0.3
MOST_MIB, MOST_GROWTH = 160, 0.05
MOST_P95 = 0.1
HEADERS = 2048
"""More than that no answer says before its body."""

SETTLED = 20.0
"""So many seconds after its start a product has had its first tick: nothing changes by itself any more."""

FULL, GZIP, KNOWN = "in full", "compressed", "when the client has it"
Kind = tuple[int, str]


@dataclass(frozen=True)
class Asked:
    """A calendar as it is asked for, and how large the body of the answer is."""

    url: str
    headers: Mapping[str, str]
    status: int
    size: int

    async def load(self, seconds: float) -> Load:
        load = await wrk(self.url, seconds, self.headers)
        # What was under way at the end counts as bytes, not as answers.
        least, most = load.requests * self.size, (load.requests + CONNECTIONS) * (self.size + HEADERS)
        if not least <= load.received <= most:
            raise MeasurementFailed(f"{load.received:,} bytes, where {least:,} to {most:,} belong")
        return load


async def kalender(bench: Bench) -> list[Row]:
    check_wrk()
    set_up_logging("error", "text")
    fifty, folder = await bench.house(), bench.new_folder()
    shutil.copy(fifty.file, folder / "kalender.db")
    with postgres() as server:
        sqlite = await asyncio.to_thread(make_kalenders, Sqlite(folder), "kalender", fifty.cards)
        both = [sqlite, await asyncio.to_thread(make_kalenders, server, "kalender", {})]
        rows = await _by_turns(bench, both)
        for one in both:
            rows += await _first_times(bench, one)
    return [*rows, *await _memory(bench, sqlite), *await _in_chat(bench, sqlite)]


async def _by_turns(bench: Bench, products: list[Kalenders]) -> list[Row]:
    """Ours, Radicale, ours …: all run all the time, and one of them is asked."""
    async with AsyncExitStack() as stack, aiohttp.ClientSession() as http:
        ways = {}
        for one in products:
            api = await stack.enter_async_context(BotApi())
            bot, _ = await stack.enter_async_context(one.start(api, bench.new_folder()))
            await until_open(bot, one.port)
            await _settled(bot)
            ways[one.database] = await _ways(http, one.addresses)
        content = {count: (await get(http, url)).body for count, url in products[0].addresses.items()}
        for count, calendar in content.items():
            if len(moments(calendar)) != count:
                raise MeasurementFailed(f"{len(moments(calendar))} bijeenkomsten, where {count} belong")
        _, addresses = await stack.enter_async_context(radicale(bench.new_folder(), content))
        peer = await _ways(http, addresses)
        found: dict[tuple[str, Kind], list[Load]] = {}
        for _ in range(bench.pick(RUNS, 1)):
            for kind in peer:
                for name, served in {**ways, "Radicale": peer}.items():
                    load = await served[kind].load(SECONDS)
                    found.setdefault((name, kind), []).append(load)
                    bench.say(
                        f"{name}: {kind[0]} {kind[1]} ({served[kind].status}): {load.per_second:.0f}/s, "
                        f"p50 {load.p50 * 1000:.1f} ms, p99 {load.p99 * 1000:.1f} ms"
                    )
    rows = []
    for database, own in ways.items():
        for kind, asked in own.items():
            rows += _pace(database, kind, found[database, kind], found["Radicale", kind], asked.status)
    answer = "a 304" if any(asked.status == 304 for asked in peer.values()) else "no 304"
    return [*rows, Row("what Radicale answers to who has it", "304", answer)]


def _pace(database: str, kind: Kind, ours: list[Load], peer: list[Load], status: int) -> list[Row]:
    (count, way), goal = kind, LEAST[kind[0]]
    own, other = (statistics.median(load.per_second for load in loads) for loads in (ours, peer))
    p99, p99_peer = (statistics.median(load.p99 for load in loads) for loads in (ours, peer))
    what = f"{database}: {count} bijeenkomsten {way}{' (304)' if status == 304 else ''}"
    ratio = own / other
    return [
        Row(
            f"{what}, answers a second",
            f"{own:.0f}",
            f"{other:.0f}" if other >= 100 else f"{other:.1f}",
            f"{ratio:.1f}",
            "" if way == GZIP else f"at least {goal}",
            None if way == GZIP else ratio >= goal,
        ),
        Row(
            f"{what}, 99 % answered within",
            f"{p99 * 1000:.1f} ms",
            f"{p99_peer * 1000:.0f} ms",
            goal=f"at most {MOST_P99 * 1000:.0f} ms",
            met=p99 <= MOST_P99,
        ),
    ]


async def _ways(http: aiohttp.ClientSession, addresses: Mapping[int, str]) -> dict[Kind, Asked]:
    """How each is asked for. Who has it says so in both ways that there are."""
    ways = {}
    for count, url in addresses.items():
        first = await get(http, url)
        since = {"If-Modified-Since": first.headers["Last-Modified"]} if "Last-Modified" in first.headers else {}
        known = {"If-None-Match": first.headers["ETag"], **since}
        for way, headers in ((FULL, {}), (GZIP, {"Accept-Encoding": "gzip"}), (KNOWN, known)):
            answer = await get(http, url, headers)
            if answer.status not in (200, 304) or (way == GZIP) != ("Content-Encoding" in answer.headers):
                raise MeasurementFailed(f"{answer.status} and {dict(answer.headers)} from {url}")
            ways[count, way] = Asked(url, headers, answer.status, len(answer.body))
    return ways


async def _first_times(bench: Bench, product: Kalenders) -> list[Row]:
    """Nothing is kept yet: after a start, and after another process changed one of many."""
    started: list[float] = []
    changed: list[float] = []
    together: list[float] = []
    clock, url = StandingClock(datetime.now(UTC)), product.addresses[MANY]
    for _ in range(bench.pick(STARTS, 2)):
        async with BotApi() as api, product.start(api, bench.new_folder()) as (bot, _), aiohttp.ClientSession() as http:
            await until_open(bot, product.port)
            last = await get(http, url)
            started.append(last.seconds)
    with house(product.url, clock) as services:
        async with BotApi() as api, product.start(api, bench.new_folder()) as (bot, _), aiohttp.ClientSession() as http:
            await until_open(bot, product.port)
            await _settled(bot)
            last = await get(http, url)
            for how_many, into in ((1, changed), (CONNECTIONS, together)):
                for _ in range(bench.pick(CHANGES, 2)):
                    clock.moment = datetime.now(UTC)
                    await asyncio.to_thread(product.change, services)
                    answers = await asyncio.gather(*(get(http, url) for _ in range(how_many)))
                    if any(one.status != 200 or one.headers["ETag"] == last.headers["ETag"] for one in answers):
                        raise MeasurementFailed("a change that somebody does not see")
                    into.append(max(one.seconds for one in answers))
                    last = answers[-1]
    after = statistics.median(changed)
    bench.say(f"{product.database}: after a start {_each(started)}; after a change {_each(changed)}")
    bench.say(f"{product.database}: the slowest of {CONNECTIONS} after a change {_each(together)}")
    return [
        Row(
            f"{product.database}: {MANY} bijeenkomsten, first time after one changed, median of {len(changed)}",
            f"{after * 1000:.0f} ms",
            goal=f"at most {MOST_AFTER_CHANGE * 1000:.0f} ms",
            met=after <= MOST_AFTER_CHANGE,
        ),
        Row(
            f"{product.database}: the same, the slowest of {CONNECTIONS} who ask at once",
            f"{statistics.median(together) * 1000:.0f} ms",
        ),
        Row(
            f"{product.database}: {MANY} bijeenkomsten, first time after a start",
            f"{statistics.median(started) * 1000:.0f} ms",
        ),
    ]


async def _memory(bench: Bench, product: Kalenders) -> list[Row]:
    """Everything is asked for in turn, until it is enough."""
    wanted, sizes = bench.pick(REQUESTS, 5_000), []
    async with BotApi() as api, product.start(api, bench.new_folder()) as (bot, _), aiohttp.ClientSession() as http:
        await until_open(bot, product.port)
        await _settled(bot)
        ways = await _ways(http, product.addresses)
        await _ask(ways, bench.pick(2_000, 500), seconds=1)
        sizes.append(bot.rss())
        for _ in range(5):
            await _ask(ways, wanted // 5, seconds=2)
            sizes.append(bot.rss())
    bench.say("memory: " + ", ".join(f"{size:.1f} MiB" for size in sizes))
    growth = sizes[-1] / sizes[0] - 1
    return [
        Row(
            f"memory after {wanted:,} requests",
            f"{sizes[-1]:.0f} MiB ({growth:+.1%})",
            goal=f"below {MOST_MIB} MiB, grown at most {MOST_GROWTH:.0%}",
            met=max(sizes) < MOST_MIB and growth <= MOST_GROWTH,
        ),
        Row("memory before them", f"{sizes[0]:.0f} MiB"),
    ]


async def _settled(bot: Running) -> None:
    await asyncio.sleep(bot.began + SETTLED - time.perf_counter())


async def _ask(ways: Mapping[Kind, Asked], requests: int, seconds: float) -> None:
    asked = 0
    while asked < requests:
        for one in ways.values():
            asked += (await one.load(seconds)).requests


async def _in_chat(bench: Bench, product: Kalenders) -> list[Row]:
    """People use the bot at the pace of ``rate``, first alone, then while calendars are asked for without a pause."""
    rows, seconds = [], bench.pick(IN_CHAT, 5)
    async with (
        BotApi() as api,
        product.start(api, bench.new_folder()) as (bot, phones),
        aiohttp.ClientSession() as http,
    ):
        await until_open(bot, product.port)
        await _settled(bot)
        ways = await _ways(http, product.addresses)
        await phones.at_rate(PER_SECOND, WARM_UP)
        for kind in (None, (FEW, FULL), (MANY, FULL), (MANY, KNOWN)):
            await asyncio.sleep(1)  # until the last ones are answered
            first = len(phones.latencies)
            load = asyncio.create_task(ways[kind].load(seconds)) if kind is not None else None
            await phones.at_rate(PER_SECOND, seconds)
            meanwhile = await load if load is not None else None
            p50, p95 = (
                statistics.quantiles(phones.latencies[first:], n=100, method="inclusive")[percent - 1]
                for percent in (50, 95)
            )
            what = "without calendars" if kind is None else f"while {CONNECTIONS} ask for {kind[0]} {kind[1]}"
            bench.say(f"in the chat, {what}: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms; {meanwhile or ''}")
            rows.append(
                Row(
                    f"95 % in the chat answered within, {PER_SECOND} a second, {what}",
                    f"{p95 * 1000:.0f} ms",
                    goal="" if kind is None else f"below {MOST_P95 * 1000:.0f} ms",
                    met=None if kind is None else p95 < MOST_P95,
                )
            )
        await settle(api, bot, phones)
    return rows


def _each(seconds: list[float]) -> str:
    return ", ".join(f"{one * 1000:.0f} ms" for one in seconds)
