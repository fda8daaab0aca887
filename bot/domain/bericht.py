"""What is owed to somebody, and how did sending it go?"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.persoon import PersoonId
from bot.domain.referentie import Referentie


class Methode(StrEnum):
    """What to do with a chat."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"
    LEAVE = "leave"
    MENU = "menu"
    RETIRE = "retire"
    """Takes back what a message shows; never says it in a new one."""


class Baan(StrEnum):
    """Why it goes out: an answer leaves at once, news when its turn comes, the clock's inside the window."""

    ANTWOORD = "antwoord"
    NIEUWS = "nieuws"
    KLOK = "klok"


class Uitkomst(StrEnum):
    """How sending ended."""

    VERZONDEN = "verzonden"
    VERVALLEN = "vervallen"
    """No longer true when its turn came."""
    LATER = "later"
    """Certainly not delivered; try again."""
    ONZEKER = "onzeker"
    """Perhaps delivered: the answer was lost."""
    GEBLOKKEERD = "geblokkeerd"
    """This person cannot be reached by Telegram."""
    GEWEIGERD = "geweigerd"
    """Telegram refuses this message for good."""


AT_THE_TABLE = frozenset({"looporde"})
"""What who chairs gets during the bijeenkomst all the same."""


@dataclass(frozen=True)
class Bericht:
    """One thing owed to one chat.

    ``bericht`` names the template; ``gegevens`` holds ids and small facts from which it is written at the moment of
    sending, never free text. ``key`` makes it owed once, however often it is worked out.
    """

    key: str
    bericht: str
    baan: Baan
    gegevens: dict[str, Any] = field(default_factory=dict)
    naar: PersoonId | None = None
    chat_id: int | None = None
    methode: Methode = Methode.SEND
    message_id: int | None = None
    due_at: datetime | None = None
    afspraak: int | None = None
    waarom: str = ""


@dataclass(frozen=True)
class Melding:
    """What somebody was told, or is about to be told: ``sent_at`` is None until then."""

    bericht: str
    naar: PersoonId
    baan: Baan
    made_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class Toont:
    """A line of a message that shows a casus, perhaps by an afspraak on it.

    ``nummer`` is its place in a list, 0 when alone; ``vorm`` is how that list was cut, None when it is no list.
    """

    casus: Referentie
    afspraak: int | None = None
    nummer: int = 0
    vorm: dict[str, Any] | None = None


@dataclass(frozen=True)
class Samengesteld:
    """A template's name and what it is filled with. ``draagt_casus``: it must not be forwarded or copied.

    ``toont`` are the lines that have to be taken back once what they are about is over. ``stil``: no phone has to buzz
    for it.
    """

    bericht: str
    inhoud: dict[str, Any]
    draagt_casus: bool
    toont: tuple[Toont, ...] = ()
    stil: bool = False


@dataclass(frozen=True)
class Opening:
    """What may leave at one moment, answers aside: they always may."""

    klok: bool
    """May what the clock causes?"""
    held: frozenset[PersoonId] = frozenset()
    """These people may not be interrupted."""
    later: frozenset[str] = frozenset()
    """Of these messages none that was due before ``sinds`` goes now."""
    sinds: datetime | None = None


@dataclass(frozen=True)
class TeVerzenden:
    """A bericht that this process has claimed. ``chat_id`` is None when the person has no Telegram.

    ``samengesteld`` is what an answer says, worked out in the transaction that caused it; None when that is still to
    be worked out.
    """

    id: int
    bericht: Bericht
    chat_id: int | None
    attempts: int
    misschien_dubbel: bool
    samengesteld: Samengesteld | None = None
    voor: PersoonId | None = None
    """Whom it was owed to, when it goes to somebody who takes their place."""
    delen: tuple["TeVerzenden", ...] = ()
    """What was owed one by one and leaves as this one message; empty for what leaves by itself."""
