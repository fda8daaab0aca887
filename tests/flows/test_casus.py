"""/casus and /toegang, as people see them on their phones."""

from datetime import date

import pytest

from bot.domain.persoon import NieuwPersoon, Rol
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from bot.domain.regio import Regio
from bot.usecases.afspraken import log_afspraak
from bot.usecases.ports import Transaction
from bot.usecases.regios import load_regio
from tests.domain.test_toegang import without_convenant
from tests.flows.conftest import House, one_way
from tests.flows.test_invitations import STRANGER

HUIS = "Veiligheidshuis IJsselland"


@one_way
async def test_the_makelaar_looks_at_a_casus_and_closes_it_with_what_is_open_on_it(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus vrijdag: bellen")
    await house.phone("Tineke").wait_for("Nieuwe actie voor u")

    await house.says("Marijke", "/casus", "Welke casus wilt u zien? Typ de referentie, of kies.")
    seen = await house.presses("Marijke", f"{referentie} · Kampen", "Gemeente Kampen · sinds maandag 1 februari 2027")
    assert "1  Tineke, Tactus (reclassering) · uiterlijk vrijdag 5 februari" in seen.text
    assert seen.labels == [
        *("1 Aanpassen", "Kopieer referentie", "Afspraak vastleggen", "Status", "Fase", "Regievoerder"),
        *("Opschalen", "Knelpunt of leerpunt", "Naar de tafel", "MDO plannen", "Tijdlijn", "Casus afsluiten"),
    ]
    assert seen.protected

    await house.presses("Marijke", "Casus afsluiten", f"Bij {referentie} staat nog één afspraak open.")
    await house.says("Marijke", "gedaan", "U heeft geen open acties.")  # no answer to that question
    await house.presses("Marijke", "Nee", f"{referentie} blijft open.")
    await house.presses("Marijke", "Casus afsluiten", "staat nog één afspraak open", on=seen)
    await house.presses("Marijke", "Laten vervallen en afsluiten", "hoe eindigt de casus?")
    await house.says("Marijke", "afgeschaald", "ging de samenwerking goed?")
    await house.presses("Marijke", "Kon beter", "wat is het?")
    await house.presses("Marijke", "Knelpunt", "waar ging het over?")
    await house.presses("Marijke", "Mandaat aan tafel", "Wilt u daar één regel bij zetten?")
    ended = await house.says("Marijke", "niemand aan tafel kon beslissen", f"{referentie} is afgeschaald.")
    assert ended.text.splitlines()[1:] == [
        "Eén afspraak is vervallen. Eén persoon krijgt daar bericht van.",
        "Herinneringen zijn gestopt.",
        "Eén persoon ziet de casus niet meer.",
        "Alles van deze casus gaat weg na woensdag 3 maart 2027.",
    ]

    news = await house.phone("Tineke").wait_for(f"Deze actie hoeft niet meer. De casus {referentie} is afgesloten.")
    assert news.protected
    await house.says("Tineke", f"/casus {referentie}", "Deze referentie ken ik niet.")
    closed = await house.says("Marijke", f"/casus {referentie}", "Fase: afgeschaald")
    assert closed.labels == ["Kopieer referentie", "Tijdlijn"]
    await house.says(
        "Marijke", f"/afspraak {referentie} Tactus vrijdag: bellen", f"{referentie} is afgesloten. Daar kan"
    )
    await house.says("Marijke", referentie, f"{referentie} is afgesloten. Daar kan niets meer bij.")


@one_way
async def test_nothing_lapses_that_the_makelaar_did_not_see_and_a_closed_casus_takes_no_answer(house: House):
    ruud = NieuwPersoon("Ruud", frozenset({Rol.MAKELAAR}), HUIS)
    await house.link("Marijke", "Tineke", Ruud=ruud)
    referentie = await house.new_casus()
    await house.says("Ruud", f"/status {referentie}", f"{referentie}: hoe loopt het?")
    await house.says("Marijke", f"/casus {referentie}", "Er staat niets open.")
    await house.presses("Marijke", "Casus afsluiten", "Weet u het zeker?")
    await house.presses("Marijke", "Ja, afsluiten", "hoe eindigt de casus?")
    await house.presses("Marijke", "Afgesloten", "ging de samenwerking goed?")
    await house.stage.services.run(put_afspraak, referentie)

    await house.presses("Marijke", "Goed", f"Bij {referentie} staat nog één afspraak open.")
    await house.presses("Marijke", "Laten vervallen en afsluiten", f"{referentie} is afgesloten.")
    await house.presses("Ruud", "Loopt", f"{referentie} is afgesloten. Daar verandert niets meer aan.")
    await house.says(
        "Ruud", f"/status {referentie} loopt", f"{referentie} is afgesloten. Daar verandert niets meer aan."
    )


def put_afspraak(tx: Transaction, referentie: str) -> None:
    """Logged by somebody else, meanwhile."""
    tineke, ruud = (next(p for p in tx.personen.all() if p.naam == naam) for naam in ("Tineke", "Ruud"))
    actie, deadline = SafeText("bellen"), date(2027, 2, 5)
    log_afspraak(tx, Referentie(referentie), actie, tineke.id, deadline, ruud, "elders")


@one_way
async def test_who_takes_part_sees_the_own_actions_and_the_makelaar_and_nobody_else(house: House):
    await house.link("Marijke", "Tineke", "Joris", "Fenna")
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus vrijdag: bellen")
    await house.agree(f"{referentie} Politie donderdag: bellen")

    await house.says("Tineke", "/casus", "Welke casus wilt u zien?")
    seen = await house.presses("Tineke", referentie, "Makelaar: Marijke")

    assert "Uw open acties\nuiterlijk vrijdag 5 februari" in seen.text
    assert not [word for word in ("Joris", "Politie", "Kampen", "donderdag") if word in seen.text]
    assert seen.protected and seen.labels == []
    asked = await house.says("Fenna", "/casus", "Welke casus wilt u zien? Typ de referentie.")
    assert asked.labels == ["Annuleren"]
    await house.says("Fenna", referentie, "Deze referentie ken ik niet. Controleer de tekens: drie, drie, één.")
    await house.says("Fenna", "/annuleer", "Geannuleerd.")
    await house.says("Fenna", f"/casus {referentie}", "Deze referentie ken ik niet.")


@one_way
async def test_a_lost_phone_is_shut_out_in_two_steps_and_who_has_to_know_hears_it_once(house: House):
    ruud = NieuwPersoon("Ruud", frozenset({Rol.MAKELAAR}), HUIS, gemeenten=frozenset({"Deventer"}))
    await house.link("Noor", "Marijke", "Tineke", Ruud=ruud)
    tineke, marijke = house.phone("Tineke"), house.phone("Marijke")
    referentie = await house.new_casus()
    for actie in ("bellen", "mailen"):
        await house.agree(f"{referentie} Tactus vrijdag: {actie}")
    await tineke.wait_for("Nieuwe actie voor u")
    await house.says("Tineke", "/stop", "Wilt u stoppen met deze bot?")

    await house.says("Marijke", "/toegang", "Om wie gaat het? Typ een naam of organisatie, of kies.")
    shown = await house.says("Marijke", "tineke", "Gekoppeld: maandag 09:0")
    assert "Tineke, Tactus (reclassering)\nRol: actiehouder" in shown.text
    await house.presses("Marijke", "Toegang stoppen", "Weet u het zeker?")
    await house.presses("Marijke", "Nee", "Tineke, Tactus (reclassering) houdt toegang.")
    await house.says("Marijke", "/toegang Tineke", "Gekoppeld: maandag 09:0")
    await house.presses("Marijke", "Toegang stoppen", "Weet u het zeker?")
    await house.presses("Marijke", "Ja, stoppen", "De toegang van Tineke, Tactus (reclassering) is gestopt.")

    await marijke.wait_for("Twee acties op deze naam hebben nu geen actiehouder.")
    await house.phone("Noor").wait_for("De toegang van Tineke, Tactus (reclassering) is gestopt door Marijke.")
    await tineke.wait_for("Deze actie is niet meer voor u.")
    for press in (tineke.press("Nee"), tineke.send("ja"), tineke.send("/mijn")):
        mark = tineke.mark()
        await press
        assert (await tineke.wait_for("", after=mark)).text == STRANGER
    await house.shows_menu("Tineke", [])
    await marijke.settle(1.1)
    assert len([m for m in marijke.received if "acties op deze naam" in m.text]) == 1
    assert not [m for m in house.phone("Ruud").received if "Tineke" in m.text]


@one_way
async def test_whose_access_is_not_to_be_stopped_is_not_there_and_nobody_stops_the_own(house: House):
    await house.link("Noor", "Hilde", "Marijke", "Fenna")
    asked = await house.says("Marijke", "/toegang", "Om wie gaat het?")
    assert asked.labels == ["Fenna, Limor", "Annuleren"]
    for typed in ("Hilde", "Noor"):
        await house.says("Marijke", typed, "Die naam of organisatie ken ik niet.")
    await house.says("Marijke", "Marijke", "Uw eigen toegang stopt u met /stop.")
    everybody = await house.says("Noor", "/toegang", "Om wie gaat het?")
    assert everybody.labels == [*(f"{name}, {HUIS}" for name in ("Hilde", "Marijke")), "Fenna, Limor", "Annuleren"]
    await house.says("Noor", "/toegang noor", "U bent de enige beheerder.")


@one_way
@pytest.mark.parametrize("typed", ["Tactus", "Tineke"])
async def test_an_organisation_without_convenant_is_not_offered_and_said_so_when_typed(
    house: House, ijsselland: Regio, typed: str
):
    await house.link("Marijke", "Tineke", "Joris")
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus vrijdag: bellen")
    await house.stage.services.run(load_regio, without_convenant(ijsselland, "Tactus"))

    asked = await house.says("Marijke", f"/afspraak {referentie}", "Wie doet het?")
    assert asked.labels == ["Joris, Politie", "Annuleren"]
    await house.says("Marijke", typed, "Tactus heeft het convenant niet getekend. Kies iemand anders.")
    await house.says("Tineke", "/mijn", "U heeft geen open acties.")
    await house.says("Tineke", f"/casus {referentie}", "Deze referentie ken ik niet.")
