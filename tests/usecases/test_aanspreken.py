"""When is it proposed to speak to an organisation, and what happens once the makelaar says so?"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bot.domain.afspraak import Afspraak, AlAfgehandeld
from bot.domain.bericht import Baan, Bericht, Uitkomst
from bot.domain.casus import CasusGesloten
from bot.domain.errors import UnknownAfspraak
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, Rol
from bot.domain.rechten import Daad
from bot.domain.regio import Regio, Trede
from bot.domain.verzoek import VerzoekAfgehandeld
from bot.services import Services
from bot.usecases.aanspreken import speak_later, speak_to
from bot.usecases.afspraken import confirm_afspraak
from bot.usecases.beheer import move_afspraak, reassign_afspraak
from bot.usecases.berichten import compose
from bot.usecases.outbox import next_to_send, record_sending
from bot.usecases.personen import revoke_persoon
from bot.usecases.regels import regel
from bot.usecases.regios import load_regio
from bot.usecases.toewijzing import afspraak_for
from tests.builders import agree, close, join, local, owed
from tests.conftest import MovableClock
from tests.usecases.conftest import People, on_sqlite

FRIDAY = date(2027, 2, 5)
FIVE_LATE, FOUR_LATE = "2027-02-12 09:00", "2027-02-11 09:00"


@pytest.fixture
def olga(services: Services, people: People) -> Persoon:
    return join(services, "Olga", Rol.PARTNER, chat_id=5_000_000_010)


@pytest.fixture
def late(services: Services, people: People, clock: MovableClock) -> Afspraak:
    """Overdue by five working days."""
    afspraak = agree(services, people.marijke, people.tineke, FRIDAY)
    clock.moment = local(FIVE_LATE)
    return afspraak


def proposed(services: Services, afspraak: Afspraak) -> str | None:
    trede = services.run_now(lambda tx: regel(tx, tx.afspraken.get(afspraak.id)).trede)
    return trede.sleutel if trede is not None else None


def told(services: Services) -> list[int | None]:
    return [row.persoon_id for row in owed(services) if row.bericht == "aanspreken"]


def longer(regio: Regio) -> Regio:
    top = Trede(sleutel="directie", naam="Directie", wie="de directie van de organisatie")
    return regio.model_copy(update={"aanspreken": (*regio.aanspreken, top)})


def test_after_five_working_days_it_is_proposed_and_nothing_goes_by_itself(
    services: Services, people: People, olga: Persoon, late: Afspraak, clock: MovableClock
) -> None:
    assert proposed(services, late) == "mandaat"
    assert told(services) == []
    clock.moment = local(FOUR_LATE)
    assert proposed(services, late) is None


def test_who_speaks_for_the_organisation_gets_one_message_and_the_step_is_in_the_timeline(
    services: Services, people: People, olga: Persoon, late: Afspraak
) -> None:
    elsewhere = join(services, "Piet", Rol.PARTNER, organisatie="Limor", chat_id=5_000_000_011)

    reached = services.run_now(speak_to, late.id, 0, people.marijke)

    assert [who.id for who in reached] == told(services) == [olga.id]
    (*_, line) = services.run_now(lambda tx: tx.tijdlijn.of_afspraak(late.id))
    assert (line.wat, line.waarde, line.door) == (Wat.AANGESPROKEN, "mandaat", people.marijke.id)
    assert proposed(services, late) is None

    def sees(who: Persoon) -> bool:
        try:
            services.run_now(afspraak_for, late.id, who, Daad.ACTIE_ZIEN)
        except UnknownAfspraak:
            return False
        return True

    assert [sees(who) for who in (olga, elsewhere, people.dirk)] == [True, False, False]


def test_what_it_says_is_the_reference_since_when_who_and_whom_to_call_and_never_the_text(
    services: Services, people: People, olga: Persoon, late: Afspraak
) -> None:
    services.run_now(speak_to, late.id, 0, people.marijke)
    (row,) = [row for row in owed(services) if row.bericht == "aanspreken"]
    bericht = Bericht(row.key, row.bericht, Baan(row.baan), row.gegevens, naar=row.persoon_id)
    said = services.run_now(compose, bericht)
    assert said is not None
    line = said.inhoud["regel"]
    assert (line.referentie, line.dagen, line.wie.id, line.makelaar) == (late.casus, -5, people.tineke.id, "Marijke")
    assert said.draagt_casus

    services.run_now(confirm_afspraak, late.id, people.tineke)
    assert services.run_now(compose, bericht) is None, "done before it left"


def test_an_old_press_and_a_second_one_do_nothing_twice(
    services: Services, people: People, olga: Persoon, late: Afspraak
) -> None:
    services.run_now(speak_to, late.id, 0, people.marijke)
    for again in (speak_to, speak_later):
        with pytest.raises(VerzoekAfgehandeld):
            services.run_now(again, late.id, 0, people.marijke)
    assert told(services) == [olga.id]


@pytest.mark.parametrize("whom", ["nobody", "without telegram", "the actiehouder", "gone"])
@on_sqlite
def test_with_nobody_to_reach_the_step_is_the_makelaars_own(
    services: Services, people: People, late: Afspraak, whom: str
) -> None:
    if whom == "without telegram":
        join(services, "Olga", Rol.PARTNER)
    elif whom == "gone":
        services.run_now(revoke_persoon, join(services, "Olga", Rol.PARTNER, chat_id=5_000_000_010))
    elif whom == "the actiehouder":
        both = join(services, "Bo", Rol.PARTNER, Rol.ACTIEHOUDER, chat_id=5_000_000_010)
        services.run_now(lambda tx: tx.afspraken.save(late.assign(both.id, "Tactus", late.made_on), None))

    assert services.run_now(speak_to, late.id, 0, people.marijke) == []
    assert told(services) == []
    assert services.run_now(lambda tx: tx.tijdlijn.of_afspraak(late.id))[-1].wat is Wat.AANGESPROKEN


def test_not_yet_is_asked_again_after_five_more_working_days(
    services: Services, people: People, olga: Persoon, late: Afspraak, clock: MovableClock
) -> None:
    put_off = services.run_now(speak_later, late.id, 0, people.marijke)
    assert put_off.aanspreken_na == date(2027, 2, 19)
    assert services.run_now(speak_later, late.id, 0, people.marijke) == put_off, "a second tap says the same"
    clock.moment = local("2027-02-18 09:00")
    assert proposed(services, late) is None
    clock.moment = local("2027-02-19 09:00")
    assert proposed(services, late) == "mandaat"


@on_sqlite
def test_who_thinks_again_after_not_yet_speaks_to_them_all_the_same(
    services: Services, people: People, olga: Persoon, late: Afspraak
) -> None:
    services.run_now(speak_later, late.id, 0, people.marijke)
    assert services.run_now(speak_to, late.id, 0, people.marijke) == [olga]


@on_sqlite
def test_a_longer_ladder_goes_on_after_five_more_working_days_and_then_ends(
    services: Services, people: People, olga: Persoon, late: Afspraak, clock: MovableClock, ijsselland: Regio
) -> None:
    services.run_now(load_regio, longer(ijsselland))
    services.run_now(speak_to, late.id, 0, people.marijke)
    clock.moment += timedelta(days=6)
    assert proposed(services, late) is None
    clock.moment += timedelta(days=1)
    assert proposed(services, late) == "directie"
    services.run_now(speak_to, late.id, 1, people.marijke)
    assert told(services) == [olga.id, olga.id]
    clock.moment += timedelta(days=30)
    assert proposed(services, late) is None
    with pytest.raises(VerzoekAfgehandeld):
        services.run_now(speak_to, late.id, 2, people.marijke)


@on_sqlite
def test_another_deadline_begins_the_ladder_anew(
    services: Services, people: People, olga: Persoon, late: Afspraak, clock: MovableClock
) -> None:
    services.run_now(speak_to, late.id, 0, people.marijke)
    services.run_now(move_afspraak, late.id, date(2027, 2, 19), people.marijke)
    with pytest.raises(VerzoekAfgehandeld):
        services.run_now(speak_to, late.id, 0, people.marijke)
    clock.moment = local("2027-02-26 09:00")
    services.run_now(speak_to, late.id, 0, people.marijke)
    assert told(services) == [olga.id, olga.id]


@on_sqlite
def test_another_organisation_was_not_spoken_to_and_has_its_own_five_working_days(
    services: Services, people: People, olga: Persoon, late: Afspraak, clock: MovableClock
) -> None:
    services.run_now(speak_to, late.id, 0, people.marijke)
    joris = join(services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie", chat_id=5_000_000_011)
    petra = join(services, "Petra", Rol.PARTNER, organisatie="Politie", chat_id=5_000_000_012)
    services.run_now(reassign_afspraak, late.id, joris.id, "Politie", people.marijke)
    for who in (olga, petra):
        with pytest.raises(UnknownAfspraak):
            services.run_now(afspraak_for, late.id, who, Daad.ACTIE_ZIEN)
    assert proposed(services, late) is None
    clock.moment = local("2027-02-19 09:00")
    assert proposed(services, late) == "mandaat"


SPEAKING: list[Callable[..., object]] = [speak_to, speak_later]


@pytest.mark.parametrize("speaking", SPEAKING)
@on_sqlite
def test_what_is_over_closed_or_somebody_elses_is_refused(
    services: Services, people: People, olga: Persoon, late: Afspraak, speaking: Callable[..., object]
) -> None:
    for door in (people.dirk, people.tineke, olga):
        with pytest.raises(UnknownAfspraak):
            services.run_now(speaking, late.id, 0, door)
    services.run_now(confirm_afspraak, late.id, people.tineke)
    with pytest.raises(AlAfgehandeld):
        services.run_now(speaking, late.id, 0, people.marijke)
    services.run_now(close, late.casus)
    with pytest.raises(CasusGesloten):
        services.run_now(speaking, late.id, 0, people.marijke)
    assert told(services) == []


@on_sqlite
def test_when_who_is_spoken_to_turns_out_to_have_blocked_us_the_makelaar_hears_it(
    services: Services, people: People, olga: Persoon, late: Afspraak
) -> None:
    services.run_now(speak_to, late.id, 0, people.marijke)
    while (sent := services.run_now(next_to_send, set())) is not None and sent.bericht.bericht != "aanspreken":
        services.run_now(record_sending, sent, Uitkomst.VERZONDEN, message_id=sent.id)
    assert sent is not None
    services.run_now(record_sending, sent, Uitkomst.GEBLOKKEERD)
    heard = [(row.persoon_id, row.gegevens) for row in owed(services) if row.bericht == "onbereikbaar"]
    assert heard == [(people.marijke.id, {"persoon": olga.id, "afspraak": late.id})]
