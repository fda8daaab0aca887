"""Who hears in time who is lacking at a bijeenkomst, and who is asked again whether they come?"""

from dataclasses import dataclass
from datetime import time

from bot.domain.aanwezigheid import WERKDAGEN_VOORAF, Komst, looks_at
from bot.domain.bericht import Baan, Bericht
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, Staat
from bot.domain.errors import GeenRegio
from bot.domain.persoon import Persoon
from bot.usecases.aanwezigheid import answers, lacking
from bot.usecases.ports import Transaction
from bot.usecases.tafels import tell_voorzitters, to_lead, voorzitters

SIGNAAL = "melding_aanwezigheid"
ASKED = "komt_u"


@dataclass(frozen=True)
class Herinnerd:
    """Whom a reminder went to now, who had one today already, and who cannot be reached."""

    gevraagd: int
    vandaag_al: int
    niet: list[Persoon]


def to_look_at(tx: Transaction) -> list[BijeenkomstId]:
    """Those of which it is time to see who is lacking. Only inside the sending window."""
    try:
        if not tx.kalender.in_window(tx.now):
            return []
        until = tx.kalender.at(tx.kalender.shift(tx.today, WERKDAGEN_VOORAF + 1), time())
        return [one.id for one in tx.bijeenkomsten.between(tx.now, until) if _is_due(tx, one)]
    except GeenRegio:
        return []


def look_at(tx: Transaction, id: BijeenkomstId) -> int:
    """Who leads hears whom the table lacks, once for each moment it was at. Returns how many people that are.

    When it lacks nobody the message has nothing to say by the time it would leave, and does not.
    """
    bijeenkomst = tx.bijeenkomsten.hold(id)
    if not _is_due(tx, bijeenkomst):
        return 0
    told = Bericht("", SIGNAAL, Baan.KLOK, {"bijeenkomst": id}, waarom="48 uur voor de bijeenkomst")
    count = tell_voorzitters(tx, bijeenkomst, told, _unique(bijeenkomst))
    return count if lacking(tx, bijeenkomst) else 0


def remind(tx: Transaction, id: BijeenkomstId, door: Persoon) -> Herinnerd:
    """«Stuur herinnering»: who has not answered is asked again, each once a day. Raises what answering raises."""
    bijeenkomst = to_lead(tx, id, door)
    bijeenkomst.check_to_come(tx.now)
    people = to_ask(tx, bijeenkomst)
    able = [one for one in people if one.bereikbaar]
    count = sum(_ask(tx, bijeenkomst, persoon) for persoon in able)
    if count:
        tx.audit.record("komst_herinnerd", f"bijeenkomst {id}", door)
    return Herinnerd(count, len(able) - count, [one for one in people if not one.bereikbaar])


def to_ask(tx: Transaction, bijeenkomst: Bijeenkomst) -> list[Persoon]:
    """Who has not answered, those who come in somebody's place too; only who knows of it."""
    told = tx.verzendingen.received(bijeenkomst.id).keys()
    found: dict[int, Persoon] = {}
    for komst in answers(tx, bijeenkomst):
        knows = komst.deelnemer.hele or komst.persoon.id in told
        asked = komst.vervanger if komst.vervanger is not None and not komst.bevestigd else _open(komst)
        if asked is not None and (knows or asked is komst.vervanger):
            found.setdefault(asked.id, asked)
    return list(found.values())


def _open(komst: Komst) -> Persoon | None:
    return komst.persoon if komst.antwoord is None else None


def _ask(tx: Transaction, bijeenkomst: Bijeenkomst, persoon: Persoon) -> bool:
    return tx.outbox.put(
        Bericht(
            key=f"{ASKED}:{bijeenkomst.id}:{tx.today}:{persoon.id}",
            bericht=ASKED,
            baan=Baan.NIEUWS,
            gegevens={"bijeenkomst": bijeenkomst.id},
            naar=persoon.id,
            waarom="nog niet gezegd of die komt",
        )
    )


def _is_due(tx: Transaction, bijeenkomst: Bijeenkomst) -> bool:
    if bijeenkomst.staat is not Staat.GEPLAND or tx.now >= bijeenkomst.begint:
        return False
    moment = looks_at(bijeenkomst, tx.kalender)
    if moment is None or tx.now < moment:
        return False
    key, leading = f"{SIGNAAL}:{_unique(bijeenkomst)}", voorzitters(tx, bijeenkomst)
    return bool(leading) and not any(tx.outbox.knows(f"{key}:{one.id}") for one in leading)


def _unique(bijeenkomst: Bijeenkomst) -> str:
    """It is looked at anew when it is at another moment."""
    return f"{bijeenkomst.id}:{bijeenkomst.begint:%Y%m%dT%H%M}"
