"""When does the clock cause something? Only the tick lives here; what is due lives in the database."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.bewaren import Bewaard
from bot.services import Services, TemporarilyUnavailable
from bot.usecases.audit import BATCH, KetenGebroken, seal
from bot.usecases.herinneringen import Gepland
from bot.usecases.klok import BEURTEN
from bot.usecases.opschonen import begin_round, end_round, is_due, purge

log = structlog.get_logger(__name__)

# With a clock that can jump, the next second may be a week later.
SECONDS, SECONDS_MOVABLE = 15, 1
SEAL_SECONDS = 60


async def plan(services: Services) -> Gepland:
    """Turns all that is due now into owed messages, in transactions that are never long."""
    gepland = Gepland()
    for beurt in BEURTEN:
        for found in await services.read(beurt.found):
            gepland += await services.run(beurt.do, found)
    return gepland


async def seal_audit(services: Services, key: bytes) -> None:
    """Seals what was added to the audit trail, in transactions that are never long."""
    try:
        while await services.run(seal, key) == BATCH:
            pass
    except KetenGebroken:
        log.error("audit_niet_verzegeld", kijk_met="afsprakenbot audit verify")


async def clear_out(services: Services, key: bytes) -> bool:
    """The night's round: what has passed its term goes, in transactions that are never long.

    False when none was due. One that was cut short is done again.
    """
    if not await services.read(is_due) or not await services.run(begin_round):
        return False
    counts = dict.fromkeys(Bewaard, 0)
    for soort in Bewaard:
        while went := await services.run(purge, soort, key):
            for also, telling in went.items():
                counts[also] += telling.aantal
    await services.run(end_round)
    await asyncio.to_thread(services.store.scrub)
    log.info("opgeschoond", **{str(soort): count for soort, count in counts.items() if count})
    return True


def make_scheduler(
    services: Services, wake: Callable[[], None], audit_key: bytes, *, movable: bool
) -> AsyncIOScheduler:
    """A scheduler that ticks: in memory, UTC, a missed tick is made up for once, never two at a time."""

    async def tick() -> None:
        counted = await plan(services)
        if counted.herinneringen or counted.signalen:
            log.info("gepland", herinneringen=counted.herinneringen, signalen=counted.signalen)
            wake()

    async def clear() -> None:
        if await clear_out(services, audit_key):
            wake()

    async def seal_trail() -> None:
        await seal_audit(services, audit_key)

    often = SECONDS_MOVABLE if movable else SECONDS
    scheduler = AsyncIOScheduler(timezone="UTC")
    options = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    for job, seconds in ((tick, often), (clear, often), (seal_trail, SEAL_SECONDS)):
        scheduler.add_job(_unbroken, "interval", args=[job], seconds=seconds, id=job.__name__, **options)
    return scheduler


async def follow_clock(scheduler: AsyncIOScheduler) -> None:
    """Until cancelled: when the machine's clock goes back, what is due by the old one runs now.

    The scheduler waits for a time of day: it would be silent until the clock is there again.
    """
    while True:
        told, began = time.time(), time.monotonic()
        await asyncio.sleep(SECONDS)
        if time.time() - told < (time.monotonic() - began) / 2:
            log.warning("klok_teruggezet")
            for job in scheduler.get_jobs():
                job.modify(next_run_time=datetime.now(UTC))


async def _unbroken(job: Callable[[], Awaitable[None]]) -> None:
    """Does what fell due; what could not be done now comes back with the next turn."""
    # Cancelled when the program stops: a transaction ends by itself, whole or not at all, and the next start does the
    # rest. The scheduler would report this as a fault.
    with suppress(TemporarilyUnavailable, asyncio.CancelledError):
        await job()
