"""Is every open afspraak watched by the right makelaars, also when the database is asked for them at once?"""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import event

from bot.domain.afspraak import AfspraakId
from bot.domain.bericht import Opening
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.privacy import SafeText
from bot.domain.toegang import serves
from bot.services import Services
from bot.usecases.afspraken import log_afspraak
from bot.usecases.casussen import new_casus
from bot.usecases.personen import revoke_persoon
from bot.usecases.toewijzing import watched_by, watchers
from storage.store import SqlTransaction, Store
from tests.builders import join
from tests.conftest import MovableClock
from tests.usecases.conftest import People, on_sqlite

HUIS = "Veiligheidshuis IJsselland"
DEADLINE = date(2027, 2, 9)


def log_everywhere(services: Services, makers: list[Persoon], actiehouder: Persoon) -> None:
    """An afspraak in every gemeente, made by each of the makers."""

    def log(tx: SqlTransaction, gemeente: str, maker: Persoon) -> None:
        if not serves(maker, gemeente):
            return
        casus = new_casus(tx, gemeente, tx.regio.tafels_for(gemeente)[0].sleutel, maker)
        bron = f"{gemeente[:20]}{maker.id}"
        log_afspraak(tx, casus.referentie, SafeText("bellen"), actiehouder.id, DEADLINE, maker, bron)

    for maker in makers:
        for gemeente in services.run_now(lambda tx: [each.naam for each in tx.regio.gemeenten]):
            services.run_now(log, gemeente, maker)  # type: ignore[arg-type]


def test_the_database_and_the_rule_agree_on_who_watches_what(
    services: Services, people: People, clock: MovableClock
) -> None:
    nobodys = join(services, "Mo", Rol.MAKELAAR, organisatie=HUIS)
    gone = join(services, "Kim", Rol.MAKELAAR, organisatie=HUIS, gemeenten=frozenset({"Raalte"}))
    log_everywhere(services, [people.marijke, people.dirk, nobodys, gone], people.tineke)
    services.run_now(revoke_persoon, gone)
    clock.moment += timedelta(days=30)

    def compare(tx: SqlTransaction) -> tuple[dict[PersoonId, set[AfspraakId]], dict[PersoonId, set[AfspraakId]]]:
        by_rule = defaultdict(set)
        for afspraak in tx.afspraken.all_open():
            for makelaar in watchers(tx, tx.casussen.get(afspraak.casus)):
                by_rule[makelaar.id].add(afspraak.id)
        makelaars = tx.personen.with_rol(Rol.MAKELAAR)
        return by_rule, {makelaar.id: {a.id for a in watched_by(tx, makelaar)} for makelaar in makelaars}

    by_rule, by_database = services.run_now(compare)  # type: ignore[arg-type]
    assert by_database == by_rule
    assert all(by_rule[person.id] for person in (people.marijke, people.dirk, nobodys))


@on_sqlite
def test_what_is_due_owed_or_waiting_is_found_by_an_index(services: Services, store: Store) -> None:
    """So that asking costs by what is due, not by what there is."""
    makelaar = join(services, "Mo", Rol.MAKELAAR, organisatie=HUIS)
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        asked.append((statement, values))

    def ask(tx: SqlTransaction) -> None:
        tx.afspraken.due(tx.today)
        tx.afspraken.take_due([AfspraakId(1)], tx.today)
        watched_by(tx, makelaar)
        tx.outbox.claim((), Opening(klok=True))
        tx.outbox.has_due(Opening(klok=False))
        tx.inbox.oldest(1)
        tx.inbox.waiting_chats()

    event.listen(store.engine, "before_cursor_execute", note)
    services.run_now(ask)  # type: ignore[arg-type]
    event.remove(store.engine, "before_cursor_execute", note)
    with store.engine.connect() as connection:
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {how}", what).all() for how, what in asked[1:]]
    steps = [step.detail for plan in plans for step in plan]
    for table in ("afspraak", "outbox", "inbox"):
        assert f"SCAN {table}" not in steps, steps
    indexes = ("ix_afspraak_next_due_on", "ix_afspraak_open", "ix_afspraak_silent", "ix_outbox_open", "ix_inbox_open")
    for index in indexes:
        assert any(index in step for step in steps), (index, steps)
