"""Does the page meet WCAG 2.2 AA as far as a program can tell, and ask nothing of anybody else?"""

import json
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.screen import Demo, Screen
from tests.browser.test_demo import log_afspraak

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, SMALL_PHONE, TABLET, LAPTOP, SCREEN = (390, 844), (320, 640), (800, 1100), (1280, 720), (1920, 1080)
SIZES = [PHONE, SMALL_PHONE, TABLET, LAPTOP, SCREEN]
ZOOMED = (320, 256)  # what 1280 by 1024 comes to at 400%

TOPS = "return [...document.querySelectorAll('.phone')].map((one) => one.getBoundingClientRect().top)"
TOO_WIDE = """
    return [document.documentElement, ...document.querySelectorAll("body, main, main *")]
        .filter((one) => one.scrollWidth > one.clientWidth + 1 && !one.closest(".unseen"))
        .filter((one) => getComputedStyle(one).display !== "inline")
        .map((one) => `${one.tagName}.${one.className} ${one.scrollWidth} > ${one.clientWidth}`)
"""
PATHS = {"/", "/page.css", "/page.js", "/events", "/send", "/press", "/clock"}


def violations(screen: Screen, least: int = 20) -> list[str]:
    """What axe finds, after it found at least so much to look at."""
    screen.driver.execute_script(AXE)
    # A message that is still coming in is half transparent.
    still = "Promise.all(document.getAnimations().map((one) => one.finished))"
    run = f"{still}.then(() => axe.run(document, {{runOnly: arguments[0]}})).then(arguments[1])"
    found: dict[str, Any] = screen.driver.execute_async_script(run, RULES)
    assert len(found["passes"]) > least
    return [f"{rule['id']}: {node['html']}" for rule in found["violations"] for node in rule["nodes"]]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_at_any_width_in_any_state(screen: Screen, colours: str):
    media = {"features": [{"name": "prefers-color-scheme", "value": colours}]}
    screen.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    found = {}

    def look(state: str) -> None:
        for size in (SMALL_PHONE, PHONE, TABLET, SCREEN) if colours == "light" else (SCREEN,):
            screen.resize(*size)
            found[state, size] = violations(screen)

    look("at first")
    screen.resize(*SCREEN)
    log_afspraak(screen)
    screen.until(lambda: screen.phone("Tineke").unread, "an unread mark")
    look("an afspraak logged, unread for Tineke")
    screen.resize(*SCREEN)
    joris = screen.phone("Joris")
    screen.click(screen.one(".open-menu", joris.section))
    screen.phone("Marijke").press("Kopieer referentie")
    screen.click(screen.all(".answer", screen.phone("Tineke").section)[-1])
    screen.press("Ga")
    screen.until(lambda: screen.complaint, "the date refused")
    look("a menu open, a reply begun, a date refused")

    assert {where: faults for where, faults in found.items() if faults} == {}


def test_it_says_that_it_lost_its_demo_accessibly(screen: Screen, demo: Demo):
    demo.stop()
    screen.until(lambda: "Geen verbinding" in screen.text, "the sentence")

    assert violations(screen) == []


def test_nothing_is_cut_off_or_has_to_be_scrolled_sideways(screen: Screen):
    log_afspraak(screen)

    for size in (*SIZES, ZOOMED):
        screen.resize(*size)
        assert screen.driver.execute_script(TOO_WIDE) == []
        tops = screen.driver.execute_script(TOPS)
        assert len(set(tops)) == {PHONE: 4, SMALL_PHONE: 4, ZOOMED: 4, TABLET: 2}.get(size, 1)


def test_whoever_wants_no_motion_gets_none(screen: Screen):
    media = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    screen.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    log_afspraak(screen)

    screen.until(lambda: screen.all(".fresh"), "something new")
    assert screen.driver.execute_script("return document.getAnimations().length") == 0


def test_nobody_else_is_asked_anything_and_the_console_stays_empty(screen: Screen):
    log_afspraak(screen)
    screen.go_to("2027-02-08")
    screen.phone("Tineke").press("Gedaan")
    screen.phone("Marijke").gets("Gedaan door Tineke")

    events = [json.loads(entry["message"])["message"] for entry in screen.driver.get_log("performance")]
    asked = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    asked = [url for url in asked if not url.startswith("data:")]  # what the browser draws its own buttons with
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(screen.url).netloc}
    assert {urlsplit(url).path for url in asked} >= {
        "/",
        "/page.css",
        "/page.js",
        "/events",
        "/send",
        "/press",
        "/clock",
    }
    assert screen.driver.get_log("browser") == []
