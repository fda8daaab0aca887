"""What the messages with which an agenda is made can be filled with."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.agenda import LONGEST_VRAAG, MOST_MINUTEN, Herkomst
from bot.domain.bijeenkomst import BijeenkomstId
from bot.domain.persoon import Persoon
from bot.domain.verzending import Soort, Stand, Verzending, VerzendingId
from bot.handlers.agenda import MOST_PEOPLE
from bot.usecases.agendas import LONGEST_ONDERWERP, MOST_PUNTEN
from bot.usecases.lijsten import AGAIN
from bot.usecases.tafelbeeld import Puntregel
from tests.builders import REFERENTIE, a_casus
from tests.rendering.voorbeelden_tafels import a_kop

MOST = 2**63 - 1
MOST_CHANGES = 999_999_999
GEMEENTEN = ("Kampen", "Steenwijkerland", "Zwartewaterland")


def contents(wie: Persoon, question: dict[str, Any], now: datetime) -> dict[str, list[dict[str, Any]]]:
    """By the name of the message. ``wie`` is an ordinary one, or the worst there can be."""
    kop = a_kop(now)
    mdo = a_kop(now, is_mdo=True, waar=None)
    line = _line(1, now)
    worst = [replace(_line(number, now), partners=[wie] * 30) for number in range(1, MOST_PUNTEN + 1)]
    lines = [line, replace(worst[1], vraag=_words(LONGEST_VRAAG)), worst[2]]
    subject = replace(line, referentie=None, gemeente=None, onderwerp=_words(LONGEST_ONDERWERP), partners=[])
    about = {**question, "bijeenkomst": MOST, "kop": kop}
    choices = {**about, "referentie": REFERENTIE}
    on_it = [
        {"kop": k, "regel_op_agenda": one, "version": MOST_CHANGES, "te_wijzigen": w, "gewijzigd": not w, **_named(one)}
        for k, one in ((kop, line), (kop, lines[1]), (mdo, line), (kop, subject))
        for w in (True, False)
    ]
    asked = [{**about, "regel_op_agenda": one, **_named(one)} for one in (line, lines[1])]
    return {
        "agenda": _agendas(wie, [lines, worst, [], _talks(now)], now),
        "agenda_punt": on_it,
        "agenda_minuten": [
            {**about, "regel_op_agenda": one, **_named(one), "reden": r}
            for one in (line, subject)
            for r in (None, "onleesbaar", "gewijzigd")
        ],
        "agenda_vraag": [{**one, "opties": o} for one, o in zip(asked, ([], ["weg"]), strict=True)],
        "agenda_vraag_toch": [{**one, "opties": ["ja", "nee"], "tekst": t} for one in asked for t in ("", _words(300))],
        "agenda_wie": [
            {**one, "opties": [], "mensen": [(wie, chosen)] * n, "reden": r, "organisatie": wie.organisatie}
            for one in asked
            for n, chosen in ((0, False), (3, True), (MOST_PEOPLE, True))
            for r in (None, "onbekend", "niemand", "convenant", "meer")
        ],
        "agenda_onderwerp": [about],
        "agenda_geen": [{"getypt": typed} for typed in (True, False)],
        "vraag_agenda": [{**question, "opties": ["1"], "koppen": [k] * n} for k, n in ((kop, 10), (mdo, 1))],
        "vraag_agenda_casus": [
            {**choices, "opties": [a_casus()] * n, "reden": r}
            for n in (0, 10)
            for r in (None, "onbekend", "casus_niet_van_tafel", "casus_gesloten", "staat_al_op_agenda")
        ],
        "naar_de_tafel": [{"referentie": REFERENTIE, "kop": kop, "na_sluiting": late} for late in (True, False)],
    }


def _agendas(wie: Persoon, agendas: list[list[Puntregel]], now: datetime) -> list[dict[str, Any]]:
    """Each as it can be: it fits or not, was sent, is on its way, is over."""
    kop, subjects = a_kop(now), a_kop(now, casussen=False, onderwerpen=True)
    held = Verzending(VerzendingId(MOST), BijeenkomstId(1), Soort.AGENDA, wie.id, now, Stand.WACHT)
    to_make: dict[str, Any] = {
        "gewijzigd": False,
        "te_lang": 0,
        "wachten": [],
        "version": MOST_CHANGES,
        "te_wijzigen": True,
        "verstuurd_at": None,
        "onderweg": None,
        "werklijst": True,
        "sluit_op": now.date() + timedelta(days=2),
    }
    states = (
        to_make,
        {**to_make, "verstuurd_at": now, "sluit_op": now.date() - timedelta(days=2)},
        {**to_make, "te_wijzigen": False, "werklijst": False},
    )
    found = []
    for lines in agendas:
        too_long = {**to_make, "te_lang": 1, "wachten": lines[1:2], "sluit_op": now.date() - timedelta(days=2)}
        fullest = {**to_make, "gewijzigd": True, "te_lang": 25, "wachten": lines[1:], "onderweg": held}
        of_subjects = bool(lines) and lines[0].referentie is None
        for state in (*states, too_long, fullest):
            shown = {"blokken": [(line.gemeente, [line]) for line in lines], "regels": lines, **state}
            about = {AGAIN: {"bijeenkomst": MOST}, "referenties": [REFERENTIE] if lines and not of_subjects else []}
            found.append({"kop": subjects if of_subjects else kop, **shown, **about})
    return [*found, {**found[0], "kop": a_kop(now, is_mdo=True)}]


def _talks(now: datetime) -> list[Puntregel]:
    """A subject is never put forward too late, and nothing is to be prepared for it."""
    changes: dict[str, Any] = {"referentie": None, "gemeente": None, "na_sluiting": False, "vraag": None}
    lines = [_line(number, now) for number in range(1, MOST_PUNTEN + 1)]
    return [replace(one, **changes, onderwerp=_words(LONGEST_ONDERWERP)) for one in lines]


def _line(number: int, now: datetime) -> Puntregel:
    begint = now + timedelta(minutes=20 * number)
    worst = number > 1
    return Puntregel(
        id=MOST - number,
        nummer=number,
        referentie=REFERENTIE,
        onderwerp=None,
        gemeente=GEMEENTEN[number % 3],
        van=begint,
        tot=begint + timedelta(minutes=20),
        minuten=MOST_MINUTEN,
        herkomst=(Herkomst.OPVOLGEN if number == 3 else Herkomst.DOORGESCHOVEN) if worst else Herkomst.AANGEMELD,
        na_sluiting=worst,
        vraag=_words(LONGEST_VRAAG) if worst else None,
        uitkomst=None,
    )


def _named(line: Puntregel) -> dict[str, Any]:
    return {"referentie": line.referentie} if line.referentie is not None else {}


def _words(length: int) -> str:
    return ("wacht & " * length)[: length - 1].strip() + "."
