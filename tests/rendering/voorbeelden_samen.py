"""What the messages in which several things reach one person together may be filled with."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.domain.persoon import Persoon
from bot.domain.verzoek import Soort, Verzoek
from bot.usecases.beeld_samen import GONE, Nieuwtje
from bot.usecases.ochtend import LINES
from bot.usecases.regels import Afgerond, Regel
from bot.usecases.vervanging import TO_MAKELAAR


def contents(regel: Regel, wie: Persoon, nu: datetime, done: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """By the name of the message. ``wie`` and ``regel`` are an ordinary one, or the worst there can be."""
    uitstel = Verzoek(Soort.UITSTEL, 3, wie.id, nu, "meer_tijd", tot=date(2027, 2, 19))
    kinds: list[dict[str, Any]] = [
        {"dagen": 0, "deadline": nu.date()},
        {"dagen": -2, "deadline": date(2027, 2, 4)},
        {"verzoek": uitstel},
        {"bezig": True},
    ]
    lines = [replace(regel, nummer=number, **kinds[number % 4]) for number in range(1, LINES + 1)]
    happened = [
        Nieuwtje(bericht, wie, line) for bericht, line in zip(sorted(TO_MAKELAAR), [*lines, *lines], strict=False)
    ]
    told = [replace(one, regel=replace(regel, nummer=n)) for n, one in enumerate(happened[:LINES], 1)]
    nobody = [Nieuwtje("melding_geen_actiehouder", wie, Afgerond(1)), Nieuwtje("melding_geen_contact", None, lines[1])]
    return {
        "samen": [
            {"regels": lines, "nieuw": [regel.id], "meer": 4},
            {"regels": lines[:3], "nieuw": [], "meer": 0},
            *(
                {"regels": lines[:3], "nieuw": [], "meer": 0, "anders": {str(regel.id): word}, "weg": []}
                for word in ("akkoord", "afgewezen", "agenda", "niet_overgenomen", "actie_aangepast", "actie_heropend")
            ),
            *(
                {"regels": lines[:3], "nieuw": [], "meer": 0, "anders": {str(regel.id): word}, "weg": [regel.id]}
                for word in sorted(GONE)
            ),
            {"regels": [lines[0], Afgerond(2), replace(lines[2], **done)], "nieuw": [], "meer": 0, "daad": "gedaan"},
        ],
        "nieuws": [
            *(
                {"nieuws": some, "nieuws_meer": 3, "regels": [one.regel for one in some]}
                for some in (told, nobody, happened[-2:])
            ),
            {"nieuws": [], "nieuws_meer": 0, "regels": [Afgerond(1), lines[1]]},
        ],
    }
