"""What does somebody see whose text is refused: what was in it, how to write it, and whether it is gone?"""

import pytest

from bot.handlers.receiver import _fault
from bot.sandbox import Fault
from tests.flows.conftest import House, one_way

GONE = "Dit bericht is niet bewaard en uit dit gesprek verwijderd."
STAYS = "Dit bericht is niet bewaard. Verwijderen lukt mij niet: verwijder het zelf uit dit gesprek."
TOO_OLD = "Bad Request: message can't be deleted for everyone"
SECRET = "bel 06 12345678"


def own(house: House, name: str) -> list[str]:
    """What still stands in this chat of what the person sent."""
    return [message.text for message in house.phone(name).messages if not message.from_bot]


async def test_the_answer_names_what_was_found_and_the_dialogue_goes_on(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    await house.says("Marijke", f"/afspraak {referentie} Tactus vrijdag", "Wat is de actie?")

    refused = await house.says("Marijke", "huisbezoek bij mevr Jansen, 06 12345678", GONE)

    assert "een naam (J•••n) en een telefoonnummer (0•••8) in." in refused.text
    assert "de referentie, of een rol zoals cliënt of wijkagent" in refused.text
    assert f"U was bezig met: een afspraak vastleggen bij {referentie}." in refused.text
    assert not [text for text in own(house, "Marijke") if "Jansen" in text]
    assert (await house.says("Marijke", "huisbezoek met de wijkagent", "Klopt dit?")).text.count("Huisbezoek") <= 1


@one_way
@pytest.mark.parametrize("kind", ["text", "photo", "edited", "forwarded"])
async def test_what_cannot_be_deleted_the_person_is_asked_to_delete(house: House, kind: str):
    await house.link("Marijke")
    marijke = house.phone("Marijke")
    harmless = await marijke.send("hallo")
    await marijke.wait_for("Dat begrijp ik niet.")
    house.stage.telegram.faults.arm("deleteMessage", Fault.refuse(400, TOO_OLD))
    mark = marijke.mark()
    match kind:
        case "text":
            await marijke.send(SECRET)
        case "photo":
            await marijke.send_kind("photo")
        case "edited":
            await marijke.edit(harmless, SECRET)
        case _:
            await marijke.forward(SECRET)

    answer = await marijke.wait_for("verwijder het zelf uit dit gesprek", after=mark)

    assert "niet bewaard" in answer.text
    assert "uit dit gesprek verwijderd" not in answer.text


@one_way
async def test_while_deleting_is_held_up_the_answer_does_not_claim_it(house: House):
    await house.link("Marijke")
    house.stage.telegram.faults.arm("deleteMessage", Fault.server_error(), times=1)

    assert (await house.says("Marijke", SECRET, "niet bewaard")).text.startswith(STAYS)
    for _ in range(100):
        if SECRET not in own(house, "Marijke"):
            break
        await house.phone("Marijke").settle(0.1)
    assert SECRET not in own(house, "Marijke"), "it is deleted as soon as that can be done"


@one_way
async def test_what_the_person_deleted_first_is_gone_all_the_same(house: House):
    await house.link("Marijke")
    gone = Fault.refuse(400, "Bad Request: message to delete not found")
    house.stage.telegram.faults.arm("deleteMessage", gone)

    await house.says("Marijke", SECRET, GONE)


@one_way
async def test_every_kind_of_media_is_refused_unread_and_deleted_with_its_caption(house: House):
    await house.link("Marijke")
    marijke = house.phone("Marijke")
    for kind in ("photo", "voice", "document", "contact", "location", "video", "sticker"):
        mark = marijke.mark()
        await marijke.send_kind(kind, caption="intake plannen" if kind in ("photo", "document", "video") else None)
        await marijke.wait_for("niet bekeken en niet bewaard, en uit dit gesprek verwijderd", after=mark)
    mark = marijke.mark()
    await marijke.send_kind("photo", caption=SECRET)
    await marijke.wait_for("een telefoonnummer", after=mark)

    assert own(house, "Marijke") == ["/start"] or not [text for text in own(house, "Marijke") if "bel" in text]


@one_way
async def test_a_colleague_is_named_where_a_name_is_asked_for_and_nowhere_else(house: House):
    await house.link("Marijke", "Tineke", "Joris")
    referentie = await house.new_casus()

    await house.says("Marijke", f"/afspraak {referentie} joris vrijdag: intake plannen", "Klopt dit?")
    await house.says("Marijke", f"/afspraak {referentie} tin vrijdag: intake plannen", "Wie: Tineke")
    await house.says("Marijke", f"/afspraak {referentie} vrijdag: intake plannen", "Wie doet het?")
    unknown = await house.says("Marijke", "Bojana", GONE)
    assert "Is het een collega? Zo ken ik die niet." in unknown.text
    await house.says("Marijke", "Tineke", "Klopt dit?")
    inside = await house.says("Marijke", f"/afspraak {referentie} Tactus vrijdag: bellen met Joris", GONE)
    assert "collega" not in inside.text
    line = await house.says("Marijke", f"/afspraak {referentie} Bojana vrijdag: intake plannen", GONE)
    assert "B•••a" in line.text


@one_way
async def test_a_slip_in_a_reference_is_no_finding(house: House):
    await house.link("Marijke", "Tineke")

    await house.says("Marijke", "/afspraak K7M-3QX-Z Tactus vrijdag: intake plannen", "Deze referentie ken ik niet.")
    await house.says("Marijke", "K7M-3QX-B", "Deze referentie ken ik niet.")


@one_way
async def test_a_name_after_a_slash_goes_too(house: House):
    await house.link("Marijke")

    await house.says("Marijke", "/bojana", "Dat kan ik niet voor u doen.")
    await house.says("Marijke", "/hulp", "Dat kan ik niet voor u doen.")
    for _ in range(50):
        if "/bojana" not in own(house, "Marijke"):
            break
        await house.phone("Marijke").settle(0.1)

    assert "/bojana" not in own(house, "Marijke")
    assert "/hulp" in own(house, "Marijke")


def test_what_breaks_is_logged_by_kind_and_place_and_quotes_nobody():
    try:
        int("bojana")
    except ValueError as error:
        said = _fault(error)

    assert said["fout"] == "ValueError"
    assert said["waar"][-1].startswith("test_refused.py:")
    assert "bojana" not in str(said)
