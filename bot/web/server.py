"""What do we answer over HTTP? Telegram's webhook and a sign of life."""

import contextlib
import hmac
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.services import TemporarilyUnavailable

log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST_UPDATE = 1024 * 1024

Receive = Callable[[dict[str, Any]], Awaitable[None]]


def make_web(receive: Receive | None, secret: str, healthy: Callable[[], Awaitable[bool]]) -> Starlette:
    """The web part. ``receive`` makes an update ours, and only then is it confirmed; None where we poll instead."""

    async def telegram(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if receive is None or not hmac.compare_digest(given.encode(), secret.encode()):
            return PlainTextResponse("Not Found", 404)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("Payload Too Large", 413)
        try:
            update = json.loads(body)
            if not isinstance(update, dict):
                raise ValueError("not an object")
        except ValueError:
            return PlainTextResponse("Bad Request", 400)
        try:
            await receive(update)
        except TemporarilyUnavailable:
            return PlainTextResponse("Service Unavailable", 503)  # Telegram brings it again
        return Response(status_code=200)

    async def health(_: Request) -> Response:
        good = await healthy()
        return JSONResponse({"status": "goed" if good else "database niet bereikbaar"}, 200 if good else 503)

    return Starlette(
        routes=[
            Route("/telegram", telegram, methods=["POST"]),
            Route("/health", health, methods=["GET"]),
        ]
    )


async def _body(request: Request) -> bytes | None:
    """The body, or None when it is larger than any update."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_UPDATE:
            return None
    return bytes(body)


class WebServer(uvicorn.Server):
    """uvicorn inside our own event loop: signals are the program's, not the server's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def make_server(web: Starlette, host: str, port: int) -> WebServer:
    """A server for ``web``. Access is not logged: addresses carry tokens."""
    config = uvicorn.Config(
        web,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=5,
        lifespan="off",
    )
    return WebServer(config)
