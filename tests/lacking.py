"""What when this machine lacks a program that a test needs?

The test is skipped and says what to install, which pytest lists at the end. In CI it fails.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).parents[1]
_ALONE = ("--assert=plain", *(f"-pno:{plugin}" for plugin in ("cacheprovider", "xdist", "hypothesispytest")))

with_and_without_ci = pytest.mark.parametrize(("ci", "code", "word"), [("true", 1, "ERROR"), ("", 0, "SKIPPED")])


def lacking(install: str) -> NoReturn:
    """``install`` says for what it is needed, and how to get it."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(install)


def run_without_programs(test: str, ci: str, empty: Path) -> tuple[int, str]:
    """Runs this one test where no program is found; its exit code, and what pytest lists at the end."""
    env = {**os.environ, "CI": ci, "PATH": str(empty)}
    env.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *_ALONE, test],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    _, found, summary = done.stdout.rpartition("short test summary info")
    assert found, done.stdout + done.stderr
    return done.returncode, summary
