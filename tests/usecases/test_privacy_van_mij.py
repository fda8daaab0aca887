"""Does /privacy show somebody what is stored about them, who looked, and when it goes?"""

from datetime import date, timedelta
from typing import Any

from bot.domain.bericht import Baan
from bot.domain.gesprek import Gesprek, Over
from bot.domain.persoon import Persoon, Rol
from bot.rendering.berichten import render
from bot.services import Services
from bot.usecases.afspraken import confirm_afspraak
from bot.usecases.berichten import compose
from bot.usecases.inzageverzoek import export_persoon, list_personen
from bot.usecases.personen import invite, unlink
from tests.builders import a_bericht, agree, join
from tests.conftest import MovableClock
from tests.usecases.conftest import People


def said(services: Services, naar: Persoon, bericht: str = "privacy", **gegevens: Any) -> str:
    """What the message says to this person now."""

    def composed(tx: Any) -> str:
        made = compose(tx, a_bericht(bericht=bericht, gegevens=gegevens, naar=naar.id, baan=Baan.ANTWOORD))
        assert made is not None
        return render(made.bericht, made.inhoud).tekst

    return services.run_now(composed)


def test_it_shows_all_that_is_stored(services: Services, people: People) -> None:
    sanne = join(
        services,
        "Sanne",
        Rol.ACTIEHOUDER,
        zetel="FACT",
        email="sanne@tactus.example",
        tafels=frozenset({"extremisme", "jor-zwolle"}),
        gemeenten=frozenset({"Zwolle"}),
        chat_id=6_000_000_123,
    )
    for _ in range(3):
        afspraak = agree(services, people.marijke, sanne, date(2027, 2, 8))
    services.run_now(confirm_afspraak, afspraak.id, sanne)
    services.run_now(invite, sanne)
    services.run_now(lambda tx: tx.gesprekken.save(Gesprek.begin(sanne.id, Over.STOP).ask("stop")))

    text = said(services, sanne)

    for words in (
        "Naam: Sanne\n",
        "Organisatie: Tactus (FACT)\n",
        "E-mail: sanne@tactus.example\n",
        "Rol: actiehouder\n",
        "Gemeenten: Zwolle\n",
        "Regionaal overleg",
        "Gekoppeld: maandag 09:00\n",
        "Acties: 2 open, 1 gedaan\n",
        "Uitnodiging: geldig tot maandag 8 februari 09:00\n",
        "Een vraag aan u die nog open staat\n",
    ):
        assert words in text
    assert "extremisme" not in text, "messages say the neutral name"
    assert len(text.splitlines()) <= 25, "one screen of a phone"


def test_it_says_who_looked_the_last_five(services: Services, people: People, clock: MovableClock) -> None:
    assert "Niemand." in said(services, people.tineke)
    for _ in range(7):
        clock.moment += timedelta(hours=1)
        services.run_now(export_persoon, people.tineke)
    services.run_now(export_persoon, people.dirk)

    text = said(services, people.tineke)

    assert text.count("de beheerder\n") == 5
    assert "maandag 16:00: de beheerder" in text
    assert "maandag 11:00" not in text
    assert "Niemand." not in text


def test_who_printed_the_list_of_everybody_looked_too(services: Services, people: People) -> None:
    services.run_now(list_personen)
    assert "maandag 09:00: de beheerder" in said(services, people.tineke)
    assert "maandag 09:00: de beheerder" in said(services, people.noor)


def test_it_says_when_it_goes_by_the_terms_of_the_region(services: Services, people: People) -> None:
    text = said(services, people.tineke)
    assert "30 dagen nadat uw toegang stopt" in text
    assert "na twee jaar" in text


def test_stopping_says_what_stays_and_until_when(services: Services, people: People) -> None:
    agree(services, people.marijke, people.tineke, date(2027, 2, 8))
    services.run_now(unlink, people.tineke, 1)

    text = said(services, people.tineke, "gestopt")

    assert "wie wat heeft toegezegd" in text
    assert "30 dagen nadat de casus is afgesloten" in text
    assert "30 dagen nadat de beheerder uw toegang stopt" in text
