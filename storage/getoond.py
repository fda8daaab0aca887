"""Which message shows which casus?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_
from sqlmodel import col, delete, select

from bot.domain.afspraak import Staat
from bot.domain.bericht import Toont
from bot.domain.referentie import Referentie
from storage.dialects import insert_by
from storage.tables import AfspraakRow, GetoondRow


def _put(insert: Any) -> Any:
    new = insert(GetoondRow)
    return new.on_conflict_do_update(
        index_elements=["chat_id", "message_id", "nummer"],
        set_={field: new.excluded[field] for field in ("casus", "afspraak_id", "vorm")},
    )


# Run at most messages: built once, because building a statement takes longer than running it.
_PUT = insert_by(_put)
_HERE = (
    col(GetoondRow.chat_id) == bindparam("of_chat"),
    col(GetoondRow.message_id) == bindparam("of_message"),
)
_LINES = select(GetoondRow).where(*_HERE).order_by(col(GetoondRow.nummer))
_HIDE = delete(GetoondRow).where(*_HERE)
_ABOUT = or_(col(GetoondRow.afspraak_id) == bindparam("of_afspraak"), col(GetoondRow.casus) == bindparam("of_casus"))
_MESSAGES = (
    select(col(GetoondRow.chat_id), col(GetoondRow.message_id))
    .where(_ABOUT)
    .distinct()
    .order_by(col(GetoondRow.chat_id), col(GetoondRow.message_id))
)
_OF_CHAT = (
    select(col(GetoondRow.message_id))
    .where(col(GetoondRow.chat_id) == bindparam("of_chat"))
    .distinct()
    .order_by(col(GetoondRow.message_id))
)
_FORGET = delete(GetoondRow).where(_ABOUT)
_HOLD = (
    select(col(AfspraakRow.staat), col(AfspraakRow.actiehouder_id), col(AfspraakRow.gedaan_at))
    .where(col(AfspraakRow.id).in_(bindparam("ids", expanding=True)))
    .order_by(col(AfspraakRow.id))
    .with_for_update(read=True)
)


class SqlGetoond:
    """The messages of ours that show a casus, line by line: so many as are still there to be taken back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def show(self, chat_id: int, message_id: int, lines: Sequence[Toont], *, replaces: bool) -> None:
        """The message shows ``lines``; with ``replaces`` nothing else any more."""
        if replaces:
            self.hide(chat_id, message_id)
        if lines:
            rows = [
                {
                    "chat_id": chat_id,
                    "message_id": message_id,
                    "nummer": line.nummer,
                    "casus": line.casus,
                    "afspraak_id": line.afspraak,
                    "vorm": line.vorm,
                }
                for line in lines
            ]
            self._connection.execute(_PUT(self._connection), rows)

    def hide(self, chat_id: int, message_id: int) -> None:
        """The message shows no casus any more."""
        self._connection.execute(_HIDE, {"of_chat": chat_id, "of_message": message_id})

    def lines(self, chat_id: int, message_id: int) -> list[Toont]:
        """What the message shows, in the order of its lines."""
        return [_toont(row) for row in self._connection.execute(_LINES, {"of_chat": chat_id, "of_message": message_id})]

    def messages(self, afspraak: int | None, casus: Referentie | None) -> list[tuple[int, int]]:
        """Chat and message id of all that shows this afspraak or this casus, oldest first in each chat."""
        rows = self._connection.execute(_MESSAGES, {"of_afspraak": afspraak, "of_casus": casus})
        return [(row.chat_id, row.message_id) for row in rows]

    def of_chat(self, chat_id: int) -> list[int]:
        """Message ids of all in this chat that shows a casus, oldest first."""
        return list(self._connection.scalars(_OF_CHAT, {"of_chat": chat_id}))

    def forget(self, afspraak: int | None, casus: Referentie | None) -> None:
        """Nothing is kept of which messages show this afspraak or this casus."""
        self._connection.execute(_FORGET, {"of_afspraak": afspraak, "of_casus": casus})

    def hold(self, afspraken: Collection[int]) -> list[tuple[int, datetime | None]]:
        """None of these ends before this transaction does: whoever ends one sees what was put here by ``show``.

        Returns, of those that are no longer open, the actiehouder and since when it is done.
        """
        rows = self._connection.execute(_HOLD, {"ids": list(afspraken)})
        return [(row.actiehouder_id, row.gedaan_at) for row in rows if row.staat != Staat.OPEN]


def _toont(row: Row[Any]) -> Toont:
    return Toont(Referentie(row.casus), row.afspraak_id, row.nummer, row.vorm)
