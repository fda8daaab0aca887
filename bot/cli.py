"""The command line: parse, call, print."""

# ruff: noqa: PLC0415 - each command imports what it needs: --help must not wait for Telegram and the database.

import asyncio
import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from bot.domain.errors import DomainError
    from bot.domain.persoon import Persoon
    from bot.domain.regio import Regio
    from bot.services import Services
    from bot.settings import Settings
    from bot.usecases.ports import Transaction

cli = typer.Typer(
    name="afsprakenbot",
    help="Bewaakt wat aan de casustafels is afgesproken.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
regio_cli = typer.Typer(help="Het regiobestand: controleren, laden, tonen.", no_args_is_help=True)
gebruiker_cli = typer.Typer(help="Mensen: toevoegen, inlezen, tonen, stoppen.", no_args_is_help=True)
uitnodiging_cli = typer.Typer(help="Uitnodigingen.", no_args_is_help=True)
db_cli = typer.Typer(help="De database.", no_args_is_help=True)
cli.add_typer(regio_cli, name="regio")
cli.add_typer(gebruiker_cli, name="gebruiker")
cli.add_typer(uitnodiging_cli, name="uitnodiging")
cli.add_typer(db_cli, name="db")

AsJson = Annotated[bool, typer.Option("--json", help="Antwoord als JSON.")]
Who = Annotated[str, typer.Argument(metavar="WIE", help="Nummer of e-mailadres.")]

BAD_INPUT = 1
BAD_SETTINGS = 2
STOPPED = 130  # as a shell says it of what Ctrl-C ended
LARGEST_FILE = 5 * 1024 * 1024
LONGEST_ID = 9
FIRST_YEAR, LAST_YEAR = 2000, 2099


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that does not know every sign still gets the rest
            stream.reconfigure(errors="backslashreplace")
    cli()


# -- running ----------------------------------------------------------------------------------------------------------


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

    settings = _settings("tick")
    clock = _FixedClock(_moment(at)) if at is not None else None
    if clock and not dry_run and not is_loopback(settings.TELEGRAM_API_URL):
        _fail("--at: mag alleen als TELEGRAM_API_URL naar de eigen machine wijst, of met --dry-run", BAD_SETTINGS)
    if dry_run:
        with _services(settings) as services:
            services.clock = clock or services.clock
            return _print_dry_run(services, as_json)
    with _plain_failures():
        result = asyncio.run(product.tick(settings, clock))
    answer = {name: getattr(result, name) for name in ("herinneringen", "signalen", "verzonden", "mislukt")}
    return _print(answer, as_json, ", ".join(f"{count} {name}" for name, count in answer.items()))


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

    code = asyncio.run(until_stopped(show(_settings().PORT)))
    with suppress(OSError):  # whoever closed the window reads nothing any more
        typer.echo("Demo gestopt.")
    raise typer.Exit(code or 0)


# -- region -----------------------------------------------------------------------------------------------------------


@regio_cli.command("check")
def regio_check(file: Annotated[Path, typer.Argument(metavar="BESTAND")]) -> None:
    """Controleert een regiobestand en noemt elke fout."""
    regio = _read_regio(file)
    typer.echo(f"{regio.naam}: in orde ({len(regio.casustafels)} casustafels, {len(regio.gemeenten)} gemeenten).")


@regio_cli.command("load")
def regio_load(file: Annotated[Path, typer.Argument(metavar="BESTAND")], as_json: AsJson = False) -> None:
    """Laadt een regiobestand en toont wat er verandert."""
    from bot.usecases.regios import load_regio, replan_all

    regio = _read_regio(file)
    with _services(_settings()) as services:
        lines = services.run_now(load_regio, regio)
        services.run_now(replan_all)
    _print({"wijzigingen": lines}, as_json, "\n".join(lines) or "Er verandert niets.")


@regio_cli.command("show")
def regio_show(as_json: AsJson = False) -> None:
    """Toont de regio die nu geldt, als regiobestand."""
    from bot.domain.regio import regio_to_toml

    with _services(_settings()) as services:
        regio = services.run_now(_regio)
        document = services.run_now(lambda tx: tx.regios.document())
    _print(document, as_json, regio_to_toml(regio))


# -- people -----------------------------------------------------------------------------------------------------------


@gebruiker_cli.command("add")
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
    with _services(_settings()) as services:
        persoon = services.run_now(new_persoon, regel)
    _print({"id": persoon.id}, as_json, f"{persoon.naam} heeft nummer {persoon.id}.")


@gebruiker_cli.command("import")
def gebruiker_import(file: Annotated[Path, typer.Argument(metavar="BESTAND.csv")], as_json: AsJson = False) -> None:
    """Leest mensen uit een CSV: alles, of bij een fout niets."""
    from bot.usecases.invoerbestand import import_personen

    text = _read_text(file)
    with _services(_settings()) as services:
        people = services.run_now(import_personen, text)
    done = "1 persoon toegevoegd." if len(people) == 1 else f"{len(people)} mensen toegevoegd."
    _print({"ids": [persoon.id for persoon in people]}, as_json, done)


@gebruiker_cli.command("list")
def gebruiker_list(as_json: AsJson = False) -> None:
    """Toont iedereen."""
    with _services(_settings()) as services:
        people = services.run_now(lambda tx: tx.personen.all())
    rows = [_as_row(persoon) for persoon in people]
    _print(rows, as_json, "\n".join(map(_as_line, rows)) or "Er is nog niemand.")


@gebruiker_cli.command("revoke")
def gebruiker_revoke(who: Who, as_json: AsJson = False) -> None:
    """Stopt de toegang van iemand: gesprek los, uitnodigingen ongeldig."""
    from bot.usecases.personen import revoke_persoon

    with _services(_settings()) as services:
        persoon = services.run_now(lambda tx: revoke_persoon(tx, _find(tx, who)))
    _print({"id": persoon.id, "actief": False}, as_json, f"{persoon.naam} heeft geen toegang meer.")


@uitnodiging_cli.command("create")
def uitnodiging_create(who: Who, as_json: AsJson = False) -> None:
    """Maakt een uitnodiging die één keer werkt."""
    from bot import app as product
    from bot.usecases.personen import invite

    settings = _settings()
    with _services(settings) as services:
        token, expires_at = services.run_now(lambda tx: invite(tx, _find(tx, who)))
        name = asyncio.run(product.bot_name(settings, services))
        zone = services.run_now(_regio).zone
    link = f"https://t.me/{name}?start={token}" if name else None
    answer = {"token": token, "link": link, "expires_at": expires_at.isoformat(timespec="seconds")}
    if as_json:
        return _print(answer, as_json, "")
    if link is None:
        typer.echo(_NO_NAME, err=True)
        typer.echo(token)
    else:
        import segno

        segno.make(link, error="m").terminal(compact=True)
        typer.echo(link)
    until = f"{expires_at.astimezone(zone):%d-%m-%Y %H:%M}"
    return typer.echo(f"Werkt één keer, tot {until}. Eerdere uitnodigingen van deze persoon werken niet meer.")


# -- database ---------------------------------------------------------------------------------------------------------


@db_cli.command("upgrade")
def db_upgrade() -> None:
    """Brengt de database naar de nieuwste vorm."""
    from bot import app as product

    with _plain_failures():
        changed = product.upgrade_database(_settings())
    typer.echo("De database is bijgewerkt." if changed else "De database was al in orde.")


@db_cli.command("check")
def db_check() -> None:
    """Controleert of de database de vorm heeft die dit programma nodig heeft."""
    from bot import app as product

    with _plain_failures():
        differences = product.check_database(_settings())
    if differences:
        _fail("De database wijkt af:\n" + "\n".join(differences), BAD_INPUT)
    typer.echo("De database is in orde.")


# -- parts ------------------------------------------------------------------------------------------------------------


class _FixedClock:
    """The clock of ``tick --at``: it stands still."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


def _serve(command: str, *, web: bool, worker: bool) -> None:
    import structlog

    from bot import app as product

    settings = _settings(command)
    log = structlog.get_logger(__name__)
    for name, consequence in _OFF.items():
        if getattr(settings, name) is None:
            log.warning("niet_gezet", instelling=name, gevolg=consequence)
    with _plain_failures():
        asyncio.run(product.serve(settings, web=web, worker=worker))


_OFF = {"SMTP_URL": "er gaat geen e-mail uit", "IMAP_URL": "er komt geen e-mail binnen"}
_KORT = 'Let op: met berichten.inhoud "kort" staat de actie in geen bericht; de pagina om haar te lezen is er nog niet.'
_NO_NAME = (
    "De naam van de bot is nog niet bekend: zet TELEGRAM_TOKEN en kijk of Telegram bereikbaar is, of start de bot één "
    "keer met 'afsprakenbot run'. De link is https://t.me/NAAM-VAN-DE-BOT?start= met daarachter:"
)


def _settings(command: str = "") -> "Settings":
    from bot.logs import set_up_logging
    from bot.settings import SettingsFaults, load_settings

    try:
        settings = load_settings(command)
    except SettingsFaults as error:
        _fail("\n".join(error.faults), BAD_SETTINGS)
    set_up_logging(settings.LOG_LEVEL, settings.LOG_FORMAT, settings.secrets)
    return settings


@contextmanager
def _services(settings: "Settings") -> "Iterator[Services]":
    from bot import app as product
    from bot.services import Services

    with _plain_failures():
        store = product.open_store(settings)
        services = Services(store, product.make_clock(settings))
        try:
            yield services
        finally:
            services.close()
            store.close()


@contextmanager
def _plain_failures() -> Iterator[None]:
    """What can go wrong for reasons outside the program ends in one clear line, not in a traceback."""
    try:
        yield
    except Exception as error:
        explained = _explain(error)
        if explained is None:
            raise
        _fail(*explained)


def _explain(error: Exception) -> tuple[str, int] | None:
    from alembic.util import CommandError
    from sqlalchemy.exc import DBAPIError

    from bot import app as product
    from bot.domain.errors import DomainError
    from bot.services import TemporarilyUnavailable

    match error:
        case product.OldSchema():
            return "De database is leeg of van een oudere versie. Draai eerst: afsprakenbot db upgrade", BAD_SETTINGS
        case product.NewerSchema() | CommandError():
            return "De database is van een nieuwere versie dan dit programma. Werk het programma bij.", BAD_SETTINGS
        case product.TokenRefused():
            return "TELEGRAM_TOKEN: Telegram kent dit token niet", BAD_SETTINGS
        case product.PortTaken():
            return f"PORT: {error} is al in gebruik door een ander programma", BAD_SETTINGS
        case TemporarilyUnavailable():
            return f"DATABASE_URL: de database is niet te gebruiken ({_first_line(error.__cause__)})", BAD_SETTINGS
        case DBAPIError():
            return f"DATABASE_URL: de database is niet te gebruiken ({_first_line(error)})", BAD_SETTINGS
        case DomainError():
            return _refusal(error), BAD_INPUT
    return None


def _first_line(error: BaseException | None) -> str:
    """What the database says is the matter; the statement and its values, which come after it, stay out."""
    said = str(getattr(error, "orig", None) or type(error).__name__)
    return " ".join(said.splitlines()[0].split())[:200]


def _refusal(error: "DomainError") -> str:
    from bot.domain.errors import GeenRegio, UnknownPersoon
    from bot.domain.regio_check import RegioFaults
    from bot.usecases.invoerbestand import InvoerFouten
    from bot.usecases.personen import EmailBestaatAl, PersoonGestopt
    from bot.usecases.regios import InGebruik

    match error:
        case InvoerFouten() | RegioFaults():
            return "\n".join(error.faults)
        case InGebruik():
            faults = error.gegevens["fouten"]
            return "\n".join(map(str, faults if isinstance(faults, list) else [faults]))
        case GeenRegio():
            return "Er is nog geen regio geladen. Draai eerst: afsprakenbot regio load BESTAND"
        case UnknownPersoon():
            return "Die persoon ken ik niet. Kijk met: afsprakenbot gebruiker list"
        case EmailBestaatAl():
            return "email: dit adres is al in gebruik. Kijk met: afsprakenbot gebruiker list"
        case PersoonGestopt():
            return "Deze persoon heeft geen toegang meer."
    return f"geweigerd: {type(error).__name__}"


def _read_text(file: Path) -> str:
    if file.is_dir():
        _fail(f"{file}: is een map, geen bestand", BAD_INPUT)
    try:
        with file.open("rb") as opened:  # never more than this: it may be a pipe without an end
            data = opened.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        _fail(f"{file}: bestaat niet", BAD_INPUT)
    except OSError as error:
        _fail(f"{file}: kan niet worden gelezen ({error.strerror})", BAD_INPUT)
    if len(data) > LARGEST_FILE:
        _fail(f"{file}: groter dan 5 MB", BAD_INPUT)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        _fail(f"{file}: is geen UTF-8. Bewaar het als UTF-8; in Excel: Opslaan als, CSV UTF-8", BAD_INPUT)


def _read_regio(file: Path) -> "Regio":
    from bot.domain.regio import parse_regio

    text = _read_text(file)
    with _plain_failures():
        regio = parse_regio(text)
    if regio.berichten.inhoud == "kort":
        typer.echo(_KORT, err=True)
    return regio


def _moment(text: str) -> datetime:
    from bot.services import HOME

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        _fail("--at: is geen moment, zoals 2027-02-08T08:30", BAD_SETTINGS)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        _fail(f"--at: moet in een jaar van {FIRST_YEAR} tot en met {LAST_YEAR} liggen", BAD_SETTINGS)
    return (moment if moment.tzinfo else moment.replace(tzinfo=HOME)).astimezone(UTC)


def _find(tx: "Transaction", who: str) -> "Persoon":
    from bot.domain.errors import UnknownPersoon
    from bot.usecases.personen import find_persoon

    if who.isdecimal() and len(who) > LONGEST_ID:
        raise UnknownPersoon
    return find_persoon(tx, who.strip())


def _regio(tx: "Transaction") -> "Regio":
    return tx.regio


def _print_dry_run(services: "Services", as_json: bool) -> None:
    from bot.usecases.herinneringen import dry_run

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
    _print(answer, as_json, "\n".join(lines) or "Niemand zou iets horen.")


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


def _print(answer: object, as_json: bool, text: str) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else text)


def _fail(text: str, code: int) -> NoReturn:
    typer.echo(text, err=True)
    raise typer.Exit(code)
