"""Which messages does the clock cause now?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.afspraak import AfspraakId
from bot.domain.bericht import Baan, Bericht
from bot.domain.errors import GeenRegio
from bot.domain.herinnering import Herinnering, due_herinnering, next_due
from bot.usecases.ochtend import mornings_due, plan_morning
from bot.usecases.opening import opening
from bot.usecases.ports import Transaction
from bot.usecases.toewijzing import is_held
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

    Runs again and again without doubling: each message has its own key, and an afspraak is due no more once all of
    today is planned.
    """
    ladder = tx.regio.herinneringen.ladder
    count = 0
    for afspraak in tx.afspraken.take_due(ids, tx.today):
        herinnering = due_herinnering(afspraak, ladder, tx.kalender, tx.today)
        if herinnering is not None and is_held(tx, afspraak):
            count += _owe_herinnering(tx, herinnering)
        tx.afspraken.due_again(afspraak.id, next_due(afspraak, ladder, tx.kalender, after=tx.today))
    return Gepland(herinneringen=count)


def dry_run(tx: Transaction) -> tuple[Gepland, list[dict[str, Any]]]:
    """What a tick at ``tx.now`` would make owed and send. The caller must not keep this transaction."""
    try:
        kalender = tx.kalender
    except GeenRegio:
        return Gepland(), []
    gepland = sum((plan_due(tx, batch) for batch in due_now(tx)), Gepland())
    gepland += Gepland(signalen=sum(plan_morning(tx, makelaar) for makelaar in mornings_due(tx)))
    rows = []
    for waiting in tx.outbox.waiting(opening(tx)):
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
                    "op": kalender.local(bericht.due_at or tx.now),
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


def _not_after(tx: Transaction, moment: datetime) -> datetime:
    return min(moment, tx.now)


def _why(dag: int) -> str:
    if dag == 0:
        return "dag van de deadline"
    days = f"{abs(dag)} werkdag{'en' if abs(dag) > 1 else ''}"
    return f"{days} {'voor' if dag < 0 else 'na'} de deadline"
