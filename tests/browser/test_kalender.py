"""Can somebody put their bijeenkomsten in a calendar from a page on a phone or a desktop, in a real browser?"""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from selenium.webdriver import Keys

from bot.domain.abonnement import MIJN, Keuze, Soort
from bot.domain.pas import KALENDER, Pas
from bot.domain.persoon import Persoon, Rol
from bot.usecases.abonnementen import subscribe
from tests.browser.test_accessible import TOO_WIDE, violations
from tests.browser.test_bekijken import PHONE, SCREEN, SMALL_PHONE, TABLET, Page, Site, database_url, page, site
from tests.browser.test_tafelpaginas import emulate
from tests.builders import join, plan
from tests.usecases.conftest import people

__all__ = ["database_url", "page", "people", "site"]

KEUZES = (MIJN, Keuze(Soort.LOCATIE, "Zwolle"), Keuze(Soort.TAFEL, "topx-zwolle"))
UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = arguments[0]; })"
SMALL_TARGETS = """
    return [...document.querySelectorAll("main a, main button, main summary")]
        .filter((one) => one.checkVisibility())
        .filter((one) => one.getBoundingClientRect().height < 44)
        .map((one) => one.textContent)
"""


@pytest.fixture
def rein(site: Site) -> Persoon:
    plan(site.services)
    at = {"organisatie": "Politie", "tafels": frozenset({"topx-zwolle"}), "chat_id": 5_000_000_021}
    return join(site.services, "Rein", Rol.ACTIEHOUDER, **at)


def _own_page(site: Site, rein: Persoon) -> str:
    """The address of the page with this person's links."""
    linked_at = site.services.run_now(lambda tx: tx.personen.linked_at(rein.id))
    assert linked_at is not None
    return site.links.link_url(Pas(KALENDER, rein.id, int(linked_at.timestamp())))


def _unfold(page: Page, unfolded: bool) -> None:
    page.driver.execute_script(UNFOLD, unfolded)


def subscribed(site: Site, rein: Persoon, keuze: Keuze = MIJN) -> tuple[str, str]:
    """The page about a new link, and the address of the calendar."""
    geheim = site.services.run_now(subscribe, keuze, rein).geheim
    return site.links.abonneren_url(geheim), site.links.feed_url(geheim)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_cut_off_on_a_phone_and_a_desktop(
    page: Page, site: Site, rein: Persoon, colours: str
) -> None:
    emulate(page, "", colours)
    found = {}
    for keuze in KEUZES:
        page.go(subscribed(site, rein, keuze)[0])
        for size in (SMALL_PHONE, PHONE, TABLET, SCREEN):
            page.resize(*size)
            for open_ in (False, True):
                _unfold(page, open_)
                small = page.driver.execute_script(SMALL_TARGETS)
                found[keuze, size, open_] = [*violations(page, 15), *page.driver.execute_script(TOO_WIDE), *small]
    for open_ in (False, True):
        page.go(_own_page(site, rein))
        _unfold(page, open_)
        for size in (SMALL_PHONE, SCREEN):
            page.resize(*size)
            found[KALENDER, size, open_] = [*violations(page, 15), *page.driver.execute_script(TOO_WIDE)]
    assert {what: wrong for what, wrong in found.items() if wrong} == {}


def test_each_button_holds_this_calendar_in_the_form_that_its_program_wants(
    page: Page, site: Site, rein: Persoon
) -> None:
    how, address = subscribed(site, rein)
    page.go(how)

    ways = {link.text: link.get_attribute("href") for link in page.all("a.knop")}

    webcal = address.replace("http:", "webcal:")
    outlook, google = urlsplit(ways["Outlook"]), urlsplit(ways["Google Agenda"])
    assert (outlook.hostname, parse_qs(outlook.query)["url"]) == ("outlook.office.com", [address])
    assert parse_qs(outlook.query)["name"] == ["Mijn bijeenkomsten · Veiligheidshuis IJsselland"]
    assert (google.hostname, parse_qs(google.query)["cid"]) == ("calendar.google.com", [webcal])
    assert ways["iPhone, iPad of Mac"] == ways["Thunderbird of een ander programma"] == webcal


def test_the_link_is_copied_with_a_button_and_by_key(page: Page, site: Site, rein: Persoon) -> None:
    how, address = subscribed(site, rein)
    page.go(how)
    page.driver.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    assert page.one("textarea").get_attribute("value") == address

    page.one("button").send_keys(Keys.ENTER)

    page.until(lambda: "Gekopieerd." in page.text, "copied")
    read = "navigator.clipboard.readText().then(arguments[0])"
    assert page.driver.execute_async_script(read) == address


def test_the_picture_is_of_this_page_and_stands_in_it(page: Page, site: Site, rein: Persoon) -> None:
    how, _ = subscribed(site, rein)
    page.go(how)
    picture = page.one("img.qr")

    assert picture.get_attribute("alt") == "QR-code van deze pagina"
    assert page.driver.execute_script("return arguments[0].naturalWidth > 100", picture)
    source = unquote(picture.get_attribute("src") or "")
    assert source.startswith("data:image/svg+xml")


def test_it_asks_nothing_of_any_other_site_and_tells_none_where_somebody_comes_from(
    page: Page, site: Site, rein: Persoon
) -> None:
    how, _ = subscribed(site, rein)
    page.go(how)
    asked = page.driver.execute_script("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert {urlsplit(one).netloc for one in asked if not one.startswith("data:")} <= {f"127.0.0.1:{site.port}"}
    away = [link.get_attribute("rel") for link in page.all("a.knop") if "://127" not in str(link.get_attribute("href"))]
    assert away == ["noreferrer", "noreferrer"]


def test_on_the_page_with_ones_own_links_one_is_made_renewed_and_ended(page: Page, site: Site, rein: Persoon) -> None:
    own = _own_page(site, rein)
    page.go(own)
    page.press_key("Mijn bijeenkomsten")
    page.until(lambda: "Zet de bijeenkomsten in uw agenda" in page.text, "the page that says how")
    first = page.one("textarea").get_attribute("value")

    page.go(own)
    page.click(next(one for one in page.all("summary") if one.text.startswith("Nieuwe link")))
    page.press_key("Ja, nieuwe link")
    page.until(lambda: "Zet de bijeenkomsten in uw agenda" in page.text, "the page that says how")
    assert page.one("textarea").get_attribute("value") != first

    page.go(own)
    page.click(next(one for one in page.all("summary") if one.text.startswith("Stopzetten")))
    page.press_key("Ja, stopzetten")
    page.until(lambda: "Uw links" not in page.text, "no link any more")
