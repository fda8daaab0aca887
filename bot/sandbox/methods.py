"""What does each method that sends, changes or removes a message do?"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.sandbox.chats import Chat, StoredFile, StoredMessage
from bot.sandbox.entities import FormattedText, read_text, utf16_length
from bot.sandbox.markup import check_markup
from bot.sandbox.wire import Json, Params, bad_request
from bot.sandbox.world import World

Method = Callable[[World, Params], Any]

_LONGEST_TEXT = 4096
_LONGEST_CAPTION = 1024
_LONGEST_ANSWER = 200
_LARGEST_FILE = 50 * 1024 * 1024
_LARGEST_PHOTO = 10 * 1024 * 1024
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def send_message(world: World, params: Params) -> Json:
    if not params.text("text"):
        raise bad_request("message text is empty")
    body = read_text(params.text("text"), params.text("parse_mode"), params.sequence("entities"))
    if not body.text:
        raise bad_request("text must be non-empty")
    if utf16_length(body.text) > _LONGEST_TEXT:
        raise bad_request("message is too long")
    return _send(world, params, body, params.text("text"))


def send_document(world: World, params: Params) -> Json:
    file = _file(world, params, "document", _LARGEST_FILE)
    content: Json = {
        "document": {
            "file_name": file.name,
            "mime_type": file.content_type,
            "file_id": file.file_id,
            "file_unique_id": file.file_id[-12:],
            "file_size": file.size,
        }
    }
    return _send(world, params, _caption(params), params.text("caption"), kind="document", content=content, file=file)


def send_photo(world: World, params: Params) -> Json:
    file = _file(world, params, "photo", _LARGEST_PHOTO)
    if not file.content.startswith(_IMAGES):
        raise bad_request("IMAGE_PROCESS_FAILED")
    size: Json = {
        "file_id": file.file_id,
        "file_unique_id": file.file_id[-12:],
        "file_size": file.size,
        "width": 640,
        "height": 640,
    }
    return _send(
        world,
        params,
        _caption(params),
        params.text("caption"),
        kind="photo",
        content={"photo": [size]},
        file=file,
    )


def edit_message_text(world: World, params: Params) -> Json:
    if not params.text("text"):
        raise bad_request("message text is empty")
    message = _editable(world, params)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    body = read_text(params.text("text"), params.text("parse_mode"), params.sequence("entities"))
    if not body.text:
        raise bad_request("text must be non-empty")
    if utf16_length(body.text) > _LONGEST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    return _edit(world, params, message, body, params.text("text"))


def edit_message_reply_markup(world: World, params: Params) -> Json:
    message = _editable(world, params)
    return _edit(world, params, message, message.body, message.html)


def delete_message(world: World, params: Params) -> bool:
    chat = world.reachable(params.values.get("chat_id"))
    message = _addressed(chat, params, "message to delete not found")
    if world.clock() - message.at > timedelta(hours=48):
        raise bad_request("message can't be deleted for everyone")
    if not chat.is_private and message.sender.id != world.bot.id and chat.bot_status != "administrator":
        raise bad_request("message can't be deleted")
    world.delete_message(message)
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    """Only in time: after that the person's phone has already stopped waiting."""
    query = world.queries.get(params.text("callback_query_id"))
    if query is None or time.monotonic() - query.asked_at > world.callback_age:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if utf16_length(params.text("text")) > _LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answer = params.text("text")
    world.pulse.beat()
    return True


def send_chat_action(world: World, params: Params) -> bool:
    world.reachable(params.values.get("chat_id"))
    if params.text("action").lower() not in {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }:
        raise bad_request("wrong parameter action in request")
    return True


def leave_chat(world: World, params: Params) -> bool:
    chat = world.reachable(params.values.get("chat_id"))
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    world.set_bot_status(chat, world.bot, "left")
    return True


def _caption(params: Params) -> FormattedText:
    body = read_text(params.text("caption"), params.text("parse_mode"), params.sequence("caption_entities"))
    if utf16_length(body.text) > _LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return body


def _file(world: World, params: Params, name: str, largest: int) -> StoredFile:
    """An upload of its own, an upload named with ``attach://``, or the id of an earlier file."""
    given = params.text(name)
    upload = params.files.get(given.removeprefix("attach://") if given else name)
    if upload is None:
        if not given:
            raise bad_request(f"there is no {name} in the request")
        known = world.files.get(given)
        if known is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return known
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > largest:
        raise bad_request(f"file of size {len(upload.content)} bytes is too big for a {name}")
    return world.store_file(upload)


def _send(
    world: World,
    params: Params,
    body: FormattedText,
    html: str,
    *,
    kind: str = "text",
    content: Json | None = None,
    file: StoredFile | None = None,
) -> Json:
    chat = world.reachable(params.values.get("chat_id"))
    markup = check_markup(params.values.get("reply_markup"), private=chat.is_private)
    reply_to = _reply_to(chat, params)
    world.limits.check(chat.id, private=chat.is_private)
    message = StoredMessage(
        message_id=chat.next_message_id(),
        chat=chat,
        sender=world.bot,
        at=world.clock(),
        body=body,
        html=html,
        kind=kind,
        content=content or {},
        file=file,
        markup=markup,
        protected=params.flag("protect_content"),
        silent=params.flag("disable_notification"),
        reply_to=reply_to,
    )
    return world.add_message(message).to_json()


def _reply_to(chat: Chat, params: Params) -> int | None:
    """A reply to a message that is gone is sent without it, but only if that was asked."""
    wanted = params.mapping("reply_parameters") or {}
    number = wanted.get("message_id", params.values.get("reply_to_message_id"))
    if number in (None, "", 0):
        return None
    if str(number).isdigit() and chat.find(int(number)) is not None:
        return int(number)
    if wanted.get("allow_sending_without_reply") is True or params.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _addressed(chat: Chat, params: Params, missing: str) -> StoredMessage:
    number = params.values.get("message_id")
    if number in (None, "", 0):
        raise bad_request("message identifier is not specified")
    message = chat.find(number) if isinstance(number, int) else None
    if message is None:
        raise bad_request(missing)
    return message


def _editable(world: World, params: Params) -> StoredMessage:
    chat = world.reachable(params.values.get("chat_id"))
    message = _addressed(chat, params, "message to edit not found")
    if message.sender.id != world.bot.id or (message.markup and "inline_keyboard" not in message.markup):
        raise bad_request("message can't be edited")
    return message


def _edit(world: World, params: Params, message: StoredMessage, body: FormattedText, html: str) -> Json:
    """An edit without buttons takes the buttons away, as Telegram does."""
    markup = check_markup(params.values.get("reply_markup"), inline_only=True, private=message.chat.is_private)
    if (body, markup) == (message.body, message.markup):
        raise bad_request(_NOT_MODIFIED)
    message.body, message.html, message.markup = body, html, markup
    message.edited += 1
    message.edited_at = world.clock()
    world.changed(message)
    return message.to_json()


MESSAGE_METHODS: dict[str, Method] = {
    "sendmessage": send_message,
    "senddocument": send_document,
    "sendphoto": send_photo,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "sendchataction": send_chat_action,
    "leavechat": leave_chat,
}
