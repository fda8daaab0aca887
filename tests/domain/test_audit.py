"""Can a text slip into the audit trail, and does the chain show each change?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.audit import Breuk, Fout, Keten, Merk, Regel, Soort, check_record
from bot.domain.persoon import PersoonId
from tests.builders import NOON

KEY = b"k" * 32


def a_regel(id: int = 1, **changes: object) -> Regel:
    regel = Regel(id, NOON, PersoonId(3), "makelaar", "afspraak_gedaan", "afspraak 7", "gedaan")
    return replace(regel, **changes)  # type: ignore[arg-type]


def sealed(count: int) -> list[Regel]:
    keten = Keten(KEY, None)
    return [keten.add(a_regel(id)) for id in range(1, count + 1)]


def faults(regels: list[Regel], after: Merk | None = None, key: bytes = KEY) -> list[Fout]:
    keten = Keten(key, after)
    return [fout for regel in regels if (fout := keten.follow(regel))]


@pytest.mark.parametrize(
    "object",
    ["persoon 12", "afspraak 7", "casus K7M-3QX-K", "tafel topx-zwolle", "regio", "regio ijsselland", "audit"],
)
def test_an_object_is_named_by_id_reference_or_key(object: str):
    check_record("casus_nieuw", object, "gedaan")


@pytest.mark.parametrize(
    "object",
    [
        "",
        "K7M-3QX-K",
        "casus K7M-3QX-J",
        "casus k7m-3qx-k",
        "casus K7M3QXK",
        "casus kees",
        "persoon kees",
        "persoon 12 kees",
        "persoon 12\n",
        "persoon ٣",
        "persoon -1",
        "afspraak",
        "kees",
        "kees de vries",
        "tafel Kees de Vries",
        "tafel kees de vries",
        "regio " + "a" * 49,
        "regio a\nb",
    ],
)
def test_a_text_is_no_object_and_the_refusal_does_not_repeat_it(object: str):
    with pytest.raises(ValueError, match="an object is") as refusal:
        check_record("casus_nieuw", object, "gedaan")
    assert "kees" not in str(refusal.value).lower()


@pytest.mark.parametrize("word", ["", "Kees", "kees de vries", "gedaan!", "gedaan\n", "a" * 49, "ge-daan", "é"])
def test_a_deed_and_an_outcome_are_one_word_of_ours(word: str):
    with pytest.raises(ValueError, match="a daad is"):
        check_record(word, "regio", "gedaan")
    with pytest.raises(ValueError, match="an uitkomst is"):
        check_record("gezien", "regio", word)


def test_a_chain_that_nobody_touched_has_no_faults():
    assert faults(sealed(5)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"id": 9},
        {"at": NOON + timedelta(microseconds=1)},
        {"persoon": PersoonId(4)},
        {"persoon": None},
        {"rollen": "beheerder"},
        {"daad": "afspraak_bezig"},
        {"object": "afspraak 8"},
        {"uitkomst": "geweigerd"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_in_any_column_is_one_fault_at_its_line(change: dict[str, object]):
    regels = sealed(5)
    regels[2] = replace(regels[2], **change)  # type: ignore[arg-type]

    assert faults(regels) == [Fout(Breuk.GEWIJZIGD, 3, regels[2].id)]


def test_a_value_cannot_move_from_one_column_to_the_next():
    regels = sealed(1)
    moved = replace(regels[0], rollen="makela", daad="arafspraak_gedaan")

    assert faults([moved]) == [Fout(Breuk.GEWIJZIGD, 1, 1)]


def test_a_changed_seal_shows_too():
    regels = sealed(5)
    regels[2] = replace(regels[2], zegel="0" * 64)

    assert faults(regels)[0] == Fout(Breuk.GEWIJZIGD, 3, 3)


def test_missing_lines_are_named_from_and_to():
    regels = sealed(9)

    assert faults(regels[:3] + regels[5:]) == [Fout(Breuk.ONTBREEKT, 4, tot=5)]
    assert faults(regels[2:]) == [Fout(Breuk.ONTBREEKT, 1, tot=2)]


def test_two_lines_that_changed_places_both_show():
    regels = sealed(5)
    second, third = regels[1], regels[2]
    regels[1] = replace(third, nummer=2, zegel=second.zegel)
    regels[2] = replace(second, nummer=3, zegel=third.zegel)

    assert [fout.nummer for fout in faults(regels)] == [2, 3]


def test_a_line_made_with_another_key_does_not_fit():
    assert len(faults(sealed(3), key=b"x" * 32)) == 3


def test_a_chain_goes_on_from_a_mark():
    regels = sealed(5)
    begin = Merk.signed(Soort.BEGIN, 2, str(regels[1].zegel), NOON, KEY)

    assert faults(regels[2:], begin) == []
    assert faults(regels[1:], begin) == [Fout(Breuk.INGEVOEGD, 2, 2)]


@pytest.mark.parametrize(
    "change",
    [
        {"soort": Soort.KOP},
        {"nummer": 3},
        {"zegel": "0" * 64},
        {"at": datetime(2027, 2, 2, tzinfo=UTC)},
        {"handtekening": "0" * 64},
        {"handtekening": ""},
    ],
    ids=str,
)
def test_a_mark_shows_each_change(change: dict[str, object]):
    merk = Merk.signed(Soort.BEGIN, 2, "f" * 64, NOON, KEY)

    assert merk.fits(KEY)
    assert not merk.fits(b"x" * 32)
    assert not replace(merk, **change).fits(KEY)  # type: ignore[arg-type]
