"""Who can have a link to what, what becomes of it, and who hears in time what a calendar would show too late?"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.abonnement import MIJN, Abonnement, Keuze, LinkIsErAl, Soort, UnknownAbonnement
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, UnknownBijeenkomst
from bot.domain.persoon import Persoon, Rol
from bot.domain.regio import Regio
from bot.domain.uitnodiging import hash_token
from bot.services import Services
from bot.usecases.abonnementen import (
    choice_of,
    choices,
    hand_round,
    look_round,
    renew,
    subscribe,
    unsubscribe,
)
from bot.usecases.bijeenkomsten import add_bijeenkomst, cancel_bijeenkomst, move_bijeenkomst
from bot.usecases.feeds import read_feed
from bot.usecases.inzageverzoek import export_persoon
from bot.usecases.personen import revoke_persoon, unlink
from bot.usecases.planning import plan_year
from bot.usecases.regios import load_regio
from tests.builders import in_processes, join, local, owed
from tests.conftest import MovableClock
from tests.usecases.conftest import People
from tests.usecases.test_bijeenkomsten import heard
from tests.usecases.test_feeds import DEVENTER, NETWERK, TABLE, TOPX, ZWOLLE, Table, table
from tests.usecases.test_privacy_van_mij import said

__all__ = ["table"]

ELSEWHERE = "Storminkstraat 2, Deventer"


def open_to(services: Services, persoon: Persoon) -> list[Keuze]:
    return services.run_now(lambda tx: choices(tx, tx.personen.get(persoon.id)))


def works(services: Services, geheim: str) -> bool:
    return services.run_now(read_feed, hash_token(geheim)) is not None


def links(services: Services, persoon: Persoon) -> list[Abonnement]:
    return services.run_now(lambda tx: tx.abonnementen.of(persoon.id))


# To what


def test_everybody_can_have_their_own_and_who_has_a_seat_its_table_and_its_city(
    services: Services, people: People, table: Table
) -> None:
    assert open_to(services, table.rein) == [MIJN, ZWOLLE, TABLE]
    assert open_to(services, table.els) == [MIJN, ZWOLLE, TABLE]
    assert open_to(services, table.marijke) == [MIJN, ZWOLLE, TABLE]
    assert open_to(services, people.noor) == [MIJN]
    assert open_to(services, people.tineke) == [MIJN]


def test_who_joins_for_single_casussen_can_have_the_cities_where_that_may_be(services: Services, table: Table) -> None:
    assert open_to(services, table.lena) == [MIJN, ZWOLLE, DEVENTER]


def test_a_regional_table_is_of_no_city(services: Services, table: Table) -> None:
    services.run_now(lambda tx: tx.personen.put_at(table.marijke.id, [NETWERK]))
    assert open_to(services, table.marijke) == [MIJN, Keuze(Soort.TAFEL, NETWERK)]


def test_what_one_may_not_know_cannot_be_had_by_name_either(services: Services, table: Table) -> None:
    for keuze in (TABLE, Keuze(Soort.TAFEL, "jor-zwolle"), Keuze(Soort.LOCATIE, "Nergens")):
        with pytest.raises(UnknownAbonnement):
            services.run_now(subscribe, keuze, table.lena)
    for code in (TABLE.code, "", "mijn", "tafel.jor-zwolle", "locatie.00000000", "x" * 60):
        with pytest.raises(UnknownAbonnement):
            services.run_now(choice_of, code, table.lena)
    assert services.run_now(choice_of, ZWOLLE.code, table.lena) == ZWOLLE


# Making, renewing, ending


def test_a_link_is_of_256_random_bits_of_which_only_a_hash_is_kept(services: Services, table: Table) -> None:
    first, second = (services.run_now(subscribe, keuze, table.rein) for keuze in (MIJN, TABLE))

    assert first.geheim != second.geheim
    assert len(first.geheim) == 43  # 32 bytes in base64
    assert works(services, first.geheim)
    kept = services.run_now(lambda tx: repr(export_persoon(tx, table.rein)))
    assert first.geheim not in kept
    assert hash_token(first.geheim) not in kept


def test_a_second_tap_leaves_the_first_link_as_it_is(services: Services, table: Table) -> None:
    link = services.run_now(subscribe, MIJN, table.rein)
    with pytest.raises(LinkIsErAl):
        services.run_now(subscribe, MIJN, table.rein)
    assert works(services, link.geheim)


def test_two_at_once_give_one_link(services: Services, table: Table) -> None:
    made = in_processes(services, 2, lambda own, _: own.run_now(subscribe, MIJN, table.rein))

    assert sorted(type(one).__name__ for one in made) == ["LinkIsErAl", "Nieuw"]
    assert len(links(services, table.rein)) == 1


def test_a_new_link_ends_the_old_one_and_no_other(services: Services, table: Table) -> None:
    old, other = (services.run_now(subscribe, keuze, table.rein) for keuze in (MIJN, TABLE))
    new = services.run_now(renew, old.abonnement.id, table.rein)

    assert not works(services, old.geheim)
    assert works(services, new.geheim)
    assert works(services, other.geheim)


def test_a_link_that_is_ended_opens_nothing(services: Services, table: Table) -> None:
    link = services.run_now(subscribe, MIJN, table.rein)
    services.run_now(unsubscribe, link.abonnement.id, table.rein)

    assert not works(services, link.geheim)
    assert links(services, table.rein) == []


def test_nobody_ends_or_renews_the_link_of_another(services: Services, table: Table) -> None:
    link = services.run_now(subscribe, MIJN, table.rein)
    for act in (renew, unsubscribe):
        with pytest.raises(UnknownAbonnement):
            services.run_now(act, link.abonnement.id, table.marijke)
    assert works(services, link.geheim)


@pytest.mark.parametrize("how", ["/stop", "toegang"])
def test_who_goes_takes_their_links_along(services: Services, table: Table, how: str) -> None:
    link, stays = (services.run_now(subscribe, MIJN, one) for one in (table.rein, table.els))
    if how == "/stop":
        services.run_now(unlink, table.rein, 1)
    else:
        services.run_now(revoke_persoon, table.rein)

    assert not works(services, link.geheim)
    assert works(services, stays.geheim)


def test_privacy_counts_them_and_the_export_has_when_they_were_fetched(
    services: Services, table: Table, clock: MovableClock
) -> None:
    assert "kalenderlink" not in said(services, table.rein)
    link = services.run_now(subscribe, MIJN, table.rein)
    services.run_now(lambda tx: tx.abonnementen.note_fetched({link.abonnement.id: tx.now}))

    assert "Eén kalenderlink, en wanneer uw agenda" in said(services, table.rein)
    (row,) = services.run_now(export_persoon, table.rein)["gegevens"]["abonnement"]
    assert row["opgehaald_at"] == clock.moment.isoformat()


def test_the_list_says_when_a_calendar_last_looked(services: Services, table: Table, clock: MovableClock) -> None:
    link = services.run_now(subscribe, ZWOLLE, table.rein)
    assert "1  <b>Bijeenkomsten in Zwolle</b>, nog niet opgehaald" in said(
        services, table.rein, "kalender", pagina_open=True
    )
    services.run_now(lambda tx: tx.abonnementen.note_fetched({link.abonnement.id: tx.now}))
    assert "1  <b>Bijeenkomsten in Zwolle</b>, opgehaald maandag 09:00" in said(
        services, table.rein, "kalender", pagina_open=True
    )


def test_of_a_link_that_is_gone_before_its_message_left_nothing_is_said(services: Services, table: Table) -> None:
    services.run_now(hand_round, table.bijeenkomst.id, table.marijke)
    (gone,) = links(services, table.rein)
    services.run_now(unsubscribe, gone.id, table.rein)

    assert "Rein" not in heard(services)


def test_once_it_is_out_the_secret_is_nowhere(services: Services, table: Table) -> None:
    services.run_now(hand_round, table.bijeenkomst.id, table.marijke)
    waiting = [row.gegevens["geheim"] for row in owed(services) if row.bericht == "kalender_link"]
    assert len(waiting) == 3

    heard(services)

    rows = [row.gegevens for row in owed(services)]
    assert [geheim for geheim in waiting if geheim in repr(rows)] == []


# Handing them round


def test_each_partner_of_the_table_gets_a_link_of_their_own_to_its_city(services: Services, table: Table) -> None:
    join(services, "Otto", Rol.ACTIEHOUDER, organisatie="Openbaar Ministerie", tafels=frozenset({TOPX}))
    services.run_now(subscribe, ZWOLLE, table.els)
    rond = services.run_now(look_round, table.bijeenkomst.id, table.marijke)
    assert rond.keuze == ZWOLLE
    assert [one.naam for one in rond.krijgen] == ["Rein", "Lena"]
    assert [one.naam for one in rond.hebben] == ["Els"]
    assert [one.naam for one in rond.niet] == ["Otto"]
    assert links(services, table.rein) == []

    services.run_now(hand_round, table.bijeenkomst.id, table.marijke)

    told = heard(services)
    assert told.keys() == {"Rein", "Lena"}
    assert told["Rein"].startswith("Marijke stuurt u een link voor uw eigen agenda.\n<b>Bijeenkomsten in Zwolle</b>")
    assert told["Rein"].endswith("[Kopieer link]")
    assert [one.keuze for one in links(services, table.rein)] == [ZWOLLE]
    assert services.run_now(hand_round, table.bijeenkomst.id, table.marijke).krijgen == []
    assert heard(services) == {}


def test_who_has_it_all_by_another_link_gets_no_second_one(services: Services, table: Table) -> None:
    for who, keuze in ((table.rein, MIJN), (table.lena, MIJN)):
        services.run_now(subscribe, keuze, who)
    rond = services.run_now(look_round, table.bijeenkomst.id, table.marijke)
    assert [one.naam for one in rond.hebben] == ["Rein", "Lena"]
    assert [one.naam for one in rond.krijgen] == ["Els"]

    services.run_now(subscribe, MIJN, table.els)
    again = services.run_now(look_round, table.bijeenkomst.id, table.marijke)
    assert [one.naam for one in again.krijgen] == ["Els"], "of the days without a casus of hers she knows by this alone"


def test_of_a_table_without_a_city_it_is_the_table_itself(
    services: Services, people: People, bijeenkomsten: None, ijsselland: Regio
) -> None:
    services.run_now(lambda tx: tx.personen.put_at(people.marijke.id, ["extremisme"]))
    (one, *_) = services.run_now(lambda tx: tx.bijeenkomsten.of_tafel("extremisme", tx.now)) or [None]
    if one is None:  # the region gives it no rhythm
        marijke = services.run_now(lambda tx: tx.personen.get(people.marijke.id))
        one = services.run_now(add_bijeenkomst, "extremisme", local("2027-02-10 10:00"), marijke)
    rond = services.run_now(lambda tx: look_round(tx, one.id, tx.personen.get(people.marijke.id)))
    assert rond.keuze == Keuze(Soort.TAFEL, "extremisme")


def test_only_who_leads_the_table_hands_them_round(services: Services, people: People, table: Table) -> None:
    for who in (table.rein, people.dirk, people.noor):
        with pytest.raises(UnknownBijeenkomst):
            services.run_now(hand_round, table.bijeenkomst.id, who)


# What a calendar would show too late


@pytest.fixture
def subscribed(services: Services, table: Table) -> Table:
    """Els, who is not invited, has the table in her calendar; Rein, who is, has it too."""
    services.run_now(subscribe, TABLE, table.els)
    services.run_now(subscribe, ZWOLLE, table.rein)
    return table


def move(
    services: Services, table: Table, moment: str, waar: str | None = None, id: BijeenkomstId | None = None
) -> None:
    id = id or table.bijeenkomst.id
    was = services.run_now(lambda tx: tx.bijeenkomsten.get(id))
    services.run_now(move_bijeenkomst, id, local(moment), waar or was.waar, table.marijke, was.volgnummer)


def test_a_move_within_two_days_is_told_to_who_would_learn_it_from_a_calendar_alone(
    services: Services, subscribed: Table
) -> None:
    move(services, subscribed, "2027-02-10 14:00")

    told = heard(services)

    assert told["Els"] == (
        "<b>Casusoverleg Zwolle</b> is veranderd\n"
        "Was: dinsdag 2 februari 09:30-12:00, Zeven Alleetjes 1, Zwolle\n"
        "Wordt: <b>woensdag 10 februari 14:00-16:30</b>, Zeven Alleetjes 1, Zwolle\n"
        "Uw eigen agenda laat dit misschien pas morgen zien."
    )
    assert "Kunt u dan ook?" in told["Rein"], "who is invited is asked, once"


def test_a_move_into_the_coming_two_days_is_told_and_one_farther_away_not(
    services: Services, subscribed: Table
) -> None:
    later = services.run_now(lambda tx: tx.bijeenkomsten.of_tafel(TOPX, local("2027-03-01 00:00")))[0]
    move(services, subscribed, "2027-03-04 10:00", id=later.id)
    assert "Els" not in heard(services)

    move(services, subscribed, "2027-02-03 09:00", id=later.id)
    assert "Was: donderdag 4 maart 10:00" in heard(services)["Els"]


def test_another_place_a_cancellation_and_an_extra_one_are_told_too(services: Services, subscribed: Table) -> None:
    move(services, subscribed, "2027-02-02 09:30", ELSEWHERE)
    assert f"Wordt: <b>dinsdag 2 februari 09:30-12:00</b>, {ELSEWHERE}" in heard(services)["Els"]

    services.run_now(cancel_bijeenkomst, subscribed.bijeenkomst.id, subscribed.marijke, 1)
    assert f"gaat niet door: dinsdag 2 februari 09:30-12:00, {ELSEWHERE}" in heard(services)["Els"]

    services.run_now(add_bijeenkomst, TOPX, local("2027-02-02 14:00"), subscribed.marijke)
    assert heard(services)["Els"].startswith(
        "Er is een bijeenkomst bij: <b>Casusoverleg Zwolle</b>, dinsdag 2 februari 14:00"
    )


def test_two_moves_before_the_first_is_told_say_the_oldest_and_the_newest_once(
    services: Services, subscribed: Table
) -> None:
    move(services, subscribed, "2027-02-03 10:00")
    move(services, subscribed, "2027-02-04 11:00")

    told = heard(services)["Els"]

    assert "Was: dinsdag 2 februari 09:30" in told
    assert "Wordt: <b>donderdag 4 februari 11:00" in told


def test_who_was_told_of_one_move_here_is_told_of_the_next_however_far_away(
    services: Services, subscribed: Table
) -> None:
    move(services, subscribed, "2027-02-10 10:00")
    assert "Els" in heard(services)
    move(services, subscribed, "2027-02-11 11:00")

    assert "Was: woensdag 10 februari 10:00" in heard(services)["Els"]


def test_who_ended_their_link_meanwhile_hears_nothing(services: Services, subscribed: Table) -> None:
    move(services, subscribed, "2027-02-03 10:00")
    services.run_now(lambda tx: tx.abonnementen.remove_all(subscribed.els.id))

    assert "Els" not in heard(services)


def test_who_subscribes_to_their_own_only_and_is_not_invited_hears_nothing(services: Services, table: Table) -> None:
    services.run_now(subscribe, MIJN, table.els)
    services.run_now(subscribe, ZWOLLE, table.lena)
    move(services, table, "2027-02-03 10:00")

    assert heard(services).keys().isdisjoint({"Els", "Lena"})


@pytest.fixture
def near(services: Services, people: People, table: Table, clock: MovableClock) -> Bijeenkomst:
    """Tomorrow's, of another table, which nobody has prepared: only Joop's calendar knows of it."""
    clock.moment = local("2027-03-01 09:00")
    services.run_now(plan_year)
    found = next(
        one
        for one in services.run_now(lambda tx: tx.bijeenkomsten.between(tx.now, tx.now + timedelta(days=60)))
        if one.tafel == "topx-deventer"
    )
    clock.moment = found.begint - timedelta(days=1)
    services.run_now(plan_year)
    joop = join(
        *(services, "Joop", Rol.ACTIEHOUDER),
        organisatie="Politie",
        tafels=frozenset({"topx-deventer"}),
        chat_id=5_000_000_031,
    )
    services.run_now(subscribe, DEVENTER, joop)
    return found


def give_rhythm(services: Services, ijsselland: Regio, **other: Any) -> None:
    tables = [
        tafel.model_copy(update=other if tafel.sleutel == "topx-deventer" else {}) for tafel in ijsselland.casustafels
    ]
    services.run_now(load_regio, ijsselland.model_copy(update={"casustafels": tuple(tables)}))
    services.run_now(plan_year)


@pytest.mark.usefixtures("near")
def test_a_changed_rhythm_is_told_when_it_moves_what_is_near(services: Services, ijsselland: Regio) -> None:
    give_rhythm(services, ijsselland, duur=90)

    told = heard(services)

    assert told.keys() == {"Joop"}
    assert "is veranderd" in told["Joop"]
    services.run_now(plan_year)
    assert heard(services) == {}


def test_what_a_rhythm_and_then_somebody_changed_is_told_once_from_the_oldest_on(
    services: Services, people: People, near: Bijeenkomst, ijsselland: Regio
) -> None:
    give_rhythm(services, ijsselland, duur=90)
    give_rhythm(services, ijsselland, duur=75)
    services.run_now(lambda tx: tx.personen.put_at(people.marijke.id, ["topx-deventer"]))
    marijke = services.run_now(lambda tx: tx.personen.get(people.marijke.id))
    later = near.begint + timedelta(hours=1)
    services.run_now(move_bijeenkomst, near.id, later, near.waar, marijke, 2)

    was, wordt = heard(services)["Joop"].splitlines()[1:3]

    assert was.startswith("Was: ")
    assert hours(near.begint, near.eindigt) in was
    assert wordt.startswith("Wordt: ")
    assert hours(later, later + timedelta(minutes=75)) in wordt


def hours(*moments: datetime) -> str:
    return "-".join(f"{moment.astimezone(ZoneInfo('Europe/Amsterdam')):%H:%M}" for moment in moments)
