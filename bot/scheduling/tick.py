"""When does the clock cause something? Only the tick lives here; what is due lives in the database."""

import asyncio
from collections.abc import Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.services import Services, TemporarilyUnavailable
from bot.usecases.herinneringen import Gepland, due_now, forget_updates, plan_due

log = structlog.get_logger(__name__)

# With a clock that can jump, the next second may be a week later.
SECONDS, SECONDS_MOVABLE = 15, 1
TIDY_MINUTES = 60


async def plan(services: Services) -> Gepland:
    """Turns all that is due now into owed messages, in transactions that are never long."""
    gepland = Gepland()
    for batch in await services.read(due_now):
        gepland += await services.run(plan_due, batch)
    return gepland


def make_scheduler(services: Services, wake: Callable[[], None], *, movable: bool) -> AsyncIOScheduler:
    """A scheduler that ticks: in memory, UTC, a missed tick is made up for once, never two at a time."""

    async def tick() -> None:
        try:
            counted = await plan(services)
        except TemporarilyUnavailable as error:
            log.warning("database_niet_bereikbaar", fout=str(error))
            return
        except asyncio.CancelledError:
            # The program stops: the transaction ends by itself, whole or not at all, and the next start plans the rest.
            # The scheduler would report this as a fault of the tick.
            return
        if counted.herinneringen or counted.signalen:
            log.info("gepland", herinneringen=counted.herinneringen, signalen=counted.signalen)
            wake()

    async def tidy() -> None:
        try:
            await services.run(forget_updates)
        except TemporarilyUnavailable as error:
            log.warning("database_niet_bereikbaar", fout=str(error))

    scheduler = AsyncIOScheduler(timezone="UTC")
    options = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    scheduler.add_job(tick, "interval", seconds=SECONDS_MOVABLE if movable else SECONDS, id="tick", **options)
    scheduler.add_job(tidy, "interval", minutes=TIDY_MINUTES, id="tidy", **options)
    return scheduler
