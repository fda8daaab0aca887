"""What do the messages about sending an agenda show, and the agenda itself to who takes part?"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.agenda import Agendapunt
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, PuntId, Staat
from bot.domain.persoon import Persoon
from bot.domain.regio_values import Zetel
from bot.domain.verzending import Soort, VerzendingId, Wijziging
from bot.usecases.beeld import View
from bot.usecases.circulatie import NIEUWS, Zending, agenda_for, participants, sendings
from bot.usecases.lijsten import AGAIN
from bot.usecases.ports import Transaction
from bot.usecases.tafelbeeld import Agendadeel, Puntregel, blokken
from bot.usecases.tafels import kop, leads, on_the_table, part_of, tafel_of
from bot.usecases.verzenden import people_for


@dataclass(frozen=True)
class Krijgt:
    """One line of «wie krijgt wat»: for which casussen somebody is asked; none for the whole agenda."""

    persoon: Persoon
    regels: list[Puntregel] = field(default_factory=list)


@dataclass(frozen=True)
class Anders:
    """People who hear the same change. ``verschoven`` are lines, each with from when until when it was to be."""

    mensen: list[Persoon]
    nieuw: list[Puntregel]
    verschoven: list[tuple[Puntregel, tuple[datetime, datetime]]]
    vraag: list[Puntregel]
    vervallen: list[str]
    """References and subjects; of a casus that is closed nothing is said."""


def _part(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """The agenda to who takes part; nothing once it was cancelled, or is no longer theirs."""
    bijeenkomst = tx.bijeenkomsten.get(BijeenkomstId(gegevens["bijeenkomst"]))
    if naar is None or bijeenkomst.staat is Staat.AFGEZEGD or _is_stale(tx, bijeenkomst, gegevens):
        return None
    deel = agenda_for(tx, bijeenkomst, naar)
    return _shown(tx, bijeenkomst, deel, naar, gegevens)


def _is_stale(tx: Transaction, bijeenkomst: Bijeenkomst, gegevens: dict[str, Any]) -> bool:
    """News that could not leave before it was over."""
    return NIEUWS in gegevens and tx.now >= bijeenkomst.eindigt


def _shown(
    tx: Transaction, bijeenkomst: Bijeenkomst, deel: Agendadeel, naar: Persoon, gegevens: dict[str, Any]
) -> dict[str, Any]:
    """``op_naam``: may the message name the references? Who is asked for single casussen reads them on the page."""
    named = deel.hele or deel.kern
    return {
        "kop": deel.kop,
        "deel": deel,
        "op_naam": named,
        "te_komen": tx.now < bijeenkomst.begint,
        "verstuurd": tx.verzendingen.told_to(bijeenkomst.id, naar.id) is not None,
        AGAIN: {name: value for name, value in gegevens.items() if name != NIEUWS},
        "referenties": deel.referenties if named else [],
    }


def _changed(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """What of the agenda is different, as far as it still is theirs to know."""
    bijeenkomst = tx.bijeenkomsten.get(BijeenkomstId(gegevens["bijeenkomst"]))
    if naar is None or bijeenkomst.staat is Staat.AFGEZEGD or _is_stale(tx, bijeenkomst, gegevens):
        return None
    deel = agenda_for(tx, bijeenkomst, naar)
    now = {regel.id: regel for regel in deel.regels}
    was = {id: (datetime.fromisoformat(van), datetime.fromisoformat(tot)) for id, van, tot in gegevens["verschoven"]}
    shown = _shown(tx, bijeenkomst, deel, naar, gegevens)
    gone = [punt for punt in _off(tx, bijeenkomst, gegevens["vervallen"]) if shown["op_naam"] or punt.casus is None]
    changed = {
        "nieuw": [now[id] for id in gegevens["nieuw"] if id in now],
        "verschoven": [(now[id], was[id]) for id in was if id in now],
        "vraag": [now[id] for id in gegevens["vraag"] if id in now],
        "vervallen": [_named(punt) for punt in gone],
        "aantal_vervallen": len(gegevens["vervallen"]),
    }
    if not any(changed.values()):
        return None
    named = [punt.casus for punt in gone if punt.casus is not None]
    return {**shown, **changed, "referenties": [*shown["referenties"], *named]}


def _off(tx: Transaction, bijeenkomst: Bijeenkomst, ids: Collection[int]) -> list[Agendapunt]:
    """Of these what can still be named: a casus that is closed cannot."""
    return [punt for punt in tx.agendas.of(bijeenkomst.id) if punt.id in ids and not punt.gesloten]


def _named(punt: Agendapunt) -> str:
    return str(punt.casus if punt.casus is not None else punt.onderwerp)


def _expected_no_more(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Unless they are invited again meanwhile."""
    bijeenkomst = tx.bijeenkomsten.get(BijeenkomstId(gegevens["bijeenkomst"]))
    if naar is None or bijeenkomst.staat is Staat.AFGEZEGD or part_of(tx, bijeenkomst, naar) is not None:
        return None
    return {**gegevens, "kop": kop(tx, bijeenkomst)}


def _who_gets_what(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """The preview for who leads: everybody the first time, after that only whom a change touches."""
    bijeenkomst = tx.bijeenkomsten.get(BijeenkomstId(gegevens["bijeenkomst"]))
    if naar is None or not leads(tx, bijeenkomst, naar):
        return None
    found, slots = sendings(tx, bijeenkomst), on_the_table(tx, bijeenkomst)
    lines = {regel.id: regel for _, block in blokken(tx, slots) for regel in block}
    waiting = tx.verzendingen.waiting(bijeenkomst.id, Soort.AGENDA)
    dropped = {id for zending in found if zending.wijziging is not None for id in zending.wijziging.vervallen}
    shown = [*(slot.punt for slot in slots), *_off(tx, bijeenkomst, dropped)]
    first = [zending for zending in found if zending.wijziging is None and zending.deelnemer is not None]
    return {
        "gewijzigd": False,
        **gegevens,
        "kop": kop(tx, bijeenkomst),
        "version": bijeenkomst.version,
        "eerder": bijeenkomst.agenda_at,
        "hele": [_gets(zending, {}) for zending in first if zending.deelnemer and zending.deelnemer.hele],
        "delen": [_gets(zending, lines) for zending in first if zending.deelnemer and not zending.deelnemer.hele],
        "anders": _changes(tx, bijeenkomst, found, lines),
        "weg": [zending.persoon for zending in found if zending.deelnemer is None],
        "onbereikbaar": [zending.persoon for zending in found if not zending.persoon.bereikbaar],
        "lege_zetels": _empty_seats(tx, bijeenkomst),
        "aantal": len(found),
        "onderweg": waiting,
        AGAIN: {"bijeenkomst": bijeenkomst.id},
        "referenties": [punt.casus for punt in shown if punt.casus is not None],
    }


def _changes(
    tx: Transaction, bijeenkomst: Bijeenkomst, found: list[Zending], lines: dict[int, Puntregel]
) -> list[Anders]:
    """Who hears what of a change, those who hear the same together."""
    together: list[tuple[Wijziging, list[Persoon]]] = []
    for zending in found:
        if zending.wijziging is not None:
            same = next((people for change, people in together if change == zending.wijziging), None)
            if same is not None:
                same.append(zending.persoon)
            else:
                together.append((zending.wijziging, [zending.persoon]))
    return [
        Anders(
            people,
            [lines[id] for id in change.nieuw],
            [(lines[id], change.was[id]) for id in change.verschoven],
            [lines[id] for id in change.vraag],
            [_named(punt) for punt in _off(tx, bijeenkomst, change.vervallen)],
        )
        for change, people in together
    ]


def _gets(zending: Zending, lines: dict[int, Puntregel]) -> Krijgt:
    punten: tuple[PuntId, ...] = zending.deelnemer.punten if zending.deelnemer is not None else ()
    return Krijgt(zending.persoon, [lines[id] for id in punten if id in lines])


def _empty_seats(tx: Transaction, bijeenkomst: Bijeenkomst) -> list[str]:
    """The fixed seats that nobody takes; that of a gemeente is taken per casus."""
    tafel = tafel_of(tx, bijeenkomst)
    if tafel is None:
        return []
    people = [part.persoon for part in participants(tx, bijeenkomst).values() if part.kern]
    taken = {Zetel(p.organisatie, zetel) for p in people for zetel in (None, p.zetel)}
    return [zetel.naam for zetel in tafel.vaste_kern if not zetel.is_gemeente and zetel not in taken]


def _held(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """On its way, or out: when, to how many people, and how many cannot be reached."""
    verzending = tx.verzendingen.find(VerzendingId(gegevens["verzending"]))
    if naar is None or verzending is None:
        return None
    about = {"soort": verzending.soort, "om": verzending.due_at}
    bijeenkomst = tx.bijeenkomsten.get(verzending.bijeenkomst)
    counted = {} if "mensen" in gegevens else asdict(people_for(tx, bijeenkomst.id, verzending.soort))
    return {**counted, **gegevens, **about, "kop": kop(tx, bijeenkomst)}


VIEWS: dict[str, View] = {
    "agenda_deel": _part,
    "agenda_gewijzigd": _changed,
    "niet_meer_verwacht": _expected_no_more,
    "wie_krijgt_wat": _who_gets_what,
    "verstuurd": _held,
    "teruggehaald": _held,
    "verzonden": _held,
}
