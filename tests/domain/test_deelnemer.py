"""Who gets what of an agenda, and does nobody ever get a casus that is not theirs?"""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.data import data_folder
from bot.domain.agenda import Agendapunt, Herkomst
from bot.domain.bijeenkomst import BijeenkomstId, PuntId
from bot.domain.deelnemer import Deelnemer, deelnemers
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.privacy import SafeText
from bot.domain.regio import Regio, parse_regio
from bot.domain.regio_values import gemeente_organisatie
from tests.builders import REFERENTIE, a_persoon

IJSSELLAND = parse_regio((data_folder("regios") / "ijsselland.toml").read_text(encoding="utf-8"))
TOPX, NETWERK = "topx-zwolle", "netwerktafel"
ZWOLLE = frozenset({TOPX})


def punt(id: int, gemeente: str | None = "Zwolle", partners: tuple[int, ...] = (), **more: Any) -> Agendapunt:
    asked = frozenset(PersoonId(one) for one in partners)
    new = Agendapunt(PuntId(id), BijeenkomstId(1), id, 20, Herkomst.AANGEMELD, REFERENTIE, gemeente, partners=asked)
    return replace(new, **more)


def someone(id: int, organisatie: str, zetel: str | None = None, **more: Any) -> Persoon:
    return a_persoon(**{"id": PersoonId(id), "organisatie": organisatie, "zetel": zetel, "tafels": ZWOLLE, **more})


def who(
    tafel: str | None, punten: list[Agendapunt], *people: Persoon, regio: Regio = IJSSELLAND
) -> dict[int, Deelnemer]:
    found = deelnemers(regio.tafel(tafel) if tafel is not None else None, punten, people, regio)
    return {one.persoon.id: one for one in found}


AGENDA = [punt(1, "Kampen"), punt(2, "Zwolle", (9,)), punt(3, "Zwolle"), punt(4, "Kampen", (9,), weg=True)]


@pytest.mark.parametrize(("organisatie", "zetel"), [("Politie", None), ("Politie", "wijk"), ("Tactus", "reclassering")])
def test_a_fixed_seat_gets_the_whole_agenda(organisatie: str, zetel: str | None) -> None:
    (one,) = who(TOPX, AGENDA, someone(2, organisatie, zetel)).values()

    assert (one.hele, one.kern, one.punten) == (True, True, (1, 2, 3))
    assert [one.sees(each) for each in AGENDA] == [True, True, True, False]


@pytest.mark.parametrize(
    "persoon",
    [
        someone(2, "Tactus", "FACT"),  # the seat is that of the reclassering
        someone(2, "Tactus"),
        someone(2, "Politie", tafels=frozenset()),  # it takes both
        someone(2, "Politie", tafels=frozenset({"topx-deventer"})),
        someone(2, "Politie", actief=False),
        someone(2, "Limor"),
        someone(2, "Gemeente Deventer"),
        someone(2, "Gemeente Ommen"),  # without a casus on it
        someone(2, "Gemeente Kampen", tafels=frozenset()),
        someone(2, "Onbekend"),
        someone(2, "Politie", rollen=frozenset({Rol.BEHEERDER})),  # who never sees a casus
    ],
)
def test_who_has_no_seat_there_and_no_casus_on_it_is_not_invited(persoon: Persoon) -> None:
    assert who(TOPX, AGENDA, persoon) == {}


def test_a_gemeente_gets_its_own_casussen_and_who_is_asked_for_one_that_one() -> None:
    found = who(TOPX, AGENDA, someone(2, "Gemeente Kampen"), someone(9, "Limor", tafels=frozenset()))

    assert [(one.hele, one.kern, one.punten) for one in found.values()] == [(False, True, (1,)), (False, False, (2,))]


def test_who_is_asked_and_stopped_or_of_an_organisation_that_left_the_convenant_gets_nothing() -> None:
    assert who(TOPX, AGENDA, someone(9, "Limor", actief=False)) == {}
    left = [one.model_copy(update={"convenant": one.naam != "Limor"}) for one in IJSSELLAND.organisaties]
    without = IJSSELLAND.model_copy(update={"organisaties": tuple(left)})
    assert who(TOPX, AGENDA, someone(9, "Limor"), regio=without) == {}


def test_an_mdo_is_for_who_was_asked_alone() -> None:
    found = who(None, [punt(1, "Zwolle", (9,))], someone(2, "Politie"), someone(9, "Limor"))

    assert [(id, one.hele, one.punten) for id, one in found.items()] == [(9, False, (1,))]


def test_at_a_table_without_casussen_all_its_people_get_all_subjects() -> None:
    talk = punt(1, None, casus=None, onderwerp=SafeText("Nieuwe werkwijze"))
    seated = {"tafels": frozenset({NETWERK})}
    people = [someone(2, "Limor", **seated), someone(3, "Gemeente Ommen", **seated), someone(4, "Politie")]

    found = who(NETWERK, [talk], *people)

    assert {id: (one.hele, one.punten) for id, one in found.items()} == {2: (True, (1,)), 3: (True, (1,))}
    assert list(who(NETWERK, [], *people)) == [2, 3], "they are invited before there is an agenda"


GEMEENTEN = [gemeente.naam for gemeente in IJSSELLAND.gemeenten_of(TOPX)]
PEOPLE = st.builds(
    someone,
    st.integers(2, 9),
    st.sampled_from(["Politie", "Tactus", "Limor", "Trajectum", *map(gemeente_organisatie, [*GEMEENTEN, "Raalte"])]),
    st.sampled_from([None, "FACT", "reclassering"]),
    tafels=st.sampled_from([frozenset[str](), ZWOLLE, frozenset({"ggz-zwolle", "topx-deventer"})]),
    actief=st.booleans(),
)
PUNTEN = st.lists(
    st.tuples(st.sampled_from(GEMEENTEN), st.sets(st.integers(2, 9), max_size=3), st.booleans()), max_size=8
)


@given(people=st.lists(PEOPLE, unique_by=lambda one: one.id), drawn=PUNTEN)
def test_nobody_ever_gets_a_casus_that_is_not_theirs_and_everybody_all_that_are(
    people: list[Persoon], drawn: list[tuple[str, set[int], bool]]
) -> None:
    agenda = [punt(id, gemeente, tuple(asked), weg=weg) for id, (gemeente, asked, weg) in enumerate(drawn, 1)]

    found = who(TOPX, agenda, *people)

    for persoon in people:
        seated = TOPX in persoon.tafels
        in_full = seated and (persoon.organisatie == "Politie" or (persoon.organisatie, persoon.zetel) == FIXED)
        for one in agenda:
            own_gemeente = seated and persoon.organisatie == gemeente_organisatie(str(one.gemeente))
            theirs = persoon.actief and not one.weg and (in_full or own_gemeente or persoon.id in one.partners)
            assert (persoon.id in found and found[persoon.id].sees(one)) is theirs
        if persoon.id in found:
            assert found[persoon.id].hele or found[persoon.id].punten


FIXED = ("Tactus", "reclassering")
