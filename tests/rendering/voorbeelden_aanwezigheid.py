"""What the messages about who comes can be filled with."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.aanwezigheid import Komst, Ontbreekt
from bot.domain.deelnemer import Antwoord, Deelnemer
from bot.domain.persoon import Persoon, PersoonId
from bot.usecases.aanwezigheid import Eigen
from bot.usecases.beeld_aanwezigheid import MOST_CASUSSEN, MOST_LACKING, MOST_LINES, Gemisregel
from bot.usecases.invoer import MOST_CHOICES
from bot.usecases.lijsten import AGAIN
from tests.builders import REFERENTIE
from tests.rendering.voorbeelden_tafels import a_kop


def contents(wie: Persoon, question: dict[str, Any], now: datetime) -> dict[str, list[dict[str, Any]]]:
    """By the name of the message. ``wie`` is an ordinary one, or the worst there can be."""
    kop, bare = a_kop(now), a_kop(now, waar=None)
    other = replace(wie, id=PersoonId(9), chat_id=None)
    nobody = Eigen(genodigd=True, antwoord=Antwoord.KOMT_NIET, vervanger=None, mandaat=None, voor=())
    answers = [
        *(replace(nobody, antwoord=Antwoord.KOMT, voor=voor) for voor in ((), (wie,), (wie, other, wie))),
        *(replace(nobody, vervanger=one, mandaat=m) for one in (wie, other) for m in (None, True, False)),
        nobody,
        replace(nobody, genodigd=False),
    ]
    own = [{"kop": k, "eigen": e, "gevraagd": [], "geen_contact": False} for k in (kop, bare) for e in answers]
    looking = [{**own[9], "gevraagd": [wie] * n} for n in (1, 5)]
    sent = [{"kop": kop, "voor": [wie], "wie": one} for one in (None, wie, other)]
    choice = {**question, "kop": kop, "opties": [*[wie] * (MOST_CHOICES - 1), "anders"]}
    casussen = (REFERENTIE,) * MOST_CASUSSEN
    lacks = [
        Gemisregel(wie.namens, why, named, more)
        for why in Ontbreekt
        for named, more in (((), 0), (casussen[:1], 0), (casussen, 3))
    ]
    again = {AGAIN: {"bijeenkomst": 1}, "referenties": [REFERENTIE]}
    reminded = [(0, 0, 0), (1, 0, 0), (3, 1, 0), (0, 2, 1), (12, 3, 30)]
    return {
        "aanwezig_antwoord": [*own, *looking, {**own[9], "geen_contact": True}],
        "aanwezig_gevraagd": [{"kop": kop, "voor": wie}],
        "aanwezig_vervalt": [{"kop": kop, "voor": wie, "ook": ook} for ook in (True, False)],
        "aanwezig_open": [{"kop": kop, "vervanger": one} for one in (wie, None)],
        "aanwezig_gevonden": [{"kop": kop, "vervanger": wie}],
        "aanwezig_namens": [*sent, {**sent[2], "voor": [wie, other, wie]}],
        "wie_komt_namens": [
            {"kop": kop, "voor": wie, "ik": ik, "collega": c} for ik in (True, False) for c in (True, False)
        ],
        "vraag_wie_vervangt": [
            {**choice, "voor": voor, "reden": r, "opties": o}
            for voor in (None, wie)
            for r in (None, "onbekend", "meer", "kan_niet")
            for o in (choice["opties"], ["anders"], [])
        ],
        "vraag_mandaat": [
            {**question, "kop": kop, "opties": ["ja", "nee"], "wie": one, "voor": voor}
            for one in (wie, other)
            for voor in (wie, other)
        ]
        + [{**question, "kop": kop, "opties": ["ja", "nee"], "wie": other, "voor": None}],
        "komt_u": [{"kop": k, "voor": voor} for k in (kop, bare) for voor in ((), (wie,))],
        "melding_vervanger_komt_niet": [{"kop": kop, "voor": wie, "vervanger": one} for one in (None, other)],
        "melding_aanwezigheid": [
            *({"kop": kop, "gemis": [one], "meer": 0, "te_vragen": True, **again} for one in lacks),
            {"kop": kop, "gemis": lacks[2::3][:2], "meer": 0, "te_vragen": False, **again},
            {"kop": kop, "gemis": (lacks * 2)[:MOST_LACKING], "meer": 9, "te_vragen": True, **again},
        ],
        "wie_komt": _who_comes(kop, wie, other),
        "komst_herinnerd": [
            {"kop": kop, "gevraagd": n, "vandaag_al": al, "niet": [wie] * niet} for n, al, niet in reminded
        ],
    }


def _who_comes(kop: Any, wie: Persoon, other: Persoon) -> list[dict[str, Any]]:
    guest = Deelnemer(wie, hele=True, punten=(), kern=True)
    comes, away, silent = Komst(guest, Antwoord.KOMT), Komst(guest, Antwoord.VERVANGER), Komst(guest)
    sends = [Komst(guest, Antwoord.VERVANGER, other, mandaat) for mandaat in (False, True, None)]
    sends += [replace(sends[0], bevestigd=True)]
    few = [("komt", 1, [comes]), ("vervanger", 4, sends), ("niet", 1, [away]), ("open", 1, [silent])]
    base = {"kop": kop, "meer": 0, "niemand": [], "niemand_meer": 0, "te_vragen": True}
    full = {**base, "meer": 16, "niemand": [wie.namens] * MOST_LACKING, "niemand_meer": 4}
    return [
        {**base, "groepen": few},
        {**base, "groepen": [(naam, 0, []) for naam, _, _ in few], "te_vragen": False},
        {**full, "groepen": [("niet", 60, [away] * MOST_LINES)]},
        {**full, "groepen": [("vervanger", 60, [sends[0]] * (MOST_LINES // 2))]},
    ]
