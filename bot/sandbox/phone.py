"""What does a person do and see on a phone?"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.chats import Chat, Message, StoredMessage, User
from bot.sandbox.kinds import WITH_CAPTION, Kind, content_of
from bot.sandbox.markup import Button
from bot.sandbox.transcript import written
from bot.sandbox.view import ChatView
from bot.sandbox.world import World


class Phone(ChatView):
    """One person's private chat with the bot."""

    def __init__(self, world: World, person: User) -> None:
        super().__init__(world, world.chats[person.id])
        self.person = person
        self.clipboard = ""

    def __repr__(self) -> str:
        return f"<Phone {self.name} {self.id}>"

    @property
    def id(self) -> int:
        return self.person.id

    @property
    def name(self) -> str:
        return self.person.name

    async def send(self, text: str, *, reply_to: Message | None = None) -> Message:
        self._must_be_able()
        if not text.strip() or len(text) > 4096:
            raise ValueError("a phone sends between 1 and 4096 characters")
        replied = None if reply_to is None else reply_to.message_id
        return self._world.say(self._chat, self.person, text, reply_to=replied).snapshot()

    async def open_link(self, link: str) -> Message:
        """Follows a t.me link to the bot and presses Start there."""
        parts = urlsplit(link)
        token = "".join(parse_qs(parts.query).get("start", []))
        if parts.hostname != "t.me" or parts.path.strip("/").lower() != self._world.bot.username.lower():
            raise ValueError(f"{link} does not lead to @{self._world.bot.username}")
        if token and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", token):
            raise ValueError("a start token has 1 to 64 characters A-Z a-z 0-9 _ -")
        return await self.send(f"/start {token}".strip())

    async def press(self, label: str, *, on: Message | None = None) -> str:
        """Presses the button that says ``label``, a leading sign or number aside.

        On the newest message that has it, or on ``on``. Gives the id of the callback query; does
        not wait for an answer. A button that only copies fills ``clipboard``; one of a reply keyboard
        sends its words; a link to the bot itself is followed.
        """
        self._must_be_able()
        message, button = self._find(label, on)
        if button.callback_data is not None:
            return self._world.press(self._chat, self.person, message.message_id, button.callback_data).id
        if button.copy_text is not None:
            self.clipboard = button.copy_text
        elif button.url is not None and urlsplit(button.url).hostname == "t.me":
            await self.open_link(button.url)
        elif button.url is None and button.web_app is None:
            await self.send(button.label)
        else:
            raise LookupError(f"[{button.label}] opens {button.url or button.web_app} outside Telegram")
        return ""

    def link(self, label: str, *, on: Message | None = None) -> str:
        """The address that the button ``label`` opens, in a browser or inside Telegram."""
        _, button = self._find(label, on)
        address = button.url or button.web_app
        if address is None:
            raise LookupError(f"[{button.label}] opens no address")
        return address

    async def press_data(self, message_id: int, data: str) -> str:
        """What a forged client can do: any data, on any message, there or not."""
        self._must_be_able()
        return self._world.press(self._chat, self.person, message_id, data).id

    async def edit(self, message: Message, text: str) -> Message:
        self._must_be_able()
        own = self._own(message)
        self._world.change_own_text(own, text)
        return own.snapshot()

    async def send_kind(self, kind: Kind, caption: str | None = None) -> Message:
        """Something other than text."""
        self._must_be_able()
        if caption and kind not in WITH_CAPTION:
            raise ValueError(f"a {kind} has no caption")
        content = content_of(kind, self._chat.last_message_id + self.id)
        message = self._world.say(self._chat, self.person, caption or "", kind=kind, content=content)
        return message.snapshot()

    async def forward(self, text: str, *, of: str = "Iemand Anders") -> Message:
        """Passes on what somebody else wrote, elsewhere."""
        self._must_be_able()
        origin = {
            "type": "hidden_user",
            "sender_user_name": of,
            "date": int(self._world.clock().timestamp()),
        }
        message = self._world.say(self._chat, self.person, text, content={"forward_origin": origin})
        return message.snapshot()

    def block(self) -> None:
        if self._chat.bot_status == "member":
            self._world.set_bot_status(self._chat, self.person, "kicked")

    def unblock(self) -> None:
        if self._chat.bot_status == "kicked":
            self._world.set_bot_status(self._chat, self.person, "member")

    def deactivate(self) -> None:
        """The account is gone; the bot hears that only when it sends something."""
        self._chat.deactivated = True

    def answer(self, query_id: str) -> str | None:
        """What the bot said to a press: None as long as it said nothing."""
        query = self._world.queries.get(query_id)
        return None if query is None else query.answer

    async def wait_answer(self, query_id: str, timeout: float = 10.0) -> str:  # noqa: ASYNC109
        await self.wait_until(lambda: self.answer(query_id) is not None, timeout)
        return self.answer(query_id) or ""

    def _must_be_able(self) -> None:
        if self._chat.deactivated:
            raise RuntimeError(f"{self.name} has no account any more")
        if self._chat.bot_status == "kicked":
            raise RuntimeError(f"{self.name} blocked the bot; unblock() first")

    def _own(self, message: Message) -> StoredMessage:
        own = self._chat.find(message.message_id)
        if own is None or own.sender.id != self.id:
            raise LookupError(f"message {message.message_id} is not {self.name}'s, or is gone")
        return own

    def _find(self, label: str, on: Message | None) -> tuple[Message, Button]:
        messages = [self.now(on)] if on is not None else list(reversed(self.received))
        for message in messages:
            buttons = [button for row in message.buttons for button in row]
            fitting = [button for button in buttons if button.label == label]
            fitting = fitting or [button for button in buttons if bare(button.label) == bare(label)]
            if len(fitting) > 1:
                raise LookupError(f"[{label}] could be {_listed(fitting)}: say which")
            if fitting:
                return message, fitting[0]
        there = [button for message in messages for row in message.buttons for button in row]
        raise LookupError(f"no button [{label}]; there are: {_listed(there)}; the chat:\n{written(self.messages)}")


class Group(ChatView):
    """A group of people, where the bot may be a guest."""

    def __init__(self, world: World, chat: Chat) -> None:
        super().__init__(world, chat)
        self._last: User | None = None

    @property
    def id(self) -> int:
        """Another one after ``migrate``."""
        return self._chat.id

    @property
    def bot_present(self) -> bool:
        return self._chat.bot_status in {"member", "administrator"}

    async def add_bot(self, by: Phone) -> None:
        self._last = by.person
        self._world.set_bot_status(self._chat, by.person, "member")
        bot = self._world.bot.to_json()
        self._world.say(
            self._chat,
            by.person,
            "",
            kind="service",
            content={"new_chat_members": [bot], "new_chat_member": bot},
        )

    async def remove_bot(self, by: Phone) -> None:
        self._world.set_bot_status(self._chat, by.person, "kicked")

    async def send(self, by: Phone, text: str, *, reply_to: Message | None = None) -> Message:
        self._last = by.person
        replied = None if reply_to is None else reply_to.message_id
        return self._world.say(self._chat, by.person, text, reply_to=replied).snapshot()

    async def press(self, by: Phone, message: Message, label: str) -> str:
        for button in (button for row in self.now(message).buttons for button in row):
            if bare(button.label) == bare(label) and button.callback_data is not None:
                return self._world.press(self._chat, by.person, message.message_id, button.callback_data).id
        raise LookupError(f"no button [{label}]; there are: {message.labels}")

    def migrate(self) -> int:
        """Becomes a supergroup; gives the new id. From then on the old id is refused."""
        by = self._last or self._world.bot
        self._chats.append(self._world.migrate(self._chat, by))
        return self.id


def bare(label: str) -> str:
    """The word on a button without the sign, emoji or number before it."""
    return re.sub(r"^[\W\d_]+", "", label).strip() or label.strip()


def _listed(buttons: list[Button]) -> str:
    return " ".join(f"[{button.label}]" for button in buttons) or "none"
