"""Who may do what? The policy itself, as one table: role, relation and act, with the reason.

What is not in it nobody may. ``docs/rechten.md`` is made from it, so the texts are Dutch and for people.
"""

from collections.abc import Set
from dataclasses import dataclass
from enum import Enum

from bot.domain.persoon import Persoon, Rol


class Daad(Enum):
    """What somebody can do here, in the words of the policy."""

    MIJN = "De eigen open acties zien (/mijn)"
    ACTIE_KRIJGEN = "Een actie op naam krijgen"
    ACTIE_ZIEN = "Een actie bekijken: wat, van wie, uiterlijk wanneer, en hoe het ermee staat"
    ACTIE_BEANTWOORDEN = (
        "Een actie beantwoorden: Gedaan, Bezig, Uitstel vragen, Lukt niet, Niet voor mij, een collega vragen, "
        "Ongedaan maken"
    )
    ACTIE_OVERNEMEN = "Een actie overnemen van een collega die dat vraagt, of niet"
    ACTIE_OPPAKKEN = "Zeggen wie een actie oppakt die nog van niemand is: Ik, of Een collega"
    AFWEZIG = "Afwezig zijn, met een collega die vervangt (/afwezig)"
    CASUS_ZIEN = "Het eigen deel van een casus zien: de eigen acties en de naam van de makelaar (/casus)"
    CASUS_OVERZIEN = "Een hele casus zien: gemeente, tafel, alle afspraken en van wie ze zijn (/casus)"
    CASUS_BEGINNEN = "Een casus beginnen (/nieuw)"
    CASUS_AFSLUITEN = "Een casus afsluiten"
    CASUS_BEHEREN = "Status, fase, regievoerder, knelpunt en leerpunt van een casus vastleggen (/status)"
    CASUS_OPSCHALEN = "Een casus opschalen"
    AFSPRAAK_VASTLEGGEN = "Een afspraak vastleggen (/afspraak)"
    HERINNERING_STUREN = "Een herinnering laten sturen"
    AFSPRAAK_BEHEREN = (
        "Een afspraak wijzigen, weer openzetten of laten vervallen; beslissen over een verzoek; aanspreken"
    )
    VANDAAG = "Zien wat vandaag aandacht vraagt (/vandaag)"
    OVERDRAGEN = "Het werk van een makelaar voor een tijd aan een collega geven (/overdragen)"
    OCHTENDBERICHT = "Kiezen hoe laat het ochtendbericht komt"
    TOEGANG_STOPPEN = "Zien wie gekoppeld is, en iemands toegang stoppen (/toegang)"
    TAFELS_ZIEN = "Zien aan welke bijeenkomsten men deelneemt, waar en wanneer (/tafels)"
    KALENDER = "De eigen bijeenkomsten in de eigen agenda zetten (/kalender)"
    TAFEL_IN_KALENDER = "Alle bijeenkomsten van een tafel in de eigen agenda zetten: alleen plaats en tijd (/kalender)"
    AGENDA_ZIEN = "Van een agenda of afsprakenlijst zien waar men zelf bij is (/agenda, /afsprakenlijst)"
    AANWEZIGHEID = "Zeggen of men komt, of wie er in de plaats komt: Ik kom, Ik kom niet, Vervanger"
    TAFEL_LEIDEN = (
        "Een bijeenkomst leiden: agenda maken en versturen, verplaatsen, afzeggen, zien wie komt, de afsprakenlijst "
        "versturen, en kalenderlinks rondsturen"
    )
    MDO_PLANNEN = "Een MDO plannen bij één casus"
    HULP = "Zien wat men hier kan doen, en stoppen met een vraag (/help, /annuleer)"
    PRIVACY = "Zien wat over iemand bewaard wordt (/privacy)"
    STOPPEN = "Telegram loskoppelen (/stop)"


class Relatie(Enum):
    """What somebody has to do with what it is about."""

    ZELF = "zichzelf"
    CONVENANT = "convenant"
    EIGEN_ACTIE = "eigen actie"
    CASUS_VAN_ACTIE = "casus van eigen open actie"
    VERVANGER = "vervanger van een afwezige"
    INZAGE = "inzage met einddatum"
    GEVRAAGD = "gevraagd door een collega"
    EIGEN_ORGANISATIE = "van de eigen organisatie, en nog van niemand"
    AANGESPROKEN = "aangesproken namens de organisatie"
    REGIE = "regievoerder"
    ZETEL = "vaste zetel aan de tafel"
    EIGEN_GEMEENTE = "eigen gemeente"
    EIGEN_TAFEL = "eigen tafel"
    HELE_HUIS = "hele huis"
    BEGONNEN = "zelf begonnen"
    OVERGEDRAGEN = "overgedragen door een makelaar"
    ZONDER_MAKELAAR = "zonder makelaar"
    AAN_TAFEL = "zetel aan de tafel"
    DEELNEMER = "uitgenodigd voor de bijeenkomst"
    VOORZITTER = "voorzitter van de tafel"
    PARTNER = "mensen van partners"
    HUIS = "mensen van het huis"


@dataclass(frozen=True)
class Recht:
    """One line of the policy. ``rol`` is None for everybody who is linked."""

    daad: Daad
    rol: Rol | None
    relaties: frozenset[Relatie]
    reden: str


def _recht(daad: Daad, rol: Rol | None, *relaties: Relatie, reden: str) -> Recht:
    return Recht(daad, rol, frozenset(relaties), reden)


# A casus of this makelaar, by whichever way.
_WAAKT = (
    Relatie.EIGEN_GEMEENTE,
    Relatie.EIGEN_TAFEL,
    Relatie.HELE_HUIS,
    Relatie.BEGONNEN,
    Relatie.OVERGEDRAGEN,
    Relatie.ZONDER_MAKELAAR,
)

RECHTEN: tuple[Recht, ...] = (
    _recht(
        Daad.MIJN,
        Rol.ACTIEHOUDER,
        Relatie.ZELF,
        reden="Wie iets heeft toegezegd, moet kunnen zien wat en voor wanneer.",
    ),
    _recht(
        Daad.ACTIE_KRIJGEN,
        Rol.ACTIEHOUDER,
        Relatie.CONVENANT,
        reden="Alleen een organisatie die het convenant tekende, doet mee aan casussen.",
    ),
    _recht(
        Daad.ACTIE_ZIEN,
        Rol.ACTIEHOUDER,
        Relatie.EIGEN_ACTIE,
        Relatie.VERVANGER,
        Relatie.GEVRAAGD,
        Relatie.EIGEN_ORGANISATIE,
        reden=(
            "Dit is de eigen toezegging, of die van de collega die men vervangt. Wie gevraagd wordt iets op te pakken, "
            "moet weten wat. Die van een ander bestaat niet."
        ),
    ),
    _recht(
        Daad.ACTIE_ZIEN,
        Rol.PARTNER,
        Relatie.EIGEN_ORGANISATIE,
        Relatie.AANGESPROKEN,
        reden="De contactpersoon zegt wie het oppakt, en is aan te spreken op wat de organisatie toezegde.",
    ),
    _recht(
        Daad.ACTIE_ZIEN,
        Rol.MAKELAAR,
        *_WAAKT,
        reden="De makelaar bewaakt de afspraken bij deze casus.",
    ),
    _recht(
        Daad.ACTIE_BEANTWOORDEN,
        Rol.ACTIEHOUDER,
        Relatie.EIGEN_ACTIE,
        Relatie.VERVANGER,
        reden="Alleen wie het toezegde, of wie die collega vervangt, kan zeggen dat het gedaan is.",
    ),
    _recht(
        Daad.ACTIE_OVERNEMEN,
        Rol.ACTIEHOUDER,
        Relatie.GEVRAAGD,
        Relatie.EIGEN_ACTIE,
        reden="Niemand krijgt een actie van een collega zonder ja te zeggen. Wie hem al heeft, hoort dat.",
    ),
    _recht(
        Daad.ACTIE_OPPAKKEN,
        Rol.ACTIEHOUDER,
        Relatie.EIGEN_ORGANISATIE,
        reden="De organisatie zei het toe. Daar weten ze het beste wie het doet.",
    ),
    _recht(
        Daad.ACTIE_OPPAKKEN,
        Rol.PARTNER,
        Relatie.EIGEN_ORGANISATIE,
        reden="De contactpersoon van de organisatie zegt welke collega het doet.",
    ),
    _recht(
        Daad.AFWEZIG,
        Rol.ACTIEHOUDER,
        Relatie.ZELF,
        reden="Wie weg is, kiest zelf welke collega zolang antwoordt. Anders blijft het werk liggen.",
    ),
    _recht(
        Daad.CASUS_ZIEN,
        Rol.ACTIEHOUDER,
        Relatie.CASUS_VAN_ACTIE,
        Relatie.VERVANGER,
        Relatie.INZAGE,
        Relatie.REGIE,
        Relatie.ZETEL,
        reden="Genoeg om de toezegging na te komen en de makelaar te vinden. Wie verder meedoet, blijft verborgen.",
    ),
    _recht(
        Daad.CASUS_ZIEN,
        Rol.PARTNER,
        Relatie.INZAGE,
        Relatie.REGIE,
        Relatie.ZETEL,
        reden="Een partner doet mee bij de casussen van de eigen tafel, en waarvoor die gevraagd is zolang dat duurt.",
    ),
    _recht(
        Daad.CASUS_ZIEN,
        Rol.MAKELAAR,
        *_WAAKT,
        reden="De makelaar bewaakt deze casus, en ziet hem dus ook.",
    ),
    _recht(
        Daad.CASUS_OVERZIEN,
        Rol.MAKELAAR,
        *_WAAKT,
        reden="Zonder overzicht blijft er iets liggen. Inhoud staat hier niet: die staat in het dossier.",
    ),
    _recht(
        Daad.CASUS_BEGINNEN,
        Rol.MAKELAAR,
        Relatie.EIGEN_GEMEENTE,
        Relatie.HELE_HUIS,
        Relatie.OVERGEDRAGEN,
        reden="Elke gemeente heeft een eigen makelaar.",
    ),
    _recht(
        Daad.AFSPRAAK_VASTLEGGEN,
        Rol.MAKELAAR,
        *_WAAKT,
        reden="De makelaar zit de tafel voor en legt vast wat er is afgesproken.",
    ),
    _recht(
        Daad.HERINNERING_STUREN,
        Rol.MAKELAAR,
        *_WAAKT,
        reden="De makelaar houdt mensen aan wat ze toezegden.",
    ),
    _recht(
        Daad.CASUS_AFSLUITEN,
        Rol.MAKELAAR,
        *_WAAKT,
        reden="De makelaar ziet of alles klaar is. Daarna loopt de bewaartermijn.",
    ),
    _recht(
        Daad.AFSPRAAK_BEHEREN,
        Rol.MAKELAAR,
        *_WAAKT,
        reden="Wat is afgesproken, verandert alleen als de makelaar dat zegt. Er gaat niets vanzelf naar een ander.",
    ),
    _recht(
        Daad.CASUS_BEHEREN,
        Rol.MAKELAAR,
        *_WAAKT,
        reden="De makelaar houdt bij hoe de casus loopt en wat er te leren is.",
    ),
    _recht(
        Daad.CASUS_OPSCHALEN,
        Rol.MAKELAAR,
        *_WAAKT,
        reden="Een casus gaat naar een hoger niveau als de makelaar dat besluit, en nooit vanzelf.",
    ),
    _recht(
        Daad.OVERDRAGEN,
        Rol.MAKELAAR,
        Relatie.ZELF,
        reden="Wie weg is, geeft het eigen werk aan een collega. Anders blijft er iets liggen.",
    ),
    _recht(
        Daad.OVERDRAGEN,
        Rol.MANAGER,
        Relatie.HUIS,
        reden="Een makelaar die ziek is, kan het zelf niet doen. De manager ziet daarmee geen casus.",
    ),
    _recht(
        Daad.OCHTENDBERICHT,
        Rol.MAKELAAR,
        Relatie.ZELF,
        reden="De een begint eerder dan de ander.",
    ),
    _recht(
        Daad.VANDAAG,
        Rol.MAKELAAR,
        Relatie.ZELF,
        reden="Eén lijst per dag, met alleen de afspraken bij de casussen van deze makelaar.",
    ),
    _recht(
        Daad.TOEGANG_STOPPEN,
        Rol.BEHEERDER,
        Relatie.PARTNER,
        Relatie.HUIS,
        reden="De beheerder beheert de mensen, en ziet van casussen niets. De eigen toegang stopt men met /stop.",
    ),
    _recht(
        Daad.TOEGANG_STOPPEN,
        Rol.MAKELAAR,
        Relatie.PARTNER,
        reden="Wie aan tafel hoort dat een telefoon kwijt is of iemand weg is, moet meteen kunnen ingrijpen.",
    ),
    _recht(
        Daad.TAFELS_ZIEN,
        None,
        Relatie.ZELF,
        reden="Wie ergens verwacht wordt, moet weten waar en wanneer. De naam van de tafel is neutraal.",
    ),
    _recht(
        Daad.KALENDER,
        None,
        Relatie.ZELF,
        reden="Wie ergens verwacht wordt, heeft dat in de eigen agenda nodig.",
    ),
    _recht(
        Daad.TAFEL_IN_KALENDER,
        None,
        Relatie.AAN_TAFEL,
        reden="Wie aan een tafel een zetel heeft, moet die dagen vrij kunnen houden. Over casussen staat er niets bij.",
    ),
    _recht(
        Daad.TAFEL_IN_KALENDER,
        Rol.MAKELAAR,
        Relatie.VOORZITTER,
        Relatie.OVERGEDRAGEN,
        reden="Wie de tafel leidt, heeft alle bijeenkomsten in de eigen agenda nodig.",
    ),
    _recht(
        Daad.AGENDA_ZIEN,
        None,
        Relatie.DEELNEMER,
        reden=(
            "De vaste kern ziet de hele agenda. Een gemeente en een partner zien alleen de eigen casussen. Een "
            "beheerder of manager zit alleen aan tafels zonder casussen."
        ),
    ),
    _recht(
        Daad.AGENDA_ZIEN,
        Rol.MAKELAAR,
        Relatie.VOORZITTER,
        Relatie.OVERGEDRAGEN,
        reden="Wie de tafel leidt, maakt de agenda en ziet die dus.",
    ),
    _recht(
        Daad.AANWEZIGHEID,
        None,
        Relatie.DEELNEMER,
        Relatie.GEVRAAGD,
        reden=(
            "Alleen wie is uitgenodigd, kan zeggen of er iemand komt en wie dat is. Wie zelf geen collega weet, laat "
            "het de contactpersoon zeggen."
        ),
    ),
    _recht(
        Daad.TAFEL_LEIDEN,
        Rol.MAKELAAR,
        Relatie.VOORZITTER,
        Relatie.OVERGEDRAGEN,
        reden="De makelaar zit de tafel voor, maakt de agenda en verstuurt de afsprakenlijst.",
    ),
    _recht(
        Daad.MDO_PLANNEN,
        Rol.MAKELAAR,
        *_WAAKT,
        reden="De makelaar roept een MDO bijeen bij een casus die de makelaar bewaakt.",
    ),
    _recht(Daad.HULP, None, Relatie.ZELF, reden="Iedereen ziet wat bij de eigen rol hoort, en niets anders."),
    _recht(Daad.PRIVACY, None, Relatie.ZELF, reden="Iedereen mag weten wat over hem of haar bewaard wordt."),
    _recht(Daad.STOPPEN, None, Relatie.ZELF, reden="Iedereen kan op elk moment weg."),
)


def rechten_of(persoon: Persoon) -> list[Recht]:
    """The lines of the policy that hold for the roles of this person; none for who was stopped."""
    return [recht for recht in RECHTEN if persoon.actief and (recht.rol is None or persoon.is_(recht.rol))]


def may(persoon: Persoon, daad: Daad, relaties: Set[Relatie]) -> bool:
    """May ``persoon`` do this to something with which they have these ``relaties``?"""
    return any(recht.daad is daad and recht.relaties & relaties for recht in rechten_of(persoon))


def could(persoon: Persoon, daad: Daad) -> bool:
    """Is there anything to which this person might do this? If not, the command does not exist for them."""
    return any(recht.daad is daad for recht in rechten_of(persoon))


def counts(persoon: Persoon, daad: Daad) -> frozenset[Relatie]:
    """The relations of which one is enough for this person: what need not be asked of a database is not."""
    return frozenset[Relatie]().union(*(recht.relaties for recht in rechten_of(persoon) if recht.daad is daad))
