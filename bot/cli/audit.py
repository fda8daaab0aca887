"""The audit trail on the command line: verify, reseal, export."""

# ruff: noqa: PLC0415 - each command imports what it needs: --help must not wait for Telegram and the database.

import asyncio
import csv
import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.parts import AsJson, fail, get_settings, open_services, read_text, show
from bot.cli.refusals import BAD_INPUT
from bot.cli.running import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.domain.audit import Fout, Regel
    from bot.usecases.audit import Oordeel
    from bot.usecases.ports import Transaction

cli = typer.Typer(help="Het spoor van wie wat deed of zag.", no_args_is_help=True)

_NOTED = re.compile(r"([0-9]{1,9}):([0-9a-f]{16,64})")
_COLUMNS = ("moment", "persoon", "rollen", "daad", "object", "uitkomst", "nummer", "zegel")


@cli.command("verify")
def audit_verify(
    kop: Annotated[str | None, typer.Option(help="Een eerder genoteerde kop, zoals 120:3f9a….")] = None,
    as_json: AsJson = False,
) -> None:
    """Controleert of niemand het spoor heeft gewijzigd."""
    from bot.app import audit_key
    from bot.usecases.audit import verify

    noted = _noted(kop) if kop is not None else None
    settings = get_settings("audit verify")
    with open_services(settings) as services:
        oordeel = asyncio.run(services.read(verify, audit_key(settings), noted))
    _tell(oordeel, as_json)


@cli.command("reseal")
def audit_reseal(old: Annotated[Path, typer.Argument(metavar="BESTAND")], as_json: AsJson = False) -> None:
    """Verzegelt het spoor opnieuw, na een nieuwe SECRET_KEY. In BESTAND staat de oude."""
    from pydantic import SecretStr

    from bot.app import audit_key
    from bot.usecases.audit import reseal

    settings = get_settings("audit reseal")
    before = settings.model_copy(update={"SECRET_KEY": SecretStr(read_text(old).strip())})
    with open_services(settings) as services:
        oordeel = services.run_now(reseal, audit_key(before), audit_key(settings))
    _tell(oordeel, as_json)


@cli.command("export")
def audit_export(
    sinds: Annotated[str | None, typer.Option(metavar="DATUM", help="Vanaf deze dag, zoals 2027-02-01.")] = None,
    tot: Annotated[str | None, typer.Option(metavar="DATUM", help="Tot en met deze dag.")] = None,
    as_json: AsJson = False,
) -> None:
    """Schrijft het spoor als CSV, of met --json als een JSON-object per regel. Zonder namen: alleen nummers."""
    first = _day("--sinds", sinds) if sinds is not None else None
    last = _day("--tot", tot) if tot is not None else None
    with open_services(get_settings()) as services:
        services.run_now(lambda tx: tx.audit.record("audit_ingezien", "audit"))
        asyncio.run(services.read(_write_trail, first, last, as_json))


def _tell(oordeel: "Oordeel", as_json: bool) -> None:
    show(_as_json(oordeel), as_json, _as_text(oordeel))
    if oordeel.fouten:
        raise typer.Exit(BAD_INPUT)


def _write_trail(tx: "Transaction", since: date | None, until: date | None, as_json: bool) -> None:
    from bot.usecases.audit import export

    zone = tx.regio.zone
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if not as_json:
        writer.writerow(_COLUMNS)
    for regel in export(tx, since, until):
        row = _as_row(regel, zone)
        if as_json:
            typer.echo(json.dumps(row))
        else:
            writer.writerow(row.values())


def _as_row(regel: "Regel", zone: "ZoneInfo") -> dict[str, Any]:
    moment = regel.at.astimezone(zone).isoformat(timespec="seconds")
    values = (regel.persoon, regel.rollen, regel.daad, regel.object, regel.uitkomst, regel.nummer, regel.zegel)
    return dict(zip(_COLUMNS, (moment, *values), strict=True))


def _day(option: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        fail(f"{option}: is geen datum, zoals 2027-02-01", BAD_INPUT)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        fail(f"{option}: moet in een jaar van {FIRST_YEAR} tot en met {LAST_YEAR} liggen", BAD_INPUT)
    return day


def _noted(text: str) -> tuple[int, str]:
    found = _NOTED.fullmatch(text.strip().lower())
    if found is None:
        fail("--kop: is geen kop: een nummer, een dubbele punt en de eerste 16 of meer tekens van het zegel", BAD_INPUT)
    return int(found[1]), found[2]


def _as_json(oordeel: "Oordeel") -> dict[str, Any]:
    kop = oordeel.kop
    return {
        "goed": not oordeel.fouten,
        "regels": oordeel.regels,
        "opgeschoond": oordeel.opgeschoond,
        "niet_verzegeld": oordeel.niet_verzegeld,
        "kop": {"nummer": kop.nummer, "zegel": kop.zegel} if kop else None,
        "fouten": [
            {"breuk": fout.breuk, "nummer": fout.nummer, "tot": fout.tot, "id": fout.id} for fout in oordeel.fouten
        ],
        "aantal_fouten": oordeel.aantal_fouten,
    }


def _as_text(oordeel: "Oordeel") -> str:
    lines = [_as_line(fout) for fout in oordeel.fouten]
    if oordeel.aantal_fouten > len(lines):
        lines.append(f"… en nog {oordeel.aantal_fouten - len(lines)}.")
    if not lines:
        lines.append(f"Het spoor is heel: {oordeel.regels} regels passen op elkaar.")
    if oordeel.opgeschoond:
        lines.append(f"Opgeschoond: de regels tot en met {oordeel.opgeschoond}.")
    lines.append(f"Nog niet verzegeld: {oordeel.niet_verzegeld}.")
    if oordeel.kop:
        lines.append(f"Kop, om elders te noteren: {oordeel.kop.nummer}:{oordeel.kop.zegel}")
    return "\n".join(lines)


def _as_line(fout: "Fout") -> str:
    from bot.domain.audit import Breuk

    match fout.breuk:
        case Breuk.GEWIJZIGD:
            return f"Regel {fout.nummer} (id {fout.id}) past niet op zijn zegel: gewijzigd of verplaatst."
        case Breuk.ONTBREEKT:
            which = f"Regel {fout.nummer} ontbreekt"
            return f"{which}." if fout.tot == fout.nummer else f"{which}, tot en met {fout.tot}."
        case Breuk.INGEVOEGD if fout.id is not None:
            return f"Regel {fout.nummer} (id {fout.id}) hoort niet in de keten: ingevoegd of teruggezet."
        case Breuk.INGEVOEGD:
            return "Er staan regels met een nummer dat al bestaat."
        case Breuk.ONLEESBAAR:
            return f"Bij regel {fout.nummer} staat iets dat niet te lezen is; verder controleren kan niet."
        case Breuk.BEGIN:
            return f"Het merk van het opschonen (tot en met regel {fout.nummer}) is gewijzigd."
        case Breuk.KOP:
            return f"De kop (regel {fout.nummer}) is gewijzigd, weg, of hoort niet bij de laatste regel."
        case Breuk.GENOTEERD:
            return f"Regel {fout.nummer} is niet meer wat er genoteerd is: vervangen, of de database is teruggezet."
    return "Niets past op deze SECRET_KEY. Waarschijnlijk is het spoor met een andere verzegeld."
