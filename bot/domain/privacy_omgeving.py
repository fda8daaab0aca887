"""Which words stand around a name?

Found by looking at what people write; a word is listed once for each thing it tells about the word after it.
"""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What stands before a surname.
TITLES = _set(
    """
    mr dr drs ir prof ds dhr hr meneer mijnheer mnr heer mevr mevrouw mw mvr mevrw mej juffrouw juf meester fam
    familie gebr gebroeders gezin heren dames dhrn
    """
)
# Of those, what is only written before a name.
SHORT_TITLES = _set("dhr hr mnr mevr mvr mevrw mw fam")
# Who somebody is to the client, or at the table: a name may follow.
RELATIVES = _set(
    """
    client clienten clt cl betrokkene verdachte jongere jongeman patient pt bewoner leerling dochter zoon
    zoontje dochtertje vader moeder broer broertje zus zusje partner vriend vriendin ex ex-partner oom tante opa
    oma neef nicht buurman buurvrouw collega jongen meisje begeleider behandelaar wijkagent voogd gezinsvoogd
    aangever aangeefster melder meldster huurder huurster cliente patiente pte gedetineerde bewoonster betr verd
    minderjarige puber pleegzoon pleegdochter pleegkind stiefzoon stiefdochter huisgenoot medebewoner slachtoffer slo
    psychiater psycholoog arts huisarts advocaat raadsman rechter officier docent casemanager regievoerder
    bewindvoerder toezichthouder reclasseerder consulent jeugdbeschermer
    coach mentor stiefvader stiefmoeder echtgenoot echtgenote man vrouw baby kind tolk genaamd naam heet heette
    achternaam voornaam roepnaam alias bijnaam noemt
    """
)
# Whom a case is about: an article may stand between, as in "cliënt de Boer".
PERSONS = _set(
    """
    client clienten clt cl betrokkene betr verdachte verd jongere patient pt bewoner leerling slachtoffer
    deelnemer
    """
)
# After these a thing has an article, and a person has none.
BEFORE = _set(
    """
    volgens met van bij voor naar aan door over tegen tussen namens via rond richting zonder t.a.v tav mbt cc vd
    nav ivm jegens omtrent betreft
    """
)
# What makes a thing of the word that follows.
ARTICLES = _set(
    """
    de het een 't n 'n deze die dit dat mijn m'n mn jouw je zijn z'n zn haar d'r hun ons onze uw geen elke ieder
    iedere elk welke zo'n zon veel weinig meer minder andere eerste tweede derde laatste vorige volgende komende
    ene nieuwe oude heel hele enkele paar meerdere beide als ter ten op in te per code twee drie vier vijf zes
    """
)
POSSESSIVES = _set("zn z'n zijn haar d'r dr hun")
# What stands between a first and a family name.
PARTICLES = _set(
    """
    van der den de het 't ter ten te el al ben bin abu von la le di da dos del v d vd vdr v.d v/d op in bou ould
    ait
    """
)
# Of those, what ordinary Dutch no longer has.
SURE_PARTICLES = _set("der den v.d v/d vdr")
# Whom one reaches, asks or greets follows.
CONTACT = _set(
    """
    bel belt bellen belde gebeld mail mailt mailen mailde gemaild app appt appte geappt vraag vraagt vragen
    vroeg gevraagd spreek spreekt sprak spreken gesproken informeer informeert informeren zag bezoek bezoekt
    bezocht bezoeken haal haalt breng brengt help helpt laat waarschuw waarschuwt herinner bedank contact
    contacten overleg gesprek uitnodigen nodig verwijs benader benadert ontmoet heet hallo hoi beste dag hi hey
    groeten groet gr mvg groetjes dank en of
    """
)
# A verb of which somebody is the subject.
FINITE = _set(
    """
    heeft had is was waren komt kwam gaat ging wil wilt wilde wou kan kon moet moest zal zou mag mocht wordt
    werd blijft bleef belt belde mailt mailde appt appte zegt zei vraagt vroeg woont woonde werkt werkte zit zat
    staat stond ligt lag doet deed krijgt kreeg geeft gaf neemt nam ziet zag weet wist vindt vond denkt dacht
    loopt liep heet pakt pakte meldt meldde regelt regelde stuurt stuurde bespreekt besprak gebruikt gebruikte
    drinkt dronk slaat sloeg dreigt dreigde bedreigt bedreigde verblijft verbleef slaapt sliep zoekt zocht
    reageert reageerde weigert weigerde verschijnt verscheen wacht wachtte hoort hoorde spreekt sprak rijdt reed
    koopt kocht verkoopt dealt blowt huurt leeft valt viel vertelt vertelde ontkent ontkende bekent start
    startte stopt stopte begint begon volgt volgde hoeft lijkt leek voelt voelde maakt maakte brengt bracht
    haalt haalde betaalt betaalde tekent tekende probeert probeerde accepteert accepteerde ontvangt ontving
    schrijft schreef leest las luistert gedraagt schreeuwt schreeuwde huilt huilde verhuist verhuisde vertrekt
    vertrok vlucht vluchtte mist miste snapt begrijpt kent kende helpt hielp steunt overlegt overlegde plant
    onderzoekt checkt checkte scheldt schold bezoekt bezocht steelt stal trapt hangt zwerft zorgt zorgde nadert
    verzet belooft beloofde
    """
)
# Which are written with a capital although they are no names of people.
HOUSES = _set(
    """
    gemeente stichting provincie rijk regio huis team rechtbank raad college bureau dienst bank school ministerie
    veiligheidshuis wijkteam zorgverzekeraar woningcorporatie jeugdzorg burgemeester wethouder
    wijkagent officier huisarts rechter advocaat bewindvoerder casemanager regisseur makelaar
    ziekenhuis kliniek opvang gerechtshof parket justitie toegang zorg welzijn leerplicht meldpunt inspectie
    kinderbescherming jeugdbescherming jeugdreclassering reclassering driehoek kamer centrum instituut platform
    hof lyceum expertise informatie landelijk regionaal beschermd crisisafdeling indicatie dagvaarding terugkoppeling
    ontruiming apotheek politie recherche belastingdienst thuisadministratie crisisdienst spoedeisende
    """
)
# Family names of which one more often speaks without an article than of anybody called so.
OFTEN = _set(
    """
    post zomer winter herfst mei tuin spoor ots ama tap rooster storm groen groene katten hoop sneeuw vuur brand
    tas keet pers bril wapen borg pot bloed suiker drank rook vet snel kost tel mail maan goud
    loon toon bron schoon burg
    """
)
CALENDAR = _set(
    """
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april mei juni juli augustus
    september oktober november december kerst kerstmis pasen pinksteren hemelvaart sinterklaas koningsdag
    bevrijdingsdag ramadan suikerfeest offerfeest carnaval nieuwjaar oudjaar
    """
)
# What is written with a capital because of a country or a law.
CAPITAL_ENDS = ("lands", "sche", "nse", "lse", "kse", "ees", "ese", "wet", "isch")
# Small words in the middle of a title.
IN_TITLES = _set("van voor en de der het of in op te ter aan bij")
# Of which two people, or one word for several, are the subject.
PLURAL = _set("zijn hebben gaan komen willen waren hadden")
# Where "den" is left from older Dutch.
OLD_PHRASES = _set("duur lande beginne haag bosch helder ham hoorn brand wet vreemde brede blinde beste")
# What follows a name where the verb is left out: "Visser weer opgepakt".
LOOSE = _set(
    """
    geslagen opgepakt vast vrij opgenomen aangehouden overgedragen niet ook nog weer terug zelf heengezonden vrijgelaten
    vastgezet ingesloten verhoord gearresteerd overgeplaatst geschorst veroordeeld gedagvaard uitgeschreven overleden
    aangemeld afgemeld verschenen
    """
)
# What only a person does.
PERSONAL = _set(
    """
    wil wilt belt belde zegt zei vraagt vroeg woont woonde slaapt sliep drinkt dronk gebruikt gebruikte blowt
    dealt dealde huilt huilde schreeuwt schreeuwde weigert weigerde dreigt dreigde bedreigt ontkent ontkende
    mist snapt vertelt vertelde appt appte mailt mailde liegt loog leeft luistert denkt dacht zwerft scheldt
    schold lacht rijdt slaat sloeg accepteert hoort ruziet rookt snuift spuit
    """
)
# How one was in touch: "met Visser gebeld".
SPOKEN = _set(
    """
    gesproken gebeld gemaild geappt overlegd afgesproken gepraat gezien gehoord geweest bezocht besproken
    kennismaken kennisgemaakt contact bellen spreken praten mailen appen overleggen bespreken afspreken gesprek
    """
)
# Of those, what stands right after who it was: "Zomer gebeld".
REACHED = _set("gesproken gebeld gemaild geappt")
# What people are called by beside their name.
NICKNAMES = _set("lange dikke kleine grote rooie zwarte witte blonde ouwe jonge gekke malle manke stille")
# What a case is about: the one named after it is who.
MATTERS = _set(
    """
    casus casussen dossier zaak intake gesprek afspraak huisbezoek overleg brief indicatie uitkering opname
    ontruiming overlast inval huiszoeking doorzoeking aanhouding ruzie conflict situatie
    bewindvoering schuld schulden zorg zorgen behandeling detentie maatregel vonnis boete beslag reactie ouders
    netwerk gevaar veiligheidsplan traject hulpvraag crisis voogdij
    plaatsing melding aangifte aanmelding broertjes zusjes broers zussen kinderen echtpaar stel verzoek plan
    zitting verlof toezicht begeleiding
    """
)
# Who learns or works there learns a trade: "stage bij bakker".
TRADE_CUES = _set(
    """
    leert opleiding studeert cursus diploma stage werk werkt werken werkte baan bijbaan leerbaan dagbesteding
    solliciteert gewerkt
    """
)
# Names that mean something else before a number: "max 5".
NUMBERED = _set("max")
# Names that are first of all a verb.
COUNTED = _set("wil ken ben can kan mo heet")
# What is counted: max uren.
MEASURES = _set("uren dagen weken maanden nachten keer euro procent sessies gesprekken")
AMOUNTS = _set("een één half anderhalf twee drie vier vijf zes zeven acht negen tien elf twaalf twintig dertig")
WEATHER = _set(
    """
    schade verwacht voorspeld gaf dak daken bomen boom hagel wind regen onweer code knmi waait waaide buiten stormschade
    stroom trein treinen
    """
)
WEATHER_CUES = _set("weer bij na door tijdens de een deze die veel")
# The older or the younger of two of the same name.
GENERATION = _set("senior junior sr jr sen jun")
# What is asked about, not named: "hoe heet de baby".
QUESTIONS = _set("hoe wie wat welke waar wanneer zo dat dit die hij zij ze")
# Who is called so, and how one says what a name it is.
CALLED = _set("ze zij hij de het haar zijn zn deze die onze hun dat ie")
CALLS = _set("achternaam voornaam naam roepnaam bijnaam meisjesnaam familienaam")
# What only somebody does.
OWNING = _set(
    """
    heeft had krijgt kreeg mist miste meldt meldde wil wilt wilde belt belde zegt zei weigert weigerde woont woonde
    gebruikt gebruikte drinkt dronk slaapt sliep dreigt dreigde verschijnt verscheen werkt werkte zoekt zocht weet
    """
)
# How only a person can be.
STATES = _set(
    """
    dronken nuchter boos agressief overstuur bang stoned beschonken verward opgepakt aangehouden opgenomen dakloos
    thuisloos vrijgelaten vrijgekomen overleden zwanger verslaafd gescheiden betrapt mishandeld geslagen
    bedreigd gearresteerd
    """
)
# What somebody has besides relatives.
OWNED = _set("raam woning huis auto fiets telefoon kamer pa ma ouders vriendje vriendinnetje kinderen verslaving")
# After these, whose it is says nothing about the subject: "post ligt bij zijn moeder".
NOT_OWN = _set("bij met van voor naar aan door over tegen op in uit via volgens en of tot om namens")
# Family names that are adjectives.
ADJECTIVES = _set(
    """
    lieve jong groot klein lang kort zwart wit grijs bruin groen breed blank zilver witte lange jonge korte
    dikke vrome graven
    """
)
# Without an ending after "de" it is no adjective any more: "de Wit".
AFTER_DE = _set("jong groot klein lang wit bruin grijs breed zwart vries bruijn haas graaff ruijter")
# First and family names that are languages.
LANGUAGES = _set("frans engels spaans fries duits")
# And what tells that the language is meant.
LANGUAGE_CUES = _set(
    """
    spreekt spreken in het goed geen alleen beetje slecht op lessen matig vloeiend tolk nederlands engels duits
    frans arabisch
    """
)
# After these comes a first name, or nothing.
KIN = _set(
    """
    tante oom ome opa oma juf meester zuster broeder broer zus zusje broertje neef nicht zoon dochter zoontje
    dochtertje genaamd heet
    """
)
# Names that are short for a month, and what tells that the month is meant.
MONTHS = _set("jan sep")
GIVEN_MONTHS = _set("april mei juni augustus")
MONTH_PAIRS = _set("feb mrt apr mei jun jul aug sep okt nov dec jan")
UNTIL = _set("tm tot")
BEFORE_MONTHS = _set("in start eind begin half medio per sinds halverwege vanaf tot")
# A part of a sentence begins after these words and signs.
JOINING = _set("en maar want dus dat als omdat of toen nadat wanneer terwijl sinds zodra zodat indien")
# Who is something by trade: "werkt als kok", "vader is visser".
TRADES = _set("als is was waren wordt werd worden geworden zijn blijft geen wil wilde tot heet")
# Where a thing stands without an article.
PLACES = _set("in op te per langs onder boven naast achter uit tot om binnen buiten aan over ter na en of")
# Those of the adjectives that say how something is done.
ADVERBS = _set("lang kort jong lange korte jonge dikke witte lieve breed")
# What is not a noun after an adjective.
TIMES = _set(
    """
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag vandaag morgen gisteren overmorgen straks nu
    later daarna vanmorgen vanmiddag vanavond vannacht volgende komende vorige ook nog weer niet wel even terug
    langs mee weg thuis om op in uit af toe los ziek boos klaar kwijt bereikt
    """
)
NOUNS_LIKE_PARTICIPLES = _set(
    """
    geld geweld gebied gelijk gevecht gewicht gezicht gerecht gedicht geluid gebit bericht besluit beleid
    bestand bedrijf verband verblijf verdriet verlof verkeer verschil verstand verhaal overleg opvang afscheid
    uitzicht overzicht aanbod
    """
)
BREAKS = frozenset('.,;:!?()[]\n•/"&+=>')
# Words that no rule takes for a name.
LITTLE = (
    ARTICLES
    | BEFORE
    | FINITE
    | LOOSE
    | (PARTICLES - {"ben", "bin", "ali"})
    | _set(
        "ik je jij u hij ze zij we wij er en of nu ma di wo do vr za zo na me al om is ja nee maar want dus dan daar"
        " hier alles iets wat wie hem"
    )
)
# What a name comes after: somebody to reach, a relative, a case, a verb before its subject.
ASKED = (
    CONTACT | RELATIVES | MATTERS | (FINITE - _set("is was waren wordt werd wil wilt wilde wou zoekt kan kon"))
) - {"en", "of"}
NO_NOUNS = FINITE | BEFORE | CONTACT | JOINING | TIMES | LOOSE | SPOKEN
