"""Does the library get the right objects from every method, and do people see what it sent?"""

import json
from io import BytesIO

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest

from bot.sandbox import Phone, Sandbox

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 30


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label) for label in labels]])


async def test_the_bot_knows_who_it_is(telegram: Sandbox, bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.username, me.is_bot, me.id) == ("afsprakenbot_demo_bot", True, telegram.bot_id)
    assert me.can_read_all_group_messages is False


async def test_a_message_arrives_as_it_was_sent(bot: Bot, marijke: Phone) -> None:
    sent = await bot.send_message(
        marijke.id,
        "<b>K7M</b> 😀 <i>vrijdag</i>",
        parse_mode="HTML",
        reply_markup=keyboard("✅ Gedaan"),
        protect_content=True,
        disable_notification=True,
    )
    seen = marijke.received[-1]
    assert seen.text == sent.text == "K7M 😀 vrijdag"
    assert seen.html == "<b>K7M</b> 😀 <i>vrijdag</i>"
    assert seen.labels == ["✅ Gedaan"]
    assert seen.protected and sent.has_protected_content
    assert seen.silent
    assert (sent.chat.id, sent.chat.first_name, sent.chat.type) == (marijke.id, "Marijke", "private")
    assert sent.from_user is not None and sent.from_user.is_bot
    assert sent.parse_entities() == {sent.entities[0]: "K7M", sent.entities[1]: "vrijdag"}
    assert sent.reply_markup == keyboard("✅ Gedaan")


async def test_message_numbers_rise_per_chat(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    jan = telegram.phone("Jan")
    await jan.send("/start")
    numbers = [(await bot.send_message(phone.id, "x")).message_id for phone in (marijke, marijke, jan)]
    assert numbers == [2, 3, 2]


async def test_a_reply_carries_what_it_answers(bot: Bot, marijke: Phone) -> None:
    asked = await marijke.send("Wanneer?")
    sent = await bot.send_message(marijke.id, "Vrijdag", reply_parameters=ReplyParameters(asked.message_id, marijke.id))
    assert sent.reply_to_message is not None and sent.reply_to_message.text == "Wanneer?"
    assert marijke.received[-1].reply_to == asked.message_id


async def test_an_edit_changes_the_text_and_drops_the_buttons(bot: Bot, marijke: Phone) -> None:
    sent = await bot.send_message(marijke.id, "Punt 4", reply_markup=keyboard("Gedaan"))
    before = marijke.received[-1]
    edited = await bot.edit_message_text("Afgerond", marijke.id, sent.message_id)
    after = marijke.received[-1]
    assert isinstance(edited, Message)
    assert edited.text == after.text == "Afgerond"
    assert edited.edit_date is not None
    assert (after.labels, after.edited) == ([], 1)
    assert after.version > before.version
    assert before.text == "Punt 4", "what was seen earlier stays what was seen"


async def test_only_the_buttons_can_change(bot: Bot, marijke: Phone) -> None:
    sent = await bot.send_message(marijke.id, "Punt 4", reply_markup=keyboard("Gedaan"))
    await bot.edit_message_reply_markup(marijke.id, sent.message_id, reply_markup=keyboard("Akkoord"))
    assert marijke.received[-1].labels == ["Akkoord"]
    await bot.edit_message_reply_markup(marijke.id, sent.message_id)
    assert (marijke.received[-1].labels, marijke.received[-1].text) == ([], "Punt 4")


async def test_a_deleted_message_is_gone_whoever_wrote_it(bot: Bot, marijke: Phone) -> None:
    sent = await bot.send_message(marijke.id, "weg ermee")
    typed = await marijke.send("een naam")
    assert await bot.delete_message(marijke.id, sent.message_id)
    assert await bot.delete_message(marijke.id, typed.message_id)
    assert [message.text for message in marijke.messages] == ["/start"]
    with pytest.raises(LookupError, match="gone"):
        marijke.now(typed)


async def test_a_press_is_answered_once_it_is_fetched(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    await bot.send_message(marijke.id, "Punt 4", reply_markup=keyboard("2 Gedaan"))
    pressed = await marijke.press("Gedaan")
    assert marijke.answer(pressed) is None
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert (query.id, query.data, query.from_user.id) == (pressed, "2 Gedaan", marijke.id)
    assert query.message is not None and query.message.is_accessible
    assert query.chat_instance
    await query.answer("Genoteerd")
    assert telegram.callback_answers == {pressed: "Genoteerd"}
    assert await marijke.wait_answer(pressed) == "Genoteerd"


async def test_a_document_and_a_photo_keep_name_size_and_caption(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    document = await bot.send_document(
        marijke.id,
        BytesIO(b"BEGIN:VCALENDAR"),
        filename="tafel.ics",
        caption="<b>De tafel</b>",
        parse_mode="HTML",
    )
    photo = await bot.send_photo(marijke.id, PNG, caption="QR")
    assert document.document is not None
    assert (document.document.file_name, document.document.file_size) == ("tafel.ics", 15)
    assert document.caption == "De tafel" and document.caption_entities[0].type == "bold"
    assert photo.photo and photo.photo[0].file_size == len(PNG)
    assert [file.content for file in telegram.files] == [b"BEGIN:VCALENDAR", PNG]
    seen = marijke.received[0]
    assert (seen.kind, seen.text, seen.file and seen.file.name) == ("document", "De tafel", "tafel.ics")


async def test_a_file_can_be_sent_again_by_its_id(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    first = await bot.send_document(marijke.id, BytesIO(b"x"), filename="a.txt")
    assert first.document is not None
    second = await bot.send_document(marijke.id, first.document.file_id)
    assert second.document is not None and second.document.file_name == "a.txt"
    assert len(telegram.files) == 1


async def test_the_menu_of_a_chat_is_its_narrowest_list(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    assert telegram.menu(marijke.id) == []
    await bot.set_my_commands([("help", "Hulp")])
    assert telegram.menu(marijke.id) == [("help", "Hulp")]
    await bot.set_my_commands([("mijn", "Mijn acties")], scope=BotCommandScopeAllPrivateChats())
    assert telegram.menu(marijke.id) == [("mijn", "Mijn acties")]
    await bot.set_my_commands([("nieuw", "Nieuwe casus")], scope=BotCommandScopeChat(marijke.id))
    await bot.set_my_commands([("new", "New")], language_code="en")
    assert telegram.menu(marijke.id) == [("nieuw", "Nieuwe casus")]
    assert [c.command for c in await bot.get_my_commands()] == ["help"]
    scope = BotCommandScopeChat(marijke.id)
    await bot.set_my_commands([("casus", "Een casus")], scope=scope, language_code="nl")
    assert telegram.menu(marijke.id) == [("casus", "Een casus")]
    await bot.set_my_commands([], scope=scope, language_code="nl")
    assert telegram.menu(marijke.id) == [("nieuw", "Nieuwe casus")]
    await bot.delete_my_commands(scope=scope)
    assert telegram.menu(marijke.id) == [("mijn", "Mijn acties")]


async def test_other_keyboards_and_small_courtesies_are_accepted(bot: Bot, marijke: Phone) -> None:
    assert await bot.send_chat_action(marijke.id, "typing")
    await bot.send_message(marijke.id, "Kies", reply_markup=ReplyKeyboardMarkup([["Ja", "Nee"]]))
    assert marijke.received[-1].labels == ["Ja", "Nee"]
    await marijke.press("Nee")
    assert marijke.messages[-1].text == "Nee"
    await bot.send_message(marijke.id, "Weg", reply_markup=ReplyKeyboardRemove())
    answer = await bot.send_message(marijke.id, "Zeg het", reply_markup=ForceReply())
    assert answer.reply_markup is None


async def test_a_copy_button_fills_the_clipboard(bot: Bot, marijke: Phone) -> None:
    button = InlineKeyboardButton("Kopieer referentie", copy_text=CopyTextButton("K7M-3QX-K"))
    await bot.send_message(marijke.id, "Nieuw", reply_markup=InlineKeyboardMarkup([[button]]))
    assert await marijke.press("Kopieer referentie") == ""
    assert marijke.clipboard == marijke.received[-1].buttons[0][0].copy_text == "K7M-3QX-K"


async def test_every_way_to_send_parameters_is_read(telegram: Sandbox, marijke: Phone) -> None:
    markup = json.dumps({"inline_keyboard": [[{"text": "Ja", "callback_data": "1"}]]})
    params = {"chat_id": str(marijke.id), "text": "dag", "reply_markup": markup, "protect_content": "true"}
    url = f"{telegram.url}/bot{telegram.token}/sendMessage"
    form = aiohttp.FormData(params, default_to_multipart=True)
    async with aiohttp.ClientSession() as session:
        for request in (
            session.get(url, params=params),
            session.post(url, params=params),
            session.post(url, data=params),
            session.post(url, data=form),
            session.post(url.replace("sendMessage", "SENDmessage"), json=params),
            session.post(url, json={**params, "reply_markup": json.loads(markup), "protect_content": True}),
        ):
            async with request as answer:
                assert answer.status == 200
    assert len(marijke.received) == 6
    assert all(message.labels == ["Ja"] and message.protected for message in marijke.received)


async def test_calls_are_kept_with_what_was_asked_and_answered(telegram: Sandbox, bot: Bot, marijke: Phone) -> None:
    await bot.send_message(marijke.id, "dag")
    with pytest.raises(BadRequest):
        await bot.send_message(1, "dag")
    good, bad = [call for call in telegram.calls if call.method == "sendMessage"]
    assert (good.params["chat_id"], good.params["text"], good.status) == (marijke.id, "dag", 200)
    assert bad.status == 400
    assert bad.at > good.at
    assert await telegram.wait_call("sendMessage", chat_id=1) is bad
    with pytest.raises(AssertionError, match="2 of 3"):
        await telegram.wait_call("sendMessage", 0.01, times=3)
