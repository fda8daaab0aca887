"""What the messages about what an actiehouder asks or says back may be filled with: ordinary and at their fullest."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.afspraak import Stand
from bot.domain.gebeurtenis import LONGEST_REGEL
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.verzoek import REDENEN, AlsNiet, Soort, Verzoek
from bot.handlers.acties import MOST_CHOICES
from bot.usecases.regels import Regel
from tests.builders import REFERENTIE

MONDAY, TABLE, FRIDAY = date(2027, 2, 8), date(2027, 2, 16), date(2027, 2, 19)
BIG = 2**31 - 1


def contents(regel: Regel, wie: Persoon, question: dict[str, Any], now: datetime) -> dict[str, list[dict[str, Any]]]:
    """By the name of the message. ``wie`` and ``regel`` are an ordinary one, or the worst there can be."""
    return {
        **_asked(regel, wie, question),
        **_answered(regel, wie, now),
        **_told(regel, wie, now),
        "welke": [
            {"regels": [replace(regel, nummer=nr) for nr in range(1, count + 1)], "daad": daad, "meer": 0, "vanaf": 0}
            for count in (2, MOST_CHOICES)
            for daad in ("gedaan", "bezig", "uitstel", "luktniet", "nietvoormij")
        ],
        "fout_al_afgehandeld": [{"op": now, "referentie": REFERENTIE, "hoe": hoe} for hoe in ("gedaan", "vervallen")],
        "fout_uitstel_kan_niet": [
            {"referentie": REFERENTIE, "afspraak": regel.id, "dag": MONDAY, "voorbij": past} for past in (True, False)
        ],
    }


def asking(regel: Regel, now: datetime, soort: Soort) -> list[Regel]:
    """For every reason, by whose it is."""
    stand = {Soort.UITSTEL: Stand.UITSTEL, Soort.LUKT_NIET: Stand.LUKT_NIET, Soort.NIET_VOOR_MIJ: Stand.ZONDER}[soort]
    who = None if soort is Soort.NIET_VOOR_MIJ else regel.wie
    return [
        replace(
            regel,
            stand=stand,
            wie=who,
            afwezig=regel.afwezig if who else None,
            verzoek=Verzoek(soort, BIG, PersoonId(2), now, reden, tot=FRIDAY if soort is Soort.UITSTEL else None),
            gevraagd_door=regel.wie,
            undo_until=now + timedelta(minutes=10),
            als_niet=als_niet,
        )
        for reden in REDENEN[soort]
        for als_niet in AlsNiet
    ]


def asking_colleague(regel: Regel, wie: Persoon, now: datetime) -> Regel:
    verzoek = Verzoek(Soort.OVERNAME, BIG, PersoonId(2), now, aan=wie.id)
    undo_until = now + timedelta(minutes=10)
    return replace(regel, verzoek=verzoek, gevraagd_door=regel.wie, gevraagd_aan=wie, undo_until=undo_until)


def _asked(regel: Regel, wie: Persoon, question: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    ask = {**question, "regel": regel}
    days = {"week": TABLE, "weekdag": "vrijdag"}
    unclear = ("onleesbaar", "voorbij", "te_ver", "geen_werkdag", "tegenspraak", "meerdere", "zonder_tafel")
    return {
        "vraag_uitstel": [
            {**ask, **days, "tafeldag": tafel, "opties": opties, "reden": reden}
            for tafel in (None, TABLE, FRIDAY)
            for opties in ([], [TABLE], [TABLE, FRIDAY])
            for reden in (None, *unclear, "te_vroeg", "kan_niet_meer")
        ],
        "vraag_reden": [
            {**ask, "over": soort, "opties": REDENEN[soort], "reden": reden, "tot": FRIDAY}
            for soort in REDENEN
            for reden in (None, "onbekend")
        ],
        "vraag_overname": [
            {**ask, "opties": [wie] * 10, "reden": reden}
            for reden in (None, "onbekend", "meer", "uzelf", "ook_afwezig", "niet_bereikbaar", "kan_niet")
        ],
        "vraag_toelichting": [
            {**ask, "opties": [], "reden": reden, "hoogstens": LONGEST_REGEL} for reden in (None, "te_lang")
        ],
    }


def _answered(regel: Regel, wie: Persoon, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """What somebody reads who answered; also when it has been decided meanwhile."""
    other = replace(wie, id=PersoonId(9))
    asked = asking_colleague(regel, other, now)
    late = replace(regel, deadline=date(2027, 2, 5), dagen=-1)
    return {
        "uitstel_gevraagd": [{"regel": one} for one in (regel, *asking(regel, now, Soort.UITSTEL))],
        "lukt_niet": [{"regel": one} for one in (regel, *asking(regel, now, Soort.LUKT_NIET))],
        "niet_voor_mij": [{"regel": one} for one in (regel, *asking(regel, now, Soort.NIET_VOOR_MIJ))],
        "collega_gevraagd": [{"regel": one} for one in (regel, asked)],
        "neem_over": [{"regel": asked}, {"regel": replace(asked, deadline=late.deadline, dagen=-1)}],
        "overgenomen": [{"regel": one} for one in (regel, late, replace(regel, wie=other), replace(regel, wie=None))],
        "niet_overgenomen": [{"regel": regel}],
        "collega_antwoord": [{"regel": one, "door": other, "ja": ja} for one in (regel, late) for ja in (True, False)],
        "toelichting_bewaard": [{"regel": regel}],
    }


def _told(regel: Regel, wie: Persoon, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """What others hear: the makelaar of an answer, the actiehouder of a decision."""
    other = replace(wie, id=PersoonId(9))
    wishes = asking(regel, now, Soort.UITSTEL)
    moved = {"eerste_deadline": date(2027, 1, 29), "deadline": date(2027, 2, 5), "dagen": -1, "uitgesteld": 99}
    wishes += [replace(wishes[0], **moved), replace(wishes[0], uitgesteld=1)]
    decisions = [
        (one, besluit)
        for one in (regel, replace(regel, volgende=None, agenda_op=TABLE), replace(wishes[0], agenda_op=TABLE))
        for besluit in ("akkoord", "afgewezen", "agenda")
    ]
    return {
        "besluit": [{"regel": one, "door": other, "besluit": besluit} for one, besluit in decisions],
        "beslist": [{"regel": one, "besluit": besluit} for one, besluit in decisions],
        "melding_uitstel": [
            {"regel": one, "door": door, "volgende_tafel": tafel}
            for one in wishes
            for door in (None, other)
            for tafel in (None, TABLE)
        ],
        "melding_lukt_niet": [
            {"regel": one, "door": door, "volgende_tafel": tafel}
            for one in asking(regel, now, Soort.LUKT_NIET)
            for door in (None, other)
            for tafel in (None, TABLE)
        ],
        "melding_niet_voor_mij": [
            {"regel": one, "door": door} for one in asking(regel, now, Soort.NIET_VOOR_MIJ) for door in (wie, other)
        ],
        "melding_overgenomen": [{"regel": regel, "van": other}],
        "melding_toelichting": [
            {"regel": regel, "door": door, "toelichting": text}
            for door in (None, other)
            for text in ("", "intake is gepland", "<&" * (LONGEST_REGEL // 2))
        ],
        "melding_weer_open": [
            {"regel": one, "door": door, "wat": wat}
            for one in (regel, replace(regel, is_open=False, stand=Stand.GEDAAN, gedaan_at=now))
            for door in (None, other)
            for wat in ("gedaan", "uitstel", "lukt_niet", "niet_voor_mij")
        ],
    }
