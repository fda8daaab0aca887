"""What happens when the bot ends up in a group?"""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.sandbox import Group, Phone, Sandbox


@pytest.fixture
async def group(telegram: Sandbox, marijke: Phone) -> Group:
    found = telegram.group("Casusoverleg")
    await found.add_bot(by=marijke)
    return found


async def test_the_bot_hears_who_let_it_in(bot: Bot, marijke: Phone, group: Group) -> None:
    let_in, welcome = await bot.get_updates()
    change = let_in.my_chat_member
    assert change is not None
    assert (change.new_chat_member.status, change.from_user.id) == ("member", marijke.id)
    assert (change.chat.id, change.chat.type, change.chat.title) == (group.id, "group", "Casusoverleg")
    assert welcome.message is not None and welcome.message.new_chat_members[0].id == bot.id
    assert group.bot_present
    await group.add_bot(by=marijke)
    assert [update.my_chat_member for update in (await bot.get_updates())[2:]] == [None]


async def test_in_privacy_mode_it_hears_only_what_is_meant_for_it(
    telegram: Sandbox, bot: Bot, marijke: Phone, group: Group
) -> None:
    telegram.updates.clear()
    sent = await bot.send_message(group.id, "Ik werk alleen in een privéchat.")
    bots = group.messages[-1]
    assert bots.message_id == sent.message_id
    await group.send(marijke, "hallo")
    await group.send(marijke, "/help")
    await group.send(marijke, "/help@ander_bot")
    await group.send(marijke, f"/help@{telegram.username}")
    await group.send(marijke, "waarom?", reply_to=bots)
    heard = [update.message.text for update in await bot.get_updates() if update.message]
    assert heard == ["/help", f"/help@{telegram.username}", "waarom?"]
    telegram.updates.clear()
    telegram.world.privacy_mode = False
    await group.send(marijke, "hallo")
    (update,) = await bot.get_updates()
    assert update.effective_chat is not None and update.effective_chat.id == group.id


async def test_it_can_leave_and_is_then_no_member(telegram: Sandbox, bot: Bot, marijke: Phone, group: Group) -> None:
    telegram.updates.clear()
    assert await bot.leave_chat(group.id)
    assert not group.bot_present
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group.id, "dag")
    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None and update.my_chat_member.new_chat_member.status == "left"
    await group.send(marijke, "/help")
    assert len(await bot.get_updates()) == 1
    with pytest.raises(BadRequest, match="status can't be changed in private chats"):
        await bot.leave_chat(marijke.id)


async def test_put_out_of_a_group_it_is_forbidden(bot: Bot, marijke: Phone, group: Group) -> None:
    await group.remove_bot(by=marijke)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "dag")


async def test_a_group_that_became_a_supergroup_tells_its_new_id(
    telegram: Sandbox, bot: Bot, marijke: Phone, group: Group
) -> None:
    telegram.updates.clear()
    old = group.id
    new = group.migrate()
    assert new == group.id != old
    assert str(new).startswith("-100")
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old, "dag")
    assert moved.value.new_chat_id == new
    left, arrived = [update.message for update in await bot.get_updates()]
    assert left is not None and (left.chat.id, left.migrate_to_chat_id) == (old, new)
    assert arrived is not None and (arrived.chat.id, arrived.migrate_from_chat_id) == (new, old)
    await bot.send_message(new, "dag")
    assert (await group.wait_for("dag")).chat_id == new


async def test_others_words_are_not_the_bots_to_delete(bot: Bot, marijke: Phone, group: Group) -> None:
    theirs = await group.send(marijke, "een naam")
    with pytest.raises(BadRequest, match=r"Message can't be deleted$"):
        await bot.delete_message(group.id, theirs.message_id)


async def test_a_button_in_a_group_names_who_pressed(telegram: Sandbox, bot: Bot, marijke: Phone, group: Group) -> None:
    telegram.updates.clear()
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("✅ Akkoord", callback_data="ok")]])
    await bot.send_message(group.id, "Akkoord?", reply_markup=markup)
    await group.press(marijke, group.received[-1], "Akkoord")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert (update.callback_query.from_user.id, update.callback_query.data) == (marijke.id, "ok")
    web_app = {"inline_keyboard": [[{"text": "x", "web_app": {"url": "https://x.nl"}}]]}
    with pytest.raises(BadRequest, match="Button_type_invalid"):
        await bot.send_message(group.id, "x", reply_markup=InlineKeyboardMarkup.de_json(web_app, bot))
