"""Does an invitation reach the bot, also before the bot is known?"""

import asyncio
import re
from datetime import datetime, timedelta
from pathlib import Path

from bot.sandbox import Fault, Sandbox
from tests.cli.conftest import NOBODY, Cli

NO_NAME = "De naam van de bot is nog niet bekend"


async def test_the_bot_is_asked_its_name_once(house: Cli, telegram: Sandbox, tmp_path: Path):
    house.env["TELEGRAM_API_URL"] = telegram.url
    house.moment("2027-02-01T09:00:00+01:00", tmp_path)
    id = str(house.add("Tineke"))

    first = await asyncio.to_thread(house.ok, "uitnodiging", "create", id, "--json")
    second = await asyncio.to_thread(house.ok, "uitnodiging", "create", id, "--json")

    assert list(first) == ["token", "link", "expires_at"]
    assert re.fullmatch(r"[\w-]{43}", first["token"])
    assert first["link"] == f"https://t.me/{telegram.username}?start={first['token']}"
    expires_at = datetime.fromisoformat(first["expires_at"])
    assert timedelta(0) <= expires_at - datetime.fromisoformat("2027-02-08T09:00:00+01:00") < timedelta(minutes=1)
    assert second["token"] != first["token"]
    assert [call.method for call in telegram.calls] == ["getMe"]
    assert first["token"] not in str(house.dump())


async def test_people_get_a_link_and_a_qr_code(one: Cli, telegram: Sandbox):
    id = str(one.add("Tineke"))

    out = await asyncio.to_thread(one.ok, "uitnodiging", "create", id, TELEGRAM_API_URL=telegram.url)

    assert re.search(rf"^https://t\.me/{telegram.username}\?start=[\w-]{{43}}$", out, re.MULTILINE)
    assert "█" in out
    assert re.search(r"Werkt één keer, tot \d\d-\d\d-\d{4} \d\d:\d\d\. Eerdere uitnodigingen", out)


async def test_while_the_name_is_unknown_the_token_is_given_and_what_to_do(one: Cli, telegram: Sandbox):
    id = str(one.add("Tineke"))
    telegram.faults.arm("getMe", Fault.server_error(), times=None)
    ways = {
        "nobody there": {"TELEGRAM_API_URL": NOBODY},
        "broken": {"TELEGRAM_API_URL": telegram.url},
        "another bot's token": {"TELEGRAM_API_URL": telegram.url, "TELEGRAM_TOKEN": "99:another-token"},
        "no token": {"TELEGRAM_TOKEN": ""},
    }
    for way, env in ways.items():
        shown = await asyncio.to_thread(one, "uitnodiging", "create", id, **env)
        as_json = await asyncio.to_thread(one, "uitnodiging", "create", id, "--json", **env)

        assert (shown.code, as_json.code) == (0, 0), way
        assert NO_NAME in shown.err
        assert "TELEGRAM_TOKEN" in shown.err
        assert re.fullmatch(r"[\w-]{43}", shown.out.splitlines()[0]), way
        assert as_json.json["link"] is None
        assert "Traceback" not in shown.err + as_json.err
        assert "another-token" not in shown.err + as_json.err


async def test_only_the_last_invitation_works(one: Cli, telegram: Sandbox):
    one.env["TELEGRAM_API_URL"] = telegram.url
    id = str(one.add("Tineke"))
    old = (await asyncio.to_thread(one.ok, "uitnodiging", "create", id, "--json"))["link"]
    new = (await asyncio.to_thread(one.ok, "uitnodiging", "create", id, "--json"))["link"]
    tineke, stranger = telegram.phone("Tineke"), telegram.phone("Iemand anders")

    async with one.running():
        await stranger.open_link(old)
        await stranger.wait_for("op uitnodiging")
        await tineke.open_link(new)
        await tineke.wait_for("Welkom bij de afsprakenbot")
        await tineke.press("Koppelen")
        await tineke.wait_for("U bent gekoppeld")

    assert one.people()[0]["gekoppeld"] is True
    # Who lost a phone is invited again; who left is not.
    assert await asyncio.to_thread(one.ok, "uitnodiging", "create", id, "--json")
    one.ok("gebruiker", "revoke", id)
    refused = await asyncio.to_thread(one, "uitnodiging", "create", id)
    assert (refused.code, refused.faults) == (1, ["Deze persoon heeft geen toegang meer."])


def test_somebody_who_is_not_there_gets_none_whatever_the_bot(one: Cli):
    assert one("uitnodiging", "create", "7").code == 1
    assert one("uitnodiging", "create").code == 2
