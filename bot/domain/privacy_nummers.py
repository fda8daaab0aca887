"""Does a number stand here that belongs to one person?

Each rule gives the places it claims, in the order in which they are asked: the surest first. What is claimed is gone
for the next, so an IBAN is no telephone number.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from stdnum import iban
from stdnum.nl import bsn

from bot.domain.referentie import ALPHABET, Kandidaat, find_referenties
from bot.domain.woorden import MAANDEN

Plek = tuple[int, int]

YEARS_BACK = 6
_DOT = r"(?:\.|[(\[{](?:dot|punt)[)\]}]| punt )"
_EMAIL = re.compile(
    r"(?<![\w.+'-])[\w.+'-]+\s?(?:@|[(\[{]at[)\]}]| at | ape(?:n)?staartje )\s?"
    rf"[\w-]+(?:\s?{_DOT}\s?[\w-]+)+",
    re.IGNORECASE,
)
# Letter by letter.
_EMAIL_APART = re.compile(r"(?<!\S)(?:[\w.-] ){3,40}@(?: [\w-]){2,30} \.(?: [a-z]){2,4}(?!\w)", re.IGNORECASE)
_TOP = re.compile(
    rf"{_DOT}\s?(?:nl|com|org|net|be|eu|de|uk|fr|info|nu|me|io|co|tr|pl|app|zorg|live|gmail)\b", re.IGNORECASE
)
# Of a person: what a house or a shop has there says nothing about anybody.
_PROFILE = re.compile(
    r"\b(?:facebook|fb|instagram|insta|snapchat|tiktok|linkedin|twitter|x|threads|telegram|marktplaats|vinted|onlyfans)"
    r"\.(?:com|nl|me)/[\w@./-]*[\w-]",
    re.IGNORECASE,
)
_IBAN = re.compile(r"\b[A-Z]{2}\s?\d{2}(?:[\s.-]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_IBAN_SHAPE = re.compile(r"\bNL\s?\d{2}[\s.-]?[A-Z]{4}[\s.-]?(?:[\dOlI][\s.-]?){9,10}(?![\dA-Z])", re.IGNORECASE)
# From before there were IBANs: people still say their giro.
_ACCOUNT = re.compile(
    r"\b(?:giro|bank)(?:rekening|nummer|nr)*\b[\s.:=]*(?:is\s)?(?:nr\.?\s)?(\d(?:[\s.]?\d){5,9})(?!\d)", re.IGNORECASE
)
# Letter by letter.
_IBAN_APART = re.compile(r"(?<!\S)[A-Z] [A-Z] [\dO] [\dO](?: [A-Z0-9]){11,30}(?!\S)", re.IGNORECASE)

MONTH = "|".join(sorted({*MAANDEN, *(m[:3] for m in MAANDEN), "mrt", "sept", "febr"}, key=len, reverse=True))
_DATE = re.compile(
    rf"""(?<![\d.,])(?:
      (?P<d>0?[1-9]|[12]\d|3[01])\s?[-/. ]\s?(?P<m>0?[1-9]|1[0-2])\s?[-/. ]\s?(?P<y>(?:19|20)\d{{2}})
    | (?P<d2>0?[1-9]|[12]\d|3[01])(?P<sep>[-/.])(?P<m2>0?[1-9]|1[0-2])(?P=sep)(?P<y2>'?\d{{2}})
    | (?P<y3>(?:19|20)\d{{2}})[-/.](?P<m3>0?[1-9]|1[0-2])[-/.](?P<d3>0?[1-9]|[12]\d|3[01])
    | (?P<d4>0?[1-9]|[12]\d|3[01])(?:e|ste|de)?\s?[-./ ]?\s?(?P<m4>{MONTH})(?![a-z])\.?[-./ ,]{{0,2}}
      (?P<y4>(?:19|20)\d{{2}}|'\d{{2}}|(?<!,)(?<!,\s)\d{{2}}(?=\W*$|[,;)]|\s[a-z]))?
    )(?![\d]|[.,:]\d|\s?uur|\s?u\b)""",
    re.IGNORECASE | re.VERBOSE,
)
# Somebody "of" a day with its year: that is when they were born, however short ago.
_OF_DAY = re.compile(
    r"\b(?:baby|kind|kindje|zoon|zoontje|dochter|dochtertje|jongen|meisje|jongste|oudste|cli[eë]nt) (?:is )?van $",
    re.IGNORECASE,
)
_SOLID_DATE = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])((?:19|20)\d{2})(?!\d)")
_BIRTH = re.compile(
    r"\b(?:g\.?\s?e\.?\s?b\b|ter wereld(?:\sgekomen)?|jarig|"
    r"geb(?:oren|oorte(?:datum|dag|jaar)|dat(?:um)?|jaar|\.?\s?d(?:at(?:um)?)?)?|gebdat|dob|g\.d\.|gbd|gb)\b"
    r"[\s.:=(*]*(?:op|is|in|:|te\s\w+|cli[eë]nt)?[\s:]*(?:de\s)?(?P<wat>\d[\d\s./'-]{2,20}\d|\d{1,2}(?:e|ste|de)?[\s-]?(?:"
    + MONTH
    + r")\b\.?(?:[\s-]?'?\d{2,4})?)",
    re.IGNORECASE,
)
# Hij wordt 5 november 18.
_TURNS = re.compile(
    rf"\b(?:hij|zij|ze|die|jongere|dochter|zoon) wordt (?P<wat>\d{{1,2}}e? (?:{MONTH})[a-z]* \d{{1,2}})"
    r"(?![\d.:]|\s?u)",
    re.IGNORECASE,
)

_DIGITS = re.compile(r"(?<![\w])\d(?:[ .\-/]{0,2}\d){7,8}(?!\w)(?![.,]?\d)")
_BSN_CUE = re.compile(
    r"\b(?:b\s?s\s?n|bsnr|bsn-?n(?:umme)?r|burgerservicenummer|burger\s?service\s?n(?:umme)?r|sofi\s?-?n(?:umme)?r|sofi)(?![a-z])"
    r"\D{0,30}?(\d(?:[ .\-/]{0,2}\d){3,9})",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"^(?:0031|31|0)6\d{8}$")
# "Kerkstraat 112" is no call for help.
_NO_STREET = "".join(
    f"(?<!{end} )" for end in ["straat", "str", "laan", "weg", "plein", "kade", "gracht", "dijk", "singel"]
)
_SERVICE = re.compile(
    r"(?<![\d+])(?:0(?:800|900|906|909)[\s-]?\d{2}[\s-]?\d{2}(?:\d{3})?|14[\s-]?0\d{2,3}"
    rf"|{_NO_STREET}(?:112|144|113))(?![\d])"
)
_SERVICE_NUMBER = re.compile(r"^0(?:800|900|906|909|14\d{0,2})")
_PHONE_ABROAD = re.compile(r"(?<![\d.,])(?:\+|00)\s?\d{1,3}[\s.\-/()]{0,3}(?:\d[\s.\-/()]{0,2}){6,12}\d(?!\d)")
_PHONE_SHAPE = re.compile(
    r"(?<![\d.,])(?:"
    r"\(?0\s?6\)?(?:[\s.\-/]{0,3}\d){8}"
    r"|\(?0(?:[1-57]\d|8[4578])\d?\)?[\s.\-/]{1,3}\d(?:[\s.\-/]?\d){5,6}"
    r"|0(?:[1-57]\d|8[4578])\d{7})(?!\d)"
)
# A number that somebody mistyped: a digit short or long.
_PHONE_BROKEN = re.compile(r"(?<![\d.,])\(?0\s?6\)?(?:[\s.\-/]{0,3}\d){6,9}(?!\d)")
_PHONE_CUE = re.compile(
    r"\b(?:(?:tel(?:efoon)?|mob(?:iel)?)(?:nr|nummer)?|gsm|06[ -]?n(?:umme)?r|whatsapp|bereikbaar op|bel(?:len)? op)"
    r"[\s.:=]{0,3}(?:is\s|op\s)?(\d(?:[\s.\-/]{0,2}\d){5,11})",
    re.IGNORECASE,
)
_NUMBER_WORDS = dict(
    zip("nul,een,één,twee,drie,vier,vijf,zes,zeven,acht,negen".split(","), "01123456789", strict=True)  # noqa: SIM905
)
_SPOKEN = re.compile(rf"\b(?:(?:{'|'.join(_NUMBER_WORDS)}|\d)[\s,.-]{{0,3}}){{6,}}", re.IGNORECASE)

_V_NUMBER = re.compile(
    r"\b(?:v\.?\s?-?\s?(?:nummer|nr|no)|vnr|vnummer|vreemdelingen\s?-?(?:nummer|nr))(?![a-z])[^\d\n]{0,30}?"
    r"(\d(?:[\s.\-]?\d){4,11})"
    r"|\bv[\s.-]?(\d{3}[\s.-]?\d{3}[\s.-]?\d{4}|\d{10})(?!\d)"
    r"|(?<!\d)\d{10}\s?\(?(?:v\.?\s?-?\s?(?:nummer|nr)|vnr|vnummer)\b",
    re.IGNORECASE,
)
_CHAIN_NUMBER = re.compile(
    r"\b(?:skn(?:r|ummer|-?nr)?|(?:strafrecht(?:s)?)?\s?keten\s?-?(?:nummer|nr))\b[^\d\n]{0,25}?"
    r"([a-z]{0,3}\d(?:[\s.\-]?\d){3,11})",
    re.IGNORECASE,
)
_PARKET = re.compile(r"(?<![\d/.-])\d{2}[\s/.-]?\d{6}[-/. ]\d{2}(?!\d)")
_PL = re.compile(r"\bPL\s?-?\s?\d{2,4}[\s-]?(?:\d{4}[\s-]?)?\d{3,10}(?:-\d{1,3})?\b", re.IGNORECASE)
_COURT = re.compile(
    r"\b[A-Z]{1,2}\s?/\s?\d{2}\s?/\s?\d{4,7}(?:\s?/\s?[A-Z]{2}\s[A-Z]{2}\s\d{2}[-/]\d{1,5})?", re.IGNORECASE
)
# VT26-77319: letters and a year, as an institution numbers its files.
_NUMBERED_BY_YEAR = re.compile(r"(?<![\w-])[A-Z]{2,4}\d{2}[-/]\d{4,7}(?![\w-])", re.IGNORECASE)
# Dossier 718.294, which elsewhere is an amount.
_FILE_DOTTED = re.compile(
    r"\b(?:zaak|[\w-]*dossier|cli[eë]nt|pati[eë]nt|kenmerk|bvh|gcos)(?:nr)?[\s.:=#]{1,3}"
    r"(\d{1,3}(?:\.\d{3})+)(?![\d,]|\s?eur)",
    re.IGNORECASE,
)
_ROLL = re.compile(r"\b(?:FA|HA|KG|JE|FT|EA|AWB|SHE|ARN|LEE)\s?(?:RK|ZA|VERZ)?\s?\d{2}[-/]\d{2,5}\b")
_FILE_NAMES = (
    "parket|zaak|rekest|dossier|cli[eë]nt(?:en)?|pati[eë]nt(?:en)?|klant|kenmerk|proces-?verbaal|pv|bvh|gcos|aangifte|mutatie|"
    "registratie|polis|relatie|cjib|verzekerings|behandel|besluit|beschikking|rol|gedetineerden?|det|gba|a|rekening|rek|"
    "id|identiteits|paspoort|rijbewijs|document|meld(?:ing)?|incident|ticket|ref(?:erentie)?|bkr|wmo|ecd|user|casus|"
    "recl(?:asserings)?|leerling|personeels|grip|insolventie|skdb"
)
_FILE_NUMBER = re.compile(
    rf"\b(?:(?:{_FILE_NAMES}|[\w-]+dossier)s?\s?-?\s?(?:nummer|num|nr|no|id)\b\.?"
    r"|(?:ons |uw )?kenmerk|zkn|dosnr|pvnr|clnr)"
    r"[\s.:=#]*(?:is\s|in gcos\s?:?\s?)?([a-z]{0,5}[-/. ]?\d[\w]*(?:[-/.\s]{0,2}\d+)*)",
    re.IGNORECASE,
)
# Clientnr Tactus 771930: whose number it is stands in between.
_FILE_OF = re.compile(
    rf"\b(?:{_FILE_NAMES})s?\s?-?\s?(?:nummer|nr)\.?\s[a-z]{{3,12}}[\s:]{{1,2}}([a-z]{{0,2}}\d[\d-]{{4,}})",
    re.IGNORECASE,
)
_FILE_BARE = re.compile(
    r"\b(?:parket|zaak|\w*dossier|cli[eë]nt|pati[eë]nt|kenmerk|pv|proces-verbaal|bvh|mutatie|aangifte|gcos|registratie|"
    r"(?:wmo-?)?melding|besluit|cjib)"
    r"[\s.:=#]{1,3}((?:[a-z]{1,4}[-/]?)?\d(?:[\d/.-]|\s(?=\d{3})){3,}\d?)(?!\d|\s?(?:uur|euro|,-))",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_AMOUNT = re.compile(
    r"(?:€|\beur\b|\beuro\b|\bbedrag(?:\svan)?|f\s?l\.)\s?\d+(?:[. ]\d{3})*(?:,(?:\d{1,2}|-+))?(?!\d)"
    r"|(?<![\d.])\d{1,3}(?:[. ]?\d{3})*(?:,(?:\d{1,2}|-+))?(?:\s?(?:€|eur(?:o(?:'s)?)?\b|,-)|k\b)"
    r"|(?<![\d.])\d{1,3}(?:\.\d{3})*,(?:\d{2}(?!\d)|-)|(?<![\d.])\d{1,3}\.\d{3}(?![\d.])",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<![\d.])(?:[01]?\d|2[0-4])[:.][0-5]\d(?::[0-5]\d)?(?:\s?(?:u|uur|h)\b)?(?![\d.])"
    r"|(?<!\d)(?:[01]?\d|2[0-4])\s?[uh]\s?[0-5]\d\b",
    re.IGNORECASE,
)
_LONG = re.compile(r"(?<![\w.,])\d(?:[ ./\-]{0,2}\d){5,}|\d{6,}")
# The printed shape of a reference with a slip in it. A digit in each half: no name has those, and no number letters.
_MISREAD = re.compile(
    r"(?<![\w-])(?=[A-Z]{0,2}\d[A-Z0-9]{0,2}-)(?=\d{0,2}[A-Z])[A-Z0-9]{3}-(?=[A-Z]{0,2}\d)(?=\d{0,2}[A-Z])[A-Z0-9]{3}-"
    r"[A-Z0-9](?![\w-])"
)


def safe_places(text: str, today: date) -> Iterator[Plek]:
    """Numbers that tell nothing about a person: a case, a meeting's day and hour, an amount, 112."""
    yield from ((kandidaat.start, kandidaat.end) for kandidaat in find_referenties(text) if _printed(text, kandidaat))
    yield from (found.span() for found in _MISREAD.finditer(text))
    yield from (found.span() for found in _SERVICE.finditer(text))
    for found in _DATE.finditer(text):
        if not _long_ago(found, today):
            yield found.span()
    yield from (found.span() for found in _AMOUNT.finditer(text))
    yield from (found.span() for found in _TIME.finditer(text))


def _printed(text: str, kandidaat: Kandidaat) -> bool:
    """Was a reference meant? A word of seven letters adds up once in 32 times, a number of seven digits too."""
    typed = text[kandidaat.start : kandidaat.end]
    bare = re.sub(r"[^0-9A-Za-z]", "", typed)
    if bare.isdecimal() or len(typed) - len(bare) > len("--") or re.fullmatch(r"[a-z]{3}\W\d{4}", typed):
        return False  # "van 7731" adds up as well
    if re.fullmatch(r"\w{3}\W\w{3}\W?\w", typed) and (any(map(str.isdecimal, bare)) or typed.isupper()):
        return True
    return bare == typed and any(map(str.isdecimal, bare)) and sum(char.upper() in ALPHABET for char in bare) >= 5


def emails(text: str) -> Iterator[Plek]:
    for found in _EMAIL.finditer(text):
        if "@" in found.group() or "(" in found.group() or "[" in found.group() or _TOP.search(found.group()):
            yield found.span()
    yield from (found.span() for found in _EMAIL_APART.finditer(text))


def profiles(text: str) -> Iterator[Plek]:
    """Whose page it is, even where no word of it is a name."""
    yield from (found.span() for found in _PROFILE.finditer(text))


def ibans(text: str) -> Iterator[Plek]:
    for found in _IBAN.finditer(text):
        compact = re.sub(r"[\s.-]", "", found.group())
        # What follows an IBAN may be glued on by the pattern: the number itself has a length of its own.
        for length in range(len(compact), 14, -1):
            if iban.is_valid(compact[:length], check_country=False):
                yield found.span()
                break
    yield from (found.span() for found in _IBAN_SHAPE.finditer(text))
    yield from (found.span(1) for found in _ACCOUNT.finditer(text))
    for found in _IBAN_APART.finditer(text):
        compact = found.group().replace(" ", "").upper()
        zeros = compact[:2] + compact[2:4].replace("O", "0") + compact[4:8] + compact[8:].replace("O", "0")
        if any(iban.is_valid(number, check_country=False) for number in (compact, zeros)):
            yield found.span()


def cued_bsns(text: str) -> Iterator[Plek]:
    yield from (found.span(1) for found in _BSN_CUE.finditer(text))


def bsns(text: str) -> Iterator[Plek]:
    for found in _DIGITS.finditer(text):
        if bsn.is_valid(re.sub(r"\D", "", found.group())):
            yield found.span()


def birthdays(text: str, today: date) -> Iterator[Plek]:
    yield from (found.span("wat") for rule in (_BIRTH, _TURNS) for found in rule.finditer(text))
    for found in _DATE.finditer(text):
        if _long_ago(found, today) or _OF_DAY.search(text, max(0, found.start() - 30), found.start()):
            yield found.span()
    for found in _SOLID_DATE.finditer(text):
        if _is_long_ago(int(found[3]), int(found[2]), int(found[1]), today):
            yield found.span()


def _long_ago(found: re.Match[str], today: date) -> bool:
    parts = found.groupdict()
    day = next(int(parts[key]) for key in ("d", "d2", "d3", "d4") if parts[key])
    month = parts["m"] or parts["m2"] or parts["m3"]
    named = (parts["m4"] or "").lower()
    number = int(month) if month else next((i for i, m in enumerate(MAANDEN, 1) if m[:3] == named[:3]), 3)
    year = parts["y"] or parts["y2"] or parts["y3"] or parts["y4"]
    if year is None:
        return False
    full = int(year.strip("'"))
    if full < 100:
        # Nobody at a table writes about a meeting ten years ahead: such a year is of the last century.
        full += 2000 if full + 2000 <= today.year + 10 else 1900
    return _is_long_ago(full, number, day, today)


def _is_long_ago(year: int, month: int, day: int, today: date) -> bool:
    return year > today.year - 120 and (year + YEARS_BACK, month, day) <= (today.year, today.month, today.day)


@cache
def _phone_types() -> frozenset[int]:
    from phonenumbers import PhoneNumberType as Type  # noqa: PLC0415 - 60 ms, only needed once a digit is typed

    lines = {Type.FIXED_LINE, Type.MOBILE, Type.FIXED_LINE_OR_MOBILE}
    return frozenset(lines | {Type.VOIP, Type.PERSONAL_NUMBER, Type.PAGER})


def phones_abroad(text: str) -> Iterator[Plek]:
    """With the number of a country: no day and no amount begins so."""
    yield from (found.span() for found in _PHONE_ABROAD.finditer(text))


def sure_phones(text: str) -> Iterator[Plek]:
    """What has the shape of a telephone number from its first digit to its last."""
    yield from (found.span() for found in _PHONE_SHAPE.finditer(text) if not _service(found.group()))


def phones(text: str) -> Iterator[Plek]:
    yield from (found.span(1) for found in _PHONE_CUE.finditer(text) if not _service(found[1]))
    yield from (found.span() for found in _PHONE_BROKEN.finditer(text))
    if sum(char.isdigit() for char in text) < 9:
        return
    import phonenumbers  # noqa: PLC0415 - see _phone_types

    for found in phonenumbers.PhoneNumberMatcher(text, "NL", leniency=phonenumbers.Leniency.POSSIBLE):
        digits = re.sub(r"\D", "", found.raw_string)
        if _service(digits):
            continue
        # number_type is UNKNOWN for a number that cannot exist; every 06 number is one that somebody may have.
        if phonenumbers.number_type(found.number) in _phone_types() or _MOBILE.match(digits):
            yield found.start, found.end


def _service(typed: str) -> bool:
    return bool(_SERVICE_NUMBER.match(re.sub(r"\D", "", typed)))


def spoken(text: str, kind: str) -> Iterator[Plek]:
    """Digits written as words that make a number of this kind."""
    for found in _SPOKEN.finditer(text):
        words = re.findall(r"[^\W\d_]+|\d", found.group().lower())
        digits = "".join(_NUMBER_WORDS.get(word, word) for word in words)
        if any(word in _NUMBER_WORDS for word in words) and kind == _spoken_kind(digits):
            yield found.start(), found.start() + len(found.group().rstrip(" ,.-"))


def _spoken_kind(digits: str) -> str:
    return "bsn" if bsn.is_valid(digits) else "telefoon" if digits.startswith("0") else "dossiernummer"


def v_numbers(text: str) -> Iterator[Plek]:
    """The number by which immigration, or the whole chain of criminal justice, knows somebody."""
    yield from (found.span() for rule in (_V_NUMBER, _CHAIN_NUMBER) for found in rule.finditer(text))


def file_numbers(text: str) -> Iterator[Plek]:
    for rule in (_PARKET, _PL, _COURT, _ROLL, _NUMBERED_BY_YEAR, _FILE_DOTTED, _FILE_OF):
        yield from (found.span() for found in rule.finditer(text))
    for found in _FILE_NUMBER.finditer(text):
        if sum(map(str.isdecimal, found[1])) >= 3:
            yield found.span(1)


def bare_file_numbers(text: str) -> Iterator[Plek]:
    """After a word that may be followed by something else: "cliënt 48213", "dossier 2021-15"."""
    for found in _FILE_BARE.finditer(text):
        if sum(map(str.isdecimal, found[1])) >= 4 and not _YEAR.fullmatch(found[1]):
            yield found.span(1)


def long_numbers(text: str) -> Iterator[Plek]:
    """Six digits or more that nothing explains; a row of years or of small numbers is no number."""
    for found in _LONG.finditer(text):
        groups = re.split(r"[ ./\-]+", found.group())
        values = [int(group) for group in groups]
        if len(groups) > 1 and (
            all(_YEAR.fullmatch(group) for group in groups)
            or (max(map(len, groups)) < 3 and values == sorted(values) and len(set(values)) == len(values))
        ):
            continue
        if len(groups) > 1 and 1 < max(map(len, groups)) < 3 and len(groups) < 4:
            continue
        if re.fullmatch(r"1?\d\d/1?\d\d", found.group()):
            continue  # a blood pressure
        yield found.span()
