"""Does the stand-in refuse what Telegram refuses, in the same words?"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.sandbox import Phone, Sandbox

from .conftest import Raw, library_for


def inline(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


GOOD = {"text": "x", "callback_data": "x"}


async def refused(raw: Raw, method: str, **params: Any) -> str:
    status, answer = await raw(method, **params)
    assert status == answer["error_code"] == 400, answer
    assert answer["ok"] is False
    return str(answer["description"]).removeprefix("Bad Request: ")


async def test_an_unknown_method_or_token_is_not_served(telegram: Sandbox, raw: Raw) -> None:
    assert await raw("sendTelegram") == (404, {"ok": False, "error_code": 404, "description": "Not Found"})
    assert await raw("getMe", token="123456:wrong") == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )
    assert (await raw("getMe", token="malformed"))[0] == 404
    with pytest.raises(InvalidToken):
        async with Bot("123456:wrong", base_url=f"{telegram.url}/bot"):
            pass


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "message text is empty"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n"}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "reply_to_message_id": 99}, "message to be replied not found"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": []}, "object expected as reply markup"),
    ],
)
async def test_a_bad_message_is_refused(raw: Raw, marijke: Phone, params: dict[str, Any], reason: str) -> None:
    assert await refused(raw, "sendMessage", chat_id=marijke.id, **params) == reason
    assert marijke.received == []


async def test_the_length_counts_after_the_html_is_read(bot: Bot, marijke: Phone) -> None:
    await bot.send_message(marijke.id, f"<b>{'&amp;' * 4096}</b>", parse_mode="HTML")
    await bot.send_message(marijke.id, "😀" * 2048)
    assert [len(message.text) for message in marijke.received] == [4096, 2048]


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (inline({"text": "x", "callback_data": "x" * 65}), "BUTTON_DATA_INVALID"),
        (inline({"text": "x", "callback_data": "é" * 33}), "BUTTON_DATA_INVALID"),
        (inline({"text": "x", "callback_data": ""}), "BUTTON_DATA_INVALID"),
        (inline({"text": "", "callback_data": "x"}), "inline keyboard button text must be non-empty"),
        (
            inline({"callback_data": "x"}),
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            inline({"text": "x"}),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (inline({**GOOD, "url": "https://x.nl"}), "BUTTON_TYPE_INVALID"),
        (inline({"text": "x", "copy_text": {"text": "x" * 257}}), "BUTTON_COPY_TEXT_INVALID"),
        (inline({"text": "x", "copy_text": {"text": ""}}), "BUTTON_COPY_TEXT_INVALID"),
        (
            inline({"text": "x", "url": "http://localhost:8000/a"}),
            "inline keyboard button URL 'http://localhost:8000/a' is invalid: Wrong HTTP URL",
        ),
        (
            inline({"text": "x", "url": "ftp://x.nl"}),
            "inline keyboard button URL 'ftp://x.nl' is invalid: Unsupported URL protocol",
        ),
        (
            inline({"text": "x", "web_app": {"url": "http://x.nl"}}),
            "inline keyboard button Web App URL 'http://x.nl' is invalid: Only HTTPS links are allowed",
        ),
        ({"inline_keyboard": [[GOOD] * 5] * 21}, "reply markup is too long"),
        (
            {"inline_keyboard": [GOOD]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
    ],
)
async def test_a_bad_keyboard_is_refused(raw: Raw, marijke: Phone, markup: Any, reason: str) -> None:
    assert await refused(raw, "sendMessage", chat_id=marijke.id, text="x", reply_markup=markup) == reason


async def test_a_keyboard_at_its_limits_is_accepted(raw: Raw, marijke: Phone) -> None:
    buttons = [
        {"text": "a", "callback_data": "é" * 32},
        {"text": "b", "copy_text": {"text": "x" * 256}},
        {"text": "c", "url": "tg://user?id=1"},
        {"text": "d", "web_app": {"url": "https://x.nl"}},
        {"text": "e", "url": "http://127.0.0.1:8000"},
    ]
    markup = {"inline_keyboard": [buttons, *[[GOOD] * 5] * 19]}
    assert (await raw("sendMessage", chat_id=marijke.id, text="x", reply_markup=markup))[0] == 200
    assert len(marijke.received[-1].labels) == 100


async def test_captions_and_files_have_their_own_limits(raw: Raw, bot: Bot, marijke: Phone) -> None:
    assert await refused(raw, "sendDocument", chat_id=marijke.id) == "there is no document in the request"
    assert (
        await refused(raw, "sendDocument", chat_id=marijke.id, document="nope")
        == "wrong file identifier/HTTP URL specified"
    )
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(marijke.id, b"x", caption="x" * 1025)
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(marijke.id, b"")
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(marijke.id, b"no picture")
    await bot.send_document(marijke.id, b"x", caption="x" * 1024)
    assert len(marijke.received) == 1


async def test_an_edit_must_change_something(raw: Raw, marijke: Phone) -> None:
    await raw("sendMessage", chat_id=marijke.id, text="<b>x</b>", parse_mode="HTML", reply_markup=inline(GOOD))
    number = marijke.received[-1].message_id
    same: dict[str, Any] = {"chat_id": marijke.id, "message_id": number, "reply_markup": inline(GOOD)}
    unchanged = (
        "message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )
    assert await refused(raw, "editMessageText", text="<b>x</b>", parse_mode="HTML", **same) == unchanged
    assert await refused(raw, "editMessageReplyMarkup", **same) == unchanged
    assert marijke.received[-1].edited == 0
    for different in (
        {"text": "x"},
        {"text": "y"},
        {"text": "y", "reply_markup": inline({"text": "x", "callback_data": "y"})},
    ):
        assert (await raw("editMessageText", **{**same, **different}))[0] == 200
    assert marijke.received[-1].edited == 3


async def test_an_edit_must_be_of_the_bots_own_message(raw: Raw, marijke: Phone) -> None:
    own = await marijke.send("van mij")
    await raw("sendMessage", chat_id=marijke.id, text="x", reply_markup={"remove_keyboard": True})
    edit: dict[str, Any] = {"chat_id": marijke.id, "text": "y"}
    for number, reason in (
        (99, "message to edit not found"),
        (own.message_id, "message can't be edited"),
        (own.message_id + 1, "message can't be edited"),
    ):
        assert await refused(raw, "editMessageText", message_id=number, **edit) == reason
    assert await refused(raw, "editMessageText", **edit) == "message identifier is not specified"


async def test_an_edit_has_the_limits_of_a_message(raw: Raw, marijke: Phone) -> None:
    await raw("sendMessage", chat_id=marijke.id, text="x")
    edit: dict[str, Any] = {"chat_id": marijke.id, "message_id": marijke.received[-1].message_id}
    assert await refused(raw, "editMessageText", text="x" * 4097, **edit) == "MESSAGE_TOO_LONG"
    assert await refused(raw, "editMessageText", text="", **edit) == "message text is empty"
    assert (
        await refused(raw, "editMessageText", text="y", reply_markup={"force_reply": True}, **edit)
        == "inline keyboard expected"
    )


async def test_a_document_has_no_text_to_edit(bot: Bot, marijke: Phone) -> None:
    sent = await bot.send_document(marijke.id, b"x")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("y", marijke.id, sent.message_id)


async def test_deleting_has_an_end() -> None:
    now = datetime(2026, 2, 2, 9, tzinfo=UTC)
    async with (
        Sandbox(clock=lambda: now) as telegram,
        library_for(telegram) as bot,
    ):
        marijke = telegram.phone("Marijke")
        typed = await marijke.send("een naam")
        again = await marijke.send("nog een naam")
        assert typed.at == now
        now += timedelta(hours=48)
        assert await bot.delete_message(marijke.id, typed.message_id)
        with pytest.raises(BadRequest, match="Message to delete not found"):
            await bot.delete_message(marijke.id, typed.message_id)
        now += timedelta(seconds=1)
        with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
            await bot.delete_message(marijke.id, again.message_id)


async def test_a_press_must_be_answered_in_time_and_briefly(telegram: Sandbox, raw: Raw, marijke: Phone) -> None:
    old = "query is too old and response timeout expired or query ID is invalid"
    assert await refused(raw, "answerCallbackQuery", callback_query_id="1") == old
    await raw("sendMessage", chat_id=marijke.id, text="x", reply_markup=inline(GOOD))
    pressed = await marijke.press("x")
    assert await refused(raw, "answerCallbackQuery", callback_query_id=pressed, text="x" * 201) == "MESSAGE_TOO_LONG"
    assert (await raw("answerCallbackQuery", callback_query_id=pressed, text="x" * 200))[0] == 200
    late = await marijke.press("x")
    telegram.world.callback_age = 0.0
    assert await refused(raw, "answerCallbackQuery", callback_query_id=late) == old
    assert late not in telegram.callback_answers


async def test_who_never_pressed_start_is_not_found(telegram: Sandbox, bot: Bot) -> None:
    jan = telegram.phone("Jan")
    for chat_id in (jan.id, 42, -42, "@jan"):
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(chat_id, "dag")
    await jan.send("hallo")
    await bot.send_message(jan.id, "dag")


async def test_who_blocked_or_left_telegram_is_forbidden(bot: Bot, marijke: Phone) -> None:
    marijke.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(marijke.id, "dag")
    with pytest.raises(RuntimeError, match="blocked"):
        await marijke.send("dag")
    marijke.unblock()
    await bot.send_message(marijke.id, "dag")
    marijke.deactivate()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(marijke.id, "dag")
    with pytest.raises(RuntimeError, match="no account"):
        await marijke.send("dag")


async def test_a_reply_to_nothing_may_be_sent_without_it(raw: Raw, marijke: Phone) -> None:
    loose = {"message_id": 99, "allow_sending_without_reply": True}
    status, answer = await raw("sendMessage", chat_id=marijke.id, text="x", reply_parameters=loose)
    assert status == 200
    assert "reply_to_message" not in answer["result"]


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"commands": [{"command": "Nieuw", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "x", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 1}}, "chat not found"),
        (
            {"commands": [], "scope": {"type": "everybody"}},
            "can't parse BotCommandScope: unsupported type specified",
        ),
    ],
)
async def test_bad_commands_are_refused(raw: Raw, params: dict[str, Any], reason: str) -> None:
    assert await refused(raw, "setMyCommands", **params) == reason


async def test_an_unknown_chat_action_is_refused(raw: Raw, marijke: Phone) -> None:
    reason = await refused(raw, "sendChatAction", chat_id=marijke.id, action="dancing")
    assert reason == "wrong parameter action in request"
