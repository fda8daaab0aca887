"""Does the morning message come at the hour that the makelaar chose?"""

from datetime import date, time

import pytest

from bot.domain.persoon import PersoonId
from bot.domain.regio import Regio, Verzending
from bot.services import Services
from bot.usecases.ochtend import mornings_due, plan_morning
from bot.usecases.ochtenduur import OchtendBuitenVenster, likely_hours, read_hour, wish_hour, wished_hour
from bot.usecases.regels import regel
from bot.usecases.regios import load_regio
from tests.builders import agree, local
from tests.conftest import MovableClock
from tests.usecases.conftest import People
from tests.usecases.test_afwezigheid import audited
from tests.usecases.test_privacy_van_mij import said


def due(services: Services, clock: MovableClock, clock_face: str) -> list[PersoonId]:
    clock.moment = local(f"2027-02-02 {clock_face}")
    return [makelaar.id for makelaar in services.run_now(mornings_due)]


@pytest.fixture
def early(services: Services, people: People) -> People:
    """Marijke wants it at 09:15; Dirk chose nothing."""
    services.run_now(wish_hour, people.marijke, time(9, 15))
    return people


def test_each_gets_it_at_their_own_hour_or_that_of_the_house(
    services: Services, early: People, clock: MovableClock
) -> None:
    marijke, dirk = early.marijke.id, early.dirk.id
    moments = {"08:29": [], "08:30": [dirk], "09:14": [dirk], "09:15": [marijke, dirk]}
    assert {clock_face: due(services, clock, clock_face) for clock_face in moments} == moments
    assert audited(services, "ochtendbericht_gekozen") == [(marijke, "ochtendbericht_gekozen", f"persoon {marijke}")]


def test_it_is_thought_about_once_a_day_also_when_another_hour_is_chosen_that_day(
    services: Services, early: People, clock: MovableClock
) -> None:
    assert due(services, clock, "09:15") == [early.marijke.id, early.dirk.id]
    services.run_now(plan_morning, early.marijke)
    services.run_now(wish_hour, early.marijke, time(10))
    assert due(services, clock, "10:00") == [early.dirk.id]
    clock.moment = local("2027-02-03 09:59")
    assert [who.id for who in services.run_now(mornings_due)] == [early.dirk.id]


@pytest.mark.parametrize("om", [time(7, 59), time(18), time(0), time(23, 59)])
def test_an_hour_at_which_nothing_leaves_is_refused(services: Services, early: People, om: time) -> None:
    with pytest.raises(OchtendBuitenVenster) as refused:
        services.run_now(wish_hour, early.marijke, om)
    assert refused.value.gegevens == {"eerste": "08:00", "einde": "18:00"}
    assert services.run_now(wished_hour, early.marijke) == time(9, 15)


def test_who_chooses_the_hour_of_the_house_follows_it(services: Services, early: People, ijsselland: Regio) -> None:
    services.run_now(wish_hour, early.marijke, time(8, 30))
    services.run_now(load_regio, ijsselland.model_copy(update={"verzending": Verzending(ochtendbericht=time(8, 45))}))
    assert services.run_now(wished_hour, early.marijke) == time(8, 45)


def test_when_the_window_becomes_smaller_the_message_still_comes(
    services: Services, early: People, ijsselland: Regio, clock: MovableClock
) -> None:
    narrow = Verzending(van=time(10), tot=time(12), ochtendbericht=time(10, 30))
    services.run_now(load_regio, ijsselland.model_copy(update={"verzending": narrow}))
    assert (due(services, clock, "10:29"), due(services, clock, "10:30")) == ([], [early.marijke.id, early.dirk.id])
    assert services.run_now(likely_hours) == ("10:00", "10:30")


def test_the_choices_hold_the_hour_of_the_house(services: Services, people: People, ijsselland: Regio) -> None:
    assert services.run_now(likely_hours) == ("08:00", "08:30", "09:00", "09:30", "10:00")
    services.run_now(load_regio, ijsselland.model_copy(update={"verzending": Verzending(ochtendbericht=time(11, 5))}))
    assert services.run_now(likely_hours)[-1] == "11:05"


def test_the_actiehouder_is_told_the_hour_at_which_the_makelaar_sees_it(services: Services, early: People) -> None:
    afspraak = agree(services, early.marijke, early.tineke, date(2027, 2, 5))
    line = services.run_now(lambda tx: regel(tx, tx.afspraken.get(afspraak.id)))
    assert line.signaal_at == local("2027-02-08 09:15")


def test_privacy_shows_the_own_hour(services: Services, early: People) -> None:
    assert "Ochtendbericht: om 09:15, zoals u koos" in said(services, early.marijke)
    assert "Ochtendbericht" not in said(services, early.dirk)


@pytest.mark.parametrize(
    ("typed", "om"),
    [
        ("9 uur", time(9)),
        ("09:15", time(9, 15)),
        ("9.15", time(9, 15)),
        ("om 9u30", time(9, 30)),
        ("10", time(10)),
        ("8:30 uur.", time(8, 30)),
        ("24:00", None),
        ("9:75", None),
        ("half negen", time(8, 30)),
        ("om kwart over negen", time(9, 15)),
        ("Kwart voor 10.", time(9, 45)),
        ("negen uur", time(9)),
        ("half 13", None),
        ("half", None),
        ("kwart over morgen", None),
        ("morgen", None),
        ("9 februari", None),
        ("", None),
    ],
)
def test_an_hour_can_be_typed(typed: str, om: time | None) -> None:
    assert read_hour(typed) == om
