"""What happened with an afspraak, as far as a reader of its page may know?

The lines of the timeline, and the messages that were sent about it. A partner reads of no other partner.
"""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.afspraak import Afspraak
from bot.domain.bericht import Melding
from bot.domain.errors import UnknownPersoon
from bot.domain.gebeurtenis import Gebeurtenis, Wat
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.usecases.ports import Transaction
from bot.usecases.tijdlijn import named
from bot.usecases.toewijzing import oversees

_TOLD = ("nieuwe_actie", "herinnering", "wie_pakt_op", "aanspreken")
_FOR_MAKELAAR = frozenset({Wat.AANGESPROKEN, "aanspreken"})
"""Nobody else reads here that an organisation was spoken to."""


@dataclass(frozen=True)
class Feit:
    """One thing that happened: ``wat`` is a kind of line of the timeline, or the name of a message that was sent."""

    wat: str
    op: datetime
    wie: str | None
    """Who did it, or to whom it was sent."""
    waarde: str | None = None
    """A name that belongs to it."""
    reden: str | None = None
    dag: date | None = None
    tekst: str | None = None


def facts(tx: Transaction, afspraak: Afspraak, naar: Persoon) -> list[Feit]:
    """The first first."""
    everything = oversees(tx, tx.casussen.get(afspraak.casus), naar)
    lines = [line for line in tx.tijdlijn.of_afspraak(afspraak.id) if everything or _own(tx, naar, line)]
    told = [one for one in tx.outbox.about(afspraak.id, _TOLD) if everything or _is_own(tx, naar, one.naar)]
    known = [*(_happened(tx, line) for line in lines), *(_sent(tx, one, one.sent_at) for one in told if one.sent_at)]
    return sorted(
        (feit for feit in known if everything or feit.wat not in _FOR_MAKELAAR),
        key=lambda feit: feit.op,
    )


def _sent(tx: Transaction, one: Melding, op: datetime) -> Feit:
    return Feit(one.bericht, op, tx.personen.get(one.naar).naam)


def _happened(tx: Transaction, line: Gebeurtenis) -> Feit:
    return Feit(
        wat=line.wat,
        op=line.at,
        wie=tx.personen.get(line.door).naam if line.door is not None else None,
        waarde=named(tx, line),
        reden=line.reden,
        dag=line.dag,
        tekst=str(line.tekst) if line.tekst is not None else None,
    )


def _own(tx: Transaction, naar: Persoon, line: Gebeurtenis) -> bool:
    """Is all of it about people of the house, and of this reader's organisation?"""
    named_person = PersoonId(int(line.waarde)) if line.waarde is not None and line.waarde.isdecimal() else None
    if line.wat is Wat.TOEGEWEZEN and named_person is None and line.waarde != naar.organisatie:
        return False
    return all(_is_own(tx, naar, id) for id in (line.door, named_person) if id is not None)


def _is_own(tx: Transaction, naar: Persoon, id: PersoonId) -> bool:
    try:
        persoon = tx.personen.get(id)
    except UnknownPersoon:  # who was named may be gone by now
        return False
    return persoon.organisatie == naar.organisatie or persoon.is_(Rol.MAKELAAR)
