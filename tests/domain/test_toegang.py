"""Who may see and do what?"""

from itertools import combinations

import pytest

from bot.domain.persoon import PersoonId, Rol
from bot.domain.toegang import COMMANDOS, commandos, may_hold_actie, may_run_casus, serves
from tests.builders import a_casus, a_persoon


def a_makelaar(*gemeenten: str, **changes: object) -> object:
    return a_persoon(id=PersoonId(9), rollen=frozenset({Rol.MAKELAAR}), gemeenten=frozenset(gemeenten), **changes)


def test_a_makelaar_serves_the_own_gemeenten_only() -> None:
    makelaar = a_makelaar("Zwolle", "Kampen")
    assert serves(makelaar, "Zwolle") and serves(makelaar, "Kampen")
    assert not serves(makelaar, "Deventer")


def test_a_makelaar_without_gemeenten_serves_the_whole_house() -> None:
    assert serves(a_makelaar(), "Deventer")


def test_who_left_serves_nothing() -> None:
    assert not serves(a_makelaar(actief=False), "Zwolle")
    assert not may_run_casus(a_makelaar(actief=False), a_casus(made_by=PersoonId(9)))
    assert not may_hold_actie(a_persoon(actief=False))


def test_who_made_a_casus_may_run_it_after_the_gemeente_went_to_a_colleague() -> None:
    assert may_run_casus(a_makelaar("Deventer"), a_casus(gemeente="Zwolle", made_by=PersoonId(9)))


def test_the_makelaar_of_another_gemeente_may_not() -> None:
    assert not may_run_casus(a_makelaar("Deventer"), a_casus(gemeente="Zwolle", made_by=PersoonId(1)))


@pytest.mark.parametrize("rol", [Rol.BEHEERDER, Rol.MANAGER, Rol.ACTIEHOUDER, Rol.PARTNER])
def test_nobody_else_runs_a_casus_not_even_who_made_it_as_a_makelaar_once(rol: Rol) -> None:
    persoon = a_persoon(id=PersoonId(9), rollen=frozenset({rol}), gemeenten=frozenset({"Zwolle"}))
    assert not may_run_casus(persoon, a_casus(gemeente="Zwolle", made_by=PersoonId(9)))


@pytest.mark.parametrize("rol", [rol for rol in Rol if rol is not Rol.ACTIEHOUDER])
def test_only_an_actiehouder_can_hold_an_actie(rol: Rol) -> None:
    assert not may_hold_actie(a_persoon(rollen=frozenset({rol})))
    assert may_hold_actie(a_persoon(rollen=frozenset({rol, Rol.ACTIEHOUDER})))


def test_each_role_has_its_own_commands() -> None:
    everybody = {"help", "privacy", "annuleer", "stop"}
    assert set(commandos(a_persoon(rollen=frozenset({Rol.ACTIEHOUDER})))) == everybody | {"mijn"}
    assert set(commandos(a_persoon(rollen=frozenset({Rol.MAKELAAR})))) == everybody | {"vandaag", "afspraak", "nieuw"}
    assert set(commandos(a_persoon(rollen=frozenset({Rol.PARTNER})))) == everybody


def test_several_roles_have_the_commands_of_each_once() -> None:
    for one, other in combinations(Rol, 2):
        both = commandos(a_persoon(rollen=frozenset({one, other})))
        apart = {*commandos(a_persoon(rollen=frozenset({one}))), *commandos(a_persoon(rollen=frozenset({other})))}
        assert set(both) == apart
        assert len(both) == len(apart)
        assert list(both) == [naam for naam, _ in COMMANDOS if naam in apart]
