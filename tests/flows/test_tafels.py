"""/tafels on people's phones: what comes, and what becomes of it when who leads it moves it, cancels it or adds one."""

from typing import Any

from bot.domain.persoon import NieuwPersoon, Rol
from bot.usecases.planning import plan_year
from tests.builders import local
from tests.flows.conftest import House, one_way
from tests.flows.test_rechten import OLD

HUIS = "Veiligheidshuis IJsselland"
TOPX = frozenset({"topx-zwolle"})
RUUD = NieuwPersoon("Ruud", frozenset({Rol.MAKELAAR}), HUIS, gemeenten=frozenset({"Ommen"}), tafels=TOPX)
WIL = NieuwPersoon("Wil", frozenset({Rol.MAKELAAR}), HUIS, gemeenten=frozenset({"Raalte"}))
REIN = NieuwPersoon("Rein", frozenset({Rol.ACTIEHOUDER}), "Politie", tafels=TOPX)
LENA = NieuwPersoon("Lena", frozenset({Rol.PARTNER}), "Limor")
NOT_THERE = "Deze bijeenkomst ken ik niet"


async def planned(house: House) -> int:
    """Every table has its year; which one is Top-X Zwolle on 16 February."""
    await house.stage.services.run(plan_year)

    def that_day(tx: Any) -> int:
        found = tx.bijeenkomsten.between(local("2027-02-16 00:00"), local("2027-02-17 00:00"))
        return next(one.id for one in found if one.tafel == "topx-zwolle")

    return await house.stage.services.read(that_day)


@one_way
async def test_who_leads_moves_it_and_everybody_who_is_invited_is_asked_anew(house: House) -> None:
    await house.link(Ruud=RUUD, Wil=WIL, Rein=REIN)
    id = await planned(house)
    listed = await house.says("Ruud", "/tafels", "Uw bijeenkomsten")
    numbers = [f"{nummer} {wat}" for nummer in range(1, 6) for wat in ("Agenda", "Beheer")]
    assert listed.labels == [*numbers, "Extra bijeenkomst"]
    assert (await house.says("Rein", "/tafels", "Uw bijeenkomsten")).labels == []
    wil = await house.says("Wil", "/tafels", "U heeft de komende twee maanden geen bijeenkomsten.")
    assert "Uw beheerder regelt dat: die zet de tafel op uw naam, met --tafel." in wil.text

    managed = await house.presses("Ruud", "2 Beheer", "De agenda is nog niet verstuurd.", on=listed)
    assert managed.labels == [
        "Agenda",
        "Wie komt",
        "Verplaatsen",
        "Andere plaats",
        "Afzeggen",
        "Werklijst",
        "Kalenderlinks",
    ]
    await house.presses("Ruud", "Verplaatsen", "Naar welke dag?", on=managed)
    off = await house.says("Ruud", "zaterdag 20 februari", "Zaterdag 20 februari 2027 is geen werkdag. Toch?")
    assert off.labels == ["Toch zaterdag 20 februari", "vrijdag 19 februari", "maandag 22 februari", "Annuleren"]
    await house.says("Ruud", "29 januari 2027", "Vrijdag 29 januari 2027 is al geweest.")
    await house.says("Ruud", "vandaag", "Maandag 1 februari 2027. Hoe laat begint Casusoverleg Zwolle?")
    await house.says("Ruud", "straks", "Die tijd begrijp ik niet.")
    await house.says("Ruud", "07:30", "Die tijd is al geweest.")
    card = await house.says("Ruud", "kwart over twee", "Klopt dit?")
    assert "Wordt: maandag 1 februari 14:15-16:45" in card.text
    await house.presses("Ruud", "Aanpassen", "Naar welke dag?")
    card = await house.says("Ruud", "zondag 28 maart 02:30", "is geen werkdag. Toch?")
    card = await house.says("Ruud", "ja", "Klopt dit?")
    assert "Wordt: zondag 28 maart 03:30-06:00, Zeven Alleetjes 1, Zwolle" in card.text
    assert "die nacht gaat de klok vooruit" in card.text
    assert "Let op: dat is geen werkdag." in card.text
    await house.presses("Ruud", "Aanpassen", "Naar welke dag?")
    card = await house.says("Ruud", "donderdag 18 februari 14:00", "Klopt dit?")
    assert "Was: dinsdag 16 februari 09:30-12:00" in card.text
    assert "Eén persoon krijgt nu bericht." in card.text
    assert card.labels == ["Verplaatsen", "Aanpassen", "Annuleren"]
    done = await house.presses("Ruud", "Verplaatsen", "Verplaatst.", on=card)
    assert done.labels == ["Agenda", "Beheer"]
    told = await house.phone("Rein").wait_for("is verplaatst")
    assert "Wordt: donderdag 18 februari 14:00-16:30, Zeven Alleetjes 1, Zwolle" in told.text
    assert told.labels == ["Ik kom", "Ik kom niet", "Vervanger"]

    twice = card.buttons[0][0].callback_data
    assert twice is not None
    mark = house.phone("Ruud").mark()
    await house.phone("Ruud").press_data(card.message_id, twice)
    await house.phone("Ruud").wait_for(OLD, after=mark)
    assert len([one for one in house.phone("Rein").received if "is verplaatst" in one.text]) == 1
    for name, data in (("Wil", f"bij:{id}"), ("Wil", f"verplaats:{id}"), ("Ruud", "bij:x"), ("Ruud", "afzeggen:99")):
        mark = house.phone(name).mark()
        await house.phone(name).press_data(1, data)
        await house.phone(name).wait_for(NOT_THERE, after=mark)
    mark = house.phone("Rein").mark()
    await house.phone("Rein").press_data(1, f"bij:{id}")
    await house.phone("Rein").wait_for(OLD, after=mark)


@one_way
async def test_another_place_one_more_and_cancelled(house: House) -> None:
    await house.link(Ruud=RUUD, Rein=REIN)
    await planned(house)
    rein = house.phone("Rein")
    listed = await house.says("Ruud", "/tafels", "Uw bijeenkomsten")
    managed = await house.presses("Ruud", "2 Beheer", "De agenda is nog niet verstuurd.", on=listed)
    where = await house.presses("Ruud", "Andere plaats", "Waar komt Casusoverleg Zwolle dan bij elkaar?", on=managed)
    assert "Zeven Alleetjes 1, Zwolle" not in where.labels, "it is there already"
    refused = await house.says("Ruud", "bij Pieter de Boer thuis", "Dit bericht is niet bewaard")
    assert "/annuleer" in refused.text
    card = await house.says("Ruud", "Stadhuis Kampen, kamer 3", "Klopt dit?")
    assert "Wordt: dinsdag 16 februari 09:30-12:00, Stadhuis Kampen, kamer 3" in card.text
    await house.presses("Ruud", "Vastleggen", "Vastgelegd.", on=card)
    assert (await rein.wait_for("is op een andere plaats")).labels == []

    listed = await house.says("Ruud", "/tafels", "kamer 3")
    await house.presses("Ruud", "Extra bijeenkomst", "Op welke dag is de extra bijeenkomst?", on=listed)
    card = await house.says("Ruud", "woensdag 24 februari 14:00", "Erbij: Casusoverleg Zwolle, woensdag 24 februari")
    await house.presses("Ruud", "Vastleggen", "Vastgelegd.", on=card)
    assert (await rein.wait_for("Er is een bijeenkomst bij.")).labels == ["Ik kom", "Ik kom niet", "Vervanger"]

    listed = await house.says("Ruud", "/tafels", "24 februari")
    managed = await house.presses("Ruud", "3 Beheer", "woensdag 24 februari 14:00-16:30", on=listed)
    card = await house.presses("Ruud", "Afzeggen", "Afzeggen: Casusoverleg Zwolle, woensdag 24 februari", on=managed)
    assert card.labels == ["Afzeggen", "Annuleren"]
    assert (await house.presses("Ruud", "Afzeggen", "Afgezegd.", on=card)).labels == []
    await rein.wait_for("Casusoverleg Zwolle gaat niet door: woensdag 24 februari 14:00-16:30")
    assert "24 februari" not in (await house.says("Rein", "/tafels", "Uw bijeenkomsten")).text


@one_way
async def test_an_mdo_from_the_casus_to_its_agenda(house: House) -> None:
    await house.link("Marijke", "Tineke", Lena=LENA)
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tineke vrijdag: bellen")
    casus = await house.says("Marijke", f"/casus {referentie}", "Gemeente Kampen")
    await house.presses("Marijke", "MDO plannen", "Op welke dag is het MDO?", on=casus)
    await house.says("Marijke", "vrijdag", "Hoe laat begint het MDO?")
    await house.says("Marijke", "half elf", "Waar komt het MDO bij elkaar?")
    asked = await house.presses("Marijke", "Zeven Alleetjes 1, Zwolle", "Wie vraagt u voor het MDO?")
    assert asked.labels == ["Tineke, Tactus (reclassering)", "Annuleren"]
    await house.presses("Marijke", "Tineke, Tactus (reclassering)", "Wie vraagt u voor het MDO?", on=asked)
    await house.says("Marijke", "Zomaar", "Die naam of organisatie ken ik niet.")
    asked = await house.says("Marijke", "Limor", "Wie vraagt u voor het MDO?")
    assert asked.labels == ["✓ Tineke, Tactus (reclassering)", "✓ Lena, Limor", "Klaar", "Annuleren"]
    card = await house.presses("Marijke", "Klaar", "Klopt dit?", on=asked)
    assert "MDO, vrijdag 5 februari 10:30-11:30\nZeven Alleetjes 1, Zwolle" in card.text
    assert f"{referentie}\nGevraagd: Tineke, Tactus (reclassering); Lena, Limor" in card.text
    await house.presses("Marijke", "Vastleggen", "MDO, vrijdag 5 februari 10:30-11:30", on=card)
    assert "MDO" in (await house.says("Marijke", "/tafels", "Uw bijeenkomsten")).text
    assert "MDO" not in (await house.says("Lena", "/tafels", "geen bijeenkomsten")).text


@one_way
async def test_a_day_that_passed_while_the_time_was_asked_is_asked_anew(house: House) -> None:
    await house.link(Ruud=RUUD, Rein=REIN)
    await planned(house)
    listed = await house.says("Ruud", "/tafels", "Uw bijeenkomsten")
    managed = await house.presses("Ruud", "2 Beheer", "De agenda is nog niet verstuurd.", on=listed)
    await house.presses("Ruud", "Verplaatsen", "Naar welke dag?", on=managed)
    asked = await house.says("Ruud", "morgen", "Hoe laat begint")

    house.at("2027-02-03 10:00")
    again = await house.presses("Ruud", "14:00", "Dinsdag 2 februari 2027 is al geweest.", on=asked)

    assert "Naar welke dag?" in again.text
    card = await house.says("Ruud", "vrijdag 14:00", "Klopt dit?")
    assert "Wordt: vrijdag 5 februari 14:00-16:30" in card.text
