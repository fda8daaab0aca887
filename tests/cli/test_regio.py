"""Does a region file come into force as a whole, or not at all?"""

import os
import threading
from datetime import date
from pathlib import Path

import pytest

from bot.domain.persoon import Rol
from tests.builders import agree, join
from tests.cli.conftest import IJSSELLAND, Cli

GOOD = IJSSELLAND.read_text(encoding="utf-8")
KENNEMERLAND = IJSSELLAND.with_name("kennemerland.toml")


def edited(folder: Path, *changes: tuple[str, str]) -> str:
    """The region file of IJsselland with these words replaced, as a path."""
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "regio.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def without_table(text: str, key: str) -> str:
    """The region file without the casustafel of that key."""
    head, *tables = text.split("[[casustafels]]")
    last, tail = tables[-1].split("# Aanspreken", 1)
    kept = [table for table in [*tables[:-1], last] if f'"{key}"' not in table]
    return "[[casustafels]]".join([head, *kept]) + "# Aanspreken" + tail


def test_check_finds_both_regions_of_the_project_in_order(bare: Cli):
    assert bare.ok("regio", "check", str(IJSSELLAND)).startswith("Veiligheidshuis IJsselland: in orde (8 casustafels")
    assert "in orde" in bare.ok("regio", "check", str(KENNEMERLAND))
    assert not list(Path(bare.env["DATABASE_URL"].removeprefix("sqlite:///")).parent.glob("*.db"))


def test_check_and_load_name_every_fault_by_its_path_and_load_nothing(house: Cli, tmp_path: Path):
    file = edited(
        tmp_path,
        ('sleutel = "jor-zwolle"', 'sleutel = "topx-zwolle"'),
        ("ladder = [-5, -1, 0, 1]", 'ladder = ["vaak"]'),
        ('adres = "Polstraat 48"', 'adres = ""'),
        ('locatie = "Deventer"\ngebouw = "Raster"', 'locatie = "Deventr"\ngebouw = "Raster"'),
        ('ochtendbericht = "08:30"', 'ochtendbericht = "half negen"'),
    )
    before = house.dump()

    for command in ("check", "load"):
        result = house("regio", command, file)

        assert (result.code, result.out) == (1, "")
        paths = [line.split(":")[0] for line in result.faults]
        assert paths == [
            "herinneringen.ladder[0]",
            "verzending.ochtendbericht",
            "casustafels[3].adres",
            "casustafels[4].sleutel",
            "casustafels[5].locatie",
        ]
        assert "bedoelde u 'Deventer'?" in result.err
    assert house.dump() == before


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda file: None, "bestaat niet"),
        (lambda file: file.mkdir(), "is een map"),
        (lambda file: file.write_bytes("naam = 'Zoë'".encode("latin-1")), "geen UTF-8"),
        (lambda file: file.write_bytes(GOOD.encode("utf-16")), "geen UTF-8"),
        (lambda file: file.write_bytes(b"a" * (5 * 1024 * 1024 + 1)), "groter dan 5 MB"),
        (lambda file: file.symlink_to("/dev/zero"), "groter dan 5 MB"),
        (lambda file: file.symlink_to(file), "kan niet worden gelezen"),
    ],
    ids=["missing", "folder", "latin-1", "utf-16", "huge", "endless", "loop"],
)
def test_a_file_that_cannot_be_read_gives_one_line(bare: Cli, tmp_path: Path, make, words: str):
    file = tmp_path / "invoer"
    make(file)

    for command in (["regio", "check"], ["regio", "load"], ["gebruiker", "import"]):
        result = bare(*command, str(file))

        assert result.code == 1
        (line,) = result.faults
        assert words in line
        assert str(file) in line


def test_a_file_without_anything_in_it_is_no_region(bare: Cli, tmp_path: Path):
    for number, held in enumerate((b"", b"\n\n", b"\x00", b"sleutel", b"\xef\xbb\xbf")):
        file = tmp_path / f"{number}.toml"
        file.write_bytes(held)

        result = bare("regio", "check", str(file))

        assert result.code == 1
        assert all(": " in line for line in result.faults), result.err


def test_a_file_can_come_through_a_pipe(bare: Cli, tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(GOOD.encode()))
    writer.start()

    assert "in orde" in bare.ok("regio", "check", str(pipe))
    writer.join()


def test_loading_twice_changes_nothing_the_second_time(house: Cli, tmp_path: Path):
    before = house.dump()

    assert house.ok("regio", "load", str(IJSSELLAND)) == "Er verandert niets.\n"
    assert house.ok("regio", "load", str(IJSSELLAND), "--json") == {"wijzigingen": []}
    assert house.dump() == before

    file = edited(tmp_path, ('ochtendbericht = "08:30"', 'ochtendbericht = "09:00"'))
    assert house.ok("regio", "load", file, "--json") == {
        "wijzigingen": ["verzending.ochtendbericht: '08:30' wordt '09:00'"]
    }
    assert house.ok("regio", "load", file) == "Er verandert niets.\n"


def test_a_load_plans_the_year_and_says_which_bijeenkomsten_change(bare: Cli, tmp_path: Path):
    bare.moment("2027-02-01T09:00", tmp_path)
    said = bare.ok("regio", "load", str(IJSSELLAND)).splitlines()
    assert "bijeenkomsten topx-zwolle: 26 gepland" in said
    assert len(bare.dump()["bijeenkomst"]) == sum(
        int(line.split()[2]) for line in said if line.startswith("bijeenkomsten ")
    )

    file = edited(tmp_path, ("sluitingsdagen = [", 'sluitingsdagen = ["2027-02-16",'))
    assert "bijeenkomst topx-zwolle dinsdag 16 februari 2027 09:30: vervalt" in bare.ok("regio", "load", file)
    assert bare.ok("regio", "load", file) == "Er verandert niets.\n"


def test_what_show_prints_is_a_region_file_that_changes_nothing(house: Cli, tmp_path: Path):
    file = tmp_path / "getoond.toml"
    file.write_text(house.ok("regio", "show"), encoding="utf-8")

    assert "in orde" in house.ok("regio", "check", str(file))
    assert house.ok("regio", "load", str(file)) == "Er verandert niets.\n"
    assert house.ok("regio", "show", "--json")["sleutel"] == "ijsselland"


def test_before_a_region_is_loaded_it_says_so(bare: Cli):
    for command in (["regio", "show"], ["gebruiker", "add", "--naam", "N", "--rol", "partner", "--organisatie", "O"]):
        result = bare(*command)

        assert result.code == 1
        assert result.faults == ["Er is nog geen regio geladen. Draai eerst: afsprakenbot regio load BESTAND"]


def test_a_key_in_use_cannot_go_and_then_nothing_changes(house: Cli, tmp_path: Path):
    house.add("Marijke", "--tafel", "jor-deventer", rol="makelaar", organisatie="Veiligheidshuis IJsselland")
    house.add("Tineke", organisatie="Tactus (FACT)")
    file = tmp_path / "regio.toml"
    smaller = without_table(GOOD, "jor-deventer").replace(
        'zetels = ["FACT", "reclassering"]', 'zetels = ["reclassering"]'
    )
    smaller = smaller.replace('"Tactus/FACT",', "").replace('ochtendbericht = "08:30"', 'ochtendbericht = "09:00"')
    file.write_text(smaller, encoding="utf-8")
    before = house.dump()

    result = house("regio", "load", str(file))

    assert result.code == 1
    assert result.faults == [
        "casustafels: 'jor-deventer' is in gebruik en kan niet weg",
        "organisaties: zetel 'Tactus/FACT' is in gebruik en kan niet weg",
    ]
    assert house.dump() == before

    for person in house.people():
        house.ok("gebruiker", "revoke", str(person["id"]))
    assert "casustafels: 'jor-deventer' vervalt" in house.ok("regio", "load", str(file))


def test_a_new_ladder_plans_every_open_afspraak_anew(house: Cli, tmp_path: Path):
    """A deadline on Wednesday 17 February: five working days before it is the 10th, four the 11th."""
    house.moment("2027-02-01T09:00", tmp_path)
    with house.services() as services:
        marijke = join(services, "Marijke", Rol.MAKELAAR, gemeenten=frozenset({"Zwolle"}))
        tineke = join(services, "Tineke", Rol.ACTIEHOUDER)
        afspraak = agree(services, marijke, tineke, date(2027, 2, 17))

        def planned() -> date | None:
            return services.run_now(lambda tx: tx.afspraken.next_due_on(afspraak.id))

        assert planned() == date(2027, 2, 10)

        house.ok("regio", "load", edited(tmp_path, ("ladder = [-5, -1, 0, 1]", "ladder = [-4, 0]")))
        assert planned() == date(2027, 2, 11)

        house.ok("regio", "load", str(IJSSELLAND))
        assert planned() == date(2027, 2, 10)
