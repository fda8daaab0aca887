"""Does the worker plan the year by itself, when a day begins and when the region changes?"""

from datetime import timedelta

from bot.domain.regio import Regio
from bot.scheduling.tick import plan
from bot.services import Services
from bot.usecases.klok import dry_run
from bot.usecases.planning import is_to_plan
from bot.usecases.regios import load_regio
from tests.conftest import MovableClock
from tests.usecases.conftest import database_url, shared_postgres
from tests.usecases.test_planning import of_tafel, with_table

__all__ = ["database_url", "shared_postgres"]


async def test_a_tick_plans_what_is_not_planned_yet_and_a_dry_run_does_not(
    services: Services, ijsselland: Regio, clock: MovableClock
) -> None:
    services.try_out(dry_run)
    assert of_tafel(services) == []

    await plan(services)
    first = of_tafel(services)
    assert len(first) == 26
    assert not services.run_now(is_to_plan), "the next tick has nothing to plan"

    clock.moment += timedelta(days=14)
    await plan(services)
    assert of_tafel(services)[-1].begint - first[-1].begint == timedelta(days=14)

    services.run_now(load_regio, with_table(ijsselland, duur=120))
    await plan(services)
    assert {one.duur for one in of_tafel(services)} == {120}
