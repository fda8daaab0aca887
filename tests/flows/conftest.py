"""The whole product against the stand-in, with people linked: what a flow test stands on."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from bot import demo
from bot.demo import Stage, add_and_invite, open_stage
from bot.domain.persoon import NieuwPersoon
from bot.domain.regio import Regio
from bot.sandbox import Message, Phone
from bot.services import HOME
from bot.usecases.planning import plan_year
from bot.usecases.regios import load_regio

# Without their tables: who chairs one is left alone while it meets, and has work to do for it.
PEOPLE = {name: replace(nieuw, tafels=frozenset()) for name, nieuw in demo.PEOPLE.items()}


@dataclass
class House:
    """A stage with IJsselland loaded; ``link`` brings people in."""

    stage: Stage

    def phone(self, name: str) -> Phone:
        return self.stage.phones[name]

    async def link(self, *names: str, **more: NieuwPersoon) -> None:
        """These people of the demo, or these new ones, link the way everybody does."""
        for name, nieuw in {**{name: PEOPLE[name] for name in names}, **more}.items():
            token = await self.stage.services.run(add_and_invite, nieuw)
            phone = self.stage.phones[name] = self.stage.telegram.phone(name)
            await phone.open_link(f"https://t.me/{self.stage.telegram.username}?start={token}")
            await phone.wait_for("Welkom bij de afsprakenbot")
            await phone.press("Koppelen")
            await phone.wait_for("U bent gekoppeld")

    async def says(self, name: str, text: str, answer: str | re.Pattern[str]) -> Message:
        """Somebody types ``text`` and waits for ``answer``."""
        phone = self.phone(name)
        mark = phone.mark()
        await phone.send(text)
        return await phone.wait_for(answer, after=mark)

    async def presses(self, name: str, label: str, answer: str | re.Pattern[str], on: Message | None = None) -> Message:
        phone = self.phone(name)
        mark = phone.mark()
        await phone.press(label, on=on)
        return await phone.wait_for(answer, after=mark)

    async def new_casus(self, makelaar: str = "Marijke", gemeente: str = "Kampen", tafel: str = "Top-X Zwolle") -> str:
        made = await self.says(makelaar, f"/nieuw {gemeente} {tafel}", "Nieuwe casus: ")
        return re.findall(r"\b\w{3}-\w{3}-\w\b", made.text)[0]

    async def agree(self, line: str, makelaar: str = "Marijke") -> Message:
        """Logs an afspraak by one line and the card."""
        await self.says(makelaar, f"/afspraak {line}", "Klopt dit?")
        return await self.presses(makelaar, "Vastleggen", "Vastgelegd.")

    async def shows_menu(self, name: str, expected: list[str]) -> None:
        """Waits until the command menu of this person shows these commands."""
        shown: list[str] = []
        for _ in range(100):
            shown = [command for command, _ in self.stage.telegram.menu(self.phone(name).id)]
            if shown == expected:
                return
            await asyncio.sleep(0.1)
        assert shown == expected

    def at(self, moment: str) -> None:
        """The clock jumps to a local moment, like 2027-02-08 08:30."""
        self.stage.move_to(datetime.fromisoformat(moment).replace(tzinfo=HOME))

    async def comes(self, name: str, text: str | re.Pattern[str], moment: str) -> Message:
        """The clock jumps, and this person then gets a message with ``text``."""
        mark = self.phone(name).mark()
        self.at(moment)
        return await self.phone(name).wait_for(text, after=mark)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


WAYS = ("sqlite-polling", "sqlite-webhook", "postgresql-polling", "postgresql-webhook")


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """Which database, and how updates come in. A test that needs one way only parametrises this indirectly."""
    return str(request.param)


@pytest.fixture
async def house(way: str, new_database: Callable[[str], str], ijsselland: Regio) -> AsyncIterator[House]:
    kind, arrives = way.split("-")
    port = free_port() if arrives == "webhook" else None
    async with open_stage(new_database(kind), port) as stage:
        await stage.services.run(load_regio, ijsselland)
        await stage.services.run(plan_year)
        yield House(stage)


one_way = pytest.mark.parametrize("way", ["sqlite-polling"])
"""For what does not depend on the database or on how updates arrive."""
