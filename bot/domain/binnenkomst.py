"""What of an arriving update do we keep?

An allow-list: who, where, which message, what was pressed. The text only while it is needed, and only when the guard
found it clean.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

# Our own callback data, and Telegram's ids of a press: plain ASCII.
_OURS = re.compile(r"^[\x21-\x7e]{1,64}\Z")


class Soort(StrEnum):
    """What kind of thing arrived, as far as we treat it differently."""

    TEKST = "tekst"
    COMMANDO = "commando"
    KNOP = "knop"
    GEWIJZIGD = "gewijzigd"
    DOORGESTUURD = "doorgestuurd"
    MEDIA = "media"
    GROEP = "groep"
    TE_VEEL = "te_veel"
    """The first of what one person sent on top of too much: it and what follows is not read."""


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

    def __post_init__(self) -> None:
        """Whatever a client made up, a database takes it: no half characters, no NULs, and data only as we write it."""
        if self.tekst is not None:
            clean = self.tekst.encode("utf-8", "replace").decode().replace("\x00", " ")
            object.__setattr__(self, "tekst", clean)
        for name in ("data", "callback_id"):
            value = getattr(self, name)
            if value is not None and not _OURS.match(value):
                object.__setattr__(self, name, "")
