"""What is kept, column by column?

Rows stay in this package; domain values come out. ``table=True`` models never validate, so only the stores beside this
module fill them.
"""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, MetaData, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.types import UtcDateTime

# Named constraints, so that Alembic's batch mode can find them on SQLite.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


# The words of a partial index: a query that says the same words can use it.
OPEN = "staat = 'open'"
SILENT = "staat = 'open' AND bezig_at IS NULL"
VACANT = "staat = 'open' AND actiehouder_id IS NULL"
ASKED = "staat = 'open' AND vraag_soort IS NOT NULL"
OWED = "staat IN ('wacht', 'bezig')"
UNSEALED = "nummer IS NULL"
WAITS = "staat = 'wacht'"
# SQLite gives the number of a deleted row to the next one, unless it is told not to. Keys, buttons and the audit trail
# hold such numbers.
NEVER_REUSED = {"sqlite_autoincrement": True}


class Row(SQLModel):
    """The ground that all tables share: one metadata with named constraints."""

    metadata = MetaData(naming_convention=NAMING)


def _json(default: str) -> Any:
    return Column(JSON, nullable=False, server_default=text(f"'{default}'"))


def _reference(target: str, *, nullable: bool = False, index: bool = True) -> Any:
    return Column(ForeignKey(target), nullable=nullable, index=index)


def _partial(name: str, where: str, *columns: str) -> Index:
    """An index of the rows that still matter: it stays small however much is behind us."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class RegioRow(Row, table=True):
    """The one region document that is in force."""

    __tablename__ = "regio"
    id: int = Field(primary_key=True)
    revision: int
    document: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    loaded_at: datetime = Field(sa_type=UtcDateTime)


class InstellingRow(Row, table=True):
    """Small facts of this deployment: the bot's name."""

    __tablename__ = "instelling"
    sleutel: str = Field(primary_key=True, max_length=64)
    waarde: str


class PersoonRow(Row, table=True):
    """Staff of partners. The only table with names, and only of people who work here."""

    __tablename__ = "persoon"
    id: int | None = Field(default=None, primary_key=True)
    naam: str
    email: str | None = Field(default=None, unique=True)
    rollen: list[str] = Field(sa_column=_json("[]"))
    organisatie: str
    zetel: str | None = None
    gemeenten: list[str] = Field(sa_column=_json("[]"))
    tafels: list[str] = Field(sa_column=_json("[]"))
    chat_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, unique=True))
    actief: bool = True
    made_at: datetime = Field(sa_type=UtcDateTime)
    linked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    gewist_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    __table_args__ = NEVER_REUSED


class UitnodigingRow(Row, table=True):
    """One-time ways in; the token is kept as a hash only."""

    __tablename__ = "uitnodiging"
    id: int | None = Field(default=None, primary_key=True)
    persoon_id: int = Field(sa_column=_reference("persoon.id"))
    token_hash: str = Field(unique=True, max_length=64)
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    __table_args__ = NEVER_REUSED


class CasusRow(Row, table=True):
    """A case by its reference."""

    __tablename__ = "casus"
    referentie: str = Field(primary_key=True, max_length=9)
    gemeente: str = Field(index=True)
    tafel: str
    made_by: int = Field(sa_column=_reference("persoon.id"))
    made_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    fase: str = Field(default="aangemeld", max_length=16)
    categorie: str | None = None
    voortgang: str | None = Field(default=None, max_length=16)


class RegievoerderRow(Row, table=True):
    """Who directs a casus. Goes with the casus, and with the person."""

    __tablename__ = "regievoerder"
    casus: str = Field(sa_column=Column(ForeignKey("casus.referentie", ondelete="CASCADE"), primary_key=True))
    persoon_id: int = Field(
        sa_column=Column(
            ForeignKey("persoon.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
        )
    )


class AfspraakRow(Row, table=True):
    """An afspraak; ``next_due_on`` is the day on which its actiehouder hears from us again."""

    __tablename__ = "afspraak"
    id: int | None = Field(default=None, primary_key=True)
    casus: str = Field(sa_column=_reference("casus.referentie"))
    tafel: str
    actie: str
    organisatie: str
    actiehouder_id: int | None = Field(default=None, sa_column=_reference("persoon.id", nullable=True))
    made_by: int = Field(sa_column=_reference("persoon.id", index=False))
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_on: date
    deadline: date
    eerste_deadline: date
    gehoord_on: date
    punt: int
    aan_tafel: bool
    als_niet: str = Field(max_length=16)
    staat: str = Field(max_length=16)
    gezien_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    bezig_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    gedaan_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    vervallen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    vraag_soort: str | None = Field(default=None, max_length=16)
    vraag_nummer: int | None = None
    vraag_door: int | None = Field(default=None, sa_column=_reference("persoon.id", nullable=True, index=False))
    vraag_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    vraag_reden: str | None = Field(default=None, max_length=32)
    vraag_tot: date | None = None
    vraag_aan: int | None = Field(default=None, sa_column=_reference("persoon.id", nullable=True))
    uitgesteld: int = 0
    agenda_op: date | None = None
    aangesproken: int = 0
    aanspreken_na: date | None = None
    bijeenkomst_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("bijeenkomst.id", ondelete="SET NULL"), nullable=True, index=True),
    )
    wacht: bool = False
    bron: str | None = Field(default=None, unique=True, max_length=32)
    next_due_on: date | None = Field(default=None, index=True)
    version: int = 1

    __table_args__ = (
        _partial("ix_afspraak_open", OPEN, "deadline"),
        _partial("ix_afspraak_silent", SILENT, "gehoord_on"),
        _partial("ix_afspraak_vacant", VACANT, "gehoord_on"),
        _partial("ix_afspraak_asked", ASKED, "id"),
        NEVER_REUSED,
    )


class BijeenkomstRow(Row, table=True):
    """One meeting of a table, or an MDO. Who is invited follows from the region, the people and the agenda.

    ``aan_de_beurt`` refers to a row of its own agenda, without a key of the database: each would wait for the other.
    """

    __tablename__ = "bijeenkomst"
    id: int | None = Field(default=None, primary_key=True)
    tafel: str | None = Field(default=None, max_length=32)
    begint: datetime = Field(sa_type=UtcDateTime, index=True)
    duur: int
    waar: str | None = None
    volgens: date | None = None
    eigen: bool = False
    staat: str = Field(max_length=16)
    aan_de_beurt: int | None = None
    agenda_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lijst_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    volgnummer: int = 0
    changed_at: datetime = Field(sa_type=UtcDateTime)
    uid: str = Field(unique=True, max_length=36)
    version: int = 1

    __table_args__ = (UniqueConstraint("tafel", "volgens"), NEVER_REUSED)


def _of_bijeenkomst() -> Any:
    return Column(ForeignKey("bijeenkomst.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)


def _of_persoon() -> Any:
    return Column(ForeignKey("persoon.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True)


class AgendapuntRow(Row, table=True):
    """A casus or a subject on the agenda of one bijeenkomst. Goes with either."""

    __tablename__ = "agendapunt"
    id: int | None = Field(default=None, primary_key=True)
    bijeenkomst_id: int = Field(
        sa_column=Column(ForeignKey("bijeenkomst.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    casus: str | None = Field(
        default=None,
        sa_column=Column(ForeignKey("casus.referentie", ondelete="CASCADE"), nullable=True, index=True),
    )
    onderwerp: str | None = None
    volgorde: int
    minuten: int
    herkomst: str = Field(max_length=16)
    vraag: str | None = None
    na_sluiting: bool = False
    uitkomst: str | None = Field(default=None, max_length=16)
    weg: bool = False

    __table_args__ = (UniqueConstraint("bijeenkomst_id", "casus"), NEVER_REUSED)


class AgendapartnerRow(Row, table=True):
    """Who is asked to join for one casus on an agenda. Goes with the agenda, and with the person."""

    __tablename__ = "agendapartner"
    punt_id: int = Field(
        sa_column=Column(ForeignKey("agendapunt.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    persoon_id: int = Field(sa_column=_of_persoon())


class AanwezigheidRow(Row, table=True):
    """Whether somebody comes to a bijeenkomst, or who comes in their place. Goes with either."""

    __tablename__ = "aanwezigheid"
    bijeenkomst_id: int = Field(sa_column=_of_bijeenkomst())
    persoon_id: int = Field(sa_column=_of_persoon())
    antwoord: str | None = Field(default=None, max_length=16)
    vervanger_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey("persoon.id", ondelete="CASCADE"), nullable=True, index=True)
    )
    mandaat: bool | None = None
    was_er: bool | None = None
    at: datetime = Field(sa_type=UtcDateTime)


class OntvangenRow(Row, table=True):
    """What of an agenda somebody was last told, so that later only what changed is sent. Ids and moments, no text."""

    __tablename__ = "ontvangen"
    bijeenkomst_id: int = Field(sa_column=_of_bijeenkomst())
    persoon_id: int = Field(sa_column=_of_persoon())
    inhoud: dict[str, Any] = Field(sa_column=_json("{}"))
    keer: int = 1
    at: datetime = Field(sa_type=UtcDateTime)


class AbonnementRow(Row, table=True):
    """Somebody's subscription to bijeenkomsten, by the hash of its secret. Goes with the person.

    Renewed by a row in its place; only ``opgehaald_at`` ever changes.
    """

    __tablename__ = "abonnement"
    id: int | None = Field(default=None, primary_key=True)
    persoon_id: int = Field(sa_column=Column(ForeignKey("persoon.id", ondelete="CASCADE"), nullable=False, index=True))
    soort: str = Field(max_length=16)
    sleutel: str
    token_hash: str = Field(unique=True, max_length=64)
    made_at: datetime = Field(sa_type=UtcDateTime)
    opgehaald_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    __table_args__ = (UniqueConstraint("persoon_id", "soort", "sleutel"), NEVER_REUSED)


class VerzendingRow(Row, table=True):
    """An agenda or afsprakenlijst that is to go out: until ``due_at`` it can be called back whole."""

    __tablename__ = "verzending"
    id: int | None = Field(default=None, primary_key=True)
    bijeenkomst_id: int = Field(
        sa_column=Column(ForeignKey("bijeenkomst.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    soort: str = Field(max_length=16)
    made_by: int
    made_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    staat: str = Field(max_length=16)

    __table_args__ = (_partial("ix_verzending_wacht", WAITS, "due_at"), NEVER_REUSED)


class WerkpuntRow(Row, table=True):
    """A step of the house's list that was done for one bijeenkomst. Goes with it."""

    __tablename__ = "werkpunt"
    bijeenkomst_id: int = Field(sa_column=_of_bijeenkomst())
    sleutel: str = Field(primary_key=True, max_length=32)
    gedaan_at: datetime = Field(sa_type=UtcDateTime)
    made_by: int


class GebeurtenisRow(Row, table=True):
    """The timeline of a casus: who did what when. ``tekst`` has passed the guard."""

    __tablename__ = "gebeurtenis"
    id: int | None = Field(default=None, primary_key=True)
    casus: str = Field(sa_column=_reference("casus.referentie"))
    at: datetime = Field(sa_type=UtcDateTime)
    door: int | None = Field(default=None, sa_column=_reference("persoon.id", nullable=True))
    wat: str = Field(max_length=24)
    afspraak_id: int | None = Field(default=None, sa_column=_reference("afspraak.id", nullable=True))
    waarde: str | None = Field(default=None, max_length=200)
    reden: str | None = Field(default=None, max_length=32)
    dag: date | None = None
    tekst: str | None = None

    __table_args__ = NEVER_REUSED


class InzageRow(Row, table=True):
    """Who may look at a casus, through which day. Goes with the casus, and with the person."""

    __tablename__ = "inzage"
    casus: str = Field(sa_column=Column(ForeignKey("casus.referentie", ondelete="CASCADE"), primary_key=True))
    persoon_id: int = Field(
        sa_column=Column(
            ForeignKey("persoon.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
        )
    )
    tot: date
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by: int


class AfwezigheidRow(Row, table=True):
    """Who is away through which day, and who takes over. Goes with either of them."""

    __tablename__ = "afwezigheid"
    persoon_id: int = Field(
        sa_column=Column(ForeignKey("persoon.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    vervanger_id: int = Field(
        sa_column=Column(ForeignKey("persoon.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    tot: date
    made_at: datetime = Field(sa_type=UtcDateTime)


class OverdrachtRow(Row, table=True):
    """Whose work as a makelaar goes to whom, from and through which day. Goes with either of them."""

    __tablename__ = "overdracht"
    persoon_id: int = Field(
        sa_column=Column(ForeignKey("persoon.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    vervanger_id: int = Field(
        sa_column=Column(ForeignKey("persoon.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    vanaf: date
    tot: date
    made_at: datetime = Field(sa_type=UtcDateTime)


class OchtendRow(Row, table=True):
    """When a makelaar wants the morning message, and for which morning it was last thought about."""

    __tablename__ = "ochtend"
    persoon_id: int = Field(
        sa_column=Column(ForeignKey("persoon.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    om: time | None = None
    gepland_on: date | None = None


class GesprekRow(Row, table=True):
    """The dialogue a person is in: at most one."""

    __tablename__ = "gesprek"
    persoon_id: int = Field(sa_column=Column(ForeignKey("persoon.id"), primary_key=True, autoincrement=False))
    over: str = Field(max_length=16)
    vraag: str = Field(max_length=32)
    nonce: str = Field(max_length=16)
    nummer: int
    opties: list[str] = Field(sa_column=_json("[]"))
    gegevens: dict[str, Any] = Field(sa_column=_json("{}"))
    changed_at: datetime = Field(sa_type=UtcDateTime)


class InboxRow(Row, table=True):
    """An update that is ours: stored before Telegram is told that we have it.

    ``seq`` is our own order; ``update_id`` is random after a quiet week. ``tekst`` is nulled once handled.
    """

    __tablename__ = "inbox"
    seq: int | None = Field(default=None, primary_key=True)
    update_id: int = Field(sa_column=Column(BigInteger, nullable=False, unique=True))
    chat_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    user_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    soort: str = Field(max_length=16)
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    reply_to: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    commando: str | None = Field(default=None, max_length=32)
    tekst: str | None = None
    data: str | None = Field(default=None, max_length=64)
    callback_id: str | None = Field(default=None, max_length=64)
    tekst_verloren: bool = False
    received_at: datetime = Field(sa_type=UtcDateTime)
    handled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_owner: str | None = Field(default=None, max_length=80)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)

    __table_args__ = (
        _partial("ix_inbox_open", "handled_at IS NULL", "chat_id", "seq"),
        Index("ix_inbox_handled_at", "handled_at"),
    )


class OutboxRow(Row, table=True):
    """What is owed, and what became of it. ``gegevens`` holds ids; no text of a message is ever stored."""

    __tablename__ = "outbox"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=120)
    bericht: str = Field(max_length=64)
    baan: str = Field(max_length=16)
    methode: str = Field(max_length=16)
    gegevens: dict[str, Any] = Field(sa_column=_json("{}"))
    persoon_id: int | None = Field(default=None, sa_column=_reference("persoon.id", nullable=True))
    chat_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    afspraak_id: int | None = Field(default=None, sa_column=_reference("afspraak.id", nullable=True))
    waarom: str = Field(default="", max_length=160)
    made_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    staat: str = Field(default="wacht", sa_column=Column(String(16), nullable=False))
    attempts: int = 0
    onzeker: int = 0
    retry_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_by: str | None = Field(default=None, max_length=80)
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    fout: str | None = Field(default=None, max_length=120)

    __table_args__ = (
        _partial("ix_outbox_open", OWED, "due_at", "id"),
        Index("ix_outbox_chat_message", "chat_id", "message_id"),
        NEVER_REUSED,
    )


class GetoondRow(Row, table=True):
    """Which message shows which casus, line by line, until it no longer does.

    Refers to no row: a message is taken back after what it showed is gone. ``vorm`` is how a list was cut.
    """

    __tablename__ = "getoond"
    chat_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    message_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    nummer: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    casus: str = Field(max_length=9, index=True)
    afspraak_id: int | None = Field(default=None, index=True)
    vorm: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))


class LeaseRow(Row, table=True):
    """Which process polls, and which delivers; and until when Telegram asked all of us to be silent."""

    __tablename__ = "lease"
    naam: str = Field(primary_key=True, max_length=32)
    owner: str | None = Field(default=None, max_length=80)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paused_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AuditRow(Row, table=True):
    """Who did or saw what when: never a text. ``nummer`` and ``zegel`` come once it is sealed."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    persoon_id: int | None = None
    rollen: str = ""
    daad: str = Field(max_length=48)
    object: str = Field(max_length=80)
    uitkomst: str = Field(max_length=32)
    nummer: int | None = Field(default=None, unique=True, index=True)
    zegel: str | None = Field(default=None, max_length=64)

    __table_args__ = (_partial("ix_audit_unsealed", UNSEALED, "id"),)


class AuditMerkRow(Row, table=True):
    """Where the sealed trail begins and where it ends, signed."""

    __tablename__ = "auditmerk"
    soort: str = Field(primary_key=True, max_length=8)
    nummer: int
    zegel: str = Field(max_length=64)
    at: datetime = Field(sa_type=UtcDateTime)
    handtekening: str = Field(max_length=64)


class MaandcijferRow(Row, table=True):
    """What is left of casussen and afspraken that are gone: counts per month of their end."""

    __tablename__ = "maandcijfer"
    maand: date = Field(primary_key=True)
    basisteam: str = Field(primary_key=True)
    tafel: str = Field(primary_key=True)
    thema: str = Field(primary_key=True)
    uitkomst: str = Field(primary_key=True, max_length=16)
    aantal: int
