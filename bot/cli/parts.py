"""What do the commands share: settings in, services open, answers out."""

# ruff: noqa: PLC0415 - each command imports what it needs: --help must not wait for Telegram and the database.

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.cli.refusals import BAD_INPUT, BAD_SETTINGS, explain

if TYPE_CHECKING:
    from bot.domain.persoon import Persoon
    from bot.domain.regio import Regio
    from bot.services import Services
    from bot.settings import Settings
    from bot.usecases.ports import Transaction

AsJson = Annotated[bool, typer.Option("--json", help="Antwoord als JSON.")]
Who = Annotated[str, typer.Argument(metavar="WIE", help="Nummer of e-mailadres.")]

LARGEST_FILE = 5 * 1024 * 1024
LONGEST_ID = 9


def get_settings(command: str = "") -> "Settings":
    from bot.logs import set_up_logging
    from bot.settings import SettingsFaults, load_settings

    try:
        settings = load_settings(command)
    except SettingsFaults as error:
        fail("\n".join(error.faults), BAD_SETTINGS)
    set_up_logging(settings.LOG_LEVEL, settings.LOG_FORMAT, settings.secrets)
    return settings


@contextmanager
def open_services(settings: "Settings") -> "Iterator[Services]":
    from bot import app as product
    from bot.services import Services

    with plain_failures():
        store = product.open_store(settings)
        services = Services(store, product.make_clock(settings))
        try:
            yield services
        finally:
            services.close()
            store.close()


@contextmanager
def plain_failures() -> Iterator[None]:
    """What can go wrong for reasons outside the program ends in one clear line, not in a traceback."""
    try:
        yield
    except Exception as error:
        explained = explain(error)
        if explained is None:
            raise
        fail(*explained)


def read_text(file: Path) -> str:
    if file.is_dir():
        fail(f"{file}: is een map, geen bestand", BAD_INPUT)
    try:
        with file.open("rb") as opened:  # never more than this: it may be a pipe without an end
            data = opened.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        fail(f"{file}: bestaat niet", BAD_INPUT)
    except OSError as error:
        fail(f"{file}: kan niet worden gelezen ({error.strerror})", BAD_INPUT)
    if len(data) > LARGEST_FILE:
        fail(f"{file}: groter dan 5 MB", BAD_INPUT)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        fail(f"{file}: is geen UTF-8. Bewaar het als UTF-8; in Excel: Opslaan als, CSV UTF-8", BAD_INPUT)


def find(tx: "Transaction", who: str) -> "Persoon":
    from bot.domain.errors import UnknownPersoon
    from bot.usecases.personen import find_persoon

    if who.isdecimal() and len(who) > LONGEST_ID:
        raise UnknownPersoon
    return find_persoon(tx, who.strip())


def the_regio(tx: "Transaction") -> "Regio":
    return tx.regio


def show(answer: object, as_json: bool, text: str) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else text)


def fail(text: str, code: int) -> NoReturn:
    typer.echo(text, err=True)
    raise typer.Exit(code)
