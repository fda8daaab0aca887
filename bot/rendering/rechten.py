"""How does the policy read for a privacy officer? ``docs/rechten.md`` is what this prints: ``make docs``."""

from collections.abc import Iterable

from bot.domain.persoon import Rol
from bot.domain.rechten import RECHTEN, Daad, Relatie

_ROLLEN = (Rol.ACTIEHOUDER, Rol.PARTNER, Rol.MAKELAAR, Rol.MANAGER, Rol.BEHEERDER)
_NOTHING = "–"

_BEGIN = """\
# Wie mag wat

Deze pagina is gemaakt uit de regels waarmee de bot werkt (`bot/domain/rechten.py`), met `make docs`. Een test bewaakt
dat beide gelijk blijven. Wat hier niet staat, mag niemand.

Een recht hangt af van drie dingen: de **rol** van iemand, wat diegene met de zaak **te maken heeft**, en wat er
**gebeurt**. Wie meer rollen heeft, heeft de rechten van elke rol.

- De bot kijkt dit na op de plek waar hij gegevens ophaalt, en opnieuw bij elke handeling. Een knop bewijst niets.
- Wat iemand niet mag zien, bestaat voor diegene niet. Het antwoord is woord voor woord hetzelfde als bij een
  referentie die er niet is, en de bot doet er evenveel werk voor.
- Wie niet gekoppeld is, of wiens toegang is gestopt, mag niets en krijgt op alles dezelfde zin.
- Over een cliënt staat hier niets. Een casus is een referentie; om wie het gaat, staat alleen in het dossier.

## Het overzicht

In elk vak staat waarmee iemand iets te maken moet hebben. Eén ervan is genoeg.
"""

_MEANINGS = {
    Relatie.ZELF: "Het gaat alleen over de persoon zelf.",
    Relatie.CONVENANT: "De organisatie van deze persoon (of de gemeente) tekende het, zegt het regiobestand.",
    Relatie.EIGEN_ACTIE: "De actie staat op naam van deze persoon, en de organisatie heeft het convenant getekend.",
    Relatie.CASUS_VAN_ACTIE: "Zolang er bij de casus een actie open staat op naam van deze persoon.",
    Relatie.VERVANGER: (
        "Een collega van dezelfde organisatie is afwezig en koos deze persoon met /afwezig, tot en met een dag. Zolang "
        "dat duurt, gaat het om de acties die open staan op naam van die collega, en om de casus daarvan. Een antwoord "
        "terugdraaien kan tien minuten. Beiden moeten toegang hebben, en de organisatie het convenant. Daarna bestaat "
        "het niet meer voor deze persoon. Wie vervangt, staat zelf in het logboek. Vervangen wordt niet doorgegeven."
    ),
    Relatie.INZAGE: (
        "Inzage staat per casus op naam, met een einddatum. Na die dag bestaat de casus niet meer voor deze persoon. "
        "Wie een actie krijgt, krijgt inzage tot zo lang na de deadline als een afgesloten casus bewaard blijft. Is de "
        "actie later klaar, dan telt die dag. Zonder convenant is er geen inzage."
    ),
    Relatie.GEVRAAGD: (
        "Een collega van dezelfde organisatie vroeg deze persoon de actie over te nemen, en er is nog geen antwoord. "
        "De organisatie heeft het convenant getekend."
    ),
    Relatie.EIGEN_ORGANISATIE: (
        "De organisatie van deze persoon zei de actie toe, en die staat nog op niemands naam. De organisatie heeft het "
        "convenant getekend."
    ),
    Relatie.AANGESPROKEN: (
        "De actie is te laat, en de makelaar sprak de contactpersoon van de organisatie daarop aan. Zolang die open "
        "staat. De organisatie heeft het convenant getekend."
    ),
    Relatie.REGIE: "De makelaar heeft deze persoon aangewezen als regievoerder van de open casus.",
    Relatie.ZETEL: (
        "De casus is open en hoort bij een tafel die bij deze persoon staat, en de organisatie heeft daar een vaste "
        "zetel en tekende het convenant. Een gemeente heeft die zetel alleen bij de eigen casussen."
    ),
    Relatie.EIGEN_GEMEENTE: "De gemeente van de casus staat bij deze makelaar.",
    Relatie.EIGEN_TAFEL: "De casus hoort bij een tafel die bij deze makelaar staat: die zit daar voor.",
    Relatie.HELE_HUIS: "Een makelaar zonder eigen gemeenten werkt voor het hele huis.",
    Relatie.BEGONNEN: "Deze makelaar heeft de casus gemaakt, ook als de gemeente nu bij een collega hoort.",
    Relatie.OVERGEDRAGEN: (
        "Een makelaar droeg het eigen werk met /overdragen aan deze makelaar over, of de manager deed dat, tot en met "
        "een dag. Wat die makelaar mag, mag deze dan ook. Daarna niet meer."
    ),
    Relatie.ZONDER_MAKELAAR: (
        "Geen makelaar heeft deze gemeente, en wie de casus maakte is geen makelaar meer. Dan zien alle makelaars hem, "
        "zodat er niets blijft liggen."
    ),
    Relatie.AAN_TAFEL: (
        "De tafel staat bij deze persoon, en de organisatie heeft daar een zetel en tekende het convenant. Ook een "
        "gemeente, die alleen bij de eigen casussen aanschuift."
    ),
    Relatie.DEELNEMER: (
        "Wie de tafel bij zich heeft staan en daar namens de organisatie een vaste zetel heeft, weet van elke "
        "bijeenkomst en ziet de hele agenda zodra die verstuurd is. Een gemeente en wie alleen voor een casus gevraagd "
        "is, weten ervan zodra zij hun deel hebben gekregen, en zien alleen dat deel, tot de einddatum van die inzage. "
        "Wie in de plaats van een collega komt, ziet tot die dag wat die collega ziet. Zonder convenant is niemand "
        "uitgenodigd. Van een afgesloten casus, van wat van de agenda is gehaald en van de agenda van een bijeenkomst "
        "die is afgezegd, is niets meer te zien."
    ),
    Relatie.VOORZITTER: (
        "De tafel staat bij deze makelaar. Staat zij bij geen enkele makelaar, dan zit een makelaar voor die het hele "
        "huis heeft, of alle gemeenten van die tafel. Een makelaar met het hele huis mag het altijd. Een MDO leidt wie "
        "de casus bewaakt."
    ),
    Relatie.PARTNER: "Wie actiehouder of partner is, en geen andere rol heeft.",
    Relatie.HUIS: "Wie beheerder, manager of makelaar is. Nooit de persoon zelf.",
}

_END = """\
## Wat geen recht geeft

Alleen werken bij een organisatie met een zetel geeft geen recht op een casus: de tafel moet ook bij de persoon staan.
Een collega vervangen geeft alleen recht als die het met /afwezig vroeg. De manager ziet geen casussen, ook niet door
werk over te dragen. De beheerder ziet mensen, nooit een casus.

Schaalt een makelaar een casus op, dan kiest die makelaar wie dat hoort: een manager, of een contactpersoon van een
betrokken organisatie. Die krijgt één bericht met de referentie, het niveau, de reden en wie te bellen. De casus zelf
blijft voor diegene onbekend.

Iemands toegang stoppen gaat in twee stappen. Niemand stopt zo de eigen toegang, en de laatste beheerder blijft. Wie op
de server werkt, kan iedereen stoppen.

Verstuurt een makelaar een agenda, dan krijgt wie alleen voor bepaalde casussen komt inzage in die casussen, tot en met
`inzage_dagen` na de bijeenkomst. Vervalt de casus voor diegene, dan eindigt de inzage meteen, tenzij die persoon daar
zelf een actie heeft of had.

Wie een casus, een agenda of een afsprakenlijst bekijkt, staat met dag en tijd in het logboek.
"""


def rechten_page() -> str:
    """The whole of ``docs/rechten.md``."""
    overview = [[daad.value, *(_cell(daad, rol) for rol in _ROLLEN)] for daad in Daad]
    reasons = [[recht.daad.value, recht.rol or "iedereen", recht.reden] for recht in RECHTEN]
    meanings = [[relatie.value, _MEANINGS[relatie]] for relatie in Relatie]
    parts = [
        _BEGIN,
        _table(["Wat", *_ROLLEN], overview),
        "## Waarom\n",
        _table(["Wat", "Wie", "Waarom"], reasons),
        "## Wat de woorden betekenen\n",
        _table(["Woord", "Betekenis"], meanings),
        _END,
    ]
    return "\n".join(parts)


def _cell(daad: Daad, rol: Rol) -> str:
    """With what this role must have to do to be allowed this."""
    named = [recht.relaties for recht in RECHTEN if recht.daad is daad and recht.rol in (rol, None)]
    return "; ".join(relatie.value for relatie in Relatie if any(relatie in each for each in named)) or _NOTHING


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    print(rechten_page(), end="")  # noqa: T201 - its whole purpose
