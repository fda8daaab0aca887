"""Can the pages of a bijeenkomst be read on a phone, printed, and copied from, in a real browser?"""

import base64
import re
from dataclasses import replace
from typing import Any

import pytest
from selenium.webdriver import ActionChains, Keys

from bot.domain.agenda import Agendapunt, Herkomst
from bot.domain.bijeenkomst import PuntId
from bot.domain.pas import Blad, Pas
from bot.domain.persoon import Persoon
from bot.domain.privacy import SafeText
from bot.usecases.casussen import new_casus
from tests.browser.test_accessible import TOO_WIDE
from tests.browser.test_bekijken import PHONE, SCREEN, SMALL_PHONE, TABLET, Page, Site, database_url, faults, page, site
from tests.conftest import MovableClock
from tests.usecases.aan_tafel import Tafel, set_up
from tests.usecases.conftest import people

__all__ = ["database_url", "page", "people", "site"]

VRAAG = "Neem het plan van aanpak mee, met wat er sinds de vorige keer is gebeurd en wie wat nog moet doen. " * 2
MORE = 14
"""So many casussen more that the agenda does not fit on one sheet."""
SEEN = "return [...document.querySelectorAll(arguments[0])].filter((one) => one.checkVisibility()).length"
COLOURS = """
    return [...document.querySelectorAll("body, main *")].filter((one) => one.checkVisibility()).map((one) => {
        const style = getComputedStyle(one);
        return `${style.color} ${style.backgroundColor.replace("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")}`;
    })
"""
KEPT_TOGETHER = """
    return [...document.querySelectorAll(".blok, .punt, .afspraken li")].map((one) => getComputedStyle(one).breakInside)
"""


@pytest.fixture
def tafel(site: Site, clock: MovableClock) -> Tafel:
    """It is over: three casussen were talked about, on two something was agreed, and the rest was not reached."""
    tafel = set_up(site.services, clock)

    def prepare(tx: Any) -> None:
        eerste = tx.agendas.of(tafel.id)[1]
        tx.agendas.save(replace(eerste, vraag=SafeText(VRAAG.strip()), na_sluiting=True))
        for place in range(MORE):
            casus = new_casus(tx, "Zwolle", "topx-zwolle", tafel.sanne).referentie
            punt = Agendapunt(PuntId(0), tafel.id, 10 + place, 15, Herkomst.OPVOLGEN, casus, vraag=SafeText(VRAAG[:90]))
            tx.agendas.add(punt)

    site.services.run_now(prepare)
    tafel.begin()
    for casus in (tafel.kampen, tafel.eerste):
        tafel.agree(casus, tafel.tineke, "intake")
        tafel.agree(casus, tafel.bert)
    tafel.finish()
    return tafel


def go(page: Page, site: Site, persoon: Persoon, over: str) -> None:
    linked_at = site.services.run_now(lambda tx: tx.personen.linked_at(persoon.id))
    assert linked_at is not None
    page.go(site.links.link_url(Pas(over, persoon.id, int(linked_at.timestamp()))))
    assert "Casusoverleg Zwolle" in page.text


def emulate(page: Page, media: str, colours: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": colours}]
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_cut_off_at_any_width(
    page: Page, site: Site, tafel: Tafel, colours: str
) -> None:
    emulate(page, "", colours)
    found = {}
    for blad in Blad:
        go(page, site, tafel.sanne, f"{blad}:{tafel.id}")
        for size in (SMALL_PHONE, PHONE, TABLET, SCREEN):
            page.resize(*size)
            found[blad, size] = faults(page) + page.driver.execute_script(TOO_WIDE)
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def test_on_paper_it_is_black_on_white_without_a_button_or_a_link_and_no_casus_is_split(
    page: Page, site: Site, tafel: Tafel
) -> None:
    sheets = {}
    for blad in Blad:
        go(page, site, tafel.sanne, f"{blad}:{tafel.id}")
        emulate(page, "print", "dark")
        assert page.driver.execute_script(SEEN, "a, button, .scherm") == 0
        assert page.driver.execute_script(SEEN, ".referentie, textarea") >= MORE
        assert set(page.driver.execute_script(COLOURS)) == {"rgb(0, 0, 0) rgb(255, 255, 255)"}
        assert set(page.driver.execute_script(KEPT_TOGETHER)) == {"avoid"}
        emulate(page, "", "light")
        printed = page.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        pdf = base64.b64decode(printed["data"])
        assert pdf.startswith(b"%PDF-")
        assert b"/URI" not in pdf
        assert b"/MediaBox [0 0 594.95996 841.91998]" in pdf or re.search(rb"/MediaBox \[0 0 59[45]\S* 84[12]", pdf)
        sheets[blad] = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert sheets[Blad.AGENDA] >= 2
    assert all(sheets.values())


def test_the_text_for_gcos_is_copied_with_one_press(page: Page, site: Site, tafel: Tafel) -> None:
    page.driver.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["clipboardReadWrite"]})
    go(page, site, tafel.sanne, f"gcos:{tafel.id}")
    first, *_ = page.all("textarea")
    assert page.keys[:2] == ["Kopieer", "Kopieer"]
    assert all(key.rect["height"] >= 48 for key in page.all("button"))

    page.press_key("Kopieer")
    page.until(lambda: page.all("[role=status]")[0].text == "Gekopieerd.", "said aloud")

    copied = page.driver.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert copied == first.get_property("value")
    assert copied.startswith(f"Casus: {tafel.kampen}")
    assert page.driver.get_log("browser") == []


def test_without_a_script_it_is_selected_by_hand_and_no_button_promises_more(
    page: Page, site: Site, tafel: Tafel
) -> None:
    page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    go(page, site, tafel.sanne, f"gcos:{tafel.id}")
    assert [key for key in page.all("button") if key.is_displayed()] == []
    page.tab()
    ActionChains(page.driver).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).perform()
    page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})

    area = page.focused
    assert area.tag_name == "textarea"
    assert area.get_property("readOnly")
    selected = (area.get_property("selectionStart"), area.get_property("selectionEnd"))
    assert selected == (0, len(str(area.get_property("value"))))
