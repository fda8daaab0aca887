"""Is each way of saying by when understood, at three moments of the year?

``deadlines.csv`` holds what people type and the answer on a Monday, on a Friday that ends its month and stands before
Ascension Day, and on the last working day before Christmas. A refusal names the day it is about.
"""

import csv
from datetime import date, time
from pathlib import Path

import pytest

from bot.domain.deadline import Moment, check_deadline, read_deadline
from bot.domain.errors import DomainError
from bot.domain.regio import Sluitingsdag
from bot.domain.werkdagen import Werkkalender

KALENDER = Werkkalender(
    "Europe/Amsterdam", time(8), time(18), sluitingsdagen=frozenset({Sluitingsdag(5, 7, 2027), Sluitingsdag(12, 24)})
)
TAFELDAGEN = (date(2027, 2, 2), date(2027, 2, 16), date(2027, 5, 11), date(2027, 5, 25), date(2028, 1, 4))
LINES = (Path(__file__).parent / "deadlines.csv").read_text(encoding="utf-8").splitlines()
HEAD, *ROWS = csv.reader((line for line in LINES if not line.startswith("#")), delimiter=";")
MOMENTS = [date.fromisoformat(day) for day in HEAD[1:]]


def at(today: date) -> Moment:
    return Moment(today, KALENDER, tuple(day for day in TAFELDAGEN if day > today))


def answer(typed: str, moment: Moment) -> str:
    """The day, or why not, as the table has it."""
    try:
        return check_deadline(read_deadline(typed, moment), moment.today, moment.kalender).isoformat()
    except DomainError as refused:
        reason = refused.bericht.removeprefix("fout_deadline_")
        return f"{reason} {refused.gegevens['dag']}" if "dag" in refused.gegevens else reason


@pytest.mark.parametrize(("typed", "expected"), [(typed, answers) for typed, *answers in ROWS], ids=lambda value: value)
def test_what_is_typed_is_what_is_meant(typed: str, expected: list[str]) -> None:
    assert [answer(typed, at(today)) for today in MOMENTS] == expected


def test_the_table_is_as_long_as_promised() -> None:
    assert len({typed for typed, *_ in ROWS}) == len(ROWS) >= 200
