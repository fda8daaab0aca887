"""Can every message be sent as it is written, whatever stands in it, and does it speak as agreed?"""

import ast
import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import TemplateNotFound

from bot.data import data_folder
from bot.delivery.telegram import TelegramSender
from bot.domain.afspraak import Stand
from bot.domain.errors import DomainError
from bot.domain.gesprek import Gesprek, Over
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.regio import Bewaartermijnen
from bot.domain.toegang import COMMANDOS
from bot.domain.verzoek import AlsNiet
from bot.handlers import router
from bot.handlers.acties import PER_MESSAGE
from bot.links import Links
from bot.rendering.berichten import Gerenderd, Knop, knop, kopieer, render
from bot.sandbox.entities import read_text, utf16_length
from bot.sandbox.markup import check_markup
from bot.usecases.berichten import LINES, MORE_LINES, carries_casus
from bot.usecases.lijsten import shows
from bot.usecases.overdracht import Overgedragen
from bot.usecases.personen import BUTTON_HASH
from bot.usecases.regels import Overzicht, Regel
from bot.usecases.samen import MORNING_LINES
from bot.usecases.vervanging import Afwezig
from tests.builders import REFERENTIE, a_casus, a_persoon
from tests.rendering import (
    voorbeelden_aanwezigheid,
    voorbeelden_agenda,
    voorbeelden_beheer,
    voorbeelden_casus,
    voorbeelden_circulatie,
    voorbeelden_kalender,
    voorbeelden_lijst,
    voorbeelden_oppakken,
    voorbeelden_samen,
    voorbeelden_tafels,
    voorbeelden_verzoek,
    voorbeelden_werklijst,
)

FOLDER = data_folder("templates") / "telegram"
TEMPLATES = sorted(file.name.removesuffix(".html.j2") for file in FOLDER.glob("*.html.j2"))
MESSAGES = [name for name in TEMPLATES if not name.startswith("_")]
ROOT = Path(__file__).parents[2]

NOW = datetime(2027, 2, 8, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
MONDAY = NOW.date()
BIG = 2**63 - 1
EVIL = "<b>&\"'>😀é{{x}}</b><&" * 20
WORST_ACTIE = '<😀&😀"😀' * 50

KINDS = (
    *("naam", "bsn", "geboortedatum", "telefoon", "email", "adres", "postcode", "kenteken", "iban", "vnummer"),
    *("dossiernummer", "onbekend"),
)

WHO = a_persoon(naam="Tineke", organisatie="Tactus", zetel="FACT", chat_id=5)
WORST_WHO = a_persoon(
    id=PersoonId(BIG),
    naam=EVIL[:100],
    organisatie="Vangnet <Informatie> & Advies Overijssel-Noord",
    zetel="reclassering",
    email="a" * 80 + "@tactus.example",
    rollen=frozenset(Rol),
)
REGEL = Regel(
    id=12,
    nummer=1,
    referentie=REFERENTIE,
    actie="intake plannen",
    tafel="Casusoverleg Zwolle",
    gemaakt=date(2027, 2, 2),
    punt=4,
    deadline=date(2027, 2, 12),
    eerste_deadline=date(2027, 2, 12),
    stand=Stand.NIEUW,
    is_open=True,
    bezig=False,
    gedaan_at=None,
    vervallen_at=None,
    undo_until=None,
    dagen=4,
    organisatie=WHO.organisatie,
    wie=WHO,
    makelaar="Marijke",
    signaal_voor="Marijke",
    als_niet=AlsNiet.BESPREKEN,
    aan_tafel=True,
    signaal_at=datetime(2027, 2, 15, 8, 30, tzinfo=NOW.tzinfo),
    volgende=date(2027, 2, 11),
)
WORST = replace(
    REGEL,
    id=BIG,
    actie=WORST_ACTIE,
    wie=WORST_WHO,
    makelaar=EVIL[:100],
    signaal_voor=EVIL[:100],
    tafel="Casusoverleg <Overijssel> & Noord",
    afwezig=Afwezig(date(2027, 9, 30), WORST_WHO),
)
DONE = {"is_open": False, "gedaan_at": NOW, "undo_until": NOW + timedelta(minutes=10)}
MOMENTS: dict[str, dict[str, Any]] = {
    "long before": {},
    "the day before": {"dagen": 1, "deadline": date(2027, 2, 9)},
    "the last day": {"dagen": 0, "deadline": MONDAY},
    "the last working day before a day off": {"dagen": 0, "deadline": date(2027, 2, 9)},
    "a day late": {"dagen": -1, "deadline": date(2027, 2, 5)},
    "weeks late": {"dagen": -15, "deadline": date(2027, 1, 18)},
    "begun": {"bezig": True, "volgende": None},
    "begun on the last day": {"bezig": True, "dagen": 0, "deadline": MONDAY},
    "done": DONE,
}


def lines(of: Regel, count: int) -> list[Regel]:
    return [replace(of, nummer=number) for number in range(1, count + 1)]


def overview(of: Regel, late: int, today: int, silent: int, meer: int = 0) -> Overzicht:
    numbers = iter(lines(of, late + today + silent))
    parts = [[replace(next(numbers), dagen=-3) for _ in range(late)], [next(numbers) for _ in range(today)]]
    aantal = late + today + silent + meer
    return Overzicht(
        aantal, meer, te_laat=parts[0], vandaag=parts[1], onbeantwoord=[next(numbers) for _ in range(silent)]
    )


def contents(name: str, regel: Regel, wie: Persoon) -> list[dict[str, Any]]:
    """What ``name`` may be filled with: ordinary and at its fullest."""
    known, otherwise = all_contents(regel, wie)
    return known.get(name, otherwise)


@cache
def all_contents(regel: Regel, wie: Persoon) -> tuple[dict[str, list[dict[str, Any]]], list[dict[str, Any]]]:
    """Of each message that needs more than a line, and of all others."""
    worst = regel is WORST
    some = 25 if worst else 3
    gesprek = Gesprek.begin(PersoonId(1), Over.AFSPRAAK)
    for _ in range(999):
        gesprek = gesprek.ask("wie")
    knop_id = gesprek.knop
    question = {"knop_id": knop_id, "reden": None, "dag": MONDAY}
    commands = tuple(naam for naam, _ in COMMANDOS)
    much = {"open_acties": 2, "gedane_acties": 40, "tafels": [regel.tafel] * (9 if worst else 1)}
    much |= {"afwezig": regel.afwezig, "vervangt": [(wie, Afwezig(MONDAY, wie))] if worst else []}
    other = replace(wie, id=PersoonId(9))
    works = [
        Overgedragen(van, aan, MONDAY, date(2027, 2, 12), loopt=loopt and kan, kan=kan)
        for van, aan in ((wie, other), (other, wie))
        for loopt in (True, False)
        for kan in (True, False)
    ]
    much |= {"overgedragen": works[0], "neemt_over": works[-4:], "ochtend_om": time(9, 15) if worst else None}
    overviews = [(3, 2, 1, 0), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (LINES, 0, 0, 31), (4, 3, 3, 2)]
    fullest = [(MORE_LINES, 0, 0, 99), (5, 5, 5, 0), (0, MORE_LINES, 0, 1), (0, 0, MORE_LINES, 0)]
    seen = [{"overzicht": overview(regel, *o), "vanaf": None} for o in overviews]
    seen += [{"overzicht": overview(regel, *o), "vanaf": 30} for o in fullest]
    seen += [{**seen[0], "overgedragen": works[0], "neemt_over": works[-4:]}]
    one = [{"regel": replace(regel, **changes)} for changes in MOMENTS.values()]
    listed = [
        {"regels": lines(regel, count), "meer": meer, "vanaf": 0}
        for count, meer in [(1, 0), (2, 0), (PER_MESSAGE, 0), (PER_MESSAGE, 99)]
    ]
    listed.append({"regels": [replace(r, **DONE) for r in lines(regel, 3)], "meer": 0, "vanaf": 0})
    invitation = [{"persoon": wie, "hash": "f" * BUTTON_HASH, "chat": BIG}]
    people = [wie] * min(some, 10)
    away = [Afwezig(MONDAY, wie), Afwezig(MONDAY, None)]
    casussen = [a_casus()] * 8
    sent = [
        {"regel": replace(regel, wie=w, afwezig=weg)}
        for w in (wie, replace(wie, chat_id=None))
        for weg in (None, *away)
    ]
    known: dict[str, list[dict[str, Any]]] = {
        "mijn": [{"regels": [], "meer": 0, "vanaf": 0}, *listed],
        "vandaag": [*seen, {"overzicht": Overzicht(0, 0), "vanaf": None}],
        "ochtend": [content for content in seen if content["overzicht"].te_laat and content["vanaf"] is None],
        "welkom": invitation,
        "wat_bewaart": invitation,
        "melding_gekoppeld": [{"persoon": wie}],
        "onbereikbaar": [{"persoon": wie, **content} for content in one],
        "gekoppeld": [{"commandos": commands, "open_acties": n, "bijeenkomsten": n != 1} for n in (0, 1, 2, 40)],
        "help": [{"commandos": c, "open_acties": 2} for c in (commands, ("mijn", "help"), ("help", "stop"))],
        "privacy": [
            {
                **much,
                "gekoppeld_at": NOW,
                "uitnodiging_tot": NOW,
                "in_gesprek": True,
                "kalenderlinks": 14,
                "gezien": [(NOW, wie)] * 5,
            },
            {
                **much,
                "gekoppeld_at": None,
                "uitnodiging_tot": None,
                "in_gesprek": False,
                "kalenderlinks": 0,
                "gezien": [(NOW, None)],
            },
            {
                **much,
                "gekoppeld_at": NOW,
                "uitnodiging_tot": None,
                "in_gesprek": False,
                "kalenderlinks": 1,
                "gezien": [],
                "tafels": [],
            },
        ],
        "vraag_afwezig_tot": [
            {**question, "opties": [MONDAY], "reden": r, "weekdag": "vrijdag"}
            for r in (None, "onleesbaar", "voorbij", "te_ver", "tegenspraak", "meerdere", "zonder_tafel")
        ],
        "vraag_vervanger": [
            {**question, "opties": people, "reden": r}
            for r in (None, "onbekend", "meer", "uzelf", "ook_afwezig", "niet_bereikbaar", "kan_niet")
        ],
        "afwezig_kaart": [{**question, "wie": wie, "laatste_dag": MONDAY, "vervangt": v} for v in ([], people)],
        "afwezig": [{"afwezig": weg} for weg in away],
        "vraag_overdragen_wie": [{**question, "opties": people, "reden": r} for r in (None, "onbekend", "meer")],
        "vraag_overdragen_aan": [
            {**question, "opties": people, "wie": w, "reden": r}
            for w in (wie, other)
            for r in (None, "onbekend", "meer", "zichzelf", "niet_bereikbaar", "draagt_over")
        ],
        "vraag_overdragen_vanaf": [
            {**question, "opties": [MONDAY, date(2027, 2, 9)], "collega": wie, "reden": r}
            for r in (None, "onleesbaar", "meerdere", "voorbij", "heeft_werk")
        ],
        "vraag_overdragen_tot": [
            {**question, "opties": [MONDAY], "vanaf": MONDAY, "reden": r}
            for r in (None, "onleesbaar", "meerdere", "voor_begin", "te_ver")
        ],
        "overdragen_kaart": [
            {**question, "wie": wie, "collega": other, "vanaf": v, "tot": date(2027, 2, 12), "eerder": e}
            for v in (MONDAY, date(2027, 2, 9))
            for e in (None, works[0])
        ],
        "overdragen": [{"overgedragen": work} for work in works],
        "werk_terug": [{"persoon": w} for w in (wie, other)],
        "melding_overdracht": [
            {"van": work.van, "door": door, "overgedragen": o}
            for work in works
            for door in (None, wie)
            for o in (None, work)
        ],
        "fout_overdracht_kan_niet": [
            {"reden": r}
            for r in (
                *("zichzelf", "niet_bereikbaar", "draagt_over", "heeft_werk"),
                *("voorbij", "voor_begin", "te_ver"),
            )
        ],
        "instellingen": [
            {**question, "opties": ["08:00"] * 6, "om": "08:30", "reden": r} for r in (None, "onleesbaar")
        ],
        "ochtend_gekozen": [{"om": "09:15"}],
        "fout_ochtend_buiten_venster": [{"eerste": "08:00", "einde": "18:00"}],
        "weer_aanwezig": [{"open_acties": n} for n in (0, 1, 2, 40)],
        "melding_vervanger": [
            {"persoon": wie, "afwezig": weg, "aantal": n} for weg in (None, away[0]) for n in (0, 1, 2)
        ],
        "fout_geen_vervanger": [{"organisatie": wie.organisatie}],
        "melding_gedaan": [{**content, "door": door} for content in one for door in (None, wie)],
        "stop_vraag": [{**question, "open_acties": n, "opties": ["ja", "nee"]} for n in (0, 1, 2, 12, 13)],
        "vraag_gemeente": [
            {**question, "opties": ["Zwolle", "Olst-Wijhe"] * some, "reden": reden}
            for reden in (None, "onbekend", "meer")
        ],
        "vraag_tafel": [
            {**question, "opties": ["Top-X Zwolle"] * 4, "gemeente": "Zwolle", "reden": reden}
            for reden in (None, "onbekend", "meer")
        ],
        "vraag_casus": [
            {**question, "opties": o, "reden": r, "referentie": REFERENTIE}
            for o in ([], casussen)
            for r in (None, "onbekend", "meer", "gesloten")
        ],
        "vraag_toegang": [
            {**question, "opties": o, "reden": r} for o in ([], people) for r in (None, "onbekend", "meer")
        ],
        "toegang": [{**question, "wie": wie, "gekoppeld_at": at} for at in (NOW, None)],
        "toegang_zeker": [{**question, "wie": wie}],
        "toegang_gestopt": [{"persoon": wie}],
        "toegang_niet_gestopt": [{"persoon": wie}],
        "melding_toegang_gestopt": [{"persoon": wie, "door": door} for door in (wie, None)],
        "vraag_actie": [{**question, "reden": reden, "hoogstens": 300, "opties": []} for reden in (None, "te_lang")],
        "vraag_deadline": [
            {**question, "opties": o, "reden": r, "weekdag": "vrijdag"}
            for o in ([], [MONDAY, date(2027, 2, 12)])
            for r in (
                None,
                "onleesbaar",
                "voorbij",
                "te_ver",
                "geen_werkdag",
                "tegenspraak",
                "meerdere",
                "zonder_tafel",
            )
        ],
        "bekijken": [
            {**content, "over": over, "referentie": REFERENTIE, "makelaar": regel.makelaar, "pagina_open": open_}
            for content in one
            for over in (regel.id, REFERENTIE)
            for open_ in (False, True)
        ],
        "nieuwe_casus": [{"casus": a_casus(), "tafel": regel.tafel}],
        "fout_terugdraaien_te_laat": [{"tot": NOW, "referentie": REFERENTIE}],
        "fout_persoonsgegevens_found": [
            {"bevindingen": found, "collega": collega, "verwijderd": weg, "bezig_met": over, **bij}
            for found in ([{"soort": soort, "fragment": "0•••<"}] for soort in KINDS)
            for collega in (False, True)
            for weg in (False, True)
            for over, bij in ((None, {}), *((over, {"referentie": REFERENTIE}) for over in Over))
        ],
        "fout_onbegrepen": [{"bezig_met": over} for over in (None, *Over)],
        "alleen_tekst": [{"verwijderd": weg} for weg in (False, True)],
        "herinnering_gestuurd": sent,
    }
    known |= voorbeelden_casus.contents(regel, wie, question, NOW)
    known |= voorbeelden_verzoek.contents(regel, wie, question, NOW)
    for message, examples in voorbeelden_beheer.contents(regel, wie, question, NOW).items():
        known[message] = [*known.get(message, []), *examples]
    known |= voorbeelden_oppakken.contents(regel, wie, question)
    known |= voorbeelden_lijst.contents(regel, wie, NOW)
    known |= voorbeelden_tafels.contents(wie, question, NOW)
    known |= voorbeelden_kalender.contents(wie, question, NOW)
    known |= voorbeelden_aanwezigheid.contents(wie, question, NOW)
    known |= voorbeelden_circulatie.contents(wie, NOW)
    known |= voorbeelden_agenda.contents(wie, question, NOW)
    for message, examples in voorbeelden_werklijst.contents(NOW, worst).items():
        known[message] = [*known.get(message, []), *examples]
    together = voorbeelden_samen.contents(regel, wie, NOW, DONE)
    known |= together
    known["ochtend"] += [
        {**known["ochtend"][0], "nieuws": one["nieuws"][:MORNING_LINES], "nieuws_meer": one["nieuws_meer"]}
        for one in together["nieuws"]
    ]
    plain = {"hoogstens": 4096, "referentie": REFERENTIE, "dag": MONDAY, "opties": [], "op": NOW, "tot": NOW}
    return known, [{**content, **plain} for content in one]


def house(volledig: bool, naar: Persoon) -> dict[str, Any]:
    zone = ZoneInfo("Europe/Amsterdam")
    return {
        "naar": naar,
        "nu": NOW,
        "vandaag": MONDAY,
        "zone": zone,
        "huis": "Veiligheidshuis IJsselland",
        "volledig": volledig,
        "termijnen": Bewaartermijnen(),
    }


def rendered(name: str, regel: Regel = REGEL, wie: Persoon = WHO) -> list[Gerenderd]:
    return [
        render(name, {**house(volledig, wie), **content})
        for content in contents(name, regel, wie)
        for volledig in (False, True)
    ]


def shown(gerenderd: Gerenderd) -> str:
    """The words that a person reads, buttons too."""
    text = read_text(gerenderd.tekst, "HTML").text
    return "\n".join([text, *(knop.label for row in gerenderd.knoppen for knop in row)])


def as_sent(knop: Knop, base: str) -> dict[str, Any]:
    """The button as Telegram gets it where our pages are at ``base``."""
    links = Links(base, "sleutel-van-de-test-" * 2, lambda: NOW)
    sender = TelegramSender(None, None, links)  # type: ignore[arg-type]
    return sender._button(knop, {"naar": WORST_WHO, "sinds": BIG}).to_dict()


@pytest.mark.parametrize("name", MESSAGES)
@pytest.mark.parametrize(("regel", "wie"), [(REGEL, WHO), (WORST, WORST_WHO)], ids=["ordinary", "worst"])
def test_telegram_takes_every_message_as_it_is_written(name: str, regel: Regel, wie: Persoon) -> None:
    for gerenderd in rendered(name, regel, wie):
        text = read_text(gerenderd.tekst, "HTML").text
        assert text, "an empty message"
        assert utf16_length(text) <= 4096
        for base in ("https://bot.veiligheidshuis.voorbeeld.nl", "http://127.0.0.1:8000"):
            check_markup({"inline_keyboard": [[as_sent(knop, base) for knop in row] for row in gerenderd.knoppen]})
        assert all(len((knop.data or "").encode()) <= 64 for row in gerenderd.knoppen for knop in row)
        assert sum(map(len, gerenderd.knoppen)) <= 100


@pytest.mark.parametrize("name", MESSAGES)
def test_what_people_typed_is_shown_as_they_typed_it(name: str) -> None:
    for gerenderd in rendered(name, WORST, WORST_WHO):
        assert "&amp;amp;" not in gerenderd.tekst
        assert "&lt;" not in shown(gerenderd)


@pytest.mark.parametrize("name", [name for name in MESSAGES if name != "help"])  # its example is of no casus
def test_whatever_names_a_casus_is_protected_and_known_to_name_it(name: str) -> None:
    for content in contents(name, REGEL, WHO):
        gerenderd = render(name, {**house(False, WHO), **content})
        copied = [knop.kopieer or "" for row in gerenderd.knoppen for knop in row]
        if REFERENTIE in "\n".join([shown(gerenderd), *copied]):
            assert carries_casus(name, content)
            assert REFERENTIE in {line.casus for line in shows(name, content)}


# How it speaks

ENGLISH = re.compile(
    r"\b(?:the|and|you|your|please|error|click|done|reminder|deadline|oops|oeps|sorry|oké|okay|ok)\b"
    r"|\b(?:None|True|False|null|undefined)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_speaks_as_agreed(name: str) -> None:
    for gerenderd in rendered(name):
        words = shown(gerenderd)
        assert "!" not in words
        assert not re.search(r"\b(?:je|jij|jou|jouw|jullie)\b", words, re.IGNORECASE)
        assert not ENGLISH.search(words)
        assert not re.search(r"\b0 werkdag|-\d+ werkdag|  ++(?!\S)| \n", words)
        assert "\n\n\n" not in words
        assert not words.startswith("\n")


TO_ACTIEHOUDER = [
    "actie",
    "actie_aangepast",
    "actie_heropend",
    "actie_niet_meer",
    "actie_vervallen",
    "niet_meer_voor_u",
    "bezig",
    "doorgestuurd",
    "fout_al_afgehandeld",
    "fout_niets_terug_te_draaien",
    "fout_onbegrepen",
    "fout_oude_knop",
    "fout_terugdraaien_te_laat",
    "fout_unknown_afspraak",
    "gedaan",
    "geen_open_acties",
    "gekoppeld",
    "gestopt",
    "gewijzigd",
    "te_veel",
    "herinnering",
    "mijn",
    "nieuwe_actie",
    "onbekend_nummer",
    "privacy",
    "stop_vraag",
    "stuur_opnieuw",
    "weer_open",
    "welke",
    "welke_casus",
    "welkom",
    "besluit",
    "collega_antwoord",
    "collega_gevraagd",
    "fout_collega_kan_niet",
    "fout_teruggegeven",
    "fout_uitstel_te_vroeg",
    "fout_verzoek_afgehandeld",
    "lukt_niet",
    "neem_over",
    "niet_overgenomen",
    "niet_voor_mij",
    "overgenomen",
    "toelichting_bewaard",
    "uitstel_gevraagd",
    "vraag_overname",
    "vraag_reden",
    "vraag_toelichting",
    "vraag_uitstel",
]


@pytest.mark.parametrize("name", TO_ACTIEHOUDER)
def test_to_an_actiehouder_it_is_an_actie_and_never_a_bare_afspraak(name: str) -> None:
    for gerenderd in rendered(name):
        assert not re.search(r"\bafspra(?:ak|ken)\b", shown(gerenderd), re.IGNORECASE)


def test_the_help_of_an_actiehouder_speaks_of_acties_too() -> None:
    commands = ("mijn", "help", "privacy", "annuleer", "stop")
    words = shown(render("help", {**house(True, WHO), "commandos": commands, "open_acties": 1}))
    assert not re.search(r"\bafspra(?:ak|ken)\b|/vandaag|/nieuw", words)


ANSWERS = ["Gedaan", "Bezig", "Uitstel vragen", "Lukt niet", "Niet voor mij"]
BUTTONS = {
    "melding_uitstel": ["Bekijk", "Kopieer referentie", "Akkoord", "Afwijzen", "Aanpassen"],
    "melding_niet_voor_mij": ["Bekijk", "Kopieer referentie", "Andere actiehouder", "Aanpassen", "Laten vervallen"],
    "neem_over": ["Bekijk", "Kopieer referentie", "Ik neem het over", "Nee"],
    "nieuwe_actie": ["Bekijk", "Kopieer referentie", *ANSWERS],
    "herinnering": ["Bekijk", "Kopieer referentie", *ANSWERS],
    "actie": ["Bekijk", "Kopieer referentie", *ANSWERS],
    "weer_open": ["Bekijk", "Kopieer referentie", *ANSWERS],
    "kaart": ["Vastleggen", "Aanpassen", "Annuleren"],
    "welkom": ["Koppelen", "Wat bewaart u precies?"],
}


@pytest.mark.parametrize(("name", "words"), BUTTONS.items())
def test_buttons_carry_the_fixed_words(name: str, words: list[str]) -> None:
    (gerenderd, *_) = rendered(name)
    assert [button.label for row in gerenderd.knoppen for button in row] == words


def test_a_number_may_stand_before_the_word_of_a_button_and_nothing_after_it() -> None:
    words = "Bekijk|Gedaan|Bezig|Stuur herinnering|Uitstel vragen|Lukt niet|Niet voor mij|Akkoord|Afwijzen|Op de agenda"
    words += "|Aanpassen|Aanspreken|Nog niet|Regievoerder|Werklijst"
    for name in ("mijn", "welke", "vandaag", "ochtend"):
        for gerenderd in rendered(name):
            for row in gerenderd.knoppen:
                for button in row:
                    if re.match(r"\d", button.label):
                        assert re.fullmatch(rf"\d+ (?:{words})", button.label)


def test_in_short_messages_the_actie_is_nowhere() -> None:
    secret = replace(REGEL, actie="GEHEIM")
    for name in MESSAGES:
        if name == "kaart":  # the makelaar's own words, just typed
            continue
        for content in contents(name, secret, WHO):
            assert "GEHEIM" not in shown(render(name, {**house(False, WHO), **content})).upper(), name


def test_in_full_messages_the_actiehouder_reads_the_actie() -> None:
    for name in ("nieuwe_actie", "herinnering", "mijn", "welke", "actie", "bezig"):
        (_, full, *_) = rendered(name) if name != "mijn" else rendered(name)[2:]
        assert "Intake plannen" in shown(full), name


def test_on_the_last_day_it_says_who_sees_it_and_when() -> None:
    content = {**house(True, WHO), "regel": replace(REGEL, **MOMENTS["the last day"])}
    words = shown(render("herinnering", content))
    assert words.startswith("Vandaag is de laatste dag")
    assert "Geen antwoord vandaag? Dan ziet Marijke maandag 15 februari om 08:30 dat deze actie te laat is." in words


def test_in_the_weekend_an_action_of_friday_is_late_without_a_count_of_nothing() -> None:
    saturday = {**house(True, WHO), "vandaag": date(2027, 2, 6)}
    friday = replace(REGEL, deadline=date(2027, 2, 5), dagen=0)
    for name, content in [
        ("herinnering", {"regel": friday}),
        ("mijn", {"regels": [friday], "meer": 0, "vanaf": 0}),
        ("vandaag", {"overzicht": Overzicht(1, 0, te_laat=[friday]), "vanaf": None}),
    ]:
        assert "0 werkdagen" not in shown(render(name, {**saturday, **content})), name


# Every file is used, and every message has a file


def source_words() -> set[str]:
    """Every text that stands in the code."""
    found: set[str] = set()
    for file in (ROOT / "bot").rglob("*.py"):
        if "sandbox" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def subclasses(of: type[DomainError]) -> list[type[DomainError]]:
    return [each for child in of.__subclasses__() for each in (child, *subclasses(child))]


def test_every_template_is_used() -> None:
    assert router.handle is not None, "imports all that can refuse in a chat"
    words = source_words() | {error.bericht for error in subclasses(DomainError)}
    words |= {f"vraag_{vraag}" for vraag in ("casus", "wie", "actie", "deadline")}
    assert [name for name in MESSAGES if name not in words] == []


# Refusals that only the command line or the loading of a region can give: they are printed there.
NOT_IN_CHAT = {
    "EmailBestaatAl",
    "PersoonGestopt",
    "InGebruik",
    "RegioFaults",
    "LinkWerktNiet",
    "UnknownNaam",
    "ImportFaults",
    "BestandFaults",
}


def test_every_refusal_that_can_come_in_a_chat_has_words() -> None:
    silent = [
        error.__name__
        for error in subclasses(DomainError)
        if error.bericht not in MESSAGES
        and error.__name__ not in NOT_IN_CHAT
        and error.__module__ != "bot.usecases.invoerbestand"
        and error.__module__.startswith("bot.")
    ]
    assert silent == []


def test_every_message_that_the_code_names_has_a_file() -> None:
    named: set[str] = set()
    for file in [*(ROOT / "bot" / "handlers").glob("*.py"), *(ROOT / "bot" / "usecases").glob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[:1] if function in ("answer", "rewrite") else []
            named |= {arg.value for arg in first if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
            named |= {
                keyword.value.value
                for keyword in node.keywords
                if keyword.arg == "bericht" and isinstance(keyword.value, ast.Constant)
            }
    assert len(named) > 15
    assert sorted(named - set(MESSAGES)) == []


def test_every_template_says_for_whom_it_is() -> None:
    assert [name for name in TEMPLATES if not (FOLDER / f"{name}.html.j2").read_text().startswith("{# ")] == []


@pytest.mark.parametrize("name", ["nieuwe_actie", "mijn", "ochtend", "welkom", "kaart", "gedaan", "vraag_wie"])
def test_a_name_that_is_not_there_fails(name: str) -> None:
    with pytest.raises(UndefinedError):
        render(name, {})


def test_a_message_that_does_not_exist_fails() -> None:
    with pytest.raises(TemplateNotFound):
        render("bestaat_niet", {})


def test_buttons_travel_through_a_template_as_they_are() -> None:
    assert str(knop('<b> & "', "a", 1)).count("\x01") == 2
    assert str(kopieer("Kopieer", REFERENTIE)).count("\x02") == 2
    (row,) = [
        r
        for r in render("nieuwe_casus", {**house(True, WHO), "casus": a_casus(), "tafel": "t"}).knoppen
        if r[0].kopieer
    ]
    assert row == (Knop("Kopieer referentie", kopieer=REFERENTIE),)
