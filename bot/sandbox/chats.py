"""What is a chat, who is in it, and what do its messages look like to a person and to the bot?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.entities import FormattedText
from bot.sandbox.markup import Button, buttons_of
from bot.sandbox.wire import Json


@dataclass(frozen=True)
class StoredFile:
    """A file as Telegram keeps it; the bytes themselves are kept for who wants to look."""

    file_id: str
    name: str
    size: int
    content_type: str
    content: bytes = field(repr=False, default=b"")


@dataclass(frozen=True)
class Message:
    """A message as it stood at one moment; a later edit gives a new value with a higher version."""

    message_id: int
    chat_id: int
    text: str
    html: str
    from_bot: bool
    buttons: list[list[Button]] = field(hash=False)
    edited: int
    protected: bool
    silent: bool
    reply_to: int | None
    at: datetime
    version: int
    sender: str
    kind: str = "text"
    file: StoredFile | None = None
    entities: list[Json] = field(default_factory=list, hash=False)

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.buttons for button in row]


@dataclass(frozen=True)
class User:
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def to_json(self) -> Json:
        found: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for key in ("last_name", "username", "language_code"):
            if getattr(self, key):
                found[key] = getattr(self, key)
        return found


@dataclass
class Chat:
    """A private chat or a group, and where the bot stands in it."""

    id: int
    kind: str
    title: str = ""
    person: User | None = None
    bot_status: str = "left"
    deactivated: bool = False
    migrated_to: int | None = None
    messages: dict[int, StoredMessage] = field(default_factory=dict)
    last_message_id: int = 0

    @property
    def is_private(self) -> bool:
        return self.kind == "private"

    def to_json(self) -> Json:
        if self.person is None:
            found: Json = {"id": self.id, "title": self.title, "type": self.kind}
            if self.kind == "group":
                found["all_members_are_administrators"] = False
            return found
        found = {"id": self.id, "first_name": self.person.first_name, "type": "private"}
        for key in ("last_name", "username"):
            if getattr(self.person, key):
                found[key] = getattr(self.person, key)
        return found

    def next_message_id(self) -> int:
        self.last_message_id += 1
        return self.last_message_id

    def visible(self) -> Iterator[StoredMessage]:
        return (message for message in self.messages.values() if not message.deleted)

    def find(self, message_id: int) -> StoredMessage | None:
        message = self.messages.get(message_id)
        return None if message is None or message.deleted else message


@dataclass
class StoredMessage:
    message_id: int
    chat: Chat
    sender: User
    at: datetime
    body: FormattedText
    html: str = ""
    kind: str = "text"
    content: Json = field(default_factory=dict)
    file: StoredFile | None = None
    markup: Json | None = None
    protected: bool = False
    silent: bool = False
    """Does it arrive without a sound?"""
    reply_to: int | None = None
    edited: int = 0
    edited_at: datetime | None = None
    deleted: bool = False
    version: int = 0

    def snapshot(self) -> Message:
        return Message(
            message_id=self.message_id,
            chat_id=self.chat.id,
            text=self.body.text,
            html=self.html,
            from_bot=self.sender.is_bot,
            buttons=buttons_of(self.markup),
            edited=self.edited,
            protected=self.protected,
            silent=self.silent,
            reply_to=self.reply_to,
            at=self.at,
            version=self.version,
            sender=self.sender.name,
            kind=self.kind,
            file=self.file,
            entities=self.body.entities,
        )

    def to_json(self, *, with_reply: bool = True) -> Json:
        found: Json = {
            "message_id": self.message_id,
            "from": self.sender.to_json(),
            "chat": self.chat.to_json(),
            "date": int(self.at.timestamp()),
        }
        if self.edited_at is not None:
            found["edit_date"] = int(self.edited_at.timestamp())
        replied = self.chat.find(self.reply_to) if with_reply and self.reply_to else None
        if replied is not None:
            found["reply_to_message"] = replied.to_json(with_reply=False)
        found.update(self.content)
        text_key, entities_key = ("text", "entities") if self.kind == "text" else ("caption", "caption_entities")
        if self.body.text:
            found[text_key] = self.body.text
            if self.body.entities:
                found[entities_key] = self.body.entities
        if self.markup and "inline_keyboard" in self.markup:
            found["reply_markup"] = self.markup
        if self.protected:
            found["has_protected_content"] = True
        return found
