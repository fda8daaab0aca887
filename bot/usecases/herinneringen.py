"""Which messages does the clock cause now?"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.afspraak import Afspraak, AfspraakId
from bot.domain.bericht import Baan, Bericht
from bot.domain.errors import GeenRegio
from bot.domain.herinnering import Herinnering, due_herinnering, next_due, signaal_on
from bot.domain.persoon import PersoonId, Rol
from bot.usecases.ports import Transaction
from bot.usecases.toewijzing import makelaars_of

BATCH = 200
START = AfspraakId(0)
INBOX_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Gepland:
    """What one run made owed, and where the next one goes on; ``verder`` is None when all is planned."""

    herinneringen: int = 0
    signalen: int = 0
    verder: AfspraakId | None = None


def plan_due(tx: Transaction, after: AfspraakId = START) -> Gepland:
    """Turns what is due at ``tx.now`` into owed messages, one batch of afspraken at a time.

    Nothing outside the sending window: what falls due then is planned at its opening. A herinnering is due when the
    window opens, the makelaar's signaal at the hour of the morning message. Runs again and again without doubling:
    each message has its own key, and an afspraak leaves the list once all of today is planned.
    """
    try:
        if not tx.kalender.in_window(tx.now):
            return Gepland()
    except GeenRegio:
        return Gepland()
    ladder = tx.regio.herinneringen.ladder
    morning = tx.now >= tx.kalender.at(tx.today, tx.regio.verzending.ochtendbericht)
    batch = tx.afspraken.due(tx.today, after, BATCH)
    makelaars = tx.personen.with_rol(Rol.MAKELAAR) if batch else []
    count: Counter[str] = Counter()
    for afspraak in batch:
        herinnering = due_herinnering(afspraak, ladder, tx.kalender, tx.today)
        if herinnering is not None:
            count["herinneringen"] += _owe_herinnering(tx, herinnering)
        signaal = signaal_on(afspraak, tx.kalender) <= tx.today
        if signaal and not morning:
            continue  # stays on today's list until the hour of the morning message
        if signaal and afspraak.is_open:
            for makelaar in makelaars_of(tx.casussen.get(afspraak.casus), makelaars):
                count["signalen"] += _owe_ochtendbericht(tx, makelaar.id, afspraak)
        tx.afspraken.due_again(afspraak.id, next_due(afspraak, ladder, tx.kalender, after=tx.today))
    verder = batch[-1].id if len(batch) == BATCH else None
    return Gepland(count["herinneringen"], count["signalen"], verder)


def dry_run(tx: Transaction) -> tuple[Gepland, list[dict[str, Any]]]:
    """What a tick at ``tx.now`` would make owed and send. The caller must not keep this transaction."""
    try:
        klok = tx.kalender.in_window(tx.now)
    except GeenRegio:
        return Gepland(), []
    gepland = plan_due(tx)
    counts = Counter(herinneringen=gepland.herinneringen, signalen=gepland.signalen)
    while gepland.verder is not None:
        gepland = plan_due(tx, gepland.verder)
        counts.update(herinneringen=gepland.herinneringen, signalen=gepland.signalen)
    rows = []
    for bericht in tx.outbox.waiting(klok=klok):
        persoon = tx.personen.get(bericht.naar) if bericht.naar is not None else None
        if persoon is not None:
            kanaal = "telegram" if persoon.bereikbaar else "geen"
            rows.append(
                {
                    "naar": persoon.naam,
                    "kanaal": kanaal,
                    "bericht": bericht.bericht,
                    "waarom": bericht.waarom,
                    "op": tx.kalender.local(bericht.due_at or tx.now),
                }
            )
    return Gepland(counts["herinneringen"], counts["signalen"]), rows


def forget_updates(tx: Transaction) -> int:
    """Ids of handled updates go after seven days; returns how many went."""
    return tx.inbox.purge(tx.now - INBOX_KEPT)


def _owe_herinnering(tx: Transaction, herinnering: Herinnering) -> bool:
    afspraak = herinnering.afspraak
    # An earlier one that still waits is overtaken: the person gets the latest only.
    tx.outbox.withdraw(afspraak.id, keep=herinnering.key)
    return tx.outbox.put(
        Bericht(
            key=herinnering.key,
            bericht="herinnering",
            baan=Baan.KLOK,
            gegevens={"afspraak": afspraak.id},
            naar=afspraak.actiehouder,
            afspraak=afspraak.id,
            due_at=_not_after(tx, tx.kalender.window_opens(tx.today)),
            waarom=_why(herinnering.dag),
        )
    )


def _owe_ochtendbericht(tx: Transaction, makelaar: PersoonId, afspraak: Afspraak) -> bool:
    return tx.outbox.put(
        Bericht(
            key=f"ochtend:{makelaar}:{tx.today}",
            bericht="ochtend",
            baan=Baan.KLOK,
            naar=makelaar,
            due_at=_not_after(tx, tx.kalender.at(tx.today, tx.regio.verzending.ochtendbericht)),
            waarom=f"deadline van {afspraak.deadline} voorbij",
        )
    )


def _not_after(tx: Transaction, moment: datetime) -> datetime:
    return min(moment, tx.now)


def _why(dag: int) -> str:
    if dag == 0:
        return "dag van de deadline"
    days = f"{abs(dag)} werkdag{'en' if abs(dag) > 1 else ''}"
    return f"{days} {'voor' if dag < 0 else 'na'} de deadline"
