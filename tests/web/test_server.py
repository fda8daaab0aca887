"""What does somebody see who knocks on the web part, with the secret and without?"""

import asyncio
import contextlib
import json
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import aiohttp
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.services import TemporarilyUnavailable
from bot.web import http
from bot.web import server as web
from bot.web.server import SECRET_HEADER, WebServer, make_server, make_web
from tests.flows.conftest import free_port
from tests.web.rauw import MOST_SECONDS, ask, exchange, request

SECRET = "0123456789abcdef" * 4
LARGE = 12 * 1024 * 1024
"""More than a machine keeps for a client that does not read."""
UPDATE = {"update_id": 7, "message": {"text": "Geheime tekst van iemand"}}


@dataclass
class Site:
    """The web part on a port of its own, and what it made ours."""

    url: str
    port: int
    http: aiohttp.ClientSession
    received: list[dict[str, Any]] = field(default_factory=list)
    failure: Exception | None = None
    healthy: Callable[[], Any] = lambda: True
    server: WebServer = field(init=False)

    async def receive(self, update: dict[str, Any]) -> None:
        if self.failure is not None:
            raise self.failure
        self.received.append(update)

    async def check(self) -> bool:
        answer = self.healthy()
        return bool(await answer if asyncio.iscoroutine(answer) else answer)

    async def ask(self, method: str = "POST", path: str = "/telegram", **how: Any) -> tuple[int, str]:
        how.setdefault("headers", {SECRET_HEADER: SECRET})
        async with self.http.request(method, self.url + path, **how) as answer:
            return answer.status, await answer.text()

    async def deliver(self, body: bytes | str) -> int:
        return (await self.ask(data=body))[0]


async def large(_: Request) -> Response:
    return Response(bytes(LARGE))


@pytest.fixture(params=["webhook"])
async def site(request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    port = free_port()
    async with aiohttp.ClientSession() as http:
        site = Site(f"http://127.0.0.1:{port}", port, http)
        receive = site.receive if request.param == "webhook" else None
        app = make_web(receive, SECRET, site.check, [Route("/groot", large)])
        server = site.server = make_server(app, "127.0.0.1", port)
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        yield site
        server.should_exit = True
        await serving


polling = pytest.mark.parametrize("site", ["polling"], indirect=True)


async def test_an_update_is_confirmed_once_it_is_ours(site: Site):
    assert await site.deliver(json.dumps(UPDATE)) == 200

    assert site.received == [UPDATE]


async def test_without_the_secret_there_is_nothing_here(site: Site):
    for secret in (None, "", SECRET[:-1], SECRET + "0", SECRET.upper(), "é", f" {SECRET[1:]}"):
        headers = {} if secret is None else {SECRET_HEADER: secret}

        nowhere = await site.ask(path="/bestaat-niet", headers=headers)
        here = await site.ask(json=UPDATE, headers=headers)

        assert here == nowhere == (404, "Not Found"), secret
    assert site.received == []


async def test_any_other_method_finds_nothing(site: Site):
    for method in ("GET", "PUT", "DELETE", "OPTIONS", "PATCH"):
        async with site.http.request(method, site.url + "/telegram", headers={SECRET_HEADER: SECRET}) as answer:
            assert answer.status == 404, method
            assert not {"Allow", "Server"} & answer.headers.keys()


@polling
async def test_while_we_poll_there_is_no_webhook(site: Site):
    assert await site.deliver(json.dumps(UPDATE)) == 404


NO_UPDATES = [
    b"",
    b"{",
    b"\xff\xfe",
    b"null",
    b"[]",
    b'"update"',
    b"{}",
    b'{"update_id": "7"}',
    b'{"update_id": true}',
    b'{"update_id": 7.5}',
    b'{"update_id": -1}',
    b'{"update_id": 1e400}',
    b'{"update_id": 9223372036854775808}',
    b'{"update_id": ' + b"9" * 5000 + b"}",
    b"[" * 100_000,
]


async def test_what_is_no_update_is_refused(site: Site):
    for body in NO_UPDATES:
        assert await site.deliver(body) == 400, body[:30]
    assert site.received == []


async def test_a_body_larger_than_any_update_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(web, "LARGEST_UPDATE", 1000)

    assert await site.deliver(json.dumps({**UPDATE, "x": "a" * 1000})) == 413
    assert await site.deliver(json.dumps(UPDATE)) == 200, "and it goes on"


async def test_a_body_larger_than_any_update_is_refused_also_in_pieces(site: Site):
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"a" * (web.LARGEST_UPDATE // 10)

    with contextlib.suppress(aiohttp.ClientError):  # it may close while we still send
        assert (await site.ask(data=pieces()))[0] == 413
    assert site.received == []


async def test_what_cannot_be_stored_now_is_brought_again(site: Site):
    site.failure = TemporarilyUnavailable("OperationalError")
    assert await site.deliver(json.dumps(UPDATE)) == 503

    site.failure = None
    assert await site.deliver(json.dumps(UPDATE)) == 200


async def test_a_fault_of_ours_is_logged_without_the_update(site: Site, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    site.failure = KeyError("Geheime tekst van iemand")

    assert await site.ask(json=UPDATE) == (500, "Internal Server Error")

    assert "Geheime tekst" not in caplog.text


async def test_nothing_of_a_request_is_logged(
    site: Site, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    caplog.set_level(logging.INFO)

    await site.ask(json=UPDATE)
    await site.ask(json=UPDATE, headers={SECRET_HEADER: "verkeerd-geheim"})
    await site.ask("GET", "/kalender/geheim-token.ics")
    await site.deliver(b"Geheime tekst van iemand")

    written = caplog.text + "".join(capfd.readouterr())
    assert not [word for word in ("Geheime", "verkeerd-geheim", "geheim-token", SECRET) if word in written]


async def test_health_says_whether_the_database_is_there(site: Site, monkeypatch: pytest.MonkeyPatch):
    assert await site.ask("GET", "/health", headers={}) == (200, '{"status":"goed"}')

    site.healthy = lambda: False
    assert await site.ask("GET", "/health", headers={}) == (503, '{"status":"database niet bereikbaar"}')

    monkeypatch.setattr(web, "HEALTH_SECONDS", 0.05)
    site.healthy = lambda: asyncio.sleep(60)
    assert (await site.ask("GET", "/health", headers={}))[0] == 503


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"POST /telegram HTTP/1.1\r\nHost: x\r\nX-A: ", id="half a head"),
        pytest.param(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /health HT", id="half a second head"),
        pytest.param(b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{", id="no secret, half a body"),
    ],
)
async def test_a_connection_that_only_waits_is_closed(site: Site, sent: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(web, "HEADER_SECONDS", 0.3)
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(sent)

    async def drip() -> None:
        while True:
            await asyncio.sleep(0.1)
            writer.write(b"a")

    dripping = asyncio.create_task(drip())
    with contextlib.suppress(ConnectionError):
        await asyncio.wait_for(reader.read(), 3)
    dripping.cancel()
    writer.close()
    assert await site.deliver(json.dumps(UPDATE)) == 200


async def test_a_request_may_take_longer_to_answer_than_to_ask(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(web, "HEADER_SECONDS", 0.1)
    site.healthy = lambda: asyncio.sleep(0.4, True)

    assert (await site.ask("GET", "/health"))[0] == 200


async def test_a_body_that_does_not_come_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http, "BODY_SECONDS", 0.1)
    monkeypatch.setattr(web, "HEADER_SECONDS", 0.3)
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Length: 99\r\n\r\n{{"
    writer.write(head.encode())

    answer = await asyncio.wait_for(reader.readline(), 3)

    assert b" 413 " in answer
    with contextlib.suppress(ConnectionError):
        await asyncio.wait_for(reader.read(), 3)
    writer.close()


async def test_forwarded_headers_count_from_trusted_proxies_only():
    app = make_web(None, SECRET, lambda: asyncio.sleep(0, True))

    assert make_server(app, "127.0.0.1", 0).config.proxy_headers is False
    config = make_server(app, "127.0.0.1", 0, ["10.0.0.0/8"]).config
    assert (config.proxy_headers, config.forwarded_allow_ips) == (True, ["10.0.0.0/8"])


# What is too much


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/" + "a" * 1023, 404),
        ("/" + "a" * 1024, 414),
        ("/health?" + "a" * 1000, 200),
        ("/health?" + "a" * 1018, 414),
        ("/kalender/" + "a" * 20_000 + ".ics", 414),
        ("/" + "%41" * 1000, 414),
        ("/telegram?" + "a" * 5000, 414),
    ],
)
async def test_an_address_longer_than_any_of_ours_is_refused(site: Site, address: str, status: int):
    assert (await ask(site.port, address)).status == status


@pytest.mark.parametrize("size", [20_000, 100_000, 1_000_000])
@pytest.mark.parametrize("pieces", [1, 50])
async def test_however_long_an_address_is_it_is_refused_without_being_read_whole(site: Site, size: int, pieces: int):
    sent = request("/kalender/" + "a" * size + ".ics")
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    received = b""
    with contextlib.suppress(ConnectionError):  # it closes while we still send
        for start in range(0, len(sent), len(sent) // pieces + 1):
            writer.write(sent[start : start + len(sent) // pieces + 1])
            await asyncio.sleep(0)
        while some := await asyncio.wait_for(reader.read(65536), 30):
            received += some
            if b"\r\n\r\n" in received:
                break
    writer.transport.abort()

    assert received.startswith(b"HTTP/1.1 414 ")
    assert b"aaaa" not in received
    assert (await site.ask("GET", "/health"))[0] == 200


@pytest.mark.parametrize("pieces", [1, 40])
@pytest.mark.parametrize(("name", "count"), [("one", 1), ("many", 40)])
async def test_headers_larger_than_anybody_needs_are_refused(site: Site, pieces: int, name: str, count: int):
    lines = "".join(f"X-{number}: {'a' * (40_000 // count)}\r\n" for number in range(count))
    sent = f"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{lines}\r\n".encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    with contextlib.suppress(ConnectionError):
        for start in range(0, len(sent), len(sent) // pieces + 1):
            writer.write(sent[start : start + len(sent) // pieces + 1])
            await asyncio.sleep(0.001)
    assert (await asyncio.wait_for(reader.readline(), 30)).startswith(b"HTTP/1.1 431 ")
    writer.transport.abort()
    assert (await site.ask("GET", "/health"))[0] == 200


async def test_headers_of_a_usual_size_are_welcome(site: Site):
    assert (await ask(site.port, "/health", headers={"Cookie": "a" * 12_000})).status == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\x01\x02\x03\r\n\r\n",
        b"\r\n\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /health\r\n\r\n",
        b"GET /health HTTP/1.1\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET  /health HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /hea lth HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /kalender/é.ics HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
        b"GET /kalender/\xff.ics HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /kalender/\x00.ics HTTP/1.1\r\nHost: x\r\n\r\n",
        b"G\xc3\x8bT /health HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\nX: a\r\n b\x00\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 100 + b"\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
async def test_what_is_no_http_is_refused_and_the_next_is_served(
    site: Site, sent: bytes, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(web, "HEADER_SECONDS", 1.0)  # for what could still become a request

    received = await exchange(site.port, sent)

    assert received == b"" or received.split()[1] in {b"400", b"501"}, received[:80]
    assert b"Traceback" not in received
    assert (await site.ask("GET", "/health"))[0] == 200


async def test_after_a_good_request_on_the_same_connection_nonsense_is_refused_too(site: Site):
    good = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    received = await exchange(site.port, good * 2 + b"\x00\xff onzin\r\n\r\n" + good)
    statuses = [part[:3] for part in received.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200", b"200", b"400"]


# Who is slow

SLOW = 300


async def test_three_hundred_slow_ones_are_closed_in_time_and_in_nobodys_way(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    """Each begins a request that it never ends, and goes on with a byte now and then."""
    monkeypatch.setattr(web, "HEADER_SECONDS", 2.0)
    begun = [b"", b"GET /kal", b"GET /health HTTP/1.1\r\nX-A: ", b"GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /he"]
    began = monotonic()

    async def drip(number: int) -> float:
        """How long it took until it was closed."""
        opened = monotonic()
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        writer.write(begun[number % len(begun)])
        reading = asyncio.create_task(reader.read(-1))
        while not reading.done():
            await asyncio.wait([reading], timeout=0.5)
            with contextlib.suppress(ConnectionError):
                writer.write(b"a")
        await asyncio.gather(reading, return_exceptions=True)
        writer.transport.abort()
        return monotonic() - opened

    dripping = asyncio.gather(*map(drip, range(SLOW)))
    worst, asked = 0.0, 0
    while not dripping.done() and monotonic() - began < 30:
        before = monotonic()
        assert (await site.ask("GET", "/health"))[0] == 200
        worst, asked = max(worst, monotonic() - before), asked + 1
        await asyncio.sleep(0.02)

    took = await asyncio.wait_for(dripping, 1)
    assert asked > 3
    assert worst < MOST_SECONDS
    assert min(took) >= 2.0
    assert max(took) < 2.0 + 10
    assert len(site.server.server_state.connections) <= 1, "ours, to /health"


async def test_who_takes_in_an_answer_slowly_gets_all_of_it(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(web, "HEADER_SECONDS", 0.3)
    with slow_reader(site.port) as client:
        loop, taken = asyncio.get_running_loop(), 0
        await loop.sock_sendall(client, request("/groot"))
        began = monotonic()
        while some := await loop.sock_recv(client, 256 * 1024):
            taken += len(some)
            if taken > LARGE:
                break
            await asyncio.sleep(0.02)

    assert taken > LARGE
    assert monotonic() - began > 3 * 0.3, "it took much longer than a request may"


async def test_who_takes_in_nothing_of_an_answer_is_closed(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(web, "HEADER_SECONDS", 0.2)
    monkeypatch.setattr(web, "ANSWER_SECONDS", 0.5)
    with slow_reader(site.port) as client:
        await asyncio.get_running_loop().sock_sendall(client, request("/groot"))
        async with asyncio.timeout(10):
            while not site.server.server_state.connections:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            while site.server.server_state.connections:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


@contextlib.contextmanager
def slow_reader(port: int) -> Iterator[socket.socket]:
    """A client with little room for what comes in."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        client.connect(("127.0.0.1", port))
        client.setblocking(False)
        yield client
