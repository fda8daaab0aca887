"""What an actiehouder answers beside Gedaan, on people's phones: by button, by word, in reply, and from a list."""

import re

from bot.domain.persoon import NieuwPersoon, Rol
from tests.flows.conftest import House, one_way
from tests.flows.test_rechten import OLD, UNKNOWN_ACTIE

WIM = NieuwPersoon("Wim", frozenset({Rol.ACTIEHOUDER}), "Tactus")
ANSWERS = ["Gedaan", "Bezig", "Uitstel vragen", "Lukt niet", "Niet voor mij"]
WEEK = "+1 week, volgende tafel: dinsdag 16 februari"
DECIDED = "Dit is al beslist of teruggenomen. Er is niets veranderd."


async def agreed(house: House, *names: str, **more: NieuwPersoon) -> str:
    """Tineke has one action, due on Tuesday 9 February."""
    await house.link("Marijke", "Tineke", *names, **more)
    referentie = await house.new_casus()
    await house.agree(f"{referentie} Tineke 9 februari: intake plannen")
    await house.phone("Tineke").wait_for("Nieuwe actie voor u")
    return referentie


@one_way
async def test_uitstel_is_asked_and_granted_and_everybody_knows_until_when(house: House) -> None:
    referentie = await agreed(house)
    tineke, marijke = house.phone("Tineke"), house.phone("Marijke")
    new = await tineke.wait_for("Nieuwe actie voor u")
    assert new.labels == ["Bekijk", "Kopieer referentie", *ANSWERS]

    until = await house.presses(
        "Tineke", "Uitstel vragen", "Uitstel tot wanneer? Nu uiterlijk dinsdag 9 februari", on=new
    )
    assert until.labels == [WEEK, "Annuleren"]
    assert until.protected
    await house.says("Tineke", "8 februari", "Maandag 8 februari 2027 is niet later dan nu is afgesproken.")
    await house.says("Tineke", "zaterdag 13 februari", "Zaterdag 13 februari 2027 is geen werkdag.")
    await house.says("Tineke", "1 maart 2028", "is meer dan een jaar vooruit.")
    why = await house.says("Tineke", "vrijdag 19 februari", "Waarom is uitstel nodig tot vrijdag 19 februari?")
    assert "Marijke ziet de reden en beslist." in why.text
    await house.says("Tineke", "de hond heeft het opgegeten", "Kies een van deze redenen.")
    done = await house.presses("Tineke", "Wacht op een andere organisatie", "Uitstel gevraagd tot vrijdag 19 februari")
    assert "Tot dan verandert er niets: uiterlijk dinsdag 9 februari. Terugdraaien kan tot" in done.text
    assert done.labels == ["Ongedaan maken"]

    request = await marijke.wait_for("Uitstel gevraagd door Tineke, Tactus (reclassering)")
    assert "Tot: vrijdag 19 februari, reden: wacht op een andere organisatie" in request.text
    assert "Nog niet eerder uitgesteld.\nVolgende tafel: dinsdag 2 februari" in request.text
    assert "intake" not in request.text, "kort carries no text"
    assert request.labels[2:] == ["Akkoord", "Afwijzen", "Op de agenda", "Aanpassen"]
    listed = await house.says("Marijke", "/vandaag", "uitstel tot 19 februari: wacht op een andere organisatie")
    await house.presses("Marijke", "Op de agenda", "Op de agenda van dinsdag 2 februari.", on=listed)
    await tineke.wait_for("Marijke bespreekt dit aan tafel op dinsdag 2 februari.")
    granted = await house.presses("Marijke", "Akkoord", "Akkoord: uiterlijk vrijdag 19 februari", on=request)
    assert granted.message_id == request.message_id, "the request became the decision"
    told = await tineke.wait_for("Marijke is akkoord: uiterlijk vrijdag 19 februari")
    assert "U hoort weer van ons op vrijdag 12 februari." in told.text
    for label in ("1 Akkoord", "1 Afwijzen"):
        await house.presses("Marijke", label, DECIDED, on=listed)
    await house.says(
        "Tineke", "/mijn", f"1  {referentie} · punt 1, Casusoverleg Zwolle van 1 februari · uiterlijk vrijdag 19"
    )


@one_way
async def test_uitstel_that_is_not_granted_leaves_everything_as_it_was(house: House) -> None:
    await agreed(house)
    await house.says("Tineke", "uitstel vragen", "Uitstel tot wanneer?")
    await house.presses("Tineke", WEEK, "Waarom is uitstel nodig tot dinsdag 16 februari?")
    await house.says("Tineke", "meer tijd", "Uitstel gevraagd tot dinsdag 16 februari")
    request = await house.phone("Marijke").wait_for("Uitstel gevraagd door Tineke")
    await house.presses("Marijke", "Afwijzen", "Afgewezen: het blijft uiterlijk dinsdag 9 februari", on=request)
    refused = await house.phone("Tineke").wait_for("Marijke geeft geen uitstel. De datum blijft: dinsdag 9 februari")
    assert "Lukt dat niet? Kies Lukt niet, of bel Marijke." in refused.text
    await house.presses("Tineke", "Gedaan", "Gedaan, maandag 09:0", on=refused)


@one_way
async def test_lukt_niet_reaches_the_makelaar_at_once_and_can_be_taken_back(house: House) -> None:
    await agreed(house)
    new = await house.phone("Tineke").wait_for("Nieuwe actie voor u")
    await house.phone("Tineke").send("lukt niet", reply_to=new)
    why = await house.phone("Tineke").wait_for("Waarom lukt het niet?")
    assert "Als dit niet lukt: bespreken aan tafel." in why.text
    assert why.labels[-2:] == ["Een collega neemt over", "Annuleren"]
    alone = "Bij Tactus kan nu niemand anders deze actie krijgen via Telegram. Bel uw makelaar."
    await house.presses("Tineke", "Een collega neemt over", alone, on=why)
    said = await house.presses("Tineke", "Geen mandaat", "Lukt niet: geen mandaat")
    assert "Hierover komen geen herinneringen meer." in said.text
    told = await house.phone("Marijke").wait_for("Lukt niet: Tineke, Tactus (reclassering)")
    assert "Reden: geen mandaat\nAls dit niet lukt: bespreken aan tafel" in told.text
    await house.presses("Tineke", "Ongedaan maken", "Teruggedraaid. Uw actie staat open", on=said)
    await house.phone("Marijke").wait_for("nam terug: Lukt niet. U hoeft niets te doen.")
    await house.phone("Tineke").press_data(said.message_id, "ongedaan:1")
    await house.phone("Tineke").wait_for("Er is niets om terug te draaien.")


@one_way
async def test_ongedaan_maken_takes_back_what_its_own_message_says(house: House) -> None:
    await agreed(house)
    new = await house.phone("Tineke").wait_for("Nieuwe actie voor u")
    await house.says("Tineke", "uitstel", "Uitstel tot wanneer?")
    await house.presses("Tineke", WEEK, "Waarom is uitstel nodig")
    asked = await house.presses("Tineke", "Meer tijd nodig", "Uitstel gevraagd tot dinsdag 16 februari")
    await house.phone("Marijke").wait_for("Uitstel gevraagd door Tineke")
    house.at("2027-02-01 09:05")
    busy = await house.presses("Tineke", "Bezig", "Goed. U hoort weer van ons op", on=new)
    open_ = await house.presses("Tineke", "Ongedaan maken", "Teruggedraaid. Uw actie staat open", on=busy)
    assert "De vraag om uitstel tot dinsdag 16 februari blijft staan." in open_.text
    await house.presses("Tineke", "Bezig", "Goed. U hoort weer van ons op", on=open_)
    again = await house.presses("Tineke", "Ongedaan maken", "Teruggedraaid. Uw actie staat open", on=asked)
    assert "blijft staan" not in again.text
    await house.phone("Marijke").wait_for("nam terug: Uitstel vragen.")
    await house.phone("Tineke").press_data(again.message_id, "ongedaan:1:2")
    await house.phone("Tineke").wait_for(DECIDED)


@one_way
async def test_niet_voor_mij_goes_back_to_the_makelaar(house: House) -> None:
    await agreed(house)
    await house.says("Tineke", "niet voor mij", "Waarom is deze actie niet voor u?")
    given = await house.presses("Tineke", "Zo is het niet afgesproken", "Niet voor mij: zo is het niet afgesproken")
    told = await house.phone("Marijke").wait_for("Niet voor mij: Tineke, Tactus (reclassering)")
    assert told.labels[2:] == ["Andere actiehouder", "Aanpassen", "Laten vervallen"]
    new = next(m for m in house.phone("Tineke").messages if m.text.startswith("Nieuwe actie"))
    await house.presses("Tineke", "Gedaan", "Deze actie is niet meer van u: u koos Niet voor mij.", on=new)
    await house.says("Tineke", "/mijn", "U heeft geen open acties.")
    house.at("2027-02-01 09:30")
    await house.presses("Tineke", "Ongedaan maken", UNKNOWN_ACTIE, on=given)


@one_way
async def test_a_colleague_takes_over_after_saying_so(house: House) -> None:
    referentie = await agreed(house, "Joris", Wim=WIM)
    busy = await house.says("Tineke", "bezig", "Goed. U hoort weer van ons op")
    who = await house.presses("Tineke", "Een collega neemt over", "Welke collega neemt over?", on=busy)
    assert who.labels == ["Wim, Tactus", "Annuleren"]
    await house.says("Tineke", "Tineke", "Dat bent u zelf.")
    await house.says("Tineke", "Joris", "Die naam ken ik niet bij Tactus.")
    await house.says("Tineke", "wim", "Gevraagd aan Wim, Tactus")
    question = await house.phone("Wim").wait_for("Neemt u dit over van Tineke? Uiterlijk dinsdag 9 februari")
    assert "intake" not in question.text
    assert question.labels == ["Bekijk", "Kopieer referentie", "Ik neem het over", "Nee"]
    await house.presses("Wim", "Nee", f"U neemt {referentie} niet over.", on=question)
    kept = await house.phone("Tineke").wait_for("Wim, Tactus neemt het niet over")
    assert "Uw actie blijft staan, uiterlijk dinsdag 9 februari" in kept.text

    why = await house.presses("Tineke", "Lukt niet", "Waarom lukt het niet?", on=kept)
    who_else = await house.presses("Tineke", "Een collega neemt over", "Welke collega neemt over?", on=why)
    assert (who_else.message_id == why.message_id, who.message_id == busy.message_id) == (True, False)
    await house.presses("Tineke", "Wim, Tactus", "Gevraagd aan Wim, Tactus")
    again = await house.phone("Wim").wait_for("Neemt u dit over", after=question)
    taken = await house.presses(
        "Wim", "Ik neem het over", "Deze actie is nu van u, uiterlijk dinsdag 9 februari", on=again
    )
    assert taken.labels[2:] == ANSWERS
    await house.phone("Wim").press_data(taken.message_id, "neemover:1:3")
    await house.phone("Wim").wait_for(DECIDED)
    await house.phone("Tineke").wait_for("Wim, Tactus neemt over")
    await house.phone("Marijke").wait_for("Overgenomen van Tineke. Nu van: Wim, Tactus")
    await house.says("Tineke", "/mijn", "U heeft geen open acties.")
    await house.presses("Wim", "Gedaan", "Gedaan, maandag 09:0", on=taken)


@one_way
async def test_a_line_about_gedaan_is_guarded_and_the_makelaar_hears_that_there_is_one(house: House) -> None:
    await agreed(house)
    done = await house.says("Tineke", "gedaan", "Gedaan, maandag 09:0")
    assert done.labels == ["Toelichting geven", "Ongedaan maken"]
    await house.presses(
        "Tineke", "Toelichting geven", "Wat is er gedaan? Typ één regel, zonder persoonsgegevens.", on=done
    )
    await house.says("Tineke", "Gesproken met Xander Zonderling", "Dit bericht is niet bewaard")
    await house.says("Tineke", "De intake is gepland.", "Bewaard bij")
    told = await house.phone("Marijke").wait_for("Toelichting van Tineke, Tactus (reclassering) bij Gedaan")
    assert "gepland" not in told.text
    mark = house.phone("Tineke").mark()
    await house.phone("Tineke").send("Er is ook gebeld.", reply_to=done)
    await house.phone("Tineke").wait_for("Bewaard bij", after=mark)
    await house.phone("Marijke").wait_for("Toelichting van Tineke", after=told)
    await house.phone("Tineke").send("Welke casus is dit?", reply_to=done)
    await house.phone("Tineke").wait_for("Hier staat geen naam, met opzet.")


@one_way
async def test_in_a_list_every_line_has_its_own_answers_and_the_list_stays(house: House) -> None:
    referentie = await agreed(house)
    await house.agree(f"{referentie} Tineke 10 februari: bellen")
    listed = await house.says("Tineke", "/mijn", "Uw open acties")
    assert listed.labels[:5] == ["1 Bekijk", "1 Gedaan", "1 Bezig", "1 Uitstel vragen", "1 Lukt niet"]
    asked = await house.presses("Tineke", "2 Uitstel vragen", "Nu uiterlijk woensdag 10 februari", on=listed)
    assert asked.message_id != listed.message_id
    await house.presses("Tineke", "Annuleren", "Geannuleerd. Er is niets vastgelegd.")
    which = await house.says("Tineke", "lukt niet", "Welke? Antwoord met het nummer.")
    assert which.labels == ["1 Lukt niet", "2 Lukt niet"]
    await house.says("Tineke", "2", "Waarom lukt het niet?")
    await house.says("Tineke", "1 uitstel", "Nu uiterlijk dinsdag 9 februari")
    await house.phone("Tineke").send("2 lukt niet", reply_to=listed)
    await house.phone("Tineke").wait_for("Waarom lukt het niet?")
    await house.says("Tineke", "geen mandaat", "Lukt niet: geen mandaat")
    again = await house.says("Tineke", "/mijn", "Uw open acties")
    assert re.search(r"2  .+uiterlijk woensdag 10 februari · lukt niet", again.text)


@one_way
async def test_a_question_about_what_is_over_meanwhile_is_over_too(house: House) -> None:
    await agreed(house)
    asked = await house.says("Tineke", "uitstel", "Uitstel tot wanneer?")
    await house.says("Tineke", "gedaan", "Gedaan, maandag 09:0")
    await house.presses("Tineke", WEEK, OLD, on=asked)
    await house.says("Tineke", "ongedaan", "Teruggedraaid.")
    await house.says("Tineke", "uitstel", "Uitstel tot wanneer?")
    marijke = house.phone("Marijke")
    logged = await marijke.wait_for("Vastgelegd.")
    await marijke.press_data(logged.message_id, "vervallen:1")
    await marijke.wait_for("Waarom")
    await house.presses("Marijke", "Niet meer nodig", "Vervallen")
    await house.says("Tineke", "19 februari", "Dit is al afgehandeld: vervallen op maandag 09:0")
    await house.says("Tineke", "19 februari", "Dat begrijp ik niet.")
