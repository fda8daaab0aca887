"""Who takes up what nobody of the organisation had yet: who is asked, or a colleague?"""

from bot.domain.afspraak import Afspraak, AfspraakId
from bot.domain.bericht import Baan, Bericht, Methode
from bot.domain.errors import DomainError, UnknownAfspraak, UnknownPersoon
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.rechten import Daad
from bot.domain.toegang import may_hold_actie, signed
from bot.usecases.afspraken import give, replanned, sight_until, tell_makelaars
from bot.usecases.afwezigheid import GeenVervanger, likely_colleagues, why_not
from bot.usecases.oppakken import QUESTION, was_asked
from bot.usecases.ports import Transaction
from bot.usecases.tijdlijn import note
from bot.usecases.toewijzing import afspraak_for, grant
from bot.usecases.verzoeken import CollegaKanNiet


class AlOpgepakt(DomainError):
    """Somebody else was first; who was asked too hears who."""


class NietAlsContact(DomainError):
    """Who speaks for the organisation and can hold no actions names a colleague."""


class GeenCollega(DomainError):
    """Nobody else of the organisation can have it; the person hears whom to call."""


def vacant_afspraak(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """An afspraak without actiehouder of this person's organisation, of which they may say whose it is.

    Raises ``UnknownAfspraak``; to who was asked ``AlOpgepakt``, ``AlAfgehandeld`` or ``CasusGesloten``.
    """
    try:
        afspraak = afspraak_for(tx, id, door, Daad.ACTIE_OPPAKKEN)
    except UnknownAfspraak:
        known = tx.afspraken.find(id)
        if known is None or (known.is_open and known.actiehouder is None) or not _may_know(tx, known, door):
            raise
        known.check_open()
        raise AlOpgepakt(referentie=known.casus, persoon=known.actiehouder) from None
    tx.casussen.hold(afspraak.casus).check_open()
    return afspraak


def take_up(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """«Ik»: theirs from now on; who else was asked sees so, and the makelaar hears it. Raises ``NietAlsContact``."""
    before = vacant_afspraak(tx, id, door)
    if not may_hold_actie(door, tx.regio):
        raise NietAlsContact
    afspraak = before.take_up(door.id, tx.now, tx.today)
    kept = _keep(tx, afspraak, Wat.OPGEPAKT, door, but=door)
    grant(tx, kept.casus, door, sight_until(tx, max(kept.deadline, tx.today)), door)
    return kept


def colleagues_for(tx: Transaction, door: Persoon) -> tuple[str, ...]:
    """Who of the own organisation can have it, to offer as choices. Raises ``GeenCollega``."""
    try:
        return likely_colleagues(tx, door)
    except GeenVervanger as nobody:
        raise GeenCollega(**nobody.gegevens) from None


def give_to_colleague(tx: Transaction, id: AfspraakId, wie: PersoonId, door: Persoon) -> Afspraak:
    """«Een collega»: theirs from now on, and they hear so as of any new action. Raises ``CollegaKanNiet``."""
    before = vacant_afspraak(tx, id, door)
    try:
        colleague = tx.personen.get(wie)
    except UnknownPersoon as gone:
        raise CollegaKanNiet from gone
    if why_not(tx, colleague, door) is not None:
        raise CollegaKanNiet
    afspraak = before.assign(colleague.id, before.organisatie, tx.today)
    kept = _keep(tx, afspraak, Wat.TOEGEWEZEN, door, waarde=str(colleague.id))
    give(tx, kept, colleague, door)
    return kept


def _keep(
    tx: Transaction, afspraak: Afspraak, wat: Wat, door: Persoon, waarde: str | None = None, but: Persoon | None = None
) -> Afspraak:
    """Stored, written down and told; ``but`` sees it in the answer."""
    tx.afspraken.save(afspraak, next_due_on=replanned(tx, afspraak))
    kept = tx.afspraken.get(afspraak.id)
    tell_makelaars(tx, kept, "melding_opgepakt", kept.version, door, "er is een actiehouder")
    note(tx, kept, wat, door, waarde=waarde)
    tx.audit.record(f"afspraak_{wat}", f"afspraak {kept.id}", door)
    _tell_who_was_asked(tx, kept, but)
    return kept


def _tell_who_was_asked(tx: Transaction, afspraak: Afspraak, but: Persoon | None) -> None:
    """The questions that were sent now say whose it is; what still waits is not sent any more."""
    for chat_id, message_id in tx.getoond.messages(afspraak.id, None):
        reader, shown = tx.personen.by_chat(chat_id), tx.outbox.by_message(chat_id, message_id)
        if reader is None or reader == but or shown is None or shown.bericht != QUESTION:
            continue
        tx.outbox.put(
            Bericht(
                key=f"opgepakt:{chat_id}:{message_id}:{afspraak.version}",
                bericht="opgepakt",
                baan=Baan.NIEUWS,
                gegevens={"afspraak": afspraak.id},
                naar=reader.id,
                chat_id=chat_id,
                methode=Methode.EDIT,
                message_id=message_id,
                afspraak=afspraak.id,
                waarom="er is een actiehouder",
            )
        )


def _may_know(tx: Transaction, afspraak: Afspraak, door: Persoon) -> bool:
    """Somebody of the organisation that promised it, who was asked about it before."""
    return afspraak.organisatie == door.organisatie and signed(door, tx.regio) and was_asked(tx, afspraak, door)
