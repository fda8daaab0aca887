"""What the lists of a makelaar, and the messages about changing an afspraak, may be filled with."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.afspraak import Stand
from bot.domain.persoon import Persoon
from bot.domain.regio import Trede
from bot.domain.verzoek import REDENEN, VERVALLEN_REDENEN, Soort, Verzoek
from bot.usecases.berichten import LINES, MORE_LINES
from bot.usecases.regels import Afgerond, Casusregel, Overzicht, Regel
from bot.usecases.vervanging import Afwezig
from tests.builders import REFERENTIE

DAY = date(2027, 2, 8)
LATE = {"deadline": date(2027, 2, 3), "dagen": -3}
NOBODY = {"wie": None, "stand": Stand.ZONDER, "afwezig": None}
MANDAAT = Trede(sleutel="mandaat", naam="Contactpersoon met mandaat", wie="de contactpersoon met mandaat")


def contents(regel: Regel, wie: Persoon, question: dict[str, Any], now: datetime) -> dict[str, list[dict[str, Any]]]:
    """By the name of the message. ``wie`` and ``regel`` are an ordinary one, or the worst there can be."""
    worst = len(wie.naam) > 20
    over = {"is_open": False, "stand": Stand.VERVALLEN, "vervallen_at": now}
    open_ = [{}, LATE, *_asked(regel, now), NOBODY, {"bezig": True, "agenda_op": DAY, "uitgesteld": 2}]
    stands = [replace(regel, **changes) for changes in open_]
    dropped = replace(regel, **over)
    done = replace(regel, is_open=False, stand=Stand.GEDAAN, gedaan_at=now)
    away = [replace(regel, afwezig=Afwezig(DAY, who)) for who in (wie, None)]
    unreachable = replace(regel, wie=replace(wie, chat_id=None))
    anybody = [regel, *away, unreachable, replace(regel, **NOBODY)]
    managed = [{"wijziging": None, "reden_vervallen": None, "gezette_trede": t} for t in (None, MANDAAT)]
    seen = [{"overzicht": shown, "vanaf": vanaf} for vanaf in (None, 30) for shown in overviews(regel, now)]
    mornings = [{"overzicht": shown, "vanaf": None} for shown in overviews(regel, now) if shown.getoond <= LINES]
    return {
        "vandaag": [*seen, {"overzicht": Overzicht(0, 0), "vanaf": None}],
        "ochtend": mornings,
        "onbereikbaar": [{"persoon": wie, "regel": one} for one in (*anybody, dropped)],
        "melding_gedaan": [{"regel": one, "door": who} for one in (*anybody, dropped, done) for who in (None, wie)],
        "herinnering_gestuurd": [{"regel": one} for one in anybody],
        "beheer": [
            *({**managed[number % 2], "regel": one} for number, one in enumerate(stands)),
            *(
                {**managed[0], "regel": one, "wijziging": wijziging}
                for one in (*anybody, replace(anybody[0], wacht=True))
                for wijziging in ("tekst", "datum", "wie", "heropen")
            ),
            *(
                {**managed[1], "regel": dropped, "reden_vervallen": r, "wijziging": "vervallen"}
                for r in (None, "dubbel")
            ),
            {**managed[1], "regel": done},
        ],
        "vraag_vervallen": [{**question, "opties": VERVALLEN_REDENEN, "regel": one} for one in anybody],
        "actie_aangepast": [{"regel": one, "wat": wat} for one in (regel, *away) for wat in ("tekst", "datum")],
        "actie_heropend": [{"regel": one} for one in (regel, *away)],
        "actie_niet_meer": [{"regel": one, "van": van} for one in anybody for van in (wie, replace(wie, id=9))],
        "actie_vervallen": [{"regel": dropped}, {"regel": replace(dropped, wie=replace(wie, id=9))}],
        "aanspreken": [{"regel": replace(one, **LATE)} for one in anybody],
        "aangesproken": [
            {"regel": replace(regel, **LATE), "mensen": [wie] * n, "weer_op": on}
            for n in (0, 1, 12 if worst else 2)
            for on in (None, DAY)
        ],
        "niet_aangesproken": [{"regel": replace(regel, **LATE), "dag": DAY}],
    }


def overviews(regel: Regel, now: datetime) -> list[Overzicht]:
    """All sections at once, each alone as long as it may be, and with lines that are over."""
    mixed = overview(regel, now, te_laat=3, gevraagd=3, vandaag=1, zonder=1, ongezien=1, onbeantwoord=1)
    found = [mixed, overview(regel, now, te_laat=1), overview(regel, now, vandaag=1, regie=2)]
    found += [overview(regel, now, meer=31, **{section: LINES}) for section in _CHANGES]
    found += [overview(regel, now, meer=99, **{section: MORE_LINES}) for section in (*_CHANGES, "regie")]
    over = replace(mixed, vandaag=[Afgerond(7)], te_laat=[Afgerond(1), *mixed.te_laat[1:]], regie=[Afgerond(11)])
    return [*found, over]


def overview(regel: Regel, now: datetime, *, meer: int = 0, regie: int = 0, **counts: int) -> Overzicht:
    """So many lines in each section, numbered through."""
    numbers = iter(range(1, 1000))
    parts: dict[str, Any] = {}
    for section, count in counts.items():
        kinds = _CHANGES[section] or _asked(regel, now)
        parts[section] = [replace(regel, nummer=next(numbers), **kinds[n % len(kinds)]) for n in range(count)]
    parts["regie"] = [Casusregel(next(numbers), REFERENTIE, "Steenwijkerland") for _ in range(regie)]
    return Overzicht(sum(counts.values()) + regie + meer, meer, **parts)


def _asked(regel: Regel, now: datetime) -> list[dict[str, Any]]:
    """Everything that may wait for a decision, for every reason."""
    found: list[dict[str, Any]] = []
    for soort, stand in ((Soort.UITSTEL, Stand.UITSTEL), (Soort.LUKT_NIET, Stand.LUKT_NIET)):
        for reden in REDENEN[soort]:
            verzoek = Verzoek(soort, 2**31, 2**63 - 1, now, reden, tot=DAY + timedelta(days=9))  # type: ignore[arg-type]
            found.append({"verzoek": verzoek, "stand": stand, "uitgesteld": len(found), "gevraagd_door": regel.wie})
    return found


_CHANGES: dict[str, list[dict[str, Any]]] = {
    "te_laat": [LATE, {**LATE, "trede": MANDAAT}, {**LATE, "aangesproken": 1, "bezig": True}],
    "gevraagd": [],
    "vandaag": [{"deadline": DAY, "dagen": 0}, {"deadline": DAY, "dagen": 0, "bezig": True}],
    "zonder": [NOBODY],
    "ongezien": [{}],
    "onbeantwoord": [{}],
}
