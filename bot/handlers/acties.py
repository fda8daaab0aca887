"""What does the actiehouder do: /mijn, and every answer to an action, by button and by word."""

import re

from bot.domain.afspraak import Afspraak, AfspraakId, NietsTerugTeDraaien
from bot.domain.bericht import Bericht
from bot.domain.binnenkomst import Soort
from bot.domain.gesprek import Gesprek, Over
from bot.handlers import verzoeken
from bot.handlers.beurt import Beurt, read_id
from bot.usecases.afspraken import confirm_afspraak, just_answered, start_afspraak, undo_answer
from bot.usecases.toewijzing import to_answer

PER_MESSAGE = 8
MOST_CHOICES = 15
LISTS = ("mijn", "welke", "samen")
_WORD = re.compile(
    r"^\W*(?:(?P<voor>\d{1,3})\W+)?"
    r"(?P<daad>gedaan|bezig|ongedaan(?:\s+maken)?|uitstel(?:\s+vragen)?|lukt\s+niet|niet\s+voor\s+mij)"
    r"(?:\W+(?P<na>\d{1,3}))?\W*$",
    re.IGNORECASE,
)
_BUTTON = {"lukt": "luktniet", "niet": "nietvoormij"}
"""What a button is called whose word begins so, when that is something else."""
_NUMBER = re.compile(r"^\W*(\d{1,3})\W*$")
_DOES = {"gedaan": confirm_afspraak, "bezig": start_afspraak}
_ANSWERS = {"gedaan": "gedaan", "bezig": "bezig", "ongedaan": "weer_open"}


def mijn(beurt: Beurt, vanaf: str = "0") -> None:
    """The open actions, nearest deadline first, a handful a message."""
    ids = [afspraak.id for afspraak in to_answer(beurt.tx, beurt.persoon)]
    first = int(vanaf) if vanaf.isdecimal() and int(vanaf) < len(ids) else 0
    shown = ids[first : first + PER_MESSAGE]
    beurt.answer("mijn", afspraken=shown, vanaf=first, meer=len(ids) - first - len(shown))


def act(beurt: Beurt, daad: str, rest: str) -> None:
    """A button Gedaan, Bezig or Ongedaan maken; the last one names the answer that it takes back."""
    id, _, antwoord = rest.partition(":")
    afspraak = _does(beurt, daad, read_id(id), antwoord)
    _end_question(beurt, afspraak.id)
    message = beurt.binnen.message_id
    shown = beurt.tx.outbox.by_message(beurt.binnen.chat_id, message) if message is not None else None
    if shown is not None and shown.bericht in LISTS:
        # The list stays a list, with this line changed; the answer comes below it.
        beurt.rewrite(shown.bericht, **{"vanaf": 0, "meer": 0, "daad": daad, **shown.gegevens})
        beurt.answer(_ANSWERS[daad], afspraak=afspraak.id)
    else:
        beurt.rewrite(_ANSWERS[daad], afspraak=afspraak.id)


def said(beurt: Beurt) -> bool:
    """A typed word of a button, alone, with a number, or in reply to a message. False when the text is no such word."""
    word = _WORD.match(beurt.tekst)
    if word is None:
        return False
    replied = _replied_to(beurt)
    daad = word["daad"].lower().split()[0]
    daad = _BUTTON.get(daad, daad)
    number = word["voor"] or word["na"]
    if replied is not None and "afspraak" in replied.gegevens:
        _answer(beurt, daad, AfspraakId(replied.gegevens["afspraak"]))
    elif number is not None:
        _by_number(beurt, daad, int(number), _shown_list(beurt, replied))
    elif daad == "ongedaan":
        answered = just_answered(beurt.tx, beurt.persoon)
        if answered is None:
            raise NietsTerugTeDraaien
        _answer(beurt, daad, answered.id)
    else:
        _bare(beurt, daad)
    return True


def explained(beurt: Beurt) -> bool:
    """A line in reply to «Gedaan». False when the text is a reply to something else."""
    return verzoeken.explained(beurt, _replied_to(beurt))


def typed(beurt: Beurt, gesprek: Gesprek) -> bool:
    """An answer to a question about one action. False for the word of a button, which answers anew."""
    if _WORD.match(beurt.tekst):
        return False
    verzoeken.typed(beurt, gesprek)
    return True


def numbered(beurt: Beurt, gesprek: Gesprek) -> bool:
    """The number that answers «Welke?». False when it is no number."""
    number = _NUMBER.match(beurt.tekst)
    if number is None:
        return False
    _by_number(
        beurt, gesprek.gegevens["daad"], int(number[1]), [AfspraakId(id) for id in gesprek.gegevens["afspraken"]]
    )
    return True


def _bare(beurt: Beurt, daad: str) -> None:
    """The word alone: clear with one open action, asked with several."""
    open_ = [afspraak.id for afspraak in to_answer(beurt.tx, beurt.persoon)]
    if not open_:
        return beurt.answer("geen_open_acties")
    if len(open_) == 1:
        return _answer(beurt, daad, open_[0])
    shown = open_[:MOST_CHOICES]
    gesprek = Gesprek.begin(beurt.persoon.id, Over.WELKE, daad=daad, afspraken=shown).ask("welke")
    beurt.tx.gesprekken.save(gesprek)
    return beurt.answer("welke", daad=daad, afspraken=shown)


def _by_number(beurt: Beurt, daad: str, number: int, shown: list[AfspraakId]) -> None:
    if not 0 < number <= len(shown):
        return beurt.answer("onbekend_nummer")
    return _answer(beurt, daad, shown[number - 1])


def _end_question(beurt: Beurt, id: AfspraakId) -> None:
    """An answer has come, so «Welke?» waits no longer, nor what was asked about the same action."""
    gesprek = beurt.tx.gesprekken.get(beurt.persoon.id)
    if gesprek is None:
        return
    if gesprek.over is Over.WELKE or (gesprek.over in verzoeken.OVERS and gesprek.gegevens["afspraak"] == id):
        beurt.tx.gesprekken.end(beurt.persoon.id)


def _answer(beurt: Beurt, daad: str, id: AfspraakId) -> None:
    if daad in verzoeken.BEGINS:
        return verzoeken.begin(beurt, daad, id)
    afspraak = _does(beurt, daad, id)
    _end_question(beurt, id)
    return beurt.answer(_ANSWERS[daad], afspraak=afspraak.id)


def _does(beurt: Beurt, daad: str, id: AfspraakId, antwoord: str = "") -> Afspraak:
    if daad == "ongedaan":
        return undo_answer(beurt.tx, id, beurt.persoon, antwoord or None)
    return _DOES[daad](beurt.tx, id, beurt.persoon)


def _replied_to(beurt: Beurt) -> Bericht | None:
    if beurt.binnen.reply_to is None or beurt.binnen.soort is not Soort.TEKST:
        return None
    return beurt.tx.outbox.by_message(beurt.binnen.chat_id, beurt.binnen.reply_to)


def _shown_list(beurt: Beurt, replied: Bericht | None) -> list[AfspraakId]:
    """The numbers a person sees: of the list that was replied to, else of the last one, else of what is open."""
    shown = replied if replied is not None and "afspraken" in replied.gegevens else None
    shown = shown or beurt.tx.outbox.last_of(beurt.persoon.id, LISTS)
    if shown is not None and shown.gegevens.get("afspraken"):
        return [AfspraakId(id) for id in shown.gegevens["afspraken"]]
    return [afspraak.id for afspraak in to_answer(beurt.tx, beurt.persoon)]
