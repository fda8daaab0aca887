"""What does our page show of a bijeenkomst, to whom, and what does everybody else get?"""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot.domain.agenda import Agendapunt, Herkomst, Uitkomst
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, PuntId, UnknownBijeenkomst
from bot.domain.binnenkomst import Soort as Binnensoort
from bot.domain.deelnemer import Antwoord
from bot.domain.errors import DomainError, OudeKnop
from bot.domain.overdracht import Overdracht
from bot.domain.pas import Blad, Tafelblad, read_tafelblad
from bot.domain.persoon import Persoon, Rol
from bot.domain.privacy import SafeText
from bot.domain.verzending import Soort
from bot.handlers.router import handle
from bot.usecases.afspraken import confirm_afspraak
from bot.usecases.afsprakenlijst import send_lijst
from bot.usecases.berichten import compose
from bot.usecases.circulatie import send_agenda
from bot.usecases.personen import revoke_persoon
from bot.usecases.verzoeken import fail
from storage.tables import AuditRow
from tests.builders import an_update, close, join, owed
from tests.usecases.aan_tafel import HUIS, Tafel, say, set_up
from tests.usecases.conftest import on_sqlite
from tests.web.conftest import BOT_TOKEN, Answer, PageSite, inside_telegram
from tests.web.test_bekijken import is_gone
from tests.web.test_initdata import signed

VRAAG = "Neem het <b>plan</b> mee"


@pytest.fixture
def tafel(pages: PageSite) -> Tafel:
    """The agenda of Tuesday; Lars of Trajectum is asked for the first casus of Zwolle alone."""
    tafel = set_up(pages.services, pages.clock)

    def prepare(tx) -> None:
        kampen, eerste, _ = tx.agendas.of(tafel.id)
        tx.agendas.save(replace(kampen, herkomst=Herkomst.DOORGESCHOVEN))
        tx.agendas.save(replace(eerste, vraag=SafeText(VRAAG), na_sluiting=True))

    tafel.services.run_now(prepare)
    return tafel


def send(tafel: Tafel, what: Soort) -> None:
    """What who leads sends is out."""

    def out(tx) -> None:
        verzending = tx.verzendingen.add(tafel.id, what, tafel.sanne.id, tx.now)
        (send_agenda if what is Soort.AGENDA else send_lijst)(tx, verzending)

    tafel.services.run_now(out)


def sent(tafel: Tafel) -> None:
    """The afsprakenlijst is out, with one afspraak on each of the first two casussen."""
    tafel.begin()
    for casus, actie in ((tafel.kampen, "bellen <wijk>"), (tafel.eerste, "intake")):
        tafel.agree(casus, tafel.tineke, actie)
        tafel.go(casus)
    tafel.go(tafel.tweede, Uitkomst.DOORGESCHOVEN)
    send(tafel, Soort.LIJST)


def blad(tafel: Tafel, which: str) -> str:
    return f"{which}:{tafel.id}"


async def opened(pages: PageSite, persoon: Persoon, over: str) -> Answer:
    return await pages.ask(pages.link(persoon, over))


def references(page: Answer) -> list[str]:
    """The casussen that it names, in order."""
    return list(dict.fromkeys(re.findall(r"\b\w{3}-\w{3}-\w\b", page.words)))


def looked(pages: PageSite) -> list[tuple[str, str, int]]:
    query = select(AuditRow.daad, AuditRow.object, AuditRow.persoon_id).order_by(col(AuditRow.nummer))
    rows = pages.services.run_now(lambda tx: [tuple(row) for row in tx.connection.execute(query)])
    return [row for row in rows if row[0].endswith("_bekeken")]


# The agenda


async def test_who_leads_sees_the_agenda_as_it_is_now_with_who_is_asked(pages: PageSite, tafel: Tafel) -> None:
    page = await opened(pages, tafel.sanne, blad(tafel, "agenda"))

    assert page.status == 200
    assert "Agenda Casusoverleg Zwolle" in page.words
    assert "Wanneer dinsdag 2 februari 2027, 09:30-12:00 Waar Zeven Alleetjes 1, Zwolle" in page.words
    assert references(page) == [tafel.kampen, tafel.eerste, tafel.tweede]
    assert f"Kampen 09:30-09:50 {tafel.kampen} 20 minuten · doorgeschoven van een vorige keer Zwolle" in page.words
    assert f"09:50-10:10 {tafel.eerste} 20 minuten · na sluiting ingediend" in page.words
    assert "Voorbereiding: Neem het &lt;b&gt;plan&lt;/b&gt; mee Gevraagd: Lars, Trajectum" in page.words
    assert "Zo staat de agenda er nu voor." in page.words


async def test_each_sees_the_own_part_of_what_was_told_and_nobody_who_else_is_asked(
    pages: PageSite, tafel: Tafel
) -> None:
    send(tafel, Soort.AGENDA)
    seen = {}
    for who in (tafel.bert, tafel.kim, tafel.lars):
        page = await opened(pages, who, blad(tafel, "agenda"))
        assert "Lars" not in page.words
        assert "Gevraagd" not in page.words
        assert "Zeven Alleetjes 1" in page.words
        seen[who.naam] = references(page), "U ziet alleen de casussen waar u bij bent." in page.words
    assert seen == {
        "Bert": ([tafel.kampen, tafel.eerste, tafel.tweede], False),
        "Kim": ([tafel.kampen], True),
        "Lars": ([tafel.eerste], True),
    }
    page = await opened(pages, tafel.lars, blad(tafel, "agenda"))
    assert "Voorbereiding: Neem het &lt;b&gt;plan&lt;/b&gt; mee" in page.words


async def test_before_it_was_sent_it_is_empty_for_who_sits_there_and_does_not_exist_for_others(
    pages: PageSite, tafel: Tafel
) -> None:
    page = await opened(pages, tafel.bert, blad(tafel, "agenda"))
    assert "Er staat nog niets op de agenda." in page.words
    for who in (tafel.kim, tafel.lars):
        assert is_gone(await opened(pages, who, blad(tafel, "agenda")))


async def test_what_was_told_is_no_right_for_ever(pages: PageSite, tafel: Tafel) -> None:
    send(tafel, Soort.AGENDA)
    links = [pages.link(who, blad(tafel, "agenda")) for who in (tafel.bert, tafel.lars)]
    tafel.services.run_now(lambda tx: close(tx, tafel.eerste))
    assert references(await pages.ask(links[0])) == [tafel.kampen, tafel.tweede]
    assert references(await pages.ask(links[1])) == []

    tafel.services.run_now(revoke_persoon, tafel.bert)
    assert is_gone(await pages.ask(links[0]))


async def test_an_agenda_of_subjects_and_one_that_was_cancelled_say_what_they_are(pages: PageSite) -> None:
    els = join(pages.services, "Els", Rol.MAKELAAR, organisatie=HUIS, chat_id=5_000_000_109)

    def plan(tx) -> BijeenkomstId:
        begins = pages.clock.moment + timedelta(days=3)
        made = tx.bijeenkomsten.add(Bijeenkomst(BijeenkomstId(0), "netwerktafel", begins, 120, None))
        punt = Agendapunt(PuntId(0), made.id, 1, 30, Herkomst.TOEGEVOEGD, onderwerp=SafeText("Wachtlijsten"))
        tx.agendas.add(punt)
        return made.id

    id = pages.services.run_now(plan)
    page = await opened(pages, els, f"agenda:{id}")
    assert "De plaats volgt." in page.words
    assert "Onderwerpen 09:00-09:30 Wachtlijsten 30 minuten" in page.words

    pages.services.run_now(lambda tx: tx.bijeenkomsten.save(tx.bijeenkomsten.get(id).cancel(tx.now)))
    assert "Deze bijeenkomst is afgezegd." in (await opened(pages, els, f"agenda:{id}")).words


# The afsprakenlijst


async def test_who_leads_reads_the_list_before_and_after_it_is_sent(pages: PageSite, tafel: Tafel) -> None:
    say(tafel, tafel.kim, antwoord=Antwoord.KOMT_NIET)
    assert "Afsprakenlijst Casusoverleg Zwolle" in (await opened(pages, tafel.sanne, blad(tafel, "lijst"))).words

    sent(tafel)
    page = await opened(pages, tafel.sanne, blad(tafel, "lijst"))
    assert "Aanwezig Bert, Politie; Lars, Trajectum Niet aanwezig Kim, Gemeente Kampen" in page.words
    assert f"Doorgeschoven {tafel.tweede}" in page.words
    told_ = "Bellen &lt;wijk&gt; Tineke, Tactus (FACT) · uiterlijk vrijdag 12 februari 2027 · nieuw"
    assert f"{tafel.kampen} besproken {told_}" in page.words
    assert f"{tafel.tweede} doorgeschoven · geen afspraken" in page.words


async def test_others_read_the_list_once_it_was_sent_as_far_as_it_is_theirs(pages: PageSite, tafel: Tafel) -> None:
    everybody = (tafel.bert, tafel.kim, tafel.lars, tafel.tineke)
    links = {who.naam: pages.link(who, blad(tafel, "lijst")) for who in everybody}
    assert [is_gone(await pages.ask(link)) for link in links.values()] == [True] * 4

    sent(tafel)
    links = {who.naam: pages.link(who, blad(tafel, "lijst")) for who in everybody}
    found = {naam: await pages.ask(link) for naam, link in links.items()}
    assert references(found["Bert"]) == [tafel.tweede, tafel.kampen, tafel.eerste]  # what was put off stands above
    assert references(found["Kim"]) == [tafel.kampen]
    assert references(found["Lars"]) == [tafel.eerste]
    assert is_gone(found["Tineke"])
    assert "Aanwezig" in found["Bert"].words
    assert "Aanwezig" not in found["Lars"].words


async def test_how_an_afspraak_stands_in_full_is_for_who_leads(pages: PageSite, tafel: Tafel) -> None:
    sent(tafel)
    first, second = tafel.services.run_now(lambda tx: tx.afspraken.of_bijeenkomst(tafel.id))
    tafel.services.run_now(confirm_afspraak, first.id, tafel.tineke)
    tafel.services.run_now(fail, second.id, "geen_mandaat", tafel.tineke)

    def stands(page: Answer) -> list[str]:
        return re.findall(r"februari 2027 · ([\w ]+?)\s*</p>", page.text)

    assert stands(await opened(pages, tafel.sanne, blad(tafel, "lijst"))) == ["gedaan", "lukt niet"]
    assert stands(await opened(pages, tafel.bert, blad(tafel, "lijst"))) == ["gedaan", "open"]


# The form for GCOS


async def test_the_form_has_a_text_for_each_casus_and_its_only_script_is_ours(pages: PageSite, tafel: Tafel) -> None:
    sent(tafel)
    page = await opened(pages, tafel.sanne, blad(tafel, "gcos"))

    texts = re.findall(r"<textarea [^>]*\breadonly\b[^>]*>(.*?)</textarea>", page.text, re.DOTALL)
    assert [text.splitlines()[0] for text in texts] == [
        f"Casus: {casus}" for casus in (tafel.kampen, tafel.eerste, tafel.tweede)
    ]
    assert "- bellen &lt;wijk&gt; | " in texts[0]
    assert len(re.findall(r"<button [^>]*\bhidden\b", page.text)) == 3
    assert re.findall(r"<script[^>]*>", page.text) == ['<script src="/static/kopieer.js" defer>']
    assert (await pages.ask("/static/kopieer.js")).headers["Content-Type"].startswith("text/javascript")


async def test_the_form_is_for_who_leads_alone(pages: PageSite, tafel: Tafel) -> None:
    sent(tafel)
    tafel.services.run_now(
        lambda tx: tx.overdrachten.put(Overdracht(tafel.sanne.id, pages.people.dirk.id, tx.today, tx.today))
    )

    everybody = (tafel.bert, tafel.kim, tafel.lars, tafel.tineke, pages.people.noor, pages.people.marijke)
    assert [is_gone(await opened(pages, who, blad(tafel, "gcos"))) for who in everybody] == [True] * 6
    assert (await opened(pages, pages.people.dirk, blad(tafel, "gcos"))).status == 200


# The way in, where Telegram cannot open our page itself


def way_in(pages: PageSite, persoon: Persoon, data: str) -> dict[str, Any] | None:
    """What the answer to this button says; None when the button is refused."""
    binnen = an_update(
        len(owed(pages.services)) + 1, persoon.chat_id or 0, soort=Binnensoort.KNOP, tekst=None, data=data
    )

    def press(tx) -> dict[str, Any] | None:
        tx.inbox.add(binnen)
        handle(tx, binnen, pages.services.guard)
        (answer,) = tx.outbox.answers
        said = answer.samengesteld or compose(tx, answer.bericht)
        return {**said.inhoud, "protected": said.draagt_casus} if said is not None else None

    try:
        return pages.services.run_now(press)
    except DomainError as refused:
        assert isinstance(refused, UnknownBijeenkomst | OudeKnop)
        return None


async def test_the_button_gives_a_way_in_to_who_may_see_it(pages: PageSite, tafel: Tafel) -> None:
    send(tafel, Soort.AGENDA)
    for who in (tafel.sanne, tafel.bert, tafel.kim, tafel.lars):
        said = way_in(pages, who, f"bekijk:agenda:{tafel.id}")
        assert said is not None
        assert (said["over"], said["kop"].naam, said["makelaar"]) == (
            f"agenda:{tafel.id}",
            "Casusoverleg Zwolle",
            "Sanne",
        )
        assert said["protected"]
        assert (await opened(pages, who, said["over"])).status == 200
    for who, data in (
        (tafel.tineke, f"bekijk:agenda:{tafel.id}"),
        (pages.people.noor, f"bekijk:agenda:{tafel.id}"),
        (tafel.bert, f"bekijk:gcos:{tafel.id}"),
        (tafel.bert, f"bekijk:lijst:{tafel.id}"),
        (tafel.sanne, "bekijk:agenda:999"),
        (tafel.sanne, "bekijk:agenda:x"),
        (tafel.sanne, f"bekijk:notulen:{tafel.id}"),
    ):
        assert way_in(pages, who, data) is None


async def test_a_manager_who_only_has_agendas_gets_in_there_and_nowhere_else(pages: PageSite, tafel: Tafel) -> None:
    tafels = frozenset({"netwerktafel"})
    hilde = join(pages.services, "Hilde", Rol.MANAGER, organisatie=HUIS, tafels=tafels, chat_id=5_000_000_110)
    netwerk = Bijeenkomst(BijeenkomstId(0), "netwerktafel", pages.clock.moment + timedelta(days=3), 120, None)
    id = pages.services.run_now(lambda tx: tx.bijeenkomsten.add(netwerk)).id

    assert way_in(pages, hilde, f"bekijk:agenda:{id}") is not None
    assert way_in(pages, hilde, f"bekijk:agenda:{tafel.id}") is None
    assert way_in(pages, hilde, f"bekijk:{pages.afspraak.id}") is None
    assert way_in(pages, hilde, f"bekijk:{tafel.kampen}") is None


# Every page


@pytest.mark.parametrize("which", list(Blad))
async def test_whatever_is_wrong_gets_the_same_page(pages: PageSite, tafel: Tafel, which: Blad) -> None:
    over = blad(tafel, which)
    good = pages.link(tafel.sanne, over)
    wrong = {
        "who sits at no table": pages.link(tafel.tineke, over),
        "a beheerder": pages.link(pages.people.noor, over),
        "a makelaar of elsewhere": pages.link(pages.people.dirk, over),
        "no such bijeenkomst": pages.link(tafel.sanne, f"{which}:999"),
        "none at all": pages.link(tafel.sanne, f"{which}:x"),
        "a number that no database takes": pages.link(tafel.sanne, f"{which}:{'9' * 30}"),
        "no such page": pages.link(tafel.sanne, f"notulen:{tafel.id}"),
        "altered": good[:-2] + ("aa" if good[-2:] != "aa" else "bb"),
    }
    answers = {what: await pages.ask(link) for what, link in wrong.items()}
    pressed = await pages.press(good, "gedaan")

    assert {what: is_gone(answer) for what, answer in answers.items()} == dict.fromkeys(wrong, True)
    assert len({answer.text for answer in [*answers.values(), pressed]}) == 1
    assert looked(pages) == []


async def test_looking_is_written_down_and_asking_for_the_headers_is_not(pages: PageSite, tafel: Tafel) -> None:
    for which in Blad:
        await pages.ask(pages.link(tafel.sanne, blad(tafel, which)), "HEAD")
    assert looked(pages) == []

    for which in Blad:
        await opened(pages, tafel.sanne, blad(tafel, which))
    about = f"bijeenkomst {tafel.id}", tafel.sanne.id
    assert looked(pages) == [(f"{which}_bekeken", *about) for which in Blad]


@on_sqlite
async def test_after_a_quarter_of_an_hour_the_link_opens_nothing(pages: PageSite, tafel: Tafel) -> None:
    links = [pages.link(tafel.sanne, blad(tafel, which)) for which in Blad]
    pages.clock.moment += timedelta(minutes=15)
    assert [(await pages.ask(link)).status for link in links] == [200] * 3
    pages.clock.moment += timedelta(seconds=1)
    assert [is_gone(await pages.ask(link)) for link in links] == [True] * 3


@on_sqlite
async def test_nothing_of_these_pages_is_kept_found_or_passed_on(pages: PageSite, tafel: Tafel) -> None:
    for which in Blad:
        page = await opened(pages, tafel.sanne, blad(tafel, which))
        policy = page.headers["Content-Security-Policy"]
        assert page.headers["Cache-Control"] == "no-store"
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert '<meta name="robots" content="noindex, nofollow">' in page.text
        assert "style=" not in page.text
        assert "Top-X" not in page.text  # the name of the table is neutral
        assert set(re.findall(r'(?:href|src|action)="([^"]+)"', page.text)) <= {
            "data:,",
            "/static/bekijk.css",
            "/static/kopieer.js",
        }


@inside_telegram
@on_sqlite
async def test_inside_telegram_they_open_for_whom_telegram_names(pages: PageSite, tafel: Tafel) -> None:
    sanne, tineke = tafel.sanne, tafel.tineke

    def said(who: Persoon) -> dict[str, Any]:
        return {"data": {"initdata": signed(BOT_TOKEN.get_secret_value(), pages.clock.now(), {"id": who.chat_id})}}

    for which in Blad:
        over = blad(tafel, which)
        entered = await pages.ask(pages.app(sanne, over), "POST", follow=False, **said(sanne))
        assert entered.status == 303
        assert "Casusoverleg Zwolle" in (await pages.ask(entered.headers["Location"])).words
        for who, path in ((tineke, pages.app(sanne, over)), (tineke, pages.app(tineke, over))):
            assert is_gone(await pages.ask(path, "POST", follow=False, **said(who)))


OVERS: list[tuple[int | str, Tafelblad | None]] = [
    *((f"{which}:12", Tafelblad(which, BijeenkomstId(12))) for which in Blad),
    *((other, None) for other in (12, "12", "K7M-3QX-K", "notulen:12", "agenda:", "agenda:-1", "agenda:1:2", "agenda")),
    *((other, None) for other in ("agenda:" + "9" * 19, "agenda:x", ":12", "lijst 12", "AGENDA:12")),
]


@pytest.mark.parametrize(("over", "meant"), OVERS)
def test_only_our_own_way_of_saying_it_means_a_page_of_a_bijeenkomst(over: int | str, meant: Tafelblad | None) -> None:
    assert read_tafelblad(over) == meant
    assert meant is None or str(meant) == over
