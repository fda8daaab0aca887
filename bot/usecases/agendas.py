"""How does an agenda propose itself, and what does who leads the bijeenkomst change about it?

Two makelaars can work on one agenda. What depends on how it looks (order, minutes a step at a time, taking off) names
the version that somebody saw, and is refused when it changed since. What somebody typed is kept, unless a colleague
changed that very thing since: then they see that first.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.agenda import (
    LEAST_MINUTEN,
    MOST_MINUTEN,
    AgendaGewijzigd,
    Agendapunt,
    CasusNietVanTafel,
    Herkomst,
    StaatAlOpAgenda,
    Uitkomst,
    UnknownPunt,
    Voorstel,
    closes_on,
    in_order,
    put_in,
    shifted,
    to_put_off,
)
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, PuntId, Staat, UnknownBijeenkomst
from bot.domain.casus import BEFORE_THE_TABLE, Casus, Fase
from bot.domain.deelnemer import deelnemers
from bot.domain.errors import DomainError
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.privacy import SafeText
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.domain.toegang import signed
from bot.usecases.ports import Transaction
from bot.usecases.tafels import LONGEST, day_of, kop, tafel_of, to_lead
from bot.usecases.tijdlijn import note
from bot.usecases.toewijzing import casus_for

LONGEST_ONDERWERP = 100
MOST_PUNTEN = 60


class AgendaVol(DomainError):
    """No more can be put on it."""


class GeenBijeenkomst(DomainError):
    """The table of this casus has no bijeenkomst to come."""


class VraagGewijzigd(DomainError):
    """Somebody else wrote another question for this casus meanwhile."""


class MinutenGewijzigd(DomainError):
    """Somebody else gave this punt another number of minutes meanwhile."""


# The proposal


def open_agenda(tx: Transaction, id: BijeenkomstId, door: Persoon) -> Bijeenkomst:
    """For who leads: what belongs on it by now is on it. Raises ``UnknownBijeenkomst``, also for one without agenda."""
    bijeenkomst = to_lead(tx, id, door)
    if not kop(tx, bijeenkomst).agenda:
        raise UnknownBijeenkomst
    bijeenkomst = refresh(tx, bijeenkomst)
    tx.audit.record("agenda_bekeken", f"bijeenkomst {id}", door)
    return bijeenkomst


def refresh(tx: Transaction, bijeenkomst: Bijeenkomst) -> Bijeenkomst:
    """Puts on the agenda what belongs there by itself and is not there yet; what was taken off stays off.

    Until the bijeenkomst begins. The caller holds it. It is a next version once there is more on it: who saw the one
    before has not seen that, and may not move it unseen.
    """
    tafel = tafel_of(tx, bijeenkomst)
    if tafel is None or not tafel.casussen or bijeenkomst.staat is not Staat.GEPLAND or tx.now >= bijeenkomst.begint:
        return bijeenkomst
    punten = tx.agendas.of(bijeenkomst.id)
    known = {punt.casus for punt in punten if punt.casus is not None}
    before = ordered = _shown(punten)
    for voorstel in proposals(tx, bijeenkomst, known):
        if len(ordered) < MOST_PUNTEN:
            ordered = put_in(ordered, _punt_of(tx, bijeenkomst, voorstel), _gemeenten(tx))
    if ordered == before:
        return bijeenkomst
    keep_order(tx, ordered)
    return tx.bijeenkomsten.save(bijeenkomst)


def proposals(tx: Transaction, bijeenkomst: Bijeenkomst, known: Collection[Referentie] = ()) -> list[Voorstel]:
    """Which casussen, those that are ``known`` aside, belong on this agenda: each once and by what presses most, the
    oldest casus first.

    What was put off comes at the next one. The rest is for the first bijeenkomst of the table that is to come; not
    what can still have its turn at one that has begun.
    """
    assert bijeenkomst.tafel is not None
    before = tx.bijeenkomsten.last_before(bijeenkomst.tafel, bijeenkomst.begint)
    put_off, at_table = _left_over(tx, before) if before is not None else (set(), set())
    is_next = before is None or before.begint <= tx.now
    due = tx.afspraken.casussen_due(bijeenkomst.tafel, day_of(tx, bijeenkomst)) if is_next else set()
    closed, found = too_late(tx, bijeenkomst), []
    for casus in tx.casussen.open_at(bijeenkomst.tafel):
        late = False
        if casus.referentie in known or casus.referentie in at_table:
            continue
        if casus.referentie in put_off:
            herkomst = Herkomst.DOORGESCHOVEN
        elif casus.referentie in due:
            herkomst = Herkomst.OPVOLGEN
        elif is_next and casus.fase in BEFORE_THE_TABLE:
            herkomst, late = Herkomst.AANGEMELD, closed and _put_forward_on(tx, casus) > _closes_on(tx, bijeenkomst)
        else:
            continue
        found.append(Voorstel(casus.referentie, casus.gemeente, herkomst, late))
    return found


def _left_over(tx: Transaction, before: Bijeenkomst) -> tuple[set[Referentie], set[Referentie]]:
    """What was put off at the bijeenkomst before, or not reached by its end; and what can still have its turn there.

    Also what one before that left over and none since had on its agenda: nobody made one, or made it too early.
    """
    assert before.tafel is not None
    agenda = tx.agendas.of(before.id)
    put_off, at_table = _left_at(tx, before, agenda)
    settled, one = {punt.casus for punt in agenda}, before
    while one.begint <= tx.now:  # of one to come it is proposed there
        earlier = tx.bijeenkomsten.last_before(before.tafel, one.begint)
        if earlier is None:
            break
        one, agenda = earlier, tx.agendas.of(earlier.id)
        put_off |= _left_at(tx, one, agenda)[0] - settled
        settled |= {punt.casus for punt in agenda}
    return put_off, at_table


def _left_at(
    tx: Transaction, bijeenkomst: Bijeenkomst, agenda: Iterable[Agendapunt]
) -> tuple[set[Referentie], set[Referentie]]:
    """What this one left over, and what can still have its turn there."""
    punten = [(punt.casus, punt) for punt in agenda if punt.casus is not None]
    put_off = {casus for casus, punt in punten if punt.uitkomst is Uitkomst.DOORGESCHOVEN}
    not_reached = {casus for casus, punt in punten if punt.uitkomst is None and not punt.weg}
    until = bijeenkomst.begint + LONGEST if bijeenkomst.staat is Staat.BEZIG else bijeenkomst.eindigt
    if bijeenkomst.staat is Staat.AFGELOPEN or until <= tx.now:
        return put_off | not_reached, set()
    return put_off, not_reached if bijeenkomst.begint <= tx.now else set()


def _put_forward_on(tx: Transaction, casus: Casus) -> date:
    """Since when it is to be talked about: since it was made, or since it went back to before the table."""
    since, fase = casus.made_at, Fase.AANGEMELD
    for line in reversed(tx.tijdlijn.of_casus(casus.referentie)):
        if line.wat is Wat.FASE and line.waarde is not None:
            if fase not in BEFORE_THE_TABLE and Fase(line.waarde) in BEFORE_THE_TABLE:
                since = line.at
            fase = Fase(line.waarde)
    return tx.kalender.today(since)


def _punt_of(tx: Transaction, bijeenkomst: Bijeenkomst, voorstel: Voorstel) -> Agendapunt:
    punt = Agendapunt(
        id=PuntId(0),
        bijeenkomst=bijeenkomst.id,
        volgorde=0,
        minuten=tx.regio.bijeenkomsten.minuten,
        herkomst=voorstel.herkomst,
        casus=voorstel.casus,
        gemeente=voorstel.gemeente,
        na_sluiting=voorstel.na_sluiting,
    )
    return replace(punt, partners=_promised(tx, bijeenkomst, punt))


def _promised(tx: Transaction, bijeenkomst: Bijeenkomst, punt: Agendapunt) -> frozenset[PersoonId]:
    """Who promised something about this casus that is still open, and has no seat from which they see it."""
    assert punt.casus is not None
    ids = {a.actiehouder for a in tx.afspraken.of_casus(punt.casus) if a.is_open and a.actiehouder is not None}
    people = [tx.personen.get(id) for id in sorted(ids)]
    seated = {one.persoon.id for one in deelnemers(tafel_of(tx, bijeenkomst), [punt], people, tx.regio) if one.punten}
    return frozenset(p.id for p in people if p.id not in seated and p.actief and signed(p, tx.regio))


# Changing it


def shift(tx: Transaction, id: BijeenkomstId, version: int, punt: PuntId, steps: int, door: Persoon) -> None:
    """«Omhoog» and «Omlaag»."""
    bijeenkomst, ordered = _to_edit(tx, id, door, version)
    keep_order(tx, shifted(ordered, _among(ordered, punt).id, steps))
    _edited(tx, bijeenkomst, door)


def lengthen(tx: Transaction, id: BijeenkomstId, version: int, punt: PuntId, minuten: int, door: Persoon) -> None:
    """So many minutes more, or less; never shorter or longer than an agenda can hold."""
    bijeenkomst, ordered = _to_edit(tx, id, door, version)
    own = _among(ordered, punt)
    tx.agendas.save(replace(own, minuten=_in_bounds(own.minuten + minuten)))
    _edited(tx, bijeenkomst, door)


def set_minuten(tx: Transaction, id: BijeenkomstId, punt: PuntId, minuten: int, door: Persoon, gezien: int) -> None:
    """As somebody typed them who saw it at ``gezien`` minutes. Raises ``MinutenGewijzigd`` if it has others now."""

    def with_minutes(own: Agendapunt) -> Agendapunt:
        if own.minuten not in (gezien, minuten):
            raise MinutenGewijzigd
        return replace(own, minuten=_in_bounds(minuten))

    _change(tx, id, punt, door, with_minutes)


def set_vraag(
    tx: Transaction, id: BijeenkomstId, punt: PuntId, vraag: SafeText | None, door: Persoon, gezien: str | None
) -> None:
    """What to prepare; None for nothing. ``gezien`` is the question this person saw when they began to type.

    Raises ``VraagGewijzigd`` when it is another one by now.
    """

    def with_question(own: Agendapunt) -> Agendapunt:
        before = str(own.vraag) if own.vraag is not None else None
        if before not in (gezien, str(vraag) if vraag is not None else None):
            raise VraagGewijzigd
        return replace(own, vraag=vraag)

    _change(tx, id, punt, door, with_question)


def set_partner(
    tx: Transaction, id: BijeenkomstId, punt: PuntId, persoon: Persoon, door: Persoon, *, joins: bool
) -> None:
    """Asks this person for this casus alone, or no more."""
    if joins and not (persoon.actief and signed(persoon, tx.regio)):
        return
    _change(
        tx,
        id,
        punt,
        door,
        lambda own: replace(own, partners=own.partners | {persoon.id} if joins else own.partners - {persoon.id}),
    )


def take_off(tx: Transaction, id: BijeenkomstId, version: int, punt: PuntId, door: Persoon) -> None:
    """«Eraf»: it is not proposed again for this bijeenkomst. An MDO keeps its one casus."""
    bijeenkomst, ordered = _to_edit(tx, id, door, version)
    if bijeenkomst.is_mdo:
        raise UnknownPunt
    tx.agendas.save(replace(_among(ordered, punt), weg=True))
    _edited(tx, bijeenkomst, door)


def put_off(tx: Transaction, id: BijeenkomstId, version: int, door: Persoon) -> list[Agendapunt]:
    """«Doorschuiven» on an agenda that is too long: what can wait goes to the next bijeenkomst. Returns which."""
    bijeenkomst, ordered = _to_edit(tx, id, door, version)
    going = to_put_off(bijeenkomst.duur, ordered)
    for punt in going:
        tx.agendas.save(replace(punt, weg=True, uitkomst=Uitkomst.DOORGESCHOVEN))
        if punt.casus is not None and bijeenkomst.agenda_at is not None:
            note(tx, punt.casus, Wat.DOORGESCHOVEN, door, dag=day_of(tx, bijeenkomst))
    _edited(tx, bijeenkomst, door)
    return going


def add_casus(tx: Transaction, id: BijeenkomstId, referentie: Referentie, door: Persoon) -> None:
    """By hand. Raises ``UnknownCasus``, ``CasusGesloten``, ``CasusNietVanTafel``, ``StaatAlOpAgenda``."""
    bijeenkomst, ordered = _to_edit(tx, id, door)
    casus = casus_for(tx, referentie, door, Daad.AFSPRAAK_VASTLEGGEN)
    casus.check_open()
    tafel = tafel_of(tx, bijeenkomst)
    if tafel is None or not tafel.casussen or casus.tafel != bijeenkomst.tafel:
        raise CasusNietVanTafel
    _put_on(tx, bijeenkomst, ordered, casus)
    _edited(tx, bijeenkomst, door)


def add_onderwerp(tx: Transaction, id: BijeenkomstId, onderwerp: SafeText, door: Persoon) -> None:
    """A subject, at a table that talks about these."""
    bijeenkomst, ordered = _to_edit(tx, id, door)
    if not kop(tx, bijeenkomst).onderwerpen:
        raise UnknownBijeenkomst
    _check_room(ordered)
    minuten = tx.regio.bijeenkomsten.minuten
    new = Agendapunt(PuntId(0), bijeenkomst.id, 0, minuten, Herkomst.TOEGEVOEGD, onderwerp=onderwerp)
    keep_order(tx, [*ordered, new])
    _edited(tx, bijeenkomst, door)


def put_forward(tx: Transaction, referentie: Referentie, door: Persoon) -> Bijeenkomst:
    """«Naar de tafel»: onto the agenda of the next bijeenkomst of its table, by any makelaar of the casus. Once.

    Raises ``UnknownCasus``, ``CasusGesloten``, ``AgendaVol`` and ``GeenBijeenkomst``.
    """
    casus = casus_for(tx, referentie, door, Daad.CASUS_BEHEREN)
    casus.check_open()
    coming = tx.bijeenkomsten.of_tafel(casus.tafel, tx.now)
    found = next((one for one in coming if one.staat is Staat.GEPLAND and one.begint > tx.now), None)
    if found is None:
        raise GeenBijeenkomst
    bijeenkomst = tx.bijeenkomsten.hold(found.id)
    bijeenkomst.check_to_come(tx.now)
    bijeenkomst = refresh(tx, bijeenkomst)
    ordered = _shown(tx.agendas.of(bijeenkomst.id))
    if not any(punt.casus == referentie for punt in ordered):
        _put_on(tx, bijeenkomst, ordered, casus)
        _edited(tx, bijeenkomst, door)
    day = day_of(tx, bijeenkomst)
    if not any(line.wat is Wat.AGENDA and line.dag == day for line in tx.tijdlijn.of_casus(referentie)):
        note(tx, referentie, Wat.AGENDA, door, dag=day)
    return bijeenkomst


def addable(tx: Transaction, bijeenkomst: Bijeenkomst) -> list[Casus]:
    """The open casussen of its table that are not on the agenda."""
    if bijeenkomst.tafel is None:
        return []
    there = {punt.casus for punt in _shown(tx.agendas.of(bijeenkomst.id))}
    return [casus for casus in tx.casussen.open_at(bijeenkomst.tafel) if casus.referentie not in there]


def too_late(tx: Transaction, bijeenkomst: Bijeenkomst) -> bool:
    """Has the submission for it closed?"""
    return tx.today > _closes_on(tx, bijeenkomst)


def _closes_on(tx: Transaction, bijeenkomst: Bijeenkomst) -> date:
    return closes_on(day_of(tx, bijeenkomst), tx.regio.bijeenkomsten.sluiting_werkdagen, tx.kalender)


def _put_on(tx: Transaction, bijeenkomst: Bijeenkomst, ordered: Sequence[Agendapunt], casus: Casus) -> None:
    if any(punt.casus == casus.referentie for punt in ordered):
        raise StaatAlOpAgenda
    _check_room(ordered)
    late = too_late(tx, bijeenkomst)
    was = next((punt for punt in tx.agendas.of(bijeenkomst.id) if punt.casus == casus.referentie), None)
    if was is not None:  # taken off before
        new = replace(was, weg=False, uitkomst=None)
        tx.agendas.save(new)
    else:
        new = _punt_of(tx, bijeenkomst, Voorstel(casus.referentie, casus.gemeente, Herkomst.TOEGEVOEGD, late))
    keep_order(tx, put_in(ordered, new, _gemeenten(tx)))


def _check_room(ordered: Sequence[Agendapunt]) -> None:
    if len(ordered) >= MOST_PUNTEN:
        raise AgendaVol


def _change(
    tx: Transaction, id: BijeenkomstId, punt: PuntId, door: Persoon, change: Callable[[Agendapunt], Agendapunt]
) -> None:
    """One punt, whatever else of the agenda changed meanwhile."""
    bijeenkomst, ordered = _to_edit(tx, id, door)
    before = _among(ordered, punt)
    after = change(before)
    if after != before:
        tx.agendas.save(after)
        _edited(tx, bijeenkomst, door)


def _to_edit(
    tx: Transaction, id: BijeenkomstId, door: Persoon, version: int | None = None
) -> tuple[Bijeenkomst, list[Agendapunt]]:
    """The bijeenkomst, held, and its agenda in order. Raises ``AgendaGewijzigd`` when it is no longer that version."""
    bijeenkomst = to_lead(tx, id, door)
    bijeenkomst.check_to_come(tx.now)
    if version is not None and version != bijeenkomst.version:
        raise AgendaGewijzigd
    return bijeenkomst, _shown(tx.agendas.of(id))


def _shown(punten: Iterable[Agendapunt]) -> list[Agendapunt]:
    """In order, without what was taken off and the casussen that are closed: nobody sees these."""
    return in_order(punt for punt in punten if not punt.gesloten)


def _edited(tx: Transaction, bijeenkomst: Bijeenkomst, door: Persoon) -> None:
    tx.bijeenkomsten.save(bijeenkomst.prepare())
    tx.audit.record("agenda_gewijzigd", f"bijeenkomst {bijeenkomst.id}", door)


def keep_order(tx: Transaction, ordered: Iterable[Agendapunt]) -> None:
    """Numbered through; what is new is added."""
    for volgorde, punt in enumerate(ordered, 1):
        if not punt.id:
            tx.agendas.add(replace(punt, volgorde=volgorde))
        elif punt.volgorde != volgorde:
            tx.agendas.save(replace(punt, volgorde=volgorde))


def _among(ordered: Sequence[Agendapunt], id: PuntId) -> Agendapunt:
    """Raises ``UnknownPunt``."""
    found = next((punt for punt in ordered if punt.id == id), None)
    if found is None:
        raise UnknownPunt
    return found


def _gemeenten(tx: Transaction) -> list[str]:
    return [gemeente.naam for gemeente in tx.regio.gemeenten]


def _in_bounds(minuten: int) -> int:
    return max(LEAST_MINUTEN, min(MOST_MINUTEN, minuten))
