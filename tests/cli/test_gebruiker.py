"""Do people come in as the region writes their names, and only once?"""

from tests.cli.conftest import Cli


def add(cli: Cli, **options: str | list[str]) -> list[str]:
    """Adds Tineke with these options; the faults."""
    given: dict[str, str | list[str]] = {"naam": "Tineke", "rol": "actiehouder", "organisatie": "Tactus", **options}
    args = [
        part
        for name, value in given.items()
        for each in (value if isinstance(value, list) else [value])
        for part in (f"--{name}", each)
    ]
    result = cli("gebruiker", "add", *args)
    assert (result.code == 0) is (not result.err), result
    assert result.code in (0, 1)
    return result.faults


def test_add_gives_an_id_and_writes_names_as_the_region_does(house: Cli):
    who = ["--naam", "  Tineke   de  Vries ", "--organisatie", "TACTUS/fact", "--email", "Tineke@Tactus.nl"]
    roles = ["--rol", "MAKELAAR", "--rol", "beheerder"]
    places = ["--gemeente", "kampen", "--gemeente", "olst-WIJHE", "--tafel", "TOPX-zwolle", "--tafel", "jor-zwolle"]

    assert house.ok("gebruiker", "add", *who, *roles, *places, "--json") == {"id": 1}
    assert house.people() == [
        {
            "id": 1,
            "naam": "Tineke de Vries",
            "rollen": ["beheerder", "makelaar"],
            "organisatie": "Tactus (FACT)",
            "email": "Tineke@Tactus.nl",
            "gemeenten": ["Kampen", "Olst-Wijhe"],
            "tafels": ["jor-zwolle", "topx-zwolle"],
            "gekoppeld": False,
            "actief": True,
        }
    ]
    assert "Tineke de Vries · Tactus (FACT) · beheerder, makelaar · nog niet gekoppeld" in house.ok("gebruiker", "list")


ORGANISATIES = {
    "Tactus": "Tactus",
    " tactus ": "Tactus",
    "Tactus (FACT)": "Tactus (FACT)",
    "tactus(reclassering)": "Tactus (reclassering)",
    "Tactus/FACT": "Tactus (FACT)",
    "Tactus / fact": "Tactus (FACT)",
    "BZT": "Bijzonder Zorg Team",
    "gemeente zwolle": "Gemeente Zwolle",
    "Dienst Justitiele Inrichtingen": "DJI",
}


def test_an_organisation_is_known_by_name_alias_and_seat(one: Cli):
    for typed in ORGANISATIES:
        assert add(one, organisatie=typed) == [], typed

    assert [person["organisatie"] for person in one.people()] == list(ORGANISATIES.values())


def test_what_is_unknown_is_named_with_what_was_probably_meant(one: Cli):
    before = one.dump()

    assert add(
        one,
        naam="\x1b[31m",
        rol=["actiehoudr", "baas"],
        organisatie="Tactuss",
        email="geen adres",
        gemeente=["Zwole", "Groningen"],
        tafel="topx-zwole",
    ) == [
        "naam: moet een naam zijn van hoogstens 100 leesbare tekens",
        "email: is geen e-mailadres",
        "rol: onbekende rol 'actiehoudr', bedoelde u 'actiehouder'?",
        "rol: onbekende rol 'baas'",
        "organisatie: onbekende organisatie 'Tactuss', bedoelde u 'Tactus'?",
        "gemeente: onbekende gemeente (Z•••e), bedoelde u 'Zwolle'?",
        "gemeente: onbekende gemeente 'Groningen'",
        "tafel: onbekende tafel (z•••e), bedoelde u 'topx-zwolle'?",
    ]
    assert add(one, organisatie="Tactus/FACTT") == ["organisatie: Tactus heeft geen zetel 'FACTT', bedoelde u 'FACT'?"]
    assert add(one, organisatie="Tactus (kern)") == [
        "organisatie: Tactus heeft geen zetel 'kern'; wel: FACT, reclassering"
    ]
    assert add(one, organisatie="Politie/FACT") == ["organisatie: Politie heeft geen zetel 'FACT'"]
    assert one.dump() == before


NAMEN = ["Zoë", "'t Hart", "D’Angelo", "Jan-Peter", "<b>Jan</b> & Zoon", "Wijkagent 2", "علي", "Jan 👍", "J" * 100]
GEEN_NAMEN = ["", "  ", "\n", "J" * 101, "Jan\x00", "Jan\x07", "\u202eJan", "J\u200ban", "12", "👍"]
FORMULES = ["=cmd()", "+1 Jan", "-1 Jan", "@Jan"]
GEEN_EMAIL = ["x", "x@", "@y.nl", "x@y", "x@y.", "x y@z.nl", "x@y@z.nl", "x@y.nl\nBcc: z@y.nl", "<x@y.nl>", "x@ÿ.nl"]


def test_a_name_is_what_people_are_called(one: Cli):
    for naam in NAMEN:
        assert add(one, naam=naam) == [], naam
    assert add(one, naam="Zoe\u0308") == []

    assert [person["naam"] for person in one.people()] == [*NAMEN, "Zoë"]


def test_what_is_no_name_is_refused(one: Cli):
    for naam in GEEN_NAMEN + FORMULES:
        (line,) = add(one, naam=f"{naam}")
        assert line.startswith("naam: "), naam
    assert one.people() == []


def test_what_is_no_email_is_refused(one: Cli):
    for email in [*GEEN_EMAIL, "x" * 97 + "@y.nl"]:
        assert add(one, email=email) == ["email: is geen e-mailadres"], email
    assert one.people() == []


def test_an_email_belongs_to_one_person_however_it_is_written(house: Cli):
    house.add("Tineke", "--email", "tineke@tactus.nl")

    assert add(house, naam="Ander", email=" TINEKE@Tactus.NL ") == [
        "email: dit adres is al in gebruik. Kijk met: afsprakenbot gebruiker list"
    ]
    assert len(house.people()) == 1


def test_somebody_is_found_by_id_and_by_email_in_any_case(house: Cli):
    house.add("Tineke", "--email", "tineke@tactus.nl")
    house.add("Joris")

    assert house.ok("gebruiker", "revoke", "Tineke@TACTUS.nl", "--json") == {"id": 1, "actief": False}
    assert house.ok("gebruiker", "revoke", "2") == "Joris heeft geen toegang meer.\n"
    assert house.ok("gebruiker", "revoke", "2") == "Joris heeft geen toegang meer.\n"
    assert [person["actief"] for person in house.people()] == [False, False]
    assert "gestopt" in house.ok("gebruiker", "list")


NIEMAND = ["3", "0", "-1", "9" * 30, "9" * 5000, "niemand@voorbeeld.nl", "Tineke", "", "%", "1 OR 1=1"]


def test_who_is_not_there_is_nobody(house: Cli):
    house.add("Tineke")
    before = house.dump()

    for who in NIEMAND:
        for command in (["gebruiker", "revoke"], ["uitnodiging", "create"]):
            result = house(*command, "--", who)

            assert result.code == 1
            assert result.faults == ["Die persoon ken ik niet. Kijk met: afsprakenbot gebruiker list"], who
    assert house.dump() == before


def test_an_empty_house_has_nobody_to_list(one: Cli):
    assert one.ok("gebruiker", "list") == "Er is nog niemand.\n"
    assert one.people() == []


def test_a_forgotten_option_is_a_usage_fault(one: Cli):
    for args in (["--naam", "Jan"], ["--naam", "Jan", "--organisatie", "Tactus"], []):
        result = one("gebruiker", "add", *args)

        assert result.code == 2
        assert "Traceback" not in result.err


def test_somebody_gets_other_tables_later(house: Cli):
    add(house, email="tineke@example.org", tafel="topx-zwolle")

    said = house.ok("gebruiker", "tafels", "tineke@example.org", "--tafel", "JOR Zwolle", "--tafel", "topx-deventer")
    assert said.strip() == "Tineke zit aan: jor-zwolle, topx-deventer."
    assert house.people()[0]["tafels"] == ["jor-zwolle", "topx-deventer"]

    assert "bedoelde u 'topx-zwolle'?" in house("gebruiker", "tafels", "1", "--tafel", "topx-zwole").err
    assert house.people()[0]["tafels"] == ["jor-zwolle", "topx-deventer"]

    assert house.ok("gebruiker", "tafels", "1", "--json") == {"id": 1, "tafels": []}
    house.ok("gebruiker", "revoke", "1")
    assert house("gebruiker", "tafels", "1", "--tafel", "topx-zwolle").code == 1
