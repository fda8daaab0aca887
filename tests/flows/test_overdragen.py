"""/overdragen on people's phones: Ruud does the work of Marijke until it comes back by itself; and her own hour."""

import pytest
from sqlmodel import select

from bot.domain.persoon import NieuwPersoon, Rol
from storage.tables import OverdrachtRow
from tests.flows.conftest import House, one_way
from tests.flows.test_rechten import OLD, UNKNOWN, UNKNOWN_COMMAND

HUIS = "Veiligheidshuis IJsselland"
RUUD = NieuwPersoon("Ruud", frozenset({Rol.MAKELAAR}), HUIS, gemeenten=frozenset({"Raalte"}))
FRIDAY = "vrijdag 5 februari 2027"


async def stored(house: House) -> list[tuple[str, str, str, str]]:
    """Whose work goes to whom, from and through which day."""

    def look(tx) -> list[tuple[str, str, str, str]]:
        rows = tx.connection.execute(select(OverdrachtRow))
        naam = {persoon.id: persoon.naam for persoon in tx.personen.all()}
        return [(naam[r.persoon_id], naam[r.vervanger_id], r.vanaf.isoformat(), r.tot.isoformat()) for r in rows]

    return await house.stage.services.read(look)


@pytest.mark.parametrize("way", ["sqlite-polling", "postgresql-webhook"])
async def test_the_colleague_gets_the_morning_and_can_press_until_it_is_back_by_itself(house: House) -> None:
    await house.link("Marijke", "Tineke", Ruud=RUUD)
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tineke 2 februari: bellen")
    marijke, ruud = house.phone("Marijke"), house.phone("Ruud")
    await house.says("Ruud", f"/casus {referentie}", UNKNOWN)

    card = await house.says("Marijke", "/overdragen Ruud tot vrijdag", "Klopt dit?")
    assert f"Werk van: Marijke\nGaat naar: Ruud\nVan vandaag tot en met {FRIDAY}" in card.text
    assert card.labels == ["Overdragen", "Annuleren"]
    given = await house.presses(
        "Marijke", "Overdragen", f"Uw werk is nu bij Ruud, van maandag 1 februari tot en met {FRIDAY}."
    )
    assert given.labels == ["Terugnemen", "Aanpassen"]
    told = await ruud.wait_for(f"U neemt het werk van Marijke over, van maandag 1 februari tot en met {FRIDAY}.")
    assert "Kan dit niet? Spreek Marijke aan." in told.text
    assert await stored(house) == [("Marijke", "Ruud", "2027-02-01", "2027-02-05")]

    last = marijke.received[-1].message_id
    morning = await house.comes("Ruud", "Goedemorgen Ruud. Eén punt vandaag.", "2027-02-03 08:30")
    assert "Met het werk van Marijke, tot en met vrijdag 5 februari." in morning.text
    assert referentie in morning.text
    await house.presses("Ruud", "Stuur herinnering", "krijgt nu een herinnering", on=morning)
    await house.presses("Tineke", "Gedaan", "Ruud weet het.")
    await ruud.wait_for("Gedaan door Tineke")
    await house.says("Ruud", f"/casus {referentie}", "Gemeente Kampen")
    await house.new_casus("Ruud", "Zwolle")
    assert marijke.received[-1].message_id == last, "she gets nothing meanwhile"
    empty = await house.says("Marijke", "/vandaag", "Niets vraagt vandaag uw aandacht.")
    assert "Uw werk is tot en met vrijdag 5 februari bij Ruud: /overdragen." in empty.text

    await house.agree(f"{referentie} Tineke donderdag: mailen")
    back = await house.comes("Marijke", "Goedemorgen Marijke. Eén punt vandaag.", "2027-02-08 08:30")
    assert referentie in back.text
    await house.says("Ruud", f"/casus {referentie}", UNKNOWN)
    await house.says("Ruud", "/vandaag", "Niets vraagt vandaag uw aandacht.")
    await house.says("Marijke", "/overdragen", "Aan wie draagt u uw werk over?")


@one_way
async def test_step_by_step_with_everything_that_can_be_typed_wrong(house: House) -> None:
    await house.link("Marijke", Ruud=RUUD)
    who = await house.says("Marijke", "/overdragen", "Aan wie draagt u uw werk over?")
    assert who.labels == ["Ruud", "Annuleren"]
    await house.says("Marijke", "Marijke", "Dat is dezelfde makelaar. Kies een ander.")
    refused = await house.says(
        "Marijke", "Xander Zonderling", "Dit bericht is niet bewaard en uit dit gesprek verwijderd."
    )
    assert "Is het een collega? Zo ken ik die niet. Kies een knop." in refused.text
    since = await house.says("Marijke", "ruud", "Vanaf welke dag neemt Ruud het werk over?")
    assert since.labels[0] == "Vandaag"
    await house.says("Marijke", "29 januari 2027", "Die dag is al geweest. Kies een andere dag.")
    await house.says("Marijke", "zsm", "Die dag begrijp ik niet.")
    until = await house.says("Marijke", "8 februari", "Vanaf maandag 8 februari. Tot en met welke dag?")
    assert until.labels[0] == "dinsdag 9 februari"
    await house.says("Marijke", "5 februari", "De laatste dag is dan eerder dan de eerste. Kies een andere dag.")
    await house.says("Marijke", "1 maart 2028", "Dat is meer dan een jaar vooruit. Kies een andere dag.")
    card = await house.says("Marijke", "12 februari", "Klopt dit?")
    assert "Van maandag 8 februari 2027 tot en met vrijdag 12 februari 2027" in card.text
    await house.says("Marijke", "/annuleer", "Geannuleerd. Er is niets vastgelegd.")
    await house.presses("Marijke", "Overdragen", OLD, on=card)
    assert await stored(house) == []

    given = await house.says("Marijke", "/overdragen Ruud van 8 februari tot 12 februari", "Klopt dit?")
    await house.says(
        "Marijke", "ja", "Uw werk gaat naar Ruud, van maandag 8 februari tot en met vrijdag 12 februari 2027."
    )
    await house.presses("Marijke", "Overdragen", OLD, on=given)
    await house.says("Ruud", "/overdragen Marijke tot 12 februari", "Die makelaar draagt in die tijd zelf werk over.")
    shown = await house.says("Marijke", "/overdragen", "Uw werk gaat naar Ruud")
    await house.presses("Marijke", "Aanpassen", "Aan wie draagt u uw werk over?", on=shown)
    await house.presses("Marijke", "Terugnemen", "Uw werk is weer bij u.", on=shown)
    await house.phone("Ruud").wait_for("Het werk van Marijke is niet meer bij u.")
    assert await stored(house) == []


@one_way
async def test_a_manager_hands_over_for_who_is_ill_and_sees_no_casus_by_it(house: House) -> None:
    await house.link("Marijke", "Hilde", Ruud=RUUD)
    referentie = await house.new_casus()
    whose = await house.says("Hilde", "/overdragen", "Van wie draagt u het werk over?")
    assert whose.labels == ["Marijke", "Ruud", "Annuleren"]
    await house.presses("Hilde", "Marijke", "Aan wie draagt u het werk van Marijke over?")
    await house.presses("Hilde", "Ruud", "Vanaf welke dag neemt Ruud het werk over?")
    await house.presses("Hilde", "Vandaag", "Tot en met welke dag?")
    await house.says("Hilde", "vrijdag", "Klopt dit?")
    given = await house.presses(
        "Hilde", "Overdragen", f"Het werk van Marijke is nu bij Ruud, van maandag 1 februari tot en met {FRIDAY}."
    )
    heard = await house.phone("Marijke").wait_for("Hilde heeft uw werk overgedragen aan Ruud")
    assert heard.labels == ["Terugnemen"]
    await house.phone("Ruud").wait_for("Kan dit niet? Spreek Hilde aan.")
    await house.says("Hilde", f"/casus {referentie}", UNKNOWN_COMMAND)
    await house.says("Ruud", f"/casus {referentie}", "Gemeente Kampen")

    await house.says("Hilde", "/overdragen", "Van wie draagt u het werk over?")
    await house.presses("Hilde", "Marijke", "Het werk van Marijke is nu bij Ruud")
    await house.presses("Hilde", "Terugnemen", "Het werk is weer bij Marijke.", on=given)
    await house.phone("Marijke").wait_for("Uw werk is weer bij u.")
    await house.phone("Ruud").wait_for("Het werk van Marijke is niet meer bij u.")
    # Two taps do what one does, and somebody else's button is nobody's.
    await house.presses("Marijke", "Terugnemen", "Uw werk is weer bij u.", on=heard)
    await house.phone("Ruud").press_data(heard.message_id, "terugnemen:1")
    await house.phone("Ruud").wait_for(OLD)


@one_way
async def test_a_makelaar_chooses_an_own_hour_for_the_morning(house: House) -> None:
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tineke 2 februari: bellen")
    shown = await house.says("Marijke", "/help", "Wat u hier kunt doen")
    asked = await house.presses("Marijke", "Instellingen", "Uw ochtendbericht komt om 08:30.", on=shown)
    assert asked.labels == ["08:00", "08:30", "09:00", "09:30", "10:00", "Annuleren"]
    await house.says("Marijke", "zo vroeg mogelijk", "Die tijd begrijp ik niet.")
    await house.says(
        "Marijke", "19:00", "Kies een tijd vanaf 08:00 en voor 18:00. Daarbuiten gaan er geen berichten weg."
    )
    await house.says("Marijke", "negen uur", "Uw ochtendbericht komt op werkdagen om 09:00, als er iets op u wacht.")
    house.at("2027-02-03 08:55")
    await house.says("Marijke", "/vandaag", "Te laat")
    assert not [m for m in house.phone("Marijke").received if "Goedemorgen" in m.text]
    await house.comes("Marijke", "Goedemorgen Marijke. Eén punt vandaag.", "2027-02-03 09:00")
    again = await house.presses("Marijke", "Instellingen", "Uw ochtendbericht komt om 09:00.", on=shown)
    await house.presses("Marijke", "10:00", "Uw ochtendbericht komt op werkdagen om 10:00", on=again)
    other = await house.says("Tineke", "/help", "Wat u hier kunt doen")
    assert "Instellingen" not in other.labels
    await house.phone("Tineke").press_data(other.message_id, "instellingen")
    await house.phone("Tineke").wait_for(OLD)
