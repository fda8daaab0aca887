"""Who gets which part of an agenda, and what of it do they hear once it changes?"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.agenda import Agendapunt, Slot
from bot.domain.bericht import Baan, Bericht
from bot.domain.bijeenkomst import Bijeenkomst, PuntId, Staat, UnknownBijeenkomst
from bot.domain.casus import Fase
from bot.domain.deelnemer import Deelnemer
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.referentie import Referentie
from bot.domain.verzending import Verzending, Wijziging, difference, heard, known_of, told, told_alike
from bot.usecases.ports import Transaction
from bot.usecases.tafelbeeld import Agendadeel, blokken
from bot.usecases.tafels import (
    day_of,
    kop,
    leads,
    on_the_table,
    part_of,
    part_to_look_up,
    sight_until,
    taking_part,
    voorzitters,
)
from bot.usecases.tijdlijn import note
from bot.usecases.toewijzing import grant

NIEUWS = "vanzelf"
"""Marks what goes out by itself: once the bijeenkomst is over it is no news."""
_NOT_ON_AN_AGENDA = (Fase.AANGEMELD, Fase.BEOORDEELD)


@dataclass(frozen=True)
class Zending:
    """What one person gets when the agenda goes out now.

    ``deelnemer`` is None for who is no longer expected, ``wijziging`` for who gets the agenda for the first time.
    """

    persoon: Persoon
    deelnemer: Deelnemer | None
    inhoud: dict[str, Any]
    wijziging: Wijziging | None


def sendings(tx: Transaction, bijeenkomst: Bijeenkomst) -> list[Zending]:
    """To whom it would go now, and what: only those whom it touches, and who lead it not. To nobody once it is over."""
    if _is_over(tx, bijeenkomst):
        return []
    slots, before = on_the_table(tx, bijeenkomst), tx.verzendingen.received(bijeenkomst.id)
    parts, found = participants(tx, bijeenkomst), []
    for part in parts.values():
        inhoud = _told_to(bijeenkomst, slots, part)
        known = before.get(part.persoon.id)
        if known is None:
            found.append(Zending(part.persoon, part, inhoud, None))
        elif change := difference(known, inhoud):
            found.append(Zending(part.persoon, part, heard(known, inhoud, change), change))
    for id in sorted(before.keys() - parts.keys()):
        persoon = tx.personen.get(id)
        if persoon.actief and not leads(tx, bijeenkomst, persoon):
            found.append(Zending(persoon, None, {}, None))
    return found


def participants(tx: Transaction, bijeenkomst: Bijeenkomst) -> dict[PersoonId, Deelnemer]:
    """Who takes part now, who leads it aside, in the order of joining."""
    leading = {makelaar.id for makelaar in voorzitters(tx, bijeenkomst)}
    parts = taking_part(tx, bijeenkomst)
    return {id: parts[id] for id in sorted(parts) if id not in leading}


def send_agenda(tx: Transaction, verzending: Verzending) -> list[Zending]:
    """Everybody whom it touches gets their part, and may look at their casussen until the end date of that.

    Nothing goes once the bijeenkomst is over. Returns what went.
    """
    bijeenkomst, door = tx.bijeenkomsten.hold(verzending.bijeenkomst), tx.personen.get(verzending.door)
    if _is_over(tx, bijeenkomst):
        return []
    announced = {int(id) for inhoud in tx.verzendingen.received(bijeenkomst.id).values() for id in inhoud["punten"]}
    agenda = _hold_agenda(tx, bijeenkomst)
    going = sendings(tx, bijeenkomst)
    for zending in going:
        _send(tx, bijeenkomst, zending, agenda, door, f"{verzending.id}")
    for slot in on_the_table(tx, bijeenkomst):
        if slot.punt.casus is not None and slot.punt.id not in announced:
            _announce(tx, slot.punt.casus, bijeenkomst, door)
    if bijeenkomst.agenda_at is None:
        tx.bijeenkomsten.save(replace(bijeenkomst.prepare(), agenda_at=tx.now))
    tx.audit.record("agenda_verstuurd", f"bijeenkomst {bijeenkomst.id}", door)
    return going


def send_to(
    tx: Transaction, bijeenkomst: Bijeenkomst, persoon: Persoon, instead_of: Iterable[PersoonId], door: Persoon
) -> None:
    """Who comes in the place of these hears at once what they were told, when they were told anything.

    And not what was changed since: that goes to all when it is sent.
    """
    part = part_of(tx, bijeenkomst, persoon)
    received = [tx.verzendingen.told_to(bijeenkomst.id, id) for id in (*instead_of, persoon.id)]
    known = [inhoud for inhoud in received if inhoud is not None]
    if part is None or not known:
        return
    inhoud = told_alike(bijeenkomst.begint, known, part.punten)
    theirs = replace(part, punten=_told_of(part, inhoud))
    agenda = _hold_agenda(tx, bijeenkomst)
    unique = f"{bijeenkomst.id}:{tx.now.isoformat()}"
    _send(tx, bijeenkomst, Zending(persoon, theirs, inhoud, None), agenda, door, unique)


def keep_sight(tx: Transaction, bijeenkomst: Bijeenkomst, door: Persoon) -> None:
    """It moved: who was told of their casussen may look at them until the end date that counts from the new day."""
    agenda, known = _hold_agenda(tx, bijeenkomst), tx.verzendingen.received(bijeenkomst.id)
    for id, part in participants(tx, bijeenkomst).items():
        if id in known:
            theirs = replace(part, punten=_told_of(part, known[id]))
            end_sight(tx, part.persoon, _casussen(theirs.punten, agenda), door)
            _give_sight(tx, bijeenkomst, theirs, agenda, door)


def agenda_for(tx: Transaction, bijeenkomst: Bijeenkomst, persoon: Persoon) -> Agendadeel:
    """The agenda as far as this person was told of it and may still see it; for who leads as it is now.

    Empty for a fixed seat before it was sent, and once it was cancelled. Raises ``UnknownBijeenkomst`` for who has no
    part in it, or no longer.
    """
    if leads(tx, bijeenkomst, persoon):
        return Agendadeel(kop(tx, bijeenkomst), blokken(tx, on_the_table(tx, bijeenkomst), partners=True), hele=True)
    punten = tx.agendas.of(bijeenkomst.id)
    part = part_to_look_up(tx, bijeenkomst, persoon, punten)
    known = tx.verzendingen.told_to(bijeenkomst.id, persoon.id)
    if part is None or (known is None and not part.hele):
        raise UnknownBijeenkomst
    there = known is not None and bijeenkomst.staat is not Staat.AFGEZEGD
    slots = _still_seen(bijeenkomst, on_the_table(tx, bijeenkomst, punten), part, known) if known and there else []
    return Agendadeel(kop(tx, bijeenkomst), blokken(tx, slots), hele=part.hele, kern=part.kern)


def _still_seen(bijeenkomst: Bijeenkomst, now: list[Slot], part: Deelnemer, known: dict[str, Any]) -> list[Slot]:
    """As it was told: at those times, for so long, and no question that was not sent yet."""
    heard_of = known_of(known, bijeenkomst.begint)
    slots = []
    for punt in (slot.punt for slot in now if slot.punt.id in heard_of and part.sees(slot.punt)):
        was = heard_of[punt.id]
        vraag = punt.vraag if _digest(punt) == was.vraag else None
        slots.append(Slot(replace(punt, minuten=was.minuten, vraag=vraag), was.van, was.tot))
    return sorted(slots, key=lambda slot: slot.van)


def _is_over(tx: Transaction, bijeenkomst: Bijeenkomst) -> bool:
    return bijeenkomst.staat in (Staat.AFGEZEGD, Staat.AFGELOPEN) or tx.now >= bijeenkomst.eindigt


def _told_to(bijeenkomst: Bijeenkomst, slots: list[Slot], part: Deelnemer) -> dict[str, Any]:
    seen = [slot for slot in slots if part.sees(slot.punt)]
    return told(bijeenkomst, seen, {slot.punt.id: _digest(slot.punt) for slot in seen})


def _digest(punt: Agendapunt) -> str:
    """Stands for the question, so that it need not be kept to know that it changed."""
    return hashlib.sha256(str(punt.vraag).encode()).hexdigest()[:12] if punt.vraag is not None else ""


def _send(
    tx: Transaction,
    bijeenkomst: Bijeenkomst,
    zending: Zending,
    agenda: dict[PuntId, Agendapunt],
    door: Persoon,
    unique: str,
) -> None:
    gegevens: dict[str, Any] = {"bijeenkomst": bijeenkomst.id, NIEUWS: True}
    change = zending.wijziging
    if zending.deelnemer is None:
        bericht = "niet_meer_verwacht"
        before = tx.verzendingen.told_to(bijeenkomst.id, zending.persoon.id)
        assert before is not None
        casussen = _casussen((PuntId(int(id)) for id in before["punten"]), agenda)
        end_sight(tx, zending.persoon, casussen, door)
        tx.verzendingen.forget_received(bijeenkomst.id, zending.persoon.id)
    else:
        bericht = "agenda_deel" if change is None else "agenda_gewijzigd"
        if change is not None:
            gegevens |= {"nieuw": list(change.nieuw), "vervallen": list(change.vervallen), "vraag": list(change.vraag)}
            gegevens["verschoven"] = [[id, *(one.isoformat() for one in change.was[id])] for id in change.verschoven]
            end_sight(tx, zending.persoon, _casussen(change.vervallen, agenda), door)
        _give_sight(tx, bijeenkomst, zending.deelnemer, agenda, door)
        tx.verzendingen.note_received(bijeenkomst.id, zending.persoon.id, zending.inhoud)
    tx.outbox.put(
        Bericht(
            key=f"{bericht}:{unique}:{zending.persoon.id}",
            bericht=bericht,
            baan=Baan.NIEUWS,
            gegevens=gegevens,
            naar=zending.persoon.id,
            waarom="de makelaar verstuurde de agenda",
        )
    )


def _give_sight(
    tx: Transaction, bijeenkomst: Bijeenkomst, part: Deelnemer, agenda: dict[PuntId, Agendapunt], door: Persoon
) -> None:
    """Of the casussen that they join for. A fixed seat for all of them gives sight by itself, while it lasts."""
    if part.hele and part.kern:
        return
    for casus in _casussen((id for id in part.punten if id in agenda and not agenda[id].gesloten), agenda):
        grant(tx, casus, part.persoon, sight_until(tx, bijeenkomst), door)


def _hold_agenda(
    tx: Transaction, bijeenkomst: Bijeenkomst, casussen: Collection[Referentie] | None = None
) -> dict[PuntId, Agendapunt]:
    """Its agenda, of these ``casussen`` alone when given, held: one that is closed in this very moment says so here,
    and nobody closes the others before this transaction ends.
    """
    punten = [p for p in tx.agendas.of(bijeenkomst.id) if casussen is None or p.casus in casussen]
    held = tx.casussen.hold_all({punt.casus for punt in punten if punt.casus is not None})
    closed = {casus.referentie for casus in held if not casus.is_open}
    return {punt.id: replace(punt, gesloten=punt.casus in closed) for punt in punten}


def end_sight(tx: Transaction, persoon: Persoon, casussen: Iterable[Referentie], door: Persoon) -> None:
    """Who no longer joins for these sees them no more, unless they promised something there.

    Who was told of one at another bijeenkomst, and joins for it there, sees it until the end date of that.
    """
    gone = {one for one in casussen if not any(a.actiehouder == persoon.id for a in tx.afspraken.of_casus(one))}
    for casus in sorted(gone):
        tx.inzage.end(casus, persoon.id)
    for id in sorted(tx.verzendingen.received_by(persoon.id)) if gone else ():
        other = tx.bijeenkomsten.get(id)
        if other.staat is Staat.AFGEZEGD or sight_until(tx, other) < tx.today:
            continue
        agenda = _hold_agenda(tx, other, gone)
        part, known = part_of(tx, other, persoon) if agenda else None, tx.verzendingen.told_to(id, persoon.id)
        if part is not None and known is not None:
            _give_sight(tx, other, replace(part, punten=_told_of(part, known)), agenda, door)


def end_all_sight(tx: Transaction, bijeenkomst: Bijeenkomst, door: Persoon) -> None:
    """It was cancelled: who was told of casussen for it sees them no more for that."""
    agenda = {punt.id: punt for punt in tx.agendas.of(bijeenkomst.id)}
    for id, known in sorted(tx.verzendingen.received(bijeenkomst.id).items()):
        casussen = _casussen(known_of(known, bijeenkomst.begint), agenda)
        end_sight(tx, tx.personen.get(id), casussen, door)


def _told_of(part: Deelnemer, known: dict[str, Any]) -> tuple[PuntId, ...]:
    return tuple(punt for punt in part.punten if str(punt) in known["punten"])


def _casussen(punten: Iterable[PuntId], agenda: dict[PuntId, Agendapunt]) -> list[Referentie]:
    found = (agenda[id].casus for id in punten if id in agenda)
    return [casus for casus in found if casus is not None]


def _announce(tx: Transaction, referentie: Referentie, bijeenkomst: Bijeenkomst, door: Persoon) -> None:
    """The casus is on the agenda: that is its phase, unless it was further already. Noted once a day of the table."""
    day = day_of(tx, bijeenkomst)
    known = any(one.wat is Wat.AGENDA and one.dag == day for one in tx.tijdlijn.of_casus(referentie))
    casus = tx.casussen.get(referentie)
    if not casus.is_open:
        return
    if casus.fase in _NOT_ON_AN_AGENDA:
        tx.casussen.save(casus.move(Fase.GEAGENDEERD))
        note(tx, referentie, Wat.FASE, door, waarde=Fase.GEAGENDEERD)
    if not known:
        note(tx, referentie, Wat.AGENDA, door, dag=day)
