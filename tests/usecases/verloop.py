"""What became of an afspraak, and who was told what?"""

from datetime import date
from typing import Any

from bot.domain.afspraak import Afspraak
from bot.domain.bericht import Baan, Bericht
from bot.domain.gebeurtenis import Wat
from bot.services import Services
from bot.usecases.berichten import compose
from tests.builders import owed


def now(services: Services, afspraak: Afspraak) -> Afspraak:
    return services.run_now(lambda tx: tx.afspraken.get(afspraak.id))


def planned(services: Services, afspraak: Afspraak) -> date | None:
    return services.run_now(lambda tx: tx.afspraken.next_due_on(afspraak.id))


def told(services: Services, bericht: str) -> list[int | None]:
    return [row.persoon_id for row in owed(services) if row.bericht == bericht]


def happened(services: Services, afspraak: Afspraak) -> list[Wat]:
    return [line.wat for line in services.run_now(lambda tx: tx.tijdlijn.of_afspraak(afspraak.id))]


def says(services: Services, bericht: str) -> list[Any]:
    """What the owed messages of this name would say now; None for what is no longer true."""
    rows = [row for row in owed(services) if row.bericht == bericht]
    wanted = [Bericht(row.key, row.bericht, Baan(row.baan), row.gegevens, naar=row.persoon_id) for row in rows]
    return [services.run_now(compose, one) for one in wanted]
