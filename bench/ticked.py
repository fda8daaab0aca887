"""Two ticks of the product at one moment: one with work, one after it. ``python -m bench.ticked MOMENT`` prints JSON.

A process of its own, so that its processor time is the tick's. Each tick is ``app.tick``, with the time of its planning
taken apart: the rest is sending, which keeps to 25 messages a second.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from unittest.mock import patch

from bot import app
from bot.logs import set_up_logging
from bot.scheduling.tick import plan
from bot.services import Services
from bot.settings import load_settings


@dataclass(frozen=True)
class At:
    """A clock that stands still."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


async def _tick(clock: At) -> dict[str, Any]:
    planned = [0.0, 0.0]

    async def timed(services: Services) -> Any:
        began, cpu = time.perf_counter(), time.process_time()
        counted = await plan(services)
        planned[:] = time.perf_counter() - began, time.process_time() - cpu
        return counted

    began, cpu = time.perf_counter(), time.process_time()
    with patch("bot.app.plan", timed):
        result = await app.tick(load_settings("tick"), clock)
    spent = {"wall": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    return {**spent, "plan": planned[0], "plan_cpu": planned[1], **asdict(result)}


async def main(moment: str) -> None:
    set_up_logging("warning", "text")
    clock = At(datetime.fromisoformat(moment))
    ticks = [await _tick(clock) for _ in range(2)]
    sys.stdout.write(json.dumps(dict(zip(("busy", "quiet"), ticks, strict=True))))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
