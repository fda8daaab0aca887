"""What does who leads a bijeenkomst see of its agenda while they make it?"""

from typing import Any

from bot.domain.agenda import closes_on, to_put_off, too_long
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, PuntId, Staat
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.referentie import Referentie
from bot.domain.verzending import Soort
from bot.usecases.beeld import View, as_it_is, question
from bot.usecases.lijsten import AGAIN
from bot.usecases.mdo import likely_partners
from bot.usecases.oppakken import contacts_of
from bot.usecases.ports import Transaction
from bot.usecases.tafelbeeld import Puntregel, blokken
from bot.usecases.tafels import day_of, kop, leads, on_the_table, tafel_of, taking_part
from bot.usecases.werklijst import steps

MOST_PEOPLE = 10


def _agenda(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """All of it, whether it fits, and what could be put off."""
    bijeenkomst = tx.bijeenkomsten.find(BijeenkomstId(gegevens["bijeenkomst"]))
    if naar is None or bijeenkomst is None or not leads(tx, bijeenkomst, naar):
        return None
    slots = on_the_table(tx, bijeenkomst)
    punten = [slot.punt for slot in slots]
    found = blokken(tx, slots)
    lines = {regel.id: regel for _, block in found for regel in block}
    regels = tx.regio.bijeenkomsten
    return {
        "gewijzigd": False,
        **gegevens,
        "kop": kop(tx, bijeenkomst),
        "blokken": found,
        "regels": list(lines.values()),
        "te_lang": too_long(bijeenkomst.duur, punten),
        "wachten": [lines[punt.id] for punt in to_put_off(bijeenkomst.duur, punten)],
        **_state(tx, bijeenkomst),
        "sluit_op": closes_on(day_of(tx, bijeenkomst), regels.sluiting_werkdagen, tx.kalender),
        AGAIN: {"bijeenkomst": bijeenkomst.id},
        "referenties": [regel.referentie for regel in lines.values() if regel.referentie is not None],
    }


def _state(tx: Transaction, bijeenkomst: Bijeenkomst) -> dict[str, Any]:
    """Can it still change, was it sent, is it on its way, and has the house a list of work for it?"""
    return {
        "version": bijeenkomst.version,
        "te_wijzigen": bijeenkomst.staat is Staat.GEPLAND and tx.now < bijeenkomst.begint,
        "verstuurd_at": bijeenkomst.agenda_at,
        "onderweg": tx.verzendingen.waiting(bijeenkomst.id, Soort.AGENDA),
        "werklijst": bool(steps(tx, bijeenkomst)),
    }


def _punt(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """One line of it, to change; None once it was taken off."""
    bijeenkomst = tx.bijeenkomsten.find(BijeenkomstId(gegevens["bijeenkomst"]))
    if naar is None or bijeenkomst is None or not leads(tx, bijeenkomst, naar):
        return None
    regel = _line(tx, bijeenkomst, PuntId(gegevens["punt"]))
    if regel is None:
        return None
    alone = {"referentie": regel.referentie} if regel.referentie is not None else {}
    return {
        "gewijzigd": False,
        **gegevens,
        "kop": kop(tx, bijeenkomst),
        "regel_op_agenda": regel,
        **_state(tx, bijeenkomst),
        **alone,
    }


def _line(tx: Transaction, bijeenkomst: Bijeenkomst, id: PuntId) -> Puntregel | None:
    found = blokken(tx, on_the_table(tx, bijeenkomst), partners=True)
    return next((regel for _, block in found for regel in block if regel.id == id), None)


def _asked(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """A question about the agenda, or about one line of it."""
    inhoud = question(tx, naar, gegevens)
    if inhoud is None:
        return None
    bijeenkomst = tx.bijeenkomsten.get(BijeenkomstId(inhoud["bijeenkomst"]))
    inhoud["kop"] = kop(tx, bijeenkomst)
    if "punt" in inhoud:
        regel = _line(tx, bijeenkomst, PuntId(inhoud["punt"]))
        if regel is None:
            return None
        inhoud["regel_op_agenda"] = regel
        if regel.referentie is not None:
            inhoud["referentie"] = regel.referentie
    return inhoud


def _who(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """The people to choose from, each with whether they are asked for this casus."""
    inhoud = _asked(tx, naar, gegevens)
    if inhoud is None:
        return None
    asked = {persoon.id for persoon in inhoud["regel_op_agenda"].partners}
    people = [persoon for persoon in inhoud["opties"] if isinstance(persoon, Persoon)]
    return {**inhoud, "mensen": [(persoon, persoon.id in asked) for persoon in people]}


def likely_people(tx: Transaction, bijeenkomst: Bijeenkomst, punt: PuntId) -> list[PersoonId]:
    """Whom to offer for one casus: who is asked, who promised something about it, the contacts of the organisations
    that the table asks per casus; not who sees it already.
    """
    regel = _line(tx, bijeenkomst, punt)
    if regel is None or regel.referentie is None:
        return []
    asked = [persoon.id for persoon in regel.partners]
    likely = likely_partners(tx, tx.casussen.get(Referentie(regel.referentie)))
    tafel = tafel_of(tx, bijeenkomst)
    contacts = [p.id for naam in (tafel.per_casus if tafel is not None else ()) for p in contacts_of(tx, naam)]
    parts = taking_part(tx, bijeenkomst)
    seated = {id for id, part in parts.items() if part.kern and punt in part.punten}
    offered = [id for id in dict.fromkeys((*asked, *likely, *contacts)) if id in asked or id not in seated]
    return offered[: max(MOST_PEOPLE, len(asked))]


def _which(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """The bijeenkomsten to choose from."""
    inhoud = question(tx, naar, gegevens)
    if inhoud is None:
        return None
    return {**inhoud, "koppen": [kop(tx, tx.bijeenkomsten.get(BijeenkomstId(int(id)))) for id in inhoud["opties"]]}


def _put_forward(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    bijeenkomst = tx.bijeenkomsten.get(BijeenkomstId(gegevens["bijeenkomst"]))
    return {**gegevens, "kop": kop(tx, bijeenkomst)}


VIEWS: dict[str, View] = {
    "agenda": _agenda,
    "agenda_punt": _punt,
    "agenda_minuten": _asked,
    "agenda_vraag": _asked,
    "agenda_vraag_toch": _asked,
    "agenda_wie": _who,
    "vraag_agenda_casus": _asked,
    "agenda_onderwerp": _asked,
    "vraag_agenda": _which,
    "agenda_geen": as_it_is,
    "naar_de_tafel": _put_forward,
}
