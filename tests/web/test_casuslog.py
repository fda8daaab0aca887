"""What happened on a casus can be read back on its own page, with what was typed: by whom, and by nobody else?"""

import re
from datetime import timedelta

from sqlmodel import select

from bot.domain.casus import Voortgang
from bot.domain.gebeurtenis import Wat
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from bot.usecases.afspraken import confirm_afspraak
from bot.usecases.casussen import new_casus
from bot.usecases.leren import Les, log_les
from bot.usecases.status import log_status
from bot.usecases.verzoeken import explain
from storage.tables import AuditRow
from tests.builders import close
from tests.usecases.conftest import on_sqlite
from tests.web.conftest import BOT_TOKEN, Answer, PageSite, inside_telegram
from tests.web.test_bekijken import is_gone
from tests.web.test_initdata import signed


def happened(page: Answer) -> list[str]:
    """The lines of the page, the last first."""
    assert page.status == 200, page.words
    items = re.findall(r"<li>(.*?)</li>", page.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", item).split()) for item in items]


def logged(pages: PageSite) -> Referentie:
    """A casus without an afspraak, on which something was typed."""
    run, marijke = pages.services.run_now, pages.people.marijke
    casus = run(new_casus, "Zwolle", "topx-zwolle", marijke).referentie
    run(log_status, casus, Voortgang.LOOPT_VAST, SafeText("wacht op <b>beschikking</b>"), marijke)
    run(log_les, casus, Les(Wat.KNELPUNT, "mandaat", SafeText("niemand mocht beslissen")), marijke)
    return casus


async def test_the_makelaar_reads_all_that_happened_also_without_an_afspraak(pages: PageSite):
    casus = logged(pages)
    page = await pages.ask(pages.link(pages.people.marijke, casus))
    assert casus in page.words
    assert page.buttons == []
    who = "Marijke, Veiligheidshuis IJsselland"
    assert happened(page) == [
        f"maandag 09:00 Knelpunt: mandaat aan tafel: “niemand mocht beslissen” {who}",
        f"maandag 09:00 Status: loopt vast: “wacht op &lt;b&gt;beschikking&lt;/b&gt;” {who}",
        f"maandag 09:00 Casus begonnen {who}",
    ]
    seen = pages.services.run_now(
        lambda tx: tx.connection.execute(
            select(AuditRow.persoon_id, AuditRow.object).where(AuditRow.daad == "tijdlijn_bekeken")
        ).all()
    )
    assert seen == [(pages.people.marijke.id, f"casus {casus}")]


async def test_what_an_actiehouder_explained_stands_there_and_the_actiehouder_reads_nothing_of_the_casus(
    pages: PageSite,
):
    run, tineke, marijke, afspraak = pages.services.run_now, pages.people.tineke, pages.people.marijke, pages.afspraak
    run(log_status, afspraak.casus, Voortgang.LOOPT_VAST, SafeText("wacht op beschikking"), marijke)
    run(confirm_afspraak, afspraak.id, tineke)
    run(explain, afspraak.id, SafeText("intake staat gepland"), tineke)
    newest, *_ = happened(await pages.ask(pages.link(marijke, afspraak.casus)))
    assert "Toelichting · punt 1 van 1 februari: “intake staat gepland” Tineke, Tactus" in newest
    own = await pages.ask(pages.link(tineke))
    assert "beschikking" not in own.text


async def test_nobody_else_gets_in_and_there_is_nothing_to_press(pages: PageSite):
    casus = logged(pages)
    refused = {
        "an actiehouder": pages.link(pages.people.tineke, pages.afspraak.casus),
        "a makelaar of elsewhere": pages.link(pages.people.dirk, casus),
        "a beheerder": pages.link(pages.people.noor, casus),
        "no such casus": pages.link(pages.people.marijke, "ZZZ-999-9"),
        "no reference": pages.link(pages.people.marijke, "1"),
    }
    answers = {who: await pages.ask(link) for who, link in refused.items()}
    assert {who: is_gone(answer) for who, answer in answers.items()} == dict.fromkeys(refused, True)
    assert len({answer.text for answer in answers.values()}) == 1
    assert is_gone(await pages.press(pages.link(pages.people.marijke, casus), "gedaan"))


@on_sqlite
async def test_it_can_be_read_after_the_casus_was_closed_and_no_longer_than_a_quarter_of_an_hour(pages: PageSite):
    casus = logged(pages)
    pages.services.run_now(lambda tx: close(tx, casus))
    link = pages.link(pages.people.marijke, casus)
    assert len(happened(await pages.ask(link))) == 3
    pages.clock.moment += timedelta(minutes=15, seconds=1)
    assert is_gone(await pages.ask(link))


@inside_telegram
async def test_inside_telegram_it_opens_for_whom_telegram_names(pages: PageSite):
    casus, marijke, tineke = logged(pages), pages.people.marijke, pages.people.tineke
    said = {
        who.id: signed(BOT_TOKEN.get_secret_value(), pages.clock.now(), {"id": who.chat_id})
        for who in (marijke, tineke)
    }
    entered = await pages.ask(pages.app(marijke, casus), "POST", follow=False, data={"initdata": said[marijke.id]})
    assert entered.status == 303
    assert len(happened(await pages.ask(entered.headers["Location"]))) == 3
    for who, path in ((tineke, pages.app(marijke, casus)), (tineke, pages.app(tineke, casus))):
        assert is_gone(await pages.ask(path, "POST", follow=False, data={"initdata": said[who.id]}))
