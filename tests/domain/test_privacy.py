"""Does a structured trace of a person stay out, and does ordinary work get in?

All numbers are invented or official examples.
"""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.privacy import MAX_READ, Bevinding, PersoonsgegevensFound, SafeText, TekstLeeg, TekstTeLang, normalise
from tests.domain.guard import GUARD

LONG = 10 * MAX_READ

UNSAFE = {
    "bsn": [
        "111222333",
        "111 222 333",
        "111.222.333",
        "111-222-333",
        "111/222/333",
        "111\u00a0222\u00a0333",
        "1 1 1 2 2 2 3 3 3",
        "12345672",
        "1234 5672",
        "bsn 111222333",
        "BSN: 111 22 23 33",
        "bsn:111222334",  # does not add up, but somebody says what it is
        "bsn 12345678",
        "bsn=123456782",
        "bsn nr 123456782",
        "bsn123456782",
        "burgerservicenummer is 123456782",
        "sofinummer 123456782",
        "bsn nummer van cliënt: 123456782",
        "cliënt 111222333 belt terug",
        "111222333.",
        "(111222333)",
        "111222333, intake plannen",
        "１２３４５６７８２",
        "𝟏𝟏𝟏𝟐𝟐𝟐𝟑𝟑𝟑",
        "123\u200b456\u200b782",
        "123\u00ad456782",
        "1\u20602\u20603\u20604\u20605\u20606\u20607\u20608\u20602",
        "\u202e111222333",
        "111\n222\n333",
        "111\t222\t333",
        "bsn\n123456782",
        "1112\n22333",
    ],
    "telefoon": [
        "0612345678",
        "06-12345678",
        "06 12345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06 1234 5678",
        "06-1234-5678",
        "06 123 456 78",
        "06-12 34 56 78",
        "0612 345 678",
        "06/12345678",
        "06 - 12345678",
        "06  12345678",
        "0 6 1 2 3 4 5 6 7 8",
        "+31612345678",
        "+31 6 12345678",
        "+31 (0)6 12345678",
        "+31(0)612345678",
        "0031612345678",
        "0031 6 1234 5678",
        "31612345678",
        "038-4213456",
        "038 421 34 56",
        "(038) 4213456",
        "0570-123456",
        "+31 38 421 3456",
        "bel 0612345678",
        "bel06 12345678",
        "tel.0612345678",
        "tel:0612345678",
        "mob 0687654321 graag",
        "cliënt bereikbaar op 0612345678.",
        "０６１２３４５６７８",
        "０６－１２３４５６７８",
        "06\u200b12345678",
        "06\u200e1234\u200f5678",
        "06\ufeff-12345678",
        "06\n12345678",
        "06\n1234\n5678",
        "06\t12345678",
    ],
    "email": [
        "jan@ziggo.nl",
        "jan.de.vries@ziggo.nl",
        "j.devries+werk@gmail.com",
        "jan_de_vries@live.nl",
        "o'brien@kpn.nl",
        "JAN@ZIGGO.NL",
        "jan@mail.ziggo.co.uk",
        "jan@zïggo.nl",
        "<jan@ziggo.nl>",
        "mail:jan@ziggo.nl",
        "mail naar jan@ziggo.nl.",
        "jan @ ziggo.nl",
        "jan@ ziggo.nl",
        "jan@ziggo .nl",
        "jan@ziggo. nl",
        "jan(at)ziggo.nl",
        "jan (at) ziggo.nl",
        "jan[at]ziggo.nl",
        "jan@\u200bziggo.nl",
        "jan＠ziggo.nl",
        "ｊａｎ＠ｚｉｇｇｏ．ｎｌ",
        "jan@\nziggo.nl",
        "jan  @  ziggo.nl",
        "jan\n@ziggo.nl",
    ],
    "iban": [
        "NL91ABNA0417164300",
        "NL91 ABNA 0417 1643 00",
        "nl91abna0417164300",
        "nl91 abna 0417 1643 00",
        "NL91-ABNA-0417-1643-00",
        "NL91.ABNA.0417.1643.00",
        "NL 91 ABNA 0417164300",
        "IBAN NL91ABNA0417164300",
        "iban:NL91ABNA0417164300",
        "iban nl20ingb0001234567 op",
        "rek NL91ABNA0417164300 tnv",
        "NL91ABNA0417164300.",
        "NL91ABNA0417164300 graag storten",
        "DE89370400440532013000",
        "ＮＬ９１ＡＢＮＡ０４１７１６４３００",
        "NL91\u200bABNA0417164300",
        "NL91ABNA\n0417164300",
        "NL91  ABNA  0417164300",
    ],
    "postcode": [
        "8011 CX 12",
        "8011CX 12",
        "8011 cx 12",
        "8011cx 12",
        "8011cx12",
        "8011CX12",
        "8011 CX",
        "8011CX",
        "7411AB",
        "8011 CX, 12",
        "8011 CX 12a",
        "8011 CX 12-14",
        "8011 cx nr 12",
        "8011cx nr. 12",
        "8011 CX huisnummer 12",
        "woont 7411 ab 3",
        "８０１１ＣＸ １２",
        "8011\u200bCX 12",
        "8011\nCX 12",
        "8011  CX 12",
        "8011 cx\n12",
    ],
}

SAFE = """
intake plannen
intake plannen vóór 12 februari
cliënt spreekt met wijkagent
wijkagent belt cliënt vóór vrijdag
plan van aanpak (PvA) afronden
zorgmachtiging (Wvggz) aanvragen
art. 2.3 Wvggz
artikel 37a
60 dagen ISD
18+
24/7 bereikbaar
Stuur formulier <A4> & bijlage
50% van de uren
bellen om 09:30
bellen om 9.30 uur
om 16.30u
4 uur 's middags
van 08:00 tot 18:00
08:00-18:00
09.30-12.00
tussen 9 en 17 uur
5 februari
vrijdag 5 februari 2027
overleg 5 februari 2027 om 10:00
5 februari 2027 en 12 februari 2027
5-2-2027
05-02-2027 09:30
05/02/2027
05.02.2027
2027-02-05
01-02-2027 01-03-2027
01-02-2027 t/m 01-03-2027
1 februari 2027 - 1 maart 2027
2 feb 2027 09:30 3 feb 2027 10:30
12 maart 2027 na 10 uur
op 5-2-2027 na 14 uur
12 maart 2027 te 10.00 uur
over 14 dagen
2x per week
week 5 t/m 8
6 weken
12 mnd
in 2027
2026 en 2027
2026-2027
2025 2026 2027
sinds 2019 op de lijst
begin 2027 evaluatie
2027 Q1
sinds 2026 PI Zwolle
overleg 5 februari 2027 OM en politie
€ 1.250,00
1250 euro
12.500 euro
€ 125.000,-
bedrag 1.234.567,89
1.000.000 euro subsidie
€ 2000 in 2027
2000 in 3 termijnen
1500 km 3 keer
1000 kg
3500 m2
10 km
112
112 gebeld
0900-8844
0900 8844 bellen
0800-1234
0800 0432
14038
bel 14 038
K7M-3QX-K
k7m3qxk
K7M 3QX K
zie K7M-3QX-K en H4C-8RM-2
punt 4, tafel van 2 februari
agenda 09:30 K7M-3QX-K (20) 10:05 H4C-8RM-2 (15)
Top-X Zwolle
Casusoverleg Deventer 14 januari
GGZ-veiligheidsoverleg Zwolle
JOR Deventer
Vangnet Informatie en Advies
Leger des Heils reclassering
FACT-team Dimence
PI Zwolle
kamer 204
zaal 3.12
dossier 123
1, 2, 3, 4, 5, 6, 7, 8, 9
10 20 30 40 50
stap 1. stap 2. stap 3.
versie 1.2.3
10-12 jaar
e-mail sturen aan de wijkagent
@wijkagent
IBAN opvragen bij de bewindvoerder
bsn staat in GCOS
postcode staat in GCOS
telefoonnummer navragen
tel. bereikbaar
"""


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in UNSAFE.items() for text in texts])
def test_an_unsafe_text_is_refused(kind: str, text: str) -> None:
    with pytest.raises(PersoonsgegevensFound) as refused:
        GUARD.check(text, LONG)
    assert kind in {bevinding.kind for bevinding in refused.value.bevindingen}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in UNSAFE.items() for text in texts[::4]])
def test_it_is_found_in_the_middle_of_a_sentence_too(kind: str, text: str) -> None:
    found = GUARD.find(f"Cliënt vraagt terug te bellen, {text} ; daarna intake plannen om 09:30.")
    assert kind in {bevinding.kind for bevinding in found}


@pytest.mark.parametrize("text", SAFE.strip().splitlines())
def test_ordinary_work_gets_in(text: str) -> None:
    assert GUARD.find(text) == ()
    assert GUARD.check(text) == text


@pytest.mark.parametrize("text", [text for texts in UNSAFE.values() for text in texts])
def test_a_refusal_shows_the_first_and_last_character_and_no_more(text: str) -> None:
    for bevinding in GUARD.find(text):
        assert len(bevinding.fragment) == 5
        assert bevinding.fragment[1:4] == "•••"
        assert bevinding.fragment[0] in normalise(text)
        assert bevinding.fragment[-1] in normalise(text)


def test_the_refusal_carries_nothing_of_the_text() -> None:
    with pytest.raises(PersoonsgegevensFound) as refused:
        GUARD.check("geheim 111222333 geheim kevin")
    carried = repr(refused.value) + str(refused.value) + repr(refused.value.gegevens) + repr(refused.value.bevindingen)
    assert "111222333" not in carried
    assert "kevin" not in carried
    assert "geheim" not in carried
    assert refused.value.bevindingen == (Bevinding("bsn", "1•••3"), Bevinding("naam", "k•••n"))


@pytest.mark.parametrize("text", ["Bo", "xq"])
def test_of_a_very_short_find_nothing_is_shown(text: str) -> None:
    assert [bevinding.fragment for bevinding in GUARD.find(f"mevr {text} belt")] == ["•••"]


def test_several_findings_come_in_the_order_of_the_text() -> None:
    found = GUARD.find("jan@ziggo.nl, 0612345678, bsn 111222333, NL91ABNA0417164300, 8011 CX 12")
    assert [bevinding.kind for bevinding in found] == ["email", "telefoon", "bsn", "iban", "postcode"]


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "\u200b \u2060", "\x00\x07"])
def test_nothing_readable_is_refused_as_empty(text: str) -> None:
    with pytest.raises(TekstLeeg):
        GUARD.check(text)


def test_too_long_is_refused_and_says_how_long_it_may_be() -> None:
    assert len(GUARD.check("plan " * 60 + "x", 301)) == 301
    with pytest.raises(TekstTeLang) as refused:
        GUARD.check("plan " * 60 + "x", 300)
    assert refused.value.gegevens == {"hoogstens": 300}


def test_a_text_is_handed_on_clean() -> None:
    safe = GUARD.check("  intake\r\n\tplannen\u200b \x07nu\u202e ")
    assert isinstance(safe, SafeText)
    assert safe == "intake plannen nu"


@pytest.mark.parametrize("filler", ["\u200b", " ", "\n", "x ", "\u0301", "ﬃ"])
@pytest.mark.parametrize("count", [1000, MAX_READ - 5, MAX_READ, 3 * MAX_READ])
def test_nothing_hides_behind_a_long_beginning(filler: str, count: int) -> None:
    with pytest.raises((PersoonsgegevensFound, TekstTeLang)):
        GUARD.check(filler * count + " 0612345678")


_PIECES = st.sampled_from(
    "06 12345678 111 222 333 jan @ ziggo . nl NL91 ABNA 0417164300 8011 CX 12 - bsn tel".split()  # noqa: SIM905
    + list(" \n\t\u200b\x07\u00a0\u3000\x1f\u2028")
)


@given(st.lists(_PIECES, max_size=14).map("".join))
@example("111\n222\n333")
@example("06\n12345678")
@example("jan  @  ziggo.nl")
@example("8011  CX 12")
def test_what_the_guard_lets_through_it_would_let_through_again(text: str) -> None:
    try:
        safe = GUARD.check(text, LONG)
    except (PersoonsgegevensFound, TekstLeeg):
        return
    assert GUARD.find(safe) == ()
    assert GUARD.check(safe, LONG) == safe


HOSTILE = {
    "digits": "1" * 4096,
    "spaced digits": "1 " * 2048,
    "sixes": "06" * 2048,
    "phones": "06 12345678 " * 341,
    "brackets": "+31(0)6-" * 512,
    "letters": "a" * 4096,
    "dots": "a." * 2048,
    "ats": "a@" * 2048,
    "addresses": "a@b." * 1024,
    "only ats": "@" * 4096,
    "ibans": "NL91" * 1024,
    "nearly an iban": "NL11" + "A1" * 2046,
    "cues": "bsn " * 1024,
    "postcodes": "8011 cx " * 512,
    "spaces": " " * 4096,
    "new lines": "\n" * 4096,
    "nothing visible": "\u200b" * 4096,
    "dashes": "1-1." * 1024,
    "plus": "+" * 4096,
    "accents": "a" + "\u0301" * 4095,
    "half accents": "\u0f71\u0f72" * 2048,
    "ligatures": "ﬃ" * 4096,
    "longest ligature": "\ufdfa" * 4096,
    "emoji": "😀" * 4096,
    "names": "kevin " * 680,
    "slips": "begeleidingsgesprkken " * 190,
    "compounds": "zorg" * 1024,
    "streets": "kerkstraat 1 " * 310,
    "ends of streets": "weg" * 1365,
    "homes": "woont op de " * 340,
    "abbreviations": "a.b." * 1024,
    "loose letters": "a b " * 1024,
    "hyphens": "jan-" * 1024,
    "two scripts": "аbс" * 1365,
    "spoken digits": "een twee " * 450,
    "plates": "12-abc-3 " * 450,
    "parketnummers": "05/123456" * 450,
    "numbers in words": "eenentwintig " * 315,
    "dates in words": "negen mei negentien" * 215,
    "signs apart": "a 1 " * 1024,
    "born": "geb. " * 819,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_worst_that_fits_in_a_message_is_read_within_a_second(kind: str) -> None:
    GUARD.find("0612345678")  # the phone rules are read in once, at the first digit
    began = time.process_time()
    GUARD.find(HOSTILE[kind])
    assert time.process_time() - began < 1


def test_a_megabyte_costs_no_more_than_a_message() -> None:
    began = time.process_time()
    GUARD.find("a@b." * 262_144)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("kenteken", "zwarte polo 12 LFD 8"),
        ("kenteken", "kent. TD 583 P"),
        ("kenteken", "grijze bus xd614k"),
        ("kenteken", "kenteken WPR 4471K"),
        ("adres", "sleutel afgeven kerkpad 23 bis"),
        ("adres", "de Hoogte 12 hs ontruimd"),
        ("adres", "oude gracht 3 hs"),
        ("adres", "plein 1940 nr 11"),
        ("adres", "overlast kerkstraat 112 2e verdieping"),
        ("adres", "geluid brink 5-2"),
        ("telefoon", "+31 6 27 83 91 04 werkt wel"),
        ("vnummer", "skn 2207719"),
        ("vnummer", "vnummer2876033491 in bewaring"),
        ("iban", "N L 9 1 A B N A 0 4 1 7 1 6 4 3 0 0"),
        ("postcode", "pc 7681 vm volgens brp"),
        ("postcode", "pc is 8 0 1 7 K D"),
        ("postcode", "wijkagent van 7731 BN is aangehaakt"),
        ("email", "mail naar h punt kolk apenstaartje gmail punt com"),
        ("dossiernummer", "zie rekestnr 26/4471"),
        ("dossiernummer", "VT-dossier 718.294 overgezet naar GI"),
        ("dossiernummer", "registratienr veilig thuis VT26-77319 graag koppelen"),
        ("dossiernummer", "clientnr Tactus 771930"),
        ("dossiernummer", "mutatie 2025 304 118 bekijken"),
        ("iban", "belgische rek BE68 5390 0754 7034 gebruikt ie ook"),
        ("onbekend", "zie 7710293"),
        ("postcode", "8 2 6 1 LM daar is de hennep gevonden"),
        ("geboortedatum", "hij wordt 5 november 18 (2007)"),
        ("geboortedatum", "van 12-5-85 wmo aanvraag loopt"),
        ("telefoon", "bel o6 i2 34 56 78"),
        ("geboortedatum", "hij is dertig mei 1985 geboren"),
        ("geboortedatum", "geb: veertien mei negentienhonderd zesentachtig"),
        ("geboortedatum", "zestien mei tweeduizendnegen liep hij weg"),
        ("geboortedatum", "g.e.b. 1 2 - 0 4 - 1 9 9 4"),
        ("geboortedatum", "geboren op de 21e van augustus 2024"),
        ("geboortedatum", "ter wereld op 17-08-2026"),
        ("geboortedatum", "jarig op 9 december"),
        ("geboortedatum", "baby is van 9 juli 2026"),
        ("geboortedatum", "dag 2 maand 4 jaar 1966"),
        ("postcode", "pc acht nul een twee, A K"),
        ("postcode", "briefadres op 8 0 1 1 P K, tot januari"),
        ("kenteken", "oldtimer PB 31 84 van opa"),
        ("kenteken", "volgens RDW is rg 614 l van haar"),
        ("kenteken", "kenteken 9 - X S T - 2 4"),
        ("adres", "overlast komt van de Meerkoet 83"),
        ("adres", "plein 1813 nummer 19"),
        ("adres", "Zonnebloemstraat vierentwintig"),
        ("adres", "Beukenlaan huisnummer zevenentwintig"),
        ("adres", "tuin straat nummer vijf en zestig"),
        ("adres", "brandlucht bij Grachtje nr. 4 hs"),
        ("adres", "bij de buren op Meerkoet 19"),
        ("onbekend", "zijn pagina is facebook.com/dappere.dodo.83"),
        ("geboortedatum", "wordt 18 op 3 januari 2027"),
        ("postcode", "zit op 80 31 x g"),
        ("vnummer", "IND: 2683910274 (vnr) heeft verblijf"),
        ("dossiernummer", "cliëntdossier nr. 7740-3 hoort hierbij"),
        ("dossiernummer", "schuldhulp onder dossier SHV-2026-04418"),
        ("kenteken", "poolse plaat WX 48213 bij huis gezien"),
        ("adres", "overlast bij portiek Tuinstraat 5 t/m 9"),
        ("iban", "N L O 5 T R I O O 5 5 7 3 1 3 3 5 1 is van haar"),
        ("iban", "giro 6383497 van zijn moeder"),
        ("bsn", "b s n 1 8 3 0 4 7 2 9 5"),
        ("email", "h a n s 7 2 @ g m a i l . c o m"),
    ],
)
def test_a_number_is_found_and_named_as_people_write_it(kind: str, text: str) -> None:
    assert kind in {bevinding.kind for bevinding in GUARD.find(text)}


@pytest.mark.parametrize(
    "text",
    [
        "bel 112 bij gevaar",
        "wk 7, ma 12 mei 9u",
        "6 casussen",
        "in 2025 al 3 meldingen",
        "casus HX4-P2N-D klaar",
        "op twee mei overleg",
        "agenderen voor 8 december, 10 min is genoeg",
    ],
)
def test_a_number_that_tells_nothing_of_a_person_passes(text: str) -> None:
    assert GUARD.find(text) == ()
