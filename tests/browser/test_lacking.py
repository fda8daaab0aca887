"""What happens where there is no browser?"""

from pathlib import Path

from tests.browser.chromium import INSTALL
from tests.lacking import run_without_programs, with_and_without_ci

A_TEST = "tests/browser/test_phone.py::test_a_reference_is_copied_and_that_is_said"


@with_and_without_ci
def test_what_is_lacking_is_listed_at_the_end_and_fails_in_ci(tmp_path: Path, ci: str, code: int, word: str):
    returned, summary = run_without_programs(A_TEST, ci, tmp_path)

    assert returned == code
    assert word in summary
    assert INSTALL in summary
    assert "apt install chromium chromium-driver" in INSTALL
