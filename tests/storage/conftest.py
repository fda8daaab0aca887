"""The two databases, as the use cases' tests have them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from storage.store import Store
from tests.builders import NOON
from tests.usecases.conftest import People, database_url, people, shared_postgres

__all__ = ["People", "database_url", "people", "shared_postgres"]

Do = Callable[..., Any]


@pytest.fixture
def do(store: Store) -> Do:
    """Runs a function in a transaction of its own at noon."""
    return doer(store)


def doer(store: Store) -> Do:
    def run(work: Callable[..., Any], *args: Any, **more: Any) -> Any:
        with store.write(NOON) as tx:
            return work(tx, *args, **more)

    return run


@pytest.fixture
def other_process(store: Store) -> Iterator[Store]:
    """The same database as another process sees it."""
    other = Store(store.url)
    yield other
    other.close()


@contextmanager
def another(store: Store) -> Iterator[Store]:
    other = Store(store.url)
    try:
        yield other
    finally:
        other.close()
