"""How is the audit trail sealed, checked, shortened and shown?

Whoever does something only adds a line. Sealing comes after: one process at a time takes what has no seal yet, in order
of id. What becomes visible later with a lower id is sealed later. Until then, for a minute, a line is as safe as the
database is.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from bot.domain.audit import Breuk, Fout, Keten, Merk, Regel, Soort
from bot.domain.bijeenkomst import UnknownBijeenkomst
from bot.domain.errors import DomainError, UnknownAfspraak, UnknownCasus, UnknownCommando, UnknownPersoon
from bot.domain.persoon import Persoon
from bot.usecases.ports import Transaction

BATCH = 500
MOST_FAULTS = 100


# What somebody asks for and does not get. Not there, or not theirs: that is not told apart here either.
_ASKED: dict[type[DomainError], str] = {
    UnknownCasus: "casus_gevraagd",
    UnknownAfspraak: "afspraak_gevraagd",
    UnknownPersoon: "persoon_gevraagd",
    UnknownCommando: "opdracht_gevraagd",
    UnknownBijeenkomst: "bijeenkomst_gevraagd",
}


class KetenGebroken(Exception):
    """The end of the chain is not as this key signed it: going on would sign whatever somebody made of it."""


@dataclass(frozen=True)
class Oordeel:
    """What came of checking the whole trail. ``fouten`` are the first ones of ``aantal_fouten``."""

    regels: int
    opgeschoond: int
    niet_verzegeld: int
    kop: Merk | None
    fouten: list[Fout]
    aantal_fouten: int


def note_refusal(tx: Transaction, error: DomainError, door: Persoon | None) -> None:
    """In the trail: this person asked for what does not exist for them. What they typed stands nowhere."""
    daad = _ASKED.get(type(error))
    if daad is not None and door is not None:
        tx.audit.record(daad, f"persoon {door.id}", door, "geweigerd")


def seal(tx: Transaction, key: bytes) -> int:
    """Seals the next lines; returns how many: fewer than ``BATCH`` when none are left. Raises ``KetenGebroken``."""
    kop = _head(tx, key)
    keten = Keten(key, kop)
    sealed = [keten.add(regel) for regel in tx.audit.unsealed(BATCH)]
    if sealed:
        tx.audit.seal(sealed)
        tx.audit.mark(Merk.signed(Soort.KOP, keten.nummer, keten.zegel, tx.now, key))
    return len(sealed)


def _head(tx: Transaction, key: bytes) -> Merk:
    """The end of the chain, ours alone until this transaction ends."""
    kop = tx.audit.hold_head()
    if kop is None:
        # Ours first, and then the look: another process may make the head, and seal with it, in between.
        ours = tx.audit.mark_first(Merk.signed(Soort.KOP, 0, "", tx.now, key))
        if ours and (tx.audit.merk(Soort.BEGIN) or tx.audit.sealed(None, 1)):
            raise KetenGebroken
        kop = tx.audit.hold_head()
    if kop is None or not kop.fits(key):
        raise KetenGebroken
    return kop


def purge_audit(tx: Transaction, before: datetime, key: bytes) -> int:
    """Deletes the oldest lines up to the first that is not older than ``before``; returns how many.

    A signed mark stays behind, from which the rest can be checked. Lines that do not fit the chain, and what comes
    after them, stay: they are evidence.
    """
    try:
        while seal(tx, key) == BATCH:
            pass
    except KetenGebroken:
        return 0
    begin = tx.audit.merk(Soort.BEGIN)
    if begin is not None and not begin.fits(key):
        return 0
    keten = Keten(key, begin)
    last = begin.nummer if begin else 0
    end = (last, "")
    with suppress(*_UNREADABLE):
        for regel in _chain(tx):
            if regel.at >= before or keten.follow(regel) is not None:
                break
            end = (keten.nummer, keten.zegel)
    if end[0] == last:
        return 0
    tx.audit.mark(Merk.signed(Soort.BEGIN, *end, tx.now, key))
    return tx.audit.drop(end[0])


def verify(tx: Transaction, key: bytes, noted: tuple[int, str] | None = None) -> Oordeel:
    """Follows the chain from its beginning to its head, in constant memory.

    ``noted`` is a number and seal (or how it begins) that somebody wrote down earlier: a whole database that was put
    back to an earlier state fits in itself, and only this tells.
    """
    tx.audit.hold_still()
    return _judge(tx, key, noted)


def reseal(tx: Transaction, old: bytes, new: bytes) -> Oordeel:
    """Seals the whole trail with a new key, if all of it still fits the old one; else changes nothing.

    Without this a changed SECRET_KEY would end the sealing, and with it the purging.
    """
    tx.audit.hold_head()
    oordeel = _judge(tx, old, None)
    if oordeel.fouten or oordeel.kop is None:
        return oordeel
    begin = tx.audit.merk(Soort.BEGIN)
    if begin is not None:
        tx.audit.mark(Merk.signed(Soort.BEGIN, begin.nummer, begin.zegel, begin.at, new))
    keten = Keten(new, begin)
    after: int | None = None
    while batch := tx.audit.sealed(after, BATCH):
        tx.audit.seal([keten.add(regel) for regel in batch])
        after = batch[-1].nummer
    kop = Merk.signed(Soort.KOP, keten.nummer, keten.zegel, tx.now, new)
    tx.audit.mark(kop)
    tx.audit.record("audit_opnieuw_verzegeld", "audit")
    return replace(oordeel, kop=kop, niet_verzegeld=oordeel.niet_verzegeld + 1)


def _judge(tx: Transaction, key: bytes, noted: tuple[int, str] | None) -> Oordeel:
    counted = _Counted()
    if _fits_nothing(tx, key):
        faults: Iterator[Fout] = iter([Fout(Breuk.SLEUTEL, 0)])
    else:
        faults = _faults(tx, key, noted, counted)
    first = list(islice(faults, MOST_FAULTS))
    begin = tx.audit.merk(Soort.BEGIN)
    return Oordeel(
        fouten=first,
        aantal_fouten=len(first) + sum(1 for _ in faults),
        regels=counted.regels,
        opgeschoond=begin.nummer if begin else 0,
        niet_verzegeld=tx.audit.count(sealed=False),
        kop=tx.audit.merk(Soort.KOP),
    )


# What a value that somebody put in a column past the program can raise when it is read.
_UNREADABLE = (ValueError, TypeError)


@dataclass
class _Counted:
    regels: int = 0


def _fits_nothing(tx: Transaction, key: bytes) -> bool:
    """No mark and none of the first lines: then it is rather the key that is another one."""
    begin, kop = tx.audit.merk(Soort.BEGIN), tx.audit.merk(Soort.KOP)
    marks = [merk for merk in (begin, kop) if merk]
    if not marks or any(merk.fits(key) for merk in marks):
        return False
    keten = Keten(key, begin)
    try:
        return all(keten.follow(regel) is not None for regel in tx.audit.sealed(None, BATCH))
    except _UNREADABLE:
        return False


def _faults(tx: Transaction, key: bytes, noted: tuple[int, str] | None, counted: _Counted) -> Iterator[Fout]:
    begin, kop = tx.audit.merk(Soort.BEGIN), tx.audit.merk(Soort.KOP)
    if begin is not None and not begin.fits(key):
        yield Fout(Breuk.BEGIN, begin.nummer)
    keten = Keten(key, begin)
    known = {keten.nummer: keten.zegel}
    try:
        for regel in _chain(tx):
            counted.regels += 1
            fout = keten.follow(regel)
            if fout is not None:
                yield fout
            if noted is not None and regel.nummer == noted[0]:
                known[noted[0]] = str(regel.zegel)
    except _UNREADABLE:
        yield Fout(Breuk.ONLEESBAAR, keten.nummer + 1)
        return
    if counted.regels != tx.audit.count(sealed=True):
        yield Fout(Breuk.INGEVOEGD, keten.nummer)
    if kop is None:
        if keten.nummer:
            yield Fout(Breuk.KOP, keten.nummer)
    elif kop.fits(key) and kop.nummer > keten.nummer:
        yield Fout(Breuk.ONTBREEKT, keten.nummer + 1, tot=kop.nummer)
    elif not kop.fits(key) or (kop.nummer, kop.zegel) != (keten.nummer, keten.zegel):
        yield Fout(Breuk.KOP, kop.nummer)
    purged = begin is not None and noted is not None and noted[0] < begin.nummer
    if noted is not None and not purged and not known.get(noted[0], "").startswith(noted[1]):
        yield Fout(Breuk.GENOTEERD, noted[0])


def _chain(tx: Transaction) -> Iterator[Regel]:
    """Every sealed line in order, whatever its number: also one that does not belong there."""
    after: int | None = None
    while batch := tx.audit.sealed(after, BATCH):
        yield from batch
        after = batch[-1].nummer


def export(tx: Transaction, since: date | None, until: date | None) -> Iterator[Regel]:
    """The lines of these days (both included) on the region's calendar, in the order in which they came."""
    zone = tx.regio.zone
    first = datetime.combine(since, time(), zone) if since else None
    end = datetime.combine(until + timedelta(days=1), time(), zone) if until else None
    after = 0
    while batch := tx.audit.lines(after, first, end, BATCH):
        yield from batch
        after = batch[-1].id
