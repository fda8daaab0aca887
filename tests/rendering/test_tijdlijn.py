"""Does everything that can happen on a casus have words, and does a short message keep what people typed to itself?"""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.gebeurtenis import Wat
from bot.rendering.berichten import render
from bot.usecases.beeld_casus import Gebeurd, Tijdlijn
from tests.builders import REFERENTIE, a_persoon

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2027, 2, 8, 9, 0, tzinfo=ZONE)
TINEKE = a_persoon(naam="Tineke", organisatie="Tactus", zetel="FACT")
LINE = Gebeurd(NOW, Wat.BEGONNEN, TINEKE, waarde=None, reden=None, dag=None, tekst=None)


def shown(line: Gebeurd, *, volledig: bool = False) -> list[str]:
    """The words of one line: who and when, and what."""
    tijdlijn = Tijdlijn(REFERENTIE, 1, 0, [line])
    content = {"referentie": REFERENTIE, "tijdlijn": tijdlijn, "nu": NOW, "zone": ZONE, "volledig": volledig}
    return render("tijdlijn", content).tekst.splitlines()[2:]


def test_every_kind_of_line_has_words_of_its_own() -> None:
    sentences = [shown(replace(LINE, wat=wat))[1] for wat in Wat]
    assert all(sentences)
    assert len(set(sentences)) == len(Wat)


def test_a_line_says_who_when_and_what() -> None:
    assert shown(LINE) == ["maandag 09:00 · Tineke, Tactus (FACT)", "Casus begonnen"]
    assert shown(replace(LINE, door=None))[0] == "maandag 09:00 · vanzelf"
    asked = replace(
        LINE, wat=Wat.UITSTEL_GEVRAAGD, reden="meer_tijd", dag=date(2027, 2, 12), punt=4, gemaakt=date(2027, 2, 2)
    )
    assert shown(asked)[1] == ("Uitstel gevraagd tot vrijdag 12 februari (meer tijd nodig) · punt 4 van 2 februari")
    raised = replace(LINE, wat=Wat.OPGESCHAALD, waarde="Tactisch niveau", reden="geen_mandaat")
    assert shown(raised)[1] == "Opgeschaald naar Tactisch niveau (geen mandaat)"
    assert shown(replace(LINE, wat=Wat.TERUGGEDRAAID, waarde="lukt_niet"))[1] == "Teruggedraaid: lukt niet"


def test_what_people_typed_stands_in_full_messages_only() -> None:
    line = replace(LINE, wat=Wat.STATUS, waarde="loopt_vast", tekst="wacht op beschikking")
    assert shown(line)[1:] == ["Status: loopt vast, met toelichting"]
    assert shown(line, volledig=True)[1:] == ["Status: loopt vast", "<i>wacht op beschikking</i>"]
