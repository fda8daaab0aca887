"""What does a request ask, whatever way it travelled, and how does Telegram say no?"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

Json = dict[str, Any]

_INTEGERS = {"chat_id", "message_id", "offset", "limit", "timeout", "max_connections", "message_thread_id"}
_FLAGS = {
    "allow_sending_without_reply",
    "disable_notification",
    "disable_web_page_preview",
    "drop_pending_updates",
    "protect_content",
    "show_alert",
}
_OBJECTS = {
    "allowed_updates",
    "caption_entities",
    "commands",
    "entities",
    "link_preview_options",
    "reply_markup",
    "reply_parameters",
    "scope",
}


class ApiError(Exception):
    """A refusal, in the words Telegram uses for it."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def to_json(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(reason: str) -> ApiError:
    return ApiError(400, f"Bad Request: {reason}")


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Answer:
    """A result with the sentence Telegram adds to some of its answers."""

    result: Any
    description: str


@dataclass
class Params:
    """What was asked; numbers, flags and nested objects already decoded."""

    values: Json
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        value = self.values.get(name)
        return value if isinstance(value, int) else default

    def flag(self, name: str) -> bool:
        return self.values.get(name) is True

    def mapping(self, name: str) -> Json | None:
        value = self.values.get(name)
        return value if isinstance(value, dict) else None

    def sequence(self, name: str) -> list[Any] | None:
        value = self.values.get(name)
        return value if isinstance(value, list) else None


async def read_params(request: web.Request) -> Params:
    """Telegram takes the query string, a form, a multipart form and JSON alike."""
    values: Json = dict(request.query)
    files: dict[str, Upload] = {}
    if request.method == "POST":
        if request.content_type == "application/json":
            values.update(await _read_json(request))
        elif request.content_type == "multipart/form-data":
            await _read_multipart(request, values, files)
        else:
            values.update({name: str(value) for name, value in (await request.post()).items()})
    return Params({name: _decode(name, value) for name, value in values.items()}, files)


async def _read_json(request: web.Request) -> Json:
    body = await request.read()
    if not body.strip():
        return {}
    try:
        decoded = json.loads(body)
    except ValueError:
        decoded = None
    if not isinstance(decoded, dict):
        raise bad_request("can't parse JSON object")
    return decoded


async def _read_multipart(request: web.Request, values: Json, files: dict[str, Upload]) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            values[part.name] = content.decode()
        else:
            content_type = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = Upload(part.filename, content, content_type)


def _decode(name: str, value: Any) -> Any:
    if name in _OBJECTS:
        return _decode_object(name, value)
    if name in _INTEGERS:
        return _decode_integer(value)
    if name in _FLAGS:
        return value if isinstance(value, bool) else str(value).lower() in {"true", "yes", "1"}
    return value


def _decode_integer(value: Any) -> Any:
    """A chat may also be named ``@channel``, so what is no number stays as it is."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return value


def _decode_object(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        return json.loads(value)
    except ValueError:
        what = {"reply_markup": "reply keyboard markup JSON object"}.get(name, f"{name} JSON object")
        raise bad_request(f"can't parse {what}") from None
