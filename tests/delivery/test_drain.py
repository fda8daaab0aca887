"""Does all that is owed leave, once, in order, and never faster than Telegram takes it?"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlmodel import select, update

from bot.delivery.drain import LEASE_SECONDS
from bot.domain.bericht import Baan, Methode, TeVerzenden, Uitkomst
from bot.domain.persoon import Rol
from bot.sandbox import Call, Fault, Phone
from bot.services import READERS
from bot.usecases.afspraken import confirm_afspraak
from bot.usecases.outbox import DRAINER, silence, still_owed, with_words
from bot.usecases.ports import Transaction
from bot.usecases.verzoeken import fail
from storage.tables import LeaseRow, OutboxRow
from tests.builders import a_bericht, agree, local
from tests.delivery.conftest import Post, both_databases

SEND = "sendMessage"
LABEL = "(U kunt dit bericht dubbel ontvangen.)"
THREE = ("geannuleerd", "niet_gestopt", "geen_open_acties")
TEXTS = ["Geannuleerd. Er is niets vastgelegd.", "Goed. Er verandert niets.", "U heeft geen open acties."]


def states(post: Post) -> list[str]:
    query = select(OutboxRow.staat).order_by(OutboxRow.id)
    return post.services.run_now(lambda tx: list(tx.connection.scalars(query)))  # type: ignore[attr-defined]


async def until_ended(post: Post, seconds: float = 8) -> None:
    """Drains as the product does until nothing waits any more."""
    end = time.monotonic() + seconds
    while any(staat in ("wacht", "bezig") for staat in states(post)):
        assert time.monotonic() < end, states(post)
        await post.drain()
        await asyncio.sleep(0.05)


@both_databases
async def test_what_is_owed_arrives_and_is_written_down(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    post.owe(a_bericht("1", naar=tineke.id))
    await post.drain()
    assert [message.text for message in phone.received] == TEXTS[:1]
    assert states(post) == [Uitkomst.VERZONDEN]


async def test_a_lost_answer_leads_to_one_labelled_resend(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    post.telegram.faults.arm(SEND, Fault.drop_after())
    post.owe(a_bericht("1", naar=tineke.id))
    await until_ended(post)
    first, second = phone.received
    assert LABEL not in first.text
    assert second.text.splitlines() == [TEXTS[0], LABEL]
    assert states(post) == [Uitkomst.VERZONDEN]


async def test_when_that_answer_is_lost_too_it_stays_at_two(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    post.telegram.faults.arm(SEND, Fault.drop_after(), times=5)
    post.owe(a_bericht("1", naar=tineke.id))
    await until_ended(post)
    await post.drain()
    assert len(phone.received) == 2
    assert states(post) == [Uitkomst.ONZEKER]


async def test_a_change_of_a_deleted_message_leads_to_two_at_most_and_the_second_is_labelled(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    post.telegram.faults.arm(SEND, Fault.drop_after(), times=3)
    post.owe(a_bericht("1", naar=tineke.id, methode=Methode.EDIT, message_id=4040))
    end = time.monotonic() + 4
    while time.monotonic() < end and any(staat in ("wacht", "bezig") for staat in states(post)):
        await post.drain()
        await asyncio.sleep(0.05)
    assert [LABEL in message.text for message in phone.received] == [False, True]


async def test_with_telegram_away_nothing_is_lost_nor_doubled(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    await post.telegram.down()
    post.owe(a_bericht("1", naar=tineke.id))
    await post.drain()
    assert states(post) == ["wacht"]
    await post.telegram.up()
    await until_ended(post)
    assert [message.text for message in phone.received] == TEXTS[:1]


async def test_a_drop_before_anything_was_done_still_arrives(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    post.telegram.faults.arm(SEND, Fault.drop_before())
    post.owe(a_bericht("1", naar=tineke.id))
    await until_ended(post)
    assert len(phone.received) == 1


async def test_one_hanging_chat_does_not_hold_up_the_others(post: Post) -> None:
    people = [await post.person(f"Mens {n}") for n in range(5)]
    post.telegram.faults.arm(SEND, Fault.hang(), times=None, chat_id=people[0][1].id)
    post.owe(*(a_bericht(f"{n}", naar=persoon.id) for n, (persoon, _) in enumerate(people)))
    began = time.monotonic()
    await post.drain()
    assert [len(phone.received) for _, phone in people] == [0, 1, 1, 1, 1]
    assert time.monotonic() - began < 4


async def until_nothing_can_go(post: Post) -> None:
    """The same, when something is to be taken back later."""
    end = time.monotonic() + 8
    while post.services.run_now(still_owed):
        assert time.monotonic() < end, states(post)
        await post.drain()
        await asyncio.sleep(0.05)


# Pace


def windows(calls: list[Call], seconds: float = 1) -> int:
    """The most calls within any stretch of so many seconds."""
    moments = [call.at for call in calls]
    return max(sum(begin <= at < begin + seconds for at in moments) for begin in moments)


async def test_one_person_gets_one_a_second_in_order_and_all_together_25(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    others = [await post.person(f"Mens {n}") for n in range(40)]
    post.telegram.limits.enabled = True
    post.owe(*(a_bericht(f"t{n}", bericht=bericht, naar=tineke.id) for n, bericht in enumerate(THREE)))
    post.owe(*(a_bericht(f"{n}", naar=persoon.id) for n, (persoon, _) in enumerate(others)))

    await until_ended(post)

    assert [message.text for message in phone.received] == TEXTS
    mine = [call.at for call in post.sends if call.params["chat_id"] == phone.id]
    assert all(later - earlier >= 0.95 for earlier, later in pairwise(mine))
    assert all(len(other.received) == 1 for _, other in others)
    assert windows(post.sends) <= 27
    assert Counter(call.status for call in post.sends) == {200: 43}, "Telegram's own limits were never touched"


async def test_what_a_hitch_of_the_database_held_up_does_not_leave_all_together(post: Post) -> None:
    others = [await post.person(f"Mens {n}") for n in range(40)]
    post.owe(*(a_bericht(f"{n}", naar=persoon.id) for n, (persoon, _) in enumerate(others)))
    draining = asyncio.ensure_future(post.drain())
    await others[2][1].wait_for("Geannuleerd")

    await asyncio.gather(*(post.services.read(lambda _: time.sleep(0.8)) for _ in range(READERS)))
    await draining

    assert len(post.sends) == 40
    assert windows(post.sends, 0.2) <= 9, "five at the usual pace"


async def test_an_answer_that_cannot_be_worded_undoes_nothing_and_holds_up_nobody(post: Post) -> None:
    tineke, phone = await post.person("Tineke")

    def answer(tx: Transaction) -> list[TeVerzenden]:
        tx.instellingen.set("gedaan", "ja")
        for number, (bericht, gegevens) in enumerate([("mijn", {}), ("geannuleerd", {})]):
            owed = a_bericht(f"reply:{number}", bericht=bericht, baan=Baan.ANTWOORD, naar=tineke.id, chat_id=phone.id)
            tx.outbox.put(replace(owed, gegevens=gegevens))
        return with_words(tx, tx.outbox.answers)

    answers = post.services.run_now(answer)
    assert [owed.samengesteld is not None for owed in answers] == [False, True]
    await post.process.drainer.send_answers(answers, 0)
    assert post.services.run_now(lambda tx: tx.instellingen.get("gedaan")) == "ja"
    assert [message.text for message in phone.received] == TEXTS[:1]
    assert states(post) == [Uitkomst.GEWEIGERD, Uitkomst.VERZONDEN]


async def test_answers_to_people_take_places_from_what_can_wait_and_never_all_of_them(post: Post) -> None:
    others = [await post.person(f"Mens {n}") for n in range(60)]
    post.owe(*(a_bericht(f"{n}", naar=persoon.id) for n, (persoon, _) in enumerate(others)))
    await asyncio.sleep(0.5)
    for number, (persoon, phone) in enumerate(others[:20]):
        answer = a_bericht(f"reply:{number}", baan=Baan.ANTWOORD, naar=persoon.id, chat_id=phone.id)
        await post.process.drainer.send_answers(post.owe(answer), 0)
    await until_ended(post)
    assert len(post.sends) == 80
    assert windows(post.sends) <= 28, "what Telegram takes"


async def test_a_message_that_has_to_wait_is_not_overtaken_by_a_later_one(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    post.telegram.faults.arm(SEND, Fault.server_error())
    post.owe(*(a_bericht(f"t{n}", bericht=bericht, naar=tineke.id) for n, bericht in enumerate(THREE[:2])))
    await until_ended(post)
    assert [message.text for message in phone.received] == TEXTS[:2]


async def test_too_many_requests_silences_everybody_until_then(post: Post) -> None:
    people = [await post.person(f"Mens {n}") for n in range(4)]
    post.telegram.faults.arm(SEND, Fault.too_many(1))
    post.owe(*(a_bericht(f"{n}", naar=persoon.id) for n, (persoon, _) in enumerate(people)))
    await until_ended(post)
    refused = next(call for call in post.sends if call.status == 429)
    # What was on its way at that very moment could not be held back.
    later = [call.at - refused.at for call in post.sends if call.at - refused.at > 0.3]
    assert min(later) >= 0.95
    assert [len(phone.received) for _, phone in people] == [1] * 4


@both_databases
async def test_the_silence_counts_for_another_process_too(post: Post) -> None:
    tineke, _ = await post.person("Tineke")
    piet, other_phone = await post.person("Piet")
    post.telegram.faults.arm(SEND, Fault.too_many(1))
    post.owe(a_bericht("1", naar=tineke.id))
    draining = asyncio.create_task(post.drain())
    await post.telegram.wait_call(SEND)
    await asyncio.sleep(0.2)
    draining.cancel()
    await asyncio.gather(draining, return_exceptions=True)
    post.services.run_now(lambda tx: tx.leases.release(DRAINER))
    refused = post.sends[0].at

    async with post.another_process() as other:
        assert 0 < other.services.run_now(lambda tx: tx.leases.paused_for(DRAINER)) <= 1
        other.services.run_now(lambda tx: tx.outbox.put(a_bericht("2", naar=piet.id)))
        await other.drainer.drain()

    assert [call.at - refused >= 0.95 for call in post.sends[1:]].count(False) == 0
    assert len(other_phone.received) == 1


async def test_the_answers_of_another_process_keep_the_silence_too(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    post.services.run_now(lambda tx: tx.leases.pause(DRAINER, 30))
    async with post.another_process() as other:
        answer = a_bericht("reply:1", baan=Baan.ANTWOORD, naar=tineke.id, chat_id=phone.id)
        answers, quiet = other.services.run_now(lambda tx: (tx.outbox.put(answer), tx.outbox.answers, silence(tx))[1:])
        await other.drainer.send_answers(answers, quiet)
    assert post.sends == []
    assert states(post) == ["wacht"], "it goes when the silence is over"


# Answers


async def test_answers_go_at_once_and_in_order_even_in_the_middle_of_the_night(post: Post) -> None:
    post.clock.moment = local("2027-02-02 03:00")
    tineke, phone = await post.person("Tineke")
    berichten = [
        a_bericht(f"reply:1:{n}", bericht=name, baan=Baan.ANTWOORD, naar=tineke.id, chat_id=phone.id)
        for n, name in enumerate(THREE)
    ]
    began = time.monotonic()
    await post.process.drainer.send_answers(post.owe(*berichten), 0)
    assert time.monotonic() - began < 1
    assert [message.text for message in phone.received] == TEXTS
    assert states(post) == [Uitkomst.VERZONDEN] * 3


async def test_an_answer_that_meets_429_is_sent_afterwards(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    post.telegram.faults.arm(SEND, Fault.too_many(1))
    berichten = [
        a_bericht(f"reply:1:{n}", bericht=name, baan=Baan.ANTWOORD, naar=tineke.id, chat_id=phone.id)
        for n, name in enumerate(THREE[:2])
    ]
    await post.process.drainer.send_answers(post.owe(*berichten), 0)
    assert phone.received == []
    await until_ended(post)
    assert [message.text for message in phone.received] == TEXTS[:2]
    assert all(later.at - post.sends[0].at >= 0.95 for later in post.sends[1:])


async def test_an_answer_overtakes_none_that_a_pause_kept_waiting(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    post.telegram.faults.arm(SEND, Fault.too_many(1))
    answers = [
        a_bericht(f"reply:{n}", bericht=name, baan=Baan.ANTWOORD, naar=tineke.id, chat_id=phone.id)
        for n, name in enumerate(THREE)
    ]
    await post.process.drainer.send_answers(post.owe(*answers[:2]), 0)
    await asyncio.sleep(1.1)  # the pause is over, and nothing of what waited has left yet
    await post.process.drainer.send_answers(post.owe(answers[2]), 0)
    await until_ended(post)
    assert [message.text for message in phone.received] == TEXTS
    await asyncio.sleep(2.1)
    (late,) = post.owe(a_bericht("reply:9", bericht=THREE[0], baan=Baan.ANTWOORD, naar=tineke.id, chat_id=phone.id))
    await post.process.drainer.send_answers([late], 0)
    assert [message.text for message in phone.received] == [*TEXTS, TEXTS[0]], "at once again"


async def test_a_stranger_is_answered_too(post: Post) -> None:
    phone = post.telegram.phone("Vreemde")
    await phone.send("hallo")
    answer = a_bericht("reply:1", bericht="alleen_op_uitnodiging", baan=Baan.ANTWOORD, chat_id=phone.id)
    await post.process.drainer.send_answers(post.owe(answer), 0)
    assert [message.text for message in phone.received] == [
        "Deze bot werkt alleen op uitnodiging van een Veiligheidshuis."
    ]


# The window and the lease


async def test_what_the_clock_caused_waits_for_the_window_and_news_does_not(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    post.clock.moment = local("2027-02-01 18:00")
    post.owe(
        a_bericht("klok", baan=Baan.KLOK, naar=tineke.id), a_bericht("nieuws", bericht="niet_gestopt", naar=tineke.id)
    )
    await post.drain()
    assert [message.text for message in phone.received] == TEXTS[1:2]
    post.clock.moment = local("2027-02-02 08:00")
    await post.drain()
    assert [message.text for message in phone.received] == [TEXTS[1], TEXTS[0]]


async def test_while_another_process_delivers_we_do_not(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    post.owe(a_bericht("1", naar=tineke.id))
    async with post.another_process() as other:
        assert other.services.run_now(lambda tx: tx.leases.take(DRAINER, LEASE_SECONDS))
        await post.drain()
        assert phone.received == []
        other.services.run_now(lambda tx: tx.leases.release(DRAINER))
    await post.drain()
    assert len(phone.received) == 1


@both_databases
async def test_two_drainers_deliver_each_message_once(post: Post) -> None:
    people = [await post.person(f"Mens {n}") for n in range(24)]
    post.owe(*(a_bericht(f"{n}", naar=persoon.id) for n, (persoon, _) in enumerate(people)))
    async with post.another_process() as other:
        await asyncio.gather(*(drainer.drain() for drainer in (post.process.drainer, other.drainer) * 2))
    await until_ended(post)
    assert [len(phone.received) for _, phone in people] == [1] * 24


async def test_a_running_drainer_sends_what_comes_later(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    running = asyncio.create_task(post.process.drainer.run())
    await asyncio.sleep(0.05)
    post.owe(a_bericht("1", naar=tineke.id))
    post.process.drainer.wake()
    await phone.wait_for("Geannuleerd", timeout=3)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_stopping_waits_for_what_is_on_its_way(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    post.telegram.faults.arm(SEND, Fault.slow(0.2))
    post.owe(a_bericht("1", naar=tineke.id))
    running = asyncio.create_task(post.process.drainer.run())
    await phone.wait_for("Geannuleerd")
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert states(post) == [Uitkomst.VERZONDEN]


@pytest.mark.parametrize("gone", [Phone.block, Phone.deactivate])
async def test_the_makelaar_hears_that_an_actiehouder_cannot_be_reached(
    post: Post, gone: Callable[[Phone], None]
) -> None:
    marijke, desk = await post.person("Marijke", Rol.MAKELAAR, organisatie="Veiligheidshuis IJsselland")
    tineke, phone = await post.person("Tineke")
    gone(phone)
    for _ in range(2):
        agree(post.services, marijke, tineke, date(2027, 2, 9))
    await until_ended(post)
    assert post.services.run_now(lambda tx: tx.personen.get(tineke.id)).kanaal_dicht
    assert len(post.sends) == 2, "one try to reach Tineke, one to tell Marijke"
    assert "Tineke, Tactus is niet te bereiken via Telegram." in desk.received[-1].text


# After an outage


async def test_a_storm_of_429_drains_in_order_and_never_earlier_than_allowed(post: Post) -> None:
    people = [await post.person(f"Mens {n}") for n in range(3)]
    post.telegram.faults.arm(SEND, Fault.too_many(1), times=3)
    for number, (bericht, _) in enumerate(zip(THREE, TEXTS, strict=True)):
        post.owe(*(a_bericht(f"{number}:{n}", bericht=bericht, naar=who.id) for n, (who, _) in enumerate(people)))
    await until_ended(post, seconds=20)
    assert [[message.text for message in phone.received] for _, phone in people] == [TEXTS] * 3
    for refused in [call for call in post.sends if call.status == 429]:
        # What was on its way at that very moment could not be held back.
        assert min(call.at - refused.at for call in post.sends if call.at - refused.at > 0.3) >= 0.95


async def test_five_minutes_of_silence_are_kept_by_everybody_and_then_all_of_it_goes(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    piet, other_phone = await post.person("Piet")
    post.telegram.faults.arm(SEND, Fault.too_many(300))
    post.owe(a_bericht("1", naar=tineke.id), a_bericht("2", bericht="niet_gestopt", naar=tineke.id))
    draining = asyncio.create_task(post.drain())
    await post.telegram.wait_call(SEND)
    await asyncio.sleep(0.3)
    draining.cancel()
    await asyncio.gather(draining, return_exceptions=True)
    assert 295 < post.services.run_now(silence) <= 300
    post.owe(a_bericht("3", naar=piet.id))
    async with post.another_process() as other:
        later = asyncio.create_task(other.drainer.drain())
        await asyncio.sleep(0.5)
        later.cancel()
        await asyncio.gather(later, return_exceptions=True)
        assert len(post.sends) == 1
        post.services.run_now(_the_silence_is_over)
        await other.drainer.drain()
    assert [message.text for message in phone.received] == TEXTS[:2]
    assert len(other_phone.received) == 1


def _the_silence_is_over(tx: Transaction) -> None:
    over = datetime.now(UTC) - timedelta(seconds=1)
    tx.connection.execute(update(LeaseRow).values(paused_until=over, owner=None, until=None))  # type: ignore[attr-defined]
    tx.connection.execute(update(OutboxRow).values(retry_at=over))  # type: ignore[attr-defined]


async def test_after_an_outage_another_process_keeps_the_order_too(post: Post) -> None:
    tineke, phone = await post.person("Tineke")
    await post.telegram.down()
    post.owe(a_bericht("0", naar=tineke.id))
    await post.drain()
    post.owe(*(a_bericht(f"{n}", bericht=THREE[n], naar=tineke.id) for n in (1, 2)))
    await post.telegram.up()
    async with post.another_process() as other:
        end = time.monotonic() + 8
        while "wacht" in states(post) and time.monotonic() < end:
            await other.drainer.drain()
            await asyncio.sleep(0.05)
    assert [message.text for message in phone.received] == TEXTS


@both_databases
async def test_after_six_hours_without_telegram_everybody_gets_one_message(post: Post) -> None:
    huis = "Veiligheidshuis IJsselland"
    marijke, desk = await post.person("Marijke", Rol.MAKELAAR, organisatie=huis, gemeenten=frozenset({"Zwolle"}))
    tineke, phone = await post.person("Tineke")
    await post.telegram.down()
    made = [agree(post.services, marijke, tineke, date(2027, 2, 9)) for _ in range(4)]
    await post.drain()
    post.services.run_now(confirm_afspraak, made[0].id, tineke)
    post.services.run_now(fail, made[1].id, "geen_mandaat", tineke)
    post.clock.moment += timedelta(hours=6)
    await post.telegram.up()
    await until_nothing_can_go(post)
    (told,), (heard,) = phone.received, desk.received
    assert told.text.startswith("Drie acties vragen uw aandacht")
    assert heard.text.startswith("Goedemorgen Marijke.")
    assert "lukt niet" in heard.text
    assert "gedaan door Tineke" in heard.text
    assert states(post).count(Uitkomst.VERVALLEN) == 1, "what was done needs no new action"


async def test_when_the_answer_to_the_one_message_is_lost_all_of_it_comes_once_more_labelled(post: Post) -> None:
    marijke, _ = await post.person("Marijke", Rol.MAKELAAR)
    tineke, phone = await post.person("Tineke")
    for _ in range(2):
        agree(post.services, marijke, tineke, date(2027, 2, 9))
    post.clock.moment += timedelta(minutes=20)
    post.telegram.faults.arm(SEND, Fault.drop_after())
    await until_ended(post)
    first, second = phone.received
    assert (LABEL in first.text, LABEL in second.text) == (False, True)
    assert first.text.splitlines()[0] == second.text.splitlines()[0] == "Twee acties vragen uw aandacht"


async def test_a_press_in_the_one_message_leaves_it_a_list(post: Post) -> None:
    marijke, _ = await post.person("Marijke", Rol.MAKELAAR)
    tineke, phone = await post.person("Tineke")
    made = [agree(post.services, marijke, tineke, date(2027, 2, 9)) for _ in range(2)]
    post.clock.moment += timedelta(minutes=20)
    await until_ended(post)
    (message,) = phone.received
    shown = post.services.run_now(lambda tx: tx.outbox.by_message(phone.id, message.message_id))
    assert shown is not None
    post.services.run_now(confirm_afspraak, made[0].id, tineke)
    rewritten = a_bericht(
        "reply:1",
        bericht=shown.bericht,
        baan=Baan.ANTWOORD,
        naar=tineke.id,
        chat_id=phone.id,
        methode=Methode.EDIT,
        message_id=message.message_id,
        gegevens={**shown.gegevens, "daad": "gedaan"},
    )
    await post.process.drainer.send_answers(post.owe(rewritten), 0)
    (now,) = phone.received
    assert "· gedaan" in now.text
    assert ["1 Gedaan" in now.labels, "2 Gedaan" in now.labels] == [False, True]
    post.clock.moment += timedelta(minutes=11)
    await until_nothing_can_go(post)
    assert "1  afgerond" in phone.received[0].text
