"""When the clock jumps, or summer time begins or ends: does everybody hear once a day, and on working days only?"""

import asyncio
import os
import signal
from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import col, select

from bot.domain.persoon import Persoon, Rol
from bot.services import HOME
from storage.tables import OutboxRow
from tests.drill.conftest import each_on
from tests.drill.house import Drill

# Easter: Good Friday and the Monday after that night are days off.
SPRING = (
    "2027-03-25 07:59:59 +0100",
    "2027-03-25 08:29:59 +0100",
    "2027-03-25 10:30:00 +0100",  # two hours on
    "2027-03-25 08:30:30 +0100",  # two hours back
    "2027-03-26 08:30:30 +0100",  # a day on
    "2027-03-25 09:00:00 +0100",  # a day back
    "2027-03-26 09:00:00 +0100",
    "2027-03-28 01:59:59 +0100",  # the next second is 03:00
    "2027-03-28 08:30:00 +0200",
    "2027-03-29 08:30:00 +0200",
    "2027-03-30 07:59:59 +0200",
    "2027-03-30 08:29:59 +0200",
    "2027-03-30 12:00:00 +0200",
)
AUTUMN = (
    "2027-10-28 08:30:00 +0200",
    "2027-10-29 08:30:00 +0200",
    "2027-10-28 23:30:00 +0200",
    "2027-10-29 07:59:59 +0200",
    "2027-10-29 08:29:59 +0200",
    "2027-10-31 02:59:59 +0200",  # the next second is 02:00
    "2027-10-31 02:59:59 +0100",
    "2027-10-31 08:30:00 +0100",
    "2027-11-01 07:59:59 +0100",
    "2027-11-01 08:29:59 +0100",
    "2027-11-01 06:00:00 +0100",
    "2027-11-01 08:31:00 +0100",
)
SEASONS = {
    "spring": (SPRING, "2027-03-24", ("2027-03-25", "2027-03-30")),
    "autumn": (AUTUMN, "2027-10-27", ("2027-10-28", "2027-10-29", "2027-11-01")),
}


async def per_day(drill: Drill, persoon: Persoon) -> Counter[str]:
    """How many messages came on which local date."""
    rows = await drill.services.read(lambda tx: _sent(tx, persoon))
    return Counter(str(day) for day, _ in {(at.astimezone(HOME).date(), message_id) for at, message_id in rows})


def _sent(tx: Any, persoon: Persoon) -> list[tuple[datetime, int]]:
    query = select(OutboxRow.ended_at, OutboxRow.message_id)
    return [tuple(row) for row in tx.connection.execute(query.where(col(OutboxRow.persoon_id) == persoon.id))]


@each_on("season", sqlite="spring", postgresql="autumn")
async def test_whatever_the_clock_does_there_is_one_message_a_day_and_none_on_days_off(
    drill: Drill, season: str
) -> None:
    moments, deadline, days = SEASONS[season]
    makelaar, _ = await drill.person("Makelaar", Rol.MAKELAAR, gemeenten=frozenset({"Zwolle"}))
    late, _ = await drill.person("Mens 1")
    reminded, _ = await drill.person("Mens 2")
    made = f"{days[0][:8]}01"
    drill.at(f"{made} 12:00")
    await drill.start()
    await drill.polls()
    await drill.agree(makelaar, late, deadline)
    await drill.agree(makelaar, reminded, days[-1])
    await drill.until_all_is_sent()

    for moment in moments:
        drill.at(datetime.fromisoformat(moment))
        # Until two ticks have passed since the last jump or the second after it, and what they cause is out.
        await asyncio.sleep(3.0 if ":59 " in moment else 2.0)
    await drill.until_all_is_sent()

    once_a_day = dict.fromkeys(days, 1)
    assert await per_day(drill, makelaar) == once_a_day
    assert await per_day(drill, reminded) == {made: 1, **once_a_day}


# A program of ours whose machine has its clock put back by two hours at a signal.
PUT_BACK = """
import signal
from datetime import UTC, datetime, timedelta
import time_machine
from bot.cli import main

def back(*_):
    time_machine.travel(datetime.now(UTC) - timedelta(hours=2), tick=True).start()

signal.signal(signal.SIGUSR1, back)
main()
"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_when_the_clock_of_the_machine_goes_back_it_does_not_fall_silent(drill: Drill) -> None:
    makelaar, _ = await drill.person("Makelaar", Rol.MAKELAAR, gemeenten=frozenset({"Zwolle"}))
    actiehouder, phone = await drill.person("Mens")
    running = await drill.start(program=("-c", PUT_BACK))
    await drill.polls()
    (referentie,) = await drill.agree(makelaar, actiehouder, "2027-02-09")
    await drill.until_all_is_sent()
    mark = phone.mark()
    os.kill(running.pid, signal.SIGUSR1)
    await asyncio.sleep(1.5)
    drill.at("2027-02-09 14:00")

    await phone.wait_for(referentie, timeout=40, after=mark)
    assert running.says("klok_teruggezet") == 1
