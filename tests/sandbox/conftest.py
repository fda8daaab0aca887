"""What do the tests of the stand-in share?"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sandbox import Phone, Sandbox

Raw = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


def library_for(telegram: Sandbox) -> Bot:
    """Without certificates, which are not needed here and take most of a test's time to load."""
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    return Bot(
        telegram.token,
        base_url=f"{telegram.url}/bot",
        base_file_url=f"{telegram.url}/file/bot",
        request=requests[0],
        get_updates_request=requests[1],
    )


@pytest.fixture(autouse=True)
def retry_after_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the library itself warns at every 429, and a warning is an error here."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def telegram() -> AsyncIterator[Sandbox]:
    async with Sandbox(webhook_pauses=(0.01, 0.02, 0.04)) as sandbox:
        yield sandbox


@pytest.fixture
async def bot(telegram: Sandbox) -> AsyncIterator[Bot]:
    """The real library on the other side of real HTTP."""
    async with library_for(telegram) as library:
        yield library


@pytest.fixture
async def raw(telegram: Sandbox) -> AsyncIterator[Raw]:
    """A call without any library: ``status, answer = await raw("sendMessage", chat_id=1, text="x")``."""
    async with aiohttp.ClientSession() as session:

        async def call(method: str, token: str = telegram.token, **params: Any) -> tuple[int, dict[str, Any]]:
            async with session.post(f"{telegram.url}/bot{token}/{method}", json=params) as answer:
                return answer.status, await answer.json()

        yield call


@pytest.fixture
async def marijke(telegram: Sandbox) -> Phone:
    """Somebody who already pressed Start, with nothing left to fetch."""
    phone = telegram.phone("Marijke de Vries")
    await phone.send("/start")
    telegram.updates.clear()
    return phone
