"""What may stand in the audit trail, and how does it show that somebody touched it?

Each line is sealed with a key over itself and the seal of the line before it. Whoever changes, removes, adds or moves a
line without the key breaks the chain there. Two signed marks hold its ends: ``BEGIN``, after what was purged, and
``KOP``, the last line.
"""

import hmac
import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.persoon import PersoonId
from bot.domain.referentie import read_referentie

_WORD = re.compile(r"[a-z][a-z_]{0,31}")
_DEED = re.compile(r"[a-z][a-z_]{0,47}")
_ID = re.compile(r"[0-9]{1,19}")
_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_WITH_ID = frozenset({"persoon", "afspraak", "bericht", "uitnodiging", "bijeenkomst", "aantal"})
_WITH_KEY = frozenset({"tafel", "regio"})
_ALONE = frozenset({"regio", "audit", "opschoning", "overzicht", "personen", "database"})


def check_record(daad: str, object: str, uitkomst: str) -> None:
    """Raises ``ValueError``, without the value, for what could be a text: a line holds words of ours, ids and keys."""
    if not _DEED.fullmatch(daad):
        raise ValueError("a daad is one word of a-z and _")
    if not _WORD.fullmatch(uitkomst):
        raise ValueError("an uitkomst is one word of a-z and _")
    if not _is_object(object):
        raise ValueError('an object is a word with an id, a reference or a key, like "persoon 3" or "casus K7M-3QX-K"')


def _is_object(object: str) -> bool:
    soort, _, which = object.partition(" ")
    if soort == "casus":
        return read_referentie(which) == which
    return (
        (soort in _WITH_ID and _ID.fullmatch(which) is not None)
        or (soort in _WITH_KEY and len(which) <= 48 and _KEY.fullmatch(which) is not None)
        or object in _ALONE
    )


@dataclass(frozen=True)
class Regel:
    """One line: who did or saw what, when, with what outcome. Sealed once it has its ``nummer`` and ``zegel``."""

    id: int
    at: datetime
    persoon: PersoonId | None
    rollen: str
    daad: str
    object: str
    uitkomst: str
    nummer: int | None = None
    zegel: str | None = None


class Soort(StrEnum):
    """Which end of the chain a mark holds."""

    BEGIN = "begin"
    KOP = "kop"


@dataclass(frozen=True)
class Merk:
    """A signed place in the chain: the line ``nummer`` has this ``zegel``. For ``BEGIN`` as many lines are gone."""

    soort: Soort
    nummer: int
    zegel: str
    at: datetime
    handtekening: str

    @classmethod
    def signed(cls, soort: Soort, nummer: int, zegel: str, at: datetime, key: bytes) -> "Merk":
        unsigned = cls(soort, nummer, zegel, at, "")
        return replace(unsigned, handtekening=unsigned._signature(key))

    def fits(self, key: bytes) -> bool:
        return hmac.compare_digest(self._signature(key).encode(), str(self.handtekening).encode())

    def _signature(self, key: bytes) -> str:
        return _mac(key, [self.soort, self.nummer, self.zegel, self.at.isoformat()])


class Breuk(StrEnum):
    """What can be wrong with a chain."""

    GEWIJZIGD = "gewijzigd"
    ONTBREEKT = "ontbreekt"
    INGEVOEGD = "ingevoegd"
    ONLEESBAAR = "onleesbaar"
    BEGIN = "begin"
    KOP = "kop"
    GENOTEERD = "genoteerd"
    SLEUTEL = "sleutel"


@dataclass(frozen=True)
class Fout:
    """A fault, at line ``nummer``; at each up to ``tot`` when lines are missing."""

    breuk: Breuk
    nummer: int
    id: int | None = None
    tot: int | None = None


class Keten:
    """The chain, followed or made line by line; it remembers only where it is."""

    def __init__(self, key: bytes, after: Merk | None) -> None:
        self._key = key
        self.nummer, self.zegel = (after.nummer, after.zegel) if after else (0, "")

    def add(self, regel: Regel) -> Regel:
        """This line, sealed as the next one."""
        sealed = replace(regel, nummer=self.nummer + 1)
        sealed = replace(sealed, zegel=self._seal(sealed))
        self._step(sealed)
        return sealed

    def follow(self, regel: Regel) -> Fout | None:
        """The next sealed line: what is wrong with it, if anything.

        The line after it is held against the seal that stands here, so that one change is one fault and not a thousand.
        """
        assert regel.nummer is not None
        if regel.nummer <= self.nummer:
            return Fout(Breuk.INGEVOEGD, regel.nummer, regel.id)
        fout = None
        if regel.nummer > self.nummer + 1:  # without the one before it its own seal cannot be checked
            fout = Fout(Breuk.ONTBREEKT, self.nummer + 1, tot=regel.nummer - 1)
        elif regel.zegel != self._seal(regel):
            fout = Fout(Breuk.GEWIJZIGD, regel.nummer, regel.id)
        self._step(regel)
        return fout

    def _step(self, regel: Regel) -> None:
        assert regel.nummer is not None
        self.nummer, self.zegel = regel.nummer, str(regel.zegel)

    def _seal(self, regel: Regel) -> str:
        who_what_when = [regel.at.isoformat(), regel.persoon, regel.rollen, regel.daad, regel.object, regel.uitkomst]
        return _mac(self._key, ["regel", self.zegel, regel.nummer, regel.id, *who_what_when])


def _mac(key: bytes, values: list[str | int | None]) -> str:
    """Over JSON: in a list of values nothing can move from one value to the next."""
    return hmac.digest(key, json.dumps(values).encode(), "sha256").hex()
