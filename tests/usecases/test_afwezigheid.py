"""Does a deputy get and may answer what is an absent colleague's, exactly as long as that lasts?"""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.domain.afspraak import Afspraak, Staat
from bot.domain.afwezigheid import Afwezigheid
from bot.domain.bericht import Opening, TeVerzenden, Uitkomst
from bot.domain.bewaren import Bewaard
from bot.domain.deadline import DeadlineTeVer, DeadlineVoorbij
from bot.domain.errors import UnknownAfspraak, UnknownCasus
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.regio import Regio
from bot.rendering.berichten import render
from bot.services import Services
from bot.usecases.aannemen import take_up
from bot.usecases.afspraken import (
    confirm_afspraak,
    just_answered,
    remind_by_hand,
    seen_afspraak,
    start_afspraak,
    undo_answer,
)
from bot.usecases.afwezigheid import (
    GeenVervanger,
    VervangerKanNiet,
    come_back,
    find_colleague,
    find_last_day,
    go_away,
    likely_colleagues,
    read_line,
)
from bot.usecases.berichten import compose
from bot.usecases.casussen import casusbeeld, casussen_to_see, see_casus
from bot.usecases.herinneringen import due_now, plan_due
from bot.usecases.invoer import Onduidelijk
from bot.usecases.inzageverzoek import export_persoon
from bot.usecases.klok import dry_run
from bot.usecases.opschonen import purge
from bot.usecases.outbox import last_words, next_to_send, record_sending
from bot.usecases.personen import revoke_persoon, unlink
from bot.usecases.regels import regel
from bot.usecases.regios import load_regio
from bot.usecases.toewijzing import held_by, to_answer
from bot.usecases.vervanging import afwezig, replaced_by
from storage.tables import AfwezigheidRow, AuditRow
from tests.builders import MONDAY, a_bericht, agree, in_processes, join, local, owed
from tests.conftest import MovableClock
from tests.domain.test_toegang import without_convenant
from tests.usecases.conftest import People, on_sqlite
from tests.usecases.test_privacy_van_mij import said

DEADLINE = date(2027, 2, 9)
LAST = date(2027, 2, 5)
"""The last day of the absence: a Friday."""
MISSING = 10**6


@pytest.fixture
def wim(services: Services) -> Persoon:
    """A colleague of Tineke at Tactus, with another seat."""
    return join(services, "Wim", Rol.ACTIEHOUDER, zetel="reclassering", chat_id=5_000_000_010)


@pytest.fixture
def sanne(services: Services) -> Persoon:
    return join(services, "Sanne", Rol.ACTIEHOUDER, chat_id=5_000_000_011)


@pytest.fixture
def afspraak(services: Services, people: People) -> Afspraak:
    """Of Tineke, who has heard of it."""
    made = agree(services, people.marijke, people.tineke, DEADLINE)
    assert sent_to(services) == [people.tineke.id]
    return made


@pytest.fixture
def away(services: Services, people: People, wim: Persoon, afspraak: Afspraak) -> Afspraak:
    """Tineke is away through Friday; Wim takes over, and has been told."""
    services.run_now(go_away, people.tineke, wim.id, LAST)
    assert sent_to(services) == [wim.id]
    return afspraak


def hand_out(services: Services, uitkomst: Uitkomst = Uitkomst.VERZONDEN, busy: set[PersoonId] | None = None) -> Any:
    """The next message, sent so; None when there is none."""

    def take(tx: Any) -> TeVerzenden | None:
        sent = next_to_send(tx, busy or set())
        if sent is not None:
            record_sending(tx, sent, uitkomst, message_id=1000 + sent.id, toont=())
        return sent

    return services.run_now(take)


def sent_to(services: Services) -> list[PersoonId | None]:
    """To whom all that is owed goes now."""
    found = []
    while (sent := hand_out(services)) is not None:
        found.append(sent.bericht.naar)
    return found


def remind(services: Services, clock: MovableClock, moment: str) -> list[PersoonId | None]:
    """Who gets what the clock causes at this moment."""
    clock.moment = local(moment)
    for batch in services.run_now(due_now):
        services.run_now(plan_due, batch)
    return sent_to(services)


def audited(services: Services, *daden: str) -> list[tuple[int | None, str, str]]:
    query = select(AuditRow.persoon_id, AuditRow.daad, AuditRow.object).where(AuditRow.daad.in_(daden))  # type: ignore[attr-defined]
    return services.run_now(lambda tx: [tuple(row) for row in tx.connection.execute(query)])


def rows(services: Services) -> list[Any]:
    return services.run_now(lambda tx: list(tx.connection.execute(select(AfwezigheidRow))))


def sees_nothing(services: Services, who: Persoon, of: Afspraak) -> bool:
    """Is it to this person, at every door, as if it did not exist?"""
    who = services.run_now(lambda tx: tx.personen.get(who.id))
    for act in (seen_afspraak, confirm_afspraak, start_afspraak, undo_answer):
        with pytest.raises(UnknownAfspraak):
            services.run_now(act, of.id, who)
    for look in (see_casus, casusbeeld):
        with pytest.raises(UnknownCasus):
            services.run_now(look, of.casus, who)
    return services.run_now(to_answer, who) == [] and services.run_now(casussen_to_see, who) == []


# What a deputy may


def test_a_deputy_sees_and_answers_what_is_open_and_takes_it_back(
    services: Services, people: People, wim: Persoon, away: Afspraak
) -> None:
    services.run_now(seen_afspraak, away.id, wim)
    services.run_now(see_casus, away.casus, wim)
    assert services.run_now(casussen_to_see, wim) == [away.casus]
    assert [line.id for line in services.run_now(casusbeeld, away.casus, wim).regels] == [away.id]
    assert services.run_now(to_answer, wim) == [away]
    assert services.run_now(held_by, wim) == [], "on whose name it is does not change"

    services.run_now(start_afspraak, away.id, wim)
    services.run_now(confirm_afspraak, away.id, wim)
    assert services.run_now(just_answered, wim).id == away.id  # type: ignore[union-attr]
    assert services.run_now(undo_answer, away.id, wim).is_open

    daden = ("afspraak_bezig", "afspraak_gedaan", "antwoord_teruggedraaid")
    assert audited(services, *daden) == [(wim.id, daad, f"afspraak {away.id}") for daad in daden]


def test_who_is_away_keeps_every_right(services: Services, people: People, away: Afspraak) -> None:
    services.run_now(see_casus, away.casus, people.tineke)
    assert services.run_now(to_answer, people.tineke) == [away]
    assert services.run_now(confirm_afspraak, away.id, people.tineke).staat is Staat.GEDAAN


def test_the_makelaar_hears_who_did_it_and_in_whose_place(
    services: Services, people: People, wim: Persoon, away: Afspraak
) -> None:
    services.run_now(confirm_afspraak, away.id, wim)
    (told,) = [row for row in owed(services) if row.bericht == "melding_gedaan"]
    assert told.persoon_id == people.marijke.id

    def words(tx: Any) -> str:
        made = compose(tx, next(b for b in tx.outbox.waiting(Opening(klok=True)) if b.bericht == "melding_gedaan"))
        assert made is not None
        return render(made.bericht, made.inhoud).tekst

    assert "Gedaan</b> door Wim, Tactus (reclassering) (vervanger van Tineke), maandag" in services.run_now(words)


def test_a_makelaar_who_is_away_hears_what_the_deputy_did(services: Services, people: People, wim: Persoon) -> None:
    bo = join(services, "Bo", Rol.MAKELAAR, Rol.ACTIEHOUDER, gemeenten=frozenset({"Zwolle"}), chat_id=5_000_000_012)
    afspraak = agree(services, people.marijke, bo, DEADLINE)
    services.run_now(go_away, bo, wim.id, LAST)
    services.run_now(confirm_afspraak, afspraak.id, wim)
    told = {row.persoon_id for row in owed(services) if row.bericht == "melding_gedaan"}
    assert told == {people.marijke.id, bo.id}


def test_ten_minutes_after_gedaan_it_is_the_deputys_no_more(
    services: Services, wim: Persoon, away: Afspraak, clock: MovableClock
) -> None:
    services.run_now(confirm_afspraak, away.id, wim)
    services.run_now(seen_afspraak, away.id, wim)
    clock.moment += timedelta(minutes=11)
    assert sees_nothing(services, wim, away)


def test_what_a_deputy_did_late_gives_lasting_sight_to_the_actiehouder_only(
    services: Services, people: People, wim: Persoon, away: Afspraak, clock: MovableClock
) -> None:
    services.run_now(go_away, people.tineke, wim.id, date(2027, 6, 1))
    clock.moment += timedelta(days=100)
    services.run_now(confirm_afspraak, away.id, wim)
    clock.moment += timedelta(days=20)
    services.run_now(see_casus, away.casus, people.tineke)
    assert sees_nothing(services, wim, away)


def test_a_deputy_sees_nothing_else_of_the_organisation_or_the_casus(
    services: Services, people: People, wim: Persoon, sanne: Persoon, away: Afspraak
) -> None:
    assert sees_nothing(services, sanne, away)
    hers = agree(services, people.marijke, sanne, DEADLINE)
    for act in (seen_afspraak, confirm_afspraak):
        with pytest.raises(UnknownAfspraak):
            services.run_now(act, hers.id, wim)
    with pytest.raises(UnknownCasus):
        services.run_now(see_casus, hers.casus, wim)


def test_on_the_last_day_it_holds_and_the_day_after_it_is_gone(
    services: Services, wim: Persoon, away: Afspraak, clock: MovableClock
) -> None:
    clock.moment = local("2027-02-05 23:59")
    services.run_now(seen_afspraak, away.id, wim)
    clock.moment = local("2027-02-06 00:00")
    assert sees_nothing(services, wim, away)


@pytest.mark.parametrize("how", ["back", "unlinked", "convenant", "other deputy", "deputy revoked"])
def test_it_ends_with_whatever_it_rests_on(
    services: Services, people: People, wim: Persoon, sanne: Persoon, away: Afspraak, ijsselland: Regio, how: str
) -> None:
    match how:
        case "back":
            services.run_now(come_back, people.tineke, people.tineke)
        case "unlinked":
            services.run_now(unlink, people.tineke, 1)
        case "convenant":
            services.run_now(load_regio, without_convenant(ijsselland, "Tactus"))
        case "other deputy":
            services.run_now(go_away, people.tineke, sanne.id, LAST)
            services.run_now(seen_afspraak, away.id, sanne)
        case _:
            services.run_now(revoke_persoon, wim)
    assert sees_nothing(services, wim, away)


def test_what_a_colleague_who_was_stopped_had_is_the_deputys_to_take_up_and_not_to_answer(
    services: Services, people: People, wim: Persoon, away: Afspraak
) -> None:
    services.run_now(revoke_persoon, people.tineke)
    with pytest.raises(UnknownAfspraak):
        services.run_now(confirm_afspraak, away.id, wim)
    services.run_now(take_up, away.id, wim)
    services.run_now(confirm_afspraak, away.id, wim)


# Who gets what is planned


def test_reminders_go_to_the_deputy_through_the_last_day_and_then_to_the_actiehouder_by_themselves(
    services: Services, people: People, wim: Persoon, away: Afspraak, clock: MovableClock
) -> None:
    assert remind(services, clock, "2027-02-02 08:00") == [wim.id]
    assert remind(services, clock, "2027-02-08 08:00") == [people.tineke.id]
    sent = [row for row in owed(services) if row.bericht == "herinnering"]
    assert [(row.persoon_id, row.chat_id) for row in sent] == [
        (wim.id, wim.chat_id),
        (people.tineke.id, people.tineke.chat_id),
    ]


def test_what_waited_already_goes_to_whoever_stands_in_when_it_leaves(
    services: Services, people: People, wim: Persoon, afspraak: Afspraak
) -> None:
    services.run_now(remind_by_hand, afspraak.id, people.marijke)
    services.run_now(go_away, people.tineke, wim.id, LAST)
    assert sent_to(services) == [wim.id, wim.id]
    services.run_now(come_back, people.tineke, people.tineke)
    agree(services, people.marijke, people.tineke, DEADLINE)
    assert sent_to(services) == [wim.id, people.tineke.id]


def test_a_new_action_goes_to_the_deputy_and_says_for_whom(
    services: Services, people: People, wim: Persoon, away: Afspraak
) -> None:
    agree(services, people.marijke, people.tineke, DEADLINE)
    sent = hand_out(services)
    assert (sent.bericht.naar, sent.chat_id) == (wim.id, wim.chat_id)
    said = services.run_now(last_words, sent)
    text = render(said.bericht, said.inhoud).tekst
    assert text.startswith("Nieuwe actie voor Tineke, <b>uiterlijk dinsdag 9 februari</b>")
    assert "U vervangt Tineke tot en met vrijdag 5 februari." in text


def test_who_is_not_on_telegram_is_replaced_all_the_same(
    services: Services, people: People, wim: Persoon, away: Afspraak, clock: MovableClock
) -> None:
    services.run_now(lambda tx: tx.personen.close_channel(people.tineke.id, closed=True))
    assert remind(services, clock, "2027-02-02 08:00") == [wim.id]


@pytest.mark.parametrize("how", ["away too", "unlinked", "blocked", "revoked"])
def test_when_the_deputy_cannot_take_it_reminders_go_back_to_the_actiehouder(
    services: Services, people: People, wim: Persoon, sanne: Persoon, away: Afspraak, clock: MovableClock, how: str
) -> None:
    match how:
        case "away too":
            services.run_now(go_away, wim, sanne.id, LAST)
        case "unlinked":
            services.run_now(unlink, wim, 1)
        case "blocked":
            services.run_now(lambda tx: tx.personen.close_channel(wim.id, closed=True))
        case _:
            services.run_now(revoke_persoon, wim)
    sent_to(services)
    assert services.run_now(afwezig, people.tineke).vervanger is None  # type: ignore[union-attr]
    assert remind(services, clock, "2027-02-02 08:00") == [people.tineke.id]


def test_a_reminder_that_the_deputy_turns_out_not_to_receive_goes_to_the_actiehouder_once(
    services: Services, people: People, wim: Persoon, away: Afspraak
) -> None:
    services.run_now(remind_by_hand, away.id, people.marijke)
    assert hand_out(services, Uitkomst.GEBLOKKEERD).bericht.naar == wim.id
    assert not services.run_now(lambda tx: tx.personen.get(wim.id)).bereikbaar
    assert sent_to(services) == [people.tineke.id]
    assert not [row for row in owed(services) if row.bericht == "onbereikbaar"]


@pytest.mark.parametrize("uitkomst", [Uitkomst.LATER, Uitkomst.ONZEKER])
def test_what_has_to_be_tried_again_goes_to_whoever_it_is_for_by_then(
    services: Services, people: People, wim: Persoon, away: Afspraak, uitkomst: Uitkomst
) -> None:
    services.run_now(remind_by_hand, away.id, people.marijke)
    assert hand_out(services, uitkomst).bericht.naar == wim.id
    services.run_now(revoke_persoon, wim)
    again = [sent for sent in iter(lambda: hand_out(services), None) if sent.bericht.bericht == "herinnering"]
    assert [(sent.bericht.naar, sent.chat_id) for sent in again] == [(people.tineke.id, people.tineke.chat_id)]


def test_a_deputy_who_has_just_got_one_gets_the_next_a_second_later(
    services: Services, people: People, wim: Persoon, away: Afspraak
) -> None:
    services.run_now(remind_by_hand, away.id, people.marijke)
    assert hand_out(services, busy={wim.id}) is None
    assert hand_out(services, busy={people.dirk.id}).bericht.naar == wim.id


def test_a_dry_run_names_the_deputy_as_long_as_there_is_one(
    services: Services, wim: Persoon, away: Afspraak, clock: MovableClock
) -> None:
    named = []
    for moment in ("2027-02-02 08:00", "2027-02-08 08:00"):
        clock.moment = local(moment)
        named.append([row["naar"] for row in services.try_out(dry_run)[1]])
    assert named == [["Wim"], ["Tineke"]]


def test_of_a_message_that_went_to_the_deputy_nothing_is_in_the_export_of_who_was_away(
    services: Services, people: People, wim: Persoon, away: Afspraak
) -> None:
    services.run_now(remind_by_hand, away.id, people.marijke)
    sent_to(services)
    whose = {
        row["chat_id"]
        for row in services.run_now(export_persoon, people.tineke)["gegevens"]["outbox"]
        if row["bericht"] != "menu"
    }
    assert whose == {people.tineke.chat_id}


@pytest.mark.parametrize(("last", "hears"), [(5, True), (2, True), (1, False)])
def test_bezig_promises_the_next_reminder_to_whom_it_will_go(
    services: Services, people: People, wim: Persoon, away: Afspraak, last: int, hears: bool
) -> None:
    """The next rung of the ladder is on Tuesday the second."""
    services.run_now(go_away, people.tineke, wim.id, date(2027, 2, last))

    def words(tx: Any, naar: PersoonId) -> str:
        made = compose(tx, a_bericht(bericht="bezig", naar=naar, gegevens={"afspraak": away.id}))
        assert made is not None
        return render(made.bericht, made.inhoud).tekst

    promised = {naar.id: "U hoort weer van ons" in services.run_now(words, naar.id) for naar in (wim, people.tineke)}
    assert promised == {wim.id: hears, people.tineke.id: not hears}


# What the makelaar sees


def test_the_line_of_an_afspraak_says_who_is_away_and_who_takes_over(
    services: Services, people: People, wim: Persoon, away: Afspraak, clock: MovableClock
) -> None:
    line = services.run_now(regel, away)
    assert line.afwezig is not None
    assert (line.afwezig.tot, line.afwezig.vervanger) == (LAST, wim)
    clock.moment = local("2027-02-06 09:00")
    assert services.run_now(regel, away).afwezig is None


# Going away, and coming back


def test_going_and_coming_back_stand_in_the_audit_trail_with_the_person_and_tell_the_deputies(
    services: Services, people: People, wim: Persoon, sanne: Persoon, away: Afspraak, clock: MovableClock
) -> None:
    clock.moment += timedelta(minutes=1)
    services.run_now(go_away, people.tineke, sanne.id, LAST)
    assert sent_to(services) == [wim.id, sanne.id]
    clock.moment += timedelta(minutes=1)
    services.run_now(come_back, people.tineke, people.tineke)
    services.run_now(come_back, people.tineke, people.tineke)
    assert sent_to(services) == [sanne.id]
    assert rows(services) == []
    assert audited(services, "afwezig_gemeld", "afwezig_beeindigd") == [
        (people.tineke.id, "afwezig_gemeld", f"persoon {wim.id}"),
        (people.tineke.id, "afwezig_beeindigd", f"persoon {wim.id}"),
        (people.tineke.id, "afwezig_gemeld", f"persoon {sanne.id}"),
        (people.tineke.id, "afwezig_beeindigd", f"persoon {sanne.id}"),
    ]


@pytest.mark.parametrize(
    ("tot", "refusal"),
    [(MONDAY - timedelta(days=1), DeadlineVoorbij), (date(2028, 2, 2), DeadlineTeVer)],
)
def test_it_lasts_from_today_to_a_year_ahead(
    services: Services, people: People, wim: Persoon, tot: date, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        services.run_now(go_away, people.tineke, wim.id, tot)
    for day in (MONDAY, date(2028, 2, 1)):
        services.run_now(go_away, people.tineke, wim.id, day)
    assert [row.tot for row in rows(services)] == [date(2028, 2, 1)]


def test_only_a_reachable_colleague_who_could_have_promised_it_can_take_over(
    services: Services, people: People, wim: Persoon, sanne: Persoon
) -> None:
    joris = join(services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie", chat_id=5_000_000_013)
    unlinked = join(services, "Piet", Rol.ACTIEHOUDER)
    partner = join(services, "Petra", Rol.PARTNER, chat_id=5_000_000_014)
    gone = services.run_now(revoke_persoon, join(services, "Gerda", Rol.ACTIEHOUDER, chat_id=5_000_000_015))
    services.run_now(go_away, sanne, wim.id, LAST)

    assert services.run_now(likely_colleagues, people.tineke) == (str(wim.id),)
    for who in (joris, unlinked, partner, gone, sanne, people.tineke):
        with pytest.raises(VervangerKanNiet):
            services.run_now(go_away, people.tineke, who.id, LAST)
    with pytest.raises(VervangerKanNiet):
        services.run_now(go_away, people.tineke, PersoonId(MISSING), LAST)
    found = {
        naam: services.run_now(find_colleague, naam, people.tineke)
        for naam in ("wim", "Wim, Tactus", "Joris", "Piet", "Petra", "Gerda", "Sanne", "Tineke", "Niemand")
    }
    assert found.pop("wim") == found.pop("Wim, Tactus") == wim
    assert {naam: why.reden for naam, why in found.items() if isinstance(why, Onduidelijk)} == {
        "Joris": "onbekend",
        "Piet": "niet_bereikbaar",
        "Petra": "kan_niet",
        "Gerda": "onbekend",
        "Sanne": "ook_afwezig",
        "Tineke": "uzelf",
        "Niemand": "onbekend",
    }
    assert [row.persoon_id for row in rows(services)] == [sanne.id]


def test_of_two_who_name_each_other_at_once_one_is_refused(services: Services, people: People, wim: Persoon) -> None:
    both = [(people.tineke, wim.id), (wim, people.tineke.id)]
    came = in_processes(services, 2, lambda other, n: other.run_now(go_away, *both[n], LAST))
    assert {type(one) for one in came} == {type(None), VervangerKanNiet}


def test_without_a_colleague_or_without_convenant_there_is_nobody(
    services: Services, people: People, ijsselland: Regio
) -> None:
    with pytest.raises(GeenVervanger):
        services.run_now(likely_colleagues, people.tineke)
    join(services, "Wim", Rol.ACTIEHOUDER, chat_id=5_000_000_010)
    assert services.run_now(likely_colleagues, people.tineke)
    services.run_now(load_regio, without_convenant(ijsselland, "Tactus"))
    with pytest.raises(GeenVervanger):
        services.run_now(likely_colleagues, people.tineke)


@on_sqlite
@pytest.mark.parametrize(
    ("typed", "tot"),
    [
        ("vandaag", MONDAY),
        ("tot zondag", date(2027, 2, 7)),
        ("t/m 12 februari", date(2027, 2, 12)),
        ("tot en met 12 februari", date(2027, 2, 12)),
        ("over een jaar", date(2028, 2, 1)),
    ],
)
def test_a_last_day_may_be_any_day(services: Services, typed: str, tot: date) -> None:
    assert services.run_now(find_last_day, typed) == tot


@on_sqlite
@pytest.mark.parametrize(
    ("typed", "reden"), [("zsm", "onleesbaar"), ("29 januari 2027", "voorbij"), ("1 maart 2028", "te_ver")]
)
def test_a_day_that_cannot_be_is_asked_again(services: Services, typed: str, reden: str) -> None:
    found = services.run_now(find_last_day, typed)
    assert isinstance(found, Onduidelijk)
    assert found.reden == reden


@on_sqlite
@pytest.mark.parametrize(
    "typed",
    ["tot 12 februari Wim", "Wim t/m 12 februari", "tot en met vrijdag 12 februari, vervanger: Wim", "12-2 wim"],
)
def test_one_line_tells_both(services: Services, people: People, wim: Persoon, typed: str) -> None:
    assert services.run_now(read_line, typed, people.tineke) == (date(2027, 2, 12), wim)


@on_sqlite
def test_of_a_line_what_is_missing_or_unclear_is_asked(services: Services, people: People, wim: Persoon) -> None:
    assert services.run_now(read_line, "Wim", people.tineke) == (Onduidelijk(""), wim)
    assert services.run_now(read_line, "tot 12 februari", people.tineke) == (date(2027, 2, 12), Onduidelijk(""))
    tot, who = services.run_now(read_line, "zsm Piet", people.tineke)
    assert (tot, who) == (Onduidelijk("onleesbaar"), Onduidelijk("onbekend"))


# What is stored, and when it goes


def test_privacy_shows_it_to_both(services: Services, people: People, wim: Persoon, away: Afspraak) -> None:
    assert "Afwezig: tot en met vrijdag 5 februari, vervanger Wim" in said(services, people.tineke)
    assert "U vervangt: Tineke, tot en met vrijdag 5 februari" in said(services, wim)
    for who in (people.tineke, wim):
        (row,) = services.run_now(export_persoon, who)["gegevens"]["afwezigheid"]
        assert (row["persoon_id"], row["vervanger_id"], row["tot"]) == (people.tineke.id, wim.id, "2027-02-05")
    assert "afwezigheid" not in services.run_now(export_persoon, people.dirk)["gegevens"]


def test_it_goes_in_the_night_after_its_last_day(
    services: Services, wim: Persoon, away: Afspraak, clock: MovableClock
) -> None:
    clock.moment = local("2027-02-05 23:00")
    assert services.run_now(purge, Bewaard.AFWEZIGHEID, b"") == {}
    clock.moment = local("2027-02-06 04:00")
    assert services.run_now(purge, Bewaard.AFWEZIGHEID, b"")[Bewaard.AFWEZIGHEID].aantal == 1
    assert rows(services) == []
    assert audited(services, "opgeschoond_afwezigheden") == [(None, "opgeschoond_afwezigheden", "aantal 1")]


def test_it_goes_with_stop_and_with_the_access_of_who_was_away(
    services: Services, people: People, wim: Persoon, sanne: Persoon, away: Afspraak
) -> None:
    services.run_now(unlink, people.tineke, 1)
    assert rows(services) == []
    services.run_now(go_away, sanne, wim.id, LAST)
    services.run_now(revoke_persoon, sanne, people.noor)
    assert rows(services) == []
    assert audited(services, "afwezig_beeindigd") == [
        (people.tineke.id, "afwezig_beeindigd", f"persoon {wim.id}"),
        (people.noor.id, "afwezig_beeindigd", f"persoon {wim.id}"),
    ]


def test_a_deputy_who_left_is_purged_with_it(
    services: Services, people: People, wim: Persoon, away: Afspraak, clock: MovableClock
) -> None:
    services.run_now(go_away, people.tineke, wim.id, date(2027, 12, 31))
    services.run_now(revoke_persoon, wim)
    clock.moment += timedelta(days=31)
    for soort in (Bewaard.GEWIST, Bewaard.PERSOON):
        services.run_now(purge, soort, b"")
    assert rows(services) == []
    assert wim.id not in {persoon.id for persoon in services.run_now(lambda tx: tx.personen.all())}


def test_an_absence_that_is_over_but_not_purged_counts_for_nothing(
    services: Services, people: People, wim: Persoon, afspraak: Afspraak
) -> None:
    services.run_now(lambda tx: tx.afwezigheden.put(Afwezigheid(people.tineke.id, wim.id, MONDAY - timedelta(days=1))))
    assert services.run_now(replaced_by, wim) == []
    assert sees_nothing(services, wim, afspraak)
