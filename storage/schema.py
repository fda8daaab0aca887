"""Is the database's schema the one this code needs, and how does it get there?

Alembic is imported where it is needed only: a start asks no more than which version is there, and that is in a table.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text

from storage.store import Store
from storage.tables import Row

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(store: Store) -> bool:
    """Brings the schema to the newest version. False when it was there already."""
    from alembic import command  # noqa: PLC0415

    if not is_outdated(store):
        return False
    config = _config()
    with store.engine.connect() as connection, _tables_made_anew(store, connection), connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def is_outdated(store: Store) -> bool:
    """Does ``upgrade`` have anything to do?"""
    return _current(store) != revisions()[-1]


def is_newer(store: Store) -> bool:
    """Was the database made by a later version of this program?"""
    current = _current(store)
    return current is not None and current not in revisions()


def is_empty(store: Store) -> bool:
    """No tables at all: a new database."""
    return not inspect(store.engine).get_table_names()


def differences(store: Store) -> list[str]:
    """What in the database is not as this code describes it; empty when all is."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, Row.metadata)]


def revisions() -> list[str]:
    """The versions of the schema, oldest first: each migration's file begins with its own."""
    return sorted(file.name.split("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _current(store: Store) -> str | None:
    """The version that Alembic wrote down; None in a database that it never touched."""
    with store.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return version


@contextmanager
def _tables_made_anew(store: Store, connection: Connection) -> Iterator[None]:
    """SQLite alters a table by making it anew; while it checks references, one that is referred to cannot go."""
    if not store.is_sqlite:
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")  # does nothing inside a transaction
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
