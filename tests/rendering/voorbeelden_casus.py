"""What the messages about a casus may be filled with: ordinary and at their fullest."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.domain.casus import ENDS, OPSCHAAL_REDENEN, THEMAS, UNDERWAY, Fase, Oordeel, Voortgang
from bot.domain.gebeurtenis import LESSEN, LONGEST_REGEL, Wat
from bot.domain.persoon import Persoon
from bot.domain.regio import Trede
from bot.domain.verzoek import REDENEN, VERVALLEN_REDENEN, Soort
from bot.usecases.afsluiten import REDEN
from bot.usecases.beeld_casus import PAGE, Gebeurd, Tijdlijn
from bot.usecases.casussen import LINES, Casusbeeld
from bot.usecases.opschalen import MOST_TOLD
from bot.usecases.regels import Regel
from tests.builders import REFERENTIE, a_casus
from tests.rendering.voorbeelden_tafels import a_kop

LONGEST_NAME = 200
DAY = date(2027, 2, 8)


def contents(regel: Regel, wie: Persoon, question: dict[str, Any], now: datetime) -> dict[str, list[dict[str, Any]]]:
    """By the name of the message. ``wie`` and ``regel`` are an ordinary one, or the worst there can be."""
    worst = len(wie.naam) > 20
    many = 9 if worst else 1
    lines = [replace(regel, nummer=number) for number in range(1, 13)]
    ask = {**question, "casus": a_casus()}
    of = {"referentie": REFERENTIE}
    return {
        "casus": [{"casus": beeld.casus, "beeld": beeld, "regels": beeld.regels} for beeld in _beelden(lines, wie)],
        "tijdlijn": [{**of, "tijdlijn": tijdlijn} for tijdlijn in timelines(wie, now, worst)],
        "vastgelegd": [
            {"regel": replace(regel, wie=w, wacht=wacht), "monitoring": m}
            for w in (wie, replace(wie, chat_id=None), None)
            for m in (False, True)
            for wacht in (False, True)
        ],
        "vraag_welke_casus": [
            {**question, "opties": o, "reden": r, "gemeenten": g, "waarvoor": w}
            for o in ([], [a_casus()] * 8)
            for r in (None, "onbekend")
            for g in (False, True)
            for w in ("zien", "status")
        ],
        **_asked(ask),
        **_status_and_phase(ask, of, worst),
        "regie_kiezen": [
            {**ask, "opties": [wie] * 10, "regievoerders": now_, "reden": r}
            for now_ in ([], [wie] * many)
            for r in (None, "onbekend", "meer", "al")
        ],
        "regie_vastgelegd": [
            {**of, "regievoerders": now_, "persoon": p}
            for now_ in ([], [wie] * many)
            for p in (wie, replace(wie, chat_id=None))
        ],
        "melding_regievoerder": [{**of, "regie": r, "makelaar": regel.makelaar} for r in (False, True)],
        **_raised(ask, of, regel, wie, worst),
        "casus_sluiten": [{**ask, "aantal": n} for n in (0, 1, 2, 40)],
        "casus_gesloten": [
            {**of, "hoe": hoe, "vervallen": v, "gehoord": g, "inzage": i, "dag": DAY, "koppen": koppen}
            for hoe in ENDS
            for koppen in ([], [a_kop(now, is_mdo=True, naam="MDO")])
            for v, g, i in ((0, 0, 0), (1, 0, 1), (1, 1, 2), (40, 13, 40))
        ],
        "melding_casus_gesloten": [
            {**of, "regels": [replace(one, is_open=False) for one in lines[:n]], "makelaar": regel.makelaar}
            for n in (1, 2, 12)
        ],
    }


WITH_TEXT = (Wat.STATUS, Wat.KNELPUNT, Wat.LEERPUNT)
"""What carries a typed line, an explanation of what was done aside."""


def timelines(wie: Persoon, now: datetime, worst: bool) -> list[Tijdlijn]:
    """Every kind of line with everything that may stand in it; and pages at the beginning, in between and the end."""
    longest = "wacht " * (LONGEST_REGEL // 6 - 1) + "wacht."
    said = [(wat, waarde) for wat in Wat for waarde in _waarden(wat, wie.naam[:LONGEST_NAME] if worst else "Wim")]
    reasons = [
        REDEN,
        *OPSCHAAL_REDENEN,
        *(reden for soort in Soort for reden in REDENEN.get(soort, ())),
        *VERVALLEN_REDENEN,
    ]
    lines = [Gebeurd(now, wat, wie, waarde, None, None, None) for wat, waarde in said]
    lines += [Gebeurd(now, Wat.UITSTEL_GEVRAAGD, None, None, reden, DAY, None, 4, DAY) for reden in reasons]
    lines += [Gebeurd(now, Wat.TOEGEWEZEN, wie, wie.naam, reasons[0], DAY, None, 12, DAY)] * PAGE
    lines += [Gebeurd(now, wat, wie, waarde, None, None, longest) for wat, waarde in said if wat in WITH_TEXT]
    lines += [Gebeurd(now, Wat.TOELICHTING, wie, None, None, None, longest, 12, DAY)] * PAGE
    pages = [lines[start : start + PAGE] for start in range(0, len(lines), PAGE)]
    found = [Tijdlijn(REFERENTIE, len(lines), place * PAGE, page) for place, page in enumerate(pages)]
    return [*(replace(page, getypt=True) for page in found), *found, Tijdlijn(REFERENTIE, 1, 0, lines[:1])]


def _waarden(wat: Wat, naam: str) -> tuple[str | None, ...]:
    """What a line of this kind may say of it."""
    match wat:
        case Wat.FASE:
            return tuple(Fase)
        case Wat.STATUS:
            return tuple(Voortgang)
        case Wat.KNELPUNT | Wat.LEERPUNT:
            return THEMAS
        case Wat.SAMENWERKING:
            return tuple(Oordeel)
        case Wat.TERUGGEDRAAID:
            return (*Soort, Wat.GEDAAN, Wat.BEZIG)
        case Wat.CATEGORIE | Wat.REGIEVOERDER | Wat.REGIEVOERDER_AF | Wat.OPGESCHAALD | Wat.AANGESPROKEN:
            return (naam,)
        case Wat.OVERNAME_GEVRAAGD | Wat.TOEGEWEZEN:
            return (naam, None)
    return (None,)


def _beelden(lines: list[Regel], wie: Persoon) -> list[Casusbeeld]:
    """What a makelaar sees of a casus and what others do: with nothing on it, much, and when it is closed."""
    empty = Casusbeeld(
        casus=a_casus(),
        hele=True,
        tafel=lines[0].tafel,
        sinds=DAY,
        makelaar=lines[0].makelaar,
        regels=[],
        meer=0,
        gedaan=0,
        vervallen=0,
        voortgang_op=None,
        regievoerders=[],
        regisseert=False,
    )
    judged = a_casus(fase=Fase.BEOORDEELD, categorie="Meervoudige problematiek " * 8, voortgang=Voortgang.LOOPT_VAST)
    full = replace(
        empty,
        casus=judged,
        regels=[replace(line, bezig=True) for line in lines[:LINES]],
        meer=99,
        gedaan=12,
        vervallen=3,
        voortgang_op=DAY,
        regievoerders=[wie] * 9,
        regisseert=True,
    )
    closed = replace(empty, casus=a_casus(closed_at=lines[0].signaal_at, fase=Fase.OVERGEDRAGEN), vervallen=1)
    return [replace(beeld, hele=hele) for beeld in (empty, full, closed) for hele in (True, False)]


def _asked(ask: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Questions that only have choices."""
    return {
        "leren_soort": [{**ask, "opties": LESSEN}],
        "leren_thema": [{**ask, "opties": THEMAS}],
        "leren_regel": [{**ask, "soort": soort, "thema": thema} for soort in LESSEN for thema in THEMAS],
        "leren_vastgelegd": [
            {"referentie": REFERENTIE, "soort": soort, "thema": thema} for soort in LESSEN for thema in THEMAS
        ],
        "casus_hoe": [{**ask, "opties": ENDS}],
        "casus_oordeel": [{**ask, "opties": tuple(Oordeel)}],
        "status_voortgang": [{**ask, "opties": tuple(Voortgang)}],
        "status_regel": [{**ask, "voortgang": voortgang} for voortgang in Voortgang],
    }


def _status_and_phase(ask: dict[str, Any], of: dict[str, Any], worst: bool) -> dict[str, list[dict[str, Any]]]:
    name = "c" * LONGEST_NAME if worst else "Jeugd"
    judged = a_casus(fase=Fase.BEOORDEELD, categorie=name)
    return {
        "status_vastgelegd": [{**of, "voortgang": voortgang} for voortgang in Voortgang],
        "fase_kiezen": [{**ask, "casus": casus, "opties": UNDERWAY} for casus in (a_casus(), judged)],
        "categorie_kiezen": [{**ask, "opties": [name] * 30}],
        "fase_vastgelegd": [{"casus": casus} for casus in (a_casus(), judged)],
    }


def _raised(
    ask: dict[str, Any], of: dict[str, Any], regel: Regel, wie: Persoon, worst: bool
) -> dict[str, list[dict[str, Any]]]:
    word = "n" * LONGEST_NAME if worst else "Tactisch niveau"
    tredes = [
        Trede(sleutel=f"trede-{place}", naam=word, wie=word, wanneer=wanneer)
        for place, wanneer in enumerate((None, word) * (4 if worst else 1))
    ]
    people = [(wie, chosen) for chosen in (True, False, True)] * (MOST_TOLD // 3)
    return {
        "opschalen_trede": [{**ask, "tredes": tredes}],
        "opschalen_reden": [{**ask, "trede": word, "opties": OPSCHAAL_REDENEN}],
        "opschalen_kaart": [
            {**ask, "trede": word, "opschaalreden": reden, "mensen": mensen}
            for reden in OPSCHAAL_REDENEN
            for mensen in ([], [(wie, False)], people)
        ],
        "opgeschaald": [{**of, "trede": word, "mensen": mensen} for mensen in ([], [wie], [wie] * MOST_TOLD)],
        "melding_opgeschaald": [
            {**of, "trede": word, "opschaalreden": reden, "makelaar": regel.makelaar} for reden in OPSCHAAL_REDENEN
        ],
    }
