"""How does the bot fetch what people do?"""

import asyncio
import time

import aiohttp
import pytest
from telegram import Bot, Update
from telegram.error import Conflict

from bot.sandbox import Phone, Sandbox

from .conftest import Raw, library_for


def texts(updates: tuple[Update, ...]) -> list[str | None]:
    return [update.message.text if update.message else None for update in updates]


async def test_an_update_waits_until_it_is_confirmed(bot: Bot, marijke: Phone) -> None:
    for text in ("een", "twee", "drie"):
        await marijke.send(text)
    first = await bot.get_updates()
    assert texts(first) == texts(await bot.get_updates()) == ["een", "twee", "drie"]
    assert [u.update_id - first[0].update_id for u in first] == [0, 1, 2]
    assert texts(await bot.get_updates(offset=first[1].update_id)) == ["twee", "drie"]
    assert texts(await bot.get_updates(limit=1)) == ["twee"]
    assert texts(await bot.get_updates(offset=first[2].update_id + 1)) == []
    assert await bot.get_updates() == ()
    await marijke.send("vier")
    assert await bot.get_updates(offset=first[2].update_id + 9) == ()
    assert await bot.get_updates() == ()


async def test_a_negative_offset_keeps_only_the_last(bot: Bot, marijke: Phone) -> None:
    for text in ("een", "twee", "drie"):
        await marijke.send(text)
    assert texts(await bot.get_updates(offset=-1)) == ["drie"]
    assert texts(await bot.get_updates()) == ["drie"]
    assert texts(await bot.get_updates(offset=-5)) == ["drie"]


async def test_a_long_poll_wakes_at_once(bot: Bot, marijke: Phone) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    await marijke.send("hallo")
    assert texts(await poll) == ["hallo"]
    assert time.monotonic() - began < 0.5


async def test_a_long_poll_ends_empty_after_its_time(bot: Bot) -> None:
    began = time.monotonic()
    assert await bot.get_updates(timeout=1) == ()
    assert 0.9 < time.monotonic() - began < 3


async def test_a_second_poller_ends_the_first(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    async with library_for(telegram) as other:
        second = asyncio.create_task(other.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one"):
            await first
        await marijke.send("hallo")
        assert texts(await second) == ["hallo"]


async def test_a_poller_that_hung_up_takes_nothing_along(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    url = f"{telegram.url}/bot{telegram.token}/getUpdates?timeout=20"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.05)) as session:
        with pytest.raises(TimeoutError):
            await session.get(url)
    await marijke.send("hallo")
    assert texts(await bot.get_updates()) == ["hallo"]


async def test_only_wanted_kinds_are_kept(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await marijke.send("ongehoord")
    await marijke.press_data(1, "gehoord")
    marijke.block()
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    telegram.updates.clear()
    await bot.get_updates(allowed_updates=[])
    marijke.unblock()
    await marijke.send("weer gehoord")
    assert len(await bot.get_updates()) == 2


async def test_ids_can_jump_and_a_stale_offset_loses_nothing(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    await marijke.send("voor de vakantie")
    (before,) = await bot.get_updates()
    telegram.updates.jump(to=7)
    stale = before.update_id + 1
    assert await bot.get_updates(offset=stale) == ()
    await marijke.send("na de vakantie")
    (after,) = await bot.get_updates(offset=stale)
    assert after.update_id == 7
    assert await bot.get_updates(offset=8) == ()


async def test_a_jump_with_updates_waiting_keeps_their_order(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    await marijke.send("een")
    telegram.updates.jump(to=7)
    await marijke.send("twee")
    one, two = await bot.get_updates()
    assert texts(await bot.get_updates(offset=one.update_id + 1)) == ["twee"]
    assert texts(await bot.get_updates(offset=two.update_id)) == ["twee"]
    assert await bot.get_updates(offset=two.update_id + 1) == ()


async def test_ids_start_anywhere() -> None:
    assert Sandbox().updates.next_id != Sandbox().updates.next_id


async def test_what_waited_a_day_can_be_forgotten(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    await marijke.send("gisteren")
    assert telegram.updates.clear() == 1
    assert await bot.get_updates() == ()


async def test_nothing_hangs_when_the_stand_in_stops() -> None:
    async with Sandbox() as telegram, aiohttp.ClientSession() as session:
        url = f"{telegram.url}/bot{telegram.token}/getUpdates?timeout=50"
        poll = asyncio.create_task(session.get(url))
        await asyncio.sleep(0.05)
        began = time.monotonic()
        await telegram.__aexit__(None, None, None)
        async with await poll as answer:
            assert answer.status == 502
        assert time.monotonic() - began < 1


async def test_an_outage_refuses_connections_and_keeps_updates(telegram: Sandbox, raw: Raw, marijke: Phone) -> None:
    url = telegram.url
    await telegram.down()
    with pytest.raises(aiohttp.ClientConnectorError):
        await raw("getMe")
    await marijke.send("is daar iemand?")
    await telegram.up()
    assert telegram.url == url
    _, answer = await raw("getUpdates")
    assert [update["message"]["text"] for update in answer["result"]] == ["is daar iemand?"]
