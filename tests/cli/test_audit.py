"""What does a privacy officer read of the trail, and when does it raise the alarm?"""

import csv
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.cli.conftest import Cli

OTHER_KEY = "another-key-that-is-long-enough-0123456789-abc"


def execute(cli: Cli, statement: str) -> None:
    engine = create_engine(cli.env["DATABASE_URL"].replace("postgres://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def trail(house: Cli) -> Cli:
    """Three lines, of which a tick sealed two."""
    house.add("Tineke Voorbeeld")
    house("tick")  # nobody to send anything to
    house.add("Joris Voorbeeld")
    return house


def test_verify_says_that_all_is_well_and_where_the_trail_ends(trail: Cli):
    said = trail.ok("audit", "verify").splitlines()

    assert said[:2] == ["Het spoor is heel: 2 regels passen op elkaar.", "Nog niet verzegeld: 1."]
    assert said[2].startswith("Kop, om elders te noteren: 2:")
    kop = said[2].split(": ", 1)[1]
    assert trail("audit", "verify", "--kop", kop).code == 0
    assert trail("audit", "verify", "--kop", kop[:18]).code == 0


def test_verify_as_json(trail: Cli):
    answer = trail.ok("audit", "verify", "--json")

    kop = answer.pop("kop")
    assert (kop["nummer"], len(kop["zegel"])) == (2, 64)
    assert answer == {
        "goed": True,
        "regels": 2,
        "opgeschoond": 0,
        "niet_verzegeld": 1,
        "fouten": [],
        "aantal_fouten": 0,
    }


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE audit SET daad = 'gezien' WHERE nummer = 1", "Regel 1 (id 1) past niet op zijn zegel"),
        ("DELETE FROM audit WHERE nummer = 1", "Regel 1 ontbreekt."),
        ("DELETE FROM audit WHERE nummer <= 2", "Regel 1 ontbreekt, tot en met 2."),
        ("DELETE FROM audit WHERE nummer = 2", "Regel 2 ontbreekt."),
        ("DELETE FROM auditmerk", "De kop (regel 2) is gewijzigd, weg, of hoort niet bij de laatste regel."),
    ],
)
def test_verify_names_what_is_wrong_and_exits_1(trail: Cli, statement: str, line: str):
    execute(trail, statement)

    result = trail("audit", "verify")

    assert result.code == 1
    assert result.out.splitlines()[0].startswith(line)
    assert "Kop, om elders te noteren" in result.out or "auditmerk" in statement
    answer = trail("audit", "verify", "--json")
    assert (answer.code, answer.json["goed"]) == (1, False)
    assert answer.json["fouten"][0]["nummer"] in (1, 2)


def test_verify_with_another_key_says_so(trail: Cli):
    result = trail("audit", "verify", SECRET_KEY=OTHER_KEY)

    assert result.code == 1
    assert result.out.startswith("Niets past op deze SECRET_KEY. Waarschijnlijk is het spoor met een andere verzegeld")


def test_after_a_new_key_the_trail_is_sealed_anew_with_the_old_one_from_a_file(trail: Cli, tmp_path: Path):
    old = tmp_path / "oude-sleutel"
    old.write_text(trail.env["SECRET_KEY"] + "\n")
    trail.env["SECRET_KEY"] = OTHER_KEY
    trail("tick")
    assert trail.ok("audit", "reseal", str(old)).startswith("Het spoor is heel: 2 regels passen op elkaar.")

    trail("tick")

    assert trail.ok("audit", "verify").startswith("Het spoor is heel: 4 regels passen op elkaar.")
    again = trail("audit", "reseal", str(old))
    assert (again.code, again.out[:35]) == (1, "Niets past op deze SECRET_KEY. Waar")


def test_the_trail_still_fits_in_the_other_kind_of_database(trail: Cli, tmp_path: Path):
    to = Cli(trail.env | {"DATABASE_URL": f"sqlite:///{tmp_path}/terug.db"})
    before = trail.ok("audit", "verify", "--json")["kop"]
    trail.ok("db", "backup", str(tmp_path / "huis.gz"))
    (file,) = tmp_path.glob("huis.tot-*.gz")

    to.ok("db", "restore", str(file))

    answer = to.ok("audit", "verify", "--json")
    assert (answer["kop"], answer["regels"]) == (before, 2)
    assert to("audit", "verify", "--kop", f"{before['nummer']}:{before['zegel']}").code == 0


def test_verify_with_a_head_that_is_not_there_any_more(one: Cli):
    result = one("audit", "verify", "--kop", f"7:{'ab' * 8}")

    assert result.code == 1
    assert result.out.startswith("Regel 7 is niet meer wat er genoteerd is")


@pytest.mark.parametrize("kop", ["7", "7:abc", "zeven:" + "a" * 64, "7:" + "g" * 64])
def test_verify_refuses_what_is_no_head(one: Cli, kop: str):
    result = one("audit", "verify", "--kop", kop)

    assert (result.code, len(result.faults)) == (1, 1)
    assert result.err.startswith("--kop: is geen kop")


def test_verify_needs_the_key_and_export_does_not(one: Cli):
    del one.env["SECRET_KEY"]

    result = one("audit", "verify")

    assert result.code == 2
    (line,) = result.faults
    assert line.startswith("SECRET_KEY: ontbreekt")
    assert one("audit", "export").code == 0


def test_export_is_a_table_with_numbers_and_no_names(trail: Cli):
    rows = list(csv.DictReader(io.StringIO(trail.ok("audit", "export"))))

    assert list(rows[0]) == ["moment", "persoon", "rollen", "daad", "object", "uitkomst", "nummer", "zegel"]
    assert [(row["daad"], row["object"], row["nummer"]) for row in rows] == [
        ("regio_geladen", "regio ijsselland", "1"),
        ("persoon_toegevoegd", "persoon 1", "2"),
        ("persoon_toegevoegd", "persoon 2", ""),
        ("audit_ingezien", "audit", ""),
    ]
    assert "Voorbeeld" not in str(rows)


def test_export_as_json_is_an_object_a_line_on_the_regions_clock(one: Cli, tmp_path_factory: pytest.TempPathFactory):
    one.env["TELEGRAM_API_URL"] = "http://127.0.0.1:1"
    one.moment("2027-07-01T23:30:00+02:00", tmp_path_factory.mktemp("klok"))

    lines = one("audit", "export", "--json").out.splitlines()

    last = json.loads(lines[-1])
    assert last["moment"].startswith("2027-07-01T23:30:")
    assert last["moment"].endswith("+02:00")
    assert (last["daad"], last["persoon"], last["zegel"]) == ("audit_ingezien", None, None)
    chosen = one("audit", "export", "--json", "--sinds", "2027-07-01", "--tot", "2027-07-01").out.splitlines()
    assert {json.loads(line)["daad"] for line in chosen} == {"audit_ingezien"}
    assert one("audit", "export", "--json", "--sinds", "2027-07-02").out == ""


@pytest.mark.parametrize("day", ["gisteren", "2027-02-30", "1999-12-31", "9999-12-31", "01-02-2027"])
def test_export_refuses_what_is_no_date(one: Cli, day: str):
    for option in ("--sinds", "--tot"):
        result = one("audit", "export", option, day)

        assert (result.code, len(result.faults)) == (1, 1)
        assert result.err.startswith(f"{option}: ")
        assert result.out == ""
