"""Is a term counted in whole days, and does what is counted point at nobody?"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.bewaren import (
    Bewaard,
    Maandcijfer,
    Telling,
    Uitkomst,
    dagen,
    kept_from,
    last_day,
    maandcijfers,
    night_of,
)
from bot.domain.casus import Fase
from bot.domain.gebeurtenis import Gebeurtenis, Wat
from bot.domain.regio import Bewaartermijnen
from tests.builders import NOON, a_casus, an_afspraak

TERMS = Bewaartermijnen()
TODAY = date(2027, 3, 10)


@pytest.mark.parametrize("soort", Bewaard)
def test_what_ended_is_there_on_its_last_day_and_not_the_day_after(soort: Bewaard):
    ended = TODAY - timedelta(days=dagen(soort, TERMS))

    assert last_day(ended, dagen(soort, TERMS)) == TODAY
    assert not ended < kept_from(soort, TERMS, TODAY)
    assert ended < kept_from(soort, TERMS, TODAY + timedelta(days=1))


def test_the_terms_are_those_of_the_region():
    terms = Bewaartermijnen(casus_dagen=60, audit_dagen=1095, persoon_dagen=10)
    wanted = {"casussen": 60, "afspraken": 60, "audit": 1095, "personen": 10, "gewist": 10, "uitnodigingen": 0}
    assert {soort: dagen(Bewaard(soort), terms) for soort in wanted} == wanted


def test_people_go_after_everything_that_refers_to_them():
    order = list(Bewaard)
    assert all(order.index(soort) < order.index(Bewaard.GEWIST) for soort in order[: order.index(Bewaard.GEWIST)])
    assert order.index(Bewaard.CASUS) < order.index(Bewaard.GEWIST) < order.index(Bewaard.PERSOON)


@pytest.mark.parametrize(
    ("moment", "night"),
    [("2027-03-10T03:59:59", 9), ("2027-03-10T04:00:00", 10), ("2027-03-10T23:59:59", 10), ("2027-03-11T00:00:00", 10)],
)
def test_a_night_begins_at_four(moment: str, night: int):
    assert night_of(datetime.fromisoformat(moment)) == date(2027, 3, night)


DAYS = st.none() | st.dates()


@given(st.lists(st.builds(Telling, st.integers(0, 99), DAYS, DAYS), max_size=6))
def test_tellings_add_up_in_any_order(parts: list[Telling]):
    total = sum(parts, Telling())
    assert total == sum(reversed(parts), Telling())
    assert total.aantal == sum(part.aantal for part in parts)
    if total.oudste is not None and total.nieuwste is not None:
        assert total.oudste <= total.nieuwste


def counted(casus, *afspraken, learnt=()) -> Counter[Maandcijfer]:
    return maandcijfers(casus, afspraken, learnt, "Zwolle-Centrum", NOON, lambda moment: moment.date())


def test_a_casus_counts_in_the_month_in_which_it_was_closed():
    closed = a_casus(closed_at=datetime(2027, 1, 31, 12, tzinfo=UTC))
    assert counted(closed) == {
        Maandcijfer(date(2027, 1, 1), "Zwolle-Centrum", "topx-zwolle", Uitkomst.GESLOTEN): 1,
    }


@pytest.mark.parametrize(
    ("hoe", "counts_as"),
    [
        (Fase.AFGESLOTEN, Uitkomst.GESLOTEN),
        (Fase.AFGESCHAALD, Uitkomst.AFGESCHAALD),
        (Fase.OVERGEDRAGEN, Uitkomst.OVERGEDRAGEN),
    ],
)
def test_a_casus_counts_as_it_ended(hoe: Fase, counts_as: Uitkomst):
    assert {cijfer.uitkomst for cijfer in counted(a_casus().close(hoe, NOON))} == {counts_as}


def test_what_was_learnt_counts_per_theme_in_the_month_in_which_it_was_logged():
    def line(wat: Wat, waarde: str) -> Gebeurtenis:
        return Gebeurtenis(a_casus().referentie, wat, datetime(2026, 11, 30, tzinfo=UTC), None, waarde=waarde)

    learnt = [line(Wat.KNELPUNT, "mandaat"), line(Wat.KNELPUNT, "mandaat"), line(Wat.LEERPUNT, "rollen")]
    found = counted(a_casus().close(Fase.AFGESLOTEN, NOON), learnt=[*learnt, line(Wat.STATUS, "loopt")])

    assert {(str(c.maand), c.uitkomst, c.thema): n for c, n in found.items() if c.thema} == {
        ("2026-11-01", "knelpunt", "mandaat"): 2,
        ("2026-11-01", "leerpunt", "rollen"): 1,
    }
    assert found.total() == 4


def test_one_that_goes_while_it_is_open_counts_as_deleted_now():
    assert [(cijfer.maand, cijfer.uitkomst) for cijfer in counted(a_casus())] == [
        (date(2027, 2, 1), Uitkomst.VERWIJDERD)
    ]


@pytest.mark.parametrize(
    ("done", "outcome"),
    [
        (datetime(2027, 2, 8, 23, 59, tzinfo=UTC), Uitkomst.OP_TIJD),
        (datetime(2027, 2, 9, 0, 0, tzinfo=UTC), Uitkomst.TE_LAAT),
        (None, Uitkomst.OPEN),
    ],
)
def test_an_afspraak_counts_as_on_time_too_late_or_open(done: datetime | None, outcome: Uitkomst):
    afspraak = an_afspraak(deadline=date(2027, 2, 8), gedaan_at=done)
    counts = counted(a_casus(closed_at=NOON), afspraak, afspraak)
    assert {cijfer.uitkomst: count for cijfer, count in counts.items()} == {Uitkomst.GESLOTEN: 1, outcome: 2}


def test_what_is_counted_names_no_casus_and_nobody():
    counts = counted(a_casus(closed_at=NOON), an_afspraak(gedaan_at=NOON))
    assert not any("K7M" in str(cijfer) or "intake" in str(cijfer) for cijfer in counts)
