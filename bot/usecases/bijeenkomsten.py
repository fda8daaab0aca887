"""What becomes of a bijeenkomst when who leads it moves it, cancels it or adds one, and who hears of it?

What people are told is old and new: the old as each of them last knew it, however often it was moved since.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.agenda import Herkomst, Uitkomst, in_order, put_in
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, MomentVoorbij, PuntId, Staat, UnknownBijeenkomst
from bot.domain.deelnemer import Aanwezigheid, Antwoord
from bot.domain.errors import DomainError
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.regio import Casustafel
from bot.domain.verzending import Soort, Stand
from bot.usecases.agendas import keep_order
from bot.usecases.circulatie import end_all_sight, keep_sight
from bot.usecases.komst import release
from bot.usecases.planning import PLANNED
from bot.usecases.planning import moved as went_along
from bot.usecases.ports import Transaction
from bot.usecases.tafels import day_of, leads, mdo_casus, tafel_of, taking_part, to_lead, voorzitters
from bot.usecases.tijdlijn import note
from bot.usecases.verandering import IN_KALENDER, LED, abonnees, gang, owe_change, unsaid
from bot.usecases.vervanging import effective

LONGEST_PLAATS = 120
MOST_PLACES = 6


class BijeenkomstGewijzigd(DomainError):
    """Somebody else moved it since this person saw it: they look again before they decide."""


class StaatErAl(DomainError):
    """The table meets at that moment already."""


class NietsVerplaatst(DomainError):
    """It is there and then already."""


@dataclass(frozen=True)
class Hoorders:
    """Who hears of a change: who is invited, and who leads it too. ``vervangers`` are those who come for another."""

    genodigden: list[Persoon]
    voorzitters: list[Persoon]
    vervangers: frozenset[PersoonId]

    @property
    def bereikbaar(self) -> int:
        return sum(persoon.bereikbaar for persoon in (*self.genodigden, *self.voorzitters))

    @property
    def niet(self) -> list[Persoon]:
        """Who cannot be told through Telegram now."""
        return [persoon for persoon in (*self.genodigden, *self.voorzitters) if not persoon.bereikbaar]


def move_bijeenkomst(
    tx: Transaction, id: BijeenkomstId, begint: datetime, waar: str | None, door: Persoon, gezien: int
) -> Bijeenkomst:
    """To another moment or place; ``gezien`` is the ``volgnummer`` that this person decided on.

    Everybody who is invited hears old and new at once. At another moment nobody's answer counts any more: people are
    asked anew. Raises ``BijeenkomstGewijzigd``, ``NietsVerplaatst``, ``StaatErAl`` and what moving raises.
    """
    was = _as_seen(tx, id, door, gezien)
    if (was.begint, was.waar) == (begint, waar):
        raise NietsVerplaatst
    if was.tafel is not None and begint != was.begint:
        _check_free(tx, was.tafel, begint)
    hearing = hearers(tx, was, door)
    moved = tx.bijeenkomsten.save(was.move(begint, was.duur, waar, tx.now))
    if moved.begint != was.begint:
        _ask_anew(tx, moved, door)
        keep_sight(tx, moved, door)
        if moved.is_mdo and moved.agenda_at is not None and (casus := mdo_casus(tx, moved)) is not None:
            note(tx, casus.referentie, Wat.AGENDA, door, dag=day_of(tx, moved))
    went_along(tx, was, moved)
    tx.audit.record("bijeenkomst_verplaatst", f"bijeenkomst {id}", door)
    _tell(tx, was, moved, "bijeenkomst_verplaatst", hearing, door)
    return moved


def cancel_bijeenkomst(tx: Transaction, id: BijeenkomstId, door: Persoon, gezien: int) -> Bijeenkomst:
    """It is off: everybody who is invited or ever was hears so at once, and what waits to be sent of it goes no more.

    What was on its agenda, or put off from it, goes to that of the next bijeenkomst of the table.
    """
    was = _as_seen(tx, id, door, gezien)
    hearing = hearers(tx, was, door, ooit=True)
    cancelled = tx.bijeenkomsten.save(was.cancel(tx.now))
    for soort in Soort:
        waiting = tx.verzendingen.waiting(id, soort)
        if waiting is not None:
            tx.verzendingen.end(waiting.id, Stand.TERUGGEHAALD)
    went_along(tx, was, cancelled)
    end_all_sight(tx, cancelled, door)
    _carry_over(tx, cancelled, door)
    tx.audit.record("bijeenkomst_afgezegd", f"bijeenkomst {id}", door)
    _tell(tx, was, cancelled, "bijeenkomst_afgezegd", hearing, door)
    return cancelled


def add_bijeenkomst(tx: Transaction, tafel: str, begint: datetime, door: Persoon) -> Bijeenkomst:
    """One more than the rhythm of the table gives. Raises ``UnknownBijeenkomst`` when they do not lead that table,
    ``MomentVoorbij`` and ``StaatErAl``.
    """
    extra = extra_of(tx, tafel, begint, door)
    if begint <= tx.now:
        raise MomentVoorbij
    _check_free(tx, tafel, begint)
    added = tx.bijeenkomsten.add(extra)
    tx.audit.record("bijeenkomst_toegevoegd", f"bijeenkomst {added.id}", door)
    hearing = hearers(tx, added, door)
    owe_change(tx, added, "bijeenkomst_erbij", hearing.genodigden, {}, "er is een bijeenkomst bij")
    owe_change(tx, added, LED, hearing.voorzitters, {"wat": "erbij", "door": door.id}, "er is een bijeenkomst bij")
    told_otherwise = {persoon.id for persoon in (*hearing.genodigden, *hearing.voorzitters, door)}
    others = [one for one in abonnees(tx, added) if one.id not in told_otherwise]
    owe_change(tx, added, IN_KALENDER, others, {"wat": "erbij"}, "er is een bijeenkomst bij")
    return added


def _check_free(tx: Transaction, tafel: str, begint: datetime) -> None:
    """Raises ``StaatErAl``. Two who want the same moment at the same time come one after the other."""
    tx.instellingen.hold(PLANNED)
    if any(one.staat is not Staat.AFGEZEGD for one in tx.bijeenkomsten.of_tafel(tafel, begint) if one.begint == begint):
        raise StaatErAl


def extra_of(tx: Transaction, tafel: str, begint: datetime, door: Persoon) -> Bijeenkomst:
    """What ``add_bijeenkomst`` would add. Raises ``UnknownBijeenkomst``."""
    own = next((one for one in led_by(tx, door) if one.sleutel == tafel), None)
    if own is None:
        raise UnknownBijeenkomst
    return Bijeenkomst(BijeenkomstId(0), tafel, begint, own.duur, own.waar, eigen=True, changed_at=tx.now)


def led_by(tx: Transaction, door: Persoon) -> list[Casustafel]:
    """The tables that this person leads now, in the region's order."""
    return [tafel for tafel in tx.regio.casustafels if leads(tx, _at(tx, tafel.sleutel), door)]


def likely_places(tx: Transaction, bijeenkomst: Bijeenkomst) -> tuple[str, ...]:
    """Where else it can be: where its table meets first."""
    own = tafel_of(tx, bijeenkomst)
    known = (own.waar if own is not None else None, *house_places(tx))
    return tuple(waar for waar in dict.fromkeys(known) if waar and waar != bijeenkomst.waar)


def house_places(tx: Transaction) -> tuple[str, ...]:
    """Where the tables of the house meet."""
    return tuple(dict.fromkeys(tafel.waar for tafel in tx.regio.casustafels if tafel.waar))[:MOST_PLACES]


def hearers(tx: Transaction, bijeenkomst: Bijeenkomst, door: Persoon, *, ooit: bool = False) -> Hoorders:
    """Who hears of it when ``door`` changes it: who sits there for all of it or was told of it, who comes for one of
    them, and who leads it beside ``door``. With ``ooit`` also who was told of it and has nothing there any more, but
    has not heard that: their casus was closed, or taken off.
    """
    leading: dict[PersoonId, Persoon] = {}
    for makelaar in voorzitters(tx, bijeenkomst):
        leading.setdefault(effective(tx, makelaar.id), makelaar)
    leading.pop(door.id, None)
    told = tx.verzendingen.received(bijeenkomst.id).keys()
    for_others = vervangers(tx.aanwezigheid.of(bijeenkomst.id).values())
    taking = taking_part(tx, bijeenkomst)
    invited = [
        one.persoon
        for id, one in taking.items()
        if (one.hele or id in told or id in for_others) and id != door.id and id not in leading
    ]
    known = {persoon.id for persoon in invited} | leading.keys() | {door.id}
    others = [tx.personen.get(id) for id in sorted(told - known)] if ooit else []
    invited += [persoon for persoon in others if persoon.actief]
    return Hoorders(invited, list(leading.values()), for_others & {persoon.id for persoon in invited})


def vervangers(answers: Iterable[Aanwezigheid]) -> frozenset[PersoonId]:
    """Who comes in somebody's place."""
    instead = (answer.vervanger for answer in answers if answer.antwoord is Antwoord.VERVANGER)
    return frozenset(id for id in instead if id is not None)


def _as_seen(tx: Transaction, id: BijeenkomstId, door: Persoon, gezien: int) -> Bijeenkomst:
    found = to_lead(tx, id, door)
    found.check_to_come(tx.now)
    if found.volgnummer != gezien:
        raise BijeenkomstGewijzigd
    return found


def _ask_anew(tx: Transaction, bijeenkomst: Bijeenkomst, door: Persoon) -> None:
    """Nobody's answer counts any more, and nobody comes for another."""
    answers = tx.aanwezigheid.of(bijeenkomst.id)
    for answer in answers.values():
        tx.aanwezigheid.put(Aanwezigheid(bijeenkomst.id, answer.persoon))
    for id in sorted(vervangers(answers.values())):
        release(tx, bijeenkomst, tx.personen.get(id), door)


def _carry_over(tx: Transaction, cancelled: Bijeenkomst, door: Persoon) -> None:
    """Onto the next agenda, each where the region's order has it; what is there already, or was taken off, stays so."""
    all_ = tx.agendas.of(cancelled.id)
    put_off = [punt for punt in all_ if punt.weg and punt.uitkomst is Uitkomst.DOORGESCHOVEN]
    going = [*in_order(all_), *in_order(replace(punt, weg=False, uitkomst=None) for punt in put_off)]
    coming = tx.bijeenkomsten.of_tafel(cancelled.tafel, cancelled.begint) if cancelled.tafel is not None else []
    first = next((one for one in coming if one.staat is Staat.GEPLAND), None)
    if not going or first is None:
        return
    bijeenkomst = tx.bijeenkomsten.hold(first.id)
    punten, gemeenten = tx.agendas.of(first.id), [gemeente.naam for gemeente in tx.regio.gemeenten]
    known, ordered = {punt.casus for punt in punten if punt.casus is not None}, in_order(punten)
    for punt in going:
        if punt.casus not in known and not punt.gesloten:
            new = replace(punt, id=PuntId(0), bijeenkomst=first.id, herkomst=Herkomst.DOORGESCHOVEN, na_sluiting=False)
            ordered = put_in(ordered, new, gemeenten)
            if punt.casus is not None and cancelled.agenda_at is not None:
                note(tx, punt.casus, Wat.DOORGESCHOVEN, door, dag=day_of(tx, cancelled))
    keep_order(tx, ordered)
    tx.bijeenkomsten.save(bijeenkomst.prepare())


def _tell(tx: Transaction, was: Bijeenkomst, now: Bijeenkomst, bericht: str, hearing: Hoorders, door: Persoon) -> None:
    """Old and new to each; what of an earlier change still waits says nothing any more, and this says it."""
    waiting = unsaid(tx, now.id)
    wat = bericht.removeprefix("bijeenkomst_")
    invited = {persoon.id for persoon in hearing.genodigden}
    # Who came for another until the change before this one, and has not heard of that yet.
    unheard = {owed.gegevens["voor"] for owed in waiting if owed.gegevens["vervanger"]} - invited
    people = [*hearing.genodigden, *(tx.personen.get(PersoonId(id)) for id in sorted(unheard))]
    told_otherwise = {persoon.id for persoon in (*people, *hearing.voorzitters, door)}
    named = [(bericht, one) for one in people] + [(LED, one) for one in hearing.voorzitters]
    named += [(IN_KALENDER, one) for one in abonnees(tx, now, was.begint) if one.id not in told_otherwise]
    for naam, persoon in named:
        told = {"gang": gang(waiting, was, persoon.id), "voor": persoon.id, "wat": wat, "door": door.id}
        told["vervanger"] = persoon.id in hearing.vervangers | unheard
        owe_change(tx, now, naam, [persoon], told, "een bijeenkomst is veranderd")


def _at(tx: Transaction, tafel: str) -> Bijeenkomst:
    """One of this table, to ask who leads it."""
    return Bijeenkomst(BijeenkomstId(0), tafel, tx.now, 0, None)
