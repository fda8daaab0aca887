"""May what somebody typed be read any further?

Nothing with a finding is, wherever it was typed. Only where a name is asked for, names that we know are none: they lead
to a person or a place, and are kept nowhere.
"""

import re

from bot.domain.binnenkomst import Soort
from bot.domain.namen import fold
from bot.domain.privacy import Guard, PersoonsgegevensFound, TekstTeLang
from bot.domain.referentie import find_misread
from bot.handlers.beurt import Beurt
from bot.handlers.incoming import MOST_TEXT
from bot.usecases.inbox import KEEPS_TEXT
from bot.usecases.invoer import split_line
from bot.usecases.status import split_status

# What asks for a colleague, and what for another name that we know.
_COLLEAGUE = frozenset({"wie", "collega", "afspraak", "toegang", "afwezig", "overdragen"})
_NAMED = _COLLEAGUE | {"gemeente", "tafel", "nieuw", "casus"}
_WORD = re.compile(r"[^\W\d_]+")


def check_text(beurt: Beurt) -> None:
    """Raises ``PersoonsgegevensFound``, or ``TekstTeLang``."""
    binnen = beurt.binnen
    if len(beurt.tekst) > MOST_TEXT:
        raise TekstTeLang(hoogstens=MOST_TEXT)
    if binnen.soort in KEEPS_TEXT and not binnen.tekst_verloren:
        return  # found clean when it was stored
    asked = _asked(beurt)
    text, name = ("", beurt.tekst) if asked in _NAMED else (beurt.tekst, "")
    if asked == "afspraak":
        name, text = split_line(beurt.tekst)
    if asked == "status":
        name, text = split_status(beurt.tekst)
    bevindingen = beurt.guard.find(text)
    if bevindingen:
        raise PersoonsgegevensFound(bevindingen)
    bevindingen = _knowing(beurt, name).find(_without_misread(name))
    if bevindingen:
        word = {bevinding.kind for bevinding in bevindingen} <= {"naam", "onbekend"}
        raise PersoonsgegevensFound(bevindingen, collega=word and asked in _COLLEAGUE)


def _asked(beurt: Beurt) -> str:
    """The command, or the open question that this text answers."""
    if beurt.binnen.soort is Soort.COMMANDO:
        return beurt.binnen.commando or ""
    if beurt.binnen.soort is not Soort.TEKST:
        return ""
    gesprek = beurt.tx.gesprekken.get(beurt.persoon.id)
    return gesprek.vraag if gesprek is not None else ""


def _knowing(beurt: Beurt, name: str) -> Guard:
    """The guard that takes a word for known when a name that we know begins with it."""
    typed = {fold(word) for word in _WORD.findall(name)}
    if not typed:
        return beurt.guard
    tx = beurt.tx
    names = [persoon.naam for persoon in tx.personen.all() if persoon.actief]
    names += [naam for naam, _ in tx.regio.organisatie_names] + [gemeente.naam for gemeente in tx.regio.gemeenten]
    names += [naam for tafel in tx.regio.casustafels for naam in (tafel.naam, tafel.agendanaam)]
    known = {fold(word) for naam in names for word in _WORD.findall(naam)}
    return beurt.guard.knowing({word for word in typed if any(one.startswith(word) for one in known)})


def _without_misread(name: str) -> str:
    """A reference with a slip in it is no finding: who typed it hears that it is unknown."""
    misread = find_misread(name)
    return name[: misread[0]] + " " + name[misread[1] :] if misread else name
