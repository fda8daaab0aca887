"""Does a beheerder who makes a mistake in the region file hear exactly what and where, and all of it at once?"""

import re
import tomllib
from contextlib import suppress
from copy import deepcopy
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.regio import Regio, RegioFaults, from_document, parse_regio

IJSSELLAND = (Path(__file__).parents[2] / "regios" / "ijsselland.toml").read_text("utf-8")
DOCUMENT = tomllib.loads(IJSSELLAND)


def faults(*edits: tuple[str, str], text: str = IJSSELLAND) -> list[str]:
    """What is said about IJsselland when the first occurrence of each text is replaced."""
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    with pytest.raises(RegioFaults) as refusal:
        parse_regio(text)
    return refusal.value.faults


NO_CASUSSEN = "kan alleen bij een tafel zonder casussen, schrijf er 'casussen = false' bij"
KEY = "mag alleen kleine letters, cijfers en streepjes bevatten, zoals 'topx-zwolle'"
TOPX = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"
GGZ = "FREQ=MONTHLY;BYDAY=2WE"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        # a name that is known nowhere
        (
            'locatie = "Zwolle"',
            'locatie = "Zwole"',
            "gemeenten[0].locatie: onbekende locatie 'Zwole', bedoelde u 'Zwolle'?",
        ),
        (
            'locatie = "Zwolle"',
            'locatie = "zwolle"',
            "gemeenten[0].locatie: onbekende locatie 'zwolle', bedoelde u 'Zwolle'?",
        ),
        ('locatie = "Zwolle"', 'locatie = "Qqq"', "gemeenten[0].locatie: onbekende locatie 'Qqq'"),
        (
            'locatie = "Deventer"\ngebouw',
            'locatie = "Devente"\ngebouw',
            "casustafels[1].locatie: onbekende locatie 'Devente', bedoelde u 'Deventer'?",
        ),
        (
            'sleutel = "extremisme"',
            'sleutel = "extremisme"\ngemeenten = ["Zwolle", "Olst Wijhe"]',
            "casustafels[6].gemeenten[1]: onbekende gemeente 'Olst Wijhe', bedoelde u 'Olst-Wijhe'?",
        ),
        (
            '  "Politie",\n',
            '  "Polite",\n',
            "casustafels[0].vaste_kern[4]: onbekende organisatie 'Polite', bedoelde u 'Politie'?",
        ),
        (
            '  "Openbaar Ministerie",\n',
            '  "OM",\n',
            "casustafels[0].vaste_kern[3]: onbekende organisatie 'OM', bedoelde u 'Openbaar Ministerie'?",
        ),
        (
            '  "Gemeente",\n',
            '  "Gemeente Kampe",\n',
            "casustafels[0].vaste_kern[5]: onbekende organisatie 'Gemeente Kampe', bedoelde u 'Gemeente Kampen'?",
        ),
        (
            '"Tactus/reclassering"',
            '"Tactus/reclasering"',
            "casustafels[0].vaste_kern[1]: onbekende zetel 'reclasering' van 'Tactus', bedoelde u 'reclassering'?",
        ),
        (
            '  "Politie",\n',
            '  "Politie/FACT",\n',
            "casustafels[0].vaste_kern[4]: onbekende zetel 'FACT' van 'Politie'",
        ),
        (
            '"Tactus/reclassering"',
            '"Tactus"',
            "casustafels[0].vaste_kern[1]: 'Tactus' heeft zetels, schrijf 'Tactus/FACT' of 'Tactus/reclassering'",
        ),
        (
            '"Tactus/reclassering"',
            '"Tactus/"',
            "casustafels[0].vaste_kern[1]: 'Tactus/' is geen zetel, schrijf 'Organisatie' of 'Organisatie/zetel'",
        ),
        (
            '  "Humanitas",\n',
            '  "Humantas",\n',
            "casustafels[0].per_casus[3]: onbekende organisatie 'Humantas', bedoelde u 'Humanitas'?",
        ),
        (
            '  "Humanitas",\n',
            '  "Gemeente",\n',
            "casustafels[0].per_casus[3]: 'Gemeente' kan alleen bij de vaste kern staan",
        ),
        (
            "doorwerken = []",
            'doorwerken = ["Goede Vrijdag"]',
            "doorwerken[0]: onbekende feestdag 'Goede Vrijdag', bedoelde u 'Goede vrijdag'?",
        ),
        (
            'tijdzone = "Europe/Amsterdam"',
            'tijdzone = "Europe/Amsterdm"',
            "tijdzone: onbekende tijdzone 'Europe/Amsterdm', bedoelde u 'Europe/Amsterdam'?",
        ),
        (
            'tijdzone = "Europe/Amsterdam"',
            'tijdzone = "../etc/passwd"',
            "tijdzone: onbekende tijdzone '../etc/passwd'",
        ),
        (
            'naam = "Veiligheidshuis IJsselland"\ntijdzone',
            'naam = "Veiligheidshuis Oost"\ntijdzone',
            "naam: 'Veiligheidshuis Oost' ontbreekt bij de organisaties, het huis is er zelf ook een",
        ),
        # a key that is unknown or missing
        (
            'adres = "Zeven',
            'adress = "Zeven',
            "casustafels[0].adress: onbekende sleutel, bedoelde u 'adres'?",
        ),
        (
            "casussen = false\nonderwerpen = true",
            "casusen = false",
            "casustafels[7].casusen: onbekende sleutel, bedoelde u 'casussen'?",
        ),
        ("[berichten]", "[bericht]", "bericht: onbekende sleutel, bedoelde u 'berichten'?"),
        ("[berichten]", "[berichten]\nqqq = 1", "berichten.qqq: onbekende sleutel"),
        ("[berichten]", '[berichten]\n"een naam" = 1', "berichten.'een naam': onbekende sleutel"),
        ('sleutel = "ijsselland"\n', "", "sleutel: ontbreekt"),
        (
            'locatie = "Zwolle"\nbasisteam = "IJsselland-Noord"',
            'basisteam = "IJsselland-Noord"',
            "gemeenten[3].locatie: ontbreekt",
        ),
        ('basisteam = "Vechtdal"\n', "", "gemeenten[0].basisteam: ontbreekt"),
        ('naam = "Limor"\nconvenant = true', 'naam = "Limor"', "organisaties[12].convenant: ontbreekt"),
        ('agendanaam = "Regionaal overleg"\n', "", "casustafels[6].agendanaam: ontbreekt"),
        ('wie = "de actiehouder zelf"\n', "", "aanspreken[0].wie: ontbreekt"),
        # a value of the wrong kind
        ("duur = 150", 'duur = "150"', "casustafels[0].duur: moet een geheel getal zijn"),
        ("duur = 150", "duur = 150.5", "casustafels[0].duur: moet een geheel getal zijn"),
        ("duur = 150", "duur = true", "casustafels[0].duur: moet een geheel getal zijn"),
        ("duur = 150", "duur = 5", "casustafels[0].duur: moet 15 of meer zijn"),
        ("duur = 150", "duur = 500", "casustafels[0].duur: moet 480 of minder zijn"),
        # bijeenkomsten and what the house does around them
        (
            'vrije_dag = "overslaan"',
            'vrije_dag = "volgende werkdag"',
            "bijeenkomsten.vrije_dag: moet 'overslaan' of 'volgende_werkdag' zijn",
        ),
        (
            'vrije_dag = "overslaan"',
            "vrije_dag = true",
            "bijeenkomsten.vrije_dag: moet 'overslaan' of 'volgende_werkdag' zijn",
        ),
        ('vrije_dag = "ov', 'vrijedag = "ov', "bijeenkomsten.vrijedag: onbekende sleutel, bedoelde u 'vrije_dag'?"),
        ("[bijeenkomsten]", "[bijeenkomst]", "bijeenkomst: onbekende sleutel, bedoelde u 'bijeenkomsten'?"),
        ("sluiting_werkdagen = 3", "sluiting_werkdagen = -1", "bijeenkomsten.sluiting_werkdagen: moet 0 of meer zijn"),
        (
            "sluiting_werkdagen = 3",
            "sluiting_werkdagen = 31",
            "bijeenkomsten.sluiting_werkdagen: moet 30 of minder zijn",
        ),
        (
            "sluiting_werkdagen = 3",
            'sluiting_werkdagen = "drie"',
            "bijeenkomsten.sluiting_werkdagen: moet een geheel getal zijn",
        ),
        ("minuten = 20", "minuten = 4", "bijeenkomsten.minuten: moet 5 of meer zijn"),
        ("minuten = 20", "minuten = 241", "bijeenkomsten.minuten: moet 240 of minder zijn"),
        ("minuten = 20", "minuten = 7.5", "bijeenkomsten.minuten: moet een geheel getal zijn"),
        ("inzage_dagen = 14", "inzage_dagen = -1", "bijeenkomsten.inzage_dagen: moet 0 of meer zijn"),
        ("inzage_dagen = 14", "inzage_dagen = 366", "bijeenkomsten.inzage_dagen: moet 365 of minder zijn"),
        ("inzage_dagen = 14", "inzage_dagen = true", "bijeenkomsten.inzage_dagen: moet een geheel getal zijn"),
        ("bijeenkomst_dagen = 120", "bijeenkomst_dagen = 0", "bewaartermijnen.bijeenkomst_dagen: moet 1 of meer zijn"),
        (
            "bijeenkomst_dagen = 120",
            "bijeenkomst_dagen = 3651",
            "bewaartermijnen.bijeenkomst_dagen: moet 3650 of minder zijn",
        ),
        ("werkdagen = -3", "werkdagen = -31", "werkproces[0].werkdagen: moet -30 of meer zijn"),
        ("werkdagen = -3", "werkdagen = 31", "werkproces[0].werkdagen: moet 30 of minder zijn"),
        ("werkdagen = -3", 'werkdagen = "-3"', "werkproces[0].werkdagen: moet een geheel getal zijn"),
        ("werkdagen = -3\n", "", "werkproces[0].werkdagen: ontbreekt"),
        ('naam = "Informatie verwerken in GCOS"\n', "", "werkproces[0].naam: ontbreekt"),
        ('sleutel = "informatie"', 'sleutel = "Informatie"', f"werkproces[0].sleutel: {KEY}"),
        (
            'sleutel = "verslag"',
            'sleutel = "agenda"',
            "werkproces[4].sleutel: 'agenda' staat er al (werkproces[1].sleutel)",
        ),
        (
            '"Agenda versturen in GCOS"',
            '"agenda opstellen in gcos"',
            "werkproces[3].naam: 'agenda opstellen in gcos' staat er al (werkproces[1].naam)",
        ),
        # what a table talks about
        ("onderwerpen = true", 'onderwerpen = "ja"', "casustafels[7].onderwerpen: moet true of false zijn"),
        ("casussen = false\nonderwerpen = true", "onderwerpen = true", f"casustafels[7].onderwerpen: {NO_CASUSSEN}"),
        ("casussen = false", "casussen = true", f"casustafels[7].onderwerpen: {NO_CASUSSEN}"),
        # said once, not also as a rule between two keys
        ("casussen = false", 'casussen = "nee"', "casustafels[7].casussen: moet true of false zijn"),
        ("casus_dagen = 30", "casus_dagen = 0", "bewaartermijnen.casus_dagen: moet 1 of meer zijn"),
        (
            "casus_dagen = 30",
            'casus_dagen = "30 dagen"',
            "bewaartermijnen.casus_dagen: moet een geheel getal zijn",
        ),
        ("feestdagen = true", 'feestdagen = "ja"', "feestdagen: moet true of false zijn"),
        ("feestdagen = true", "feestdagen = 1", "feestdagen: moet true of false zijn"),
        ('naam = "Dalfsen"', "naam = 5", "gemeenten[0].naam: moet tekst zijn"),
        ('soort = "Veelplegers/Top-X"', 'soort = ["Top-X"]', "casustafels[0].soort: moet tekst zijn"),
        ('soort = "Veelplegers/Top-X"', 'soort = "  "', "casustafels[0].soort: mag niet leeg zijn"),
        (
            'soort = "Veelplegers/Top-X"',
            'soort = "een\\ntwee"',
            "casustafels[0].soort: mag geen regeleinde of stuurteken bevatten",
        ),
        (
            'soort = "Veelplegers/Top-X"',
            f'soort = "{"x" * 201}"',
            "casustafels[0].soort: mag hoogstens 200 tekens lang zijn",
        ),
        ('zetels = ["FACT"]', 'zetels = "FACT"', "organisaties[3].zetels: moet een lijst zijn"),
        ('aliassen = ["BZT"]', "aliassen = [1]", "organisaties[1].aliassen[0]: moet tekst zijn"),
        (
            'aliassen = ["BZT"]',
            'aliassen = ["B/T"]',
            "organisaties[1].aliassen[0]: mag geen '/' bevatten, dat scheidt organisatie en zetel",
        ),
        ('vaste_kern = ["Gemeente"]', "vaste_kern = [5]", "casustafels[6].vaste_kern[0]: moet tekst zijn"),
        ('[berichten]\ninhoud = "kort"', "[[berichten]]", "berichten: moet een tabel zijn"),
        ('inhoud = "kort"', 'inhoud = "lang"', "berichten.inhoud: moet 'kort' of 'volledig' zijn"),
        ('inhoud = "kort"', "inhoud = 3", "berichten.inhoud: moet 'kort' of 'volledig' zijn"),
        ('sleutel = "topx-zwolle"', 'sleutel = "Top X"', f"casustafels[0].sleutel: {KEY}"),
        ('sleutel = "topx-zwolle"', 'sleutel = "topx--zwolle"', f"casustafels[0].sleutel: {KEY}"),
        ('sleutel = "topx-zwolle"', 'sleutel = ""', f"casustafels[0].sleutel: {KEY}"),
        (
            'sleutel = "topx-zwolle"',
            f'sleutel = "{"x" * 33}"',
            "casustafels[0].sleutel: mag hoogstens 32 tekens lang zijn",
        ),
        # times and days
        ('tijd = "09:30"', 'tijd = "9:30"', "casustafels[0].tijd: '9:30' is geen tijd, zoals \"09:30\""),
        ('tijd = "09:30"', 'tijd = "24:00"', "casustafels[0].tijd: '24:00' is geen tijd, zoals \"09:30\""),
        ('tijd = "09:30"', "tijd = 930", 'casustafels[0].tijd: moet een tijd zijn, zoals "09:30"'),
        (
            'tijd = "09:30"',
            "tijd = 09:30:15",
            "casustafels[0].tijd: '09:30:15' is geen tijd, zoals \"09:30\"",
        ),
        ('tijd = "09:30"\n', "", "casustafels[0].tijd: ontbreekt, want er is een ritme"),
        ('tijd = "09:30"', 'tijd = "22:00"', "casustafels[0].duur: loopt door tot na middernacht"),
        ('van = "08:00"', 'van = "8 uur"', "verzending.van: '8 uur' is geen tijd, zoals \"09:30\""),
        ('tot = "18:00"', 'tot = "07:00"', "verzending.tot: moet later zijn dan 'van' (08:00)"),
        ('tot = "18:00"\n', 'tot = "08:00"\n', "verzending.tot: moet later zijn dan 'van' (08:00)"),
        ('van = "08:00"', 'van = "19:00"', "verzending.tot: moet later zijn dan 'van' (19:00)"),
        (
            '"08:30"',
            '"07:30"',
            "verzending.ochtendbericht: moet tussen 'van' (08:00) en 'tot' (18:00) liggen",
        ),
        (
            '"08:30"',
            '"18:00"',
            "verzending.ochtendbericht: moet tussen 'van' (08:00) en 'tot' (18:00) liggen",
        ),
        (
            'van = "08:00"',
            'van = "09:00"',
            "verzending.ochtendbericht: moet tussen 'van' (09:00) en 'tot' (18:00) liggen",
        ),
        (
            '"12-24"',
            '"24-12"',
            'sluitingsdagen[1]: \'24-12\' is geen datum, zoals "2027-05-07", of elk jaar, zoals "12-24"',
        ),
        (
            '"2027-05-07"',
            '"2027-02-29"',
            'sluitingsdagen[0]: \'2027-02-29\' is geen datum, zoals "2027-05-07", of elk jaar, zoals "12-24"',
        ),
        (
            '"2027-05-07"',
            "20270507",
            'sluitingsdagen[0]: moet een datum zijn, zoals "2027-05-07", of elk jaar, zoals "12-24"',
        ),
        ('"2027-05-07"', '"12-24"', "sluitingsdagen[1]: '12-24' staat er al (sluitingsdagen[0])"),
        ('"Jeugd"', '"veelplegers"', "categorieen[3]: 'veelplegers' staat er al (categorieen[0])"),
        (
            'vanaf = "2027-01-05"',
            'vanaf = "5 januari"',
            "casustafels[0].vanaf: '5 januari' is geen datum, zoals \"2027-01-05\"",
        ),
        (
            'vanaf = "2027-01-05"',
            "vanaf = 2027",
            'casustafels[0].vanaf: moet een datum zijn, zoals "2027-01-05"',
        ),
        (
            'vanaf = "2027-01-05"',
            'vanaf = "2027-01-06"',
            "casustafels[0].vanaf: 2027-01-06 valt niet op het ritme, de eerste keer daarna is 2027-01-19",
        ),
        ('vanaf = "2027-01-05"\n', "", "casustafels[0].vanaf: ontbreekt: vanaf welke dag telt het ritme?"),
        (
            'sleutel = "extremisme"',
            'sleutel = "extremisme"\nvanaf = "2027-01-05"',
            "casustafels[6].vanaf: hoort bij een ritme, en dat ontbreekt",
        ),
        # a ladder
        ("[-5, -1, 0, 1]", "[-5, -1, 0, 0]", "herinneringen.ladder[3]: 0 staat er al"),
        ("[-5, -1, 0, 1]", "[1, 0]", "herinneringen.ladder: moet oplopen, van ver voor de deadline tot erna"),
        ("[-5, -1, 0, 1]", "[]", "herinneringen.ladder: mag niet leeg zijn"),
        ("[-5, -1, 0, 1]", '["-5"]', "herinneringen.ladder[0]: moet een geheel getal zijn"),
        ("[-5, -1, 0, 1]", "[-61]", "herinneringen.ladder[0]: moet -60 of meer zijn"),
        # the same thing twice
        ('naam = "Ommen"', 'naam = "KAMPEN"', "gemeenten[5].naam: 'KAMPEN' staat er al (gemeenten[3].naam)"),
        (
            'naam = "Creating Balance"',
            'naam = "Creating Balance"\naliassen = ["humanitas"]',
            "organisaties[6].naam: 'Humanitas' staat er al (organisaties[2].aliassen[0])",
        ),
        (
            'aliassen = ["IHT"]',
            'aliassen = ["om"]',
            "organisaties[13].aliassen[0]: 'OM' staat er al (organisaties[7].aliassen[0])",
        ),
        (
            'aliassen = ["IHT"]',
            'aliassen = ["gemeente zwolle"]',
            "organisaties[7].aliassen[0]: 'gemeente zwolle' staat er al (gemeenten[10].naam)",
        ),
        (
            'aliassen = ["IHT"]',
            'aliassen = ["Gemeente"]',
            "organisaties[7].aliassen[0]: 'Gemeente' is voorbehouden aan de gemeente van de casus",
        ),
        (
            '["FACT", "reclassering"]',
            '["FACT", "reclassering", "fact"]',
            "organisaties[20].zetels[2]: 'fact' staat er al (organisaties[20].zetels[0])",
        ),
        (
            'sleutel = "jor-zwolle"',
            'sleutel = "ggz-zwolle"',
            "casustafels[4].sleutel: 'ggz-zwolle' staat er al (casustafels[2].sleutel)",
        ),
        (
            'naam = "JOR Zwolle"',
            'naam = "top-x zwolle"',
            "casustafels[4].naam: 'top-x zwolle' staat er al (casustafels[0].naam)",
        ),
        (
            '"Maandoverleg Zwolle"',
            '"Casusoverleg Zwolle"',
            "casustafels[2].agendanaam: 'Casusoverleg Zwolle' staat er al (casustafels[0].agendanaam)",
        ),
        (
            '  "Politie",\n',
            '  "DJI",\n',
            "casustafels[0].vaste_kern[6]: 'DJI' staat er al (casustafels[0].vaste_kern[4])",
        ),
        (
            'sleutel = "mandaat"',
            'sleutel = "actiehouder"',
            "aanspreken[1].sleutel: 'actiehouder' staat er al (aanspreken[0].sleutel)",
        ),
        ('extra = ["Amazone"', 'extra = ["GCOS"', "woorden.extra[1]: 'GCOS' staat er al (woorden.extra[0])"),
    ],
)
def test_a_mistake_is_named_with_its_place(old: str, new: str, fault: str) -> None:
    assert faults((old, new)) == [fault]


@pytest.mark.parametrize(
    ("ritme", "fault"),
    [
        ("elke dinsdag", "'elke dinsdag' is geen deel van een RRULE; FREQ ontbreekt"),
        ("FREQ=DAILY", "FREQ=DAILY kan niet, kies WEEKLY of MONTHLY"),
        ("FREQ=WEEKLY", "BYDAY ontbreekt, bijvoorbeeld BYDAY=TU"),
        ("FREQ=MONTHLY", "BYDAY of BYMONTHDAY ontbreekt, bijvoorbeeld BYDAY=2TU"),
        ("FREK=WEEKLY;BYDAY=TU", "onbekend deel 'FREK', bedoelde u 'FREQ'?; FREQ ontbreekt"),
        ("FREQ=WEEKLY;BYDAY=DI", "BYDAY=DI kan niet, kies uit MO, TU, WE, TH, FR, SA, SU"),
        ("FREQ=WEEKLY;BYDAY=2TU", "een rangnummer bij BYDAY kan alleen met FREQ=MONTHLY"),
        ("FREQ=MONTHLY;BYDAY=TU", "BYDAY=TU is elke dinsdag, kies er een, bijvoorbeeld BYDAY=2TU"),
        ("FREQ=WEEKLY;BYDAY=TU;BYSETPOS=1", "BYSETPOS kan alleen met FREQ=MONTHLY"),
        ("FREQ=WEEKLY;BYDAY=TU;INTERVAL=0", "INTERVAL=0 kan niet, kies 1 tot en met 52"),
        ("FREQ=MONTHLY;BYDAY=2TU;INTERVAL=13", "INTERVAL=13 kan niet, kies 1 tot en met 12"),
        ("FREQ=WEEKLY;BYDAY=TU;INTERVAL=twee", "INTERVAL=twee kan niet, kies 1 tot en met 52"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "BYMONTHDAY=31 kan niet, kies 1 tot en met 28, of -1 tot en met -28"),
        ("FREQ=WEEKLY;BYDAY=TU;BYMONTH=13", "BYMONTH=13 kan niet, kies 1 tot en met 12"),
        (
            "FREQ=WEEKLY;BYDAY=TU;COUNT=5",
            "COUNT kan hier niet, een ritme loopt door tot het huis het wijzigt",
        ),
        (
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20280101",
            "UNTIL kan hier niet, een ritme loopt door tot het huis het wijzigt",
        ),
        ("FREQ=WEEKLY;BYDAY=TU;BYDAY=WE", "BYDAY staat er twee keer"),
        ("FREQ=WEEKLY;BYDAY=TU;WKST=MO", "onbekend deel 'WKST'"),
        ("FREQ=MONTHLY;BYDAY=1TU;BYMONTHDAY=20", "dit ritme komt nooit voor"),
        ("RRULE:FREQ=WEEKLY;BYDAY=TU", "onbekend deel 'RRULE:FREQ'; FREQ ontbreekt"),
        ("", "'' is geen deel van een RRULE; FREQ ontbreekt"),
    ],
)
def test_a_rhythm_that_cannot_be_is_refused(ritme: str, fault: str) -> None:
    assert faults((GGZ, ritme)) == [f"casustafels[2].ritme: {fault}"]


@pytest.mark.parametrize(
    "ritme",
    [
        "FREQ=WEEKLY;BYDAY=TU",
        "FREQ=WEEKLY;BYDAY=TU,TH",
        "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=TU;BYMONTH=1,2,3,4,5,6,9,10,11,12",
        "FREQ=MONTHLY;BYDAY=1TU,3TU",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTHDAY=15",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
    ],
)
def test_the_rhythms_that_tables_have_are_taken(ritme: str) -> None:
    assert parse_regio(IJSSELLAND.replace(GGZ, ritme)).tafel("ggz-zwolle").ritme == ritme


def test_a_rhythm_of_once_a_year_starts_where_the_house_says() -> None:
    yearly = f'{GGZ};INTERVAL=12;BYMONTH=3"\nvanaf = "2027-03-10'

    assert parse_regio(IJSSELLAND.replace(GGZ, yearly, 1)).tafel("ggz-zwolle").ritme


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('naam = "Dalfsen"', 'naam = "Dalfsen', "regel 104, kolom 16: hier mag dit teken niet staan"),
        ('naam = "Dalfsen"', "naam = Dalfsen", "geen geldige waarde, tekst staat tussen aanhalingstekens"),
        ('naam = "Dalfsen"', 'naam "Dalfsen"', "na de sleutel ontbreekt '='"),
        ('naam = "Dalfsen"', 'naam = "Dalfsen" Ommen', "na de waarde staat nog iets"),
        ('naam = "Dalfsen"', 'naam = "Dalfsen"\nnaam = "Ommen"', "deze sleutel staat er al"),
        ('naam = "Dalfsen"', "naam = 2027-02-30", "deze datum bestaat niet"),
        ('naam = "Dalfsen"', r'naam = "\q"', "een backslash schrijft u als '\\\\'"),
        ("[berichten]", "[berichten", "']' ontbreekt"),
        ("[berichten]", "[verzending]", "deze tabel staat er al"),
        ("[-5, -1, 0, 1]", "[-5, -1, 0, 1", "de lijst is niet gesloten met ']'"),
        ("[berichten]", "= 5\n[berichten]", "hier hoort een sleutel of een tabel te staan"),
        ('"IHT"]', '"IHT', "hier mag dit teken niet staan"),
        ("[berichten]", 'a = """', "een aanhalingsteken ontbreekt"),
        ("[berichten]", "a = {b = 1", "de tabel is niet gesloten met '}'"),
    ],
)
def test_a_file_that_is_no_toml_is_refused_by_line(old: str, new: str, fault: str) -> None:
    [line] = faults((old, new))

    assert line.endswith(fault)
    assert re.match(r"regel \d+", line)


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, f"a = {'1' * 5000}"])
def test_a_file_that_overwhelms_the_reader_is_refused(text: str) -> None:
    assert faults(text=text) == ["document: geen leesbare TOML"]


def test_an_empty_file_is_told_all_that_it_needs() -> None:
    assert faults(text="") == [
        f"{key}: ontbreekt"
        for key in (
            "sleutel",
            "naam",
            "locaties",
            "gemeenten",
            "organisaties",
            "casustafels",
            "aanspreken",
            "opschalen",
        )
    ]


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file() -> None:
    assert faults(
        ('tijdzone = "Europe/Amsterdam"', 'tijdzone = "Amsterdam"'),
        ("[-5, -1, 0, 1]", "[-5, 0, 0]"),
        ('van = "08:00"', 'van = "18:30"'),
        ("casus_dagen = 30", "casus_dagen = -1"),
        ('locatie = "Zwolle"', 'lokatie = "Zwolle"'),
        ('locatie = "Deventer"', 'locatie = "Deventr"'),
        ('zetels = ["FACT"]', "zetels = 1"),
        (TOPX, "FREQ=WEEKLY;INTERVAL=99;BYDAY=XX"),
        ("duur = 150", 'duur = "lang"'),
        ('agendanaam = "Regionaal overleg"\n', ""),
    ) == [
        "tijdzone: onbekende tijdzone 'Amsterdam', bedoelde u 'Europe/Amsterdam'?",
        "herinneringen.ladder[2]: 0 staat er al",
        "verzending.tot: moet later zijn dan 'van' (18:30)",
        "bewaartermijnen.casus_dagen: moet 1 of meer zijn",
        "gemeenten[0].locatie: ontbreekt",
        "gemeenten[0].lokatie: onbekende sleutel, bedoelde u 'locatie'?",
        "gemeenten[1].locatie: onbekende locatie 'Deventr', bedoelde u 'Deventer'?",
        "organisaties[3].zetels: moet een lijst zijn",
        "casustafels[0].ritme: INTERVAL=99 kan niet, kies 1 tot en met 52; "
        "BYDAY=XX kan niet, kies uit MO, TU, WE, TH, FR, SA, SU",
        "casustafels[0].duur: moet een geheel getal zijn",
        "casustafels[6].agendanaam: ontbreekt",
    ]


def test_the_work_process_has_at_most_twenty_steps() -> None:
    steps = [f'[[werkproces]]\nsleutel = "stap-{n}"\nnaam = "Stap {n}"\nwerkdagen = 0\n' for n in range(14)]

    assert faults(text=IJSSELLAND + "\n" + "\n".join(steps)) == ["werkproces: mag hoogstens 20 regels tellen"]
    assert len(parse_regio(IJSSELLAND + "\n" + "\n".join(steps[1:])).werkproces) == 20


def test_one_unreadable_name_does_not_make_every_reference_to_it_wrong() -> None:
    assert faults(('[[locaties]]\nnaam = "Zwolle"', '[[locaties]]\nname = "Zwolle"')) == [
        "locaties[0].naam: ontbreekt",
        "locaties[0].name: onbekende sleutel, bedoelde u 'naam'?",
    ]


def test_what_is_left_out_counts_with_its_default() -> None:
    assert faults(('van = "08:00"\n', ""), ('tot = "18:00"', 'tot = "08:00"')) == [
        "verzending.tot: moet later zijn dan 'van' (08:00)"
    ]
    assert faults(('tijd = "09:30"\nduur = 150', 'tijd = "22:30"')) == [
        "casustafels[0].duur: loopt door tot na middernacht"
    ]


def test_a_line_break_in_a_name_does_not_break_the_list() -> None:
    lines = faults(('locatie = "Zwolle"', 'locatie = "Zw\\u001b[31m\\nolle"'))

    assert all(line.isprintable() for line in lines)
    assert len(lines) == 2


ENGLISH = re.compile(r"\b(input|should|valid|value|expected|error|field|greater|string|type|none|null)\b", re.I)
VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    float("nan"),
    "",
    "x",
    "\x00",
    "Ω" * 300,
    [],
    {},
    [[]],
    [None],
    {"naam": None},
    [{"naam": []}],
]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in a document, large and small."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(*path, key) for key, _ in items] + [p for key, item in items for p in places(item, (*path, key))]


PLACES = places(DOCUMENT)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(VALUES)), min_size=1, max_size=4))
def test_whatever_stands_in_the_file_the_answer_is_a_region_or_dutch(
    edits: list[tuple[tuple[Any, ...], Any]],
) -> None:
    document = deepcopy(DOCUMENT)
    for (*parents, key), value in edits:
        with suppress(LookupError, TypeError):  # an earlier edit took this place away
            parent = reduce(getitem, parents, document)
            if isinstance(parent, dict) == isinstance(key, str):
                parent[key] = deepcopy(value)

    try:
        regio = from_document(document)
    except RegioFaults as refusal:
        assert refusal.faults
        assert not [line for line in refusal.faults if ENGLISH.search(line)]
        assert all(line.isprintable() and ": " in line for line in refusal.faults)
    else:
        assert isinstance(regio, Regio)
