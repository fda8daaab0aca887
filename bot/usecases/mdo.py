"""How is an MDO about one casus planned, with partners that the makelaar chooses?"""

from collections.abc import Collection
from datetime import datetime

from bot.domain.agenda import Agendapunt, Herkomst
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, MomentVoorbij, PuntId, Staat
from bot.domain.casus import Casus
from bot.domain.errors import DomainError
from bot.domain.namen import match
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.domain.toegang import signed
from bot.usecases.casussen import casus_to_change
from bot.usecases.invoer import MOST_CHOICES, Onduidelijk, names_of
from bot.usecases.ports import Transaction

DUUR = 60
"""Minutes, until the makelaar changes that on the agenda."""
MOST_PARTNERS = 20


class GeenPartner(DomainError):
    """Nobody who was chosen can be asked any more."""


def casus_for_mdo(tx: Transaction, referentie: Referentie, door: Persoon) -> Casus:
    """The casus, held until this transaction ends. Raises ``UnknownCasus`` or ``CasusGesloten``."""
    return casus_to_change(tx, referentie, door, Daad.MDO_PLANNEN)


def likely_partners(tx: Transaction, casus: Casus) -> list[PersoonId]:
    """Who has something open on this casus, and who directs it."""
    open_ = [afspraak.actiehouder for afspraak in tx.afspraken.of_casus(casus.referentie) if afspraak.is_open]
    involved = dict.fromkeys(id for id in (*open_, *tx.casussen.regievoerders(casus.referentie)) if id is not None)
    return [id for id in involved if _can_be_asked(tx, tx.personen.get(id))][:MOST_CHOICES]


def find_partner(tx: Transaction, typed: str) -> Persoon | Onduidelijk:
    """Who of the partners is meant by a name or an organisation: one person, or why not."""
    people = {p.id: p for rol in (Rol.ACTIEHOUDER, Rol.PARTNER) for p in tx.personen.with_rol(rol)}
    found = match(typed, [(name, persoon) for persoon in people.values() for name in names_of(tx, persoon)])
    able = [persoon for persoon in found if _can_be_asked(tx, persoon)]
    if len(able) == 1:
        return able[0]
    if able:
        return Onduidelijk("meer", tuple(str(persoon.id) for persoon in able[:MOST_CHOICES]))
    if found:
        return Onduidelijk("convenant", gegevens={"organisatie": found[0].organisatie})
    known = match(typed, tx.regio.organisatie_names)
    if len(known) != 1:
        return Onduidelijk("onbekend")
    return Onduidelijk("niemand" if known[0].convenant else "convenant", gegevens={"organisatie": known[0].naam})


def mdo_to_come(tx: Transaction, referentie: Referentie) -> list[Bijeenkomst]:
    """What is planned about this casus alone and has yet to begin."""
    coming = tx.bijeenkomsten.of_casus(referentie, tx.now)
    return [one for one in coming if one.is_mdo and one.staat is Staat.GEPLAND]


def plan_mdo(
    tx: Transaction,
    referentie: Referentie,
    begint: datetime,
    waar: str | None,
    partners: Collection[PersoonId],
    door: Persoon,
) -> Bijeenkomst:
    """An MDO about this casus alone; nobody is told before its agenda is sent.

    Raises what ``casus_for_mdo`` raises, ``MomentVoorbij`` and ``GeenPartner``.
    """
    casus_for_mdo(tx, referentie, door)
    if begint <= tx.now:
        raise MomentVoorbij
    asked = frozenset(id for id in partners if _can_be_asked(tx, tx.personen.get(id)))
    if not asked:
        raise GeenPartner
    planned = tx.bijeenkomsten.add(
        Bijeenkomst(BijeenkomstId(0), None, begint, DUUR, waar, eigen=True, changed_at=tx.now)
    )
    tx.agendas.add(Agendapunt(PuntId(0), planned.id, 1, DUUR, Herkomst.TOEGEVOEGD, casus=referentie, partners=asked))
    tx.audit.record("mdo_gepland", f"bijeenkomst {planned.id}", door)
    return planned


def _can_be_asked(tx: Transaction, persoon: Persoon) -> bool:
    partner = persoon.is_(Rol.ACTIEHOUDER) or persoon.is_(Rol.PARTNER)
    return partner and persoon.actief and signed(persoon, tx.regio)
