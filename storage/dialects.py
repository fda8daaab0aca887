"""Where do SQLite and PostgreSQL need a statement each? Only for an insert that may meet an earlier row."""

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import SQLModel


def insert_by(build: Callable[[Any], Any]) -> Callable[[Connection], Any]:
    """The same insert for either database. ``build`` is handed the dialect's own ``insert``, once for each."""

    @cache
    def built(dialect: str) -> Any:
        if dialect == "postgresql":
            from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415 - who uses SQLite need not wait for it

            return build(insert)
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert  # noqa: PLC0415

        return build(sqlite_insert)

    return lambda connection: built(connection.dialect.name)


def hold_table(connection: Connection, table: type[SQLModel]) -> None:
    """Others may read it, and nobody else writes to it before this transaction ends; SQLite has one writer anyhow."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {table.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))
