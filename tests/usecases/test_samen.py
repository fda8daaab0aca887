"""Does a person get one message when several things are due, and does each of them count as sent?"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, update

from bot.domain.afspraak import Afspraak
from bot.domain.bericht import TeVerzenden, Uitkomst
from bot.domain.overdracht import Overdracht
from bot.domain.persoon import Rol
from bot.domain.privacy import SafeText
from bot.rendering.berichten import Gerenderd, render
from bot.services import Services
from bot.usecases.afspraken import confirm_afspraak, log_afspraak, undo_answer
from bot.usecases.afwezigheid import go_away
from bot.usecases.beheer import drop_afspraak, move_afspraak
from bot.usecases.berichten import compose
from bot.usecases.casussen import new_casus
from bot.usecases.herinneringen import due_now, plan_due
from bot.usecases.ochtend import LINES, mornings_due, plan_morning
from bot.usecases.outbox import Elsewhere, last_words, next_to_send, record_sending, something_to_send
from bot.usecases.overdracht import hand_over
from bot.usecases.verzoeken import allow_uitstel, ask_uitstel, fail
from storage.tables import OutboxRow
from tests.builders import a_bericht, agree, in_threads, join, local, owed
from tests.conftest import MovableClock
from tests.usecases.conftest import People, on_sqlite

TUESDAY, WEDNESDAY, THURSDAY = (date(2027, 2, day) for day in (9, 10, 11))
DEADLINE_DAY = "2027-02-09 08:00"
AGES_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def plan(services: Services) -> None:
    for batch in services.run_now(due_now):
        services.run_now(plan_due, batch)
    for makelaar in services.run_now(mornings_due):
        services.run_now(plan_morning, makelaar)


def take(services: Services) -> TeVerzenden:
    taken = services.run_now(next_to_send, ())
    assert taken is not None
    return taken


def said(services: Services, sent: TeVerzenden) -> Gerenderd:
    samengesteld = services.run_now(compose, sent.bericht)
    assert samengesteld is not None
    return render(samengesteld.bericht, samengesteld.inhoud)


def sent(services: Services, one: TeVerzenden, uitkomst: Uitkomst = Uitkomst.VERZONDEN, message_id: int = 0) -> None:
    """As the sender writes it down; the number of the message is that of its row unless told."""
    if uitkomst is not Uitkomst.VERZONDEN:
        return services.run_now(record_sending, one, uitkomst)
    shown = services.run_now(compose, one.bericht)
    assert shown is not None
    number = message_id or one.id
    return services.run_now(record_sending, one, uitkomst, message_id=number, toont=shown.toont)


def send_all(services: Services) -> list[TeVerzenden]:
    all_sent = []
    while (one := services.run_now(next_to_send, ())) is not None:
        uitkomst = Uitkomst.VERZONDEN if services.run_now(last_words, one) is not None else Uitkomst.VERVALLEN
        sent(services, one, uitkomst)
        all_sent += [one] if uitkomst is Uitkomst.VERZONDEN else []
    return all_sent


def words(services: Services, one: TeVerzenden) -> list[str]:
    """The lines of a message without its bold."""
    tekst = said(services, one).tekst
    return [line for line in tekst.replace("<b>", "").replace("</b>", "").splitlines() if line]


def outcomes(services: Services, *berichten: str) -> list[str]:
    return [row.staat for row in owed(services) if row.bericht in berichten]


@pytest.fixture
def three(services: Services, people: People, clock: MovableClock) -> list[Afspraak]:
    """Due on Tuesday, Wednesday and Thursday; Tineke has heard of each, and answered nothing."""
    made = [agree(services, people.marijke, people.tineke, day) for day in (THURSDAY, TUESDAY, WEDNESDAY)]
    send_all(services)
    return sorted(made, key=lambda afspraak: afspraak.deadline)


def test_reminders_of_one_morning_are_one_message_with_the_nearest_deadline_first(
    services: Services, people: People, three: list[Afspraak], clock: MovableClock
) -> None:
    clock.moment = local("2027-02-10 08:00")
    plan(services)
    one = take(services)
    assert (one.bericht.bericht, one.bericht.gegevens["afspraken"]) == ("samen", [afspraak.id for afspraak in three])
    first, second, third = (afspraak.casus for afspraak in three)
    assert words(services, one) == [
        "Drie acties vragen uw aandacht",
        f"1  {first} · punt 2, Casusoverleg Zwolle van 1 februari · 1 werkdag te laat",
        f"2  {second} · punt 3, Casusoverleg Zwolle van 1 februari · uiterlijk vandaag",
        f"3  {third} · punt 1, Casusoverleg Zwolle van 1 februari · uiterlijk donderdag 11 februari",
        "Geen antwoord vandaag op 2? Dan ziet Marijke donderdag om 08:30 dat dit te laat is.",
        "Marijke ziet dat 1 nog open staat.",
    ]
    labels = [[knop.label for knop in row] for row in said(services, one).knoppen]
    assert labels[:2] == [["1 Bekijk", "1 Gedaan", "1 Bezig"], ["1 Uitstel vragen", "1 Lukt niet"]]
    assert len(labels) == 6
    sent(services, one)
    assert services.run_now(next_to_send, ()) is None
    assert outcomes(services, "herinnering") == [Uitkomst.VERZONDEN] * 3


def test_each_counts_as_sent_and_the_message_answers_for_all(
    services: Services, people: People, three: list[Afspraak], clock: MovableClock
) -> None:
    clock.moment = local("2027-02-10 08:00")
    plan(services)
    sent(services, take(services), message_id=77)
    chat = people.tineke.chat_id
    for afspraak in three:
        told = services.run_now(lambda tx, id=afspraak.id: tx.outbox.about(id, ("herinnering",)))
        assert [melding.sent_at for melding in told] == [clock.moment]
        assert services.run_now(lambda tx, id=afspraak.id: tx.getoond.messages(id, None))[-1] == (chat, 77)
    shown = services.run_now(lambda tx: tx.outbox.by_message(chat, 77))
    assert (shown.bericht, shown.gegevens["afspraken"]) == ("samen", [afspraak.id for afspraak in three])
    assert services.run_now(lambda tx: tx.outbox.last_of(people.tineke.id, ("mijn", "samen"))) == shown


def test_what_is_done_meanwhile_is_left_out_and_one_that_is_left_is_the_plain_message(
    services: Services, people: People, three: list[Afspraak], clock: MovableClock
) -> None:
    clock.moment = local("2027-02-10 08:00")
    plan(services)
    services.run_now(lambda tx: tx.connection.execute(_set("herinnering", staat="bezig", claimed_until=AGES_AGO)))
    for afspraak in three[:2]:
        services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    services.run_now(lambda tx: tx.connection.execute(_waits("herinnering")))
    one = take(services)
    assert (one.bericht.bericht, one.bericht.afspraak) == ("herinnering", three[2].id)
    assert sorted(outcomes(services, "herinnering")) == ["bezig", Uitkomst.VERVALLEN, Uitkomst.VERVALLEN]


def _set(bericht: str, **values: Any) -> Any:
    return update(OutboxRow).where(col(OutboxRow.bericht) == bericht).values(**values)


def _waits(bericht: str) -> Any:
    return _set(bericht, staat="wacht", claimed_until=None)


def test_when_nothing_of_it_is_true_any_more_nothing_leaves(
    services: Services, people: People, three: list[Afspraak], clock: MovableClock
) -> None:
    clock.moment = local("2027-02-10 08:00")
    plan(services)
    for afspraak in three:
        services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    services.run_now(lambda tx: tx.connection.execute(_waits("herinnering")))
    assert [one.bericht.bericht for one in send_all(services)] == ["melding_gedaan"] * 3
    assert outcomes(services, "herinnering") == [Uitkomst.VERVALLEN] * 3


def test_what_is_done_after_it_was_handed_out_has_no_buttons_when_it_leaves(
    services: Services, people: People, three: list[Afspraak], clock: MovableClock
) -> None:
    clock.moment = local("2027-02-10 08:00")
    plan(services)
    one = take(services)
    services.run_now(confirm_afspraak, three[0].id, people.tineke)
    assert "1 Gedaan" not in [knop.label for row in said(services, one).knoppen for knop in row]
    for afspraak in three[1:]:
        services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    assert services.run_now(last_words, one) is None


def test_more_than_ten_are_named_by_their_number(services: Services, people: People, clock: MovableClock) -> None:
    for _ in range(LINES + 4):
        agree(services, people.marijke, people.tineke, TUESDAY)
    send_all(services)
    clock.moment = local(DEADLINE_DAY)
    plan(services)
    one = take(services)
    assert words(services, one)[0] == "14 acties vragen uw aandacht"
    assert "En nog 4: /mijn" in words(services, one)
    assert sum(line[:2].strip().isdigit() for line in words(services, one)[1:]) == LINES
    sent(services, one)
    assert outcomes(services, "herinnering") == [Uitkomst.VERZONDEN] * (LINES + 4)


def test_an_action_nobody_heard_of_yet_stands_there_as_new_with_niet_voor_mij(
    services: Services, people: People, clock: MovableClock
) -> None:
    agree(services, people.marijke, people.tineke, TUESDAY)
    send_all(services)
    clock.moment = local("2027-02-05 17:00")
    agree(services, people.marijke, people.tineke, date(2027, 2, 12))
    clock.moment = local("2027-02-08 09:00")  # nobody was there to send it
    plan(services)
    one = take(services)
    ends = [line.rsplit(" · ", 1)[-1] for line in words(services, one)[1:3]]
    assert ends == ["uiterlijk dinsdag 9 februari", "nieuw"]
    labels = [knop.label for row in said(services, one).knoppen for knop in row]
    assert ("1 Niet voor mij" in labels, "2 Niet voor mij" in labels) == (False, True)
    sent(services, one)
    assert services.run_now(next_to_send, ()) is None


def test_news_that_is_fresh_goes_at_once_and_alone(services: Services, people: People, clock: MovableClock) -> None:
    agree(services, people.marijke, people.tineke, TUESDAY)
    agree(services, people.marijke, people.tineke, WEDNESDAY)
    assert [one.bericht.bericht for one in send_all(services)] == ["nieuwe_actie"] * 2


@on_sqlite
@pytest.mark.parametrize(("minutes", "messages"), [(14, 3), (15, 1)])
def test_after_a_quarter_of_an_hour_of_silence_what_waits_is_one_message(
    services: Services, people: People, clock: MovableClock, minutes: int, messages: int
) -> None:
    for _ in range(3):
        agree(services, people.marijke, people.tineke, TUESDAY)
    clock.moment = local(f"2027-02-01 09:{minutes}")
    assert len(send_all(services)) == messages


def test_new_and_reminded_of_in_one_message_is_new_and_said_once(
    services: Services, people: People, clock: MovableClock
) -> None:
    agree(services, people.marijke, people.tineke, TUESDAY)
    clock.moment = local(DEADLINE_DAY)
    plan(services)
    one = take(services)
    assert one.bericht.bericht == "nieuwe_actie"
    sent(services, one, message_id=9)
    assert outcomes(services, "nieuwe_actie", "herinnering").count(Uitkomst.VERZONDEN) == 3, "both, and the one message"
    shown = services.run_now(lambda tx: tx.outbox.by_message(people.tineke.chat_id, 9))
    assert shown.gegevens["afspraak"], "a reply to it is about that one"


def test_what_falls_due_for_the_same_person_is_planned_before_anything_leaves(
    services: Services, people: People, clock: MovableClock
) -> None:
    agree(services, people.marijke, people.tineke, TUESDAY)
    send_all(services)
    clock.moment = local("2027-02-05 17:00")
    agree(services, people.marijke, people.tineke, date(2027, 2, 12))
    clock.moment = local("2027-02-08 09:00")
    assert len(send_all(services)) == 1, "the tick has not even come"
    plan(services)
    assert [one.bericht.naar for one in send_all(services)] == []


# A deputy


def test_a_deputy_gets_the_own_and_those_of_whom_they_stand_in_for_in_one(
    services: Services, people: People, clock: MovableClock
) -> None:
    ruud = join(services, "Ruud", Rol.ACTIEHOUDER, chat_id=5_000_000_009)
    agree(services, people.marijke, people.tineke, TUESDAY)
    agree(services, people.marijke, ruud, TUESDAY)
    send_all(services)
    clock.moment = local("2027-02-05 12:00")
    services.run_now(go_away, people.tineke, ruud.id, date(2027, 2, 12))
    send_all(services)
    clock.moment = local(DEADLINE_DAY)
    plan(services)
    one = take(services)
    assert (one.bericht.naar, one.chat_id, len(one.delen)) == (ruud.id, ruud.chat_id, 2)
    assert any(line.endswith("· voor Tineke") for line in words(services, one))
    # The deputy has blocked us: the own ones end there, those of Tineke go to her.
    sent(services, one, Uitkomst.GEBLOKKEERD)
    assert sorted(outcomes(services, "herinnering")) == [Uitkomst.GEBLOKKEERD, "wacht"]
    rest = send_all(services)
    assert ("herinnering", people.tineke.id) in [(one.bericht.bericht, one.bericht.naar) for one in rest]


def test_when_the_deputy_comes_back_meanwhile_it_is_handed_out_again(
    services: Services, people: People, clock: MovableClock
) -> None:
    ruud = join(services, "Ruud", Rol.ACTIEHOUDER, chat_id=5_000_000_009)
    agree(services, people.marijke, people.tineke, TUESDAY)
    send_all(services)
    services.run_now(go_away, people.tineke, ruud.id, date(2027, 2, 12))
    send_all(services)
    clock.moment = local(DEADLINE_DAY)
    plan(services)
    one = take(services)
    services.run_now(lambda tx: tx.afwezigheden.end(people.tineke.id))
    with pytest.raises(Elsewhere):
        services.run_now(last_words, one)


# What sending does to all of them


@pytest.mark.parametrize("uitkomst", [Uitkomst.LATER, Uitkomst.ONZEKER])
def test_what_did_not_go_comes_again_as_one_message(
    services: Services, people: People, three: list[Afspraak], clock: MovableClock, uitkomst: Uitkomst
) -> None:
    clock.moment = local("2027-02-10 08:00")
    plan(services)
    sent(services, take(services), uitkomst)
    again = take(services)
    assert (again.bericht.bericht, len(again.delen)) == ("samen", 3)
    assert again.misschien_dubbel is (uitkomst is Uitkomst.ONZEKER)
    sent(services, again, uitkomst)
    last = services.run_now(next_to_send, ())
    assert (last is None) is (uitkomst is Uitkomst.ONZEKER), "unsure twice is the end"


def test_after_a_crash_all_of_it_comes_once_more_labelled(
    services: Services, people: People, three: list[Afspraak], clock: MovableClock
) -> None:
    clock.moment = local("2027-02-10 08:00")
    plan(services)
    first = take(services)
    services.run_now(lambda tx: tx.connection.execute(update(OutboxRow).values(claimed_until=AGES_AGO)))
    again = take(services)
    assert (len(again.delen), again.misschien_dubbel) == (3, True)
    assert {one.id for one in first.delen} == {one.id for one in again.delen}


def test_two_processes_do_not_share_one_message(
    services: Services, people: People, three: list[Afspraak], clock: MovableClock
) -> None:
    clock.moment = local("2027-02-10 08:00")
    plan(services)
    taken = in_threads(4, lambda _: services.run_now(next_to_send, ()))
    ids = [one.id for message in taken if message is not None for one in message.delen or (message,)]
    assert len(ids) == len(set(ids))
    assert len(ids) == 3


def test_who_cannot_be_reached_is_told_of_once(
    services: Services, people: People, three: list[Afspraak], clock: MovableClock
) -> None:
    clock.moment = local("2027-02-10 08:00")
    plan(services)
    sent(services, take(services), Uitkomst.GEBLOKKEERD)
    assert outcomes(services, "herinnering") == [Uitkomst.GEBLOKKEERD] * 3
    assert outcomes(services, "onbereikbaar") == ["wacht"]


def test_one_that_cannot_be_worded_does_not_hold_up_the_others(
    services: Services, people: People, three: list[Afspraak], clock: MovableClock
) -> None:
    broken = a_bericht("kapot", bericht="herinnering", naar=people.tineke.id, due_at=local("2027-02-01 08:00"))
    services.run_now(lambda tx: tx.outbox.put(broken))
    clock.moment = local("2027-02-10 08:00")
    plan(services)
    one = take(services)
    assert len(one.delen) == 3
    assert {part.bericht.key for part in one.delen}.isdisjoint({"kapot"})
    sent(services, one)
    assert take(services).bericht.key == "kapot"


# News to a makelaar


def test_what_a_makelaar_missed_is_one_message_with_what_matters_first(
    services: Services, people: People, clock: MovableClock
) -> None:
    done, stuck = (agree(services, people.marijke, people.tineke, TUESDAY) for _ in range(2))
    plan(services)
    send_all(services)
    services.run_now(confirm_afspraak, done.id, people.tineke)
    services.run_now(fail, stuck.id, "geen_mandaat", people.tineke)
    clock.moment = local("2027-02-01 12:00")
    (one,) = [one for one in send_all(services) if one.bericht.naar == people.marijke.id]
    assert (one.bericht.bericht, one.bericht.naar, len(one.delen)) == ("nieuws", people.marijke.id, 2)
    assert words(services, one) == [
        "Dit is er gebeurd",
        f"1  Tineke, Tactus (FACT): lukt niet · {stuck.casus} · uiterlijk dinsdag 9 februari",
        f"2  gedaan door Tineke, Tactus (FACT) · {done.casus}",
        "Wat op u wacht, staat in /vandaag.",
    ]
    assert [[k.label for k in row] for row in said(services, one).knoppen] == [["1 Bekijk", "2 Bekijk"], ["Vandaag"]]


def test_what_a_makelaar_missed_on_friday_comes_with_mondays_morning_message(
    services: Services, people: People, clock: MovableClock
) -> None:
    late, done = (agree(services, people.marijke, people.tineke, date(2027, 2, 5)) for _ in range(2))
    send_all(services)
    clock.moment = local("2027-02-05 17:00")
    services.run_now(confirm_afspraak, done.id, people.tineke)
    for moment in ("2027-02-06 12:00", "2027-02-08 07:59", "2027-02-08 08:29"):
        clock.moment = local(moment)
        assert people.marijke.id not in [one.bericht.naar for one in send_all(services)], moment
    clock.moment = local("2027-02-08 08:30")
    (one,) = [one for one in send_all(services) if one.bericht.naar == people.marijke.id]
    assert one.bericht.bericht == "ochtend"
    assert words(services, one)[0] == "Goedemorgen Marijke. Eén punt vandaag."
    assert "Dit is er gebeurd" in words(services, one)
    assert any(line.startswith("2  gedaan door Tineke") and done.casus in line for line in words(services, one))
    assert late.casus in said(services, one).tekst
    shown = services.run_now(lambda tx: tx.getoond.lines(one.chat_id, one.id))
    assert {line.afspraak for line in shown} == {late.id, done.id}, "both are to be taken back one day"


def test_who_looks_after_the_work_of_a_colleague_gets_the_news_of_both_in_one(
    services: Services, people: People, clock: MovableClock
) -> None:
    for makelaar, gemeente in ((people.marijke, "zwolle"), (people.dirk, "deventer")):
        casus = services.run_now(new_casus, gemeente.title(), f"topx-{gemeente}", makelaar)
        about = (casus.referentie, SafeText("bellen"), people.tineke.id, TUESDAY, makelaar)
        made = services.run_now(log_afspraak, *about, bron=gemeente)
        services.run_now(confirm_afspraak, made.id, people.tineke)
    plan(services)
    work = Overdracht(people.marijke.id, people.dirk.id, date(2027, 2, 1), date(2027, 2, 5))
    services.run_now(hand_over, work, people.marijke)
    clock.moment = local("2027-02-01 12:00")
    (one,) = [one for one in send_all(services) if one.delen]
    assert (one.bericht.bericht, one.bericht.naar, one.chat_id) == ("nieuws", people.dirk.id, people.dirk.chat_id)
    assert len(words(services, one)) == 4


def test_a_morning_message_of_a_day_that_has_passed_does_not_come(
    services: Services, people: People, clock: MovableClock
) -> None:
    agree(services, people.marijke, people.tineke, date(2027, 2, 4))
    send_all(services)
    clock.moment = local("2027-02-05 08:30")
    plan(services)
    clock.moment = local("2027-02-08 09:00")
    plan(services)
    mornings = [one.bericht for one in send_all(services) if one.bericht.bericht == "ochtend"]
    assert [bericht.gegevens["dag"] for bericht in mornings] == ["2027-02-08"]


def test_only_what_cannot_wait_makes_a_sound(services: Services, people: People, clock: MovableClock) -> None:
    afspraak = agree(services, people.marijke, people.tineke, TUESDAY)
    send_all(services)
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    assert services.run_now(last_words, take(services)).stil
    services.run_now(undo_answer, afspraak.id, people.tineke)
    clock.moment = local("2027-02-01 12:00")
    services.run_now(lambda tx: tx.connection.execute(_waits("melding_gedaan")))
    together = take(services)
    assert len(together.delen) == 2
    assert services.run_now(last_words, together).stil
    gegevens = {"persoon": people.tineke.id, "afspraak": afspraak.id}
    loud = a_bericht("luid", bericht="onbereikbaar", gegevens=gegevens, naar=people.marijke.id)
    assert not services.run_now(compose, loud).stil


# After the weekend


def test_after_a_weekend_asleep_everybody_gets_one_message_at_most(
    services: Services, people: People, clock: MovableClock
) -> None:
    ruud = join(services, "Ruud", Rol.ACTIEHOUDER, chat_id=5_000_000_009)
    for day in (4, 5, 8, 9):
        agree(services, people.marijke, people.tineke, date(2027, 2, day))
        agree(services, people.marijke, ruud, date(2027, 2, day))
    send_all(services)
    clock.moment = local("2027-02-05 08:30")
    plan(services)  # and then nothing leaves until Monday
    clock.moment = local("2027-02-05 16:00")
    services.run_now(go_away, people.tineke, ruud.id, date(2027, 2, 12))
    services.run_now(lambda tx: tx.connection.execute(_set("melding_vervanger", staat="verzonden")))
    agree(services, people.marijke, people.tineke, date(2027, 2, 19))
    clock.moment = local("2027-02-08 09:00")
    plan(services)
    went = send_all(services)
    assert sorted(one.bericht.naar for one in went) == sorted([people.marijke.id, ruud.id])
    assert not services.run_now(something_to_send)


@on_sqlite
def test_what_was_due_at_once_goes_though_the_clock_was_set_back(
    services: Services, people: People, clock: MovableClock
) -> None:
    agree(services, people.marijke, people.tineke, TUESDAY)
    clock.moment = local("2027-02-01 07:00")
    assert [one.bericht.bericht for one in send_all(services)] == ["nieuwe_actie"]


def test_what_was_decided_while_nothing_could_be_told_stands_in_the_one_message(
    services: Services, people: People, three: list[Afspraak], clock: MovableClock
) -> None:
    first, second, third = three
    fourth = agree(services, people.marijke, people.tineke, date(2027, 2, 12))
    asked = services.run_now(ask_uitstel, first.id, date(2027, 2, 17), "meer_tijd", people.tineke)
    services.run_now(allow_uitstel, first.id, asked.verzoek.nummer, people.marijke)
    services.run_now(drop_afspraak, second.id, "niet_meer_nodig", people.marijke)
    services.run_now(move_afspraak, third.id, date(2027, 2, 15), people.marijke)
    clock.moment += timedelta(hours=1)
    one = next(one for one in send_all(services) if one.bericht.naar == people.tineke.id)
    table = "Casusoverleg Zwolle van 1 februari"
    assert words(services, one) == [
        "Drie acties vragen uw aandacht",
        f"1  {fourth.casus} · punt 4, {table} · uiterlijk vrijdag 12 februari · nieuw",
        f"2  {third.casus} · punt 1, {table} · uiterlijk maandag 15 februari · aangepast",
        f"3  {first.casus} · punt 2, {table} · uiterlijk woensdag 17 februari · uitstel akkoord",
        f"4  {second.casus} · punt 3, {table} · hoeft u niet meer te doen",
    ]
    assert {knop.label[0] for row in said(services, one).knoppen for knop in row} == set("123")
    assert services.run_now(next_to_send, ()) is None
