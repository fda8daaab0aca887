"""Does everything go when its time is up, and nothing before?"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from bot.domain.bericht import Baan, Bericht, Methode, Opening, Toont, Uitkomst
from bot.domain.bewaren import OUD_MEDEWERKER, Bewaard, Telling
from bot.domain.deelnemer import Antwoord
from bot.domain.errors import UnknownPersoon
from bot.domain.gesprek import Gesprek, Over
from bot.domain.persoon import Persoon, Rol
from bot.domain.referentie import Referentie
from bot.domain.verzending import Soort
from bot.services import Services
from bot.usecases.afspraken import confirm_afspraak
from bot.usecases.afsprakenlijst import see_to_list
from bot.usecases.inzageverzoek import delete_casus
from bot.usecases.mdo import plan_mdo
from bot.usecases.opschonen import begin_round, end_round, is_due, look, purge
from bot.usecases.outbox import next_to_send, record_sending
from bot.usecases.personen import invite, revoke_persoon
from storage.store import Store
from storage.tables import (
    AanwezigheidRow,
    AfspraakRow,
    AgendapartnerRow,
    AgendapuntRow,
    AuditRow,
    BijeenkomstRow,
    GesprekRow,
    MaandcijferRow,
    OntvangenRow,
    VerzendingRow,
    WerkpuntRow,
)
from tests import builders
from tests.builders import agree, an_update, in_threads, join, local, owed
from tests.cli.conftest import dump
from tests.conftest import MovableClock
from tests.usecases.aan_tafel import Tafel, say, set_up
from tests.usecases.conftest import People, on_sqlite

KEY = b"a key for tests"
ONCE = ("audit", "auditmerk", "regio")
"""Tables that have a term of their own, or hold nothing about anybody."""


def clear(services: Services) -> dict[Bewaard, Telling]:
    """A whole round."""
    rapport = dict.fromkeys(Bewaard, Telling())
    for soort in Bewaard:
        while went := services.run_now(purge, soort, KEY):
            rapport |= {also: rapport[also] + telling for also, telling in went.items()}
    services.store.scrub()
    return {soort: telling for soort, telling in rapport.items() if telling}


def counts(services: Services) -> dict[str, int]:
    return {str(soort): telling.aantal for soort, telling in clear(services).items()}


def rows(services: Services, table: type[SQLModel]) -> list[Any]:
    return services.run_now(lambda tx: list(tx.connection.execute(select(table))))  # type: ignore[attr-defined]


def send_all(services: Services) -> None:
    """Everything that is owed arrives."""

    def send(tx: Any) -> bool:
        sent = tx.outbox.claim((), Opening(klok=True))
        if sent is None:
            return False
        tx.outbox.record(sent, Uitkomst.VERZONDEN, message_id=1000 + sent.id)
        return True

    while services.run_now(send):
        pass


def a_full_casus(services: Services, people: People) -> Referentie:
    """A casus with all that can refer to it: done and open afspraken, messages, dialogues, updates, a grant."""
    afspraak = agree(services, people.marijke, people.tineke, date(2027, 2, 8))
    ref = afspraak.casus

    def more(tx: Any) -> None:
        tx.gesprekken.save(Gesprek.begin(people.marijke.id, Over.AFSPRAAK, casus=ref).ask("wie"))
        tx.gesprekken.save(Gesprek.begin(people.dirk.id, Over.AFSPRAAK).ask("casus", (ref,)))
        tx.gesprekken.save(Gesprek.begin(people.tineke.id, Over.WELKE, afspraken=[afspraak.id]).ask("welke"))
        tx.outbox.put(Bericht("kaart:1", "nieuwe_casus", Baan.NIEUWS, {"referentie": ref}, naar=people.marijke.id))
        tx.inbox.add(an_update(1, people.marijke.chat_id, data=f"a:{ref}", tekst=None))
        tx.inbox.done(1)
        tx.inzage.put(ref, people.noor.id, date(2027, 12, 31), people.marijke)
        tx.getoond.show(people.tineke.chat_id, 77, (Toont(ref, afspraak.id), Toont(ref, None, 1)), replaces=False)

    services.run_now(more)
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    return ref


def where_it_stands(store: Store, words: str) -> list[str]:
    """Every table of which a row says so, the audit trail aside."""
    return [name for name, found in dump(store.url).items() if name not in ONCE and any(words in row for row in found)]


def in_the_file(store: Store, words: str) -> bool:
    """Does it stand anywhere in the bytes of SQLite's files?"""
    if not store.is_sqlite:
        return False
    file = Path(store.url.removeprefix("sqlite:///"))
    return any(words.encode() in part.read_bytes() for part in file.parent.glob(f"{file.name}*"))


def close(services: Services, ref: Referentie) -> None:
    services.run_now(builders.close, ref)


def test_a_closed_casus_is_kept_for_thirty_days_and_goes_in_the_night_after(
    services: Services, people: People, clock: MovableClock
) -> None:
    ref = a_full_casus(services, people)
    close(services, ref)
    send_all(services)
    clock.moment = local("2027-03-03 23:59")
    assert "casussen" not in counts(services)

    clock.moment = local("2027-03-04 04:00")
    went = clear(services)

    assert went[Bewaard.CASUS] == Telling(1, date(2027, 2, 1), date(2027, 2, 1))
    assert went[Bewaard.AFSPRAAK] == Telling(1, date(2027, 2, 1), date(2027, 2, 1))
    assert counts(services) == {}


def test_an_open_casus_stays_however_old(services: Services, people: People, clock: MovableClock) -> None:
    a_full_casus(services, people)
    clock.moment += timedelta(days=3000)
    assert "casussen" not in counts(services)


@pytest.mark.parametrize("by_request", [True, False], ids=["on request", "at the end of its term"])
def test_after_a_casus_went_its_reference_stands_nowhere_but_in_the_audit_trail(
    services: Services, people: People, clock: MovableClock, store: Store, by_request: bool
) -> None:
    ref, other = a_full_casus(services, people), agree(services, people.marijke, people.tineke, date(2027, 2, 8)).casus
    assert set(where_it_stands(store, ref)) == {
        *("afspraak", "casus", "gebeurtenis", "gesprek", "getoond", "inzage", "outbox")
    }
    if by_request:
        services.run_now(delete_casus, ref)
    else:
        close(services, ref)
        clock.moment += timedelta(days=31)
        clear(services)
    services.store.scrub()

    assert where_it_stands(store, ref) == []
    assert any(ref in row for row in dump(store.url)["audit"])
    assert {"afspraak", "casus"} <= set(where_it_stands(store, other))


def test_its_texts_are_gone_from_the_file_too(
    services: Services, people: People, clock: MovableClock, store: Store
) -> None:
    for number in range(40):
        agree(services, people.marijke, people.tineke, date(2027, 2, 8), actie=f"het geheime plan {number}")
    for row in rows(services, AfspraakRow):
        services.run_now(delete_casus, row.casus)
    services.store.scrub()

    assert not in_the_file(store, "geheime plan")


def test_its_messages_are_taken_back_after_it_is_gone(services: Services, people: People) -> None:
    ref = a_full_casus(services, people)
    services.run_now(delete_casus, ref)

    edits = [row for row in owed(services) if row.methode == Methode.RETIRE and row.staat == "wacht"]
    assert {(row.chat_id, row.message_id, row.afspraak_id) for row in edits} == {(people.tineke.chat_id, 77, None)}


def test_a_message_that_was_on_its_way_when_its_casus_went_is_taken_back_too(
    services: Services, people: People, store: Store
) -> None:
    afspraak = agree(services, people.marijke, people.tineke, date(2027, 2, 8))
    sent = services.run_now(next_to_send, ())
    assert sent is not None
    services.run_now(delete_casus, afspraak.casus)

    shown = (Toont(afspraak.casus, afspraak.id),)
    services.run_now(record_sending, sent, Uitkomst.VERZONDEN, message_id=55, toont=shown)

    assert where_it_stands(store, afspraak.casus) == []
    assert [(row.methode, row.message_id) for row in owed(services) if row.staat == "wacht"] == [(Methode.RETIRE, 55)]


def test_what_is_left_is_counted_per_month_basisteam_and_table(
    services: Services, people: People, clock: MovableClock
) -> None:
    on_time = agree(services, people.marijke, people.tineke, date(2027, 2, 8))
    late = agree(services, people.marijke, people.tineke, date(2027, 2, 8))
    never = agree(services, people.marijke, people.tineke, date(2027, 2, 8))
    services.run_now(confirm_afspraak, on_time.id, people.tineke)
    clock.moment = local("2027-03-01 10:00")
    services.run_now(confirm_afspraak, late.id, people.tineke)
    for ref in (on_time.casus, late.casus):
        close(services, ref)
    services.run_now(delete_casus, never.casus)
    clock.moment += timedelta(days=40)
    clear(services)

    team = services.run_now(lambda tx: tx.regio.gemeente("Zwolle").basisteam)
    found = {(str(row.maand), row.uitkomst): row.aantal for row in rows(services, MaandcijferRow)}
    assert found == {
        ("2027-02-01", "op tijd"): 1,
        ("2027-03-01", "te laat"): 1,
        ("2027-03-01", "open"): 1,
        ("2027-03-01", "gesloten"): 2,
        ("2027-03-01", "verwijderd"): 1,
    }
    assert {(row.basisteam, row.tafel, row.thema) for row in rows(services, MaandcijferRow)} == {
        (team, "topx-zwolle", "")
    }


def test_two_rounds_at_once_count_and_delete_everything_once(
    services: Services, people: People, clock: MovableClock
) -> None:
    for _ in range(50):
        close(services, agree(services, people.marijke, people.tineke, date(2027, 2, 8)).casus)
    clock.moment += timedelta(days=31)

    went = in_threads(2, lambda _: clear(services))

    assert sum(one.get(Bewaard.CASUS, Telling()).aantal for one in went) == 50
    figures = {row.uitkomst: row.aantal for row in rows(services, MaandcijferRow)}
    assert figures == {"gesloten": 50, "open": 50}


def leave(services: Services, persoon: Persoon) -> None:
    services.run_now(revoke_persoon, persoon)
    send_all(services)


def test_who_left_is_deleted_after_thirty_days_when_nothing_refers_to_them(
    services: Services, people: People, clock: MovableClock, store: Store
) -> None:
    sanne = join(services, "Sanne Zonderling", Rol.PARTNER, email="sanne@tactus.example", chat_id=6_000_000_123)
    services.run_now(invite, sanne)
    services.run_now(lambda tx: tx.outbox.put(Bericht("a", "help", Baan.NIEUWS, naar=sanne.id)))
    leave(services, sanne)
    clock.moment += timedelta(days=30)
    assert "personen" not in counts(services)
    clock.moment += timedelta(days=1)

    assert counts(services)["personen"] == 1

    with pytest.raises(UnknownPersoon):
        services.run_now(lambda tx: tx.personen.get(sanne.id))
    for words in ("Zonderling", "sanne@tactus", "6000000123"):
        assert where_it_stands(store, words) == []
        assert not in_the_file(store, words)


def test_who_left_loses_their_name_while_a_casus_needs_them_and_goes_with_it(
    services: Services, people: People, clock: MovableClock, store: Store
) -> None:
    sanne = join(services, "Sanne Zonderling", Rol.ACTIEHOUDER, chat_id=6_000_000_123, tafels=frozenset({"jor-zwolle"}))
    afspraak = agree(services, people.marijke, sanne, date(2027, 2, 8))
    services.run_now(confirm_afspraak, afspraak.id, sanne)
    send_all(services)
    leave(services, sanne)
    clock.moment += timedelta(days=31)

    assert counts(services)["gewist"] == 1
    assert "gewist" not in counts(services)

    known = services.run_now(lambda tx: tx.personen.get(sanne.id))
    assert (known.naam, known.namens, known.chat_id, known.tafels) == (OUD_MEDEWERKER, "Tactus", None, frozenset())
    for words in ("Zonderling", "6000000123"):
        assert where_it_stands(store, words) == []
        assert not in_the_file(store, words)

    services.run_now(delete_casus, afspraak.casus)
    assert counts(services)["personen"] == 1


def test_the_messages_of_who_left_lose_their_casus_and_then_the_chat_is_forgotten(
    services: Services, people: People, clock: MovableClock, store: Store
) -> None:
    sanne = join(services, "Sanne", Rol.ACTIEHOUDER, chat_id=6_000_000_123)
    ref = agree(services, people.marijke, sanne, date(2027, 2, 8)).casus
    send_all(services)
    services.run_now(lambda tx: tx.getoond.show(6_000_000_123, 9, (Toont(ref),), replaces=False))
    leave(services, sanne)
    clock.moment += timedelta(days=31)

    clear(services)

    assert [(row.methode, row.message_id) for row in owed(services) if row.chat_id == 6_000_000_123] == [
        (Methode.RETIRE, 9)
    ]
    send_all(services)
    clock.moment += timedelta(days=1)
    clear(services)
    assert where_it_stands(store, "6000000123") == []


def test_the_chat_of_who_left_stays_when_it_is_somebody_elses_now(
    services: Services, people: People, clock: MovableClock
) -> None:
    sanne = join(services, "Sanne", Rol.PARTNER, chat_id=6_000_000_123)
    leave(services, sanne)
    again = join(services, "Sanne", Rol.PARTNER, chat_id=6_000_000_123)
    clock.moment += timedelta(days=31)
    services.run_now(lambda tx: tx.outbox.put(Bericht("b", "help", Baan.NIEUWS, naar=again.id)))
    send_all(services)

    clear(services)

    assert [row.key for row in owed(services) if row.chat_id == 6_000_000_123 and row.persoon_id] == ["b"]


def test_a_number_that_is_gone_is_never_given_again(services: Services, people: People, clock: MovableClock) -> None:
    """The audit trail and old buttons hold numbers: the next person must not get somebody else's past."""
    sanne = join(services, "Sanne", Rol.PARTNER)
    afspraak = agree(services, people.marijke, people.tineke, date(2027, 2, 8))
    leave(services, sanne)
    services.run_now(delete_casus, afspraak.casus)
    clock.moment += timedelta(days=31)
    clear(services)

    assert join(services, "Joris", Rol.PARTNER).id > sanne.id
    assert agree(services, people.marijke, people.tineke, date(2027, 4, 8)).id > afspraak.id


def test_an_invitation_goes_once_it_can_no_longer_be_used(
    services: Services, people: People, clock: MovableClock
) -> None:
    for persoon in (people.tineke, people.noor):
        services.run_now(invite, persoon)
    services.run_now(invite, people.noor)
    clock.moment += timedelta(days=1)
    assert counts(services) == {"uitnodigingen": 1}, "the one that a newer one replaced"
    clock.moment += timedelta(days=7)
    assert counts(services) == {"uitnodigingen": 2}


def test_a_dialogue_that_was_left_alone_goes_after_seven_days(
    services: Services, people: People, clock: MovableClock
) -> None:
    services.run_now(lambda tx: tx.gesprekken.save(Gesprek.begin(people.marijke.id, Over.CASUS).ask("gemeente")))
    clock.moment += timedelta(days=7)
    assert counts(services) == {}
    clock.moment += timedelta(days=1)
    assert counts(services) == {"gesprekken": 1}
    assert rows(services, GesprekRow) == []


def test_ids_of_updates_go_after_seven_days_but_not_what_was_never_handled(
    services: Services, people: People, clock: MovableClock
) -> None:
    services.run_now(lambda tx: (tx.inbox.add(an_update(1)), tx.inbox.done(1), tx.inbox.add(an_update(2))))
    clock.moment += timedelta(days=7)
    assert counts(services) == {}
    clock.moment += timedelta(days=1)
    assert counts(services) == {"binnengekomen": 1}
    assert services.run_now(lambda tx: tx.inbox.waiting_chats()) == [1]


def test_a_message_goes_after_thirty_days_but_one_about_an_afspraak_with_its_casus(
    services: Services, people: People, clock: MovableClock
) -> None:
    agree(services, people.marijke, people.tineke, date(2027, 2, 8))
    services.run_now(lambda tx: tx.outbox.put(Bericht("a", "help", Baan.NIEUWS, naar=people.noor.id)))
    send_all(services)
    services.run_now(lambda tx: tx.outbox.put(Bericht("wacht", "help", Baan.NIEUWS, naar=people.noor.id)))
    clock.moment += timedelta(days=31)

    assert counts(services) == {"berichten": 1}

    assert sorted(row.key.split(":")[0] for row in owed(services)) == ["nieuw", "wacht"]


def test_the_audit_trail_goes_after_two_years(services: Services, people: People, clock: MovableClock) -> None:
    before = len(rows(services, AuditRow))
    clock.moment += timedelta(days=730)
    assert "audit" not in counts(services)
    clock.moment += timedelta(days=1)
    assert counts(services)["audit"] == before


def test_a_round_says_in_the_audit_trail_how_many_went(services: Services, people: People, clock: MovableClock) -> None:
    for _ in range(3):
        close(services, agree(services, people.marijke, people.tineke, date(2027, 2, 8)).casus)
    clock.moment += timedelta(days=31)
    clear(services)

    lines = [(row.daad, row.object) for row in rows(services, AuditRow) if row.daad.startswith("opgeschoond")]
    assert lines == [("opgeschoond_casussen", "aantal 3"), ("opgeschoond_afspraken", "aantal 3")]


def test_looking_says_what_a_round_would_do_and_does_nothing(
    services: Services, people: People, clock: MovableClock, store: Store
) -> None:
    close(services, a_full_casus(services, people))
    sanne = join(services, "Sanne", Rol.PARTNER)
    services.run_now(invite, sanne)
    leave(services, sanne)
    clock.moment += timedelta(days=31)
    before = dump(store.url)

    seen = {soort: telling for soort, telling in services.run_now(look).items() if telling}

    assert dump(store.url) == before
    went = clear(services)
    assert {soort: seen[soort] for soort in (Bewaard.CASUS, Bewaard.AFSPRAAK, Bewaard.PERSOON)} == {
        soort: went[soort] for soort in (Bewaard.CASUS, Bewaard.AFSPRAAK, Bewaard.PERSOON)
    }


def test_a_night_has_one_round_and_it_begins_at_four(services: Services, clock: MovableClock) -> None:
    def a_round() -> bool:
        began = services.run_now(begin_round)
        if began:
            services.run_now(end_round)
        return began

    assert a_round(), "nobody has done one yet"
    moments = ["2027-02-01 23:59", "2027-02-02 03:59", "2027-02-02 04:00", "2027-02-02 12:00", "2027-02-05 01:00"]
    done = []
    for moment in moments:
        clock.moment = local(moment)
        done.append(a_round())
    assert done == [False, False, True, False, True]


def test_a_round_that_died_is_done_again_and_not_by_two_at_a_time(store: Store, services: Services) -> None:
    other = Services(Store(store.url), services.clock)
    assert services.run_now(begin_round)
    assert not other.run_now(begin_round)
    assert other.run_now(is_due)
    services.run_now(lambda tx: tx.leases.release("opschonen"))
    assert other.run_now(begin_round)
    other.run_now(end_round)
    assert not services.run_now(is_due)
    other.close()
    other.store.close()


def test_without_a_region_nothing_is_due(store: Store, clock: MovableClock) -> None:
    services = Services(store, clock)
    assert not services.run_now(is_due)
    services.close()


@on_sqlite
def test_a_region_may_keep_things_longer(
    services: Services, people: People, clock: MovableClock, ijsselland: Any
) -> None:
    terms = ijsselland.bewaartermijnen.model_copy(update={"casus_dagen": 60})
    services.run_now(
        lambda tx: tx.regios.save({**ijsselland.model_dump(mode="json"), "bewaartermijnen": terms.model_dump()})
    )
    close(services, agree(services, people.marijke, people.tineke, date(2027, 2, 8)).casus)
    clock.moment += timedelta(days=60)
    assert "casussen" not in counts(services)
    clock.moment += timedelta(days=1)
    assert counts(services)["casussen"] == 1


@pytest.fixture
def tafel(services: Services, clock: MovableClock) -> Tafel:
    """A Top-X of Tuesday 2 February: Bert said that he comes, and knows the agenda; Lars is asked for one casus."""
    made = set_up(services, clock)
    say(made, made.bert, antwoord=Antwoord.KOMT)
    services.run_now(lambda tx: tx.verzendingen.note_received(made.id, made.bert.id, {"punten": {}}))
    services.run_now(lambda tx: tx.verzendingen.add(made.id, Soort.AGENDA, made.sanne.id, tx.now))
    services.run_now(lambda tx: tx.verzendingen.tick(made.id, "gcos", made.sanne.id))
    return made


def of_the_table(services: Services) -> dict[str, int]:
    """How many rows there are of all that is about a bijeenkomst."""
    tables = (
        BijeenkomstRow,
        AgendapuntRow,
        AgendapartnerRow,
        AanwezigheidRow,
        OntvangenRow,
        VerzendingRow,
        WerkpuntRow,
    )
    return {str(table.__tablename__): len(rows(services, table)) for table in tables}


def test_a_bijeenkomst_goes_after_its_term_with_all_of_it_but_not_what_was_agreed_there(
    services: Services, tafel: Tafel, clock: MovableClock
) -> None:
    tafel.begin()
    agreed = tafel.agree(tafel.eerste, tafel.tineke)
    clock.moment = local("2027-02-03 16:00")
    services.run_now(see_to_list, tafel.id)
    clock.moment = local("2027-06-02 23:59")
    assert "bijeenkomsten" not in counts(services)

    clock.moment = local("2027-06-03 04:00")
    assert clear(services)[Bewaard.BIJEENKOMST] == Telling(1, date(2027, 2, 2), date(2027, 2, 2))
    assert set(of_the_table(services).values()) == {0}
    assert tafel.afspraak(agreed).bijeenkomst is None


def test_a_bijeenkomst_stays_while_what_was_agreed_there_has_not_been_told(
    services: Services, tafel: Tafel, clock: MovableClock
) -> None:
    tafel.begin()
    tafel.agree(tafel.eerste, tafel.tineke)
    clock.moment = local("2027-06-03 04:00")
    assert "bijeenkomsten" not in counts(services)
    services.run_now(see_to_list, tafel.id)
    assert counts(services)["bijeenkomsten"] == 1


@on_sqlite
def test_what_was_held_before_its_day_stays_until_that_day_has_passed_too(
    services: Services, tafel: Tafel, clock: MovableClock, ijsselland: Any
) -> None:
    """Or its rhythm would give it once more."""
    terms = ijsselland.bewaartermijnen.model_copy(update={"bijeenkomst_dagen": 1})
    document = {**ijsselland.model_dump(mode="json"), "bewaartermijnen": terms.model_dump()}
    services.run_now(lambda tx: tx.regios.save(document))
    moved = tafel.now.move(local("2027-02-01 13:00"), 60, None, clock.moment)
    services.run_now(lambda tx: tx.bijeenkomsten.save(moved))
    clock.moment = local("2027-02-03 04:00")
    assert "bijeenkomsten" not in counts(services)
    clock.moment = local("2027-02-04 04:00")
    assert counts(services)["bijeenkomsten"] == 1


def test_a_casus_takes_its_place_on_the_agenda_along_and_its_mdo(
    services: Services, tafel: Tafel, store: Store, clock: MovableClock
) -> None:
    mdo = services.run_now(plan_mdo, tafel.eerste, local("2027-02-05 10:00"), None, [tafel.lars.id], tafel.sanne)
    other = services.run_now(plan_mdo, tafel.tweede, local("2027-02-05 11:00"), None, [tafel.lars.id], tafel.sanne)
    before = of_the_table(services)
    services.run_now(delete_casus, tafel.eerste)

    gone = {"bijeenkomst": 1, "agendapunt": 2, "agendapartner": 2}
    assert of_the_table(services) == {name: count - gone.get(name, 0) for name, count in before.items()}
    assert [services.run_now(lambda tx, id=one.id: tx.bijeenkomsten.find(id)) for one in (mdo, other)] == [None, other]
    assert where_it_stands(store, tafel.eerste) == []


@on_sqlite
def test_when_the_casus_that_is_talked_about_goes_the_table_goes_on_with_the_next(
    services: Services, tafel: Tafel
) -> None:
    tafel.begin()
    tafel.go(tafel.kampen)
    services.run_now(delete_casus, tafel.eerste)
    assert tafel.turn == tafel.tweede
    tafel.go(tafel.tweede)
    assert tafel.turn is None


def test_who_left_takes_along_where_they_would_come(services: Services, tafel: Tafel, clock: MovableClock) -> None:
    for persoon in (tafel.bert, tafel.lars):
        leave(services, persoon)
    clock.moment += timedelta(days=31)
    assert counts(services)["personen"] == 2
    left = of_the_table(services)
    assert {name for name, count in left.items() if not count} == {"agendapartner", "aanwezigheid", "ontvangen"}


@on_sqlite
def test_an_export_tells_of_the_table(services: Services, tafel: Tafel) -> None:
    of_casus = services.run_now(lambda tx: tx.inzageverzoeken.of_casus(tafel.eerste))
    assert [row["id"] for row in of_casus["bijeenkomst"]] == [tafel.id]
    assert [row["casus"] for row in of_casus["agendapunt"]] == [tafel.eerste]
    assert tafel.lars.naam in {row["naam"] for row in of_casus["persoon"]}

    named: dict[str, Persoon] = {
        **dict.fromkeys(("aanwezigheid", "ontvangen"), tafel.bert),
        **dict.fromkeys(("verzending", "werkpunt"), tafel.sanne),
        "agendapartner": tafel.lars,
    }
    for table, persoon in named.items():
        of_persoon = services.run_now(lambda tx, id=persoon.id: tx.inzageverzoeken.of_persoon(id))
        assert len(of_persoon[table]) == 1, table
