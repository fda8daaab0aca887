"""When may the next message leave?"""

import time

LONGEST_SECONDS = 1.0


class Pace:
    """So many a second, evenly. What was late is made up for, but never by more than one at once."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second
        self._next = 0.0

    def wait(self) -> float:
        """Seconds until the next may leave; 0 when it may now. Never more than a second, however much has left."""
        return max(0.0, self._next - time.monotonic())

    def left(self) -> None:
        """One has left: the next has to wait its turn."""
        now = time.monotonic()
        self._next = min(max(self._next, now - self._gap) + self._gap, now + LONGEST_SECONDS)
