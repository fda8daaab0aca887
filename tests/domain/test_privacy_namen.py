"""When is an ordinary word somebody's name, and when is it a thing?

All persons are invented.
"""

import pytest

from tests.domain.guard import GUARD

NAMES = """
A. Bouwhuis heeft uitstel gevraagd
r.k. van essen verscheen niet
mvg, r. ter braak
ter braak: beslag op loon
Hond, J. de: uitkering stopgezet
gedetineerde Van Ommen mag met verlof
mevr. vrede zijn wij kwijt
dhr. pot gooit afval van het balkon
mevrouw van t hof geholpen
pt van houten ontregeld
tante wil neemt de voogdij over
heb wil gesproken, akkoord
bij lange ger binnengevallen
mulder en zn vriendin uit huis gezet
gesprek met roos over huur
bel roos even
roos' moeder belt
gisteren heeft mark gebeld
storm komt niet opdagen
hope wil terug naar moeder
wil is overleden
bakker heeft gebeld
contact gehad met bakker
dossier visser overgedragen
mevr de boer belt terug
mevrouw van Raalte
fam. vos
gezin vd meer aangemeld
j. de boer belt
P vd Berg heeft schulden
van der sloot heeft gebeld
ter horst meldt zich niet
met de wit afgesproken
tav de jong klaar voor zitting
huisbezoek bij van dijk
de vries is dakloos
cliënt de boer bellen
oom wolf zorgt voor hem
gesproken met Bakker
broertjes bos
verdachte s.k. (19)
vandaag komt Groen langs
dochter Maan is niet op school verschenen
Vlinder heet ze, 16 jaar
Sneeuw, dat is haar achternaam echt
Hart kwam dronken aan bij de reclassering
Pop heeft weer zijn raam ingegooid
Valk (bewoner, 54) is gevallen
Bloem (14) is door haar pa geslagen
gesprek met Erna over huur
max komt niet
max en zijn moeder
de zaak Brand moet op de agenda
Tactus kan Geurt pas opnemen
lente (15 jr) is gemeld door school
vink en dam zijn de hoofdverdachten
ik wacht op Bakhuis, die zou bellen
RJ Bakker is uit de schuldsanering
melding overlast J Pinas, hij is pas 13
prins jr is weer opgepakt
Rozenblad senior wil niet om tafel
Kuipers (de stiefvader) weigert
Herder stapt steeds op bij gesprekken
in 't Hout heeft de sleutels
Nav vorige tafel, Van Ommen is aangemeld
Brand, dhr, is overgeplaatst
De Wit, 3e keer deze week overlast
Bijl heeft nog geen advocaat
Wolf en zijn hond mogen niet naar binnen
ik heb v.d. Veen gemaild
ik mis Pinas op de lijst
Zomer heeft een contactverbod met zijn ex
Zomer gebeld, geen gehoor
April wil terug naar haar moeder
Van Dalfsen is in behandeling bij Trajectum
van raalte is door rood gereden
Brouwer zn moeder gesproken
Sterk heeft eindelijk een bewijs
Tak meldt zich niet
DE WOLF GESPROKEN. WIL GEEN BEGELEIDING
opname van leeuwen niet doorgegaan
vissers broer is ook in beeld
post is weer dakloos
mdo over van 't hof
Slotboom krijgt een zitting
ZSM: Huisman heengezonden met dagvaarding
Dank! gr. Wil Kamphuis
enver belt niet terug
dhr van Berkum belt
fam. Lutten
mw Dieze gesproken
contact met Timon gehad
johan de witt bellen
jim gevonden in eigen netwerk
erna heeft gebeld
""".strip().splitlines()

THINGS = """
de bakker op de hoek
een wit busje voor de deur
het jonge gezin gaat verhuizen
een rode roos gekregen
storm op komst
nachtopvang max 5 nachten
de wit geverfde deur is ingetrapt
opleiding tot timmerman
stage bij bakker geregeld
cliënt wil een brief
jongere wil stoppen
incidenten in jan en in feb
spreekt alleen frans en arabisch
eind vd week
meneer van de reclassering
mevrouw van het wijkteam belt
met groot verlof
kort lontje
moeder is turks
slaapt in het bos
met max verblijf van 6 weken
er max een uur voor zetten
Max. 5 gesprekken vergoed
max half A4
6 casussen max
de dag erna zat hij weer bij de dealer
tussen wal en schip gevallen
dat is goud waard
Hagel en storm, dus later
storm gaf schade aan de caravan
met 5 graden vorst
zomer of winter maakt niet uit
Dank voor snelle reactie
een dode mees op het balkon
overdracht tussen PI en gemeente
post blijft ongeopend liggen
Roos van Leary gedaan met de groep
zus vd betrokkene wil niet
huurder erin na tekenen
Agenda (3 punten)
storm van klachten uit de buurt
OM Zwolle en PI Almelo bellen
volgende JOR is op dinsdag
gesprek met Arabische tolk gepland
De Waag heeft plek
max van 2500
weer storm in de klas
bij storm slaapt hij in de garage
SRI ingelicht
art. 300 sr, aangifte opgenomen
man, 52 jr, alleenstaand
huisbezoek in Lemelerveld en Schalkhaar
het Plan van Aanpak is klaar
terug naar Openbare Orde en Veiligheid
contact met Meldpunt Verward Gedrag
overdracht naar Maatschappelijke Opvang
op verzoek van Justitie
voor de Kerst afronden
spreekt geen Nederlands, tolk nodig
contactpersoon van SallandWonen toevoegen
jan/feb pas plek
wat als client de tas niet ophaalt
post wordt niet geopend
groen licht van het OM
kosten plaatsing 312 euro per etmaal
op grond van 13b opiumwet
storm op het water dus huisbezoek uitgesteld
de jong volwassenen groep start
Dalfsen: huisvesting via de Veste
cliënt verblijft nu bij familie in Kampen
hoi, ik ben te laat met mijn actie
Hof heeft uitspraak gedaan
Storm verwacht dus overleg online
lidlverbod ook
Beschermd wonen indicatie afgegeven tot nov 2028
bloeddruk 180/110, huisarts gebeld
hij/hen wil aangesproken worden met die
groeten Tactus
wijkagent rijdt extra langs tussen 22 en 02 uur
extramuraal vanaf jan
winterregeling geldt bij vorst
de tas staat klaar, tas staat klaar
post ligt bij zijn moeder
""".strip().splitlines()

SPELLINGS = """
K e v i n is weg
k.e.v.i.n is weg
K-e-v-i-n is weg
Ke\u200bvin is weg
kevіn is weg
Мария is weg
ｋｅｖｉｎ is weg
𝐤𝐞𝐯𝐢𝐧 is weg
k3v1n is weg
m@rk bellen
keviiiin is weg
**Kevin** bellen
_kevin_ bellen
ke**vin** bellen
~kevin~ bellen
||kevin|| bellen
#kevinjansen
@kevin88 bericht gestuurd
instagram.com/kevinjansen
https://www.linkedin.com/in/jan-de-vries
kevinmoeder belt
moedervankevin
mar tin belt
mo-hamed belt
kevin/fatima
KEVIN BELLEN
aisha's moeder
kevins moeder
""".strip().splitlines()


@pytest.mark.parametrize("text", [*NAMES, *SPELLINGS])
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    assert "naam" in {bevinding.kind for bevinding in GUARD.find(text)}


def test_a_name_in_two_halves_on_two_lines_is_found() -> None:
    assert GUARD.find("mar\ntin belt")
    assert GUARD.find("Ke\nvin belt")


@pytest.mark.parametrize("text", THINGS)
def test_a_word_that_is_also_a_name_may_be_said_of_a_thing(text: str) -> None:
    assert GUARD.find(text) == ()


def test_a_slip_of_the_finger_where_a_name_may_stand_is_refused_but_not_called_a_name() -> None:
    assert [bevinding.kind for bevinding in GUARD.find("gesprek met wijkagnet")] == ["onbekend"]


def test_a_word_with_a_slip_passes_where_no_name_stands() -> None:
    assert GUARD.find("huisbezeok gepland, gezamelijk plan volgt") == ()
    assert GUARD.find("Huisbezeok heeft gebeld")
    assert GUARD.find("wolternik heeft gebeld")


@pytest.mark.parametrize(
    "text", ["mup aangevraagd", "de uht loopt", "besproken met xov", "ROVX ingezet", "de centrumgemeen betaalt"]
)
def test_a_short_word_that_nobody_knows_is_an_abbreviation(text: str) -> None:
    assert GUARD.find(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "xoli is boos",
        "gesprek met xoli",
        "Xov aangevraagd bij Xov",
        "dhr xov",
        "xov moet weg",
        "m.k. vraagt om hulp",
        "dossier ter haar gesloten",
        "clt R.K. gaat mee",
        "dat is zo en m.k. vraagt hulp",
        "Gaat vd Meer akkoord?",
        "kar1n wil niet",
        "georgi en hristo slapen buiten",
        "fati\nma aanwezig",
    ],
)
def test_a_short_word_that_nobody_knows_is_a_name_where_a_name_stands(text: str) -> None:
    assert GUARD.find(text)


@pytest.mark.parametrize("text", ["overlast in de assenstraat", "onrust rond de zandsteengracht, veel jeugd"])
def test_a_street_without_a_number_is_no_address(text: str) -> None:
    assert GUARD.find(text) == ()


@pytest.mark.parametrize("text", ["dhr assenstraat belt", "woont assenstraat 12"])
def test_a_street_with_a_title_or_a_number_is_refused(text: str) -> None:
    assert GUARD.find(text)


def test_many_short_words_that_nobody_knows_are_no_abbreviations() -> None:
    assert GUARD.find("xov xuv xev")


@pytest.mark.parametrize(
    "text", ["der Klient möchte keine Hilfe mehr annehmen", "müşteri yardım istemiyor, yarın tekrar arayacağız"]
)
def test_another_language_is_refused(text: str) -> None:
    assert "onbekend" in {bevinding.kind for bevinding in GUARD.find(text)}
