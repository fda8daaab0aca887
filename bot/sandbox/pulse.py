"""How does somebody who waits hear that something changed?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Pulse:
    """Wakes every waiter at each change; each looks for itself whether it was its change."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def beat(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, reached: Callable[[], bool], within: float | None) -> bool:
        """Whether ``reached`` came true in time."""
        try:
            async with asyncio.timeout(within):
                while not reached():
                    await self._next()
        except TimeoutError:
            return reached()
        return True

    async def _next(self) -> None:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        try:
            await waiter
        finally:
            self._waiting.discard(waiter)

    @staticmethod
    def deadline(seconds: float) -> Callable[[], bool]:
        """A question that is true once ``seconds`` have passed."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        return lambda: loop.time() >= end
