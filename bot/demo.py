"""How does the whole product look on one laptop? A told day, played against the local stand-in.

An empty scratch folder, SQLite, IJsselland, invented people of every role, and a clock that is moved by hand. Every
step waits for what the people should see; a step that does not happen ends the demo and says which.
"""

import asyncio
import re
import secrets
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from pydantic import SecretStr
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot import app as product
from bot.data import data_folder
from bot.domain.afspraak import UNDO_WITHIN
from bot.domain.persoon import NieuwPersoon, Persoon, Rol
from bot.domain.regio import parse_regio
from bot.domain.verzending import HELD_FOR
from bot.logs import set_up_logging
from bot.sandbox import Moment, Phone, Sandbox, transcript
from bot.services import HOME, FileClock, Services
from bot.settings import Settings
from bot.usecases.personen import add_persoon, invite
from bot.usecases.planning import plan_year
from bot.usecases.ports import Transaction
from bot.usecases.regios import load_regio

MONDAY = datetime(2027, 2, 1, 9, 0, tzinfo=HOME)
PATIENCE = 20.0
REGIO = "ijsselland.toml"

HUIS = "Veiligheidshuis IJsselland"
TOP_X = frozenset({"topx-zwolle"})
PEOPLE = {
    "Noor": NieuwPersoon("Noor", frozenset({Rol.BEHEERDER}), HUIS),
    "Hilde": NieuwPersoon("Hilde", frozenset({Rol.MANAGER}), HUIS),
    "Marijke": NieuwPersoon(
        "Marijke", frozenset({Rol.MAKELAAR}), HUIS, gemeenten=frozenset({"Kampen", "Zwolle"}), tafels=TOP_X
    ),
    "Tineke": NieuwPersoon("Tineke", frozenset({Rol.ACTIEHOUDER}), "Tactus", zetel="reclassering", tafels=TOP_X),
    "Joris": NieuwPersoon("Joris", frozenset({Rol.ACTIEHOUDER}), "Politie", tafels=TOP_X),
    "Els": NieuwPersoon("Els", frozenset({Rol.ACTIEHOUDER}), "Gemeente Kampen", tafels=TOP_X),
    "Fenna": NieuwPersoon("Fenna", frozenset({Rol.PARTNER}), "Limor"),
    "Lena": NieuwPersoon("Lena", frozenset({Rol.ACTIEHOUDER}), "Limor"),
    "Dennis": NieuwPersoon("Dennis", frozenset({Rol.ACTIEHOUDER}), "Limor"),
    "Pieter": NieuwPersoon("Pieter", frozenset({Rol.ACTIEHOUDER}), "Politie"),
    "Olga": NieuwPersoon("Olga", frozenset({Rol.PARTNER}), "Tactus"),
    "Ruud": NieuwPersoon(
        "Ruud", frozenset({Rol.MAKELAAR}), HUIS, gemeenten=frozenset({"Deventer", "Olst-Wijhe", "Raalte"})
    ),
}


class StepFailed(Exception):
    """Something that should have happened did not."""


@dataclass
class Stage:
    """The stand-in with its phones, the product that runs against it, and the clock of both."""

    telegram: Sandbox
    settings: Settings
    clock: FileClock
    console: Console = field(default_factory=lambda: Console(quiet=True))
    phones: dict[str, Phone] = field(default_factory=dict)
    told: list[str] = field(default_factory=lambda: ["het begin"])
    services: Services = field(init=False)
    _running: "asyncio.Task[None]" = field(init=False)

    async def start(self) -> None:
        """Starts the product; returns once it runs. Raises what keeps it from starting."""
        store = product.open_store(self.settings)
        self.services = Services(store, self.clock)
        started = asyncio.Event()
        self._running = asyncio.create_task(
            product.serve(self.settings, web=True, worker=True, started=started.set, alone=False)
        )
        waiting = asyncio.create_task(started.wait())
        await asyncio.wait({self._running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if self._running.done():
            waiting.cancel()
            self._running.result()

    async def broke(self) -> None:
        """Waits until the product stops by itself, and raises why."""
        await asyncio.wait({self._running})
        self._running.result()

    async def stop(self) -> None:
        """Stops the product; the stand-in and the database stay as they are."""
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        self.services.close()
        self.services.store.close()

    def tell(self, step: str) -> None:
        """Says what happens now."""
        self.told.append(step)
        self.console.print(f"[bold]{len(self.told) - 1}.[/bold] {step}")

    def move_to(self, moment: datetime) -> None:
        """The clock jumps. Written beside and renamed, so that nobody reads half a moment."""
        file = self.settings.CLOCK_FILE
        assert file is not None
        beside = file.with_suffix(".new")
        beside.write_text(moment.isoformat())
        beside.replace(file)

    async def sees(self, who: str, text: str, after: Moment | None = None) -> str:
        """Waits until this person's phone shows ``text``; returns the message. Raises ``StepFailed``."""
        try:
            message = await self.phones[who].wait_for(text, timeout=PATIENCE, after=after)
        except (AssertionError, TimeoutError) as error:
            raise StepFailed(f"{self.told[-1]} – {who} ziet niet: {text}") from error
        return message.text

    async def press(self, who: str, label: str) -> None:
        try:
            await self.phones[who].press(label)
        except LookupError as error:
            raise StepFailed(f"{self.told[-1]} – {who} heeft geen knop: {label}") from error

    async def types(self, who: str, text: str, answer: str) -> str:
        """Somebody types ``text`` and then sees ``answer``."""
        mark = self.phones[who].mark()
        await self.phones[who].send(text)
        return await self.sees(who, answer, mark)

    async def taps(self, who: str, label: str, answer: str) -> str:
        """Somebody presses a button and then sees ``answer``."""
        mark = self.phones[who].mark()
        await self.press(who, label)
        return await self.sees(who, answer, mark)

    async def reads(self, who: str, label: str, text: str) -> None:
        """Opens the link behind this button, and finds ``text`` there. Raises ``StepFailed``."""
        try:
            url = self.phones[who].link(label)
        except LookupError as error:
            raise StepFailed(f"{self.told[-1]} – {who} heeft geen knop met een link: {label}") from error
        await self.fetches(url, text)

    async def fetches(self, url: str, text: str) -> None:
        """What is at this address holds ``text``. Raises ``StepFailed``."""
        try:
            async with aiohttp.ClientSession() as browser, browser.get(url) as page:
                found = text in await page.text()
        except aiohttp.ClientError as error:
            raise StepFailed(f"{self.told[-1]} – de pagina gaat niet open") from error
        if not found:
            raise StepFailed(f"{self.told[-1]} – op de pagina staat niet: {text}")


async def until_stopped(work: Coroutine[Any, Any, int]) -> int | None:
    """What ``work`` returns; None when a signal ended it. A second signal does not disturb the tidying up."""
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    asked = False

    def stop() -> None:
        nonlocal asked
        asked = asked or task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            loop.add_signal_handler(number, stop)
    try:
        return await task
    except asyncio.CancelledError:
        return None


async def play(story: Callable[[Stage], Awaitable[None]] | None = None) -> int:
    """Plays the told day, or another story; 0 when every step happened, 1 when one did not."""
    console = Console(highlight=False)
    set_up_logging("error", "text")
    async with open_stage() as stage:
        stage.console = console
        try:
            await (story or _told_day)(stage)
        except StepFailed as failed:
            _print_chats(stage)
            console.print(f"[bold red]Deze stap gebeurde niet:[/bold red] {failed}")
            return 1
        _print_chats(stage)
        console.print(f"Alle {len(stage.told) - 1} stappen zijn gebeurd.")
    return 0


@asynccontextmanager
async def open_stage(database_url: str | None = None, webhook_port: int | None = None) -> AsyncIterator[Stage]:
    """The product against the stand-in in a scratch folder that is gone afterwards, on a Monday at 09:00.

    On SQLite in that folder unless ``database_url`` says otherwise; polling unless ``webhook_port`` is given.
    """
    with tempfile.TemporaryDirectory(prefix="afsprakenbot-demo-") as folder:
        clock_file = Path(folder) / "klok.txt"
        clock_file.write_text(MONDAY.isoformat())
        clock = FileClock(clock_file)
        async with Sandbox(clock=clock.now) as telegram:
            settings = Settings.model_construct(
                TELEGRAM_TOKEN=SecretStr(telegram.token),
                TELEGRAM_API_URL=telegram.url,
                DATABASE_URL=database_url or f"sqlite:///{folder}/demo.db",
                PUBLIC_URL=f"http://127.0.0.1:{webhook_port}" if webhook_port else None,
                SECRET_KEY=SecretStr(secrets.token_urlsafe(48)),
                PORT=webhook_port or _free_port(),
                CLOCK_FILE=clock_file,
            )
            stage = Stage(telegram, settings, clock)
            await stage.start()
            try:
                yield stage
            finally:
                await stage.stop()


def _free_port() -> int:
    """For the product's own pages: nobody has to know it, and the demo's page takes the one that was asked for."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port: int = probe.getsockname()[1]
        return port


async def _told_day(stage: Stage) -> None:
    await _come_in(stage)
    referentie = await _log_by_line(stage)
    await _log_by_steps(stage, referentie)
    await _log_on_organisation(stage, referentie)
    await _remind(stage)
    await _goes_overdue(stage)
    await _is_extended(stage)
    await _ends(stage, referentie)
    await _subscribes(stage)
    await _prepares_the_table(stage)
    await _answers_the_invitation(stage)
    await _sits_at_the_table(stage)
    await _sends_the_list(stage)


async def _come_in(stage: Stage) -> None:
    stage.tell("De beheerder laadt de regio IJsselland en nodigt mensen uit; zij koppelen.")
    await load_region(stage)
    for name in PEOPLE:
        await link(stage, name)
    await stage.sees("Noor", "Gekoppeld: Ruud, Veiligheidshuis IJsselland")


async def _log_by_line(stage: Stage) -> str:
    stage.tell("Marijke maakt een casus voor Kampen aan de tafel Top-X Zwolle en krijgt een referentie.")
    marijke = stage.phones["Marijke"]
    await marijke.send("/nieuw")
    await stage.sees("Marijke", "Van welke gemeente?")
    await stage.press("Marijke", "Kampen")
    await stage.sees("Marijke", "Voor welke tafel?")
    await stage.press("Marijke", "Top-X Zwolle")
    referentie = referentie_in(await stage.sees("Marijke", "Nieuwe casus: "))
    await stage.press("Marijke", "Kopieer referentie")

    stage.tell("Marijke legt in één regel vast wat Tactus heeft toegezegd, uiterlijk maandag 8 februari.")
    await marijke.send(f"/afspraak {referentie} Tactus maandag: intake plannen")
    await stage.sees("Marijke", "Klopt dit?")
    await stage.press("Marijke", "Vastleggen")
    await stage.sees("Marijke", "krijgt nu bericht")
    await stage.sees("Tineke", "Nieuwe actie voor u, uiterlijk maandag 8 februari")

    stage.tell("In Telegram staat niet wat de actie is. Tineke drukt op Bekijk en leest het op onze eigen pagina.")
    await stage.press("Tineke", "Bekijk")
    await stage.sees("Tineke", "open de pagina met de knop")
    await stage.reads("Tineke", "Open de pagina", "Intake plannen")
    return referentie


async def _log_by_steps(stage: Stage, referentie: str) -> None:
    stage.tell("Stap voor stap legt Marijke een tweede afspraak vast, met de politie, voor woensdag.")
    marijke = stage.phones["Marijke"]
    await marijke.send("/afspraak")
    await stage.sees("Marijke", "Bij welke casus?")
    await marijke.send(referentie.lower().replace("-", " "))
    await stage.sees("Marijke", "Wie doet het?")
    await marijke.send("joris")
    await stage.sees("Marijke", "Wat is de actie?")
    await marijke.send("bel 06 12345678 voor een afspraak")
    await stage.sees("Marijke", "Er staat waarschijnlijk een telefoonnummer in")
    await marijke.send("huisbezoek met de wijkagent")
    await stage.sees("Marijke", "Wanneer moet het uiterlijk gedaan zijn?")
    await marijke.send("woensdag")
    await stage.sees("Marijke", "Uiterlijk: woensdag 3 februari 2027")
    await stage.press("Marijke", "Vastleggen")
    await stage.sees("Joris", "Nieuwe actie voor u, uiterlijk woensdag 3 februari")
    stage.tell("Joris laat weten dat hij bezig is.")
    await stage.press("Joris", "Bezig")
    await stage.sees("Joris", "U hoort weer van ons op")


async def _log_on_organisation(stage: Stage, referentie: str) -> None:
    stage.tell("Limor doet ook iets, maar nog niet bekend is wie. Fenna, de contactpersoon, kiest een collega.")
    await stage.phones["Marijke"].send(f"/afspraak {referentie} Limor vrijdag 12 februari: woning zoeken")
    await stage.sees("Marijke", "Dat kan meer dan één persoon zijn.")
    await stage.press("Marijke", "Limor, nog niet bekend wie")
    await stage.sees("Marijke", "Klopt dit?")
    await stage.press("Marijke", "Vastleggen")
    await stage.sees("Fenna", "Wie pakt dit op?")
    await stage.press("Fenna", "Een collega")
    await stage.sees("Fenna", "Wie van uw collega's pakt dit op?")
    await stage.press("Fenna", "Lena, Limor")
    await stage.sees("Lena", "Nieuwe actie voor u, uiterlijk vrijdag 12 februari")


async def _remind(stage: Stage) -> None:
    stage.tell("Dinsdag en woensdag: Joris krijgt zijn herinneringen. Hij antwoordt niet.")
    mark = stage.phones["Joris"].mark()
    stage.move_to(MONDAY + timedelta(days=1))
    await stage.sees("Joris", "Nog 1 werkdag voor uw actie", mark)
    mark = stage.phones["Joris"].mark()
    stage.move_to(MONDAY + timedelta(days=2))
    await stage.sees("Joris", "Vandaag is de laatste dag", mark)


async def _goes_overdue(stage: Stage) -> None:
    stage.tell("Donderdag 08:30: Marijke ziet dat de actie van de politie te laat is.")
    stage.move_to((MONDAY + timedelta(days=3)).replace(hour=8, minute=0))
    await stage.sees("Joris", "1 werkdag te laat")
    stage.move_to((MONDAY + timedelta(days=3)).replace(hour=8, minute=30))
    await stage.sees("Marijke", "Goedemorgen Marijke.")

    stage.tell("Vrijdag: Tineke krijgt een herinnering, meldt gedaan, draait dat terug en meldt het opnieuw.")
    stage.move_to((MONDAY + timedelta(days=4)).replace(hour=9))
    await stage.sees("Tineke", "Nog 1 werkdag voor uw actie")
    await stage.press("Tineke", "Gedaan")
    await stage.sees("Tineke", "Terugdraaien kan tot")
    await stage.sees("Marijke", "Gedaan door Tineke")
    await stage.press("Tineke", "Ongedaan maken")
    await stage.sees("Tineke", "Teruggedraaid")
    await stage.sees("Marijke", "Weer open")
    await stage.phones["Tineke"].send("gedaan")
    mark = stage.phones["Marijke"].mark()
    await stage.sees("Tineke", "Gedaan, vrijdag")

    stage.tell("Tien minuten later is er niets meer terug te draaien: in het gesprek staat alleen nog dat het af is.")
    mark = stage.phones["Tineke"].mark()
    stage.move_to(stage.clock.now() + UNDO_WITHIN)
    await stage.sees("Tineke", "Deze actie is afgerond.", mark)

    stage.tell("Marijke kijkt wat vandaag haar aandacht vraagt.")
    mark = stage.phones["Marijke"].mark()
    await stage.phones["Marijke"].send("/vandaag")
    await stage.sees("Marijke", "Te laat", mark)


async def _is_extended(stage: Stage) -> None:
    stage.tell("Joris vraagt een week uitstel en kiest waarom. Marijke ziet het verzoek en is akkoord.")
    mark = stage.phones["Joris"].mark()
    await stage.phones["Joris"].send("uitstel")
    await stage.sees("Joris", "Uitstel tot wanneer?", mark)
    await stage.press("Joris", "+1 week: vrijdag 12 februari")
    await stage.sees("Joris", "Waarom is uitstel nodig", mark)
    await stage.press("Joris", "Wacht op een andere organisatie")
    await stage.sees("Marijke", "Uitstel gevraagd door Joris")
    await stage.press("Marijke", "Akkoord")
    await stage.sees("Joris", "Marijke is akkoord: uiterlijk vrijdag 12 februari", mark)


async def _ends(stage: Stage, referentie: str) -> None:
    stage.tell("Het loopt vast bij de woning. Marijke legt dat vast, en leest in de tijdlijn terug wat er gebeurde.")
    marijke = stage.phones["Marijke"]
    mark = marijke.mark()
    await marijke.send(f"/status {referentie} loopt vast: wacht op een woning")
    await stage.sees("Marijke", "loopt vast", mark)
    await marijke.send(f"/casus {referentie}")
    await stage.sees("Marijke", "Zonder regievoerder", mark)
    await stage.press("Marijke", "Tijdlijn")
    await stage.sees("Marijke", "Tijdlijn", mark)

    stage.tell("Een maand later sluit Marijke de casus af. Wat open staat, vervalt; iedereen hoort het.")
    stage.move_to(MONDAY + timedelta(days=28))
    mark = marijke.mark()
    await marijke.send(f"/casus {referentie}")
    await stage.sees("Marijke", "Gemeente Kampen", mark)
    await stage.press("Marijke", "Casus afsluiten")
    await stage.sees("Marijke", "staan nog twee afspraken open", mark)
    await stage.press("Marijke", "Laten vervallen en afsluiten")
    await stage.sees("Marijke", "hoe eindigt de casus?", mark)
    await stage.press("Marijke", "Afgesloten")
    await stage.sees("Marijke", "ging de samenwerking goed?", mark)
    await stage.press("Marijke", "Kon beter")
    await stage.sees("Marijke", "wat is het?", mark)
    await stage.press("Marijke", "Leerpunt")
    await stage.sees("Marijke", "waar ging het over?", mark)
    await stage.press("Marijke", "Informatie delen")
    await stage.sees("Marijke", "Wilt u daar één regel bij zetten?", mark)
    await marijke.send("eerder bellen met de woningcorporatie")
    await stage.sees("Marijke", "Herinneringen zijn gestopt.", mark)
    await stage.sees("Lena", "Deze actie hoeft niet meer.")


async def _subscribes(stage: Stage) -> None:
    stage.tell("Joris wil de tafel in zijn eigen agenda. Hij krijgt een link, en een pagina die zegt hoe dat gaat.")
    await stage.types("Joris", "/kalender", "Waarvoor wilt u een link?")
    await stage.taps("Joris", "Mijn bijeenkomsten", "wij laten de link maar één keer zien")
    await stage.reads("Joris", "Zet in mijn agenda", "Kies uw agenda")
    await stage.press("Joris", "Kopieer link")
    await stage.fetches(stage.phones["Joris"].clipboard, "SUMMARY:Casusoverleg Zwolle")


async def _prepares_the_table(stage: Stage) -> None:
    stage.tell("Morgen is de Top-X-tafel in Zwolle. Twee nieuwe casussen staan vanzelf op de agenda, per gemeente.")
    for gemeente in ("Zwolle", "Kampen"):
        await stage.types("Marijke", f"/nieuw {gemeente} Top-X Zwolle", "Nieuwe casus: ")
    await stage.types("Marijke", "/agenda", "Casusoverleg Zwolle, dinsdag 2 maart 09:30-12:00")

    stage.tell("Bij de casus van Kampen vraagt Marijke Limor erbij, en zij schrijft op wat iedereen voorbereidt.")
    await stage.taps("Marijke", "1", "Gevraagd voor deze casus: niemand")
    await stage.taps("Marijke", "Partners", "wie vraagt u alleen voor deze casus?")
    await stage.types("Marijke", "Fenna", "wie vraagt u alleen voor deze casus?")
    await stage.taps("Marijke", "Klaar", "Gevraagd voor deze casus: Fenna, Limor")
    await stage.taps("Marijke", "Vraag", "wat moeten de deelnemers voorbereiden?")
    await stage.types("Marijke", "wat kan er met de woning?", "Voorbereiding: wat kan er met de woning?")

    stage.tell(
        "Zij ziet wie wat krijgt en verstuurt. Vijf minuten lang kan alles terug. Dan heeft ieder het eigen deel."
    )
    await stage.taps("Marijke", "Terug", "Nog niet verstuurd")
    await stage.taps("Marijke", "Wie krijgt wat", "Alleen de eigen casussen")
    await stage.taps("Marijke", "Versturen", "Tot dan kunt u alles terughalen")
    stage.move_to(stage.clock.now() + HELD_FOR)
    await stage.sees("Joris", "Kampen 09:30")
    await stage.sees("Fenna", "U bent gevraagd bij één casus: 09:30-09:50. Voorbereiding: Bekijk.")
    await stage.taps("Fenna", "Bekijk", "open de pagina met de knop")
    await stage.reads("Fenna", "Open de pagina", "wat kan er met de woning?")


async def _answers_the_invitation(stage: Stage) -> None:
    stage.tell("Joris komt. Tineke kan niet. Marijke kijkt wie er ontbreekt.")
    await stage.taps("Joris", "Ik kom", "U komt")
    await stage.taps("Tineke", "Ik kom niet", "U komt niet")
    await stage.types("Marijke", "/agenda", "Verstuurd")
    await stage.taps("Marijke", "Wie komt", "Tineke")


async def _sits_at_the_table(stage: Stage) -> None:
    stage.tell("Dinsdag 09:30: Marijke krijgt de looporde. Wat zij vastlegt, hoort nog niemand.")
    mark, heard = stage.phones["Marijke"].mark(), len(stage.phones["Joris"].received)
    stage.move_to((MONDAY + timedelta(days=29)).replace(hour=9, minute=30))
    await stage.sees("Marijke", "1 van 2", mark)
    await stage.types("Marijke", "/afspraak Joris vrijdag: huisbezoek", "Klopt dit?")
    await stage.taps("Marijke", "Vastleggen", "Dit gaat mee met de afsprakenlijst")
    await stage.taps("Marijke", "Volgende casus", "2 van 2")
    await stage.taps("Marijke", "Doorschuiven", "Klaar om te versturen: 1 afspraak, 1 actiehouder")
    if len(stage.phones["Joris"].received) != heard:
        raise StepFailed(f"{stage.told[-1]} – Joris hoort het al")


async def _sends_the_list(stage: Stage) -> None:
    stage.tell("De afsprakenlijst gaat weg. Ieder ziet het eigen deel; Joris krijgt zijn actie in één bericht.")
    marks = {name: stage.phones[name].mark() for name in ("Joris", "Els", "Fenna")}
    await stage.taps("Marijke", "Versturen", "De afsprakenlijst van")
    stage.move_to(stage.clock.now() + HELD_FOR)
    for name, mark in marks.items():
        await stage.sees(name, "Afsprakenlijst", mark)
    await stage.sees("Joris", "Nieuwe actie voor u, uiterlijk vrijdag 5 maart", marks["Joris"])

    stage.tell("Wat is doorgeschoven, staat vanzelf op de agenda van 16 maart.")
    await stage.types("Marijke", "/agenda", "doorgeschoven")


async def load_region(stage: Stage) -> None:
    regio = parse_regio((data_folder("regios") / REGIO).read_text(encoding="utf-8"))
    await stage.services.run(load_regio, regio)
    await stage.services.run(plan_year)


async def link(stage: Stage, name: str) -> None:
    """Somebody is invited, opens the link and presses Koppelen."""
    token = await stage.services.run(add_and_invite, PEOPLE[name])
    phone = stage.phones[name] = stage.telegram.phone(name)
    await phone.open_link(f"https://t.me/{stage.telegram.username}?start={token}")
    await stage.sees(name, "U bent uitgenodigd als")
    await stage.press(name, "Koppelen")
    await stage.sees(name, f"U bent gekoppeld, {name}")


def add_and_invite(tx: Transaction, nieuw: NieuwPersoon) -> str:
    persoon: Persoon = add_persoon(tx, nieuw)
    return invite(tx, persoon)[0]


def referentie_in(text: str) -> str:
    """The reference that a message of the bot holds."""
    return str(re.findall(r"\b\w{3}-\w{3}-\w\b", text)[0])


def _print_chats(stage: Stage) -> None:
    for name, phone in stage.phones.items():
        who = PEOPLE[name]
        title = f"{name} · {who.organisatie} · {', '.join(sorted(who.rollen))}"
        stage.console.print(Panel(Text(transcript(phone, HOME)), title=title, title_align="left"))
