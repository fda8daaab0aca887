"""What did a test let us log, here or in a process of its own, and is anything in it that no log may hold?"""

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.demo import PEOPLE
from bot.logs import OURS, set_up_logging
from bot.sandbox.stand_in import DEFAULT_TOKEN

CANARIES = (
    DEFAULT_TOKEN.partition(":")[2],
    # Citizen service numbers, and people that texts in the tests are about.
    "111222333",
    "123456782",
    "Kees",
    "Mohammed",
    # People who use the bot in the tests.
    *PEOPLE,
    "Dirk",
)
_CANARY = re.compile("|".join(rf"\b{re.escape(canary)}\b" for canary in CANARIES))


class Logged:
    """All that was logged since the last ``clear``, as our own logging writes it."""

    def __init__(self) -> None:
        set_up_logging("debug", "json")
        self._formatter = logging.getLogger().handlers[0].formatter
        self._records: list[logging.LogRecord] = []
        self._elsewhere: list[str] = []
        make = logging.getLogRecordFactory()

        def keep(*args: object, **more: object) -> logging.LogRecord:
            # Here, and not in a handler: whoever sets up logging anew puts other handlers in place.
            record = make(*args, **more)
            if record.name is not None:  # else a formatter makes itself a copy
                if isinstance(record.msg, dict) and record.msg.get("exc_info") is True:
                    record.msg = {**record.msg, "exc_info": sys.exc_info()}  # it is gone once this is read
                self._records.append(record)
            return record

        logging.setLogRecordFactory(keep)

    def add(self, text: str) -> str:
        """What another process logged."""
        self._elsewhere.append(text)
        return text

    @property
    def text(self) -> str:
        assert self._formatter is not None
        return "\n".join([*map(self._formatter.format, self._records[:]), *self._elsewhere])

    @property
    def leaks(self) -> list[str]:
        """What stands there that no log may hold, with the line it stands in."""
        return [line for line in self.text.splitlines() if _CANARY.search(line)]

    def clear(self) -> None:
        self._records.clear()
        self._elsewhere.clear()


LOGGED = Logged()


@contextmanager
def logging_restored() -> Iterator[None]:
    """A command sets up logging for its whole process: here that process goes on."""
    loggers = [logging.getLogger(), *map(logging.getLogger, OURS)]
    levels = [logger.level for logger in loggers]
    handlers, hook, config = loggers[0].handlers[:], sys.excepthook, structlog.get_config()
    try:
        yield
    finally:
        loggers[0].handlers[:], sys.excepthook = handlers, hook
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        structlog.configure(**config)
