"""What comes of updates that come again, in another order, or far too many at once?"""

import asyncio
import random
import time
from collections import Counter
from itertools import chain
from typing import Any

import aiohttp

from bot.domain.persoon import Rol
from bot.sandbox import Phone
from bot.web.server import SECRET_HEADER
from storage.tables import AfspraakRow, GebeurtenisRow, InboxRow, OutboxRow
from tests.drill.conftest import Figures
from tests.drill.house import DRILL, Drill
from tests.flows.conftest import free_port

PEOPLE = 20 if DRILL else 5
FLOOD_SECONDS = 60 if DRILL else 4
FLOOD_PER_SECOND = 1000
NOTHING_OPEN = "U heeft geen open acties."


async def test_updates_that_come_five_times_in_any_order_do_what_each_does_once(drill: Drill) -> None:
    port = free_port()
    makelaar, chairs = await drill.person("Makelaar", Rol.MAKELAAR, gemeenten=frozenset({"Zwolle"}))
    people = [await drill.person(f"Mens {number}") for number in range(PEOPLE)]
    for persoon, _ in people:
        await drill.agree(makelaar, persoon, "2027-02-12")
    await drill.start(PUBLIC_URL=f"http://127.0.0.1:{port}", PORT=str(port))
    await drill.telegram.wait_call("setWebhook")
    await drill.until_all_is_sent(60)
    brought = Courier(drill, f"http://127.0.0.1:{port}/telegram", random.Random(20270201))

    await brought.five_times([await pressed(drill, phone, "Gedaan") for _, phone in people])
    assert await drill.column(AfspraakRow.staat) == ["gedaan"] * PEOPLE
    await brought.five_times([await pressed(drill, phone, "Ongedaan maken") for _, phone in people])
    assert await drill.column(AfspraakRow.staat) == ["open"] * PEOPLE
    before = await state(drill)
    assert Counter(before["tijdlijn"]) == {
        "begonnen": PEOPLE,
        "vastgelegd": PEOPLE,
        "gedaan": PEOPLE,
        "teruggedraaid": PEOPLE,
    }
    seen = [phone.received for phone in (chairs, *(phone for _, phone in people))]
    # All of it again: what was done first comes last, or the other way round.
    await brought.five_times([])
    assert await state(drill) == before
    assert [phone.received for phone in (chairs, *(phone for _, phone in people))] == seen


class Courier:
    """Brings updates as Telegram does when it is not sure that they came."""

    def __init__(self, drill: Drill, url: str, chance: random.Random) -> None:
        self._drill, self._url, self._chance = drill, url, chance
        self._brought: list[Any] = []

    async def five_times(self, new: list[Any]) -> None:
        """These, and all that were brought before, five times each, in any order and side by side."""
        self._brought += new
        parcels = self._brought * 5
        self._chance.shuffle(parcels)
        headers = {SECRET_HEADER: self._drill.telegram._webhook.secret}
        async with aiohttp.ClientSession(headers=headers) as session:
            answers = await asyncio.gather(*(session.post(self._url, json=update.to_json()) for update in parcels))
        assert {answer.status for answer in answers} == {200}
        await self._drill.until_all_is_handled()
        await self._drill.until_all_is_sent()


async def pressed(drill: Drill, phone: Phone, label: str) -> Any:
    """The update of a press, taken from Telegram before it brings it itself."""
    await phone.press(label)
    (update,) = drill.telegram.updates.waiting.values()
    drill.telegram.updates.clear()
    return update


async def state(drill: Drill) -> dict[str, list[str]]:
    """All that an update may change."""
    return {
        "afspraak": sorted(await drill.column(AfspraakRow.staat)),
        "tijdlijn": sorted(await drill.column(GebeurtenisRow.wat)),
        "outbox": sorted(await drill.column(OutboxRow.key)),
        "inbox": sorted(map(str, await drill.column(InboxRow.update_id))),
    }


async def test_one_person_floods_and_the_others_hardly_notice(drill: Drill, figures: Figures) -> None:
    """With the pace that Telegram keeps: whom it refuses once, it silences for all."""
    _, flooder = await drill.person("Mens")
    others = [(await drill.person(f"Mens {number}"))[1] for number in range(8)]
    drill.telegram.limits.enabled = True
    running = await drill.start()
    await drill.polls()
    # The first answers of a process take longer, and tell nothing of a flood.
    await asyncio.gather(*(_answered(phone) for phone in others))
    flood = asyncio.create_task(_flood(flooder))
    await asyncio.sleep(1.2)
    asking = [asyncio.create_task(_ask(phone, flood)) for phone in others]
    sent = await flood
    waits = sorted(chain.from_iterable(await asyncio.gather(*asking)))
    p95 = waits[int(len(waits) * 0.95)]
    refused = drill.count_calls("sendMessage", 429)
    p50 = waits[len(waits) // 2]
    figures(flood=sent, asked=len(waits), p50=f"{p50:.2f}", p95=f"{p95:.2f}", refused=refused)
    assert refused <= (0 if DRILL else 2)
    # A machine that does more than this test alone may take longer; what waits behind a flood waits for minutes.
    assert p95 < (1 if DRILL else 3)
    assert running.says("te_veel_ineens") == 1
    if DRILL:  # in its turn, after the hundred that were
        await flooder.wait_for("Wat hierna kwam, is niet gelezen", timeout=150)
    assert running.says("storing") == 0


async def _flood(phone: Phone) -> int:
    began, sent = time.monotonic(), 0
    while (passed := time.monotonic() - began) < FLOOD_SECONDS:
        while sent < passed * FLOOD_PER_SECOND:
            await phone.send("hallo")
            sent += 1
        await asyncio.sleep(0.02)
    return sent


async def _ask(phone: Phone, until: "asyncio.Task[int]") -> list[float]:
    waits = []
    while not until.done():
        waits.append(await _answered(phone))
        await asyncio.sleep(1.2)
    return waits


async def _answered(phone: Phone) -> float:
    """So many seconds it took."""
    mark, began = phone.mark(), time.monotonic()
    await phone.send("/mijn")
    await phone.wait_for(NOTHING_OPEN, timeout=120, after=mark)
    return time.monotonic() - began
