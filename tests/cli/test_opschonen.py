"""Does the command line clear out, say what went, and keep backups?"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.domain.persoon import PersoonId
from bot.usecases.personen import revoke_persoon
from storage.backup import named
from tests.builders import close
from tests.cli.conftest import SECRET, Cli
from tests.cli.test_casus import a_casus

KINDS = [
    "casussen",
    "afspraken",
    "bijeenkomsten",
    "inzages",
    "afwezigheden",
    "overdrachten",
    "gesprekken",
    "uitnodigingen",
    "berichten",
    "bewerkingen",
    "binnengekomen",
    "gewist",
    "personen",
    "audit",
]


@pytest.fixture
def overdue(house: Cli, tmp_path: Path) -> Cli:
    """A house in which a casus and a person are past their term."""
    house.moment("2027-02-01T09:00:00+01:00", tmp_path)
    ref = a_casus(house).casus
    sanne = house.add("Sanne Zonderling")
    with house.services() as services:
        services.run_now(close, ref)
        services.run_now(lambda tx: revoke_persoon(tx, tx.personen.get(PersoonId(sanne))))
    house.moment("2027-03-10T09:00:00+01:00", tmp_path)
    return house


def test_it_says_per_kind_how_many_went_and_of_which_days_and_never_whose(overdue: Cli):
    would = overdue.ok("opschonen", "--dry-run", "--json")
    assert overdue.ok("opschonen", "--dry-run", "--json") == would, "looking changes nothing"

    went = overdue.ok("opschonen", "--json")

    assert list(went) == KINDS
    assert went["casussen"] == {"aantal": 1, "oudste": "2027-02-01", "nieuwste": "2027-02-01"}
    assert {kind: row["aantal"] for kind, row in went.items() if row["aantal"]} == {
        kind: row["aantal"] for kind, row in would.items() if row["aantal"]
    }
    assert all(row["aantal"] == 0 for row in overdue.ok("opschonen", "--json").values())


def test_people_read_it_in_a_few_lines(overdue: Cli):
    out = overdue.ok("opschonen", "--dry-run").splitlines()
    assert out[0] == "Dit zou weggaan:"
    assert "     1  casussen, van 2027-02-01" in out
    assert overdue.ok("opschonen").startswith("Dit is weg:\n")
    assert overdue.ok("opschonen") == "Er is niets waarvan de termijn om is.\n"


def test_clearing_needs_the_key_of_the_audit_trail_and_looking_does_not(one: Cli):
    del one.env["SECRET_KEY"]
    assert one("opschonen").code == 2
    assert "SECRET_KEY" in one("opschonen").err
    assert one("opschonen", "--dry-run").code == 0


def test_after_it_the_audit_trail_is_still_whole(overdue: Cli, tmp_path: Path):
    overdue.ok("opschonen")
    overdue.moment("2029-03-12T09:00:00+01:00", tmp_path)
    assert overdue.ok("opschonen", "--json")["audit"]["aantal"] > 0

    assert overdue("audit", "verify", SECRET_KEY=SECRET).code == 0


def test_a_backup_carries_its_last_day_and_comes_back_elsewhere(overdue: Cli, bare: Cli, tmp_path: Path):
    bare.env["CLOCK_FILE"] = overdue.env["CLOCK_FILE"]

    made = Path(overdue.ok("db", "backup", str(tmp_path / "huis.gz")).strip())

    assert made == named(tmp_path / "huis.gz", date(2027, 3, 10) + timedelta(days=30))
    assert overdue("db", "backup", str(tmp_path / "huis.gz")).faults == [f"{made}: bestaat al"]
    assert overdue("db", "restore", str(made)).faults == [
        "De database is niet leeg. Terugzetten kan alleen in een lege database."
    ]
    out = bare.ok("db", "restore", str(made))
    assert "afsprakenbot opschonen" in out
    assert bare.people() == overdue.people()
    assert bare.ok("audit", "verify").startswith("Het spoor is heel")


def test_a_backup_past_its_last_day_is_only_put_back_when_it_has_to_be(one: Cli, bare: Cli, tmp_path: Path):
    one.moment("2027-02-01T09:00:00+01:00", tmp_path)
    made = one.ok("db", "backup", str(tmp_path / "huis.gz")).strip()
    one.moment("2027-03-04T09:00:00+01:00", tmp_path)
    bare.env["CLOCK_FILE"] = one.env["CLOCK_FILE"]

    (fault,) = bare("db", "restore", made).faults
    assert "mocht blijven tot en met 2027-03-03" in fault
    assert bare.ok("db", "restore", made, "--toch")


def test_a_file_that_is_no_backup_is_one_clear_line(bare: Cli, tmp_path: Path):
    brief = tmp_path / "brief.txt"
    brief.write_text("Geachte heer, mevrouw")
    for file in (brief, tmp_path / "weg.gz", tmp_path):
        result = bare("db", "restore", str(file))
        assert (result.code, len(result.faults)) == (1, 1)
        assert result.err.startswith(f"{file}: kan niet worden gelezen (")
