"""What does one person get of a bijeenkomst, without a look at the whole house?"""

from typing import Any

from bot.domain.deelnemer import Antwoord
from bot.domain.persoon import Rol
from bot.services import Services
from bot.usecases.tafels import part_of, taking_part
from tests.builders import close, join
from tests.conftest import MovableClock
from tests.usecases.aan_tafel import TOP_X, say, set_up


def parts(services: Services, id: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """By name, of everybody in the house: as one asks for all, and as one asks for each."""

    def look(tx: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bijeenkomst, house = tx.bijeenkomsten.get(id), tx.personen.all()
        together = taking_part(tx, bijeenkomst)
        return (
            {persoon.naam: together.get(persoon.id) for persoon in house},
            {persoon.naam: part_of(tx, bijeenkomst, persoon) for persoon in house},
        )

    return services.run_now(look)


def test_one_person_gets_the_same_whoever_else_is_looked_at(services: Services, clock: MovableClock) -> None:
    tafel = set_up(services, clock)
    eva = join(services, "Eva", Rol.ACTIEHOUDER, organisatie="Politie")
    finn = join(services, "Finn", Rol.ACTIEHOUDER, organisatie="Politie", tafels=TOP_X)
    ilse = join(services, "Ilse", Rol.ACTIEHOUDER, organisatie="Trajectum")
    say(tafel, tafel.bert, antwoord=Antwoord.VERVANGER, vervanger=eva.id)
    say(tafel, eva, antwoord=Antwoord.VERVANGER, vervanger=finn.id)
    say(tafel, finn, antwoord=Antwoord.VERVANGER, vervanger=tafel.bert.id)
    say(tafel, tafel.lars, antwoord=Antwoord.VERVANGER, vervanger=ilse.id)
    services.run_now(close, tafel.tweede)

    together, alone = parts(services, tafel.id)

    assert alone == together
    kampen, eerste = tafel.punt(tafel.kampen).id, tafel.punt(tafel.eerste).id
    assert alone["Ilse"].punten == (eerste,)
    assert alone["Finn"].punten == alone["Eva"].punten == (kampen, eerste)
    assert alone["Tineke"] is None
