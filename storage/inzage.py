"""Who may look at which casus, and until when?"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete
from sqlmodel import col, select

from bot.domain.persoon import Persoon, PersoonId
from bot.domain.referentie import Referentie
from storage.dialects import insert_by
from storage.tables import InzageRow


def _put(insert: Any) -> Any:
    new = insert(InzageRow)
    return new.on_conflict_do_update(
        index_elements=["casus", "persoon_id"],
        set_={name: new.excluded[name] for name in ("tot", "made_at", "made_by")},
        where=col(InzageRow.tot) < new.excluded.tot,
    )


_PUT = insert_by(_put)
_IN_FORCE = select(col(InzageRow.casus)).where(
    col(InzageRow.persoon_id) == bindparam("persoon"), col(InzageRow.tot) >= bindparam("today")
)
_HOLDS = _IN_FORCE.where(col(InzageRow.casus) == bindparam("casus"))
_END = delete(InzageRow).where(
    col(InzageRow.casus) == bindparam("of_casus"), col(InzageRow.persoon_id) == bindparam("of_persoon")
)
_END_ALL = delete(InzageRow).where(col(InzageRow.casus) == bindparam("of_casus")).returning(col(InzageRow.persoon_id))


class SqlInzage:
    """Grants: one casus, one person, through an end date."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def put(self, casus: Referentie, persoon: PersoonId, tot: date, door: Persoon) -> None:
        """Through ``tot``, or longer when it was given for longer before."""
        values = {"casus": casus, "persoon_id": persoon, "tot": tot, "made_at": self._now, "made_by": door.id}
        self._connection.execute(_PUT(self._connection), values)

    def holds(self, casus: Referentie, persoon: PersoonId, today: date) -> bool:
        which = {"casus": casus, "persoon": persoon, "today": today}
        return self._connection.execute(_HOLDS, which).first() is not None

    def end(self, casus: Referentie, persoon: PersoonId) -> None:
        """This person has no grant for it any more."""
        self._connection.execute(_END, {"of_casus": casus, "of_persoon": persoon})

    def end_all(self, casus: Referentie) -> int:
        """Nobody has a grant for this casus any more. Returns how many people had one."""
        return len(self._connection.execute(_END_ALL, {"of_casus": casus}).all())

    def casussen_of(self, persoon: PersoonId, today: date) -> list[Referentie]:
        """To which this person holds a grant now."""
        found = self._connection.scalars(_IN_FORCE, {"persoon": persoon, "today": today})
        return [Referentie(referentie) for referentie in found]
