"""Builds everything once; alone in knowing all the parts."""

import asyncio
import gc
import hashlib
import hmac
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.alarm import Alarm
from bot.delivery.drain import Drainer
from bot.delivery.telegram import TelegramSender
from bot.delivery.transport import AiohttpRequest
from bot.domain.bericht import Uitkomst
from bot.domain.bewaren import last_day
from bot.domain.uitnodiging import BOT_NAAM
from bot.handlers.polling import ALLOWED, POLL_SECONDS, Poller
from bot.handlers.receiver import Receiver
from bot.links import Links
from bot.scheduling.tick import follow_clock, make_scheduler, plan, seal_audit
from bot.services import HOME, Clock, FileClock, RealClock, Services, TemporarilyUnavailable
from bot.settings import Settings, is_loopback
from bot.usecases.outbox import still_owed
from bot.usecases.personen import renew_menus
from bot.usecases.ports import Transaction
from bot.web.bekijken import Pages
from bot.web.feeds import Feeds
from bot.web.server import WebServer, make_server, make_web
from storage.backup import named, read_backup, write_backup
from storage.schema import differences, is_empty, is_newer, is_outdated, upgrade
from storage.store import Store

log = structlog.get_logger(__name__)

RETRY_SECONDS = 5.0
TICK_PATIENCE = 30.0
SWITCH_SECONDS = 0.0005


class OldSchema(Exception):
    """The database is of an earlier version, or empty where it may not make itself."""


class NewerSchema(Exception):
    """The database is of a later version than this program."""


class TokenRefused(Exception):
    """Telegram does not know this token."""


class PortTaken(Exception):
    """Another program listens there."""


def open_store(settings: Settings) -> Store:
    """The database, ready for use. An empty SQLite file makes itself; anything older raises ``OldSchema``."""
    store = Store(settings.DATABASE_URL)
    try:
        with _unavailable():
            if store.is_sqlite and is_empty(store):
                upgrade(store)
            else:
                _fit(store)
    except BaseException:
        store.close()
        raise
    return store


def upgrade_database(settings: Settings) -> bool:
    """Brings the schema up to date. False when it was."""
    with _unavailable(), closing(Store(settings.DATABASE_URL)) as store:
        return upgrade(store)


def check_database(settings: Settings) -> list[str]:
    """What in the database is not as this program needs it. Raises ``OldSchema`` when it needs ``db upgrade``."""
    with _unavailable(), closing(Store(settings.DATABASE_URL)) as store:
        _fit(store)
        return differences(store)


def back_up(settings: Settings, file: Path) -> Path:
    """Writes all that is stored to a file like ``file``, with its last day in the name. Raises ``BackupFault``."""
    with closing(open_store(settings)) as store:
        now = make_clock(settings).now()
        with store.read(now) as tx:
            last = last_day(tx.today, tx.regio.bewaartermijnen.backup_dagen)
        target = named(file, last)
        write_backup(store, target, version("afsprakenbot"), now, last)
        with store.write(now) as tx:
            tx.audit.record("backup_gemaakt", "database")
    return target


def put_back(settings: Settings, file: Path, *, anyhow: bool) -> int:
    """Fills an empty database with what is in the file; returns how many rows. Raises ``BackupFault``."""
    with closing(open_store(settings)) as store:
        now = make_clock(settings).now()
        count = read_backup(store, file, now.astimezone(HOME).date(), anyhow=anyhow)
        with store.write(now) as tx:
            tx.audit.record("backup_teruggezet", "database")
    return count


def _fit(store: Store) -> None:
    if is_newer(store):
        raise NewerSchema
    if is_outdated(store):
        raise OldSchema


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise TemporarilyUnavailable(type(error.orig).__name__) from error


def make_clock(settings: Settings) -> Clock:
    return FileClock(settings.CLOCK_FILE) if settings.CLOCK_FILE else RealClock()


def make_bot(settings: Settings) -> Bot:
    """The library's bot, on our transport. Polling has a pool of its own: it waits long."""
    assert settings.TELEGRAM_TOKEN is not None
    root = settings.TELEGRAM_API_URL
    return Bot(
        settings.TELEGRAM_TOKEN.get_secret_value(),
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(POLL_SECONDS + 10),
    )


@dataclass
class Product:
    """All parts of one process."""

    settings: Settings
    store: Store
    services: Services
    links: Links
    bot: Bot
    sender: TelegramSender
    drainer: Drainer
    receiver: Receiver
    feeds: Feeds


@asynccontextmanager
async def open_product(settings: Settings) -> AsyncIterator[Product]:
    """Everything that talks to Telegram and the database, opened and closed again."""
    store = open_store(settings)
    store.forget_dead_processes()
    services = Services(store, make_clock(settings))
    bot = make_bot(settings)
    # Not ``bot.initialize()``: it asks Telegram who we are, and we start also when Telegram is away.
    requests = bot._request
    for request in requests:
        await request.initialize()
    links = Links.of(settings, lambda: services.clock.now())  # noqa: PLW0108 - the clock can be replaced
    sender = TelegramSender(services, bot, links)
    drainer = Drainer(services, sender)
    receiver = Receiver(services, bot, drainer.send_answers, drainer.wake)
    try:
        yield Product(settings, store, services, links, bot, sender, drainer, receiver, Feeds(services, links))
    finally:
        for request in requests:
            await request.shutdown()
        services.close()
        store.close()


async def serve(
    settings: Settings, *, web: bool, worker: bool, started: Callable[[], None] | None = None, alone: bool = True
) -> None:
    """The product until a signal ends it: web (webhook, pages), worker (clock, delivery), or both.

    When it is not ``alone`` in its process, until it is cancelled: whoever runs it inside something larger keeps the
    signals to itself.
    Raises ``OldSchema``, ``TokenRefused`` or ``PortTaken`` when it cannot start.
    """
    async with open_product(settings) as product:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        ours = (signal.SIGINT, signal.SIGTERM) if alone else ()
        if alone:
            # What is there from the start stays. Looking for garbage in it again and again costs time, and makes a
            # whole look so rare that garbage piles up in between.
            gc.freeze()
            # A thread that comes back from the database waits so long for the loop: at the usual 5 ms an answer in the
            # chat, which goes to and fro, would wait ten times as long while calendars are being fetched.
            sys.setswitchinterval(SWITCH_SECONDS)
        for number in ours:
            loop.add_signal_handler(number, stop.set)
        try:
            await _run_parts(product, stop, web=web, worker=worker, started=started)
        finally:
            for number in ours:
                loop.remove_signal_handler(number)


async def _run_parts(
    product: Product, stop: asyncio.Event, *, web: bool, worker: bool, started: Callable[[], None] | None
) -> None:
    settings = product.settings
    polls = settings.PUBLIC_URL is None
    poller = Poller(product.services, product.bot, product.receiver)
    server = await _open_port(product) if web else None
    parts: list[Awaitable[None]] = [_know_bot(product), product.receiver.sweep(), _read_words(product)]
    if server is not None:
        parts.append(product.feeds.keep_fetches())
        if not polls:
            parts.append(_set_webhook(product))
    if worker:
        parts.append(product.drainer.run())
        if polls:
            parts.append(poller.run())
    movable = settings.CLOCK_FILE is not None
    scheduler = make_scheduler(product.services, product.drainer.wake, audit_key(settings), movable=movable)
    if worker:
        scheduler.start()
        parts.append(follow_clock(scheduler))
    log.info("gestart", ophalen=polls, web=server is not None, bezorgen=worker, klok=str(settings.CLOCK_FILE or "echt"))
    if started is not None:
        started()
    tasks = [asyncio.ensure_future(part) for part in parts]
    serving = [asyncio.ensure_future(server.serve())] if server is not None else []
    try:
        await _until_stopped([*tasks, *serving], stop)
    finally:
        if scheduler.running:
            scheduler.shutdown(wait=False)
        if server is not None:
            server.should_exit = True
        for task in tasks:
            task.cancel()
        # The server closes its own sockets; the others just stop.
        await asyncio.gather(*tasks, *serving, return_exceptions=True)
        await product.receiver.finish()
        if polls and worker:
            await poller.release()
        log.info("gestopt")


async def _until_stopped(tasks: Sequence["asyncio.Future[None]"], stop: asyncio.Event) -> None:
    """Until the signal, or until a part that must go on for ever breaks."""
    stopped = asyncio.ensure_future(stop.wait())
    waiting: set[asyncio.Future[Any]] = {stopped, *tasks}
    try:
        while not stopped.done():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopped}:
                task.result()
    finally:
        stopped.cancel()


async def _open_port(product: Product) -> WebServer | None:
    """The web part, listening. While we poll, a taken port costs only the pages; with a webhook it is fatal."""
    settings = product.settings

    async def receive(data: dict[str, Any]) -> None:
        await product.receiver.receive([data])

    async def healthy() -> bool:
        try:
            await product.services.read(_ping)
        except TemporarilyUnavailable:
            return False
        except Exception as error:
            log.warning("database_onbruikbaar", fout=type(error).__name__)
            return False
        return True

    webhook = settings.PUBLIC_URL is not None
    assert settings.TELEGRAM_TOKEN is not None
    pages = Pages(product.services, product.links, settings.TELEGRAM_TOKEN)
    https = product.links.inside_telegram
    routes = [*pages.routes, *product.feeds.routes]
    web = make_web(receive if webhook else None, webhook_secret(settings), healthy, routes, https=https)
    outside = settings.PUBLIC_URL is not None and not is_loopback(settings.PUBLIC_URL)
    host = "0.0.0.0" if outside else "127.0.0.1"  # noqa: S104 - a webhook is there to be reached
    try:
        probe = await asyncio.start_server(lambda *_: None, host, settings.PORT)
    except OSError as error:
        if webhook:
            raise PortTaken(settings.PORT) from error
        product.links.open = False
        log.warning("poort_bezet", poort=settings.PORT, gevolg="geen webpagina's; kies een andere PORT")
        return None
    probe.close()
    await probe.wait_closed()
    return make_server(web, host, settings.PORT, settings.TRUSTED_PROXIES)


async def _read_words(product: Product) -> None:
    """Has the guard read its words now, so that the first to type something need not wait for that."""
    await asyncio.to_thread(product.services.guard.find, "")


async def _know_bot(product: Product) -> None:
    """Learns our own name, for invitations. Telegram or the database may be away for a while."""
    alarm = Alarm("telegram_niet_bereikbaar", "telegram_weer_bereikbaar")
    while True:
        try:
            me = await product.bot.get_me()
            await product.services.run(_keep_name, me.username or "")
            if await product.services.run(renew_menus):
                product.drainer.wake()
        except InvalidToken as error:
            raise TokenRefused from error
        except TemporarilyUnavailable:
            await asyncio.sleep(RETRY_SECONDS)
        except TelegramError as error:
            alarm.fails("telegram", type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)
        else:
            log.info("telegram", bot=me.username)
            return


async def _set_webhook(product: Product) -> None:
    settings = product.settings
    alarm = Alarm("webhook_niet_gezet", "webhook_weer_te_zetten")
    while True:
        try:
            await product.bot.set_webhook(
                f"{settings.PUBLIC_URL}/telegram",
                secret_token=webhook_secret(settings),
                allowed_updates=ALLOWED,
                max_connections=40,
            )
        except InvalidToken as error:
            raise TokenRefused from error
        except TelegramError as error:
            alarm.fails("telegram", type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)
        else:
            log.info("webhook_gezet")
            return


def webhook_secret(settings: Settings) -> str:
    """What Telegram has to show: the same in every process, and nothing can be learned from it."""
    return _derived(settings, b"telegram-webhook").hex()


def audit_key(settings: Settings) -> bytes:
    """What the audit trail is sealed with."""
    return _derived(settings, b"audit")


def _derived(settings: Settings, purpose: bytes) -> bytes:
    key = settings.SECRET_KEY.get_secret_value() if settings.SECRET_KEY else ""
    return hmac.digest(key.encode(), purpose, hashlib.sha256)


async def bot_name(settings: Settings, services: Services) -> str | None:
    """The bot's name as stored, else as Telegram tells it; None when neither is to be had."""
    known = await services.read(_name)
    if known or settings.TELEGRAM_TOKEN is None:
        return known
    bot = make_bot(settings)
    request = bot._request[1]
    await request.initialize()
    try:
        me = await bot.get_me()
        await services.run(_keep_name, me.username or "")
        return me.username
    except TelegramError as error:
        log.warning("telegram_niet_bereikbaar", fout=type(error).__name__)
        return None
    finally:
        await request.shutdown()


@dataclass(frozen=True)
class TickResult:
    """What one tick did: messages made owed, and how sending went."""

    herinneringen: int
    signalen: int
    verzonden: int
    mislukt: int


async def tick(settings: Settings, clock: Clock | None = None) -> TickResult:
    """Once: plans and delivers all that is due at the clock's moment, then returns. Never polls."""
    async with open_product(settings) as product:
        if clock is not None:
            product.services.clock = clock
        counted = await plan(product.services)
        await seal_audit(product.services, audit_key(settings))
        loop = asyncio.get_running_loop()
        patience = loop.time() + TICK_PATIENCE
        await product.drainer.drain()
        if product.sender.token_refused:
            raise TokenRefused
        # What has to wait (Telegram asked for a pause, another process delivers) is waited for, within reason.
        while await product.services.read(_owed) and loop.time() < patience:
            await asyncio.sleep(0.5)
            await product.drainer.drain()
        counts = product.drainer.counts
        left = await product.services.read(_owed)
        failed = counts[Uitkomst.GEBLOKKEERD] + counts[Uitkomst.GEWEIGERD] + left
        return TickResult(counted.herinneringen, counted.signalen, counts[Uitkomst.VERZONDEN], failed)


def _owed(tx: Transaction) -> int:
    return len(still_owed(tx))


def _keep_name(tx: Transaction, name: str) -> None:
    if name and tx.instellingen.get(BOT_NAAM) != name:
        tx.instellingen.set(BOT_NAAM, name)


def _name(tx: Transaction) -> str | None:
    return tx.instellingen.get(BOT_NAAM)


def _ping(tx: Transaction) -> None:
    tx.instellingen.get(BOT_NAAM)
