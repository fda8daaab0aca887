"""How does a casus begin and go on, and what does who see of it?"""

from dataclasses import dataclass
from datetime import date

from bot.domain.afspraak import Staat
from bot.domain.casus import Casus, Fase
from bot.domain.errors import UnknownCasus
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon
from bot.domain.rechten import Daad, could
from bot.domain.referentie import Referentie, new_referentie
from bot.domain.regio import UnknownNaam
from bot.domain.toegang import serves, signed
from bot.usecases.ports import Transaction
from bot.usecases.regels import Regel, agendanaam, makelaar_of, regel
from bot.usecases.tijdlijn import note
from bot.usecases.toewijzing import casus_for, oversees, to_answer
from bot.usecases.vervanging import replaced_by, works_for

RECENT = 8
LINES = 8
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
    vervallen: int
    voortgang_op: date | None
    """Since when it goes as it does."""
    regievoerders: list[Persoon]
    regisseert: bool
    """The reader directs it."""


def gemeenten_for(tx: Transaction, makelaar: Persoon) -> list[str]:
    """The gemeenten whose cases this makelaar may start, in the region's order."""
    others = works_for(tx, makelaar)
    return [gemeente.naam for gemeente in tx.regio.gemeenten if serves(makelaar, gemeente.naam, others)]


def new_casus(tx: Transaction, gemeente: str, tafel: str, door: Persoon) -> Casus:
    """A casus with a reference that nobody has. ``gemeente`` and ``tafel`` are keys of the region."""
    if not serves(door, gemeente, works_for(tx, door)) or tafel not in {
        t.sleutel for t in tx.regio.tafels_for(gemeente)
    }:
        raise UnknownCasus
    referentie = new_referentie()
    while tx.casussen.exists(referentie):
        referentie = new_referentie()
    casus = Casus(referentie, gemeente, tafel, door.id, tx.now)
    tx.casussen.add(casus)
    note(tx, referentie, Wat.BEGONNEN, door)
    tx.audit.record("casus_nieuw", f"casus {referentie}", door)
    return casus


def recent_casussen(tx: Transaction, makelaar: Persoon) -> list[Casus]:
    """The casussen to offer first when this makelaar logs an afspraak."""
    found = {
        casus.referentie: casus
        for owner in (makelaar, *works_for(tx, makelaar))
        for casus in tx.casussen.recent(owner.id, gemeenten_for(tx, owner), RECENT)
    }
    return sorted(found.values(), key=lambda casus: casus.made_at, reverse=True)[:RECENT]


def casussen_to_see(tx: Transaction, door: Persoon) -> list[Referentie]:
    """The casussen to offer first when somebody wants to see one: a makelaar's newest, else where they take part."""
    if could(door, Daad.CASUS_OVERZIEN):
        return [casus.referentie for casus in recent_casussen(tx, door)]
    found = [afspraak.casus for afspraak in to_answer(tx, door)]
    if signed(door, tx.regio):
        found += [*tx.casussen.directed_by(door.id), *sorted(tx.inzage.casussen_of(door.id, tx.today))]
    return list(dict.fromkeys(found))[:RECENT]


def see_casus(tx: Transaction, referentie: Referentie, door: Persoon) -> Casus:
    """The casus when this person may see it, or their part of it; that they looked is written down."""
    casus = casus_for(tx, referentie, door, Daad.CASUS_ZIEN)
    tx.audit.record("casus_bekeken", f"casus {referentie}", door)
    return casus


def see_tijdlijn(tx: Transaction, referentie: Referentie, door: Persoon) -> None:
    """What has happened on it is for who sees all of it; that they looked is written down."""
    casus_for(tx, referentie, door, Daad.CASUS_OVERZIEN)
    tx.audit.record("tijdlijn_bekeken", f"casus {referentie}", door)


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
    directs = tx.casussen.regievoerders(referentie)
    return Casusbeeld(
        casus=casus,
        hele=hele,
        tafel=agendanaam(tx, casus.tafel),
        sinds=tx.kalender.today(casus.made_at),
        makelaar=makelaar_of(tx, casus),
        regels=[regel(tx, afspraak, nummer) for nummer, afspraak in enumerate(open_[:LINES], 1)],
        meer=max(0, len(open_) - LINES),
        gedaan=sum(afspraak.staat is Staat.GEDAAN for afspraak in afspraken),
        vervallen=sum(afspraak.staat is Staat.VERVALLEN for afspraak in afspraken),
        voortgang_op=_going_so_since(tx, casus) if hele else None,
        regievoerders=[tx.personen.get(id) for id in directs] if hele else [],
        regisseert=casus.is_open and naar.id in directs,
    )


def _going_so_since(tx: Transaction, casus: Casus) -> date | None:
    logged = (line.at for line in tx.tijdlijn.of_casus(casus.referentie) if line.wat in (Wat.STATUS, Wat.OPGESCHAALD))
    last = next(logged, None)
    return tx.kalender.today(last) if last is not None else None


def casus_to_change(tx: Transaction, referentie: Referentie, door: Persoon, daad: Daad) -> Casus:
    """The casus when this person may do this with it now; nobody else changes it before this transaction ends.

    Raises ``UnknownCasus`` or ``CasusGesloten``.
    """
    casus_for(tx, referentie, door, daad)
    casus = tx.casussen.hold(referentie)
    casus.check_open()
    return casus


def move_casus(
    tx: Transaction, referentie: Referentie, fase: Fase, door: Persoon, categorie: str | None = None
) -> None:
    """To another phase of the work process, back too; judged with a category of the region. To where it is is nothing.

    Raises ``UnknownNaam`` when the region no longer knows the category.
    """
    casus = casus_to_change(tx, referentie, door, Daad.CASUS_BEHEREN)
    if categorie is not None and categorie not in tx.regio.alle_categorieen:
        raise UnknownNaam("categorie")
    moved = casus.move(fase, categorie)
    if moved == casus:
        return
    tx.casussen.save(moved)
    if moved.fase is not casus.fase:
        note(tx, referentie, Wat.FASE, door, waarde=fase)
    if categorie is not None and categorie != casus.categorie:
        note(tx, referentie, Wat.CATEGORIE, door, waarde=categorie)
    tx.audit.record("casus_fase", f"casus {referentie}", door)
