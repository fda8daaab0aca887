"""What does a bot cost? A real process of it, with the processor time and memory that the kernel counts."""

import asyncio
import os
import subprocess
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import bot

ROOT = Path(bot.__file__).parents[1]
"""The checkout that is measured."""
_TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 20.0


class MeasurementFailed(Exception):
    """What was measured did not work: an update was lost, a process ended."""


@dataclass(frozen=True)
class Running:
    """A bot that runs; ``began`` is when it was started, by ``time.perf_counter``."""

    process: asyncio.subprocess.Process
    log: Path
    began: float

    def cpu(self) -> float:
        """Seconds of processor time so far, all threads."""
        return cpu_of(self.process.pid)

    def rss(self) -> float:
        """Memory in MiB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise MeasurementFailed(f"the process has ended:\n{self.tail()}")

    def faults(self) -> list[str]:
        """What it logged as a warning or worse."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [
            line for line in lines if any(word in line for word in ("[warning", "[error", "[critical", "Traceback"))
        ]

    def tail(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])


def cpu_of(pid: int) -> float:
    """utime + stime of a whole process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def outside() -> dict[str, str]:
    """Our own environment without what a bot would read as its settings."""
    from bot.settings import Settings  # noqa: PLC0415 - heavy

    return {name: value for name, value in os.environ.items() if name not in Settings.model_fields}


@asynccontextmanager
async def running(command: Sequence[str], env: dict[str, str], log: Path) -> AsyncIterator[Running]:
    """The process, ended with a signal afterwards; what it says goes to ``log``."""
    with log.open("wb") as file:
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=file, stderr=file
        )
    started = Running(process, log, began)
    try:
        yield started
        if process.returncode is not None:
            raise MeasurementFailed(f"the process has ended:\n{started.tail()}")
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(PATIENCE):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
