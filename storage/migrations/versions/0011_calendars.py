"""Subscriptions, and what calendars know a bijeenkomst by"""

import uuid

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

AUTOINCREMENT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    with op.batch_alter_table("bijeenkomst", table_kwargs=AUTOINCREMENT) as table:
        table.add_column(sa.Column("uid", sa.String(length=36), nullable=True))
    bijeenkomst = sa.table("bijeenkomst", sa.column("id", sa.Integer), sa.column("uid", sa.String))
    connection = op.get_bind()
    known = [{"of_id": id, "uid": str(uuid.uuid4())} for id in connection.scalars(sa.select(bijeenkomst.c.id))]
    if known:
        connection.execute(sa.update(bijeenkomst).where(bijeenkomst.c.id == sa.bindparam("of_id")), known)
    with op.batch_alter_table("bijeenkomst", table_kwargs=AUTOINCREMENT) as table:
        table.alter_column("uid", existing_type=sa.String(length=36), nullable=False)
        table.create_unique_constraint(op.f("uq_bijeenkomst_uid"), ["uid"])
    with op.batch_alter_table("ontvangen") as table:
        table.add_column(sa.Column("keer", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("ontvangen") as table:
        table.alter_column("keer", server_default=None)
    op.create_table(
        "abonnement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("persoon_id", sa.Integer(), nullable=False),
        sa.Column("soort", sa.String(length=16), nullable=False),
        sa.Column("sleutel", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("opgehaald_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["persoon_id"], ["persoon.id"], name=op.f("fk_abonnement_persoon_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abonnement")),
        sa.UniqueConstraint("persoon_id", "soort", "sleutel", name=op.f("uq_abonnement_persoon_id_soort_sleutel")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_abonnement_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_abonnement_persoon_id"), "abonnement", ["persoon_id"])


def downgrade() -> None:
    op.drop_table("abonnement")
    with op.batch_alter_table("ontvangen") as table:
        table.drop_column("keer")
    with op.batch_alter_table("bijeenkomst", table_kwargs=AUTOINCREMENT) as table:
        table.drop_constraint(op.f("uq_bijeenkomst_uid"), type_="unique")
        table.drop_column("uid")
