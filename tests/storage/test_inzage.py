"""Is a grant kept as it was given, and does a house that had none get what is due?"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from alembic import command
from sqlalchemy import event
from sqlmodel import select

from bot.domain.persoon import PersoonId
from storage.schema import _config, _tables_made_anew
from storage.store import SqlTransaction, Store
from storage.tables import CasusRow, InzageRow, PersoonRow
from tests.builders import MONDAY, NOON, REFERENTIE, a_persoon, an_afspraak_row, put_rows

TINEKE, MARIJKE = PersoonId(2), a_persoon(id=PersoonId(1))


def in_store(store: Store, act: Callable[[SqlTransaction], object]) -> object:
    with store.write(NOON) as tx:
        return act(tx)


@pytest.fixture
def house(store: Store) -> Store:
    """A casus, who runs it, and who takes part."""
    people = [PersoonRow(id=id, naam="x", rollen=[], organisatie="Tactus", made_at=NOON) for id in (1, 2, 3)]
    casus = CasusRow(referentie=REFERENTIE, gemeente="Zwolle", tafel="topx-zwolle", made_by=1, made_at=NOON)
    in_store(store, lambda tx: put_rows(tx, *people, casus))
    return store


def test_a_grant_holds_through_its_last_day(house: Store) -> None:
    in_store(house, lambda tx: tx.inzage.put(REFERENTIE, TINEKE, MONDAY, MARIJKE))
    held = [
        in_store(house, lambda tx, day=day: tx.inzage.holds(REFERENTIE, TINEKE, MONDAY + timedelta(days=day)))
        for day in (-1, 0, 1)
    ]
    assert held == [True, True, False]
    assert in_store(house, lambda tx: tx.inzage.casussen_of(TINEKE, MONDAY)) == [REFERENTIE]
    assert in_store(house, lambda tx: tx.inzage.casussen_of(TINEKE, MONDAY + timedelta(days=1))) == []
    assert not in_store(house, lambda tx: tx.inzage.holds(REFERENTIE, PersoonId(3), MONDAY))


@pytest.mark.parametrize("gone", [CasusRow, PersoonRow])
def test_a_grant_goes_with_the_casus_and_with_the_person(house: Store, gone: type) -> None:
    in_store(house, lambda tx: tx.inzage.put(REFERENTIE, TINEKE, MONDAY, MARIJKE))
    table = gone.__table__
    which = table.c.referentie == REFERENTIE if gone is CasusRow else table.c.id == TINEKE
    in_store(house, lambda tx: tx.connection.execute(table.delete().where(which)))
    assert in_store(house, lambda tx: tx.connection.execute(select(InzageRow)).all()) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_grant_and_what_somebody_may_see_are_found_by_an_index(house: Store) -> None:
    asked = []
    event.listen(house.engine, "before_cursor_execute", lambda _, __, how, what, *___: asked.append((how, what)))
    in_store(house, lambda tx: tx.inzage.holds(REFERENTIE, TINEKE, MONDAY))
    in_store(house, lambda tx: tx.inzage.casussen_of(TINEKE, MONDAY))
    in_store(house, lambda tx: tx.afspraken.of_casus(REFERENTIE))
    with house.engine.connect() as connection:
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {how}", what).all() for how, what in list(asked)]
    assert not [step.detail for plan in plans for step in plan if step.detail.startswith("SCAN")]


def test_who_had_an_afspraak_before_there_were_grants_sees_its_casus_through_the_last_deadline(house: Store) -> None:
    afspraken = [an_afspraak_row(actiehouder_id=TINEKE, made_by=1, deadline=date(2027, 2, day)) for day in (8, 12)]
    in_store(house, lambda tx: put_rows(tx, *afspraken))
    for step, revision in ((command.downgrade, "0005"), (command.upgrade, "head")):
        config = _config()
        with house.engine.connect() as connection, _tables_made_anew(house, connection), connection.begin():
            config.attributes["connection"] = connection
            step(config, revision)

    rows = in_store(house, lambda tx: tx.connection.execute(select(InzageRow)).all())

    assert [(row.casus, row.persoon_id, row.tot, row.made_at, row.made_by) for row in rows] == [
        (REFERENTIE, TINEKE, date(2027, 2, 12), NOON, 1)
    ]
