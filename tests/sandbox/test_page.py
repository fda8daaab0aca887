"""Who may ask the page with the phones something, and what does it answer?"""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Page, Phone, Refused, Sandbox, Seat, Tip
from bot.sandbox import page as page_module

WHO = "Marijke de Vries"
START = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)


class Clock:
    """One that a test looks at."""

    def __init__(self) -> None:
        self.moment = START
        self.may_arrive = asyncio.Event()
        self.may_arrive.set()

    def now(self) -> datetime:
        return self.moment

    async def hour(self) -> None:
        await self.may_arrive.wait()
        self.moment += timedelta(hours=1)

    async def morning(self) -> None:
        raise Refused("Vandaag niet.")

    async def to(self, day: date) -> None:
        self.moment = datetime.combine(day, self.moment.time(), UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def page(telegram: Sandbox, marijke: Phone, clock: Clock) -> AsyncIterator[Page]:
    seats = [Seat(marijke, "makelaar"), Seat(telegram.phone("Tineke"), "actiehouder")]
    async with Page(telegram, seats, clock, [Tip("Begin", "Druk hier.", "Hier", phone=WHO, fill="/nieuw")]) as page:
        yield page


@pytest.fixture
async def web(page: Page) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(page.url, headers={"Origin": page.url}) as session:
        yield session


async def events(web: aiohttp.ClientSession, count: int) -> list[tuple[str, Any]]:
    """The first ``count`` parts that the page is sent."""
    found: list[tuple[str, Any]] = []
    async with web.get("/events") as stream:
        name = ""
        async for line in stream.content:
            key, _, value = line.decode().strip().partition(": ")
            if key == "event":
                name = value
            elif key == "data":
                found.append((name, json.loads(value)))
                if len(found) == count:
                    break
    return found


async def test_the_page_and_all_it_needs_come_from_here(web: aiohttp.ClientSession):
    for path, kind in (
        ("/", "text/html"),
        ("/page.css", "text/css"),
        ("/page.js", "text/javascript"),
        ("/favicon.svg", "image/svg+xml"),
    ):
        async with web.get(path) as answer:
            assert (answer.status, answer.content_type) == (200, kind)
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "no-store"
            body = await answer.text()
        assert "://" not in body.replace("http://www.w3.org/2000/svg", "")
        assert " style=" not in body
        assert "<script>" not in body


@pytest.mark.parametrize("path", ["/", "/events", "/page.js", "/nothing"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1.evil.example:{port}"])
async def test_another_name_that_leads_here_gets_nothing(web: aiohttp.ClientSession, page: Page, path: str, host: str):
    name = host.format(port=page.url.rpartition(":")[2])

    async with web.get(path, headers={"Host": name, "Origin": f"http://{name}"}) as answer:
        assert answer.status == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1", None]
)
@pytest.mark.parametrize("path", ["/send", "/press", "/clock"])
async def test_another_page_in_the_same_browser_orders_nothing(
    page: Page, marijke: Phone, clock: Clock, origin: str | None, path: str
):
    before = marijke.messages
    headers = {"Origin": origin.format(port=page.url.rpartition(":")[2])} if origin else {}
    order = {"phone": WHO, "text": "hallo", "message": 1, "data": "x", "move": "hour"}

    async with aiohttp.ClientSession(page.url, headers=headers) as other, other.post(path, json=order) as answer:
        assert answer.status == 403

    assert marijke.messages == before
    assert clock.moment == START


async def test_another_page_is_not_told_anything_either(page: Page):
    evil = {"Origin": "http://evil.example"}

    async with aiohttp.ClientSession() as other, other.get(f"{page.url}/events", headers=evil) as answer:
        assert answer.status == 403


async def test_an_order_comes_as_json_or_not_at_all(web: aiohttp.ClientSession):
    async with web.post("/send", data={"phone": WHO, "text": "hallo"}) as answer:
        assert answer.status == 415
    for body in (
        b"",
        b"{",
        b"[]",
        b"[" * 50_000,
        b'{"phone": "Marijke de Vries"}',
        b'{"phone": 1, "text": "x"}',
        b'{"phone": "Wie", "text": "x"}',
    ):
        async with web.post("/send", data=body, headers={"Content-Type": "application/json"}) as answer:
            assert answer.status == 400
    async with web.post("/send", json={"phone": WHO, "text": "x" * 100_000}) as answer:
        assert answer.status == 413
    async with web.post("/clock", json={"move": "back"}) as answer:
        assert answer.status == 400
    async with web.put("/send", json={}) as answer:
        assert answer.status == 405


@pytest.mark.parametrize("text", ["", " \n", "x" * 4097])
async def test_a_text_that_no_phone_sends_is_refused_with_a_sentence(web: aiohttp.ClientSession, text: str):
    async with web.post("/send", json={"phone": WHO, "text": text}) as answer:
        assert answer.status == 422
        assert (await answer.json())["reason"] == "Een bericht heeft 1 tot 4096 tekens."


async def test_what_is_typed_arrives_with_what_it_answers(
    web: aiohttp.ClientSession, telegram: Sandbox, marijke: Phone
):
    first = marijke.messages[0].message_id

    async with web.post("/send", json={"phone": WHO, "text": "ja \ud800", "replyTo": first}) as answer:
        assert answer.status == 200
    async with web.post("/send", json={"phone": WHO, "text": "nee", "replyTo": 999}) as answer:
        assert answer.status == 200

    assert [(message.text, message.reply_to) for message in marijke.messages[1:]] == [("ja ?", first), ("nee", None)]
    assert len(telegram.updates.waiting) == 2


async def test_all_of_it_comes_first_and_then_what_changed(
    web: aiohttp.ClientSession, raw: Any, telegram: Sandbox, marijke: Phone
):
    told = asyncio.create_task(events(web, 5))
    await asyncio.sleep(0.2)
    keys = [[{"text": "Gedaan", "callback_data": "gedaan:1"}]]
    await raw(
        "sendMessage",
        chat_id=marijke.id,
        text="<b>Nieuwe</b> actie",
        parse_mode="HTML",
        reply_markup={"inline_keyboard": keys},
    )

    parts = await asyncio.wait_for(told, 5)

    assert [name for name, _ in parts] == ["about", "clock", "phone", "phone", "phone"]
    about, clock, first, _, news = (part for _, part in parts)
    assert [seat["name"] for seat in about["phones"]] == [WHO, "Tineke"]
    assert about["tips"][0]["fill"] == "/nieuw"
    assert clock == {"now": "2027-02-01T08:00", "moving": False}
    assert [message["text"] for message in first["messages"]] == ["/start"]
    (message,) = news["messages"][1:]
    assert message["text"] == "Nieuwe actie"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 6}]
    assert message["buttons"][0][0]["callback_data"] == "gedaan:1"


async def test_the_token_of_an_invitation_is_not_shown(web: aiohttp.ClientSession, telegram: Sandbox):
    await telegram.phone("Tineke").open_link(f"https://t.me/{telegram.username}?start=geheim-123")

    parts = await events(web, 4)

    assert "geheim" not in json.dumps(parts)
    assert parts[3][1]["messages"][0]["text"] == "/start"


async def test_a_press_is_answered_once_the_bot_answers(web: aiohttp.ClientSession, raw: Any, telegram: Sandbox):
    press = asyncio.create_task(web.post("/press", json={"phone": WHO, "message": 1, "data": "gedaan:1"}))
    await telegram.world.pulse.until(lambda: bool(telegram.updates.waiting), 5)
    (update,) = telegram.updates.waiting.values()
    assert update.content["data"] == "gedaan:1"
    assert not press.done()

    await raw("answerCallbackQuery", callback_query_id=update.content["id"], text="Goed")

    async with await asyncio.wait_for(press, 5) as answer:
        assert await answer.json() == {"answer": "Goed"}


async def test_a_bot_that_does_not_answer_a_press_is_told(web: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(page_module, "ANSWER_SECONDS", 0.05)

    async with web.post("/press", json={"phone": WHO, "message": 1, "data": "x"}) as answer:
        assert answer.status == 422
        assert (await answer.json())["reason"] == "De bot antwoordt niet. Probeer het opnieuw."


async def test_the_clock_moves_once_at_a_time_and_counts_what_came(
    web: aiohttp.ClientSession, raw: Any, marijke: Phone, clock: Clock
):
    clock.may_arrive.clear()
    told = asyncio.create_task(events(web, 5))
    await asyncio.sleep(0.2)
    moving = asyncio.create_task(web.post("/clock", json={"move": "hour"}))
    assert (await asyncio.wait_for(told, 5))[-1] == ("clock", {"now": "2027-02-01T08:00", "moving": True})

    async with web.post("/clock", json={"move": "hour"}) as answer:
        assert answer.status == 422
        assert (await answer.json())["reason"].startswith("De klok loopt al.")
    await raw("sendMessage", chat_id=marijke.id, text="Goedemorgen")
    clock.may_arrive.set()

    async with await asyncio.wait_for(moving, 5) as answer:
        assert await answer.json() == {"now": "2027-02-01T09:00", "arrived": 1}
    assert (await events(web, 2))[1][1] == {"now": "2027-02-01T09:00", "moving": False}


async def test_a_clock_that_refuses_says_why_and_can_be_moved_again(web: aiohttp.ClientSession, clock: Clock):
    for order, reason in (
        ({"move": "morning"}, "Vandaag niet."),
        ({"move": "date"}, "Kies eerst een datum."),
        ({"move": "date", "date": "morgen"}, "Kies eerst een datum."),
        ({"move": "date", "date": 8}, "Kies eerst een datum."),
    ):
        async with web.post("/clock", json=order) as answer:
            assert answer.status == 422
            assert (await answer.json())["reason"] == reason

    async with web.post("/clock", json={"move": "date", "date": "2027-02-08"}) as answer:
        assert answer.status == 200
    assert clock.moment.date() == date(2027, 2, 8)


async def test_a_taken_port_gives_another_that_it_names(telegram: Sandbox, page: Page, clock: Clock):
    taken = int(page.url.rpartition(":")[2])

    async with Page(telegram, [], clock, port=taken) as second:
        assert second.url != page.url
        assert not second.got_its_port
        async with aiohttp.ClientSession() as session, session.get(second.url) as answer:
            assert answer.status == 200


async def test_who_is_looking_does_not_keep_it_from_stopping(telegram: Sandbox, clock: Clock):
    async with aiohttp.ClientSession() as session:
        async with Page(telegram, [], clock) as page:
            looking = await session.get(f"{page.url}/events")
            began = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - began < 1
        assert b"about" in await looking.content.read()
