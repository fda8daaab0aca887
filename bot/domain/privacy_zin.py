"""How is a text made up: what stands beside a word, where does a sentence break, which word is its verb?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.privacy_omgeving import (
    BEFORE,
    BEFORE_MONTHS,
    BREAKS,
    FINITE,
    JOINING,
    LANGUAGE_CUES,
    LANGUAGES,
    MONTH_PAIRS,
    MONTHS,
    NO_NOUNS,
    NOUNS_LIKE_PARTICIPLES,
    PLURAL,
    UNTIL,
)
from bot.domain.privacy_woorden import Woordenlijst

_PARTICIPLE = re.compile("(?:ge|be|ver|ont|her|op|aan|af|uit|over|mee)[a-z]*(?:d|t)")


@dataclass(frozen=True)
class Woord:
    """A word of the text: as typed, folded, its place, and the signs between it and the one before."""

    typed: str
    folded: str
    start: int
    end: int
    gap: str

    @property
    def has_capital(self) -> bool:
        return self.typed[:1].isupper() and not (self.typed.isupper() and len(self.typed) > 1)


class Zin:
    """The words of one text in their places, as ``Zinsbouw`` asks about them."""

    def __init__(self, woorden: list[Woord], lijst: Woordenlijst) -> None:
        self._woorden = woorden
        self._lijst = lijst
        long = [woord for woord in woorden if len(woord.typed) > 2]
        # Who writes Every Word Like This says nothing with a capital.
        capitals = sum(woord.typed[0].isupper() for woord in long)
        self.shouts = sum(woord.typed.isupper() for woord in long) * 2 > len(long)
        self._capitals_tell = capitals * 2 <= len(long) + 1

    def is_month(self, at: int) -> bool:
        """Jan is also short for January: in jan, eind jan, jan/feb, jan t/m mrt, t/m jan."""
        if self._woorden[at].typed not in MONTHS:
            return False
        if self._word(at + 1) in MONTH_PAIRS and self._woorden[at + 1].gap == "/":
            return True
        if self._word(at + 1) in UNTIL and self._word(at + 2) in MONTH_PAIRS:
            return True
        if [self._word(at + 1), self._word(at + 2)] == ["t", "m"] and self._word(at + 3) in MONTH_PAIRS:
            return True
        if self._before(at) == "m" and self._word(at - 2) == "t":
            return True
        return self._before(at) in BEFORE_MONTHS and not self._break(at)

    def _word(self, at: int) -> str:
        return self._woorden[at].folded if 0 <= at < len(self._woorden) else ""

    def _before(self, at: int) -> str:
        return self._word(at - 1)

    def _sign_after(self, at: int) -> str:
        """What stands between this word and the next; of the last word nothing."""
        return self._woorden[at + 1].gap if at + 1 < len(self._woorden) else ""

    def _break(self, at: int) -> bool:
        """Does a sentence or a part of it end before this word?"""
        return (
            not 0 < at < len(self._woorden)
            or not BREAKS.isdisjoint(self._woorden[at].gap)
            or " - " in self._woorden[at].gap
        )

    def _begins(self, at: int) -> bool:
        return self._break(at) or self._before(at) in JOINING

    def _digit_before(self, at: int) -> bool:
        return self._before(at)[:1].isdecimal() or "\x01" in self._woorden[at].gap[-3:]

    def _digit_near(self, at: int) -> bool:
        """A number stands beside it, in digits or as one that was set aside."""
        after = self._sign_after(at)
        aside = "\x01" in self._woorden[at].gap[-3:] or "\x01" in after[:3]
        return (
            aside
            or self._before(at)[:1].isdecimal()
            or (self._word(at + 1)[:1].isdecimal() and not self._break(at + 1))
        )

    def is_followed_by_verb(self, at: int) -> bool:
        """Thuy is bang: a verb that has this word for its subject comes right after it."""
        return self._word(at + 1) in FINITE and not self._break(at + 1)

    def is_dealt_with(self, at: int) -> bool:
        """Gesprek met thuy, aangifte van thuy: where a person stands."""
        return self._before(at) in BEFORE and not self._break(at)

    def _acts(self, at: int) -> bool:
        """Is this the verb of a person: gooit, of gooien?"""
        word = self._word(at)
        if self._break(at) or not word:
            return False
        stem = word.removesuffix("t")
        return word in FINITE | PLURAL or (word != stem and any(map(self._lijst.is_word, _infinitives(stem))))

    def _noun_follows(self, at: int) -> bool:
        """Does a word follow that an adjective without ending can belong to: "groot verlof", not "groot gesproken"?"""
        after = self._word(at + 1)
        if not after or self._break(at + 1) or after in NO_NOUNS or after.endswith("en"):
            return False
        return self._lijst.is_word(after) and (after in NOUNS_LIKE_PARTICIPLES or not _PARTICIPLE.fullmatch(after))

    def _is_inflected(self, word: str) -> bool:
        """Is it an adjective with its ending: mooie, witte?"""
        return any(map(self._lijst.is_word, _uninflected(word)))

    def _language(self, at: int) -> bool:
        return self._woorden[at].folded in LANGUAGES and self._before(at) in LANGUAGE_CUES


def _infinitives(stem: str) -> Iterator[str]:
    """Gooi, plas, praat: gooien, plassen, praten."""
    yield stem + "en"
    if len(stem) > 2:
        yield stem + stem[-1] + "en"
        if stem[-2] == stem[-3]:
            yield stem[:-2] + stem[-1] + "en"


def _uninflected(word: str) -> Iterator[str]:
    """Mooie, witte, grote, lieve, vieze: what an adjective is without its ending; nothing for another word."""
    if not word.endswith("e"):
        return
    stem = word[:-1]
    yield stem
    if stem[-2:-1] == stem[-1:]:
        yield stem[:-1]
    elif len(stem) > 2 and stem[-2] in "aeou":
        hard = stem[:-1] + {"v": "f", "z": "s"}.get(stem[-1], stem[-1])
        yield hard
        yield hard[:-2] + hard[-2] * 2 + hard[-1]
    yield stem[:-1] + {"v": "f", "z": "s"}.get(stem[-1:], stem[-1:])
