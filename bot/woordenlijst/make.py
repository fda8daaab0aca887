"""Makes ``woorden.xz``: the words that pass, and the names that do not.

    python -m bot.woordenlijst.make /usr/share/dict/dutch

Words are the lower-case entries of OpenTaal's list (Debian's package ``wdutch``, 1:2.20.19-2); its capitalised entries
are names. More names come from the package ``Faker`` (40.54.0), which has to be importable here and nowhere else. The
same input gives the same bytes.
"""

import importlib
import lzma
import pkgutil
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.domain.namen import fold
from bot.woordenlijst import FILE, read_groups

_WORD = re.compile(r"[a-z0-9'.+/&@-]+")
_NAME = re.compile(r"[a-z']{2,}")
_STREET = re.compile(r".{3}(?:straat|laan|weg|plein|kade|gracht|singel|steeg|dijk|dreef|park|pad|straatje|hof|markt)$")
# How often a part has to stand in compounds of the list before it may make a new one.
OFTEN_LAST, OFTEN_FIRST = 12, 8
SHORTEST_PART = 4


def main(dictionary: str) -> None:
    lines = Path(dictionary).read_text(encoding="utf-8").splitlines()
    always = read_groups()["altijd"]
    words = {fold(line) for line in lines if line == line.lower() and " " not in line}
    words = {word for word in words if _WORD.fullmatch(word)}
    proper = {line for line in lines if line != line.lower()}
    people = set(_faker())
    adjectives = set(_adjectives(proper, people))
    known = _proper_names(proper)
    names = (people | known) - adjectives
    firsts, lasts = _parts(words)
    # A name of a person has a genitive in the list: Anniek, Annieks.
    also = words & (people | {name for name in known if known & {name + "s", name + "'s"}})
    sections = ((words | adjectives) - always, names | always, firsts - always, lasts - always, also - always)
    text = "\n\n".join("\n".join(sorted(section)) for section in sections)
    FILE.write_bytes(lzma.compress(text.encode("ascii"), preset=9 | lzma.PRESET_EXTREME))


def _adjectives(proper: set[str], people: set[str]) -> Iterator[str]:
    """Turks and Turkse: of a people or a place, so no name. Hendriks and Hendrikse are the sons of a Hendrik."""
    for word in proper:
        folded = fold(word)
        named = people.intersection((folded, folded + "e", folded[:-1]))
        if not named and word + "e" in proper and re.fullmatch("[A-Z][a-zëé]+(?:s|sch)", word):
            yield from (folded, folded + "e")


def _proper_names(proper: set[str]) -> set[str]:
    found = {fold(word) for word in proper if re.fullmatch("[A-Z][^A-Z ]+", word)}
    return {name for name in found if _NAME.fullmatch(name) and not _STREET.search(name)}


def _faker() -> Iterator[str]:
    """Every name of every locale in Latin script."""
    from faker.providers import person  # type: ignore[import-not-found]  # noqa: PLC0415 - only here

    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for field in dir(provider):
            if "name" in field and not re.search("^_|format|prefix|suffix", field):
                yield from _names(getattr(provider, field))


def _names(values: object) -> Iterator[str]:
    if isinstance(values, str):
        parts = re.split(r"[\s-]+", fold(values))
        yield from (part for part in parts if _NAME.fullmatch(part) and part not in _SMALL)
    elif isinstance(values, Iterable):
        for value in values:
            yield from _names(value)


_SMALL = frozenset(
    """
    van von vom zum zur der den de la le les del della di da do dos das el al bin ibn abu ter ten op het in 't te
    """.split()  # noqa: SIM905
)


def _parts(words: set[str]) -> tuple[set[str], set[str]]:
    """The words that stand first, and those that stand last, in many compounds of the list."""
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for word in words:
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            head, tail = word[:cut], word[cut:]
            if tail in words and (head in words or (head.endswith("s") and head[:-1] in words)):
                first[head if head in words else head[:-1]] += 1
                last[tail] += 1
    return (
        {part for part, count in first.items() if count >= OFTEN_FIRST and part.isalpha()},
        {part for part, count in last.items() if count >= OFTEN_LAST and part.isalpha()},
    )


if __name__ == "__main__":
    main(sys.argv[1])
