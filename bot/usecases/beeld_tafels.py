"""What do the messages about when and where bijeenkomsten are show?"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, Staat
from bot.domain.deelnemer import Antwoord
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.rechten import Daad
from bot.usecases.beeld import View, question
from bot.usecases.bijeenkomsten import extra_of, hearers, led_by, vervangers
from bot.usecases.feeds import shows
from bot.usecases.mdo import DUUR
from bot.usecases.moment import TOCH, moment_of
from bot.usecases.ports import Transaction
from bot.usecases.tafels import Kop, bijeenkomst_for, coming, is_invited, kop, leads, vervanger_of
from bot.usecases.verandering import last_known

AHEAD = timedelta(days=60)
LINES = 10


@dataclass(frozen=True)
class Tafelregel:
    """One coming bijeenkomst, and what its reader has to do with it."""

    kop: Kop
    leidt: bool
    verstuurd: bool
    """Has this reader been sent its agenda?"""
    antwoord: Antwoord | None
    vervanger: Persoon | None
    """Who comes in the reader's place."""
    voor: Persoon | None
    """In whose place the reader comes."""


def _tafels(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    if naar is None:
        return None
    found = coming(tx, naar, AHEAD)
    told = tx.verzendingen.received_by(naar.id)
    lines = [_line(tx, one, naar, nr, sent=one.id in told) for nr, one in enumerate(found[:LINES], 1)]
    own = bool(led_by(tx, naar)) if naar.is_(Rol.MAKELAAR) else False
    meer = max(0, len(found) - LINES)
    return {**gegevens, "regels": lines, "meer": meer, "makelaar": naar.is_(Rol.MAKELAAR), "leidt": own}


def _line(tx: Transaction, one: Bijeenkomst, naar: Persoon, nummer: int, *, sent: bool) -> Tafelregel:
    answers = tx.aanwezigheid.of(one.id)
    own = answers.get(naar.id)
    others = ((tx.personen.get(id), answer) for id, answer in answers.items() if naar.id in vervangers([answer]))
    voor = next((persoon for persoon, answer in others if vervanger_of(tx, persoon, answer) == naar), None)
    return Tafelregel(
        kop=kop(tx, one, nummer),
        leidt=leads(tx, one, naar),
        verstuurd=sent or (voor is not None and one.agenda_at is not None),
        antwoord=own.antwoord if own is not None else None,
        vervanger=vervanger_of(tx, naar, own) if own is not None else None,
        voor=voor,
    )


def _bijeenkomst(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """One of them, for who leads it."""
    if naar is None:
        return None
    one = bijeenkomst_for(tx, BijeenkomstId(gegevens["bijeenkomst"]), naar, Daad.TAFEL_LEIDEN)
    shown = kop(tx, one)
    return {
        **gegevens,
        "kop": shown,
        "agenda_at": one.agenda_at,
        "te_wijzigen": one.staat is Staat.GEPLAND and tx.now < one.begint,
        "werklijst": shown.casussen and not one.is_mdo and bool(tx.regio.werkproces),
        "komen": sum(a.antwoord is not Antwoord.KOMT_NIET for a in tx.aanwezigheid.of(one.id).values() if a.antwoord),
        "niet": sum(a.antwoord is Antwoord.KOMT_NIET for a in tx.aanwezigheid.of(one.id).values()),
    }


# The questions and the card


def _of_mdo(known: dict[str, Any]) -> dict[str, Any]:
    """Is it an MDO that is being planned, rather than a bijeenkomst of a table?"""
    return {"mdo": "casus" in known}


def _day(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """``opties`` are days, each with whether it is a day off that is meant all the same."""
    inhoud = question(tx, naar, gegevens)
    if inhoud is None:
        return None
    days = [(date.fromisoformat(optie.removeprefix(TOCH)), optie.startswith(TOCH)) for optie in inhoud["opties"]]
    return {**inhoud, "opties": days, "kop": _kop_of(tx, naar, inhoud), **_of_mdo(inhoud)}


def _time(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    inhoud = question(tx, naar, gegevens)
    if inhoud is None or "op_dag" not in inhoud:
        return None
    dag = date.fromisoformat(inhoud["op_dag"])
    return {**inhoud, "op_dag": dag, "kop": _kop_of(tx, naar, inhoud), **_of_mdo(inhoud)}


def _place(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    inhoud = question(tx, naar, gegevens)
    return {**inhoud, "kop": _kop_of(tx, naar, inhoud), **_of_mdo(inhoud)} if inhoud is not None else None


def _kop_of(tx: Transaction, naar: Persoon | None, known: dict[str, Any]) -> Kop | None:
    """Of the bijeenkomst that the dialogue is about; None while there is none yet."""
    if naar is None or "bijeenkomst" not in known:
        return None
    return kop(tx, bijeenkomst_for(tx, BijeenkomstId(known["bijeenkomst"]), naar, Daad.TAFEL_LEIDEN))


def _card(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Old and new, and who will hear of it. ``klok_anders``: the time that was asked does not exist that night."""
    inhoud = question(tx, naar, gegevens)
    if inhoud is None or naar is None or "wat" not in inhoud:
        return None
    was = _kop_of(tx, naar, inhoud)
    if was is None:
        about = extra_of(tx, inhoud["tafel"], tx.now, naar)
    else:
        about = bijeenkomst_for(tx, BijeenkomstId(inhoud["bijeenkomst"]), naar, Daad.TAFEL_LEIDEN)
    changed, moment = about, when(tx, inhoud)
    if moment is not None:
        changed = replace(about, begint=moment[0])
    elif "waar" in inhoud:
        changed = replace(about, waar=inhoud["waar"])
    return {
        **inhoud,
        "was": was,
        "kop": kop(tx, changed),
        "klok_anders": moment is not None and moment[1],
        "vrij": moment is not None and not tx.kalender.is_werkdag(tx.kalender.today(moment[0])),
        "hoorders": hearers(tx, about, naar),
    }


def when(tx: Transaction, known: dict[str, Any]) -> tuple[datetime, bool] | None:
    """The moment that a dialogue knows, and whether the clock shows another time then than was asked."""
    if not {"op_dag", "om"} <= known.keys():
        return None
    om = time.fromisoformat(known["om"])
    begint = moment_of(tx, date.fromisoformat(known["op_dag"]), om)
    return begint, tx.kalender.local(begint).time() != om


def _kept(tx: Transaction, _: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any]:
    one = tx.bijeenkomsten.get(BijeenkomstId(gegevens["bijeenkomst"]))
    people = [tx.personen.get(PersoonId(id)) for id in gegevens["niet"]]
    return {**gegevens, "kop": kop(tx, one), "niet": people}


# An MDO


def _partners(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Whom to ask: each choice with whether it is made."""
    inhoud = question(tx, naar, gegevens)
    if inhoud is None:
        return None
    chosen = set(inhoud.get("partners", ()))
    people = [(one, one.id in chosen) for one in inhoud["opties"] if isinstance(one, Persoon)]
    return {**inhoud, "mensen": people}


def _mdo_card(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    inhoud = question(tx, naar, gegevens)
    moment = when(tx, inhoud) if inhoud is not None else None
    if inhoud is None or moment is None or not {"casus", "waar", "partners"} <= inhoud.keys():
        return None
    planned = Bijeenkomst(BijeenkomstId(0), None, moment[0], DUUR, inhoud["waar"] or None)
    return {
        **inhoud,
        "kop": kop(tx, planned),
        "klok_anders": moment[1],
        "vrij": not tx.kalender.is_werkdag(tx.kalender.today(moment[0])),
        "mensen": [tx.personen.get(PersoonId(id)) for id in inhoud["partners"]],
    }


# What people hear


def _changed(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """Old and new; nothing when it changed again since: then the message about that says it, or when it is over."""
    one = tx.bijeenkomsten.find(BijeenkomstId(gegevens["bijeenkomst"]))
    if naar is None or one is None or one.volgnummer != gegevens["volgnummer"] or tx.now >= one.begint:
        return None
    invited = one.staat is Staat.GEPLAND and is_invited(tx, one, naar)
    # Who was to come for another no longer is: that one is asked anew.
    instead = gegevens["vervanger"] and not invited and naar.actief
    if one.staat is Staat.GEPLAND and not invited and not instead:
        return None
    was, shown = last_known(tx, gegevens), kop(tx, one)
    return {"kop": shown, "was": was, "verzet": shown.begint != was.begint, "gevraagd": invited}


def _led(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """To who leads it too, when another moved it, cancelled it or added it."""
    one = tx.bijeenkomsten.find(BijeenkomstId(gegevens["bijeenkomst"]))
    if naar is None or one is None or one.volgnummer != gegevens["volgnummer"] or not leads(tx, one, naar):
        return None
    was = last_known(tx, gegevens) if "gang" in gegevens else None
    door = tx.personen.get(PersoonId(gegevens["door"]))
    return {"kop": kop(tx, one), "was": was, "wat": gegevens["wat"], "door": door}


def _added(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    one = tx.bijeenkomsten.find(BijeenkomstId(gegevens["bijeenkomst"]))
    if naar is None or one is None or one.staat is not Staat.GEPLAND or tx.now >= one.begint:
        return None
    return {"kop": kop(tx, one)} if is_invited(tx, one, naar) else None


def _in_calendar(tx: Transaction, naar: Persoon | None, gegevens: dict[str, Any]) -> dict[str, Any] | None:
    """To whose calendar may show the change too late; nothing when it changed again, or they see it there no more."""
    one = tx.bijeenkomsten.find(BijeenkomstId(gegevens["bijeenkomst"]))
    if naar is None or one is None or one.volgnummer != gegevens["volgnummer"] or tx.now >= one.begint:
        return None
    if not any(shows(tx, naar, abonnement.keuze, one) for abonnement in tx.abonnementen.of(naar.id)):
        return None
    return {"kop": kop(tx, one), "was": last_known(tx, gegevens) if "gang" in gegevens else None}


VIEWS: dict[str, View] = {
    "tafels": _tafels,
    "bijeenkomst": _bijeenkomst,
    "vraag_op_dag": _day,
    "vraag_om": _time,
    "vraag_waar": _place,
    "vraag_extra_tafel": question,
    "bijeenkomst_kaart": _card,
    "bijeenkomst_vastgelegd": _kept,
    "vraag_partners": _partners,
    "mdo_kaart": _mdo_card,
    "bijeenkomst_verplaatst": _changed,
    "bijeenkomst_afgezegd": _changed,
    "bijeenkomst_erbij": _added,
    "bijeenkomst_in_kalender": _in_calendar,
    "melding_bijeenkomst": _led,
}
