"""People on the command line: add, import, list, tafels, revoke, export."""

# ruff: noqa: PLC0415 - each command imports what it needs: --help must not wait for Telegram and the database.

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.parts import AsJson, Who, find, get_settings, open_services, read_text, show

if TYPE_CHECKING:
    from bot.domain.persoon import Persoon

cli = typer.Typer(help="Mensen: toevoegen, inlezen, tonen, stoppen.", no_args_is_help=True)


@cli.command("add")
def gebruiker_add(
    naam: Annotated[str, typer.Option()],
    organisatie: Annotated[str, typer.Option()],
    rol: Annotated[list[str], typer.Option(help="Mag vaker.")],
    email: Annotated[str | None, typer.Option()] = None,
    gemeente: Annotated[list[str] | None, typer.Option(help="Mag vaker.")] = None,
    tafel: Annotated[list[str] | None, typer.Option(help="Mag vaker.")] = None,
    as_json: AsJson = False,
) -> None:
    """Voegt iemand toe."""
    from bot.usecases.invoerbestand import Regel, new_persoon

    regel = Regel(naam, rol, organisatie, email, gemeente or [], tafel or [])
    with open_services(get_settings()) as services:
        persoon = services.run_now(new_persoon, regel, services.guard)
    show({"id": persoon.id}, as_json, f"{persoon.naam} heeft nummer {persoon.id}.")


@cli.command("import")
def gebruiker_import(file: Annotated[Path, typer.Argument(metavar="BESTAND.csv")], as_json: AsJson = False) -> None:
    """Leest mensen uit een CSV: alles, of bij een fout niets."""
    from bot.usecases.invoerbestand import import_personen

    text = read_text(file)
    with open_services(get_settings()) as services:
        people = services.run_now(import_personen, text, services.guard)
    done = "1 persoon toegevoegd." if len(people) == 1 else f"{len(people)} mensen toegevoegd."
    show({"ids": [persoon.id for persoon in people]}, as_json, done)


@cli.command("list")
def gebruiker_list(as_json: AsJson = False) -> None:
    """Toont iedereen."""
    from bot.usecases.inzageverzoek import list_personen

    with open_services(get_settings()) as services:
        people = services.run_now(list_personen)
    rows = [_as_row(persoon) for persoon in people]
    show(rows, as_json, "\n".join(map(_as_line, rows)) or "Er is nog niemand.")


@cli.command("tafels")
def gebruiker_tafels(
    who: Who,
    tafel: Annotated[list[str] | None, typer.Option(help="Mag vaker; zonder is het geen enkele.")] = None,
    as_json: AsJson = False,
) -> None:
    """Zegt aan welke tafels iemand zit: deze, en geen andere."""
    from bot.usecases.invoerbestand import put_at_tafels

    with open_services(get_settings()) as services:
        persoon = services.run_now(lambda tx: put_at_tafels(tx, find(tx, who), tafel or [], services.guard))
    where = ", ".join(sorted(persoon.tafels)) or "geen enkele tafel"
    show({"id": persoon.id, "tafels": sorted(persoon.tafels)}, as_json, f"{persoon.naam} zit aan: {where}.")


@cli.command("revoke")
def gebruiker_revoke(who: Who, as_json: AsJson = False) -> None:
    """Stopt de toegang van iemand: gesprek los, uitnodigingen ongeldig."""
    from bot.usecases.personen import revoke_persoon

    with open_services(get_settings()) as services:
        persoon = services.run_now(lambda tx: revoke_persoon(tx, find(tx, who)))
    show({"id": persoon.id, "actief": False}, as_json, f"{persoon.naam} heeft geen toegang meer.")


@cli.command("export")
def gebruiker_export(who: Who) -> None:
    """Toont alles wat over iemand bewaard is, als JSON."""
    from bot.usecases.inzageverzoek import export_persoon

    with open_services(get_settings()) as services:
        document = services.run_now(lambda tx: export_persoon(tx, find(tx, who)))
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _as_row(persoon: "Persoon") -> dict[str, Any]:
    return {
        "id": persoon.id,
        "naam": persoon.naam,
        "rollen": sorted(persoon.rollen),
        "organisatie": persoon.namens,
        "email": persoon.email,
        "gemeenten": sorted(persoon.gemeenten),
        "tafels": sorted(persoon.tafels),
        "gekoppeld": persoon.chat_id is not None,
        "actief": persoon.actief,
    }


def _as_line(row: dict[str, Any]) -> str:
    state = "gestopt" if not row["actief"] else "gekoppeld" if row["gekoppeld"] else "nog niet gekoppeld"
    return f"{row['id']:>4}  {row['naam']} · {row['organisatie']} · {', '.join(row['rollen'])} · {state}"
