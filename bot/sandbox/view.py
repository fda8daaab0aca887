"""What can be seen in a chat, and how does one wait for something to appear there?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.chats import Chat, Message
from bot.sandbox.transcript import written
from bot.sandbox.world import World


@dataclass(frozen=True)
class Moment:
    """A point between two changes."""

    version: int


class ChatView:
    """A chat as one who is in it sees it: what was deleted is gone, what was edited is new."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self._chats = [chat]

    @property
    def _chat(self) -> Chat:
        return self._chats[-1]

    @property
    def messages(self) -> list[Message]:
        """All that is visible now, oldest first."""
        return [message.snapshot() for chat in self._chats for message in chat.visible()]

    @property
    def received(self) -> list[Message]:
        """The bot's alone."""
        return [message for message in self.messages if message.from_bot]

    def now(self, message: Message) -> Message:
        """``message`` as it stands now; a LookupError when it was deleted."""
        for current in self.messages:
            if (current.chat_id, current.message_id) == (message.chat_id, message.message_id):
                return current
        raise LookupError(f"message {message.message_id} is gone from the chat")

    def mark(self) -> Moment:
        """This moment, to wait for what comes ``after`` it."""
        return Moment(self._world.version)

    async def wait_for(
        self,
        wanted: str | re.Pattern[str],
        timeout: float = 10.0,  # noqa: ASYNC109
        after: Message | Moment | None = None,
    ) -> Message:
        """The first bot message that contains ``wanted``, as soon as it is there.

        ``after`` leaves out what has not come or changed since then; without it, all that is visible
        counts. An AssertionError with the whole chat when it does not come.
        """
        found: list[Message] = []

        def is_there() -> bool:
            found[:] = [message for message in self._since(after) if _contains(message, wanted)]
            return bool(found)

        if not await self._world.pulse.until(is_there, timeout):
            what = wanted if isinstance(wanted, str) else f"/{wanted.pattern}/"
            since = "" if after is None else f" after version {after.version}"
            raise AssertionError(
                f"no «{what}» from the bot within {timeout:g} s{since}; the chat:\n{written(self.messages)}"
            )
        return found[0]

    async def wait_until(self, reached: Callable[[], bool], timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Until ``reached`` is true of this small world; looked at again at every change."""
        if not await self._world.pulse.until(reached, timeout):
            raise AssertionError(f"not reached within {timeout:g} s; the chat:\n{written(self.messages)}")

    async def wait_quiet(self, seconds: float) -> None:
        """Fails as soon as the bot sends or edits something here in the next ``seconds``."""
        mark = self.mark()
        if await self._world.pulse.until(lambda: bool(self._since(mark)), seconds):
            raise AssertionError(f"it was to be quiet, but came:\n{written(self._since(mark))}")

    async def settle(self, seconds: float = 0.2, timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Until the bot has done nothing here for ``seconds``."""

        async def quiet() -> bool:
            mark = self.mark()
            return not await self._world.pulse.until(lambda: bool(self._since(mark)), seconds)

        deadline = self._world.pulse.deadline(timeout)
        while not await quiet():
            if deadline():
                raise AssertionError(f"no rest within {timeout:g} s; the chat:\n{written(self.messages)}")

    def _since(self, after: Message | Moment | None) -> list[Message]:
        version = 0 if after is None else after.version
        changed = [
            message
            for chat in self._chats
            for message in chat.visible()
            if message.sender.is_bot and message.version > version
        ]
        return [message.snapshot() for message in sorted(changed, key=lambda message: message.version)]


def _contains(message: Message, wanted: str | re.Pattern[str]) -> bool:
    if isinstance(wanted, str):
        return wanted in message.text
    return wanted.search(message.text) is not None
