"""How does a region file come into force?"""

from bot.domain.errors import DomainError, GeenRegio
from bot.domain.regio import Regio, changes, removed_keys, to_document
from bot.usecases.afspraken import replanned
from bot.usecases.feeds import note_names
from bot.usecases.ports import Transaction


class InGebruik(DomainError):
    """The new file drops keys that people or casussen refer to. ``gegevens["fouten"]`` names each."""


def load_regio(tx: Transaction, new: Regio) -> list[str]:
    """Puts ``new`` in force and plans every open afspraak anew. Returns what changes; loading twice changes nothing.

    Raises ``InGebruik`` when a key in use would go, and then changes nothing.
    """
    try:
        old: Regio | None = tx.regio
    except GeenRegio:
        old = None
    lines = changes(old, new)
    if not lines:
        return []
    faults = _still_used(tx, old, new)
    if faults:
        raise InGebruik(fouten=faults)
    tx.regios.save(to_document(new))
    if old is not None:
        note_names(tx, old, new)
    tx.audit.record("regio_geladen", f"regio {new.sleutel}")
    return lines


def replan_all(tx: Transaction) -> int:
    """Every open afspraak gets the day that the region in force now gives it. Returns how many were planned anew.

    Runs in a transaction after ``load_regio``, so that it sees the new region. What was due and not yet planned stays
    due: a change of the ladder does not make a missed day go away.
    """
    count = 0
    for afspraak in tx.afspraken.all_open():
        before = tx.afspraken.next_due_on(afspraak.id)
        after = before if before is not None and before <= tx.today else replanned(tx, afspraak)
        if after != before:
            tx.afspraken.due_again(afspraak.id, after)
            count += 1
    return count


def _still_used(tx: Transaction, old: Regio | None, new: Regio) -> list[str]:
    removed = removed_keys(old, new)
    if not removed:
        return []
    gemeenten, tafels = tx.casussen.uses()
    personen = [persoon for persoon in tx.personen.all() if persoon.actief]
    gemeenten |= {gemeente for persoon in personen for gemeente in persoon.gemeenten}
    tafels |= {tafel for persoon in personen for tafel in persoon.tafels} | tx.bijeenkomsten.uses(tx.now)
    seats = {(persoon.organisatie, persoon.zetel) for persoon in personen if persoon.zetel}
    organisaties = {persoon.organisatie for persoon in personen}
    organisaties |= {afspraak.organisatie for afspraak in tx.afspraken.all_open()}
    return [
        *(f"casustafels: '{key}' is in gebruik en kan niet weg" for key in removed.casustafels if key in tafels),
        *(f"gemeenten: '{naam}' is in gebruik en kan niet weg" for naam in removed.gemeenten if naam in gemeenten),
        *(
            f"organisaties: '{naam}' is in gebruik en kan niet weg"
            for naam in removed.organisaties
            if naam in organisaties
        ),
        *(
            f"organisaties: zetel '{zetel}' is in gebruik en kan niet weg"
            for zetel in removed.zetels
            if (zetel.organisatie, zetel.zetel) in seats
        ),
    ]
