"""Do the documents say what the product does?"""

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from bot.cli import cli
from bot.domain.afspraak import OVERGANGEN, Stand, Stap
from bot.domain.toegang import COMMANDOS
from bot.settings import NEEDS, Settings
from tests.cli.conftest import Cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
HANDLEIDING = (ROOT / "docs" / "handleiding.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]

NOT_DRAWN = (Stap.OVERNEMEN, Stap.TOEWIJZEN)  # from anywhere, to where somebody new begins

_CODE_BLOCK = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
_BUTTON = re.compile(r'\b(?:knop|kopieer|bekijk|pagina|abonneren|feed)\(((?:"[^"]*"|[^",])+),')
_WORDS = re.compile(r"{% set woorden = {(.*?)} %}", re.DOTALL)
_NAMED_FILE = re.compile(r"`((?:bot|storage|templates|regios|tests|docs)/[\w./-]*)`")
_CHAT_COMMAND = re.compile(r"(?<![\w./-])/([a-z]+)\b")


def test_the_readme_names_each_setting_with_its_default_and_who_needs_it() -> None:
    rows = {cells[0].strip("`"): cells[2:] for cells in _table("Settings")}

    expected = {
        name: [_default(field.default), ", ".join(f"`{command}`" for command in NEEDS if name in NEEDS[command])]
        for name, field in Settings.model_fields.items()
    }

    assert rows == expected


def test_the_readme_names_each_command_with_its_options() -> None:
    written = {}
    for cells in _table("Command line"):
        words = cells[0].strip("`").split()
        name = " ".join(word for word in words if word.islower() and word.isalpha())
        written[name] = set(re.findall(r"--[a-z-]+", cells[0]))

    assert written == _commands(get_command(cli))


def test_the_readme_has_each_step_of_an_afspraak_and_draws_each_state() -> None:
    written = [[part.strip("*") for part in row] for row in _table("The state of an afspraak")]
    drawing = re.search(r"```mermaid\n(.*?)```", README, re.DOTALL)

    assert written == [[step.stap, ", ".join(step.van), ", ".join(step.naar)] for step in OVERGANGEN]
    assert drawing is not None
    assert [stand for stand in Stand if stand not in drawing[1]] == []
    assert [step.stap for step in OVERGANGEN if step.stap not in drawing[1] and step.stap not in NOT_DRAWN] == []


def test_the_handleiding_names_each_chat_command_and_no_other() -> None:
    written = set(_CHAT_COMMAND.findall(HANDLEIDING))

    assert written == {"start", *(name for name, _ in COMMANDOS)}


def test_the_handleiding_names_each_button_as_the_messages_have_it() -> None:
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "templates" / "telegram").glob("*.j2")]
    labels = [label for text in texts for label in _labels(text)]
    buttons = {word.strip() for label in labels for word in re.findall(r'"([^"]+)"', label)}
    buttons = {word for word in buttons if word[:1].isupper()}

    bold = {" ".join(word.split()) for word in re.findall(r"\*\*([^*]+)\*\*", _without_code(HANDLEIDING))}
    sentences = {word for word in bold if word.endswith(".")}

    assert bold - sentences == buttons


def test_what_the_handleiding_quotes_is_what_the_bot_says() -> None:
    messages = " ".join(
        " ".join(re.sub(r"{[{%#].*?[}%#]}", " ", file.read_text(encoding="utf-8"), flags=re.DOTALL).split())
        for file in (ROOT / "templates").glob("*/*.j2")
    )
    quotes = re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", _without_code(HANDLEIDING))

    assert quotes
    assert [quote for quote in quotes if quote.rstrip(".") not in messages] == []


def test_the_samples_of_the_command_line_work_one_after_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "regios").symlink_to(ROOT / "regios")
    (csv,) = re.findall(r"```csv\n(.*?)```", HANDLEIDING, re.DOTALL)
    (tmp_path / "mensen.csv").write_text(csv, encoding="utf-8")
    samples = re.findall(r"^ *\$ afsprakenbot ((?:.*\\\n)*.+)", README + HANDLEIDING, re.MULTILINE)
    short = [sample for sample in samples if sample.split()[0] not in ("run", "web", "worker", "demo")]
    monkeypatch.chdir(tmp_path)

    for sample in short:
        arguments = shlex.split(sample.replace("\\\n", " ").replace("WIE", "joris@example.org"), comments=True)
        done = Cli({})(*arguments)
        assert done.code == 0, f"{sample}\n{done.out}{done.err}"

    assert len(short) >= 8


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_each_link_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]

    assert [link for link in links if not _leads_somewhere(document, link)] == []


def test_the_picture_of_the_demo_is_small_enough_to_load_anywhere() -> None:
    picture = ROOT / "docs" / "demo.png"

    assert re.search(r"!\[[^\]]{100,}\]\(docs/demo\.png\)", README)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 300_000


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_each_file_that_is_named_is_there(document: Path) -> None:
    named = _NAMED_FILE.findall(document.read_text(encoding="utf-8"))

    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_procfile_starts_commands_that_exist() -> None:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    parts = dict(line.split(": ", 1) for line in lines)

    assert list(parts) == ["release", "web", "worker"]
    known = _commands(get_command(cli))
    assert [start for start in parts.values() if start.removeprefix("afsprakenbot ") not in known] == []


@pytest.mark.parametrize("name", ["demo", "test", "bench", "drill", "docs", "screenshot", "lock", "clean"])
def test_the_readme_names_each_target_of_make(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{name}:", makefile, re.MULTILINE)
    assert f"make {name}" in README


def _table(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading of the README, its head left out."""
    section = re.split(rf"^## {heading}$", README, flags=re.MULTILINE)[1].split("\n## ")[0]
    rows = [line.strip().strip("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.split("|")] for row in rows[2:]]


def _default(value: object) -> str:
    return f"`{value}`" if value not in (None, ()) else "none"


def _commands(command: typer.core.TyperGroup | object, path: str = "") -> dict[str, set[str]]:
    """Every command with the options it has."""
    if isinstance(command, typer.core.TyperGroup):
        return {
            name: options
            for part, child in command.commands.items()
            for name, options in _commands(child, f"{path} {part}").items()
        }
    assert isinstance(command, typer.core.TyperCommand)
    return {path.strip(): {option for parameter in command.params for option in parameter.opts if option[:2] == "--"}}


def _labels(template: str) -> list[str]:
    """What its buttons are called, with the words of the table from which a label is taken."""
    labels: list[str] = _BUTTON.findall(template)
    return labels + (_WORDS.findall(template) if any("woorden[" in label for label in labels) else [])


def _leads_somewhere(document: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (document.parent / name) if name else document
    if not target.is_file():
        return False
    headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE) if anchor else []
    return not anchor or anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _without_code(text: str) -> str:
    return _CODE_BLOCK.sub("", text)
