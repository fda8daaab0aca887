"""What stands in whose calendar, and does every change that can be seen count as one?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.abonnement import MIJN, Feed, Keuze, Soort, Vermelding
from bot.domain.bijeenkomst import Bijeenkomst, Staat
from bot.domain.casus import Voortgang
from bot.domain.overdracht import Overdracht
from bot.domain.persoon import Persoon, Rol
from bot.domain.regio import Regio
from bot.domain.uitnodiging import BOT_NAAM, hash_token
from bot.domain.verzending import Soort as Verzendsoort
from bot.services import Services
from bot.usecases.abonnementen import subscribe
from bot.usecases.agendas import put_forward, set_minuten, set_partner
from bot.usecases.bijeenkomsten import cancel_bijeenkomst, move_bijeenkomst
from bot.usecases.casussen import new_casus
from bot.usecases.feeds import Gevonden, feed_of, read_feed, revision
from bot.usecases.komst import come, send_colleague, stay_away
from bot.usecases.mdo import plan_mdo
from bot.usecases.planning import plan_year
from bot.usecases.regios import load_regio
from bot.usecases.status import log_status
from bot.usecases.verzenden import send
from tests.builders import in_processes, join, local
from tests.conftest import MovableClock
from tests.usecases.conftest import People

TOPX, JOR, NETWERK = "topx-zwolle", "jor-zwolle", "netwerktafel"
ZWOLLE, DEVENTER = Keuze(Soort.LOCATIE, "Zwolle"), Keuze(Soort.LOCATIE, "Deventer")
TABLE = Keuze(Soort.TAFEL, TOPX)
HUIS = "Veiligheidshuis IJsselland"


@dataclass(frozen=True)
class Table:
    """Top-X Zwolle of 2 February, with two casussen of Kampen; Lena is asked for the second."""

    bijeenkomst: Bijeenkomst
    marijke: Persoon
    """Who chairs."""
    rein: Persoon
    """Politie, in a fixed seat."""
    els: Persoon
    """Gemeente Zwolle: it joins for its own casussen only."""
    lena: Persoon
    """Limor, which the region names among who joins for single casussen."""
    lies: Persoon
    """Her colleague."""


@pytest.fixture
def table(services: Services, people: People, bijeenkomsten: None) -> Table:
    at = {"tafels": frozenset({TOPX})}
    services.run_now(lambda tx: tx.personen.put_at(people.marijke.id, [TOPX]))
    marijke = services.run_now(lambda tx: tx.personen.get(people.marijke.id))
    rein = join(services, "Rein", Rol.ACTIEHOUDER, organisatie="Politie", chat_id=5_000_000_021, **at)
    els = join(services, "Els", Rol.ACTIEHOUDER, organisatie="Gemeente Zwolle", chat_id=5_000_000_022, **at)
    lena = join(services, "Lena", Rol.PARTNER, organisatie="Limor", chat_id=5_000_000_023)
    lies = join(services, "Lies", Rol.ACTIEHOUDER, organisatie="Limor", chat_id=5_000_000_024)

    def prepare(tx: Any) -> Bijeenkomst:
        for _ in range(2):
            casus = new_casus(tx, "Kampen", TOPX, marijke)
            one = put_forward(tx, casus.referentie, marijke)
        punten = tx.agendas.of(one.id)
        set_partner(tx, one.id, punten[1].id, lena, marijke, joins=True)
        return tx.bijeenkomsten.get(one.id)

    return Table(services.run_now(prepare), marijke, rein, els, lena, lies)


def send_agenda(services: Services, table: Table) -> None:
    services.run_now(
        lambda tx: send(tx, tx.verzendingen.add(table.bijeenkomst.id, Verzendsoort.AGENDA, table.marijke.id, tx.now).id)
    )


def shown(services: Services, persoon: Persoon, keuze: Keuze = MIJN) -> Feed:
    """What this person's calendar shows now."""

    def look(tx: Any) -> Feed:
        return feed_of(tx, tx.personen.get(persoon.id), keuze)

    return services.run_now(look)


def first(services: Services, persoon: Persoon, keuze: Keuze = MIJN) -> Vermelding:
    return shown(services, persoon, keuze).vermeldingen[0]


def days(feed: Feed) -> list[date]:
    return [een.begint.date() for een in feed.vermeldingen]


def names(feed: Feed) -> set[str]:
    return {een.naam for een in feed.vermeldingen}


# Who sees what


def test_a_fixed_seat_has_every_bijeenkomst_of_the_table_whole(services: Services, table: Table) -> None:
    for keuze in (MIJN, ZWOLLE, TABLE):
        feed = shown(services, table.rein, keuze)
        assert len(feed.vermeldingen) == 26 - 1  # every two weeks, a holiday left out
        assert names(feed) == {"Casusoverleg Zwolle"}
        een = feed.vermeldingen[0]
        assert (een.begint, een.eindigt) == (local("2027-02-02 09:30"), local("2027-02-02 12:00"))
        assert een.tijden == ()
        assert een.waar == "Zeven Alleetjes 1, Zwolle"


def test_a_gemeente_may_keep_the_days_of_its_table_free_and_has_none_of_its_own_without_a_casus(
    services: Services, table: Table
) -> None:
    send_agenda(services, table)

    assert len(shown(services, table.els, ZWOLLE).vermeldingen) == 25
    assert len(shown(services, table.els, TABLE).vermeldingen) == 25
    assert shown(services, table.els).vermeldingen == ()


def test_who_joins_for_one_casus_has_nothing_until_they_are_told_and_then_their_own_time(
    services: Services, table: Table
) -> None:
    for keuze in (MIJN, ZWOLLE):
        assert shown(services, table.lena, keuze).vermeldingen == ()

    send_agenda(services, table)

    for keuze in (MIJN, ZWOLLE):
        (een,) = shown(services, table.lena, keuze).vermeldingen
        assert (een.begint, een.eindigt) == (local("2027-02-02 09:50"), local("2027-02-02 10:10"))
        assert een.tijden == ((local("2027-02-02 09:50"), local("2027-02-02 10:10")),)
    assert shown(services, table.lena, TABLE).vermeldingen == ()
    assert shown(services, table.lena, DEVENTER).vermeldingen == ()


def test_two_casussen_one_after_the_other_are_one_time_and_with_a_gap_two(services: Services, table: Table) -> None:
    id, door = table.bijeenkomst.id, table.marijke

    def ask_for_the_first_too(tx: Any) -> None:
        set_partner(tx, id, tx.agendas.of(id)[0].id, table.lena, door, joins=True)

    services.run_now(ask_for_the_first_too)
    send_agenda(services, table)
    assert first(services, table.lena).tijden == ((local("2027-02-02 09:30"), local("2027-02-02 10:10")),)

    def put_another_between(tx: Any) -> None:
        casus = new_casus(tx, "Kampen", TOPX, door)
        put_forward(tx, casus.referentie, door)
        _, b, c = tx.agendas.of(id)
        tx.agendas.save(replace(c, volgorde=b.volgorde))
        tx.agendas.save(replace(b, volgorde=c.volgorde))

    services.run_now(put_another_between)
    send_agenda(services, table)
    een = first(services, table.lena)
    assert een.tijden == (
        (local("2027-02-02 09:30"), local("2027-02-02 09:50")),
        (local("2027-02-02 10:10"), local("2027-02-02 10:30")),
    )
    assert (een.begint, een.eindigt) == (een.tijden[0][0], een.tijden[-1][1])


def test_who_leads_has_their_tables_and_nobody_elses(services: Services, people: People, table: Table) -> None:
    assert names(shown(services, table.marijke)) == {"Casusoverleg Zwolle"}
    assert shown(services, people.dirk, ZWOLLE).vermeldingen == ()
    assert shown(services, people.tineke, TABLE).vermeldingen == ()
    assert shown(services, people.noor, TABLE).vermeldingen == ()


def test_who_looks_after_the_work_of_a_makelaar_has_their_tables_as_long_as_that_lasts(
    services: Services, people: People, table: Table, clock: MovableClock
) -> None:
    day = date(2027, 2, 2)
    services.run_now(lambda tx: tx.overdrachten.put(Overdracht(table.marijke.id, people.dirk.id, day, day)))
    for now, theirs in (("2027-02-01 12:00", False), ("2027-02-02 12:00", True), ("2027-02-03 12:00", False)):
        clock.moment = local(now)
        assert bool(shown(services, people.dirk, TABLE).vermeldingen) is theirs, now


def test_an_mdo_stands_among_ones_own_and_in_no_city(services: Services, table: Table) -> None:
    def plan(tx: Any) -> Bijeenkomst:
        casus = new_casus(tx, "Zwolle", TOPX, table.marijke)
        moment = local("2027-02-04 14:00")
        return plan_mdo(tx, casus.referentie, moment, "Zeven Alleetjes 1, Zwolle", [table.lena.id], table.marijke)

    mdo = services.run_now(plan)
    services.run_now(lambda tx: send(tx, tx.verzendingen.add(mdo.id, Verzendsoort.AGENDA, table.marijke.id, tx.now).id))

    assert [een.naam for een in shown(services, table.lena).vermeldingen] == ["MDO"]
    assert shown(services, table.lena, ZWOLLE).vermeldingen == ()


def test_who_lost_the_table_has_an_empty_calendar_and_not_a_stale_one(services: Services, table: Table) -> None:
    services.run_now(lambda tx: tx.personen.put_at(table.rein.id, []))

    for keuze in (MIJN, ZWOLLE, TABLE):
        assert shown(services, table.rein, keuze).vermeldingen == ()


def test_nothing_in_it_could_name_a_casus_or_a_person(services: Services, table: Table) -> None:
    send_agenda(services, table)
    said = repr([shown(services, one, keuze) for one in (table.rein, table.lena) for keuze in (MIJN, ZWOLLE)])
    hidden = services.run_now(
        lambda tx: [punt.casus for punt in tx.agendas.of(table.bijeenkomst.id)] + [p.naam for p in tx.personen.all()]
    )
    assert [word for word in hidden if word in said] == []
    assert set(Vermelding.__dataclass_fields__) == {
        *("uid", "naam", "begint", "eindigt", "waar", "afgezegd", "volgnummer", "changed_at", "tijden"),
    }


# What one answers


@pytest.mark.parametrize("away", ["not", "vervanger"])
def test_who_does_not_come_has_it_no_more_and_again_when_they_do(services: Services, table: Table, away: str) -> None:
    send_agenda(services, table)
    id = table.bijeenkomst.id
    if away == "not":
        services.run_now(stay_away, id, table.lena)
    else:
        services.run_now(send_colleague, id, table.lies.id, table.lena)
        (een,) = shown(services, table.lies).vermeldingen
        assert een.tijden == ((local("2027-02-02 09:50"), local("2027-02-02 10:10")),)
    assert shown(services, table.lena).vermeldingen == ()

    services.run_now(come, id, table.lena)

    assert len(shown(services, table.lena).vermeldingen) == 1
    assert shown(services, table.lies).vermeldingen == ()


def test_an_answer_changes_nothing_in_the_calendar_of_the_table(services: Services, table: Table) -> None:
    before = shown(services, table.rein, TABLE)
    services.run_now(stay_away, table.bijeenkomst.id, table.rein)

    assert shown(services, table.rein, TABLE) == before
    assert len(shown(services, table.rein).vermeldingen) == 24


# What counts as a change


def test_a_move_is_a_higher_number_at_that_moment_under_the_same_uid(
    services: Services, table: Table, clock: MovableClock
) -> None:
    before = first(services, table.rein)
    clock.moment += timedelta(hours=1, microseconds=7)
    there, where = local("2027-02-03 14:00"), "Storminkstraat 2, Deventer"
    services.run_now(move_bijeenkomst, table.bijeenkomst.id, there, where, table.marijke, before.volgnummer)

    after = first(services, table.rein)

    assert (after.uid, after.begint, after.waar) == (before.uid, there, where)
    assert after.volgnummer == before.volgnummer + 1
    assert after.changed_at == clock.moment.replace(microsecond=0) > before.changed_at


def test_a_cancelled_one_says_so_for_thirty_days_to_everybody_who_had_it(
    services: Services, table: Table, clock: MovableClock
) -> None:
    send_agenda(services, table)
    services.run_now(cancel_bijeenkomst, table.bijeenkomst.id, table.marijke, 0)
    for persoon, keuze in ((table.rein, MIJN), (table.rein, TABLE), (table.lena, MIJN), (table.els, ZWOLLE)):
        een = first(services, persoon, keuze)
        assert een.afgezegd
        assert een.volgnummer >= 1

    clock.moment = local("2027-03-03 23:59")
    assert first(services, table.rein, TABLE).afgezegd
    clock.moment = local("2027-03-04 00:00")
    assert not first(services, table.rein, TABLE).afgezegd


def test_what_somebody_is_told_of_their_own_time_counts_as_a_change_and_the_same_again_does_not(
    services: Services, table: Table, clock: MovableClock
) -> None:
    send_agenda(services, table)
    before = first(services, table.lena)
    clock.moment += timedelta(minutes=30)
    services.run_now(
        lambda tx: set_minuten(
            tx, table.bijeenkomst.id, tx.agendas.of(table.bijeenkomst.id)[0].id, 45, table.marijke, 20
        )
    )
    assert first(services, table.lena) == before, "nobody was told yet"

    send_agenda(services, table)

    after = first(services, table.lena)
    assert after.tijden == ((local("2027-02-02 10:15"), local("2027-02-02 10:35")),)
    assert after.volgnummer > before.volgnummer
    assert after.changed_at == clock.moment
    send_agenda(services, table)
    assert first(services, table.lena) == after


def test_another_name_of_the_table_is_a_change_of_all_its_bijeenkomsten(
    services: Services, table: Table, clock: MovableClock, ijsselland: Regio
) -> None:
    before = shown(services, table.rein, TABLE)
    tables = [
        t.model_copy(update={"agendanaam": "Overleg A"}) if t.sleutel == TOPX else t for t in ijsselland.casustafels
    ]
    clock.moment += timedelta(hours=1)
    services.run_now(load_regio, ijsselland.model_copy(update={"casustafels": tuple(tables)}))
    services.run_now(plan_year)

    after = shown(services, table.rein, TABLE)

    assert names(after) == {"Overleg A"}
    assert [een.volgnummer for een in after.vermeldingen] == [een.volgnummer + 1 for een in before.vermeldingen]
    assert {een.changed_at for een in after.vermeldingen} == {clock.moment}
    services.run_now(load_regio, ijsselland)
    assert first(services, table.rein, TABLE).volgnummer == before.vermeldingen[0].volgnummer + 2


def test_it_shows_three_months_back_and_twelve_ahead_in_whole_days(
    services: Services, table: Table, clock: MovableClock
) -> None:
    def put(begint: datetime) -> Callable[[Any], object]:
        return lambda tx: tx.bijeenkomsten.add(replace(table.bijeenkomst, begint=begint, volgens=None))

    edge = {"2026-10-31 23:59": False, "2026-11-01 00:00": True, "2028-01-31 23:30": True, "2028-02-01 00:00": False}
    for moment in edge:
        services.run_now(put(local(moment)))

    for now in ("2027-02-01 00:00", "2027-02-01 23:59"):
        clock.moment = local(now)
        moments = {een.begint for een in shown(services, table.rein, TABLE).vermeldingen}
        assert {moment: local(moment) in moments for moment in edge} == edge


# How long it holds


def found(services: Services, geheim: str) -> Gevonden | None:
    return services.run_now(read_feed, hash_token(geheim))


def test_the_revision_changes_with_all_that_could_be_seen_and_with_nothing_else(
    services: Services, people: People, table: Table
) -> None:
    services.run_now(lambda tx: tx.instellingen.set(BOT_NAAM, "huisbot"))
    link = services.run_now(subscribe, MIJN, table.lena)
    seen = [services.run_now(revision)]

    def same(work: Callable[[Any], object]) -> None:
        services.run_now(work)
        assert services.run_now(revision) == seen[-1]

    def other(work: Callable[[Any], object]) -> None:
        services.run_now(work)
        seen.append(services.run_now(revision))
        assert seen.count(seen[-1]) == 1

    id = table.bijeenkomst.id
    same(lambda tx: tx.audit.record("personen_bekeken", "personen"))
    same(lambda tx: tx.abonnementen.note_fetched({link.abonnement.id: tx.now}))
    same(lambda tx: tx.gesprekken.end(table.lena.id))
    same(lambda tx: feed_of(tx, table.lena, MIJN))
    other(lambda tx: send(tx, tx.verzendingen.add(id, Verzendsoort.AGENDA, table.marijke.id, tx.now).id))
    other(lambda tx: come(tx, id, table.lena))
    other(lambda tx: tx.personen.put_at(table.rein.id, []))
    other(lambda tx: subscribe(tx, ZWOLLE, table.lena))
    other(lambda tx: tx.bijeenkomsten.save(replace(tx.bijeenkomsten.get(id), staat=Staat.AFGELOPEN)))
    other(lambda tx: tx.abonnementen.remove(link.abonnement.id))
    with pytest.raises(ZeroDivisionError):
        services.run_now(lambda tx: (tx.personen.put_at(table.els.id, []), 1 / 0))
    same(lambda tx: tx.personen.get(table.els.id))


def test_two_changes_at_once_each_show(services: Services, table: Table) -> None:
    """On PostgreSQL two processes write side by side; each leaves another revision than it found."""
    before = services.run_now(revision)
    people = [table.rein, table.els]

    def lose(own: Services, number: int) -> str:
        def work(tx: Any) -> None:
            tx.personen.put_at(people[number].id, [])

        own.run_now(work)
        return own.run_now(revision)

    seen = in_processes(services, 2, lose)

    assert before not in seen
    assert services.run_now(revision) in seen
    assert shown(services, table.rein, TABLE).vermeldingen == shown(services, table.els, TABLE).vermeldingen == ()


def test_it_holds_until_midnight_in_the_region_and_says_since_when(
    services: Services, table: Table, clock: MovableClock
) -> None:
    clock.moment = local("2027-03-27 22:30")  # the night in which the clock goes forward
    link = services.run_now(subscribe, MIJN, table.rein)
    gevonden = found(services, link.geheim)
    assert gevonden is not None
    assert (gevonden.van, gevonden.tot) == (local("2027-03-27 00:00"), local("2027-03-28 00:00"))
    assert gevonden.gewijzigd_at == clock.moment.astimezone(UTC)

    clock.moment = local("2027-03-28 12:00")
    gevonden = found(services, link.geheim)
    assert gevonden is not None
    assert gevonden.tot - gevonden.van == timedelta(hours=23)
    assert gevonden.gewijzigd_at == local("2027-03-28 00:00")


def test_a_status_of_a_casus_changes_no_calendar(services: Services, table: Table) -> None:
    send_agenda(services, table)
    before = [shown(services, one, keuze) for one in (table.rein, table.lena) for keuze in (MIJN, ZWOLLE)]

    def log(tx: Any) -> None:
        casus = tx.agendas.of(table.bijeenkomst.id)[1].casus
        log_status(tx, casus, Voortgang.LOOPT, None, table.marijke)

    services.run_now(log)

    assert [shown(services, one, keuze) for one in (table.rein, table.lena) for keuze in (MIJN, ZWOLLE)] == before
