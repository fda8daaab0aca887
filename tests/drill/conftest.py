"""The drills: the product as processes, on both databases. What they measured is told at the end of ``make drill``."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.domain.regio import Regio
from tests.conftest import BOTH
from tests.drill.house import DRILL, Drill, a_house

Figures = Callable[..., None]


def each_on(name: str, **databases: str) -> pytest.MarkDecorator:
    """A variant on one database each; in the full form each on both."""
    short = list(databases.items())
    full = [(database, variant) for database in BOTH for variant in databases.values()]
    return pytest.mark.parametrize(("database_url", name), full if DRILL else short, indirect=["database_url"])


def short_on(database: str) -> pytest.MarkDecorator:
    """In short on this database; in the full form on both."""
    return pytest.mark.parametrize("database_url", BOTH if DRILL else [database], indirect=True)


@pytest.fixture
async def drill(database_url: str, tmp_path: Path, ijsselland: Regio) -> AsyncIterator[Drill]:
    """An empty house, on both databases."""
    async with a_house(database_url, tmp_path, ijsselland) as house:
        yield house


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Figures:
    """Notes what a drill measured."""

    def note(**values: Any) -> None:
        record_property("drill", ", ".join(f"{name} {value}" for name, value in values.items()))

    return note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    lines = [
        (report.nodeid.rpartition("::")[2], value)
        for report in reports
        for name, value in getattr(report, "user_properties", [])
        if name == "drill" and report.when == "call"
    ]
    if lines and DRILL:
        terminalreporter.section("what the drills measured")
        for test, value in sorted(lines):
            terminalreporter.write_line(f"{test}: {value}")
