"""What do messages about a hand-over of work, and about the hour of the morning message, show?"""

from typing import Any

from bot.domain.persoon import Persoon, PersoonId
from bot.usecases.beeld import View, person, question
from bot.usecases.ochtenduur import wished_hour
from bot.usecases.overdracht import overdracht_of, shown
from bot.usecases.ports import Transaction


def _asked(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    inhoud = question(tx, naar, gegevens)
    if inhoud is not None and "collega" in inhoud:
        inhoud["collega"] = tx.personen.get(PersoonId(inhoud["collega"]))
    return inhoud


def _card(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    inhoud = _asked(tx, naar, gegevens)
    if inhoud is None or not {"wie", "collega", "vanaf", "tot"} <= inhoud.keys():
        return None
    return {**inhoud, "eerder": shown(tx, overdracht_of(tx, inhoud["wie"].id))}


def _state(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    overgedragen = shown(tx, overdracht_of(tx, PersoonId(gegevens["persoon"])))
    return {**gegevens, "overgedragen": overgedragen} if overgedragen is not None else None


def _told(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """``overgedragen`` is None when it is over for who reads this."""
    if naar is None:
        return None
    van, door = PersoonId(gegevens["van"]), gegevens["door"]
    found = shown(tx, overdracht_of(tx, van))
    theirs = found if found is not None and naar.id in (found.van.id, found.aan.id) else None
    by = tx.personen.get(PersoonId(door)) if door is not None and door != van else None
    return {"van": tx.personen.get(van), "door": by, "overgedragen": theirs}


def _settings(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    inhoud = question(tx, naar, gegevens)
    return {**inhoud, **_hour_of(tx, naar)} if inhoud is not None and naar is not None else None


def _hour(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    return {**gegevens, **_hour_of(tx, naar)} if naar is not None else None


def _hour_of(tx: Transaction, makelaar: Persoon) -> dict[str, Any]:
    return {"om": f"{wished_hour(tx, makelaar):%H:%M}"}


VIEWS: dict[str, View] = {
    "vraag_overdragen_wie": question,
    "vraag_overdragen_aan": _asked,
    "vraag_overdragen_vanaf": _asked,
    "vraag_overdragen_tot": _asked,
    "overdragen_kaart": _card,
    "overdragen": _state,
    "werk_terug": person,
    "melding_overdracht": _told,
    "instellingen": _settings,
    "ochtend_gekozen": _hour,
}
