"""Does every command know what to say about a database that it cannot use?"""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.cli.conftest import IJSSELLAND, Cli, settings
from tests.conftest import _named, _run

UPGRADE_FIRST = "De database is leeg of van een oudere versie. Draai eerst: afsprakenbot db upgrade"
COMMANDS = [
    ["regio", "show"],
    ["regio", "load", str(IJSSELLAND)],
    ["gebruiker", "list"],
    ["gebruiker", "revoke", "1"],
    ["gebruiker", "export", "1"],
    ["uitnodiging", "create", "1"],
    ["casus", "export", "K7M-3QX-K"],
    ["opschonen"],
    ["db", "backup", "nergens.gz"],
    ["tick"],
    ["tick", "--dry-run"],
    ["run"],
]


@pytest.fixture
def empty_postgres(request: pytest.FixtureRequest) -> Cli:
    server = request.getfixturevalue("postgres_url")
    _run(server, "CREATE DATABASE leeg")
    request.addfinalizer(lambda: _run(server, "DROP DATABASE leeg WITH (FORCE)"))
    return Cli(settings(_named(server, "leeg").replace("postgresql+psycopg://", "postgres://")))


def execute(cli: Cli, statement: str) -> None:
    engine = create_engine(cli.env["DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def all_refuse(cli: Cli, words: str, commands: list[list[str]] = COMMANDS) -> None:
    for command in commands:
        result = cli(*command)

        assert result.code == 2, command
        (line,) = [line for line in result.faults if "niet_gezet" not in line]
        assert words in line, command
        assert result.out == ""


@pytest.mark.parametrize("command", [c for c in COMMANDS if c[0] != "run"], ids=" ".join)
def test_an_empty_sqlite_database_makes_itself(tmp_path: Path, command: list[str]):
    cli = Cli(settings(f"sqlite:///{tmp_path}/nieuw.db"))

    assert cli(*command).code in (0, 1)
    assert cli.ok("db", "check") == "De database is in orde.\n"


def test_upgrade_and_check_on_an_empty_sqlite_database(bare: Cli):
    assert bare("db", "check").faults == [UPGRADE_FIRST]
    assert bare.ok("db", "upgrade") == "De database is bijgewerkt.\n"
    assert bare.ok("db", "upgrade") == "De database was al in orde.\n"
    assert bare.ok("db", "check") == "De database is in orde.\n"


def test_an_empty_postgresql_database_asks_for_the_upgrade(empty_postgres: Cli):
    all_refuse(empty_postgres, UPGRADE_FIRST, [*COMMANDS, ["db", "check"]])
    assert empty_postgres.dump() == {}

    assert empty_postgres.ok("db", "upgrade") == "De database is bijgewerkt.\n"
    assert empty_postgres.ok("db", "check") == "De database is in orde.\n"
    assert "Veiligheidshuis" in empty_postgres.ok("regio", "load", str(IJSSELLAND))


def test_an_older_schema_asks_for_the_upgrade(house: Cli):
    execute(house, "DELETE FROM alembic_version")

    all_refuse(house, UPGRADE_FIRST, [*COMMANDS, ["db", "check"]])


def test_a_schema_that_does_not_fit_ends_the_upgrade_in_one_line(house: Cli):
    """Our tables without our stamp: nobody can know what is in them."""
    execute(house, "DELETE FROM alembic_version")
    before = house.dump()

    result = house("db", "upgrade")

    assert result.code == 2
    (line,) = result.faults
    assert "already exists" in line
    assert house.dump() == before


def test_a_schema_of_a_later_version_asks_for_a_newer_program(house: Cli):
    execute(house, "UPDATE alembic_version SET version_num = '9999'")

    result = house("db", "upgrade")

    assert result.code == 2
    assert result.faults == ["De database is van een nieuwere versie dan dit programma. Werk het programma bij."]
    assert house("gebruiker", "list").code == 2


def test_check_names_what_is_not_as_it_should_be(house: Cli):
    execute(house, "DROP INDEX ix_inbox_handled_at")

    result = house("db", "check")

    assert result.code == 1
    assert "ix_inbox_handled_at" in result.err


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://naam:geheimwoord@127.0.0.1:1/db", "onnection refused"),
        ("postgresql://naam:geheimwoord@nergens.invalid/db", "nergens.invalid"),
        ("postgresql://naam:geheimwoord@127.0.0.1:1/db?foo=bar", "foo"),
        ("sqlite:////bestaat/niet/huis.db", "unable to open database file"),
        ("sqlite:////proc/huis.db", "unable to open database file"),
        ("sqlite:////tmp", "unable to open database file"),
    ],
)
def test_a_database_that_is_not_there_gives_one_line_without_the_password(url: str, reason: str):
    cli = Cli(settings(url))

    for command in (["gebruiker", "list"], ["db", "upgrade"], ["db", "check"], ["tick", "--dry-run"], ["run"]):
        result = cli(*command)

        assert result.code == 2, command
        (line,) = [line for line in result.faults if "niet_gezet" not in line]
        assert line.startswith("DATABASE_URL: de database is niet te gebruiken (")
        assert reason in line
        assert "geheimwoord" not in result.err


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path):
    file = tmp_path / "brief.txt"
    file.write_text("Geachte heer, mevrouw, hierbij zend ik u een lange brief. " * 20)
    cli = Cli(settings(f"sqlite:///{file}"))

    all_refuse(cli, "file is not a database", [*COMMANDS, ["db", "upgrade"], ["db", "check"]])
    assert file.read_text().startswith("Geachte heer")


def test_another_programs_database_is_left_as_it_is(tmp_path: Path):
    cli = Cli(settings(f"sqlite:///{tmp_path}/ander.db"))
    execute(cli, "CREATE TABLE klant (naam TEXT)")

    all_refuse(cli, UPGRADE_FIRST)


def test_a_database_that_may_only_be_read_gives_one_line(cli_on: Callable[[str], Cli]):
    cli = cli_on("sqlite")
    file = cli.env["DATABASE_URL"].removeprefix("sqlite:///")
    cli.env["DATABASE_URL"] = f"sqlite:///file:{file}?mode=ro&uri=true"

    result = cli("gebruiker", "add", "--naam", "Jan", "--rol", "partner", "--organisatie", "Politie")

    assert result.code == 2
    assert "readonly" in result.err
