"""What people does a CSV, or one line of the command line, name? Every fault at once, nothing half read."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.errors import DomainError
from bot.domain.namen import fold, suggest
from bot.domain.persoon import NieuwPersoon, Persoon, Rol
from bot.domain.privacy import Guard
from bot.domain.regio import Organisatie, Regio
from bot.usecases.personen import PersoonGestopt, add_persoon
from bot.usecases.ports import Transaction

COLUMNS = ("naam", "rol", "organisatie", "email", "gemeente", "tafel")
_NEEDED = ("naam", "rol", "organisatie")
_DELIMITERS = ",;\t"
_LONGEST = 100
_HINTS = 100
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_WITH_SEAT = re.compile(r"(?P<organisatie>.+?) ?(?:\((?P<a>[^()]+)\)|/ ?(?P<b>[^/]+))")
_QUOTE_IT = "zet een waarde met een scheidingsteken erin tussen aanhalingstekens"
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@")


class InvoerFouten(DomainError):
    """What was given does not fit the region. ``faults`` names everything that is wrong, a line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__()
        self.faults = faults


@dataclass(frozen=True)
class Regel:
    """Somebody as typed: one line of a CSV, or the options of ``gebruiker add``."""

    naam: str
    rollen: Sequence[str]
    organisatie: str
    email: str | None = None
    gemeenten: Sequence[str] = ()
    tafels: Sequence[str] = ()


def new_persoon(tx: Transaction, regel: Regel, guard: Guard) -> Persoon:
    """Adds one person. Raises ``InvoerFouten``, or ``EmailBestaatAl``."""
    return add_persoon(tx, Lezer(tx.regio, guard).read(regel))


def put_at_tafels(tx: Transaction, persoon: Persoon, tafels: Sequence[str], guard: Guard) -> Persoon:
    """From now on this person sits at these tables, and at no other. Raises ``InvoerFouten``, or ``PersoonGestopt``."""
    if not persoon.actief:
        raise PersoonGestopt
    changed = tx.personen.put_at(persoon.id, Lezer(tx.regio, guard).tafels(tafels))
    tx.audit.record("persoon_tafels", f"persoon {persoon.id}")
    return changed


def import_personen(tx: Transaction, text: str, guard: Guard) -> list[Persoon]:
    """Adds everybody in a CSV. Raises ``InvoerFouten`` naming the line of each fault, and then nobody is added.

    Who is here already is a fault, not a second person: by e-mail, and who comes without one by name and organisation.
    """
    people, faults = _read_lines(Lezer(tx.regio, guard), text)
    present = tx.personen.all()
    by_email = {persoon.email.lower(): f"nummer {persoon.id}" for persoon in present if persoon.email}
    by_name = {_who(persoon): f"nummer {persoon.id}" for persoon in present if persoon.actief}
    for number, nieuw in people:
        if nieuw.email and nieuw.email.lower() in by_email:
            faults.append((number, f"email: dit adres heeft {by_email[nieuw.email.lower()]} al"))
        elif not nieuw.email and _who(nieuw) in by_name:
            faults.append(
                (number, f"naam: deze persoon is {by_name[_who(nieuw)]} al; is het een ander, geef een email")
            )
        if nieuw.email:
            by_email.setdefault(nieuw.email.lower(), f"regel {number}")
        by_name.setdefault(_who(nieuw), f"regel {number}")
    if faults:
        raise InvoerFouten([f"regel {number}: {fault}" for number, fault in sorted(faults, key=lambda it: it[0])])
    # Not ``add_persoon``: it looks through everybody for each address, which has just been done for all at once.
    added = [tx.personen.add(nieuw) for _, nieuw in people]
    for persoon in added:
        tx.audit.record("persoon_toegevoegd", f"persoon {persoon.id}")
    return added


class Lezer:
    """Reads people against one region: every name becomes the one that the region file writes.

    What was given and is no such name passes the guard before a fault repeats it: it may have come from a wrong column.
    """

    def __init__(self, regio: Regio, guard: Guard) -> None:
        self._guard = guard.for_regio(regio)
        self._shown: dict[str, str] = {}
        self._rollen = {fold(rol): str(rol) for rol in Rol}
        self._organisaties: dict[str, Organisatie] = {fold(name): known for name, known in regio.organisatie_names}
        self._gemeenten = {fold(gemeente.naam): gemeente.naam for gemeente in regio.gemeenten}
        self._tafels = {fold(tafel.naam): tafel.sleutel for tafel in regio.casustafels}
        self._tafels |= {fold(tafel.sleutel): tafel.sleutel for tafel in regio.casustafels}
        self._names = [name for name, _ in regio.organisatie_names]
        self._hints: dict[tuple[str, str], str] = {}

    def read(self, regel: Regel) -> NieuwPersoon:
        """Raises ``InvoerFouten`` that names every fault."""
        faults: list[str] = []
        naam, email = _naam(regel.naam, faults), _email(regel.email, faults)
        if not regel.rollen:
            faults.append("rol: ontbreekt")
        rollen = self._all("rol", regel.rollen, self._rollen, faults)
        organisatie, zetel = self._organisatie(regel.organisatie, faults)
        gemeenten = self._all("gemeente", regel.gemeenten, self._gemeenten, faults)
        tafels = self._all("tafel", regel.tafels, self._tafels, faults)
        if faults:
            raise InvoerFouten(faults)
        return NieuwPersoon(naam, frozenset(map(Rol, rollen)), organisatie, zetel, email, gemeenten, tafels)

    def tafels(self, given: Sequence[str]) -> frozenset[str]:
        """Raises ``InvoerFouten`` that names every fault."""
        faults: list[str] = []
        found = self._all("tafel", given, self._tafels, faults)
        if faults:
            raise InvoerFouten(faults)
        return found

    def _all(self, what: str, given: Sequence[str], known: dict[str, str], faults: list[str]) -> frozenset[str]:
        found = set()
        for name in given:
            value = known.get(fold(name))
            if value is None:
                faults.append(f"{what}: onbekende {what} {self.shown(name)}{self._hint(what, name, known.values())}")
            else:
                found.add(value)
        return frozenset(found)

    def _organisatie(self, given: str, faults: list[str]) -> tuple[str, str | None]:
        """The organisation and the seat: "Tactus", "Tactus (FACT)" and "Tactus/FACT" are understood."""
        clean = " ".join(given.split())
        if not clean:
            faults.append("organisatie: ontbreekt")
            return "", None
        whole = self._organisaties.get(fold(clean))
        if whole is not None:
            return whole.naam, None
        parts = _WITH_SEAT.fullmatch(clean[: 2 * _LONGEST])
        base = self._organisaties.get(fold(parts["organisatie"])) if parts else None
        if parts is None or base is None:
            faults.append(
                f"organisatie: onbekende organisatie {self.shown(clean)}{self._hint('organisatie', clean, self._names)}"
            )
            return "", None
        wanted = parts["a"] or parts["b"]
        seats = {fold(seat): seat for seat in base.zetels}
        if fold(wanted) not in seats:
            hint = self._hint(base.naam, wanted, base.zetels) or (
                f"; wel: {', '.join(base.zetels)}" if base.zetels else ""
            )
            faults.append(f"organisatie: {base.naam} heeft geen zetel {self.shown(wanted)}{hint}")
            return "", None
        return base.naam, seats[fold(wanted)]

    def shown(self, given: str) -> str:
        """What was given, as a fault may repeat it: between quotes, or masked. Only of the first so many.

        A slip of the finger is shown: who made it has to find it.
        """
        if given not in self._shown and len(self._shown) < _HINTS:
            found = [bevinding for bevinding in self._guard.find(given) if bevinding.kind != "onbekend"]
            self._shown[given] = f"({found[0].fragment})" if found else f"'{_safe(given)}'"
        return self._shown.get(given, "(•••)")

    def _hint(self, what: str, given: str, known: Iterable[str]) -> str:
        """The name that was probably meant. Looking for it is slow, so not for a file with nothing but faults."""
        if (what, given) not in self._hints and len(self._hints) < _HINTS:
            near = suggest(given[:_LONGEST], known)
            self._hints[what, given] = f", bedoelde u '{near}'?" if near else ""
        return self._hints.get((what, given), "")


def _read_lines(lezer: Lezer, text: str) -> tuple[list[tuple[int, NieuwPersoon]], list[tuple[int, str]]]:
    """Who stands in the CSV, each with the number of the line, and what is wrong with the other lines.

    The columns are naam, rol, organisatie, email, gemeente, tafel, in any order; several values in one cell with ``;``.
    """
    columns, rows = _table(lezer, text)
    people: list[tuple[int, NieuwPersoon]] = []
    faults: list[tuple[int, str]] = []
    for number, line in rows:
        if len(line) != len(columns):
            faults.append((number, f"{len(line)} waarden, de kop heeft er {len(columns)}; {_QUOTE_IT}"))
            continue
        row = {**dict.fromkeys(COLUMNS, ""), **dict(zip(columns, line, strict=True))}
        rollen, gemeenten, tafels = (_several(row[name]) for name in ("rol", "gemeente", "tafel"))
        try:
            nieuw = lezer.read(Regel(row["naam"], rollen, row["organisatie"], row["email"], gemeenten, tafels))
        except InvoerFouten as error:
            faults += [(number, fault) for fault in error.faults]
        else:
            people.append((number, nieuw))
    return people, faults


def _table(lezer: Lezer, text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The names of the columns, and the cells of each line with its number. Raises ``InvoerFouten``."""
    lines = [(number, line) for number, line in _lines(text) if any(line)]
    if not lines:
        raise InvoerFouten(["het bestand is leeg"])
    head = _without_tail(lines[0][1], 0)
    columns = [fold(name) for name in head]
    faults = [_unknown_column(lezer, name) for name in head if fold(name) not in COLUMNS]
    faults += [f"kolom '{name}' ontbreekt" for name in _NEEDED if name not in columns]
    faults += [f"kolom '{name}' staat er twee keer" for name in COLUMNS if columns.count(name) > 1]
    if len(lines) == 1:
        faults.append("er staat niemand in het bestand, alleen een kop")
    if faults:
        raise InvoerFouten(faults)
    return columns, [(number, _without_tail(line, len(columns))) for number, line in lines[1:]]


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line, with the number of the line on which they begin.

    The columns are separated by what the head separates its names with: commas, or the semicolons (tabs) that a Dutch
    spreadsheet writes. That spreadsheet puts a cell with several values between quotes, so both read the same.
    """
    text = text.removeprefix("\ufeff")
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            line = next(reader, None)
        except csv.Error:
            raise InvoerFouten([f"regel {number}: een aanhalingsteken staat verkeerd of wordt niet gesloten"]) from None
        if line is None:
            return
        yield number, [cell.strip() for cell in line]


def _without_tail(line: list[str], least: int) -> list[str]:
    """A spreadsheet writes empty columns after the last one that was ever touched."""
    length = len(line)
    while length > least and not line[length - 1]:
        length -= 1
    return line[:length]


def _unknown_column(lezer: Lezer, name: str) -> str:
    near = suggest(name, COLUMNS)
    return f"kolom {lezer.shown(name)} ken ik niet" + (f", bedoelde u '{near}'?" if near else "")


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _naam(given: str, faults: list[str]) -> str:
    clean = unicodedata.normalize("NFC", " ".join(given.split()))
    if not clean:
        faults.append("naam: ontbreekt")
    elif len(clean) > _LONGEST or not clean.isprintable() or not any(map(str.isalpha, clean)):
        faults.append(f"naam: moet een naam zijn van hoogstens {_LONGEST} leesbare tekens")
    elif clean.startswith(_FORMULA):
        faults.append(f"naam: mag niet beginnen met {clean[0]}")
    return clean


def _email(given: str | None, faults: list[str]) -> str | None:
    clean = (given or "").strip()
    if clean and not (len(clean) <= _LONGEST and _EMAIL.fullmatch(clean)):
        faults.append("email: is geen e-mailadres")
    return clean or None


def _who(persoon: NieuwPersoon | Persoon) -> tuple[str, str, str | None]:
    return fold(persoon.naam), persoon.organisatie, persoon.zetel


def _safe(given: str) -> str:
    """What was typed, short and on one line: it comes from a file that may hold anything."""
    shown = "".join(char for char in given if char.isprintable())
    return shown if len(shown) <= 40 else shown[:40] + "…"
