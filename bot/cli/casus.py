"""A casus on the command line, for a request under the AVG: export, delete."""

# ruff: noqa: PLC0415 - each command imports what it needs: --help must not wait for Telegram and the database.

import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.parts import fail, get_settings, open_services
from bot.cli.refusals import BAD_INPUT

if TYPE_CHECKING:
    from bot.domain.referentie import Referentie

cli = typer.Typer(help="Een casus, voor een verzoek onder de AVG: tonen, verwijderen.", no_args_is_help=True)

Ref = Annotated[str, typer.Argument(metavar="REF", help="De referentie, zoals K7M-3QX-K.")]


@cli.command("export")
def casus_export(ref: Ref) -> None:
    """Toont alles wat over een casus bewaard is, als JSON."""
    from bot.usecases.inzageverzoek import export_casus

    referentie = _read(ref)
    with open_services(get_settings()) as services:
        document = services.run_now(export_casus, referentie)
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


@cli.command("delete")
def casus_delete(
    ref: Ref, ja: Annotated[bool, typer.Option("--ja", help="Vraag niet of het zeker is.")] = False
) -> None:
    """Verwijdert een casus met zijn afspraken, nog voor de termijn om is."""
    from bot.usecases.inzageverzoek import delete_casus

    referentie = _read(ref)
    with open_services(get_settings()) as services:
        count = services.run_now(lambda tx: len(tx.afspraken.of_casus(tx.casussen.get(referentie).referentie)))
        if not ja and not _sure(f"{referentie} met {_afspraken(count)} voorgoed verwijderen? Typ ja"):
            fail("Er is niets verwijderd.", BAD_INPUT)
        gone = services.run_now(delete_casus, referentie)
        services.store.scrub()
    afspraken = _afspraken(gone.afspraken)
    typer.echo(f"{referentie} is verwijderd, met {afspraken}. In een back-up van eerder staat dit nog.")
    for dag, mensen in gone.genodigden:
        people = "; ".join(mensen)
        typer.echo(f"Het MDO van {dag:%d-%m-%Y} is ook weg. Laat zelf weten dat het niet doorgaat: {people}.")


def _read(typed: str) -> "Referentie":
    from bot.domain.referentie import read_referentie

    referentie = read_referentie(typed)
    if referentie is None:
        fail("REF: is geen referentie, zoals K7M-3QX-K. Controleer de tekens: drie, drie, één", BAD_INPUT)
    return referentie


def _sure(question: str) -> bool:
    answer: str = typer.prompt(question, default="nee", show_default=False, err=True)
    return answer.strip().lower() == "ja"


def _afspraken(count: int) -> str:
    return f"{count} afspra{'ak' if count == 1 else 'ken'}"
