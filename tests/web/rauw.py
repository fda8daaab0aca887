"""How does a test speak HTTP byte by byte, also in ways that no library would?"""

import asyncio
import contextlib
import gzip
import http.client
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass

DRILL = bool(os.environ.get("DRILL"))
MOST_SECONDS = 1.0 if DRILL else 10.0
"""So soon somebody is served whatever others do. Where the tests share the machine that says little: then longer."""
PATIENCE = 30.0
"""Far longer than any answer takes, so that a test ends."""


@dataclass(frozen=True)
class Reply:
    """An answer as it travelled."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def content(self) -> bytes:
        """What the body says, however it was packed."""
        return gzip.decompress(self.body) if self.headers["Content-Encoding"] == "gzip" else self.body

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def undated(self) -> tuple[int, list[tuple[str, str]], bytes]:
        """All of it but the moment of sending: for telling two apart."""
        return self.status, [(name, value) for name, value in self.headers.items() if name != "date"], self.body

    @classmethod
    def of(cls, received: bytes) -> "Reply":
        head, _, body = received.partition(b"\r\n\r\n")
        line, _, fields = head.partition(b"\r\n")
        return cls(int(line.split()[1]), http.client.parse_headers(io.BytesIO(fields + b"\r\n\r\n")), body)


def request(path: str | bytes, method: str = "GET", headers: Mapping[str, str] | None = None) -> bytes:
    """With nothing in it that was not asked for, but what HTTP itself demands."""
    target = path.encode() if isinstance(path, str) else path
    fields = "".join(f"{name}: {value}\r\n" for name, value in {"Host": "x", **(headers or {})}.items())
    return method.encode() + b" " + target + b" HTTP/1.1\r\n" + fields.encode("latin-1") + b"\r\n"


async def exchange(port: int, sent: bytes) -> bytes:
    """All that comes back until the connection closes. Who closes in the middle of our sending has said enough."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    received = b""
    try:
        async with asyncio.timeout(PATIENCE):
            writer.write(sent)
            with contextlib.suppress(ConnectionError):
                while some := await reader.read(65536):
                    received += some
    finally:
        writer.transport.abort()
    return received


async def ask(port: int, path: str | bytes, method: str = "GET", headers: Mapping[str, str] | None = None) -> Reply:
    """One question over a connection of its own."""
    return Reply.of(await exchange(port, request(path, method, {**(headers or {}), "Connection": "close"})))
