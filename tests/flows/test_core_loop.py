"""From the table to the confirmation, as people see it on their phones."""

from tests.flows.conftest import House


async def test_an_afspraak_goes_from_the_table_to_its_confirmation(house: House):
    await house.link("Noor", "Marijke", "Tineke")
    await house.phone("Noor").wait_for("Gekoppeld: Tineke, Tactus (reclassering) (actiehouder).")
    referentie = await house.new_casus()

    logged = await house.agree(f"{referentie} Tactus 9 februari: intake plannen")

    assert "uiterlijk dinsdag 9 februari" in logged.text
    told = await house.phone("Tineke").wait_for("Nieuwe actie voor u, uiterlijk dinsdag 9 februari")
    assert told.labels[2:] == ["Gedaan", "Bezig", "Uitstel vragen", "Lukt niet", "Niet voor mij"]
    assert told.protected
    await house.says("Tineke", "/mijn", f"1  {referentie}")

    await house.comes("Tineke", "Nog 5 werkdagen voor uw actie", "2027-02-02 08:00")
    await house.comes("Tineke", "Nog 1 werkdag voor uw actie", "2027-02-08 08:00")
    last = await house.comes("Tineke", "Vandaag is de laatste dag", "2027-02-09 08:00")
    assert "Dan ziet Marijke woensdag om 08:30 dat deze actie te laat is." in last.text

    await house.presses("Tineke", "Gedaan", "Gedaan, dinsdag 08:0", on=last)
    await house.phone("Marijke").wait_for("Gedaan door Tineke, Tactus (reclassering)")
    await house.presses("Tineke", "Ongedaan maken", "Teruggedraaid. Uw actie staat open, uiterlijk vandaag")
    await house.phone("Marijke").wait_for("Weer open: Tineke")

    await house.comes("Tineke", "1 werkdag te laat", "2027-02-10 08:00")
    alert = await house.comes("Marijke", "Goedemorgen Marijke.", "2027-02-10 08:30")
    assert f"1  {referentie} · Tactus (reclassering) · 1 werkdag" in alert.text

    await house.says("Tineke", "gedaan", "Gedaan, woensdag 08:3")
    assert "Te laat" not in (await house.says("Marijke", "/vandaag", "Eén punt vandaag.")).text
