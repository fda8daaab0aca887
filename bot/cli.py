"""The command line: parse, call, print."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot import app as product
from bot.domain.errors import DomainError, GeenRegio, UnknownPersoon
from bot.domain.persoon import Persoon
from bot.domain.regio import Regio, parse_regio, regio_to_toml
from bot.domain.regio_check import RegioFaults
from bot.logs import set_up_logging
from bot.services import HOME, Services, TemporarilyUnavailable
from bot.settings import Settings, SettingsFaults, is_loopback, load_settings
from bot.usecases.herinneringen import dry_run
from bot.usecases.invoerbestand import InvoerFouten, read_csv, read_persoon
from bot.usecases.personen import (
    EmailBestaatAl,
    PersoonGestopt,
    add_persoon,
    find_persoon,
    invite,
    revoke_persoon,
)
from bot.usecases.ports import Transaction
from bot.usecases.regios import InGebruik, load_regio, replan_all

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
LARGEST_FILE = 5 * 1024 * 1024


def main() -> None:
    """The console script."""
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
    settings = _settings("tick")
    clock = _FixedClock(_moment(at)) if at else None
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
    script: Annotated[bool, typer.Option("--script", help="Speel een verteld verhaal en toon de gesprekken.")] = False,
) -> None:
    """Het hele product op één laptop, zonder token en zonder netwerk."""
    from bot.demo import play  # noqa: PLC0415 - the stand-in is not part of what runs in service

    del script  # the page with the phones is not there yet: the told day is the demo
    raise typer.Exit(asyncio.run(play()))


# -- region -----------------------------------------------------------------------------------------------------------


@regio_cli.command("check")
def regio_check(file: Annotated[Path, typer.Argument(metavar="BESTAND")]) -> None:
    """Controleert een regiobestand en noemt elke fout."""
    regio = _read_regio(file)
    typer.echo(f"{regio.naam}: in orde ({len(regio.casustafels)} casustafels, {len(regio.gemeenten)} gemeenten).")


@regio_cli.command("load")
def regio_load(file: Annotated[Path, typer.Argument(metavar="BESTAND")], as_json: AsJson = False) -> None:
    """Laadt een regiobestand en toont wat er verandert."""
    regio = _read_regio(file)
    with _services(_settings()) as services:
        try:
            lines = services.run_now(load_regio, regio)
        except InGebruik as error:
            _fail("\n".join(map(str, _list(error.gegevens["fouten"]))), BAD_INPUT)
        services.run_now(replan_all)
    _print({"wijzigingen": lines}, as_json, "\n".join(lines) or "Er verandert niets.")


@regio_cli.command("show")
def regio_show(as_json: AsJson = False) -> None:
    """Toont de regio die nu geldt, als regiobestand."""
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

    def add(tx: Transaction) -> Persoon:
        return add_persoon(tx, read_persoon(tx.regio, naam, rol, organisatie, email, gemeente or [], tafel or []))

    with _services(_settings()) as services, _plain_failures():
        persoon = services.run_now(add)
    _print({"id": persoon.id}, as_json, f"{persoon.naam} heeft nummer {persoon.id}.")


@gebruiker_cli.command("import")
def gebruiker_import(file: Annotated[Path, typer.Argument(metavar="BESTAND.csv")], as_json: AsJson = False) -> None:
    """Leest mensen uit een CSV: alles, of bij een fout niets."""
    text = _read_text(file)

    def add_all(tx: Transaction) -> list[Persoon]:
        people = read_csv(tx.regio, text)
        faults = [
            f"email: {persoon.naam} heeft een adres dat al bestaat"
            for persoon in people
            if persoon.email and tx.personen.by_email(persoon.email)
        ]
        if faults:
            raise InvoerFouten(faults)
        return [add_persoon(tx, persoon) for persoon in people]

    with _services(_settings()) as services, _plain_failures():
        people = services.run_now(add_all)
    _print({"ids": [p.id for p in people]}, as_json, f"{len(people)} mensen toegevoegd.")


@gebruiker_cli.command("list")
def gebruiker_list(as_json: AsJson = False) -> None:
    """Toont iedereen."""
    with _services(_settings()) as services:
        people = services.run_now(lambda tx: tx.personen.all())
    rows = [_as_row(persoon) for persoon in people]
    if as_json:
        return _print(rows, as_json, "")
    for row in rows:
        rollen = ", ".join(row["rollen"])
        state = "gestopt" if not row["actief"] else "gekoppeld" if row["gekoppeld"] else "nog niet gekoppeld"
        typer.echo(f"{row['id']:>4}  {row['naam']} · {row['organisatie']} · {rollen} · {state}")
    return None


@gebruiker_cli.command("revoke")
def gebruiker_revoke(who: Who, as_json: AsJson = False) -> None:
    """Stopt de toegang van iemand: gesprek los, uitnodigingen ongeldig."""
    with _services(_settings()) as services, _plain_failures():
        persoon = services.run_now(lambda tx: revoke_persoon(tx, find_persoon(tx, who)))
    _print({"id": persoon.id, "actief": False}, as_json, f"{persoon.naam} heeft geen toegang meer.")


@uitnodiging_cli.command("create")
def uitnodiging_create(who: Who, as_json: AsJson = False) -> None:
    """Maakt een uitnodiging die één keer werkt."""
    settings = _settings()
    with _services(settings) as services, _plain_failures():
        token, expires_at = services.run_now(lambda tx: invite(tx, find_persoon(tx, who)))
        name = asyncio.run(product.bot_name(settings, services))
        zone = services.run_now(_regio).zone
    link = f"https://t.me/{name}?start={token}" if name else None
    answer = {"token": token, "link": link, "expires_at": expires_at.isoformat(timespec="seconds")}
    if as_json:
        return _print(answer, as_json, "")
    until = expires_at.astimezone(zone)
    if link is None:
        typer.echo("De naam van de bot is nog niet bekend. Start de bot één keer met 'afsprakenbot run'.", err=True)
        typer.echo(token)
    else:
        import segno  # noqa: PLC0415 - only here

        segno.make(link, error="m").terminal(compact=True)
        typer.echo(link)
    typer.echo(f"Werkt één keer, tot {until:%d-%m-%Y %H:%M}. Eerdere uitnodigingen van deze persoon werken niet meer.")
    return None


# -- database ---------------------------------------------------------------------------------------------------------


@db_cli.command("upgrade")
def db_upgrade() -> None:
    """Brengt de database naar de nieuwste vorm."""
    with _plain_failures():
        changed = product.upgrade_database(_settings())
    typer.echo("De database is bijgewerkt." if changed else "De database was al in orde.")


@db_cli.command("check")
def db_check() -> None:
    """Controleert of de database de vorm heeft die dit programma nodig heeft."""
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
    settings = _settings(command)
    for name, value in (("SMTP_URL", settings.SMTP_URL),):
        if value is None:
            typer.echo(f"{name} is niet gezet: er gaat geen e-mail uit.", err=True)
    with _plain_failures():
        asyncio.run(product.serve(settings, web=web, worker=worker))


def _settings(command: str = "") -> Settings:
    try:
        settings = load_settings(command)
    except SettingsFaults as error:
        _fail("\n".join(error.faults), BAD_SETTINGS)
    secrets = tuple(
        secret.get_secret_value()
        for secret in (settings.TELEGRAM_TOKEN, settings.SECRET_KEY, settings.SMTP_URL, settings.IMAP_URL)
        if secret is not None
    )
    set_up_logging(settings.LOG_LEVEL, settings.LOG_FORMAT, secrets)
    return settings


@contextmanager
def _services(settings: Settings) -> Iterator[Services]:
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
    except product.OldSchema:
        _fail("De database is leeg of van een oudere versie. Draai eerst: afsprakenbot db upgrade", BAD_SETTINGS)
    except product.TokenRefused:
        _fail("TELEGRAM_TOKEN: Telegram kent dit token niet", BAD_SETTINGS)
    except product.PortTaken as error:
        _fail(f"PORT: {error} is al in gebruik door een ander programma", BAD_SETTINGS)
    except TemporarilyUnavailable as error:
        _fail(f"DATABASE_URL: de database is niet bereikbaar ({error})", BAD_SETTINGS)
    except InvoerFouten as error:
        _fail("\n".join(error.faults), BAD_INPUT)
    except DomainError as error:
        _fail(_REFUSALS.get(type(error), f"geweigerd: {type(error).__name__}"), BAD_INPUT)


_REFUSALS: dict[type[DomainError], str] = {
    GeenRegio: "Er is nog geen regio geladen. Draai eerst: afsprakenbot regio load BESTAND",
    UnknownPersoon: "Die persoon ken ik niet. Kijk met: afsprakenbot gebruiker list",
    EmailBestaatAl: "email: iemand anders heeft dit adres al",
    PersoonGestopt: "Deze persoon heeft geen toegang meer.",
}


def _read_text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST_FILE:
            _fail(f"{file}: groter dan 5 MB", BAD_INPUT)
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        _fail(f"{file}: is geen UTF-8; bewaar het bestand als UTF-8", BAD_INPUT)
    except OSError as error:
        _fail(f"{file}: kan niet worden gelezen ({error.strerror})", BAD_INPUT)


def _read_regio(file: Path) -> Regio:
    try:
        return parse_regio(_read_text(file))
    except RegioFaults as error:
        _fail("\n".join(error.faults), BAD_INPUT)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        _fail("--at: is geen moment, zoals 2027-02-08T08:30", BAD_SETTINGS)
    return (moment if moment.tzinfo else moment.replace(tzinfo=HOME)).astimezone(UTC)


def _regio(tx: Transaction) -> Regio:
    return tx.regio


def _print_dry_run(services: Services, as_json: bool) -> None:
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


def _as_row(persoon: Persoon) -> dict[str, Any]:
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


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _print(answer: object, as_json: bool, text: str) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else text)


def _fail(text: str, code: int) -> NoReturn:
    typer.echo(text, err=True)
    raise typer.Exit(code)
