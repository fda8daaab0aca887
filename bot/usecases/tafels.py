"""Who leads a bijeenkomst, who takes part in it, and to whom does it exist?"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.agenda import Agendapunt, Slot, slots
from bot.domain.bericht import Bericht
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, Staat, UnknownBijeenkomst
from bot.domain.casus import Casus
from bot.domain.deelnemer import Aanwezigheid, Antwoord, Deelnemer, can_sit, deelnemers, has_seat
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.rechten import Daad, Relatie, counts, may
from bot.domain.regio import Casustafel, UnknownNaam
from bot.usecases.ports import Transaction
from bot.usecases.regels import agendanaam
from bot.usecases.toewijzing import watchers
from bot.usecases.vervanging import TO_VOORZITTER, effective, works_for

LONGEST = timedelta(hours=8)
"""No bijeenkomst takes longer."""
MDO = "MDO"


@dataclass(frozen=True)
class Kop:
    """A bijeenkomst as a message shows it: facts, no words. ``naam`` is neutral."""

    id: int
    naam: str
    dag: date
    begint: datetime
    eindigt: datetime
    waar: str | None
    afgezegd: bool
    casussen: bool
    """Are casussen talked about there?"""
    onderwerpen: bool
    """Subjects, then?"""
    is_mdo: bool
    nummer: int = 0
    """Its place in a list, 0 when alone."""

    @property
    def agenda(self) -> bool:
        """Does it have an agenda at all?"""
        return self.casussen or self.onderwerpen


def kop(tx: Transaction, bijeenkomst: Bijeenkomst, nummer: int = 0) -> Kop:
    tafel = tafel_of(tx, bijeenkomst)
    return Kop(
        id=bijeenkomst.id,
        naam=agendanaam(tx, bijeenkomst.tafel) if bijeenkomst.tafel is not None else MDO,
        dag=day_of(tx, bijeenkomst),
        begint=bijeenkomst.begint,
        eindigt=bijeenkomst.eindigt,
        waar=bijeenkomst.waar,
        afgezegd=bijeenkomst.staat is Staat.AFGEZEGD,
        casussen=bijeenkomst.is_mdo or (tafel is not None and tafel.casussen),
        onderwerpen=tafel is not None and tafel.onderwerpen,
        is_mdo=bijeenkomst.is_mdo,
        nummer=nummer,
    )


def day_of(tx: Transaction, bijeenkomst: Bijeenkomst) -> date:
    """The date on which it is, in the region."""
    return tx.kalender.today(bijeenkomst.begint)


def tafel_of(tx: Transaction, bijeenkomst: Bijeenkomst) -> Casustafel | None:
    """None for an MDO, and when the region no longer knows the table."""
    try:
        return tx.regio.tafel(bijeenkomst.tafel) if bijeenkomst.tafel is not None else None
    except UnknownNaam:
        return None


def names_of_tafels(tx: Transaction) -> list[tuple[str, str]]:
    """All that people may call a table, each with its key; its city means every table there."""
    return [
        (name, tafel.sleutel)
        for tafel in tx.regio.casustafels
        for name in (tafel.naam, tafel.sleutel, tafel.agendanaam, tafel.soort, tafel.locatie)
        if name
    ]


# Who leads


def leads_tafel(tx: Transaction, tafel: str) -> list[Persoon]:
    """The makelaars who chair this table: with whom it stands; else who serves the whole house, or all its gemeenten.

    So nobody chairs who may not see every casus that can be talked about there.
    """
    makelaars = tx.personen.with_rol(Rol.MAKELAAR)
    named = [makelaar for makelaar in makelaars if tafel in makelaar.tafels]
    if named:
        return named
    try:
        needed = {gemeente.naam for gemeente in tx.regio.gemeenten_of(tafel)}
    except UnknownNaam:
        return []
    return [makelaar for makelaar in makelaars if not makelaar.gemeenten or needed <= makelaar.gemeenten]


def voorzitters(tx: Transaction, bijeenkomst: Bijeenkomst, punten: Sequence[Agendapunt] | None = None) -> list[Persoon]:
    """Who leads it and is told about it, who has handed over included. Of an MDO those who watch its casus."""
    if bijeenkomst.tafel is not None:
        return leads_tafel(tx, bijeenkomst.tafel)
    casus = mdo_casus(tx, bijeenkomst, punten)
    return watchers(tx, casus) if casus is not None else []


def mdo_casus(tx: Transaction, bijeenkomst: Bijeenkomst, punten: Sequence[Agendapunt] | None = None) -> Casus | None:
    """The casus of an MDO; None once it is gone."""
    agenda = punten if punten is not None else tx.agendas.of(bijeenkomst.id)
    return next((tx.casussen.find(punt.casus) for punt in agenda if punt.casus is not None), None)


def tell_voorzitters(tx: Transaction, bijeenkomst: Bijeenkomst, bericht: Bericht, unique: str) -> int:
    """Owes ``bericht`` once to each who leads it now. Returns to how many."""
    assert bericht.bericht in TO_VOORZITTER
    once: dict[PersoonId, Persoon] = {}
    for makelaar in voorzitters(tx, bijeenkomst):
        once.setdefault(effective(tx, makelaar.id), makelaar)
    return sum(
        tx.outbox.put(replace(bericht, key=f"{bericht.bericht}:{unique}:{makelaar.id}", naar=makelaar.id))
        for makelaar in once.values()
    )


# Who takes part


def taking_part(
    tx: Transaction, bijeenkomst: Bijeenkomst, punten: Sequence[Agendapunt] | None = None
) -> dict[PersoonId, Deelnemer]:
    """Who gets what of it now, who comes in somebody's place included."""
    answers = tx.aanwezigheid.of(bijeenkomst.id).values()
    return _taking_part(tx, bijeenkomst, punten, answers, tx.personen.all())


def part_of(
    tx: Transaction, bijeenkomst: Bijeenkomst, persoon: Persoon, punten: Sequence[Agendapunt] | None = None
) -> Deelnemer | None:
    """What this person gets of it now. The same as ``taking_part`` says, without looking at everybody of the house."""
    answers = tx.aanwezigheid.of(bijeenkomst.id).values()
    people = [persoon]
    for one in people:  # grows while it is gone through: in whose place this person comes, and these in turn
        instead_of = [answer.persoon for answer in answers if answer.vervanger == one.id]
        people += [tx.personen.get(id) for id in instead_of if all(id != known.id for known in people)]
    return _taking_part(tx, bijeenkomst, punten, answers, people).get(persoon.id)


def _taking_part(
    tx: Transaction,
    bijeenkomst: Bijeenkomst,
    punten: Sequence[Agendapunt] | None,
    answers: Collection[Aanwezigheid],
    people: Collection[Persoon],
) -> dict[PersoonId, Deelnemer]:
    agenda = [punt for punt in (tx.agendas.of(bijeenkomst.id) if punten is None else punten) if not punt.gesloten]
    found = _in_their_own_right(tx, bijeenkomst, agenda, people)
    for answer in answers:
        own = found.get(answer.persoon)
        if own is not None and (instead := vervanger_of(tx, own.persoon, answer)) is not None:
            also = found.get(instead.id)
            both = {*own.punten, *(also.punten if also is not None else ())}
            punten_of = tuple(punt.id for punt in agenda if punt.id in both)
            hele = own.hele or (also is not None and also.hele)
            found[instead.id] = Deelnemer(instead, hele, punten_of, also.kern if also is not None else False)
    return found


def invited(tx: Transaction, bijeenkomst: Bijeenkomst) -> dict[PersoonId, Deelnemer]:
    """Who is asked to come, whoever comes in their place."""
    agenda = [punt for punt in tx.agendas.of(bijeenkomst.id) if not punt.gesloten]
    return _in_their_own_right(tx, bijeenkomst, agenda, tx.personen.all())


def _in_their_own_right(
    tx: Transaction, bijeenkomst: Bijeenkomst, agenda: Sequence[Agendapunt], people: Collection[Persoon]
) -> dict[PersoonId, Deelnemer]:
    return {one.persoon.id: one for one in deelnemers(tafel_of(tx, bijeenkomst), agenda, people, tx.regio)}


def vervanger_of(tx: Transaction, persoon: Persoon, answer: Aanwezigheid) -> Persoon | None:
    """Who comes in this person's place; None for nobody, and for who cannot, or no longer: stopped, or of elsewhere."""
    if answer.antwoord is not Antwoord.VERVANGER or answer.vervanger is None:
        return None
    instead = tx.personen.get(answer.vervanger)
    return instead if can_come_for(tx, tx.bijeenkomsten.get(answer.bijeenkomst), instead, persoon) else None


def can_come_for(tx: Transaction, bijeenkomst: Bijeenkomst, instead: Persoon, persoon: Persoon) -> bool:
    """Only a colleague of the same organisation who can sit there."""
    same = instead.organisatie == persoon.organisatie and instead.id != persoon.id
    return same and can_sit(instead, tafel_of(tx, bijeenkomst), tx.regio)


def on_the_table(tx: Transaction, bijeenkomst: Bijeenkomst, punten: Sequence[Agendapunt] | None = None) -> list[Slot]:
    """What is on the agenda now, with its times; of a casus that is closed nothing is said any more."""
    agenda = tx.agendas.of(bijeenkomst.id) if punten is None else punten
    return slots(bijeenkomst.begint, [punt for punt in agenda if not punt.gesloten])


# To whom it exists


def sight_until(tx: Transaction, bijeenkomst: Bijeenkomst) -> date:
    """The last day on which who has no fixed seat for all of it may look up what they were told."""
    return day_of(tx, bijeenkomst) + timedelta(days=tx.regio.bijeenkomsten.inzage_dagen)


def part_to_look_up(
    tx: Transaction, bijeenkomst: Bijeenkomst, persoon: Persoon, punten: Sequence[Agendapunt] | None = None
) -> Deelnemer | None:
    """``part_of`` as long as this person may look it up: a fixed seat for all of it has no end date, and who came in
    the place of one has.
    """
    part = part_of(tx, bijeenkomst, persoon, punten)
    seat = part is not None and part.hele and part.kern
    return part if seat or tx.today <= sight_until(tx, bijeenkomst) else None


def bijeenkomst_for(tx: Transaction, id: BijeenkomstId, door: Persoon, daad: Daad) -> Bijeenkomst:
    """The bijeenkomst when this person may do this with it. Raises ``UnknownBijeenkomst`` for no and not yours."""
    found = tx.bijeenkomsten.find(id)
    if found is None or not may(door, daad, to_bijeenkomst(tx, found, door, daad)):
        raise UnknownBijeenkomst
    return found


def to_bijeenkomst(tx: Transaction, bijeenkomst: Bijeenkomst, door: Persoon, daad: Daad) -> frozenset[Relatie]:
    """What this person has to do with it, as far as that counts for ``daad``."""
    asked, found = counts(door, daad), set()
    if asked & {Relatie.VOORZITTER, Relatie.OVERGEDRAGEN}:
        leading = {makelaar.id for makelaar in voorzitters(tx, bijeenkomst)}
        whole_house = door.is_(Rol.MAKELAAR) and not door.gemeenten
        if door.id in leading or whole_house:
            found.add(Relatie.VOORZITTER)
        if any(other.id in leading for other in works_for(tx, door)):
            found.add(Relatie.OVERGEDRAGEN)
    if Relatie.AAN_TAFEL in asked and has_seat(door, tafel_of(tx, bijeenkomst), tx.regio):
        found.add(Relatie.AAN_TAFEL)
    if Relatie.DEELNEMER in asked and is_invited(tx, bijeenkomst, door):
        found.add(Relatie.DEELNEMER)
    return frozenset(found)


def is_invited(tx: Transaction, bijeenkomst: Bijeenkomst, persoon: Persoon) -> bool:
    """Who sits there for all of it knows of it at once; who joins for single cases once they have been told."""
    part = part_to_look_up(tx, bijeenkomst, persoon)
    if part is None:
        return False
    told = bijeenkomst.id in tx.verzendingen.received_by(persoon.id)
    return part.hele or told or bijeenkomst.id in tx.aanwezigheid.instead_of_others(persoon.id)


def leads(tx: Transaction, bijeenkomst: Bijeenkomst, door: Persoon) -> bool:
    """Does this person lead it now, also in place of who handed over?"""
    return may(door, Daad.TAFEL_LEIDEN, to_bijeenkomst(tx, bijeenkomst, door, Daad.TAFEL_LEIDEN))


def to_lead(tx: Transaction, id: BijeenkomstId, door: Persoon) -> Bijeenkomst:
    """The bijeenkomst for who leads it, held until this transaction ends. Raises ``UnknownBijeenkomst``."""
    bijeenkomst_for(tx, id, door, Daad.TAFEL_LEIDEN)
    return tx.bijeenkomsten.hold(id)


def coming(
    tx: Transaction, door: Persoon, until: timedelta, tafels: Collection[str] | None = None
) -> list[Bijeenkomst]:
    """The bijeenkomsten of this person that are not over, within ``until``, in order; only of ``tafels`` when given."""

    def counts_now(one: Bijeenkomst) -> bool:
        late = one.eindigt <= tx.now and one.staat is not Staat.BEZIG
        over = late or one.staat in (Staat.AFGEZEGD, Staat.AFGELOPEN)
        return not over and (tafels is None or one.tafel in tafels)

    around = tx.bijeenkomsten.between(tx.now - LONGEST, tx.now + until)
    return [one for one, _ in theirs(tx, door, filter(counts_now, around))]


def theirs(tx: Transaction, door: Persoon, bijeenkomsten: Iterable[Bijeenkomst]) -> Iterator[tuple[Bijeenkomst, bool]]:
    """Which of these exist to this person as one they lead or are invited to, each with whether they lead it."""
    told = tx.verzendingen.received_by(door.id) | tx.aanwezigheid.instead_of_others(door.id)
    leading, sitting = dict[str | None, bool](), dict[str | None, bool]()
    for one in bijeenkomsten:
        if one.tafel not in leading or one.is_mdo:
            leading[one.tafel], sitting[one.tafel] = leads(tx, one, door), _sits(tx, one, door)
        # Who has no fixed seat is only looked up where they were told of something.
        if leading[one.tafel] or (is_invited(tx, one, door) if one.id in told else sitting[one.tafel]):
            yield one, leading[one.tafel]


def _sits(tx: Transaction, bijeenkomst: Bijeenkomst, persoon: Persoon) -> bool:
    """In a fixed seat for all of it."""
    part = deelnemers(tafel_of(tx, bijeenkomst), [], [persoon], tx.regio)
    return any(one.hele for one in part)
