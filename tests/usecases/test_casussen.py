"""Is a casus moved, logged, directed and learnt from by its makelaar alone, and can all of that be read back?"""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.bericht import Bericht
from bot.domain.binnenkomst import Soort
from bot.domain.casus import Casus, CasusGesloten, Fase, Voortgang
from bot.domain.errors import OudeKnop, UnknownCasus
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, Rol
from bot.domain.privacy import SafeText
from bot.domain.referentie import Referentie
from bot.domain.regio import Regio, UnknownNaam
from bot.handlers.router import handle
from bot.services import Services
from bot.usecases.berichten import compose
from bot.usecases.casussen import Casusbeeld, casusbeeld, casussen_to_see, move_casus, new_casus, see_tijdlijn
from bot.usecases.invoer import Onduidelijk
from bot.usecases.leren import Les, log_les
from bot.usecases.personen import revoke_persoon
from bot.usecases.regie import (
    RegievoerderKanNiet,
    appoint,
    dismiss,
    find_regievoerder,
    likely_regievoerders,
)
from bot.usecases.regios import load_regio
from bot.usecases.status import log_status, read_status, read_voortgang, split_status
from bot.usecases.toewijzing import undirected
from tests.builders import a_bericht, agree, an_update, close, join, owed
from tests.conftest import MovableClock
from tests.domain.test_toegang import without_convenant
from tests.usecases.conftest import People, on_sqlite

LINE = SafeText("wacht op beschikking")


@pytest.fixture
def casus(services: Services, people: People) -> Referentie:
    return services.run_now(new_casus, "Zwolle", "topx-zwolle", people.marijke).referentie


@pytest.fixture
def wim(services: Services) -> Persoon:
    """Somebody of the gemeente."""
    return join(services, "Wim", Rol.PARTNER, organisatie="Gemeente Zwolle", chat_id=5_000_000_009)


def casus_of(services: Services, referentie: Referentie) -> Casus:
    return services.run_now(lambda tx: tx.casussen.get(referentie))


def beeld(services: Services, referentie: Referentie, naar: Persoon) -> Casusbeeld:
    return services.run_now(casusbeeld, referentie, naar)


def happened(services: Services, referentie: Referentie) -> list[tuple[Any, ...]]:
    """The timeline, the first first."""
    lines = services.run_now(lambda tx: tx.tijdlijn.of_casus(referentie))
    return [(line.wat, line.waarde, line.tekst) for line in reversed(lines)]


def seen(services: Services, naar: Persoon, bericht: str, **gegevens: Any) -> dict[str, Any] | None:
    """What a message would be filled with now."""
    wanted: Bericht = a_bericht(bericht=bericht, gegevens=gegevens, naar=naar.id)
    composed = services.run_now(compose, wanted)
    return composed.inhoud if composed is not None else None


# The phases


def test_a_casus_goes_through_its_phases_and_back_and_is_judged_with_a_category(
    services: Services, people: People, casus: Referentie
) -> None:
    marijke = people.marijke
    services.run_now(move_casus, casus, Fase.BEOORDEELD, marijke, "Jeugd")
    services.run_now(move_casus, casus, Fase.GEAGENDEERD, marijke)
    services.run_now(move_casus, casus, Fase.GEAGENDEERD, marijke)
    found = casus_of(services, casus)
    assert (found.fase, found.categorie) == (Fase.GEAGENDEERD, "Jeugd")

    services.run_now(move_casus, casus, Fase.BEOORDEELD, marijke, "Veelplegers")
    services.run_now(move_casus, casus, Fase.BEOORDEELD, marijke, "Ernstige overlast")
    services.run_now(move_casus, casus, Fase.AANGEMELD, marijke)
    assert casus_of(services, casus).categorie is None
    assert happened(services, casus) == [
        (Wat.BEGONNEN, None, None),
        (Wat.FASE, "beoordeeld", None),
        (Wat.CATEGORIE, "Jeugd", None),
        (Wat.FASE, "geagendeerd", None),
        (Wat.FASE, "beoordeeld", None),
        (Wat.CATEGORIE, "Veelplegers", None),
        (Wat.CATEGORIE, "Ernstige overlast", None),
        (Wat.FASE, "aangemeld", None),
    ]


def test_a_category_that_the_house_took_out_is_refused_and_stays_with_who_has_it(
    services: Services, people: People, casus: Referentie, ijsselland: Regio
) -> None:
    services.run_now(move_casus, casus, Fase.BEOORDEELD, people.marijke, "Jeugd")
    services.run_now(load_regio, ijsselland.model_copy(update={"categorieen": ("Veelplegers",)}))
    with pytest.raises(UnknownNaam):
        services.run_now(move_casus, casus, Fase.BEOORDEELD, people.marijke, "Jeugd")
    assert beeld(services, casus, people.marijke).casus.categorie == "Jeugd"


# Its status


def test_the_makelaar_sees_how_it_goes_and_since_when(
    services: Services, people: People, casus: Referentie, clock: MovableClock
) -> None:
    assert beeld(services, casus, people.marijke).voortgang_op is None
    services.run_now(log_status, casus, Voortgang.LOOPT, None, people.marijke)
    clock.moment += timedelta(days=2)
    services.run_now(log_status, casus, Voortgang.LOOPT_VAST, LINE, people.marijke)
    clock.moment += timedelta(days=1)

    found = beeld(services, casus, people.marijke)
    assert (found.casus.voortgang, found.voortgang_op) == (Voortgang.LOOPT_VAST, date(2027, 2, 3))
    assert happened(services, casus)[1:] == [(Wat.STATUS, "loopt", None), (Wat.STATUS, "loopt_vast", str(LINE))]


@pytest.mark.parametrize(
    ("typed", "voortgang", "rest"),
    [
        ("loopt vast: wacht op beschikking", Voortgang.LOOPT_VAST, "wacht op beschikking"),
        ("Loopt  vast wacht op beschikking", Voortgang.LOOPT_VAST, "wacht op beschikking"),
        ("loopt", Voortgang.LOOPT, ""),
        ("loopt, intake is gepland", Voortgang.LOOPT, "intake is gepland"),
        ("opgeschaald - via de ketenmanager", Voortgang.OPGESCHAALD, "via de ketenmanager"),
        ("loopt goed bij de wijkagent", None, "loopt goed bij de wijkagent"),
        ("wacht op beschikking", None, "wacht op beschikking"),
        ("", None, ""),
    ],
)
def test_how_it_goes_is_read_from_the_beginning_of_a_line(typed: str, voortgang: Voortgang | None, rest: str) -> None:
    assert read_voortgang(typed) == (voortgang, rest)


@pytest.mark.parametrize(
    ("typed", "name", "rest"),
    [
        ("K7M-3QX-K loopt vast: wacht", "K7M-3QX-K", "loopt vast: wacht"),
        ("k7m3qxk: loopt", "k7m3qxk", "loopt"),
        ("K7M-3QX-X loopt vast: wacht", "K7M-3QX-X", "loopt vast: wacht"),
        ("loopt vast, net als K7M-3QX-K", "", "loopt vast, net als K7M-3QX-K"),
        ("", "", ""),
    ],
)
def test_only_a_reference_at_the_beginning_names_the_casus(typed: str, name: str, rest: str) -> None:
    assert split_status(typed) == (name, rest)


@on_sqlite
def test_a_reference_of_somebody_else_is_unknown_and_a_word_is_none(
    services: Services, people: People, casus: Referentie
) -> None:
    own = services.run_now(read_status, f"{casus.lower()} loopt", people.marijke)
    assert (own.casus, own.onbekend, own.voortgang) == (casus, False, Voortgang.LOOPT)
    other = services.run_now(read_status, f"{casus} loopt vast: wacht", people.dirk)
    assert (other.casus, other.onbekend, other.voortgang, other.tekst) == (None, True, Voortgang.LOOPT_VAST, "wacht")
    words = services.run_now(read_status, "wacht op beschikking", people.marijke)
    assert (words.casus, words.onbekend, words.tekst) == (None, False, "wacht op beschikking")


# Who directs it


def test_a_casus_without_regievoerder_needs_the_makelaar_until_somebody_directs_it(
    services: Services, people: People, casus: Referentie, wim: Persoon
) -> None:
    def open_cases() -> list[Referentie]:
        return [found.referentie for found in services.run_now(undirected, people.marijke)]

    assert open_cases() == [casus]
    assert services.run_now(lambda tx: likely_regievoerders(tx, tx.casussen.get(casus)))[0] == str(wim.id)
    services.run_now(appoint, casus, wim.id, people.marijke)
    services.run_now(appoint, casus, people.tineke.id, people.marijke)
    services.run_now(appoint, casus, wim.id, people.marijke)

    assert open_cases() == []
    assert [p.naam for p in beeld(services, casus, people.marijke).regievoerders] == ["Tineke", "Wim"]
    offered = services.run_now(lambda tx: likely_regievoerders(tx, tx.casussen.get(casus)))
    assert offered[:2] == (str(people.tineke.id), str(wim.id))
    for wie in (wim, people.tineke):
        services.run_now(dismiss, casus, wie.id, people.marijke)
    services.run_now(dismiss, casus, wim.id, people.marijke)
    assert open_cases() == [casus]
    assert [wat for wat, *_ in happened(services, casus)].count(Wat.REGIEVOERDER_AF) == 2


def test_who_directs_a_casus_sees_the_own_part_of_it_and_hears_so_until_it_is_over(
    services: Services, people: People, casus: Referentie, wim: Persoon
) -> None:
    with pytest.raises(UnknownCasus):
        beeld(services, casus, wim)
    services.run_now(appoint, casus, wim.id, people.marijke)
    found = beeld(services, casus, wim)
    assert (found.hele, found.regisseert, found.regievoerders) == (False, True, [])
    assert services.run_now(casussen_to_see, wim) == [casus]
    with pytest.raises(UnknownCasus):
        services.run_now(see_tijdlijn, casus, wim)
    (told,) = [row for row in owed(services) if row.bericht == "melding_regievoerder"]
    assert told.persoon_id == wim.id
    assert (seen(services, wim, "melding_regievoerder", **told.gegevens) or {})["regie"] is True
    services.run_now(dismiss, casus, wim.id, people.marijke)
    assert (seen(services, wim, "melding_regievoerder", **told.gegevens) or {})["regie"] is False
    services.run_now(appoint, casus, wim.id, people.marijke)
    services.run_now(close, casus)
    assert seen(services, wim, "melding_regievoerder", **told.gegevens) is None
    assert services.run_now(casussen_to_see, wim) == []


def test_only_who_takes_part_in_cases_can_direct_one(
    services: Services, people: People, casus: Referentie, wim: Persoon, ijsselland: Regio
) -> None:
    assert services.run_now(find_regievoerder, "wim").id == wim.id
    assert services.run_now(find_regievoerder, "Dirk") == Onduidelijk("onbekend")
    for wie in (people.dirk, people.noor):
        with pytest.raises(RegievoerderKanNiet):
            services.run_now(appoint, casus, wie.id, people.marijke)
    services.run_now(load_regio, without_convenant(ijsselland, "Tactus"))
    with pytest.raises(RegievoerderKanNiet):
        services.run_now(appoint, casus, people.tineke.id, people.marijke)


def test_whose_access_is_stopped_directs_nothing_any_more(
    services: Services, people: People, casus: Referentie, wim: Persoon
) -> None:
    services.run_now(appoint, casus, wim.id, people.marijke)
    services.run_now(revoke_persoon, wim)
    assert beeld(services, casus, people.marijke).regievoerders == []
    assert [found.referentie for found in services.run_now(undirected, people.marijke)] == [casus]


# What happened


def test_a_timeline_is_turned_by_pages_and_names_people_and_afspraken(
    services: Services, people: People, wim: Persoon
) -> None:
    afspraak = agree(services, people.marijke, people.tineke, date(2027, 2, 8))
    services.run_now(appoint, afspraak.casus, wim.id, people.marijke)
    for _ in range(8):
        services.run_now(log_status, afspraak.casus, Voortgang.LOOPT, None, people.marijke)

    first = (seen(services, people.marijke, "tijdlijn", referentie=afspraak.casus, vanaf=0) or {})["tijdlijn"]
    assert (first.aantal, len(first.regels), first.nieuwer, first.ouder) == (11, 8, None, 8)
    second = (seen(services, people.marijke, "tijdlijn", referentie=afspraak.casus, vanaf=8) or {})["tijdlijn"]
    assert (second.nieuwer, second.ouder) == (0, None)
    assert [(line.wat, line.waarde, line.punt) for line in second.regels] == [
        (Wat.REGIEVOERDER, "Wim", None),
        (Wat.VASTGELEGD, None, 1),
        (Wat.BEGONNEN, None, None),
    ]
    past = (seen(services, people.marijke, "tijdlijn", referentie=afspraak.casus, vanaf=999) or {})["tijdlijn"]
    assert past == second


def test_a_timeline_knows_whether_anything_in_it_was_typed(
    services: Services, people: People, casus: Referentie
) -> None:
    def typed() -> bool:
        return (seen(services, people.marijke, "tijdlijn", referentie=casus, vanaf=0) or {})["tijdlijn"].getypt  # type: ignore[no-any-return]

    services.run_now(log_status, casus, Voortgang.LOOPT, None, people.marijke)
    before = typed()
    services.run_now(log_status, casus, Voortgang.LOOPT_VAST, LINE, people.marijke)
    assert (before, typed()) == (False, True)


def test_what_is_learnt_is_logged_by_kind_and_theme(services: Services, people: People, casus: Referentie) -> None:
    services.run_now(log_les, casus, Les(Wat.KNELPUNT, "mandaat", LINE), people.marijke)
    services.run_now(log_les, casus, Les(Wat.LEERPUNT, "rollen"), people.marijke)
    assert happened(services, casus)[1:] == [
        (Wat.KNELPUNT, "mandaat", str(LINE)),
        (Wat.LEERPUNT, "rollen", None),
    ]


@on_sqlite
@pytest.mark.parametrize("data", ["fase:{}:afgesloten", "tijdlijn:{}", "tijdlijn:{}:-1", "tijdlijn:{}:x"])
def test_a_button_that_was_never_ours_does_nothing(
    services: Services, people: People, casus: Referentie, data: str
) -> None:
    binnen = an_update(1, people.marijke.chat_id or 0, soort=Soort.KNOP, tekst=None, data=data.format(casus))
    services.run_now(lambda tx: tx.inbox.add(binnen))
    with pytest.raises(OudeKnop):
        services.run_now(handle, binnen, services.guard)
    assert casus_of(services, casus).fase is Fase.AANGEMELD


# Whose it is


def acts(casus: Referentie, door: Persoon, wie: Persoon) -> list[tuple[Any, ...]]:
    """All that a makelaar does with a casus that is open."""
    return [
        (move_casus, casus, Fase.GEAGENDEERD, door),
        (log_status, casus, Voortgang.LOOPT, None, door),
        (log_les, casus, Les(Wat.KNELPUNT, "mandaat"), door),
        (appoint, casus, wie.id, door),
        (dismiss, casus, wie.id, door),
    ]


def test_to_anybody_else_the_casus_does_not_exist_and_a_closed_one_takes_nothing(
    services: Services, people: People, casus: Referentie, wim: Persoon
) -> None:
    for door in (people.dirk, people.tineke, people.noor, wim):
        for act in [*acts(casus, door, wim), (see_tijdlijn, casus, door)]:
            with pytest.raises(UnknownCasus):
                services.run_now(*act)
    services.run_now(close, casus)
    for act in acts(casus, people.marijke, wim):
        with pytest.raises(CasusGesloten):
            services.run_now(*act)
    services.run_now(see_tijdlijn, casus, people.marijke)
    assert happened(services, casus) == [(Wat.BEGONNEN, None, None)]
