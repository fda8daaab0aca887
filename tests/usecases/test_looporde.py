"""Does a bijeenkomst go from casus to casus, whoever presses, and is it known what became of each?"""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.agenda import Agendapunt, Herkomst, Uitkomst
from bot.domain.bericht import Uitkomst as Verzonden
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, PuntId, Staat, UnknownBijeenkomst
from bot.domain.casus import Fase, Oordeel
from bot.domain.deelnemer import Antwoord
from bot.domain.gebeurtenis import Wat
from bot.domain.overdracht import Overdracht
from bot.domain.persoon import Rol
from bot.domain.referentie import Referentie
from bot.domain.verzending import Soort
from bot.rendering.berichten import render
from bot.sandbox.entities import read_text
from bot.services import Services
from bot.usecases.afsluiten import Einde, close_casus
from bot.usecases.afsprakenlijst import send_lijst
from bot.usecases.berichten import compose
from bot.usecases.casussen import move_casus
from bot.usecases.invoer import likely_actiehouders, was_there
from bot.usecases.looporde import go_back, go_on, start, starting, turn_of
from bot.usecases.outbox import last_words, next_to_send, record_sending
from bot.usecases.overdracht import hand_over
from bot.usecases.regie import appoint
from tests.builders import a_bericht, close, in_processes, join, owed
from tests.conftest import MovableClock
from tests.usecases.aan_tafel import BEGINS, HUIS, TUESDAY, Tafel, say, set_up
from tests.usecases.conftest import on_sqlite


@pytest.fixture
def tafel(services: Services, clock: MovableClock) -> Tafel:
    return set_up(services, clock)


def happened(tafel: Tafel, casus: Referentie) -> list[tuple[Wat, date | None]]:
    lines = tafel.services.run_now(lambda tx: tx.tijdlijn.of_casus(casus))
    return [(line.wat, line.dag) for line in reversed(lines)]


def test_at_its_start_who_leads_gets_the_running_order_once(tafel: Tafel) -> None:
    assert tafel.services.run_now(starting) == []
    tafel.clock.moment = BEGINS

    in_processes(tafel.services, 2, lambda one, _: one.run_now(start, tafel.id))

    assert (tafel.now.staat, tafel.turn) == (Staat.BEZIG, tafel.kampen)
    assert tafel.services.run_now(starting) == []
    assert tafel.owed("looporde") == [("looporde", tafel.sanne.id)]
    told = tafel.services.run_now(compose, a_bericht(bericht="looporde", gegevens={"bijeenkomst": tafel.id}, naar=2))
    assert told is None  # it is not for who sits there


@on_sqlite
def test_without_a_casus_or_once_its_time_is_over_nothing_starts(tafel: Tafel) -> None:
    tafel.clock.moment = BEGINS + timedelta(minutes=150)
    assert tafel.services.run_now(starting) == []
    assert tafel.services.run_now(start, tafel.id) == 0

    tafel.clock.moment = BEGINS
    for casus in (tafel.kampen, tafel.eerste, tafel.tweede):
        tafel.services.run_now(close, casus)
    assert tafel.services.run_now(starting) == []


@on_sqlite
def test_who_took_over_gets_the_running_order_and_leads(tafel: Tafel) -> None:
    ruud = join(tafel.services, "Ruud", Rol.MAKELAAR, organisatie=HUIS, chat_id=5_000_000_120)
    handed = Overdracht(tafel.sanne.id, ruud.id, date(2027, 2, 1), date(2027, 2, 5))
    tafel.services.run_now(hand_over, handed, tafel.sanne)
    tafel.begin()

    tafel.go(tafel.kampen, door=ruud)

    assert tafel.turn == tafel.eerste


@on_sqlite
def test_it_goes_from_casus_to_casus_and_each_knows_what_became_of_it(tafel: Tafel) -> None:
    tafel.services.run_now(move_casus, tafel.kampen, Fase.GEAGENDEERD, tafel.sanne)
    tafel.begin()

    tafel.go(tafel.kampen)
    tafel.go(tafel.eerste, Uitkomst.DOORGESCHOVEN)
    assert tafel.turn == tafel.tweede
    tafel.go(tafel.tweede)

    assert (tafel.now.staat, tafel.now.aan_de_beurt) == (Staat.AFGELOPEN, None)
    outcomes = [tafel.punt(casus).uitkomst for casus in (tafel.kampen, tafel.eerste, tafel.tweede)]
    assert outcomes == [Uitkomst.BESPROKEN, Uitkomst.DOORGESCHOVEN, Uitkomst.BESPROKEN]
    assert happened(tafel, tafel.kampen)[-2:] == [(Wat.BESPROKEN, TUESDAY), (Wat.FASE, None)]
    assert happened(tafel, tafel.eerste)[-1] == (Wat.DOORGESCHOVEN, TUESDAY)
    fases = [tafel.services.run_now(lambda tx, r=r: tx.casussen.get(r).fase) for r in (tafel.kampen, tafel.eerste)]
    assert fases == [Fase.IN_MONITORING, Fase.AANGEMELD]  # what was put off has not been talked about


def test_two_makelaars_who_press_together_go_on_one_casus(tafel: Tafel) -> None:
    second = join(
        tafel.services, "Wim", Rol.MAKELAAR, organisatie=HUIS, tafels=frozenset({"topx-zwolle"}), chat_id=5_000_000_121
    )
    tafel.begin()
    punt = tafel.punt(tafel.kampen).id

    pressed = in_processes(
        tafel.services,
        2,
        lambda one, n: one.run_now(go_on, tafel.id, punt, Uitkomst.BESPROKEN, (tafel.sanne, second)[n]),
    )

    assert [one.aan_de_beurt for one in pressed] == [tafel.punt(tafel.eerste).id] * 2
    assert happened(tafel, tafel.kampen).count((Wat.BESPROKEN, TUESDAY)) == 1


@on_sqlite
def test_an_old_button_and_a_made_up_one_change_nothing(tafel: Tafel) -> None:
    tafel.begin()
    tafel.go(tafel.kampen)

    tafel.go(tafel.kampen, Uitkomst.DOORGESCHOVEN)  # the button of the casus before
    tafel.services.run_now(go_on, tafel.id, PuntId(999), Uitkomst.BESPROKEN, tafel.sanne)
    tafel.services.run_now(go_back, tafel.id, PuntId(999), tafel.sanne)

    assert tafel.turn == tafel.eerste
    assert tafel.punt(tafel.kampen).uitkomst is Uitkomst.BESPROKEN
    with pytest.raises(UnknownBijeenkomst):
        tafel.go(tafel.eerste, door=tafel.bert)


@on_sqlite
def test_it_can_go_back_also_after_the_last_one_and_says_nothing_twice(tafel: Tafel) -> None:
    tafel.begin()
    tafel.finish()
    tafel.services.run_now(go_back, tafel.id, None, tafel.sanne)
    assert (tafel.now.staat, tafel.turn) == (Staat.BEZIG, tafel.tweede)

    tafel.services.run_now(go_back, tafel.id, tafel.punt(tafel.tweede).id, tafel.sanne)
    assert tafel.turn == tafel.eerste
    tafel.go(tafel.eerste)
    tafel.go(tafel.tweede)

    assert happened(tafel, tafel.eerste).count((Wat.BESPROKEN, TUESDAY)) == 1
    assert tafel.now.staat is Staat.AFGELOPEN
    tafel.clock.moment += timedelta(days=1)
    tafel.services.run_now(go_back, tafel.id, None, tafel.sanne)
    assert tafel.now.staat is Staat.AFGELOPEN  # a day later it is over


@on_sqlite
def test_a_casus_that_was_closed_meanwhile_is_passed_over(tafel: Tafel) -> None:
    tafel.begin()
    tafel.services.run_now(close, tafel.kampen)
    assert tafel.turn == tafel.eerste
    tafel.services.run_now(close, tafel.tweede)

    tafel.go(tafel.eerste)

    assert tafel.now.staat is Staat.AFGELOPEN
    assert tafel.punt(tafel.kampen).uitkomst is None


@on_sqlite
def test_the_message_says_where_we_are_what_is_open_and_who_is_expected(tafel: Tafel) -> None:
    before = tafel.agree(tafel.eerste, tafel.tineke, "intake plannen")
    say(tafel, tafel.lars, antwoord=Antwoord.KOMT_NIET)
    tafel.begin()
    tafel.go(tafel.kampen)
    tafel.agree(tafel.eerste, tafel.bert)

    looporde = a_bericht(bericht="looporde", gegevens={"bijeenkomst": tafel.id}, naar=tafel.sanne.id)
    told = tafel.services.run_now(compose, looporde)

    assert told is not None
    assert told.draagt_casus
    beurt = told.inhoud["beurt"]
    assert (beurt.plaats, beurt.aantal, beurt.punt.referentie) == (2, 3, tafel.eerste)
    assert [regel.id for regel in beurt.regels] == [before.id]
    assert beurt.nieuw == 1
    assert [one.naam for one in beurt.verwacht] == ["Bert"]
    assert [one.naam for one in beurt.afwezig] == ["Lars"]
    assert [toont.casus for toont in told.toont] == [tafel.kampen, tafel.eerste, tafel.tweede]


@on_sqlite
def test_who_leads_need_not_name_the_casus_and_is_offered_who_joins_for_it(tafel: Tafel) -> None:
    def offered(casus: Referentie) -> list[str]:
        return list(tafel.services.run_now(lambda tx: likely_actiehouders(tx, tx.casussen.get(casus))))

    assert tafel.services.run_now(turn_of, tafel.sanne) is None
    tafel.begin()
    say(tafel, tafel.bert, antwoord=Antwoord.KOMT_NIET)
    tafel.go(tafel.kampen)

    assert tafel.services.run_now(turn_of, tafel.sanne) == tafel.eerste
    assert tafel.services.run_now(turn_of, tafel.bert) is None
    assert offered(tafel.eerste)[0] == str(tafel.lars.id)
    there = [
        tafel.services.run_now(lambda tx, p=p: was_there(tx, p, tx.casussen.get(tafel.eerste)))
        for p in (tafel.lars, tafel.bert, tafel.tineke)
    ]
    assert there == [True, False, True]  # Tactus has a seat there, so Tineke may have come in somebody's place
    assert not [row for row in owed(tafel.services) if row.bericht == "nieuwe_actie"]


@on_sqlite
def test_an_mdo_has_a_running_order_for_who_watches_its_casus(tafel: Tafel) -> None:
    def put(tx: Any) -> BijeenkomstId:
        mdo = tx.bijeenkomsten.add(Bijeenkomst(BijeenkomstId(0), None, BEGINS, 60, None, eigen=True))
        punt = Agendapunt(
            PuntId(0), mdo.id, 1, 60, Herkomst.TOEGEVOEGD, tafel.eerste, partners=frozenset({tafel.tineke.id})
        )
        tx.agendas.add(punt)
        return mdo.id

    mdo = tafel.services.run_now(put)
    tafel.clock.moment = BEGINS
    assert tafel.services.run_now(start, mdo) == 1
    assert tafel.owed("looporde") == [("looporde", tafel.sanne.id)]
    assert tafel.services.run_now(turn_of, tafel.sanne) == tafel.eerste
    made = tafel.agree(tafel.eerste, tafel.tineke)
    assert (made.wacht, made.bijeenkomst) == (True, mdo)

    punt = tafel.services.run_now(lambda tx: tx.agendas.of(mdo))[0].id
    assert tafel.services.run_now(go_on, mdo, punt, Uitkomst.BESPROKEN, tafel.sanne).staat is Staat.AFGELOPEN


@on_sqlite
def test_a_table_that_takes_longer_than_planned_still_knows_its_casus(tafel: Tafel) -> None:
    tafel.begin()
    tafel.clock.moment += timedelta(minutes=200)

    assert tafel.services.run_now(turn_of, tafel.sanne) == tafel.kampen
    assert tafel.agree(tafel.kampen, tafel.tineke).wacht


@on_sqlite
def test_who_looks_for_a_vervanger_and_has_none_is_not_expected(tafel: Tafel) -> None:
    say(tafel, tafel.bert, antwoord=Antwoord.VERVANGER)
    tafel.begin()

    beurt = running_order(tafel)["beurt"]

    assert beurt.afwezig == [tafel.bert]
    assert tafel.bert not in beurt.verwacht


@on_sqlite
def test_a_list_that_went_out_halfway_says_how_many_had_no_turn(tafel: Tafel) -> None:
    tafel.begin()
    tafel.go(tafel.kampen)
    tafel.services.run_now(
        lambda tx: send_lijst(tx, tx.verzendingen.add(tafel.id, Soort.LIJST, tafel.sanne.id, tx.now))
    )

    shown = running_order(tafel)

    text = read_text(render("looporde", shown).tekst, "HTML").text
    assert text.endswith("Twee casussen zijn niet aan de beurt geweest. De afsprakenlijst is verstuurd.")


def running_order(tafel: Tafel) -> dict[str, Any]:
    asked = a_bericht(bericht="looporde", gegevens={"bijeenkomst": tafel.id}, naar=tafel.sanne.id)
    shown = tafel.services.run_now(compose, asked)
    assert shown is not None
    return shown.inhoud


@on_sqlite
def test_of_a_casus_that_is_closed_at_the_table_nobody_hears_before_the_hour_is_over(tafel: Tafel) -> None:
    tafel.agree(tafel.kampen, tafel.tineke)
    tafel.begin()
    tafel.services.run_now(appoint, tafel.eerste, tafel.kim.id, tafel.sanne)
    tafel.services.run_now(close_casus, tafel.kampen, Einde(Fase.AFGESLOTEN, Oordeel.GOED), tafel.sanne)

    due = {row.bericht: row.due_at for row in owed(tafel.services) if row.bericht.startswith("melding_")}
    hour_over = BEGINS + timedelta(minutes=150)
    assert due == {"melding_casus_gesloten": hour_over, "melding_regievoerder": hour_over}
    tafel.clock.moment = hour_over
    tafel.services.run_now(close_casus, tafel.eerste, Einde(Fase.AFGESLOTEN, Oordeel.GOED), tafel.sanne)
    assert all(row.due_at <= hour_over for row in owed(tafel.services))


@on_sqlite
def test_the_message_goes_on_to_the_next_when_the_casus_that_it_shows_is_closed(tafel: Tafel) -> None:
    tafel.begin()

    def leaves(tx: Any) -> str | None:
        sent = next_to_send(tx, set())
        said = last_words(tx, sent)
        assert said is not None
        record_sending(tx, sent, Verzonden.VERZONDEN, message_id=7, toont=said.toont)
        beurt = said.inhoud.get("beurt")
        return beurt.punt.referentie if beurt is not None else None

    assert tafel.services.run_now(leaves) == tafel.kampen
    tafel.services.run_now(close_casus, tafel.kampen, Einde(Fase.AFGESLOTEN, Oordeel.GOED), tafel.sanne)

    assert tafel.services.run_now(leaves) == tafel.eerste
