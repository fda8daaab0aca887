"""What does somebody see who knocks on the web part, with the secret and without?"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from bot.services import TemporarilyUnavailable
from bot.web import http
from bot.web import server as web
from bot.web.server import SECRET_HEADER, make_server, make_web
from tests.flows.conftest import free_port

SECRET = "0123456789abcdef" * 4
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


@pytest.fixture(params=["webhook"])
async def site(request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    port = free_port()
    async with aiohttp.ClientSession() as http:
        site = Site(f"http://127.0.0.1:{port}", port, http)
        app = make_web(site.receive if request.param == "webhook" else None, SECRET, site.check)
        server = make_server(app, "127.0.0.1", port)
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
