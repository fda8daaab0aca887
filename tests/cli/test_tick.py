"""Does one tick do exactly what is due, once, and say what it did?"""

import asyncio
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
from sqlmodel import col, update

from bot.domain.overdracht import Overdracht
from bot.domain.persoon import NieuwPersoon, Rol
from bot.sandbox import Sandbox
from bot.usecases.ochtenduur import wish_hour
from bot.usecases.overdracht import hand_over
from bot.usecases.personen import add_persoon, find_persoon, unlink
from bot.usecases.regios import load_regio
from storage.tables import PersoonRow
from tests.builders import agree, join
from tests.cli.conftest import NOBODY, Cli

KEYS = ["herinneringen", "signalen", "verzonden", "mislukt"]
NOTHING = dict.fromkeys(KEYS, 0)
MADE = "2027-02-01T09:00"
DUE = "2027-02-08T08:00"
"""A Monday: one working day before the deadline of Tuesday the 9th."""
LATE = "2027-02-10T08:30"


both = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


@pytest.fixture
def kind() -> str:
    """Which database, unless a test asks for both."""
    return "sqlite"


@pytest.fixture
async def made(kind: str, cli_on: Callable[[str], Cli], telegram: Sandbox, tmp_path: Path) -> Cli:
    """On Monday 1 February Marijke agreed with Tineke: an action by Tuesday the 9th. Both are linked; it was told."""
    house = cli_on(kind)
    house.env["TELEGRAM_API_URL"] = telegram.url
    house.moment(MADE, tmp_path)
    phones = [telegram.phone(name) for name in ("Marijke", "Tineke")]
    for phone in phones:
        await phone.send("/start")
    telegram.updates.clear()
    with house.services() as services:
        marijke = join(services, "Marijke", Rol.MAKELAAR, chat_id=phones[0].id, gemeenten=frozenset({"Zwolle"}))
        tineke = join(services, "Tineke", Rol.ACTIEHOUDER, chat_id=phones[1].id)
        agree(services, marijke, tineke, date(2027, 2, 9))
    await tick(house)
    return house


async def tick(cli: Cli, *args: str, **env: str) -> dict[str, object]:
    return dict(await asyncio.to_thread(cli.ok, "tick", *args, "--json", **env))


@both
async def test_a_tick_sends_what_is_due_and_a_second_one_nothing(made: Cli, telegram: Sandbox):
    first = await tick(made, "--at", DUE)
    second = await tick(made, "--at", DUE)

    assert first == {"herinneringen": 1, "signalen": 0, "verzonden": 1, "mislukt": 0}
    assert list(first) == KEYS
    assert second == NOTHING
    assert "Nog 1 werkdag voor uw actie" in telegram.phone("Tineke").messages[-1].text
    assert "getUpdates" not in {call.method for call in telegram.calls}


async def test_the_moment_can_be_moved_through_the_weeks(made: Cli, telegram: Sandbox):
    told = [await tick(made, "--at", moment) for moment in ("2027-02-02T08:00", DUE, "2027-02-09T12:00", LATE)]

    assert [(each["herinneringen"], each["signalen"]) for each in told] == [(1, 0), (1, 0), (1, 1), (1, 1)]
    assert "Goedemorgen Marijke" in telegram.phone("Marijke").messages[-1].text
    assert (
        await asyncio.to_thread(made.ok, "tick", "--at", LATE)
        == "0 herinneringen, 0 signalen, 0 verzonden, 0 mislukt\n"
    )


async def test_outside_the_window_nothing_goes(made: Cli):
    for moment in ("2027-02-08T07:59", "2027-02-08T18:00", "2027-02-06T12:00", "2027-02-08T23:30+01:00"):
        assert await tick(made, "--at", moment) == NOTHING, moment
        assert await tick(made, "--at", moment, "--dry-run") == {**NOTHING, "berichten": []}, moment
    # The same moment as 08:00 in Zwolle, written from elsewhere.
    assert (await tick(made, "--at", "2027-02-08T07:00Z"))["verzonden"] == 1


@both
async def test_a_dry_run_tells_who_would_hear_what_and_changes_nothing(made: Cli, telegram: Sandbox):
    before, calls = made.dump(), len(telegram.calls)

    told = await tick(made, "--at", LATE, "--dry-run", TELEGRAM_API_URL=NOBODY)
    shown = made.ok("tick", "--at", LATE, "--dry-run", TELEGRAM_API_URL=NOBODY)

    assert told == {
        "herinneringen": 1,
        "signalen": 1,
        "verzonden": 0,
        "mislukt": 0,
        "berichten": [
            {
                "naar": "Tineke",
                "kanaal": "telegram",
                "bericht": "herinnering",
                "waarom": "1 werkdag na de deadline",
                "op": "2027-02-10T08:00+01:00",
            },
            {
                "naar": "Marijke",
                "kanaal": "telegram",
                "bericht": "ochtend",
                "waarom": "wat vandaag op de makelaar wacht",
                "op": "2027-02-10T08:30+01:00",
            },
        ],
    }
    assert "2027-02-10T08:00+01:00  Tineke (telegram): herinnering, 1 werkdag na de deadline\n" in shown
    assert made.dump() == before
    assert len(telegram.calls) == calls


async def test_a_dry_run_knows_the_own_hour_who_took_over_and_who_chairs(made: Cli):
    ommen = {"gemeenten": frozenset({"Ommen"}), "tafels": frozenset({"topx-zwolle"})}
    ruud = NieuwPersoon("Ruud", frozenset({Rol.MAKELAAR}), "Veiligheidshuis IJsselland", **ommen)
    with made.services() as services:
        marijke = services.run_now(find_persoon, "1")
        aan = services.run_now(add_persoon, ruud)
        services.run_now(lambda tx: tx.personen.link(aan.id, 5_000_000_020))
        services.run_now(wish_hour, marijke, time(9, 15))
        services.run_now(lambda tx: load_regio(tx, tx.regio.model_copy(update={"werkproces": ()})))
        services.run_now(hand_over, Overdracht(marijke.id, aan.id, date(2027, 2, 11), date(2027, 2, 16)), marijke)

    async def mornings(moment: str) -> list[tuple[object, object]]:
        told = await tick(made, "--at", moment, "--dry-run")
        return [(row["naar"], row["op"]) for row in told["berichten"] if row["bericht"] == "ochtend"]  # type: ignore[attr-defined]

    assert await mornings("2027-02-10T09:14") == []
    assert await mornings("2027-02-10T09:15") == [("Marijke", "2027-02-10T09:15+01:00")]
    assert await mornings("2027-02-11T09:15") == [("Ruud", "2027-02-11T08:30+01:00")]
    assert await mornings("2027-02-16T09:29") == [("Ruud", "2027-02-16T08:30+01:00")]
    assert await mornings("2027-02-16T09:30") == [], "Ruud chairs the Top-X of Zwolle until noon"
    assert await mornings("2027-02-16T12:00") == [("Ruud", "2027-02-16T08:30+01:00")]
    assert await mornings("2027-02-17T09:15") == [("Marijke", "2027-02-17T09:15+01:00")]


@both
async def test_a_tick_during_a_meeting_leaves_who_chairs_alone_and_does_not_wait_for_it(made: Cli, telegram: Sandbox):
    with made.services() as services:
        row = update(PersoonRow).where(col(PersoonRow.naam) == "Marijke").values(tafels=["topx-zwolle"])
        services.run_now(lambda tx: tx.connection.execute(row))

    during = await tick(made, "--at", "2027-02-16T10:00")
    assert (during["signalen"], during["mislukt"]) == (1, 0)
    assert "Goedemorgen" not in telegram.phone("Marijke").messages[-1].text
    after = await tick(made, "--at", "2027-02-16T12:00")
    assert (after["signalen"], after["verzonden"], after["mislukt"]) == (0, 1, 0)
    assert "Goedemorgen Marijke" in telegram.phone("Marijke").messages[-1].text


async def test_who_cannot_be_reached_is_told_apart(made: Cli):
    with made.services() as services:
        services.run_now(lambda tx: unlink(tx, find_persoon(tx, "2"), 1))

    assert (await tick(made, "--at", DUE, "--dry-run"))["berichten"][0]["kanaal"] == "geen"  # type: ignore[index]
    told = await tick(made, "--at", DUE)
    assert (told["herinneringen"], told["mislukt"]) == (1, 1)


async def test_whose_access_was_stopped_is_reminded_of_nothing(made: Cli):
    made.ok("gebruiker", "revoke", "2")

    told = await tick(made, "--at", DUE)
    assert (told["herinneringen"], told["mislukt"]) == (0, 0)


@both
async def test_a_tick_beside_a_run_adds_nothing_and_never_polls(made: Cli, telegram: Sandbox, tmp_path: Path):
    async with made.running() as running:
        await telegram.wait_call("deleteWebhook")
        await running.says("gestart")
        made.moment(DUE, tmp_path)
        counted = [await tick(made) for _ in range(2)]
        await telegram.phone("Tineke").wait_for("Nog 1 werkdag voor uw actie")
        assert await running.terminate() == 0

    assert all(each["mislukt"] == 0 for each in counted)
    texts = [message.text for message in telegram.phone("Tineke").messages]
    assert sum("Nog 1 werkdag voor uw actie" in text for text in texts) == 1
    assert 409 not in {call.status for call in telegram.calls}


@pytest.mark.parametrize(
    "moment",
    [
        "",
        "morgen",
        "2027-02-30T08:00",
        "08:30",
        "0001-01-01T00:00",
        "9999-12-31T23:59",
        "1999-12-31",
        "2027-02-08T25:00",
    ],
)
def test_what_is_no_moment_is_refused(bare: Cli, moment: str):
    result = bare("tick", "--at", moment, "--dry-run")

    assert result.code == 2
    assert result.err.startswith("--at: ")
    assert len(result.faults) == 1


@pytest.mark.parametrize("moment", ["2000-01-01T00:00", "2099-12-31T23:59", "2027-03-28T02:30", "2027-10-31T02:30"])
def test_any_other_moment_is_one(one: Cli, moment: str):
    assert one.ok("tick", "--at", moment, "--json") == NOTHING


def test_only_against_a_bot_api_on_this_machine_can_the_moment_be_moved(one: Cli):
    elsewhere = {"TELEGRAM_API_URL": "https://api.telegram.org"}

    before = one.dump()
    refused = one("tick", "--at", DUE, **elsewhere)

    assert refused.code == 2
    assert refused.faults == [
        "--at: mag alleen als TELEGRAM_API_URL naar de eigen machine wijst, of met --dry-run",
    ]
    assert one.dump() == before
    assert one("tick", "--at", DUE, "--dry-run", **elsewhere).out == "Niemand zou iets horen.\n"
