"""Does a makelaar see all that needs attention, numbered through, and nobody else's?"""

from datetime import date, timedelta

import pytest

from bot.domain.afspraak import Afspraak
from bot.domain.bericht import Baan
from bot.domain.persoon import Persoon, Rol
from bot.domain.privacy import SafeText
from bot.services import Services
from bot.usecases.afspraken import confirm_afspraak, log_afspraak, start_afspraak
from bot.usecases.beheer import reassign_afspraak
from bot.usecases.berichten import LINES, MORE_LINES, compose
from bot.usecases.casussen import new_casus
from bot.usecases.personen import revoke_persoon
from bot.usecases.regels import SECTIONS, Overzicht, overzicht, regel
from bot.usecases.toewijzing import undirected, watched_by
from bot.usecases.verzoeken import ask_uitstel, fail, give_back, put_on_agenda, refuse_uitstel
from tests.builders import a_bericht, agree, join, local
from tests.conftest import MovableClock
from tests.usecases.conftest import People, on_sqlite


def day(text: str) -> date:
    return date.fromisoformat(text)


def seen(services: Services, makelaar: Persoon, vanaf: int = 0, lines: int = LINES) -> Overzicht:
    return services.run_now(lambda tx: overzicht(tx, watched_by(tx, makelaar), [], vanaf, lines))


def where(found: Overzicht) -> dict[str, list[int | None]]:
    """Which afspraken stand under which heading."""
    return {name: [line.id for line in getattr(found, name)] for name in SECTIONS if getattr(found, name)}


def at_table(services: Services, people: People, *deadlines: str) -> list[Afspraak]:
    return [agree(services, people.marijke, people.tineke, day(deadline)) for deadline in deadlines]


def test_overdue_due_today_and_unanswered_in_that_order_numbered_through(
    services: Services, people: People, clock: MovableClock
) -> None:
    today, far, late, later = at_table(services, people, "2027-02-10", "2027-02-17", "2027-02-09", "2027-02-04")
    clock.moment = local("2027-02-10 09:00")
    found = seen(services, people.marijke)
    assert [line.id for line in found.te_laat] == [later.id, late.id], "the longest overdue first"
    assert [line.id for line in found.vandaag] == [today.id]
    assert [line.id for line in found.onbeantwoord] == [far.id]
    assert [line.nummer for line in found.alles] == [1, 2, 3, 4]
    assert (found.meer, found.aantal) == (0, 4)
    assert [line.dagen for line in found.alles] == [-4, -1, 0, 5]


def test_what_is_done_or_begun_asks_for_less(services: Services, people: People, clock: MovableClock) -> None:
    done, begun, begun_far = at_table(services, people, "2027-02-04", "2027-02-09", "2027-02-17")
    services.run_now(confirm_afspraak, done.id, people.tineke)
    services.run_now(start_afspraak, begun.id, people.tineke)
    services.run_now(start_afspraak, begun_far.id, people.tineke)
    clock.moment = local("2027-02-10 09:00")
    found = seen(services, people.marijke)
    assert [(line.id, line.bezig) for line in found.alles] == [(begun.id, True)], "overdue stays overdue"


def test_each_stands_in_one_place_and_what_waits_for_the_makelaar_comes_first(
    services: Services, people: People, clock: MovableClock
) -> None:
    far = "2027-03-16"
    late, more, failed, today, given, unseen, silent = at_table(
        services, people, "2027-02-03", "2027-02-04", far, "2027-02-10", far, far, far
    )
    joris = join(services, "Joris", Rol.ACTIEHOUDER, organisatie="Politie", chat_id=5_000_000_009)
    services.run_now(reassign_afspraak, unseen.id, joris.id, "Politie", people.marijke)
    services.run_now(ask_uitstel, more.id, day("2027-02-19"), "meer_tijd", people.tineke)
    services.run_now(fail, failed.id, "geen_mandaat", people.tineke)
    services.run_now(give_back, given.id, "niet_mijn_werk", people.tineke)
    clock.moment = local("2027-03-10 09:00")
    services.run_now(lambda tx: tx.afspraken.save(tx.afspraken.get(today.id).move(tx.today, day("2027-02-01")), None))

    found = seen(services, people.marijke)

    assert where(found) == {
        "te_laat": [late.id],
        "gevraagd": [more.id, failed.id],
        "vandaag": [today.id],
        "zonder": [given.id],
        "ongezien": [unseen.id],
        "onbeantwoord": [silent.id],
    }
    assert [line.nummer for line in found.alles] == list(range(1, 8))
    proposal = found.te_laat[0].trede  # type: ignore[union-attr]
    assert proposal is not None
    assert proposal.sleutel == "mandaat"


@pytest.mark.usefixtures("bijeenkomsten")
def test_what_waits_for_the_table_is_quiet_until_that_day_is_over(
    services: Services, people: People, clock: MovableClock
) -> None:
    (late,) = at_table(services, people, "2027-02-04")
    clock.moment = local("2027-02-12 09:00")
    services.run_now(put_on_agenda, late.id, people.marijke)
    assert where(seen(services, people.marijke)) == {}
    clock.moment = local("2027-02-16 09:00")
    assert where(seen(services, people.marijke)) == {}, "that is the day of the table"
    clock.moment = local("2027-02-17 09:00")
    assert where(seen(services, people.marijke)) == {"te_laat": [late.id]}


def test_a_request_that_was_refused_goes_back_to_where_it_was(
    services: Services, people: People, clock: MovableClock
) -> None:
    (late,) = at_table(services, people, "2027-02-04")
    clock.moment = local("2027-02-05 09:00")
    asked = services.run_now(ask_uitstel, late.id, day("2027-02-19"), "meer_tijd", people.tineke)
    assert where(seen(services, people.marijke)) == {"gevraagd": [late.id]}
    assert asked.verzoek is not None
    services.run_now(refuse_uitstel, late.id, asked.verzoek.nummer, people.marijke)
    assert where(seen(services, people.marijke)) == {"te_laat": [late.id]}


def test_a_casus_without_regievoerder_is_the_last_to_be_told(
    services: Services, people: People, clock: MovableClock
) -> None:
    (late,) = at_table(services, people, "2027-02-04")
    directed = services.run_now(new_casus, "Kampen", "topx-zwolle", people.marijke)
    services.run_now(lambda tx: tx.casussen.add_regievoerder(directed.referentie, people.tineke.id))
    services.run_now(new_casus, "Deventer", "topx-deventer", people.dirk)
    clock.moment = local("2027-02-05 09:00")

    found = services.run_now(
        lambda tx: overzicht(tx, watched_by(tx, people.marijke), undirected(tx, people.marijke), 0, LINES)
    )

    assert [(line.nummer, line.id) for line in (*found.alles, *found.regie)] == [(1, late.id), (2, None)]
    assert [line.referentie for line in found.regie] == [late.casus]  # type: ignore[union-attr]
    assert found.aantal == 2


def test_nothing_at_all(services: Services, people: People) -> None:
    found = seen(services, people.marijke)
    assert (found.alles, found.meer, found.aantal) == ([], 0, 0)


@pytest.mark.parametrize(("count", "shown", "left_out"), [(9, 9, 0), (10, 10, 0), (11, 10, 1), (30, 10, 20)])
def test_at_most_ten_lines_and_the_rest_is_counted(
    services: Services, people: People, clock: MovableClock, count: int, shown: int, left_out: int
) -> None:
    casus = services.run_now(new_casus, "Zwolle", "topx-zwolle", people.marijke)
    deadlines = [day("2027-02-09"), day("2027-02-10"), day("2027-02-17")]

    def log_all(tx: object) -> None:
        for number in range(count):
            args = (SafeText("x"), people.tineke.id, deadlines[number % 3], people.marijke, f"n{number}")
            log_afspraak(tx, casus.referentie, *args)  # type: ignore[arg-type]

    services.run_now(log_all)
    clock.moment = local("2027-02-10 09:00")
    found = seen(services, people.marijke)
    assert (len(found.alles), found.meer, found.aantal) == (shown, left_out, count)
    assert [line.nummer for line in found.alles] == list(range(1, shown + 1))
    pages = [seen(services, people.marijke, vanaf, MORE_LINES) for vanaf in range(0, count, MORE_LINES)]
    assert [line.nummer for page in pages for line in page.alles] == list(range(1, count + 1))
    assert [page.meer for page in pages][-1] == 0


def test_each_makelaar_sees_the_own_gemeenten_only(services: Services, people: People, clock: MovableClock) -> None:
    at_table(services, people, "2027-02-09")
    clock.moment = local("2027-02-10 09:00")
    assert len(seen(services, people.marijke).alles) == 1
    assert seen(services, people.dirk).alles == []


def test_a_makelaar_without_gemeenten_watches_what_nobody_has_and_the_own(
    services: Services, people: People, clock: MovableClock
) -> None:
    els = join(services, "Els", Rol.MAKELAAR, organisatie="Veiligheidshuis IJsselland")
    casus = services.run_now(new_casus, "Ommen", "topx-zwolle", els)
    services.run_now(log_afspraak, casus.referentie, SafeText("x"), people.tineke.id, day("2027-02-09"), els, "b")
    zwolle = services.run_now(new_casus, "Zwolle", "topx-zwolle", els)
    services.run_now(log_afspraak, zwolle.referentie, SafeText("x"), people.tineke.id, day("2027-02-09"), els, "c")
    clock.moment = local("2027-02-10 09:00")
    assert [line.referentie for line in seen(services, els).alles] == [casus.referentie]
    assert [line.referentie for line in seen(services, people.marijke).alles] == [zwolle.referentie]

    services.run_now(revoke_persoon, els)
    assert casus.referentie in [line.referentie for line in seen(services, people.dirk).alles], "never nobody"


def test_a_line_says_what_happens_and_when(services: Services, people: People, clock: MovableClock) -> None:
    (afspraak,) = at_table(services, people, "2027-02-05")
    line = services.run_now(lambda tx: regel(tx, tx.afspraken.get(afspraak.id)))
    assert line.makelaar == "Marijke"
    assert line.tafel == "Casusoverleg Zwolle", "the neutral name of the table"
    assert line.signaal_at == local("2027-02-08 08:30")
    assert line.volgende == day("2027-02-04")
    assert line.wie is not None
    assert line.wie.id == people.tineke.id
    assert line.dagen == 4


def test_in_the_weekend_what_was_due_on_friday_is_overdue(
    services: Services, people: People, clock: MovableClock
) -> None:
    at_table(services, people, "2027-02-05")
    clock.moment = local("2027-02-06 12:00")
    (line,) = seen(services, people.marijke).te_laat
    assert line.deadline < services.run_now(lambda tx: tx.today)
    clock.moment += timedelta(days=2)
    assert [line.dagen for line in seen(services, people.marijke).te_laat] == [-1]


@on_sqlite
def test_a_morning_is_told_on_its_own_day_and_one_that_names_no_day_when_it_leaves(
    services: Services, people: People, clock: MovableClock
) -> None:
    agree(services, people.marijke, people.tineke, date(2027, 2, 2))
    clock.moment = local("2027-02-03 08:30")

    def told(**gegevens: str) -> bool:
        owed = a_bericht(bericht="ochtend", baan=Baan.KLOK, naar=people.marijke.id, gegevens=gegevens)
        return services.run_now(compose, owed) is not None

    assert told(dag="2027-02-03")
    assert not told(dag="2027-02-02")
    assert told(), "as an earlier version owed it"
