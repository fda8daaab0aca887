"""/kalender: bijeenkomsten in one's own calendar, by a link of one's own; and the way back from there."""

from bot.domain.abonnement import AbonnementId, UnknownAbonnement
from bot.domain.bijeenkomst import BijeenkomstId, UnknownBijeenkomst
from bot.domain.errors import OudeKnop
from bot.domain.gesprek import Gesprek, Over
from bot.domain.namen import fold
from bot.domain.uitnodiging import UitnodigingOngeldig
from bot.handlers import agenda
from bot.handlers.beurt import Beurt, read_bijeenkomst
from bot.usecases.abonnementen import (
    abonnement_of,
    choice_of,
    hand_round,
    look_round,
    renew,
    shown_once,
    subscribe,
    unsubscribe,
)
from bot.usecases.feeds import shows
from bot.usecases.tafels import is_invited, leads

_NIEUW, _STOP, _ROND = "nieuw", "stop", "rond"


def kalender(beurt: Beurt) -> None:
    beurt.answer("kalender")


def press(beurt: Beurt, rest: str) -> None:
    """A button under the list: a first link, or what to do with one that is there."""
    daad, _, which = rest.partition(":")
    if daad == "maak":
        nieuw = subscribe(beurt.tx, choice_of(beurt.tx, which, beurt.persoon), beurt.persoon)
        return beurt.answer("kalender_link", **shown_once(nieuw))
    if daad not in (_NIEUW, _STOP):
        raise OudeKnop
    id = _read_id(which)
    abonnement_of(beurt.tx, id, beurt.persoon)
    gesprek = Gesprek.begin(beurt.persoon.id, Over.KALENDER, abonnement=id)
    return beurt.ask(gesprek.ask(daad, ("ja",)), "kalender_zeker", nieuw=True)


def ask_round(beurt: Beurt, rest: str) -> None:
    """«Kalenderlinks» on a bijeenkomst: who would get one."""
    id = read_bijeenkomst(rest)
    look_round(beurt.tx, id, beurt.persoon)
    gesprek = Gesprek.begin(beurt.persoon.id, Over.KALENDER, bijeenkomst=id)
    beurt.ask(gesprek.ask(_ROND, ("ja",)), "kalender_rondsturen", nieuw=True)


def chosen(beurt: Beurt, gesprek: Gesprek, _: str) -> None:
    """Yes."""
    beurt.tx.gesprekken.end(beurt.persoon.id)
    if gesprek.vraag == _ROND:
        rond = hand_round(beurt.tx, BijeenkomstId(gesprek.gegevens["bijeenkomst"]), beurt.persoon)
        return beurt.rewrite("kalender_rondgestuurd", krijgen=len(rond.krijgen))
    id = AbonnementId(gesprek.gegevens["abonnement"])
    if gesprek.vraag == _STOP:
        gone = unsubscribe(beurt.tx, id, beurt.persoon)
        return beurt.rewrite("kalender_gestopt", soort=gone.keuze.soort, sleutel=gone.keuze.sleutel)
    return beurt.rewrite("kalender_link", **shown_once(renew(beurt.tx, id, beurt.persoon)))


def typed(beurt: Beurt, gesprek: Gesprek) -> bool:
    """«ja» or «nee»; False when it is neither."""
    word = fold(beurt.tekst)
    if word == "ja":
        chosen(beurt, gesprek, word)
    elif word == "nee":
        beurt.tx.gesprekken.end(beurt.persoon.id)
        beurt.rewrite("geannuleerd")
    return word in ("ja", "nee")


def back(beurt: Beurt, uid: str) -> None:
    """From an entry in a calendar to what this person can do about it here."""
    if beurt.wie is None:
        raise UitnodigingOngeldig
    found = beurt.tx.bijeenkomsten.with_uid(uid)
    if found is None:
        raise UnknownBijeenkomst
    if leads(beurt.tx, found, beurt.persoon):
        return beurt.answer("bijeenkomst", bijeenkomst=found.id)
    if is_invited(beurt.tx, found, beurt.persoon):
        return agenda.open_(beurt, str(found.id))
    if not any(shows(beurt.tx, beurt.persoon, one.keuze, found) for one in beurt.tx.abonnementen.of(beurt.persoon.id)):
        raise UnknownBijeenkomst
    return beurt.answer("kalender_bijeenkomst", bijeenkomst=found.id)


def _read_id(data: str) -> AbonnementId:
    """The id behind a button, which anybody can make up. Raises ``UnknownAbonnement``."""
    if not data.isdecimal() or len(data) > 18:
        raise UnknownAbonnement
    return AbonnementId(int(data))
