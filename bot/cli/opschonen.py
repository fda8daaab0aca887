"""What goes when its time is up, on the command line."""

# ruff: noqa: PLC0415 - each command imports what it needs: --help must not wait for Telegram and the database.

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.parts import AsJson, get_settings, open_services, show

if TYPE_CHECKING:
    from bot.services import Services
    from bot.usecases.opschonen import Rapport

cli = typer.Typer()


@cli.command("opschonen")
def opschonen(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Alleen tonen wat weg zou gaan.")] = False,
    as_json: AsJson = False,
) -> None:
    """Verwijdert alles waarvan de bewaartermijn om is; de worker doet dit elke nacht."""
    from bot.app import audit_key
    from bot.usecases.opschonen import look

    settings = get_settings("" if dry_run else "opschonen")
    with open_services(settings) as services:
        rapport = services.run_now(look) if dry_run else _purge_all(services, audit_key(settings))
    rows = {str(soort): _as_row(telling) for soort, telling in rapport.items()}
    lines = [_as_line(soort, row) for soort, row in rows.items() if row["aantal"]]
    done = "Dit zou weggaan:" if dry_run else "Dit is weg:"
    show(rows, as_json, "\n".join([done, *lines]) if lines else "Er is niets waarvan de termijn om is.")


def _purge_all(services: "Services", key: bytes) -> "Rapport":
    from bot.domain.bewaren import Bewaard, Telling
    from bot.usecases.opschonen import purge

    rapport = dict.fromkeys(Bewaard, Telling())
    for soort in Bewaard:
        while went := services.run_now(purge, soort, key):
            rapport |= {also: rapport[also] + telling for also, telling in went.items()}
    services.store.scrub()
    return rapport


def _as_row(telling: Any) -> dict[str, Any]:
    days = {"oudste": telling.oudste, "nieuwste": telling.nieuwste}
    return {"aantal": telling.aantal, **{name: day and day.isoformat() for name, day in days.items()}}


def _as_line(soort: str, row: dict[str, Any]) -> str:
    days = row["oudste"] if row["oudste"] == row["nieuwste"] else f"{row['oudste']} tot en met {row['nieuwste']}"
    return f"{row['aantal']:>6}  {soort}, van {days}"
