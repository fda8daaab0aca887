"""What does an update cost, and what is left of the pace when Telegram is 50 ms away? Product and peer in turn.

Both do the same for the same people on the same server: per command one message, per button one answer and one edit.
"""

import statistics
from collections.abc import Callable

from bench.bench import Bench
from bench.bots import Bot
from bench.loads import Stretch, closed_loop
from bench.report import Row
from bench.server import BotApi

RUNS = 3
DELAY = 0.05
MOST_CPU = 1.0
LEAST_UPDATES, MOST_P95 = 10.0, 0.3


async def pace(bench: Bench) -> list[Row]:
    """Answers at once."""
    product, peer = await _in_turn(bench, delay=0.0, updates=(bench.pick(4000, 500), bench.pick(4000, 500)))
    ratio = _median(product, lambda s: s.cpu_each) / _median(peer, lambda s: s.cpu_each)
    return [
        Row(
            "CPU per update",
            _figure(product, lambda s: s.cpu_each * 1000, "ms", 2),
            _figure(peer, lambda s: s.cpu_each * 1000, "ms", 2),
            f"{ratio:.2f}",
            f"at most {MOST_CPU}",
            ratio <= MOST_CPU,
        ),
        Row(
            "updates a second, 50 people without a pause",
            _figure(product, lambda s: s.per_second, ""),
            _figure(peer, lambda s: s.per_second, ""),
            _ratio(product, peer, lambda s: s.per_second),
        ),
        _p95(product, peer),
        Row(
            "the server's and phones' own CPU per update",
            _figure(product, lambda s: s.server_cpu / s.updates * 1000, "ms", 2),
            _figure(peer, lambda s: s.server_cpu / s.updates * 1000, "ms", 2),
        ),
    ]


async def delay(bench: Bench) -> list[Row]:
    """50 ms added to each answer of the Bot API."""
    product, peer = await _in_turn(bench, delay=DELAY, updates=(bench.pick(4000, 500), bench.pick(300, 100)))
    faster = _median(product, lambda s: s.per_second) / _median(peer, lambda s: s.per_second)
    p95 = _median(product, lambda s: s.percentile(95)) / _median(peer, lambda s: s.percentile(95))
    return [
        Row(
            "updates a second, 50 people without a pause",
            _figure(product, lambda s: s.per_second, "", 1),
            _figure(peer, lambda s: s.per_second, "", 1),
            f"{faster:.1f}",
            f"at least {LEAST_UPDATES:.0f}",
            faster >= LEAST_UPDATES,
        ),
        _p95(product, peer, f"at most {MOST_P95}", p95 <= MOST_P95),
        Row(
            "CPU per update",
            _figure(product, lambda s: s.cpu_each * 1000, "ms", 2),
            _figure(peer, lambda s: s.cpu_each * 1000, "ms", 2),
            _ratio(product, peer, lambda s: s.cpu_each),
        ),
    ]


async def _in_turn(bench: Bench, *, delay: float, updates: tuple[int, int]) -> tuple[list[Stretch], list[Stretch]]:
    stretches: tuple[list[Stretch], list[Stretch]] = ([], [])
    runs = bench.pick(RUNS, 1)
    for run in range(runs):
        for bot, count, into in zip(await bench.both(), updates, stretches, strict=True):
            into.append(await _once(bench, bot, delay, count))
            stretch = into[-1]
            bench.say(
                f"{bot.name} {run + 1} of {runs}: {stretch.per_second:.0f}/s, {stretch.cpu_each * 1000:.2f} ms, "
                f"p50 {stretch.percentile(50) * 1000:.0f} ms, p95 {stretch.percentile(95) * 1000:.0f} ms"
            )
    return stretches


async def _once(bench: Bench, bot: Bot, delay: float, updates: int) -> Stretch:
    async with BotApi(delay=delay) as api, bot.start(api, bench.new_folder()) as (running, phones):
        return await closed_loop(api, running, phones, warm_up=min(500, max(100, updates // 2)), updates=updates)


def _p95(product: list[Stretch], peer: list[Stretch], goal: str = "", met: bool | None = None) -> Row:
    return Row(
        "95 % answered within",
        _figure(product, lambda s: s.percentile(95) * 1000, "ms"),
        _figure(peer, lambda s: s.percentile(95) * 1000, "ms"),
        _ratio(product, peer, lambda s: s.percentile(95)),
        goal,
        met,
    )


def _median(stretches: list[Stretch], of: Callable[[Stretch], float]) -> float:
    return statistics.median(of(stretch) for stretch in stretches)


def _figure(stretches: list[Stretch], of: Callable[[Stretch], float], unit: str, digits: int = 0) -> str:
    return f"{_median(stretches, of):.{digits}f} {unit}".strip()


def _ratio(product: list[Stretch], peer: list[Stretch], of: Callable[[Stretch], float]) -> str:
    return f"{_median(product, of) / _median(peer, of):.2f}"
