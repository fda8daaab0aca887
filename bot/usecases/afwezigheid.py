"""How does somebody go away for a while, with a colleague who takes over, and come back?"""

import re
from datetime import date

from bot.domain.afwezigheid import Afwezigheid, can_stand_in
from bot.domain.bericht import Baan, Bericht
from bot.domain.deadline import check_dag, find_deadline, read_deadline
from bot.domain.errors import DomainError, UnknownPersoon
from bot.domain.namen import match
from bot.domain.persoon import Persoon, PersoonId
from bot.usecases.invoer import MOST_CHOICES, Onduidelijk, moment, names_of, unclear_deadline
from bot.usecases.ports import Transaction
from bot.usecases.vervanging import afwezig, in_force

_FILLERS = re.compile(r"\b(?:tot|en|met|vervanger|vervangt|door|mij|is)\b", re.IGNORECASE)


class GeenVervanger(DomainError):
    """Nobody of the organisation can take over; the person hears whom to ask."""


class VervangerKanNiet(DomainError):
    """This colleague could take over when they were chosen, and cannot any more."""


def likely_colleagues(tx: Transaction, door: Persoon) -> tuple[str, ...]:
    """Who can take over for ``door`` now, to offer as choices. Raises ``GeenVervanger`` when there is nobody."""
    found = [persoon for persoon in _own(tx, door) if why_not(tx, persoon, door) is None]
    if not found:
        raise GeenVervanger(organisatie=door.organisatie)
    return tuple(str(persoon.id) for persoon in found[:MOST_CHOICES])


def find_colleague(tx: Transaction, typed: str, door: Persoon) -> Persoon | Onduidelijk:
    """Who of the own organisation is meant by a name: one person, or why not. Nobody else exists here."""
    found = match(typed, [(naam, persoon) for persoon in _own(tx, door) for naam in names_of(tx, persoon)])
    able = [persoon for persoon in found if why_not(tx, persoon, door) is None]
    if len(able) == 1:
        return able[0]
    if able:
        return Onduidelijk("meer", tuple(str(persoon.id) for persoon in able[:MOST_CHOICES]))
    return Onduidelijk(why_not(tx, found[0], door) or "") if found else Onduidelijk("onbekend")


def find_last_day(tx: Transaction, typed: str) -> date | Onduidelijk:
    """The last day of an absence; a day off is fine."""
    try:
        return check_dag(read_deadline(typed, moment(tx)), tx.today, tx.kalender)
    except DomainError as refused:
        return unclear_deadline(tx, refused)


def read_line(tx: Transaction, text: str, door: Persoon) -> tuple[date | Onduidelijk, Persoon | Onduidelijk]:
    """``tot 12 december Joost``: the day and the colleague, in any order; each, or why it has to be asked."""
    found = find_deadline(text, moment(tx), [persoon.naam for persoon in _own(tx, door)])
    name = " ".join(_FILLERS.sub(" ", found.without(text) if found else text).split()).strip(" ,.;:")
    wie = find_colleague(tx, name, door) if name else Onduidelijk("")
    if found is None:
        return Onduidelijk("" if isinstance(wie, Persoon) or not name else "onleesbaar"), wie
    try:
        return check_dag(found.dag, tx.today, tx.kalender), wie
    except DomainError as refused:
        return unclear_deadline(tx, refused), wie


def go_away(tx: Transaction, door: Persoon, vervanger: PersoonId, tot: date) -> None:
    """From now on through ``tot`` a colleague gets what is for ``door``, and may answer it; who it is hears so.

    In place of an earlier absence. Raises ``VervangerKanNiet``, or what ``check_dag`` raises.
    """
    check_dag(tot, tx.today, tx.kalender)
    tx.afwezigheden.hold()
    try:
        colleague = tx.personen.get(vervanger)
    except UnknownPersoon as gone:
        raise VervangerKanNiet from gone
    if why_not(tx, colleague, door) is not None:
        raise VervangerKanNiet
    earlier = in_force(tx).get(door.id)
    if earlier is not None and earlier.vervanger != vervanger:
        come_back(tx, door, door)
    tx.afwezigheden.put(Afwezigheid(door.id, vervanger, tot))
    tx.audit.record("afwezig_gemeld", f"persoon {vervanger}", door)
    _tell(tx, door, vervanger, "begin")


def come_back(tx: Transaction, persoon: Persoon, door: Persoon | None) -> None:
    """The absence ends at once. Nothing happens when there is none. ``door`` is None on the command line."""
    earlier = in_force(tx).get(persoon.id)
    if earlier is not None:
        tx.afwezigheden.end(persoon.id)
        tx.audit.record("afwezig_beeindigd", f"persoon {earlier.vervanger}", door)
        _tell(tx, persoon, earlier.vervanger, "einde")


def _tell(tx: Transaction, afwezige: Persoon, vervanger: PersoonId, wat: str) -> None:
    """What it says is what holds when it is sent. ``wat`` makes two changes at one moment two messages."""
    tx.outbox.put(
        Bericht(
            key=f"vervanger:{wat}:{afwezige.id}:{vervanger}:{tx.now.isoformat()}",
            bericht="melding_vervanger",
            baan=Baan.NIEUWS,
            gegevens={"persoon": afwezige.id},
            naar=vervanger,
            waarom="een collega is afwezig of weer terug",
        )
    )


def _own(tx: Transaction, door: Persoon) -> list[Persoon]:
    return [persoon for persoon in tx.personen.all() if persoon.actief and persoon.organisatie == door.organisatie]


def why_not(tx: Transaction, persoon: Persoon, door: Persoon) -> str | None:
    """Why this colleague cannot take over now, as a template knows it; None when they can."""
    if persoon.id == door.id:
        return "uzelf"
    if not can_stand_in(persoon, door, tx.regio):
        return "kan_niet"
    if not persoon.bereikbaar:
        return "niet_bereikbaar"
    return "ook_afwezig" if afwezig(tx, persoon) is not None else None
