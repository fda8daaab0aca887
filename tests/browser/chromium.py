"""Where do the browser tests get a real Chromium, and what when there is none?"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DRIVER = "chromedriver"
INSTALL = "the browser tests need Chromium and ChromeDriver. On Debian: apt install chromium chromium-driver"

# Nothing goes out by itself, and nothing of another run is found.
QUIET = (
    "--headless=new",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--no-first-run",
)


def find() -> tuple[str, str] | None:
    """The browser and its driver, when this machine has both."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which(DRIVER)
    return (browser, driver) if browser and driver else None


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    """A headless one with a profile of its own; nothing stays of either."""
    found = find()
    if found is None:
        raise FileNotFoundError(INSTALL)
    with tempfile.TemporaryDirectory(prefix="afsprakenbot-chromium-", ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = found[0]
        sandbox = () if os.geteuid() else ("--no-sandbox",)  # as root there is no other way
        for flag in (*QUIET, *sandbox, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        dutch = {**os.environ, "LANGUAGE": "nl"}  # for its own words, such as those in a date field
        driver = webdriver.Chrome(options, Service(found[1], env=dutch))
        try:
            yield driver
        finally:
            driver.quit()
