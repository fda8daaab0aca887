"""What is true in this small Telegram: its people, chats, messages and waiting presses?"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.chats import Chat, StoredFile, StoredMessage, User
from bot.sandbox.entities import FormattedText, with_found_entities
from bot.sandbox.limits import Limits
from bot.sandbox.pulse import Pulse
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.wire import ApiError, Json, Upload, bad_request

# Above 2**31, so that code which keeps an id in 32 bits fails here too.
_FIRST_PERSON = 5_000_000_017
_FIRST_GROUP = -4_200_000_011
_FIRST_SUPERGROUP = -1_002_200_000_023


@dataclass
class CallbackQuery:
    id: str
    asked_at: float
    chat_id: int
    answer: str | None = None


@dataclass
class World:
    bot: User
    clock: Callable[[], datetime]
    limits: Limits
    callback_age: float
    pulse: Pulse = field(default_factory=Pulse)
    privacy_mode: bool = True
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, CallbackQuery] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    commands: dict[tuple[str, int, int, str], list[Json]] = field(default_factory=dict)
    version: int = 0

    def __post_init__(self) -> None:
        self.updates = UpdateQueue(self.pulse)
        self._people = itertools.count(_FIRST_PERSON, 1_000_003)
        self._groups = itertools.count(_FIRST_GROUP, -1_009)
        self._supergroups = itertools.count(_FIRST_SUPERGROUP, -1_013)
        self._numbers = itertools.count(4_611_686_018_427_387_905, 7)

    # People and chats

    def add_person(self, name: str, username: str, language_code: str) -> User:
        first, _, last = name.partition(" ")
        person = User(next(self._people), first, last, username, language_code)
        self.chats[person.id] = Chat(person.id, "private", person=person)
        return person

    def add_group(self, title: str, *, supergroup: bool = False) -> Chat:
        number = next(self._supergroups if supergroup else self._groups)
        chat = Chat(number, "supergroup" if supergroup else "group", title)
        self.chats[number] = chat
        return chat

    def reachable(self, chat_id: object) -> Chat:
        """The chat, if the bot may speak there; else the refusal Telegram gives for it."""
        if chat_id is None or chat_id == "":
            raise bad_request("chat_id is empty")
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": chat.migrated_to},
            )
        if chat.deactivated:
            raise ApiError(403, "Forbidden: user is deactivated")
        if chat.bot_status == "left":
            if chat.is_private:
                raise bad_request("chat not found")
            raise ApiError(403, f"Forbidden: bot is not a member of the {chat.kind} chat")
        if chat.bot_status == "kicked":
            where = f"kicked from the {chat.kind} chat"
            raise ApiError(403, f"Forbidden: bot was {'blocked by the user' if chat.is_private else where}")
        return chat

    # Messages

    def changed(self, message: StoredMessage) -> None:
        self.version += 1
        message.version = self.version
        self.pulse.beat()

    def add_message(self, message: StoredMessage) -> StoredMessage:
        message.chat.messages[message.message_id] = message
        self.changed(message)
        return message

    def delete_message(self, message: StoredMessage) -> None:
        message.deleted = True
        self.changed(message)

    def store_file(self, upload: Upload) -> StoredFile:
        number = next(self._numbers)
        stored = StoredFile(
            f"BQACAgQAAxk{number}", upload.name, len(upload.content), upload.content_type, upload.content
        )
        self.files[stored.file_id] = stored
        return stored

    # What people do

    def say(
        self,
        chat: Chat,
        person: User,
        text: str,
        *,
        kind: str = "text",
        content: Json | None = None,
        reply_to: int | None = None,
    ) -> StoredMessage:
        """A person's message; the bot hears of it if it may."""
        body = with_found_entities(FormattedText(text.strip(), []))
        message = StoredMessage(
            message_id=chat.next_message_id(),
            chat=chat,
            sender=person,
            at=self.clock(),
            body=body,
            html=text,
            kind=kind,
            content=content or {},
            reply_to=reply_to,
        )
        if chat.is_private and chat.bot_status == "left":
            chat.bot_status = "member"
        self.add_message(message)
        if self._bot_hears(message):
            self.updates.put("message", message.to_json(), chat.id)
        return message

    def _bot_hears(self, message: StoredMessage) -> bool:
        """In privacy mode a bot in a group hears only commands, replies to itself and news of the group."""
        chat = message.chat
        if chat.bot_status not in {"member", "administrator"}:
            return False
        if chat.is_private or not self.privacy_mode or chat.bot_status == "administrator":
            return True
        if message.kind == "service":
            return True
        replied = chat.find(message.reply_to) if message.reply_to else None
        if replied is not None and replied.sender.id == self.bot.id:
            return True
        command = re.match(r"/\w+(?:@(\w+))?", message.body.text)
        if command is None:
            return f"@{self.bot.username}".lower() in message.body.text.lower()
        return command[1] is None or command[1].lower() == self.bot.username.lower()

    def change_own_text(self, message: StoredMessage, text: str) -> None:
        message.body = with_found_entities(FormattedText(text.strip(), []))
        message.html = text
        message.edited += 1
        message.edited_at = self.clock()
        self.changed(message)
        if self._bot_hears(message):
            self.updates.put("edited_message", message.to_json(), message.chat.id)

    def press(self, chat: Chat, person: User, message_id: int, data: str) -> CallbackQuery:
        """The message may be gone or never have been: Telegram then sends what little it knows."""
        query = CallbackQuery(str(next(self._numbers)), time.monotonic(), chat.id)
        self.queries[query.id] = query
        message = chat.find(message_id)
        inaccessible: Json = {"message_id": message_id, "chat": chat.to_json(), "date": 0}
        content: Json = {
            "id": query.id,
            "from": person.to_json(),
            "message": inaccessible if message is None else message.to_json(),
            "chat_instance": str(chat.id * 7_919 % 2**63),
            "data": data,
        }
        self.updates.put("callback_query", content, chat.id)
        return query

    def set_bot_status(self, chat: Chat, by: User, status: str) -> None:
        """The bot hears that it was let in, put out, blocked or unblocked."""
        old, chat.bot_status = chat.bot_status, status
        if old == status:
            return
        self.updates.put(
            "my_chat_member",
            {
                "chat": chat.to_json(),
                "from": by.to_json(),
                "date": int(self.clock().timestamp()),
                "old_chat_member": self._membership(old),
                "new_chat_member": self._membership(status),
            },
            chat.id,
        )

    def _membership(self, status: str) -> Json:
        member: Json = {"user": self.bot.to_json(), "status": status}
        if status == "kicked":
            member["until_date"] = 0
        return member

    def migrate(self, old: Chat, by: User) -> Chat:
        """A group becomes a supergroup: another id, other message numbers."""
        new = self.add_group(old.title, supergroup=True)
        new.bot_status = old.bot_status
        self.say(old, by, "", kind="service", content={"migrate_to_chat_id": new.id})
        old.migrated_to = new.id
        self.say(new, by, "", kind="service", content={"migrate_from_chat_id": old.id})
        return new

    # The command menu

    def menu(self, chat: Chat, language_code: str) -> list[Json]:
        """The narrowest list that was set for this chat, in its language before any."""
        kinds = "all_private_chats" if chat.is_private else "all_group_chats"
        for scope, chat_id in (("chat", chat.id), (kinds, 0), ("default", 0)):
            for language in (language_code, ""):
                found = self.commands.get((scope, chat_id, 0, language))
                if found:
                    return found
        return []
