"""Is a reference read as it was meant, and is a slip of the finger never another casus?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.referentie import ALPHABET, find_misread, find_referenties, new_referentie, read_referentie
from tests.domain.guard import GUARD

bodies = st.text(alphabet=ALPHABET, min_size=6, max_size=6)


def completed(body: str) -> str:
    """The body with the one check character that fits."""
    (fits,) = [c for c in ALPHABET if read_referentie(body + c)]
    return body + fits


def test_the_reference_of_the_contract_is_valid() -> None:
    assert read_referentie("K7M-3QX-K") == "K7M-3QX-K"


@pytest.mark.parametrize("other", sorted(set(ALPHABET) - {"K"}))
def test_only_one_check_character_fits(other: str) -> None:
    assert read_referentie(f"K7M-3QX-{other}") is None


@pytest.mark.parametrize(
    "typed",
    [
        "k7m-3qx-k",
        "K7M3QXK",
        "k7m3qxk",
        "K7M 3QX K",
        "k7m 3qx k",
        " K7M-3QX-K ",
        "K7M-3QXK",
        "K7M3QX-K",
        "K-7-M-3-Q-X-K",
        "K7M - 3QX - K",
        "K7M\u00a03QX\u00a0K",
        "K7M-3QX-K\n",
    ],
)
def test_typing_a_reference_is_forgiving(typed: str) -> None:
    assert read_referentie(typed) == "K7M-3QX-K"


@pytest.mark.parametrize("dash", ["\u2010", "\u2011", "\u2013", "\u2014", "\u2212"])
def test_a_dash_that_the_phone_or_word_made_of_a_hyphen_is_a_hyphen(dash: str) -> None:
    typed = f"K7M{dash}3QX{dash}K"

    assert read_referentie(typed) == "K7M-3QX-K"
    assert [found.referentie for found in find_referenties(f"{typed} Tactus vrijdag")][:1] == ["K7M-3QX-K"]


@given(bodies.filter(lambda body: set(body) & set("01")), st.randoms())
def test_the_letter_o_is_a_zero_and_i_and_l_are_a_one(body: str, random: object) -> None:
    good = completed(body)
    for letters in ("OI", "oi", "OL", "ol"):
        typed = good.replace("0", letters[0]).replace("1", letters[1])
        assert read_referentie(typed) == read_referentie(good)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "K7M",
        "K7M-3QX",
        "K7M-3QX-KK",
        "K7M-3QX-",
        "K7M_3QX_K",
        "K7M/3QX/K",
        "U7M-3QX-K",
        "K7M-3QX-é",
        "١٢٣-٤٥٦-٧",
    ],
)
def test_what_is_no_reference_is_not_read_as_one(typed: str) -> None:
    assert read_referentie(typed) is None


@given(bodies)
def test_every_reference_reads_back_as_it_is_printed(body: str) -> None:
    printed = read_referentie(completed(body))
    assert printed is not None
    assert read_referentie(printed) == printed
    assert read_referentie(printed.replace("-", "").lower()) == printed


@given(bodies, st.integers(0, 6), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_never_another_casus(body: str, place: int, other: str) -> None:
    good = completed(body)
    wrong = good[:place] + other + good[place + 1 :]
    assert wrong == good or read_referentie(wrong) is None


@given(bodies, st.integers(0, 5))
def test_two_neighbours_swapped_are_never_another_casus(body: str, place: int) -> None:
    good = completed(body)
    first, second = good[place], good[place + 1]
    swapped = good[:place] + second + first + good[place + 2 :]
    # The first and the last character of the alphabet are the one swap that Luhn cannot see.
    unseen = first == second or {first, second} == {"0", "Z"}
    assert (read_referentie(swapped) is not None) == unseen


def test_a_new_reference_is_valid_and_random() -> None:
    made = {new_referentie() for _ in range(300)}
    assert len(made) == 300
    assert all(read_referentie(referentie) == referentie for referentie in made)
    assert {char for referentie in made for char in referentie[:3] + referentie[4:7]} == set(ALPHABET)


def test_a_new_reference_passes_the_guard_however_it_is_typed() -> None:
    for referentie in (new_referentie() for _ in range(300)):
        bare = referentie.replace("-", "")
        forms = (referentie, bare, f"{referentie[:-2]}{referentie[-1]}", referentie.replace("-", " "))
        assert [form for form in (*forms, *map(str.lower, forms)) if GUARD.find(form)] == []


@pytest.mark.parametrize(
    "text",
    [
        "K7M-3QX-K Tactus vrijdag",
        "Tactus vrijdag K7M-3QX-K",
        "Tactus k7m3qxk vrijdag",
        "Tactus, K7M 3QX K, vrijdag",
        "(K7M-3QX-K)",
        "over K7M-3QX-K.",
        "casus K7M-3QXK vrijdag",
    ],
)
def test_a_reference_is_found_wherever_it_stands(text: str) -> None:
    found = [kandidaat for kandidaat in find_referenties(text) if kandidaat.referentie == "K7M-3QX-K"]
    assert found
    assert read_referentie(text[found[0].start : found[0].end]) == "K7M-3QX-K"


def test_the_printed_form_is_taken_before_a_looser_one() -> None:
    loose = completed("ABCDEF")
    assert next(find_referenties(f"{loose} of K7M-3QX-K")).referentie == "K7M-3QX-K"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "intake plannen",
        "Tactus vrijdag",
        "xK7M-3QX-K",
        "K7M-3QX-Kx",
        "K7M-3QX-K-9",
        "politie belt",
        "0612345678",
        "2027-02-05",
    ],
)
def test_ordinary_words_are_no_reference(text: str) -> None:
    assert [k.referentie for k in find_referenties(text)] == []


def test_a_slip_in_the_printed_form_is_pointed_at() -> None:
    text = "Tactus K7M-3QX-J vrijdag"
    span = find_misread(text)
    assert span is not None
    assert text[slice(*span)] == "K7M-3QX-J"


@pytest.mark.parametrize("text", ["Tactus vrijdag", "k7m3qxj", "", "GGZ-overleg", "FACT-team"])
def test_what_does_not_look_like_a_reference_is_no_slip(text: str) -> None:
    assert find_misread(text) is None
