"""Indexes of the afspraken that may need attention"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN = sa.text("staat = 'open'")
SILENT = sa.text("staat = 'open' AND bezig_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_afspraak_open", "afspraak", ["deadline"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_afspraak_silent", "afspraak", ["made_on"], sqlite_where=SILENT, postgresql_where=SILENT)


def downgrade() -> None:
    op.drop_index("ix_afspraak_silent", "afspraak")
    op.drop_index("ix_afspraak_open", "afspraak")
