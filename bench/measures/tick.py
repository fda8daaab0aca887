"""Does a tick cost by what is due, or by what there is? The same hundred due among a thousand and among a million.

Each on three equal copies, and on both databases. A first tick plans and sends 100 reminders and the makelaars' morning
messages, a second one finds nothing. The processor time is that of the tick and, for PostgreSQL, of the server with it.
"""

import asyncio
import json
import statistics
import sys
from typing import Any

from bench.bench import Bench
from bench.bots import settings
from bench.crowds import DUE, MOMENT, seed
from bench.databases import Databases, Sqlite, postgres
from bench.processes import ROOT, MeasurementFailed
from bench.report import Row
from bench.server import BotApi

RUNS = 3
MOST_RATIO = 1.5


async def tick(bench: Bench) -> list[Row]:
    sizes = (1_000, bench.pick(1_000_000, 20_000))
    rows = await _on(bench, Sqlite(bench.new_folder()), sizes)
    with postgres() as server:
        rows += await _on(bench, server, sizes)
    return rows


async def _on(bench: Bench, databases: Databases, sizes: tuple[int, int]) -> list[Row]:
    for size in sizes:
        await asyncio.to_thread(seed, databases.new(f"vol{size}"), size)
        bench.say(f"{databases.name}: {size:,} afspraken are there")
    runs: dict[int, list[dict[str, float]]] = {size: [] for size in sizes}
    for run in range(bench.pick(RUNS, 1)):
        for size in sizes:
            runs[size].append(await _once(databases, f"vol{size}", f"tick{size}_{run}"))
            bench.say(f"{size:,}: " + ", ".join(f"{key} {of * 1000:.0f} ms" for key, of in runs[size][-1].items()))
    for size in sizes:
        databases.drop(f"vol{size}")
    few, many = ({key: statistics.median(run[key] for run in runs[size]) for key in runs[size][0]} for size in sizes)
    return [
        _row(databases, sizes, "planning, with 100 due", few["plan"], many["plan"], goal=True),
        _row(databases, sizes, "CPU of planning, without the database server", few["plan_cpu"], many["plan_cpu"]),
        _row(databases, sizes, "CPU of the whole tick, with 100 due", few["cpu"], many["cpu"], goal=True),
        _row(databases, sizes, "the whole tick, with 100 due", few["wall"], many["wall"], goal=True),
        _row(databases, sizes, "planning, with nothing due", few["quiet"], many["quiet"]),
    ]


def _row(
    databases: Databases, sizes: tuple[int, int], what: str, few: float, many: float, *, goal: bool = False
) -> Row:
    return Row(
        f"{databases.name}: {what}; among {sizes[0]:,} and among {sizes[1]:,}",
        f"{few * 1000:.1f} and {many * 1000:.1f} ms",
        ratio=f"{many / few:.2f}",
        goal=f"at most {MOST_RATIO}" if goal else "",
        met=many / few <= MOST_RATIO if goal else None,
    )


async def _once(databases: Databases, name: str, copy: str) -> dict[str, float]:
    url = await asyncio.to_thread(databases.copy, name, copy)
    try:
        async with BotApi() as api:
            before = databases.cpu()
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bench.ticked", MOMENT.isoformat()),
                cwd=ROOT,
                env={**settings(api.url, url), "PYTHONPATH": str(ROOT)},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            out, err = await process.communicate()
            if process.returncode:
                raise MeasurementFailed(f"the tick failed:\n{err.decode()[-2000:]}")
            await asyncio.sleep(0.2)  # until the server has counted the connections that ended
            server = databases.cpu() - before
            ticks = json.loads(out)
            _check(ticks, len(api.news))
    finally:
        await asyncio.to_thread(databases.drop, copy)
    busy, quiet = ticks["busy"], ticks["quiet"]
    return {
        "plan": busy["plan"],
        "plan_cpu": busy["plan_cpu"],
        "cpu": busy["cpu"] + server,
        "wall": busy["wall"],
        "quiet": quiet["plan"],
    }


def _check(ticks: dict[str, Any], sent: int) -> None:
    busy, quiet = ticks["busy"], ticks["quiet"]
    right = busy["herinneringen"] == DUE and busy["verzonden"] == sent == DUE + busy["signalen"] and busy["signalen"]
    if not right or busy["mislukt"] or quiet["herinneringen"] or quiet["verzonden"]:
        raise MeasurementFailed(f"not what was due: {ticks}, and {sent} messages came")
