"""What may a makelaar change about an afspraak, who hears of it, and what is planned after it?"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.domain.afspraak import Afspraak, AlAfgehandeld, NietAfgehandeld, Stand
from bot.domain.bericht import Baan, Bericht, Methode, Toont, Uitkomst
from bot.domain.casus import CasusGesloten
from bot.domain.deadline import DeadlineGeenWerkdag, DeadlineVoorbij
from bot.domain.errors import DomainError, UnknownAfspraak, UnknownPersoon
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, Rol
from bot.domain.privacy import SafeText
from bot.domain.regio import Regio
from bot.domain.verzoek import VERVALLEN_REDENEN
from bot.services import Services
from bot.usecases.afspraken import HerinneringAlGestuurd, confirm_afspraak, remind_by_hand, start_afspraak
from bot.usecases.afwezigheid import go_away
from bot.usecases.beheer import (
    NietsVeranderd,
    drop_afspraak,
    move_afspraak,
    reassign_afspraak,
    remind,
    reopen_afspraak,
    rewrite_afspraak,
)
from bot.usecases.berichten import compose
from bot.usecases.oppakken import GeenContact
from bot.usecases.outbox import last_words, next_to_send, record_sending
from bot.usecases.personen import revoke_persoon
from bot.usecases.regios import load_regio
from bot.usecases.verzoeken import ask_uitstel, fail, give_back
from storage.store import SqlTransaction
from storage.tables import AuditRow
from tests.builders import agree, close, join, local, owed
from tests.conftest import MovableClock
from tests.domain.test_toegang import without_convenant
from tests.usecases.conftest import People, on_sqlite
from tests.usecases.verloop import happened, now, planned, says, told

FRIDAY, NEXT_FRIDAY = date(2027, 2, 12), date(2027, 2, 19)
MIDNIGHT_LATER = "2027-02-15 09:00"


@pytest.fixture
def afspraak(services: Services, people: People) -> Afspraak:
    return agree(services, people.marijke, people.tineke, FRIDAY)


@pytest.fixture
def joris(services: Services, people: People) -> Persoon:
    return join(services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie", chat_id=5_000_000_009)


def test_another_deadline_is_told_at_once_planned_anew_and_written_down(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    services.run_now(move_afspraak, afspraak.id, NEXT_FRIDAY, people.marijke)

    kept = now(services, afspraak)
    assert (kept.deadline, kept.eerste_deadline) == (NEXT_FRIDAY, FRIDAY)
    assert planned(services, afspraak) == NEXT_FRIDAY - timedelta(days=7)
    assert told(services, "actie_aangepast") == [people.tineke.id]
    assert happened(services, afspraak) == [Wat.VASTGELEGD, Wat.DEADLINE_GEWIJZIGD]
    query = select(AuditRow.daad).where(AuditRow.object == f"afspraak {afspraak.id}")
    assert "afspraak_deadline_gewijzigd" in services.run_now(lambda tx: list(tx.connection.scalars(query)))


def test_a_reminder_about_the_old_day_that_waits_goes_no_more(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    old = Bericht("oud", "herinnering", Baan.KLOK, {"afspraak": afspraak.id}, people.tineke.id, afspraak=afspraak.id)
    services.run_now(lambda tx: tx.outbox.put(old))
    services.run_now(move_afspraak, afspraak.id, NEXT_FRIDAY, people.marijke)
    staat = {row.bericht: row.staat for row in owed(services)}
    assert (staat["herinnering"], staat["actie_aangepast"]) == ("ingetrokken", "wacht")


def test_who_gets_more_time_sees_the_casus_as_much_longer(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    days = services.run_now(lambda tx: tx.regio.bewaartermijnen.casus_dagen)
    services.run_now(move_afspraak, afspraak.id, NEXT_FRIDAY, people.marijke)
    last = NEXT_FRIDAY + timedelta(days=days)
    seen = [
        services.run_now(lambda tx, on=on: tx.inzage.holds(afspraak.casus, people.tineke.id, on))
        for on in (last, last + timedelta(days=1))
    ]
    assert seen == [True, False]


@pytest.mark.parametrize(
    ("deadline", "refusal"),
    [(FRIDAY, NietsVeranderd), (date(2027, 2, 13), DeadlineGeenWerkdag), (date(2027, 1, 29), DeadlineVoorbij)],
)
@on_sqlite
def test_a_day_that_is_the_same_off_or_past_changes_nothing_and_tells_nobody(
    services: Services, people: People, afspraak: Afspraak, deadline: date, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        services.run_now(move_afspraak, afspraak.id, deadline, people.marijke)
    assert now(services, afspraak) == afspraak
    assert told(services, "actie_aangepast") == []


def test_other_words_are_told_without_being_said(services: Services, people: People, afspraak: Afspraak) -> None:
    services.run_now(rewrite_afspraak, afspraak.id, SafeText("huisbezoek plannen"), people.marijke)
    assert now(services, afspraak).actie == "huisbezoek plannen"
    assert told(services, "actie_aangepast") == [people.tineke.id]
    assert "huisbezoek" not in repr(owed(services))
    with pytest.raises(NietsVeranderd):
        services.run_now(rewrite_afspraak, afspraak.id, SafeText("huisbezoek plannen"), people.marijke)


def test_a_wish_for_extension_ends_with_another_deadline_and_stays_with_other_words(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    services.run_now(ask_uitstel, afspraak.id, NEXT_FRIDAY, "meer_tijd", people.tineke)
    services.run_now(rewrite_afspraak, afspraak.id, SafeText("bellen"), people.marijke)
    assert now(services, afspraak).stand is Stand.UITSTEL
    services.run_now(move_afspraak, afspraak.id, date(2027, 2, 17), people.marijke)
    assert now(services, afspraak).stand is Stand.NIEUW


def test_somebody_else_hears_it_as_new_and_whose_it_was_that_it_is_not_theirs(
    services: Services, people: People, afspraak: Afspraak, joris: Persoon
) -> None:
    services.run_now(start_afspraak, afspraak.id, people.tineke)
    services.run_now(reassign_afspraak, afspraak.id, joris.id, "Politie", people.marijke)

    kept = now(services, afspraak)
    assert (kept.actiehouder, kept.organisatie, kept.stand) == (joris.id, "Politie", Stand.NIEUW)
    assert told(services, "nieuwe_actie") == [people.tineke.id, joris.id]
    assert told(services, "actie_niet_meer") == [people.tineke.id]
    assert services.run_now(lambda tx: tx.inzage.holds(afspraak.casus, joris.id, FRIDAY))
    with pytest.raises(UnknownAfspraak):
        services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    with pytest.raises(NietsVeranderd):
        services.run_now(reassign_afspraak, afspraak.id, joris.id, "Politie", people.marijke)


def test_what_showed_it_is_taken_back_from_who_lost_it_and_not_from_the_makelaar(
    services: Services, people: People, afspraak: Afspraak, joris: Persoon
) -> None:
    alone = Toont(afspraak.casus, afspraak.id)
    listed = Toont(afspraak.casus, afspraak.id, 1, {"bericht": "mijn", "delen": {"regels": [1]}})
    chats = {who.id: who.chat_id for who in (people.tineke, people.marijke)}

    def show(tx: SqlTransaction) -> None:
        tx.getoond.show(chats[people.tineke.id], 11, [alone], replaces=False)
        tx.getoond.show(chats[people.tineke.id], 12, [listed], replaces=False)
        tx.getoond.show(chats[people.marijke.id], 13, [alone], replaces=False)

    services.run_now(show)
    services.run_now(reassign_afspraak, afspraak.id, joris.id, "Politie", people.marijke)

    tineke = people.tineke.chat_id
    taken = [row for row in owed(services) if row.methode == Methode.RETIRE]
    assert [(row.chat_id, row.message_id) for row in taken] == [(tineke, 11), (tineke, 12)]
    edits = [
        Bericht(row.key, row.bericht, Baan(row.baan), row.gegevens, None, tineke, Methode.RETIRE, row.message_id)
        for row in taken
    ]
    retired = [services.run_now(compose, edit) for edit in edits]
    assert [one.bericht for one in retired if one is not None] == ["niet_meer_voor_u", "afgerond"]


def test_an_organisation_without_a_person_is_asked_who(services: Services, people: People, afspraak: Afspraak) -> None:
    contact = join(services, "Olga", Rol.PARTNER, organisatie="Limor", chat_id=5_000_000_010)
    services.run_now(reassign_afspraak, afspraak.id, None, "Limor", people.marijke)

    assert now(services, afspraak).stand is Stand.ZONDER
    assert planned(services, afspraak) is None
    assert told(services, "wie_pakt_op") == [contact.id]
    assert told(services, "actie_niet_meer") == [people.tineke.id]
    with pytest.raises(HerinneringAlGestuurd):
        services.run_now(remind, afspraak.id, people.marijke)


def test_a_reminder_where_nobody_has_it_asks_the_contacts_again_the_next_day(
    services: Services, people: People, afspraak: Afspraak, clock: MovableClock
) -> None:
    contact = join(services, "Olga", Rol.PARTNER, organisatie="Limor", chat_id=5_000_000_010)
    services.run_now(reassign_afspraak, afspraak.id, None, "Limor", people.marijke)
    clock.moment += timedelta(days=1)
    services.run_now(remind, afspraak.id, people.marijke)
    assert told(services, "wie_pakt_op") == [contact.id, contact.id]
    assert happened(services, afspraak)[-1] is Wat.HERINNERD


@on_sqlite
def test_where_nobody_can_be_asked_the_makelaar_hears_so_instead_of_a_reminder(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    services.run_now(reassign_afspraak, afspraak.id, None, "Limor", people.marijke)
    with pytest.raises(GeenContact):
        services.run_now(remind, afspraak.id, people.marijke)


@on_sqlite
def test_what_was_given_back_can_be_put_to_the_same_organisation(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    services.run_now(give_back, afspraak.id, "collega_doet", people.tineke)
    services.run_now(reassign_afspraak, afspraak.id, None, "Tactus", people.marijke)
    kept = now(services, afspraak)
    assert (kept.stand, kept.verzoek) == (Stand.ZONDER, None)
    assert told(services, "wie_pakt_op") == [people.tineke.id], "nobody else of Tactus can be asked"


@on_sqlite
def test_who_may_not_hold_an_actie_gets_none(
    services: Services, people: People, afspraak: Afspraak, joris: Persoon, ijsselland: Regio
) -> None:
    services.run_now(revoke_persoon, joris)
    services.run_now(load_regio, without_convenant(ijsselland, "Limor"))
    for wie, organisatie in ((joris.id, "Politie"), (people.noor.id, people.noor.organisatie), (None, "Limor")):
        with pytest.raises(UnknownPersoon):
            services.run_now(reassign_afspraak, afspraak.id, wie, organisatie, people.marijke)
    assert now(services, afspraak).actiehouder == people.tineke.id


@on_sqlite
def test_no_reminder_goes_to_whose_organisation_left_the_convenant(
    services: Services, people: People, afspraak: Afspraak, ijsselland: Regio
) -> None:
    services.run_now(load_regio, without_convenant(ijsselland, "Tactus"))
    with pytest.raises(UnknownPersoon):
        services.run_now(remind, afspraak.id, people.marijke)
    assert told(services, "herinnering") == []


def test_dropped_is_told_with_its_reason_kept_and_nothing_is_owed_any_more(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    services.run_now(drop_afspraak, afspraak.id, VERVALLEN_REDENEN[0], people.marijke)

    assert now(services, afspraak).stand is Stand.VERVALLEN
    assert planned(services, afspraak) is None
    assert told(services, "actie_vervallen") == [people.tineke.id]
    (*_, line) = services.run_now(lambda tx: tx.tijdlijn.of_afspraak(afspraak.id))
    assert (line.wat, line.reden, line.door) == (Wat.VERVALLEN, VERVALLEN_REDENEN[0], people.marijke.id)
    with pytest.raises(AlAfgehandeld):
        services.run_now(drop_afspraak, afspraak.id, VERVALLEN_REDENEN[0], people.marijke)


@on_sqlite
def test_who_lost_an_overdue_action_can_still_look_up_which_casus_it_was(
    services: Services, people: People, afspraak: Afspraak, clock: MovableClock
) -> None:
    clock.moment = local("2027-04-15 09:00")
    services.run_now(drop_afspraak, afspraak.id, "dubbel", people.marijke)
    assert services.run_now(lambda tx: tx.inzage.holds(afspraak.casus, people.tineke.id, tx.today))


@pytest.mark.parametrize("end", [confirm_afspraak, lambda tx, id, door: fail(tx, id, "geen_mandaat", door)])
@on_sqlite
def test_what_is_done_or_did_not_work_out_is_opened_again_for_the_same_person(
    services: Services, people: People, afspraak: Afspraak, end: Callable[..., object]
) -> None:
    services.run_now(end, afspraak.id, people.tineke)
    services.run_now(reopen_afspraak, afspraak.id, people.marijke)

    kept = now(services, afspraak)
    assert (kept.stand, kept.actiehouder, kept.deadline) == (Stand.NIEUW, people.tineke.id, FRIDAY)
    assert planned(services, afspraak) == date(2027, 2, 5)
    assert told(services, "actie_heropend") == [people.tineke.id]
    with pytest.raises(NietAfgehandeld):
        services.run_now(reopen_afspraak, afspraak.id, people.marijke)


def test_what_is_opened_again_after_its_deadline_needs_a_new_day(
    services: Services, people: People, afspraak: Afspraak, clock: MovableClock
) -> None:
    services.run_now(drop_afspraak, afspraak.id, "dubbel", people.marijke)
    clock.moment = local(MIDNIGHT_LATER)
    with pytest.raises(DeadlineVoorbij):
        services.run_now(reopen_afspraak, afspraak.id, people.marijke)
    services.run_now(reopen_afspraak, afspraak.id, people.marijke, NEXT_FRIDAY)
    kept = now(services, afspraak)
    assert (kept.stand, kept.deadline, kept.eerste_deadline) == (Stand.NIEUW, NEXT_FRIDAY, FRIDAY)


@on_sqlite
def test_what_is_opened_again_when_the_actiehouder_is_gone_waits_for_the_organisation(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    services.run_now(revoke_persoon, people.tineke)
    contact = join(services, "Olga", Rol.PARTNER, chat_id=5_000_000_010)
    services.run_now(reopen_afspraak, afspraak.id, people.marijke)
    assert now(services, afspraak).stand is Stand.ZONDER
    assert told(services, "wie_pakt_op") == [contact.id]


CHANGES: dict[str, Callable[..., object]] = {
    "move": lambda tx, id, door: move_afspraak(tx, id, NEXT_FRIDAY, door),
    "rewrite": lambda tx, id, door: rewrite_afspraak(tx, id, SafeText("bellen"), door),
    "reassign": lambda tx, id, door: reassign_afspraak(tx, id, None, "Limor", door),
    "drop": lambda tx, id, door: drop_afspraak(tx, id, "dubbel", door),
    "reopen": reopen_afspraak,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@on_sqlite
def test_another_makelaar_and_the_actiehouder_change_nothing_and_it_does_not_exist_for_them(
    services: Services, people: People, afspraak: Afspraak, change: Callable[..., object]
) -> None:
    for door in (people.dirk, people.tineke, people.noor):
        with pytest.raises(UnknownAfspraak):
            services.run_now(change, afspraak.id, door)
    assert now(services, afspraak) == afspraak


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@on_sqlite
def test_on_a_closed_casus_nothing_changes(
    services: Services, people: People, afspraak: Afspraak, change: Callable[..., object]
) -> None:
    services.run_now(close, afspraak.casus)
    with pytest.raises(CasusGesloten):
        services.run_now(change, afspraak.id, people.marijke)
    assert now(services, afspraak) == afspraak


@on_sqlite
def test_news_that_is_no_longer_true_is_not_said(
    services: Services, people: People, afspraak: Afspraak, joris: Persoon
) -> None:
    services.run_now(move_afspraak, afspraak.id, NEXT_FRIDAY, people.marijke)
    services.run_now(reassign_afspraak, afspraak.id, joris.id, "Politie", people.marijke)
    services.run_now(reassign_afspraak, afspraak.id, people.tineke.id, "Tactus", people.marijke)
    services.run_now(drop_afspraak, afspraak.id, "dubbel", people.marijke)
    services.run_now(reopen_afspraak, afspraak.id, people.marijke)
    to_joris, to_tineke = says(services, "actie_niet_meer")[::-1]
    assert to_tineke is None, "it is theirs again"
    assert to_joris is not None
    assert says(services, "actie_vervallen") == [None]
    assert None not in says(services, "actie_aangepast") + says(services, "actie_heropend")


@on_sqlite
def test_a_makelaar_who_holds_it_is_not_told_what_they_did(services: Services, people: People) -> None:
    both = join(services, "Bo", Rol.MAKELAAR, Rol.ACTIEHOUDER, gemeenten=frozenset({"Zwolle"}), chat_id=5_000_000_011)
    afspraak = agree(services, both, both, FRIDAY)
    services.run_now(move_afspraak, afspraak.id, NEXT_FRIDAY, both)
    services.run_now(drop_afspraak, afspraak.id, "dubbel", both)
    assert told(services, "actie_aangepast") == told(services, "actie_vervallen") == []


@on_sqlite
def test_a_reminder_by_hand_is_the_same_here_as_before(services: Services, people: People, afspraak: Afspraak) -> None:
    services.run_now(remind, afspraak.id, people.marijke)
    assert told(services, "herinnering") == [people.tineke.id]
    with pytest.raises(HerinneringAlGestuurd):
        services.run_now(remind_by_hand, afspraak.id, people.marijke)


@on_sqlite
def test_who_got_it_today_can_be_reminded_today(
    services: Services, people: People, afspraak: Afspraak, joris: Persoon
) -> None:
    services.run_now(remind, afspraak.id, people.marijke)
    services.run_now(reassign_afspraak, afspraak.id, joris.id, "Politie", people.marijke)
    services.run_now(remind, afspraak.id, people.marijke)
    assert told(services, "herinnering") == [people.tineke.id, joris.id]


@on_sqlite
def test_while_the_actiehouder_is_away_the_deputy_hears_of_a_change(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    joost = join(services, "Joost", Rol.ACTIEHOUDER, chat_id=5_000_000_012)
    services.run_now(go_away, people.tineke, joost.id, FRIDAY)
    services.run_now(move_afspraak, afspraak.id, NEXT_FRIDAY, people.marijke)
    services.run_now(drop_afspraak, afspraak.id, "dubbel", people.marijke)
    heard = {}
    while (sent := services.run_now(next_to_send, set())) is not None:
        heard[sent.bericht.bericht] = (sent.bericht.naar, services.run_now(last_words, sent) is not None)
        services.run_now(record_sending, sent, Uitkomst.VERZONDEN, message_id=sent.id)
    assert heard["actie_vervallen"] == (joost.id, True)
    assert heard["actie_aangepast"] == (joost.id, False), "it is over by now"
