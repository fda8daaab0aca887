"""What does the bot get when a person sends something that is not text?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from bot.sandbox.wire import Json

Kind = Literal["photo", "sticker", "voice", "contact", "location", "document", "video", "poll", "dice"]

WITH_CAPTION = {"photo", "voice", "document", "video"}


def content_of(kind: Kind, number: int) -> Json:
    """The part of the message that carries it; ``number`` tells one file from another."""
    return {kind: _CONTENT[kind](number)}


def _file(number: int, **more: object) -> Json:
    return {"file_id": f"AgACAgQAAxk{number}", "file_unique_id": f"u{number}", "file_size": 4_096, **more}


_CONTENT: dict[str, Callable[[int], Json | list[Json]]] = {
    "photo": lambda n: [_file(n, width=90, height=68), _file(n + 1, width=1280, height=960)],
    "sticker": lambda n: _file(n, type="regular", width=512, height=512, is_animated=False, is_video=False, emoji="👍"),
    "voice": lambda n: _file(n, duration=3, mime_type="audio/ogg"),
    "contact": lambda n: {"phone_number": "+31600000000", "first_name": "Voorbeeld", "user_id": n % 2**40},
    "location": lambda n: {"latitude": 52.5168, "longitude": 6.083},
    "document": lambda n: _file(n, file_name="verslag.pdf", mime_type="application/pdf"),
    "video": lambda n: _file(n, width=640, height=360, duration=5, mime_type="video/mp4"),
    "poll": lambda n: {
        "id": str(n),
        "question": "Wanneer?",
        "options": [
            {"persistent_id": "0", "text": "Maandag", "voter_count": 0},
            {"persistent_id": "1", "text": "Dinsdag", "voter_count": 0},
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    },
    "dice": lambda n: {"emoji": "🎲", "value": n % 6 + 1},
}
