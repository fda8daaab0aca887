"""What can be answered to an afspraak, by whom, and until when?"""

from datetime import date, datetime, timedelta

import pytest

from bot.domain.afspraak import AlAfgehandeld, NietsTerugTeDraaien, Staat, TerugdraaienTeLaat
from bot.domain.errors import UnknownAfspraak
from bot.domain.persoon import PersoonId
from tests.builders import NOON, an_afspraak

TINEKE = PersoonId(2)
SOMEBODY_ELSE = PersoonId(3)
SECOND = timedelta(seconds=1)
TEN_MINUTES = timedelta(minutes=10)


def test_gedaan_closes_the_afspraak_and_says_when() -> None:
    done = an_afspraak().confirm(TINEKE, NOON)
    assert (done.staat, done.gedaan_at, done.is_open) == (Staat.GEDAAN, NOON, False)


def test_an_answer_leaves_the_earlier_value_as_it_was() -> None:
    afspraak = an_afspraak()
    afspraak.confirm(TINEKE, NOON)
    assert afspraak.is_open


def test_gedaan_twice_says_when_it_was_done() -> None:
    done = an_afspraak().confirm(TINEKE, NOON)
    with pytest.raises(AlAfgehandeld) as refused:
        done.confirm(TINEKE, NOON + SECOND)
    assert refused.value.gegevens == {"referentie": done.casus, "op": NOON}


def test_bezig_after_gedaan_is_refused() -> None:
    with pytest.raises(AlAfgehandeld):
        an_afspraak().confirm(TINEKE, NOON).start(TINEKE, NOON)


def test_bezig_means_heard_and_leaves_it_open() -> None:
    started = an_afspraak().start(TINEKE, NOON)
    assert (started.is_open, started.bezig_at) == (True, NOON)


def test_bezig_does_not_make_overdue_go_away() -> None:
    started = an_afspraak(deadline=date(2027, 2, 8)).start(TINEKE, NOON)
    assert started.is_overdue(date(2027, 2, 9))


def test_gedaan_after_bezig_closes_it() -> None:
    assert not an_afspraak().start(TINEKE, NOON).confirm(TINEKE, NOON + SECOND).is_open


@pytest.mark.parametrize("act", ["confirm", "start", "undo"])
def test_for_somebody_else_the_afspraak_does_not_exist(act: str) -> None:
    afspraak = an_afspraak().start(TINEKE, NOON)
    with pytest.raises(UnknownAfspraak):
        getattr(afspraak, act)(SOMEBODY_ELSE, NOON)


def test_somebody_else_does_not_learn_that_it_is_done() -> None:
    with pytest.raises(UnknownAfspraak):
        an_afspraak().confirm(TINEKE, NOON).confirm(SOMEBODY_ELSE, NOON)


@pytest.mark.parametrize("after", [timedelta(0), SECOND, TEN_MINUTES - SECOND, TEN_MINUTES])
def test_gedaan_can_be_taken_back_for_ten_minutes(after: timedelta) -> None:
    again = an_afspraak().confirm(TINEKE, NOON).undo(TINEKE, NOON + after)
    assert (again.is_open, again.gedaan_at) == (True, None)


def test_a_second_after_ten_minutes_it_cannot_and_says_until_when_it_could() -> None:
    done = an_afspraak().confirm(TINEKE, NOON)
    with pytest.raises(TerugdraaienTeLaat) as refused:
        done.undo(TINEKE, NOON + TEN_MINUTES + SECOND)
    assert refused.value.gegevens["tot"] == NOON + TEN_MINUTES


def test_bezig_can_be_taken_back_too() -> None:
    assert an_afspraak().start(TINEKE, NOON).undo(TINEKE, NOON + SECOND).bezig_at is None


def test_gedaan_is_taken_back_before_bezig() -> None:
    answered = an_afspraak().start(TINEKE, NOON).confirm(TINEKE, NOON + SECOND)

    once = answered.undo(TINEKE, NOON + 2 * SECOND)
    twice = once.undo(TINEKE, NOON + 3 * SECOND)

    assert (once.is_open, once.bezig_at) == (True, NOON)
    assert twice.bezig_at is None


def test_there_is_nothing_to_take_back_before_an_answer_or_after_an_undo() -> None:
    with pytest.raises(NietsTerugTeDraaien):
        an_afspraak().undo(TINEKE, NOON)
    with pytest.raises(NietsTerugTeDraaien):
        an_afspraak().confirm(TINEKE, NOON).undo(TINEKE, NOON).undo(TINEKE, NOON)


def test_an_old_bezig_cannot_be_taken_back_after_a_fresh_gedaan_was() -> None:
    answered = an_afspraak().start(TINEKE, NOON).confirm(TINEKE, NOON + TEN_MINUTES)
    with pytest.raises(TerugdraaienTeLaat):
        answered.undo(TINEKE, NOON + TEN_MINUTES).undo(TINEKE, NOON + TEN_MINUTES + SECOND)


@pytest.mark.parametrize(("today", "late"), [(7, False), (8, False), (9, True)])
def test_it_is_overdue_from_the_day_after_the_deadline(today: int, late: bool) -> None:
    assert an_afspraak(deadline=date(2027, 2, 8)).is_overdue(date(2027, 2, today)) is late


def test_what_is_done_is_never_overdue() -> None:
    assert not an_afspraak().confirm(TINEKE, NOON).is_overdue(date(2028, 1, 1))


def test_how_long_it_can_be_taken_back_is_known_beforehand() -> None:
    afspraak = an_afspraak()
    assert afspraak.undo_until is None
    assert afspraak.start(TINEKE, NOON).undo_until == NOON + TEN_MINUTES
    later: datetime = NOON + timedelta(hours=1)
    assert afspraak.start(TINEKE, NOON).confirm(TINEKE, later).undo_until == later + TEN_MINUTES
