"""Which addresses does Telegram take for a link?"""

from __future__ import annotations

from urllib.parse import urlsplit

_PROTOCOLS = {"", "http", "https", "tg", "ton", "tonsite"}


def fault_of(url: object) -> str | None:
    """What is wrong with ``url``, in Telegram's words; None when it will do.

    A web address needs a host with a dot in it, so ``http://localhost`` is no link but
    ``http://127.0.0.1`` is one. Without a protocol http is meant.
    """
    text = url.strip() if isinstance(url, str) else ""
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host = parts.hostname or ""
    except ValueError:
        return "Wrong HTTP URL"
    if "://" in text and parts.scheme.lower() not in _PROTOCOLS:
        return "Unsupported URL protocol"
    is_web = parts.scheme.lower() in {"http", "https"}
    if not host or any(character.isspace() for character in text) or (is_web and not {".", ":"} & set(host)):
        return "Wrong HTTP URL"
    return None


def with_protocol(url: str) -> str:
    """The address as Telegram keeps it."""
    url = url.strip()
    if "://" in url:
        return url
    return f"http://{url}" if "/" in url else f"http://{url}/"
