"""/afspraak: in one line or step by step, to a card with Vastleggen, Aanpassen and Annuleren."""

from datetime import date

from bot.domain.afspraak import LONGEST_ACTIE
from bot.domain.casus import Casus
from bot.domain.deadline import DeadlineZonderTafel
from bot.domain.errors import DomainError
from bot.domain.gesprek import Gesprek, Over
from bot.domain.namen import fold
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.privacy import SafeText, TekstTeLang
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.domain.verzoek import AlsNiet
from bot.handlers.beurt import Beurt
from bot.usecases.afspraken import log_afspraak
from bot.usecases.casussen import recent_casussen
from bot.usecases.invoer import (
    Onduidelijk,
    deadline_choices,
    find_actiehouder,
    find_casus,
    good_deadline,
    likely_actiehouders,
    read_line,
    unclear_deadline,
    was_there,
    whose,
    wish_of,
    wished_deadline,
)
from bot.usecases.looporde import turn_of
from bot.usecases.toewijzing import casus_for

QUESTIONS = ("casus", "wie", "actie", "deadline")
CARD = ("vastleggen", "aanpassen", "annuleren")
# What stands on a button, for the word that it means.
_WORDS = {
    "uiterlijk": "deadline",
    "ja": "vastleggen",
    "nee": "annuleren",
    "als dit niet lukt": "als_niet",
    "was erbij": "aan_tafel",
    "bespreken aan tafel": "bespreken",
    "makelaar belt": "bellen",
    "collega neemt over": "collega",
}
CHANGES = (*QUESTIONS, "als_niet", "aan_tafel", "terug")


def begin(beurt: Beurt) -> None:
    """``/afspraak``, alone or with a line that tells some or all of it.

    Who leads a table need not name the casus that has its turn.
    """
    line = read_line(beurt.tx, beurt.tekst, beurt.persoon)
    named = "casus" in line.bekend or "casus" in line.onduidelijk
    if not named and (casus := turn_of(beurt.tx, beurt.persoon)) is not None:
        line.bekend["casus"] = casus
    if line.actie:
        try:
            line.bekend["actie"] = str(beurt.safe(line.actie, LONGEST_ACTIE))
        except TekstTeLang:
            line.onduidelijk["actie"] = _too_long()
    gesprek = Gesprek.begin(beurt.persoon.id, Over.AFSPRAAK, **line.bekend)
    _next(beurt, gesprek, line.onduidelijk, nieuw=True)


def begin_for(beurt: Beurt, referentie: str) -> None:
    """The button «Afspraak vastleggen» under a new casus."""
    casus = casus_for(beurt.tx, Referentie(referentie), beurt.persoon, Daad.AFSPRAAK_VASTLEGGEN)
    casus.check_open()
    gesprek = Gesprek.begin(beurt.persoon.id, Over.AFSPRAAK, casus=casus.referentie)
    _next(beurt, gesprek, {}, nieuw=True)


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """A button of the open question."""
    match gesprek.vraag:
        case "kaart":
            return _card_answered(beurt, gesprek, keuze)
        case "aanpassen":
            return _change(beurt, gesprek, keuze)
        case "wie":
            meant = beurt.tx.personen.get(PersoonId(int(keuze))) if keuze.isdecimal() else keuze
            return _next(beurt, _given_to(gesprek, meant), {})
    return _next(beurt, gesprek.ask("", (), **{gesprek.vraag: keuze}), {})


def _change(beurt: Beurt, gesprek: Gesprek, wat: str) -> None:
    """A button under «Wat wilt u aanpassen?»."""
    match wat:
        case "terug":
            return _next(beurt, gesprek, {})
        case "aan_tafel":
            return _next(beurt, gesprek.ask("", (), aan_tafel=not gesprek.gegevens["aan_tafel"]), {})
        case "als_niet":
            return beurt.ask(gesprek.ask("als_niet", tuple(AlsNiet)), "vraag_als_niet")
        case "wie":
            return _next(beurt, gesprek.ask("", (), wie=None, organisatie=None, aan_tafel=None), {})
    return _next(beurt, gesprek.ask("", (), **{wat: None}), {})


def typed(beurt: Beurt, gesprek: Gesprek) -> None:
    """An answer in words to the open question."""
    if gesprek.vraag in ("kaart", "aanpassen", "als_niet"):
        return _typed_for_button(beurt, gesprek)
    unclear: Onduidelijk | None = None
    value: object = None
    match gesprek.vraag:
        case "casus":
            casus = find_casus(beurt.tx, beurt.tekst, beurt.persoon)
            value, unclear = (casus.referentie, None) if isinstance(casus, Casus) else (None, casus)
        case "wie":
            found = find_actiehouder(beurt.tx, beurt.tekst)
            if not isinstance(found, Onduidelijk):
                return _next(beurt, _given_to(gesprek, found), {})
            unclear = found
        case "actie":
            try:
                value = str(beurt.safe(beurt.tekst, LONGEST_ACTIE))
            except TekstTeLang:
                unclear = _too_long()
        case _:
            return _typed_deadline(beurt, gesprek)
    if unclear is not None:
        return _next(beurt, gesprek, {gesprek.vraag: unclear})
    return _next(beurt, gesprek.ask("", (), **{gesprek.vraag: value}), {})


def _given_to(gesprek: Gesprek, meant: Persoon | str) -> Gesprek:
    """Whose it is; whether they were there has to be thought about anew."""
    return gesprek.ask("", (), **{"wie": None, "organisatie": None, "aan_tafel": None, **whose(meant)})


def _typed_deadline(beurt: Beurt, gesprek: Gesprek) -> None:
    casus = gesprek.gegevens.get("casus")
    try:
        deadline = good_deadline(beurt.tx, beurt.tekst, casus)
    except DeadlineZonderTafel as refused:
        if casus is None:  # whose table it is comes with the casus
            return _next(beurt, gesprek.ask("", (), wens=wish_of(refused)), {})
        return _next(beurt, gesprek, {"deadline": unclear_deadline(beurt.tx, refused, casus)})
    except DomainError as refused:
        return _next(beurt, gesprek, {"deadline": unclear_deadline(beurt.tx, refused, casus)})
    return _next(beurt, gesprek.ask("", (), deadline=deadline.isoformat()), {})


def _next(beurt: Beurt, gesprek: Gesprek, unclear: dict[str, Onduidelijk], *, nieuw: bool = False) -> None:
    """The first question that has no answer yet; the card when all have."""
    gesprek, unclear = _wished(beurt, gesprek, unclear)
    known = gesprek.gegevens.keys()
    missing = [vraag for vraag in QUESTIONS if vraag not in known and not (vraag == "wie" and "organisatie" in known)]
    if not missing:
        return beurt.ask(_card(beurt, gesprek), "kaart", nieuw=nieuw)
    # What was unclear in the line is asked first, with the reason; whatever is open after that is simply asked.
    vraag = next((vraag for vraag in missing if vraag in unclear), missing[0])
    why = unclear.get(vraag) or Onduidelijk("")
    opties = why.opties or _choices(beurt, gesprek, vraag)
    if vraag == "deadline":
        gesprek = gesprek.ask(vraag, wens=None)
    return beurt.ask(
        gesprek.ask(vraag, opties), f"vraag_{vraag}", nieuw=nieuw, **{**why.gegevens, "reden": why.reden or None}
    )


def _card(beurt: Beurt, gesprek: Gesprek) -> Gesprek:
    """The card, with what holds until the makelaar changes it."""
    known = gesprek.gegevens
    there = known.get("aan_tafel")
    if there is None and "wie" in known:
        casus = beurt.tx.casussen.get(Referentie(known["casus"]))
        there = was_there(beurt.tx, beurt.tx.personen.get(PersoonId(known["wie"])), casus)
    return gesprek.ask("kaart", CARD, als_niet=known.get("als_niet", AlsNiet.BESPREKEN), aan_tafel=there)


def _wished(beurt: Beurt, gesprek: Gesprek, unclear: dict[str, Onduidelijk]) -> tuple[Gesprek, dict[str, Onduidelijk]]:
    """A deadline that was typed before the casus was known, or before something else had to be asked first."""
    wish, casus = (gesprek.gegevens.get(name) for name in ("wens", "casus"))
    if wish is None or casus is None or "deadline" in unclear:
        return gesprek, unclear
    try:
        deadline = wished_deadline(beurt.tx, wish, casus)
    except DomainError as refused:
        return gesprek, {**unclear, "deadline": unclear_deadline(beurt.tx, refused, casus)}
    return gesprek.ask("", (), wens=None, deadline=deadline.isoformat()), unclear


def _choices(beurt: Beurt, gesprek: Gesprek, vraag: str) -> tuple[str, ...]:
    match vraag:
        case "casus":
            return tuple(casus.referentie for casus in recent_casussen(beurt.tx, beurt.persoon))
        case "wie":
            referentie = gesprek.gegevens.get("casus")
            casus = beurt.tx.casussen.get(Referentie(referentie)) if referentie else None
            return likely_actiehouders(beurt.tx, casus)
        case "deadline":
            return deadline_choices(beurt.tx, gesprek.gegevens.get("casus"))
        case _:
            return ()


def _card_answered(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    if keuze == "annuleren":
        beurt.tx.gesprekken.end(beurt.persoon.id)
        return beurt.rewrite("geannuleerd")
    if keuze == "aanpassen":
        changes = CHANGES if "wie" in gesprek.gegevens else tuple(wat for wat in CHANGES if wat != "aan_tafel")
        return beurt.ask(gesprek.ask("aanpassen", changes), "vraag_aanpassen")
    known = gesprek.gegevens
    afspraak = log_afspraak(
        beurt.tx,
        Referentie(known["casus"]),
        SafeText(known["actie"]),  # it passed the guard when it was typed
        PersoonId(known["wie"]) if "wie" in known else None,
        date.fromisoformat(known["deadline"]),
        beurt.persoon,
        bron=gesprek.nonce,
        organisatie=known.get("organisatie", ""),
        als_niet=AlsNiet(known.get("als_niet", AlsNiet.BESPREKEN)),
        aan_tafel=known.get("aan_tafel", True),
    )
    beurt.tx.gesprekken.end(beurt.persoon.id)
    return beurt.rewrite("vastgelegd", afspraak=afspraak.id)


def _typed_for_button(beurt: Beurt, gesprek: Gesprek) -> None:
    """«vastleggen», typed, works like the button; anything else shows the card again."""
    word = _WORDS.get(fold(beurt.tekst), fold(beurt.tekst))
    if word in gesprek.opties:
        return chosen(beurt, gesprek, word)
    return _next(beurt, gesprek, {})


def _too_long() -> Onduidelijk:
    return Onduidelijk("te_lang", gegevens={"hoogstens": LONGEST_ACTIE})
