"""Who asks the same at once shares one look. Does nobody get old news, or somebody else's trouble?"""

import asyncio
import gc

import pytest

from bot.web.samen import Samen


class Looks:
    """Looks that last until the test says so: each is answered by its number, or fails."""

    def __init__(self) -> None:
        self.begun: list[asyncio.Future[int]] = []

    async def __call__(self) -> int:
        self.begun.append(asyncio.get_running_loop().create_future())
        return await self.begun[-1]

    async def has_begun(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.begun) < count:  # noqa: ASYNC110
                await asyncio.sleep(0)


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_ask_before_it_begins_share_a_look_and_who_asks_during_it_gets_the_next() -> None:
    looks = Looks()
    samen = Samen(looks)
    first = [asyncio.create_task(samen.get()) for _ in range(3)]
    await looks.has_begun(1)
    second = [asyncio.create_task(samen.get()) for _ in range(3)]
    await settled()
    assert len(looks.begun) == 1, "one look at a time"

    looks.begun[0].set_result(1)
    assert await asyncio.gather(*first) == [1, 1, 1]
    await looks.has_begun(2)
    third = asyncio.create_task(samen.get())
    looks.begun[1].set_result(2)
    assert await asyncio.gather(*second) == [2, 2, 2]
    await looks.has_begun(3)
    looks.begun[2].set_result(3)
    assert await third == 3


async def test_one_after_the_other_each_looks() -> None:
    looks = Looks()
    samen = Samen(looks)
    for number in range(3):
        asking = asyncio.create_task(samen.get())
        await looks.has_begun(number + 1)
        looks.begun[number].set_result(number)
        assert await asking == number


async def test_a_look_that_fails_fails_for_who_asked_for_it_only() -> None:
    looks = Looks()
    samen = Samen(looks)
    first = [asyncio.create_task(samen.get()) for _ in range(2)]
    await looks.has_begun(1)
    second = asyncio.create_task(samen.get())
    await settled()

    looks.begun[0].set_exception(OSError("weg"))
    assert [type(one) for one in await asyncio.gather(*first, return_exceptions=True)] == [OSError] * 2
    await looks.has_begun(2)
    looks.begun[1].set_result(2)

    assert await second == 2


@pytest.mark.parametrize("during", [True, False])
async def test_who_goes_away_takes_the_look_from_nobody(during: bool) -> None:
    looks = Looks()
    samen = Samen(looks)
    gone, stays = asyncio.create_task(samen.get()), asyncio.create_task(samen.get())
    if during:
        await looks.has_begun(1)
    else:
        await asyncio.sleep(0)
    gone.cancel()
    await looks.has_begun(1)
    later = asyncio.create_task(samen.get())
    await settled()
    looks.begun[0].set_result(1)

    assert await stays == 1
    with pytest.raises(asyncio.CancelledError):
        await gone
    await looks.has_begun(2)
    looks.begun[1].set_result(2)
    assert await later == 2


async def test_nobody_who_waits_any_more_makes_no_noise() -> None:
    """Of a failure that nobody hears of, asyncio would complain when it is cleared away."""
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    looks = Looks()
    samen = Samen(looks)
    gone = asyncio.create_task(samen.get())
    await looks.has_begun(1)
    gone.cancel()
    await settled()
    looks.begun[0].set_exception(OSError("weg"))
    await settled()
    after = asyncio.create_task(samen.get())
    await looks.has_begun(2)
    looks.begun[1].set_result(2)
    assert await after == 2
    gc.collect()
    await settled()
    assert complaints == []


async def test_under_a_crowd_nobody_gets_what_was_seen_before_they_asked() -> None:
    now, looks = 0, 0

    async def look() -> int:
        nonlocal looks
        looks += 1
        seen = now
        await asyncio.sleep(0)
        return seen

    samen = Samen(look)

    async def client(number: int) -> None:
        nonlocal now
        for turn in range(50):
            if (turn + number) % 3 == 0:
                now += 1
            asked_at = now
            assert await samen.get() >= asked_at

    await asyncio.gather(*map(client, range(20)))
    assert looks < 20 * 50 / 3
