"""How are the figures shown and kept? A table on the screen, and the same in ``docs/prestaties.md``."""

import os
import platform
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

DOCUMENT = Path(__file__).parents[1] / "docs" / "prestaties.md"
_BEGIN, _END = "<!-- figures -->", "<!-- /figures -->"
_LIBRARIES = ("python-telegram-bot", "aiohttp", "httpx", "sqlalchemy", "sqlmodel", "psycopg", "uvicorn", "radicale")
_COLUMNS = ("measure", "figure", "product", "peer", "ratio", "goal", "met", "on")


@dataclass(frozen=True)
class Row:
    """One figure. ``met`` is None where there is no goal."""

    figure: str
    product: str
    peer: str = ""
    ratio: str = ""
    goal: str = ""
    met: bool | None = None

    def cells(self) -> list[str]:
        met = {True: "yes", False: "no", None: ""}[self.met]
        return [self.figure, self.product, self.peer, self.ratio, self.goal, met]


def show(console: Console, rows: dict[str, Sequence[Row]]) -> None:
    table = Table(*_COLUMNS[:-1], title=machine())
    for measure, figures in rows.items():
        for row in figures:
            style = {True: "green", False: "red", None: ""}[row.met]
            table.add_row(measure, *row.cells(), style=style)
        table.add_section()
    console.print(table)


def write(rows: dict[str, Sequence[Row]], order: Collection[str], document: Path = DOCUMENT) -> None:
    """Puts these figures in the document; figures of other measures and what people wrote there stay."""
    text = document.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    old, _, after = rest.partition(_END)
    lines = {name: [line for line in old.splitlines() if line.startswith(f"| {name} |")] for name in order}
    today = datetime.now(UTC).date().isoformat()
    for measure, figures in rows.items():
        lines[measure] = [_line([measure, *row.cells(), today]) for row in figures]
    body = [line for name in order for line in lines[name]]
    table = [_line(_COLUMNS), _line(["---"] * len(_COLUMNS)), *body]
    document.write_text(f"{before}{_BEGIN}\n{machine()}\n\n" + "\n".join(table) + f"\n{_END}{after}", encoding="utf-8")


def machine() -> str:
    """What it was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    kernel = platform.release().partition("-")[0]
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {kernel}; "
        f"Python {platform.python_version()}; {libraries}"
    )


def _processor() -> str:
    found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else platform.machine()


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
