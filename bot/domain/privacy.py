"""May this text enter?

Every free text passes the ``Guard`` before it is stored, sent or logged; what comes out is a ``SafeText``, and nothing
else reaches storage or a partner. The rules here find structured numbers; a closed vocabulary joins them later.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from stdnum import iban
from stdnum.nl import bsn

from bot.domain.errors import DomainError
from bot.domain.referentie import read_referentie


class SafeText(str):
    """A text that the guard has let through. Only ``Guard.check`` and storage make one."""

    __slots__ = ()


@dataclass(frozen=True)
class Bevinding:
    """What the guard saw: the kind and a masked fragment (first and last character), never the text itself."""

    kind: str
    fragment: str


class PersoonsgegevensFound(DomainError):
    """The text holds something that may point at a person. Carries kinds and masks, never the text."""

    def __init__(self, bevindingen: tuple[Bevinding, ...]) -> None:
        super().__init__(soort=bevindingen[0].kind, fragment=bevindingen[0].fragment)
        self.bevindingen = bevindingen


class TekstTeLang(DomainError):
    """Longer than a message may be."""


class TekstLeeg(DomainError):
    """Nothing readable in it."""


# A phone cannot type more into one Telegram message; what is longer did not come from a person.
MAX_READ = 4096

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\s?\.\s?[\w-]+)+", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\s?\d{2}(?:[\s.-]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_POSTCODE = re.compile(
    r"\b(?P<cijfers>[1-9]\d{3})(?P<los>\s?)(?P<letters>(?!sa|sd|ss)[a-z]{2})(?![a-z])"
    r"(?P<nummer>[\s,]*(?:nr\.?|nummer|huisnummer)?\s?\d{1,5}[a-z]?\b)?",
    re.IGNORECASE,
)
# Two letters that follow a number or a year in an ordinary sentence: "2027 na 10 uur", "1500 km 3 keer".
_SHORT_WORDS = frozenset(
    "al di do en ex ff hr in is ja je km kg ma me mi mm na nr nu of om op te ua uw vm vr we wo za ze zo".split()  # noqa: SIM905
)
_DIGITS = re.compile(r"(?<![\w])\d(?:[ .\-/]{0,2}\d){7,8}(?!\w)(?![.,]?\d)")
_BSN_CUE = re.compile(
    r"\b(?:bsn|burgerservicenummer|sofi\s?-?nummer|sofi)(?![a-z])\D{0,12}(\d(?:[ .\-]{0,2}\d){6,9})", re.IGNORECASE
)
_DATE = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])[-/. ](?:0?[1-9]|1[0-2])[-/. ](?:19|20)\d{2}"
    r"|(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)
_MOBILE = re.compile(r"^(?:0031|31|0)6\d{8}$")
_SERVICE_NUMBER = re.compile(r"^0(?:800|900|906|909|14\d{0,2})")


def normalise(text: str) -> str:
    """The text as a reader sees it: no invisible characters, full-width digits as plain ones."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


class Guard:
    """Lets a text through as ``SafeText``, or says what stands in it."""

    def check(self, text: str, longest: int = 1000) -> SafeText:
        """The text, cleaned of control characters.

        Raises ``PersoonsgegevensFound``, or ``TekstTeLang`` above ``longest`` characters, or ``TekstLeeg``.
        """
        if len(text) > MAX_READ:
            raise TekstTeLang(hoogstens=longest)
        bevindingen = self.find(text)
        if bevindingen:
            raise PersoonsgegevensFound(bevindingen)
        clean = _printable(normalise(text))
        if len(clean) > longest:
            raise TekstTeLang(hoogstens=longest)
        if not clean:
            raise TekstLeeg
        return SafeText(clean)

    def find(self, text: str) -> tuple[Bevinding, ...]:
        """All that may point at a person, in the order of the text. Bounded: reads ``MAX_READ`` characters."""
        # Read as it would be stored, so that nothing comes together after it was looked at. One character may
        # normalise to many, hence the second limit.
        readable = _printable(normalise(text[:MAX_READ]))[: 2 * MAX_READ]
        found: list[tuple[int, Bevinding]] = []
        for kind, rule in _RULES:
            for start, end in list(rule(readable)):
                found.append((start, Bevinding(kind, _mask(readable[start:end]))))
                # Blanked out, so that no later rule claims the same characters under another name.
                readable = readable[:start] + "\x00" * (end - start) + readable[end:]
        return tuple(bevinding for _, bevinding in sorted(found, key=lambda pair: pair[0]))


def _emails(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _EMAIL.finditer(text))


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    for found in _IBAN.finditer(text):
        compact = re.sub(r"[\s.-]", "", found.group())
        # What follows an IBAN may be glued on by the pattern: the number itself has a length of its own.
        for length in range(len(compact), 14, -1):
            if iban.is_valid(compact[:length]):
                yield found.span()
                break


def _bsns(text: str) -> Iterator[tuple[int, int]]:
    cued = [found.span(1) for found in _BSN_CUE.finditer(text)]
    yield from cued
    taken = cued + [found.span() for found in _DATE.finditer(text)]
    for found in _DIGITS.finditer(text):
        if any(start < found.end() and found.start() < end for start, end in taken):
            continue
        digits = re.sub(r"\D", "", found.group())
        if bsn.is_valid(digits):
            yield found.span()


@cache
def _phone_types() -> frozenset[int]:
    from phonenumbers import PhoneNumberType as Type  # noqa: PLC0415 - 60 ms, only needed once a digit is typed

    lines = {Type.FIXED_LINE, Type.MOBILE, Type.FIXED_LINE_OR_MOBILE}
    return frozenset(lines | {Type.VOIP, Type.PERSONAL_NUMBER, Type.PAGER})


def _phones(text: str) -> Iterator[tuple[int, int]]:
    if sum(char.isdigit() for char in text) < 9:
        return
    import phonenumbers  # noqa: PLC0415 - see _phone_types

    for found in phonenumbers.PhoneNumberMatcher(text, "NL", leniency=phonenumbers.Leniency.POSSIBLE):
        digits = re.sub(r"\D", "", found.raw_string)
        if _SERVICE_NUMBER.match(digits) or _DATE.search(found.raw_string):
            continue
        # number_type is UNKNOWN for a number that cannot exist; every 06 number is one that somebody may have.
        if phonenumbers.number_type(found.number) in _phone_types() or _MOBILE.match(digits):
            yield found.start, found.end


def _postcodes(text: str) -> Iterator[tuple[int, int]]:
    for found in _POSTCODE.finditer(text):
        letters, glued = found["letters"], not found["los"]
        if read_referentie(found.group()) is not None or (letters.lower() in _SHORT_WORDS and not glued):
            continue
        a_year = found["cijfers"].startswith(("19", "20")) and not glued
        if found["nummer"] or (letters.isupper() and not a_year):
            yield found.span()


_RULES: tuple[tuple[str, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    ("email", _emails),
    ("iban", _ibans),
    ("bsn", _bsns),
    ("telefoon", _phones),
    ("postcode", _postcodes),
)


def _mask(fragment: str) -> str:
    compact = fragment.strip()
    return f"{compact[0]}•••{compact[-1]}"


def _printable(text: str) -> str:
    kept = "".join(char if char.isprintable() else " " for char in text)
    return re.sub(r"\s+", " ", kept).strip()
