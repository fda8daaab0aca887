"""Is every update handled once and in its person's order, by any number of processes?"""

import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

from sqlmodel import select, update

from bot.domain.binnenkomst import Binnenkomst, Soort
from storage.store import SqlTransaction, Store
from storage.tables import InboxRow
from tests.builders import NOON, an_update, in_threads
from tests.storage.conftest import Do, another, doer


def add(tx: SqlTransaction, *arrived: Binnenkomst) -> list[bool]:
    return [tx.inbox.add(binnen) for binnen in arrived]


def claim(tx: SqlTransaction, chat_id: int = 1) -> Binnenkomst | None:
    return tx.inbox.oldest(chat_id)


def done(tx: SqlTransaction, update_id: int) -> bool:
    return tx.inbox.done(update_id)


def waiting(tx: SqlTransaction) -> list[int]:
    return tx.inbox.waiting_chats()


def lapse(tx: SqlTransaction) -> None:
    tx.connection.execute(update(InboxRow).values(lease_until=datetime.now(UTC) - timedelta(seconds=1)))


def test_all_that_is_kept_comes_back_as_it_was(do: Do) -> None:
    big = 2**62
    binnen = Binnenkomst(
        big, -big, big + 1, Soort.KNOP, big + 2, big + 3, "mijn", "tekst é😀", "gedaan:1", "c" * 64, tekst_verloren=True
    )
    do(add, binnen)
    assert do(claim, -big) == binnen


def test_an_update_that_comes_again_is_not_new(do: Do) -> None:
    assert do(add, an_update(1), an_update(1)) == [True, False]
    do(done, 1)
    assert do(add, an_update(1)) == [False]
    assert do(claim) is None


def test_updates_of_a_person_come_in_the_order_of_arrival_whatever_their_ids(do: Do) -> None:
    ids = random.Random(7).sample(range(1, 2**53), 30)
    do(add, *(an_update(id) for id in ids))
    came = []
    while (binnen := do(claim)) is not None:
        came.append(binnen.update_id)
        do(done, binnen.update_id)
    assert came == ids


def test_the_next_comes_only_when_the_one_before_is_done(do: Do) -> None:
    do(add, an_update(1), an_update(2))
    assert [do(claim).update_id, do(claim).update_id] == [1, 1]
    do(done, 1)
    assert do(claim).update_id == 2


def test_while_one_process_is_at_it_another_leaves_the_person_alone(do: Do, other_process: Store) -> None:
    do(add, an_update(1), an_update(2))
    other = doer(other_process)
    other(add, an_update(3), an_update(4, chat_id=9))
    assert other(claim) is None, "an earlier one is for the other process"
    assert other(claim, 9).update_id == 4
    do(done, 1)
    do(done, 2)
    assert other(waiting) == [1, 9]
    assert other(claim).update_id == 3


def test_when_a_process_died_another_takes_its_update_up(do: Do, other_process: Store) -> None:
    do(add, an_update(1), an_update(2))
    do(claim)
    do(lapse)
    other = doer(other_process)
    assert other(waiting) == [1]
    assert other(claim).update_id == 1
    assert other(done, 1)
    assert do(claim).update_id == 2


def test_what_is_done_is_done_once(do: Do) -> None:
    do(add, an_update(1))
    do(claim)
    assert [do(done, 1), do(done, 1)] == [True, False]
    assert do(done, 404) is False


def test_once_handled_the_text_is_gone(do: Do) -> None:
    do(add, an_update(1, tekst="vertrouwelijk"))
    do(done, 1)
    (row,) = do(lambda tx: list(tx.connection.execute(select(InboxRow))))
    assert (row.tekst, row.update_id, row.handled_at) == (None, 1, NOON)
    assert "vertrouwelijk" not in repr(row)


def test_who_waits_longest_is_first(do: Do) -> None:
    do(add, an_update(1, chat_id=5), an_update(2, chat_id=3), an_update(3, chat_id=5), an_update(4, chat_id=4))
    assert do(waiting) == [5, 3, 4]
    do(done, 1)
    assert do(waiting) == [3, 5, 4]


def test_800_updates_by_four_threads_each_once_and_each_person_in_order(do: Do, store: Store) -> None:
    """Two processes of two threads; each takes any person, as the sweep does."""
    numbers = random.Random(1).sample(range(1, 2**53), 800)
    arrived = [an_update(number, chat_id=n % 13) for n, number in enumerate(numbers)]
    expected: dict[int, list[int]] = defaultdict(list)
    for binnen in arrived:
        expected[binnen.chat_id].append(binnen.update_id)
    handled: list[tuple[int, int]] = []

    with another(store) as second:
        runs = (do, do, doer(second), doer(second))

        def work(number: int) -> None:
            own = arrived[number * 200 : number * 200 + 200]
            runs[number](add, *own)
            mine = random.Random(number)
            idle = 0
            while idle < 3:
                chats = runs[number](waiting)
                mine.shuffle(chats)
                idle = 0 if chats else idle + 1
                for chat in chats[:4]:
                    runs[number](serve, chat)

        def serve(tx: SqlTransaction, chat: int) -> None:
            binnen = claim(tx, chat)
            if binnen is not None and done(tx, binnen.update_id):
                handled.append((chat, binnen.update_id))

        refused = [outcome for outcome in in_threads(4, work) if outcome is not None]

    assert refused == []
    counted = Counter(update_id for _, update_id in handled)
    assert len(counted) == 800
    assert set(counted.values()) == {1}
    for chat, in_order in expected.items():
        mine = [update_id for handled_chat, update_id in handled if handled_chat == chat]
        # Each thread stored its own quarter at its own moment: within a quarter the order must be kept.
        for quarter in range(4):
            own = {binnen.update_id for binnen in arrived[quarter * 200 : quarter * 200 + 200]}
            assert [id for id in mine if id in own] == [id for id in in_order if id in own]
