"""Which messages show which casus"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "getoond",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("nummer", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("casus", sa.String(length=9), nullable=False),
        sa.Column("afspraak_id", sa.Integer(), nullable=True),
        sa.Column("vorm", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", "message_id", "nummer", name=op.f("pk_getoond")),
    )
    op.create_index(op.f("ix_getoond_casus"), "getoond", ["casus"])
    op.create_index(op.f("ix_getoond_afspraak_id"), "getoond", ["afspraak_id"])


def downgrade() -> None:
    op.drop_table("getoond")
