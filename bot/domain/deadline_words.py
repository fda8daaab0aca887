"""Which calendar word is this, typed well or with a slip?

A text becomes a row of words of known kinds ("vrijdag" is a weekday, "feb" a month, "12" a number), which the rules in
``deadline_phrases`` read. A slip of the finger is forgiven in long words only, and never where it gives another Dutch
word: "vandaan" is not "vandaag".
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.namen import fold
from bot.domain.woorden import DAGEN, MAANDEN, TELWOORDEN

Value = int | str | None

# Every kind of word with the words that are of it; a number behind a word is what it stands for.
_DAY_PARTS = ("ochtend", "morgen", "middag", "namiddag", "voormiddag", "avond", "nacht", "vroeg")
_WORDS: dict[str, Mapping[str, Value]] = {
    "weekdag": {dag + part: i for i, dag in enumerate(DAGEN) for part in ("", *_DAY_PARTS)} | {"vrydag": 4},
    "kort": {dag[:2]: i for i, dag in enumerate(DAGEN)},
    # Months that are also given names stand apart: "voor april" may be for her.
    "maandnaam": {MAANDEN[i]: i + 1 for i in (0, 1, 2, 8, 9, 10, 11)},
    "maandkort": {maand: i for i, maand in enumerate(MAANDEN, 1) if i in (4, 5, 6, 7, 8)}
    | {maand[:3]: i for i, maand in enumerate(MAANDEN, 1)}
    | {"mrt": 3, "sept": 9, "febr": 2, "oct": 10, "maaart": 3, "maatr": 3, "aprill": 4, "apirl": 4, "arpil": 4},
    "morgen": dict.fromkeys(("morgen", "morge", "mrogen", "mogren", "morgne"), 1),
    "dagwoord": {"vandaag": 0, "overmorgen": 2, "gisteren": -1, "eergisteren": -2}
    | dict.fromkeys(("vanochtend", "vanmorgen", "vanmiddag", "vanavond", "vannacht"), 0)
    | {"morgen" + part: 1 for part in _DAY_PARTS},
    "telwoord": {word: i for i, word in enumerate(TELWOORDEN) if i},
    "dag": dict.fromkeys(("dag", "dagen", "dage", "dgn"), "dag")
    | dict.fromkeys(("werkdag", "werkdagen", "wd", "wdn"), "werkdag"),
    "week": dict.fromkeys(("week", "weken", "weeken", "weke", "wk", "wkn", "weeknr", "weeknummer"), "week"),
    "maandlang": dict.fromkeys(("maand", "maanden", "maande", "mnd", "mnden"), "maand"),
    "lang": {"jaar": "jaar", "jaren": "jaar", "kwartaal": "kwartaal", "kwartalen": "kwartaal"},
    "periodeinde": {"maandeinde": "maand", "jaareinde": "jaar", "jaareind": "jaar", "kwartaaleinde": "kwartaal"},
    "kwartaal": {f"{letter}{number}": number for letter in "qk" for number in range(1, 5)},
    "over": dict.fromkeys(("over",), "over") | {"binnen": "binnen"},
    "in": {"in": "binnen"},
    "volgend": dict.fromkeys(("volgende", "volgend", "eerstvolgende", "eerstvolgend"), "volgend"),
    "komend": dict.fromkeys(("komende", "komend", "aankomende", "aankomend", "aanstaande", "aanstaand"), "komend")
    | dict.fromkeys(("as", "a.s", "a.s."), "komend"),
    "dit": dict.fromkeys(("deze", "dit", "huidige"), "dit"),
    "punt": dict.fromkeys(("eind", "einde", "ultimo"), "eind")
    | {"begin": "begin"}
    | dict.fromkeys(("half", "medio", "halverwege", "midden"), "half"),
    "voor": {"voor": "voor"},
    "na": {"na": "na"},
    "uiterlijk": {"uiterlijk": None},
    "aanloop": dict.fromkeys(
        ("op", "tot", "per", "deadline", "ddl", "tegen", "rond", "t/m", "ergens", "bij", "met", "aan")
    ),
    "van": dict.fromkeys(("van", "der", "vd", "v.d", "v.d.")),
    "lidwoord": dict.fromkeys(("de", "het", "t", "'t")),
    # After these words a day is no deadline: it lies behind us, comes each week, or is only where something begins.
    "geen_deadline": dict.fromkeys(
        ("vorige", "vorig", "afgelopen", "vanaf", "sinds", "elke", "elk", "iedere", "ieder")
    ),
    "laatste": {"laatste": -1},
    "rangwoord": {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4},
    "tafel": dict.fromkeys(("tafel", "casustafel", "overleg", "casusoverleg", "bijeenkomst", "vergadering", "keer")),
    "weekend": dict.fromkeys(("weekend", "weekeinde", "weekeind")),
    "feest": {
        **dict.fromkeys(("kerst", "kerstmis", "kerstdagen"), "kerst"),
        **dict.fromkeys(("oudjaar", "oudejaarsdag", "oudejaarsavond", "oudjaarsdag"), "oudjaar"),
        **dict.fromkeys(("nieuwjaar", "nieuwjaarsdag", "jaarwisseling"), "nieuwjaar"),
        **dict.fromkeys(("pasen", "paasdagen"), "pasen"),
        **dict.fromkeys(("pinksteren", "pinksterdagen"), "pinksteren"),
        **dict.fromkeys(("hemelvaart", "hemelvaartsdag"), "hemelvaart"),
        **dict.fromkeys(("sinterklaas", "pakjesavond"), "sinterklaas"),
        "koningsdag": "koningsdag",
        "bevrijdingsdag": "bevrijdingsdag",
        "paasmaandag": "paasmaandag",
        "pinkstermaandag": "pinkstermaandag",
        "kerstavond": "kerstavond",
    },
    "feestdag": {"kerstdag": "kerst", "paasdag": "pasen", "pinksterdag": "pinksteren"},
    "goede": {"goede": None},
    "oud": {"oud": None},
    "nieuw": {"nieuw": None},
    "en": {"en": None},
    "of": {"of": None, "a": None},
    "nu": {"nu": None},
    "loop": {"loop": None},
    "dagdeel": dict.fromkeys((*_DAY_PARTS, "ochtends", "morgens", "middags", "avonds", "'s", "s")),
    "uur": dict.fromkeys(("uur", "uren", "u", "h", "min", "minuten")),
    "geleden": {"geleden": None},
    # What people put around a day when they answer a question.
    "praatje": dict.fromkeys(
        (
            *("graag", "doe", "maar", "liever", "dan", "dus", "toch", "is", "goed", "prima", "nog", "ja", "nee", "ok"),
            *("oke", "wordt", "moet", "kan", "gewoon", "uh", "ik", "denk", "om"),
        )
    ),
}
_NUMBERS = ("getal", "groot", "jaartal", "rang")
KINDS = {kind: chr(ord("\ue000") + i) for i, kind in enumerate([*_WORDS, *_NUMBERS, "onbekend"])}
"""One character for each kind, so that a row of words is a string and a rule a regular expression over it."""
UNKNOWN = KINDS["onbekend"]

# The first kind that claims a word keeps it.
_LEXICON: dict[str, tuple[str, Value]] = {}
for _kind, _known in _WORDS.items():
    for _word, _value in _known.items():
        _LEXICON.setdefault(_word, (KINDS[_kind], _value))

_FORGIVING = (
    *DAGEN,
    *(maand for maand in MAANDEN if len(maand) > 5),
    *("vandaag", "overmorgen", "volgende", "komende", "aanstaande", "weekend", "maanden", "werkdagen", "kwartaal"),
    *("koningsdag", "hemelvaart", "pinksteren"),
)
_SHORTEST_SLIP = 5
_NO_SLIPS = frozenset({"vandaan", "vandaal", "zondig", "manden", "maande", "komenden"})
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_QUOTES = "'\u2019\u2018`"
_PLAIN_QUOTES = str.maketrans(dict.fromkeys(_QUOTES, "'"))
_TOKEN = re.compile(
    rf"(?P<space>\s+)|(?:a\.s|v\.d)\b\.?|t/m\b|[{_QUOTES}][st](?=\s)|[\w\u0300-\u036f]+|(?P<sign>.)", re.IGNORECASE
)
_DIGITS_AND_LETTERS = re.compile(r"([0-9]{1,3})([^\W\d_]+)")
# What may join two parts into one word, so that neither is a word of its own.
_JOINS = f"{_DASHES}{_QUOTES}.@#&+"


@dataclass(frozen=True)
class Word:
    """A word, a number, a sign or a space: its kind as one character, what it stands for, and its place."""

    kind: str
    value: Value
    start: int
    end: int
    folded: str = ""
    slip: bool = False


def read_words(text: str) -> list[Word]:
    """``text`` as words; signs keep their own character as kind, any space is one space."""
    return [word for found in _TOKEN.finditer(text) for word in _split(found)]


def _is_calendar_word(folded: str) -> bool:
    """Has this folded word a meaning in a deadline, beyond the little words of any sentence?"""
    kind, _, _ = _lookup(folded)
    return kind not in _LITTLE


def _split(found: re.Match[str]) -> Iterator[Word]:
    start, end = found.span()
    if found["space"]:
        yield Word(" ", None, start, end)
        return
    if found["sign"]:
        sign = "-" if found["sign"] in _DASHES else "'" if found["sign"] in _QUOTES else found["sign"]
        if unicodedata.category(sign) in ("So", "Sk") or sign == "\ufe0f":
            sign = "!"  # a thumb up, which says nothing
        # A character of our own alphabet in the text would be taken for a kind.
        yield Word(sign if ord(sign) < 0x3000 else UNKNOWN, None, start, end)
        return
    folded = fold(found.group()).translate(_PLAIN_QUOTES)
    kind, value, slip = _lookup(folded)
    glued = _DIGITS_AND_LETTERS.fullmatch(found.group()) if kind == UNKNOWN else None
    if glued and not (after := _lookup(fold(glued[2])))[2] and after[0] in _AFTER_DIGITS:
        cut = start + len(glued[1])
        yield Word(*_lookup(glued[1])[:2], start, cut, glued[1])
        yield Word(*after[:2], cut, end, fold(glued[2]))
        return
    yield Word(kind, value, start, end, folded, slip)


def _lookup(folded: str) -> tuple[str, Value, bool]:
    """Kind and value of a folded word, and whether a slip was forgiven."""
    # Not cached: what people typed would stay in memory.
    known = _LEXICON.get(folded)
    if known:
        return *known, False
    if re.fullmatch("[0-9]{1,3}|(?:19|2[01])[0-9]{2}", folded):
        return KINDS[("getal", "getal", "groot", "jaartal")[len(folded) - 1]], int(folded), False
    ordinal = re.fullmatch("([0-9]{1,2})(?:e|de|ste)", folded)
    if ordinal:
        return KINDS["rang"], int(ordinal[1]), False
    if len(folded) >= _SHORTEST_SLIP and folded not in _NO_SLIPS:
        meant = [word for word in _FORGIVING if _one_slip(folded, word)]
        if len(meant) == 1:
            return *_LEXICON[meant[0]], True
    return UNKNOWN, None, False


def _one_slip(typed: str, word: str) -> bool:
    """One letter too many, too few, another, or two swapped; the first letter right, and no mere "vrijdags"."""
    if typed[0] != word[0] or abs(len(typed) - len(word)) > 1 or typed in (word + "s", word + "en"):
        return False
    same = next((i for i, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), min(len(typed), len(word)))
    a, b = typed[same:], word[same:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


def named(words: list[Word], names: Iterable[str]) -> tuple[frozenset[int], frozenset[int]]:
    """Which of ``words`` belong to one of ``names``, as places in the list: surely, and perhaps.

    Surely when two or more words of a name stand there from its beginning ("Team Zaterdag" for "Team Zaterdag Zuid"),
    or when it is only by a slip that a word of a name is a day. Perhaps when the whole name is one word: "mei" in
    "5 mei" is no Mei.
    """
    places = [i for i, word in enumerate(words) if word.folded]
    typed = tuple(words[i].folded for i in places)
    slips = {words[i].folded for i in places if words[i].slip}
    surely: set[int] = set()
    perhaps: set[int] = set()
    for parts, tells_a_day in map(_parts, names):
        if slips.intersection(parts):
            surely.update(i for i in places if words[i].slip and words[i].folded in parts)
        if not tells_a_day:
            continue
        for first in (i for i, word in enumerate(typed) if word == parts[0]):
            there = typed[first : first + len(parts)]
            length = next((n for n, part in enumerate(parts) if there[n : n + 1] != (part,)), len(parts))
            if length > 1:
                surely.update(places[first : first + length])
            elif length == len(parts):
                perhaps.add(places[first])
    return frozenset(surely), frozenset(perhaps)


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[tuple[str, ...], bool]:
    """The words of a name of this house, and whether one of them could be taken for a day."""
    parts = tuple(word.folded for word in read_words(name) if word.folded)
    return parts, any(part.isdecimal() or _is_calendar_word(part) for part in parts)


def joined(sign: str) -> bool:
    """Does this sign join what stands on both sides into one word, as in "Top-X" or "morgen.nl"?"""
    return sign in _JOINS


_LITTLE = frozenset(
    KINDS[kind]
    for kind in (
        *("voor", "na", "aanloop", "van", "lidwoord", "over", "in", "en", "of", "nu", "loop", "praatje", "uiterlijk"),
        *("telwoord", "getal", "groot", "jaartal", "goede", "oud", "nieuw", "geen_deadline"),
    )
) | {UNKNOWN}
_AFTER_DIGITS = frozenset(KINDS[kind] for kind in ("maandnaam", "maandkort", "dag", "week", "maandlang", "lang", "uur"))
