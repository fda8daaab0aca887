"""Who may look at a casus, until when"""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inzage",
        sa.Column("casus", sa.String(length=9), nullable=False),
        sa.Column("persoon_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tot", sa.Date(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["casus"], ["casus.referentie"], name=op.f("fk_inzage_casus"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["persoon_id"], ["persoon.id"], name=op.f("fk_inzage_persoon_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("casus", "persoon_id", name=op.f("pk_inzage")),
    )
    op.create_index("ix_inzage_persoon_id", "inzage", ["persoon_id"])
    # Who has an afspraak already sees its casus at least through the deadline.
    op.execute(
        sa.text(
            "INSERT INTO inzage (casus, persoon_id, tot, made_at, made_by) "
            "SELECT casus, actiehouder_id, max(deadline), max(made_at), min(made_by) FROM afspraak "
            "GROUP BY casus, actiehouder_id"
        )
    )


def downgrade() -> None:
    op.drop_table("inzage")
