"""Does the chain stay one chain when several processes work on it at once?"""

from datetime import timedelta

import pytest

from bot.domain.audit import Soort
from bot.usecases.audit import purge_audit, seal, verify
from storage.store import Store
from tests.builders import NOON, in_threads
from tests.storage.conftest import Do

KEY = b"k" * 32


def test_workers_that_seal_at_once_make_one_chain(store: Store, do: Do) -> None:
    """Also the very first time, when there is no head yet to wait for."""

    def write_and_seal(number: int) -> None:
        for _ in range(5):
            with store.write(NOON) as tx:
                tx.audit.record("gezien", f"afspraak {number}")
            with store.write(NOON) as tx:
                seal(tx, KEY)

    assert in_threads(4, write_and_seal) == [None] * 4

    do(seal, KEY)
    with store.read(NOON) as tx:
        oordeel = verify(tx, KEY)
    assert (oordeel.regels, oordeel.fouten, oordeel.niet_verzegeld) == (20, [], 0)


def test_sealing_and_purging_at_once_lose_nothing(store: Store, do: Do) -> None:
    def work(number: int) -> int:
        gone = 0
        for step in range(10):
            with store.write(NOON + timedelta(minutes=step)) as tx:
                tx.audit.record("gezien", f"afspraak {number}")
            with store.write(NOON) as tx:
                gone += purge_audit(tx, NOON + timedelta(minutes=step), KEY)
        return gone

    gone = sum(in_threads(4, work))

    do(seal, KEY)
    with store.read(NOON) as tx:
        oordeel = verify(tx, KEY)
    assert (oordeel.regels + gone, oordeel.opgeschoond, oordeel.fouten) == (40, gone, [])


def test_checking_sees_one_moment_while_others_go_on(store: Store, do: Do) -> None:
    do(lambda tx: [tx.audit.record("gezien", "regio") for _ in range(10)])
    do(seal, KEY)

    with store.read(NOON) as reader:
        reader.audit.hold_still()
        before = reader.audit.merk(Soort.KOP)
        do(lambda tx: tx.audit.record("gezien", "regio"))
        do(purge_audit, NOON + timedelta(days=1), KEY)

        assert reader.audit.merk(Soort.KOP) == before
        assert [regel.nummer for regel in reader.audit.sealed(None, 99)] == list(range(1, 11))
    with store.read(NOON) as later:
        assert verify(later, KEY).opgeschoond == 11


@pytest.mark.parametrize("after", [None, 0])
def test_the_chain_comes_by_number_whatever_the_ids(store: Store, do: Do, after: int | None) -> None:
    do(lambda tx: [tx.audit.record("gezien", f"afspraak {number}") for number in range(5)])
    do(seal, KEY)

    assert do(lambda tx: [regel.nummer for regel in tx.audit.sealed(after, 3)]) == [1, 2, 3]
    assert do(lambda tx: [regel.nummer for regel in tx.audit.sealed(3, 3)]) == [4, 5]
