"""What happens with an afspraak when people act, and who hears of it?"""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.domain.afspraak import Afspraak, AfspraakId, AlAfgehandeld, TerugdraaienTeLaat
from bot.domain.bericht import Baan
from bot.domain.deadline import DeadlineGeenWerkdag, DeadlineTeVer, DeadlineVoorbij
from bot.domain.errors import DomainError, UnknownAfspraak, UnknownCasus, UnknownPersoon
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie, new_referentie
from bot.services import Services
from bot.usecases.afspraken import (
    HerinneringAlGestuurd,
    confirm_afspraak,
    held_afspraak,
    just_answered,
    log_afspraak,
    remind_by_hand,
    start_afspraak,
    undo_answer,
)
from bot.usecases.casussen import new_casus, recent_casussen
from bot.usecases.personen import revoke_persoon
from storage.tables import AfspraakRow, AuditRow
from tests.builders import agree, in_threads, join, owed
from tests.conftest import MovableClock
from tests.usecases.conftest import People

TUESDAY = date(2027, 2, 9)


def log(
    services: Services, door: Persoon, wie: Persoon, referentie: Referentie, deadline: date = TUESDAY, bron: str = "b"
) -> Afspraak:
    return services.run_now(log_afspraak, referentie, SafeText("intake plannen"), wie.id, deadline, door, bron)


def told(services: Services, bericht: str) -> list[int | None]:
    return [row.persoon_id for row in owed(services) if row.bericht == bericht]


def new_person_id(services: Services) -> PersoonId:
    return PersoonId(max(services.run_now(lambda tx: [p.id for p in tx.personen.all()])) + 1)


@pytest.fixture
def casus(services: Services, people: People) -> Referentie:
    return services.run_now(new_casus, "Zwolle", "topx-zwolle", people.marijke).referentie


def test_the_actiehouder_is_told_at_once(services: Services, people: People, casus: Referentie) -> None:
    afspraak = log(services, people.marijke, people.tineke, casus)
    (row,) = owed(services)
    assert (row.bericht, row.persoon_id, row.baan, row.afspraak_id) == (
        "nieuwe_actie",
        people.tineke.id,
        Baan.NIEUWS,
        afspraak.id,
    )
    assert "intake" not in repr(row), "no text of a message is ever stored"


def test_another_gemeentes_makelaar_gets_exactly_what_a_missing_casus_gives(
    services: Services, people: People, casus: Referentie
) -> None:
    refusals = []
    for referentie in (casus, new_referentie()):
        with pytest.raises(UnknownCasus) as refused:
            log(services, people.dirk, people.tineke, referentie)
        refusals.append((type(refused.value), refused.value.bericht, refused.value.gegevens, str(refused.value)))
    assert refusals[0] == refusals[1]


@pytest.mark.parametrize("who", ["tineke", "noor"])
def test_who_is_no_makelaar_logs_nothing(services: Services, people: People, casus: Referentie, who: str) -> None:
    with pytest.raises(UnknownCasus):
        log(services, getattr(people, who), people.tineke, casus)
    assert owed(services) == []


def test_a_makelaar_who_left_logs_nothing(services: Services, people: People, casus: Referentie) -> None:
    gone = services.run_now(revoke_persoon, people.marijke)
    with pytest.raises(UnknownCasus):
        log(services, gone, people.tineke, casus)


def test_only_an_actiehouder_gets_an_actie(services: Services, people: People, casus: Referentie) -> None:
    gone = services.run_now(revoke_persoon, join(services, "Weg", Rol.ACTIEHOUDER))
    for wie in (people.noor.id, people.dirk.id, gone.id, new_person_id(services)):
        with pytest.raises(UnknownPersoon):
            services.run_now(log_afspraak, casus, SafeText("x"), wie, TUESDAY, people.marijke, "b")


@pytest.mark.parametrize(
    ("deadline", "refusal"),
    [
        (date(2027, 5, 7), DeadlineGeenWerkdag),  # the house is closed
        (date(2027, 12, 24), DeadlineGeenWerkdag),  # every year
        (date(2027, 2, 6), DeadlineGeenWerkdag),
        (date(2027, 3, 29), DeadlineGeenWerkdag),
        (date(2027, 1, 29), DeadlineVoorbij),
        (date(2028, 2, 29), DeadlineTeVer),
    ],
)
def test_a_day_that_will_not_do_is_refused(
    services: Services, people: People, casus: Referentie, deadline: date, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        log(services, people.marijke, people.tineke, casus, deadline)


def test_today_will_do_even_in_the_evening(
    services: Services, people: People, casus: Referentie, clock: MovableClock
) -> None:
    clock.moment += timedelta(hours=14, minutes=59)  # 23:59
    log(services, people.marijke, people.tineke, casus, date(2027, 2, 1))


def test_the_same_card_logs_one_afspraak(services: Services, people: People, casus: Referentie) -> None:
    log(services, people.marijke, people.tineke, casus, bron="kaart")
    in_threads(3, lambda _: log(services, people.marijke, people.tineke, casus, bron="kaart"))
    assert len(services.run_now(lambda tx: list(tx.connection.execute(select(AfspraakRow))))) == 1
    assert told(services, "nieuwe_actie") == [people.tineke.id]


def test_who_made_the_casus_goes_on_after_the_gemeente_went_to_a_colleague(services: Services, people: People) -> None:
    everywhere = join(services, "Els", Rol.MAKELAAR, organisatie="Veiligheidshuis IJsselland")
    casus = services.run_now(new_casus, "Deventer", "topx-deventer", everywhere).referentie
    log(services, everywhere, people.tineke, casus)
    log(services, people.dirk, people.tineke, casus, bron="b2")


def test_a_casus_is_made_only_for_an_own_gemeente_at_one_of_its_tables(services: Services, people: People) -> None:
    for gemeente, tafel in [
        ("Deventer", "topx-deventer"),
        ("Zwolle", "topx-deventer"),
        ("Zwolle", "netwerktafel"),
        ("Zwolle", "x"),
    ]:
        with pytest.raises(UnknownCasus):
            services.run_now(new_casus, gemeente, tafel, people.marijke)


def test_recent_casussen_are_the_newest_of_the_own_gemeenten(
    services: Services, people: People, clock: MovableClock
) -> None:
    made = []
    for _ in range(10):
        clock.moment += timedelta(minutes=1)
        made.append(services.run_now(new_casus, "Zwolle", "topx-zwolle", people.marijke).referentie)
    services.run_now(new_casus, "Deventer", "topx-deventer", people.dirk)
    offered = [casus.referentie for casus in services.run_now(recent_casussen, people.marijke)]
    assert offered == made[:1:-1]


def test_gedaan_tells_the_makelaars_of_the_gemeente_only(services: Services, people: People) -> None:
    colleague = join(
        services, "Mo", Rol.MAKELAAR, organisatie="Veiligheidshuis IJsselland", gemeenten=frozenset({"Zwolle"})
    )
    afspraak = agree(services, people.marijke, people.tineke, TUESDAY)
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    assert sorted(told(services, "melding_gedaan")) == sorted([people.marijke.id, colleague.id])


def test_where_nobody_has_the_gemeente_who_made_the_casus_hears(services: Services, people: People) -> None:
    els = join(services, "Els", Rol.MAKELAAR, organisatie="Veiligheidshuis IJsselland")
    casus = services.run_now(new_casus, "Ommen", "topx-zwolle", els)
    afspraak = log(services, els, people.tineke, casus.referentie)
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    assert told(services, "melding_gedaan") == [els.id]


def test_where_neither_is_there_any_more_all_makelaars_hear(services: Services, people: People) -> None:
    els = join(services, "Els", Rol.MAKELAAR, organisatie="Veiligheidshuis IJsselland")
    casus = services.run_now(new_casus, "Ommen", "topx-zwolle", els)
    afspraak = log(services, els, people.tineke, casus.referentie)
    services.run_now(revoke_persoon, els)
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    assert sorted(told(services, "melding_gedaan")) == sorted([people.marijke.id, people.dirk.id])


def test_who_does_the_own_actie_is_not_told_so(services: Services, people: People) -> None:
    both = join(
        services,
        "Bo",
        Rol.MAKELAAR,
        Rol.ACTIEHOUDER,
        organisatie="Veiligheidshuis IJsselland",
        gemeenten=frozenset({"Zwolle"}),
    )
    afspraak = agree(services, people.marijke, both, TUESDAY)
    services.run_now(confirm_afspraak, afspraak.id, both)
    assert told(services, "melding_gedaan") == [people.marijke.id]


def test_undoing_tells_again_and_each_turn_anew(services: Services, people: People) -> None:
    afspraak = agree(services, people.marijke, people.tineke, TUESDAY)
    for _ in range(3):
        services.run_now(confirm_afspraak, afspraak.id, people.tineke)
        services.run_now(undo_answer, afspraak.id, people.tineke)
    assert told(services, "melding_gedaan") == [people.marijke.id] * 3
    assert told(services, "melding_weer_open") == [people.marijke.id] * 3


def test_undoing_bezig_tells_nobody(services: Services, people: People) -> None:
    afspraak = agree(services, people.marijke, people.tineke, TUESDAY)
    services.run_now(start_afspraak, afspraak.id, people.tineke)
    services.run_now(undo_answer, afspraak.id, people.tineke)
    assert {row.bericht for row in owed(services)} == {"nieuwe_actie"}


def test_two_taps_on_gedaan_are_one(services: Services, people: People) -> None:
    afspraak = agree(services, people.marijke, people.tineke, TUESDAY)
    came = in_threads(4, lambda _: services.run_now(confirm_afspraak, afspraak.id, people.tineke))
    assert sorted(type(outcome).__name__ for outcome in came) == ["Afspraak", *["AlAfgehandeld"] * 3]
    assert told(services, "melding_gedaan") == [people.marijke.id]


def test_taken_back_after_ten_minutes_is_refused_and_nothing_changes(
    services: Services, people: People, clock: MovableClock
) -> None:
    afspraak = agree(services, people.marijke, people.tineke, TUESDAY)
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    clock.moment += timedelta(minutes=10, seconds=1)
    with pytest.raises(TerugdraaienTeLaat):
        services.run_now(undo_answer, afspraak.id, people.tineke)
    assert not services.run_now(lambda tx: tx.afspraken.get(afspraak.id)).is_open
    assert told(services, "melding_weer_open") == []


@pytest.mark.parametrize("deed", [confirm_afspraak, start_afspraak, undo_answer, held_afspraak])
def test_for_somebody_else_it_is_as_if_it_did_not_exist(services: Services, people: People, deed: object) -> None:
    other = join(services, "Piet", Rol.ACTIEHOUDER, organisatie="Politie")
    afspraak = agree(services, people.marijke, people.tineke, TUESDAY)
    for id, who in [(afspraak.id, other), (afspraak.id, people.marijke), (AfspraakId(10**6), people.tineke)]:
        with pytest.raises(UnknownAfspraak) as refused:
            services.run_now(deed, id, who)  # type: ignore[arg-type]
        assert refused.value.gegevens == {}


def test_a_reminder_by_hand_goes_once_a_day(services: Services, people: People, clock: MovableClock) -> None:
    afspraak = agree(services, people.marijke, people.tineke, TUESDAY)
    assert services.run_now(remind_by_hand, afspraak.id, people.marijke).id == people.tineke.id
    with pytest.raises(HerinneringAlGestuurd):
        services.run_now(remind_by_hand, afspraak.id, people.marijke)
    clock.moment += timedelta(days=1)
    services.run_now(remind_by_hand, afspraak.id, people.marijke)
    assert told(services, "herinnering") == [people.tineke.id] * 2


def test_a_reminder_by_hand_is_the_watching_makelaars_and_only_while_it_is_open(
    services: Services, people: People
) -> None:
    afspraak = agree(services, people.marijke, people.tineke, TUESDAY)
    for who in (people.dirk, people.tineke, people.noor):
        with pytest.raises(UnknownAfspraak):
            services.run_now(remind_by_hand, afspraak.id, who)
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    with pytest.raises(AlAfgehandeld):
        services.run_now(remind_by_hand, afspraak.id, people.marijke)
    with pytest.raises(UnknownAfspraak):
        services.run_now(remind_by_hand, afspraak.id, people.dirk)


def test_the_last_answer_is_known_as_long_as_it_can_be_taken_back(
    services: Services, people: People, clock: MovableClock
) -> None:
    first = agree(services, people.marijke, people.tineke, TUESDAY)
    second = agree(services, people.marijke, people.tineke, TUESDAY)
    services.run_now(confirm_afspraak, first.id, people.tineke)
    clock.moment += timedelta(minutes=1)
    services.run_now(start_afspraak, second.id, people.tineke)
    last = services.run_now(just_answered, people.tineke)
    assert last is not None and last.id == second.id
    clock.moment += timedelta(minutes=11)
    assert services.run_now(just_answered, people.tineke) is None


def test_answers_are_written_in_the_audit_trail_without_a_text(services: Services, people: People) -> None:
    afspraak = agree(services, people.marijke, people.tineke, TUESDAY, "geheime tekst")
    services.run_now(start_afspraak, afspraak.id, people.tineke)
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    services.run_now(undo_answer, afspraak.id, people.tineke)
    rows = services.run_now(lambda tx: list(tx.connection.execute(select(AuditRow).order_by(AuditRow.id))))
    assert [row.daad for row in rows][-4:] == [
        "afspraak_vastgelegd",
        "afspraak_bezig",
        "afspraak_gedaan",
        "antwoord_teruggedraaid",
    ]
    assert "geheim" not in "".join(repr(row) for row in rows)
