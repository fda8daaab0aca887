"""Who is away, until when, and who takes over"""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "afwezigheid",
        sa.Column("persoon_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("vervanger_id", sa.Integer(), nullable=False),
        sa.Column("tot", sa.Date(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["persoon_id"], ["persoon.id"], name=op.f("fk_afwezigheid_persoon_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["vervanger_id"], ["persoon.id"], name=op.f("fk_afwezigheid_vervanger_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("persoon_id", name=op.f("pk_afwezigheid")),
    )
    op.create_index(op.f("ix_afwezigheid_vervanger_id"), "afwezigheid", ["vervanger_id"])


def downgrade() -> None:
    op.drop_table("afwezigheid")
