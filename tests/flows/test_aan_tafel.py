"""From the start of a Top-X to its afsprakenlijst, on the phones of who chairs it, who sits there and who promised."""

from typing import Any

from bot.demo import HUIS
from bot.domain.agenda import Agendapunt, Herkomst
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, PuntId
from bot.domain.persoon import NieuwPersoon, Rol
from bot.domain.referentie import Referentie
from tests.builders import local
from tests.flows.conftest import House, one_way

OLD = "Deze knop doet niets meer."
UNKNOWN = "Deze bijeenkomst"
TOP_X = frozenset({"topx-zwolle"})
SANNE = NieuwPersoon("Sanne", frozenset({Rol.MAKELAAR}), HUIS, gemeenten=frozenset({"Zwolle", "Kampen"}), tafels=TOP_X)
BERT = NieuwPersoon("Bert", frozenset({Rol.ACTIEHOUDER}), "Politie", tafels=TOP_X)


async def on_the_agenda(house: House, *casussen: str) -> str:
    """These stand on the agenda of Tuesday 2 February. Returns what the buttons of the first of them carry."""

    def put(tx: Any) -> str:
        begins = local("2027-02-02 09:30")
        planned = [one for one in tx.bijeenkomsten.of_tafel("topx-zwolle", begins) if one.begint == begins]
        made = Bijeenkomst(BijeenkomstId(0), "topx-zwolle", begins, 150, "Zeven Alleetjes 1, Zwolle")
        table = planned[0] if planned else tx.bijeenkomsten.add(made)
        there = {punt.casus for punt in tx.agendas.of(table.id)}
        for place, casus in enumerate(casussen, 1):
            if casus not in there:
                punt = Agendapunt(PuntId(0), table.id, place, 20, Herkomst.TOEGEVOEGD, Referentie(casus))
                tx.agendas.add(punt)
        first = next(punt for punt in tx.agendas.of(table.id) if punt.casus == casussen[0])
        return f"{table.id}:{first.id}"

    return await house.stage.services.run(put)


async def agree(house: House, line: str) -> None:
    await house.says("Sanne", f"/afspraak {line}", "Klopt dit?")
    await house.presses("Sanne", "Vastleggen", "Dit gaat mee met de afsprakenlijst")


def heard(house: House, name: str) -> list[str]:
    """What came on this phone since it was linked."""
    texts = [message.text for message in house.phone(name).received]
    return [text for text in texts if "Nieuwe actie" in text or "acties vragen" in text or "Afsprakenlijst" in text]


@one_way
async def test_nobodys_phone_buzzes_at_the_table_and_with_the_list_each_hears_once(house: House) -> None:
    await house.link("Tineke", Sanne=SANNE, Bert=BERT)
    first = await house.new_casus("Sanne", "Kampen")
    second = await house.new_casus("Sanne", "Zwolle")
    await on_the_agenda(house, first, second)

    running = await house.comes(
        "Sanne", f"1 van 2 · Casusoverleg Zwolle, dinsdag 2 februari 09:30\n{first}", "2027-02-02 09:30"
    )
    assert running.protected
    await agree(house, "Tactus 9 februari: bellen")  # the casus is known
    await house.presses(
        "Sanne", "Volgende casus", f"2 van 2 · Casusoverleg Zwolle, dinsdag 2 februari 09:30\n{second}", on=running
    )
    await agree(house, "Tactus 10 februari: mailen")
    again = await house.says(
        "Sanne", "/agenda top-x", f"2 van 2 · Casusoverleg Zwolle, dinsdag 2 februari 09:30\n{second}"
    )
    assert again.labels == [*running.labels[:4], "Vorige casus", "Bekijk"]
    asked = await house.presses("Sanne", "Afspraak", "Wie doet het?", on=running)
    assert asked.labels[0] == "Bert, Politie"  # who joins for it comes first
    await house.says("Sanne", "/annuleer", "Geannuleerd.")
    await agree(house, "Politie 9 februari: langsgaan")
    assert [heard(house, name) for name in ("Tineke", "Bert")] == [[], []]
    assert "U heeft geen open acties." in (await house.says("Tineke", "/mijn", "geen open acties")).text

    mark = house.phone("Sanne").mark()
    await house.presses("Sanne", "Volgende casus", "Alle casussen zijn aan de beurt geweest", on=running)
    preview = await house.phone("Sanne").wait_for(
        "Klaar om te versturen: 3 afspraken, 2 actiehouders, 1 deelnemer. "
        "Na Versturen heeft u 5 minuten voor Terughalen.",
        after=mark,
    )
    await house.presses("Sanne", "Wie was er", "Wie was er bij Casusoverleg Zwolle", on=preview)
    ticked = await house.presses("Sanne", "✅ Bert, Politie", "Een vinkje betekent: was er.")
    preview = await house.presses("Sanne", "Afsprakenlijst", "Niet aanwezig: Bert, Politie", on=ticked)
    held = await house.presses("Sanne", "Versturen", "Tot dan kunt u alles terughalen.", on=preview)
    back = await house.presses("Sanne", "Terughalen", "Teruggehaald", on=held)
    house.at("2027-02-02 09:45")
    await house.says("Tineke", "/mijn", "U heeft geen open acties.")
    preview = await house.presses("Sanne", "Afsprakenlijst", "Klaar om te versturen: 3 afspraken", on=back)
    await house.presses("Sanne", "Versturen", "Tot dan kunt u alles terughalen.", on=preview)
    assert [heard(house, name) for name in ("Tineke", "Bert")] == [[], []]

    both = await house.comes("Tineke", "Twee acties vragen uw aandacht", "2027-02-02 09:51")
    assert ["1 Gedaan" in both.labels, "2 Gedaan" in both.labels] == [True, True]
    bert = house.phone("Bert")
    await bert.wait_for("Nieuwe actie voor u, uiterlijk dinsdag 9 februari")
    told = await bert.wait_for("Afsprakenlijst Casusoverleg Zwolle, dinsdag 2 februari 09:30")
    assert f"{first} · besproken\n  Tactus (reclassering) · uiterlijk dinsdag 9 februari" in told.text
    assert told.protected
    assert [len(heard(house, name)) for name in ("Tineke", "Bert")] == [1, 2]
    sent = await house.says("Sanne", "/afsprakenlijst", "Verstuurd, ")
    assert "Versturen" not in sent.labels
    await house.says("Tineke", "/afsprakenlijst", "Er is geen afsprakenlijst voor u.")


@one_way
async def test_old_buttons_show_where_the_table_is_and_who_does_not_lead_has_none(house: House) -> None:
    await house.link("Tineke", Sanne=SANNE, Bert=BERT)
    first = await house.new_casus("Sanne", "Kampen")
    second = await house.new_casus("Sanne", "Zwolle")
    at_first = await on_the_agenda(house, first, second)
    running = await house.comes("Sanne", "1 van 2", "2027-02-02 09:30")
    sanne = house.phone("Sanne")

    await house.presses("Sanne", "Doorschuiven", "2 van 2", on=running)
    await sanne.wait_answer(await sanne.press_data(running.message_id, f"volgende:{at_first}"))
    assert second in sanne.now(running).text
    await house.presses("Sanne", "Vorige casus", "Deze casus was al doorgeschoven.", on=running)

    table = at_first.partition(":")[0]
    for name, forged, answer in (
        ("Bert", f"volgende:{at_first}", OLD),
        ("Bert", f"lijst:{table}", UNKNOWN),
        ("Bert", "lijst:999", UNKNOWN),
        ("Sanne", "volgende:x:y", OLD),
        ("Sanne", "schuif:999999:1", UNKNOWN),
        ("Sanne", f"waser:{table}:999:1", UNKNOWN),
        ("Sanne", f"waser:{table}:1:7", OLD),
    ):
        phone = house.phone(name)
        mark = phone.mark()
        await phone.press_data(1, forged)
        await phone.wait_for(answer, after=mark)
    assert sanne.now(running).text.startswith("1 van 2")
    assert not heard(house, "Bert")
