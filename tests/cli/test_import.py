"""Does a CSV come in as a whole, or is every fault named with its line?"""

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

HEAD = "naam,rol,organisatie,email,gemeente,tafel"
GOOD = "Marijke,makelaar;beheerder,Veiligheidshuis IJsselland,marijke@huis.nl,Kampen;Zwolle,topx-zwolle"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mensen.csv"


def load(cli: Cli, file: Path, held: str | bytes) -> list[str]:
    """Imports it; the faults. With a fault, nothing may have changed."""
    file.write_bytes(held.encode() if isinstance(held, str) else held)
    before = cli.dump()
    result = cli("gebruiker", "import", str(file))
    if result.code:
        assert result.code == 1
        assert result.faults
        assert cli.dump() == before
    return result.faults


def test_a_csv_brings_people_in(house: Cli, file: Path):
    file.write_text(f"{HEAD}\n{GOOD}\nTineke,actiehouder,tactus (fact),,,\n")

    assert house.ok("gebruiker", "import", str(file), "--json") == {"ids": [1, 2]}
    first, second = house.people()
    assert first["rollen"] == ["beheerder", "makelaar"]
    assert (first["gemeenten"], first["tafels"]) == (["Kampen", "Zwolle"], ["topx-zwolle"])
    assert (second["organisatie"], second["email"]) == ("Tactus (FACT)", None)


SAME = {
    "as the contract says": f"{HEAD}\n{GOOD}\n",
    "no newline at the end": f"{HEAD}\n{GOOD}",
    "windows": f"{HEAD}\r\n{GOOD}\r\n",
    "old mac": f"{HEAD}\r{GOOD}\r",
    "byte order mark": f"\ufeff{HEAD}\n{GOOD}\n",
    "blank lines": f"\n\n{HEAD}\n\n{GOOD}\n,,,,,\n\n",
    "spaces": HEAD.replace(",", " , ") + "\n" + GOOD.replace(",", " , ").replace(";", " ; ") + "\n",
    "capitals": f"{HEAD.upper()}\n{GOOD}\n",
    "all quoted": "\n".join('"' + line.replace(",", '","') + '"' for line in (HEAD, GOOD)),
    "dutch excel": "\ufeff" + HEAD.replace(",", ";") + "\r\n"
    'Marijke;"makelaar;beheerder";Veiligheidshuis IJsselland;marijke@huis.nl;"Kampen;Zwolle";topx-zwolle\r\n',
    "dutch excel, with columns that were once touched": HEAD.replace(",", ";") + ";;\r\n"
    'Marijke;"makelaar;beheerder";Veiligheidshuis IJsselland;marijke@huis.nl;"Kampen;Zwolle";topx-zwolle;;\r\n'
    ";;;;;;;\r\n",
    "tabs": HEAD.replace(",", "\t") + "\n" + GOOD.replace(",", "\t"),
    "other order": "tafel,naam,gemeente,email,organisatie,rol\n"
    "topx-zwolle,Marijke,Kampen;Zwolle,marijke@huis.nl,Veiligheidshuis IJsselland,makelaar;beheerder\n",
}


@pytest.mark.parametrize("held", SAME.values(), ids=SAME.keys())
def test_the_same_people_however_the_file_was_saved(one: Cli, file: Path, held: str):
    assert load(one, file, held) == []

    (person,) = one.people()
    assert (person["naam"], person["rollen"]) == ("Marijke", ["beheerder", "makelaar"])
    assert person["organisatie"] == "Veiligheidshuis IJsselland"
    assert person["email"] == "marijke@huis.nl"
    assert (person["gemeenten"], person["tafels"]) == (["Kampen", "Zwolle"], ["topx-zwolle"])


QUOTE_IT = "; zet een waarde met een scheidingsteken erin tussen aanhalingstekens"
UTF_8 = "is geen UTF-8. Bewaar het als UTF-8; in Excel: Opslaan als, CSV UTF-8"
BROKEN: dict[str, tuple[str | bytes, list[str]]] = {
    "empty": ("", ["het bestand is leeg"]),
    "blank": ("\n\n \n,,\n", ["het bestand is leeg"]),
    "mark only": ("\ufeff", ["het bestand is leeg"]),
    "only a head": (HEAD, ["er staat niemand in het bestand, alleen een kop"]),
    "no head": (
        GOOD,
        [
            "kolom (M•••e) ken ik niet",
            "kolom 'makelaar;beheerder' ken ik niet",
            "kolom 'Veiligheidshuis IJsselland' ken ik niet",
            "kolom (m•••l) ken ik niet",
            "kolom 'Kampen;Zwolle' ken ik niet",
            "kolom 'topx-zwolle' ken ik niet",
            "kolom 'naam' ontbreekt",
            "kolom 'rol' ontbreekt",
            "kolom 'organisatie' ontbreekt",
            "er staat niemand in het bestand, alleen een kop",
        ],
    ),
    "missing column": ("naam,rol\nJan,partner\n", ["kolom 'organisatie' ontbreekt"]),
    "unknown column": (
        "naam,rol,organisatie,E-mail,telefoon\nJan,partner,Politie,,\n",
        ["kolom 'E-mail' ken ik niet, bedoelde u 'email'?", "kolom 'telefoon' ken ik niet"],
    ),
    "nameless column": ("naam,,rol,organisatie\nJan,,partner,Politie\n", ["kolom '' ken ik niet"]),
    "double column": ("naam,naam,rol,organisatie\nA,B,partner,Politie\n", ["kolom 'naam' staat er twee keer"]),
    "too few": (f"{HEAD}\nJan,partner,Politie\n", [f"regel 2: 3 waarden, de kop heeft er 6{QUOTE_IT}"]),
    "too many": (f"{HEAD}\n{GOOD},meer\n", [f"regel 2: 7 waarden, de kop heeft er 6{QUOTE_IT}"]),
    "semicolons that are not quoted": (
        f"{HEAD}\n{GOOD}\n".replace(",", ";"),
        [f"regel 2: 8 waarden, de kop heeft er 6{QUOTE_IT}"],
    ),
    "a semicolon head over commas": (
        HEAD.replace(",", ";") + "\nJan,partner,Politie,,,\n",
        [f"regel 2: 1 waarden, de kop heeft er 6{QUOTE_IT}"],
    ),
    "unclosed quote": (
        f'{HEAD}\n{GOOD}\n"Jan,partner,Politie,,,\n{GOOD}\n',
        ["regel 3: een aanhalingsteken staat verkeerd of wordt niet gesloten"],
    ),
    "quote in the wrong place": (
        f'{HEAD}\n"Jan"x,partner,Politie,,,\n',
        ["regel 2: een aanhalingsteken staat verkeerd of wordt niet gesloten"],
    ),
    "a whole line quoted": (
        f'{HEAD}\n"Jan,partner,Politie,,,"\n',
        [f"regel 2: 1 waarden, de kop heeft er 6{QUOTE_IT}"],
    ),
    "latin-1": (f"{HEAD}\nZoë,partner,Politie,,,\n".encode("latin-1"), [UTF_8]),
    "utf-16": (f"{HEAD}\n{GOOD}\n".encode("utf-16"), [UTF_8]),
    "a spreadsheet": (b"PK\x03\x04\x14\x00\xff\xfe" * 100, [UTF_8]),
    "zeros": (
        b"\x00" * 100,
        [
            "kolom '' ken ik niet",
            "kolom 'naam' ontbreekt",
            "kolom 'rol' ontbreekt",
            "kolom 'organisatie' ontbreekt",
            "er staat niemand in het bestand, alleen een kop",
        ],
    ),
    "control characters": (
        f"{HEAD}\nJan\x07,partner,Politie,,,\n",
        ["regel 2: naam: moet een naam zijn van hoogstens 100 leesbare tekens"],
    ),
    "a formula": (f"{HEAD}\n=cmd()|' /C calc'!A0,partner,Politie,,,\n", ["regel 2: naam: mag niet beginnen met ="]),
    "a formula elsewhere": (
        f"{HEAD}\nJan,=1+1,=cmd(),=1+1,=1+1,=1+1\n",
        [
            "regel 2: email: is geen e-mailadres",
            "regel 2: rol: onbekende rol '=1+1'",
            "regel 2: organisatie: onbekende organisatie '=cmd()'",
            "regel 2: gemeente: onbekende gemeente '=1+1'",
            "regel 2: tafel: onbekende tafel '=1+1'",
        ],
    ),
    "unknown names": (
        f"{HEAD}\n{GOOD}\nJan,partnr,Politi,jan,Zwole,topx\n",
        [
            "regel 3: email: is geen e-mailadres",
            "regel 3: rol: onbekende rol 'partnr', bedoelde u 'partner'?",
            "regel 3: organisatie: onbekende organisatie 'Politi', bedoelde u 'Politie'?",
            "regel 3: gemeente: onbekende gemeente (Z•••e), bedoelde u 'Zwolle'?",
            "regel 3: tafel: onbekende tafel 'topx'",
        ],
    ),
    "nothing but commas and an email": (
        f"{HEAD}\n,,,jan@huis.nl,,\n",
        ["regel 2: naam: ontbreekt", "regel 2: rol: ontbreekt", "regel 2: organisatie: ontbreekt"],
    ),
    "roles with commas in quotes": (
        f'{HEAD}\nJan,"partner,manager",Politie,,,\n',
        ["regel 2: rol: onbekende rol 'partner,manager', bedoelde u 'partner'?"],
    ),
    "faults on several lines, after a line of two lines": (
        f'{HEAD}\n"Jan\nPeter",partner,Politie,,,\nKees,baas,Politie,,,\nPiet,partner\n\nWim,partner,Xyz,,,\n',
        [
            "regel 4: rol: onbekende rol 'baas'",
            f"regel 5: 2 waarden, de kop heeft er 6{QUOTE_IT}",
            "regel 7: organisatie: onbekende organisatie (X•••z)",
        ],
    ),
    "an email twice": (
        f"{HEAD}\n{GOOD}\nJan,partner,Politie,jan@politie.nl,,\nJan,partner,Politie,MARIJKE@huis.nl,,\n",
        ["regel 4: email: dit adres heeft regel 2 al"],
    ),
    "a person twice": (
        f"{HEAD}\nJan,partner,Politie,,,\njan,manager,POLITIE,,,\n",
        ["regel 3: naam: deze persoon is regel 2 al; is het een ander, geef een email"],
    ),
    "a cell without an end": (
        f"{HEAD}\n{'x' * 200_000},partner,Politie,,,\n",
        ["regel 2: een aanhalingsteken staat verkeerd of wordt niet gesloten"],
    ),
    "a line of commas without an end": (
        f"{HEAD}\nJan{',' * 1_000_000}x\n",
        [f"regel 2: 1000001 waarden, de kop heeft er 6{QUOTE_IT}"],
    ),
    "a million spaces where an organisation belongs": (
        f"{HEAD}\nJan,partner,x{' ' * 100_000}x,,,\n",
        ["regel 2: organisatie: onbekende organisatie 'x x'"],
    ),
}


def test_every_fault_is_named_with_its_line_and_nothing_is_half_applied(one: Cli, file: Path):
    one.add("Noor", rol="beheerder")

    for what, (held, expected) in BROKEN.items():
        faults = load(one, file, held)

        assert [fault.removeprefix(f"{file}: ") for fault in faults] == expected, what


def test_who_is_here_already_is_a_fault_and_no_second_person(house: Cli, file: Path):
    held = f"{HEAD}\n{GOOD}\nJan,partner,Politie,,,\nKees,partner,Politie,kees@politie.nl,,\n"
    assert load(house, file, held) == []

    assert load(house, file, held) == [
        "regel 2: email: dit adres heeft nummer 1 al",
        "regel 3: naam: deze persoon is nummer 2 al; is het een ander, geef een email",
        "regel 4: email: dit adres heeft nummer 3 al",
    ]
    # Another Jan can come, once they can be told apart; and a Jan elsewhere is another Jan.
    more = f"{HEAD}\nJan,partner,Politie,jan2@politie.nl,,\nJan,partner,Limor,,,\n"
    assert load(house, file, more) == []
    assert len(house.people()) == 5


def test_names_may_hold_what_a_page_or_a_chat_would_take_for_markup(one: Cli, file: Path):
    names = [
        "<script>alert(1)</script>",
        "Zoë & Co",
        "'t Hart",
        "Jan 👍",
        "Robert'); DROP TABLE persoon;--",
        "{{ 7*7 }} x",
    ]

    assert load(one, file, HEAD + "\n" + "".join(f"{name},partner,Limor,,,\n" for name in names)) == []
    assert [person["naam"] for person in one.people()] == names


def test_ten_thousand_people_come_in(one: Cli, file: Path):
    rows = [
        f"Persoon nr {n},actiehouder;partner,Tactus/FACT,p{n}@tactus.nl,Kampen;Zwolle,jor-zwolle" for n in range(10_000)
    ]
    file.write_text("\n".join([HEAD, *rows]))

    assert one.ok("gebruiker", "import", str(file)) == "10000 mensen toegevoegd.\n"


def test_ten_thousand_faults_are_named_within_seconds(one: Cli, file: Path):
    rows = [f"Persoon {n},rol {n},Tactus {n},p{n},Kampen {n},jor {n}" for n in range(10_000)]

    faults = load(one, file, "\n".join([HEAD, *rows]))

    assert len(faults) == 50_000
    assert faults[-1].startswith("regel 10001: tafel: ")
