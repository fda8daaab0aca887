"""Is the bot held to Telegram's pace, and only when asked?"""

from dataclasses import dataclass

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from bot.sandbox import Phone, Sandbox
from bot.sandbox.limits import Limits
from bot.sandbox.wire import ApiError


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def accepted(limits: Limits, chat_id: int, times: int, *, private: bool) -> int:
    done = 0
    for _ in range(times):
        try:
            limits.check(chat_id, private=private)
        except ApiError as refused:
            assert refused.code == 429
            break
        done += 1
    return done


def test_a_private_chat_takes_a_burst_and_then_one_a_second() -> None:
    clock = Clock()
    limits = Limits(enabled=True, clock=clock)
    assert accepted(limits, 1, 9, private=True) == 3
    for second in range(1, 31):
        clock.now = 1000.0 + second
        accepted(limits, 1, 9, private=True)
    clock.now += 3
    assert accepted(limits, 1, 9, private=True) == 3


def test_over_a_minute_a_private_chat_takes_no_more_than_one_a_second() -> None:
    clock = Clock()
    limits = Limits(enabled=True, clock=clock)
    total = 0
    for tenth in range(600):
        clock.now = 1000.0 + tenth / 10
        total += accepted(limits, 1, 1, private=True)
    assert 60 <= total <= 63


def test_a_group_takes_twenty_a_minute() -> None:
    clock = Clock()
    limits = Limits(enabled=True, clock=clock)
    assert accepted(limits, -1, 25, private=False) == 20
    with pytest.raises(ApiError) as refused:
        limits.check(-1, private=False)
    assert refused.value.parameters == {"retry_after": 60}
    clock.now += 60
    assert accepted(limits, -1, 1, private=False) == 1


def test_all_chats_together_take_thirty_a_second() -> None:
    clock = Clock()
    limits = Limits(enabled=True, clock=clock)
    assert sum(accepted(limits, chat, 1, private=True) for chat in range(40)) == 30
    clock.now += 1
    assert accepted(limits, 99, 1, private=True) == 1


async def test_off_unless_switched_on(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    for _ in range(10):
        await bot.send_message(marijke.id, "dag")
    telegram.limits.enabled = True
    for _ in range(3):
        await bot.send_message(marijke.id, "dag")
    with pytest.raises(RetryAfter):
        await bot.send_message(marijke.id, "dag")
    assert len(marijke.received) == 13


async def test_what_is_refused_for_another_reason_costs_nothing(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    telegram.limits.enabled = True
    for _ in range(5):
        with pytest.raises(Exception, match="Chat not found"):
            await bot.send_message(1, "dag")
    await bot.send_message(marijke.id, "dag")
