"""What happens where there is no browser?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.chromium import INSTALL
from tests.browser.screen import ROOT

ALONE = ("--assert=plain", *(f"-pno:{plugin}" for plugin in ("cacheprovider", "xdist", "hypothesispytest")))
A_TEST = "tests/browser/test_phone.py::test_a_reference_is_copied_and_that_is_said"


@pytest.mark.parametrize(("ci", "code", "word"), [("true", 1, "ERROR"), ("", 0, "SKIPPED")])
def test_what_is_lacking_is_listed_at_the_end_and_fails_in_ci(tmp_path: Path, ci: str, code: int, word: str):
    env = {**os.environ, "CI": ci, "PATH": str(tmp_path)}
    env.pop("PYTEST_ADDOPTS", None)

    done = subprocess.run(
        [sys.executable, "-m", "pytest", *ALONE, A_TEST],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    summary = done.stdout.rpartition("short test summary info")[2]
    assert done.returncode == code, done.stdout + done.stderr
    assert word in summary
    assert INSTALL in summary
    assert "apt install chromium chromium-driver" in INSTALL
