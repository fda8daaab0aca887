"""Does the doctor find what is wrong, and say what to do about it?"""

import asyncio
import json
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.cli.conftest import Cli, Result
from tests.flows.conftest import free_port

KEY = "sleutel-van-de-test-" * 2


def found(text: str) -> dict[str, tuple[str, str]]:
    """What it says, by what it looked at."""
    return {one["onderdeel"]: (one["staat"], one["tekst"]) for one in json.loads(text)["uitslagen"]}


async def ask(cli: Cli, *args: str, **env: str) -> Result:
    """The Telegram that it asks is in this process too."""
    return await asyncio.to_thread(cli, "doctor", *args, **env)


async def examine(cli: Cli, **env: str) -> tuple[int, dict[str, tuple[str, str]]]:
    result = await ask(cli, "--json", **env)
    return result.code, found(result.out)


@pytest.fixture
def made(one: Cli, telegram: Sandbox) -> Cli:
    """A house with IJsselland loaded, and a port of its own."""
    one.env |= {"TELEGRAM_API_URL": telegram.url, "PORT": str(free_port())}
    return one


async def test_while_all_is_well_it_says_so_and_exits_with_zero(made: Cli, telegram: Sandbox):
    async with made.running() as running:
        await running.says("gestart")
        result = await asyncio.to_thread(made.process, "doctor")

    assert result.code == 0, result.out
    assert "fout" not in result.out
    assert "ok      bekijk: wie een actie heeft, kan haar lezen" in result.out
    assert f"Telegram kent de bot als @{telegram.username}" in result.out


async def test_kort_without_a_page_to_read_is_a_fault(made: Cli):
    code, said = await examine(made)

    assert code == 1
    assert said["web"][0] == "let op"
    assert said["bekijk"] == (
        "fout",
        "berichten staan op kort, en de pagina om een actie te lezen is er niet; start het programma, "
        "of zet berichten.inhoud op volledig",
    )


async def test_what_is_missing_is_named_and_the_rest_is_looked_at_all_the_same(made: Cli):
    code, said = await examine(made, SECRET_KEY="", TELEGRAM_API_URL="http://127.0.0.1:9")

    assert code == 1
    assert said["instellingen"][0] == "fout"
    assert said["instellingen"][1].startswith("SECRET_KEY: ontbreekt")
    assert said["token"] == ("fout", "http://127.0.0.1:9 is niet te bereiken; controleer netwerk en firewall")
    assert said["database"][0] == "ok"


async def test_a_token_that_telegram_does_not_know_is_said_and_not_shown(made: Cli):
    token = "123456:another_token_that_is_not_known_here"
    result = await ask(made, TELEGRAM_TOKEN=token)

    assert result.code == 1
    assert "fout    token: Telegram kent dit TELEGRAM_TOKEN niet" in result.out
    assert token not in result.out + result.err


async def test_no_secret_stands_in_what_it_says(made: Cli):
    url = "postgresql://iemand:wachtwoord99@127.0.0.1:9/niets"
    result = await ask(made, DATABASE_URL=url)

    assert result.code == 1
    assert "fout    database: DATABASE_URL: de database is niet te gebruiken" in result.out
    for secret in ("wachtwoord99", made.env["SECRET_KEY"], made.env["TELEGRAM_TOKEN"]):
        assert secret not in result.out + result.err


async def test_a_database_that_is_not_there_yet_is_not_made_by_looking(made: Cli, tmp_path: Path):
    file = tmp_path / "nieuw.db"
    _, said = await examine(made, DATABASE_URL=f"sqlite:///{file}")

    assert said["database"][0] == "let op"
    assert not file.exists()


async def test_a_clock_of_a_test_is_pointed_out(made: Cli, tmp_path: Path):
    made.moment("2027-02-01T09:00", tmp_path)
    _, said = await examine(made)

    assert said["klok"] == ("let op", "CLOCK_FILE is gezet: het is hier 2027-02-01 08:00 UTC; alleen voor proeven")


@pytest.mark.parametrize("name", ["PORT", "PUBLIC_URL"])
async def test_a_malformed_setting_is_all_there_is_to_say(made: Cli, name: str):
    code, said = await examine(made, **{name: "geen adres"})

    assert code == 1
    assert list(said) == ["instellingen"]


async def test_a_table_that_nobody_chairs_is_named(made: Cli):
    assert (await examine(made))[1]["tafels"][1].startswith("geen makelaar zit deze voor: Top-X Zwolle, ")

    made.ok("gebruiker", "add", "--naam", "Marijke", "--rol", "makelaar", "--organisatie", "Veiligheidshuis IJsselland")
    assert (await examine(made))[1]["tafels"] == ("ok", "elke tafel heeft een voorzitter")  # who has the whole house

    everywhere = [part for name in ("Kampen", "Zwolle") for part in ("--gemeente", name)]
    made.ok("gebruiker", "revoke", "1")
    added = ("--naam", "Ruud", "--rol", "makelaar", "--organisatie", "Veiligheidshuis IJsselland", *everywhere)
    made.ok("gebruiker", "add", *added)
    made.ok("gebruiker", "tafels", "2", "--tafel", "topx-zwolle", "--tafel", "jor-zwolle")
    assert "Top-X Zwolle" not in (await examine(made))[1]["tafels"][1]
