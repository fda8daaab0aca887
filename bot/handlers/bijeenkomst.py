"""Managing one bijeenkomst: when it is, where, whether it goes on at all; and one more than the rhythm gives."""

from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId
from bot.domain.gesprek import Gesprek, Over
from bot.domain.namen import fold
from bot.domain.rechten import Daad
from bot.handlers import wanneer
from bot.handlers.beurt import Beurt, read_bijeenkomst
from bot.handlers.keuze import meant
from bot.usecases.bijeenkomsten import (
    LONGEST_PLAATS,
    add_bijeenkomst,
    cancel_bijeenkomst,
    extra_of,
    hearers,
    led_by,
    likely_places,
    move_bijeenkomst,
)
from bot.usecases.invoer import Onduidelijk
from bot.usecases.tafels import bijeenkomst_for

_CARD = ("vastleggen", "aanpassen", "annuleren")
_FORGETS = {"verplaatsen": wanneer.NO_MOMENT, "erbij": wanneer.NO_MOMENT, "plaats": {"waar": None}}
"""What «Aanpassen» on the card asks again."""


def manage(beurt: Beurt, data: str) -> None:
    """The button «Beheer»."""
    beurt.answer("bijeenkomst", bijeenkomst=_led(beurt, data).id)


def move(beurt: Beurt, data: str) -> None:
    """The button «Verplaatsen»."""
    _begin(beurt, data, "verplaatsen")


def place(beurt: Beurt, data: str) -> None:
    """The button «Andere plaats»."""
    _begin(beurt, data, "plaats")


def cancel(beurt: Beurt, data: str) -> None:
    """The button «Afzeggen»."""
    _begin(beurt, data, "afzeggen")


def extra(beurt: Beurt, _: str) -> None:
    """The button «Extra bijeenkomst»."""
    _next(beurt, Gesprek.begin(beurt.persoon.id, Over.BIJEENKOMST, wat="erbij"), None, nieuw=True)


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """An answer by a button, or what to do with the card."""
    if gesprek.vraag in wanneer.ASKS:
        return _next(beurt, wanneer.chosen(gesprek, keuze), None)
    if gesprek.vraag != "kaart":
        return _next(beurt, gesprek.ask("", (), **{gesprek.vraag: keuze}), None)
    if keuze == "aanpassen":
        return _next(beurt, gesprek.ask("", (), **_FORGETS[gesprek.gegevens["wat"]]), None)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    if keuze == "annuleren":
        return beurt.rewrite("geannuleerd")
    return _keep(beurt, gesprek)


def typed(beurt: Beurt, gesprek: Gesprek) -> bool:
    """A day, a time, a place, or a word like a button's. False when it is none of these."""
    if gesprek.vraag in wanneer.ASKS:
        _next(beurt, *wanneer.typed(beurt, gesprek))
        return True
    if gesprek.vraag == "waar":
        own = meant(beurt.tekst, gesprek.opties)
        _next(beurt, gesprek.ask("", (), waar=own or str(beurt.safe(beurt.tekst, LONGEST_PLAATS))), None)
        return True
    if gesprek.vraag == "tafel":
        return _typed_tafel(beurt, gesprek)
    word = {"ja": "vastleggen", "nee": "annuleren"}.get(fold(beurt.tekst), fold(beurt.tekst))
    if word in gesprek.opties:
        chosen(beurt, gesprek, word)
    return word in gesprek.opties


def _typed_tafel(beurt: Beurt, gesprek: Gesprek) -> bool:
    names = {fold(name): own.sleutel for own in led_by(beurt.tx, beurt.persoon) for name in (own.naam, own.agendanaam)}
    own = names.get(fold(beurt.tekst))
    if own is not None:
        _next(beurt, gesprek.ask("", (), tafel=own), None)
    return own is not None


def _begin(beurt: Beurt, data: str, wat: str) -> None:
    found = _led(beurt, data)
    found.check_to_come(beurt.tx.now)
    gesprek = Gesprek.begin(beurt.persoon.id, Over.BIJEENKOMST, wat=wat, bijeenkomst=found.id, gezien=found.volgnummer)
    _next(beurt, gesprek, None, nieuw=True)


def _led(beurt: Beurt, data: str) -> Bijeenkomst:
    return bijeenkomst_for(beurt.tx, read_bijeenkomst(data), beurt.persoon, Daad.TAFEL_LEIDEN)


def _next(beurt: Beurt, gesprek: Gesprek, unclear: Onduidelijk | None, *, nieuw: bool = False) -> None:
    """The first question that has no answer yet; the card when all have."""
    known = gesprek.gegevens
    wat = known["wat"]
    if wat == "erbij" and "tafel" not in known:
        own = tuple(tafel.sleutel for tafel in led_by(beurt.tx, beurt.persoon))
        if len(own) != 1:
            return beurt.ask(gesprek.ask("tafel", own), "vraag_extra_tafel", nieuw=nieuw)
        gesprek = gesprek.ask("", tafel=own[0])
    about = _about(beurt, gesprek)
    if wat in ("verplaatsen", "erbij") and wanneer.ask(beurt, gesprek, unclear, about, nieuw=nieuw):
        return None
    if wat == "plaats" and "waar" not in known:
        return beurt.ask(gesprek.ask("waar", likely_places(beurt.tx, about)), "vraag_waar", nieuw=nieuw)
    card = _CARD if wat in _FORGETS else ("vastleggen", "annuleren")
    return beurt.ask(gesprek.ask("kaart", card), "bijeenkomst_kaart", nieuw=nieuw)


def _about(beurt: Beurt, gesprek: Gesprek) -> Bijeenkomst:
    """Which one it is about; one that does not exist yet is as its table has them."""
    known = gesprek.gegevens
    if "bijeenkomst" not in known:
        return extra_of(beurt.tx, known["tafel"], beurt.tx.now, beurt.persoon)
    return bijeenkomst_for(beurt.tx, BijeenkomstId(known["bijeenkomst"]), beurt.persoon, Daad.TAFEL_LEIDEN)


def _keep(beurt: Beurt, gesprek: Gesprek) -> None:
    tx, known, door = beurt.tx, gesprek.gegevens, beurt.persoon
    about = _about(beurt, gesprek)
    hearing = hearers(tx, about, door)  # before it changes: whoever came for another no longer does after that
    if known["wat"] == "erbij":
        kept = add_bijeenkomst(tx, known["tafel"], wanneer.begint_of(beurt, gesprek), door)
    elif known["wat"] == "afzeggen":
        kept = cancel_bijeenkomst(tx, about.id, door, known["gezien"])
    else:
        begint = wanneer.begint_of(beurt, gesprek) if known["wat"] == "verplaatsen" else about.begint
        kept = move_bijeenkomst(tx, about.id, begint, known.get("waar", about.waar), door, known["gezien"])
    niet = [persoon.id for persoon in hearing.niet]
    beurt.rewrite("bijeenkomst_vastgelegd", bijeenkomst=kept.id, wat=known["wat"], aantal=hearing.bereikbaar, niet=niet)
