"""What does somebody see and do who opens Bekijk, and what does everybody else get?"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.persoon import Rol
from bot.domain.privacy import SafeText
from bot.usecases.aanspreken import speak_to
from bot.usecases.afspraken import confirm_afspraak, start_afspraak
from bot.usecases.beheer import drop_afspraak, move_afspraak, reassign_afspraak, remind
from bot.usecases.personen import revoke_persoon, unlink
from bot.usecases.verzoeken import ask_colleague, ask_uitstel, explain, fail, give_back, put_on_agenda, refuse_uitstel
from tests.builders import agree, join, plan
from tests.logs import LOGGED
from tests.usecases.conftest import on_sqlite
from tests.web.conftest import BOT_TOKEN, Answer, PageSite, inside_telegram
from tests.web.test_initdata import signed

Step = tuple[str, Callable[..., Any], tuple[Any, ...]]
LATER = date(2027, 2, 19)
GONE = "Deze link werkt niet meer. Vraag in Telegram opnieuw om Bekijk."


def is_gone(answer: Answer) -> bool:
    return answer.status == 404 and GONE in answer.words


async def test_the_actiehouder_reads_what_telegram_does_not_carry(pages: PageSite):
    page = await pages.ask(pages.link(pages.people.tineke))

    assert page.status == 200
    assert "Intake plannen" in page.words
    assert pages.afspraak.casus in page.words
    assert "Uiterlijk vrijdag 12 februari" in page.words
    assert "Vastgelegd door Marijke" in page.words
    assert page.buttons == ["gedaan", "bezig"]


async def test_the_makelaar_sees_whose_it_is_and_can_send_a_reminder(pages: PageSite):
    link = pages.link(pages.people.marijke)
    page = await pages.ask(link)

    assert "Actie van Tineke, Tactus (FACT)" in page.words
    assert page.buttons == ["herinner"]

    page = await pages.press(link, "herinner")
    assert "Tineke krijgt vandaag een herinnering" in page.words
    assert page.buttons == []

    page = await pages.press(link, "herinner")
    assert page.status == 409
    assert f"Vandaag is al een herinnering gestuurd over {pages.afspraak.casus}" in page.words


async def test_a_button_of_the_page_does_what_the_button_in_the_chat_does(pages: PageSite):
    link = pages.link(pages.people.tineke)

    page = await pages.press(link, "bezig")
    assert "Er wordt aan gewerkt" in page.words
    assert page.buttons == ["gedaan", "ongedaan"]

    page = await pages.press(link, "gedaan")
    assert "Gedaan , maandag 09:00. Marijke weet het. Terugdraaien kan tot 09:10." in page.words
    assert page.buttons == ["ongedaan"]
    assert not pages.now().is_open

    page = await pages.press(link, "gedaan")
    assert "Dit is al afgehandeld: gedaan op maandag 09:00." in page.words

    page = await pages.press(link, "ongedaan")
    assert page.buttons == ["gedaan", "ongedaan"]
    assert pages.now().is_open


async def test_after_ten_minutes_nothing_can_be_taken_back_here_either(pages: PageSite):
    link = pages.link(pages.people.tineke)
    await pages.press(link, "gedaan")
    pages.clock.moment += timedelta(minutes=11)

    page = await pages.ask(link)
    assert page.buttons == []

    page = await pages.press(link, "ongedaan")
    assert page.status == 409
    assert "Terugdraaien kon tot maandag 09:10." in page.words


STANDS: dict[str, tuple[list[Step], str, list[str], list[str]]] = {
    "new": ([], "Uiterlijk vrijdag 12 februari .", ["gedaan", "bezig"], ["herinner"]),
    "begun": (
        [("tineke", start_afspraak, ())],
        "Uiterlijk vrijdag 12 februari . Er wordt aan gewerkt.",
        ["gedaan", "ongedaan"],
        ["herinner"],
    ),
    "asked for more time": (
        [("tineke", ask_uitstel, (LATER, "meer_tijd"))],
        "Uitstel gevraagd tot vrijdag 19 februari: meer tijd nodig. Marijke beslist.",
        ["gedaan", "bezig", "ongedaan"],
        ["herinner"],
    ),
    "did not work out": (
        [("tineke", start_afspraak, ()), ("tineke", fail, ("geen_mandaat",))],
        "Lukt niet : geen mandaat. Marijke weet het en beslist.",
        ["gedaan", "bezig", "ongedaan"],
        [],
    ),
    "given back": (
        [("tineke", give_back, ("niet_mijn_werk",))],
        "Nog geen actiehouder .",
        ["ongedaan"],
        ["herinner"],
    ),
    "moved": (
        [("marijke", move_afspraak, (LATER,))],
        "Uiterlijk vrijdag 19 februari 2027 (eerst vrijdag 12 februari)",
        ["gedaan", "bezig"],
        ["herinner"],
    ),
    "on the agenda": (
        [("marijke", put_on_agenda, ())],
        "Dit staat op de agenda van ",
        ["gedaan", "bezig"],
        ["herinner"],
    ),
    "dropped": (
        [("marijke", drop_afspraak, ("dubbel",))],
        "Vervallen , maandag 09:00: staat er twee keer. Er hoeft niets meer te gebeuren.",
        [],
        [],
    ),
}


@pytest.mark.parametrize("stand", STANDS)
@on_sqlite
async def test_every_stand_is_told_and_only_what_can_be_done_now_is_offered(pages: PageSite, stand: str):
    plan(pages.services)
    steps, words, own, makelaars = STANDS[stand]
    for who, step, args in steps:
        pages.services.run_now(step, pages.afspraak.id, *args, getattr(pages.people, who))

    page = await pages.ask(pages.link(pages.people.marijke))
    assert words in page.words
    assert page.buttons == makelaars
    assert "Als dit niet lukt Bespreken aan tafel" in page.words
    page = await pages.ask(pages.link(pages.people.tineke))
    assert words in page.words
    assert page.buttons == own


def told(page: Answer) -> list[str]:
    """What happened, line by line."""
    lines = re.findall(r"<li>(.*?)</li>", page.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", line).split()) for line in lines]


async def test_the_history_tells_who_did_what_when(pages: PageSite):
    run, people, id = pages.services.run_now, pages.people, pages.afspraak.id
    run(remind, id, people.marijke)
    run(ask_uitstel, id, LATER, "meer_tijd", people.tineke)
    run(refuse_uitstel, id, pages.now().version, people.marijke)
    pages.clock.moment += timedelta(days=1)
    run(confirm_afspraak, id, people.tineke)
    run(explain, id, SafeText("gesproken met de wijkagent"), people.tineke)

    page = await pages.ask(pages.link(people.tineke))

    assert told(page) == [
        "maandag 09:00 Vastgelegd door Marijke",
        "maandag 09:00 Herinnering gevraagd door Marijke",
        "maandag 09:00 Uitstel gevraagd door Tineke tot vrijdag 19 februari: meer tijd nodig",
        "maandag 09:00 Marijke is niet akkoord met uitstel",
        "dinsdag 09:00 Gedaan gemeld door Tineke",
        "dinsdag 09:00 Toelichting van Tineke: gesproken met de wijkagent",
    ]


@on_sqlite
async def test_a_partner_reads_of_no_other_partner_and_not_that_theirs_was_spoken_to(pages: PageSite):
    run, people, id = pages.services.run_now, pages.people, pages.afspraak.id
    joris = join(pages.services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie", chat_id=5_000_000_009)
    run(start_afspraak, id, people.tineke)
    run(reassign_afspraak, id, joris.id, "Politie", people.marijke)
    pages.clock.moment += timedelta(days=21)
    run(speak_to, id, 0, people.marijke)

    everything = ["Vastgelegd door", "Bezig gemeld door Tineke", "Gegeven aan Joris door", "Aangesproken door"]
    lines = told(await pages.ask(pages.link(people.marijke)))
    assert [words for words in everything if any(words in line for line in lines)] == everything
    assert lines[-1].endswith("Aangesproken door Marijke: Contactpersoon met mandaat")
    lines = told(await pages.ask(pages.link(joris)))
    assert [words for words in everything if any(words in line for line in lines)] == [everything[0], everything[2]]


@on_sqlite
@pytest.mark.parametrize("as_what", ["asked to take over", "of the organisation", "spoken to"])
async def test_who_is_asked_or_spoken_to_reads_it_and_can_do_nothing_here(pages: PageSite, as_what: str):
    run, people, id = pages.services.run_now, pages.people, pages.afspraak.id
    rol = Rol.ACTIEHOUDER if as_what == "asked to take over" else Rol.PARTNER
    olga = join(pages.services, "Olga", rol, chat_id=5_000_000_010)
    assert is_gone(await pages.ask(pages.link(olga)))
    if as_what == "asked to take over":
        run(ask_colleague, id, olga.id, people.tineke)
    elif as_what == "of the organisation":
        run(reassign_afspraak, id, None, "Tactus", people.marijke)
    else:
        pages.clock.moment += timedelta(days=21)
        run(speak_to, id, 0, people.marijke)

    page = await pages.ask(pages.link(olga))

    assert "Intake plannen" in page.words
    whose = "Actie van Tactus" if as_what == "of the organisation" else "Actie van Tineke, Tactus (FACT)"
    assert whose in page.words
    assert page.buttons == []
    assert (await pages.press(pages.link(olga), "gedaan")).status == 409
    assert pages.now().is_open


@on_sqlite
async def test_a_reminder_where_nobody_has_it_asks_the_contacts(pages: PageSite):
    join(pages.services, "Olga", Rol.PARTNER, chat_id=5_000_000_010)
    pages.services.run_now(reassign_afspraak, pages.afspraak.id, None, "Tactus", pages.people.marijke)
    pages.clock.moment += timedelta(days=1)

    page = await pages.press(pages.link(pages.people.marijke), "herinner")

    assert "De contactpersonen van Tactus krijgen vandaag opnieuw de vraag wie dit oppakt." in page.words
    assert page.buttons == []


async def test_looking_is_written_down_and_is_a_sign_of_the_actiehouder_and_of_nobody_else(pages: PageSite):
    await pages.ask(pages.link(pages.people.marijke))
    await pages.ask(pages.link(pages.people.tineke), "HEAD")
    assert pages.now() == pages.afspraak
    seen_at = pages.clock.moment
    for _ in range(2):
        await pages.ask(pages.link(pages.people.tineke))
        pages.clock.moment += timedelta(minutes=1)

    query = "select object, persoon_id from audit where daad = 'afspraak_bekeken'"
    seen = pages.services.run_now(lambda tx: list(tx.connection.exec_driver_sql(query)))
    looked = [pages.people.marijke.id, pages.people.tineke.id, pages.people.tineke.id]
    assert [tuple(row) for row in seen] == [(f"afspraak {pages.afspraak.id}", id) for id in looked]
    assert pages.now() == replace(pages.afspraak, gezien_at=seen_at, version=pages.afspraak.version + 1)


async def test_after_a_quarter_of_an_hour_the_link_opens_nothing(pages: PageSite):
    link = pages.link(pages.people.tineke)
    pages.clock.moment += timedelta(minutes=15)
    assert (await pages.ask(link)).status == 200

    pages.clock.moment += timedelta(seconds=1)
    assert is_gone(await pages.ask(link))
    assert is_gone(await pages.press(link, "gedaan"))
    assert pages.now().is_open


async def test_every_link_that_is_wrong_gets_the_same_page(pages: PageSite):
    people = pages.people
    stranger = join(pages.services, "Joris", *people.tineke.rollen, organisatie="Politie", chat_id=5_000_000_009)
    good = pages.link(people.tineke)
    wrong = {
        "made up": "/bekijk/dit-is-geen-token",
        "altered": good[:-2] + ("aa" if good[-2:] != "aa" else "bb"),
        "of another purpose": good.replace("/bekijk/", "/bekijk/."),
        "too long": f"/bekijk/{'a' * 900}",
        "of a colleague": pages.link(stranger),
        "of a beheerder": pages.link(people.noor),
        "of an afspraak that is not": pages.link(people.tineke, 999),
        "of another makelaar": pages.link(people.dirk),
    }
    answers = {what: await pages.ask(link) for what, link in wrong.items()}
    acts = {what: await pages.press(link, "gedaan") for what, link in wrong.items()}

    assert {what: answer.status for what, answer in {**answers, **acts}.items()} == dict.fromkeys(wrong, 404)
    assert len({answer.text for answer in [*answers.values(), *acts.values()]}) == 1
    assert pages.now().is_open


async def test_who_stopped_or_whose_access_was_stopped_has_no_link_any_more(pages: PageSite):
    tineke, marijke = pages.people.tineke, pages.people.marijke
    links = pages.link(tineke), pages.link(marijke)
    pages.services.run_now(unlink, tineke, 1)
    pages.services.run_now(revoke_persoon, marijke)

    assert [is_gone(await pages.ask(link)) for link in links] == [True, True]


async def test_who_linked_another_account_has_no_old_link_any_more(pages: PageSite):
    link = pages.link(pages.people.tineke)
    pages.clock.moment += timedelta(minutes=1)
    pages.services.run_now(lambda tx: tx.personen.link(pages.people.tineke.id, 5_000_000_333))

    assert is_gone(await pages.ask(link))


@on_sqlite
async def test_another_site_cannot_press_a_button_here(pages: PageSite):
    link = pages.link(pages.people.tineke)
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elders.voorbeeld"},
    ):
        assert is_gone(await pages.press(link, "gedaan", headers=headers))
    assert pages.now().is_open

    own = {"Origin": pages.links.base}
    assert (await pages.press(link, "gedaan", headers=own)).status == 200


@on_sqlite
async def test_a_form_that_is_none_of_ours_does_nothing(pages: PageSite):
    link = pages.link(pages.people.tineke)
    kinds = ({"json": {"daad": "gedaan"}}, {"data": {"daad": "verwijder"}}, {"data": b"daad=" + b"g" * 20_000}, {})

    assert [is_gone(await pages.ask(link, "POST", **how)) for how in kinds] == [True] * 4  # type: ignore[arg-type]
    assert pages.now().is_open


@on_sqlite
async def test_only_looking_and_answering_is_possible(pages: PageSite):
    link = pages.link(pages.people.tineke)
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = await pages.ask(link, method)
        assert answer.status == 405
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}
    assert (await pages.ask("/bekijk/")).status == 404
    assert (await pages.ask("/bekijk/a/b")).status == 404


@on_sqlite
async def test_nothing_of_a_page_is_kept_framed_or_passed_on(pages: PageSite):
    for path in (pages.link(pages.people.tineke), "/bekijk/onbekend"):
        headers = (await pages.ask(path)).headers
        policy = headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "Strict-Transport-Security" not in headers


@on_sqlite
async def test_no_page_holds_a_script_or_an_address_elsewhere(pages: PageSite):
    page = await pages.ask(pages.link(pages.people.tineke))

    assert "<script" not in page.text
    assert "style=" not in page.text
    assert re.findall(r'(?:href|src|action)="([^"]+)"', page.text) == ["data:,", "/static/bekijk.css"]


@on_sqlite
async def test_the_token_stands_in_no_line_of_any_log(pages: PageSite):
    link = pages.link(pages.people.tineke)
    token = link.rpartition("/")[2]
    await pages.ask(link)
    await pages.press(link, "gedaan")
    await pages.ask(link[:-1])

    assert token[:20] not in LOGGED.text


@on_sqlite
async def test_what_was_typed_is_shown_as_text(pages: PageSite):
    afspraak = agree(pages.services, pages.people.marijke, pages.people.tineke, date(2027, 2, 12), "<b>plan</b>")
    page = await pages.ask(pages.link(pages.people.tineke, afspraak.id))

    assert "&lt;b&gt;plan&lt;/b&gt;" in page.text


# Inside Telegram


@inside_telegram
@on_sqlite
async def test_inside_telegram_the_page_asks_telegram_who_it_is(pages: PageSite):
    shell = await pages.ask(pages.app(pages.people.tineke))

    assert shell.status == 200
    assert "Intake" not in shell.text
    assert "Deze pagina opent alleen in Telegram. Druk in het gesprek met de bot op Bekijk." in shell.words
    assert "<noscript>" in shell.text
    assert "https://web.telegram.org" in shell.headers["Content-Security-Policy"]
    assert shell.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert (await pages.ask("/static/bekijk.js")).headers["Content-Type"].startswith("text/javascript")


async def enter(pages: PageSite, init_data: str) -> Answer:
    return await pages.ask(pages.app(pages.people.tineke), "POST", follow=False, data={"initdata": init_data})


@inside_telegram
async def test_whom_telegram_names_gets_in_for_a_quarter_of_an_hour(pages: PageSite):
    said = signed(BOT_TOKEN.get_secret_value(), pages.clock.now(), {"id": pages.people.tineke.chat_id})
    entered = await enter(pages, said)
    assert entered.status == 303
    page = await pages.ask(entered.headers["Location"])
    assert "Intake plannen" in page.words

    pages.clock.moment += timedelta(minutes=16)
    assert is_gone(await pages.ask(entered.headers["Location"]))


@inside_telegram
async def test_nobody_else_gets_in_with_that_button(pages: PageSite):
    token, now = BOT_TOKEN.get_secret_value(), pages.clock.now()
    marijke = {"id": pages.people.marijke.chat_id}
    tineke = {"id": pages.people.tineke.chat_id}
    refused = {
        "a colleague in Telegram": signed(token, now, marijke),
        "a stranger in Telegram": signed(token, now, {"id": 77}),
        "another bot": signed("1:" + token[11:], now, tineke),
        "an old visit": signed(token, now - timedelta(minutes=16), tineke),
        "nothing": "",
    }
    answers = {who: await enter(pages, said) for who, said in refused.items()}

    assert {who: is_gone(answer) for who, answer in answers.items()} == dict.fromkeys(refused, True)


@inside_telegram
async def test_the_button_itself_shows_and_does_nothing_without_telegrams_word(pages: PageSite):
    assert is_gone(await pages.press(pages.app(pages.people.tineke), "gedaan"))
    assert pages.now().is_open


@pytest.mark.parametrize("base", ["https://voorbeeld.nl/bot"])
@on_sqlite
async def test_below_a_path_of_a_shared_address_every_link_keeps_that_path(pages: PageSite):
    said = signed(BOT_TOKEN.get_secret_value(), pages.clock.now(), {"id": pages.people.tineke.chat_id})
    entered = await enter(pages, said)
    assert entered.headers["Location"].startswith("/bot/bekijk/")

    inside = entered.headers["Location"].removeprefix("/bot")
    assert 'href="/bot/static/bekijk.css"' in (await pages.ask(inside)).text
    assert (await pages.press(inside, "gedaan", follow=False)).headers["Location"].startswith("/bot/bekijk/")
