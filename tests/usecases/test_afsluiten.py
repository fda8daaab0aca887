"""What ends with a casus, who hears of it, and what is counted of it later?"""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.domain.afspraak import AfspraakId, AlAfgehandeld, Staat
from bot.domain.casus import CasusGesloten, Fase, Oordeel
from bot.domain.errors import UnknownAfspraak, UnknownCasus
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, Rol
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from bot.domain.regio import Regio
from bot.services import Services
from bot.usecases.afsluiten import Afgesloten, Einde, close_casus
from bot.usecases.afspraken import confirm_afspraak, log_afspraak, start_afspraak, undo_answer
from bot.usecases.berichten import compose
from bot.usecases.casussen import casusbeeld, new_casus
from bot.usecases.herinneringen import due_now, plan_due
from bot.usecases.inzageverzoek import delete_casus
from bot.usecases.leren import Les
from bot.usecases.regie import appoint
from bot.usecases.regios import load_regio
from bot.usecases.toewijzing import grant
from storage.tables import InzageRow, MaandcijferRow
from tests.builders import a_bericht, in_threads, join, owed
from tests.conftest import MovableClock
from tests.domain.test_toegang import without_convenant
from tests.usecases.conftest import People, on_sqlite

DEADLINE = date(2027, 2, 9)
WELL = Einde(Fase.AFGESLOTEN, Oordeel.GOED)
BADLY = Einde(Fase.AFGESCHAALD, Oordeel.NIET, Les(Wat.KNELPUNT, "mandaat", SafeText("niemand mocht beslissen")))


@pytest.fixture
def casus(services: Services, people: People) -> Referentie:
    return services.run_now(new_casus, "Zwolle", "topx-zwolle", people.marijke).referentie


def log(services: Services, casus: Referentie, door: Persoon, wie: Persoon, number: int = 1) -> int:
    bron = f"{casus}{wie.id}{number}"
    return services.run_now(log_afspraak, casus, SafeText("bellen"), wie.id, DEADLINE, door, bron).id


def happened(services: Services, referentie: Referentie) -> list[tuple[Any, ...]]:
    lines = services.run_now(lambda tx: tx.tijdlijn.of_casus(referentie))
    return [(line.wat, line.waarde, line.tekst) for line in reversed(lines)]


def told(services: Services) -> list[tuple[int | None, list[int]]]:
    """Who hears that their acties lapse, and which."""
    rows = [row for row in owed(services) if row.bericht == "melding_casus_gesloten"]
    return [(row.persoon_id, row.gegevens["afspraken"]) for row in rows]


def test_what_is_open_lapses_and_each_actiehouder_hears_it_once(
    services: Services, people: People, casus: Referentie
) -> None:
    joris = join(services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie", chat_id=5_000_000_008)
    done = log(services, casus, people.marijke, people.tineke, 1)
    services.run_now(confirm_afspraak, done, people.tineke)
    first, second = (log(services, casus, people.marijke, people.tineke, n) for n in (2, 3))
    third = log(services, casus, people.marijke, joris)

    ended = services.run_now(close_casus, casus, WELL, people.marijke)

    assert ended == Afgesloten(vervallen=3, gehoord=2, inzage=2, tot=date(2027, 3, 3), mdo=[])
    assert told(services) == [(people.tineke.id, [first, second]), (joris.id, [third])]
    found = {a.id: a.staat for a in services.run_now(lambda tx: tx.afspraken.of_casus(casus))}
    assert found == {done: Staat.GEDAAN, **dict.fromkeys((first, second, third), Staat.VERVALLEN)}
    assert {services.run_now(lambda tx, id=id: tx.afspraken.next_due_on(id)) for id in found} == {None}


def test_who_cannot_be_reached_or_may_see_no_casus_any_more_is_not_counted_as_having_heard(
    services: Services, people: People, casus: Referentie, ijsselland: Regio
) -> None:
    joris = join(services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie")
    for wie in (joris, people.tineke):
        log(services, casus, people.marijke, wie)
    services.run_now(load_regio, without_convenant(ijsselland, "Tactus"))
    ended = services.run_now(close_casus, casus, WELL, people.marijke)
    assert (ended.vervallen, ended.gehoord) == (2, 0)
    assert [wie for wie, _ in told(services)] == [joris.id]


def test_it_is_written_down_how_it_ended_and_what_there_is_to_learn(
    services: Services, people: People, casus: Referentie
) -> None:
    log(services, casus, people.marijke, people.tineke)
    services.run_now(close_casus, casus, BADLY, people.marijke)

    closed = services.run_now(lambda tx: tx.casussen.get(casus))
    assert (closed.fase, closed.is_open) == (Fase.AFGESCHAALD, False)
    assert happened(services, casus)[2:] == [
        (Wat.VERVALLEN, None, None),
        (Wat.SAMENWERKING, "niet", None),
        (Wat.KNELPUNT, "mandaat", "niemand mocht beslissen"),
        (Wat.FASE, "afgeschaald", None),
    ]
    reasons = services.run_now(lambda tx: {line.wat: line.reden for line in tx.tijdlijn.of_casus(casus)})
    assert reasons[Wat.VERVALLEN] == "casus_afgesloten"


def test_every_grant_ends_and_who_directed_it_sees_it_no_more(
    services: Services, people: People, casus: Referentie
) -> None:
    wim, fenna = (join(services, naam, Rol.PARTNER, organisatie="Gemeente Zwolle") for naam in ("Wim", "Fenna"))
    services.run_now(appoint, casus, wim.id, people.marijke)
    services.run_now(grant, casus, fenna, DEADLINE, people.marijke)
    log(services, casus, people.marijke, people.tineke)
    for who in (wim, fenna, people.tineke):
        services.run_now(casusbeeld, casus, who)

    ended = services.run_now(close_casus, casus, WELL, people.marijke)

    assert ended.inzage == 2
    assert services.run_now(lambda tx: list(tx.connection.execute(select(InzageRow)))) == []
    for who in (wim, fenna, people.tineke):
        with pytest.raises(UnknownCasus):
            services.run_now(casusbeeld, casus, who)
    assert not services.run_now(casusbeeld, casus, people.marijke).casus.is_open


def test_a_closed_casus_takes_nothing_new_and_gives_no_answer_back(
    services: Services, people: People, casus: Referentie
) -> None:
    done = log(services, casus, people.marijke, people.tineke, 1)
    services.run_now(confirm_afspraak, done, people.tineke)
    open_ = log(services, casus, people.marijke, people.tineke, 2)
    services.run_now(close_casus, casus, WELL, people.marijke)

    for act in (
        (close_casus, casus, WELL, people.marijke),
        (undo_answer, done, people.tineke),
        (log_afspraak, casus, SafeText("x"), people.tineke.id, DEADLINE, people.marijke, "b"),
    ):
        with pytest.raises(CasusGesloten):
            services.run_now(*act)
    for act in ((confirm_afspraak, open_, people.tineke), (start_afspraak, open_, people.tineke)):
        with pytest.raises(AlAfgehandeld):
            services.run_now(*act)
    assert [row.daad for row in _audited(services)] == ["casus_gesloten"]


def _audited(services: Services) -> list[Any]:
    lines = services.run_now(lambda tx: tx.audit.lines(0, None, None, 999))
    return [line for line in lines if line.daad == "casus_gesloten"]


def test_only_its_makelaar_closes_a_casus_and_to_others_it_does_not_exist(
    services: Services, people: People, casus: Referentie
) -> None:
    for door in (people.dirk, people.tineke, people.noor):
        with pytest.raises(UnknownCasus):
            services.run_now(close_casus, casus, WELL, door)
    assert services.run_now(lambda tx: tx.casussen.get(casus)).is_open


def test_the_news_names_the_acties_that_lapsed_for_as_long_as_the_casus_is_kept(
    services: Services, people: People, casus: Referentie
) -> None:
    afspraak = log(services, casus, people.marijke, people.tineke)
    services.run_now(close_casus, casus, WELL, people.marijke)
    (row,) = [row for row in owed(services) if row.bericht == "melding_casus_gesloten"]
    news = a_bericht(bericht=row.bericht, gegevens=row.gegevens, naar=people.tineke.id)

    composed = services.run_now(compose, news)
    assert composed is not None
    assert [regel.id for regel in composed.inhoud["regels"]] == [afspraak]
    assert composed.draagt_casus
    services.run_now(delete_casus, casus)
    assert services.run_now(compose, news) is None
    with pytest.raises(UnknownAfspraak):
        services.run_now(confirm_afspraak, afspraak, people.tineke)


def test_logging_and_closing_at_the_same_moment_leave_nothing_open_on_a_closed_casus(
    services: Services, people: People
) -> None:
    for _ in range(5):
        casus = services.run_now(new_casus, "Zwolle", "topx-zwolle", people.marijke).referentie

        def act(number: int, casus: Referentie = casus) -> object:
            if number:
                return log(services, casus, people.marijke, people.tineke)
            return services.run_now(close_casus, casus, WELL, people.marijke)

        in_threads(2, act)
        found = services.run_now(casusbeeld, casus, people.marijke)
        assert not found.casus.is_open
        assert found.regels == []


@on_sqlite
def test_nobody_is_reminded_of_what_lapsed(
    services: Services, people: People, casus: Referentie, clock: MovableClock
) -> None:
    afspraak = log(services, casus, people.marijke, people.tineke)
    clock.moment += timedelta(days=7)
    services.run_now(plan_due, [AfspraakId(afspraak)])
    services.run_now(close_casus, casus, WELL, people.marijke)
    assert [row.staat for row in owed(services) if row.bericht == "herinnering"] == ["ingetrokken"]
    clock.moment += timedelta(days=7)
    assert services.run_now(due_now) == []


# What is counted


@pytest.mark.parametrize(
    ("hoe", "counted"),
    [(Fase.AFGESLOTEN, "gesloten"), (Fase.AFGESCHAALD, "afgeschaald"), (Fase.OVERGEDRAGEN, "overgedragen")],
)
@on_sqlite
def test_how_it_ended_and_what_was_learnt_is_counted_when_it_goes(
    services: Services, people: People, casus: Referentie, hoe: Fase, counted: str
) -> None:
    einde = Einde(hoe, Oordeel.KON_BETER, Les(Wat.LEERPUNT, "rollen"))
    services.run_now(close_casus, casus, einde, people.marijke)
    services.run_now(delete_casus, casus)

    rows = services.run_now(lambda tx: list(tx.connection.execute(select(MaandcijferRow))))
    assert sorted((row.uitkomst, row.thema, row.aantal) for row in rows) == sorted(
        [(counted, "", 1), ("leerpunt", "rollen", 1)]
    )
