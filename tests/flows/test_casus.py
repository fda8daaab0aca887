"""/casus and /toegang, as people see them on their phones."""

import pytest

from bot.domain.persoon import NieuwPersoon, Rol
from bot.domain.regio import Regio
from bot.usecases.regios import load_regio
from tests.domain.test_toegang import without_convenant
from tests.flows.conftest import House, one_way
from tests.flows.test_invitations import STRANGER

HUIS = "Veiligheidshuis IJsselland"


@one_way
async def test_the_makelaar_looks_at_a_casus_and_closes_it_once_all_is_done(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus vrijdag: bellen")
    await house.phone("Tineke").wait_for("Nieuwe actie voor u")

    await house.says("Marijke", "/casus", "Welke casus wilt u zien? Typ de referentie, of kies.")
    seen = await house.presses("Marijke", f"{referentie} · Kampen", "Gemeente Kampen · sinds maandag 1 februari 2027")
    assert "Tineke, Tactus (reclassering) · uiterlijk vrijdag 5 februari" in seen.text
    assert seen.labels == ["Kopieer referentie", "Afspraak vastleggen", "Casus afsluiten"]
    assert seen.protected
    await house.presses("Marijke", "Casus afsluiten", "Afsluiten kan nog niet.")

    await house.says("Tineke", "gedaan", "Gedaan, maandag")
    await house.presses("Marijke", "Casus afsluiten", "Weet u het zeker?")
    await house.says("Marijke", "gedaan", "U heeft geen open acties.")  # no answer to that question
    await house.presses("Marijke", "Nee", f"{referentie} blijft open.")
    again = await house.says("Marijke", f"/casus {referentie.lower()}", "Er staat niets open.")
    assert "Gedaan: 1" in again.text
    await house.presses("Marijke", "Casus afsluiten", "Weet u het zeker?")
    await house.says("Marijke", "Ja", f"{referentie} is afgesloten.")

    closed = await house.says("Marijke", f"/casus {referentie}", "afgesloten")
    assert closed.labels == ["Kopieer referentie"]
    await house.says(
        "Marijke", f"/afspraak {referentie} Tactus vrijdag: bellen", f"{referentie} is afgesloten. Daar kan"
    )
    await house.says("Marijke", referentie, f"{referentie} is afgesloten. Daar kan niets meer bij.")


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
    told = await tineke.wait_for("Nieuwe actie voor u")
    await house.says("Tineke", "/stop", "Wilt u stoppen met deze bot?")

    await house.says("Marijke", "/toegang", "Om wie gaat het? Typ een naam of organisatie, of kies.")
    shown = await house.says("Marijke", "tineke", "Gekoppeld: maandag 09:0")
    assert "Tineke, Tactus (reclassering)\nRol: actiehouder" in shown.text
    await house.presses("Marijke", "Toegang stoppen", "Weet u het zeker?")
    await house.presses("Marijke", "Nee", "Tineke, Tactus (reclassering) houdt toegang.")
    await house.says("Marijke", "/toegang Tineke", "Gekoppeld: maandag 09:0")
    await house.presses("Marijke", "Toegang stoppen", "Weet u het zeker?")
    await house.presses("Marijke", "Ja, stoppen", "De toegang van Tineke, Tactus (reclassering) is gestopt.")

    await marijke.wait_for("Er staan nog twee acties open op deze naam.")
    await house.phone("Noor").wait_for("De toegang van Tineke, Tactus (reclassering) is gestopt door Marijke.")
    for press in (tineke.press("Gedaan", on=told), tineke.press("Nee"), tineke.send("ja"), tineke.send("/mijn")):
        mark = tineke.mark()
        await press
        assert (await tineke.wait_for("", after=mark)).text == STRANGER
    await house.shows_menu("Tineke", [])
    await marijke.settle(1.1)
    assert len([m for m in marijke.received if "acties open op deze naam" in m.text]) == 1
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
