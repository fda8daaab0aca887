"""What has changed since somebody was told of an agenda, and is that worth a message?"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agenda import Agendapunt, Herkomst, slots
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, PuntId
from bot.domain.verzending import SHIFT_TOLD, Wijziging, difference, heard, told
from tests.builders import REFERENTIE, local

AT = local("2027-02-02 09:30")
TUESDAY = Bijeenkomst(BijeenkomstId(1), "topx-zwolle", AT, 150, "Zwolle")


def agenda(*lengths: int, first: int = 1) -> list[Agendapunt]:
    return [
        Agendapunt(PuntId(id), TUESDAY.id, id, minuten, Herkomst.AANGEMELD, REFERENTIE)
        for id, minuten in enumerate(lengths, first)
    ]


def tell(
    punten: list[Agendapunt], bijeenkomst: Bijeenkomst = TUESDAY, digest: dict[PuntId, str] | None = None
) -> dict[str, Any]:
    return told(bijeenkomst, slots(bijeenkomst.begint, punten), digest or {})


def test_who_knows_it_already_hears_nothing() -> None:
    assert difference(tell(agenda(20, 15)), tell(agenda(20, 15))) == Wijziging()


@pytest.mark.parametrize(
    ("minuten", "verschoven"), [(10, ()), (11, (1, 2)), (30, (1, 2)), (31, (1, 2)), (0, ()), (-10, ()), (-11, (1, 2))]
)
def test_a_slot_that_shifted_is_told_above_ten_minutes_earlier_or_later(
    minuten: int, verschoven: tuple[int, ...]
) -> None:
    change = difference(tell(agenda(20, 15)), tell(agenda(20 + minuten, 15)))

    was = {1: (AT, at(20)), 2: (at(20), at(35))}
    assert change.verschoven == verschoven
    assert change.was == {id: was[id] for id in verschoven}


def test_the_last_one_that_takes_longer_is_told_although_nothing_comes_after_it() -> None:
    assert not difference(tell(agenda(20, 15)), tell(agenda(20, 25)))
    assert difference(tell(agenda(20, 15)), tell(agenda(20, 26))).verschoven == (2,)


def test_what_came_what_went_and_another_question_are_told() -> None:
    before = tell(agenda(20, 15, 5), digest={PuntId(2): "a"})
    after = tell(agenda(15, 5, first=2) + agenda(20, first=7), digest={PuntId(2): "b"})

    change = difference(before, after)

    assert (change.nieuw, change.vervallen, change.vraag) == ((7,), (1,), (2,))
    assert change.verschoven == (2, 3), "they moved up by twenty minutes"


@pytest.mark.parametrize("moved", [timedelta(days=2), timedelta(days=56, hours=3), timedelta(minutes=-30)])
def test_when_the_bijeenkomst_moved_its_slots_moved_along(moved: timedelta) -> None:
    later = replace(TUESDAY, begint=AT + moved)

    assert not difference(tell(agenda(20, 15)), tell(agenda(20, 15), later))
    change = difference(tell(agenda(20, 15)), tell(agenda(40, 15), later))
    assert change.verschoven == (1, 2)
    assert change.was == {1: (AT + moved, at(20) + moved), 2: (at(20) + moved, at(35) + moved)}


def test_an_agenda_that_was_empty_is_told_too() -> None:
    assert not difference(tell([]), tell([]))
    assert difference(tell([]), tell(agenda(5))).nieuw == (1,)
    assert difference(tell(agenda(5)), tell([])).vervallen == (1,)


def test_small_shifts_add_up_also_when_something_else_was_told_meanwhile() -> None:
    known = tell(agenda(20, 15))
    once = tell(agenda(28, 15, 10))

    first = difference(known, once)
    assert (first.nieuw, first.verschoven) == ((3,), ())
    known = heard(known, once, first)
    then = difference(known, tell(agenda(36, 15, 10)))

    assert then.verschoven == (1, 2)
    assert then.was == {1: (AT, at(20)), 2: (at(20), at(35))}, "as they know it"


@given(
    rounds=st.lists(st.dictionaries(st.integers(1, 6), st.integers(5, 40)), min_size=1, max_size=6),
    moves=st.lists(st.integers(-300, 300), min_size=6, max_size=6),
)
def test_whatever_changes_nobody_ever_knows_a_time_that_is_more_than_ten_minutes_off(
    rounds: list[dict[int, int]], moves: list[int]
) -> None:
    known, now = tell([]), TUESDAY
    for minutes, moved in zip(rounds, moves, strict=False):
        now = replace(now, begint=now.begint + timedelta(minutes=moved))
        punten = [replace(agenda(length)[0], id=PuntId(id), volgorde=id) for id, length in minutes.items()]
        after = tell(punten, now)
        change = difference(known, after)
        known = heard(known, after, change) if change else known

        shifted = now.begint - local_of(known["begint"])
        assert known["punten"].keys() == after["punten"].keys()
        for id, (van, minuten, _) in after["punten"].items():
            began, length = local_of(known["punten"][id][0]) + shifted, known["punten"][id][1]
            assert abs(local_of(van) - began) <= SHIFT_TOLD
            longer = timedelta(minutes=minuten - length)
            assert abs(local_of(van) - began + longer) <= SHIFT_TOLD
        assert not difference(known, after)


def at(minuten: int) -> datetime:
    """So long after it begins."""
    return AT + timedelta(minutes=minuten)


def local_of(iso: str) -> Any:
    return type(AT).fromisoformat(iso)
