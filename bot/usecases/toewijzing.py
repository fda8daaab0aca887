"""Which makelaar watches which afspraken, and to whom do a casus and an afspraak exist?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.afspraak import Afspraak, AfspraakId
from bot.domain.bericht import Bericht
from bot.domain.casus import Casus
from bot.domain.errors import UnknownAfspraak, UnknownCasus
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.rechten import Daad, Relatie, counts, may
from bot.domain.referentie import Referentie
from bot.domain.toegang import Relaties, at_table, may_hold_actie, signed, to_afspraak, to_casus
from bot.usecases.ports import Transaction
from bot.usecases.vervanging import TO_MAKELAAR, effective, replaced_by, works_for

_OF_THE_AFSPRAAK = {
    Relatie.EIGEN_ACTIE,
    Relatie.VERVANGER,
    Relatie.GEVRAAGD,
    Relatie.EIGEN_ORGANISATIE,
    Relatie.AANGESPROKEN,
}
"""What the afspraak itself tells."""


def makelaars_of(casus: Casus, makelaars: Sequence[Persoon]) -> list[Persoon]:
    """Who watches this casus: the makelaar of its gemeente; where nobody has that gemeente, who made it; else all.

    Never nobody while the house has a makelaar: an afspraak that no one watches slips.
    """
    of_gemeente = [makelaar for makelaar in makelaars if casus.gemeente in makelaar.gemeenten]
    maker = [makelaar for makelaar in makelaars if makelaar.id == casus.made_by]
    return of_gemeente or maker or list(makelaars)


def watchers(tx: Transaction, casus: Casus) -> list[Persoon]:
    """``makelaars_of`` with the makelaars there are now, who has handed over included."""
    return makelaars_of(casus, tx.personen.with_rol(Rol.MAKELAAR))


def watching(tx: Transaction, casus: Casus, op: date | None = None) -> list[Persoon]:
    """Who looks after this casus now, or on ``op``: who took over in place of who handed over."""
    ids = dict.fromkeys(effective(tx, makelaar.id, op) for makelaar in watchers(tx, casus))
    return [tx.personen.get(id) for id in ids]


def tell_watchers(tx: Transaction, casus: Casus, bericht: Bericht, unique: str, *, but: Persoon | None = None) -> None:
    """Owes ``bericht`` to each who watches this casus; not to who looks after it now and did it (``but``).

    ``unique`` makes it owed once to each.
    """
    assert bericht.bericht in TO_MAKELAAR
    once: dict[PersoonId, Persoon] = {}
    for makelaar in watchers(tx, casus):
        once.setdefault(effective(tx, makelaar.id), makelaar)
    for looks_after, makelaar in once.items():
        if but is None or looks_after != but.id:
            tx.outbox.put(replace(bericht, key=f"{bericht.bericht}:{unique}:{makelaar.id}", naar=makelaar.id))


def watched_by(tx: Transaction, makelaar: Persoon) -> list[Afspraak]:
    """The open afspraken that may need the attention of this makelaar, the nearest deadline first: of the casussen of
    which they, or one whose work they look after, are one of ``makelaars_of``.
    """
    makelaars = {persoon.id: persoon.gemeenten for persoon in tx.personen.with_rol(Rol.MAKELAAR)}
    earliest = min((*tx.regio.herinneringen.ladder, 0))
    # Of whom it is expected in vain: stopped, without the role, or of an organisation that is out of the convenant.
    unable = [persoon.id for persoon in tx.personen.all() if not may_hold_actie(persoon, tx.regio)]
    # A few days more than the ladder says: which rungs have passed is worked out per afspraak.
    soon = tx.kalender.shift(tx.today, -earliest) + timedelta(days=7)
    found = {
        afspraak.id: afspraak
        for owner in responsible_for(tx, makelaar)
        for afspraak in tx.afspraken.needing_attention(owner.id, owner.gemeenten, makelaars, unable, tx.today, soon)
    }
    return sorted(found.values(), key=lambda afspraak: (afspraak.deadline, afspraak.id))


def undirected(tx: Transaction, makelaar: Persoon) -> list[Casus]:
    """The open casussen of this makelaar without regievoerder, the oldest first."""
    makelaars = {persoon.id: persoon.gemeenten for persoon in tx.personen.with_rol(Rol.MAKELAAR)}
    found = {
        casus.referentie: casus
        for owner in responsible_for(tx, makelaar)
        for casus in tx.casussen.without_regievoerder(owner.id, owner.gemeenten, makelaars)
    }
    return sorted(found.values(), key=lambda casus: (casus.made_at, casus.referentie))


def responsible_for(tx: Transaction, makelaar: Persoon) -> list[Persoon]:
    """Whose work is on the list of this makelaar today: not the own while somebody else looks after it."""
    own = [makelaar] if effective(tx, makelaar.id) == makelaar.id else []
    return [*own, *works_for(tx, makelaar)]


def casus_for(tx: Transaction, referentie: Referentie, door: Persoon, daad: Daad) -> Casus:
    """The casus when this person may do this with it.

    Raises ``UnknownCasus`` alike for no and for not yours, after asking the database the same.
    """
    casus = tx.casussen.find(referentie)
    relaties = _as_makelaar(tx, casus, door) | _as_betrokkene(tx, referentie, casus, door, daad)
    if casus is None or not may(door, daad, relaties):
        raise UnknownCasus
    return casus


def afspraak_for(tx: Transaction, id: AfspraakId, door: Persoon, daad: Daad) -> Afspraak:
    """The afspraak when this person may do this with it. Raises ``UnknownAfspraak`` as ``casus_for`` does."""
    afspraak, regio = tx.afspraken.find(id), tx.regio
    relaties = to_afspraak(door, afspraak, regio) if afspraak is not None else frozenset()
    asked = counts(door, daad)
    if afspraak is not None and _gave_back_just_now(tx, afspraak, door):
        relaties |= {Relatie.EIGEN_ACTIE}
    if Relatie.VERVANGER in asked:
        relaties |= _as_vervanger(tx, afspraak, door)
    if asked - _OF_THE_AFSPRAAK:
        relaties |= _as_makelaar(tx, tx.casussen.of_afspraak(id), door)
    if afspraak is None or not may(door, daad, relaties):
        raise UnknownAfspraak
    return afspraak


def oversees(tx: Transaction, casus: Casus, door: Persoon) -> bool:
    """Does this person see all of this casus, or their own part?"""
    return may(door, Daad.CASUS_OVERZIEN, _as_makelaar(tx, casus, door))


def held_by(tx: Transaction, actiehouder: Persoon) -> list[Afspraak]:
    """The open afspraken that this person may see as their own, the nearest deadline first."""
    return [afspraak for afspraak in tx.afspraken.open_of(actiehouder.id) if is_held(tx, afspraak)]


def to_answer(tx: Transaction, door: Persoon) -> list[Afspraak]:
    """What this person may answer now, the nearest deadline first: ``held_by``, and that of whom they stand in for."""
    found = [afspraak for holder in (door, *replaced_by(tx, door)) for afspraak in held_by(tx, holder)]
    return sorted(found, key=lambda afspraak: (afspraak.deadline, afspraak.id))


def may_answer(tx: Transaction, afspraak: Afspraak, door: Persoon) -> bool:
    """Is it this person's to answer, as the actiehouder or in their place?"""
    relaties = to_afspraak(door, afspraak, tx.regio) | _as_vervanger(tx, afspraak, door)
    return may(door, Daad.ACTIE_BEANTWOORDEN, relaties)


def is_held(tx: Transaction, afspraak: Afspraak) -> bool:
    """Is there an actiehouder who may see it? Not one who was stopped, nor without convenant."""
    if afspraak.actiehouder is None:
        return False
    actiehouder = tx.personen.get(afspraak.actiehouder)
    return may(actiehouder, Daad.ACTIE_BEANTWOORDEN, to_afspraak(actiehouder, afspraak, tx.regio))


def grant(tx: Transaction, casus: Referentie, persoon: Persoon, tot: date, door: Persoon) -> None:
    """``persoon`` may see their part of the casus through ``tot``. A grant that reaches further stays as it is."""
    tx.inzage.put(casus, persoon.id, tot, door)
    tx.audit.record("inzage_gegeven", f"casus {casus}", door)


def holder_of(afspraak: Afspraak) -> PersoonId | None:
    """Whose it is, or was until they gave it back."""
    return afspraak.given_back_by or afspraak.actiehouder


def _gave_back_just_now(tx: Transaction, afspraak: Afspraak, door: Persoon) -> bool:
    """«Niet voor mij» can still be taken back, by whose it was or who stands in for them."""
    if afspraak.undo_until is None or tx.now > afspraak.undo_until:
        return False
    return afspraak.given_back_by in {door.id, *(persoon.id for persoon in replaced_by(tx, door))}


def _as_vervanger(tx: Transaction, afspraak: Afspraak | None, door: Persoon) -> Relaties:
    """While it is open, and as long as an answer can be taken back."""
    replaces = replaced_by(tx, door)
    if afspraak is None or afspraak.actiehouder not in {persoon.id for persoon in replaces}:
        return frozenset()
    still = afspraak.is_open or (afspraak.undo_until is not None and tx.now <= afspraak.undo_until)
    return frozenset({Relatie.VERVANGER}) if still else frozenset()


def _as_makelaar(tx: Transaction, casus: Casus | None, door: Persoon) -> Relaties:
    makelaars, others = tx.personen.with_rol(Rol.MAKELAAR), works_for(tx, door)
    if casus is None:
        return frozenset()
    theirs = any(to_casus(other, casus, makelaars) for other in others)
    return to_casus(door, casus, makelaars) | (frozenset({Relatie.OVERGEDRAGEN}) if theirs else frozenset())


def _as_betrokkene(tx: Transaction, referentie: Referentie, casus: Casus | None, door: Persoon, daad: Daad) -> Relaties:
    """Through an afspraak, a grant or a seat: what this person's organisation may take part in."""
    asked, regio = counts(door, daad), tx.regio
    found = set()
    if Relatie.CASUS_VAN_ACTIE in asked and any(a.casus == referentie for a in held_by(tx, door)):
        found.add(Relatie.CASUS_VAN_ACTIE)
    away = replaced_by(tx, door) if Relatie.VERVANGER in asked else []
    if any(a.casus == referentie for holder in away for a in held_by(tx, holder)):
        found.add(Relatie.VERVANGER)
    if Relatie.INZAGE in asked and tx.inzage.holds(referentie, door.id, tx.today) and signed(door, regio):
        found.add(Relatie.INZAGE)
    if Relatie.REGIE in asked and door.id in tx.casussen.regievoerders(referentie):
        found |= {Relatie.REGIE} if casus is not None and casus.is_open and signed(door, regio) else set()
    if Relatie.ZETEL in asked and casus is not None:
        found |= at_table(door, casus, regio)
    return frozenset(found)
