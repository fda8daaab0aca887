"""Which button Bekijk does a message carry, and where does it lead?"""

from datetime import date

import pytest

from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId
from bot.domain.pas import Pas
from bot.domain.persoon import Rol
from bot.links import Links, web_address
from bot.logs import MARK, _Redactor
from bot.sandbox import Message, Phone
from bot.settings import Settings
from tests.builders import a_bericht, agree, local, owed
from tests.conftest import MovableClock
from tests.delivery.conftest import Post

FRIDAY = date(2027, 2, 5)
KEY = "sleutel-van-de-test-" * 2


async def told(post: Post) -> tuple[Phone, Message]:
    """Tineke hears of a new action."""
    huis = "Veiligheidshuis IJsselland"
    marijke, _ = await post.person("Marijke", Rol.MAKELAAR, organisatie=huis, gemeenten=frozenset({"Zwolle"}))
    tineke, phone = await post.person("Tineke")
    agree(post.services, marijke, tineke, FRIDAY)
    await post.drain()
    return phone, phone.received[0]


async def test_on_this_machine_bekijk_asks_us_for_a_link(post: Post):
    _, message = await told(post)

    assert message.protected
    assert [button.callback_data for button in message.buttons[0]] == ["bekijk:1", None]
    assert message.buttons[0][1].copy_text in message.text


async def test_the_link_is_made_at_sending_and_written_down_nowhere(post: Post, clock: MovableClock):
    phone, _ = await told(post)
    post.owe(a_bericht(bericht="bekijken", naar=2, gegevens={"afspraak": 1}))
    await post.drain()

    link = phone.link("Open de pagina")
    token = link.rpartition("/")[2]
    pas = Links("http://127.0.0.1:8000", KEY, clock.now).read_link(token)
    assert link.startswith("http://127.0.0.1:8000/bekijk/")
    assert pas is not None
    assert (pas.over, pas.persoon) == (1, 2)
    assert not [row for row in owed(post.services) if token in str(row)]


async def test_a_page_of_a_bijeenkomst_has_such_a_link_and_the_message_says_of_which(post: Post, clock: MovableClock):
    huis, gemeenten = "Veiligheidshuis IJsselland", frozenset({"Zwolle"})
    tafels = frozenset({"topx-zwolle"})
    sanne, phone = await post.person("Sanne", Rol.MAKELAAR, organisatie=huis, gemeenten=gemeenten, tafels=tafels)
    planned = Bijeenkomst(BijeenkomstId(0), "topx-zwolle", local("2027-02-02 09:30"), 150, None)
    id = post.services.run_now(lambda tx: tx.bijeenkomsten.add(planned)).id
    for blad, words in (("agenda", "Agenda"), ("lijst", "Afsprakenlijst"), ("gcos", "Tekst voor GCOS")):
        post.owe(a_bericht(blad, bericht="bekijken", naar=sanne.id, gegevens={"over": f"{blad}:{id}"}))
        await post.drain()

        message = phone.received[-1]
        assert f"{words}, Casusoverleg Zwolle, dinsdag 2 februari 09:30: open de pagina" in message.text
        assert message.protected  # the link is for one person
        token = phone.link("Open de pagina").rpartition("/")[2]
        pas = Links("http://127.0.0.1:8000", KEY, clock.now).read_link(token)
        assert pas is not None
        assert (pas.over, pas.persoon) == (f"{blad}:{id}", sanne.id)

    post.process.sender._links.open = False
    post.owe(a_bericht("dicht", bericht="bekijken", naar=sanne.id, gegevens={"over": f"lijst:{id}"}))
    await post.drain()
    assert "is nu niet te openen. Bel Sanne" in phone.received[-1].text


async def test_while_nobody_serves_the_page_the_answer_says_so(post: Post):
    phone, _ = await told(post)
    post.process.sender._links.open = False
    post.owe(a_bericht(bericht="bekijken", naar=2, gegevens={"afspraak": 1}))
    await post.drain()

    assert "is nu niet te openen. Bel Marijke" in phone.received[-1].text
    assert phone.received[-1].labels == []


async def test_over_https_telegram_itself_opens_the_page(post: Post, clock: MovableClock):
    post.process.sender._links = links = Links("https://bot.voorbeeld.nl", KEY, clock.now)
    phone, message = await told(post)

    button = message.buttons[0][0]
    assert (button.label, button.callback_data, button.url) == ("Bekijk", None, None)
    assert phone.link("Bekijk") == button.web_app
    assert links.read_app(str(button.web_app).rpartition("/")[2]) == (1, 2)


@pytest.mark.parametrize(
    ("public", "base"),
    [
        (None, "http://127.0.0.1:8123"),
        ("http://localhost:8123", "http://127.0.0.1:8123"),
        ("http://[::1]:8123", "http://127.0.0.1:8123"),
        ("https://bot.voorbeeld.nl", "https://bot.voorbeeld.nl"),
        ("https://voorbeeld.nl/bot", "https://voorbeeld.nl/bot"),
    ],
)
def test_this_machine_is_named_by_number_for_telegram_takes_no_other_name(public: str | None, base: str):
    assert web_address(Settings.model_construct(PUBLIC_URL=public, PORT=8123)) == base


def test_an_address_is_of_one_purpose_and_of_one_deployment(clock: MovableClock):
    links = Links("https://bot.voorbeeld.nl", KEY, clock.now)
    app = links.app_url(1, 2).rpartition("/")[2]
    link = links.link_url(Pas(1, 2, 3)).rpartition("/")[2]

    assert (links.read_app(link), links.read_link(app)) == (None, None)
    assert links.read_link(link) == Pas(1, 2, 3)
    assert Links("https://bot.voorbeeld.nl", KEY[::-1], clock.now).read_link(link) is None


def test_whoever_would_log_such_an_address_logs_a_mark(clock: MovableClock):
    links = Links("https://bot.voorbeeld.nl", KEY, clock.now)

    for url in (links.app_url(1, 2), links.link_url(Pas(1, 2, 1_785_919_231)), links.link_url(Pas(10**9, 10**9, 1))):
        assert _Redactor([])(None, "", f"GET {url} 200") == f"GET https://bot.voorbeeld.nl/bekijk/{MARK} 200"
