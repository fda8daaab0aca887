"""A Top-X of Tuesday with three casussen, who chairs it and who comes."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.domain.afspraak import Afspraak
from bot.domain.agenda import Agendapunt, Herkomst, Uitkomst
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, PuntId
from bot.domain.deelnemer import Aanwezigheid
from bot.domain.persoon import Persoon, Rol
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from bot.services import Services
from bot.usecases.afspraken import log_afspraak
from bot.usecases.casussen import new_casus
from bot.usecases.looporde import at_turn, go_on, start, starting
from tests.builders import join, local, owed
from tests.conftest import MovableClock

HUIS = "Veiligheidshuis IJsselland"
TOP_X = frozenset({"topx-zwolle"})
TUESDAY = date(2027, 2, 2)
BEGINS = local("2027-02-02 09:30")
DEADLINE = date(2027, 2, 12)


@dataclass
class Tafel:
    services: Services
    clock: MovableClock
    id: BijeenkomstId
    kampen: Referentie
    eerste: Referentie
    """Of Zwolle, as ``tweede``."""
    tweede: Referentie
    sanne: Persoon
    """Chairs it."""
    bert: Persoon
    """Politie, in a fixed seat."""
    kim: Persoon
    """Gemeente Kampen: for its own casussen."""
    lars: Persoon
    """Trajectum: asked for ``eerste`` alone."""
    tineke: Persoon
    """Actiehouder of Tactus, not at the table."""

    def begin(self) -> None:
        """It is 09:30 and the running order is there."""
        self.clock.moment = BEGINS
        assert self.services.run_now(starting) == [self.id]
        self.services.run_now(start, self.id)

    @property
    def now(self) -> Bijeenkomst:
        return self.services.run_now(lambda tx: tx.bijeenkomsten.get(self.id))

    @property
    def turn(self) -> Referentie | None:
        slot = self.services.run_now(lambda tx: at_turn(tx, tx.bijeenkomsten.get(self.id))).slot
        return slot.punt.casus if slot is not None else None

    def punt(self, casus: Referentie) -> Agendapunt:
        punten = self.services.run_now(lambda tx: tx.agendas.of(self.id))
        return next(punt for punt in punten if punt.casus == casus)

    def go(self, casus: Referentie, uitkomst: Uitkomst = Uitkomst.BESPROKEN, door: Persoon | None = None) -> None:
        """«Volgende casus» or «Doorschuiven» under ``casus``."""
        self.services.run_now(go_on, self.id, self.punt(casus).id, uitkomst, door or self.sanne)

    def finish(self) -> None:
        for casus in (self.kampen, self.eerste, self.tweede):
            self.go(casus)

    def agree(
        self,
        casus: Referentie,
        wie: Persoon | None,
        actie: str = "bellen",
        *,
        organisatie: str = "",
        deadline: date = DEADLINE,
    ) -> Afspraak:
        id = wie.id if wie is not None else None
        bron = f"{casus}:{actie}:{id}"
        logged = (casus, SafeText(actie), id, deadline, self.sanne, bron)
        return self.services.run_now(lambda tx: log_afspraak(tx, *logged, organisatie=organisatie))

    def afspraak(self, known: Afspraak) -> Afspraak:
        return self.services.run_now(lambda tx: tx.afspraken.get(known.id))

    def owed(self, *berichten: str) -> list[tuple[str, int | None]]:
        """What of these is owed, and to whom."""
        return [(row.bericht, row.persoon_id) for row in owed(self.services) if row.bericht in berichten]


def set_up(services: Services, clock: MovableClock) -> Tafel:
    seat: dict[str, Any] = {"tafels": TOP_X}
    zwolle = frozenset({"Zwolle", "Kampen"})
    sanne = join(services, "Sanne", Rol.MAKELAAR, organisatie=HUIS, gemeenten=zwolle, chat_id=5_000_000_101, **seat)
    bert = join(services, "Bert", Rol.ACTIEHOUDER, organisatie="Politie", chat_id=5_000_000_102, **seat)
    kim = join(services, "Kim", Rol.ACTIEHOUDER, organisatie="Gemeente Kampen", chat_id=5_000_000_103, **seat)
    lars = join(services, "Lars", Rol.ACTIEHOUDER, organisatie="Trajectum", chat_id=5_000_000_104)
    tineke = join(services, "Tineke", Rol.ACTIEHOUDER, zetel="FACT", chat_id=5_000_000_105)
    casussen = [
        services.run_now(new_casus, gemeente, "topx-zwolle", sanne).referentie
        for gemeente in ("Kampen", "Zwolle", "Zwolle")
    ]
    bijeenkomst = services.run_now(
        lambda tx: tx.bijeenkomsten.add(
            Bijeenkomst(BijeenkomstId(0), "topx-zwolle", BEGINS, 150, "Zeven Alleetjes 1, Zwolle", volgens=TUESDAY)
        )
    )
    for place, casus in enumerate(casussen):
        asked = frozenset({lars.id} if place == 1 else ())
        punt = Agendapunt(PuntId(0), bijeenkomst.id, place + 1, 20, Herkomst.AANGEMELD, casus, partners=asked)
        services.run_now(lambda tx, punt=punt: tx.agendas.add(punt))
    return Tafel(services, clock, bijeenkomst.id, *casussen, sanne, bert, kim, lars, tineke)


def say(tafel: Tafel, persoon: Persoon, **answer: Any) -> None:
    """What this person answered to the invitation."""
    tafel.services.run_now(lambda tx: tx.aanwezigheid.put(replace(Aanwezigheid(tafel.id, persoon.id), **answer)))
