"""Is the database's schema the one this code needs, and how does it get there?"""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from storage.store import Store
from storage.tables import Row


def upgrade(store: Store) -> bool:
    """Brings the schema to the newest version. False when it was there already."""
    if not is_outdated(store):
        return False
    config = _config()
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def is_outdated(store: Store) -> bool:
    """Does ``upgrade`` have anything to do?"""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() != head


def is_newer(store: Store) -> bool:
    """Was the database made by a later version of this program?"""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    with store.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current is not None and current not in known


def is_empty(store: Store) -> bool:
    """No tables at all: a new database."""
    return not inspect(store.engine).get_table_names()


def differences(store: Store) -> list[str]:
    """What in the database is not as this code describes it; empty when all is."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, Row.metadata)]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
