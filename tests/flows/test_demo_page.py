"""Does the clock of the demo's page stop where it should, and does it never take long?"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.demo import Stage
from bot.demo_page import Klok, next_stop, tips_for
from bot.sandbox import Refused
from bot.services import HOME
from bot.usecases.personen import find_persoon
from tests.flows.conftest import House, one_way

pytestmark = one_way


@pytest.fixture
async def klok(house: House) -> AsyncIterator[Klok]:
    await house.link("Marijke", "Tineke", "Joris")
    yield await Klok.of(house.stage)


def times(stage: Stage, name: str) -> list[str]:
    """When this person's messages came, without those of the first day."""
    received = [message.at.astimezone(HOME) for message in stage.phones[name].received]
    return [f"{at:%d-%m %H:%M}" for at in received if at.date() > date(2027, 2, 1)]


async def test_a_year_ahead_brings_each_reminder_at_its_own_time(house: House, klok: Klok):
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus 12 februari: intake plannen")
    await house.agree(f"{referentie} Politie 25 maart: huisbezoek")

    await klok.to(date(2028, 1, 31))

    assert times(house.stage, "Tineke") == ["05-02 08:00", "11-02 08:00", "12-02 08:00", "15-02 08:00"]
    # Good Friday and Easter Monday are no working days.
    assert times(house.stage, "Joris") == ["18-03 08:00", "24-03 08:00", "25-03 08:00", "30-03 08:00"]
    # From the day of the first deadline on there is something each morning; the clock stops at those with a reminder.
    mornings = ["12-02", "15-02", "18-03", "24-03", "25-03", "30-03", "31-01"]
    assert times(house.stage, "Marijke") == [f"{day} 08:30" for day in mornings]
    assert f"{klok.now():%Y-%m-%d %H:%M}" == "2028-01-31 08:30"


async def test_the_next_working_morning_skips_the_weekend_and_has_both_moments(house: House, klok: Klok):
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus vrijdag: intake plannen")
    await klok.to(date(2027, 2, 5))

    await klok.morning()

    assert f"{klok.now():%Y-%m-%d %H:%M}" == "2027-02-08 08:30"
    assert times(house.stage, "Tineke")[-1] == "08-02 08:00"
    assert times(house.stage, "Marijke") == ["05-02 08:30", "08-02 08:30"]


async def test_it_stops_where_a_table_with_an_agenda_begins(house: House, klok: Klok):
    def send(tx) -> None:
        first = tx.bijeenkomsten.of_tafel("topx-zwolle", tx.now)[0]
        tx.bijeenkomsten.save(replace(first.prepare(), agenda_at=tx.now))

    await house.stage.services.run(send)
    week = datetime(2027, 2, 8, 8, 30, tzinfo=HOME)
    assert await house.stage.services.read(next_stop, week) == datetime(2027, 2, 2, 9, 30, tzinfo=HOME)


async def test_before_the_working_day_begins_the_next_morning_is_today(house: House, klok: Klok):
    house.at("2027-02-02 06:15")

    await klok.morning()

    assert f"{klok.now():%Y-%m-%d %H:%M}" == "2027-02-02 08:30"


async def test_an_hour_brings_what_falls_due_in_it(house: House, klok: Klok):
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus dinsdag: intake plannen")
    await house.phone("Tineke").wait_for("Nieuwe actie voor u")
    house.at("2027-02-02 07:45")

    await klok.hour()

    assert times(house.stage, "Tineke") == ["02-02 08:00"]
    assert f"{klok.now():%H:%M}" == "08:45"


async def test_the_clock_refuses_to_go_back_or_too_far(house: House, klok: Klok):
    for day, sentence in (
        (date(2027, 1, 31), "De klok kan niet terug."),
        (date(1, 1, 1), "De klok kan niet terug."),
        (date(2027, 2, 1), "Het is al deze dag."),
        (date(2028, 2, 3), "Dat is te ver."),
        (date(9999, 12, 31), "Dat is te ver."),
    ):
        with pytest.raises(Refused, match=sentence):
            await klok.to(day)

    assert klok.now() < datetime(2027, 2, 1, 9, 5, tzinfo=HOME)


async def test_each_tip_is_true(house: House, klok: Klok):
    referentie = await house.new_casus()
    log, wait, lead, refuse = tips_for(referentie)

    await house.says("Marijke", log.fill, "Uiterlijk: vrijdag 5 februari 2027")
    await house.presses("Marijke", "Vastleggen", "Vastgelegd.")
    await house.phone("Tineke").wait_for("Nieuwe actie voor u")
    await klok.to(date.fromisoformat(wait.date))
    await house.phone("Marijke").wait_for("Te laat")
    await house.presses("Tineke", "Gedaan", "Gedaan, maandag")
    await house.phone("Marijke").wait_for("Gedaan door Tineke")
    await house.stage.services.run(lambda tx: tx.personen.put_at(find_persoon(tx, "1").id, ["topx-zwolle"]))
    await house.says("Marijke", lead.fill, referentie)
    await house.says("Marijke", refuse.fill, "telefoonnummer")
    await house.phone("Marijke").wait_until(lambda: "12345678" not in str(house.phone("Marijke").messages))
