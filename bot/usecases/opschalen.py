"""How is a casus that is stuck raised to the next level?

The makelaar chooses the step of the region's ladder, why, and who is told; nothing leaves before that.
"""

from collections.abc import Collection

from bot.domain.bericht import Baan, Bericht
from bot.domain.casus import OPSCHAAL_REDENEN, Voortgang
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.rechten import Daad
from bot.domain.referentie import Referentie
from bot.domain.regio_values import gemeente_organisatie
from bot.domain.toegang import signed
from bot.usecases.casussen import casus_to_change
from bot.usecases.ports import Transaction
from bot.usecases.tijdlijn import note

MOST_TOLD = 15
"""As many people as one card can offer."""


def may_be_told(tx: Transaction, referentie: Referentie) -> list[Persoon]:
    """Whom a message can reach: the managers, then the contacts of the gemeente and of who promised something."""
    casus = tx.casussen.get(referentie)
    promised = [afspraak.organisatie for afspraak in tx.afspraken.of_casus(referentie)]
    managers = tx.personen.with_rol(Rol.MANAGER)
    contacts = [persoon for persoon in tx.personen.with_rol(Rol.PARTNER) if signed(persoon, tx.regio)]
    involved = [
        persoon
        for organisatie in dict.fromkeys([gemeente_organisatie(casus.gemeente), *promised])
        for persoon in contacts
        if persoon.organisatie == organisatie
    ]
    found = {persoon.id: persoon for persoon in [*managers, *involved] if persoon.bereikbaar}
    return list(found.values())[:MOST_TOLD]


def scale_up(
    tx: Transaction, referentie: Referentie, trede: str, reden: str, wie: Collection[PersoonId], door: Persoon
) -> list[Persoon]:
    """The makelaar takes this step; each of ``wie`` who can be told still hears it by the reference only.

    Returns who does. Raises ``UnknownNaam`` when the region no longer knows the step.
    """
    casus = casus_to_change(tx, referentie, door, Daad.CASUS_OPSCHALEN)
    assert reden in OPSCHAAL_REDENEN
    step = tx.regio.trede(trede)
    told = [persoon for persoon in may_be_told(tx, referentie) if persoon.id in wie and persoon.id != door.id]
    tx.casussen.save(casus.log(Voortgang.OPGESCHAALD))
    note(tx, referentie, Wat.OPGESCHAALD, door, waarde=step.sleutel, reden=reden)
    tx.audit.record("casus_opgeschaald", f"casus {referentie}", door)
    for persoon in told:
        tx.audit.record("opschaling_gemeld", f"persoon {persoon.id}", door)
        tx.outbox.put(
            Bericht(
                key=f"opgeschaald:{referentie}:{persoon.id}:{tx.now.isoformat()}",
                bericht="melding_opgeschaald",
                baan=Baan.NIEUWS,
                gegevens={"referentie": referentie, "trede": step.sleutel, "opschaalreden": reden},
                naar=persoon.id,
                waarom="de makelaar schaalde een casus op",
            )
        )
    return told
