"""What of a Telegram update do we keep? Reads the library's object into our allow-list."""

import re
from functools import partial
from typing import Any

import structlog
from telegram import Bot, Message, Update
from telegram.constants import ChatType

from bot.domain.binnenkomst import Binnenkomst, Soort
from bot.domain.toegang import COMMANDOS
from bot.domain.uitnodiging import hash_token

log = structlog.get_logger(__name__)

KNOWN = frozenset({"start", *(name for name, _ in COMMANDOS)})
UNKNOWN = "onbekend"
MOST_TEXT = 4096
LARGEST_ID = 2**63
BACK = re.compile("b([0-9a-f]{32})")
"""What a calendar leads back with: no secret, but the uid of a bijeenkomst."""
_COMMAND = re.compile(r"^/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?$", re.DOTALL)


def parse_update(data: Any, bot: Bot) -> Binnenkomst | None:
    """The update, as Telegram wrote it, in the form we keep; None when it is nothing that we ever answer.

    What cannot be read is none of ours either: asking Telegram for it again would hold up everybody behind it.
    """
    try:
        binnen = read_update(Update.de_json(data, bot))
    except Exception as error:
        log.warning("update_onleesbaar", fout=type(error).__name__)
        return None
    if binnen is None:
        return None
    ids = (binnen.update_id, binnen.chat_id, binnen.user_id, binnen.message_id, binnen.reply_to)
    sound = all(id is None or (type(id) is int and abs(id) < LARGEST_ID) for id in ids)
    return binnen if sound and binnen.update_id is not None else None


def read_update(update: Update) -> Binnenkomst | None:
    """The library's update in our form; None when it is nothing that we ever answer."""
    if update.callback_query is not None:
        return _pressed(update)
    message = update.message or update.edited_message
    if message is not None:
        return _written(update, message)
    if update.my_chat_member is not None and update.my_chat_member.chat.type != ChatType.PRIVATE:
        there = update.my_chat_member.new_chat_member.status in ("member", "administrator", "restricted")
        chat, user = update.my_chat_member.chat, update.my_chat_member.from_user
        return Binnenkomst(update.update_id, chat.id, user.id, Soort.GROEP) if there else None
    return None


def _pressed(update: Update) -> Binnenkomst | None:
    query = update.callback_query
    if query is None or query.message is None or query.message.chat.type != ChatType.PRIVATE:
        return None
    return Binnenkomst(
        update_id=update.update_id,
        chat_id=query.message.chat.id,
        user_id=query.from_user.id,
        soort=Soort.KNOP,
        message_id=query.message.message_id,
        data=query.data,
        callback_id=query.id,
    )


def _written(update: Update, message: Message) -> Binnenkomst | None:
    user = message.from_user.id if message.from_user else message.chat.id
    here = partial(Binnenkomst, update_id=update.update_id, chat_id=message.chat.id, user_id=user)
    if message.chat.type != ChatType.PRIVATE:
        # A service message about our own leaving needs no answer.
        gone = message.left_chat_member is not None
        return None if gone else here(soort=Soort.GROEP)
    here = partial(here, message_id=message.message_id)
    reply_to = message.reply_to_message.message_id if message.reply_to_message else None
    text = (message.text if message.text is not None else message.caption or "")[: MOST_TEXT + 1]
    if message.text is None:
        return here(soort=Soort.MEDIA, tekst=text)
    if update.edited_message is not None:
        return here(soort=Soort.GEWIJZIGD, tekst=text)
    if message.forward_origin is not None:
        return here(soort=Soort.DOORGESTUURD, tekst=text)
    command = _COMMAND.match(text)
    if command is None:
        return here(soort=Soort.TEKST, reply_to=reply_to, tekst=text)
    name, rest = command.group(1).lower(), (command.group(2) or "").strip()
    if name not in KNOWN:
        name, rest = UNKNOWN, text[1:]  # what was typed after the slash is a text like any other
    if name == "start" and rest and not BACK.fullmatch(rest):
        rest = hash_token(rest)  # the token itself is written down nowhere
    return here(soort=Soort.COMMANDO, reply_to=reply_to, commando=name, tekst=rest)
