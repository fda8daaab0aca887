"""Which casus does a message show line by line, and how does it read once some of that is over?"""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.domain.afspraak import Afspraak, AfspraakId
from bot.domain.bericht import Bericht, Toont
from bot.domain.casus import Casus
from bot.domain.errors import DomainError, UnknownAfspraak
from bot.domain.persoon import Persoon
from bot.domain.referentie import Referentie
from bot.usecases.afspraken import held_afspraak, seen_afspraak
from bot.usecases.ports import Transaction
from bot.usecases.regels import Afgerond, Overzicht, Regel, regel

AFGEROND = "afgerond"
_NUMBERED = ("mijn", "welke")
_CHOICES = ("vraag_casus", "vraag_welke_casus")
_SECTIONS = ("te_laat", "vandaag", "onbeantwoord")
_CUT = ("vanaf", "meer", "daad")


Regels = Sequence[Regel | Afgerond]


def numbered(tx: Transaction, ids: Iterable[int]) -> Regels:
    """These afspraken as a list: the numbers stay as they were when it was first shown."""
    return [_line(tx, id, nummer) for nummer, id in enumerate(ids, 1)]


def _line(tx: Transaction, id: int, nummer: int) -> Regel | Afgerond:
    try:
        afspraak = tx.afspraken.get(AfspraakId(id))
    except UnknownAfspraak:
        return Afgerond(nummer)
    return Afgerond(nummer) if _is_over(tx, afspraak) else regel(tx, afspraak, nummer)


def _is_over(tx: Transaction, afspraak: Afspraak) -> bool:
    """Closed, and that can no longer be taken back."""
    return not afspraak.is_open and (afspraak.undo_until is None or tx.now >= afspraak.undo_until)


def shows(bericht: str, inhoud: dict[str, Any]) -> tuple[Toont, ...]:
    """What the message about ``inhoud`` shows, and how its list is cut when it is one."""
    if isinstance(alone := inhoud.get("regel"), Regel):
        return (Toont(Referentie(alone.referentie), alone.id),)
    if bericht in _NUMBERED:
        return _cut(bericht, inhoud, {"regels": inhoud["regels"]})
    if isinstance(overzicht := inhoud.get("overzicht"), Overzicht):
        counted = {"aantal": overzicht.aantal, "meer": overzicht.meer}
        return _cut(bericht, {**inhoud, **counted}, {part: getattr(overzicht, part) for part in _SECTIONS})
    if bericht in _CHOICES:
        named = [inhoud.get("referentie"), *(casus.referentie for casus in inhoud["opties"])]
        return tuple(Toont(Referentie(one), None, nummer) for nummer, one in enumerate(named) if one)
    if bericht.startswith("vraag_"):
        return ()  # it is about a casus, and names none
    casus = inhoud.get("casus", inhoud.get("referentie"))
    referentie = casus.referentie if isinstance(casus, Casus) else casus
    return (Toont(Referentie(referentie)),) if referentie else ()


def _cut(bericht: str, inhoud: dict[str, Any], parts: dict[str, Regels]) -> tuple[Toont, ...]:
    vorm = {
        "bericht": bericht,
        "delen": {part: [line.nummer for line in lines] for part, lines in parts.items()},
        **{name: inhoud[name] for name in (*_CUT, "aantal") if name in inhoud},
    }
    return tuple(
        Toont(Referentie(line.referentie), line.id, line.nummer, vorm)
        for lines in parts.values()
        for line in lines
        if isinstance(line, Regel)
    )


def retired(tx: Transaction, naar: Persoon | None, bericht: Bericht) -> tuple[str, dict[str, Any]] | None:
    """What a message says from which something is taken back: template and content. None when nothing in it is over.

    A list stays a list as long as something in it is open; anything else says that it is over.
    """
    assert bericht.chat_id is not None
    assert bericht.message_id is not None
    lines = tx.getoond.lines(bericht.chat_id, bericht.message_id)
    still = {line.nummer: line.afspraak for line in lines if _still_there(tx, line)}
    if lines and len(still) == len(lines) and not bericht.gegevens["weg"]:
        return None
    if [line.nummer for line in lines] == [0] and still:
        return None  # what was to be taken back made place for something else meanwhile
    vorm = lines[0].vorm if lines else None
    if vorm is None or naar is None:
        return AFGEROND, {}
    parts: dict[str, Regels] = {
        part: [_seen_line(tx, naar, vorm["bericht"], still.get(nummer), nummer) for nummer in nummers]
        for part, nummers in vorm["delen"].items()
    }
    if not any(isinstance(line, Regel) for lines in parts.values() for line in lines):
        return AFGEROND, {}
    cut = {name: vorm[name] for name in _CUT if name in vorm}
    if vorm["bericht"] in _NUMBERED:
        return vorm["bericht"], {**cut, "regels": parts["regels"]}
    overzicht = Overzicht(**{part: list(parts[part]) for part in _SECTIONS}, aantal=vorm["aantal"], meer=vorm["meer"])
    return vorm["bericht"], {"vanaf": cut.get("vanaf"), "overzicht": overzicht}


def _still_there(tx: Transaction, line: Toont) -> bool:
    """Of a casus that is closed is known no more than what was shown afterwards, knowingly."""
    try:
        if line.afspraak is None:
            return tx.casussen.exists(line.casus)
        return not _is_over(tx, tx.afspraken.get(AfspraakId(line.afspraak)))
    except DomainError:
        return False


def _seen_line(tx: Transaction, naar: Persoon, bericht: str, id: int | None, nummer: int) -> Regel | Afgerond:
    """Rights change: who reads the list now sees of it what is theirs now."""
    if id is None:
        return Afgerond(nummer)
    look = held_afspraak if bericht in _NUMBERED else seen_afspraak
    try:
        return regel(tx, look(tx, AfspraakId(id), naar), nummer)
    except DomainError:
        return Afgerond(nummer)
