"""Coming in and going out: /start, Koppelen, /help, /privacy, /stop."""

import uuid

from bot.domain.gesprek import Gesprek, Over
from bot.domain.namen import fold
from bot.domain.uitnodiging import UitnodigingOngeldig
from bot.handlers import kalender
from bot.handlers.beurt import Beurt
from bot.handlers.incoming import BACK
from bot.usecases.personen import BUTTON_HASH, invited, koppel, unlink


def start(beurt: Beurt) -> None:
    """/start with a token shows the invitation; without one it is /help, or a stranger's sentence."""
    if not beurt.tekst:
        if beurt.wie is None:
            raise UitnodigingOngeldig
        return help_(beurt)
    back = BACK.fullmatch(beurt.tekst)
    if back is not None:
        return kalender.back(beurt, str(uuid.UUID(back[1])))
    beginning = beurt.tekst[:BUTTON_HASH]
    invited(beurt.tx, beginning, beurt.binnen.chat_id)
    return beurt.answer("welkom", hash=beginning, chat=beurt.binnen.chat_id)


def what_is_kept(beurt: Beurt, beginning: str) -> None:
    """The button «Wat bewaart u precies?» on the invitation."""
    invited(beurt.tx, beginning, beurt.binnen.chat_id)
    beurt.rewrite("wat_bewaart", hash=beginning, chat=beurt.binnen.chat_id)


def link(beurt: Beurt, beginning: str) -> None:
    """The button «Koppelen»."""
    beurt.wie = koppel(beurt.tx, beginning, beurt.binnen.chat_id, beurt.binnen.update_id)
    beurt.rewrite("gekoppeld")


def help_(beurt: Beurt) -> None:
    beurt.answer("help")


def privacy(beurt: Beurt) -> None:
    beurt.answer("privacy")


def stop(beurt: Beurt) -> None:
    """Asks first: after this the person needs a new invitation."""
    gesprek = Gesprek.begin(beurt.persoon.id, Over.STOP).ask("stop", ("ja", "nee"))
    beurt.ask(gesprek, "stop_vraag", nieuw=True)


def stop_typed(beurt: Beurt, gesprek: Gesprek) -> bool:
    """«ja» or «nee»; False when it is neither."""
    word = fold(beurt.tekst)
    if word in gesprek.opties:
        stop_chosen(beurt, gesprek, word)
    return word in gesprek.opties


def stop_chosen(beurt: Beurt, _: Gesprek, keuze: str) -> None:
    if keuze == "ja":
        beurt.rewrite("gestopt")
        unlink(beurt.tx, beurt.persoon, beurt.binnen.update_id)
    else:
        beurt.tx.gesprekken.end(beurt.persoon.id)
        beurt.rewrite("niet_gestopt")


def cancel(beurt: Beurt) -> None:
    """/annuleer: out of any dialogue, nothing kept."""
    ended = beurt.tx.gesprekken.end(beurt.persoon.id)
    beurt.rewrite("geannuleerd" if ended else "niets_te_annuleren")
