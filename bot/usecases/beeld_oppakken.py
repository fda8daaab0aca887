"""What do messages show about an afspraak on an organisation, and about who takes it up?"""

from typing import Any

from bot.domain.afspraak import AfspraakId
from bot.domain.persoon import Persoon
from bot.domain.rechten import Relatie
from bot.domain.toegang import may_hold_actie, to_afspraak
from bot.usecases.aannemen import GeenCollega, colleagues_for
from bot.usecases.beeld import View, answered, one, person, question
from bot.usecases.oppakken import contacts_of, was_asked
from bot.usecases.ports import Transaction
from bot.usecases.toewijzing import watching


def _question(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """While nobody has it, and this person may still say whose it is."""
    afspraak = tx.afspraken.get(AfspraakId(gegevens["afspraak"]))
    if naar is None or Relatie.EIGEN_ORGANISATIE not in to_afspraak(naar, afspraak, tx.regio):
        return None
    return {**one(tx, naar, gegevens), "ik": may_hold_actie(naar, tx.regio), "collega": _has_colleagues(tx, naar)}


def _has_colleagues(tx: Transaction, naar: Persoon) -> bool:
    try:
        return bool(colleagues_for(tx, naar))
    except GeenCollega:
        return False


def _taken_up(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Whose it is now, for somebody of that organisation who was asked."""
    afspraak = tx.afspraken.get(AfspraakId(gegevens["afspraak"]))
    if naar is None or afspraak.actiehouder is None or afspraak.organisatie != naar.organisatie:
        return None
    if not (afspraak.actiehouder == naar.id or was_asked(tx, afspraak, naar)):
        return None
    return one(tx, naar, gegevens)


def _nobody_to_ask(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    inhoud = one(tx, naar, gegevens)
    return inhoud if inhoud["regel"].is_open and inhoud["regel"].wie is None else None


def _orphaned(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """How many actions of somebody who was stopped still wait for somebody else under this makelaar's eyes."""
    afspraken = [tx.afspraken.get(AfspraakId(id)) for id in gegevens["acties"]]
    waiting = [afspraak for afspraak in afspraken if afspraak.is_open and afspraak.actiehouder is None]
    aantal = sum(naar in watching(tx, tx.casussen.get(afspraak.casus)) for afspraak in waiting)
    inhoud = person(tx, naar, gegevens)
    gevraagd = bool(contacts_of(tx, inhoud["persoon"].organisatie))
    return {**inhoud, "aantal": aantal, "gevraagd": gevraagd} if aantal else None


VIEWS: dict[str, View] = {
    "wie_pakt_op": _question,
    "vraag_collega_pakt_op": question,
    "opgepakt": _taken_up,
    "melding_opgepakt": answered,
    "melding_geen_contact": _nobody_to_ask,
    "melding_geen_actiehouder": _orphaned,
    "fout_al_opgepakt": person,
    "vraag_als_niet": question,
}
