"""Who comes, who comes instead, and does who leads hear in time who is lacking?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.aanwezigheid import Ontbreekt
from bot.domain.bericht import Samengesteld
from bot.domain.bijeenkomst import BijeenkomstAfgezegd, BijeenkomstBegonnen, Staat, UnknownBijeenkomst
from bot.domain.deelnemer import Aanwezigheid, Antwoord
from bot.domain.errors import OudeKnop
from bot.domain.overdracht import Overdracht
from bot.domain.persoon import Persoon, Rol
from bot.domain.verzending import Soort
from bot.rendering.berichten import render
from bot.sandbox.entities import read_text
from bot.services import Services
from bot.usecases.aanwezigheid import answers, lacking, own_answer
from bot.usecases.berichten import compose
from bot.usecases.bijeenkomsten import move_bijeenkomst
from bot.usecases.circulatie import send_agenda
from bot.usecases.invoer import Onduidelijk
from bot.usecases.komst import (
    KanNietKomen,
    ask_contacts,
    come,
    find_vervanger,
    likely_vervangers,
    nobody_comes,
    send_colleague,
    set_mandaat,
    stay_away,
)
from bot.usecases.komstsignaal import look_at, remind, to_look_at
from bot.usecases.mdo import plan_mdo
from bot.usecases.overdracht import hand_over
from bot.usecases.personen import revoke_persoon
from bot.usecases.vervanging import addressed
from tests.builders import a_bericht, in_processes, join, local, owed
from tests.conftest import MovableClock
from tests.usecases.aan_tafel import BEGINS, HUIS, Tafel, set_up
from tests.usecases.conftest import on_sqlite

KOMT, NIET, INSTEAD = Antwoord.KOMT, Antwoord.KOMT_NIET, Antwoord.VERVANGER
FRIDAY = local("2027-01-29 09:30")


@pytest.fixture
def tafel(services: Services, clock: MovableClock) -> Tafel:
    """Its agenda went out on Wednesday."""
    clock.moment = local("2027-01-27 12:00")
    made = set_up(services, clock)
    send(made)
    return made


def send(tafel: Tafel) -> None:
    tafel.services.run_now(
        lambda tx: send_agenda(tx, tx.verzendingen.add(tafel.id, Soort.AGENDA, tafel.sanne.id, tx.now))
    )


def colleague(tafel: Tafel, naam: str, rol: Rol = Rol.ACTIEHOUDER, nr: int = 1) -> Persoon:
    """Of Lars."""
    return join(tafel.services, naam, rol, organisatie="Trajectum", chat_id=5_000_000_200 + nr)


def about(tafel: Tafel, what: Callable[..., Any], *more: Any) -> Any:
    """What that says of this bijeenkomst now."""
    return tafel.services.run_now(lambda tx: what(tx, tx.bijeenkomsten.get(tafel.id), *more))


def answer(tafel: Tafel, persoon: Persoon) -> Aanwezigheid | None:
    return tafel.services.run_now(lambda tx: tx.aanwezigheid.of(tafel.id).get(persoon.id))


def expected(tafel: Tafel, persoon: Persoon) -> bool:
    """Can this person say whether they come?"""
    try:
        tafel.services.run_now(come, tafel.id, persoon)
    except (UnknownBijeenkomst, OudeKnop):
        return False
    return True


def says(tafel: Tafel, naar: Persoon, bericht: str, **gegevens: Any) -> Samengesteld | None:
    told = a_bericht(bericht=bericht, gegevens={"bijeenkomst": tafel.id, **gegevens}, naar=naar.id)
    return tafel.services.run_now(compose, told)


def looks(tafel: Tafel) -> int:
    """What the tick does. Returns to how many people it says something."""
    return sum(tafel.services.run_now(look_at, id) for id in tafel.services.run_now(to_look_at))


def counted(tafel: Tafel, daad: str) -> int:
    """How often that was done."""
    lines = tafel.services.run_now(lambda tx: tx.audit.unsealed(1000))
    return sum(line.daad == daad for line in lines)


# Ik kom, Ik kom niet


def test_people_change_their_mind_until_it_begins(tafel: Tafel) -> None:
    tafel.services.run_now(come, tafel.id, tafel.bert)
    tafel.services.run_now(stay_away, tafel.id, tafel.bert)
    said = answer(tafel, tafel.bert)
    assert said is not None
    assert said.antwoord is NIET
    tafel.clock.moment = BEGINS - timedelta(minutes=1)
    tafel.services.run_now(come, tafel.id, tafel.bert)

    tafel.clock.moment = BEGINS
    with pytest.raises(BijeenkomstBegonnen):
        tafel.services.run_now(stay_away, tafel.id, tafel.bert)
    assert about(tafel, own_answer, tafel.bert).antwoord is KOMT


def test_a_double_tap_says_it_once(tafel: Tafel) -> None:
    in_processes(tafel.services, 2, lambda one, _: one.run_now(come, tafel.id, tafel.bert))

    assert counted(tafel, "komst_gezegd") == 1


@on_sqlite
def test_only_who_is_invited_says_whether_they_come(tafel: Tafel) -> None:
    for persoon in (tafel.tineke, tafel.sanne):
        with pytest.raises(UnknownBijeenkomst):
            tafel.services.run_now(come, tafel.id, persoon)
    off = replace(tafel.now, staat=Staat.AFGEZEGD)
    tafel.services.run_now(lambda tx: tx.bijeenkomsten.save(off))
    with pytest.raises(BijeenkomstAfgezegd):
        tafel.services.run_now(come, tafel.id, tafel.bert)


# Vervanger


def test_a_colleague_comes_instead_sees_what_the_other_would_and_hears_so(tafel: Tafel) -> None:
    joost = colleague(tafel, "Joost")
    assert not expected(tafel, joost)

    tafel.services.run_now(send_colleague, tafel.id, joost.id, tafel.lars)
    tafel.services.run_now(set_mandaat, tafel.id, joost.id, tafel.lars, mandaat=True, places=[tafel.lars.id])

    assert answer(tafel, tafel.lars) == replace(
        Aanwezigheid(tafel.id, tafel.lars.id, INSTEAD, joost.id, True), at=tafel.clock.moment
    )
    assert ("aanwezig_gevraagd", joost.id) in tafel.owed("aanwezig_gevraagd")
    assert ("agenda_deel", joost.id) in tafel.owed("agenda_deel")
    seen = tafel.services.run_now(lambda tx: tx.inzage.casussen_of(joost.id, tx.today))
    assert seen == [tafel.eerste]
    asked = says(tafel, joost, "aanwezig_gevraagd", voor=tafel.lars.id)
    assert asked is not None
    assert asked.inhoud["voor"] == tafel.lars
    assert expected(tafel, joost)


def test_who_is_chosen_anew_takes_the_place_and_the_first_is_not_expected(tafel: Tafel) -> None:
    joost, els = colleague(tafel, "Joost"), colleague(tafel, "Els", nr=2)
    tafel.services.run_now(send_colleague, tafel.id, joost.id, tafel.lars)

    tafel.services.run_now(send_colleague, tafel.id, els.id, tafel.lars)

    assert not expected(tafel, joost)
    assert tafel.owed("aanwezig_vervalt") == [("aanwezig_vervalt", joost.id)]
    assert tafel.services.run_now(lambda tx: tx.inzage.casussen_of(joost.id, tx.today)) == []
    assert tafel.id not in tafel.services.run_now(lambda tx: tx.verzendingen.received_by(joost.id))
    released = says(tafel, joost, "aanwezig_vervalt", voor=tafel.lars.id)
    assert released is not None
    assert not released.inhoud["ook"]
    with pytest.raises(OudeKnop):  # an answer about who was chosen before
        tafel.services.run_now(set_mandaat, tafel.id, joost.id, tafel.lars, mandaat=True, places=[tafel.lars.id])
    tafel.services.run_now(come, tafel.id, tafel.lars)
    assert not expected(tafel, els)


@on_sqlite
def test_who_need_not_come_here_still_sees_what_they_join_for_elsewhere(tafel: Tafel) -> None:
    """An MDO about the same casus, to which the vervanger was asked too."""
    joost = colleague(tafel, "Joost")
    later = local("2027-02-04 14:00")
    run = tafel.services.run_now
    mdo = run(plan_mdo, tafel.eerste, later, "Zeven Alleetjes 1", [joost.id, tafel.lars.id], tafel.sanne)
    run(lambda tx: send_agenda(tx, tx.verzendingen.add(mdo.id, Soort.AGENDA, tafel.sanne.id, tx.now)))
    run(send_colleague, tafel.id, joost.id, tafel.lars)

    run(come, tafel.id, tafel.lars)

    def sees(day: date) -> bool:
        return run(lambda tx: tx.inzage.holds(tafel.eerste, joost.id, day))

    assert tafel.owed("aanwezig_vervalt") == [("aanwezig_vervalt", joost.id)]
    assert sees(date(2027, 2, 4))


@on_sqlite
def test_a_vervanger_who_was_stopped_is_not_shown_as_coming(tafel: Tafel) -> None:
    joost = colleague(tafel, "Joost")
    tafel.services.run_now(send_colleague, tafel.id, joost.id, tafel.lars)

    def line() -> Any:
        shown = says(tafel, tafel.lars, "tafels")
        assert shown is not None
        return shown.inhoud["regels"][0]

    assert line().vervanger == joost
    tafel.services.run_now(lambda tx: tx.personen.revoke(joost.id))
    assert line().vervanger is None


@on_sqlite
def test_a_vervanger_who_cannot_come_leaves_the_question_open(tafel: Tafel) -> None:
    joost = colleague(tafel, "Joost")
    tafel.services.run_now(send_colleague, tafel.id, joost.id, tafel.lars)

    tafel.services.run_now(stay_away, tafel.id, joost)

    said = answer(tafel, tafel.lars)
    assert said is not None
    assert (said.antwoord, said.vervanger) == (None, None)
    assert tafel.owed("aanwezig_open") == [("aanwezig_open", tafel.lars.id)]
    told = says(tafel, tafel.sanne, "melding_vervanger_komt_niet", voor=tafel.lars.id, vervanger=joost.id)
    assert told is not None
    assert tafel.owed("melding_vervanger_komt_niet") == [("melding_vervanger_komt_niet", tafel.sanne.id)]
    assert says(tafel, tafel.bert, "melding_vervanger_komt_niet", voor=tafel.lars.id, vervanger=joost.id) is None
    tafel.services.run_now(send_colleague, tafel.id, joost.id, tafel.lars)  # asked again, they can
    assert expected(tafel, joost)
    assert says(tafel, tafel.sanne, "melding_vervanger_komt_niet", voor=tafel.lars.id, vervanger=joost.id) is None


@on_sqlite
def test_a_vervanger_can_send_another_who_comes_for_the_first(tafel: Tafel) -> None:
    joost, els = colleague(tafel, "Joost"), colleague(tafel, "Els", nr=2)
    tafel.services.run_now(send_colleague, tafel.id, joost.id, tafel.lars)

    with pytest.raises(KanNietKomen):
        tafel.services.run_now(send_colleague, tafel.id, tafel.lars.id, joost)
    tafel.services.run_now(send_colleague, tafel.id, els.id, joost)

    said = answer(tafel, tafel.lars)
    assert said is not None
    assert (said.antwoord, said.vervanger, said.mandaat) == (INSTEAD, els.id, None)
    assert not expected(tafel, joost)
    assert tafel.owed("aanwezig_gevonden") == [("aanwezig_gevonden", tafel.lars.id)]
    assert tafel.owed("aanwezig_vervalt") == []  # who said so themselves need not be told


@on_sqlite
@pytest.mark.parametrize("rol", [Rol.BEHEERDER, Rol.MANAGER])
def test_who_may_see_no_casus_comes_in_nobodys_place_where_casussen_are_talked_about(tafel: Tafel, rol: Rol) -> None:
    joost = colleague(tafel, "Joost", rol)

    assert str(joost.id) not in about(tafel, likely_vervangers, tafel.lars)
    assert about(tafel, lambda tx, one: find_vervanger(tx, "Joost", one, tafel.lars)) == Onduidelijk("kan_niet")
    with pytest.raises(KanNietKomen):
        tafel.services.run_now(send_colleague, tafel.id, joost.id, tafel.lars)
    assert not expected(tafel, joost)


@on_sqlite
def test_nobody_of_elsewhere_comes_instead_nor_who_said_no_themselves(tafel: Tafel) -> None:
    agent = join(
        tafel.services,
        "Pieter",
        Rol.ACTIEHOUDER,
        organisatie="Politie",
        tafels=frozenset({"topx-zwolle"}),
        chat_id=5_000_000_210,
    )
    tafel.services.run_now(stay_away, tafel.id, agent)

    for other in (tafel.tineke, agent, tafel.bert):
        with pytest.raises(KanNietKomen):
            tafel.services.run_now(send_colleague, tafel.id, other.id, tafel.bert)
    tafel.services.run_now(come, tafel.id, agent)
    tafel.services.run_now(send_colleague, tafel.id, agent.id, tafel.bert)
    tafel.services.run_now(stay_away, tafel.id, agent)
    assert tafel.owed("aanwezig_open") == [("aanwezig_open", tafel.bert.id)]


@on_sqlite
def test_who_was_stopped_comes_for_nobody(tafel: Tafel) -> None:
    joost = colleague(tafel, "Joost")
    tafel.services.run_now(send_colleague, tafel.id, joost.id, tafel.lars)
    tafel.services.run_now(lambda tx: tx.personen.revoke(joost.id))

    lacks = about(tafel, lacking)

    assert [(one.naam, one.waarom, one.casussen) for one in lacks if one.casussen] == [
        ("Trajectum", Ontbreekt.GEEN_VERVANGER, (tafel.eerste,))
    ]


@on_sqlite
def test_colleagues_are_offered_the_likely_ones_first_and_found_by_name(tafel: Tafel) -> None:
    joost, els, ab = (colleague(tafel, naam, nr=nr) for nr, naam in enumerate(("Joost", "Els", "Ab")))
    tafel.services.run_now(lambda tx: tx.personen.link(joost.id, None))

    offered = about(tafel, likely_vervangers, tafel.lars)
    found = [
        tafel.services.run_now(lambda tx, t=t: find_vervanger(tx, t, tx.bijeenkomsten.get(tafel.id), tafel.lars))
        for t in ("els", "lars", "trajectum", "Bert")
    ]

    assert offered == (str(els.id), str(ab.id), str(joost.id))
    assert [one.reden if isinstance(one, Onduidelijk) else one.naam for one in found] == [
        *("Els", "kan_niet", "meer", "onbekend")
    ]


# The contact of the organisation


def test_the_contact_says_who_comes_and_the_first_answer_counts(tafel: Tafel) -> None:
    fenna = colleague(tafel, "Fenna", rol=Rol.PARTNER)
    joost = colleague(tafel, "Joost", nr=2)

    for _ in range(2):
        assert tafel.services.run_now(ask_contacts, tafel.id, tafel.lars) == [fenna]
    assert tafel.owed("wie_komt_namens") == [("wie_komt_namens", fenna.id)]
    question = says(tafel, fenna, "wie_komt_namens", voor=tafel.lars.id)
    assert question is not None
    assert (question.inhoud["ik"], question.inhoud["collega"]) == (True, True)
    with pytest.raises(UnknownBijeenkomst):
        tafel.services.run_now(send_colleague, tafel.id, joost.id, tafel.bert, tafel.lars.id)
    tafel.services.run_now(send_colleague, tafel.id, joost.id, fenna, tafel.lars.id)

    assert tafel.owed("aanwezig_gevonden") == [("aanwezig_gevonden", tafel.lars.id)]
    assert says(tafel, fenna, "wie_komt_namens", voor=tafel.lars.id) is None
    with pytest.raises(OudeKnop):
        tafel.services.run_now(nobody_comes, tafel.id, tafel.lars.id, fenna)
    assert expected(tafel, joost)


def test_two_contacts_who_choose_together_send_one_colleague(tafel: Tafel) -> None:
    contacts = [colleague(tafel, naam, Rol.PARTNER, nr) for naam, nr in (("Fenna", 1), ("Wim", 2))]
    colleagues = [colleague(tafel, naam, nr=nr) for nr, naam in enumerate(("Joost", "Els"), 3)]
    tafel.services.run_now(ask_contacts, tafel.id, tafel.lars)

    came = in_processes(
        tafel.services,
        2,
        lambda one, n: one.run_now(send_colleague, tafel.id, colleagues[n].id, contacts[n], tafel.lars.id),
    )

    assert sum(isinstance(one, OudeKnop) for one in came) == 1
    assert len(tafel.owed("aanwezig_gevraagd")) == 1


@on_sqlite
def test_when_the_contact_knows_nobody_who_leads_hears_it(tafel: Tafel) -> None:
    fenna = colleague(tafel, "Fenna", rol=Rol.PARTNER)
    tafel.services.run_now(ask_contacts, tafel.id, tafel.lars)

    tafel.services.run_now(nobody_comes, tafel.id, tafel.lars.id, fenna)

    assert tafel.owed("aanwezig_open") == [("aanwezig_open", tafel.lars.id)]
    assert says(tafel, tafel.sanne, "melding_vervanger_komt_niet", voor=tafel.lars.id, vervanger=None) is not None
    said = answer(tafel, tafel.lars)
    assert said is not None
    assert said.antwoord is NIET


@on_sqlite
def test_without_a_contact_who_leads_hears_it_at_once(tafel: Tafel) -> None:
    assert tafel.services.run_now(ask_contacts, tafel.id, tafel.lars) == []

    assert tafel.owed("melding_vervanger_komt_niet") == [("melding_vervanger_komt_niet", tafel.sanne.id)]


# 48 hours before


def test_two_working_days_before_who_leads_hears_once_who_is_lacking(tafel: Tafel) -> None:
    tafel.services.run_now(come, tafel.id, tafel.bert)
    tafel.clock.moment = FRIDAY - timedelta(minutes=1)
    assert looks(tafel) == 0
    tafel.clock.moment = FRIDAY

    found = in_processes(tafel.services, 2, lambda one, _: one.run_now(look_at, tafel.id))

    assert sorted(found) == [0, 1]
    assert tafel.services.run_now(to_look_at) == []
    assert tafel.owed("melding_aanwezigheid") == [("melding_aanwezigheid", tafel.sanne.id)]
    told = says(tafel, tafel.sanne, "melding_aanwezigheid")
    assert told is not None
    lines = {(line.naam, line.waarom, line.casussen) for line in told.inhoud["gemis"]}
    assert ("Trajectum", Ontbreekt.GEEN_ANTWOORD, (tafel.eerste,)) in lines
    assert ("Gemeente Kampen", Ontbreekt.GEEN_ANTWOORD, ()) in lines
    assert ("Openbaar Ministerie", Ontbreekt.NIEMAND, ()) in lines
    assert "Politie" not in {line.naam for line in told.inhoud["gemis"]}
    assert told.draagt_casus
    assert [toont.casus for toont in told.toont] == [tafel.eerste]
    assert says(tafel, tafel.bert, "melding_aanwezigheid") is None


@on_sqlite
def test_it_waits_for_the_window_and_for_an_agenda(services: Services, clock: MovableClock) -> None:
    clock.moment = local("2027-01-27 12:00")
    tafel = set_up(services, clock)
    clock.moment = FRIDAY
    assert looks(tafel) == 0  # nobody was told yet

    clock.moment = local("2027-02-01 15:00")
    send(tafel)
    for moment, told in (("2027-02-01 17:00", 0), ("2027-02-02 07:59", 0), ("2027-02-02 08:00", 1)):
        clock.moment = local(moment)
        assert looks(tafel) == told


@on_sqlite
def test_a_moved_one_is_looked_at_anew(tafel: Tafel) -> None:
    tafel.clock.moment = FRIDAY
    assert looks(tafel) == 1
    wednesday = local("2027-02-10 09:30")
    tafel.services.run_now(come, tafel.id, tafel.bert)
    tafel.services.run_now(move_bijeenkomst, tafel.id, wednesday, tafel.now.waar, tafel.sanne, tafel.now.volgnummer)

    said = answer(tafel, tafel.bert)
    assert said is not None
    assert said.antwoord is None
    tafel.clock.moment = local("2027-02-05 12:00")
    assert looks(tafel) == 0
    tafel.clock.moment = local("2027-02-08 09:30")
    assert looks(tafel) == 1
    assert looks(tafel) == 0


@on_sqlite
def test_who_took_over_hears_it(tafel: Tafel) -> None:
    ruud = join(tafel.services, "Ruud", Rol.MAKELAAR, organisatie=HUIS, chat_id=5_000_000_220)
    handed = Overdracht(tafel.sanne.id, ruud.id, date(2027, 1, 27), date(2027, 2, 5))
    tafel.services.run_now(hand_over, handed, tafel.sanne)
    tafel.clock.moment = FRIDAY

    assert looks(tafel) == 1

    told = a_bericht(bericht="melding_aanwezigheid", gegevens={"bijeenkomst": tafel.id}, naar=tafel.sanne.id)
    assert tafel.services.run_now(lambda tx: addressed(tx, told)).naar == ruud.id
    assert says(tafel, ruud, "melding_aanwezigheid") is not None


# Stuur herinnering, and who comes


def test_who_has_not_answered_is_asked_again_once_a_day(tafel: Tafel) -> None:
    joost = colleague(tafel, "Joost")
    tafel.services.run_now(send_colleague, tafel.id, joost.id, tafel.lars)
    tafel.services.run_now(come, tafel.id, tafel.bert)

    first, second = (tafel.services.run_now(remind, tafel.id, tafel.sanne) for _ in range(2))

    assert (first.gevraagd, first.vandaag_al, first.niet) == (2, 0, [])
    assert (second.gevraagd, second.vandaag_al) == (0, 2)
    assert sorted(tafel.owed("komt_u")) == sorted([("komt_u", tafel.kim.id), ("komt_u", joost.id)])
    assert says(tafel, tafel.kim, "komt_u") is not None
    tafel.services.run_now(come, tafel.id, tafel.kim)
    assert says(tafel, tafel.kim, "komt_u") is None  # it was answered before it left
    tafel.clock.moment += timedelta(days=1)
    assert tafel.services.run_now(remind, tafel.id, tafel.sanne).gevraagd == 1
    tafel.services.run_now(come, tafel.id, joost)
    assert tafel.services.run_now(remind, tafel.id, tafel.sanne).vandaag_al == 0
    with pytest.raises(UnknownBijeenkomst):
        tafel.services.run_now(remind, tafel.id, tafel.bert)


@on_sqlite
def test_who_was_not_told_of_it_is_not_reminded(services: Services, clock: MovableClock) -> None:
    clock.moment = local("2027-01-27 12:00")
    tafel = set_up(services, clock)

    tafel.services.run_now(remind, tafel.id, tafel.sanne)

    assert tafel.owed("komt_u") == [("komt_u", tafel.bert.id)]


@on_sqlite
def test_who_leads_sees_everybody_by_what_they_said_and_with_sixty_the_first(tafel: Tafel) -> None:
    joost = colleague(tafel, "Joost")
    tafel.services.run_now(send_colleague, tafel.id, joost.id, tafel.lars)
    tafel.services.run_now(stay_away, tafel.id, tafel.kim)
    seat = {"organisatie": "Politie", "tafels": frozenset({"topx-zwolle"})}
    for nr in range(60):
        join(tafel.services, f"Agent {nr}", Rol.ACTIEHOUDER, **seat)

    told = says(tafel, tafel.sanne, "wie_komt")

    assert told is not None
    groups = {naam: (aantal, [one.persoon.naam for one in people]) for naam, aantal, people in told.inhoud["groepen"]}
    assert groups["vervanger"] == (1, ["Lars"])
    assert groups["niet"] == (1, ["Kim"])
    assert groups["open"][0] == 61
    assert told.inhoud["meer"] == 61 - len(groups["open"][1])
    assert len(about(tafel, answers)) == 63
    with pytest.raises(UnknownBijeenkomst):
        says(tafel, tafel.bert, "wie_komt")


@on_sqlite
def test_nothing_is_owed_twice_for_one_choice(tafel: Tafel) -> None:
    joost = colleague(tafel, "Joost")
    for _ in range(2):
        tafel.services.run_now(send_colleague, tafel.id, joost.id, tafel.lars)

    assert [row.bericht for row in owed(tafel.services) if row.persoon_id == joost.id] == [
        "aanwezig_gevraagd",
        "agenda_deel",
    ]


@on_sqlite
def test_who_comes_for_somebody_who_is_stopped_need_not_and_sees_no_more(tafel: Tafel) -> None:
    joost = colleague(tafel, "Joost")
    tafel.services.run_now(send_colleague, tafel.id, joost.id, tafel.lars)
    assert tafel.services.run_now(lambda tx: tx.inzage.holds(tafel.eerste, joost.id, tx.today))

    tafel.services.run_now(revoke_persoon, tafel.lars)

    assert tafel.owed("aanwezig_vervalt") == [("aanwezig_vervalt", joost.id)]
    assert says(tafel, joost, "aanwezig_vervalt", voor=tafel.lars.id) is not None
    assert not tafel.services.run_now(lambda tx: tx.inzage.holds(tafel.eerste, joost.id, tx.today))


@on_sqlite
def test_when_a_vervanger_is_stopped_the_place_is_open_again_and_that_is_heard(tafel: Tafel) -> None:
    joost = colleague(tafel, "Joost")
    tafel.services.run_now(send_colleague, tafel.id, joost.id, tafel.lars)
    tafel.services.run_now(come, tafel.id, joost)

    tafel.services.run_now(revoke_persoon, joost)

    assert tafel.owed("aanwezig_open", "melding_vervanger_komt_niet") == [
        ("aanwezig_open", tafel.lars.id),
        ("melding_vervanger_komt_niet", tafel.sanne.id),
    ]
    said = answer(tafel, tafel.lars)
    assert said is not None
    assert said.antwoord is None
    assert says(tafel, tafel.lars, "aanwezig_open", vervanger=joost.id) is not None
    told = says(tafel, tafel.sanne, "melding_vervanger_komt_niet", voor=tafel.lars.id, vervanger=joost.id)
    assert told is not None


@on_sqlite
def test_who_cancels_after_the_makelaar_heard_who_is_lacking_is_told_too(tafel: Tafel) -> None:
    for persoon in (tafel.bert, tafel.kim, tafel.lars):
        tafel.services.run_now(come, tafel.id, persoon)
    tafel.services.run_now(stay_away, tafel.id, tafel.kim)
    assert tafel.owed("melding_vervanger_komt_niet") == [], "it will be in what the makelaar hears"
    tafel.clock.moment = FRIDAY
    looks(tafel)

    tafel.clock.moment = local("2027-02-01 15:00")
    tafel.services.run_now(stay_away, tafel.id, tafel.bert)
    tafel.services.run_now(stay_away, tafel.id, tafel.bert)

    assert tafel.owed("melding_vervanger_komt_niet") == [("melding_vervanger_komt_niet", tafel.sanne.id)]
    told = says(tafel, tafel.sanne, "melding_vervanger_komt_niet", voor=tafel.bert.id, vervanger=None)
    assert told is not None
    shown = read_text(render(told.bericht, told.inhoud).tekst, "HTML").text
    assert shown.startswith("Bert, Politie kan niet komen, en er is geen vervanger: ")
    assert shown.endswith("\nEr komt nu niemand voor in de plaats.")


@on_sqlite
def test_a_vervanger_who_says_no_twice_hears_that_it_is_settled(tafel: Tafel) -> None:
    joost = colleague(tafel, "Joost")
    tafel.services.run_now(send_colleague, tafel.id, joost.id, tafel.lars)
    tafel.services.run_now(stay_away, tafel.id, joost)

    with pytest.raises(OudeKnop):
        tafel.services.run_now(stay_away, tafel.id, joost)
    with pytest.raises(UnknownBijeenkomst):
        tafel.services.run_now(stay_away, tafel.id, tafel.tineke)


@on_sqlite
def test_who_links_after_the_agenda_went_out_hears_where_to_find_it(tafel: Tafel) -> None:
    def hears(persoon: Persoon) -> bool:
        linked = says(tafel, persoon, "gekoppeld")
        assert linked is not None
        return linked.inhoud["bijeenkomsten"]

    assert (hears(tafel.bert), hears(tafel.lars), hears(tafel.tineke)) == (True, True, False)
