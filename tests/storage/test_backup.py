"""Does a backup hold everything, of one moment, and does either kind of database read it back?"""

import gzip
import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from bot.domain.afwezigheid import Afwezigheid
from bot.domain.bericht import Baan, Bericht, Opening, Toont
from bot.domain.bewaren import BackupFault, Maandcijfer
from bot.domain.bewaren import Uitkomst as Afloop
from bot.domain.gesprek import Gesprek, Over
from bot.domain.persoon import Rol
from bot.domain.regio import Regio
from bot.services import Services
from bot.usecases.audit import seal, verify
from bot.usecases.opschonen import begin_round, end_round, is_due
from bot.usecases.personen import invite
from bot.usecases.regios import load_regio
from storage.backup import named, read_backup, write_backup
from storage.store import Store
from storage.tables import AuditRow, Row
from tests.builders import NOON, agree, an_update, join
from tests.conftest import BOTH, MovableClock

LAST = date(2027, 3, 3)
KEY = b"a key for tests"


@pytest.fixture
def stores(new_database: Callable[[str], str]) -> Iterator[Callable[[str], Store]]:
    made = []

    def make(kind: str) -> Store:
        made.append(Store(new_database(kind)))
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture
def full(stores: Callable[[str], Store], ijsselland: Regio) -> Callable[[str], Store]:
    """A house in which every table has a row."""

    def make(kind: str) -> Store:
        store = stores(kind)
        services = Services(store, MovableClock(NOON))
        services.run_now(load_regio, ijsselland)
        marijke = join(services, "Marijke «é» 😀", Rol.MAKELAAR, organisatie="Politie", chat_id=5_000_000_001)
        tineke = join(services, "Tineke", Rol.ACTIEHOUDER, chat_id=2**52)
        afspraak = agree(services, marijke, tineke, date(2027, 2, 8))
        services.run_now(invite, tineke)

        def more(tx: Any) -> None:
            tx.gesprekken.save(Gesprek.begin(marijke.id, Over.CASUS, gemeente="Zwolle").ask("tafel", ("a", "b")))
            tx.inbox.add(an_update(2**53 - 1, marijke.chat_id))
            tx.instellingen.set("bot_naam", "huisbot")
            tx.leases.take("bezorgen", 30)
            tx.inzage.put(afspraak.casus, tineke.id, date(2027, 12, 31), marijke)
            tx.afwezigheden.put(Afwezigheid(tineke.id, marijke.id, date(2027, 12, 31)))
            tx.getoond.show(tineke.chat_id, 7, (Toont(afspraak.casus, afspraak.id, 1, {"vanaf": 0}),), replaces=False)
            tx.outbox.put(Bericht("antwoord", "help", Baan.ANTWOORD, naar=marijke.id))
            tx.opschonen.add_counts({Maandcijfer(date(2027, 1, 1), "Zwolle", "jor-zwolle", Afloop.GESLOTEN): 3})

        services.run_now(more)
        services.run_now(seal, KEY)
        services.close()
        return store

    return make


def contents(store: Store) -> dict[str, list[Any]]:
    with store.read(NOON) as tx:
        tables = Row.metadata.sorted_tables
        rows = {table.name: tx.connection.execute(select(table).order_by(*table.primary_key)) for table in tables}
        return {name: [tuple(row) for row in found] for name, found in rows.items()}


def backed_up(store: Store, folder: Path) -> Path:
    file = folder / "kopie.gz"
    write_backup(store, file, "0.1.0", NOON, LAST)
    return file


@pytest.mark.parametrize("source", BOTH)
@pytest.mark.parametrize("target", BOTH)
def test_everything_comes_back_in_either_kind_of_database(
    full: Callable[[str], Store], stores: Callable[[str], Store], tmp_path: Path, source: str, target: str
) -> None:
    before, after = full(source), stores(target)

    count = read_backup(after, backed_up(before, tmp_path), NOON.date(), anyhow=False)

    was, now = contents(before), contents(after)
    assert count == sum(len(rows) for name, rows in was.items() if name != "lease")
    for name in was.keys() - {"lease", "inbox", "outbox"}:
        assert now[name] == was[name], name
    assert was["lease"]
    assert now["lease"] == []
    with after.read(NOON) as tx:
        assert verify(tx, KEY).fouten == []


@pytest.mark.parametrize("kind", BOTH)
def test_what_a_process_held_is_free_after_it(
    full: Callable[[str], Store], stores: Callable[[str], Store], tmp_path: Path, kind: str
) -> None:
    after = stores(kind)
    read_backup(after, backed_up(full(kind), tmp_path), NOON.date(), anyhow=False)

    with after.write(NOON + timedelta(days=1)) as tx:
        assert tx.inbox.oldest(5_000_000_001) is not None
        claimed = [tx.outbox.claim((), Opening(klok=True)) for _ in range(2)]
        assert {sent.bericht.key.split(":")[0]: sent.misschien_dubbel for sent in claimed if sent} == {
            "nieuw": False,
            "antwoord": True,
        }


@pytest.mark.parametrize("source", BOTH)
@pytest.mark.parametrize("target", BOTH)
def test_no_number_is_given_again_after_it(
    full: Callable[[str], Store], stores: Callable[[str], Store], tmp_path: Path, source: str, target: str
) -> None:
    before, after = full(source), stores(target)
    services = Services(before, MovableClock(NOON))
    gone = join(services, "Sanne", Rol.PARTNER)
    with before.write(NOON) as tx:
        tx.connection.execute(text(f"DELETE FROM persoon WHERE id = {gone.id}"))
    services.close()
    read_backup(after, backed_up(before, tmp_path), NOON.date(), anyhow=False)

    services = Services(after, MovableClock(NOON))
    assert join(services, "Joris", Rol.PARTNER).id == gone.id + 1
    services.run_now(lambda tx: tx.audit.record("proef", "database"))
    services.run_now(lambda tx: tx.inbox.add(an_update(3)))
    services.close()


def test_after_it_a_round_of_clearing_is_due(
    full: Callable[[str], Store], stores: Callable[[str], Store], tmp_path: Path
) -> None:
    before, after = full("sqlite"), stores("sqlite")
    with before.write(NOON) as tx:
        assert begin_round(tx)
        end_round(tx)
        assert not is_due(tx)
    read_backup(after, backed_up(before, tmp_path), NOON.date(), anyhow=False)
    with after.read(NOON) as tx:
        assert is_due(tx)


@pytest.mark.parametrize("kind", BOTH)
def test_it_is_of_one_moment_however_much_is_written_meanwhile(
    full: Callable[[str], Store], stores: Callable[[str], Store], tmp_path: Path, kind: str
) -> None:
    store = full(kind)
    with store.snapshot() as connection:
        assert connection.execute(text("SELECT count(*) FROM persoon")).scalar() == 2
        with store.write(NOON) as tx:
            tx.connection.execute(text("UPDATE persoon SET naam = 'Anders'"))
            tx.audit.record("proef", "database")
        assert connection.execute(text("SELECT count(*) FROM persoon WHERE naam = 'Anders'")).scalar() == 0


def test_its_name_tells_its_last_day() -> None:
    assert named(Path("/a/backup.gz"), LAST) == Path("/a/backup.tot-2027-03-03.gz")
    assert named(Path("kopie"), LAST) == Path("kopie.tot-2027-03-03")


def test_only_its_owner_can_read_it_and_nothing_is_left_beside_it(full: Callable[[str], Store], tmp_path: Path) -> None:
    file = backed_up(full("sqlite"), tmp_path)

    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if "kopie" in path.name] == ["kopie.gz"]


def test_an_earlier_file_is_left_alone(full: Callable[[str], Store], tmp_path: Path) -> None:
    (tmp_path / "kopie.gz").write_text("van gisteren")
    with pytest.raises(BackupFault, match="bestaat al"):
        backed_up(full("sqlite"), tmp_path)
    assert (tmp_path / "kopie.gz").read_text() == "van gisteren"
    assert not (tmp_path / ".kopie.gz.deel").exists()


def test_two_at_a_time_do_not_write_the_same_file(full: Callable[[str], Store], tmp_path: Path) -> None:
    (tmp_path / ".kopie.gz.deel").touch()
    with pytest.raises(BackupFault, match="staat er al"):
        backed_up(full("sqlite"), tmp_path)
    assert (tmp_path / ".kopie.gz.deel").exists(), "it is the other one's"


def test_a_folder_that_is_not_there_is_one_clear_line(full: Callable[[str], Store], tmp_path: Path) -> None:
    with pytest.raises(BackupFault, match="kan niet worden geschreven"):
        write_backup(full("sqlite"), tmp_path / "weg" / "kopie.gz", "0.1.0", NOON, LAST)


@pytest.mark.parametrize("kind", BOTH)
def test_a_database_that_holds_anything_is_left_as_it_is(
    full: Callable[[str], Store], tmp_path: Path, kind: str
) -> None:
    store = full(kind)
    before = contents(store)
    with pytest.raises(BackupFault, match="niet leeg"):
        read_backup(store, backed_up(store, tmp_path), NOON.date(), anyhow=False)
    assert contents(store) == before


def test_one_whose_last_day_has_passed_is_refused_unless_it_has_to_be(
    full: Callable[[str], Store], stores: Callable[[str], Store], tmp_path: Path
) -> None:
    file, empty = backed_up(full("sqlite"), tmp_path), stores("sqlite")
    with pytest.raises(BackupFault, match=r"2027-03-03.*--toch"):
        read_backup(empty, file, LAST + timedelta(days=1), anyhow=False)
    assert not any(contents(empty).values())
    assert read_backup(empty, file, LAST + timedelta(days=1), anyhow=True)


def _lines(file: Path) -> list[Any]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-40])


def _not_zipped(file: Path) -> None:
    file.write_text("Geachte heer, mevrouw")


def _without_a_row(file: Path) -> None:
    lines = _lines(file)
    del lines[next(number for number, line in enumerate(lines) if isinstance(line, list))]
    _rewrite(file, lines)


def _another_table(file: Path) -> None:
    _rewrite(file, [{**line, "tabel": "klant"} if "tabel" in line else line for line in _lines(file)])


def _another_product(file: Path) -> None:
    first, *rest = _lines(file)
    _rewrite(file, [{**first, "product": "anders"}, *rest])


def _wrong_day(file: Path) -> None:
    _rewrite(
        file,
        [
            ["x" if value == "2027-02-08" else value for value in line] if isinstance(line, list) else line
            for line in _lines(file)
        ],
    )


def _loose_reference(file: Path) -> None:
    lines = _lines(file)
    start = next(n for n, line in enumerate(lines) if isinstance(line, dict) and line.get("tabel") == "persoon")
    lines[-1]["aantal"]["persoon"] = 0
    _rewrite(file, lines[: start + 1] + lines[start + 3 :])


def _rewrite(file: Path, lines: list[Any]) -> None:
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(line) + "\n" for line in lines)


@pytest.mark.parametrize(
    ("kind", "break_it"),
    [
        ("sqlite", _cut),
        ("sqlite", _not_zipped),
        ("sqlite", _without_a_row),
        ("sqlite", _another_table),
        ("sqlite", _another_product),
        ("sqlite", _wrong_day),
        ("sqlite", _loose_reference),
        ("postgresql", _without_a_row),
        ("postgresql", _loose_reference),
    ],
)
def test_a_file_that_is_not_whole_puts_back_nothing(
    full: Callable[[str], Store],
    stores: Callable[[str], Store],
    tmp_path: Path,
    kind: str,
    break_it: Callable[[Path], None],
) -> None:
    file, empty = backed_up(full("sqlite"), tmp_path), stores(kind)
    break_it(file)
    with pytest.raises(BackupFault, match=r"kopie\.gz: (is geen hele back-up|kan niet worden gelezen)"):
        read_backup(empty, file, NOON.date(), anyhow=False)
    assert not any(contents(empty).values())


def test_one_of_another_schema_says_which_version_reads_it(
    full: Callable[[str], Store], stores: Callable[[str], Store], tmp_path: Path
) -> None:
    file = backed_up(full("sqlite"), tmp_path)
    first, *rest = _lines(file)
    _rewrite(file, [{**first, "schema": "0001", "versie": "0.0.9"}, *rest])
    with pytest.raises(BackupFault, match=r"0\.0\.9.*0001"):
        read_backup(stores("sqlite"), file, NOON.date(), anyhow=False)


@pytest.mark.parametrize("kind", BOTH)
def test_it_takes_no_memory_for_what_has_been_written_already(
    stores: Callable[[str], Store], tmp_path: Path, kind: str
) -> None:
    store, empty = stores(kind), stores(kind)
    with store.write(NOON) as tx:
        line = {"at": NOON, "rollen": "", "daad": "proef", "object": "database", "uitkomst": "gedaan"}
        tx.connection.execute(insert(AuditRow), [line] * 5_000)
    file = tmp_path / "groot.gz"
    tracemalloc.start()
    write_backup(store, file, "0.1.0", NOON, LAST)
    read_backup(empty, file, NOON.date(), anyhow=False)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 2.5 * 1024 * 1024


def test_emptying_the_log_leaves_alone_who_is_just_reading(full: Callable[[str], Store]) -> None:
    store = full("sqlite")
    log = Path(store.url.removeprefix("sqlite:///") + "-wal")
    with store.snapshot() as connection:
        connection.execute(text("SELECT count(*) FROM persoon")).scalar()
        with store.write(NOON) as tx:
            tx.instellingen.set("proef", "1")
        store.scrub()
        assert log.stat().st_size > 0
    store.scrub()
    assert log.stat().st_size == 0
