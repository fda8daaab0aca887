"""What does an actiehouder ask or say back, who hears of it, and what is decided?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.afspraak import (
    Afspraak,
    AlAfgehandeld,
    NietAfgehandeld,
    NietsTerugTeDraaien,
    Stand,
    TerugdraaienTeLaat,
    Teruggegeven,
)
from bot.domain.bericht import Baan, Bericht, Methode, Toont, Uitkomst
from bot.domain.bewaren import Bewaard
from bot.domain.casus import CasusGesloten
from bot.domain.deadline import DeadlineGeenWerkdag, DeadlineTeVer, DeadlineVoorbij
from bot.domain.errors import DomainError, UnknownAfspraak
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.privacy import SafeText
from bot.domain.regio import Regio
from bot.domain.verzoek import Soort, UitstelTeVroeg, VerzoekAfgehandeld
from bot.services import Services
from bot.usecases.afspraken import (
    confirm_afspraak,
    held_afspraak,
    just_answered,
    note_seen,
    start_afspraak,
    undo_answer,
)
from bot.usecases.afwezigheid import go_away
from bot.usecases.beheer import reassign_afspraak
from bot.usecases.feiten import facts
from bot.usecases.invoer import Onduidelijk
from bot.usecases.outbox import next_to_send, record_sending
from bot.usecases.personen import revoke_persoon
from bot.usecases.regels import section
from bot.usecases.regios import load_regio
from bot.usecases.vervanging import addressed
from bot.usecases.verzoeken import (
    CollegaKanNiet,
    GeenTafeldag,
    UitstelKanNiet,
    allow_uitstel,
    ask_colleague,
    ask_uitstel,
    begin_answer,
    explain,
    fail,
    give_back,
    leave,
    likely_uitstel,
    put_on_agenda,
    read_uitstel,
    refuse_uitstel,
    take_over,
)
from tests.builders import agree, close, in_threads, join, local, owed, plan
from tests.conftest import MovableClock
from tests.domain.test_toegang import without_convenant
from tests.usecases.conftest import People, on_sqlite
from tests.usecases.verloop import happened, now, planned, says, told

pytestmark = pytest.mark.usefixtures("bijeenkomsten")

TUESDAY, TABLE, FRIDAY = date(2027, 2, 9), date(2027, 2, 16), date(2027, 2, 19)
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def afspraak(services: Services, people: People) -> Afspraak:
    """Due on the Tuesday before the next table but one."""
    return agree(services, people.marijke, people.tineke, TUESDAY)


@pytest.fixture
def wim(services: Services) -> Persoon:
    return join(services, "Wim", Rol.ACTIEHOUDER, chat_id=5_000_000_010)


def asked(services: Services, afspraak: Afspraak, door: Persoon, tot: date = TABLE, reden: str = "meer_tijd") -> int:
    """Extension is asked; returns the number that the buttons carry."""
    kept = services.run_now(ask_uitstel, afspraak.id, tot, reden, door)
    assert kept.verzoek is not None
    return kept.verzoek.nummer


def asked_colleague(services: Services, afspraak: Afspraak, door: Persoon, aan: Persoon) -> int:
    kept = services.run_now(ask_colleague, afspraak.id, aan.id, door)
    assert kept.verzoek is not None
    return kept.verzoek.nummer


def reminder(services: Services, afspraak: Afspraak) -> str:
    """One that waits for the window to open; returns in which state it is kept when asked."""
    old = Bericht(
        "oud", "herinnering", Baan.KLOK, {"afspraak": afspraak.id}, afspraak.actiehouder, afspraak=afspraak.id
    )
    services.run_now(lambda tx: tx.outbox.put(old))
    return "oud"


def state(services: Services, key: str) -> str:
    return next(str(row.staat) for row in owed(services) if row.key == key)


# Uitstel vragen


def test_a_wish_for_extension_goes_to_the_makelaar_and_changes_nothing_yet(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    before = planned(services, afspraak)
    asked(services, afspraak, people.tineke)
    kept = now(services, afspraak)
    assert (kept.stand, kept.deadline, planned(services, afspraak)) == (Stand.UITSTEL, TUESDAY, before)
    assert told(services, "melding_uitstel") == [people.marijke.id]
    (said,) = says(services, "melding_uitstel")
    assert said.inhoud["volgende_tafel"] == date(2027, 2, 2)
    assert services.run_now(lambda tx: section(tx, kept)) == "gevraagd"
    (*_, line) = services.run_now(lambda tx: tx.tijdlijn.of_afspraak(afspraak.id))
    assert (line.wat, line.reden, line.dag, line.door) == (
        Wat.UITSTEL_GEVRAAGD,
        "meer_tijd",
        TABLE,
        people.tineke.id,
    )


@pytest.mark.parametrize(
    ("tot", "refusal"),
    [
        (TUESDAY, UitstelTeVroeg),
        (date(2027, 2, 5), UitstelTeVroeg),
        (date(2027, 1, 29), DeadlineVoorbij),
        (date(2027, 2, 13), DeadlineGeenWerkdag),
        (date(2027, 5, 7), DeadlineGeenWerkdag),  # the house is closed
        (date(2028, 2, 29), DeadlineTeVer),
    ],
)
@on_sqlite
def test_extension_to_a_day_that_will_not_do_is_refused_and_nobody_hears_of_it(
    services: Services, people: People, afspraak: Afspraak, tot: date, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        asked(services, afspraak, people.tineke, tot)
    assert now(services, afspraak) == afspraak
    assert told(services, "melding_uitstel") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("19 februari", FRIDAY),
        ("1 week", TABLE),
        ("+1 week", TABLE),
        ("een week later", TABLE),
        ("9 februari", "te_vroeg"),
        ("29 januari 2027", "voorbij"),
        ("13 februari", "geen_werkdag"),
        ("1 maart 2028", "te_ver"),
        ("volgende tafel", TABLE),
        ("zsm", "onleesbaar"),
        ("vrijdag 16 februari", "tegenspraak"),
    ],
)
@on_sqlite
def test_a_day_can_be_typed_and_what_will_not_do_says_why(
    services: Services, people: People, afspraak: Afspraak, typed: str, meant: date | str
) -> None:
    read = services.run_now(read_uitstel, typed, afspraak)
    assert (read.reden if isinstance(read, Onduidelijk) else read) == meant


@on_sqlite
def test_a_week_and_the_next_table_are_offered_after_the_deadline_and_after_today(
    services: Services, people: People, afspraak: Afspraak, clock: MovableClock
) -> None:
    assert services.run_now(likely_uitstel, afspraak) == (TABLE, TABLE)
    clock.moment = local("2027-02-17 09:00")
    assert services.run_now(likely_uitstel, afspraak) == (date(2027, 2, 24), date(2027, 3, 2))


def test_akkoord_moves_the_deadline_keeps_the_first_and_tells_the_actiehouder(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    old = reminder(services, afspraak)
    nummer = asked(services, afspraak, people.tineke)
    services.run_now(allow_uitstel, afspraak.id, nummer, people.marijke)
    kept = now(services, afspraak)
    assert (kept.deadline, kept.eerste_deadline, kept.uitgesteld, kept.stand) == (TABLE, TUESDAY, 1, Stand.NIEUW)
    assert planned(services, afspraak) == TUESDAY
    assert state(services, old) == "ingetrokken"
    assert told(services, "besluit") == [people.tineke.id]
    (said,) = says(services, "besluit")
    assert (said.inhoud["besluit"], said.inhoud["door"].naam, said.inhoud["regel"].deadline) == (
        "akkoord",
        "Marijke",
        TABLE,
    )
    assert happened(services, afspraak)[-2:] == [Wat.UITSTEL_GEVRAAGD, Wat.UITSTEL_AKKOORD]
    days = services.run_now(lambda tx: tx.regio.bewaartermijnen.casus_dagen)
    last = TABLE + timedelta(days=days)
    assert services.run_now(lambda tx: tx.inzage.holds(afspraak.casus, people.tineke.id, last))


def test_afwijzen_leaves_the_deadline_and_tells_the_actiehouder(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    nummer = asked(services, afspraak, people.tineke)
    services.run_now(refuse_uitstel, afspraak.id, nummer, people.marijke)
    kept = now(services, afspraak)
    assert (kept.deadline, kept.uitgesteld, kept.verzoek) == (TUESDAY, 0, None)
    assert [said.inhoud["besluit"] for said in says(services, "besluit")] == ["afgewezen"]
    assert happened(services, afspraak)[-1] is Wat.UITSTEL_AFGEWEZEN


def test_two_who_decide_at_once_decide_once(services: Services, people: People, afspraak: Afspraak) -> None:
    nummer = asked(services, afspraak, people.tineke)
    deeds = (allow_uitstel, refuse_uitstel, allow_uitstel, refuse_uitstel)
    came = in_threads(4, lambda n: services.run_now(deeds[n], afspraak.id, nummer, people.marijke))
    assert sorted(type(one).__name__ for one in came) == ["Afspraak", *["VerzoekAfgehandeld"] * 3]
    assert told(services, "besluit") == [people.tineke.id]


@on_sqlite
def test_a_button_of_an_earlier_wish_does_nothing(services: Services, people: People, afspraak: Afspraak) -> None:
    first = asked(services, afspraak, people.tineke)
    second = asked(services, afspraak, people.tineke, FRIDAY)
    for decide in (allow_uitstel, refuse_uitstel):
        with pytest.raises(VerzoekAfgehandeld):
            services.run_now(decide, afspraak.id, first, people.marijke)
    assert [said is not None for said in says(services, "melding_uitstel")] == [False, True]
    services.run_now(allow_uitstel, afspraak.id, second, people.marijke)
    assert now(services, afspraak).deadline == FRIDAY


@on_sqlite
def test_who_does_not_watch_the_casus_decides_nothing(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon
) -> None:
    nummer = asked(services, afspraak, people.tineke)
    for who in (people.dirk, people.tineke, people.noor, wim):
        for decide in (allow_uitstel, refuse_uitstel):
            with pytest.raises(UnknownAfspraak):
                services.run_now(decide, afspraak.id, nummer, who)
        with pytest.raises(UnknownAfspraak):
            services.run_now(put_on_agenda, afspraak.id, who)


@on_sqlite
def test_a_wished_day_that_has_passed_is_refused_and_the_wish_stays(
    services: Services, people: People, afspraak: Afspraak, clock: MovableClock
) -> None:
    nummer = asked(services, afspraak, people.tineke)
    clock.moment = local("2027-02-17 09:00")
    with pytest.raises(UitstelKanNiet) as refused:
        services.run_now(allow_uitstel, afspraak.id, nummer, people.marijke)
    assert (refused.value.gegevens["dag"], refused.value.gegevens["voorbij"]) == (TABLE, True)
    assert now(services, afspraak).asks(Soort.UITSTEL)


@on_sqlite
def test_a_wished_day_on_which_the_house_will_be_closed_is_refused_and_the_wish_stays(
    services: Services, people: People, afspraak: Afspraak, ijsselland: Regio
) -> None:
    nummer = asked(services, afspraak, people.tineke)
    services.run_now(load_regio, ijsselland.model_copy(update={"sluitingsdagen": (TABLE,)}))
    plan(services)
    with pytest.raises(UitstelKanNiet) as refused:
        services.run_now(allow_uitstel, afspraak.id, nummer, people.marijke)
    assert refused.value.gegevens["voorbij"] is False
    assert now(services, afspraak).asks(Soort.UITSTEL)


# Lukt niet, Niet voor mij


def test_lukt_niet_is_told_at_once_with_what_was_agreed_for_that_and_reminders_stop(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    old = reminder(services, afspraak)
    services.run_now(fail, afspraak.id, "geen_mandaat", people.tineke)
    assert (now(services, afspraak).stand, planned(services, afspraak)) == (Stand.LUKT_NIET, None)
    assert state(services, old) == "ingetrokken"
    assert told(services, "melding_lukt_niet") == [people.marijke.id]
    (said,) = says(services, "melding_lukt_niet")
    assert (said.inhoud["regel"].als_niet, said.inhoud["regel"].verzoek.reden) == ("bespreken", "geen_mandaat")


@pytest.mark.parametrize("deed", [undo_answer, start_afspraak])
def test_who_takes_lukt_niet_back_is_reminded_again_and_the_makelaar_hears(
    services: Services, people: People, afspraak: Afspraak, deed: Callable[..., Afspraak]
) -> None:
    before = planned(services, afspraak)
    services.run_now(fail, afspraak.id, "geen_mandaat", people.tineke)
    services.run_now(deed, afspraak.id, people.tineke)
    assert planned(services, afspraak) == before
    assert told(services, "melding_weer_open") == [people.marijke.id]
    assert [said.inhoud["wat"] for said in says(services, "melding_weer_open")] == ["lukt_niet"]
    assert says(services, "melding_lukt_niet") == [None]


def test_niet_voor_mij_makes_it_nobodys_and_the_makelaar_hears_at_once_from_whom(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    old = reminder(services, afspraak)
    services.run_now(give_back, afspraak.id, "niet_mijn_werk", people.tineke)
    kept = now(services, afspraak)
    assert (kept.stand, kept.organisatie, planned(services, afspraak)) == (Stand.ZONDER, "Tactus", None)
    assert state(services, old) == "ingetrokken"
    assert told(services, "melding_niet_voor_mij") == [people.marijke.id]
    (said,) = says(services, "melding_niet_voor_mij")
    assert said.inhoud["door"].id == said.inhoud["regel"].gevraagd_door.id == people.tineke.id


def test_who_gave_it_back_has_ten_minutes_to_want_it_after_all(
    services: Services, people: People, afspraak: Afspraak, clock: MovableClock
) -> None:
    services.run_now(give_back, afspraak.id, "anders", people.tineke)
    with pytest.raises(Teruggegeven):
        services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    with pytest.raises(Teruggegeven):
        services.run_now(begin_answer, afspraak.id, people.tineke)
    clock.moment += TEN_MINUTES
    services.run_now(undo_answer, afspraak.id, people.tineke)
    assert now(services, afspraak).actiehouder == people.tineke.id
    assert [said.inhoud["wat"] for said in says(services, "melding_weer_open")] == ["niet_voor_mij"]

    services.run_now(give_back, afspraak.id, "anders", people.tineke)
    clock.moment += TEN_MINUTES + timedelta(seconds=1)
    for deed in (undo_answer, confirm_afspraak, held_afspraak):
        with pytest.raises(UnknownAfspraak):
            services.run_now(deed, afspraak.id, people.tineke)


@on_sqlite
def test_what_was_given_to_somebody_else_meanwhile_cannot_be_taken_back(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon
) -> None:
    services.run_now(give_back, afspraak.id, "anders", people.tineke)
    services.run_now(reassign_afspraak, afspraak.id, wim.id, "Tactus", people.marijke)
    with pytest.raises(UnknownAfspraak):
        services.run_now(undo_answer, afspraak.id, people.tineke)


@on_sqlite
def test_a_wish_that_was_decided_cannot_be_taken_back(services: Services, people: People, afspraak: Afspraak) -> None:
    nummer = asked(services, afspraak, people.tineke)
    services.run_now(refuse_uitstel, afspraak.id, nummer, people.marijke)
    with pytest.raises(NietsTerugTeDraaien):
        services.run_now(undo_answer, afspraak.id, people.tineke)


@on_sqlite
def test_after_ten_minutes_a_wish_stays_with_the_makelaar(
    services: Services, people: People, afspraak: Afspraak, clock: MovableClock
) -> None:
    asked(services, afspraak, people.tineke)
    clock.moment += TEN_MINUTES + timedelta(seconds=1)
    with pytest.raises(TerugdraaienTeLaat):
        services.run_now(undo_answer, afspraak.id, people.tineke)
    assert now(services, afspraak).asks(Soort.UITSTEL)


def test_who_takes_it_back_while_the_makelaar_decides_is_either_in_time_or_hears_that_it_was_not(
    services: Services, people: People, afspraak: Afspraak
) -> None:
    nummer = asked(services, afspraak, people.tineke)

    def act(number: int) -> Afspraak:
        if number % 2:
            return services.run_now(undo_answer, afspraak.id, people.tineke)
        return services.run_now(allow_uitstel, afspraak.id, nummer, people.marijke)

    came = in_threads(4, act)
    assert [type(one) for one in came].count(Afspraak) == 1
    assert {type(one) for one in came} <= {Afspraak, VerzoekAfgehandeld, NietsTerugTeDraaien}
    assert now(services, afspraak).uitgesteld == len(told(services, "besluit"))


@on_sqlite
def test_the_last_answer_of_any_kind_is_the_one_that_a_typed_word_takes_back(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon, clock: MovableClock
) -> None:
    other = agree(services, people.marijke, people.tineke, TUESDAY)
    services.run_now(confirm_afspraak, other.id, people.tineke)
    clock.moment += timedelta(minutes=1)
    for answer in answers(afspraak, wim)[1:]:
        answer(services, people.tineke)
        last = services.run_now(just_answered, people.tineke)
        assert last is not None and last.id == afspraak.id
        services.run_now(undo_answer, last.id, people.tineke)
    last = services.run_now(just_answered, people.tineke)
    assert last is not None and last.id == other.id


# A colleague takes over


def test_a_colleague_who_accepts_has_it_and_everybody_hears(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon
) -> None:
    old = reminder(services, afspraak)
    nummer = asked_colleague(services, afspraak, people.tineke, wim)
    assert told(services, "neem_over") == [wim.id]
    assert told(services, "melding_overgenomen") == []
    assert now(services, afspraak).actiehouder == people.tineke.id

    services.run_now(take_over, afspraak.id, nummer, wim)
    kept = now(services, afspraak)
    assert (kept.actiehouder, kept.stand, kept.gezien_at is not None) == (wim.id, Stand.NIEUW, True)
    assert told(services, "collega_antwoord") == [people.tineke.id]
    (said,) = says(services, "collega_antwoord")
    assert (said.inhoud["ja"], said.inhoud["door"].id) == (True, wim.id)
    assert told(services, "melding_overgenomen") == [people.marijke.id]
    assert state(services, old) == "ingetrokken"
    assert services.run_now(lambda tx: tx.inzage.holds(afspraak.casus, wim.id, TUESDAY))
    with pytest.raises(UnknownAfspraak):
        services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    assert happened(services, afspraak)[-2:] == [Wat.OVERNAME_GEVRAAGD, Wat.OVERGENOMEN]


def test_a_colleague_who_does_not_want_it_leaves_it_where_it_is(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon
) -> None:
    nummer = asked_colleague(services, afspraak, people.tineke, wim)
    services.run_now(leave, afspraak.id, nummer, wim)
    kept = now(services, afspraak)
    assert (kept.actiehouder, kept.verzoek) == (people.tineke.id, None)
    assert told(services, "collega_antwoord") == [people.tineke.id]
    assert told(services, "melding_overgenomen") == []
    with pytest.raises(UnknownAfspraak):
        services.run_now(take_over, afspraak.id, nummer, wim)


def test_taking_over_twice_is_once(services: Services, people: People, afspraak: Afspraak, wim: Persoon) -> None:
    nummer = asked_colleague(services, afspraak, people.tineke, wim)
    came = in_threads(3, lambda _: services.run_now(take_over, afspraak.id, nummer, wim))
    assert sorted(type(one).__name__ for one in came) == ["Afspraak", *["VerzoekAfgehandeld"] * 2]
    assert told(services, "melding_overgenomen") == [people.marijke.id]


@pytest.mark.parametrize("who", ["herself", "elsewhere", "stopped", "no_actiehouder", "unlinked", "away", "nobody"])
@on_sqlite
def test_who_cannot_take_over_is_not_asked(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon, who: str
) -> None:
    def id_of() -> PersoonId:
        match who:
            case "herself":
                return people.tineke.id
            case "elsewhere":
                return join(services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie", chat_id=77).id
            case "stopped":
                services.run_now(revoke_persoon, wim)
            case "no_actiehouder":
                return join(services, "Petra", Rol.PARTNER, chat_id=78).id
            case "unlinked":
                return join(services, "Mo", Rol.ACTIEHOUDER).id
            case "away":
                services.run_now(go_away, wim, people.tineke.id, TUESDAY)
            case "nobody":
                return PersoonId(10**6)
        return wim.id

    with pytest.raises(CollegaKanNiet):
        services.run_now(ask_colleague, afspraak.id, id_of(), people.tineke)
    assert told(services, "neem_over") == []
    assert now(services, afspraak).verzoek is None


@on_sqlite
def test_without_convenant_nobody_takes_over(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon, ijsselland: Regio
) -> None:
    nummer = asked_colleague(services, afspraak, people.tineke, wim)
    services.run_now(load_regio, without_convenant(ijsselland, "Tactus"))
    with pytest.raises(UnknownAfspraak):
        services.run_now(take_over, afspraak.id, nummer, wim)


@pytest.mark.parametrize("then", [confirm_afspraak, undo_answer, "uitstel"])
def test_a_colleague_is_no_longer_asked_once_something_else_is_answered(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon, then: Any
) -> None:
    nummer = asked_colleague(services, afspraak, people.tineke, wim)
    services.run_now(lambda tx: tx.getoond.show(wim.chat_id, 9, [Toont(afspraak.casus, afspraak.id)], replaces=False))
    if then == "uitstel":
        asked(services, afspraak, people.tineke)
    else:
        services.run_now(then, afspraak.id, people.tineke)
    assert says(services, "neem_over") == [None]
    with pytest.raises(UnknownAfspraak):
        services.run_now(take_over, afspraak.id, nummer, wim)
    taken_back = [row for row in owed(services) if row.methode == Methode.RETIRE and row.chat_id == wim.chat_id]
    assert len({row.message_id for row in taken_back}) == 1


@on_sqlite
def test_asking_a_colleague_is_told_to_a_makelaar_who_was_asked_something_before(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon
) -> None:
    services.run_now(fail, afspraak.id, "geen_capaciteit", people.tineke)
    asked_colleague(services, afspraak, people.tineke, wim)
    assert told(services, "melding_weer_open") == [people.marijke.id]
    assert planned(services, afspraak) is not None


@on_sqlite
def test_who_stands_in_asks_and_hears_and_the_actiehouder_keeps_it(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon
) -> None:
    sanne = join(services, "Sanne", Rol.ACTIEHOUDER, chat_id=5_000_000_011)
    services.run_now(go_away, people.tineke, wim.id, TUESDAY)
    nummer = asked(services, afspraak, wim)
    (said,) = says(services, "melding_uitstel")
    assert (said.inhoud["door"].id, said.inhoud["regel"].wie.id) == (wim.id, people.tineke.id)
    services.run_now(allow_uitstel, afspraak.id, nummer, people.marijke)
    (news,) = [row for row in owed(services) if row.bericht == "besluit"]
    leaving = Bericht(news.key, "besluit", Baan.NIEUWS, news.gegevens, naar=news.persoon_id)
    assert (leaving.naar, services.run_now(addressed, leaving).naar) == (people.tineke.id, wim.id)
    for aan in (people.tineke, wim):
        with pytest.raises(CollegaKanNiet):
            services.run_now(ask_colleague, afspraak.id, aan.id, wim)
    asked_colleague(services, afspraak, wim, sanne)
    services.run_now(undo_answer, afspraak.id, wim)
    services.run_now(give_back, afspraak.id, "anders", wim)
    services.run_now(undo_answer, afspraak.id, wim)
    assert now(services, afspraak).actiehouder == people.tineke.id


# A line about what was done


def test_a_line_about_gedaan_stands_in_the_timeline_and_the_makelaar_hears_that_it_does(
    services: Services, people: People, afspraak: Afspraak, clock: MovableClock
) -> None:
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    for tekst in ("intake is gepland", "en bevestigd"):
        clock.moment += timedelta(minutes=1)
        services.run_now(explain, afspraak.id, SafeText(tekst), people.tineke)
    (*_, line) = services.run_now(lambda tx: tx.tijdlijn.of_afspraak(afspraak.id))
    assert (line.wat, line.tekst) == (Wat.TOELICHTING, "en bevestigd")
    assert told(services, "melding_toelichting") == [people.marijke.id] * 2
    assert [said.inhoud["toelichting"] for said in says(services, "melding_toelichting")] == ["en bevestigd"] * 2
    assert "bevestigd" not in repr(owed(services)), "no text of a message is ever stored"


@on_sqlite
def test_there_is_nothing_to_say_about_what_is_not_done(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon
) -> None:
    with pytest.raises(NietAfgehandeld):
        services.run_now(explain, afspraak.id, SafeText("klaar"), people.tineke)
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    for who in (wim, people.marijke):
        with pytest.raises(UnknownAfspraak):
            services.run_now(explain, afspraak.id, SafeText("klaar"), who)


# Onto the agenda


def test_on_the_agenda_it_waits_for_the_table_and_who_asked_hears_so(
    services: Services, people: People, afspraak: Afspraak, clock: MovableClock
) -> None:
    asked(services, afspraak, people.tineke)
    for _ in range(2):  # two taps do what one tap does
        services.run_now(put_on_agenda, afspraak.id, people.marijke)
    kept = now(services, afspraak)
    assert (kept.agenda_op, kept.stand) == (date(2027, 2, 2), Stand.UITSTEL)
    assert [said.inhoud["besluit"] for said in says(services, "besluit")] == ["agenda"]
    assert happened(services, afspraak).count(Wat.OP_AGENDA) == 1
    assert services.run_now(lambda tx: section(tx, kept)) is None
    clock.moment = local("2027-02-03 09:00")
    assert services.run_now(lambda tx: section(tx, kept)) == "gevraagd"
    services.run_now(put_on_agenda, afspraak.id, people.marijke)
    assert now(services, afspraak).agenda_op == TABLE


@on_sqlite
def test_what_is_overdue_goes_onto_the_agenda_without_a_word_to_the_actiehouder(
    services: Services, people: People, afspraak: Afspraak, clock: MovableClock
) -> None:
    clock.moment = local("2027-02-17 09:00")
    services.run_now(put_on_agenda, afspraak.id, people.marijke)
    assert now(services, afspraak).agenda_op == date(2027, 3, 2)
    assert told(services, "besluit") == []


@on_sqlite
def test_a_day_off_is_passed_over_and_without_rhythm_there_is_no_next_table(
    services: Services, people: People, afspraak: Afspraak, ijsselland: Regio
) -> None:
    services.run_now(load_regio, ijsselland.model_copy(update={"sluitingsdagen": (date(2027, 2, 2),)}))
    plan(services)
    services.run_now(put_on_agenda, afspraak.id, people.marijke)
    assert now(services, afspraak).agenda_op == TABLE
    tafels = tuple(t.model_copy(update={"ritme": None, "vanaf": None}) for t in ijsselland.casustafels)
    services.run_now(load_regio, ijsselland.model_copy(update={"casustafels": tafels}))
    plan(services)
    with pytest.raises(GeenTafeldag):
        services.run_now(put_on_agenda, afspraak.id, people.marijke)
    assert services.run_now(likely_uitstel, afspraak) == (TABLE, None)


# What holds for all of it


def answers(afspraak: Afspraak, wim: Persoon) -> list[Callable[[Services, Persoon], Any]]:
    id = afspraak.id
    return [
        lambda services, who: services.run_now(begin_answer, id, who),
        lambda services, who: services.run_now(ask_uitstel, id, TABLE, "anders", who),
        lambda services, who: services.run_now(fail, id, "anders", who),
        lambda services, who: services.run_now(give_back, id, "anders", who),
        lambda services, who: services.run_now(ask_colleague, id, wim.id, who),
    ]


def test_for_somebody_else_it_does_not_exist_and_what_is_over_says_so(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon
) -> None:
    for answer in answers(afspraak, wim):
        for who in (wim, people.marijke, people.dirk, people.noor):
            with pytest.raises(UnknownAfspraak):
                answer(services, who)
    services.run_now(confirm_afspraak, afspraak.id, people.tineke)
    for answer in answers(afspraak, wim):
        with pytest.raises(AlAfgehandeld):
            answer(services, people.tineke)


@on_sqlite
def test_on_a_casus_that_was_closed_meanwhile_nothing_is_answered_or_decided(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon
) -> None:
    nummer = asked(services, afspraak, people.tineke)
    services.run_now(lambda tx: close(tx, afspraak.casus))
    before = len(owed(services))
    for answer in answers(afspraak, wim):
        with pytest.raises(CasusGesloten):
            answer(services, people.tineke)
    for decide in (allow_uitstel, refuse_uitstel):
        with pytest.raises(CasusGesloten):
            services.run_now(decide, afspraak.id, nummer, people.marijke)
    with pytest.raises(CasusGesloten):
        services.run_now(put_on_agenda, afspraak.id, people.marijke)
    assert len(owed(services)) == before


@on_sqlite
def test_whatever_the_actiehouder_begins_counts_as_seen_and_only_the_first_time(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon, clock: MovableClock
) -> None:
    services.run_now(lambda tx: note_seen(tx, tx.afspraken.get(afspraak.id), wim))
    assert now(services, afspraak).gezien_at is None
    services.run_now(begin_answer, afspraak.id, people.tineke)
    seen = now(services, afspraak)
    assert seen.gezien_at == clock.moment
    assert planned(services, afspraak) is not None
    clock.moment += timedelta(hours=1)
    services.run_now(begin_answer, afspraak.id, people.tineke)
    assert now(services, afspraak) == seen


def test_who_asked_a_colleague_that_cannot_be_reached_hears_so_and_keeps_it(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon
) -> None:
    asked_colleague(services, afspraak, people.tineke, wim)
    while (sent := services.run_now(next_to_send, set())) is not None and sent.bericht.bericht != "neem_over":
        services.run_now(record_sending, sent, Uitkomst.VERZONDEN, message_id=sent.id)
    assert sent is not None
    services.run_now(record_sending, sent, Uitkomst.GEBLOKKEERD)

    assert now(services, afspraak).verzoek is None
    assert now(services, afspraak).actiehouder == people.tineke.id
    assert told(services, "collega_antwoord") == [people.tineke.id]


@on_sqlite
def test_the_page_is_still_there_when_whose_it_was_is_gone(
    services: Services, people: People, afspraak: Afspraak, wim: Persoon
) -> None:
    services.run_now(reassign_afspraak, afspraak.id, wim.id, "Tactus", people.marijke)
    services.run_now(revoke_persoon, services.run_now(lambda tx: tx.personen.get(wim.id)))
    services.run_now(lambda tx: tx.opschonen.delete(Bewaard.PERSOON, [wim.id]))

    told = services.run_now(lambda tx: facts(tx, tx.afspraken.get(afspraak.id), people.tineke))

    happened = [(feit.wat, feit.waarde) for feit in told if feit.wat in tuple(Wat)]
    assert happened == [(Wat.VASTGELEGD, None), (Wat.TOEGEWEZEN, "Tactus")]
