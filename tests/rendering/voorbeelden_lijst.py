"""What the messages at the table and about its afsprakenlijst can be filled with."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.afspraak import Stand
from bot.domain.agenda import LONGEST_VRAAG, Herkomst, Uitkomst
from bot.domain.bijeenkomst import BijeenkomstId
from bot.domain.persoon import Persoon
from bot.domain.verzending import Soort, Verzending, VerzendingId
from bot.domain.verzending import Stand as Verzendstand
from bot.usecases.afsprakenlijst import MOST_TO_CHOOSE, Klaar
from bot.usecases.beeld_lijst import MOST_TO_TICK, Getoond, cut
from bot.usecases.beeld_looporde import LINES, MOST_NAMED, Aanbeurt
from bot.usecases.lijsten import AGAIN
from bot.usecases.regels import Regel
from bot.usecases.tafelbeeld import Lijstcasus, Lijstdeel, Lijstregel, Puntregel
from bot.usecases.tafels import Kop
from tests.builders import REFERENTIE
from tests.rendering.voorbeelden_tafels import a_kop

MOST = 2**63 - 1
GEMEENTE = "Zwartewaterland"


def contents(regel: Regel, wie: Persoon, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """By the name of the message. ``wie`` and ``regel`` are an ordinary one, or the worst there can be."""
    kop = a_kop(now)
    due = Verzending(
        VerzendingId(1), BijeenkomstId(1), Soort.LIJST, wie.id, now + timedelta(minutes=5), Verzendstand.WACHT
    )
    ready = [Klaar(9, 6, 11, 2, 13), Klaar(1, 1, 1, 0, 2), Klaar(0, 0, 0, 0, 0)]
    sending = [
        *({"klaar": one, "version": MOST, "verstuurd_at": None, "onderweg": None} for one in ready),
        {"klaar": ready[2], "version": 1, "verstuurd_at": now, "onderweg": None},
        {"klaar": ready[0], "version": 1, "verstuurd_at": None, "onderweg": due},
    ]
    lists = _lists(kop, regel, wie)
    return {
        "looporde": _running(kop, regel, wie),
        "afsprakenlijst": lists,
        "lijst_klaar": [
            {**one, **how, "aanwezig": n, "afwezig": [wie] * n, "nog": n}
            for one in lists
            for how in sending
            for n in (0, 1, 30)
        ],
        "lijst_vragen": [{**how, "kop": kop, "vanzelf_at": now + timedelta(hours=4)} for how in sending[:3]],
        "lijst_vanzelf": [{**how, "kop": kop, "afspraken": n, "actiehouders": n} for how in sending for n in (1, 9)],
        "lijst_wie": [
            {"kop": kop, "mensen": [(wie, True), (wie, False)] * (n // 2), "meer": n} for n in (0, 2, MOST_TO_TICK)
        ],
        "lijst_kiezen": [{"koppen": [replace(kop, nummer=nr) for nr in range(1, n)]} for n in (1, 3, MOST_TO_CHOOSE)],
        "fout_gaat_mee_met_lijst": [{"referentie": REFERENTIE}],
    }


def _running(kop: Kop, regel: Regel, wie: Persoon) -> list[dict[str, Any]]:
    about = {"kop": kop, "hier": MOST, "zonder_beurt": 0, "lijst_weg": False, AGAIN: {"bijeenkomst": 1}}
    punt = Puntregel(
        id=1,
        nummer=1,
        referentie=REFERENTIE,
        onderwerp=None,
        gemeente=GEMEENTE,
        van=kop.begint,
        tot=kop.eindigt,
        minuten=20,
        herkomst=Herkomst.DOORGESCHOVEN,
        na_sluiting=False,
        vraag="wacht " * (LONGEST_VRAAG // 6 - 1) + "wacht.",
        uitkomst=None,
    )
    bare = replace(punt, herkomst=Herkomst.AANGEMELD, vraag=None)
    lines = [replace(regel, nummer=nr) for nr in range(1, LINES + 1)]
    turns = [
        Aanbeurt(punt, 1, 40, lines, 3, 2, [wie] * MOST_NAMED, 5, [wie] * MOST_NAMED),
        Aanbeurt(bare, 2, 40, lines[:1], 0, 1, [wie]),
        *(Aanbeurt(replace(bare, uitkomst=uitkomst), 1, 1, [], 0, 0) for uitkomst in Uitkomst),
    ]
    shown = [
        {**about, "beurt": turn, "bezig": True, "terug": t, "referenties": [REFERENTIE]}
        for turn in turns
        for t in (True, False)
    ]
    over = [
        {**about, "beurt": None, "bezig": b, "terug": t, "zonder_beurt": n, "lijst_weg": weg, "referenties": []}
        for b in (True, False)
        for t in (True, False)
        for n, weg in ((0, False), (1, True), (40, False))
    ]
    return [*shown, *over]


def _lists(kop: Kop, regel: Regel, wie: Persoon) -> list[dict[str, Any]]:
    lines = [
        Lijstregel(1, 1, regel.actie, wie.namens, wie, regel.deadline, stand)
        for stand in (Stand.NIEUW, Stand.GEDAAN, Stand.VERVALLEN, Stand.ZONDER)
    ]
    casussen = [
        Lijstcasus(REFERENTIE, GEMEENTE, uitkomst, lines if uitkomst else [])
        for uitkomst in (Uitkomst.BESPROKEN, Uitkomst.DOORGESCHOVEN, None)
    ]
    empty = Lijstcasus(REFERENTIE, GEMEENTE, Uitkomst.BESPROKEN, [])
    found = []
    for hele, block in ((True, [(GEMEENTE, casussen * 10)]), (False, [(GEMEENTE, casussen[:1]), ("Zwolle", [empty])])):
        deel = Lijstdeel(kop, block, hele, ["Tineke, Tactus (FACT)"], ["Kim, Gemeente Kampen"])
        shown = cut(deel)
        found.append(_list(deel, shown))
        if hele:
            found.append(_list(deel, replace(shown, casussen_meer=1, regels_meer=0)))
    return found


def _list(deel: Lijstdeel, shown: Getoond) -> dict[str, Any]:
    return {
        "kop": deel.kop,
        "deel": deel,
        "lijst": shown,
        AGAIN: {"bijeenkomst": 1},
        "referenties": deel.referenties,
    }
