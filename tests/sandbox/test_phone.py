"""Does a phone do and show what a person's phone does?"""

import asyncio
import re
import time
from datetime import UTC, datetime

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.constants import MessageEntityType

from bot.sandbox import Phone, Sandbox, transcript

from .conftest import library_for


def keyboard(*rows: list[str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"do:{label}") for label in row] for row in rows]
    )


async def fetched(bot: Bot) -> Message:
    (update,) = await bot.get_updates()
    message = update.effective_message
    assert isinstance(message, Message)
    return message


async def test_a_person_has_an_id_that_does_not_fit_in_32_bits(telegram: Sandbox) -> None:
    one, two = telegram.phone("Marijke"), telegram.phone("Jan")
    assert one.id > 2**31 and two.id > 2**31 and one.id != two.id
    assert telegram.phone("Marijke") is one


async def test_a_sent_message_reaches_the_bot_with_its_sender(bot: Bot, marijke: Phone) -> None:
    sent = await marijke.send("/status K7M loopt")
    message = await fetched(bot)
    assert (message.text, message.message_id) == ("/status K7M loopt", sent.message_id)
    assert message.parse_entities([MessageEntityType.BOT_COMMAND]) == {message.entities[0]: "/status"}
    sender = message.from_user
    assert sender is not None
    assert (sender.id, sender.full_name, sender.language_code) == (marijke.id, "Marijke de Vries", "nl")
    assert message.date.tzinfo is not None
    assert not sent.from_bot


async def test_a_reply_shows_what_it_replies_to(bot: Bot, marijke: Phone) -> None:
    await bot.send_message(marijke.id, "Punt 4")
    await marijke.send("gedaan", reply_to=marijke.received[-1])
    message = await fetched(bot)
    assert message.reply_to_message is not None and message.reply_to_message.text == "Punt 4"


async def test_a_link_starts_the_bot_with_its_token(telegram: Sandbox, bot: Bot) -> None:
    jan = telegram.phone("Jan")
    await jan.open_link(f"https://t.me/{telegram.username}?start=abc_-9")
    assert (await fetched(bot)).text == "/start abc_-9"
    with pytest.raises(ValueError, match="does not lead to"):
        await jan.open_link("https://t.me/ander_bot?start=abc")
    with pytest.raises(ValueError, match="start token"):
        await jan.open_link(f"https://t.me/{telegram.username}?start={'a' * 65}")


@pytest.mark.parametrize("label", ["Gedaan", "✅ Gedaan", "2 Gedaan", "12. Gedaan", "👍🏽Gedaan"])
async def test_a_button_is_found_by_its_word(bot: Bot, marijke: Phone, label: str) -> None:
    await bot.send_message(marijke.id, "Punt 4", reply_markup=keyboard(["Niet gedaan", label]))
    await marijke.press("Gedaan")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None and update.callback_query.data == f"do:{label}"


async def test_the_newest_message_is_pressed_unless_another_is_named(bot: Bot, marijke: Phone) -> None:
    for text in ("oud", "nieuw"):
        await bot.send_message(marijke.id, text, reply_markup=keyboard(["Gedaan"]))
    await bot.send_message(marijke.id, "zonder")
    await marijke.press("Gedaan")
    await marijke.press("Gedaan", on=marijke.received[0])
    pressed = [update.effective_message for update in await bot.get_updates()]
    assert [message.text for message in pressed if isinstance(message, Message)] == ["nieuw", "oud"]


async def test_a_missing_or_ambiguous_button_says_what_there_is(bot: Bot, marijke: Phone) -> None:
    await bot.send_message(marijke.id, "Uw acties", reply_markup=keyboard(["1 Gedaan", "1 Bezig"], ["2 Gedaan"]))
    with pytest.raises(LookupError, match=r"no button \[Akkoord\]; there are: \[1 Gedaan\] \[1 Bezig\]"):
        await marijke.press("Akkoord")
    with pytest.raises(LookupError, match=r"could be \[1 Gedaan\] \[2 Gedaan\]"):
        await marijke.press("Gedaan")
    await marijke.press("2 Gedaan")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None and update.callback_query.data == "do:2 Gedaan"


async def test_a_web_link_is_not_pressed_here(bot: Bot, marijke: Phone) -> None:
    button = InlineKeyboardButton("Bekijk", url="http://127.0.0.1:8000/bekijk/x")
    await bot.send_message(marijke.id, "Punt 4", reply_markup=InlineKeyboardMarkup([[button]]))
    with pytest.raises(LookupError, match=r"opens http://127\.0\.0\.1:8000/bekijk/x"):
        await marijke.press("Bekijk")


async def test_forged_data_on_any_message_reaches_the_bot(bot: Bot, marijke: Phone) -> None:
    await marijke.press_data(4711, "afspraak:1:gedaan")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None and query.message is not None
    assert (query.data, query.message.message_id, query.message.is_accessible) == (
        "afspraak:1:gedaan",
        4711,
        False,
    )


async def test_an_edit_of_ones_own_message_is_told(bot: Bot, marijke: Phone) -> None:
    sent = await marijke.send("vrijdga")
    edited = await marijke.edit(sent, "vrijdag")
    assert edited.version > sent.version
    _, update = await bot.get_updates()
    assert update.edited_message is not None and update.edited_message.text == "vrijdag"
    assert update.edited_message.edit_date is not None
    await bot.send_message(marijke.id, "x")
    with pytest.raises(LookupError):
        await marijke.edit(marijke.received[-1], "y")


@pytest.mark.parametrize(
    "kind", ["photo", "sticker", "voice", "contact", "location", "document", "video", "poll", "dice"]
)
async def test_other_kinds_are_read_by_the_library(bot: Bot, marijke: Phone, kind: str) -> None:
    caption = "met bijschrift" if kind in {"photo", "voice", "document", "video"} else None
    await marijke.send_kind(kind, caption)  # type: ignore[arg-type]
    message = await fetched(bot)
    assert getattr(message, kind)
    assert message.text is None
    assert message.caption == caption
    if caption is None:
        with pytest.raises(ValueError, match="no caption"):
            await marijke.send_kind(kind, "x")  # type: ignore[arg-type]


async def test_a_forwarded_message_says_so(bot: Bot, marijke: Phone) -> None:
    await marijke.forward("van een collega")
    message = await fetched(bot)
    assert message.forward_origin is not None
    assert message.text == "van een collega"


async def test_blocking_and_unblocking_are_told(bot: Bot, marijke: Phone) -> None:
    marijke.block()
    marijke.block()
    marijke.unblock()
    changes = [update.my_chat_member for update in await bot.get_updates()]
    assert [(c.old_chat_member.status, c.new_chat_member.status, c.from_user.id) for c in changes if c] == [
        ("member", "kicked", marijke.id),
        ("kicked", "member", marijke.id),
    ]


async def test_waiting_ends_as_soon_as_it_is_there(bot: Bot, marijke: Phone) -> None:
    waiting = asyncio.create_task(marijke.wait_for("afgerond"))
    await asyncio.sleep(0.02)
    began = time.monotonic()
    sent = await bot.send_message(marijke.id, "Punt 4")
    await bot.edit_message_text("Deze actie is afgerond.", marijke.id, sent.message_id)
    assert (await waiting).message_id == sent.message_id
    assert time.monotonic() - began < 1


async def test_after_leaves_out_what_was_there(bot: Bot, marijke: Phone) -> None:
    first = await bot.send_message(marijke.id, "Punt 4 open")
    seen = await marijke.wait_for("Punt 4")
    mark = marijke.mark()
    with pytest.raises(AssertionError):
        await marijke.wait_for("Punt 4", 0.02, after=mark)
    await bot.edit_message_text("Punt 4 gedaan", marijke.id, first.message_id)
    for since in (mark, seen):
        assert (await marijke.wait_for("Punt 4", after=since)).text == "Punt 4 gedaan"
    assert (await marijke.wait_for(re.compile(r"Punt \d gedaan$"))).edited == 1


async def test_waiting_in_vain_prints_the_chat(bot: Bot, marijke: Phone) -> None:
    await bot.send_message(marijke.id, "Iets anders", reply_markup=keyboard(["Gedaan"]))
    with pytest.raises(AssertionError, match=r"no «welkom» from the bot(?s:.*)Iets anders(?s:.*)\[Gedaan\]"):
        await marijke.wait_for("welkom", timeout=0.02)
    await marijke.send("welkom")
    with pytest.raises(AssertionError):
        await marijke.wait_for("welkom", timeout=0.02)


async def test_quiet_means_nothing_new(bot: Bot, marijke: Phone) -> None:
    sent = await bot.send_message(marijke.id, "voor de stilte")
    await marijke.wait_quiet(0.05)
    quiet = asyncio.create_task(marijke.wait_quiet(5))
    await asyncio.sleep(0.02)
    await bot.edit_message_text("verstoring", marijke.id, sent.message_id)
    with pytest.raises(AssertionError, match="verstoring"):
        await quiet


async def test_settling_waits_out_what_still_comes(bot: Bot, marijke: Phone) -> None:
    async def chatter() -> None:
        for number in range(3):
            await asyncio.sleep(0.02)
            await bot.send_message(marijke.id, str(number))

    talking = asyncio.create_task(chatter())
    await marijke.settle(0.2)
    assert talking.done()
    assert len(marijke.received) == 3


async def test_a_transcript_reads_like_the_chat() -> None:
    async with (
        Sandbox(clock=lambda: datetime(2026, 2, 2, 9, 5, tzinfo=UTC)) as telegram,
        library_for(telegram) as bot,
    ):
        jan = telegram.phone("Jan")
        await jan.send("/mijn")
        link = InlineKeyboardMarkup([[InlineKeyboardButton("Bekijk", url="https://x.nl")]])
        sent = await bot.send_message(jan.id, "<b>Punt 4</b>\nvrijdag", parse_mode="HTML")
        await bot.edit_message_text("<b>Punt 4</b>\ndonderdag", jan.id, sent.message_id, reply_markup=link)
        await bot.send_document(jan.id, b"x", filename="tafel.ics")
        assert transcript(jan).splitlines() == [
            "02-02 09:05 #1  Jan:",
            "    /mijn",
            "02-02 09:05 #2 (edited)  Afsprakenbot:",
            "    <b>Punt 4</b>",
            "    donderdag",
            "    [Bekijk ↗]",
            "02-02 09:05 #3 [document tafel.ics]  Afsprakenbot:",
        ]
        assert transcript(telegram.phone("Piet")) == "(nothing here)"
