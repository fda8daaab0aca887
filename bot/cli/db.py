"""The database on the command line."""

# ruff: noqa: PLC0415 - each command imports what it needs: --help must not wait for Telegram and the database.

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.parts import fail, get_settings, plain_failures
from bot.cli.refusals import BAD_INPUT

cli = typer.Typer(help="De database.", no_args_is_help=True)

_AFTER_RESTORE = (
    "Draai nu: afsprakenbot opschonen. Wat na deze back-up op verzoek is verwijderd, is terug: verwijder dat opnieuw."
)


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


@cli.command("backup")
def db_backup(file: Annotated[Path, typer.Argument(metavar="BESTAND")]) -> None:
    """Schrijft alles naar een nieuw bestand; de laatste dag dat het mag blijven komt in de naam."""
    from bot import app as product

    with plain_failures():
        made = product.back_up(get_settings(), file)
    typer.echo(made)


@cli.command("restore")
def db_restore(
    file: Annotated[Path, typer.Argument(metavar="BESTAND")],
    toch: Annotated[bool, typer.Option("--toch", help="Ook als de laatste dag voorbij is.")] = False,
) -> None:
    """Zet een back-up terug in een lege database."""
    from bot import app as product

    with plain_failures():
        count = product.put_back(get_settings(), file, anyhow=toch)
    typer.echo(f"Teruggezet: {count} rijen.")
    typer.echo(_AFTER_RESTORE)
