"""What does the clock cause now?

Each beurt first looks, and then does what it found, one transaction each: none is ever long, and doing it again changes
nothing. In the order in which they have to come: what is planned before what falls due.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.errors import GeenRegio
from bot.usecases.afsprakenlijst import overdue, see_to_list
from bot.usecases.herinneringen import Gepland, due_now, plan_due
from bot.usecases.komstsignaal import look_at, to_look_at
from bot.usecases.looporde import start, starting
from bot.usecases.ochtend import mornings_due, plan_morning
from bot.usecases.opening import opening
from bot.usecases.planning import is_to_plan, plan_year
from bot.usecases.ports import Transaction
from bot.usecases.vervanging import addressed
from bot.usecases.verzenden import due, send


@dataclass(frozen=True)
class Beurt:
    """``found`` is what is due, ``do`` makes it owed and returns how much that is."""

    found: Callable[[Transaction], Sequence[Any]]
    do: Callable[[Transaction, Any], Gepland]


def _year_due(tx: Transaction) -> list[None]:
    return [None] if is_to_plan(tx) else []


def _plan_year(tx: Transaction, _: None) -> Gepland:
    plan_year(tx)
    return Gepland()


def _signals(do: Callable[[Transaction, Any], int]) -> Callable[[Transaction, Any], Gepland]:
    return lambda tx, one: Gepland(signalen=do(tx, one))


BEURTEN: tuple[Beurt, ...] = (
    Beurt(_year_due, _plan_year),
    Beurt(due_now, plan_due),
    Beurt(mornings_due, _signals(plan_morning)),
    Beurt(due, _signals(send)),
    Beurt(starting, _signals(start)),
    Beurt(to_look_at, _signals(look_at)),
    Beurt(overdue, _signals(see_to_list)),
)


def dry_run(tx: Transaction) -> tuple[Gepland, list[dict[str, Any]]]:
    """What a tick at ``tx.now`` would make owed and send. The caller must not keep this transaction."""
    try:
        kalender = tx.kalender
    except GeenRegio:
        return Gepland(), []
    gepland = sum((beurt.do(tx, one) for beurt in BEURTEN for one in beurt.found(tx)), Gepland())
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
