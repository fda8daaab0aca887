"""What happens where there is no Node.js?"""

from pathlib import Path

from tests.kalender.readers import INSTALL
from tests.lacking import run_without_programs, with_and_without_ci

A_TEST = "tests/kalender/test_occurrences.py::test_an_empty_calendar_is_one_too"


@with_and_without_ci
def test_what_is_lacking_is_listed_at_the_end_and_fails_in_ci(tmp_path: Path, ci: str, code: int, word: str):
    returned, summary = run_without_programs(A_TEST, ci, tmp_path)

    assert returned == code
    assert word in summary
    assert INSTALL in summary
    assert "apt install nodejs npm" in INSTALL
