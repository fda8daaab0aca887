"""How does a casus go, as its makelaar logs it?

``/status K7M-3QX-K loopt vast: wacht op beschikking`` names the casus first, then how it goes, then one line.
"""

import re
from dataclasses import dataclass

from bot.domain.casus import Voortgang
from bot.domain.errors import UnknownCasus
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon
from bot.domain.privacy import SafeText
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie, find_misread, find_referenties
from bot.usecases.casussen import casus_to_change
from bot.usecases.invoer import typed_referentie
from bot.usecases.ports import Transaction
from bot.usecases.tijdlijn import note
from bot.usecases.toewijzing import casus_for

# «loopt» alone begins many a sentence: it only counts by itself, or before a sign.
_VOORTGANG = re.compile(
    r"^(?P<voortgang>loopt\s+vast\b|opgeschaald\b|loopt(?=\s*(?:[:,;.–-]|$)))\s*[:,;.–-]*\s*", re.IGNORECASE
)


@dataclass(frozen=True)
class Statusregel:
    """What a typed line told; whatever is None has to be asked. ``tekst`` is raw: the guard comes after."""

    casus: Referentie | None
    onbekend: bool
    """A reference was typed, and it is none of this makelaar's."""
    voortgang: Voortgang | None
    tekst: str


def read_status(tx: Transaction, text: str, door: Persoon) -> Statusregel:
    """Takes a line apart."""
    name, rest = split_status(text)
    casus, onbekend = None, bool(name)
    try:
        casus = casus_for(tx, typed_referentie(name), door, Daad.CASUS_BEHEREN).referentie if name else None
        onbekend = False
    except UnknownCasus:
        if not any(char.isdigit() for char in name):  # seven letters of a word can pass for a reference
            onbekend, rest = False, text
    voortgang, tekst = read_voortgang(rest)
    return Statusregel(casus, onbekend, voortgang, tekst)


def split_status(text: str) -> tuple[str, str]:
    """The reference with which a line begins, or a slip of one; and the rest. Empty when it begins otherwise."""
    text = text.strip()
    misread = find_misread(text)
    places = [(found.start, found.end) for found in find_referenties(text)] + ([misread] if misread else [])
    end = next((end for start, end in places if start == 0), 0)
    return text[:end], text[end:].lstrip(" :,;.")


def read_voortgang(text: str) -> tuple[Voortgang | None, str]:
    """How it goes when a line begins with that, and the rest."""
    found = _VOORTGANG.match(text.strip())
    if found is None:
        return None, text.strip()
    return Voortgang("_".join(found["voortgang"].lower().split())), text.strip()[found.end() :]


def log_status(
    tx: Transaction, referentie: Referentie, voortgang: Voortgang, tekst: SafeText | None, door: Persoon
) -> None:
    """The makelaar logs how the casus goes now; nobody is told."""
    casus = casus_to_change(tx, referentie, door, Daad.CASUS_BEHEREN)
    tx.casussen.save(casus.log(voortgang))
    note(tx, referentie, Wat.STATUS, door, waarde=voortgang, tekst=tekst)
    tx.audit.record("status_vastgelegd", f"casus {referentie}", door)
