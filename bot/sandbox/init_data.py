"""What does Telegram tell a page that it opens inside itself, and how does it sign that?

As the Bot API describes it for Mini Apps: the bot's token makes the key, and every field is signed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from urllib.parse import urlencode

from bot.sandbox.chats import User


def init_data(bot_token: str, person: User, at: int) -> str:
    """Who opens the page, and when."""
    user = {key: value for key, value in person.to_json().items() if key != "is_bot"}
    fields = {
        "auth_date": str(at),
        "query_id": f"AAH{person.id}",
        "user": json.dumps(user, separators=(",", ":"), ensure_ascii=False),
    }
    said = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    key = hmac.digest(b"WebAppData", bot_token.encode(), hashlib.sha256)
    return urlencode({**fields, "hash": hmac.new(key, said.encode(), hashlib.sha256).hexdigest()})
