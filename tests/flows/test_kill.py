"""What is lost when the process is killed? Nothing; and what may have come twice says so."""

import asyncio
import os
import random
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo import MONDAY, PEOPLE, add_and_invite
from bot.domain.regio import Regio
from bot.sandbox import Fault, Phone, Sandbox
from bot.services import FileClock, Services
from bot.usecases.regios import load_regio
from storage.store import Store
from tests.logs import LOGGED

ROUNDS = 4
MAYBE_TWICE = "(U kunt dit bericht dubbel ontvangen.)"


@dataclass
class Running:
    """``afsprakenbot run`` as a process of its own, that can be killed and started again."""

    environment: dict[str, str]
    process: asyncio.subprocess.Process | None = None
    log: list[bytes] = field(default_factory=list)

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=self.environment, stderr=asyncio.subprocess.PIPE
        )
        assert self.process.stderr is not None
        while line := await self.process.stderr.readline():
            self.log.append(line)
            LOGGED.add(line.decode())
            if b"gestart" in line:
                self._rest = asyncio.create_task(self._read(self.process.stderr))
                return
        raise AssertionError(b"".join(self.log).decode())

    async def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        await self.process.wait()
        await self._rest

    async def terminate(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(self.process.wait(), 10)
        await self._rest
        return code

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while line := await stream.readline():
            self.log.append(line)
            LOGGED.add(line.decode())


@asynccontextmanager
async def a_house(url: str, folder: Path, ijsselland: Regio) -> AsyncIterator[tuple[Sandbox, Running, Services, Path]]:
    clock_file = folder / "klok.txt"
    clock_file.write_text(MONDAY.isoformat())
    clock = FileClock(clock_file)
    store = Store(url)
    services = Services(store, clock)
    await services.run(load_regio, ijsselland)
    async with Sandbox(clock=clock.now) as telegram:
        environment = {
            **os.environ,
            "TELEGRAM_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "DATABASE_URL": url,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "CLOCK_FILE": str(clock_file),
            "PORT": "0",
        }
        running = Running(environment)
        await running.start()
        try:
            yield telegram, running, services, clock_file
        finally:
            if running.process is not None and running.process.returncode is None:
                await running.kill()
            services.close()
            store.close()


async def link(telegram: Sandbox, services: Services, name: str) -> Phone:
    token = await services.run(add_and_invite, PEOPLE[name])
    phone = telegram.phone(name)
    await phone.open_link(f"https://t.me/{telegram.username}?start={token}")
    await phone.wait_for("Welkom bij de afsprakenbot")
    await phone.press("Koppelen")
    await phone.wait_for("U bent gekoppeld")
    return phone


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_killed_at_any_moment_every_command_is_answered(database_url: str, tmp_path: Path, ijsselland: Regio):
    chance = random.Random(20270201)
    async with a_house(database_url, tmp_path, ijsselland) as (telegram, running, services, _):
        marijke = await link(telegram, services, "Marijke")
        tineke = await link(telegram, services, "Tineke")
        await marijke.send("/nieuw Kampen Top-X")
        await marijke.wait_for("Nieuwe casus")
        mark, sent = marijke.mark(), 0
        for _ in range(ROUNDS):
            for _ in range(4):
                await marijke.send("/privacy")
                await tineke.send("/mijn")
                sent += 1
            await asyncio.sleep(chance.random() * 0.4)
            await running.kill()
            await running.start()
        # A lease of a killed process lapses within thirty seconds; on SQLite a new one sees at once that it is dead.
        # What waited for that then comes at one a second in each chat.
        for phone, text in ((marijke, "Wat wij over u bewaren"), (tineke, "U heeft geen open acties.")):
            await phone.wait_until(lambda p=phone, t=text: len(answers(p, t)) >= sent, timeout=45 + sent)
            await phone.settle(1.5)
            doubles = len(answers(phone, text)) - sent
            labelled = sum(MAYBE_TWICE in message.text for message in answers(phone, text))
            assert 0 <= doubles <= labelled
        assert not [line for line in running.log if b"Traceback" in line]
        assert mark


async def test_killed_in_the_middle_of_a_dialogue_it_goes_on_where_it_was(tmp_path: Path, new_database, ijsselland):
    async with a_house(new_database("sqlite"), tmp_path, ijsselland) as (telegram, running, services, _):
        marijke, tineke = [await link(telegram, services, name) for name in ("Marijke", "Tineke")]
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

        assert len([m for m in tineke.received if "Nieuwe actie voor u" in m.text]) == 1
        assert await running.terminate() == 0
        written = b"".join(running.log)
        assert b"update=" in written
        for secret in ("intake", "tactus", "Tineke", "Marijke", telegram.token):
            assert secret.encode() not in written  # what people type, who they are and our token reach no log


async def test_a_reminder_due_while_the_process_was_dead_comes_when_it_is_back(
    tmp_path: Path, new_database: Callable[[str], str], ijsselland: Regio
):
    async with a_house(new_database("sqlite"), tmp_path, ijsselland) as (telegram, running, services, clock_file):
        marijke, tineke = [await link(telegram, services, name) for name in ("Marijke", "Tineke")]
        await marijke.send("/nieuw Kampen Top-X")
        await marijke.wait_for("Nieuwe casus")
        await marijke.press("Afspraak vastleggen")
        for answer, question in (("tactus", "Wie"), ("bellen", "Wat"), ("8 februari", "Wanneer")):
            await marijke.wait_for(question)
            await marijke.send(answer)
        await marijke.wait_for("Klopt dit?")
        await marijke.press("Vastleggen")
        await tineke.wait_for("Nieuwe actie")
        await tineke.settle(1)  # until that it was sent has been written down too
        await running.kill()
        clock_file.write_text((MONDAY + timedelta(days=4)).isoformat())
        telegram.faults.arm("sendMessage", Fault.drop_after(), times=1)
        await running.start()

        again = await tineke.wait_for(MAYBE_TWICE, timeout=30)

        assert "Nog 1 werkdag" in again.text
        assert len([m for m in tineke.received if "Nog 1 werkdag" in m.text]) == 2


def answers(phone: Phone, text: str) -> list:
    return [message for message in phone.received if text in message.text]
