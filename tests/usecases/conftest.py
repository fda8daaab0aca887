"""A house with people in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import create_engine, text

from bot.domain.persoon import Persoon, Rol
from bot.services import Services
from storage.tables import Row
from tests.builders import join, plan
from tests.conftest import BOTH, _named, _numbers, _run


@pytest.fixture(scope="session")
def shared_postgres(postgres_url: str) -> Iterator[str]:
    """One database for all tests here: emptying it takes a tenth of the time of making one."""
    name = f"gedeeld{next(_numbers)}"
    _run(postgres_url, f"CREATE DATABASE {name} TEMPLATE vol")
    yield _named(postgres_url, name)
    _run(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, new_database: Callable[[str], str]) -> str:
    """An empty database with our schema: the test runs on both kinds."""
    if request.param == "sqlite":
        return new_database("sqlite")
    url: str = request.getfixturevalue("shared_postgres")
    engine = create_engine(url)
    with engine.begin() as connection:
        # Not TRUNCATE: on tables as small as these it takes three times as long.
        emptied = [f"DELETE FROM {table.name}" for table in reversed(Row.metadata.sorted_tables)]
        numbered = "SELECT setval(sequencename::regclass, 1, false) FROM pg_sequences"
        connection.execute(text("; ".join([*emptied, numbered])))
    engine.dispose()
    return url


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is long and does not depend on the database."""


@pytest.fixture
def bijeenkomsten(services: Services) -> None:
    """The tables have their bijeenkomsten of the coming year."""
    plan(services)


@dataclass(frozen=True)
class People:
    marijke: Persoon
    """Makelaar of Zwolle and Kampen."""
    dirk: Persoon
    """Makelaar of Deventer."""
    tineke: Persoon
    """Actiehouder of Tactus."""
    noor: Persoon
    """Beheerder."""


@pytest.fixture
def people(services: Services) -> People:
    huis = "Veiligheidshuis IJsselland"
    return People(
        marijke=join(
            services,
            "Marijke",
            Rol.MAKELAAR,
            organisatie=huis,
            gemeenten=frozenset({"Zwolle", "Kampen"}),
            chat_id=5_000_000_001,
        ),
        dirk=join(
            services, "Dirk", Rol.MAKELAAR, organisatie=huis, gemeenten=frozenset({"Deventer"}), chat_id=5_000_000_002
        ),
        tineke=join(services, "Tineke", Rol.ACTIEHOUDER, zetel="FACT", chat_id=5_000_000_003),
        noor=join(services, "Noor", Rol.BEHEERDER, organisatie=huis, chat_id=5_000_000_004),
    )
