"""Does the trail show whoever touched it, and only then?"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from bot.domain.audit import Breuk, Fout, Regel
from bot.domain.errors import OudeKnop, UnknownCasus
from bot.services import Services
from bot.usecases.audit import BATCH, KetenGebroken, Oordeel, export, note_refusal, purge_audit, reseal, seal, verify
from bot.usecases.casussen import new_casus
from tests.builders import local
from tests.conftest import MovableClock
from tests.usecases.conftest import People, on_sqlite

KEY = b"k" * 32
COPY = (
    "INSERT INTO audit (id, at, rollen, daad, object, uitkomst, nummer, zegel) "
    "SELECT 900, at, rollen, daad, object, uitkomst, {}, zegel FROM audit WHERE nummer = {}"
)
Sql = Callable[..., None]


@pytest.fixture
def sql(services: Services) -> Sql:
    """What somebody does who has the database, but not the key."""

    def run(*statements: str) -> None:
        for statement in statements:
            services.run_now(lambda tx, statement=statement: tx.connection.execute(text(statement)))

    return run


def write(services: Services, count: int) -> None:
    services.run_now(lambda tx: [tx.audit.record("gezien", f"afspraak {number}") for number in range(count)])


def clear(services: Services, sql: Sql) -> None:
    """Loading the region left a line: begin without it."""
    sql("DELETE FROM audit", "DELETE FROM auditmerk")


@pytest.fixture
def trail(services: Services, sql: Sql) -> Services:
    """Ten sealed lines, numbered 1 to 10."""
    clear(services, sql)
    write(services, 10)
    assert services.run_now(seal, KEY) == 10
    return services


def check(services: Services, key: bytes = KEY, noted: tuple[int, str] | None = None) -> Oordeel:
    with services.store.read(services.clock.now()) as tx:
        return verify(tx, key, noted)


def breaks(services: Services, **more: object) -> list[tuple[Breuk, int, int | None]]:
    return [(fout.breuk, fout.nummer, fout.tot) for fout in check(services, **more).fouten]  # type: ignore[arg-type]


def head(services: Services) -> tuple[int, str]:
    kop = check(services).kop
    assert kop is not None
    return kop.nummer, kop.zegel


def test_a_sealed_trail_is_whole_and_says_where_it_ends(trail: Services) -> None:
    write(trail, 2)

    oordeel = check(trail)

    assert oordeel.fouten == []
    assert (oordeel.regels, oordeel.niet_verzegeld, oordeel.opgeschoond) == (10, 2, 0)
    assert oordeel.kop is not None
    assert (oordeel.kop.nummer, len(oordeel.kop.zegel)) == (10, 64)


def test_an_empty_trail_is_whole(services: Services, sql: Sql) -> None:
    clear(services, sql)

    assert check(services).fouten == []
    assert services.run_now(seal, KEY) == 0
    assert check(services).fouten == []


def test_sealing_goes_on_where_it_stopped(trail: Services) -> None:
    write(trail, 3)

    assert trail.run_now(seal, KEY) == 3
    assert trail.run_now(seal, KEY) == 0
    assert head(trail)[0] == 13
    assert check(trail).fouten == []


def test_what_becomes_visible_later_with_a_lower_id_is_sealed_later(services: Services, sql: Sql) -> None:
    clear(services, sql)
    sql("INSERT INTO audit (id, at, rollen, daad, object, uitkomst) VALUES "
        "(500, '2027-02-01 08:00:00', '', 'gezien', 'regio', 'gedaan')")  # fmt: skip
    services.run_now(seal, KEY)
    sql("INSERT INTO audit (id, at, rollen, daad, object, uitkomst) VALUES "
        "(400, '2027-02-01 08:00:00', '', 'gezien', 'regio', 'gedaan')")  # fmt: skip

    assert services.run_now(seal, KEY) == 1
    assert check(services).fouten == []
    assert head(services)[0] == 2


def test_a_long_trail_is_sealed_and_checked_in_parts(services: Services, sql: Sql) -> None:
    clear(services, sql)
    write(services, 2 * BATCH + 7)

    assert [services.run_now(seal, KEY) for _ in range(4)] == [BATCH, BATCH, 7, 0]
    oordeel = check(services)
    assert (oordeel.regels, oordeel.fouten) == (2 * BATCH + 7, [])


@pytest.mark.parametrize(
    "change",
    [
        "id = id + 100",
        "at = '2026-01-01 00:00:00'",
        "persoon_id = 3",
        "rollen = 'beheerder'",
        "daad = 'gedaan'",
        "object = 'afspraak 99'",
        "uitkomst = 'geweigerd'",
    ],
)
def test_a_change_in_any_column_is_found(trail: Services, sql: Sql, change: str) -> None:
    sql(f"UPDATE audit SET {change} WHERE nummer = 4")

    assert breaks(trail) == [(Breuk.GEWIJZIGD, 4, None)]


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        pytest.param(["UPDATE audit SET zegel = 'abc' WHERE nummer = 4"], (Breuk.GEWIJZIGD, 4, None), id="seal"),
        pytest.param(["UPDATE audit SET zegel = NULL WHERE nummer = 4"], (Breuk.GEWIJZIGD, 4, None), id="no seal"),
        pytest.param(["UPDATE audit SET nummer = NULL WHERE nummer = 4"], (Breuk.ONTBREEKT, 4, 4), id="unnumbered"),
        pytest.param(["DELETE FROM audit WHERE nummer = 5"], (Breuk.ONTBREEKT, 5, 5), id="middle"),
        pytest.param(["DELETE FROM audit WHERE nummer <= 3"], (Breuk.ONTBREEKT, 1, 3), id="beginning"),
        pytest.param(["DELETE FROM audit WHERE nummer > 8"], (Breuk.ONTBREEKT, 9, 10), id="tail"),
        pytest.param(["DELETE FROM audit"], (Breuk.ONTBREEKT, 1, 10), id="all"),
        pytest.param(
            ["DELETE FROM audit WHERE nummer = 5", "UPDATE audit SET nummer = nummer - 1 WHERE nummer > 5"],
            (Breuk.GEWIJZIGD, 5, None),
            id="middle, closed up",
        ),
        pytest.param(
            ["DELETE FROM audit WHERE nummer = 10", "UPDATE auditmerk SET nummer = 9"], (Breuk.KOP, 9, None), id="head"
        ),
        pytest.param(
            [
                "DELETE FROM audit WHERE nummer = 10",
                "UPDATE auditmerk SET nummer = 9, zegel = (SELECT zegel FROM audit WHERE nummer = 9)",
            ],
            (Breuk.KOP, 9, None),
            id="tail and head",
        ),
        pytest.param(["DELETE FROM auditmerk"], (Breuk.KOP, 10, None), id="no head"),
        pytest.param(["UPDATE auditmerk SET handtekening = 'x'"], (Breuk.KOP, 10, None), id="signature"),
        pytest.param(["UPDATE auditmerk SET zegel = 'x'"], (Breuk.KOP, 10, None), id="head's seal"),
        pytest.param(["UPDATE auditmerk SET at = '2020-01-01 00:00:00'"], (Breuk.KOP, 10, None), id="head's moment"),
        pytest.param(
            [COPY.format(11, 10)],
            (Breuk.GEWIJZIGD, 11, None),
            id="added at the end",
        ),
        pytest.param(
            [COPY.format(0, 10)],
            (Breuk.INGEVOEGD, 0, None),
            id="added before the first",
        ),
        pytest.param(
            [
                "DROP INDEX ix_audit_nummer",
                COPY.format(4, 4),
            ],
            (Breuk.INGEVOEGD, 4, None),
            id="twice",
        ),
        pytest.param(
            [
                "UPDATE audit SET nummer = 99 WHERE nummer = 3",
                "UPDATE audit SET nummer = 3 WHERE nummer = 4",
                "UPDATE audit SET nummer = 4 WHERE nummer = 99",
            ],
            (Breuk.GEWIJZIGD, 3, None),
            id="reordered",
        ),
    ],
)
def test_what_somebody_without_the_key_does_is_found(
    trail: Services, sql: Sql, statements: list[str], found: tuple[Breuk, int, int | None]
) -> None:
    try:
        sql(*statements)

        assert found in breaks(trail)
    finally:  # one database serves all tests here
        sql("DELETE FROM audit", "CREATE UNIQUE INDEX IF NOT EXISTS ix_audit_nummer ON audit (nummer)")


@on_sqlite
@pytest.mark.parametrize("column", ["at", "nummer"])
def test_what_cannot_be_read_is_a_fault_and_no_crash(trail: Services, sql: Sql, column: str) -> None:
    sql(f"UPDATE audit SET {column} = 'rommel' WHERE nummer = 4")

    assert Breuk.ONLEESBAAR in {fout.breuk for fout in check(trail).fouten}
    assert trail.run_now(purge_audit, trail.clock.now() + timedelta(days=1), KEY) <= 10


def test_a_database_put_back_to_an_earlier_state_shows_only_by_a_head_noted_elsewhere(
    trail: Services, sql: Sql
) -> None:
    sql("CREATE TABLE kopie AS SELECT * FROM auditmerk")
    try:
        write(trail, 5)
        trail.run_now(seal, KEY)
        nummer, zegel = head(trail)
        assert breaks(trail, noted=(nummer, zegel[:16])) == []

        sql("DELETE FROM audit WHERE nummer > 10", "DELETE FROM auditmerk", "INSERT INTO auditmerk SELECT * FROM kopie")

        assert breaks(trail) == []
        assert breaks(trail, noted=(nummer, zegel)) == [(Breuk.GENOTEERD, 15, None)]
    finally:
        sql("DROP TABLE kopie")


def test_a_trail_that_was_wiped_shows_only_by_a_head_noted_elsewhere(trail: Services, sql: Sql) -> None:
    noted = head(trail)
    clear(trail, sql)

    assert breaks(trail, noted=noted) == [(Breuk.GENOTEERD, 10, None)]


def test_a_head_noted_earlier_still_holds_later(trail: Services) -> None:
    noted = head(trail)
    write(trail, 5)
    trail.run_now(seal, KEY)

    assert breaks(trail, noted=noted) == []
    assert breaks(trail, noted=(noted[0], "0" * 64)) == [(Breuk.GENOTEERD, 10, None)]


def test_with_another_key_the_key_is_named_and_not_every_line(trail: Services) -> None:
    assert breaks(trail, key=b"x" * 32) == [(Breuk.SLEUTEL, 0, None)]


def test_one_changed_first_line_is_not_blamed_on_the_key(trail: Services, sql: Sql) -> None:
    sql("UPDATE audit SET daad = 'anders' WHERE nummer = 1")

    assert breaks(trail) == [(Breuk.GEWIJZIGD, 1, None)]


def test_only_the_first_faults_are_listed_and_all_are_counted(services: Services, sql: Sql) -> None:
    clear(services, sql)
    write(services, 300)
    services.run_now(seal, KEY)
    sql("UPDATE audit SET daad = 'anders'")

    oordeel = check(services)

    assert (len(oordeel.fouten), oordeel.aantal_fouten) == (100, 300)


@pytest.mark.parametrize("statement", ["UPDATE auditmerk SET nummer = 9", "DELETE FROM auditmerk"])
def test_nothing_is_sealed_onto_a_head_that_somebody_changed(trail: Services, sql: Sql, statement: str) -> None:
    sql("DELETE FROM audit WHERE nummer = 10", statement)
    write(trail, 1)

    with pytest.raises(KetenGebroken):
        trail.run_now(seal, KEY)
    assert check(trail).niet_verzegeld == 1


def test_nothing_is_sealed_with_another_key_and_the_right_one_goes_on(trail: Services) -> None:
    write(trail, 1)

    with pytest.raises(KetenGebroken):
        trail.run_now(seal, b"x" * 32)
    assert trail.run_now(seal, KEY) == 1
    assert check(trail).fouten == []


OTHER = b"x" * 32


def test_after_a_new_key_the_trail_is_sealed_with_it(trail: Services) -> None:
    trail.run_now(purge_audit, trail.clock.now() + timedelta(days=1), KEY)
    write(trail, BATCH + 3)
    while trail.run_now(seal, KEY):
        pass

    assert trail.run_now(reseal, KEY, OTHER).fouten == []

    oordeel = check(trail, OTHER)
    assert (oordeel.regels, oordeel.opgeschoond, oordeel.niet_verzegeld, oordeel.fouten) == (BATCH + 3, 10, 1, [])
    assert trail.run_now(seal, OTHER) == 1
    assert check(trail, OTHER).fouten == []
    assert breaks(trail) == [(Breuk.SLEUTEL, 0, None)]


@pytest.mark.parametrize("key", [KEY, OTHER])
def test_a_trail_that_does_not_fit_the_old_key_is_not_sealed_anew(trail: Services, sql: Sql, key: bytes) -> None:
    """It would cover up what somebody changed."""
    sql("UPDATE audit SET daad = 'anders' WHERE nummer = 4")

    assert trail.run_now(reseal, key, b"y" * 32).fouten != []
    assert breaks(trail) == [(Breuk.GEWIJZIGD, 4, None)]


@pytest.fixture
def old_and_new(services: Services, clock: MovableClock, sql: Sql) -> Services:
    """Six lines of 1 February, then four of 3 February, not sealed yet."""
    clear(services, sql)
    write(services, 6)
    clock.moment += timedelta(days=2)
    write(services, 4)
    return services


FEBRUARY_2 = local("2027-02-02 00:00")


def test_purging_leaves_a_mark_from_which_the_rest_is_checked(old_and_new: Services) -> None:
    assert old_and_new.run_now(purge_audit, FEBRUARY_2, KEY) == 6

    oordeel = check(old_and_new)
    assert (oordeel.fouten, oordeel.regels, oordeel.opgeschoond) == ([], 4, 6)
    assert old_and_new.run_now(purge_audit, FEBRUARY_2, KEY) == 0
    write(old_and_new, 1)
    assert old_and_new.run_now(seal, KEY) == 1
    assert head(old_and_new)[0] == 11
    assert check(old_and_new).fouten == []


def test_all_of_a_trail_can_go_and_it_begins_again_after_it(old_and_new: Services, clock: MovableClock) -> None:
    assert old_and_new.run_now(purge_audit, clock.moment + timedelta(days=1), KEY) == 10
    assert check(old_and_new).fouten == []

    write(old_and_new, 2)
    old_and_new.run_now(seal, KEY)

    assert head(old_and_new)[0] == 12
    assert check(old_and_new).fouten == []


def test_nothing_old_enough_changes_nothing(old_and_new: Services) -> None:
    assert old_and_new.run_now(purge_audit, local("2027-01-01 00:00"), KEY) == 0
    assert check(old_and_new).opgeschoond == 0


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE auditmerk SET nummer = 7 WHERE soort = 'begin'", Breuk.BEGIN),
        ("UPDATE auditmerk SET zegel = 'x' WHERE soort = 'begin'", Breuk.BEGIN),
        ("UPDATE auditmerk SET at = '2020-01-01 00:00:00' WHERE soort = 'begin'", Breuk.BEGIN),
        ("DELETE FROM auditmerk WHERE soort = 'begin'", Breuk.ONTBREEKT),
        ("DELETE FROM audit WHERE nummer = 7", Breuk.ONTBREEKT),
        ("DELETE FROM auditmerk", Breuk.ONTBREEKT),
    ],
)
def test_a_changed_mark_of_purging_is_found(old_and_new: Services, sql: Sql, statement: str, found: Breuk) -> None:
    old_and_new.run_now(purge_audit, FEBRUARY_2, KEY)
    sql(statement)

    assert breaks(old_and_new)[0][0] is found


def test_a_line_made_older_than_it_is_does_not_disappear_by_purging(old_and_new: Services, sql: Sql) -> None:
    """Else the mark of purging would cover up what somebody wants gone."""
    old_and_new.run_now(seal, KEY)
    sql("UPDATE audit SET at = '2027-02-01 08:00:00' WHERE nummer = 7")

    assert old_and_new.run_now(purge_audit, FEBRUARY_2, KEY) == 6
    assert breaks(old_and_new) == [(Breuk.GEWIJZIGD, 7, None)]


def test_nothing_is_purged_from_a_trail_whose_end_or_beginning_was_changed(
    old_and_new: Services, sql: Sql, clock: MovableClock
) -> None:
    old_and_new.run_now(purge_audit, FEBRUARY_2, KEY)
    later = clock.moment + timedelta(days=1)
    sql("UPDATE auditmerk SET zegel = 'x' WHERE soort = 'begin'")
    assert old_and_new.run_now(purge_audit, later, KEY) == 0

    sql("UPDATE auditmerk SET zegel = 'x' WHERE soort = 'kop'")
    assert old_and_new.run_now(purge_audit, later, KEY) == 0


def test_the_export_holds_the_asked_days_on_the_regions_calendar(
    services: Services, clock: MovableClock, sql: Sql
) -> None:
    clear(services, sql)
    for moment in ("2027-02-01 23:59", "2027-02-02 00:00", "2027-02-03 23:59", "2027-02-04 00:00"):
        clock.moment = local(moment)
        write(services, 1)

    def days(since: date | None, until: date | None) -> list[int]:
        regels: list[Regel] = services.run_now(lambda tx: list(export(tx, since, until)))
        return [regel.at.astimezone(services.run_now(lambda tx: tx.regio.zone)).day for regel in regels]

    assert days(None, None) == [1, 2, 3, 4]
    assert days(date(2027, 2, 2), date(2027, 2, 3)) == [2, 3]
    assert days(date(2027, 2, 4), None) == [4]
    assert days(None, date(2027, 2, 1)) == [1]


def test_the_export_has_every_line_once_however_long_it_is(services: Services, sql: Sql) -> None:
    clear(services, sql)
    write(services, BATCH + 3)

    regels = services.run_now(lambda tx: list(export(tx, None, None)))

    assert [regel.object for regel in regels] == [f"afspraak {number}" for number in range(BATCH + 3)]


def test_a_casus_stands_in_the_trail_as_a_casus(services: Services, people: People) -> None:
    casus = services.run_now(new_casus, "Zwolle", "topx-zwolle", people.marijke)

    last = services.run_now(lambda tx: list(export(tx, None, None)))[-1]
    assert (last.daad, last.object, last.persoon) == ("casus_nieuw", f"casus {casus.referentie}", people.marijke.id)


def test_who_asks_for_what_is_not_theirs_stands_in_the_trail(services: Services, people: People) -> None:
    services.run_now(note_refusal, UnknownCasus(), people.tineke)
    services.run_now(note_refusal, OudeKnop(), people.tineke)
    services.run_now(note_refusal, UnknownCasus(), None)

    (last,) = [regel for regel in services.run_now(lambda tx: list(export(tx, None, None))) if "gevraagd" in regel.daad]
    assert (last.daad, last.persoon, last.uitkomst) == ("casus_gevraagd", people.tineke.id, "geweigerd")


def test_a_text_in_the_trail_is_refused_before_it_is_stored(services: Services) -> None:
    with pytest.raises(ValueError, match="an object is"):
        services.run_now(lambda tx: tx.audit.record("gezien", "Kees de Vries"))


def test_a_fault_names_the_line(trail: Services, sql: Sql) -> None:
    sql("UPDATE audit SET daad = 'anders' WHERE nummer = 4")
    id = trail.run_now(lambda tx: tx.connection.scalar(text("SELECT id FROM audit WHERE nummer = 4")))

    assert check(trail).fouten == [Fout(Breuk.GEWIJZIGD, 4, id)]
