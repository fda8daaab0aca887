"""Which words does a page have? Each is one file in ``templates/web/``."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment

from bot.rendering.environment import make_environment


def render_page(page: str, inhoud: Mapping[str, Any]) -> str:
    """The page filled with ``inhoud``."""
    return _environment().get_template(f"{page}.html.j2").render(inhoud)


@cache
def _environment() -> Environment:
    return make_environment("web", "telegram")  # words for what is kept as a key are the same here
