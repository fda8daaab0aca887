"""How are the product and its peer started on a scratch folder? Each knows its people and runs as a real process."""

import asyncio
import shutil
import socket
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bench.phones import Person, Phones
from bench.processes import MeasurementFailed, Running, outside, running
from bench.server import TOKEN, BotApi, Json
from bot.app import open_store
from bot.data import data_folder
from bot.domain.persoon import NieuwPersoon, Persoon, Rol
from bot.domain.privacy import SafeText
from bot.domain.regio import Regio, parse_regio
from bot.logs import set_up_logging
from bot.services import RealClock, Services
from bot.settings import Settings
from bot.usecases.afspraken import log_afspraak
from bot.usecases.casussen import new_casus
from bot.usecases.personen import add_persoon
from bot.usecases.ports import Transaction
from bot.usecases.regios import load_regio

SECRET = "a-key-for-measuring-that-is-long-enough-0123456789"  # noqa: S105 - signs nothing that stays
HUIS = "Veiligheidshuis IJsselland"
GEMEENTE, TAFEL = "Kampen", "topx-zwolle"
PEOPLE = 50
OPEN_EACH = 2
FIRST_CHAT = 700_000_000
MAKELAAR_CHAT = 600_000_000
AT_ONCE = 100  # people per transaction while a house is made


class Bot:
    """Something that can be measured: ``people`` as its phones start, ``start`` runs it against a Bot API."""

    name: str

    def people(self) -> list[Person]:
        raise NotImplementedError

    def command(self, api: BotApi, folder: Path) -> tuple[list[str], dict[str, str]]:
        """What to run, with which environment, on a fresh copy of its data in ``folder``."""
        raise NotImplementedError

    @asynccontextmanager
    async def start(self, api: BotApi, folder: Path) -> AsyncIterator[tuple[Running, Phones]]:
        """The running bot, once it polls, and the phones of its people."""
        command, env = self.command(api, folder)
        phones = Phones(api, self.people())
        async with running(command, env, folder / f"{self.name}.log") as bot:
            polled = asyncio.ensure_future(api.polled.wait())
            ended = asyncio.ensure_future(bot.process.wait())
            await asyncio.wait({polled, ended}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
            ended.cancel()
            if not polled.done():
                polled.cancel()
                raise MeasurementFailed(f"{self.name} does not poll:\n{bot.tail()}")
            yield bot, phones


class Peer(Bot):
    """See ``bench/peer.py``."""

    name = "peer"

    def people(self) -> list[Person]:
        return [Person(FIRST_CHAT + number) for number in range(PEOPLE)]

    def command(self, api: BotApi, folder: Path) -> tuple[list[str], dict[str, str]]:
        return [sys.executable, "-m", "bench.peer", api.url, TOKEN, str(folder / "peer.db")], outside()


@dataclass(frozen=True)
class House(Bot):
    """The product: a house in a SQLite file, with the messages that its people already have."""

    file: Path
    cards: dict[int, Json]
    name = "product"

    def people(self) -> list[Person]:
        return [Person(chat_id, card=card) for chat_id, card in self.cards.items()]

    def command(self, api: BotApi, folder: Path) -> tuple[list[str], dict[str, str]]:
        copy = folder / "huis.db"
        shutil.copy(self.file, copy)
        return [*afsprakenbot(), "run"], settings(api.url, f"sqlite:///{copy}")


def settings(api_url: str, database_url: str) -> dict[str, str]:
    """The environment of the product: all defaults but where it must talk to."""
    return outside() | {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api_url,
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET,
        "PORT": str(free_port()),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def open_house(database_url: str) -> AsyncIterator[Services]:
    """The product's own use cases on this database, with the region loaded; to set a house up."""
    set_up_logging("error", "text")
    store = open_store(Settings.model_construct(DATABASE_URL=database_url))
    services = Services(store, RealClock())
    try:
        await services.run(load_regio, ijsselland())
        yield services
    finally:
        services.close()
        store.close()


def ijsselland() -> Regio:
    return parse_regio((data_folder("regios") / "ijsselland.toml").read_text(encoding="utf-8"))


async def make_house(folder: Path) -> House:
    """Fifty linked actiehouders with open afspraken, which the product itself has told them, and their makelaar."""
    file = folder / "vol.db"
    async with open_house(f"sqlite:///{file}") as services:
        makelaar = await services.run(add_makelaar)
        await services.run(add_actiehouders, range(PEOPLE), makelaar, OPEN_EACH)
    house = House(file, {FIRST_CHAT + number: {} for number in range(PEOPLE)})
    told = folder / "told"
    told.mkdir()
    async with BotApi() as api, house.start(api, told) as (bot, phones):
        while len(api.news) < PEOPLE * OPEN_EACH:
            await asyncio.sleep(0.1)
            if bot.process.returncode is not None or time.perf_counter() - bot.began > 60:
                raise MeasurementFailed(f"the house could not be set up:\n{bot.tail()}")
        await asyncio.sleep(1)  # until that they were sent has been written down too
        cards = {person.chat_id: person.card for person in phones.people.values() if person.card}
    with closing(sqlite3.connect(told / "huis.db")) as whole, closing(sqlite3.connect(file)) as copy:
        whole.backup(copy)
    return House(file, cards)


def add_makelaar(tx: Transaction) -> Persoon:
    nieuw = NieuwPersoon("Makelaar Een", frozenset({Rol.MAKELAAR}), HUIS, gemeenten=frozenset({GEMEENTE}))
    return _linked(tx, nieuw, MAKELAAR_CHAT)


def add_actiehouders(tx: Transaction, numbers: Sequence[int], makelaar: Persoon, open_each: int) -> None:
    """Linked people, each with so many open afspraken of a month from now: their messages about it are owed."""
    organisaties = [organisatie.naam for organisatie in tx.regio.organisaties]
    deadline = tx.kalender.next_werkdag(tx.today + timedelta(days=30))
    for number in numbers:
        naam, organisatie = f"Collega {number + 1}", organisaties[number % len(organisaties)]
        nieuw = NieuwPersoon(naam, frozenset({Rol.ACTIEHOUDER}), organisatie)
        persoon = _linked(tx, nieuw, FIRST_CHAT + number)
        for nth in range(open_each):
            casus = new_casus(tx, GEMEENTE, TAFEL, makelaar)
            actie = SafeText(f"intake plannen, deel {nth + 1}")
            log_afspraak(tx, casus.referentie, actie, persoon.id, deadline, makelaar, bron=casus.referentie)


def batches(count: int) -> Iterator[range]:
    """``count`` people in transactions that are not too long."""
    for start in range(0, count, AT_ONCE):
        yield range(start, min(start + AT_ONCE, count))


def _linked(tx: Transaction, nieuw: NieuwPersoon, chat_id: int) -> Persoon:
    return tx.personen.link(add_persoon(tx, nieuw).id, chat_id)


def afsprakenbot() -> list[str]:
    """The product as an operator starts it; in an environment without its program, the same as a module."""
    program = Path(sys.executable).with_name("afsprakenbot")
    return [str(program)] if program.exists() else [sys.executable, "-m", "bot"]
