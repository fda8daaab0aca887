"""What if people send what nobody expects? One short answer, nothing lost, no trace of the text."""

import asyncio
import io
import json

import aiohttp
import pytest
from sqlalchemy import text

from bot.app import webhook_secret
from bot.domain.persoon import NieuwPersoon, Rol
from bot.domain.regio import Regio
from bot.usecases.regios import load_regio
from tests.flows.conftest import House, one_way

UNKNOWN_ACTIE = "Deze actie ken ik niet, of is niet meer van u."
OLD = "Dit is al afgehandeld."


@one_way
async def test_what_is_no_text_is_answered_unread_and_deleted(house: House):
    await house.link("Marijke")
    marijke = house.phone("Marijke")
    for kind in ("photo", "sticker", "voice", "contact", "location", "document", "video", "poll", "dice"):
        mark = marijke.mark()
        await marijke.send_kind(kind)
        await marijke.wait_for("Ik lees alleen tekst en knoppen.", after=mark)
    assert [message.kind for message in marijke.messages if not message.from_bot] == ["text"]


@one_way
async def test_edited_and_forwarded_messages_are_asked_for_again(house: House):
    await house.link("Marijke")
    marijke = house.phone("Marijke")
    typed = await marijke.send("hallo")
    await marijke.wait_for("Dat begrijp ik niet.")
    await marijke.edit(typed, "hallo daar")
    await marijke.wait_for("Een gewijzigd bericht lees ik niet.")
    await marijke.forward("iets van iemand anders")
    await marijke.wait_for("Een doorgestuurd bericht lees ik niet.")


@one_way
async def test_numbers_of_a_person_are_refused_deleted_and_found_nowhere(house: House):
    await house.link("Marijke")
    marijke = house.phone("Marijke")
    referentie = await house.new_casus()
    await house.says("Marijke", f"/afspraak {referentie}", "Wie doet het?")
    secrets = ("123456782", "0612345678", "k.degroot@voorbeeld.nl", "NL91ABNA0417164300", "8011 PK 14")
    for secret in secrets:
        await house.says("Marijke", f"bel {secret}", "Dit bericht is niet bewaard en uit dit gesprek verwijderd.")
        harmless = await marijke.send("onbekende naam")
        await marijke.wait_for("Die naam of organisatie ken ik niet.")
        mark = marijke.mark()
        await marijke.edit(harmless, f"toch {secret}")
        await marijke.wait_for("Dit bericht is niet bewaard", after=mark)
        await house.says(
            "Marijke", f"/{secret.replace('.', '_').replace(' ', '')[:20]}", "Dat kan ik niet voor u doen."
        )
    assert not [m for m in marijke.messages if any(secret in m.text for secret in secrets[:1]) and "bel" in m.text]
    await house.says("Marijke", "joris", "Zo ken ik die niet.")  # the dialogue goes on where it was

    stored = await house.stage.services.read(_everything)
    assert not [secret for secret in secrets if secret in stored]


@one_way
async def test_forged_and_old_buttons_do_nothing(house: House):
    await house.link("Marijke", "Tineke", "Joris")
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus vrijdag: bellen")
    await house.phone("Tineke").wait_for("Nieuwe actie")
    joris = house.phone("Joris")
    for data in ("gedaan:1", "bezig:1", "ongedaan:1", "gedaan:2", "gedaan:x", "gedaan:" + "9" * 50):
        mark = joris.mark()
        await joris.press_data(1, data)
        await joris.wait_for(UNKNOWN_ACTIE, after=mark)
    for data in ("herinner:1", "alles", f"a:{referentie}", "d:00.1:0", "d:", "x:1", "🎉", "mijn", "d" * 64):
        mark = joris.mark()
        await joris.press_data(1, data)
        await joris.wait_for(OLD if data != "mijn" else "U heeft geen open acties.", after=mark)
    await house.says("Marijke", "/vandaag", f"Zonder regievoerder\n1  {referentie}")
    await house.says("Tineke", "/mijn", f"1  {referentie}")


@one_way
async def test_another_makelaars_casus_does_not_exist(house: House):
    huis = "Veiligheidshuis IJsselland"
    ruud = NieuwPersoon("Ruud", frozenset({Rol.MAKELAAR}), huis, gemeenten=frozenset({"Deventer"}))
    await house.link("Marijke", "Tineke", Ruud=ruud)
    referentie = await house.new_casus()
    for ref in (referentie, "K7M-3QX-K", "AAA-AAA-A"):
        asked = await house.says("Ruud", f"/afspraak {ref} Tactus vrijdag: bellen", "Deze referentie ken ik niet.")
        assert asked.labels == ["Annuleren"]
    mark = house.phone("Ruud").mark()
    await house.phone("Ruud").press_data(1, f"a:{referentie}")
    await house.phone("Ruud").wait_for("Deze referentie ken ik niet.", after=mark)
    await house.says("Ruud", "/nieuw Kampen", "Die gemeente ken ik niet, of zij hoort niet bij u.")


@one_way
async def test_two_taps_do_what_one_tap_does(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    await house.says("Marijke", f"/afspraak {referentie} Tactus vrijdag: bellen", "Klopt dit?")
    marijke, tineke = house.phone("Marijke"), house.phone("Tineke")
    await asyncio.gather(*(marijke.press("Vastleggen") for _ in range(3)))
    await marijke.wait_for(OLD)
    told = await tineke.wait_for("Nieuwe actie voor u")
    await asyncio.gather(*(tineke.press("Gedaan", on=told) for _ in range(3)))
    await tineke.wait_for("Dit is al afgehandeld: gedaan op maandag 09:0")
    await marijke.wait_for("Gedaan door Tineke")
    await marijke.settle(2)

    assert len([m for m in tineke.received if "Nieuwe actie" in m.text]) == 0  # rewritten by the first tap
    assert len([m for m in marijke.received if "Gedaan door Tineke" in m.text]) == 1


@one_way
async def test_after_ten_minutes_gedaan_stays_gedaan(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus vrijdag: bellen")
    await house.phone("Tineke").wait_for("Nieuwe actie voor u")
    await house.presses("Tineke", "Gedaan", "Terugdraaien kan tot 09:1")
    house.at("2027-02-01 09:30")
    await house.presses("Tineke", "Ongedaan maken", "Terugdraaien kon tot maandag 09:1")
    await house.says("Tineke", "ongedaan maken", "Er is niets om terug te draaien.")


@one_way
async def test_bezig_can_be_taken_back_and_changes_no_reminder(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus woensdag: bellen")
    await house.phone("Tineke").wait_for("Nieuwe actie voor u")
    await house.presses("Tineke", "Bezig", "Goed. U hoort weer van ons op dinsdag 2 februari.")
    await house.presses("Tineke", "Ongedaan maken", "Teruggedraaid.")
    await house.says("Tineke", "bezig", "Goed. U hoort weer van ons op dinsdag 2 februari.")
    await house.comes("Tineke", "Nog 1 werkdag", "2027-02-02 08:00")


@one_way
async def test_with_several_open_actions_a_bare_word_is_asked_and_a_reply_is_clear(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    for day, actie in (("woensdag", "eerste"), ("donderdag", "tweede"), ("vrijdag", "derde")):
        await house.agree(f"{referentie} Tactus {day}: {actie}")
    tineke = house.phone("Tineke")
    third = await tineke.wait_for("uiterlijk vrijdag 5 februari")
    await house.says("Tineke", "gedaan", "Welke? Antwoord met het nummer.")
    await house.says("Tineke", "7", "Dat nummer staat niet in uw lijst.")
    await house.says("Tineke", "2", "Gedaan, maandag")
    left = await house.says("Tineke", "/mijn", "Uw open acties")
    assert "donderdag" not in left.text
    words = ("Bekijk", "Gedaan", "Bezig", "Uitstel vragen", "Lukt niet")
    assert left.labels == [f"{n} {word}" for n in (1, 2) for word in words]
    mark = tineke.mark()
    await tineke.send("Bezig", reply_to=third)
    assert "vrijdag 5 februari" in (await tineke.wait_for("Goed. U hoort weer", after=mark)).text
    await house.says("Tineke", "1 Gedaan", "Gedaan, maandag")
    left_over = f"1  {referentie} · punt 3, Casusoverleg Zwolle van 1 februari · uiterlijk vrijdag"
    await house.says("Tineke", "/mijn", left_over)


@pytest.mark.parametrize("way", ["sqlite-webhook"])
async def test_updates_that_no_telegram_sends_break_nothing(house: House):
    await house.link("Marijke")
    marijke = house.phone("Marijke")
    settings = house.stage.settings
    address = f"{settings.PUBLIC_URL}/telegram"
    headers = {"X-Telegram-Bot-Api-Secret-Token": webhook_secret(settings)}
    chat = {"id": marijke.id, "type": "private", "first_name": "Marijke"}
    person = {"id": marijke.id, "is_bot": False, "first_name": "Marijke"}

    def message(number: int, **more: object) -> dict[str, object]:
        body = {"message_id": 900 + number, "date": 1, "chat": chat, "from": person, **more}
        return {"update_id": 10_000_000 + number, "message": body}

    odd = [
        message(1, text="x" * 900_000),
        message(2, text="😀" * 100_000),
        message(3, text="/afspraak " + "tactus " * 20_000),
        message(4, text="\u202e\u200b\x00<b>&amp;"),
        message(5, new_chat_title="x"),
        message(6, text=""),
        {"update_id": 10_000_100, "poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0}},
        {"update_id": 2**53, "message": {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": "/mijn"}},
    ]
    mark = marijke.mark()
    async with aiohttp.ClientSession() as session:
        for update in [*odd, odd[0], odd[0]]:
            async with session.post(address, data=io.BytesIO(json.dumps(update).encode()), headers=headers) as answer:
                assert answer.status in (200, 400)
        for body in (b"", b"[]", b"{", b"\xff\xfe", b"null", b'{"update_id": "x"}'):
            async with session.post(address, data=body, headers=headers) as answer:
                assert answer.status in (200, 400)
        async with session.post(address, data=io.BytesIO(b"x" * 9_000_000), headers=headers) as answer:
            assert answer.status == 413
    await marijke.wait_for("Dat is te lang. Hoogstens 4096 tekens.", after=mark)
    await marijke.settle(1)
    assert not [m for m in marijke.received if "storing" in m.text]
    await house.says("Marijke", "/vandaag", "Niets vraagt vandaag uw aandacht.")
    assert "xxxxxxxx" not in await house.stage.services.read(_everything)


def _everything(tx) -> str:
    tables = [row[0] for row in tx.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))]
    return "".join(str(tx.connection.execute(text(f"SELECT * FROM {table}")).all()) for table in tables)


@one_way
async def test_who_blocks_the_bot_is_known_to_be_out_of_reach_until_they_write_again(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    tineke = house.phone("Tineke")
    tineke.block()
    await house.agree(f"{referentie} Tactus vrijdag: bellen")
    await house.phone("Marijke").wait_for("Tineke, Tactus (reclassering) is niet te bereiken via Telegram.")
    card = await house.says("Marijke", f"/afspraak {referentie} Tactus vrijdag: mailen", "Klopt dit?")
    assert "Tineke is nu niet te bereiken via Telegram" in card.text
    tineke.unblock()
    await house.says("Tineke", "/mijn", "uiterlijk vrijdag 5 februari")
    await house.says("Marijke", f"/afspraak {referentie} Tactus vrijdag: mailen", "Klopt dit?")
    await house.presses("Marijke", "Vastleggen", "krijgt nu bericht")
    await tineke.wait_for("Nieuwe actie voor u, uiterlijk vrijdag 5 februari")


@one_way
async def test_a_gemeente_that_left_the_region_during_the_question_is_said_so(house: House, ijsselland: Regio):
    els = NieuwPersoon("Els", frozenset({Rol.MAKELAAR}), "Veiligheidshuis IJsselland")
    await house.link(Els=els)
    await house.says("Els", "/nieuw", "Van welke gemeente?")
    left = tuple(gemeente for gemeente in ijsselland.gemeenten if gemeente.naam != "Ommen")
    tables = tuple(
        tafel.model_copy(update={"gemeenten": tuple(naam for naam in tafel.gemeenten if naam != "Ommen")})
        for tafel in ijsselland.casustafels
    )
    changed = ijsselland.model_copy(update={"gemeenten": left, "casustafels": tables})
    await house.stage.services.run(load_regio, changed)
    await house.presses("Els", "Ommen", "Dat staat niet meer in het regiobestand.")
    await house.says("Els", "/annuleer", "Geannuleerd.")


@one_way
async def test_who_types_faster_than_telegram_lets_us_answer_is_answered_at_its_pace(house: House) -> None:
    await house.link("Tineke")
    tineke = house.phone("Tineke")
    house.stage.telegram.limits.enabled = True
    said = await house.says("Tineke", "/mijn", "U heeft geen open acties.")
    await asyncio.gather(*(tineke.send("/mijn") for _ in range(5)))
    for _ in range(5):
        said = await tineke.wait_for("U heeft geen open acties.", after=said)
    assert [call for call in house.stage.telegram.calls if call.status == 429] == []
