"""What leaves together, so that a person gets one message and not several?

What was owed stays a row each, with its own key and its own outcome; one message goes for all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.afspraak import AfspraakId
from bot.domain.bericht import Baan, Bericht, Methode, Opening, TeVerzenden, Uitkomst
from bot.domain.errors import DomainError
from bot.domain.persoon import PersoonId
from bot.usecases.beeld_samen import GONE
from bot.usecases.berichten import compose
from bot.usecases.herinneringen import plan_due
from bot.usecases.ochtend import LINES, mornings_due, plan_morning
from bot.usecases.opening import STALE
from bot.usecases.ports import Transaction
from bot.usecases.vervanging import TO_ACTIEHOUDER, TO_MAKELAAR, addressed, sending_to

MORNING_LINES = 5
"""How many lines of news the message of the morning takes along."""
OCHTEND = "ochtend"
_TO_MAKELAAR = TO_MAKELAAR | {OCHTEND}
# What a makelaar has to know first stands first: a long list is cut.
_FIRST = (
    "melding_lukt_niet",
    "melding_niet_voor_mij",
    "onbereikbaar",
    "melding_geen_contact",
    "melding_geen_actiehouder",
    "melding_uitstel",
)
# Of several messages about one afspraak: new says all there is, what was decided more than that it falls due.
_SAYS_MOST = {"nieuwe_actie": 2, "herinnering": 0}
# Faults of ours in the words of one message. Not what a database raises: after that nothing of the transaction stays.
FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)


def together(tx: Transaction, owed: TeVerzenden, opening: Opening) -> TeVerzenden:
    """``owed`` with all else that is due for the same person now, as one message; ``owed`` itself when it is alone.

    What is no longer true is left out, and recorded as such.
    """
    names = _company(tx, owed.bericht)
    naar = owed.bericht.naar
    if not names or naar is None or owed.chat_id is None:
        return owed
    whose = sending_to(tx, naar, min(names & (TO_ACTIEHOUDER | TO_MAKELAAR)))
    if opening.klok:
        _plan(tx, naar, whose, names)
    others = tx.outbox.claim_with(whose, names, tx.now - STALE, opening)
    found = [owed, *(redirected(tx, other) for other in others)]
    verdicts = [_verdict(tx, one, naar) for one in found]
    true = [one for one, verdict in zip(found, verdicts, strict=True) if verdict is None]
    if verdicts[0] is not None and not true:
        true = [owed]  # sending it says what is the matter
    for one, verdict in zip(found, verdicts, strict=True):
        if verdict is not None and one not in true:
            tx.outbox.record(one, verdict)
    return _one_message(tx, true)


def redirected(tx: Transaction, owed: TeVerzenden) -> TeVerzenden:
    """To who takes the place of an actiehouder who is away, or of a makelaar."""
    bericht = addressed(tx, owed.bericht)
    if bericht.naar is None or bericht is owed.bericht or bericht.naar == owed.bericht.naar:
        return owed
    return replace(owed, bericht=bericht, chat_id=tx.personen.get(bericht.naar).chat_id, voor=owed.bericht.naar)


def _company(tx: Transaction, bericht: Bericht) -> frozenset[str]:
    """With which messages this one may share; none for what is news now, and goes by itself."""
    fresh = bericht.baan is not Baan.KLOK and (bericht.due_at or tx.now) > tx.now - STALE
    if bericht.methode is not Methode.SEND or bericht.baan is Baan.ANTWOORD or fresh:
        return frozenset()
    return next((names for names in (TO_ACTIEHOUDER, _TO_MAKELAAR) if bericht.bericht in names), frozenset())


def _plan(tx: Transaction, naar: PersoonId, whose: Iterable[PersoonId], names: frozenset[str]) -> None:
    """What falls due today for the same person comes first, or it would follow as a message of its own."""
    if names is TO_ACTIEHOUDER:
        plan_due(tx, tx.afspraken.due_of(list(whose), tx.today))
    else:
        for makelaar in mornings_due(tx):
            if makelaar.id == naar:
                plan_morning(tx, makelaar)


def _verdict(tx: Transaction, owed: TeVerzenden, naar: PersoonId) -> Uitkomst | None:
    """None when it has something to say now to ``naar``.

    What is somebody else's own, or cannot be worded, is tried by itself, where it harms no other.
    """
    if owed.bericht.naar != naar:
        return Uitkomst.LATER
    try:
        return None if compose(tx, owed.bericht) is not None else Uitkomst.VERVALLEN
    except DomainError:
        return Uitkomst.VERVALLEN
    except FAULTS:
        return Uitkomst.LATER


def _one_message(tx: Transaction, owed: Sequence[TeVerzenden]) -> TeVerzenden:
    if len(owed) == 1:
        return owed[0]
    mornings = [one for one in owed if one.bericht.bericht == OCHTEND]
    if owed[0].bericht.bericht in TO_ACTIEHOUDER:
        bericht = _actions(tx, owed)
    elif mornings:
        news = _news([one for one in owed if one not in mornings], MORNING_LINES)
        bericht = replace(mornings[0].bericht, gegevens={**mornings[0].bericht.gegevens, **news})
    else:
        bericht = replace(owed[0].bericht, bericht="nieuws", gegevens=_news(owed, LINES))
    return replace(
        owed[0],
        bericht=replace(bericht, afspraak=None),
        attempts=max(one.attempts for one in owed),
        misschien_dubbel=any(one.misschien_dubbel for one in owed),
        voor=None,
        delen=tuple(owed),
    )


def _actions(tx: Transaction, owed: Sequence[TeVerzenden]) -> Bericht:
    """Numbered, what is still theirs first, by deadline; of one afspraak the message about that one."""
    new = {one.bericht.gegevens["afspraak"] for one in owed if one.bericht.bericht == "nieuwe_actie"}
    ids = {AfspraakId(one.bericht.gegevens["afspraak"]) for one in owed}
    if len(ids) == 1:
        return max(reversed(owed), key=lambda one: _SAYS_MOST.get(one.bericht.bericht, 1)).bericht
    anders = {one.bericht.gegevens["afspraak"]: word for one in owed if (word := _otherwise(one.bericht))}
    ordered = sorted(ids, key=lambda id: (anders.get(id) in GONE, tx.afspraken.get(id).deadline, id))
    shown = ordered[:LINES]
    gegevens = {
        "afspraken": shown,
        "nieuw": [id for id in shown if id in new],
        "anders": {str(id): anders[id] for id in shown if id in anders},
        "meer": len(ordered) - len(shown),
    }
    return replace(owed[0].bericht, bericht="samen", gegevens=gegevens)


def _otherwise(bericht: Bericht) -> str:
    """What became otherwise, in a word; empty of what only asks for an answer."""
    match bericht.bericht:
        case "besluit":
            return str(bericht.gegevens["besluit"])
        case "collega_antwoord":
            return "overgenomen" if bericht.gegevens["ja"] else "niet_overgenomen"
        case "nieuwe_actie" | "herinnering":
            return ""
    return bericht.bericht


def _news(owed: Sequence[TeVerzenden], most: int) -> dict[str, object]:
    """What happened, what has to be known first and then the oldest first."""
    found = [one.bericht for one in owed]
    ordered = sorted(found, key=lambda bericht: bericht.bericht not in _FIRST)
    lines = [[bericht.bericht, bericht.gegevens] for bericht in ordered[:most]]
    return {"nieuws": lines, "nieuws_meer": len(ordered) - len(lines)}
