"""A calendar as it travels: which bytes, and has the client got them already?

Writing one takes long, and most of who ask have it: so bytes, compressed bytes and ETag are kept while nothing changes,
and everybody who sees the same shares them.
"""

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass

from bot.rendering.ical import render_feed
from bot.usecases.feeds import Gevonden

MOST_BYTES = 16 * 1024 * 1024
_TAGS = re.compile(r'(?:W/)?"([^"]*)"')
_CODING = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([0-9.]+)\s*)?", re.ASCII)


@dataclass(frozen=True)
class Vorm:
    """One calendar in the two ways in which it is sent. ``tag`` follows from its content alone."""

    tag: str
    plain: bytes
    zipped: bytes

    @classmethod
    def of(cls, content: bytes) -> "Vorm":
        return cls(hashlib.sha256(content).hexdigest()[:32], content, gzip.compress(content, 6, mtime=0))

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.zipped)

    def etag(self, *, zipped: bool) -> str:
        """Strong, so one for each of the two (RFC 9110, 8.8.3)."""
        return f'"{self.tag}-gzip"' if zipped else f'"{self.tag}"'

    def is_among(self, if_none_match: str) -> bool:
        """Does a client that says this have it, in either way?"""
        if if_none_match.strip() == "*":
            return True
        return any(tag in (self.tag, f"{self.tag}-gzip") for tag in _TAGS.findall(if_none_match))


class Vormen:
    """What was written lately, for whoever sees the same. The longest unused goes first."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._making, self._lock = threading.Lock(), threading.Lock()
        self._known: OrderedDict[bytes, Vorm] = OrderedDict()
        self._size = 0

    def get(self, sleutel: bytes) -> Vorm | None:
        with self._lock:
            known = self._known.get(sleutel)
            if known is not None:
                self._known.move_to_end(sleutel)
            return known

    def of(self, found: Gevonden) -> tuple[bytes, Vorm]:
        """With the key by which ``get`` knows it. For a thread of its own: a large calendar takes a while, and one at
        a time is fastest.
        """
        sleutel = hashlib.sha256(repr((found.feed, found.huis, found.bot)).encode()).digest()
        with self._making:
            if (known := self.get(sleutel)) is not None:
                return sleutel, known
            made = Vorm.of(render_feed(found.feed, found.huis, found.bot))
            self._put(sleutel, made)
        return sleutel, made

    def _put(self, sleutel: bytes, made: Vorm) -> None:
        with self._lock:
            self._known[sleutel] = made
            self._size += made.size
            while self._size > self._most and len(self._known) > 1:
                self._size -= self._known.popitem(last=False)[1].size


def takes_gzip(accept_encoding: str) -> bool:
    """Did the client ask for it? Not every client that says nothing understands it (RFC 9110, 12.5.3)."""
    weights = {}
    for part in accept_encoding.lower().split(","):
        if (coding := _CODING.fullmatch(part)) is not None:
            weights[coding[1]] = _weight(coding[2])
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _weight(given: str | None) -> float:
    try:
        return float(given) if given is not None else 1.0
    except ValueError:
        return 0.0
