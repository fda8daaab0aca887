"""Several things due for one person at once: one message on the phone, and every answer works in it."""

from tests.flows.conftest import House, one_way


@one_way
async def test_three_actions_of_one_morning_are_one_message_that_is_answered_in_place(house: House) -> None:
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    for actie in ("bellen", "mailen", "bezoeken"):
        await house.agree(f"{referentie} Tactus 9 februari: {actie}")
    tineke = house.phone("Tineke")
    await tineke.wait_until(lambda: sum("Nieuwe actie voor u" in message.text for message in tineke.received) == 3)

    together = await house.comes("Tineke", "Drie acties vragen uw aandacht", "2027-02-09 08:00")
    assert together.protected
    assert "Geen antwoord vandaag op 1, 2 en 3? Dan ziet Marijke woensdag om 08:30 dat dit te laat is." in together.text
    assert not [message for message in tineke.received if "Vandaag is de laatste dag" in message.text]

    await house.presses("Tineke", "1 Gedaan", "Gedaan, dinsdag 08:0", on=together)
    now = tineke.now(together)
    assert now.text.startswith("Drie acties vragen uw aandacht")
    assert ["1 Gedaan" in now.labels, "2 Gedaan" in now.labels] == [False, True]

    mark = tineke.mark()
    await tineke.send("gedaan 2", reply_to=together)
    await tineke.wait_for("Gedaan, dinsdag 08:0", after=mark)
    await house.says("Tineke", "gedaan 3", "Gedaan, dinsdag 08:0")
    await house.says("Tineke", "/mijn", "U heeft geen open acties.")
    heard = await house.phone("Marijke").wait_for("Gedaan door Tineke")
    assert heard.silent
