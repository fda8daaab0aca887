"""/afwezig on people's phones: who is away asks a colleague, who then hears and answers, until the day after."""

import re

import aiohttp
import pytest
from sqlmodel import select

from bot.domain.persoon import NieuwPersoon, Rol
from bot.domain.regio import Regio
from bot.usecases.personen import find_persoon, revoke_persoon
from bot.usecases.regios import load_regio
from storage.tables import AfwezigheidRow
from tests.domain.test_toegang import without_convenant
from tests.flows.conftest import House, one_way
from tests.flows.test_rechten import OLD, UNKNOWN, UNKNOWN_ACTIE

WIM = NieuwPersoon("Wim", frozenset({Rol.ACTIEHOUDER}), "Tactus")
FRIDAY = "vrijdag 12 februari"


async def stored(house: House) -> list[tuple[int, int, str]]:
    """Who is away, who takes over, until when."""

    def look(tx) -> list[tuple[int, int, str]]:
        rows = tx.connection.execute(select(AfwezigheidRow))
        naam = {persoon.id: persoon.naam for persoon in tx.personen.all()}
        return [(naam[row.persoon_id], naam[row.vervanger_id], row.tot.isoformat()) for row in rows]

    return await house.stage.services.read(look)


@pytest.mark.parametrize("way", ["sqlite-polling", "postgresql-webhook"])
async def test_the_deputy_hears_answers_and_is_seen_by_the_makelaar_until_the_day_after(house: House) -> None:
    await house.link("Marijke", "Tineke", Wim=WIM)
    referentie = await house.new_casus()
    for actie in ("bellen", "mailen"):
        await house.agree(f"{referentie} Tineke 9 februari: {actie}")
    tineke, wim = house.phone("Tineke"), house.phone("Wim")
    await tineke.wait_for("Nieuwe actie voor u")

    await house.says("Tineke", "/afwezig tot 5 februari wim", "Klopt dit?")
    await house.presses("Tineke", "Vastleggen", "U bent afwezig tot en met vrijdag 5 februari 2027.")
    told = await wim.wait_for("U vervangt Tineke tot en met vrijdag 5 februari 2027.")
    assert "Er staan nu twee acties open: /mijn." in told.text
    listed = await house.says("Wim", "/mijn", "Uw open acties")
    assert listed.text.count("voor Tineke") == 2

    # Both reminders of the ladder, to Wim only and in one message.
    mark = tineke.mark()
    one = await house.comes("Wim", "Twee acties vragen uw aandacht", "2027-02-02 08:00")
    assert one.text.count("voor Tineke") == 2
    assert one.protected
    await wim.send("gedaan 1", reply_to=one)
    await wim.wait_for("Gedaan, dinsdag 08:0")
    await house.phone("Marijke").wait_for("Gedaan door Wim, Tactus (vervanger van Tineke), dinsdag 08:0")
    assert not [m for m in tineke.received if "uw aandacht" in m.text and m.message_id > mark.message_id]
    own = await house.says("Tineke", "/mijn", "Uw open acties")
    assert "voor Tineke" not in own.text

    # Once it cannot be taken back, the answer and the line of the list are.
    house.at("2027-02-02 08:15")
    await wim.wait_until(lambda: "Deze actie is afgerond." in [m.text for m in wim.messages])
    await wim.wait_until(lambda: "1  afgerond" in wim.now(one).text)

    # The makelaar sees it wherever the actiehouder is named.
    seen = await house.says("Marijke", f"/casus {referentie}", "Open")
    assert "Tineke, Tactus (reclassering) (afwezig t/m 5 februari, vervanger Wim) · uiterlijk" in seen.text
    today = await house.says("Marijke", "/vandaag", "Nog geen antwoord")
    assert "Tactus (reclassering) (afwezig t/m 5 februari, vervanger Wim)" in today.text
    asked = await house.presses("Marijke", "Stuur herinnering", "krijgt nu een herinnering")
    assert asked.text.startswith("Tineke is afwezig t/m 5 februari. Vervanger Wim, Tactus krijgt nu een herinnering")
    await house.says("Wim", f"/casus {referentie}", "voor Tineke")

    # The last minutes of the last day, and the first of the day after.
    house.at("2027-02-05 23:55")
    old = await house.says("Wim", "/mijn", "Uw open acties")
    await house.presses("Wim", "Bekijk", "De link is alleen voor u", on=old)
    url = wim.link("Open de pagina")
    async with aiohttp.ClientSession() as browser:
        async with browser.get(url) as page:
            assert "U vervangt Tineke tot en met vrijdag 5 februari." in await page.text()
        house.at("2027-02-06 00:01")
        async with browser.get(url) as gone, browser.get(url.replace("/bekijk/", "/bekijk/x")) as nothing:
            assert (gone.status, await gone.text()) == (nothing.status, await nothing.text())
    for label in ("Gedaan", "Bezig", "Bekijk"):
        await house.presses("Wim", label, UNKNOWN_ACTIE, on=old)
    await house.says("Wim", "/mijn", "U heeft geen open acties.")
    await house.says("Wim", f"/casus {referentie}", UNKNOWN)
    await house.comes("Tineke", "Nog 1 werkdag voor uw actie", "2027-02-08 08:00")
    assert not [m for m in wim.received if "Nog 1 werkdag" in m.text]


@one_way
async def test_step_by_step_with_everything_that_can_be_typed_wrong(house: House) -> None:
    await house.link("Marijke", "Tineke", "Joris", Wim=WIM)
    tineke = house.phone("Tineke")
    asked = await house.says("Tineke", "/afwezig", "Tot en met welke dag bent u afwezig?")
    assert asked.labels[-1] == "Annuleren"
    await house.says("Tineke", "29 januari 2027", "Vrijdag 29 januari 2027 is al geweest.")
    await house.says("Tineke", "1 maart 2028", "is meer dan een jaar vooruit.")
    await house.says("Tineke", "zsm", "Die dag begrijp ik niet.")
    who = await house.says("Tineke", f"t/m {FRIDAY}", "Wie van uw collega's vervangt u?")
    assert who.labels == ["Wim, Tactus", "Annuleren"]

    refused = await house.says(
        "Tineke", "Xander Zonderling", "Dit bericht is niet bewaard en uit dit gesprek verwijderd."
    )
    assert "Is het een collega? Zo ken ik die niet. Kies een knop." in refused.text
    assert "Uw vraag staat nog open." in refused.text
    await house.says("Tineke", "Joris", "Die naam ken ik niet bij Tactus.")
    await house.says("Tineke", "Tineke", "Dat bent u zelf.")
    card = await house.says("Tineke", "wim", "Klopt dit?")
    assert "Afwezig: van nu tot en met vrijdag 12 februari 2027\nVervanger: Wim, Tactus" in card.text
    assert card.labels == ["Vastleggen", "Annuleren"]
    await house.says("Tineke", "/annuleer", "Geannuleerd. Er is niets vastgelegd.")
    mark = tineke.mark()
    await tineke.press("Vastleggen", on=card)
    assert (await tineke.wait_for("", after=mark)).text == OLD
    assert await stored(house) == []
    assert not [message for message in house.phone("Wim").received if "vervangt" in message.text]


@one_way
async def test_who_is_back_says_so_and_another_time_replaces_the_first(house: House) -> None:
    await house.link("Tineke", Wim=WIM, Sanne=NieuwPersoon("Sanne", frozenset({Rol.ACTIEHOUDER}), "Tactus"))
    await house.says("Tineke", "/afwezig tot zondag", "Wie van uw collega's vervangt u?")
    await house.presses("Tineke", "Wim, Tactus", "Klopt dit?")
    away = await house.says("Tineke", "ja", "U bent afwezig tot en met zondag 7 februari 2027.")
    assert away.labels == ["Ik ben er weer", "Aanpassen"]
    await house.phone("Wim").wait_for("U vervangt Tineke tot en met zondag 7 februari 2027.")
    assert await stored(house) == [("Tineke", "Wim", "2027-02-07")]

    shown = await house.says("Tineke", "/afwezig", "Wim, Tactus vervangt u.")
    await house.presses("Tineke", "Aanpassen", "Tot en met welke dag bent u afwezig?", on=shown)
    await house.says("Tineke", FRIDAY, "Wie van uw collega's vervangt u?")
    await house.presses("Tineke", "Sanne, Tactus", "Klopt dit?")
    assert await stored(house) == [("Tineke", "Wim", "2027-02-07")], "until the card is confirmed"
    await house.presses("Tineke", "Vastleggen", "Sanne, Tactus vervangt u.")
    await house.phone("Wim").wait_for("U vervangt Tineke niet meer.")
    assert await stored(house) == [("Tineke", "Sanne", "2027-02-12")]

    card = await house.says("Sanne", "/afwezig t/m vrijdag wim", "Klopt dit?")
    assert "U vervangt zelf Tineke. Die herinneringen gaan dan weer naar Tineke." in card.text
    await house.presses("Sanne", "Annuleren", "Geannuleerd. Er is niets vastgelegd.")
    back = await house.presses("Tineke", "Ik ben er weer", "Welkom terug.", on=away)
    await house.phone("Tineke").press_data(shown.message_id, "aanwezig")  # two taps do what one tap does
    await house.phone("Tineke").wait_for("Welkom terug.", after=back)
    await house.phone("Sanne").wait_for("U vervangt Tineke niet meer.")
    assert await stored(house) == []
    await house.says("Tineke", "/afwezig", "Tot en met welke dag bent u afwezig?")


@one_way
async def test_without_a_colleague_who_may_the_makelaar_is_the_one_to_ask(house: House, ijsselland: Regio) -> None:
    await house.link("Tineke")
    alone = "Bij Tactus is nu niemand die u hier kan vervangen. Er is niets vastgelegd. Overleg met uw makelaar"
    for typed in ("/afwezig", "/afwezig tot vrijdag"):
        await house.says("Tineke", typed, alone)
    await house.link(Wim=WIM)
    await house.says("Tineke", "/afwezig tot vrijdag", "Wie van uw collega's")
    await house.stage.services.run(load_regio, without_convenant(ijsselland, "Tactus"))
    for typed in ("Wim", "/afwezig tot vrijdag Wim"):
        await house.says("Tineke", typed, re.compile("Die collega kan geen acties krijgen|Bij Tactus is nu niemand"))
    assert await stored(house) == []


@one_way
async def test_a_colleague_who_left_before_the_card_was_confirmed_does_not_take_over(house: House) -> None:
    await house.link("Tineke", Wim=WIM)
    await house.says("Tineke", "/afwezig tot vrijdag Wim", "Klopt dit?")

    def leave(tx) -> None:
        wim = next(persoon.id for persoon in tx.personen.all() if persoon.naam == "Wim")
        revoke_persoon(tx, find_persoon(tx, str(wim)))

    await house.stage.services.run(leave)
    await house.presses("Tineke", "Vastleggen", "Deze collega kan u nu niet vervangen. Er is niets vastgelegd.")
    assert await stored(house) == []
