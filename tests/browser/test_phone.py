"""Does each phone on the page do what a phone does?"""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Keys

from tests.browser.screen import Demo, Screen, running_demo, text_of

# Of words that the guard lets through, or they would be gone before anybody looks.
TEXTS = (
    "<script>klik</script> <b>vet</b> \u202eneer op",
    "\U0001f600 <b>vet</b> & &eens; [klik](weg) <a>klik</a>",
    "ja " * 1365 + "x",
)


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """One for all: no test here minds what another left."""
    with running_demo() as demo:
        yield demo


def test_the_command_menu_shows_what_this_person_can_do(screen: Screen):
    joris = screen.phone("Joris")
    menu = screen.one(".open-menu", joris.section)

    screen.click(menu)
    offered = [text_of(button) for button in screen.all(".menu button", joris.section)]
    assert "/mijn Uw open acties" in offered
    assert not any(command.startswith("/nieuw") for command in offered)
    screen.type(Keys.ESCAPE)
    assert screen.focused == menu
    assert menu.get_dom_attribute("aria-expanded") == "false"
    screen.click(menu)
    screen.click(screen.all(".menu button", joris.section)[0])

    joris.gets("geen open acties")


def test_a_reference_is_copied_and_that_is_said(screen: Screen):
    marijke = screen.phone("Marijke")

    marijke.press("Kopieer referentie")

    said = screen.until(lambda: marijke.note, "what was copied")
    assert said.split(": ")[1] in marijke.text


def test_refused_text_leaves_the_phone_of_who_sent_it(screen: Screen):
    marijke = screen.phone("Marijke")

    screen.press("Zet zo'n regel klaar")
    screen.type(Keys.ENTER)

    marijke.gets("telefoonnummer")
    screen.until(lambda: "12345678" not in marijke.text, "the message gone")
    assert "Dit bericht is niet bewaard" in marijke.text


def test_whatever_is_typed_is_shown_as_text(screen: Screen):
    fenna = screen.phone("Fenna")
    for text in TEXTS:
        screen.driver.execute_script("arguments[0].value = arguments[1]; arguments[0].focus()", fenna.field, text)
        screen.type(Keys.ENTER)
        screen.until(lambda expected=text: expected in fenna.messages, "the text as it was typed")

    assert screen.driver.title == "Afsprakenbot: demo"
    assert screen.all(".text img, .text script, .text b, .text a", fenna.section) == []
    wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert screen.driver.execute_script(wide) == 0


def test_who_reads_back_stays_where_they_are(screen: Screen):
    fenna = screen.phone("Fenna")
    for number in range(6):
        fenna.send("/help")
        screen.until(lambda count=number: sum("Wat u hier kunt doen" in m for m in fenna.messages) == count + 1, "help")
    chat = screen.one(".chat", fenna.section)
    at_end = "return arguments[0].scrollHeight - arguments[0].scrollTop - arguments[0].clientHeight"
    assert screen.driver.execute_script(at_end, chat) < 2
    screen.resize(1440, 720)
    screen.until(lambda: screen.driver.execute_script(at_end, chat) < 2, "the newest still in sight")

    # The message is there before the browser has come to telling the page that its reader scrolled.
    screen.driver.execute_script(
        "fetch('/send', {method: 'POST', headers: {'Content-Type': 'application/json'},"
        " body: JSON.stringify({phone: 'Fenna', text: '/privacy'})});"
        "const chat = arguments[0]; requestAnimationFrame(() => {"
        "  chat.scrollTop = 40;"
        "  const begun = performance.now(); while (performance.now() - begun < 1500);"
        "})",
        chat,
    )
    fenna.gets("bewaren")

    assert screen.driver.execute_script("return arguments[0].scrollTop", chat) == 40
