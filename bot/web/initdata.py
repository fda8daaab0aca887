"""Who opens our page inside Telegram? What Telegram says of it, checked as the Bot API describes.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

FRESH = timedelta(minutes=15)
AHEAD = timedelta(minutes=1)
"""As far as our clock may be behind Telegram's."""
MOST_FIELDS = 32


def user_of(init_data: str, bot_token: str, now: datetime) -> int | None:
    """The id of the Telegram user; None unless Telegram signed this for our bot in the last quarter of an hour."""
    try:
        pairs = parse_qsl(init_data, strict_parsing=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        return None
    fields = dict(pairs)
    given = fields.pop("hash", "")
    said = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.digest(b"WebAppData", bot_token.encode(), hashlib.sha256)
    expected = hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
    signed = len(fields) + 1 == len(pairs) and hmac.compare_digest(given.encode(), expected.encode())
    return _user(fields, now) if signed else None


def _user(fields: dict[str, str], now: datetime) -> int | None:
    try:
        age = now.timestamp() - int(fields["auth_date"])
        user = json.loads(fields["user"])["id"]
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
    fresh = -AHEAD.total_seconds() <= age <= FRESH.total_seconds()
    return user if fresh and type(user) is int else None
