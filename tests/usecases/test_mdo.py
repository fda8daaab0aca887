"""Can a makelaar plan an MDO about one casus, with who they choose, and nobody else?"""

from datetime import date
from typing import Any

import pytest

from bot.domain.afspraak import Afspraak
from bot.domain.agenda import Herkomst
from bot.domain.bijeenkomst import MomentVoorbij
from bot.domain.casus import CasusGesloten, Fase, Oordeel
from bot.domain.errors import UnknownCasus
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, Rol
from bot.domain.verzending import Soort
from bot.services import Services
from bot.usecases.afsluiten import Einde, close_casus
from bot.usecases.bijeenkomsten import cancel_bijeenkomst, move_bijeenkomst
from bot.usecases.circulatie import send_agenda
from bot.usecases.invoer import Onduidelijk
from bot.usecases.mdo import GeenPartner, find_partner, likely_partners, plan_mdo
from bot.usecases.tafels import kop, leads
from tests.builders import MONDAY, agree, close, in_processes, join, local, owed
from tests.usecases.conftest import People, on_sqlite
from tests.usecases.test_afwezigheid import audited, sent_to
from tests.usecases.test_privacy_van_mij import said

FRIDAY = local("2027-02-05 10:00")


@pytest.fixture
def afspraak(services: Services, people: People) -> Afspraak:
    """Of Tineke, on a casus of Marijke; both know."""
    made = agree(services, people.marijke, people.tineke, MONDAY)
    sent_to(services)
    return made


@pytest.fixture
def lena(services: Services) -> Persoon:
    """A contact of Limor."""
    return join(services, "Lena", Rol.PARTNER, organisatie="Limor", chat_id=5_000_000_024)


def test_it_is_about_that_casus_alone_with_who_was_chosen_and_nobody_hears_of_it_yet(
    services: Services, people: People, afspraak: Afspraak, lena: Persoon
) -> None:
    partners = [people.tineke.id, lena.id]
    mdo = services.run_now(plan_mdo, afspraak.casus, FRIDAY, "Stadhuis Kampen", partners, people.marijke)

    (punt,) = services.run_now(lambda tx: tx.agendas.of(mdo.id))
    assert (mdo.is_mdo, mdo.eigen, mdo.begint, mdo.duur, mdo.waar) == (True, True, FRIDAY, 60, "Stadhuis Kampen")
    assert (punt.casus, punt.herkomst, punt.minuten, punt.partners) == (
        afspraak.casus,
        Herkomst.TOEGEVOEGD,
        60,
        frozenset(partners),
    )
    assert services.run_now(kop, mdo).naam == "MDO"
    assert services.run_now(leads, mdo, people.marijke)
    assert not services.run_now(leads, mdo, people.dirk)
    assert sent_to(services) == []
    for partner in (people.tineke, lena):
        assert said(services, partner, "tafels") == "U heeft de komende twee maanden geen bijeenkomsten."
    assert audited(services, "mdo_gepland") == [(people.marijke.id, "mdo_gepland", f"bijeenkomst {mdo.id}")]


def test_moved_before_anybody_was_told_nobody_hears_of_it(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    mdo = services.run_now(plan_mdo, afspraak.casus, FRIDAY, None, [people.tineke.id], people.marijke)
    before = len(owed(services))
    services.run_now(move_bijeenkomst, mdo.id, local("2027-02-08 10:00"), None, people.marijke, 0)
    assert len(owed(services)) == before


def test_once_its_agenda_is_out_who_was_chosen_hears_when_it_moves(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    mdo = services.run_now(plan_mdo, afspraak.casus, FRIDAY, None, [people.tineke.id], people.marijke)
    sending = services.run_now(lambda tx: tx.verzendingen.add(mdo.id, Soort.AGENDA, people.marijke.id, tx.now))
    services.run_now(send_agenda, sending)
    sent_to(services)
    services.run_now(move_bijeenkomst, mdo.id, local("2027-02-08 10:00"), None, people.marijke, 0)
    assert sent_to(services) == [people.tineke.id]
    timeline = services.run_now(lambda tx: tx.tijdlijn.of_casus(afspraak.casus))
    assert {f"{one.dag}" for one in timeline if one.wat is Wat.AGENDA} == {"2027-02-05", "2027-02-08"}


def test_of_a_casus_of_another_or_a_closed_one_or_in_the_past_there_is_none(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    def plan(door: Persoon, begint: Any = FRIDAY, partners: Any = (people.tineke.id,)) -> None:
        services.run_now(plan_mdo, afspraak.casus, begint, None, partners, door)

    for who in (people.dirk, people.tineke, people.noor):
        with pytest.raises(UnknownCasus):
            plan(who)
    with pytest.raises(MomentVoorbij):
        plan(people.marijke, local("2027-02-01 08:00"))
    with pytest.raises(GeenPartner):
        plan(people.marijke, partners=(people.noor.id, people.dirk.id))
    services.run_now(close, afspraak.casus)
    with pytest.raises(CasusGesloten):
        plan(people.marijke)
    assert (
        services.run_now(lambda tx: tx.bijeenkomsten.between(local("2027-01-01 00:00"), local("2028-01-01 00:00")))
        == []
    )


def test_while_the_casus_is_being_closed_there_is_an_mdo_before_that_or_none(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    def one(other: Services, n: int) -> Any:
        if n:
            return other.run_now(close, afspraak.casus)
        return other.run_now(plan_mdo, afspraak.casus, FRIDAY, None, [people.tineke.id], people.marijke)

    planned, closed = in_processes(services, 2, one)
    assert closed is None
    assert isinstance(planned, CasusGesloten) or planned.is_mdo


@on_sqlite
def test_partners_are_people_of_organisations_that_signed(
    services: Services, people: People, afspraak: Afspraak, lena: Persoon
) -> None:
    wim = join(services, "Wim", Rol.ACTIEHOUDER, zetel="reclassering", chat_id=5_000_000_010)
    gone = join(services, "Gijs", Rol.PARTNER, organisatie="Onbekend Huis")

    def find(typed: str) -> Any:
        found = services.run_now(find_partner, typed)
        return (found.reden, found.opties) if isinstance(found, Onduidelijk) else found

    assert find("lena") == lena
    assert find("Limor") == lena
    assert find("Tactus") == ("meer", (str(people.tineke.id), str(wim.id)))
    assert find("Marijke") == ("onbekend", ()), "who chairs is no partner"
    assert find(gone.naam) == ("convenant", ())
    assert find("Humanitas") == ("niemand", ())
    assert find("zomaar iets") == ("onbekend", ())
    casus = services.run_now(lambda tx: tx.casussen.get(afspraak.casus))
    assert services.run_now(likely_partners, casus) == [people.tineke.id]


@on_sqlite
def test_moved_earlier_people_see_the_casus_no_longer_than_counts_from_the_new_day(
    services: Services, people: People, afspraak: Afspraak, lena: Persoon
) -> None:
    mdo = services.run_now(plan_mdo, afspraak.casus, local("2027-03-30 10:00"), None, [lena.id], people.marijke)
    services.run_now(lambda tx: send_agenda(tx, tx.verzendingen.add(mdo.id, Soort.AGENDA, people.marijke.id, tx.now)))

    services.run_now(move_bijeenkomst, mdo.id, local("2027-02-03 10:00"), None, people.marijke, 0)

    def sees(day: date) -> bool:
        return services.run_now(lambda tx: tx.inzage.holds(afspraak.casus, lena.id, day))

    assert sees(date(2027, 2, 17))
    assert not sees(date(2027, 2, 18))


@on_sqlite
def test_when_its_casus_is_closed_the_makelaar_is_told_what_is_still_planned_and_can_cancel_it(
    services: Services, people: People, afspraak: Afspraak, lena: Persoon
) -> None:
    mdo = services.run_now(plan_mdo, afspraak.casus, FRIDAY, None, [lena.id], people.marijke)
    services.run_now(lambda tx: send_agenda(tx, tx.verzendingen.add(mdo.id, Soort.AGENDA, people.marijke.id, tx.now)))
    sent_to(services)

    ended = services.run_now(close_casus, afspraak.casus, Einde(Fase.AFGESLOTEN, Oordeel.GOED), people.marijke)

    assert ended.mdo == [mdo.id]
    of = {"referentie": afspraak.casus, "hoe": "afgesloten", "vervallen": 1, "gehoord": 1, "inzage": 1}
    text = said(services, people.marijke, "casus_gesloten", **of, dag=ended.tot.isoformat(), mdo=ended.mdo)
    assert "Nog gepland: MDO, vrijdag 5 februari 10:00. Gaat dat niet door? Kies Beheer en zeg het af." in text
    assert said(services, people.marijke, "bijeenkomst", bijeenkomst=mdo.id)
    sent_to(services)
    services.run_now(cancel_bijeenkomst, mdo.id, people.marijke, 0)
    assert ("bijeenkomst_afgezegd", lena.id) in [(row.bericht, row.persoon_id) for row in owed(services)]
    words = said(services, lena, "bijeenkomst_afgezegd", **cancelled_of(services, lena))
    assert "gaat niet door" in words


def cancelled_of(services: Services, persoon: Persoon) -> dict[str, Any]:
    rows = [row for row in owed(services) if row.bericht == "bijeenkomst_afgezegd" and row.persoon_id == persoon.id]
    (row,) = rows
    return dict(row.gegevens)
