"""What do we answer over HTTP? Telegram's webhook, a sign of life, and the pages that are given to us."""

import asyncio
import contextlib
import hmac
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from http import HTTPStatus
from typing import Any

import h11
import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.services import TemporarilyUnavailable
from bot.web.http import EVERY_METHOD, LONGEST_ADDRESS, LONGEST_HEAD, SafeAnswers, ShortHeads, read_body
from bot.web.traag import Traag

log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST_UPDATE = 8 * 1024 * 1024
LARGEST_ID = 2**63
HEADER_SECONDS = 5.0
ANSWER_SECONDS = 60.0
LINGER_SECONDS = 1.0
HEALTH_SECONDS = 5.0

Receive = Callable[[dict[str, Any]], Awaitable[None]]


def make_web(
    receive: Receive | None,
    secret: str,
    healthy: Callable[[], Awaitable[bool]],
    pages: Sequence[Route] = (),
    *,
    https: bool = False,
) -> Starlette:
    """The web part. ``receive`` makes an update ours, and only then is it confirmed; None where we poll instead.

    ``https``: is that how the world reaches us, whatever stands in between?
    """

    async def telegram(request: Request) -> Response:
        # Who does not know the secret learns nothing, not even that something is here.
        given = request.headers.get(SECRET_HEADER, "")
        known = hmac.compare_digest(given.encode(), secret.encode())
        if receive is None or not known or request.method != "POST":
            return PlainTextResponse("Not Found", 404)
        body = await read_body(request, LARGEST_UPDATE)
        if body is None:
            return PlainTextResponse("Payload Too Large", 413)
        update = _update(body)
        if update is None:
            return PlainTextResponse("Bad Request", 400)
        return await _taken(receive, update)

    async def health(_: Request) -> Response:
        good = False
        with contextlib.suppress(TimeoutError):
            good = await asyncio.wait_for(healthy(), HEALTH_SECONDS)
        return JSONResponse({"status": "goed" if good else "database niet bereikbaar"}, 200 if good else 503)

    web = Starlette(
        routes=[
            Route("/telegram", telegram, methods=EVERY_METHOD),
            Route("/health", health, methods=["GET"]),
            *pages,
        ],
        middleware=[Middleware(SafeAnswers, https=https), Middleware(Traag), Middleware(ShortHeads)],
    )
    # An address with a slash too many is none of ours: no hint that without it there might be something.
    web.router.redirect_slashes = False
    return web


async def _taken(receive: Receive, update: dict[str, Any]) -> Response:
    """200 once the update is ours; otherwise Telegram brings it again."""
    try:
        await receive(update)
    except TemporarilyUnavailable:
        return PlainTextResponse("Service Unavailable", 503)
    except Exception as error:
        # Only the kind: the text of the error may quote the update.
        log.error("update_niet_aangenomen", update=update["update_id"], fout=type(error).__name__)
        return PlainTextResponse("Internal Server Error", 500)
    return Response(status_code=200)


def _update(body: bytes) -> dict[str, Any] | None:
    """What was sent, if it is an update at all."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = update.get("update_id") if isinstance(update, dict) else None
    return update if type(number) is int and 0 <= number < LARGEST_ID else None


class Impatient(H11Protocol):
    """Closes a connection that takes longer than five seconds over the headers of a request: uvicorn waits for ever.
    Who is still taking in an answer has a minute for that.

    Says what is too long where uvicorn says 400 to all: the address (414), or the headers (431).
    """

    _deadline: asyncio.TimerHandle | None = None
    _answered = -ANSWER_SECONDS
    _refused = False

    def send_400_response(self, msg: str) -> None:
        unread, _ = self.conn.trailing_data
        if len(unread) <= LONGEST_HEAD:
            super().send_400_response(msg)
            return
        address, _, _ = unread.partition(b"\n")
        long = len(address) > LONGEST_ADDRESS
        status = HTTPStatus.REQUEST_URI_TOO_LONG if long else HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        reason = status.phrase.encode()
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        answer = h11.Response(status_code=status, headers=headers, reason=reason)
        for event in (answer, h11.Data(data=reason), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        # Who is still sending would lose what we said if we closed now.
        self._refused = True
        self.transport.write_eof()
        self._forget()
        self._deadline = self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.access_log = False  # uvicorn asks the logger whether anybody listens, and somebody may
        self._watch()

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        self._answered = self.loop.time()
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._forget()

    def _watch(self) -> None:
        """The clock runs while no request is being answered, however often a few bytes arrive."""
        if self._refused:
            return
        if self.cycle is not None and not self.cycle.response_complete:
            self._forget()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _give_up(self) -> None:
        self._deadline = None
        if self.transport.get_write_buffer_size() and self.loop.time() < self._answered + ANSWER_SECONDS:
            self._watch()
        else:
            self.transport.abort()

    def _forget(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class WebServer(uvicorn.Server):
    """uvicorn inside our own event loop: signals are the program's, not the server's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def make_server(web: Starlette, host: str, port: int, trusted_proxies: Sequence[str] = ()) -> WebServer:
    """A server for ``web``. Access is not logged: addresses carry tokens.

    Only ``trusted_proxies`` may say for whom they ask; nobody by default.
    """
    config = uvicorn.Config(
        web,
        host=host,
        port=port,
        http=Impatient,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        h11_max_incomplete_event_size=LONGEST_HEAD,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=5,
        lifespan="off",
    )
    return WebServer(config)
