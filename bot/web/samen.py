"""Many ask the same at once: who looks, and for whom?"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Samen(Generic[T]):
    """One look for all who asked before it began. Who asks during a look gets the next one: nobody gets old news."""

    def __init__(self, look: Callable[[], Awaitable[T]]) -> None:
        self._look = look
        self._busy: asyncio.Future[T] | None = None
        self._next: asyncio.Future[T] | None = None

    async def get(self) -> T:
        """Raises what looking raises."""
        if self._next is None:
            self._next = asyncio.ensure_future(self._after(self._busy))
            self._next.add_done_callback(_seen)
        # Who goes away does not take the look from the others.
        return await asyncio.shield(self._next)

    async def _after(self, earlier: "asyncio.Future[T] | None") -> T:
        if earlier is not None:
            await asyncio.wait([earlier])
        self._busy, self._next = self._next, None
        return await self._look()


def _seen(look: "asyncio.Future[T]") -> None:
    """When all who asked went away, asyncio would complain of a failure that nobody heard of."""
    if not look.cancelled():
        look.exception()
