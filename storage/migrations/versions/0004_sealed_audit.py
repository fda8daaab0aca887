"""The audit trail is sealed"""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UNSEALED = sa.text("nummer IS NULL")


def upgrade() -> None:
    op.add_column("audit", sa.Column("nummer", sa.Integer(), nullable=True))
    op.add_column("audit", sa.Column("zegel", sa.String(length=64), nullable=True))
    op.create_index("ix_audit_nummer", "audit", ["nummer"], unique=True)
    op.create_index("ix_audit_unsealed", "audit", ["id"], sqlite_where=UNSEALED, postgresql_where=UNSEALED)
    op.create_table(
        "auditmerk",
        sa.Column("soort", sa.String(length=8), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("zegel", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("handtekening", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("soort", name=op.f("pk_auditmerk")),
    )
    # Before it was sealed, a casus stood there by its bare reference.
    op.execute("UPDATE audit SET object = 'casus ' || object WHERE object LIKE '___-___-_'")


def downgrade() -> None:
    op.drop_table("auditmerk")
    op.drop_index("ix_audit_unsealed", "audit")
    op.drop_index("ix_audit_nummer", "audit")
    with op.batch_alter_table("audit") as table:
        table.drop_column("zegel")
        table.drop_column("nummer")
