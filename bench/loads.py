"""What comes out when the phones load a bot? Updates a second, the times of the answers, the processor time each."""

import os
import statistics
import time
from dataclasses import dataclass

from bench.phones import Phones
from bench.processes import MeasurementFailed, Running, cpu_of
from bench.server import BotApi


@dataclass(frozen=True)
class Stretch:
    """One measured stretch; times in seconds."""

    updates: int
    seconds: float
    cpu: float
    server_cpu: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        return self.updates / self.seconds

    @property
    def cpu_each(self) -> float:
        return self.cpu / self.updates

    def percentile(self, percent: int) -> float:
        return statistics.quantiles(self.latencies, n=100, method="inclusive")[percent - 1]


async def closed_loop(api: BotApi, bot: Running, phones: Phones, warm_up: int, updates: int) -> Stretch:
    """Everybody goes on at once after each answer. Raises ``MeasurementFailed`` when anything is lost or double."""
    phones.start()
    await _until(phones, bot, warm_up)
    first, began, cpu, server = len(phones.latencies), time.perf_counter(), bot.cpu(), cpu_of(os.getpid())
    await _until(phones, bot, first + updates)
    last, ended = len(phones.latencies), time.perf_counter()
    stretch = Stretch(
        last - first, ended - began, bot.cpu() - cpu, cpu_of(os.getpid()) - server, phones.latencies[first:last]
    )
    await settle(api, bot, phones)
    return stretch


async def settle(api: BotApi, bot: Running, phones: Phones) -> None:
    """Lets the last ones be answered, then checks that each update was answered once."""
    lost = await phones.stop()
    strays = [message["text"] for message in phones.strays]
    if lost or strays or phones.spinners or api.conflicts:
        raise MeasurementFailed(
            f"{lost} updates without an answer; messages that nobody waited for: {strays}; "
            f"{len(phones.spinners)} buttons that still spin; {api.conflicts} polls at the same time:\n{bot.tail()}"
        )


async def _until(phones: Phones, bot: Running, answered: int) -> None:
    try:
        await phones.until(answered)
    except TimeoutError as error:
        raise MeasurementFailed(f"no answers any more:\n{bot.tail()}") from error
