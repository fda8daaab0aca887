"""Somebody who subscribes with vdirsyncer and looks in khal, as two programs with a home of their own."""

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 60

_VDIRSYNCER = """
[general]
status_path = "{home}/status"

[pair bijeenkomsten]
a = "web"
b = "hier"
collections = null

[storage web]
type = "http"
url = "{url}"

[storage hier]
type = "filesystem"
path = "{home}/bijeenkomsten"
fileext = ".ics"
"""

_KHAL = """
[calendars]
[[bijeenkomsten]]
path = {home}/bijeenkomsten
readonly = True

[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


@dataclass(frozen=True)
class Shown:
    """A line in khal."""

    when: str
    """On its reader's clock: "2027-02-02 09:30-12:00"."""
    title: str
    cancelled: bool


class Subscriber:
    """Reads their calendar on the clock of ``zone``. What they have is kept below ``home``."""

    def __init__(self, home: Path, url: str, zone: str = "Europe/Amsterdam") -> None:
        self._home = home
        self._files = home / "bijeenkomsten"
        self._files.mkdir(parents=True)
        self._write(home / "config" / "vdirsyncer" / "config", _VDIRSYNCER.format(home=home, url=url))
        self._write(home / "config" / "khal" / "config", _KHAL.format(home=home, zone=zone))

    async def subscribe(self) -> None:
        await self._run("vdirsyncer", "discover")
        await self.sync()

    async def sync(self) -> None:
        await self._run("vdirsyncer", "sync")

    async def list(self, *days: str) -> list[Shown]:
        fields = ("start-date", "start-time", "end-time", "title", "status")
        out = await self._run("khal", "list", "--once", *(f"--json={field}" for field in fields), *days)
        return [_shown(one) for line in out.splitlines() for one in json.loads(line)]

    def files(self) -> dict[str, tuple[int, bytes]]:
        """What is kept, and when each was last written."""
        return {file.name: (file.stat().st_mtime_ns, file.read_bytes()) for file in self._files.iterdir()}

    async def _run(self, program: str, *arguments: str) -> str:
        folders = {f"XDG_{name}_HOME": str(self._home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
        done = await asyncio.to_thread(
            subprocess.run,
            [Path(sys.executable).with_name(program), *arguments],
            # Nothing of this machine, such as a proxy or another clock.
            env={"PATH": os.defpath, "HOME": str(self._home), "LANG": "C.UTF-8", **folders},
            cwd=self._home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"
        return done.stdout

    @staticmethod
    def _write(file: Path, content: str) -> None:
        file.parent.mkdir(parents=True)
        file.write_text(content, encoding="utf-8")


def _shown(one: dict[str, Any]) -> Shown:
    when = f"{one['start-date']} {one['start-time']}-{one['end-time']}"
    return Shown(when, one["title"], one["status"].strip() == "CANCELLED")
