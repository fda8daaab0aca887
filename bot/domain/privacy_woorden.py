"""Is this a word that may stand in a message, and may it be a name?

A word passes when somebody listed it, or when it is made of words that make others too ("crisis" and "bed"). The lists
are one run of sorted bytes each: four hundred thousand strings would weigh ten times as much.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from bot.domain import privacy_regio
from bot.domain.regio import Regio

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
SHORTEST_COMPOUND = 7
SHORTEST_PART = 4
# A word of this length begins or ends a compound also when no other in the list does.
LONG_PART, LONG_LAST = 4, 6
SHORTEST_SLIP, LONG_SLIP, LONGEST_SLIP = 5, 8, 20
LONGEST_WORD = 40
# So many bytes are looked through faster than halved again; longer than two of the longest words.
SHORT_STRETCH = 400
# The first of them that begin the same tell enough.
MOST_LONGER = 20
_PREFIXES = frozenset(
    """
    multi mini micro super anti inter intra pseudo semi psycho neuro socio tele video auto ultra trans macro meta poly
    mono para contra extra infra retro zelf info proef geronto uurs daags weeks maands jaars persoons
    """.split()  # noqa: SIM905
)
# Three letters that often begin a compound: belmoment, gokschuld.
_SHORT_FIRSTS = frozenset(
    """
    app bad bbq bel bed bus dag duo eet erf gas ghb gok gym kas kop kpn las lig lik min mis nep oma opa pil rij spel tas
    web wet xtc ziek zit zak wmo wlz ggz vog wia ots isd
    """.split()  # noqa: SIM905
)
# What stands before a verb: nagebeld, terugmailen.
_PARTICLES = (
    "aan",
    "af",
    "bij",
    "door",
    "in",
    "langs",
    "leeg",
    "los",
    "mee",
    "na",
    "om",
    "op",
    "over",
    "rond",
    "samen",
    "terug",
    "toe",
    "uit",
    "vast",
    "vol",
    "voor",
    "weg",
)
_SHORT_LASTS = frozenset(
    """
    app bak bed boa bon bus dag hok jas juf kar kat kip les lid map mes oma opa pas pet pil rol sok tas uur vpk wet zak
    """.split()  # noqa: SIM905
)
# What Dutch puts between two parts.
_LINKS = ("", "s", "e", "en", "n")
# Family names are made of the same short words as the land is: Veldkamp, Hofman, Oosterhuis.
_LAND = frozenset(
    """
    akker beek bek berg bergen boer bomen boom bos bosch brink broek brug brugge burg dal dam dijk donk eik eind end
    gaard haar haag heide heim hek heuvel hoek hof holt horst hout hoven huis huizen kamp kerk laan laar land linde lo
    loo maker man mans meer meier meijer molen oord poel polder poort ries rijk schot slag steen stein stra
    straten teen tuin vaart veen veld velde velden vliet voort wal water weert weg wiel wijk wold woud zand zee
    zijl zoon
    """.split()  # noqa: SIM905
)
SHORTEST_LAND = 12


class Lines:
    """Sorted lines, looked up by bisection, so that no line becomes a string."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data
        # Where the lines with the same two letters lie is found once: that halves the steps of each search.
        pairs = [first + second for first in _ALPHABET for second in _ALPHABET]
        starts = [self._first(pair.encode(), 0, len(data)) for pair in pairs]
        self._stretches = dict(zip(pairs, zip(starts, [*starts[1:], len(data)], strict=True), strict=True))

    def __contains__(self, word: str) -> bool:
        """Halves the stretch until it is short, then looks through it at once."""
        if not word.isascii() or not word or "\n" in word:
            return False
        data, wanted = self.data, word.encode()
        low, high = self._stretches.get(word[:2], (0, len(data)))
        while high - low > SHORT_STRETCH:
            start = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            if start == low:
                break  # one line, longer than half of what is left
            if data[start : start + len(wanted)] < wanted:
                low = start
            else:
                high = data.find(b"\n", start) + 1 or len(data)
        return b"\n" + wanted + b"\n" in b"\n" + data[low:high] + b"\n"

    def beginning_with(self, start: str) -> Iterator[str]:
        place = self._place(start)
        while place is not None and self.data.startswith(start.encode(), place):
            line = self._line(place)
            yield line.decode()
            place += len(line) + 1

    def _place(self, wanted: str) -> int | None:
        """Where the first line begins that is ``wanted`` or comes after it."""
        if not wanted.isascii() or not wanted or "\n" in wanted:
            return None
        low, high = self._stretches.get(wanted[:2], (0, len(self.data)))
        return self._first(wanted.encode(), low, high)

    def _first(self, wanted: bytes, low: int, high: int) -> int:
        data = self.data
        while low < high:
            middle = (low + high) // 2
            start = max(data.rfind(b"\n", 0, middle) + 1, low)
            line = self._line(start)
            if line < wanted:
                low = start + len(line) + 1
            else:
                high = start
        return low

    def _line(self, start: int) -> bytes:
        end = self.data.find(b"\n", start)
        return self.data[start : len(self.data) if end < 0 else end]


@dataclass(frozen=True, eq=False)
class Woordenlijst:
    """Words and names, all folded: lower case, no accents.

    ``words`` and ``names`` are sorted lines. ``firsts`` and ``lasts`` are what may begin and end a new compound.
    ``altijd``, ``meestal`` and ``soms`` say how surely a word is a name, ``ook`` holds the other words that can be one;
    ``nooit`` stands in lists of names and is an ordinary word.
    """

    words: Lines = field(default_factory=Lines)
    names: Lines = field(default_factory=Lines)
    firsts: frozenset[str] = frozenset()
    lasts: frozenset[str] = frozenset()
    jargon: frozenset[str] = frozenset()
    plaatsen: frozenset[str] = frozenset()
    altijd: frozenset[str] = frozenset()
    meestal: frozenset[str] = frozenset()
    soms: frozenset[str] = frozenset()
    nooit: frozenset[str] = frozenset()
    ook: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    """The words of the region in force; ``own_phrases`` finds its names of more than one word."""
    own_phrases: re.Pattern[str] | None = None
    phrases: re.Pattern[str] | None = None
    """Fixed expressions in which a word stands that can be a name: "tussen wal en schip"."""

    def with_regio(self, regio: Regio) -> "Woordenlijst":
        """The same list, with what this region says for itself."""
        found = privacy_regio.words(regio, lambda word: self.is_name(word) or word in self.family)
        own = frozenset(word for word in found if word not in self.altijd)
        # A place is known, and after a title or an initial still a name: dhr van Berkum.
        plaatsen = self.plaatsen | privacy_regio.places(regio)
        return replace(self, own=own, plaatsen=plaatsen, own_phrases=privacy_regio.phrases(regio))

    def knowing(self, names: frozenset[str]) -> "Woordenlijst":
        """The same list, for which these are words like any other."""
        sorts = {sort: getattr(self, sort) - names for sort in ("altijd", "meestal", "soms", "ook")}
        return replace(self, own=self.own | names, **sorts)

    def known_places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a fixed expression stands, or a name of the region of more than one word."""
        for phrases in (self.own_phrases, self.phrases):
            if phrases is not None:
                yield from (found.span() for found in phrases.finditer(text))

    @cached_property
    def family(self) -> frozenset[str]:
        """Every ordinary word that is somebody's name as well."""
        return self.meestal | self.soms | self.ook

    def is_own(self, word: str) -> bool:
        return word in self.own

    def is_word(self, word: str) -> bool:
        """Is it listed, and not first of all somebody's name?"""
        if word in self.own:
            return True
        if word in self.altijd:
            return False
        return word in self.jargon or word in self.plaatsen or word in self.words

    def is_name(self, word: str) -> bool:
        return word not in self.nooit and (word in self.altijd or word in self.meestal or word in self.names)

    def is_compound(self, word: str) -> bool:
        """Is it no listed word and no name, but made of two or three that make other words too?"""
        if not SHORTEST_COMPOUND <= len(word) <= LONGEST_WORD or not word.isalpha() or word in self.names:
            return False
        if word[-3:] in _SHORT_LASTS and any(first in self.firsts for first in _without_link(word[:-3])):
            return True
        if word[:3] in _SHORT_FIRSTS and len(word) > 3 + LONG_LAST - 1 and self._plain(word[3:]):
            return True
        if self._is_separable(word) or any(map(self.is_compound, _undiminished(word))):
            return True
        return any(self._joins(word, cut, depth=1) for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1))

    def _is_separable(self, word: str) -> bool:
        """Nagebeld, terugmailen, meedealt: a verb with what stands before it."""
        for particle in _PARTICLES:
            verb = word.removeprefix(particle)
            if verb != word and len(verb) > LONG_PART and verb[-1] in "tden" and self._plain(verb):
                return True
        return False

    def is_first(self, word: str) -> bool:
        """Is it the beginning of a compound that is left open: "hulpverlenings-" before "en zorgtraject"?"""
        return len(word) > LONG_PART and word.endswith("s") and self._plain(word[:-1]) and word not in self.names

    def is_beginning(self, word: str) -> bool:
        """Does a longer word begin so, that is no name: behand, centrumgem?"""
        longer = islice(self.words.beginning_with(word), MOST_LONGER)
        return any(len(line) > len(word) + 1 and line not in self.names for line in longer)

    def _joins(self, word: str, cut: int, depth: int) -> bool:
        last = word[cut:]
        if last in _LAND and len(word) < SHORTEST_LAND:
            return False
        known = last in self.lasts or (len(last) > LONG_PART and last in self.jargon)
        if not known and not (len(last) >= LONG_LAST and self._plain(last)):
            short = len(last) >= LONG_PART and self._plain(last) and last not in self.family
            return short and any(first in self.firsts for first in _without_link(word[:cut]))
        for first in _without_link(word[:cut]):
            if first in self.firsts or first in _PREFIXES or (len(first) >= LONG_PART and first in self.jargon):
                return True
            if len(first) >= LONG_PART and self._plain(first):
                return True
            if depth and any(
                self._joins(first, inner, depth - 1) for inner in range(SHORTEST_PART, len(first) - SHORTEST_PART + 1)
            ):
                return True
        return False

    def _plain(self, word: str) -> bool:
        return word in self.words and word not in self.names

    def near_word(self, word: str) -> bool:
        """Is it one slip of the finger away from a word that is used a lot, or, when it is long, from any word?"""
        if not SHORTEST_SLIP <= len(word) <= LONGEST_SLIP or not word.isascii():
            return False
        slips = set(_slips(word, len(word) + 1))
        if not slips.isdisjoint(self.firsts) or not slips.isdisjoint(self.lasts) or not slips.isdisjoint(self.jargon):
            return True
        if len(word) < LONG_SLIP:
            return False
        # Where the first half is right, its neighbours in the list tell; else each slip has to be looked up.
        half = len(word) // 2
        if any(line in slips for line in self.words.beginning_with(word[:half])):
            return True
        return any(slip in self.words for slip in _slips(word, half))


def _undiminished(word: str) -> Iterator[str]:
    """Of campingbedje campingbed, of appgesprekjes appgesprek."""
    for ending in ("jes", "je"):
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            yield stem
            yield stem[:-1]


def _without_link(first: str) -> Iterator[str]:
    for link in _LINKS:
        if first.endswith(link) and len(first) - len(link) >= SHORTEST_PART:
            yield first.removesuffix(link)


_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEYS = {letter: (row, place) for row, keys in enumerate(_ROWS) for place, letter in enumerate(keys)}
# What lies beside each letter on a keyboard; a vowel is also taken for another.
_BESIDE = {
    letter: "".join(
        other
        for other, (row, place) in _KEYS.items()
        if letter != other and ((abs(row - at[0]) <= 1 and abs(place - at[1]) <= 1) or {letter, other} <= set("aeiou"))
    )
    for letter, at in _KEYS.items()
}


def _slips(word: str, until: int) -> Iterator[str]:
    """One letter too many, two swapped, one beside it, or one too few, before place ``until`` and after the first."""
    for i in range(1, min(until, len(word) + 1)):
        before, after = word[:i], word[i:]
        if after:
            yield before + after[1:]
            yield before + after[1:2] + after[:1] + after[2:]
        for letter in _ALPHABET:
            yield before + letter + after
        for letter in _BESIDE.get(after[:1], ""):
            yield before + letter + after[1:]
