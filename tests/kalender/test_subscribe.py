"""What does somebody see who subscribes over HTTP with vdirsyncer, and looks in khal?"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.abonnement import Keuze, Soort
from bot.domain.bijeenkomst import Bijeenkomst
from bot.domain.persoon import Persoon
from bot.links import Links
from bot.services import Services
from bot.usecases.abonnementen import subscribe
from bot.usecases.bijeenkomsten import cancel_bijeenkomst, move_bijeenkomst
from tests.builders import local
from tests.conftest import MovableClock
from tests.kalender.subscriber import Shown, Subscriber
from tests.usecases.conftest import People, on_sqlite

ZWOLLE = Keuze(Soort.LOCATIE, "Zwolle")
A_YEAR = ("2027-02-01", "2028-01-31")
HUIS = "Zeven Alleetjes 1, Zwolle"
WINTER, SUMMER = "2027-02-16", "2027-07-06"

pytestmark = [on_sqlite, pytest.mark.usefixtures("bijeenkomsten")]


@pytest.fixture
def marijke(services: Services, people: People) -> Persoon:
    """Makelaar, at both tables of Zwolle."""
    services.run_now(lambda tx: tx.personen.put_at(people.marijke.id, ["topx-zwolle", "ggz-zwolle"]))
    return people.marijke


@pytest.fixture
def subscriber(services: Services, links: Links, marijke: Persoon, tmp_path: Path) -> Callable[..., Subscriber]:
    address = links.feed_url(services.run_now(subscribe, ZWOLLE, marijke).geheim)

    def make(name: str = "thuis", **more: str) -> Subscriber:
        return Subscriber(tmp_path / name, address, **more)

    return make


def meeting(services: Services, day: str) -> Bijeenkomst:
    begint = local(f"{day} 09:30")
    (found,) = services.run_now(lambda tx: tx.bijeenkomsten.of_tafels(["topx-zwolle"], begint, begint + timedelta(1)))
    return found


def planned(services: Services) -> set[tuple[str, str]]:
    """When each bijeenkomst of the two tables is, and what it is called."""
    zone = ZoneInfo("Europe/Amsterdam")
    titles = {"topx-zwolle": f"Casusoverleg Zwolle, {HUIS}", "ggz-zwolle": f"Maandoverleg Zwolle, {HUIS}"}
    first, last = (local(f"{day} 00:00") for day in A_YEAR)
    all_ = services.run_now(lambda tx: tx.bijeenkomsten.of_tafels(list(titles), first, last))
    return {
        (f"{one.begint.astimezone(zone):%Y-%m-%d %H:%M}-{one.eindigt.astimezone(zone):%H:%M}", titles[one.tafel])
        for one in all_
    }


async def test_each_bijeenkomst_stands_on_its_day_and_hour(
    services: Services, subscriber: Callable[..., Subscriber]
) -> None:
    kalender = subscriber()

    await kalender.subscribe()
    shown = await kalender.list(*A_YEAR)

    assert {(one.when, one.title) for one in shown} == planned(services)
    assert len(shown) == len(planned(services)) > 30
    assert Shown(f"{WINTER} 09:30-12:00", f"Casusoverleg Zwolle, {HUIS}", cancelled=False) in shown
    assert Shown(f"{SUMMER} 09:30-12:00", f"Casusoverleg Zwolle, {HUIS}", cancelled=False) in shown
    assert Shown("2027-07-14 13:30-15:30", f"Maandoverleg Zwolle, {HUIS}", cancelled=False) in shown


async def test_who_travels_sees_the_same_moment_on_another_clock(subscriber: Callable[..., Subscriber]) -> None:
    kalender = subscriber(zone="America/Curacao")

    await kalender.subscribe()

    when = {one.when for one in await kalender.list(*A_YEAR)}
    assert {f"{WINTER} 04:30-07:00", f"{SUMMER} 03:30-06:00"} <= when


async def test_what_is_moved_or_cancelled_is_so_at_the_next_sync(
    services: Services, marijke: Persoon, subscriber: Callable[..., Subscriber]
) -> None:
    kalender = subscriber()
    await kalender.subscribe()
    before, kept = await kalender.list(*A_YEAR), kalender.files()
    moved, cancelled = meeting(services, SUMMER), meeting(services, WINTER)

    services.run_now(
        move_bijeenkomst, moved.id, local("2027-11-02 14:15"), "Stadhuis, Zwolle", marijke, moved.volgnummer
    )
    services.run_now(cancel_bijeenkomst, cancelled.id, marijke, cancelled.volgnummer)
    await kalender.sync()

    gone, came = _changes(before, await kalender.list(*A_YEAR))
    assert gone == {
        Shown(f"{WINTER} 09:30-12:00", f"Casusoverleg Zwolle, {HUIS}", cancelled=False),
        Shown(f"{SUMMER} 09:30-12:00", f"Casusoverleg Zwolle, {HUIS}", cancelled=False),
    }
    assert came == {
        Shown(f"{WINTER} 09:30-12:00", f"Gaat niet door: Casusoverleg Zwolle, {HUIS}", cancelled=True),
        Shown("2027-11-02 14:15-16:45", "Casusoverleg Zwolle, Stadhuis, Zwolle", cancelled=False),
    }
    assert len(kept.items() - kalender.files().items()) == 2  # all others were left alone


async def test_without_a_change_a_sync_changes_no_file(subscriber: Callable[..., Subscriber]) -> None:
    kalender = subscriber()
    await kalender.subscribe()
    kept = kalender.files()

    await kalender.sync()

    assert kept
    assert kalender.files() == kept


async def test_two_weeks_later_what_was_in_sight_is_the_same_file(
    clock: MovableClock, subscriber: Callable[..., Subscriber]
) -> None:
    kalender = subscriber()
    await kalender.subscribe()
    kept = kalender.files()

    clock.moment += timedelta(days=15)
    await kalender.sync()

    assert kept.items() < kalender.files().items()  # one more came in sight


async def test_who_subscribes_twice_has_the_same_twice(subscriber: Callable[..., Subscriber]) -> None:
    first, second = subscriber("thuis"), subscriber("werk")

    for kalender in (first, second):
        await kalender.subscribe()

    assert _contents(first) == _contents(second)


def _changes(before: list[Shown], after: list[Shown]) -> tuple[set[Shown], set[Shown]]:
    return set(before) - set(after), set(after) - set(before)


def _contents(kalender: Subscriber) -> dict[str, bytes]:
    return {name: content for name, (_, content) in kalender.files().items()}
