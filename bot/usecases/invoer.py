"""What does a makelaar mean by one typed line, or by an answer to one question?

``/afspraak K7M-3QX-K Tactus vrijdag: intake plannen`` names a casus, an actiehouder, a deadline and, after the first
colon, the actie. Whatever is missing or unclear is asked.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.domain.casus import Casus
from bot.domain.deadline import (
    CLOCK,
    DeadlineMeerdere,
    DeadlineTegenspraak,
    DeadlineZonderTafel,
    Moment,
    check_deadline,
    deadline_at_tafel,
    find_deadline,
    likely_deadlines,
    read_deadline,
    that_will_do,
)
from bot.domain.errors import DomainError, UnknownCasus
from bot.domain.namen import fold, match
from bot.domain.persoon import Persoon, PersoonId, Rol
from bot.domain.planning import AHEAD
from bot.domain.rechten import Daad
from bot.domain.referentie import Kandidaat, Referentie, find_misread, find_referenties, read_referentie
from bot.domain.regio import Organisatie
from bot.domain.toegang import may_hold_actie
from bot.usecases.aan_tafel import at_the_table
from bot.usecases.oppakken import contacts_of
from bot.usecases.planning import days_of
from bot.usecases.ports import Transaction
from bot.usecases.toewijzing import casus_for

MOST_CHOICES = 10
MOST_WORDS = 8
_FILLERS = re.compile(r"\b(?:voor|door|uiterlijk|deadline|aan|met|op|van|bij|casus|wie|actiehouder)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Onduidelijk:
    """Why a part has to be asked: a reason that a template knows, and choices to offer."""

    reden: str
    opties: tuple[str, ...] = ()
    gegevens: dict[str, Any] = field(default_factory=dict)


@dataclass
class Gelezen:
    """What a line told, as a dialogue keeps it, and what in it was unclear. ``actie`` is raw: the guard comes after."""

    bekend: dict[str, Any] = field(default_factory=dict)
    onduidelijk: dict[str, Onduidelijk] = field(default_factory=dict)
    actie: str = ""


def read_line(tx: Transaction, text: str, door: Persoon) -> Gelezen:
    """Takes a line apart, in any order."""
    found = Gelezen()
    head, found.actie = split_line(text)
    head = _take_casus(tx, head, door, found)
    head = _take_deadline(tx, head, found)
    name = " ".join(CLOCK.sub(" ", head).split()).strip(" ,.;")
    if _FILLERS.sub("", name).strip():
        _take_actiehouder(tx, name, found)
    return found


def split_line(text: str) -> tuple[str, str]:
    """What names casus, actiehouder and deadline, and the actie: before and after the first colon with a space after
    it, so that 09:30 stays whole.
    """
    found = re.search(r":(?:\s+|$)", text)
    return (text[: found.start()], text[found.end() :].strip()) if found else (text, "")


def find_casus(tx: Transaction, typed: str, door: Persoon) -> Casus | Onduidelijk:
    """The casus whose reference was typed, or why nothing can be logged on it."""
    try:
        casus = casus_for(tx, typed_referentie(typed), door, Daad.AFSPRAAK_VASTLEGGEN)
    except UnknownCasus:
        return Onduidelijk("onbekend")
    return casus if casus.is_open else _closed(casus)


def _closed(casus: Casus) -> Onduidelijk:
    return Onduidelijk("gesloten", gegevens={"referentie": casus.referentie})


def typed_referentie(typed: str) -> Referentie:
    """The reference in what was typed. Raises ``UnknownCasus`` when there is none."""
    referentie = read_referentie(typed)
    if referentie is not None:
        return referentie
    for kandidaat in find_referenties(typed):
        return kandidaat.referentie
    raise UnknownCasus


def find_actiehouder(tx: Transaction, typed: str) -> Persoon | str | Onduidelijk:
    """Who is meant by a name, an organisation or both: one person, or why not.

    An organisation stays what it is, by its name, when nobody of it may hold an actie and its contacts can be asked.
    """
    people = tx.personen.with_rol(Rol.ACTIEHOUDER)
    found = match(typed, [(name, persoon) for persoon in people for name in names_of(tx, persoon)])
    known = match(typed, tx.regio.organisatie_names)
    organisatie = known[0] if len(known) == 1 else None
    if found:
        return _one_of(tx, found, organisatie)
    return _nobody(tx, organisatie) if organisatie is not None else Onduidelijk("onbekend")


def _one_of(tx: Transaction, found: list[Persoon], organisatie: Organisatie | None) -> Persoon | str | Onduidelijk:
    """Who of these can hold an actie: one person, or why there is still something to ask.

    Where several can, the ``organisatie`` that was named is a choice too.
    """
    able = [persoon for persoon in found if may_hold_actie(persoon, tx.regio)]
    if not able:
        return Onduidelijk("convenant", gegevens={"organisatie": found[0].organisatie})
    if len(able) == 1:
        return able[0]
    people = tuple(str(persoon.id) for persoon in able)
    if organisatie is None:
        return Onduidelijk("meer", people[:MOST_CHOICES])
    return Onduidelijk("meer", (*people[: MOST_CHOICES - 1], organisatie.naam))


def _nobody(tx: Transaction, organisatie: Organisatie) -> str | Onduidelijk:
    """An organisation of which nobody can hold an actie: itself while its contacts can be asked, or why not."""
    if contacts_of(tx, organisatie.naam):
        return organisatie.naam
    reden = "niemand" if organisatie.convenant else "convenant"
    return Onduidelijk(reden, gegevens={"organisatie": organisatie.naam})


def likely_actiehouders(tx: Transaction, casus: Casus | None) -> tuple[str, ...]:
    """People to offer as choices: who joins for the casus that is talked about now first, then those of its table."""
    people = [persoon for persoon in tx.personen.with_rol(Rol.ACTIEHOUDER) if may_hold_actie(persoon, tx.regio)]
    if casus is None:
        return tuple(str(persoon.id) for persoon in people[:MOST_CHOICES])
    joining = at_the_table(tx, casus.referentie)
    likely = sorted(
        people, key=lambda persoon: (not joining.get(persoon.id, False), not _sits_there(tx, persoon, casus))
    )
    return tuple(str(persoon.id) for persoon in likely[:MOST_CHOICES])


def was_there(tx: Transaction, persoon: Persoon, casus: Casus) -> bool:
    """Was this person probably at the table of the casus? Until somebody says otherwise."""
    joining = at_the_table(tx, casus.referentie)
    return joining[persoon.id] if persoon.id in joining else _sits_there(tx, persoon, casus)


def _sits_there(tx: Transaction, persoon: Persoon, casus: Casus) -> bool:
    kern = tx.regio.tafel(casus.tafel).kern_for(casus.gemeente)
    return casus.tafel in persoon.tafels or any(zetel.organisatie == persoon.organisatie for zetel in kern)


def moment(tx: Transaction, casus: Referentie | None = None) -> Moment:
    """From where a deadline is read: today, and the coming days of the casus's table when the casus is known."""
    return Moment(tx.today, tx.kalender, None if casus is None else _tafeldagen(tx, casus))


def deadline_choices(tx: Transaction, casus: Referentie | None = None) -> tuple[str, ...]:
    """Days to offer, as ISO dates."""
    return _iso(likely_deadlines(moment(tx, casus)))


def good_deadline(tx: Transaction, typed: str, casus: Referentie | None = None) -> date:
    """The working day that was typed. Raises what ``read_deadline`` and ``check_deadline`` raise."""
    return check_deadline(read_deadline(typed, moment(tx, casus)), tx.today, tx.kalender)


def unclear_deadline(tx: Transaction, refused: DomainError, casus: Referentie | None = None) -> Onduidelijk:
    """A refused deadline as something to ask again, with the days that may be meant where there are."""
    near: list[date] = refused.gegevens.get("opties", [])  # type: ignore[assignment]
    if isinstance(refused, DeadlineMeerdere | DeadlineTegenspraak):
        near = that_will_do(near, moment(tx, casus))
    dag = refused.gegevens.get("dag")
    gegevens: dict[str, Any] = {"dag": dag.isoformat()} if isinstance(dag, date) else {}
    if "weekdag" in refused.gegevens:
        gegevens["weekdag"] = refused.gegevens["weekdag"]
    opties = _iso(near) or deadline_choices(tx, casus)
    return Onduidelijk(type(refused).bericht.removeprefix("fout_deadline_"), opties, gegevens)


def wish_of(refused: DomainError) -> str | None:
    """What was read and cannot be a deadline yet, in a form that a dialogue may keep until it is asked about.

    A day, or how near to the next meeting: whose table that is may still have to be asked.
    """
    if isinstance(refused, DeadlineZonderTafel):
        return str(refused.gegevens["bij"])
    dag = refused.gegevens.get("dag")
    return dag.isoformat() if isinstance(dag, date) and not isinstance(refused, DeadlineTegenspraak) else None


def wished_deadline(tx: Transaction, wish: str, casus: Referentie) -> date:
    """The deadline that ``wish_of`` kept, now that the casus is known. Raises as ``good_deadline`` does."""
    if wish in ("op", "voor", "na"):
        return check_deadline(deadline_at_tafel(wish, moment(tx, casus)), tx.today, tx.kalender)
    return check_deadline(date.fromisoformat(wish), tx.today, tx.kalender)


def _iso(days: list[date]) -> tuple[str, ...]:
    return tuple(day.isoformat() for day in days)


def _tafeldagen(tx: Transaction, casus: Referentie) -> tuple[date, ...]:
    """The days after today on which the casus's table meets, within a year."""
    return tuple(days_of(tx, tx.casussen.get(casus).tafel, tx.today, tx.today + AHEAD))


def _take_casus(tx: Transaction, head: str, door: Persoon, found: Gelezen) -> str:
    own = _own_casussen(tx, head, door)
    if own:
        if len({kandidaat.referentie for kandidaat in own}) == 1:
            casus = tx.casussen.get(own[0].referentie)
            if casus.is_open:
                found.bekend["casus"] = casus.referentie
            else:
                found.onduidelijk["casus"] = _closed(casus)
        else:
            found.onduidelijk["casus"] = Onduidelijk("meer", tuple(kandidaat.referentie for kandidaat in own))
        for kandidaat in sorted(own, key=lambda k: -k.start):
            head = head[: kandidaat.start] + " " + head[kandidaat.end :]
        return head
    # No casus of this makelaar: then what looks most like a reference was a slip, the rest are words.
    misread = find_misread(head)
    if misread is not None:
        found.onduidelijk["casus"] = Onduidelijk("onbekend")
        return head[: misread[0]] + " " + head[misread[1] :]
    day = find_deadline(head, moment(tx))
    for kandidaat in find_referenties(head):
        # "11 maart" passes the check of a reference, and is a day.
        is_day = day is not None and day.overlaps(kandidaat.start, kandidaat.end)
        if not is_day and any(char.isdigit() for char in head[kandidaat.start : kandidaat.end]):
            found.onduidelijk["casus"] = Onduidelijk("onbekend")
            return head[: kandidaat.start] + " " + head[kandidaat.end :]
    return head


def _own_casussen(tx: Transaction, head: str, door: Persoon) -> list[Kandidaat]:
    """The references in ``head`` that this makelaar may run, each place once."""
    own: list[Kandidaat] = []
    for kandidaat in find_referenties(head):
        if any(kandidaat.start < known.end and known.start < kandidaat.end for known in own):
            continue
        with suppress(UnknownCasus):
            casus_for(tx, kandidaat.referentie, door, Daad.AFSPRAAK_VASTLEGGEN)
            own.append(kandidaat)
    return own


def _take_deadline(tx: Transaction, head: str, found: Gelezen) -> str:
    casus = found.bekend.get("casus")
    gevonden = find_deadline(head, moment(tx, casus), _all_names(tx))
    if gevonden is None:
        return head
    try:
        found.bekend["deadline"] = check_deadline(gevonden.dag, tx.today, tx.kalender).isoformat()
    except DomainError as refused:
        wish = wish_of(refused)
        if wish is not None:
            found.bekend["wens"] = wish
        if casus is not None or not isinstance(refused, DeadlineZonderTafel):
            found.onduidelijk["deadline"] = unclear_deadline(tx, refused, casus)
    return gevonden.without(head)


def _all_names(tx: Transaction) -> list[str]:
    """Of every person who may be typed and of every organisation: a day in a name is no deadline."""
    people = [persoon.naam for persoon in tx.personen.with_rol(Rol.ACTIEHOUDER)]
    seats = [f"{naam} {zetel}" for naam, organisatie in tx.regio.organisatie_names for zetel in organisatie.zetels]
    return [*people, *(naam for naam, _ in tx.regio.organisatie_names), *seats]


def _take_actiehouder(tx: Transaction, name: str, found: Gelezen) -> None:
    outcome = find_actiehouder(tx, name)
    if isinstance(outcome, Onduidelijk) and outcome.reden == "onbekend":
        outcome, rest = _within(tx, name.split()[:MOST_WORDS])
        if rest and not {"deadline", "wens"} & found.bekend.keys():
            found.onduidelijk.setdefault("deadline", Onduidelijk("onleesbaar"))
    if isinstance(outcome, Onduidelijk):
        found.onduidelijk["wie"] = outcome
    else:
        found.bekend |= whose(outcome)


def whose(meant: Persoon | str) -> dict[str, Any]:
    """How a dialogue keeps whose it is: a person, or an organisation by its name."""
    return {"organisatie": meant} if isinstance(meant, str) else {"wie": meant.id}


def _within(tx: Transaction, words: list[str]) -> tuple[Persoon | str | Onduidelijk, bool]:
    """Who is named in full somewhere in these words ("voor Tactus, zsm"), and whether other words are left.

    Only whole names count here: half of one would find people in words that were meant otherwise.
    """
    spans = sorted(((i, j) for i in range(len(words)) for j in range(i + 1, len(words) + 1)), key=lambda s: s[0] - s[1])
    exact: dict[str, list[Persoon]] = {}
    for persoon in tx.personen.with_rol(Rol.ACTIEHOUDER):
        for naam in names_of(tx, persoon):
            exact.setdefault(fold(naam), []).append(persoon)
    organisaties = {fold(naam): organisatie for naam, organisatie in tx.regio.organisatie_names}
    used: set[int] = set()
    named: list[set[PersoonId]] = []
    whole: dict[str, Organisatie] = {}
    for start, end in spans:
        said = fold(" ".join(words[start:end]).strip(" ,.;"))
        if used & set(range(start, end)) or (said not in exact and said not in organisaties):
            continue
        used |= set(range(start, end))
        if said in exact:
            named.append({persoon.id for persoon in exact[said]})
        if said in organisaties:
            whole[organisaties[said].naam] = organisaties[said]
    left = " ".join(word for place, word in enumerate(words) if place not in used)
    rest = bool(used) and bool(_FILLERS.sub("", left).strip(" ,.;"))
    # "Tineke van Tactus" is who answers to both; "Tactus Politie" is nobody, so either may be meant.
    people = sorted(set.intersection(*named) or set.union(*named)) if named else []
    if people:
        organisatie = next(iter(whole.values())) if len(whole) == 1 else None
        return _one_of(tx, [tx.personen.get(id) for id in people], organisatie), rest
    return (_nobody(tx, [*whole.values()][-1]) if whole else Onduidelijk("onbekend")), rest


def names_of(tx: Transaction, persoon: Persoon) -> list[str]:
    """All that people may call this person."""
    aliases = [naam for naam, organisatie in tx.regio.organisatie_names if organisatie.naam == persoon.organisatie]
    organisaties = [persoon.organisatie, *aliases]
    if persoon.zetel:
        organisaties += [f"{naam} {persoon.zetel}" for naam in organisaties] + [persoon.namens]
    both = [f"{persoon.naam} {naam}" for naam in organisaties] + [f"{naam} {persoon.naam}" for naam in organisaties]
    return [persoon.naam, *organisaties, *both, *(f"{persoon.naam}, {naam}" for naam in organisaties)]
