"""Bijeenkomsten with their agenda, who comes, and what was sent"""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

AUTOINCREMENT = {"sqlite_autoincrement": True}
WAITS = sa.text("staat = 'wacht'")
TABLES = ("werkpunt", "verzending", "ontvangen", "aanwezigheid", "agendapartner", "agendapunt", "bijeenkomst")


def upgrade() -> None:
    _add_bijeenkomst()
    _add_agenda()
    _add_people()
    _add_sending()
    with op.batch_alter_table("afspraak", table_kwargs=AUTOINCREMENT) as table:
        table.add_column(sa.Column("bijeenkomst_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("wacht", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("afspraak", table_kwargs=AUTOINCREMENT) as table:
        table.alter_column("wacht", server_default=None)
        table.create_foreign_key(
            op.f("fk_afspraak_bijeenkomst_id"), "bijeenkomst", ["bijeenkomst_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index(op.f("ix_afspraak_bijeenkomst_id"), "afspraak", ["bijeenkomst_id"])


def _add_bijeenkomst() -> None:
    op.create_table(
        "bijeenkomst",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tafel", sa.String(length=32), nullable=True),
        sa.Column("begint", UtcDateTime(timezone=True), nullable=False),
        sa.Column("duur", sa.Integer(), nullable=False),
        sa.Column("waar", sa.String(), nullable=True),
        sa.Column("volgens", sa.Date(), nullable=True),
        sa.Column("eigen", sa.Boolean(), nullable=False),
        sa.Column("staat", sa.String(length=16), nullable=False),
        sa.Column("aan_de_beurt", sa.Integer(), nullable=True),
        sa.Column("agenda_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("lijst_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("volgnummer", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bijeenkomst")),
        sa.UniqueConstraint("tafel", "volgens", name=op.f("uq_bijeenkomst_tafel_volgens")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_bijeenkomst_begint"), "bijeenkomst", ["begint"])


def _add_agenda() -> None:
    op.create_table(
        "agendapunt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bijeenkomst_id", sa.Integer(), nullable=False),
        sa.Column("casus", sa.String(), nullable=True),
        sa.Column("onderwerp", sa.String(), nullable=True),
        sa.Column("volgorde", sa.Integer(), nullable=False),
        sa.Column("minuten", sa.Integer(), nullable=False),
        sa.Column("herkomst", sa.String(length=16), nullable=False),
        sa.Column("vraag", sa.String(), nullable=True),
        sa.Column("na_sluiting", sa.Boolean(), nullable=False),
        sa.Column("uitkomst", sa.String(length=16), nullable=True),
        sa.Column("weg", sa.Boolean(), nullable=False),
        _of_bijeenkomst("agendapunt"),
        sa.ForeignKeyConstraint(["casus"], ["casus.referentie"], name=op.f("fk_agendapunt_casus"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agendapunt")),
        sa.UniqueConstraint("bijeenkomst_id", "casus", name=op.f("uq_agendapunt_bijeenkomst_id_casus")),
        sqlite_autoincrement=True,
    )
    for name in ("bijeenkomst_id", "casus"):
        op.create_index(op.f(f"ix_agendapunt_{name}"), "agendapunt", [name])
    op.create_table(
        "agendapartner",
        sa.Column("punt_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("persoon_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["punt_id"], ["agendapunt.id"], name=op.f("fk_agendapartner_punt_id"), ondelete="CASCADE"
        ),
        _of_persoon("agendapartner", "persoon_id"),
        sa.PrimaryKeyConstraint("punt_id", "persoon_id", name=op.f("pk_agendapartner")),
    )
    op.create_index(op.f("ix_agendapartner_persoon_id"), "agendapartner", ["persoon_id"])


def _add_people() -> None:
    op.create_table(
        "aanwezigheid",
        sa.Column("bijeenkomst_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("persoon_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("antwoord", sa.String(length=16), nullable=True),
        sa.Column("vervanger_id", sa.Integer(), nullable=True),
        sa.Column("mandaat", sa.Boolean(), nullable=True),
        sa.Column("was_er", sa.Boolean(), nullable=True),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        _of_bijeenkomst("aanwezigheid"),
        _of_persoon("aanwezigheid", "persoon_id"),
        _of_persoon("aanwezigheid", "vervanger_id"),
        sa.PrimaryKeyConstraint("bijeenkomst_id", "persoon_id", name=op.f("pk_aanwezigheid")),
    )
    for name in ("persoon_id", "vervanger_id"):
        op.create_index(op.f(f"ix_aanwezigheid_{name}"), "aanwezigheid", [name])
    op.create_table(
        "ontvangen",
        sa.Column("bijeenkomst_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("persoon_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("inhoud", sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        _of_bijeenkomst("ontvangen"),
        _of_persoon("ontvangen", "persoon_id"),
        sa.PrimaryKeyConstraint("bijeenkomst_id", "persoon_id", name=op.f("pk_ontvangen")),
    )
    op.create_index(op.f("ix_ontvangen_persoon_id"), "ontvangen", ["persoon_id"])


def _add_sending() -> None:
    op.create_table(
        "verzending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bijeenkomst_id", sa.Integer(), nullable=False),
        sa.Column("soort", sa.String(length=16), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("staat", sa.String(length=16), nullable=False),
        _of_bijeenkomst("verzending"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verzending")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_verzending_bijeenkomst_id"), "verzending", ["bijeenkomst_id"])
    op.create_index("ix_verzending_wacht", "verzending", ["due_at"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_table(
        "werkpunt",
        sa.Column("bijeenkomst_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sleutel", sa.String(length=32), nullable=False),
        sa.Column("gedaan_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        _of_bijeenkomst("werkpunt"),
        sa.PrimaryKeyConstraint("bijeenkomst_id", "sleutel", name=op.f("pk_werkpunt")),
    )


def _of_bijeenkomst(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["bijeenkomst_id"], ["bijeenkomst.id"], name=op.f(f"fk_{table}_bijeenkomst_id"), ondelete="CASCADE"
    )


def _of_persoon(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["persoon.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")


def downgrade() -> None:
    op.drop_index(op.f("ix_afspraak_bijeenkomst_id"), "afspraak")
    with op.batch_alter_table("afspraak", table_kwargs=AUTOINCREMENT) as table:
        table.drop_constraint(op.f("fk_afspraak_bijeenkomst_id"), type_="foreignkey")
        for name in ("bijeenkomst_id", "wacht"):
            table.drop_column(name)
    for name in TABLES:
        op.drop_table(name)
