"""What does a client get that asks for a calendar over HTTP: when, in which form, and when nothing?"""

import asyncio
import logging
import re
import statistics
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
import segno

from bot.domain.abonnement import MIJN
from bot.domain.persoon import Persoon
from bot.domain.regio import Regio
from bot.domain.uitnodiging import BOT_NAAM
from bot.links import Links
from bot.services import Services
from bot.usecases.abonnementen import renew, unsubscribe
from bot.usecases.bijeenkomsten import cancel_bijeenkomst, move_bijeenkomst
from bot.usecases.casussen import new_casus
from bot.usecases.komst import stay_away
from bot.usecases.personen import revoke_persoon, unlink
from bot.usecases.regios import load_regio
from bot.web import feeds as web
from bot.web import traag
from bot.web.feeds import Feeds
from storage.backup import read_backup, write_backup
from storage.store import Store
from tests.builders import agree, close, local
from tests.conftest import MovableClock
from tests.usecases.conftest import (
    People,
    bijeenkomsten,
    database_url,
    on_sqlite,
    people,
    shared_postgres,
)
from tests.usecases.test_feeds import TABLE, TOPX, ZWOLLE, Table, send_agenda, table
from tests.web.conftest import KEY
from tests.web.kalenders import (
    Kalenders,
    another_process,
    come_back,
    go_away,
    kalenders,
    on_file,
    serving,
)
from tests.web.rauw import Reply

__all__ = ["bijeenkomsten", "database_url", "kalenders", "people", "shared_postgres", "table"]

ELSEWHERE = "Storminkstraat 2, Deventer"
WORLD = "https://bot.voorbeeld.nl/huis"


def unfolded(reply: Reply) -> str:
    assert reply.status == 200
    return reply.text.replace("\r\n ", "")


def entries(reply: Reply) -> int:
    return unfolded(reply).count("BEGIN:VEVENT")


def starts(reply: Reply) -> list[str]:
    return re.findall(r"DTSTART;TZID=Europe/Amsterdam:(\S+)", unfolded(reply))


# What comes


@on_sqlite
async def test_a_calendar_says_what_it_is_under_which_name_and_for_whom(kalenders: Kalenders, table: Table) -> None:
    path = kalenders.subscribe(table.rein, ZWOLLE)
    kalenders.clock.moment += timedelta(seconds=1)

    reply = await kalenders.get(path)

    assert reply.status == 200
    assert reply.body.startswith(b"BEGIN:VCALENDAR\r\n")
    assert reply.body.endswith(b"END:VCALENDAR\r\n")
    told = {name.lower(): value for name, value in reply.headers.items()}
    assert told.pop("date")
    assert re.fullmatch(r'"[0-9a-f]{32}"', told.pop("etag"))
    assert told == {
        "content-type": "text/calendar; charset=utf-8",
        "content-disposition": 'inline; filename="bijeenkomsten-zwolle-veiligheidshuis-ijsselland.ics"',
        "content-length": str(len(reply.body)),
        "cache-control": "private, no-cache",
        "last-modified": "Mon, 01 Feb 2027 08:00:00 GMT",
        "vary": "Accept-Encoding",
        "connection": "close",
        "content-security-policy": ("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }


@on_sqlite
async def test_over_https_it_is_never_asked_for_without(services: Services, clock: MovableClock, table: Table) -> None:
    async with serving(services, clock, WORLD) as kalenders:
        path = kalenders.subscribe(table.rein)
        for reply in (await kalenders.get(path), await kalenders.get("/kalender/x.ics")):
            assert reply.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@on_sqlite
async def test_a_head_says_the_same_and_brings_nothing(kalenders: Kalenders, table: Table) -> None:
    path = kalenders.subscribe(table.rein)
    kalenders.clock.moment += timedelta(seconds=1)
    for headers in ({}, {"Accept-Encoding": "gzip"}, {"If-None-Match": "*"}):
        whole, head = await kalenders.get(path, "GET", headers), await kalenders.get(path, "HEAD", headers)

        assert (head.undated[:2], head.body) == (whole.undated[:2], b"")
        if whole.status == 200:
            assert head.headers["Content-Length"] == str(len(whole.body))


@on_sqlite
@pytest.mark.parametrize(
    ("asked", "zipped"),
    [
        (None, False),
        ("", False),
        ("identity", False),
        ("deflate, br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0, *", False),
        ("*;q=0", False),
        ("xgzip", False),
        ("gzip;q=veel", False),
        ("gzip", True),
        ("GZIP", True),
        ("br, gzip;q=0.5", True),
        ("gzip , identity;q=0", True),
        ("*", True),
    ],
)
async def test_it_is_packed_only_for_who_asks_for_that(
    kalenders: Kalenders, table: Table, asked: str | None, zipped: bool
) -> None:
    path = kalenders.subscribe(table.rein)
    plain = await kalenders.get(path)
    reply = await kalenders.get(path, headers={} if asked is None else {"Accept-Encoding": asked})

    assert (reply.headers["Content-Encoding"] == "gzip") is zipped
    assert reply.headers["Vary"] == "Accept-Encoding"
    assert reply.content == plain.body
    assert (reply.headers["ETag"] != plain.headers["ETag"]) is zipped, "a strong tag is of one form only"
    if zipped:
        assert len(reply.body) < len(plain.body) / 4


# Who has it already


@on_sqlite
async def test_who_names_what_they_have_gets_it_only_when_it_is_another(kalenders: Kalenders, table: Table) -> None:
    path = kalenders.subscribe(table.rein)
    kalenders.clock.moment += timedelta(seconds=1)
    plain = (await kalenders.get(path)).headers["ETag"]
    packed = (await kalenders.get(path, headers={"Accept-Encoding": "gzip"})).headers["ETag"]

    for has in (plain, packed, f"W/{plain}", f'"a", {plain}', f'W/"a",{packed},"b"', "*", " * "):
        reply = await kalenders.get(path, headers={"If-None-Match": has})
        assert (reply.status, reply.body) == (304, b""), has
        assert reply.headers["ETag"] == plain
        told = {name.lower() for name in reply.headers}
        assert told >= {"cache-control", "vary", "last-modified"}
        assert not told & {"content-type", "content-disposition", "content-length"}
        again = await kalenders.get(path, headers={"If-None-Match": has, "Accept-Encoding": "gzip"})
        assert (again.status, again.headers["ETag"]) == (304, packed)
    for other in ('"a"', plain.strip('"'), plain.upper(), "", '"', f'"{plain}', '"*"', "é\xff", "," * 5000, '"' * 5000):
        assert (await kalenders.get(path, headers={"If-None-Match": other})).status == 200, other


@on_sqlite
async def test_who_goes_by_the_moment_gets_it_unless_that_is_the_moment_we_gave(
    kalenders: Kalenders, table: Table
) -> None:
    path = kalenders.subscribe(table.rein)
    kalenders.clock.moment += timedelta(seconds=1)
    since = (await kalenders.get(path)).headers["Last-Modified"]

    reply = await kalenders.get(path, headers={"If-Modified-Since": since})
    assert (reply.status, reply.headers["Last-Modified"]) == (304, since)
    for other in (
        "Mon, 01 Feb 2027 07:59:59 GMT",
        "Sun, 31 Jan 2027 08:00:00 GMT",
        "",
        "gisteren",
        "0",
        "Mon, 01 Jan 99999999999 00:00:00 GMT",
        "Sat, 06 Nov 2010 06:00:00 +99999999999999999999",
        "Mon, 01 Feb 2027 08:00:00 -0000",
        "9" * 5000,
        "\xff",
    ):
        assert (await kalenders.get(path, headers={"If-Modified-Since": other})).status == 200, other


@on_sqlite
async def test_what_they_have_counts_before_the_moment(kalenders: Kalenders, table: Table) -> None:
    path = kalenders.subscribe(table.rein)
    kalenders.clock.moment += timedelta(seconds=1)
    first = await kalenders.get(path)
    tag, since = first.headers["ETag"], first.headers["Last-Modified"]

    for has, moment, status in (('"a"', since, 200), ("", since, 200), (tag, "Sun, 31 Jan 2027 08:00:00 GMT", 304)):
        reply = await kalenders.get(path, headers={"If-None-Match": has, "If-Modified-Since": moment})
        assert reply.status == status, (has, moment)


async def test_who_goes_by_the_moment_misses_no_change_within_one_second(kalenders: Kalenders, table: Table) -> None:
    path = kalenders.subscribe(table.rein, TABLE)
    for _ in range(3):
        assert "Last-Modified" not in (await kalenders.get(path)).headers
        kalenders.clock.moment += timedelta(milliseconds=300)
        move(kalenders.services, table)
    kalenders.clock.moment += timedelta(seconds=1)
    reply = await kalenders.get(path)
    assert reply.headers["Last-Modified"] == "Mon, 01 Feb 2027 08:00:00 GMT"


@on_sqlite
async def test_who_goes_by_the_moment_misses_nothing_when_the_clock_was_set_back_or_two_serve(
    kalenders: Kalenders, table: Table
) -> None:
    path = kalenders.subscribe(table.rein, TABLE)
    async with another_process(kalenders) as other:

        def sits(tafels: list[str], later: timedelta) -> None:
            kalenders.clock.moment += later
            kalenders.services.run_now(lambda tx: tx.personen.put_at(table.rein.id, tafels))
            kalenders.clock.moment += timedelta(seconds=2)

        assert entries(await kalenders.get(path)) == 25
        for hours in (2, -1, -3):
            sits([], timedelta(hours=hours))
            had = await other.get(path)
            assert entries(had) == 0
            sits([TOPX], timedelta(seconds=1) if hours > 0 else timedelta(hours=-1))
            for site in (kalenders, other):
                now = await site.get(path, headers={"If-Modified-Since": had.headers["Last-Modified"]})
                assert entries(now) == 25


# When it is another


def move(services: Services, table: Table, door: Persoon | None = None) -> None:
    def later(tx: Any) -> None:
        one = tx.bijeenkomsten.get(table.bijeenkomst.id)
        move_bijeenkomst(tx, one.id, one.begint + timedelta(hours=1), ELSEWHERE, door or table.marijke, one.volgnummer)

    services.run_now(later)


async def test_every_change_shows_at_once_whoever_made_it_and_whoever_serves_it(
    kalenders: Kalenders, table: Table, people: People, ijsselland: Regio
) -> None:
    run, clock, id = kalenders.services.run_now, kalenders.clock, table.bijeenkomst.id
    of_rein, of_lena = kalenders.subscribe(table.rein, TABLE), kalenders.subscribe(table.lena)
    renamed = ijsselland.model_copy(
        update={
            "casustafels": tuple(
                one.model_copy(update={"agendanaam": "Overleg A"}) if one.sleutel == TOPX else one
                for one in ijsselland.casustafels
            )
        }
    )

    def first_casus(tx: Any) -> Any:
        return tx.agendas.of(id)[1].casus

    def numbers(reply: Reply) -> list[int]:
        return [int(number) for number in re.findall(r"SEQUENCE:(\d+)", unfolded(reply))]

    async with another_process(kalenders) as other:
        both, seen = (kalenders, other), dict[str, list[str]]({of_rein: [], of_lena: []})

        async def see(path: str, changed: bool = True) -> Reply:
            replies = [await site.get(path) for site in both]
            assert replies[0].body == replies[1].body
            tag = replies[0].headers["ETag"]
            assert (tag not in seen[path]) is changed
            for site in both:
                known = await site.get(path, headers={"If-None-Match": ", ".join(seen[path][-1:])})
                assert known.status == (200 if changed else 304)
            seen[path].append(tag)
            return replies[0]

        assert (entries(await see(of_rein)), entries(await see(of_lena))) == (25, 0)

        send_agenda(other.services, table)
        assert "Uw tijd: 09:50-10:10." in unfolded(await see(of_lena))
        await see(of_rein, changed=False)

        clock.moment += timedelta(minutes=1)
        move(other.services, table)
        moved = await see(of_rein)
        assert starts(moved)[0] == "20270202T103000"
        assert numbers(moved)[0] == 1
        assert "Storminkstraat 2\\, Deventer" in unfolded(moved)
        await see(of_lena)

        run(stay_away, id, table.lena)
        assert entries(await kalenders.get(of_lena)) == entries(await other.get(of_lena)) == 0
        await see(of_rein, changed=False)
        other.services.run_now(
            lambda tx: tx.aanwezigheid.put(replace(tx.aanwezigheid.of(id)[table.lena.id], antwoord=None))
        )
        assert entries(await other.get(of_lena)) == entries(await kalenders.get(of_lena)) == 1

        run(lambda tx: close(tx, first_casus(tx)))
        assert entries(await kalenders.get(of_lena)) == entries(await other.get(of_lena)) == 0

        clock.moment += timedelta(minutes=1)
        other.services.run_now(load_regio, renamed)
        named = await see(of_rein)
        assert unfolded(named).count("SUMMARY:Overleg A") == 25
        assert numbers(named) == [number + 1 for number in numbers(moved)]
        assert set(re.findall("LAST-MODIFIED:(.*?)\r", unfolded(named))) == {f"{clock.moment:%Y%m%dT%H%M%SZ}"}

        clock.moment += timedelta(minutes=1)
        run(cancel_bijeenkomst, id, table.marijke, 1)
        cancelled = await see(of_rein)
        gone = unfolded(cancelled)
        assert gone.count("STATUS:CANCELLED") == 1
        assert "SUMMARY:Gaat niet door: Overleg A\\, Storminkstraat 2\\, Deventer" in gone

        other.services.run_now(lambda tx: tx.personen.put_at(table.rein.id, []))
        assert entries(await see(of_rein)) == 0
        other.services.run_now(lambda tx: tx.personen.put_at(table.rein.id, [TOPX]))
        assert {(await site.get(of_rein)).body for site in both} == {cancelled.body}


@on_sqlite
async def test_days_pass_and_are_taken_back_without_anybody_doing_anything(kalenders: Kalenders, table: Table) -> None:
    clock = kalenders.clock
    path = kalenders.subscribe(table.rein, TABLE)
    kalenders.services.run_now(cancel_bijeenkomst, table.bijeenkomst.id, table.marijke, 0)
    tags = {}
    for moment, cancelled in (
        ("2027-02-01 23:59", 1),
        ("2027-03-03 23:59", 1),
        ("2027-03-04 00:00", 0),
        ("2027-06-01 00:00", 0),
        ("2027-03-03 12:00", 1),
        ("2027-02-01 12:00", 1),
    ):
        clock.moment = local(moment)
        reply = await kalenders.get(path)
        assert unfolded(reply).count("STATUS:CANCELLED") == cancelled, moment
        tags[moment] = reply.headers["ETag"]
    # One of 2 March is three months old on 2 June, and shown to the end of that day.
    for day, shown in (("2027-06-02 23:59", True), ("2027-06-03 00:00", False), ("2027-06-02 00:00", True)):
        clock.moment = local(day)
        assert ("20270302T093000" in starts(await kalenders.get(path))) is shown, day
    assert tags["2027-03-04 00:00"] != tags["2027-03-03 23:59"] == tags["2027-03-03 12:00"]


@on_sqlite
async def test_what_has_nothing_to_do_with_it_leaves_its_tag(
    kalenders: Kalenders, table: Table, people: People, clock: MovableClock
) -> None:
    path = kalenders.subscribe(table.rein, TABLE)
    before = (await kalenders.get(path)).headers["ETag"]
    clock.moment += timedelta(hours=2)

    agree(kalenders.services, people.marijke, people.tineke, date(2027, 2, 12))
    kalenders.subscribe(table.els)
    kalenders.services.run_now(new_casus, "Kampen", TOPX, table.marijke)

    assert (await kalenders.get(path, headers={"If-None-Match": before})).status == 304


async def test_after_a_restart_it_has_the_same_bytes_and_the_same_tag(kalenders: Kalenders, table: Table) -> None:
    send_agenda(kalenders.services, table)
    kalenders.services.run_now(lambda tx: tx.instellingen.set(BOT_NAAM, "huisbot"))
    paths = [kalenders.subscribe(*who) for who in ((table.rein, TABLE), (table.rein, ZWOLLE), (table.lena, MIJN))]
    kalenders.clock.moment += timedelta(hours=1)
    before = [await kalenders.get(path) for path in paths]

    async with another_process(kalenders) as restarted:
        assert [(await restarted.get(path)).undated for path in paths] == [one.undated for one in before]


@on_sqlite
async def test_the_same_house_on_the_other_database_gives_the_same_bytes(
    kalenders: Kalenders, table: Table, new_database: Callable[[str], str], tmp_path: Path
) -> None:
    send_agenda(kalenders.services, table)
    kalenders.clock.moment += timedelta(microseconds=123_456)
    move(kalenders.services, table)
    paths = [kalenders.subscribe(*who) for who in ((table.rein, TABLE), (table.rein, MIJN), (table.lena, MIJN))]
    kalenders.clock.moment += timedelta(hours=1)
    before = [await kalenders.get(path, headers={"Accept-Encoding": "gzip"}) for path in paths]

    file, now = tmp_path / "kopie.gz", kalenders.clock.moment
    write_backup(kalenders.services.store, file, "1", now, now.date())  # type: ignore[arg-type]
    copy = Store(new_database("postgresql"))
    read_backup(copy, file, now.date(), anyhow=False)
    services = Services(copy, kalenders.clock)
    async with serving(services, kalenders.clock, kalenders.links.base) as other:
        after = [await other.get(path, headers={"Accept-Encoding": "gzip"}) for path in paths]
    services.close()
    copy.close()

    assert [one.undated for one in after] == [one.undated for one in before]
    assert min(entries(one) for one in after) == 1


async def test_many_at_once_after_a_change_all_get_the_new_one(kalenders: Kalenders, table: Table) -> None:
    paths = [kalenders.subscribe(who, keuze) for who in (table.rein, table.els) for keuze in (TABLE, ZWOLLE)]
    for path in paths:
        await kalenders.get(path)
    move(kalenders.services, table)

    replies = await asyncio.gather(*(kalenders.get(path) for path in paths * 8))

    assert {starts(reply)[0] for reply in replies} == {"20270202T103000"}


async def test_nobody_gets_an_old_one_while_changes_go_on(kalenders: Kalenders, table: Table) -> None:
    path = kalenders.subscribe(table.rein, TABLE)
    made = 0

    async def change() -> None:
        nonlocal made
        for _ in range(8):
            await asyncio.to_thread(move, kalenders.services, table)
            made += 1

    async def look() -> None:
        while made < 8:
            before = made
            numbers = re.findall(r"SEQUENCE:(\d+)", unfolded(await kalenders.get(path)))
            assert max(map(int, numbers)) >= before

    await asyncio.gather(change(), look(), look(), look())


# The secret


@on_sqlite
async def test_an_address_that_opens_nothing_gets_one_answer_whatever_is_the_matter(
    services: Services, clock: MovableClock, table: Table, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traag, "FREE", 1000)
    async with serving(services, clock) as kalenders:
        run = services.run_now
        working = kalenders.subscribe(table.marijke)
        revoked, renewed = kalenders.subscribe(table.rein), kalenders.subscribe(table.rein, ZWOLLE)
        stopped, left = kalenders.subscribe(table.lena), kalenders.subscribe(people.tineke)
        of_rein = {one.keuze: one.id for one in run(lambda tx: tx.abonnementen.of(table.rein.id))}
        for path in (working, revoked, renewed, stopped, left):
            assert (await kalenders.get(path)).status == 200
        run(unsubscribe, of_rein[MIJN], table.rein)
        new = kalenders.path(run(renew, of_rein[ZWOLLE], table.rein).geheim)
        run(revoke_persoon, table.lena)
        run(unlink, people.tineke, 1)
        geheim, _, signature = working.removeprefix("/kalender/").removesuffix(".ics").rpartition(".")
        other_key = (
            Links(kalenders.links.base, KEY[::-1], clock.now).feed_url(geheim).removeprefix(kalenders.links.base)
        )
        nowhere = {
            "unknown": kalenders.path("nooit-gegeven"),
            "malformed": "/kalender/x.ics",
            "no signature": f"/kalender/{geheim}.ics",
            "half a signature": f"/kalender/{geheim}.{signature[:-1]}.ics",
            "another secret": f"/kalender/{geheim[:-1]}.{signature}.ics",
            "another key": other_key,
            "upper case": working.upper().replace("/KALENDER/", "/kalender/").replace(".ICS", ".ics"),
            "longest": f"/kalender/{'a' * 900}.ics",
            "revoked": revoked,
            "renewed": renewed,
            "stopped": stopped,
            "left": left,
        }

        for method in ("GET", "HEAD"):
            answers = {what: (await kalenders.get(path, method)).undated for what, path in nowhere.items()}
            status, headers, body = answers["unknown"]
            assert (status, body) == (404, b"Not Found" if method == "GET" else b"")
            assert {name for name, _ in headers} >= {"cache-control", "content-length", "content-security-policy"}
            assert [what for what, answer in answers.items() if answer != answers["unknown"]] == []
        assert (await kalenders.get(working)).status == (await kalenders.get(new)).status == 200


async def test_nobody_can_tell_by_the_time_it_takes_whether_a_link_ever_worked(
    services: Services, clock: MovableClock, table: Table
) -> None:
    """By turns, each time from another address so that nobody is slowed down: of two answers the one is the slower
    about as often as the other.
    """
    async with serving(services, clock, trusted_proxies=["127.0.0.1"]) as kalenders:
        revoked = kalenders.subscribe(table.rein)
        assert (await kalenders.get(revoked)).status == 200
        (id,) = services.run_now(lambda tx: [one.id for one in tx.abonnementen.of(table.rein.id)])
        services.run_now(unsubscribe, id, table.rein)
        kinds = {"revoked": revoked, "unknown": kalenders.path("nooit-gegeven"), "malformed": "/kalender/x.ics"}
        took: dict[str, list[float]] = {kind: [] for kind in kinds}
        for turn in range(150):
            for number, kind in enumerate(kinds):
                headers = {"X-Forwarded-For": f"10.{number}.{turn}.1"}
                began = perf_counter()
                assert (await kalenders.get(kinds[kind], headers=headers)).status == 404
                took[kind].append(perf_counter() - began)

    medians = {kind: statistics.median(times) * 1000 for kind, times in took.items()}
    for kind in ("unknown", "malformed"):
        slower = sum(a > b for a in took["revoked"] for b in took[kind]) / 150**2
        assert 0.3 < slower < 0.7, medians


@on_sqlite
async def test_the_secret_stands_in_no_log_whatever_happens(
    kalenders: Kalenders, table: Table, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("", "uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "asyncio", "sqlalchemy.engine"):
        caplog.set_level(logging.DEBUG, name)
    path = kalenders.subscribe(table.rein)
    page, services = kalenders.page(path), kalenders.services
    asyncio.get_running_loop().set_debug(True)
    try:
        for method in ("GET", "HEAD", "POST", "BREW"):
            await kalenders.get(path, method)
            await kalenders.get(page, method)
        await kalenders.get(path + "x")
        await kalenders.get(path + "?" + "a" * 2000)
        await kalenders.get(path + "a" * 20_000)
        await kalenders.get(f"{path} \xff")
        await kalenders.get(path, headers={"Connection": "upgrade", "Upgrade": "websocket"})
        go_away(services)
        assert [(await kalenders.get(one)).status for one in (path, page)] == [503, 503]
        come_back(services)
        on_file(services, "UPDATE abonnement SET soort = 'onzin'")
        on_file(services, "UPDATE instelling SET waarde = replace(waarde, ' ', ' x') WHERE sleutel = 'kalenders'")
        assert [(await kalenders.get(one)).status for one in (path, page)] == [500, 500]
    finally:
        asyncio.get_running_loop().set_debug(False)

    written = caplog.text + "".join(capfd.readouterr())
    written += "".join(repr(vars(record)) for record in caplog.records if record.name != "asyncio")
    geheim, _, signature = path.removeprefix("/kalender/").removesuffix(".ics").rpartition(".")
    assert "'onzin' is not a valid Soort" in written, "what went wrong is there"
    assert [secret for secret in (geheim, signature) if secret in written] == []


@on_sqlite
async def test_while_the_database_is_away_a_client_is_asked_to_come_back(kalenders: Kalenders, table: Table) -> None:
    path = kalenders.subscribe(table.rein)
    has = (await kalenders.get(path)).headers["ETag"]

    go_away(kalenders.services)
    for one in (path, kalenders.path("nooit-gegeven")):
        reply = await kalenders.get(one, headers={"If-None-Match": has})
        assert (reply.status, reply.headers["Retry-After"]) == (503, "900")
    assert (await kalenders.get("/health")).status == 503

    come_back(kalenders.services)
    assert (await kalenders.get(path, headers={"If-None-Match": has})).status == 304


# When it was last fetched


def fetched_at(services: Services, persoon: Persoon) -> datetime | None:
    (at,) = services.run_now(lambda tx: [one.opgehaald_at for one in tx.abonnementen.of(persoon.id)])
    return at


async def stopped(feeds: Feeds) -> None:
    """What was fetched is written down when the process ends."""
    keeping = asyncio.create_task(feeds.keep_fetches())
    await asyncio.sleep(0)
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping


async def test_its_owner_can_see_when_it_was_last_fetched(kalenders: Kalenders, table: Table) -> None:
    path, services = kalenders.subscribe(table.rein), kalenders.services
    await kalenders.get(path, "HEAD")
    await kalenders.get(kalenders.page(path))
    await stopped(kalenders.feeds)
    assert fetched_at(services, table.rein) is None, "nobody fetched it"

    tag = (await kalenders.get(path)).headers["ETag"]
    kalenders.clock.moment += timedelta(hours=3)
    fetched = kalenders.clock.moment
    assert (await kalenders.get(path, headers={"If-None-Match": tag})).status == 304
    assert fetched_at(services, table.rein) is None, "it is not written each time"
    kalenders.clock.moment += timedelta(minutes=1)
    await stopped(kalenders.feeds)
    assert fetched_at(services, table.rein) == fetched

    assert (await kalenders.get(path, headers={"If-None-Match": tag})).status == 304, "that changes no calendar"


@on_sqlite
async def test_it_is_written_every_minute_too(
    kalenders: Kalenders, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "KEEP_SECONDS", 0.05)
    path = kalenders.subscribe(table.rein)
    keeping = asyncio.create_task(kalenders.feeds.keep_fetches())
    for _ in range(2):
        kalenders.clock.moment += timedelta(minutes=5)
        await kalenders.get(path)
        async with asyncio.timeout(10):
            while fetched_at(kalenders.services, table.rein) != kalenders.clock.moment:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def test_one_that_is_gone_meanwhile_is_left_out(kalenders: Kalenders, table: Table) -> None:
    gone, there = kalenders.subscribe(table.rein), kalenders.subscribe(table.els)
    for path in (gone, there):
        await kalenders.get(path)
    (id,) = kalenders.services.run_now(lambda tx: [one.id for one in tx.abonnementen.of(table.rein.id)])
    kalenders.services.run_now(unsubscribe, id, table.rein)

    await stopped(kalenders.feeds)

    assert fetched_at(kalenders.services, table.els) == kalenders.clock.moment


@on_sqlite
async def test_what_could_not_be_written_is_written_the_next_time(kalenders: Kalenders, table: Table) -> None:
    first, second = kalenders.subscribe(table.rein), kalenders.subscribe(table.els)
    before = kalenders.clock.moment
    for path in (first, second):
        await kalenders.get(path)
    go_away(kalenders.services)
    await stopped(kalenders.feeds)
    come_back(kalenders.services)
    kalenders.clock.moment += timedelta(minutes=1)
    await kalenders.get(second)
    await stopped(kalenders.feeds)

    assert fetched_at(kalenders.services, table.rein) == before
    assert fetched_at(kalenders.services, table.els) == kalenders.clock.moment


# How much is kept


@on_sqlite
async def test_however_many_there_are_only_the_latest_are_kept(
    kalenders: Kalenders, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "MOST_KNOWN", 3)
    paths = [
        kalenders.subscribe(who, keuze) for who in (table.rein, table.els, table.marijke) for keuze in (MIJN, TABLE)
    ]
    for _ in range(2):
        tags = [(await kalenders.get(path)).headers["ETag"] for path in paths]
        assert len(kalenders.feeds._known) == 3
    assert [(await kalenders.get(path)).headers["ETag"] for path in paths] == tags


@on_sqlite
async def test_what_ended_is_kept_no_longer(kalenders: Kalenders, table: Table) -> None:
    path = kalenders.subscribe(table.rein)
    await kalenders.get(path)
    kalenders.services.run_now(lambda tx: tx.abonnementen.remove_all(table.rein.id))
    await kalenders.get(path)
    assert dict(kalenders.feeds._known) == {}


# The page that says how


@pytest.mark.parametrize("base", [None, WORLD])
@on_sqlite
async def test_the_page_leads_to_the_calendar_in_every_way(
    services: Services, clock: MovableClock, table: Table, base: str | None
) -> None:
    async with serving(services, clock, base) as kalenders:
        path = kalenders.subscribe(table.rein, ZWOLLE)
        page = await kalenders.get(kalenders.page(path))
        calendar = await kalenders.get(path)

    assert page.status == 200
    address = kalenders.links.base + path
    assert f">{address}</textarea>" in page.text
    links = [link.replace("&amp;", "&") for link in re.findall(r'class="knop" href="([^"]+)"', page.text)]
    outlook, google, *webcals = links
    assert webcals == ["webcal" + address[address.index(":") :]] * 2
    assert parse_qs(urlsplit(google).query) == {"cid": [webcals[0]]}
    titel = re.findall("X-WR-CALNAME:(.*?)\r", unfolded(calendar))
    assert parse_qs(urlsplit(outlook).query) == {"url": [address], "name": titel}
    assert [urlsplit(link).netloc for link in (google, outlook)] == ["calendar.google.com", "outlook.office.com"]
    for link in links[:2]:
        assert re.fullmatch(r"[\w%.~&=?:/-]+", link), "everything else is quoted"
    own = segno.make(kalenders.links.base + kalenders.page(path), error="m", micro=False)
    (picture,) = re.findall(r'class="qr" src="data:image/svg\+xml;charset=utf-8,([^"]+)"', page.text)
    assert unquote(picture.replace("&#39;", "'")) == unquote(
        own.svg_data_uri(scale=4, border=4, dark="#000", light="#fff").partition(",")[2]
    )
    for one in services.run_now(lambda tx: tx.personen.all()):
        assert one.naam not in page.text
        assert quote(one.naam) not in page.text


@on_sqlite
async def test_the_page_is_kept_by_nobody_and_brings_nothing_from_elsewhere(kalenders: Kalenders, table: Table) -> None:
    path = kalenders.page(kalenders.subscribe(table.rein))
    found, lost = await kalenders.get(path), await kalenders.get("/abonneren/x")

    assert (found.status, lost.status) == (200, 404)
    for page in (found, lost):
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'none'"
        )
    head = await kalenders.get(path, "HEAD")
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(found.body)))


@on_sqlite
async def test_a_page_of_a_link_that_opens_nothing_says_so_whatever_is_the_matter(
    kalenders: Kalenders, table: Table
) -> None:
    ended = kalenders.page(kalenders.subscribe(table.rein))
    kalenders.services.run_now(lambda tx: tx.abonnementen.remove_all(table.rein.id))
    unknown = kalenders.page(kalenders.path("nooit-gegeven"))

    pages = [(await kalenders.get(path)).undated for path in (ended, unknown, "/abonneren/x", "/abonneren/%ff%00")]

    assert pages == [pages[0]] * 4
    assert pages[0][0] == 404
    assert b"Deze link werkt niet meer" in pages[0][2]


# What makes no sense


@on_sqlite
async def test_every_other_method_is_refused_alike_whether_something_is_there_or_not(
    kalenders: Kalenders, table: Table
) -> None:
    path = kalenders.subscribe(table.rein)
    for there, nowhere in ((path, "/kalender/x.ics"), (kalenders.page(path), "/abonneren/x")):
        for method in (
            "POST",
            "PUT",
            "DELETE",
            "PATCH",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "PROPFIND",
            "BREW",
            "get",
            "GETT",
        ):
            reply = await kalenders.get(there, method)
            assert (reply.status, reply.body) == (405, b"Method Not Allowed"), method
            assert reply.undated == (await kalenders.get(nowhere, method)).undated, method


@on_sqlite
@pytest.mark.parametrize(
    "path",
    [
        *("/kalender", "/kalender/", "/kalender/.ics", "/kalender/x", "/kalender/x.ICS", "/kalender/x.ics/"),
        *("/kalender//x.ics", "//kalender/x.ics", "/Kalender/x.ics", "/kalender/x.ics/y.ics", "/kalender/x%2eics"),
        *("/kalender/../../etc/passwd.ics", "/kalender/..%2f..%2fetc/passwd.ics", "/kalender/%2e%2e%2fpasswd.ics"),
        *(
            r"/kalender/..\..\etc\passwd.ics",
            "/kalender/%5c%5cserver.ics",
            "/static/../bekijken.py",
            "/static/%2e%2e/x",
        ),
        *("/kalender/%zz.ics", "/kalender/%.ics", "/kalender/%ff.ics", "/kalender/%00.ics", "/kalender/%0d%0aX:y.ics"),
        *("/kalender/%f0%9f%92%a9.ics", "/kalender/%ed%a0%80.ics", "/kalender/" + "." * 900 + ".ics"),
        *(
            "/abonneren",
            "/abonneren/",
            "/abonneren/..",
            "/abonneren/%ff",
            "/abonneren/%00",
            "/abonneren/x/",
            "/health/",
        ),
        *("http://elders.example/kalender/x.ics", "*", "kalender/x.ics"),
    ],
)
async def test_an_address_that_is_none_of_ours_is_simply_not_there(
    kalenders: Kalenders, table: Table, path: str
) -> None:
    reply = await kalenders.get(path)

    assert reply.status == 404
    assert "Location" not in reply.headers
    assert (await kalenders.get("/health")).status == 200


@on_sqlite
async def test_the_same_calendar_behind_a_question_or_a_fragment_is_the_same(
    kalenders: Kalenders, table: Table
) -> None:
    """Clients put numbers behind an address to get past caches."""
    path = kalenders.subscribe(table.rein)
    for more in ("?", "?nocache=1", "?%zz", "?a=%ff&b"):
        assert (await kalenders.get(path + more)).status == 200, more
    encoded = path.replace("-", "%2D").replace("_", "%5F")
    assert (await kalenders.get(encoded)).status == 200
