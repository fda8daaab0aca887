"""Is what a makelaar types in one line what was meant, and what is unclear asked?"""

import time

import pytest

from bot.domain.persoon import Persoon, Rol
from bot.domain.referentie import Referentie
from bot.services import Services
from bot.usecases.casussen import new_casus
from bot.usecases.invoer import (
    Gelezen,
    Onduidelijk,
    find_actiehouder,
    find_casus,
    good_deadline,
    likely_actiehouders,
    read_line,
)
from bot.usecases.personen import revoke_persoon
from storage.store import SqlTransaction
from storage.tables import CasusRow
from tests.builders import NOON, REFERENTIE, join, put_rows
from tests.usecases.conftest import People

pytestmark = pytest.mark.usefixtures("bijeenkomsten")

OTHER = Referentie("H4C-8RM-A")
FRIDAY = "2027-02-05"


@pytest.fixture
def table(services: Services, people: People) -> dict[str, Persoon]:
    """The casus K7M-3QX-K of Zwolle, and who can be typed."""
    services.run_now(_casus, REFERENTIE, "Zwolle", people.marijke.id)  # type: ignore[arg-type]
    seats = {
        "jan": ("Jan Bakker", "Politie", None),
        "jan_om": ("Jan Smit", "Openbaar Ministerie", None),
        "sanne": ("Sanne", "Tactus", "reclassering"),
        "dennis": ("Dennis", "Limor", None),
        "raad": ("Ria", "Raad voor de Kinderbescherming", None),
        "zwolle": ("Wim", "Gemeente Zwolle", None),
        "els": ("Els op den Berg", "Humanitas", None),
        "renee": ("Renée", "Dimence", "FACT"),
        "swt": ("Mo", "Sociaal Wijkteam", None),
        "vangnet": ("Vera", "Vangnet Informatie en Advies", None),
    }
    found = {
        key: join(services, naam, Rol.ACTIEHOUDER, organisatie=organisatie, zetel=zetel)
        for key, (naam, organisatie, zetel) in seats.items()
    }
    return found | {"tineke": people.tineke}


def _casus(tx: SqlTransaction, referentie: Referentie, gemeente: str, by: int) -> None:
    put_rows(tx, CasusRow(referentie=referentie, gemeente=gemeente, tafel="topx-zwolle", made_by=by, made_at=NOON))


# What is typed on Monday 1 February 2027 -> who is meant; casus K7M-3QX-K, Friday 5 February, and the actie.
COMPLETE = [
    ("K7M-3QX-K Limor vrijdag: intake plannen", "dennis"),
    ("K7M-3QX-K vrijdag Limor: intake plannen", "dennis"),
    ("Limor K7M-3QX-K vrijdag: intake plannen", "dennis"),
    ("Limor vrijdag K7M-3QX-K: intake plannen", "dennis"),
    ("vrijdag K7M-3QX-K Limor: intake plannen", "dennis"),
    ("vrijdag Limor K7M-3QX-K: intake plannen", "dennis"),
    ("k7m-3qx-k limor VRIJDAG: intake plannen", "dennis"),
    ("k7m3qxk limor vrijdag: intake plannen", "dennis"),
    ("K7M 3QX K limor vrijdag: intake plannen", "dennis"),
    ("K7M-3QX-K, Limor, vrijdag: intake plannen", "dennis"),
    ("K7M-3QX-K  Limor   vrijdag :  intake plannen", "dennis"),
    ("K7M-3QX-K Limor vrijdag:\nintake plannen", "dennis"),
    ("K7M-3QX-K Dennis vrijdag: intake plannen", "dennis"),
    ("K7M-3QX-K den vrijdag: intake plannen", "dennis"),
    ("K7M-3QX-K Dennis Limor vrijdag: intake plannen", "dennis"),
    ("K7M-3QX-K Dennis, Limor vrijdag: intake plannen", "dennis"),
    ("K7M-3QX-K Limor Dennis vrijdag: intake plannen", "dennis"),
    ("K7M-3QX-K voor Limor uiterlijk vrijdag: intake plannen", "dennis"),
    ("casus K7M-3QX-K door Dennis vóór vrijdag: intake plannen", "dennis"),
    ("K7M-3QX-K aan Dennis deadline vrijdag: intake plannen", "dennis"),
    ("K7M-3QX-K Limor 5 februari: intake plannen", "dennis"),
    ("K7M-3QX-K Limor vrijdag 5 februari: intake plannen", "dennis"),
    ("K7M-3QX-K Limor 5-2: intake plannen", "dennis"),
    ("K7M-3QX-K Limor 5/2: intake plannen", "dennis"),
    ("K7M-3QX-K Limor 05-02-2027: intake plannen", "dennis"),
    ("K7M-3QX-K 2027-02-05 Limor: intake plannen", "dennis"),
    ("K7M-3QX-K Limor over 4 dagen: intake plannen", "dennis"),
    ("K7M-3QX-K Limor binnen vier dagen: intake plannen", "dennis"),
    ("K7M-3QX-K Tactus FACT vrijdag: intake plannen", "tineke"),
    ("K7M-3QX-K Tactus reclassering vrijdag: intake plannen", "sanne"),
    ("K7M-3QX-K Tactus (FACT) vrijdag: intake plannen", "tineke"),
    ("K7M-3QX-K tactus fact vrijdag: intake plannen", "tineke"),
    ("K7M-3QX-K Tineke, Tactus (FACT) vrijdag: intake plannen", "tineke"),
    ("K7M-3QX-K OM vrijdag: intake plannen", "jan_om"),
    ("K7M-3QX-K openbaar ministerie vrijdag: intake plannen", "jan_om"),
    ("K7M-3QX-K politie vrijdag: intake plannen", "jan"),
    ("K7M-3QX-K Jan Politie vrijdag: intake plannen", "jan"),
    ("K7M-3QX-K politie Jan vrijdag: intake plannen", "jan"),
    ("K7M-3QX-K Jan Bakker vrijdag: intake plannen", "jan"),
    ("K7M-3QX-K Jan b vrijdag: intake plannen", "jan"),
    ("K7M-3QX-K SWT vrijdag: intake plannen", "swt"),
    ("K7M-3QX-K wijkteam vrijdag: intake plannen", None),
    ("K7M-3QX-K Vangnet vrijdag: intake plannen", "vangnet"),
    ("K7M-3QX-K Centrale Toegang vrijdag: intake plannen", "vangnet"),
    ("K7M-3QX-K gemeente Zwolle vrijdag: intake plannen", "zwolle"),
    ("K7M-3QX-K renee vrijdag: intake plannen", "renee"),
    ("K7M-3QX-K Dimence vrijdag: intake plannen", "renee"),
    ("K7M-3QX-K Raad voor de Kinderbescherming vrijdag: intake plannen", "raad"),
    ("K7M-3QX-K RvdK vrijdag: intake plannen", "raad"),
    ("voor de Raad voor de Kinderbescherming K7M-3QX-K uiterlijk vrijdag: intake plannen", "raad"),
    ("K7M-3QX-K Els op den Berg vrijdag: intake plannen", "els"),
    ("K7M-3QX-K Limor vrijdag 09:30: intake plannen", "dennis"),
    ("K7M-3QX-K Limor vrijdag om 09:30 uur: intake plannen", "dennis"),
]


def read(services: Services, people: People, line: str) -> Gelezen:
    return services.run_now(read_line, line, people.marijke)


def test_every_common_line_gives_all_four_parts(services: Services, people: People, table: dict[str, Persoon]) -> None:
    wrong = []
    for line, who in COMPLETE:
        found = read(services, people, line)
        wie = next((key for key, persoon in table.items() if persoon.id == found.bekend.get("wie")), None)
        came = (found.bekend.get("casus"), wie, found.bekend.get("deadline"), found.actie)
        if came != (REFERENTIE, who, FRIDAY, "intake plannen"):
            wrong.append((line, came, {part: why.reden for part, why in found.onduidelijk.items()}))
    assert wrong == []


@pytest.mark.parametrize(
    ("line", "bekend", "actie"),
    [
        ("", set(), ""),
        ("   ", set(), ""),
        ("K7M-3QX-K", {"casus"}, ""),
        ("Limor", {"wie"}, ""),
        ("vrijdag", {"deadline"}, ""),
        (": intake plannen", set(), "intake plannen"),
        ("K7M-3QX-K: intake plannen", {"casus"}, "intake plannen"),
        ("K7M-3QX-K Limor vrijdag", {"casus", "wie", "deadline"}, ""),
        ("K7M-3QX-K Limor vrijdag:", {"casus", "wie", "deadline"}, ""),
        ("voor uiterlijk", set(), ""),
        ("Limor: bellen om 09:30: en daarna mailen", {"wie"}, "bellen om 09:30: en daarna mailen"),
        ("vrijdag: overleg maandag K7M-3QX-K met Politie", {"deadline"}, "overleg maandag K7M-3QX-K met Politie"),
    ],
)
def test_what_is_not_said_is_not_known_and_nothing_is_unclear(
    services: Services, people: People, table: dict[str, Persoon], line: str, bekend: set[str], actie: str
) -> None:
    found = read(services, people, line)
    assert (set(found.bekend), found.actie, found.onduidelijk) == (bekend, actie, {})


def test_two_people_who_may_be_meant_are_both_offered(
    services: Services, people: People, table: dict[str, Persoon]
) -> None:
    for line, keys, organisatie in [
        ("K7M-3QX-K Jan vrijdag: x", ("jan", "jan_om"), []),
        ("K7M-3QX-K Tactus vrijdag: x", ("tineke", "sanne"), ["Tactus"]),
        ("K7M-3QX-K iemand van Tactus vrijdag: x", ("tineke", "sanne"), ["Tactus"]),
    ]:
        found = read(services, people, line)
        assert found.onduidelijk["wie"].reden == "meer"
        people_offered = sorted(str(table[key].id) for key in keys)
        assert sorted(found.onduidelijk["wie"].opties) == people_offered + organisatie
        assert set(found.bekend) == {"casus", "deadline"}


def test_an_organisation_of_which_nobody_may_hold_it_is_meant_itself_while_its_contacts_can_be_asked(
    services: Services, people: People
) -> None:
    nobody = Onduidelijk("niemand", gegevens={"organisatie": "Limor"})
    fenna = join(services, "Fenna", Rol.PARTNER, organisatie="Limor")
    assert services.run_now(find_actiehouder, "Limor") == nobody
    services.run_now(lambda tx: tx.personen.link(fenna.id, 5_000_000_020))
    assert services.run_now(find_actiehouder, "limor") == "Limor"
    for line in ("Limor vrijdag: x", "voor iemand van Limor vrijdag: x"):
        found = read(services, people, line)
        assert found.bekend["organisatie"] == "Limor"
        assert "wie" not in found.bekend
    services.run_now(lambda tx: tx.personen.close_channel(fenna.id, closed=True))
    assert services.run_now(find_actiehouder, "Limor") == nobody
    dennis = join(services, "Dennis", Rol.ACTIEHOUDER, organisatie="Limor")
    found_now = services.run_now(find_actiehouder, "Limor")
    assert isinstance(found_now, Persoon)
    assert found_now.id == dennis.id


def test_somebody_who_is_called_just_that_is_meant_and_not_who_is_called_more(
    services: Services, people: People, table: dict[str, Persoon]
) -> None:
    jan = join(services, "Jan", Rol.ACTIEHOUDER, organisatie="Pactum")
    assert read(services, people, "Jan vrijdag: x").bekend["wie"] == jan.id


@pytest.mark.parametrize(
    "name", ["Zorggroep", "Karel de Groot", "de", "x", "Jansen", "Pieter en Dit", "een of ander", "😀", "<b>", "%"]
)
def test_nobody_is_chosen_by_an_unknown_name(
    services: Services, people: People, table: dict[str, Persoon], name: str
) -> None:
    found = read(services, people, f"K7M-3QX-K {name} vrijdag: x")
    if name == "de":
        return  # a beginning of exactly one name is that name
    assert "wie" not in found.bekend
    assert found.onduidelijk["wie"].reden in ("onbekend", "meer")


def test_two_organisations_in_one_line_are_asked(services: Services, people: People, table: dict[str, Persoon]) -> None:
    found = read(services, people, "K7M-3QX-K Limor en Politie vrijdag: x")
    assert "wie" not in found.bekend
    assert "wie" in found.onduidelijk


def test_an_organisation_where_nobody_is_yet_says_so(services: Services, people: People) -> None:
    found = read(services, people, "Reclassering Nederland vrijdag: x")
    assert found.onduidelijk["wie"] == Onduidelijk("niemand", gegevens={"organisatie": "Reclassering Nederland"})


def test_who_is_no_actiehouder_or_left_is_unknown(
    services: Services, people: People, table: dict[str, Persoon]
) -> None:
    services.run_now(revoke_persoon, table["dennis"])
    for name in ("Dennis", "Dirk", "Noor"):
        found = read(services, people, f"{name} vrijdag: x")
        assert "wie" not in found.bekend and found.onduidelijk["wie"].reden in ("onbekend", "niemand")


@pytest.mark.parametrize("typed", ["K7M-3QX-J", "K7M-3XQ-K", "H4C-8RM-2"])
def test_a_reference_that_is_wrong_or_not_mine_is_unknown_alike(
    services: Services, people: People, table: dict[str, Persoon], typed: str
) -> None:
    services.run_now(_casus, OTHER, "Deventer", people.dirk.id)  # type: ignore[arg-type]
    found = read(services, people, f"{typed} Limor vrijdag: x")
    assert found.onduidelijk == {"casus": Onduidelijk("onbekend")}
    assert set(found.bekend) == {"wie", "deadline"}


def test_the_own_casus_is_taken_when_a_strangers_stands_beside_it(
    services: Services, people: People, table: dict[str, Persoon]
) -> None:
    services.run_now(_casus, OTHER, "Deventer", people.dirk.id)  # type: ignore[arg-type]
    found = read(services, people, f"{OTHER} K7M-3QX-K Limor vrijdag: x")
    assert found.bekend["casus"] == REFERENTIE


def test_of_two_own_references_none_is_taken_unasked(
    services: Services, people: People, table: dict[str, Persoon]
) -> None:
    services.run_now(_casus, OTHER, "Zwolle", people.marijke.id)  # type: ignore[arg-type]
    found = read(services, people, f"K7M-3QX-K {OTHER} Limor vrijdag: x")
    assert "casus" not in found.bekend


@pytest.mark.parametrize(
    ("typed", "reden", "opties"),
    [
        ("zaterdag", "geen_werkdag", ("2027-02-05", "2027-02-08")),
        ("7 mei", "geen_werkdag", ("2027-05-05", "2027-05-10")),
        ("29 januari 2027", "voorbij", None),
        ("1 maart 2029", "te_ver", None),
    ],
)
def test_a_day_that_will_not_do_is_asked_with_days_that_will(
    services: Services,
    people: People,
    table: dict[str, Persoon],
    typed: str,
    reden: str,
    opties: tuple[str, ...] | None,
) -> None:
    found = read(services, people, f"K7M-3QX-K Limor {typed}: x")
    unclear = found.onduidelijk["deadline"]
    assert unclear.reden == reden
    assert unclear.opties == opties if opties else unclear.opties
    assert set(found.bekend) == {"casus", "wie", "wens"}


def test_a_line_without_a_reference_keeps_its_day_whatever_the_date(
    services: Services, people: People, table: dict[str, Persoon]
) -> None:
    lines = [
        f"Limor {day} {month}: x" for day in (1, 9, 11, 15, 26, 30) for month in ("maart", "april", "juli", "oktober")
    ]
    lost = [line for line in lines if "casus" in read(services, people, line).onduidelijk]
    assert lost == []


@pytest.mark.parametrize(
    "line", ["x" * 4096, "K7M-3QX-K " * 400, "vrijdag " * 500, "Limor " * 600, "a b " * 1000, ": " * 2000]
)
def test_a_flood_is_read_quickly(services: Services, people: People, table: dict[str, Persoon], line: str) -> None:
    began = time.process_time()
    read(services, people, line)
    assert time.process_time() - began < 1


# One answer to one question


def test_a_casus_is_found_by_what_is_typed_around_it(
    services: Services, people: People, table: dict[str, Persoon]
) -> None:
    for typed in ("K7M-3QX-K", "k7m3qxk", "het is K7M-3QX-K", "K7M-3QX-K."):
        assert services.run_now(find_casus, typed, people.marijke).referentie == REFERENTIE
    for typed in ("", "K7M-3QX-J", "geen idee"):
        assert services.run_now(find_casus, typed, people.marijke) == Onduidelijk("onbekend")
    assert services.run_now(find_casus, "K7M-3QX-K", people.dirk) == Onduidelijk("onbekend")


def test_more_people_than_fit_are_offered_ten(services: Services, people: People) -> None:
    for number in range(14):
        join(services, f"Agent {number}", Rol.ACTIEHOUDER, organisatie="Politie")
    found = services.run_now(find_actiehouder, "Politie")
    assert isinstance(found, Onduidelijk)
    assert len(found.opties) == 10
    assert found.opties[-1] == "Politie"


def test_the_people_of_the_casus_own_table_come_first(services: Services, people: People) -> None:
    outside = join(services, "Aart", Rol.ACTIEHOUDER, organisatie="Raster")
    guest = join(services, "Zoë", Rol.ACTIEHOUDER, organisatie="Gezinscoach", tafels=frozenset({"topx-zwolle"}))
    seat = join(services, "Piet", Rol.ACTIEHOUDER, organisatie="Politie")
    casus = services.run_now(new_casus, "Zwolle", "topx-zwolle", people.marijke)
    offered = services.run_now(likely_actiehouders, casus)
    assert offered[-1] == str(outside.id)
    assert {str(guest.id), str(seat.id), str(people.tineke.id)} == set(offered[:-1])


def test_a_typed_day_is_checked(services: Services) -> None:
    assert services.run_now(good_deadline, "vrijdag").isoformat() == FRIDAY


def test_a_name_and_its_organisation_together_are_one_person(
    services: Services, people: People, table: dict[str, Persoon]
) -> None:
    for line in ("Tineke van Tactus", "Tactus, Tineke", "voor Tineke bij Tactus uiterlijk"):
        found = read(services, people, f"K7M-3QX-K {line} vrijdag: x")
        assert found.bekend.get("wie") == people.tineke.id, line
