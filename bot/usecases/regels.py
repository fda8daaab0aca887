"""What does a line about an afspraak tell the reader?"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import TypeVar

from bot.domain.afspraak import Afspraak, Stand
from bot.domain.casus import Casus
from bot.domain.herinnering import (
    is_on_agenda,
    is_to_be_spoken_to,
    is_unanswered,
    is_unseen,
    is_vacant,
    next_due,
    signaal_on,
)
from bot.domain.persoon import Persoon
from bot.domain.regio import Trede, UnknownNaam
from bot.domain.verzoek import AlsNiet, Soort, Verzoek
from bot.usecases.ochtenduur import wished_hour
from bot.usecases.ports import Transaction
from bot.usecases.toewijzing import is_held, watching
from bot.usecases.vervanging import Afwezig, afwezig

T = TypeVar("T")


@dataclass(frozen=True)
class Regel:
    """An afspraak as a message shows it: facts, no words. ``nummer`` is its place in a list, 0 when alone."""

    id: int
    nummer: int
    referentie: str
    actie: str
    tafel: str
    gemaakt: date
    punt: int
    deadline: date
    eerste_deadline: date
    stand: Stand
    is_open: bool
    bezig: bool
    gedaan_at: datetime | None
    vervallen_at: datetime | None
    undo_until: datetime | None
    dagen: int
    """Working days until the deadline; negative once it has passed."""
    organisatie: str
    wie: Persoon | None
    """None while nobody of the organisation has taken it up."""
    makelaar: str
    als_niet: AlsNiet
    aan_tafel: bool
    """Was the actiehouder there when it was agreed?"""
    signaal_at: datetime
    """When the makelaar sees that it is overdue."""
    signaal_voor: str
    """Who looks after the casus by then."""
    volgende: date | None
    """When the actiehouder hears from us again."""
    afwezig: Afwezig | None = None
    """Whether the actiehouder is away now."""
    verzoek: Verzoek | None = None
    gevraagd_door: Persoon | None = None
    gevraagd_aan: Persoon | None = None
    uitgesteld: int = 0
    agenda_op: date | None = None
    """The table at which it is to be talked about; None once that is over."""
    aangesproken: int = 0
    trede: Trede | None = None
    """Which step of the region's ladder is proposed now."""
    wacht: bool = False
    """Nobody hears of it before the afsprakenlijst goes out."""

    @property
    def namens(self) -> str:
        """The organisation, with the seat of who holds it."""
        return self.wie.namens if self.wie is not None else self.organisatie

    def asks(self, soort: str) -> bool:
        return self.is_open and self.verzoek is not None and self.verzoek.soort == soort


def regel(tx: Transaction, afspraak: Afspraak, nummer: int = 0) -> Regel:
    """The line of one afspraak as it stands at ``tx.now``."""
    overdue, casus = signaal_on(afspraak, tx.kalender), tx.casussen.get(afspraak.casus)
    wie = tx.personen.get(afspraak.actiehouder) if afspraak.actiehouder is not None else None
    verzoek = afspraak.verzoek
    return Regel(
        id=afspraak.id,
        nummer=nummer,
        referentie=afspraak.casus,
        actie=str(afspraak.actie),
        tafel=agendanaam(tx, afspraak.tafel),
        gemaakt=afspraak.made_on,
        punt=afspraak.punt,
        deadline=afspraak.deadline,
        eerste_deadline=afspraak.eerste_deadline,
        stand=afspraak.stand,
        is_open=afspraak.is_open,
        bezig=afspraak.bezig_at is not None,
        gedaan_at=afspraak.gedaan_at,
        vervallen_at=afspraak.vervallen_at,
        undo_until=afspraak.undo_until,
        dagen=tx.kalender.werkdagen_between(tx.today, afspraak.deadline),
        organisatie=afspraak.organisatie,
        wie=wie,
        makelaar=makelaar_of(tx, casus),
        als_niet=afspraak.als_niet,
        aan_tafel=afspraak.aan_tafel,
        signaal_at=tx.kalender.at(overdue, _hour_of_makelaar(tx, casus, overdue)),
        signaal_voor=makelaar_of(tx, casus, overdue),
        volgende=next_due(afspraak, tx.regio.herinneringen.ladder, tx.kalender, tx.today),
        afwezig=afwezig(tx, wie) if wie is not None else None,
        verzoek=verzoek,
        gevraagd_door=tx.personen.get(verzoek.door) if verzoek else None,
        gevraagd_aan=tx.personen.get(verzoek.aan) if verzoek and verzoek.aan is not None else None,
        uitgesteld=afspraak.uitgesteld,
        agenda_op=afspraak.agenda_op if is_on_agenda(afspraak, tx.today) else None,
        aangesproken=afspraak.aangesproken,
        trede=proposed_step(tx, afspraak),
        wacht=afspraak.wacht,
    )


def proposed_step(tx: Transaction, afspraak: Afspraak) -> Trede | None:
    """The step of the region's ladder that is to be proposed to the makelaar now."""
    tredes = tx.regio.aanspreken
    if not is_to_be_spoken_to(afspraak, len(tredes), tx.kalender, tx.today):
        return None
    return tredes[afspraak.aangesproken + 1]


def makelaar_of(tx: Transaction, casus: Casus, op: date | None = None) -> str:
    """Whom people are to call about this casus, now or on ``op``; the house when it has no makelaar."""
    makelaars = watching(tx, casus, op)
    return makelaars[0].naam if makelaars else tx.regio.naam


def _hour_of_makelaar(tx: Transaction, casus: Casus, op: date) -> time:
    """When that one gets the message of the morning on ``op``."""
    makelaars = watching(tx, casus, op)
    return wished_hour(tx, makelaars[0]) if makelaars else tx.regio.verzending.ochtendbericht


def agendanaam(tx: Transaction, tafel: str) -> str:
    """The neutral name of a table; its key when the region no longer knows it."""
    try:
        return tx.regio.tafel(tafel).agendanaam
    except UnknownNaam:
        return tafel


@dataclass(frozen=True)
class Afgerond:
    """The place in a list of what is over: a number, and nothing else is told."""

    nummer: int
    id: None = None
    is_open: bool = False


@dataclass(frozen=True)
class Casusregel:
    """A casus that needs the makelaar, in a list."""

    nummer: int
    referentie: str
    gemeente: str
    id: None = None
    is_open: bool = False
    """As a line of an afspraak: it has no buttons of one."""


@dataclass(frozen=True)
class Werkregel:
    """What of the house's own list around one bijeenkomst waits, in a list. It is about no casus."""

    nummer: int
    bijeenkomst: int
    stappen: tuple[str, ...]
    """The names of the steps."""
    tafel: str
    dag: date
    """That of the bijeenkomst."""


@dataclass(frozen=True)
class Overzicht:
    """What needs the makelaar today, numbered through.

    ``aantal`` counts all lines, ``meer`` those that come after the ones shown.
    """

    aantal: int
    meer: int
    te_laat: list[Regel | Afgerond] = field(default_factory=list)
    gevraagd: list[Regel | Afgerond] = field(default_factory=list)
    """What waits for the makelaar's decision."""
    vandaag: list[Regel | Afgerond] = field(default_factory=list)
    zonder: list[Regel | Afgerond] = field(default_factory=list)
    """What nobody of the organisation has taken up."""
    ongezien: list[Regel | Afgerond] = field(default_factory=list)
    onbeantwoord: list[Regel | Afgerond] = field(default_factory=list)
    regie: list[Casusregel | Afgerond] = field(default_factory=list)
    """Casussen without regievoerder."""
    werk: list[Werkregel | Afgerond] = field(default_factory=list)
    """What the house has to do around a bijeenkomst."""

    @property
    def alles(self) -> list[Regel | Afgerond]:
        return [*self.te_laat, *self.gevraagd, *self.vandaag, *self.zonder, *self.ongezien, *self.onbeantwoord]

    @property
    def getoond(self) -> int:
        """How many lines are shown."""
        return len(self.alles) + len(self.regie) + len(self.werk)


SECTIONS = ("te_laat", "gevraagd", "vandaag", "zonder", "ongezien", "onbeantwoord", "regie", "werk")
MORNING = ("te_laat", "gevraagd", "vandaag", "zonder", "ongezien", "werk")
"""What the morning message is about: what waits for the makelaar, not what somebody else may still do."""


def section(tx: Transaction, afspraak: Afspraak) -> str | None:
    """Under which heading of a makelaar's list an afspraak stands now; None when it needs nobody.

    One place each: what waits for the makelaar first. What waits for a table that is still to come needs nobody, nor
    does what goes with an afsprakenlijst.
    """
    ladder, kalender, today = tx.regio.herinneringen.ladder, tx.kalender, tx.today
    if not afspraak.is_open or afspraak.wacht or is_on_agenda(afspraak, today):
        return None
    if afspraak.asks(Soort.UITSTEL, Soort.LUKT_NIET):
        return "gevraagd"
    if afspraak.is_overdue(today):
        return "te_laat"
    if afspraak.deadline == today:
        return "vandaag"
    if is_vacant(afspraak, kalender, today) or (afspraak.actiehouder is not None and not is_held(tx, afspraak)):
        return "zonder"
    if is_unseen(afspraak, kalender, today):
        return "ongezien"
    return "onbeantwoord" if is_unanswered(afspraak, ladder, kalender, today) else None


def overzicht(
    tx: Transaction,
    afspraken: list[Afspraak],
    casussen: list[Casus],
    vanaf: int,
    hoogstens: int,
    sections: tuple[str, ...] = SECTIONS,
    werk: Sequence[Werkregel] = (),
) -> Overzicht:
    """What of ``afspraken`` needs the makelaar, the longest overdue first, ``casussen`` without regievoerder, ``werk``.

    Only these ``sections``. ``vanaf`` lines are passed over, and at most ``hoogstens`` are shown; the numbers run
    through.
    """
    found: dict[str, list[Afspraak]] = {name: [] for name in sections if name not in ("regie", "werk")}
    for afspraak in afspraken:
        under = section(tx, afspraak)
        if under in found:
            found[under].append(afspraak)
    shown: dict[str, list[Regel | Afgerond]] = {}
    seen = 0

    def numbered(part: Sequence[T]) -> list[tuple[int, T]]:
        """Those of it that are shown, with their numbers."""
        nonlocal seen
        first, seen = seen + 1, seen + len(part)
        return [(nr, one) for nr, one in enumerate(part, first) if vanaf < nr <= vanaf + hoogstens]

    for name, part in found.items():
        shown[name] = [regel(tx, afspraak, nr) for nr, afspraak in numbered(part)]
    undirected = numbered(casussen if "regie" in sections else [])
    regie: list[Casusregel | Afgerond] = [Casusregel(nr, one.referentie, one.gemeente) for nr, one in undirected]
    work: list[Werkregel | Afgerond] = [replace(one, nummer=nr) for nr, one in numbered(werk)]
    return Overzicht(aantal=seen, meer=max(0, seen - vanaf - hoogstens), regie=regie, werk=work, **shown)
