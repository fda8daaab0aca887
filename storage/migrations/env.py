"""How does Alembic reach the database? Over the connection that ``storage.schema`` hands it."""

from alembic import context

from storage.tables import Row

connection = context.config.attributes["connection"]
# Batch mode: SQLite cannot alter a table, so Alembic makes a new one and copies.
context.configure(connection=connection, target_metadata=Row.metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
