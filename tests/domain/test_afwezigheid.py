"""Who can take over for whom?"""

import pytest

from bot.domain.afwezigheid import can_stand_in
from bot.domain.persoon import PersoonId, Rol
from bot.domain.regio import Regio
from tests.builders import a_persoon
from tests.domain.test_toegang import without_convenant

TINEKE = a_persoon()
WIM = a_persoon(id=PersoonId(3), naam="Wim", zetel="FACT")


def test_a_colleague_can_whatever_the_seat(ijsselland: Regio) -> None:
    assert can_stand_in(WIM, TINEKE, ijsselland)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": TINEKE.id},
        {"organisatie": "Politie"},
        {"rollen": frozenset({Rol.PARTNER})},
        {"rollen": frozenset({Rol.MAKELAAR})},
        {"actief": False},
    ],
)
def test_nobody_else_can(ijsselland: Regio, changes: dict[str, object]) -> None:
    assert not can_stand_in(a_persoon(**{"id": WIM.id, **changes}), TINEKE, ijsselland)


def test_nobody_takes_over_for_who_was_stopped(ijsselland: Regio) -> None:
    assert not can_stand_in(WIM, a_persoon(actief=False), ijsselland)


def test_without_convenant_nobody_takes_over(ijsselland: Regio) -> None:
    assert not can_stand_in(WIM, TINEKE, without_convenant(ijsselland, "Tactus"))
