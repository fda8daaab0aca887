"""What the messages about sending an agenda can be filled with, and the agenda itself."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.agenda import LONGEST_VRAAG, Herkomst
from bot.domain.bijeenkomst import BijeenkomstId
from bot.domain.persoon import Persoon
from bot.domain.verzending import Soort, Stand, Verzending, VerzendingId
from bot.usecases.agendas import LONGEST_ONDERWERP, MOST_PUNTEN
from bot.usecases.beeld_circulatie import Anders, Krijgt
from bot.usecases.lijsten import AGAIN
from bot.usecases.tafelbeeld import Agendadeel, Puntregel
from tests.builders import REFERENTIE
from tests.rendering.voorbeelden_tafels import a_kop

MOST = 2**63 - 1
GEMEENTEN = ("Kampen", "Steenwijkerland", "Zwartewaterland")
ABOUT = {AGAIN: {"bijeenkomst": MOST}, "referenties": [REFERENTIE]}


def contents(wie: Persoon, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """By the name of the message. ``wie`` is an ordinary one, or the worst there can be."""
    kop = a_kop(now)
    subjects, bare = replace(kop, casussen=False, onderwerpen=True), replace(kop, waar=None, casussen=False)
    casussen = [_line(number, now) for number in range(1, MOST_PUNTEN + 1)]
    talks = [replace(one, referentie=None, gemeente=None, onderwerp=_words(LONGEST_ONDERWERP)) for one in casussen]
    parts = [
        (Agendadeel(k, _blokken(lines), hele), named)
        for k, lines, hele, named in (
            (kop, casussen, True, True),
            (kop, casussen[:2], True, True),
            (kop, casussen[:2], False, False),
            (kop, casussen, False, False),
            (kop, [], True, True),
            (kop, [], False, False),
            (subjects, talks, True, True),
            (subjects, talks[:1], False, False),
            (bare, [], True, True),
        )
    ]
    told = [
        {"kop": d.kop, "deel": d, "op_naam": named, "verstuurd": v, "te_komen": t, **ABOUT}
        for d, named in parts
        for v, t in ((True, True), (True, False), (False, True))
    ]
    return {
        "agenda_deel": told,
        "agenda_gewijzigd": [
            {**one, **change}
            for one in told
            for change in _changes(one["deel"].regels, now)
            if one["verstuurd"] and one["deel"].regels
        ],
        "niet_meer_verwacht": [{"kop": k} for k in (kop, bare)],
        "wie_krijgt_wat": [
            *_previews(wie, casussen, {**ABOUT, "kop": kop}, now),
            *_previews(wie, talks, {**ABOUT, "referenties": [], "kop": subjects}, now),
            *_previews(wie, [], {**ABOUT, "referenties": [], "kop": bare}, now)[:4],
        ],
        **{
            message: [
                {"kop": k, "soort": s, "om": now, "mensen": n, "onbereikbaar": more, "verzending": MOST}
                for k, s in ((kop, Soort.AGENDA), (bare, Soort.AGENDA), (kop, Soort.LIJST))
                for n, more in ((0, 0), (0, 1), (1, 0), (14, 3))
            ]
            for message in ("verstuurd", "verzonden", "teruggehaald")
        },
    }


def _line(number: int, now: datetime) -> Puntregel:
    begint = now + timedelta(minutes=20 * number)
    return Puntregel(
        id=number,
        nummer=number,
        referentie=REFERENTIE,
        onderwerp=None,
        gemeente=GEMEENTEN[number % 3],
        van=begint,
        tot=begint + timedelta(minutes=20),
        minuten=120,
        herkomst=Herkomst.DOORGESCHOVEN,
        na_sluiting=True,
        vraag=_words(LONGEST_VRAAG),
        uitkomst=None,
    )


def _words(length: int) -> str:
    return ("wacht & " * length)[: length - 1].strip() + "."


def _blokken(lines: list[Puntregel]) -> list[tuple[str | None, list[Puntregel]]]:
    """Each a block of its own: no agenda is longer."""
    return [(line.gemeente, [line]) for line in lines]


def _changes(lines: list[Puntregel], now: datetime) -> list[dict[str, Any]]:
    shifted = [(line, (now, now)) for line in lines]
    names = [line.referentie or line.onderwerp for line in lines]
    nothing: dict[str, Any] = {"nieuw": [], "verschoven": [], "vraag": [], "vervallen": [], "aantal_vervallen": 0}
    all_of_it = {"nieuw": lines, "verschoven": shifted, "vraag": lines, "vervallen": names, "aantal_vervallen": 60}
    return [
        all_of_it,
        *({**nothing, part: all_of_it[part]} for part in ("nieuw", "verschoven", "vraag", "vervallen")),
        *({**nothing, "aantal_vervallen": count} for count in (1, 3)),
    ]


def _previews(wie: Persoon, lines: list[Puntregel], about: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    gone = [line.referentie or str(line.onderwerp) for line in lines]
    change = Anders([wie] * 60, lines, [(line, (now, now)) for line in lines], lines, gone)
    held = Verzending(VerzendingId(MOST), BijeenkomstId(1), Soort.AGENDA, wie.id, now, Stand.WACHT)
    lists = dict[str, Any].fromkeys(("hele", "delen", "anders", "weg", "onbereikbaar", "lege_zetels"), [])
    nothing = {**lists, "aantal": 0, "eerder": now, "onderweg": None, "gewijzigd": False, "version": MOST}
    first = {
        **nothing,
        "hele": [Krijgt(wie)] * 60,
        "delen": [Krijgt(wie, lines)] * 60 if lines else [],
        "onbereikbaar": [wie] * 60,
        "lege_zetels": ["Leger des Heils (reclassering)"] * 12,
        "aantal": 120,
        "eerder": None,
        "gewijzigd": True,
    }
    later = {**first, "anders": [change] * 9, "weg": [wie] * 60, "eerder": now, "onderweg": held}
    few = {**nothing, "hele": [Krijgt(wie)], "aantal": 1, "eerder": None}
    one = {**nothing, "anders": [Anders([wie], lines[:1], [], [], [])], "weg": [wie], "aantal": 2}
    closed = {**one, "anders": [Anders([wie], [], [], [], [])]}
    return [{**about, **shown} for shown in (nothing, few, first, {**few, "onderweg": held}, one, closed, later)]
