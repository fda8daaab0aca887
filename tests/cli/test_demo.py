"""Does the demo start with one command, and does stopping it leave nothing behind?"""

import asyncio
import re
import signal
import socket
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest

from tests.cli.conftest import ROOT, Cli


@pytest.fixture
async def start(bare: Cli, tmp_path: Path) -> AsyncIterator[Callable[..., object]]:
    """Starts the demo in a scratch folder of its own; gives the process and what it said until it was ready."""
    started: list[Process] = []

    async def start(*args: str, until: str = "Ctrl-C", **env: str) -> tuple[Process, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "demo", *args),
            cwd=ROOT,
            env=bare.whole(TMPDIR=str(tmp_path), **env),
            stdout=PIPE,
            stderr=PIPE,
        )
        started.append(process)
        assert process.stdout is not None
        said = ""
        async with asyncio.timeout(30):
            while until not in said:
                line = await process.stdout.readline()
                assert line, said
                said += line.decode()
        return process, said

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def address_in(said: str) -> str:
    return re.findall(r"http://127\.0\.0\.1:\d+", said)[0]


def children_of(number: int) -> list[str]:
    """None where the machine does not tell."""
    file = Path(f"/proc/{number}/task/{number}/children")
    return file.read_text().split() if file.exists() else []


def inside(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_stopping_it_leaves_nothing_behind(start, tmp_path: Path, number: signal.Signals):
    process, said = await start(PORT="0")
    assert len(inside(tmp_path)) == 1
    assert children_of(process.pid) == []

    async with aiohttp.ClientSession() as session, session.get(f"{address_in(said)}/events") as looking:
        assert looking.status == 200
        began = time.monotonic()
        process.send_signal(number)
        process.send_signal(number)  # who is impatient presses twice
        out, err = await asyncio.wait_for(process.communicate(), 10)

    assert time.monotonic() - began < 5
    assert (process.returncode, out.decode(), err.decode()) == (0, "Demo gestopt.\n", "")
    assert inside(tmp_path) == []
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", int(address_in(said).rpartition(":")[2]))


async def test_it_prints_where_it_is_and_four_things_to_try(start):
    _, said = await start(PORT="0")

    flat = " ".join(re.sub(r"[│╭╮╰╯─]", " ", said).split())
    assert flat.startswith(f"Open in uw browser: {address_in(said)}")
    assert re.findall(r"(\d)\. [A-Z]", flat) == ["1", "2", "3", "4"]
    async with aiohttp.ClientSession() as session, session.get(address_in(said)) as answer:
        assert "Afsprakenbot: demo" in await answer.text()


async def test_it_takes_the_port_that_is_asked_or_says_where_it_went(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        _, said = await start(PORT=str(port))
        assert said.startswith("Die poort is bezet")
        assert not address_in(said).endswith(f":{port}")

    _, said = await start(PORT=str(port))
    assert address_in(said) == f"http://127.0.0.1:{port}"
    assert "bezet" not in said


async def test_a_port_that_is_no_port_is_named(bare: Cli):
    result = bare("demo", PORT="veel")

    assert (result.code, result.faults) == (2, ["PORT: moet een geheel getal zijn"])


async def test_the_told_day_can_be_stopped_too(start, tmp_path: Path):
    process, _ = await start("--script", until="1.")

    process.send_signal(signal.SIGINT)
    _, err = await asyncio.wait_for(process.communicate(), 10)

    assert (process.returncode, err.decode()) == (130, "")
    assert inside(tmp_path) == []
