"""What the messages about when and where bijeenkomsten are can be filled with."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.deelnemer import Antwoord
from bot.domain.persoon import Persoon
from bot.usecases.beeld_tafels import LINES, Tafelregel
from bot.usecases.bijeenkomsten import Hoorders
from bot.usecases.mdo import MOST_PARTNERS
from bot.usecases.tafels import Kop
from bot.usecases.verandering import Was
from tests.builders import a_casus

_REASONS = (None, "onleesbaar", "voorbij", "te_ver", "geen_werkdag", "tegenspraak", "meerdere", "zonder_tafel")


def a_kop(now: datetime, **changes: Any) -> Kop:
    values: dict[str, Any] = {
        "id": 2**63 - 1,
        "naam": "Casusoverleg <Oost> & Zwolle",
        "dag": date(2027, 2, 16),
        "begint": now + timedelta(days=8),
        "eindigt": now + timedelta(days=8, minutes=150),
        "waar": "Zeven Alleetjes 1, Zwolle",
        "afgezegd": False,
        "casussen": True,
        "onderwerpen": False,
        "is_mdo": False,
    }
    return Kop(**{**values, **changes})


def contents(wie: Persoon, question: dict[str, Any], now: datetime) -> dict[str, list[dict[str, Any]]]:
    kop = a_kop(now)
    bare = a_kop(now, waar=None, casussen=False)
    off = a_kop(now, afgezegd=True)
    was = Was(kop.dag, kop.begint - timedelta(hours=1), kop.eindigt - timedelta(hours=1), "P" * 120)
    same = Was(kop.dag, kop.begint, kop.eindigt, kop.waar)
    nowhere = replace(was, waar=None)
    hears = [Hoorders([], [], frozenset()), Hoorders([wie] * 12, [replace(wie, chat_id=None)] * 30, frozenset())]
    card = {**question, "klok_anders": False, "vrij": False, "hoorders": hears[1]}
    day = {**question, "opties": [(kop.dag, False)], "mdo": False, "kop": None, "weekdag": "vrijdag"}
    time = {**question, "op_dag": kop.dag, "opties": ["09:00", "09:30", "10:00", "14:00"], "kop": None, "mdo": False}
    return {
        "tafels": _lists(wie, kop, bare),
        "bijeenkomst": [
            {"kop": one, "agenda_at": at, "te_wijzigen": w, "werklijst": w, "komen": n, "niet": n}
            for one in (kop, bare, off)
            for at, w, n in ((None, True, 0), (now, True, 12), (now, False, 1))
        ],
        "vraag_op_dag": [{**day, "reden": r, "opties": [(kop.dag, True), (kop.dag, False)]} for r in _REASONS]
        + [{**day, "kop": kop}, {**day, "mdo": True, "opties": []}],
        "vraag_om": [{**time, "reden": r} for r in (None, "onleesbaar", "voorbij")]
        + [{**time, "kop": kop}, {**time, "mdo": True}],
        "vraag_waar": [
            {**question, "opties": ["Zeven Alleetjes 1, Zwolle"] * 6 + ["later"], "kop": one, "mdo": one is None}
            for one in (kop, None)
        ],
        "vraag_extra_tafel": [{**question, "opties": o} for o in ([], ["Top-X Zwolle"] * 9)],
        "bijeenkomst_kaart": [
            *(
                {**card, "wat": w, "was": kop, "kop": k}
                for w in ("verplaatsen", "plaats", "afzeggen")
                for k in (kop, bare)
            ),
            {**card, "wat": "erbij", "was": None, "kop": kop, "klok_anders": True, "vrij": True},
            {**card, "wat": "verplaatsen", "was": bare, "kop": kop, "klok_anders": True, "vrij": True},
            {**card, "wat": "afzeggen", "was": kop, "kop": kop, "hoorders": hears[0]},
        ],
        "bijeenkomst_vastgelegd": [
            {"wat": w, "kop": k, "aantal": n, "niet": niet}
            for w in ("verplaatsen", "plaats", "afzeggen", "erbij")
            for k in (kop, bare, off)
            for n, niet in ((0, []), (1, [wie] * 3), (12, [wie] * 40))
        ],
        "vraag_partners": [
            {**question, "mensen": [(wie, chosen)] * n, "reden": r, "organisatie": wie.organisatie}
            for n, chosen in ((0, False), (3, False), (MOST_PARTNERS + 10, True))
            for r in (None, "onbekend", "niemand", "convenant", "meer")
        ],
        "mdo_kaart": [
            {**question, "casus": a_casus(), "kop": k, "klok_anders": b, "vrij": b, "mensen": [wie] * n}
            for k in (kop, bare)
            for b, n in ((False, 1), (True, MOST_PARTNERS))
        ],
        "bijeenkomst_verplaatst": [
            {"kop": k, "was": w, "verzet": w.begint != k.begint, "gevraagd": g}
            for k in (kop, bare)
            for w in (was, same, nowhere)
            for g in (True, False)
        ],
        "bijeenkomst_afgezegd": [{"kop": off, "was": w} for w in (was, nowhere)],
        "bijeenkomst_erbij": [{"kop": k} for k in (kop, bare)],
        "melding_bijeenkomst": [
            {"kop": off if w == "afgezegd" else kop, "was": None if w == "erbij" else o, "wat": w, "door": wie}
            for w in ("verplaatst", "afgezegd", "erbij")
            for o in (was, same, nowhere)
        ],
    }


def _lists(wie: Persoon, kop: Kop, bare: Kop) -> list[dict[str, Any]]:
    longest = replace(kop, waar="P" * 400)
    lines = [
        Tafelregel(replace(k, nummer=n), leidt, verstuurd, antwoord, vervanger, voor)
        for n, (k, leidt, verstuurd, antwoord, vervanger, voor) in enumerate(
            [
                (kop, True, True, None, None, None),
                (bare, True, False, None, None, None),
                (kop, False, True, Antwoord.KOMT, None, None),
                (kop, False, False, Antwoord.KOMT_NIET, None, None),
                (kop, False, True, Antwoord.VERVANGER, wie, None),
                (kop, False, True, None, None, wie),
                *[(longest, True, True, Antwoord.VERVANGER, wie, None)] * (LINES - 6),
            ],
            1,
        )
    ]
    return [
        {"regels": lines, "meer": 14, "makelaar": True, "leidt": True},
        {"regels": lines[2:], "meer": 0, "makelaar": False, "leidt": False},
        {"regels": [], "meer": 0, "makelaar": True, "leidt": False},
        {"regels": [], "meer": 0, "makelaar": False, "leidt": False},
    ]
