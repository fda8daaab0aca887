"""Does the process keep its size? After a first load, and after fifty thousand updates more."""

import time

from bench.bench import Bench
from bench.loads import settle
from bench.processes import MeasurementFailed
from bench.report import Row
from bench.server import BotApi

MOST_MIB = 150
MOST_GROWTH = 0.05
STEPS = 10


async def memory(bench: Bench) -> list[Row]:
    first, more = bench.pick(2_000, 400), bench.pick(50_000, 1_500)
    house = await bench.house()
    async with BotApi() as api, house.start(api, bench.new_folder()) as (bot, phones):
        at_start = bot.rss()
        phones.start()
        paces, sizes = [], []
        for answered in [first, *(first + more * step // STEPS for step in range(1, STEPS + 1))]:
            before, began = len(phones.latencies), time.perf_counter()
            try:
                await phones.until(answered)
            except TimeoutError as error:
                raise MeasurementFailed(f"no answers any more:\n{bot.tail()}") from error
            sizes.append(bot.rss())
            paces.append((len(phones.latencies) - before) / (time.perf_counter() - began))
            bench.say(f"{answered:,} updates: {sizes[-1]:.1f} MiB, {paces[-1]:.0f}/s")
        await settle(api, bot, phones)
        file = sum(part.stat().st_size for part in bot.log.parent.glob("huis.db*")) / 2**20
    growth = sizes[-1] / sizes[0] - 1
    return [
        Row(
            f"memory after {first:,} updates",
            f"{sizes[0]:.0f} MiB",
            goal=f"below {MOST_MIB} MiB",
            met=sizes[0] < MOST_MIB,
        ),
        Row(
            f"memory after {more:,} more",
            f"{sizes[-1]:.0f} MiB ({growth:+.1%})",
            goal=f"grown at most {MOST_GROWTH:.0%}",
            met=growth <= MOST_GROWTH and sizes[-1] < MOST_MIB,
        ),
        Row("memory at the start", f"{at_start:.0f} MiB"),
        Row(
            "updates a second in the first and in the last tenth",
            f"{paces[1]:.0f} and {paces[-1]:.0f}",
            ratio=f"{paces[-1] / paces[1]:.2f}",
        ),
        Row("the database file afterwards", f"{file:.0f} MiB"),
    ]
