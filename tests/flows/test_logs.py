"""Is what the house logs about people searched, and would a name be found?"""

from pathlib import Path

import structlog

from tests.cli.conftest import Cli, settings
from tests.flows.conftest import House, one_way
from tests.logs import CANARIES, LOGGED


@one_way
async def test_what_the_house_logs_is_searched_and_holds_nobody(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    await house.says("Marijke", f"/afspraak {referentie} Tactus morgen: bel Kees op 06 12345678", "niet bewaard")
    await house.agree(f"{referentie} Tactus 9 februari: intake plannen")

    assert LOGGED.text.count('"uitkomst": "beantwoord"') >= 3
    assert '"event": "gestart"' in LOGGED.text
    assert LOGGED.leaks == []


async def test_a_process_of_its_own_is_searched_too(tmp_path: Path):
    async with Cli(settings(f"sqlite:///{tmp_path}/nieuw.db")).running("run") as running:
        await running.says("telegram_niet_bereikbaar")

    assert "telegram_niet_bereikbaar" in LOGGED.text


def test_a_canary_in_the_log_is_found():
    for canary in CANARIES[1:]:
        structlog.get_logger("bot.app").debug("iets", naam=[{"van": f"({canary})"}])
        assert len(LOGGED.leaks) == 1, canary
        LOGGED.clear()
    try:
        raise ValueError("Tineke")
    except ValueError:
        structlog.get_logger("bot.app").exception("storing")
    assert len(LOGGED.leaks) == 1
    LOGGED.clear()


def test_the_token_is_taken_out_before_the_line_is_written_and_would_be_found_elsewhere():
    structlog.get_logger("bot.app").info("iets", adres=f"https://api.telegram.org/bot123456:{CANARIES[0]}/getMe")
    assert "[geheim]" in LOGGED.text
    assert LOGGED.leaks == []

    LOGGED.add(f"bot123456:{CANARIES[0]}")
    assert len(LOGGED.leaks) == 1
    LOGGED.clear()
