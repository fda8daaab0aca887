"""What does one house decide for itself?

A ``Regio`` is one Zorg- en Veiligheidshuis with its gemeenten, tables, organisations and rules: everything
regional, from one TOML file, kept as one validated document. No name of a place or a table stands in code.
Every key is explained in ``docs/regio.md``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.domain.errors import DomainError
from bot.domain.namen import fold, suggest
from bot.domain.regio_check import RegioFaults, in_order, read_toml, shape_faults
from bot.domain.regio_diff import differences, toml_lines
from bot.domain.regio_ritme import dates
from bot.domain.regio_rules import DUUR, FEESTDAGEN, VERZENDING, rule_faults
from bot.domain.regio_values import (
    GEMEENTE,
    Dagen,
    Datum,
    Naam,
    Ritme,
    Sleutel,
    Sluitingsdag,
    SluitingsdagVeld,
    Stap,
    Tekst,
    Tijd,
    Tijdzone,
    Werkdagen,
    Zetel,
    ZetelVeld,
    gemeente_organisatie,
)

__all__ = [
    "FEESTDAGEN",
    "GEMEENTE",
    "Bijeenkomsten",
    "Casustafel",
    "Gemeente",
    "Locatie",
    "Organisatie",
    "Regio",
    "RegioFaults",
    "Removed",
    "Sluitingsdag",
    "Trede",
    "UnknownNaam",
    "Werkstap",
    "Woorden",
    "Zetel",
    "changes",
    "from_document",
    "parse_regio",
    "regio_to_toml",
    "removed_keys",
    "to_document",
]


T = TypeVar("T")


class UnknownNaam(DomainError):
    """No such table, gemeente, organisation, category or step in this region.

    ``soort`` says which of them; ``suggestie`` is the region's own name that looks most like it, or
    None. What was typed is not kept: it may have been the name of a client.
    """

    def __init__(self, soort: str, suggestie: str | None = None) -> None:
        super().__init__(soort=soort, suggestie=suggestie)
        self.soort = soort
        self.suggestie = suggestie


class _Deel(BaseModel):
    """Strict, closed and frozen: a value is what the file says, or the file is refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


# The parts of a region


class Locatie(_Deel):
    """A city where tables meet."""

    naam: Naam


class Organisatie(_Deel):
    """A partner in the network. Without ``convenant`` it takes no part in cases."""

    naam: Naam
    convenant: bool
    zetels: tuple[Naam, ...] = ()
    aliassen: tuple[Naam, ...] = ()


class Gemeente(_Deel):
    """A municipality: its cases are discussed at the tables of its location."""

    naam: Naam
    locatie: Naam
    basisteam: Tekst
    convenant: bool = True

    @property
    def organisatie(self) -> Organisatie:
        """The gemeente as a partner: "Gemeente Zwolle"."""
        return Organisatie(naam=gemeente_organisatie(self.naam), convenant=self.convenant)


class Casustafel(_Deel):
    """A recurring table of one kind. ``agendanaam`` is the neutral name that messages and calendars show.

    A table without ``casussen`` talks about subjects (``onderwerpen``), or the product only knows when it meets.
    """

    sleutel: Sleutel
    soort: Tekst
    naam: Tekst
    agendanaam: Tekst
    locatie: Naam | None = None
    gebouw: Tekst | None = None
    adres: Tekst | None = None
    ritme: Ritme | None = None
    vanaf: Datum | None = None
    tijd: Tijd | None = None
    duur: Annotated[int, Field(ge=15, le=480)] = DUUR
    casussen: bool = True
    onderwerpen: bool = False
    gemeenten: tuple[Naam, ...] = ()
    vaste_kern: tuple[ZetelVeld, ...] = ()
    per_casus: tuple[Naam, ...] = ()

    @property
    def waar(self) -> str | None:
        """Address and city, without the building: that can say whom a meeting is about."""
        return ", ".join(part for part in (self.adres, self.locatie) if part) or None

    def kern_for(self, gemeente: str) -> tuple[Zetel, ...]:
        """The fixed seats when a case of ``gemeente`` is discussed: its own seat filled in."""
        own = Zetel(gemeente_organisatie(gemeente))
        return tuple(own if zetel.is_gemeente else zetel for zetel in self.vaste_kern)

    def meeting_days(self, first: date, last: date) -> list[date]:
        """The days of its rhythm from ``first`` up to and including ``last``; days off are among them."""
        if self.ritme is None:
            return []
        # Without an anchor the rhythm is the same from wherever one starts to count.
        return [day for day in dates(self.ritme, self.vanaf or first, last) if day >= first]


class Herinneringen(_Deel):
    """On which working days, counted from the deadline, an actiehouder is reminded."""

    ladder: Annotated[tuple[Stap, ...], Field(min_length=1, max_length=20)] = (-5, -1, 0, 1)


class Verzending(_Deel):
    """Between which hours of a working day that what the clock causes is sent."""

    van: Tijd = VERZENDING["van"]
    tot: Tijd = VERZENDING["tot"]
    ochtendbericht: Tijd = VERZENDING["ochtendbericht"]


class Bewaartermijnen(_Deel):
    """After how many days what we hold is deleted."""

    casus_dagen: Dagen = 30
    audit_dagen: Dagen = 730
    persoon_dagen: Dagen = 30
    uitnodiging_dagen: Dagen = 7
    backup_dagen: Dagen = 30
    bijeenkomst_dagen: Dagen = 120


class Berichten(_Deel):
    """Does a message carry the text of an action, or only its reference?"""

    inhoud: Literal["kort", "volledig"] = "kort"


class Bijeenkomsten(_Deel):
    """How the meetings of all tables are planned and prepared.

    ``vrije_dag`` says what becomes of one whose rhythm falls on a day off.
    """

    vrije_dag: Literal["overslaan", "volgende_werkdag"] = "overslaan"
    sluiting_werkdagen: Annotated[int, Field(ge=0, le=30)] = 3
    minuten: Annotated[int, Field(ge=5, le=240)] = 20
    inzage_dagen: Annotated[int, Field(ge=0, le=365)] = 14


class Werkstap(_Deel):
    """One thing the house does around each bijeenkomst with casussen.

    ``werkdagen`` is counted from its day: negative before, positive after, 0 the day itself.
    """

    sleutel: Sleutel
    naam: Tekst
    werkdagen: Werkdagen


class Trede(_Deel):
    """One step of a ladder: who is approached next; ``wanneer`` if not just after the one before."""

    sleutel: Sleutel
    naam: Tekst
    wie: Tekst
    wanneer: Tekst | None = None


class Woorden(_Deel):
    """Words that look like a name to the guard and are none."""

    rollen: tuple[Tekst, ...] = ()
    organisaties: tuple[Tekst, ...] = ()
    plaatsen: tuple[Tekst, ...] = ()
    extra: tuple[Tekst, ...] = ()


class Regio(_Deel):
    """One house with all that it decides for itself."""

    sleutel: Sleutel
    naam: Naam
    tijdzone: Tijdzone = "Europe/Amsterdam"
    feestdagen: bool = True
    doorwerken: tuple[Tekst, ...] = ()
    sluitingsdagen: Annotated[tuple[SluitingsdagVeld, ...], Field(max_length=100)] = ()
    categorieen: Annotated[tuple[Tekst, ...], Field(max_length=30)] = ()
    herinneringen: Herinneringen = Herinneringen()
    verzending: Verzending = Verzending()
    bewaartermijnen: Bewaartermijnen = Bewaartermijnen()
    berichten: Berichten = Berichten()
    bijeenkomsten: Bijeenkomsten = Bijeenkomsten()
    werkproces: Annotated[tuple[Werkstap, ...], Field(max_length=20)] = ()
    locaties: Annotated[tuple[Locatie, ...], Field(min_length=1)]
    gemeenten: Annotated[tuple[Gemeente, ...], Field(min_length=1)]
    organisaties: Annotated[tuple[Organisatie, ...], Field(min_length=1)]
    casustafels: Annotated[tuple[Casustafel, ...], Field(min_length=1)]
    aanspreken: Annotated[tuple[Trede, ...], Field(min_length=1)]
    opschalen: Annotated[tuple[Trede, ...], Field(min_length=1)]
    woorden: Woorden = Woorden()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tijdzone)

    @property
    def alle_categorieen(self) -> tuple[str, ...]:
        """As what a casus can be judged: what the house listed, else the kinds of its tables with casussen."""
        return self.categorieen or tuple(dict.fromkeys(tafel.soort for tafel in self.casustafels if tafel.casussen))

    def trede(self, sleutel: str) -> Trede:
        """A step of the ladder along which a casus is raised."""
        for trede in self.opschalen:
            if trede.sleutel == sleutel:
                return trede
        raise UnknownNaam("trede")

    @property
    def alle_organisaties(self) -> tuple[Organisatie, ...]:
        """The organisations of the file, and each gemeente as one."""
        return self.organisaties + tuple(gemeente.organisatie for gemeente in self.gemeenten)

    @property
    def organisatie_names(self) -> list[tuple[str, Organisatie]]:
        """Every name and alias with the organisation it means, ready for ``namen.match``."""
        return [(naam, org) for org in self.alle_organisaties for naam in (org.naam, *org.aliassen)]

    def tafel(self, sleutel: str) -> Casustafel:
        for tafel in self.casustafels:
            if tafel.sleutel == sleutel:
                return tafel
        raise UnknownNaam("casustafel", suggest(sleutel, (tafel.sleutel for tafel in self.casustafels)))

    def gemeente(self, naam: str) -> Gemeente:
        for gemeente in self.gemeenten:
            if fold(gemeente.naam) == fold(naam):
                return gemeente
        raise UnknownNaam("gemeente", suggest(naam, (gemeente.naam for gemeente in self.gemeenten)))

    def organisatie(self, naam: str) -> Organisatie:
        """By its name or an alias."""
        for known, organisatie in self.organisatie_names:
            if fold(known) == fold(naam):
                return organisatie
        raise UnknownNaam("organisatie", suggest(naam, (known for known, _ in self.organisatie_names)))

    def gemeenten_of(self, tafel: str) -> tuple[Gemeente, ...]:
        """Whose cases that table discusses: the listed ones, else those of its location, else all."""
        wanted = self.tafel(tafel)
        if wanted.gemeenten:
            return tuple(gemeente for gemeente in self.gemeenten if gemeente.naam in wanted.gemeenten)
        return tuple(g for g in self.gemeenten if wanted.locatie in (None, g.locatie))

    def tafels_for(self, gemeente: str) -> tuple[Casustafel, ...]:
        """Where a casus of ``gemeente`` can be discussed; a table without cases is not among them."""
        wanted = self.gemeente(gemeente)
        return tuple(t for t in self.casustafels if t.casussen and wanted in self.gemeenten_of(t.sleutel))


# From file to region and back


def parse_regio(toml_text: str) -> Regio:
    """The region that the TOML file describes, or ``RegioFaults`` that names every fault at once."""
    return from_document(read_toml(toml_text))


def from_document(document: Mapping[str, Any]) -> Regio:
    """The region from what ``to_document`` gave, or from freshly read TOML. All rules are checked again."""
    document = _tuples(dict(document))
    try:
        regio, shape = Regio.model_validate(document), []
    except ValidationError as error:
        regio, shape = None, shape_faults(Regio, error)
    faults = in_order(Regio, [*shape, *rule_faults(document)])
    if faults or regio is None:
        raise RegioFaults(faults)
    return regio


def to_document(regio: Regio) -> dict[str, Any]:
    """All of it, defaults included, in what JSON can hold: ``from_document`` gives an equal region."""
    return regio.model_dump(mode="json")


def regio_to_toml(regio: Regio) -> str:
    """The region as a file that ``parse_regio`` reads back as an equal region."""
    return "\n".join(toml_lines(to_document(regio))) + "\n"


def changes(old: Regio | None, new: Regio) -> list[str]:
    """What a load would change, one Dutch line per path; empty only when nothing would."""
    return list(differences(to_document(old) if old else {}, to_document(new)))


@dataclass(frozen=True)
class Removed:
    """The keys of a region that its new version no longer knows. False when there are none."""

    casustafels: tuple[str, ...] = ()
    gemeenten: tuple[str, ...] = ()
    organisaties: tuple[str, ...] = ()
    zetels: tuple[Zetel, ...] = ()
    locaties: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.casustafels, self.gemeenten, self.organisaties, self.zetels, self.locaties))


def removed_keys(old: Regio | None, new: Regio) -> Removed:
    """What ``new`` no longer knows by exactly the name it had.

    Exactly, because that is how a name is stored with people and cases: in other capitals, or kept as an alias only, it
    would no longer be found among the seats of a table.
    """
    if old is None:
        return Removed()

    def gone(names: Callable[[Regio], list[T]]) -> tuple[T, ...]:
        kept = names(new)
        return tuple(name for name in names(old) if name not in kept)

    return Removed(
        casustafels=gone(lambda regio: [tafel.sleutel for tafel in regio.casustafels]),
        gemeenten=gone(lambda regio: [gemeente.naam for gemeente in regio.gemeenten]),
        organisaties=gone(lambda regio: [organisatie.naam for organisatie in regio.alle_organisaties]),
        zetels=gone(lambda regio: [Zetel(org.naam, zetel) for org in regio.organisaties for zetel in org.zetels]),
        locaties=gone(lambda regio: [locatie.naam for locatie in regio.locaties]),
    )


def _tuples(value: Any) -> Any:
    """Lists as tuples, the one form that the strict models take."""
    if isinstance(value, Mapping):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(_tuples(item) for item in value) if isinstance(value, list | tuple) else value
