"""What is there to try on the demo's page, and what happens when its clock is moved?

The same stage as the told day, with four people linked and one casus made. On its way the clock stops wherever a
reminder falls due, until that and the morning message of that day have arrived: so each message carries its own time,
however far the clock goes.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.demo import MONDAY, PEOPLE, Stage, link, load_region, open_stage, referentie_in
from bot.domain.werkdagen import Werkkalender
from bot.logs import set_up_logging
from bot.sandbox import Page, Refused, Seat, Tip
from bot.scheduling.tick import plan
from bot.usecases.outbox import still_owed
from bot.usecases.ports import Transaction

ON_THE_PAGE = ("Marijke", "Tineke", "Joris", "Fenna")
FARTHEST = timedelta(days=366)
DELIVERED_WITHIN = 60.0
GLANCE = 0.05
FRIDAY, NEXT_MONDAY = (MONDAY + timedelta(days=days) for days in (4, 7))


async def show(port: int) -> int:
    """Serves the page until it is cancelled; raises what breaks the product."""
    console = Console(highlight=False)
    set_up_logging("error", "text")
    async with open_stage() as stage:
        referentie = await _set(stage)
        clock = await Klok.of(stage)
        tips = tips_for(referentie)
        async with Page(stage.telegram, _seats(stage), clock, tips, port) as page:
            _invite(console, page, tips)
            await stage.broke()
    return 1


async def _set(stage: Stage) -> str:
    """Everybody on the page linked, and one casus; returns its reference."""
    await load_region(stage)
    await asyncio.gather(*(link(stage, name) for name in ON_THE_PAGE))
    await stage.phones["Marijke"].send("/nieuw Kampen Top-X Zwolle")
    return referentie_in(await stage.sees("Marijke", "Nieuwe casus: "))


def _seats(stage: Stage) -> list[Seat]:
    people = {name: PEOPLE[name] for name in ON_THE_PAGE}
    abouts = {name: f"{', '.join(sorted(who.rollen))} · {who.organisatie}" for name, who in people.items()}
    return [Seat(stage.phones[name], about) for name, about in abouts.items()]


def tips_for(referentie: str) -> list[Tip]:
    """The four things to try, told on the page and in the terminal alike."""
    return [
        Tip(
            "Leg een afspraak vast",
            "Marijke is de makelaar. Zet de regel klaar, verstuur hem en druk op Vastleggen. "
            "Tineke van Tactus krijgt meteen bericht.",
            "Zet klaar bij Marijke",
            phone="Marijke",
            fill=f"/afspraak {referentie} Tactus vrijdag: intake plannen",
        ),
        Tip(
            "Laat de tijd verstrijken",
            f"Zet de klok op maandag {NEXT_MONDAY.day} februari, de ochtend na de deadline. Marijke ziet dan wat "
            "te laat is. Druk bij Tineke op Gedaan: Marijke hoort het.",
            f"Zet {NEXT_MONDAY.day} februari klaar",
            date=NEXT_MONDAY.date().isoformat(),
        ),
        Tip(
            "Zit een tafel voor",
            "Morgen om 09:30 is de tafel in Zwolle, en de casus staat al op de agenda. Kies Wie krijgt wat en "
            "Versturen. Zet de klok een uur verder: ieder heeft het eigen deel. Om 09:30 komt de looporde.",
            "Zet klaar bij Marijke",
            phone="Marijke",
            fill="/agenda",
        ),
        Tip(
            "Typ iets wat niet mag",
            "Laat Marijke een telefoonnummer sturen. De bot bewaart het niet, haalt het bericht weg "
            "en legt uit waarom.",
            "Zet zo'n regel klaar",
            phone="Marijke",
            fill=f"/afspraak {referentie} Politie woensdag: bel 06 12345678",
        ),
    ]


def _invite(console: Console, page: Page, tips: Sequence[Tip]) -> None:
    if not page.got_its_port:
        console.print("Die poort is bezet; de demo nam een andere.")
    lines = [Text.assemble((f"{number}. {tip.title}. ", "bold"), tip.text) for number, tip in enumerate(tips, 1)]
    console.print(f"Open in uw browser: [bold]{page.url}[/bold]")
    console.print(Panel(Text("\n").join(lines), title="Probeer dit", title_align="left"))
    console.print("Stoppen: Ctrl-C. Er blijft niets achter.")


class Klok:
    """The clock of the demo, moved from the page. It never goes back: what happened, happened."""

    def __init__(self, stage: Stage, kalender: Werkkalender, ochtend: clock_time) -> None:
        self._stage = stage
        self._kalender = kalender
        self._ochtend = ochtend

    @classmethod
    async def of(cls, stage: Stage) -> "Klok":
        kalender, ochtend = await stage.services.read(lambda tx: (tx.kalender, tx.regio.verzending.ochtendbericht))
        return cls(stage, kalender, ochtend)

    def now(self) -> datetime:
        return self._kalender.local(self._stage.clock.now())

    async def hour(self) -> None:
        await self._go(self.now().astimezone(UTC) + timedelta(hours=1))

    async def morning(self) -> None:
        """The next working day, once the reminders and the makelaar's morning message have left."""
        now = self.now()
        today = self._kalender.at(now.date(), self._ochtend)
        early = self._kalender.is_werkdag(now.date()) and now < today
        await self._go(today if early else self._morning_of(self._kalender.next_werkdag(now.date())))

    async def to(self, day: date) -> None:
        now = self.now()
        if day < now.date():
            raise Refused("De klok kan niet terug. Kies een latere datum.")
        if day - now.date() > FARTHEST:
            raise Refused("Dat is te ver. Kies een datum binnen een jaar.")
        moment = self._morning_of(day)
        if moment <= now:
            raise Refused("Het is al deze dag. Kies een latere datum, of druk op +1 uur.")
        await self._go(moment)

    def _morning_of(self, day: date) -> datetime:
        return self._kalender.at(day, self._ochtend)

    async def _go(self, to: datetime) -> None:
        await self._delivered()  # what belongs to the time before the move
        while (stop := await self._stage.services.read(next_stop, to)) is not None:
            await self._arrive(stop)
        await self._arrive(to)

    async def _arrive(self, moment: datetime) -> None:
        """It is that moment, and all that is due by then has been delivered."""
        self._stage.move_to(moment)
        await plan(self._stage.services)  # the tick would do it too, up to a second later
        await self._delivered()

    async def _delivered(self) -> None:
        patience = time.monotonic() + DELIVERED_WITHIN
        while await self._stage.services.read(still_owed):
            if time.monotonic() > patience:
                raise Refused("De klok bleef onderweg staan: nog niet alles is bezorgd. Probeer het zo opnieuw.")
            await asyncio.sleep(GLANCE)


def next_stop(tx: Transaction, to: datetime) -> datetime | None:
    """The first moment after now and before ``to`` at which something may fall due; None when there is none.

    On the days of a reminder: the opening of the window, and the hour of the morning message. And the start of a
    bijeenkomst whose agenda is out.
    """
    found = [tx.afspraken.next_due_on(afspraak.id) for afspraak in tx.afspraken.all_open()]
    due = min((day for day in found if day is not None), default=tx.today)
    # What is still due from earlier goes at the first opening there is.
    day = tx.kalender.today(tx.kalender.next_opening(max(tx.now, tx.kalender.window_opens(due))))
    clocks = (tx.regio.verzending.van, tx.regio.verzending.ochtendbericht)
    moments = [tx.kalender.at(on, clock) for on in (tx.today, day) if found for clock in clocks]
    moments += [one.begint for one in tx.bijeenkomsten.between(tx.now, to) if one.agenda_at is not None]
    return min((moment for moment in moments if tx.now < moment < to), default=None)
