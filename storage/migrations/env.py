"""How does Alembic reach the database? Over the connection that ``storage.schema`` hands it."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from storage.tables import Row


def plain_strings(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """SQLModel's own string type as SQLAlchemy's: a migration must not depend on how SQLModel is arranged inside."""
    if kind == "type" and type(item).__name__ == "AutoString":
        length = getattr(item, "length", None)
        return f"sa.String(length={length})" if length else "sa.String()"
    return False


connection = context.config.attributes["connection"]
# Batch mode: SQLite cannot alter a table, so Alembic makes a new one and copies.
context.configure(connection=connection, target_metadata=Row.metadata, render_as_batch=True, render_item=plain_strings)
with context.begin_transaction():
    context.run_migrations()
