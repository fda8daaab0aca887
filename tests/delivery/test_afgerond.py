"""What stays in the chats of what is over?"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func
from sqlmodel import select

from bot.delivery import drain
from bot.domain.afspraak import UNDO_WITHIN, Afspraak
from bot.domain.bericht import Baan, Methode, Opening, Toont
from bot.domain.persoon import Persoon, Rol
from bot.sandbox import Phone
from bot.usecases.afspraken import confirm_afspraak, undo_answer
from bot.usecases.beheer import drop_afspraak, reassign_afspraak
from bot.usecases.getoond import retire
from bot.usecases.ochtend import plan_morning
from bot.usecases.verzoeken import fail
from storage.store import SqlTransaction
from storage.tables import GetoondRow
from tests.builders import a_bericht, agree, close, local
from tests.delivery.conftest import Post, both_databases

OVER = "Deze actie is afgerond."
FRIDAY = date(2027, 2, 5)

pytestmark = both_databases


class Table:
    """Marijke, Tineke, and what they agree."""

    def __init__(self, post: Post, marijke: tuple[Persoon, Phone], tineke: tuple[Persoon, Phone]) -> None:
        self.post = post
        self.marijke, self.makelaar_phone = marijke
        self.tineke, self.phone = tineke

    async def agree(self, actie: str = "intake plannen") -> Afspraak:
        """Logged, and Tineke has heard."""
        afspraak = agree(self.post.services, self.marijke, self.tineke, FRIDAY, actie)
        await self.post.drain()
        return afspraak

    async def show(self, bericht: str, to: Persoon, **gegevens: object) -> None:
        await self.send(a_bericht(f"{bericht}:{gegevens}", bericht=bericht, naar=to.id, gegevens=gegevens))

    async def send(self, bericht: object) -> None:
        self.post.owe(bericht)  # type: ignore[arg-type]
        self.later(timedelta(seconds=2))
        await self.post.drain()

    async def done(self, afspraak: Afspraak) -> None:
        self.post.services.run_now(confirm_afspraak, afspraak.id, self.tineke)
        await self.post.drain()

    def later(self, time: timedelta) -> None:
        self.post.clock.moment += time

    async def ten_minutes_later(self) -> None:
        self.later(UNDO_WITHIN + timedelta(seconds=10))
        await self.post.drain()

    @property
    def shown(self) -> int:
        """Lines that we know to be in a chat."""
        return self.post.services.run_now(
            lambda tx: tx.connection.execute(select(func.count()).select_from(GetoondRow)).scalar_one()
        )


@pytest.fixture
async def table(post: Post, monkeypatch: pytest.MonkeyPatch) -> Table:
    monkeypatch.setattr(drain, "ONE_CHAT_SECONDS", 0.0)  # how fast they leave is not what this is about
    huis = "Veiligheidshuis IJsselland"
    marijke = await post.person("Marijke", Rol.MAKELAAR, organisatie=huis, gemeenten=frozenset({"Zwolle"}))
    return Table(post, marijke, await post.person("Tineke"))


def texts(phone: Phone) -> list[str]:
    return [message.text for message in phone.received]


async def test_ten_minutes_after_gedaan_only_that_it_is_over_stays(table: Table):
    afspraak = await table.agree()
    await table.show("herinnering", table.tineke, afspraak=afspraak.id)
    await table.done(afspraak)
    assert OVER not in texts(table.phone)

    await table.ten_minutes_later()

    assert texts(table.phone) == [OVER, OVER]
    assert [message.buttons for message in table.phone.received] == [[], []]


async def test_what_was_taken_back_in_time_stays_as_it_was(table: Table):
    afspraak = await table.agree()
    await table.done(afspraak)
    table.post.services.run_now(undo_answer, afspraak.id, table.tineke)
    before = texts(table.phone)

    await table.ten_minutes_later()

    assert texts(table.phone) == before
    assert afspraak.casus in before[0]


async def test_done_again_after_undoing_counts_from_the_second_time(table: Table):
    afspraak = await table.agree()
    await table.done(afspraak)
    table.later(timedelta(minutes=9))
    table.post.services.run_now(undo_answer, afspraak.id, table.tineke)
    await table.done(afspraak)
    table.later(timedelta(minutes=2))
    await table.post.drain()
    assert afspraak.casus in texts(table.phone)[0]

    await table.ten_minutes_later()

    assert texts(table.phone) == [OVER]


async def test_the_makelaar_keeps_the_news_until_the_end_of_the_next_working_day(table: Table):
    afspraak = await table.agree()
    await table.done(afspraak)
    await table.ten_minutes_later()
    assert "Gedaan door Tineke" in texts(table.makelaar_phone)[-1]

    table.post.clock.moment = local("2027-02-02 18:00")
    await table.post.drain()

    assert texts(table.makelaar_phone)[-1] == OVER


async def test_an_answer_that_came_too_late_for_undoing_is_taken_back_too(table: Table):
    afspraak = await table.agree()
    table.post.services.run_now(confirm_afspraak, afspraak.id, table.tineke)
    await table.ten_minutes_later()

    await table.show("gedaan", table.tineke, afspraak=afspraak.id)
    await table.post.drain()

    assert set(texts(table.phone)) == {OVER}


async def test_of_a_list_only_the_line_that_is_over_goes(table: Table):
    first, second = await table.agree(), await table.agree("huisbezoek")
    await table.show("mijn", table.tineke, afspraken=[first.id, second.id], vanaf=0, meer=0)
    await table.done(first)

    await table.ten_minutes_later()
    listed = table.phone.received[-1]
    assert "1  afgerond" in listed.text
    assert first.casus not in listed.text
    assert f"2  {second.casus}" in listed.text
    assert "2 Gedaan" in listed.labels
    assert "1 Gedaan" not in listed.labels

    await table.done(second)
    await table.ten_minutes_later()
    assert set(texts(table.phone)) == {OVER}


async def test_the_morning_message_loses_the_line_that_is_over_and_keeps_its_numbers(table: Table):
    first, second = await table.agree(), await table.agree("huisbezoek")
    table.post.clock.moment = local("2027-02-08 08:30")
    await table.show("ochtend", table.marijke, dag="2027-02-08")
    await table.done(first)

    await table.ten_minutes_later()

    morning = next(text for text in texts(table.makelaar_phone) if "Goedemorgen" in text)
    assert "Twee punten vandaag." in morning
    assert "1  afgerond" in morning
    assert first.casus not in morning
    assert f"2  {second.casus}" in morning


async def test_a_casus_that_goes_takes_all_that_showed_it_along_at_once(table: Table):
    afspraak, other = await table.agree(), await table.agree("huisbezoek")
    await table.show("nieuwe_casus", table.marijke, referentie=afspraak.casus)
    await table.show("mijn", table.tineke, afspraken=[afspraak.id, other.id], vanaf=0, meer=0)
    kept = table.shown

    taken = table.post.services.run_now(lambda tx: retire(tx, casus=afspraak.casus))
    assert taken == 3
    assert table.shown == kept - 3
    table.later(timedelta(seconds=5))
    await table.post.drain()

    seen = "\n".join([*texts(table.phone), *texts(table.makelaar_phone)])
    assert afspraak.casus not in seen
    assert other.casus in seen
    assert "1  afgerond" in seen
    assert seen.count(OVER) == 2


async def test_what_the_makelaar_hears_of_closing_is_not_taken_back_with_the_rest(table: Table):
    afspraak = await table.agree()
    await table.show("nieuwe_casus", table.marijke, referentie=afspraak.casus)
    shown = table.makelaar_phone.received[-1]

    def shut(tx: SqlTransaction) -> None:
        close(tx, afspraak.casus)
        retire(tx, casus=afspraak.casus)

    table.post.services.run_now(shut)
    ended = {"hoe": "afgesloten", "vervallen": 0, "gehoord": 0, "inzage": 0, "dag": "2027-03-03"}
    said = a_bericht(
        "gesloten",
        bericht="casus_gesloten",
        baan=Baan.ANTWOORD,
        naar=table.marijke.id,
        methode=Methode.EDIT,
        message_id=shown.message_id,
        gegevens={"referentie": afspraak.casus, **ended},
    )
    await table.post.process.drainer.send_answers(table.post.owe(said), 0)
    table.later(timedelta(seconds=5))
    await table.post.drain()

    assert f"{afspraak.casus} is afgesloten." in texts(table.makelaar_phone)[0]
    assert texts(table.phone) == [OVER]


async def test_a_message_that_is_gone_ends_quietly_and_comes_back_as_no_new_one(table: Table):
    afspraak = await table.agree()
    shown = table.phone.received[0]
    table.post.telegram.world.delete_message(table.post.telegram.world.chats[table.phone.id].messages[shown.message_id])
    await table.done(afspraak)

    await table.ten_minutes_later()

    assert texts(table.phone) == []
    assert [call for call in table.post.sends if OVER in str(call.params)] == []


async def test_nothing_stays_behind_in_the_table_of_what_is_over(table: Table):
    afspraak = await table.agree()
    await table.done(afspraak)
    await table.ten_minutes_later()
    table.post.clock.moment = local("2027-02-02 18:00")
    await table.post.drain()

    assert table.shown == 0


async def test_who_lost_access_is_left_no_list(table: Table):
    first, second = await table.agree(), await table.agree("huisbezoek")
    await table.show("mijn", table.tineke, afspraken=[first.id, second.id], vanaf=0, meer=0)
    await table.done(first)
    table.post.services.run_now(lambda tx: tx.personen.revoke(table.tineke.id))

    await table.ten_minutes_later()

    assert texts(table.phone)[-1] == OVER


async def test_edits_in_one_chat_fall_due_a_second_apart(table: Table):
    afspraak = await table.agree()
    for number in range(3):
        await table.show("herinnering", table.tineke, afspraak=afspraak.id, keer=number)
    table.post.services.run_now(lambda tx: retire(tx, casus=afspraak.casus))

    owed = table.post.services.run_now(lambda tx: tx.outbox.waiting(Opening(klok=True)))
    assert len([one for one in owed if one.methode is Methode.RETIRE]) == 1


async def test_the_same_message_noted_twice_is_one(table: Table):
    show: Callable[..., None] = table.post.services.run_now  # type: ignore[assignment]
    line = Toont((await table.agree()).casus, 1)
    before = table.shown
    for _ in range(2):
        show(lambda tx: tx.getoond.show(5, 6, [line], replaces=False))

    assert table.shown == before + 1


async def test_who_has_to_hear_that_it_was_dropped_can_read_so_until_the_end_of_the_next_working_day(table: Table):
    afspraak = await table.agree()
    table.post.services.run_now(drop_afspraak, afspraak.id, "dubbel", table.marijke)
    table.later(timedelta(seconds=5))
    await table.post.drain()
    told, news = texts(table.phone)
    assert told == OVER
    assert news.startswith("Deze actie hoeft niet meer:")

    table.post.clock.moment = local("2027-02-02 18:00")
    await table.post.drain()
    assert texts(table.phone) == [OVER, OVER]


async def test_of_what_went_to_somebody_else_nothing_stays_with_whose_it_was(table: Table):
    joris, phone = await table.post.person("Joris", organisatie="Politie")
    first, second = await table.agree(), await table.agree("huisbezoek")
    await table.show("mijn", table.tineke, afspraken=[first.id, second.id], vanaf=0, meer=0)
    table.post.services.run_now(reassign_afspraak, first.id, joris.id, "Politie", table.marijke)
    table.later(timedelta(seconds=5))
    await table.post.drain()

    gone, _, listed, news = texts(table.phone)
    assert gone == "Deze actie is niet meer voor u."
    assert "1  afgerond" in listed
    assert f"2  {second.casus}" in listed
    assert news.startswith("Deze actie is niet meer van u:")
    assert "Nieuwe actie voor u" in texts(phone)[0]


async def test_what_happened_is_read_until_the_end_of_the_next_day_and_what_is_open_remains(table: Table):
    table.post.services.run_now(plan_morning, table.marijke)
    done, stuck = await table.agree(), await table.agree("huisbezoek")
    table.post.services.run_now(confirm_afspraak, done.id, table.tineke)
    table.post.services.run_now(fail, stuck.id, "geen_mandaat", table.tineke)
    table.later(timedelta(minutes=20))
    await table.post.drain()
    (told,) = table.makelaar_phone.received
    assert told.text.startswith("Dit is er gebeurd")
    assert not told.silent, "it does not work out: that cannot wait"

    table.post.clock.moment = local("2027-02-02 17:59")
    await table.post.drain()
    assert table.makelaar_phone.now(told).text == told.text
    table.post.clock.moment = local("2027-02-02 18:00")
    await table.post.drain()
    assert table.makelaar_phone.now(told).text.splitlines()[1:3] == [
        f"1  {stuck.casus} · uiterlijk vrijdag 5 februari",
        "2  afgerond",
    ]
