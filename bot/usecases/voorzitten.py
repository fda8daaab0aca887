"""Which makelaars chair a table now? Until it is over nothing but answers and edits leaves to them."""

from bot.domain.errors import GeenRegio
from bot.domain.persoon import PersoonId, Rol
from bot.domain.voorzitten import in_session
from bot.usecases.ports import Transaction
from bot.usecases.toewijzing import responsible_for
from bot.usecases.vervanging import sharing_a_chat


def held_back(tx: Transaction) -> set[PersoonId]:
    """To whom nothing that interrupts may leave now: who chairs, and everybody whose messages may go to one of them."""
    return sharing_a_chat(tx, chairing(tx))


def chairing(tx: Transaction) -> set[PersoonId]:
    """Who chairs at ``tx.now``: the own tables, and those of whose work they look after."""
    try:
        meeting = in_session(tx.regio.casustafels, tx.now, tx.kalender)
    except GeenRegio:
        return set()
    if not meeting:
        return set()
    makelaars = tx.personen.with_rol(Rol.MAKELAAR)
    return {who.id for who in makelaars if any(meeting & owner.tafels for owner in responsible_for(tx, who))}
