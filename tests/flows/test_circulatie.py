"""The agenda of a Top-X goes out, on the phones of two who chair it, who sits there, and who is asked for one casus."""

from typing import Any

from bot.domain.persoon import NieuwPersoon, Rol
from tests.builders import local
from tests.flows.conftest import House, one_way
from tests.flows.test_aan_tafel import BERT, SANNE
from tests.flows.test_aanwezigheid import DENNIS
from tests.flows.test_tafels import HUIS, TOPX

RUUD = NieuwPersoon("Ruud", frozenset({Rol.MAKELAAR}), HUIS, tafels=TOPX)
KIM = NieuwPersoon("Kim", frozenset({Rol.ACTIEHOUDER}), "Gemeente Kampen", tafels=TOPX)
WHEN = "Casusoverleg Zwolle, dinsdag 2 februari 09:30-12:00\nZeven Alleetjes 1, Zwolle\n"
HELD = "wordt om 09:05 verstuurd aan drie mensen."
LATE = "20, na sluiting ingediend"
OLD = "Deze knop doet niets meer."


async def bijeenkomst(house: House) -> int:
    """Top-X Zwolle of 2 February, as the rhythm planned it."""

    def that_day(tx: Any) -> int:
        found = tx.bijeenkomsten.of_tafel("topx-zwolle", local("2027-02-02 00:00"))
        return next(one.id for one in found if one.begint == local("2027-02-02 09:30"))

    return await house.stage.services.run(that_day)


def of_the_agenda(house: House, name: str) -> list[str]:
    return [one.text for one in house.phone(name).received if "Casusoverleg Zwolle" in one.text]


@one_way
async def test_each_gets_their_own_part_and_later_only_what_changed(house: House) -> None:
    await house.link(Sanne=SANNE, Ruud=RUUD, Bert=BERT, Kim=KIM, Dennis=DENNIS)
    sanne, dennis = house.phone("Sanne"), house.phone("Dennis")
    kampen = await house.new_casus("Sanne", "Kampen")
    zwolle = await house.new_casus("Sanne", "Zwolle")
    agenda = await house.says("Sanne", "/agenda", "Nog niet verstuurd.")
    await house.presses("Sanne", "2", "Gevraagd voor deze casus: niemand", on=agenda)
    await house.presses("Sanne", "Partners", "wie vraagt u alleen voor deze casus?", on=agenda)
    await house.says("Sanne", "Dennis", "wie vraagt u alleen voor deze casus?")
    line = await house.presses("Sanne", "Klaar", "Gevraagd voor deze casus: Dennis, Limor")
    agenda = await house.presses("Sanne", "Terug", "Nog niet verstuurd.", on=line)

    preview = await house.presses("Sanne", "Wie krijgt wat", "De hele agenda: Bert, Politie", on=agenda)
    assert f"Kim, Gemeente Kampen: {kampen} 09:30-09:50\nDennis, Limor: {zwolle} 09:50-10:10" in preview.text
    assert "Nog niemand uitgenodigd voor: " in preview.text
    assert (preview.protected, preview.labels) == (True, ["Versturen", "Terug"])
    held = await house.presses("Sanne", "Versturen", HELD, on=preview)
    assert held.labels == ["Terughalen"]
    back = await house.presses("Sanne", "Terughalen", "Hiervan is niets verstuurd.", on=held)
    agenda = await house.presses("Sanne", "Agenda", "Nog niet verstuurd.", on=back)
    preview = await house.presses("Sanne", "Wie krijgt wat", "De hele agenda", on=agenda)
    held = await house.presses("Sanne", "Versturen", HELD, on=preview)
    assert [of_the_agenda(house, name) for name in ("Bert", "Kim", "Dennis")] == [[], [], []]

    whole = await house.comes("Bert", WHEN, "2027-02-01 09:06")
    assert whole.text == f"{WHEN}Kampen 09:30   {kampen} ({LATE})\nZwolle 09:50   {zwolle} ({LATE})"
    assert whole.labels == ["Ik kom", "Ik kom niet", "Vervanger", "Bekijk"]
    assert whole.protected
    assert (await house.phone("Kim").wait_for(WHEN)).text == f"{WHEN}Kampen 09:30   {kampen} ({LATE})"
    asked = await dennis.wait_for(WHEN)
    assert asked.text == f"{WHEN}U bent gevraagd bij één casus: 09:50-10:10. Voorbereiding: Bekijk."
    await sanne.wait_for("is om 09:05 verstuurd aan drie mensen.")
    assert "is om 09:05" in sanne.now(held).text, "it is the message with «Terughalen»"
    assert not sanne.now(held).buttons

    agenda = await house.says("Sanne", "/agenda", "Verstuurd, ")
    preview = await house.presses("Sanne", "Wie krijgt wat", "Iedereen weet alles al. Er gaat niets weg.", on=agenda)
    assert preview.labels == ["Terug"]
    agenda = await house.presses("Sanne", "Terug", "Verstuurd, ", on=preview)
    await house.presses("Sanne", "2", "Gevraagd voor deze casus: Dennis, Limor", on=agenda)
    await house.presses("Sanne", "Eraf", "Verstuurd, ", on=agenda)
    preview = await house.presses("Sanne", "Wie krijgt wat", "Niet meer verwacht: Dennis, Limor", on=agenda)
    assert f"Eén persoon krijgt een wijziging:\nBert, Politie: {zwolle} vervalt" in preview.text
    await house.presses("Sanne", "Versturen", "verstuurd aan twee mensen.", on=preview)
    off = await house.comes("Dennis", "U wordt niet meer verwacht bij Casusoverleg Zwolle", "2027-02-01 09:20")
    assert zwolle not in off.text
    changed = await house.phone("Bert").wait_for("De agenda is gewijzigd.")
    assert changed.text == f"De agenda is gewijzigd.\n{WHEN}Vervalt: {zwolle}"
    assert len(of_the_agenda(house, "Kim")) == 1
    await house.says("Dennis", "/agenda", "geen agenda voor u")


@one_way
async def test_two_who_chair_see_each_others_work_and_nobody_else_can_send(house: House) -> None:
    await house.link(Sanne=SANNE, Ruud=RUUD, Bert=BERT)
    await house.new_casus("Sanne", "Kampen")
    id = await bijeenkomst(house)
    agenda = await house.says("Sanne", "/agenda", "Nog niet verstuurd.")
    preview = await house.presses("Sanne", "Wie krijgt wat", "De hele agenda", on=agenda)
    theirs = await house.says("Ruud", "/agenda Top-X Zwolle", "Nog niet verstuurd.")
    await house.presses("Ruud", "1", "20 minuten", on=theirs)
    await house.presses("Ruud", "Langer", "25 minuten", on=theirs)
    anew = await house.presses("Sanne", "Versturen", "Een collega heeft de agenda intussen gewijzigd.", on=preview)
    assert anew.labels == ["Versturen", "Terug"]
    held = await house.presses("Sanne", "Versturen", "wordt om 09:05 verstuurd aan één persoon.", on=anew)

    mark = house.phone("Ruud").mark()
    await house.phone("Ruud").press_data(theirs.message_id, f"wiekrijgtwat:{id}")
    same = await house.phone("Ruud").wait_for("Onderweg: dit gaat om 09:05 weg.", after=mark)
    assert same.labels == ["Terughalen", "Terug"]
    await house.comes("Bert", WHEN, "2027-02-01 09:05")
    assert len(of_the_agenda(house, "Bert")) == 1
    mark = house.phone("Ruud").mark()
    await house.phone("Ruud").press_data(same.message_id, "terughalen:1")
    await house.phone("Ruud").wait_for("Terughalen kan niet meer: het is al verstuurd.", after=mark)

    for name, forged, answer in (
        ("Bert", f"verstuur:{id}:agenda:1", OLD),
        ("Bert", "terughalen:1", OLD),
        ("Bert", f"wiekrijgtwat:{id}", OLD),
        ("Sanne", f"verstuur:{id}:alles:1", OLD),
        ("Sanne", f"verstuur:{id}:agenda:x", OLD),
        ("Sanne", "terughalen:x", OLD),
        ("Sanne", "terughalen:99", "Deze bijeenkomst ken ik niet"),
        ("Sanne", "verstuur:99:agenda:1", "Deze bijeenkomst ken ik niet"),
        ("Sanne", "wiekrijgtwat:99", "Deze bijeenkomst ken ik niet"),
    ):
        mark = house.phone(name).mark()
        await house.phone(name).press_data(held.message_id, forged)
        await house.phone(name).wait_for(answer, after=mark)
