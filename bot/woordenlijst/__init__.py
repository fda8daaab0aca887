"""Which words may stand in a message, and which are names?

``woorden.xz`` holds OpenTaal's list and the names (``make.py`` made it; ``LICENTIE.txt`` says under what terms); beside
it lie six files of our own that anybody can read and add to.
"""

import lzma
import re
from functools import cache
from pathlib import Path
from threading import Lock

from bot.domain.privacy_regio import any_phrase
from bot.domain.privacy_tekens import plain
from bot.domain.privacy_woorden import Lines, Woordenlijst

FOLDER = Path(__file__).parent
FILE = FOLDER / "woorden.xz"
SHORTEST_RARE = 4
_LOADING = Lock()


def load() -> Woordenlijst:
    """The list, read once per process: a tenth of a second, then 15 MiB."""
    with _LOADING:
        return _load()


@cache
def _load() -> Woordenlijst:
    words, names, firsts, lasts, also = lzma.decompress(FILE.read_bytes()).split(b"\n\n")
    groups = read_groups()
    every_name = {*names.decode().split(), *_read_words("namen.txt")}
    first, last = frozenset(firsts.decode().split()), frozenset(lasts.decode().split())
    also_names = frozenset(also.decode().split()) | _read_words("achternamen.txt")
    # A word of which no others are made is a rare one: where a name stands it is sooner a name, unless it is listed as
    # one that seldom is.
    rare = {word for word in also_names - first - last - groups["nooit"] if len(word) >= SHORTEST_RARE}
    return Woordenlijst(
        words=Lines(words),
        names=Lines("\n".join(sorted(every_name)).encode()),
        firsts=first,
        lasts=last,
        jargon=_read_words("vaktaal.txt"),
        plaatsen=_read_words("plaatsen.txt"),
        altijd=groups["altijd"],
        meestal=groups["meestal"],
        soms=groups["soms"] | rare - groups["ook"],
        nooit=groups["nooit"],
        ook=(also_names | groups["ook"]) - groups["nooit"],
        phrases=any_phrase(_without_comments("uitdrukkingen.txt").strip().splitlines()),
    )


def read_groups() -> dict[str, frozenset[str]]:
    """The groups of ``naamwoorden.txt`` by their heading."""
    text = _without_comments("naamwoorden.txt")
    return {name: frozenset(body.split()) for name, body in re.findall(r"\[(\w+)\]([^\[]*)", text)}


def _read_words(name: str) -> frozenset[str]:
    return frozenset(plain(word) for word in _without_comments(name).split())


def _without_comments(name: str) -> str:
    return re.sub("(?m)^#.*", "", (FOLDER / name).read_text(encoding="utf-8"))
