"""When is an update ours, and what of it may be written down?"""

from dataclasses import replace

from bot.domain.binnenkomst import Binnenkomst, Soort
from bot.domain.errors import GeenRegio
from bot.domain.privacy import Guard
from bot.usecases.ports import Transaction

KEEPS_TEXT = frozenset({Soort.TEKST, Soort.COMMANDO})


def store_updates(tx: Transaction, arrived: list[Binnenkomst], guard: Guard) -> set[int]:
    """Makes these updates ours: after this they may be confirmed to Telegram.

    A text is stored only of somebody we know, of a kind whose text we read, and when the guard finds it clean. An
    update that came before is left as it is. Returns the ids of those whose text is not written down, so that it has
    to be kept in memory for this one handling.
    """
    unwritten = set()
    guard = of_house(tx, guard)
    for binnen in arrived:
        written = _writable(tx, binnen, guard)
        if tx.inbox.add(written) and written.tekst != binnen.tekst:
            unwritten.add(binnen.update_id)
    return unwritten


def of_house(tx: Transaction, guard: Guard) -> Guard:
    """The guard with the words of the region in force, if there is one."""
    try:
        return guard.for_regio(tx.regio)
    except GeenRegio:
        return guard


def _writable(tx: Transaction, binnen: Binnenkomst, guard: Guard) -> Binnenkomst:
    if binnen.tekst is None:
        return binnen
    if binnen.commando == "start" and binnen.soort is Soort.COMMANDO:
        return binnen  # the hash of a token
    if binnen.soort not in KEEPS_TEXT or tx.personen.by_chat(binnen.chat_id) is None:
        return replace(binnen, tekst=None)
    if guard.find(binnen.tekst):
        return replace(binnen, tekst=None, tekst_verloren=True)
    return binnen
