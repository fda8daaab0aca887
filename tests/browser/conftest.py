"""What do the browser tests stand on? The demo as a process, and a real Chromium that looks at it."""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome

from tests.browser.chromium import INSTALL, chromium, find
from tests.browser.screen import Demo, Screen, running_demo
from tests.lacking import lacking


@pytest.fixture(scope="session")
def browser() -> Iterator[Chrome]:
    """One for all tests. Where there is none they are skipped, and say what to install; in CI that is a failure."""
    if find() is None:
        lacking(INSTALL)
    with chromium() as driver:
        yield driver


@pytest.fixture
def demo() -> Iterator[Demo]:
    with running_demo() as demo:
        yield demo


@pytest.fixture
def window(browser: Chrome) -> Iterator[Chrome]:
    """A new one, gone afterwards."""
    first = browser.current_window_handle
    browser.switch_to.new_window("window")
    for kind in ("browser", "performance"):
        browser.get_log(kind)  # what others left
    yield browser
    for window in browser.window_handles:
        if window != first:
            browser.switch_to.window(window)
            browser.close()
    browser.switch_to.window(first)


@pytest.fixture
def screen(demo: Demo, window: Chrome) -> Screen:
    """The page in a window of its own, as wide as a laptop."""
    return Screen(window, demo.url)
