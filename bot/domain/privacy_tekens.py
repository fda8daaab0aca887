"""What does a reader see, whatever characters were typed?

Letters that only look like ours, digits of other scripts, marks of a word processor and characters that show nothing
are no way around the guard.
"""

import re
import unicodedata

from bot.domain.namen import fold

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
# Half a character, as a broken client sends it: no database can hold it.
_LONE = re.compile("[\ud800-\udfff]")
# Letters that no decomposition turns into ours.
_LATIN = str.maketrans(
    dict(zip("øłđðıŋħɑɡɩʏəɛɔƙɗɓ", "olddinhagiyeeokdb", strict=True))
    | dict.fromkeys("ʼʻ`´‘’", "'")
    | {"þ": "th", "æ": "ae", "œ": "oe"}
)
# Cyrillic, Greek and other letters, by the Latin one they look like.
_LOOKS = dict(
    zip(
        "абвгдеёзиіїйклмнопрстуўфхцчьыэюяѕјԁԛԝһӏ" + "αβγδεζηθικλμνξοπρσςτυφχψω" + "ցոսօԱՕҮ",
        "a6brdee3niiiknmhonpctyyoxu4bb3ioasjdqwhl" + "aByde3n0iklmvkonpoctufxvw" + "gnuoaoy",
        strict=False,
    )
)
_SOUNDS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
        "a,b,v,g,d,e,e,zh,z,i,j,k,l,m,n,o,p,r,s,t,u,f,h,ts,ch,sh,sch,,y,,e,ju,ja,i,ji,je,g".split(","),  # noqa: SIM905
        strict=True,
    )
)
_MARKUP = re.compile(r"(?<=\w)[*~`|](?=\w)|[*~`_|]+")
_LOOSE_DIGITS = re.compile(r"(?<![^\W\d_])(?=[OoliI|]{0,3}\d)[\dOoliI|]+(?![^\W\d_])")
_DIGIT_LOOKS = str.maketrans("OoliI|", "001111")


def normalise(text: str) -> str:
    """The text as a reader sees it: no invisible characters, full-width digits as plain ones."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    # Once more: what an invisible character kept apart has come together.
    plain = _LONE.sub("\ufffd", unicodedata.normalize("NFKC", plain))
    if plain.isascii():
        return plain
    return "".join(_plain_digit(char) for char in plain)


def printable(text: str) -> str:
    """On one line, without control characters."""
    kept = "".join(char if char.isprintable() else " " for char in text)
    return re.sub(r"\s+", " ", kept).strip()


def without_markup(text: str) -> str:
    """Bold, slanted and struck text as its words alone."""
    return _MARKUP.sub("", text)


def as_digits(text: str) -> str:
    """The same text with the letters O, l and i in a number as the digits they stand for; no longer, no shorter."""
    return _LOOSE_DIGITS.sub(lambda found: found.group().translate(_DIGIT_LOOKS), text)


def plain(word: str) -> str:
    """The word in lower-case Latin letters as far as there are any."""
    folded = word.lower()
    if not folded.isascii():
        folded = fold(folded.translate(_LATIN)).translate(_LATIN)
    return folded


def looks_like(word: str) -> str:
    """The Latin word that this one looks like."""
    return "".join(_LOOKS.get(char, char) for char in word.lower())


def spelled_out(word: str) -> str:
    """A Cyrillic word by its sounds."""
    return "".join(_SOUNDS.get(char, char) for char in word.lower())


def is_latin(word: str) -> bool:
    """Has it letters of our own script only?"""
    return word.isascii() or all(not char.isalpha() or unicodedata.name(char, "").startswith("LATIN") for char in word)


def _plain_digit(char: str) -> str:
    return char if char.isascii() or not char.isdecimal() else str(unicodedata.decimal(char))
