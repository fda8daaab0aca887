"""What does somebody get, and what goes, on a request under the AVG?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.bewaren import Gezien
from bot.domain.bijeenkomst import Bijeenkomst
from bot.domain.errors import UnknownPersoon
from bot.domain.persoon import Persoon
from bot.domain.referentie import Referentie
from bot.usecases.mdo import mdo_to_come
from bot.usecases.ochtenduur import own_hour
from bot.usecases.opschonen import purge_casussen
from bot.usecases.overdracht import around
from bot.usecases.ports import Transaction
from bot.usecases.regels import agendanaam
from bot.usecases.tafels import day_of
from bot.usecases.vervanging import afwezig, replaced_by

LOOKERS = 5


def list_personen(tx: Transaction) -> list[Persoon]:
    """Everybody, in the order of joining; that somebody looked is recorded."""
    tx.audit.record("personen_bekeken", "personen")
    return tx.personen.all()


def export_persoon(tx: Transaction, persoon: Persoon) -> dict[str, Any]:
    """All that is stored about this person, table by table, ready for JSON; that somebody asked is recorded first."""
    tx.audit.record("persoon_geexporteerd", f"persoon {persoon.id}")
    return _document(tx, f"persoon {persoon.id}", tx.inzageverzoeken.of_persoon(persoon.id))


def export_casus(tx: Transaction, referentie: Referentie) -> dict[str, Any]:
    """All that is stored about this casus, likewise. Raises ``UnknownCasus``."""
    tx.casussen.get(referentie)
    tx.audit.record("casus_geexporteerd", f"casus {referentie}")
    return _document(tx, f"casus {referentie}", tx.inzageverzoeken.of_casus(referentie))


@dataclass(frozen=True)
class Verwijderd:
    """How many afspraken went along, and who was invited to an MDO about it that no longer is: by day and name."""

    afspraken: int
    genodigden: list[tuple[date, list[str]]]


def delete_casus(tx: Transaction, referentie: Referentie) -> Verwijderd:
    """The casus goes before its time, with all that is about it.

    Only the audit trail keeps the reference, for its own term: it is there to show who did what. Raises
    ``UnknownCasus``.
    """
    casus = tx.casussen.hold(referentie)
    invited = [(day_of(tx, one), _told_of(tx, one)) for one in mdo_to_come(tx, referentie)]
    gone = purge_casussen(tx, [casus])
    tx.audit.record("casus_verwijderd", f"casus {referentie}")
    return Verwijderd(gone.aantal, [(day, people) for day, people in invited if people])


def _told_of(tx: Transaction, bijeenkomst: Bijeenkomst) -> list[str]:
    people = (tx.personen.get(id) for id in sorted(tx.verzendingen.received(bijeenkomst.id)))
    return [f"{persoon.naam}, {persoon.namens}" for persoon in people if persoon.actief]


def shown_to(tx: Transaction, persoon: Persoon) -> dict[str, Any]:
    """What /privacy shows this person beside their own row: counts, what is open, and who looked, the last first."""
    return {
        "tafels": sorted({agendanaam(tx, tafel) for tafel in persoon.tafels}),
        "gekoppeld_at": tx.personen.linked_at(persoon.id),
        "open_acties": len(tx.afspraken.open_of(persoon.id)),
        "gedane_acties": tx.inzageverzoeken.done_by(persoon.id),
        "afwezig": afwezig(tx, persoon),
        "vervangt": [(other, afwezig(tx, other)) for other in replaced_by(tx, persoon)],
        **around(tx, persoon),
        "ochtend_om": own_hour(tx, persoon),
        "kalenderlinks": len(tx.abonnementen.of(persoon.id)),
        "in_gesprek": tx.gesprekken.get(persoon.id) is not None,
        "uitnodiging_tot": tx.inzageverzoeken.invited_until(persoon.id),
        "gezien": [(gezien.at, _who(tx, gezien)) for gezien in tx.inzageverzoeken.lookers(persoon.id, LOOKERS)],
    }


def _who(tx: Transaction, gezien: Gezien) -> Persoon | None:
    """None for whoever was on the server, and for somebody who is gone."""
    try:
        return tx.personen.get(gezien.door) if gezien.door is not None else None
    except UnknownPersoon:
        return None


def _document(tx: Transaction, over: str, gegevens: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    moment = tx.kalender.local(tx.now)
    return {"over": over, "gemaakt": moment.isoformat(timespec="seconds"), "gegevens": gegevens}
