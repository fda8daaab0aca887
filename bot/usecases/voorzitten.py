"""Which makelaars lead a bijeenkomst now? Until it is over nothing but answers and edits leaves to them."""

from bot.domain.persoon import PersoonId
from bot.usecases.ports import Transaction
from bot.usecases.tafels import LONGEST, voorzitters
from bot.usecases.vervanging import effective, sharing_a_chat


def held_back(tx: Transaction) -> set[PersoonId]:
    """To whom nothing that interrupts may leave now: who leads, and everybody whose messages may go to one of them."""
    return sharing_a_chat(tx, chairing(tx))


def chairing(tx: Transaction) -> set[PersoonId]:
    """Who leads at ``tx.now``, by their own tables and by those of whose work they look after.

    Until the hour is over, or the last casus has had its turn.
    """
    under_way = tx.bijeenkomsten.under_way(tx.now, LONGEST)
    return {effective(tx, makelaar.id) for one in under_way for makelaar in voorzitters(tx, one)}
