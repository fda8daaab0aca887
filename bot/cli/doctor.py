"""Is everything there that the program needs, and if not, what is to be done?"""

# ruff: noqa: PLC0415 - each command imports what it needs: --help must not wait for Telegram and the database.

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from bot.cli.parts import AsJson, show
from bot.cli.refusals import BAD_INPUT, explain

if TYPE_CHECKING:
    from bot.domain.regio import Regio
    from bot.settings import Settings
    from bot.usecases.ports import Transaction

cli = typer.Typer()

PATIENCE_SECONDS = 5.0
MOST_OFF = timedelta(seconds=30)

Staat = Literal["ok", "let op", "fout"]


@dataclass(frozen=True)
class Uitslag:
    """One thing that was looked at. ``tekst`` says what to do unless it is ok."""

    onderdeel: str
    staat: Staat
    tekst: str


@dataclass(frozen=True)
class Huis:
    """What of the house matters here: its region, and the names of its tables that nobody chairs."""

    regio: "Regio | None" = None
    zonder_voorzitter: tuple[str, ...] = ()


@cli.command()
def doctor(as_json: AsJson = False) -> None:
    """Kijkt of alles er is wat het programma nodig heeft, en zegt wat er moet gebeuren."""
    from bot.settings import SettingsFaults, load_settings

    faults: list[str] = []
    settings = _what_there_is()
    try:
        load_settings("run")
    except SettingsFaults as error:
        faults = error.faults
    found = [Uitslag("instellingen", "fout", fault) for fault in faults]
    found = found or [Uitslag("instellingen", "ok", "alle instellingen kloppen")]
    if settings is not None:
        found += asyncio.run(_examine(settings))
        found = [Uitslag(one.onderdeel, one.staat, _without_secrets(one.tekst, settings)) for one in found]
    wrong = any(one.staat == "fout" for one in found)
    lines = [f"{one.staat:<6}  {one.onderdeel}: {one.tekst}" for one in found]
    show({"in_orde": not wrong, "uitslagen": [asdict(one) for one in found]}, as_json, "\n".join(lines))
    if wrong:
        raise typer.Exit(BAD_INPUT)


def _what_there_is() -> "Settings | None":
    """The settings as far as they go; None when one of them is malformed."""
    from bot.settings import SettingsFaults, load_settings

    try:
        return load_settings()
    except SettingsFaults:
        return None


async def _examine(settings: "Settings") -> list[Uitslag]:
    from bot.logs import set_up_logging

    set_up_logging("error", settings.LOG_FORMAT, settings.secrets)  # what is the matter is said by the lines below
    token = [await _token(settings)] if settings.TELEGRAM_TOKEN is not None else []
    state, huis = _database(settings)
    house = [*_house(huis)] if state.staat == "ok" else []
    return [
        *token,
        state,
        *house,
        *[one async for one in _clock(settings)],
        *[one async for one in _pages(settings, huis.regio)],
    ]


async def _token(settings: "Settings") -> Uitslag:
    from telegram.error import InvalidToken, TelegramError

    from bot.app import make_bot

    bot = make_bot(settings)
    request = bot._request[1]
    await request.initialize()
    try:
        me = await bot.get_me()
    except InvalidToken:
        return Uitslag("token", "fout", "Telegram kent dit TELEGRAM_TOKEN niet; vraag BotFather om het goede")
    except TelegramError:
        why = f"{settings.TELEGRAM_API_URL} is niet te bereiken; controleer netwerk en firewall"
        return Uitslag("token", "fout", why)
    finally:
        await request.shutdown()
    return Uitslag("token", "ok", f"Telegram kent de bot als @{me.username}")


def _database(settings: "Settings") -> tuple[Uitslag, Huis]:
    """How the database is, and the house in it."""
    from sqlalchemy.engine import make_url

    from bot.app import check_database

    url = make_url(settings.DATABASE_URL.replace("postgres://", "postgresql://", 1))
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return Uitslag(
            "database", "let op", "is er nog niet; het eerste commando dat haar nodig heeft, maakt haar"
        ), Huis()
    try:
        differences = check_database(settings)
    except Exception as error:
        explained = explain(error)
        if explained is None:
            raise
        return Uitslag("database", "fout", explained[0]), Huis()
    if differences:
        return Uitslag("database", "fout", "wijkt af; kijk met: afsprakenbot db check"), Huis()
    return Uitslag("database", "ok", "bereikbaar, en van de goede versie"), _loaded(settings)


def _loaded(settings: "Settings") -> Huis:
    from bot.app import make_clock, open_store
    from bot.domain.errors import GeenRegio
    from bot.services import Services
    from bot.usecases.tafels import leads_tafel

    def look(tx: "Transaction") -> Huis:
        try:
            regio = tx.regio
        except GeenRegio:
            return Huis()
        unled = (tafel.naam for tafel in regio.casustafels if tafel.casussen and not leads_tafel(tx, tafel.sleutel))
        return Huis(regio, tuple(unled))

    store = open_store(settings)
    services = Services(store, make_clock(settings))
    try:
        return services.run_now(look)
    finally:
        services.close()
        store.close()


def _house(huis: Huis) -> Iterator[Uitslag]:
    if huis.regio is None:
        yield Uitslag("regio", "let op", "nog niet geladen; draai: afsprakenbot regio load BESTAND")
        return
    yield Uitslag("regio", "ok", huis.regio.naam)
    if huis.zonder_voorzitter:
        names = ", ".join(huis.zonder_voorzitter)
        why = f"geen makelaar zit deze voor: {names}; geef er een met: afsprakenbot gebruiker tafels WIE --tafel T"
        yield Uitslag("tafels", "let op", why)
    else:
        yield Uitslag("tafels", "ok", "elke tafel heeft een voorzitter")


async def _clock(settings: "Settings") -> AsyncIterator[Uitslag]:
    """Our clock beside Telegram's: links, invitations and Telegram's own word hang on it."""
    from bot.app import make_clock

    if settings.CLOCK_FILE is not None:
        now = make_clock(settings).now()
        yield Uitslag(
            "klok", "let op", f"CLOCK_FILE is gezet: het is hier {now:%Y-%m-%d %H:%M} UTC; alleen voor proeven"
        )
        return
    theirs = await _date_at(settings.TELEGRAM_API_URL)
    if theirs is None:
        yield Uitslag("klok", "let op", "niet te vergelijken: Telegram zegt niet hoe laat het is")
        return
    off = make_clock(settings).now() - theirs
    if abs(off) > MOST_OFF:
        side = "voor" if off > timedelta(0) else "achter"
        seconds = round(abs(off).total_seconds())
        yield Uitslag("klok", "fout", f"loopt {seconds} seconden {side} op Telegram; zet tijdsynchronisatie (NTP) aan")
    else:
        yield Uitslag("klok", "ok", "gelijk met Telegram")


async def _pages(settings: "Settings", regio: "Regio | None") -> AsyncIterator[Uitslag]:
    """Our own pages, and who can open them."""
    from bot.links import web_address
    from bot.settings import OFFICIAL_API

    base = web_address(settings)
    there = await _is_healthy(f"{base}/health")
    if there:
        yield Uitslag("web", "ok", f"antwoordt op {base}")
    else:
        yield Uitslag("web", "let op", f"antwoordt niet op {base}; loopt het programma, en komt dit adres daar uit?")
    if regio is None or regio.berichten.inhoud != "kort":
        return
    if not there:
        why = "berichten staan op kort, en de pagina om een actie te lezen is er niet; start het programma"
        yield Uitslag("bekijk", "fout", f"{why}, of zet berichten.inhoud op volledig")
    elif not base.startswith("https://") and settings.TELEGRAM_API_URL == OFFICIAL_API:
        yield Uitslag("bekijk", "let op", "de pagina opent alleen op deze machine; zet PUBLIC_URL op een https-adres")
    else:
        yield Uitslag("bekijk", "ok", "wie een actie heeft, kan haar lezen")


async def _date_at(url: str) -> datetime | None:
    """The time that a server says it is."""
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as http, http.head(url) as answer:
            return _http_date(answer.headers.get("Date"))
    except (aiohttp.ClientError, TimeoutError):
        return None


def _http_date(text: str | None) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text) if text else None
    except ValueError:
        return None


async def _is_healthy(url: str) -> bool:
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(url, allow_redirects=False) as answer:
            return answer.status == 200 and "status" in await answer.json()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return False


def _without_secrets(text: str, settings: "Settings") -> str:
    from bot.logs import MARK

    for secret in sorted(settings.secrets, key=len, reverse=True):
        text = text.replace(secret, MARK)
    return text
