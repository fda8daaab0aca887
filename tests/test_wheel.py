"""Does what we ship work where no checkout is? The wheel, in an environment and a folder of its own."""

import os
import re
import signal
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = {
    "requirements.txt": PROJECT["project"]["dependencies"],
    "requirements-dev.txt": PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"],
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the wheel in it. Libraries come from ours; the checkout does not."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder)
    programs = folder / "bin"
    # Our pip, which works in there: one of its own takes longer to make than all the rest.
    there = ("--python", str(programs / "python"))
    _run(sys.executable, "-m", "pip", *there, "install", "--quiet", "--no-deps", "--no-index", str(wheel), cwd=folder)
    (site,) = folder.glob("lib/python*/site-packages")
    # A folder named in a .pth file is searched, but its own .pth files, such as the checkout's, are not read.
    ours = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site / "libraries.pth").write_text("\n".join(sorted(ours)))
    return programs


@pytest.mark.parametrize("folder", ["templates", "regios", "storage/migrations", "bot/sandbox/static"])
def test_all_files_that_the_code_reads_are_in_the_wheel(wheel: Path, folder: str) -> None:
    inside = folder if folder.startswith(("storage", "bot")) else f"bot/{folder}"
    files = [file.relative_to(ROOT / folder) for file in (ROOT / folder).rglob("*") if file.is_file()]
    expected = {f"{inside}/{file.as_posix()}" for file in files if file.suffix != ".pyc"}

    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith(f"{inside}/")}

    assert expected
    assert shipped == expected


def test_the_licence_is_in_the_wheel(wheel: Path) -> None:
    (name,) = (name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("/licenses/LICENSE"))

    assert zipfile.ZipFile(wheel).read(name) == (ROOT / "LICENSE").read_bytes()


def test_the_told_day_runs_from_the_wheel_alone(clean: Path, tmp_path: Path) -> None:
    show = "import bot, storage; print(bot.__file__, storage.__file__, sep='\\n')"
    where = _run(str(clean / "python"), "-c", show, cwd=tmp_path).splitlines()
    assert [file for file in where if not Path(file).is_relative_to(clean.parent)] == []

    told = _run(str(clean / "afsprakenbot"), "demo", "--script", cwd=tmp_path)

    assert "Goedemorgen Marijke." in told
    assert list(tmp_path.iterdir()) == []


def test_the_demo_serves_its_page_from_the_wheel_alone(clean: Path, tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [str(clean / "afsprakenbot"), "demo"]
    with subprocess.Popen(command, cwd=tmp_path, env=env | {"PORT": "0"}, stdout=subprocess.PIPE, text=True) as demo:
        try:
            assert demo.stdout is not None
            (address,) = re.findall(r"http://\S+", demo.stdout.readline())
            served = {name: urlopen(f"{address}/{name}").read() for name in ("", "page.css", "page.js", "favicon.svg")}
        finally:
            demo.send_signal(signal.SIGINT)
        assert demo.wait(20) == 0

    files = {name: (ROOT / "bot/sandbox/static" / (name or "index.html")).read_bytes() for name in served}
    assert served == files
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_we_name_is_locked_with_a_hash_and_without_an_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    locked = {re.split(r"[=\[; ]", entry)[0] for entry in entries}

    assert {_name(needed) for needed in LOCKS[lock]} <= locked
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert "://" not in text


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement)[0]


def _run(*command: str, cwd: Path) -> str:
    """What it prints. Nothing of our own environment points it at the checkout."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
