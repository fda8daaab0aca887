"""What does each answer of Telegram mean for what we owe?"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta

import pytest

from bot.domain.afspraak import AfspraakId
from bot.domain.bericht import Methode, TeVerzenden, Uitkomst
from bot.domain.persoon import Persoon, Rol
from bot.sandbox import Fault, Group, Phone
from bot.usecases.afspraken import confirm_afspraak
from bot.usecases.outbox import next_to_send, record_sending
from bot.usecases.personen import revoke_persoon
from tests.builders import a_bericht, agree
from tests.delivery.conftest import Post, bot_for

SEND = "sendMessage"


async def test_a_message_arrives_with_its_number(post: Post) -> None:
    _, phone = await post.person("Tineke")
    afloop = await post.attempt(chat_id=phone.id)
    (message,) = phone.received
    assert (afloop.uitkomst, afloop.message_id) == (Uitkomst.VERZONDEN, message.message_id)
    assert message.text == "Geannuleerd. Er is niets vastgelegd."


async def test_too_many_requests_is_later_and_silences_us(post: Post) -> None:
    _, phone = await post.person("Tineke")
    post.telegram.faults.arm(SEND, Fault.too_many(7))
    afloop = await post.attempt(chat_id=phone.id)
    assert (afloop.uitkomst, afloop.again_after, afloop.pause) == (Uitkomst.LATER, 7, 7)


async def test_who_blocked_us_cannot_be_reached(post: Post) -> None:
    _, phone = await post.person("Tineke")
    phone.block()
    assert (await post.attempt(chat_id=phone.id)).uitkomst is Uitkomst.GEBLOKKEERD


async def test_an_account_that_is_gone_cannot_be_reached(post: Post) -> None:
    _, phone = await post.person("Tineke")
    phone.deactivate()
    assert (await post.attempt(chat_id=phone.id)).uitkomst is Uitkomst.GEBLOKKEERD


async def test_a_chat_that_is_not_there_cannot_be_reached(post: Post) -> None:
    assert (await post.attempt(chat_id=404)).uitkomst is Uitkomst.GEBLOKKEERD


async def test_without_a_chat_telegram_is_not_even_asked(post: Post) -> None:
    assert (await post.attempt()).uitkomst is Uitkomst.GEBLOKKEERD
    assert post.telegram.calls == []


@pytest.mark.parametrize("fault", [Fault.drop_before(), Fault.drop_after(), Fault.slow(2), Fault.hang()])
async def test_an_answer_that_never_came_leaves_us_unsure(post: Post, fault: Fault) -> None:
    _, phone = await post.person("Tineke")
    post.telegram.faults.arm(SEND, fault)
    afloop = await post.attempt(chat_id=phone.id)
    assert afloop.uitkomst is Uitkomst.ONZEKER
    assert afloop.again_after > 0


async def test_a_refused_connection_is_certainly_not_delivered(post: Post) -> None:
    _, phone = await post.person("Tineke")
    await post.telegram.down()
    assert (await post.attempt(chat_id=phone.id)).uitkomst is Uitkomst.LATER
    await post.telegram.up()
    assert (await post.attempt(chat_id=phone.id)).uitkomst is Uitkomst.VERZONDEN


@pytest.mark.parametrize("code", [500, 502, 503, 504])
async def test_trouble_at_telegrams_side_is_tried_again(post: Post, code: int) -> None:
    _, phone = await post.person("Tineke")
    post.telegram.faults.arm(SEND, Fault.server_error(code, "Bad Gateway"))
    assert (await post.attempt(chat_id=phone.id)).uitkomst is Uitkomst.LATER


async def test_a_refused_token_loses_nothing(post: Post) -> None:
    _, phone = await post.person("Tineke")
    post.telegram.faults.arm(SEND, Fault.refuse(401, "Unauthorized"))
    afloop = await post.attempt(chat_id=phone.id)
    assert (afloop.uitkomst, afloop.again_after) == (Uitkomst.LATER, 60)
    assert post.telegram.token not in afloop.fout


async def test_a_message_that_telegram_refuses_for_good_is_not_tried_again(post: Post) -> None:
    _, phone = await post.person("Tineke")
    post.telegram.faults.arm(SEND, Fault.refuse(400, "Bad Request: message is too long"))
    assert (await post.attempt(chat_id=phone.id)).uitkomst is Uitkomst.GEWEIGERD


async def test_a_group_that_moved_is_followed_to_its_new_number(post: Post) -> None:
    _, phone = await post.person("Tineke")
    group = post.telegram.group("Overleg")
    await group.add_bot(phone)
    old = group.id
    group.migrate()
    afloop = await post.attempt(bericht="groep", chat_id=old)
    assert afloop.uitkomst is Uitkomst.VERZONDEN
    assert [call.params["chat_id"] for call in post.sends] == [old, group.id]


async def test_a_change_that_is_there_already_is_a_success(post: Post) -> None:
    _, phone = await post.person("Tineke")
    number = (await post.attempt(chat_id=phone.id)).message_id
    afloop = await post.attempt(chat_id=phone.id, methode=Methode.EDIT, message_id=number)
    assert (afloop.uitkomst, afloop.message_id) == (Uitkomst.VERZONDEN, number)
    assert len(phone.received) == 1


async def test_a_change_rewrites_the_message(post: Post) -> None:
    _, phone = await post.person("Tineke")
    number = (await post.attempt(chat_id=phone.id)).message_id
    await post.attempt(bericht="niet_gestopt", chat_id=phone.id, methode=Methode.EDIT, message_id=number)
    assert [message.text for message in phone.received] == ["Goed. Er verandert niets."]


@pytest.mark.parametrize("why", ["gone", "never was", "too old"])
async def test_a_message_that_cannot_be_changed_any_more_becomes_a_new_one(post: Post, why: str) -> None:
    _, phone = await post.person("Tineke")
    number = (await post.attempt(chat_id=phone.id)).message_id
    if why == "gone":
        post.telegram.world.delete_message(post.telegram.world.chats[phone.id].messages[number])
    elif why == "never was":
        number = 4040
    else:
        post.telegram.faults.arm("editMessageText", Fault.refuse(400, "Bad Request: message can't be edited"))
    afloop = await post.attempt(bericht="niet_gestopt", chat_id=phone.id, methode=Methode.EDIT, message_id=number)
    assert afloop.uitkomst is Uitkomst.VERZONDEN
    assert afloop.message_id not in (None, number)
    assert phone.received[-1].text == "Goed. Er verandert niets."


async def test_a_change_whose_answer_was_lost_is_simply_made_again(post: Post) -> None:
    _, phone = await post.person("Tineke")
    number = (await post.attempt(chat_id=phone.id)).message_id
    post.telegram.faults.arm("editMessageText", Fault.drop_after())
    change = {"bericht": "niet_gestopt", "chat_id": phone.id, "methode": Methode.EDIT, "message_id": number}
    assert (await post.attempt(**change)).uitkomst is Uitkomst.LATER
    assert (await post.attempt(**change)).uitkomst is Uitkomst.VERZONDEN
    assert len(phone.received) == 1


async def test_when_the_new_message_in_place_of_a_change_got_lost_we_are_unsure(post: Post) -> None:
    _, phone = await post.person("Tineke")
    post.telegram.faults.arm(SEND, Fault.drop_after())
    afloop = await post.attempt(chat_id=phone.id, methode=Methode.EDIT, message_id=4040)
    assert afloop.uitkomst is Uitkomst.ONZEKER


async def test_a_persons_own_message_is_removed(post: Post) -> None:
    _, phone = await post.person("Tineke")
    own = await phone.send("iets met een naam")
    afloop = await post.attempt(methode=Methode.DELETE, chat_id=phone.id, message_id=own.message_id)
    assert afloop.uitkomst is Uitkomst.VERZONDEN
    assert own.message_id not in [message.message_id for message in phone.messages]


async def test_a_message_that_is_gone_already_need_not_be_removed(post: Post) -> None:
    _, phone = await post.person("Tineke")
    afloop = await post.attempt(methode=Methode.DELETE, chat_id=phone.id, message_id=4040)
    assert afloop.uitkomst in (Uitkomst.VERZONDEN, Uitkomst.GEWEIGERD)


async def test_the_menu_shows_a_person_the_own_commands(post: Post) -> None:
    persoon, phone = await post.person("Marijke", Rol.MAKELAAR)
    await post.attempt(bericht="menu", methode=Methode.MENU, chat_id=phone.id, gegevens={"persoon": persoon.id})
    names = [name for name, _ in post.telegram.menu(phone.id)]
    table = ["tafels", "agenda", "afsprakenlijst", "kalender"]
    own = ["vandaag", "afspraak", "nieuw", *table, "casus", "status", "overdragen", "toegang"]
    assert names == [*own, "help", "privacy", "annuleer", "stop"]
    assert all(re.match(r"[A-Z]", description) for _, description in post.telegram.menu(phone.id))


async def test_what_is_no_longer_true_is_not_sent(post: Post) -> None:
    marijke, _ = await post.person("Marijke", Rol.MAKELAAR)
    tineke, phone = await post.person("Tineke")
    afspraak = agree(post.services, marijke, tineke, date(2027, 2, 9))
    post.services.run_now(confirm_afspraak, afspraak.id, tineke)
    for bericht in ("herinnering", "nieuwe_actie"):
        afloop = await post.attempt(
            bericht=bericht, gegevens={"afspraak": afspraak.id}, naar=tineke.id, chat_id=phone.id
        )
        assert afloop.uitkomst is Uitkomst.VERVALLEN
    assert phone.received == []


async def test_what_carries_a_casus_cannot_be_forwarded_and_other_things_can(post: Post) -> None:
    marijke, _ = await post.person("Marijke", Rol.MAKELAAR)
    tineke, phone = await post.person("Tineke")
    afspraak = agree(post.services, marijke, tineke, date(2027, 2, 9))
    await post.attempt(bericht="nieuwe_actie", gegevens={"afspraak": afspraak.id}, naar=tineke.id, chat_id=phone.id)
    await post.attempt(bericht="help", naar=tineke.id, chat_id=phone.id)
    assert [message.protected for message in phone.received] == [True, False]


async def test_an_error_text_never_holds_the_token(post: Post) -> None:
    _, phone = await post.person("Tineke")
    faults = [
        Fault.drop_before(),
        Fault.hang(),
        Fault.server_error(),
        Fault.refuse(401, "Unauthorized"),
        Fault.refuse(404, "Not Found"),
    ]
    said = []
    for fault in faults:
        post.telegram.faults.arm(SEND, fault)
        said.append((await post.attempt(chat_id=phone.id)).fout)
    await post.telegram.down()
    said.append((await post.attempt(chat_id=phone.id)).fout)
    assert all(said)
    assert post.telegram.token.split(":")[1] not in "".join(said)


async def test_a_slow_answer_within_its_time_is_an_answer(post: Post) -> None:
    _, phone = await post.person("Tineke")
    post.telegram.faults.arm(SEND, Fault.slow(0.15))
    assert (await post.attempt(chat_id=phone.id)).uitkomst is Uitkomst.VERZONDEN


async def test_a_file_goes_over_the_same_transport(post: Post) -> None:
    _, phone = await post.person("Tineke")
    async with bot_for(post.telegram) as bot:
        await bot.send_document(phone.id, b"inhoud \x00\xff", filename="lijst é.csv", caption="Lijst")
    (file,) = post.telegram.files
    assert (file.name, file.content) == ("lijst é.csv", b"inhoud \x00\xff")


# The last look before it leaves


async def test_news_that_can_wait_arrives_without_a_sound_and_other_things_with(post: Post) -> None:
    marijke, desk = await post.person("Marijke", Rol.MAKELAAR)
    tineke, phone = await post.person("Tineke")
    afspraak = agree(post.services, marijke, tineke, date(2027, 2, 9))
    post.services.run_now(confirm_afspraak, afspraak.id, tineke)
    other = agree(post.services, marijke, tineke, date(2027, 2, 9))
    await post.drain()
    about = {"persoon": tineke.id, "afspraak": other.id}
    await post.attempt(bericht="onbereikbaar", gegevens=about, naar=marijke.id, chat_id=desk.id)
    assert [message.silent for message in phone.received] == [False]
    assert [message.silent for message in desk.received] == [True, False]


async def handed_out(post: Post) -> tuple[TeVerzenden, Persoon, Phone]:
    """A new action that is about to leave to Tineke."""
    marijke, _ = await post.person("Marijke", Rol.MAKELAAR)
    tineke, phone = await post.person("Tineke")
    agree(post.services, marijke, tineke, date(2027, 2, 9))
    owed = post.services.run_now(next_to_send, ())
    assert owed is not None
    return owed, tineke, phone


async def test_who_is_stopped_while_it_waits_for_its_turn_gets_it_no_more(post: Post) -> None:
    owed, tineke, phone = await handed_out(post)

    @asynccontextmanager
    async def stopped_meanwhile() -> AsyncIterator[float]:
        post.services.run_now(revoke_persoon, tineke)
        yield 0.0

    assert (await post.process.sender.attempt(owed, stopped_meanwhile)).uitkomst is Uitkomst.VERVALLEN
    assert phone.received == []


async def test_what_is_done_while_it_waits_for_its_turn_is_not_asked_any_more(post: Post) -> None:
    owed, tineke, phone = await handed_out(post)

    @asynccontextmanager
    async def done_meanwhile() -> AsyncIterator[float]:
        post.services.run_now(confirm_afspraak, AfspraakId(owed.bericht.gegevens["afspraak"]), tineke)
        yield 0.0

    assert (await post.process.sender.attempt(owed, done_meanwhile)).uitkomst is Uitkomst.VERVALLEN
    assert phone.received == []


async def test_who_links_another_phone_while_it_waits_for_its_turn_gets_it_there(post: Post) -> None:
    owed, tineke, phone = await handed_out(post)
    other = post.telegram.phone("Tineke thuis")
    await other.send("/start")

    @asynccontextmanager
    async def linked_meanwhile() -> AsyncIterator[float]:
        post.services.run_now(lambda tx: tx.personen.link(tineke.id, other.id))
        yield 0.0

    afloop = await post.process.sender.attempt(owed, linked_meanwhile)
    assert (afloop.uitkomst, afloop.again_after) == (Uitkomst.LATER, 0)
    post.services.run_now(record_sending, owed, afloop.uitkomst)
    await post.drain()
    assert phone.received == []
    assert len(other.received) == 1


# A chat that got another number


async def moved(post: Post) -> tuple[Persoon, Group]:
    """Tineke is reached in a chat that has just got another number."""
    tineke, phone = await post.person("Tineke")
    group = post.telegram.group("Overleg")
    await group.add_bot(phone)
    post.services.run_now(lambda tx: tx.personen.link(tineke.id, group.id))
    await post.attempt(chat_id=group.id)
    group.migrate()
    return tineke, group


async def test_a_chat_that_moved_is_followed_and_known_from_then_on(post: Post) -> None:
    tineke, group = await moved(post)
    linked_at = post.services.run_now(lambda tx: tx.personen.linked_at(tineke.id))
    post.owe(a_bericht("1", naar=tineke.id))
    await post.drain()
    post.owe(a_bericht("2", bericht="niet_gestopt", naar=tineke.id))
    post.clock.moment += timedelta(seconds=5)
    await post.drain()
    assert [message.text for message in group.received[-2:]] == [
        "Geannuleerd. Er is niets vastgelegd.",
        "Goed. Er verandert niets.",
    ]
    assert [call.params["chat_id"] for call in post.sends[-2:]] == [group.id] * 2
    assert post.services.run_now(lambda tx: tx.personen.get(tineke.id)).chat_id == group.id
    assert post.services.run_now(lambda tx: tx.personen.linked_at(tineke.id)) == linked_at, "links to pages go on"


async def test_messages_of_before_a_move_are_not_changed_under_another_number(post: Post) -> None:
    tineke, group = await moved(post)
    old = post.sends[-1].params["chat_id"]
    change = {"naar": tineke.id, "chat_id": old, "message_id": 1}
    rewritten = await post.attempt(bericht="niet_gestopt", methode=Methode.EDIT, **change)
    assert rewritten.uitkomst is Uitkomst.VERZONDEN
    assert group.received[-1].text == "Goed. Er verandert niets."
    assert group.received[-1].edited == 0
    taken_back = await post.attempt(
        bericht="afgerond", methode=Methode.RETIRE, gegevens={"weg": True}, chat_id=old, message_id=1
    )
    assert taken_back.uitkomst is Uitkomst.GEWEIGERD
