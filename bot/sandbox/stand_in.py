"""A Telegram of our own: how does one get it, and what can be done with it?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from bot.sandbox.chats import StoredFile, User
from bot.sandbox.faults import Faults
from bot.sandbox.init_data import init_data
from bot.sandbox.limits import Limits
from bot.sandbox.phone import Group, Phone
from bot.sandbox.server import Call, Server
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.webhook import Webhook
from bot.sandbox.world import World

DEFAULT_TOKEN = "123456:SANDBOX-this_is_no_real_token_at_all"  # noqa: S105
_PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Sandbox:
    """The Bot API on a port of this machine, and the phones on the other side of it.

    ``clock`` dates the messages. ``callback_age`` is how many real seconds a press can be answered.
    ``webhook_pauses`` are the seconds between failed deliveries; the last one repeats.
    """

    def __init__(
        self,
        clock: Callable[[], datetime] | None = None,
        *,
        port: int = 0,
        token: str = DEFAULT_TOKEN,
        name: str = "Afsprakenbot",
        username: str = "afsprakenbot_demo_bot",
        callback_age: float = 15.0,
        webhook_pauses: Sequence[float] = _PAUSES,
        webhook_answer_within: float = 10.0,
    ) -> None:
        self.token = token
        self.limits = Limits()
        self.faults = Faults()
        bot = User(int(token.split(":", maxsplit=1)[0]), name, username=username, is_bot=True)
        self.world = World(bot, clock or _real_time, self.limits, callback_age)
        self._webhook = Webhook(self.world.updates, self.world.pulse, tuple(webhook_pauses), webhook_answer_within)
        self._server = Server(token, self.world, self._webhook, self.faults, port=port)
        self._phones: dict[str, Phone] = {}
        self._groups: dict[str, Group] = {}

    async def __aenter__(self) -> Self:
        await self._server.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._webhook.stop()
        await self._server.stop()

    # The bot's side

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def username(self) -> str:
        return self.world.bot.username

    @property
    def bot_id(self) -> int:
        return self.world.bot.id

    @property
    def calls(self) -> list[Call]:
        """What the bot asked, oldest first; the last twenty thousand."""
        return self._server.calls

    @property
    def callback_answers(self) -> dict[str, str]:
        return {query.id: query.answer for query in self.world.queries.values() if query.answer is not None}

    @property
    def files(self) -> list[StoredFile]:
        """What the bot uploaded."""
        return list(self.world.files.values())

    @property
    def updates(self) -> UpdateQueue:
        """What waits for the bot: ``waiting``, ``jump()`` to an unrelated id, ``clear()`` as after a day."""
        return self.world.updates

    def menu(self, chat_id: int) -> list[tuple[str, str]]:
        """The commands a person in that chat is offered, each with its description."""
        chat = self.world.chats[chat_id]
        language = chat.person.language_code if chat.person else ""
        return [(c["command"], c["description"]) for c in self.world.menu(chat, language)]

    def opened_inside(self, phone: Phone, address: str) -> str:
        """The address of a page as Telegram opens it inside itself for the owner of ``phone``: with its word for who
        that is behind the #."""
        said = init_data(self.token, phone.person, int(self.world.clock().timestamp()))
        more = {"tgWebAppData": said, "tgWebAppVersion": "9.1", "tgWebAppPlatform": "web"}
        return f"{address}#{urlencode(more)}"

    async def wait_call(
        self,
        method: str,
        timeout: float = 10.0,  # noqa: ASYNC109
        *,
        times: int = 1,
        chat_id: int | None = None,
    ) -> Call:
        """The ``times``-th answered call of ``method``, as soon as it is there."""
        found: list[Call] = []

        def is_there() -> bool:
            found[:] = [
                call
                for call in self.calls
                if call.method.lower() == method.lower()
                and call.status
                and (chat_id is None or call.params.get("chat_id") == chat_id)
            ]
            return len(found) >= times

        if not await self.world.pulse.until(is_there, timeout):
            raise AssertionError(f"{len(found)} of {times} calls of {method} within {timeout:g} s")
        return found[times - 1]

    # The people's side

    def phone(self, name: str, *, username: str = "", language_code: str = "nl") -> Phone:
        """The phone of the person of that name; the first time a new one, that never pressed Start."""
        if name not in self._phones:
            self._phones[name] = Phone(self.world, self.world.add_person(name, username, language_code))
        return self._phones[name]

    def group(self, title: str, *, supergroup: bool = False) -> Group:
        if title not in self._groups:
            self._groups[title] = Group(self.world, self.world.add_group(title, supergroup=supergroup))
        return self._groups[title]

    # Weather

    async def down(self) -> None:
        """Telegram is unreachable: connections are refused. Updates keep waiting."""
        await self._webhook.stop()
        await self._server.stop()

    async def up(self) -> None:
        await self._server.start()
        self._webhook.start()


def _real_time() -> datetime:
    return datetime.now(UTC)
