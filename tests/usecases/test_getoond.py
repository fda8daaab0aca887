"""Is a message that is just being noted taken back as well, when what it shows ends in the same instant?"""

import threading
import time
from datetime import date

import pytest

from bot.domain.bericht import Methode, Toont, Uitkomst
from bot.services import Services
from bot.usecases.afspraken import confirm_afspraak
from bot.usecases.outbox import next_to_send, record_sending
from storage.store import Store
from tests.builders import agree, in_processes, owed
from tests.usecases.conftest import People

MESSAGE = 77


@pytest.mark.parametrize("noted_first", [True, False], ids=["noted first", "done first"])
def test_a_message_that_is_noted_while_its_action_ends_is_taken_back(
    services: Services, people: People, noted_first: bool
) -> None:
    afspraak = agree(services, people.marijke, people.tineke, date(2027, 2, 5))
    sent = services.run_now(next_to_send, ())
    assert sent is not None and sent.bericht.naar == people.tineke.id
    halfway = threading.Event()

    def note(tx) -> None:
        record_sending(tx, sent, Uitkomst.VERZONDEN, message_id=MESSAGE, toont=(Toont(afspraak.casus, afspraak.id),))

    def end(tx) -> None:
        confirm_afspraak(tx, afspraak.id, people.tineke)

    first, second = (note, end) if noted_first else (end, note)

    def one_behind_the_other(process: Services, number: int) -> None:
        if number:
            assert halfway.wait(10)
            process.run_now(second)
            return
        assert isinstance(process.store, Store)
        with process.store.write(process.clock.now()) as tx:
            first(tx)
            halfway.set()
            time.sleep(0.3)  # the other one comes to where they meet

    assert in_processes(services, 2, one_behind_the_other) == [None, None]

    retired = [row for row in owed(services) if row.methode == Methode.RETIRE and row.message_id == MESSAGE]
    assert len(retired) == 1
