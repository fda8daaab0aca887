"""Whom does somebody mean who types a name on a phone?"""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.namen import fold, match, suggest

NAMES = ["Politie", "Reclassering Nederland", "Tactus", "Trajectum", "Transfore", "Olst-Wijhe", "OM", "Ommen"]
PAIRS = [(name, name) for name in NAMES]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Tactus", ["Tactus"]),
        ("tactus", ["Tactus"]),
        ("  TACTUS ", ["Tactus"]),
        ("tac", ["Tactus"]),
        ("tra", ["Trajectum", "Transfore"]),
        ("reclassering", ["Reclassering Nederland"]),
        ("reclassering  nederland", ["Reclassering Nederland"]),
        ("nederland", []),  # the beginning, not a word within
        ("olst wijhe", ["Olst-Wijhe"]),
        ("Olst–Wijhe", ["Olst-Wijhe"]),
        ("om", ["OM"]),  # exact beats the beginning of Ommen
        ("omm", ["Ommen"]),
        ("Gelderland", []),
        ("", []),
        (" - ", []),
    ],
)
def test_exact_beats_a_beginning_and_else_we_ask(typed: str, found: list[str]) -> None:
    assert match(typed, PAIRS) == found


def test_accents_do_not_count() -> None:
    assert match("patient", [("Patiënt", 1)]) == [1]
    assert match("Patie\u0308nt", [("patient", 1)]) == [1]


def test_an_organisation_with_two_fitting_names_is_found_once() -> None:
    assert match("reclas", [("Reclassering Nederland", "rn"), ("Reclassering", "rn")]) == ["rn"]


def test_two_organisations_with_the_same_name_are_both_offered() -> None:
    assert match("wijkteam", [("Wijkteam", "zwolle"), ("wijkteam", "deventer")]) == ["zwolle", "deventer"]


def test_what_is_found_need_not_be_hashable() -> None:
    assert match("a", [("a", ["x"]), ("a", ["x"])]) == [["x"]]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Zwole", "Zwolle"), ("tactsu", "Tactus"), ("olst wijhe", "Olst-Wijhe"), ("Xyz", None), ("", None)],
)
def test_a_slip_of_the_finger_is_recognised(typed: str, meant: str | None) -> None:
    assert suggest(typed, ["Zwolle", "Tactus", "Olst-Wijhe"]) == meant


@given(st.text())
@example("\U0001d400")  # a mathematical A
@example("\uff0d\u0132")  # a wide hyphen, the joined capitals IJ
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(min_size=1), st.lists(st.text()))
def test_a_name_always_finds_itself(name: str, others: list[str]) -> None:
    found = match(name, [(each, each) for each in [name, *others]])

    assert not fold(name) or name in found
