"""How fast may the bot talk?"""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.faults import too_many_requests


@dataclass
class Limits:
    """Telegram's published pace, off unless switched on.

    A refused call costs nothing here; it says how many seconds the wait still is.
    """

    enabled: bool = False
    overall_per_second: int = 30
    private_per_second: int = 1
    private_burst: int = 3
    group_per_minute: int = 20
    clock: Callable[[], float] = time.monotonic
    _overall: deque[float] = field(default_factory=deque)
    _chats: defaultdict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, chat_id: int, *, private: bool) -> None:
        if not self.enabled:
            return
        now = self.clock()
        # A burst of three at one a second is: at most three in any three seconds.
        count, seconds = (
            (self.private_burst, self.private_burst / self.private_per_second)
            if private
            else (self.group_per_minute, 60.0)
        )
        mine = self._chats[chat_id]
        wait = max(_wait(self._overall, self.overall_per_second, 1.0, now), _wait(mine, count, seconds, now))
        if wait > 0:
            raise too_many_requests(max(1, math.ceil(wait)))
        self._overall.append(now)
        mine.append(now)


def _wait(taken: deque[float], count: int, seconds: float, now: float) -> float:
    while taken and now - taken[0] >= seconds:
        taken.popleft()
    return taken[0] + seconds - now if len(taken) >= count else 0.0
