"""Does the house see what it has to do around a bijeenkomst on its day, and nobody else?"""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from bot.domain.bericht import Bericht, Methode
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstAfgezegd, BijeenkomstId, UnknownBijeenkomst
from bot.domain.binnenkomst import Soort
from bot.domain.errors import DomainError, OudeKnop
from bot.domain.overdracht import Overdracht
from bot.domain.persoon import Persoon, Rol
from bot.handlers.router import handle
from bot.services import Services
from bot.usecases.berichten import compose
from bot.usecases.ochtend import plan_morning
from bot.usecases.regels import Afgerond, Overzicht, Werkregel, overzicht
from bot.usecases.regios import load_regio
from bot.usecases.toewijzing import watched_by
from bot.usecases.werklijst import steps_for, tick, to_do
from storage.tables import AuditRow, OutboxRow
from tests.builders import NOON, a_bericht, agree, an_update, in_processes, join, local, owed, put_rows
from tests.conftest import MovableClock
from tests.usecases.conftest import People, on_sqlite

HUIS = "Veiligheidshuis IJsselland"
TOP_X = "topx-zwolle"
BEGINS = local("2027-02-02 09:30")
ALL = ["informatie", "agenda", "autorisaties", "versturen", "verslag", "uitkomst", "amazone"]


def meets(services: Services, tafel: str | None = TOP_X, begint: str = "2027-02-02 09:30") -> BijeenkomstId:
    new = Bijeenkomst(BijeenkomstId(0), tafel, local(begint), 150, "Zeven Alleetjes 1, Zwolle")
    return services.run_now(lambda tx: tx.bijeenkomsten.add(new)).id


@pytest.fixture
def sanne(services: Services) -> Persoon:
    """Chairs the Top-X of Zwolle."""
    where = {"gemeenten": frozenset({"Zwolle"}), "tafels": frozenset({TOP_X})}
    return join(services, "Sanne", Rol.MAKELAAR, organisatie=HUIS, chat_id=5_000_000_101, **where)


def waiting(services: Services, makelaar: Persoon) -> list[str]:
    """The keys of the steps that wait, of one bijeenkomst after the other."""

    def look(tx) -> list[str]:
        keys = {stap.naam: stap.sleutel for stap in tx.regio.werkproces}
        return [keys[naam] for line in to_do(tx, makelaar) for naam in line.stappen]

    return services.run_now(look)


def when(services: Services, id: BijeenkomstId, makelaar: Persoon) -> dict[str, tuple[date, bool]]:
    _, steps = services.run_now(steps_for, id, makelaar)
    return {step.sleutel: (step.dag, step.gedaan_at is not None) for step in steps}


def test_each_step_has_its_day_counted_in_working_days(services: Services, sanne: Persoon) -> None:
    id = meets(services)

    assert {sleutel: f"{day:%d-%m}" for sleutel, (day, _) in when(services, id, sanne).items()} == {
        "informatie": "28-01",
        "agenda": "29-01",
        "autorisaties": "29-01",
        "versturen": "29-01",
        "verslag": "03-02",
        "uitkomst": "04-02",
        "amazone": "04-02",
    }


def test_a_step_waits_from_its_day_until_it_is_done_or_five_working_days_have_passed(
    services: Services, sanne: Persoon, clock: MovableClock
) -> None:
    id = meets(services)
    seen = {}
    for day in ("01-27", "01-28", "01-30", "02-02", "02-03", "02-04", "02-09", "02-10", "02-11", "02-12"):
        clock.moment = local(f"2027-{day} 08:30")
        seen[day] = waiting(services, sanne)
        if day == "02-03":
            services.run_now(tick, id, "verslag", sanne, gedaan=True)
    assert seen == {
        "01-27": [],
        "01-28": ALL[:1],
        "01-30": ALL[:4],
        "02-02": ALL[:4],
        "02-03": ALL[:5],
        "02-04": [*ALL[:4], *ALL[5:]],
        "02-09": [*ALL[:4], *ALL[5:]],
        "02-10": ALL[5:],
        "02-11": ALL[5:],
        "02-12": [],
    }


def test_two_taps_tick_once_and_both_ways_say_what_they_wish(services: Services, sanne: Persoon) -> None:
    id = meets(services)

    def wish(one: Services, gedaan: bool) -> None:
        one.run_now(tick, id, "agenda", sanne, gedaan=gedaan)

    assert in_processes(services, 3, lambda one, _: wish(one, gedaan=True)) == [None] * 3
    assert when(services, id, sanne)["agenda"][1]
    assert in_processes(services, 2, lambda one, _: wish(one, gedaan=False)) == [None] * 2
    assert not when(services, id, sanne)["agenda"][1]

    query = (
        select(AuditRow.daad, AuditRow.object)
        .where(col(AuditRow.daad).startswith("werkstap"))
        .order_by(col(AuditRow.id))
    )
    told = services.run_now(lambda tx: [tuple(row) for row in tx.connection.execute(query)])
    assert told == [("werkstap_gedaan", f"bijeenkomst {id}"), ("werkstap_teruggezet", f"bijeenkomst {id}")]


def refused(services: Services, id: int, sleutel: str, door: Persoon) -> type[DomainError] | None:
    try:
        services.run_now(tick, BijeenkomstId(id), sleutel, door, gedaan=True)
    except DomainError as error:
        return type(error)
    return None


def test_only_who_leads_ticks_and_only_what_is_on_the_list(services: Services, sanne: Persoon, people: People) -> None:
    id, elsewhere = meets(services), meets(services, "topx-deventer")
    netwerk, mdo = meets(services, "netwerktafel"), meets(services, None)
    hele_huis = join(services, "Els", Rol.MAKELAAR, organisatie=HUIS)

    for nobody in (people.tineke, people.noor, people.dirk, people.marijke):
        assert refused(services, id, "agenda", nobody) is UnknownBijeenkomst
    assert refused(services, elsewhere, "agenda", sanne) is UnknownBijeenkomst
    assert refused(services, 999, "agenda", sanne) is UnknownBijeenkomst
    assert refused(services, id, "koffie", sanne) is OudeKnop
    assert [refused(services, one, "agenda", hele_huis) for one in (netwerk, mdo)] == [OudeKnop, OudeKnop]
    assert refused(services, id, "agenda", sanne) is None


def test_what_is_cancelled_has_no_list(services: Services, sanne: Persoon) -> None:
    id = meets(services)
    assert waiting(services, sanne)

    services.run_now(lambda tx: tx.bijeenkomsten.save(replace(tx.bijeenkomsten.get(id), begint=BEGINS).cancel(tx.now)))

    assert waiting(services, sanne) == []
    assert refused(services, id, "agenda", sanne) is BijeenkomstAfgezegd


def test_it_waits_for_who_chairs_and_while_handed_over_for_the_colleague(
    services: Services, sanne: Persoon, people: People
) -> None:
    meets(services)
    makelaars = (sanne, people.marijke, people.dirk)
    assert [bool(waiting(services, one)) for one in makelaars] == [True, False, False]

    services.run_now(lambda tx: tx.overdrachten.put(Overdracht(sanne.id, people.dirk.id, tx.today, tx.today)))

    assert [bool(waiting(services, one)) for one in makelaars] == [False, False, True]


@on_sqlite
def test_a_house_without_steps_has_no_list(services: Services, sanne: Persoon) -> None:
    id = meets(services)
    services.run_now(lambda tx: load_regio(tx, tx.regio.model_copy(update={"werkproces": ()})))

    assert waiting(services, sanne) == []
    assert refused(services, id, "agenda", sanne) is OudeKnop


@on_sqlite
def test_a_step_long_after_the_bijeenkomst_gets_its_days_too(
    services: Services, sanne: Persoon, clock: MovableClock
) -> None:
    meets(services)

    def later(tx) -> None:
        (step,) = [stap for stap in tx.regio.werkproces if stap.sleutel == "amazone"]
        changed = (step.model_copy(update={"werkdagen": 30}),)
        load_regio(tx, tx.regio.model_copy(update={"werkproces": changed}))

    services.run_now(later)
    seen = {}
    for day in ("2027-03-15", "2027-03-16", "2027-03-23", "2027-03-24"):
        clock.moment = local(f"{day} 08:30")
        seen[day] = waiting(services, sanne)
    assert seen == {"2027-03-15": [], "2027-03-16": ["amazone"], "2027-03-23": ["amazone"], "2027-03-24": []}


# In the chat


def press(services: Services, sanne: Persoon, data: str, on: int) -> tuple[str, Methode, dict[str, object]]:
    """The button under message ``on``; what is answered, and how."""
    number = len(owed(services)) + 1
    binnen = an_update(number, sanne.chat_id or 0, soort=Soort.KNOP, tekst=None, data=data, message_id=on)

    def turn(tx):
        tx.inbox.add(binnen)
        handle(tx, binnen, services.guard)

    services.run_now(turn)
    row = owed(services)[-1]
    return row.bericht, Methode(row.methode), row.gegevens


def test_under_the_checklist_it_is_rewritten_and_under_the_morning_it_comes_below(
    services: Services, sanne: Persoon
) -> None:
    id = meets(services)
    shown = {"bijeenkomst": id}
    assert press(services, sanne, f"werklijst:{id}", 1) == ("werklijst", Methode.SEND, shown)

    there = {"baan": "klok", "methode": "send", "gegevens": {}, "chat_id": sanne.chat_id, "staat": "verzonden"}
    for message_id, bericht in ((7, "werklijst"), (8, "ochtend")):
        row = OutboxRow(key=bericht, bericht=bericht, message_id=message_id, made_at=NOON, due_at=NOON, **there)
        services.run_now(put_rows, row)

    assert press(services, sanne, f"werk:{id}:agenda:1", 8) == ("werklijst", Methode.SEND, shown)
    assert when(services, id, sanne)["agenda"][1]
    assert press(services, sanne, f"werk:{id}:agenda:0", 7) == ("werklijst", Methode.EDIT, shown)
    assert not when(services, id, sanne)["agenda"][1]


@pytest.mark.parametrize(
    "data", ["werk:{}:agenda", "werk:{}:agenda:2", "werk:{}:agenda:1:1", "werk:{}", "werk:{}:koffie:1"]
)
@on_sqlite
def test_a_button_that_was_never_ours_does_nothing(services: Services, sanne: Persoon, data: str) -> None:
    id = meets(services)
    with pytest.raises((OudeKnop, UnknownBijeenkomst)):
        press(services, sanne, data.format(id), 1)
    assert not any(done for _, done in when(services, id, sanne).values())


# In the lists of the makelaar


def test_the_morning_brings_it_up_also_when_nothing_else_waits(services: Services, sanne: Persoon) -> None:
    id = meets(services)

    assert services.run_now(plan_morning, sanne)

    (row,) = [row for row in owed(services) if row.bericht == "ochtend"]
    told = services.run_now(compose, Bericht(row.key, "ochtend", row.baan, row.gegevens, sanne.id))
    assert told is not None
    shown: Overzicht = told.inhoud["overzicht"]
    (line,) = [line for line in shown.werk if isinstance(line, Werkregel)]
    assert (line.nummer, line.bijeenkomst, line.tafel, len(line.stappen)) == (1, id, "Casusoverleg Zwolle", 4)
    assert shown.aantal == 1
    assert told.toont == ()  # it names no casus


def test_a_morning_with_everything_done_is_no_morning(services: Services, sanne: Persoon) -> None:
    id = meets(services)
    for sleutel in ALL[:4]:
        services.run_now(tick, id, sleutel, sanne, gedaan=True)

    assert not services.run_now(plan_morning, sanne)


@on_sqlite
def test_the_numbers_run_through_and_a_next_page_goes_on_with_them(
    services: Services, sanne: Persoon, people: People
) -> None:
    meets(services)

    def page(tx, vanaf: int, most: int) -> Overzicht:
        return overzicht(tx, watched_by(tx, people.marijke), [], vanaf, most, werk=to_do(tx, sanne))

    for _ in range(2):
        agree(services, people.marijke, people.tineke, date(2027, 2, 1))
    first, second = (services.run_now(page, vanaf, 2) for vanaf in (0, 2))
    assert ([line.nummer for line in first.alles], [line.nummer for line in first.werk]) == ([1, 2], [])
    assert ([line.nummer for line in second.alles], [line.nummer for line in second.werk]) == ([], [3])
    assert [(one.aantal, one.meer, one.getoond) for one in (first, second)] == [(3, 1, 2), (3, 0, 1)]


def test_when_a_casus_in_it_is_over_the_steps_stay_under_their_numbers(services: Services, sanne: Persoon) -> None:
    """Also when they were about no casus: a step that is done meanwhile is over too."""
    id = meets(services)
    tineke = join(services, "Tineke", Rol.ACTIEHOUDER, zetel="FACT", chat_id=5_000_000_003)
    afspraak = agree(services, sanne, tineke, date(2027, 2, 1))
    other = agree(services, sanne, tineke, date(2027, 2, 1))
    told = services.run_now(compose, a_bericht(bericht="vandaag", naar=sanne.id))
    assert told is not None
    assert [line.nummer for line in told.toont] == [1, 2, 3, 4]  # the last two: casussen without regievoerder
    chat = sanne.chat_id or 0
    services.run_now(lambda tx: tx.getoond.show(chat, 9, told.toont, replaces=False))
    services.run_now(tick, id, "agenda", sanne, gedaan=True)
    services.run_now(lambda tx: tx.getoond.forget(afspraak.id, None))
    retire = a_bericht("weg", bericht="afgerond", naar=sanne.id, gegevens={"weg": True}, chat_id=chat, message_id=9)
    now = services.run_now(compose, replace(retire, methode=Methode.RETIRE))

    assert now is not None
    assert now.bericht == "vandaag"
    shown: Overzicht = now.inhoud["overzicht"]
    over = [line.nummer for line in (*shown.alles, *shown.regie, *shown.werk) if isinstance(line, Afgerond)]
    assert over == [1]
    assert [len(line.stappen) for line in shown.werk if isinstance(line, Werkregel)] == [3]
    assert [(line.nummer, line.afspraak) for line in now.toont] == [(2, other.id), (3, None), (4, None)]
