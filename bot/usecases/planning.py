"""How do the rhythms of the tables become bijeenkomsten, and what follows when one moves?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta

from bot.domain.bijeenkomst import Bijeenkomst, Staat
from bot.domain.errors import GeenRegio
from bot.domain.planning import AHEAD, LOOKS_BACK, Verandering, replan
from bot.domain.woorden import DAGEN, MAANDEN
from bot.usecases.afspraken import replanned
from bot.usecases.ports import Transaction
from bot.usecases.tafels import day_of
from bot.usecases.verandering import tell_abonnees

PLANNED = "gepland"
"""The small fact that says for which day, and by which version of the region, was planned last."""
MOST_NAMED = 5
"""So many changes of one table are named one by one; more are counted."""


def is_to_plan(tx: Transaction) -> bool:
    """Once a day, and after every change of the region."""
    try:
        return tx.instellingen.get(PLANNED) != _turn(tx)
    except GeenRegio:
        return False


def plan_year(tx: Transaction) -> list[str]:
    """Every table has its bijeenkomsten of the coming twelve months, as the region says. Returns what changed.

    Doing it again changes nothing. Two processes at once come one after the other; the very first time one of them
    meets the other's rows, and runs again.
    """
    tx.instellingen.hold(PLANNED)
    kept, lines = _kept(tx), list[str]()
    for tafel in tx.regio.casustafels:
        known = kept.pop(tafel.sleutel, [])
        changes = list(replan(tafel, known, tx.regio.bijeenkomsten.vrije_dag, tx.kalender, tx.now))
        _apply(tx, changes)
        lines += _lines(tx, tafel.sleutel, changes)
    for sleutel, gone in kept.items():  # the region no longer knows this table
        dropped = [Verandering(one, None) for one in gone if one.is_untouched(tx.now) and one.staat is Staat.GEPLAND]
        _apply(tx, dropped)
        lines += _lines(tx, sleutel, dropped)
    tx.instellingen.set(PLANNED, _turn(tx))
    return lines


def _kept(tx: Transaction) -> dict[str, list[Bijeenkomst]]:
    """By table what its rhythm gave, and what somebody put on a day to come."""
    given = tx.bijeenkomsten.planned(tx.today - LOOKS_BACK, tx.today + AHEAD)
    midnight, answered = tx.kalender.at(tx.today, time()), tx.aanwezigheid.answered(tx.now)
    chosen = [one for one in tx.bijeenkomsten.between(midnight, midnight + AHEAD + LOOKS_BACK) if one.eigen]
    found: dict[str, list[Bijeenkomst]] = {}
    for one in {one.id: one for one in (*given, *chosen)}.values():
        if one.tafel is not None:
            # Who said whether they come knows of it: it stays as if somebody had prepared it.
            found.setdefault(one.tafel, []).append(one.prepare() if one.id in answered else one)
    return found


def days_of(tx: Transaction, tafel: str, after: date, through: date) -> list[date]:
    """The days after ``after`` up to and including ``through`` on which this table meets."""
    tomorrow = tx.kalender.at(after, time()) + timedelta(days=1)
    coming = tx.bijeenkomsten.of_tafel(tafel, tomorrow)
    days = dict.fromkeys(day_of(tx, one) for one in coming if one.staat is not Staat.AFGEZEGD)
    return [day for day in days if after < day <= through]


def moved(tx: Transaction, before: Bijeenkomst, after: Bijeenkomst) -> None:
    """What was to be talked about there goes along; when it was cancelled, to the next bijeenkomst of that table.

    Without a next one it waits for none; when the table meets that day all the same, it stays.
    """
    old = day_of(tx, before)
    if before.tafel is None or (after.staat is not Staat.AFGEZEGD and day_of(tx, after) == old):
        return
    waiting = tx.afspraken.on_agenda(before.tafel, old)
    if not waiting or days_of(tx, before.tafel, old - timedelta(days=1), old):
        return
    if after.staat is Staat.AFGEZEGD:
        coming = days_of(tx, before.tafel, old, old + AHEAD)
        new = coming[0] if coming else None
    else:
        new = day_of(tx, after)
    for afspraak in waiting:
        kept = afspraak.put_on_agenda(new) if new is not None else afspraak.off_agenda()
        tx.afspraken.save(kept, next_due_on=replanned(tx, kept))


def _apply(tx: Transaction, changes: Sequence[Verandering]) -> None:
    new = [change.nieuw for change in changes if change.oud is None and change.nieuw is not None]
    if new:
        tx.bijeenkomsten.add_all(new)
    told = [(old, change.nieuw or old.dropped(tx.now)) for change in changes if (old := change.oud) is not None]
    for _, after in told:
        tx.bijeenkomsten.save(after)
    # What waits goes along once all are where they belong; the last first, so that nothing goes along twice.
    for before, after in sorted(told, key=lambda pair: pair[0].begint, reverse=True):
        if before.staat is not Staat.AFGEZEGD:
            moved(tx, before, after)
        tell_abonnees(tx, before, after, "afgezegd" if after.staat is Staat.AFGEZEGD else "verplaatst")


def _lines(tx: Transaction, tafel: str, changes: Sequence[Verandering]) -> Iterator[str]:
    """One line for all that came, and one for each that changed or is dropped while there are few of these."""
    came = sum(change.oud is None for change in changes)
    if came:
        yield f"bijeenkomsten {tafel}: {came} gepland"
    others = [change for change in changes if change.oud is not None]
    words: Mapping[bool, str] = {True: "anders gepland", False: "vervallen"}
    for stays in (True, False):
        these = [change for change in others if (change.nieuw is not None) is stays]
        if len(these) > MOST_NAMED:
            yield f"bijeenkomsten {tafel}: {len(these)} {words[stays]}"
        else:
            yield from (_line(tx, tafel, change) for change in these)


def _line(tx: Transaction, tafel: str, change: Verandering) -> str:
    was, becomes = change.oud, change.nieuw
    assert was is not None
    if becomes is None:
        return f"bijeenkomst {tafel} {_moment(tx, was)}: vervalt"
    if was.staat is Staat.AFGEZEGD:
        return f"bijeenkomst {tafel} {_moment(tx, becomes)}: gaat weer door"
    if was.begint != becomes.begint:
        return f"bijeenkomst {tafel} {_moment(tx, was)}: wordt {_moment(tx, becomes)}"
    what = f"{becomes.duur} minuten" if was.duur != becomes.duur else becomes.waar or "zonder plaats"
    return f"bijeenkomst {tafel} {_moment(tx, was)}: wordt {what}"


def _moment(tx: Transaction, bijeenkomst: Bijeenkomst) -> str:
    local = tx.kalender.local(bijeenkomst.begint)
    return f"{DAGEN[local.weekday()]} {local.day} {MAANDEN[local.month - 1]} {local.year} {local:%H:%M}"


def _turn(tx: Transaction) -> str:
    return f"{tx.today}:{tx.regios.revision()}"
