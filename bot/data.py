"""Where are the files that travel with the code: templates and region files?"""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def data_folder(name: str) -> Path:
    """The folder ``name``: beside the packages in a checkout, inside ``bot`` in an installed wheel."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
