"""Which hand-overs of work can be, and whose work is whose on a day?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.overdracht import AHEAD, Overdracht, objection, taken_over
from bot.domain.persoon import PersoonId
from tests.builders import MONDAY

MARIJKE, RUUD, DIRK = PersoonId(1), PersoonId(2), PersoonId(3)
FRIDAY = date(2027, 2, 5)


def handing(van: PersoonId = MARIJKE, aan: PersoonId = RUUD, vanaf: date = MONDAY, tot: date = FRIDAY) -> Overdracht:
    return Overdracht(van, aan, vanaf, tot)


@pytest.mark.parametrize("days", [0, 4, 366])
def test_work_goes_to_a_colleague_from_today_for_a_day_or_a_year(days: int) -> None:
    assert objection(handing(tot=MONDAY + timedelta(days=days)), [], MONDAY) is None


@pytest.mark.parametrize(
    ("new", "reden"),
    [
        (handing(aan=MARIJKE), "zichzelf"),
        (handing(vanaf=MONDAY - timedelta(days=1)), "voorbij"),
        (handing(vanaf=FRIDAY, tot=MONDAY), "voor_begin"),
        (handing(tot=MONDAY + AHEAD + timedelta(days=1)), "te_ver"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(new: Overdracht, reden: str) -> None:
    assert objection(new, [], MONDAY) == reden


@pytest.mark.parametrize(
    ("other", "reden"),
    [
        (handing(RUUD, MARIJKE), "draagt_over"),  # a circle
        (handing(RUUD, DIRK), "draagt_over"),
        (handing(DIRK, MARIJKE), "heeft_werk"),
        (handing(RUUD, DIRK, FRIDAY, date(2027, 2, 9)), "draagt_over"),  # one day of it is enough
        (handing(RUUD, DIRK, date(2027, 2, 6), date(2027, 2, 9)), None),
        (handing(DIRK, RUUD), None),  # two people's work can go to one
        (handing(MARIJKE, DIRK), None),  # an earlier one of the same makelaar makes place
    ],
)
def test_work_goes_one_step_and_never_round(other: Overdracht, reden: str | None) -> None:
    assert objection(handing(), [other], MONDAY) == reden


def test_it_holds_on_its_first_and_last_day_and_not_around_them() -> None:
    days = [MONDAY - timedelta(days=1), MONDAY, FRIDAY, FRIDAY + timedelta(days=1)]
    assert [dict(taken_over([handing()], day)) for day in days] == [{}, {MARIJKE: RUUD}, {MARIJKE: RUUD}, {}]


_PEOPLE = st.sampled_from([PersoonId(number) for number in range(1, 6)])
_DAYS = st.integers(0, 20).map(lambda days: MONDAY + timedelta(days=days))


@given(st.lists(st.builds(Overdracht, _PEOPLE, _PEOPLE, _DAYS, _DAYS), max_size=12))
def test_whatever_is_handed_over_in_whatever_order_work_is_always_one_step_away(tried: list[Overdracht]) -> None:
    kept: dict[PersoonId, Overdracht] = {}
    for new in tried:
        if objection(new, kept.values(), MONDAY) is None:
            kept[new.van] = new
    for offset in range(21):
        now = taken_over(kept.values(), MONDAY + timedelta(days=offset))
        assert not now.keys() & set(now.values())
