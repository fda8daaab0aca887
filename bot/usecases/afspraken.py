"""What do people do with an afspraak?"""

from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.afspraak import UNDO_WITHIN, Afspraak, AfspraakId, Stand
from bot.domain.bericht import Baan, Bericht
from bot.domain.deadline import check_deadline
from bot.domain.errors import DomainError, UnknownAfspraak, UnknownPersoon
from bot.domain.gebeurtenis import Wat
from bot.domain.herinnering import next_due
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.privacy import SafeText
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.domain.toegang import may_hold_actie
from bot.domain.verzoek import AlsNiet, Soort
from bot.usecases.aan_tafel import hold_list
from bot.usecases.getoond import retire, retire_lost
from bot.usecases.oppakken import ask_contacts
from bot.usecases.ports import Transaction
from bot.usecases.tijdlijn import note
from bot.usecases.toewijzing import afspraak_for, casus_for, grant, holder_of, may_answer, tell_watchers
from bot.usecases.vervanging import replaced_by


class HerinneringAlGestuurd(DomainError):
    """The makelaar has sent one by hand today."""


def log_afspraak(
    tx: Transaction,
    referentie: Referentie,
    actie: SafeText,
    actiehouder: PersoonId | None,
    deadline: date,
    door: Persoon,
    bron: str,
    *,
    organisatie: str = "",
    als_niet: AlsNiet = AlsNiet.BESPREKEN,
    aan_tafel: bool = True,
) -> Afspraak:
    """The makelaar logs what was agreed; the actiehouder hears at once. ``bron`` makes a double tap one afspraak.

    Without ``actiehouder`` the contacts of ``organisatie`` are asked who it is. Logged at the table, nobody hears of it
    before the afsprakenlijst goes out.
    """
    casus = casus_for(tx, referentie, door, Daad.AFSPRAAK_VASTLEGGEN)
    bijeenkomst = hold_list(tx, referentie)
    tx.casussen.hold(referentie).check_open()
    wie = tx.personen.get(actiehouder) if actiehouder is not None else None
    check_able(tx, wie, organisatie)
    check_deadline(deadline, tx.today, tx.kalender)
    draft = Afspraak(
        id=AfspraakId(0),
        casus=referentie,
        tafel=casus.tafel,
        actie=actie,
        organisatie=wie.organisatie if wie is not None else organisatie,
        actiehouder=actiehouder,
        made_by=door.id,
        made_at=tx.now,
        made_on=tx.today,
        deadline=deadline,
        eerste_deadline=deadline,
        gehoord_on=tx.today,
        punt=tx.afspraken.number_at(casus.tafel, tx.today),
        aan_tafel=wie is not None and aan_tafel,
        als_niet=als_niet,
        bijeenkomst=bijeenkomst.id if bijeenkomst is not None else None,
        wacht=bijeenkomst is not None,
    )
    due = next_due(draft, tx.regio.herinneringen.ladder, tx.kalender, after=tx.today)
    afspraak = tx.afspraken.add(draft, bron, due)
    note(tx, afspraak, Wat.VASTGELEGD, door, dag=deadline)
    if not afspraak.wacht:
        tell_new(tx, afspraak, door)
    tx.audit.record("afspraak_vastgelegd", f"afspraak {afspraak.id}", door)
    return afspraak


def check_able(tx: Transaction, wie: Persoon | None, organisatie: str) -> None:
    """Raises ``UnknownPersoon`` when an afspraak cannot be given to ``wie`` or, without one, to the organisation."""
    if not (may_hold_actie(wie, tx.regio) if wie is not None else tx.regio.organisatie(organisatie).convenant):
        raise UnknownPersoon


def tell_new(
    tx: Transaction, afspraak: Afspraak, door: Persoon, *, baan: Baan = Baan.NIEUWS, due_at: datetime | None = None
) -> None:
    """Whose it is hears of it; without an actiehouder the contacts of the organisation are asked."""
    if afspraak.actiehouder is None:
        ask_contacts(tx, afspraak, door, due_at=due_at)
    else:
        give(tx, afspraak, tx.personen.get(afspraak.actiehouder), door, baan=baan, due_at=due_at)


def give(
    tx: Transaction,
    afspraak: Afspraak,
    wie: Persoon,
    door: Persoon,
    *,
    baan: Baan = Baan.NIEUWS,
    due_at: datetime | None = None,
) -> None:
    """Whose it is from now on hears so, at once or from ``due_at`` on, and may look things up about the casus as long
    as it is kept.
    """
    tx.outbox.put(
        Bericht(
            key=f"nieuw:{afspraak.id}:{afspraak.version}",
            bericht="nieuwe_actie",
            baan=baan,
            gegevens={"afspraak": afspraak.id},
            naar=wie.id,
            afspraak=afspraak.id,
            due_at=due_at,
            waarom="nieuwe actie",
        )
    )
    grant(tx, afspraak.casus, wie, sight_until(tx, max(afspraak.deadline, tx.today)), door)


def confirm_afspraak(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """The actiehouder, or who stands in, reports the action done; the makelaar hears of it."""
    before, holder = answerable(tx, id, door)
    afspraak = before.confirm(holder, tx.now)
    tx.afspraken.save(afspraak, next_due_on=None)
    if afspraak.deadline < tx.today:  # until now the open afspraak itself gave sight of the casus
        grant(tx, afspraak.casus, tx.personen.get(holder), sight_until(tx, tx.today), door)
    release_colleague(tx, before, afspraak)
    tx.outbox.withdraw(id)  # a waiting herinnering is no longer true
    tell_makelaars(tx, afspraak, "melding_gedaan", before.version, door, "de actiehouder antwoordde")
    note(tx, afspraak, Wat.GEDAAN, door)
    retire(tx, afspraak=id, after=UNDO_WITHIN)
    tx.audit.record("afspraak_gedaan", f"afspraak {id}", door)
    return afspraak


def start_afspraak(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """The actiehouder is on it: nothing changes in the plan, but the makelaar no longer sees it as unanswered."""
    before, holder = answerable(tx, id, door)
    afspraak = before.start(holder, tx.now)
    failed = before.stand is Stand.LUKT_NIET
    tx.afspraken.save(afspraak, next_due_on=replanned(tx, afspraak) if failed else tx.afspraken.next_due_on(id))
    if failed:
        tell_taken_back(tx, afspraak, before, Soort.LUKT_NIET, door)
    note(tx, afspraak, Wat.BEZIG, door)
    tx.audit.record("afspraak_bezig", f"afspraak {id}", door)
    return afspraak


def undo_answer(tx: Transaction, id: AfspraakId, door: Persoon, antwoord: str | None = None) -> Afspraak:
    """The actiehouder takes an answer back, the last one or the one named; who heard of it hears again."""
    before, holder = answerable(tx, id, door)
    afspraak = before.undo(holder, tx.now, antwoord)
    tx.casussen.hold(before.casus).check_open()
    tx.afspraken.save(afspraak, next_due_on=replanned(tx, afspraak))
    wat = _taken_back(before, afspraak)
    if wat == Soort.OVERNAME:
        release_colleague(tx, before, afspraak)
    elif wat != Wat.BEZIG:
        tell_taken_back(tx, afspraak, before, wat, door)
    note(tx, afspraak, Wat.TERUGGEDRAAID, door, waarde=wat)
    tx.audit.record("antwoord_teruggedraaid", f"afspraak {id}", door)
    return afspraak


def _taken_back(before: Afspraak, after: Afspraak) -> str:
    """The answer that ``undo`` took back."""
    if not before.is_open:
        return Wat.GEDAAN
    return before.verzoek.soort if before.verzoek is not None and after.verzoek is None else Wat.BEZIG


def tell_taken_back(tx: Transaction, afspraak: Afspraak, before: Afspraak, wat: str, door: Persoon) -> None:
    """The makelaars hear that what they heard holds no more."""
    why = "de actiehouder draaide iets terug"
    tell_makelaars(tx, afspraak, "melding_weer_open", before.version, door, why, wat=wat)


def release_colleague(tx: Transaction, before: Afspraak, afspraak: Afspraak) -> None:
    """After a question to a colleague: whose it is not now loses the messages about it."""
    if before.asks(Soort.OVERNAME):
        retire_lost(tx, afspraak)


def note_seen(tx: Transaction, afspraak: Afspraak, door: Persoon) -> Afspraak:
    """The actiehouder, or who stands in, has it before their eyes: the first time is kept. Returns what is kept now."""
    fresh = afspraak.is_open and afspraak.gezien_at is None
    if not fresh or afspraak.actiehouder is None or not may_answer(tx, afspraak, door):
        return afspraak
    seen = afspraak.see(afspraak.actiehouder, tx.now)
    tx.afspraken.save(seen, next_due_on=tx.afspraken.next_due_on(afspraak.id))
    return tx.afspraken.get(afspraak.id)


def replanned(tx: Transaction, afspraak: Afspraak) -> date | None:
    """The next day on which something falls due, today included: what went out today is known by its key."""
    return next_due(afspraak, tx.regio.herinneringen.ladder, tx.kalender, after=tx.today - timedelta(days=1))


def remind_by_hand(tx: Transaction, id: AfspraakId, door: Persoon) -> Persoon:
    """The makelaar has a herinnering sent now, once a day. Returns the actiehouder."""
    afspraak = watched_afspraak(tx, id, door)
    if afspraak.actiehouder is None:
        raise UnknownAfspraak
    actiehouder = tx.personen.get(afspraak.actiehouder)
    owed = tx.outbox.put(
        Bericht(
            key=f"herinnering:{id}:{actiehouder.id}:hand:{tx.today}",
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
    note(tx, afspraak, Wat.HERINNERD, door)
    tx.audit.record("herinnering_gestuurd", f"afspraak {id}", door)
    return actiehouder


def watched_afspraak(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """An open afspraak on a casus that this makelaar watches. Raises ``UnknownAfspraak`` or ``AlAfgehandeld``."""
    afspraak = afspraak_for(tx, id, door, Daad.HERINNERING_STUREN)
    afspraak.check_open()
    return afspraak


def held_afspraak(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """An afspraak that is this person's to answer, as the actiehouder or in their place.

    Raises ``UnknownAfspraak`` alike for no and for not yours.
    """
    return afspraak_for(tx, id, door, Daad.ACTIE_BEANTWOORDEN)


def answerable(tx: Transaction, id: AfspraakId, door: Persoon) -> tuple[Afspraak, PersoonId]:
    """``held_afspraak``, and whose it is, or was until they gave it back a moment ago."""
    afspraak = held_afspraak(tx, id, door)
    holder = holder_of(afspraak)
    assert holder is not None
    return afspraak, holder


def seen_afspraak(tx: Transaction, id: AfspraakId, door: Persoon) -> Afspraak:
    """An afspraak that this person may look at. Raises ``UnknownAfspraak`` alike for no and for not yours."""
    return afspraak_for(tx, id, door, Daad.ACTIE_ZIEN)


def just_answered(tx: Transaction, door: Persoon) -> Afspraak | None:
    """The afspraak of this person, or of whom they stand in for, answered last while that can still be taken back."""
    holders = (door, *replaced_by(tx, door))
    answered = [a for holder in holders for a in tx.afspraken.answered_since(holder.id, tx.now - UNDO_WITHIN)]
    return max((a for a in answered if a.undo_until), key=lambda a: a.undo_until or a.made_at, default=None)


def sight_until(tx: Transaction, end: date) -> date:
    """As long as a casus is kept after its end: that long after theirs people can still look things up."""
    return end + timedelta(days=tx.regio.bewaartermijnen.casus_dagen)


def tell_makelaars(
    tx: Transaction, afspraak: Afspraak, bericht: str, beurt: int | str, door: Persoon, waarom: str, **gegevens: Any
) -> None:
    """Who watches the casus hears it, the person who did it aside. ``beurt`` makes each turn its own message."""
    said = Bericht(
        key="",
        bericht=bericht,
        baan=Baan.NIEUWS,
        gegevens={"afspraak": afspraak.id, "door": door.id, **gegevens},
        afspraak=afspraak.id,
        waarom=waarom,
    )
    tell_watchers(tx, tx.casussen.get(afspraak.casus), said, f"{afspraak.id}:{beurt}", but=door)
