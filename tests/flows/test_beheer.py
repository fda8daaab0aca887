"""Aanpassen, Laten vervallen, Weer openzetten and Aanspreken, as people see them on their phones."""

from bot.domain.persoon import NieuwPersoon, Rol
from tests.flows.conftest import House, one_way

OLGA = NieuwPersoon("Olga", frozenset({Rol.PARTNER}), "Tactus")
NEW = "Nieuwe actie voor u"


@one_way
async def test_the_makelaar_changes_an_afspraak_and_everybody_it_concerns_hears_it(house: House):
    await house.link("Marijke", "Tineke", "Joris")
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus 12 februari: bellen")
    await house.phone("Tineke").wait_for(NEW)
    listed = await house.comes("Marijke", "Goedemorgen Marijke. Eén punt vandaag.", "2027-02-12 08:30")
    shown = await house.presses("Marijke", "1 Aanpassen", "Wie: Tineke, Tactus (reclassering)", on=listed)
    assert shown.text.startswith(f"{referentie} · punt 1, Casusoverleg Zwolle van 1 februari")
    assert shown.labels == [
        *("Bekijk", "Kopieer referentie", "Stuur herinnering", "Op de agenda", "Tekst wijzigen", "Andere datum"),
        *("Andere actiehouder", "Laten vervallen"),
    ]
    assert shown.protected

    await house.presses("Marijke", "Tekst wijzigen", "Wat is de actie?", on=shown)
    await house.says("Marijke", "bellen met Jan de Vries", "Dit bericht is niet bewaard")
    await house.says(
        "Marijke", "bellen met de wijkagent", "De tekst is gewijzigd. Tineke, Tactus (reclassering) krijgt"
    )
    changed = await house.phone("Tineke").wait_for("Deze actie is aangepast: de tekst is veranderd. Druk op Bekijk.")
    assert "wijkagent" not in changed.text
    assert changed.labels[2:] == ["Gedaan", "Bezig", "Uitstel vragen", "Lukt niet", "Niet voor mij"]

    await house.presses("Marijke", "Andere datum", "Wanneer moet het uiterlijk gedaan zijn?", on=shown)
    await house.says("Marijke", "zaterdag", "Zaterdag 13 februari 2027 is geen werkdag.")
    moved = await house.says("Marijke", "19 februari", "De datum is gewijzigd.")
    assert "Uiterlijk: vrijdag 19 februari 2027 (eerst vrijdag 12 februari)" in moved.text
    await house.phone("Tineke").wait_for("Deze actie is aangepast: uiterlijk vrijdag 19 februari")

    asked = await house.presses("Marijke", "Andere actiehouder", "Wie doet het?", on=moved)
    assert asked.labels == ["Joris, Politie", "Tactus, nog niet bekend wie", "Annuleren"]
    await house.presses("Marijke", "Joris, Politie", "De actiehouder is gewijzigd. Joris, Politie krijgt nu bericht.")
    await house.phone("Joris").wait_for(f"{NEW}, uiterlijk vrijdag 19 februari")
    await house.phone("Tineke").wait_for("Deze actie is niet meer van u:")
    await house.phone("Tineke").wait_for("Deze actie is niet meer voor u.")
    await house.says("Tineke", "gedaan", "U heeft geen open acties.")


@one_way
async def test_what_was_dropped_is_opened_again_with_a_new_day(house: House):
    await house.link("Marijke", "Joris")
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Politie dinsdag: bellen")
    await house.phone("Joris").wait_for(NEW)
    listed = await house.comes("Marijke", "Goedemorgen Marijke.", "2027-02-03 08:30")
    shown = await house.presses("Marijke", "1 Aanpassen", "Stand: 1 werkdag te laat, nog geen antwoord", on=listed)

    asked = await house.presses("Marijke", "Laten vervallen", "Waarom kan deze actie vervallen?", on=shown)
    assert asked.labels[:2] == ["Niet meer nodig", "Op een andere manier opgelost"]
    dropped = await house.presses("Marijke", "Staat er twee keer", "Vervallen. Joris, Politie krijgt nu bericht.")
    assert "Vervallen, woensdag 08:30: staat er twee keer" in dropped.text
    await house.phone("Joris").wait_for("Deze actie hoeft niet meer:")
    await house.says("Joris", "gedaan", "U heeft geen open acties.")
    assert "Te laat" not in (await house.says("Marijke", "/vandaag", "Zonder regievoerder")).text

    await house.presses("Marijke", "Weer openzetten", "Dinsdag 2 februari 2027 is al geweest.", on=dropped)
    again = await house.says("Marijke", "vrijdag", "Weer open. Joris, Politie krijgt nu bericht.")
    assert "Uiterlijk: vrijdag 5 februari 2027 (eerst dinsdag 2 februari)" in again.text
    await house.phone("Joris").wait_for("Deze actie staat weer open, uiterlijk vrijdag 5 februari")
    await house.presses("Marijke", "Weer openzetten", f"{referentie} staat al open.", on=dropped)


@one_way
async def test_an_organisation_is_spoken_to_once_the_makelaar_says_so(house: House):
    await house.link("Marijke", "Tineke", Olga=OLGA)
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus 5 februari: bellen")
    morning = await house.comes("Marijke", "Goedemorgen Marijke.", "2027-02-12 08:30")
    proposal = "Contactpersoon met mandaat van Tactus aanspreken? Er gaat niets weg tot u kiest."
    assert f"1  {referentie} · Tactus (reclassering) · 5 werkdagen te laat. {proposal}" in morning.text
    assert morning.labels[1:] == ["1 Aanspreken", "1 Nog niet", "1 Op de agenda"]
    assert not house.phone("Olga").received[1:]

    await house.presses("Marijke", "1 Nog niet", "Dan vragen wij het u opnieuw.", on=morning)
    answer = f"Olga, Tactus krijgt nu bericht over {referentie}."
    said = await house.presses("Marijke", "1 Aanspreken", answer, on=morning)
    assert "bellen" not in said.text
    spoken = await house.phone("Olga").wait_for("Een actie van Tactus is 5 werkdagen te laat.")
    assert f"{referentie} · punt 1, Casusoverleg Zwolle van 1 februari" in spoken.text
    assert "Actiehouder: Tineke, Tactus (reclassering)" in spoken.text
    assert "Bel Marijke." in spoken.text
    assert spoken.labels == ["Bekijk", "Kopieer referentie"]
    assert spoken.protected
    await house.presses("Marijke", "1 Aanspreken", "Dit is al beslist of teruggenomen.", on=morning)
    await house.presses("Olga", "Bekijk", "open de pagina met de knop", on=spoken)
    await house.says("Marijke", "/vandaag", "Tactus (reclassering) · 5 werkdagen te laat · aangesproken")
