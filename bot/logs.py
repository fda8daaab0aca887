"""What do we write down of what happens? Facts and ids; never a text, a token or a secret."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import WrappedLogger

MARK = "[geheim]"
OURS = ("bot", "storage", "bench", "afsprakenbot")
"""Only these follow LOG_LEVEL. Libraries say what went wrong and no more: in detail they quote what they carry."""
SHORTEST_SECRET = 4
"""What is shorter is too common to look for: it would take half of every line with it."""

# What looks like a secret, whoever wrote it: a bot token, a name and password in an address, and what follows an
# invitation, a subscription or a signed link.
_TOKEN = re.compile(r"\d{3,}(?::|%3A)[\w-]{20,}", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?<=://)[^/\s@'\"]*:[^\s'\"]*@")
_BEARER = re.compile(r"((?:[?&]start=|/start(?:@\w+)? |/kalender/|/abonneren/|/bekijk/|/actie/))\.?[\w-]{16,}[\w.-]*")


def set_up_logging(level: str, form: str, secrets: Iterable[str] = ()) -> None:
    """Everything that logs, ours and the libraries', goes to standard error through the redactor."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    final: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    final += [structlog.processors.format_exc_info, renderer, _Redactor(secrets)]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=final))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()]))
    for ours in OURS:
        logging.getLogger(ours).setLevel(level.upper())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _log_crash


def _log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What nobody caught goes through the redactor too: Python itself would print it as it is."""
    if not issubclass(kind, Exception):
        return sys.__excepthook__(kind, error, trace)
    return logging.getLogger("afsprakenbot").critical("afgebroken", exc_info=(kind, error, trace))


def _as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


class _Redactor:
    """The very last step before a line is written: known secrets, and whatever looks like one, become a mark.

    It works on the finished line, so that nothing can hide in a nested value or in a traceback.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        known = {secret for secret in secrets if len(secret) >= SHORTEST_SECRET}
        # Within quotes, a quote or a backslash of a secret is written differently.
        known |= {form(secret)[1:-1] for secret in known for form in (repr, _as_json)}
        self._secrets = sorted(known, key=len, reverse=True)

    def __call__(self, _: WrappedLogger, __: str, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, MARK)
        line = _CREDENTIALS.sub(f"{MARK}@", _TOKEN.sub(MARK, line))
        return _BEARER.sub(rf"\1{MARK}", line)
