"""Which messages does the clock cause now?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.afspraak import Afspraak, AfspraakId
from bot.domain.bericht import Baan, Bericht
from bot.domain.errors import GeenRegio
from bot.domain.herinnering import Herinnering, due_herinnering, next_due, signaal_on
from bot.domain.persoon import PersoonId, Rol
from bot.usecases.ports import Transaction
from bot.usecases.toewijzing import is_held, makelaars_of
from bot.usecases.vervanging import addressed

# Few enough that an answer to a person never waits long behind them.
BATCH = 50


@dataclass(frozen=True)
class Gepland:
    """How much was made owed."""

    herinneringen: int = 0
    signalen: int = 0

    def __add__(self, other: "Gepland") -> "Gepland":
        return Gepland(self.herinneringen + other.herinneringen, self.signalen + other.signalen)


def due_now(tx: Transaction) -> list[Sequence[AfspraakId]]:
    """The afspraken about which something is due at ``tx.now``, in batches for a transaction each.

    Nothing outside the sending window: what falls due then is planned at its opening.
    """
    try:
        due = tx.afspraken.due(tx.today) if tx.kalender.in_window(tx.now) else []
    except GeenRegio:
        return []
    return [due[start : start + BATCH] for start in range(0, len(due), BATCH)]


def plan_due(tx: Transaction, ids: Sequence[AfspraakId]) -> Gepland:
    """Turns what is due about these afspraken into owed messages.

    A herinnering is due when the window opens, the makelaar's signaal at the hour of the morning message. Runs again
    and again without doubling: each message has its own key, and an afspraak is due no more once all of today is
    planned.
    """
    ladder = tx.regio.herinneringen.ladder
    morning = tx.now >= tx.kalender.at(tx.today, tx.regio.verzending.ochtendbericht)
    makelaars = tx.personen.with_rol(Rol.MAKELAAR)
    count: Counter[str] = Counter()
    for afspraak in tx.afspraken.take_due(ids, tx.today):
        herinnering = due_herinnering(afspraak, ladder, tx.kalender, tx.today)
        if herinnering is not None and is_held(tx, afspraak):
            count["herinneringen"] += _owe_herinnering(tx, herinnering)
        signaal = signaal_on(afspraak, tx.kalender) <= tx.today
        if signaal and not morning:
            continue  # stays on today's list until the hour of the morning message
        if signaal and afspraak.is_open:
            for makelaar in makelaars_of(tx.casussen.get(afspraak.casus), makelaars):
                count["signalen"] += _owe_ochtendbericht(tx, makelaar.id, afspraak)
        tx.afspraken.due_again(afspraak.id, next_due(afspraak, ladder, tx.kalender, after=tx.today))
    return Gepland(count["herinneringen"], count["signalen"])


def dry_run(tx: Transaction) -> tuple[Gepland, list[dict[str, Any]]]:
    """What a tick at ``tx.now`` would make owed and send. The caller must not keep this transaction."""
    try:
        klok = tx.kalender.in_window(tx.now)
    except GeenRegio:
        return Gepland(), []
    gepland = sum((plan_due(tx, batch) for batch in due_now(tx)), Gepland())
    rows = []
    for waiting in tx.outbox.waiting(klok=klok):
        bericht = addressed(tx, waiting)
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
    return gepland, rows


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
