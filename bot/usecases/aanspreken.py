"""How does the makelaar hold an organisation to an overdue afspraak, step by step of the region's ladder?

Never by itself: each step is proposed, and goes when the makelaar says so. The first step is the actiehouder, whom our
own reminders reach; every next one goes to the organisation's contacts.
"""

from bot.domain.afspraak import Afspraak, AfspraakId
from bot.domain.bericht import Baan, Bericht
from bot.domain.gebeurtenis import Wat
from bot.domain.herinnering import SPEAK_AFTER, can_be_spoken_to
from bot.domain.persoon import Persoon, Rol
from bot.domain.toegang import signed
from bot.domain.verzoek import VerzoekAfgehandeld
from bot.usecases.beheer import managed_afspraak
from bot.usecases.ports import Transaction
from bot.usecases.tijdlijn import note


def speak_to(tx: Transaction, id: AfspraakId, genomen: int, door: Persoon) -> list[Persoon]:
    """The next step after the ``genomen`` that were taken when it was proposed. Returns who gets a message.

    With nobody to reach it is the makelaar who speaks to the organisation, so that the step is taken all the same.
    Raises ``VerzoekAfgehandeld`` or ``AlAfgehandeld`` for a proposal that is over.
    """
    before = _proposed(tx, id, genomen, door)
    trede = tx.regio.aanspreken[before.aangesproken + 1]
    afspraak = before.speak_to(len(tx.regio.aanspreken), tx.kalender.shift(tx.today, SPEAK_AFTER))
    tx.afspraken.save(afspraak, next_due_on=tx.afspraken.next_due_on(id))
    note(tx, afspraak, Wat.AANGESPROKEN, door, waarde=trede.sleutel)
    tx.audit.record("afspraak_aangesproken", f"afspraak {id}", door)
    contacts = _contacts(tx, afspraak)
    for contact in contacts:
        tx.outbox.put(
            Bericht(
                key=f"aanspreken:{id}:{afspraak.deadline}:{afspraak.aangesproken}:{contact.id}",
                bericht="aanspreken",
                baan=Baan.NIEUWS,
                gegevens={"afspraak": id},
                naar=contact.id,
                afspraak=id,
                waarom="de makelaar spreekt de organisatie aan",
            )
        )
    return contacts


def speak_later(tx: Transaction, id: AfspraakId, genomen: int, door: Persoon) -> Afspraak:
    """«Nog niet»: the same step is proposed again later. Raises as ``speak_to`` does."""
    before = _proposed(tx, id, genomen, door)
    afspraak = before.speak_later(tx.kalender.shift(tx.today, SPEAK_AFTER))
    if afspraak != before:  # a second tap says the same, and is written down once
        tx.afspraken.save(afspraak, next_due_on=tx.afspraken.next_due_on(id))
        tx.audit.record("aanspreken_uitgesteld", f"afspraak {id}", door)
    return tx.afspraken.get(id)


def _proposed(tx: Transaction, id: AfspraakId, genomen: int, door: Persoon) -> Afspraak:
    """Putting it off is no obstacle: a makelaar may think again."""
    afspraak = managed_afspraak(tx, id, door)
    afspraak.check_open()
    can_be = can_be_spoken_to(afspraak, len(tx.regio.aanspreken), tx.kalender, tx.today)
    if not can_be or afspraak.aangesproken != genomen:
        raise VerzoekAfgehandeld(referentie=afspraak.casus)
    return afspraak


def _contacts(tx: Transaction, afspraak: Afspraak) -> list[Persoon]:
    """Who of the organisation can be reached, the actiehouder aside."""
    return [
        persoon
        for persoon in tx.personen.with_rol(Rol.PARTNER)
        if persoon.organisatie == afspraak.organisatie
        and persoon.bereikbaar
        and persoon.id != afspraak.actiehouder
        and signed(persoon, tx.regio)
    ]
