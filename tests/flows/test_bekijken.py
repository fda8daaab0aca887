"""What does Telegram carry, and what is left of it once it is over?"""

import re

import aiohttp

from tests.flows.conftest import House, one_way

REFERENTIE = re.compile(r"\b\w{3}-\w{3}-\w\b")
OVER = "Deze actie is afgerond."


async def opened(house: House, name: str) -> str:
    """The words of the page behind the newest link of this person."""
    url = house.phone(name).link("Open de pagina")
    async with aiohttp.ClientSession() as browser, browser.get(url) as page:
        return re.sub(r"<[^>]+>", " ", await page.text())


async def test_what_the_action_is_stands_on_our_page_and_not_in_telegram(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus vrijdag: intake plannen")
    await house.phone("Tineke").wait_for("Nieuwe actie voor u, uiterlijk vrijdag 5 februari")

    link = await house.presses("Tineke", "Bekijk", "De link is alleen voor u en werkt 15 minuten.")
    page = await opened(house, "Tineke")
    assert "Intake plannen" in page
    assert "Bericht gestuurd aan Tineke" in page
    assert link.protected

    # A button of the page is seen in the chat as well: there is one truth.
    mark = house.phone("Tineke").mark()
    async with aiohttp.ClientSession() as browser:
        await browser.post(house.phone("Tineke").link("Open de pagina"), data={"daad": "gedaan"})
    await house.phone("Tineke").wait_for("Gedaan, maandag 09:0", after=mark)
    await house.phone("Marijke").wait_for("Gedaan door Tineke")

    await house.comes("Tineke", OVER, "2027-02-01 09:15")
    assert not [message for message in house.phone("Tineke").received if "ntake plannen" in message.text]


@one_way
async def test_the_makelaar_reads_it_too_and_a_colleague_does_not(house: House):
    await house.link("Marijke", "Tineke", "Joris")
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus vrijdag: intake plannen")

    await house.presses("Marijke", "Bekijk", "De link is alleen voor u")
    assert "Actie van Tineke" in await opened(house, "Marijke")

    await house.phone("Joris").press_data(1, "bekijk:1")
    refused = await house.phone("Joris").wait_for("Deze actie ken ik niet, of is niet meer van u.")
    await house.phone("Joris").press_data(1, "bekijk:99")
    again = await house.phone("Joris").wait_for("Deze actie ken ik niet, of is niet meer van u.", after=refused)
    assert refused.text == again.text


@one_way
async def test_whatever_ever_named_a_casus_could_never_be_forwarded(house: House):
    """Also what became of a question: that message was sent before there was a casus."""
    await house.link("Marijke", "Tineke")
    await house.says("Marijke", "/nieuw", "Van welke gemeente?")
    await house.presses("Marijke", "Kampen", "Voor welke tafel?")
    made = await house.presses("Marijke", "Top-X Zwolle", "Nieuwe casus: ")
    referentie = REFERENTIE.findall(made.text)[0]
    await house.presses("Marijke", "Afspraak vastleggen", "Wie doet het?")
    await house.presses("Marijke", "Tineke, Tactus (reclassering)", "Wat is de actie?")
    await house.says("Marijke", "intake plannen", "Wanneer moet het")
    await house.presses("Marijke", "vrijdag 5 februari", "Klopt dit?")
    await house.presses("Marijke", "Vastleggen", "Vastgelegd.")
    await house.says("Marijke", "/afspraak", "Bij welke casus?")
    await house.says("Marijke", "/annuleer", "Geannuleerd")
    await house.says("Tineke", "/mijn", referentie)
    await house.presses("Tineke", "1 Gedaan", "1  ")
    await house.phone("Marijke").wait_for("Gedaan door Tineke")

    for name in ("Marijke", "Tineke"):
        for message in house.phone(name).received:
            if REFERENTIE.search(" ".join([message.text, *message.labels])):
                assert message.protected, message.text


@one_way
async def test_a_list_loses_what_is_over_line_by_line(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus donderdag: intake plannen")
    await house.agree(f"{referentie} Tactus vrijdag: huisbezoek")
    listed = await house.says("Tineke", "/mijn", "Uw open acties")
    await house.presses("Tineke", "1 Gedaan", "gedaan", on=listed)

    await house.comes("Tineke", "1  afgerond", "2027-02-01 09:15")
    now = house.phone("Tineke").now(listed)
    assert now.labels == ["2 Bekijk", "2 Gedaan", "2 Bezig", "2 Uitstel vragen", "2 Lukt niet"]

    # The number still means the same line.
    await house.says("Tineke", "2 bezig", "uiterlijk vrijdag 5 februari")
