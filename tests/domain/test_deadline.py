"""Is the day that somebody types the day they mean, and if not, are they asked?"""

import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.deadline import (
    DeadlineGeenWerkdag,
    DeadlineOnleesbaar,
    DeadlineTeVer,
    DeadlineVoorbij,
    Moment,
    check_deadline,
    find_deadline,
    likely_deadlines,
    read_deadline,
    that_will_do,
)
from bot.domain.errors import DomainError
from bot.domain.woorden import DAGEN, MAANDEN
from tests.domain.test_deadline_forms import KALENDER, MOMENTS, ROWS, answer, at
from tests.pace import quiet_seconds

MONDAY = date(2027, 2, 1)
NOW = at(MONDAY)

# What is typed on Monday 1 February 2027, and the day that is meant.
TYPED = """
vandaag 2027-02-01
morgen 2027-02-02
overmorgen 2027-02-03
maandag 2027-02-08
dinsdag 2027-02-02
woensdag 2027-02-03
donderdag 2027-02-04
vrijdag 2027-02-05
Vrijdag 2027-02-05
VRIJDAG 2027-02-05
vrijdag. 2027-02-05
zaterdag 2027-02-06
zondag 2027-02-07
deze vrijdag 2027-02-05
komende vrijdag 2027-02-05
aanstaande vrijdag 2027-02-05
a.s. vrijdag 2027-02-05
as vrijdag 2027-02-05
vrijdag a.s. 2027-02-05
vrijdag aanstaande 2027-02-05
volgende week maandag 2027-02-08
volgende week vrijdag 2027-02-12
vrijdag volgende week 2027-02-12
vrijdag over een week 2027-02-12
uiterlijk vrijdag 2027-02-05
voor vrijdag 2027-02-05
vóór vrijdag 2027-02-05
op vrijdag 2027-02-05
tot vrijdag 2027-02-05
deadline vrijdag 2027-02-05
deadline: vrijdag 2027-02-05
uiterlijk op vrijdag 2027-02-05
vrijdag 5 februari 2027-02-05
vrijdag 5 februari 2027 2027-02-05
vrijdag, 5 februari 2027-02-05
vr 5 feb 2027-02-05
uiterlijk vrijdag 5 februari 2027-02-05
5 februari 2027-02-05
5 Februari 2027-02-05
05 februari 2027-02-05
5 februari 2027 2027-02-05
5 feb 2027-02-05
5 feb. 2027-02-05
5 feb 2027 2027-02-05
1 mrt 2027-03-01
1 mrt. 2027-03-01
1 maa 2027-03-01
15 maart 2027-03-15
15 apr 2027-04-15
12 mei 2027-05-12
1 jun 2027-06-01
1 juli 2027-07-01
2 aug 2027-08-02
1 sept 2027-09-01
1 sep 2027-09-01
1 oktober 2027-10-01
1 okt 2027-10-01
1 nov 2027-11-01
1 december 2027-12-01
31 december 2027-12-31
1 januari 2028-01-01
31 januari 2028-01-31
1 februari 2027-02-01
5-2 2027-02-05
05-02 2027-02-05
5/2 2027-02-05
12/2 2027-02-12
31-1 2028-01-31
5-2-2027 2027-02-05
05-02-2027 2027-02-05
5/2/2027 2027-02-05
5.2.2027 2027-02-05
05 02 2027 2027-02-05
5-2-27 2027-02-05
05-02-27 2027-02-05
5/2/27 2027-02-05
2027-02-05 2027-02-05
2027-2-5 2027-02-05
1-1-2027 2027-01-01
3 februari 2026 2026-02-03
over 3 dagen 2027-02-04
over drie dagen 2027-02-04
over 1 dag 2027-02-02
over een week 2027-02-08
over 1 week 2027-02-08
over één week 2027-02-08
over twee weken 2027-02-15
Over Twee Weken 2027-02-15
over 2 weken 2027-02-15
over 6 weken 2027-03-15
over twaalf weken 2027-04-26
over 14 dagen 2027-02-15
binnen twee weken 2027-02-15
binnen 14 dagen 2027-02-15
over een maand 2027-03-01
over drie maanden 2027-05-01
over 12 maanden 2028-02-01
29 februari 2028-02-29
gisteren 2027-01-31
"""


@pytest.mark.parametrize("line", TYPED.strip().splitlines())
def test_what_is_typed_on_a_monday(line: str) -> None:
    typed, _, meant = line.rpartition(" ")
    assert read_deadline(typed, NOW) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    ("today", "typed", "meant"),
    [
        ("2027-02-05", "vrijdag", "2027-02-12"),  # on a Friday: next week's
        ("2027-02-05", "deze vrijdag", "2027-02-12"),
        ("2027-02-05", "volgende week vrijdag", "2027-02-12"),
        ("2027-02-05", "maandag", "2027-02-08"),
        ("2027-02-05", "vandaag", "2027-02-05"),
        ("2027-02-06", "vrijdag", "2027-02-12"),
        ("2027-02-07", "morgen", "2027-02-08"),
        ("2027-02-07", "maandag", "2027-02-08"),
        ("2027-02-07", "volgende week maandag", "2027-02-08"),
        ("2027-12-31", "morgen", "2028-01-01"),
        ("2027-12-31", "vrijdag", "2028-01-07"),
        ("2027-12-31", "over een week", "2028-01-07"),
        ("2027-12-31", "volgende week maandag", "2028-01-03"),
        ("2027-12-31", "3 januari", "2028-01-03"),
        ("2027-12-31", "3-1", "2028-01-03"),
        ("2027-12-31", "31 december", "2027-12-31"),
        ("2027-12-31", "30 december", "2028-12-30"),
        ("2028-02-01", "29 februari", "2028-02-29"),
        ("2028-02-29", "29 februari", "2028-02-29"),
        ("2028-03-01", "29 februari", "2032-02-29"),
        ("2028-02-29", "over een maand", "2028-03-29"),
        ("2028-02-29", "over 12 maanden", "2029-02-28"),
        ("2027-01-31", "over een maand", "2027-02-28"),
        ("2028-01-31", "over een maand", "2028-02-29"),
        ("2027-10-31", "over een maand", "2027-11-30"),
        ("2027-12-31", "over twee maanden", "2028-02-29"),
        ("2028-02-28", "morgen", "2028-02-29"),
        ("2028-02-28", "overmorgen", "2028-03-01"),
        ("2027-03-27", "morgen", "2027-03-28"),  # the night in which the clock goes forward
    ],
)
def test_what_is_typed_on_another_day(today: str, typed: str, meant: str) -> None:
    assert read_deadline(typed, at(date.fromisoformat(today))) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "?",
        "ja",
        "x",
        "zsm",
        "zo snel mogelijk",
        "binnenkort",
        "nooit",
        "ooit eens",
        "februari",
        "31 april",
        "30 februari",
        "32 januari",
        "0 februari",
        "5-13",
        "31-4",
        "0-0",
        "29-02-2027",
        "2027-02-30",
        "2027-13-01",
        "1,5 week",
        "over een paar weken",
        "over nul dagen en een beetje",
        "tussen 5 en 12 februari",
        "vrijdagnaam",
        "K7M-3QX-K",
        "0612345678",
        "<b>vrijdag</b>",
        "\u202e vrijdag",
        "😀",
        "5" * 4000,
        "vrijdag " * 500,
        "over " * 800,
        "1-" * 2000,
    ],
)
def test_what_names_no_one_day_is_asked_again(typed: str) -> None:
    with pytest.raises(DeadlineOnleesbaar):
        read_deadline(typed, NOW)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Tactus vrijdag", "2027-02-05"),
        ("vrijdag Tactus", "2027-02-05"),
        ("Tactus 5-2 K7M-3QX-K", "2027-02-05"),
        ("Tactus uiterlijk 5 februari", "2027-02-05"),
        ("Tactus over twee weken", "2027-02-15"),
        ("K7M-3QX-K Tactus 2027-02-05", "2027-02-05"),
        ("Tactus 12 februari 2027, vrijdag", "2027-02-12"),
    ],
)
def test_a_day_is_found_wherever_it_stands_in_a_line(line: str, meant: str) -> None:
    found = find_deadline(line, NOW)
    assert found is not None
    assert found.dag == date.fromisoformat(meant)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Tactus 2027/02/05", "2027-02-05"),
        ("Tactus 1/2/28", "2028-02-01"),
        ("Tactus 3/2/2028", "2028-02-03"),
        ("Tactus afgelopen vrijdag", None),
        ("Tactus vorige week vrijdag", None),
        ("Tactus vrijdag over een week", "2027-02-12"),
        ("Tactus over twee weken vrijdag", "2027-02-19"),
    ],
)
def test_half_of_what_was_typed_is_no_deadline(line: str, meant: str | None) -> None:
    found = find_deadline(line, NOW)
    assert found is None or found.dag.isoformat() == meant


@pytest.mark.parametrize(
    "text", ["Tactus: intake", "K7M-3QX-K", "J0R-0V1-X", "Top-X Zwolle", "18-plus", "FACT 2-1-x", "a1-2b"]
)
def test_no_day_is_seen_in_ordinary_words(text: str) -> None:
    assert find_deadline(text, NOW) is None


days = st.dates(date(2026, 1, 1), date(2035, 12, 31))


@settings(deadline=None)
@given(days, st.integers(0, 366))
def test_a_full_date_reads_as_itself_on_any_day(today: date, ahead: int) -> None:
    meant = today + timedelta(days=ahead)
    for typed in (
        meant.isoformat(),
        f"{meant.day}-{meant.month}-{meant.year}",
        f"{meant.day:02}/{meant.month:02}/{meant.year}",
        f"{meant.day} {MAANDEN[meant.month - 1]} {meant.year}",
        f"{DAGEN[meant.weekday()]} {meant.day} {MAANDEN[meant.month - 1][:3]} {meant.year}",
        f"{meant.day}.{meant.month}.{meant.year}",
        f"{meant.day:02} {meant.month:02} {meant.year}",
        f"{meant.day}-{meant.month}-{meant.year % 100:02}",
        f"{DAGEN[meant.weekday()][:2]}. {meant.day} {MAANDEN[meant.month - 1][:3]}. '{meant.year % 100:02}",
        f"{meant.day}e {MAANDEN[meant.month - 1].upper()} {meant.year}",
    ):
        assert read_deadline(typed, at(today)) == meant


@settings(deadline=None)
@given(days, st.sampled_from(DAGEN))
def test_a_weekday_is_the_next_one_after_today(today: date, dag: str) -> None:
    meant = read_deadline(dag, at(today))
    assert today < meant <= today + timedelta(days=7)
    assert DAGEN[meant.weekday()] == dag


@settings(deadline=None)
@given(days, st.integers(0, 364))
def test_a_date_without_a_year_is_the_coming_one(today: date, ahead: int) -> None:
    meant = today + timedelta(days=ahead)
    for typed in (
        f"{meant.day}-{meant.month}",
        f"{meant.day:02}/{meant.month:02}",
        f"{meant.day} {MAANDEN[meant.month - 1]}",
        f"{DAGEN[meant.weekday()]} {meant.day} {MAANDEN[meant.month - 1][:3]}",
    ):
        assert read_deadline(typed, at(today)) == meant


READABLE = [row for row in ROWS if "onleesbaar" not in row]


@settings(deadline=None)
@given(
    st.sampled_from(READABLE),
    st.sampled_from([str.upper, str.lower, str.capitalize, lambda text: unicodedata.normalize("NFD", text)]),
    st.sampled_from([" ", "  ", "\u00a0", "\t", "\n"]),
    st.sampled_from(["{}", " {} ", "{}.", "{}!", "{} ?", '"{}"', "({})", "uiterlijk {}", "{}, graag", "deadline: {}"]),
)
def test_case_spaces_and_what_stands_around_it_change_nothing(
    row: list[str], case: Callable[[str], str], space: str, around: str
) -> None:
    typed = case(row[0]).replace(" ", space)
    if around[:2] == "ui" and row[0][:2] in ("na", "in", "bi"):
        return  # nobody says "uiterlijk na"
    assert [answer(around.format(typed), at(day)) for day in MOMENTS] == row[1:]


STRETCHES = (
    [f"{point} {maand}" for point in ("begin", "half", "eind", "voor") for maand in MAANDEN]
    + [f"{point} volgende {unit}" for point in ("begin", "half", "eind") for unit in ("week", "maand")]
    + [f"{point} van de {unit}" for point in ("begin", "half", "eind") for unit in ("week", "maand")]
    + [
        f"{bij} {feest}"
        for bij in ("voor", "na")
        for feest in ("kerst", "pasen", "pinksteren", "hemelvaart", "oudjaar")
    ]
    + [f"binnen {count} {unit}" for count in (1, 5, 20) for unit in ("dagen", "weken", "maanden", "werkdagen")]
    + ["volgende week", "volgende maand", "week 7", "week 52", "voor het weekend", "na het weekend", "over 3 werkdagen"]
)


@settings(deadline=None)
@given(days, st.sampled_from(STRETCHES))
def test_a_stretch_of_time_ends_on_a_working_day_that_is_not_past(today: date, typed: str) -> None:
    meant = read_deadline(typed, at(today))
    assert meant >= today
    assert KALENDER.is_werkdag(meant)


@settings(deadline=None)
@given(days, st.lists(st.sampled_from(sorted({word for row in ROWS for word in row[0].split()})), max_size=8))
def test_no_order_of_these_words_makes_it_fall_over(today: date, words: list[str]) -> None:
    with suppress(DomainError):
        read_deadline(" ".join(words), at(today))


@pytest.mark.parametrize(
    "flood", ["over ", "1-2-", "mei ", "vr ", "a.s. ", "5 ", "week ", "voor de ", "'", "é", "3 dagen "]
)
def test_a_flood_is_read_quickly(flood: str) -> None:
    assert quiet_seconds(lambda: find_deadline((flood * 4096)[:4096], NOW)) < 0.5


@pytest.mark.parametrize(
    ("typed", "names", "meant"),
    [
        ("Team Zaterdag vrijdag", ["Team Zaterdag Zuid"], "2027-02-05"),
        ("Team Zaterdag", ["Team Zaterdag Zuid"], None),
        ("zaterdag", ["Team Zaterdag Zuid"], "2027-02-06"),
        ("Zorggroep Voor Morgen", ["Zorggroep Voor Morgen"], None),
        ("zorggroep vóór morgen, morgen", ["Zorggroep Voor Morgen"], "2027-02-02"),
        ("Mei", ["Mei"], None),
        ("voor mei", ["Mei"], None),
        ("Zorg 24/7", ["Zorg 24/7"], None),
        ("Wijk 3-4 vrijdag", ["Wijk 3-4"], "2027-02-05"),
        ("Mei", [], None),
        ("voor Jan", [], None),
        ("2-1-1", [], None),
        ("5 Mei", ["Mei"], "2027-05-05"),
        ("Els Vrijdaag", ["Els Vrijdaag"], None),
        ("Vrijdaag", ["Els Vrijdaag"], None),
    ],
)
def test_a_word_of_a_name_is_no_day(typed: str, names: list[str], meant: str | None) -> None:
    found = find_deadline(typed, NOW, names)
    assert (found.dag.isoformat() if found else None) == meant


@settings(deadline=None)
@given(days, st.text(max_size=60))
def test_no_text_makes_it_fall_over(today: date, text: str) -> None:
    found = find_deadline(text, at(today))
    assert found is None or all(0 <= start < end <= len(text) for start, end in found.plaatsen)


# What may be a deadline


def test_today_may_be_a_deadline() -> None:
    assert check_deadline(MONDAY, MONDAY, KALENDER) == MONDAY


def test_yesterday_is_past() -> None:
    with pytest.raises(DeadlineVoorbij):
        check_deadline(MONDAY - timedelta(days=1), MONDAY, KALENDER)


def test_a_year_ahead_is_the_farthest() -> None:
    with pytest.raises(DeadlineTeVer):
        check_deadline(date(2028, 2, 2), MONDAY, KALENDER)
    assert check_deadline(date(2028, 2, 1), MONDAY, KALENDER) == date(2028, 2, 1)
    with pytest.raises(DeadlineTeVer):
        check_deadline(date(2028, 2, 3), MONDAY, KALENDER)
    with pytest.raises(DeadlineTeVer):
        check_deadline(date(2028, 2, 29), MONDAY, KALENDER)


@pytest.mark.parametrize(
    ("dag", "opties"),
    [
        ("2027-02-06", ["2027-02-05", "2027-02-08"]),  # a Saturday
        ("2027-05-07", ["2027-05-05", "2027-05-10"]),  # closed after Ascension Day
        ("2027-12-24", ["2027-12-23", "2027-12-27"]),  # closed every year; Christmas is in the weekend
        ("2027-03-29", ["2027-03-25", "2027-03-30"]),  # Easter Monday
    ],
)
def test_a_day_off_is_refused_with_the_working_days_around_it(dag: str, opties: list[str]) -> None:
    with pytest.raises(DeadlineGeenWerkdag) as refused:
        check_deadline(date.fromisoformat(dag), MONDAY, KALENDER)
    assert refused.value.gegevens["opties"] == [date.fromisoformat(optie) for optie in opties]


def test_of_the_days_around_only_those_to_come_are_offered() -> None:
    saturday = date(2027, 2, 6)
    with pytest.raises(DeadlineGeenWerkdag) as refused:
        check_deadline(saturday, saturday, KALENDER)
    assert refused.value.gegevens["opties"] == [date(2027, 2, 8)]


@settings(deadline=None)
@given(days)
def test_every_day_that_is_offered_will_do(today: date) -> None:
    offered = likely_deadlines(at(today))
    assert offered
    assert offered == sorted(set(offered))
    assert all(day > today and check_deadline(day, today, KALENDER) == day for day in offered)


def test_of_days_that_may_be_meant_only_what_will_do_is_offered() -> None:
    saturday, past, far = date(2027, 2, 6), date(2027, 1, 29), date(2029, 2, 1)
    assert that_will_do([saturday, past, far], NOW) == [date(2027, 2, 5), date(2027, 2, 8)]


@settings(deadline=None)
@given(days)
def test_the_next_meeting_and_the_end_of_the_month_are_among_what_is_offered(today: date) -> None:
    meeting = KALENDER.next_werkdag(today + timedelta(days=20))
    offered = likely_deadlines(Moment(today, KALENDER, (meeting,)))
    assert meeting in offered
    assert any(
        (day + timedelta(days=3)).month != day.month or (day + timedelta(days=4)).month != day.month for day in offered
    )
