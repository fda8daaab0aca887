"""Is an absence kept as it was made, and does it go with either of the two people?"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import col, delete, select

from bot.domain.afwezigheid import Afwezigheid
from bot.domain.persoon import PersoonId
from storage.store import SqlTransaction, Store
from storage.tables import AfwezigheidRow, PersoonRow
from tests.builders import MONDAY, NOON, put_rows

TINEKE, WIM, SANNE = PersoonId(1), PersoonId(2), PersoonId(3)


def in_store(store: Store, act: Callable[[SqlTransaction], object]) -> object:
    with store.write(NOON) as tx:
        return act(tx)


@pytest.fixture
def house(store: Store) -> Store:
    people = [PersoonRow(id=id, naam="x", rollen=[], organisatie="Tactus", made_at=NOON) for id in (1, 2, 3)]
    in_store(store, lambda tx: put_rows(tx, *people))
    return store


def in_force(house: Store, day: date) -> dict[PersoonId, Afwezigheid]:
    return dict(in_store(house, lambda tx: tx.afwezigheden.in_force(day)))  # type: ignore[call-overload]


def test_it_holds_through_its_last_day(house: Store) -> None:
    away = Afwezigheid(TINEKE, WIM, MONDAY)
    in_store(house, lambda tx: tx.afwezigheden.put(away))
    held = [in_force(house, MONDAY + timedelta(days=day)) for day in (-1, 0, 1)]
    assert held == [{TINEKE: away}, {TINEKE: away}, {}]


def test_a_newer_one_replaces_the_older_also_by_an_earlier_day(house: Store) -> None:
    def both(tx: SqlTransaction) -> object:
        tx.afwezigheden.put(Afwezigheid(TINEKE, WIM, MONDAY + timedelta(days=9)))
        assert tx.afwezigheden.in_force(MONDAY)[TINEKE].vervanger == WIM
        tx.afwezigheden.put(Afwezigheid(TINEKE, SANNE, MONDAY))
        return tx.afwezigheden.in_force(MONDAY)[TINEKE]

    assert in_store(house, both) == Afwezigheid(TINEKE, SANNE, MONDAY)
    assert in_force(house, MONDAY + timedelta(days=1)) == {}


def test_ending_it_ends_nobody_elses(house: Store) -> None:
    other = Afwezigheid(WIM, TINEKE, MONDAY)

    def end(tx: SqlTransaction) -> object:
        tx.afwezigheden.put(Afwezigheid(TINEKE, WIM, MONDAY))
        tx.afwezigheden.put(other)
        tx.afwezigheden.end(TINEKE)
        tx.afwezigheden.end(SANNE)
        return tx.afwezigheden.in_force(MONDAY)

    assert in_store(house, end) == in_force(house, MONDAY) == {WIM: other}


@pytest.mark.parametrize("gone", [TINEKE, WIM])
def test_it_goes_with_who_is_away_and_with_the_deputy(house: Store, gone: PersoonId) -> None:
    in_store(house, lambda tx: tx.afwezigheden.put(Afwezigheid(TINEKE, WIM, MONDAY)))
    in_store(house, lambda tx: tx.connection.execute(delete(PersoonRow).where(col(PersoonRow.id) == gone)))
    assert in_store(house, lambda tx: tx.connection.execute(select(AfwezigheidRow)).all()) == []
