"""Does a date, a moment or a number read as Dutch?"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jinja2 import Environment

from bot.rendering.filters import FILTERS
from tests.builders import a_persoon

NOW = datetime(2027, 2, 4, 13, 2, tzinfo=UTC)


def written(value: Any, filter: str, *arguments: Any, nu: datetime = NOW) -> str:
    environment = Environment(autoescape=True)
    environment.filters.update(FILTERS)
    template = environment.from_string("{{ value | " + filter + "(*arguments) }}")
    return template.render(value=value, arguments=arguments, nu=nu, zone=ZoneInfo("Europe/Amsterdam"))


@pytest.mark.parametrize(
    ("day", "datum", "volle"),
    [
        (date(2027, 2, 5), "vrijdag 5 februari", "vrijdag 5 februari 2027"),
        (date(2027, 3, 1), "maandag 1 maart", "maandag 1 maart 2027"),
        (date(2028, 2, 29), "dinsdag 29 februari", "dinsdag 29 februari 2028"),
        (date(2027, 12, 31), "vrijdag 31 december", "vrijdag 31 december 2027"),
        (date(2027, 8, 1), "zondag 1 augustus", "zondag 1 augustus 2027"),
    ],
)
def test_a_day(day: date, datum: str, volle: str) -> None:
    assert (written(day, "datum"), written(day, "volle_datum")) == (datum, volle)
    assert written(day, "dag_maand") == datum.split(" ", 1)[1]


def test_a_day_that_may_be_taken_for_one_a_year_nearer_says_its_year() -> None:
    template = Environment(autoescape=True)
    template.filters.update(FILTERS)
    words = template.from_string("{{ day | datum }}")
    today = date(2027, 2, 1)
    for day, shown in {
        date(2028, 1, 31): "maandag 31 januari 2028",
        date(2027, 9, 30): "donderdag 30 september 2027",
        date(2027, 9, 28): "dinsdag 28 september",
        date(2027, 1, 29): "vrijdag 29 januari",
        date(2026, 2, 2): "maandag 2 februari 2026",
    }.items():
        assert words.render(day=day, vandaag=today) == shown


@pytest.mark.parametrize(
    ("moment", "clock"),
    [
        (datetime(2027, 2, 4, 13, 2, tzinfo=UTC), "14:02"),
        (datetime(2027, 7, 4, 6, 30, tzinfo=UTC), "08:30"),
        (datetime(2027, 2, 4, 23, 5, tzinfo=UTC), "00:05"),
    ],
)
def test_a_moment_is_the_regions_clock(moment: datetime, clock: str) -> None:
    assert written(moment, "klok") == clock


@pytest.mark.parametrize(
    ("days", "en", "om"),
    [
        (0, "donderdag 14:02", "donderdag om 14:02"),
        (1, "vrijdag 14:02", "vrijdag om 14:02"),
        (6, "woensdag 14:02", "woensdag om 14:02"),
        (7, "donderdag 11 februari 14:02", "donderdag 11 februari om 14:02"),
        (-6, "vrijdag 14:02", "vrijdag om 14:02"),
        (-7, "donderdag 28 januari 14:02", "donderdag 28 januari om 14:02"),
    ],
)
def test_a_day_and_a_clock_with_the_date_when_the_weekday_alone_would_mislead(days: int, en: str, om: str) -> None:
    moment = NOW + timedelta(days=days)
    assert (written(moment, "dag_en_klok"), written(moment, "dag_om_klok")) == (en, om)


def test_just_after_midnight_it_is_the_next_day() -> None:
    assert written(datetime(2027, 2, 4, 23, 5, tzinfo=UTC), "dag_en_klok") == "vrijdag 00:05"


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 werkdagen"), (1, "1 werkdag"), (2, "2 werkdagen"), (15, "15 werkdagen")]
)
def test_working_days(count: int, words: str) -> None:
    assert written(count, "werkdagen") == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "nul acties"),
        (1, "één actie"),
        (2, "twee acties"),
        (12, "twaalf acties"),
        (13, "13 acties"),
        (40, "40 acties"),
    ],
)
def test_a_count(count: int, words: str) -> None:
    assert written(count, "aantal", "actie", "acties") == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("één punt", "Eén punt"),
        ("vijf punten", "Vijf punten"),
        ("intake", "Intake"),
        ("", ""),
        ("K7M-3QX-K", "K7M-3QX-K"),
        ("112 bellen", "112 bellen"),
        ("école", "Ecole"),
        ("OM bellen", "OM bellen"),
        ("ß", "SS"),
    ],
)
def test_a_sentence_begins_with_a_capital(text: str, words: str) -> None:
    assert written(text, "hoofdletter") == words


def test_a_person_with_the_organisation() -> None:
    assert written(a_persoon(zetel="FACT"), "met_organisatie") == "Tineke, Tactus (FACT)"
    assert written(a_persoon(), "met_organisatie") == "Tineke, Tactus"


def test_what_comes_out_of_a_filter_is_still_escaped() -> None:
    assert written("<b>", "hoofdletter") == "&lt;b&gt;"
    assert written(a_persoon(naam="<b>"), "met_organisatie") == "&lt;b&gt;, Tactus"


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 dag"), (30, "30 dagen"), (365, "één jaar"), (730, "twee jaar"), (731, "731 dagen"), (1095, "drie jaar")],
)
def test_a_term_of_whole_years_reads_in_years(days: int, words: str):
    assert written(days, "termijn") == words
