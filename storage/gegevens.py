"""What is each column for, what kind of data is it, and when does it go?

``python -m storage.gegevens`` writes docs/gegevens.md. Whoever adds a column describes it here; a test names what is
missing.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Table

from bot.domain.bewaren import BERICHT_DAGEN, BINNENKOMST_DAGEN, GESPREK_DAGEN
from bot.domain.regio import Bewaartermijnen
from storage.tables import Row


class Klasse(StrEnum):
    """What kind of data a column holds."""

    MEDEWERKER = "medewerkergegeven"
    PSEUDONIEM = "pseudoniem"
    TEKST = "bewaakte tekst"
    TECHNISCH = "technisch"


@dataclass(frozen=True)
class Kolom:
    """``termijn`` only where it differs from that of the table."""

    klasse: Klasse
    doel: str
    termijn: str | None = None


@dataclass(frozen=True)
class Tabel:
    """What a table is for, and when its rows go."""

    doel: str
    termijn: str
    kolommen: dict[str, Kolom]


def medewerker(doel: str, termijn: str | None = None) -> Kolom:
    return Kolom(Klasse.MEDEWERKER, doel, termijn)


def pseudoniem(doel: str, termijn: str | None = None) -> Kolom:
    return Kolom(Klasse.PSEUDONIEM, doel, termijn)


def tekst(doel: str, termijn: str | None = None) -> Kolom:
    return Kolom(Klasse.TEKST, doel, termijn)


def technisch(doel: str, termijn: str | None = None) -> Kolom:
    return Kolom(Klasse.TECHNISCH, doel, termijn)


def _dagen(sleutel: str, vanaf: str) -> str:
    """A term that the region file sets."""
    return f"`{sleutel}` {vanaf} (standaard {Bewaartermijnen.model_fields[sleutel].default} dagen)"


BLIJFT = "zolang de bot in gebruik is"
NA_HET_WERK = "zodra het werk klaar is"
MET_DE_CASUS = _dagen("casus_dagen", "na het afsluiten van de casus")
MET_DE_PERSOON = _dagen("persoon_dagen", "na het stoppen van de toegang")
# A casus that is still there refers to who worked on it: then the row stays, without a name.
GEWIST = f"{MET_DE_PERSOON}; hangt er nog een casus aan de rij, dan wordt dit gewist en gaat de rij daarna"
MET_DE_BIJEENKOMST = _dagen("bijeenkomst_dagen", "na de bijeenkomst")
SPOOR = _dagen("audit_dagen", "na de daad")

TABELLEN: dict[str, Tabel] = {
    "regio": Tabel(
        "De inrichting van het huis: gemeenten, tafels, organisaties, termijnen. Zonder namen van mensen.",
        BLIJFT,
        {
            "id": technisch("er is één document"),
            "revision": technisch("de hoeveelste versie"),
            "document": technisch("het regiobestand zoals het geladen is"),
            "loaded_at": technisch("wanneer het geladen is"),
        },
    ),
    "instelling": Tabel(
        "Kleine feiten over deze installatie, zoals de naam van de bot.",
        BLIJFT,
        {"sleutel": technisch("welk feit"), "waarde": technisch("het feit")},
    ),
    "persoon": Tabel(
        "Medewerkers van het huis en van partners: wie meedoet en hoe die te bereiken is. De enige tabel met namen.",
        MET_DE_PERSOON,
        {
            "id": medewerker("het nummer waarmee de rest naar de persoon verwijst"),
            "naam": medewerker("aanspreken en aanwijzen", GEWIST),
            "email": medewerker("iemand terugvinden op de opdrachtregel; later post en agenda", "bij het stoppen"),
            "rollen": medewerker("bepaalt wat iemand mag"),
            "organisatie": medewerker("namens wie iemand werkt"),
            "zetel": medewerker("welke zetel van die organisatie"),
            "gemeenten": medewerker("welke gemeenten een makelaar bedient"),
            "tafels": medewerker("aan welke tafels iemand zit"),
            "chat_id": medewerker("het gesprek in Telegram waarin iemand te bereiken is", "bij /stop of het stoppen"),
            "actief": medewerker("of iemand toegang heeft"),
            "made_at": medewerker("wanneer de persoon is toegevoegd"),
            "linked_at": medewerker("sinds wanneer Telegram gekoppeld is", "bij /stop of het stoppen"),
            "revoked_at": medewerker("wanneer de toegang stopte; daar begint de termijn"),
            "closed_at": medewerker("sinds wanneer Telegram geen berichten meer aanneemt"),
            "gewist_at": technisch("wanneer de naam is gewist"),
        },
    ),
    "uitnodiging": Tabel(
        "Eenmalige uitnodigingen om te koppelen.",
        "in de nacht nadat de uitnodiging is verlopen (`uitnodiging_dagen` na het maken), gebruikt of ingetrokken",
        {
            "id": technisch("nummer"),
            "persoon_id": medewerker("voor wie"),
            "token_hash": technisch("waaraan de link te herkennen is; de link zelf wordt niet bewaard"),
            "made_at": technisch("wanneer gemaakt"),
            "expires_at": technisch("tot wanneer geldig"),
            "used_at": medewerker("wanneer gebruikt"),
            "revoked_at": technisch("wanneer ingetrokken"),
        },
    ),
    "casus": Tabel(
        "Een casus: alleen een willekeurige referentie. Om wie het gaat, staat in het dossier elders.",
        MET_DE_CASUS,
        {
            "referentie": pseudoniem("waaraan betrokkenen de casus herkennen"),
            "gemeente": pseudoniem("welke makelaar en welke tafel"),
            "tafel": pseudoniem("waar de casus besproken wordt"),
            "made_by": medewerker("welke makelaar de casus begon"),
            "made_at": pseudoniem("wanneer"),
            "closed_at": pseudoniem("wanneer afgesloten; daar begint de termijn"),
            "fase": pseudoniem("hoe ver de casus is"),
            "categorie": pseudoniem("hoe de casus beoordeeld is, voor het dossier"),
            "voortgang": pseudoniem("hoe het gaat, volgens de makelaar"),
        },
    ),
    "regievoerder": Tabel(
        "Wie de regie voert over een casus.",
        f"{MET_DE_CASUS}, of {MET_DE_PERSOON}",
        {"casus": pseudoniem("welke casus"), "persoon_id": medewerker("wie de regie voert")},
    ),
    "gebeurtenis": Tabel(
        "De tijdlijn van een casus: wie wat deed, en wanneer.",
        MET_DE_CASUS,
        {
            "id": technisch("volgorde"),
            "casus": pseudoniem("bij welke casus"),
            "at": pseudoniem("wanneer"),
            "door": medewerker("wie het deed"),
            "wat": pseudoniem("wat er gebeurde, in een vast woord"),
            "afspraak_id": pseudoniem("bij welke afspraak"),
            "waarde": pseudoniem("wat erbij hoort, zoals de nieuwe fase of het nummer van een collega"),
            "reden": pseudoniem("waarom, gekozen uit een vaste lijst"),
            "dag": pseudoniem("een dag die erbij hoort, zoals de gevraagde deadline"),
            "tekst": tekst("één regel toelichting of status; getypt, en door de bewaking gekomen"),
        },
    ),
    "overdracht": Tabel(
        "Welke makelaar het werk voor een tijd aan een collega gaf. Niet waarom.",
        "de nacht na de laatste dag, of als een van beiden stopt",
        {
            "persoon_id": medewerker("van wie het werk is"),
            "vervanger_id": medewerker("wie het overneemt"),
            "vanaf": medewerker("vanaf welke dag"),
            "tot": medewerker("tot en met welke dag"),
            "made_at": medewerker("wanneer dat is vastgelegd"),
        },
    ),
    "ochtend": Tabel(
        "Hoe laat een makelaar het ochtendbericht wil.",
        MET_DE_PERSOON,
        {
            "persoon_id": medewerker("welke makelaar"),
            "om": medewerker("hoe laat; leeg is het uur van het huis"),
            "gepland_on": technisch("over welke ochtend is nagedacht"),
        },
    ),
    "afspraak": Tabel(
        "Wie wat doet, en uiterlijk wanneer.",
        MET_DE_CASUS,
        {
            "id": pseudoniem("nummer"),
            "casus": pseudoniem("bij welke casus"),
            "tafel": pseudoniem("aan welke tafel afgesproken"),
            "actie": tekst("wat er gedaan moet worden; getypt, en door de bewaking gekomen"),
            "organisatie": pseudoniem("welke organisatie het toezegde"),
            "actiehouder_id": medewerker("wie het doet; leeg als dat nog niemand is"),
            "made_by": medewerker("wie het vastlegde"),
            "made_at": pseudoniem("wanneer vastgelegd"),
            "made_on": pseudoniem("de dag van de tafel"),
            "deadline": pseudoniem("uiterlijk wanneer"),
            "eerste_deadline": pseudoniem("uiterlijk wanneer, zoals eerst afgesproken"),
            "gehoord_on": pseudoniem("wanneer de actiehouder het laatst hoorde wat verwacht wordt"),
            "punt": pseudoniem("de hoeveelste afspraak van die tafel op die dag"),
            "aan_tafel": medewerker("of de actiehouder erbij was"),
            "als_niet": pseudoniem("wat is afgesproken voor als het niet lukt"),
            "staat": pseudoniem("open, gedaan of vervallen"),
            "gezien_at": medewerker("wanneer de actiehouder het voor het eerst zag"),
            "bezig_at": medewerker("wanneer de actiehouder Bezig meldde"),
            "gedaan_at": medewerker("wanneer de actiehouder Gedaan meldde"),
            "vervallen_at": pseudoniem("wanneer de makelaar het liet vervallen"),
            "vraag_soort": pseudoniem("wat de actiehouder vraagt: uitstel, lukt niet, niet voor mij, overname"),
            "vraag_nummer": technisch("houdt knoppen van een eerdere vraag tegen"),
            "vraag_door": medewerker("wie dat vraagt"),
            "vraag_at": medewerker("wanneer"),
            "vraag_reden": pseudoniem("waarom, gekozen uit een vaste lijst"),
            "vraag_tot": pseudoniem("tot wanneer uitstel gevraagd is"),
            "vraag_aan": medewerker("welke collega gevraagd is"),
            "uitgesteld": pseudoniem("hoe vaak er uitstel was"),
            "agenda_op": pseudoniem("aan welke tafel het besproken wordt"),
            "bijeenkomst_id": pseudoniem("aan welke bijeenkomst het is afgesproken"),
            "wacht": pseudoniem("of het nog wacht op de afsprakenlijst"),
            "aangesproken": pseudoniem("hoe vaak de organisatie erop is aangesproken"),
            "aanspreken_na": pseudoniem("vanaf wanneer dat weer voorgesteld wordt"),
            "bron": technisch("houdt tegen dat één tik twee keer telt"),
            "next_due_on": technisch("op welke dag er weer iets over te zeggen is"),
            "version": technisch("houdt tegen dat twee wijzigingen elkaar overschrijven"),
        },
    ),
    "gesprek": Tabel(
        "Waar iemand is in een vraag-en-antwoord met de bot.",
        f"{NA_HET_WERK} of bij /annuleer; wat blijft liggen {GESPREK_DAGEN} dagen na het laatste antwoord",
        {
            "persoon_id": medewerker("met wie"),
            "over": technisch("waar het over gaat, zoals een nieuwe afspraak"),
            "vraag": technisch("wat de bot nu vraagt"),
            "nonce": technisch("houdt knoppen van een eerdere vraag tegen"),
            "nummer": technisch("de hoeveelste vraag"),
            "opties": pseudoniem("wat er onder de knoppen hangt: nummers, referenties, dagen"),
            "gegevens": tekst("wat al beantwoord is; getypte tekst pas nadat die door de bewaking is gekomen"),
            "changed_at": technisch("wanneer het laatste antwoord kwam"),
        },
    ),
    "inbox": Tabel(
        "Wat Telegram bracht, zodat er bij een storing niets verloren gaat.",
        f"{BINNENKOMST_DAGEN} dagen na het afhandelen",
        {
            "seq": technisch("volgorde van binnenkomst"),
            "update_id": technisch("nummer van Telegram: wat twee keer komt, telt één keer"),
            "chat_id": medewerker("uit welk gesprek"),
            "user_id": medewerker("van welk account"),
            "soort": technisch("tekst, knop, opdracht of iets anders"),
            "message_id": technisch("welk bericht"),
            "reply_to": technisch("op welk bericht het een antwoord is"),
            "commando": technisch("welke opdracht"),
            "tekst": tekst(
                "wat iemand typte, alleen van bekenden en alleen als de bewaking niets vond; van een uitnodiging "
                "alleen de afgeleide code",
                "leeg zodra het afgehandeld is",
            ),
            "data": pseudoniem("welke knop; kan een referentie bevatten", "leeg zodra het afgehandeld is"),
            "callback_id": technisch("waarmee de knop beantwoord wordt"),
            "tekst_verloren": technisch("of de tekst alleen in het geheugen stond"),
            "received_at": medewerker("wanneer het binnenkwam"),
            "handled_at": technisch("wanneer het is afgehandeld"),
            "lease_owner": technisch("welk proces ermee bezig is"),
            "lease_until": technisch("tot wanneer"),
        },
    ),
    "outbox": Tabel(
        "Wat nog verstuurd moet worden en wat daarvan geworden is. De tekst van een bericht wordt nooit bewaard.",
        f"{BERICHT_DAGEN} dagen nadat het verstuurd is of verviel; wat over een afspraak gaat, gaat met de casus, "
        "en een wijziging de nacht nadat ze verstuurd is",
        {
            "id": technisch("nummer"),
            "key": pseudoniem("houdt tegen dat iets twee keer gaat; bevat nummers"),
            "bericht": technisch("welk sjabloon"),
            "baan": technisch("antwoord, nieuws of klok"),
            "methode": technisch("sturen, wijzigen of weghalen"),
            "gegevens": pseudoniem("de nummers waarmee het bericht bij het versturen gemaakt wordt"),
            "persoon_id": medewerker("aan wie"),
            "chat_id": medewerker("in welk gesprek"),
            "message_id": technisch("welk bericht het in Telegram werd"),
            "afspraak_id": pseudoniem("over welke afspraak"),
            "waarom": technisch("waarom het gaat, in vaste woorden"),
            "made_at": technisch("wanneer het ontstond"),
            "due_at": technisch("vanaf wanneer het mag gaan"),
            "staat": technisch("wacht, verzonden, vervallen enzovoort"),
            "attempts": technisch("hoe vaak geprobeerd"),
            "onzeker": technisch("hoe vaak onbekend bleef of het aankwam"),
            "retry_at": technisch("wanneer het opnieuw geprobeerd wordt"),
            "claimed_by": technisch("welk proces ermee bezig is"),
            "claimed_until": technisch("tot wanneer"),
            "ended_at": technisch("wanneer het klaar was"),
            "fout": technisch("welke soort fout, zonder inhoud"),
        },
    ),
    "bijeenkomst": Tabel(
        "Wanneer en waar een tafel bijeenkomt, en hoe ver die is. Zonder casus en zonder mensen.",
        f"{MET_DE_BIJEENKOMST}; een MDO eerder, met zijn casus",
        {
            "id": technisch("nummer"),
            "tafel": technisch("welke tafel; leeg bij een MDO"),
            "begint": technisch("wanneer die begint; daar begint de termijn"),
            "duur": technisch("hoeveel minuten"),
            "waar": tekst("de plaats, uit het regiobestand of getypt"),
            "volgens": technisch("de dag die het ritme van de tafel gaf"),
            "eigen": technisch("of iemand er iets aan deed: dan laat een ander ritme haar met rust"),
            "staat": technisch("gepland, afgezegd, bezig of afgelopen"),
            "aan_de_beurt": technisch("welk agendapunt nu aan de beurt is"),
            "agenda_at": technisch("sinds wanneer de agenda verstuurd is"),
            "lijst_at": technisch("wanneer de afsprakenlijst verstuurd is"),
            "volgnummer": technisch("hoe vaak moment of plaats veranderde, voor agenda's"),
            "changed_at": technisch("wanneer dat het laatst was"),
            "uid": technisch("waaraan een agenda haar herkent: willekeurig, zegt verder niets"),
            "version": technisch("voorkomt dat twee wijzigingen elkaar overschrijven"),
        },
    ),
    "agendapunt": Tabel(
        "Welke casus of welk onderwerp op een agenda staat.",
        f"{MET_DE_BIJEENKOMST}, of eerder: {MET_DE_CASUS}",
        {
            "id": pseudoniem("nummer"),
            "bijeenkomst_id": pseudoniem("op welke agenda"),
            "casus": pseudoniem("welke casus; leeg bij een onderwerp"),
            "onderwerp": tekst("waar het over gaat aan een tafel zonder casussen"),
            "volgorde": pseudoniem("het hoeveelste punt"),
            "minuten": pseudoniem("hoe lang"),
            "herkomst": pseudoniem("waarom het op de agenda staat"),
            "vraag": tekst("wat de deelnemers voorbereiden"),
            "na_sluiting": pseudoniem("of het te laat is ingediend"),
            "uitkomst": pseudoniem("besproken of doorgeschoven"),
            "weg": pseudoniem("of het van de agenda is gehaald"),
        },
    ),
    "agendapartner": Tabel(
        "Wie alleen voor één casus gevraagd is.",
        "met het agendapunt, of met de persoon",
        {
            "punt_id": pseudoniem("voor welk agendapunt"),
            "persoon_id": medewerker("wie"),
        },
    ),
    "aanwezigheid": Tabel(
        "Wie komt, wie niet, en wie er in de plaats komt.",
        f"{MET_DE_BIJEENKOMST}, of met de persoon",
        {
            "bijeenkomst_id": medewerker("waarheen"),
            "persoon_id": medewerker("wie is uitgenodigd"),
            "antwoord": medewerker("komt, komt niet, of een vervanger"),
            "vervanger_id": medewerker("wie er in de plaats komt"),
            "mandaat": medewerker("of die namens de organisatie mag beslissen"),
            "was_er": medewerker("of die er was, volgens de makelaar"),
            "at": medewerker("wanneer dit is gezegd"),
        },
    ),
    "ontvangen": Tabel(
        "Wat iemand het laatst van een agenda heeft gekregen, zodat later alleen een wijziging weggaat.",
        f"{MET_DE_BIJEENKOMST}, of met de persoon",
        {
            "bijeenkomst_id": medewerker("van welke bijeenkomst"),
            "persoon_id": medewerker("wie"),
            "inhoud": pseudoniem("nummers van agendapunten met hun tijd; van de vraag alleen een kenmerk"),
            "keer": technisch("hoe vaak dat veranderde, voor de eigen agenda"),
            "at": medewerker("wanneer"),
        },
    ),
    "abonnement": Tabel(
        "Een link waarmee iemand bijeenkomsten in de eigen agenda heeft. De link zelf wordt niet bewaard.",
        "zodra de persoon de link vernieuwt of stopzet, bij /stop, of als de toegang stopt",
        {
            "id": technisch("nummer"),
            "persoon_id": medewerker("van wie"),
            "soort": medewerker("de eigen bijeenkomsten, die in een stad, of die van een tafel"),
            "sleutel": medewerker("welke stad of tafel"),
            "token_hash": technisch("waaraan de link te herkennen is"),
            "made_at": medewerker("wanneer gemaakt"),
            "opgehaald_at": medewerker("wanneer een agenda het laatst keek; alleen de laatste keer"),
        },
    ),
    "verzending": Tabel(
        "Een agenda of afsprakenlijst die klaarstaat of weg is.",
        MET_DE_BIJEENKOMST,
        {
            "id": technisch("nummer"),
            "bijeenkomst_id": technisch("van welke bijeenkomst"),
            "soort": technisch("agenda of lijst"),
            "made_by": medewerker("wie op Versturen drukte"),
            "made_at": medewerker("wanneer"),
            "due_at": technisch("vanaf wanneer het weggaat; tot dan kan het terug"),
            "staat": technisch("wacht, weg of teruggehaald"),
        },
    ),
    "werkpunt": Tabel(
        "Welke stappen van de werklijst voor een bijeenkomst gedaan zijn.",
        MET_DE_BIJEENKOMST,
        {
            "bijeenkomst_id": technisch("voor welke bijeenkomst"),
            "sleutel": technisch("welke stap"),
            "gedaan_at": medewerker("wanneer"),
            "made_by": medewerker("door wie"),
        },
    ),
    "inzage": Tabel(
        "Wie een casus tijdelijk mag zien.",
        "in de nacht na de laatste dag; eerder als de casus of de persoon verdwijnt",
        {
            "casus": pseudoniem("welke casus"),
            "persoon_id": medewerker("wie"),
            "tot": medewerker("tot en met welke dag"),
            "made_at": medewerker("wanneer gegeven"),
            "made_by": medewerker("door wie gegeven"),
        },
    ),
    "afwezigheid": Tabel(
        "Wie afwezig is, en welke collega dan vervangt. Een reden staat er niet bij.",
        "in de nacht na de laatste dag; eerder bij Ik ben er weer, /stop of het stoppen van de toegang, en als de "
        "vervanger verdwijnt",
        {
            "persoon_id": medewerker("wie afwezig is"),
            "vervanger_id": medewerker("wie vervangt: die krijgt de herinneringen en mag antwoorden"),
            "tot": medewerker("tot en met welke dag"),
            "made_at": medewerker("wanneer gemeld"),
        },
    ),
    "getoond": Tabel(
        "Welk bericht in Telegram welke casus laat zien, om het te kunnen wijzigen in “Deze actie is afgerond.”.",
        "zodra het bericht is gewijzigd",
        {
            "chat_id": medewerker("in welk gesprek"),
            "message_id": technisch("welk bericht"),
            "nummer": technisch("de hoeveelste regel van dat bericht"),
            "casus": pseudoniem("welke casus daar staat"),
            "afspraak_id": pseudoniem("welke afspraak daar staat"),
            "vorm": technisch("hoe een lijst was afgekapt"),
        },
    ),
    "lease": Tabel(
        "Welk proces wat alleen doet.",
        BLIJFT,
        {
            "naam": technisch("waarvoor"),
            "owner": technisch("welk proces"),
            "until": technisch("tot wanneer"),
            "paused_until": technisch("tot wanneer Telegram om stilte vroeg"),
        },
    ),
    "audit": Tabel(
        "Het spoor: wie wat wanneer deed of zag, met welke uitkomst. Nooit een tekst. Verzegeld: `audit verify`.",
        SPOOR,
        {
            "id": technisch("nummer bij het schrijven"),
            "at": medewerker("wanneer"),
            "persoon_id": medewerker("wie; leeg bij de klok en op de opdrachtregel van de server"),
            "rollen": medewerker("met welke rollen op dat moment"),
            "daad": medewerker("wat, in een vast woord"),
            "object": pseudoniem("waarmee: een nummer, een referentie of een sleutel uit het regiobestand"),
            "uitkomst": medewerker("gedaan of geweigerd, in een vast woord"),
            "nummer": technisch("plaats in de verzegelde keten"),
            "zegel": technisch("waaraan te zien is of iemand het spoor wijzigde"),
        },
    ),
    "auditmerk": Tabel(
        "De ondertekende uiteinden van het spoor.",
        BLIJFT,
        {
            "soort": technisch("het begin (na opschonen) of de kop (de laatste regel)"),
            "nummer": technisch("welke regel; bij het begin ook hoeveel regels er zijn opgeschoond"),
            "zegel": technisch("het zegel van die regel"),
            "at": technisch("wanneer ondertekend"),
            "handtekening": technisch("waaraan te zien is of iemand dit wijzigde"),
        },
    ),
    "maandcijfer": Tabel(
        "Wat overblijft van casussen en afspraken die weg zijn: aantallen, zonder referentie en zonder persoon.",
        BLIJFT,
        {
            "maand": pseudoniem(
                "in welke maand het eindigde; een klein aantal kan iemand die de zaak kent iets zeggen"
            ),
            "basisteam": pseudoniem("in welk basisteam"),
            "tafel": pseudoniem("aan welke tafel"),
            "thema": pseudoniem("over welk thema"),
            "uitkomst": pseudoniem("hoe het afliep"),
            "aantal": pseudoniem("hoe vaak"),
        },
    ),
}

HEAD = """# Wat de bot bewaart

Deze pagina is gemaakt uit de tabellen van de database (`storage/gegevens.py`), met `make docs`. Een test bewaakt dat
elke kolom hier staat. Risico's en maatregelen staan in [dpia.md](dpia.md), wie wat mag zien staat in
[rechten.md](rechten.md).

Elke kolom heeft een klasse:

- **medewerkergegeven**: over iemand die hier werkt, van het huis of van een partner. Ook een nummer dat naar zo iemand
  verwijst, en wanneer zo iemand iets deed.
- **pseudoniem**: een referentie of nummer van een casus of afspraak, en wat daaraan hangt. Hier wijst het niemand aan.
  Wie de referentie in een dossier kan opzoeken, weet wel om wie het gaat; daarom blijft het een persoonsgegeven.
- **bewaakte tekst**: getypte tekst. Die wordt pas bewaard als de bewaking er geen persoonsgegevens in vindt.
- **technisch**: nodig om het werk goed te doen, en zegt niets over iemand.

Gegevens die een cliënt direct aanwijzen, zoals een naam, BSN, adres of geboortedatum, hebben geen kolom.

Een termijn met een naam, zoals `casus_dagen`, staat in het [regiobestand](regio.md) onder `bewaartermijnen`. Wat zijn
tijd heeft gehad, gaat de volgende nacht weg. In een backup blijft het tot en met de dag die in de naam van de backup
staat: {backup}.
"""


def document() -> str:
    """The whole of docs/gegevens.md."""
    backup = _dagen("backup_dagen", "na het maken")
    return "\n".join([HEAD.format(backup=backup), *_sections()]).rstrip() + "\n"


def undescribed() -> list[str]:
    """Columns without a class, and classes of columns that are gone, by name."""
    there = {f"{table.name}.{column.name}" for table in Row.metadata.sorted_tables for column in table.columns}
    described = {f"{table}.{column}" for table, tabel in TABELLEN.items() for column in tabel.kolommen}
    return sorted(there ^ described)


def _sections() -> Iterator[str]:
    for name, tabel in TABELLEN.items():
        table: Table = Row.metadata.tables[name]
        yield f"## `{name}`\n\n{tabel.doel}\n\nBewaard: {tabel.termijn}.\n"
        yield "| kolom | klasse | waarvoor | weg |\n|---|---|---|---|"
        for column in table.columns:
            kolom = tabel.kolommen[column.name]
            yield f"| `{column.name}` | {kolom.klasse} | {kolom.doel} | {kolom.termijn or 'met de rij'} |"
        yield ""


if __name__ == "__main__":
    sys.stdout.write(document())
