"""Which casus does a message show line by line, and how does it read once some of that is over?"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bot.domain.afspraak import Afspraak, AfspraakId
from bot.domain.bericht import Bericht, Toont
from bot.domain.casus import Casus
from bot.domain.errors import DomainError, UnknownAfspraak
from bot.domain.persoon import Persoon
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.usecases.afspraken import held_afspraak, seen_afspraak
from bot.usecases.ports import Transaction
from bot.usecases.regels import SECTIONS, Afgerond, Casusregel, Overzicht, Regel, Werkregel, regel
from bot.usecases.toewijzing import casus_for
from bot.usecases.werklijst import line_for

AFGEROND = "afgerond"
AGAIN = "opnieuw"
"""Of a message about several casussen: from what it is written anew once one of them is over. It names them under
``referenties``.
"""
_NUMBERED = ("mijn", "welke", "samen")
_NEWS = "nieuws"
_CHOICES = ("vraag_casus", "vraag_welke_casus", "vraag_agenda_casus")
_CUT = ("vanaf", "meer", "daad", "nieuw", "anders", "weg")
_WORK = "werk"
"""The lines of a list that are about no casus: they are noted with the others."""


Line = Regel | Casusregel | Werkregel | Afgerond
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
    if AGAIN in inhoud:
        vorm = {"bericht": bericht, AGAIN: inhoud[AGAIN]}
        return tuple(Toont(one, None, nr, vorm) for nr, one in enumerate(dict.fromkeys(inhoud["referenties"]), 1))
    if bericht in (*_NUMBERED, _NEWS):
        return _cut(bericht, inhoud, {"regels": inhoud["regels"]})
    if isinstance(overzicht := inhoud.get("overzicht"), Overzicht):
        counted = {"aantal": overzicht.aantal, "meer": overzicht.meer}
        news = [one.regel for one in inhoud.get("nieuws", [])]
        return _cut(bericht, {**inhoud, **counted}, {part: getattr(overzicht, part) for part in SECTIONS}, news)
    if bericht in _CHOICES:
        named = [inhoud.get("referentie"), *(casus.referentie for casus in inhoud["opties"])]
        return tuple(Toont(Referentie(one), None, nummer) for nummer, one in enumerate(named) if one)
    if bericht.startswith("vraag_"):
        return ()  # it is about a casus, and names none
    casus = inhoud.get("casus", inhoud.get("referentie"))
    referentie = casus.referentie if isinstance(casus, Casus) else casus
    return (Toont(Referentie(referentie)),) if referentie else ()


def _cut(
    bericht: str, inhoud: dict[str, Any], parts: dict[str, Sequence[Line]], once: Sequence[Line] = ()
) -> tuple[Toont, ...]:
    """``once`` are lines that the message does not show again once something in it is over."""
    vorm = {
        "bericht": bericht,
        "delen": {part: [line.nummer for line in lines] for part, lines in parts.items()},
        **{name: inhoud[name] for name in (*_CUT, "aantal") if name in inhoud},
    }
    work = [line for line in parts.get(_WORK, ()) if isinstance(line, Werkregel)]
    if work:
        vorm[_WORK] = {str(line.nummer): line.bijeenkomst for line in work}
    return tuple(
        Toont(Referentie(line.referentie), line.id, line.nummer, vorm)
        for lines in (*parts.values(), once)
        for line in lines
        if not isinstance(line, Afgerond | Werkregel)
    )


def retired(
    tx: Transaction,
    naar: Persoon | None,
    bericht: Bericht,
    anew: Callable[[str, dict[str, Any]], dict[str, Any] | None],
) -> tuple[str, dict[str, Any]] | None:
    """What a message says from which something is taken back: template and content. None when nothing in it is over.

    A list stays a list as long as something in it is open; anything else says that it is over. ``anew`` is what a
    message says now.
    """
    assert bericht.chat_id is not None
    assert bericht.message_id is not None
    lines = tx.getoond.lines(bericht.chat_id, bericht.message_id)
    still = {line.nummer: line for line in lines if _still_there(tx, line)}
    if lines and len(still) == len(lines) and not bericht.gegevens["weg"]:
        return None
    if [line.nummer for line in lines] == [0] and (still or bericht.gegevens["weg"]):
        return None  # what was to be taken back made place for something else meanwhile
    vorm = lines[0].vorm if lines else None
    if vorm is None or naar is None:
        return bericht.gegevens.get("dan", AFGEROND), {}
    if AGAIN in vorm:
        again = anew(vorm["bericht"], vorm[AGAIN])
        return (vorm["bericht"], again) if again is not None else (AFGEROND, {})
    work: dict[str, int] = vorm.get(_WORK, {})
    parts: dict[str, Sequence[Line]] = {
        part: [
            line_for(tx, naar, nummer, work[str(nummer)])
            if part == _WORK and str(nummer) in work
            else _seen_line(tx, naar, vorm["bericht"], still.get(nummer), nummer)
            for nummer in nummers
        ]
        for part, nummers in vorm["delen"].items()
    }
    if not any(not isinstance(line, Afgerond) for lines in parts.values() for line in lines):
        return AFGEROND, {}
    cut = {name: vorm[name] for name in _CUT if name in vorm}
    if vorm["bericht"] in _NUMBERED:
        return vorm["bericht"], {**cut, "regels": parts["regels"]}
    if vorm["bericht"] == _NEWS:  # what happened has been read: what is still open remains
        return _NEWS, {"nieuws": [], "nieuws_meer": 0, "regels": parts["regels"]}
    overzicht = Overzicht(vorm["aantal"], vorm["meer"], **{part: list(shown) for part, shown in parts.items()})  # type: ignore[arg-type]
    return vorm["bericht"], {"vanaf": cut.get("vanaf"), "overzicht": overzicht}


def _still_there(tx: Transaction, line: Toont) -> bool:
    """Of a casus that is closed is known no more than what was shown afterwards, knowingly."""
    try:
        if line.afspraak is None:
            return tx.casussen.exists(line.casus)
        return not _is_over(tx, tx.afspraken.get(AfspraakId(line.afspraak)))
    except DomainError:
        return False


def _seen_line(tx: Transaction, naar: Persoon, bericht: str, line: Toont | None, nummer: int) -> Line:
    """Rights change: who reads the list now sees of it what is theirs now."""
    if line is None:
        return Afgerond(nummer)
    look = held_afspraak if bericht in _NUMBERED else seen_afspraak
    try:
        if line.afspraak is not None:
            return regel(tx, look(tx, AfspraakId(line.afspraak), naar), nummer)
        casus = casus_for(tx, line.casus, naar, Daad.CASUS_OVERZIEN)
    except DomainError:
        return Afgerond(nummer)
    return Casusregel(nummer, casus.referentie, casus.gemeente)
