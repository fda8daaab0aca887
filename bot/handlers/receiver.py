"""From an arrived update to its answer: who is served when?

An update is ours once it is a row of the inbox. Then people are served side by side, one person's updates in order, an
earlier unfinished one first.
"""

import asyncio
import time
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.domain.bericht import TeVerzenden
from bot.domain.binnenkomst import Binnenkomst, Soort
from bot.domain.errors import DomainError
from bot.domain.privacy import Guard, PersoonsgegevensFound
from bot.handlers.incoming import parse_update
from bot.handlers.router import apologise, handle, refuse
from bot.services import Services, TemporarilyUnavailable
from bot.usecases.inbox import store_updates
from bot.usecases.outbox import silence, with_words
from bot.usecases.ports import Transaction

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 2.0
TEXT_SECONDS = 60.0
# Telegram takes so many answers to one chat at once, and then one a second, here with a margin; who asks faster would
# have it silence us all.
AT_ONCE = 3
CHAT_SECONDS = 1.1
MOST_WAITING = 100
"""Updates of one person that wait to be handled: what comes on top of that is not read."""

Deliver = Callable[[Sequence[TeVerzenden], float], Awaitable[None]]
Texts = Mapping[int, tuple[float, str]]


@dataclass(frozen=True)
class Behandeld:
    """What came of one update: its answers, the seconds they have to wait, and whether others are owed something."""

    answers: Sequence[TeVerzenden]
    silence: float
    others: bool


@dataclass
class Turn:
    """The oldest update of a chat, in the course of being handled. ``binnen`` is known once it has been read."""

    chat_id: int
    texts: Texts
    guard: Guard
    binnen: Binnenkomst | None = None

    @property
    def what(self) -> dict[str, Any]:
        """Which update it is, for the log: never what it says."""
        binnen = self.binnen
        return {"update": binnen.update_id, "soort": binnen.soort, "commando": binnen.commando} if binnen else {}


class Receiver:
    """Takes updates in, and has each answered once."""

    def __init__(self, services: Services, bot: Bot, deliver: Deliver, wake: Callable[[], None]) -> None:
        self._services = services
        self._bot = bot
        self._deliver = deliver
        self._wake = wake
        self._serving: dict[int, asyncio.Task[None]] = {}
        self._waiting: Counter[int] = Counter()
        """How many updates of each chat are to be handled, as far as this process knows."""
        self._free_at: dict[int, float] = {}
        """When a chat that asks too fast may be answered again; of who asked nothing for a while it is forgotten."""
        self._flooding: set[int] = set()
        """Chats that were told that not all they sent is read."""
        self._stopping = asyncio.Event()
        self._texts: dict[int, tuple[float, str]] = {}
        """Texts that are written down nowhere, for as long as this process may need them."""
        self._side: set[asyncio.Task[None]] = set()

    async def receive(self, updates: Sequence[Any]) -> None:
        """Makes these updates ours, then has them answered. Once this returns they may be confirmed."""
        arrived = self._with_room(
            [binnen for update in updates if (binnen := parse_update(update, self._bot)) is not None]
        )
        if not arrived:
            return
        await self._store(arrived)
        if flooding := {binnen.chat_id for binnen in arrived if binnen.soort is Soort.TE_VEEL}:
            self._flooding |= flooding
            log.warning("te_veel_ineens", mensen=len(flooding))
        for binnen in arrived:
            if binnen.callback_id:
                self._aside(self._quiet_button(binnen.callback_id))
            self._serve(binnen.chat_id)

    def _with_room(self, arrived: Sequence[Binnenkomst]) -> list[Binnenkomst]:
        """Without what one person sends on top of too much. The first of that stays, unread, to tell so.

        Before anything is written or read: whoever sends a thousand a second holds up nobody else.
        """
        coming, told = Counter(self._waiting), set(self._flooding)
        taken = []
        for binnen in arrived:
            chat_id = binnen.chat_id
            if coming[chat_id] < MOST_WAITING:
                taken.append(binnen)
            elif chat_id not in told:
                told.add(chat_id)
                taken.append(replace(binnen, soort=Soort.TE_VEEL, tekst=None, data=None, callback_id=None))
            else:
                continue
            coming[chat_id] += 1
        return taken

    async def _store(self, arrived: Sequence[Binnenkomst]) -> None:
        """Writes them down, and keeps in memory what may not be written."""
        now = time.monotonic()
        for old in [id for id, kept in self._texts.items() if now - kept[0] >= TEXT_SECONDS]:
            del self._texts[old]
        # Before they are stored: from then on the sweep may take them up.
        new = {b.update_id: (now, b.tekst) for b in arrived if b.tekst is not None and b.update_id not in self._texts}
        self._texts |= new
        unwritten: set[int] = set()
        try:
            unwritten = await self._services.run(store_updates, list(arrived), self._services.guard)
        finally:
            for update_id in new.keys() - unwritten:
                self._texts.pop(update_id, None)

    async def sweep(self) -> None:
        """Until cancelled: takes up what was left, by us or by a process that died."""
        while True:
            with suppress(TemporarilyUnavailable):
                for chat_id in await self._services.read(_waiting):
                    if chat_id not in self._serving:
                        self._serve(chat_id)
            await asyncio.sleep(SWEEP_SECONDS)

    async def finish(self) -> None:
        """Waits for what is being answered now. Of who sends too much the rest is for the next start."""
        self._stopping.set()
        while self._serving or self._side:
            await asyncio.wait({*self._serving.values(), *self._side})

    def _serve(self, chat_id: int) -> None:
        """One task per person, so that one person's updates go in order."""
        self._waiting[chat_id] += 1
        if chat_id not in self._serving:
            self._serving[chat_id] = asyncio.create_task(self._work(chat_id))

    async def _work(self, chat_id: int) -> None:
        crowded, free_at = False, self._free_at.get(chat_id, 0.0)
        try:
            while self._waiting[chat_id] > 0 and not (crowded and self._stopping.is_set()):
                crowded = crowded or self._waiting[chat_id] > AT_ONCE
                if crowded:
                    await self._pause(free_at - time.monotonic())
                self._waiting[chat_id] -= 1
                if await self._answer(chat_id):
                    now = time.monotonic()
                    free_at = min(max(free_at, now) + CHAT_SECONDS, now + AT_ONCE * CHAT_SECONDS)
        except TemporarilyUnavailable:
            pass  # the sweep comes back to it
        except Exception as error:
            log.error("beantwoorden_mislukt", **_fault(error))  # what was not handled yet, the sweep takes up again
        finally:
            # At once, not in a callback: what arrives in between would wait for the sweep.
            del self._serving[chat_id], self._waiting[chat_id]
            now = time.monotonic()
            self._free_at = {chat: at for chat, at in {**self._free_at, chat_id: free_at}.items() if at > now}
            self._flooding.discard(chat_id)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    async def _answer(self, chat_id: int) -> bool:
        """Handles the oldest update of this chat; False when there was none."""
        turn = Turn(chat_id, self._texts, self._services.guard)
        handled = await self._decide(turn)
        if turn.binnen is not None:
            self._texts.pop(turn.binnen.update_id, None)
        if handled.others:
            self._wake()
        await self._deliver(handled.answers, handled.silence)
        return turn.binnen is not None

    async def _decide(self, turn: Turn) -> Behandeld:
        try:
            handled = await self._services.run(_handled, turn)
        except TemporarilyUnavailable:
            raise
        except DomainError as error:
            log.info("update", **turn.what, uitkomst=type(error).__name__, **_found(error))
            return await self._services.run(_refused, turn, error)
        except Exception as error:
            # A fault of ours: the person hears so, and the next update is not held up by it.
            log.error("update", **turn.what, uitkomst="storing", **_fault(error))
            return await self._services.run(_apologised, turn)
        if turn.binnen is not None:
            log.info("update", **turn.what, uitkomst="beantwoord")
        return handled

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


def _handled(tx: Transaction, turn: Turn) -> Behandeld:
    """Handles the oldest update of this chat; nothing when there is none, or another process has it."""
    turn.binnen = binnen = tx.inbox.oldest(turn.chat_id)
    if binnen is not None:
        if binnen.update_id in turn.texts:
            turn.binnen = binnen = replace(binnen, tekst=turn.texts[binnen.update_id][1])
        handle(tx, binnen, turn.guard)
    return _behandeld(tx)


def _refused(tx: Transaction, turn: Turn, error: DomainError) -> Behandeld:
    if turn.binnen is not None:
        refuse(tx, turn.binnen, turn.guard, error)
    return _behandeld(tx)


def _found(error: DomainError) -> dict[str, Any]:
    """Of a refused text: only what kinds of things were in it."""
    if not isinstance(error, PersoonsgegevensFound):
        return {}
    return {"gevonden": sorted({bevinding.kind for bevinding in error.bevindingen})}


def _fault(error: Exception) -> dict[str, Any]:
    """What broke and where; not what the error says, which may quote what somebody typed."""
    places = traceback.extract_tb(error.__traceback__)
    return {"fout": type(error).__name__, "waar": [f"{Path(p.filename).name}:{p.lineno} {p.name}" for p in places]}


def _apologised(tx: Transaction, turn: Turn) -> Behandeld:
    if turn.binnen is not None:
        apologise(tx, turn.binnen, turn.guard)
    return _behandeld(tx)


def _behandeld(tx: Transaction) -> Behandeld:
    return Behandeld(with_words(tx, tx.outbox.answers), silence(tx), tx.outbox.others)


def _waiting(tx: Transaction) -> list[int]:
    return tx.inbox.waiting_chats()
