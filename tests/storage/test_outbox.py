"""Is what we owe handed out once, in order, and labelled where nobody knows?"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select, update

from bot.domain.bericht import Baan, Bericht, Methode, Opening, TeVerzenden, Uitkomst
from bot.domain.persoon import PersoonId, Rol
from storage.outbox import MOST_DEATHS
from storage.store import SqlTransaction, Store
from storage.tables import OutboxRow
from tests.builders import NOON, a_bericht, in_threads, new_person
from tests.storage.conftest import Do, doer


def put(tx: SqlTransaction, *berichten: Bericht) -> list[bool]:
    return [tx.outbox.put(bericht) for bericht in berichten]


def claim(tx: SqlTransaction, busy: Any = (), klok: bool = True) -> TeVerzenden | None:
    return tx.outbox.claim(busy, Opening(klok=klok))


def record(tx: SqlTransaction, owed: TeVerzenden, uitkomst: Uitkomst, **more: Any) -> None:
    tx.outbox.record(owed, uitkomst, **more)


def row(tx: SqlTransaction, owed: TeVerzenden) -> Any:
    return tx.connection.execute(select(OutboxRow).where(OutboxRow.id == owed.id)).one()


def lapse(tx: SqlTransaction) -> None:
    """As if thirty seconds had passed since everything was claimed or put off."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    tx.connection.execute(update(OutboxRow).values(claimed_until=past, retry_at=past))


def people(tx: SqlTransaction, *namen: str) -> list[PersoonId]:
    return [tx.personen.add(new_person(naam, Rol.ACTIEHOUDER)).id for naam in namen]


def test_the_same_key_is_owed_once(do: Do) -> None:
    assert do(put, a_bericht("a"), a_bericht("a"), a_bericht("b")) == [True, False, True]
    assert do(put, a_bericht("a")) == [False]


def test_the_same_key_is_owed_once_by_threads_at_the_same_time(do: Do) -> None:
    assert sorted(in_threads(4, lambda _: do(put, a_bericht("a"))[0])) == [False, False, False, True]


def test_what_was_sent_is_not_owed_again(do: Do) -> None:
    do(put, a_bericht("a"))
    do(record, do(claim), Uitkomst.VERZONDEN)
    assert do(put, a_bericht("a")) == [False]
    assert do(claim) is None


def test_the_longest_due_goes_first_and_then_in_the_order_of_owing(do: Do) -> None:
    do(put, a_bericht("new"), a_bericht("newer"), a_bericht("old", due_at=NOON - timedelta(hours=1)))
    assert [do(claim).bericht.key for _ in range(3)] == ["old", "new", "newer"]
    assert do(claim) is None


def test_what_is_not_due_yet_waits(do: Do) -> None:
    do(put, a_bericht(due_at=NOON + timedelta(seconds=1)))
    assert do(claim) is None
    assert do(lambda tx: tx.outbox.waiting(Opening(klok=True))) == []


def test_two_drainers_never_get_the_same(do: Do, store: Store, other_process: Store) -> None:
    do(put, *(a_bericht(f"{n}") for n in range(40)))
    runs = (do, doer(other_process))

    def all_of(number: int) -> list[str]:
        got = []
        while (owed := runs[number % 2](claim)) is not None:
            got.append(owed.bericht.key)
        return got

    got = [key for keys in in_threads(4, all_of) for key in keys]
    assert sorted(got) == sorted(f"{n}" for n in range(40))


def test_a_claim_holds_for_another_process_and_for_ourselves(do: Do, other_process: Store) -> None:
    do(put, a_bericht())
    assert do(claim) is not None
    assert do(claim) is None
    assert doer(other_process)(claim) is None


def test_when_the_sender_died_it_goes_again_labelled_until_too_many_died_of_it(do: Do, other_process: Store) -> None:
    do(put, a_bericht())
    first = do(claim)
    for _ in range(MOST_DEATHS):
        do(lapse)
        again = doer(other_process)(claim)
        assert (first.misschien_dubbel, again.misschien_dubbel, again.id) == (False, True, first.id)
    do(lapse)
    assert do(claim) is None
    ended = do(row, first)
    assert (ended.staat, ended.ended_at, ended.claimed_by) == ("onzeker", NOON, None)


@pytest.mark.parametrize("methode", [Methode.EDIT, Methode.DELETE, Methode.MENU, Methode.LEAVE])
def test_what_can_be_done_twice_without_harm_is_never_given_up_nor_labelled(do: Do, methode: Methode) -> None:
    do(put, a_bericht(methode=methode, message_id=7))
    for _ in range(4):
        owed = do(claim)
        assert owed is not None and not owed.misschien_dubbel
        do(lapse)


def test_a_process_that_lost_its_lease_has_no_say_any_more(do: Do, other_process: Store) -> None:
    do(put, a_bericht())
    late = do(claim)
    do(lapse)
    doer(other_process)(claim)
    do(record, late, Uitkomst.GEWEIGERD, message_id=1, fout="te laat")
    assert (do(row, late).staat, do(row, late).fout) == ("bezig", None)
    doer(other_process)(record, late, Uitkomst.VERZONDEN)
    do(record, late, Uitkomst.LATER)
    assert do(row, late).staat == Uitkomst.VERZONDEN


def test_what_is_recorded_twice_counts_once(do: Do) -> None:
    do(put, a_bericht())
    owed = do(claim)
    do(record, owed, Uitkomst.VERZONDEN, message_id=9)
    do(record, owed, Uitkomst.ONZEKER)
    assert (do(row, owed).staat, do(row, owed).message_id) == (Uitkomst.VERZONDEN, 9)


def test_later_comes_again_after_its_pause_and_unlabelled(do: Do) -> None:
    do(put, a_bericht())
    for attempt in range(5):
        owed = do(claim)
        assert (owed.attempts, owed.misschien_dubbel) == (attempt, False)
        do(record, owed, Uitkomst.LATER, again_after=60)
        assert do(claim) is None
        do(lapse)


def test_unsure_comes_again_once_and_labelled(do: Do) -> None:
    do(put, a_bericht())
    do(record, do(claim), Uitkomst.ONZEKER)
    again = do(claim)
    assert again.misschien_dubbel
    do(record, again, Uitkomst.ONZEKER)
    assert do(claim) is None
    assert do(row, again).staat == "onzeker"


def test_unsure_and_then_certainly_not_delivered_is_tried_again_still_labelled(do: Do) -> None:
    do(put, a_bericht())
    do(record, do(claim), Uitkomst.ONZEKER)
    do(record, do(claim), Uitkomst.LATER)
    assert do(claim).misschien_dubbel


@pytest.mark.parametrize("uitkomst", [Uitkomst.VERZONDEN, Uitkomst.VERVALLEN, Uitkomst.GEBLOKKEERD, Uitkomst.GEWEIGERD])
def test_every_end_is_an_end_and_keeps_ids_only(do: Do, uitkomst: Uitkomst) -> None:
    do(put, a_bericht(gegevens={"afspraak": 3, "afspraken": [1, 2], "fragment": "J•••n", "hash": "abc", "reden": "x"}))
    owed = do(claim)
    do(record, owed, uitkomst, fout="x" * 500)
    ended = do(row, owed)
    assert (ended.staat, ended.ended_at) == (uitkomst, NOON)
    assert ended.gegevens == {"afspraak": 3, "afspraken": [1, 2]}
    assert len(ended.fout) == 120
    do(lapse)
    assert do(claim) is None


def test_who_just_got_one_is_passed_over(do: Do) -> None:
    tineke, piet = do(people, "Tineke", "Piet")
    do(put, a_bericht("1", naar=tineke), a_bericht("2", naar=piet), a_bericht("3", chat_id=5))
    assert [do(claim, {tineke}).bericht.key, do(claim, {tineke}).bericht.key] == ["2", "3"]
    assert do(claim, {tineke}) is None
    assert do(claim).bericht.key == "1"


def test_what_the_clock_caused_goes_inside_the_window_only(do: Do) -> None:
    do(put, a_bericht("klok", baan=Baan.KLOK), a_bericht("nieuws"))
    assert do(lambda tx: tx.outbox.has_due(Opening(klok=False)))
    assert do(claim, (), False).bericht.key == "nieuws"
    assert do(claim, (), False) is None
    assert not do(lambda tx: tx.outbox.has_due(Opening(klok=False)))
    assert do(lambda tx: tx.outbox.has_due(Opening(klok=True)))
    assert do(claim, (), True).bericht.key == "klok"


def test_after_a_crash_at_closing_time_the_clocks_message_waits_for_the_opening_too(do: Do) -> None:
    do(put, a_bericht("klok", baan=Baan.KLOK))
    do(claim)
    do(lapse)
    assert do(claim, (), False) is None
    assert do(claim, (), True) is not None


def test_an_answer_is_ours_at_once_and_nobody_elses(do: Do, other_process: Store) -> None:
    answers = do(lambda tx: (put(tx, a_bericht("reply:1", baan=Baan.ANTWOORD, chat_id=5)), tx.outbox.answers)[1])
    assert [(answer.bericht.key, answer.chat_id, answer.misschien_dubbel) for answer in answers] == [
        ("reply:1", 5, False)
    ]
    assert doer(other_process)(claim) is None
    do(record, answers[0], Uitkomst.VERZONDEN, message_id=8)
    assert do(row, answers[0]).message_id == 8


def test_an_answer_whose_sender_died_is_sent_by_another_and_labelled(do: Do, other_process: Store) -> None:
    do(put, a_bericht("reply:1", baan=Baan.ANTWOORD, chat_id=5))
    do(lapse)
    assert doer(other_process)(claim).misschien_dubbel


def test_an_answer_that_was_owed_already_is_not_handed_out_again(do: Do) -> None:
    do(put, a_bericht("reply:1", baan=Baan.ANTWOORD, chat_id=5))
    assert do(lambda tx: (put(tx, a_bericht("reply:1", baan=Baan.ANTWOORD, chat_id=5)), tx.outbox.answers)) == (
        [False],
        [],
    )


def test_a_person_is_reached_in_the_chat_of_that_moment(do: Do) -> None:
    (tineke,) = do(people, "Tineke")
    do(put, a_bericht("1", naar=tineke), a_bericht("2", naar=tineke), a_bericht("3", naar=tineke))
    assert do(claim).chat_id is None
    do(lambda tx: tx.personen.link(tineke, 5_000_000_017))
    assert do(claim).chat_id == 5_000_000_017
    do(lambda tx: tx.personen.move_chat(5_000_000_017, -100_000_017))
    do(lapse)
    assert do(claim).chat_id == -100_000_017, "also what was tried in another chat before"
    do(lambda tx: tx.personen.revoke(tineke))
    assert do(claim).chat_id is None


def test_what_is_shown_in_a_chat_is_known_by_its_message(do: Do) -> None:
    do(put, a_bericht("1", bericht="mijn", chat_id=5, gegevens={"afspraken": [4, 2]}))
    do(record, do(claim), Uitkomst.VERZONDEN, message_id=70)
    do(put, a_bericht("2", bericht="bezig", chat_id=5, methode=Methode.EDIT, message_id=70))
    do(record, do(claim), Uitkomst.VERZONDEN, message_id=70)
    assert do(lambda tx: tx.outbox.by_message(5, 70)).bericht == "bezig", "the last it was made of"
    assert do(lambda tx: tx.outbox.by_message(6, 70)) is None
    assert do(lambda tx: tx.outbox.by_message(5, 71)) is None


def test_the_last_of_a_kind_is_the_last_that_was_sent(do: Do) -> None:
    (tineke,) = do(people, "Tineke")
    for number in range(3):
        do(put, a_bericht(f"{number}", bericht="mijn", naar=tineke, gegevens={"afspraken": [number]}))
    do(record, do(claim), Uitkomst.VERZONDEN)
    do(record, do(claim), Uitkomst.VERZONDEN)
    do(record, do(claim), Uitkomst.GEWEIGERD)
    assert do(lambda tx: tx.outbox.last_of(tineke, ("mijn", "welke"))).gegevens == {"afspraken": [1]}
    assert do(lambda tx: tx.outbox.last_of(tineke, ("welke",))) is None


def test_a_key_of_the_longest_ids_fits(do: Do) -> None:
    big = 2**63 - 1
    keys = [
        f"melding_weer_open:{big}:{big}:{big}",
        f"reply:{big}:12",
        f"herinnering:{big}:2027-12-31:-60",
        f"menu:-{big}:{big}:oud",
    ]
    assert do(put, *(a_bericht(key, chat_id=-big, message_id=big) for key in keys)) == [True] * 4


def test_nothing_of_a_transaction_that_failed_is_owed(store: Store, do: Do) -> None:
    with pytest.raises(ZeroDivisionError), store.write(NOON) as tx:
        put(tx, a_bericht())
        raise ZeroDivisionError
    assert do(claim) is None


def test_what_was_no_longer_true_and_is_owed_again_goes_after_all(do: Do) -> None:
    do(put, a_bericht("a"))
    do(record, do(claim), Uitkomst.VERVALLEN)
    assert do(put, a_bericht("a")) == [True]
    again = do(claim)
    assert again.bericht.key == "a"
    assert do(row, again).ended_at is None


def test_nothing_later_overtakes_what_has_to_be_tried_again_to_the_same_person(do: Do, other_process: Store) -> None:
    tineke, piet = do(people, "Tineke", "Piet")
    do(put, a_bericht("1", naar=tineke))
    do(record, do(claim), Uitkomst.LATER, again_after=60)
    do(put, a_bericht("2", naar=tineke), a_bericht("3", naar=piet), a_bericht("4", chat_id=5))
    assert [doer(other_process)(claim).bericht.key for _ in range(2)] == ["3", "4"]
    assert doer(other_process)(claim) is None
    do(lapse)
    assert [do(claim).bericht.key for _ in range(2)] == ["1", "2"]


def test_nothing_later_overtakes_what_a_process_that_may_be_dead_still_holds(do: Do, other_process: Store) -> None:
    tineke, piet = do(people, "Tineke", "Piet")
    do(put, a_bericht("1", naar=tineke))
    assert do(claim).bericht.key == "1"
    do(put, a_bericht("2", naar=tineke), a_bericht("3", naar=piet))
    assert doer(other_process)(claim).bericht.key == "3"
    assert doer(other_process)(claim) is None
    do(lapse)
    assert [doer(other_process)(claim).bericht.key for _ in range(3)] == ["1", "2", "3"]


def test_what_was_due_at_once_stays_due_when_the_clock_is_set_back_but_not_the_clocks_own(do: Do, store: Store) -> None:
    do(put, a_bericht("nieuws"), a_bericht("klok", baan=Baan.KLOK), a_bericht("later", due_at=NOON + timedelta(1)))
    with store.write(NOON - timedelta(hours=2)) as tx:
        assert [bericht.key for bericht in tx.outbox.waiting(Opening(klok=True))] == ["nieuws"]
        assert claim(tx).bericht.key == "nieuws"
        assert claim(tx) is None


def test_who_may_not_be_interrupted_gets_answers_and_changes_only(do: Do) -> None:
    (marijke,) = do(people, "Marijke")
    held = Opening(klok=True, held=frozenset({marijke}))
    do(
        put,
        a_bericht("nieuws", naar=marijke),
        a_bericht("wijziging", naar=marijke, methode=Methode.EDIT, chat_id=5, message_id=7),
        a_bericht("antwoord", naar=marijke, baan=Baan.ANTWOORD, chat_id=5),
    )
    do(lapse)
    claimed = [do(lambda tx: tx.outbox.claim((), held)).bericht.key for _ in range(2)]
    assert claimed == ["wijziging", "antwoord"]
    assert do(lambda tx: tx.outbox.claim((), held)) is None
    assert not do(lambda tx: tx.outbox.has_due(held))
    assert do(claim).bericht.key == "nieuws"


def test_what_is_left_of_an_earlier_day_waits_for_its_hour(do: Do) -> None:
    early = Opening(klok=False, later=frozenset({"geannuleerd"}), sinds=NOON)
    do(put, a_bericht("old", due_at=NOON - timedelta(seconds=1)), a_bericht("new"))
    assert do(lambda tx: tx.outbox.claim((), early)).bericht.key == "new"
    assert not do(lambda tx: tx.outbox.has_due(early))
    assert do(claim).bericht.key == "old"


# What leaves together


def with_(tx: SqlTransaction, whose: Any, klok: bool = True) -> list[TeVerzenden]:
    return tx.outbox.claim_with(whose, ("herinnering",), NOON - timedelta(minutes=15), Opening(klok=klok))


def a_reminder(key: str, naar: PersoonId, **changes: Any) -> Bericht:
    values: dict[str, Any] = {"bericht": "herinnering", "baan": Baan.KLOK, "naar": naar, **changes}
    return a_bericht(key, **values)


def test_all_that_may_go_to_these_people_is_taken_in_order_and_is_nobody_elses(do: Do, other_process: Store) -> None:
    tineke, piet = do(people, "Tineke", "Piet")
    stale = NOON - timedelta(minutes=15)
    do(
        put,
        a_reminder("klok", tineke),
        a_reminder("fresh", tineke, baan=Baan.NIEUWS),
        a_reminder("stale", tineke, baan=Baan.NIEUWS, due_at=stale),
        a_reminder("other", piet),
        a_reminder("changed", tineke, methode=Methode.EDIT, message_id=7),
        a_reminder("not yet", tineke, due_at=NOON + timedelta(1)),
        a_bericht("another", naar=tineke, due_at=stale),
    )
    assert [owed.bericht.key for owed in do(with_, [tineke], False)] == ["stale"]
    assert [owed.bericht.key for owed in do(with_, [tineke, piet])] == ["klok", "other"]
    assert doer(other_process)(with_, [tineke, piet]) == []


def test_what_has_to_be_tried_again_later_and_what_a_dead_process_had_come_along(do: Do) -> None:
    (tineke,) = do(people, "Tineke")
    do(put, *(a_reminder(key, tineke) for key in ("put off", "lapsed", "deadly")))
    claimed = [do(claim) for _ in range(3)]
    do(lapse)
    for owed in (do(claim), do(claim), do(claim)):
        assert owed.misschien_dubbel
    do(record, claimed[0], Uitkomst.LATER, again_after=60)
    past = datetime.now(UTC) - timedelta(seconds=1)
    do(lambda tx: tx.connection.execute(update(OutboxRow).values(claimed_until=past)))
    deaths = update(OutboxRow).where(OutboxRow.key == "deadly").values(onzeker=MOST_DEATHS)
    do(lambda tx: tx.connection.execute(deaths))
    assert [(owed.bericht.key, owed.misschien_dubbel) for owed in do(with_, [tineke])] == [
        ("put off", True),
        ("lapsed", True),
    ]
    assert do(row, claimed[2]).staat == "onzeker", "too many died over it"


def test_the_one_message_answers_for_what_left_in_it(do: Do) -> None:
    (tineke,) = do(people, "Tineke")
    do(put, *(a_reminder(f"{n}", tineke, gegevens={"afspraak": n}) for n in range(2)))
    parts = [do(claim), do(claim)]
    gegevens = {"afspraken": [1, 0], "nieuw": [1], "meer": 0}
    together = TeVerzenden(parts[0].id, a_reminder("0", tineke, bericht="samen", gegevens=gegevens), 5, 0, False)
    assert [do(record_, part) for part in parts] == [True, True]
    do(lambda tx: tx.outbox.add_sent(together, 70))
    assert do(lambda tx: tx.outbox.by_message(5, 70)).gegevens == gegevens
    assert do(lambda tx: tx.outbox.last_of(tineke, ("samen",))).gegevens == gegevens
    assert not do(record_, parts[0]), "that was written down before"


def record_(tx: SqlTransaction, owed: TeVerzenden) -> bool:
    return tx.outbox.record(owed, Uitkomst.VERZONDEN)
