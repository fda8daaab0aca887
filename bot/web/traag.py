"""Who keeps asking for what is not there gets that answer later and later.

Nobody finds an address of 256 random bits; but trying costs us work, and an address that was ended is asked for by its
calendar for years. What is there is answered at once, whoever asks: behind one address can be a whole gemeente.
"""

import asyncio
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

FREE = 20
"""So many times in ``FORGET`` seconds without consequence."""
FORGET = 60.0
STEP, LONGEST = 0.1, 3.0
MOST_WAITING, MOST_EACH = 256, 16
MOST_KNOWN = 4096
_NOT_FOUND = 404


class Traag:
    """Delays answers that nothing is there, by who asks: an IPv4 address, or the network of an IPv6 one.

    While too many wait already, the answer is 429 at once.
    """

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._clock = clock
        self._missed: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._waiting: dict[str, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = False

        async def later(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] == _NOT_FOUND:
                refused = not await self._wait(_who(scope))
                if refused:
                    await send(_TOO_MANY)
                    await send({"type": "http.response.body", "body": _TEXT})
            if not refused:
                await send(message)

        await self._app(scope, receive, later)

    async def _wait(self, who: str) -> bool:
        """False when it is not to be waited for."""
        delay = self._missed_by(who)
        if not delay:
            return True
        if self._waiting.get(who, 0) >= MOST_EACH or sum(self._waiting.values()) >= MOST_WAITING:
            return False
        self._waiting[who] = self._waiting.get(who, 0) + 1
        try:
            await asyncio.sleep(delay)
        finally:
            self._waiting[who] -= 1
            if not self._waiting[who]:
                del self._waiting[who]
        return True

    def _missed_by(self, who: str) -> float:
        """Counts one more, and says how long this one has to wait."""
        now = self._clock()
        count, since = self._missed.pop(who, (0, now))
        if now - since > FORGET:
            count, since = 0, now
        self._missed[who] = count + 1, since
        if len(self._missed) > MOST_KNOWN:
            self._missed.popitem(last=False)
        return min(LONGEST, STEP * max(0, count + 1 - FREE))


_TEXT = b"Too Many Requests"
_TOO_MANY: Message = {
    "type": "http.response.start",
    "status": 429,
    "headers": [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(_TEXT)).encode()),
        (b"retry-after", str(int(FORGET)).encode()),
    ],
}


def _who(scope: Scope) -> str:
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host[:64]
    if address.version == 4:
        return host
    if address.ipv4_mapped is not None:  # by a proxy that listens to both kinds at once
        return str(address.ipv4_mapped)
    # Who has one IPv6 address has the whole network that it is in.
    return str(ipaddress.ip_network((address, 64), strict=False))
