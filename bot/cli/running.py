"""The program itself: run, web, worker, tick and the demo."""

# ruff: noqa: PLC0415 - each command imports what it needs: --help must not wait for Telegram and the database.

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.parts import AsJson, fail, get_settings, open_services, plain_failures, show
from bot.cli.refusals import BAD_SETTINGS

if TYPE_CHECKING:
    from bot.services import Services

cli = typer.Typer()

STOPPED = 130  # as a shell says it of what Ctrl-C ended
FIRST_YEAR, LAST_YEAR = 2000, 2099
_OFF = {"SMTP_URL": "er gaat geen e-mail uit", "IMAP_URL": "er komt geen e-mail binnen"}


@cli.command()
def run() -> None:
    """Alles in één proces: Telegram, klok, bezorging en web."""
    _serve("run", web=True, worker=True)


@cli.command()
def web() -> None:
    """Alleen het webdeel: webhook en pagina's."""
    _serve("web", web=True, worker=False)


@cli.command()
def worker() -> None:
    """Alleen klok en bezorging."""
    _serve("worker", web=False, worker=True)


@cli.command()
def tick(
    at: Annotated[str | None, typer.Option(help="Het moment, zoals 2027-02-08T08:30.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Alleen tonen wie wat zou horen.")] = False,
    as_json: AsJson = False,
) -> None:
    """Eén keer: plannen en bezorgen wat nu aan de beurt is, en dan klaar."""
    from bot import app as product
    from bot.settings import is_loopback

    settings = get_settings("tick")
    clock = _FixedClock(moment(at)) if at is not None else None
    if clock and not dry_run and not is_loopback(settings.TELEGRAM_API_URL):
        fail("--at: mag alleen als TELEGRAM_API_URL naar de eigen machine wijst, of met --dry-run", BAD_SETTINGS)
    if dry_run:
        with open_services(settings) as services:
            services.clock = clock or services.clock
            return _print_dry_run(services, as_json)
    with plain_failures():
        result = asyncio.run(product.tick(settings, clock))
    answer = {name: getattr(result, name) for name in ("herinneringen", "signalen", "verzonden", "mislukt")}
    return show(answer, as_json, ", ".join(f"{count} {name}" for name, count in answer.items()))


@cli.command()
def demo(
    script: Annotated[
        bool, typer.Option("--script", help="Speel zonder browser een verteld verhaal en toon de gesprekken.")
    ] = False,
) -> None:
    """Het hele product op één laptop, zonder token en zonder netwerk."""
    from bot.demo import play, until_stopped

    if script:
        code = asyncio.run(until_stopped(play()))
        raise typer.Exit(STOPPED if code is None else code)
    from bot.demo_page import show

    code = asyncio.run(until_stopped(show(get_settings().PORT)))
    with suppress(OSError):  # whoever closed the window reads nothing any more
        typer.echo("Demo gestopt.")
    raise typer.Exit(code or 0)


class _FixedClock:
    """The clock of ``tick --at``: it stands still."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


def _serve(command: str, *, web: bool, worker: bool) -> None:
    import structlog

    from bot import app as product

    settings = get_settings(command)
    log = structlog.get_logger(__name__)
    for name, consequence in _OFF.items():
        if getattr(settings, name) is None:
            log.warning("niet_gezet", instelling=name, gevolg=consequence)
    with plain_failures():
        asyncio.run(product.serve(settings, web=web, worker=worker))


def moment(text: str) -> datetime:
    from bot.services import HOME

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail("--at: is geen moment, zoals 2027-02-08T08:30", BAD_SETTINGS)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        fail(f"--at: moet in een jaar van {FIRST_YEAR} tot en met {LAST_YEAR} liggen", BAD_SETTINGS)
    return (moment if moment.tzinfo else moment.replace(tzinfo=HOME)).astimezone(UTC)


def _print_dry_run(services: "Services", as_json: bool) -> None:
    from bot.usecases.klok import dry_run

    counted, berichten = services.try_out(dry_run)
    rows = [{**row, "op": row["op"].isoformat(timespec="minutes")} for row in berichten]
    answer = {
        "herinneringen": counted.herinneringen,
        "signalen": counted.signalen,
        "verzonden": 0,
        "mislukt": 0,
        "berichten": rows,
    }
    lines = [f"{row['op']}  {row['naar']} ({row['kanaal']}): {row['bericht']}, {row['waarom']}" for row in rows]
    show(answer, as_json, "\n".join(lines) or "Niemand zou iets horen.")
