"""Does any secret get through, whoever logs it and however it is wrapped?"""

import io
import json
import logging
import sys
from collections.abc import Callable

import pytest
import structlog
from telegram.error import InvalidToken

from bot.logs import set_up_logging

TOKEN = "123456789:AAF-real_looking_token_of_35_characters"
KEY = 'a "key" with \\ and é, long enough to be one'
INVITE = "qd5ZpPnUUulONU8-_HCdOSrDE3b3y_37zUa5Ugwcmnk"
SECRETS = (TOKEN, KEY, "p@ssword", "")

Log = Callable[[str], io.StringIO]


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Log:
    """Sets up logging in the given form; what is logged arrives in the stream."""

    def start(form: str, at: str = "info") -> io.StringIO:
        stream = io.StringIO()
        monkeypatch.setattr(sys, "stderr", stream)
        set_up_logging(at, form, SECRETS)
        return stream

    return start


both_forms = pytest.mark.parametrize("form", ["text", "json"])

LEAKS = [
    TOKEN,
    f"https://api.telegram.org/bot{TOKEN}/getMe",
    f"https://api.telegram.org/bot{TOKEN.replace(':', '%3A')}/getMe",
    "987654:another-token-that-is-not-ours_at_all",
    KEY,
    f"https://t.me/onze_bot?start={INVITE}",
    f"/start {INVITE}",
    f"/start@onze_bot {INVITE}",
    f"/kalender/{INVITE}.ics",
    f"/abonneren/{INVITE}",
    f"/bekijk/{INVITE}.aBc.{INVITE}",
    f"/actie/{INVITE}",
    "postgresql://naam:p@ss/word@host/db",
    "smtp://naam:p@ssword@host:587",
    "postgresql://naam:anderwachtwoord@host/db",
    ["in a list", {"and": TOKEN}],
    InvalidToken(f"The token `{TOKEN}` was rejected by the server."),
    TOKEN.encode(),
]
GONE = [TOKEN[-20:], "another-token", '"key', "key\\", INVITE, "p@ss", "ssword", "ss/word", "anderwachtwoord"]


@both_forms
@pytest.mark.parametrize("leak", LEAKS, ids=str)
def test_no_secret_gets_through(logged: Log, form: str, leak: object):
    stream = logged(form)

    structlog.get_logger("bot.app").warning("iets", fout=leak)
    structlog.get_logger("bot.app").warning(f"iets {leak}")
    logging.getLogger("somebody.elses").warning("something %s", leak)
    try:
        raise RuntimeError(f"request failed: {leak}") from InvalidToken(f"`{leak}`")
    except RuntimeError:
        structlog.get_logger("bot.app").exception("storing")
        logging.getLogger("somebody.elses").exception("failed")

    text = stream.getvalue()
    assert text.count("RuntimeError") >= 2, "the traceback is there, without the secret"
    assert "[geheim]" in text
    assert not [secret for secret in GONE if secret in text], text


@both_forms
def test_what_nobody_caught_goes_through_the_redactor_too(logged: Log, form: str):
    stream = logged(form)

    error = InvalidToken(f"The token `{TOKEN}` was rejected by the server.")
    sys.excepthook(InvalidToken, error, None)

    assert "[geheim]" in stream.getvalue()
    assert TOKEN not in stream.getvalue()


def test_json_is_one_object_a_line_with_when_who_and_what(logged: Log):
    stream = logged("json")

    structlog.get_logger("bot.app").info("gestart", ophalen=True)
    logging.getLogger("somebody.elses").warning("two\nlines, and é")
    try:
        raise ValueError("broken")
    except ValueError:
        logging.getLogger("somebody.elses").exception("failed")

    first, second, third = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert (first["event"], first["level"], first["logger"], first["ophalen"]) == ("gestart", "info", "bot.app", True)
    assert first["timestamp"].endswith("Z")
    assert second["event"] == "two\nlines, and é"
    assert "ValueError: broken" in third["exception"]


def test_text_says_the_same_for_people(logged: Log):
    stream = logged("text")

    structlog.get_logger("bot.app").info("gestart", ophalen=True)

    (line,) = stream.getvalue().splitlines()
    assert "gestart" in line
    assert "ophalen=True" in line
    assert "\x1b" not in line


def test_the_level_counts_and_libraries_say_only_what_went_wrong(logged: Log):
    stream = logged("text", "info")

    structlog.get_logger("bot.app").debug("niet")
    for library in ("httpx", "telegram.ext", "aiohttp.access", "apscheduler.executors", "uvicorn.error"):
        logging.getLogger(library).info("HTTP Request: POST …")
        logging.getLogger(library).warning("wel")

    assert "niet" not in stream.getvalue()
    assert "HTTP Request" not in stream.getvalue()
    assert stream.getvalue().count("wel") == 5
