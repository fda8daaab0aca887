"""Does nobody hear of what is agreed at the table before the afsprakenlijst, and everybody their part with it, once?"""

from dataclasses import replace
from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest

from bot.domain.afspraak import Staat
from bot.domain.agenda import Uitkomst
from bot.domain.bericht import Uitkomst as Verzonden
from bot.domain.bijeenkomst import Staat as Bijeenkomststaat
from bot.domain.bijeenkomst import UnknownBijeenkomst
from bot.domain.casus import Fase, Oordeel
from bot.domain.deelnemer import Antwoord
from bot.domain.overdracht import Overdracht
from bot.domain.persoon import Persoon, Rol
from bot.domain.privacy import SafeText
from bot.domain.verzending import Soort
from bot.services import Services
from bot.usecases.aan_tafel import GaatMeeMetLijst
from bot.usecases.afsluiten import Einde, close_casus
from bot.usecases.afspraken import log_afspraak
from bot.usecases.afsprakenlijst import (
    gcos_form,
    lijst_for,
    lijsten_of,
    note_presence,
    overdue,
    presence,
    ready,
    see_to_list,
    send_lijst,
)
from bot.usecases.beheer import drop_afspraak, move_afspraak, reassign_afspraak, remind, reopen_afspraak
from bot.usecases.berichten import compose
from bot.usecases.casussen import new_casus
from bot.usecases.klok import dry_run
from bot.usecases.looporde import start
from bot.usecases.outbox import last_words, next_to_send, record_sending
from bot.usecases.overdracht import hand_over
from bot.usecases.personen import revoke_persoon
from bot.usecases.regels import overzicht
from bot.usecases.tafelbeeld import Lijstdeel
from bot.usecases.toewijzing import held_by, watched_by
from storage.store import Store
from tests.builders import a_bericht, in_processes, join, local, owed
from tests.conftest import MovableClock
from tests.usecases.aan_tafel import DEADLINE, HUIS, Tafel, say, set_up
from tests.usecases.conftest import on_sqlite

NEWS = ("nieuwe_actie", "wie_pakt_op", "actie_aangepast", "actie_niet_meer", "actie_vervallen", "afsprakenlijst")


@pytest.fixture
def tafel(services: Services, clock: MovableClock) -> Tafel:
    """It has begun."""
    tafel = set_up(services, clock)
    tafel.begin()
    return tafel


def send(tafel: Tafel) -> None:
    """Five minutes after «Versturen» the list goes out."""

    def goes(tx: Any) -> None:
        verzending = tx.verzendingen.add(tafel.id, Soort.LIJST, tafel.sanne.id, tx.now)
        send_lijst(tx, verzending)

    tafel.services.run_now(goes)


def lijst(tafel: Tafel, persoon: Persoon) -> Lijstdeel:
    return tafel.services.run_now(lambda tx: lijst_for(tx, tx.bijeenkomsten.get(tafel.id), persoon))


def casussen(deel: Lijstdeel) -> list[str]:
    return [casus.referentie for casus in deel.casussen]


def messages(tafel: Tafel) -> list[tuple[str, int | None]]:
    """What really leaves now, and to whom."""

    def take(tx: Any) -> tuple[bool, str, int | None] | None:
        sent = next_to_send(tx, set())
        if sent is None:
            return None
        said = last_words(tx, sent)
        went = Verzonden.VERVALLEN if said is None else Verzonden.VERZONDEN
        record_sending(tx, sent, went, message_id=1000 + sent.id)
        return said is not None, sent.bericht.bericht, sent.bericht.naar

    found = []
    while (sent := tafel.services.run_now(take)) is not None:
        found += [sent[1:]] if sent[0] else []
    return sorted(one for one in found if one[0] != "looporde")


def at(tafel: Tafel, moment: str) -> list[tuple[str, int | None]]:
    """What the clock causes at that moment, and what leaves then."""
    tafel.clock.moment = local(moment)
    for id in tafel.services.run_now(overdue):
        tafel.services.run_now(see_to_list, id)
    return messages(tafel)


# Waiting


def test_what_is_logged_at_the_table_nobody_hears_of_before_the_list_and_then_each_once(tafel: Tafel) -> None:
    first = tafel.agree(tafel.kampen, tafel.tineke, "bellen")
    second = tafel.agree(tafel.eerste, tafel.tineke, "mailen")
    third = tafel.agree(tafel.eerste, tafel.lars, "bezoeken")

    assert [(one.wacht, one.bijeenkomst) for one in (first, second, third)] == [(True, tafel.id)] * 3
    assert messages(tafel) == []
    assert [tafel.services.run_now(held_by, who) for who in (tafel.tineke, tafel.lars)] == [[], []]
    assert tafel.services.run_now(lambda tx: tx.afspraken.next_due_on(first.id)) is None

    tafel.finish()
    assert messages(tafel) == []
    send(tafel)

    deelnemers = [("afsprakenlijst", who.id) for who in (tafel.bert, tafel.kim, tafel.lars)]
    assert messages(tafel) == [*deelnemers, ("nieuwe_actie", tafel.lars.id), ("samen", tafel.tineke.id)]
    assert [one.id for one in tafel.services.run_now(held_by, tafel.tineke)] == [first.id, second.id]
    heard = tafel.afspraak(first)
    assert (heard.wacht, heard.gehoord_on) == (False, date(2027, 2, 2))
    assert tafel.services.run_now(lambda tx: tx.afspraken.next_due_on(first.id)) == date(2027, 2, 5)
    assert tafel.services.run_now(lambda tx: tx.inzage.holds(tafel.kampen, tafel.tineke.id, tx.today))


def test_the_list_goes_out_once_however_often_it_is_sent(tafel: Tafel) -> None:
    tafel.agree(tafel.kampen, tafel.tineke)
    tafel.agree(tafel.kampen, None, "intake", organisatie="Politie")
    tafel.finish()
    sending = tafel.services.run_now(lambda tx: tx.verzendingen.add(tafel.id, Soort.LIJST, tafel.sanne.id, tx.now))

    in_processes(tafel.services, 2, lambda one, _: one.run_now(send_lijst, sending))
    tafel.services.run_now(send_lijst, sending)

    assert sorted(tafel.owed(*NEWS)) == [
        *(("afsprakenlijst", who.id) for who in (tafel.bert, tafel.kim, tafel.lars)),
        ("nieuwe_actie", tafel.tineke.id),
        ("wie_pakt_op", tafel.bert.id),
    ]
    assert tafel.now.lijst_at == tafel.clock.moment


def test_what_is_logged_while_the_list_goes_out_is_heard_of_once_and_never_stays_behind(tafel: Tafel) -> None:
    tafel.finish()
    sending = tafel.services.run_now(lambda tx: tx.verzendingen.add(tafel.id, Soort.LIJST, tafel.sanne.id, tx.now))

    def both(one: Services, number: int) -> None:
        if number == 0:
            return one.run_now(send_lijst, sending)
        logged = (tafel.kampen, SafeText("bellen"), tafel.tineke.id, DEADLINE, tafel.sanne, f"tegelijk:{number}")
        one.run_now(log_afspraak, *logged)
        return None

    assert in_processes(tafel.services, 4, both) == [None] * 4

    found = tafel.services.run_now(lambda tx: tx.afspraken.of_casus(tafel.kampen))
    assert [afspraak.wacht for afspraak in found] == [False] * 3
    assert tafel.owed("nieuwe_actie") == [("nieuwe_actie", tafel.tineke.id)] * 3


@on_sqlite
def test_until_the_list_is_out_also_what_is_logged_after_the_last_casus_waits_and_then_goes_at_once(
    tafel: Tafel,
) -> None:
    tafel.finish()
    assert tafel.agree(tafel.tweede, tafel.bert, "eerst").wacht
    send(tafel)

    later = tafel.agree(tafel.tweede, tafel.tineke, "later")

    assert (later.wacht, later.bijeenkomst) == (False, None)
    assert ("nieuwe_actie", tafel.tineke.id) in messages(tafel)


@on_sqlite
def test_a_casus_that_is_not_on_the_agenda_and_one_of_another_day_wait_for_no_list(tafel: Tafel) -> None:
    other = tafel.services.run_now(new_casus, "Zwolle", "topx-zwolle", tafel.sanne).referentie
    assert not tafel.agree(other, tafel.tineke).wacht

    tafel.clock.moment += timedelta(days=1)  # nobody came to the end of the running order

    assert not tafel.agree(tafel.kampen, tafel.tineke).wacht


@on_sqlite
def test_what_the_makelaar_changes_before_the_list_is_told_to_nobody_and_goes_to_whose_it_is_then(tafel: Tafel) -> None:
    made = tafel.agree(tafel.kampen, tafel.tineke)
    tafel.services.run_now(move_afspraak, made.id, date(2027, 2, 10), tafel.sanne)
    tafel.services.run_now(reassign_afspraak, made.id, tafel.bert.id, "", tafel.sanne)
    with pytest.raises(GaatMeeMetLijst):
        tafel.services.run_now(remind, made.id, tafel.sanne)
    assert messages(tafel) == []
    send(tafel)

    found = messages(tafel)
    assert ("nieuwe_actie", tafel.bert.id) in found
    assert tafel.tineke.id not in [naar for _, naar in found]
    assert not tafel.services.run_now(lambda tx: tx.inzage.holds(tafel.kampen, tafel.tineke.id, tx.today))


@on_sqlite
def test_what_is_dropped_or_whose_casus_is_closed_before_the_list_goes_to_nobody(tafel: Tafel) -> None:
    dropped = tafel.agree(tafel.kampen, tafel.tineke)
    closed = tafel.agree(tafel.tweede, tafel.tineke)
    tafel.services.run_now(drop_afspraak, dropped.id, "dubbel", tafel.sanne)
    tafel.services.run_now(close_casus, tafel.tweede, Einde(Fase.AFGESLOTEN, Oordeel.GOED), tafel.sanne)
    send(tafel)

    assert tafel.tineke.id not in [naar for _, naar in messages(tafel)]
    assert [tafel.afspraak(one).staat for one in (dropped, closed)] == [Staat.VERVALLEN] * 2
    assert casussen(lijst(tafel, tafel.bert)) == [tafel.kampen, tafel.eerste]
    assert [casus.regels for casus in lijst(tafel, tafel.sanne).casussen] == [[], []]

    tafel.services.run_now(reopen_afspraak, dropped.id, tafel.sanne)
    assert messages(tafel) == [("nieuwe_actie", tafel.tineke.id)]  # to her it is new


def test_what_people_had_already_and_changes_at_the_table_they_hear_with_the_list(
    services: Services, clock: MovableClock
) -> None:
    tafel = set_up(services, clock)
    moved, given, gone, never = (tafel.agree(tafel.kampen, tafel.tineke, str(number)) for number in range(4))
    messages(tafel)
    tafel.begin()
    tafel.services.run_now(move_afspraak, moved.id, date(2027, 2, 10), tafel.sanne)
    tafel.services.run_now(reassign_afspraak, given.id, tafel.bert.id, "", tafel.sanne)
    tafel.services.run_now(reassign_afspraak, given.id, tafel.lars.id, "", tafel.sanne)
    tafel.services.run_now(drop_afspraak, gone.id, "dubbel", tafel.sanne)
    tafel.services.run_now(reassign_afspraak, never.id, tafel.bert.id, "", tafel.sanne)
    tafel.services.run_now(drop_afspraak, never.id, "dubbel", tafel.sanne)
    assert messages(tafel) == []
    send(tafel)

    news = [one for one in messages(tafel) if one[0] != "afsprakenlijst"]
    assert news == [("nieuwe_actie", tafel.lars.id), ("samen", tafel.tineke.id)]  # Bert never had it


@on_sqlite
def test_whose_access_was_stopped_gets_nothing_and_the_organisation_is_asked(tafel: Tafel) -> None:
    made = tafel.agree(tafel.kampen, tafel.bert)
    colleague = join(tafel.services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie", chat_id=5_000_000_130)
    tafel.services.run_now(revoke_persoon, tafel.bert)
    assert tafel.owed("wie_pakt_op") == []
    send(tafel)

    assert ("wie_pakt_op", colleague.id) in messages(tafel)
    assert tafel.afspraak(made).actiehouder is None


@on_sqlite
def test_the_makelaar_does_not_have_to_look_after_what_goes_with_the_list(tafel: Tafel) -> None:
    made = tafel.agree(tafel.kampen, tafel.tineke)

    shown = tafel.services.run_now(lambda tx: overzicht(tx, [*watched_by(tx, tafel.sanne), made], [], 0, 10))

    assert shown.aantal == 0


# Who sees what


@on_sqlite
def test_each_sees_of_the_list_what_they_may(tafel: Tafel) -> None:
    tafel.agree(tafel.kampen, tafel.tineke)
    tafel.agree(tafel.eerste, tafel.bert)
    tafel.go(tafel.kampen)
    tafel.go(tafel.eerste)
    tafel.go(tafel.tweede, Uitkomst.DOORGESCHOVEN)
    for early in (tafel.bert, tafel.lars):
        with pytest.raises(UnknownBijeenkomst):
            lijst(tafel, early)
    assert [len(casus.regels) for casus in lijst(tafel, tafel.sanne).casussen] == [1, 1, 0]
    send(tafel)

    assert [gemeente for gemeente, _ in lijst(tafel, tafel.bert).blokken] == ["Kampen", "Zwolle"]
    assert lijst(tafel, tafel.bert).doorgeschoven == [tafel.tweede]
    assert lijst(tafel, tafel.bert).aanwezig == ["Bert, Politie", "Kim, Gemeente Kampen", "Lars, Trajectum"]
    for one, theirs in ((tafel.kim, [tafel.kampen]), (tafel.lars, [tafel.eerste])):
        deel = lijst(tafel, one)
        assert (casussen(deel), deel.hele, deel.aanwezig, deel.afwezig) == (theirs, False, [], [])
    assert lijst(tafel, tafel.lars).casussen[0].regels[0].namens == "Politie"
    with pytest.raises(UnknownBijeenkomst):
        lijst(tafel, tafel.tineke)  # she was not there, and has her own action
    told = tafel.services.run_now(
        compose, a_bericht(bericht="afsprakenlijst", gegevens={"bijeenkomst": tafel.id}, naar=tafel.lars.id)
    )
    assert told is not None
    assert [one.casus for one in told.toont] == [tafel.eerste]


@on_sqlite
def test_who_was_there_is_as_they_answered_until_the_makelaar_says_otherwise(tafel: Tafel) -> None:
    say(tafel, tafel.kim, antwoord=Antwoord.KOMT_NIET)
    assert lijst(tafel, tafel.sanne).afwezig == ["Kim, Gemeente Kampen"]

    tafel.services.run_now(lambda tx: note_presence(tx, tafel.id, tafel.kim.id, was_er=True, door=tafel.sanne))
    tafel.services.run_now(lambda tx: note_presence(tx, tafel.id, tafel.bert.id, was_er=False, door=tafel.sanne))

    assert lijst(tafel, tafel.sanne).afwezig == ["Bert, Politie"]
    for who, door in ((tafel.tineke, tafel.sanne), (tafel.bert, tafel.bert)):
        with pytest.raises(UnknownBijeenkomst):
            tafel.services.run_now(lambda tx, w=who, d=door: note_presence(tx, tafel.id, w.id, was_er=True, door=d))


@on_sqlite
def test_the_preview_counts_what_goes(tafel: Tafel) -> None:
    for casus, wie in ((tafel.kampen, tafel.tineke), (tafel.eerste, tafel.tineke), (tafel.eerste, tafel.bert)):
        tafel.agree(casus, wie)
    tafel.agree(tafel.tweede, None, organisatie="Politie")

    now = tafel.services.run_now(lambda tx: ready(tx, tx.bijeenkomsten.get(tafel.id)))

    assert (now.afspraken, now.actiehouders, now.deelnemers, now.zonder, now.mensen) == (4, 2, 3, 1, 4)


@on_sqlite
def test_a_list_is_found_by_its_table_and_only_by_who_may_see_it(tafel: Tafel) -> None:
    def found(who: Persoon, name: str = "") -> list[int]:
        return list(tafel.services.run_now(lijsten_of, who, name))

    assert [found(who) for who in (tafel.sanne, tafel.bert, tafel.tineke)] == [[tafel.id], [], []]
    send(tafel)
    assert [found(who) for who in (tafel.sanne, tafel.bert, tafel.tineke)] == [[tafel.id], [tafel.id], []]
    assert [found(tafel.bert, name) for name in ("Casusoverleg Zwolle", "top-x zw", "JOR Zwolle", "iets")] == [
        *([[tafel.id]] * 2),
        *([[]] * 2),
    ]


@on_sqlite
def test_the_form_for_gcos_is_for_who_leads(tafel: Tafel) -> None:
    tafel.agree(tafel.kampen, tafel.tineke, "intake plannen")
    tafel.go(tafel.kampen)

    form = tafel.services.run_now(lambda tx: gcos_form(tx, tx.bijeenkomsten.get(tafel.id), tafel.sanne))

    assert form.split("\n\n")[0].splitlines() == [
        f"Casus: {tafel.kampen}",
        "Datum: 02-02-2027",
        "Aanwezig: Gemeente Kampen; Politie",
        "Uitkomst: besproken",
        "Afspraken:",
        "- intake plannen | Tactus (FACT) | uiterlijk 12-02-2027 | nieuw",
    ]
    with pytest.raises(UnknownBijeenkomst):
        tafel.services.run_now(lambda tx: gcos_form(tx, tx.bijeenkomsten.get(tafel.id), tafel.bert))


@on_sqlite
def test_a_casus_that_is_closed_at_the_table_was_talked_about_there(tafel: Tafel) -> None:
    tafel.agree(tafel.eerste, tafel.tineke, "intake plannen")
    tafel.go(tafel.kampen)
    tafel.services.run_now(close_casus, tafel.eerste, Einde(Fase.AFGESLOTEN, Oordeel.GOED), tafel.sanne)
    tafel.go(tafel.tweede)

    there = tafel.services.run_now(lambda tx: presence(tx, tx.bijeenkomsten.get(tafel.id)))[0]
    form = tafel.services.run_now(lambda tx: gcos_form(tx, tx.bijeenkomsten.get(tafel.id), tafel.sanne))

    assert there == [tafel.bert, tafel.kim, tafel.lars], "Lars sat there for it alone"
    assert form.split("\n\n")[1].splitlines() == [
        f"Casus: {tafel.eerste}",
        "Datum: 02-02-2027",
        "Aanwezig: Politie; Trajectum",
        "Uitkomst: afgesloten",
        "Afspraken:",
        "- geen",
    ]
    send(tafel)
    assert tafel.eerste not in lijst(tafel, tafel.bert).referenties


# What changes while it goes out


@pytest.mark.parametrize("what", ["reopen", "move"])
def test_what_changes_while_the_list_goes_out_goes_with_it_or_right_after(tafel: Tafel, what: str) -> None:
    made = tafel.agree(tafel.kampen, tafel.tineke)
    tafel.finish()
    if what == "reopen":
        tafel.services.run_now(drop_afspraak, made.id, "dubbel", tafel.sanne)
    else:
        heard = replace(tafel.afspraak(made), wacht=False)
        tafel.services.run_now(lambda tx: tx.afspraken.save(heard, next_due_on=None))
    sending = tafel.services.run_now(lambda tx: tx.verzendingen.add(tafel.id, Soort.LIJST, tafel.sanne.id, tx.now))

    other = Services(Store(tafel.services.store.url), tafel.clock)  # type: ignore[attr-defined]

    def change(tx: Any) -> Thread:
        if what == "reopen":
            reopen_afspraak(tx, made.id, tafel.sanne)
        else:
            move_afspraak(tx, made.id, date(2027, 2, 5), tafel.sanne)
        sender = Thread(target=lambda: other.run_now(send_lijst, sending))
        sender.start()
        sender.join(0.5)  # as long as it may try, before this change is there
        return sender

    tafel.services.run_now(change).join()
    other.close()
    other.store.close()  # type: ignore[attr-defined]

    assert not tafel.afspraak(made).wacht
    due = [row.due_at for row in owed(tafel.services) if row.bericht in ("nieuwe_actie", "actie_aangepast")]
    assert len(due) == 1
    assert due[0] <= tafel.clock.moment


# When nobody sends it


def test_the_day_after_the_makelaar_is_asked_and_at_four_the_actions_go_by_themselves(tafel: Tafel) -> None:
    made = tafel.agree(tafel.kampen, tafel.tineke)
    tafel.finish()
    assert at(tafel, "2027-02-03 11:59") == []

    tafel.clock.moment = local("2027-02-03 12:00")
    in_processes(tafel.services, 2, lambda one, _: one.run_now(see_to_list, tafel.id))
    assert messages(tafel) == [("lijst_vragen", tafel.sanne.id)]
    assert at(tafel, "2027-02-03 15:59") == []

    tafel.clock.moment = local("2027-02-03 16:00")
    in_processes(tafel.services, 2, lambda one, _: one.run_now(see_to_list, tafel.id))
    assert messages(tafel) == [("lijst_vanzelf", tafel.sanne.id), ("nieuwe_actie", tafel.tineke.id)]
    assert not tafel.afspraak(made).wacht
    assert at(tafel, "2027-02-04 16:00") == []

    send(tafel)  # the list itself can still be sent, and no action goes twice
    assert messages(tafel) == [("afsprakenlijst", who.id) for who in (tafel.bert, tafel.kim, tafel.lars)]


@on_sqlite
def test_a_running_order_that_was_never_finished_ends_the_day_after(tafel: Tafel) -> None:
    tafel.agree(tafel.kampen, tafel.tineke)

    assert at(tafel, "2027-02-03 12:00") == [("lijst_vragen", tafel.sanne.id)]

    assert tafel.now.staat is Bijeenkomststaat.AFGELOPEN
    assert tafel.punt(tafel.kampen).uitkomst is None


@on_sqlite
def test_a_sent_list_and_one_on_its_way_are_asked_for_no_more(tafel: Tafel) -> None:
    tafel.agree(tafel.kampen, tafel.tineke)
    tafel.finish()
    tafel.clock.moment = local("2027-02-03 15:58")
    tafel.services.run_now(
        lambda tx: tx.verzendingen.add(tafel.id, Soort.LIJST, tafel.sanne.id, tx.now + timedelta(minutes=5))
    )
    assert at(tafel, "2027-02-03 16:00") == []
    send(tafel)
    messages(tafel)
    assert at(tafel, "2027-02-04 12:00") == []


@on_sqlite
def test_who_took_over_is_asked(tafel: Tafel) -> None:
    ruud = join(tafel.services, "Ruud", Rol.MAKELAAR, organisatie=HUIS, chat_id=5_000_000_131)
    handed = Overdracht(tafel.sanne.id, ruud.id, date(2027, 2, 3), date(2027, 2, 5))
    tafel.services.run_now(hand_over, handed, tafel.sanne)
    tafel.agree(tafel.kampen, tafel.tineke)

    assert ("lijst_vragen", ruud.id) in at(tafel, "2027-02-03 12:00")


@on_sqlite
@pytest.mark.parametrize(
    ("day", "asked", "by_itself"),
    [
        ("2027-02-05", "2027-02-08 12:00", "2027-02-08 16:00"),  # a Friday
        ("2027-03-25", "2027-03-30 12:00", "2027-03-30 16:00"),  # before Good Friday and Easter
    ],
)
def test_the_next_working_day_skips_weekends_and_holidays(
    services: Services, clock: MovableClock, day: str, asked: str, by_itself: str
) -> None:
    tafel = set_up(services, clock)
    begins = local(f"{day} 14:30")
    tafel.services.run_now(lambda tx: tx.bijeenkomsten.save(replace(tx.bijeenkomsten.get(tafel.id), begint=begins)))
    tafel.clock.moment = begins
    tafel.services.run_now(start, tafel.id)
    tafel.agree(tafel.kampen, tafel.tineke, deadline=date(2027, 4, 9))
    messages(tafel)

    before = local(asked) - timedelta(minutes=1)
    tafel.clock.moment = before
    assert tafel.services.run_now(overdue) == []
    assert at(tafel, asked) == [("lijst_vragen", tafel.sanne.id)]
    assert ("nieuwe_actie", tafel.tineke.id) in at(tafel, by_itself)


@on_sqlite
def test_after_a_weekend_without_us_only_what_still_matters_happens_and_inside_the_window(tafel: Tafel) -> None:
    tafel.agree(tafel.kampen, tafel.tineke)
    tafel.finish()

    assert at(tafel, "2027-02-06 10:00") == []  # Saturday
    assert at(tafel, "2027-02-08 08:00") == [("lijst_vanzelf", tafel.sanne.id), ("nieuwe_actie", tafel.tineke.id)]
    assert at(tafel, "2027-02-08 12:00") == []


@on_sqlite
def test_a_dry_run_tells_what_the_clock_would_cause(tafel: Tafel) -> None:
    tafel.agree(tafel.kampen, tafel.tineke)
    tafel.finish()
    tafel.clock.moment = local("2027-02-03 16:00")

    _, rows = tafel.services.try_out(dry_run)

    told = [(row["naar"], row["bericht"]) for row in rows]
    assert ("Tineke", "nieuwe_actie") in told
    assert ("Sanne", "lijst_vanzelf") in told
    assert tafel.owed("nieuwe_actie", "lijst_vanzelf") == []
