"""Who comes in, how, and who stays out?"""

import pytest
from sqlalchemy import text

from bot.demo import PEOPLE, add_and_invite
from bot.domain.persoon import NieuwPersoon, Rol
from bot.usecases.personen import find_persoon, invite, revoke_persoon
from tests.flows.conftest import House, one_way

STRANGER = "Deze bot werkt alleen op uitnodiging van een Veiligheidshuis."


async def invited(house: House, name: str = "Tineke") -> str:
    return await house.stage.services.run(add_and_invite, PEOPLE[name])


def link(house: House, token: str) -> str:
    return f"https://t.me/{house.stage.telegram.username}?start={token}"


@one_way
async def test_an_invitation_says_what_is_kept_before_anybody_links(house: House):
    token = await invited(house)
    tineke = house.stage.telegram.phone("Tineke")
    await tineke.open_link(link(house, token))

    welcome = await tineke.wait_for("U bent uitgenodigd als actiehouder namens Tactus (reclassering).")

    assert welcome.labels == ["Koppelen", "Wat bewaart u precies?"]
    await tineke.press("Wat bewaart u precies?")
    await tineke.wait_for("Uw telefoonnummer zien wij niet.")
    await tineke.press("Koppelen")
    await tineke.wait_for("U bent gekoppeld, Tineke.")
    house.stage.phones["Tineke"] = tineke
    table = ("tafels", "agenda", "afsprakenlijst", "kalender")
    await house.shows_menu("Tineke", ["mijn", *table, "casus", "afwezig", "help", "privacy", "annuleer", "stop"])


@one_way
async def test_an_invitation_works_once_and_the_token_is_stored_nowhere(house: House):
    token = await invited(house)
    first, second = (house.stage.telegram.phone(name) for name in ("Eerste", "Tweede"))
    for phone in (first, second):
        await phone.open_link(link(house, token))
        await phone.wait_for("Welkom")
    await first.press("Koppelen")
    await first.wait_for("U bent gekoppeld")
    await second.press("Koppelen")
    await second.wait_for(STRANGER)
    mark = second.mark()
    await second.open_link(link(house, token))
    await second.wait_for(STRANGER, after=mark)

    def everything(tx) -> str:
        tables = [row[0] for row in tx.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))]
        return "".join(str(tx.connection.execute(text(f"SELECT * FROM {table}")).all()) for table in tables)

    stored = await house.stage.services.read(everything)
    assert "Tineke" in stored
    assert token not in stored


@one_way
async def test_expired_revoked_replaced_and_forged_invitations_all_get_the_strangers_sentence(house: House):
    expired, revoked, replaced = [await invited(house, name) for name in ("Tineke", "Joris", "Fenna")]
    await house.stage.services.run(lambda tx: invite(tx, find_persoon(tx, "3")))
    await house.stage.services.run(lambda tx: revoke_persoon(tx, find_persoon(tx, "2")))
    phone = house.stage.telegram.phone("Iemand")
    for token in (revoked, replaced, "A" * 43, "x"):
        mark = phone.mark()
        await phone.open_link(link(house, token))
        await phone.wait_for(STRANGER, after=mark)
    house.at("2027-02-08 09:01")
    mark = phone.mark()
    await phone.open_link(link(house, expired))
    await phone.wait_for(STRANGER, after=mark)


@one_way
async def test_a_stranger_gets_one_sentence_whatever_they_send(house: House):
    phone = house.stage.telegram.phone("Vreemde")
    await phone.send("/help")
    await phone.wait_for(STRANGER)
    for kind in ("photo", "voice", "contact", "sticker", "location"):
        mark = phone.mark()
        await phone.send_kind(kind)
        await phone.wait_for(STRANGER, after=mark)
    for act in (
        phone.press_data(phone.received[0].message_id, "gedaan:1"),
        phone.press_data(phone.received[0].message_id, "koppel:" + "0" * 32),
        phone.send("bsn 123456782"),
        phone.forward("hallo"),
    ):
        mark = phone.mark()
        await act
        await phone.wait_for(STRANGER, after=mark)
    assert {message.text for message in phone.received} == {STRANGER}
    assert all(not message.labels for message in phone.received)


@one_way
async def test_a_forged_koppelen_without_the_token_links_nobody(house: House):
    await invited(house)
    phone = house.stage.telegram.phone("Vreemde")
    await phone.send("/start")
    await phone.wait_for(STRANGER)
    for data in ("koppel:1", "koppel:", "koppel:%", "koppel:" + "_" * 32):
        mark = phone.mark()
        await phone.press_data(1, data)
        await phone.wait_for(STRANGER, after=mark)


@one_way
async def test_one_chat_belongs_to_one_person(house: House):
    await house.link("Tineke")
    token = await invited(house, "Joris")
    await house.phone("Tineke").open_link(link(house, token))
    await house.phone("Tineke").wait_for("Dit Telegram-account is al gekoppeld aan iemand anders.")


@one_way
async def test_with_a_new_phone_the_old_one_is_a_stranger(house: House):
    await house.link("Noor", "Tineke")
    old = house.phone("Tineke")
    token = (await house.stage.services.run(lambda tx: invite(tx, find_persoon(tx, "2"))))[0]
    new = house.stage.telegram.phone("Tineke, nieuwe telefoon")
    await new.open_link(link(house, token))
    await new.wait_for("Welkom")
    await new.press("Koppelen")
    await new.wait_for("U bent gekoppeld")
    await house.phone("Noor").wait_for("Gekoppeld: Tineke")

    await old.send("/mijn")
    await old.wait_for(STRANGER)


@one_way
async def test_who_stops_is_a_stranger_and_hears_nothing_more(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    await house.says("Tineke", "/stop", "Wilt u stoppen met deze bot?")
    await house.presses("Tineke", "Nee", "Er verandert niets.")
    await house.says("Tineke", "/stop", "Wilt u stoppen met deze bot?")
    await house.presses("Tineke", "Ja, stoppen", "U bent gestopt.")
    await house.says("Tineke", "/mijn", STRANGER)

    card = await house.says("Marijke", f"/afspraak {referentie} Tactus vrijdag: bellen", "Klopt dit?")
    assert "Tineke is nu niet te bereiken via Telegram" in card.text
    await house.presses("Marijke", "Vastleggen", "Geef het zelf door.")
    await house.shows_menu("Tineke", [])


@pytest.mark.parametrize("way", ["sqlite-polling", "postgresql-webhook"])
async def test_in_a_group_it_says_once_that_it_works_in_private_and_leaves(house: House):
    await house.link("Marijke")
    group = house.stage.telegram.group("Casusoverleg")
    await group.add_bot(by=house.phone("Marijke"))
    await house.stage.telegram.wait_call("leaveChat")

    said = [message.text for message in group.messages if message.from_bot]
    assert said == ["Deze bot werkt alleen in een privégesprek. Ik verlaat nu deze groep."]
    assert not group.bot_present


@one_way
async def test_everybody_sees_only_their_own_commands(house: House):
    both = NieuwPersoon("Wout", frozenset({Rol.MAKELAAR, Rol.ACTIEHOUDER}), "Veiligheidshuis IJsselland")
    await house.link("Noor", "Marijke", "Tineke", "Fenna", Wout=both)
    table, rest = ("tafels", "agenda", "afsprakenlijst", "kalender"), ["help", "privacy", "annuleer", "stop"]
    own = ("mijn", "vandaag", "afspraak", "nieuw", *table, "casus", "status", "afwezig", "overdragen", "toegang")
    expected = {
        "Noor": [*table, "toegang", *rest],
        "Fenna": [*table, "casus", *rest],
        "Tineke": ["mijn", *table, "casus", "afwezig", *rest],
        "Marijke": ["vandaag", "afspraak", "nieuw", *table, "casus", "status", "overdragen", "toegang", *rest],
        "Wout": [*own, *rest],
    }
    for name, commands in expected.items():
        shown = await house.says(name, "/help", "Wat u hier kunt doen")
        assert [c for c in own if f"/{c} –" in shown.text] == [c for c in own if c in commands]
        await house.shows_menu(name, commands)
    for name, command in (("Tineke", "/nieuw"), ("Tineke", "/vandaag"), ("Marijke", "/mijn"), ("Noor", "/afspraak")):
        await house.says(name, command, "Dat kan ik niet voor u doen.")
        await house.says(name, "/bestaatniet", "Dat kan ik niet voor u doen.")
