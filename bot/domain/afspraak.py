"""What was promised, and what became of it?

The states and what leads from one to another stand in ``OVERGANGEN``; the README draws them.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.domain.bijeenkomst import BijeenkomstId
from bot.domain.errors import DomainError, UnknownAfspraak
from bot.domain.persoon import PersoonId
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from bot.domain.verzoek import AlsNiet, Soort, UitstelTeVroeg, Verzoek, VerzoekAfgehandeld

AfspraakId = NewType("AfspraakId", int)

UNDO_WITHIN = timedelta(minutes=10)
LONGEST_ACTIE = 300


class Staat(StrEnum):
    """Is anything still expected of somebody? As it is stored; ``Stand`` says more."""

    OPEN = "open"
    GEDAAN = "gedaan"
    VERVALLEN = "vervallen"


class Stand(StrEnum):
    """Where an afspraak stands."""

    ZONDER = "zonder actiehouder"
    NIEUW = "nieuw"
    BEZIG = "bezig"
    UITSTEL = "uitstel gevraagd"
    LUKT_NIET = "lukt niet"
    GEDAAN = "gedaan"
    VERVALLEN = "vervallen"


class Stap(StrEnum):
    """What can be done with an afspraak, by the word that people know it by."""

    OPPAKKEN = "Ik"
    GEDAAN = "Gedaan"
    BEZIG = "Bezig"
    UITSTEL_VRAGEN = "Uitstel vragen"
    LUKT_NIET = "Lukt niet"
    NIET_VOOR_MIJ = "Niet voor mij"
    OVERNEMEN = "Ik neem het over"
    ONGEDAAN = "Ongedaan maken"
    AKKOORD = "Akkoord"
    AFWIJZEN = "Afwijzen"
    TOEWIJZEN = "Andere actiehouder"
    VERVALLEN = "Laten vervallen"
    HEROPENEN = "Weer openzetten"


_WORKED_ON = (Stand.NIEUW, Stand.BEZIG, Stand.UITSTEL, Stand.LUKT_NIET)
_OPEN = (Stand.ZONDER, *_WORKED_ON)


@dataclass(frozen=True)
class Overgang:
    """A step leads from any of ``van`` to one of ``naar``; which of these, the facts of the afspraak say."""

    stap: Stap
    van: tuple[Stand, ...]
    naar: tuple[Stand, ...]


OVERGANGEN: tuple[Overgang, ...] = (
    Overgang(Stap.OPPAKKEN, (Stand.ZONDER,), (Stand.NIEUW,)),
    Overgang(Stap.BEZIG, _WORKED_ON, (Stand.BEZIG, Stand.UITSTEL)),
    Overgang(Stap.UITSTEL_VRAGEN, _WORKED_ON, (Stand.UITSTEL,)),
    Overgang(Stap.AKKOORD, (Stand.UITSTEL,), (Stand.NIEUW, Stand.BEZIG)),
    Overgang(Stap.AFWIJZEN, (Stand.UITSTEL,), (Stand.NIEUW, Stand.BEZIG)),
    Overgang(Stap.LUKT_NIET, _WORKED_ON, (Stand.LUKT_NIET,)),
    Overgang(Stap.NIET_VOOR_MIJ, _WORKED_ON, (Stand.ZONDER,)),
    Overgang(Stap.OVERNEMEN, _WORKED_ON, (Stand.NIEUW,)),
    Overgang(Stap.GEDAAN, _WORKED_ON, (Stand.GEDAAN,)),
    Overgang(Stap.ONGEDAAN, (*_OPEN, Stand.GEDAAN), _WORKED_ON),
    Overgang(Stap.TOEWIJZEN, _OPEN, (Stand.NIEUW, Stand.ZONDER)),
    Overgang(Stap.VERVALLEN, _OPEN, (Stand.VERVALLEN,)),
    Overgang(Stap.HEROPENEN, (Stand.LUKT_NIET, Stand.GEDAAN, Stand.VERVALLEN), (Stand.NIEUW, Stand.ZONDER)),
)
_VAN = {overgang.stap: frozenset(overgang.van) for overgang in OVERGANGEN}


class AlAfgehandeld(DomainError):
    """The afspraak is over: the person hears how and when."""


class NietAfgehandeld(DomainError):
    """There is nothing to open again: it is open."""


class TerugdraaienTeLaat(DomainError):
    """More than ten minutes ago."""


class NietsTerugTeDraaien(DomainError):
    """There is no answer to take back."""


class Teruggegeven(DomainError):
    """This person said that it is not for them, and can still take that back."""


@dataclass(frozen=True)
class Afspraak:
    """An agreed action with a deadline; changes give a new value.

    Without ``actiehouder`` it waits for somebody of ``organisatie`` to take it up.
    """

    id: AfspraakId
    casus: Referentie
    tafel: str
    actie: SafeText
    organisatie: str
    actiehouder: PersoonId | None
    made_by: PersoonId
    made_at: datetime
    made_on: date
    deadline: date
    eerste_deadline: date
    gehoord_on: date
    """The day on which the actiehouder last heard what is expected: nobody is reminded of it on that same day."""
    punt: int = 1
    """Its number among what was agreed at that table on that day."""
    aan_tafel: bool = True
    """Was the actiehouder there when it was agreed? Then it needs no sign of having been seen."""
    als_niet: AlsNiet = AlsNiet.BESPREKEN
    staat: Staat = Staat.OPEN
    gezien_at: datetime | None = None
    bezig_at: datetime | None = None
    gedaan_at: datetime | None = None
    vervallen_at: datetime | None = None
    verzoek: Verzoek | None = None
    uitgesteld: int = 0
    """How often it was extended."""
    agenda_op: date | None = None
    """The day of the table on which it is to be talked about."""
    aangesproken: int = 0
    """How many steps of the region's ladder were taken about this deadline."""
    aanspreken_na: date | None = None
    """Before this day a next step is not proposed."""
    bijeenkomst: BijeenkomstId | None = None
    """At which bijeenkomst it was agreed, when that is known."""
    wacht: bool = False
    """Logged at the table: nobody hears of it before the afsprakenlijst goes out."""
    version: int = 0
    """Counts the changes that were stored; a change of an older value is refused."""

    @property
    def is_open(self) -> bool:
        return self.staat is Staat.OPEN

    @property
    def stand(self) -> Stand:
        if self.staat is not Staat.OPEN:
            return Stand.GEDAAN if self.staat is Staat.GEDAAN else Stand.VERVALLEN
        if self.actiehouder is None:
            return Stand.ZONDER
        if self.asks(Soort.LUKT_NIET):
            return Stand.LUKT_NIET
        if self.asks(Soort.UITSTEL):
            return Stand.UITSTEL
        return Stand.BEZIG if self.bezig_at is not None else Stand.NIEUW

    def asks(self, *soorten: Soort) -> bool:
        """Is one of these waiting for a decision?"""
        return self.is_open and self.verzoek is not None and self.verzoek.soort in soorten

    @property
    def ended_at(self) -> datetime | None:
        return self.gedaan_at if self.staat is Staat.GEDAAN else self.vervallen_at

    @property
    def undo_until(self) -> datetime | None:
        """Until when the last answer can be taken back; None when there is none."""
        return max(self._answers.values()) + UNDO_WITHIN if self._answers else None

    @property
    def _answers(self) -> dict[str, datetime]:
        """What the actiehouder answered and still stands, and when: ``gedaan``, ``bezig``, the number of a request."""
        if self.staat is not Staat.OPEN:
            return {"gedaan": self.gedaan_at} if self.gedaan_at is not None else {}
        asked = {str(self.verzoek.nummer): self.verzoek.at} if self.verzoek is not None else {}
        return asked | ({"bezig": self.bezig_at} if self.bezig_at is not None else {})

    @property
    def given_back_by(self) -> PersoonId | None:
        """Who said that it is not for them, while nobody else has taken it up."""
        return self.verzoek.door if self.verzoek is not None and self.asks(Soort.NIET_VOOR_MIJ) else None

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.deadline < today

    # What the actiehouder does

    def see(self, by: PersoonId, now: datetime) -> "Afspraak":
        """The actiehouder has it before their eyes; the first time counts."""
        self._held_by(by)
        return self if self.gezien_at is not None else replace(self, gezien_at=now)

    def confirm(self, by: PersoonId, now: datetime) -> "Afspraak":
        """The actiehouder says it is done; a colleague need not take it over any more."""
        seen = self._by_holder(Stap.GEDAAN, by, now)
        verzoek = None if self.asks(Soort.OVERNAME) else seen.verzoek
        return replace(seen, staat=Staat.GEDAAN, gedaan_at=now, verzoek=verzoek)

    def start(self, by: PersoonId, now: datetime) -> "Afspraak":
        """The actiehouder has heard and works on it: the ladder goes on, overdue stays overdue.

        Takes back that it does not work out; a wish for extension stays.
        """
        seen = self._by_holder(Stap.BEZIG, by, now)
        return replace(seen, bezig_at=now, verzoek=None if self.asks(Soort.LUKT_NIET) else seen.verzoek)

    def ask_uitstel(self, by: PersoonId, now: datetime, tot: date, reden: str) -> "Afspraak":
        """Raises ``UitstelTeVroeg`` when ``tot`` is no later than the deadline; is it a working day, others ask."""
        seen = self._by_holder(Stap.UITSTEL_VRAGEN, by, now)
        if tot <= self.deadline:
            raise UitstelTeVroeg(dag=tot, deadline=self.deadline)
        return replace(seen, verzoek=Verzoek(Soort.UITSTEL, self.version + 1, by, now, reden, tot=tot), agenda_op=None)

    def fail(self, by: PersoonId, now: datetime, reden: str) -> "Afspraak":
        """«Lukt niet»: reminders stop, and the makelaar decides."""
        seen = self._by_holder(Stap.LUKT_NIET, by, now)
        return replace(seen, verzoek=Verzoek(Soort.LUKT_NIET, self.version + 1, by, now, reden), agenda_op=None)

    def give_back(self, by: PersoonId, now: datetime, reden: str, today: date) -> "Afspraak":
        """«Niet voor mij»: it waits for another actiehouder."""
        seen = self._by_holder(Stap.NIET_VOOR_MIJ, by, now)
        verzoek = Verzoek(Soort.NIET_VOOR_MIJ, self.version + 1, by, now, reden)
        return replace(seen, actiehouder=None, verzoek=verzoek, gehoord_on=today)

    def ask_colleague(self, by: PersoonId, now: datetime, aan: PersoonId) -> "Afspraak":
        """Whether ``aan`` is a colleague who can have it, others ask. Takes the place of an earlier question."""
        seen = self._by_holder(Stap.OVERNEMEN, by, now)
        return replace(seen, verzoek=Verzoek(Soort.OVERNAME, self.version + 1, by, now, aan=aan))

    def undo(self, by: PersoonId, now: datetime, antwoord: str | None = None) -> "Afspraak":
        """Who answered takes that answer back, within ten minutes; without ``antwoord`` the last one.

        ``antwoord`` is ``gedaan``, ``bezig`` or the number of a request; what came after it stays.
        """
        gave_back = self.given_back_by == by and antwoord != "bezig"
        if not gave_back:
            self._held_by(by)
        answered = self._answers
        antwoord = antwoord or max(answered, key=lambda one: answered[one], default="")
        if antwoord not in answered:
            raise (VerzoekAfgehandeld if antwoord.isdecimal() else NietsTerugTeDraaien)(referentie=self.casus)
        until = answered[antwoord] + UNDO_WITHIN
        if now > until:
            raise TerugdraaienTeLaat(referentie=self.casus, tot=until)
        if antwoord == "gedaan":
            return replace(self, staat=Staat.OPEN, gedaan_at=None)
        if antwoord == "bezig":
            return replace(self, bezig_at=None)
        agenda_op = None if self.asks(Soort.UITSTEL, Soort.LUKT_NIET) else self.agenda_op
        return replace(self, actiehouder=by if gave_back else self.actiehouder, verzoek=None, agenda_op=agenda_op)

    # What others decide

    def decided(self, soort: Soort, nummer: int) -> Verzoek:
        """What was asked, when it still waits for a decision. Raises ``VerzoekAfgehandeld`` or ``AlAfgehandeld``."""
        self.check_open()
        if self.verzoek is None or self.verzoek.soort is not soort or self.verzoek.nummer != nummer:
            raise VerzoekAfgehandeld(referentie=self.casus)
        return self.verzoek

    def grant(self, nummer: int, today: date) -> "Afspraak":
        """The makelaar agrees to the extension that was asked."""
        verzoek = self.decided(Soort.UITSTEL, nummer)
        assert verzoek.tot is not None
        return replace(self.move(verzoek.tot, today), verzoek=None, uitgesteld=self.uitgesteld + 1)

    def refuse(self, soort: Soort, nummer: int) -> "Afspraak":
        """What was asked does not happen; all stays as it was."""
        self.decided(soort, nummer)
        return replace(self, verzoek=None, agenda_op=None if soort is Soort.UITSTEL else self.agenda_op)

    def put_on_agenda(self, op: date) -> "Afspraak":
        """Whatever waits for a decision waits for that day."""
        self.check_open()
        return replace(self, agenda_op=op, aanspreken_na=op + timedelta(days=1))

    def off_agenda(self) -> "Afspraak":
        """The table at which it was to be talked about does not come."""
        return replace(self, agenda_op=None)

    def move(self, deadline: date, today: date) -> "Afspraak":
        """Another deadline; the first one is kept."""
        self.check_open()
        return replace(
            self,
            deadline=deadline,
            gehoord_on=today,
            verzoek=None if self.asks(Soort.UITSTEL) else self.verzoek,
            agenda_op=None,
            aangesproken=0,
            aanspreken_na=None,
        )

    def rewrite(self, actie: SafeText, today: date) -> "Afspraak":
        self.check_open()
        return replace(self, actie=actie, gehoord_on=today)

    def assign(self, actiehouder: PersoonId | None, organisatie: str, today: date) -> "Afspraak":
        """From now on somebody else's, as if it were new to them; or the organisation's, until somebody takes it up.

        To another organisation nothing was said yet about its being overdue.
        """
        self._check(Stap.TOEWIJZEN)
        same = organisatie == self.organisatie
        return replace(
            self,
            actiehouder=actiehouder,
            organisatie=organisatie,
            gehoord_on=today,
            aan_tafel=False,
            gezien_at=None,
            bezig_at=None,
            verzoek=None,
            agenda_op=None,
            aangesproken=self.aangesproken if same else 0,
            aanspreken_na=self.aanspreken_na if same else None,
        )

    def take_up(self, by: PersoonId, now: datetime, today: date) -> "Afspraak":
        """«Ik»: somebody of the organisation makes it theirs."""
        self._check(Stap.OPPAKKEN)
        return replace(self.assign(by, self.organisatie, today), gezien_at=now)

    def take_over(self, by: PersoonId, nummer: int, now: datetime, today: date) -> "Afspraak":
        """The colleague who was asked accepts."""
        self._asked_of(by, nummer)
        return replace(self.assign(by, self.organisatie, today), gezien_at=now)

    def leave(self, by: PersoonId, nummer: int) -> "Afspraak":
        """The colleague who was asked does not take it over."""
        self._asked_of(by, nummer)
        return self.refuse(Soort.OVERNAME, nummer)

    def drop(self, now: datetime) -> "Afspraak":
        """«Laten vervallen»: nothing is expected of anybody any more."""
        self._check(Stap.VERVALLEN)
        return replace(self, staat=Staat.VERVALLEN, vervallen_at=now)

    def reopen(self, today: date) -> "Afspraak":
        """«Weer openzetten»: it is expected again, of the same person. Raises ``NietAfgehandeld``."""
        if self.stand not in _VAN[Stap.HEROPENEN]:
            raise NietAfgehandeld(referentie=self.casus)
        return replace(
            self, staat=Staat.OPEN, gedaan_at=None, vervallen_at=None, bezig_at=None, verzoek=None, gehoord_on=today
        )

    def speak_to(self, tredes: int, na: date) -> "Afspraak":
        """The next of so many steps of the region's ladder was taken; one more is not proposed before ``na``."""
        self.check_open()
        return replace(self, aangesproken=min(self.aangesproken + 1, tredes), aanspreken_na=na)

    def speak_later(self, na: date) -> "Afspraak":
        """«Nog niet»: the step is proposed again on that day."""
        self.check_open()
        return replace(self, aanspreken_na=na)

    def check_open(self) -> None:
        """Raises ``AlAfgehandeld``."""
        if not self.is_open:
            raise AlAfgehandeld(referentie=self.casus, op=self.ended_at, hoe=str(self.staat))

    def _held_by(self, by: PersoonId) -> None:
        if by == self.given_back_by:
            raise Teruggegeven(referentie=self.casus, tot=self.undo_until)
        if by != self.actiehouder:
            raise UnknownAfspraak

    def _asked_of(self, by: PersoonId, nummer: int) -> None:
        if self.decided(Soort.OVERNAME, nummer).aan != by:
            raise UnknownAfspraak

    def _by_holder(self, stap: Stap, by: PersoonId, now: datetime) -> "Afspraak":
        """As the actiehouder sees it, when this step can be taken."""
        self._held_by(by)
        self._check(stap)
        return self.see(by, now)

    def _check(self, stap: Stap) -> None:
        if self.stand in _VAN[stap]:
            return
        self.check_open()
        raise VerzoekAfgehandeld(referentie=self.casus)
