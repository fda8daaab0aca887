"""/agenda on the phones of who leads the table: from what it proposes to what fits, also with two at once."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.demo import HUIS
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId
from bot.domain.persoon import NieuwPersoon, Rol
from bot.domain.privacy import SafeText
from bot.usecases import agendas
from bot.usecases.casussen import new_casus
from tests.flows.conftest import House, one_way

OLD = "Deze knop doet niets meer."
UNKNOWN = "Deze bijeenkomst"
HEAD = "Casusoverleg Zwolle, dinsdag 2 februari 09:30-12:00\nZeven Alleetjes 1, Zwolle"
TOP_X = frozenset({"topx-zwolle"})
SANNE = NieuwPersoon(
    "Sanne",
    frozenset({Rol.MAKELAAR}),
    HUIS,
    gemeenten=frozenset({"Zwolle", "Kampen"}),
    tafels=frozenset({"topx-zwolle", "ggz-zwolle"}),
)
RUUD = NieuwPersoon("Ruud", frozenset({Rol.MAKELAAR}), HUIS, gemeenten=frozenset({"Ommen"}), tafels=TOP_X)
BERT = NieuwPersoon("Bert", frozenset({Rol.ACTIEHOUDER}), "Politie", tafels=TOP_X)
LARS = NieuwPersoon("Lars", frozenset({Rol.PARTNER}), "Trajectum")


async def made(house: House, gemeente: str) -> str:
    """One more casus of Top-X Zwolle, by Sanne."""

    def make(tx: Any) -> str:
        sanne = next(one for one in tx.personen.all() if one.naam == "Sanne")
        return new_casus(tx, gemeente, "topx-zwolle", sanne).referentie

    return await house.stage.services.run(make)


@one_way
async def test_from_what_it_proposes_to_what_fits(house: House) -> None:
    await house.link("Tineke", Sanne=SANNE, Lars=LARS, Bert=BERT)
    zwolle, kampen = await made(house, "Zwolle"), await made(house, "Kampen")
    second = await made(house, "Zwolle")
    await house.says("Bert", "/agenda", "De agenda volgt.")

    asked = await house.says("Sanne", "/agenda", "Welke agenda?")
    assert asked.protected, "it becomes the agenda"
    shown = await house.presses("Sanne", "Casusoverleg Zwolle, dinsdag 2 februari 09:30", HEAD, on=asked)
    assert f"\nKampen 09:30\n1  {kampen} (20, na sluiting ingediend)\nZwolle 09:50\n2  {zwolle} (20" in shown.text
    assert shown.labels == ["1", "2", "3", "Casus toevoegen", "Wie krijgt wat", "Bekijk", "Wie komt", "Werklijst"]
    assert shown.protected

    line = await house.presses("Sanne", "3", "Voorbereiding: geen vraag", on=shown)
    assert f"3  {second} · Zwolle\nCasusoverleg Zwolle, dinsdag 2 februari 09:30\n10:10-10:30, 20 minuten" in line.text
    line = await house.presses("Sanne", "Omhoog", f"2  {second}", on=line)
    line = await house.presses("Sanne", "Langer", "25 minuten", on=line)
    await house.presses("Sanne", "Minuten", "nu 25 minuten. Typ hoeveel minuten het worden", on=line)
    await house.says("Sanne", "4", "Dat is geen aantal minuten.")
    line = await house.says("Sanne", "30 minuten", "09:50-10:20, 30 minuten")

    question = await house.presses("Sanne", "Vraag", "wat moeten de deelnemers voorbereiden?", on=line)
    assert question.protected
    refused = await house.says("Sanne", "Kan Pieter de Boer naar huis?", "Dit bericht is niet bewaard")
    assert "Pieter" not in refused.text
    assert "voorbereiden" in refused.text or "/annuleer" in refused.text
    line = await house.says("Sanne", "Is er een plek beschikbaar?", "Voorbereiding: Is er een plek beschikbaar?")

    who = await house.presses("Sanne", "Partners", "wie vraagt u alleen voor deze casus?", on=line)
    assert who.labels == ["Lars, Trajectum", "Klaar"]
    who = await house.presses("Sanne", "Lars, Trajectum", "wie vraagt u alleen", on=who)
    await house.says("Sanne", "niemand die ik ken", "Die naam of organisatie ken ik niet.")
    who = await house.says("Sanne", "Tineke", "wie vraagt u alleen voor deze casus?")
    assert who.labels == ["✓ Lars, Trajectum", "✓ Tineke, Tactus (reclassering)", "Klaar"]
    who = await house.presses("Sanne", "✓ Lars, Trajectum", "wie vraagt u alleen", on=who)
    line = await house.presses("Sanne", "Klaar", "Gevraagd voor deze casus: Tineke, Tactus (reclassering)", on=who)

    more = [await made(house, "Zwolle") for _ in range(6)]
    shown = await house.presses("Sanne", "Terug", "Dit duurt 40 minuten te lang.", on=line)
    assert f"Doorschuiven naar de volgende keer: {more[-1]}, {more[-2]}?" in shown.text
    shown = await house.presses("Sanne", "Doorschuiven", "Kies een nummer om iets te wijzigen.", on=shown)
    assert "te lang" not in shown.text
    assert more[-1] not in shown.text
    add = await house.presses("Sanne", "Casus toevoegen", "Welke casus komt erbij?", on=shown)
    assert f"{more[-1]} · Zwolle" in add.labels
    await house.says("Sanne", "K7M-3QX-K", "Deze referentie ken ik niet.")
    await house.says("Sanne", zwolle, "Die casus staat al op de agenda.")
    shown = await house.says("Sanne", more[-1], HEAD)
    line = await house.presses("Sanne", "8", f"8  {more[-1]}", on=shown)
    shown = await house.presses("Sanne", "Eraf", HEAD, on=line)
    assert more[-1] not in shown.text

    house.at("2027-02-15 09:00")
    back = await house.says("Sanne", "/agenda top-x", "Casusoverleg Zwolle, dinsdag 16 februari")
    assert f"{more[-2]} (20, doorgeschoven)" in back.text
    await house.says("Sanne", "/agenda jor", "Van die tafel heb ik voor u geen agenda.")
    await house.says("Lars", "/agenda", "Er is de komende drie maanden geen agenda voor u.")


@one_way
async def test_two_makelaars_at_one_agenda_lose_nothing_and_made_up_buttons_do_nothing(house: House) -> None:
    await house.link(Sanne=SANNE, Ruud=RUUD, Bert=BERT)
    first, second = await made(house, "Kampen"), await made(house, "Zwolle")
    of_sanne = await house.says("Sanne", "/agenda top-x", HEAD)
    of_ruud = await house.says("Ruud", "/agenda top-x", HEAD)
    sanne = await house.presses("Sanne", "1", f"1  {first}", on=of_sanne)
    ruud = await house.presses("Ruud", "1", f"1  {first}", on=of_ruud)

    await house.presses("Ruud", "Vraag", "wat moeten de deelnemers voorbereiden?", on=ruud)
    asked = await house.presses("Sanne", "Vraag", "wat moeten de deelnemers voorbereiden?", on=sanne)
    after = await house.says("Ruud", "Wie neemt de regie?", "Voorbereiding: Wie neemt de regie?")
    conflict = await house.says("Sanne", "Is er een plek?", "is intussen gewijzigd.")
    assert conflict.text.endswith("Nu staat er: Wie neemt de regie?\nU wilde: Is er een plek?")
    assert conflict.labels == ["Toch vastleggen", "Laten zoals het is"]
    await house.presses("Ruud", "Vraag", "wat moeten de deelnemers voorbereiden?", on=after)
    await house.says("Ruud", "Wat is het doel?", "Voorbereiding: Wat is het doel?")
    conflict = await house.presses("Sanne", "Toch vastleggen", "Nu staat er: Wat is het doel?", on=conflict)
    sanne = await house.presses("Sanne", "Toch vastleggen", "Voorbereiding: Is er een plek?", on=conflict)
    assert asked.protected and conflict.protected

    stale = await house.presses("Ruud", "Omlaag", "De agenda is intussen gewijzigd. Zo is het nu:", on=ruud)
    assert "Voorbereiding: Is er een plek?" in stale.text
    ruud = await house.presses("Ruud", "Omlaag", f"2  {first}", on=stale)
    both = await house.presses("Sanne", "Eraf", f"2  {first}", on=sanne)
    assert both.text.startswith("De agenda is intussen gewijzigd.")
    await house.presses("Sanne", "Minuten", "nu 20 minuten", on=both)
    await house.presses("Ruud", "Minuten", "nu 20 minuten", on=ruud)
    await house.says("Ruud", "40", "40 minuten")
    again = await house.says("Sanne", "30", "Een collega heeft dit intussen gewijzigd.")
    assert "nu 40 minuten" in again.text
    both = await house.says("Sanne", "30", "30 minuten")
    off = await house.presses("Sanne", "Eraf", HEAD, on=both)
    assert first not in off.text
    gone = await house.presses("Ruud", "Langer", f"1  {second}", on=ruud)
    assert gone.text.startswith("De agenda is intussen gewijzigd.")

    table, punt = await house.stage.services.run(_ids)
    for name, forged, answer in (
        ("Sanne", f"agd:{table}:9:bedenk:{punt}", OLD),
        ("Sanne", f"agd:{table}:9", OLD),
        ("Sanne", f"agd:{table}:x:eraf:{punt}", OLD),
        ("Sanne", f"agd:999999:1:eraf:{punt}", UNKNOWN),
        ("Sanne", f"agd:{table}:9:vraag:999999", "staat niet"),
        ("Bert", f"agd:{table}:9:eraf:{punt}", OLD),
        ("Bert", "ag:999999", UNKNOWN),
    ):
        phone = house.phone(name)
        mark = phone.mark()
        await phone.press_data(1, forged)
        await phone.wait_for(answer, after=mark)

    card = await house.says("Sanne", f"/casus {first}", "Gemeente Kampen")
    forward = await house.presses("Sanne", "Naar de tafel", f"{first} staat op de agenda van", on=card)
    assert "Casusoverleg Zwolle, dinsdag 2 februari 09:30." in forward.text
    assert forward.text.endswith("Er staat bij: na sluiting ingediend.")
    lines = await house.presses("Sanne", "Tijdlijn", "Casus op de agenda van dinsdag 2 februari", on=card)
    assert lines.text.count("Casus op de agenda") == 1


@one_way
async def test_a_table_of_subjects_is_made_by_typing_also_the_words_of_the_buttons(house: House) -> None:
    await house.link(Sanne=replace(SANNE, tafels=frozenset({"netwerktafel"})))
    begins = datetime.fromisoformat("2027-02-04 13:00+01:00")
    made = Bijeenkomst(BijeenkomstId(0), "netwerktafel", begins, 90, None)
    await house.stage.services.run(lambda tx: tx.bijeenkomsten.add(made))
    shown = await house.says("Sanne", "/agenda", "Er staat nog niets op de agenda.")
    assert shown.labels == ["Onderwerp toevoegen", "Wie krijgt wat", "Wie komt"]

    await house.presses("Sanne", "Onderwerp toevoegen", "Welk onderwerp komt erbij?", on=shown)
    refused = await house.says("Sanne", "Afscheid van Pieter de Boer", "Dit bericht is niet bewaard")
    assert "Pieter" not in refused.text
    shown = await house.says("Sanne", "Nieuwe werkwijze", "1  13:00  Nieuwe werkwijze (20)")
    line = await house.presses("Sanne", "1", "13:00-13:20, 20 minuten", on=shown)
    assert line.labels == ["Omhoog", "Omlaag", "Korter", "Langer", "Minuten", "Eraf", "Terug"]
    await house.presses("Sanne", "Minuten", "Typ hoeveel minuten het worden", on=line)
    await house.says("Sanne", "annuleren", "Geannuleerd.")
    line = await house.presses("Sanne", "Korter", "13:00-13:15, 15 minuten", on=line)
    await house.presses("Sanne", "Eraf", "Er staat nog niets op de agenda.", on=line)


@one_way
async def test_the_buttons_of_a_casus_on_the_agenda_can_be_typed(house: House) -> None:
    await house.link(Sanne=replace(SANNE, tafels=TOP_X), Lars=LARS)
    casus = await made(house, "Zwolle")
    other = await made(house, "Zwolle")
    shown = await house.says("Sanne", "/agenda", HEAD)
    line = await house.presses("Sanne", "2", f"2  {other}", on=shown)
    shown = await house.presses("Sanne", "Eraf", HEAD, on=line)
    line = await house.presses("Sanne", "1", f"1  {casus}", on=shown)
    await house.presses("Sanne", "Partners", "wie vraagt u alleen", on=line)
    await house.says("Sanne", "Lars, Trajectum", "wie vraagt u alleen")
    line = await house.says("Sanne", "klaar", "Gevraagd voor deze casus: Lars, Trajectum")
    await house.presses("Sanne", "Vraag", "voorbereiden?", on=line)
    line = await house.says("Sanne", "Is er een plek?", "Voorbereiding: Is er een plek?")
    await house.presses("Sanne", "Vraag", "Nu staat er: Is er een plek?", on=line)
    line = await house.says("Sanne", "vraag weghalen", "Voorbereiding: geen vraag")
    shown = await house.presses("Sanne", "Terug", HEAD, on=line)
    await house.presses("Sanne", "Casus toevoegen", "Welke casus komt erbij?", on=shown)
    await house.says("Sanne", f"{other} · Zwolle", f"2  {other}")


def _ids(tx: Any) -> tuple[int, int]:
    """Of the bijeenkomst that both work on, and of one line there."""
    coming = tx.bijeenkomsten.of_tafel("topx-zwolle", tx.now)[0]
    sanne = next(one for one in tx.personen.all() if one.naam == "Sanne")
    punt = tx.agendas.of(coming.id)[0]
    agendas.set_vraag(tx, coming.id, punt.id, SafeText("Wat kan er?"), sanne, str(punt.vraag) if punt.vraag else None)
    return coming.id, punt.id
