"""What does a browser get that shows the phones side by side, and what may it ask?

One page on this machine alone: it listens on loopback, answers only to its own name, and takes orders only from itself.
What it shows is pushed: a part (the clock, a phone) is sent whole whenever it is no longer what was sent last.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from aiohttp import web

from bot.sandbox.chats import Message
from bot.sandbox.phone import Phone
from bot.sandbox.stand_in import Sandbox
from bot.sandbox.wire import Json

HTTP_PORT = 80
STATIC = Path(__file__).parent / "static"
# Said here and not guessed: what the machine calls a script may be something no browser runs.
FILES = {
    "index.html": "text/html; charset=utf-8",
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "favicon.svg": "image/svg+xml",
}
LARGEST_ORDER = 64 * 1024
LONGEST_TEXT = 4096
ANSWER_SECONDS = 15.0
BREATH = 0.04
SIGN_OF_LIFE = 10.0

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Refused(Exception):
    """What was asked cannot be done; the text says why, to the person who asked."""


@dataclass(frozen=True)
class Seat:
    """A phone on the page, and what stands under the name of its owner."""

    phone: Phone
    about: str


@dataclass(frozen=True)
class Tip:
    """One thing to try. Its button puts ``fill`` in the reply field of ``phone``, or ``date`` in the clock's."""

    title: str
    text: str
    button: str
    phone: str = ""
    fill: str = ""
    date: str = ""


class MovableClock(Protocol):
    """The clock on the page. Each move returns once all that fell due on the way has arrived, or raises ``Refused``."""

    def now(self) -> datetime: ...
    async def hour(self) -> None: ...
    async def morning(self) -> None: ...
    async def to(self, day: date) -> None: ...


class Page:
    """Serves the page as long as it is entered, on ``port`` or, when that is taken, on a free one."""

    def __init__(
        self, telegram: Sandbox, seats: Sequence[Seat], clock: MovableClock, tips: Sequence[Tip] = (), port: int = 0
    ) -> None:
        self._world = telegram.world
        self._telegram = telegram
        self._seats = {seat.phone.name: seat for seat in seats}
        self._clock = clock
        self._tips = tips
        self._wanted = port
        self._port = 0
        self._moving = False
        self._closing = False
        self._name = secrets.token_urlsafe(8)
        app = web.Application(client_max_size=LARGEST_ORDER, middlewares=[self._guarded])
        app.add_routes(
            [
                web.get("/", self._file("index.html")),
                *(web.get(f"/{name}", self._file(name)) for name in FILES),
                web.get("/events", self._events),
                web.post("/send", self._send),
                web.post("/press", self._press),
                web.post("/clock", self._move),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self._wanted).start()
        except OSError:
            await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        self._world.pulse.beat()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def got_its_port(self) -> bool:
        """Is it where it was asked to be?"""
        return self._wanted in (0, self._port)

    # Who may ask

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Another site in the same browser, or another name that leads here, gets nothing."""
        port = "" if self._port == HTTP_PORT else f":{self._port}"  # a browser leaves out the port that http has anyway
        origin = request.headers.get("Origin")
        looks = request.method in ("GET", "HEAD")  # for these a browser need not say which page asks
        named = request.host in (f"127.0.0.1{port}", f"localhost{port}")
        own = origin == f"http://{request.host}" or (origin is None and looks)
        if not (named and own):
            raise web.HTTPForbidden(headers=_HEADERS)
        try:
            answer = await handler(request)
        except web.HTTPException as refusal:
            refusal.headers.update(_HEADERS)
            raise
        if not answer.prepared:
            answer.headers.update(_HEADERS)
        return answer

    # What it shows

    def _file(self, name: str) -> Handler:
        async def get(_: web.Request) -> web.StreamResponse:
            return web.FileResponse(STATIC / name, headers={"Content-Type": FILES[name]})

        return get

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: all of it first, then each part that changed, until one of both goes away."""
        stream = web.StreamResponse(headers={**_HEADERS, "Content-Type": "text/event-stream"})
        await stream.prepare(request)
        sent: dict[str, str] = {}
        with suppress(ConnectionError):
            while not self._closing:
                parts = self._parts()
                news = [event for name, event in parts.items() if sent.get(name) != event]
                await stream.write("".join(news or [": still here\n\n"]).encode())
                sent = parts
                await asyncio.sleep(BREATH)  # what comes at once goes at once
                await self._world.pulse.until(partial(self._is_news, sent), SIGN_OF_LIFE)
        return stream

    def _is_news(self, sent: dict[str, str]) -> bool:
        return self._closing or self._parts() != sent

    def _parts(self) -> dict[str, str]:
        """Every part of the page, as the event that brings it."""
        seats = [{"name": name, "about": seat.about} for name, seat in self._seats.items()]
        about = {"demo": self._name, "phones": seats, "tips": [asdict(tip) for tip in self._tips]}
        clock = {"now": _local(self._clock.now()), "moving": self._moving}
        phones = {name: self._phone(seat.phone) for name, seat in self._seats.items()}
        return {
            "about": _event("about", about),
            "clock": _event("clock", clock),
            **{f"phone {name}": _event("phone", phone) for name, phone in phones.items()},
        }

    def _phone(self, phone: Phone) -> Json:
        return {
            "name": phone.name,
            "menu": [{"command": f"/{name}", "about": about} for name, about in self._telegram.menu(phone.id)],
            "messages": [self._message(message) for message in phone.messages],
        }

    def _message(self, message: Message) -> Json:
        return {
            "id": message.message_id,
            "version": message.version,
            "bot": message.from_bot,
            "text": _shown(message),
            "entities": message.entities,
            "file": message.file.name if message.file else "",
            "at": _local(message.at.astimezone(self._clock.now().tzinfo)),
            "edited": message.edited > 0,
            "replyTo": message.reply_to,
            "buttons": [[asdict(button) for button in row] for row in message.buttons],
        }

    # What people do

    async def _send(self, request: web.Request) -> web.Response:
        order = await _order(request, phone=str, text=str)
        phone = self._of(order)
        text = order["text"].encode(errors="replace").decode()
        if not text.strip() or len(text) > LONGEST_TEXT:
            return _refused(f"Een bericht heeft 1 tot {LONGEST_TEXT} tekens.")
        replied = next((m for m in phone.messages if m.message_id == order.get("replyTo")), None)
        await phone.send(text, reply_to=replied)
        return web.json_response({})

    async def _press(self, request: web.Request) -> web.Response:
        """Answers once the bot did, as a phone shows that it waits; with the text of its answer, if it has one."""
        order = await _order(request, phone=str, message=int, data=str)
        phone = self._of(order)
        query = await phone.press_data(order["message"], order["data"])
        try:
            return web.json_response({"answer": await phone.wait_answer(query, ANSWER_SECONDS)})
        except AssertionError:
            return _refused("De bot antwoordt niet. Probeer het opnieuw.")

    async def _move(self, request: web.Request) -> web.Response:
        """Answers once all that fell due has arrived, with how many messages that were."""
        order = await _order(request, move=str)
        moves: Mapping[str, Callable[[], Awaitable[None]]] = {
            "hour": self._clock.hour,
            "morning": self._clock.morning,
            "date": lambda: self._clock.to(_day(order.get("date"))),
        }
        if order["move"] not in moves:
            raise web.HTTPBadRequest
        if self._moving:
            return _refused("De klok loopt al. Wacht tot alles bezorgd is.")
        before = self._world.version
        self._set_moving(True)
        try:
            await moves[order["move"]]()
        except Refused as refusal:
            return _refused(str(refusal))
        finally:
            self._set_moving(False)
        return web.json_response({"now": _local(self._clock.now()), "arrived": self._arrived_since(before)})

    def _set_moving(self, moving: bool) -> None:
        self._moving = moving
        self._world.pulse.beat()

    def _arrived_since(self, version: int) -> int:
        received = [message for seat in self._seats.values() for message in seat.phone.received]
        return sum(message.version > version and not message.edited for message in received)

    def _of(self, order: Json) -> Phone:
        seat = self._seats.get(order["phone"])
        if seat is None:
            raise web.HTTPBadRequest
        return seat.phone


async def _order(request: web.Request, **needs: type) -> Json:
    """What was asked. Only as JSON: a form on another site cannot make that."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        order = json.loads(await request.text())
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest from None
    if not isinstance(order, dict) or any(type(order.get(name)) is not kind for name, kind in needs.items()):
        raise web.HTTPBadRequest
    return order


def _day(given: Any) -> date:
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise Refused("Kies eerst een datum.") from None


def _shown(message: Message) -> str:
    """Telegram shows who opened an invitation only that: the token is not for the eye."""
    opened = not message.from_bot and message.text.startswith("/start ")
    return "/start" if opened else message.text


def _refused(reason: str) -> web.Response:
    return web.json_response({"reason": reason}, status=422)


def _event(name: str, data: Json) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def _local(moment: datetime) -> str:
    """As a clock on the wall shows it: the page needs no zone."""
    return moment.replace(tzinfo=None).isoformat(timespec="minutes")
