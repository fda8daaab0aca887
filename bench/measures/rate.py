"""Is each answer there at once at a pace that a whole region does not reach? 24 updates a second, come what may."""

import os
import time

from bench.bench import Bench
from bench.bots import Bot
from bench.loads import Stretch, settle
from bench.processes import cpu_of
from bench.report import Row
from bench.server import BotApi

PER_SECOND = 24
MOST_P95 = 0.050
WARM_UP = 5


async def rate(bench: Bench) -> list[Row]:
    seconds = bench.pick(60, 10)
    product, peer = [await _once(bench, bot, seconds) for bot in await bench.both()]
    return [
        *(
            Row(f"{PER_SECOND} a second, {percent} % answered within", _ms(product, percent), _ms(peer, percent))
            for percent in (50, 99)
        ),
        Row(
            f"{PER_SECOND} a second, 95 % answered within",
            _ms(product, 95),
            _ms(peer, 95),
            goal=f"at most {MOST_P95 * 1000:.0f} ms",
            met=product.percentile(95) <= MOST_P95,
        ),
        Row(
            f"{PER_SECOND} a second, the slowest",
            f"{max(product.latencies) * 1000:.0f} ms",
            f"{max(peer.latencies) * 1000:.0f} ms",
        ),
        # A lost update ends the measurement, so here there are none.
        Row(f"{PER_SECOND} a second, lost of {product.updates}", "0", "0", goal="0", met=True),
        Row(
            f"{PER_SECOND} a second, part of a core",
            f"{product.cpu / product.seconds * 100:.0f} %",
            f"{peer.cpu / peer.seconds * 100:.0f} %",
        ),
    ]


async def _once(bench: Bench, bot: Bot, seconds: float) -> Stretch:
    async with BotApi() as api, bot.start(api, bench.new_folder()) as (running, phones):
        await phones.at_rate(PER_SECOND, WARM_UP)
        first, began, cpu, server = len(phones.latencies), time.perf_counter(), running.cpu(), cpu_of(os.getpid())
        await phones.at_rate(PER_SECOND, seconds)
        spent, cpu, server = time.perf_counter() - began, running.cpu() - cpu, cpu_of(os.getpid()) - server
        await settle(api, running, phones)
        latencies = phones.latencies[first:]
    stretch = Stretch(round(PER_SECOND * seconds), spent, cpu, server, latencies)
    bench.say(f"{bot.name}: p50 {_ms(stretch, 50)}, p95 {_ms(stretch, 95)}, at most {max(latencies) * 1000:.0f} ms")
    return stretch


def _ms(stretch: Stretch, percent: int) -> str:
    return f"{stretch.percentile(percent) * 1000:.0f} ms"
