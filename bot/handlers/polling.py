"""How do updates come in when there is no public address? By asking for them, one process at a time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import structlog
from telegram import Bot
from telegram.error import RetryAfter, TelegramError

from bot.alarm import Alarm
from bot.handlers.receiver import Receiver
from bot.services import Services, TemporarilyUnavailable
from bot.usecases.ports import Transaction

log = structlog.get_logger(__name__)

POLLER = "ophalen"
LEASE_SECONDS = 10.0
POLL_SECONDS = 25
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
LONGEST_WAIT = 30.0


class Poller:
    """Asks Telegram for updates and confirms them once they are rows of the inbox."""

    def __init__(self, services: Services, bot: Bot, receiver: Receiver) -> None:
        self._services = services
        self._bot = bot
        self._receiver = receiver
        self._offset: int | None = None
        self._alarm = Alarm("ophalen_lukt_niet", "ophalen_lukt_weer")

    async def run(self) -> None:
        """Until cancelled. While another process polls, waits for its lease to lapse."""
        while True:
            if await self._take():
                async with _beside(self._hold()) as lost:
                    await self._poll_until(lost)
            await asyncio.sleep(LEASE_SECONDS / 5)

    async def release(self) -> None:
        """Lets another process poll at once."""
        with contextlib.suppress(TemporarilyUnavailable):
            await self._services.run(_release)

    async def _poll_until(self, lost: "asyncio.Task[None]") -> None:
        await self._leave_webhook()
        failures = 0
        while not lost.done():
            poll = asyncio.ensure_future(self._poll())
            try:
                await asyncio.wait({poll, lost}, return_when=asyncio.FIRST_COMPLETED)
                if poll.done():
                    poll.result()
                    failures = 0
                    self._alarm.works("telegram")
            except (TelegramError, TemporarilyUnavailable) as error:
                failures += 1
                if isinstance(error, TelegramError):  # of the database it is said already
                    self._alarm.fails("telegram", type(error).__name__)
                await asyncio.wait({lost}, timeout=_pause(error, failures))
            finally:
                poll.cancel()
                await asyncio.gather(poll, return_exceptions=True)

    async def _poll(self) -> None:
        # Not ``get_updates``: it fails on a whole batch, and logs it, when it cannot read one update of it.
        updates: list[dict[str, Any]] = await self._bot._post(
            "getUpdates",
            {"offset": self._offset, "timeout": POLL_SECONDS, "allowed_updates": ALLOWED},
            read_timeout=POLL_SECONDS + 10,
        )
        if updates:
            await self._receiver.receive(updates)
            self._offset = updates[-1]["update_id"] + 1

    async def _leave_webhook(self) -> None:
        """Telegram gives no updates to who asks while a webhook is set."""
        try:
            await self._bot.delete_webhook()
        except TelegramError as error:
            log.warning("webhook_niet_verwijderd", fout=type(error).__name__)

    async def _hold(self) -> None:
        """Keeps the lease; ends when it is lost."""
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            if not await self._take():
                log.warning("ophalen_overgenomen")
                return

    async def _take(self) -> bool:
        try:
            return await self._services.run(_take)
        except TemporarilyUnavailable:
            return False


@contextlib.asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator["asyncio.Task[None]"]:
    """Runs ``work`` for as long as the block."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _pause(error: Exception, failures: int) -> float:
    if isinstance(error, RetryAfter):
        pause = error.retry_after
        return float(pause if isinstance(pause, int) else pause.total_seconds())
    return min(LONGEST_WAIT, 2.0 ** min(failures - 1, 5))


def _take(tx: Transaction) -> bool:
    return tx.leases.take(POLLER, LEASE_SECONDS)


def _release(tx: Transaction) -> None:
    tx.leases.release(POLLER)
