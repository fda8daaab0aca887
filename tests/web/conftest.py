"""A house with a page for each afspraak, served for real."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.domain.afspraak import Afspraak
from bot.domain.pas import Pas
from bot.domain.persoon import Persoon
from bot.links import Links
from bot.services import Services
from bot.web.bekijken import Pages
from bot.web.feeds import Feeds
from bot.web.server import make_server, make_web
from tests.builders import agree
from tests.conftest import MovableClock
from tests.flows.conftest import free_port
from tests.usecases.conftest import People, people, shared_postgres

__all__ = ["People", "people", "shared_postgres"]

BOT_TOKEN = SecretStr("5000000001:AAE-example_example_example_example")
KEY = "sleutel-van-de-test-" * 2


@dataclass(frozen=True)
class Answer:
    """What a browser got."""

    status: int
    text: str
    headers: Any

    @property
    def words(self) -> str:
        return " ".join(re.sub(r"<[^>]+>", " ", self.text).split())

    @property
    def buttons(self) -> list[str]:
        return re.findall(r'name="daad" value="(\w+)"', self.text)


@dataclass
class PageSite:
    """The pages of one house on a port of their own. ``base`` is what the world calls them."""

    services: Services
    links: Links
    people: People
    clock: MovableClock
    afspraak: Afspraak
    port: int
    http: aiohttp.ClientSession

    def link(self, persoon: Persoon, over: int | str | None = None) -> str:
        """The path that lets this person in: to the afspraak unless told."""
        linked_at = self.services.run_now(lambda tx: tx.personen.linked_at(persoon.id))
        assert linked_at is not None
        pas = Pas(over or self.afspraak.id, persoon.id, int(linked_at.timestamp()))
        return self._path(self.links.link_url(pas))

    def app(self, persoon: Persoon, over: int | str | None = None) -> str:
        """The path of the button that opens inside Telegram."""
        return self._path(self.links.app_url(over or self.afspraak.id, persoon.id))

    async def ask(self, path: str, method: str = "GET", follow: bool = True, **how: Any) -> Answer:
        url = f"http://127.0.0.1:{self.port}{path}"
        async with self.http.request(method, url, allow_redirects=follow, **how) as answer:
            return Answer(answer.status, await answer.text(), answer.headers)

    async def press(self, path: str, daad: str, follow: bool = True, **how: Any) -> Answer:
        return await self.ask(path, "POST", follow, data={"daad": daad}, **how)

    def now(self) -> Afspraak:
        return self.services.run_now(lambda tx: tx.afspraken.get(self.afspraak.id))

    def _path(self, url: str) -> str:
        assert url.startswith(self.links.base + "/")
        return url.removeprefix(self.links.base)


@asynccontextmanager
async def serving(services: Services, links: Links, port: int) -> AsyncIterator[None]:
    async def healthy() -> bool:
        return True

    routes = [*Pages(services, links, BOT_TOKEN).routes, *Feeds(services, links).routes]
    app = make_web(None, "geheim", healthy, routes, https=links.inside_telegram)
    server = make_server(app, "127.0.0.1", port)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await running


@pytest.fixture
def base() -> str | None:
    """What the world calls us; None: on this machine."""
    return None


@pytest.fixture
async def pages(services: Services, people: People, clock: MovableClock, base: str | None) -> AsyncIterator[PageSite]:
    port = free_port()
    links = Links(base or f"http://127.0.0.1:{port}", KEY, clock.now)
    afspraak = agree(services, people.marijke, people.tineke, date(2027, 2, 12))
    async with aiohttp.ClientSession() as http, serving(services, links, port):
        yield PageSite(services, links, people, clock, afspraak, port, http)


inside_telegram: Callable[..., Any] = pytest.mark.parametrize("base", ["https://bot.voorbeeld.nl"])
