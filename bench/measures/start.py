"""How soon after its start does the bot ask for updates, and what does it weigh then?"""

import statistics

from bench.bench import Bench
from bench.bots import Bot
from bench.report import Row
from bench.server import BotApi

RUNS = 5
MOST_SECONDS = 1.5


async def start(bench: Bench) -> list[Row]:
    """Compiled files are there: the first start of each is not counted."""
    times: list[tuple[float, float]] = []
    for bot in await bench.both():
        runs = [await _once(bench, bot) for _ in range(1 + bench.pick(RUNS, 2))][1:]
        times.append((statistics.median(seconds for seconds, _ in runs), statistics.median(rss for _, rss in runs)))
        bench.say(f"{bot.name}: {', '.join(f'{seconds:.2f} s' for seconds, _ in runs)}")
    (product, product_rss), (peer, peer_rss) = times
    return [
        Row(
            "from start to the first poll",
            f"{product:.2f} s",
            f"{peer:.2f} s",
            f"{product / peer:.2f}",
            f"at most {MOST_SECONDS} s",
            product <= MOST_SECONDS,
        ),
        Row("memory then", f"{product_rss:.0f} MiB", f"{peer_rss:.0f} MiB", f"{product_rss / peer_rss:.2f}"),
    ]


async def _once(bench: Bench, bot: Bot) -> tuple[float, float]:
    async with BotApi() as api, bot.start(api, bench.new_folder()) as (running, _):
        return api.first_poll - running.began, running.rss()
