"""From an arrived update to its answer: who is served when?

An update is ours once it is a row of the inbox. Then people are served side by side, one person's updates in order, an
earlier unfinished one first.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.domain.bericht import TeVerzenden
from bot.domain.binnenkomst import Binnenkomst
from bot.domain.errors import DomainError
from bot.domain.privacy import Guard
from bot.handlers.incoming import parse_update
from bot.handlers.router import apologise, handle, refuse
from bot.services import Services, TemporarilyUnavailable
from bot.usecases.inbox import store_updates
from bot.usecases.ports import Transaction

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 2.0
TEXT_SECONDS = 60.0

Deliver = Callable[[Sequence[TeVerzenden]], Awaitable[None]]


class Receiver:
    """Takes updates in, and has each answered once."""

    def __init__(self, services: Services, bot: Bot, deliver: Deliver, wake: Callable[[], None]) -> None:
        self._services = services
        self._bot = bot
        self._deliver = deliver
        self._wake = wake
        self._serving: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._texts: dict[int, tuple[float, str]] = {}
        """Texts that are written down nowhere, for as long as this process may need them."""
        self._side: set[asyncio.Task[None]] = set()

    async def receive(self, updates: Sequence[Any]) -> None:
        """Makes these updates ours, then has them answered. Once this returns they may be confirmed."""
        arrived = [binnen for update in updates if (binnen := parse_update(update, self._bot)) is not None]
        if not arrived:
            return
        unwritten = await self._services.run(store_updates, arrived, self._services.guard)
        now = time.monotonic()
        self._texts = {id: kept for id, kept in self._texts.items() if now - kept[0] < TEXT_SECONDS}
        for binnen in arrived:
            if binnen.update_id in unwritten and binnen.tekst is not None:
                self._texts[binnen.update_id] = (now, binnen.tekst)
            if binnen.callback_id:
                self._aside(self._quiet_button(binnen.callback_id))
            self._serve(binnen.chat_id)

    async def sweep(self) -> None:
        """Until cancelled: takes up what was left, by us or by a process that died."""
        while True:
            try:
                for chat_id in await self._services.read(_waiting):
                    self._serve(chat_id)
            except TemporarilyUnavailable as error:
                log.warning("database_niet_bereikbaar", fout=str(error))
            await asyncio.sleep(SWEEP_SECONDS)

    async def finish(self) -> None:
        """Waits for what is being answered now."""
        while self._serving or self._side:
            await asyncio.wait({*self._serving.values(), *self._side})

    def _serve(self, chat_id: int) -> None:
        """One task per person, so that one person's updates go in order."""
        if chat_id in self._serving:
            self._again.add(chat_id)
            return
        task = asyncio.create_task(self._work(chat_id))
        self._serving[chat_id] = task
        task.add_done_callback(lambda _: self._served(chat_id))

    def _served(self, chat_id: int) -> None:
        del self._serving[chat_id]
        if chat_id in self._again:
            self._again.discard(chat_id)
            self._serve(chat_id)

    async def _work(self, chat_id: int) -> None:
        try:
            while (binnen := await self._services.run(_claim, chat_id)) is not None:
                await self._answer(binnen)
        except TemporarilyUnavailable as error:
            log.warning("database_niet_bereikbaar", fout=str(error))  # the sweep comes back to it
        except Exception:
            log.exception("beantwoorden_mislukt")  # what was not handled yet, the sweep takes up again

    async def _answer(self, binnen: Binnenkomst) -> None:
        kept = self._texts.get(binnen.update_id)
        if kept is not None:
            binnen = replace(binnen, tekst=kept[1])
        answers = await self._decide(binnen)
        self._texts.pop(binnen.update_id, None)
        self._wake()
        await self._deliver(answers)

    async def _decide(self, binnen: Binnenkomst) -> list[TeVerzenden]:
        where = {"update": binnen.update_id, "soort": binnen.soort, "commando": binnen.commando}
        guard = self._services.guard
        try:
            answers = await self._services.run(_handled, binnen, guard)
            log.info("update", **where, uitkomst="beantwoord")
        except TemporarilyUnavailable:
            raise
        except DomainError as error:
            log.info("update", **where, uitkomst=type(error).__name__)
            answers = await self._services.run(_refused, binnen, guard, error)
        except Exception:
            # A fault of ours: the person hears so, and the next update is not held up by it.
            log.exception("update", **where, uitkomst="storing")
            answers = await self._services.run(_apologised, binnen, guard)
        return answers

    async def _quiet_button(self, callback_id: str) -> None:
        """Stops the spinner on the button. The answer itself is a message; too late is no harm."""
        try:
            await self._bot.answer_callback_query(callback_id)
        except TelegramError as error:
            log.debug("knop_niet_bevestigd", fout=type(error).__name__)

    def _aside(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._side.add(task)
        task.add_done_callback(self._side.discard)


def _handled(tx: Transaction, binnen: Binnenkomst, guard: Guard) -> list[TeVerzenden]:
    handle(tx, binnen, guard)
    return tx.outbox.answers


def _refused(tx: Transaction, binnen: Binnenkomst, guard: Guard, error: DomainError) -> list[TeVerzenden]:
    refuse(tx, binnen, guard, error)
    return tx.outbox.answers


def _apologised(tx: Transaction, binnen: Binnenkomst, guard: Guard) -> list[TeVerzenden]:
    apologise(tx, binnen, guard)
    return tx.outbox.answers


def _claim(tx: Transaction, chat_id: int) -> Binnenkomst | None:
    return tx.inbox.claim_next(chat_id)


def _waiting(tx: Transaction) -> list[int]:
    return tx.inbox.waiting_chats()
