"""The calendars of one house, served for real, and what stands in them."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from bot.domain.abonnement import MIJN, Keuze
from bot.domain.persoon import Persoon
from bot.links import Links
from bot.services import Services, TemporarilyUnavailable
from bot.usecases.abonnementen import subscribe
from bot.usecases.feeds import revision
from bot.web.bekijken import Pages
from bot.web.feeds import Feeds
from bot.web.server import WebServer, make_server, make_web
from storage.store import Store
from tests.conftest import MovableClock
from tests.flows.conftest import free_port
from tests.web.conftest import BOT_TOKEN, KEY
from tests.web.rauw import Reply, ask


@dataclass
class Kalenders:
    """One process that serves them, on a port of its own."""

    services: Services
    links: Links
    clock: MovableClock
    feeds: Feeds
    port: int
    server: WebServer

    def subscribe(self, persoon: Persoon, keuze: Keuze = MIJN) -> str:
        """The path of a new calendar."""
        return self.path(self.services.run_now(subscribe, keuze, persoon).geheim)

    def path(self, geheim: str) -> str:
        return self.links.feed_url(geheim).removeprefix(self.links.base)

    def page(self, path: str) -> str:
        """The path of the page that goes with a calendar."""
        return path.replace("/kalender/", "/abonneren/").removesuffix(".ics")

    async def get(self, path: str | bytes, method: str = "GET", headers: Mapping[str, str] | None = None) -> Reply:
        return await ask(self.port, path, method, headers)


@asynccontextmanager
async def serving(
    services: Services, clock: MovableClock, base: str | None = None, trusted_proxies: Sequence[str] = ()
) -> AsyncIterator[Kalenders]:
    """``base`` is what the world calls us; None: on this machine."""

    async def healthy() -> bool:
        try:
            await services.read(revision)
        except TemporarilyUnavailable:
            return False
        return True

    port = free_port()
    links = Links(base or f"http://127.0.0.1:{port}", KEY, clock.now)
    feeds = Feeds(services, links)
    routes = [*Pages(services, links, BOT_TOKEN).routes, *feeds.routes]
    server = make_server(
        make_web(None, "geheim", healthy, routes, https=links.inside_telegram), "127.0.0.1", port, trusted_proxies
    )
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield Kalenders(services, links, clock, feeds, port, server)
    finally:
        server.should_exit = True
        await running


@pytest.fixture
async def kalenders(services: Services, clock: MovableClock) -> AsyncIterator[Kalenders]:
    async with serving(services, clock) as kalenders:
        yield kalenders


@asynccontextmanager
async def another_process(first: Kalenders) -> AsyncIterator[Kalenders]:
    """The same house, served by parts that share nothing with the first but the database."""
    store = Store(first.services.store.url)  # type: ignore[attr-defined]
    services = Services(store, first.clock)
    try:
        async with serving(services, first.clock, first.links.base) as other:
            yield other
    finally:
        services.close()
        store.close()


def inside(server: WebServer, kind: type) -> Any:
    """The layer of this kind around the app that the server runs."""
    layer = server.config.app.middleware_stack  # type: ignore[union-attr]
    while not isinstance(layer, kind):
        layer = layer._app if hasattr(layer, "_app") else layer.app
    return layer


def on_file(services: Services, statement: str) -> None:
    """Done to the SQLite file behind everybody's back."""
    file = make_url(services.store.url).database  # type: ignore[attr-defined]
    assert file is not None
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(statement)


def go_away(services: Services) -> None:
    """From now on the database answers nothing about calendars."""
    for tabel in ("abonnement", "instelling"):
        on_file(services, f"ALTER TABLE {tabel} RENAME TO weg_{tabel}")


def come_back(services: Services) -> None:
    for tabel in ("abonnement", "instelling"):
        on_file(services, f"ALTER TABLE weg_{tabel} RENAME TO {tabel}")
