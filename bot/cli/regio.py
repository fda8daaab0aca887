"""The region file on the command line: check, load, show."""

# ruff: noqa: PLC0415 - each command imports what it needs: --help must not wait for Telegram and the database.

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.parts import AsJson, get_settings, open_services, plain_failures, read_text, show, the_regio

if TYPE_CHECKING:
    from bot.domain.regio import Regio

cli = typer.Typer(help="Het regiobestand: controleren, laden, tonen.", no_args_is_help=True)


@cli.command("check")
def regio_check(file: Annotated[Path, typer.Argument(metavar="BESTAND")]) -> None:
    """Controleert een regiobestand en noemt elke fout."""
    regio = read_regio(file)
    typer.echo(f"{regio.naam}: in orde ({len(regio.casustafels)} casustafels, {len(regio.gemeenten)} gemeenten).")


@cli.command("load")
def regio_load(file: Annotated[Path, typer.Argument(metavar="BESTAND")], as_json: AsJson = False) -> None:
    """Laadt een regiobestand en toont wat er verandert."""
    from bot.usecases.planning import plan_year
    from bot.usecases.regios import load_regio, replan_all

    regio = read_regio(file)
    with open_services(get_settings()) as services:
        lines = services.run_now(load_regio, regio)
        lines += services.run_now(plan_year)
        services.run_now(replan_all)
    show({"wijzigingen": lines}, as_json, "\n".join(lines) or "Er verandert niets.")


@cli.command("show")
def regio_show(as_json: AsJson = False) -> None:
    """Toont de regio die nu geldt, als regiobestand."""
    from bot.domain.regio import regio_to_toml

    with open_services(get_settings()) as services:
        regio = services.run_now(the_regio)
        document = services.run_now(lambda tx: tx.regios.document())
    show(document, as_json, regio_to_toml(regio))


def read_regio(file: Path) -> "Regio":
    from bot.domain.regio import parse_regio

    text = read_text(file)
    with plain_failures():
        return parse_regio(text)
