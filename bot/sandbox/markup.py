"""Which buttons does Telegram accept under a message?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.links import fault_of
from bot.sandbox.wire import Json, bad_request

_ACTIONS = (
    "url",
    "callback_data",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
)
_MOST_BUTTONS = 100


@dataclass(frozen=True)
class Button:
    """A button as a person sees it, with what it would do."""

    label: str
    callback_data: str | None = None
    url: str | None = None
    copy_text: str | None = None
    web_app: str | None = None


def buttons_of(markup: Json | None) -> list[list[Button]]:
    """The inline buttons, or those of a reply keyboard, row by row."""
    if not markup:
        return []
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return [[_button(button) for button in row] for row in rows]


def _button(button: Any) -> Button:
    if isinstance(button, str):
        return Button(button)
    return Button(
        label=button["text"],
        callback_data=button.get("callback_data"),
        url=button.get("url"),
        copy_text=(button.get("copy_text") or {}).get("text"),
        web_app=(button.get("web_app") or {}).get("url"),
    )


def check_markup(markup: Any, *, inline_only: bool = False, private: bool = True) -> Json | None:
    """``markup`` as it will be kept; refuses in Telegram's words what Telegram refuses.

    An empty inline keyboard means no keyboard. An edit takes nothing but an inline keyboard.
    """
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline_keyboard(markup["inline_keyboard"], private=private)
    if inline_only and markup:
        raise bad_request("inline keyboard expected")
    if "keyboard" in markup:
        _check_reply_keyboard(markup["keyboard"])
    elif markup.get("remove_keyboard") is not True and markup.get("force_reply") is not True:
        return None
    return markup


def _rows(value: Any, field: str, kind: str) -> list[list[Any]]:
    if not isinstance(value, list):
        raise bad_request(f'field "{field}" of the {kind} must be an Array')
    if not all(isinstance(row, list) for row in value):
        raise bad_request(f'field "{field}" of the {kind} must be an Array of Arrays')
    return value


def _inline_keyboard(value: Any, *, private: bool) -> Json | None:
    rows = [row for row in _rows(value, "inline_keyboard", "InlineKeyboardMarkup") if row]
    for row in rows:
        for button in row:
            _check_inline_button(button, private=private)
    if sum(len(row) for row in rows) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _check_inline_button(button: Any, *, private: bool) -> None:
    unreadable = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(unreadable + "InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise bad_request(unreadable + 'Can\'t find field "text"')
    if not isinstance(button["text"], str) or not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in _ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad_request(unreadable + "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        # Telegram takes the first it knows and drops the rest in silence: never what was meant.
        raise bad_request("BUTTON_TYPE_INVALID")
    _check_action(actions[0], button[actions[0]], private=private)


def _check_action(action: str, value: Any, *, private: bool) -> None:
    if action == "callback_data":
        if not isinstance(value, str) or not 1 <= len(value.encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
    elif action == "url":
        fault = fault_of(value)
        if fault is not None:
            raise bad_request(f"inline keyboard button URL '{value}' is invalid: {fault}")
    elif action == "copy_text":
        text = value.get("text") if isinstance(value, dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    elif action == "web_app":
        url = value.get("url") if isinstance(value, dict) else None
        if not private:
            raise bad_request("BUTTON_TYPE_INVALID")
        if not isinstance(url, str) or urlsplit(url).scheme != "https":
            raise bad_request(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")


def _check_reply_keyboard(value: Any) -> None:
    for row in _rows(value, "keyboard", "ReplyKeyboardMarkup"):
        for button in row:
            text = button.get("text") if isinstance(button, dict) else button
            if not isinstance(text, str):
                raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
            if not text:
                raise bad_request("keyboard button text must be non-empty")
