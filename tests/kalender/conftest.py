"""What do the tests with other people's programs stand on? Those programs, and a house whose calendars are served."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.links import Links
from bot.services import Services
from bot.web.feeds import Feeds
from bot.web.server import make_server, make_web
from tests.conftest import MovableClock
from tests.flows.conftest import free_port
from tests.kalender.readers import INSTALL, find_node
from tests.lacking import lacking
from tests.usecases.conftest import People, bijeenkomsten, people, shared_postgres

__all__ = ["People", "bijeenkomsten", "people", "shared_postgres"]

KEY = "sleutel-van-de-test-" * 2


@pytest.fixture(scope="session")
def ical_js() -> None:
    """Where it is not installed, the tests that need it are skipped and say what to do; in CI that is a failure."""
    if find_node() is None:
        lacking(INSTALL)


@asynccontextmanager
async def serving(services: Services, links: Links, port: int) -> AsyncIterator[None]:
    async def healthy() -> bool:
        return True

    app = make_web(None, "geheim", healthy, Feeds(services, links).routes)
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
async def links(services: Services, clock: MovableClock) -> AsyncIterator[Links]:
    """Addresses under which the calendars of the house are served."""
    port = free_port()
    links = Links(f"http://127.0.0.1:{port}", KEY, clock.now)
    async with serving(services, links, port):
        yield links
