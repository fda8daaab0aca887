"""How does a test start the demo, look at its page, and use it as a person does?"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from selenium.common import StaleElementReferenceException, WebDriverException
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
T = TypeVar("T")


class Demo:
    """`afsprakenbot demo` as a process of its own."""

    def __init__(self, *, port: int = 0, temp: Path | None = None) -> None:
        outside = {name: value for name, value in os.environ.items() if name not in Settings.model_fields}
        more = {"PORT": str(port), "PYTHONPATH": str(ROOT)} | ({"TMPDIR": str(temp)} if temp else {})
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo"],
            env=outside | more,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.out = ""
        assert self.process.stdout is not None
        while "Ctrl-C" not in self.out:
            line = self.process.stdout.readline()
            if not line:
                raise AssertionError(f"the demo did not start:\n{self.out}{self.stop()[1]}")
            self.out += line
        self.url = re.findall(r"http://127\.0\.0\.1:\d+", self.out)[0]

    def stop(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """Ends it; its exit code and what it wrote on standard error. The rest of what it said is in ``out``."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            out, err = self.process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            out, err = self.process.communicate()
        self.out += out
        return self.process.returncode, err


@contextmanager
def running_demo() -> Iterator[Demo]:
    demo = Demo()
    try:
        yield demo
    finally:
        demo.stop()


def _left_the_page(error: WebDriverException) -> bool:
    """Did another page come between finding an element and reading it? The driver has two ways to say so."""
    unnamed = "does not belong to the document" in (error.msg or "")
    return unnamed or isinstance(error, StaleElementReferenceException)


class Screen:
    """The page in a browser. What a test looks for is waited for."""

    def __init__(self, driver: Chrome, url: str, width: int = 1440, height: int = 900) -> None:
        self.driver = driver
        self.url = url
        self.resize(width, height)
        self.open()

    def resize(self, width: int, height: int) -> None:
        """What the page has to itself: a window cannot be made as narrow as a phone."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def open(self) -> None:
        self.driver.get(self.url)
        self.until(lambda: "Nieuwe casus" in self.phone("Marijke").text, "the chats")

    def until(self, reached: Callable[[], T], what: str, within: float = PATIENCE) -> T:
        """What ``reached`` answers, once that is something."""
        deadline = time.monotonic() + within
        while True:
            try:
                found = reached()
            except LookupError:
                found = None
            except WebDriverException as error:
                if not _left_the_page(error):
                    raise
                found = None
            if found:
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {within:g} s: {what}; the page:\n{self.text}")
            time.sleep(0.05)

    def all(self, selector: str, inside: WebElement | None = None) -> list[WebElement]:
        return (inside or self.driver).find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str, inside: WebElement | None = None) -> WebElement:
        found = self.all(selector, inside)
        if not found:
            raise LookupError(selector)
        return found[0]

    @property
    def text(self) -> str:
        return self.one("body").text

    @property
    def focused(self) -> WebElement:
        return self.driver.switch_to.active_element

    @property
    def now(self) -> str:
        """The clock of the page, like 2027-02-01T09:00."""
        return self.one("#now").get_dom_attribute("datetime") or ""

    @property
    def note(self) -> str:
        return self.one("#clock-note").text

    @property
    def complaint(self) -> str:
        return self.one("#date-error").text

    @property
    def announced(self) -> str:
        return self.one("#news").get_property("textContent")  # type: ignore[return-value]

    def phone(self, name: str) -> "PhoneOnScreen":
        for section in self.all(".phone"):
            if self.one("h2", section).text == name:
                return PhoneOnScreen(self, section)
        raise LookupError(name)

    def press(self, *words: str) -> None:
        """Clicks on the button with one of these words, outside the phones."""
        for button in self.all("main button"):
            if button.text in words:
                return self.click(button)
        raise LookupError(words)

    def click(self, element: WebElement) -> None:
        """A real one, with the mouse, where it is on the screen."""
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'nearest'})", element)
        ActionChains(self.driver, duration=0).move_to_element(element).click().perform()

    def type(self, *keys: str) -> None:
        """Keys, to whatever has the focus."""
        ActionChains(self.driver, duration=0).send_keys(*keys).perform()

    def tab(self, *, back: bool = False) -> None:
        keys = ActionChains(self.driver, duration=0)
        (
            keys.key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT) if back else keys.send_keys(Keys.TAB)
        ).perform()

    def set_date(self, day: str) -> None:
        """As the picker does it; ``day`` like 2027-02-08."""
        set_it = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', {bubbles: true}))"
        self.driver.execute_script(set_it, self.one("#date"), day)

    def go_to(self, day: str) -> None:
        """Moves the clock to that date, and waits until it is there."""
        self.set_date(day)
        self.press("Ga")
        self.until(lambda: self.now.startswith(day) and "Het is nu" in self.note, f"the clock at {day}")


def text_of(element: WebElement) -> str:
    """Its words on one line, also those that are not in sight."""
    return " ".join(str(element.get_property("textContent")).split())


class PhoneOnScreen:
    """One of the phones."""

    def __init__(self, screen: Screen, section: WebElement) -> None:
        self._screen = screen
        self.section = section

    @property
    def text(self) -> str:
        """All messages, also those that one would have to scroll to."""
        return str(self._screen.one(".chat", self.section).get_property("innerText"))

    @property
    def messages(self) -> list[str]:
        return [str(text.get_property("textContent")) for text in self._screen.all(".text", self.section)]

    @property
    def unread(self) -> str:
        return self._screen.one(".who .unread", self.section).text

    @property
    def note(self) -> str:
        return self._screen.one(".phone-note", self.section).text

    @property
    def field(self) -> WebElement:
        return self._screen.one("textarea", self.section)

    def button(self, label: str) -> WebElement:
        """The newest with that label."""
        found = [key for key in self._screen.all(".key", self.section) if key.get_property("textContent") == label]
        if not found:
            raise LookupError(label)
        return found[-1]

    def press(self, label: str) -> None:
        self._screen.click(self._screen.until(lambda: self.button(label), f"the button {label}"))

    def send(self, text: str) -> None:
        self.field.send_keys(text)
        self._screen.click(self._screen.one(".send", self.section))

    def gets(self, text: str) -> str:
        """Waits for a message with that text; the whole message."""
        return self._screen.until(
            lambda: next((message for message in reversed(self.messages) if text in message), None), f"«{text}»"
        )
