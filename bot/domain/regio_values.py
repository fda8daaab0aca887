"""Which kinds of value can a region file hold?

Each kind is a type for the models in ``regio``; what it refuses, it refuses in Dutch.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, StringConstraints
from pydantic_core import PydanticCustomError

from bot.domain.namen import fold
from bot.domain.regio_check import OURS, bedoelde_u
from bot.domain.regio_ritme import ritme_faults

T = TypeVar("T")

GEMEENTE = "Gemeente"
"""The seat of the gemeente whose case is discussed: a reserved word in ``vaste_kern``."""


def gemeente_organisatie(gemeente: str) -> str:
    """Each gemeente is an organisation without being listed as one."""
    return f"{GEMEENTE} {gemeente}"


# How a value is read: each gives the value, or a ValueError with the Dutch text


def read_text(value: str) -> str:
    """One line of text: no line breaks, no control characters, nothing invisible."""
    if not value:
        raise ValueError("mag niet leeg zijn")
    if any(unicodedata.category(sign).startswith(("C", "Zl", "Zp")) for sign in value):
        raise ValueError("mag geen regeleinde of stuurteken bevatten")
    return value


def read_time(value: object) -> time:
    """``"09:30"``, or TOML's own ``09:30:00``."""
    if isinstance(value, time) and value == value.replace(second=0, microsecond=0, tzinfo=None):
        return value
    if not isinstance(value, str | time):
        raise ValueError('moet een tijd zijn, zoals "09:30"')
    if isinstance(value, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        return time.fromisoformat(value)
    raise ValueError(f"'{value}' is geen tijd, zoals \"09:30\"")


def read_date(value: object) -> date:
    """``"2027-01-05"``, or TOML's own ``2027-01-05``."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise ValueError('moet een datum zijn, zoals "2027-01-05"')
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError:
        pass  # 30 February: as wrong as no date at all
    raise ValueError(f"'{value}' is geen datum, zoals \"2027-01-05\"")


def reader(read: Callable[[Any], T]) -> Callable[[Any], T]:
    """``read`` for use as a validator: its ValueError becomes a fault with that very text."""

    def validate(value: Any) -> T:
        try:
            return read(value)
        except ValueError as error:
            raise PydanticCustomError(OURS, "{text}", {"text": str(error)}) from None

    return validate


def attempt(read: Callable[[Any], T], value: object) -> T | None:
    """What ``read`` makes of it; None when it cannot (that fault is named elsewhere)."""
    try:
        return read(value)
    except ValueError:
        return None


@dataclass(frozen=True)
class Sluitingsdag:
    """A day on which the house is closed: one date, or the same day of every year (``jaar`` is None)."""

    maand: int
    dag: int
    jaar: int | None = None

    @classmethod
    def parse(cls, value: object) -> "Sluitingsdag":
        """From ``"2027-05-07"`` or ``"12-24"``."""
        yearly = isinstance(value, str) and value.count("-") == 1
        try:
            day = read_date(f"2000-{value}" if yearly else value)  # a leap year: 29 February may be closed
        except ValueError:
            if not isinstance(value, str):
                raise ValueError('moet een datum zijn, zoals "2027-05-07", of elk jaar, zoals "12-24"') from None
            raise ValueError(f'\'{value}\' is geen datum, zoals "2027-05-07", of elk jaar, zoals "12-24"') from None
        return cls(day.month, day.day, None if yearly else day.year)

    def covers(self, day: date) -> bool:
        return (day.month, day.day) == (self.maand, self.dag) and self.jaar in (None, day.year)

    def __str__(self) -> str:
        day = f"{self.maand:02}-{self.dag:02}"
        return day if self.jaar is None else f"{self.jaar:04}-{day}"


@dataclass(frozen=True)
class Zetel:
    """A place at a table: of an organisation, or of one of its seats when it has several.

    The organisation ``Gemeente`` is the gemeente of the case, whichever that is.
    """

    organisatie: str
    zetel: str | None = None

    @classmethod
    def parse(cls, value: object) -> "Zetel":
        """From ``"Politie"`` or ``"Tactus/reclassering"``."""
        if not isinstance(value, str):
            raise ValueError("moet tekst zijn")
        organisatie, slash, zetel = (part.strip() for part in read_text(value).partition("/"))
        if not organisatie or (slash and not zetel) or "/" in zetel:
            raise ValueError(f"'{value}' is geen zetel, schrijf 'Organisatie' of 'Organisatie/zetel'")
        return cls(organisatie, zetel or None)

    @property
    def is_gemeente(self) -> bool:
        """Is this the seat of the case's own gemeente?"""
        return self.organisatie == GEMEENTE

    @property
    def naam(self) -> str:
        """As people read it: ``Tactus (reclassering)``."""
        return f"{self.organisatie} ({self.zetel})" if self.zetel else self.organisatie

    def __str__(self) -> str:
        return f"{self.organisatie}/{self.zetel}" if self.zetel else self.organisatie


# The types of the models' fields


def _name(value: str) -> str:
    if "/" in read_text(value):
        raise ValueError("mag geen '/' bevatten, dat scheidt organisatie en zetel")
    return value


def _tijdzone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (LookupError, ValueError, OSError):  # unknown, a path outside the zones, a folder of zones
        raise ValueError(f"onbekende tijdzone '{value}'{bedoelde_u(value, available_timezones())}") from None
    return value


def _ritme(value: str) -> str:
    if faults := ritme_faults(value):
        raise ValueError("; ".join(faults))
    return value


_Text = StringConstraints(strict=True, strip_whitespace=True, max_length=200)
_Key = StringConstraints(strict=True, max_length=32)


def _key(value: str) -> str:
    if not value or any(not part.isalnum() or part != fold(part) or not part.isascii() for part in value.split("-")):
        raise ValueError("mag alleen kleine letters, cijfers en streepjes bevatten, zoals 'topx-zwolle'")
    return value


Tekst = Annotated[str, _Text, AfterValidator(reader(read_text))]
Naam = Annotated[str, _Text, AfterValidator(reader(_name))]
Sleutel = Annotated[str, _Key, AfterValidator(reader(_key))]
Tijd = Annotated[time, PlainValidator(reader(read_time)), PlainSerializer(lambda value: f"{value:%H:%M}")]
Datum = Annotated[date, PlainValidator(reader(read_date)), PlainSerializer(str)]
Ritme = Annotated[str, _Text, AfterValidator(reader(_ritme))]
ZetelVeld = Annotated[Zetel, PlainValidator(reader(Zetel.parse)), PlainSerializer(str)]
SluitingsdagVeld = Annotated[Sluitingsdag, PlainValidator(reader(Sluitingsdag.parse)), PlainSerializer(str)]
Tijdzone = Annotated[str, _Text, AfterValidator(reader(_tijdzone))]
Stap = Annotated[int, Field(ge=-60, le=60)]
Werkdagen = Annotated[int, Field(ge=-30, le=30)]
Dagen = Annotated[int, Field(ge=1, le=3650)]
