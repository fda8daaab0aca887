"""Does the page of an afspraak have a sentence for everything that can happen with it?"""

import re
from datetime import date

import pytest

from bot.domain.gebeurtenis import Wat
from bot.domain.verzoek import REDENEN, VERVALLEN_REDENEN, Soort
from bot.rendering.web import _environment
from bot.usecases.feiten import _TOLD, Feit
from tests.builders import NOON

OF_THE_CASUS = frozenset(
    {
        *(Wat.BEGONNEN, Wat.FASE, Wat.CATEGORIE, Wat.STATUS, Wat.REGIEVOERDER, Wat.REGIEVOERDER_AF, Wat.OPGESCHAALD),
        *(Wat.KNELPUNT, Wat.LEERPUNT, Wat.SAMENWERKING, Wat.AGENDA, Wat.BESPROKEN, Wat.DOORGESCHOVEN),
    }
)
WHY = {
    Wat.UITSTEL_GEVRAAGD: REDENEN[Soort.UITSTEL],
    Wat.LUKT_NIET: REDENEN[Soort.LUKT_NIET],
    Wat.NIET_VOOR_MIJ: REDENEN[Soort.NIET_VOOR_MIJ],
    Wat.VERVALLEN: (*VERVALLEN_REDENEN, None),
}
KINDS = [*(wat for wat in Wat if wat not in OF_THE_CASUS), *_TOLD]


def sentence(wat: str, wie: str | None, reden: str | None) -> str:
    feit = Feit(wat, NOON, wie, "Joost", reden, date(2027, 2, 12), "gesproken met de wijkagent")
    said = _environment().get_template("_feiten.html.j2").module.zin(feit)  # type: ignore[attr-defined]
    return " ".join(str(said).split())


@pytest.mark.parametrize("wat", KINDS)
def test_everything_that_can_happen_has_a_sentence_with_who_did_it(wat: str) -> None:
    for reden in WHY.get(wat, (None,)):  # type: ignore[call-overload]
        said = sentence(wat, "Tineke", reden)
        assert "Tineke" in said
        assert not re.search(r"None|_| [:.,]", said)
        assert sentence(wat, None, reden) != said, "whoever it was may be gone"


def test_no_two_things_read_the_same() -> None:
    said = [sentence(wat, "Tineke", WHY.get(wat, (None,))[0]) for wat in KINDS]  # type: ignore[call-overload]
    assert len(set(said)) == len(KINDS)
