"""What the checklist around a bijeenkomst, and the way to its pages, may be filled with."""

from datetime import date, datetime
from typing import Any

from bot.domain.pas import Blad, Tafelblad
from bot.usecases.berichten import LINES, MORE_LINES
from bot.usecases.regels import Afgerond, Overzicht, Werkregel
from bot.usecases.werklijst import Stap
from tests.rendering.voorbeelden_tafels import a_kop

MOST_STEPS = 20
DAY = date(2027, 2, 16)


def contents(now: datetime, worst: bool) -> dict[str, list[dict[str, Any]]]:
    """By the name of the message: as it is in most houses, or the worst there can be."""
    naam = "Agenda & <bijlagen> versturen in het dossier " * 3 if worst else "Agenda opstellen in GCOS"
    kop = a_kop(now, naam="Casusoverleg " * 6 if worst else "Casusoverleg Zwolle")
    done = [now, None]
    return {
        "werklijst": [
            {"kop": kop, "stappen": [Stap(nr, f"stap-{nr}", naam, day, at) for nr in range(1, count + 1)]}
            for count in (1, MOST_STEPS if worst else 7)
            for day in (now.date(), DAY)
            for at in done
        ],
        "ochtend": [{"overzicht": work(kop.naam, naam, count), "vanaf": None} for count in (1, LINES)],
        "vandaag": [{"overzicht": work(kop.naam, naam, MORE_LINES, meer=7), "vanaf": 30}],
        "bekijken": [
            {
                "blad": blad,
                "kop": kop,
                "makelaar": "Marijke",
                "over": str(Tafelblad(blad, kop.id)),  # type: ignore[arg-type]
                "referentie": None,
                "pagina_open": open_,
            }
            for blad in Blad
            for open_ in (False, True)
        ],
    }


def work(tafel: str, naam: str, count: int, meer: int = 0) -> Overzicht:
    """So many bijeenkomsten, with more and more steps; the last is over when there are several."""
    steps: list[Werkregel | Afgerond] = [
        Werkregel(nr, 2**63 - 1, (naam,) * nr, tafel, DAY) for nr in range(1, count + 1)
    ]
    return Overzicht(count + meer, meer, werk=[*steps[:-1], Afgerond(count)] if count > 1 else steps)
