"""In which order does an agenda go, from when until when, and what is put off when it does not fit?"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agenda import (
    LEAST_MINUTEN,
    MOST_MINUTEN,
    Agendapunt,
    Herkomst,
    by_gemeente,
    closes_on,
    in_order,
    put_in,
    shifted,
    slots,
    to_put_off,
    too_long,
)
from bot.domain.bijeenkomst import BijeenkomstId, PuntId
from bot.domain.werkdagen import Werkkalender

BEGINS = datetime(2027, 2, 2, 8, 30, tzinfo=UTC)
GEMEENTEN = ("Dalfsen", "Kampen", "Ommen", "Zwolle")


def a_punt(id: int, gemeente: str | None = "Zwolle", **changes: object) -> Agendapunt:
    punt = Agendapunt(PuntId(id), BijeenkomstId(1), id, 20, Herkomst.AANGEMELD, gemeente=gemeente)
    return replace(punt, **changes)  # type: ignore[arg-type]


def ids(punten: list[Agendapunt]) -> list[int]:
    return [punt.id for punt in punten]


one_punt = st.builds(
    a_punt,
    id=st.just(0),
    gemeente=st.sampled_from([*GEMEENTEN, "Elders", None]),
    volgorde=st.integers(0, 9),
    minuten=st.integers(LEAST_MINUTEN, MOST_MINUTEN),
    herkomst=st.sampled_from(Herkomst),
    na_sluiting=st.booleans(),
    weg=st.booleans(),
)
agendas = st.lists(one_punt, max_size=15).map(lambda punten: [replace(p, id=PuntId(n)) for n, p in enumerate(punten)])


@given(agendas)
def test_each_begins_when_the_one_before_ends_and_nothing_that_is_off_has_a_turn(punten: list[Agendapunt]) -> None:
    found = slots(BEGINS, punten)

    assert [slot.punt for slot in found] == in_order(punten)
    assert {slot.punt.id for slot in found} == {punt.id for punt in punten if not punt.weg}
    assert [slot.van for slot in found] == [BEGINS, *(slot.tot for slot in found)][: len(found)]
    assert all(slot.tot - slot.van == timedelta(minutes=slot.punt.minuten) for slot in found)


@given(agendas)
def test_the_blocks_of_the_gemeenten_together_are_the_agenda(punten: list[Agendapunt]) -> None:
    found = slots(BEGINS, punten)
    blocks = by_gemeente(found)

    assert [slot for _, block in blocks for slot in block] == found
    assert all(slot.punt.gemeente == gemeente for gemeente, block in blocks for slot in block)
    assert all(one[0] != other[0] for one, other in pairwise(blocks))


@given(st.permutations([a_punt(n, GEMEENTEN[n % 4]) for n in range(12)]))
def test_whatever_comes_first_the_agenda_goes_by_the_regions_gemeenten(coming: list[Agendapunt]) -> None:
    ordered: list[Agendapunt] = []
    for punt in coming:
        ordered = put_in(ordered, punt, GEMEENTEN)

    assert [punt.gemeente for punt in ordered] == sorted((p.gemeente for p in coming), key=str)
    assert [p.id for p in ordered if p.gemeente == "Ommen"] == [p.id for p in coming if p.gemeente == "Ommen"]


@given(agendas, one_punt)
def test_one_more_moves_none_of_the_others_past_each_other(punten: list[Agendapunt], new: Agendapunt) -> None:
    ordered = in_order(punten)
    more = put_in(ordered, replace(new, id=PuntId(99)), GEMEENTEN)

    assert [punt for punt in more if punt.id != 99] == ordered
    assert len(more) == len(ordered) + 1


def test_after_a_makelaar_reordered_it_a_new_casus_still_joins_its_own_gemeente() -> None:
    ordered = [a_punt(1, "Zwolle"), a_punt(2, "Kampen"), a_punt(3, "Zwolle")]

    assert ids(put_in(ordered, a_punt(9, "Kampen"), GEMEENTEN)) == [1, 2, 9, 3]
    assert ids(put_in(ordered, a_punt(9, "Dalfsen"), GEMEENTEN)) == [9, 1, 2, 3]
    assert ids(put_in(ordered, a_punt(9, "Nergens"), GEMEENTEN)) == [1, 2, 3, 9]


def test_omhoog_and_omlaag_stop_at_either_end() -> None:
    ordered = [a_punt(1), a_punt(2), a_punt(3)]

    assert ids(shifted(ordered, PuntId(3), -1)) == [1, 3, 2]
    assert ids(shifted(ordered, PuntId(1), 1)) == [2, 1, 3]
    assert ids(shifted(ordered, PuntId(1), -1)) == [1, 2, 3]
    assert ids(shifted(ordered, PuntId(3), 1)) == [1, 2, 3]


@given(agendas, st.integers(0, 600))
def test_what_is_put_off_makes_the_rest_fit_and_not_more_than_that(punten: list[Agendapunt], duur: int) -> None:
    going = to_put_off(duur, punten)
    off = {punt.id for punt in going}
    left = [punt for punt in punten if punt.id not in off]

    assert not any(punt.weg for punt in going)
    assert len(going) == len(off) < max(1, len(in_order(punten))), "never all of it"
    assert too_long(duur, left) == 0 or len(in_order(left)) == 1
    if going:
        but_the_last = [punt for punt in punten if punt.id not in off - {going[-1].id}]
        assert too_long(duur, but_the_last) > 0, "none too many"
    else:
        assert too_long(duur, punten) == 0 or len(in_order(punten)) == 1


def test_what_came_late_waits_first_and_what_waited_before_last() -> None:
    punten = [
        a_punt(1, herkomst=Herkomst.DOORGESCHOVEN),
        a_punt(2, herkomst=Herkomst.OPVOLGEN),
        a_punt(3),
        a_punt(4),
        a_punt(5, herkomst=Herkomst.TOEGEVOEGD, na_sluiting=True),
    ]

    assert ids(to_put_off(0, punten)) == [5, 4, 3, 2]
    assert ids(to_put_off(75, punten)) == [5, 4]
    assert too_long(75, punten) == 25
    assert to_put_off(100, punten) == []


def test_submission_closes_working_days_before() -> None:
    kalender = Werkkalender("Europe/Amsterdam", time(8), time(18))

    assert closes_on(date(2027, 2, 2), 3, kalender) == date(2027, 1, 28)
    assert closes_on(date(2027, 4, 1), 5, kalender) == date(2027, 3, 23)
    assert closes_on(date(2027, 3, 30), 1, kalender) == date(2027, 3, 25), "after Easter"
    assert closes_on(date(2027, 2, 2), 0, kalender) == date(2027, 2, 2)
