"""The page with one's own calendar links: what does it show, and what do its buttons do?"""

import re

import pytest

from bot.domain.abonnement import MIJN, Keuze, Soort
from bot.domain.pas import KALENDER
from bot.domain.persoon import Persoon, Rol
from bot.usecases.abonnementen import subscribe
from bot.usecases.personen import revoke_persoon
from tests.builders import join, plan
from tests.web.conftest import Answer, PageSite, inside_telegram

TOPX = "topx-zwolle"


@pytest.fixture
def rein(pages: PageSite) -> Persoon:
    """Politie, in a fixed seat at Top-X Zwolle."""
    plan(pages.services)
    return join(
        *(pages.services, "Rein", Rol.ACTIEHOUDER),
        organisatie="Politie",
        tafels=frozenset({TOPX}),
        chat_id=5_000_000_021,
    )


async def press(pages: PageSite, who: Persoon, daad: str, wat: object, follow: bool = False) -> Answer:
    data = {"daad": daad, "wat": str(wat)}
    return await pages.ask(pages.link(who, KALENDER), "POST", follow, data=data)


def feed_in(page: Answer) -> str:
    """The path of the calendar that the page on how to subscribe names."""
    return re.findall(r"http://127\.0\.0\.1:\d+(/kalender/[^<\"]+\.ics)</textarea>", page.text)[0]


async def test_it_offers_what_this_person_can_have(pages: PageSite, rein: Persoon) -> None:
    page = await pages.ask(pages.link(rein, KALENDER))

    assert page.status == 200
    assert re.findall(r'value="maak">([^<]+)<', page.text) == [
        "Mijn bijeenkomsten",
        "Bijeenkomsten in Zwolle",
        "Casusoverleg Zwolle",
    ]
    assert "Uw links" not in page.words
    assert rein.naam not in page.text


async def test_a_new_link_is_shown_once_on_the_page_that_says_how(pages: PageSite, rein: Persoon) -> None:
    made = await press(pages, rein, "maak", MIJN.code)
    assert made.status == 303
    assert made.headers["Location"].startswith("/abonneren/")

    how = await pages.ask(made.headers["Location"])
    assert "Zet de bijeenkomsten in uw agenda" in how.words
    feed = await pages.ask(feed_in(how))
    assert feed.text.count("BEGIN:VEVENT") == 25

    page = await pages.ask(pages.link(rein, KALENDER))
    assert "Mijn bijeenkomsten Nog niet opgehaald Nieuwe link" in page.words
    assert feed_in(how) not in page.text


async def test_a_second_press_says_that_there_is_one_and_leaves_it(pages: PageSite, rein: Persoon) -> None:
    how = await press(pages, rein, "maak", MIJN.code, follow=True)
    again = await press(pages, rein, "maak", MIJN.code)

    assert again.status == 409
    assert "Hiervoor heeft u al een link." in again.words
    assert (await pages.ask(feed_in(how))).status == 200


async def test_renewing_and_ending_do_what_the_chat_does(pages: PageSite, rein: Persoon) -> None:
    first = await press(pages, rein, "maak", MIJN.code, follow=True)
    (id,) = pages.services.run_now(lambda tx: [one.id for one in tx.abonnementen.of(rein.id)])
    second = await press(pages, rein, "nieuw", id, follow=True)
    assert (await pages.ask(feed_in(first))).status == 404
    assert (await pages.ask(feed_in(second))).status == 200

    (id,) = pages.services.run_now(lambda tx: [one.id for one in tx.abonnementen.of(rein.id)])
    ended = await press(pages, rein, "stop", id, follow=True)
    assert "Uw links" not in ended.words
    assert (await pages.ask(feed_in(second))).status == 404


async def test_what_is_of_another_or_makes_no_sense_changes_nothing(pages: PageSite, rein: Persoon) -> None:
    theirs = pages.services.run_now(subscribe, MIJN, pages.people.tineke).abonnement.id
    table = Keuze(Soort.TAFEL, "jor-zwolle").code
    for daad, wat in (("nieuw", theirs), ("stop", theirs), ("stop", 999), ("maak", table), ("maak", "")):
        answer = await press(pages, rein, daad, wat)
        assert answer.status == 409, (daad, wat)
        assert "Deze link is er niet meer." in answer.words
    for daad, wat in (("stop", "x"), ("stop", "9" * 30), ("weg", 1), ("", "")):
        assert (await press(pages, rein, daad, wat)).status == 404, (daad, wat)
    assert pages.services.run_now(lambda tx: [one.id for one in tx.abonnementen.all()]) == [theirs]


async def test_another_site_cannot_press_for_this_person(pages: PageSite, rein: Persoon) -> None:
    data = {"daad": "maak", "wat": MIJN.code}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elders.example"}):
        asked = await pages.ask(pages.link(rein, KALENDER), "POST", False, data=data, headers=headers)
        assert asked.status == 404
    assert pages.services.run_now(lambda tx: tx.abonnementen.all()) == []


async def test_who_was_stopped_gets_the_page_of_a_link_that_does_not_work(pages: PageSite, rein: Persoon) -> None:
    path = pages.link(rein, KALENDER)
    pages.services.run_now(revoke_persoon, rein)

    page = await pages.ask(path)

    assert page.status == 404
    assert "Deze link werkt niet meer." in page.words


@inside_telegram
async def test_inside_telegram_the_button_leads_to_it(pages: PageSite, rein: Persoon) -> None:
    page = await pages.ask(pages.app(rein, KALENDER))
    assert page.status == 200
    assert "Deze pagina opent alleen in Telegram." in page.words
