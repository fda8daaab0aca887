"""Which words and buttons does a message have?

Each message is one file in ``templates/telegram/`` with two blocks: ``tekst`` (Telegram's HTML) and ``knoppen`` (a row
of buttons per line). Undefined names fail, and every value is escaped.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, Template
from markupsafe import Markup

from bot.rendering.environment import make_environment

# What a button is made of while it travels through a template: characters that no text can hold.
_BUTTON, _FIELD = "\x01", "\x02"
_MADE = re.compile(f"{_BUTTON}([^{_BUTTON}]*){_BUTTON}")


@dataclass(frozen=True)
class Knop:
    """One button: with ``data`` it comes back to us, with ``kopieer`` it puts a text on the clipboard.

    ``bekijk`` is the afspraak, casus or bijeenkomst whose page it is for; ``pagina`` the one whose page it opens right
    away. ``abonneren`` is the secret of a calendar whose page it opens, ``feed`` of one whose address it copies.
    """

    label: str
    data: str | None = None
    kopieer: str | None = None
    bekijk: str | None = None
    pagina: str | None = None
    abonneren: str | None = None
    feed: str | None = None


@dataclass(frozen=True)
class Gerenderd:
    """A message as Telegram takes it: HTML and rows of buttons."""

    tekst: str
    knoppen: tuple[tuple[Knop, ...], ...] = ()


def render(bericht: str, inhoud: Mapping[str, Any]) -> Gerenderd:
    """The message ``bericht`` filled with ``inhoud``."""
    template = _template(bericht)
    context = template.new_context({**inhoud})
    tekst = "".join(template.blocks["tekst"](context)).strip()
    lines = "".join(template.blocks["knoppen"](context)).split("\n") if "knoppen" in template.blocks else []
    rows = tuple(tuple(_read(made) for made in _MADE.findall(line)) for line in lines)
    return Gerenderd(re.sub(r"\n{3,}", "\n\n", tekst), tuple(row for row in rows if row))


def knop(label: object, *data: object) -> Markup:
    """A button whose press comes back as ``data``, joined with colons."""
    return _made(label, "data", ":".join(str(part) for part in data))


def kopieer(label: object, tekst: object) -> Markup:
    """A button that copies ``tekst``."""
    return _made(label, "kopieer", str(tekst))


def bekijk(label: object, over: object) -> Markup:
    """A button for the page of an afspraak, by id, of a casus, by its reference, or a ``Tafelblad``, "agenda:12"."""
    return _made(label, "bekijk", str(over))


def pagina(label: object, over: object) -> Markup:
    """A button that opens that page right away, for a while."""
    return _made(label, "pagina", str(over))


def abonneren(label: object, geheim: object) -> Markup:
    """A button that opens the page on how to subscribe to this calendar."""
    return _made(label, "abonneren", str(geheim))


def feed(label: object, geheim: object) -> Markup:
    """A button that copies the address of this calendar."""
    return _made(label, "feed", str(geheim))


def _made(label: object, kind: str, value: str) -> Markup:
    # Buttons are no HTML: their label goes out as it is.
    return Markup(f"{_BUTTON}{label}{_FIELD}{kind}{_FIELD}{value}{_BUTTON}")  # noqa: S704


def _read(made: str) -> Knop:
    label, kind, value = made.split(_FIELD)
    return Knop(label, **{kind: value})


@cache
def _environment() -> Environment:
    return make_environment(
        "telegram", knop=knop, kopieer=kopieer, bekijk=bekijk, pagina=pagina, abonneren=abonneren, feed=feed
    )


@cache
def _template(bericht: str) -> Template:
    return _environment().get_template(f"{bericht}.html.j2")
