"""Which words and names does a region add to what may be said?"""

import re
from collections.abc import Callable, Iterable, Iterator

from bot.domain.namen import fold
from bot.domain.regio import Regio


def words(regio: Regio, is_name: Callable[[str], bool]) -> frozenset[str]:
    """Its names of one word, and the parts of those with a hyphen; of longer ones the first, unless it is a name."""
    found = set()
    for naam in _names(regio):
        folded = fold(naam)
        if _is_one_word(naam):
            found.update({naam.casefold(), folded.replace(" ", "-"), folded.replace(" ", ""), *folded.split()})
        elif len(first := folded.split()[0]) >= _SHORTEST_ALONE and not is_name(first):
            found.add(first)
    return frozenset(found)


def places(regio: Regio) -> frozenset[str]:
    """Its gemeenten, villages and neighbourhoods of one word."""
    named = (*(gemeente.naam for gemeente in regio.gemeenten), *regio.woorden.plaatsen)
    return frozenset(fold(naam) for naam in named if _is_one_word(naam) and "-" not in naam)


def phrases(regio: Regio) -> re.Pattern[str]:
    """Its names of several words, also without their last ones: "Leger des Heils" for the reclassering of that name."""
    found = set()
    for naam in (naam for naam in _names(regio) if not _is_one_word(naam)):
        parts = re.split(r"[\s-]+", naam.strip())
        for count in range(min(2, len(parts)), len(parts) + 1):
            if len(parts[count - 1]) >= _SHORTEST_LAST or count == len(parts):
                found.add(r"[\s-]+".join(map(re.escape, parts[:count])))
                found.add(r"[\s-]+".join(re.escape(fold(part)) for part in parts[:count]))
    return _any(found)


def any_phrase(phrases: Iterable[str]) -> re.Pattern[str]:
    """Finds each of these, with any space or hyphen between its words."""
    return _any({r"[\s-]+".join(map(re.escape, phrase.split())) for phrase in phrases if phrase.strip()})


def _any(patterns: set[str]) -> re.Pattern[str]:
    longest_first = sorted(patterns, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first) or '(?!)'})(?!\w)", re.IGNORECASE)


_SHORTEST_LAST = 4
_SHORTEST_ALONE = 5


def _is_one_word(naam: str) -> bool:
    return re.fullmatch(r"[\w'’-]+", naam.strip()) is not None


def _names(regio: Regio) -> Iterator[str]:
    """As they stand in the file, and "IrisZorg" also as two words."""
    for naam in _written(regio):
        yield naam
        apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", naam)
        if apart != naam:
            yield apart


def _written(regio: Regio) -> Iterator[str]:
    yield regio.naam
    yield from (locatie.naam for locatie in regio.locaties)
    for gemeente in regio.gemeenten:
        yield from (gemeente.naam, gemeente.basisteam)
    for organisatie in regio.organisaties:
        yield from (organisatie.naam, *organisatie.zetels, *organisatie.aliassen)
    for tafel in regio.casustafels:
        yield from filter(None, (tafel.naam, tafel.agendanaam, tafel.soort, tafel.gebouw, tafel.adres))
    yield from (trede.naam for trede in (*regio.aanspreken, *regio.opschalen))
    woorden = regio.woorden
    yield from (*woorden.rollen, *woorden.organisaties, *woorden.plaatsen, *woorden.extra)
