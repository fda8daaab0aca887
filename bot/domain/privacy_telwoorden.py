"""Is it written out in words: a number, a year, a day of birth, a postcode?"""

import re
from collections.abc import Iterator
from datetime import date

from bot.domain.privacy_nummers import MONTH, YEARS_BACK, Plek
from bot.domain.woorden import TELWOORDEN


def _written(words: tuple[str, ...]) -> str:
    """Any of these, the longest first, with or without the diaeresis of "tweeëntwintig"."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(word.replace("eeen", "ee[eë]n").replace("ieen", "ie[eë]n") for word in longest_first)


GETAL = rf"(?:{_written(TELWOORDEN[1:])}|één)"
CIJFER = rf"(?:{_written(TELWOORDEN[:10])}|één)"
_DAG = rf"(?:[12]?\d|3[01]|{GETAL})(?:e|ste|de)?"
_JAAR = (
    rf"(?:(?P<eeuw>negentien|tweeduizend|twintig)(?:honderd)?\s?(?:en)?\s?(?P<rest>{GETAL})?"
    r"|(?P<jaar>(?:19|20)\d{2}))"
)
_DATUM = re.compile(
    rf"(?<![\w.,-])(?P<dag>{_DAG})\s(?:van\s)?(?P<maand>{MONTH})(?![a-z])[.,]?(?:\s(?:van\s)?{_JAAR})?(?!\w)",
    re.IGNORECASE,
)
_CUE = (
    r"geboren|geb|geb\.?datum|geboorte(?:dag|datum)|g\.\s?e\.\s?b|jarig|verjaart|verjaardag|"
    r"ter wereld(?: gekomen)?|bevallen|(?:wordt|werd) \d{1,2}(?: jaar)?"
)
_CUE_BEFORE = re.compile(rf"\b(?:{_CUE})\b[\s.:=(*]*(?:(?:is|was|in|op|rond|de|te \w+)\s){{0,3}}$", re.IGNORECASE)
_CUE_AFTER = re.compile(rf"\s(?:(?:is|zijn|was|werd|al|dan|ie|hij|ze|zij|in \w+)\s){{0,2}}(?:{_CUE})\b", re.IGNORECASE)
_APART = re.compile(r"\bdag\s\d{1,2},?\s(?:van\s)?maand\s\d{1,2},?\s(?:van\s)?jaar\s\d{2,4}(?!\d)", re.IGNORECASE)
_POSTCODE = re.compile(
    rf"\b{CIJFER}(?:[\s,.-]{{1,3}}{CIJFER}){{3}}[\s,.-]{{1,3}}[a-z][\s,.-]{{0,3}}[a-z](?!\w)", re.IGNORECASE
)
_EEUWEN = {"negentien": 1900, "tweeduizend": 2000, "twintig": 2000}


def written_birthdays(text: str, today: date) -> Iterator[Plek]:
    """A day of which the day or the year is a word, long ago or beside "geboren"; and any day beside that."""
    yield from (found.span() for found in _APART.finditer(text))
    for found in _DATUM.finditer(text):
        before = _CUE_BEFORE.search(text, max(0, found.start() - 40), found.start())
        if before or _CUE_AFTER.match(text, found.end()) or _long_ago(found, today):
            yield found.span()


def written_postcodes(text: str) -> Iterator[Plek]:
    yield from (found.span() for found in _POSTCODE.finditer(text))


def _long_ago(found: re.Match[str], today: date) -> bool:
    if found["jaar"]:
        return int(found["jaar"]) < today.year - YEARS_BACK
    if not found["eeuw"] or (found["eeuw"].lower() == "twintig" and not found["rest"]):
        return False
    rest = (found["rest"] or "nul").lower().replace("ë", "e").replace("é", "e")
    return _EEUWEN[found["eeuw"].lower()] + TELWOORDEN.index(rest) < today.year - YEARS_BACK
