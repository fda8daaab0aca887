"""What is lost when the process is killed? Nothing; and what may have come twice says so."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlmodel import col

from bot.domain.regio import Regio
from bot.sandbox import Fault
from storage.tables import InboxRow
from tests.drill.conftest import Figures, short_on
from tests.drill.house import DRILL, NEWS, Drill, a_house, labelled, texts

SEND = "sendMessage"
ROUNDS = 200 if DRILL else 4
PEOPLE = 40 if DRILL else 4
NOTHING_OPEN = "U heeft geen open acties."


async def test_killed_at_each_step_between_due_and_recorded_it_comes_once_or_says_that_it_may_be_twice(
    drill: Drill, figures: Figures
) -> None:
    """One kill meets messages at every step; of news, which leaves in turn, and of answers, which leave at once."""
    people = {step: await drill.person(step) for step in ("gepland", "onderweg", "gezonden", "beantwoord", "klaar")}
    asking = {step: await drill.person(f"vraagt {step}") for step in ("onderweg", "gezonden", "beantwoord", "klaar")}
    running = await drill.start()
    await drill.owe_news(people["klaar"][0], "klaar")
    await asking["klaar"][1].send("/mijn")
    await asking["klaar"][1].wait_for(NOTHING_OPEN)
    await drill.until_all_is_sent()

    faults = {"onderweg": Fault.hang(), "gezonden": Fault.slow(60), "beantwoord": Fault.slow(2)}
    for step, fault in faults.items():
        for _, phone in (people[step], asking[step]):
            drill.telegram.faults.arm(SEND, fault, chat_id=phone.id)
    # The second for the same person is planned, and waits until the first is out.
    await drill.owe_news(people["onderweg"][0], "onderweg", "gepland")
    await drill.owe_news(people["gezonden"][0], "gezonden")
    await drill.owe_news(people["beantwoord"][0], "beantwoord")
    for step in faults:
        await asking[step][1].send("/mijn")
    await drill.until(lambda: drill.telegram.faults.pending == 0, "all of them under way")
    async with drill.nobody_can_write():
        await asyncio.sleep(2.5)  # two were answered, and cannot be written down
        await running.kill()
    assert await drill.states() == {"verzonden": 2, "bezig": 6, "wacht": 1}
    drill.telegram.faults.clear()

    began = time.monotonic()
    await drill.start()
    await drill.leases_lapse()
    await drill.until_all_is_sent()

    for who, text in ((people, NEWS), (asking, NOTHING_OPEN)):
        assert labelled(texts(who["klaar"][1], text)) == [False]
        assert labelled(texts(who["gezonden"][1], text)) == [False, True]
        assert labelled(texts(who["beantwoord"][1], text)) == [False, True]
    assert sorted(labelled(texts(people["onderweg"][1], NEWS))) == [False, True], "the one in flight, and the next"
    assert labelled(texts(asking["onderweg"][1], NOTHING_OPEN)) == [True]
    assert await drill.states() == {"verzonden": 9}
    figures(lost=0, doubled=4, labelled=6, seconds=round(time.monotonic() - began, 1))


async def test_killed_at_any_moment_everything_is_answered(drill: Drill, figures: Figures) -> None:
    chance = random.Random(20270201)
    people = [await drill.person(f"Mens {number}") for number in range(PEOPLE)]
    running = await drill.start()
    asked: Counter[int] = Counter()
    owed: Counter[int] = Counter()
    began = time.monotonic()
    for kill in range(ROUNDS):
        for number in range(4 if DRILL else 2):
            persoon, phone = chance.choice(people)
            await phone.send("/mijn")
            asked[phone.id] += 1
            await drill.owe_news(persoon, f"{kill}:{number}")
            owed[phone.id] += 1
        await asyncio.sleep(chance.random() * 0.4)
        await running.kill()
        running = await drill.start()
    await drill.leases_lapse()
    await drill.until(lambda: not drill.telegram.updates.waiting, "all updates are with us", 60)
    # What waited comes at one a second in each chat.
    await drill.until_all_is_handled(60 + ROUNDS * 2)
    await drill.until_all_is_sent(60 + ROUNDS * 2)

    doubled = marked = 0
    for _, phone in people:
        for text, expected in ((NOTHING_OPEN, asked[phone.id]), (NEWS, owed[phone.id])):
            came = texts(phone, text)
            assert len(came) >= expected
            assert len(came) - expected <= sum(labelled(came))
            doubled += len(came) - expected
            marked += sum(labelled(came))
    assert await drill.states() == {"verzonden": 2 * owed.total()}
    assert not any(process.says("Traceback") for process in drill.processes)
    took = round(time.monotonic() - began)
    figures(kills=ROUNDS, messages=2 * owed.total(), lost=0, doubled=doubled, labelled=marked, seconds=took)


@short_on("sqlite")
async def test_killed_before_an_update_is_stored_it_is_brought_again(drill: Drill) -> None:
    _, phone = await drill.person("Mens")
    running = await drill.start()
    await drill.polls()
    async with drill.nobody_can_write():
        fetched = drill.count_calls("getUpdates", 200)
        await phone.send("/mijn")
        await drill.until(lambda: drill.count_calls("getUpdates", 200) > fetched, "the update is with the process")
        await asyncio.sleep(0.2)
        await running.kill()
    assert await drill.count(col(InboxRow.update_id) > 0) == 0

    await drill.start()
    await drill.leases_lapse()
    await phone.wait_for(NOTHING_OPEN, timeout=20)
    await drill.until_all_is_sent()
    assert labelled(texts(phone, NOTHING_OPEN)) == [False]


@short_on("postgresql")
async def test_killed_after_updates_are_stored_each_is_handled_once(drill: Drill, figures: Figures) -> None:
    """Many at once: some are handled, some stored, and to Telegram none of them is confirmed."""
    phones = [(await drill.person(f"Mens {number}"))[1] for number in range(60)]
    running = await drill.start()
    await drill.polls()
    drill.telegram.faults.arm("getUpdates", Fault.hang(), times=None)  # the poll after this one confirms
    running.freeze()
    for phone in phones:
        await phone.send("/mijn")
    running.go_on()
    stored = col(InboxRow.update_id) > 0
    end = time.monotonic() + 10
    while not await drill.count(stored) and time.monotonic() < end:  # noqa: ASYNC110 - of another process
        await asyncio.sleep(0)
    running.freeze()
    left = await drill.count(stored, col(InboxRow.handled_at).is_(None))
    await running.kill()
    drill.telegram.faults.clear()
    assert left > 0
    assert await drill.count(stored) == len(drill.telegram.updates.waiting) == len(phones)

    await drill.start()
    await drill.leases_lapse()
    await drill.until(lambda: not drill.telegram.updates.waiting, "all of them confirmed")
    await drill.until_all_is_handled()
    await drill.until_all_is_sent(50)
    assert all(labelled(texts(phone, NOTHING_OPEN)) in ([False], [True], [False, True]) for phone in phones)
    assert await drill.states() == {"verzonden": len(phones)}
    figures(updates=len(phones), unhandled_when_killed=left, handled_twice=0)


async def test_killed_in_the_middle_of_a_dialogue_it_goes_on_where_it_was(
    tmp_path: Path, new_database: Callable[[str], str], ijsselland: Regio
) -> None:
    async with a_house(new_database("sqlite"), tmp_path, ijsselland) as drill:
        running = await drill.start()
        marijke, tineke = [await drill.invited(name) for name in ("Marijke", "Tineke")]
        await marijke.send("/nieuw Kampen Top-X")
        await marijke.wait_for("Nieuwe casus")
        await marijke.press("Afspraak vastleggen")
        await marijke.wait_for("Wie doet het?")
        await running.kill()
        await running.start()
        await marijke.send("tactus")
        await marijke.wait_for("Wat is de actie?")
        await running.kill()
        await marijke.send("intake plannen")  # nobody is there to hear it
        await running.start()
        await marijke.wait_for("Wanneer moet het uiterlijk gedaan zijn?")
        await marijke.press("vrijdag 5 februari")
        await marijke.wait_for("Klopt dit?")
        await running.kill()
        await marijke.press("Vastleggen")
        await marijke.press("Vastleggen")
        await running.start()
        await tineke.wait_for("Nieuwe actie voor u")
        await marijke.wait_for("Dit is al afgehandeld.")

        assert len(texts(tineke, "Nieuwe actie voor u")) == 1
        assert await running.terminate() == 0
        written = b"".join(running.log)
        assert b"update=" in written
        for secret in ("intake", "tactus", "Tineke", "Marijke", drill.telegram.token):
            assert secret.encode() not in written  # what people type, who they are and our token reach no log
