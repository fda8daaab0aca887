"""What do the messages about a casus show?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.afspraak import AfspraakId
from bot.domain.bijeenkomst import BijeenkomstId, Staat
from bot.domain.casus import Fase
from bot.domain.gebeurtenis import Gebeurtenis, Wat
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.domain.regio import UnknownNaam
from bot.usecases.afsluiten import open_on
from bot.usecases.beeld import View, as_it_is, one, person, question
from bot.usecases.casussen import casusbeeld
from bot.usecases.opschalen import may_be_told
from bot.usecases.ports import Transaction
from bot.usecases.regels import agendanaam, makelaar_of, regel
from bot.usecases.regie import directors
from bot.usecases.tafels import kop
from bot.usecases.tijdlijn import named
from bot.usecases.toewijzing import casus_for

PAGE = 8
"""As many lines of a timeline as fit in one message of 4,096 characters, however long each is."""

_REASONS = frozenset({Wat.UITSTEL_GEVRAAGD, Wat.LUKT_NIET, Wat.NIET_VOOR_MIJ, Wat.VERVALLEN})
"""Where ``waarde`` is the reason."""


@dataclass(frozen=True)
class Gebeurd:
    """One line of a timeline as a message shows it. ``door`` is None for what came by itself."""

    at: datetime
    wat: Wat
    door: Persoon | None
    waarde: str | None
    """A key, whose word a template knows; or a name."""
    reden: str | None
    dag: date | None
    tekst: str | None
    punt: int | None = None
    """Of which afspraak, as it was agreed on ``gemaakt``."""
    gemaakt: date | None = None


@dataclass(frozen=True)
class Tijdlijn:
    """A part of a timeline, the last first: ``aantal`` lines in all, after passing over ``vanaf``."""

    referentie: str
    aantal: int
    vanaf: int
    regels: list[Gebeurd]
    getypt: bool = False
    """Was anything typed with one of these lines? In a short message that stands on the page alone."""

    @property
    def nieuwer(self) -> int | None:
        """From where the page before this one begins."""
        return max(0, self.vanaf - PAGE) if self.vanaf else None

    @property
    def ouder(self) -> int | None:
        after = self.vanaf + PAGE
        return after if after < self.aantal else None


def _casus(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """A casus as this reader may see it."""
    if naar is None:
        return None
    beeld = casusbeeld(tx, Referentie(gegevens["referentie"]), naar)
    return {"casus": beeld.casus, "beeld": beeld, "regels": beeld.regels}


def _tijdlijn(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """A page of what happened; the last one when there are fewer lines than that."""
    if naar is None:
        return None
    referentie = Referentie(gegevens["referentie"])
    casus_for(tx, referentie, naar, Daad.CASUS_OVERZIEN)
    aantal = tx.tijdlijn.count(referentie)
    vanaf = min(gegevens["vanaf"], max(0, aantal - 1)) // PAGE * PAGE
    lines = [gebeurd(tx, line) for line in tx.tijdlijn.page(referentie, PAGE, vanaf)]
    typed = any(line.tekst is not None for line in lines)
    return {"referentie": referentie, "tijdlijn": Tijdlijn(referentie, aantal, vanaf, lines, typed)}


def gebeurd(tx: Transaction, line: Gebeurtenis) -> Gebeurd:
    """A line of the timeline with the people and the afspraak in it."""
    afspraak = tx.afspraken.find(line.afspraak) if line.afspraak is not None else None
    return Gebeurd(
        at=line.at,
        wat=line.wat,
        door=tx.personen.get(line.door) if line.door is not None else None,
        waarde=named(tx, line) if line.wat not in _REASONS else None,
        reden=line.waarde if line.wat in _REASONS else line.reden,
        dag=line.dag,
        tekst=str(line.tekst) if line.tekst is not None else None,
        punt=afspraak.punt if afspraak is not None else None,
        gemaakt=afspraak.made_on if afspraak is not None else None,
    )


def _step(tx: Transaction, sleutel: str) -> str:
    """The name of a step; its key when the region no longer knows it."""
    try:
        return tx.regio.trede(sleutel).naam
    except UnknownNaam:
        return sleutel


def _closing(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """The first question of closing: how much is open now."""
    inhoud = question(tx, naar, gegevens)
    return {**inhoud, "aantal": len(open_on(tx, inhoud["casus"].referentie))} if inhoud is not None else None


def _directing(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    inhoud = question(tx, naar, gegevens)
    return {**inhoud, "regievoerders": directors(tx, inhoud["casus"].referentie)} if inhoud is not None else None


def _directs(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    return {**person(tx, naar, gegevens), "regievoerders": directors(tx, Referentie(gegevens["referentie"]))}


def _told_directing(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """To who directs it now, or does no more; nothing once it is closed."""
    casus = tx.casussen.find(Referentie(gegevens["referentie"]))
    if naar is None or casus is None or not casus.is_open:
        return None
    regie = naar.id in tx.casussen.regievoerders(casus.referentie)
    return {**gegevens, "regie": regie, "makelaar": makelaar_of(tx, casus)}


def _scaling(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """The questions and the card of raising a casus: the region's steps, and who can be told."""
    inhoud = question(tx, naar, gegevens)
    if inhoud is None:
        return None
    chosen = set(inhoud.get("aan", ()))
    people = [(persoon, persoon.id in chosen) for persoon in may_be_told(tx, inhoud["casus"].referentie)]
    step = {"trede": _step(tx, inhoud["trede"])} if "trede" in inhoud else {}
    return {**inhoud, **step, "tredes": tx.regio.opschalen, "mensen": people}


def _scaled(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    people = [tx.personen.get(PersoonId(id)) for id in gegevens["mensen"]]
    return {**gegevens, "trede": _step(tx, gegevens["trede"]), "mensen": people}


def _told_scaled(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """By the reference only; nothing once the casus is closed."""
    casus = tx.casussen.find(Referentie(gegevens["referentie"]))
    if casus is None or not casus.is_open:
        return None
    return {**gegevens, "trede": _step(tx, gegevens["trede"]), "makelaar": makelaar_of(tx, casus)}


def _told_closed(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    casus = tx.casussen.find(Referentie(gegevens["referentie"]))
    if casus is None:
        return None
    lines = [regel(tx, tx.afspraken.get(AfspraakId(id))) for id in gegevens["afspraken"]]
    return {**gegevens, "regels": lines, "makelaar": makelaar_of(tx, casus)}


def _logged(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """An afspraak that was logged; ``monitoring`` offers the phase in which a casus with afspraken is."""
    inhoud = one(tx, naar, gegevens)
    casus = tx.casussen.get(Referentie(inhoud["regel"].referentie))
    return {**inhoud, "monitoring": casus.is_open and casus.fase is not Fase.IN_MONITORING}


def _with_tafel(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    casus = tx.casussen.get(Referentie(gegevens["referentie"]))
    return {**gegevens, "casus": casus, "tafel": agendanaam(tx, casus.tafel)}


def _closed(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """``koppen`` are of what is still planned about it alone."""
    found = (tx.bijeenkomsten.find(BijeenkomstId(id)) for id in gegevens.get("mdo", ()))
    return {
        **as_it_is(tx, naar, gegevens),
        "koppen": [kop(tx, one) for one in found if one is not None and one.staat is Staat.GEPLAND],
    }


VIEWS: dict[str, View] = {
    "casus": _casus,
    "tijdlijn": _tijdlijn,
    "vastgelegd": _logged,
    "vraag_welke_casus": question,
    "status_voortgang": question,
    "status_regel": question,
    "fase_kiezen": question,
    "categorie_kiezen": question,
    "fase_vastgelegd": _with_tafel,
    "regie_kiezen": _directing,
    "regie_vastgelegd": _directs,
    "melding_regievoerder": _told_directing,
    "leren_soort": question,
    "leren_thema": question,
    "leren_regel": question,
    "opschalen_trede": _scaling,
    "opschalen_reden": _scaling,
    "opschalen_kaart": _scaling,
    "opgeschaald": _scaled,
    "melding_opgeschaald": _told_scaled,
    "casus_sluiten": _closing,
    "casus_hoe": question,
    "casus_oordeel": question,
    "casus_gesloten": _closed,
    "melding_casus_gesloten": _told_closed,
}
