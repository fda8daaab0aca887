"""Is the agenda of a large table there at once, is a year planned in no time, and does it go round without a 429?

One agenda of 40 casussen for 60 people, in a house of 300; and 30 tables. On both databases; the circulation on SQLite,
by the product as a process against a server that is as strict as Telegram.
"""

import asyncio
import statistics
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bench.bench import Bench
from bench.bots import FIRST_CHAT, House
from bench.crowds import StandingClock
from bench.databases import Databases, Sqlite, postgres
from bench.phones import Person
from bench.processes import MeasurementFailed, Running
from bench.report import Row
from bench.server import BotApi
from bench.tafels import CASUSSEN, MADE, RECIPIENTS, TAFELS, Tafel, house, make_tafel, thirty_tafels
from bot.domain.bericht import Baan, Bericht, TeVerzenden
from bot.domain.persoon import PersoonId
from bot.logs import set_up_logging
from bot.rendering.berichten import Gerenderd, render
from bot.scheduling.tick import plan
from bot.services import Services
from bot.usecases.agendas import open_agenda
from bot.usecases.berichten import compose
from bot.usecases.herinneringen import Gepland
from bot.usecases.outbox import last_words, next_to_send
from bot.usecases.planning import plan_year
from bot.usecases.ports import Transaction
from bot.usecases.regios import load_regio
from bot.usecases.verzenden import send

RUNS = 5
MOST_AGENDA = 1.0
MOST_PLANNING = 2.0
AFTERWARDS = 1.5
"""So long nothing more may come to who has their agenda."""


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, and of this process's processor time."""

    wall: float
    cpu: float

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def __str__(self) -> str:
        return f"{self.wall * 1000:.0f} ms"


@dataclass(frozen=True)
class Sent(House):
    """A house whose agenda leaves as soon as it runs; its clock goes on from ``moment``."""

    moment: str = ""

    def people(self) -> list[Person]:
        return []

    def command(self, api: BotApi, folder: Path) -> tuple[list[str], dict[str, str]]:
        command, env = super().command(api, folder)
        clock = folder / "klok"
        clock.write_text(self.moment)
        return command, env | {"CLOCK_FILE": str(clock)}


async def tafel(bench: Bench) -> list[Row]:
    set_up_logging("error", "text")
    folder = bench.new_folder()
    rows = await _on(bench, Sqlite(folder))
    with postgres() as server:
        rows += await _on(bench, server)
    return [*rows, *await _circulate(bench)]


async def _on(bench: Bench, databases: Databases) -> list[Row]:
    runs = bench.pick(RUNS, 1)
    first, again, count = await _planning(databases, runs)
    bench.say(f"{databases.name}: {count} bijeenkomsten planned in {first}, {again} when nothing changed")
    url = databases.new("tafel")
    made = await asyncio.to_thread(make_tafel, url)
    with house(url, made.clock) as services:
        parts = await _timed(lambda: asyncio.to_thread(services.try_out, send, made.verzending), runs)
        words, preview, editing, idle = await _at_the_table(services, made, runs)
    databases.drop("tafel")
    bench.say(f"{databases.name}: who gets what {parts}, {RECIPIENTS} messages {words}, idle tick {idle}")
    whole = parts + words
    name = databases.name
    return [
        Row(
            f"{name}: an agenda of {CASUSSEN} casussen composed and rendered for {RECIPIENTS} people",
            str(whole),
            goal=f"below {MOST_AGENDA * 1000:.0f} ms",
            met=whole.wall < MOST_AGENDA,
        ),
        Row(f"{name}: of which who gets what, in one transaction", str(parts)),
        Row(f"{name}: of which the words, a transaction for each message", str(words)),
        Row(f"{name}: CPU of it, without the database server", f"{whole.cpu * 1000:.0f} ms"),
        Row(f"{name}: the preview of who gets what", str(preview)),
        Row(f"{name}: opening that agenda to work on it", str(editing)),
        Row(
            f"{name}: planning 12 months for {TAFELS} tables, {count} bijeenkomsten",
            str(first),
            goal=f"below {MOST_PLANNING * 1000:.0f} ms",
            met=first.wall < MOST_PLANNING,
        ),
        Row(f"{name}: the same again, when nothing changed", str(again)),
        Row(f"{name}: planning a tick, with nothing due and these {TAFELS} tables", str(idle)),
    ]


async def _planning(databases: Databases, runs: int) -> tuple[Cost, Cost, int]:
    """The first time, each on an empty copy; the second time; and how many bijeenkomsten that are."""
    clock = StandingClock(MADE)
    with house(databases.new("leeg"), clock) as services:
        services.run_now(load_regio, thirty_tafels())
    costs: tuple[list[Cost], list[Cost]] = ([], [])
    for run in range(1 + runs):
        url = await asyncio.to_thread(databases.copy, "leeg", f"jaar{run}")
        with house(url, clock) as services:
            for into in costs:
                into.append(await _once(lambda: services.run(plan_year)))
            count = len(services.run_now(lambda tx: tx.bijeenkomsten.between(tx.now, tx.now.replace(year=2029))))
        databases.drop(f"jaar{run}")
    databases.drop("leeg")
    return _median(costs[0][1:]), _median(costs[1][1:]), count


async def _at_the_table(services: Services, made: Tafel, runs: int) -> tuple[Cost, Cost, Cost, Cost]:
    """The words of all messages, the preview, the agenda of who makes it, and a tick after it all."""
    preview = await _timed(lambda: services.run(_shown, made, "wie_krijgt_wat"), runs)
    editing = await _timed(lambda: services.run(_opened, made), runs)
    await plan(services)  # it leaves
    owed = await _owed(services, made)

    async def words() -> None:
        rendered = {one.bericht.naar: await _worded(services, one) for one in owed}
        _check(made, rendered)

    async def tick() -> None:
        if await plan(services) != Gepland():
            raise MeasurementFailed("a tick with nothing due found something")

    return await _timed(words, runs), preview, editing, await _timed(tick, runs)


async def _owed(services: Services, made: Tafel) -> list[TeVerzenden]:
    """As they are handed out, one to each."""
    found: list[TeVerzenden] = []
    busy: set[PersoonId] = set()
    while (owed := await services.run(next_to_send, busy)) is not None:
        assert owed.bericht.naar is not None
        busy.add(owed.bericht.naar)
        found += [owed] if owed.bericht.naar in made.people else []
    return found


async def _worded(services: Services, owed: TeVerzenden) -> Gerenderd:
    said = await services.read(last_words, owed)
    if said is None or said.bericht != "agenda_deel":
        raise MeasurementFailed("somebody gets something else than their agenda")
    return render(said.bericht, {"pagina_open": True, **said.inhoud})


def _check(made: Tafel, rendered: dict[PersoonId | None, Gerenderd]) -> None:
    """Everybody has one, and who sits there for all of it has all casussen in it."""
    lines = {naar: one.tekst.count("(") for naar, one in rendered.items()}
    whole = {naar for naar, count in lines.items() if count == CASUSSEN}
    if rendered.keys() != made.people or whole != made.kern or not all(one.knoppen for one in rendered.values()):
        raise MeasurementFailed(f"not the agenda that was made: {Counter(lines.values())} lines")


def _opened(tx: Transaction, made: Tafel) -> None:
    """What a press of «Agenda» costs."""
    open_agenda(tx, made.bijeenkomst, tx.personen.get(made.makelaar))
    _shown(tx, made, "agenda")


def _shown(tx: Transaction, made: Tafel, naam: str) -> None:
    about = {"bijeenkomst": made.bijeenkomst}
    said = compose(tx, Bericht("", naam, Baan.ANTWOORD, about, naar=made.makelaar, waarom="bench"))
    if said is None or not render(naam, {"pagina_open": True, **said.inhoud}).knoppen:
        raise MeasurementFailed(f"nothing to see in {naam}")


async def _circulate(bench: Bench) -> list[Row]:
    """The agenda leaves from a process that has just started."""
    folder = bench.new_folder()
    made = await asyncio.to_thread(make_tafel, f"sqlite:///{folder / 'vol'}.db")
    sent = Sent(folder / "vol.db", {}, made.clock.moment.isoformat())
    async with BotApi(strict=True) as api, sent.start(api, bench.new_folder()) as (bot, _):
        await _all_there(api, bot)
        await asyncio.sleep(AFTERWARDS)
        news = [(at, chat_id) for at, chat_id in api.news if _is_recipient(chat_id)]
        if Counter(chat_id for _, chat_id in news) != dict.fromkeys(range(FIRST_CHAT, FIRST_CHAT + RECIPIENTS), 1):
            raise MeasurementFailed(f"{len(news)} messages for {RECIPIENTS} people:\n{bot.tail()}")
        times, refused = [at for at, _ in news], api.overruns.total()
    most = max(bisect_left(times, at + 1.0) - place for place, at in enumerate(times))
    bench.say(f"circulation: {times[-1] - times[0]:.1f} s, 429: {dict(api.overruns) or 'never'}")
    return [
        Row(f"circulation to {RECIPIENTS} people, first to last message", f"{times[-1] - times[0]:.1f} s"),
        Row("429 in it", str(refused), goal="0", met=refused == 0),
        Row("the most messages in any second of it", str(most)),
    ]


async def _all_there(api: BotApi, bot: Running) -> None:
    began = time.perf_counter()
    while sum(_is_recipient(chat_id) for _, chat_id in api.news) < RECIPIENTS:
        await asyncio.sleep(0.1)
        if bot.process.returncode is not None or time.perf_counter() - began > 60:
            raise MeasurementFailed(f"the agenda does not arrive:\n{bot.tail()}")


def _is_recipient(chat_id: int) -> bool:
    return chat_id >= FIRST_CHAT


async def _timed(work: Callable[[], Awaitable[object]], runs: int) -> Cost:
    """The median; the first time, which makes the templates ready, is not counted."""
    return _median([await _once(work) for _ in range(1 + runs)][1:])


async def _once(work: Callable[[], Awaitable[object]]) -> Cost:
    began, cpu = time.perf_counter(), time.process_time()
    await work()
    return Cost(time.perf_counter() - began, time.process_time() - cpu)


def _median(costs: list[Cost]) -> Cost:
    return Cost(statistics.median(cost.wall for cost in costs), statistics.median(cost.cpu for cost in costs))
