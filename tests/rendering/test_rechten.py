"""Is the policy that people read the one that the code follows?"""

from pathlib import Path

import pytest

from bot.domain.persoon import Rol
from bot.domain.rechten import RECHTEN, Daad, Relatie
from bot.rendering.rechten import rechten_page

PAGE = Path(__file__).parents[2] / "docs" / "rechten.md"
ROLLEN = ["actiehouder", "partner", "makelaar", "manager", "beheerder"]


def rows(heading: str) -> list[list[str]]:
    section = rechten_page().split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [line.strip("| ").split(" | ") for line in lines[2:]]


def test_the_page_is_what_the_table_says_now() -> None:
    assert PAGE.read_text(encoding="utf-8") == rechten_page(), "make docs"


@pytest.mark.parametrize("daad", Daad)
def test_each_cell_names_what_the_role_needs(daad: Daad) -> None:
    (cells,) = [row[1:] for row in rows("Het overzicht") if row[0] == daad.value]
    for rol, cell in zip(map(Rol, ROLLEN), cells, strict=True):
        needed = {
            r.value for recht in RECHTEN if recht.daad is daad and recht.rol in (rol, None) for r in recht.relaties
        }
        assert set(cell.split("; ")) == (needed or {"–"})


def test_each_line_of_the_table_has_its_reason_and_each_word_its_meaning() -> None:
    assert [row[2] for row in rows("Waarom")] == [recht.reden for recht in RECHTEN]
    assert {row[0] for row in rows("Wat de woorden betekenen")} == {relatie.value for relatie in Relatie}
