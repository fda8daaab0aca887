"""How is a template read? Undefined names fail, every value is escaped, and filters know Dutch dates and plurals."""

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.data import data_folder
from bot.rendering.filters import FILTERS


def make_environment(*folders: str, autoescape: bool = True, **more: Any) -> Environment:
    """For the templates in these folders of ``templates/``; ``more`` is what all of them can call.

    ``autoescape`` is for HTML: what is read as plain text shows every sign as it is.
    """
    environment = Environment(
        loader=FileSystemLoader([data_folder("templates") / folder for folder in folders]),
        autoescape=autoescape,  # noqa: S701 - see above
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.globals.update(more)
    return environment
