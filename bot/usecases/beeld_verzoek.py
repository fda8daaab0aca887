"""What do the messages show about what an actiehouder asks or says back, and about what is decided?"""

from typing import Any

from bot.domain.afspraak import Afspraak, AfspraakId
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.verzoek import Soort
from bot.usecases.beeld import View, answered, one, one_open, question
from bot.usecases.ports import Transaction
from bot.usecases.verzoeken import likely_uitstel, next_tafeldag

Inhoud = dict[str, Any]


def _afspraak(tx: Transaction, gegevens: Inhoud) -> Afspraak:
    return tx.afspraken.get(AfspraakId(gegevens["afspraak"]))


def _until(tx: Transaction, naar: Persoon | None, gegevens: Inhoud) -> Inhoud | None:
    """Until when extension is asked: which of the days is a week later, and which the next table."""
    inhoud = question(tx, naar, gegevens)
    if inhoud is None or "regel" not in inhoud:
        return None
    week, tafel = likely_uitstel(tx, tx.afspraken.get(AfspraakId(inhoud["regel"].id)))
    return {**inhoud, "week": week, "tafeldag": tafel}


def _request(soort: Soort) -> View:
    """News to the makelaar of what was asked: only as long as it waits."""

    def view(tx: Transaction, naar: Persoon | None, gegevens: Inhoud) -> Inhoud | None:
        afspraak = _afspraak(tx, gegevens)
        verzoek = afspraak.verzoek
        if not afspraak.asks(soort) or verzoek is None or verzoek.nummer != gegevens["nummer"]:
            return None
        tafel = next_tafeldag(tx, afspraak, after=tx.today)
        return {**answered(tx, naar, gegevens), "volgende_tafel": tafel}

    return view


def _to_colleague(tx: Transaction, naar: Persoon | None, gegevens: Inhoud) -> Inhoud | None:
    """The question to take over: only to who is asked, as long as they are."""
    afspraak = _afspraak(tx, gegevens)
    verzoek = afspraak.verzoek
    if not afspraak.asks(Soort.OVERNAME) or verzoek is None or verzoek.nummer != gegevens["nummer"]:
        return None
    return one(tx, naar, gegevens) if naar is not None and verzoek.aan == naar.id else None


def _from_colleague(tx: Transaction, naar: Persoon | None, gegevens: Inhoud) -> Inhoud | None:
    """What the colleague answered. That they do not take it over matters to whose it is still."""
    if not gegevens["ja"] and one_open(tx, naar, gegevens) is None:
        return None
    return {**one(tx, naar, gegevens), "door": tx.personen.get(PersoonId(gegevens["door"]))}


def _decided(tx: Transaction, naar: Persoon | None, gegevens: Inhoud) -> Inhoud | None:
    """What the makelaar decided, to whose it is."""
    if one_open(tx, naar, gegevens) is None:
        return None
    return {**one(tx, naar, gegevens), "door": tx.personen.get(PersoonId(gegevens["door"]))}


def _taken_back(tx: Transaction, naar: Persoon | None, gegevens: Inhoud) -> Inhoud:
    return {"wat": Wat.GEDAAN, **answered(tx, naar, gegevens)}


def _taken_over(tx: Transaction, naar: Persoon | None, gegevens: Inhoud) -> Inhoud:
    return {**one(tx, naar, gegevens), "van": tx.personen.get(PersoonId(gegevens["van"]))}


def _explained(tx: Transaction, naar: Persoon | None, gegevens: Inhoud) -> Inhoud:
    """The last line that was given; where a message carries no text it stays on the page."""
    said = [one for one in tx.tijdlijn.of_afspraak(AfspraakId(gegevens["afspraak"])) if one.wat is Wat.TOELICHTING]
    return {**answered(tx, naar, gegevens), "toelichting": str(said[-1].tekst) if said else ""}


VIEWS: dict[str, View] = {
    "vraag_uitstel": _until,
    "vraag_reden": question,
    "vraag_overname": question,
    "vraag_toelichting": question,
    "uitstel_gevraagd": one,
    "lukt_niet": one,
    "niet_voor_mij": one,
    "collega_gevraagd": one,
    "neem_over": _to_colleague,
    "overgenomen": one,
    "niet_overgenomen": one,
    "collega_antwoord": _from_colleague,
    "toelichting_bewaard": one,
    "besluit": _decided,
    "beslist": one,
    "melding_uitstel": _request(Soort.UITSTEL),
    "melding_lukt_niet": _request(Soort.LUKT_NIET),
    "melding_niet_voor_mij": _request(Soort.NIET_VOOR_MIJ),
    "melding_overgenomen": _taken_over,
    "melding_toelichting": _explained,
    "melding_weer_open": _taken_back,
}
