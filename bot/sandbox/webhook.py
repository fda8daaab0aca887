"""How do updates reach the bot when it gave an address to send them to?"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.pulse import Pulse
from bot.sandbox.updates import TERMINATED_BY_WEBHOOK, Update, UpdateQueue
from bot.sandbox.wire import Answer, Json, Params, bad_request

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
WEBHOOK_IS_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_PORTS = {80, 88, 443, 8443}


@dataclass
class Webhook:
    """Sends one update at a time per chat, in order, until the bot answers 2xx."""

    updates: UpdateQueue
    pulse: Pulse
    pauses: Sequence[float]
    answer_within: float
    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str = ""
    _dispatcher: asyncio.Task[None] | None = None
    _chats: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    async def put(self, params: Params) -> Answer:
        url, secret = params.text("url"), params.text("secret_token")
        if not url:
            return await self.remove(params)
        _check_url(url)
        _check_secret(secret)
        most = params.integer("max_connections", 40)
        if not 1 <= most <= 100:
            raise bad_request("bad webhook: max_connections must be between 1 and 100")
        self.updates.allow(params.sequence("allowed_updates"))
        if params.flag("drop_pending_updates"):
            self.updates.clear()
        if (url, secret, most) == (self.url, self.secret, self.max_connections):
            return Answer(True, "Webhook is already set")
        await self.stop()
        self.updates.end_poll(TERMINATED_BY_WEBHOOK)
        self.url, self.secret, self.max_connections = url, secret, most
        self.last_error_date, self.last_error_message = None, ""
        self.start()
        return Answer(True, "Webhook was set")

    async def remove(self, params: Params) -> Answer:
        was_set = bool(self.url)
        await self.stop()
        self.url = self.secret = ""
        if params.flag("drop_pending_updates"):
            self.updates.clear()
        return Answer(True, "Webhook was deleted" if was_set else "Webhook is already deleted")

    def info(self) -> Json:
        found: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.waiting),
        }
        if self.last_error_date is not None:
            found["last_error_date"] = self.last_error_date
            found["last_error_message"] = self.last_error_message
        if self.url:
            found["max_connections"] = self.max_connections
            found["ip_address"] = "127.0.0.1"
        if self.updates.allowed is not None:
            found["allowed_updates"] = sorted(self.updates.allowed)
        return found

    def start(self) -> None:
        if self.url and self._dispatcher is None:
            self._dispatcher = asyncio.create_task(self._dispatch())

    async def stop(self) -> None:
        """Delivers no more; the address stays known."""
        tasks = [*self._chats.values()]
        if self._dispatcher is not None:
            tasks.append(self._dispatcher)
            self._dispatcher = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._chats.clear()

    async def _dispatch(self) -> None:
        timeout = aiohttp.ClientTimeout(total=self.answer_within)
        connector = aiohttp.TCPConnector(limit=self.max_connections)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
            try:
                while True:
                    await self.pulse.until(lambda: bool(self._unserved()), None)
                    for chat_id in self._unserved():
                        self._chats[chat_id] = asyncio.create_task(self._serve(session, chat_id))
            finally:
                for task in self._chats.values():
                    task.cancel()

    def _unserved(self) -> set[int]:
        return {update.chat_id for update in self.updates.waiting.values()} - self._chats.keys()

    def _first(self, chat_id: int) -> Update | None:
        return next((u for u in self.updates.waiting.values() if u.chat_id == chat_id), None)

    async def _serve(self, session: aiohttp.ClientSession, chat_id: int) -> None:
        failures = 0
        try:
            while (update := self._first(chat_id)) is not None:
                if await self._deliver(session, update):
                    self.updates.confirm(update.update_id)
                    failures = 0
                else:
                    await asyncio.sleep(self.pauses[min(failures, len(self.pauses) - 1)])
                    failures += 1
        finally:
            self._chats.pop(chat_id, None)

    async def _deliver(self, session: aiohttp.ClientSession, update: Update) -> bool:
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        try:
            async with session.post(self.url, json=update.to_json(), headers=headers, allow_redirects=False) as answer:
                await answer.read()
                if 200 <= answer.status < 300:
                    return True
                self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}")
        except TimeoutError:
            self._failed("Read timeout expired")
        except aiohttp.ClientConnectorError:
            self._failed("Connection refused")
        except aiohttp.ClientError:
            self._failed("Connection closed")
        return False

    def _failed(self, why: str) -> None:
        self.last_error_date = int(time.time())
        self.last_error_message = why
        self.pulse.beat()


def _check_url(url: str) -> None:
    """Telegram wants https on one of four ports; on this machine alone plain http is fine too."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host:
        raise bad_request("bad webhook: invalid webhook URL specified")
    if _is_loopback(host):
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_secret(secret: str) -> None:
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
