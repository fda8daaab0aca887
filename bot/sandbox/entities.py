"""What does a text say once its HTML is read, and which parts of it are special?

The tags, the entities and the wording of the refusals are Telegram's. Offsets and lengths
count UTF-16 code units, those in refusals count bytes of UTF-8, also as Telegram does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.sandbox.links import fault_of, with_protocol
from bot.sandbox.wire import Json, bad_request

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]{1,6})|#(?P<dec>[0-9]{1,7})|(?P<name>[a-zA-Z]+));?")
_FOUND_IN_TEXT = {
    "bot_command": re.compile(r"(?<![\w/<>@])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>])"),
    "email": re.compile(r"(?<![\w@.-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}\b"),
    "url": re.compile(r"(?<![\w@/.])https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]"),
    "mention": re.compile(r"(?<![\w@.])@[a-zA-Z][a-zA-Z0-9_]{3,31}\b"),
    "hashtag": re.compile(r"(?<![\w#])#\w*[^\W\d]\w*"),
}


@dataclass(frozen=True)
class FormattedText:
    text: str
    entities: list[Json]


@dataclass
class _Open:
    tag: str
    offset: int
    start: int
    attributes: dict[str, str]


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_text(text: str, parse_mode: str, entities: list[Json] | None = None) -> FormattedText:
    """What people see of ``text``, trimmed, with what Telegram itself finds in it marked too."""
    mode = parse_mode.lower()
    if not all(_is_entity(entity) for entity in entities or []):
        raise _refusal("MessageEntity must be an Object with type, offset and length")
    if mode == "html":
        formatted = parse_html(text)
    elif not mode:
        formatted = FormattedText(text, list(entities or []))
    elif mode in {"markdown", "markdownv2"}:
        raise bad_request(f"can't parse entities: the stand-in does not read {parse_mode}")
    else:
        raise bad_request("unsupported parse_mode")
    return with_found_entities(_trimmed(formatted))


def _is_entity(value: object) -> bool:
    return isinstance(value, dict) and {"type", "offset", "length"} <= value.keys()


def parse_html(html: str) -> FormattedText:
    return _HtmlReader(html).read()


def _refusal(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")


@dataclass
class _HtmlReader:
    html: str
    at: int = 0
    units: int = 0
    out: list[str] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def read(self) -> FormattedText:
        while self.at < len(self.html):
            if self.html.startswith("</", self.at):
                self._end_tag()
            elif self.html[self.at] == "<":
                self._start_tag()
            else:
                self._character()
        if self.open:
            raise _refusal(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)  # only a block of code has a language
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return FormattedText("".join(self.out), self.entities)

    def _character(self) -> None:
        character, self.at = _decode_reference(self.html, self.at)
        self.out.append(character)
        self.units += utf16_length(character)

    def _byte_offset(self, position: int) -> int:
        return len(self.html[:position].encode())

    def _start_tag(self) -> None:
        begin = self.at
        name = re.compile(r"[^\s>]*").match(self.html, begin + 1)
        end = name.end() if name else begin + 1
        if end >= len(self.html):
            raise _refusal(f"Unclosed start tag at byte offset {self._byte_offset(begin)}")
        tag = self.html[begin + 1 : end].lower()
        if tag not in _KINDS:
            raise _refusal(f'Unsupported start tag "{tag}" at byte offset {self._byte_offset(begin)}')
        attributes, self.at = self._attributes(tag, begin, end)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            where = self._byte_offset(begin)
            raise _refusal(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self.open.append(_Open(tag, self.units, len(self.out), attributes))

    def _attributes(self, tag: str, begin: int, at: int) -> tuple[dict[str, str], int]:
        """The attributes of a start tag and the position after its ``>``."""
        found: dict[str, str] = {}
        where = self._byte_offset(begin)
        while True:
            at = self._skip_space(at)
            if at >= len(self.html):
                raise _refusal(f'Unclosed start tag "{tag}" at byte offset {where}')
            if self.html[at] == ">":
                return found, at + 1
            name = self._until(at, r"[^\s=>]*")
            if not name:
                raise _refusal(f'Empty attribute name in the tag "{tag}" at byte offset {where}')
            at = self._skip_space(at + len(name))
            if not self.html.startswith("=", at):
                # The one attribute that Telegram reads without a value.
                if tag != "blockquote" or name != "expandable":
                    raise _refusal(
                        f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {where}'
                    )
                found[name] = ""
                continue
            found[name], at = self._value(self._skip_space(at + 1), where)

    def _value(self, at: int, where: int) -> tuple[str, int]:
        quote = self.html[at : at + 1]
        if quote not in {'"', "'"} or not quote:
            token = self._until(at, r"[A-Za-z0-9.\-]*")
            after = self.html[at + len(token) : at + len(token) + 1]
            if after and after != ">" and not after.isspace():
                raise _refusal(f"Unexpected end of name token at byte offset {self._byte_offset(at)}")
            return token.lower(), at + len(token)
        at += 1
        value: list[str] = []
        while at < len(self.html) and self.html[at] != quote:
            character, at = _decode_reference(self.html, at)
            value.append(character)
        if at >= len(self.html):
            raise _refusal(f"Unclosed start tag at byte offset {where}")
        return "".join(value), at + 1

    def _end_tag(self) -> None:
        begin = self.at
        where = self._byte_offset(begin)
        if not self.open:
            raise _refusal(f"Unexpected end tag at byte offset {where}")
        name = self._until(begin + 2, r"[^\s>]*").lower()
        at = self._skip_space(begin + 2 + len(name))
        if not self.html.startswith(">", at):
            raise _refusal(f"Unclosed end tag at byte offset {where}")
        opened = self.open.pop()
        if name and name != opened.tag:
            raise _refusal(f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{name}>"')
        self.at = at + 1
        if self.units > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Json = {
            "type": _KINDS[opened.tag],
            "offset": opened.offset,
            "length": self.units - opened.offset,
        }
        if opened.tag == "a":
            url = opened.attributes.get("href") or "".join(self.out[opened.start :])
            if fault_of(url) is not None:
                return  # Telegram shows a link it cannot use as plain text
            entity["url"] = with_protocol(url)
        elif opened.tag == "tg-emoji":
            identifier = opened.attributes.get("emoji-id", "")
            if not identifier.isdigit() or int(identifier) == 0:
                raise _refusal("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = identifier
        elif opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "pre" and self._wraps_code(entity):
            entity["language"] = self.entities.pop()["language"]
        elif opened.tag == "code" and opened.attributes.get("class", "").startswith("language-"):
            entity["language"] = opened.attributes["class"].removeprefix("language-")
        self.entities.append(entity)

    def _wraps_code(self, entity: Json) -> bool:
        last = self.entities[-1] if self.entities else {}
        return (
            last.get("type") == "code"
            and bool(last.get("language"))
            and (last["offset"], last["length"]) == (entity["offset"], entity["length"])
        )

    def _until(self, at: int, pattern: str) -> str:
        found = re.compile(pattern).match(self.html, at)
        return found.group() if found else ""

    def _skip_space(self, at: int) -> int:
        while at < len(self.html) and self.html[at].isspace():
            at += 1
        return at


def _decode_reference(html: str, at: int) -> tuple[str, int]:
    """The character at ``at`` and where the next begins; an unknown reference stays as it is typed."""
    found = _REFERENCE.match(html, at) if html[at] == "&" else None
    if found is None:
        return html[at], at + 1
    if found["name"]:
        character = _NAMED.get(found["name"])
        return (character, found.end()) if character else ("&", at + 1)
    code = int(found["hex"], 16) if found["hex"] else int(found["dec"])
    if code == 0 or code >= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "&", at + 1
    return chr(code), found.end()


def _trimmed(formatted: FormattedText) -> FormattedText:
    """Telegram cuts white space off both ends, and the marks with it."""
    text = formatted.text.rstrip()
    stripped = text.lstrip()
    cut = utf16_length(text[: len(text) - len(stripped)])
    size = utf16_length(stripped)
    entities = []
    for entity in formatted.entities:
        begin = max(0, entity["offset"] - cut)
        end = min(size, entity["offset"] + entity["length"] - cut)
        if end > begin:
            entities.append({**entity, "offset": begin, "length": end - begin})
    return FormattedText(stripped, entities)


def with_found_entities(formatted: FormattedText) -> FormattedText:
    """Adds the commands, links, addresses and names that Telegram finds by itself."""
    closed = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in formatted.entities
        if entity["type"] in {"code", "pre", "text_link", "text_mention"}
    ]
    entities = list(formatted.entities)
    for kind, pattern in _FOUND_IN_TEXT.items():
        for found in pattern.finditer(formatted.text):
            begin = utf16_length(formatted.text[: found.start()])
            end = begin + utf16_length(found.group())
            if not any(begin < other_end and other_begin < end for other_begin, other_end in closed):
                closed.append((begin, end))
                entities.append({"type": kind, "offset": begin, "length": end - begin})
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return FormattedText(formatted.text, entities)
