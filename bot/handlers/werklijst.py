"""The checklist around a bijeenkomst: what is done, and what is not."""

from bot.domain.errors import OudeKnop
from bot.handlers.beurt import Beurt, read_bijeenkomst
from bot.usecases.werklijst import steps_for, tick

_WISHES = {"1": True, "0": False}


def show(beurt: Beurt, rest: str) -> None:
    """The button «Werklijst»."""
    bijeenkomst, _ = steps_for(beurt.tx, read_bijeenkomst(rest), beurt.persoon)
    beurt.answer("werklijst", bijeenkomst=bijeenkomst.id)


def press(beurt: Beurt, rest: str) -> None:
    """The buttons «Gedaan» and «Ongedaan maken» of a step: each says what it wishes, so that two taps are one."""
    over, _, wish = rest.rpartition(":")
    id, _, sleutel = over.partition(":")
    if wish not in _WISHES:
        raise OudeKnop
    bijeenkomst = read_bijeenkomst(id)
    tick(beurt.tx, bijeenkomst, sleutel, beurt.persoon, gedaan=_WISHES[wish])
    message = beurt.binnen.message_id
    pressed = beurt.tx.outbox.by_message(beurt.binnen.chat_id, message) if message is not None else None
    # Under the list of the morning the checklist comes as a message of its own.
    own = pressed is not None and pressed.bericht == "werklijst"
    (beurt.rewrite if own else beurt.answer)("werklijst", bijeenkomst=bijeenkomst)
