"""Invitations on the command line."""

# ruff: noqa: PLC0415 - each command imports what it needs: --help must not wait for Telegram and the database.

import asyncio

import typer

from bot.cli.parts import AsJson, Who, find, get_settings, open_services, show, the_regio

cli = typer.Typer(help="Uitnodigingen.", no_args_is_help=True)

_NO_NAME = (
    "De naam van de bot is nog niet bekend: zet TELEGRAM_TOKEN en kijk of Telegram bereikbaar is, of start de bot één "
    "keer met 'afsprakenbot run'. De link is https://t.me/NAAM-VAN-DE-BOT?start= met daarachter:"
)


@cli.command("create")
def uitnodiging_create(who: Who, as_json: AsJson = False) -> None:
    """Maakt een uitnodiging die één keer werkt."""
    from bot import app as product
    from bot.usecases.personen import invite

    settings = get_settings()
    with open_services(settings) as services:
        token, expires_at = services.run_now(lambda tx: invite(tx, find(tx, who)))
        name = asyncio.run(product.bot_name(settings, services))
        zone = services.run_now(the_regio).zone
    link = f"https://t.me/{name}?start={token}" if name else None
    answer = {"token": token, "link": link, "expires_at": expires_at.isoformat(timespec="seconds")}
    if as_json:
        return show(answer, as_json, "")
    if link is None:
        typer.echo(_NO_NAME, err=True)
        typer.echo(token)
    else:
        import segno

        segno.make(link, error="m").terminal(compact=True)
        typer.echo(link)
    until = f"{expires_at.astimezone(zone):%d-%m-%Y %H:%M}"
    return typer.echo(f"Werkt één keer, tot {until}. Eerdere uitnodigingen van deze persoon werken niet meer.")
