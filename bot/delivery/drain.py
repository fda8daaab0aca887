"""How does what is owed leave: answers at once, all else in turn, and never faster than Telegram takes it?"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from functools import partial

import structlog

from bot.delivery.pace import Pace
from bot.delivery.telegram import SILENCED, Afloop, TelegramSender
from bot.domain.bericht import Methode, TeVerzenden, Uitkomst
from bot.domain.persoon import PersoonId
from bot.services import Services, TemporarilyUnavailable
from bot.usecases.outbox import DRAINER, next_to_send, record_sending, something_to_send
from bot.usecases.ports import Transaction

log = structlog.get_logger(__name__)

PER_SECOND = 25
ONE_CHAT_SECONDS = 1.0
LEASE_SECONDS = 10.0
AT_ONCE = 16
IDLE_SECONDS = 1.0
RETRY_MARGIN = 0.05
BEHIND_SECONDS = 2.0
"""So long after a pause nobody whom it kept waiting is answered at once: what waited goes first, a second apart."""


class Drainer:
    """Empties the outbox for this bot. One process at a time, by a lease; another takes over within ten seconds."""

    def __init__(self, services: Services, sender: TelegramSender) -> None:
        self._services = services
        self._sender = sender
        self._wake = asyncio.Event()
        self._flying: dict[asyncio.Task[None], PersoonId | None] = {}
        self._last: dict[PersoonId, float] = {}
        self._behind: dict[int, float] = {}
        """For which chats Telegram's pause kept something back, and until when an answer takes its turn after that."""
        self._quiet_until = 0.0
        self._pace = Pace(PER_SECOND)
        self._gate = asyncio.Lock()
        self.counts = dict.fromkeys(Uitkomst, 0)

    def wake(self) -> None:
        """There may be something to send."""
        self._wake.set()

    async def send_answers(self, answers: Sequence[TeVerzenden], silence: float) -> None:
        """Sends these now, in order: a person waits for them.

        ``silence`` are the seconds for which Telegram, when these were put, wanted to hear nothing: then they wait.
        """
        self._keep_quiet(silence)
        recording = []
        for owed in answers:
            afloop = await self._sender.attempt(owed, partial(self._at_once, owed.chat_id))
            self._note(owed, afloop)
            # How it went is written down while the next one leaves; but that one may have to tell of a deletion.
            recording.append(asyncio.ensure_future(self._record(owed, afloop)))
            if owed.bericht.methode is Methode.DELETE:
                await recording[-1]
        await asyncio.gather(*recording)

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                self._wake.clear()
                with contextlib.suppress(TemporarilyUnavailable):
                    await self.drain()
                # Not wait_for: before Python 3.12 it can swallow a cancellation that meets the wake-up.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(IDLE_SECONDS):
                        await self._wake.wait()
        finally:
            await self._land()

    async def drain(self) -> None:
        """Sends all that can go now, then gives the lease back."""
        if not await self._services.read(something_to_send):
            return
        while (left := await self._services.run(_take)) is not None:
            if left > 0:
                await asyncio.sleep(min(left, LEASE_SECONDS / 2))
                continue
            if not await self._burst():
                break
        await self._land()
        await self._services.run(_release)

    async def _burst(self) -> bool:
        """Sends for half a lease. False when nothing is left to send now."""
        until = time.monotonic() + LEASE_SECONDS / 2
        while time.monotonic() < until:
            if self._silence() > 0:
                return True
            owed = await self._services.run(next_to_send, self._busy()) if len(self._flying) < AT_ONCE else None
            if owed is not None:
                task = asyncio.create_task(self._fly(owed))
                self._flying[task] = owed.bericht.naar
                task.add_done_callback(self._flying.pop)
            elif self._flying:
                await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED, timeout=LEASE_SECONDS / 2)
            elif recent := [at for at in self._last.values() if at <= time.monotonic()]:
                # Somebody may have more than one message coming: wait until their second has passed.
                await asyncio.sleep(max(0.01, min(recent) + ONE_CHAT_SECONDS - time.monotonic()))
            else:
                return False
        return True

    async def _fly(self, owed: TeVerzenden) -> None:
        try:
            afloop = await self._sender.attempt(owed, self._in_turn)
            if owed.bericht.naar is not None:
                # Telegram counts from when it comes there, and that can be long after it left.
                self._last[owed.bericht.naar] = time.monotonic()
            self._note(owed, afloop)
            await self._record(owed, afloop)
        except TemporarilyUnavailable as error:
            # How it went could not be written down: its lease lapses, and it is sent once more, labelled.
            log.warning("database_niet_bereikbaar", fout=str(error))

    @contextlib.asynccontextmanager
    async def _at_once(self, chat_id: int | None) -> AsyncIterator[float]:
        """Who answers a person does not wait, and takes a place from what can; but it overtakes nothing of theirs."""
        if chat_id in self._behind and time.monotonic() < self._behind[chat_id]:
            self.wake()
            yield max(self._silence(), RETRY_MARGIN)
            return
        self._pace.left()
        yield self._silence()

    @contextlib.asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[float]:
        """Waits for a place. One after the other, words and all: after a hitch they do not all leave together."""
        async with self._gate:
            # Once: many answers to people slow the others down, and never stop them.
            await asyncio.sleep(self._pace.wait())
            yield self._silence()
            self._pace.left()

    def _silence(self) -> float:
        """Seconds that are left of the pause that Telegram asked for, as far as this process knows."""
        return max(0.0, self._quiet_until - time.monotonic())

    def _keep_quiet(self, seconds: float) -> None:
        self._quiet_until = max(self._quiet_until, time.monotonic() + seconds)

    def _note(self, owed: TeVerzenden, afloop: Afloop) -> None:
        """What this process has to know at once of how it went."""
        if owed.bericht.methode in (Methode.SEND, Methode.EDIT):
            self.counts[afloop.uitkomst] += 1
        if afloop.uitkomst in (Uitkomst.LATER, Uitkomst.ONZEKER) and owed.bericht.naar is not None:
            # Until it is tried again, nothing later overtakes it to the same person.
            until = time.monotonic() + afloop.again_after
            self._last[owed.bericht.naar] = until - ONE_CHAT_SECONDS + RETRY_MARGIN
        if afloop.fout == SILENCED and owed.chat_id is not None:
            now = time.monotonic()
            self._behind = {chat: until for chat, until in self._behind.items() if now < until}
            self._behind[owed.chat_id] = now + afloop.again_after + BEHIND_SECONDS
        self._keep_quiet(afloop.pause)

    async def _record(self, owed: TeVerzenden, afloop: Afloop) -> None:
        """Writes down how it went, for every process."""
        if afloop.pause:
            await self._services.run(_pause, afloop.pause)
        await self._services.run(
            record_sending,
            owed,
            afloop.uitkomst,
            message_id=afloop.message_id,
            again_after=afloop.again_after,
            fout=afloop.fout,
            toont=afloop.toont,
        )
        level = log.debug if afloop.uitkomst is Uitkomst.VERZONDEN else log.info
        level("bericht", bericht=owed.bericht.bericht, uitkomst=afloop.uitkomst, fout=afloop.fout or None)

    def _busy(self) -> set[PersoonId]:
        """People who have one in flight, or had one less than a second ago."""
        now = time.monotonic()
        self._last = {who: at for who, at in self._last.items() if now - at < ONE_CHAT_SECONDS}
        return {who for who in self._flying.values() if who is not None} | self._last.keys()

    async def _land(self) -> None:
        if self._flying:
            await asyncio.wait(self._flying)


def _take(tx: Transaction) -> float | None:
    """Seconds of silence that Telegram asked for, 0 for none; None when another process delivers."""
    return tx.leases.paused_for(DRAINER) if tx.leases.take(DRAINER, LEASE_SECONDS) else None


def _release(tx: Transaction) -> None:
    tx.leases.release(DRAINER)


def _pause(tx: Transaction, seconds: float) -> None:
    tx.leases.pause(DRAINER, seconds)
