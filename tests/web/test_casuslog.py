"""What was typed about a casus stands in no short message: who may read it where?"""

from bot.domain.casus import Voortgang
from bot.domain.gebeurtenis import Wat
from bot.domain.privacy import SafeText
from bot.usecases.leren import Les, log_les
from bot.usecases.status import log_status
from tests.usecases.conftest import on_sqlite
from tests.web.conftest import PageSite
from tests.web.test_bekijken import told


@on_sqlite
async def test_the_makelaar_reads_what_was_typed_about_the_casus_and_the_actiehouder_does_not(pages: PageSite):
    run, marijke, casus = pages.services.run_now, pages.people.marijke, pages.afspraak.casus
    run(log_status, casus, Voortgang.LOOPT, None, marijke)
    run(log_status, casus, Voortgang.LOOPT_VAST, SafeText("wacht op beschikking"), marijke)
    run(log_les, casus, Les(Wat.KNELPUNT, "mandaat", SafeText("niemand mocht beslissen")), marijke)

    assert told(await pages.ask(pages.link(marijke)))[1:] == [
        "maandag 09:00 Status van de casus, door Marijke: loopt vast. wacht op beschikking",
        "maandag 09:00 Knelpunt bij de casus, door Marijke: mandaat aan tafel. niemand mocht beslissen",
    ]
    assert len(told(await pages.ask(pages.link(pages.people.tineke)))) == 1
