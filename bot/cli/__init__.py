"""The command line: parse, call, print. A module per noun."""

import io
import sys

import typer

from bot.cli import audit, casus, db, doctor, gebruiker, guard, opschonen, regio, running, uitnodiging

cli = typer.Typer(
    name="afsprakenbot",
    help="Bewaakt wat aan de casustafels is afgesproken.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(running.cli)
cli.add_typer(regio.cli, name="regio")
cli.add_typer(gebruiker.cli, name="gebruiker")
cli.add_typer(uitnodiging.cli, name="uitnodiging")
cli.add_typer(audit.cli, name="audit")
cli.add_typer(casus.cli, name="casus")
cli.add_typer(opschonen.cli)
cli.add_typer(guard.cli)
cli.add_typer(db.cli, name="db")
cli.add_typer(doctor.cli)


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that does not know every sign still gets the rest
            stream.reconfigure(errors="backslashreplace")
    cli()
