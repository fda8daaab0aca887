"""Takes the picture of the demo that stands in the README: `make screenshot`."""

import sys
from pathlib import Path

from tests.browser.chromium import INSTALL, chromium, find
from tests.browser.screen import ROOT, Screen, running_demo

PICTURE = ROOT / "docs" / "demo.png"
WIDTH, HEIGHT = 1440, 900
LARGEST = 300_000


def tell(screen: Screen) -> None:
    """Monday two afspraken; the week after: one done, one too late."""
    marijke, tineke, joris = (screen.phone(name) for name in ("Marijke", "Tineke", "Joris"))
    screen.press("Zet klaar bij Marijke")
    line = str(marijke.field.get_property("value"))
    marijke.field.clear()
    marijke.send(line.replace("vrijdag", "maandag"))
    marijke.press("Vastleggen")
    tineke.gets("Nieuwe actie voor u")
    referentie = line.split()[1]
    marijke.send(f"/afspraak {referentie} Politie vrijdag: huisbezoek met de wijkagent")
    screen.until(lambda: marijke.button("Vastleggen"), "the second card")
    marijke.press("Vastleggen")
    joris.gets("Nieuwe actie voor u")
    screen.go_to("2027-02-08")
    marijke.gets("Goedemorgen Marijke.")
    tineke.press("Gedaan")
    marijke.gets("Gedaan door Tineke")
    screen.until(lambda: marijke.unread, "Marijke's unread mark")


def main() -> int:
    if find() is None:
        sys.stderr.write(f"{INSTALL}\n")
        return 1
    with running_demo() as demo, chromium() as driver:
        screen = Screen(driver, demo.url, WIDTH, HEIGHT)
        tell(screen)
        driver.save_screenshot(str(PICTURE))
    size = PICTURE.stat().st_size
    sys.stdout.write(f"{PICTURE.relative_to(Path.cwd())}: {size // 1000} kB\n")
    if size > LARGEST:
        sys.stderr.write(f"That is more than {LARGEST // 1000} kB.\n")
    return int(size > LARGEST)


if __name__ == "__main__":
    sys.exit(main())
