"""Do we believe who opens our page inside Telegram, exactly when Telegram says so?"""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.initdata import user_of

TOKEN = "5000000001:AAE-example_example_example_example"
NOW = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)


def signed(token: str = TOKEN, at: datetime = NOW, user: Any = None, **more: str) -> str:
    """Init data as Telegram makes it: https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app"""
    fields = {
        "auth_date": str(int(at.timestamp())),
        "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
        "user": json.dumps(user or {"id": 5_000_000_017, "first_name": "Tineke & Zn."}),
        **more,
    }
    said = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    fields["hash"] = hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()
    return urlencode(fields)


def test_whom_telegram_names_is_believed():
    assert user_of(signed(), TOKEN, NOW) == 5_000_000_017


def test_a_field_that_telegram_adds_later_is_signed_too():
    assert user_of(signed(signature="abc-_", chat_type="private"), TOKEN, NOW) == 5_000_000_017


def test_what_another_bot_was_told_is_not_believed():
    assert user_of(signed("5000000001:AAE-another_example_example_example_"), TOKEN, NOW) is None


@pytest.mark.parametrize("name", ["auth_date", "query_id", "user", "hash"])
def test_nothing_in_it_can_be_changed_or_left_out(name: str):
    parts = signed().split("&")
    changed = [f"{part}1" if part.startswith(f"{name}=") else part for part in parts]
    without = [part for part in parts if not part.startswith(f"{name}=")]

    assert user_of("&".join(changed), TOKEN, NOW) is None
    assert user_of("&".join(without), TOKEN, NOW) is None


def test_a_second_user_beside_the_signed_one_is_refused():
    other = urlencode({"user": '{"id": 1}'})

    assert user_of(f"{signed()}&{other}", TOKEN, NOW) is None
    assert user_of(f"{other}&{signed()}", TOKEN, NOW) is None


def test_after_a_quarter_of_an_hour_it_is_too_old():
    quarter = timedelta(minutes=15)

    assert user_of(signed(at=NOW - quarter), TOKEN, NOW) is not None
    assert user_of(signed(at=NOW - quarter - timedelta(seconds=1)), TOKEN, NOW) is None


def test_a_clock_that_is_a_little_behind_is_forgiven_and_no_more():
    assert user_of(signed(at=NOW + timedelta(seconds=50)), TOKEN, NOW) is not None
    assert user_of(signed(at=NOW + timedelta(minutes=5)), TOKEN, NOW) is None


@pytest.mark.parametrize("user", [{"first_name": "x"}, {"id": "5"}, {"id": True}, [1], "tekst", {"id": 1.5}])
def test_a_user_without_a_number_is_nobody(user: Any):
    assert user_of(signed(user=user), TOKEN, NOW) is None


@given(st.text(max_size=200))
def test_whatever_is_sent_it_is_refused_quietly(text: str):
    assert user_of(text, TOKEN, NOW) is None
