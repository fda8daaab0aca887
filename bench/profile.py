"""Profile first, then change: what does the product spend its processor time on under the load of ``pace``?

``python -m bench.profile [UPDATES] [FILE]`` prints the dearest functions, and what our own cost with all they call.
"""

import asyncio
import io
import pstats
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.bots import Bot, House, make_house
from bench.loads import closed_loop
from bench.phones import Person
from bench.server import BotApi

_PACKAGES = re.compile(r"/[\w./-]*?(?=(?:site-packages|lib/python3\.\d+|bot|storage)/)")


@dataclass(frozen=True)
class Profiled(Bot):
    """A house that is run under the profiler."""

    house: House
    stats: Path
    name = "profiled"

    def people(self) -> list[Person]:
        return self.house.people()

    def command(self, api: BotApi, folder: Path) -> tuple[list[str], dict[str, str]]:
        _, env = self.house.command(api, folder)
        return [sys.executable, "-m", "bench.profiled", str(self.stats), "run"], env


async def profile(folder: Path, updates: int, file: Path) -> str:
    bot = Profiled(await make_house(folder), file)
    async with BotApi() as api, bot.start(api, folder) as (running, phones):
        await closed_loop(api, running, phones, 100, updates)
    text = io.StringIO()
    stats = pstats.Stats(str(file), stream=text)
    stats.sort_stats("tottime").print_stats(45)
    stats.sort_stats("cumulative").print_stats(r"/(bot|storage|templates)/", 60)
    return _PACKAGES.sub("", text.getvalue())


def main(updates: str = "600", file: str = "") -> None:
    with tempfile.TemporaryDirectory(prefix="afsprakenbot-bench-") as folder:
        sys.stdout.write(asyncio.run(profile(Path(folder), int(updates), Path(file or Path(folder) / "stats"))))


if __name__ == "__main__":
    main(*sys.argv[1:])
