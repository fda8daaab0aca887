"""Does everybody, at every door, get what the policy says: every command, button and page, of one's own and others'?"""

import ast
import asyncio
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import aiohttp

from bot.data import data_folder
from bot.demo import PEOPLE
from bot.domain.abonnement import MIJN
from bot.domain.afwezigheid import Afwezigheid
from bot.domain.agenda import Uitkomst
from bot.domain.bijeenkomst import BijeenkomstId, PuntId, Staat
from bot.domain.overdracht import Overdracht
from bot.domain.pas import KALENDER, Pas
from bot.domain.persoon import NieuwPersoon, Persoon, Rol
from bot.domain.privacy import SafeText
from bot.domain.rechten import Daad, Relatie, could, may
from bot.domain.referentie import Referentie
from bot.domain.toegang import COMMANDOS
from bot.domain.verzending import Soort
from bot.handlers import router
from bot.links import Links
from bot.sandbox import Message, Moment, Phone
from bot.usecases.abonnementen import subscribe
from bot.usecases.afspraken import log_afspraak
from bot.usecases.afwezigheid import go_away
from bot.usecases.agendas import put_forward, set_partner
from bot.usecases.komst import ask_contacts
from bot.usecases.outbox import still_owed
from bot.usecases.personen import find_persoon, revoke_persoon
from bot.usecases.toewijzing import grant
from bot.usecases.verzenden import send
from bot.usecases.verzoeken import ask_colleague
from tests.flows.conftest import House, one_way

ROOT = Path(__file__).parents[2]
HUIS = "Veiligheidshuis IJsselland"
STRANGER = "Deze bot werkt alleen op uitnodiging van een Veiligheidshuis."
UNKNOWN_COMMAND = "Dat kan ik niet voor u doen. Met /help ziet u wat wel kan."
UNKNOWN = "Deze referentie ken ik niet."
UNKNOWN_ACTIE = "Deze actie ken ik niet, of is niet meer van u."
UNKNOWN_NAME = "Die naam of organisatie ken ik niet."
UNKNOWN_GEMEENTE = "Die gemeente ken ik niet, of zij hoort niet bij u."
OLD = "Dit is al afgehandeld. Deze knop doet niets meer."
UNKNOWN_BIJEENKOMST = "Deze bijeenkomst ken ik niet, of u bent er niet voor uitgenodigd."
UNKNOWN_ABONNEMENT = "Deze link is er niet meer."
REFUSALS = (
    *(STRANGER, UNKNOWN_COMMAND, UNKNOWN, UNKNOWN_ACTIE, UNKNOWN_NAME, UNKNOWN_GEMEENTE, OLD),
    UNKNOWN_BIJEENKOMST,
    UNKNOWN_ABONNEMENT,
)
MOST_SHOWN = 8
NEWS_SECONDS = 1.1
"""After so long nothing more is on its way to a chat: one message a second."""


@dataclass(frozen=True)
class Ding:
    """What an act is about: one of each kind."""

    casus: str
    afspraak: int
    gemeente: str
    persoon: str
    makelaar: int
    """Whose work it is: the own of a makelaar; of another one for everybody else."""
    bijeenkomst: int
    """That is to come; its agenda is out."""
    punt: int
    verzending: int
    """Of that agenda, and waiting."""
    gast: int
    """In whose place somebody is looked for, as it is for ``ook``."""
    ook: int
    geweest: int
    """The bijeenkomst before it; its afsprakenlijst is out."""
    besproken: int
    """Its punt."""
    abonnement: int
    """Of who walks; of somebody else for ``ander``."""
    tafel: str
    knop: str = "00.1"


MISSING = Ding("H4C-8RM-A", 999_999, "Nergens", "Tafel", *[999_999] * 9, tafel="nergens")


@dataclass(frozen=True)
class Stap:
    """A command or a button, the act of the policy that it is, and the words of what does not exist.

    ``daad`` is None for a button that is only ever one's own: of a question, or of an invitation.
    """

    doet: str
    daad: Daad | None
    weigert: str = UNKNOWN_COMMAND

    @property
    def deur(self) -> str:
        """The command, or what the button's data begins with."""
        return re.match(r"/?\w+", self.doet).group()

    @property
    def is_about(self) -> bool:
        return "{" in self.doet


GCOS = "bekijk:gcos:{bijeenkomst}"
STAPPEN = (
    Stap("/mijn", Daad.MIJN),
    Stap("/vandaag", Daad.VANDAAG),
    Stap("/afspraak {casus} Tactus vrijdag: bellen", Daad.AFSPRAAK_VASTLEGGEN, UNKNOWN),
    Stap("/nieuw {gemeente}", Daad.CASUS_BEGINNEN, UNKNOWN_GEMEENTE),
    Stap("/casus {casus}", Daad.CASUS_ZIEN, UNKNOWN),
    Stap("/status {casus}", Daad.CASUS_BEHEREN, UNKNOWN),
    Stap("/afwezig", Daad.AFWEZIG),
    Stap("/overdragen", Daad.OVERDRAGEN),
    Stap("/toegang {persoon}", Daad.TOEGANG_STOPPEN, UNKNOWN_NAME),
    Stap("/help", Daad.HULP),
    Stap("/privacy", Daad.PRIVACY),
    Stap("/annuleer", Daad.HULP),
    Stap("/stop", Daad.STOPPEN),
    Stap("d:{knop}:1", None, OLD),
    Stap("/stop", Daad.STOPPEN),
    Stap("x:{knop}", None, OLD),
    Stap("bekijk:{afspraak}", Daad.ACTIE_ZIEN, UNKNOWN_ACTIE),
    Stap("bezig:{afspraak}", Daad.ACTIE_BEANTWOORDEN, UNKNOWN_ACTIE),
    Stap("uitstel:{afspraak}", Daad.ACTIE_BEANTWOORDEN, UNKNOWN_ACTIE),
    Stap("luktniet:{afspraak}", Daad.ACTIE_BEANTWOORDEN, UNKNOWN_ACTIE),
    Stap("nietvoormij:{afspraak}", Daad.ACTIE_BEANTWOORDEN, UNKNOWN_ACTIE),
    Stap("overdragen:{afspraak}", Daad.ACTIE_BEANTWOORDEN, UNKNOWN_ACTIE),
    Stap("gedaan:{afspraak}", Daad.ACTIE_BEANTWOORDEN, UNKNOWN_ACTIE),
    Stap("toelichting:{afspraak}", Daad.ACTIE_BEANTWOORDEN, UNKNOWN_ACTIE),
    Stap("ongedaan:{afspraak}", Daad.ACTIE_BEANTWOORDEN, UNKNOWN_ACTIE),
    Stap("herinner:{afspraak}", Daad.HERINNERING_STUREN, UNKNOWN_ACTIE),
    Stap("beheer:{afspraak}", Daad.AFSPRAAK_BEHEREN, UNKNOWN_ACTIE),
    Stap("beheer:{afspraak}:datum", Daad.AFSPRAAK_BEHEREN, UNKNOWN_ACTIE),
    Stap("vervallen:{afspraak}", Daad.AFSPRAAK_BEHEREN, UNKNOWN_ACTIE),
    Stap("heropen:{afspraak}", Daad.AFSPRAAK_BEHEREN, UNKNOWN_ACTIE),
    Stap("akkoord:{afspraak}:1", Daad.AFSPRAAK_BEHEREN, UNKNOWN_ACTIE),
    Stap("afwijzen:{afspraak}:1", Daad.AFSPRAAK_BEHEREN, UNKNOWN_ACTIE),
    Stap("aanspreken:{afspraak}:0", Daad.AFSPRAAK_BEHEREN, UNKNOWN_ACTIE),
    Stap("nogniet:{afspraak}:0", Daad.AFSPRAAK_BEHEREN, UNKNOWN_ACTIE),
    Stap("agenda:{afspraak}", Daad.AFSPRAAK_BEHEREN, UNKNOWN_ACTIE),
    Stap("neemover:{afspraak}:99", Daad.ACTIE_OVERNEMEN, UNKNOWN_ACTIE),
    Stap("neemniet:{afspraak}:99", Daad.ACTIE_OVERNEMEN, UNKNOWN_ACTIE),
    Stap("a:{casus}", Daad.AFSPRAAK_VASTLEGGEN, UNKNOWN),
    Stap("status:{casus}", Daad.CASUS_BEHEREN, UNKNOWN),
    Stap("fase:{casus}", Daad.CASUS_BEHEREN, UNKNOWN),
    Stap("regie:{casus}", Daad.CASUS_BEHEREN, UNKNOWN),
    Stap("leren:{casus}", Daad.CASUS_BEHEREN, UNKNOWN),
    Stap("opschalen:{casus}", Daad.CASUS_OPSCHALEN, UNKNOWN),
    Stap("tijdlijn:{casus}:0", Daad.CASUS_OVERZIEN, UNKNOWN),
    Stap("bekijk:{casus}", Daad.CASUS_OVERZIEN, UNKNOWN),
    Stap("sluit:{casus}", Daad.CASUS_AFSLUITEN, UNKNOWN),
    Stap("overdracht:{makelaar}", Daad.OVERDRAGEN, OLD),
    Stap("terugnemen:{makelaar}", Daad.OVERDRAGEN, OLD),
    Stap("instellingen", Daad.OCHTENDBERICHT, OLD),
    Stap("mijn:0", Daad.MIJN, OLD),
    Stap("alles:0", Daad.VANDAAG, OLD),
    Stap("afwezig", Daad.AFWEZIG, OLD),
    Stap("aanwezig", Daad.AFWEZIG, OLD),
    Stap("/tafels", Daad.TAFELS_ZIEN),
    Stap("/agenda", Daad.AGENDA_ZIEN),
    Stap("/afsprakenlijst", Daad.AGENDA_ZIEN),
    Stap("/kalender", Daad.KALENDER),
    Stap("kal:nieuw:{abonnement}", Daad.KALENDER, UNKNOWN_ABONNEMENT),
    Stap("kal:maak:tafel.{tafel}", Daad.TAFEL_IN_KALENDER, UNKNOWN_ABONNEMENT),
    Stap("bekijk:kalender", Daad.KALENDER),
    Stap("mdo:{casus}", Daad.MDO_PLANNEN, UNKNOWN),
    Stap("opagenda:{casus}", Daad.CASUS_BEHEREN, UNKNOWN),
    Stap("extra", Daad.TAFEL_LEIDEN, OLD),
    *(
        Stap(doet, Daad.TAFEL_LEIDEN, UNKNOWN_BIJEENKOMST)
        for doet in (
            *("bij:{bijeenkomst}", "verplaats:{bijeenkomst}", "plaats:{bijeenkomst}", "afzeggen:{bijeenkomst}"),
            *("agd:{bijeenkomst}:1:punt:{punt}", "wiekrijgtwat:{bijeenkomst}", "verstuur:{bijeenkomst}:agenda:1"),
            *("terughalen:{verzending}", "wiekomt:{bijeenkomst}", "herinnerkomst:{bijeenkomst}"),
            *("werklijst:{bijeenkomst}", "werk:{bijeenkomst}:agenda:1", GCOS),
            *("volgende:{geweest}:{besproken}", "schuif:{geweest}:{besproken}", "vorige:{geweest}:{besproken}"),
            *("lijstwie:{geweest}", "waser:{geweest}:{gast}:1", "rondsturen:{bijeenkomst}"),
        )
    ),
    *(
        Stap(doet, Daad.AGENDA_ZIEN, UNKNOWN_BIJEENKOMST)
        for doet in ("ag:{bijeenkomst}", "bekijk:agenda:{bijeenkomst}", "lijst:{geweest}", "bekijk:lijst:{geweest}")
    ),
    *(
        Stap(doet, Daad.AANWEZIGHEID, UNKNOWN_BIJEENKOMST)
        for doet in ("kom:{bijeenkomst}", "komniet:{bijeenkomst}", "vervanger:{bijeenkomst}")
    ),
    Stap("komcollega:{bijeenkomst}:{gast}", Daad.AANWEZIGHEID, UNKNOWN_BIJEENKOMST),
    Stap("komniemand:{bijeenkomst}:{ook}", Daad.AANWEZIGHEID, UNKNOWN_BIJEENKOMST),
    *(Stap(f"c:{naam}", daad) for naam, daad in COMMANDOS),
    Stap("koppel:" + "0" * 32, None, STRANGER),
    Stap("wat:" + "0" * 32, None, STRANGER),
    Stap("collega:{afspraak}", Daad.ACTIE_OPPAKKEN, UNKNOWN_ACTIE),
)
LAST = (
    Stap("ik:{afspraak}", Daad.ACTIE_OPPAKKEN, UNKNOWN_ACTIE),
    Stap("komik:{bijeenkomst}:{gast}", Daad.AANWEZIGHEID, UNKNOWN_BIJEENKOMST),
)
"""Who took it up holds it, who comes instead is invited, and after that the policy says something else."""
# Answers that are the same for anybody who may not do this at all: a button of another role is an old button.
FOR_NO_ROLE = {"/": UNKNOWN_COMMAND, "c": UNKNOWN_COMMAND, "gedaan": UNKNOWN_ACTIE, "bezig": UNKNOWN_ACTIE}
FOR_NO_ROLE["ongedaan"] = UNKNOWN_ACTIE
FOR_NO_ROLE[GCOS] = UNKNOWN_BIJEENKOMST  # a page of the table, and everybody has those


ASKED = frozenset({Relatie.GEVRAAGD})
SEATED = ("Sita",)
WALKERS = ("Noor", "Hilde", "Marijke", "Tineke", "Joris", "Fenna")


@dataclass(frozen=True)
class Loper:
    """Who walks, with what is theirs, what is others', and what the walk counts them to have to do with each."""

    naam: str
    eigen: Ding
    ander: Ding
    relaties: frozenset[Relatie]
    """To ``eigen``. To ``ander`` there is none, but that it is about somebody of the house."""
    aan_tafel: frozenset[Relatie] = frozenset()
    """To the bijeenkomsten of ``eigen``. Who is asked there, is asked who comes in the place of somebody else."""

    def to(self, ding: Ding) -> frozenset[Relatie]:
        if ding is self.eigen:
            return self.relaties | {Relatie.PARTNER}
        return frozenset({Relatie.HUIS}) if ding is self.ander else frozenset()

    def at_table(self, ding: Ding) -> frozenset[Relatie]:
        return self.aan_tafel - ASKED if ding is self.eigen else frozenset()

    def instead(self, ding: Ding) -> frozenset[Relatie]:
        return self.aan_tafel & ASKED if ding is self.eigen else frozenset()


@one_way
async def test_everybody_gets_at_every_door_what_the_policy_says(house: House) -> None:
    lopers = await _the_house(house)
    wrong = []
    for loper in lopers:
        persoon = await house.stage.services.read(lambda tx, naam=loper.naam: _by_name(tx, naam))
        phone = house.phone(loper.naam)
        await _all_is_sent(house)
        await phone.settle(NEWS_SECONDS)
        for stap in STAPPEN:
            wrong += [fault async for fault in _taken(house, phone, persoon, loper, stap)]
        wrong += [fault async for fault in _pages(house, persoon, loper)]
        for stap in LAST:
            wrong += [fault async for fault in _taken(house, phone, persoon, loper, stap)]
    assert wrong[:MOST_SHOWN] == []


@one_way
async def test_who_was_stopped_and_who_never_came_in_hear_one_sentence_at_every_door(house: House) -> None:
    (*_, tineke) = await _the_house(house)
    house.stage.phones["Vreemde"] = house.stage.telegram.phone("Vreemde")
    await house.says("Tineke", "/stop", "Wilt u stoppen met deze bot?")
    knop = await _knop(house, house.phone("Tineke"))
    await _all_is_sent(house)
    await house.stage.services.run(lambda tx: revoke_persoon(tx, _by_name(tx, "Tineke")))
    for naam in ("Tineke", "Vreemde"):
        phone = house.phone(naam)
        await phone.settle(NEWS_SECONDS)
        for stap in (*STAPPEN, *LAST):
            ding = Ding(**{**vars(tineke.eigen), "knop": knop})
            assert await _answer(phone, stap.doet.format(**vars(ding))) == (STRANGER, ()), (naam, stap.doet)


# The walk covers every door there is


def test_the_walk_takes_every_command() -> None:
    assert {stap.deur for stap in STAPPEN if stap.doet.startswith("/")} == {f"/{naam}" for naam, _ in COMMANDOS}
    assert router._COMMANDS.keys() == {naam for naam, _ in COMMANDOS}


def test_the_walk_presses_every_button_that_is_listened_to_and_every_one_that_is_made() -> None:
    pressed = {stap.deur for stap in (*STAPPEN, *LAST) if not stap.doet.startswith("/")}
    functions = ast.parse(inspect.getsource(router._pressed) + inspect.getsource(router._press))
    known = {naam for naam, _ in COMMANDOS}
    words = {n.value for n in ast.walk(functions) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    listened = {word for word in words if word.isidentifier()}  # not what parts a button's data, nor a docstring
    assert listened | router._BUTTONS.keys() == pressed
    assert {stap.doet[2:] for stap in STAPPEN if stap.deur == "c"} == known
    files = (data_folder("templates") / "telegram").glob("*.j2")
    made = {data for file in files for data in re.findall(r'\bknop\(.+?, "(\w+)"[,)]', file.read_text("utf-8"))}
    assert len(made) > 8
    assert made <= pressed


def test_the_walk_opens_every_page() -> None:
    text = "".join(file.read_text("utf-8") for file in (ROOT / "bot" / "web").glob("*.py"))
    public = {"/telegram", "/health", "/static/{name}"}  # a secret of its own, a sign of life, and style
    secret = {"/kalender/{token}.ics", "/abonneren/{token}"}  # whoever has it: what it shows is tried with the feeds
    assert set(re.findall(r'\bRoute\(\s*f?"([^"]+)"', text)) == public | secret | {"/bekijk/{token}"}


async def _the_house(house: House) -> list[Loper]:
    """Two of each: Marijke's casus with Tineke, Ruud's with Joris; and who was asked, chairs, directs or sits there.

    Wim stands in for Tineke; Piet did so for Sanne until yesterday. Sanne asked Kees to take over. Limor has an
    afspraak that nobody has taken up. Petra was spoken to about Tineke's. Mo looks after the work of Marijke. At the
    table Tineke, Sanne and Fenna are asked for Marijke's casus; Petra, who comes for the first two.
    """
    top_x = frozenset({"topx-zwolle"})
    marijke = replace(PEOPLE["Marijke"], tafels=top_x)
    ruud = NieuwPersoon(
        "Ruud",
        frozenset({Rol.MAKELAAR}),
        HUIS,
        gemeenten=frozenset({"Deventer"}),
        tafels=frozenset({"topx-deventer"}),
    )
    wil = NieuwPersoon("Wil", frozenset({Rol.MAKELAAR}), HUIS, gemeenten=frozenset({"Ommen"}), tafels=top_x)
    sita = NieuwPersoon("Sita", frozenset({Rol.ACTIEHOUDER}), "Openbaar Ministerie", tafels=top_x)
    mo = NieuwPersoon("Mo", frozenset({Rol.MAKELAAR}), HUIS, gemeenten=frozenset({"Raalte"}))
    gijs = NieuwPersoon("Gijs", frozenset({Rol.PARTNER}), "Gemeente Kampen")
    lia = NieuwPersoon("Lia", frozenset({Rol.ACTIEHOUDER}), "Limor")
    petra = NieuwPersoon("Petra", frozenset({Rol.PARTNER}), "Tactus")
    await house.link(*WALKERS, Marijke=marijke, Ruud=ruud, Wil=wil, Sita=sita, Mo=mo, Gijs=gijs, Lia=lia, Petra=petra)
    mine = await house.new_casus()
    theirs = await house.new_casus("Ruud", "Deventer", "Top-X Deventer")
    await house.agree(f"{mine} Tactus vrijdag: bellen")
    await house.agree(f"{theirs} Politie vrijdag: bellen", "Ruud")
    tactus = {
        naam: NieuwPersoon(naam, frozenset({Rol.ACTIEHOUDER}), "Tactus") for naam in ("Wim", "Piet", "Sanne", "Kees")
    }
    await house.link(**tactus)
    for naam in ("Tineke", "Sanne"):
        await house.agree(f"{mine} {naam} donderdag: mailen")
    first, second, deputised, over = await house.stage.services.read(
        lambda tx: [afspraak.id for afspraak in tx.afspraken.all_open()]
    )

    def go(tx) -> None:
        go_away(tx, _by_name(tx, "Tineke"), _by_name(tx, "Wim").id, tx.today)
        sanne, piet = _by_name(tx, "Sanne"), _by_name(tx, "Piet")
        tx.afwezigheden.put(Afwezigheid(sanne.id, piet.id, tx.today - timedelta(days=1)))

    await house.stage.services.run(go)

    def ask_fenna(tx) -> None:
        grant(tx, Referentie(mine), _by_name(tx, "Fenna"), tx.today, _by_name(tx, "Marijke"))

    await house.stage.services.run(ask_fenna)

    def bring_in(tx) -> int:
        marijke = _by_name(tx, "Marijke")
        ask_colleague(tx, over, _by_name(tx, "Kees").id, _by_name(tx, "Sanne"))
        tx.casussen.add_regievoerder(Referentie(mine), _by_name(tx, "Gijs").id)
        tx.afspraken.save(replace(tx.afspraken.get(first), aangesproken=1), tx.afspraken.next_due_on(first))
        tx.overdrachten.put(Overdracht(marijke.id, _by_name(tx, "Mo").id, tx.today, tx.today))
        friday = tx.today + timedelta(days=4)
        bellen = SafeText("bellen")
        return log_afspraak(tx, Referentie(mine), bellen, None, friday, marijke, bron="x", organisatie="Limor").id

    vacant = await house.stage.services.run(bring_in)
    own_table = await house.stage.services.run(_at_the_table, mine, "Marijke", ("Tineke", "Sanne", "Fenna"))
    others_table = await house.stage.services.run(_at_the_table, theirs, "Ruud", ("Joris",))

    def look_for_others(tx) -> None:
        for naam in ("Tineke", "Sanne"):
            ask_contacts(tx, BijeenkomstId(own_table["bijeenkomst"]), _by_name(tx, naam))

    await house.stage.services.run(look_for_others)
    ids = await house.stage.services.read(lambda tx: {persoon.naam: persoon.id for persoon in tx.personen.all()})
    await house.says("Joris", "/stop", "Wilt u stoppen met deze bot?")
    others_question = await _knop(house, house.phone("Joris"))
    links = await house.stage.services.run(_subscribe_all)
    eigen = Ding(mine, first, "Kampen", "Limor", ids["Marijke"], **own_table, abonnement=0, tafel="topx-zwolle")
    ander = Ding(
        *(theirs, second, "Deventer", "Hilde", ids["Ruud"]),
        **{**others_table, "abonnement": links["Ruud"], "tafel": "topx-deventer", "knop": others_question},
    )
    none = frozenset[Relatie]()
    of_the_actie = frozenset({Relatie.EIGEN_ACTIE, Relatie.CASUS_VAN_ACTIE, Relatie.INZAGE})
    invited = frozenset({Relatie.DEELNEMER})
    chairs = frozenset({Relatie.VOORZITTER})
    lopers = [
        Loper("Mo", replace(eigen, makelaar=ids["Mo"]), ander, *[frozenset({Relatie.OVERGEDRAGEN})] * 2),
        Loper(
            "Marijke", eigen, ander, frozenset({Relatie.EIGEN_GEMEENTE, Relatie.BEGONNEN, Relatie.EIGEN_TAFEL}), chairs
        ),
        Loper("Wil", replace(eigen, makelaar=ids["Wil"]), ander, frozenset({Relatie.EIGEN_TAFEL}), chairs),
        Loper("Sita", eigen, ander, frozenset({Relatie.ZETEL}), invited),
        Loper("Gijs", eigen, ander, frozenset({Relatie.REGIE})),
        Loper("Petra", eigen, ander, frozenset({Relatie.AANGESPROKEN}), ASKED),
        Loper(
            *("Fenna", replace(eigen, afspraak=vacant), ander),
            *(frozenset({Relatie.INZAGE, Relatie.EIGEN_ORGANISATIE}), invited),
        ),
        Loper("Lia", replace(eigen, afspraak=vacant), ander, frozenset({Relatie.EIGEN_ORGANISATIE})),
        Loper("Kees", replace(eigen, afspraak=over), ander, ASKED),
        Loper("Hilde", eigen, ander, none),
        Loper("Noor", eigen, ander, none),
        Loper("Wim", replace(eigen, afspraak=deputised), ander, frozenset({Relatie.VERVANGER})),
        Loper("Piet", replace(eigen, afspraak=over), ander, none),
        Loper("Tineke", eigen, ander, of_the_actie, invited),  # last: the others hear of what she answers
    ]
    return [replace(loper, eigen=replace(loper.eigen, abonnement=links[loper.naam])) for loper in lopers]


def _subscribe_all(tx) -> dict[str, int]:
    """Everybody has a link to their own bijeenkomsten."""
    return {persoon.naam: subscribe(tx, MIJN, persoon).abonnement.id for persoon in tx.personen.all()}


def _at_the_table(tx, casus: str, makelaar: str, gasten: tuple[str, ...]) -> dict[str, int]:
    """What ``Ding`` has of the table of a casus. The ``gasten`` are asked for it, then and the time before."""
    door, partners = _by_name(tx, makelaar), [_by_name(tx, naam) for naam in gasten]
    coming = put_forward(tx, Referentie(casus), door)
    (punt,) = tx.agendas.of(coming.id)
    for partner in partners:
        set_partner(tx, coming.id, punt.id, partner, door, joins=True)
    send(tx, tx.verzendingen.add(coming.id, Soort.AGENDA, door.id, tx.now).id)
    waits = tx.verzendingen.add(coming.id, Soort.AGENDA, door.id, tx.now + timedelta(hours=2))  # longer than the walk
    begun = coming.begint - timedelta(days=14)
    before = tx.bijeenkomsten.add(
        replace(coming, id=BijeenkomstId(0), begint=begun, volgens=None, staat=Staat.BEZIG, agenda_at=begun)
    )
    asked = frozenset(partner.id for partner in partners)
    was = replace(punt, id=PuntId(0), bijeenkomst=before.id, partners=asked, uitkomst=Uitkomst.BESPROKEN)
    besproken = tx.agendas.add(was)
    send(tx, tx.verzendingen.add(before.id, Soort.LIJST, door.id, tx.now).id)
    return {
        "bijeenkomst": coming.id,
        "punt": punt.id,
        "verzending": waits.id,
        "gast": partners[0].id,
        "ook": partners[-2:][0].id,
        "geweest": before.id,
        "besproken": besproken.id,
    }


async def _taken(house: House, phone: Phone, persoon: Persoon, loper: Loper, stap: Stap) -> Iterator[str]:
    """What is wrong with the answers at this door."""
    about = (MISSING, loper.ander, loper.eigen) if stap.is_about else (loper.eigen,)
    nothing = None
    for ding in about:
        own = ding is loper.eigen
        knop = await _knop(house, phone) if own else ding.knop
        answer = await _answer(phone, stap.doet.format(**{**vars(ding), "knop": knop}))
        nothing = nothing or answer
        allowed = own and stap.is_about if stap.daad is None else _allowed(persoon, stap, loper, ding)
        refused = answer[0].startswith(REFUSALS)
        expected = _no(persoon, stap)
        if allowed and (refused or (stap.is_about and answer == nothing)):
            yield f"{loper.naam} krijgt bij {stap.doet} over {ding}: {answer}"
        if not allowed and not (answer[0].startswith(expected) and answer == nothing):
            yield f"{loper.naam} krijgt bij {stap.doet} over {ding}: {answer}, en niet {nothing or expected}"


def _allowed(persoon: Persoon, stap: Stap, loper: Loper, ding: Ding) -> bool:
    assert stap.daad is not None
    if not stap.is_about:  # it asks what it is about
        return could(persoon, stap.daad)
    return may(persoon, stap.daad, _relaties(persoon, stap, loper, ding))


def _relaties(persoon: Persoon, stap: Stap, loper: Loper, ding: Ding) -> frozenset[Relatie]:
    if stap.daad is Daad.AANWEZIGHEID and re.search(r"\{(gast|ook)\}", stap.doet):
        return loper.instead(ding)
    if "{tafel}" in stap.doet:
        seat = frozenset({Relatie.AAN_TAFEL} if ding is loper.eigen and loper.naam in SEATED else ())
        return loper.at_table(ding) | seat
    if "{abonnement}" in stap.doet:
        return frozenset({Relatie.ZELF} if ding is loper.eigen else ())
    if re.search(r"\{(bijeenkomst|geweest|verzending)\}", stap.doet):
        return loper.at_table(ding)
    if "{makelaar}" not in stap.doet:
        return loper.to(ding)
    if ding is MISSING:
        return frozenset()
    return frozenset({Relatie.ZELF if ding.makelaar == persoon.id else Relatie.HUIS})


def _no(persoon: Persoon, stap: Stap) -> str:
    """The words with which this is refused to this person."""
    if stap.daad is None or could(persoon, stap.daad):
        return stap.weigert
    kind = "/" if stap.doet.startswith("/") else stap.doet if stap.doet in FOR_NO_ROLE else stap.deur
    return FOR_NO_ROLE.get(kind, OLD)


async def _pages(house: House, persoon: Persoon, loper: Loper) -> Iterator[str]:
    """What is wrong with the pages: looking at an afspraak and answering there, and looking at a casus."""
    links = Links.of(house.stage.settings, house.stage.clock.now)
    linked_at = await house.stage.services.read(lambda tx: tx.personen.linked_at(persoon.id))
    assert linked_at is not None
    nothing: dict[str, tuple[int, str]] = {}
    async with aiohttp.ClientSession() as browser:
        for ding in (MISSING, loper.ander, loper.eigen):
            url = links.link_url(Pas(ding.afspraak, persoon.id, int(linked_at.timestamp())))
            for how, daad in (("GET", Daad.ACTIE_ZIEN), ("POST", Daad.ACTIE_BEANTWOORDEN)):
                form = {"daad": "gedaan"} if how == "POST" else None
                async with browser.request(how, url, data=form, allow_redirects=False) as answer:
                    seen = answer.status, await answer.text()
                unknown = nothing.setdefault(how, seen)
                looks = may(persoon, Daad.ACTIE_ZIEN, loper.to(ding))
                right = (
                    seen[0] in (200, 303) if may(persoon, daad, loper.to(ding)) else seen[0] == (409 if looks else 404)
                )
                if not right or (not looks and seen != unknown):
                    yield f"{loper.naam} krijgt bij {how} /bekijk over {ding}: {seen[0]}"
            own_links = links.link_url(Pas(KALENDER, persoon.id, int(linked_at.timestamp())))
            async with browser.get(own_links) as answer:
                if answer.status != 200:
                    yield f"{loper.naam} krijgt bij /bekijk over de kalender: {answer.status}"
            of_casus = links.link_url(Pas(ding.casus, persoon.id, int(linked_at.timestamp())))
            async with browser.get(of_casus) as answer:
                seen = answer.status, await answer.text()
            sees = may(persoon, Daad.CASUS_OVERZIEN, loper.to(ding))
            if (seen[0] == 200) is not sees or (not sees and seen != nothing["GET"]):
                yield f"{loper.naam} krijgt bij /bekijk over casus {ding}: {seen[0]}"
            of_table = {f"agenda:{ding.bijeenkomst}": Daad.AGENDA_ZIEN, f"lijst:{ding.geweest}": Daad.AGENDA_ZIEN}
            for over, daad in {**of_table, f"gcos:{ding.geweest}": Daad.TAFEL_LEIDEN}.items():
                async with browser.get(links.link_url(Pas(over, persoon.id, int(linked_at.timestamp())))) as answer:
                    seen = answer.status, await answer.text()
                sees = may(persoon, daad, loper.at_table(ding))
                if (seen[0] == 200) is not sees or (not sees and seen != nothing["GET"]):
                    yield f"{loper.naam} krijgt bij /bekijk over {over}: {seen[0]}"


async def _answer(phone: Phone, doet: str) -> tuple[str, tuple[str, ...]]:
    """Types it, or presses it on a message that is not the bot's; the words and buttons that come back."""
    last = max((message.message_id for message in phone.messages), default=0)
    seen: Moment | Message = phone.mark()
    await (phone.send(doet) if doet.startswith("/") else phone.press_data(1, doet))
    # New ones only: a message that is rewritten meanwhile is not the answer.
    while (message := await phone.wait_for("", after=seen)).message_id <= last:
        seen = message
    return message.text, tuple(message.labels)


async def _all_is_sent(house: House) -> None:
    """Until nothing is on its way: what was in flight may still come after somebody is stopped."""
    async with asyncio.timeout(30):
        while await house.stage.services.read(still_owed):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.05)


async def _knop(house: House, phone: Phone) -> str:
    """Of the question that is open for this person."""

    def of(tx) -> str:
        persoon = tx.personen.by_chat(phone.id)
        gesprek = tx.gesprekken.get(persoon.id) if persoon is not None else None
        return gesprek.knop if gesprek is not None else "00.1"

    return await house.stage.services.read(of)


def _by_name(tx, naam: str) -> Persoon:
    return find_persoon(tx, str(next(persoon.id for persoon in tx.personen.all() if persoon.naam == naam)))
