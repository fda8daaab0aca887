"""Values for tests: each builder fills in what does not matter."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlmodel import SQLModel, col, select

from bot.domain.afspraak import Afspraak, AfspraakId
from bot.domain.bericht import Baan, Bericht
from bot.domain.binnenkomst import Binnenkomst, Soort
from bot.domain.casus import Casus, Fase
from bot.domain.persoon import NieuwPersoon, Persoon, PersoonId, Rol
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from bot.services import Services
from bot.usecases.afspraken import log_afspraak
from bot.usecases.casussen import new_casus
from bot.usecases.personen import add_persoon
from bot.usecases.planning import plan_year
from storage.store import SqlTransaction, Store
from storage.tables import AfspraakRow, OutboxRow

MONDAY = date(2027, 2, 1)
NOON = datetime(2027, 2, 1, 11, 0, tzinfo=UTC)
REFERENTIE = Referentie("K7M-3QX-K")


def an_afspraak(**changes: Any) -> Afspraak:
    """Open, made on Monday 1 February 2027, due a week later."""
    values: dict[str, Any] = {
        "id": AfspraakId(1),
        "casus": REFERENTIE,
        "tafel": "topx-zwolle",
        "actie": SafeText("intake plannen"),
        "organisatie": "Tactus",
        "actiehouder": PersoonId(2),
        "made_by": PersoonId(1),
        "made_at": NOON,
        "made_on": MONDAY,
        "deadline": date(2027, 2, 8),
    }
    values |= changes
    first = {"eerste_deadline": values["deadline"], "gehoord_on": values["made_on"]}
    return Afspraak(**{**first, **values})


def a_persoon(**changes: Any) -> Persoon:
    values: dict[str, Any] = {
        "id": PersoonId(2),
        "naam": "Tineke",
        "rollen": frozenset({Rol.ACTIEHOUDER}),
        "organisatie": "Tactus",
    }
    return Persoon(**{**values, **changes})


def a_casus(**changes: Any) -> Casus:
    values: dict[str, Any] = {
        "referentie": REFERENTIE,
        "gemeente": "Zwolle",
        "tafel": "topx-zwolle",
        "made_by": PersoonId(1),
        "made_at": NOON,
    }
    return Casus(**{**values, **changes})


def new_person(naam: str, *rollen: Rol, organisatie: str = "Tactus", **more: Any) -> NieuwPersoon:
    return NieuwPersoon(naam, frozenset(rollen), organisatie, **more)


def join(services: Services, naam: str, *rollen: Rol, chat_id: int | None = None, **more: Any) -> Persoon:
    """Somebody who is in the house; with ``chat_id`` also linked."""
    persoon = services.run_now(add_persoon, new_person(naam, *rollen, **more))
    if chat_id is not None:
        persoon = services.run_now(lambda tx: tx.personen.link(persoon.id, chat_id))
    return persoon


def agree(
    services: Services, makelaar: Persoon, actiehouder: Persoon, deadline: date, actie: str = "intake plannen"
) -> Afspraak:
    """An afspraak on a new casus of Zwolle, logged by ``makelaar``."""
    casus = services.run_now(new_casus, "Zwolle", "topx-zwolle", makelaar)
    return services.run_now(
        log_afspraak, casus.referentie, SafeText(actie), actiehouder.id, deadline, makelaar, bron=casus.referentie
    )


def a_bericht(key: str = "bericht:1", **changes: Any) -> Bericht:
    """News that needs nothing but its template."""
    values: dict[str, Any] = {"key": key, "bericht": "geannuleerd", "baan": Baan.NIEUWS, "waarom": "test"}
    return Bericht(**{**values, **changes})


def an_update(update_id: int, chat_id: int = 1, **changes: Any) -> Binnenkomst:
    """A typed word."""
    values: dict[str, Any] = {"user_id": chat_id, "soort": Soort.TEKST, "message_id": 1, "tekst": "gedaan"}
    return Binnenkomst(update_id, chat_id, **{**values, **changes})


def local(text: str) -> datetime:
    """A moment on the region's clock, like "2027-02-09 08:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Amsterdam")).astimezone(UTC)


def owed(services: Services) -> list[OutboxRow]:
    """All that was ever owed, in the order in which it came."""
    return services.run_now(lambda tx: list(tx.connection.execute(select(OutboxRow).order_by(col(OutboxRow.id)))))


def plan(services: Services) -> list[str]:
    """The bijeenkomsten of the coming year, as the product plans them once a day."""
    return services.run_now(plan_year)


def in_threads(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Does ``work`` in so many threads that start together; a refusal is a result too."""
    together = threading.Barrier(count)

    def one(number: int) -> Any:
        together.wait()
        try:
            return work(number)
        except Exception as refusal:
            return refusal

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def in_processes(services: Services, count: int, work: Callable[[Services, int], Any]) -> list[Any]:
    """``in_threads`` with a database of its own for each: within one process changes come one after the other."""
    others = [Services(Store(services.store.url), services.clock) for _ in range(count)]  # type: ignore[attr-defined]
    try:
        return in_threads(count, lambda n: work(others[n], n))
    finally:
        for other in others:
            other.close()
            other.store.close()  # type: ignore[attr-defined]


def close(tx: SqlTransaction, referentie: Referentie) -> None:
    """The casus is closed now, and nothing else happens."""
    tx.casussen.save(replace(tx.casussen.get(referentie), fase=Fase.AFGESLOTEN, closed_at=tx.now))


def an_afspraak_row(**values: Any) -> AfspraakRow:
    """Open, made on Monday 1 February 2027 at the first table."""
    at_first = {
        "casus": REFERENTIE,
        "tafel": "topx-zwolle",
        "actie": "bellen",
        "organisatie": "Tactus",
        "made_at": NOON,
        "made_on": MONDAY,
        "gehoord_on": MONDAY,
        "punt": 1,
        "aan_tafel": True,
        "als_niet": "bespreken",
        "staat": "open",
        "eerste_deadline": values.get("deadline"),
    }
    return AfspraakRow(**{**at_first, **values})


def put_rows(tx: SqlTransaction, *rows: SQLModel) -> None:
    """Straight into the tables, past every rule."""
    for row in rows:
        values = {name: value for name, value in row.model_dump().items() if name != "id" or value is not None}
        tx.connection.execute(insert(type(row)).values(**values))
