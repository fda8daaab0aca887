"""What can be answered to an afspraak, by whom, and until when?"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.afspraak import (
    OVERGANGEN,
    Afspraak,
    AlAfgehandeld,
    NietsTerugTeDraaien,
    Staat,
    Stand,
    Stap,
    TerugdraaienTeLaat,
    Teruggegeven,
)
from bot.domain.errors import DomainError, UnknownAfspraak
from bot.domain.persoon import PersoonId
from bot.domain.verzoek import Soort, UitstelTeVroeg, VerzoekAfgehandeld
from tests.builders import MONDAY, NOON, an_afspraak

TINEKE = PersoonId(2)
SOMEBODY_ELSE = PersoonId(3)
WIM = PersoonId(4)
LATER = date(2027, 2, 15)
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
    assert refused.value.gegevens == {"referentie": done.casus, "op": NOON, "hoe": "gedaan"}


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


# What can be asked or said back


def test_extension_reaches_further_than_the_deadline() -> None:
    for tot in (date(2027, 2, 5), date(2027, 2, 8)):
        with pytest.raises(UitstelTeVroeg):
            an_afspraak(deadline=date(2027, 2, 8)).ask_uitstel(TINEKE, NOON, tot, "meer_tijd")


def test_what_is_asked_changes_nothing_until_it_is_granted_and_then_the_first_deadline_is_kept() -> None:
    asked = stored(an_afspraak().ask_uitstel(TINEKE, NOON, LATER, "meer_tijd"))
    assert (asked.deadline, asked.stand) == (date(2027, 2, 8), Stand.UITSTEL)
    granted = asked.grant(1, MONDAY)
    assert (granted.deadline, granted.eerste_deadline) == (LATER, date(2027, 2, 8))
    assert (granted.uitgesteld, granted.verzoek, granted.stand) == (1, None, Stand.NIEUW)


def test_a_button_of_an_earlier_request_is_old() -> None:
    first = stored(an_afspraak().ask_uitstel(TINEKE, NOON, LATER, "meer_tijd"))
    second = stored(first.ask_uitstel(TINEKE, NOON, date(2027, 2, 16), "meer_tijd"))
    for decide in (lambda: second.grant(1, MONDAY), lambda: second.refuse(Soort.UITSTEL, 1)):
        with pytest.raises(VerzoekAfgehandeld):
            decide()
    assert second.refuse(Soort.UITSTEL, 2).verzoek is None


def test_what_is_done_meanwhile_cannot_be_decided_about() -> None:
    done = stored(an_afspraak().ask_uitstel(TINEKE, NOON, LATER, "meer_tijd")).confirm(TINEKE, NOON)
    with pytest.raises(AlAfgehandeld):
        done.grant(1, MONDAY)


def test_a_request_on_the_agenda_comes_off_it_when_it_is_decided_or_taken_back() -> None:
    on = stored(an_afspraak().ask_uitstel(TINEKE, NOON, LATER, "meer_tijd")).put_on_agenda(LATER)
    assert on.stand is Stand.UITSTEL
    assert on.refuse(Soort.UITSTEL, 1).agenda_op is None
    assert on.grant(1, MONDAY).agenda_op is None
    assert on.undo(TINEKE, NOON).agenda_op is None


def test_bezig_takes_back_that_it_does_not_work_out_and_leaves_a_wish_for_extension() -> None:
    assert an_afspraak().fail(TINEKE, NOON, "geen_mandaat").start(TINEKE, NOON).stand is Stand.BEZIG
    assert an_afspraak().ask_uitstel(TINEKE, NOON, LATER, "anders").start(TINEKE, NOON).stand is Stand.UITSTEL


def test_the_last_answer_is_taken_back_first_whichever_it_was() -> None:
    asked = an_afspraak().ask_uitstel(TINEKE, NOON, LATER, "meer_tijd")
    begun = asked.start(TINEKE, NOON + SECOND)
    once = begun.undo(TINEKE, NOON + 2 * SECOND)
    assert (once.stand, once.bezig_at) == (Stand.UITSTEL, None)
    assert once.undo(TINEKE, NOON + 2 * SECOND).stand is Stand.NIEUW
    other = an_afspraak().start(TINEKE, NOON).fail(TINEKE, NOON + SECOND, "anders")
    assert other.undo(TINEKE, NOON + SECOND).stand is Stand.BEZIG


def test_an_answer_that_is_named_is_taken_back_whatever_came_after_it() -> None:
    begun = an_afspraak().ask_uitstel(TINEKE, NOON, LATER, "meer_tijd").start(TINEKE, NOON + SECOND)
    later = NOON + 2 * SECOND
    assert (begun.undo(TINEKE, later, "1").stand, begun.undo(TINEKE, later, "bezig").stand) == (
        Stand.BEZIG,
        Stand.UITSTEL,
    )
    with pytest.raises(TerugdraaienTeLaat) as late:
        begun.undo(TINEKE, NOON + TEN_MINUTES + SECOND, "1")
    assert late.value.gegevens["tot"] == NOON + TEN_MINUTES
    assert begun.undo(TINEKE, NOON + TEN_MINUTES + SECOND, "bezig").bezig_at is None
    for old, why in {"0": VerzoekAfgehandeld, "2": VerzoekAfgehandeld, "gedaan": NietsTerugTeDraaien}.items():
        with pytest.raises(why):
            begun.undo(TINEKE, later, old)
    done = begun.confirm(TINEKE, later)
    with pytest.raises(NietsTerugTeDraaien):
        done.undo(TINEKE, later, "bezig")


def test_who_gave_it_back_can_take_that_back_and_nothing_else() -> None:
    begun = an_afspraak().start(TINEKE, NOON).give_back(TINEKE, NOON + SECOND, "anders", MONDAY)
    with pytest.raises(Teruggegeven):
        begun.undo(TINEKE, NOON + SECOND, "bezig")
    assert begun.undo(TINEKE, NOON + SECOND).stand is Stand.BEZIG
    given_back = an_afspraak().give_back(TINEKE, NOON, "niet_mijn_werk", MONDAY)
    assert (given_back.stand, given_back.given_back_by) == (Stand.ZONDER, TINEKE)
    with pytest.raises(Teruggegeven) as refused:
        given_back.confirm(TINEKE, NOON)
    assert refused.value.gegevens["tot"] == NOON + TEN_MINUTES
    with pytest.raises(UnknownAfspraak):
        given_back.undo(SOMEBODY_ELSE, NOON)
    again = given_back.undo(TINEKE, NOON + TEN_MINUTES)
    assert (again.stand, again.actiehouder, again.given_back_by) == (Stand.NIEUW, TINEKE, None)


def test_only_the_colleague_who_is_asked_takes_over_and_starts_anew() -> None:
    asked = stored(an_afspraak().start(TINEKE, NOON).ask_colleague(TINEKE, NOON, WIM))
    with pytest.raises(UnknownAfspraak):
        asked.take_over(SOMEBODY_ELSE, 1, NOON, MONDAY)
    with pytest.raises(UnknownAfspraak):
        asked.leave(SOMEBODY_ELSE, 1)
    taken = asked.take_over(WIM, 1, NOON, MONDAY)
    assert (taken.actiehouder, taken.stand, taken.gezien_at, taken.verzoek) == (WIM, Stand.NIEUW, NOON, None)
    assert asked.leave(WIM, 1) == replace(asked, verzoek=None)


def test_what_is_done_is_no_longer_asked_of_a_colleague_not_even_when_that_is_taken_back() -> None:
    done = an_afspraak().ask_colleague(TINEKE, NOON, WIM).confirm(TINEKE, NOON)
    assert not done.undo(TINEKE, NOON).asks(Soort.OVERNAME)


def test_an_answer_is_a_sign_of_having_seen_it_and_the_first_one_counts() -> None:
    seen = an_afspraak().see(TINEKE, NOON)
    assert seen.gezien_at == NOON
    assert seen.start(TINEKE, NOON + SECOND).gezien_at == NOON
    assert an_afspraak().fail(TINEKE, NOON, "anders").gezien_at == NOON
    with pytest.raises(UnknownAfspraak):
        an_afspraak().see(SOMEBODY_ELSE, NOON)


# The table of what leads where


def stored(afspraak: Afspraak) -> Afspraak:
    """As it comes back from where it is kept."""
    return replace(afspraak, version=afspraak.version + 1)


def nummer(afspraak: Afspraak) -> int:
    return afspraak.verzoek.nummer if afspraak.verzoek is not None else 0


def holder(afspraak: Afspraak) -> PersoonId:
    return afspraak.given_back_by or afspraak.actiehouder or TINEKE


def taken_over(afspraak: Afspraak, now: datetime) -> Afspraak:
    asked = afspraak.ask_colleague(holder(afspraak), now, WIM)
    return asked.take_over(WIM, nummer(asked), now, MONDAY)


def further(afspraak: Afspraak) -> date:
    return afspraak.deadline + timedelta(days=7)


TAKE: dict[Stap, Callable[[Afspraak, datetime], Afspraak]] = {
    Stap.OPPAKKEN: lambda a, now: a.take_up(WIM, now, MONDAY),
    Stap.GEDAAN: lambda a, now: a.confirm(holder(a), now),
    Stap.BEZIG: lambda a, now: a.start(holder(a), now),
    Stap.UITSTEL_VRAGEN: lambda a, now: a.ask_uitstel(holder(a), now, further(a), "anders"),
    Stap.LUKT_NIET: lambda a, now: a.fail(holder(a), now, "anders"),
    Stap.NIET_VOOR_MIJ: lambda a, now: a.give_back(holder(a), now, "anders", MONDAY),
    Stap.OVERNEMEN: taken_over,
    Stap.ONGEDAAN: lambda a, now: a.undo(holder(a), now),
    Stap.AKKOORD: lambda a, now: a.grant(nummer(a), MONDAY),
    Stap.AFWIJZEN: lambda a, now: a.refuse(Soort.UITSTEL, nummer(a)),
    Stap.TOEWIJZEN: lambda a, now: a.assign(SOMEBODY_ELSE, "Politie", MONDAY),
    Stap.VERVALLEN: lambda a, now: a.drop(now),
    Stap.HEROPENEN: lambda a, now: a.reopen(MONDAY),
}
IN: dict[Stand, Afspraak] = {
    Stand.ZONDER: an_afspraak().give_back(TINEKE, NOON, "anders", MONDAY),
    Stand.NIEUW: an_afspraak().ask_colleague(TINEKE, NOON, WIM),
    Stand.BEZIG: an_afspraak().start(TINEKE, NOON),
    Stand.UITSTEL: an_afspraak().ask_uitstel(TINEKE, NOON, LATER, "anders"),
    Stand.LUKT_NIET: an_afspraak().fail(TINEKE, NOON, "anders"),
    Stand.GEDAAN: an_afspraak().confirm(TINEKE, NOON),
    Stand.VERVALLEN: an_afspraak().drop(NOON),
}
LEADS = {overgang.stap: overgang for overgang in OVERGANGEN}


def test_the_table_names_every_step_once_and_the_examples_every_stand() -> None:
    assert TAKE.keys() == LEADS.keys() == set(Stap)
    assert len(OVERGANGEN) == len(Stap)
    assert {stand: afspraak.stand for stand, afspraak in IN.items()} == {stand: stand for stand in Stand}


@pytest.mark.parametrize("stap", Stap)
@pytest.mark.parametrize("stand", Stand)
def test_a_step_leads_where_the_table_says_and_from_anywhere_else_it_is_refused(stand: Stand, stap: Stap) -> None:
    overgang = LEADS[stap]
    if stand in overgang.van:
        assert TAKE[stap](IN[stand], NOON).stand in overgang.naar
    else:
        with pytest.raises(DomainError):
            TAKE[stap](IN[stand], NOON)


def test_an_organisation_that_nobody_belongs_to_yet_can_be_given_it_and_wait_again_when_it_is_reopened() -> None:
    waiting = an_afspraak().assign(None, "Politie", MONDAY)
    assert waiting.stand is Stand.ZONDER
    assert waiting.drop(NOON).reopen(MONDAY).stand is Stand.ZONDER


# What leaves the stand as it is, or takes a wish for extension away.
ASIDE: tuple[Callable[[Afspraak, datetime], Afspraak], ...] = (
    lambda a, now: a.ask_colleague(holder(a), now, WIM),
    lambda a, now: a.leave(WIM, nummer(a)),
    lambda a, now: a.see(holder(a), now),
    lambda a, now: a.put_on_agenda(LATER),
    lambda a, now: a.move(further(a), MONDAY),
    lambda a, now: a.assign(None, "Politie", MONDAY),
    lambda a, now: a.speak_later(LATER),
)
ANY = st.tuples(st.sampled_from([*TAKE.items(), *((None, act) for act in ASIDE)]), st.integers(0, 11))
STEPS = st.lists(ANY, min_size=20, max_size=40)


@given(STEPS)
def test_whatever_people_do_in_whatever_order_it_stands_only_where_the_table_says(steps: list) -> None:
    afspraak, now = an_afspraak(), NOON
    for (stap, take), minutes in steps:
        now += timedelta(minutes=minutes)
        before = afspraak
        with suppress(DomainError):
            afspraak = stored(take(before, now))
            if stap is not None:
                assert before.stand in LEADS[stap].van
                assert afspraak.stand in LEADS[stap].naar
        assert afspraak.eerste_deadline == before.eerste_deadline
        assert afspraak.deadline >= before.deadline
        assert afspraak.is_open == (afspraak.ended_at is None)
        assert (afspraak.gedaan_at, afspraak.vervallen_at).count(None) >= 1
        assert afspraak.actiehouder is not None or afspraak.stand in (Stand.ZONDER, Stand.VERVALLEN)
        assert afspraak.uitgesteld - before.uitgesteld == (stap is Stap.AKKOORD and afspraak is not before)
        if afspraak.verzoek is not None and afspraak.is_open:
            assert afspraak.verzoek.nummer <= afspraak.version
            assert (afspraak.verzoek.soort is Soort.NIET_VOOR_MIJ) == (afspraak.actiehouder is None)
