"""Does a database with people and cases in it survive the change that gives no number twice?"""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from storage.schema import _config, _tables_made_anew, differences, upgrade
from storage.store import Store
from tests.conftest import _named, _numbers, _run

FILLED = [
    "INSERT INTO persoon (id, naam, rollen, organisatie, actief, made_at) "
    "VALUES (7, 'Tineke', '[\"actiehouder\"]', 'Tactus', true, '2027-02-01 08:00:00')",
    "INSERT INTO casus (referentie, gemeente, tafel, made_by, made_at) "
    "VALUES ('K7M-3QX-K', 'Zwolle', 'topx-zwolle', 7, '2027-02-01 08:00:00')",
    "INSERT INTO afspraak (id, casus, tafel, actie, actiehouder_id, made_by, made_at, made_on, deadline, staat, "
    "version) VALUES (9, 'K7M-3QX-K', 'topx-zwolle', 'intake', 7, 7, '2027-02-01 08:00:00', '2027-02-01', "
    "'2027-02-08', 'open', 1)",
    "INSERT INTO outbox (id, key, bericht, baan, methode, persoon_id, afspraak_id, waarom, made_at, due_at, staat, "
    "attempts, onzeker) VALUES (3, 'nieuw:9', 'nieuwe_actie', 'nieuws', 'send', 7, 9, '', '2027-02-01 08:00:00', "
    "'2027-02-01 08:00:00', 'verzonden', 0, 0)",
]


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A database as the first release left it, with something in it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/ouder.db"
    else:
        server, name = request.getfixturevalue("postgres_url"), f"ouder{next(_numbers)}"
        _run(server, f"CREATE DATABASE {name}")
        request.addfinalizer(lambda: _run(server, f"DROP DATABASE {name} WITH (FORCE)"))
        url = _named(server, name)
    store = Store(url)
    config = _config()
    with store.engine.connect() as connection, _tables_made_anew(store, connection), connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for statement in FILLED:
            connection.execute(text(statement))
    request.addfinalizer(store.close)
    return store


def test_everything_is_still_there_and_hangs_together(older: Store) -> None:
    upgrade(older)

    assert differences(older) == []
    with older.engine.begin() as connection:
        rows = {
            name: connection.execute(text(f"SELECT id FROM {name}")).scalar()
            for name in ("persoon", "afspraak", "outbox")
        }
        assert rows == {"persoon": 7, "afspraak": 9, "outbox": 3}
        if older.is_sqlite:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


@pytest.mark.parametrize("older", ["sqlite"], indirect=True)
def test_from_then_on_no_number_comes_back(older: Store) -> None:
    """PostgreSQL never gives one back."""
    upgrade(older)
    with older.engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox"))
        connection.execute(text(FILLED[-1].replace("(id, key", "(key").replace("(3, ", "(")))
        assert connection.execute(text("SELECT id FROM outbox")).scalar() == 4
