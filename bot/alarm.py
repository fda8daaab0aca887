"""How does a log say that something is out of reach, without saying it all the time?"""

import threading
import time

import structlog

log = structlog.get_logger(__name__)

QUIET_SECONDS = 10.0


class Alarm:
    """One line when it begins, and one when it is over.

    It is over once what failed works and has not failed for a while: from a full disk one can still read. Any thread
    may tell it.
    """

    def __init__(self, begins: str, over: str) -> None:
        self._begins, self._over = begins, over
        self._since = 0.0
        self._failed: dict[str, float] = {}
        """When each thing that does not work failed last."""
        self._lock = threading.Lock()

    def fails(self, what: str, fout: str) -> None:
        with self._lock:
            begins = not self._failed
            self._failed[what] = time.monotonic()
            if begins:
                self._since = self._failed[what]
        if begins:
            log.error(self._begins, fout=fout)

    def works(self, what: str) -> None:
        if not self._failed:
            return  # nearly always
        with self._lock:
            now = time.monotonic()
            if now - self._failed.get(what, now) < QUIET_SECONDS:
                return
            del self._failed[what]
            over = not self._failed
        if over:
            log.info(self._over, na_seconden=round(now - self._since))
