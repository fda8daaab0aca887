"""May this text enter?

Every free text passes the ``Guard`` before it is stored, sent or logged; what comes out is a ``SafeText``, and nothing
else reaches storage or a partner. Numbers are looked for first, by rule; then every word has to be one that somebody
listed, and must not stand where a name stands.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from threading import Lock

from bot.domain.errors import DomainError
from bot.domain.privacy_adres import addresses, named_plates, plates, postcodes
from bot.domain.privacy_nummers import (
    Plek,
    bare_file_numbers,
    birthdays,
    bsns,
    cued_bsns,
    emails,
    file_numbers,
    ibans,
    long_numbers,
    phones,
    phones_abroad,
    profiles,
    safe_places,
    spoken,
    sure_phones,
    v_numbers,
)
from bot.domain.privacy_tekens import as_digits, normalise, plain, printable, without_markup
from bot.domain.privacy_tekst import find_words
from bot.domain.privacy_telwoorden import written_birthdays, written_postcodes
from bot.domain.privacy_woorden import Woordenlijst
from bot.domain.regio import Regio

__all__ = [
    "MAX_READ",
    "Bevinding",
    "Guard",
    "PersoonsgegevensFound",
    "SafeText",
    "TekstLeeg",
    "TekstTeLang",
    "normalise",
]


class SafeText(str):
    """A text that the guard has let through. Only ``Guard.check`` and storage make one."""

    __slots__ = ()


@dataclass(frozen=True)
class Bevinding:
    """What the guard saw: the kind and a masked fragment (first and last character), never the text itself."""

    kind: str
    fragment: str


class PersoonsgegevensFound(DomainError):
    """The text holds something that may point at a person. Carries kinds and masks, never the text.

    ``collega`` says that a colleague was asked for.
    """

    def __init__(self, bevindingen: tuple[Bevinding, ...], *, collega: bool = False) -> None:
        super().__init__(collega=collega)
        self.bevindingen = bevindingen


class TekstTeLang(DomainError):
    """Longer than a message may be."""


class TekstLeeg(DomainError):
    """Nothing readable in it."""


# A phone cannot type more into one Telegram message; what is longer did not come from a person.
MAX_READ = 4096
# What a rule has claimed, and what is known to be harmless: no letter, no digit, no space.
_CLAIMED, _HARMLESS = "\x00", "\x01"


class Guard:
    """Lets a text through as ``SafeText``, or says what stands in it.

    ``load`` gives the list of words, at the first text and not before; ``today`` tells which dates lie so far back that
    somebody was born then.
    """

    def __init__(self, load: Callable[[], Woordenlijst], today: Callable[[], date], regio: Regio | None = None) -> None:
        self._load = load
        self._today = today
        self._regio = regio
        self._lijst: Woordenlijst | None = None
        self._lock = Lock()
        self._last: tuple[Regio, Guard] | None = None

    def for_regio(self, regio: Regio) -> "Guard":
        """The same guard, that knows the words of this region. The last one is kept: a region seldom changes."""
        with self._lock:
            if self._last is None or self._last[0] is not regio:
                self._last = (regio, Guard(self._load, self._today, regio))
            return self._last[1]

    def knowing(self, names: Collection[str]) -> "Guard":
        """The same guard, for a place where these people may be named."""
        guard = Guard(self._load, self._today, self._regio)
        guard._lijst = self._woordenlijst().knowing(frozenset(map(plain, names)))
        return guard

    def check(self, text: str, longest: int = 1000) -> SafeText:
        """The text, cleaned of control characters.

        Raises ``PersoonsgegevensFound``, or ``TekstTeLang`` above ``longest`` characters, or ``TekstLeeg``.
        """
        if len(text) > MAX_READ:
            raise TekstTeLang(hoogstens=longest)
        bevindingen = self.find(text)
        if bevindingen:
            raise PersoonsgegevensFound(bevindingen)
        clean = printable(normalise(text))
        if len(clean) > longest:
            raise TekstTeLang(hoogstens=longest)
        if not clean:
            raise TekstLeeg
        return SafeText(clean)

    def find(self, text: str) -> tuple[Bevinding, ...]:
        """All that may point at a person, in the order of the text. Bounded: reads ``MAX_READ`` characters."""
        # Read as it would be stored, so that nothing comes together after it was looked at. One character may
        # normalise to many, hence the second limit.
        readable = without_markup(printable(normalise(text[:MAX_READ])))[: 2 * MAX_READ]
        lijst = self._woordenlijst()
        found: list[tuple[int, Bevinding]] = []
        left = as_digits(readable)
        for kind, rule in self._rules(lijst):
            for start, end in list(rule(left)):
                sign = _CLAIMED if kind else _HARMLESS
                if sign in left[start:end] or _CLAIMED in left[start:end]:
                    continue  # part of what an earlier rule, or this one, has claimed
                if kind:
                    found.append((start, Bevinding(kind, _mask(readable[start:end]))))
                # Blanked out, so that no later rule claims the same characters under another name.
                left = left[:start] + sign * (end - start) + left[end:]
        for kind, start, end in find_words(_as_typed(readable, left), lijst):
            found.append((start, Bevinding(kind, _mask(readable[start:end]))))
        for start, end in profiles(readable):
            if not any(start <= at < end for at, _ in found):
                found.append((start, Bevinding("onbekend", _mask(readable[start:end]))))
        return tuple(bevinding for _, bevinding in sorted(found, key=lambda pair: pair[0]))

    def _woordenlijst(self) -> Woordenlijst:
        if self._lijst is None:
            self._lijst = self._load() if self._regio is None else self._load().with_regio(self._regio)
        return self._lijst

    def _rules(self, lijst: Woordenlijst) -> Iterator[tuple[str, Callable[[str], Iterator[Plek]]]]:
        """The rules for numbers in their order; those without a kind tell what is harmless."""
        today = self._today()
        yield "email", emails
        yield "iban", ibans
        yield "vnummer", v_numbers
        yield "bsn", cued_bsns
        yield "", lijst.known_places
        yield "kenteken", named_plates
        yield "geboortedatum", partial(birthdays, today=today)
        yield "geboortedatum", partial(written_birthdays, today=today)
        yield "dossiernummer", file_numbers
        yield "telefoon", phones_abroad
        yield "", partial(safe_places, today=today)
        yield "telefoon", sure_phones
        yield "bsn", bsns
        yield "dossiernummer", bare_file_numbers
        yield "telefoon", phones
        yield from ((kind, partial(spoken, kind=kind)) for kind in ("bsn", "telefoon", "dossiernummer"))
        yield "postcode", postcodes
        yield "postcode", written_postcodes
        yield "kenteken", partial(plates, is_word=lijst.is_word)
        yield "adres", partial(addresses, is_word=lijst.is_word)
        yield "onbekend", long_numbers


def _as_typed(readable: str, left: str) -> str:
    """What is left of the text as it was typed: an O that was read as a zero is a letter again."""
    return "".join(now if now in (_CLAIMED, _HARMLESS) else typed for typed, now in zip(readable, left, strict=True))


def _mask(fragment: str) -> str:
    """The first and the last character; of one or two characters nothing."""
    compact = fragment.strip()
    return f"{compact[0]}•••{compact[-1]}" if len(compact) > 2 else "•••"
