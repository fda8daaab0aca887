"""What do messages show about an afspraak that the makelaar manages, and about speaking to an organisation?"""

from datetime import date
from typing import Any

from bot.domain.afspraak import Afspraak, AfspraakId, Stand
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.rechten import Relatie
from bot.domain.regio import Trede
from bot.domain.toegang import to_afspraak
from bot.usecases.beeld import View, one, one_open, question
from bot.usecases.ports import Transaction


def _managed(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """The whole of an afspraak for its makelaar; ``wijziging`` is what was changed just now."""
    afspraak = tx.afspraken.get(AfspraakId(gegevens["afspraak"]))
    return {
        "wijziging": None,
        **one(tx, naar, gegevens),
        "reden_vervallen": _why_dropped(tx, afspraak),
        "gezette_trede": _taken(tx, afspraak),
    }


def _why_dropped(tx: Transaction, afspraak: Afspraak) -> str | None:
    if afspraak.stand is not Stand.VERVALLEN:
        return None
    said = [line.reden for line in tx.tijdlijn.of_afspraak(afspraak.id) if line.wat is Wat.VERVALLEN]
    return said[-1] if said else None


def _taken(tx: Transaction, afspraak: Afspraak) -> Trede | None:
    """The last step of the region's ladder that was taken, as far as the region still has it."""
    tredes = tx.regio.aanspreken[: afspraak.aangesproken + 1]
    return tredes[-1] if afspraak.aangesproken and len(tredes) > 1 else None


def _lost(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Whose it was, while it is still not theirs."""
    van = PersoonId(gegevens["van"])
    if tx.afspraken.get(AfspraakId(gegevens["afspraak"])).actiehouder == van:
        return None
    return {**one(tx, naar, gegevens), "van": tx.personen.get(van)}


def _dropped(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    inhoud = one(tx, naar, gegevens)
    return None if inhoud["regel"].is_open else inhoud


def _spoken_to(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """To who is spoken to for the organisation: only while it is still overdue and theirs to see."""
    afspraak = tx.afspraken.get(AfspraakId(gegevens["afspraak"]))
    if naar is None or not afspraak.is_overdue(tx.today):
        return None
    return one(tx, naar, gegevens) if Relatie.AANGESPROKEN in to_afspraak(naar, afspraak, tx.regio) else None


def _who_was_told(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    afspraak = tx.afspraken.get(AfspraakId(gegevens["afspraak"]))
    return {
        **one(tx, naar, gegevens),
        "mensen": [tx.personen.get(PersoonId(id)) for id in gegevens["personen"]],
        "weer_op": afspraak.aanspreken_na if afspraak.aangesproken + 1 < len(tx.regio.aanspreken) else None,
    }


def _put_off(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    return {**one(tx, naar, gegevens), "dag": date.fromisoformat(gegevens["dag"])}


VIEWS: dict[str, View] = {
    "beheer": _managed,
    "vraag_vervallen": question,
    "actie_aangepast": one_open,
    "actie_heropend": one_open,
    "actie_niet_meer": _lost,
    "actie_vervallen": _dropped,
    "aanspreken": _spoken_to,
    "aangesproken": _who_was_told,
    "niet_aangesproken": _put_off,
}
