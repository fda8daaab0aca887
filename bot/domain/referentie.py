"""What does a casus go by, and how is it read when somebody types it?

``XXX-XXX-C``: six random characters of Crockford's base32 and a Luhn check character over the same alphabet. Derived
from nothing, so it tells nothing.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NewType

from stdnum import luhn

Referentie = NewType("Referentie", str)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORGIVEN = str.maketrans("OIL", "011")
# What phones and word processors make of a hyphen.
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_CHAR = "[0-9A-Za-z]"
# Hyphens are what we print; whoever types on a phone leaves them out or puts spaces.
_FORMS = (
    re.compile(rf"(?<![\w-]){_CHAR}{{3}}-{_CHAR}{{3}}-?{_CHAR}(?![\w-])"),
    re.compile(rf"(?<![\w-]){_CHAR}{{7}}(?![\w-])"),
    re.compile(rf"(?<![\w-]){_CHAR}{{3}}[ -]{_CHAR}{{3}}[ -]{_CHAR}(?![\w-])"),
    re.compile(rf"(?<![\w-]){_CHAR}(?:[ -]?{_CHAR}){{6}}(?![\w-])"),
)


@dataclass(frozen=True)
class Kandidaat:
    """A stretch of text that reads as a reference; ``start`` and ``end`` are its place in the text."""

    referentie: Referentie
    start: int
    end: int


def new_referentie() -> Referentie:
    """A random reference; the chance that it exists already is the caller's to check.

    Each half has a letter and a digit: then however it is typed, it is not taken for a word, a name or a number.
    """
    body = _new_half() + _new_half()
    return _printed(body + luhn.calc_check_digit(body, ALPHABET))


def _new_half() -> str:
    while True:
        half = "".join(secrets.choice(ALPHABET) for _ in range(3))
        if not half.isalpha() and not half.isdecimal():
            return half


def read_referentie(typed: str) -> Referentie | None:
    """The reference that ``typed`` means, or None when its characters do not add up."""
    compact = re.sub(r"[\s-]", "", typed.translate(_DASHES)).upper().translate(_FORGIVEN)
    if len(compact) != 7 or any(char not in ALPHABET for char in compact):
        return None
    return _printed(compact) if luhn.is_valid(compact, ALPHABET) else None


def find_referenties(text: str) -> Iterator[Kandidaat]:
    """All stretches of ``text`` that read as a valid reference, the surest form first.

    Seven letters of an ordinary word pass the check once in 32 times, so whoever asks still has to look whether the
    casus exists.
    """
    text = text.translate(_DASHES)
    for form in _FORMS:
        for found in form.finditer(text):
            referentie = read_referentie(found.group())
            if referentie is not None:
                yield Kandidaat(referentie, found.start(), found.end())


def find_misread(text: str) -> tuple[int, int] | None:
    """Where ``text`` has the printed shape of a reference whose characters do not add up."""
    found = _FORMS[0].search(text.translate(_DASHES))
    return found.span() if found else None


def _printed(compact: str) -> Referentie:
    return Referentie(f"{compact[:3]}-{compact[3:6]}-{compact[6]}")
