"""Can somebody on a phone read and answer an action on our page, in a real browser, by hand, key and ear?"""

import asyncio
import threading
from collections.abc import Iterator
from datetime import date

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from bot.domain.pas import Pas
from bot.links import Links
from bot.sandbox import Sandbox
from bot.services import Services
from bot.usecases.beheer import drop_afspraak, reopen_afspraak
from bot.usecases.verzoeken import fail
from tests.browser.screen import Screen
from tests.browser.test_accessible import RULES, TOO_WIDE, violations
from tests.builders import agree
from tests.conftest import MovableClock
from tests.flows.conftest import free_port
from tests.usecases.conftest import People, people
from tests.web.conftest import BOT_TOKEN, KEY, serving

__all__ = ["people"]

PHONE, SMALL_PHONE, TABLET, SCREEN = (390, 844), (320, 640), (800, 1100), (1440, 900)
GONE = "Deze link werkt niet meer."


class Page(Screen):
    """One page, as large as it is given."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver
        self.resize(*PHONE)

    def go(self, url: str) -> None:
        self.driver.get(url)

    def press_key(self, label: str) -> None:
        self.click(next(key for key in self.all("button") if key.text == label))

    @property
    def keys(self) -> list[str]:
        return [key.text for key in self.all("button")]


class Site:
    """The pages of a house, in a thread of their own: what drives the browser waits for it."""

    def __init__(self, services: Services, people: People, clock: MovableClock) -> None:
        self.port = free_port()
        self.people = people
        self.services = services
        self.links = Links(f"http://127.0.0.1:{self.port}", KEY, clock.now)
        actie = "contact opnemen met de wijkagent over het huisbezoek en de uitkomst delen aan tafel"
        self.afspraak = agree(services, people.marijke, people.tineke, date(2027, 2, 12), actie)
        self._stop = threading.Event()
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        self._started.wait()

    async def _serve(self) -> None:
        async with serving(self.services, self.links, self.port):
            self._started.set()
            while not self._stop.is_set():  # noqa: ASYNC110 - set by another thread
                await asyncio.sleep(0.02)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def link(self, who: str, over: int | str | None = None) -> str:
        """To the page of the afspraak unless told."""
        persoon = getattr(self.people, who)
        linked_at = self.services.run_now(lambda tx: tx.personen.linked_at(persoon.id))
        assert linked_at is not None
        return self.links.link_url(Pas(over or self.afspraak.id, persoon.id, int(linked_at.timestamp())))


@pytest.fixture
def database_url(new_database: object) -> str:
    return new_database("sqlite")  # type: ignore[operator,no-any-return]


@pytest.fixture
def site(services: Services, people: People, clock: MovableClock) -> Iterator[Site]:
    site = Site(services, people, clock)
    yield site
    site.stop()


@pytest.fixture
def page(window: Chrome) -> Page:
    return Page(window)


def test_the_actiehouder_answers_and_takes_it_back(page: Page, site: Site):
    page.go(site.link("tineke"))
    assert "Contact opnemen met de wijkagent" in page.text
    assert page.keys == ["Gedaan", "Bezig"]

    page.press_key("Gedaan")
    page.until(lambda: "Terugdraaien kan tot 09:10." in page.text, "done")
    assert page.keys == ["Ongedaan maken"]

    page.press_key("Ongedaan maken")
    page.until(lambda: page.keys == ["Gedaan", "Bezig"], "open again")
    assert page.driver.current_url == site.link("tineke")


def test_the_makelaar_sends_a_reminder(page: Page, site: Site):
    page.go(site.link("marijke"))
    page.press_key("Stuur herinnering")

    page.until(lambda: "krijgt vandaag een herinnering" in page.text, "asked for")
    assert page.keys == []


def test_it_works_with_the_keys_alone_and_without_any_script(page: Page, site: Site):
    page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    page.go(site.link("tineke"))
    page.tab()
    assert page.focused.text == "Gedaan"
    page.tab()
    assert page.focused.text == "Bezig"
    page.type(Keys.ENTER)

    page.until(lambda: "Er wordt aan gewerkt." in page.text, "begun")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_at_any_width_in_any_state(page: Page, site: Site, colours: str):
    media = {"features": [{"name": "prefers-color-scheme", "value": colours}]}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    assert "wcag22aa" in RULES
    found = {}

    def look(state: str) -> None:
        for size in (SMALL_PHONE, PHONE, TABLET, SCREEN):
            page.resize(*size)
            found[state, size] = faults(page)

    page.go(site.link("tineke"))
    look("open")
    page.press_key("Gedaan")
    page.until(lambda: "Terugdraaien" in page.text, "done")
    look("done")
    page.go(site.link("marijke"))
    look("of the makelaar")
    page.go(site.link("marijke", site.afspraak.casus))
    assert "Gedaan · punt 1 van 1 februari" in page.text
    look("of the casus")
    site.services.run_now(reopen_afspraak, site.afspraak.id, site.people.marijke)
    site.services.run_now(fail, site.afspraak.id, "geen_mandaat", site.people.tineke)
    page.go(site.link("tineke"))
    look("did not work out")
    site.services.run_now(drop_afspraak, site.afspraak.id, "niet_haalbaar", site.people.marijke)
    page.go(site.link("tineke"))
    look("dropped")
    page.go(site.links.app_url(site.afspraak.id, site.people.tineke.id))
    look("outside Telegram")
    page.go(site.link("tineke")[:-3])
    look("a link that does not work")

    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def faults(page: Page) -> list[str]:
    return violations(page, least=5)


def test_nothing_is_cut_off_and_every_button_is_large_enough_for_a_thumb(page: Page, site: Site):
    for link in (site.link("marijke", site.afspraak.casus), site.link("tineke")):
        page.go(link)
        for size in (SMALL_PHONE, PHONE, TABLET, SCREEN, (320, 256)):
            page.resize(*size)
            assert page.driver.execute_script(TOO_WIDE) == []
    for size in (SMALL_PHONE, PHONE, TABLET, SCREEN, (320, 256)):
        page.resize(*size)
        assert all(key.rect["height"] >= 48 and key.rect["width"] >= 130 for key in page.all("button"))


def test_what_matters_is_in_sight_on_a_phone_without_scrolling(page: Page, site: Site):
    page.go(site.link("tineke"))

    for selector in (".actie", ".stand", ".daden button:last-of-type"):
        box = page.driver.find_element(By.CSS_SELECTOR, selector).rect
        assert box["y"] + box["height"] <= PHONE[1]


def test_inside_telegram_the_page_opens_by_itself(page: Page, site: Site, clock: MovableClock):
    telegram = Sandbox(clock.now, token=BOT_TOKEN.get_secret_value())
    phone = telegram.phone("Tineke")
    site.services.run_now(lambda tx: tx.personen.link(site.people.tineke.id, phone.id))
    button = site.links.app_url(site.afspraak.id, site.people.tineke.id)

    page.go(telegram.opened_inside(phone, button))
    page.until(lambda: "Contact opnemen" in page.text, "the action")
    page.press_key("Gedaan")
    page.until(lambda: "Terugdraaien kan tot" in page.text, "done")
    assert page.driver.get_log("browser") == []

    page.go(telegram.opened_inside(telegram.phone("Joris"), button))
    page.until(lambda: GONE in page.text, "refused")


def test_outside_telegram_and_without_a_script_the_button_says_what_to_do(page: Page, site: Site):
    button = site.links.app_url(site.afspraak.id, site.people.tineke.id)
    page.go(button)
    assert "Druk in het gesprek met de bot op Bekijk." in page.text

    page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    page.go(button)
    assert "dan staat JavaScript uit" in page.text.replace("Dan", "dan")


def test_nobody_else_is_asked_anything_and_the_console_stays_empty(page: Page, site: Site):
    page.driver.get_log("performance")
    page.go(site.link("tineke"))
    page.press_key("Bezig")
    page.until(lambda: "Er wordt aan gewerkt." in page.text, "begun")

    asked = [entry for entry in page.driver.get_log("performance") if '"Network.requestWillBeSent"' in entry["message"]]
    assert asked
    assert all(f"127.0.0.1:{site.port}" in entry["message"] or "data:" in entry["message"] for entry in asked)
    assert page.driver.get_log("browser") == []
