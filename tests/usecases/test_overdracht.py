"""Is the work of a makelaar a colleague's exactly as long as it was handed over, and nobody else's?"""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.domain.afspraak import Afspraak
from bot.domain.bericht import Uitkomst
from bot.domain.bewaren import Bewaard
from bot.domain.errors import OudeKnop, UnknownCasus
from bot.domain.overdracht import Overdracht
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.rechten import Daad
from bot.rendering.berichten import render
from bot.services import Services
from bot.usecases.afspraken import confirm_afspraak
from bot.usecases.berichten import compose
from bot.usecases.casussen import casussen_to_see, gemeenten_for, new_casus, recent_casussen
from bot.usecases.invoer import Onduidelijk
from bot.usecases.inzageverzoek import export_persoon
from bot.usecases.klok import dry_run
from bot.usecases.ochtend import mornings_due, plan_morning
from bot.usecases.opschonen import purge
from bot.usecases.outbox import still_owed
from bot.usecases.overdracht import (
    GeenAndereMakelaar,
    OverdrachtKanNiet,
    hand_over,
    likely_colleagues,
    overdracht_of,
    take_back,
    whose_work,
)
from bot.usecases.overdracht_invoer import find_colleague, find_makelaar, read_line
from bot.usecases.personen import revoke_persoon, unlink
from bot.usecases.regels import regel
from bot.usecases.toewijzing import casus_for, watched_by
from storage.tables import OverdrachtRow
from tests.builders import MONDAY, agree, in_processes, join, local, owed
from tests.conftest import MovableClock
from tests.usecases.conftest import People
from tests.usecases.test_afwezigheid import audited, hand_out, sent_to
from tests.usecases.test_privacy_van_mij import said

HUIS = "Veiligheidshuis IJsselland"
FRIDAY = date(2027, 2, 5)
TOP_X = frozenset({"topx-zwolle"})
AS_MAKELAAR = (
    *(Daad.CASUS_OVERZIEN, Daad.CASUS_BEHEREN, Daad.CASUS_OPSCHALEN, Daad.CASUS_AFSLUITEN),
    *(Daad.AFSPRAAK_VASTLEGGEN, Daad.AFSPRAAK_BEHEREN, Daad.HERINNERING_STUREN),
)


@pytest.fixture
def ruud(services: Services) -> Persoon:
    """Makelaar of Raalte."""
    raalte = frozenset({"Raalte"})
    return join(services, "Ruud", Rol.MAKELAAR, organisatie=HUIS, gemeenten=raalte, chat_id=5_000_000_020)


@pytest.fixture
def hilde(services: Services) -> Persoon:
    """Manager."""
    return join(services, "Hilde", Rol.MANAGER, organisatie=HUIS, chat_id=5_000_000_021)


@pytest.fixture
def afspraak(services: Services, people: People) -> Afspraak:
    """On a casus of Marijke, who looks after Zwolle; Tineke has heard of it."""
    made = agree(services, people.marijke, people.tineke, date(2027, 2, 2))
    sent_to(services)
    return made


@pytest.fixture
def handed(services: Services, people: People, ruud: Persoon, afspraak: Afspraak) -> Afspraak:
    """From today through Friday Ruud looks after the work of Marijke, and has been told."""
    hand(services, people.marijke, ruud)
    assert sent_to(services) == [ruud.id]
    return afspraak


def hand(
    services: Services,
    van: Persoon,
    aan: Persoon,
    vanaf: date = MONDAY,
    tot: date = FRIDAY,
    *,
    door: Persoon | None = None,
) -> None:
    services.run_now(hand_over, Overdracht(van.id, aan.id, vanaf, tot), door or van)


def rows(services: Services) -> list[Any]:
    return services.run_now(lambda tx: list(tx.connection.execute(select(OverdrachtRow))))


def morning(services: Services, clock: MovableClock, moment: str) -> list[PersoonId | None]:
    """Who gets a morning message at this moment."""
    clock.moment = local(moment)
    for makelaar in services.run_now(mornings_due):
        services.run_now(plan_morning, makelaar)
    return sent_to(services)


def can_all(services: Services, who: Persoon, casus: str) -> bool:
    """Everything a makelaar can do with a casus of their own."""
    may = []
    for daad in AS_MAKELAAR:
        try:
            services.run_now(casus_for, casus, who, daad)
        except UnknownCasus:
            may.append(False)
        else:
            may.append(True)
    assert len(set(may)) == 1
    offered = casus in services.run_now(casussen_to_see, who)
    begins = "Zwolle" in services.run_now(gemeenten_for, who)
    assert may[0] == offered == begins
    return may[0]


# What is whose


def test_who_takes_over_can_do_all_that_the_makelaar_can_and_nobody_else(
    services: Services, people: People, ruud: Persoon, hilde: Persoon, handed: Afspraak
) -> None:
    assert can_all(services, ruud, handed.casus)
    assert can_all(services, people.marijke, handed.casus), "who handed over keeps every right"
    assert not can_all(services, people.dirk, handed.casus)
    with pytest.raises(UnknownCasus):
        services.run_now(casus_for, handed.casus, hilde, Daad.CASUS_ZIEN)
    assert services.run_now(gemeenten_for, ruud) == ["Kampen", "Raalte", "Zwolle"]
    begun = services.run_now(new_casus, "Kampen", "topx-zwolle", ruud)
    assert begun.referentie in [casus.referentie for casus in services.run_now(recent_casussen, people.marijke)]


def test_tables_go_along(services: Services, people: People, ruud: Persoon, afspraak: Afspraak) -> None:
    wil = join(services, "Wil", Rol.MAKELAAR, organisatie=HUIS, gemeenten=frozenset({"Ommen"}), tafels=TOP_X)
    hand(services, wil, people.dirk)
    for who in (wil, people.dirk):
        services.run_now(casus_for, afspraak.casus, who, Daad.AFSPRAAK_BEHEREN)
    with pytest.raises(UnknownCasus):
        services.run_now(casus_for, afspraak.casus, ruud, Daad.AFSPRAAK_BEHEREN)


def test_it_holds_from_the_first_through_the_last_day_and_then_it_is_back_by_itself(
    services: Services, people: People, ruud: Persoon, afspraak: Afspraak, clock: MovableClock
) -> None:
    hand(services, people.marijke, ruud, date(2027, 2, 3))
    seen = {}
    for moment in ("02-02 23:59", "02-03 00:00", "02-05 23:59", "02-06 00:00"):
        clock.moment = local(f"2027-{moment}")
        seen[moment] = can_all(services, ruud, afspraak.casus)
    assert list(seen.values()) == [False, True, True, False]


def test_the_list_of_who_handed_over_is_empty_and_the_colleagues_holds_both(
    services: Services, people: People, ruud: Persoon, handed: Afspraak, clock: MovableClock
) -> None:
    own = services.run_now(new_casus, "Raalte", "topx-deventer", ruud)
    assert own
    clock.moment = local("2027-02-02 10:00")
    assert services.run_now(watched_by, people.marijke) == []
    assert [each.id for each in services.run_now(watched_by, ruud)] == [handed.id]
    assert "Uw werk is tot en met vrijdag 5 februari bij Ruud: /overdragen." in overview(services, people.marijke)
    assert "Met het werk van Marijke, tot en met vrijdag 5 februari." in overview(services, ruud)


def overview(services: Services, naar: Persoon) -> str:
    return said(services, naar, "vandaag")


def test_the_morning_message_goes_to_who_took_over_and_comes_back_after_the_last_day(
    services: Services, people: People, ruud: Persoon, handed: Afspraak, clock: MovableClock
) -> None:
    days = ["2027-02-02 08:30", "2027-02-05 08:30", "2027-02-06 08:30", "2027-02-08 08:30"]
    assert [morning(services, clock, day) for day in days] == [[ruud.id], [ruud.id], [], [people.marijke.id]]


def test_actiehouders_are_told_to_call_who_looks_after_it_now(
    services: Services, people: People, handed: Afspraak, clock: MovableClock
) -> None:
    shown = []
    for moment in ("2027-02-05 12:00", "2027-02-06 12:00"):
        clock.moment = local(moment)
        shown.append(services.run_now(lambda tx: regel(tx, tx.afspraken.get(handed.id)).makelaar))
    assert shown == ["Ruud", "Marijke"]


def test_on_the_last_day_it_says_who_will_see_that_it_is_late(
    services: Services, people: People, handed: Afspraak, ruud: Persoon
) -> None:
    friday = agree(services, people.marijke, people.tineke, FRIDAY)
    seen_by = [services.run_now(lambda tx, one=one: regel(tx, one).signaal_voor) for one in (handed, friday)]
    assert seen_by == ["Ruud", "Marijke"], "on Wednesday it is still Ruud's, on Monday it is back"


def test_what_waits_goes_to_whoever_looks_after_it_when_it_leaves(
    services: Services, people: People, ruud: Persoon, afspraak: Afspraak
) -> None:
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    hand(services, people.marijke, ruud)
    sent = [hand_out(services).bericht for _ in range(2)]
    assert [(b.bericht, b.naar) for b in sent] == [("melding_gedaan", ruud.id), ("melding_overdracht", ruud.id)]
    again = agree(services, people.marijke, people.tineke, date(2027, 2, 9))
    sent_to(services)
    services.run_now(confirm_afspraak, again.id, people.tineke)
    services.run_now(take_back, people.marijke, people.marijke)
    assert hand_out(services).bericht.naar == people.marijke.id


def test_two_makelaars_of_one_casus_and_one_colleague_is_one_message(
    services: Services, people: People, ruud: Persoon, handed: Afspraak
) -> None:
    anna = join(
        services, "Anna", Rol.MAKELAAR, organisatie=HUIS, gemeenten=frozenset({"Zwolle"}), chat_id=5_000_000_022
    )
    hand(services, anna, ruud)
    sent_to(services)
    services.run_now(confirm_afspraak, handed.id, people.tineke)
    assert sent_to(services) == [ruud.id]


def test_a_dry_run_names_who_took_over(
    services: Services, ruud: Persoon, handed: Afspraak, clock: MovableClock
) -> None:
    clock.moment = local("2027-02-02 08:30")
    told = [(row["naar"], row["bericht"]) for row in services.try_out(dry_run)[1]]
    assert told == [("Tineke", "herinnering"), ("Ruud", "ochtend")]


def test_what_the_colleague_turns_out_not_to_receive_goes_to_the_makelaar(
    services: Services, people: People, ruud: Persoon, handed: Afspraak, clock: MovableClock
) -> None:
    services.run_now(confirm_afspraak, handed.id, people.tineke)
    assert hand_out(services, Uitkomst.GEBLOKKEERD).bericht.naar == ruud.id
    assert sent_to(services) == [people.marijke.id]
    assert not can_all(services, ruud, handed.casus)
    assert "is nu niet te bereiken via Telegram. De berichten komen daarom bij u" in shown(services, people.marijke)


def shown(services: Services, naar: Persoon) -> str:
    return said(services, naar, "overdragen", persoon=naar.id)


# Who hears of it


def test_both_hear_when_the_manager_does_it_and_when_it_is_taken_back(
    services: Services, people: People, ruud: Persoon, hilde: Persoon, afspraak: Afspraak
) -> None:
    hand(services, people.marijke, ruud, door=hilde)
    told = {row.persoon_id for row in owed(services) if row.bericht == "melding_overdracht"}
    assert told == {people.marijke.id, ruud.id}
    heard = words(services)
    assert heard[people.marijke.id].startswith(
        "Hilde heeft uw werk overgedragen aan <b>Ruud</b>, van maandag 1 februari"
    )
    assert heard[ruud.id].startswith("U neemt het werk van <b>Marijke</b> over")
    assert "Kan dit niet? Spreek Hilde aan." in heard[ruud.id]

    services.run_now(take_back, people.marijke, people.marijke)
    assert words(services) == {ruud.id: "Het werk van Marijke is niet meer bij u."}
    assert audited(services, "werk_overgedragen", "werk_gekregen", "werk_teruggenomen") == [
        (hilde.id, "werk_overgedragen", f"persoon {people.marijke.id}"),
        (hilde.id, "werk_gekregen", f"persoon {ruud.id}"),
        (people.marijke.id, "werk_teruggenomen", f"persoon {people.marijke.id}"),
    ]
    services.run_now(take_back, people.marijke, people.marijke)
    assert words(services) == {}, "there is nothing to take back any more"


def words(services: Services) -> dict[PersoonId, str]:
    """What each hears of all that waits."""

    def read(tx: Any) -> dict[PersoonId, str]:
        found = {}
        for bericht in still_owed(tx):
            made = compose(tx, bericht)
            found[bericht.naar] = render(made.bericht, made.inhoud).tekst
        return found

    heard = services.run_now(read)
    sent_to(services)
    return heard


def test_another_colleague_takes_the_place_of_the_first_who_hears_that_it_is_over(
    services: Services, people: People, ruud: Persoon, handed: Afspraak, clock: MovableClock
) -> None:
    clock.moment += timedelta(hours=1)
    hand(services, people.marijke, people.dirk, tot=date(2027, 2, 12))
    heard = words(services)
    assert heard[ruud.id] == "Het werk van Marijke is niet meer bij u."
    assert "tot en met <b>vrijdag 12 februari 2027</b>" in heard[people.dirk.id]
    assert not can_all(services, ruud, handed.casus)
    assert can_all(services, people.dirk, handed.casus)


# What cannot be


def test_only_a_manager_hands_over_the_work_of_another(
    services: Services, people: People, ruud: Persoon, hilde: Persoon
) -> None:
    for door in (people.dirk, people.tineke, people.noor):
        with pytest.raises(OudeKnop):
            hand(services, people.marijke, ruud, door=door)
    theirs = {
        who.naam: [m.naam for m in services.run_now(whose_work, who)] for who in (people.dirk, people.noor, hilde)
    }
    assert theirs == {"Dirk": ["Dirk"], "Noor": [], "Hilde": ["Marijke", "Dirk", "Ruud"]}
    with pytest.raises(OudeKnop):
        hand(services, people.tineke, ruud, door=hilde)
    assert rows(services) == []


@pytest.mark.parametrize("how", ["stopped", "unlinked", "blocked", "no makelaar", "nobody"])
def test_work_goes_only_to_a_makelaar_who_can_be_reached(
    services: Services, people: People, ruud: Persoon, how: str
) -> None:
    aan = ruud.id
    match how:
        case "stopped":
            services.run_now(revoke_persoon, ruud)
        case "unlinked":
            services.run_now(unlink, ruud, 1)
        case "blocked":
            services.run_now(lambda tx: tx.personen.close_channel(ruud.id, closed=True))
        case "no makelaar":
            aan = people.noor.id
        case _:
            aan = PersoonId(10**6)
    with pytest.raises(OverdrachtKanNiet) as refused:
        services.run_now(hand_over, Overdracht(people.marijke.id, aan, MONDAY, FRIDAY), people.marijke)
    assert refused.value.gegevens == {"reden": "niet_bereikbaar"}
    assert str(ruud.id) not in services.run_now(likely_colleagues, people.marijke) or aan != ruud.id


def test_circles_and_chains_are_refused_also_when_they_begin_later(
    services: Services, people: People, ruud: Persoon, handed: Afspraak
) -> None:
    for van, aan, reden in ((ruud, people.dirk, "heeft_werk"), (ruud, people.marijke, "draagt_over")):
        with pytest.raises(OverdrachtKanNiet) as refused:
            hand(services, van, aan, FRIDAY, date(2027, 2, 12))
        assert refused.value.gegevens == {"reden": reden}
    hand(services, ruud, people.dirk, date(2027, 2, 6), date(2027, 2, 12))
    assert len(rows(services)) == 2


def test_of_two_who_hand_over_to_each_other_at_once_one_is_refused(
    services: Services, people: People, ruud: Persoon
) -> None:
    both = [(people.marijke, ruud), (ruud, people.marijke)]
    came = in_processes(services, 2, lambda other, n: hand(other, *both[n]))
    assert {type(one) for one in came} == {type(None), OverdrachtKanNiet}
    assert len(rows(services)) == 1


def test_the_only_makelaar_of_a_house_has_nobody_to_hand_over_to(services: Services, people: People) -> None:
    services.run_now(revoke_persoon, people.dirk)
    with pytest.raises(GeenAndereMakelaar):
        services.run_now(likely_colleagues, people.marijke)


def test_names_lead_to_makelaars_only(services: Services, people: People, ruud: Persoon, hilde: Persoon) -> None:
    def found(typed: str) -> Any:
        return services.run_now(find_colleague, typed, people.marijke)

    assert found("ruud") == ruud
    assert (found("Tineke"), found("Noor")) == (Onduidelijk("onbekend"), Onduidelijk("onbekend"))
    assert found("marijke") == Onduidelijk("zichzelf")
    assert found(HUIS).reden == "meer"
    services.run_now(unlink, ruud, 1)
    assert found("Ruud") == Onduidelijk("niet_bereikbaar")
    assert services.run_now(find_makelaar, "Ruud", hilde).id == ruud.id
    assert services.run_now(find_makelaar, "Ruud", people.marijke) == Onduidelijk("onbekend")


# One line

FEB_8, FEB_12 = date(2027, 2, 8), date(2027, 2, 12)


@pytest.mark.parametrize(
    ("typed", "collega", "vanaf", "tot"),
    [
        ("Dirk tot 12 februari", "Dirk", MONDAY, FEB_12),
        ("aan dirk tot en met vrijdag 12 februari", "Dirk", MONDAY, FEB_12),
        ("Dirk t/m 12 feb", "Dirk", MONDAY, FEB_12),
        ("Dirk 12 februari", "Dirk", MONDAY, FEB_12),
        ("tot 12 februari Dirk", "Dirk", MONDAY, FEB_12),
        ("Dirk van 8 februari tot 12 februari", "Dirk", FEB_8, FEB_12),
        ("vanaf maandag tot vrijdag 12 februari aan Dirk", "Dirk", FEB_8, FEB_12),
        ("mijn werk naar Dirk vanaf maandag", "Dirk", FEB_8, ""),
        ("Dirk", "Dirk", MONDAY, ""),
        ("tot 12 februari", "", MONDAY, FEB_12),
        ("Xander tot 12 februari", "onbekend", MONDAY, FEB_12),
        ("Dirk tot 31 februari", "Dirk", MONDAY, "onleesbaar"),
        ("Dirk 8 februari t/m 12 februari", "Dirk", FEB_8, FEB_12),
        ("Anna van Dijk tot 12 februari", "Anna van Dijk", MONDAY, FEB_12),
        ("Anna van Dijk 12 februari", "Anna van Dijk", MONDAY, FEB_12),
        ("van 8 februari tot 12 februari aan Anna van Dijk", "Anna van Dijk", FEB_8, FEB_12),
        ("Anna van Dijk van 8 februari tot 12 februari", "Anna van Dijk", FEB_8, FEB_12),
    ],
)
def test_a_line_tells_to_whom_and_when(
    services: Services, people: People, typed: str, collega: str, vanaf: date, tot: date | str
) -> None:
    join(services, "Anna van Dijk", Rol.MAKELAAR, organisatie=HUIS, chat_id=5_000_000_022)
    read = services.run_now(read_line, typed, people.marijke)
    assert read.wie.naam == "Marijke"
    assert (_said(read.collega), read.vanaf, _said(read.tot)) == (collega, vanaf, tot)


def _said(found: Any) -> Any:
    match found:
        case Persoon():
            return found.naam
        case Onduidelijk():
            return found.reden
    return found


@pytest.mark.parametrize(
    ("typed", "wie", "collega"),
    [
        ("Marijke aan Dirk tot 12 februari", "Marijke", "Dirk"),
        ("marijke naar Tineke tot 12 februari", "Marijke", "onbekend"),
        ("Marijke tot 12 februari", "Marijke", ""),
        ("aan Dirk tot 12 februari", "", ""),
        ("Tineke aan Dirk tot 12 februari", "onbekend", ""),
        ("het werk van Marijke aan Dirk van vandaag t/m 12 februari", "Marijke", "Dirk"),
    ],
)
def test_a_manager_says_whose_work_first(
    services: Services, people: People, hilde: Persoon, typed: str, wie: str, collega: str
) -> None:
    read = services.run_now(read_line, typed, hilde)
    assert (_said(read.wie), _said(read.collega), read.tot) == (wie, collega, FEB_12)


# Where it ends


@pytest.mark.parametrize("who", ["Marijke", "Ruud"])
@pytest.mark.parametrize("how", ["revoked", "unlinked"])
def test_it_ends_when_either_of_the_two_goes_and_the_other_hears_so(
    services: Services, people: People, ruud: Persoon, handed: Afspraak, who: str, how: str
) -> None:
    goes, stays = (people.marijke, ruud) if who == "Marijke" else (ruud, people.marijke)
    if how == "revoked":
        services.run_now(revoke_persoon, goes, people.noor)
    else:
        services.run_now(unlink, goes, 1)
    assert rows(services) == []
    assert stays.id in {row.persoon_id for row in owed(services) if row.bericht == "melding_overdracht"}
    if (who, how) != ("Marijke", "revoked"):  # a casus without makelaar is everybody's
        assert not can_all(services, ruud, handed.casus)
    door = people.noor if how == "revoked" else goes
    assert audited(services, "werk_teruggenomen") == [(door.id, "werk_teruggenomen", f"persoon {people.marijke.id}")]


def test_privacy_shows_it_to_both_and_it_is_in_their_export(
    services: Services, people: People, ruud: Persoon, handed: Afspraak
) -> None:
    days = "van maandag 1 februari tot en met vrijdag 5 februari"
    assert f"Werk overgedragen: aan Ruud, {days}" in said(services, people.marijke)
    assert f"Werk overgenomen: van Marijke, {days}" in said(services, ruud)
    assert "Werk over" not in said(services, people.dirk)
    for who in (people.marijke, ruud):
        (row,) = services.run_now(export_persoon, who)["gegevens"]["overdracht"]
        assert (row["persoon_id"], row["vervanger_id"], row["tot"]) == (people.marijke.id, ruud.id, "2027-02-05")
    assert "overdracht" not in services.run_now(export_persoon, people.dirk)["gegevens"]


def test_it_is_cleared_out_in_the_night_after_its_last_day(
    services: Services, people: People, handed: Afspraak, clock: MovableClock
) -> None:
    clock.moment = local("2027-02-05 23:00")
    assert services.run_now(purge, Bewaard.OVERDRACHT, b"") == {}
    clock.moment = local("2027-02-06 04:00")
    assert services.run_now(purge, Bewaard.OVERDRACHT, b"")[Bewaard.OVERDRACHT].aantal == 1
    assert rows(services) == []
    assert services.run_now(overdracht_of, people.marijke.id) is None
    assert audited(services, "opgeschoond_overdrachten") == [(None, "opgeschoond_overdrachten", "aantal 1")]
