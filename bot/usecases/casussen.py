"""How does a casus begin and end, and what does who see of it?"""

from dataclasses import dataclass
from datetime import date

from bot.domain.casus import AfsprakenOpen, Casus
from bot.domain.errors import UnknownCasus
from bot.domain.persoon import Persoon
from bot.domain.rechten import Daad, could
from bot.domain.referentie import Referentie, new_referentie
from bot.domain.toegang import serves, signed
from bot.usecases.getoond import retire
from bot.usecases.ports import Transaction
from bot.usecases.regels import Regel, agendanaam, makelaar_of, regel
from bot.usecases.toewijzing import casus_for, oversees, to_answer
from bot.usecases.vervanging import replaced_by

RECENT = 8
LINES = 10
"""As many as fit in one message of 4,096 characters."""


@dataclass(frozen=True)
class Casusbeeld:
    """A casus as far as its reader may see it: all of it, or what they may answer and the makelaar's name."""

    casus: Casus
    hele: bool
    tafel: str
    sinds: date
    makelaar: str
    regels: list[Regel]
    """What is open, the nearest deadline first."""
    meer: int
    gedaan: int


def gemeenten_for(tx: Transaction, makelaar: Persoon) -> list[str]:
    """The gemeenten whose cases this makelaar may start, in the region's order."""
    return [gemeente.naam for gemeente in tx.regio.gemeenten if serves(makelaar, gemeente.naam)]


def new_casus(tx: Transaction, gemeente: str, tafel: str, door: Persoon) -> Casus:
    """A casus with a reference that nobody has. ``gemeente`` and ``tafel`` are keys of the region."""
    if not serves(door, gemeente) or tafel not in {t.sleutel for t in tx.regio.tafels_for(gemeente)}:
        raise UnknownCasus
    referentie = new_referentie()
    while tx.casussen.exists(referentie):
        referentie = new_referentie()
    casus = Casus(referentie, gemeente, tafel, door.id, tx.now)
    tx.casussen.add(casus)
    tx.audit.record("casus_nieuw", f"casus {referentie}", door)
    return casus


def recent_casussen(tx: Transaction, makelaar: Persoon) -> list[Casus]:
    """The casussen to offer first when this makelaar logs an afspraak."""
    return tx.casussen.recent(makelaar.id, gemeenten_for(tx, makelaar), RECENT)


def casussen_to_see(tx: Transaction, door: Persoon) -> list[Referentie]:
    """The casussen to offer first when somebody wants to see one: a makelaar's newest, else where they take part."""
    if could(door, Daad.CASUS_OVERZIEN):
        return [casus.referentie for casus in recent_casussen(tx, door)]
    granted = tx.inzage.casussen_of(door.id, tx.today) if signed(door, tx.regio) else []
    return list(dict.fromkeys([*(afspraak.casus for afspraak in to_answer(tx, door)), *sorted(granted)]))[:RECENT]


def see_casus(tx: Transaction, referentie: Referentie, door: Persoon) -> Casus:
    """The casus when this person may see it, or their part of it; that they looked is written down."""
    casus = casus_for(tx, referentie, door, Daad.CASUS_ZIEN)
    tx.audit.record("casus_bekeken", f"casus {referentie}", door)
    return casus


def casusbeeld(tx: Transaction, referentie: Referentie, naar: Persoon) -> Casusbeeld:
    """What this reader sees of it now. Raises ``UnknownCasus``."""
    casus = casus_for(tx, referentie, naar, Daad.CASUS_ZIEN)
    hele = oversees(tx, casus, naar)
    away = {persoon.id for persoon in replaced_by(tx, naar)}
    afspraken = [
        a
        for a in tx.afspraken.of_casus(referentie)
        if hele or a.actiehouder == naar.id or (a.is_open and a.actiehouder in away)
    ]
    open_ = [afspraak for afspraak in afspraken if afspraak.is_open]
    return Casusbeeld(
        casus=casus,
        hele=hele,
        tafel=agendanaam(tx, casus.tafel),
        sinds=tx.kalender.today(casus.made_at),
        makelaar=makelaar_of(tx, casus),
        regels=[regel(tx, afspraak) for afspraak in open_[:LINES]],
        meer=max(0, len(open_) - LINES),
        gedaan=len(afspraken) - len(open_),
    )


def casus_to_close(tx: Transaction, referentie: Referentie, door: Persoon) -> Casus:
    """The casus when its makelaar may close it now. Raises ``UnknownCasus``, ``CasusGesloten`` or ``AfsprakenOpen``."""
    casus_for(tx, referentie, door, Daad.CASUS_AFSLUITEN)
    casus = tx.casussen.hold(referentie)
    casus.check_open()
    open_ = sum(afspraak.is_open for afspraak in tx.afspraken.of_casus(referentie))
    if open_:
        raise AfsprakenOpen(referentie=referentie, aantal=open_)
    return casus


def close_casus(tx: Transaction, referentie: Referentie, door: Persoon) -> None:
    """Nothing new is logged on it from now on, its term begins, and messages show it no more."""
    casus_to_close(tx, referentie, door)
    tx.casussen.close(referentie, tx.now)
    retire(tx, casus=referentie)
    tx.audit.record("casus_gesloten", f"casus {referentie}", door)
