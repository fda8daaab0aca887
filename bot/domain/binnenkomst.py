"""What of an arriving update do we keep?

An allow-list: who, where, which message, what was pressed. The text only while it is needed, and only when the guard
found it clean.
"""

from dataclasses import dataclass
from enum import StrEnum


class Soort(StrEnum):
    """What kind of thing arrived, as far as we treat it differently."""

    TEKST = "tekst"
    COMMANDO = "commando"
    KNOP = "knop"
    GEWIJZIGD = "gewijzigd"
    DOORGESTUURD = "doorgestuurd"
    MEDIA = "media"
    GROEP = "groep"
    OVERIG = "overig"


@dataclass(frozen=True)
class Binnenkomst:
    """One update. ``tekst`` is what was typed (of a command: what follows it), ``data`` a button's callback data."""

    update_id: int
    chat_id: int
    user_id: int
    soort: Soort
    message_id: int | None = None
    reply_to: int | None = None
    commando: str | None = None
    tekst: str | None = None
    data: str | None = None
    callback_id: str | None = None
    tekst_verloren: bool = False
    """The text held a finding, so it was never written down; after a crash it has to be sent again."""
