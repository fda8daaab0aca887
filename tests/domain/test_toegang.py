"""Who may see and do what?"""

from dataclasses import replace
from itertools import combinations

import pytest

from bot.domain.deelnemer import can_sit
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.rechten import RECHTEN, Daad, Relatie, could, counts, may
from bot.domain.regio import Regio
from bot.domain.toegang import (
    COMMANDOS,
    SELF,
    at_table,
    commandos,
    may_hold_actie,
    serves,
    signed,
    to_afspraak,
    to_casus,
    to_persoon,
)
from tests.builders import NOON, a_casus, a_persoon, an_afspraak

COLLEAGUE = PersoonId(1)
TOP_X = frozenset({"topx-zwolle"})
OF_A_CASUS = [
    *(Daad.CASUS_OVERZIEN, Daad.CASUS_BEHEREN, Daad.CASUS_OPSCHALEN, Daad.CASUS_AFSLUITEN),
    *(Daad.AFSPRAAK_VASTLEGGEN, Daad.AFSPRAAK_BEHEREN, Daad.HERINNERING_STUREN, Daad.MDO_PLANNEN),
]
OWN = {Daad.HULP, Daad.PRIVACY, Daad.STOPPEN, Daad.KALENDER}
INVITED = {Daad.TAFELS_ZIEN, Daad.AGENDA_ZIEN, Daad.AANWEZIGHEID, Daad.TAFEL_IN_KALENDER}
"""Of who is invited somewhere: the house's own tables have people of every role."""
# What any relation at all may not give to a role: the promises that a change of the table must not break.
NEVER = {
    Rol.BEHEERDER: set(Daad) - OWN - INVITED - {Daad.TOEGANG_STOPPEN},
    Rol.MANAGER: set(Daad) - OWN - INVITED - {Daad.OVERDRAGEN},
    Rol.PARTNER: set(Daad) - OWN - INVITED - {Daad.CASUS_ZIEN, Daad.ACTIE_ZIEN, Daad.ACTIE_OPPAKKEN},
    Rol.ACTIEHOUDER: {
        *OF_A_CASUS,
        *(Daad.CASUS_BEGINNEN, Daad.VANDAAG, Daad.TOEGANG_STOPPEN, Daad.OVERDRAGEN, Daad.OCHTENDBERICHT),
        Daad.TAFEL_LEIDEN,
    },
    Rol.MAKELAAR: {
        *(Daad.MIJN, Daad.ACTIE_BEANTWOORDEN, Daad.ACTIE_KRIJGEN, Daad.ACTIE_OPPAKKEN, Daad.ACTIE_OVERNEMEN),
        Daad.AFWEZIG,
    },
}


def a_makelaar(*gemeenten: str, **changes: object) -> Persoon:
    return a_persoon(id=PersoonId(9), rollen=frozenset({Rol.MAKELAAR}), gemeenten=frozenset(gemeenten), **changes)


def somebody(*rollen: Rol, **changes: object) -> Persoon:
    return a_persoon(id=PersoonId(9), rollen=frozenset(rollen), **changes)


def without_convenant(regio: Regio, *names: str) -> Regio:
    """The same region, in which these organisations and gemeenten did not sign."""
    organisaties = tuple(o.model_copy(update={"convenant": o.naam not in names}) for o in regio.organisaties)
    gemeenten = tuple(g.model_copy(update={"convenant": g.naam not in names}) for g in regio.gemeenten)
    return regio.model_copy(update={"organisaties": organisaties, "gemeenten": gemeenten})


@pytest.mark.parametrize("rol", Rol)
def test_no_relation_gives_a_role_what_the_promises_rule_out(rol: Rol) -> None:
    persoon = somebody(rol)
    given = {daad for daad in Daad if may(persoon, daad, frozenset(Relatie))}
    assert given == set(Daad) - NEVER[rol]


@pytest.mark.parametrize("rol", Rol)
def test_without_any_relation_nobody_may_anything(rol: Rol) -> None:
    assert not [daad for daad in Daad if may(somebody(rol), daad, frozenset())]


def test_who_was_stopped_may_nothing_whatever_the_relation() -> None:
    gone = somebody(*Rol, actief=False)
    assert not [daad for daad in Daad if may(gone, daad, frozenset(Relatie)) or could(gone, daad)]
    assert commandos(gone) == ()


def test_every_act_and_every_relation_stands_in_the_table_with_a_reason() -> None:
    assert {recht.daad for recht in RECHTEN} == set(Daad)
    assert frozenset[Relatie]().union(*(recht.relaties for recht in RECHTEN)) == set(Relatie)
    assert all(recht.reden.endswith(".") and recht.relaties for recht in RECHTEN)


def test_no_two_lines_speak_of_the_same_role_and_act() -> None:
    lines = [(recht.daad, recht.rol) for recht in RECHTEN]
    assert len(lines) == len(set(lines))


def test_what_need_not_be_asked_is_known_from_the_role() -> None:
    assert counts(somebody(Rol.PARTNER), Daad.CASUS_ZIEN) == {Relatie.INZAGE, Relatie.REGIE, Relatie.ZETEL}
    assert counts(somebody(Rol.MANAGER), Daad.CASUS_ZIEN) == frozenset()
    both = counts(somebody(Rol.MAKELAAR, Rol.ACTIEHOUDER), Daad.ACTIE_ZIEN)
    assert {Relatie.EIGEN_ACTIE, Relatie.EIGEN_GEMEENTE} <= both


# A makelaar and a casus


def test_a_makelaar_serves_the_own_gemeenten_only() -> None:
    makelaar = a_makelaar("Zwolle", "Kampen")
    assert serves(makelaar, "Zwolle") and serves(makelaar, "Kampen")
    assert not serves(makelaar, "Deventer")


def test_a_makelaar_without_gemeenten_serves_the_whole_house() -> None:
    assert serves(a_makelaar(), "Deventer")


def test_who_left_serves_nothing(ijsselland: Regio) -> None:
    gone = a_makelaar(actief=False)
    assert not serves(gone, "Zwolle")
    assert not runs(gone, made_by=PersoonId(9))
    assert not may_hold_actie(a_persoon(actief=False), ijsselland)


def runs(persoon: Persoon, gemeente: str = "Zwolle", made_by: PersoonId = COLLEAGUE) -> bool:
    """May this person do all that a makelaar does with a casus? All or nothing."""
    colleague = a_persoon(id=COLLEAGUE, rollen=frozenset({Rol.MAKELAAR}), gemeenten=frozenset({"Zwolle"}))
    relaties = to_casus(persoon, a_casus(gemeente=gemeente, made_by=made_by), [colleague, persoon])
    answers = {may(persoon, daad, relaties) for daad in OF_A_CASUS}
    assert len(answers) == 1
    return answers.pop()


def test_who_began_a_casus_goes_on_after_the_gemeente_went_to_a_colleague() -> None:
    assert runs(a_makelaar("Deventer"), made_by=PersoonId(9))


def test_the_makelaar_of_another_gemeente_may_not() -> None:
    assert not runs(a_makelaar("Deventer"))


@pytest.mark.parametrize("rol", [Rol.BEHEERDER, Rol.MANAGER, Rol.ACTIEHOUDER, Rol.PARTNER])
def test_nobody_else_runs_a_casus_not_even_who_made_it_as_a_makelaar_once(rol: Rol) -> None:
    assert not runs(somebody(rol, gemeenten=frozenset({"Zwolle"})), made_by=PersoonId(9))
    assert not runs(somebody(rol), made_by=PersoonId(9))


def test_a_casus_that_no_makelaar_is_left_for_is_every_makelaars() -> None:
    orphan = a_casus(gemeente="Ommen", made_by=PersoonId(77))
    makelaar = a_makelaar("Deventer")
    assert to_casus(makelaar, orphan, [makelaar]) == {Relatie.ZONDER_MAKELAAR}
    of_ommen = a_persoon(id=PersoonId(5), rollen=frozenset({Rol.MAKELAAR}), gemeenten=frozenset({"Ommen"}))
    assert to_casus(makelaar, orphan, [makelaar, of_ommen]) == frozenset()


def test_who_chairs_a_table_runs_its_casussen_also_those_of_a_colleagues_gemeente() -> None:
    assert runs(a_makelaar("Deventer", tafels=TOP_X))
    assert not runs(a_makelaar("Deventer", tafels=frozenset({"jor-zwolle"})))
    assert not runs(somebody(Rol.BEHEERDER, tafels=TOP_X))
    assert not serves(a_makelaar("Deventer", tafels=TOP_X), "Zwolle"), "a new casus is its gemeente's"


# A seat at the table


@pytest.mark.parametrize(
    ("organisatie", "zetel", "sits"),
    [
        ("Politie", None, True),
        ("Tactus", "reclassering", True),
        ("Tactus", "FACT", False),
        ("Tactus", None, False),
        ("Limor", None, False),
        ("Gemeente Zwolle", None, True),
        ("Gemeente Kampen", None, False),
    ],
)
def test_a_seat_is_the_organisations_at_the_table_and_a_gemeentes_for_its_own(
    organisatie: str, zetel: str | None, sits: bool, ijsselland: Regio
) -> None:
    persoon = somebody(Rol.PARTNER, organisatie=organisatie, zetel=zetel, tafels=TOP_X)
    assert at_table(persoon, a_casus(), ijsselland) == (frozenset({Relatie.ZETEL}) if sits else frozenset())


def test_a_seat_takes_the_table_the_convenant_and_an_open_casus(ijsselland: Regio) -> None:
    officer = somebody(Rol.ACTIEHOUDER, organisatie="Politie", tafels=TOP_X)
    assert at_table(officer, a_casus(), ijsselland)
    assert not at_table(officer, a_casus(closed_at=NOON), ijsselland)
    assert not at_table(officer, a_casus(tafel="jor-zwolle"), ijsselland)
    assert not at_table(replace(officer, tafels=frozenset()), a_casus(), ijsselland)
    assert not at_table(officer, a_casus(), without_convenant(ijsselland, "Politie"))


# A bijeenkomst


def test_a_table_is_led_by_a_makelaar_who_chairs_it_or_stands_in_and_by_nobody_who_only_sits_there() -> None:
    for relatie in Relatie:
        leads = relatie in (Relatie.VOORZITTER, Relatie.OVERGEDRAGEN)
        assert may(a_makelaar(), Daad.TAFEL_LEIDEN, {relatie}) is leads
        assert not may(somebody(*set(Rol) - {Rol.MAKELAAR}), Daad.TAFEL_LEIDEN, {relatie})


def test_an_agenda_is_for_who_is_invited_and_an_answer_also_for_the_contact_who_is_asked() -> None:
    for rol in set(Rol) - {Rol.MAKELAAR}:
        sees, answers = (
            {relatie for relatie in Relatie if may(somebody(rol), daad, {relatie})}
            for daad in (Daad.AGENDA_ZIEN, Daad.AANWEZIGHEID)
        )
        assert (sees, answers) == ({Relatie.DEELNEMER}, {Relatie.DEELNEMER, Relatie.GEVRAAGD})


@pytest.mark.parametrize("rol", Rol)
def test_a_beheerder_and_a_manager_sit_only_where_no_casussen_are_talked_about(rol: Rol, ijsselland: Regio) -> None:
    sees_none = rol in (Rol.BEHEERDER, Rol.MANAGER)
    officer = somebody(rol, organisatie="Politie", tafels=frozenset({"topx-zwolle", "netwerktafel"}))
    assert can_sit(officer, ijsselland.tafel("netwerktafel"), ijsselland)
    assert can_sit(officer, ijsselland.tafel("topx-zwolle"), ijsselland) is not sees_none
    assert can_sit(officer, None, ijsselland) is not sees_none, "an MDO is about a casus"
    assert can_sit(replace(officer, rollen=frozenset(Rol)), None, ijsselland)


# An actie, and the convenant


@pytest.mark.parametrize("rol", [rol for rol in Rol if rol is not Rol.ACTIEHOUDER])
def test_only_an_actiehouder_can_hold_an_actie(rol: Rol, ijsselland: Regio) -> None:
    assert not may_hold_actie(a_persoon(rollen=frozenset({rol})), ijsselland)
    assert may_hold_actie(a_persoon(rollen=frozenset({rol, Rol.ACTIEHOUDER})), ijsselland)


def test_an_actie_is_its_actiehouders_alone(ijsselland: Regio) -> None:
    holder, other = a_persoon(), a_persoon(id=PersoonId(3))
    assert may(holder, Daad.ACTIE_BEANTWOORDEN, to_afspraak(holder, an_afspraak(), ijsselland))
    assert not may(other, Daad.ACTIE_BEANTWOORDEN, to_afspraak(other, an_afspraak(), ijsselland))


def test_without_convenant_an_organisation_gets_no_actie_and_sees_none(ijsselland: Regio) -> None:
    holder = a_persoon()
    regio = without_convenant(ijsselland, "Tactus")
    assert signed(holder, ijsselland) and not signed(holder, regio)
    assert not may_hold_actie(holder, regio)
    assert to_afspraak(holder, an_afspraak(), regio) == frozenset()


def test_a_gemeente_without_convenant_gets_no_actie_either(ijsselland: Regio) -> None:
    clerk = a_persoon(organisatie="Gemeente Dalfsen")
    assert may_hold_actie(clerk, ijsselland)
    assert not may_hold_actie(clerk, without_convenant(ijsselland, "Dalfsen"))


def test_an_organisation_that_the_region_does_not_know_signed_nothing(ijsselland: Regio) -> None:
    assert not signed(a_persoon(organisatie="Onbekend"), ijsselland)


# People


@pytest.mark.parametrize(
    ("rollen", "relatie"),
    [
        ({Rol.ACTIEHOUDER}, Relatie.PARTNER),
        ({Rol.ACTIEHOUDER, Rol.PARTNER}, Relatie.PARTNER),
        ({Rol.ACTIEHOUDER, Rol.MAKELAAR}, Relatie.HUIS),
        ({Rol.BEHEERDER}, Relatie.HUIS),
        ({Rol.MANAGER, Rol.PARTNER}, Relatie.HUIS),
    ],
)
def test_a_makelaar_stops_partners_only_and_a_beheerder_everybody_but_the_own_person(
    rollen: set[Rol], relatie: Relatie
) -> None:
    other = a_persoon(rollen=frozenset(rollen))
    assert to_persoon(a_makelaar(), other) == {relatie}
    assert may(a_makelaar(), Daad.TOEGANG_STOPPEN, {relatie}) == (relatie is Relatie.PARTNER)
    assert may(somebody(Rol.BEHEERDER), Daad.TOEGANG_STOPPEN, {relatie})
    assert to_persoon(other, other) == SELF
    assert not may(somebody(*Rol), Daad.TOEGANG_STOPPEN, SELF)


# Commands


def test_each_role_has_its_own_commands() -> None:
    everybody = {"tafels", "agenda", "afsprakenlijst", "kalender", "help", "privacy", "annuleer", "stop"}
    own = {
        Rol.ACTIEHOUDER: {"mijn", "casus", "afwezig"},
        Rol.MAKELAAR: {"vandaag", "afspraak", "nieuw", "casus", "status", "overdragen", "toegang"},
        Rol.PARTNER: {"casus"},
        Rol.BEHEERDER: {"toegang"},
        Rol.MANAGER: {"overdragen"},
    }
    assert {rol: set(commandos(somebody(rol))) - everybody for rol in Rol} == own
    assert all(everybody <= set(commandos(somebody(rol))) for rol in Rol)


def test_several_roles_have_the_commands_of_each_once() -> None:
    for one, other in combinations(Rol, 2):
        both = commandos(somebody(one, other))
        apart = {*commandos(somebody(one)), *commandos(somebody(other))}
        assert set(both) == apart
        assert len(both) == len(apart)
        assert list(both) == [naam for naam, _ in COMMANDOS if naam in apart]
