"""«Wie pakt dit op?»: Ik, or Een collega."""

from bot.domain.afspraak import AfspraakId
from bot.domain.binnenkomst import Soort
from bot.domain.gesprek import Gesprek, Over
from bot.domain.namen import fold
from bot.domain.persoon import Persoon, PersoonId
from bot.handlers.beurt import Beurt, read_id
from bot.usecases.aannemen import colleagues_for, give_to_colleague, take_up, vacant_afspraak
from bot.usecases.afwezigheid import find_colleague
from bot.usecases.invoer import Onduidelijk
from bot.usecases.oppakken import QUESTION


def said(beurt: Beurt) -> bool:
    """«ik» or «een collega», typed in reply to the question. False when it is something else."""
    does = {"ik": mine, "een collega": ask_whose, "collega": ask_whose}.get(fold(beurt.tekst))
    reply_to = beurt.binnen.reply_to
    if does is None or reply_to is None or beurt.binnen.soort is not Soort.TEKST:
        return False
    asked = beurt.tx.outbox.by_message(beurt.binnen.chat_id, reply_to)
    if asked is None or asked.bericht != QUESTION:
        return False
    does(beurt, str(asked.gegevens["afspraak"]))
    return True


def mine(beurt: Beurt, id: str) -> None:
    """The button «Ik»."""
    afspraak = take_up(beurt.tx, read_id(id), beurt.persoon)
    beurt.rewrite("opgepakt", afspraak=afspraak.id)


def ask_whose(beurt: Beurt, id: str) -> None:
    """The button «Een collega»: who? The question itself stays, until there is an answer to it."""
    afspraak = vacant_afspraak(beurt.tx, read_id(id), beurt.persoon)
    gesprek = Gesprek.begin(beurt.persoon.id, Over.OPPAKKEN, afspraak=afspraak.id)
    _ask(beurt, gesprek, Onduidelijk(""), nieuw=True)


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """A colleague among those offered."""
    _give(beurt, gesprek, PersoonId(int(keuze)))


def typed(beurt: Beurt, gesprek: Gesprek) -> None:
    """A name."""
    found = find_colleague(beurt.tx, beurt.tekst, beurt.persoon)
    if isinstance(found, Persoon):
        return _give(beurt, gesprek, found.id)
    return _ask(beurt, gesprek, found)


def _give(beurt: Beurt, gesprek: Gesprek, wie: PersoonId) -> None:
    afspraak = give_to_colleague(beurt.tx, _about(gesprek), wie, beurt.persoon)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    beurt.rewrite("opgepakt", afspraak=afspraak.id)


def _ask(beurt: Beurt, gesprek: Gesprek, why: Onduidelijk, *, nieuw: bool = False) -> None:
    opties = why.opties or colleagues_for(beurt.tx, beurt.persoon)
    beurt.ask(gesprek.ask("collega", opties), "vraag_collega_pakt_op", nieuw=nieuw, reden=why.reden or None)


def _about(gesprek: Gesprek) -> AfspraakId:
    return AfspraakId(gesprek.gegevens["afspraak"])
