"""Which makelaar watches which afspraken, and to whom do a casus and an afspraak exist?"""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.domain.afspraak import Afspraak, AfspraakId
from bot.domain.casus import Casus
from bot.domain.errors import UnknownAfspraak, UnknownCasus
from bot.domain.persoon import Persoon, Rol
from bot.domain.rechten import Daad, Relatie, counts, may
from bot.domain.referentie import Referentie
from bot.domain.toegang import Relaties, at_table, signed, to_afspraak, to_casus
from bot.usecases.ports import Transaction
from bot.usecases.vervanging import replaced_by


def makelaars_of(casus: Casus, makelaars: Sequence[Persoon]) -> list[Persoon]:
    """Who watches this casus: the makelaar of its gemeente; where nobody has that gemeente, who made it; else all.

    Never nobody while the house has a makelaar: an afspraak that no one watches slips.
    """
    of_gemeente = [makelaar for makelaar in makelaars if casus.gemeente in makelaar.gemeenten]
    maker = [makelaar for makelaar in makelaars if makelaar.id == casus.made_by]
    return of_gemeente or maker or list(makelaars)


def watchers(tx: Transaction, casus: Casus) -> list[Persoon]:
    """``makelaars_of`` with the makelaars there are now."""
    return makelaars_of(casus, tx.personen.with_rol(Rol.MAKELAAR))


def watched_by(tx: Transaction, makelaar: Persoon) -> list[Afspraak]:
    """The open afspraken of which this makelaar is one of ``makelaars_of`` and that may need attention, the nearest
    deadline first.
    """
    makelaars = {persoon.id: persoon.gemeenten for persoon in tx.personen.with_rol(Rol.MAKELAAR)}
    earliest = min((*tx.regio.herinneringen.ladder, 0))
    # A few days more than the ladder says: which rungs have passed is worked out per afspraak.
    soon = tx.kalender.shift(tx.today, -earliest) + timedelta(days=7)
    return tx.afspraken.needing_attention(makelaar.id, makelaar.gemeenten, makelaars, tx.today, soon)


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
    if Relatie.VERVANGER in asked:
        relaties |= _as_vervanger(tx, afspraak, door)
    if asked - {Relatie.EIGEN_ACTIE, Relatie.VERVANGER}:
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
    actiehouder = tx.personen.get(afspraak.actiehouder)
    return may(actiehouder, Daad.ACTIE_BEANTWOORDEN, to_afspraak(actiehouder, afspraak, tx.regio))


def grant(tx: Transaction, casus: Referentie, persoon: Persoon, tot: date, door: Persoon) -> None:
    """``persoon`` may see their part of the casus through ``tot``. A grant that reaches further stays as it is."""
    tx.inzage.put(casus, persoon.id, tot, door)
    tx.audit.record("inzage_gegeven", f"casus {casus}", door)


def _as_vervanger(tx: Transaction, afspraak: Afspraak | None, door: Persoon) -> Relaties:
    """While it is open, and as long as an answer can be taken back."""
    replaces = replaced_by(tx, door)
    if afspraak is None or afspraak.actiehouder not in {persoon.id for persoon in replaces}:
        return frozenset()
    still = afspraak.is_open or (afspraak.undo_until is not None and tx.now <= afspraak.undo_until)
    return frozenset({Relatie.VERVANGER}) if still else frozenset()


def _as_makelaar(tx: Transaction, casus: Casus | None, door: Persoon) -> Relaties:
    makelaars = tx.personen.with_rol(Rol.MAKELAAR)
    return to_casus(door, casus, makelaars) if casus is not None else frozenset()


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
    if Relatie.ZETEL in asked and casus is not None:
        found |= at_table(door, casus, regio)
    return frozenset(found)
