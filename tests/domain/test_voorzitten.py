"""Which tables meet at a moment?"""

import pytest

from bot.domain.regio import Regio
from bot.domain.regio_values import Sluitingsdag
from bot.domain.voorzitten import in_session
from bot.domain.werkdagen import Werkkalender
from tests.builders import local


def meeting(regio: Regio, moment: str) -> frozenset[str]:
    return in_session(regio.casustafels, local(moment), Werkkalender.of(regio))


@pytest.mark.parametrize(
    ("moment", "tafels"),
    [
        ("2027-02-02 09:29", set()),
        ("2027-02-02 09:30", {"topx-zwolle"}),
        ("2027-02-02 11:59", {"topx-zwolle"}),
        ("2027-02-02 12:00", set()),
        ("2027-02-09 10:00", set()),  # every other week
        ("2027-02-10 14:00", {"ggz-zwolle"}),
        ("2027-03-30 09:30", {"topx-zwolle"}),  # in summer time
        ("2027-03-30 11:59", {"topx-zwolle"}),
    ],
)
def test_a_table_meets_by_its_rhythm_from_its_hour_for_as_long_as_it_takes(
    ijsselland: Regio, moment: str, tafels: set[str]
) -> None:
    assert meeting(ijsselland, moment) == tafels


def test_on_a_day_off_no_table_meets(ijsselland: Regio) -> None:
    closed = ijsselland.model_copy(update={"sluitingsdagen": (Sluitingsdag.parse("2027-02-02"),)})
    assert meeting(ijsselland, "2027-02-02 10:00") == {"topx-zwolle"}
    assert meeting(closed, "2027-02-02 10:00") == set()


def test_a_table_without_hour_or_rhythm_never_meets(ijsselland: Regio) -> None:
    loose = {tafel.sleutel for tafel in ijsselland.casustafels if tafel.ritme is None or tafel.tijd is None}
    assert loose == {"extremisme", "netwerktafel"}
    hours = [f"2027-02-{day:02} {hour:02}:00" for day in range(1, 29) for hour in (10, 14)]
    assert not any(meeting(ijsselland, hour) & loose for hour in hours)
