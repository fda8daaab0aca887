"""How much does a web server take? ``wrk``, with eight connections that ask again as soon as they are answered."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.processes import MeasurementFailed

CONNECTIONS = 8
PATIENCE = 10
"""Seconds for one answer."""
_SCRIPT = Path(__file__).with_suffix(".lua")


@dataclass(frozen=True)
class Load:
    """What came of it; times in seconds."""

    requests: int
    seconds: float
    p50: float
    p99: float
    received: int
    """Bytes, of headers too."""

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def check_wrk() -> None:
    """Raises ``MeasurementFailed`` when it is not installed."""
    if shutil.which("wrk") is None:
        raise MeasurementFailed("wrk is missing. On Debian: apt-get install wrk")


async def wrk(url: str, seconds: float, headers: Mapping[str, str] | None = None) -> Load:
    """Raises ``MeasurementFailed`` when any answer was an error, or did not come."""
    process = await asyncio.create_subprocess_exec(
        *("wrk", "--threads=1", f"--connections={CONNECTIONS}", f"--duration={seconds:.0f}s"),
        *(f"--timeout={PATIENCE}s", f"--script={_SCRIPT}"),
        *(part for name, value in (headers or {}).items() for part in ("--header", f"{name}: {value}")),
        url,
        stdin=subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        out, _ = await process.communicate()
    finally:
        if process.returncode is None:  # we were cancelled
            process.kill()
    found = next((json.loads(line) for line in out.decode().splitlines() if line.startswith("{")), None)
    if found is None or not found["requests"] or any(found[kind] for kind in ("socket", "status", "timeout")):
        raise MeasurementFailed(f"wrk:\n{out.decode()}")
    micro = 1e-6
    return Load(
        requests=found["requests"],
        seconds=found["duration"] * micro,
        p50=found["p50"] * micro,
        p99=found["p99"] * micro,
        received=found["bytes"],
    )
