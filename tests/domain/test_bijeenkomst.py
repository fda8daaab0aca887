"""What becomes of a bijeenkomst when somebody moves it, cancels it, or leads it to its end?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.bijeenkomst import (
    Bijeenkomst,
    BijeenkomstAfgezegd,
    BijeenkomstBegonnen,
    BijeenkomstId,
    MomentVoorbij,
    PuntId,
    Staat,
)

NOW = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
TUESDAY = datetime(2027, 2, 2, 8, 30, tzinfo=UTC)
TAFEL = Bijeenkomst(
    BijeenkomstId(1), "topx-zwolle", TUESDAY, 150, "Zeven Alleetjes 1, Zwolle", volgens=date(2027, 2, 2)
)


def test_a_moved_one_is_the_makelaars_own_and_tells_calendars_so():
    moved = TAFEL.move(TUESDAY + timedelta(days=1), 120, "Grote Markt 1, Zwolle", NOW)

    assert moved.begint == TUESDAY + timedelta(days=1)
    assert moved.eindigt == moved.begint + timedelta(hours=2)
    assert (moved.eigen, moved.volgnummer, moved.changed_at) == (True, 1, NOW)
    assert moved.volgens == TAFEL.volgens  # a changed rhythm still knows that it took the place of that day


def test_to_where_it_is_already_changes_nothing_for_a_calendar():
    same = TAFEL.move(TAFEL.begint, TAFEL.duur, TAFEL.waar, NOW)

    assert (same.eigen, same.volgnummer, same.changed_at) == (True, 0, None)


def test_it_cannot_move_into_the_past():
    with pytest.raises(MomentVoorbij):
        TAFEL.move(NOW, 150, None, NOW)


def test_what_has_begun_or_was_cancelled_stays():
    for gone, why in (
        (TAFEL.cancel(NOW), BijeenkomstAfgezegd),
        (TAFEL.begin(PuntId(3)), BijeenkomstBegonnen),
        (TAFEL.begin(PuntId(3)).end(), BijeenkomstBegonnen),
    ):
        with pytest.raises(why):
            gone.move(TUESDAY + timedelta(days=1), 150, None, NOW)
        with pytest.raises(why):
            gone.cancel(NOW)
    with pytest.raises(BijeenkomstBegonnen):
        TAFEL.check_to_come(TUESDAY)  # its hour has come, whatever anybody pressed


def test_its_rhythm_drops_it_and_takes_it_back():
    dropped = TAFEL.dropped(NOW)
    assert (dropped.staat, dropped.eigen, dropped.volgnummer) == (Staat.AFGEZEGD, False, 1)

    back = dropped.follow(TAFEL.begint, TAFEL.duur, TAFEL.waar, NOW)
    assert (back.staat, back.eigen, back.volgnummer) == (Staat.GEPLAND, False, 2)
    assert back.follow(TAFEL.begint, TAFEL.duur, TAFEL.waar, NOW) is back


def test_the_running_order_goes_from_casus_to_casus_until_the_last():
    begun = TAFEL.begin(PuntId(3))
    assert (begun.staat, begun.aan_de_beurt) == (Staat.BEZIG, 3)
    assert begun.turn_to(PuntId(4)).aan_de_beurt == 4
    assert begun.end() == replace(TAFEL, staat=Staat.AFGELOPEN)
