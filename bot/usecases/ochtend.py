"""When does a makelaar get the one message of the morning, and what is in it?"""

from bot.domain.bericht import Baan, Bericht
from bot.domain.errors import GeenRegio
from bot.domain.persoon import Persoon, Rol
from bot.usecases.ochtenduur import hour_of, wished_hour
from bot.usecases.ports import Transaction
from bot.usecases.regels import MORNING, Overzicht, overzicht
from bot.usecases.toewijzing import watched_by
from bot.usecases.werklijst import to_do

LINES = 10


def morning(tx: Transaction, makelaar: Persoon) -> Overzicht:
    """What waits for this makelaar this morning; ``aantal`` is 0 when nothing does."""
    return overzicht(tx, watched_by(tx, makelaar), [], 0, LINES, MORNING, to_do(tx, makelaar))


def mornings_due(tx: Transaction) -> list[Persoon]:
    """The makelaars whose hour has come today and about whose morning nobody has thought yet.

    Nobody outside the sending window: a morning that was missed altogether is made up for by the next one.
    """
    try:
        if not tx.kalender.in_window(tx.now):
            return []
    except GeenRegio:
        return []
    makelaars = tx.personen.with_rol(Rol.MAKELAAR)
    wishes = tx.ochtenden.wishes([makelaar.id for makelaar in makelaars])
    due = []
    for makelaar in makelaars:
        om, gepland_on = wishes.get(makelaar.id, (None, None))
        if gepland_on != tx.today and tx.now >= tx.kalender.at(tx.today, hour_of(tx, om)):
            due.append(makelaar)
    return due


def plan_morning(tx: Transaction, makelaar: Persoon) -> bool:
    """Owes the message of this morning when there is something to say; thinks about it once a day.

    What comes up later in the day waits for the next one. Two processes owe it once: it has one key.
    """
    tx.ochtenden.planned(makelaar.id, tx.today)
    if not morning(tx, makelaar).aantal:
        return False
    return tx.outbox.put(
        Bericht(
            key=f"ochtend:{makelaar.id}:{tx.today}",
            bericht="ochtend",
            baan=Baan.KLOK,
            gegevens={"dag": tx.today.isoformat()},
            naar=makelaar.id,
            due_at=min(tx.now, tx.kalender.at(tx.today, wished_hour(tx, makelaar))),
            waarom="wat vandaag op de makelaar wacht",
        )
    )
