"""What goes when its time is up?

A kind at a time, a batch a transaction: what is counted, what is deleted and the line in the audit trail come together
or not at all. Running it again finds only what is left.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from bot.domain.bewaren import (
    LAST_ROUND,
    Bewaard,
    Telling,
    kept_from,
    maandcijfers,
    night_of,
)
from bot.domain.casus import Casus
from bot.domain.errors import GeenRegio
from bot.domain.referentie import Referentie
from bot.usecases.audit import purge_audit
from bot.usecases.getoond import retire, retire_chat
from bot.usecases.ports import Transaction

TURN = "opschonen"
TURN_SECONDS = 300.0
# A casus takes a hundred rows along, most others go alone.
BATCH_CASUSSEN, BATCH = 10, 500

Rapport = Mapping[Bewaard, Telling]


def is_due(tx: Transaction) -> bool:
    """Has a night begun in which nobody has finished a round yet?"""
    try:
        night = night_of(tx.kalender.local(tx.now))
    except GeenRegio:
        return False
    last = tx.instellingen.get(LAST_ROUND)
    return last is None or date.fromisoformat(last) < night


def begin_round(tx: Transaction) -> bool:
    """This process does the round; False when another one is at it or was first."""
    return is_due(tx) and tx.leases.take(TURN, TURN_SECONDS)


def end_round(tx: Transaction) -> None:
    """All is done: nothing goes until the next night."""
    tx.instellingen.set(LAST_ROUND, night_of(tx.kalender.local(tx.now)).isoformat())
    tx.leases.release(TURN)


def look(tx: Transaction) -> Rapport:
    """What would go now, and nothing goes."""
    rapport = {}
    for soort in Bewaard:
        aantal, first, last = tx.opschonen.passed(soort, _before(tx, soort))
        rapport[soort] = Telling(aantal, _day(tx, first), _day(tx, last))
    return rapport


def purge(tx: Transaction, soort: Bewaard, audit_key: bytes) -> Rapport:
    """The next batch of this kind goes; empty when nothing is left. Returns what went, and what went along."""
    before = _before(tx, soort)
    if soort is Bewaard.AUDIT:
        return _purge_audit(tx, before, audit_key)
    if soort is Bewaard.AFSPRAAK:
        return {}  # goes with its casus
    taken = tx.opschonen.take(soort, before, BATCH_CASUSSEN if soort is Bewaard.CASUS else BATCH)
    if not taken:
        return {}
    days = [_day(tx, since) for since in taken.values()]
    rapport: dict[Bewaard, Telling] = {soort: Telling(len(taken), days[0], days[-1])}
    if soort is Bewaard.CASUS:
        rapport[Bewaard.AFSPRAAK] = purge_casussen(tx, [tx.casussen.get(Referentie(key)) for key in taken])
    else:
        chats = tx.opschonen.chats_of(list(taken)) if soort in (Bewaard.GEWIST, Bewaard.PERSOON) else ()
        tx.opschonen.delete(soort, list(taken))
        for chat_id in chats:
            retire_chat(tx, chat_id)
    _record(tx, rapport)
    return rapport


def purge_casussen(tx: Transaction, casussen: Sequence[Casus]) -> Telling:
    """These casussen go, with all that is about them: counted, and taken back from the chats. Returns the afspraken."""
    gone = Telling()
    for casus in casussen:
        afspraken = tx.afspraken.of_casus(casus.referentie)
        basisteam = tx.regio.gemeente(casus.gemeente).basisteam
        learnt = tx.tijdlijn.of_casus(casus.referentie)
        tx.opschonen.add_counts(maandcijfers(casus, afspraken, learnt, basisteam, tx.now, tx.kalender.today))
        retire(tx, casus=casus.referentie)
        if afspraken:
            ended = tx.kalender.today(casus.closed_at or tx.now)
            gone += Telling(len(afspraken), ended, ended)
    tx.opschonen.delete_casussen([casus.referentie for casus in casussen])
    return gone


def _purge_audit(tx: Transaction, before: datetime, key: bytes) -> Rapport:
    _, first, last = tx.opschonen.passed(Bewaard.AUDIT, before)
    count = purge_audit(tx, before, key)
    if not count:
        return {}
    rapport = {Bewaard.AUDIT: Telling(count, _day(tx, first), _day(tx, last))}
    _record(tx, rapport)
    return rapport


def _record(tx: Transaction, rapport: Rapport) -> None:
    for soort, telling in rapport.items():
        if telling:
            tx.audit.record(f"opgeschoond_{soort}", f"aantal {telling.aantal}")


def _before(tx: Transaction, soort: Bewaard) -> datetime:
    return tx.kalender.at(kept_from(soort, tx.regio.bewaartermijnen, tx.today), time())


def _day(tx: Transaction, since: date | None) -> date | None:
    """A moment's day in the region; a day as it is."""
    return tx.kalender.today(since) if isinstance(since, datetime) else since
