"""How does a database get a million afspraken of which always the same hundred are due?

The product's own use cases make a few hundred of every kind, so that each column is as the product would fill it; then
the database copies those that are not due.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, Table, text

from bench.bots import FIRST_CHAT, HUIS, MAKELAAR_CHAT, ijsselland
from bot.domain.afspraak import Afspraak
from bot.domain.persoon import NieuwPersoon, Persoon, Rol
from bot.domain.privacy import SafeText
from bot.domain.referentie import new_referentie
from bot.services import Services
from bot.usecases.afspraken import confirm_afspraak, log_afspraak, start_afspraak
from bot.usecases.casussen import new_casus
from bot.usecases.personen import add_persoon
from bot.usecases.ports import Transaction
from bot.usecases.regios import load_regio
from storage.schema import upgrade
from storage.store import Store
from storage.tables import AfspraakRow, CasusRow

MADE = datetime(2027, 2, 1, 11, 0, tzinfo=UTC)
MOMENT = datetime(2027, 2, 17, 8, 0, tzinfo=UTC)
"""A Wednesday, 09:00 in Zwolle: the window is open and the hour of the morning messages has passed."""
DUE = 100
KINDS = 200
"""Different afspraken that are copied, each of another actiehouder."""
PER_CASUS = 10
DONE_OF_TEN = 4


@dataclass
class StandingClock:
    """Moves only when it is put."""

    moment: datetime = field(default=MADE)

    def now(self) -> datetime:
        return self.moment


def seed(url: str, size: int) -> None:
    """A database at ``url`` with ``size`` afspraken: a hundred due at ``MOMENT``, most open, the others done."""
    store = Store(url)
    upgrade(store)
    services = Services(store, StandingClock())
    try:
        services.run_now(load_regio, ijsselland())
        makelaars = services.run_now(_makelaars)
        actiehouders = services.run_now(_actiehouders)
        kinds = services.run_now(_kinds, makelaars, actiehouders)
        services.run_now(_due, makelaars, actiehouders)
        with store.engine.begin() as connection:
            connection.execute(text("DELETE FROM outbox"))
            _copy(connection, kinds, (size - DUE - KINDS) // PER_CASUS)
            counted = connection.scalar(text("SELECT count(*) FROM afspraak"))
        assert counted == size, counted
        if not store.is_sqlite:
            # As its own daemon does in time; SQLite has no such thing, and the product does not do it either.
            with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
    finally:
        services.close()
        store.close()


def _makelaars(tx: Transaction) -> dict[str, Persoon]:
    """One for each gemeente."""
    made = {}
    for number, gemeente in enumerate(tx.regio.gemeenten):
        nieuw = NieuwPersoon(
            f"Makelaar {number + 1}", frozenset({Rol.MAKELAAR}), HUIS, gemeenten=frozenset({gemeente.naam})
        )
        made[gemeente.naam] = tx.personen.link(add_persoon(tx, nieuw).id, MAKELAAR_CHAT + number)
    return made


def _actiehouders(tx: Transaction) -> list[Persoon]:
    organisaties = [organisatie.naam for organisatie in tx.regio.organisaties]
    made = []
    for number in range(KINDS):
        naam, organisatie = f"Collega {number + 1}", organisaties[number % len(organisaties)]
        persoon = add_persoon(tx, NieuwPersoon(naam, frozenset({Rol.ACTIEHOUDER}), organisatie))
        made.append(tx.personen.link(persoon.id, FIRST_CHAT + number))
    return made


def _kinds(tx: Transaction, makelaars: dict[str, Persoon], actiehouders: list[Persoon]) -> list[Afspraak]:
    """What is copied: of every gemeente, due months ahead; heard of, or done."""
    made = []
    for number, actiehouder in enumerate(actiehouders):
        deadline = tx.kalender.next_werkdag(tx.today + timedelta(days=90 + number))
        afspraak = _agree(tx, number, makelaars, actiehouder, deadline)
        if number % 10 < DONE_OF_TEN:
            made.append(confirm_afspraak(tx, afspraak.id, actiehouder))
        else:
            made.append(start_afspraak(tx, afspraak.id, actiehouder))
    return made


def _due(tx: Transaction, makelaars: dict[str, Persoon], actiehouders: list[Persoon]) -> None:
    """A quarter each: five working days ahead, tomorrow, today, and since yesterday too late."""
    today = tx.kalender.today(MOMENT)
    for number in range(DUE):
        deadline = tx.kalender.shift(today, (5, 1, 0, -1)[number % 4])
        _agree(tx, number, makelaars, actiehouders[number], deadline)


def _agree(
    tx: Transaction, number: int, makelaars: dict[str, Persoon], actiehouder: Persoon, deadline: date
) -> Afspraak:
    gemeente, makelaar = list(makelaars.items())[number % len(makelaars)]
    tafel = tx.regio.tafels_for(gemeente)[0].sleutel
    casus = new_casus(tx, gemeente, tafel, makelaar)
    actie = SafeText("intake plannen")
    return log_afspraak(tx, casus.referentie, actie, actiehouder.id, deadline, makelaar, bron=casus.referentie)


def _copy(connection: Connection, kinds: list[Afspraak], casussen: int) -> None:
    """``casussen`` new casussen like those of ``kinds``, with as many afspraken each as ``PER_CASUS``."""
    connection.execute(text("CREATE TEMPORARY TABLE soort (k INTEGER PRIMARY KEY, afspraak INTEGER, casus VARCHAR(9))"))
    connection.execute(text("CREATE TEMPORARY TABLE nieuw (n INTEGER PRIMARY KEY, casus VARCHAR(9))"))
    connection.execute(text("CREATE TEMPORARY TABLE keer (i INTEGER PRIMARY KEY)"))
    connection.execute(text("INSERT INTO keer VALUES (:i)"), [{"i": i} for i in range(PER_CASUS)])
    connection.execute(
        text("INSERT INTO soort VALUES (:k, :afspraak, :casus)"),
        [{"k": k, "afspraak": kind.id, "casus": kind.casus} for k, kind in enumerate(kinds)],
    )
    known = {kind.casus for kind in kinds} | set(connection.scalars(text("SELECT referentie FROM casus")))
    rows = [{"n": n, "casus": casus} for n, casus in enumerate(itertools.islice(_references(known), casussen))]
    for start in range(0, len(rows), 10_000):
        connection.execute(text("INSERT INTO nieuw VALUES (:n, :casus)"), rows[start : start + 10_000])
    joined = f"FROM nieuw JOIN soort ON soort.k = nieuw.n % {len(kinds)}"
    casus, afspraak = CasusRow.__table__, AfspraakRow.__table__  # type: ignore[attr-defined]
    connection.execute(
        text(
            f"INSERT INTO casus (referentie, {_names(casus, 'referentie')}) "
            f"SELECT nieuw.casus, {_names(casus, 'referentie', of='bron')} "
            f"{joined} JOIN casus bron ON bron.referentie = soort.casus ORDER BY nieuw.n"
        )
    )
    connection.execute(
        text(
            f"INSERT INTO afspraak (casus, {_names(afspraak, 'id', 'casus', 'bron')}) "
            f"SELECT nieuw.casus, {_names(afspraak, 'id', 'casus', 'bron', of='bron')} "
            f"{joined} JOIN afspraak bron ON bron.id = soort.afspraak CROSS JOIN keer ORDER BY nieuw.n"
        )
    )
    for name in ("soort", "nieuw", "keer"):
        connection.execute(text(f"DROP TABLE {name}"))


def _references(known: set[str]) -> Iterator[str]:
    while True:
        referentie = new_referentie()
        if referentie not in known:
            known.add(referentie)
            yield referentie


def _names(table: Table, *but: str, of: str = "") -> str:
    return ", ".join(f"{of}.{column.name}" if of else column.name for column in table.columns if column.name not in but)
