"""A Bot API made for speed: what Telegram looks like to a bot, without being what the bot waits for.

Hand-written HTTP/1.1 on one ``asyncio.Protocol``: a tenth of a millisecond a call, or a little more. It knows the
methods that a bot under measurement calls, adds ``delay`` seconds to each answer, and with ``strict`` answers 429 where
Telegram's limits are passed (30 messages in any second, one a second to a chat) and counts those.
"""

import asyncio
import html
import itertools
import json
import re
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import parse_qsl

TOKEN = "4242:BENCH-no_real_token_at_all_only_of_loopback"  # noqa: S105 - of this server alone
BOT = {
    "id": 4242,
    "is_bot": True,
    "first_name": "Afsprakenbot",
    "username": "afsprakenbot",
    "can_join_groups": False,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
PER_SECOND = 30
ONE_CHAT_SECONDS = 0.95  # Telegram's second, less what a clock of another process may differ
MOST_UPDATES = 100

Json = dict[str, Any]

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_TAG = re.compile(r"<(/?)(b|i|u|s|code)>")
_KINDS = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "code": "code"}
# One count for all servers of this process: a database that moves on to another never meets an id twice.
_update_ids, _message_ids = itertools.count(1_001), itertools.count(1_001)
_SENDER = {"id": BOT["id"], "is_bot": True, "first_name": BOT["first_name"], "username": BOT["username"]}


class Listener(Protocol):
    """Who reads along with what the bot does: the phones."""

    def sent(self, message: Json) -> None: ...

    def edited(self, message: Json) -> None: ...

    def quieted(self, query: str) -> None: ...


class Refused(Exception):
    """An answer that is not ok."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.body: Json = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.body["parameters"] = parameters


class BotApi:
    """One bot's Telegram. ``push`` makes an update available; a listener hears what the bot answers."""

    def __init__(self, *, delay: float = 0.0, strict: bool = False) -> None:
        self.delay = delay
        self.strict = strict
        self.listener: Listener | None = None
        self.calls: dict[str, int] = {}
        self.overruns: Counter[str] = Counter()
        """How often which limit was passed."""
        self.conflicts = 0
        self.news: list[tuple[float, int]] = []
        """When each new message came, by ``time.perf_counter``, and to which chat."""
        self.polled = asyncio.Event()
        """Set once the bot has asked for updates."""
        self.first_poll = 0.0
        self._pending: deque[tuple[int, bytes]] = deque()
        self._poll: _Poll | None = None
        self._recent: deque[float] = deque()
        self._last: dict[int, float] = {}
        self._connections: set[_Connection] = set()
        self._methods: dict[str, Callable[[Json], Any]] = {
            "getMe": lambda _: BOT,
            "sendMessage": self._send,
            "editMessageText": self._edit,
            "answerCallbackQuery": self._quiet,
        }

    async def __aenter__(self) -> "BotApi":
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", 0, backlog=512)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for connection in list(self._connections):
            connection.transport.abort()

    def push(self, **content: Any) -> None:
        """From now on the bot can poll this update."""
        update_id = next(_update_ids)
        update = {"update_id": update_id, **content}
        self._pending.append((update_id, json.dumps(update, ensure_ascii=False).encode()))
        if self._poll is not None:
            self._poll.answer()

    def call(self, connection: "_Connection", head: bytes, body: bytes) -> None:
        """One request; the answer leaves now, after the delay, or when there is an update."""
        method = head.split(b" ", 2)[1].rsplit(b"/", 1)[1].split(b"?", 1)[0].decode()
        self.calls[method] = self.calls.get(method, 0) + 1
        data: Json = json.loads(body) if body[:1] == b"{" else dict(parse_qsl(body.decode(), keep_blank_values=True))
        if method == "getUpdates":
            return self._get_updates(connection, data)
        try:
            result = self._methods.get(method, _yes)(data)
        except Refused as refused:
            return self.respond(connection, json.dumps(refused.body).encode(), refused.code)
        answer = json.dumps({"ok": True, "result": result}, ensure_ascii=False).encode()
        return self.respond(connection, answer)

    def respond(self, connection: "_Connection", answer: bytes, status: int = 200) -> None:
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, connection.write, answer, status)
        else:
            connection.write(answer, status)

    def _get_updates(self, connection: "_Connection", data: Json) -> None:
        now = time.perf_counter()
        if not self.polled.is_set():
            self.first_poll = now
            self.polled.set()
        offset = int(data.get("offset") or 0)
        while self._pending and self._pending[0][0] < offset:
            self._pending.popleft()
        if self._poll is not None:
            self.conflicts += 1
            self._poll.refuse()
        self._poll = _Poll(self, connection, float(data.get("timeout") or 0))
        if self._pending:
            self._poll.answer()

    def _send(self, data: Json) -> Json:
        chat_id = int(data["chat_id"])
        self._limit(chat_id)
        self.news.append((time.perf_counter(), chat_id))
        message = self._message(chat_id, next_message_id(), data)
        if self.listener is not None:
            self.listener.sent(message)
        return message

    def _edit(self, data: Json) -> Json:
        chat_id = int(data["chat_id"])
        self._limit(chat_id)
        message = self._message(chat_id, int(data["message_id"]), data)
        message["edit_date"] = message["date"]
        if self.listener is not None:
            self.listener.edited(message)
        return message

    def _quiet(self, data: Json) -> bool:
        if self.listener is not None:
            self.listener.quieted(str(data["callback_query_id"]))
        return True

    def _message(self, chat_id: int, message_id: int, data: Json) -> Json:
        text: str = data["text"]
        entities: list[Json] = []
        if data.get("parse_mode") == "HTML":
            text, entities = _read_html(text)
        message: Json = {
            "message_id": message_id,
            "from": _SENDER,
            "chat": chat(chat_id),
            "date": int(time.time()),
            "text": text,
        }
        if entities:
            message["entities"] = entities
        markup = data.get("reply_markup")
        if markup:
            message["reply_markup"] = json.loads(markup) if isinstance(markup, str) else markup
        return message

    def _limit(self, chat_id: int) -> None:
        if not self.strict:
            return
        now = time.perf_counter()
        while self._recent and now - self._recent[0] >= 1.0:
            self._recent.popleft()
        passed = [
            *(["30 in a second"] if len(self._recent) >= PER_SECOND else []),
            *(["one chat twice in a second"] if now - self._last.get(chat_id, 0.0) < ONE_CHAT_SECONDS else []),
        ]
        if passed:
            self.overruns.update(passed[:1])
            raise Refused(429, "Too Many Requests: retry after 3", retry_after=3)
        self._recent.append(now)
        self._last[chat_id] = now


class _Poll:
    """A getUpdates that waits."""

    def __init__(self, api: BotApi, connection: "_Connection", timeout: float) -> None:
        self._api = api
        self.connection = connection
        self._timer = asyncio.get_running_loop().call_later(timeout, self.answer)
        connection.poll = self

    def answer(self) -> None:
        updates = [update for _, update in list(self._api._pending)[:MOST_UPDATES]]
        self.end()
        self._api.respond(self.connection, b'{"ok":true,"result":[' + b",".join(updates) + b"]}")

    def refuse(self) -> None:
        self.end()
        body = Refused(409, "Conflict: terminated by other getUpdates request").body
        self._api.respond(self.connection, json.dumps(body).encode(), 409)

    def end(self) -> None:
        self._timer.cancel()
        self.connection.poll = None
        if self._api._poll is self:
            self._api._poll = None


class _Connection(asyncio.Protocol):
    """A kept-alive connection: requests one after another."""

    transport: asyncio.Transport

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._buffer = bytearray()
        self.poll: _Poll | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._api._connections.add(self)

    def connection_lost(self, _: Exception | None) -> None:
        self._api._connections.discard(self)
        if self.poll is not None:
            self.poll.end()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._buffer[:end])
            if _CHUNKED.search(head):
                self.transport.abort()  # no bot we measure sends so; rather loud than slow
                raise ValueError("a request in chunks")
            found = _LENGTH.search(head)
            start, whole = end + 4, end + 4 + (int(found[1]) if found else 0)
            if len(self._buffer) < whole:
                return
            body = bytes(self._buffer[start:whole])
            del self._buffer[:whole]
            self._api.call(self, head, body)

    def write(self, answer: bytes, status: int = 200) -> None:
        if not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (status, len(answer), answer)
            )


def next_message_id() -> int:
    return next(_message_ids)


def chat(chat_id: int) -> Json:
    return {"id": chat_id, "type": "private", "first_name": f"Collega {chat_id % 10_000}"}


def user(chat_id: int) -> Json:
    return {"id": chat_id, "is_bot": False, "first_name": f"Collega {chat_id % 10_000}", "language_code": "nl"}


def _yes(_: Json) -> bool:
    """Methods of which only the acknowledgement counts: setMyCommands, deleteWebhook, deleteMessage …"""
    return True


def _read_html(text: str) -> tuple[str, list[Json]]:
    """The plain text and its entities, for the few tags that a bot under measurement uses."""
    plain, at = "", 0
    entities: list[Json] = []
    open_: dict[str, int] = {}
    for tag in _TAG.finditer(text):
        plain += html.unescape(text[at : tag.start()])
        at = tag.end()
        if not tag[1]:
            open_[tag[2]] = len(plain)
        elif tag[2] in open_:
            offset = open_.pop(tag[2])
            entities.append({"type": _KINDS[tag[2]], "offset": offset, "length": len(plain) - offset})
    return plain + html.unescape(text[at:]), entities
