"""Which words does a page have? Each is one file in ``templates/web/``; undefined names fail, values are escaped."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.data import data_folder
from bot.rendering.filters import FILTERS


def render_page(page: str, inhoud: Mapping[str, Any]) -> str:
    """The page filled with ``inhoud``."""
    return _environment().get_template(f"{page}.html.j2").render(inhoud)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(data_folder("templates") / "web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment
