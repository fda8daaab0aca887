"""Who comes in, how often, how long, and into whose chat?"""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.domain.persoon import Persoon, Rol
from bot.domain.uitnodiging import AccountBezet, UitnodigingOngeldig, hash_token
from bot.services import Services
from bot.usecases.personen import (
    BUTTON_HASH,
    MENUS,
    EmailBestaatAl,
    PersoonGestopt,
    add_persoon,
    find_persoon,
    invite,
    invited,
    koppel,
    renew_menus,
    revoke_persoon,
    unlink,
)
from storage.tables import UitnodigingRow
from tests.builders import in_threads, join, new_person, owed
from tests.conftest import MovableClock
from tests.usecases.conftest import People

CHAT = 7_000_000_000_001


def a_newcomer(services: Services) -> tuple[Persoon, str]:
    """Somebody invited, and what the button Koppelen carries."""
    persoon = join(services, "Sanne", Rol.ACTIEHOUDER)
    return persoon, new_token(services, persoon)


def new_token(services: Services, persoon: Persoon) -> str:
    token, _ = services.run_now(invite, persoon)
    return hash_token(token)[:BUTTON_HASH]


def test_koppelen_makes_the_chat_theirs(services: Services, people: People) -> None:
    persoon, knop = a_newcomer(services)
    linked = services.run_now(koppel, knop, CHAT, 1)
    assert (linked.id, linked.chat_id, linked.bereikbaar) == (persoon.id, CHAT, True)


def test_an_invitation_works_once(services: Services, people: People) -> None:
    _, knop = a_newcomer(services)
    services.run_now(koppel, knop, CHAT, 1)
    for chat in (CHAT, CHAT + 1):
        with pytest.raises(UitnodigingOngeldig):
            services.run_now(koppel, knop, chat, 2)


def test_looking_at_an_invitation_does_not_use_it(services: Services, people: People) -> None:
    persoon, knop = a_newcomer(services)
    for _ in range(3):
        assert services.run_now(invited, knop, CHAT)[1].id == persoon.id
    services.run_now(koppel, knop, CHAT, 1)


def test_of_two_taps_at_once_one_links_and_the_other_hears_it_is_used(services: Services, people: People) -> None:
    for number in range(5):
        knop = new_token(services, join(services, f"Sanne {number}", Rol.ACTIEHOUDER))
        chats = (CHAT + 10 * number, CHAT + 10 * number + 1)
        came = in_threads(2, lambda n, knop=knop, chats=chats: services.run_now(koppel, knop, chats[n], n))
        assert sorted(type(outcome).__name__ for outcome in came) == ["Persoon", "UitnodigingOngeldig"]


def test_two_people_in_one_chat_at_once_one_gets_it(services: Services, people: People) -> None:
    knoppen = [new_token(services, join(services, f"Sanne {n}", Rol.ACTIEHOUDER)) for n in range(2)]
    came = in_threads(2, lambda n: services.run_now(koppel, knoppen[n], CHAT, n))
    assert sorted(type(outcome).__name__ for outcome in came) == ["AccountBezet", "Persoon"]


def test_it_expires_after_seven_days_to_the_second(services: Services, people: People, clock: MovableClock) -> None:
    _, knop = a_newcomer(services)
    clock.moment += timedelta(days=7) - timedelta(seconds=1)
    services.run_now(invited, knop, CHAT)
    clock.moment += timedelta(seconds=1)
    for deed in (lambda tx: invited(tx, knop, CHAT), lambda tx: koppel(tx, knop, CHAT, 1)):
        with pytest.raises(UitnodigingOngeldig):
            services.run_now(deed)


def test_the_moment_it_expires_is_told_when_it_is_made(services: Services, clock: MovableClock) -> None:
    persoon = join(services, "Sanne", Rol.ACTIEHOUDER)
    _, expires_at = services.run_now(invite, persoon)
    assert expires_at == clock.moment + timedelta(days=7)


def test_a_newer_invitation_replaces_the_older(services: Services, people: People) -> None:
    persoon, older = a_newcomer(services)
    newer = new_token(services, persoon)
    with pytest.raises(UitnodigingOngeldig):
        services.run_now(koppel, older, CHAT, 1)
    services.run_now(koppel, newer, CHAT, 1)


def test_who_lost_access_cannot_use_an_invitation_nor_get_one(services: Services, people: People) -> None:
    persoon, knop = a_newcomer(services)
    gone = services.run_now(revoke_persoon, persoon)
    with pytest.raises(UitnodigingOngeldig):
        services.run_now(koppel, knop, CHAT, 1)
    with pytest.raises(PersoonGestopt):
        services.run_now(invite, gone)


@pytest.mark.parametrize("knop", ["", "a", "0" * 32, "%" * 32, "_" * 32, "ab" * 8, "' OR 1=1 --" + " " * 21])
def test_a_forged_button_is_no_invitation(services: Services, people: People, knop: str) -> None:
    a_newcomer(services)
    with pytest.raises(UitnodigingOngeldig):
        services.run_now(koppel, knop, CHAT, 1)


def test_a_part_of_the_hash_is_not_enough(services: Services, people: People) -> None:
    _, knop = a_newcomer(services)
    with pytest.raises(UitnodigingOngeldig):
        services.run_now(koppel, knop[:-1], CHAT, 1)


def test_the_chat_of_somebody_else_stays_theirs(services: Services, people: People) -> None:
    persoon, knop = a_newcomer(services)
    for deed in (
        lambda tx: invited(tx, knop, people.tineke.chat_id),
        lambda tx: koppel(tx, knop, people.tineke.chat_id, 1),
    ):
        with pytest.raises(AccountBezet):
            services.run_now(deed)
    assert services.run_now(lambda tx: tx.personen.by_chat(people.tineke.chat_id)).id == people.tineke.id
    # And the invitation still waits for the right chat.
    assert services.run_now(koppel, knop, CHAT, 2).id == persoon.id


def test_linking_again_moves_to_the_new_chat(services: Services, people: People) -> None:
    persoon, knop = a_newcomer(services)
    services.run_now(koppel, knop, CHAT, 1)
    again = new_token(services, persoon)

    services.run_now(koppel, again, CHAT + 1, 2)

    assert services.run_now(lambda tx: tx.personen.by_chat(CHAT)) is None
    assert services.run_now(lambda tx: tx.personen.by_chat(CHAT + 1)).id == persoon.id
    menus = [(row.chat_id, row.gegevens["persoon"]) for row in owed(services) if row.bericht == "menu"]
    assert menus == [(CHAT, persoon.id), (CHAT + 1, persoon.id), (CHAT, None)]


def test_linking_the_same_chat_again_is_no_move(services: Services, people: People) -> None:
    persoon, knop = a_newcomer(services)
    services.run_now(koppel, knop, CHAT, 1)
    assert services.run_now(koppel, new_token(services, persoon), CHAT, 2).chat_id == CHAT


def test_every_beheerder_hears_who_linked_but_not_of_the_own_linking(services: Services, people: People) -> None:
    other = join(services, "Bea", Rol.BEHEERDER, organisatie="Veiligheidshuis IJsselland")
    _, knop = a_newcomer(services)
    services.run_now(koppel, knop, CHAT, 1)
    told = [row.persoon_id for row in owed(services) if row.bericht == "melding_gekoppeld"]
    assert sorted(told) == sorted([people.noor.id, other.id])

    services.run_now(koppel, new_token(services, other), CHAT + 1, 2)
    told = [row.persoon_id for row in owed(services) if row.bericht == "melding_gekoppeld"]
    assert told.count(other.id) == 1


def test_only_the_hash_of_a_token_is_stored(services: Services) -> None:
    persoon = join(services, "Sanne", Rol.ACTIEHOUDER)
    token, _ = services.run_now(invite, persoon)
    (row,) = services.run_now(lambda tx: list(tx.connection.execute(select(UitnodigingRow))))
    assert row.token_hash == hash_token(token)
    assert token not in repr(row)


def test_tokens_are_long_and_differ(services: Services) -> None:
    persoon = join(services, "Sanne", Rol.ACTIEHOUDER)
    tokens = {services.run_now(invite, persoon)[0] for _ in range(20)}
    assert len(tokens) == 20
    assert all(43 <= len(token) <= 64 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)


def test_who_stops_is_unlinked_and_can_come_back_with_a_new_invitation(services: Services, people: People) -> None:
    services.run_now(unlink, people.tineke, 1)
    assert services.run_now(lambda tx: tx.personen.by_chat(people.tineke.chat_id)) is None
    tineke = services.run_now(lambda tx: tx.personen.get(people.tineke.id))
    assert tineke.actief and not tineke.bereikbaar
    services.run_now(koppel, new_token(services, tineke), people.tineke.chat_id, 2)


def test_an_address_belongs_to_one_person_whatever_the_capitals(services: Services) -> None:
    persoon = services.run_now(add_persoon, new_person("Sanne", Rol.PARTNER, email="Sanne@Tactus.example"))
    with pytest.raises(EmailBestaatAl):
        services.run_now(add_persoon, new_person("Sanna", Rol.PARTNER, email="sanne@tactus.EXAMPLE"))
    assert services.run_now(find_persoon, "SANNE@tactus.example").id == persoon.id
    assert services.run_now(find_persoon, str(persoon.id)).id == persoon.id


def test_when_the_commands_change_everybody_linked_gets_a_new_menu_once(services: Services, people: People) -> None:
    def menus() -> int:
        return sum(row.bericht == "menu" for row in owed(services))

    assert services.run_now(renew_menus) == 0, "a new house: each gets the menu with the link"
    services.run_now(lambda tx: tx.instellingen.set(MENUS, "of before"))
    before = menus()
    linked = services.run_now(lambda tx: [persoon for persoon in tx.personen.all() if persoon.chat_id is not None])

    assert services.run_now(renew_menus) == len(linked) > 0
    assert services.run_now(renew_menus) == 0
    assert menus() == before + len(linked)
