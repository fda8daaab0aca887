"""What was agreed at a bijeenkomst, who sees how much of it, and how does it get to everybody?

What is logged at the table waits. It goes when who leads sends the afsprakenlijst; on the working day after they are
asked for it, and in the end the actions go without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from bot.domain.afspraak import Afspraak, Staat
from bot.domain.agenda import Agendapunt, in_order
from bot.domain.bericht import Baan, Bericht
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, UnknownBijeenkomst
from bot.domain.bijeenkomst import Staat as Bijeenkomststaat
from bot.domain.deelnemer import Aanwezigheid, Deelnemer
from bot.domain.errors import GeenRegio
from bot.domain.namen import match
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.referentie import Referentie
from bot.domain.toegang import may_hold_actie
from bot.domain.verzending import Soort, Verzending, told
from bot.usecases.aan_tafel import asked_at, came, goes_by_itself_at
from bot.usecases.aanwezigheid import chairs
from bot.usecases.afspraken import replanned, tell_new
from bot.usecases.opening import STALE
from bot.usecases.ports import Transaction
from bot.usecases.tafelbeeld import Lijstcasus, Lijstdeel, Lijstregel
from bot.usecases.tafels import (
    day_of,
    kop,
    leads,
    names_of_tafels,
    on_the_table,
    part_to_look_up,
    taking_part,
    tell_voorzitters,
    to_lead,
    voorzitters,
)

BACK = timedelta(days=60)
"""So far back is looked for a list that was not sent."""
ASKS_FOR = timedelta(days=7)
"""Who leads is asked within so long; later it is no longer known whether they were."""
LOOKS_BACK = timedelta(days=92)
MOST_TO_CHOOSE = 8


@dataclass(frozen=True)
class Klaar:
    """What sending the list now would do."""

    afspraken: int
    actiehouders: int
    deelnemers: int
    zonder: int
    """Afspraken of which it is not known yet who does them."""
    mensen: int
    """Actiehouders and deelnemers, each once."""


def lijst_for(tx: Transaction, bijeenkomst: Bijeenkomst, persoon: Persoon) -> Lijstdeel:
    """The afsprakenlijst as far as this person may see it. Raises ``UnknownBijeenkomst`` for who may see nothing of it.

    Who leads sees all of it at any time; others once it was sent: the fixed seats all of it, who joined for single
    casussen those, and not who else was there.
    """
    if leads(tx, bijeenkomst, persoon):
        return _lijst(tx, bijeenkomst, None)
    deelnemer = part_to_look_up(tx, bijeenkomst, persoon) if bijeenkomst.lijst_at is not None else None
    if deelnemer is None:
        raise UnknownBijeenkomst
    return _lijst(tx, bijeenkomst, deelnemer)


def lijst_seen_by(tx: Transaction, id: BijeenkomstId, door: Persoon) -> tuple[Bijeenkomst, Lijstdeel]:
    """``lijst_for`` by its id. Raises ``UnknownBijeenkomst``."""
    bijeenkomst = tx.bijeenkomsten.get(id)
    return bijeenkomst, lijst_for(tx, bijeenkomst, door)


def _lijst(tx: Transaction, bijeenkomst: Bijeenkomst, deelnemer: Deelnemer | None) -> Lijstdeel:
    """All of it for who leads, ``deelnemer`` None."""
    agreed = _agreed(tx, bijeenkomst, deelnemer)
    casussen = [
        _casus(tx, slot.punt, agreed)
        for slot in on_the_table(tx, bijeenkomst)
        if slot.punt.casus is not None and (deelnemer is None or deelnemer.sees(slot.punt))
    ]
    hele = deelnemer is None or deelnemer.hele
    aanwezig, afwezig = presence(tx, bijeenkomst) if hele else ([], [])
    return Lijstdeel(
        kop=kop(tx, bijeenkomst),
        blokken=[(gemeente, list(block)) for gemeente, block in groupby(casussen, key=lambda casus: casus.gemeente)],
        hele=hele,
        aanwezig=[_named(persoon) for persoon in aanwezig],
        afwezig=[_named(persoon) for persoon in afwezig],
    )


def _agreed(tx: Transaction, bijeenkomst: Bijeenkomst, deelnemer: Deelnemer | None) -> dict[Referentie, list[Afspraak]]:
    agreed: dict[Referentie, list[Afspraak]] = {}
    for afspraak in tx.afspraken.of_bijeenkomst(bijeenkomst.id):
        dropped_unheard = afspraak.wacht and afspraak.staat is Staat.VERVALLEN
        if not dropped_unheard and (deelnemer is None or not afspraak.wacht):
            agreed.setdefault(afspraak.casus, []).append(afspraak)
    return agreed


def _casus(tx: Transaction, punt: Agendapunt, agreed: dict[Referentie, list[Afspraak]]) -> Lijstcasus:
    assert punt.casus is not None
    regels = [_line(tx, afspraak) for afspraak in agreed.get(punt.casus, ())]
    return Lijstcasus(punt.casus, punt.gemeente or "", punt.uitkomst, regels)


def _line(tx: Transaction, afspraak: Afspraak) -> Lijstregel:
    wie = tx.personen.get(afspraak.actiehouder) if afspraak.actiehouder is not None else None
    return Lijstregel(
        id=afspraak.id,
        punt=afspraak.punt,
        actie=str(afspraak.actie),
        namens=wie.namens if wie is not None else afspraak.organisatie,
        wie=wie,
        deadline=afspraak.deadline,
        stand=afspraak.stand,
    )


def _named(persoon: Persoon) -> str:
    return f"{persoon.naam}, {persoon.namens}"


# Who was there


def presence(tx: Transaction, bijeenkomst: Bijeenkomst) -> tuple[list[Persoon], list[Persoon]]:
    """Who was there and who was not, of those who took part; who leads it aside."""
    answers = tx.aanwezigheid.of(bijeenkomst.id)
    there: list[Persoon] = []
    away: list[Persoon] = []
    for persoon in _sorted(_joined(tx, bijeenkomst)):
        (there if came(answers.get(persoon.id)) else away).append(persoon)
    return there, away


def note_presence(tx: Transaction, id: BijeenkomstId, persoon: PersoonId, *, was_er: bool, door: Persoon) -> None:
    """The makelaar says who was there. Raises ``UnknownBijeenkomst`` also for who takes no part."""
    bijeenkomst = to_lead(tx, id, door)
    if persoon not in _joined(tx, bijeenkomst):
        raise UnknownBijeenkomst
    answer = tx.aanwezigheid.of(id).get(persoon, Aanwezigheid(id, persoon))
    if came(answer) != was_er:
        tx.aanwezigheid.put(replace(answer, was_er=was_er))
        tx.audit.record("aanwezigheid_gewijzigd", f"bijeenkomst {id}", door)


def _joined(tx: Transaction, bijeenkomst: Bijeenkomst) -> dict[PersoonId, Deelnemer]:
    """Who took part, who leads it aside; also for a casus that was closed there."""
    parts = taking_part(tx, bijeenkomst, _as_it_was(tx, bijeenkomst))
    return {id: part for id, part in parts.items() if not chairs(tx, bijeenkomst, part.persoon)}


def _as_it_was(tx: Transaction, bijeenkomst: Bijeenkomst) -> list[Agendapunt]:
    """Its agenda, with the casussen that were closed since it began."""
    agenda = tx.agendas.of(bijeenkomst.id)
    return [
        replace(punt, gesloten=False) for punt in agenda if not punt.gesloten or _closed_there(tx, bijeenkomst, punt)
    ]


def _closed_there(tx: Transaction, bijeenkomst: Bijeenkomst, punt: Agendapunt) -> bool:
    casus = tx.casussen.find(punt.casus) if punt.casus is not None else None
    return casus is not None and casus.closed_at is not None and casus.closed_at >= bijeenkomst.begint


def _guests(tx: Transaction, bijeenkomst: Bijeenkomst) -> list[Persoon]:
    """To whom the list goes: who takes part, who leads it aside."""
    parts = taking_part(tx, bijeenkomst)
    return _sorted({id: part for id, part in parts.items() if not chairs(tx, bijeenkomst, part.persoon)})


def _sorted(parts: Mapping[PersoonId, Deelnemer]) -> list[Persoon]:
    """In the order of joining."""
    return [parts[id].persoon for id in sorted(parts)]


# Sending it


def ready(tx: Transaction, bijeenkomst: Bijeenkomst) -> Klaar:
    """What goes when it is sent now."""
    waiting, guests = _waiting(tx, bijeenkomst), _guests(tx, bijeenkomst)
    holders = {afspraak.actiehouder for afspraak in waiting} - {None}
    return Klaar(
        afspraken=len(waiting),
        actiehouders=len(holders),
        deelnemers=len(guests),
        zonder=sum(afspraak.actiehouder is None for afspraak in waiting),
        mensen=len(holders | {guest.id for guest in guests}),
    )


def send_lijst(tx: Transaction, verzending: Verzending) -> None:
    """Everybody who takes part hears what was agreed, as far as they may see it, and every actiehouder what is theirs,
    in one message. Once: when it is out already nothing goes.
    """
    bijeenkomst = tx.bijeenkomsten.hold(verzending.bijeenkomst)
    if bijeenkomst.lijst_at is not None:
        return
    door = tx.personen.get(verzending.door)
    sent = tx.bijeenkomsten.save(replace(bijeenkomst.end(), lijst_at=tx.now))
    known, slots = tx.verzendingen.received(sent.id), on_the_table(tx, sent)
    for deelnemer in taking_part(tx, sent).values():
        if chairs(tx, sent, deelnemer.persoon):
            continue
        if deelnemer.persoon.id not in known:  # from now on it exists for them
            seen = [slot for slot in slots if deelnemer.sees(slot.punt)]
            tx.verzendingen.note_received(sent.id, deelnemer.persoon.id, told(sent, seen, {}))
        tx.outbox.put(
            Bericht(
                key=f"afsprakenlijst:{sent.id}:{deelnemer.persoon.id}",
                bericht="afsprakenlijst",
                baan=Baan.NIEUWS,
                gegevens={"bijeenkomst": sent.id},
                naar=deelnemer.persoon.id,
                waarom="de afsprakenlijst is verstuurd",
            )
        )
    _tell_actions(tx, sent, door, Baan.NIEUWS)
    tx.audit.record("afsprakenlijst_verstuurd", f"bijeenkomst {sent.id}", door)


def _waiting(tx: Transaction, bijeenkomst: Bijeenkomst) -> list[Afspraak]:
    found = tx.afspraken.of_bijeenkomst(bijeenkomst.id)
    return [afspraak for afspraak in found if afspraak.wacht and afspraak.is_open]


def _tell_actions(tx: Transaction, bijeenkomst: Bijeenkomst, door: Persoon | None, baan: Baan) -> list[Afspraak]:
    """What waited goes to whose it is now. ``door`` is None when it goes by itself. Returns what went."""
    told_now, due_at = [], tx.now - STALE  # as old news it leaves as one message for each
    for afspraak in _waiting(tx, bijeenkomst):
        wie = tx.personen.get(afspraak.actiehouder) if afspraak.actiehouder is not None else None
        able = wie is None or may_hold_actie(wie, tx.regio)
        theirs = afspraak if able else afspraak.assign(None, afspraak.organisatie, tx.today)
        heard = replace(theirs, wacht=False, gehoord_on=tx.today)
        tx.afspraken.save(heard, next_due_on=replanned(tx, heard))
        kept = tx.afspraken.get(heard.id)
        tell_new(tx, kept, door or tx.personen.get(kept.made_by), baan=baan, due_at=due_at)
        told_now.append(kept)
    # What was changed at the table about afspraken that people had already.
    agenda = [punt.casus for punt in tx.agendas.of(bijeenkomst.id) if punt.casus is not None]
    tx.outbox.release([afspraak.id for casus in agenda for afspraak in tx.afspraken.of_casus(casus)], due_at)
    return told_now


# When nobody sends it


def overdue(tx: Transaction) -> list[BijeenkomstId]:
    """Those of which the list was not sent and about which the clock has something to say now.

    Nothing outside the sending window: what falls due then is done at its opening.
    """
    try:
        if not tx.kalender.in_window(tx.now):
            return []
        return [one.id for one in tx.bijeenkomsten.between(tx.now - BACK, tx.now) if _asks(tx, one) or _goes(tx, one)]
    except GeenRegio:
        return []


def see_to_list(tx: Transaction, id: BijeenkomstId) -> int:
    """From 12:00 on the next working day who leads is asked; at 16:00 the actions go by themselves. Each once.

    After a day without us only the last of these. Returns how many people who lead are told.
    """
    bijeenkomst = tx.bijeenkomsten.hold(id)
    goes, asks = _goes(tx, bijeenkomst), _asks(tx, bijeenkomst)
    if not goes and not asks:
        return 0
    if bijeenkomst.staat is Bijeenkomststaat.BEZIG:  # nobody came to the end of the running order
        bijeenkomst = tx.bijeenkomsten.save(bijeenkomst.end())
    gegevens: dict[str, int] = {"bijeenkomst": id}
    if goes:
        went = _tell_actions(tx, bijeenkomst, None, Baan.KLOK)
        tx.audit.record("acties_vanzelf_verstuurd", f"bijeenkomst {id}")
        holders = {afspraak.actiehouder for afspraak in went} - {None}
        gegevens |= {"afspraken": len(went), "actiehouders": len(holders)}
    why = "de afsprakenlijst is nog niet verstuurd"
    told_ = Bericht("", "lijst_vanzelf" if goes else "lijst_vragen", Baan.KLOK, gegevens, waarom=why)
    return tell_voorzitters(tx, bijeenkomst, told_, str(id))


def _asks(tx: Transaction, bijeenkomst: Bijeenkomst) -> bool:
    asked = asked_at(tx, bijeenkomst)
    if not _is_due(tx, bijeenkomst) or not asked <= tx.now < asked + ASKS_FOR:
        return False
    keys = [f"{bericht}:{bijeenkomst.id}:" for bericht in ("lijst_vragen", "lijst_vanzelf")]
    leading = voorzitters(tx, bijeenkomst)
    return bool(leading) and not any(tx.outbox.knows(f"{key}{one.id}") for key in keys for one in leading)


def _goes(tx: Transaction, bijeenkomst: Bijeenkomst) -> bool:
    due = _is_due(tx, bijeenkomst) and tx.now >= goes_by_itself_at(tx, bijeenkomst)
    return due and bool(_waiting(tx, bijeenkomst))


def _is_due(tx: Transaction, bijeenkomst: Bijeenkomst) -> bool:
    """It has been, its day is over, its list is not out, nor just going out."""
    been = bijeenkomst.staat in (Bijeenkomststaat.BEZIG, Bijeenkomststaat.AFGELOPEN)
    over = been and bijeenkomst.lijst_at is None and day_of(tx, bijeenkomst) < tx.today
    return over and tx.verzendingen.waiting(bijeenkomst.id, Soort.LIJST) is None


# Looking one up


def lijsten_of(tx: Transaction, door: Persoon, tafel: str = "") -> list[BijeenkomstId]:
    """Of which bijeenkomsten this person can see a list, the last first; of ``tafel``, however it is called, the last.

    For who leads those that have begun, for others those whose list was sent.
    """
    keys = set(match(tafel, names_of_tafels(tx))) if tafel else None
    found = []
    for one in reversed(tx.bijeenkomsten.between(tx.now - LOOKS_BACK, tx.now + timedelta(seconds=1))):
        if (keys is not None and one.tafel not in keys) or one.staat is Bijeenkomststaat.AFGEZEGD:
            continue
        if _sees_list(tx, one, door):
            found.append(one.id)
        if len(found) == (MOST_TO_CHOOSE if keys is None else 1):
            break
    return found


def _sees_list(tx: Transaction, bijeenkomst: Bijeenkomst, door: Persoon) -> bool:
    if leads(tx, bijeenkomst, door):
        return kop(tx, bijeenkomst).casussen and bijeenkomst.staat is not Bijeenkomststaat.GEPLAND
    if bijeenkomst.lijst_at is None:
        return False
    try:
        lijst_for(tx, bijeenkomst, door)
    except UnknownBijeenkomst:
        return False
    return True


def gcos_form(tx: Transaction, bijeenkomst: Bijeenkomst, persoon: Persoon) -> str:
    """What is to be copied into GCOS: plain text, a paragraph per casus. Raises ``UnknownBijeenkomst`` for who does not
    lead.
    """
    if not leads(tx, bijeenkomst, persoon):
        raise UnknownBijeenkomst
    agenda, agreed = _as_it_was(tx, bijeenkomst), _agreed(tx, bijeenkomst, None)
    answers, parts = tx.aanwezigheid.of(bijeenkomst.id), _joined(tx, bijeenkomst)
    found = []
    for punt in in_order(agenda):
        if punt.casus is not None:
            joined = [part.persoon for part in parts.values() if part.sees(punt)]
            there = sorted({one.namens for one in joined if came(answers.get(one.id))})
            lines = _gcos_lines(_casus(tx, punt, agreed), gesloten=not tx.casussen.get(punt.casus).is_open)
            day = _day(day_of(tx, bijeenkomst))
            head = [f"Casus: {punt.casus}", f"Datum: {day}", f"Aanwezig: {'; '.join(there) or 'niemand'}"]
            found.append("\n".join([*head, *lines]))
    return "\n\n".join(found)


def _gcos_lines(casus: Lijstcasus, *, gesloten: bool) -> list[str]:
    agreed = [
        f"- {' '.join(regel.actie.split())} | {regel.namens} | uiterlijk {_day(regel.deadline)} | {regel.stand}"
        for regel in casus.regels
    ]
    outcome = "afgesloten" if gesloten else casus.uitkomst or "niet besproken"
    return [f"Uitkomst: {outcome}", "Afspraken:", *(agreed or ["- geen"])]


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"
