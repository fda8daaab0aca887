"""The first tables"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", storage.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("persoon_id", sa.Integer(), nullable=True),
        sa.Column("rollen", sa.String(), nullable=False),
        sa.Column("daad", sa.String(length=48), nullable=False),
        sa.Column("object", sa.String(length=80), nullable=False),
        sa.Column("uitkomst", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_table(
        "inbox",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("soort", sa.String(length=16), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("commando", sa.String(length=32), nullable=True),
        sa.Column("tekst", sa.String(), nullable=True),
        sa.Column("data", sa.String(length=64), nullable=True),
        sa.Column("callback_id", sa.String(length=64), nullable=True),
        sa.Column("tekst_verloren", sa.Boolean(), nullable=False),
        sa.Column("received_at", storage.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("handled_at", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.String(length=80), nullable=True),
        sa.Column("lease_until", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_inbox")),
        sa.UniqueConstraint("update_id", name=op.f("uq_inbox_update_id")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index("ix_inbox_handled_at", ["handled_at"], unique=False)
        batch_op.create_index(
            "ix_inbox_open",
            ["chat_id", "seq"],
            unique=False,
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        )

    op.create_table(
        "instelling",
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.Column("waarde", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel", name=op.f("pk_instelling")),
    )
    op.create_table(
        "lease",
        sa.Column("naam", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=True),
        sa.Column("until", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("paused_until", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("naam", name=op.f("pk_lease")),
    )
    op.create_table(
        "persoon",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("naam", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("rollen", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("organisatie", sa.String(), nullable=False),
        sa.Column("zetel", sa.String(), nullable=True),
        sa.Column("gemeenten", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("tafels", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("actief", sa.Boolean(), nullable=False),
        sa.Column("made_at", storage.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("linked_at", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persoon")),
        sa.UniqueConstraint("chat_id", name=op.f("uq_persoon_chat_id")),
        sa.UniqueConstraint("email", name=op.f("uq_persoon_email")),
    )
    op.create_table(
        "regio",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("loaded_at", storage.types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regio")),
    )
    op.create_table(
        "casus",
        sa.Column("referentie", sa.String(length=9), nullable=False),
        sa.Column("gemeente", sa.String(), nullable=False),
        sa.Column("tafel", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", storage.types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["persoon.id"], name=op.f("fk_casus_made_by")),
        sa.PrimaryKeyConstraint("referentie", name=op.f("pk_casus")),
    )
    with op.batch_alter_table("casus", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casus_gemeente"), ["gemeente"], unique=False)
        batch_op.create_index(batch_op.f("ix_casus_made_by"), ["made_by"], unique=False)

    op.create_table(
        "gesprek",
        sa.Column("persoon_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("over", sa.String(length=16), nullable=False),
        sa.Column("vraag", sa.String(length=32), nullable=False),
        sa.Column("nonce", sa.String(length=16), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("opties", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("gegevens", sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("changed_at", storage.types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["persoon_id"], ["persoon.id"], name=op.f("fk_gesprek_persoon_id")),
        sa.PrimaryKeyConstraint("persoon_id", name=op.f("pk_gesprek")),
    )
    op.create_table(
        "uitnodiging",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("persoon_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", storage.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", storage.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["persoon_id"], ["persoon.id"], name=op.f("fk_uitnodiging_persoon_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uitnodiging")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_uitnodiging_token_hash")),
    )
    with op.batch_alter_table("uitnodiging", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_uitnodiging_persoon_id"), ["persoon_id"], unique=False)

    op.create_table(
        "afspraak",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("casus", sa.String(length=9), nullable=False),
        sa.Column("tafel", sa.String(), nullable=False),
        sa.Column("actie", sa.String(), nullable=False),
        sa.Column("actiehouder_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", storage.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("staat", sa.String(length=16), nullable=False),
        sa.Column("bezig_at", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("gedaan_at", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("bron", sa.String(length=32), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actiehouder_id"], ["persoon.id"], name=op.f("fk_afspraak_actiehouder_id")),
        sa.ForeignKeyConstraint(["casus"], ["casus.referentie"], name=op.f("fk_afspraak_casus")),
        sa.ForeignKeyConstraint(["made_by"], ["persoon.id"], name=op.f("fk_afspraak_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_afspraak")),
        sa.UniqueConstraint("bron", name=op.f("uq_afspraak_bron")),
    )
    with op.batch_alter_table("afspraak", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_afspraak_actiehouder_id"), ["actiehouder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_afspraak_casus"), ["casus"], unique=False)
        batch_op.create_index(batch_op.f("ix_afspraak_next_due_on"), ["next_due_on"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("bericht", sa.String(length=64), nullable=False),
        sa.Column("baan", sa.String(length=16), nullable=False),
        sa.Column("methode", sa.String(length=16), nullable=False),
        sa.Column("gegevens", sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("persoon_id", sa.Integer(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("afspraak_id", sa.Integer(), nullable=True),
        sa.Column("waarom", sa.String(length=160), nullable=False),
        sa.Column("made_at", storage.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", storage.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("staat", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("onzeker", sa.Integer(), nullable=False),
        sa.Column("retry_at", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("claimed_until", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("fout", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["afspraak_id"], ["afspraak.id"], name=op.f("fk_outbox_afspraak_id")),
        sa.ForeignKeyConstraint(["persoon_id"], ["persoon.id"], name=op.f("fk_outbox_persoon_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_afspraak_id"), ["afspraak_id"], unique=False)
        batch_op.create_index("ix_outbox_chat_message", ["chat_id", "message_id"], unique=False)
        batch_op.create_index(
            "ix_outbox_open",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("staat IN ('wacht', 'bezig')"),
            postgresql_where=sa.text("staat IN ('wacht', 'bezig')"),
        )
        batch_op.create_index(batch_op.f("ix_outbox_persoon_id"), ["persoon_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_persoon_id"))
        batch_op.drop_index(
            "ix_outbox_open",
            sqlite_where=sa.text("staat IN ('wacht', 'bezig')"),
            postgresql_where=sa.text("staat IN ('wacht', 'bezig')"),
        )
        batch_op.drop_index("ix_outbox_chat_message")
        batch_op.drop_index(batch_op.f("ix_outbox_afspraak_id"))

    op.drop_table("outbox")
    with op.batch_alter_table("afspraak", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_afspraak_next_due_on"))
        batch_op.drop_index(batch_op.f("ix_afspraak_casus"))
        batch_op.drop_index(batch_op.f("ix_afspraak_actiehouder_id"))

    op.drop_table("afspraak")
    with op.batch_alter_table("uitnodiging", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_uitnodiging_persoon_id"))

    op.drop_table("uitnodiging")
    op.drop_table("gesprek")
    with op.batch_alter_table("casus", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_casus_made_by"))
        batch_op.drop_index(batch_op.f("ix_casus_gemeente"))

    op.drop_table("casus")
    op.drop_table("regio")
    op.drop_table("persoon")
    op.drop_table("lease")
    op.drop_table("instelling")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_inbox_open", sqlite_where=sa.text("handled_at IS NULL"), postgresql_where=sa.text("handled_at IS NULL")
        )
        batch_op.drop_index("ix_inbox_handled_at")

    op.drop_table("inbox")
    op.drop_table("audit")
