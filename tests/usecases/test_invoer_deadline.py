"""Does a line give the deadline that was meant, and is no word of a name eaten for one?"""

import time

import pytest

from bot.domain.persoon import Rol
from bot.domain.regio import Organisatie, Regio
from bot.services import Services
from bot.usecases.invoer import read_line
from bot.usecases.regios import load_regio
from tests.builders import REFERENTIE, a_casus, join
from tests.usecases.conftest import People, on_sqlite

pytestmark = [on_sqlite, pytest.mark.usefixtures("bijeenkomsten")]

ORGANISATIES = (
    "Zorggroep Voor Morgen",
    "Team Zaterdag Zuid",
    "Week 5",
    "Stichting Half Maart",
    "Stichting Volgende Tafel",
)


@pytest.fixture
def table(services: Services, people: People, ijsselland: Regio) -> dict[int, str]:
    """Names that look like days, beside ordinary ones."""
    extra = tuple(Organisatie(naam=naam, convenant=True) for naam in ORGANISATIES)
    services.run_now(load_regio, ijsselland.model_copy(update={"organisaties": ijsselland.organisaties + extra}))
    services.run_now(lambda tx: tx.casussen.add(a_casus(made_by=people.marijke.id)))
    seats = {
        "morgen": ("Fenna", "Zorggroep Voor Morgen"),
        "zaterdag": ("Bas", "Team Zaterdag Zuid"),
        "week": ("Iris", "Week 5"),
        "maart": ("Omar", "Stichting Half Maart"),
        "tafel": ("Lisa", "Stichting Volgende Tafel"),
        "mei": ("Mei", "Humanitas"),
        "april": ("April", "Pactum"),
        "jan": ("Jan", "Politie"),
        "augusta": ("Augusta", "Dimence"),
        "maarten": ("Maarten Maandag", "Limor"),
        "donderdach": ("Ria Donderdach", "Leerplicht"),
    }
    found = {join(services, naam, Rol.ACTIEHOUDER, organisatie=org).id: key for key, (naam, org) in seats.items()}
    return {**found, people.tineke.id: "tineke"}


# What stands before the actie on Monday 1 February 2027, who is meant, and the day or why it is asked ("-": not said).
LINES = """
K7M-3QX-K Tactus vrijdag | tineke | 2027-02-05
K7M-3QX-K Tactus vr | tineke | 2027-02-05
K7M-3QX-K Tactus a.s. di | tineke | 2027-02-02
K7M-3QX-K Tactus uiterlijk wo | tineke | 2027-02-03
K7M-3QX-K Tactus vr 5-2 | tineke | 2027-02-05
K7M-3QX-K Tactus vr. 5 feb '27 | tineke | 2027-02-05
vrijdaag K7M-3QX-K Tactus | tineke | 2027-02-05
K7M-3QX-K Tactus 5 febuari | tineke | 2027-02-05
K7M-3QX-K Tactus vóór vrijdag | tineke | 2027-02-05
K7M-3QX-K Tactus uiterlijk op vrijdag 5 februari | tineke | 2027-02-05
K7M-3QX-K Tactus t/m vrijdag | tineke | 2027-02-05
K7M-3QX-K Tactus vrijdagmiddag | tineke | 2027-02-05
K7M-3QX-K Tactus vrijdag einde dag | tineke | 2027-02-05
K7M-3QX-K Tactus vrijdag 12 uur | tineke | 2027-02-05
K7M-3QX-K Tactus vrijdag 10:30 | tineke | 2027-02-05
K7M-3QX-K over twee weken Tactus | tineke | 2027-02-15
over 2 wkn K7M-3QX-K Tactus | tineke | 2027-02-15
K7M-3QX-K binnen 14 dagen Tactus | tineke | 2027-02-15
K7M-3QX-K volgende week Tactus | tineke | 2027-02-12
K7M-3QX-K volgende week dinsdag Tactus | tineke | 2027-02-09
K7M-3QX-K dinsdag over een week Tactus | tineke | 2027-02-09
K7M-3QX-K eind van de maand Tactus | tineke | 2027-02-26
K7M-3QX-K Tactus eind feb | tineke | 2027-02-26
K7M-3QX-K Tactus half maart | tineke | 2027-03-15
K7M-3QX-K Tactus voor de kerst | tineke | 2027-12-23
K7M-3QX-K Tactus voor het weekend | tineke | 2027-02-05
K7M-3QX-K Tactus week 7 | tineke | 2027-02-19
K7M-3QX-K Tactus volgende tafel | tineke | 2027-02-02
volgende tafel K7M-3QX-K Tactus | tineke | 2027-02-02
Tactus na de volgende tafel K7M-3QX-K | tineke | 2027-02-03
K7M-3QX-K Tactus de 5e | tineke | 2027-02-05
K7M-3QX-K Tactus 05-02-2027 | tineke | 2027-02-05
K7M-3QX-K Tactus 11 maart | tineke | 2027-03-11
K7M-3QX-K Tactus vrijdag, dus vrijdag 5 februari | tineke | 2027-02-05
K7M-3QX-K Zorggroep Voor Morgen | morgen | -
K7M-3QX-K zorggroep voor morgen vrijdag | morgen | 2027-02-05
K7M-3QX-K Zorggroep Voor Morgen morgen | morgen | 2027-02-02
vrijdag Zorggroep voor Morgen K7M-3QX-K | morgen | 2027-02-05
K7M-3QX-K Team Zaterdag Zuid vrijdag | zaterdag | 2027-02-05
K7M-3QX-K Team Zaterdag vrijdag | zaterdag | 2027-02-05
K7M-3QX-K Team Zaterdag | zaterdag | -
K7M-3QX-K Team Zaterdag zaterdag | zaterdag | geen_werkdag
K7M-3QX-K Week 5 vrijdag | week | 2027-02-05
K7M-3QX-K Week 5 week 7 | week | 2027-02-19
K7M-3QX-K Stichting Half Maart half maart | maart | 2027-03-15
K7M-3QX-K Stichting Volgende Tafel volgende tafel | tafel | 2027-02-02
K7M-3QX-K Mei vrijdag | mei | 2027-02-05
K7M-3QX-K voor Mei | mei | -
K7M-3QX-K Mei 5 mei | mei | 2027-05-05
K7M-3QX-K 5 mei Mei | mei | 2027-05-05
K7M-3QX-K April eind april | april | 2027-04-30
K7M-3QX-K voor April vrijdag | april | 2027-02-05
K7M-3QX-K Jan vrijdag | jan | 2027-02-05
K7M-3QX-K voor Jan vrijdag | jan | 2027-02-05
K7M-3QX-K Jan 31 jan | jan | 2028-01-31
K7M-3QX-K Augusta 2 augustus | augusta | 2027-08-02
K7M-3QX-K Augusta | augusta | -
K7M-3QX-K voor April | april | -
K7M-3QX-K voor Jan | jan | -
K7M-3QX-K voor Juni | None | -
K7M-3QX-K voor Juli vrijdag | None | 2027-02-05
K7M-3QX-K Tactus voor maart | tineke | 2027-02-26
K7M-3QX-K Tactus 2 weken | tineke | onleesbaar
K7M-3QX-K Tactus a.s. vrijdag 5 februari | tineke | 2027-02-05
K7M-3QX-K Maarten Maandag | maarten | -
K7M-3QX-K Maarten Maandag maandag | maarten | 2027-02-08
K7M-3QX-K Maarten 1 maart | maarten | 2027-03-01
K7M-3QX-K Ria Donderdach | donderdach | -
K7M-3QX-K Ria Donderdach dinsdag | donderdach | 2027-02-02
K7M-3QX-K Tactus afgelopen vrijdag | tineke | onleesbaar
K7M-3QX-K Tactus vorige week vrijdag | tineke | onleesbaar
K7M-3QX-K Tactus elke vrijdag | tineke | onleesbaar
K7M-3QX-K Tactus vanaf vrijdag | tineke | onleesbaar
K7M-3QX-K Tactus over een paar dagen | tineke | onleesbaar
K7M-3QX-K Tactus over een week of twee | tineke | onleesbaar
K7M-3QX-K Tactus zsm | tineke | onleesbaar
K7M-3QX-K Tactus zo snel mogelijk | tineke | onleesbaar
K7M-3QX-K Tactus vandaan | tineke | onleesbaar
K7M-3QX-K Tactus maandags | tineke | onleesbaar
K7M-3QX-K Tactus zorgen | tineke | onleesbaar
K7M-3QX-K Tactus 1/2 uur | tineke | onleesbaar
K7M-3QX-K Tactus 2-1-x | tineke | onleesbaar
K7M-3QX-K Tactus v1.2.3 | tineke | onleesbaar
K7M-3QX-K Tactus 31 februari | tineke | onleesbaar
K7M-3QX-K Tactus gisteren | tineke | voorbij
K7M-3QX-K Tactus 29 januari 2027 | tineke | voorbij
K7M-3QX-K Tactus zaterdag | tineke | geen_werkdag
K7M-3QX-K Tactus 27 april | tineke | geen_werkdag
K7M-3QX-K Tactus 1 maart 2029 | tineke | te_ver
K7M-3QX-K Tactus vrijdag 6 februari | tineke | tegenspraak
K7M-3QX-K Tactus vrijdag of maandag | tineke | meerdere
K7M-3QX-K maandag Tactus vrijdag | tineke | meerdere
"""
ROWS = [tuple(part.strip() for part in line.split("|")) for line in LINES.strip().splitlines()]


@pytest.mark.parametrize("actie", [": intake plannen", ": overleg van maandag 8 februari: bellen", ""])
def test_each_line_gives_who_and_by_when(services: Services, people: People, table: dict[int, str], actie: str) -> None:
    assert len(ROWS) >= 60
    wrong = []
    for line, name, when in ROWS:
        who = None if name == "None" else name
        found = services.run_now(read_line, line + actie, people.marijke)
        unclear = found.onduidelijk.get("deadline")
        day = found.bekend.get("deadline") or (unclear.reden if unclear else "-")
        came = (found.bekend.get("casus"), table.get(found.bekend.get("wie", 0)), day)
        if came != (REFERENTIE, who, when):
            wrong.append((line, came))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize(
    ("typed", "opties"),
    [
        ("zaterdag", ["2027-02-05", "2027-02-08"]),
        ("vrijdag 6 februari", ["2027-02-05", "2027-02-08"]),
        ("dinsdag 3 februari", ["2027-02-02", "2027-02-03"]),
        ("vrijdag of maandag", ["2027-02-05", "2027-02-08"]),
        ("28 april of 27 april", ["2027-04-26", "2027-04-28"]),
        ("31 februari", ["2027-02-02", "2027-02-05", "2027-02-08", "2027-02-15", "2027-02-26"]),
    ],
)
def test_the_days_that_may_be_meant_are_offered(
    services: Services, people: People, table: dict[int, str], typed: str, opties: list[str]
) -> None:
    found = services.run_now(read_line, f"K7M-3QX-K Tactus {typed}: x", people.marijke)
    assert list(found.onduidelijk["deadline"].opties) == opties


@pytest.mark.parametrize("typed", ["volgende tafel", "voor de volgende tafel", "na de volgende tafel", "zaterdag"])
def test_a_deadline_that_needs_the_casus_is_kept_until_the_casus_is_known(
    services: Services, people: People, table: dict[int, str], typed: str
) -> None:
    found = services.run_now(read_line, f"Tactus {typed}: x", people.marijke)
    wish = {"volgende tafel": "op", "voor de volgende tafel": "voor", "na de volgende tafel": "na"}
    assert found.bekend["wens"] == wish.get(typed, "2027-02-06")
    assert ("deadline" in found.onduidelijk) == (typed == "zaterdag")


def test_a_table_without_a_rhythm_has_no_next_meeting(
    services: Services, people: People, table: dict[int, str]
) -> None:
    other = a_casus(referentie="H4C-8RM-A", tafel="extremisme", made_by=people.marijke.id)
    services.run_now(lambda tx: tx.casussen.add(other))
    found = services.run_now(read_line, "H4C-8RM-A Tactus volgende tafel: x", people.marijke)
    assert found.onduidelijk["deadline"].reden == "zonder_tafel"
    assert found.onduidelijk["deadline"].opties


@pytest.mark.parametrize(
    "line",
    [
        (word * 4096)[:4096]
        for word in (
            "over ",
            "vrijdag ",
            "1-2-",
            "5 februari ",
            "mei ",
            "over 999 werkdagen ",
            "Team Zaterdag ",
            "voor de ",
        )
    ],
)
def test_a_flood_of_days_is_read_quickly(services: Services, people: People, table: dict[int, str], line: str) -> None:
    began = time.process_time()
    services.run_now(read_line, line, people.marijke)
    assert time.process_time() - began < 1
