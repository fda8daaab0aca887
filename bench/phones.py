"""Who uses the bot? People with phones, who each go round: /mijn, then Bezig, then Ongedaan maken.

The time of an answer runs from the moment that the update can be polled until the message (for a command) or the edit
of the pressed message (for a button) arrives here. A button is pressed as the bot last showed it.
"""

import asyncio
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from bench.server import BotApi, Json, chat, next_message_id, user

COMMAND = "/mijn"
ROUND = (COMMAND, "Bezig", "Ongedaan maken")


@dataclass
class Person:
    """One person: the message whose buttons they press, and what they wait for."""

    chat_id: int
    card: Json | None = None
    step: int = 0
    waits_since: float | None = None
    pressed: int | None = None
    """The message whose edit is the answer; None while a command is open."""
    due: list[float] = field(default_factory=list)
    """When updates of this person should have come, had the one before been answered: at a fixed rate."""


class Phones:
    """All of them against one bot. In a closed loop each answer brings that person's next update at once."""

    def __init__(self, api: BotApi, people: Iterable[Person]) -> None:
        self._api = api
        self.people = {person.chat_id: person for person in people}
        self.latencies: list[float] = []
        """Seconds, an entry per answered update."""
        self.strays: list[Json] = []
        """Messages and edits that nobody waited for: a double, or something nobody asked for."""
        self.spinners: set[str] = set()
        """Buttons that still spin."""
        self._loops = False
        self._queries = 0
        self._changed = asyncio.Event()
        api.listener = self

    def start(self) -> None:
        """Everybody begins, and goes on after each answer."""
        self._loops = True
        for person in self.people.values():
            self.act(person)

    async def until(self, answered: int, patience: float = 120.0) -> None:
        """Waits until so many updates have been answered. Raises ``TimeoutError`` when nothing more is answered."""
        while len(self.latencies) < answered:
            before = len(self.latencies)
            self._changed.clear()
            async with asyncio.timeout(patience):
                while len(self.latencies) < min(answered, before + 100):
                    self._changed.clear()
                    await self._changed.wait()

    async def stop(self, patience: float = 30.0) -> int:
        """Nobody begins anything more; returns how many updates were never answered."""
        self._loops = False
        for person in self.people.values():
            person.due.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self.waiting:
                    self._changed.clear()
                    await self._changed.wait()
        await asyncio.sleep(0.3)  # what comes after the last answer: a double would be one too many
        return self.waiting

    async def at_rate(self, per_second: float, seconds: float) -> None:
        """One update every so often, whoever's turn it is, whatever has been answered."""
        people = list(self.people.values())
        began = time.perf_counter()
        for number in range(round(per_second * seconds)):
            await asyncio.sleep(began + number / per_second - time.perf_counter())
            person = people[number % len(people)]
            if person.waits_since is None:
                self.act(person)
            else:
                person.due.append(time.perf_counter())

    @property
    def waiting(self) -> int:
        return sum(person.waits_since is not None for person in self.people.values())

    def act(self, person: Person, since: float | None = None) -> None:
        """The person's next update can be polled from now on."""
        words = ROUND[person.step]
        person.step = (person.step + 1) % len(ROUND)
        person.waits_since = since or time.perf_counter()
        if words == COMMAND:
            self.type(person, words)
        else:
            self._press(person, words)

    def type(self, person: Person, text: str) -> None:
        """A command, whatever the person was doing."""
        person.pressed = None
        person.waits_since = person.waits_since or time.perf_counter()
        message = {
            "message_id": next_message_id(),
            "from": user(person.chat_id),
            "chat": chat(person.chat_id),
            "date": int(time.time()),
            "text": text,
            "entities": [{"type": "bot_command", "offset": 0, "length": len(text)}],
        }
        self._api.push(message=message)

    def _press(self, person: Person, label: str) -> None:
        assert person.card is not None, "no message with buttons has come"
        data = _buttons(person.card).get(label)
        assert data is not None, f"no button {label}, but {list(_buttons(person.card))}"
        self._queries += 1
        query = f"{person.chat_id}{self._queries:08}"
        self.spinners.add(query)
        person.pressed = person.card["message_id"]
        content = {
            "id": query,
            "from": user(person.chat_id),
            "message": person.card,
            "chat_instance": str(-person.chat_id),
            "data": data,
        }
        self._api.push(callback_query=content)

    def sent(self, message: Json) -> None:
        person = self.people.get(message["chat"]["id"])
        if person is None:
            return
        if _buttons(message).keys() & ROUND:
            person.card = message
        self._answered(person, message, to_command=True)

    def edited(self, message: Json) -> None:
        person = self.people.get(message["chat"]["id"])
        if person is None:
            return
        if person.card is not None and person.card["message_id"] == message["message_id"]:
            person.card = message
        self._answered(person, message, to_command=False)

    def quieted(self, query: str) -> None:
        self.spinners.discard(query)

    def _answered(self, person: Person, message: Json, *, to_command: bool) -> None:
        if person.waits_since is None or to_command != (person.pressed is None):
            self.strays.append(message)
            return
        self.latencies.append(time.perf_counter() - person.waits_since)
        person.waits_since = None
        self._changed.set()
        if person.due:
            self.act(person, since=person.due.pop(0))
        elif self._loops:
            self.act(person)


def _buttons(message: Json) -> dict[str, str]:
    """The label and data of each button."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button["callback_data"] for row in rows for button in row if "callback_data" in button}
