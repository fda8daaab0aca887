"""What the messages about one's own calendar can be filled with."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.abonnement import AbonnementId, Soort
from bot.domain.persoon import Persoon
from bot.usecases.abonnementen import Rondgang
from bot.usecases.beeld_kalender import Kalenderkeuze, Kalenderregel
from bot.usecases.verandering import Was
from tests.rendering.voorbeelden_tafels import a_kop

MIJN = Kalenderkeuze(Soort.MIJN, "Veiligheidshuis IJsselland", "mijn.")
STAD = Kalenderkeuze(Soort.LOCATIE, "Zwolle & <omgeving>", "locatie.0b342d40")
TAFEL = Kalenderkeuze(Soort.TAFEL, "Casusoverleg <Oost> & Zwolle", "tafel." + "k" * 32)
MOST_TABLES = 30


def contents(wie: Persoon, question: dict[str, Any], now: datetime) -> dict[str, list[dict[str, Any]]]:
    keuzes = [MIJN, STAD, TAFEL]
    regels = [Kalenderregel(nr, AbonnementId(2**63 - 1), keuze, now) for nr, keuze in enumerate(keuzes, 1)]
    never = replace(regels[0], opgehaald_at=None)
    kop = a_kop(now)
    was = Was(kop.dag, kop.begint - timedelta(hours=1), kop.eindigt - timedelta(hours=1), "P" * 120)
    same = Was(kop.dag, kop.begint, kop.eindigt, kop.waar)
    away = replace(wie, chat_id=None)
    rounds = [Rondgang(STAD, [wie] * n, [wie] * has, [away] * no) for n, has, no in ((1, 0, 0), (12, 1, 40), (0, 3, 1))]  # type: ignore[arg-type]
    return {
        "kalender": [
            {"regels": [], "keuzes": keuzes, "pagina_open": True},
            {"regels": [never], "keuzes": [STAD], "pagina_open": False},
            {"regels": regels, "keuzes": [], "pagina_open": True},
            {"regels": regels * 5, "keuzes": [TAFEL] * MOST_TABLES, "pagina_open": True},
        ],
        "kalender_link": [
            {"keuze": keuze, "geheim": "g" * 43, "door": door, "abonnement": 1, "pagina_open": is_open}
            for keuze in keuzes
            for is_open in (True, False)
            for door in (None, wie)
        ],
        "kalender_zeker": [{**question, "keuze": keuze, "stopt": s} for keuze in keuzes for s in (True, False)],
        "kalender_gestopt": [{"keuze": keuze} for keuze in keuzes],
        "kalender_rondsturen": [{**question, "keuze": keuze, "rond": rond} for keuze in keuzes for rond in rounds],
        "kalender_rondgestuurd": [{"krijgen": n} for n in (1, 2, 14)],
        "kalender_bijeenkomst": [{"kop": k} for k in (kop, a_kop(now, afgezegd=True, waar=None))],
        "bijeenkomst_in_kalender": [
            {"kop": k, "was": w}
            for k, w in (
                (kop, was),
                (kop, same),
                (kop, None),
                (a_kop(now, afgezegd=True), was),
                (a_kop(now, waar=None), same),
            )
        ],
    }
