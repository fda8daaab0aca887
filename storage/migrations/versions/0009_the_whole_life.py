"""The whole life of an afspraak and of its casus"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SILENT = sa.text("staat = 'open' AND bezig_at IS NULL")
VACANT = sa.text("staat = 'open' AND actiehouder_id IS NULL")
ASKED = sa.text("staat = 'open' AND vraag_soort IS NOT NULL")
AUTOINCREMENT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    _grow_casus()
    _grow_afspraak()
    _add_tables()
    _look_back()


def _grow_casus() -> None:
    with op.batch_alter_table("casus") as table:
        table.add_column(sa.Column("fase", sa.String(length=16), nullable=False, server_default="aangemeld"))
        table.add_column(sa.Column("categorie", sa.String(), nullable=True))
        table.add_column(sa.Column("voortgang", sa.String(length=16), nullable=True))
    op.execute("UPDATE casus SET fase = 'in_monitoring' WHERE referentie IN (SELECT casus FROM afspraak)")
    op.execute("UPDATE casus SET fase = 'afgesloten' WHERE closed_at IS NOT NULL")
    with op.batch_alter_table("casus") as table:
        table.alter_column("fase", server_default=None)


def _grow_afspraak() -> None:
    with op.batch_alter_table("afspraak", table_kwargs=AUTOINCREMENT) as table:
        columns: tuple[tuple[str, Any], ...] = (
            ("organisatie", sa.String()),
            ("eerste_deadline", sa.Date()),
            ("gehoord_on", sa.Date()),
            ("gezien_at", UtcDateTime(timezone=True)),
            ("vervallen_at", UtcDateTime(timezone=True)),
            ("vraag_soort", sa.String(length=16)),
            ("vraag_nummer", sa.Integer()),
            ("vraag_door", sa.Integer()),
            ("vraag_at", UtcDateTime(timezone=True)),
            ("vraag_reden", sa.String(length=32)),
            ("vraag_tot", sa.Date()),
            ("vraag_aan", sa.Integer()),
            ("agenda_op", sa.Date()),
            ("aanspreken_na", sa.Date()),
        )
        for name, kind in columns:
            table.add_column(sa.Column(name, kind, nullable=True))
        for name, kind, at_first in (
            ("punt", sa.Integer(), "1"),
            ("aan_tafel", sa.Boolean(), sa.true()),
            ("als_niet", sa.String(length=16), "bespreken"),
            ("uitgesteld", sa.Integer(), "0"),
            ("aangesproken", sa.Integer(), "0"),
        ):
            table.add_column(sa.Column(name, kind, nullable=False, server_default=at_first))
    op.execute(
        "UPDATE afspraak SET eerste_deadline = deadline, gehoord_on = made_on, gezien_at = bezig_at, "
        "organisatie = (SELECT persoon.organisatie FROM persoon WHERE persoon.id = afspraak.actiehouder_id)"
    )
    op.drop_index("ix_afspraak_silent", "afspraak")
    with op.batch_alter_table("afspraak", table_kwargs=AUTOINCREMENT) as table:
        for name in ("organisatie", "eerste_deadline", "gehoord_on"):
            table.alter_column(name, nullable=False)
        for name in ("punt", "aan_tafel", "als_niet", "uitgesteld", "aangesproken"):
            table.alter_column(name, server_default=None)
        table.alter_column("actiehouder_id", nullable=True)
        for name in ("vraag_door", "vraag_aan"):
            table.create_foreign_key(op.f(f"fk_afspraak_{name}"), "persoon", [name], ["id"])
    op.create_index(op.f("ix_afspraak_vraag_aan"), "afspraak", ["vraag_aan"])
    op.create_index("ix_afspraak_silent", "afspraak", ["gehoord_on"], sqlite_where=SILENT, postgresql_where=SILENT)
    op.create_index("ix_afspraak_vacant", "afspraak", ["gehoord_on"], sqlite_where=VACANT, postgresql_where=VACANT)
    op.create_index("ix_afspraak_asked", "afspraak", ["id"], sqlite_where=ASKED, postgresql_where=ASKED)


def _add_tables() -> None:
    op.create_table(
        "gebeurtenis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("casus", sa.String(length=9), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("door", sa.Integer(), nullable=True),
        sa.Column("wat", sa.String(length=24), nullable=False),
        sa.Column("afspraak_id", sa.Integer(), nullable=True),
        sa.Column("waarde", sa.String(length=200), nullable=True),
        sa.Column("reden", sa.String(length=32), nullable=True),
        sa.Column("dag", sa.Date(), nullable=True),
        sa.Column("tekst", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["casus"], ["casus.referentie"], name=op.f("fk_gebeurtenis_casus")),
        sa.ForeignKeyConstraint(["door"], ["persoon.id"], name=op.f("fk_gebeurtenis_door")),
        sa.ForeignKeyConstraint(["afspraak_id"], ["afspraak.id"], name=op.f("fk_gebeurtenis_afspraak_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gebeurtenis")),
        sqlite_autoincrement=True,
    )
    for name in ("casus", "door", "afspraak_id"):
        op.create_index(op.f(f"ix_gebeurtenis_{name}"), "gebeurtenis", [name])
    op.create_table(
        "regievoerder",
        sa.Column("casus", sa.String(length=9), nullable=False),
        sa.Column("persoon_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["casus"], ["casus.referentie"], name=op.f("fk_regievoerder_casus"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["persoon_id"], ["persoon.id"], name=op.f("fk_regievoerder_persoon_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("casus", "persoon_id", name=op.f("pk_regievoerder")),
    )
    op.create_index(op.f("ix_regievoerder_persoon_id"), "regievoerder", ["persoon_id"])
    op.create_table(
        "overdracht",
        sa.Column("persoon_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("vervanger_id", sa.Integer(), nullable=False),
        sa.Column("vanaf", sa.Date(), nullable=False),
        sa.Column("tot", sa.Date(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["persoon_id"], ["persoon.id"], name=op.f("fk_overdracht_persoon_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["vervanger_id"], ["persoon.id"], name=op.f("fk_overdracht_vervanger_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("persoon_id", name=op.f("pk_overdracht")),
    )
    op.create_index(op.f("ix_overdracht_vervanger_id"), "overdracht", ["vervanger_id"])
    op.create_table(
        "ochtend",
        sa.Column("persoon_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("om", sa.Time(), nullable=True),
        sa.Column("gepland_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["persoon_id"], ["persoon.id"], name=op.f("fk_ochtend_persoon_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("persoon_id", name=op.f("pk_ochtend")),
    )


def _look_back() -> None:
    """What is known of before becomes the first lines of each timeline."""
    fill = "INSERT INTO gebeurtenis (casus, at, door, wat, afspraak_id, dag) SELECT"
    op.execute(f"{fill} referentie, made_at, made_by, 'begonnen', NULL, NULL FROM casus ORDER BY made_at")
    op.execute(f"{fill} casus, made_at, made_by, 'vastgelegd', id, deadline FROM afspraak ORDER BY made_at")
    op.execute(
        f"{fill} casus, gedaan_at, actiehouder_id, 'gedaan', id, NULL FROM afspraak WHERE gedaan_at IS NOT NULL "
        "ORDER BY gedaan_at"
    )
    op.execute(
        "INSERT INTO gebeurtenis (casus, at, wat, waarde) SELECT referentie, closed_at, 'fase', 'afgesloten' "
        "FROM casus WHERE closed_at IS NOT NULL"
    )


def downgrade() -> None:
    for name in ("ochtend", "overdracht", "regievoerder", "gebeurtenis"):
        op.drop_table(name)
    # What no one of before can hold: an afspraak without actiehouder, and one that was dropped.
    op.execute("UPDATE afspraak SET actiehouder_id = COALESCE(actiehouder_id, vraag_door, made_by)")
    op.execute("UPDATE afspraak SET staat = 'gedaan', gedaan_at = vervallen_at WHERE staat = 'vervallen'")
    for name in ("ix_afspraak_asked", "ix_afspraak_vacant", "ix_afspraak_silent", "ix_afspraak_vraag_aan"):
        op.drop_index(name, "afspraak")
    with op.batch_alter_table("afspraak", table_kwargs=AUTOINCREMENT) as table:
        for name in ("vraag_door", "vraag_aan"):
            table.drop_constraint(op.f(f"fk_afspraak_{name}"), type_="foreignkey")
        table.alter_column("actiehouder_id", nullable=False)
        for name in (
            *("organisatie", "eerste_deadline", "gehoord_on", "punt", "aan_tafel", "als_niet", "gezien_at"),
            *("vervallen_at", "vraag_soort", "vraag_nummer", "vraag_door", "vraag_at", "vraag_reden", "vraag_tot"),
            *("vraag_aan", "uitgesteld", "agenda_op", "aangesproken", "aanspreken_na"),
        ):
            table.drop_column(name)
    op.create_index("ix_afspraak_silent", "afspraak", ["made_on"], sqlite_where=SILENT, postgresql_where=SILENT)
    with op.batch_alter_table("casus") as table:
        for name in ("fase", "categorie", "voortgang"):
            table.drop_column(name)
