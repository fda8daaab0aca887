"""What do the messages about who comes show?"""

from dataclasses import dataclass
from typing import Any

from bot.domain.aanwezigheid import Gemis, Komst, Ontbreekt
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, Staat
from bot.domain.deelnemer import Antwoord
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.rechten import Daad
from bot.usecases.aanwezigheid import answers, lacking, own_answer, places_of
from bot.usecases.beeld import View, question
from bot.usecases.komst import is_looking, likely_vervangers
from bot.usecases.komstsignaal import to_ask
from bot.usecases.lijsten import AGAIN
from bot.usecases.oppakken import contacts_of
from bot.usecases.ports import Transaction
from bot.usecases.tafels import bijeenkomst_for, is_invited, kop, leads

MOST_LACKING = 12
MOST_CASUSSEN = 6
MOST_LINES = 44
"""As many as fit in one message of 4,096 characters; who comes in somebody's place takes two."""


@dataclass(frozen=True)
class Gemisregel:
    """Whom the table lacks, with as many casussen as fit on the line."""

    naam: str
    waarom: Ontbreekt
    casussen: tuple[str, ...]
    meer: int


def _own(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """What the reader answered."""
    assert naar is not None
    bijeenkomst = tx.bijeenkomsten.get(BijeenkomstId(gegevens["bijeenkomst"]))
    own = own_answer(tx, bijeenkomst, naar)
    looking = is_looking(tx, bijeenkomst, naar.id)
    gevraagd = [one for one in contacts_of(tx, naar.organisatie) if one.id != naar.id] if looking else []
    geen_contact = gegevens.get("geen_contact", False)
    return {"kop": kop(tx, bijeenkomst), "eigen": own, "gevraagd": gevraagd, "geen_contact": geen_contact}


def _to_come(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> tuple[Persoon, Bijeenkomst] | None:
    """Whom and about what; None when it has begun, is off, or is not theirs any more."""
    found = tx.bijeenkomsten.find(BijeenkomstId(gegevens["bijeenkomst"]))
    if naar is None or found is None or found.staat is not Staat.GEPLAND or tx.now >= found.begint:
        return None
    return naar, found


def _asked_to_come(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """For who is to come in the place of ``voor``, as long as that holds."""
    about = _to_come(tx, naar, gegevens)
    voor = PersoonId(gegevens["voor"])
    if about is None or voor not in places_of(tx, about[1], about[0]):
        return None
    return {"kop": kop(tx, about[1]), "voor": tx.personen.get(voor)}


def _not_expected(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """For who was to come in the place of ``voor``. ``ook``: they are expected all the same."""
    about = _to_come(tx, naar, gegevens)
    voor = PersoonId(gegevens["voor"])
    if about is None or voor in places_of(tx, about[1], about[0]):
        return None
    ook = is_invited(tx, about[1], about[0])
    return {"kop": kop(tx, about[1]), "voor": tx.personen.get(voor), "ook": ook}


def _open_again(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """For whom nobody comes: the ``vervanger`` cannot, or the contact found nobody (None)."""
    about = _to_come(tx, naar, gegevens)
    if about is None:
        return None
    own = own_answer(tx, about[1], about[0])
    if not own.genodigd or own.antwoord is Antwoord.KOMT or own.vervanger is not None:
        return None
    who = gegevens["vervanger"]
    return {"kop": kop(tx, about[1]), "vervanger": tx.personen.get(PersoonId(who)) if who is not None else None}


def _found(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """For whom somebody else found who comes instead."""
    about = _to_come(tx, naar, gegevens)
    if about is None:
        return None
    own = own_answer(tx, about[1], about[0])
    if own.vervanger is None or own.vervanger.id != gegevens["vervanger"]:
        return None
    return {"kop": kop(tx, about[1]), "vervanger": own.vervanger}


def _who_comes_for(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """For the contact, while nobody said who comes."""
    about = _to_come(tx, naar, gegevens)
    voor = tx.personen.get(PersoonId(gegevens["voor"]))
    if about is None or naar not in contacts_of(tx, voor.organisatie) or not is_looking(tx, about[1], voor.id):
        return None
    choices = likely_vervangers(tx, about[1], voor)
    ik, collega = str(about[0].id) in choices, any(one != str(about[0].id) for one in choices)
    return {"kop": kop(tx, about[1]), "voor": voor, "ik": ik, "collega": collega}


def _instead_of(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    """What came of it, for who chose somebody for another: ``wie`` is None for nobody."""
    bijeenkomst = tx.bijeenkomsten.get(BijeenkomstId(gegevens["bijeenkomst"]))
    wie = gegevens["wie"]
    return {
        "kop": kop(tx, bijeenkomst),
        "voor": [tx.personen.get(PersoonId(id)) for id in gegevens["voor"]],
        "wie": tx.personen.get(PersoonId(wie)) if wie is not None else None,
    }


def _asks(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """A question of the dialogue about who comes instead."""
    inhoud = question(tx, naar, gegevens)
    if inhoud is None or "bijeenkomst" not in inhoud:
        return None
    bijeenkomst = tx.bijeenkomsten.get(BijeenkomstId(inhoud["bijeenkomst"]))
    voor = inhoud.get("voor")
    return {**inhoud, "kop": kop(tx, bijeenkomst), "voor": tx.personen.get(PersoonId(voor)) if voor else None}


def _asked_again(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """«Komt u?», while they have not said."""
    about = _to_come(tx, naar, gegevens)
    if about is None or naar not in to_ask(tx, about[1]):
        return None
    return {"kop": kop(tx, about[1]), "voor": own_answer(tx, about[1], about[0]).voor}


# For who leads


def _nobody_comes(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    about = _to_come(tx, naar, gegevens)
    if about is None or not leads(tx, about[1], about[0]):
        return None
    komst = next((one for one in answers(tx, about[1]) if one.persoon.id == gegevens["voor"]), None)
    if komst is None or komst.antwoord is Antwoord.KOMT or komst.vervanger is not None:
        return None
    who = gegevens["vervanger"]
    vervanger = tx.personen.get(PersoonId(who)) if who is not None else None
    return {"kop": kop(tx, about[1]), "voor": komst.persoon, "vervanger": vervanger}


def _signal(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Whom the table lacks; None when nobody."""
    about = _to_come(tx, naar, gegevens)
    if about is None or not leads(tx, about[1], about[0]):
        return None
    found = lacking(tx, about[1])
    if not found:
        return None
    lines = [_line(gemis) for gemis in found[:MOST_LACKING]]
    return {
        "kop": kop(tx, about[1]),
        "gemis": lines,
        "meer": max(0, len(found) - MOST_LACKING),
        "te_vragen": bool(to_ask(tx, about[1])),
        AGAIN: {"bijeenkomst": about[1].id},
        "referenties": [casus for line in lines for casus in line.casussen],
    }


def _line(gemis: Gemis) -> Gemisregel:
    meer = max(0, len(gemis.casussen) - MOST_CASUSSEN)
    return Gemisregel(gemis.naam, gemis.waarom, gemis.casussen[:MOST_CASUSSEN], meer)


def _who_comes(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Everybody who is invited, by what they answered, in as many lines as fit."""
    if naar is None:
        return None
    bijeenkomst = bijeenkomst_for(tx, BijeenkomstId(gegevens["bijeenkomst"]), naar, Daad.TAFEL_LEIDEN)
    komsten = answers(tx, bijeenkomst)
    groups: list[tuple[str, list[Komst]]] = [
        ("komt", [one for one in komsten if one.antwoord is Antwoord.KOMT]),
        ("vervanger", [one for one in komsten if one.vervanger is not None]),
        ("niet", [one for one in komsten if one.ontbreekt is Ontbreekt.GEEN_VERVANGER]),
        ("open", [one for one in komsten if one.antwoord is None]),
    ]
    left, shown = MOST_LINES, []
    for naam, people in groups:
        lines = 2 if naam == "vervanger" else 1
        shown.append((naam, len(people), people[: left // lines]))
        left -= lines * len(shown[-1][2])
    can_ask = bijeenkomst.staat is Staat.GEPLAND and tx.now < bijeenkomst.begint
    nobody = [one.naam for one in lacking(tx, bijeenkomst, komsten) if one.waarom is Ontbreekt.NIEMAND]
    return {
        "kop": kop(tx, bijeenkomst),
        "groepen": shown,
        "meer": len(komsten) - sum(len(people) for _, _, people in shown),
        "niemand": nobody[:MOST_LACKING],
        "niemand_meer": max(0, len(nobody) - MOST_LACKING),
        "te_vragen": can_ask and bool(to_ask(tx, bijeenkomst)),
    }


def _reminded(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    bijeenkomst = tx.bijeenkomsten.get(BijeenkomstId(gegevens["bijeenkomst"]))
    people = [tx.personen.get(PersoonId(id)) for id in gegevens["niet"]]
    return {**gegevens, "kop": kop(tx, bijeenkomst), "niet": people}


VIEWS: dict[str, View] = {
    "aanwezig_antwoord": _own,
    "aanwezig_gevraagd": _asked_to_come,
    "aanwezig_vervalt": _not_expected,
    "aanwezig_open": _open_again,
    "aanwezig_gevonden": _found,
    "aanwezig_namens": _instead_of,
    "wie_komt_namens": _who_comes_for,
    "vraag_wie_vervangt": _asks,
    "vraag_mandaat": _asks,
    "komt_u": _asked_again,
    "melding_vervanger_komt_niet": _nobody_comes,
    "melding_aanwezigheid": _signal,
    "wie_komt": _who_comes,
    "komst_herinnerd": _reminded,
}
