"""Does either database keep what it must, refuse what it must, and say the same?"""

import os
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlmodel import select

from bot.domain.afspraak import AfspraakId
from bot.domain.bericht import Opening
from bot.domain.errors import Conflict, GeenRegio, UnknownAfspraak, UnknownCasus, UnknownPersoon
from bot.domain.gesprek import Gesprek, Over
from bot.domain.persoon import PersoonId, Rol
from bot.services import Services
from bot.usecases.afspraken import confirm_afspraak, start_afspraak
from bot.usecases.regios import load_regio
from storage.schema import _config, differences, is_empty, is_outdated, upgrade
from storage.store import SqlTransaction, Store, plain_url
from storage.tables import CasusRow, InboxRow, LeaseRow, OutboxRow, PersoonRow
from tests.builders import (
    NOON,
    REFERENTIE,
    a_bericht,
    agree,
    an_afspraak_row,
    an_update,
    in_processes,
    in_threads,
    join,
    new_person,
    put_rows,
)
from tests.storage.conftest import Do, another, doer
from tests.usecases.conftest import People

SECRET = "meneer Jansen heeft hulp nodig"


# Moments and numbers


def test_a_moment_comes_back_as_the_same_moment_in_utc(do: Do) -> None:
    odd = datetime(2027, 7, 1, 3, 4, 5, 678901, tzinfo=timezone(timedelta(hours=9)))
    do(lambda tx: put_rows(tx, LeaseRow(naam="x", until=odd)))
    (row,) = do(lambda tx: list(tx.connection.execute(select(LeaseRow))))
    assert row.until == odd
    assert row.until.tzinfo is UTC
    assert row.paused_until is None


def test_a_moment_without_a_zone_is_refused(do: Do) -> None:
    naive = datetime(2027, 2, 1, 12, 0)  # noqa: DTZ001
    with pytest.raises(StatementError, match="without a zone"):
        do(lambda tx: put_rows(tx, LeaseRow(naam="x", until=naive)))
    with pytest.raises(StatementError, match="without a zone"):
        do(lambda tx: list(tx.connection.execute(select(LeaseRow).where(LeaseRow.until == naive))))


def test_moments_are_compared_as_moments(do: Do) -> None:
    for hours in (0, 1, 2):
        do(lambda tx, hours=hours: put_rows(tx, LeaseRow(naam=f"{hours}", until=NOON + timedelta(hours=hours))))
    zone = timezone(timedelta(hours=-5))
    query = select(LeaseRow.naam).where(LeaseRow.until <= (NOON + timedelta(hours=1)).astimezone(zone))
    assert sorted(do(lambda tx: list(tx.connection.scalars(query)))) == ["0", "1"]


def test_ids_of_64_bits_fit_everywhere_telegram_gives_them(do: Do) -> None:
    big = 2**63 - 1
    sanne = do(lambda tx: tx.personen.add(new_person("Sanne", Rol.ACTIEHOUDER)).id)
    do(lambda tx: tx.personen.link(sanne, big))
    assert do(lambda tx: tx.personen.by_chat(big)).chat_id == big
    do(lambda tx: tx.inbox.add(an_update(big, -big, user_id=big, message_id=big, reply_to=big)))
    do(lambda tx: tx.outbox.put(a_bericht(chat_id=-big, message_id=big)))
    assert do(lambda tx: tx.connection.execute(select(InboxRow)).one()).chat_id == -big
    assert do(lambda tx: tx.connection.execute(select(OutboxRow)).one()).message_id == big


# People


def test_who_does_not_exist_is_said_so(do: Do) -> None:
    with pytest.raises(UnknownPersoon):
        do(lambda tx: tx.personen.get(PersoonId(404)))
    with pytest.raises(UnknownAfspraak):
        do(lambda tx: tx.afspraken.get(AfspraakId(404)))
    with pytest.raises(UnknownCasus):
        do(lambda tx: tx.casussen.get(REFERENTIE))
    assert do(lambda tx: tx.personen.by_chat(404)) is None
    assert do(lambda tx: tx.personen.by_email("x@y.example")) is None


def test_a_person_comes_back_whole(do: Do) -> None:
    nieuw = new_person(
        "Renée <o'Brien> 😀",
        Rol.MAKELAAR,
        Rol.ACTIEHOUDER,
        zetel="FACT",
        email="R@tactus.example",
        gemeenten=frozenset({"Olst-Wijhe", "Zwolle"}),
        tafels=frozenset({"topx-zwolle"}),
    )
    added = do(lambda tx: tx.personen.add(nieuw))
    found = do(lambda tx: tx.personen.get(added.id))
    assert found == added
    assert (found.naam, found.rollen, found.gemeenten, found.tafels) == (
        nieuw.naam,
        nieuw.rollen,
        nieuw.gemeenten,
        nieuw.tafels,
    )


def test_a_chat_belongs_to_one_person(do: Do) -> None:
    one, other = (do(lambda tx, n=n: tx.personen.add(new_person(n, Rol.PARTNER)).id) for n in ("a", "b"))
    do(lambda tx: tx.personen.link(one, 5))
    with pytest.raises(IntegrityError):
        do(lambda tx: tx.personen.link(other, 5))


# Two at once


def test_of_two_who_confirm_at_once_one_wins_and_the_other_hears_it_is_done(
    services: Services, people: People, store: Store
) -> None:
    for _ in range(5):
        afspraak = agree(services, people.marijke, people.tineke, date(2027, 2, 9))
        came = in_threads(2, lambda _, id=afspraak.id: services.run_now(confirm_afspraak, id, people.tineke))
        assert sorted(type(outcome).__name__ for outcome in came) == ["Afspraak", "AlAfgehandeld"]
        assert services.run_now(lambda tx, id=afspraak.id: tx.afspraken.get(id)).version == afspraak.version + 1


def test_a_change_of_an_older_value_is_refused(services: Services, people: People) -> None:
    old = agree(services, people.marijke, people.tineke, date(2027, 2, 9))
    services.run_now(start_afspraak, old.id, people.tineke)
    changed = old.confirm(people.tineke.id, NOON)
    with pytest.raises(Conflict):
        services.run_now(lambda tx: tx.afspraken.save(changed, next_due_on=None))


def test_planning_changes_no_version(services: Services, people: People) -> None:
    old = agree(services, people.marijke, people.tineke, date(2027, 2, 9))
    services.run_now(lambda tx: tx.afspraken.due_again(old.id, date(2027, 2, 8)))
    # Would raise Conflict, had the version moved on.
    services.run_now(lambda tx: tx.afspraken.save(old.confirm(people.tineke.id, NOON), next_due_on=None))
    assert not services.run_now(lambda tx: tx.afspraken.get(old.id)).is_open


def test_a_conflict_is_tried_three_times_and_then_told(services: Services) -> None:
    tries = []

    def always(tx: object) -> None:
        tries.append(tx)
        raise Conflict

    with pytest.raises(Conflict):
        services.run_now(always)
    assert len(tries) == 3


def test_a_failed_use_case_leaves_nothing(services: Services) -> None:
    def half(tx: SqlTransaction) -> None:
        tx.personen.add(new_person("Weg", Rol.PARTNER))
        raise ZeroDivisionError

    before = services.run_now(lambda tx: len(tx.personen.all()))
    with pytest.raises(ZeroDivisionError):
        services.run_now(half)  # type: ignore[arg-type]
    assert services.run_now(lambda tx: len(tx.personen.all())) == before


def test_many_writers_at_once_all_get_through(services: Services) -> None:
    came = in_threads(8, lambda n: [join(services, f"{n}.{k}", Rol.PARTNER).id for k in range(5)])
    assert len({id for ids in came for id in ids}) == 40


async def test_reading_cannot_write_on_sqlite(new_database: object, ijsselland: object) -> None:
    store = Store(new_database("sqlite"))  # type: ignore[operator]
    with pytest.raises(OperationalError), store.read(NOON) as tx:
        tx.personen.add(new_person("Weg", Rol.PARTNER))
    store.close()


# Leases


def take(tx: SqlTransaction, seconds: float = 10) -> bool:
    return tx.leases.take("bezorgen", seconds)


def test_a_lease_is_held_by_one_process_and_renewed_by_it(do: Do, other_process: Store) -> None:
    other = doer(other_process)
    assert [do(take), do(take), other(take)] == [True, True, False]
    do(lambda tx: tx.leases.release("bezorgen"))
    assert [other(take), do(take)] == [True, False]


def test_a_lease_that_lapsed_is_free(do: Do, other_process: Store) -> None:
    do(take, -1)
    assert doer(other_process)(take)


def test_a_lease_from_before_the_clock_was_put_back_is_free(do: Do, other_process: Store) -> None:
    do(take, 2 * 3600)  # as ten seconds look when the clock was two hours ahead
    assert doer(other_process)(take)


def test_only_its_holder_gives_a_lease_back(do: Do, other_process: Store) -> None:
    do(take)
    doer(other_process)(lambda tx: tx.leases.release("bezorgen"))
    assert not doer(other_process)(take)


def test_of_many_who_want_a_lease_at_once_one_gets_it(services: Services) -> None:
    came = in_processes(services, 4, lambda other, _: other.run_now(take))  # type: ignore[arg-type]
    assert sorted(came) == [False, False, False, True]


def test_silence_counts_for_all_processes_and_is_never_shortened(do: Do, other_process: Store) -> None:
    left = lambda tx: tx.leases.paused_for("bezorgen")  # noqa: E731
    assert do(left) == 0
    do(lambda tx: tx.leases.pause("bezorgen", 60))
    doer(other_process)(lambda tx: tx.leases.pause("bezorgen", 5))
    assert 55 < doer(other_process)(left) <= 60
    do(lambda tx: tx.leases.release("bezorgen"))
    assert do(left) > 55


def test_what_a_dead_process_held_is_free_at_once_on_sqlite(new_database: object) -> None:
    url = new_database("sqlite")  # type: ignore[operator]
    dead, alive = Store(url), Store(url)
    pid = os.spawnlp(os.P_NOWAIT, "true", "true")
    os.waitpid(pid, 0)
    host, _, unique = dead.owner.split("/")
    dead.owner = f"{host}/{pid}/{unique}"
    died, lives = doer(dead), doer(alive)
    lives(lambda tx: (tx.inbox.add(an_update(2, chat_id=2)), tx.outbox.put(a_bericht())))
    died(lambda tx: (take(tx), tx.inbox.add(an_update(1)), tx.outbox.claim((), Opening(klok=True))))
    with another(alive) as newcomer:
        new = doer(newcomer)
        assert not new(take)
        newcomer.forget_dead_processes()
        assert new(take)
        assert new(lambda tx: tx.inbox.oldest(1)).update_id == 1
        assert new(lambda tx: tx.outbox.claim((), Opening(klok=True))).misschien_dubbel
        assert new(lambda tx: tx.inbox.oldest(2)) is None, "its holder lives"
    dead.close()
    alive.close()


# Dialogues, the region, settings


def test_a_dialogue_survives_and_is_one_per_person(do: Do) -> None:
    sanne = do(lambda tx: tx.personen.add(new_person("Sanne", Rol.MAKELAAR)).id)
    gesprek = Gesprek.begin(sanne, Over.AFSPRAAK, casus="K7M-3QX-K").ask("wie", ("7", "8"), actie="é😀")
    do(lambda tx: tx.gesprekken.save(Gesprek.begin(sanne, Over.STOP).ask("stop")))
    do(lambda tx: tx.gesprekken.save(gesprek))
    assert do(lambda tx: tx.gesprekken.get(sanne)) == gesprek
    assert [do(lambda tx: tx.gesprekken.end(sanne)), do(lambda tx: tx.gesprekken.end(sanne))] == [True, False]


def test_without_a_region_it_is_said_so(do: Do) -> None:
    with pytest.raises(GeenRegio):
        do(lambda tx: tx.regio)


def test_another_process_sees_a_new_region_at_once(services: Services, store: Store, ijsselland: object) -> None:
    with another(store) as second:
        assert doer(second)(lambda tx: tx.regio) == ijsselland
        changed = ijsselland.model_copy(update={"naam": "Politie"})  # type: ignore[attr-defined]
        services.run_now(load_regio, changed)
        assert doer(second)(lambda tx: tx.regio.naam) == "Politie"


def test_a_small_setting_is_kept_and_replaced(do: Do) -> None:
    assert do(lambda tx: tx.instellingen.get("bot_naam")) is None
    do(lambda tx: tx.instellingen.set("bot_naam", "een"))
    do(lambda tx: tx.instellingen.set("bot_naam", "twee"))
    assert do(lambda tx: tx.instellingen.get("bot_naam")) == "twee"


# What an error says


def broken_afspraak(tx: SqlTransaction) -> None:
    """A row that the database refuses, with a person's text in it."""
    persoon = tx.personen.add(new_person("Sanne", Rol.MAKELAAR)).id
    put_rows(tx, CasusRow(referentie=REFERENTIE, gemeente="Zwolle", tafel="t", made_by=persoon, made_at=NOON))
    put_rows(tx, an_afspraak_row(actie=SECRET, actiehouder_id=persoon, made_by=persoon, deadline=None))


def twice_the_same_address(tx: SqlTransaction) -> None:
    for naam in ("a", "b"):
        put_rows(tx, PersoonRow(naam=naam, email="jansen@tactus.example", organisatie="Tactus", made_at=NOON))


def too_long(tx: SqlTransaction) -> None:
    put_rows(tx, LeaseRow(naam=f"{SECRET} " * 40, until=NOON))
    put_rows(tx, LeaseRow(naam=f"{SECRET} " * 40, until=NOON))


@pytest.mark.parametrize("breaks", [broken_afspraak, twice_the_same_address, too_long])
def test_an_error_never_carries_a_persons_text(do: Do, breaks: object) -> None:
    with pytest.raises(Exception) as error:
        do(breaks)
    said = f"{error.value} {error.value!r} {getattr(error.value, 'orig', '')}"
    assert "ansen" not in said


# The schema


def test_the_migrations_make_exactly_the_tables_of_the_code(store: Store) -> None:
    assert differences(store) == []
    assert not is_outdated(store)
    assert not is_empty(store)
    assert upgrade(store) is False


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_down_and_up_again_gives_the_same_schema(kind: str, new_database: object) -> None:
    store = Store(new_database(kind))  # type: ignore[operator]
    config = _config()
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert [name for name in inspect(store.engine).get_table_names() if name != "alembic_version"] == []
    assert is_outdated(store)
    assert upgrade(store) is True
    assert differences(store) == []
    store.close()


NEVER_REUSED = (
    "persoon",
    "uitnodiging",
    "bijeenkomst",
    "agendapunt",
    "verzending",
    "abonnement",
    "afspraak",
    "outbox",
    "gebeurtenis",
)


def test_every_constraint_has_a_name(store: Store) -> None:
    look = inspect(store.engine)
    for table in look.get_table_names():
        if table == "alembic_version":
            continue
        named = [*look.get_foreign_keys(table), *look.get_unique_constraints(table)]
        if not (store.is_sqlite and table in NEVER_REUSED):  # SQLite takes no name beside AUTOINCREMENT
            named.append(look.get_pk_constraint(table))
        assert all(constraint["name"] for constraint in named), table


def test_plain_urls_get_the_driver_and_sqlite_needs_a_file(tmp_path: Path) -> None:
    assert plain_url("postgres://u:p@h/d") == plain_url("postgresql://u:p@h/d") == "postgresql+psycopg://u:p@h/d"
    assert plain_url("sqlite:///x.db") == "sqlite:///x.db"
    for url in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(ValueError, match="file"):
            Store(url)


def test_an_empty_file_is_empty_until_it_is_upgraded(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'nieuw.db'}")
    assert is_empty(store) and is_outdated(store)
    assert upgrade(store)
    assert not is_empty(store)
    store.close()
