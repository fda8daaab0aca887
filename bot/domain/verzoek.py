"""What does an actiehouder ask or say back about an afspraak, for somebody else to decide?"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.errors import DomainError
from bot.domain.persoon import PersoonId


class Soort(StrEnum):
    """What is asked or said back."""

    UITSTEL = "uitstel"
    LUKT_NIET = "lukt_niet"
    NIET_VOOR_MIJ = "niet_voor_mij"
    OVERNAME = "overname"
    """A colleague is asked to take it over; until they accept nothing changes."""


class AlsNiet(StrEnum):
    """What was agreed for when it does not work out."""

    BESPREKEN = "bespreken"
    BELLEN = "bellen"
    COLLEGA = "collega"


# Reasons to choose from: keys, whose words stand in the templates. About how the work goes, never about a client.
REDENEN: dict[Soort, tuple[str, ...]] = {
    Soort.UITSTEL: ("andere_organisatie", "geen_contact", "meer_tijd", "geen_capaciteit", "anders"),
    Soort.LUKT_NIET: ("geen_mandaat", "geen_medewerking", "geen_capaciteit", "achterhaald", "anders"),
    Soort.NIET_VOOR_MIJ: ("andere_organisatie_doet", "collega_doet", "niet_afgesproken", "niet_mijn_werk", "anders"),
}
VERVALLEN_REDENEN = ("niet_meer_nodig", "anders_opgelost", "dubbel", "niet_haalbaar", "anders")


class VerzoekAfgehandeld(DomainError):
    """Somebody has decided about this already, or it was taken back."""


class UitstelTeVroeg(DomainError):
    """Extension has to reach further than the deadline does now."""


@dataclass(frozen=True)
class Verzoek:
    """What waits for a decision about one afspraak; at most one at a time.

    ``nummer`` is the version that the afspraak got by it, so that a button of an earlier one is recognised as old.
    ``tot`` is the wished deadline, ``aan`` the colleague who is asked.
    """

    soort: Soort
    nummer: int
    door: PersoonId
    at: datetime
    reden: str = ""
    tot: date | None = None
    aan: PersoonId | None = None
