"""Is a hand-over of work kept as it was made, and the hour of the morning message beside what was planned?"""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from sqlmodel import col, delete, select

from bot.domain.overdracht import Overdracht
from bot.domain.persoon import PersoonId
from storage.store import SqlTransaction, Store
from storage.tables import OchtendRow, OverdrachtRow, PersoonRow
from tests.builders import MONDAY, NOON, put_rows

MARIJKE, RUUD, DIRK = PersoonId(1), PersoonId(2), PersoonId(3)
FRIDAY = date(2027, 2, 5)


def in_store(store: Store, act: Callable[[SqlTransaction], object]) -> object:
    with store.write(NOON) as tx:
        return act(tx)


@pytest.fixture
def house(store: Store) -> Store:
    people = [PersoonRow(id=id, naam="x", rollen=[], organisatie="Huis", made_at=NOON) for id in (1, 2, 3)]
    in_store(store, lambda tx: put_rows(tx, *people))
    return store


def not_over(house: Store, day: date) -> object:
    return in_store(house, lambda tx: tx.overdrachten.not_over(day))


def test_it_is_known_from_when_it_is_made_through_its_last_day(house: Store) -> None:
    handed = Overdracht(MARIJKE, RUUD, FRIDAY, FRIDAY)
    in_store(house, lambda tx: tx.overdrachten.put(handed))
    assert [not_over(house, MONDAY), not_over(house, FRIDAY)] == [[handed], [handed]]
    assert not_over(house, FRIDAY + timedelta(days=1)) == []


def test_a_newer_one_takes_the_place_of_the_older_and_ends_nobody_elses(house: Store) -> None:
    other = Overdracht(RUUD, DIRK, MONDAY, FRIDAY)

    def change(tx: SqlTransaction) -> object:
        tx.overdrachten.put(Overdracht(MARIJKE, RUUD, MONDAY, FRIDAY + timedelta(days=9)))
        tx.overdrachten.put(other)
        assert len(tx.overdrachten.not_over(MONDAY)) == 2
        tx.overdrachten.put(Overdracht(MARIJKE, DIRK, MONDAY, FRIDAY))
        assert tx.overdrachten.not_over(MONDAY) == [Overdracht(MARIJKE, DIRK, MONDAY, FRIDAY), other]
        tx.overdrachten.end(MARIJKE)
        return tx.overdrachten.not_over(MONDAY)

    assert in_store(house, change) == not_over(house, MONDAY) == [other]


@pytest.mark.parametrize("gone", [MARIJKE, RUUD])
def test_it_goes_with_either_of_the_two(house: Store, gone: PersoonId) -> None:
    in_store(house, lambda tx: tx.overdrachten.put(Overdracht(MARIJKE, RUUD, MONDAY, FRIDAY)))
    in_store(house, lambda tx: tx.ochtenden.wish(gone, time(9)))
    in_store(house, lambda tx: tx.connection.execute(delete(PersoonRow).where(col(PersoonRow.id) == gone)))
    for row in (OverdrachtRow, OchtendRow):
        assert in_store(house, lambda tx, row=row: tx.connection.execute(select(row)).all()) == []


def test_the_hour_and_what_was_planned_leave_each_other_alone(house: Store) -> None:
    def keep(tx: SqlTransaction) -> object:
        tx.ochtenden.wish(MARIJKE, time(9, 15))
        tx.ochtenden.planned(MARIJKE, MONDAY)
        tx.ochtenden.planned(RUUD, MONDAY)
        tx.ochtenden.wish(RUUD, None)
        tx.ochtenden.wish(MARIJKE, time(10))
        return tx.ochtenden.wishes([MARIJKE, RUUD, DIRK])

    assert in_store(house, keep) == {MARIJKE: (time(10), MONDAY), RUUD: (None, MONDAY)}
