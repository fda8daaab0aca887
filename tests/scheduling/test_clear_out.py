"""Does the worker clear out by itself, once a night?"""

from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.errors import UnknownCasus
from bot.sandbox import Sandbox
from bot.scheduling.tick import clear_out
from bot.services import Services
from storage.store import Store
from tests import builders
from tests.builders import local
from tests.cli.conftest import Cli, cli_on, loaded, one, telegram
from tests.cli.test_casus import a_casus
from tests.conftest import MovableClock
from tests.usecases.conftest import People, database_url, people, shared_postgres
from tests.usecases.test_opschonen import a_full_casus, close

__all__ = ["cli_on", "database_url", "loaded", "one", "people", "shared_postgres", "telegram"]

KEY = b"a key for tests"


async def test_it_clears_out_once_a_night_and_says_so_in_numbers(
    services: Services, people: People, clock: MovableClock
) -> None:
    ref = a_full_casus(services, people)
    close(services, ref)
    assert await clear_out(services, KEY), "the first of this house"
    clock.moment = local("2027-03-03 12:00")
    assert await clear_out(services, KEY), "nobody was there at four"
    with capture_logs() as logs:
        clock.moment = local("2027-03-04 03:59")
        assert not await clear_out(services, KEY)
        clock.moment = local("2027-03-04 04:00")
        assert await clear_out(services, KEY)
        assert not await clear_out(services, KEY)

    (said,) = [line for line in logs if line["event"] == "opgeschoond"]
    assert said["casussen"] == 1
    assert ref not in str(logs)
    with pytest.raises(UnknownCasus):
        await services.read(lambda tx: tx.casussen.get(ref))


async def test_after_a_night_that_was_cut_short_another_process_does_the_rest(
    services: Services, people: People, clock: MovableClock, store: Store
) -> None:
    close(services, a_full_casus(services, people))
    clock.moment += timedelta(days=31)
    with pytest.raises(TypeError):
        await clear_out(services, None)  # type: ignore[arg-type]  # breaks at the audit trail, the last kind
    assert services.run_now(lambda tx: tx.opschonen.passed)  # the database is as usable as before
    other = Services(Store(store.url), clock)
    assert not await clear_out(other, KEY), "the first one may still be at it"
    services.run_now(lambda tx: tx.leases.release("opschonen"))
    assert await clear_out(other, KEY)
    other.close()
    other.store.close()


async def test_a_running_bot_clears_out(one: Cli, telegram: Sandbox, tmp_path: Path) -> None:
    one.moment("2027-02-01T09:00:00+01:00", tmp_path)
    one.env["TELEGRAM_API_URL"] = telegram.url
    ref = a_casus(one).casus
    with one.services() as services:
        services.run_now(builders.close, ref)
    one.moment("2027-03-04T09:00:00+01:00", tmp_path)

    async with one.running() as running:
        await running.says("opgeschoond")

    assert one.dump()["casus"] == []
    assert one.dump()["maandcijfer"]
