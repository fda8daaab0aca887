"""``python -m bench [--quick] [--no-write] [MEASURE…]``: measures, prints the table, keeps it in the docs."""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from rich.console import Console

from bench.bench import Bench
from bench.measures.broadcast import broadcast
from bench.measures.kalender import kalender
from bench.measures.memory import memory
from bench.measures.pace import delay, pace
from bench.measures.rate import rate
from bench.measures.start import start
from bench.measures.tafel import tafel
from bench.measures.tick import tick
from bench.processes import MeasurementFailed
from bench.report import Row, show, write

WIDTH = 150

MEASURES: dict[str, Callable[[Bench], Awaitable[list[Row]]]] = {
    "pace": pace,
    "delay": delay,
    "rate": rate,
    "broadcast": broadcast,
    "start": start,
    "memory": memory,
    "tick": tick,
    "tafel": tafel,
    "kalender": kalender,
}


def main() -> int:
    """1 when a measurement itself failed; a goal that is not met is no failure."""
    given = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    given.add_argument(
        "measures", nargs="*", metavar="MEASURE", help=f"of {', '.join(MEASURES)}; all when none is named"
    )
    given.add_argument("--quick", action="store_true", help="short runs, to see whether it works; writes nothing")
    given.add_argument("--no-write", action="store_true", help="leaves docs/prestaties.md as it is")
    options = given.parse_args()
    if unknown := set(options.measures) - MEASURES.keys():
        given.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    with tempfile.TemporaryDirectory(prefix="afsprakenbot-bench-") as folder:
        bench = Bench(Path(folder), options.quick, lambda words: console.print(f"  {words}", style="dim"))
        rows, failed = asyncio.run(_measure(bench, options.measures or list(MEASURES), console))
    if rows:
        show(console, rows)
    if rows and not (options.quick or options.no_write):
        write(rows, MEASURES)
    return 1 if failed else 0


async def _measure(bench: Bench, names: Sequence[str], console: Console) -> tuple[dict[str, Sequence[Row]], list[str]]:
    rows: dict[str, Sequence[Row]] = {}
    failed = []
    for name in names:
        console.print(name, style="bold")
        began = time.perf_counter()
        try:
            rows[name] = await MEASURES[name](bench)
        except MeasurementFailed as failure:
            failed.append(name)
            console.print(f"{name} failed: {failure}", style="red", markup=False)
        bench.say(f"{time.perf_counter() - began:.0f} s")
    return rows, failed


if __name__ == "__main__":
    sys.exit(main())
