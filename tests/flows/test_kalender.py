"""From /kalender on a phone to a calendar that shows where and when, and back again."""

from typing import Any
from urllib.parse import urlsplit

import aiohttp
from icalendar import Calendar

from bot.domain.persoon import NieuwPersoon, Rol
from bot.usecases.personen import revoke_persoon
from tests.flows.conftest import House, one_way
from tests.flows.test_rechten import STRANGER, UNKNOWN_BIJEENKOMST

HUIS = "Veiligheidshuis IJsselland"
TOPX = frozenset({"topx-zwolle"})
RUUD = NieuwPersoon("Ruud", frozenset({Rol.MAKELAAR}), HUIS, gemeenten=frozenset({"Ommen"}), tafels=TOPX)
REIN = NieuwPersoon("Rein", frozenset({Rol.ACTIEHOUDER}), "Politie", tafels=TOPX)
ELS = NieuwPersoon("Els", frozenset({Rol.ACTIEHOUDER}), "Gemeente Zwolle", tafels=TOPX)
LENA = NieuwPersoon("Lena", frozenset({Rol.PARTNER}), "Limor")
ONCE = "Bewaar dit bericht: wij laten de link maar één keer zien."


async def fetched(address: str, status: int = 200) -> list[Any]:
    """The entries of the calendar at this address."""
    async with aiohttp.ClientSession() as client, client.get(address) as answer:
        assert answer.status == status
        return list(Calendar.from_ical(await answer.text()).walk("VEVENT")) if status == 200 else []


async def test_somebody_puts_their_bijeenkomsten_in_their_calendar(house: House) -> None:
    await house.link(Ruud=RUUD, Rein=REIN)
    rein = house.phone("Rein")
    first = await house.says("Rein", "/kalender", "Waarvoor wilt u een link?")
    assert first.labels == ["Mijn bijeenkomsten", "Bijeenkomsten in Zwolle", "Casusoverleg Zwolle", "Bekijk"]

    made = await house.presses("Rein", "Bijeenkomsten in Zwolle", ONCE, on=first)

    assert made.labels == ["Zet in mijn agenda", "Kopieer link"]
    await rein.press("Kopieer link")
    address = rein.clipboard
    assert urlsplit(address).path.endswith(".ics")
    page = rein.link("Zet in mijn agenda")
    assert urlsplit(page).path.startswith("/abonneren/")
    async with aiohttp.ClientSession() as client, client.get(page) as answer:
        assert address in await answer.text()
    entries = await fetched(address)
    assert str(entries[0]["SUMMARY"]) == "Casusoverleg Zwolle, Zeven Alleetjes 1, Zwolle"
    assert entries[0]["DTSTART"].dt.isoformat() == "2027-02-02T09:30:00+01:00"

    back = str(entries[0]["URL"])
    assert back.startswith(f"https://t.me/{house.stage.telegram.username}?start=b")
    mark = rein.mark()
    await rein.open_link(back)
    shown = await rein.wait_for("Casusoverleg Zwolle, dinsdag 2 februari 09:30-12:00", after=mark)
    assert "Zeven Alleetjes 1, Zwolle" in shown.text


@one_way
async def test_a_link_is_renewed_and_ended_after_a_question(house: House) -> None:
    await house.link(Rein=REIN)
    rein = house.phone("Rein")
    await house.says("Rein", "/kalender", "Waarvoor wilt u een link?")
    await house.presses("Rein", "Mijn bijeenkomsten", ONCE)
    await rein.press("Kopieer link")
    old = rein.clipboard
    await fetched(old)

    listed = await house.says("Rein", "/kalender", "1  Mijn bijeenkomsten, nog niet opgehaald")
    assert listed.labels[:2] == ["1 Nieuwe link", "1 Stopzetten"]
    await house.presses("Rein", "1 Nieuwe link", "De oude werkt dan niet meer.", on=listed)
    await house.presses("Rein", "Annuleren", "Geannuleerd")
    await fetched(old)
    await house.presses("Rein", "1 Nieuwe link", "De oude werkt dan niet meer.", on=listed)
    await house.says("Rein", "ja", ONCE)
    await rein.press("Kopieer link")
    new = rein.clipboard
    await fetched(old, 404)
    await fetched(new)

    listed = await house.says("Rein", "/kalender", "1  Mijn bijeenkomsten")
    sure = await house.presses("Rein", "1 Stopzetten", "krijgt dan geen wijzigingen meer", on=listed)
    await house.presses("Rein", "Ja, stopzetten", "De link voor Mijn bijeenkomsten werkt niet meer.", on=sure)
    await fetched(new, 404)
    await house.presses("Rein", "1 Nieuwe link", "Deze link is er niet meer.", on=listed)


@one_way
async def test_who_chairs_hands_links_round_and_each_sees_their_own(house: House) -> None:
    await house.link(Ruud=RUUD, Rein=REIN, Els=ELS, Lena=LENA)
    await house.says("Ruud", "/tafels", "Uw bijeenkomsten")
    await house.presses("Ruud", "1 Beheer", "De agenda is nog niet verstuurd.")
    marks = {name: house.phone(name).mark() for name in ("Rein", "Els", "Lena")}
    card = await house.presses(
        "Ruud", "Kalenderlinks", "Klaar om te versturen: drie deelnemers krijgen een eigen link."
    )
    assert "Ieder ziet alleen waar en wanneer de bijeenkomsten zijn waar die bij hoort." in card.text
    await house.presses("Ruud", "Versturen", "Drie deelnemers krijgen nu een link voor de eigen agenda.")

    counts = {}
    for name, mark in marks.items():
        phone = house.phone(name)
        await phone.wait_for("Ruud stuurt u een link voor uw eigen agenda.", after=mark)
        await phone.press("Kopieer link")
        counts[name] = len(await fetched(phone.clipboard))
    assert counts["Rein"] == counts["Els"] > 20
    assert counts["Lena"] == 0, "nobody asked her yet"
    await house.presses("Ruud", "Kalenderlinks", "Er is niemand die nog een link krijgt.")


@one_way
async def test_the_way_back_shows_what_this_person_may_know_and_to_others_nothing(house: House) -> None:
    await house.link(Ruud=RUUD, Els=ELS, Lena=LENA)
    house.stage.phones["Vreemde"] = house.stage.telegram.phone("Vreemde")
    await house.says("Els", "/kalender", "Waarvoor wilt u een link?")
    await house.presses("Els", "Casusoverleg Zwolle", ONCE)
    await house.phone("Els").press("Kopieer link")
    back = str((await fetched(house.phone("Els").clipboard))[0]["URL"])
    words = {
        "Els": "U bent hier niet voor uitgenodigd, of nog niet. Gebeurt dat, dan krijgt u bericht.",
        "Ruud": "De agenda is nog niet verstuurd.",
        "Lena": UNKNOWN_BIJEENKOMST,
        "Vreemde": STRANGER,
    }
    for name, expected in words.items():
        phone = house.phone(name)
        mark = phone.mark()
        await phone.open_link(back)
        await phone.wait_for(expected, after=mark)
    mark = house.phone("Els").mark()
    await house.phone("Els").open_link(back[:-1] + ("0" if back[-1] != "0" else "1"))
    await house.phone("Els").wait_for(UNKNOWN_BIJEENKOMST, after=mark)


@one_way
async def test_who_is_stopped_has_a_calendar_no_more(house: House) -> None:
    await house.link(Noor=NieuwPersoon("Noor", frozenset({Rol.BEHEERDER}), HUIS), Rein=REIN)
    await house.says("Rein", "/kalender", "Waarvoor wilt u een link?")
    await house.presses("Rein", "Mijn bijeenkomsten", ONCE)
    await house.phone("Rein").press("Kopieer link")
    address = house.phone("Rein").clipboard
    await fetched(address)

    def stop(tx: Any) -> None:
        revoke_persoon(tx, next(one for one in tx.personen.all() if one.naam == "Rein"))

    await house.stage.services.run(stop)

    await fetched(address, 404)
