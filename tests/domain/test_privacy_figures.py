"""How much leaks, how much is refused for nothing, and how long does it take?

Measured on the project's own messages. The goals hold for messages that are not here, so these have to do better.
"""

import statistics
from functools import cache

from tests.domain.guard import GUARD, messages
from tests.pace import quiet_seconds

UNSAFE, SAFE = messages("onveilig"), messages("veilig")
STRUCTURED = frozenset(
    {"bsn", "geboortedatum", "telefoon", "email", "adres", "postcode", "kenteken", "iban", "vnummer", "dossiernummer"}
)
MOST_LEAKED, MOST_REFUSED, NAMES_FOUND, KINDS_RIGHT = 0.005, 0.01, 0.99, 0.97
MOST_SECONDS = 0.005


@cache
def found_kinds() -> list[set[str]]:
    """What the guard finds in each unsafe message; seconds of work, so once."""
    return [{bevinding.kind for bevinding in GUARD.find(line["text"])} for line in UNSAFE]


def test_there_are_enough_messages_to_tell() -> None:
    assert len(UNSAFE) >= 300
    assert len(SAFE) >= 300
    assert {kind for line in UNSAFE for kind in line["kinds"]} == STRUCTURED | {"naam", "onbekend"}


def test_hardly_any_unsafe_message_leaks() -> None:
    leaked = [line["text"] for line, found in zip(UNSAFE, found_kinds(), strict=True) if not found]

    assert len(leaked) <= MOST_LEAKED * len(UNSAFE), leaked


def test_no_number_or_address_leaks() -> None:
    wanted = [
        line for line, found in zip(UNSAFE, found_kinds(), strict=True) if STRUCTURED & set(line["kinds"]) and not found
    ]

    assert wanted == []


def test_names_are_found() -> None:
    named = [
        (line["text"], found) for line, found in zip(UNSAFE, found_kinds(), strict=True) if "naam" in line["kinds"]
    ]
    missed = [text for text, found in named if not found]

    assert len(missed) <= (1 - NAMES_FOUND) * len(named), missed


def test_the_kind_is_named_right() -> None:
    wrong = [line["text"] for line, found in zip(UNSAFE, found_kinds(), strict=True) if not set(line["kinds"]) <= found]

    assert len(wrong) <= (1 - KINDS_RIGHT) * len(UNSAFE), wrong


def test_hardly_any_safe_message_is_refused() -> None:
    refused = [line["text"] for line in SAFE if GUARD.find(line["text"])]

    assert len(refused) <= MOST_REFUSED * len(SAFE), refused


def test_two_hundred_characters_are_read_in_a_few_milliseconds() -> None:
    text = " ".join(line["text"] for line in SAFE)
    pieces = [text[start : start + 200] for start in range(0, len(text), 1000)]

    assert statistics.quantiles(map(_seconds_at_best, pieces), n=100)[98] < MOST_SECONDS


def _seconds_at_best(text: str) -> float:
    """The quickest of three: what else this machine does is not what is measured. Once when that was quick enough."""
    first = _seconds(text)
    return first if first < MOST_SECONDS / 2 else min(first, _seconds(text), _seconds(text))


def _seconds(text: str) -> float:
    return quiet_seconds(lambda: GUARD.find(text))
