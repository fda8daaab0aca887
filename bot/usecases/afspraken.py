"""What do people do with an afspraak?"""

from datetime import date, timedelta

from bot.domain.afspraak import UNDO_WITHIN, Afspraak, AfspraakId, AlAfgehandeld
from bot.domain.bericht import Baan, Bericht
from bot.domain.deadline import check_deadline
from bot.domain.errors import DomainError, UnknownPersoon
from bot.domain.herinnering import next_due
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.privacy import SafeText
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.domain.toegang import may_hold_actie
from bot.usecases.getoond import retire
from bot.usecases.ports import Transaction
from bot.usecases.toewijzing import afspraak_for, casus_for, grant, watchers
from bot.usecases.vervanging import replaced_by


class HerinneringAlGestuurd(DomainError):
    """The makelaar has sent one by hand today."""


def log_afspraak(
    tx: Transaction,
    referentie: Referentie,
    actie: SafeText,
    actiehouder: PersoonId,
    deadline: date,
    door: Persoon,
    bron: str,
) -> Afspraak:
    """The makelaar logs what was agreed; the actiehouder hears at once. ``bron`` makes a double tap one afspraak."""
    casus = casus_for(tx, referentie, door, Daad.AFSPRAAK_VASTLEGGEN)
    tx.casussen.hold(referentie).check_open()
    wie = tx.personen.get(actiehouder)
    if not may_hold_actie(wie, tx.regio):
        raise UnknownPersoon
    check_deadline(deadline, tx.today, tx.kalender)
    draft = Afspraak(
        id=AfspraakId(0),
        casus=referentie,
        tafel=casus.tafel,
        actie=actie,
        actiehouder=actiehouder,
        made_by=door.id,
        made_at=tx.now,
        made_on=tx.today,
        deadline=deadline,
    )
    due = next_due(draft, tx.regio.herinneringen.ladder, tx.kalender, after=tx.today)
    afspraak = tx.afspraken.add(draft, bron, due)
    tx.outbox.put(
        Bericht(
            key=f"nieuw:{afspraak.id}",
            bericht="nieuwe_actie",
            baan=Baan.NIEUWS,
            gegevens={"afspraak": afspraak.id},
            naar=actiehouder,
            afspraak=afspraak.id,
            waarom="nieuwe actie",
        )
    )
    grant(tx, referentie, wie, _sight_until(tx, deadline), door)
    tx.audit.record("afspraak_vastgelegd", f"afspraak {afspraak.id}", door)
    return afspraak


def confirm_afspraak(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """The actiehouder, or who stands in, reports the action done; the makelaar hears of it."""
    before = held_afspraak(tx, id, door)
    afspraak = before.confirm(before.actiehouder, tx.now)
    tx.afspraken.save(afspraak, next_due_on=None)
    if afspraak.deadline < tx.today:  # until now the open afspraak itself gave sight of the casus
        grant(tx, afspraak.casus, tx.personen.get(afspraak.actiehouder), _sight_until(tx, tx.today), door)
    tx.outbox.withdraw(id)  # a waiting herinnering is no longer true
    _tell_makelaars(tx, afspraak, "melding_gedaan", before.version, door)
    retire(tx, afspraak=id, after=UNDO_WITHIN)
    tx.audit.record("afspraak_gedaan", f"afspraak {id}", door)
    return afspraak


def start_afspraak(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """The actiehouder is on it: nothing changes in the plan, but the makelaar no longer sees it as unanswered."""
    before = held_afspraak(tx, id, door)
    afspraak = before.start(before.actiehouder, tx.now)
    tx.afspraken.save(afspraak, next_due_on=tx.afspraken.next_due_on(id))
    tx.audit.record("afspraak_bezig", f"afspraak {id}", door)
    return afspraak


def undo_answer(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """The actiehouder takes the last answer back; who heard of Gedaan hears again."""
    before = held_afspraak(tx, id, door)
    afspraak = before.undo(before.actiehouder, tx.now)
    if not before.is_open:
        tx.casussen.hold(before.casus).check_open()
    tx.afspraken.save(afspraak, next_due_on=replanned(tx, afspraak))
    if not before.is_open:
        _tell_makelaars(tx, afspraak, "melding_weer_open", before.version, door)
    tx.audit.record("antwoord_teruggedraaid", f"afspraak {id}", door)
    return afspraak


def replanned(tx: Transaction, afspraak: Afspraak) -> date | None:
    """The next day on which something falls due, today included: what went out today is known by its key."""
    return next_due(afspraak, tx.regio.herinneringen.ladder, tx.kalender, after=tx.today - timedelta(days=1))


def remind_by_hand(tx: Transaction, id: AfspraakId, door: Persoon) -> Persoon:
    """The makelaar has a herinnering sent now, once a day. Returns the actiehouder."""
    afspraak = watched_afspraak(tx, id, door)
    actiehouder = tx.personen.get(afspraak.actiehouder)
    owed = tx.outbox.put(
        Bericht(
            key=f"herinnering:{id}:hand:{tx.today}",
            bericht="herinnering",
            baan=Baan.NIEUWS,
            gegevens={"afspraak": id},
            naar=actiehouder.id,
            afspraak=id,
            waarom="de makelaar vroeg om een herinnering",
        )
    )
    if not owed:
        raise HerinneringAlGestuurd(referentie=afspraak.casus)
    tx.audit.record("herinnering_gestuurd", f"afspraak {id}", door)
    return actiehouder


def watched_afspraak(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """An open afspraak on a casus that this makelaar watches. Raises ``UnknownAfspraak`` or ``AlAfgehandeld``."""
    afspraak = afspraak_for(tx, id, door, Daad.HERINNERING_STUREN)
    if not afspraak.is_open:
        raise AlAfgehandeld(referentie=afspraak.casus, op=afspraak.gedaan_at)
    return afspraak


def held_afspraak(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """An afspraak that is this person's to answer, as the actiehouder or in their place.

    Raises ``UnknownAfspraak`` alike for no and for not yours.
    """
    return afspraak_for(tx, id, door, Daad.ACTIE_BEANTWOORDEN)


def seen_afspraak(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """An afspraak that this person may look at. Raises ``UnknownAfspraak`` alike for no and for not yours."""
    return afspraak_for(tx, id, door, Daad.ACTIE_ZIEN)


def just_answered(tx: Transaction, door: Persoon) -> Afspraak | None:
    """The afspraak of this person, or of whom they stand in for, answered last while that can still be taken back."""
    holders = (door, *replaced_by(tx, door))
    answered = [a for holder in holders for a in tx.afspraken.answered_since(holder.id, tx.now - UNDO_WITHIN)]
    return max(answered, key=lambda a: a.gedaan_at or a.bezig_at or a.made_at, default=None)


def _sight_until(tx: Transaction, end: date) -> date:
    """As long as a casus is kept after its end: that long after theirs people can still look things up."""
    return end + timedelta(days=tx.regio.bewaartermijnen.casus_dagen)


def _tell_makelaars(tx: Transaction, afspraak: Afspraak, bericht: str, version: int, door: Persoon) -> None:
    """Who watches the casus hears it, the person who did it aside. ``version`` makes each turn its own message."""
    for makelaar in watchers(tx, tx.casussen.get(afspraak.casus)):
        if makelaar.id == door.id:
            continue
        tx.outbox.put(
            Bericht(
                key=f"{bericht}:{afspraak.id}:{version}:{makelaar.id}",
                bericht=bericht,
                baan=Baan.NIEUWS,
                gegevens={"afspraak": afspraak.id, "door": door.id},
                naar=makelaar.id,
                afspraak=afspraak.id,
                waarom="de actiehouder antwoordde",
            )
        )
