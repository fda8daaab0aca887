"""/agenda: who leads makes it, who takes part sees their own part of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.domain.agenda import (
    LEAST_MINUTEN,
    LONGEST_VRAAG,
    MOST_MINUTEN,
    AgendaGewijzigd,
    Agendapunt,
    CasusNietVanTafel,
    StaatAlOpAgenda,
    UnknownPunt,
)
from bot.domain.bijeenkomst import BijeenkomstId, PuntId, Staat
from bot.domain.casus import CasusGesloten
from bot.domain.errors import DomainError, OudeKnop, UnknownCasus
from bot.domain.gesprek import Gesprek, Over
from bot.domain.namen import match
from bot.domain.persoon import PersoonId
from bot.domain.privacy import SafeText
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.handlers.beurt import Beurt, read_bijeenkomst
from bot.usecases import agendas
from bot.usecases.agendas import (
    LONGEST_ONDERWERP,
    MinutenGewijzigd,
    VraagGewijzigd,
    addable,
    open_agenda,
    put_forward,
)
from bot.usecases.beeld_agenda import likely_people
from bot.usecases.invoer import Onduidelijk, typed_referentie
from bot.usecases.mdo import find_partner
from bot.usecases.tafels import bijeenkomst_for, coming, kop, leads, names_of_tafels, to_lead

AHEAD = timedelta(days=92)
STEP = 5
"""Minutes, for a tap."""
MOST_CHOICES, MOST_PEOPLE = 10, 40
_STAYS = ("agenda", "agenda_punt", "wie_krijgt_wat", "teruggehaald")
"""The messages that the agenda takes the place of: they were sent protected, as a message that names casussen is."""
_WEG = "weg"
_KLAAR = "klaar"


def begin(beurt: Beurt) -> None:
    """``/agenda``, or with the name of a table."""
    found = [one for one in coming(beurt.tx, beurt.persoon, AHEAD, _tafels(beurt)) if kop(beurt.tx, one).agenda]
    first = list({(one.tafel or one.id): one for one in reversed(found)}.values())[::-1]
    if not first:
        return beurt.answer("agenda_geen", getypt=bool(beurt.tekst.strip()))
    if len(first) == 1:
        return _show(beurt, first[0].id, beurt.answer)
    gesprek = Gesprek.begin(beurt.persoon.id, Over.AGENDA)
    opties = tuple(str(one.id) for one in sorted(first, key=lambda one: one.begint)[:MOST_CHOICES])
    return beurt.ask(gesprek.ask("welke", opties), "vraag_agenda", nieuw=True)


def _tafels(beurt: Beurt) -> set[str] | None:
    """The keys of the tables that were typed; None for all of them."""
    if not beurt.tekst.strip():
        return None
    return set(match(beurt.tekst, names_of_tafels(beurt.tx)))


def open_(beurt: Beurt, rest: str) -> None:
    """The button «Agenda», and «Terug» to it: in place of what it belongs to."""
    message = beurt.binnen.message_id
    shown = beurt.tx.outbox.by_message(beurt.binnen.chat_id, message) if message is not None else None
    put = beurt.rewrite if shown is not None and shown.bericht in _STAYS else beurt.answer
    _show(beurt, read_bijeenkomst(rest), put)


def _show(beurt: Beurt, id: BijeenkomstId, put: Callable[..., None]) -> None:
    bijeenkomst = beurt.tx.bijeenkomsten.get(id)
    if leads(beurt.tx, bijeenkomst, beurt.persoon):
        if bijeenkomst.staat is Staat.BEZIG:  # whoever took over has not got it, or it was deleted
            return beurt.answer("looporde", bijeenkomst=id)
        open_agenda(beurt.tx, id, beurt.persoon)
        return put("agenda", bijeenkomst=id)
    bijeenkomst_for(beurt.tx, id, beurt.persoon, Daad.AGENDA_ZIEN)
    return put("agenda_deel", bijeenkomst=id)


def forward(beurt: Beurt, referentie: str) -> None:
    """The button «Naar de tafel» on a casus."""
    bijeenkomst = put_forward(beurt.tx, Referentie(referentie), beurt.persoon)
    punten = beurt.tx.agendas.of(bijeenkomst.id)
    own = next(punt for punt in punten if punt.casus == referentie)
    beurt.answer("naar_de_tafel", referentie=referentie, bijeenkomst=bijeenkomst.id, na_sluiting=own.na_sluiting)


# The buttons of the agenda


def edit(beurt: Beurt, rest: str) -> None:
    """A button of the agenda or of one line of it: bijeenkomst, version, what to do, and with which line."""
    parts = rest.split(":")
    if len(parts) != 4 or not all(part.isdecimal() and len(part) <= 18 for part in (parts[1], parts[3])):
        raise OudeKnop
    id, version, daad, punt = read_bijeenkomst(parts[0]), int(parts[1]), parts[2], PuntId(int(parts[3]))
    to_lead(beurt.tx, id, beurt.persoon)
    try:
        _edit(beurt, id, version, daad, punt)
    except AgendaGewijzigd:
        _show_punt(beurt, id, punt, gewijzigd=True)


def _edit(beurt: Beurt, id: BijeenkomstId, version: int, daad: str, punt: PuntId) -> None:
    tx, door = beurt.tx, beurt.persoon
    match daad:
        case "punt":
            return _show_punt(beurt, id, punt)
        case "omhoog" | "omlaag":
            agendas.shift(tx, id, version, punt, -1 if daad == "omhoog" else 1, door)
        case "langer" | "korter":
            agendas.lengthen(tx, id, version, punt, STEP if daad == "langer" else -STEP, door)
        case "eraf":
            agendas.take_off(tx, id, version, punt, door)
            return beurt.rewrite("agenda", bijeenkomst=id)
        case "schuif":
            agendas.put_off(tx, id, version, door)
            return beurt.rewrite("agenda", bijeenkomst=id)
        case "minuten" | "vraag" | "wie" | "casus" | "onderwerp":
            return _ask(beurt, id, punt, daad)
        case _:
            raise OudeKnop
    return _show_punt(beurt, id, punt)


def _show_punt(beurt: Beurt, id: BijeenkomstId, punt: PuntId, *, gewijzigd: bool = False) -> None:
    """The line as it is now; the whole agenda when it is not on it any more."""
    if _on_agenda(beurt, id, punt) is None:
        return beurt.rewrite("agenda", bijeenkomst=id, gewijzigd=True)
    return beurt.rewrite("agenda_punt", bijeenkomst=id, punt=punt, gewijzigd=gewijzigd)


def _on_agenda(beurt: Beurt, id: BijeenkomstId, punt: PuntId) -> Agendapunt | None:
    """The line while people see it: not once it was taken off, or its casus closed."""
    punten = beurt.tx.agendas.of(id)
    return next((one for one in punten if one.id == punt and not one.weg and not one.gesloten), None)


# What is typed or chosen


def _ask(beurt: Beurt, id: BijeenkomstId, punt: PuntId, wat: str) -> None:
    about: dict[str, Any] = {"bijeenkomst": id, **({"punt": punt} if wat in ("minuten", "vraag", "wie") else {})}
    gesprek = Gesprek.begin(beurt.persoon.id, Over.AGENDA, **about)
    if "punt" in about:
        own = _on_agenda(beurt, id, punt)
        if own is None or (own.casus is None and wat != "minuten"):
            raise UnknownPunt
        if wat == "vraag":
            was = str(own.vraag) if own.vraag is not None else None
            return beurt.ask(gesprek.ask(wat, (_WEG,) if was else (), gezien=was), "agenda_vraag", nieuw=True)
        if wat == "minuten":
            gesprek = gesprek.ask("", gezien=own.minuten)
    if wat == "wie":
        return _ask_who(beurt, gesprek, None, nieuw=True)
    if wat == "casus":
        bijeenkomst = beurt.tx.bijeenkomsten.get(id)
        opties = tuple(casus.referentie for casus in addable(beurt.tx, bijeenkomst)[-MOST_CHOICES:])
        return beurt.ask(gesprek.ask(wat, opties), "vraag_agenda_casus", nieuw=True)
    return beurt.ask(gesprek.ask(wat), f"agenda_{wat}", nieuw=True)


def _ask_who(beurt: Beurt, gesprek: Gesprek, why: Onduidelijk | None, *, nieuw: bool = False) -> None:
    """Who can be asked for this casus: tapping a name asks them, or no more. Who was shown stays where they were."""
    bijeenkomst = beurt.tx.bijeenkomsten.get(BijeenkomstId(gesprek.gegevens["bijeenkomst"]))
    likely = [str(id) for id in likely_people(beurt.tx, bijeenkomst, PuntId(gesprek.gegevens["punt"]))]
    before = [optie for optie in gesprek.opties if optie != _KLAAR]
    people = tuple(dict.fromkeys((*(why.opties if why is not None else ()), *before, *likely)))[:MOST_PEOPLE]
    told = why.gegevens if why is not None else {}
    beurt.ask(
        gesprek.ask("wie", (*people, _KLAAR)), "agenda_wie", nieuw=nieuw, **told, reden=why.reden if why else None
    )


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """A button of the open question."""
    match gesprek.vraag:
        case "welke":
            beurt.tx.gesprekken.end(beurt.persoon.id)
            return _show(beurt, BijeenkomstId(int(keuze)), beurt.rewrite)
        case "casus":
            return _add(beurt, gesprek, Referentie(keuze))
        case "wie" if keuze == _KLAAR:
            return _done(beurt, gesprek)
        case "wie":
            return _toggle(beurt, gesprek, PersoonId(int(keuze)))
        case "vraag" if keuze == _WEG:
            return _keep_vraag(beurt, gesprek, None)
        case "toch" if keuze == "ja":
            tekst = gesprek.gegevens["tekst"]
            return _keep_vraag(beurt, gesprek, SafeText(tekst) if tekst else None)
        case "toch":
            return _done(beurt, gesprek)
    raise OudeKnop


def typed(beurt: Beurt, gesprek: Gesprek) -> bool:
    """A number, a question, a subject, a reference or a name. False when it is none of these."""
    match gesprek.vraag:
        case "minuten":
            _typed_minuten(beurt, gesprek)
        case "vraag":
            _keep_vraag(beurt, gesprek, beurt.safe(beurt.tekst, LONGEST_VRAAG))
        case "onderwerp":
            id, _ = _about(gesprek)
            agendas.add_onderwerp(beurt.tx, id, beurt.safe(beurt.tekst, LONGEST_ONDERWERP), beurt.persoon)
            _done(beurt, gesprek)
        case "casus":
            _typed_casus(beurt, gesprek)
        case "wie":
            found = find_partner(beurt.tx, beurt.tekst)
            if isinstance(found, Onduidelijk):
                _ask_who(beurt, gesprek, found)
            else:
                _toggle(beurt, gesprek, found.id)
        case _:
            return False
    return True


def _typed_minuten(beurt: Beurt, gesprek: Gesprek) -> None:
    typed = beurt.tekst.strip().removesuffix("minuten").strip()
    minuten = int(typed) if typed.isdecimal() and len(typed) <= 4 else 0
    if not LEAST_MINUTEN <= minuten <= MOST_MINUTEN:
        return beurt.ask(gesprek.ask("minuten"), "agenda_minuten", reden="onleesbaar")
    id, punt = _about(gesprek)
    try:
        agendas.set_minuten(beurt.tx, id, punt, minuten, beurt.persoon, gesprek.gegevens["gezien"])
    except MinutenGewijzigd:
        now = beurt.tx.agendas.get(punt).minuten
        return beurt.ask(gesprek.ask("minuten", gezien=now), "agenda_minuten", reden="gewijzigd")
    return _done(beurt, gesprek)


def _typed_casus(beurt: Beurt, gesprek: Gesprek) -> None:
    try:
        _add(beurt, gesprek, typed_referentie(beurt.tekst))
    except UnknownCasus:
        beurt.ask(gesprek.ask("casus", gesprek.opties), "vraag_agenda_casus", reden="onbekend")


def _add(beurt: Beurt, gesprek: Gesprek, referentie: Referentie) -> None:
    id, _ = _about(gesprek)
    try:
        agendas.add_casus(beurt.tx, id, referentie, beurt.persoon)
    except (CasusNietVanTafel, CasusGesloten, StaatAlOpAgenda) as refused:
        return beurt.ask(gesprek.ask("casus", gesprek.opties), "vraag_agenda_casus", reden=_reason(refused))
    return _done(beurt, gesprek)


def _reason(refused: DomainError) -> str:
    return type(refused).bericht.removeprefix("fout_")


def _toggle(beurt: Beurt, gesprek: Gesprek, wie: PersoonId) -> None:
    id, punt = _about(gesprek)
    own = beurt.tx.agendas.get(punt)
    persoon = beurt.tx.personen.get(wie)
    agendas.set_partner(beurt.tx, id, punt, persoon, beurt.persoon, joins=wie not in own.partners)
    _ask_who(beurt, gesprek, None)


def _keep_vraag(beurt: Beurt, gesprek: Gesprek, vraag: SafeText | None) -> None:
    """When a colleague wrote another one meanwhile, both are shown: what was typed is not lost."""
    id, punt = _about(gesprek)
    try:
        agendas.set_vraag(beurt.tx, id, punt, vraag, beurt.persoon, gesprek.gegevens.get("gezien"))
    except VraagGewijzigd:
        wanted = str(vraag) if vraag is not None else ""
        toch = gesprek.ask("toch", ("ja", "nee"), tekst=wanted, gezien=_own_vraag(beurt, gesprek))
        return beurt.ask(toch, "agenda_vraag_toch")
    return _done(beurt, gesprek)


def _own_vraag(beurt: Beurt, gesprek: Gesprek) -> str | None:
    vraag = beurt.tx.agendas.get(_about(gesprek)[1]).vraag
    return str(vraag) if vraag is not None else None


def _done(beurt: Beurt, gesprek: Gesprek) -> None:
    """Back to the line that it was about, or to the agenda."""
    beurt.tx.gesprekken.end(beurt.persoon.id)
    id, punt = _about(gesprek)
    if "punt" in gesprek.gegevens:
        return _show_punt(beurt, id, punt)
    return beurt.rewrite("agenda", bijeenkomst=id)


def _about(gesprek: Gesprek) -> tuple[BijeenkomstId, PuntId]:
    return BijeenkomstId(gesprek.gegevens["bijeenkomst"]), PuntId(gesprek.gegevens.get("punt", 0))
