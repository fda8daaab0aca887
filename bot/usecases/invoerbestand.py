"""What people does a CSV, or one line of the command line, name? Every fault at once, nothing half read."""

import csv
import io
import re
from collections.abc import Sequence

from bot.domain.errors import DomainError
from bot.domain.namen import fold, suggest
from bot.domain.persoon import NieuwPersoon, Rol
from bot.domain.regio import Regio

COLUMNS = ("naam", "rol", "organisatie", "email", "gemeente", "tafel")
_NEEDED = ("naam", "rol", "organisatie")
_LONGEST = 100
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_WITH_SEAT = re.compile(r"^(?P<organisatie>.+?)\s*(?:\((?P<a>[^()]+)\)|/\s*(?P<b>[^/]+))$")


class InvoerFouten(DomainError):
    """What was given does not fit the region. ``faults`` names everything that is wrong, a line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__()
        self.faults = faults


def read_persoon(
    regio: Regio,
    naam: str,
    rollen: Sequence[str],
    organisatie: str,
    email: str | None,
    gemeenten: Sequence[str],
    tafels: Sequence[str],
) -> NieuwPersoon:
    """One person, every name as the region file writes it. Raises ``InvoerFouten``."""
    faults: list[str] = []
    clean = " ".join(naam.split())
    if not clean or len(clean) > _LONGEST or not clean.isprintable():
        faults.append(f"naam: moet 1 tot {_LONGEST} leesbare tekens zijn")
    address = (email or "").strip() or None
    if address and not (_EMAIL.fullmatch(address) and len(address) <= _LONGEST):
        faults.append("email: is geen e-mailadres")
    known, seat = _organisatie(regio, organisatie, faults)
    roles = {rol for given in rollen if (rol := _one(given, "rol", {r.value: r.value for r in Rol}, faults))}
    if not rollen:
        faults.append("rol: ontbreekt")
    places = {gemeente.naam: gemeente.naam for gemeente in regio.gemeenten}
    tables = {tafel.sleutel: tafel.sleutel for tafel in regio.casustafels}
    found_places = {name for given in gemeenten if (name := _one(given, "gemeente", places, faults))}
    found_tables = {name for given in tafels if (name := _one(given, "tafel", tables, faults))}
    if faults:
        raise InvoerFouten(faults)
    return NieuwPersoon(
        naam=clean,
        rollen=frozenset(Rol(rol) for rol in roles),
        organisatie=known,
        zetel=seat,
        email=address,
        gemeenten=frozenset(found_places),
        tafels=frozenset(found_tables),
    )


def read_csv(regio: Regio, text: str) -> list[NieuwPersoon]:
    """The people of a CSV with the columns naam, rol, organisatie, email, gemeente, tafel; several values with ``;``.

    Comma or semicolon separates, as spreadsheets write it: with semicolons, several values go with ``|`` or commas
    inside quotes. Raises ``InvoerFouten`` naming the line of each fault.
    """
    rows = _rows(text)
    people: list[NieuwPersoon] = []
    faults: list[str] = []
    addresses: dict[str, int] = {}
    for number, row in rows:
        try:
            persoon = read_persoon(
                regio,
                row["naam"],
                _several(row["rol"]),
                row["organisatie"],
                row["email"],
                _several(row["gemeente"]),
                _several(row["tafel"]),
            )
        except InvoerFouten as error:
            faults += [f"regel {number}: {fault}" for fault in error.faults]
            continue
        if persoon.email:
            first = addresses.setdefault(persoon.email.lower(), number)
            if first != number:
                faults.append(f"regel {number}: email: staat ook op regel {first}")
        people.append(persoon)
    if faults:
        raise InvoerFouten(faults)
    return people


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    text = text.removeprefix("\ufeff")
    head = text.split("\n", 1)[0]
    delimiter = "," if head.count(",") >= head.count(";") else ";"
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in line]) for line in reader]
    except csv.Error:
        raise InvoerFouten([f"regel {reader.line_num}: aanhalingstekens kloppen niet"]) from None
    lines = [(number, line) for number, line in lines if any(line)]
    if not lines:
        raise InvoerFouten(["het bestand is leeg"])
    columns = [fold(name) for name in lines[0][1]]
    faults = [f"kolom '{_safe(name)}' ken ik niet{_hint(name, COLUMNS)}" for name in columns if name not in COLUMNS]
    faults += [f"kolom '{name}' ontbreekt" for name in _NEEDED if name not in columns]
    faults += [f"kolom '{name}' staat er twee keer" for name in COLUMNS if columns.count(name) > 1]
    for number, line in lines[1:]:
        if len(line) != len(columns):
            faults.append(f"regel {number}: {len(line)} waarden, de kop heeft er {len(columns)}")
    if faults:
        raise InvoerFouten(faults)
    empty = dict.fromkeys(COLUMNS, "")
    return [(number, {**empty, **dict(zip(columns, line, strict=True))}) for number, line in lines[1:]]


def _several(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;|]", cell) if part.strip()]


def _organisatie(regio: Regio, given: str, faults: list[str]) -> tuple[str, str | None]:
    """The organisation and the seat: "Tactus", "Tactus (FACT)" and "Tactus/FACT" are understood."""
    names = {fold(name): organisatie for name, organisatie in regio.organisatie_names}
    whole = names.get(fold(given))
    if whole is not None:
        return whole.naam, None
    parts = _WITH_SEAT.match(given.strip())
    base = names.get(fold(parts["organisatie"])) if parts else None
    if parts is None or base is None:
        hint = _hint(given, [name for name, _ in regio.organisatie_names])
        faults.append(
            f"organisatie: onbekende organisatie '{_safe(given)}'{hint}" if given.strip() else "organisatie: ontbreekt"
        )
        return "", None
    wanted = parts["a"] or parts["b"]
    seats = {fold(seat): seat for seat in base.zetels}
    if fold(wanted) not in seats:
        faults.append(f"organisatie: {base.naam} heeft geen zetel '{_safe(wanted)}'{_hint(wanted, base.zetels)}")
        return "", None
    return base.naam, seats[fold(wanted)]


def _one(given: str, what: str, known: dict[str, str], faults: list[str]) -> str | None:
    found = {fold(name): value for name, value in known.items()}.get(fold(given))
    if found is None:
        faults.append(f"{what}: onbekende {what} '{_safe(given)}'{_hint(given, known)}")
    return found


def _hint(given: str, known: Sequence[str] | dict[str, str]) -> str:
    near = suggest(given, known)
    return f", bedoelde u '{near}'?" if near else ""


def _safe(given: str) -> str:
    """What was typed, short and on one line: it comes from a file that may hold anything."""
    shown = "".join(char for char in given if char.isprintable())
    return shown if len(shown) <= 40 else shown[:40] + "…"
