"""Ik kom, Ik kom niet, Vervanger; and for who leads: who comes, and who is asked again."""

from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId
from bot.domain.binnenkomst import Soort
from bot.domain.gesprek import Gesprek, Over
from bot.domain.namen import fold
from bot.domain.persoon import Persoon, PersoonId
from bot.handlers.beurt import Beurt, read_bijeenkomst
from bot.usecases.aanwezigheid import places_of
from bot.usecases.invoer import Onduidelijk
from bot.usecases.komst import (
    ask_contacts,
    asked_for,
    begin_sending,
    come,
    find_vervanger,
    likely_vervangers,
    nobody_comes,
    send_colleague,
    set_mandaat,
    stay_away,
)
from bot.usecases.komstsignaal import remind
from bot.usecases.tafels import to_lead

ELSE = "anders"
"""The choice «Iemand anders»."""
_OWN = frozenset({"aanwezig_antwoord", "aanwezig_gevraagd", "aanwezig_open", "aanwezig_gevonden", "komt_u"})
"""What becomes the answer when it is pressed. An agenda stays, and the answer comes below it."""


def kom(beurt: Beurt, data: str) -> None:
    """The button «Ik kom»."""
    _answer(beurt, come(beurt.tx, read_bijeenkomst(data), beurt.persoon))


def kom_niet(beurt: Beurt, data: str) -> None:
    """The button «Ik kom niet»."""
    _answer(beurt, stay_away(beurt.tx, read_bijeenkomst(data), beurt.persoon))


def vervanger(beurt: Beurt, data: str) -> None:
    """The button «Vervanger»: which colleague?"""
    found = begin_sending(beurt.tx, read_bijeenkomst(data), beurt.persoon)
    _ask(beurt, Gesprek.begin(beurt.persoon.id, Over.AANWEZIGHEID, bijeenkomst=found.id), Onduidelijk(""), nieuw=True)


def said(beurt: Beurt) -> bool:
    """«ik kom», «ik kom niet» or «vervanger», typed in reply to a message about a bijeenkomst. Else False."""
    does = {"ik kom": kom, "ik kom niet": kom_niet, "vervanger": vervanger}.get(fold(beurt.tekst))
    reply_to = beurt.binnen.reply_to
    if does is None or reply_to is None or beurt.binnen.soort is not Soort.TEKST:
        return False
    about = beurt.tx.outbox.by_message(beurt.binnen.chat_id, reply_to)
    if about is None or "bijeenkomst" not in about.gegevens:
        return False
    does(beurt, str(about.gegevens["bijeenkomst"]))
    return True


# The contact of the organisation


def ik_kom_namens(beurt: Beurt, data: str) -> None:
    """The button «Ik», of a contact who comes in somebody's place."""
    id, voor = _for_whom(data)
    _sent(beurt, Gesprek.begin(beurt.persoon.id, Over.AANWEZIGHEID, bijeenkomst=id, voor=voor), beurt.persoon.id)


def collega_komt(beurt: Beurt, data: str) -> None:
    """The button «Een collega», of a contact: which one?"""
    id, voor = _for_whom(data)
    asked_for(beurt.tx, id, voor, beurt.persoon)
    gesprek = Gesprek.begin(beurt.persoon.id, Over.AANWEZIGHEID, bijeenkomst=id, voor=voor)
    _ask(beurt, gesprek, Onduidelijk(""), nieuw=True)


def niemand(beurt: Beurt, data: str) -> None:
    """The button «Niemand», of a contact."""
    id, voor = _for_whom(data)
    nobody_comes(beurt.tx, id, voor, beurt.persoon)
    beurt.rewrite("aanwezig_namens", bijeenkomst=id, voor=[voor], wie=None)


def _for_whom(data: str) -> tuple[BijeenkomstId, PersoonId]:
    id, _, voor = data.partition(":")
    return read_bijeenkomst(id), PersoonId(read_bijeenkomst(voor))


# The dialogue


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """A colleague among those offered, somebody else, or whether they may decide."""
    if gesprek.vraag == "mandaat":
        return _decides(beurt, gesprek, mandaat=keuze == "ja")
    if keuze != ELSE:
        return _sent(beurt, gesprek, PersoonId(int(keuze)))
    asked = ask_contacts(beurt.tx, _about(gesprek), beurt.persoon)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    return beurt.rewrite("aanwezig_antwoord", bijeenkomst=_about(gesprek), geen_contact=not asked)


def typed(beurt: Beurt, gesprek: Gesprek) -> bool:
    """A name, or yes or no. False when it is neither."""
    if gesprek.vraag == "mandaat":
        word = fold(beurt.tekst)
        if word in ("ja", "nee"):
            _decides(beurt, gesprek, mandaat=word == "ja")
        return word in ("ja", "nee")
    bijeenkomst = beurt.tx.bijeenkomsten.get(_about(gesprek))
    found = find_vervanger(beurt.tx, beurt.tekst, bijeenkomst, _for(beurt, gesprek))
    if isinstance(found, Persoon):
        _sent(beurt, gesprek, found.id)
    else:
        _ask(beurt, gesprek, found)
    return True


def _ask(beurt: Beurt, gesprek: Gesprek, why: Onduidelijk, *, nieuw: bool = False) -> None:
    """Somebody else can only be asked for by who is invited: the contact is that somebody."""
    bijeenkomst = beurt.tx.bijeenkomsten.get(_about(gesprek))
    offered = why.opties or likely_vervangers(beurt.tx, bijeenkomst, _for(beurt, gesprek))
    opties = offered if "voor" in gesprek.gegevens else (*offered, ELSE)
    beurt.ask(gesprek.ask("collega", opties), "vraag_wie_vervangt", nieuw=nieuw, reden=why.reden or None)


def _sent(beurt: Beurt, gesprek: Gesprek, wie: PersoonId) -> None:
    """They come: may they decide? That is asked of who chose them."""
    tx, id = beurt.tx, _about(gesprek)
    voor = gesprek.gegevens.get("voor")
    places = [voor] if voor is not None else places_of(tx, tx.bijeenkomsten.get(id), beurt.persoon)
    send_colleague(tx, id, wie, beurt.persoon, PersoonId(voor) if voor is not None else None)
    beurt.ask(gesprek.ask("mandaat", ("ja", "nee"), wie=wie, plaatsen=places), "vraag_mandaat")


def _decides(beurt: Beurt, gesprek: Gesprek, *, mandaat: bool) -> None:
    known, id = gesprek.gegevens, _about(gesprek)
    set_mandaat(beurt.tx, id, PersoonId(known["wie"]), beurt.persoon, mandaat=mandaat, places=known["plaatsen"])
    beurt.tx.gesprekken.end(beurt.persoon.id)
    if known["plaatsen"] == [beurt.persoon.id]:
        return beurt.rewrite("aanwezig_antwoord", bijeenkomst=id)
    return beurt.rewrite("aanwezig_namens", bijeenkomst=id, voor=known["plaatsen"], wie=known["wie"])


def _about(gesprek: Gesprek) -> BijeenkomstId:
    return BijeenkomstId(gesprek.gegevens["bijeenkomst"])


def _for(beurt: Beurt, gesprek: Gesprek) -> Persoon:
    """Who cannot come."""
    voor = gesprek.gegevens.get("voor")
    return beurt.tx.personen.get(PersoonId(voor)) if voor is not None else beurt.persoon


def _answer(beurt: Beurt, bijeenkomst: Bijeenkomst) -> None:
    binnen = beurt.binnen
    pressed = binnen.soort is Soort.KNOP and binnen.message_id is not None
    shown = beurt.tx.outbox.by_message(binnen.chat_id, binnen.message_id or 0) if pressed else None
    put = beurt.rewrite if shown is not None and shown.bericht in _OWN else beurt.answer
    put("aanwezig_antwoord", bijeenkomst=bijeenkomst.id)


# Who leads


def wie_komt(beurt: Beurt, data: str) -> None:
    """The button «Wie komt»."""
    beurt.answer("wie_komt", bijeenkomst=to_lead(beurt.tx, read_bijeenkomst(data), beurt.persoon).id)


def herinner(beurt: Beurt, data: str) -> None:
    """The button «Stuur herinnering»."""
    id = read_bijeenkomst(data)
    sent = remind(beurt.tx, id, beurt.persoon)
    niet = [persoon.id for persoon in sent.niet]
    beurt.answer("komst_herinnerd", bijeenkomst=id, gevraagd=sent.gevraagd, vandaag_al=sent.vandaag_al, niet=niet)
