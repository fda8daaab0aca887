"""Do the words of a button, typed, do what the button does? On a phone, typing is often quicker than finding it."""

from tests.flows.conftest import House, one_way


@one_way
async def test_the_words_of_a_button_are_typed_instead(house: House) -> None:
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    await house.says("Marijke", f"/afspraak {referentie} Tineke 9 februari: intake plannen", "Klopt dit?")
    await house.says("Marijke", "vastleggen", "Vastgelegd.")
    new = await house.phone("Tineke").wait_for("Nieuwe actie voor u")
    await house.presses("Tineke", "Lukt niet", "Waarom lukt het niet?", on=new)
    await house.says("Tineke", "geen tijd of mensen", "Lukt niet: geen tijd of mensen")
    await house.says("Tineke", "uitstel vragen", "Uitstel tot wanneer?")
    await house.says("Tineke", "annuleren", "Geannuleerd. Er is niets vastgelegd.")

    await house.says("Marijke", f"/casus {referentie}", "Fase: aangemeld")
    await house.presses("Marijke", "Knelpunt of leerpunt", "wat is het?")
    await house.says("Marijke", "Leerpunt", "waar ging het over?")
    await house.says("Marijke", "Tijd, mensen of wachtlijst", "Typ die, zonder persoonsgegevens.")
    await house.says("Marijke", "zonder toelichting", "Vastgelegd")
    await house.says("Marijke", f"/casus {referentie}", "Fase: aangemeld")
    await house.presses("Marijke", "1 Aanpassen", "Wie: Tineke")
    await house.presses("Marijke", "Tekst wijzigen", "Wat is de actie?")
    await house.says("Marijke", "Annuleren", "Geannuleerd.")


@one_way
async def test_other_words_leave_the_question_open(house: House) -> None:
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tineke 9 februari: intake plannen")
    await house.says("Marijke", f"/casus {referentie}", "Fase: aangemeld")
    asked = await house.presses("Marijke", "Fase", "fase")
    open_ = "Dat begrijp ik niet. Uw vraag staat nog open. Kies een knop, of typ /annuleer."
    await house.says("Marijke", "geen idee", open_)
    await house.presses("Marijke", "In monitoring", "in monitoring", on=asked)
    await house.says("Marijke", "geen idee", "Dat begrijp ik niet. Met /help ziet u wat u kunt doen.")
