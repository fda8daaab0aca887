"""What is agreed while people sit at the table waits for the afsprakenlijst: which, and until when?"""

from datetime import date, datetime, time, timedelta

from bot.domain.bijeenkomst import Bijeenkomst, Staat
from bot.domain.deelnemer import Aanwezigheid, Antwoord
from bot.domain.errors import DomainError
from bot.domain.persoon import PersoonId
from bot.domain.referentie import Referentie
from bot.usecases.ports import Transaction
from bot.usecases.tafels import taking_part

ASKS_AT, BY_ITSELF_AT = time(12), time(16)
"""On the working day after: when who leads is asked for the list, and when the actions go without it."""
AFTER = timedelta(minutes=5)
"""What did not leave with the actions follows them."""


class GaatMeeMetLijst(DomainError):
    """Nobody has heard of it yet: it goes with the afsprakenlijst."""


def on_its_list(tx: Transaction, casus: Referentie) -> Bijeenkomst | None:
    """The bijeenkomst of today whose afsprakenlijst is to tell what happens about this casus now.

    From its running order until its list is out, and no longer than its day: what is logged later goes at once.
    """
    found = [one for one in tx.bijeenkomsten.of_casus(casus, tx.kalender.at(tx.today, time())) if _is_to_tell(tx, one)]
    return max(found, key=lambda one: (one.staat is Staat.BEZIG, one.begint), default=None)


def hold_list(tx: Transaction, casus: Referentie) -> Bijeenkomst | None:
    """``on_its_list``, and its list does not go out before this transaction ends.

    Comes before the casus is held: who goes on to the next casus holds them in that order too.
    """
    found = on_its_list(tx, casus)
    held = tx.bijeenkomsten.hold(found.id) if found is not None else None
    return held if held is not None and _is_to_tell(tx, held) else None


def told_from(tx: Transaction, casus: Referentie) -> datetime | None:
    """When who knows an afspraak already hears of a change when no list goes before; None for at once."""
    bijeenkomst = on_its_list(tx, casus)
    return goes_by_itself_at(tx, bijeenkomst) + AFTER if bijeenkomst is not None else None


def after_the_hour(tx: Transaction, casus: Referentie) -> datetime | None:
    """When people hear what no list tells, as that it was closed: no phone buzzes at the table. None for at once."""
    bijeenkomst = on_its_list(tx, casus)
    under_way = bijeenkomst is not None and bijeenkomst.staat is Staat.BEZIG and tx.now < bijeenkomst.eindigt
    return bijeenkomst.eindigt if bijeenkomst is not None and under_way else None


def at_the_table(tx: Transaction, casus: Referentie) -> dict[PersoonId, bool]:
    """Who joins for this casus at its table now, each with whether they are there; nobody when none is going on."""
    bijeenkomst = on_its_list(tx, casus)
    if bijeenkomst is None:
        return {}
    agenda = tx.agendas.of(bijeenkomst.id)
    punten = [punt for punt in agenda if punt.casus == casus and not punt.weg]
    answers = tx.aanwezigheid.of(bijeenkomst.id)
    parts = taking_part(tx, bijeenkomst, agenda)
    return {id: came(answers.get(id)) for id, part in parts.items() if any(part.sees(punt) for punt in punten)}


def came(answer: Aanwezigheid | None) -> bool:
    """As the makelaar says; else as was answered. Who did not answer is taken to have come."""
    if answer is None:
        return True
    return answer.was_er if answer.was_er is not None else answer.antwoord in (None, Antwoord.KOMT)


def asked_at(tx: Transaction, bijeenkomst: Bijeenkomst) -> datetime:
    return tx.kalender.at(_day_after(tx, bijeenkomst), ASKS_AT)


def goes_by_itself_at(tx: Transaction, bijeenkomst: Bijeenkomst) -> datetime:
    return tx.kalender.at(_day_after(tx, bijeenkomst), BY_ITSELF_AT)


def _is_to_tell(tx: Transaction, bijeenkomst: Bijeenkomst) -> bool:
    under_way = bijeenkomst.staat in (Staat.BEZIG, Staat.AFGELOPEN) and bijeenkomst.lijst_at is None
    return under_way and tx.kalender.today(bijeenkomst.begint) == tx.today


def _day_after(tx: Transaction, bijeenkomst: Bijeenkomst) -> date:
    return tx.kalender.next_werkdag(tx.kalender.today(bijeenkomst.begint))
