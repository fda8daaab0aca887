"""How long would this take on a machine that does nothing else?

A limit of processor time is set on a quiet machine. On one that shares its cores the same work can take twice as much
of it, so what a limit is compared with is measured beside work that is always the same.
"""

import time
from collections.abc import Callable

QUIET = 0.001
"""Seconds of processor time that ``_always_the_same`` takes there."""


def quiet_seconds(work: Callable[[], object]) -> float:
    """The processor time of ``work``, as on that machine; never more than it took."""
    before = _seconds(_always_the_same)
    took = _seconds(work)
    return took * QUIET / max(QUIET, before, _seconds(_always_the_same))


def _seconds(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began


def _always_the_same() -> int:
    return sum(number * number for number in range(20_000))
