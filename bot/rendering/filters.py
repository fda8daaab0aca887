"""How does a date, a moment or a number read in Dutch?"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context

from bot.domain.persoon import Persoon
from bot.domain.woorden import DAGEN, MAANDEN, TELWOORDEN

MOST_IN_WORDS = 12
OWN_YEAR = timedelta(days=240)
"""A day farther away than this may be taken for the same day a year nearer."""


@pass_context
def datum(context: Context, day: date) -> str:
    """vrijdag 5 februari; with the year when nobody would think of it"""
    today = context.get("vandaag")
    return volle_datum(day) if today is not None and abs(day - today) > OWN_YEAR else _dag_datum(day)


def dag_maand(day: date) -> str:
    """5 februari"""
    return f"{day.day} {MAANDEN[day.month - 1]}"


def volle_datum(day: date) -> str:
    """vrijdag 5 februari 2027"""
    return f"{_dag_datum(day)} {day.year}"


@pass_context
def klok(context: Context, moment: datetime) -> str:
    """14:02, in the region's zone"""
    return f"{_local(context, moment):%H:%M}"


@pass_context
def dag_en_klok(context: Context, moment: datetime) -> str:
    """donderdag 14:02; with the date when it is a week or more away"""
    local = _local(context, moment)
    near = abs((local.date() - _local(context, context["nu"]).date()).days) < 7
    return f"{DAGEN[local.weekday()] if near else _dag_datum(local.date())} {local:%H:%M}"


@pass_context
def dag_om_klok(context: Context, moment: datetime) -> str:
    """maandag om 08:30; with the date when it is a week or more away"""
    return dag_en_klok(context, moment)[:-5] + "om " + klok(context, moment)


def werkdagen(count: int) -> str:
    """1 werkdag, 3 werkdagen"""
    return f"{count} werkdag{'' if count == 1 else 'en'}"


def aantal(count: int, one: str, many: str) -> str:
    """Eén actie, drie acties, 14 acties"""
    number = "één" if count == 1 else TELWOORDEN[count] if count <= MOST_IN_WORDS else str(count)
    return f"{number} {one if count == 1 else many}"


def termijn(days: int) -> str:
    """30 dagen, twee jaar"""
    years, rest = divmod(days, 365)
    return f"{days} dag{'' if days == 1 else 'en'}" if rest or not years else aantal(years, "jaar", "jaar")


def hoofdletter(text: str) -> str:
    """Eén punt: the first letter large, the rest as it is; an accent goes, as Dutch writes it."""
    return text[:1].upper().replace("É", "E") + text[1:]


def met_organisatie(persoon: Persoon) -> str:
    """Tineke, Tactus (FACT)"""
    return f"{persoon.naam}, {persoon.namens}"


def _dag_datum(day: date) -> str:
    return f"{DAGEN[day.weekday()]} {dag_maand(day)}"


def _local(context: Context, moment: datetime) -> datetime:
    zone: ZoneInfo = context["zone"]
    return moment.astimezone(zone)


FILTERS = {
    "datum": datum,
    "dag_maand": dag_maand,
    "volle_datum": volle_datum,
    "klok": klok,
    "dag_en_klok": dag_en_klok,
    "dag_om_klok": dag_om_klok,
    "werkdagen": werkdagen,
    "aantal": aantal,
    "termijn": termijn,
    "hoofdletter": hoofdletter,
    "met_organisatie": met_organisatie,
}
