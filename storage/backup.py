"""How does everything go into one file, and from there into an empty database of either kind?

The file is gzip'd JSON, a line each: first what it is, then every table with its columns and its rows, and at last how
many there were. A row at a time: however much there is, it takes no more memory.
"""

import gzip
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any, TextIO

from sqlalchemy import Connection, Table, func, insert, select, text
from sqlalchemy.exc import DataError, IntegrityError, StatementError

from bot.domain.bewaren import LAST_ROUND, BackupFault
from storage.schema import revisions
from storage.store import Store
from storage.tables import InstellingRow, LeaseRow, Row

PRODUCT = "afsprakenbot"
BATCH = 500
LONGEST_LINE = 16 * 1024 * 1024
_NEVER = datetime.fromtimestamp(0, UTC)
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, EOFError, zlib.error, gzip.BadGzipFile, RecursionError)
# Who held something when the backup was made no longer does.
_FREED = {"lease_owner": None, "lease_until": None, "claimed_by": None}


def named(file: Path, last_day: date) -> Path:
    """``backup.gz`` as ``backup.tot-2027-03-03.gz``: whoever finds it knows when it has to go."""
    return file.with_name(f"{file.stem}.tot-{last_day}{file.suffix}")


def write_backup(store: Store, target: Path, version: str, moment: datetime, last_day: date) -> int:
    """All that is stored, as it is at one moment; returns how many rows. Raises ``BackupFault``.

    The file appears under its name when it is whole, only its owner can read it, and an earlier one is left alone.
    """
    header = {
        "product": PRODUCT,
        "versie": version,
        "schema": revisions()[-1],
        "moment": moment.isoformat(),
        "laatste_dag": last_day.isoformat(),
    }
    with _beside(target) as out, store.snapshot() as connection, gzip.open(out, "wt", encoding="utf-8") as lines:
        _write(lines, header)
        counts = {table.name: _write_table(connection, table, lines) for table in Row.metadata.sorted_tables}
        _write(lines, {"aantal": counts, "nummers": _numbers(connection)})
    return sum(counts.values())


def read_backup(store: Store, file: Path, today: date, *, anyhow: bool) -> int:
    """Puts all of it into this empty database, or nothing; returns how many rows. Raises ``BackupFault``.

    One whose last day has passed is refused, unless ``anyhow``: it brings back what had to go.
    """
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines, store.engine.begin() as connection:
            _check(_read(lines), file, today, anyhow=anyhow)
            tables = {table.name: table for table in Row.metadata.sorted_tables}
            if any(connection.execute(select(table).limit(1)).first() for table in tables.values()):
                raise BackupFault("De database is niet leeg. Terugzetten kan alleen in een lege database.")
            counts = dict.fromkeys(tables, 0)
            table: Table | None = None
            columns: list[str] = []
            rows: list[dict[str, Any]] = []
            while isinstance(line := _read(lines), list) or "tabel" in line:
                if isinstance(line, dict) or len(rows) == BATCH:
                    _put(connection, table, rows)
                if isinstance(line, dict):
                    table, columns = tables[line["tabel"]], line["kolommen"]
                else:
                    assert table is not None
                    rows.append(dict(zip(columns, line, strict=True)))
                    counts[table.name] += 1
            _put(connection, table, rows)
            if line["aantal"] != counts:
                raise ValueError
            _set_numbers(connection, line["nummers"])
            return sum(counts.values())
    except OSError as error:
        raise BackupFault(f"{file}: kan niet worden gelezen ({error.strerror or 'geen back-up'})") from None
    except (*_UNREADABLE, AssertionError, IntegrityError, DataError, StatementError):
        raise BackupFault(f"{file}: is geen hele back-up van de afsprakenbot") from None


def _check(header: Any, file: Path, today: date, *, anyhow: bool) -> None:
    if header["product"] != PRODUCT:
        raise ValueError
    if header["schema"] != revisions()[-1]:
        wanted = f"versie {header['versie']} van de afsprakenbot (schema {header['schema']})"
        raise BackupFault(f"{file}: is gemaakt met {wanted}. Zet hem terug met die versie, en draai dan: db upgrade")
    last_day = date.fromisoformat(header["laatste_dag"])
    if last_day < today and not anyhow:
        raise BackupFault(
            f"{file}: mocht blijven tot en met {last_day}. Terugzetten brengt terug wat weg moest zijn. Moet het toch? "
            "Gebruik dan --toch"
        )


@contextmanager
def _beside(target: Path) -> Iterator[IO[bytes]]:
    """A file that gets its name when it is whole, and that is gone when anything went wrong before."""
    part = target.with_name(f".{target.name}.deel")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BackupFault(f"{part}: staat er al. Loopt er geen andere back-up? Verwijder dit bestand dan") from None
    except OSError as error:
        raise BackupFault(f"{target}: kan niet worden geschreven ({error.strerror})") from None
    try:
        if target.exists():
            raise BackupFault(f"{target}: bestaat al")
        with os.fdopen(descriptor, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.rename(target)
    except OSError as error:
        raise BackupFault(f"{target}: kan niet worden geschreven ({error.strerror})") from None
    finally:
        part.unlink(missing_ok=True)


def _write(lines: TextIO, value: Any) -> None:
    lines.write(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_iso) + "\n")


def _iso(value: date) -> str:
    return value.isoformat()


def _write_table(connection: Connection, table: Table, lines: TextIO) -> int:
    _write(lines, {"tabel": table.name, "kolommen": list(table.c.keys())})
    count = 0
    if table.name == LeaseRow.__tablename__:
        return count
    query = select(table).order_by(*table.primary_key)
    if table.name == InstellingRow.__tablename__:
        query = query.where(table.c.sleutel != LAST_ROUND)  # put back, it is high time for a round
    for row in connection.execute(query, execution_options={"yield_per": BATCH}):
        _write(lines, [*row])
        count += 1
    return count


def _read(lines: TextIO) -> Any:
    line = lines.readline(LONGEST_LINE)
    if not line.endswith("\n"):
        raise EOFError
    return json.loads(line)


def _put(connection: Connection, table: Table | None, rows: list[dict[str, Any]]) -> None:
    if table is not None and rows:
        connection.execute(insert(table), [_restored(table, row) for row in rows])
    rows.clear()


def _restored(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """As it was, but for days and moments, which JSON does not know, and for what a process held."""
    values = {name: _typed(table.c[name].type.python_type, value) for name, value in row.items()}
    values |= {name: free for name, free in _FREED.items() if name in values}
    if values.get("claimed_until") is not None:
        values["claimed_until"] = _NEVER
    return values


def _typed(kind: type, value: Any) -> Any:
    return kind.fromisoformat(value) if value is not None and issubclass(kind, date) else value


def _numbers(connection: Connection) -> dict[str, int]:
    """The last number that each table gave out: it is not given again, also when its row is gone."""
    if connection.dialect.name == "sqlite":
        return {row.name: row.seq for row in connection.execute(text("SELECT name, seq FROM sqlite_sequence"))}
    return {
        name: connection.execute(text(f"SELECT last_value FROM {sequence} WHERE is_called")).scalar() or 0  # noqa: S608
        for name, sequence in _sequences(connection)
    }


def _set_numbers(connection: Connection, numbers: dict[str, int]) -> None:
    if connection.dialect.name == "sqlite":
        for name, last in numbers.items():
            values = {"name": name, "last": int(last)}
            connection.execute(text("UPDATE sqlite_sequence SET seq = max(seq, :last) WHERE name = :name"), values)
            connection.execute(
                text(
                    "INSERT INTO sqlite_sequence (name, seq) SELECT :name, :last "
                    "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :name)"
                ),
                values,
            )
        return
    for name, sequence in _sequences(connection):
        (key,) = Row.metadata.tables[name].primary_key
        last = max(int(numbers.get(name, 0)), connection.execute(select(func.max(key))).scalar() or 0)
        if last:
            connection.execute(select(func.setval(sequence, last)))


def _sequences(connection: Connection) -> Iterator[tuple[str, str]]:
    """Tables that number their rows themselves, with the name of PostgreSQL's sequence."""
    for table in Row.metadata.sorted_tables:
        keys = list(table.primary_key)
        if len(keys) == 1 and keys[0].type.python_type is int:
            sequence = connection.execute(select(func.pg_get_serial_sequence(table.name, keys[0].name))).scalar()
            if sequence is not None:
                yield table.name, sequence
