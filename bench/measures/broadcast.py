"""Does news to everybody hold anybody up, and does it stay under Telegram's limits?

Everybody in a house has a new action at once: a message each is owed before the bot starts. The server is as strict as
Telegram: more than 30 messages in any second, or two a second to one chat, and it answers 429.
"""

import asyncio
import sqlite3
import statistics
import time
from bisect import bisect_left
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench.bench import Bench
from bench.bots import FIRST_CHAT, OPEN_EACH, PEOPLE, House, add_actiehouders, add_makelaar, batches, open_house
from bench.phones import COMMAND, Person, Phones
from bench.processes import MeasurementFailed, Running
from bench.report import Row
from bench.server import BotApi

ANSWERED_WITHIN = 1.0
PER_SECOND = 25
SPREAD = 0.05
ASK_EVERY = 1.0
ASKERS = 10


@dataclass(frozen=True)
class Crowded(House):
    """A house with more people, each of whom is owed one message; the first few ask for /mijn meanwhile."""

    owed: int = 0
    askers: list[int] = field(default_factory=list)

    def people(self) -> list[Person]:
        return [Person(chat_id) for chat_id in self.askers]


async def broadcast(bench: Bench) -> list[Row]:
    few, many = bench.pick(900, 100), bench.pick(2000, 250)
    _, answers, refused = await _send(bench, few, asking=True)
    seconds, _, refused_many = await _send(bench, many, asking=False)
    expected = many / PER_SECOND
    return [
        Row(
            f"a command during a broadcast of {few}, slowest of {len(answers)}",
            f"{max(answers) * 1000:.0f} ms",
            goal=f"at most {ANSWERED_WITHIN * 1000:.0f} ms",
            met=max(answers) <= ANSWERED_WITHIN,
        ),
        Row("the same, median", f"{statistics.median(answers) * 1000:.0f} ms"),
        Row(
            f"a broadcast of {many:,}, first to last message",
            f"{seconds:.1f} s",
            goal=f"{expected:.0f} s, within {SPREAD:.0%}",
            met=abs(seconds - expected) <= SPREAD * expected,
        ),
        Row(
            "429 in both broadcasts",
            str(refused + refused_many),
            goal="0",
            met=refused + refused_many == 0,
        ),
    ]


async def _send(bench: Bench, count: int, *, asking: bool) -> tuple[float, list[float], int]:
    """Seconds from the first message to the last, the times of the answers, and how often we were refused."""
    house = await _crowd(bench.new_folder(), count, ASKERS if asking else 0)
    async with BotApi(strict=True) as api, house.start(api, bench.new_folder()) as (bot, phones):
        arrived = asyncio.create_task(_all_sent(api, bot, count))
        asked = asyncio.create_task(_ask(phones)) if asking else None
        try:
            await arrived
        finally:
            if asked is not None:
                asked.cancel()
                with suppress(asyncio.CancelledError):
                    await asked
        lost = await phones.stop()
        if lost or phones.strays:
            raise MeasurementFailed(f"{lost} commands without an answer, {len(phones.strays)} answers too many")
        news = [at for at, chat_id in api.news if chat_id not in phones.people]
        if len(news) != count:
            raise MeasurementFailed(f"{len(news)} messages for {count} people:\n{bot.tail()}")
        bench.say(
            f"{count}: {news[-1] - news[0]:.1f} s, {len(phones.latencies)} commands, "
            f"429: {dict(api.overruns) or 'never'}, at most {_peak(api)} in a second"
            + (f", slowest answer {max(phones.latencies) * 1000:.0f} ms" if phones.latencies else "")
        )
        return news[-1] - news[0], list(phones.latencies), api.overruns.total()


def _peak(api: BotApi) -> int:
    """The most messages that arrived in any second."""
    times = [at for at, _ in api.news]
    return max(bisect_left(times, at + 1.0) - place for place, at in enumerate(times))


async def _crowd(folder: Path, count: int, askers: int) -> Crowded:
    """``count`` people who are owed one message each, and a few more who have had theirs."""
    file = folder / "vol.db"
    async with open_house(f"sqlite:///{file}") as services:
        makelaar = await services.run(add_makelaar)
        await services.run(add_actiehouders, range(askers), makelaar, OPEN_EACH)
        with closing(sqlite3.connect(file)) as database:  # as if these had been told already
            database.execute("DELETE FROM outbox")
            database.commit()
        for batch in batches(count):
            await services.run(add_actiehouders, [PEOPLE + number for number in batch], makelaar, 1)
    return Crowded(file, {}, owed=count, askers=[FIRST_CHAT + number for number in range(askers)])


async def _ask(phones: Phones) -> None:
    """Somebody types /mijn every second, until cancelled."""
    people = list(phones.people.values())
    number = 0
    while True:
        person = people[number % len(people)]
        if person.waits_since is None:
            phones.type(person, COMMAND)
        number += 1
        await asyncio.sleep(ASK_EVERY)


async def _all_sent(api: BotApi, bot: Running, count: int) -> None:
    """Waits until the broadcast is out; gives up when nothing comes any more."""
    last, seen = time.perf_counter(), 0
    while True:
        await asyncio.sleep(0.25)
        now = sum(chat_id >= FIRST_CHAT + PEOPLE for _, chat_id in api.news)
        if now >= count:
            return
        if now > seen:
            last, seen = time.perf_counter(), now
        elif time.perf_counter() - last > 20:
            raise MeasurementFailed(f"only {now} of {count} messages came:\n{bot.tail()}")
