"""Does every column say what it is for, what kind of data it is, and when it goes?"""

from pathlib import Path

import pytest

from bot.domain.regio import Bewaartermijnen
from storage.gegevens import TABELLEN, Klasse, Tabel, document, undescribed
from storage.tables import Row

DOCUMENT = Path(__file__).parent.parent / "docs" / "gegevens.md"


def test_every_column_has_a_class_and_every_class_a_column() -> None:
    assert undescribed() == []


def test_a_column_without_a_class_and_a_class_without_a_column_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    described = TABELLEN["lease"].kolommen
    monkeypatch.setitem(
        TABELLEN,
        "lease",
        Tabel("", "", {"naam": described["naam"], "owner": described["owner"], "oud": described["owner"]}),
    )

    assert undescribed() == ["lease.oud", "lease.paused_until", "lease.until"]


def test_the_document_is_fresh() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "make docs"


def test_every_table_says_what_for_and_for_how_long() -> None:
    assert set(TABELLEN) == set(Row.metadata.tables)
    for name, tabel in TABELLEN.items():
        assert tabel.doel.endswith("."), name
        assert tabel.termijn and not tabel.termijn.endswith("."), name
        assert all(kolom.doel for kolom in tabel.kolommen.values()), name


@pytest.mark.parametrize("sleutel", Bewaartermijnen.model_fields)
def test_every_term_of_the_region_file_is_in_the_document(sleutel: str) -> None:
    assert f"`{sleutel}`" in document()


def test_texts_are_in_seven_places_only() -> None:
    """Whoever adds an eighth has to see to it that the guard stands before it, and that it goes in time."""
    texts = [
        f"{table}.{column}"
        for table, tabel in TABELLEN.items()
        for column, kolom in tabel.kolommen.items()
        if kolom.klasse is Klasse.TEKST
    ]

    assert texts == [
        "gebeurtenis.tekst",
        "afspraak.actie",
        "gesprek.gegevens",
        "inbox.tekst",
        "bijeenkomst.waar",
        "agendapunt.onderwerp",
        "agendapunt.vraag",
    ]
