"""Does raising a casus tell whom the makelaar chose, by the reference only, and nobody else?"""

from datetime import date
from typing import Any

import pytest

from bot.domain.casus import CasusGesloten, Voortgang
from bot.domain.errors import UnknownCasus
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, Rol
from bot.domain.referentie import Referentie
from bot.domain.regio import Regio, UnknownNaam
from bot.services import Services
from bot.usecases.berichten import compose
from bot.usecases.opschalen import may_be_told, scale_up
from bot.usecases.regios import load_regio
from tests.builders import a_bericht, agree, close, join, owed
from tests.domain.test_toegang import without_convenant
from tests.usecases.conftest import People

DEADLINE = date(2027, 2, 9)
WHY = "geen_mandaat"


@pytest.fixture
def casus(services: Services, people: People) -> Referentie:
    """With an afspraak of Tactus on it."""
    return agree(services, people.marijke, people.tineke, DEADLINE).casus


@pytest.fixture
def contacts(services: Services) -> dict[str, Persoon]:
    """A manager, and contacts of Tactus, of the gemeente and of who has no part in it; Bram cannot be reached."""
    return {
        "Hilde": join(services, "Hilde", Rol.MANAGER, organisatie="Veiligheidshuis IJsselland", chat_id=6_001),
        "Anne": join(services, "Anne", Rol.PARTNER, organisatie="Tactus", chat_id=6_002),
        "Wim": join(services, "Wim", Rol.PARTNER, organisatie="Gemeente Zwolle", chat_id=6_003),
        "Fenna": join(services, "Fenna", Rol.PARTNER, organisatie="Limor", chat_id=6_004),
        "Bram": join(services, "Bram", Rol.PARTNER, organisatie="Tactus"),
    }


def told(services: Services) -> list[Any]:
    return [row for row in owed(services) if row.bericht == "melding_opgeschaald"]


def names(people: list[Persoon]) -> list[str]:
    return [persoon.naam for persoon in people]


def test_offered_are_the_managers_and_the_contacts_of_who_takes_part_and_can_be_reached(
    services: Services, casus: Referentie, contacts: dict[str, Persoon], ijsselland: Regio
) -> None:
    assert names(services.run_now(may_be_told, casus)) == ["Hilde", "Wim", "Anne"]
    services.run_now(load_regio, without_convenant(ijsselland, "Tactus"))
    assert names(services.run_now(may_be_told, casus)) == ["Hilde", "Wim"]


def test_the_step_is_logged_and_who_was_chosen_hears_it_once(
    services: Services, people: People, casus: Referentie, contacts: dict[str, Persoon]
) -> None:
    chosen = {contacts[naam].id for naam in ("Hilde", "Anne", "Fenna", "Bram")}
    assert told(services) == []
    heard = services.run_now(scale_up, casus, "tactisch", WHY, chosen, people.marijke)

    assert names(heard) == ["Hilde", "Anne"]
    assert [row.persoon_id for row in told(services)] == [persoon.id for persoon in heard]
    assert services.run_now(lambda tx: tx.casussen.get(casus)).voortgang is Voortgang.OPGESCHAALD
    last, *_ = services.run_now(lambda tx: tx.tijdlijn.of_casus(casus))
    assert (last.wat, last.waarde, last.reden, last.door) == (Wat.OPGESCHAALD, "tactisch", WHY, people.marijke.id)
    lines = services.run_now(lambda tx: tx.audit.lines(0, None, None, 999))
    assert [line.object for line in lines if line.daad == "opschaling_gemeld"] == [f"persoon {p.id}" for p in heard]


def test_the_message_names_the_reference_the_step_why_and_whom_to_call_and_nothing_else(
    services: Services, people: People, casus: Referentie, contacts: dict[str, Persoon]
) -> None:
    services.run_now(scale_up, casus, "tactisch", WHY, {contacts["Wim"].id}, people.marijke)
    (row,) = told(services)
    assert row.gegevens == {"referentie": casus, "trede": "tactisch", "opschaalreden": WHY}
    news = a_bericht(bericht=row.bericht, gegevens=row.gegevens, naar=contacts["Wim"].id)

    composed = services.run_now(compose, news)
    assert composed is not None
    assert composed.draagt_casus
    assert (composed.inhoud["trede"], composed.inhoud["makelaar"]) == ("Tactisch niveau", "Marijke")
    services.run_now(close, casus)
    assert services.run_now(compose, news) is None


def test_telling_nobody_is_fine(services: Services, people: People, casus: Referentie) -> None:
    assert services.run_now(scale_up, casus, "strategisch-bestuurlijk", WHY, set(), people.marijke) == []
    assert told(services) == []


def test_a_step_that_the_house_took_out_is_refused(
    services: Services, people: People, casus: Referentie, contacts: dict[str, Persoon]
) -> None:
    with pytest.raises(UnknownNaam):
        services.run_now(scale_up, casus, "landelijk", WHY, {contacts["Hilde"].id}, people.marijke)
    assert told(services) == []


def test_only_its_makelaar_raises_a_casus_and_only_while_it_is_open(
    services: Services, people: People, casus: Referentie, contacts: dict[str, Persoon]
) -> None:
    for door in (people.dirk, people.tineke, people.noor, contacts["Hilde"]):
        with pytest.raises(UnknownCasus):
            services.run_now(scale_up, casus, "tactisch", WHY, set(), door)
    services.run_now(close, casus)
    with pytest.raises(CasusGesloten):
        services.run_now(scale_up, casus, "tactisch", WHY, set(), people.marijke)
