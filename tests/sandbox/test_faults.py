"""Does each thing that can go wrong go wrong as it would on the real network?"""

import asyncio
import time
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.sandbox import Fault, Phone, Sandbox

from .conftest import Raw, library_for


async def test_too_many_requests_names_the_wait(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    telegram.faults.arm("sendMessage", Fault.too_many(7))
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(marijke.id, "dag")
    assert refused.value.retry_after == timedelta(seconds=7)
    await bot.send_message(marijke.id, "dag")
    assert len(marijke.received) == 1
    assert telegram.calls[-2].status == 429


async def test_too_many_requests_on_the_wire(telegram: Sandbox, raw: Raw) -> None:
    telegram.faults.arm(None, Fault.too_many(3))
    assert await raw("getMe") == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 3",
            "parameters": {"retry_after": 3},
        },
    )


async def test_any_error_can_be_given(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    telegram.faults.arm("sendmessage", Fault.server_error(), times=2)
    telegram.faults.arm("sendMessage", Fault.refuse(400, "Bad Request: not today"))
    for _ in range(2):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(marijke.id, "dag")
    with pytest.raises(BadRequest, match="Not today"):
        await bot.send_message(marijke.id, "dag")
    assert telegram.faults.pending == 0
    assert marijke.received == []


async def test_a_connection_dropped_before_leaves_nothing_done(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    telegram.faults.arm("sendMessage", Fault.drop_before())
    with pytest.raises(NetworkError) as lost:
        await bot.send_message(marijke.id, "dag")
    assert not isinstance(lost.value, BadRequest | TimedOut)
    assert marijke.received == []
    assert telegram.calls[-1].status == 0


async def test_a_connection_dropped_after_leaves_the_message_there(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    telegram.faults.arm("sendMessage", Fault.drop_after())
    with pytest.raises(NetworkError):
        await bot.send_message(marijke.id, "dag")
    assert [message.text for message in marijke.received] == ["dag"]
    await bot.send_message(marijke.id, "dag nogmaals")


async def test_a_slow_answer_comes_after_the_deed(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    telegram.faults.arm("sendMessage", Fault.slow(0.2))
    began = time.monotonic()
    sending = asyncio.create_task(bot.send_message(marijke.id, "dag"))
    await marijke.wait_for("dag", 0.15)
    await sending
    assert time.monotonic() - began >= 0.2
    telegram.faults.arm("sendMessage", Fault.slow(5))
    with pytest.raises(TimedOut):
        await bot.send_message(marijke.id, "te laat", read_timeout=0.05)
    assert marijke.received[-1].text == "te laat"


async def test_a_hanging_call_is_never_answered_nor_done(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    telegram.faults.arm("sendMessage", Fault.hang())
    with pytest.raises(TimedOut):
        await bot.send_message(marijke.id, "dag", read_timeout=0.05)
    assert marijke.received == []


async def test_the_stand_in_stops_with_a_call_hanging() -> None:
    async with Sandbox() as telegram, library_for(telegram) as bot:
        telegram.faults.arm("getMe", Fault.hang())
        hanging = asyncio.create_task(bot.get_me())
        await asyncio.sleep(0.05)
        began = time.monotonic()
        await telegram.__aexit__(None, None, None)
        assert time.monotonic() - began < 1
        with pytest.raises(NetworkError):
            await hanging


async def test_a_fault_can_befall_one_chat_only(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    jan = telegram.phone("Jan")
    await jan.send("/start")
    telegram.faults.arm("*", Fault.server_error(500, "Internal Server Error"), times=None, chat_id=jan.id)
    await bot.send_message(marijke.id, "dag")
    for _ in range(3):
        with pytest.raises(NetworkError):
            await bot.send_message(jan.id, "dag")
    assert telegram.faults.pending == 1
    telegram.faults.clear()
    await bot.send_message(jan.id, "dag")
    assert (len(marijke.received), len(jan.received)) == (1, 1)
