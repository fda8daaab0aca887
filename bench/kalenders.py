"""How does a house get a calendar of 26 bijeenkomsten and one of 520, and who else serves the very same?

Twenty tables in one city, which one makelaar leads, each with a bijeenkomst every two weeks: one table is a calendar of
26, the city one of 520. Beside it Radicale, a CalDAV server, has what the product says in a collection of its own.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import aiohttp
from icalendar import Calendar

from bench.bots import GEMEENTE, HUIS, SECRET, Bot, afsprakenbot, free_port, ijsselland, settings
from bench.crowds import StandingClock
from bench.databases import Databases
from bench.phones import Person
from bench.processes import PATIENCE, MeasurementFailed, Running, outside, running
from bench.server import BotApi, Json
from bench.tafels import house
from bot.domain.abonnement import Keuze, Soort
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId
from bot.domain.persoon import NieuwPersoon, Persoon, Rol
from bot.domain.regio import Regio, from_document, to_document
from bot.links import Links
from bot.services import Services
from bot.usecases.abonnementen import subscribe
from bot.usecases.bijeenkomsten import move_bijeenkomst
from bot.usecases.personen import add_persoon
from bot.usecases.ports import Transaction
from bot.usecases.regios import load_regio

FEW, MANY = 26, 520
LOCATIE = "Zwolle"
TAFELS = [f"kring-{number + 1}" for number in range(MANY // FEW)]
_SINCE, _EVERY = timedelta(days=-28), timedelta(days=14)
_IDENTITY = {"Accept-Encoding": "identity"}


@dataclass(frozen=True)
class Kalenders(Bot):
    """The product on a database of this kind, with a subscription to each of the two calendars."""

    database: str
    url: str
    port: int
    addresses: Mapping[int, str]
    """By how many bijeenkomsten each has."""
    makelaar: Persoon
    cards: Mapping[int, Json]
    name = "product"

    def people(self) -> list[Person]:
        return [Person(chat_id, card=card) for chat_id, card in self.cards.items()]

    def command(self, api: BotApi, folder: Path) -> tuple[list[str], dict[str, str]]:
        return [*afsprakenbot(), "run"], settings(api.url, self.url) | {"PORT": str(self.port)}

    def change(self, services: Services) -> None:
        """Another process moves one of the bijeenkomsten, months ahead."""
        services.run_now(_move, self.makelaar)


@dataclass(frozen=True)
class Answer:
    """One answer, and how long it took, to the last byte."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    seconds: float


def make_kalenders(databases: Databases, name: str, cards: Mapping[int, Json]) -> Kalenders:
    """In the house of that name, where there is one; a new one otherwise."""
    port, url, clock = free_port(), databases.new(name), StandingClock(datetime.now(UTC))
    links = Links(f"http://127.0.0.1:{port}", SECRET, clock.now)
    with house(url, clock) as services:
        services.run_now(load_regio, twenty_tafels())
        makelaar = services.run_now(_makelaar)
        services.run_now(_bijeenkomsten)
        few = services.run_now(subscribe, Keuze(Soort.TAFEL, TAFELS[0]), makelaar)
        many = services.run_now(subscribe, Keuze(Soort.LOCATIE, LOCATIE), makelaar)
    addresses = {FEW: links.feed_url(few.geheim), MANY: links.feed_url(many.geheim)}
    return Kalenders(databases.name, url, port, addresses, makelaar, cards)


def twenty_tafels() -> Regio:
    """IJsselland, with twenty tables more in one city. They have no rhythm: their bijeenkomsten are exactly as many."""
    document = to_document(ijsselland())
    like = next(tafel for tafel in document["casustafels"] if tafel["locatie"] == LOCATIE)
    for number, sleutel in enumerate(TAFELS, start=1):
        new = {"sleutel": sleutel, "naam": f"Kring {number}", "agendanaam": f"Overleg {number}"}
        document["casustafels"].append({**like, **new, "ritme": None, "vanaf": None})
    return from_document(document)


@asynccontextmanager
async def radicale(folder: Path, calendars: Mapping[int, bytes]) -> AsyncIterator[tuple[Running, dict[int, str]]]:
    """It serves these, each from an address of its own. As it comes, but without a log, and anybody may ask."""
    port = free_port()
    config = folder / "config"
    config.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = none\n[logging]\nlevel = warning\n"
        f"[storage]\nfilesystem_folder = {folder / 'collections'}\n"
    )
    command = [sys.executable, "-m", "radicale", "--config", str(config)]
    addresses = {count: f"http://127.0.0.1:{port}/huis/kalender{count}/" for count in calendars}
    async with running(command, outside(), folder / "radicale.log") as server, aiohttp.ClientSession() as http:
        await until_open(server, port)
        await http.request("MKCOL", f"http://127.0.0.1:{port}/huis/")
        for count, address in addresses.items():
            headers = {"Content-Type": "text/calendar; charset=utf-8"}
            async with http.put(address, data=calendars[count], headers=headers) as answer:
                if not answer.ok:
                    raise MeasurementFailed(f"Radicale answers {answer.status} to PUT:\n{server.tail()}")
            if moments((await get(http, address)).body) != moments(calendars[count]):
                raise MeasurementFailed("Radicale does not serve the same bijeenkomsten")
        yield server, addresses


def moments(calendar: bytes) -> dict[str, tuple[date, date, str, str]]:
    """What stands in it, by uid."""
    return {
        str(event["uid"]): (event.start, event.end, str(event["summary"]), str(event.get("description", "")))
        for event in Calendar.from_ical(calendar).events
    }


async def get(http: aiohttp.ClientSession, address: str, headers: Mapping[str, str] | None = None) -> Answer:
    began = time.perf_counter()
    async with http.get(address, headers={**_IDENTITY, **(headers or {})}, auto_decompress=False) as answer:
        body = await answer.read()
        return Answer(answer.status, body, answer.headers, time.perf_counter() - began)


async def until_open(server: Running, port: int) -> None:
    """Until it listens."""
    began = time.perf_counter()
    while time.perf_counter() - began < PATIENCE and server.process.returncode is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            await writer.wait_closed()
            return
    raise MeasurementFailed(f"nobody listens on its port:\n{server.tail()}")


def _makelaar(tx: Transaction) -> Persoon:
    gemeenten, tafels = frozenset({GEMEENTE}), frozenset(TAFELS)
    return add_persoon(tx, NieuwPersoon("Marijke", frozenset({Rol.MAKELAAR}), HUIS, gemeenten=gemeenten, tafels=tafels))


def _bijeenkomsten(tx: Transaction) -> None:
    new = []
    for number, sleutel in enumerate(TAFELS):
        tafel = tx.regio.tafel(sleutel)
        first = tx.today + _SINCE + timedelta(days=number % 5)
        begins = (tx.kalender.at(first + nth * _EVERY, clock_time(9, 30)).astimezone(UTC) for nth in range(FEW))
        new += [
            Bijeenkomst(BijeenkomstId(0), sleutel, begint, tafel.duur or 120, tafel.waar, eigen=True, changed_at=tx.now)
            for begint in begins
        ]
    tx.bijeenkomsten.add_all(new)


def _move(tx: Transaction, makelaar: Persoon) -> None:
    """The last one of the last table, a quarter of an hour later."""
    last = tx.bijeenkomsten.of_tafel(TAFELS[-1], tx.now)[-1]
    later = last.begint + timedelta(minutes=15)
    move_bijeenkomst(tx, last.id, later, last.waar, makelaar, last.volgnummer)
