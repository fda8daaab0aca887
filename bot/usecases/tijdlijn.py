"""How does what happens get into the timeline of its casus?"""

from datetime import date

from bot.domain.afspraak import Afspraak
from bot.domain.bewaren import OUD_MEDEWERKER
from bot.domain.errors import UnknownPersoon
from bot.domain.gebeurtenis import Gebeurtenis, Wat
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from bot.usecases.ports import Transaction

_PEOPLE = frozenset({Wat.REGIEVOERDER, Wat.REGIEVOERDER_AF, Wat.OVERNAME_GEVRAAGD, Wat.TOEGEWEZEN})
"""Where ``waarde`` is the id of a person; with ``TOEGEWEZEN`` it may be an organisation."""


def note(
    tx: Transaction,
    about: Afspraak | Referentie,
    wat: Wat,
    door: Persoon | None,
    *,
    waarde: str | None = None,
    reden: str | None = None,
    dag: date | None = None,
    tekst: SafeText | None = None,
) -> None:
    """One line, about an afspraak or about the casus itself."""
    casus, afspraak = (about.casus, about.id) if isinstance(about, Afspraak) else (about, None)
    wie = door.id if door is not None else None
    tx.tijdlijn.add(Gebeurtenis(casus, wat, tx.now, wie, afspraak, waarde, reden or None, dag, tekst))


def named(tx: Transaction, line: Gebeurtenis) -> str | None:
    """``waarde`` of a line, with the name of whom or what it is a key of."""
    waarde = line.waarde
    if waarde is None:
        return None
    if line.wat in _PEOPLE and waarde.isdecimal():
        try:
            return tx.personen.get(PersoonId(int(waarde))).naam
        except UnknownPersoon:
            return OUD_MEDEWERKER
    ladder = {Wat.OPGESCHAALD: tx.regio.opschalen, Wat.AANGESPROKEN: tx.regio.aanspreken}.get(line.wat, ())
    return next((trede.naam for trede in ladder if trede.sleutel == waarde), waarde)
