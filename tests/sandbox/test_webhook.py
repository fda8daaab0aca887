"""Do updates reach the bot's own address, with the secret, in order, until they are taken?"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, Conflict

from bot.sandbox import Phone, Sandbox

from .conftest import Raw, library_for


@dataclass
class Receiver:
    """The bot's end: notes what comes and answers what ``status`` says."""

    status: Callable[[dict[str, Any]], int] = lambda update: 200
    url: str = ""
    seen: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    busy: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    most_at_once: int = 0
    most_at_once_in_a_chat: int = 0
    takes: float = 0.0
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def handle(self, request: web.Request) -> web.Response:
        update = await request.json()
        chat = (update.get("message") or update["my_chat_member"])["chat"]["id"]
        self.busy[chat] += 1
        self.most_at_once = max(self.most_at_once, sum(self.busy.values()))
        self.most_at_once_in_a_chat = max(self.most_at_once_in_a_chat, self.busy[chat])
        await asyncio.sleep(self.takes)
        self.busy[chat] -= 1
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        async with self.news:
            self.seen.append(update)
            self.news.notify_all()
        return web.Response(status=self.status(update))

    async def until(self, count: int) -> None:
        async with asyncio.timeout(5), self.news:
            await self.news.wait_for(lambda: len(self.seen) >= count)

    def texts(self, chat_id: int | None = None) -> list[str]:
        messages = [update["message"] for update in self.seen if "message" in update]
        return [m["text"] for m in messages if chat_id in (None, m["chat"]["id"])]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    end = Receiver()
    app = web.Application()
    app.router.add_post("/telegram", end.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    end.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    yield end
    await runner.cleanup()


async def nothing_waits(telegram: Sandbox) -> None:
    assert await telegram.world.pulse.until(lambda: not telegram.updates.waiting, 5)


async def test_updates_come_with_the_secret(telegram: Sandbox, bot: Bot, marijke: Phone, receiver: Receiver) -> None:
    await marijke.send("voor de webhook")
    assert await bot.set_webhook(receiver.url, secret_token="s3cret_-")
    await marijke.send("na de webhook")
    await receiver.until(2)
    assert receiver.texts() == ["voor de webhook", "na de webhook"]
    assert receiver.secrets == ["s3cret_-", "s3cret_-"]
    await nothing_waits(telegram)
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == (receiver.url, 0, 40)
    assert info.last_error_date is None


async def test_a_refused_update_comes_again_and_holds_up_only_its_chat(
    telegram: Sandbox, bot: Bot, marijke: Phone, receiver: Receiver
) -> None:
    jan = telegram.phone("Jan")
    refusals = iter([500, 404, 302])
    receiver.status = lambda update: 200 if update["message"]["text"] != "lastig" else next(refusals, 200)
    await bot.set_webhook(receiver.url)
    await marijke.send("lastig")
    await marijke.send("daarna")
    await jan.send("ondertussen")
    await receiver.until(6)
    assert receiver.texts(marijke.id) == ["lastig"] * 4 + ["daarna"]
    assert receiver.texts().index("ondertussen") < 3
    assert len({update["update_id"] for update in receiver.seen}) == 3
    assert receiver.secrets[0] is None


async def test_the_last_error_is_told(bot: Bot, marijke: Phone, receiver: Receiver) -> None:
    receiver.status = lambda update: 503
    await bot.set_webhook(receiver.url, allowed_updates=["message"])
    await marijke.send("x")
    await receiver.until(2)
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    assert info.last_error_date is not None
    assert (info.pending_update_count, info.allowed_updates) == (1, ("message",))


async def test_an_address_where_nobody_listens_is_tried_again(
    telegram: Sandbox, bot: Bot, marijke: Phone, receiver: Receiver, unused_tcp_port: int
) -> None:
    await bot.set_webhook(f"http://127.0.0.1:{unused_tcp_port}/telegram")
    await marijke.send("hallo?")
    await marijke.wait_until(lambda: "error" in str(telegram._webhook.info()))
    assert (await bot.get_webhook_info()).last_error_message == "Connection refused"
    await bot.set_webhook(receiver.url)
    await receiver.until(1)
    assert receiver.texts() == ["hallo?"]


async def test_a_webhook_that_never_answers_is_tried_again(receiver: Receiver) -> None:
    receiver.takes = 0.2
    async with (
        Sandbox(webhook_pauses=(0.01,), webhook_answer_within=0.05) as telegram,
        library_for(telegram) as bot,
    ):
        jan = telegram.phone("Jan")
        await bot.set_webhook(receiver.url)
        await jan.send("x")
        await receiver.until(2)
        assert (await bot.get_webhook_info()).last_error_message == "Read timeout expired"
        receiver.takes = 0.0
        await nothing_waits(telegram)


async def test_one_at_a_time_per_chat_and_several_chats_at_once(
    telegram: Sandbox, bot: Bot, receiver: Receiver
) -> None:
    receiver.takes = 0.02
    await bot.set_webhook(receiver.url, max_connections=2)
    people = [telegram.phone(name) for name in ("Marijke", "Jan", "Fatima", "Piet")]
    for number in range(3):
        for person in people:
            await person.send(str(number))
    await receiver.until(12)
    assert all(receiver.texts(person.id) == ["0", "1", "2"] for person in people)
    assert receiver.most_at_once_in_a_chat == 1
    assert receiver.most_at_once == 2


async def test_polling_and_a_webhook_exclude_each_other(bot: Bot, marijke: Phone, receiver: Receiver) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    await bot.set_webhook(receiver.url)
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    await marijke.send("weer gehaald")
    assert len(await bot.get_updates()) == 1
    assert receiver.seen == []


async def test_pending_updates_can_be_dropped(telegram: Sandbox, bot: Bot, marijke: Phone, receiver: Receiver) -> None:
    await marijke.send("oud")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()
    await marijke.send("ook oud")
    await bot.set_webhook(receiver.url, drop_pending_updates=True)
    await marijke.send("nieuw")
    await receiver.until(1)
    assert receiver.texts() == ["nieuw"]


async def test_setting_it_again_says_so_and_disturbs_nothing(raw: Raw, marijke: Phone, receiver: Receiver) -> None:
    receiver.takes = 0.05
    told = [(await raw("setWebhook", url=receiver.url))[1]["description"]]
    await marijke.send("een keer")
    await asyncio.sleep(0.02)
    told.append((await raw("setWebhook", url=receiver.url))[1]["description"])
    await receiver.until(1)
    told += [(await raw("deleteWebhook"))[1]["description"] for _ in range(2)]
    assert told == [
        "Webhook was set",
        "Webhook is already set",
        "Webhook was deleted",
        "Webhook is already deleted",
    ]
    assert receiver.texts() == ["een keer"]


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"url": "http://voorbeeld.nl/x"}, "An HTTPS URL must be provided for webhook"),
        ({"url": "https://voorbeeld.nl:8000/x"}, "can be set up only on ports 80, 88, 443 or 8443"),
        ({"url": "onzin"}, "invalid webhook URL specified"),
        (
            {"url": "https://voorbeeld.nl", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
        ({"url": "https://x.nl", "secret_token": "a" * 257}, "secret token is too long"),
        (
            {"url": "https://voorbeeld.nl", "max_connections": 101},
            "max_connections must be between 1 and 100",
        ),
    ],
)
async def test_a_bad_webhook_is_refused(bot: Bot, params: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){reason}"):
        await bot.set_webhook(**params)
    assert (await bot.get_webhook_info()).url == ""


async def test_during_an_outage_nothing_is_delivered(
    telegram: Sandbox, bot: Bot, marijke: Phone, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url)
    await telegram.down()
    await marijke.send("later")
    await asyncio.sleep(0.05)
    assert receiver.seen == []
    await telegram.up()
    await receiver.until(1)
