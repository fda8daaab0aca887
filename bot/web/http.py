"""What do all our answers over HTTP have in common, and how much do we read of what is sent?"""

import asyncio
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_SECONDS = 10.0
LONGEST_ADDRESS = 1024
LONGEST_HEAD = 16 * 1024
EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]

# Nothing may be done with an answer of ours, unless it says so itself.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


class SafeAnswers:
    """Gives every answer the headers that keep it to itself; over https also that it is never asked for without."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self._app = app
        self._headers: Mapping[str, str] = {**_HEADERS, **(_HSTS if https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, safely if scope["type"] == "http" else send)


class ShortHeads:
    """Refuses an address longer than any of ours (414) and more headers than anybody needs (431), before anybody looks
    at them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = _too_long(scope) if scope["type"] == "http" else None
        await (refusal or self._app)(scope, receive, send)


def _too_long(scope: Scope) -> PlainTextResponse | None:
    if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return PlainTextResponse("URI Too Long", 414)
    if sum(len(name) + len(value) for name, value in scope["headers"]) > LONGEST_HEAD:
        return PlainTextResponse("Request Header Fields Too Large", 431)
    return None


async def read_body(request: Request, most: int) -> bytes | None:
    """The body, or None when it is larger than ``most``, or does not come."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    return None
    except (TimeoutError, ClientDisconnect):
        return None
    return bytes(body)
