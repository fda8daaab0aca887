"""Which name did somebody mean?

People type names on a phone: without accents, without capitals, half of it. One rule for all of them: names
match without regard to case; exact beats a unique beginning; else we ask.
"""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TypeVar

T = TypeVar("T")

_DASHES = str.maketrans(dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014\u2212", " ") | {"\u2019": "'"})
_CLOSE = 0.6  # difflib's own measure of "probably a slip of the finger"


def fold(text: str) -> str:
    """What is left of a name when case, accents, hyphens and spare spaces do not count."""
    # Twice: taking a sign apart can leave a capital or a dash, and folding a capital can leave a joined sign.
    plain = unicodedata.normalize("NFKD", text).translate(_DASHES).casefold()
    if plain.isascii():
        return " ".join(plain.split())  # nothing left to take apart, and most names are so
    parts = unicodedata.normalize("NFKD", plain)
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).split())


def match(typed: str, names: Iterable[tuple[str, T]]) -> list[T]:
    """Whom ``typed`` may mean: one = found, several = ask which, none = unknown.

    Exactly that name if there is one, else every name that begins with it. Somebody who has several names
    (aliases) is listed once.
    """
    wanted = fold(typed)
    if not wanted:
        return []
    known = [(fold(name), value) for name, value in names]
    exact = [value for name, value in known if name == wanted]
    return _once(exact or [value for name, value in known if name.startswith(wanted)])


def suggest(typed: str, names: Iterable[str]) -> str | None:
    """The one name that looks most like ``typed``, or None when nothing does."""
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(fold(name), name)
    close = get_close_matches(fold(typed), known, n=1, cutoff=_CLOSE)
    return known[close[0]] if close else None


def _once(values: Iterable[T]) -> list[T]:
    found: list[T] = []
    for value in values:
        if value not in found:  # by equality: a value need not be hashable
            found.append(value)
    return found
