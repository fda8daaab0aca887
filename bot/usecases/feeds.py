"""What stands in somebody's calendar now?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.domain.abonnement import (
    MIJN,
    AbonnementId,
    EigenTijd,
    Feed,
    Keuze,
    Soort,
    Vermelding,
    is_shown,
    joined,
    vermelding,
    window,
)
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId
from bot.domain.deelnemer import Antwoord, can_sit
from bot.domain.persoon import Persoon
from bot.domain.rechten import Daad, may
from bot.domain.regio import Casustafel, Regio
from bot.domain.uitnodiging import BOT_NAAM
from bot.domain.verzending import known_of
from bot.usecases.ports import Transaction
from bot.usecases.regels import agendanaam
from bot.usecases.tafels import MDO, part_of, tafel_of, theirs, to_bijeenkomst

_DAY = timedelta(days=1)
_NAMED = "agendanaam:"


@dataclass(frozen=True)
class Gevonden:
    """A calendar as it is now, and how long that is certain."""

    abonnement: AbonnementId
    feed: Feed
    huis: str
    bot: str | None
    """The bot's name in Telegram, to which each entry leads back; None while it is not known."""
    revisie: str
    """While ``revision`` says this, from ``van`` until ``tot``, it stays as it is."""
    van: datetime
    tot: datetime
    gewijzigd_at: datetime
    """It has not changed since then."""


def revision(tx: Transaction) -> str:
    """The same as long as nothing changes that a calendar is made of."""
    return tx.abonnementen.revision()


def read_feed(tx: Transaction, token_hash: str) -> Gevonden | None:
    """The calendar behind this secret; None when there is none, or no longer."""
    revisie = revision(tx)  # first: what changes while we look counts as changed afterwards
    found = tx.abonnementen.by_hash(token_hash)
    if found is None:
        return None
    persoon = tx.personen.get(found.persoon)
    midnight = tx.kalender.at(tx.today, time()).astimezone(UTC)
    changed = datetime.fromisoformat(revisie.partition(" ")[0]) if revisie else midnight
    return Gevonden(
        abonnement=found.id,
        feed=feed_of(tx, persoon, found.keuze),
        huis=tx.regio.naam,
        bot=tx.instellingen.get(BOT_NAAM),
        revisie=revisie,
        van=midnight,
        tot=tx.kalender.at(tx.today + _DAY, time()).astimezone(UTC),
        gewijzigd_at=max(changed.astimezone(UTC), midnight),
    )


def feed_of(tx: Transaction, persoon: Persoon, keuze: Keuze) -> Feed:
    """What this person may know of what they subscribe to; empty once that is nothing any more."""
    first, last = window(tx.kalender, tx.today)
    tafels = [tafel.sleutel for tafel in known_tafels(tx, persoon) if _is_of(tafel, keuze)]
    found: list[tuple[Bijeenkomst, EigenTijd | None]] = []
    if tafels:
        found += [(one, None) for one in tx.bijeenkomsten.of_tafels(tafels, first, last)]
    if keuze == MIJN:
        found += own(tx, persoon, tx.bijeenkomsten.between(first, last))
    elif keuze.soort is Soort.LOCATIE:
        # Of the other tables there they know only what they were told of.
        told = tx.verzendingen.received_by(persoon.id) | tx.aanwezigheid.instead_of_others(persoon.id)
        rest = (tx.bijeenkomsten.get(id) for id in told)
        there = (one for one in rest if one.tafel not in tafels and _is_of(tafel_of(tx, one), keuze))
        found += own(tx, persoon, (one for one in there if first <= one.begint < last))
    shown = [(one, tijd) for one, tijd in found if is_shown(one, tx.kalender, tx.today)]
    ordered = sorted(shown, key=lambda pair: (pair[0].begint, pair[0].uid))
    renamed = {tafel: _renamed(tx, tafel) for tafel in {one.tafel for one, _ in shown} if tafel is not None}
    return Feed(
        keuze=keuze,
        naam=naam_of(tx, keuze),
        tijdzone=tx.regio.tijdzone,
        vermeldingen=tuple(_vermelding(tx, one, tijd, renamed) for one, tijd in ordered),
    )


def own(
    tx: Transaction, persoon: Persoon, bijeenkomsten: Iterable[Bijeenkomst]
) -> list[tuple[Bijeenkomst, EigenTijd | None]]:
    """Of these the ones that this person leads, or is invited to and has not refused, with the times they were told."""
    found: list[tuple[Bijeenkomst, EigenTijd | None]] = []
    for one, leading in theirs(tx, persoon, bijeenkomsten):
        if leading:
            found.append((one, None))
            continue
        answer = tx.aanwezigheid.of(one.id).get(persoon.id)
        if answer is None or answer.antwoord not in (Antwoord.KOMT_NIET, Antwoord.VERVANGER):
            found.append((one, _own_time(tx, one, persoon)))
    return found


def shows(tx: Transaction, persoon: Persoon, keuze: Keuze, bijeenkomst: Bijeenkomst) -> bool:
    """Would this bijeenkomst stand in the calendar of this person?"""
    tafel = tafel_of(tx, bijeenkomst)
    if keuze != MIJN and not _is_of(tafel, keuze):
        return False
    if keuze != MIJN and tafel is not None and _may_know(tx, persoon, tafel):
        return True
    return keuze.soort is not Soort.TAFEL and bool(own(tx, persoon, [bijeenkomst]))


def known_tafels(tx: Transaction, persoon: Persoon) -> list[Casustafel]:
    """The tables of which this person may know every bijeenkomst: they have a seat there, or lead it."""
    return [tafel for tafel in tx.regio.casustafels if _may_know(tx, persoon, tafel)]


def known_locaties(tx: Transaction, persoon: Persoon) -> list[str]:
    """The cities where this person has to do with a table, if only for single casussen, in the region's order."""
    here = {tafel.locatie for tafel in known_tafels(tx, persoon)}
    here |= {tafel.locatie for tafel in tx.regio.casustafels if may_be_asked(persoon, tafel, tx.regio)}
    told = tx.verzendingen.received_by(persoon.id)
    here |= {tafel.locatie for id in told if (tafel := tafel_of(tx, tx.bijeenkomsten.get(id))) is not None}
    return [locatie.naam for locatie in tx.regio.locaties if locatie.naam in here]


def may_be_asked(persoon: Persoon, tafel: Casustafel, regio: Regio) -> bool:
    """Does the region name their organisation as one that joins there for single casussen?"""
    return persoon.organisatie in tafel.per_casus and can_sit(persoon, tafel, regio)


def naam_of(tx: Transaction, keuze: Keuze) -> str:
    """What it is called, apart from the words around it: the city, or the neutral name of the table."""
    return agendanaam(tx, keuze.sleutel) if keuze.soort is Soort.TAFEL else keuze.sleutel or tx.regio.naam


def note_names(tx: Transaction, old: Regio, new: Regio) -> None:
    """A table with another agendanaam: to a calendar all its bijeenkomsten changed."""
    before = {tafel.sleutel: tafel.agendanaam for tafel in old.casustafels}
    for tafel in new.casustafels:
        if before.get(tafel.sleutel, tafel.agendanaam) != tafel.agendanaam:
            keer, _ = _renamed(tx, tafel.sleutel)
            tx.instellingen.set(f"{_NAMED}{tafel.sleutel}", f"{keer + 1} {tx.now.isoformat()}")


def _may_know(tx: Transaction, persoon: Persoon, tafel: Casustafel) -> bool:
    one = Bijeenkomst(BijeenkomstId(0), tafel.sleutel, tx.now, 0, None)
    daad = Daad.TAFEL_IN_KALENDER
    return may(persoon, daad, to_bijeenkomst(tx, one, persoon, daad))


def _is_of(tafel: Casustafel | None, keuze: Keuze) -> bool:
    """Is every bijeenkomst of this table meant?"""
    if tafel is None or keuze == MIJN:
        return False
    return keuze.sleutel == (tafel.locatie if keuze.soort is Soort.LOCATIE else tafel.sleutel)


def _own_time(tx: Transaction, bijeenkomst: Bijeenkomst, persoon: Persoon) -> EigenTijd | None:
    """None for who was told nothing yet: then they are there in a fixed seat, or for who is."""
    when = tx.verzendingen.when_told(bijeenkomst.id, persoon.id)
    known = tx.verzendingen.told_to(bijeenkomst.id, persoon.id)
    if when is None or known is None:
        return None
    part = part_of(tx, bijeenkomst, persoon)
    whole = part is not None and part.hele
    times = [] if whole else [(one.van, one.tot) for one in known_of(known, bijeenkomst.begint).values()]
    return EigenTijd(joined(times), *when)


def _vermelding(
    tx: Transaction, one: Bijeenkomst, tijd: EigenTijd | None, renamed: dict[str, tuple[int, datetime | None]]
) -> Vermelding:
    naam = agendanaam(tx, one.tafel) if one.tafel is not None else MDO
    return vermelding(one, naam, renamed.get(one.tafel or "", (0, None)), tijd)


def _renamed(tx: Transaction, tafel: str) -> tuple[int, datetime | None]:
    keer, _, at = (tx.instellingen.get(f"{_NAMED}{tafel}") or "0").partition(" ")
    return int(keer), datetime.fromisoformat(at) if at else None
