"""Values for tests: each builder fills in what does not matter."""

from datetime import UTC, date, datetime
from typing import Any

from bot.domain.afspraak import Afspraak, AfspraakId
from bot.domain.casus import Casus
from bot.domain.persoon import NieuwPersoon, Persoon, PersoonId, Rol
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from bot.services import Services
from bot.usecases.afspraken import log_afspraak
from bot.usecases.casussen import new_casus
from bot.usecases.personen import add_persoon

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
        "actiehouder": PersoonId(2),
        "made_by": PersoonId(1),
        "made_at": NOON,
        "made_on": MONDAY,
        "deadline": date(2027, 2, 8),
    }
    return Afspraak(**{**values, **changes})


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
