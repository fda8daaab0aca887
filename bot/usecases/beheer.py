"""What does a makelaar change about an afspraak, and who hears of it?

At once; what is changed at the table goes with the afsprakenlijst. What nobody has heard of yet is changed in silence.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.afspraak import Afspraak, AfspraakId
from bot.domain.bericht import Baan, Bericht
from bot.domain.deadline import DeadlineVoorbij, check_deadline
from bot.domain.errors import DomainError, UnknownPersoon
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.privacy import SafeText
from bot.domain.rechten import Daad
from bot.domain.toegang import may_hold_actie
from bot.usecases.aan_tafel import GaatMeeMetLijst, hold_list, on_its_list, told_from
from bot.usecases.afspraken import (
    HerinneringAlGestuurd,
    check_able,
    remind_by_hand,
    replanned,
    sight_until,
    tell_new,
    watched_afspraak,
)
from bot.usecases.getoond import retire, retire_lost
from bot.usecases.oppakken import GeenContact, ask_contacts, contacts_of
from bot.usecases.ports import Transaction
from bot.usecases.tijdlijn import note
from bot.usecases.toewijzing import afspraak_for, grant, is_held


class NietsVeranderd(DomainError):
    """It is so already."""


def managed_afspraak(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """An afspraak that this makelaar may change. Raises ``UnknownAfspraak`` or ``CasusGesloten``.

    The list of its table does not go out meanwhile: what changes goes with it, or is told after it.
    """
    afspraak = afspraak_for(tx, id, door, Daad.AFSPRAAK_BEHEREN)
    hold_list(tx, afspraak.casus)
    tx.casussen.hold(afspraak.casus).check_open()
    return afspraak


def rewrite_afspraak(tx: Transaction, id: AfspraakId, actie: SafeText, door: Persoon) -> Afspraak:
    """Other words; the actiehouder hears that they are other ones."""
    before = managed_afspraak(tx, id, door)
    afspraak = before.rewrite(actie, tx.today)
    if actie == before.actie:
        raise NietsVeranderd
    kept = _keep(tx, afspraak, door, Wat.TEKST_GEWIJZIGD)
    _tell(tx, kept, "actie_aangepast", kept.actiehouder, door, wat="tekst")
    return kept


def move_afspraak(tx: Transaction, id: AfspraakId, deadline: date, door: Persoon) -> Afspraak:
    """Another deadline. Raises what ``check_deadline`` raises."""
    before = managed_afspraak(tx, id, door)
    afspraak = before.move(check_deadline(deadline, tx.today, tx.kalender), tx.today)
    if deadline == before.deadline:
        raise NietsVeranderd
    kept = _keep(tx, afspraak, door, Wat.DEADLINE_GEWIJZIGD, dag=deadline)
    if not kept.wacht:
        _keep_sight(tx, kept, door)
    _tell(tx, kept, "actie_aangepast", kept.actiehouder, door, wat="datum")
    return kept


def reassign_afspraak(
    tx: Transaction, id: AfspraakId, actiehouder: PersoonId | None, organisatie: str, door: Persoon
) -> Afspraak:
    """Somebody else's from now on, of whatever organisation; without ``actiehouder`` the contacts of ``organisatie``
    are asked who. Whose it was hears that it is not theirs any more.

    Raises ``UnknownPersoon`` for who may not hold an actie.
    """
    before = managed_afspraak(tx, id, door)
    wie = tx.personen.get(actiehouder) if actiehouder is not None else None
    check_able(tx, wie, organisatie)
    afspraak = before.assign(actiehouder, wie.organisatie if wie is not None else organisatie, tx.today)
    if wie is not None and wie.id == before.actiehouder:
        raise NietsVeranderd
    kept = _keep(tx, afspraak, door, Wat.TOEGEWEZEN, waarde=str(wie.id) if wie is not None else organisatie)
    if kept.wacht:
        return kept
    retire_lost(tx, kept)
    if _has_heard(tx, before):
        _tell(tx, kept, "actie_niet_meer", before.actiehouder, door, van=before.actiehouder)
    tell_new(tx, kept, door, due_at=told_from(tx, kept.casus))
    return kept


def drop_afspraak(tx: Transaction, id: AfspraakId, reden: str, door: Persoon) -> Afspraak:
    """«Laten vervallen»: nothing is expected of anybody any more, for one of ``VERVALLEN_REDENEN``."""
    return drop(tx, managed_afspraak(tx, id, door), reden, door)


def drop(tx: Transaction, before: Afspraak, reden: str, door: Persoon) -> Afspraak:
    """``drop_afspraak`` for who has looked whether it may be."""
    kept = _keep(tx, before.drop(tx.now), door, Wat.VERVALLEN, reden=reden)
    if before.is_overdue(tx.today) and not kept.wacht:  # until now the open afspraak itself gave sight of the casus
        _keep_sight(tx, kept, door)
    retire(tx, afspraak=kept.id)
    if _has_heard(tx, kept):
        _tell(tx, kept, "actie_vervallen", kept.actiehouder, door)
    return kept


def reopen_afspraak(tx: Transaction, id: AfspraakId, door: Persoon, deadline: date | None = None) -> Afspraak:
    """«Weer openzetten»: expected again of the same person, or of the organisation when that person is gone.

    Raises ``NietAfgehandeld``, and ``DeadlineVoorbij`` when it needs a new day and there is none.
    """
    before = managed_afspraak(tx, id, door)
    afspraak = before.reopen(tx.today)
    if deadline is not None:
        afspraak = afspraak.move(check_deadline(deadline, tx.today, tx.kalender), tx.today)
    elif afspraak.is_overdue(tx.today):
        raise DeadlineVoorbij(dag=afspraak.deadline)
    if afspraak.actiehouder is not None and not may_hold_actie(tx.personen.get(afspraak.actiehouder), tx.regio):
        afspraak = afspraak.assign(None, afspraak.organisatie, tx.today)
    # Dropped before anybody had heard of it: now it goes with the list as yet, or is news when that is out.
    unheard = before.wacht
    afspraak = replace(afspraak, wacht=unheard and on_its_list(tx, afspraak.casus) is not None)
    kept = _keep(tx, afspraak, door, Wat.HEROPEND, dag=afspraak.deadline)
    if kept.wacht:
        return kept
    if kept.actiehouder is None or unheard:
        tell_new(tx, kept, door, due_at=told_from(tx, kept.casus))
    else:
        _keep_sight(tx, kept, door)
        _tell(tx, kept, "actie_heropend", kept.actiehouder, door)
    return kept


def remind(tx: Transaction, id: AfspraakId, door: Persoon) -> None:
    """«Stuur herinnering», once a day: to the actiehouder; where there is none the contacts are asked again.

    Raises ``GaatMeeMetLijst``, ``HerinneringAlGestuurd``, ``GeenContact``, or ``UnknownPersoon`` for who may not hold
    it any more.
    """
    afspraak = watched_afspraak(tx, id, door)
    if afspraak.wacht:
        raise GaatMeeMetLijst(referentie=afspraak.casus)
    if afspraak.actiehouder is not None:
        if not is_held(tx, afspraak):
            raise UnknownPersoon
        remind_by_hand(tx, id, door)
    elif ask_contacts(tx, afspraak, door):
        note(tx, afspraak, Wat.HERINNERD, door)
        tx.audit.record("herinnering_gestuurd", f"afspraak {id}", door)
    elif contacts_of(tx, afspraak.organisatie):
        raise HerinneringAlGestuurd(referentie=afspraak.casus)
    else:
        raise GeenContact(referentie=afspraak.casus, organisatie=afspraak.organisatie)


def _keep(tx: Transaction, afspraak: Afspraak, door: Persoon, wat: Wat, **more: Any) -> Afspraak:
    """Stored and written down. What was owed about how it was is owed no more, and what is due is planned anew."""
    tx.afspraken.save(afspraak, next_due_on=replanned(tx, afspraak))
    tx.outbox.withdraw(afspraak.id)
    note(tx, afspraak, wat, door, **more)
    tx.audit.record(f"afspraak_{wat}", f"afspraak {afspraak.id}", door)
    return tx.afspraken.get(afspraak.id)


def _keep_sight(tx: Transaction, afspraak: Afspraak, door: Persoon) -> None:
    """The actiehouder may look things up about the casus for as long as when it had been logged so."""
    if afspraak.actiehouder is not None:
        until = sight_until(tx, max(afspraak.deadline, tx.today))
        grant(tx, afspraak.casus, tx.personen.get(afspraak.actiehouder), until, door)


def _tell(
    tx: Transaction, afspraak: Afspraak, bericht: str, naar: PersoonId | None, but: Persoon | None, **gegevens: Any
) -> None:
    """To ``naar``, unless it is ``but``, who did it."""
    if naar is not None and (but is None or naar != but.id) and not afspraak.wacht:
        tx.outbox.put(
            Bericht(
                key=f"{bericht}:{afspraak.id}:{afspraak.version}:{naar}",
                bericht=bericht,
                baan=Baan.NIEUWS,
                gegevens={"afspraak": afspraak.id, **gegevens},
                naar=naar,
                afspraak=afspraak.id,
                due_at=told_from(tx, afspraak.casus),
                waarom="de makelaar paste een actie aan",
            )
        )


def _has_heard(tx: Transaction, afspraak: Afspraak) -> bool:
    """Was its actiehouder told? Not when it was given to them at the table and has not left yet."""
    if told_from(tx, afspraak.casus) is None:
        return True
    told = [one for one in tx.outbox.about(afspraak.id, {"nieuwe_actie"}) if one.naar == afspraak.actiehouder]
    return not told or any(one.sent_at is not None for one in told)
