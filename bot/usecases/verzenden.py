"""How does an agenda or an afsprakenlijst leave: held for five minutes, then whole, to all at once, and only once?"""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from bot.domain.agenda import AgendaGewijzigd
from bot.domain.bericht import Baan, Bericht, Methode
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, UnknownBijeenkomst
from bot.domain.errors import DomainError
from bot.domain.persoon import Persoon
from bot.domain.verzending import HELD_FOR, Soort, Stand, TerughalenTeLaat, Verzending, VerzendingId
from bot.usecases.afsprakenlijst import ready, send_lijst
from bot.usecases.circulatie import Zending, send_agenda, sendings
from bot.usecases.ports import Transaction
from bot.usecases.tafels import to_lead

HELD = "verstuurd"
"""The message with «Terughalen»."""


class NietsTeVersturen(DomainError):
    """Everybody knows it already."""


@dataclass(frozen=True)
class Aantal:
    """To how many people something goes, and for how many more it is who cannot be reached through Telegram."""

    mensen: int
    onbereikbaar: int = 0

    def __bool__(self) -> bool:
        return bool(self.mensen or self.onbereikbaar)


@dataclass(frozen=True)
class _Way:
    """How one kind leaves: to how many people it would go now, and what sends it, to how many."""

    count: Callable[[Transaction, Bijeenkomst], Aantal]
    send: Callable[[Transaction, Verzending], Aantal]


def _reached(zendingen: list[Zending]) -> Aantal:
    reached = [zending.persoon.bereikbaar for zending in zendingen]
    return Aantal(reached.count(True), reached.count(False))


def _count_lijst(tx: Transaction, bijeenkomst: Bijeenkomst) -> Aantal:
    return Aantal(ready(tx, bijeenkomst).mensen)


def _send_lijst(tx: Transaction, verzending: Verzending) -> Aantal:
    people = _count_lijst(tx, tx.bijeenkomsten.get(verzending.bijeenkomst))
    send_lijst(tx, verzending)
    return people


_WAYS = {
    Soort.AGENDA: _Way(
        lambda tx, bijeenkomst: _reached(sendings(tx, bijeenkomst)),
        lambda tx, verzending: _reached(send_agenda(tx, verzending)),
    ),
    Soort.LIJST: _Way(_count_lijst, _send_lijst),
}


def begin(tx: Transaction, id: BijeenkomstId, soort: Soort, door: Persoon, version: int) -> Verzending:
    """«Versturen»: in five minutes it leaves. A second tap, or a second makelaar, finds the one that waits.

    ``version`` is that of the bijeenkomst as this person saw it. Raises ``AgendaGewijzigd`` when somebody changed it
    since, and ``NietsTeVersturen``.
    """
    bijeenkomst = to_lead(tx, id, door)
    waiting = tx.verzendingen.waiting(id, soort)
    if waiting is not None:
        return waiting
    if soort is Soort.AGENDA:
        bijeenkomst.check_to_come(tx.now)
    if bijeenkomst.version != version:
        raise AgendaGewijzigd
    if not people_for(tx, id, soort) or (soort is Soort.LIJST and bijeenkomst.lijst_at is not None):
        raise NietsTeVersturen
    if soort is Soort.AGENDA and not bijeenkomst.eigen:  # a changed rhythm leaves alone what was seen and is on its way
        tx.bijeenkomsten.save(bijeenkomst.prepare())
    tx.audit.record(f"{soort}_klaargezet", f"bijeenkomst {id}", door)
    return tx.verzendingen.add(id, soort, door.id, tx.now + HELD_FOR)


def people_for(tx: Transaction, id: BijeenkomstId, soort: Soort) -> Aantal:
    """To how many people it would go now."""
    return _WAYS[soort].count(tx, tx.bijeenkomsten.get(id))


def call_back(tx: Transaction, id: VerzendingId, door: Persoon) -> Verzending:
    """«Terughalen»: nothing of it leaves. Raises ``TerughalenTeLaat`` once its moment has come.

    When it was called back before and another one waits by now, that is returned and goes on waiting: who pressed has
    not seen it yet.
    """
    found = tx.verzendingen.find(id)
    if found is None:
        raise UnknownBijeenkomst
    to_lead(tx, found.bijeenkomst, door)
    held = tx.verzendingen.hold(id)
    if held is None or held.stand is Stand.WEG or (held.stand is Stand.WACHT and tx.now >= held.due_at):
        raise TerughalenTeLaat
    if held.stand is Stand.WACHT:
        tx.verzendingen.end(id, Stand.TERUGGEHAALD)
        tx.audit.record(f"{held.soort}_teruggehaald", f"bijeenkomst {held.bijeenkomst}", door)
    newest = tx.verzendingen.last(held.bijeenkomst, held.soort)
    if newest is None or newest.stand is Stand.WEG:
        raise TerughalenTeLaat
    return newest


def due(tx: Transaction) -> list[VerzendingId]:
    """What was held for long enough. It goes at any hour: a person caused it."""
    return tx.verzendingen.due(tx.now)


def send(tx: Transaction, id: VerzendingId) -> int:
    """All of it becomes owed in this transaction, worked out from what is true now. Returns to how many people.

    Once, whatever number of processes tries. None of it once the bijeenkomst is over.
    """
    found = tx.verzendingen.find(id)
    if found is None:
        return 0
    tx.bijeenkomsten.hold(found.bijeenkomst)
    if tx.now < found.due_at or not tx.verzendingen.end(id, Stand.WEG):
        return 0
    people = _WAYS[found.soort].send(tx, found)
    _tell_sender(tx, found, people)
    return people.mensen


def _tell_sender(tx: Transaction, verzending: Verzending, people: Aantal) -> None:
    """The message with «Terughalen» says that it is out; a new one when that message is not there."""
    shown = tx.outbox.last_of(verzending.door, (HELD,))
    own = shown is not None and shown.gegevens.get("verzending") == verzending.id
    tx.outbox.put(
        Bericht(
            key=f"verzonden:{verzending.id}",
            bericht="verzonden",
            baan=Baan.NIEUWS,
            gegevens={"verzending": verzending.id, **asdict(people)},
            naar=verzending.door,
            chat_id=shown.chat_id if shown is not None and own else None,
            methode=Methode.EDIT if own else Methode.SEND,
            message_id=shown.message_id if shown is not None and own else None,
            waarom="de verzending is de deur uit",
        )
    )
