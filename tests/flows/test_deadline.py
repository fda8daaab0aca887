"""Deadlines as people type them: what is clear goes to the card, what is not is asked with the reason and with days."""

from bot.sandbox import Message
from tests.flows.conftest import House, one_way

CARD = "Klopt dit?"
DAYS = [
    "dinsdag 2 februari",
    "vrijdag 5 februari",
    "maandag 8 februari",
    "maandag 15 februari",
    "vrijdag 26 februari",
    "Annuleren",
]


async def line(house: House, text: str, answer: str) -> Message:
    return await house.says("Marijke", f"/afspraak {text}: intake plannen", answer)


@one_way
async def test_the_card_shows_weekday_and_full_date_of_what_was_typed(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    for typed, shown in [
        ("vrijdaag", "vrijdag 5 februari 2027"),
        ("over twee weken", "maandag 15 februari 2027"),
        ("eind van de maand", "vrijdag 26 februari 2027"),
        ("volgende week dinsdag", "dinsdag 9 februari 2027"),
        ("voor de kerst", "donderdag 23 december 2027"),
        ("3-1", "maandag 3 januari 2028"),
        ("volgende tafel", "dinsdag 2 februari 2027"),
    ]:
        card = await line(house, f"{referentie} Tactus {typed}", CARD)
        assert f"Uiterlijk: {shown}" in card.text
        assert card.labels == ["Vastleggen", "Aanpassen", "Annuleren"]


@one_way
async def test_a_closing_day_is_asked_with_the_working_days_around_it(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()

    asked = await line(house, f"{referentie} Tactus 7 mei", "Vrijdag 7 mei 2027 is geen werkdag.")
    assert asked.labels == ["woensdag 5 mei", "maandag 10 mei", "Annuleren"]
    asked = await house.says("Marijke", "zaterdag", "Zaterdag 6 februari 2027 is geen werkdag.")
    assert asked.labels == ["vrijdag 5 februari", "maandag 8 februari", "Annuleren"]

    card = await house.presses("Marijke", "maandag 8 februari", CARD)
    assert "Uiterlijk: maandag 8 februari 2027" in card.text
    await house.presses("Marijke", "Vastleggen", "Vastgelegd.")
    await house.phone("Tineke").wait_for("Nieuwe actie voor u, uiterlijk maandag 8 februari")


@one_way
async def test_a_day_past_or_too_far_is_asked_with_the_reason_and_likely_days(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    for typed, reason in [
        ("gisteren", "Zondag 31 januari 2027 is al geweest."),
        ("29-1-2027", "Vrijdag 29 januari 2027 is al geweest."),
        ("2 februari 2028", "Woensdag 2 februari 2028 is meer dan een jaar vooruit."),
        ("over 13 maanden", "Woensdag 1 maart 2028 is meer dan een jaar vooruit."),
    ]:
        asked = await line(house, f"{referentie} Tactus {typed}", reason)
        assert asked.labels == DAYS
        assert (await house.says("Marijke", typed, reason)).labels == DAYS
    card = await house.presses("Marijke", "vrijdag 26 februari", CARD)
    assert "Uiterlijk: vrijdag 26 februari 2027" in card.text


@one_way
async def test_what_cannot_be_read_is_asked_with_likely_days(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    for typed in ("zsm", "31 februari", "over een paar dagen"):
        asked = await line(house, f"{referentie} Tactus {typed}", "Die dag begrijp ik niet.")
        assert asked.labels == DAYS
        assert (await house.says("Marijke", typed, "Die dag begrijp ik niet.")).labels == DAYS
    card = await house.says("Marijke", "doe maar volgende week vrijdag", CARD)
    assert "Uiterlijk: vrijdag 12 februari 2027" in card.text


@one_way
async def test_a_weekday_that_is_not_on_that_date_is_asked_with_what_may_be_meant(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()

    asked = await line(house, f"{referentie} Tactus dinsdag 3 februari", "Woensdag 3 februari 2027 is geen dinsdag.")
    assert asked.labels == ["dinsdag 2 februari", "woensdag 3 februari", "Annuleren"]
    asked = await house.says("Marijke", "vrijdag 6 februari", "Zaterdag 6 februari 2027 is geen vrijdag.")
    assert asked.labels == ["vrijdag 5 februari", "maandag 8 februari", "Annuleren"]
    asked = await house.says("Marijke", "vrijdag of maandag", "Daar staat meer dan één dag.")
    assert asked.labels == ["vrijdag 5 februari", "maandag 8 februari", "Annuleren"]

    await house.presses("Marijke", "vrijdag 5 februari", CARD)


@one_way
async def test_the_next_meeting_is_of_the_casus_own_table(house: House):
    await house.link("Marijke", "Tineke")
    topx, ggz = await house.new_casus(), await house.new_casus(tafel="GGZ-veiligheidsoverleg Zwolle")
    card = await line(house, f"Tactus volgende tafel {topx}", CARD)
    assert "Uiterlijk: dinsdag 2 februari 2027" in card.text
    card = await line(house, f"Tactus voor de volgende tafel {ggz}", CARD)
    assert "Uiterlijk: dinsdag 9 februari 2027" in card.text

    await line(house, "Tactus volgende tafel", "Bij welke casus?")
    card = await house.says("Marijke", ggz, CARD)
    assert "Uiterlijk: woensdag 10 februari 2027" in card.text

    await house.presses("Marijke", "Aanpassen", "Wat wilt u aanpassen?")
    asked = await house.presses("Marijke", "Uiterlijk", "Wanneer moet het uiterlijk gedaan zijn?")
    assert "woensdag 10 februari" in asked.labels
    card = await house.says("Marijke", "na de volgende tafel", CARD)
    assert "Uiterlijk: donderdag 11 februari 2027" in card.text


@one_way
async def test_a_table_without_a_fixed_day_has_no_next_meeting(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus(tafel="Extremisme en polarisatie")
    reason = "Ik weet niet wanneer deze tafel weer is: er is geen vaste dag."

    assert (await line(house, f"{referentie} Tactus volgende tafel", reason)).labels == DAYS
    await line(house, "Tactus volgende tafel", "Bij welke casus?")
    assert (await house.says("Marijke", referentie, reason)).labels == DAYS
    assert (await house.says("Marijke", "volgend overleg", reason)).labels == DAYS
    await house.says("Marijke", "vrijdag", CARD)


@one_way
async def test_a_meeting_that_would_be_on_a_holiday_is_no_next_table(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    house.at("2027-04-20 09:00")

    await line(house, f"{referentie} Tactus volgende tafel", "Uiterlijk: dinsdag 11 mei 2027")


@one_way
async def test_the_reason_waits_until_an_earlier_question_is_answered(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()

    await line(house, f"{referentie} Zorggroep zaterdag", "Die naam of organisatie ken ik niet.")
    asked = await house.says("Marijke", "Tactus", "Zaterdag 6 februari 2027 is geen werkdag.")

    assert asked.labels == ["vrijdag 5 februari", "maandag 8 februari", "Annuleren"]
    await house.presses("Marijke", "vrijdag 5 februari", CARD)
    await house.presses("Marijke", "Aanpassen", "Wat wilt u aanpassen?")
    await house.presses("Marijke", "Uiterlijk", "Wanneer moet het uiterlijk gedaan zijn?")
    await house.says("Marijke", "morgen", "Uiterlijk: dinsdag 2 februari 2027")
