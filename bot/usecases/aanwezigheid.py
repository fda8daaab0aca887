"""Who comes to a bijeenkomst, and who is lacking there?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain import aanwezigheid as rules
from bot.domain.aanwezigheid import Gemis, Komst
from bot.domain.bijeenkomst import Bijeenkomst
from bot.domain.deelnemer import Aanwezigheid, Antwoord, Deelnemer
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.usecases.ports import Transaction
from bot.usecases.tafels import invited, leads, on_the_table, tafel_of, vervanger_of


@dataclass(frozen=True)
class Eigen:
    """What somebody answered for themselves, and in whose place they come."""

    genodigd: bool
    """In their own right, that is."""
    antwoord: Antwoord | None
    vervanger: Persoon | None
    mandaat: bool | None
    voor: tuple[Persoon, ...]


def answers(tx: Transaction, bijeenkomst: Bijeenkomst) -> list[Komst]:
    """What is known of everybody who is invited, the fixed seats first; who leads is no participant.

    Who comes in somebody's place is shown with that one.
    """
    given = tx.aanwezigheid.of(bijeenkomst.id)
    guests = [part for part in invited(tx, bijeenkomst).values() if not chairs(tx, bijeenkomst, part.persoon)]
    ordered = sorted(guests, key=lambda part: (not part.kern, part.persoon.organisatie, part.persoon.id))
    return [_komst(tx, part, given) for part in ordered]


def lacking(tx: Transaction, bijeenkomst: Bijeenkomst, komsten: Sequence[Komst] | None = None) -> list[Gemis]:
    """Whom the table lacks now."""
    agenda = [slot.punt for slot in on_the_table(tx, bijeenkomst)]
    asked = sorted({id for punt in agenda for id in punt.partners})
    known = answers(tx, bijeenkomst) if komsten is None else komsten
    partners = [tx.personen.get(id) for id in asked]
    return rules.lacking(tafel_of(tx, bijeenkomst), agenda, known, tx.regio, partners)


def own_answer(tx: Transaction, bijeenkomst: Bijeenkomst, persoon: Persoon) -> Eigen:
    """What this person said, for a message to them."""
    given = tx.aanwezigheid.of(bijeenkomst.id)
    own = given.get(persoon.id, Aanwezigheid(bijeenkomst.id, persoon.id))
    places = places_of(tx, bijeenkomst, persoon)
    return Eigen(
        genodigd=persoon.id in places,
        antwoord=own.antwoord,
        vervanger=vervanger_of(tx, persoon, own),
        mandaat=own.mandaat,
        voor=tuple(tx.personen.get(id) for id in places if id != persoon.id),
    )


def places_of(tx: Transaction, bijeenkomst: Bijeenkomst, persoon: Persoon) -> list[PersoonId]:
    """Whose places this person takes: their own when they are invited, and of those for whom they come."""
    guests, given = invited(tx, bijeenkomst), tx.aanwezigheid.of(bijeenkomst.id)
    own = [persoon.id] if persoon.id in guests and not chairs(tx, bijeenkomst, persoon) else []
    for_others = [id for id, part in guests.items() if _instead(tx, part.persoon, given.get(id)) == persoon]
    return [*own, *for_others]


def chairs(tx: Transaction, bijeenkomst: Bijeenkomst, persoon: Persoon) -> bool:
    return persoon.is_(Rol.MAKELAAR) and leads(tx, bijeenkomst, persoon)


def _komst(tx: Transaction, part: Deelnemer, given: Mapping[PersoonId, Aanwezigheid]) -> Komst:
    own = given.get(part.persoon.id)
    if own is None:
        return Komst(part)
    instead = _instead(tx, part.persoon, own)
    confirmed = instead is not None and instead.id in given and given[instead.id].antwoord is Antwoord.KOMT
    return Komst(part, own.antwoord, instead, own.mandaat, confirmed)


def _instead(tx: Transaction, persoon: Persoon, answer: Aanwezigheid | None) -> Persoon | None:
    return vervanger_of(tx, persoon, answer) if answer is not None else None
