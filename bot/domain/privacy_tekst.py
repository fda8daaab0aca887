"""Which words of a text does nobody know, and which name somebody?"""

import re
from collections.abc import Iterator

from bot.domain.deadline_words import read_words
from bot.domain.privacy_namen import Zinsbouw
from bot.domain.privacy_omgeving import ADJECTIVES, COUNTED, FINITE, HOUSES, LITTLE
from bot.domain.privacy_tekens import is_latin, looks_like, plain, spelled_out
from bot.domain.privacy_woorden import Woordenlijst
from bot.domain.privacy_zin import Woord

Vondst = tuple[str, int, int]

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*(?:-[^\W_]+(?:['’][^\W_]+)*)*|['’](?:s|t|n|k|m|r)\b", re.IGNORECASE)
_PART = re.compile(r"[^-]+")
_DOTTED = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){1,9}[^\W\d_](?:\.|(?![\w.-]))")
_SPELLED = re.compile(r"(?<!\w)(?:[^\W\d_][\s.,/+-]{1,3}){2,}[^\W\d_](?!-?\w)")
_INITIALED = re.compile(
    r"(?<![\w.])(?P<letters>(?:[^\W\d_]\.\s?){1,5})(?P<tussen>van\s(?:der\s|den\s|de\s|'t\s)?|ter\s|ten\s|te\s|v\.?d\.?\s)"
    r"(?P<naam>[^\W\d_]{3,})",
    re.IGNORECASE,
)
_REVERSED = re.compile(
    r"(?<![\w'’-])[A-Z][\w'’-]+,\s(?:[A-Z]\.\s?){1,4}(?:(?:van|de|der|den|ter|ten|te|el)\b\s?){0,3}(?![\w.])"
)
_CAPITALS_FIRST = re.compile(r"(?<![\w.])(?P<letters>(?:[A-Z]\.\s?){2,4})[A-Z][a-zà-ÿ]{2,}")
# PJ Hulst: initials without their points.
_SOLID_INITIALS = re.compile(
    r"(?<![\w.-])(?P<letters>[A-Z]{2,3}) (?:(?:van|de|der|den|ter|ten|te) ){0,2}(?P<naam>[A-Z][a-zà-ÿ]{2,})(?!\w)"
)
_SHORT_VAN_DER = re.compile(r"(?<!\w)v\.?\s?d\.\s?(?P<naam>[A-Z][a-zà-ÿ]{2,})")
_GREETING = re.compile(
    r"\b(?:gr|grt|groet|groeten|groetjes|mvg|vg)\b[.,]?\s(?P<naam>[A-Z][a-zà-ÿ]+)(?:\s[A-Z][a-zà-ÿ]+)?\W*$"
)
_CAMEL = re.compile("[A-Z][a-z]{3,}")
_NO_INITIALS = frozenset({"nb", "ps", "pm", "om", "pi", "rc", "vi", "ivm", "mbt"})
_LETTERS_ONLY = re.compile(
    r"(?<![\w.])[^\W\d_]\.\s?(?:[^\W\d_]\.\s?){0,3}(?:vd|el|al|ait|van|de|der|ben|bin|ter|ten)\s(?:der\s|den\s)?[^\W\d_]\.(?!\w)",
    re.I,
)
_DOTTED_SUBJECT = re.compile(
    r"(?:^|[.!?,;:]\s|\b(?:clt?|cli[eë]nt|pt|dhr|mw|en|of|dat|als|want)\.?\s)(?P<letters>(?:[^\W\d_]\.){2})\s(?P<verb>[a-z]+)",
    re.IGNORECASE,
)
# Of two letters with their points, and no person.
_NO_PERSON = frozenset("om rc gi vt ag ga kr pi ra pg jb jr wt ha vs bt vi mi mn nb ps zg tk".split())  # noqa: SIM905
_RUNS = re.compile(r"\d+|[^\W\d_]+")
# 3x10mg
_TIMES = re.compile(r"\d{1,2}x\d{1,4}(?:mg|ml|g|gr|u|uur|min|wk)?")
_LONG_RUN = re.compile(r"([a-z])\1{2,}")
_LEET = str.maketrans("013457@$", "oieastas")
_LOOKS_LIKE_LETTER = re.compile(r"(?<=[^\W\d_])[@$](?=[^\W\d_])")
_STREET = re.compile(r".{3}(?:straat|laan|weg|plein|gracht|singel|kade|steeg|dreef)$")
# Without a number no address, and nobody is called so: overlast in de assenstraat.
_STREET_ALONE = re.compile("[a-z]{3,30}(?:straat|plein|gracht|singel|kade|laan)")
# To tell a slip from a name is slow work: in a text full of unknown words it is done for the first few.
MOST_SLIPS = 2
# So many short ones that nobody knows may be abbreviations; more of them are something else.
MOST_EXCUSED = 2
LONGEST_ABBREVIATION = 4
# A slip in a shorter word may as well be a name.
SHORTEST_PLAIN_SLIP = 6
# So many words that are neither known nor names are another language.
LANGUAGE = 3
# An abbreviation: nobody is called so.
_NO_VOWEL = re.compile("[bcdfghjklmnprstvwz]{2,4}")
_CAPITALS = re.compile("[A-Z]{3,4}")
_UNSAYABLE = re.compile("[^aeiouy]+|.*[bcdfgjklmnpqrtvwxz]{5}.*")
_HARMLESS = "\x01"


def find_words(text: str, lijst: Woordenlijst) -> Iterator[Vondst]:
    """Unknown words and names, with kind and place. What the rules for numbers have claimed is not looked at again."""
    for start, end in list(_with_initials(text, lijst)):
        yield "naam", start, end
        text = text[:start] + _HARMLESS * (end - start) + text[end:]
    for rule in (_DOTTED, _SPELLED):
        for found in list(rule.finditer(text)):
            kind = _spelled_kind(found.group(), lijst)
            if kind == "":
                continue
            if kind:
                yield kind, *found.span()
            text = text[: found.start()] + _HARMLESS * len(found.group()) + text[found.end() :]
    text = _LOOKS_LIKE_LETTER.sub(lambda found: found.group().translate(_LEET), text)
    woorden = _woorden(text, lijst)
    zin = Zinsbouw(woorden, lijst)
    unknown = {at: _sure_kind(woord, lijst) for at, woord in enumerate(woorden) if not _passes(woord, zin, at, lijst)}
    for at, woord in enumerate(woorden):
        if at not in unknown and (zin.is_name(at) or _halved(woorden, at, lijst)):
            yield "naam", woord.start, woord.end
    slips, excused = MOST_SLIPS, MOST_EXCUSED
    foreign = _is_foreign(unknown, woorden)
    for at, sure in unknown.items():
        woord = woorden[at]
        kind = sure or ("onbekend" if foreign else "naam" if zin.beside(at, unknown) else None)
        if kind is None and excused and not _halved(woorden, at, lijst) and _is_abbreviation(woord, zin, at, lijst):
            excused -= 1
            continue
        if kind is None and slips:
            slips -= 1
            kind = _likely_kind(woord, zin, at, lijst)
            if kind == "onbekend" and _is_plain_slip(woord, zin, at):
                continue
        yield kind or "naam", woord.start, woord.end


def _with_initials(text: str, lijst: Woordenlijst) -> Iterator[tuple[int, int]]:
    """Initials and a family name of ordinary words: "r.k. van essen", "Hond, J. de"."""
    for found in _CAPITALS_FIRST.finditer(text):
        if plain(re.sub(r"\W", "", found["letters"])) not in _NO_INITIALS:
            yield found.span()
    yield from (found.span() for rule in (_REVERSED, _LETTERS_ONLY) for found in rule.finditer(text))
    for found in _GREETING.finditer(text):
        if not lijst.is_own(plain(found["naam"])) and plain(found["naam"]) not in HOUSES | lijst.jargon:
            yield found.span("naam")
    yield from _acting_initials(text)
    for found in _SHORT_VAN_DER.finditer(text):
        if not lijst.is_own(plain(found["naam"])) and plain(found["naam"]) not in HOUSES:
            yield found.span()
    for found in _SOLID_INITIALS.finditer(text):
        name = plain(found["naam"])
        if not lijst.is_word(plain(found["letters"])) and not lijst.is_own(name) and name in lijst.family:
            yield found.span()
    for found in _INITIALED.finditer(text):
        name, letters = plain(found["naam"]), re.sub(r"[\W_]", "", found["letters"]).lower()
        if len(letters) > 1 and lijst.is_word(letters) and found["tussen"].strip() == "van" and name in ADJECTIVES:
            continue  # m.n. van groot belang
        if name in lijst.family or name in lijst.plaatsen or lijst.is_name(name):
            yield found.span()


def _acting_initials(text: str) -> Iterator[tuple[int, int]]:
    """M.k. vraagt, and not o.m. vraagt."""
    for found in _DOTTED_SUBJECT.finditer(text):
        letters = found["letters"].replace(".", "")
        known = _NO_INITIALS if letters.isupper() else _NO_PERSON
        if found["verb"].lower() in FINITE and letters.lower() not in known:
            yield found.span("letters")


def _spelled_kind(typed: str, lijst: Woordenlijst) -> str | None:
    """What "K e v i n" is; None for a known abbreviation, "" when it only seemed to be one."""
    joined = plain(re.sub(r"[\W\d_]", "", typed))
    if lijst.is_word(joined) or lijst.is_word(typed.lower()) or lijst.is_word(typed.lower() + "."):
        return None
    if len(joined) == 2 and not re.fullmatch(r"\w\.\w\.", typed):
        return ""  # an initial, and a letter that stands alone
    if len(joined) == 2:
        return "naam"
    return "naam" if len(joined) > 4 or lijst.is_name(joined) or typed[0].isupper() else "onbekend"


def _woorden(text: str, lijst: Woordenlijst) -> list[Woord]:
    """The words in their order. A hyphen joins what is listed so; else each part is a word of its own."""
    woorden: list[Woord] = []
    last = 0
    for found in _TOKEN.finditer(text):
        typed = found.group()
        whole = "-" not in typed or lijst.is_word(plain(typed))
        for part in [re.match(".*", typed, re.DOTALL)] if whole else _PART.finditer(typed):
            assert part is not None
            start, end = found.start() + part.start(), found.start() + part.end()
            word = text[start:end]
            woorden.append(Woord(word, plain(word), start, end, text[last:start]))
            last = end
    return woorden


def _is_foreign(unknown: dict[int, str | None], woorden: list[Woord]) -> bool:
    """Is this another language? Then most of what nobody knows is no name."""
    nameless = [kind for kind in unknown.values() if kind is None]
    return len(nameless) >= LANGUAGE and 3 * len(nameless) >= len(woorden)


def _passes(woord: Woord, zin: Zinsbouw, at: int, lijst: Woordenlijst) -> bool:
    """Is this a word that somebody listed, or a number with what belongs to it?"""
    folded = woord.folded
    if folded.isdecimal() or lijst.is_word(folded) or zin.is_month(at):
        return True
    if not is_latin(woord.typed):
        return folded in _UNITS
    if any(map(str.isdecimal, folded)):
        return _counts(folded, lijst)
    base, _, ending = folded.rpartition("'")
    if base and ending in _ENDINGS and (lijst.is_word(base) or lijst.is_compound(base)):
        return base not in lijst.family
    if (
        _NO_VOWEL.fullmatch(folded)
        and woord.typed in (folded, folded.upper(), folded.title())
        and not zin.has_mark_of_name(at)
    ):
        return True
    if (
        _CAPITALS.fullmatch(woord.typed)
        and not zin.has_mark_of_name(at)
        and not zin.shouts
        and folded not in lijst.altijd | lijst.meestal
    ):
        return True
    if _STREET_ALONE.fullmatch(folded) and not zin.has_mark_of_name(at):
        return True
    parts = [plain(part) for part in _CAMEL.findall(woord.typed)]
    if len(parts) == 2 and "".join(parts) == folded and not any(part in lijst.altijd for part in parts):
        return all(map(lijst.is_word, parts))  # SallandWonen
    return lijst.is_compound(folded) or lijst.is_first(folded) or _drawn_out(folded, lijst) or _is_day(folded, lijst)


def _is_abbreviation(woord: Woord, zin: Zinsbouw, at: int, lijst: Woordenlijst) -> bool:
    """Up to four letters nobody listed (mup, uht) or the beginning of a word (centrumgem), where no name stands.

    Names that short are all listed: of 7,200 messages with a name in our own sets one would be missed by this.
    """
    folded = woord.folded
    if not (folded.isascii() and folded.isalpha()) or folded in lijst.names or lijst.is_name(folded):
        return False
    if zin.has_mark_of_name(at) or zin.is_followed_by_verb(at):
        return False
    if len(folded) < LONGEST_ABBREVIATION:
        return woord.typed in (folded, folded.upper())
    if zin.is_dealt_with(at):
        return False
    if len(folded) == LONGEST_ABBREVIATION:
        return woord.typed in (folded, folded.upper())
    return woord.typed == folded and lijst.is_beginning(folded)


def _is_plain_slip(woord: Woord, zin: Zinsbouw, at: int) -> bool:
    """Gezamelijk, bezeok: a word with one slip, and not where a name stands."""
    if len(woord.folded) < SHORTEST_PLAIN_SLIP or woord.typed != woord.folded:
        return False
    return not (zin.is_followed_by_verb(at) or zin.is_dealt_with(at))


_UNITS = frozenset({"μg", "μl", "m²", "m³", "º", "ω"})
_ENDINGS = frozenset("s er ers je tje tjes t en n d".split())  # noqa: SIM905


def _counts(folded: str, lijst: Woordenlijst) -> bool:
    """2x, 14u30, wk7, 3mnd, fase2, 3x10mg: digits beside words we know, never in the middle of one."""
    if _TIMES.fullmatch(folded):
        return True
    spelled = folded.translate(_LEET)
    if len(spelled) > LONGEST_ABBREVIATION and lijst.is_name(spelled):
        return False  # kar1n
    parts = _RUNS.findall(folded)
    if "".join(parts) != folded or len(parts) > 4 or re.search("[a-z][0-9]+[a-z]{2,}", folded):
        return False
    letters = [part for part in parts if not part.isdecimal()]
    if len(parts) == 2 and parts[0].isdecimal() and lijst.is_compound(parts[1]):
        return True
    return all(lijst.is_word(part) and part not in lijst.meestal for part in letters) and (
        letters[0] == folded[: len(letters[0])] or len(letters) == 1 or letters[0] in "ux h km"
    )


def _drawn_out(folded: str, lijst: Woordenlijst) -> bool:
    """Heeeel and jaaa: a letter held down."""
    if not _LONG_RUN.search(folded):
        return False
    return any(lijst.is_word(_LONG_RUN.sub(kept, folded)) for kept in (r"\1", r"\1\1"))


def _is_day(folded: str, lijst: Woordenlijst) -> bool:
    """Vrijdaag, febuari: a slip that is forgiven where a deadline is read."""
    return any(word.slip for word in read_words(folded)) and not lijst.is_name(folded)


def _halved(woorden: list[Woord], at: int, lijst: Woordenlijst) -> bool:
    """Mar tin, ka rim: two words that make one name, and not "PI en"."""
    if at + 1 >= len(woorden) or woorden[at + 1].gap.strip(" -.\n") or not woorden[at + 1].gap:
        return False
    first, second = woorden[at].folded, woorden[at + 1].folded
    if first + second not in lijst.altijd or len(first) < 2 or len(second) < 2 or second == "en":
        return False
    if lijst.is_own(first) or (first in lijst.jargon and woorden[at].typed.isupper()):
        return False  # JOR is op dinsdag
    if first in COUNTED:
        return False  # ik ben te laat
    return first not in LITTLE or second not in LITTLE


def _sure_kind(woord: Woord, lijst: Woordenlijst) -> str | None:
    """The kind of an unknown word that its letters tell by themselves."""
    folded = woord.folded
    if not is_latin(woord.typed):
        meant = looks_like(folded)
        if lijst.is_name(spelled_out(folded)) or lijst.is_name(meant) or meant in lijst.family:
            return "naam"
        return "onbekend" if lijst.is_word(meant) else None
    if any(map(str.isdecimal, folded)):
        letters = re.sub("[0-9]+$", "", folded)
        named = lijst.is_name(folded.translate(_LEET)) or lijst.is_name(letters)
        return "naam" if named and len(letters) > 2 else "onbekend"
    if lijst.is_name(folded) or lijst.is_name(folded.removesuffix("s").removesuffix("'")):
        return "naam"
    if _UNSAYABLE.fullmatch(folded):
        return "onbekend"
    return "adres" if _STREET.search(folded) else None


def _likely_kind(woord: Woord, zin: Zinsbouw, at: int, lijst: Woordenlijst) -> str:
    """A slip of the finger, or a name nobody listed."""
    if zin.has_mark_of_name(at):
        return "naam"
    return "onbekend" if lijst.near_word(woord.folded) else "naam"
