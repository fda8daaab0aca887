"""How does a chat read on paper?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, tzinfo
from typing import Protocol

from bot.sandbox.chats import Message
from bot.sandbox.markup import Button


class HasMessages(Protocol):
    @property
    def messages(self) -> list[Message]: ...


def transcript(chat: HasMessages, zone: tzinfo = UTC) -> str:
    """Time in ``zone``, who, the lines of text and the buttons of all that is visible in ``chat``."""
    return written(chat.messages, zone)


def written(messages: Iterable[Message], zone: tzinfo = UTC) -> str:
    return "\n".join(_written_message(message, zone) for message in messages) or "(nothing here)"


def _written_message(message: Message, zone: tzinfo) -> str:
    marks = [
        f"[{message.kind}{f' {message.file.name}' if message.file else ''}]" if message.kind != "text" else "",
        f"(in reply to {message.reply_to})" if message.reply_to else "",
        "(edited)" if message.edited == 1 else f"(edited {message.edited}x)" if message.edited else "",
    ]
    at = f"{message.at.astimezone(zone):%d-%m %H:%M}"
    head = " ".join(part for part in (at, f"#{message.message_id}", *marks) if part)
    lines = [f"{head}  {message.sender}:"]
    lines += [f"    {line}" for line in message.text.splitlines()]
    lines += ["    " + " ".join(_written_button(button) for button in row) for row in message.buttons]
    return "\n".join(lines)


def _written_button(button: Button) -> str:
    return f"[{button.label} ↗]" if button.url or button.web_app else f"[{button.label}]"
