"""An afspraak on an organisation on people's phones: its contacts say who, and the card says what else was agreed."""

from bot.domain.persoon import NieuwPersoon, Rol
from tests.flows.conftest import House, one_way

DENNIS = NieuwPersoon("Dennis", frozenset({Rol.ACTIEHOUDER}), "Limor")
LENA = NieuwPersoon("Lena", frozenset({Rol.ACTIEHOUDER}), "Limor")
PIETER = NieuwPersoon("Pieter", frozenset({Rol.ACTIEHOUDER}), "Politie")


@one_way
async def test_the_contact_of_an_organisation_names_a_colleague(house: House) -> None:
    await house.link("Marijke", "Fenna", Dennis=DENNIS, Lena=LENA)
    marijke, fenna, dennis = (house.phone(name) for name in ("Marijke", "Fenna", "Dennis"))
    referentie = await house.new_casus()
    who = await house.says("Marijke", f"/afspraak {referentie} Limor vrijdag: bellen", "meer dan één persoon")
    assert who.labels == ["Dennis, Limor", "Lena, Limor", "Limor, nog niet bekend wie", "Annuleren"]
    card = await house.presses("Marijke", "Limor, nog niet bekend wie", "Klopt dit?")
    assert "Wie: Limor, nog niet bekend wie. Wij vragen het de contactpersonen." in card.text
    assert "Was erbij" not in card.text
    await house.presses("Marijke", "Vastleggen", "Limor, nog niet bekend wie. Wij vragen het")

    asked = await fenna.wait_for("Wie pakt dit op? Een actie voor Limor, uiterlijk vrijdag 5 februari")
    assert "bellen" not in asked.text
    assert asked.protected
    assert "Ik" not in asked.labels
    choice = await house.presses("Fenna", "Een collega", "Wie van uw collega's pakt dit op?", on=asked)
    assert choice.labels == ["Dennis, Limor", "Lena, Limor", "Annuleren"]
    await house.says("Fenna", "Marijke", "Die naam ken ik niet bij Limor.")
    await house.says("Fenna", "lena", "Lena pakt dit op. U hoeft niets te doen.")
    await fenna.wait_until(lambda: [m.text.startswith("Lena pakt dit op.") for m in fenna.messages].count(True) == 2)
    new = await house.phone("Lena").wait_for("Nieuwe actie voor u, uiterlijk vrijdag 5 februari")
    assert "U was er niet bij. Past dit niet? Kies Niet voor mij." in new.text
    await marijke.wait_for("Lena, Limor pakt dit op, op verzoek van Fenna.")
    assert not [m for m in dennis.received if referentie in m.text]
    await house.presses("Lena", "Gedaan", "Gedaan, maandag", on=new)
    await marijke.wait_for("Gedaan door Lena, Limor")


@one_way
async def test_the_first_who_says_ik_has_it(house: House) -> None:
    await house.link("Marijke", "Joris", Pieter=PIETER)
    joris, pieter = house.phone("Joris"), house.phone("Pieter")
    referentie = await house.new_casus()
    await house.says("Marijke", f"/afspraak {referentie} politie vrijdag: bellen", "meer dan één persoon")
    await house.presses("Marijke", "Politie, nog niet bekend wie", "Klopt dit?")
    await house.presses("Marijke", "Vastleggen", "Vastgelegd.")
    for phone in (joris, pieter):
        await phone.wait_for("Wie pakt dit op?")
    late = pieter.messages[-1]
    mark = joris.mark()
    await joris.send("ik", reply_to=joris.messages[-1])
    taken = await joris.wait_for("U pakt dit op, uiterlijk vrijdag 5 februari", after=mark)
    assert {"Gedaan", "Bezig", "Uitstel vragen", "Lukt niet"} <= set(taken.labels)
    await pieter.wait_for("Joris pakt dit op. U hoeft niets te doen.")
    await pieter.press_data(late.message_id, "ik:1")
    await pieter.wait_for("Joris heeft deze actie al.")
    await house.phone("Marijke").wait_for("Joris, Politie pakt dit op.")
    await house.says("Joris", "/mijn", referentie)


@one_way
async def test_the_card_says_who_was_there_and_what_happens_when_it_fails(house: House) -> None:
    await house.link("Marijke", "Tineke", Dennis=DENNIS)
    referentie = await house.new_casus()
    card = await house.says("Marijke", f"/afspraak {referentie} Dennis vrijdag: bellen", "Klopt dit?")
    assert "Was erbij: nee" in card.text
    assert "Als dit niet lukt: bespreken aan tafel" in card.text
    await house.presses("Marijke", "Aanpassen", "Wat wilt u aanpassen?")
    await house.presses("Marijke", "Was erbij", "Was erbij: ja")
    await house.presses("Marijke", "Aanpassen", "Wat wilt u aanpassen?")
    await house.presses("Marijke", "Als dit niet lukt", "wat is er dan afgesproken?")
    card = await house.says("Marijke", "makelaar belt", "Als dit niet lukt: makelaar belt")
    assert "Was erbij: ja" in card.text
    await house.presses("Marijke", "Aanpassen", "Wat wilt u aanpassen?")
    await house.presses("Marijke", "Wie", "Wie doet het?")
    await house.says("Marijke", "Tineke", "Was erbij: ja")
    await house.presses("Marijke", "Vastleggen", "Vastgelegd.")
    new = await house.phone("Tineke").wait_for("Nieuwe actie voor u")
    assert "Als dit niet lukt: makelaar belt." in new.text
    assert "niet bij" not in new.text
