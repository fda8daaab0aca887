"""What the messages about who takes up what an organisation promised, and about the card, may be filled with."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.persoon import Persoon, PersoonId
from bot.domain.verzoek import AlsNiet
from bot.handlers.afspraak import CHANGES
from bot.usecases.regels import Regel
from bot.usecases.vervanging import Afwezig
from tests.builders import REFERENTIE, a_casus

DAY = date(2027, 2, 12)


def contents(regel: Regel, wie: Persoon, question: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """By the name of the message. ``wie`` and ``regel`` are an ordinary one, or the worst there can be."""
    nobody = replace(regel, wie=None, afwezig=None)
    late = replace(nobody, dagen=-3, deadline=date(2027, 2, 3))
    other = replace(wie, id=PersoonId(9))
    people = [wie] * 10
    card = {**question, "casus": a_casus(), "tafel": regel.tafel, "actie": regel.actie, "deadline": DAY}
    of = {"wie": None, "afwezig": None, "organisatie": regel.organisatie, "aan_tafel": None}
    return {
        "wie_pakt_op": [
            {"regel": r, "ik": ik, "collega": collega}
            for r in (nobody, late)
            for ik in (True, False)
            for collega in (True, False)
        ],
        "vraag_collega_pakt_op": [
            {**question, "regel": nobody, "opties": people, "reden": r}
            for r in (None, "onbekend", "meer", "uzelf", "ook_afwezig", "niet_bereikbaar", "kan_niet")
        ],
        "opgepakt": [{"regel": replace(regel, wie=w, is_open=o)} for w in (wie, other) for o in (True, False)],
        "melding_opgepakt": [{"regel": regel, "door": door} for door in (None, other)],
        "melding_geen_contact": [{"regel": nobody}, {"regel": late}],
        "melding_geen_actiehouder": [
            {"persoon": wie, "aantal": n, "gevraagd": g} for n in (1, 2, 40) for g in (True, False)
        ],
        "fout_al_opgepakt": [{"persoon": w, "referentie": REFERENTIE} for w in (wie, other)],
        "fout_niet_als_contact": [{}],
        "fout_geen_collega": [{"organisatie": regel.organisatie}],
        "fout_geen_contact": [{"organisatie": regel.organisatie, "referentie": REFERENTIE}],
        "nieuwe_actie": [
            {"regel": replace(regel, aan_tafel=there, als_niet=n)} for there in (True, False) for n in AlsNiet
        ],
        "vraag_wie": [
            {**question, "opties": o, "reden": r, "organisatie": regel.organisatie}
            for o in ([], people, [*people[:9], regel.organisatie])
            for r in (None, "onbekend", "niemand", "convenant", "meer")
        ],
        "vraag_als_niet": [{**question, "opties": list(AlsNiet)}],
        "vraag_aanpassen": [{**question, "opties": list(CHANGES)}, {**question, "opties": ["casus", "wie", "terug"]}],
        "kaart": [
            {**card, **whose, "als_niet": n}
            for n in AlsNiet
            for whose in (
                of,
                *(
                    {"wie": w, "afwezig": weg, "organisatie": None, "aan_tafel": there}
                    for w in (wie, replace(wie, chat_id=None))
                    for weg in (None, Afwezig(DAY, wie), Afwezig(DAY, None))
                    for there in (True, False)
                ),
            )
        ],
    }
