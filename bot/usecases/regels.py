"""What does a line about an afspraak tell the reader?"""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.afspraak import Afspraak
from bot.domain.casus import Casus
from bot.domain.herinnering import is_unanswered, next_reminder, signaal_on
from bot.domain.persoon import Persoon
from bot.domain.regio import UnknownNaam
from bot.usecases.ports import Transaction
from bot.usecases.toewijzing import watchers
from bot.usecases.vervanging import Afwezig, afwezig


@dataclass(frozen=True)
class Regel:
    """An afspraak as a message shows it: facts, no words. ``nummer`` is its place in a list, 0 when alone."""

    id: int
    nummer: int
    referentie: str
    actie: str
    tafel: str
    gemaakt: date
    deadline: date
    is_open: bool
    bezig: bool
    gedaan_at: datetime | None
    undo_until: datetime | None
    dagen: int
    """Working days until the deadline; negative once it has passed."""
    wie: Persoon
    makelaar: str
    signaal_at: datetime
    """When the makelaar sees that it is overdue."""
    volgende: date | None
    """When the actiehouder hears from us again."""
    afwezig: Afwezig | None = None
    """Whether the actiehouder is away now."""


def regel(tx: Transaction, afspraak: Afspraak, nummer: int = 0) -> Regel:
    """The line of one afspraak as it stands at ``tx.now``."""
    overdue = signaal_on(afspraak, tx.kalender)
    wie = tx.personen.get(afspraak.actiehouder)
    return Regel(
        id=afspraak.id,
        nummer=nummer,
        referentie=afspraak.casus,
        actie=str(afspraak.actie),
        tafel=agendanaam(tx, afspraak.tafel),
        gemaakt=afspraak.made_on,
        deadline=afspraak.deadline,
        is_open=afspraak.is_open,
        bezig=afspraak.bezig_at is not None,
        gedaan_at=afspraak.gedaan_at,
        undo_until=afspraak.undo_until,
        dagen=tx.kalender.werkdagen_between(tx.today, afspraak.deadline),
        wie=wie,
        makelaar=makelaar_of(tx, tx.casussen.get(afspraak.casus)),
        signaal_at=tx.kalender.at(overdue, tx.regio.verzending.ochtendbericht),
        volgende=next_reminder(afspraak, tx.regio.herinneringen.ladder, tx.kalender, tx.today),
        afwezig=afwezig(tx, wie),
    )


def makelaar_of(tx: Transaction, casus: Casus) -> str:
    """Whom people are to call about this casus; the house when it has no makelaar."""
    makelaars = watchers(tx, casus)
    return makelaars[0].naam if makelaars else tx.regio.naam


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
class Overzicht:
    """What needs the makelaar today, numbered through.

    ``aantal`` counts all lines, ``meer`` those that come after the ones shown.
    """

    te_laat: list[Regel | Afgerond]
    vandaag: list[Regel | Afgerond]
    onbeantwoord: list[Regel | Afgerond]
    aantal: int
    meer: int

    @property
    def alles(self) -> list[Regel | Afgerond]:
        return [*self.te_laat, *self.vandaag, *self.onbeantwoord]


def overzicht(tx: Transaction, afspraken: list[Afspraak], vanaf: int, hoogstens: int) -> Overzicht:
    """Overdue, due today and unanswered among ``afspraken``, the longest overdue first.

    ``vanaf`` lines are passed over, and at most ``hoogstens`` are shown; the numbers run through.
    """
    ladder = tx.regio.herinneringen.ladder
    parts: tuple[list[Afspraak], ...] = (
        [a for a in afspraken if a.is_overdue(tx.today)],
        [a for a in afspraken if a.is_open and a.deadline == tx.today],
        [a for a in afspraken if is_unanswered(a, ladder, tx.kalender, tx.today)],
    )
    lines: list[list[Regel | Afgerond]] = []
    seen = 0
    for part in parts:
        numbered = enumerate(part, seen + 1)
        shown = [(nummer, afspraak) for nummer, afspraak in numbered if vanaf < nummer <= vanaf + hoogstens]
        lines.append([regel(tx, afspraak, nummer) for nummer, afspraak in shown])
        seen += len(part)
    te_laat, vandaag, onbeantwoord = lines
    return Overzicht(te_laat, vandaag, onbeantwoord, aantal=seen, meer=max(0, seen - vanaf - hoogstens))
