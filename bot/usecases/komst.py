"""How does somebody say that they come, that they do not, or who comes in their place?

Until it begins they may change it. Who comes in somebody's place takes that place with all that is theirs: they too can
send a colleague, who then comes for the one who was asked first. The bijeenkomst is held while an answer is kept, so
that two answers at one moment come one after the other.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.aanwezigheid import looks_at
from bot.domain.bericht import Baan, Bericht
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, PuntId, Staat, UnknownBijeenkomst
from bot.domain.deelnemer import Aanwezigheid, Antwoord
from bot.domain.errors import DomainError, OudeKnop, UnknownPersoon
from bot.domain.namen import match
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.rechten import Daad, Relatie, may
from bot.usecases.aanwezigheid import lacking, places_of
from bot.usecases.circulatie import end_sight, send_to
from bot.usecases.invoer import MOST_CHOICES, Onduidelijk, names_of
from bot.usecases.oppakken import contacts_of
from bot.usecases.ports import Transaction
from bot.usecases.tafels import (
    bijeenkomst_for,
    can_come_for,
    day_of,
    invited,
    is_invited,
    part_of,
    taking_part,
    tell_voorzitters,
    vervanger_of,
)
from bot.usecases.vervanging import in_force

NOT_COMING = "melding_vervanger_komt_niet"


class KanNietKomen(DomainError):
    """This colleague cannot come in that one's place, or no longer."""


# Who says it


def come(tx: Transaction, id: BijeenkomstId, door: Persoon) -> Bijeenkomst:
    """«Ik kom»: theirs, or in the place that they take."""
    bijeenkomst, _ = _to_answer(tx, id, door)
    _say(tx, bijeenkomst, door.id, Aanwezigheid(id, door.id, Antwoord.KOMT), door)
    return bijeenkomst


def stay_away(tx: Transaction, id: BijeenkomstId, door: Persoon) -> Bijeenkomst:
    """«Ik kom niet». For whom they would come it is open again: these hear so, and who leads.

    Who leads also hears it when they heard before whom the table lacks, and it lacks one more by this.
    """
    bijeenkomst, places = _to_answer(tx, id, door)
    lacked = set(lacking(tx, bijeenkomst))
    _say(tx, bijeenkomst, door.id, Aanwezigheid(id, door.id, Antwoord.KOMT_NIET), door)
    for voor in places:
        if voor != door.id:
            _open_again(tx, bijeenkomst, voor, door, door)
    looked = looks_at(bijeenkomst, tx.kalender)
    if looked is not None and tx.now >= looked and set(lacking(tx, bijeenkomst)) - lacked:
        tell_nobody_comes(tx, bijeenkomst, door.id)
    return bijeenkomst


def _open_again(tx: Transaction, bijeenkomst: Bijeenkomst, voor: PersoonId, vervanger: Persoon, door: Persoon) -> None:
    """``vervanger`` does not come for ``voor`` after all: these hear so, and who leads."""
    _say(tx, bijeenkomst, voor, Aanwezigheid(bijeenkomst.id, voor), door)
    _tell(tx, bijeenkomst, "aanwezig_open", voor, {"vervanger": vervanger.id}, "de vervanger kan niet")
    tell_nobody_comes(tx, bijeenkomst, voor, vervanger)


def begin_sending(tx: Transaction, id: BijeenkomstId, door: Persoon) -> Bijeenkomst:
    """«Vervanger»: the bijeenkomst to which they could send somebody."""
    return _to_answer(tx, id, door)[0]


def send_colleague(
    tx: Transaction, id: BijeenkomstId, wie: PersoonId, door: Persoon, voor: PersoonId | None = None
) -> Bijeenkomst:
    """``wie`` comes in the places of ``door``, or as the contact says, in that of ``voor``. They hear so at once.

    Whether they may decide is not known yet. Raises ``KanNietKomen``.
    """
    bijeenkomst, places = _to_choose(tx, id, door, voor)
    people = [tx.personen.get(place) for place in places]
    colleague = _known(tx, wie)
    if not all(_can_be_sent(tx, bijeenkomst, colleague, persoon) for persoon in people):
        raise KanNietKomen
    asked = Aanwezigheid(id, wie, Antwoord.KOMT) if wie == door.id else Aanwezigheid(id, wie)
    known, known_before = tx.aanwezigheid.of(id).get(wie), _punten(tx, bijeenkomst, colleague)
    if known is None or wie == door.id or known.antwoord is not Antwoord.KOMT:
        tx.aanwezigheid.put(asked)  # who said no before is asked anew
    for place in places:
        if (was := _instead(tx, id, place)) is not None and was.id == wie:
            continue
        _say(tx, bijeenkomst, place, Aanwezigheid(id, place, Antwoord.VERVANGER, wie), door)
        if wie != door.id:
            _tell(tx, bijeenkomst, "aanwezig_gevraagd", wie, {"voor": place}, "een collega kan niet")
        if place != door.id:
            _tell(tx, bijeenkomst, "aanwezig_gevonden", place, {"vervanger": wie}, "er is een vervanger")
    if _punten(tx, bijeenkomst, colleague) - known_before or tx.verzendingen.told_to(id, wie) is None:
        send_to(tx, bijeenkomst, colleague, places, door)
    return bijeenkomst


def set_mandaat(
    tx: Transaction,
    id: BijeenkomstId,
    wie: PersoonId,
    door: Persoon,
    *,
    mandaat: bool,
    places: Iterable[PersoonId],
) -> Bijeenkomst:
    """May ``wie`` decide for the organisation? Said by who chose them for ``places``, as long as they still come there.

    Raises ``OudeKnop`` when somebody else does meanwhile.
    """
    bijeenkomst = tx.bijeenkomsten.hold(id)
    bijeenkomst.check_to_come(tx.now)
    given = tx.aanwezigheid.of(id)
    theirs = [given[place] for place in places if place in given and given[place].vervanger == wie]
    if not theirs:
        raise OudeKnop
    for answer in theirs:
        if answer.mandaat is not mandaat:
            tx.aanwezigheid.put(replace(answer, mandaat=mandaat))
            tx.audit.record("mandaat_gezegd", f"bijeenkomst {id}", door)
    return bijeenkomst


def ask_contacts(tx: Transaction, id: BijeenkomstId, door: Persoon) -> list[Persoon]:
    """«Iemand anders»: the contacts of the organisation are asked who comes. Returns who; when nobody can be asked,
    who leads hears that nobody comes.
    """
    bijeenkomst, places = _to_answer(tx, id, door)
    asked = [one for one in contacts_of(tx, door.organisatie) if one.id != door.id and one.id not in places]
    for place in places:
        looks_for = Aanwezigheid(id, place, Antwoord.VERVANGER if asked else Antwoord.KOMT_NIET)
        if not _say(tx, bijeenkomst, place, looks_for, door):
            continue
        for contact in asked:
            _tell(tx, bijeenkomst, "wie_komt_namens", contact.id, {"voor": place}, "iemand kan niet komen")
        if asked:
            tx.audit.record("contactpersonen_gevraagd", f"bijeenkomst {id}", door)
        else:
            tell_nobody_comes(tx, bijeenkomst, place)
    return asked


def nobody_comes(tx: Transaction, id: BijeenkomstId, voor: PersoonId, door: Persoon) -> Bijeenkomst:
    """«Niemand», says the contact: who cannot come hears so, and who leads."""
    bijeenkomst, _ = _to_choose(tx, id, door, voor)
    _say(tx, bijeenkomst, voor, Aanwezigheid(id, voor, Antwoord.KOMT_NIET), door)
    _tell(tx, bijeenkomst, "aanwezig_open", voor, {"vervanger": None}, "er is geen vervanger")
    tell_nobody_comes(tx, bijeenkomst, voor)
    return bijeenkomst


def asked_for(tx: Transaction, id: BijeenkomstId, voor: PersoonId, door: Persoon) -> Bijeenkomst:
    """The bijeenkomst, for a contact who is asked who comes in the place of ``voor``.

    Raises ``UnknownBijeenkomst``; ``OudeKnop`` once somebody answered that.
    """
    found = tx.bijeenkomsten.find(id)
    guest = invited(tx, found).get(voor) if found is not None else None
    theirs = guest is not None and door in contacts_of(tx, guest.persoon.organisatie)
    if found is None or not may(door, Daad.AANWEZIGHEID, frozenset({Relatie.GEVRAAGD} if theirs else ())):
        raise UnknownBijeenkomst
    if not is_looking(tx, found, voor):
        raise OudeKnop
    found.check_to_come(tx.now)
    return found


def is_looking(tx: Transaction, bijeenkomst: Bijeenkomst, voor: PersoonId) -> bool:
    """Is it asked of the contact who comes in this one's place?"""
    answer = tx.aanwezigheid.of(bijeenkomst.id).get(voor)
    return answer is not None and answer.antwoord is Antwoord.VERVANGER and answer.vervanger is None


def give_up_places(tx: Transaction, gone: Persoon, door: Persoon) -> None:
    """Who was stopped comes nowhere: who was to come in their place need not, and hears so; for whom they were to come
    it is open again, and these hear so, and who leads.
    """
    for id in sorted(tx.aanwezigheid.named(gone.id)):
        bijeenkomst = tx.bijeenkomsten.hold(id)
        if bijeenkomst.staat is not Staat.GEPLAND or tx.now >= bijeenkomst.begint:
            continue
        for voor, answer in tx.aanwezigheid.of(id).items():
            if answer.antwoord is Antwoord.VERVANGER and answer.vervanger == gone.id:
                _open_again(tx, bijeenkomst, voor, gone, door)
            elif voor == gone.id and answer.antwoord is Antwoord.VERVANGER and answer.vervanger is not None:
                tx.aanwezigheid.put(Aanwezigheid(id, gone.id))
                release(tx, bijeenkomst, tx.personen.get(answer.vervanger), door)
                _tell(tx, bijeenkomst, "aanwezig_vervalt", answer.vervanger, {"voor": gone.id}, "iemand is gestopt")


# Who could come instead


def likely_vervangers(tx: Transaction, bijeenkomst: Bijeenkomst, voor: Persoon) -> tuple[str, ...]:
    """Colleagues to offer as choices: who can be reached first, of the same seat, and who is not invited already."""
    guests, away = invited(tx, bijeenkomst), in_force(tx)
    day = day_of(tx, bijeenkomst)

    def likely(one: Persoon) -> tuple[bool, ...]:
        at_table = bijeenkomst.tafel is not None and bijeenkomst.tafel in one.tafels
        return not one.bereikbaar, one.zetel != voor.zetel, one.id in guests, not at_table

    able = [
        one
        for one in tx.personen.all()
        if _can_be_sent(tx, bijeenkomst, one, voor) and not (one.id in away and away[one.id].tot >= day)
    ]
    return tuple(str(one.id) for one in sorted(able, key=likely)[: MOST_CHOICES - 1])


def find_vervanger(tx: Transaction, typed: str, bijeenkomst: Bijeenkomst, voor: Persoon) -> Persoon | Onduidelijk:
    """Which colleague is meant by a name: one, or why not. Nobody of elsewhere exists here."""
    colleagues = [one for one in tx.personen.all() if one.actief and one.organisatie == voor.organisatie]
    found = match(typed, [(naam, one) for one in colleagues for naam in names_of(tx, one)])
    able = [one for one in found if _can_be_sent(tx, bijeenkomst, one, voor)]
    if len(able) == 1:
        return able[0]
    if able:
        return Onduidelijk("meer", tuple(str(one.id) for one in able[: MOST_CHOICES - 1]))
    return Onduidelijk("kan_niet" if found else "onbekend")


def _can_be_sent(tx: Transaction, bijeenkomst: Bijeenkomst, instead: Persoon, persoon: Persoon) -> bool:
    """Not who is invited too and said not to come: that one's own answer stays theirs."""
    if not can_come_for(tx, bijeenkomst, instead, persoon):
        return False
    own = tx.aanwezigheid.of(bijeenkomst.id).get(instead.id)
    stays_away = own is not None and own.antwoord in (Antwoord.KOMT_NIET, Antwoord.VERVANGER)
    return not (stays_away and instead.id in invited(tx, bijeenkomst))


def _known(tx: Transaction, id: PersoonId) -> Persoon:
    try:
        return tx.personen.get(id)
    except UnknownPersoon as gone:
        raise KanNietKomen from gone


# Keeping it, and who hears of it


def _to_answer(tx: Transaction, id: BijeenkomstId, door: Persoon) -> tuple[Bijeenkomst, list[PersoonId]]:
    """The bijeenkomst, held, and the places that this person takes there. Raises ``UnknownBijeenkomst``,
    ``BijeenkomstAfgezegd`` and ``BijeenkomstBegonnen``; ``OudeKnop`` for who was to come for another, and no longer is.
    """
    if not is_invited(tx, tx.bijeenkomsten.get(id), door) and door.id in tx.aanwezigheid.of(id):
        raise OudeKnop
    bijeenkomst_for(tx, id, door, Daad.AANWEZIGHEID)
    held = tx.bijeenkomsten.hold(id)
    held.check_to_come(tx.now)
    places = places_of(tx, held, door)
    if not places:
        raise UnknownBijeenkomst
    return held, places


def _to_choose(
    tx: Transaction, id: BijeenkomstId, door: Persoon, voor: PersoonId | None
) -> tuple[Bijeenkomst, list[PersoonId]]:
    if voor is None:
        return _to_answer(tx, id, door)
    asked_for(tx, id, voor, door)
    held = tx.bijeenkomsten.hold(id)
    if not is_looking(tx, held, voor):  # another contact was first
        raise OudeKnop
    return held, [voor]


def _say(tx: Transaction, bijeenkomst: Bijeenkomst, wiens: PersoonId, answer: Aanwezigheid, door: Persoon) -> bool:
    """Keeps whose answer it is now. Who came in their place until now no longer does, and hears so.

    False when it was that already.
    """
    before = tx.aanwezigheid.of(bijeenkomst.id).get(wiens, Aanwezigheid(bijeenkomst.id, wiens))
    if (before.antwoord, before.vervanger) == (answer.antwoord, answer.vervanger):
        return False
    was = _instead(tx, bijeenkomst.id, wiens)
    tx.aanwezigheid.put(answer)
    tx.audit.record("komst_gezegd", f"bijeenkomst {bijeenkomst.id}", door)
    if was is not None and was.id != answer.vervanger:
        release(tx, bijeenkomst, was, door)
        if was.id != door.id:
            _tell(tx, bijeenkomst, "aanwezig_vervalt", was.id, {"voor": wiens}, "iemand anders komt")
    return True


def release(tx: Transaction, bijeenkomst: Bijeenkomst, was: Persoon, door: Persoon) -> None:
    """What they were told for somebody else alone they see no more."""
    told, still = tx.verzendingen.told_to(bijeenkomst.id, was.id), _punten(tx, bijeenkomst, was)
    if told is not None:
        left = {id: rest for id, rest in told["punten"].items() if int(id) in still}
        tx.verzendingen.note_received(bijeenkomst.id, was.id, {**told, "punten": left})
        gone = told["punten"].keys() - left.keys()
        agenda = tx.agendas.of(bijeenkomst.id)
        end_sight(tx, was, [punt.casus for punt in agenda if str(punt.id) in gone and punt.casus is not None], door)
    if was.id not in taking_part(tx, bijeenkomst):
        tx.verzendingen.forget_received(bijeenkomst.id, was.id)
        tx.aanwezigheid.put(Aanwezigheid(bijeenkomst.id, was.id))


def _punten(tx: Transaction, bijeenkomst: Bijeenkomst, persoon: Persoon) -> frozenset[PuntId]:
    part = part_of(tx, bijeenkomst, persoon)
    return frozenset(part.punten) if part is not None else frozenset()


def _instead(tx: Transaction, id: BijeenkomstId, wiens: PersoonId) -> Persoon | None:
    answer = tx.aanwezigheid.of(id).get(wiens)
    return vervanger_of(tx, tx.personen.get(wiens), answer) if answer is not None else None


def tell_nobody_comes(
    tx: Transaction, bijeenkomst: Bijeenkomst, voor: PersoonId, vervanger: Persoon | None = None
) -> None:
    """Who leads hears that the place of ``voor`` is open, or that ``vervanger`` cannot take it after all."""
    gegevens = {"bijeenkomst": bijeenkomst.id, "voor": voor, "vervanger": vervanger.id if vervanger else None}
    told = Bericht("", NOT_COMING, Baan.NIEUWS, gegevens, waarom="er komt niemand in de plaats")
    tell_voorzitters(tx, bijeenkomst, told, f"{bijeenkomst.id}:{voor}:{tx.now.isoformat()}")


def _tell(
    tx: Transaction, bijeenkomst: Bijeenkomst, bericht: str, naar: PersoonId, gegevens: dict[str, int | None], why: str
) -> None:
    """What it says is what holds when it is sent."""
    about = gegevens.get("voor") or gegevens.get("vervanger")
    tx.outbox.put(
        Bericht(
            key=f"{bericht}:{bijeenkomst.id}:{naar}:{about}:{tx.now.isoformat()}",
            bericht=bericht,
            baan=Baan.NIEUWS,
            gegevens={"bijeenkomst": bijeenkomst.id, **gegevens},
            naar=naar,
            waarom=why,
        )
    )
