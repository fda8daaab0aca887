"""Which updates wait for the bot, and who fetches them?"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.sandbox.pulse import Pulse
from bot.sandbox.wire import ApiError, Json

# How far an offset may lie from an update to be about the same run of numbers.
_NEAR = 100_000

Why = tuple[int, str]

TERMINATED_BY_POLL: Why = (
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
)
TERMINATED_BY_WEBHOOK = (409, "Conflict: terminated by setWebhook request")
TERMINATED_BY_END = (502, "Bad Gateway")


@dataclass(frozen=True)
class Update:
    update_id: int
    kind: str
    content: Json
    chat_id: int

    def to_json(self) -> Json:
        return {"update_id": self.update_id, self.kind: self.content}


@dataclass
class UpdateQueue:
    """Numbered from a random start; kept until confirmed."""

    pulse: Pulse
    next_id: int = field(default_factory=lambda: random.randrange(100_000_000, 900_000_000))  # noqa: S311
    allowed: frozenset[str] | None = None
    waiting: dict[int, Update] = field(default_factory=dict)
    _poll: asyncio.Future[Why] | None = None

    def put(self, kind: str, content: Json, chat_id: int) -> None:
        """The list of allowed kinds counts when an update is made, not when it is read."""
        if not self._wants(kind):
            return
        self.waiting[self.next_id] = Update(self.next_id, kind, content, chat_id)
        self.next_id += 1
        self.pulse.beat()

    def jump(self, to: int | None = None) -> None:
        """The next id is an unrelated number, lower or higher, as after a week without updates."""
        self.next_id = random.randrange(1, 2_000_000_000) if to is None else to  # noqa: S311

    def allow(self, kinds: Iterable[object] | None) -> None:
        """Absent: as it was. An empty list: back to the default."""
        if kinds is not None:
            self.allowed = frozenset(str(kind) for kind in kinds) or None

    def confirm(self, update_id: int) -> None:
        self.waiting.pop(update_id, None)
        self.pulse.beat()

    def clear(self) -> int:
        """Forgets what waits, as Telegram does after 24 hours; answers how many that were."""
        lost = len(self.waiting)
        self.waiting.clear()
        return lost

    async def fetch(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Long polling: at once when something waits, else as soon as it comes.

        A second poller ends the first with a conflict.
        """
        self.end_poll(TERMINATED_BY_POLL)
        ended: asyncio.Future[Why] = asyncio.get_running_loop().create_future()
        self._poll = ended
        try:
            self._confirm_below(offset)
            if not self.waiting and seconds > 0:
                await self.pulse.until(lambda: bool(self.waiting) or ended.done(), seconds)
            if ended.done():
                raise ApiError(*ended.result())
            limit = limit if 1 <= limit <= 100 else 100
            return [update.to_json() for update in list(self.waiting.values())[:limit]]
        finally:
            if self._poll is ended:
                self._poll = None

    def end_poll(self, why: Why) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(why)
            self.pulse.beat()

    def _confirm_below(self, offset: int) -> None:
        """By place in the queue and not by size: after a jump a later update may have a lower number."""
        ids = list(self.waiting)
        if offset < 0:
            done = max(0, len(ids) + offset)
        elif offset in self.waiting:
            done = ids.index(offset)
        elif offset - 1 in self.waiting:
            done = ids.index(offset - 1) + 1
        else:
            # An offset far from what waits dates from before a jump: Telegram then starts at the head.
            done = sum(1 for update_id in ids if 0 < offset - update_id <= _NEAR)
        for update_id in ids[:done]:
            del self.waiting[update_id]

    def _wants(self, kind: str) -> bool:
        return self.allowed is None or kind in self.allowed
