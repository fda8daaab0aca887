"""What of an update is written down, and of whom?"""

from datetime import date

import pytest
from sqlmodel import select

from bot.domain.bericht import Baan, Uitkomst
from bot.domain.binnenkomst import Binnenkomst, Soort
from bot.domain.persoon import Rol
from bot.services import Services
from bot.usecases.inbox import store_updates
from bot.usecases.outbox import next_to_send, record_sending
from storage.tables import InboxRow
from tests.builders import a_bericht, agree, an_update, join, owed
from tests.usecases.conftest import People

STRANGER = 8_000_000_000_001
SECRET = "bel 0612345678"


def stored(services: Services, *arrived: Binnenkomst) -> tuple[set[int], list[InboxRow]]:
    unwritten = services.run_now(store_updates, list(arrived), services.guard)
    return unwritten, services.run_now(lambda tx: list(tx.connection.execute(select(InboxRow).order_by(InboxRow.seq))))


def test_a_clean_text_of_somebody_we_know_is_kept(services: Services, people: People) -> None:
    unwritten, (row,) = stored(services, an_update(1, people.tineke.chat_id, tekst="gedaan 2"))
    assert (unwritten, row.tekst, row.tekst_verloren) == (set(), "gedaan 2", False)


@pytest.mark.parametrize("text", [SECRET, "jan@ziggo.nl", "bsn 111222333", "06\n12345678", "8011  CX 12"])
def test_a_text_with_a_finding_is_nowhere(services: Services, people: People, text: str) -> None:
    unwritten, (row,) = stored(services, an_update(1, people.tineke.chat_id, tekst=text))
    assert (unwritten, row.tekst, row.tekst_verloren) == ({1}, None, True)


@pytest.mark.parametrize("soort", [Soort.TEKST, Soort.COMMANDO, Soort.MEDIA])
def test_a_strangers_text_is_never_written_down(services: Services, people: People, soort: Soort) -> None:
    unwritten, (row,) = stored(services, an_update(1, STRANGER, soort=soort, commando="mijn", tekst="gedaan"))
    assert (unwritten, row.tekst, row.chat_id) == ({1}, None, STRANGER)


@pytest.mark.parametrize("soort", [Soort.MEDIA, Soort.GEWIJZIGD, Soort.DOORGESTUURD, Soort.GROEP])
def test_a_text_that_we_do_not_read_is_not_written_down(services: Services, people: People, soort: Soort) -> None:
    _, (row,) = stored(services, an_update(1, people.tineke.chat_id, soort=soort, tekst="gedaan"))
    assert row.tekst is None


def test_the_hash_of_a_strangers_invitation_is_kept(services: Services) -> None:
    binnen = an_update(1, STRANGER, soort=Soort.COMMANDO, commando="start", tekst="a" * 64)
    assert stored(services, binnen)[1][0].tekst == "a" * 64


def test_a_text_that_looks_like_start_is_a_strangers_text(services: Services) -> None:
    binnen = an_update(1, STRANGER, soort=Soort.TEKST, commando="start", tekst="geheim")
    assert stored(services, binnen)[1][0].tekst is None


def test_an_update_that_comes_again_is_left_as_it_is(services: Services, people: People) -> None:
    stored(services, an_update(1, people.tineke.chat_id, tekst="gedaan"))
    unwritten, rows = stored(services, an_update(1, people.tineke.chat_id, tekst=SECRET))
    assert (unwritten, [row.tekst for row in rows]) == (set(), ["gedaan"])


@pytest.mark.parametrize(
    "odd",
    [{"tekst": "a\x00b"}, {"data": "gedaan:\x001"}, {"tekst": "a\ud83d"}, {"data": "\udfff"}, {"callback_id": "1\x00"}],
)
def test_a_character_that_no_database_takes_holds_nobody_up(
    services: Services, people: People, odd: dict[str, str]
) -> None:
    chat = people.tineke.chat_id
    _, rows = stored(services, an_update(1, chat, **odd), an_update(2, people.marijke.chat_id, tekst="/vandaag"))
    assert [row.update_id for row in rows] == [1, 2]


# When somebody cannot be reached


def send_blocked(services: Services) -> None:
    while (owed_ := services.run_now(next_to_send, ())) is not None:
        services.run_now(record_sending, owed_, Uitkomst.GEBLOKKEERD, fout="Forbidden")


def test_the_makelaar_hears_once_a_day_that_an_actiehouder_cannot_be_reached(
    services: Services, people: People
) -> None:
    for _ in range(3):
        agree(services, people.marijke, people.tineke, date(2027, 2, 9))
    send_blocked(services)
    assert [row.persoon_id for row in owed(services) if row.bericht == "onbereikbaar"] == [people.marijke.id]


def test_a_makelaar_who_cannot_be_reached_causes_no_message_without_end(services: Services, people: People) -> None:
    services.run_now(lambda tx: tx.outbox.put(a_bericht(naar=people.marijke.id)))
    both = join(services, "Bo", Rol.MAKELAAR, Rol.ACTIEHOUDER, organisatie="Politie", gemeenten=frozenset({"Kampen"}))
    agree(services, people.marijke, both, date(2027, 2, 9))
    send_blocked(services)
    assert {row.staat for row in owed(services)} == {Uitkomst.GEBLOKKEERD}
    assert len(owed(services)) <= 3


def test_an_answer_to_a_button_of_who_blocked_us_since_alarms_nobody(services: Services, people: People) -> None:
    services.run_now(lambda tx: tx.outbox.put(a_bericht(baan=Baan.NIEUWS, naar=people.tineke.id)))
    send_blocked(services)
    assert len(owed(services)) == 1
