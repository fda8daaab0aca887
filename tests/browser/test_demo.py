"""Can somebody who sits down at the page use the whole product?"""

from selenium.webdriver import Keys

from tests.browser.screen import Demo, Screen, text_of


def log_afspraak(screen: Screen) -> None:
    screen.press("Zet klaar bij Marijke")
    screen.type(Keys.ENTER)
    screen.phone("Marijke").gets("Klopt dit?")
    screen.phone("Marijke").press("Vastleggen")
    screen.phone("Tineke").gets("Nieuwe actie voor u, uiterlijk vrijdag 5 februari")


def next_morning(screen: Screen, day: str) -> None:
    screen.press("Volgende werkochtend")
    screen.until(lambda: screen.now.startswith(f"{day}T08:30") and "Het is nu" in screen.note, day)


def test_an_afspraak_goes_from_the_table_to_its_confirmation_before_your_eyes(screen: Screen):
    marijke, tineke = screen.phone("Marijke"), screen.phone("Tineke")
    assert screen.now.startswith("2027-02-01T09:0")
    assert tineke.unread == ""
    marijke.gets("Goedemorgen Marijke. Eén punt vandaag.")  # tomorrow is the table that she chairs

    screen.press("Zet klaar bij Marijke")
    line = marijke.field.get_property("value")
    assert str(line).endswith(" Tactus vrijdag: intake plannen")
    screen.click(screen.one(".send", marijke.section))
    marijke.press("Vastleggen")

    tineke.gets("Nieuwe actie voor u, uiterlijk vrijdag 5 februari")
    screen.until(lambda: tineke.unread == "1 nieuw", "Tineke's unread mark")
    screen.until(lambda: "Nieuw bericht voor Tineke: Nieuwe actie voor u" in screen.announced, "said aloud")
    assert marijke.unread == ""
    assert marijke.gets("krijgt nu bericht").startswith("Vastgelegd.")

    next_morning(screen, "2027-02-02")
    assert "1 bericht bezorgd." in screen.note
    screen.go_to("2027-02-04")
    tineke.gets("Nog 1 werkdag voor uw actie")
    assert "2 berichten bezorgd." in screen.note
    screen.until(lambda: tineke.unread == "2 nieuw", "two unread")
    screen.set_date("")
    screen.press("Zet 8 februari klaar")
    screen.type(Keys.ENTER)
    marijke.gets("Goedemorgen Marijke. Twee punten vandaag.")
    tineke.gets("1 werkdag te laat")
    screen.until(lambda: "4 berichten bezorgd." in screen.note, "on Friday and on Monday one to each")

    tineke.press("Gedaan")
    tineke.gets("Gedaan, maandag 08:3")
    marijke.gets("Gedaan door Tineke, Tactus (reclassering)")
    assert tineke.unread == ""
    assert screen.phone("Fenna").messages[-1].startswith("U bent gekoppeld, Fenna.")


def test_each_message_carries_the_time_at_which_it_fell_due(screen: Screen):
    log_afspraak(screen)
    screen.go_to("2027-02-09")

    lines = screen.phone("Tineke").text.split("\n")
    shown = [line for line in lines if line.endswith(" februari") and line.split()[0].endswith("dag")]
    assert shown == ["maandag 1 februari", "donderdag 4 februari", "vrijdag 5 februari", "maandag 8 februari"]
    assert lines.count("08:00") == 3
    assert "08:30" in screen.phone("Marijke").text


def test_all_of_it_works_with_the_keyboard_alone(screen: Screen):
    marijke, tineke = screen.phone("Marijke"), screen.phone("Tineke")

    tab_to(screen, "Zet klaar bij Marijke")
    screen.type(Keys.ENTER)
    assert screen.focused == marijke.field
    screen.type(Keys.ENTER)
    marijke.gets("Klopt dit?")
    tab_to(screen, "Vastleggen", back=True)
    screen.type(Keys.SPACE)
    marijke.gets("Vastgelegd.")
    tineke.gets("Nieuwe actie voor u")
    screen.until(lambda: "Vastgelegd." in text_of(screen.focused), "the focus on what took the card's place")

    tab_to(screen, "Zet 8 februari klaar", back=True)
    screen.type(Keys.ENTER)
    assert screen.focused == screen.one("#date")
    screen.type(Keys.ENTER)
    marijke.gets("Goedemorgen Marijke.")
    tineke.gets("1 werkdag te laat")
    assert screen.until(lambda: tineke.unread, "the mark") == "4 nieuw"

    tab_to(screen, "Tineke 4 nieuw", tag="a", back=True)
    screen.type(Keys.ENTER)
    screen.type(Keys.TAB)
    screen.until(lambda: tineke.unread == "", "looked at")
    tab_to(screen, "Gedaan")
    screen.type(Keys.ENTER)
    marijke.gets("Gedaan door Tineke")


def test_a_message_can_be_answered_in_words(screen: Screen):
    log_afspraak(screen)
    tineke = screen.phone("Tineke")
    answers = screen.all(".answer", tineke.section)

    screen.click(answers[-1])
    assert screen.focused == tineke.field
    assert screen.one(".replying", tineke.section).text.startswith("Antwoord op: Nieuwe actie voor u")
    screen.type("gedaan", Keys.ENTER)

    screen.phone("Marijke").gets("Gedaan door Tineke")
    quotes = [text_of(quote) for quote in screen.all(".own .quote", tineke.section)]
    assert len(quotes) == 1
    assert not screen.one(".replying", tineke.section).is_displayed()


def test_the_clock_does_not_go_back_and_says_so(screen: Screen):
    next_morning(screen, "2027-02-02")

    for day, sentence in (
        ("2027-02-01", "De klok kan niet terug."),
        ("2027-02-02", "Het is al deze dag."),
        ("", "Kies eerst een datum."),
        ("2031-01-01", "Kies een datum binnen een jaar."),
    ):
        screen.set_date(day)
        screen.press("Ga")
        screen.until(lambda expected=sentence: expected in screen.complaint, sentence)
        assert screen.focused == screen.one("#date")
        assert screen.one("#date").get_dom_attribute("aria-invalid") == "true"
        assert screen.now.startswith("2027-02-02T08:3")

    screen.press("+1 uur")
    screen.until(lambda: screen.now.startswith("2027-02-02T09:3"), "an hour later")
    assert screen.complaint == ""


def test_a_reload_and_a_second_tab_show_the_same(screen: Screen):
    log_afspraak(screen)
    before = screen.phone("Tineke").messages
    first = screen.driver.current_window_handle

    screen.open()
    screen.phone("Tineke").gets("Nieuwe actie voor u")
    assert screen.phone("Tineke").messages == before
    assert screen.phone("Tineke").unread == ""

    screen.driver.switch_to.new_window("tab")
    screen.open()
    screen.phone("Tineke").gets("Nieuwe actie voor u")
    screen.phone("Tineke").press("Bezig")
    screen.phone("Tineke").gets("U hoort weer van ons")
    after = screen.phone("Tineke").messages
    screen.driver.switch_to.window(first)
    screen.until(lambda: screen.phone("Tineke").messages == after, "the same in both tabs")


def test_a_demo_that_stopped_is_told_and_nothing_typed_is_lost(screen: Screen, demo: Demo):
    assert demo.stop()[0] == 0

    screen.until(lambda: "Geen verbinding met de demo." in screen.text, "the sentence")
    fenna = screen.phone("Fenna")
    fenna.send("blijft staan")
    screen.until(lambda: "er is geen verbinding" in fenna.note, "why it was not sent")
    assert fenna.field.get_property("value") == "blijft staan"


def tab_to(screen: Screen, words: str, *, tag: str = "button", back: bool = False) -> None:
    """Presses Tab until the focus is there, and sees each time that the focus can be seen."""
    for _ in range(80):
        screen.tab(back=back)
        focused = screen.focused
        style = "return getComputedStyle(arguments[0]).outlineStyle"
        if focused.tag_name not in ("body", "html"):
            assert screen.driver.execute_script(style, focused) == "solid", text_of(focused)
        if focused.tag_name == tag and text_of(focused) == words:
            return
    raise AssertionError(f"Tab does not come to {words}")
