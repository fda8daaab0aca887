"""What is kept for how long"""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What is deleted from now on, and whose number stands in keys, buttons and the audit trail.
NEVER_REUSED = ("persoon", "uitnodiging", "afspraak", "outbox")


def upgrade() -> None:
    op.create_table(
        "maandcijfer",
        sa.Column("maand", sa.Date(), nullable=False),
        sa.Column("basisteam", sa.String(), nullable=False),
        sa.Column("tafel", sa.String(), nullable=False),
        sa.Column("thema", sa.String(), nullable=False),
        sa.Column("uitkomst", sa.String(length=16), nullable=False),
        sa.Column("aantal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("maand", "basisteam", "tafel", "thema", "uitkomst", name=op.f("pk_maandcijfer")),
    )
    with op.batch_alter_table("persoon") as table:
        table.add_column(sa.Column("gewist_at", UtcDateTime(), nullable=True))
    _number_anew(sqlite_autoincrement=True)


def downgrade() -> None:
    _number_anew(sqlite_autoincrement=False)
    with op.batch_alter_table("persoon") as table:
        table.drop_column("gewist_at")
    op.drop_table("maandcijfer")


def _number_anew(*, sqlite_autoincrement: bool) -> None:
    """SQLite gives the number of a deleted row to the next one, unless the table was made with AUTOINCREMENT."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for name in NEVER_REUSED:
        kwargs = {"sqlite_autoincrement": sqlite_autoincrement}
        with op.batch_alter_table(name, recreate="always", table_kwargs=kwargs):
            pass
