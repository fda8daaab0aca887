"""What may leave now, and what waits for its hour?"""

from datetime import time, timedelta

from bot.domain.bericht import Opening
from bot.domain.errors import GeenRegio
from bot.usecases.ports import Transaction
from bot.usecases.vervanging import TO_ACTIEHOUDER, TO_MAKELAAR
from bot.usecases.voorzitten import held_back

STALE = timedelta(minutes=15)
"""News that has waited for so long is no longer news that comes at once: it leaves together with what else is due."""


def opening(tx: Transaction) -> Opening:
    """What the clock causes goes inside the sending window only, and nothing interrupts who chairs.

    News goes at once; what is left of an earlier day comes with what this day brings, as one message: to an
    actiehouder when the window opens, to a makelaar at the hour of the morning message.
    """
    try:
        klok = tx.kalender.in_window(tx.now)
        midnight = tx.kalender.at(tx.today, time())
        morning = klok and tx.now >= tx.kalender.at(tx.today, tx.regio.verzending.ochtendbericht)
    except GeenRegio:
        return Opening(klok=False)
    later = (frozenset() if klok else TO_ACTIEHOUDER) | (frozenset() if morning else TO_MAKELAAR)
    return Opening(klok, frozenset(held_back(tx)), later, midnight)
