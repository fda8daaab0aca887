"""Does it say where somebody lives, or which car is theirs?"""

import re
from collections.abc import Callable, Iterator

from bot.domain.privacy_nummers import Plek
from bot.domain.privacy_telwoorden import GETAL
from bot.domain.referentie import read_referentie
from bot.domain.woorden import MAANDEN

Known = Callable[[str], bool]


def _any(words: str) -> str:
    return "|".join(words.split())


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_POSTCODE = re.compile(
    r"(?<![\w.,])(?P<cijfers>[1-9]\d{3})(?P<los>[\s-]?)(?P<letters>(?!sa|sd|ss)[a-z]{2})(?![\w'’])"
    r"(?P<nummer>[\s,]*(?:nr\.?|nummer|huisnummer)?\s?\d{1,5}[a-z]?\b)?|(?<![\w])[1-9]\d{3}[a-z]{2}\d{1,5}[a-z]?\b",
    re.IGNORECASE,
)
# Sign by sign.
_POSTCODE_APART = re.compile(r"(?<!\S)[1-9](?: \d){3} (?:[a-z] [a-z]|(?-i:[A-Z]{2}))(?!\w)", re.IGNORECASE)
_POSTCODE_CUE = re.compile(
    r"\b(?:pc|postc(?:ode)?)\b[.:]?\s?(?:is\s)?(?P<code>[1-9]\d{3}\s?[a-z]{2})\b"
    r"|\b(?:op|pc|postcode)\s(?P<los>[1-9]\d\s\d\d\s[a-z]\s?[a-z])\b",
    re.IGNORECASE,
)
# Two letters that follow a number or a year in an ordinary sentence: "2027 na 10 uur", "1500 km 3 keer".
_SHORT_WORDS = _set(
    """
    al di do en ex ff hr in is ja je km kg ma me mi mm na nr nu of om op te ua uw vm vr we wo za ze zo mg ml gr
    eu st pm pj pw ca wk tm er ik im ie ip pk vd vh pu
    """
)
_NUMBER = r"(?:\s?,?\s?(?:nr\.?|nummer|no\.?|huisnummer|huisnr\.?)?\s?)(?P<nr>\d{1,4})(?!\d|[.,:]\d|\s?%)"
# What always ends the name of a street, and what also ends other words.
_SURE_ENDS = _any(
    "straat straatje laan laantje grachtje weg plein kade gracht singel steeg dijk dreef plantsoen allee boulevard"
)
_OTHER_ENDS = _any(
    """
    weggetje pleintje steegje dijkje baan hof hofje pad park markt ring wal veld kamp hoek erf akker weide hage
    brink oever haven stede donk horst brug poort maat maten einde heuvel warande passage promenade schans waard
    rode berg burg bos meen es enk steen
    """
)
_WORD = r"[^\W\d_][^\W\d_'’.-]"
_ADDRESS = re.compile(
    rf"(?<![\w'’-])(?P<straat>{_WORD}{{0,40}}?(?:{_SURE_ENDS}|{_OTHER_ENDS}|str\.?)){_NUMBER}", re.IGNORECASE
)
_SURE = re.compile(rf"(?:{_SURE_ENDS}|str\.?)$", re.IGNORECASE)
_NO_STREET = _set(
    """
    snelweg snelwegen onderweg halfweg uitweg omweg terugweg luchtweg autosnelweg rijbaan renbaan loopbaan
    startbaan jeugdhof gerechtshof vandaag hof bos berg es str hoek veld park markt weg baan pad ring wal kamp
    brug haven dijk plein straat kade laan
    """
)
_COUNTED = _any(
    """
    e de ste x uur uren u m km keer jaar jaren jr maand maanden mnd week weken wk wkn dag dagen dgn min personen mensen
    kinderen euro hoog graden procent nacht nachten avonden eenheden sessies gesprekken plekken
    kilo kg gram gr mg liter ml pillen stuks wikkels bolletjes planten meter jan feb mrt apr aug sep okt nov dec
    """
)
_AFTER = re.compile(rf"\s?(?:(?:{_COUNTED}|{'|'.join(MAANDEN)})\b|t/m)", re.IGNORECASE)
_LIVING = _any(
    """
    woont wonen woonde woonachtig wonend verblijft verbleef verhuisd verhuist ingeschreven adres briefadres
    postadres woonadres logeert slaapt zit huurt woning huis pand flat inval huiszoeking doorzoeking opgehaald
    gezien
    """
)
_LIVES = re.compile(
    rf"\b(?:{_LIVING})\b\s?(?:is|:|staat)?\s?(?:nu|weer|al|tijdelijk|nog)?\s?(?:op|aan|in|naar|bij)?\s?(?:de|het|den|'t)?"
    rf"\s?(?P<waar>{_WORD}{{3,40}}(?:\s{_WORD}{{2,40}}){{0,3}})" + _NUMBER.replace(",?", "", 1),
    re.IGNORECASE,
)
_IS_ADDRESS = re.compile(
    r"(?<![\w'’-])(?P<waar>[^\W\d_][\w'’-]{0,40}(?:\s[^\W\d_][\w'’-]{0,40})?\s\d{1,4}\s?[a-z]?)\s(?:is|als|wordt)\s"
    r"(?:nu\s|weer\s)?(?:zijn|haar|het|hun|een)?\s?(?:nieuwe\s|oude\s)?(?:post|brief|woon|verblijf)?-?adres",
    re.IGNORECASE,
)
_ON_THE = re.compile(
    rf"\b(?:aan|op|achter|naast|bij|tegenover|vanaf|voor)\s(?P<waar>(?:de|het|'t)\s"
    rf"(?:{_SURE_ENDS}|{_any('markt haven brink wal hof pad ring brug')})\s\d{{1,4}})(?!\d|[.,:]\d)",
    re.IGNORECASE,
)
# The first words of a name of a street: Van der Helststraat, Burg. Roelfsweg.
_LED_BY = re.compile(
    rf"(?:\b(?:{_any('van de den der het ter ten te burg dr prof mr gen pres st sint mgr ds ir kon pr')})\b\.?\s"
    r"|[A-Z][\w'’]*\.?\s)+$"
)
_NUMBER_FIRST = re.compile(
    r"\b(?:nr\.?|nummer|huisnummer|huisnr\.?)\s?(?P<nr>\d{1,4})\s?[a-z]?\s(?:van|in|op|aan)\s(?:de|het)\s"
    rf"(?P<straat>[^\W\d_]{{3,40}}?(?:{_SURE_ENDS}|hof))\b",
    re.IGNORECASE,
)
_NOT_WHERE = _set(
    """
    kamer cel afdeling nr nummer per sinds vanaf tot plek bed etage verdieping gang unit blok flat fase punt
    tafel week uur circa ongeveer minimaal max minstens al nog pas ruim bijna om over voor met zonder januari
    februari maart april mei juni juli augustus september oktober november december totaal samen in op aan bij
    en of dag dagen groep stap artikel art ronde team kwartaal hoofdstuk bijlage pagina lokaal zaal balie lijn
    bus tram perron spoor maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma di wo do vr za zo wk
    slechts maximaal grond basis jan feb mrt apr jun jul aug sep okt nov dec
    binnen direct opgenomen geplaatst leverde leverden trof troffen vond vonden
    """
)

_SHAPES = (
    *(
        "LL-DD-DD",
        "DD-DD-LL",
        "DD-LL-DD",
        "LL-DD-LL",
        "LL-LL-DD",
        "DD-LL-LL",
        "DD-LLL-D",
        "D-LLL-DD",
        "LL-DDD-L",
        "L-DDD-LL",
    ),
    *("LLL-DD-L", "L-DD-LLL", "D-LL-DDD", "DDD-LL-D", "LLL-D-LL"),
)


def _plates(between: str) -> str:
    return "|".join(s.replace("-", between).replace("L", "[a-z]").replace("D", r"\d") for s in _SHAPES)


# In one piece or in three: "polo 12" is none.
_PLATE = re.compile(rf"(?<![\w.,/-])(?:{_plates('')}|{_plates('[ -]')})(?![\w/-]|[.,]\d)", re.IGNORECASE)
_PLATE_CUE = re.compile(
    r"\b(?:kenteken\w*|kent|rdw|oldtimer|aanhanger|caravan|camper|nummerplaat|plaat|anpr|voertuig|auto|bus|busje|bestelbus|scooter|brommer|motor|polo|golf|"
    r"passat|caddy|corsa|astra|clio|megane|fiesta|focus|yaris|vw|bmw|audi|opel|ford|volvo|fiat|peugeot|renault|toyota|"
    r"mercedes|seat|skoda|kia|citroen|hyundai|mazda|rijdt|reed|rijden|rondrijden)\b.{0,25}$",
    re.IGNORECASE,
)
# Of another country: after the word that says so.
_PLATE_ABROAD = re.compile(
    r"\b(?:kenteken|kent\.|nummerplaat|plaat\b|(?:poolse|duitse|roemeense|bulgaarse|belgische|litouwse) (?:auto|bus)\b)"
    r"\s?(?:is|nr|:|\w{4,}s)?\s?"
    r"(?P<plaat>(?=[a-z0-9 -]{0,9}\d)[a-z0-9]{1,4}[ -]?[a-z0-9]{2,6}|(?:[a-z0-9][ -]{1,3}){5}[a-z0-9])\b",
    re.IGNORECASE,
)
# A number between hyphens that is none of a car: 3-mei-27, 1-op-100.
_NO_PLATE = _set(
    "jan feb mrt apr mei jun jul aug sep okt nov dec op uur wk per tot van en of km mnd dgn zsm tbs isd pij"
)


_FLAT = re.compile(
    rf"(?<![\w'’-])(?P<waar>(?:(?:de|het|'t|oude|nieuwe|lange|korte|grote|kleine|hoge|lage)\s)?{_WORD}{{2,40}}"
    r"\s(?:nr\.?\s|nummer\s)?\d{1,4}\s?-?(?:hs|bis|huis|boven|beneden|rood|rd|zw|I{1,3}))(?!\w)",
    re.IGNORECASE,
)
_OLD = re.compile(
    rf"(?<![\w'’-])(?P<waar>(?:oude|nieuwe|lange|korte|grote|kleine|hoge|lage|achter|sint|st\.?)\s"
    rf"(?:{_SURE_ENDS}|{_OTHER_ENDS}|vest|bleek|stad|molen)\s\d{{1,4}})(?!\d|[.,:]\d)",
    re.IGNORECASE,
)
_SUFFIXED = re.compile(
    r"(?<![\w'’-])(?:brink|markt|wal|haven|singel|kade|dijk|laan|plein|straat|gracht|hof|vest)\s\d{1,4}"
    r"(?:-\d{1,3}|\s?[a-h])(?![\w-])|(?<![\w'’-])brink\s\d{1,3}(?![\w.,:-]\d|\d)",
    re.IGNORECASE,
)
_NAMED_YEAR = re.compile(
    rf"\b(?:{_SURE_ENDS})\s(?:1[5-9]|20)\d{{2}},?\s(?:nr\.?|nummer)?\s?\d{{1,4}}(?!\d)", re.IGNORECASE
)
# Zonnebloemstraat vierentwintig.
_WRITTEN = re.compile(
    rf"(?<![\w'’-])(?P<straat>{_WORD}{{2,40}}?\s?(?:{_SURE_ENDS}))\s(?:nr\.?\s|(?:huis)?nummer\s)?"
    rf"{GETAL}(?: en {GETAL})?(?!\w)",
    re.IGNORECASE,
)
# Overlast van de Meerkoet 83: a name of nothing that we know, and a number that counts nothing.
_THE = re.compile(
    r"\b(?:(?:aan|op|van|in|bij|naar|uit) (?:de|het)|op|aan) (?P<waar>(?P<straat>[A-Z][a-zà-ÿ]{3,30}) \d{1,4})"
    r"(?!\d|[.,:]\d)"
)


def postcodes(text: str) -> Iterator[Plek]:
    yield from (found.span() for found in _POSTCODE_APART.finditer(text))
    yield from (found.span(found.lastgroup or 0) for found in _POSTCODE_CUE.finditer(text))
    for found in _POSTCODE.finditer(text):
        letters = found["letters"]
        if read_referentie(found.group()) is not None:
            continue
        if letters is None:
            yield found.span()
            continue
        glued = not found["los"]
        a_year = found["cijfers"].startswith(("19", "20")) and not glued
        if letters.lower() in _SHORT_WORDS and (a_year or not letters.isupper()):
            continue
        if found["nummer"] or glued or not a_year:
            yield found.span()


def addresses(text: str, is_word: Known) -> Iterator[Plek]:
    """A street and a number. A word that also means something else counts only when nobody knows it."""
    for found in _ADDRESS.finditer(text):
        street = found["straat"]
        folded = street.lower().rstrip(".")
        after = _AFTER.match(text, found.end())
        if folded in _NO_STREET or (after and not (after.group().strip() == "t/m" and _SURE.search(street))):
            continue
        if _SURE.search(street) or not is_word(folded) or (street[0].isupper() and found.start() > 0):
            before = _LED_BY.search(text, max(0, found.start() - 30), found.start())
            yield before.start() if before else found.start(), found.end()
    yield from (found.span("waar") for found in _IS_ADDRESS.finditer(text))
    yield from (found.span("waar") for found in _ON_THE.finditer(text) if not _AFTER.match(text, found.end()))
    for found in _LIVES.finditer(text):
        words = found["waar"].lower().split()
        if words[-1] not in _NOT_WHERE and words[0] not in _NOT_WHERE and not _AFTER.match(text, found.end()):
            yield found.start("waar"), found.end()
    for found in (*_FLAT.finditer(text), *_OLD.finditer(text)):
        if found["waar"].lower().split()[0] not in _NOT_WHERE and not _AFTER.match(text, found.end()):
            yield found.span("waar")
    yield from (found.span() for rule in (_NAMED_YEAR, _SUFFIXED) for found in rule.finditer(text))
    yield from (found.span() for found in _NUMBER_FIRST.finditer(text))
    yield from (found.span() for found in _WRITTEN.finditer(text) if not _AFTER.match(text, found.end()))
    for found in _THE.finditer(text):
        if found["straat"].lower() not in _NOT_WHERE and not _AFTER.match(text, found.end()):
            yield found.span("waar")


def named_plates(text: str) -> Iterator[Plek]:
    """After a word that says so: then any shape will do."""
    for found in _PLATE.finditer(text):
        if re.search(r"\d en \d", found.group()):
            continue  # rijdt langs tussen 22 en 02 uur
        if _PLATE_CUE.search(text, max(0, found.start() - 40), found.start()):
            yield found.span()
    yield from (found.span("plaat") for found in _PLATE_ABROAD.finditer(text))


def plates(text: str, is_word: Known) -> Iterator[Plek]:
    for found in _PLATE.finditer(text):
        typed = found.group()
        letters = re.findall("[a-z]+", typed.lower())
        if any(part in _NO_PLATE for part in letters):
            continue
        hyphens, spaces = typed.count("-"), len(re.findall(r"\s", typed))
        known = all(is_word(part) for part in letters if len(part) > 1)
        glued = not hyphens and not spaces
        capitals = typed.isupper() and len(letters) > 1 and letters[-1] != "u" and not text.isupper()
        if hyphens == 2 or glued or not known or capitals:
            yield found.span()
