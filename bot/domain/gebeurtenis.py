"""What happened on a casus, for who has to be able to read it back?"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.afspraak import AfspraakId
from bot.domain.persoon import PersoonId
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie

LONGEST_REGEL = 300


class Wat(StrEnum):
    """What kind of thing happened. ``waarde`` is what it says of each, ``dag`` a day and ``reden`` a reason that belong
    to it.
    """

    # Of the casus
    BEGONNEN = "begonnen"
    FASE = "fase"  # the phase
    CATEGORIE = "categorie"  # the category
    STATUS = "status"  # loopt, loopt_vast, opgeschaald; with a line
    REGIEVOERDER = "regievoerder"  # the id of the person
    REGIEVOERDER_AF = "regievoerder_af"  # likewise
    OPGESCHAALD = "opgeschaald"  # the step of the region's ladder; with the reason
    KNELPUNT = "knelpunt"  # the theme; with a line
    LEERPUNT = "leerpunt"  # the theme; with a line
    SAMENWERKING = "samenwerking"  # goed, kon_beter, niet
    AGENDA = "agenda"  # on the agenda of the day
    BESPROKEN = "besproken"  # at the table of the day
    DOORGESCHOVEN = "doorgeschoven"  # from the table of the day to the next
    # Of an afspraak on it
    VASTGELEGD = "vastgelegd"
    OPGEPAKT = "opgepakt"
    BEZIG = "bezig"
    GEDAAN = "gedaan"
    TOELICHTING = "toelichting"  # a line
    TERUGGEDRAAID = "teruggedraaid"  # the answer that was taken back
    UITSTEL_GEVRAAGD = "uitstel_gevraagd"  # the reason; the wished day
    UITSTEL_AKKOORD = "uitstel_akkoord"  # the new deadline as the day
    UITSTEL_AFGEWEZEN = "uitstel_afgewezen"
    LUKT_NIET = "lukt_niet"  # the reason
    NIET_VOOR_MIJ = "niet_voor_mij"  # the reason
    OVERNAME_GEVRAAGD = "overname_gevraagd"  # the id of the colleague
    OVERGENOMEN = "overgenomen"
    OVERNAME_GEWEIGERD = "overname_geweigerd"
    OP_AGENDA = "op_agenda"  # the day of the table
    TEKST_GEWIJZIGD = "tekst_gewijzigd"
    DEADLINE_GEWIJZIGD = "deadline_gewijzigd"  # the new deadline as the day
    TOEGEWEZEN = "toegewezen"  # the id of the person, or the organisation
    HERINNERD = "herinnerd"  # by hand
    AANGESPROKEN = "aangesproken"  # the step of the region's ladder
    VERVALLEN = "vervallen"  # the reason
    HEROPEND = "heropend"


LESSEN = (Wat.KNELPUNT, Wat.LEERPUNT)
"""What there is to learn: an obstacle in the chain, or something to do differently."""


@dataclass(frozen=True)
class Gebeurtenis:
    """One line of the timeline. ``door`` is None for what came by itself."""

    casus: Referentie
    wat: Wat
    at: datetime
    door: PersoonId | None
    afspraak: AfspraakId | None = None
    waarde: str | None = None
    reden: str | None = None
    dag: date | None = None
    tekst: SafeText | None = None
    id: int = 0
