"""/status, the phases and the timeline of a casus, as a makelaar sees them."""

import re

from bot.domain.persoon import NieuwPersoon, Rol
from tests.flows.conftest import House, one_way


@one_way
async def test_a_status_is_logged_in_one_go_or_step_by_step_and_read_back(house: House):
    await house.link("Marijke", "Tineke")
    referentie = await house.new_casus()

    said = await house.says(
        "Marijke", f"/status {referentie} loopt vast: wacht op beschikking", f"Vastgelegd: {referentie} loopt vast."
    )
    assert said.labels == ["Opschalen", "Tijdlijn"]
    assert "beschikking" not in said.text
    await house.says("Marijke", "/status", "Van welke casus is dit de status?")
    await house.presses("Marijke", f"{referentie} · Kampen", f"{referentie}: hoe loopt het?")
    await house.presses("Marijke", "Loopt", "Wilt u daar één regel bij zetten?")
    refused = await house.says("Marijke", "Jan Jansen belt", "Dit bericht is niet bewaard")
    assert f"U was bezig met: status bij {referentie}." in refused.text
    await house.says("Marijke", "/annuleer", "Geannuleerd.")
    for slip in ("K7M-3QX-X", "H4C-8RM-A"):
        await house.says("Marijke", f"/status {slip} loopt: intake is gepland", "Deze referentie ken ik niet.")
    said = await house.says("Marijke", referentie, f"Vastgelegd: {referentie} loopt.")
    assert said.labels == ["Tijdlijn"]
    await house.says("Marijke", f"/status {referentie} loopt vast: Jan Jansen belt", "Dit bericht is niet bewaard")

    page = await house.presses("Marijke", "Tijdlijn", f"Tijdlijn van {referentie}")
    assert page.protected
    assert [line for line in page.text.splitlines() if "·" not in line][1:] == [
        "",
        "Status: loopt, met toelichting",
        "",
        "Status: loopt vast, met toelichting",
        "",
        "Casus begonnen",
        "",
        "Wat er getypt is, leest u met Bekijk.",
    ]
    asked = await house.presses("Marijke", "Bekijk", f"{referentie}: open de pagina met de knop.", on=page)
    assert asked.labels == ["Open de pagina"]
    seen = await house.says("Marijke", f"/casus {referentie}", "Status: loopt, sinds maandag 1 februari")
    assert "Fase: aangemeld" in seen.text


@one_way
async def test_a_casus_is_moved_directed_and_learnt_from_with_buttons(house: House):
    wim = NieuwPersoon("Wim", frozenset({Rol.PARTNER}), "Gemeente Kampen")
    await house.link("Marijke", "Tineke", Wim=wim)
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus vrijdag: bellen")
    await house.presses("Marijke", "In monitoring zetten", f"{referentie} is nu in monitoring.")
    seen = await house.says("Marijke", f"/casus {referentie}", "Fase: in monitoring")
    assert "Zonder regievoerder" in seen.text

    asked = await house.presses("Marijke", "Fase", f"{referentie} is nu in monitoring.\nWelke fase")
    assert asked.labels == ["Aangemeld", "Beoordeeld", "Geagendeerd", "Annuleren"]
    await house.says("Marijke", "beoordeeld", "met welke categorie?")
    await house.presses("Marijke", "Jeugd", f"{referentie} is nu beoordeeld (Jeugd).")

    asked = await house.presses("Marijke", "Regievoerder", "Wie voert de regie?", on=seen)
    assert asked.labels[0] == "Wim, Gemeente Kampen"
    await house.says("Marijke", "Politie", "Die naam of organisatie ken ik niet, of die kan geen regie voeren.")
    await house.says("Marijke", "wim", f"{referentie} heeft als regievoerder: Wim, Gemeente Kampen.")
    await house.phone("Wim").wait_for(f"U bent regievoerder van {referentie}.")
    await house.says("Wim", f"/casus {referentie}", "U bent regievoerder van deze casus.")
    await house.presses("Marijke", "Regievoerder", "Wie komt erbij, of wie stopt?", on=seen)
    await house.presses("Marijke", "Stopt: Wim, Gemeente Kampen", f"{referentie} is zonder regievoerder.")
    await house.phone("Wim").wait_for(f"U bent geen regievoerder meer van {referentie}.")
    await house.says("Wim", f"/casus {referentie}", "Deze referentie ken ik niet.")

    await house.presses("Marijke", "Knelpunt of leerpunt", "wat is het?", on=seen)
    await house.presses("Marijke", "Leerpunt", "waar ging het over?")
    await house.presses("Marijke", "Wie wat doet", "Wilt u daar één regel bij zetten?")
    await house.presses("Marijke", "Zonder toelichting", f"Vastgelegd bij {referentie}: leerpunt, wie wat doet.")

    await house.says("Marijke", f"/status {referentie} loopt: intake is gepland", "Vastgelegd:")
    page = await house.presses("Marijke", "Tijdlijn", f"Tijdlijn van {referentie}, regel 1 tot en met 8 van 9", on=seen)
    assert page.labels == ["Bekijk", "Ouder"]
    older = await house.presses("Marijke", "Ouder", "Casus begonnen", on=page)
    assert (older.message_id, older.labels) == (page.message_id, ["Nieuwer"])
    newer = await house.presses("Marijke", "Nieuwer", "regel 1 tot en met 8", on=page)
    assert newer.message_id == page.message_id


@one_way
async def test_a_casus_that_is_stuck_is_raised_when_the_makelaar_says_so_and_who_is_chosen_hears_it(house: House):
    anne = NieuwPersoon("Anne", frozenset({Rol.PARTNER}), "Tactus")
    await house.link("Marijke", "Tineke", "Hilde", Anne=anne)
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tactus vrijdag: bellen")
    await house.says("Marijke", f"/status {referentie} loopt vast", "Wilt u daar één regel bij zetten?")
    await house.says("Marijke", "zonder", f"Vastgelegd: {referentie} loopt vast.")

    asked = await house.presses("Marijke", "Opschalen", "Naar welk niveau?")
    await house.presses("Marijke", "Tactisch niveau", "Waarom?")
    card = await house.presses("Marijke", "Geen mandaat", "Bericht aan: niemand")
    assert card.message_id == asked.message_id
    assert card.labels == ["Hilde, Veiligheidshuis IJsselland", "Anne, Tactus", "Opschalen", "Annuleren"]
    card = await house.presses("Marijke", "Anne, Tactus", "Bericht aan:\nAnne, Tactus")
    card = await house.presses("Marijke", "Hilde, Veiligheidshuis IJsselland", "Hilde", on=card)
    card = await house.presses("Marijke", "✓ Anne, Tactus", re.compile("Bericht aan:\nHilde, .*\n\nTik"), on=card)
    assert not [m for name in ("Hilde", "Anne") for m in house.phone(name).received if referentie in m.text]

    await house.presses("Marijke", "Opschalen", f"{referentie} is opgeschaald naar Tactisch niveau.", on=card)
    told = await house.phone("Hilde").wait_for(f"Casus {referentie} is opgeschaald naar Tactisch niveau.")
    assert "Waarom: geen mandaat." in told.text and "Bel Marijke" in told.text
    assert told.protected
    await house.says("Marijke", f"/casus {referentie}", "Status: opgeschaald, sinds maandag 1 februari")
    await house.phone("Anne").settle(1.1)
    assert not [m for m in house.phone("Anne").received if referentie in m.text]
    await house.says("Hilde", f"/casus {referentie}", "Dat kan ik niet voor u doen.")
