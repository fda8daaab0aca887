"""The guard on the command line: what would be refused in a text, and as what?"""

# ruff: noqa: PLC0415 - each command imports what it needs: --help must not wait for Telegram and the database.

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.parts import AsJson, fail, get_settings, open_services, read_text, show, the_regio
from bot.cli.refusals import BAD_INPUT, explain

if TYPE_CHECKING:
    from bot.domain.privacy import Bevinding, Guard
    from bot.domain.regio import Regio
    from bot.settings import Settings

cli = typer.Typer()

SHIPPED = "ijsselland.toml"
LONGEST_LINE = 256 * 1024
# A name may stand on the border of two pieces.
OVERLAP = 256
FOUND = 1
_SQLITE = ("sqlite:///", "sqlite+pysqlite:///")


@cli.command()
def guard(
    text: Annotated[list[str] | None, typer.Argument(metavar="TEKST…")] = None,
    stdin: Annotated[
        bool,
        typer.Option("--stdin", help='Leest per regel {"text": "…"} en antwoordt per regel, tot de invoer eindigt.'),
    ] = False,
    regio: Annotated[
        Path | None, typer.Option(help="Regiobestand. Zonder: de geladen regio, of anders IJsselland.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Toont wat de bewaker in een tekst vindt. Code 0: niets; 1: wel iets."""
    if stdin == bool(text):
        fail("Geef een tekst, of --stdin.", BAD_INPUT)
    checker = _guard(regio)
    if stdin:
        for line in _lines():
            typer.echo(json.dumps(_answer(line, checker), ensure_ascii=False))
            sys.stdout.flush()
        return
    found = _find(" ".join(text or []), checker)
    lines = "\n".join(f"{bevinding.kind}: {bevinding.fragment}" for bevinding in found)
    show(_listed(found), as_json, lines or "Niets gevonden.")
    raise typer.Exit(FOUND if found else 0)


def _guard(file: Path | None) -> "Guard":
    from bot import woordenlijst
    from bot.domain.privacy import Guard
    from bot.services import HOME, FileClock, RealClock

    settings = get_settings()
    clock = FileClock(settings.CLOCK_FILE) if settings.CLOCK_FILE else RealClock()
    return Guard(woordenlijst.load, lambda: clock.now().astimezone(HOME).date()).for_regio(_regio(file, settings))


def _regio(file: Path | None, settings: "Settings") -> "Regio":
    """That of the file, else the one in force, else the one that comes with the program."""
    from bot.data import data_folder
    from bot.domain.errors import GeenRegio
    from bot.domain.regio import RegioFaults, parse_regio

    if file is None and _has_database(settings.DATABASE_URL):
        with open_services(settings) as services, suppress(GeenRegio):
            return services.run_now(the_regio)
    try:
        return parse_regio(read_text(file or data_folder("regios") / SHIPPED))
    except RegioFaults as error:
        explained = explain(error)
        assert explained is not None
        fail(*explained)


def _has_database(url: str) -> bool:
    """Looking must not make one: an SQLite file that is not there, or holds nothing, is none."""
    for start in _SQLITE:
        if url.startswith(start):
            file = Path(url.removeprefix(start).partition("?")[0])
            return file.is_file() and file.stat().st_size > 0
    return True


def _lines() -> Iterator[bytes | None]:
    """The lines of the input; None for one that is longer than any message could be."""
    source = sys.stdin.buffer
    while line := source.readline(LONGEST_LINE):
        if line.endswith(b"\n") or len(line) < LONGEST_LINE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = source.readline(LONGEST_LINE)
        yield None


def _answer(line: bytes | None, checker: "Guard") -> Any:
    """What was found, or what is wrong with the line: never the line itself."""
    if line is None:
        return {"error": f"de regel is langer dan {LONGEST_LINE} bytes"}
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": "de regel is geen JSON"}
    if not isinstance(given, dict):
        return {"error": "de regel is geen JSON-object"}
    if not isinstance(given.get("text"), str):
        return {"error": "text ontbreekt of is geen tekst"}
    return _listed(_find(given["text"], checker))


def _find(text: str, checker: "Guard") -> "list[Bevinding]":
    """In all of it: a text may be longer than one message."""
    from bot.domain.privacy import MAX_READ

    starts = range(0, max(1, len(text) - OVERLAP), MAX_READ - OVERLAP)
    return [bevinding for start in starts for bevinding in checker.find(text[start : start + MAX_READ])]


def _listed(found: "list[Bevinding]") -> list[dict[str, str]]:
    return [{"kind": bevinding.kind, "fragment": bevinding.fragment} for bevinding in found]
