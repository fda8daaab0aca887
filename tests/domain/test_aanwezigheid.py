"""When is it looked at who comes, and whom does the table lack then?"""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from bot.domain.aanwezigheid import Gemis, Komst, Ontbreekt, lacking, looks_at
from bot.domain.agenda import Agendapunt, Herkomst
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, PuntId
from bot.domain.deelnemer import Antwoord, Deelnemer
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.referentie import Referentie
from bot.domain.regio import Regio
from bot.domain.werkdagen import Werkkalender
from tests.builders import REFERENTIE, a_persoon, local

KALENDER = Werkkalender("Europe/Amsterdam", time(8), time(18))
SECOND = Referentie("H4C-8RM-6")
LONG_BEFORE = local("2027-01-04 12:00")
COMES, AWAY = Antwoord.KOMT, Antwoord.KOMT_NIET


def a_bijeenkomst(begint: str, **changes: Any) -> Bijeenkomst:
    told = {"agenda_at": LONG_BEFORE, "changed_at": LONG_BEFORE, **changes}
    return Bijeenkomst(BijeenkomstId(1), "topx-zwolle", local(begint), 150, "Zwolle", **told)


@pytest.mark.parametrize(
    ("begint", "moment"),
    [
        ("2027-02-04 09:30", "2027-02-02 09:30"),
        ("2027-02-02 09:30", "2027-01-29 09:30"),  # over a weekend
        ("2027-03-31 09:30", "2027-03-25 09:30"),  # over Easter, and when the clock goes forward
        ("2027-11-02 09:30", "2027-10-29 09:30"),  # and back
        ("2027-02-02 19:00", "2027-02-01 08:00"),  # nothing leaves in the evening
        ("2027-02-06 10:00", "2027-02-03 10:00"),  # on a Saturday
    ],
)
def test_it_is_looked_at_two_working_days_before_at_the_same_time_of_day(begint: str, moment: str) -> None:
    assert looks_at(a_bijeenkomst(begint), KALENDER) == local(moment)


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2027-01-29 09:29", "2027-01-29 09:30"),
        ("2027-01-29 11:00", "2027-02-01 08:00"),  # people get time to answer
        ("2027-02-01 07:00", "2027-02-01 08:00"),
        ("2027-01-30 12:00", "2027-02-01 08:00"),
        ("2027-02-01 15:00", "2027-02-02 08:00"),
    ],
)
def test_of_what_was_sent_or_moved_late_it_is_looked_at_when_the_next_window_opens(told: str, moment: str) -> None:
    tuesday = a_bijeenkomst("2027-02-02 09:30")

    assert looks_at(replace(tuesday, agenda_at=local(told)), KALENDER) == local(moment)
    assert looks_at(replace(tuesday, changed_at=local(told)), KALENDER) == local(moment)


def test_before_anybody_was_told_there_is_nothing_to_look_at() -> None:
    assert looks_at(a_bijeenkomst("2027-02-02 09:30", agenda_at=None), KALENDER) is None


def guest(id: int, organisatie: str, zetel: str | None = None, *, kern: bool = True) -> Deelnemer:
    persoon = a_persoon(id=PersoonId(id), organisatie=organisatie, zetel=zetel)
    return Deelnemer(persoon, hele=kern, punten=(), kern=kern)


def a_punt(casus: Referentie, gemeente: str = "Zwolle", *partners: int) -> Agendapunt:
    asked = frozenset(PersoonId(id) for id in partners)
    number = PuntId(1 if casus == REFERENTIE else 2)
    return Agendapunt(number, BijeenkomstId(1), number, 20, Herkomst.AANGEMELD, casus, gemeente, partners=asked)


def found(
    regio: Regio, punten: list[Agendapunt], *komsten: Komst, partners: list[Persoon] | None = None
) -> list[Gemis]:
    asked = [komst.persoon for komst in komsten if not komst.deelnemer.kern] if partners is None else partners
    return lacking(regio.tafel("topx-zwolle"), punten, komsten, regio, asked)


def of(gemis: list[Gemis], *names: str) -> list[tuple[str, Ontbreekt]]:
    return [(one.naam, one.waarom) for one in gemis if one.naam in names]


def test_a_seat_is_taken_as_soon_as_one_of_it_comes(ijsselland: Regio) -> None:
    first, second = guest(1, "Politie"), guest(2, "Politie")

    assert of(found(ijsselland, [], Komst(first), Komst(second)), "Politie") == [("Politie", Ontbreekt.GEEN_ANTWOORD)]
    assert of(found(ijsselland, [], Komst(first, AWAY), Komst(second)), "Politie") == [
        ("Politie", Ontbreekt.GEEN_ANTWOORD)
    ]
    assert of(found(ijsselland, [], Komst(first, AWAY), Komst(second, COMES)), "Politie") == []


def test_a_vervanger_takes_it_who_may_decide(ijsselland: Regio) -> None:
    own, other = guest(1, "Politie"), a_persoon(id=PersoonId(2), organisatie="Politie")

    def why(mandaat: bool | None, vervanger: Persoon | None = other) -> list[Ontbreekt]:
        komst = Komst(own, Antwoord.VERVANGER, vervanger, mandaat)
        return [waarom for _, waarom in of(found(ijsselland, [], komst), "Politie")]

    assert why(True) == []
    assert why(False) == [Ontbreekt.ZONDER_MANDAAT]
    assert why(None) == [Ontbreekt.MANDAAT_ONBEKEND]
    assert why(True, vervanger=None) == [Ontbreekt.GEEN_VERVANGER]


def test_of_two_seats_of_one_organisation_each_has_its_own_people(ijsselland: Regio) -> None:
    fact = guest(1, "Tactus", "FACT")

    lacks = found(ijsselland, [], Komst(fact, COMES))

    assert ("Tactus (reclassering)", Ontbreekt.NIEMAND) in [(one.naam, one.waarom) for one in lacks]
    assert [one.naam for one in found(ijsselland, [], Komst(guest(2, "Tactus", "reclassering"), COMES))] == [
        one.naam for one in lacks if one.naam != "Tactus (reclassering)"
    ]


def test_a_gemeente_has_a_seat_when_one_of_its_casussen_is_talked_about(ijsselland: Regio) -> None:
    kampen = Komst(replace(guest(1, "Gemeente Kampen"), hele=False))
    names = ("Gemeente Kampen", "Gemeente Zwolle")

    assert of(found(ijsselland, [], kampen), *names) == []
    assert of(found(ijsselland, [a_punt(REFERENTIE, "Kampen"), a_punt(SECOND, "Zwolle")], kampen), *names) == [
        ("Gemeente Kampen", Ontbreekt.GEEN_ANTWOORD),
        ("Gemeente Zwolle", Ontbreekt.NIEMAND),
    ]


def test_of_who_is_asked_for_single_casussen_it_is_said_for_which(ijsselland: Regio) -> None:
    lars = guest(8, "Trajectum", kern=False)
    punten = [a_punt(REFERENTIE, "Zwolle", 8), a_punt(SECOND, "Zwolle", 8)]

    lacks = found(ijsselland, punten, Komst(lars, AWAY))
    gone = found(ijsselland, punten, partners=[lars.persoon])  # stopped, or asked by an organisation that left

    assert lacks[-1] == Gemis("Trajectum", Ontbreekt.GEEN_VERVANGER, (REFERENTIE, SECOND))
    assert gone[-1] == Gemis("Trajectum", Ontbreekt.NIEMAND, (REFERENTIE, SECOND))
    assert [one for one in found(ijsselland, punten, Komst(lars, COMES)) if one.casussen] == []


def test_an_mdo_has_no_fixed_seats(ijsselland: Regio) -> None:
    lars = Komst(guest(8, "Trajectum", kern=False))

    assert lacking(None, [a_punt(REFERENTIE, "Zwolle", 8)], [lars], ijsselland, [lars.persoon]) == [
        Gemis("Trajectum", Ontbreekt.GEEN_ANTWOORD, (REFERENTIE,))
    ]


def test_who_sits_in_the_kern_is_not_named_twice(ijsselland: Regio) -> None:
    bert = guest(3, "Politie")

    lacks = found(ijsselland, [a_punt(REFERENTIE, "Zwolle", 3)], Komst(bert), partners=[bert.persoon])

    assert [one for one in lacks if one.naam == "Politie"] == [Gemis("Politie", Ontbreekt.GEEN_ANTWOORD)]
