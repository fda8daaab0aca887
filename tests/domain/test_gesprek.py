"""Does a button of an earlier question do nothing, and a forged one either?"""

import pytest

from bot.domain.errors import OudeKnop
from bot.domain.gesprek import Gesprek, Over
from bot.domain.persoon import PersoonId


def a_question(**gegevens: object) -> Gesprek:
    return Gesprek.begin(PersoonId(1), Over.AFSPRAAK, **gegevens).ask("wie", ("7", "8"))


def test_a_choice_is_what_was_offered() -> None:
    gesprek = a_question()
    assert [gesprek.chosen(gesprek.knop, index) for index in ("0", "1")] == ["7", "8"]


def test_a_button_of_an_earlier_question_is_old() -> None:
    before = a_question()
    with pytest.raises(OudeKnop):
        before.ask("deadline", ("a", "b")).chosen(before.knop, "0")


def test_the_same_question_asked_again_has_buttons_of_its_own() -> None:
    before = a_question()
    with pytest.raises(OudeKnop):
        before.ask("wie", before.opties).chosen(before.knop, "0")


def test_a_button_of_another_dialogue_is_old() -> None:
    with pytest.raises(OudeKnop):
        a_question().chosen(a_question().knop, "0")


@pytest.mark.parametrize(
    "index", ["2", "-1", "", " 0", "0 ", "0x0", "1.0", "abc", "99999999999999999999", "+1", "²", "0\n"]
)
def test_a_forged_index_is_an_old_button(index: str) -> None:
    gesprek = a_question()
    with pytest.raises(OudeKnop):
        gesprek.chosen(gesprek.knop, index)


@pytest.mark.parametrize("knop", ["", ".", "1", "deadbeef.1", "0.0"])
def test_a_forged_question_is_an_old_button(knop: str) -> None:
    with pytest.raises(OudeKnop):
        a_question().chosen(knop, "0")


def test_a_question_without_choices_has_no_buttons_to_press() -> None:
    gesprek = a_question().ask("actie")
    with pytest.raises(OudeKnop):
        gesprek.chosen(gesprek.knop, "0")


def test_what_is_known_stays_known_until_it_is_forgotten() -> None:
    gesprek = a_question(casus="K7M-3QX-K").ask("deadline", (), wie=7)
    assert gesprek.gegevens == {"casus": "K7M-3QX-K", "wie": 7}
    assert gesprek.ask("casus", (), casus=None).gegevens == {"wie": 7}


def test_the_button_data_of_a_question_fits_in_telegrams_64_bytes() -> None:
    gesprek = a_question()
    for _ in range(1000):
        gesprek = gesprek.ask("wie", ("7",))
    assert len(f"d:{gesprek.knop}:99".encode()) <= 64
