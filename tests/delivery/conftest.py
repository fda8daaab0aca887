"""A real bot on a real Telegram stand-in, and a house that owes messages."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from telegram import Bot

from bot.delivery.drain import Drainer
from bot.delivery.telegram import Afloop, TelegramSender
from bot.delivery.transport import AiohttpRequest
from bot.domain.bericht import Bericht, TeVerzenden
from bot.domain.persoon import Persoon, Rol
from bot.domain.regio import Regio
from bot.links import Links
from bot.sandbox import Call, Phone, Sandbox
from bot.services import Services
from bot.usecases.regios import load_regio
from storage.store import Store
from tests.builders import a_bericht, join
from tests.conftest import MovableClock
from tests.usecases.conftest import shared_postgres

__all__ = ["shared_postgres"]

READ_SECONDS = 0.3


def links_for(clock: MovableClock) -> Links:
    return Links("http://127.0.0.1:8000", "sleutel-van-de-test-" * 2, clock.now)


@asynccontextmanager
async def bot_for(telegram: Sandbox, read_seconds: float = READ_SECONDS) -> AsyncIterator[Bot]:
    requests = [AiohttpRequest(read_seconds), AiohttpRequest(read_seconds)]
    bot = Bot(telegram.token, base_url=f"{telegram.url}/bot", request=requests[0], get_updates_request=requests[1])
    for request in requests:
        await request.initialize()
    try:
        yield bot
    finally:
        for request in requests:
            await request.shutdown()


@dataclass
class Process:
    """One process of the product, as far as it delivers."""

    services: Services
    sender: TelegramSender
    drainer: Drainer


@dataclass
class Post:
    """The house with its Telegram."""

    telegram: Sandbox
    process: Process
    url: str
    clock: MovableClock

    @property
    def services(self) -> Services:
        return self.process.services

    async def person(self, naam: str, *rollen: Rol, **more: Any) -> tuple[Persoon, Phone]:
        """Somebody who is linked."""
        phone = self.telegram.phone(naam)
        await phone.send("/start")
        self.telegram.updates.clear()
        persoon = join(self.services, naam, *(rollen or (Rol.ACTIEHOUDER,)), chat_id=phone.id, **more)
        return persoon, phone

    def owe(self, *berichten: Bericht) -> list[TeVerzenden]:
        """Owes these; returns the answers among them, which this process is to send."""
        return self.services.run_now(
            lambda tx: ([tx.outbox.put(bericht) for bericht in berichten], tx.outbox.answers)[1]
        )

    async def attempt(self, **changes: Any) -> Afloop:
        """One attempt at one message."""
        bericht = a_bericht(**changes)
        owed = TeVerzenden(1, bericht, bericht.chat_id, 0, misschien_dubbel=False)
        return await self.process.sender.attempt(owed, _no_silence)

    async def drain(self) -> None:
        await self.process.drainer.drain()

    @property
    def sends(self) -> list[Call]:
        return [call for call in self.telegram.calls if call.method == "sendMessage"]

    @asynccontextmanager
    async def another_process(self) -> AsyncIterator[Process]:
        store = Store(self.url)
        services = Services(store, self.clock)
        async with bot_for(self.telegram) as bot:
            sender = TelegramSender(services, bot, links_for(self.clock))
            yield Process(services, sender, Drainer(services, sender))
        services.close()
        store.close()


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, new_database: Callable[[str], str]) -> str:
    """What a message meets on its way does not depend on the database, unless a test asks for both."""
    return new_database(request.param)


both_databases = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
async def telegram(clock: MovableClock) -> AsyncIterator[Sandbox]:
    async with Sandbox(clock.now) as sandbox:
        yield sandbox


@pytest.fixture
def delivering(store: Store, clock: MovableClock, ijsselland: Regio) -> Iterator[Services]:
    services = Services(store, clock)
    services.run_now(load_regio, ijsselland)
    yield services
    services.close()


@pytest.fixture
async def post(telegram: Sandbox, delivering: Services, database_url: str, clock: MovableClock) -> AsyncIterator[Post]:
    async with bot_for(telegram) as bot:
        sender = TelegramSender(delivering, bot, links_for(clock))
        yield Post(telegram, Process(delivering, sender, Drainer(delivering, sender)), database_url, clock)


@asynccontextmanager
async def _no_silence() -> AsyncIterator[float]:
    yield 0.0
