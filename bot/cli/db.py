"""The database on the command line."""

# ruff: noqa: PLC0415 - each command imports what it needs: --help must not wait for Telegram and the database.

import typer

from bot.cli.parts import fail, get_settings, plain_failures
from bot.cli.refusals import BAD_INPUT

cli = typer.Typer(help="De database.", no_args_is_help=True)


@cli.command("upgrade")
def db_upgrade() -> None:
    """Brengt de database naar de nieuwste vorm."""
    from bot import app as product

    with plain_failures():
        changed = product.upgrade_database(get_settings())
    typer.echo("De database is bijgewerkt." if changed else "De database was al in orde.")


@cli.command("check")
def db_check() -> None:
    """Controleert of de database de vorm heeft die dit programma nodig heeft."""
    from bot import app as product

    with plain_failures():
        differences = product.check_database(get_settings())
    if differences:
        fail("De database wijkt af:\n" + "\n".join(differences), BAD_INPUT)
    typer.echo("De database is in orde.")
