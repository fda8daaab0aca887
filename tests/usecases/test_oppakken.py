"""Does an afspraak on an organisation find somebody, and does what somebody leaves behind?"""

from collections.abc import Callable
from datetime import date

import pytest

from bot.domain.afspraak import Afspraak, AlAfgehandeld, Stand
from bot.domain.bericht import Baan, Bericht, Methode, Toont
from bot.domain.casus import CasusGesloten
from bot.domain.errors import UnknownAfspraak, UnknownPersoon
from bot.domain.gebeurtenis import Wat
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.privacy import SafeText
from bot.domain.regio import Regio, UnknownNaam
from bot.domain.uitnodiging import hash_token
from bot.domain.verzoek import AlsNiet
from bot.rendering.berichten import Gerenderd, render
from bot.services import Services
from bot.usecases.aannemen import AlOpgepakt, GeenCollega, NietAlsContact, colleagues_for, give_to_colleague, take_up
from bot.usecases.afspraken import confirm_afspraak, log_afspraak, seen_afspraak, start_afspraak
from bot.usecases.afwezigheid import go_away
from bot.usecases.berichten import compose
from bot.usecases.casussen import new_casus, see_casus
from bot.usecases.oppakken import ask_contacts
from bot.usecases.personen import invite, koppel, revoke_persoon
from bot.usecases.regels import overzicht
from bot.usecases.regios import InGebruik, load_regio
from bot.usecases.toewijzing import undirected, watched_by
from bot.usecases.verzoeken import CollegaKanNiet, ask_colleague
from storage.store import SqlTransaction
from storage.tables import OutboxRow
from tests.builders import agree, close, in_threads, join, local, owed
from tests.conftest import MovableClock
from tests.domain.test_toegang import without_convenant
from tests.usecases.conftest import People, on_sqlite

FRIDAY = date(2027, 2, 12)
QUESTION = "wie_pakt_op"


@pytest.fixture
def fenna(services: Services, people: People) -> Persoon:
    """Contact of Limor, who holds no actions herself."""
    return join(services, "Fenna", Rol.PARTNER, organisatie="Limor", chat_id=5_000_000_020)


@pytest.fixture
def dennis(services: Services, people: People) -> Persoon:
    return join(services, "Dennis", Rol.ACTIEHOUDER, organisatie="Limor", chat_id=5_000_000_021)


@pytest.fixture
def wim(services: Services, people: People) -> Persoon:
    return join(services, "Wim", Rol.ACTIEHOUDER, chat_id=5_000_000_022)


def log(services: Services, makelaar: Persoon, organisatie: str, wie: PersoonId | None = None) -> Afspraak:
    casus = services.run_now(new_casus, "Zwolle", "topx-zwolle", makelaar)

    def logged(tx: SqlTransaction) -> Afspraak:
        words = SafeText("intake plannen")
        return log_afspraak(
            tx, casus.referentie, words, wie, FRIDAY, makelaar, casus.referentie, organisatie=organisatie
        )

    return services.run_now(logged)


def now(services: Services, afspraak: Afspraak) -> Afspraak:
    return services.run_now(lambda tx: tx.afspraken.get(afspraak.id))


def told(services: Services, bericht: str) -> list[int | None]:
    return [row.persoon_id for row in owed(services) if row.bericht == bericht]


def says(services: Services, row: OutboxRow) -> Gerenderd | None:
    """What this owed message says now; None when it is no longer true."""
    bericht = Bericht(row.key, row.bericht, Baan(row.baan), row.gegevens, naar=PersoonId(row.persoon_id))
    said = services.run_now(compose, bericht)
    return render(said.bericht, {**said.inhoud, "pagina_open": False}) if said is not None else None


def last(services: Services, bericht: str) -> OutboxRow:
    return [row for row in owed(services) if row.bericht == bericht][-1]


def labels(said: Gerenderd | None) -> list[str]:
    assert said is not None
    return [knop.label for row in said.knoppen for knop in row]


def send_questions(services: Services) -> None:
    """What was asked is in people's chats: each message has the number of its row."""

    def sent(tx: SqlTransaction) -> None:
        for row in [row for row in owed_in(tx) if row.bericht == QUESTION and row.staat == "wacht"]:
            chat = tx.personen.get(PersoonId(row.persoon_id)).chat_id
            values = {"staat": "verzonden", "chat_id": chat, "message_id": row.id}
            tx.connection.execute(OutboxRow.__table__.update().where(OutboxRow.id == row.id).values(**values))
            casus = tx.afspraken.get(row.afspraak_id).casus
            tx.getoond.show(chat, row.id, [Toont(casus, row.afspraak_id)], replaces=False)

    services.run_now(sent)


def owed_in(tx: SqlTransaction) -> list[OutboxRow]:
    return list(tx.connection.execute(OutboxRow.__table__.select()))


# Who is asked


def test_the_contacts_of_the_organisation_are_asked_and_nobody_else(
    services: Services, people: People, fenna: Persoon, dennis: Persoon
) -> None:
    afspraak = log(services, people.marijke, "Limor")
    assert (afspraak.stand, afspraak.organisatie, afspraak.actiehouder) == (Stand.ZONDER, "Limor", None)
    assert services.run_now(lambda tx: tx.afspraken.next_due_on(afspraak.id)) is None
    assert told(services, QUESTION) == [fenna.id]
    assert told(services, "nieuwe_actie") == []
    said = says(services, last(services, QUESTION))
    assert said is not None
    assert "Wie pakt dit op?" in said.tekst and "vrijdag 12 februari" in said.tekst
    assert "intake" not in said.tekst
    assert labels(said)[-1] == "Een collega"
    assert "Ik" not in labels(said), "she can hold no actions"


def test_without_a_contact_its_actiehouders_are_asked(services: Services, people: People, dennis: Persoon) -> None:
    log(services, people.marijke, "Limor")
    assert told(services, QUESTION) == [dennis.id]
    said = says(services, last(services, QUESTION))
    assert labels(said)[-1:] == ["Ik"], "there is no colleague to name"


@on_sqlite
def test_once_a_day_and_again_the_day_after(
    services: Services, people: People, fenna: Persoon, clock: MovableClock
) -> None:
    afspraak = log(services, people.marijke, "Limor")
    assert services.run_now(ask_contacts, afspraak, people.marijke) == []
    clock.moment = local("2027-02-02 09:00")
    assert services.run_now(ask_contacts, afspraak, people.marijke) == [fenna]
    assert told(services, QUESTION) == [fenna.id, fenna.id]


def test_when_nobody_can_be_reached_the_makelaar_hears_so_at_once(services: Services, people: People) -> None:
    join(services, "Fenna", Rol.PARTNER, organisatie="Limor")
    log(services, people.marijke, "Limor")
    assert told(services, QUESTION) == []
    assert told(services, "melding_geen_contact") == [people.marijke.id]
    said = says(services, last(services, "melding_geen_contact"))
    assert said is not None
    assert "Bij <b>Limor</b> kunnen wij niemand bereiken" in said.tekst


def test_who_links_later_hears_what_waits(services: Services, people: People) -> None:
    fenna = join(services, "Fenna", Rol.PARTNER, organisatie="Limor")
    log(services, people.marijke, "Limor")
    token, _ = services.run_now(invite, fenna)
    services.run_now(koppel, hash_token(token), 5_000_000_020, 1)
    assert told(services, QUESTION) == [fenna.id]


@on_sqlite
def test_only_an_organisation_that_signed_can_promise_something(
    services: Services, people: People, ijsselland: Regio
) -> None:
    with pytest.raises(UnknownNaam):
        log(services, people.marijke, "Bakkerij")
    services.run_now(load_regio, without_convenant(ijsselland, "Limor"))
    with pytest.raises(UnknownPersoon):
        log(services, people.marijke, "Limor")


def test_after_one_working_day_without_anybody_the_makelaar_sees_it(
    services: Services, people: People, fenna: Persoon, clock: MovableClock
) -> None:
    afspraak = log(services, people.marijke, "Limor")
    assert _without(services, people.marijke) == []
    clock.moment = local("2027-02-02 08:30")
    assert _without(services, people.marijke) == [afspraak.id]


def _without(services: Services, makelaar: Persoon) -> list[int | None]:
    def look(tx: SqlTransaction) -> list[int | None]:
        seen = overzicht(tx, watched_by(tx, makelaar), undirected(tx, makelaar), 0, 10)
        return [line.id for line in seen.zonder]

    return services.run_now(look)


# Who takes it up


def test_who_says_ik_has_it_and_everybody_sees_so(
    services: Services, people: People, dennis: Persoon, clock: MovableClock
) -> None:
    lena = join(services, "Lena", Rol.ACTIEHOUDER, organisatie="Limor", chat_id=5_000_000_023)
    afspraak = log(services, people.marijke, "Limor")
    assert told(services, QUESTION) == [dennis.id, lena.id]
    send_questions(services)
    clock.moment = local("2027-02-01 10:00")

    services.run_now(take_up, afspraak.id, dennis)
    taken = now(services, afspraak)
    assert (taken.stand, taken.actiehouder, taken.aan_tafel) == (Stand.NIEUW, dennis.id, False)
    assert taken.gezien_at == clock.moment
    assert services.run_now(lambda tx: tx.afspraken.next_due_on(afspraak.id)) == date(2027, 2, 5)
    services.run_now(see_casus, afspraak.casus, dennis)
    assert told(services, "melding_opgepakt") == [people.marijke.id]
    heard = says(services, last(services, "melding_opgepakt"))
    assert heard is not None
    assert heard.tekst.startswith("Dennis, Limor pakt dit op.")
    edit = last(services, "opgepakt")
    assert (edit.persoon_id, edit.chat_id, edit.methode) == (lena.id, lena.chat_id, Methode.EDIT)
    seen = says(services, edit)
    assert seen is not None
    assert seen.tekst.startswith("Dennis pakt dit op. U hoeft niets te doen.")
    assert labels(seen) == []
    assert told(services, "opgepakt") == [lena.id], "who pressed has the answer"
    happened = services.run_now(lambda tx: [line.wat for line in tx.tijdlijn.of_afspraak(afspraak.id)])
    assert happened == [Wat.VASTGELEGD, Wat.OPGEPAKT]


def test_a_second_press_hears_who_has_it(services: Services, people: People, dennis: Persoon) -> None:
    lena = join(services, "Lena", Rol.ACTIEHOUDER, organisatie="Limor", chat_id=5_000_000_023)
    afspraak = log(services, people.marijke, "Limor")
    later = join(services, "Mo", Rol.ACTIEHOUDER, organisatie="Limor", chat_id=5_000_000_024)
    services.run_now(take_up, afspraak.id, dennis)
    for again in (lena, dennis):
        with pytest.raises(AlOpgepakt) as refused:
            services.run_now(take_up, afspraak.id, again)
        assert refused.value.gegevens == {"referentie": afspraak.casus, "persoon": dennis.id}
        with pytest.raises(AlOpgepakt):
            services.run_now(give_to_colleague, afspraak.id, later.id, again)
    with pytest.raises(UnknownAfspraak):
        services.run_now(take_up, afspraak.id, later)  # was not asked, so it does not exist
    services.run_now(confirm_afspraak, afspraak.id, dennis)
    with pytest.raises(AlAfgehandeld):
        services.run_now(take_up, afspraak.id, lena)


def test_of_two_who_press_at_once_one_has_it_and_the_other_hears_who(
    services: Services, people: People, dennis: Persoon
) -> None:
    lena = join(services, "Lena", Rol.ACTIEHOUDER, organisatie="Limor", chat_id=5_000_000_023)
    afspraak = log(services, people.marijke, "Limor")
    both = [dennis, lena]
    came = in_threads(2, lambda number: services.run_now(take_up, afspraak.id, both[number]))
    assert sorted(type(result).__name__ for result in came) == ["Afspraak", "AlOpgepakt"]
    assert told(services, "melding_opgepakt") == [people.marijke.id]


def test_what_went_to_another_organisation_is_unknown_to_who_was_asked(
    services: Services, people: People, dennis: Persoon
) -> None:
    afspraak = log(services, people.marijke, "Limor")

    def elsewhere(tx: SqlTransaction) -> None:
        tx.afspraken.save(tx.afspraken.get(afspraak.id).assign(people.tineke.id, "Tactus", tx.today), None)

    services.run_now(elsewhere)
    with pytest.raises(UnknownAfspraak):
        services.run_now(take_up, afspraak.id, dennis)
    assert says(services, last(services, QUESTION)) is None


def test_a_contact_names_a_colleague_who_hears_it_as_a_new_action(
    services: Services, people: People, fenna: Persoon, dennis: Persoon
) -> None:
    afspraak = log(services, people.marijke, "Limor")
    send_questions(services)
    with pytest.raises(NietAlsContact):
        services.run_now(take_up, afspraak.id, fenna)
    assert services.run_now(colleagues_for, fenna) == (str(dennis.id),)

    services.run_now(give_to_colleague, afspraak.id, dennis.id, fenna)
    assert now(services, afspraak).actiehouder == dennis.id
    assert told(services, "nieuwe_actie") == [dennis.id]
    heard = says(services, last(services, "nieuwe_actie"))
    assert heard is not None
    assert "U was er niet bij. Past dit niet? Kies Niet voor mij." in heard.tekst
    makelaar = says(services, last(services, "melding_opgepakt"))
    assert makelaar is not None
    assert makelaar.tekst.startswith("Dennis, Limor pakt dit op, op verzoek van Fenna.")
    own = says(services, last(services, "opgepakt"))
    assert own is not None
    assert own.tekst.startswith("Dennis pakt dit op.")
    assert services.run_now(lambda tx: tx.afspraken.next_due_on(afspraak.id)) == date(2027, 2, 5)


def test_only_a_colleague_who_can_have_it_now(
    services: Services, people: People, fenna: Persoon, dennis: Persoon
) -> None:
    afspraak = log(services, people.marijke, "Limor")
    lena = join(services, "Lena", Rol.ACTIEHOUDER, organisatie="Limor", chat_id=5_000_000_023)
    unlinked = join(services, "Kim", Rol.ACTIEHOUDER, organisatie="Limor")
    services.run_now(go_away, dennis, lena.id, date(2027, 2, 5))
    for wie in (dennis.id, unlinked.id, people.tineke.id, fenna.id, people.marijke.id, PersoonId(999)):
        with pytest.raises(CollegaKanNiet):
            services.run_now(give_to_colleague, afspraak.id, wie, fenna)
    services.run_now(give_to_colleague, afspraak.id, lena.id, fenna)


@on_sqlite
def test_with_nobody_to_name_the_contact_hears_whom_to_call(services: Services, people: People, fenna: Persoon) -> None:
    log(services, people.marijke, "Limor")
    with pytest.raises(GeenCollega):
        services.run_now(colleagues_for, fenna)
    assert "Een collega" not in labels(says(services, last(services, QUESTION)))


@pytest.mark.parametrize("door", ["colleague elsewhere", "makelaar", "stopped", "convenant"])
def test_nobody_else_says_whose_it_is(
    services: Services, people: People, dennis: Persoon, ijsselland: Regio, door: str
) -> None:
    afspraak = log(services, people.marijke, "Limor")
    who = {"colleague elsewhere": people.tineke, "makelaar": people.marijke}.get(door, dennis)
    if door == "stopped":
        who = services.run_now(revoke_persoon, dennis)
    if door == "convenant":
        services.run_now(load_regio, without_convenant(ijsselland, "Limor"))
    acts: list[Callable[[SqlTransaction], object]] = [
        lambda tx: take_up(tx, afspraak.id, who),
        lambda tx: give_to_colleague(tx, afspraak.id, people.tineke.id, who),
    ]
    for act in acts:
        with pytest.raises(UnknownAfspraak):
            services.run_now(act)


@on_sqlite
def test_on_a_closed_casus_nothing_is_taken_up(services: Services, people: People, dennis: Persoon) -> None:
    afspraak = log(services, people.marijke, "Limor")
    services.run_now(close, afspraak.casus)
    with pytest.raises(CasusGesloten):
        services.run_now(take_up, afspraak.id, dennis)


# What was agreed beside it


def test_what_was_agreed_for_when_it_fails_and_who_was_there_is_kept(services: Services, people: People) -> None:
    casus = services.run_now(new_casus, "Zwolle", "topx-zwolle", people.marijke)

    def logged(tx: SqlTransaction) -> Afspraak:
        more = {"als_niet": AlsNiet.BELLEN, "aan_tafel": False}
        words = SafeText("bellen")
        return log_afspraak(tx, casus.referentie, words, people.tineke.id, FRIDAY, people.marijke, "b", **more)

    afspraak = services.run_now(logged)
    assert (afspraak.als_niet, afspraak.aan_tafel) == (AlsNiet.BELLEN, False)
    heard = says(services, last(services, "nieuwe_actie"))
    assert heard is not None
    assert "U was er niet bij." in heard.tekst
    assert "Als dit niet lukt: makelaar belt." in heard.tekst
    agree(services, people.marijke, people.tineke, FRIDAY)
    there = says(services, last(services, "nieuwe_actie"))
    assert there is not None
    assert "niet bij" not in there.tekst
    assert "Als dit niet lukt: bespreken aan tafel." in there.tekst


# Who leaves


def test_what_somebody_leaves_behind_goes_back_to_the_organisation_whose_people_are_asked(
    services: Services, people: People, wim: Persoon, clock: MovableClock
) -> None:
    afspraken = [agree(services, people.marijke, people.tineke, FRIDAY) for _ in range(2)]
    done = agree(services, people.marijke, people.tineke, FRIDAY)
    services.run_now(confirm_afspraak, done.id, people.tineke)
    services.run_now(revoke_persoon, people.tineke, people.noor)
    for afspraak in afspraken:
        left = now(services, afspraak)
        assert (left.stand, left.organisatie, left.aan_tafel) == (Stand.ZONDER, "Tactus", False)
        assert services.run_now(lambda tx, id=afspraak.id: tx.afspraken.next_due_on(id)) is None
    assert now(services, done).actiehouder == people.tineke.id
    assert told(services, QUESTION) == [wim.id, wim.id]
    assert told(services, "melding_geen_contact") == []
    assert told(services, "melding_geen_actiehouder") == [people.marijke.id]
    heard = says(services, last(services, "melding_geen_actiehouder"))
    assert heard is not None
    assert "Twee acties op deze naam hebben nu geen actiehouder." in heard.tekst
    assert "Wij vragen Tactus wie ze oppakt." in heard.tekst

    services.run_now(take_up, afspraken[0].id, wim)
    heard = says(services, last(services, "melding_geen_actiehouder"))
    assert heard is not None
    assert "Eén actie op deze naam heeft nu geen actiehouder." in heard.tekst
    clock.moment = local("2027-02-02 08:30")
    assert _without(services, people.marijke) == [afspraken[1].id]
    services.run_now(take_up, afspraken[1].id, wim)
    assert says(services, last(services, "melding_geen_actiehouder")) is None


def test_what_the_last_one_of_an_organisation_leaves_behind_is_told_once(services: Services, people: People) -> None:
    for _ in range(3):
        agree(services, people.marijke, people.tineke, FRIDAY)
    services.run_now(revoke_persoon, people.tineke)
    assert told(services, "melding_geen_contact") == []
    heard = says(services, last(services, "melding_geen_actiehouder"))
    assert heard is not None
    assert "Drie acties op deze naam hebben nu geen actiehouder." in heard.tekst
    assert "Bij Tactus kunnen wij nu niemand bereiken." in heard.tekst


def test_what_the_one_who_was_taken_up_leaves_is_asked_again_on_the_same_day(
    services: Services, people: People, wim: Persoon
) -> None:
    afspraak = log(services, people.marijke, "Tactus")
    assert told(services, QUESTION) == [people.tineke.id, wim.id]
    services.run_now(take_up, afspraak.id, people.tineke)
    services.run_now(revoke_persoon, people.tineke)
    assert told(services, QUESTION) == [people.tineke.id, wim.id, wim.id]


def test_a_question_to_a_colleague_who_leaves_is_over_and_who_asked_hears_so(
    services: Services, people: People, wim: Persoon
) -> None:
    afspraak = agree(services, people.marijke, people.tineke, FRIDAY)
    services.run_now(ask_colleague, afspraak.id, wim.id, people.tineke)
    services.run_now(revoke_persoon, wim)
    kept = now(services, afspraak)
    assert (kept.verzoek, kept.actiehouder) == (None, people.tineke.id)
    assert told(services, "collega_antwoord") == [people.tineke.id]


def test_the_messages_of_who_left_are_taken_back(services: Services, people: People, wim: Persoon) -> None:
    afspraak = agree(services, people.marijke, people.tineke, FRIDAY)
    chat = people.tineke.chat_id
    assert chat is not None
    services.run_now(lambda tx: tx.getoond.show(chat, 7, [Toont(afspraak.casus, afspraak.id)], replaces=False))
    services.run_now(revoke_persoon, people.tineke)
    back = [row for row in owed(services) if row.methode == Methode.RETIRE]
    assert [(row.chat_id, row.message_id) for row in back] == [(chat, 7)]
    services.run_now(seen_afspraak, afspraak.id, wim)


# What cannot be held any more


@pytest.mark.parametrize("bezig", [False, True])
def test_an_afspraak_of_an_organisation_that_is_out_of_the_convenant_does_not_slip(
    services: Services, people: People, ijsselland: Regio, bezig: bool
) -> None:
    afspraak = agree(services, people.marijke, people.tineke, date(2027, 6, 1))
    if bezig:
        services.run_now(start_afspraak, afspraak.id, people.tineke)
    assert _without(services, people.marijke) == []
    services.run_now(load_regio, without_convenant(ijsselland, "Tactus"))
    assert _without(services, people.marijke) == [afspraak.id]
    assert _without(services, people.dirk) == []


def test_an_organisation_that_still_promised_something_stays_in_the_region(
    services: Services, people: People, fenna: Persoon, ijsselland: Regio
) -> None:
    log(services, people.marijke, "Limor")
    services.run_now(revoke_persoon, fenna)
    others = tuple(organisatie for organisatie in ijsselland.organisaties if organisatie.naam != "Limor")
    with pytest.raises(InGebruik) as refused:
        services.run_now(load_regio, ijsselland.model_copy(update={"organisaties": others}))
    assert refused.value.gegevens["fouten"] == ["organisaties: 'Limor' is in gebruik en kan niet weg"]
