"""Does the policy hold where data is fetched: grants, the convenant, closing a casus, stopping somebody's access?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from bot.domain.afspraak import Afspraak
from bot.domain.afwezigheid import Afwezigheid
from bot.domain.binnenkomst import Binnenkomst, Soort
from bot.domain.errors import DomainError, OudeKnop, UnknownAfspraak, UnknownCasus, UnknownPersoon
from bot.domain.persoon import Persoon, Rol
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from bot.domain.regio import Regio
from bot.handlers.router import handle
from bot.services import Services
from bot.usecases.afspraken import confirm_afspraak, held_afspraak, log_afspraak, seen_afspraak
from bot.usecases.casussen import casusbeeld, casussen_to_see, new_casus, see_casus
from bot.usecases.herinneringen import due_now, plan_due
from bot.usecases.invoer import Onduidelijk, find_actiehouder, find_casus, likely_actiehouders, read_line
from bot.usecases.ochtend import morning
from bot.usecases.regios import load_regio
from bot.usecases.toegang import (
    EigenToegang,
    LaatsteBeheerder,
    find_to_stop,
    people_to_stop,
    person_to_stop,
    stop_toegang,
)
from bot.usecases.toewijzing import grant, held_by, watched_by
from storage.store import Store
from storage.tables import AuditRow, InzageRow
from tests.builders import agree, an_update, close, join, owed
from tests.conftest import MovableClock
from tests.domain.test_toegang import without_convenant
from tests.usecases.conftest import People, on_sqlite

DEADLINE = date(2027, 2, 9)
HUIS = "Veiligheidshuis IJsselland"
UNKNOWN = Referentie("H4C-8RM-A")


def log(services: Services, casus: Referentie, door: Persoon, wie: Persoon, deadline: date = DEADLINE) -> Afspraak:
    bron = f"{casus}{wie.id}{deadline}"
    return services.run_now(log_afspraak, casus, SafeText("bellen"), wie.id, deadline, door, bron)


def refused(services: Services, *act: Any) -> tuple[object, ...]:
    """The refusal, as far as a person could tell it from another."""
    with pytest.raises(DomainError) as error:
        services.run_now(*act)
    return type(error.value), error.value.bericht, error.value.gegevens, str(error.value)


def audited(services: Services, daad: str) -> list[tuple[int | None, str]]:
    query = select(AuditRow.persoon_id, AuditRow.object).where(AuditRow.daad == daad)
    return services.run_now(lambda tx: [tuple(row) for row in tx.connection.execute(query)])


def told(services: Services, bericht: str) -> list[int | None]:
    return sorted(row.persoon_id for row in owed(services) if row.bericht == bericht and row.staat == "wacht")


@pytest.fixture
def casus(services: Services, people: People) -> Referentie:
    return services.run_now(new_casus, "Zwolle", "topx-zwolle", people.marijke).referentie


# A grant


def test_who_gets_an_actie_sees_the_casus_until_thirty_days_after_its_deadline(
    services: Services, people: People, casus: Referentie, clock: MovableClock
) -> None:
    afspraak = log(services, casus, people.marijke, people.tineke)
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    clock.moment += timedelta(days=8 + 30)  # 11 March: the last day
    services.run_now(see_casus, casus, people.tineke)
    clock.moment += timedelta(days=1)
    assert refused(services, see_casus, casus, people.tineke) == refused(services, see_casus, UNKNOWN, people.tineke)


def test_an_open_actie_shows_its_casus_however_long_it_stays_open(
    services: Services, people: People, casus: Referentie, clock: MovableClock
) -> None:
    afspraak = log(services, casus, people.marijke, people.tineke)
    clock.moment += timedelta(days=100)
    services.run_now(see_casus, casus, people.tineke)
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    clock.moment += timedelta(days=30)
    services.run_now(see_casus, casus, people.tineke)
    clock.moment += timedelta(days=1)
    with pytest.raises(UnknownCasus):
        services.run_now(see_casus, casus, people.tineke)


def test_a_grant_is_moved_further_and_never_back(services: Services, people: People, casus: Referentie) -> None:
    for day in (10, 20, 15):
        services.run_now(grant, casus, people.tineke, date(2027, 3, day), people.marijke)
    (row,) = services.run_now(lambda tx: list(tx.connection.execute(select(InzageRow))))
    assert (row.casus, row.persoon_id, row.tot, row.made_by) == (
        casus,
        people.tineke.id,
        date(2027, 3, 20),
        people.marijke.id,
    )


def test_a_grant_is_of_one_casus_and_one_person(services: Services, people: People, casus: Referentie) -> None:
    fenna = join(services, "Fenna", Rol.PARTNER, organisatie="Limor")
    other = services.run_now(new_casus, "Zwolle", "topx-zwolle", people.marijke).referentie
    services.run_now(grant, casus, fenna, DEADLINE, people.marijke)
    services.run_now(see_casus, casus, fenna)
    for who, which in [(fenna, other), (people.tineke, casus), (people.noor, casus), (people.dirk, casus)]:
        with pytest.raises(UnknownCasus):
            services.run_now(see_casus, which, who)


@pytest.mark.parametrize("rol", [Rol.BEHEERDER, Rol.MANAGER])
def test_a_grant_is_worth_nothing_to_who_has_no_part_in_cases(
    services: Services, people: People, casus: Referentie, rol: Rol
) -> None:
    persoon = join(services, "Hilde", rol, organisatie=HUIS)
    services.run_now(grant, casus, persoon, DEADLINE, people.marijke)
    with pytest.raises(UnknownCasus):
        services.run_now(see_casus, casus, persoon)


# What somebody sees of a casus


def test_the_makelaar_sees_all_of_it_and_others_their_own_part(
    services: Services, people: People, casus: Referentie
) -> None:
    joris = join(services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie")
    first, own = log(services, casus, people.marijke, people.tineke), log(services, casus, people.marijke, joris)
    services.run_now(confirm_afspraak, log(services, casus, people.marijke, joris, date(2027, 2, 12)).id, joris)

    whole = services.run_now(casusbeeld, casus, people.marijke)
    part = services.run_now(casusbeeld, casus, joris)

    assert (whole.hele, [regel.id for regel in whole.regels], whole.gedaan) == (True, [first.id, own.id], 1)
    assert (part.hele, [regel.id for regel in part.regels], part.gedaan, part.makelaar) == (
        False,
        [own.id],
        1,
        "Marijke",
    )
    assert services.run_now(casusbeeld, casus, people.tineke).gedaan == 0


def test_who_looked_at_a_casus_is_written_down_and_who_was_refused_saw_nothing(
    services: Services, people: People, casus: Referentie
) -> None:
    services.run_now(see_casus, casus, people.marijke)
    with pytest.raises(UnknownCasus):
        services.run_now(see_casus, casus, people.dirk)
    assert audited(services, "casus_bekeken") == [(people.marijke.id, f"casus {casus}")]


def test_a_casus_is_offered_to_whom_it_exists(
    services: Services, people: People, casus: Referentie, clock: MovableClock
) -> None:
    fenna = join(services, "Fenna", Rol.PARTNER, organisatie="Limor")
    services.run_now(grant, casus, fenna, DEADLINE, people.marijke)
    log(services, casus, people.marijke, people.tineke)
    for who in (people.marijke, people.tineke, fenna):
        assert services.run_now(casussen_to_see, who) == [casus]
    for who in (people.dirk, people.noor, join(services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie")):
        assert services.run_now(casussen_to_see, who) == []
    clock.moment += timedelta(days=20)
    assert services.run_now(casussen_to_see, fenna) == []


# A closed casus


def test_a_closed_casus_is_named_closed_to_its_makelaar_and_is_nothing_to_others(
    services: Services, people: People, casus: Referentie
) -> None:
    services.run_now(close, casus)
    closed = Onduidelijk("gesloten", gegevens={"referentie": casus})
    assert services.run_now(find_casus, casus, people.marijke) == closed
    assert services.run_now(read_line, f"{casus} Tactus vrijdag: x", people.marijke).onduidelijk["casus"] == closed
    for who in (people.dirk, people.tineke, people.noor):
        assert refused(services, see_casus, casus, who) == refused(services, see_casus, UNKNOWN, who)
    assert services.run_now(find_casus, casus, people.dirk) == Onduidelijk("onbekend")


# The convenant


def test_without_convenant_nobody_can_be_chosen(
    services: Services, people: People, casus: Referentie, ijsselland: Regio
) -> None:
    joris = join(services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie")
    services.run_now(load_regio, without_convenant(ijsselland, "Tactus", "Limor"))
    said = Onduidelijk("convenant", gegevens={"organisatie": "Tactus"})
    for typed in ("Tineke", "tactus", "Tactus (FACT)"):
        assert services.run_now(find_actiehouder, typed) == said
        assert services.run_now(read_line, f"{casus} {typed} vrijdag: x", people.marijke).onduidelijk["wie"] == said
    assert services.run_now(find_actiehouder, "Limor") == Onduidelijk("convenant", gegevens={"organisatie": "Limor"})
    known = services.run_now(lambda tx: tx.casussen.get(casus))
    for at in (None, known):
        assert services.run_now(likely_actiehouders, at) == (str(joris.id),)
    with pytest.raises(UnknownPersoon):
        log(services, casus, people.marijke, people.tineke)


def test_when_the_convenant_is_withdrawn_open_acties_are_gone_for_the_actiehouder_and_not_for_the_makelaar(
    services: Services, people: People, casus: Referentie, ijsselland: Regio, clock: MovableClock
) -> None:
    afspraak = log(services, casus, people.marijke, people.tineke)
    services.run_now(load_regio, without_convenant(ijsselland, "Tactus"))

    assert services.run_now(held_by, people.tineke) == []
    for act in (confirm_afspraak, held_afspraak, seen_afspraak):
        with pytest.raises(UnknownAfspraak):
            services.run_now(act, afspraak.id, people.tineke)
    assert refused(services, see_casus, casus, people.tineke) == refused(services, see_casus, UNKNOWN, people.tineke)
    clock.moment += timedelta(days=8)
    for batch in services.run_now(due_now):
        assert services.run_now(plan_due, batch).herinneringen == 0
    assert [a.id for a in services.run_now(watched_by, people.marijke)] == [afspraak.id]


def test_the_makelaar_works_for_the_house_whether_or_not_that_signed(
    services: Services, people: People, casus: Referentie, ijsselland: Regio
) -> None:
    services.run_now(load_regio, without_convenant(ijsselland, HUIS))
    services.run_now(see_casus, casus, people.marijke)


# Stopping somebody's access


def test_a_beheerder_sees_everybody_and_a_makelaar_the_people_of_partners(services: Services, people: People) -> None:
    fenna = join(services, "Fenna", Rol.PARTNER, organisatie="Limor")
    join(services, "Hilde", Rol.MANAGER, organisatie=HUIS)
    join(services, "Bo", Rol.MAKELAAR, Rol.ACTIEHOUDER, organisatie=HUIS)
    names = {who: [p.naam for p in services.run_now(people_to_stop, who)] for who in (people.noor, people.marijke)}
    assert names[people.noor] == ["Marijke", "Dirk", "Tineke", "Fenna", "Hilde", "Bo"]
    assert names[people.marijke] == ["Tineke", "Fenna"]
    assert services.run_now(people_to_stop, people.tineke) == []
    assert services.run_now(find_to_stop, "Limor", people.marijke) == fenna
    for typed in ("Noor", "Hilde", "Dirk", "Bo", "Niemand"):
        assert services.run_now(find_to_stop, typed, people.marijke) == Onduidelijk("onbekend")


def test_who_is_stopped_has_nothing_left_and_everybody_concerned_hears_once(
    services: Services, people: People, casus: Referentie
) -> None:
    bea = join(services, "Bea", Rol.BEHEERDER, organisatie=HUIS)
    for day in (9, 10, 11):
        log(services, casus, people.marijke, people.tineke, date(2027, 2, day))
    elsewhere = services.run_now(new_casus, "Deventer", "topx-deventer", people.dirk).referentie
    log(services, elsewhere, people.dirk, people.tineke)

    gone = services.run_now(stop_toegang, people.tineke.id, people.noor)

    assert not gone.actief and gone.chat_id is None
    assert told(services, "nieuwe_actie") == []
    assert told(services, "melding_toegang_gestopt") == [bea.id]
    assert told(services, "melding_geen_actiehouder") == sorted([people.marijke.id, people.dirk.id])
    assert audited(services, "toegang_gestopt") == [(people.noor.id, f"persoon {people.tineke.id}")]
    with pytest.raises(OudeKnop):
        services.run_now(stop_toegang, people.tineke.id, people.noor)


def test_nobody_is_reminded_any_more_of_what_a_stopped_person_promised(
    services: Services, people: People, casus: Referentie, clock: MovableClock
) -> None:
    log(services, casus, people.marijke, people.tineke)
    services.run_now(stop_toegang, people.tineke.id, people.marijke)
    for _ in range(9):
        clock.moment += timedelta(days=1)
        for batch in services.run_now(due_now):
            services.run_now(plan_due, batch)
    assert told(services, "herinnering") == []
    seen = services.run_now(morning, people.marijke)
    assert [line.id for line in seen.te_laat] == [1], "the makelaar sees that it is late all the same"


def test_nobody_stops_the_own_access_and_one_beheerder_stays(services: Services, people: People) -> None:
    bea = join(services, "Bea", Rol.BEHEERDER, organisatie=HUIS)
    with pytest.raises(EigenToegang):
        services.run_now(stop_toegang, people.noor.id, people.noor)
    services.run_now(stop_toegang, bea.id, people.noor)
    with pytest.raises(LaatsteBeheerder):
        services.run_now(stop_toegang, people.noor.id, people.noor)
    with pytest.raises(LaatsteBeheerder):
        services.run_now(find_to_stop, "noor", people.noor)
    with pytest.raises(EigenToegang):
        services.run_now(find_to_stop, "Marijke", people.marijke)


@pytest.mark.parametrize("who", ["noor", "dirk", "marijke"])
def test_a_makelaar_stops_no_colleague(services: Services, people: People, who: str) -> None:
    with pytest.raises((OudeKnop, EigenToegang)):
        services.run_now(stop_toegang, getattr(people, who).id, people.marijke)
    assert services.run_now(lambda tx: tx.personen.get(getattr(people, who).id)).actief


def test_who_is_gone_from_the_records_is_as_one_who_was_stopped(services: Services, people: People) -> None:
    with pytest.raises(OudeKnop):
        services.run_now(person_to_stop, 10**6, people.noor)


# What is not yours takes the same work as what does not exist


def command(name: str) -> dict[str, Any]:
    return {"soort": Soort.COMMANDO, "commando": name, "tekst": ""}


def typed(commando: str | None, tekst: str) -> Callable[[object], dict[str, Any]]:
    soort = Soort.COMMANDO if commando else Soort.TEKST
    return lambda which: {"soort": soort, "commando": commando, "tekst": tekst.format(which)}


def pressed(data: str) -> Callable[[object], dict[str, Any]]:
    return lambda which: {"soort": Soort.KNOP, "tekst": None, "data": data.format(which)}


OF_A_CASUS = [
    ("dirk", typed("casus", "{}")),
    ("tineke", typed("casus", "{}")),
    ("dirk", typed("afspraak", "{} Politie vrijdag: bellen")),
    ("dirk", pressed("a:{}")),
    ("dirk", typed("status", "{} loopt vast: wacht")),
    *(
        ("dirk", pressed(f"{daad}:{{}}"))
        for daad in ("sluit", "status", "fase", "regie", "leren", "opschalen", "mdo", "opagenda")
    ),
    ("dirk", pressed("fase:{}:in_monitoring")),
    ("dirk", pressed("tijdlijn:{}:0")),
    # In answer to the question of /casus and of /afspraak.
    ("dirk", typed(None, "{}"), "casus"),
    ("tineke", typed(None, "{}"), "casus"),
    ("dirk", typed(None, "{}"), "afspraak"),
]
OF_AN_AFSPRAAK = [
    *(("tineke", pressed(f"{daad}:{{}}")) for daad in ("gedaan", "bezig", "ongedaan", "bekijk")),
    *(("dirk", pressed(f"{daad}:{{}}")) for daad in ("herinner", "bekijk")),
]


@on_sqlite
@pytest.mark.parametrize("what", range(len(OF_A_CASUS + OF_AN_AFSPRAAK)))
def test_what_is_not_yours_asks_the_database_exactly_what_a_thing_that_does_not_exist_asks(
    services: Services, store: Store, people: People, casus: Referentie, what: int
) -> None:
    joris = join(services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie")
    others = log(services, casus, people.marijke, joris)
    agree(services, people.marijke, people.tineke, DEADLINE)
    kees = join(services, "Kees", Rol.ACTIEHOUDER, organisatie="Politie")
    sanne = join(services, "Sanne", Rol.ACTIEHOUDER)
    for away, deputy in ((joris, kees), (sanne, people.tineke)):
        services.run_now(lambda tx, *who: tx.afwezigheden.put(Afwezigheid(*who, DEADLINE)), away.id, deputy.id)
    who, act, *first = [*OF_A_CASUS, *OF_AN_AFSPRAAK][what]
    pair = (casus, UNKNOWN) if what < len(OF_A_CASUS) else (others.id, 10**6)

    def arrives(number: int, **how: Any) -> Binnenkomst:
        binnen = an_update(number, getattr(people, who).chat_id, message_id=1, **how)
        services.run_now(lambda tx: tx.inbox.add(binnen))
        return binnen

    def asked(number: int, which: object) -> tuple[list[str], object]:
        statements: list[str] = []
        binnen = arrives(number, **act(which))

        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            statements.append(statement)

        event.listen(store.engine, "before_cursor_execute", note)
        try:
            services.run_now(handle, binnen, services.guard)
            outcome: object = [row.bericht for row in owed(services) if row.key == f"reply:{number}"]
        except DomainError as error:
            outcome = (type(error), error.gegevens)
        finally:
            event.remove(store.engine, "before_cursor_execute", note)
        return statements, outcome

    for name in first:
        services.run_now(handle, arrives(3, **command(name)), services.guard)
    (theirs, refusal), (nothing, unknown) = asked(1, pair[0]), asked(2, pair[1])
    assert refusal == unknown
    assert theirs == nothing
    assert len(theirs) > 2
