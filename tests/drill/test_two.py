"""Two processes where one was meant, or that share the work: who delivers, and who when that one dies?"""

import time
from collections import Counter

from sqlmodel import col

from bot.usecases.outbox import DRAINER
from storage.tables import LeaseRow
from tests.builders import a_bericht
from tests.drill.conftest import Figures
from tests.drill.house import DRILL, NEWS, Drill, labelled, texts
from tests.flows.conftest import free_port

SEND = "sendMessage"
PEOPLE = 100
EACH = 100 if DRILL else 3
MORE = 10 if DRILL else 1


async def test_of_two_one_delivers_all_without_doubles_and_the_other_takes_over(drill: Drill, figures: Figures) -> None:
    people = [await drill.person(f"Mens {number}") for number in range(PEOPLE)]
    # By accident two that do everything, on SQLite; on PostgreSQL two workers, as meant.
    command, env = ("run", {}) if drill.is_sqlite else ("worker", {"PUBLIC_URL": f"http://127.0.0.1:{free_port()}"})
    processes = [await drill.start(command, **env) for _ in range(2)]
    began = time.monotonic()
    keys = [f"{turn}:{phone.id}" for turn in range(EACH) for _, phone in people]
    wanted = [a_bericht(key, naar=persoon.id) for key, (persoon, _) in zip(keys, people * EACH, strict=True)]
    for start in range(0, len(wanted), 500):
        await drill.owe(*wanted[start : start + 500])
    await drill.until_all_is_sent(60 + len(wanted) / 20)
    took = time.monotonic() - began
    came = [texts(phone, NEWS) for _, phone in people]
    assert Counter(map(len, came)) == {EACH: PEOPLE}
    assert not any(any(labelled(messages)) for messages in came)

    await drill.owe(*(a_bericht(f"more:{n}:{p.id}", naar=p.id) for n in range(MORE) for p, _ in people))
    sent = drill.count_calls(SEND, 200)
    await drill.until(lambda: drill.count_calls(SEND, 200) > sent + 20, "in the middle of it")
    (holder,) = await drill.column(LeaseRow.owner, col(LeaseRow.naam) == DRAINER)
    killed = next(process for process in processes if f"/{process.pid}/" in holder)
    await killed.kill()
    calls, died = len(drill.telegram.calls), time.monotonic()
    await drill.until(lambda: any(call.method == SEND for call in drill.telegram.calls[calls:]), "a takeover", 30)
    takeover = time.monotonic() - died
    await drill.leases_lapse()
    await drill.until_all_is_sent(90 + PEOPLE * MORE / 20)
    doubled = 0
    for _, phone in people:
        came_in_all = texts(phone, NEWS)
        assert EACH + MORE <= len(came_in_all) <= EACH + MORE + sum(labelled(came_in_all))
        doubled += len(came_in_all) - EACH - MORE
    figures(messages=len(wanted), doubled=0, seconds=round(took), takeover=round(takeover, 1), in_flight_twice=doubled)
