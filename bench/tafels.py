"""How does a house get thirty tables, and one of them an agenda of forty casussen that is about to go to sixty people?

All of it by the product's own use cases, in January 2027.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bench.bots import FIRST_CHAT, HUIS, MAKELAAR_CHAT, TAFEL, ijsselland
from bench.crowds import StandingClock
from bench.processes import MeasurementFailed
from bot.domain.agenda import in_order
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId
from bot.domain.persoon import NieuwPersoon, Persoon, PersoonId, Rol
from bot.domain.privacy import SafeText
from bot.domain.regio import Regio, from_document, to_document
from bot.domain.regio_values import gemeente_organisatie
from bot.domain.verzending import HELD_FOR, Soort, VerzendingId
from bot.services import Services
from bot.usecases.agendas import open_agenda, set_minuten, set_partner, set_vraag
from bot.usecases.casussen import new_casus
from bot.usecases.personen import add_persoon
from bot.usecases.planning import plan_year
from bot.usecases.ports import Transaction
from bot.usecases.regios import load_regio
from bot.usecases.verzenden import begin
from storage.schema import upgrade
from storage.store import Store

TAFELS = 30
CASUSSEN = 40
RECIPIENTS = 60
HOUSE = 300
"""So many people are known to the house: who takes part is looked for among all of them."""
ASKED_EACH = 2
"""Partners for each casus alone."""
MINUTEN = 10
MADE = datetime(2027, 1, 25, 11, 0, tzinfo=UTC)
"""A Monday, 12:00 in Zwolle, a week and a day before the table meets."""
_DAYS = ("MO", "TU", "WE", "TH", "FR")


@dataclass(frozen=True)
class Tafel:
    """The table, its agenda held for five minutes: ``clock`` stands at the moment on which it leaves."""

    clock: StandingClock
    bijeenkomst: BijeenkomstId
    verzending: VerzendingId
    makelaar: PersoonId
    kern: frozenset[PersoonId]
    """Who gets the whole agenda."""
    people: frozenset[PersoonId]
    """All who get some of it, ``kern`` included."""


@contextmanager
def house(url: str, clock: StandingClock) -> Iterator[Services]:
    """The product's use cases on the database at ``url``, at the moment of ``clock``."""
    store = Store(url)
    upgrade(store)
    services = Services(store, clock)
    try:
        yield services
    finally:
        services.close()
        store.close()


def thirty_tafels() -> Regio:
    """IJsselland, with more tables like its own: weekly, every two weeks, monthly."""
    document = to_document(ijsselland())
    own = [tafel for tafel in document["casustafels"] if tafel["ritme"]]
    more = []
    for number in range(TAFELS - len(own)):
        day = number % len(_DAYS)
        since = (date(2027, 1, 4) + timedelta(days=day)).isoformat()
        ritme, vanaf = (
            (f"FREQ=WEEKLY;BYDAY={_DAYS[day]}", None),
            (f"FREQ=WEEKLY;INTERVAL=2;BYDAY={_DAYS[day]}", since),
            (f"FREQ=MONTHLY;BYDAY={number % 4 + 1}{_DAYS[day]}", None),
        )[number % 3]
        new = {"sleutel": f"tafel-{number + 1}", "naam": f"Tafel {number + 1}", "agendanaam": f"Overleg {number + 1}"}
        more.append({**own[number % len(own)], **new, "ritme": ritme, "vanaf": vanaf})
    document["casustafels"] += more
    return from_document(document)


def make_tafel(url: str) -> Tafel:
    """A house with these tables at ``url``, planned, and the agenda of one on its way out."""
    clock = StandingClock(MADE)
    with house(url, clock) as services:
        services.run_now(load_regio, thirty_tafels())
        services.run_now(plan_year)
        makelaar = services.run_now(_makelaar)
        kern, people = services.run_now(_people)
        services.run_now(_casussen, makelaar)
        bijeenkomst = services.run_now(_agenda, makelaar, people)
        verzending = services.run_now(begin, bijeenkomst.id, Soort.AGENDA, makelaar, bijeenkomst.version)
    clock.moment += HELD_FOR
    return Tafel(
        clock,
        bijeenkomst.id,
        verzending.id,
        makelaar.id,
        frozenset(persoon.id for persoon in kern),
        frozenset(persoon.id for persoon in people),
    )


def _makelaar(tx: Transaction) -> Persoon:
    gemeenten = frozenset(gemeente.naam for gemeente in tx.regio.gemeenten_of(TAFEL))
    nieuw = NieuwPersoon("Makelaar Een", frozenset({Rol.MAKELAAR}), HUIS, gemeenten=gemeenten, tafels=_at_table())
    return tx.personen.link(add_persoon(tx, nieuw).id, MAKELAAR_CHAT)


def _people(tx: Transaction) -> tuple[list[Persoon], list[Persoon]]:
    """Two in each fixed seat and of each gemeente, and others up to sixty, asked for single casussen; then the rest."""
    tafel = tx.regio.tafel(TAFEL)
    seats = [(zetel.organisatie, zetel.zetel) for zetel in tafel.vaste_kern if not zetel.is_gemeente]
    gemeenten = [(gemeente_organisatie(gemeente.naam), None) for gemeente in tx.regio.gemeenten_of(TAFEL)]
    fixed = [*seats, *seats, *gemeenten, *gemeenten]
    kern = [_join(tx, number, *seat, tafels=_at_table()) for number, seat in enumerate(fixed)]
    asked = [
        _join(tx, number, tafel.per_casus[number % len(tafel.per_casus)]) for number in range(len(fixed), RECIPIENTS)
    ]
    organisaties = [organisatie.naam for organisatie in tx.regio.organisaties]
    for number in range(RECIPIENTS, HOUSE):
        _join(tx, number, organisaties[number % len(organisaties)])
    return kern[: 2 * len(seats)], [*kern, *asked]


def _join(
    tx: Transaction, number: int, organisatie: str, zetel: str | None = None, tafels: frozenset[str] = frozenset()
) -> Persoon:
    nieuw = NieuwPersoon(f"Collega {number + 1}", frozenset({Rol.ACTIEHOUDER}), organisatie, zetel, tafels=tafels)
    return tx.personen.link(add_persoon(tx, nieuw).id, FIRST_CHAT + number)


def _casussen(tx: Transaction, makelaar: Persoon) -> None:
    gemeenten = tx.regio.gemeenten_of(TAFEL)
    for number in range(CASUSSEN):
        new_casus(tx, gemeenten[number % len(gemeenten)].naam, TAFEL, makelaar)


def _agenda(tx: Transaction, makelaar: Persoon, people: list[Persoon]) -> Bijeenkomst:
    """It proposes itself; each casus gets its minutes, a question and the partners who join for it alone."""
    coming = tx.bijeenkomsten.of_tafel(TAFEL, tx.now)[0]
    open_agenda(tx, coming.id, makelaar)
    punten = in_order(tx.agendas.of(coming.id))
    if len(punten) != CASUSSEN:
        raise MeasurementFailed(f"{len(punten)} casussen on the agenda")
    asked = [persoon for persoon in people if not persoon.tafels]
    for place, punt in enumerate(punten):
        set_minuten(tx, coming.id, punt.id, MINUTEN, makelaar, punt.minuten)
        set_vraag(tx, coming.id, punt.id, SafeText("Wat is er nodig om verder te komen?"), makelaar, None)
        for nth in range(ASKED_EACH):
            partner = asked[(place * ASKED_EACH + nth) % len(asked)]
            set_partner(tx, coming.id, punt.id, partner, makelaar, joins=True)
    return tx.bijeenkomsten.get(coming.id)


def _at_table() -> frozenset[str]:
    return frozenset({TAFEL})
