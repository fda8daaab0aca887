"""What has passed its term, how does it go, and what is counted of it?

What hangs under a casus is found by the foreign keys, so a table that comes later goes along by itself.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlmodel import SQLModel, col

from bot.domain.bericht import Methode
from bot.domain.bewaren import OUD_MEDEWERKER, Bewaard, Maandcijfer
from bot.domain.persoon import PersoonId
from bot.domain.referentie import Referentie
from storage.dialects import insert_by
from storage.tables import (
    AfspraakRow,
    AfwezigheidRow,
    AgendapuntRow,
    AuditRow,
    BijeenkomstRow,
    CasusRow,
    GesprekRow,
    InboxRow,
    InzageRow,
    MaandcijferRow,
    OutboxRow,
    OverdrachtRow,
    PersoonRow,
    Row,
    UitnodigingRow,
)

_UNDERWAY = ("wacht", "bezig")
_MESSAGES = (Methode.SEND, Methode.EDIT)
OWNERS = frozenset({"persoon_id", "vervanger_id"})
"""The columns that say whose row it is; any other reference to a person says what they did."""


def table_of(row: type[SQLModel]) -> Table:
    table: Table = row.__table__  # type: ignore[attr-defined]
    return table


def referring(table: Table) -> Iterator[Column[Any]]:
    """Every column, of any table, that refers to this one."""
    for other in Row.metadata.sorted_tables:
        yield from (column for column in other.c if any(key.column.table is table for key in column.foreign_keys))


def under(table: Table, where: ColumnElement[bool]) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """The rows that hang under these ones, the deepest first, and then these ones themselves."""
    for column in referring(table):
        (key,) = column.foreign_keys
        yield from under(column.table, column.in_(select(key.column).where(where)))
    yield table, where


def _worked_on() -> ColumnElement[bool]:
    """A casus or an afspraak names this person as who made it or does it."""
    person = table_of(PersoonRow)
    return or_(*(exists().where(column == person.c.id) for column in referring(person) if column.name not in OWNERS))


@dataclass(frozen=True)
class _Kept:
    """Rows of a kind: when the term of each began, and which of them may go once it has passed."""

    row: type[SQLModel]
    since: Any
    only: ColumnElement[bool] | None = None
    until: Any = None
    """A day that must have passed as well, where there is one."""

    @property
    def table(self) -> Table:
        return table_of(self.row)

    @property
    def key(self) -> list[Column[Any]]:
        return list(self.table.primary_key)

    def among(self, keys: Collection[Any]) -> ColumnElement[bool]:
        return self.key[0].in_(keys) if len(self.key) == 1 else tuple_(*self.key).in_(keys)

    def passed(self, before: datetime) -> ColumnElement[bool]:
        """``before`` is the midnight with which the first day begins that is still kept."""
        is_day = self.since.type.python_type is date
        over: list[ColumnElement[bool]] = [self.since < (before.date() if is_day else before)]
        if self.until is not None:
            over.append(or_(self.until.is_(None), self.until < before.date()))
        return and_(*over) if self.only is None else and_(*over, self.only)


_GONE_INVITE = func.coalesce(UitnodigingRow.used_at, UitnodigingRow.revoked_at, UitnodigingRow.expires_at)
_ENDED = func.coalesce(OutboxRow.ended_at, OutboxRow.made_at)
_LOOSE = and_(col(OutboxRow.afspraak_id).is_(None), col(OutboxRow.staat).not_in(_UNDERWAY))
_LIST_OUT = ~exists().where(col(AfspraakRow.bijeenkomst_id) == col(BijeenkomstRow.id), col(AfspraakRow.wacht))
_KEPT: dict[Bewaard, _Kept] = {
    Bewaard.CASUS: _Kept(CasusRow, col(CasusRow.closed_at)),
    # What waits for its list must be able to go out; and a day of the rhythm that is to come would be planned anew.
    Bewaard.BIJEENKOMST: _Kept(BijeenkomstRow, col(BijeenkomstRow.begint), _LIST_OUT, col(BijeenkomstRow.volgens)),
    Bewaard.INZAGE: _Kept(InzageRow, col(InzageRow.tot)),
    Bewaard.AFWEZIGHEID: _Kept(AfwezigheidRow, col(AfwezigheidRow.tot)),
    Bewaard.OVERDRACHT: _Kept(OverdrachtRow, col(OverdrachtRow.tot)),
    Bewaard.GESPREK: _Kept(GesprekRow, col(GesprekRow.changed_at)),
    Bewaard.UITNODIGING: _Kept(UitnodigingRow, _GONE_INVITE),
    # What is about an afspraak goes with it: until then its buttons and lists need it.
    Bewaard.BERICHT: _Kept(OutboxRow, _ENDED, _LOOSE),
    Bewaard.BEWERKING: _Kept(OutboxRow, _ENDED, and_(_LOOSE, col(OutboxRow.methode).not_in(_MESSAGES))),
    Bewaard.BINNENKOMST: _Kept(InboxRow, col(InboxRow.handled_at)),
    Bewaard.GEWIST: _Kept(
        PersoonRow, col(PersoonRow.revoked_at), and_(col(PersoonRow.gewist_at).is_(None), _worked_on())
    ),
    Bewaard.PERSOON: _Kept(PersoonRow, col(PersoonRow.revoked_at), ~_worked_on()),
    Bewaard.AUDIT: _Kept(AuditRow, col(AuditRow.at)),
}
_WIPED: dict[str, Any] = {"naam": OUD_MEDEWERKER, "email": None, "chat_id": None, "gemeenten": [], "tafels": []}


def _add_count(insert: Any) -> Any:
    new = insert(MaandcijferRow)
    return new.on_conflict_do_update(
        index_elements=["maand", "basisteam", "tafel", "thema", "uitkomst"],
        set_={"aantal": col(MaandcijferRow.aantal) + new.excluded.aantal},
    )


_ADD_COUNT = insert_by(_add_count)


def on_agenda_of(referenties: Collection[Referentie]) -> ColumnElement[bool]:
    """The bijeenkomsten on whose agenda one of these stands, or stood."""
    casus, of = col(AgendapuntRow.casus), col(AgendapuntRow.bijeenkomst_id)
    return col(BijeenkomstRow.id).in_(select(of).where(casus.in_(referenties)))


class SqlOpschonen:
    """What goes is deleted: nothing is only hidden."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def passed(self, soort: Bewaard, before: datetime) -> tuple[int, Any, Any]:
        """How many began their term before that midnight, and the first and last moment or day on which one did."""
        kept = _KEPT[Bewaard.CASUS if soort is Bewaard.AFSPRAAK else soort]
        query = select(func.count(), func.min(kept.since), func.max(kept.since)).where(kept.passed(before))
        if soort is Bewaard.AFSPRAAK:
            query = query.select_from(AfspraakRow).join(CasusRow, col(AfspraakRow.casus) == col(CasusRow.referentie))
        count, first, last = self._connection.execute(query).one()
        return count, first, last

    def take(self, soort: Bewaard, before: datetime, limit: int) -> dict[Any, Any]:
        """The next ones by their key, and when the term of each began, the longest ago first.

        Ours alone until this transaction ends: two processes never count or delete the same ones.
        """
        kept = _KEPT[soort]
        query = select(kept.since, *kept.key).where(kept.passed(before)).order_by(kept.since, *kept.key).limit(limit)
        rows = self._connection.execute(query.with_for_update(skip_locked=True, of=kept.table))
        return {key[0] if len(key) == 1 else tuple(key): since for since, *key in rows}

    def chats_of(self, personen: Collection[PersoonId]) -> set[int]:
        """The chats in which these were reached, unless it is somebody else's now."""
        theirs = select(col(OutboxRow.chat_id)).where(col(OutboxRow.persoon_id).in_(personen))
        taken = select(col(PersoonRow.chat_id))
        return {*self._connection.scalars(theirs)} - {*self._connection.scalars(taken), None}

    def delete(self, soort: Bewaard, keys: Collection[Any]) -> None:
        """These go. Of people all that is theirs goes along, but for what their chats show; ``GEWIST`` leaves the row.

        Casussen go by ``delete_casussen``.
        """
        kept = _KEPT[soort]
        if soort in (Bewaard.GEWIST, Bewaard.PERSOON):
            self._forget(keys)
        if soort is Bewaard.GEWIST:
            wiped = update(kept.table).where(kept.among(keys)).values(**_WIPED, gewist_at=self._now)
            self._connection.execute(wiped)
        else:
            self._connection.execute(delete(kept.table).where(kept.among(keys)))

    def delete_casussen(self, referenties: Collection[Referentie]) -> None:
        """With their afspraken, and every row that is about either or mentions them, the audit trail aside."""
        ids = select(table_of(AfspraakRow).c.id).where(col(AfspraakRow.casus).in_(referenties))
        afspraken: set[int] = {*self._connection.scalars(ids)}
        self._unmention(GesprekRow, true(), (GesprekRow.opties, GesprekRow.gegevens), referenties, afspraken)
        self._unmention(OutboxRow, col(OutboxRow.staat).in_(_UNDERWAY), (OutboxRow.gegevens,), referenties, afspraken)
        # Before what hangs under it: its agenda says of which casus an MDO was.
        self._connection.execute(
            delete(BijeenkomstRow).where(col(BijeenkomstRow.tafel).is_(None), on_agenda_of(referenties))
        )
        for table, where in under(table_of(CasusRow), col(CasusRow.referentie).in_(referenties)):
            self._connection.execute(delete(table).where(where))

    def add_counts(self, counts: Mapping[Maandcijfer, int]) -> None:
        values = [{**asdict(cijfer), "aantal": aantal} for cijfer, aantal in counts.items()]
        self._connection.execute(_ADD_COUNT(self._connection), values)

    def _unmention(
        self,
        row: type[SQLModel],
        where: ColumnElement[bool],
        columns: Sequence[Any],
        referenties: Collection[Referentie],
        afspraken: Collection[int],
    ) -> None:
        """Deletes the rows whose documents mention one of these. Few rows, so they are looked through here."""
        (key,) = table_of(row).primary_key
        rows = self._connection.execute(select(key, *columns).where(where))
        gone = [id for id, *documents in rows if mentions(documents, referenties, afspraken)]
        self._connection.execute(delete(table_of(row)).where(key.in_(gone)))

    def _forget(self, personen: Collection[PersoonId]) -> None:
        """All rows that are theirs, and what was sent to or came from their chats."""
        chats = self.chats_of(personen)
        for column in referring(table_of(PersoonRow)):
            if column.name in OWNERS:
                for table, where in under(column.table, column.in_(personen)):
                    self._connection.execute(delete(table).where(where))
        for row in (OutboxRow, InboxRow):
            self._connection.execute(delete(row).where(col(row.chat_id).in_(chats)))


def mentions(value: Any, referenties: Collection[Referentie], afspraken: Collection[int]) -> bool:
    """Does one of these stand anywhere in what a row keeps as a document?"""
    match value:
        case str():
            return any(referentie in value for referentie in referenties)
        case dict():
            ids = {value.get("afspraak"), *value.get("afspraken", ())}
            return bool(ids & set(afspraken)) or mentions(list(value.values()), referenties, afspraken)
        case list() | tuple():
            return any(mentions(part, referenties, afspraken) for part in value)
    return False
