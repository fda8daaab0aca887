"""Which actiehouder is to be reminded now, and of what?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.afspraak import AfspraakId
from bot.domain.bericht import Baan, Bericht
from bot.domain.errors import GeenRegio
from bot.domain.herinnering import Herinnering, due_herinnering, next_due
from bot.usecases.ports import Transaction
from bot.usecases.toewijzing import is_held

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
